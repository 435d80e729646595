#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes of the objects in a CLIXML file what ConvertTo-Json writes of the live ones.

    clixml_to_json.py [options] INPUT.xml OUTPUT.json

    --powershell 5.1|7   whose ConvertTo-Json (5.1: the one of Windows)
    --depth N            its -Depth; 2 is the default, as there
    --as-array           one object, too, stands in an array
    --names              -EnumsAsStrings of PowerShell 7
    --wrap               arrays as {"value": [...], "Count": n}, as 5.1 writes some
    --whole              what no ConvertTo-Json writes: an object whose members do not say what its
                         text says (a size, an IP address) is that text

How ConvertTo-Json works: the value of the pipeline is at depth 0 (an array of the objects when
there are several); members of objects, entries of dictionaries and items of arrays are one deeper.
Texts, numbers, dates, GUIDs, URIs and enumerations are written at any depth. Other values beyond
-Depth become texts: that of ToString, the items of an array joined with blanks, "@{Name=x}" of
custom objects, or the name of the class. A getter that throws gives null. Enumerations are
numbers, but names where they are as wide as Int64. Members that PowerShell itself adds to a type
(IPAddressToString) are there at the top only.

What CLIXML has no members of any more is built from what it has: ADObjectId down to the root of
the forest, SmtpDomain, IPAddress, ExchangeBuild. Of a certificate CLIXML has the DER and a binary
blob; the rest is read from these. Numbers of enumerations that src/model/enums.def knows are taken
from there: in the corpus some are made up.
"""

import argparse
import base64
import datetime
import hashlib
import json
import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

SRC = Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(SRC / "corpus" / "tools"))

import nrbf  # noqa: E402  (a reader of SerializationData)

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
# Classes whose members say all that their text says; the text of others is lost with it.
TELLING = re.compile("ADObjectId|AddressSpace|SmartHost|IPBinding|IPRange|Smtp.*|Fqdn|Hostname|"
                     ".*SmtpDomain|.*ProxyAddress|.*ProxyAddressTemplate|Unlimited|ServerVersion|"
                     "EnhancedTimeSpan|TimeSpan|ExchangeObjectVersion|ExchangeBuild|Version|"
                     "LocalLongFullPath|EdbFilePath|NonRootLocalLongFullPath|NetworkAddress|"
                     "SecurityIdentifier$")
REMOTING = ("PSComputerName", "RunspaceId", "PSShowComputerName")


# ---------------------------------------------------------------------------- values

class Name(str):
    """A text that is an enumeration's name, Guid or URI: primitive, and no more."""


class Net:
    """A .NET object: class names, what ToString gives (None: the class name), members."""

    def __init__(self, types, text, members=(), custom=False):
        self.types, self._text, self.members, self.custom = list(types), text, members, custom

    def text(self):
        if self._text is not None:
            return self._text
        if self.custom:
            return "@{%s}" % "; ".join("%s=%s" % (n, shown(v)) for n, v in self.live())
        return re.sub("^(Selected|Deserialized)[.]", "", self.types[0]) if self.types else "Object"

    def live(self):
        """Members as the live object has them; some only exist when they are asked for."""
        return self.members() if callable(self.members) else list(self.members)


class Enumeration:
    def __init__(self, kind, name, number, wide):
        self.kind, self.name, self.number, self.wide = kind, name, number, wide

    def text(self):
        return self.name


