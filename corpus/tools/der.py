# SPDX-License-Identifier: MIT
"""Deterministic X.509 v3 certificates: same arguments, same bytes. Keys are in testkeys.py.

    ca = authority("Contoso Public Root CA", key="root")
    issuing = authority("Contoso Public Issuing CA", issuer=ca, key="issuing")
    cert = certificate("mail.contoso.com", issuer=issuing, names=["mail.contoso.com"])
    cert.der, cert.thumbprint, cert.names, cert.not_after

Dates are datetime.date, datetime.datetime (UTC) or "2035-01-31".
"""

import datetime
import hashlib
import hmac

import testkeys

OIDS = {"C": "2.5.4.6", "S": "2.5.4.8", "L": "2.5.4.7", "O": "2.5.4.10", "OU": "2.5.4.11",
        "CN": "2.5.4.3", "DC": "0.9.2342.19200300.100.1.25"}
RSA_SIGNATURE = {"md5": "1.2.840.113549.1.1.4", "sha1": "1.2.840.113549.1.1.5",
                 "sha256": "1.2.840.113549.1.1.11", "sha384": "1.2.840.113549.1.1.12",
                 "sha512": "1.2.840.113549.1.1.13"}
DIGESTS = {"md5": "1.2.840.113549.2.5", "sha1": "1.3.14.3.2.26", "sha256": "2.16.840.1.101.3.4.2.1",
           "sha384": "2.16.840.1.101.3.4.2.2", "sha512": "2.16.840.1.101.3.4.2.3"}
SERVER_AUTH, CLIENT_AUTH = "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"


# ---------------------------------------------------------------------------- DER

def tlv(tag, *parts):
    body = b"".join(parts)
    if len(body) < 128:
        return bytes([tag, len(body)]) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, 128 | len(length)]) + length + body


def sequence(*parts):
    return tlv(0x30, *parts)


def integer(number):
    return tlv(2, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def oid(dotted):
    parts = [int(p) for p in dotted.split(".")]
    out = b""
    for part in [parts[0] * 40 + parts[1]] + parts[2:]:
        group = bytes([part & 127])
        while part > 127:
            part >>= 7
            group = bytes([part & 127 | 128]) + group
        out += group
    return tlv(6, out)


def bit_string(data, unused=0):
    return tlv(3, bytes([unused]), data)


def time(when):
    if when.year < 2050:
        return tlv(0x17, when.strftime("%y%m%d%H%M%SZ").encode())
    return tlv(0x18, when.strftime("%Y%m%d%H%M%SZ").encode())


def name(pairs):
    """pairs in display order (CN first); the encoding has the opposite order."""
    out = b""
    for key, text in reversed(pairs):
        tag = 0x13 if key == "C" else 0x16 if key == "DC" else 0x0c
        out += tlv(0x31, sequence(oid(OIDS[key]), tlv(tag, text.encode("utf-8"))))
    return sequence(out)


def extension(dotted, body, critical=False):
    return sequence(oid(dotted), tlv(1, b"\xff") if critical else b"", tlv(4, body))


# ---------------------------------------------------------------------------- keys

class RsaKey:
    def __init__(self, modulus, exponent):
        self.n, self.d = int(modulus, 16), int(exponent, 16)
        self.bits = self.n.bit_length()

    def public(self):
        key = sequence(integer(self.n), integer(65537))
        return sequence(sequence(oid("1.2.840.113549.1.1.1"), b"\x05\x00"), bit_string(key))

    def algorithm(self, digest):
        return sequence(oid(RSA_SIGNATURE[digest]), b"\x05\x00")

    def sign(self, data, digest):
        info = sequence(sequence(oid(DIGESTS[digest]), b"\x05\x00"),
                        tlv(4, hashlib.new(digest, data).digest()))
        size = (self.bits + 7) // 8
        block = b"\x00\x01" + b"\xff" * (size - len(info) - 3) + b"\x00" + info
        return pow(int.from_bytes(block, "big"), self.d, self.n).to_bytes(size, "big")


class P256Key:
    """ECDSA with the deterministic nonce of RFC 6979."""
    P = 2 ** 256 - 2 ** 224 + 2 ** 192 + 2 ** 96 - 1
    N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551
    G = (0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296,
         0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5)
    bits = 256

    def __init__(self, private):
        self.d = int(private, 16)

    def add(self, a, b):
        if a is None or b is None:
            return a or b
        if a[0] == b[0]:
            if (a[1] + b[1]) % self.P == 0:
                return None
            slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, self.P)
        else:
            slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, self.P)
        x = (slope * slope - a[0] - b[0]) % self.P
        return x, (slope * (a[0] - x) - a[1]) % self.P

    def times(self, factor):
        result, point = None, self.G
        while factor:
            if factor & 1:
                result = self.add(result, point)
            point = self.add(point, point)
            factor >>= 1
        return result

    def public(self):
        x, y = self.times(self.d)
        point = b"\x04" + x.to_bytes(32, "big") + y.to_bytes(32, "big")
        return sequence(sequence(oid("1.2.840.10045.2.1"), oid("1.2.840.10045.3.1.7")),
                        bit_string(point))

    def algorithm(self, digest):
        return sequence(oid("1.2.840.10045.4.3.2"))

    def nonce(self, hashed):
        private = self.d.to_bytes(32, "big")
        key, value = b"\0" * 32, b"\1" * 32
        for mark in (b"\0", b"\1"):
            key = hmac.new(key, value + mark + private + hashed, "sha256").digest()
            value = hmac.new(key, value, "sha256").digest()
        while True:
            value = hmac.new(key, value, "sha256").digest()
            k = int.from_bytes(value, "big")
            if 0 < k < self.N:
                return k
            key = hmac.new(key, value + b"\0", "sha256").digest()
            value = hmac.new(key, value, "sha256").digest()

    def sign(self, data, digest):
        number = int.from_bytes(hashlib.sha256(data).digest(), "big")
        k = self.nonce((number % self.N).to_bytes(32, "big"))
        r = self.times(k)[0] % self.N
        s = pow(k, -1, self.N) * (number + r * self.d) % self.N
        return sequence(integer(r), integer(s))


