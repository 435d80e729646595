/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Making baselines, and putting reports beside them. Findings and entries
 * belong together by their fingerprint.
 */
#include "report/baseline.h"

#include "base/map.h"
#include "base/sha256.h"
#include "report/build.h"

#include <stdlib.h>

/* Needs of a rule that are named; the others are counted. */
enum { MAX_NEEDS = 3, MAX_PLACES = 20, DIGEST_DIGITS = 16, DATE_CHARACTERS = 10 };

void ex_baseline_free(struct ex_baseline *baseline)
{
    if (baseline)
        ex_arena_free(baseline->arena);
}

void ex_baseline_auto(struct ex_baseline **baseline)
{
    ex_baseline_free(*baseline);
}

/* ---- what was wrong, as a digest ---------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
    return ex_str_cmp(*(const struct ex_str *)a, *(const struct ex_str *)b);
}

/* The items of "{b, a}" in order: Active Directory does not keep the one that they had. */
static void add_value(struct ex_buf *out, struct ex_str value)
{
    struct ex_vec EX_AUTO(ex_vec_free) items = EX_VEC(struct ex_str);
    if (!ex_str_starts(value, EX_STR("{")) || !ex_str_ends(value, EX_STR("}"))) {
        ex_buf_add(out, value);
        return;
    }
    struct ex_str rest = ex_str_slice(value, 1, value.n - 1);
    struct ex_str item;
    while (ex_str_split(&rest, ',', &item))
        *EX_PUSH(&items, struct ex_str) = ex_str_trim(item);
    qsort(items.items, items.n, sizeof(struct ex_str), by_text);
    for (size_t i = 0; i < items.n; i++) {
        ex_buf_add_char(out, '\x1D');
        ex_buf_add(out, *EX_AT(&items, struct ex_str, i));
    }
}

/* A view of an object is the object. */
static bool is_own(const struct ex_report_finding *f, const struct ex_report_evidence *e)
{
    return e->property.n && (e->own || (f->kind < EX_N_KINDS && ex_str_ieq(e->object, f->object)));
}

static bool has_own(const struct ex_report_finding *f)
{
    for (size_t i = 0; i < f->n_evidence; i++) {
        if (is_own(f, &f->evidence[i]))
            return true;
    }
    return false;
}

/* `object US property US value`, as the beginning of its SHA-256; the object unless it is that of
 * the finding. */
static struct ex_str digest_of(const struct ex_report_evidence *e, bool own, struct ex_arena *arena)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    for (size_t i = 0; i < e->object.n && !own; i++)
        ex_buf_add_char(&text, ex_lower(e->object.p[i]));
    ex_buf_add_char(&text, '\x1F');
    ex_buf_add(&text, e->property);
    ex_buf_add_char(&text, '\x1F');
    add_value(&text, ex_evidence_value(e));
    struct ex_str digest = ex_sha256_of(ex_buf_str(&text), arena);
    return ex_arena_printf(arena, "sha256:%.*s", DIGEST_DIGITS, digest.p);
}

/*
 * The values that a finding points at. Other objects count only where it has no place of its own.
 * Of many places it names only some, and which depends on the order of the export.
 */
const struct ex_str *ex_finding_values(const struct ex_report_finding *f, struct ex_arena *arena,
                                       size_t *n)
{
    bool own = has_own(f);
    struct ex_str *values = EX_NEW_ARRAY(arena, f->n_evidence + 1, struct ex_str);
    *n = 0;
    for (size_t i = 0; i < f->n_evidence && f->n_evidence < MAX_PLACES; i++) {
        const struct ex_report_evidence *e = &f->evidence[i];
        if (!e->searched && (!own || is_own(f, e)))
            values[(*n)++] = digest_of(e, own, arena);
    }
    if (*n)
        qsort(values, *n, sizeof *values, by_text);
    return values;
}

/* ---- making one ------------------------------------------------------------------- */

static int by_place(const void *pa, const void *pb)
{
    const struct ex_baseline_entry *a = pa;
    const struct ex_baseline_entry *b = pb;
    const struct ex_str left[] = {a->rule, a->kind, a->object, a->property,
                                  ex_str(a->fingerprint)};
    const struct ex_str right[] = {b->rule, b->kind, b->object, b->property,
                                   ex_str(b->fingerprint)};
    int order = 0;
    for (size_t i = 0; i < EX_COUNT(left) && !order; i++)
        order = ex_str_cmp(left[i], right[i]);
    return order;
}

