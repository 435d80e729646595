# SPDX-License-Identifier: MIT
"""Files of collectors for the organization of healthy/contoso-2019.

HealthChecker keeps what cmdlets return inside PSCustomObjects (before 2023: inside classes of its
own) and exports with -Depth 2; virtual directories come from -ADPropertiesOnly. ExchangeLogCollector
writes one file for each cmdlet and server, twice. EDCA writes JSON of its own.
"""

import datetime
import json

import clixml
import kinds
from clixml import DateTime, Enum, Guid, List, MultiValued, Null, Primitive, Uri, Writer
from organization import VDIRS, contoso_2019

CUSTOM = ("System.Management.Automation.PSCustomObject", "System.Object")
ARRAY = ("System.Object[]", "System.Array", "System.Object")
OBJECTS = ("System.Collections.Generic.List`1[[System.Object, mscorlib, Version=4.0.0.0, "
           "Culture=neutral, PublicKeyToken=b77a5c561934e089]]", "System.Object")
ZONE = datetime.timezone(datetime.timedelta(hours=-8))
LATE, EARLY = (2026, 1, 10, 8, 15), (2025, 11, 3, 7, 0)
IIS_FLAGS = ("BasicAuthentication", "WindowsAuthentication", "DigestAuthentication",
             "FormsAuthentication", "OAuthAuthentication", "BasicAuthEnabled", "RequireSSL",
             "SSLOffloading", "CompressionEnabled", "WebSiteSSLEnabled")


class Record:
    """A PSCustomObject, or an object of a class of HealthChecker."""

    def __init__(self, *pairs, types=CUSTOM):
        self.pairs, self.types = list(pairs), types

    def __getitem__(self, name):
        return dict(self.pairs)[name]


class Export:
    """Objects as a cmdlet returned them: one by itself, several (or `array`) in a list."""

    def __init__(self, items, flavour="C", types=ARRAY, array=False):
        self.items, self.flavour, self.types = list(items), flavour, types
        self.array = array or len(self.items) > 1


class BundleWriter(Writer):
    """Containers and PSCustomObjects cost no depth."""

    def bundle(self, name, value):
        if isinstance(value, Record):
            self.record(name, value)
        elif isinstance(value, Export):
            self.export(name, value)
        else:
            self.value(name, value, self.depth)

    def record(self, name, value):
        self.seen[id(value)] = (self.next_ref, value)
        self.open_object(name)
        self.type_names(value.types)
        tag = "MS" if value.types == CUSTOM else "Props"
        self.put("<%s>" % tag)
        self.level += 1
        for key, inner in value.pairs:
            self.bundle(key, inner)
        self.level -= 1
        self.put("</%s>" % tag)
        self.close_object()

    def item(self, name, item):
        if id(item) in self.seen:
            self.put('<Ref%s RefId="%d" />' % (' N="%s"' % name if name else "",
                                               self.seen[id(item)][0]))
        elif isinstance(item, Record):
            self.record(name, item)
        else:
            self.seen[id(item)] = (self.next_ref, item)
            self.next_name = name
            self.top(item, "ex01.corp.contoso.com", "00000000-0000-0000-0000-000000000002")

    def open_object(self, name):
        super().open_object(name or getattr(self, "next_name", None))
        self.next_name = None

    def export(self, name, value):
        flavour, self.flavour = self.flavour, value.flavour
        if not value.array and not value.items:
            self.put('<Nil N="%s" />' % name)
        elif not value.array:
            self.item(name, value.items[0])
        else:
            self.open_object(name)
            self.type_names(value.types)
            self.put("<LST>" if value.items else "<LST />")
            self.level += 1
            for item in value.items:
                self.item(None, item)
            self.level -= 1
            if value.items:
                self.put("</LST>")
            self.close_object()
        self.flavour = flavour


def document(record):
    writer = BundleWriter("C")
    writer.bundle(None, record)
    return writer.document("utf-8-sig", "\r\n")


# ---------------------------------------------------------------------------- objects

