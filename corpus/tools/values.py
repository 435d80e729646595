# SPDX-License-Identifier: MIT
"""The values that Exchange objects hold, as small Python classes: each knows its type names, what
ToString gives, its properties, and with that its rich and its flattened form. clixml.py writes
them and exports all of these names.
"""

import datetime
import re

TOKEN = "31bf3856ad364e35"
DATA = "Microsoft.Exchange.Data"
DIRECTORY = "Microsoft.Exchange.Data.Directory"
CONFIG = "Microsoft.Exchange.Data.Directory.SystemConfiguration"
MANAGEMENT = "Microsoft.Exchange.Data.Directory.Management"
RECIPIENT = "Microsoft.Exchange.Data.Directory.Recipient"
TASKS = "Microsoft.Exchange.Management.SystemConfigurationTasks"
OBJECT = "System.Object"
VALUE_TYPE = "System.ValueType"


def assembly(name):
    """Full name of an Exchange or .NET assembly."""
    if name in ("mscorlib", "System"):
        return name + ", Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089"
    return name + ", Version=15.0.0.0, Culture=neutral, PublicKeyToken=" + TOKEN


def assembly_of(type_name):
    """The assembly that holds a type."""
    for prefix in (DIRECTORY, "Microsoft.Exchange.Management"):
        if type_name.startswith(prefix + "."):
            return prefix
    if type_name.startswith("System."):
        return "System" if type_name == "System.Uri" else "mscorlib"
    return DATA


def generic(container, element):
    """Type name of a generic container: container`1[[element, assembly]]."""
    return "%s`1[[%s, %s]]" % (container, element, assembly(assembly_of(element)))


# ---------------------------------------------------------------------------- text

_ESCAPED = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\U00010000-\U0010ffff]|_(?=[xX])")


def _escape_match(match):
    units = match.group(0).encode("utf-16-be", "surrogatepass")
    return "".join("_x%04X_" % int.from_bytes(units[i:i + 2], "big")
                   for i in range(0, len(units), 2))


