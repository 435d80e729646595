# SPDX-License-Identifier: MIT
"""Servers that organization.py does not make: Edge Transport, Exchange 2010, deleted ones."""

from clixml import ADObjectId, ServerVersion


class DeletedObject(ADObjectId):
    """What a link names after the object behind it went to the deleted objects container: the
    name goes on after a line feed, which the distinguished name writes as \\0A."""

    def __init__(self, org, name):
        self._name = "%s\nDEL:%s" % (name, org.guid(name))
        super().__init__("%s/Deleted Objects/%s" % (org.forest, self._name),
                         "CN=%s,CN=Deleted Objects,%s" % (self._name.replace("\n", "\\0A"),
                                                          org.config_dn), org.guid(name))

    def name(self):
        return self._name


def edge_server(org, name="EDGE01"):
    """A subscribed Edge Transport server: in the organization's list, but in none of its sites."""
    org.add_server(name, roles=("Edge",))
    org.one("ExchangeServer", name).set(IsClientAccessServer=False, IsEdgeServer=True,
                                        IsFrontendTransportServer=False, Site=None)
    org.remove(*org.all("ReceiveConnector", name))
    return name


def edge_sync_connectors(org, edge, site="Main"):
    """The two connectors that New-EdgeSubscription makes; `--` stands for the servers of the site.
    """
    org.add_send_connector("EdgeSync - %s to Internet" % site, ("smtp:*;100",), [edge])
    org.add_send_connector("EdgeSync - Inbound to %s" % site, ("smtp:--;1",), [edge], ("--",))


def server_2010(org, name, roles=("Mailbox", "ClientAccess", "HubTransport"), **options):
    """An Exchange 2010 server beside newer ones."""
    org.add_server(name, version=2013, roles=roles, **options)
    org.one("ExchangeServer", name).set(AdminDisplayVersion=ServerVersion(14, 3, 513, 0),
                                        IsE15OrLater=False)
    return name
