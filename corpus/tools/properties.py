# SPDX-License-Identifier: MIT
"""Property tables: for every kind its complete property list with the values a freshly installed
organization has. organization.py fills in what differs.

Each function returns an ordered list of (name, value). The order and the value classes are those
of real exports where one was at hand, else those of the cmdlet's documentation.
"""

from clixml import (CONFIG, DATA, DataObject, DateTime, DIRECTORY, EnhancedTimeSpan, Enum,
                    ExchangeObjectVersion, Flags, Fqdn, generic, Guid, Hostname, List,
                    LocalLongFullPath, MultiValued, Null, ProxyAddressCollection, size,
                    SmtpAddress, SmtpDomainWithSubdomains, SmtpX509Identifier, TASKS, UInt32,
                    Unlimited, unlimited_count, Uri)
from kinds import (auth_mechanism, authentication, CERTIFICATE_STATUS, domain_type, each, enum,
                   ids, logging_level, permission_groups, recipient_type_details, ROOT_CA_TYPES,
                   server_role, SERVICES, texts)

# ---------------------------------------------------------------------------- mail flow

def send_connector():
    return [
        ("DNSRoutingEnabled", True), ("TlsDomain", Null(SmtpDomainWithSubdomains)),
        ("TlsAuthLevel", None), ("ErrorPolicies", enum("Data.ErrorPolicies", "Default")),
        ("SmartHosts", MultiValued((), DATA + ".SmartHost")), ("Port", 25),
        ("ConnectionInactivityTimeOut", EnhancedTimeSpan(minutes=10)),
        *each("ForceHELO FrontendProxyEnabled IgnoreSTARTTLS CloudServicesMailEnabled", False),
        ("Fqdn", Null(Fqdn)), ("TlsCertificateName", Null(SmtpX509Identifier)),
        ("RequireTLS", False), ("RequireOorg", False), ("Enabled", True),
        ("ProtocolLoggingLevel", logging_level()),
        ("SmartHostAuthMechanism",
         enum("Config.SmtpSendConnectorConfig+AuthMechanisms", "None")),
        ("AuthenticationCredential", None), ("UseExternalDNSServersEnabled", False),
        ("DomainSecureEnabled", False), ("SourceIPAddress", None),
        ("SmtpMaxMessagesPerConnection", 20),
        ("ConnectorType", enum("Data.SendConnectorType", "Default")),
        ("SmartHostsString", ""), ("CertificateSubject", None),
        ("Region", enum("Data.SendConnectorRegion", "NotSpecified")),
        ("AddressSpaces", MultiValued((), DATA + ".AddressSpace")),
        ("ConnectedDomains", MultiValued((), DATA + ".ConnectedDomain")),
        ("IsScopedConnector", False), ("IsSmtpConnector", True), ("Comment", ""),
        ("SourceRoutingGroup", None), ("SourceTransportServers", ids()), ("HomeMTA", None),
        ("HomeMtaServerId", None), ("MaxMessageSize", Unlimited(size(35)))]


def receive_connector(recent):
    return [
        ("AuthMechanism", auth_mechanism("Tls")), ("Banner", ""), ("BinaryMimeEnabled", True),
        ("Bindings", MultiValued((), DATA + ".IPBinding")), ("ChunkingEnabled", True),
        ("DefaultDomain", None), ("DeliveryStatusNotificationEnabled", True),
        ("EightBitMimeEnabled", True), ("SmtpUtf8Enabled", recent),
        *(each("BareLinefeedRejectionEnabled", False) if recent else []),
        ("DomainSecureEnabled", False), ("EnhancedStatusCodesEnabled", True),
        *each("LongAddressesEnabled OrarEnabled SuppressXAnonymousTls ProxyEnabled "
              "AdvertiseClientSettings", False),
        ("Fqdn", Null(Fqdn)), ("ServiceDiscoveryFqdn", None),
        ("TlsCertificateName", Null(SmtpX509Identifier)), ("Comment", ""), ("Enabled", True),
        ("ConnectionTimeout", EnhancedTimeSpan(minutes=10)),
        ("ConnectionInactivityTimeout", EnhancedTimeSpan(minutes=5)),
        ("MessageRateLimit", unlimited_count()),
        ("MessageRateSource", enum("Config.MessageRateSourceFlags", "IPAddress", 1)),
        ("MaxInboundConnection", unlimited_count(5000)),
        ("MaxInboundConnectionPerSource", unlimited_count()),
        ("MaxInboundConnectionPercentagePerSource", 100), ("MaxHeaderSize", size(256, "KB")),
        ("MaxHopCount", 60), ("MaxLocalHopCount", 5), ("MaxLogonFailures", 3),
        ("MaxMessageSize", size(36)), ("MaxProtocolErrors", unlimited_count(5)),
        ("MaxRecipientsPerMessage", 5000), ("PermissionGroups", permission_groups()),
        ("PipeliningEnabled", True), ("ProtocolLoggingLevel", logging_level()),
        ("RemoteIPRanges", MultiValued((), DATA + ".IPRange")),
        *each("RequireEHLODomain RequireTLS EnableAuthGSSAPI", False),
        ("ExtendedProtectionPolicy", enum("Config.ExtendedProtectionPolicySetting", "None")),
        ("LiveCredentialEnabled", False),
        ("TlsDomainCapabilities", MultiValued((), DATA + ".SmtpReceiveDomainCapabilities")),
        ("Server", None), ("TransportRole", server_role("HubTransport")),
        *(each("RejectReservedTopLevelRecipientDomains RejectReservedSecondLevelRecipientDomains "
               "RejectSingleLabelRecipientDomains AcceptConsumerMail", False) if recent else []),
        ("SizeEnabled", enum("Data.SizeMode", "EnabledWithoutValue", 2)),
        ("TarpitInterval", EnhancedTimeSpan(seconds=5)),
        *([("AuthTarpitInterval", EnhancedTimeSpan(seconds=5))] if recent else []),
        ("MaxAcknowledgementDelay", EnhancedTimeSpan(seconds=30))]


def accepted_domain():
    return [
        ("DomainName", None), ("CatchAllRecipientID", None),
        ("DomainType", domain_type("Authoritative")), ("MatchSubDomains", False),
        ("AddressBookEnabled", True), *each("Default EmailOnly ExternallyManaged", False),
        *each("AuthenticationType LiveIdInstanceType"),
        *each("PendingRemoval PendingCompletion", False),
        *each("FederatedOrganizationLink MailFlowPartner"),
        *each("OutboundOnly PendingFederatedAccountNamespace PendingFederatedDomain "
              "IsCoexistenceDomain PerimeterDuplicateDetected IsDefaultFederatedDomain "
              "EnableNego2Authentication InitialDomain", False)]


