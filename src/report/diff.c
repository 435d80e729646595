/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The findings of two reports side by side, and why they differ.
 */
#include "report/diff.h"

#include "report/build.h"
#include "report/diff_impl.h"

#include <stdlib.h>

const char *ex_diff_state_id(enum ex_diff_state state)
{
    static const char *const ids[EX_N_DIFF_STATES] = {
        [EX_DIFF_NEW] = "new",
        [EX_DIFF_CHANGED] = "changed",
        [EX_DIFF_NEWLY_ASSESSED] = "newly-assessed",
        [EX_DIFF_FIXED] = "fixed",
        [EX_DIFF_NO_LONGER_ASSESSED] = "no-longer-assessed",
        [EX_DIFF_UNCHANGED] = "unchanged",
    };
    return ids[state];
}

const char *ex_diff_object_id(enum ex_diff_object_state state)
{
    static const char *const ids[EX_N_OBJECT_STATES] = {
        [EX_OBJECT_CHANGED] = "changed",   [EX_OBJECT_ADDED] = "added",
        [EX_OBJECT_REMOVED] = "removed",   [EX_OBJECT_ONLY_OLD] = "only-old",
        [EX_OBJECT_ONLY_NEW] = "only-new", [EX_OBJECT_OWN_NAME] = "own-name",
    };
    return ids[state];
}

const struct ex_report_finding *ex_diff_shown(const struct ex_diff_finding *finding)
{
    return finding->newer ? finding->newer : finding->old;
}

/* ---- comparing findings ------------------------------------------------------------------ */

/* What comparing the findings shares. */
struct comparer {
    struct ex_diff *diff;
    struct ex_arena *arena;
    const struct ex_diff_options *options;
    const struct ex_report *old;
    const struct ex_report *newer;
    struct ex_diff_index index;
    bool same_now;
    struct ex_vec findings[EX_N_DIFF_STATES]; /* of struct ex_diff_finding */
};

static void add(struct comparer *c, struct ex_diff_finding finding)
{
    c->diff->counts[finding.state]++;
    if (finding.state != EX_DIFF_UNCHANGED)
        *EX_PUSH(&c->findings[finding.state], struct ex_diff_finding) = finding;
}

static bool has_all(const struct ex_str *items, size_t n, const struct ex_str *of, size_t n_of)
{
    for (size_t i = 0; i < n_of; i++) {
        bool found = false;
        for (size_t k = 0; k < n && !found; k++)
            found = ex_str_eq(items[k], of[i]);
        if (!found)
            return false;
    }
    return true;
}

/* How the values that two findings point at differ. */
struct values {
    bool more;  /* the second has values that the first has not */
    bool fewer; /* the other way round */
};

static struct values compare_values(const struct ex_report_finding *a,
                                    const struct ex_report_finding *b)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    size_t n_a = 0;
    size_t n_b = 0;
    const struct ex_str *x = ex_finding_values(a, arena, &n_a);
    const struct ex_str *y = ex_finding_values(b, arena, &n_b);
    bool both = n_a && n_b;
    return (struct values){both && !has_all(x, n_a, y, n_b), both && !has_all(y, n_b, x, n_a)};
}

static int by_text(const void *a, const void *b)
{
    return ex_str_cmp(*(const struct ex_str *)a, *(const struct ex_str *)b);
}

static void add_words(struct ex_str text, struct ex_vec *words)
{
    struct ex_str word;
    while (ex_str_split(&text, ' ', &word)) {
        while (ex_str_ends(word, EX_STR(",")))
            word.n--;
        *EX_PUSH(words, struct ex_str) = word;
    }
    if (words->n)
        qsort(words->items, words->n, sizeof(struct ex_str), by_text);
}

/* Whether two messages have the same words, for what is listed in them follows the export. */
static bool same_words(struct ex_str a, struct ex_str b)
{
    struct ex_vec EX_AUTO(ex_vec_free) x = EX_VEC(struct ex_str);
    struct ex_vec EX_AUTO(ex_vec_free) y = EX_VEC(struct ex_str);
    if (ex_str_eq(a, b))
        return true;
    add_words(a, &x);
    add_words(b, &y);
    bool same = x.n == y.n;
    for (size_t i = 0; i < x.n && same; i++)
        same = ex_str_eq(*EX_AT(&x, struct ex_str, i), *EX_AT(&y, struct ex_str, i));
    return same;
}

/* Whether a rule could not judge everything on a side. */
static bool is_partly(const struct ex_report *report, const struct ex_report_finding *f)
{
    const struct ex_report_rule *rule = ex_report_rule(report, f->rule->id);
    return !rule || rule->counts[EX_OUTCOME_NOT_ASSESSED];
}

