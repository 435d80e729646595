/* SPDX-License-Identifier: MIT */
/**
 * @file
 * SPF records: syntax by RFC 7208 section 12, evaluation by sections 4 and 5.
 */
#include "dns/spf.h"

#include "base/vec.h"
#include "model/host.h"

enum {
    MAX_TERMS = 512,  /* of one record */
    MAX_DEPTH = 20,   /* includes within includes that are followed */
    MAX_WALK = 200,   /* look-ups that are counted; the limit for receivers is 10 */
};

bool ex_spf_is(struct ex_str text)
{
    return ex_str_istarts(text, EX_STR("v=spf1")) && (text.n == 6 || text.p[6] == ' ');
}

/* ---- syntax ---- */

static const struct {
    const char *name;
    enum ex_spf_mechanism mechanism;
    bool domain;   /* takes ":domain" or "=domain" */
    bool required; /* and must have it */
    bool prefix;   /* takes "/bits" and "//bits" */
} mechanisms[] = {
    {"all", EX_SPF_ALL, false, false, false},
    {"include", EX_SPF_INCLUDE, true, true, false},
    {"a", EX_SPF_A, true, false, true},
    {"mx", EX_SPF_MX, true, false, true},
    {"ptr", EX_SPF_PTR, true, false, false},
    {"ip4", EX_SPF_IP4, true, true, true},
    {"ip6", EX_SPF_IP6, true, true, true},
    {"exists", EX_SPF_EXISTS, true, true, false},
    {"redirect", EX_SPF_REDIRECT, true, true, false},
    {"exp", EX_SPF_EXP, true, true, false},
};

static bool is_modifier(uint8_t mechanism)
{
    return mechanism >= EX_SPF_REDIRECT;
}

static size_t word_length(struct ex_str text)
{
    size_t n = 0;

    while (n < text.n && (ex_is_alpha(text.p[n]) || ex_is_digit(text.p[n]) || text.p[n] == '-' ||
                          text.p[n] == '_' || text.p[n] == '.'))
        n++;
    return n;
}

/* The number behind a slash at the end of `text`, which it is taken off. */
static bool take_bits(struct ex_str *text, const char *slash, int most, int *bits)
{
    size_t at = ex_str_find_str(*text, ex_str(slash));
    uint64_t number = 0;

    if (at == SIZE_MAX)
        return true;
    struct ex_str digits = ex_str_slice(*text, at + strlen(slash), text->n);
    if (digits.n == 0 || digits.n > 3 || !ex_str_to_uint(digits, &number) ||
        number > (uint64_t)most)
        return false;
    *bits = (int)number;
    *text = ex_str_slice(*text, 0, at);
    return true;
}

static bool read_prefix(struct ex_spf_term *term, struct ex_str *rest)
{
    if (term->mechanism == EX_SPF_IP6)
        return take_bits(rest, "/", 128, &term->bits6);
    if (term->mechanism == EX_SPF_IP4)
        return take_bits(rest, "/", 32, &term->bits4);
    return take_bits(rest, "//", 128, &term->bits6) && take_bits(rest, "/", 32, &term->bits4);
}

/* Macros are `%{...}`, `%%`, `%_` and `%-`; a bare percent sign is an error. */
static bool read_domain(struct ex_spf_term *term, struct ex_str text, struct ex_arena *arena)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] <= ' ' || text.p[i] >= 0x7F)
            return false;
        if (text.p[i] != '%')
            continue;
        term->macro = true;
        if (++i >= text.n || !memchr("{%_-", text.p[i], 4))
            return false;
    }
    term->value = term->macro ? ex_arena_str(arena, text) : ex_host_canonical(arena, text);
    return text.n > 0 && (term->macro || ex_str_find(term->value, '.') != SIZE_MAX);
}

