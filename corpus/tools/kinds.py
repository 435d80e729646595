# SPDX-License-Identifier: MIT
"""What the kinds are called: type names, schema classes, enumerations, and short constructors for
enumeration values and lists. properties.py has the property list of every kind.
"""

from clixml import (CONFIG, DATA, DataObject, DIRECTORY, Enum, Flags, generic, List,
                    MANAGEMENT, MultiValued, NetworkAddress, NetworkAddressCollection, RECIPIENT,
                    TASKS)

CONFIG_BASE = (CONFIG + ".ADConfigurationObject", DIRECTORY + ".ADObject",
               DIRECTORY + ".ADRawEntry", DATA + ".ConfigurableObject", "System.Object")
PRESENTATION_BASE = (MANAGEMENT + ".ADPresentationObject",) + CONFIG_BASE[1:]
VDIR_BASE = (CONFIG + ".ExchangeVirtualDirectory", CONFIG + ".ADVirtualDirectory") + CONFIG_BASE
SERVICE_VDIR = (CONFIG + ".ADExchangeServiceVirtualDirectory",) + VDIR_BASE
WEB_APP_VDIR = (CONFIG + ".ExchangeWebAppVirtualDirectory",) + VDIR_BASE
RECIPIENT_BASE = (MANAGEMENT + ".MailEnabledOrgPerson",
                  MANAGEMENT + ".MailEnabledRecipient") + PRESENTATION_BASE


def config(*names):
    return tuple(CONFIG + "." + n for n in names) + CONFIG_BASE


TYPES = {
    "ExchangeServer": (MANAGEMENT + ".ExchangeServer",) + PRESENTATION_BASE,
    "SendConnector": config("SmtpSendConnectorConfig", "MailGateway", "SendConnector",
                            "ADLegacyVersionableObject"),
    "ReceiveConnector": config("ReceiveConnector"),
    "AcceptedDomain": config("AcceptedDomain"),
    "RemoteDomain": config("DomainContentConfig"),
    "EmailAddressPolicy": config("EmailAddressPolicy"),
    "Mailbox": (MANAGEMENT + ".Mailbox",) + RECIPIENT_BASE,
    "Recipient": (MANAGEMENT + ".ReducedRecipient",) + PRESENTATION_BASE[1:],
    "User": (MANAGEMENT + ".User", MANAGEMENT + ".OrgPersonPresentationObject")
            + PRESENTATION_BASE,
    "OwaVirtualDirectory": (CONFIG + ".ADOwaVirtualDirectory",) + WEB_APP_VDIR,
    "EcpVirtualDirectory": (CONFIG + ".ADEcpVirtualDirectory",) + WEB_APP_VDIR,
    "WebServicesVirtualDirectory": (CONFIG + ".ADWebServicesVirtualDirectory",) + SERVICE_VDIR,
    "ActiveSyncVirtualDirectory": (CONFIG + ".ADMobileVirtualDirectory",) + VDIR_BASE,
    "OabVirtualDirectory": (CONFIG + ".ADOabVirtualDirectory",) + VDIR_BASE,
    "PowerShellVirtualDirectory": (CONFIG + ".ADPowerShellVirtualDirectory",
                                   CONFIG + ".ADPowerShellCommonVirtualDirectory") + SERVICE_VDIR,
    "MapiVirtualDirectory": (CONFIG + ".ADMapiVirtualDirectory",) + VDIR_BASE,
    "AutodiscoverVirtualDirectory": (CONFIG + ".ADAutodiscoverVirtualDirectory",) + SERVICE_VDIR,
    "OutlookAnywhere": (CONFIG + ".ADRpcHttpVirtualDirectory",) + VDIR_BASE,
    "ClientAccessServer": (MANAGEMENT + ".ClientAccessServer",) + PRESENTATION_BASE,
    "ClientAccessService": (MANAGEMENT + ".ClientAccessServer",) + PRESENTATION_BASE,
    "OfflineAddressBook": config("OfflineAddressBook", "ADLegacyVersionableObject"),
    "TransportService": (MANAGEMENT + ".TransportServer",) + PRESENTATION_BASE,
    "OrganizationConfig": (MANAGEMENT + ".OrganizationConfig",) + PRESENTATION_BASE,
    "MailboxDatabase": config("MailboxDatabase", "Database", "ADLegacyVersionableObject"),
    "DatabaseAvailabilityGroup": config("DatabaseAvailabilityGroup"),
    "ExchangeCertificate": (TASKS + ".ExchangeCertificate",
                            "System.Security.Cryptography.X509Certificates.X509Certificate2",
                            "System.Security.Cryptography.X509Certificates.X509Certificate",
                            "System.Object"),
}

