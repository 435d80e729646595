# SPDX-License-Identifier: MIT
"""The demonstration organization: Wingtip Toys, two sites, three servers, and about twenty of the
mistakes that administrators make. ../demo/README.md lists them with the rules that find them.
"""

import der
import kinds
from organization import Organization, VDIRS

FIRST, SECOND, BRANCH = "WTBER01", "WTBER02", "WTDRE01"       # Berlin, Berlin, Dresden
MAIL, OWA, BRANCH_HOST = "mail.wingtiptoys.com", "owa.wingtiptoys.com", "dresden.wingtiptoys.com"
AUTODISCOVER = ["autodiscover.wingtiptoys.com", "autodiscover.corp.wingtiptoys.com",
                "autodiscover.tailspintoys.com"]
SCP = "https://autodiscover.wingtiptoys.com/Autodiscover/Autodiscover.xml"

PEOPLE = """anna.lidman Anna Lidman|bernard.tham Bernard Tham|cornelius.hoppe Cornelius Hoppe
dorena.paschke Dorena Paschke|erik.gavriluk Erik Gavriluk|fabien.hernoux Fabien Hernoux
gerhard.goeschl Gerhard Göschl|heidi.steen Heidi Steen|ingrid.loeffler Ingrid Löffler
jan.kotas Jan Kotas|katrin.mueller Katrin Müller|lars.giusti Lars Giusti
maria.hinojosa Maria Hinojosa|nils.soderberg Nils Söderberg|olga.kosterina Olga Kosterina
peter.bankov Peter Bankov|renate.wagner Renate Wagner|sabine.royer Sabine Royer
tomasz.bochenek Tomasz Bochenek|ulf.tsagris Ulf Tsagris|viktor.bergmann Viktor Bergmann
yvonne.schleger Yvonne Schleger"""
WRONG_UPN = {"bernard.tham": "corp.wingtiptoys.com", "erik.gavriluk": "corp.wingtiptoys.com",
             "jan.kotas": "corp.wingtiptoys.com", "olga.kosterina": "corp.wingtiptoys.com",
             "renate.wagner": "wingtip.local", "ulf.tsagris": "wingtip.local"}


def build():
    org = Organization("Wingtip Toys", "corp.wingtiptoys.com", 2019,
                       ("wingtiptoys.com", "corp.wingtiptoys.com"), "2022-05-16 06:30:00", zone=1)
    org.add_accepted_domain("tailspintoys.com", "InternalRelay", name="Tailspin Toys")
    org.add_remote_domain()
    org.add_offline_address_book()
    org.add_organization_config()
    for name in (FIRST, SECOND):
        org.add_server(name, 2019, site="Berlin")
        org.publish(name, MAIL, OWA, scp=SCP)
    org.add_server(BRANCH, 2016, site="Dresden")
    org.publish(BRANCH, BRANCH_HOST, scp=SCP)
    org.add_dag("WTDAG01", [FIRST, SECOND], "wtfs01.corp.wingtiptoys.com")
    org.add_database("BER-DB01", FIRST, [SECOND], dag="WTDAG01")
    org.add_database("BER-DB02", SECOND, [FIRST], dag="WTDAG01")
    org.add_database("DRE-DB01", BRANCH)
    _mail_flow(org)
    _recipients(org)
    _client_access(org)
    _certificates(org)
    return org


def _mail_flow(org):
    org.add_send_connector("Internet", servers=[FIRST, SECOND], fqdn=MAIL)
    internet = org.one("SendConnector", name="Internet")
    internet["Enabled"] = False                                     # EXL1002
    relay = org.add_send_connector("Newsletter relay", ("SMTP:news.wingtiptoys.com;1",),
                                   [FIRST], ["relay.fabrikam.com"])
    relay["DNSRoutingEnabled"] = True                               # EXL1005
    partner = org.add_send_connector("Partner Litware", ("SMTP:*.litwareinc.com;1",), [FIRST],
                                     ["192.0.2.25"])
    mark = "DEL:" + org.guid("WTBER00")                             # EXL1004
    gone = "CN=WTBER00\\0A%s,CN=Deleted Objects,%s" % (mark, org.config_dn)
    partner["SourceTransportServers"] = kinds.ids([org.object_id("WTBER00\n" + mark, gone)])
    front = org.one("ReceiveConnector", name="Default Frontend " + BRANCH)
    front["RemoteIPRanges"] = ["10.0.0.0/8", "192.168.0.0/16"]      # EXL1011
    for server, address in ((FIRST, "10.20.0.0/24"), (SECOND, "10.20.0.0/24")):
        org.add_receive_connector(server, "Scanners " + server, "FrontendTransport",
                                  ["0.0.0.0:25"], ("AnonymousUsers",), ("Tls",), [address])