static void sort_entries(struct ex_baseline *baseline)
{
    if (baseline->n_entries)
        qsort(baseline->entries, baseline->n_entries, sizeof *baseline->entries, by_place);
}

static void fill_entry(struct ex_arena *arena, const struct ex_report_finding *f,
                       struct ex_str since, struct ex_baseline_entry *out)
{
    struct ex_str kind =
        f->kind < EX_N_KINDS ? ex_kind((enum ex_kind_id)f->kind)->name : EX_STR("");
    *out = (struct ex_baseline_entry){
        .rule = ex_arena_str(arena, f->rule->id),
        .severity = f->severity,
        .kind = kind,
        .object = ex_arena_str(arena, f->object),
        .property = ex_arena_str(arena, f->property),
        .since = ex_arena_str(arena, since),
    };
    out->values = ex_finding_values(f, arena, &out->n_values);
    memcpy(out->fingerprint, f->fingerprint, sizeof out->fingerprint);
}

static void copy_entry(struct ex_arena *arena, const struct ex_baseline_entry *from,
                       struct ex_baseline_entry *out)
{
    *out = *from;
    struct ex_str *texts[] = {&out->rule, &out->kind, &out->object, &out->property, &out->since};
    struct ex_str *values = EX_NEW_ARRAY(arena, from->n_values + 1, struct ex_str);
    for (size_t i = 0; i < EX_COUNT(texts); i++)
        *texts[i] = ex_arena_str(arena, *texts[i]);
    for (size_t i = 0; i < from->n_values; i++)
        values[i] = ex_arena_str(arena, from->values[i]);
    out->values = values;
}

static bool judged_anything(const struct ex_report_rule *rule)
{
    return rule->outcome != EX_OUTCOME_NOT_ASSESSED || rule->counts[EX_OUTCOME_PASS] ||
           rule->counts[EX_OUTCOME_NOT_APPLICABLE];
}

static void add_rules(struct ex_baseline *baseline, const struct ex_report *report)
{
    struct ex_str *rules = EX_NEW_ARRAY(baseline->arena, report->n_rules + 1, struct ex_str);
    struct ex_str *partly = EX_NEW_ARRAY(baseline->arena, report->n_rules + 1, struct ex_str);
    for (size_t i = 0; i < report->n_rules; i++) {
        const struct ex_report_rule *r = &report->rules[i];
        if (!judged_anything(r))
            continue;
        rules[baseline->n_rules] = ex_arena_str(baseline->arena, r->id);
        if (r->counts[EX_OUTCOME_NOT_ASSESSED])
            partly[baseline->n_partly++] = rules[baseline->n_rules];
        baseline->n_rules++;
    }
    baseline->rules = rules;
    baseline->partly = partly;
}

/* Without entries, with room for so many. */
static struct ex_baseline *new_baseline(const struct ex_report *report, size_t room)
{
    struct ex_arena *arena = ex_arena_new();
    struct ex_baseline *baseline = EX_NEW(arena, struct ex_baseline);
    baseline->arena = arena;
    baseline->version = ex_arena_str(arena, report->version);
    baseline->date = ex_str_slice(ex_report_time(arena, report->now), 0, DATE_CHARACTERS);
    baseline->organization = ex_arena_str(arena, report->organization);
    baseline->forest = ex_arena_str(arena, report->forest);
    baseline->entries = EX_NEW_ARRAY(arena, room + 1, struct ex_baseline_entry);
    add_rules(baseline, report);
    return baseline;
}

static void add_finding(struct ex_baseline *baseline, const struct ex_report_finding *f,
                        struct ex_str since)
{
    fill_entry(baseline->arena, f, since, &baseline->entries[baseline->n_entries]);
    baseline->n_entries++;
}

struct ex_baseline *ex_baseline_of(const struct ex_report *report)
{
    struct ex_baseline *baseline = new_baseline(report, report->n_findings);
    for (size_t i = 0; i < report->n_findings; i++) {
        if (ex_finding_counts(&report->findings[i]))
            add_finding(baseline, &report->findings[i], baseline->date);
    }
    sort_entries(baseline);
    return baseline;
}

