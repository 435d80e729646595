/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The executive summary of the HTML report: one printed page for somebody who
 * decides. The verdict is made of what was found and of what could not be
 * looked at; it is never better than the exports allow.
 */
#include "formats/report/html.h"

#include <stdlib.h>

enum { WORST = 5, MAX_AREAS = 7, SOON_DAYS = 90 };

/* What the summary counts. */
struct tally {
    size_t severities[EX_N_SEVERITIES]; /* findings that count */
    size_t counting;
    size_t covered; /* by a valid waiver */
    size_t expired; /* waivers of which have expired */
    size_t grave;   /* rules of high severity or worse that were not assessed */
    struct ex_report_coverage coverage;
};

static struct tally tally_of(const struct ex_report *report)
{
    struct tally t = {.coverage = ex_coverage_of(report)};
    for (size_t i = 0; i < report->n_findings; i++) {
        const struct ex_report_finding *f = &report->findings[i];
        t.expired += f->waived == EX_WAIVED_EXPIRED;
        if (!ex_finding_counts(f)) {
            t.covered++;
            continue;
        }
        t.severities[f->severity]++;
        t.counting++;
    }
    for (size_t i = 0; i < report->n_rules; i++)
        t.grave += report->rules[i].outcome == EX_OUTCOME_NOT_ASSESSED &&
                   report->rules[i].severity >= EX_HIGH;
    return t;
}

/* ---- the verdict --------------------------------------------------------------- */

static void say_incomplete(struct ex_html *h, const char *looks, const char *headline)
{
    EX_HTML(h, "<div class=\"verdict $\">\n<p class=\"headline\">$</p>\n", ex_str(looks),
            ex_str(headline));
}

/* The two severities that make people act, as "2 critical and 13 high findings". */
static struct ex_str urgent(struct ex_html *h, const struct tally *t)
{
    size_t critical = t->severities[EX_CRITICAL];
    size_t high = t->severities[EX_HIGH];
    if (critical && high)
        return ex_arena_printf(h->arena, "%zu critical and %zu high findings", critical, high);
    return ex_arena_printf(h->arena, "%zu %s finding%s", critical + high,
                           critical ? "critical" : "high", critical + high == 1 ? "" : "s");
}

/* Findings of one area by severity. */
struct area {
    struct ex_str name;
    size_t severities[EX_N_SEVERITIES];
    size_t all;
};

static void count_areas(const struct ex_report *report, struct ex_vec *areas)
{
    for (size_t i = 0; i < report->n_findings; i++) {
        const struct ex_report_finding *f = &report->findings[i];
        struct area *area = NULL;
        if (!ex_finding_counts(f))
            continue;
        for (size_t k = 0; k < areas->n && !area; k++) {
            struct area *a = EX_AT(areas, struct area, k);
            if (ex_str_eq(a->name, f->rule->area))
                area = a;
        }
        if (!area) {
            area = EX_PUSH(areas, struct area);
            area->name = f->rule->area;
        }
        area->severities[f->severity]++;
        area->all++;
    }
}

static int by_severity(const void *pa, const void *pb)
{
    const struct area *a = pa;
    const struct area *b = pb;
    for (size_t s = EX_N_SEVERITIES; s-- > 0;) {
        if (a->severities[s] != b->severities[s])
            return a->severities[s] > b->severities[s] ? -1 : 1;
    }
    return ex_str_cmp(a->name, b->name);
}

/* "DNS", "mail flow": as part of a sentence. */
static struct ex_str area_words(struct ex_html *h, struct ex_str area)
{
    struct ex_str words = ex_arena_str(h->arena, area);
    char *p = ex_arena_bytes(h->arena, words.n + 1);
    if (ex_str_eq(area, EX_STR("dns")))
        return EX_STR("DNS");
    if (ex_str_eq(area, EX_STR("dump")))
        return EX_STR("the exports themselves");
    for (size_t i = 0; i < words.n; i++)
        p[i] = words.p[i] == '-' ? ' ' : words.p[i];
    return ex_str_n(p, words.n);
}