def remote_domain():
    return [
        ("DomainName", None), ("IsInternal", False), ("TargetDeliveryDomain", False),
        ("ByteEncoderTypeFor7BitCharsets",
         enum("Data.ByteEncoderTypeFor7BitCharsetsEnum", "Undefined")),
        ("CharacterSet", "iso-8859-1"), ("NonMimeCharacterSet", "iso-8859-1"),
        ("AllowedOOFType", enum("Config.AllowedOOFType", "External", 0)),
        ("AutoReplyEnabled", False), ("AutoForwardEnabled", False),
        ("DeliveryReportEnabled", True), ("NDREnabled", True),
        ("MeetingForwardNotificationEnabled", False),
        ("ContentType", enum("Config.ContentType", "MimeHtmlText")),
        ("DisplaySenderName", True),
        ("PreferredInternetCodePageForShiftJis",
         enum("Config.PreferredInternetCodePageForShiftJisEnum", "Undefined")),
        ("RequiredCharsetCoverage", None), ("TNEFEnabled", None),
        ("LineWrapSize", unlimited_count()), ("TrustedMailOutboundEnabled", False),
        ("TrustedMailInboundEnabled", False), ("UseSimpleDisplayName", False),
        ("NDRDiagnosticInfoEnabled", True), ("MessageCountThreshold", 2147483647)]


def conditional():
    return each("ConditionalDepartment ConditionalCompany ConditionalStateOrProvince "
                + " ".join("ConditionalCustomAttribute%d" % i for i in range(1, 16)), [])


def email_address_policy():
    return [
        ("RecipientFilter", "Alias -ne $null"), ("LdapRecipientFilter", "(mailNickname=*)"),
        ("LastUpdatedRecipientFilter", "Alias -ne $null"), ("RecipientFilterApplied", True),
        ("IncludedRecipients", enum("Config.WellKnownRecipientType", "AllRecipients", -1)),
        *conditional(), ("RecipientContainer", None),
        ("RecipientFilterType", enum("Recipient.WellKnownRecipientFilterType", "Precanned", 2)),
        ("Priority", enum("Config.EmailAddressPolicyPriority", "Lowest", 2147483647)),
        ("EnabledPrimarySMTPAddressTemplate", ""), ("EnabledEmailAddressTemplates", texts()),
        ("DisabledEmailAddressTemplates", texts()), ("HasEmailAddressSetting", True),
        ("HasMailboxManagerSetting", False), ("NonAuthoritativeDomains", texts())]


# ---------------------------------------------------------------------------- client access

def extended_protection():
    return [
        ("ExtendedProtectionTokenChecking",
         enum("Config.ExtendedProtectionTokenCheckingMode", "None")),
        ("ExtendedProtectionFlags", MultiValued((), CONFIG + ".ExtendedProtectionFlag")),
        ("ExtendedProtectionSPNList", texts())]


def vdir_common():
    """What every virtual directory ends with before the directory properties."""
    return extended_protection() + [
        ("AdminDisplayVersion", None), ("Server", None), ("InternalUrl", Null(Uri)),
        ("ExternalUrl", Null(Uri))]


def flags(true, false=""):
    return each(true, True) + each(false, False)


def owa_virtual_directory():
    return [
        *flags("DirectFileAccessOnPublicComputersEnabled DirectFileAccessOnPrivateComputersEnabled "
               "WebReadyDocumentViewingOnPublicComputersEnabled "
               "WebReadyDocumentViewingOnPrivateComputersEnabled",
               "ForceWebReadyDocumentViewingFirstOnPublicComputers "
               "ForceWebReadyDocumentViewingFirstOnPrivateComputers"),
        *flags("WacViewingOnPublicComputersEnabled WacViewingOnPrivateComputersEnabled",
               "ForceWacViewingFirstOnPublicComputers ForceWacViewingFirstOnPrivateComputers"),
        ("RemoteDocumentsActionForUnknownServers",
         enum("Config.RemoteDocumentsActions", "Block", 1)),
        ("ActionForUnknownFileAndMIMETypes", enum("Config.AttachmentBlockingActions", "Allow")),
        ("WebReadyFileTypes", texts(".docx", ".xlsx", ".pptx", ".pdf", ".rtf")),
        ("WebReadyMimeTypes", texts("application/pdf", "application/msword")),
        ("WebReadyDocumentViewingForAllSupportedTypes", True),
        ("WebReadyDocumentViewingSupportedMimeTypes", texts("application/pdf")),
        ("WebReadyDocumentViewingSupportedFileTypes", texts(".docx", ".xlsx", ".pptx", ".pdf")),
        ("AllowedFileTypes", texts(".docx", ".xlsx", ".pptx", ".pdf", ".txt", ".zip", ".jpg")),
        ("AllowedMimeTypes", texts("image/jpeg", "image/png", "image/gif", "image/bmp")),
        ("ForceSaveFileTypes", texts(".htm", ".html", ".svg", ".xml")),
        ("ForceSaveMimeTypes", texts("text/html", "text/xml", "image/svg+xml")),
        ("BlockedFileTypes", texts(".exe", ".com", ".bat", ".cmd", ".vbs", ".ps1", ".hta")),
        ("BlockedMimeTypes", texts("application/hta", "text/javascript")),
        *each("RemoteDocumentsAllowedServers RemoteDocumentsBlockedServers "
              "RemoteDocumentsInternalDomainSuffixList", []),
        ("FolderPathname", None), ("Url", []),
        ("LogonFormat", enum("Config.LogonFormats", "FullDomain")),
        ("ClientAuthCleanupLevel", enum("Config.ClientAuthCleanupLevels", "High")),
        *flags("", "LogonPagePublicPrivateSelectionEnabled LogonPageLightSelectionEnabled"),
        ("FreCardsEnabled", True), *each("InternalSPMySiteHostURL ExternalSPMySiteHostURL"),
        *flags("WacEditingEnabled DropboxAttachmentsEnabled BoxAttachmentsEnabled "
               "OneDriveAttachmentsEnabled GoogleDriveAttachmentsEnabled ClassicAttachmentsEnabled "
               "ReferenceAttachmentsEnabled SaveAttachmentsToCloudEnabled "
               "ThirdPartyAttachmentsEnabled", "IsPublic"),
        *each("ExternalDownloadHostName InternalDownloadHostName"),
        ("FilterWebBeaconsAndHtmlForms",
         enum("Config.WebBeaconFilterLevels", "UserFilterChoice")),
        ("NotificationInterval", 120), ("DefaultTheme", ""), ("UserContextTimeout", 60),
        *each("ExchwebProxyDestination VirtualDirectoryType"),
        ("OwaVersion", enum("Config.OwaVersions", "Exchange2013", 4)), ("ServerName", ""),
        *each("InstantMessagingCertificateThumbprint InstantMessagingServerName", ""),
        ("RedirectToOptimalOWAServer", True), ("DefaultClientLanguage", 0),
        ("LogonAndErrorLanguage", 0), *each("UseGB18030 UseISO885915", False),
        ("OutboundCharset", enum("Config.OutboundCharsetOptions", "AutoDetect", 1)),
        *flags("GlobalAddressListEnabled OrganizationEnabled ExplicitLogonEnabled OWALightEnabled "
               "DelegateAccessEnabled IRMEnabled CalendarEnabled ContactsEnabled TasksEnabled "
               "JournalEnabled NotesEnabled RemindersAndNotificationsEnabled PremiumClientEnabled "
               "SpellCheckerEnabled SearchFoldersEnabled SignaturesEnabled ThemeSelectionEnabled "
               "JunkEmailEnabled UMIntegrationEnabled WSSAccessOnPublicComputersEnabled "
               "WSSAccessOnPrivateComputersEnabled ChangePasswordEnabled "
               "UNCAccessOnPublicComputersEnabled UNCAccessOnPrivateComputersEnabled "
               "ActiveSyncIntegrationEnabled AllAddressListsEnabled RulesEnabled "
               "PublicFoldersEnabled SMimeEnabled RecoverDeletedItemsEnabled "
               "InstantMessagingEnabled TextMessagingEnabled",
               "ForceSaveAttachmentFilteringEnabled"),
        ("SilverlightEnabled", True), ("PlacesEnabled", False), ("WeatherEnabled", True),
        ("LocalEventsEnabled", False),
        *flags("InterestingCalendarsEnabled AllowCopyContactsToDeviceAddressBook "
               "AnonymousFeaturesEnabled IntegratedFeaturesEnabled DisplayPhotosEnabled "
               "SetPhotoEnabled", "PredictedActionsEnabled UserDiagnosticEnabled"),
        ("ReportJunkEmailEnabled", True),
        ("WebPartsFrameOptionsType", enum("Config.WebPartsFrameOptions", "SameOrigin", 3)),
        ("AllowOfflineOn", enum("Config.AllowOfflineOnEnum", "AllComputers", 3)),
        ("SetPhotoURL", ""),
        ("InstantMessagingType", enum("Config.InstantMessagingTypeOptions", "None")),
        *each("Exchange2003Url FailbackUrl"), ("Name", ""),
        ("InternalAuthenticationMethods", authentication("Basic", "Fba")), ("MetabasePath", ""),
        *flags("BasicAuthentication", "WindowsAuthentication DigestAuthentication"),
        *flags("FormsAuthentication", "LiveIdAuthentication AdfsAuthentication "
               "OAuthAuthentication"),
        ("DefaultDomain", ""), ("GzipLevel", enum("Config.GzipLevel", "Low", 1)),
        ("WebSite", ""), ("DisplayName", ""), ("Path", ""),
        *vdir_common(), ("ExternalAuthenticationMethods", authentication("Fba"))]


