/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Lists of tags: `name=value` separated by semicolons, blanks allowed around
 * everything. Unknown tags are passed over, as the RFCs ask for.
 */
#include "dns/policy.h"

static const struct {
    const char *version; /* value of the tag v */
    bool needed;         /* DKIM may leave it out */
} kinds[] = {
    [EX_POLICY_DMARC] = {"DMARC1", true},
    [EX_POLICY_MTA_STS] = {"STSv1", true},
    [EX_POLICY_TLS_RPT] = {"TLSRPTv1", true},
    [EX_POLICY_DKIM] = {"DKIM1", false},
};

struct tag {
    struct ex_str name;
    struct ex_str value;
};

/* The next tag of a list; false at its end. `name` is empty for an item without `=`. */
static bool next_tag(struct ex_str *rest, struct tag *tag)
{
    struct ex_str item;

    while (ex_str_split(rest, ';', &item)) {
        item = ex_str_trim(item);
        if (item.n == 0)
            continue;
        size_t equals = ex_str_find(item, '=');
        if (equals == SIZE_MAX)
            *tag = (struct tag){{"", 0}, item};
        else
            *tag = (struct tag){ex_str_trim(ex_str_slice(item, 0, equals)),
                                ex_str_trim(ex_str_slice(item, equals + 1, item.n))};
        return true;
    }
    return false;
}

bool ex_policy_is(enum ex_policy_kind kind, struct ex_str text)
{
    struct tag tag;
    bool first = next_tag(&text, &tag);

    if (first && ex_str_ieq(tag.name, EX_STR("v"))) {
        struct ex_str version = ex_str(kinds[kind].version);
        struct ex_str rest = ex_str_slice(tag.value, version.n, tag.value.n);
        bool longer = rest.n && (ex_is_alpha(rest.p[0]) || ex_is_digit(rest.p[0]));
        return ex_str_istarts(tag.value, version) && !longer;
    }
    return first && !kinds[kind].needed && tag.name.n > 0;
}

/* What is being read. */
struct parsing {
    enum ex_policy_kind kind;
    struct ex_arena *arena;
    struct ex_policy *out;
    struct ex_str seen[64];
    size_t n_seen;
    bool key; /* DKIM: p is there */
};

/* `what` is wrong, and how; empty for the whole. */
static void wrong(struct parsing *p, struct ex_str what, const char *how)
{
    if (p->out->error.p)
        return;
    p->out->error = what.p ? ex_arena_printf(p->arena, "'%.*s' %s", EX_FMT(what), how)
                           : ex_arena_printf(p->arena, "%s", how);
}

static const struct ex_str whole = {NULL, 0};

static bool is_one_of(struct ex_str value, const char *const *words)
{
    for (; *words; words++) {
        if (ex_str_ieq(value, ex_str(*words)))
            return true;
    }
    return false;
}

static void take_disposition(struct parsing *p, const struct tag *tag, struct ex_str *out)
{
    static const char *const words[] = {"none", "quarantine", "reject", NULL};

    *out = tag->value;
    if (!is_one_of(tag->value, words))
        wrong(p, tag->value, "is none of none, quarantine, reject");
}

static void take_alignment(struct parsing *p, const struct tag *tag)
{
    static const char *const words[] = {"r", "s", NULL};

    if (!is_one_of(tag->value, words))
        wrong(p, tag->value, "is neither r nor s");
}

static void take_percent(struct parsing *p, const struct tag *tag)
{
    uint64_t percent = 0;

    if (ex_str_to_uint(tag->value, &percent) && percent <= 100)
        p->out->percent = (int)percent;
    else
        wrong(p, tag->value, "is no percentage");
}

static bool is_mail_address(struct ex_str uri)
{
    size_t at = ex_str_rfind(uri, '@');

    return ex_str_istarts(uri, EX_STR("mailto:")) && at != SIZE_MAX && at > strlen("mailto:") &&
           at + 1 < uri.n;
}

/* "mailto:a@contoso.com!10m, https://..." */
static void take_uris(struct parsing *p, struct ex_str value)
{
    struct ex_str uri;

    while (ex_str_split(&value, ',', &uri)) {
        uri = ex_str_trim(uri);
        bool mail = is_mail_address(uri);
        bool web = p->kind == EX_POLICY_TLS_RPT && ex_str_istarts(uri, EX_STR("https://"));

        if (!mail && !web)
            wrong(p, uri, "is no address to report to");
        else if (p->out->n_uris < EX_POLICY_MAX_URIS)
            p->out->uris[p->out->n_uris++] = uri;
    }
}

