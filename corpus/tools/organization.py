# SPDX-License-Identifier: MIT
"""Builds whole Exchange organizations in memory and writes them as exports.

    from organization import contoso_2019, minimal
    org = minimal(2019)                          # one server, everything healthy
    ecp = org.one("EcpVirtualDirectory", server="EX01")
    ecp["InternalUrl"] = "https://other.contoso.com/ecp"     # takes the class of the old value
    ecp["ExternalUrl"] = None                    # exported as nothing (Nil)
    del ecp["GzipLevel"]                         # absent from the export
    org.remove(org.one("SendConnector"))
    org.write(folder, kinds=["ExchangeServer", "EcpVirtualDirectory", "OwaVirtualDirectory"])

Everything is derived from the arguments: no clock, no randomness. See also the examples in
defects/__init__.py.
"""

import datetime
import hashlib
import os
import uuid

import clixml
import der
import kinds
import nrbf
import properties
from clixml import (ADObjectId, AddressSpace, DATA, DateTime, ExchangeObjectVersion, Fqdn, Guid,
                    Hostname, IPBinding, IPRange, LocalLongFullPath, MultiValued, OrganizationId,
                    ProxyAddressCollection, ServerVersion, SmartHost, SmtpAddress,
                    SmtpDomainWithSubdomains, Uri)

SEED = uuid.UUID("3d813cbb-47fb-32ba-91df-831e1593ac29")
GROUP = "Exchange Administrative Group (FYDIBOHF23SPDLT)"
ROUTING = "Exchange Routing Group (DWBGZMFD01QNBJR)"
DEFAULT_SITE = "Default-First-Site-Name"
FRONT, BACK = "Default Web Site", "Exchange Back End"
V15 = "C:\\Program Files\\Microsoft\\Exchange Server\\V15\\"
BUILDS = {2013: (15, 0, 1497, 2), 2016: (15, 1, 2507, 6), 2019: (15, 2, 1748, 10),
          "SE": (15, 2, 2562, 17)}