def directory_only(item):
    """What -ADPropertiesOnly leaves of a virtual directory: the rest is false, None or empty."""
    for name in IIS_FLAGS:
        if name in item:
            item[name] = False
    for name in ("Path", "WebSite", "WebsiteName", "VirtualDirectoryName"):
        if name in item:
            item[name] = ""
    if "IISAuthenticationMethods" in item:
        item["IISAuthenticationMethods"] = kinds.authentication()
    if "GzipLevel" in item:
        item["GzipLevel"] = kinds.enum("Config.GzipLevel", "Off", 0)
    return item


def organization():
    org = contoso_2019()
    for kind in VDIRS:
        for item in org.all(kind):
            directory_only(item)
    return org


def virtual_directories(org, server, kinds_of=tuple(VDIRS)):
    """As Get-ExchangeVirtualDirectories does; MAPI has no -ShowMailboxVirtualDirectories."""
    return [("Get" + kind.replace("Autodiscover", "AutoDiscover"),
             Export(org.all(kind, server, back_end=False if kind == "MapiVirtualDirectory"
                            else None))) for kind in kinds_of]


def described(cert, plain=False):
    """An item of CustomCertificates."""
    names = [str(n) for n in cert["CertificateDomains"]]
    return Record(
        ("Issuer", cert["Issuer"]), ("Subject", cert["Subject"]),
        ("FriendlyName", cert["FriendlyName"] or (names or [cert["Subject"]])[0]),
        ("Thumbprint", cert["Thumbprint"]), ("PublicKeySize", cert["PublicKeySize"]),
        ("IsEccCertificate", False), ("SignatureAlgorithm", "sha256RSA"),
        ("SignatureHashAlgorithm", "sha256"), ("SignatureHashAlgorithmSecure", 2),
        ("IsSanCertificate", len(names) > 1), ("Namespaces", names or "None"),
        ("Services", cert["Services"]), ("IsInternalTransportCertificate", False),
        ("IsCurrentAuthConfigCertificate", "InvalidAuthConfig"),
        ("IsNextAuthConfigCertificate", "InvalidAuthConfig"), ("LifetimeInDays", 300),
        ("Status", str(cert["Status"])),
        ("CertificateObject", cert if plain else Export([cert], "A")))


def certificate_only(cert):
    """A certificate that came over without SerializationData: RawData is all there is."""
    cert.serialization_data = lambda: None
    return cert


def server_objects(org, server):
    return [("GetExchangeServer", Export(org.all("ExchangeServer", server), "A")),
            ("GetMailboxServer", None),
            ("GetTransportService", Export(org.all("TransportService", server)))]


def organization_objects(org):
    return [
        ("GetOrganizationConfig", Export(org.all("OrganizationConfig"))),
        ("GetHybridConfiguration", None), ("GetPartnerApplication", None),
        ("EnableDownloadDomains", "Unknown"),
        ("AcceptedDomain", Record(("WildCardAcceptedDomain", None))),
        ("MapiHttpEnabled", True), ("IsSplitADPermissions", False), ("ADSiteCount", 1),
        ("GetSettingOverride", "Unknown"), ("GetAuthConfig", None), ("GetAuthServer", None)]


def made(when, version, server):
    return [("GenerationTime", DateTime(datetime.datetime(*when, tzinfo=ZONE))),
            ("HealthCheckerVersion", version), ("ServerName", server)]


def results(data, types=CUSTOM):
    """What Export-Clixml is given: the data, and what HealthChecker makes of it."""
    return Record(("HealthCheckerExchangeServer", data),
                  ("HtmlServerValues", Record(("ServerDetails", Record(("Name", "Exchange"))))),
                  ("DisplayResults", Record(("Name", "Exchange Information"))), types=types)


# ---------------------------------------------------------------------------- HealthChecker