static struct ex_str cause_of(const struct comparer *c, const struct ex_report_finding *f)
{
    if (f->rule->about_dump)
        return EX_STR("it is about the export, which is another one");
    struct ex_str why = ex_diff_cause(c->diff, &c->index, f, c->options->rules);
    bool graphs = c->diff->sides[EX_OLD].graph && c->diff->sides[EX_NEW_SIDE].graph;
    if (why.n || !graphs)
        return why;
    return c->same_now ? EX_STR("something that its rule reads was changed")
                       : EX_STR("something was changed, or it is a matter of time");
}

/* What a waiver did to a finding that counted, or did not. */
static struct ex_str waiver_why(const struct ex_report_finding *old,
                                const struct ex_report_finding *newer)
{
    if (ex_finding_counts(old) == ex_finding_counts(newer))
        return EX_STR("");
    if (!ex_finding_counts(newer))
        return EX_STR("a waiver covers it now");
    return newer->waived == EX_WAIVED_EXPIRED ? EX_STR("its waiver has expired")
                                              : EX_STR("its waiver is gone");
}

static void compare_pair(struct comparer *c, const struct ex_report_finding *old,
                         const struct ex_report_finding *newer)
{
    struct ex_diff_finding d = {.state = EX_DIFF_CHANGED, .old = old, .newer = newer};
    bool counts_again = !ex_finding_counts(old) && ex_finding_counts(newer);
    d.worse = newer->severity > old->severity || counts_again;
    struct values values = compare_values(old, newer);
    d.other_value = values.more || values.fewer;
    d.why = waiver_why(old, newer);
    bool other_words = c->same_now && !same_words(old->message, newer->message);
    /* That it points at less means nothing where less was exported. */
    if (!values.more && is_partly(c->newer, newer))
        d.other_value = other_words = false;
    if (!d.other_value && !other_words && !d.why.n && old->severity == newer->severity)
        d.state = EX_DIFF_UNCHANGED;
    else if (!d.why.n && !values.fewer && is_partly(c->old, old))
        d.why = EX_STR("not everything could be judged on the old side");
    else if (!d.why.n && (d.other_value || other_words))
        d.why = cause_of(c, newer);
    else if (!d.why.n && !c->same_now)
        d.why = EX_STR("time has passed, or its rule was changed");
    else if (!d.why.n)
        d.why = cause_of(c, newer);
    add(c, d);
}

/* ---- findings of one side ----------------------------------------------------------------- */

/* The state that an object of a finding has in the configuration; EX_N_OBJECT_STATES: none. */
static enum ex_diff_object_state object_state(const struct comparer *c,
                                              const struct ex_report_finding *f,
                                              const struct ex_diff_object **object)
{
    *object = f->kind < EX_N_KINDS ? ex_diff_find(&c->index, f->kind, f->object) : NULL;
    return *object ? (*object)->state : EX_N_OBJECT_STATES;
}

static bool is_other_rule(const struct ex_report_rule *a, const struct ex_report_rule *b)
{
    return a->severity != b->severity || !ex_str_eq(a->title, b->title) ||
           !ex_str_eq(a->why, b->why) || !ex_str_eq(a->fix, b->fix);
}

static void judge_new(struct comparer *c, const struct ex_report_finding *f)
{
    struct ex_diff_finding d = {.state = EX_DIFF_NEW, .newer = f};
    const struct ex_report_rule *rule = ex_report_rule(c->old, f->rule->id);
    const struct ex_diff_object *object;
    enum ex_diff_object_state state = object_state(c, f, &object);
    if (!rule) {
        d.state = EX_DIFF_NEWLY_ASSESSED;
        d.why = EX_STR("its rule took no part on the old side");
    } else if (state == EX_OBJECT_ADDED) {
        d.why = ex_diff_say_object(c->arena, object);
    } else if (rule->counts[EX_OUTCOME_NOT_ASSESSED]) {
        d.state = EX_DIFF_NEWLY_ASSESSED;
        d.why = ex_arena_printf(c->arena, "not everything could be judged on the old side: %.*s",
                                EX_FMT(ex_rule_why_not_assessed(rule, c->arena)));
    } else if (is_other_rule(rule, f->rule)) {
        d.why = EX_STR("its rule was changed");
    } else {
        d.why = cause_of(c, f);
    }
    add(c, d);
}

static struct ex_str why_absent(const struct comparer *c, const struct ex_report_finding *f)
{
    const struct ex_absent_rule *absent = &c->diff->sides[EX_NEW_SIDE].absent;
    if (absent->why)
        return ex_arena_str(c->arena, absent->why(absent->ctx, f->rule->id));
    return EX_STR("its rule took no part on the new side");
}

