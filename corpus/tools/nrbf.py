# SPDX-License-Identifier: MIT
"""The .NET binary format (MS-NRBF), as far as SerializationData needs it.

`plain_object` writes a small stream for any value, `exchange_certificate` the one that carries the
facts of Get-ExchangeCertificate, `sign` the wrapper of newer builds, `read` decodes a stream into
Python values so that a test can look at either.
"""

import hashlib
import struct

EXCHANGE = "Version=15.0.0.0, Culture=neutral, PublicKeyToken=31bf3856ad364e35"
TASKS = "Microsoft.Exchange.Management.SystemConfigurationTasks"
LIBRARY = "Microsoft.Exchange.Management, " + EXCHANGE
HEADER = b"\x00" + struct.pack("<iiii", 1, -1, 1, 0)
END = b"\x0b"
BOOLEAN, BYTE, INT32 = 1, 2, 8

# Of these numbers only Valid is known from real exports; fixtures with another status are better
# written in flavour D, which has the names.
STATUS = {"Unknown": 0, "Valid": 1, "Revoked": 2, "DateInvalid": 3, "Untrusted": 4, "Invalid": 5,
          "RevocationCheckFailure": 6, "PendingRequest": 7}
ROOT_CA_TYPE = {"None": 0, "ThirdParty": 1, "Enterprise": 2, "Registry": 3, "GroupPolicy": 4,
                "Unknown": 5}
SERVICES = {"IMAP": 1, "POP": 2, "UM": 4, "IIS": 8, "SMTP": 16, "Federation": 32,
            "UMCallRouter": 64}


# ---------------------------------------------------------------------------- writing

def int32(number):
    return struct.pack("<i", number)


def string(text):
    """Length in groups of 7 bits, then UTF-8."""
    data = text.encode("utf-8")
    head, length = b"", len(data)
    while length > 127:
        head += bytes([length & 127 | 128])
        length >>= 7
    return head + bytes([length]) + data


def library(number, name):
    return b"\x0c" + int32(number) + string(name)


def reference(number):
    return b"\x09" + int32(number)


def object_string(number, text):
    return b"\x06" + int32(number) + string(text)


def class_info(number, name, members):
    return int32(number) + string(name) + int32(len(members)) + b"".join(map(string, members))


def enum(number, name, value, lib):
    """An enumeration value: a class with the member value__."""
    return (b"\x05" + class_info(number, name, ["value__"]) + bytes([0, INT32]) + int32(lib)
            + int32(value))


def plain_object(assembly_name, type_name, text):
    """A stream with one object of one string member."""
    return (HEADER + library(2, assembly_name)
            + b"\x05" + class_info(1, type_name, ["value"]) + b"\x01" + int32(2)
            + object_string(3, text) + END)


def cert_data(der, friendly="", key_bits=2048, key_name=""):
    """A serialized certificate: property id, encoding, length, bytes; 32 is the certificate."""
    sha1 = hashlib.sha1(der).digest()
    props = [(3, sha1), (4, hashlib.md5(der).digest())]
    if key_name:
        props.append((2, key_name.encode("utf-16-le") + b"\0\0"))
    if friendly:
        props.append((11, friendly.encode("utf-16-le") + b"\0\0"))
    props += [(92, struct.pack("<I", key_bits)), (32, der)]
    return b"".join(struct.pack("<III", i, 1, len(data)) + data for i, data in props)


