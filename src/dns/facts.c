/* SPDX-License-Identifier: MIT */
/**
 * @file
 * One pass over the sorted answers: those of a name stand together.
 */
#include "dns/facts.h"

#include "dns/policy.h"
#include "dns/spf.h"
#include "model/convert.h"
#include "model/ingest_state.h"

#define CELL(name) (&f->node->cells[EX_P_DnsName_##name])

/* What is being made. */
struct facts {
    struct ex_batch *batch;
    struct ex_arena *scratch; /* of one policy */
    const struct ex_dns_answers *answers;
    const struct ex_dns_assumed *assumed;
    struct ex_node *node;
    int64_t ttl;         /* the longest */
    struct ex_str failure;
    bool exists;         /* some answer says so */
    bool denied;         /* some answer says that it does not */
};

static void set_text(struct facts *f, struct ex_value *value, struct ex_str text)
{
    ex_set_string(value, ex_arena_str(f->batch->arena, text));
}

static void set_text_or_null(struct facts *f, struct ex_value *value, struct ex_str text)
{
    if (text.p)
        set_text(f, value, text);
    else
        ex_set_null(value);
}

static struct ex_value *new_items(struct facts *f, size_t n)
{
    return EX_NEW_ARRAY(f->batch->arena, n, struct ex_value);
}

static size_t count_type(const struct ex_dns_answer *answer, uint16_t type)
{
    size_t n = 0;

    for (size_t i = 0; i < answer->n_records; i++)
        n += answer->records[i].type == type;
    return n;
}

static void set_list(struct ex_value *cell, struct ex_value *items, size_t n, uint64_t off)
{
    for (size_t i = 0; i < n; i++)
        items[i].off = off;
    ex_set_list(cell, items, n, false);
    cell->off = off;
}

/* The data of records of one type as a list of strings. */
static void set_strings(struct facts *f, struct ex_value *cell, const struct ex_dns_answer *answer,
                        uint16_t type)
{
    struct ex_value *items = new_items(f, count_type(answer, type));
    size_t n = 0;

    for (size_t i = 0; i < answer->n_records; i++) {
        if (answer->records[i].type == type)
            set_text(f, &items[n++], answer->records[i].data);
    }
    set_list(cell, items, n, answer->off);
}

/* ---- records with several parts ---- */

static void set_mx(struct facts *f, const struct ex_dns_record *record, struct ex_value *value)
{
    struct ex_value *fields = ex_set_struct(value, EX_STRUCT_DnsMx, f->batch->arena);

    ex_set_int(&fields[EX_F_DnsMx_Preference], record->preference);
    set_text(f, &fields[EX_F_DnsMx_Exchange], record->data);
    ex_set_int(&fields[EX_F_DnsMx_Ttl], record->ttl);
}

static void set_srv(struct facts *f, const struct ex_dns_record *record, struct ex_value *value)
{
    struct ex_value *fields = ex_set_struct(value, EX_STRUCT_DnsSrv, f->batch->arena);

    ex_set_int(&fields[EX_F_DnsSrv_Priority], record->preference);
    ex_set_int(&fields[EX_F_DnsSrv_Weight], record->weight);
    ex_set_int(&fields[EX_F_DnsSrv_Port], record->port);
    set_text(f, &fields[EX_F_DnsSrv_Target], record->data);
    ex_set_int(&fields[EX_F_DnsSrv_Ttl], record->ttl);
}

static void set_tlsa(struct facts *f, const struct ex_dns_record *record, struct ex_value *value)
{
    struct ex_value *fields = ex_set_struct(value, EX_STRUCT_DnsTlsa, f->batch->arena);

    ex_set_int(&fields[EX_F_DnsTlsa_Usage], record->preference);
    ex_set_int(&fields[EX_F_DnsTlsa_Selector], record->weight);
    ex_set_int(&fields[EX_F_DnsTlsa_MatchingType], record->port);
    set_text(f, &fields[EX_F_DnsTlsa_Data], record->data);
    ex_set_int(&fields[EX_F_DnsTlsa_Ttl], record->ttl);
}

static void set_structs(struct facts *f, struct ex_value *cell, const struct ex_dns_answer *answer,
                        void (*set)(struct facts *, const struct ex_dns_record *,
                                    struct ex_value *))
{
    struct ex_value *items = new_items(f, count_type(answer, answer->question.type));
    size_t n = 0;

    for (size_t i = 0; i < answer->n_records; i++) {
        if (answer->records[i].type == answer->question.type)
            set(f, &answer->records[i], &items[n++]);
    }
    set_list(cell, items, n, answer->off);
}

/* ---- policies in TXT records ---- */