KEYS = {label: RsaKey(*numbers) for label, numbers in testkeys.RSA.items()}
KEYS["p256"] = P256Key(testkeys.P256)


# ---------------------------------------------------------------------------- certificates

def moment(value):
    """A datetime in UTC from a date, a datetime or a text."""
    if isinstance(value, str):
        value = datetime.datetime.fromisoformat(value)
    if not isinstance(value, datetime.datetime):
        value = datetime.datetime(value.year, value.month, value.day)
    return value.replace(tzinfo=datetime.timezone.utc)


def pairs_of(subject):
    """[(key, text)] from "mail.contoso.com", from "CN=mail.contoso.com, O=Contoso" or as is."""
    if not isinstance(subject, str):
        return list(subject)
    if "=" not in subject:
        return [("CN", subject)]
    return [tuple(part.strip().split("=", 1)) for part in subject.split(",")]


class Certificate:
    """A finished certificate and the facts that Get-ExchangeCertificate shows about it."""

    def __init__(self, fields, der):
        self.__dict__.update(fields)
        self.der = der
        self.thumbprint = hashlib.sha1(der).hexdigest().upper()

    @staticmethod
    def display(pairs):
        return ", ".join("%s=%s" % pair for pair in pairs)

    @property
    def subject(self):
        return self.display(self.subject_pairs)

    @property
    def issuer(self):
        return self.display(self.issuer_pairs)

    @property
    def common_name(self):
        return dict(self.subject_pairs).get("CN", "")

    @property
    def serial_number(self):
        return "%032X" % self.serial

    @property
    def self_signed(self):
        return self.issuer_cert is None

    @property
    def root(self):
        return self if self.issuer_cert is None else self.issuer_cert.root


def key_id(key):
    return hashlib.sha1(key.public()[-270:]).digest()


def general_names(names):
    out = b""
    for item in names:
        if item.startswith("ip:"):
            out += tlv(0x87, bytes(int(p) for p in item[3:].split(".")))
        else:
            out += tlv(0x82, item.encode("ascii"))
    return sequence(out)


def _extensions(names, key, issuer_key, ca, usages, usage_bits):
    out = []
    if usage_bits is not None:
        unused = (usage_bits & -usage_bits).bit_length() - 1
        out.append(extension("2.5.29.15", bit_string(bytes([usage_bits]), unused), True))
    if usages:
        out.append(extension("2.5.29.37", sequence(*map(oid, usages))))
    if ca:
        out.append(extension("2.5.29.19", sequence(tlv(1, b"\xff")), True))
    else:
        out.append(extension("2.5.29.19", sequence(), True))
    out.append(extension("2.5.29.14", tlv(4, key_id(key))))
    if issuer_key is not key:
        out.append(extension("2.5.29.35", sequence(tlv(0x80, key_id(issuer_key)))))
    if names:
        out.append(extension("2.5.29.17", general_names(names)))
    return tlv(0xa3, sequence(*out))


def certificate(subject, issuer=None, names=None, not_before="2025-01-15 08:00:00",
                not_after="2035-01-15 08:00:00", key="web", digest="sha256", ca=False,
                usages=(SERVER_AUTH, CLIENT_AUTH), usage_bits=0xa0, friendly="", serial=None):
    """A certificate; issuer None makes it self-signed, names None leaves the SAN out."""
    subject_pairs = pairs_of(subject)
    issuer_pairs = issuer.subject_pairs if issuer else subject_pairs
    own_key = KEYS[key]
    signer = KEYS[issuer.key] if issuer else own_key
    start, end = moment(not_before), moment(not_after)
    if serial is None:
        seed = repr((subject_pairs, issuer_pairs, names, str(start), str(end), key, digest))
        number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:16], "big")
        serial = number & (2 ** 126 - 1) | 2 ** 125
    body = sequence(
        tlv(0xa0, integer(2)), integer(serial), signer.algorithm(digest), name(issuer_pairs),
        sequence(time(start), time(end)), name(subject_pairs), own_key.public(),
        _extensions(names, own_key, signer, ca, usages, usage_bits))
    der = sequence(body, signer.algorithm(digest), bit_string(signer.sign(body, digest)))
    return Certificate({
        "subject_pairs": subject_pairs, "issuer_pairs": issuer_pairs, "issuer_cert": issuer,
        "names": list(names or []), "not_before": start, "not_after": end, "key": key,
        "bits": own_key.bits, "digest": digest, "serial": serial, "friendly": friendly}, der)


def authority(subject, issuer=None, key="root", not_before="2020-01-01", not_after="2045-01-01"):
    """A certification authority."""
    return certificate(subject, issuer, None, not_before, not_after, key, ca=True, usages=(),
                       usage_bits=0x06)


def pem(cert):
    import base64
    text = base64.b64encode(cert.der).decode("ascii")
    lines = [text[i:i + 64] for i in range(0, len(text), 64)]
    return "\n".join(["-----BEGIN CERTIFICATE-----"] + lines + ["-----END CERTIFICATE-----", ""])