static void judge_gone(struct comparer *c, const struct ex_report_finding *f)
{
    struct ex_diff_finding d = {.state = EX_DIFF_FIXED, .old = f};
    const struct ex_report_rule *rule = ex_report_rule(c->newer, f->rule->id);
    const struct ex_diff_object *object;
    enum ex_diff_object_state state = object_state(c, f, &object);
    if (rule && state == EX_OBJECT_REMOVED) {
        d.why = ex_diff_say_object(c->arena, object);
    } else if (!rule) {
        d.state = EX_DIFF_NO_LONGER_ASSESSED;
        d.why = why_absent(c, f);
    } else if (rule->counts[EX_OUTCOME_NOT_ASSESSED]) {
        d.state = EX_DIFF_NO_LONGER_ASSESSED;
        d.why = ex_rule_why_not_assessed(rule, c->arena);
    } else if (is_other_rule(f->rule, rule)) {
        d.why = EX_STR("its rule was changed");
    } else {
        d.why = cause_of(c, f);
    }
    add(c, d);
}

/* ---- all findings --------------------------------------------------------------------------- */

static void keep_findings(struct comparer *c)
{
    size_t n = 0;
    for (size_t s = 0; s < EX_N_DIFF_STATES; s++)
        n += c->findings[s].n;
    struct ex_diff_finding *all = EX_NEW_ARRAY(c->arena, n + 1, struct ex_diff_finding);
    n = 0;
    for (size_t s = 0; s < EX_N_DIFF_STATES; s++) {
        for (size_t i = 0; i < c->findings[s].n; i++)
            all[n++] = *EX_AT(&c->findings[s], struct ex_diff_finding, i);
        ex_vec_free(&c->findings[s]);
    }
    c->diff->findings = all;
    c->diff->n_findings = n;
}

static void compare_findings(struct ex_diff *diff, const struct ex_diff_options *options)
{
    struct comparer c = {.diff = diff, .arena = diff->arena, .options = options,
                         .old = diff->sides[EX_OLD].report,
                         .newer = diff->sides[EX_NEW_SIDE].report};
    struct ex_map *EX_AUTO(ex_map_auto) old = ex_map_new(false);
    struct ex_map *EX_AUTO(ex_map_auto) newer = ex_map_new(false);
    c.same_now = c.old->now.seconds == c.newer->now.seconds &&
                 c.old->now.nanos == c.newer->now.nanos;
    for (size_t s = 0; s < EX_N_DIFF_STATES; s++)
        c.findings[s] = (struct ex_vec)EX_VEC(struct ex_diff_finding);
    ex_diff_index_make(&c.index, diff);
    for (size_t i = 0; i < c.old->n_findings; i++)
        ex_map_put(old, ex_str(c.old->findings[i].fingerprint), &c.old->findings[i]);
    for (size_t i = 0; i < c.newer->n_findings; i++) {
        struct ex_report_finding *f = &c.newer->findings[i];
        const struct ex_report_finding *before = ex_map_get(old, ex_str(f->fingerprint));
        ex_map_put(newer, ex_str(f->fingerprint), f);
        if (before)
            compare_pair(&c, before, f);
        else
            judge_new(&c, f);
    }
    for (size_t i = 0; i < c.old->n_findings; i++) {
        if (!ex_map_get(newer, ex_str(c.old->findings[i].fingerprint)))
            judge_gone(&c, &c.old->findings[i]);
    }
    keep_findings(&c);
    ex_diff_index_free(&c.index);
    diff->with_findings = true;
}

/* ---- what to mind -------------------------------------------------------------------------- */

static void warn(struct ex_vec *warnings, struct ex_str text)
{
    *EX_PUSH(warnings, struct ex_str) = text;
}

static bool is_foreign(const struct ex_report *a, const struct ex_report *b)
{
    if (a->forest.n && b->forest.n)
        return !ex_str_ieq(a->forest, b->forest);
    return a->organization.n && b->organization.n && !ex_str_ieq(a->organization, b->organization);
}

/* When the first file was exported, as it says itself; 0: not known. Times of files are those of
 * whoever copied them last. */
static int64_t exported(const struct ex_graph *graph)
{
    int64_t earliest = 0;
    for (size_t i = 0; graph && i < ex_graph_files(graph); i++) {
        const struct ex_file *file = ex_graph_file(graph, i);
        bool dated = file->clock != EX_CLOCK_NONE && file->clock != EX_CLOCK_FILE;
        if (dated && ex_file_is_useful(file) &&
            (!earliest || file->exported < earliest))
            earliest = file->exported;
    }
    return earliest;
}

static struct ex_str date_of(struct ex_arena *arena, int64_t ticks)
{
    struct ex_value value = {.tag = EX_TIME, .u.i = ticks};
    return ticks ? ex_str_slice(ex_value_text(arena, &value), 0, 10) : EX_STR("");
}