SCHEMA = {                      # kind: (class in the schema, object classes)
    "ExchangeServer": ("ms-Exch-Exchange-Server", "top server msExchExchangeServer"),
    "SendConnector": ("ms-Exch-Routing-SMTP-Connector",
                      "top msExchConnector mailGateway msExchRoutingSMTPConnector"),
    "ReceiveConnector": ("ms-Exch-Smtp-Receive-Connector", "top msExchSmtpReceiveConnector"),
    "AcceptedDomain": ("ms-Exch-Accepted-Domain", "top msExchAcceptedDomain"),
    "RemoteDomain": ("ms-Exch-Domain-Content-Config", "top msExchDomainContentConfig"),
    "EmailAddressPolicy": ("ms-Exch-Recipient-Policy", "top msExchGenericPolicy "
                           "msExchRecipientPolicy"),
    "Mailbox": ("Person", "top person organizationalPerson user"),
    "Recipient": ("Person", "top person organizationalPerson user"),
    "User": ("Person", "top person organizationalPerson user"),
    "OwaVirtualDirectory": ("ms-Exch-OWA-Virtual-Directory",
                            "top msExchVirtualDirectory msExchOWAVirtualDirectory"),
    "EcpVirtualDirectory": ("ms-Exch-ECP-Virtual-Directory",
                            "top msExchVirtualDirectory msExchECPVirtualDirectory"),
    "WebServicesVirtualDirectory": ("ms-Exch-Web-Services-Virtual-Directory",
                                    "top msExchVirtualDirectory msExchWebServicesVirtualDirectory"),
    "ActiveSyncVirtualDirectory": ("ms-Exch-Mobile-Virtual-Directory",
                                   "top msExchVirtualDirectory msExchMobileVirtualDirectory"),
    "OabVirtualDirectory": ("ms-Exch-OAB-Virtual-Directory",
                            "top msExchVirtualDirectory msExchOABVirtualDirectory"),
    "PowerShellVirtualDirectory": ("ms-Exch-Power-Shell-Virtual-Directory",
                                   "top msExchVirtualDirectory msExchPowerShellVirtualDirectory"),
    "MapiVirtualDirectory": ("ms-Exch-Mapi-Virtual-Directory",
                             "top msExchVirtualDirectory msExchMapiVirtualDirectory"),
    "AutodiscoverVirtualDirectory": ("ms-Exch-Auto-Discover-Virtual-Directory",
                                     "top msExchVirtualDirectory "
                                     "msExchAutoDiscoverVirtualDirectory"),
    "OutlookAnywhere": ("ms-Exch-Rpc-Http-Virtual-Directory",
                        "top msExchVirtualDirectory msExchRpcHttpVirtualDirectory"),
    "OfflineAddressBook": ("ms-Exch-OAB", "top msExchOAB"),
    "OrganizationConfig": ("ms-Exch-Organization-Container",
                           "top container msExchOrganizationContainer"),
    "MailboxDatabase": ("ms-Exch-Private-MDB", "top msExchMDB msExchPrivateMDB"),
    "DatabaseAvailabilityGroup": ("ms-Exch-MDB-Availability-Group",
                                  "top msExchMDBAvailabilityGroup"),
}
for _kind in ("ClientAccessServer", "ClientAccessService", "TransportService"):
    SCHEMA[_kind] = SCHEMA["ExchangeServer"]

PERMISSION_GROUPS = {"AnonymousUsers": 1, "ExchangeUsers": 2, "ExchangeServers": 4,
                     "ExchangeLegacyServers": 8, "Partners": 16, "Custom": 32}
AUTH_MECHANISMS = {"Tls": 1, "Integrated": 2, "BasicAuth": 4, "BasicAuthRequireTLS": 8,
                   "ExchangeServer": 16, "ExternalAuthoritative": 32}
CERTIFICATE_STATUS = {"Unknown": 0, "Valid": 1, "Revoked": 2, "DateInvalid": 3, "Untrusted": 4,
                      "Invalid": 5, "RevocationCheckFailure": 6, "PendingRequest": 7}
ROOT_CA_TYPES = {"None": 0, "ThirdParty": 1, "Enterprise": 2, "Registry": 3, "GroupPolicy": 4,
                 "Unknown": 5}
SERVICES = {"IMAP": 1, "POP": 2, "UM": 4, "IIS": 8, "SMTP": 16, "Federation": 32,
            "UMCallRouter": 64}
