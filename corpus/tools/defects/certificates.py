# SPDX-License-Identifier: MIT
"""Certificates: EXL4001 to EXL4011. The tests run as of 2026-01-01 or 2026-01-15."""

from pathlib import Path

import der
from organization import CONTOSO_NAMES, minimal

from defects._client import URL_KINDS, scp_kind, write

ALONE = ["ExchangeServer", "ExchangeCertificate"]
NAMES = list(CONTOSO_NAMES)
AUTH = "Microsoft Exchange Server Auth Certificate"


def cases(emit):
    coverage(emit)
    dates(emit)
    services(emit)
    issuers(emit)
    states(emit)
    names(emit)
    strength(emit)
    shared(emit)


def with_certificate(version, cert, services=("IIS", "SMTP"), **options):
    """A healthy organization whose server has this certificate instead of the public one."""
    org = minimal(version)
    org.remove(public(org))
    org.add_certificate("EX01", cert, services, **options)
    return org


def public(org, server="EX01"):
    return org.one("ExchangeCertificate", server, name="mail.contoso.com")


def issue(org, *args, **options):
    return org.public_certificate(*args, **options)


def coverage(emit):
    def wanted(org):
        return [*URL_KINDS, "OutlookAnywhere", scp_kind(org), "AcceptedDomain",
                "ExchangeCertificate"]
    org = minimal(2019)
    write(org, emit("EXL4001", "covered"), wanted(org))
    short = issue(org, [n for n in NAMES if n != "owa.contoso.com"])
    org = with_certificate(2019, short)
    write(org, emit("EXL4001", "owa-not-covered"), wanted(org), flavour="A")
    org = with_certificate(2013, issue(org, ["*.contoso.com"]))
    org.publish("EX01", "mail.exchange.contoso.com")
    write(org, emit("EXL4001", "wildcard-2013"), wanted(org), flavour="A")


def dates(emit):
    org = minimal(2019)
    org.write(emit("EXL4002", "valid"), ALONE, "A")
    for case, version, flavour in (("expired", "SE", "C"), ("expired-2013", 2013, "A")):
        old = issue(org, NAMES, "2024-12-01 08:00:00", "2025-12-31 08:00:00")
        write(with_certificate(version, old), emit("EXL4002", case), ALONE, flavour=flavour)

    org.write(emit("EXL4003", "next-year"), ALONE, "C")
    soon = issue(org, NAMES, not_after="2026-02-04 00:00:00")
    write(with_certificate(2019, soon), emit("EXL4003", "twenty-days"), ALONE, flavour="A")
    later = issue(org, NAMES, not_after="2026-03-06 00:00:00")
    write(with_certificate(2013, later), emit("EXL4003", "fifty-days-2013"), ALONE)

    org = minimal(2019)
    org.remove(org.one("ExchangeCertificate", "EX01", name=AUTH))
    auth = der.certificate(AUTH, None, None, "2021-02-20", "2026-02-20", "plumbing", friendly=AUTH)
    org.add_certificate("EX01", auth, ("SMTP",), root_ca_type="None")
    write(org, emit("EXL4003", "auth-certificate"), ALONE, flavour="A")
    new = der.certificate(AUTH, None, None, "2026-01-05", "2031-01-05", "plumbing", friendly=AUTH)
    org.add_certificate("EX01", new, ("SMTP",), root_ca_type="None")
    write(org, emit("EXL4003", "auth-certificate-replaced"), ALONE, flavour="A")


def services(emit):
    for rule, service in (("EXL4004", "IIS"), ("EXL4005", "SMTP")):
        for case, version, flavour in (("none", 2019, "C"), ("none-2013", 2013, "A")):
            org = minimal(version)
            for item in org.all("ExchangeCertificate", "EX01"):
                left = [s for s in str(item["Services"]).split(", ") if s != service]
                item["Services"] = ", ".join(left) or "None"
            write(org, emit(rule, case), ALONE, flavour=flavour)
        write(minimal(2016), emit(rule, "one"), ALONE, flavour="A")