static bool read_value(struct ex_spf_term *term, struct ex_str text, struct ex_arena *arena)
{
    struct ex_ip ip;

    if (term->mechanism != EX_SPF_IP4 && term->mechanism != EX_SPF_IP6)
        return read_domain(term, text, arena);
    term->value = ex_arena_str(arena, text);
    return ex_ip_parse(text, &ip) && ip.v6 == (term->mechanism == EX_SPF_IP6) &&
           ex_str_find(text, '[') == SIZE_MAX;
}

/* What stands behind the name of a mechanism: ":domain/4//6". */
static bool read_rest(struct ex_spf_term *term, size_t row, struct ex_str rest,
                      struct ex_arena *arena)
{
    if (mechanisms[row].prefix && !read_prefix(term, &rest))
        return false;
    if (rest.n == 0)
        return !mechanisms[row].required;
    char separator = is_modifier(term->mechanism) ? '=' : ':';
    return mechanisms[row].domain && rest.p[0] == separator &&
           read_value(term, ex_str_slice(rest, 1, rest.n), arena);
}

static bool parse_term(struct ex_str text, struct ex_arena *arena, struct ex_spf_term *term)
{
    struct ex_str rest = text;
    bool qualified = rest.n && memchr("+-~?", rest.p[0], 4);

    *term = (struct ex_spf_term){.qualifier = qualified ? rest.p[0] : '+', .text = text,
                                 .bits4 = -1, .bits6 = -1};
    if (qualified)
        rest = ex_str_slice(rest, 1, rest.n);
    size_t length = word_length(rest);
    struct ex_str name = ex_str_slice(rest, 0, length);
    rest = ex_str_slice(rest, length, rest.n);
    for (size_t i = 0; i < EX_COUNT(mechanisms); i++) {
        if (!ex_str_ieq(name, ex_str(mechanisms[i].name)))
            continue;
        term->mechanism = (uint8_t)mechanisms[i].mechanism;
        if (is_modifier(term->mechanism) && qualified)
            return false;
        return read_rest(term, i, rest, arena);
    }
    term->mechanism = EX_SPF_OTHER_MODIFIER;
    return !qualified && name.n && ex_is_alpha(name.p[0]) && rest.n && rest.p[0] == '=';
}

/* `redirect` and `exp` may stand once. */
static bool is_repeated(const struct ex_spf *spf, uint8_t mechanism)
{
    bool found = false;

    for (size_t i = 0; i < spf->n && !found; i++)
        found = spf->terms[i].mechanism == mechanism;
    return found && (mechanism == EX_SPF_REDIRECT || mechanism == EX_SPF_EXP);
}

void ex_spf_parse(struct ex_str text, struct ex_arena *arena, struct ex_spf *out)
{
    struct ex_str rest = ex_str_slice(text, 6, text.n);
    struct ex_str word;

    *out = (struct ex_spf){.terms = EX_NEW_ARRAY(arena, MAX_TERMS, struct ex_spf_term)};
    while (ex_str_split(&rest, ' ', &word)) {
        struct ex_spf_term term;

        if (word.n == 0)
            continue;
        bool good = parse_term(word, arena, &term);
        if (!out->error.p && !good)
            out->error = ex_arena_printf(arena, "'%.*s' is no term of SPF", EX_FMT(word));
        if (!out->error.p && good && is_repeated(out, term.mechanism))
            out->error = ex_arena_printf(arena, "'%.*s' repeats a modifier", EX_FMT(word));
        if (good && out->n < MAX_TERMS)
            out->terms[out->n++] = term;
    }
}

/* ---- questions ---- */

