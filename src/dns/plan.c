/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The questions of an organization. Public view: what mail servers and
 * clients on the Internet look up (accepted domains, external host names, gateways).
 * Internal view: what clients and servers inside do (internal host
 * names, servers, Autodiscover), and the external names as they are seen from inside.
 */
#include "dns/plan.h"

#include "base/limits.h"
#include "base/map.h"
#include "base/sha256.h"
#include "dns/spf.h"
#include "model/host.h"

#include <stdlib.h>

enum {
    MAX_DEPTH = 12,   /* answers that raise questions whose answers raise questions */
    MAX_FOLLOWED = 10 /* questions that answers raise for each that the graph does */
};

enum { PUBLIC = 1 << EX_DNS_PUBLIC, INTERNAL = 1 << EX_DNS_INTERNAL, BOTH = PUBLIC | INTERNAL };

/* A question, and how many answers it took to raise it. */
struct planned {
    struct ex_dns_question question;
    unsigned depth;
};

struct ex_dns_plan {
    struct ex_arena *arena;
    struct ex_vec questions;  /* of struct planned *, in the order of asking */
    size_t asked;
    size_t first;             /* questions that follow from the graph alone */
    size_t most;              /* questions that are asked at all */
    struct ex_map *known;     /* of struct planned *, by struct key */
    bool full;                /* there were more questions than are asked */
    unsigned views;           /* bits of those that are asked */
    unsigned depth;           /* of the questions that are being added */
};

/* ---- questions ---- */

/* What a question is known by: a byte for the view, two for the type, and the name. */
struct key {
    char bytes[3 + EX_DNS_NAME_BYTES];
};

static struct ex_str key_of(struct key *key, unsigned view, struct ex_str name, unsigned type)
{
    size_t n = name.n < EX_DNS_NAME_BYTES ? name.n : EX_DNS_NAME_BYTES;

    key->bytes[0] = (char)view;
    key->bytes[1] = (char)(type >> 8);
    key->bytes[2] = (char)type;
    if (n)
        memcpy(key->bytes + 3, name.p, n);
    return ex_str_n(key->bytes, 3 + n);
}

/* Whether the Internet may be asked: names of the inside are nobody's business outside. */
static bool is_public(struct ex_str name)
{
    size_t service = SIZE_MAX;

    if (ex_str_ends(name, EX_STR(".in-addr.arpa")) || ex_str_ends(name, EX_STR(".ip6.arpa")))
        return true;
    for (size_t i = 0; i < name.n; i++) {
        if (name.p[i] == '_' && (i == 0 || name.p[i - 1] == '.'))
            service = i;
    }
    if (service != SIZE_MAX) {
        struct ex_str rest = ex_str_slice(name, service, name.n);
        size_t dot = ex_str_find(rest, '.');
        name = ex_str_slice(rest, dot == SIZE_MAX ? rest.n : dot + 1, rest.n);
    }
    return ex_host_public(name);
}

static void ask(struct ex_dns_plan *plan, unsigned views, struct ex_str name,
                enum ex_dns_type type)
{
    if (plan->depth > MAX_DEPTH || !ex_dns_askable(name))
        return;
    if (!is_public(name))
        views &= ~(unsigned)PUBLIC;
    for (unsigned v = 0; v < EX_N_DNS_VIEWS; v++) {
        struct key bytes;
        struct ex_str key = key_of(&bytes, v, name, type);

        if (!(views & plan->views & 1u << v) || ex_map_get(plan->known, key))
            continue;
        if (plan->questions.n >= plan->most) {
            plan->full = true;
            return;
        }
        key = ex_arena_str(plan->arena, key);
        struct planned *planned = EX_NEW(plan->arena, struct planned);
        *planned = (struct planned){{(uint8_t)v, (uint16_t)type, ex_str_slice(key, 3, key.n)},
                                    plan->depth};
        ex_map_put(plan->known, key, planned);
        *EX_PUSH(&plan->questions, struct planned *) = planned;
    }
}

static void ask_addresses(struct ex_dns_plan *plan, unsigned views, struct ex_str name)
{
    ask(plan, views, name, EX_DNS_A);
    ask(plan, views, name, EX_DNS_AAAA);
}

static struct ex_str below(struct ex_dns_plan *plan, const char *prefix, struct ex_str domain)
{
    return ex_arena_printf(plan->arena, "%s.%.*s", prefix, EX_FMT(domain));
}

struct ex_str ex_dns_reverse_name(struct ex_arena *arena, struct ex_str address)
{
    struct ex_ip ip;

    return ex_ip_parse(address, &ip) ? ex_ip_reverse_name(arena, &ip) : (struct ex_str){NULL, 0};
}

/* ---- from the graph ---- */