def exchange_certificate(blob, identity, services=(), status="Valid", self_signed=False,
                         root_ca_type="ThirdParty", exportable=True, sites=()):
    """SerializationData of an ExchangeCertificate. identity is `server.fqdn\\THUMBPRINT`, sites
    are the metabase paths of the IIS sites that use it."""
    flags = sum(SERVICES[name] for name in services)
    list_type = ("System.Collections.Generic.List`1[[%s.IisService, %s]]" % (TASKS, LIBRARY))
    names = ["CertData", "SelfSigned", "Status", "RootCAType", "Services", "IISServices",
             "PrivateKeyExportable", "Identity"]
    enums = [TASKS + ".CertificateStatus", TASKS + ".CertificateAuthorityType",
             TASKS + ".AllowedServices"]
    out = HEADER + library(2, LIBRARY)
    out += b"\x05" + class_info(1, TASKS + ".ExchangeCertificate", names)
    out += bytes([7, 0, 4, 4, 4, 3, 0, 1])          # what each member is
    out += bytes([BYTE, BOOLEAN])
    out += b"".join(string(name) + int32(2) for name in enums)
    out += string(list_type) + bytes([BOOLEAN]) + int32(2)
    out += reference(3) + bytes([self_signed])
    out += enum(-4, enums[0], STATUS[status], 2)
    out += enum(-5, enums[1], ROOT_CA_TYPE[root_ca_type], 2)
    out += enum(-6, enums[2], flags, 2)
    out += reference(7) + bytes([exportable]) + object_string(8, identity)
    out += b"\x0f" + int32(3) + int32(len(blob)) + bytes([BYTE]) + blob
    return out + _iis_services(7, list_type, sites) + END


def _iis_services(number, list_type, sites):
    """List<IisService>: the array behind a list has room for four."""
    items, validation = TASKS + ".IisService", TASKS + ".UrlValidation"
    room = (len(sites) + 3) // 4 * 4
    out = (b"\x04" + class_info(number, list_type, ["_items", "_size", "_version"])
           + bytes([4, 0, 0]) + string(items + "[]") + int32(2) + bytes([INT32, INT32])
           + reference(9) + int32(len(sites)) + int32(len(sites)))
    out += b"\x07" + int32(9) + b"\0" + int32(1) + int32(room) + b"\x04" + string(items)
    out += int32(2) + b"".join(reference(20 + i) for i in range(len(sites)))
    if room > len(sites):
        out += b"\x0d" + bytes([room - len(sites)])
    if sites:
        out += library(12, "System, Version=4.0.0.0, Culture=neutral, "
                           "PublicKeyToken=b77a5c561934e089")
    for i, site in enumerate(sites):
        out += _iis_service(i, site, items, validation)
    return out


def _iis_service(index, site, items, validation):
    """One site; the first one declares the class, the others refer to it."""
    number, value = 20 + index, -100 - 2 * index
    if index == 0:
        out = b"\x05" + class_info(number, items, [
            "serviceName", "internalUrl", "internalUrlValid", "externalUrl", "externalUrlValid"])
        out += bytes([1, 4, 4, 4, 4])
        out += (string("System.Uri") + int32(12) + string(validation) + int32(2)) * 2 + int32(2)
    else:
        out = b"\x01" + int32(number) + int32(20)
    out += object_string(60 + index, site) + b"\x0a"
    if index == 0:
        out += enum(value, validation, 0, 2)
    else:
        out += b"\x01" + int32(value) + int32(-100) + int32(0)
    return out + b"\x0a" + b"\x01" + int32(value - 1) + int32(-100) + int32(0)


def sign(stream):
    """The wrapper that signed serialization puts around a stream; the tag is not a real one."""
    return b"#sig#" + struct.pack("<i", len(stream)) + stream + hashlib.sha256(stream).digest()


# ---------------------------------------------------------------------------- reading