void ex_spf_questions(struct ex_str domain, struct ex_str record, struct ex_arena *arena,
                      ex_spf_visitor *visit, void *ctx)
{
    struct ex_spf spf;

    ex_spf_parse(record, arena, &spf);
    for (size_t i = 0; i < spf.n; i++) {
        const struct ex_spf_term *term = &spf.terms[i];
        struct ex_str name = term->value.n ? term->value : domain;

        if (term->macro)
            continue;
        if (term->mechanism == EX_SPF_INCLUDE || term->mechanism == EX_SPF_REDIRECT)
            visit(ctx, name, EX_DNS_TXT);
        if (term->mechanism == EX_SPF_A || term->mechanism == EX_SPF_EXISTS)
            visit(ctx, name, EX_DNS_A);
        if (term->mechanism == EX_SPF_A)
            visit(ctx, name, EX_DNS_AAAA);
        if (term->mechanism == EX_SPF_MX)
            visit(ctx, name, EX_DNS_MX);
    }
}

/* ---- answers ---- */

/* The sole SPF record of a name: 1 with `record` set, 0 none, -1 not known, -2 several. */
static int find_policy(const struct ex_dns_answers *answers, struct ex_str name,
                       struct ex_str *record)
{
    const struct ex_dns_answer *answer = ex_dns_find(answers, EX_DNS_PUBLIC, name, EX_DNS_TXT);
    int found = 0;

    if (!answer || !ex_dns_is_final(answer->status))
        return -1;
    for (size_t i = 0; i < answer->n_records; i++) {
        if (answer->records[i].type == EX_DNS_TXT && ex_spf_is(answer->records[i].data)) {
            *record = answer->records[i].data;
            found++;
        }
    }
    return found > 1 ? -2 : found;
}

/* Whether the addresses (A and AAAA, or MX) of a name are there: 1, 0, or -1 for not known. */
static int has_records(const struct ex_dns_answers *answers, struct ex_str name,
                       enum ex_dns_type type)
{
    const struct ex_dns_answer *answer = ex_dns_find(answers, EX_DNS_PUBLIC, name, type);

    if (!answer || !ex_dns_is_final(answer->status))
        return -1;
    return answer->status == EX_DNS_ANSWERED;
}

/* ---- counting ---- */

struct count {
    const struct ex_dns_answers *answers;
    struct ex_arena *arena;
    struct ex_spf_walk *out;
    struct ex_str path[MAX_DEPTH]; /* domains from the first one down */
    size_t depth;
};

/* What is wrong below the record, and with which domain. */
static void fail(struct count *count, struct ex_str domain, const char *how)
{
    if (!count->out->error.p)
        count->out->error = ex_arena_printf(count->arena, "%.*s %s", EX_FMT(domain), how);
}

static void count_record(struct count *count, struct ex_str domain, struct ex_str record);

static void count_policy(struct count *count, struct ex_str name)
{
    struct ex_str record = {NULL, 0};
    int found = find_policy(count->answers, name, &record);

    for (size_t i = 0; i < count->depth; i++) {
        if (ex_str_eq(count->path[i], name)) {
            fail(count, name, "includes itself");
            return;
        }
    }
    if (found == -1)
        count->out->unknown = true;
    else if (found == -2)
        fail(count, name, "has several SPF records");
    else if (found == 0)
        fail(count, name, "is included but has no SPF record");
    else
        count_record(count, name, record);
    if (found == 0 && has_records(count->answers, name, EX_DNS_TXT) == 0)
        count->out->void_lookups++;
}

static void count_addresses(struct count *count, struct ex_str name, uint8_t mechanism)
{
    int a = has_records(count->answers, name, mechanism == EX_SPF_MX ? EX_DNS_MX : EX_DNS_A);
    int aaaa = mechanism == EX_SPF_A ? has_records(count->answers, name, EX_DNS_AAAA) : 0;

    /* A receiver asks for the family of the client: void when neither is there. */
    if (a == 0 && aaaa == 0)
        count->out->void_lookups++;
    else if (a != 1 && aaaa != 1)
        count->out->unknown = true;
}

