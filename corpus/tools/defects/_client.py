# SPDX-License-Identifier: MIT
"""Small exports of what clients use: only some properties of most kinds, as Select-Object leaves them."""

from organization import VDIRS, minimal

SERVICES = [kind for kind, (_, _, url) in VDIRS.items() if url]
URL_KINDS = ["ExchangeServer", *SERVICES]
KEPT = {
    "ExchangeServer": ("Identity", "Name", "Fqdn", "ServerRole", "AdminDisplayVersion", "Site"),
    "OutlookAnywhere": ("Identity", "Name", "Server", "InternalHostname", "ExternalHostname"),
    "OrganizationConfig": ("Identity", "Name", "MapiHttpEnabled"),
    "AcceptedDomain": ("Name", "DomainName", "DomainType", "Default"),
    "ClientAccessServer": ("Identity", "Name", "Fqdn", "AutoDiscoverServiceInternalUri"),
    "ClientAccessService": ("Identity", "Name", "Fqdn", "AutoDiscoverServiceInternalUri"),
}
URLS_KEPT = ("Identity", "Name", "Server", "InternalUrl", "ExternalUrl")


def write(org, folder, kinds, full=(), flavour="C", encoding="utf-8-bom"):
    """Writes the kinds in `full` whole, in the flavour; of the others what rules read (flavour D)."""
    plan = {}
    for kind in kinds:
        if kind in full or kind == "ExchangeCertificate":
            continue
        plan[kind] = ("D", encoding)
        for item in org.all(kind):
            item.keep(*KEPT.get(kind, URLS_KEPT))
    org.write(folder, kinds, flavour, encoding, plan)


def scp_kind(org):
    return "ClientAccessServer" if org.version == 2013 else "ClientAccessService"


def vdir(org, kind, server="EX01"):
    return org.one(kind, server)


def after_setup(version=2019):
    """One server as Setup leaves it: every URL names the server, nothing is published."""
    org = minimal(version)
    org.publish("EX01", "ex01.corp.contoso.com", external=False)
    return org