def _recipients(org):
    org.add_email_address_policy(primary="%g.%s@wingtiptoys.com")
    org.add_email_address_policy("Tailspin", "%g.%s@tailspintoys.com", applied=False,
                                 priority="1")                      # EXL2101, EXL2103
    people = [p.split(" ", 1) for p in PEOPLE.replace("\n", "|").split("|")]
    for i, (alias, display) in enumerate(people):
        mail = alias + "@wingtiptoys.com"
        upn = "%s@%s" % (alias, WRONG_UPN.get(alias, "wingtiptoys.com"))    # EXL2104, EXL2105
        addresses = ["smtp:%s@corp.wingtiptoys.com" % alias]
        if alias in ("fabien.hernoux", "lars.giusti"):              # EXL2003
            addresses.append("smtp:%s@litwareinc.com" % alias)
        org.add_mailbox(alias, display, upn=upn, primary=mail, addresses=addresses,
                        container="OU=Staff",
                        database=("BER-DB01", "BER-DB02", "DRE-DB01")[i % 3])
    corp = "scan.service@corp.wingtiptoys.com"                      # EXL2106
    org.add_mailbox("scan.service", "Scan Service", upn=corp, primary=corp, container="OU=Staff")
    for alias, display, kind in (("info", "Info", "SharedMailbox"),
                                 ("orders", "Orders", "SharedMailbox"),
                                 ("room.spree", "Room Spree", "RoomMailbox"),
                                 ("room.elbe", "Room Elbe", "RoomMailbox"),
                                 ("van1", "Delivery Van 1", "EquipmentMailbox")):
        org.add_mailbox(alias, display, kind, upn=alias + "@corp.wingtiptoys.com",
                        container="OU=Shared")
    for alias, kind in (("DiscoverySearchMailbox{D919BA05-46A6-415f-80AD-7E09334BB852}",
                         "DiscoveryMailbox"),
                        ("SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}",
                         "ArbitrationMailbox")):
        org.add_mailbox(alias, alias, kind, upn=alias + "@corp.wingtiptoys.com")


def _client_access(org):
    org.one("MapiVirtualDirectory", SECOND)["ExternalUrl"] = None  # EXL3001
    org.one("ActiveSyncVirtualDirectory", BRANCH)["ExternalUrl"] = (        # EXL3002
        "https://%s/Microsoft-Server-ActiveSync/default.eas" % BRANCH_HOST)
    org.one("OabVirtualDirectory", BRANCH)["ExternalUrl"] = (       # EXL3003
        "https://wtdre01.corp.wingtiptoys.com/OAB")
    org.one("AutodiscoverVirtualDirectory", FIRST)["InternalUrl"] = SCP    # EXL3005
    org.one("OutlookAnywhere", BRANCH)["ExternalHostname"] = None   # EXL3006
    org.one("EcpVirtualDirectory", SECOND)["InternalUrl"] = "https://%s/ecp" % MAIL    # EXL3103
    book = org.one("OfflineAddressBook")                            # EXL3106
    book["GlobalWebDistributionEnabled"] = False
    book["VirtualDirectories"] = kinds.ids([org.one("OabVirtualDirectory", FIRST)["Identity"]])


def _certificates(org):
    for server in org.servers:
        org.add_plumbing_certificates(server)
    current = org.public_certificate([MAIL, OWA] + AUTODISCOVER, "2025-06-02", "2027-06-02")
    org.add_certificate(FIRST, current)
    smtp = org.public_certificate(["smtp.wingtiptoys.com"], "2024-12-20", "2025-12-20", key="web2")
    org.add_certificate(FIRST, smtp, ("SMTP",), status="DateInvalid")      # EXL4002, EXL4007
    request = der.certificate("mail.wingtiptoys.com", None, None, "2025-12-29", "2026-12-29",
                              "web2", friendly="mail 2026")
    org.add_certificate(FIRST, request, (), status="PendingRequest",       # EXL4008
                        root_ca_type="Unknown")
    older = org.public_certificate([MAIL] + AUTODISCOVER, "2025-01-20", "2026-02-19", key="web2")
    org.add_certificate(SECOND, older)                             # EXL4001, EXL4003, EXL4011
    branch = org.private_certificate([BRANCH_HOST, "wtdre01.corp.wingtiptoys.com"] + AUTODISCOVER,
                                     "2023-03-01", "2028-03-01", digest="sha1",
                                     friendly=BRANCH_HOST)
    org.add_certificate(BRANCH, branch, root_ca_type="Enterprise")  # EXL4006, EXL4010


def write(folder):
    """The export, in the mixture of forms that collecting it from several computers gives."""
    build().write(folder, flavour="C", plan={
        "ExchangeServer": ("A", "utf-8-bom"), "SendConnector": ("A", "utf-16"),
        "AcceptedDomain": ("D", "utf-8-bom"), "EmailAddressPolicy": ("A", "utf-8-bom"),
        "OutlookAnywhere": ("D", "utf-8"), "OfflineAddressBook": ("A", "utf-16"),
        "ClientAccessService": ("B", "utf-8-bom"),
    }, back_end=tuple(VDIRS), split=("ExchangeCertificate",))