def issuers(emit):
    facing = ["ExchangeServer", "OwaVirtualDirectory", "ExchangeCertificate"]
    org = minimal(2019)
    write(org, emit("EXL4006", "public"), facing, flavour="A")
    org = with_certificate(2019, org.private_certificate(NAMES), root_ca_type="Enterprise")
    write(org, emit("EXL4006", "private-ca"), facing)
    org = minimal(2013)
    org.remove(public(org))
    org.one("ExchangeCertificate", "EX01", name="Microsoft Exchange")["Services"] = (
        "IMAP, POP, IIS, SMTP")
    write(org, emit("EXL4006", "self-signed-2013"), facing, flavour="A")


def states(emit):
    org = minimal(2013)
    write(org, emit("EXL4007", "valid-2013"), ALONE, flavour="A")
    cert = issue(org, NAMES)
    org = with_certificate(2019, cert, status="Untrusted", root_ca_type="Unknown")
    write(org, emit("EXL4007", "untrusted"), ALONE)

    org = minimal(2013)
    write(org, emit("EXL4008", "completed-2013"), ALONE, flavour="A")
    org = minimal(2019)
    request = der.certificate("mail.contoso.com", None, None, "2025-12-20", "2026-12-20",
                              friendly="mail 2026")
    org.add_certificate("EX01", request, (), status="PendingRequest", root_ca_type="None")
    write(org, emit("EXL4008", "pending"), ALONE)


def names(emit):
    org = minimal(2019)
    other = issue(org, ["www.contoso.com", "owa.contoso.com"], common_name="mail.contoso.com")
    write(with_certificate(2019, other), emit("EXL4009", "not-in-san"), ALONE, flavour="A")
    write(with_certificate(2013, other), emit("EXL4009", "not-in-san-2013"), ALONE)
    wild = issue(org, ["*.contoso.com"], common_name="mail.contoso.com")
    write(with_certificate(2019, wild), emit("EXL4009", "wildcard"), ALONE, flavour="A")
    org.remove(public(org))
    write(org, emit("EXL4009", "plumbing"), ALONE, flavour="A")


def strength(emit):
    org = minimal(2019)
    write(org, emit("EXL4010", "strong"), ALONE, flavour="A")
    for case, version, flavour, options in (
            ("rsa-1024", 2019, "A", {"key": "weak"}), ("elliptic", 2019, "A", {"key": "p256"}),
            ("sha1-2013", 2013, "C", {"digest": "sha1"})):
        cert = issue(org, NAMES, **options)
        write(with_certificate(version, cert), emit("EXL4010", case), ALONE, flavour=flavour)
    files(emit)


def files(emit):
    """Select-Object leaves out RawData; a file of the certificate has what is missing."""
    cert = issue(minimal(2019), NAMES, key="weak")
    for case, name in (("selected", None), ("selected-with-file", "mail.cer"),
                       ("selected-with-chain", "chain.pem")):
        org = with_certificate(2019, cert)
        for item in org.all("ExchangeCertificate"):
            item.keep("Thumbprint", "Services", "Status", "Subject", "IsSelfSigned", "NotBefore",
                      "NotAfter", "RootCAType")
        folder = Path(emit("EXL4010", case))
        write(org, str(folder), ALONE, flavour="D")
        if name == "mail.cer":
            (folder / name).write_bytes(cert.der)
        elif name:
            root = der.authority("Contoso Public Root CA", key="root")
            (folder / name).write_text("Bag Attributes\n" + der.pem(root) + "\n" + der.pem(cert))
    folder = Path(emit("EXL4010", "file-only"))
    org = minimal(2019)
    write(org, str(folder), ["ExchangeServer"])
    (folder / "EX01.cer").write_bytes(cert.der)


def shared(emit):
    wanted = ["ExchangeServer", "OwaVirtualDirectory", "WebServicesVirtualDirectory",
              "ExchangeCertificate"]
    for case, begin in (("one-certificate", "2025-01-15 08:00:00"),
                        ("two-certificates", "2025-03-01 08:00:00")):
        org = minimal(2019)
        org.add_server("EX02")
        org.publish("EX02", "mail.contoso.com", "owa.contoso.com")
        org.add_certificate("EX02", issue(org, NAMES, begin))
        org.add_plumbing_certificates("EX02")
        write(org, emit("EXL4011", case), wanted, flavour="A")
