/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Matching waivers with findings, and what to say about waivers themselves.
 */
#include "report/waiver.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "engine/rule_impl.h"

enum { SECONDS_A_DAY = 86400 };

/* A waiver that covers so much of a report is pointed out. */
enum { BROAD_PERCENT = 50, BROAD_FINDINGS = 10 };

/* Names of objects in a hint. */
enum { MAX_OBJECTS = 3 };

static const char *const kinds[EX_N_WAIVER_KINDS] = {
    [EX_WAIVER_ACCEPTED] = "accepted",
    [EX_WAIVER_PLANNED] = "planned",
    [EX_WAIVER_FALSE_POSITIVE] = "false-positive",
};

static const char *const states[EX_N_WAIVER_STATES] = {
    [EX_WAIVER_USED] = "used",
    [EX_WAIVER_EXPIRED] = "expired",
    [EX_WAIVER_UNUSED] = "unused",
    [EX_WAIVER_NOT_ASSESSED] = "not-assessed",
};

static size_t find_name(const char *const *names, size_t n, struct ex_str name)
{
    size_t i = 0;
    while (i < n && !ex_str_eq(name, ex_str(names[i])))
        i++;
    return i;
}

const char *ex_waiver_kind_name(enum ex_waiver_kind kind)
{
    return kinds[kind];
}

bool ex_waiver_kind_parse(struct ex_str name, enum ex_waiver_kind *out)
{
    size_t i = find_name(kinds, EX_N_WAIVER_KINDS, name);
    if (i < EX_N_WAIVER_KINDS)
        *out = (enum ex_waiver_kind)i;
    return i < EX_N_WAIVER_KINDS;
}

const char *ex_waiver_state_name(enum ex_waiver_state state)
{
    return states[state];
}

bool ex_waiver_state_parse(struct ex_str name, enum ex_waiver_state *out)
{
    size_t i = find_name(states, EX_N_WAIVER_STATES, name);
    if (i < EX_N_WAIVER_STATES)
        *out = (enum ex_waiver_state)i;
    return i < EX_N_WAIVER_STATES;
}

const char *ex_waived_name(enum ex_waived waived)
{
    static const char *const names[] = {
        [EX_NOT_WAIVED] = "",
        [EX_WAIVED] = "waived",
        [EX_WAIVED_PLANNED] = "planned",
        [EX_WAIVED_EXPIRED] = "expired",
    };
    return names[waived];
}

enum ex_waived ex_waiver_effect(const struct ex_waiver *waiver, struct cel_time now)
{
    if (now.seconds >= waiver->ends)
        return EX_WAIVED_EXPIRED;
    return waiver->kind == EX_WAIVER_PLANNED ? EX_WAIVED_PLANNED : EX_WAIVED;
}

bool ex_waiver_date(struct ex_str text, int64_t *ends)
{
    struct cel_time day;
    if (text.n != 10 || !ex_time_parse(text, &day))
        return false;
    *ends = day.seconds + SECONDS_A_DAY;
    return true;
}

/* ---- patterns ------------------------------------------------------------------ */

static size_t rune_at(struct ex_str text, size_t at)
{
    uint32_t rune;
    return ex_utf8_decode(ex_str_slice(text, at, text.n), &rune);
}

/* Only the last `*` is ever tried again, so the time is bounded by the product of the lengths. */
bool ex_glob(struct ex_str pattern, struct ex_str text)
{
    size_t p = 0, t = 0;
    size_t star = SIZE_MAX, retry = 0;
    while (t < text.n) {
        if (p < pattern.n && pattern.p[p] == '*') {
            star = p++;
            retry = t;
        } else if (p < pattern.n && pattern.p[p] == '?') {
            t += rune_at(text, t);
            p++;
        } else if (p < pattern.n && ex_lower(pattern.p[p]) == ex_lower(text.p[t])) {
            t++;
            p++;
        } else if (star != SIZE_MAX) {
            retry += rune_at(text, retry);
            t = retry;
            p = star + 1;
        } else {
            return false;
        }
    }
    while (p < pattern.n && pattern.p[p] == '*')
        p++;
    return p == pattern.n;
}

static bool is_pattern(struct ex_str text)
{
    return ex_str_find(text, '*') != SIZE_MAX || ex_str_find(text, '?') != SIZE_MAX;
}

bool ex_waiver_names(const struct ex_waiver *waiver, struct ex_str id, struct ex_str name)
{
    if (is_pattern(waiver->rule))
        return ex_glob(waiver->rule, id) || ex_glob(waiver->rule, name);
    return ex_str_istarts(id, waiver->rule) || ex_str_ieq(name, waiver->rule);
}