def current(org, server, when):
    """2025 and later. Certificates stand in Certificates and again, by reference, in each item of
    CustomCertificates; their services are there only."""
    certificates = [certificate_only(c) for c in org.all("ExchangeCertificate", server)]
    return results(Record(
        *made(when, "25.12.09.1712", org.server(server).fqdn),
        ("OrganizationInformation", Record(
            *organization_objects(org),
            ("GetSendConnector", Export(org.all("SendConnector"), "D", OBJECTS, True)))),
        ("HardwareInformation", Record(("ServerType", "HyperV"))),
        ("OSInformation", Record(("BuildInformation", Record(("VersionBuild", "10.0.20348"))))),
        ("ExchangeInformation", Record(
            ("ExchangeServicesNotRunning", []), *server_objects(org, server),
            ("GetReceiveConnector", Export(org.all("ReceiveConnector", server))),
            ("SettingOverrides", Record(("Server", server), ("SettingOverrides", None))),
            ("VirtualDirectories", Record(*virtual_directories(org, server))),
            ("ExchangeCertificateInformation", Record(
                ("Certificates", Export(certificates, "A")), ("InternalCertificate", None),
                ("CustomCertificates", Export([described(c) for c in certificates])))),
            ("ExchangeCustomConnector", Export([Record(
                ("Identity", str(c["Identity"])), ("Name", c["Name"]), ("Enabled", True),
                ("CloudEnabled", False), ("ConnectorType", "Send"), ("RequireTLS", False),
            ) for c in org.all("SendConnector")]))))))


def of_2023(org, server, when):
    """2023 and 2024: no connectors as such, certificates in ExchangeCertificates."""
    return results(Record(
        *made(when, "23.11.01.1530", org.server(server).fqdn),
        ("OrganizationInformation", Record(*organization_objects(org)[:3], (
            "GetAcceptedDomain", Export(org.all("AcceptedDomain"))))),
        ("ExchangeInformation", Record(
            ("BuildInformation", Record(("ServerRole", "MultiRole"), ("CU", "CU14"))),
            *server_objects(org, server),
            ("VirtualDirectories", Record(*virtual_directories(org, server))),
            ("ExchangeConnectors", Export([Record(
                ("Identity", str(c["Identity"])), ("Name", c["Name"]), ("ConnectorType", "Send"),
                ("SmartHosts", None), ("CloudEnabled", False)) for c in org.all("SendConnector")])),
            ("ExchangeCertificates", Export(
                [described(c) for c in org.all("ExchangeCertificate", server)]))))))


def of_2022(org, server, when):
    """2022: classes of its own; two of the virtual directories."""
    def typed(name, *pairs):
        return Record(*pairs, types=("HealthChecker." + name, "System.Object"))
    return results(typed(
        "HealthCheckerExchangeServer",
        ("ServerName", server),
        ("HardwareInformation", typed("HardwareInformation", ("Model", "Virtual Machine"))),
        ("OSInformation", None),
        ("ExchangeInformation", typed(
            "ExchangeInformation", *server_objects(org, server)[:2],
            *virtual_directories(org, server, ("OwaVirtualDirectory",
                                               "WebServicesVirtualDirectory")),
            ("ExchangeCertificates", Export(
                [described(c) for c in org.all("ExchangeCertificate", server)])))),
        ("OrganizationInformation", typed(
            "OrganizationInformation",
            ("GetOrganizationConfig", Export(org.all("OrganizationConfig"))),
            ("WildCardAcceptedDomain", None), ("MapiHttpEnabled", True))),
        ("HealthCheckerVersion", "22.12.12.1826"), made(when, "", "")[0]),
        ("HealthChecker.AnalyzedInformation", "System.Object"))


# ---------------------------------------------------------------------------- JSON

def plain(value, depth):
    """What ConvertTo-Json | ConvertFrom-Json leaves: PSCustomObjects, numbers, texts. Records of
    exports are left alone, so that `depth` counts from their properties."""
    if isinstance(value, Record):
        return Record(*((k, plain(v, depth)) for k, v in value.pairs))
    if isinstance(value, Export):
        items = [plain(i, depth) for i in value.items]
        return Export(items, types=ARRAY, array=value.array)
    if hasattr(value, "selected"):
        return Record(*((k, plain(v, depth)) for k, v in value.selected()))
    if value is None or isinstance(value, (bool, int, str, Null, DateTime)):
        return value
    if isinstance(value, bytes):
        return Export(list(value), array=True)
    if isinstance(value, (Guid, Uri)):
        return str(value)
    if isinstance(value, Primitive):
        return value
    if isinstance(value, Enum):
        return value.name if value.wide else value.number
    if isinstance(value, (list, List)):
        return Export([plain(v, depth - 1) for v in value], array=True) if depth > 0 \
            else " ".join(str(v) for v in value)
    if depth <= 0:
        return str(value)
    return Record(*((k, plain(v, depth - 1)) for k, v in value.props()))


