#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A dump of an organization with many servers, to see whether pictures stay readable.

    large_organization.py DIR [SERVERS]

Three sites share the servers, in groups with one database availability group each. One server has
another URL than its peers, of one the certificates are missing, and one is an Edge server.
"""

import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "corpus" / "tools"))

from clixml import Uri                       # noqa: E402
from organization import Organization        # noqa: E402

SITES = (("Berlin", 5), ("Dresden", 3), ("Wien", 2))  # of ten servers


def site_of(i):
    at = i % 10
    for name, share in SITES:
        if at < share:
            return name
        at -= share
    raise AssertionError


def build(n):
    org = Organization("Contoso", "corp.contoso.com", 2019, ("contoso.com", "corp.contoso.com"))
    org.add_remote_domain()
    org.add_email_address_policy(others=("@corp.contoso.com",))
    org.add_offline_address_book()
    org.add_organization_config()
    members = {name: [] for name, _ in SITES}
    for i in range(n):
        site = site_of(i)
        name = "%s-MBX%02d" % (site[:3].upper(), len(members[site]) + 1)
        members[site].append(name)
        org.add_server(name, site=site)
        org.publish(name, "mail-%s.contoso.com" % site.lower(), "owa.contoso.com",
                    scp="https://autodiscover.contoso.com/Autodiscover/Autodiscover.xml")
        for item in org.all("PowerShellVirtualDirectory", name, back_end=False):
            item["InternalUrl"] = Uri("http://%s.corp.contoso.com/powershell" % name.lower())
            item["ExternalUrl"] = None
    for site, servers in members.items():
        cert = org.public_certificate(["mail-%s.contoso.com" % site.lower(), "owa.contoso.com",
                                       "autodiscover.contoso.com"])
        for server in servers:
            if server != "BER-MBX07":
                org.add_certificate(server, cert, ("IIS", "SMTP"))
        org.add_dag("DAG-" + site[:3].upper(), servers[:16], "FS01.corp.contoso.com")
        org.add_send_connector("Internet " + site, servers=servers[:4], fqdn="mail.contoso.com",
                               spaces=("SMTP:*;%d" % (1 if site == "Berlin" else 10),))
    odd = org.all("WebServicesVirtualDirectory", "BER-MBX03", back_end=False)[0]
    odd["ExternalUrl"] = Uri("https://ews.contoso.com/EWS/Exchange.asmx")
    org.add_send_connector("Archive", spaces=("SMTP:archive.contoso.com;1",),
                           servers=members["Wien"], hosts=("archive.corp.contoso.com",))
    org.add_receive_connector("BER-MBX01", "Scanners", "FrontendTransport", ["0.0.0.0:25"],
                              ("AnonymousUsers",), ("Tls",), ranges=("10.20.0.0/24",))
    return org


if __name__ == "__main__":
    build(int(sys.argv[2]) if len(sys.argv) > 2 else 40).write(Path(sys.argv[1]))
