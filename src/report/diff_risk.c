/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Which properties matter more: those that rules of high severity read. And
 * which do not count: those that change by themselves (diff.def).
 */
#include "report/diff_impl.h"

/* ---- what rules read ------------------------------------------------------------------ */

static void raise(uint8_t *level, enum ex_severity severity)
{
    if (*level < severity + 1)
        *level = (uint8_t)(severity + 1);
}

static void add(struct ex_diff_risks *risks, enum ex_kind_id kind, int prop,
                enum ex_severity severity)
{
    if (kind >= EX_N_KINDS)
        return;
    raise(&risks->kinds[kind], severity);
    if (prop >= 0 && prop < ex_kind(kind)->n_props)
        raise(&risks->props[kind][prop], severity);
}

/* Who reads virtual directories reads those of all services. */
static void add_sources(struct ex_diff_risks *risks, enum ex_kind_id kind, int prop,
                        enum ex_severity severity)
{
    size_t n;
    const struct ex_view *views = ex_views(&n);
    for (size_t i = 0; i < n; i++) {
        enum ex_kind_id source = (enum ex_kind_id)views[i].source;
        if (views[i].target != kind)
            continue;
        int same = prop < 0 ? -1 : ex_prop_find(ex_kind(source), ex_kind(kind)->props[prop].name);
        if (prop < 0 || same >= 0)
            add(risks, source, same, severity);
    }
}

static void add_rule(struct ex_diff_risks *risks, const struct ex_rule *rule)
{
    enum ex_severity severity = rule->severity;
    if (rule->severity_when && rule->severity_to > severity)
        severity = rule->severity_to;
    for (size_t i = 0; i < rule->n_reads; i++) {
        struct ex_missing m = ex_missing_unpack(rule->reads[i]);
        int prop = m.prop == EX_WHOLE_LIST ? -1 : (int)m.prop;
        add(risks, (enum ex_kind_id)m.kind, prop, severity);
        add_sources(risks, (enum ex_kind_id)m.kind, prop, severity);
    }
}

void ex_diff_risks_of(const struct ex_rules *rules, struct ex_arena *arena,
                      struct ex_diff_risks *out)
{
    memset(out->kinds, 0, sizeof out->kinds);
    for (size_t i = 0; i < EX_N_KINDS; i++)
        out->props[i] = EX_NEW_ARRAY(arena, ex_kind((enum ex_kind_id)i)->n_props + 1, uint8_t);
    for (size_t i = 0; rules && i < ex_rules_count(rules); i++)
        add_rule(out, ex_rules_at(rules, i));
}

/* ---- how to look at a property ------------------------------------------------------------ */

static const struct {
    enum ex_kind_id kind;
    int prop;
    struct ex_diff_look look;
} looks[] = {
#define EX_DIFF_VOLATILE(noun, name) {EX_KIND_##noun, EX_P_##noun##_##name, {.passed_over = true}},
#define EX_DIFF_SECRET(noun, name) {EX_KIND_##noun, EX_P_##noun##_##name, {.secret = true}},
#define EX_DIFF_ORDERED(noun, name) {EX_KIND_##noun, EX_P_##noun##_##name, {.ordered = true}},
#define EX_DIFF_MACHINE(noun, name) {EX_KIND_##noun, EX_P_##noun##_##name, {.machine = true}},
#include "report/diff.def"
};

/* What only says which server it is. */
static bool is_own(struct ex_str property)
{
    static const char *const names[] = {"Server", "ServerName", "ServerFqdn", "MetabasePath"};
    for (size_t i = 0; i < EX_COUNT(names); i++) {
        if (ex_str_eq(property, ex_str(names[i])))
            return true;
    }
    return false;
}

struct ex_diff_look ex_diff_look_at(enum ex_kind_id kind, int prop)
{
    const struct ex_prop *p = &ex_kind(kind)->props[prop];
    /* The identity follows from the others; the time of the last change says nothing of it. */
    if (p->derived || prop == EX_PROP_IDENTITY || prop == EX_PROP_WHEN_CHANGED)
        return (struct ex_diff_look){.passed_over = true};
    for (size_t i = 0; i < EX_COUNT(looks); i++) {
        if (looks[i].kind == kind && looks[i].prop == prop)
            return looks[i].look;
    }
    return (struct ex_diff_look){.machine = p->type.base == EX_T_GUID || is_own(p->name)};
}
