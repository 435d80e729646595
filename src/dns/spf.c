/* SPDX-License-Identifier: MIT */
/**
 * @file
 * SPF records: syntax by RFC 7208 section 12, evaluation by sections 4 and 5.
 */
#include "dns/spf.h"

#include "base/vec.h"
#include "model/host.h"

enum {
    MAX_TERMS = 4096, /* of one record */
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

/* Whether it names a policy of another domain. */
static bool is_policy(uint8_t mechanism)
{
    return mechanism == EX_SPF_INCLUDE || mechanism == EX_SPF_REDIRECT;
}

/* The terms that count against the limit (RFC 7208, 4.6.4). */
static bool costs_lookup(uint8_t mechanism)
{
    return is_policy(mechanism) || mechanism == EX_SPF_A || mechanism == EX_SPF_MX ||
           mechanism == EX_SPF_PTR || mechanism == EX_SPF_EXISTS;
}

static size_t word_length(struct ex_str text)
{
    size_t n = 0;

    while (n < text.n && (ex_is_alpha(text.p[n]) || ex_is_digit(text.p[n]) || text.p[n] == '-' ||
                          text.p[n] == '_' || text.p[n] == '.'))
        n++;
    return n;
}

/*
 * The number behind the slashes at the end of `text`, which it is taken off with
 * them; a slash that no digits follow belongs to the domain.
 */
static bool take_bits(struct ex_str *text, struct ex_str slash, int most, int *bits)
{
    uint64_t number = 0;
    size_t end = text->n;

    while (end > 0 && ex_is_digit(text->p[end - 1]))
        end--;
    struct ex_str digits = ex_str_slice(*text, end, text->n);
    struct ex_str front = ex_str_slice(*text, 0, end);
    if (!digits.n || !ex_str_ends(front, slash))
        return true;
    if (digits.n > 3 || (digits.n > 1 && digits.p[0] == '0') || !ex_str_to_uint(digits, &number) ||
        number > (uint64_t)most)
        return false;
    *bits = (int)number;
    *text = ex_str_slice(front, 0, front.n - slash.n);
    return true;
}

static bool read_prefix(struct ex_spf_term *term, struct ex_str *rest)
{
    if (term->mechanism == EX_SPF_IP6)
        return take_bits(rest, EX_STR("/"), 128, &term->bits6);
    if (term->mechanism == EX_SPF_IP4)
        return take_bits(rest, EX_STR("/"), 32, &term->bits4);
    return take_bits(rest, EX_STR("//"), 128, &term->bits6) &&
           take_bits(rest, EX_STR("/"), 32, &term->bits4);
}

/* Length of the macro at the front, `%{...}`, `%%`, `%_` or `%-`; 0 when it is none. */
static size_t macro_length(struct ex_str text)
{
    size_t i = 2;

    if (text.n < 2 || !memchr("{%_-", text.p[1], 4))
        return 0;
    if (text.p[1] != '{')
        return 2;
    if (text.n < 4 || !memchr("slodiphcrtv", ex_lower(text.p[i++]), 11))
        return 0;
    while (i < text.n && ex_is_digit(text.p[i]))
        i++;
    i += i < text.n && ex_lower(text.p[i]) == 'r';
    while (i < text.n && memchr(".-+,/_=", text.p[i], 7))
        i++;
    return i < text.n && text.p[i] == '}' ? i + 1 : 0;
}

/* A text with macros; `*macro` is set when there is one, `*tail` to what follows the last. */
static bool read_macros(struct ex_str text, bool *macro, struct ex_str *tail)
{
    *macro = false;
    *tail = text;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] <= ' ' || text.p[i] >= 0x7F)
            return false;
        if (text.p[i] != '%')
            continue;
        size_t length = macro_length(ex_str_slice(text, i, text.n));
        if (!length)
            return false;
        *macro = true;
        *tail = ex_str_slice(text, i + length, text.n);
        i += length - 1;
    }
    return true;
}

