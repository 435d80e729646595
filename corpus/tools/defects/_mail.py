# SPDX-License-Identifier: MIT
"""Servers that organization.py does not make: Edge Transport and Exchange 2010."""

from clixml import ServerVersion


def edge_server(org, name="EDGE01"):
    """A subscribed Edge Transport server: in the organization's list, but in none of its sites."""
    org.add_server(name, roles=("Edge",))
    org.one("ExchangeServer", name).set(IsClientAccessServer=False, IsFrontendTransportServer=False,
                                        IsEdgeServer=True, Site=None)
    org.remove(*org.all("ReceiveConnector", name))
    return name


def edge_sync_connectors(org, edge, site="Main"):
    """The two connectors that New-EdgeSubscription makes. `--` stands for the servers of the site."""
    out = org.add_send_connector("EdgeSync - %s to Internet" % site, ("smtp:*;100",), [edge])
    home = org.add_send_connector("EdgeSync - Inbound to %s" % site, ("smtp:--;1",), [edge], ("--",))
    return out, home


def server_2010(org, name, roles=("Mailbox", "ClientAccess", "HubTransport"), **options):
    """An Exchange 2010 server beside newer ones."""
    org.add_server(name, version=2013, roles=roles, **options)
    org.one("ExchangeServer", name).set(AdminDisplayVersion=ServerVersion(14, 3, 513, 0),
                                        IsE15OrLater=False)
    return name