static void set_uris(struct facts *f, const struct ex_policy *policy, struct ex_value *value)
{
    struct ex_value *items = new_items(f, policy->n_uris);

    for (size_t i = 0; i < policy->n_uris; i++)
        set_text(f, &items[i], policy->uris[i]);
    ex_set_list(value, items, policy->n_uris, false);
}

static void set_dmarc(struct facts *f, struct ex_str text, struct ex_value *value)
{
    struct ex_value *fields = ex_set_struct(value, EX_STRUCT_DnsDmarc, f->batch->arena);
    struct ex_policy policy;

    ex_policy_parse(EX_POLICY_DMARC, text, f->batch->arena, &policy);
    set_text(f, &fields[EX_F_DnsDmarc_text], text);
    set_text_or_null(f, &fields[EX_F_DnsDmarc_Error], policy.error);
    set_text_or_null(f, &fields[EX_F_DnsDmarc_Policy], policy.policy);
    set_text_or_null(f, &fields[EX_F_DnsDmarc_SubdomainPolicy], policy.subdomain);
    ex_set_int(&fields[EX_F_DnsDmarc_Percent], policy.percent);
    set_uris(f, &policy, &fields[EX_F_DnsDmarc_ReportAddresses]);
}

static void set_mta_sts(struct facts *f, struct ex_str text, struct ex_value *value)
{
    struct ex_value *fields = ex_set_struct(value, EX_STRUCT_DnsMtaSts, f->batch->arena);
    struct ex_policy policy;

    ex_policy_parse(EX_POLICY_MTA_STS, text, f->batch->arena, &policy);
    set_text(f, &fields[EX_F_DnsMtaSts_text], text);
    set_text_or_null(f, &fields[EX_F_DnsMtaSts_Error], policy.error);
    set_text_or_null(f, &fields[EX_F_DnsMtaSts_Id], policy.id);
}

static void set_tls_rpt(struct facts *f, struct ex_str text, struct ex_value *value)
{
    struct ex_value *fields = ex_set_struct(value, EX_STRUCT_DnsTlsRpt, f->batch->arena);
    struct ex_policy policy;

    ex_policy_parse(EX_POLICY_TLS_RPT, text, f->batch->arena, &policy);
    set_text(f, &fields[EX_F_DnsTlsRpt_text], text);
    set_text_or_null(f, &fields[EX_F_DnsTlsRpt_Error], policy.error);
    set_uris(f, &policy, &fields[EX_F_DnsTlsRpt_ReportAddresses]);
}

static void set_dkim(struct facts *f, struct ex_str text, struct ex_value *value)
{
    struct ex_value *fields = ex_set_struct(value, EX_STRUCT_DnsDkim, f->batch->arena);
    struct ex_policy policy;

    ex_policy_parse(EX_POLICY_DKIM, text, f->batch->arena, &policy);
    set_text(f, &fields[EX_F_DnsDkim_text], text);
    set_text_or_null(f, &fields[EX_F_DnsDkim_Error], policy.error);
    set_text(f, &fields[EX_F_DnsDkim_KeyType], policy.key_type);
    ex_set_bool(&fields[EX_F_DnsDkim_Revoked], policy.revoked);
}

/* The declared addresses that the policy does not authorize; absent when one is not known. */
static void set_unauthorized(struct facts *f, struct ex_str domain, struct ex_str text,
                             struct ex_value *value)
{
    size_t n = f->assumed->outbound.n;
    struct ex_value *items = new_items(f, n);
    size_t kept = 0;

    for (size_t i = 0; i < n; i++) {
        struct ex_str address = *EX_AT(&f->assumed->outbound, struct ex_str, i);
        enum ex_spf_result result =
            ex_spf_check(f->answers, domain, text, address, f->scratch);

        if (result == EX_SPF_UNKNOWN)
            return;
        if (result == EX_SPF_NOT_PASS)
            set_text(f, &items[kept++], address);
    }
    ex_set_list(value, items, kept, false);
}

/* A count that may be too low is known only when it is too high already. */
static void set_count(struct ex_value *value, unsigned count, unsigned limit, bool unknown)
{
    if (!unknown || count > limit)
        ex_set_int(value, count);
}

static void set_spf(struct facts *f, struct ex_str domain, struct ex_str text,
                    struct ex_value *value)
{
    struct ex_value *fields = ex_set_struct(value, EX_STRUCT_DnsSpf, f->batch->arena);
    struct ex_spf_walk walk;
    struct ex_spf spf;