def ecp_virtual_directory():
    return [
        ("AdminEnabled", True), ("OwaOptionsEnabled", True), ("Name", ""),
        ("InternalAuthenticationMethods", authentication("Basic", "Fba")), ("MetabasePath", ""),
        *flags("BasicAuthentication", "WindowsAuthentication DigestAuthentication"),
        *flags("FormsAuthentication", "LiveIdAuthentication AdfsAuthentication "
               "OAuthAuthentication"),
        ("DefaultDomain", ""), ("GzipLevel", enum("Config.GzipLevel", "Low", 1)),
        ("WebSite", "Default Web Site"), ("DisplayName", "ecp"), ("Path", ""),
        *vdir_common(), ("ExternalAuthenticationMethods", authentication("Fba"))]


def service_authentication(methods):
    return [
        ("Name", ""), ("InternalAuthenticationMethods", authentication(*methods)),
        ("ExternalAuthenticationMethods", authentication(*methods)),
        ("LiveIdNegotiateAuthentication", None),
        ("WSSecurityAuthentication", "WSSecurity" in methods), ("LiveIdBasicAuthentication", False),
        ("BasicAuthentication", "Basic" in methods), ("DigestAuthentication", False),
        ("WindowsAuthentication", "WindowsIntegrated" in methods),
        ("OAuthAuthentication", "OAuth" in methods), ("AdfsAuthentication", False),
        ("MetabasePath", ""), ("Path", "")]


def web_services_virtual_directory():
    return [("CertificateAuthentication", None), ("InternalNLBBypassUrl", None),
            ("GzipLevel", enum("Config.GzipLevel", "Low", 1)), ("MRSProxyEnabled", False),
            *service_authentication(("Ntlm", "WindowsIntegrated", "WSSecurity", "OAuth")),
            *vdir_common()]


def autodiscover_virtual_directory():
    return service_authentication(("Basic", "Ntlm", "WindowsIntegrated", "WSSecurity",
                                   "OAuth")) + vdir_common()


def powershell_virtual_directory():
    return [("RequireSSL", False), ("CertificateAuthentication", True),
            ("VirtualDirectoryType",
             enum("Config.PowerShellVirtualDirectoryType", "PowerShell")),
            *service_authentication(()), *vdir_common()]


def active_sync_virtual_directory():
    return [
        ("MobileClientFlags", enum("Config.MobileClientFlagsType",
                                   "BadItemReportingEnabled, SendWatsonReport", 3)),
        ("MobileClientCertificateProvisioningEnabled", False),
        *each("BadItemReportingEnabled SendWatsonReport", True),
        ("MobileClientCertificateAuthorityURL", ""), ("MobileClientCertTemplateName", ""),
        ("ActiveSyncServer", None),
        ("RemoteDocumentsActionForUnknownServers",
         enum("Config.RemoteDocumentsActions", "Allow")),
        *each("RemoteDocumentsAllowedServers RemoteDocumentsBlockedServers "
              "RemoteDocumentsInternalDomainSuffixList", []),
        ("MetabasePath", ""), ("BasicAuthEnabled", True), ("WindowsAuthEnabled", False),
        ("CompressionEnabled", True),
        ("ClientCertAuth", enum("Config.ClientCertAuthTypes", "Ignore")), ("WebsiteName",
                                                                         "Default Web Site"),
        ("WebSiteSSLEnabled", True), ("VirtualDirectoryName", "Microsoft-Server-ActiveSync"),
        ("Path", ""), *extended_protection(), ("AdminDisplayVersion", None), ("Server", None),
        ("InternalUrl", Null(Uri)), ("InternalAuthenticationMethods", authentication()),
        ("ExternalUrl", Null(Uri)), ("ExternalAuthenticationMethods", authentication()),
        ("Name", "")]


def oab_virtual_directory():
    return [
        ("Name", ""), ("PollInterval", 480), ("OfflineAddressBooks", ids()), ("RequireSSL", True),
        *each("BasicAuthentication", False), ("WindowsAuthentication", True),
        ("OAuthAuthentication", True), ("MetabasePath", ""), ("Path", ""),
        *extended_protection(), ("AdminDisplayVersion", None), ("Server", None),
        ("InternalUrl", Null(Uri)),
        ("InternalAuthenticationMethods", authentication("WindowsIntegrated", "OAuth")),
        ("ExternalUrl", Null(Uri)),
        ("ExternalAuthenticationMethods", authentication("WindowsIntegrated", "OAuth"))]


def mapi_virtual_directory():
    return [
        ("IISAuthenticationMethods", authentication("Ntlm", "OAuth", "Negotiate")),
        ("MetabasePath", ""), ("Path", ""), *extended_protection(), ("AdminDisplayVersion", None),
        ("Server", None), ("InternalUrl", Null(Uri)),
        ("InternalAuthenticationMethods", authentication("Ntlm", "OAuth", "Negotiate")),
        ("ExternalUrl", Null(Uri)),
        ("ExternalAuthenticationMethods", authentication("Ntlm", "OAuth", "Negotiate")),
        ("Name", "")]


def outlook_anywhere():
    return [
        ("ServerName", ""), ("SSLOffloading", True), ("ExternalHostname", Null(Hostname)),
        ("InternalHostname", Null(Hostname)),
        ("ExternalClientAuthenticationMethod",
         enum("Config.AuthenticationMethod", "Negotiate", 13)),
        ("InternalClientAuthenticationMethod", enum("Config.AuthenticationMethod", "Ntlm", 2)),
        ("IISAuthenticationMethods", authentication("Basic", "Ntlm", "Negotiate")),
        ("XropUrl", None), ("ExternalClientsRequireSsl", True),
        ("InternalClientsRequireSsl", True), ("MetabasePath", ""), ("Path", ""),
        *extended_protection(), ("AdminDisplayVersion", None), ("Server", None), ("Name", "")]


