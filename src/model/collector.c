/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What collectors write.
 */
#include "model/collector.h"

#define SHELF(member, noun, all) {member, EX_KIND_##noun, all, NULL}

/*
 * HealthChecker, 2022 to 2026. It asks for the server, its Mailbox server and
 * its Transport service by name. Of accepted domains it kept the list until
 * 2025, since then only the one named "*"; of dynamic distribution groups, those of
 * public folder mailboxes.
 */
static const struct ex_shelf healthchecker[] = {
    SHELF("GetOrganizationConfig", OrganizationConfig, true),
    SHELF("GetSendConnector", SendConnector, true),
    SHELF("GetAcceptedDomain", AcceptedDomain, true),
    SHELF("WildCardAcceptedDomain", AcceptedDomain, false),
    SHELF("GetAuthConfig", AuthConfig, true),
    SHELF("GetAuthServer", AuthServer, true),
    SHELF("GetPartnerApplication", PartnerApplication, true),
    SHELF("GetHybridConfiguration", HybridConfiguration, true),
    SHELF("GetSettingOverride", SettingOverride, true),
    SHELF("GetIrmConfiguration", IRMConfiguration, true),
    SHELF("GetDynamicDgPublicFolderMailboxes", DynamicDistributionGroup, false),
    SHELF("GetExchangeServer", ExchangeServer, false),
    SHELF("GetMailboxServer", MailboxServer, false),
    SHELF("GetTransportService", TransportService, false),
    SHELF("GetReceiveConnector", ReceiveConnector, true),
    SHELF("GetActiveSyncVirtualDirectory", ActiveSyncVirtualDirectory, true),
    SHELF("GetAutoDiscoverVirtualDirectory", AutodiscoverVirtualDirectory, true),
    SHELF("GetEcpVirtualDirectory", EcpVirtualDirectory, true),
    SHELF("GetMapiVirtualDirectory", MapiVirtualDirectory, true),
    SHELF("GetOabVirtualDirectory", OabVirtualDirectory, true),
    SHELF("GetOutlookAnywhere", OutlookAnywhere, true),
    SHELF("GetOwaVirtualDirectory", OwaVirtualDirectory, true),
    SHELF("GetPowerShellVirtualDirectory", PowerShellVirtualDirectory, true),
    SHELF("GetWebServicesVirtualDirectory", WebServicesVirtualDirectory, true),
    SHELF("GetServerComponentState", ServerComponentState, true),
    SHELF("Certificates", ExchangeCertificate, true),
    SHELF("CustomCertificates", ExchangeCertificate, true),
    SHELF("ExchangeCertificates", ExchangeCertificate, true),
};

/*
 * EDCA. A cmdlet that fails leaves a list empty or short, so none is complete.
 * Left out: what it computes, joins to one text or cuts (an address space has neither its type nor
 * its cost), and accepted domains, of which it keeps names only.
 */
static const char *const edca_receive[] = {"Identity",      "Enabled",       "PermissionGroups",
                                           "AuthMechanism", "TransportRole", NULL};
static const char *const edca_send[] = {"Identity",
                                        "Enabled",
                                        "CloudServicesMailEnabled",
                                        "TlsAuthLevel",
                                        "RequireTLS",
                                        "TlsCertificateName",
                                        "TlsDomain",
                                        "Fqdn",
                                        "SmartHosts",
                                        "ConnectionInactivityTimeOut",
                                        "DNSRoutingEnabled",
                                        "IgnoreSTARTTLS",
                                        NULL};
static const char *const edca_remote[] = {"Name",       "DomainName",     "AutoForwardEnabled",
                                          "NDREnabled", "AllowedOOFType", "AutoReplyEnabled",
                                          "IsInternal", NULL};

static const struct ex_shelf edca[] = {
    {"ReceiveConnectors", EX_KIND_ReceiveConnector, false, edca_receive},
    {"SendConnectors", EX_KIND_SendConnector, false, edca_send},
    {"RemoteDomains", EX_KIND_RemoteDomain, false, edca_remote},
};

static const struct {
    struct ex_str name;
    const struct ex_shelf *shelves;
    size_t n;
} collectors[] = {
    [EX_NO_COLLECTOR] = {{"", 0}, NULL, 0},
    [EX_COLLECTOR_HEALTHCHECKER] = {{"HealthChecker", 13}, healthchecker, EX_COUNT(healthchecker)},
    [EX_COLLECTOR_EDCA] = {{"EDCA", 4}, edca, EX_COUNT(edca)},
};

static bool is_object(const struct ex_raw *raw)
{
    return raw && raw->kind == EX_RAW_OBJECT;
}

/** The text of a member; empty when there is none. */
static struct ex_str text_of(const struct ex_raw *record, const char *name)
{
    struct ex_str text = ex_raw_text(ex_raw_member(record, ex_str(name)));
    return text.p ? text : EX_STR("");
}

/** Whether the server of a HealthChecker file is an Edge Transport server. */
static bool is_edge(const struct ex_raw *data)
{
    const struct ex_raw *information = ex_raw_member(data, EX_STR("ExchangeInformation"));
    const struct ex_raw *server = ex_raw_member(information, EX_STR("GetExchangeServer"));
    return ex_str_ieq(text_of(server, "IsEdgeServer"), EX_STR("true"));
}