/* Whether a domain ends as one has to: in ".label", which is not a number (RFC 7208, 7.1). */
static bool has_top_label(struct ex_str domain)
{
    bool number = true;

    if (ex_str_ends(domain, EX_STR(".")))
        domain = ex_str_slice(domain, 0, domain.n - 1);
    size_t dot = ex_str_rfind(domain, '.');
    struct ex_str label = ex_str_slice(domain, dot == SIZE_MAX ? domain.n : dot + 1, domain.n);
    for (size_t i = 0; i < label.n; i++) {
        if (!ex_is_alpha(label.p[i]) && !ex_is_digit(label.p[i]) && label.p[i] != '-')
            return false;
        number = number && ex_is_digit(label.p[i]);
    }
    return label.n > 0 && !number && label.p[0] != '-' && label.p[label.n - 1] != '-';
}

static bool read_domain(struct ex_spf_term *term, struct ex_str text, struct ex_arena *arena)
{
    struct ex_str tail;

    if (!read_macros(text, &term->macro, &tail))
        return false;
    term->value = term->macro ? ex_arena_str(arena, text) : ex_host_canonical(arena, text);
    return text.n > 0 && ((term->macro && !tail.n) || has_top_label(tail));
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
    struct ex_str tail;
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
    return !qualified && name.n && ex_is_alpha(name.p[0]) && rest.n && rest.p[0] == '=' &&
           read_macros(ex_str_slice(rest, 1, rest.n), &term->macro, &tail);
}

/* `redirect` and `exp` may stand once. */
static bool is_repeated(const struct ex_spf *spf, uint8_t mechanism)
{
    bool found = false;

    for (size_t i = 0; i < spf->n && !found; i++)
        found = spf->terms[i].mechanism == mechanism;
    return found && (mechanism == EX_SPF_REDIRECT || mechanism == EX_SPF_EXP);
}

/* Terms at most. */
static size_t count_words(struct ex_str text)
{
    size_t n = 0;

    for (size_t i = 0; i < text.n && n < MAX_TERMS; i++)
        n += text.p[i] != ' ' && (i == 0 || text.p[i - 1] == ' ');
    return n;
}