def escape(text):
    """Text as PowerShell writes it: `_x000D_` forms first, then the XML entities."""
    text = _ESCAPED.sub(_escape_match, text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quote(text):
    """An attribute value."""
    return escape(text).replace('"', "&quot;")


# ---------------------------------------------------------------------------- primitives

class Primitive:
    """A value with an element of its own."""
    tag = "S"

    def __init__(self, value):
        self.value = value

    def xml(self):
        return escape(str(self.value))

    def __str__(self):
        return str(self.value)

    def __eq__(self, other):
        return type(self) is type(other) and self.value == other.value

    def __hash__(self):
        return hash((type(self), self.value))


class Int64(Primitive):
    tag = "I64"


class UInt32(Primitive):
    tag = "U32"


class UInt16(Primitive):
    tag = "U16"


class Byte(Primitive):
    tag = "By"


class Double(Primitive):
    tag = "Db"

    def xml(self):
        return "%d" % self.value if self.value == int(self.value) else repr(self.value).upper()


class Guid(Primitive):
    tag = "G"


class Uri(Primitive):
    tag = "URI"


class DateTime(Primitive):
    """A local or UTC time: pass an aware datetime, a naive one is written without a zone."""
    tag = "DT"

    def xml(self):
        text = self.value.strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0")
        offset = self.value.utcoffset()
        if offset is None:
            return text
        if self.value.tzinfo is datetime.timezone.utc:
            return text + "Z"
        minutes = int(offset.total_seconds()) // 60
        return text + "%s%02d:%02d" % ("+-"[minutes < 0], abs(minutes) // 60, abs(minutes) % 60)

    def __str__(self):
        when = self.value
        return "%d/%d/%04d %d:%02d:%02d %s" % (
            when.month, when.day, when.year, (when.hour + 11) % 12 + 1, when.minute, when.second,
            "PM" if when.hour > 11 else "AM")


class Null(Primitive):
    """Nothing, but remembers which class a value would have: obj[x] = "text" then converts."""

    def __init__(self, kind=None):
        super().__init__(None)
        self.kind = kind

    def __str__(self):
        return ""


# ---------------------------------------------------------------------------- objects

class Value:
    """A .NET object. `types` most derived first; `shared` ones get a Ref when seen again."""
    types = (OBJECT,)
    shared = False
    serializable = True
    min_depth = 0

    def text(self):
        return ""

    def props(self):
        return []

    def notes(self):
        return []

    def __str__(self):
        return self.text()

    def __eq__(self, other):
        return type(self) is type(other) and str(self) == str(other)

    def __hash__(self):
        return hash((type(self), str(self)))


class Enum(Value):
    serializable = False

    def __init__(self, name, number, type_name, wide=False, table=None):
        self.name = name
        self.number = number
        self.wide = wide
        self.table = table              # {name: number}, where all names are known
        self.types = (type_name, "System.Enum", VALUE_TYPE, OBJECT)

    def text(self):
        return self.name

    def with_name(self, name):
        if not self.table or name not in self.table:
            raise ValueError("%s: give kinds.enum(type, name, number); names known here: %s"
                             % (self.types[0], ", ".join(self.table or ())))
        return Enum(name, self.table[name], self.types[0], self.wide, self.table)


class Flags(Enum):
    """An enumeration of bits; table is {name: bit}. Names are joined in the order of the bits."""

    def __init__(self, names, table, type_name):
        chosen = [n for n in sorted(table, key=table.get) if n in names]
        assert len(chosen) == len(set(names)), "unknown flag in %r" % (names,)
        super().__init__(", ".join(chosen) or "None", sum(table[n] for n in chosen), type_name,
                         table=table)

    def with_name(self, name):
        names = [n.strip() for n in name.split(",")]
        return Flags([n for n in names if n != "None"], self.table, self.types[0])


class List(Value):
    """A list object with its type names; behaves like a Python list."""
    serializable = False

    def __init__(self, items, types, like=None):
        self.items = list(items)
        self.types = tuple(types)
        if like:
            self.like = like            # makes such a list from other items

    def like(self, items):
        return List(items, self.types)

    def text(self):
        return " ".join(str(item) for item in self.items)

    def __iter__(self):
        return iter(self.items)

    def __len__(self):
        return len(self.items)

    def __getitem__(self, index):
        return self.items[index]


class MultiValued(List):
    """MultiValuedProperty`1 of an element type; `ad` adds the ADMultiValuedProperty layer."""

    def __init__(self, items=(), element="System.String", ad=False):
        types = [generic(DATA + ".MultiValuedProperty", element),
                 DATA + ".MultiValuedPropertyBase", OBJECT]
        if ad:
            types.insert(0, generic(DIRECTORY + ".ADMultiValuedProperty", element))
        super().__init__(items, types)
        self.element = element
        self.ad = ad

    def like(self, items):
        return MultiValued(items, self.element, self.ad)


class ADObjectId(Value):
    """A directory object. text is what ToString gives: a name, SERVER\\name or canonical name."""
    types = (DIRECTORY + ".ADObjectId", DATA + ".ObjectId", OBJECT)
    shared = True
    PARTITION = "59ce2f71-eaa2-4ddf-a4fa-f25069d0b324"
    NONE = "00000000-0000-0000-0000-000000000000"

    def __init__(self, text, dn, guid=NONE):
        self._text = text
        self.dn = dn
        self.guid = guid

    def text(self):
        return self._text

    def name(self):
        return self.dn.split(",")[0].split("=", 1)[1]

    def forest(self):
        return ".".join(p[3:] for p in self.dn.split(",") if p.upper().startswith("DC="))

    def _parent(self):
        rest = self.dn.split(",", 1)[1] if "," in self.dn else ""
        if not rest.upper().startswith(("CN=", "OU=")):
            return ADObjectId(self.forest(), rest) if rest else None
        if "/" in self._text:
            return ADObjectId(self._text.rsplit("/", 1)[0], rest)
        return ADObjectId(rest.split(",")[0].split("=", 1)[1], rest)

    def props(self):
        domain = self.dn[self.dn.upper().find("DC="):]
        return [("OrgHierarchyToIgnore", None), ("IsDeleted", False),
                ("Rdn", self.dn.split(",")[0]), ("Parent", self._parent()),
                ("Depth", self.dn.count("=") - 1), ("DistinguishedName", self.dn),
                ("IsRelativeDn", False),
                ("DomainId", ADObjectId(self.forest(), domain) if domain != self.dn else None),
                ("PartitionGuid", Guid(self.guid if self.guid == self.NONE else self.PARTITION)),
                ("PartitionFQDN", self.forest()),
                ("ObjectGuid", Guid(self.guid)), ("Name", self.name())]


class OrganizationId(Value):
    types = (DIRECTORY + ".OrganizationId", OBJECT)
    shared = True

    def props(self):
        return [("OrganizationalUnit", None), ("ConfigurationUnit", None),
                ("IsConsumerOrganization", False), ("IdForEventLog", "")]


class ExchangeObjectVersion(Value):
    types = (DATA + ".ExchangeObjectVersion", OBJECT)

    def __init__(self, major, minor, build):
        self.major, self.minor, self.build = major, minor, build

    def text(self):
        return "%d.%d (%s)" % (self.major, self.minor, self.build)

    def props(self):
        return [("NextMajorVersion", "%d.0 (0.0.0.0)" % (self.major + 1)),
                ("NextMinorVersion", "%d.%d (0.0.0.0)" % (self.major, self.minor + 1)),
                ("Major", Byte(self.major)), ("Minor", Byte(self.minor)),
                ("ExchangeBuild", self.build)]


class ServerVersion(Value):
    types = (DATA + ".ServerVersion", OBJECT)

    def __init__(self, major, minor=0, build=0, revision=0):
        self.parts = (major, minor, build, revision)

    @classmethod
    def parse(cls, text):
        """From "15.2.1748.10" or "Version 15.2 (Build 1748.10)"."""
        return cls(*(int(n) for n in re.findall(r"\d+", text)))

    def text(self):
        return "Version %d.%d (Build %d.%d)" % self.parts

    def props(self):
        names = ("Major", "Minor", "Build", "Revision")
        return list(zip(names, self.parts)) + [("FilePatchLevelDescription", None)]


class EnhancedTimeSpan(Value):
    types = (DATA + ".EnhancedTimeSpan", VALUE_TYPE, OBJECT)

    def __init__(self, days=0, hours=0, minutes=0, seconds=0):
        self.seconds = ((days * 24 + hours) * 60 + minutes) * 60 + seconds

    @classmethod
    def parse(cls, text):
        """From "00:10:00" or "30.00:00:00"."""
        days, _, clock = text.rpartition(".")
        return cls(int(days or 0), *(int(n) for n in clock.split(":")))

    def _split(self):
        minutes, seconds = divmod(self.seconds, 60)
        hours, minutes = divmod(minutes, 60)
        days, hours = divmod(hours, 24)
        return days, hours, minutes, seconds

    def text(self):
        days, hours, minutes, seconds = self._split()
        return ("%d." % days if days else "") + "%02d:%02d:%02d" % (hours, minutes, seconds)

    def props(self):
        days, hours, minutes, seconds = self._split()
        total = self.seconds
        return [("Days", days), ("Hours", hours), ("Milliseconds", 0), ("Minutes", minutes),
                ("Seconds", seconds), ("Ticks", Int64(total * 10000000)),
                ("TotalDays", Double(total / 86400)), ("TotalHours", Double(total / 3600)),
                ("TotalMilliseconds", Double(total * 1000)), ("TotalMinutes", Double(total / 60)),
                ("TotalSeconds", Double(total)), ("Sign", 1 if total else 0)]


class ByteQuantifiedSize(Value):
    types = (DATA + ".ByteQuantifiedSize", VALUE_TYPE, OBJECT)

    def __init__(self, size):
        self.size = size

    @classmethod
    def parse(cls, text):
        """From "35 MB"."""
        number, unit = text.split()[:2]
        return cls(int(number) << {"B": 0, "KB": 10, "MB": 20, "GB": 30, "TB": 40}[unit])

    def text(self):
        number, unit = self.size, "B"
        for unit in ("B", "KB", "MB", "GB", "TB"):
            if number < 1024 or unit == "TB":
                break
            number /= 1024
        shown = "%d" % number if number == int(number) else "%.4g" % number
        return "%s %s (%s bytes)" % (shown, unit, format(self.size, ","))


class Unlimited(Value):
    """Unlimited<Int32> or Unlimited<ByteQuantifiedSize>; value None means unlimited."""

    def __init__(self, value=None, element=DATA + ".ByteQuantifiedSize"):
        self.value = value
        if isinstance(value, int):
            element = "System.Int32"
        self.types = (generic(DATA + ".Unlimited", element), VALUE_TYPE, OBJECT)

    def text(self):
        return "Unlimited" if self.value is None else str(self.value)

    def props(self):
        if self.value is None:
            return [("IsUnlimited", True)]
        return [("IsUnlimited", False), ("Value", self.value)]


def unlimited_count(value=None):
    """Unlimited<Int32>."""
    return Unlimited(value, "System.Int32")


def size(count, unit="MB"):
    """ByteQuantifiedSize of `count` KB, MB or GB."""
    return ByteQuantifiedSize(count << {"B": 0, "KB": 10, "MB": 20, "GB": 30}[unit])


class SmtpDomain(Value):
    types = (DATA + ".SmtpDomain", OBJECT)

    def __init__(self, domain):
        self.domain = domain

    def text(self):
        return self.domain

    def props(self):
        return [("Domain", self.domain)]


class Fqdn(SmtpDomain):
    types = (DATA + ".Fqdn", DATA + ".SmtpDomain", OBJECT)


class SmtpDomainWithSubdomains(Value):
    """contoso.com, *.contoso.com or *."""
    types = (DATA + ".SmtpDomainWithSubdomains", OBJECT)

    def __init__(self, address):
        self.address = address

    def text(self):
        return self.address

    def props(self):
        star = self.address == "*"
        domain = self.address[2:] if self.address.startswith("*.") else self.address
        return [("Address", self.address), ("IncludeSubDomains", self.address.startswith("*")),
                ("Domain", domain), ("SmtpDomain", None if star else SmtpDomain(domain)),
                ("IsStar", star)]


class AddressSpace(Value):
    """TYPE:address;cost of a Send connector."""
    types = (DATA + ".AddressSpace", OBJECT)

    def __init__(self, address="*", cost=1, kind="SMTP"):
        match = re.fullmatch(r"(?:(\w+):)?(.*?)(?:;(\d+))?", address)
        self.kind = match.group(1) or kind
        self.address = match.group(2)
        self.cost = int(match.group(3) or cost)

    def text(self):
        return "%s:%s;%d" % (self.kind, self.address, self.cost)

    def props(self):
        smtp = self.kind.upper() == "SMTP"
        domain = self.address[2:] if self.address.startswith("*.") else self.address
        return [("Address", self.address), ("Type", self.kind), ("Cost", self.cost),
                ("IncludeSubDomains", self.address.startswith("*")),
                ("Domain", domain if smtp else None), ("IsSmtpType", smtp),
                ("IsX400Type", self.kind.upper() == "X400"), ("X400Address", None)]


class IPAddress(Value):
    types = ("System.Net.IPAddress", OBJECT)
    shared = True
    serializable = False
    min_depth = 1

    def __init__(self, address):
        self.address = address

    def text(self):
        return self.address

    def family(self):
        return "InterNetworkV6" if ":" in self.address else "InterNetwork"

    def props(self):
        flags = [(n, False) for n in ("IsIPv6Multicast", "IsIPv6LinkLocal", "IsIPv6SiteLocal",
                                      "IsIPv6Teredo", "IsIPv4MappedToIPv6")]
        if ":" in self.address:
            return [("AddressFamily", self.family()), ("ScopeId", Int64(0))] + flags
        number = int.from_bytes(bytes(int(p) for p in self.address.split(".")), "little")
        return [("Address", Int64(number)), ("AddressFamily", self.family())] + flags

    def notes(self):
        return [("IPAddressToString", self.address)]


class SmartHost(Value):
    types = (DATA + ".SmartHost", OBJECT)

    def __init__(self, host):
        self.host = host.strip("[]")
        self.literal = bool(re.fullmatch(r"[0-9.]+|.*:.*", self.host))

    def text(self):
        return "[%s]" % self.host if self.literal else self.host

    def props(self):
        return [("Address", IPAddress(self.host if self.literal else "0.0.0.0")),
                ("IsIPAddress", self.literal), ("Domain", None if self.literal else self.host)]


class IPBinding(Value):
    """address:port of a Receive connector."""
    types = (DATA + ".IPBinding", "System.Net.IPEndPoint", "System.Net.EndPoint", OBJECT)

    def __init__(self, text):
        address, port = text.rsplit(":", 1)
        self.address = IPAddress(address.strip("[]"))
        self.port = int(port)

    def text(self):
        host = str(self.address)
        return ("[%s]:%d" if ":" in host else "%s:%d") % (host, self.port)

    def props(self):
        return [("Port", self.port), ("AddressFamily", self.address.family()),
                ("Address", self.address)]


class IPRange(Value):
    """a-b, a/len or a single address."""
    types = (DATA + ".IPRange", OBJECT)

    def __init__(self, expression):
        self.expression = expression

    def text(self):
        return self.expression

    def props(self):
        import ipaddress
        form, low, high = "SingleAddress", self.expression, self.expression
        if "-" in self.expression:
            form, (low, high) = "LoHi", self.expression.split("-")
        elif "/" in self.expression:
            net = ipaddress.ip_network(self.expression, strict=False)
            form, low, high = "CIDR", str(net[0]), str(net[-1])
        count = int(ipaddress.ip_address(high)) - int(ipaddress.ip_address(low)) + 1
        count = ipaddress.IPv6Address(min(count, 2 ** 128 - 1))
        return [("LowerBound", low), ("UpperBound", high), ("RangeFormat", form),
                ("Size", str(count)), ("Expression", self.expression)]


class SmtpX509Identifier(Value):
    types = (DATA + ".SmtpX509Identifier", OBJECT)

    def __init__(self, text):
        self.value = text

    def text(self):
        return self.value

    def props(self):
        issuer, _, subject = self.value.replace("<I>", "").partition("<S>")
        name = re.search(r"CN=([^,]*)", subject)
        return [("CertificateSubject", subject), ("CertificateIssuer", issuer),
                ("SubjectCommonName", name.group(1) if name else None)]


class SmtpAddress(Value):
    types = (DATA + ".SmtpAddress", VALUE_TYPE, OBJECT)

    def __init__(self, address):
        self.address = address

    def text(self):
        return self.address

    def props(self):
        local, _, domain = self.address.rpartition("@")
        return [("Length", len(self.address)), ("Local", local), ("Domain", domain),
                ("Address", self.address), ("IsUTF8", not self.address.isascii()),
                ("IsValidAddress", bool(self.address))]


class ProxyAddress(Value):
    """SMTP:a@b (primary), smtp:a@b, X500:..., SIP:..."""

    def __init__(self, text):
        self.prefix, _, self.address = text.partition(":")
        smtp = self.prefix.upper() == "SMTP"
        first = ".SmtpProxyAddress" if smtp else ".CustomProxyAddress"
        self.types = (DATA + first, DATA + ".ProxyAddress", DATA + ".ProxyAddressBase", OBJECT)

    def text(self):
        return self.prefix + ":" + self.address

    def props(self):
        head = [("SmtpAddress", self.address)] if self.prefix.upper() == "SMTP" else []
        return head + [("AddressString", self.address), ("ProxyAddressString", self.text()),
                       ("Prefix", self.prefix.upper()),
                       ("IsPrimaryAddress", self.prefix.isupper()), ("PrefixString", self.prefix)]


class ProxyAddressCollection(List):
    def __init__(self, addresses=()):
        element = DATA + ".ProxyAddress"
        items = [a if isinstance(a, Value) else ProxyAddress(a) for a in addresses]
        super().__init__(items, (
            DATA + ".ProxyAddressCollection",
            generic(DATA + ".ProxyAddressBaseCollection", element),
            generic(DATA + ".MultiValuedProperty", element), DATA + ".MultiValuedPropertyBase",
            OBJECT))

    def like(self, items):
        return ProxyAddressCollection(items)


class NetworkAddress(Value):
    types = (DATA + ".CustomNetworkAddress", DATA + ".NetworkAddress", DATA + ".ProtocolAddress",
             OBJECT)
    serializable = False

    def __init__(self, protocol, address):
        self.protocol, self.address = protocol, address

    def text(self):
        return self.protocol + ":" + self.address

    def props(self):
        return [("ProtocolType", self.protocol), ("AddressString", self.address)]


class NetworkAddressCollection(List):
    def __init__(self, items):
        element = DATA + ".NetworkAddress"
        super().__init__(items, (
            DATA + ".NetworkAddressCollection",
            generic(DATA + ".ProtocolAddressCollection", element),
            generic(DATA + ".MultiValuedProperty", element), DATA + ".MultiValuedPropertyBase",
            OBJECT))


class Hostname(Value):
    """Host name of Outlook Anywhere."""
    types = (DATA + ".Hostname", OBJECT)

    def __init__(self, name):
        self.name = name

    def text(self):
        return self.name

    def props(self):
        return [("HostnameString", self.name)]


class LocalLongFullPath(Value):
    types = (DATA + ".LocalLongFullPath", DATA + ".LongPath", OBJECT)

    def __init__(self, path):
        self.path = path

    def text(self):
        return self.path

    def props(self):
        return [("PathName", self.path), ("IsLocalFull", True), ("IsUnc", False),
                ("DriveName", self.path[:2])]


class DataObject(Value):
    """Any other .NET object: type names, ToString and properties given in place."""

    def __init__(self, types, text="", props=(), serializable=True):
        self.types = tuple(types) + (OBJECT,)
        self._text = text
        self._props = list(props)
        self.serializable = serializable

    def text(self):
        return self._text

    def props(self):
        return self._props


def convert(new, old):
    """Gives a plain Python value the class of the one it replaces."""
    if isinstance(new, (list, tuple)) and isinstance(old, List):
        return old.like([_list_item(item, old) for item in new])
    if isinstance(new, str):
        if isinstance(old, Enum):
            return old.with_name(new)
        if isinstance(old, Unlimited):
            return _unlimited(new, old)
        kind = old.kind if isinstance(old, Null) else type(old)
        if kind and issubclass(kind, (Primitive, Value)) and not issubclass(kind, List):
            return kind.parse(new) if hasattr(kind, "parse") else kind(new)
    if new is None and not isinstance(old, (type(None), Null)):
        return Null(type(old))
    return old if new is None and isinstance(old, Null) else new


def _list_item(item, old):
    """An element of a MultiValuedProperty from its text."""
    kind = ELEMENTS.get(getattr(old, "element", ""))
    return kind(item) if isinstance(item, str) and kind else item


def _unlimited(text, old):
    if text != "Unlimited":
        raise ValueError("give Unlimited(size(35)) or unlimited_count(20)")
    return Unlimited(None, old.types[0].split("[[")[1].split(",")[0])


ELEMENTS = {DATA + "." + c.__name__: c for c in (SmartHost, AddressSpace, IPBinding, IPRange,
                                                 SmtpAddress, SmtpDomainWithSubdomains)}
