/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Each function answers unknown when the fact that would decide it is not in
 * the dump: nothing here may turn a gap into a yes or a no.
 */
#include "engine/functions.h"

#include "base/utf8.h"
#include "engine/bind.h"
#include "engine/functions_list.h"
#include "model/host.h"
#include "model/object.h"

/* ---- hosts and addresses ---- */

static struct cel_value is_under(struct cel_eval_ctx *ctx, const struct cel_value *args, size_t n)
{
    (void)n;
    return cel_bool(ex_host_under(ex_host_canonical(ctx->arena, args[0].s),
                                  ex_host_canonical(ctx->arena, args[1].s)));
}

static struct cel_value is_public_name(struct cel_eval_ctx *ctx, const struct cel_value *args,
                                       size_t n)
{
    (void)n;
    return cel_bool(ex_host_public(ex_host_canonical(ctx->arena, args[0].s)));
}

static struct cel_value registrable_domain(struct cel_eval_ctx *ctx, const struct cel_value *args,
                                           size_t n)
{
    (void)n;
    return cel_string(ex_host_registrable(ex_host_canonical(ctx->arena, args[0].s)));
}

static struct cel_value is_ip_address(struct cel_eval_ctx *ctx, const struct cel_value *args,
                                      size_t n)
{
    struct ex_ip ip;

    (void)ctx;
    (void)n;
    return cel_bool(ex_ip_parse(args[0].s, &ip));
}

static struct cel_value is_special_address(struct cel_eval_ctx *ctx, const struct cel_value *args,
                                           size_t n)
{
    struct ex_ip ip;

    (void)ctx;
    (void)n;
    return cel_bool(ex_ip_parse(args[0].s, &ip) && ex_ip_special(&ip));
}

/* ---- text ---- */

/* Simple case folding of the scripts that names in address books are written in. */
static uint32_t fold(uint32_t rune)
{
    if (rune < 0x80)
        return (unsigned char)ex_lower((char)rune);
    if ((rune >= 0xC0 && rune <= 0xDE && rune != 0xD7) || (rune >= 0x391 && rune <= 0x3A9) ||
        (rune >= 0x410 && rune <= 0x42F))
        return rune + 0x20;
    if (rune >= 0x400 && rune <= 0x40F)
        return rune + 0x50;
    if ((rune >= 0x139 && rune <= 0x148) || (rune >= 0x179 && rune <= 0x17E))
        return rune + (rune & 1);
    if (rune >= 0x100 && rune <= 0x177)
        return rune | 1;
    return rune;
}

static bool equal_but_for_case(struct ex_str a, struct ex_str b)
{
    while (a.n && b.n) {
        uint32_t x;
        uint32_t y;

        a = ex_str_slice(a, ex_utf8_decode(a, &x), a.n);
        b = ex_str_slice(b, ex_utf8_decode(b, &y), b.n);
        if (fold(x) != fold(y))
            return false;
    }
    return a.n == b.n;
}

static struct cel_value equal_fold(struct cel_eval_ctx *ctx, const struct cel_value *args,
                                   size_t n)
{
    (void)ctx;
    (void)n;
    return cel_bool(equal_but_for_case(args[0].s, args[1].s));
}

/* ---- the graph ---- */

/* The unknown that decides whether an accepted domain takes mail for `domain`, or null. */
static struct cel_value undecided(struct cel_eval_ctx *ctx, const struct ex_node *node,
                                  struct ex_str domain)
{
    const struct ex_value *name = &node->cells[EX_P_AcceptedDomain_DomainName];
    const struct ex_value *below = &node->cells[EX_P_AcceptedDomain_MatchSubDomains];

    if (name->tag == EX_ABSENT)
        return ex_bind_value(ctx, name);
    if (name->tag != EX_STRUCT || below->tag != EX_ABSENT)
        return cel_null();
    const struct ex_value *text = &name->u.items[EX_F_SmtpDomain_Domain];
    if (text->tag == EX_STRING && ex_host_under(domain, ex_value_str(text)))
        return ex_bind_value(ctx, below);
    return cel_null();
}