static void plan_domain(struct ex_dns_plan *plan, struct ex_str domain,
                        const struct ex_dns_assumed *assumed)
{
    struct ex_str autodiscover = below(plan, "autodiscover", domain);
    struct ex_str service = below(plan, "_autodiscover._tcp", domain);

    ask(plan, PUBLIC, domain, EX_DNS_MX);
    ask(plan, PUBLIC, domain, EX_DNS_TXT);
    ask(plan, PUBLIC, below(plan, "_dmarc", domain), EX_DNS_TXT);
    /* A policy of the organizational domain holds for what is below it (RFC 7489, 6.6.3). */
    struct ex_str registrable = ex_host_registrable(domain);
    if (registrable.n && !ex_str_eq(registrable, domain))
        ask(plan, PUBLIC, below(plan, "_dmarc", registrable), EX_DNS_TXT);
    ask(plan, PUBLIC, below(plan, "_mta-sts", domain), EX_DNS_TXT);
    ask(plan, PUBLIC, below(plan, "_smtp._tls", domain), EX_DNS_TXT);
    ask_addresses(plan, BOTH, autodiscover);
    ask(plan, BOTH, service, EX_DNS_SRV);
    for (size_t i = 0; i < assumed->dkim_selectors.n; i++) {
        struct ex_str selector = *EX_AT(&assumed->dkim_selectors, struct ex_str, i);
        ask(plan, PUBLIC,
            ex_arena_printf(plan->arena, "%.*s._domainkey.%.*s", EX_FMT(selector), EX_FMT(domain)),
            EX_DNS_TXT);
    }
}

struct ex_str ex_dns_domain(const struct ex_node *node)
{
    const struct ex_value *name = &node->cells[EX_P_AcceptedDomain_DomainName];
    const struct ex_value *domain =
        name->tag == EX_STRUCT ? &name->u.items[EX_F_SmtpDomain_Domain] : NULL;
    struct ex_str text = domain && domain->tag == EX_STRING ? ex_value_str(domain) : EX_STR("");

    if (ex_str_starts(text, EX_STR("*.")))
        text = ex_str_slice(text, 2, text.n);
    return ex_str_eq(text, EX_STR("*")) ? EX_STR("") : text;
}

static void plan_domains(struct ex_dns_plan *plan, const struct ex_graph *graph,
                         const struct ex_dns_assumed *assumed)
{
    size_t n = ex_graph_count(graph, EX_KIND_AcceptedDomain);

    for (size_t i = 0; i < n; i++) {
        struct ex_str domain = ex_dns_domain(ex_graph_node(graph, EX_KIND_AcceptedDomain, i));

        if (domain.n)
            plan_domain(plan, domain, assumed);
    }
}

/* The host in a property: a host name, or that of a URL. */
static struct ex_str host_of(const struct ex_value *cell)
{
    if (cell->tag == EX_STRUCT && cell->flags == EX_STRUCT_Url)
        cell = &cell->u.items[EX_F_Url_host];
    return cell->tag == EX_STRING ? ex_value_str(cell) : EX_STR("");
}

/* Properties that name hosts, and which views are asked for them. */
static const struct {
    enum ex_kind_id kind;
    int prop;
    unsigned views;
} hosts[] = {
    {EX_KIND_ExchangeVirtualDirectory, EX_P_ExchangeVirtualDirectory_ExternalUrl, BOTH},
    {EX_KIND_ExchangeVirtualDirectory, EX_P_ExchangeVirtualDirectory_InternalUrl, INTERNAL},
    {EX_KIND_OwaVirtualDirectory, EX_P_OwaVirtualDirectory_ExternalDownloadHostName, BOTH},
    {EX_KIND_OwaVirtualDirectory, EX_P_OwaVirtualDirectory_InternalDownloadHostName, INTERNAL},
    {EX_KIND_OutlookAnywhere, EX_P_OutlookAnywhere_ExternalHostname, BOTH},
    {EX_KIND_OutlookAnywhere, EX_P_OutlookAnywhere_InternalHostname, INTERNAL},
    {EX_KIND_ClientAccessService, EX_P_ClientAccessService_AutoDiscoverServiceInternalUri,
     INTERNAL},
    {EX_KIND_ExchangeServer, EX_P_ExchangeServer_Fqdn, INTERNAL},
    {EX_KIND_SendConnector, EX_P_SendConnector_Fqdn, PUBLIC},
    {EX_KIND_ReceiveConnector, EX_P_ReceiveConnector_Fqdn, PUBLIC},
};

void ex_dns_wanted(struct ex_wanted *wanted)
{
    ex_wanted_add(wanted, EX_KIND_AcceptedDomain, EX_P_AcceptedDomain_DomainName);
    for (size_t i = 0; i < EX_COUNT(hosts); i++)
        ex_wanted_add(wanted, hosts[i].kind, hosts[i].prop);
}

static void plan_hosts(struct ex_dns_plan *plan, const struct ex_graph *graph)
{
    for (size_t i = 0; i < EX_COUNT(hosts); i++) {
        size_t n = ex_graph_count(graph, hosts[i].kind);

        for (size_t j = 0; j < n; j++) {
            const struct ex_node *node = ex_graph_node(graph, hosts[i].kind, j);
            ask_addresses(plan, hosts[i].views, host_of(&node->cells[hosts[i].prop]));
        }
    }
}

