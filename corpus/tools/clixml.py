# SPDX-License-Identifier: MIT
"""Writes CLIXML files the way Export-Clixml does.

Values are small Python classes that know two shapes: the rich one (an `Obj` with type names,
`ToString` and properties) and the flattened one (a string, as implicit remoting sends it).
Plain Python values stand for themselves: None is `Nil`, bool is `B`, int is `I32`, str is `S`,
bytes is `BA`, a list of str is a MultiValuedProperty of strings.

Flavours of a top-level object:

  A  Exchange Management Shell: bare type names, rich values, SerializationData everywhere
  B  the same shell when values could not be restored: `Deserialized.` types, scalars as strings,
     SerializationData on the top-level object only
  C  remoting without the Exchange tools: as B, without SerializationData, dates stay dates
  D  Select-Object: `Selected.` type, no Props, every member in MS, rich values
"""

import base64

import nrbf
from values import *            # noqa: F401,F403  (so that this is the one module to import)
from values import (DateTime, Enum, Guid, List, MultiValued, Null, OBJECT, Primitive, Uri, assembly,
                    assembly_of, escape, quote)

NAMESPACE = "http://schemas.microsoft.com/powershell/2004/04"
DEPTH = 2                       # the default of Export-Clixml


# ---------------------------------------------------------------------------- writer

class Writer:
    """Builds one file. Every top-level object offers kind_types(), text(), members(), selected()
    and serialization_data(); see organization.py."""

    def __init__(self, flavour="A", depth=DEPTH):
        assert flavour in "ABCD"
        self.flavour = flavour
        self.depth = depth
        self.lines = []
        self.level = 1
        self.next_ref = 0
        self.type_refs = {}
        self.seen = {}

    # -- layout

    def put(self, text):
        self.lines.append("  " * self.level + text)

    def document(self, encoding, newline):
        """The whole file as bytes."""
        head = '<Objs Version="1.1.0.1" xmlns="%s"' % NAMESPACE
        if not self.lines:
            text = head + " />"
        else:
            text = newline.join([head + ">"] + self.lines + ["</Objs>"])
        if encoding == "utf-16":
            return b"\xff\xfe" + text.encode("utf-16-le")
        return text.encode(encoding)

    # -- pieces

    def type_names(self, types):
        key = tuple(types)
        if key in self.type_refs:
            self.put('<TNRef RefId="%d" />' % self.type_refs[key])
            return
        self.type_refs[key] = number = len(self.type_refs)
        self.put('<TN RefId="%d">' % number)
        for name in key:
            self.put("  <T>%s</T>" % escape(name))
        self.put("</TN>")

    def to_string(self, text):
        self.put("<ToString>%s</ToString>" % escape(text) if text else "<ToString />")

    def element(self, tag, name, text):
        attribute = ' N="%s"' % quote(name) if name else ""
        self.put("<%s%s>%s</%s>" % (tag, attribute, text, tag))

    def open_object(self, name):
        attribute = ' N="%s"' % quote(name) if name else ""
        self.put('<Obj%s RefId="%d">' % (attribute, self.next_ref))
        self.next_ref += 1
        self.level += 1

    def close_object(self):
        self.level -= 1
        self.put("</Obj>")

    def section(self, tag, pairs, depth):
        """Props or MS."""
        if not pairs:
            return
        self.put("<%s>" % tag)
        self.level += 1
        for name, value in pairs:
            self.value(name, value, depth)
        self.level -= 1
        self.put("</%s>" % tag)

    # -- values

    def value(self, name, value, depth):
        if isinstance(value, Null):
            value = None
        if value is None:
            self.put('<Nil N="%s" />' % quote(name) if name else "<Nil />")
        elif isinstance(value, bool):
            self.element("B", name, "true" if value else "false")
        elif isinstance(value, int):
            self.element("I32", name, str(value))
        elif isinstance(value, str):
            self.element("S", name, escape(value))
        elif isinstance(value, bytes):
            self.element("BA", name, base64.b64encode(value).decode("ascii"))
        elif isinstance(value, Primitive):
            self.primitive(name, value)
        else:
            self.object_value(name, MultiValued(value) if isinstance(value, list) else value, depth)

    def primitive(self, name, value):
        flat = self.flavour in "BC" and isinstance(value, Uri)
        flat = flat or (self.flavour == "B" and isinstance(value, DateTime))
        self.element("S" if flat else value.tag, name, escape(str(value)) if flat else value.xml())

    def object_value(self, name, value, depth):
        if isinstance(value, List):
            self.list_value(name, value, depth)
        elif self.flavour in "BC":
            self.element("S", name, escape(str(value)))
        elif value.shared and id(value) in self.seen:
            attribute = ' N="%s"' % quote(name) if name else ""
            self.put('<Ref%s RefId="%d" />' % (attribute, self.seen[id(value)][0]))
        elif depth <= 0 and not value.min_depth:
            self.element("S", name, escape(str(value)))
        else:
            self.rich_value(name, value, depth)

    def rich_value(self, name, value, depth):
        self.seen[id(value)] = (self.next_ref, value)
        self.open_object(name)
        self.type_names(value.types)
        self.to_string(value.text())
        if isinstance(value, Enum):
            tag = "I64" if value.wide else "I32"
            self.put("<%s>%d</%s>" % (tag, value.number, tag))
        self.section("Props", value.props(), depth - 1)
        notes = list(value.notes())
        if value.serializable:
            notes.append(("SerializationData", nrbf.plain_object(
                assembly(assembly_of(value.types[0])), value.types[0].split("`")[0], str(value))))
        self.section("MS", notes, depth - 1)
        self.close_object()

    def list_value(self, name, value, depth):
        prefix = "Deserialized." if self.flavour in "BC" else ""
        self.open_object(name)
        self.type_names([prefix + t for t in value.types])
        if len(value):
            self.put("<LST>")
            self.level += 1
            for item in value:
                self.value(None, item, depth)
            self.level -= 1
            self.put("</LST>")
        else:
            self.put("<LST />")
        self.close_object()

    # -- top level

    def top(self, item, computer, runspace):
        """Writes one pipeline object."""
        remoting = [("PSComputerName", computer), ("RunspaceId", Guid(runspace)),
                    ("PSShowComputerName", False)]
        self.open_object(None)
        if self.flavour == "D":
            self.type_names(("Selected." + item.kind_types()[0],
                             "System.Management.Automation.PSCustomObject", OBJECT))
            self.section("MS", item.selected() + remoting, self.depth)
        else:
            prefix = "Deserialized." if self.flavour in "BC" else ""
            self.type_names([prefix + t for t in item.kind_types()])
            self.to_string(item.text())
            self.section("Props", item.members(), self.depth - 1)
            if self.flavour in "AB":
                remoting.append(("SerializationData", item.serialization_data()))
            self.section("MS", remoting, self.depth)
        self.close_object()


ENCODINGS = {                   # name: (codec, line end)
    "utf-8-bom": ("utf-8-sig", "\r\n"),     # Export-Clixml -Encoding UTF8, Windows PowerShell 5.1
    "utf-8": ("utf-8", "\n"),               # PowerShell 7
    "utf-16": ("utf-16", "\r\n"),           # the default of Windows PowerShell 5.1
}


def export(items, flavour="A", encoding="utf-8-bom", computer="ex.corp.contoso.com",
           runspace="00000000-0000-0000-0000-000000000001", depth=DEPTH):
    """The bytes of a file that holds `items` (none: the empty document)."""
    writer = Writer(flavour, depth)
    for item in items:
        writer.top(item, computer, runspace)
    codec, newline = ENCODINGS[encoding]
    return writer.document(codec, newline)