void ex_spf_parse(struct ex_str text, struct ex_arena *arena, struct ex_spf *out)
{
    struct ex_str rest = ex_str_slice(text, 6, text.n);
    struct ex_str word;

    *out = (struct ex_spf){
        .terms = EX_NEW_ARRAY(arena, count_words(rest), struct ex_spf_term)};
    while (ex_str_split(&rest, ' ', &word)) {
        struct ex_spf_term term;

        if (word.n == 0)
            continue;
        bool good = parse_term(word, arena, &term);
        if (!out->error.p && !good)
            out->error = ex_arena_printf(arena, "'%.*s' is no term of SPF", EX_FMT(word));
        if (!out->error.p && good && is_repeated(out, term.mechanism))
            out->error = ex_arena_printf(arena, "'%.*s' repeats a modifier", EX_FMT(word));
        if (!out->error.p && out->n == MAX_TERMS)
            out->error = ex_arena_printf(arena, "it has more than %d terms", MAX_TERMS);
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
        if (is_policy(term->mechanism))
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

    if (!costs_lookup(term->mechanism))
        return;
    count->out->lookups++;
    /* What depends on the message costs nothing more, but for a policy, which may cost anything. */
    if (term->macro || term->mechanism == EX_SPF_PTR) {
        count->out->unknown = count->out->unknown || is_policy(term->mechanism);
        return;
    }
    if (is_policy(term->mechanism))
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

/* How a mechanism or a whole policy comes out (RFC 7208, 2.6). */
enum outcome {
    MATCH,
    NO_MATCH,
    UNKNOWN, /* an answer is missing */
    BROKEN,  /* "permerror": no receiver goes on from there */
};

struct check {
    const struct ex_dns_answers *answers;
    struct ex_arena *arena;
    struct ex_ip ip;
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

static bool matches(const struct check *check, struct ex_str address,
                    const struct ex_spf_term *term)
{
    struct ex_ip ip;
    int bits = check->ip.v6 ? term->bits6 : term->bits4;

    return ex_ip_parse(address, &ip) &&
           same_prefix(&check->ip, &ip, bits >= 0 ? bits : check->ip.v6 ? 128 : 32);
}

/* Whether a name has the address. */
static enum outcome match_host(const struct check *check, struct ex_str name,
                               const struct ex_spf_term *term)
{
    enum ex_dns_type type = check->ip.v6 ? EX_DNS_AAAA : EX_DNS_A;
    const struct ex_dns_answer *answer = ex_dns_find(check->answers, EX_DNS_PUBLIC, name, type);

    if (!answer || !ex_dns_is_final(answer->status))
        return UNKNOWN;
    for (size_t i = 0; i < answer->n_records; i++) {
        if (answer->records[i].type == type && matches(check, answer->records[i].data, term))
            return MATCH;
    }
    return NO_MATCH;
}

static enum outcome match_mx(const struct check *check, struct ex_str name,
                             const struct ex_spf_term *term)
{
    const struct ex_dns_answer *answer =
        ex_dns_find(check->answers, EX_DNS_PUBLIC, name, EX_DNS_MX);
    enum outcome result = NO_MATCH;

    if (!answer || !ex_dns_is_final(answer->status))
        return UNKNOWN;
    for (size_t i = 0; i < answer->n_records && result != MATCH; i++) {
        if (answer->records[i].type != EX_DNS_MX || !answer->records[i].data.n)
            continue; /* a null MX has no address */
        enum outcome one = match_host(check, answer->records[i].data, term);
        result = one == NO_MATCH ? result : one;
    }
    return result;
}

static enum outcome check_record(struct check *check, struct ex_str domain, struct ex_str record);

/* RFC 7208, 5.2 and 6.1: a policy that is not there breaks the one that names it. */
static enum outcome check_policy(struct check *check, struct ex_str name)
{
    struct ex_str record = {NULL, 0};
    int found = find_policy(check->answers, name, &record);

    if (found == -1)
        return UNKNOWN;
    return found == 1 ? check_record(check, name, record) : BROKEN;
}

/* Whether a mechanism matches. */
static enum outcome match_term(struct check *check, struct ex_str domain,
                               const struct ex_spf_term *term)
{
    struct ex_str name = term->value.n ? term->value : domain;

    if (costs_lookup(term->mechanism) && ++check->lookups > EX_SPF_MAX_LOOKUPS)
        return BROKEN;
    if (term->macro || term->mechanism == EX_SPF_PTR)
        return UNKNOWN; /* depends on the message, or on names of the address that were not asked */
    switch (term->mechanism) {
    case EX_SPF_ALL:
        return MATCH;
    case EX_SPF_IP4:
    case EX_SPF_IP6:
        return matches(check, term->value, term) ? MATCH : NO_MATCH;
    case EX_SPF_INCLUDE:
    case EX_SPF_REDIRECT:
        return check_policy(check, name);
    case EX_SPF_MX:
        return match_mx(check, name, term);
    case EX_SPF_EXISTS: {
        int found = has_records(check->answers, name, EX_DNS_A);
        return found == -1 ? UNKNOWN : found ? MATCH : NO_MATCH;
    }
    default:
        return match_host(check, name, term);
    }
}

/* The first mechanism that matches decides; behind one that may match nothing is certain. */
static enum outcome check_record(struct check *check, struct ex_str domain, struct ex_str record)
{
    const struct ex_spf_term *redirect = NULL;
    struct ex_spf spf;

    ex_spf_parse(record, check->arena, &spf);
    if (spf.error.p)
        return BROKEN;
    for (size_t i = 0; i < spf.n; i++) {
        const struct ex_spf_term *term = &spf.terms[i];

        if (term->mechanism == EX_SPF_REDIRECT)
            redirect = term;
        if (is_modifier(term->mechanism))
            continue;
        enum outcome match = match_term(check, domain, term);
        if (match == UNKNOWN || match == BROKEN)
            return match;
        if (match == MATCH)
            return term->qualifier == '+' ? MATCH : NO_MATCH;
    }
    return redirect ? match_term(check, domain, redirect) : NO_MATCH;
}

enum ex_spf_result ex_spf_check(const struct ex_dns_answers *answers, struct ex_str domain,
                                struct ex_str record, struct ex_str address,
                                struct ex_arena *arena)
{
    struct check check = {.answers = answers, .arena = arena};

    if (!ex_ip_parse(address, &check.ip))
        return EX_SPF_UNKNOWN;
    switch (check_record(&check, domain, record)) {
    case MATCH:
        return EX_SPF_PASS;
    case UNKNOWN:
        return EX_SPF_UNKNOWN;
    default:
        return EX_SPF_NOT_PASS;
    }
}