static void count_term(struct count *count, struct ex_str domain, const struct ex_spf_term *term)
{
    struct ex_str name = term->value.n ? term->value : domain;

    switch (term->mechanism) {
    case EX_SPF_INCLUDE:
    case EX_SPF_REDIRECT:
    case EX_SPF_A:
    case EX_SPF_MX:
    case EX_SPF_PTR:
    case EX_SPF_EXISTS:
        break;
    default:
        return;
    }
    count->out->lookups++;
    if (term->macro || term->mechanism == EX_SPF_PTR || term->mechanism == EX_SPF_EXISTS)
        return; /* depends on the message */
    if (term->mechanism == EX_SPF_INCLUDE || term->mechanism == EX_SPF_REDIRECT)
        count_policy(count, name);
    else
        count_addresses(count, name, term->mechanism);
}

static bool ends_with_all(const struct ex_spf *spf)
{
    bool found = false;

    for (size_t i = 0; i < spf->n && !found; i++)
        found = spf->terms[i].mechanism == EX_SPF_ALL;
    return found;
}

static void count_record(struct count *count, struct ex_str domain, struct ex_str record)
{
    struct ex_spf spf;

    if (count->depth == MAX_DEPTH || count->out->lookups >= MAX_WALK)
        return;
    count->path[count->depth++] = domain;
    ex_spf_parse(record, count->arena, &spf);
    if (spf.error.p && count->depth > 1)
        fail(count, domain, "has an SPF record that is not valid");
    bool all = ends_with_all(&spf);
    for (size_t i = 0; i < spf.n && count->out->lookups < MAX_WALK; i++) {
        if (spf.terms[i].mechanism == EX_SPF_REDIRECT && all)
            continue; /* RFC 7208, 6.1: has no effect */
        count_term(count, domain, &spf.terms[i]);
        if (spf.terms[i].mechanism == EX_SPF_ALL)
            break;
    }
    count->depth--;
}

void ex_spf_count(const struct ex_dns_answers *answers, struct ex_str domain,
                  struct ex_str record, struct ex_arena *arena, struct ex_spf_walk *out)
{
    struct count count = {.answers = answers, .arena = arena, .out = out};

    *out = (struct ex_spf_walk){0};
    count_record(&count, domain, record);
}

/* ---- checking an address ---- */

struct check {
    const struct ex_dns_answers *answers;
    struct ex_arena *arena;
    struct ex_ip ip;
    size_t depth;
    unsigned lookups;
};

static bool same_prefix(const struct ex_ip *a, const struct ex_ip *b, int bits)
{
    size_t first = a->v6 ? 0 : 12;

    if (a->v6 != b->v6)
        return false;
    for (int i = 0; i < bits; i++) {
        size_t at = first + (size_t)i / 8;
        unsigned mask = 0x80u >> (i % 8);

        if ((a->bytes[at] & mask) != (b->bytes[at] & mask))
            return false;
    }
    return true;
}

static bool matches(const struct check *check, struct ex_str address, const struct ex_spf_term *term)
{
    struct ex_ip ip;
    int bits = check->ip.v6 ? term->bits6 : term->bits4;

    return ex_ip_parse(address, &ip) &&
           same_prefix(&check->ip, &ip, bits >= 0 ? bits : check->ip.v6 ? 128 : 32);
}

/* Whether a name has the address: PASS, NOT_PASS, UNKNOWN. */
static enum ex_spf_result match_host(const struct check *check, struct ex_str name,
                                     const struct ex_spf_term *term)
{
    enum ex_dns_type type = check->ip.v6 ? EX_DNS_AAAA : EX_DNS_A;
    const struct ex_dns_answer *answer = ex_dns_find(check->answers, EX_DNS_PUBLIC, name, type);

    if (!answer || !ex_dns_is_final(answer->status))
        return EX_SPF_UNKNOWN;
    for (size_t i = 0; i < answer->n_records; i++) {
        if (answer->records[i].type == type && matches(check, answer->records[i].data, term))
            return EX_SPF_PASS;
    }
    return EX_SPF_NOT_PASS;
}