/* ---- a report beside one ------------------------------------------------------------- */

static struct ex_map *map_entries(const struct ex_baseline *baseline)
{
    struct ex_map *map = ex_map_new(false);
    for (size_t i = 0; i < baseline->n_entries; i++)
        ex_map_put(map, ex_str(baseline->entries[i].fingerprint), &baseline->entries[i]);
    return map;
}

static bool is_among(const struct ex_str *items, size_t n, struct ex_str text)
{
    for (size_t i = 0; i < n; i++) {
        if (ex_str_eq(items[i], text))
            return true;
    }
    return false;
}

static struct ex_str why_new(const struct ex_baseline *baseline, const struct ex_report_rule *rule)
{
    if (!is_among(baseline->rules, baseline->n_rules, rule->id))
        return EX_STR("the rule could not judge anything when the baseline was made, "
                      "or took no part");
    if (is_among(baseline->partly, baseline->n_partly, rule->id))
        return EX_STR("the rule could not judge every object when the baseline was made");
    return EX_STR("");
}

/* Whether a finding points at a value that was not known. */
static bool has_other_value(const struct ex_baseline_entry *entry,
                            const struct ex_report_finding *f, struct ex_arena *arena)
{
    size_t n = 0;
    const struct ex_str *values = ex_finding_values(f, arena, &n);
    for (size_t i = 0; i < n && entry->n_values; i++) {
        if (!is_among(entry->values, entry->n_values, values[i]))
            return true;
    }
    return false;
}

/* Findings about an organization as a whole are the same for all, so none is known of another. */
static void set_foreign(struct ex_report_finding *f)
{
    f->baseline = EX_BASELINE_NEW;
    f->since = EX_STR("");
    f->baseline_why = EX_STR("the baseline is of another organization");
}

static void set_state(const struct ex_baseline *baseline, const struct ex_baseline_entry *entry,
                      struct ex_arena *arena, struct ex_report_finding *f)
{
    f->baseline = EX_BASELINE_NEW;
    f->since = EX_STR("");
    f->baseline_why = EX_STR("");
    if (!entry) {
        f->baseline_why = why_new(baseline, f->rule);
        return;
    }
    f->since = ex_arena_str(arena, entry->since);
    f->baseline = EX_BASELINE_CHANGED;
    if (has_other_value(entry, f, arena))
        f->baseline_why = EX_STR("the value is another one");
    else if (f->severity > entry->severity)
        f->baseline_why = ex_arena_printf(arena, "it is worse: it was %s",
                                          ex_severity_name(entry->severity));
    else
        f->baseline = EX_BASELINE_UNCHANGED;
}

/* `Get-OwaVirtualDirectory` of `Get-OwaVirtualDirectory of EX01`. */
static struct ex_str without_server(struct ex_str need)
{
    if (!ex_str_starts(need, EX_STR("Get-")))
        return need;
    return ex_str_slice(need, 0, ex_str_find_str(need, EX_STR(" of ")));
}

/* The needs, of which those of several servers stand together; they are sorted. */
static size_t merge_needs(const struct ex_report_rule *rule, struct ex_str *out)
{
    size_t n = 0;
    for (size_t i = 0; i < rule->n_needs; i++) {
        bool same = n && ex_str_eq(without_server(out[n - 1]), without_server(rule->needs[i]));
        if (same)
            out[n - 1] = without_server(rule->needs[i]);
        else
            out[n++] = rule->needs[i];
    }
    return n;
}

struct ex_str ex_rule_why_not_assessed(const struct ex_report_rule *rule, struct ex_arena *arena)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    struct ex_str *needs = EX_NEW_ARRAY(arena, rule->n_needs + 1, struct ex_str);
    size_t n = merge_needs(rule, needs);
    for (size_t i = 0; i < n && i < MAX_NEEDS; i++)
        ex_buf_printf(&text, "%s%.*s", i ? ", " : "needs ", EX_FMT(needs[i]));
    if (n > MAX_NEEDS)
        ex_buf_printf(&text, " and %zu more", n - MAX_NEEDS);
    if (!text.n && rule->error.n)
        ex_buf_printf(&text, "the rule failed: %.*s", EX_FMT(rule->error));
    if (!text.n)
        ex_buf_add_text(&text, "the rule could not judge every object");
    return ex_arena_str(arena, ex_buf_str(&text));
}