def client_access_server():
    return [
        ("Name", ""), ("Fqdn", ""), ("ClientAccessArray", None), ("OutlookAnywhereEnabled", True),
        ("AutoDiscoverServiceCN", ""),
        ("AutoDiscoverServiceClassName", "ms-Exchange-AutoDiscover-Service"),
        ("AutoDiscoverServiceInternalUri", Null(Uri)),
        ("AutoDiscoverServiceGuid", Guid("77378f46-2c66-4aa9-a6a6-3e7a48b19596")),
        ("AutoDiscoverSiteScope", texts()), ("AlternateServiceAccountConfiguration", None),
        ("IsOutOfService", False), ("WorkloadManagementPolicy", None)]


def offline_address_book():
    return [
        ("Server", None), ("GeneratingMailbox", None), ("AddressLists", ids()),
        ("Versions", MultiValued([enum("Config.OfflineAddressBookVersion", "Version4", 4)],
                                 CONFIG + ".OfflineAddressBookVersion")),
        ("IsDefault", True), ("PublicFolderDatabase", None),
        ("PublicFolderDistributionEnabled", False), ("GlobalWebDistributionEnabled", True),
        ("WebDistributionEnabled", True), ("ShadowMailboxDistributionEnabled", False),
        ("LastTouchedTime", None), ("LastRequestedTime", None), ("LastFailedTime", None),
        ("LastNumberOfRecords", None), ("LastGeneratingData", None), ("MaxBinaryPropertySize",
                                                                     size(32, "KB")),
        ("MaxMultivaluedBinaryPropertySize", size(64, "KB")),
        ("MaxStringPropertySize", size(3400, "B")),
        ("MaxMultivaluedStringPropertySize", size(64, "KB")),
        ("ConfiguredAttributes", texts("OfficeLocation, ANR", "PrimarySmtpAddress, ANR")),
        ("DiffRetentionPeriod", unlimited_count(30)),
        ("Schedule", texts("Sun.5:00 AM-Sun.5:15 AM", "Mon.5:00 AM-Mon.5:15 AM")),
        ("VirtualDirectories", ids())]


# ---------------------------------------------------------------------------- servers

def exchange_server(recent):
    return [
        ("Name", ""),
        ("DataPath", LocalLongFullPath(r"C:\Program Files\Microsoft\Exchange Server\V15\Mailbox")),
        ("Domain", ""), ("Edition", enum("Data.ServerEditionType", "Enterprise", 3)),
        ("ExchangeLegacyDN", ""), ("ExchangeLegacyServerRole", 0), ("Fqdn", ""),
        ("CustomerFeedbackEnabled", False), *each("InternetWebProxy"),
        *(each("InternetWebProxyBypassList") if recent else []),
        *each("IsHubTransportServer IsClientAccessServer IsExchange2007OrLater", True),
        ("IsEdgeServer", False), *each("IsMailboxServer IsE14OrLater IsE15OrLater", True),
        ("IsProvisionedServer", False), *each("IsUnifiedMessagingServer", False),
        ("IsFrontendTransportServer", True), ("NetworkAddress", None), ("OrganizationalUnit", ""),
        ("AdminDisplayVersion", None), ("Site", None), ("ServerRole", server_role("Mailbox")),
        ("ErrorReportingEnabled", False), *(each("MitigationsEnabled", True) if recent else []),
        *each("StaticDomainControllers StaticGlobalCatalogs", []),
        ("StaticConfigDomainController", ""), ("StaticExcludedDomainControllers", []),
        ("MonitoringGroup", ""), *each("CurrentDomainControllers CurrentGlobalCatalogs", []),
        ("CurrentConfigDomainController", ""), ("ProductID", ""),
        *each("IsExchangeTrialEdition IsExpiredExchangeTrialEdition", False),
        ("MailboxProvisioningAttributes", None), ("RemainingTrialPeriod", EnhancedTimeSpan()),
        *(each("MitigationsApplied MitigationsBlocked") if recent else []),
        *(each("DataCollectionEnabled", False) if recent else [])]


def transport_service():
    logs = r"C:\Program Files\Microsoft\Exchange Server\V15\TransportRoles\Logs" + "\\"
    out = [
        ("Name", ""), ("AntispamAgentsEnabled", False),
        ("ConnectivityLogEnabled", True), ("ConnectivityLogMaxAge", EnhancedTimeSpan(days=30)),
        ("ConnectivityLogMaxDirectorySize", Unlimited(size(1000))),
        ("ConnectivityLogMaxFileSize", Unlimited(size(10))),
        ("ConnectivityLogPath", LocalLongFullPath(logs + r"Hub\Connectivity")),
        ("DelayNotificationTimeout", EnhancedTimeSpan(hours=4)),
        ("ExternalDNSAdapterEnabled", True),
        ("ExternalDNSAdapterGuid", Guid("00000000-0000-0000-0000-000000000000")),
        ("ExternalDNSProtocolOption", enum("Config.ProtocolOption", "Any")),
        ("ExternalDNSServers", MultiValued((), "System.Net.IPAddress")),
        ("ExternalIPAddress", None), ("InternalDNSAdapterEnabled", True),
        ("InternalDNSAdapterGuid", Guid("00000000-0000-0000-0000-000000000000")),
        ("InternalDNSProtocolOption", enum("Config.ProtocolOption", "Any")),
        ("InternalDNSServers", MultiValued((), "System.Net.IPAddress")),
        ("MaxConcurrentMailboxDeliveries", 20), ("MaxConcurrentMailboxSubmissions", 20),
        ("MaxConnectionRatePerMinute", 1200), ("MaxOutboundConnections", unlimited_count(1000)),
        ("MaxPerDomainOutboundConnections", unlimited_count(40)),
        ("MessageExpirationTimeout", EnhancedTimeSpan(days=2)),
        ("MessageRetryInterval", EnhancedTimeSpan(minutes=15)),
        ("MessageTrackingLogEnabled", True),
        ("MessageTrackingLogMaxAge", EnhancedTimeSpan(days=30)),
        ("MessageTrackingLogMaxDirectorySize", Unlimited(size(1000))),
        ("MessageTrackingLogMaxFileSize", size(10)),
        ("MessageTrackingLogPath", LocalLongFullPath(logs + "MessageTracking")),
        ("IrmLogEnabled", True), ("MessageTrackingLogSubjectLoggingEnabled", True),
        ("OutboundConnectionFailureRetryInterval", EnhancedTimeSpan(minutes=10)),
        ("IntraOrgConnectorProtocolLoggingLevel", logging_level()),
        ("PickupDirectoryMaxHeaderSize", size(64, "KB")),
        ("PickupDirectoryMaxMessagesPerMinute", 100),
        ("PickupDirectoryMaxRecipientsPerMessage", 100),
        ("PickupDirectoryPath",
         LocalLongFullPath(r"C:\Program Files\Microsoft\Exchange Server\V15"
                           r"\TransportRoles\Pickup")),
        ("PipelineTracingEnabled", False), ("PoisonMessageDetectionEnabled", True),
        ("PoisonThreshold", 2), ("QueueMaxIdleTime", EnhancedTimeSpan(minutes=3)),
        ("ReceiveProtocolLogMaxAge", EnhancedTimeSpan(days=30)),
        ("ReceiveProtocolLogPath", LocalLongFullPath(logs + r"Hub\ProtocolLog\SmtpReceive")),
        ("RecipientValidationCacheEnabled", False),
        ("ReplayDirectoryPath",
         LocalLongFullPath(r"C:\Program Files\Microsoft\Exchange Server\V15"
                           r"\TransportRoles\Replay")),
        ("SendProtocolLogMaxAge", EnhancedTimeSpan(days=30)),
        ("SendProtocolLogPath", LocalLongFullPath(logs + r"Hub\ProtocolLog\SmtpSend")),
        ("TransientFailureRetryCount", 6),
        ("TransientFailureRetryInterval", EnhancedTimeSpan(minutes=5)),
        ("AntispamUpdatesEnabled", False), ("InternalTransportCertificateThumbprint", ""),
        ("UseDowngradedExchangeServerAuth", False)]
    return out