class PlainWriter(BundleWriter):
    def item(self, name, item):
        if isinstance(item, (Record, Export)):
            self.bundle(name, item)
        else:
            self.value(name, item, self.depth)


def round_trip(record):
    """Export-Clixml failed, so the data went through JSON: nothing has a type any more."""
    writer = PlainWriter("C")
    data = plain(record["HealthCheckerExchangeServer"], 2)
    writer.bundle(None, Record(("HealthCheckerExchangeServer", data), *record.pairs[1:]))
    return writer.document("utf-8-sig", "\r\n")


def value_of(item, name):
    value = item[name]
    return None if value is None or isinstance(value, Null) else value


def edca_metadata(kind, **more):
    return {"FileType": kind, "ToolName": "EDCA", "ToolVersion": "v1.0.0.4",
            "CollectionTimestamp": "2026-01-10T08:20:00.0000000-08:00",
            "ExecutedBy": "CORP\\admin", **more, "OrganizationId": "contoso"}


def edca_server(org, server):
    return {
        "Metadata": edca_metadata("Server", ServerName=org.server(server).fqdn),
        "Servers": [{"Server": org.server(server).fqdn, "Exchange": {
            "ExchangeCmdletsAvailable": True, "Name": server, "IsExchangeServer": True,
            "AdminDisplayVersion": "Version 15.2 (Build 1748.10)", "Edition": "Standard",
            "ReceiveConnectors": [{
                "Identity": str(c["Identity"]), "PermissionGroups": str(c["PermissionGroups"]),
                "AuthMechanism": str(c["AuthMechanism"]),
                "RemoteIPRangesCount": len(c["RemoteIPRanges"]), "Enabled": c["Enabled"],
                "TransportRole": str(c["TransportRole"]), "TlsDomainCapabilities": "",
                "CloudServicesMailEnabled": None} for c in org.all("ReceiveConnector", server)],
            "SendConnectors": [{
                "Identity": str(c["Identity"]), "Enabled": c["Enabled"], "TlsAuthLevel": "",
                "CloudServicesMailEnabled": False, "RequireTLS": c["RequireTLS"],
                "TlsCertificateName": None, "TlsDomain": "",
                "Fqdn": str(value_of(c, "Fqdn") or "") or None,
                "SmartHosts": [str(h) for h in c["SmartHosts"]],
                "AddressSpaces": [a.text().split(":")[1].split(";")[0]
                                  for a in c["AddressSpaces"]],
                "DNSRoutingEnabled": c["DNSRoutingEnabled"]} for c in org.all("SendConnector")],
            "CollectionWarnings": []}}]}


def edca_organization(org):
    return {
        "Metadata": edca_metadata("Organization"),
        "Organization": {
            "Available": True, "OrganizationIdentity": "contoso",
            "AcceptedDomains": sorted(str(d["DomainName"]).lower()
                                      for d in org.all("AcceptedDomain")),
            "TransportConfig": {"MaxSendSizeBytes": 37748736, "MaxSendSizeDisplay": "36 MB"},
            "RemoteDomains": [{
                "Name": d["Name"], "DomainName": str(d["DomainName"]),
                "AutoForwardEnabled": d["AutoForwardEnabled"],
                "AutoReplyEnabled": d["AutoReplyEnabled"], "NDREnabled": d["NDREnabled"],
                "AllowedOOFType": str(d["AllowedOOFType"]), "IsInternal": d["IsInternal"]}
                for d in org.all("RemoteDomain")],
            "EdgeServers": [], "CollectionWarnings": []},
        "EmailAuthentication": {"Domains": []}}


# ---------------------------------------------------------------------------- log collector

def shown(items):
    """Format-List * | Out-File."""
    lines = [""]
    for item in items:
        width = max(len(name) for name in item.props)
        lines += ["%s : %s" % (name.ljust(width), item[name]) for name in item.props] + [""]
    return b"\xff\xfe" + "\r\n".join(lines + [""]).encode("utf-16-le")