    ex_spf_parse(text, f->scratch, &spf);
    ex_spf_count(f->answers, domain, text, f->scratch, &walk);
    set_text(f, &fields[EX_F_DnsSpf_text], text);
    set_text_or_null(f, &fields[EX_F_DnsSpf_Error], spf.error);
    ex_set_null(&fields[EX_F_DnsSpf_All]);
    for (size_t i = 0; i < spf.n; i++) {
        if (spf.terms[i].mechanism != EX_SPF_ALL)
            continue;
        set_text(f, &fields[EX_F_DnsSpf_All],
                 ex_arena_printf(f->batch->arena, "%call", spf.terms[i].qualifier));
        break;
    }
    set_count(&fields[EX_F_DnsSpf_Lookups], walk.lookups, EX_SPF_MAX_LOOKUPS, walk.unknown);
    set_count(&fields[EX_F_DnsSpf_VoidLookups], walk.void_lookups, EX_SPF_MAX_VOID, walk.unknown);
    if (walk.error.p || !walk.unknown)
        set_text_or_null(f, &fields[EX_F_DnsSpf_IncludeError], walk.error);
    set_unauthorized(f, domain, text, &fields[EX_F_DnsSpf_Unauthorized]);
    ex_arena_reset(f->scratch);
}

static bool is_policy_name(struct ex_str name, enum ex_policy_kind kind)
{
    static const char *const prefixes[] = {
        [EX_POLICY_DMARC] = "_dmarc.",
        [EX_POLICY_MTA_STS] = "_mta-sts.",
        [EX_POLICY_TLS_RPT] = "_smtp._tls.",
        [EX_POLICY_DKIM] = "._domainkey.",
    };
    struct ex_str part = ex_str(prefixes[kind]);

    return kind == EX_POLICY_DKIM ? ex_str_find_str(name, part) != SIZE_MAX
                                  : ex_str_starts(name, part);
}

static void set_policies(struct facts *f, struct ex_value *cell, const struct ex_dns_answer *answer,
                         enum ex_policy_kind kind,
                         void (*set)(struct facts *, struct ex_str, struct ex_value *))
{
    struct ex_value *items = new_items(f, count_type(answer, EX_DNS_TXT));
    bool here = is_policy_name(answer->question.name, kind);
    size_t n = 0;

    for (size_t i = 0; i < answer->n_records && here; i++) {
        const struct ex_dns_record *record = &answer->records[i];

        if (record->type == EX_DNS_TXT && ex_policy_is(kind, record->data))
            set(f, record->data, &items[n++]);
    }
    set_list(cell, items, n, answer->off);
}

static void set_spfs(struct facts *f, const struct ex_dns_answer *answer)
{
    struct ex_value *items = new_items(f, count_type(answer, EX_DNS_TXT));
    size_t n = 0;

    for (size_t i = 0; i < answer->n_records; i++) {
        const struct ex_dns_record *record = &answer->records[i];

        if (record->type == EX_DNS_TXT && ex_spf_is(record->data))
            set_spf(f, answer->question.name, record->data, &items[n++]);
    }
    set_list(CELL(Spf), items, n, answer->off);
}

static void take_txt(struct facts *f, const struct ex_dns_answer *answer)
{
    set_strings(f, CELL(TXT), answer, EX_DNS_TXT);
    set_spfs(f, answer);
    set_policies(f, CELL(Dmarc), answer, EX_POLICY_DMARC, set_dmarc);
    set_policies(f, CELL(MtaSts), answer, EX_POLICY_MTA_STS, set_mta_sts);
    set_policies(f, CELL(TlsRpt), answer, EX_POLICY_TLS_RPT, set_tls_rpt);
    set_policies(f, CELL(Dkim), answer, EX_POLICY_DKIM, set_dkim);
}

/* ---- a name ---- */

static void take_records(struct facts *f, const struct ex_dns_answer *answer)
{
    switch (answer->question.type) {
    case EX_DNS_A:
        set_strings(f, CELL(A), answer, EX_DNS_A);
        break;
    case EX_DNS_AAAA:
        set_strings(f, CELL(AAAA), answer, EX_DNS_AAAA);
        break;
    case EX_DNS_MX:
        set_structs(f, CELL(MX), answer, set_mx);
        break;
    case EX_DNS_SRV:
        set_structs(f, CELL(SRV), answer, set_srv);
        break;
    case EX_DNS_TLSA:
        set_structs(f, CELL(TLSA), answer, set_tlsa);
        break;
    case EX_DNS_PTR:
        set_strings(f, CELL(PTR), answer, EX_DNS_PTR);
        break;
    case EX_DNS_TXT:
        take_txt(f, answer);
        break;
    default:
        break;
    }
}

/*
 * NXDOMAIN behind a CNAME is said of its target: the name itself exists.
 */
