# SPDX-License-Identifier: MIT
"""Send and Receive connectors: EXL1001 to EXL1011."""

from clixml import ADObjectId
from organization import minimal

import kinds
from defects._mail import DeletedObject, edge_server, edge_sync_connectors

SEND = ["SendConnector"]
SEND_AND_SERVERS = ["ExchangeServer", "SendConnector"]
RECEIVE = ["ExchangeServer", "ReceiveConnector"]


def cases(emit):
    for area in (no_internet_connector, disabled, scoped, source_servers, routing, anonymous,
                 ranges):
        area(emit)


def no_internet_connector(emit):
    org = minimal(2016)
    org.write(emit("EXL1001", "internet"), SEND, "A")
    connector = org.one("SendConnector")
    connector["AddressSpaces"] = ["SMTP:*.contoso.net;1", "SMTP:Fabrikam.com;10"]
    org.write(emit("EXL1001", "partner-only"), SEND, "C")
    connector["AddressSpaces"] = ["FAX:*;1", "X400:c=us;a=*;p=Contoso;5"]
    org.write(emit("EXL1001", "no-smtp"), SEND, "B")
    org.remove("SendConnector")
    org.write(emit("EXL1001", "none-at-all"), SEND)

    org = minimal(2019)
    org.remove("SendConnector")
    edge_sync_connectors(org, edge_server(org))
    org.write(emit("EXL1001", "edge-subscription"), SEND, "D", "utf-16")
    org.remove(org.all("SendConnector")[0])
    org.write(emit("EXL1001", "edge-subscription-inbound-only"), SEND, "C", "utf-8")


def disabled(emit):
    org = minimal(2013)
    spare = org.add_send_connector("Internet (old)", ("SMTP:*;10",))
    spare["Enabled"] = False
    org.write(emit("EXL1002", "spare-disabled"), SEND, "C")
    org.one("SendConnector", name="Internet")["Enabled"] = False
    org.write(emit("EXL1002", "all-disabled"), SEND, "D", "utf-16")


def scoped(emit):
    org = minimal(2016)
    connector = org.one("SendConnector")
    connector["IsScopedConnector"] = True
    org.write(emit("EXL1003", "scoped"), SEND, "C")
    spare = org.add_send_connector("Internet for all", ("SMTP:*;10",))
    org.write(emit("EXL1003", "one-for-all"), SEND, "B", "utf-16")

    # One scoped connector for each site is a design; a site without one is an accident.
    org.remove(spare)
    org.add_server("EX02", site="Branch")
    org.add_send_connector("Internet Branch", servers=["EX02"])["IsScopedConnector"] = True
    org.write(emit("EXL1003", "one-for-each-site"), SEND_AND_SERVERS, "C")
    org.add_server("EX03", site="Warehouse")
    org.write(emit("EXL1003", "a-site-without"), SEND_AND_SERVERS, "D")


def source_servers(emit):
    org = minimal(2019)
    edge_sync_connectors(org, edge_server(org))
    org.write(emit("EXL1004", "mailbox-and-edge"), SEND_AND_SERVERS, "C")

    org = minimal(2019)
    connector = org.one("SendConnector")
    living = org.server_id(org.server("EX01"))
    connector["SourceTransportServers"] = kinds.ids(
        [living, DeletedObject(org, "EXOLD")])
    org.write(emit("EXL1004", "deleted-server"), SEND_AND_SERVERS, "A")
    retired = ADObjectId("EXOLD", "CN=EXOLD,CN=Servers," + org.group_dn)
    connector["SourceTransportServers"] = kinds.ids([living, retired])
    org.write(emit("EXL1004", "retired-server"), SEND_AND_SERVERS, "C", "utf-16")
    connector["SourceTransportServers"] = kinds.ids()
    org.write(emit("EXL1004", "no-server"), SEND_AND_SERVERS, "B")

    org = minimal(2013)
    org.one("SendConnector")["SourceTransportServers"] = kinds.ids(
        [org.server_id(org.server("EX01"))])
    org.write(emit("EXL1004", "client-access-server"), SEND_AND_SERVERS, "D")


def routing(emit):
    org = minimal(2019)
    connector = org.one("SendConnector")
    org.add_send_connector("Relay", ("SMTP:fabrikam.com;1",), hosts=("[10.0.0.5]",))
    edge_sync_connectors(org, edge_server(org))
    org.write(emit("EXL1005", "mx-smart-host-and-edge"), SEND, "A", "utf-16")
    org.remove(*[c for c in org.all("SendConnector") if c is not connector])
    connector["SmartHosts"] = ["relay.contoso.com", "[2001:db8::25]"]
    org.write(emit("EXL1005", "both"), SEND, "B")
    connector.set(SmartHosts=[], DNSRoutingEnabled=False)
    org.write(emit("EXL1005", "neither"), SEND, "C")


def _front_end(org, server="EX01"):
    """Only the connector for the Internet is left of those that Setup makes."""
    front = org.one("ReceiveConnector", name="Default Frontend " + server)
    org.remove(*[c for c in org.all("ReceiveConnector", server) if c is not front])
    return front


def anonymous(emit):
    org = minimal(2016)
    org.write(emit("EXL1010", "as-setup-leaves-it"), RECEIVE, "C")
    front = _front_end(org)
    front["PermissionGroups"] = "ExchangeServers, ExchangeLegacyServers"
    org.write(emit("EXL1010", "anonymous-removed"), RECEIVE, "B")
    # Rights that were taken from anonymous users one by one: the groups no longer tell.
    front["PermissionGroups"] = "ExchangeServers, ExchangeLegacyServers, Custom"
    org.write(emit("EXL1010", "single-rights"), RECEIVE, "C", "utf-16")
    front["PermissionGroups"] = "ExchangeServers, ExchangeLegacyServers"
    edge_server(org)
    org.write(emit("EXL1010", "behind-edge"), RECEIVE, "C")

    org = minimal(2019)
    _front_end(org)["Enabled"] = False
    org.write(emit("EXL1010", "disabled"), RECEIVE, "D", "utf-16")

    org = minimal(2013)
    org.write(emit("EXL1010", "separate-servers"), RECEIVE, "C", "utf-8")


def ranges(emit):
    org = minimal(2019)
    front = _front_end(org)
    org.write(emit("EXL1011", "everyone"), RECEIVE, "A", "utf-16")
    front["RemoteIPRanges"] = ["203.0.113.0/24", "198.51.100.7", "192.168.0.1-192.168.0.20"]
    org.write(emit("EXL1011", "gateway-only"), RECEIVE, "C")

    org = minimal(2013)
    front = _front_end(org)
    front["RemoteIPRanges"] = ["0.0.0.0-126.255.255.255"]
    org.add_receive_connector("EX01", "Second half", "FrontendTransport", ["0.0.0.0:25"],
                              ("AnonymousUsers",), ("Tls",), ["127.0.0.0-255.255.255.255"])
    org.write(emit("EXL1011", "two-halves"), RECEIVE, "B")