def log_collector(org, folder):
    """Every export twice; what concerns the organization in the folder of the first server."""
    def save(name, items):
        folder.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
        (folder / (name + ".xml")).write_bytes(clixml.export(items, "C", "utf-8-bom"))
        (folder / (name + ".txt")).write_bytes(shown(items))

    for server in org.servers:
        data = "%s/Exchange_Server_Data/%s_" % (server, server)
        save(data + "ExchangeServer", org.all("ExchangeServer", server))
        save(data + "TransportServer", org.all("TransportService", server))
        save(data + "ReceiveConnectors", org.all("ReceiveConnector", server))
        save(data + "ClientAccessServer", org.all("ClientAccessService", server))
        for database in org.all("MailboxDatabase", server):
            save("%s/DAG01_Exchange_DAG_Information/MailboxDatabase/%s_MailboxDatabase" % (
                server, database["Name"]), [database])
        save("%s/DAG01_Exchange_DAG_Information/DAG01_DatabaseAvailabilityGroup" % server,
             org.all("DatabaseAvailabilityGroup"))
        (folder / (data[:-len(server) - 1] + server + "_GCM.txt")).write_bytes(
            b"\xff\xfe" + "\r\nProductVersion   FileVersion      FileName\r\n".encode("utf-16-le"))
        (folder / (data[:-len(server) - 1] + "regServerComponentStates.TXT")).write_bytes(
            b"\xff\xfe" + ("\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\ExchangeServer\\v15\\"
                           "ServerComponentStates\r\n").encode("utf-16-le"))
        config = folder / server / "Exchange_Server_Data" / "Config" / "EdgeTransport.exe.config"
        config.parent.mkdir(exist_ok=True)
        config.write_bytes(b'<?xml version="1.0" encoding="utf-8"?>\r\n<configuration>\r\n'
                           b"</configuration>\r\n")
    save("EX01/OrganizationConfig", org.all("OrganizationConfig"))
    save("EX01/AcceptedDomain", org.all("AcceptedDomain"))
    save("EX01/RemoteDomain", org.all("RemoteDomain"))
    save("EX01/Connectors/Send_Connectors", org.all("SendConnector"))
    (folder / "EX01" / "TransportRules.txt").write_bytes(
        b"\xff\xfe" + "No Transport Rules Found\r\n".encode("utf-16-le"))
    (folder / "EX01" / "ConfigNC_msExchVirtualDirectory_All.CSV").write_bytes(
        b'"Server","Version","Site","VirtualDirectory","InternalURL",'
        b'"InternalAuthenticationMethods","ExternalURL","ExternalAuthenticationMethods",'
        b'"Exchange2003URL"\r\n')


def write(out):
    org = organization()
    folder = out / "healthchecker"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "HealthChecker-EX01-20260110081500.xml").write_bytes(
        document(current(org, "EX01", LATE)))
    (folder / "HealthChecker-EX02.corp.contoso.com-20260110082200.xml").write_bytes(
        document(of_2023(org, "EX02", LATE)))

    old = organization()                # the same server, before somebody put it right
    old.one("EcpVirtualDirectory", "EX01")["InternalUrl"] = "https://ex01.corp.contoso.com/ecp"
    old.remove(*[c for c in old.all("ExchangeCertificate", "EX01") if c["IsSelfSigned"]])
    folder = out / "healthchecker-again"
    folder.mkdir(exist_ok=True)
    (folder / "HealthChecker-EX01-20251103070000.xml").write_bytes(
        document(of_2023(old, "EX01", EARLY)))
    (folder / "HealthChecker-EX01-20260110081500.xml").write_bytes(
        document(of_2023(org, "EX01", LATE)))

    folder = out / "healthchecker-2022"
    folder.mkdir(exist_ok=True)
    (folder / "HealthChecker-EX01-20260110081500.xml").write_bytes(
        document(of_2022(org, "EX01", LATE)))

    fresh = organization()
    folder = out / "healthchecker-json"
    folder.mkdir(exist_ok=True)
    (folder / "HealthChecker-EX01-20260110081500.xml").write_bytes(
        round_trip(of_2023(fresh, "EX01", LATE)))

    log_collector(contoso_2019(), out / "logcollector")
    folder = out / "edca"
    folder.mkdir(exist_ok=True)
    files = {"EX01.corp.contoso.com_20260110_082000.json": edca_server(org, "EX01"),
             "contoso_20260110_082000.json": edca_organization(org)}
    for name, data in files.items():
        (folder / name).write_bytes(b"\xef\xbb\xbf" + json.dumps(data, indent=2).encode() + b"\r\n")