static struct ex_str why_absent(const struct ex_absent_rule *absent, struct ex_str rule)
{
    if (absent && absent->why)
        return absent->why(absent->ctx, rule);
    return EX_STR("the rule took no part in the run");
}

static void fill_gone(const struct ex_baseline_entry *entry, const struct ex_absent_rule *absent,
                      const struct ex_report *report, bool foreign, struct ex_report_gone *out)
{
    struct ex_arena *arena = report->arena;
    const struct ex_report_rule *rule = ex_report_rule(report, entry->rule);
    *out = (struct ex_report_gone){
        .rule = ex_arena_str(arena, entry->rule),
        .title = rule ? rule->title : EX_STR(""),
        .severity = entry->severity,
        .kind = ex_arena_str(arena, entry->kind),
        .object = ex_arena_str(arena, entry->object),
        .property = ex_arena_str(arena, entry->property),
        /* Which objects could not be judged is not known: it may be this one. */
        .not_assessed = foreign || !rule || rule->counts[EX_OUTCOME_NOT_ASSESSED],
    };
    memcpy(out->fingerprint, entry->fingerprint, sizeof out->fingerprint);
    if (foreign)
        out->why = EX_STR("the dump is of another organization");
    else if (out->not_assessed)
        out->why = rule ? ex_rule_why_not_assessed(rule, arena)
                        : ex_arena_str(arena, why_absent(absent, entry->rule));
}

void ex_baseline_apply(const struct ex_baseline *baseline, const struct ex_absent_rule *absent,
                       struct ex_report *report)
{
    struct ex_map *EX_AUTO(ex_map_auto) entries = map_entries(baseline);
    struct ex_map *EX_AUTO(ex_map_auto) found = ex_map_new(false);
    struct ex_arena *arena = report->arena;
    bool foreign = ex_baseline_is_foreign(baseline, report);
    for (size_t i = 0; i < report->n_findings; i++) {
        struct ex_report_finding *f = &report->findings[i];
        if (foreign)
            set_foreign(f);
        else
            set_state(baseline, ex_map_get(entries, ex_str(f->fingerprint)), arena, f);
        if (!foreign)
            ex_map_put(found, ex_str(f->fingerprint), f);
    }
    struct ex_report_gone *gone = EX_NEW_ARRAY(arena, baseline->n_entries + 1,
                                               struct ex_report_gone);
    report->n_gone = 0;
    for (size_t i = 0; i < baseline->n_entries; i++) {
        const struct ex_baseline_entry *entry = &baseline->entries[i];
        if (!ex_map_get(found, ex_str(entry->fingerprint)))
            fill_gone(entry, absent, report, foreign, &gone[report->n_gone++]);
    }
    report->gone = gone;
    report->baseline = ex_arena_str(arena, baseline->file);
    report->baseline_date = ex_arena_str(arena, baseline->date);
}

void ex_report_only_new(struct ex_report *report)
{
    size_t kept = 0;
    for (size_t i = 0; i < report->n_findings; i++) {
        const struct ex_report_finding *f = &report->findings[i];
        if (f->baseline != EX_BASELINE_UNCHANGED || !ex_finding_counts(f))
            report->findings[kept++] = *f;
    }
    report->known += report->n_findings - kept;
    report->n_findings = kept;
    report->only_new = true;
}

struct ex_baseline_counts ex_baseline_count(const struct ex_report *report)
{
    struct ex_baseline_counts c = {.unchanged = report->known};
    for (size_t i = 0; i < report->n_findings; i++) {
        const struct ex_report_finding *f = &report->findings[i];
        if (!ex_finding_counts(f))
            continue;
        c.new_ones += f->baseline == EX_BASELINE_NEW;
        c.unchanged += f->baseline == EX_BASELINE_UNCHANGED;
        c.changed += f->baseline == EX_BASELINE_CHANGED;
    }
    for (size_t i = 0; i < report->n_gone; i++) {
        c.not_assessed += report->gone[i].not_assessed;
        c.fixed += !report->gone[i].not_assessed;
    }
    return c;
}