static void take_existence(struct facts *f, const struct ex_dns_answer *answer)
{
    bool chain = answer->n_records && answer->records[0].type == EX_DNS_CNAME;

    if (answer->status == EX_DNS_NXDOMAIN && !chain)
        f->denied = true;
    else
        f->exists = true;
}

static void take_answer(struct facts *f, const struct ex_dns_answer *answer)
{
    if (!ex_dns_is_final(answer->status)) {
        if (!f->failure.p)
            f->failure = ex_dns_status_name(answer->status);
        return;
    }
    take_existence(f, answer);
    for (size_t i = 0; i < answer->n_records; i++) {
        if (answer->records[i].ttl > f->ttl)
            f->ttl = answer->records[i].ttl;
    }
    if (f->node->off == EX_NO_OFFSET)
        f->node->off = f->node->end = answer->off;
    if (CELL(CNAME)->tag != EX_LIST || CELL(CNAME)->n == 0)
        set_strings(f, CELL(CNAME), answer, EX_DNS_CNAME);
    take_records(f, answer);
}

/* Both families in one list; known only when both are. */
static void set_addresses(struct facts *f)
{
    const struct ex_value *a = CELL(A);
    const struct ex_value *aaaa = CELL(AAAA);

    if (a->tag != EX_LIST || aaaa->tag != EX_LIST)
        return;
    struct ex_value *items = new_items(f, a->n + aaaa->n);
    for (uint32_t i = 0; i < a->n; i++)
        items[i] = a->u.items[i];
    for (uint32_t i = 0; i < aaaa->n; i++)
        items[a->n + i] = aaaa->u.items[i];
    set_list(CELL(Addresses), items, a->n + aaaa->n, a->off);
}

static void begin_name(struct facts *f, const struct ex_dns_question *question)
{
    struct ex_str view = ex_dns_view_name((enum ex_dns_view)question->view);

    f->node = ex_batch_node(f->batch, EX_KIND_DnsName);
    f->node->off = f->node->end = EX_NO_OFFSET;
    f->ttl = -1;
    f->failure = (struct ex_str){NULL, 0};
    f->exists = f->denied = false;
    f->node->identity =
        ex_arena_printf(f->batch->arena, "%.*s (%.*s)", EX_FMT(question->name), EX_FMT(view));
    set_text(f, &f->node->cells[EX_PROP_IDENTITY], f->node->identity);
    set_text(f, &f->node->cells[EX_PROP_NAME], question->name);
    set_text(f, CELL(View), view);
}

static void end_name(struct facts *f)
{
    if (f->node->off == EX_NO_OFFSET)
        f->node->off = f->node->end = 0;
    if (f->exists || f->denied)
        ex_set_bool(CELL(Exists), f->exists);
    if (f->ttl >= 0)
        ex_set_int(CELL(Ttl), f->ttl);
    else if (f->exists || f->denied)
        ex_set_null(CELL(Ttl));
    set_text_or_null(f, CELL(Failure), f->failure);
    set_addresses(f);
    for (int i = 0; i < EX_P_DnsName_N; i++)
        ex_cell_own(&f->node->cells[i]);
    f->batch->file.objects++;
}

static bool same_name(const struct ex_dns_question *a, const struct ex_dns_question *b)
{
    return a->view == b->view && ex_str_eq(a->name, b->name);
}

static void add_names(struct facts *f)
{
    const struct ex_dns_question *last = NULL;

    for (size_t i = 0; i < f->answers->items.n; i++) {
        const struct ex_dns_answer *answer = EX_AT(&f->answers->items, struct ex_dns_answer, i);

        if (!last || !same_name(last, &answer->question)) {
            if (last)
                end_name(f);
            begin_name(f, &answer->question);
        }
        last = &answer->question;
        take_answer(f, answer);
    }
    if (last)
        end_name(f);
}

void ex_dns_facts(const struct ex_dns_answers *answers, const struct ex_dns_assumed *assumed,
                  struct ex_source *recording, struct ex_graph *graph)
{
    struct ex_batch batch;
    struct ex_arena *EX_AUTO(ex_arena_auto) scratch = ex_arena_new();
    struct facts facts = {
        .batch = &batch, .scratch = scratch, .answers = answers, .assumed = assumed};

    ex_batch_init(&batch, NULL);
    batch.file.source = recording;
    batch.file.name = ex_arena_str(batch.arena, ex_source_name(recording));
    batch.file.format = EX_STR("DNS recording");
    batch.file.state = EX_FILE_READ;
    batch.file.outside = true;
    add_names(&facts);
    ex_source_rest(recording);
    ex_graph_add(graph, &batch, EX_KIND_DnsName);
}