def mailbox_database():
    return [
        ("JournalRecipient", None), ("MailboxRetention", EnhancedTimeSpan(days=30)),
        ("OfflineAddressBook", None), ("OriginalDatabase", None), ("PublicFolderDatabase", None),
        ("ProhibitSendReceiveQuota", Unlimited(size(2355, "MB"))),
        ("ProhibitSendQuota", Unlimited(size(2, "GB"))),
        ("RecoverableItemsQuota", Unlimited(size(30, "GB"))),
        ("RecoverableItemsWarningQuota", Unlimited(size(20, "GB"))),
        ("CalendarLoggingQuota", Unlimited(size(6, "GB"))), ("IndexEnabled", True),
        *each("IsExcludedFromProvisioning IsExcludedFromInitialProvisioning "
              "IsSuspendedFromProvisioning", False),
        ("DumpsterStatistics", None), ("DumpsterServersNotAvailable", None),
        ("ReplicationType", enum("Config.ReplicationType", "None")),
        ("AdminDisplayVersion", None), ("AdministrativeGroup", None),
        ("AllowFileRestore", False), ("BackgroundDatabaseMaintenance", True),
        ("ReplayBackgroundDatabaseMaintenance", None),
        *each("BackgroundDatabaseMaintenanceSerialization "
              "BackgroundDatabaseMaintenanceDelay ReplayBackgroundDatabaseMaintenanceDelay "
              "MimimumBackgroundDatabaseMaintenanceInterval "
              "MaximumBackgroundDatabaseMaintenanceInterval BackupInProgress"),
        ("DatabaseCreated", True), ("DeletedItemRetention", EnhancedTimeSpan(days=14)),
        ("EdbFilePath", None), ("EventHistoryRetentionPeriod", EnhancedTimeSpan(days=7)),
        ("ExchangeLegacyDN", ""), ("IssueWarningQuota", Unlimited(size(1945, "MB"))),
        *each("LastFullBackup LastIncrementalBackup LastDifferentialBackup LastCopyBackup "
              "DatabaseSize AvailableNewMailboxSpace"),
        ("LogFolderPath", None), ("MasterServerOrAvailabilityGroup", None),
        ("MountAtStartup", True), ("Mounted", None), ("Organization", ""), ("Recovery", False),
        ("RetainDeletedItemsUntilBackup", False), ("Server", None), ("ServerName", ""),
        ("CircularLoggingEnabled", False), ("Servers", ids()), ("ActivationPreference", texts()),
        ("DatabaseCopies", texts()), ("RpcClientAccessServer", "")]


def database_availability_group():
    return [
        ("Name", ""), ("Servers", ids()), ("WitnessServer", Null(Fqdn)),
        ("WitnessDirectory", None), ("AlternateWitnessServer", None),
        ("AlternateWitnessDirectory", None),
        ("NetworkCompression", enum("Config.DatabaseAvailabilityGroup+NetworkOption",
                                    "InterSubnetOnly", 2)),
        ("NetworkEncryption", enum("Config.DatabaseAvailabilityGroup+NetworkOption",
                                   "InterSubnetOnly", 2)),
        ("ManualDagNetworkConfiguration", False),
        ("DatacenterActivationMode", enum("Config.DatacenterActivationModeOption", "DagOnly", 1)),
        ("StoppedMailboxServers", texts()), ("StartedMailboxServers", texts()),
        ("DatabaseAvailabilityGroupIpv4Addresses", MultiValued((), "System.Net.IPAddress")),
        ("DatabaseAvailabilityGroupIpAddresses", MultiValued((), "System.Net.IPAddress")),
        ("AllowCrossSiteRpcClientAccess", False), *each("OperationalServers PrimaryActiveManager "
                                                        "ServersInMaintenance"),
        ("ThirdPartyReplication", enum("Config.ThirdPartyReplicationMode", "Disabled")),
        ("ReplicationPort", 64327), ("NetworkNames", texts()), ("WitnessShareInUse", None),
        ("AutoDagSchemaVersion", "1.0"), ("AutoDagDatabaseCopiesPerDatabase", 1),
        ("AutoDagDatabaseCopiesPerVolume", 1), ("AutoDagTotalNumberOfDatabases", 0),
        ("AutoDagTotalNumberOfServers", 0), ("ReplayLagManagerEnabled", True),
        ("FileSystem", enum("Config.FileSystemMode", "ReFS", 1))]