class Reader:
    """Decodes the records that Exchange writes. Raises ValueError on anything else."""

    SIZES = {1: "<?", 2: "<B", 5: "<d", 6: "<d", 7: "<h", 8: "<i", 9: "<q", 10: "<b", 11: "<f",
             12: "<q", 13: "<q", 14: "<H", 15: "<I", 16: "<Q"}

    def __init__(self, data):
        if data[:5] == b"#sig#":
            length = struct.unpack_from("<i", data, 5)[0]
            data = data[9:9 + length]
        self.data, self.pos, self.objects, self.classes = data, 0, {}, {}
        self.root = None

    def take(self, count):
        if count < 0 or self.pos + count > len(self.data):
            raise ValueError("stream is too short")
        self.pos += count
        return self.data[self.pos - count:self.pos]

    def byte(self):
        return self.take(1)[0]

    def int32(self):
        return struct.unpack("<i", self.take(4))[0]

    def string(self):
        length = shift = 0
        while True:
            part = self.byte()
            length |= (part & 127) << shift
            shift += 7
            if part < 128:
                return self.take(length).decode("utf-8")

    def primitive(self, kind):
        form = self.SIZES.get(kind)
        if not form:
            raise ValueError("primitive %d" % kind)
        return struct.unpack(form, self.take(struct.calcsize(form)))[0]

    def extra(self, kind):
        """Additional type information of a member or an array element."""
        if kind in (0, 7):
            return self.byte()
        if kind == 3:
            return self.string()
        if kind == 4:
            return self.string(), self.int32()
        return None

    def class_info(self):
        number, name = self.int32(), self.string()
        return number, name, [self.string() for _ in range(self.int32())]

    def typed_class(self, with_library):
        number, name, members = self.class_info()
        kinds = [self.byte() for _ in members]
        types = [(kind, self.extra(kind)) for kind in kinds]
        if with_library:
            self.int32()
        self.classes[number] = (name, members, types)
        return self.instance(number, number)

    def instance(self, number, like):
        name, members, types = self.classes[like]
        self.classes[number] = self.classes[like]
        value = {"$type": name}
        self.objects[number] = value
        for member, (kind, extra) in zip(members, types):
            value[member] = self.primitive(extra) if kind == 0 else self.record()
        return value

    def array(self, number, length, item):
        values = []
        self.objects[number] = values
        while len(values) < length:
            value = item()
            if isinstance(value, tuple) and value[0] == "$nulls":
                values.extend([None] * min(value[1], length - len(values)))
            else:
                values.append(value)
        return values

    def binary_array(self):
        number, form, rank = self.int32(), self.byte(), self.int32()
        if form != 0 or rank != 1:
            raise ValueError("array form")
        length, kind = self.int32(), self.byte()
        extra = self.extra(kind)
        return self.array(number, length,
                          self.record if kind else lambda: self.primitive(extra))

    def record(self):
        kind = self.byte()
        if kind == 0x0c:                                    # library, then the record meant
            self.int32()
            self.string()
            return self.record()
        if kind == 0x09:
            return ("$ref", self.int32())
        if kind == 0x0a:
            return None
        if kind in (0x0d, 0x0e):                            # several nulls of an array
            return ("$nulls", self.byte() if kind == 0x0d else self.int32())
        if kind == 0x01:
            number, like = self.int32(), self.int32()
            return self.instance(number, like)
        if kind in (0x04, 0x05):
            return self.typed_class(kind == 5)
        if kind == 0x06:
            number = self.int32()
            self.objects[number] = text = self.string()
            return text
        if kind == 0x07:
            return self.binary_array()
        if kind == 0x08:
            return self.primitive(self.byte())
        if kind == 0x0f:
            number, length, item = self.int32(), self.int32(), self.byte()
            if item == BYTE:
                self.objects[number] = data = self.take(length)
                return data
            return self.array(number, length, lambda: self.primitive(item))
        if kind in (0x10, 0x11):
            number, length = self.int32(), self.int32()
            return self.array(number, length, self.record)
        raise ValueError("record %d at %d" % (kind, self.pos - 1))

    def stream(self):
        if self.byte() != 0:
            raise ValueError("no header")
        root = self.int32()
        self.take(12)
        while self.data[self.pos] != 0x0b:
            self.record()
        return self.resolve(self.objects[root], 0)

    def resolve(self, value, depth):
        if depth > 32:
            raise ValueError("nesting")
        if isinstance(value, tuple) and len(value) == 2 and value[0] == "$ref":
            return self.resolve(self.objects[value[1]], depth + 1)
        if isinstance(value, dict):
            return {k: self.resolve(v, depth + 1) for k, v in value.items()}
        if isinstance(value, list):
            return [self.resolve(v, depth + 1) for v in value]
        return value


def read(data):
    """The root object of a stream: classes as dicts, arrays as lists, byte arrays as bytes."""
    return Reader(data).stream()


def read_cert_data(blob):
    """{property id: bytes} of a serialized certificate."""
    pos, found = 0, {}
    while pos + 12 <= len(blob):
        number, _, length = struct.unpack_from("<III", blob, pos)
        found[number] = blob[pos + 12:pos + 12 + length]
        pos += 12 + length
    return found