static struct cel_value accepted_domain(struct cel_eval_ctx *ctx, const struct cel_value *args,
                                        size_t n)
{
    const struct ex_graph *graph = ((const struct ex_binding *)ctx->host)->graph;
    struct ex_str domain = ex_host_canonical(ctx->arena, args[0].s);
    const struct ex_node *node = ex_graph_accepted_domain(graph, domain);
    size_t count = ex_graph_count(graph, EX_KIND_AcceptedDomain);

    (void)n;
    if (node)
        return ex_bind_node(node);
    if (ex_graph_coverage(graph, EX_KIND_AcceptedDomain) != EX_COMPLETE)
        return cel_unknown_of(ctx, ex_missing_pack((struct ex_missing){
                                       EX_KIND_AcceptedDomain, EX_WHOLE_LIST, UINT32_MAX}));
    for (size_t i = 0; i < count; i++) {
        struct cel_value gap =
            undecided(ctx, ex_graph_node(graph, EX_KIND_AcceptedDomain, i), domain);

        if (gap.kind == CEL_UNKNOWN)
            return gap;
    }
    return cel_null();
}

/* ---- DNS ---- */

/* What DNS said of a name, or of the host name of an address; unknown when it was not asked. */
static struct cel_value dns_name(struct cel_eval_ctx *ctx, const char *view, struct ex_str name)
{
    const struct ex_graph *graph = ((const struct ex_binding *)ctx->host)->graph;
    struct ex_ip ip;
    struct ex_str host = ex_ip_parse(name, &ip) ? ex_ip_reverse_name(ctx->arena, &ip)
                                                : ex_host_canonical(ctx->arena, name);
    struct ex_str identity = ex_arena_printf(ctx->arena, "%.*s (%s)", EX_FMT(host), view);
    const struct ex_node *node = ex_graph_find(graph, EX_KIND_DnsName, identity);

    if (node)
        return ex_bind_node(node);
    return cel_unknown_of(ctx, ex_missing_pack((struct ex_missing){
                                   EX_KIND_DnsName, EX_WHOLE_LIST, UINT32_MAX}));
}

static struct cel_value public_dns(struct cel_eval_ctx *ctx, const struct cel_value *args, size_t n)
{
    (void)n;
    return dns_name(ctx, "public", args[0].s);
}

static struct cel_value internal_dns(struct cel_eval_ctx *ctx, const struct cel_value *args,
                                     size_t n)
{
    (void)n;
    return dns_name(ctx, "internal", args[0].s);
}

/* ---- certificates ---- */

static struct cel_value covers(struct cel_eval_ctx *ctx, const struct cel_value *args, size_t n)
{
    const struct ex_node *node = ex_bind_as_node(args[0]);
    bool yes = false;

    (void)n;
    if (!node || node->kind != EX_KIND_ExchangeCertificate)
        return cel_errorf(ctx, "covers() needs a certificate");
    const struct ex_value *gap = ex_certificate_covers(node, args[1].s, &yes);
    return gap ? ex_bind_value(ctx, gap) : cel_bool(yes);
}

/* ---- address ranges ---- */

static struct cel_value covers_public_v4(struct cel_eval_ctx *ctx, const struct cel_value *args,
                                         size_t n)
{
    const struct cel_list *list = args[0].list;
    struct ex_ip_range *ranges = EX_NEW_ARRAY(ctx->arena, list->n, struct ex_ip_range);
    const struct ex_value *gap = NULL;
    size_t count = 0;

    (void)n;
    for (size_t i = 0; i < list->n; i++) {
        struct cel_value item = cel_list_at(ctx, list, i);
        const struct ex_value *value = ex_bind_as_struct(item);

        if (value && ex_value_range(value, &ranges[count]))
            count++;
        else
            gap = value ? value : item.origin;
    }
    if (ex_ip_ranges_cover_public_v4(ranges, count))
        return cel_bool(true);
    if (list->missing)
        return (struct cel_value){.kind = CEL_UNKNOWN, .unknown = list->missing};
    if (gap && gap->owner)
        return cel_unknown_of(ctx,
                              ex_missing_pack((struct ex_missing){gap->owner->kind, gap->prop,
                                                                  gap->owner->file}));
    return count == list->n ? cel_bool(false) : cel_errorf(ctx, "an address range is not known");
}

/* ---- declarations ---- */

static const struct cel_type list_of_a = {.kind = CEL_LIST, .elem = &cel_type_param_a};
static const struct cel_type list_of_lists = {.kind = CEL_LIST, .elem = &list_of_a};