bool ex_baseline_is_foreign(const struct ex_baseline *baseline, const struct ex_report *report)
{
    if (baseline->forest.n && report->forest.n)
        return !ex_str_ieq(baseline->forest, report->forest);
    return baseline->organization.n && report->organization.n &&
           !ex_str_ieq(baseline->organization, report->organization);
}

/* ---- bringing one up to date ----------------------------------------------------------- */

static void take_findings(struct ex_baseline_update *u, const struct ex_report *report)
{
    for (size_t i = 0; i < report->n_findings; i++) {
        const struct ex_report_finding *f = &report->findings[i];
        if (!ex_finding_counts(f))
            continue;
        add_finding(u->after, f, f->since.n ? f->since : u->after->date);
        if (f->baseline == EX_BASELINE_UNCHANGED) {
            u->unchanged++;
            continue;
        }
        u->taken[u->n_taken++] = f;
        u->n_severe += f->severity >= EX_HIGH;
    }
}

/* An entry has a finding, or the report says what became of it. */
static void keep_or_drop(struct ex_baseline_update *u, const struct ex_report_finding *f,
                         const struct ex_report_gone *gone, const struct ex_baseline_entry *entry)
{
    if (f && !ex_finding_counts(f)) {
        u->waived[u->n_waived++] = entry;
    } else if (!f && gone->not_assessed) {
        copy_entry(u->after->arena, entry, &u->after->entries[u->after->n_entries++]);
        u->kept++;
    } else if (!f) {
        u->fixed[u->n_fixed++] = entry;
    }
}

static bool is_rule_of(const struct ex_report *report, struct ex_str id)
{
    return ex_report_rule(report, id) != NULL;
}

/* Ids of both lists, of the earlier one those of rules that took no part now. */
static const struct ex_str *join_rules(struct ex_arena *arena, const struct ex_report *report,
                                       const struct ex_str *earlier, size_t n_earlier,
                                       const struct ex_str *now, size_t *n)
{
    struct ex_str *joined = EX_NEW_ARRAY(arena, n_earlier + *n + 1, struct ex_str);
    size_t count = 0;
    for (size_t i = 0; i < *n; i++)
        joined[count++] = now[i];
    for (size_t i = 0; i < n_earlier; i++) {
        if (!is_rule_of(report, earlier[i]))
            joined[count++] = ex_arena_str(arena, earlier[i]);
    }
    if (count)
        qsort(joined, count, sizeof *joined, by_text);
    *n = count;
    return joined;
}

struct ex_baseline_update ex_baseline_update_of(const struct ex_baseline *before,
                                                const struct ex_report *report)
{
    struct ex_map *EX_AUTO(ex_map_auto) findings = ex_map_new(false);
    size_t room = report->n_findings + before->n_entries;
    struct ex_baseline_update u = {.after = new_baseline(report, room)};
    struct ex_arena *arena = u.after->arena;
    u.taken = EX_NEW_ARRAY(arena, report->n_findings + 1, const struct ex_report_finding *);
    u.fixed = EX_NEW_ARRAY(arena, before->n_entries + 1, const struct ex_baseline_entry *);
    u.waived = EX_NEW_ARRAY(arena, before->n_entries + 1, const struct ex_baseline_entry *);
    u.after->rules = join_rules(arena, report, before->rules, before->n_rules, u.after->rules,
                                &u.after->n_rules);
    u.after->partly = join_rules(arena, report, before->partly, before->n_partly, u.after->partly,
                                 &u.after->n_partly);
    for (size_t i = 0; i < report->n_findings; i++)
        ex_map_put(findings, ex_str(report->findings[i].fingerprint), &report->findings[i]);
    take_findings(&u, report);
    /* What the report has no finding for stands in the order of the entries. */
    for (size_t i = 0, k = 0; i < before->n_entries; i++) {
        const struct ex_baseline_entry *entry = &before->entries[i];
        const struct ex_report_finding *f = ex_map_get(findings, ex_str(entry->fingerprint));
        keep_or_drop(&u, f, f ? NULL : &report->gone[k++], entry);
    }
    sort_entries(u.after);
    return u;
}