static void add_warnings(struct ex_diff *diff)
{
    struct ex_vec EX_AUTO(ex_vec_free) warnings = EX_VEC(struct ex_str);
    const struct ex_report *a = diff->sides[EX_OLD].report;
    const struct ex_report *b = diff->sides[EX_NEW_SIDE].report;
    int64_t from = exported(diff->sides[EX_OLD].graph);
    int64_t to = exported(diff->sides[EX_NEW_SIDE].graph);
    diff->sides[EX_OLD].exported = date_of(diff->arena, from);
    diff->sides[EX_NEW_SIDE].exported = date_of(diff->arena, to);
    if (is_foreign(a, b))
        warn(&warnings,
             ex_arena_printf(diff->arena,
                             "the two sides are not of the same organization: '%.*s' and '%.*s'",
                             EX_FMT(ex_report_organization(a)),
                             EX_FMT(ex_report_organization(b))));
    if (from && to && from > to)
        warn(&warnings, EX_STR("the old side was exported after the new one"));
    if (a->version.n && b->version.n && !ex_str_eq(a->version, b->version))
        warn(&warnings,
             ex_arena_printf(diff->arena, "the sides were judged by different versions of exlint, "
                                          "%.*s and %.*s, whose rules may differ",
                             EX_FMT(a->version), EX_FMT(b->version)));
    if (a->now.seconds != b->now.seconds)
        warn(&warnings,
             ex_arena_printf(diff->arena, "the sides were judged as of different times, %.*s and "
                                          "%.*s: what only time brought counts as well",
                             EX_FMT(ex_report_time(diff->arena, a->now)),
                             EX_FMT(ex_report_time(diff->arena, b->now))));
    struct ex_str *kept = EX_NEW_ARRAY(diff->arena, warnings.n + 1, struct ex_str);
    if (warnings.n)
        memcpy(kept, warnings.items, warnings.n * sizeof *kept);
    diff->warnings = kept;
    diff->n_warnings = warnings.n;
}

/* ---- the comparison ------------------------------------------------------------------------ */

struct ex_diff *ex_diff_new(const struct ex_diff_side sides[EX_N_SIDES],
                            const struct ex_diff_options *options)
{
    struct ex_arena *arena = ex_arena_new();
    struct ex_diff *diff = EX_NEW(arena, struct ex_diff);
    diff->arena = arena;
    diff->fail_on = EX_HIGH;
    for (size_t side = 0; side < EX_N_SIDES; side++)
        diff->sides[side] = sides[side];
    add_warnings(diff);
    /* Also where nobody wants to see it: it explains the findings. */
    if (sides[EX_OLD].graph && sides[EX_NEW_SIDE].graph)
        ex_diff_config(diff, options);
    else if (options->config)
        diff->config_why = EX_STR("a saved result holds findings and no configuration; name the "
                                  "dumps to compare that");
    if (options->findings)
        compare_findings(diff, options);
    diff->with_config = diff->with_config && options->config;
    return diff;
}

void ex_diff_free(struct ex_diff *diff)
{
    if (diff)
        ex_arena_free(diff->arena);
}

void ex_diff_auto(struct ex_diff **diff)
{
    ex_diff_free(*diff);
}

static bool is_regression(const struct ex_diff_finding *f)
{
    return f->state == EX_DIFF_NEW || f->state == EX_DIFF_NEWLY_ASSESSED ||
           (f->state == EX_DIFF_CHANGED && f->worse);
}

size_t ex_diff_failing(const struct ex_diff *diff)
{
    size_t n = 0;
    for (size_t i = 0; i < diff->n_findings && !diff->fail_never; i++) {
        const struct ex_diff_finding *f = &diff->findings[i];
        n += is_regression(f) && f->newer->severity >= diff->fail_on &&
             ex_finding_counts(f->newer);
    }
    return n;
}

static bool is_kind_partial(const struct ex_diff_kind *kind)
{
    return kind->counts[EX_OBJECT_ONLY_OLD] || kind->counts[EX_OBJECT_ONLY_NEW] ||
           kind->n_only[EX_OLD] || kind->n_only[EX_NEW_SIDE];
}

bool ex_diff_is_partial(const struct ex_diff *diff)
{
    bool partial = diff->counts[EX_DIFF_NO_LONGER_ASSESSED] > 0;
    for (size_t side = 0; side < EX_N_SIDES && diff->with_findings; side++) {
        struct ex_report_coverage c = ex_coverage_of(diff->sides[side].report);
        partial = partial || c.not_assessed || c.partly;
    }
    for (size_t i = 0; i < diff->n_kinds && diff->with_config; i++)
        partial = partial || is_kind_partial(&diff->kinds[i]);
    return partial;
}