def organization_config(recent):
    """Properties that only newer builds have are wrapped in `recent`."""
    big = ["DefaultPublicFolderIssueWarningQuota", "DefaultPublicFolderProhibitPostQuota",
           "DefaultPublicFolderMaxItemSize"]

    def newer(names, value=None):
        return each(names, value) if recent else []

    return [
        ("OrganizationId", None), ("Name", ""), ("Identity", None), ("Guid", None),
        ("ObjectVersion", 16763 if recent else 16133), ("DefaultPublicFolderAgeLimit", None),
        *[(n, Unlimited()) for n in big],
        ("DefaultPublicFolderDeletedItemRetention", EnhancedTimeSpan(days=30)),
        ("DefaultPublicFolderMovedItemRetention", EnhancedTimeSpan(days=7)),
        *each("PublicFoldersLockedForMigration PublicFolderMigrationComplete "
              "PublicFolderMailboxesLockedForNewConnections "
              "PublicFolderMailboxesMigrationComplete PublicFolderShowClientControl", False),
        ("PublicFoldersEnabled", Enum("Local", 1, DIRECTORY + ".PublicFoldersDeployment")),
        ("ActivityBasedAuthenticationTimeoutEnabled", True),
        ("ActivityBasedAuthenticationTimeoutInterval", EnhancedTimeSpan(hours=6)),
        *each("ActivityBasedAuthenticationTimeoutWithSingleSignOnEnabled AppsForOfficeEnabled",
              True),
        ("AVAuthenticationService", None), ("CustomerFeedbackEnabled", False),
        ("DistributionGroupDefaultOU", None), ("DistributionGroupNameBlockedWordsList", []),
        ("DistributionGroupNamingPolicy", DataObject(
            [CONFIG + ".DistributionGroupNamingPolicy"], "",
            [("PrefixElements", None), ("SuffixElements", None), ("IsEmpty", True)])),
        *each("EwsAllowEntourage EwsAllowList EwsAllowMacOutlook EwsAllowOutlook "
              "EwsApplicationAccessPolicy EwsBlockList EwsEnabled"), ("IPListBlocked", []),
        ("ElcProcessingDisabled", False), *newer("AutoExpandingArchiveEnabled", False),
        ("ExchangeNotificationEnabled", True),
        ("ExchangeNotificationRecipients", MultiValued((), DATA + ".SmtpAddress")),
        ("HierarchicalAddressBookRoot", None),
        ("Industry", Enum("NotSpecified", 0, DIRECTORY + ".IndustryType")),
        ("MailTipsAllTipsEnabled", True), ("MailTipsExternalRecipientsTipsEnabled", False),
        ("MailTipsGroupMetricsEnabled", True), ("MailTipsLargeAudienceThreshold", UInt32(25)),
        ("MailTipsMailboxSourcedTipsEnabled", True), ("ManagedFolderHomepage", ""),
        ("MicrosoftExchangeRecipientEmailAddresses", ProxyAddressCollection()),
        ("MicrosoftExchangeRecipientEmailAddressPolicyEnabled", True),
        ("MicrosoftExchangeRecipientPrimarySmtpAddress", Null(SmtpAddress)),
        ("MicrosoftExchangeRecipientReplyRecipient", None),
        ("ForwardSyncLiveIdBusinessInstance", False),
        ("OrganizationSummary", MultiValued((), DATA + ".OrganizationSummaryEntry")),
        ("ReadTrackingEnabled", False), ("SCLJunkThreshold", 4),
        *each("SIPAccessService SIPSessionBorderController"),
        ("MaxConcurrentMigrations", unlimited_count()),
        *each("MaxAddressBookPolicies MaxOfflineAddressBooks"),
        *each("IsExcludedFromOnboardMigration IsExcludedFromOffboardMigration "
              "IsFfoMigrationInProgress IsProcessEhaMigratedMessagesEnabled "
              "TenantRelocationsAllowed ACLableSyncedObjectEnabled", False),
        ("PreferredInternetCodePageForShiftJis", 0), ("RequiredCharsetCoverage", 100),
        ("ByteEncoderTypeFor7BitCharsets", 0), ("PublicComputersDetectionEnabled", False),
        ("RmsoSubscriptionStatus", enum("Config.RmsoSubscriptionStatusFlags", "Unknown")),
        *each("IntuneManagedStatus AzurePremiumSubscriptionStatus", False),
        ("HybridConfigurationStatus", enum("Config.HybridConfigurationStatusFlags", "Unknown")),
        *each("ReleaseTrack CompassEnabled SharePointUrl"), ("MapiHttpEnabled", recent),
        *newer("RealTimeLogServiceEnabled CustomerLockboxEnabled", False),
        ("OAuth2ClientProfileEnabled", False), *newer("PerTenantSwitchToESTSEnabled", False),
        *newer("LinkPreviewEnabled ConnectorsEnabled ConnectorsActionableMessagesEnabled "
               "SmtpActionableMessagesEnabled", True),
        *newer("OfficeGraphActivitySharingOrgOptout", False),
        *newer("UnblockUnsafeSenderPromptEnabled", True), ("AsyncSendEnabled", True),
        *newer("RefreshSessionEnabled", False), *newer("IsAgendaMailEnabled", True),
        *newer("NetworkThrottlingConfiguration", ""), *newer("BookingsEnabled", True),
        *newer("LeanPopoutEnabled", False), *newer("OrganizationConfigHash", ""),
        ("LegacyExchangeDN", ""), ("DisplayName", ""),
        ("Heuristics", enum("Config.HeuristicsFlags", "None")), ("ResourceAddressLists", ids()),
        ("IsMixedMode", False),
        ("PreviousAdminDisplayVersion", ExchangeObjectVersion(0, 10, "14.0.100.0")),
        ("IsAddressListPagingEnabled", True), ("ForeignForestFQDN", []),
        *each("ForeignForestOrgAdminUSGSid ForeignForestRecipientAdminUSGSid "
              "ForeignForestViewOnlyAdminUSGSid"),
        ("MimeTypes", texts("text/plain;txt", "text/html;htm", "application/pdf;pdf")),
        *each("IsLicensingEnforced IsTenantAccessBlocked IsTenantInGracePeriod IsDehydrated "
              "IsGuidPrefixedLegacyDnDisabled IsMailboxForcedReplicationDisabled", False),
        ("RBACConfigurationVersion", ExchangeObjectVersion(0, 1, "15.0.0.0")),
        ("RootPublicFolderMailbox", DataObject(
            [DATA + ".PublicFolderInformation"], "",
            [("IsValid", False), ("CanUpdate", True),
             ("HierarchyMailboxGuid", Guid("00000000-0000-0000-0000-000000000000")),
             ("LockedForMigration", False)], False)),
        ("RemotePublicFolderMailboxes", ids()),
        ("AdminDisplayVersion",
         ExchangeObjectVersion(0, 20, "15.1.0.0" if recent else "15.0.0.0")),
        *each("IsUpgradingOrganization IsUpdatingServicePlan", False),
        *each("ServicePlan TargetServicePlan WACDiscoveryEndpoint", ""),
        ("UMAvailableLanguages", MultiValued((), DATA + ".UMLanguage")),
        ("AdfsAuthenticationConfiguration", ""), ("AdfsIssuer", None),
        ("AdfsAudienceUris", MultiValued((), "System.Uri")),
        ("AdfsSignCertificateThumbprints", []), ("AdfsEncryptCertificateThumbprint", None),
        ("SiteMailboxCreationURL", None), *newer("DefaultDataEncryptionPolicy"),
        *newer("MailboxDataEncryptionEnabled EmptyAddressBookForNonExchangeUsers "
               "EnableDownloadDomains", False), *newer("MitigationsEnabled", True),
        *newer("EnableAuthAdminReadSession", False), *newer("DefaultAuthenticationPolicy"),
        *newer("EnableOrgWidePermissionOnScopedRoles UseIcsSyncStateStreaming", False),
        *newer("DefaultMailboxRegion DefaultMailboxRegionLastUpdateTime"),
        *newer("DirectReportsGroupAutoCreationEnabled", False),
        *newer("AllowToAddGuests GuestsEnabled GroupsCreationEnabled", True),
        *newer("HiddenMembershipGroupsCreationEnabled", False),
        *newer("GroupsCreationWhitelistedId GroupsUsageGuidelinesLink GroupsNamingPolicy "
               "DataClassifications"), ("InPlaceHolds", []),
        *newer("ServiceInstanceMove GuestsUsageGuidelinesLink FocusedInboxOn")]


# ---------------------------------------------------------------------------- certificates