/* Which areas have findings that make people act. */
static void say_areas(struct ex_html *h, const struct tally *t)
{
    struct ex_vec EX_AUTO(ex_vec_free) areas = EX_VEC(struct area);
    size_t n = 0;
    count_areas(h->report, &areas);
    if (areas.n > 1)
        qsort(areas.items, areas.n, sizeof(struct area), by_severity);
    while (n < areas.n && n < MAX_AREAS &&
           EX_AT(&areas, struct area, n)->severities[EX_CRITICAL] +
                   EX_AT(&areas, struct area, n)->severities[EX_HIGH] >
               0)
        n++;
    if (n)
        ex_html_raw(h, t->severities[EX_CRITICAL] + t->severities[EX_HIGH] > 1
                           ? "<p>They are about "
                           : "<p>It is about ");
    for (size_t i = 0; i < n; i++)
        EX_HTML(h, "$$",
                ex_str(!i           ? ""
                       : i + 1 == n ? " and "
                                    : ", "),
                area_words(h, EX_AT(&areas, struct area, i)->name));
    ex_html_raw(h, n ? ".</p>\n" : "");
}

static void headline(struct ex_html *h, const struct tally *t)
{
    const struct ex_report_coverage *c = &t->coverage;
    size_t grave = t->severities[EX_CRITICAL] + t->severities[EX_HIGH];
    if (grave) {
        EX_HTML(
            h, "<div class=\"verdict $\">\n<p class=\"headline\">$: $.</p>\n",
            ex_str(t->severities[EX_CRITICAL] ? "bad" : "warn"),
            ex_str(t->severities[EX_CRITICAL] ? "Immediate action is needed" : "Action is needed"),
            urgent(h, t));
    } else if (c->nothing) {
        say_incomplete(h, "unknown",
                       "The exports do not allow a verdict: no check of the "
                       "organization could be made.");
    } else if (t->counting) {
        EX_HTML(h,
                "<div class=\"verdict plain\">\n<p class=\"headline\">No critical or high "
                "findings$; $ of lesser severity.</p>\n",
                ex_str(c->not_assessed || c->partly ? " among what could be checked" : ""),
                ex_html_counted(h, t->counting, "finding"));
    } else if (c->not_assessed || c->partly || h->report->scope.damaged) {
        say_incomplete(h, "unknown",
                       "No open findings in what could be checked, but not "
                       "everything could be.");
    } else {
        say_incomplete(h, "good",
                       t->covered ? "No open findings: what was found is covered by "
                                    "exceptions."
                                  : "No findings: every check that applies passed.");
    }
}

static void say_coverage(struct ex_html *h, const struct tally *t)
{
    const struct ex_report_coverage *c = &t->coverage;
    EX_HTML(h, "<p>$ of $ were made", ex_html_number(h, c->assessed),
            ex_html_counted(h, c->rules, "check"));
    if (c->not_assessed) {
        EX_HTML(h,
                "; <a href=\"#not-assessed\">$ could not be</a> for want of data, "
                "and say nothing, good or bad",
                ex_html_number(h, c->not_assessed));
        if (t->grave)
            EX_HTML(h, " ($ of them could have found something critical or high)",
                    ex_html_number(h, t->grave));
    }
    if (c->partly)
        EX_HTML(h, "; $ could not judge every object", ex_html_number(h, c->partly));
    ex_html_raw(h, ".");
    if (c->nothing && t->counting)
        ex_html_raw(h, " No check of the organization itself could be made.");
    if (h->report->dns_not_asked)
        EX_HTML(h, " DNS was not asked: $ about it were left out.",
                ex_html_counted(h, h->report->dns_not_asked, "check"));
    if (h->report->scope.damaged)
        EX_HTML(h, " $ of the exports could not be read to the end.",
                ex_html_counted(h, h->report->scope.damaged, "file"));
    ex_html_raw(h, "</p>\n");
}

static void say_exceptions(struct ex_html *h, const struct tally *t)
{
    if (!t->covered && !t->expired)
        return;
    ex_html_raw(h, "<p>");
    if (t->covered)
        EX_HTML(h, "$ covered by <a href=\"#exceptions\">exceptions</a> and not counted here. ",
                ex_arena_printf(h->arena, "%zu finding%s", t->covered,
                                t->covered == 1 ? " is" : "s are"));
    if (t->expired)
        EX_HTML(h, "Exceptions of $ have expired, so that they count again.",
                ex_html_counted(h, t->expired, "finding"));
    ex_html_raw(h, "</p>\n");
}

