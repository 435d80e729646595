#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Change an export in CLIXML, as an administrator or another exporter would have.

usage: edit_clixml.py FILE ACTION ARGUMENTS...

    set NAME PROPERTY VALUE     a text; true and false are booleans, an empty one is $null
    list NAME PROPERTY ITEM...  a list of texts
    drop NAME PROPERTY          not exported
    remove NAME                 the object
    keep-none                   all objects: the cmdlet returned nothing
    copy NAME NEW GUID          an object like another one
    reverse                     objects in the other order, and the members of each
    encode ENCODING             utf-8, utf-8-sig or utf-16

NAME is the name of the object, `Server\\name` where it needs to be told apart, or `*` for all.
"""
import copy
import sys
import xml.etree.ElementTree as ET

SPACE = "http://schemas.microsoft.com/powershell/2004/04"
TAG = "{%s}" % SPACE
ET.register_namespace("", SPACE)


def read(path):
    data = open(path, "rb").read()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ET.fromstring(data.decode("utf-16"))
    return ET.fromstring(data.decode("utf-8-sig"))


def stand_alone(root):
    """Each object with its own type names, so that their order does not matter."""
    names = {}
    for parent in list(root.iter()):
        for i, child in enumerate(list(parent)):
            if child.tag == TAG + "TN":
                names[child.get("RefId")] = child
            elif child.tag == TAG + "TNRef":
                twin = copy.deepcopy(names[child.get("RefId")])
                parent.remove(child)
                parent.insert(i, twin)
    for i, names in enumerate(root.iter(TAG + "TN")):
        names.set("RefId", str(i))


def members(obj):
    return [e for part in obj if part.tag in (TAG + "Props", TAG + "MS") for e in part]


def member(obj, name):
    return next((e for e in members(obj) if e.get("N") == name), None)


def text(element):
    if element is None:
        return ""
    shown = element.find(TAG + "ToString")
    return (shown.text if shown is not None else element.text) or ""


def is_called(obj, name):
    called = [text(member(obj, "Name")), text(member(obj, "Identity")), text(obj)]
    return name == "*" or name in called


def chosen(root, name):
    found = [o for o in root if is_called(o, name)]
    if not found:
        sys.exit(f"there is no object '{name}'")
    return found


def place(obj, name):
    """The element that holds a member, and its index there."""
    for part in obj:
        if part.tag in (TAG + "Props", TAG + "MS"):
            for i, e in enumerate(part):
                if e.get("N") == name:
                    return part, i
    part = next(p for p in obj if p.tag in (TAG + "Props", TAG + "MS"))
    return part, None


def put(obj, name, element):
    part, i = place(obj, name)
    element.set("N", name)
    if i is None:
        part.append(element)
        return
    element.tail = part[i].tail
    part.remove(part[i])
    part.insert(i, element)


def value_of(value):
    if value in ("true", "false"):
        element = ET.Element(TAG + "B")
    else:
        element = ET.Element(TAG + ("S" if value else "Nil"))
    element.text = value or None
    return element


def list_of(items):
    element = ET.Element(TAG + "Obj", RefId="9000")
    names = ET.SubElement(element, TAG + "TN", RefId="9000")
    ET.SubElement(names, TAG + "T").text = "System.Collections.ArrayList"
    ET.SubElement(names, TAG + "T").text = "System.Object"
    lst = ET.SubElement(element, TAG + "LST")
    for item in items:
        ET.SubElement(lst, TAG + "S").text = item
    return element


def rename(obj, old, new, guid):
    """Every text of the object that says its old name."""
    for e in obj.iter():
        if e.text and old in e.text and e.tag != TAG + "T":
            e.text = e.text.replace(old, new)
    for name in ("Guid", "ExchangeObjectId"):
        if member(obj, name) is not None:
            member(obj, name).text = guid
    for parent in list(obj.iter()):
        for child in list(parent):
            if child.get("N") in ("SerializationData", "ObjectGuid"):
                parent.remove(child)


def main():
    path, action, *rest = sys.argv[1:]
    root = read(path)
    stand_alone(root)
    encoding = "utf-8"
    if action == "set":
        for obj in chosen(root, rest[0]):
            put(obj, rest[1], value_of(rest[2]))
    elif action == "list":
        for obj in chosen(root, rest[0]):
            put(obj, rest[1], list_of(rest[2:]))
    elif action == "drop":
        for obj in chosen(root, rest[0]):
            part, i = place(obj, rest[1])
            part.remove(part[i])
    elif action == "remove":
        for obj in chosen(root, rest[0]):
            root.remove(obj)
    elif action == "keep-none":
        for obj in list(root):
            root.remove(obj)
    elif action == "copy":
        twin = copy.deepcopy(chosen(root, rest[0])[0])
        rename(twin, *rest)
        root.append(twin)
    elif action == "reverse":
        root[:] = root[::-1]
        for obj in root:
            for part in obj:
                if part.tag in (TAG + "Props", TAG + "MS"):
                    part[:] = part[::-1]
    elif action == "encode":
        encoding = rest[0]
    else:
        sys.exit(__doc__)
    stand_alone(root)
    open(path, "wb").write(ET.tostring(root, encoding="unicode").encode(encoding))


main()