def exchange_certificate(cert, fqdn, services, status, root_ca_type, sites, exportable, zone):
    """The properties that Select-Object * shows; a plain export has RawData only."""
    iis = [DataObject((TASKS + ".IisService",), site,
                      [("ServiceName", site), ("InternalUrl", None), ("ExternalUrl", None)], False)
           for site in sites]
    domains = [SmtpDomainWithSubdomains(n) for n in cert.names] or (
        [SmtpDomainWithSubdomains(cert.common_name)] if "." in cert.common_name else [])
    start, end = (DateTime(t.astimezone(zone)) for t in (cert.not_before, cert.not_after))
    return [
        ("AccessRules", None),
        ("CertificateDomains", MultiValued(domains, DATA + ".SmtpDomainWithSubdomains")),
        ("CertificateRequest", None), ("IISServices", List(iis, (
            generic("System.Collections.Generic.List", TASKS + ".IisService"), "System.Object"))),
        ("IsSelfSigned", cert.self_signed), ("KeyIdentifier", cert.thumbprint),
        ("RootCAType", Enum(root_ca_type, ROOT_CA_TYPES[root_ca_type],
                            TASKS + ".CertificateAuthorityType", table=ROOT_CA_TYPES)),
        ("Services", Flags(services, SERVICES, TASKS + ".AllowedServices")),
        ("Status", Enum(status, CERTIFICATE_STATUS[status], TASKS + ".CertificateStatus",
                        table=CERTIFICATE_STATUS)),
        ("SubjectKeyIdentifier", None), ("PrivateKeyExportable", exportable),
        ("PublicKeySize", cert.bits), ("ServicesStringForm", services_string(services)),
        ("Archived", False), ("FriendlyName", cert.friendly), ("NotAfter", end),
        ("NotBefore", start), ("HasPrivateKey", True), ("PrivateKey", None),
        ("RawData", cert.der), ("SerialNumber", cert.serial_number),
        ("Thumbprint", cert.thumbprint), ("Version", 3), ("Issuer", cert.issuer),
        ("Subject", cert.subject), ("Identity", fqdn + "\\" + cert.thumbprint)]


def services_string(services):
    """The short form of the table view: IP.WS.."""
    letters = (("IMAP", "I"), ("POP", "P"), ("UM", "U"), ("IIS", "W"), ("SMTP", "S"),
               ("Federation", "F"), ("UMCallRouter", "C"))
    return "".join(letter if name in services else "." for name, letter in letters)


# ---------------------------------------------------------------------------- recipients

def custom_attributes():
    return ([("CustomAttribute%s" % i, "") for i in sorted(map(str, range(1, 16)))]
            + [("ExtensionCustomAttribute%d" % i, texts()) for i in range(1, 6)])


def mail_enabled_recipient():
    """What every mail-enabled recipient ends with."""
    return [
        *[(n, ids()) for n in ("AcceptMessagesOnlyFrom", "AcceptMessagesOnlyFromDLMembers",
                               "AcceptMessagesOnlyFromSendersOrMembers", "AddressListMembership",
                               "AdministrativeUnits")],
        ("Alias", ""), ("ArbitrationMailbox", None),
        ("BypassModerationFromSendersOrMembers", ids()), ("OrganizationalUnit", ""),
        *custom_attributes(), ("DisplayName", ""), ("EmailAddresses", ProxyAddressCollection()),
        ("GrantSendOnBehalfTo", ids()), ("ExternalDirectoryObjectId", ""),
        ("HiddenFromAddressListsEnabled", False), ("LastExchangeChangedTime", None),
        ("LegacyExchangeDN", ""), ("MaxSendSize", Unlimited()), ("MaxReceiveSize", Unlimited()),
        ("ModeratedBy", ids()), ("ModerationEnabled", False), ("PoliciesIncluded", texts()),
        ("PoliciesExcluded", texts()), ("EmailAddressPolicyEnabled", True),
        ("PrimarySmtpAddress", Null(SmtpAddress)),
        ("RecipientType", enum("Recipient.RecipientType", "UserMailbox", 1)),
        ("RecipientTypeDetails", recipient_type_details("UserMailbox")),
        *[(n, ids()) for n in ("RejectMessagesFrom", "RejectMessagesFromDLMembers",
                               "RejectMessagesFromSendersOrMembers")],
        ("RequireSenderAuthenticationEnabled", False), ("SimpleDisplayName", ""),
        ("SendModerationNotifications",
         enum("Recipient.TransportModerationNotificationFlags", "Always", 3)),
        ("UMDtmfMap", texts()), ("WindowsEmailAddress", Null(SmtpAddress)), ("MailTip", None),
        ("MailTipTranslations", texts())]