SERVER_ROLES = {"Mailbox": 2, "ClientAccess": 4, "UnifiedMessaging": 16, "HubTransport": 32,
                "Edge": 64, "FrontendTransport": 16384}
AUTHENTICATION = {"Basic": 0, "Digest": 1, "Ntlm": 2, "Fba": 3, "WindowsIntegrated": 4,
                  "LiveIdFba": 5, "LiveIdBasic": 6, "WSSecurity": 7, "Certificate": 8, "NegoEx": 9,
                  "OAuth": 10, "Adfs": 11, "Kerberos": 12, "Negotiate": 13}
DOMAIN_TYPES = {"Authoritative": 0, "ExternalRelay": 1, "InternalRelay": 2}
RECIPIENT_DETAILS = {
    "UserMailbox": 1, "LinkedMailbox": 2, "SharedMailbox": 4, "LegacyMailbox": 8,
    "RoomMailbox": 16, "EquipmentMailbox": 32, "MailContact": 64, "MailUser": 128,
    "MailUniversalDistributionGroup": 256, "MailUniversalSecurityGroup": 1024,
    "DynamicDistributionGroup": 2048, "SystemMailbox": 16384, "ArbitrationMailbox": 8388608,
    "DiscoveryMailbox": 536870912, "RemoteUserMailbox": 2147483648,
    "LinkedRoomMailbox": 137438953472, "PublicFolderMailbox": 68719476736,
    "MonitoringMailbox": 549755813888, "AuditLogMailbox": 4398046511104,
}
RECIPIENT_TYPES = {"UserMailbox": 1, "MailUser": 4, "MailContact": 6,
                   "MailUniversalDistributionGroup": 7, "MailUniversalSecurityGroup": 8,
                   "DynamicDistributionGroup": 10}


def each(names, value=None):
    """The same value for several properties."""
    return [(n, value) for n in names.split()]


def enum(type_name, name, number=0):
    """type_name: Data.X, Config.X, Recipient.X or in full."""
    for short, full in (("Data.", DATA), ("Config.", CONFIG), ("Recipient.", RECIPIENT)):
        if type_name.startswith(short):
            type_name = full + "." + type_name[len(short):]
    return Enum(name, number, type_name)


def ids(items=()):
    """A list of directory objects."""
    return MultiValued(items, DIRECTORY + ".ADObjectId", ad=True)


def texts(*items):
    return MultiValued(items)


def domain_type(name):
    return Enum(name, DOMAIN_TYPES[name], CONFIG + ".AcceptedDomainType", table=DOMAIN_TYPES)


def server_role(*names):
    return Flags(names, SERVER_ROLES, CONFIG + ".ServerRole")


def recipient_type_details(name):
    return Enum(name, RECIPIENT_DETAILS[name], RECIPIENT + ".RecipientTypeDetails", True,
                RECIPIENT_DETAILS)


def permission_groups(*names):
    return Flags(names, PERMISSION_GROUPS, DATA + ".PermissionGroups")


def auth_mechanism(*names):
    return Flags(names, AUTH_MECHANISMS, CONFIG + ".AuthMechanisms")


def authentication(*names):
    kind = CONFIG + ".AuthenticationMethod"
    return MultiValued([Enum(n, AUTHENTICATION[n], kind) for n in names], kind, ad=True)


def logging_level(name="None"):
    levels = {"None": 0, "Verbose": 1}
    return Enum(name, levels[name], DATA + ".ProtocolLoggingLevel", table=levels)


def address_templates(templates):
    """A collection of address templates: SMTP:@contoso.com is the primary one."""
    item = DATA + ".ProxyAddressTemplate"
    objects = []
    for text in templates:
        prefix, _, address = text.partition(":")
        objects.append(DataObject(
            (DATA + ".SmtpProxyAddressTemplate", item, DATA + ".ProxyAddressBase"), text,
            [("AddressTemplateString", address), ("ProxyAddressTemplateString", text),
             ("Prefix", prefix.upper()), ("IsPrimaryAddress", prefix.isupper()),
             ("PrefixString", prefix)]))
    return List(objects, (
        DATA + ".ProxyAddressTemplateCollection",
        generic(DATA + ".ProxyAddressBaseCollection", item),
        generic(DATA + ".MultiValuedProperty", item), DATA + ".MultiValuedPropertyBase",
        "System.Object"), address_templates)


def network_addresses(name, fqdn):
    protocols = (("ncacn_vns_spp", name), ("netbios", name), ("ncacn_np", name),
                 ("ncacn_spx", name), ("ncacn_ip_tcp", fqdn), ("ncalrpc", name))
    return NetworkAddressCollection([NetworkAddress(*p) for p in protocols])