static bool is_id(struct ex_str id)
{
    for (size_t i = 0; i < id.n; i++) {
        if (!ex_is_alpha(id.p[i]) && !ex_is_digit(id.p[i]))
            return false;
    }
    return id.n > 0 && id.n <= 32;
}

static bool is_base64(struct ex_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (!ex_is_alpha(c) && !ex_is_digit(c) && c != '+' && c != '/' && c != '=' &&
            !ex_is_space(c))
            return false;
    }
    return true;
}

static void take_dmarc(struct parsing *p, const struct tag *tag)
{
    struct ex_str ignored;

    if (ex_str_ieq(tag->name, EX_STR("p")))
        take_disposition(p, tag, &p->out->policy);
    else if (ex_str_ieq(tag->name, EX_STR("sp")))
        take_disposition(p, tag, &p->out->subdomain);
    else if (ex_str_ieq(tag->name, EX_STR("np")))
        take_disposition(p, tag, &ignored);
    else if (ex_str_ieq(tag->name, EX_STR("pct")))
        take_percent(p, tag);
    else if (ex_str_ieq(tag->name, EX_STR("rua")))
        take_uris(p, tag->value);
    else if (ex_str_ieq(tag->name, EX_STR("adkim")) || ex_str_ieq(tag->name, EX_STR("aspf")))
        take_alignment(p, tag);
}

static void take_dkim(struct parsing *p, const struct tag *tag)
{
    if (ex_str_ieq(tag->name, EX_STR("k")))
        p->out->key_type = tag->value;
    if (!ex_str_ieq(tag->name, EX_STR("p")))
        return;
    p->key = true;
    p->out->revoked = tag->value.n == 0;
    if (!is_base64(tag->value))
        wrong(p, whole, "the key is not base64");
}

static void take(struct parsing *p, const struct tag *tag)
{
    switch (p->kind) {
    case EX_POLICY_DMARC:
        take_dmarc(p, tag);
        break;
    case EX_POLICY_MTA_STS:
        if (!ex_str_ieq(tag->name, EX_STR("id")))
            break;
        p->out->id = tag->value;
        if (!is_id(tag->value))
            wrong(p, tag->value, "is no id: 1 to 32 letters and digits");
        break;
    case EX_POLICY_TLS_RPT:
        if (ex_str_ieq(tag->name, EX_STR("rua")))
            take_uris(p, tag->value);
        break;
    case EX_POLICY_DKIM:
        take_dkim(p, tag);
        break;
    }
}

static void check_tag(struct parsing *p, const struct tag *tag)
{
    if (tag->name.n == 0)
        wrong(p, tag->value, "is no tag");
    for (size_t i = 0; i < p->n_seen; i++) {
        if (ex_str_ieq(p->seen[i], tag->name))
            wrong(p, tag->name, "stands twice");
    }
    if (p->n_seen < EX_COUNT(p->seen))
        p->seen[p->n_seen++] = tag->name;
}

/* Receivers pass over a policy whose version is written in any other way. */
static void check_version(struct parsing *p, const struct tag *tag)
{
    if (ex_str_ieq(tag->name, EX_STR("v")) &&
        !ex_str_eq(tag->value, ex_str(kinds[p->kind].version)))
        wrong(p, tag->value, "is no version that receivers know");
}

/* What must not be left out. */
static void check_whole(struct parsing *p)
{
    switch (p->kind) {
    case EX_POLICY_DMARC:
        if (!p->out->policy.p)
            wrong(p, whole, "the tag p is missing");
        break;
    case EX_POLICY_MTA_STS:
        if (!p->out->id.p)
            wrong(p, whole, "the tag id is missing");
        break;
    case EX_POLICY_TLS_RPT:
        if (!p->out->n_uris)
            wrong(p, whole, "the tag rua is missing");
        break;
    case EX_POLICY_DKIM:
        if (!p->key)
            wrong(p, whole, "the tag p is missing");
        break;
    }
}

void ex_policy_parse(enum ex_policy_kind kind, struct ex_str text, struct ex_arena *arena,
                     struct ex_policy *out)
{
    struct parsing p = {.kind = kind, .arena = arena, .out = out};
    struct tag tag;

    *out = (struct ex_policy){.percent = 100, .key_type = {"rsa", 3}};
    while (next_tag(&text, &tag)) {
        check_tag(&p, &tag);
        check_version(&p, &tag);
        take(&p, &tag);
    }
    check_whole(&p);
}