def shown(value):
    """What a value is as text, in the invariant culture."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, datetime.datetime):
        return value.strftime("%m/%d/%Y %H:%M:%S")
    if isinstance(value, list):
        return " ".join(shown(v) for v in value)
    return value.text() if isinstance(value, (Net, Enumeration)) else str(value)


# ---------------------------------------------------------------------------- what CLIXML lacks

def short(types):
    return types[0].split("`")[0].rsplit(".", 1)[-1].rsplit("+", 1)[-1] if types else ""


def split_dn(dn):
    return [rdn for rdn in re.split(r"(?<!\\),", dn) if rdn]


def plain(rdn):
    return re.sub(r"\\(.)", r"\1", rdn.split("=", 1)[1])


def rdn_object(rdn):
    prefix, _, escaped = rdn.partition("=")
    return Net(["Microsoft.Exchange.Data.Directory.AdName"], rdn,
               [("UnescapedName", plain(rdn)), ("EscapedName", escaped), ("Prefix", prefix)])


def directory_object(dn, text, members=()):
    """An ADObjectId: its Parent and DomainId are such objects again."""
    rdns = split_dn(dn)
    domain = [r for r in rdns if r.upper().startswith("DC=")]
    known = dict(members)

    def live():
        parent = known.get("Parent")
        domain_id = known.get("DomainId")
        made = {
            "Rdn": rdn_object(rdns[0]),
            "Parent": directory_object(",".join(rdns[1:]), shown(parent) or plain(rdns[1]))
            if len(rdns) > len(domain) and len(rdns) > 1 else None,
            "DomainId": directory_object(",".join(domain),
                                         shown(domain_id) or ".".join(map(plain, domain)))
            if len(rdns) > len(domain) else None,
        }
        base = members or [("Rdn", 0), ("Parent", 0), ("Depth", len(rdns) - 1),
                           ("DistinguishedName", dn), ("IsRelativeDn", False), ("DomainId", 0),
                           ("ObjectGuid", Name("00000000-0000-0000-0000-000000000000")),
                           ("Name", plain(rdns[0]))]
        return [(n, made[n] if n in made else v) for n, v in base]
    return Net(["Microsoft.Exchange.Data.Directory.ADObjectId"], text, live)


def address_object(text):
    """System.Net.IPAddress: only of IPv4 does a public property say the address."""
    six = ":" in text
    number = None if six else sum(int(b) << 8 * i for i, b in enumerate(text.split(".")))
    return Net(["System.Net.IPAddress"], text, [
        ("Address", number),
        ("AddressFamily", Enumeration("AddressFamily", "InterNetworkV6" if six else "InterNetwork",
                                      23 if six else 2, False)),
        ("ScopeId", 0 if six else None), ("IsIPv6Multicast", False), ("IsIPv6LinkLocal", False),
        ("IsIPv6SiteLocal", False), ("IsIPv6Teredo", False), ("IsIPv4MappedToIPv6", False)])


def numbers_object(class_name, text, names):
    parts = [int(n) for n in re.findall(r"\d+", text)]
    return Net([class_name], text, list(zip(names, parts)))


def living(net):
    """Members that CLIXML has flattened to texts, as the objects that they are."""
    kind, values = short(net.types), dict(net.members)

    def change(name, make):
        if isinstance(values.get(name), (str, Net)):
            values[name] = make(shown(values[name]))

    if kind == "ADObjectId" and values.get("DistinguishedName"):
        return directory_object(values["DistinguishedName"], net.text(), net.members)
    if kind in ("IPBinding", "SmartHost"):
        change("Address", address_object)
    if kind == "IPBinding":
        change("AddressFamily", lambda t: Enumeration(
            "AddressFamily", t, 23 if t.endswith("V6") else 2, False))
    if kind == "IPRange":
        change("RangeFormat", lambda t: Enumeration("Format", t, 0, False))
        for bound in ("LowerBound", "UpperBound"):
            change(bound, lambda t: Net(["Microsoft.Exchange.Data.IPvxAddress"], t))
    if kind == "IPAddress":
        return address_object(net.text())
    if kind == "SmtpDomainWithSubdomains":
        change("SmtpDomain", lambda t: Net(["Microsoft.Exchange.Data.SmtpDomain"], t,
                                           [("Domain", t)]))
    if kind == "ExchangeObjectVersion":
        change("ExchangeBuild", lambda t: numbers_object(
            "Microsoft.Exchange.Data.ExchangeBuild", t,
            ("Major", "Minor", "Build", "BuildRevision")))
    if kind == "Unlimited":
        if "ByteQuantifiedSize" in net.types[0]:
            change("Value", lambda t: Net(["Microsoft.Exchange.Data.ByteQuantifiedSize"], t))
        values.setdefault("Value", None)
    return Net(net.types, net._text, list(values.items()), net.custom)


# ---------------------------------------------------------------------------- certificates

def der_parts(data):
    """The elements in a piece of DER: (tag, content, whole)."""
    at = 0
    while at < len(data):
        tag, length, head = data[at], data[at + 1], 2
        if length & 128:
            count = length & 127
            length = int.from_bytes(data[at + 2:at + 2 + count], "big")
            head += count
        yield tag, data[at + head:at + head + length], data[at:at + head + length]
        at += head + length


OIDS = {"550403": "CN", "55040a": "O", "55040b": "OU", "550406": "C", "550407": "L", "550408": "S",
        "0992268993f22c640119": "DC", "2a864886f70d010901": "E"}


def der_name(content):
    """A distinguished name as .NET shows it: most specific first."""
    parts = []
    for _, rdn, _ in der_parts(content):
        (_, pair, _), = der_parts(rdn)
        (_, oid, _), (tag, value, _) = der_parts(pair)
        text = value.decode("utf-16-be" if tag == 0x1e else "utf-8", "replace")
        text = '"%s"' % text if re.search('[,+"=<>#;]', text) else text
        parts.append("%s=%s" % (OIDS.get(oid.hex(), oid.hex()), text))
    return ", ".join(reversed(parts))


def der_time(tag, content):
    text = content.decode()
    if tag == 0x17:
        text = ("19" if text[0] >= "5" else "20") + text
    return datetime.datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=datetime.timezone.utc)


def certificate_facts(der):
    (_, outer, _), = der_parts(der)
    body = [p for p in der_parts(next(der_parts(outer))[1])]
    body = body[1:] if body[0][0] == 0xa0 else body
    serial, issuer, validity, subject = body[0][1], body[2][1], body[3][1], body[4][1]
    begin, end = (der_time(t, c) for t, c, _ in der_parts(validity))
    names = []
    for _, content, _ in body[6:]:
        for _, extension, _ in der_parts(next(der_parts(content))[1]):
            parts = list(der_parts(extension))
            if parts[0][1].hex() == "551d11":
                (_, general, _), = der_parts(parts[-1][1])
                names = [c.decode("ascii", "replace") for t, c, _ in der_parts(general) if t == 0x82]
    common = re.search(r"CN=([^,]*)", der_name(subject))
    return {"Subject": der_name(subject), "Issuer": der_name(issuer), "NotBefore": begin,
            "NotAfter": end, "SerialNumber": serial.hex().upper(),
            "Thumbprint": hashlib.sha1(der).hexdigest().upper(),
            "names": names or ([common.group(1)] if common else [])}


def certificate(net, numbers):
    """All public properties of an ExchangeCertificate."""
    members = dict(net.members)
    der = bytes(members["RawData"])
    facts = certificate_facts(der)
    blob = members.get("SerializationData")
    plain_facts = nrbf.read(bytes(blob)) if blob else {}
    domain = "Microsoft.Exchange.Data.SmtpDomainWithSubdomains"
    live = [("AccessRules", None), ("CertificateDomains", [Net([domain], n, [
        ("Address", n), ("IncludeSubDomains", n.startswith("*.")), ("Domain", n),
        ("SmtpDomain", Net(["Microsoft.Exchange.Data.SmtpDomain"], n, [("Domain", n)])),
        ("IsStar", False)]) for n in facts["names"]])]

    def enumeration(kind, name):
        if name in plain_facts:
            number = plain_facts[name]
            number = number.get("value__") if isinstance(number, dict) else number
            live.append((name, Enumeration(kind, numbers.name(kind, number), number, False)))
    if plain_facts:
        live += [("IsSelfSigned", plain_facts["SelfSigned"]), ("HasPrivateKey", True),
                 ("PrivateKeyExportable", plain_facts["PrivateKeyExportable"]),
                 ("Identity", plain_facts["Identity"])]
    enumeration("CertificateAuthorityType", "RootCAType")
    enumeration("AllowedServices", "Services")
    enumeration("CertificateStatus", "Status")
    live += [(n, facts[n]) for n in ("Issuer", "Subject", "NotBefore", "NotAfter", "SerialNumber",
                                     "Thumbprint")]
    if plain_facts:
        friendly = nrbf.read_cert_data(bytes(plain_facts["CertData"])).get(11, b"")
        live.append(("FriendlyName", friendly.decode("utf-16-le").rstrip("\0")))
    live += [("RawData", list(der)), ("Version", 3)]
    live += [(n, v) for n, v in net.members if n in REMOTING]
    return Net(net.types, net._text, live)


# ---------------------------------------------------------------------------- reading

class Numbers:
    """The enumerations of src/model/enums.def."""

    def __init__(self):
        self.tables = {}
        source = (SRC / "src" / "model" / "enums.def").read_text()
        for kind, name, number in re.findall(
                r"^EX_ENUM_(?:VALUE|NAME)\((\w+), (\w+)(?:, (-?\d+))?\)", source, re.M):
            self.tables.setdefault(kind, {})[name] = int(number) if number else None

    def number(self, kind, text, given):
        table = self.tables.get(kind)
        names = [n.strip() for n in text.split(",")]
        if not table or any(table.get(n) is None for n in names):
            return given
        return table[text] if len(names) == 1 else sum(table[n] for n in names)

    def name(self, kind, number):
        table = {v: k for k, v in self.tables.get(kind, {}).items()}
        if number in table:
            return table[number]
        bits = [n for b, n in sorted((b, n) for b, n in table.items() if b) if number & b]
        return ", ".join(bits) or str(number)


def unescape(text):
    units = re.split(r"_x([0-9A-Fa-f]{4})_", text or "")
    out = "".join(chr(int(u, 16)) if i % 2 else u for i, u in enumerate(units))
    return out.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def moment(text):
    """A time; without zone it is naive."""
    text = re.sub(r"([.]\d{6})\d", r"\1", text.replace("Z", "+00:00"))
    return datetime.datetime.fromisoformat(text)


class Document:
    """The objects of a CLIXML file."""

    def __init__(self, data, numbers):
        self.numbers, self.types, self.objects = numbers, {}, {}
        codec = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        root = ET.fromstring(re.sub(r"^#< CLIXML\s*", "", data.decode(codec)))
        self.tops = [self.value(child, True) for child in root]

    @staticmethod
    def tag(element):
        return element.tag.rsplit("}", 1)[-1]

    def value(self, element, top=False):
        tag, text = self.tag(element), element.text or ""
        if tag == "Ref":
            return self.objects.get(element.get("RefId"))
        if tag == "Obj":
            return self.object(element, top)
        readers = {
            "Nil": lambda: None, "B": lambda: text.lower() in ("true", "1"),
            "DT": lambda: moment(text), "BA": lambda: list(base64.b64decode(text)),
            "G": lambda: Name(text), "URI": lambda: Name(unescape(text)),
            "Version": lambda: numbers_object("System.Version", text,
                                              ("Major", "Minor", "Build", "Revision")),
        }
        for number in ("I32", "I64", "U32", "U64", "I16", "U16", "By", "SB"):
            readers[number] = lambda: int(text)
        for number in ("Db", "Sg", "D"):
            readers[number] = lambda: float(text)
        return readers.get(tag, lambda: unescape(text))()

    def type_names(self, element):
        for child in element:
            if self.tag(child) == "TN":
                names = [unescape(t.text) for t in child]
                self.types[child.get("RefId")] = names
                return names
            if self.tag(child) == "TNRef":
                return self.types.get(child.get("RefId"), [])
        return []

    def members(self, element):
        return [(unescape(child.get("N")), self.value(child)) for child in element]

    def object(self, element, top):
        types = self.type_names(element)
        text, value, props, notes = None, None, [], []
        for child in element:
            tag = self.tag(child)
            if tag == "ToString":
                text = unescape(child.text)
            elif tag == "Props":
                props = self.members(child)
            elif tag == "MS":
                notes = self.members(child)
            elif tag in ("LST", "IE", "STK", "QUE"):
                value = [self.value(item) for item in child]
            elif tag not in ("TN", "TNRef", "DCT"):
                value = self.value(child)
        made = self.make(types, text, value, props, notes, top)
        if element.get("RefId"):
            self.objects[element.get("RefId")] = made
        return made

    def make(self, types, text, value, props, notes, top):
        if isinstance(value, list):
            return value
        if "System.Enum" in types or "Deserialized.System.Enum" in types:
            kind = short(types)
            return Enumeration(kind, text, self.numbers.number(kind, text, value),
                               value is not None and abs(value) > 2 ** 31 or
                               kind == "RecipientTypeDetails")
        if value is not None:
            return value
        custom = "System.Management.Automation.PSCustomObject" in types
        kept = [(n, v) for n, v in props + notes
                if n != "SerializationData" and (top or custom or n not in
                                                 ("IPAddressToString",))]
        if short(types) == "ExchangeCertificate" and dict(props).get("RawData"):
            return certificate(Net(types, text, props + notes), self.numbers)
        net = Net(types, text, kept, custom)
        flat = types and types[0].startswith(("Deserialized.", "Selected."))
        return net if top or flat else living(net)


# ---------------------------------------------------------------------------- ConvertTo-Json

class Writer:
    """ConvertTo-Json of one PowerShell: first plain values, then text."""

    def __init__(self, options):
        self.o = options
        self.windows = options.powershell == "5.1"
        self.tops = set()

    def process(self, value, depth):
        """What a value becomes: dictionaries, lists, texts, numbers; Raw is written as it is."""
        if value is None or isinstance(value, (bool, int, float, str)):
            return value
        if isinstance(value, datetime.datetime):
            return self.date(value)
        if isinstance(value, Enumeration):
            return value.name if value.wide or self.o.names else value.number
        if self.o.whole and isinstance(value, Net) and self.is_lossy(value):
            return value.text()
        if depth > self.o.depth:
            return shown(value)
        if isinstance(value, list):
            items = [self.process(v, depth + 1) for v in value]
            return {"value": items, "Count": len(items)} if self.o.wrap and depth > 0 else items
        return {name: self.process(v, depth + 1) for name, v in value.live()}

    def is_lossy(self, net):
        return (id(net) not in self.tops and not net.custom and bool(net.types) and
                not TELLING.match(short(net.types)))

    def date(self, when):
        if self.windows:
            utc = when if when.tzinfo else when.replace(tzinfo=datetime.timezone.utc)
            return Raw('"\\/Date(%d)\\/"' % ((utc - EPOCH) // datetime.timedelta(milliseconds=1)))
        text = when.isoformat().replace("+00:00", "Z")
        return re.sub(r"([.]\d*?)0+(?=$|[Z+-])", r"\1", text) if "." in text else text

    def scalar(self, value):
        if isinstance(value, Raw):
            return value.text
        if isinstance(value, float):
            return ("%r" % value).replace("e+", "E+") if not self.windows else "%.17g" % value
        text = json.dumps(value, ensure_ascii=False)
        if self.windows and isinstance(value, str):
            text = re.sub("['<>&]", lambda m: "\\u%04x" % ord(m.group(0)), text)
        return text

    def lines(self, value, column):
        """The text of a value that stands at a column."""
        if not isinstance(value, (dict, list)):
            return self.scalar(value)
        is_object = isinstance(value, dict)
        brackets = "{}" if is_object else "[]"
        if not value:
            return (brackets[0] + "\n\n" + " " * column + brackets[1]) if self.windows else brackets
        step = 4 if self.windows else 2
        out = []
        for key in value:
            head = self.scalar(key) + (":  " if self.windows else ": ") if is_object else ""
            inner = column + step + (len(head) if self.windows else 0)
            out.append(" " * (column + step) + head +
                       self.lines(value[key] if is_object else key, inner))
        return brackets[0] + "\n" + ",\n".join(out) + "\n" + " " * column + brackets[1]

    def document(self, tops):
        """The bytes that `Get-X | ConvertTo-Json > file` leaves."""
        self.tops = {id(top) for top in tops}
        if not tops:
            return self.encoded("")
        root = tops if len(tops) > 1 or self.o.as_array else tops[0]
        return self.encoded(self.lines(self.process(root, 0), 0) + "\n")

    def bundle(self, members):
        """The same of a hash table of such results: {name: objects}."""
        self.tops = {id(top) for tops in members.values() for top in tops}
        root = Net([], "System.Collections.Hashtable",
                   [(n, tops[0] if len(tops) == 1 else tops)
                    for n, tops in members.items()])
        return self.encoded(self.lines(self.process(root, 0), 0) + "\n")

    def encoded(self, text):
        if self.windows:
            return b"\xff\xfe" + text.replace("\n", "\r\n").encode("utf-16-le")
        return text.encode("utf-8")


class Raw:
    def __init__(self, text):
        self.text = text


def options(arguments=()):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--powershell", choices=("5.1", "7"), default="7")
    parser.add_argument("--depth", type=int, default=2)
    for flag in ("as-array", "names", "wrap", "whole"):
        parser.add_argument("--" + flag, action="store_true")
    parser.add_argument("files", nargs="*")
    return parser.parse_args(arguments)


def convert(data, how):
    """The bytes of a JSON file for those of a CLIXML file; `how` is from options()."""
    return Writer(how).document(Document(data, Numbers()).tops)


if __name__ == "__main__":
    HOW = options(sys.argv[1:])
    SOURCE, TARGET = HOW.files
    Path(TARGET).write_bytes(convert(Path(SOURCE).read_bytes(), HOW))