/** The part with the data; the rest of the file is what HealthChecker makes of it. */
static const struct ex_raw *healthchecker_data(const struct ex_raw *record)
{
    const struct ex_raw *data = ex_raw_member(record, EX_STR("HealthCheckerExchangeServer"));
    if (!data)
        data = record;
    bool is_data = is_object(data) && ex_raw_member(data, EX_STR("HealthCheckerVersion")) &&
                   ex_raw_member(data, EX_STR("ServerName"));
    return is_data && is_object(ex_raw_member(data, EX_STR("ExchangeInformation"))) ? data : NULL;
}

bool ex_may_be_collected(const struct ex_raw *object)
{
    static const struct {
        struct ex_str one;
        struct ex_str other;
    } pairs[] = {
        {{"HealthCheckerExchangeServer", 27}, {"HealthCheckerExchangeServer", 27}},
        {{"HealthCheckerVersion", 20}, {"ExchangeInformation", 19}},
        {{"Metadata", 8}, {"Servers", 7}},
        {{"Metadata", 8}, {"Organization", 12}},
    };
    for (size_t i = 0; i < EX_COUNT(pairs); i++) {
        if (ex_raw_member(object, pairs[i].one) && ex_raw_member(object, pairs[i].other))
            return true;
    }
    return false;
}

bool ex_collected_read(const struct ex_raw *record, struct ex_collected *out)
{
    if (!ex_may_be_collected(record))
        return false;
    const struct ex_raw *data = healthchecker_data(record);
    if (data) {
        *out = (struct ex_collected){
            .by = EX_COLLECTOR_HEALTHCHECKER,
            .version = text_of(data, "HealthCheckerVersion"),
            .server = text_of(data, "ServerName"),
            .time = ex_raw_member(data, EX_STR("GenerationTime")),
            .data = data,
            .edge = is_edge(data),
        };
        return true;
    }
    const struct ex_raw *about = ex_raw_member(record, EX_STR("Metadata"));
    if (!ex_str_eq(text_of(about, "ToolName"), EX_STR("EDCA")))
        return false;
    *out = (struct ex_collected){
        .by = EX_COLLECTOR_EDCA,
        .version = text_of(about, "ToolVersion"),
        .server = text_of(about, "ServerName"),
        .time = ex_raw_member(about, EX_STR("CollectionTimestamp")),
        .data = record,
    };
    return true;
}

struct ex_str ex_collector_name(enum ex_collector_id id)
{
    return collectors[id].name;
}

const struct ex_shelf *ex_collected_shelf(const struct ex_collected *collected,
                                          struct ex_str member)
{
    for (size_t i = 0; i < collectors[collected->by].n; i++) {
        const struct ex_shelf *shelf = &collectors[collected->by].shelves[i];
        if (ex_str_ieq(ex_str(shelf->member), member))
            return shelf;
    }
    return NULL;
}

bool ex_shelf_is_complete(const struct ex_collected *collected, const struct ex_shelf *shelf)
{
    return shelf->all && !(collected->edge && ex_kind(shelf->kind)->scope == EX_SCOPE_ORGANIZATION);
}

/** Whether nothing is in a value: of it EDCA makes the same as of one that is not there. */
static bool is_blank(const struct ex_raw *raw)
{
    if (!raw || raw->kind == EX_RAW_NULL)
        return true;
    if (raw->kind == EX_RAW_OBJECT)
        return raw->is_list && !raw->items;
    return raw->kind == EX_RAW_TEXT && raw->text.n == 0;
}

bool ex_shelf_keeps(const struct ex_shelf *shelf, const struct ex_raw *member)
{
    for (const char *const *p = shelf->props; p && *p; p++) {
        if (ex_str_ieq(ex_str(*p), member->name))
            return !is_blank(ex_raw_target(member));
    }
    return !shelf->props;
}

bool ex_is_in_directory(struct ex_str prop)
{
    static const char *const props[] = {
        "Identity",
        "Name",
        "DistinguishedName",
        "Guid",
        "WhenChanged",
        "Server",
        "InternalUrl",
        "ExternalUrl",
        "InternalHostname",
        "ExternalHostname",
        "InternalClientsRequireSsl",
        "ExternalClientsRequireSsl",
        "InternalClientAuthenticationMethod",
        "ExternalClientAuthenticationMethod",
        "InternalDownloadHostName",
        "ExternalDownloadHostName",
        "OwaVersion",
        "MRSProxyEnabled",
        "InternalNLBBypassUrl",
        "OfflineAddressBooks",
    };
    for (size_t i = 0; i < EX_COUNT(props); i++) {
        if (ex_str_ieq(ex_str(props[i]), prop))
            return true;
    }
    return false;
}

static bool is_virtual_directory(enum ex_kind_id kind)
{
    return kind == EX_KIND_OutlookAnywhere ||
           ex_str_ends(ex_kind(kind)->name, EX_STR("VirtualDirectory"));
}

bool ex_is_directory_only(const struct ex_raw *record, enum ex_kind_id kind)
{
    if (!is_virtual_directory(kind))
        return false;
    const struct ex_raw *path = ex_raw_member(record, EX_STR("Path"));
    return path && (path->kind == EX_RAW_NULL || ex_raw_text(path).n == 0);
}