/* The first certificate in use that is going to expire. */
static const struct ex_env_certificate *next_to_expire(const struct ex_environment *env)
{
    for (size_t i = 0; env && i < env->n_certificates; i++) {
        const struct ex_env_certificate *c = &env->certificates[i];
        if (c->in_use == EX_YES && c->validity == EX_VALID && c->days >= 0 && c->days <= SOON_DAYS)
            return c;
    }
    return NULL;
}

static void say_deadline(struct ex_html *h)
{
    const struct ex_env_certificate *c = next_to_expire(h->report->environment);
    if (!c)
        return;
    EX_HTML(h,
            "<p>The next <a href=\"#certificates\">certificate in use</a> expires on $, $ "
            "after this report.</p>\n",
            ex_str_slice(c->not_after.text, 0, 10), ex_html_counted(h, (size_t)c->days, "day"));
}

static void say_changes(struct ex_html *h)
{
    size_t fresh = 0;
    size_t fixed = 0;
    if (!h->report->baseline.p)
        return;
    for (size_t i = 0; i < h->report->n_findings; i++)
        fresh += h->report->findings[i].baseline == EX_BASELINE_NEW;
    for (size_t i = 0; i < h->report->n_gone; i++)
        fixed += !h->report->gone[i].not_assessed;
    EX_HTML(h, "<p>Since the <a href=\"#changes\">baseline</a> $ new and $ fixed.</p>\n",
            ex_arena_printf(h->arena, "%zu %s", fresh, fresh == 1 ? "is" : "are"),
            ex_arena_printf(h->arena, "%zu %s", fixed, fixed == 1 ? "was" : "were"));
}

static void write_verdict(struct ex_html *h, const struct tally *t)
{
    headline(h, t);
    say_areas(h, t);
    say_coverage(h, t);
    say_deadline(h);
    say_exceptions(h, t);
    say_changes(h);
    ex_html_raw(h, "</div>\n");
}

/* ---- severities ---------------------------------------------------------------- */

enum { ROW = 26, LABEL = 72, BAR = 230, CHART_WIDTH = 350 };

static struct ex_str describe(struct ex_html *h, const struct tally *t)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    for (size_t s = EX_N_SEVERITIES; s-- > 0;)
        ex_buf_printf(&out, "%s%zu %s", out.n ? ", " : "", t->severities[s],
                      ex_severity_name((enum ex_severity)s));
    return ex_arena_str(h->arena, ex_buf_str(&out));
}

static void write_bar(struct ex_html *h, const struct tally *t, enum ex_severity severity,
                      size_t most)
{
    struct ex_str name = ex_str(ex_severity_name(severity));
    size_t count = t->severities[severity];
    size_t row = EX_N_SEVERITIES - 1 - (size_t)severity;
    size_t y = row * ROW;
    size_t width = count ? (count * BAR + most - 1) / most : 0;
    EX_HTML(h, "<text x=\"0\" y=\"$\">$</text>", ex_arena_printf(h->arena, "%zu", y + 17),
            ex_html_title(h, name));
    EX_HTML(h, "<rect class=\"fill-$\" x=\"$\" y=\"$\" width=\"$\" height=\"16\" rx=\"2\"/>", name,
            ex_arena_printf(h->arena, "%d", LABEL), ex_arena_printf(h->arena, "%zu", y + 4),
            ex_arena_printf(h->arena, "%zu", width));
    EX_HTML(h, "<text class=\"strong\" x=\"$\" y=\"$\">$</text>\n",
            ex_arena_printf(h->arena, "%zu", LABEL + width + 8),
            ex_arena_printf(h->arena, "%zu", y + 17), ex_html_number(h, count));
}

static void write_chart(struct ex_html *h, const struct tally *t)
{
    size_t most = 1;
    for (size_t s = 0; s < EX_N_SEVERITIES; s++)
        most = t->severities[s] > most ? t->severities[s] : most;
    EX_HTML(h,
            "<figure class=\"chart\"><figcaption>Findings by severity</figcaption>\n"
            "<svg viewBox=\"0 0 $ $\" role=\"img\" aria-labelledby=\"chart-t chart-d\">"
            "<title id=\"chart-t\">Findings by severity</title><desc id=\"chart-d\">$</desc>\n",
            ex_arena_printf(h->arena, "%d", CHART_WIDTH),
            ex_arena_printf(h->arena, "%d", EX_N_SEVERITIES * ROW), describe(h, t));
    for (size_t s = EX_N_SEVERITIES; s-- > 0;)
        write_bar(h, t, (enum ex_severity)s, most);
    ex_html_raw(h, "</svg></figure>\n");
}