struct ex_str ex_waiver_object(struct ex_arena *arena, uint16_t kind, struct ex_str identity)
{
    struct ex_str name = kind < EX_N_KINDS ? ex_kind((enum ex_kind_id)kind)->name
                                           : EX_STR("Organization");
    return ex_arena_printf(arena, "%.*s:%.*s", EX_FMT(name), EX_FMT(identity));
}

/* ---- matching ------------------------------------------------------------------ */

/* Everything that a report holds while waivers are applied to it. */
struct applying {
    struct ex_report *report;
    struct ex_waiver *waivers;
    size_t n;
    struct ex_diags *diags;
};

/* A finding, and what a waiver can call its object: readers see what it points at. */
struct subject {
    const struct ex_report_finding *finding;
    struct ex_str names[4];
    size_t n;
};

static struct subject subject_of(const struct ex_report_finding *f, struct ex_arena *scratch)
{
    const struct ex_report_evidence *e = f->n_evidence ? &f->evidence[0] : NULL;
    struct subject s = {f, {f->object, ex_waiver_object(scratch, f->kind, f->object)}, 2};
    if (!e || e->searched)
        return s;
    s.names[s.n++] = e->object;
    s.names[s.n++] = ex_waiver_object(scratch, e->kind, e->object);
    return s;
}

static bool is_about(const struct ex_waiver *w, const struct subject *s)
{
    bool named = false;
    if (!ex_waiver_names(w, s->finding->rule->id, s->finding->rule->name))
        return false;
    for (size_t i = 0; i < s->n && !named; i++)
        named = ex_glob(w->object, s->names[i]);
    return named;
}

static bool covers(const struct ex_waiver *w, const struct subject *s)
{
    return is_about(w, s) && (!w->value.p || ex_glob(w->value, s->finding->value));
}

static bool is_valid(const struct applying *a, const struct ex_waiver *w)
{
    return a->report->now.seconds < w->ends;
}

static void apply_to(struct applying *a, struct ex_report_finding *f, struct ex_arena *scratch)
{
    struct subject subject = subject_of(f, scratch);
    struct ex_waiver *used = NULL;
    for (size_t i = 0; i < a->n; i++) {
        struct ex_waiver *w = &a->waivers[i];
        if (!covers(w, &subject))
            continue;
        w->findings++;
        if (!used || (!is_valid(a, used) && is_valid(a, w)))
            used = w;
    }
    f->waiver = used;
    f->waived = used ? ex_waiver_effect(used, a->report->now) : EX_NOT_WAIVED;
}

/* ---- what became of them --------------------------------------------------------- */

/* Whether all objects of all rules that it names were judged, and there is such a rule. */
static bool is_judged(const struct applying *a, const struct ex_waiver *w)
{
    bool any = false;
    for (size_t i = 0; i < a->report->n_rules; i++) {
        const struct ex_report_rule *r = &a->report->rules[i];
        if (!ex_waiver_names(w, r->id, r->name))
            continue;
        if (r->counts[EX_OUTCOME_NOT_ASSESSED])
            return false;
        any = true;
    }
    return any;
}

static void settle(const struct applying *a, struct ex_waiver *w)
{
    if (!is_valid(a, w))
        w->state = EX_WAIVER_EXPIRED;
    else if (w->findings)
        w->state = EX_WAIVER_USED;
    else
        w->state = is_judged(a, w) ? EX_WAIVER_UNUSED : EX_WAIVER_NOT_ASSESSED;
}

/* A finding that it would cover but for the value. */
static const struct ex_report_finding *other_value(const struct applying *a,
                                                   const struct ex_waiver *w)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) scratch = ex_arena_new();
    for (size_t i = 0; i < a->report->n_findings && w->value.p; i++) {
        const struct ex_report_finding *f = &a->report->findings[i];
        struct subject subject = subject_of(f, scratch);
        if (is_about(w, &subject))
            return f;
        ex_arena_reset(scratch);
    }
    return NULL;
}

static struct ex_diag *tell(const struct applying *a, const struct ex_waiver *w,
                            enum ex_diag_level level, const char *what)
{
    struct ex_diag *d =
        ex_diag(a->diags, level, w->file, w->at, "the waiver of '%.*s' for '%.*s' %s",
                EX_FMT(w->rule), EX_FMT(w->object), what);
    d->outside = true;
    return d;
}

/* Objects that the rules have findings for: one of them may be meant. */
static struct ex_str objects_of(const struct applying *a, const struct ex_waiver *w)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    size_t n = 0;
    for (size_t i = 0; i < a->report->n_findings; i++) {
        const struct ex_report_finding *f = &a->report->findings[i];
        if (!ex_waiver_names(w, f->rule->id, f->rule->name))
            continue;
        if (n++ < MAX_OBJECTS)
            ex_buf_printf(&out, "%s'%.*s'", n > 1 ? ", " : "", EX_FMT(f->object));
    }
    if (n > MAX_OBJECTS)
        ex_buf_printf(&out, " and %zu more", n - MAX_OBJECTS);
    return ex_arena_str(a->report->arena, ex_buf_str(&out));
}