/* Those over types of the model are in ex_functions_declare(). */
static const struct cel_function_decl simple_functions[] = {
    {"isUnder", true, 2, {&cel_type_string, &cel_type_string}, &cel_type_bool, is_under, false,
     "The host is the domain or below it."},
    {"isPublicName", true, 1, {&cel_type_string}, &cel_type_bool, is_public_name, false,
     "The name can exist in the public DNS."},
    {"registrableDomain", true, 1, {&cel_type_string}, &cel_type_string, registrable_domain, false,
     "The domain that someone registered and that the name belongs to; empty for suffixes."},
    {"isIpAddress", true, 1, {&cel_type_string}, &cel_type_bool, is_ip_address, false,
     "An IPv4 or IPv6 address."},
    {"isSpecialAddress", true, 1, {&cel_type_string}, &cel_type_bool, is_special_address, false,
     "An address that is not reachable from the Internet."},
    {"equalFold", true, 2, {&cel_type_string, &cel_type_string}, &cel_type_bool, equal_fold, false,
     "Equal but for case."},
    {"distinct", true, 1, {&list_of_a}, &list_of_a, ex_fn_distinct, false,
     "The items without repetitions."},
    {"sort", true, 1, {&list_of_a}, &list_of_a, ex_fn_sort, false, "The items in order."},
    {"flatten", true, 1, {&list_of_lists}, &list_of_a, ex_fn_flatten, false,
     "The items of a list of lists."},
};

static void declare(struct cel_env *env, struct ex_arena *arena, struct cel_function_decl decl)
{
    struct cel_function_decl *copy = EX_NEW(arena, struct cel_function_decl);

    *copy = decl;
    cel_env_function(env, copy);
}

void ex_functions_declare(struct cel_env *env, struct ex_arena *arena)
{
    const struct cel_type *domain = ex_bind_kind_type(EX_KIND_AcceptedDomain);

    for (size_t i = 0; i < EX_COUNT(simple_functions); i++)
        cel_env_function(env, &simple_functions[i]);
    declare(env, arena, (struct cel_function_decl){
                     "covers", true, 2,
                     {ex_bind_kind_type(EX_KIND_ExchangeCertificate), &cel_type_string},
                     &cel_type_bool, covers, false,
                     "A name or address of the certificate covers the host."});
    declare(env, arena, (struct cel_function_decl){
                     "acceptedDomain", false, 1, {&cel_type_string},
                     cel_type_nullable(arena, domain), accepted_domain, false,
                     "The accepted domain that takes mail for a domain, or null."});
    declare(env, arena, (struct cel_function_decl){
                     "publicDns", false, 1, {&cel_type_string},
                     ex_bind_kind_type(EX_KIND_DnsName), public_dns, false,
                     "What the public DNS says of a name, or of the reverse name of an address."});
    declare(env, arena, (struct cel_function_decl){
                     "internalDns", false, 1, {&cel_type_string},
                     ex_bind_kind_type(EX_KIND_DnsName), internal_dns, false,
                     "What the organization's own DNS says of a name or an address."});
    declare(env, arena, (struct cel_function_decl){
                     "coversPublicIPv4", false, 1,
                     {ex_bind_struct_type(EX_STRUCT_IPRange, true)}, &cel_type_bool,
                     covers_public_v4, false,
                     "The ranges leave out no public IPv4 address."});
}

/* What functions read beyond their arguments. */
static const struct {
    const char *call;
    enum ex_kind_id kind;
    int prop; /* -1: the objects */
} reads[] = {
    {"acceptedDomain", EX_KIND_AcceptedDomain, -1},
    {"acceptedDomain", EX_KIND_AcceptedDomain, EX_P_AcceptedDomain_DomainName},
    {"acceptedDomain", EX_KIND_AcceptedDomain, EX_P_AcceptedDomain_MatchSubDomains},
    {"publicDns(", EX_KIND_DnsName, -1},
    {"internalDns(", EX_KIND_DnsName, -1},
    {"covers(", EX_KIND_ExchangeCertificate, EX_P_ExchangeCertificate_CertificateDomains},
    {"covers(", EX_KIND_ExchangeCertificate, EX_P_ExchangeCertificate_HasSan},
    {"covers(", EX_KIND_ExchangeCertificate, EX_P_ExchangeCertificate_SubjectCommonName},
    {"covers(", EX_KIND_ExchangeCertificate, EX_P_ExchangeCertificate_IPAddresses},
};

/* A name in a string is taken for a call; that costs nothing but a property kept. */
void ex_functions_reads(struct ex_str expression,
                        void (*add)(void *ctx, enum ex_kind_id kind, int prop), void *ctx)
{
    for (size_t i = 0; i < EX_COUNT(reads); i++) {
        if (ex_str_find_str(expression, ex_str(reads[i].call)) != SIZE_MAX)
            add(ctx, reads[i].kind, reads[i].prop);
    }
}