def mailbox():
    none = each("AddressBookPolicy RetentionPolicy ManagedFolderMailboxPolicy LitigationHoldOwner "
                "LitigationHoldDate")
    return [
        ("Database", None), ("UseDatabaseRetentionDefaults", True),
        *each("RetainDeletedItemsUntilBackup DeliverToMailboxAndForward "
              "IsExcludedFromServingHierarchy IsHierarchyReady LitigationHoldEnabled "
              "SingleItemRecoveryEnabled RetentionHoldEnabled", False),
        *each("EndDateForRetentionHold StartDateForRetentionHold"),
        *each("RetentionComment RetentionUrl", ""), *none,
        ("LitigationHoldDuration", Unlimited()), ("CalendarRepairDisabled", False),
        ("ExchangeGuid", None), ("MailboxContainerGuid", None), ("UnifiedMailbox", None),
        ("MailboxLocations", texts()), ("AggregatedMailboxGuids", texts()),
        ("ExchangeUserAccountControl", enum("Recipient.UserAccountControlFlags", "None")),
        ("AdminDisplayVersion", None), ("MessageTrackingReadStatusEnabled", True),
        ("ExternalOofOptions", enum("Recipient.ExternalOofOptions", "External", 0)),
        *each("ForwardingAddress ForwardingSmtpAddress"),
        ("RetainDeletedItemsFor", EnhancedTimeSpan(days=14)), ("IsMailboxEnabled", True),
        ("Languages", MultiValued((), "System.Globalization.CultureInfo")),
        ("OfflineAddressBook", None), ("ProhibitSendQuota", Unlimited()),
        ("ProhibitSendReceiveQuota", Unlimited()),
        ("RecoverableItemsQuota", Unlimited(size(30, "GB"))),
        ("RecoverableItemsWarningQuota", Unlimited(size(20, "GB"))),
        ("CalendarLoggingQuota", Unlimited(size(6, "GB"))),
        ("DowngradeHighPriorityMessagesEnabled", False), ("ProtocolSettings", texts()),
        ("RecipientLimits", unlimited_count()), ("ImListMigrationCompleted", False),
        *each("IsResource IsLinked IsShared IsRootPublicFolderMailbox", False),
        ("LinkedMasterAccount", ""), ("ResetPasswordOnNextLogon", False),
        *each("ResourceCapacity"), ("ResourceCustom", texts()), ("ResourceType", None),
        ("RoomMailboxAccountEnabled", None), ("SamAccountName", ""),
        *each("SCLDeleteThreshold SCLDeleteEnabled SCLRejectThreshold SCLRejectEnabled "
              "SCLQuarantineThreshold SCLQuarantineEnabled SCLJunkThreshold SCLJunkEnabled"),
        ("AntispamBypassEnabled", False), ("ServerLegacyDN", ""), ("ServerName", ""),
        ("UseDatabaseQuotaDefaults", True), ("IssueWarningQuota", Unlimited()),
        ("RulesQuota", size(256, "KB")), ("Office", ""), ("UserPrincipalName", ""),
        ("UMEnabled", False), *each("MaxSafeSenders MaxBlockedSenders NetID ReconciliationId"),
        ("WindowsLiveID", SmtpAddress("")), ("MicrosoftOnlineServicesID", SmtpAddress("")),
        ("ThrottlingPolicy", None), ("RoleAssignmentPolicy", None),
        *each("DefaultPublicFolderMailbox EffectivePublicFolderMailbox SharingPolicy "
              "RemoteAccountPolicy MailboxPlan ArchiveDatabase"),
        ("ArchiveGuid", Guid("00000000-0000-0000-0000-000000000000")), ("ArchiveName", texts()),
        ("JournalArchiveAddress", SmtpAddress("")), ("ArchiveQuota", Unlimited(size(100, "GB"))),
        ("ArchiveWarningQuota", Unlimited(size(90, "GB"))), ("ArchiveDomain", None),
        ("ArchiveStatus", enum("Recipient.ArchiveStatusFlags", "None")),
        ("ArchiveState", enum("Recipient.ArchiveState", "None")),
        ("AutoExpandingArchiveEnabled", False), ("DisabledMailboxLocations", False),
        ("RemoteRecipientType", enum("Recipient.RemoteRecipientType", "None")),
        ("DisabledArchiveDatabase", None),
        ("DisabledArchiveGuid", Guid("00000000-0000-0000-0000-000000000000")),
        ("QueryBaseDN", None), ("QueryBaseDNRestrictionEnabled", False),
        *each("MailboxMoveTargetMDB MailboxMoveSourceMDB"),
        ("MailboxMoveFlags", enum("Recipient.RequestFlags", "None")),
        ("MailboxMoveRemoteHostName", ""), ("MailboxMoveBatchName", ""),
        ("MailboxMoveStatus", enum("Recipient.RequestStatus", "None")),
        *each("MailboxRelease ArchiveRelease", ""),
        *each("IsPersonToPersonTextMessagingEnabled IsMachineToPersonTextMessagingEnabled "
              "CalendarVersionStoreDisabled", False),
        ("UserSMimeCertificate", texts()), ("UserCertificate", texts()), ("ImmutableId", ""),
        ("PersistedCapabilities", texts()), ("SKUAssigned", None), ("AuditEnabled", False),
        ("AuditLogAgeLimit", EnhancedTimeSpan(days=90)),
        ("AuditAdmin", texts("Update", "Move", "MoveToDeletedItems", "SoftDelete", "HardDelete")),
        ("AuditDelegate", texts("Update", "SoftDelete", "HardDelete", "SendAs", "Create")),
        ("AuditOwner", texts()), ("WhenMailboxCreated", None), ("SourceAnchor", ""),
        ("UsageLocation", None), *each("IsSoftDeletedByRemove IsSoftDeletedByDisable "
                                       "IsInactiveMailbox IncludeInGarbageCollection", False),
        ("WhenSoftDeleted", None), ("InPlaceHolds", texts()),
        ("GeneratedOfflineAddressBooks", ids()), ("AccountDisabled", False),
        ("StsRefreshTokensValidFrom", None), ("DataEncryptionPolicy", None),
        ("DisableThrottling", False), ("Extensions", texts()), ("HasPicture", False),
        ("HasSpokenName", False), ("IsDirSynced", False), *mail_enabled_recipient()]


def recipient():
    return [
        ("ActiveSyncMailboxPolicy", None), ("ActiveSyncMailboxPolicyIsDefaulted", False),
        *each("AddressBookPolicy"), ("Alias", ""), ("ArchiveDatabase", None),
        ("ArchiveGuid", Guid("00000000-0000-0000-0000-000000000000")),
        ("AuthenticationType", None), *each("City Company", ""), ("CountryOrRegion", None),
        ("PostalCode", ""), *custom_attributes(), ("Database", None), ("DatabaseName", ""),
        ("Department", ""), ("ExternalDirectoryObjectId", ""),
        ("EmailAddresses", ProxyAddressCollection()), ("ExpansionServer", ""),
        ("ExternalEmailAddress", None), ("DisplayName", ""), ("FirstName", ""), ("LastName", ""),
        ("HiddenFromAddressListsEnabled", False), ("EmailAddressPolicyEnabled", True),
        *each("IsDirSynced HasActiveSyncDevicePartnership", False), ("Manager", None),
        ("ManagedBy", ids()), ("Office", ""), ("ObjectClassName", "user"),
        ("OrganizationalUnit", ""), ("OwaMailboxPolicy", None), ("Phone", ""),
        ("PoliciesIncluded", texts()), ("PoliciesExcluded", texts()),
        ("PrimarySmtpAddress", Null(SmtpAddress)),
        ("RecipientType", enum("Recipient.RecipientType", "UserMailbox", 1)),
        ("RecipientTypeDetails", recipient_type_details("UserMailbox")), ("SamAccountName", ""),
        ("ServerLegacyDN", ""), ("ServerName", ""), ("StateOrProvince", ""),
        ("StorageGroupName", ""), ("Title", ""), ("UMEnabled", False), ("UMMailboxPolicy", None),
        ("UMRecipientDialPlanId", None), ("WindowsLiveID", SmtpAddress("")),
        ("HasActiveSyncDevicePartnershipIsDefaulted", False), ("OwningServer", ""),
        ("ShouldUseDefaultRetentionPolicy", False), ("MailboxMoveTargetMDB", None),
        ("LitigationHoldEnabled", None), ("Capabilities", texts()), ("ArchiveState", enum(
            "Recipient.ArchiveState", "None")), ("SKUAssigned", None), ("WhenMailboxCreated", None),
        ("UsageLocation", None), ("ExchangeGuid", None), ("ArchiveStatus", enum(
            "Recipient.ArchiveStatusFlags", "None"))]


def user():
    return [
        ("IsSecurityPrincipal", True), ("SamAccountName", ""), ("Sid", None),
        ("SidHistory", texts()), ("UserPrincipalName", ""), ("ResetPasswordOnNextLogon", False),
        ("CertificateSubject", texts()), ("RemotePowerShellEnabled", True), ("NetID", None),
        ("OriginalNetID", None), ("UserAccountControl",
                                  enum("Recipient.UserAccountControlFlags", "NormalAccount", 512)),
        ("OrganizationalUnit", ""), ("IsLinked", False), ("LinkedMasterAccount", ""),
        ("ExternalDirectoryObjectId", ""), ("SKUAssigned", None), ("UpgradeRequest", None),
        ("AuthenticationPolicy", None), ("AssistantName", ""), *each("City Company", ""),
        ("CountryOrRegion", None), ("Department", ""), ("DirectReports", ids()),
        *each("DisplayName Fax FirstName", ""), ("GeoCoordinates", None), ("HomePhone", ""),
        ("Initials", ""), ("IsDirSynced", False), ("LastName", ""), ("Manager", None),
        *each("MobilePhone Notes Office Pager Phone PhoneticDisplayName PostalCode", ""),
        ("RecipientType", enum("Recipient.RecipientType", "UserMailbox", 1)),
        ("RecipientTypeDetails", recipient_type_details("UserMailbox")),
        *each("SimpleDisplayName StateOrProvince StreetAddress Title", ""), ("UMDialPlan", None),
        ("UMDtmfMap", texts()), ("WebPage", ""), ("WindowsEmailAddress", Null(SmtpAddress))]