static void write_counts(struct ex_html *h, const size_t *severities, size_t all)
{
    for (size_t s = EX_N_SEVERITIES; s-- > 0;) {
        if (severities[s])
            EX_HTML(h, "<td class=\"n\">$</td>", ex_html_number(h, severities[s]));
        else
            ex_html_raw(h, "<td class=\"n none\">0</td>");
    }
    EX_HTML(h, "<td class=\"n all\">$</td></tr>\n", ex_html_number(h, all));
}

static void write_areas(struct ex_html *h, const struct tally *t)
{
    struct ex_vec EX_AUTO(ex_vec_free) areas = EX_VEC(struct area);
    struct area rest = {.name = EX_STR("Other areas")};
    count_areas(h->report, &areas);
    if (areas.n > 1)
        qsort(areas.items, areas.n, sizeof(struct area), by_severity);
    ex_html_table(h, EX_STR("Findings by area and severity"),
                  "Area|Critical|High|Medium|Low|Info|All", "counts");
    for (size_t i = 0; i < areas.n; i++) {
        const struct area *a = EX_AT(&areas, struct area, i);
        if (i < MAX_AREAS) {
            EX_HTML(h, "<tr><th scope=\"row\">$</th>", ex_html_area(h, a->name));
            write_counts(h, a->severities, a->all);
        }
        for (size_t s = 0; s < EX_N_SEVERITIES && i >= MAX_AREAS; s++)
            rest.severities[s] += a->severities[s];
        rest.all += i >= MAX_AREAS ? a->all : 0;
    }
    if (rest.all) {
        EX_HTML(h, "<tr><th scope=\"row\">$</th>", rest.name);
        write_counts(h, rest.severities, rest.all);
    }
    ex_html_raw(h, "<tr class=\"sum\"><th scope=\"row\">All</th>");
    write_counts(h, t->severities, t->counting);
    ex_html_table_end(h);
}

/* ---- the worst risks ----------------------------------------------------------- */

static int by_weight(const void *pa, const void *pb)
{
    const struct ex_action *a = *(const struct ex_action *const *)pa;
    const struct ex_action *b = *(const struct ex_action *const *)pb;
    if (a->severity != b->severity)
        return a->severity > b->severity ? -1 : 1;
    if (a->n_objects != b->n_objects)
        return a->n_objects > b->n_objects ? -1 : 1;
    return ex_str_cmp(a->rule->id, b->rule->id);
}

static void write_risk(struct ex_html *h, const struct ex_action *action)
{
    const struct ex_report_rule *rule = action->rule;
    ex_html_raw(h, "<li><p class=\"risk\">");
    ex_html_cut(h, rule->impact.n ? rule->impact : rule->title, 300);
    ex_html_raw(h, "</p><p class=\"because\">");
    ex_html_severity(h, action->severity);
    EX_HTML(h, " <a href=\"#$\">", ex_html_token(h, rule->id));
    ex_html_cut(h, rule->title, 150);
    EX_HTML(h, "</a> ($)</p></li>\n", ex_html_counted(h, action->n_objects, "object"));
}

static void write_worst(struct ex_html *h)
{
    const struct ex_action **order =
        EX_NEW_ARRAY(h->arena, h->plan.n + 1, const struct ex_action *);
    size_t n = 0;
    for (size_t i = 0; i < h->plan.n; i++) {
        if (!h->plan.actions[i].planned && h->plan.actions[i].severity > EX_INFO)
            order[n++] = &h->plan.actions[i];
    }
    if (!n)
        return;
    qsort(order, n, sizeof *order, by_weight);
    ex_html_raw(h, n > 1 ? "<h3>The worst risks</h3>\n<ol class=\"risks\">\n"
                         : "<h3>The risk</h3>\n<ol class=\"risks\">\n");
    for (size_t i = 0; i < n && i < WORST; i++)
        write_risk(h, order[i]);
    ex_html_raw(h, "</ol>\n");
}

/* ---- what next ----------------------------------------------------------------- */

