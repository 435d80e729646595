/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Building an environment: what its parts share, and which properties it reads.
 */
#include "report/environment_build.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"

/* ---- names of enumerations -------------------------------------------------- */

static const struct {
    const char *id;
    const char *name;
} services[EX_ENV_N_SERVICES] = {
    [EX_ENV_OWA] = {"OWA", "OWA"},
    [EX_ENV_ECP] = {"ECP", "ECP"},
    [EX_ENV_EWS] = {"EWS", "EWS"},
    [EX_ENV_ACTIVESYNC] = {"ActiveSync", "ActiveSync"},
    [EX_ENV_OAB] = {"OAB", "OAB"},
    [EX_ENV_MAPI] = {"MAPI", "MAPI"},
    [EX_ENV_POWERSHELL] = {"PowerShell", "PowerShell"},
    [EX_ENV_OUTLOOK_ANYWHERE] = {"OutlookAnywhere", "Outlook Anywhere"},
    [EX_ENV_AUTODISCOVER] = {"Autodiscover", "Autodiscover SCP"},
};

const char *ex_env_service_name(enum ex_env_service service)
{
    return services[service].name;
}

const char *ex_env_service_id(enum ex_env_service service)
{
    return services[service].id;
}

const char *ex_env_cover_id(enum ex_env_cover cover)
{
    static const char *const ids[EX_N_COVERS] = {"gap", "outdated", "unknown", "covered",
                                                 "not-needed"};
    return ids[cover];
}

const char *ex_env_validity_id(enum ex_env_validity validity)
{
    static const char *const ids[EX_N_VALIDITIES] = {"unknown", "not-yet-valid", "valid",
                                                     "expired"};
    return ids[validity];
}

const char *ex_env_mx_id(enum ex_env_mx_state state)
{
    static const char *const ids[EX_N_MX_STATES] = {"not-asked", "failed", "none", "null", "hosts"};
    return ids[state];
}

/* ---- where URLs stand ------------------------------------------------------- */