ALL_IPS = ["::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "0.0.0.0-255.255.255.255"]

# kind: (name in IIS, folder, path of the URL)
VDIRS = {
    "OwaVirtualDirectory": ("owa", "owa", "https://%s/owa"),
    "EcpVirtualDirectory": ("ecp", "ecp", "https://%s/ecp"),
    "WebServicesVirtualDirectory": ("EWS", "EWS", "https://%s/EWS/Exchange.asmx"),
    "ActiveSyncVirtualDirectory": ("Microsoft-Server-ActiveSync", "sync",
                                   "https://%s/Microsoft-Server-ActiveSync"),
    "OabVirtualDirectory": ("OAB", "OAB", "https://%s/OAB"),
    "PowerShellVirtualDirectory": ("PowerShell", "PowerShell", "http://%s/PowerShell"),
    "MapiVirtualDirectory": ("mapi", "mapi", "https://%s/mapi"),
    "AutodiscoverVirtualDirectory": ("Autodiscover", "autodiscover", None),
    "OutlookAnywhere": ("Rpc", "rpc", None),
}
BUILDERS = {
    "OwaVirtualDirectory": properties.owa_virtual_directory,
    "EcpVirtualDirectory": properties.ecp_virtual_directory,
    "WebServicesVirtualDirectory": properties.web_services_virtual_directory,
    "ActiveSyncVirtualDirectory": properties.active_sync_virtual_directory,
    "OabVirtualDirectory": properties.oab_virtual_directory,
    "PowerShellVirtualDirectory": properties.powershell_virtual_directory,
    "MapiVirtualDirectory": properties.mapi_virtual_directory,
    "AutodiscoverVirtualDirectory": properties.autodiscover_virtual_directory,
    "OutlookAnywhere": properties.outlook_anywhere,
}


class ExchangeObject:
    """One object of one kind: a dictionary of properties in export order."""

    def __init__(self, kind, text, props, server=None, back_end=False):
        self.kind, self.server, self.back_end = kind, server, back_end
        self._text = text
        self.props = dict(props)

    def __getitem__(self, name):
        return self.props[self._key(name)]

    def __setitem__(self, name, value):
        """Replaces a property that exists; plain Python values take the class of the old one."""
        key = self._key(name)
        self.props[key] = clixml.convert(value, self.props[key])

    def __delitem__(self, name):
        del self.props[self._key(name)]

    def __contains__(self, name):
        return name.lower() in (k.lower() for k in self.props)

    def _key(self, name):
        for key in self.props:
            if key.lower() == name.lower():
                return key
        raise KeyError("%s has no property %s; it has %s" % (self.kind, name,
                                                             ", ".join(self.props)))

    def add(self, name, value):
        """A property that the kind normally does not have."""
        self.props[name] = value

    def set(self, **values):
        for name, value in values.items():
            self[name] = value
        return self

    def keep(self, *names):
        """Keeps only these properties, as Select-Object Name, ... would."""
        wanted = {self._key(n) for n in names}
        self.props = {k: v for k, v in self.props.items() if k in wanted}
        return self

    # -- what the writer asks for

    def kind_types(self):
        return kinds.TYPES[self.kind]

    def text(self):
        return self._text

    def members(self):
        return list(self.props.items())

    selected = members

    def serialization_data(self):
        return nrbf.plain_object(clixml.assembly(clixml.DIRECTORY), self.kind_types()[0],
                                 self._text)


class CertificateObject(ExchangeObject):
    """Get-ExchangeCertificate: rich exports hold the DER and SerializationData only."""

    def __init__(self, cert, server, props):
        super().__init__("ExchangeCertificate", "", props, server.name)
        self.cert, self.fqdn = cert, server.fqdn
        self.signed = False             # wrapped as by builds that sign serialized data

    def text(self):
        def stamp(when):
            return when.strftime("%m/%d/%Y %H:%M:%S")
        parts = (("Subject", self.cert.subject), ("Issuer", self.cert.issuer),
                 ("Serial Number", self.cert.serial_number),
                 ("Not Before", stamp(self.cert.not_before)),
                 ("Not After", stamp(self.cert.not_after)), ("Thumbprint", self.cert.thumbprint))
        return "\r\n".join("[%s]\r\n  %s\r\n" % part for part in parts)

    def members(self):
        return [("RawData", self.props["RawData"])]

    def selected(self):
        return list(self.props.items())

    def serialization_data(self):
        services = [s for s in str(self["Services"]).split(", ") if s != "None"]
        sites = [dict(item.props())["ServiceName"] for item in self["IISServices"]]
        stream = nrbf.exchange_certificate(
            nrbf.cert_data(self.cert.der, self.cert.friendly, self.cert.bits),
            self.fqdn + "\\" + self.cert.thumbprint, services, str(self["Status"]),
            self.cert.self_signed, str(self["RootCAType"]), self["PrivateKeyExportable"], sites)
        return nrbf.sign(stream) if self.signed else stream


class Server:
    """What the builders need to know about a server."""

    def __init__(self, org, name, version, roles, site):
        self.name, self.version, self.roles, self.site = name, version, tuple(roles), site
        self.fqdn = "%s.%s" % (name, org.forest)
        self.dn = "CN=%s,CN=Servers,%s" % (name, org.group_dn)
        self.front_end = version != 2013 or "ClientAccess" in roles
        self.mailbox = "Mailbox" in roles


class Organization:
    def __init__(self, name, forest, version=2019, domains=(), created="2021-03-08 09:12:44",
                 zone=-8):
        self.name, self.forest, self.version = name, forest, version
        self.base_dn = ",".join("DC=" + p for p in forest.split("."))
        self.config_dn = "CN=Configuration," + self.base_dn
        self.dn = "CN=%s,CN=Microsoft Exchange,CN=Services,%s" % (name, self.config_dn)
        self.group_dn = "CN=%s,CN=Administrative Groups,%s" % (GROUP, self.dn)
        self.controller = "DC01." + forest
        self.zone = datetime.timezone(datetime.timedelta(hours=zone))
        self.created = der.moment(created)
        self.organization_id = OrganizationId()
        self.servers = {}
        self.objects = {}
        self.default_domain = None
        for i, domain in enumerate(domains):
            self.add_accepted_domain(domain, default=i == 0)

    # ------------------------------------------------------------------ looking up

    def all(self, kind, server=None, back_end=None):
        """The objects of a kind, in order; of one server; with back_end False, front-end only."""
        assert kind in kinds.TYPES, "no kind %s" % kind
        return [o for o in self.objects.get(kind, [])
                if (server is None or (o.server or "").lower() == server.lower())
                and (back_end is None or o.back_end == back_end)]

    def one(self, kind, server=None, name=None, **props):
        """The one object that matches; back-end virtual directories only when named."""
        found = [o for o in self.all(kind, server) if self._matches(o, name, props)]
        if name is None and len(found) > 1:
            found = [o for o in found if not o.back_end]
        if len(found) != 1:
            raise LookupError("%d objects of %s match %s %s %s: %s" % (
                len(found), kind, server, name, props,
                ", ".join(o.text() for o in self.all(kind))[:500]))
        return found[0]

    @staticmethod
    def _matches(item, name, props):
        if name is not None:
            names = [str(item[p]).lower() for p in ("Name", "Alias", "DomainName", "Thumbprint",
                                                    "FriendlyName") if p in item]
            if name.lower() not in names:
                return False
        return all(str(item[k]).lower() == str(v).lower() for k, v in props.items())

    def remove(self, *items):
        """Removes objects, or every object of a kind given by name."""
        for item in items:
            if isinstance(item, str):
                self.objects[item] = []
            else:
                self.objects[item.kind].remove(item)

    def remove_server(self, name):
        """Removes a server with everything that is on it."""
        for kind in self.objects:
            self.objects[kind] = [o for o in self.objects[kind] if o.server != name]
        del self.servers[name]

    def server(self, name):
        return self.servers[name]

    # ------------------------------------------------------------------ directory

    def guid(self, dn):
        return str(uuid.uuid5(SEED, dn.lower()))

    def when(self, dn, salt):
        seconds = int.from_bytes(hashlib.sha256((dn + salt).encode()).digest()[:4], "big")
        days = 90 if salt == "created" else 400
        return self.created + datetime.timedelta(seconds=seconds % (days * 86400))

    def object_id(self, text, dn, with_guid=True):
        return ADObjectId(text, dn, self.guid(dn)) if with_guid else ADObjectId(text, dn)

    def server_id(self, server):
        return ADObjectId(server.name, server.dn)

    def canonical(self, dn):
        parts = [p.split("=", 1)[1] for p in dn.split(",") if not p.startswith("DC=")]
        return "/".join([self.forest] + parts[::-1])

    def _category(self, kind):
        dn = "CN=%s,CN=Schema,%s" % (kinds.SCHEMA[kind][0], self.config_dn)
        return self.object_id(self.canonical(dn), dn)

    def _times(self, dn):
        created = self.when(dn, "created")
        changed = max(created, self.when(dn, "changed"))
        return [("WhenChanged", DateTime(changed.astimezone(self.zone))),
                ("WhenCreated", DateTime(created.astimezone(self.zone))),
                ("WhenChangedUTC", DateTime(changed)), ("WhenCreatedUTC", DateTime(created))]

    def _object_class(self, kind):
        return ("ObjectClass", MultiValued(kinds.SCHEMA[kind][1].split()))

    def _state(self):
        return ("ObjectState", kinds.enum("Data.ObjectState", "Unchanged", 1))

    def config_tail(self, kind, dn, identity, version=(0, 10, "14.0.100.0"), name=True):
        """The directory properties as configuration objects end with them."""
        own = self.object_id(identity, dn)
        named = [("Name", own.name())] if name else []
        return ([("AdminDisplayName", ""), ("ExchangeVersion", ExchangeObjectVersion(*version))]
                + named + [("DistinguishedName", dn), ("Identity", own),
                           ("Guid", Guid(own.guid)), ("ObjectCategory", self._category(kind)),
                           self._object_class(kind)] + self._times(dn)
                + [("OrganizationId", self.organization_id), ("Id", own),
                   ("OriginatingServer", self.controller), ("IsValid", True), self._state()])

    def presentation_tail(self, kind, dn, identity, version=(0, 1, "8.0.535.0"), name=False):
        """The same in the order of presentation objects (servers, recipients)."""
        own = self.object_id(identity, dn)
        named = [("Name", own.name())] if name else []
        return ([("Identity", own), ("IsValid", True),
                 ("ExchangeVersion", ExchangeObjectVersion(*version))] + named
                + [("DistinguishedName", dn), ("Guid", Guid(own.guid)),
                   ("ObjectCategory", self._category(kind)), self._object_class(kind)]
                + self._times(dn)
                + [("OrganizationId", self.organization_id), ("Id", own),
                   ("OriginatingServer", self.controller), self._state()])

    def put(self, kind, text, props, server=None, back_end=False):
        item = ExchangeObject(kind, text, props, server, back_end)
        self.objects.setdefault(kind, []).append(item)
        return item

    # ------------------------------------------------------------------ organization

    def add_organization_config(self):
        props = dict(properties.organization_config(self.version != 2013))
        address = "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@" + self.default_domain
        own = self.object_id(self.name, self.dn)
        rooms = ("CN=All Rooms,CN=All Address Lists,CN=Address Lists Container," + self.dn)
        props.update({
            "OrganizationId": self.organization_id, "Name": self.name, "Identity": own,
            "Guid": Guid(own.guid), "LegacyExchangeDN": "/o=" + self.name,
            "MicrosoftExchangeRecipientEmailAddresses": ProxyAddressCollection(["SMTP:" + address]),
            "MicrosoftExchangeRecipientPrimarySmtpAddress": SmtpAddress(address),
            "ResourceAddressLists": kinds.ids([self.object_id("\\All Rooms", rooms)])})
        tail = dict(self.presentation_tail("OrganizationConfig", self.dn, self.name,
                                           (2, 0, "15.0.0.0")))
        for repeated in ("Identity", "Guid", "OrganizationId", "Id"):
            del tail[repeated]
        where = list(tail).index("OriginatingServer")
        props.update(list(tail.items())[:where] + [("Id", own)] + list(tail.items())[where:])
        return self.put("OrganizationConfig", self.name, props)

    def add_accepted_domain(self, domain, kind="Authoritative", default=False, name=None):
        name = name or domain
        dn = "CN=%s,CN=Accepted Domains,CN=Transport Settings,%s" % (name, self.dn)
        props = dict(properties.accepted_domain())
        props.update({"DomainName": SmtpDomainWithSubdomains(domain), "Default": default,
                      "DomainType": kinds.domain_type(kind)})
        props.update(self.config_tail("AcceptedDomain", dn, name, (0, 20, "15.0.0.0")))
        if default:
            self.default_domain = domain
        return self.put("AcceptedDomain", name, props)

    def add_remote_domain(self, name="Default", domain="*"):
        dn = "CN=%s,CN=Internet Message Formats,CN=Global Settings,%s" % (name, self.dn)
        props = dict(properties.remote_domain())
        props["DomainName"] = SmtpDomainWithSubdomains(domain)
        props.update(self.config_tail("RemoteDomain", dn, name, (0, 1, "8.0.535.0")))
        return self.put("RemoteDomain", name, props)

    def add_email_address_policy(self, name="Default Policy", primary=None, others=(), applied=True,
                                 priority="Lowest"):
        """primary is the template of the primary address: `@contoso.com`, `%g.%s@contoso.com`."""
        primary = primary or "@" + self.default_domain
        dn = "CN=%s,CN=Recipient Policies,%s" % (name, self.dn)
        props = dict(properties.email_address_policy())
        templates = ["SMTP:" + primary] + ["smtp:" + t for t in others]
        number = 2147483647 if priority == "Lowest" else int(priority)
        props.update({
            "EnabledPrimarySMTPAddressTemplate": primary, "RecipientFilterApplied": applied,
            "Priority": kinds.enum("Config.EmailAddressPolicyPriority", priority, number),
            "EnabledEmailAddressTemplates": kinds.address_templates(templates),
            "DisabledEmailAddressTemplates": kinds.address_templates(())})
        props.update(self.config_tail("EmailAddressPolicy", dn, name, (0, 1, "8.0.535.0")))
        return self.put("EmailAddressPolicy", name, props)

    def add_offline_address_book(self, name="Default Offline Address Book", default=True):
        dn = "CN=%s,CN=Offline Address Lists,CN=Address Lists Container,%s" % (name, self.dn)
        gal = ("CN=Default Global Address List,CN=All Global Address Lists,"
               "CN=Address Lists Container," + self.dn)
        mailbox = "CN=SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c},CN=Users," + self.base_dn
        props = dict(properties.offline_address_book())
        props.update({"IsDefault": default,
                      "AddressLists": kinds.ids([self.object_id("\\Default Global Address List",
                                                                gal)]),
                      "GeneratingMailbox": self.object_id(self.canonical(mailbox), mailbox)})
        props.update(self.config_tail("OfflineAddressBook", dn, "\\" + name,
                                      (0, 20, "15.0.0.0")))
        return self.put("OfflineAddressBook", "\\" + name, props)

    # ------------------------------------------------------------------ servers

    def add_server(self, name, version=None, roles=("Mailbox",), site=DEFAULT_SITE):
        """A server with its connectors, virtual directories and services, as Setup leaves it."""
        server = Server(self, name, version or self.version, roles, site)
        self.servers[name] = server
        self._exchange_server(server)
        self._default_receive_connectors(server)
        if server.front_end:
            self._client_access(server)
            for kind in VDIRS:
                self._virtual_directory(kind, server, FRONT)
        if server.mailbox:
            self._transport_service(server)
            for kind in VDIRS:
                if kind != "OutlookAnywhere":
                    self._virtual_directory(kind, server, BACK)
        return server

    def _legacy_dn(self, server):
        return "/o=%s/ou=%s/cn=Configuration/cn=Servers/cn=%s" % (self.name, GROUP, server.name)

    def version_of(self, server):
        return ServerVersion(*BUILDS[server.version])

    def site_id(self, site):
        dn = "CN=%s,CN=Sites,%s" % (site, self.config_dn)
        return self.object_id(self.canonical(dn), dn)

    def _exchange_server(self, server):
        props = dict(properties.exchange_server(server.version != 2013))
        hub = server.mailbox
        props.update({
            "Name": server.name, "Domain": self.forest, "Fqdn": server.fqdn,
            "ExchangeLegacyDN": self._legacy_dn(server),
            "IsHubTransportServer": hub, "IsMailboxServer": server.mailbox,
            "IsClientAccessServer": server.front_end,
            "IsFrontendTransportServer": server.front_end,
            "IsUnifiedMessagingServer": server.version in (2013, 2016),
            "NetworkAddress": kinds.network_addresses(server.name, server.fqdn),
            "OrganizationalUnit": "%s/%s" % (self.forest, server.name),
            "AdminDisplayVersion": self.version_of(server), "Site": self.site_id(server.site),
            "ServerRole": kinds.server_role(*server.roles),
            "CurrentDomainControllers": [self.controller],
            "CurrentGlobalCatalogs": [self.controller],
            "CurrentConfigDomainController": self.controller,
            "ProductID": "00000-00000-00000-AA%03d" % (len(self.servers) * 7)})
        props.update(self.presentation_tail("ExchangeServer", server.dn, server.name))
        return self.put("ExchangeServer", server.name, props, server.name)

    def _transport_service(self, server):
        props = dict(properties.transport_service())
        props["Name"] = server.name
        props.update(self.presentation_tail("TransportService", server.dn, server.name))
        return self.put("TransportService", server.name, props, server.name)

    def _client_access(self, server):
        kind = "ClientAccessServer" if self.version == 2013 else "ClientAccessService"
        props = dict(properties.client_access_server())
        props.update({"Name": server.name, "Fqdn": server.fqdn,
                      "AutoDiscoverServiceCN": server.name,
                      "AutoDiscoverServiceInternalUri": Uri(
                          "https://%s/Autodiscover/Autodiscover.xml" % server.fqdn.lower()),
                      "AutoDiscoverSiteScope": kinds.texts(server.site)})
        props.update(self.presentation_tail(kind, server.dn, server.name))
        return self.put(kind, server.name, props, server.name)

    def add_database(self, name, server, copies=(), dag=None):
        server = self.servers[server]
        dn = "CN=%s,CN=Databases,%s" % (name, self.group_dn)
        root = "D:\\Databases\\%s\\" % name
        props = dict(properties.mailbox_database())
        hosts = [self.server_id(self.servers[s]) for s in (server.name, *copies)]
        props.update({
            "AdminDisplayVersion": self.version_of(server), "Organization": self.name,
            "AdministrativeGroup": self.object_id(GROUP, self.group_dn),
            "EdbFilePath": LocalLongFullPath(root + name + ".edb"),
            "LogFolderPath": LocalLongFullPath(root + "Logs"),
            "ExchangeLegacyDN": "%s/cn=Microsoft Private MDB" % self._legacy_dn(server),
            "MasterServerOrAvailabilityGroup": self.server_id(server) if dag is None else
            self.object_id(dag, "CN=%s,CN=Database Availability Groups,%s" % (dag, self.group_dn)),
            "Server": self.server_id(server), "ServerName": server.name,
            "Servers": kinds.ids(hosts),
            "ReplicationType": kinds.enum("Config.ReplicationType",
                                          *(("Remote", 2) if copies else ("None", 0))),
            "ActivationPreference": kinds.texts(*["[%s, %d]" % (h, i + 1)
                                                  for i, h in enumerate(hosts)]),
            "DatabaseCopies": kinds.texts(*["%s\\%s" % (name, h) for h in hosts]),
            "RpcClientAccessServer": server.fqdn})
        props.update(self.config_tail("MailboxDatabase", dn, name, (0, 10, "14.0.100.0")))
        return self.put("MailboxDatabase", name, props, server.name)

    def add_dag(self, name, servers, witness):
        dn = "CN=%s,CN=Database Availability Groups,%s" % (name, self.group_dn)
        props = dict(properties.database_availability_group())
        props.update({
            "Name": name, "Servers": kinds.ids([self.server_id(self.servers[s]) for s in servers]),
            "WitnessServer": Fqdn(witness),
            "WitnessDirectory": LocalLongFullPath("C:\\DAGFileShareWitnesses\\%s.%s"
                                                  % (name, self.forest)),
            "StartedMailboxServers": kinds.texts(*[self.servers[s].fqdn for s in servers])})
        props.update(self.config_tail("DatabaseAvailabilityGroup", dn, name,
                                      (0, 10, "14.0.100.0"), name=False))
        return self.put("DatabaseAvailabilityGroup", name, props)

    # ------------------------------------------------------------------ mail flow

    def add_send_connector(self, name="Internet", spaces=("SMTP:*;1",), servers=None, hosts=(),
                           fqdn=None):
        """With smart hosts mail goes to them, without by MX record."""
        servers = [self.servers[s] for s in (servers or
                                             [n for n, s in self.servers.items() if s.mailbox])]
        routing = "CN=%s,CN=Routing Groups,%s" % (ROUTING, self.group_dn)
        dn = "CN=%s,CN=Connections,%s" % (name, routing)
        props = dict(properties.send_connector())
        mta = "CN=Microsoft MTA," + servers[0].dn
        props.update({
            "DNSRoutingEnabled": not hosts,
            "SmartHosts": MultiValued([SmartHost(h) for h in hosts], DATA + ".SmartHost"),
            "SmartHostsString": ",".join(str(SmartHost(h)) for h in hosts),
            "AddressSpaces": MultiValued([AddressSpace(s) for s in spaces],
                                         DATA + ".AddressSpace"),
            "SourceIPAddress": clixml.IPAddress("0.0.0.0"),
            "SourceRoutingGroup": ADObjectId(ROUTING, routing),
            "SourceTransportServers": kinds.ids([self.server_id(s) for s in servers]),
            "HomeMTA": self.object_id("Microsoft MTA", mta),
            "HomeMtaServerId": self.server_id(servers[0])})
        if fqdn:
            props["Fqdn"] = Fqdn(fqdn)
        props.update(self.config_tail("SendConnector", dn, name, (0, 1, "8.0.535.0")))
        return self.put("SendConnector", name, props)

    def add_receive_connector(self, server, name, role, bindings, groups, mechanisms,
                              ranges=tuple(ALL_IPS), fqdn=None):
        server = self.servers[server]
        dn = "CN=%s,CN=SMTP Receive Connectors,CN=Protocols,%s" % (name, server.dn)
        props = dict(properties.receive_connector(server.version != 2013))
        props.update({
            "AuthMechanism": kinds.auth_mechanism(*mechanisms),
            "Bindings": MultiValued([IPBinding(b) for b in bindings], DATA + ".IPBinding"),
            "Fqdn": Fqdn(fqdn or server.fqdn), "PermissionGroups": kinds.permission_groups(*groups),
            "RemoteIPRanges": MultiValued([IPRange(r) for r in ranges], DATA + ".IPRange"),
            "Server": self.server_id(server), "TransportRole": kinds.server_role(role)})
        identity = "%s\\%s" % (server.name, name)
        props.update(self.config_tail("ReceiveConnector", dn, identity, (0, 1, "8.0.535.0")))
        return self.put("ReceiveConnector", identity, props, server.name)

    def _default_receive_connectors(self, server):
        full = ("Tls", "Integrated", "BasicAuth", "BasicAuthRequireTLS", "ExchangeServer")
        internal = ("ExchangeUsers", "ExchangeServers", "ExchangeLegacyServers")

        def both(port):
            return ["[::]:%d" % port, "0.0.0.0:%d" % port]

        def add(prefix, role, port, groups, mechanisms=full):
            self.add_receive_connector(server.name, "%s %s" % (prefix, server.name), role,
                                       both(port), groups, mechanisms)
        if server.mailbox:
            add("Default", "HubTransport", 2525 if server.front_end else 25, internal)
            add("Client Proxy", "HubTransport", 465, ("ExchangeUsers", "ExchangeServers"))
        if server.front_end:
            add("Default Frontend", "FrontendTransport", 25,
                ("AnonymousUsers", "ExchangeServers", "ExchangeLegacyServers"))
            add("Outbound Proxy Frontend", "FrontendTransport", 717, ("ExchangeServers",))
            add("Client Frontend", "FrontendTransport", 587, ("ExchangeUsers",), full[:4])

    # ------------------------------------------------------------------ client access

    def _virtual_directory(self, kind, server, site):
        iis, folder, url = VDIRS[kind]
        name = "%s (%s)" % (iis, site)
        dn = "CN=%s,CN=HTTP,CN=Protocols,%s" % (name, server.dn)
        identity = "%s\\%s" % (server.name, name)
        props = dict(BUILDERS[kind]())
        place = "FrontEnd\\HttpProxy\\" if site == FRONT else "ClientAccess\\"
        props.update({
            "Name": name, "Server": self.server_id(server), "Path": V15 + place + folder,
            "AdminDisplayVersion": self.version_of(server),
            "MetabasePath": "IIS://%s/W3SVC/%d/ROOT/%s" % (server.fqdn, 1 if site == FRONT else 2,
                                                           iis)})
        if url:
            props["InternalUrl"] = Uri(url % server.fqdn.lower())
        for named in ("ServerName", "ActiveSyncServer"):
            if named in props:
                props[named] = server.name if named == "ServerName" else url % server.fqdn.lower()
        if kind == "OutlookAnywhere":
            props["InternalHostname"] = Hostname(server.fqdn.lower())
        if "WebSite" in props:
            props["WebSite"] = site
        props.update(self.config_tail(kind, dn, identity, name=False))
        return self.put(kind, identity, props, server.name, site == BACK)

    def publish(self, server, mail, owa=None, external=True, scp=None):
        """Steps 4 and 5: internal and external URLs of one server name the same hosts."""
        for kind, (_, _, url) in VDIRS.items():
            host = (owa or mail) if kind in ("OwaVirtualDirectory", "EcpVirtualDirectory") else mail
            for item in self.all(kind, server, back_end=False):
                if kind == "OutlookAnywhere":
                    item["InternalHostname"] = Hostname(host)
                    item["ExternalHostname"] = Hostname(host) if external else None
                elif url:
                    item["InternalUrl"] = Uri(url % host)
                    item["ExternalUrl"] = Uri(url % host) if external else None
                if "ActiveSyncServer" in item and external:
                    item["ActiveSyncServer"] = url % host
        for kind in ("ClientAccessServer", "ClientAccessService"):
            for item in self.all(kind, server):
                item["AutoDiscoverServiceInternalUri"] = Uri(
                    scp or "https://%s/Autodiscover/Autodiscover.xml" % mail)

    # ------------------------------------------------------------------ certificates

    def add_certificate(self, server, cert, services=("IIS", "SMTP"), status="Valid",
                        root_ca_type=None, sites=None, exportable=True):
        """root_ca_type: None, ThirdParty, Enterprise, Registry, GroupPolicy, Unknown."""
        server = self.servers[server]
        if root_ca_type is None:
            root_ca_type = "Registry" if cert.self_signed else "ThirdParty"
        if sites is None:
            sites = ["IIS://%s/W3SVC/1" % server.name] if "IIS" in services else []
        item = CertificateObject(cert, server, properties.exchange_certificate(
            cert, server.fqdn, services, status, root_ca_type, sites, exportable, self.zone))
        self.objects.setdefault("ExchangeCertificate", []).append(item)
        if cert.friendly == "Microsoft Exchange" and self.all("TransportService", server.name):
            self.one("TransportService", server.name)[
                "InternalTransportCertificateThumbprint"] = cert.thumbprint
        return item

    def add_plumbing_certificates(self, server, back_end_iis=None, until="2035-06-01"):
        """The self-signed certificates that Setup makes. On a server with a back end site the
        `Microsoft Exchange` one stays bound there, so that it still shows the service IIS."""
        host = self.servers[server]
        if back_end_iis is None:
            back_end_iis = host.mailbox
        auth = der.certificate("Microsoft Exchange Server Auth Certificate", None, None,
                               "2024-06-01", until, "plumbing", usages=(der.SERVER_AUTH,),
                               friendly="Microsoft Exchange Server Auth Certificate")
        self.add_certificate(server, auth, ("SMTP",), root_ca_type="None")
        own = der.certificate(host.name, None, [host.name, host.fqdn], "2024-06-01", until,
                              "plumbing", usages=(der.SERVER_AUTH,), friendly="Microsoft Exchange")
        services = ("IMAP", "POP") + (("IIS",) if back_end_iis else ()) + ("SMTP",)
        self.add_certificate(server, own, services,
                             sites=["IIS://%s/W3SVC/2" % host.name] if back_end_iis else [])
        management = der.certificate("WMSvc-SHA2-" + host.name, None, None, "2024-06-01", until,
                                     "plumbing", usages=(der.SERVER_AUTH,), friendly="WMSVC-SHA2")
        self.add_certificate(server, management, ())

    def public_certificate(self, names, not_before="2025-01-15 08:00:00",
                           not_after="2035-01-15 08:00:00", common_name=None, **options):
        """A certificate from the public CA of the corpus; the first name is the common name."""
        subject = [("CN", common_name or names[0]), ("O", self.name), ("L", "Redmond"),
                   ("S", "Washington"), ("C", "US")]
        options.setdefault("friendly", common_name or names[0])
        return der.certificate(subject, public_ca(), names, not_before, not_after, **options)

    def private_certificate(self, names, not_before="2025-01-15 08:00:00",
                            not_after="2035-01-15 08:00:00", **options):
        """A certificate from the organization's own CA in Active Directory."""
        subject = [("CN", "%s-DC01-CA" % self.forest.split(".")[0])]
        subject += [("DC", part) for part in self.forest.split(".")]
        authority = der.authority(subject, key="private-ca")
        return der.certificate(names[0], authority, names, not_before, not_after, **options)

    # ------------------------------------------------------------------ recipients

    def add_mailbox(self, alias, display=None, kind="UserMailbox", upn=None, primary=None,
                    addresses=(), database=None, container="CN=Users", cn=None):
        """A mailbox, in Get-Mailbox, Get-Recipient and Get-User alike; addresses are further
        ones, with prefix. Returns the Mailbox object."""
        display = display or alias
        primary = primary or "%s@%s" % (alias, self.default_domain)
        upn = upn or primary
        place = "%s,%s" % (container, self.base_dn)
        dn = "CN=%s,%s" % (cn or display, place)
        database = database or str(self.all("MailboxDatabase")[0]["Name"])
        store = self.one("MailboxDatabase", name=database)
        server = self.servers[store.server]
        facts = {
            "Alias": alias, "DisplayName": display, "OrganizationalUnit": self.canonical(place),
            "SamAccountName": alias[:20], "UserPrincipalName": upn,
            "ServerName": server.name.lower(),
            "ServerLegacyDN": self._legacy_dn(server), "Database": self.object_id(
                database, store["DistinguishedName"]), "DatabaseName": database,
            "EmailAddresses": ["SMTP:" + primary, *addresses], "PrimarySmtpAddress": primary,
            "WindowsEmailAddress": primary, "ExchangeGuid": Guid(self.guid("mailbox " + dn)),
            "RecipientTypeDetails": kinds.recipient_type_details(kind),
            "PoliciesIncluded": [self.guid("policy"), "{26491cfc-9e50-4857-861b-0cb8df22b5d7}"],
            "AdminDisplayVersion": self.version_of(server),
            "IsShared": kind == "SharedMailbox", "IsLinked": kind == "LinkedMailbox",
            "IsResource": kind in ("RoomMailbox", "EquipmentMailbox"),
            "AccountDisabled": kind != "UserMailbox",
            "LinkedMasterAccount": "FABRIKAM\\" + alias if kind == "LinkedMailbox" else "",
            "WhenMailboxCreated": DateTime(self.when(dn, "created").astimezone(self.zone)),
            "LegacyExchangeDN": "/o=%s/ou=%s/cn=Recipients/cn=%s-%s" % (
                self.name, GROUP, self.guid(dn).replace("-", ""), alias[:20]),
            "MailboxLocations": ["1;%s;Primary;%s;%s" % (
                self.guid("mailbox " + dn), self.forest, self.guid(store["DistinguishedName"]))]}
        if kind in ("RoomMailbox", "EquipmentMailbox"):
            resource = ("Room", 0) if kind == "RoomMailbox" else ("Equipment", 1)
            facts["ResourceType"] = kinds.enum("Recipient.ExchangeResourceType", *resource)
        if kind in ("ArbitrationMailbox", "DiscoveryMailbox"):
            facts["HiddenFromAddressListsEnabled"] = True
        role = "CN=Default Role Assignment Policy,CN=Policies,CN=RBAC," + self.dn
        facts["RoleAssignmentPolicy"] = self.object_id("Default Role Assignment Policy", role)
        self._recipient("User", properties.user(), dn, facts)
        self._recipient("Recipient", properties.recipient(), dn, facts)
        return self._recipient("Mailbox", properties.mailbox(), dn, facts)

    def add_recipient(self, alias, display, kind, addresses, external=None):
        """A group or contact in Get-Recipient. kind is a name of RecipientTypeDetails."""
        dn = "CN=%s,CN=Users,%s" % (display, self.base_dn)
        primary = [a[5:] for a in addresses if a.startswith("SMTP:")][0]
        item = self._recipient("Recipient", properties.recipient(), dn, {
            "Alias": alias, "DisplayName": display, "EmailAddresses": list(addresses),
            "PrimarySmtpAddress": primary, "OrganizationalUnit": self.forest + "/Users",
            "RecipientType": kinds.enum("Recipient.RecipientType", kind,
                                        kinds.RECIPIENT_TYPES[kind]),
            "RecipientTypeDetails": kinds.recipient_type_details(kind),
            "ObjectClassName": "contact" if "Contact" in kind else "group"})
        if external:
            item["ExternalEmailAddress"] = clixml.ProxyAddress(external)
        return item

    def _recipient(self, kind, props, dn, facts):
        item = ExchangeObject(kind, self.canonical(dn), props)
        for name, value in facts.items():
            if name in item.props:
                item[name] = value
        item.props.update(self.presentation_tail(kind, dn, self.canonical(dn),
                                                 (1, 1, "15.0.0.0"), name=True))
        self.objects.setdefault(kind, []).append(item)
        return item

    # ------------------------------------------------------------------ writing

    def write(self, folder, kinds=None, flavour="C", encoding="utf-8-bom", plan=None, back_end=(),
              split=()):
        """Writes Get-<kind>.xml files. A kind in `kinds` without objects becomes the empty
        document: the cmdlet ran and found nothing. plan: {kind: (flavour, encoding)} for
        exceptions; back_end: the kinds whose back-end virtual directories are included; split:
        the kinds that have one file per server. Certificates are written in flavour D where
        B or C is asked for, as those lose the services; plan overrides that."""
        os.makedirs(folder, exist_ok=True)
        computer = next(iter(self.servers.values())).fqdn.lower() if self.servers else "localhost"
        for kind in kinds or [k for k in self.objects if self.objects[k]]:
            items = [o for o in self.all(kind) if not o.back_end or kind in back_end]
            form = flavour
            if kind == "ExchangeCertificate" and flavour in "BC":
                form = "D"
            form, code = (plan or {}).get(kind, (form, encoding))
            groups = {"": items}
            if kind in split:
                groups = {"-" + name: [o for o in items if o.server == name]
                          for name in self.servers}
            for suffix, group in groups.items():
                file = "Get-%s%s.xml" % (kind, suffix)
                data = clixml.export(group, form, code, computer, self.guid("runspace " + computer))
                with open(os.path.join(folder, file), "wb") as out:
                    out.write(data)


def public_ca():
    """The issuing CA under a public root."""
    root = der.authority("CN=Contoso Public Root CA, O=Contoso Public Trust, C=US", None, "root")
    return der.authority("CN=Contoso Public Issuing CA, O=Contoso Public Trust, C=US", root,
                         "issuing")


# ---------------------------------------------------------------------------- organizations

CONTOSO_NAMES = ("mail.contoso.com", "owa.contoso.com", "autodiscover.contoso.com",
                 "autodiscover.corp.contoso.com")
SCP = "https://autodiscover.contoso.com/Autodiscover/Autodiscover.xml"
USERS = (("david", "David Pelton"), ("Kim", "Kim Akers"), ("terry", "Terry Adams"),
         ("ana", "Ana Bowman"), ("chris", "Chris Preston"), ("sean", "Seán Ó Dálaigh"))


def _contoso(version):
    org = Organization("Contoso", "corp.contoso.com", version,
                       ("contoso.com", "corp.contoso.com"))
    org.add_remote_domain()
    org.add_email_address_policy(others=("@corp.contoso.com",))
    org.add_offline_address_book()
    org.add_organization_config()
    return org


def _certify(org, servers, names=CONTOSO_NAMES):
    cert = org.public_certificate(list(names))
    for server in servers:
        org.add_certificate(server, cert, ("IIS", "SMTP"))


def contoso_2013():
    """The organization of the document after its six steps: two servers with separate roles."""
    org = _contoso(2013)
    org.add_server("Ex2013CAS", roles=("ClientAccess",))
    org.add_server("Ex2013MBX", roles=("Mailbox",))
    org.publish("Ex2013CAS", "mail.contoso.com", "owa.contoso.com", scp=SCP)
    org.add_send_connector("Internet", servers=["Ex2013MBX"], fqdn="mail.contoso.com")
    _certify(org, ["Ex2013CAS"])
    for server in org.servers:
        org.add_plumbing_certificates(server)
    org.add_database("Mailbox Database 0341276917", "Ex2013MBX")
    for alias, display in USERS:
        org.add_mailbox(alias, display, addresses=["smtp:%s@corp.contoso.com" % alias])
    return org


def contoso_2019():
    """The same organization on two 2019 servers, with mailboxes of every type."""
    org = _contoso(2019)
    for server in ("EX01", "EX02"):
        org.add_server(server)
        org.publish(server, "mail.contoso.com", "owa.contoso.com", scp=SCP)
    _certify(org, org.servers)
    for server in org.servers:
        org.add_plumbing_certificates(server)
    org.add_send_connector("Internet", fqdn="mail.contoso.com")
    org.add_dag("DAG01", ["EX01", "EX02"], "FS01.corp.contoso.com")
    org.add_database("DB01", "EX01", ["EX02"], dag="DAG01")
    org.add_database("DB02", "EX02", ["EX01"], dag="DAG01")
    for i, (alias, display) in enumerate(USERS):
        org.add_mailbox(alias, display, database="DB0%d" % (i % 2 + 1),
                        upn="%s@contoso.com" % alias.lower(),
                        addresses=["smtp:%s@corp.contoso.com" % alias])
    _special_mailboxes(org)
    org.add_recipient("allstaff", "All Staff", "MailUniversalDistributionGroup",
                      ["SMTP:allstaff@contoso.com"])
    org.add_recipient("jdoe", "John Doe (Fabrikam)", "MailContact",
                      ["SMTP:jdoe@contoso.com", "smtp:john.doe@fabrikam.com"],
                      external="SMTP:john.doe@fabrikam.com")
    return org


def _special_mailboxes(org):
    """Mailboxes that nobody signs in to; their user principal names are left as Setup made them."""
    forest = org.forest
    org.add_mailbox("info", "Info", "SharedMailbox", upn="info@" + forest)
    org.add_mailbox("room.baltic", "Baltic Room", "RoomMailbox", upn="room.baltic@" + forest)
    org.add_mailbox("projector1", "Projector 1", "EquipmentMailbox", upn="projector1@" + forest)
    org.add_mailbox("partner.ops", "Partner Operations", "LinkedMailbox",
                    upn="partner.ops@" + org.default_domain)
    for alias, kind in (("DiscoverySearchMailbox{D919BA05-46A6-415f-80AD-7E09334BB852}",
                         "DiscoveryMailbox"),
                        ("SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}",
                         "ArbitrationMailbox"),
                        ("Migration.8f3e7716-2011-43e4-96b1-aba62d229136", "ArbitrationMailbox")):
        org.add_mailbox(alias, alias, kind, upn="%s@%s" % (alias, forest))


def minimal(version=2019):
    """One server (2013: one for each role) and two mailboxes, healthy: the base of fixtures."""
    org = _contoso(version)
    if version == 2013:
        org.add_server("EX01", roles=("ClientAccess",))
        org.add_server("EX02", roles=("Mailbox",))
    else:
        org.add_server("EX01", version=version)
    org.publish("EX01", "mail.contoso.com", "owa.contoso.com", scp=SCP)
    org.add_send_connector("Internet", fqdn="mail.contoso.com")
    _certify(org, ["EX01"])
    for server in org.servers:
        org.add_plumbing_certificates(server)
    org.add_database("DB01", list(org.servers)[-1])
    for alias, display in USERS[:2]:
        org.add_mailbox(alias, display)
    return org