static void tell_unused(const struct applying *a, const struct ex_waiver *w)
{
    struct ex_diags *diags = a->diags;
    const struct ex_report_finding *f = other_value(a, w);
    if (f) {
        struct ex_diag *d = tell(a, w, EX_WARNING, "covers nothing: the value is another one now");
        ex_diag_hint(diags, d, "it is '%.*s'", EX_FMT(f->value));
        return;
    }
    struct ex_str others = objects_of(a, w);
    struct ex_diag *d = tell(a, w, EX_WARNING, "covers nothing");
    if (others.n)
        ex_diag_hint(diags, d, "findings of the rule are for %.*s", EX_FMT(others));
    else
        ex_diag_hint(diags, d, "the rule finds nothing any more: remove the waiver");
}

static bool is_everything(struct ex_str pattern)
{
    for (size_t i = 0; i < pattern.n; i++) {
        if (pattern.p[i] != '*' && pattern.p[i] != ':')
            return false;
    }
    return ex_str_find(pattern, '*') != SIZE_MAX;
}

/* How many rules of the report it names, 2 for more. */
static size_t rules_of(const struct applying *a, const struct ex_waiver *w)
{
    size_t n = 0;
    for (size_t i = 0; i < a->report->n_rules && n < 2; i++)
        n += ex_waiver_names(w, a->report->rules[i].id, a->report->rules[i].name);
    return n;
}

static void tell_broad(const struct applying *a, const struct ex_waiver *w)
{
    struct ex_diags *diags = a->diags;
    size_t all = a->report->n_findings;
    if (is_everything(w->object)) {
        bool many = rules_of(a, w) > 1;
        struct ex_diag *d = tell(a, w, many ? EX_WARNING : EX_NOTE,
                                 many ? "covers every object of several rules"
                                      : "covers every object, also those to come");
        ex_diag_hint(diags, d, "name the rule and the objects that were decided about");
    } else if (all >= BROAD_FINDINGS && w->findings * 100 > all * BROAD_PERCENT) {
        struct ex_diag *d = tell(a, w, EX_WARNING, "covers more than half of all findings");
        ex_diag_hint(diags, d, "name the rule and the objects that were decided about");
    }
}

static void tell_about(const struct applying *a, const struct ex_waiver *w)
{
    if (w->state == EX_WAIVER_UNUSED)
        tell_unused(a, w);
    else if (w->state == EX_WAIVER_USED)
        tell_broad(a, w);
    else if (w->state == EX_WAIVER_EXPIRED && !w->findings && is_judged(a, w))
        ex_diag_hint(a->diags, tell(a, w, EX_WARNING, "has expired and covers nothing"),
                     "remove it");
}

/* ---- applying ------------------------------------------------------------------- */

static struct ex_waiver copy_waiver(struct ex_arena *arena, const struct ex_waiver *from)
{
    struct ex_waiver w = *from;
    struct ex_str *const texts[] = {&w.rule,  &w.object, &w.value,   &w.reason,
                                    &w.owner, &w.ticket, &w.expires, &w.file};
    for (size_t i = 0; i < EX_COUNT(texts); i++) {
        if (texts[i]->p)
            *texts[i] = ex_arena_str(arena, *texts[i]);
    }
    w.findings = 0;
    return w;
}

void ex_waivers_apply(struct ex_report *report, const struct ex_waiver *waivers, size_t n,
                      struct ex_diags *diags)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) scratch = ex_arena_new();
    struct applying a = {report, EX_NEW_ARRAY(report->arena, n + 1, struct ex_waiver), n, diags};
    const struct ex_waiver **list = EX_NEW_ARRAY(report->arena, n + 1, const struct ex_waiver *);
    for (size_t i = 0; i < n; i++) {
        a.waivers[i] = copy_waiver(report->arena, &waivers[i]);
        list[i] = &a.waivers[i];
    }
    for (size_t i = 0; i < report->n_findings; i++) {
        apply_to(&a, &report->findings[i], scratch);
        ex_arena_reset(scratch);
    }
    for (size_t i = 0; i < n; i++) {
        settle(&a, &a.waivers[i]);
        tell_about(&a, &a.waivers[i]);
    }
    report->waivers = list;
    report->n_waivers = n;
}

size_t ex_report_waived(const struct ex_report *report, enum ex_waived waived)
{
    size_t n = 0;
    for (size_t i = 0; i < report->n_findings; i++)
        n += report->findings[i].waived == waived;
    return n;
}

size_t ex_report_waivers(const struct ex_report *report, enum ex_waiver_state state)
{
    size_t n = 0;
    for (size_t i = 0; i < report->n_waivers; i++)
        n += report->waivers[i]->state == state;
    return n;
}
