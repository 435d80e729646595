#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Reads CLIXML files back and checks them: references resolve, identifiers are unique, every
SerializationData decodes, certificates agree with what is said about them, and every flavour of
an organization carries the same values.

    verify.py [FILE...]      default: every .xml of healthy/, demo/ and defects/
"""

import base64
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import clixml                                               # noqa: E402
import nrbf                                                 # noqa: E402
from organization import VDIRS, contoso_2019                # noqa: E402

PREFIX = "{%s}" % clixml.NAMESPACE
PRIMITIVES = ("S", "B", "I32", "I64", "U32", "U16", "By", "Db", "DT", "G", "URI", "BA", "Nil")


def unescape(text):
    """Undoes the _xHHHH_ forms; neighbouring surrogates become one character."""
    text = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m.group(1), 16)), text or "")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class File:
    """One file, read back with its references."""

    def __init__(self, path):
        self.path = path
        self.root = ElementTree.fromstring(Path(path).read_bytes())
        self.objects, self.types = {}, {}
        for element in self.root.iter():
            self.register(element)

    def register(self, element):
        tag = element.tag.replace(PREFIX, "")
        known = {"Obj": self.objects, "TN": self.types}.get(tag)
        if known is not None:
            number = element.get("RefId")
            assert number not in known, "%s: RefId %s twice" % (self.path, number)
            known[number] = element
        elif tag in ("Ref", "TNRef"):
            source = self.objects if tag == "Ref" else self.types
            assert element.get("RefId") in source, "%s: %s to nothing" % (self.path, tag)
        else:
            assert tag in PRIMITIVES + ("Objs", "T", "ToString", "Props", "MS", "LST"), tag

    def type_name(self, element):
        names = element.find(PREFIX + "TN")
        if names is None:
            names = self.types[element.find(PREFIX + "TNRef").get("RefId")]
        return names[0].text

    def text(self, element):
        """The best string of a value: ToString, number, text or the joined list."""
        if element.tag == PREFIX + "Ref":
            element = self.objects[element.get("RefId")]
        if element.tag != PREFIX + "Obj":
            return unescape(element.text)
        items = element.find(PREFIX + "LST")
        if items is not None:
            return "|".join(self.text(item) for item in items)
        return unescape(element.findtext(PREFIX + "ToString"))

    def tops(self):
        """(type name, {property: element}) of each top-level object."""
        for item in self.root:
            bag = {}
            for section in ("Props", "MS"):
                for element in item.find(PREFIX + section) or ():
                    bag[element.get("N")] = element
            yield self.type_name(item), bag


def check_certificate(path, bag, scratch):
    """Compares RawData, SerializationData and the plain properties of one certificate."""
    if "RawData" not in bag:
        return                          # Select-Object left it out
    raw = base64.b64decode(bag["RawData"].text)
    thumbprint = hashlib.sha1(raw).hexdigest().upper()
    if "SerializationData" in bag:
        facts = nrbf.read(base64.b64decode(bag["SerializationData"].text))
        stored = nrbf.read_cert_data(facts["CertData"])
        assert stored[32] == raw and stored[3].hex().upper() == thumbprint, path
        assert facts["Identity"].endswith("\\" + thumbprint), path
        assert facts["Status"]["value__"] in nrbf.STATUS.values(), path
        assert facts["Services"]["value__"] < 128, path
    if "Thumbprint" in bag:
        assert bag["Thumbprint"].text == thumbprint, path
    if shutil.which("openssl"):
        file = Path(scratch) / "certificate.der"
        file.write_bytes(raw)
        subprocess.run(["openssl", "x509", "-inform", "DER", "-in", str(file), "-noout", "-text"],
                       check=True, stdout=subprocess.DEVNULL)


def check_file(path, scratch):
    """Returns (objects, streams, certificates)."""
    file = File(path)
    streams = certificates = count = 0
    for element in file.root.iter(PREFIX + "BA"):
        if element.get("N") == "SerializationData":
            nrbf.read(base64.b64decode(element.text))
            streams += 1
    for name, bag in file.tops():
        count += 1
        if name.endswith("ExchangeCertificate"):
            check_certificate(path, bag, scratch)
            certificates += 1
    return count, streams, certificates


def check_flavours(scratch):
    """What one flavour says of an organization, every other one says too."""
    org = contoso_2019()
    seen = {}
    for flavour in "ABCD":
        folder = Path(scratch) / flavour
        org.write(folder, flavour=flavour, encoding="utf-16", back_end=tuple(VDIRS))
        for path in sorted(folder.glob("*.xml")):
            if "ExchangeCertificate" in path.name:
                continue
            file = File(path)
            rows = [{n: file.text(e) for n, e in bag.items()
                     if n != "SerializationData" and not n.startswith("When")}
                    for _, bag in file.tops()]
            assert seen.setdefault(path.name, rows) == rows, "%s in %s" % (path.name, flavour)


def main(paths):
    corpus = Path(__file__).resolve().parent.parent
    paths = paths or sorted(p for part in ("healthy", "demo", "defects")
                            for p in (corpus / part).rglob("*.xml"))
    totals = [0, 0, 0]
    with tempfile.TemporaryDirectory() as scratch:
        check_flavours(scratch)
        for path in paths:
            totals = [a + b for a, b in zip(totals, check_file(path, scratch))]
    print("%d files, %d objects, %d streams, %d certificates" % (len(paths), *totals))


if __name__ == "__main__":
    main(sys.argv[1:])