static void plan_assumed(struct ex_dns_plan *plan, const struct ex_dns_assumed *assumed)
{
    for (size_t i = 0; i < assumed->gateways.n; i++)
        ask_addresses(plan, PUBLIC, *EX_AT(&assumed->gateways, struct ex_str, i));
    for (size_t i = 0; i < assumed->outbound.n; i++)
        ask(plan, PUBLIC,
            ex_dns_reverse_name(plan->arena, *EX_AT(&assumed->outbound, struct ex_str, i)),
            EX_DNS_PTR);
}

struct ex_dns_plan *ex_dns_plan_new(const struct ex_graph *graph,
                                    const struct ex_dns_assumed *assumed,
                                    const bool views[EX_N_DNS_VIEWS])
{
    struct ex_dns_plan *plan = ex_alloc(sizeof *plan);

    *plan = (struct ex_dns_plan){.arena = ex_arena_new(),
                                 .questions = EX_VEC(struct planned *),
                                 .most = EX_MAX_DNS_QUESTIONS,
                                 .known = ex_map_new(false)};
    for (unsigned v = 0; v < EX_N_DNS_VIEWS; v++)
        plan->views |= views[v] ? 1u << v : 0;
    plan_domains(plan, graph, assumed);
    plan_hosts(plan, graph);
    plan_assumed(plan, assumed);
    plan->first = plan->questions.n;
    if ((plan->first + 1) * MAX_FOLLOWED < plan->most)
        plan->most = (plan->first + 1) * MAX_FOLLOWED;
    return plan;
}

void ex_dns_plan_free(struct ex_dns_plan *plan)
{
    if (!plan)
        return;
    ex_map_free(plan->known);
    ex_vec_free(&plan->questions);
    ex_arena_free(plan->arena);
    free(plan);
}

void ex_dns_plan_auto(struct ex_dns_plan **plan)
{
    ex_dns_plan_free(*plan);
}

bool ex_dns_plan_next(struct ex_dns_plan *plan, struct ex_dns_question *question)
{
    if (plan->asked == plan->questions.n)
        return false;
    *question = (*EX_AT(&plan->questions, struct planned *, plan->asked++))->question;
    return true;
}

/* ---- from answers ---- */

static void ask_for_term(void *ctx, struct ex_str name, enum ex_dns_type type)
{
    ask(ctx, PUBLIC, name, type);
}

void ex_dns_plan_answered(struct ex_dns_plan *plan, const struct ex_dns_answer *answer)
{
    const struct ex_dns_question *question = &answer->question;
    struct key key;
    const struct planned *planned =
        ex_map_get(plan->known, key_of(&key, question->view, question->name, question->type));
    unsigned view = 1u << question->view;

    plan->depth = planned ? planned->depth + 1 : MAX_DEPTH;
    for (size_t i = 0; i < answer->n_records; i++) {
        const struct ex_dns_record *record = &answer->records[i];

        if (record->type != question->type)
            continue;
        switch (record->type) {
        case EX_DNS_MX:
            ask_addresses(plan, view, record->data);
            ask(plan, view, below(plan, "_25._tcp", record->data), EX_DNS_TLSA);
            break;
        case EX_DNS_SRV:
        case EX_DNS_PTR:
            ask_addresses(plan, view, record->data);
            break;
        case EX_DNS_TXT:
            if (ex_spf_is(record->data))
                ex_spf_questions(question->name, record->data, plan->arena, ask_for_term,
                                 plan);
            break;
        default:
            break;
        }
    }
}

bool ex_dns_plan_is_full(const struct ex_dns_plan *plan)
{
    return plan->full;
}

size_t ex_dns_plan_count(const struct ex_dns_plan *plan)
{
    return plan->questions.n;
}

static int by_question(const void *a, const void *b)
{
    const struct planned *const *x = a;
    const struct planned *const *y = b;

    return ex_dns_compare(&(*x)->question, &(*y)->question);
}

struct ex_str ex_dns_plan_fingerprint(const struct ex_dns_plan *plan, struct ex_arena *arena)
{
    const struct planned **sorted = ex_alloc((plan->first + 1) * sizeof(struct planned *));
    unsigned char digest[EX_SHA256_BYTES];
    char hex[2 * EX_SHA256_BYTES + 1];
    struct ex_sha256 hash;

    for (size_t i = 0; i < plan->first; i++)
        sorted[i] = *EX_AT(&plan->questions, struct planned *, i);
    qsort(sorted, plan->first, sizeof *sorted, by_question);
    ex_sha256_init(&hash);
    for (size_t i = 0; i < plan->first; i++) {
        const struct ex_dns_question *question = &sorted[i]->question;
        struct ex_str line = ex_arena_printf(arena, "%u %u %.*s\n", question->view,
                                             question->type, EX_FMT(question->name));
        ex_sha256_add(&hash, line.p, line.n);
    }
    ex_sha256_finish(&hash, digest);
    ex_sha256_hex(digest, hex);
    free(sorted);
    return ex_arena_str(arena, ex_str(hex));
}