#define DIRECTORY(service, noun) \
    [EX_ENV_##service] = {EX_ENV_##service, EX_KIND_##noun, \
                          {EX_P_##noun##_InternalUrl, EX_P_##noun##_ExternalUrl}, \
                          EX_P_##noun##_BackEnd}

static const struct ex_env_source sources[EX_ENV_N_SERVICES] = {
    DIRECTORY(OWA, OwaVirtualDirectory),
    DIRECTORY(ECP, EcpVirtualDirectory),
    DIRECTORY(EWS, WebServicesVirtualDirectory),
    DIRECTORY(ACTIVESYNC, ActiveSyncVirtualDirectory),
    DIRECTORY(OAB, OabVirtualDirectory),
    DIRECTORY(MAPI, MapiVirtualDirectory),
    DIRECTORY(POWERSHELL, PowerShellVirtualDirectory),
    [EX_ENV_OUTLOOK_ANYWHERE] = {EX_ENV_OUTLOOK_ANYWHERE, EX_KIND_OutlookAnywhere,
                                 {EX_P_OutlookAnywhere_InternalHostname,
                                  EX_P_OutlookAnywhere_ExternalHostname},
                                 EX_P_OutlookAnywhere_BackEnd},
    [EX_ENV_AUTODISCOVER] = {EX_ENV_AUTODISCOVER, EX_KIND_ClientAccessService,
                             {EX_P_ClientAccessService_AutoDiscoverServiceInternalUri, -1}, -1},
};

const struct ex_env_source *ex_env_source(enum ex_env_service service)
{
    return &sources[service];
}

bool ex_env_is_front_end(const struct ex_env_source *source, const struct ex_node *node)
{
    if (source->back_end < 0)
        return true;
    const struct ex_value *back_end = &node->cells[source->back_end];
    return back_end->tag != EX_BOOL || !back_end->u.b;
}

/* ---- what is read ----------------------------------------------------------- */

#define READ(noun, name) {EX_KIND_##noun, EX_P_##noun##_##name}

/* Besides the URLs of the sources. */
static const struct {
    enum ex_kind_id kind;
    int prop;
} reads[] = {
    READ(ExchangeServer, Fqdn),
    READ(ExchangeServer, Edition),
    READ(ExchangeServer, ServerRole),
    READ(ExchangeServer, AdminDisplayVersion),
    READ(ExchangeServer, Site),
    READ(ExchangeServer, ClientAccess),
    READ(ExchangeServer, Transport),
    READ(ExchangeServer, Product),
    READ(MailboxServer, DatabaseAvailabilityGroup),
    READ(MailboxServer, Server),
    READ(DatabaseAvailabilityGroup, Servers),
    READ(DatabaseAvailabilityGroup, WitnessServer),
    READ(EdgeSubscription, Site),
    READ(ClientAccessService, Server),
    READ(AcceptedDomain, DomainName),
    READ(AcceptedDomain, DomainType),
    READ(AcceptedDomain, Default),
    READ(AcceptedDomain, MatchSubDomains),
    READ(ReceiveConnector, Server),
    READ(ReceiveConnector, Enabled),
    READ(ReceiveConnector, TransportRole),
    READ(ReceiveConnector, Bindings),
    READ(ReceiveConnector, RemoteIPRanges),
    READ(ReceiveConnector, PermissionGroups),
    READ(ReceiveConnector, Fqdn),
    READ(SendConnector, Enabled),
    READ(SendConnector, AddressSpaces),
    READ(SendConnector, SourceTransportServers),
    READ(SendConnector, DNSRoutingEnabled),
    READ(SendConnector, SmartHosts),
    READ(SendConnector, IsScopedConnector),
    READ(SendConnector, FrontendProxyEnabled),
    READ(SendConnector, Fqdn),
    READ(ExchangeCertificate, Server),
    READ(ExchangeCertificate, Thumbprint),
    READ(ExchangeCertificate, Subject),
    READ(ExchangeCertificate, Issuer),
    READ(ExchangeCertificate, FriendlyName),
    READ(ExchangeCertificate, CertificateDomains),
    READ(ExchangeCertificate, Services),
    READ(ExchangeCertificate, IsSelfSigned),
    READ(ExchangeCertificate, NotBefore),
    READ(ExchangeCertificate, NotAfter),
    READ(ExchangeCertificate, SubjectCommonName),
    READ(ExchangeCertificate, HasSan),
    READ(ExchangeCertificate, IPAddresses),
    {EX_KIND_DnsName, -1},
};

void ex_environment_wanted(struct ex_wanted *wanted)
{
    for (size_t i = 0; i < EX_COUNT(reads); i++)
        ex_wanted_add(wanted, reads[i].kind, reads[i].prop);
    for (size_t i = 0; i < EX_COUNT(sources); i++) {
        ex_wanted_add(wanted, sources[i].kind, ex_prop_find(ex_kind(sources[i].kind),
                                                            EX_STR("Server")));
        for (size_t side = 0; side < EX_COUNT(sources[i].props); side++) {
            if (sources[i].props[side] >= 0)
                ex_wanted_add(wanted, sources[i].kind, sources[i].props[side]);
        }
    }
}

/* ---- values ----------------------------------------------------------------- */

struct ex_str ex_env_text(struct ex_env_make *m, struct ex_str text)
{
    if (text.n <= EX_MAX_ENV_TEXT_BYTES)
        return ex_arena_str(m->arena, text);
    size_t n = EX_MAX_ENV_TEXT_BYTES;
    while (n > 0 && ((unsigned char)text.p[n] & 0xC0) == 0x80)
        n--;
    return ex_arena_printf(m->arena, "%.*s...", EX_FMT(ex_str_slice(text, 0, n)));
}

struct ex_str ex_env_name(struct ex_env_make *m, const struct ex_node *node)
{
    /* What was removed from Active Directory has a line break, DEL: and its GUID in its name. */
    static const char *const marks[] = {"\nDEL:", "\\0ADEL:"};
    const struct ex_value *cell = &node->cells[EX_PROP_NAME];
    struct ex_str name = cell->tag == EX_STRING && cell->n ? ex_value_str(cell) : node->identity;
    for (size_t i = 0; i < EX_COUNT(marks); i++) {
        size_t at = ex_str_find_str(name, ex_str(marks[i]));
        if (at != SIZE_MAX) {
            struct ex_str left = ex_env_text(m, ex_str_slice(name, 0, at));
            return ex_arena_printf(m->arena, "%.*s (deleted)", EX_FMT(left));
        }
    }
    return ex_env_text(m, name);
}

static struct ex_str text_of(struct ex_env_make *m, const struct ex_value *value)
{
    if (value->tag == EX_NODE)
        return ex_env_name(m, value->u.node);
    return ex_env_text(m, ex_value_text(m->arena, value));
}

struct ex_fact ex_env_fact(struct ex_env_make *m, const struct ex_value *cell)
{
    if (cell->tag == EX_ABSENT)
        return (struct ex_fact){EX_FACT_UNKNOWN, EX_STR("")};
    struct ex_str text = cell->tag == EX_NULL ? EX_STR("") : text_of(m, cell);
    return (struct ex_fact){text.n ? EX_FACT_SET : EX_FACT_UNSET, text};
}

struct ex_texts ex_env_texts(struct ex_env_make *m, const struct ex_value *cell)
{
    struct ex_texts texts = {.known = cell->tag != EX_ABSENT};
    size_t all = cell->tag == EX_LIST ? cell->n : 0;
    size_t n = all < EX_MAX_ENV_ITEMS ? all : EX_MAX_ENV_ITEMS;
    struct ex_str *items = EX_NEW_ARRAY(m->arena, n + 1, struct ex_str);
    for (size_t i = 0; i < n; i++) {
        if (cell->u.items[i].tag == EX_ABSENT)
            return (struct ex_texts){.known = false};
        items[texts.n++] = text_of(m, &cell->u.items[i]);
    }
    if (all > n)
        items[texts.n++] = ex_arena_printf(m->arena, "(%zu more)", all - n);
    texts.items = items;
    return texts;
}

bool ex_texts_have(const struct ex_texts *texts, struct ex_str text)
{
    for (size_t i = 0; i < texts->n; i++) {
        if (ex_str_ieq(texts->items[i], text))
            return true;
    }
    return false;
}

enum ex_answer ex_env_answer(const struct ex_value *cell)
{
    if (cell->tag != EX_BOOL)
        return EX_DONT_KNOW;
    return cell->u.b ? EX_YES : EX_NO;
}

uint32_t ex_env_server_of(const struct ex_env_make *m, const struct ex_value *link)
{
    if (link->tag != EX_NODE || link->u.node->kind != EX_KIND_ExchangeServer ||
        link->u.node->row >= ex_graph_count(m->graph, EX_KIND_ExchangeServer))
        return EX_ENV_NONE;
    return m->server_of_row[link->u.node->row];
}

bool ex_env_knows_all(const struct ex_env_make *m, uint32_t server, enum ex_kind_id kind)
{
    const struct ex_node *node = m->nodes[server];
    int reverse = ex_reverse_find(EX_KIND_ExchangeServer, ex_kind(kind)->name, NULL);
    return reverse >= 0 && node->reverse &&
           ex_graph_reverse_complete(m->graph, node, (size_t)reverse);
}

size_t ex_env_limit(struct ex_env_list *list, size_t n, size_t most)
{
    if (n <= most)
        return n;
    list->left_out += n - most;
    return most;
}

int ex_env_order(struct ex_str a, struct ex_str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    for (size_t i = 0; i < n; i++) {
        int x = (unsigned char)ex_lower(a.p[i]), y = (unsigned char)ex_lower(b.p[i]);
        if (x != y)
            return x - y;
    }
    if (a.n != b.n)
        return a.n < b.n ? -1 : 1;
    return ex_str_cmp(a, b);
}

const struct ex_environment *ex_environment_build(const struct ex_graph *graph, struct cel_time now,
                                                  struct ex_arena *arena)
{
    struct ex_environment *env = EX_NEW(arena, struct ex_environment);
    struct ex_env_make m = {.graph = graph, .arena = arena, .env = env};
    env->now = now;
    ex_env_make_servers(&m);
    ex_env_make_certificates(&m);
    ex_env_make_hosts(&m);
    ex_env_make_matrix(&m);
    ex_env_make_mail(&m);
    return env;
}