static void write_waves(struct ex_html *h)
{
    if (!h->plan.n)
        return;
    ex_html_raw(h, "<div class=\"half\"><h3>What to do</h3>\n<ul class=\"waves\">\n");
    for (size_t w = 0; w < EX_N_WAVES; w++)
        EX_HTML(h, "<li><a href=\"#wave-$\"><b>$</b> $</a></li>\n",
                ex_arena_printf(h->arena, "%zu", w + 1),
                ex_html_counted(h, h->plan.waves[w], "action"),
                w == EX_WAVE_WINDOW ? EX_STR("in the next change window")
                                    : ex_str(ex_wave_name((enum ex_wave)w)));
    ex_html_raw(h, "</ul></div>\n");
}

/* One part of the bar of coverage; `*at` moves on. */
static void write_share(struct ex_html *h, const char *looks, size_t count, size_t all, size_t *at)
{
    size_t width = all ? count * 1000 / all : 0;
    if (count)
        EX_HTML(h, "<rect class=\"$\" x=\"$\" y=\"0\" width=\"$\" height=\"20\"/>", ex_str(looks),
                ex_arena_printf(h->arena, "%zu", *at), ex_arena_printf(h->arena, "%zu", width));
    *at += width;
}

static const char *const outcomes[EX_N_OUTCOMES] = {
    [EX_OUTCOME_FINDING] = "found something",
    [EX_OUTCOME_PASS] = "passed",
    [EX_OUTCOME_NOT_APPLICABLE] = "had nothing to judge",
    [EX_OUTCOME_NOT_ASSESSED] = "could not be made",
};

static void write_keys(struct ex_html *h, const char *const *looks, const size_t *counts)
{
    ex_html_raw(h, "<ul class=\"keys\">");
    for (size_t i = 0; i < EX_N_OUTCOMES; i++)
        EX_HTML(h,
                "<li><svg class=\"key\" viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect "
                "class=\"$\" width=\"10\" height=\"10\"/></svg> <b>$</b> $</li>",
                ex_str(looks[i]), ex_html_number(h, counts[i]), ex_str(outcomes[i]));
    ex_html_raw(h, "</ul>\n");
}

static void write_coverage(struct ex_html *h, const struct tally *t)
{
    static const char *const looks[EX_N_OUTCOMES] = {
        [EX_OUTCOME_FINDING] = "cov-finding",
        [EX_OUTCOME_PASS] = "cov-pass",
        [EX_OUTCOME_NOT_APPLICABLE] = "cov-na",
        [EX_OUTCOME_NOT_ASSESSED] = "cov-unknown",
    };
    size_t counts[EX_N_OUTCOMES] = {0};
    size_t at = 0;
    for (size_t i = 0; i < h->report->n_rules; i++)
        counts[h->report->rules[i].outcome]++;
    ex_html_raw(h, "<div class=\"half\"><h3>What was checked</h3>\n"
                   "<svg class=\"coverage\" viewBox=\"0 0 1000 20\" preserveAspectRatio=\"none\" "
                   "role=\"img\" aria-labelledby=\"cov-t cov-d\">"
                   "<title id=\"cov-t\">Checks by outcome</title>");
    EX_HTML(h, "<desc id=\"cov-d\">Of $; the list below has the numbers</desc>",
            ex_html_counted(h, t->coverage.rules, "check"));
    for (size_t i = 0; i < EX_N_OUTCOMES; i++)
        write_share(h, looks[i], counts[i], t->coverage.rules, &at);
    ex_html_raw(h, "</svg>\n");
    write_keys(h, looks, counts);
    size_t n = 0;
    const struct ex_html_need *needs = ex_html_needs(h, &n);
    if (n)
        EX_HTML(h, "<p class=\"legend\">$ would decide $.</p>\n", needs[0].name,
                ex_html_counted(h, needs[0].rules, "more check"));
    ex_html_raw(h, "</div>\n");
}

void ex_html_summary(struct ex_html *h)
{
    struct tally t = tally_of(h->report);
    write_verdict(h, &t);
    if (t.counting) {
        ex_html_raw(h, "<div class=\"pair\">\n");
        write_chart(h, &t);
        write_areas(h, &t);
        ex_html_raw(h, "</div>\n");
    }
    write_worst(h);
    ex_html_raw(h, "<div class=\"pair\">\n");
    write_waves(h);
    write_coverage(h, &t);
    ex_html_raw(h, "</div>\n");
}