static enum ex_spf_result match_mx(const struct check *check, struct ex_str name,
                                   const struct ex_spf_term *term)
{
    const struct ex_dns_answer *answer =
        ex_dns_find(check->answers, EX_DNS_PUBLIC, name, EX_DNS_MX);
    enum ex_spf_result result = EX_SPF_NOT_PASS;

    if (!answer || !ex_dns_is_final(answer->status))
        return EX_SPF_UNKNOWN;
    for (size_t i = 0; i < answer->n_records && result != EX_SPF_PASS; i++) {
        if (answer->records[i].type != EX_DNS_MX)
            continue;
        enum ex_spf_result one = match_host(check, answer->records[i].data, term);
        result = one == EX_SPF_NOT_PASS ? result : one;
    }
    return result;
}

static enum ex_spf_result check_record(struct check *check, struct ex_str domain,
                                       struct ex_str record);

static enum ex_spf_result check_policy(struct check *check, struct ex_str name)
{
    struct ex_str record = {NULL, 0};
    int found = find_policy(check->answers, name, &record);

    if (found == -1)
        return EX_SPF_UNKNOWN;
    return found == 1 ? check_record(check, name, record) : EX_SPF_NOT_PASS;
}

/* Whether a mechanism matches: PASS, NOT_PASS, UNKNOWN. */
static enum ex_spf_result match_term(struct check *check, struct ex_str domain,
                                     const struct ex_spf_term *term)
{
    struct ex_str name = term->value.n ? term->value : domain;

    switch (term->mechanism) {
    case EX_SPF_ALL:
        return EX_SPF_PASS;
    case EX_SPF_IP4:
    case EX_SPF_IP6:
        return matches(check, term->value, term) ? EX_SPF_PASS : EX_SPF_NOT_PASS;
    case EX_SPF_PTR:
    case EX_SPF_EXISTS:
        return EX_SPF_UNKNOWN;
    default:
        break;
    }
    if (term->macro)
        return EX_SPF_UNKNOWN;
    if (term->mechanism == EX_SPF_INCLUDE)
        return check_policy(check, name);
    return term->mechanism == EX_SPF_MX ? match_mx(check, name, term)
                                        : match_host(check, name, term);
}

/* The first mechanism that matches decides; behind one that may match nothing is certain. */
static enum ex_spf_result check_record(struct check *check, struct ex_str domain,
                                       struct ex_str record)
{
    const struct ex_spf_term *redirect = NULL;
    struct ex_spf spf;

    if (check->depth == MAX_DEPTH || check->lookups++ >= MAX_WALK)
        return EX_SPF_UNKNOWN;
    ex_spf_parse(record, check->arena, &spf);
    if (spf.error.p)
        return EX_SPF_NOT_PASS;
    for (size_t i = 0; i < spf.n; i++) {
        const struct ex_spf_term *term = &spf.terms[i];

        if (term->mechanism == EX_SPF_REDIRECT)
            redirect = term;
        if (is_modifier(term->mechanism))
            continue;
        check->depth++;
        enum ex_spf_result match = match_term(check, domain, term);
        check->depth--;
        if (match == EX_SPF_UNKNOWN)
            return EX_SPF_UNKNOWN;
        if (match == EX_SPF_PASS)
            return term->qualifier == '+' ? EX_SPF_PASS : EX_SPF_NOT_PASS;
    }
    if (redirect && redirect->macro)
        return EX_SPF_UNKNOWN;
    check->depth++;
    enum ex_spf_result result =
        redirect ? check_policy(check, redirect->value) : EX_SPF_NOT_PASS;
    check->depth--;
    return result;
}

enum ex_spf_result ex_spf_check(const struct ex_dns_answers *answers, struct ex_str domain,
                                struct ex_str record, struct ex_str address,
                                struct ex_arena *arena)
{
    struct check check = {.answers = answers, .arena = arena};

    if (!ex_ip_parse(address, &check.ip))
        return EX_SPF_UNKNOWN;
    return check_record(&check, domain, record);
}
