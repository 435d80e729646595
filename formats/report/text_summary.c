/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The end of the text format: what was looked at, what was found, what could
 * not be judged and which export would change that, the verdict, and what to
 * do next. It never says only that nothing was found.
 */
#include "base/utf8.h"
#include "formats/report/text.h"
#include "report/baseline.h"
#include "report/waiver.h"

#include <stdlib.h>

enum { NAME_COLUMNS = 80, MAX_NEEDS = 6, MAX_RULE_NEEDS = 4 };

void ex_text_count(struct ex_buf *out, size_t number)
{
    char digits[24];
    size_t n = 0;
    do {
        digits[n++] = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    while (n) {
        ex_buf_add_char(out, digits[--n]);
        if (n && n % 3 == 0)
            ex_buf_add_char(out, ' ');
    }
}

void ex_text_counted(struct ex_buf *out, size_t number, const char *thing)
{
    ex_text_count(out, number);
    ex_buf_printf(out, " %s%s", thing, number == 1 ? "" : "s");
}

/* ---- what was looked at ---------------------------------------------- */

static void add_servers(const struct ex_style *style, const struct ex_report_scope *scope)
{
    if (!scope->servers_known) {
        ex_buf_add_text(style->out, "servers not in the dump");
        return;
    }
    ex_text_counted(style->out, scope->servers, "server");
    for (size_t i = 0; i < scope->n_products; i++) {
        const struct ex_report_product *p = &scope->products[i];
        ex_buf_add_text(style->out, i ? ", " : " (");
        ex_text_escape(style->out, p->name);
        ex_buf_printf(style->out, "%s%zu", style->glyphs->times, p->servers);
    }
    if (scope->n_products)
        ex_buf_add_char(style->out, ')');
}

void ex_text_scope(const struct ex_style *style, const struct ex_report *report)
{
    struct ex_buf *out = style->out;
    const struct ex_report_scope *scope = &report->scope;
    struct ex_str name = ex_report_organization(report);
    if (name.n)
        ex_style_field(style, name, NAME_COLUMNS);
    else
        ex_buf_add_text(out, "organization not in the dump");
    ex_buf_add_text(out, "   ");
    add_servers(style, scope);
    ex_buf_add_text(out, "   ");
    ex_text_counted(out, scope->files, "file");
    ex_buf_add_text(out, ", ");
    ex_text_counted(out, scope->objects, "object");
    if (scope->damaged)
        ex_buf_printf(out, "   %zu file%s damaged", scope->damaged,
                      scope->damaged == 1 ? "" : "s");
    ex_buf_add_char(out, '\n');
}

static void write_counts(const struct ex_style *style, const struct ex_report *report)
{
    for (size_t s = EX_N_SEVERITIES; s-- > 0;) {
        size_t count = ex_report_count(report, (enum ex_severity)s);
        ex_buf_add_text(style->out, s + 1 == EX_N_SEVERITIES ? "  " : "   ");
        if (count)
            ex_style_tint(style, ex_style_severity((enum ex_severity)s));
        ex_buf_add_text(style->out, ex_severity_name((enum ex_severity)s));
        if (count)
            ex_style_plain(style);
        ex_buf_add_char(style->out, ' ');
        ex_text_count(style->out, count);
    }
    ex_buf_add_text(style->out, "     ");
    size_t waived = ex_report_waived(report, EX_WAIVED);
    size_t planned = ex_report_waived(report, EX_WAIVED_PLANNED);
    ex_text_counted(style->out, report->n_findings - waived - planned, "finding");
    if (waived) {
        ex_buf_add_text(style->out, ", ");
        ex_text_count(style->out, waived);
        ex_buf_add_text(style->out, " waived");
    }
    if (planned) {
        ex_buf_add_text(style->out, ", ");
        ex_text_count(style->out, planned);
        ex_buf_add_text(style->out, " planned");
    }
    if (report->known)
        ex_buf_printf(style->out, ", and %zu known that are not shown", report->known);
    ex_buf_add_char(style->out, '\n');
}

/* What made this run another one than that of a colleague: never left out. */
static void write_settings(const struct ex_style *style, const struct ex_report *report)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    size_t expired = ex_report_waivers(report, EX_WAIVER_EXPIRED);
    size_t unused = ex_report_waivers(report, EX_WAIVER_UNUSED);
    if (!report->config.n && !report->profile.n)
        return;
    if (report->config.n)
        ex_buf_printf(&text, "settings of %.*s", EX_FMT(report->config));
    if (report->profile.n)
        ex_buf_printf(&text, "%sprofile %.*s", text.n ? ", " : "", EX_FMT(report->profile));
    if (report->n_waivers)
        ex_buf_printf(&text, "; %zu waiver%s", report->n_waivers,
                      report->n_waivers == 1 ? "" : "s");
    if (expired)
        ex_buf_printf(&text, ", %zu expired", expired);
    if (unused)
        ex_buf_printf(&text, ", %zu unused", unused);
    ex_buf_add_text(style->out, "  ");
    ex_style_wrap(style, ex_buf_str(&text), "", 2, 2);
    ex_buf_add_char(style->out, '\n');
}

/* ---- beside the baseline ------------------------------------------------- */

static void write_baseline(const struct ex_style *style, const struct ex_report *report)
{
    struct ex_baseline_counts c = ex_baseline_count(report);
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    if (!report->baseline.p)
        return;
    ex_buf_printf(&text, "%zu new, %zu changed, %zu unchanged; %zu fixed", c.new_ones, c.changed,
                  c.unchanged, c.fixed);
    if (c.not_assessed)
        ex_buf_printf(&text, ", %zu not assessed", c.not_assessed);
    ex_buf_printf(&text, " since the baseline of %.*s", EX_FMT(report->baseline_date));
    ex_buf_add_text(style->out, "  ");
    ex_style_wrap(style, ex_buf_str(&text), "", 2, 2);
    ex_buf_add_char(style->out, '\n');
}

/* What nobody can say whether it is mended. */
static void write_gone(const struct ex_style *style, const struct ex_report *report)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    for (size_t i = 0; i < report->n_gone; i++) {
        const struct ex_report_gone *g = &report->gone[i];
        if (!g->not_assessed)
            continue;
        ex_buf_clear(&text);
        ex_buf_printf(&text, "%.*s%s%.*s: %.*s", EX_FMT(g->object), g->property.n ? " " : "",
                      EX_FMT(g->property), EX_FMT(g->why));
        ex_buf_add_text(style->out, "  not assessed  ");
        ex_style_field(style, g->rule, NAME_COLUMNS);
        ex_buf_add_text(style->out, "  known: ");
        size_t indent = 18 + g->rule.n;
        ex_style_wrap(style, ex_buf_str(&text), "", indent, indent + 7);
        ex_buf_add_char(style->out, '\n');
    }
}

/* ---- what could not be judged ------------------------------------------ */

/* One export that is missing, and how many rules need it. */
struct need {
    struct ex_str name;
    size_t rules;
};

static int by_name(const void *pa, const void *pb)
{
    const struct need *a = pa;
    const struct need *b = pb;
    return ex_str_cmp(a->name, b->name);
}

static int by_rules(const void *pa, const void *pb)
{
    const struct need *a = pa;
    const struct need *b = pb;
    if (a->rules != b->rules)
        return a->rules > b->rules ? -1 : 1;
    return ex_str_cmp(a->name, b->name);
}

/* `Get-OutlookAnywhere of EX01` is the same need for every server, `MX of DNS` for every record. */
static struct ex_str without_server(struct ex_str need)
{
    if (ex_str_ends(need, EX_STR(" of DNS")))
        return EX_STR("answers of DNS");
    if (!ex_str_starts(need, EX_STR("Get-")))
        return need;
    return ex_str_slice(need, 0, ex_str_find_str(need, EX_STR(" of ")));
}

static void add_needs(struct ex_vec *all, const struct ex_str *names, size_t n)
{
    size_t from = all->n;
    for (size_t i = 0; i < n; i++) {
        struct ex_str name = without_server(names[i]);
        bool known = false;
        for (size_t k = from; k < all->n && !known; k++)
            known = ex_str_eq(EX_AT(all, struct need, k)->name, name);
        if (!known)
            *EX_PUSH(all, struct need) = (struct need){name, 1};
    }
}

/* The needs of all rules, those of most rules first. */
static void collect_needs(const struct ex_report *report, struct ex_vec *needs)
{
    struct ex_vec EX_AUTO(ex_vec_free) all = EX_VEC(struct need);
    for (size_t i = 0; i < report->n_rules; i++) {
        const struct ex_report_rule *r = &report->rules[i];
        if (r->outcome != EX_OUTCOME_NOT_ASSESSED)
            continue;
        add_needs(&all, r->needs, r->n_needs);
    }
    if (all.n)
        qsort(all.items, all.n, sizeof(struct need), by_name);
    for (size_t i = 0; i < all.n; i++) {
        const struct need *need = EX_AT(&all, struct need, i);
        struct need *last = needs->n ? EX_AT(needs, struct need, needs->n - 1) : NULL;
        if (last && ex_str_eq(last->name, need->name))
            last->rules++;
        else
            *EX_PUSH(needs, struct need) = *need;
    }
    if (needs->n)
        qsort(needs->items, needs->n, sizeof(struct need), by_rules);
}

static void describe_needs(const struct ex_report *report, struct ex_buf *out)
{
    struct ex_vec EX_AUTO(ex_vec_free) needs = EX_VEC(struct need);
    collect_needs(report, &needs);
    if (!needs.n)
        ex_buf_add_text(out, " could not be evaluated");
    else
        ex_buf_add_text(out, " need ");
    for (size_t i = 0; i < needs.n && i < MAX_NEEDS; i++) {
        const struct need *need = EX_AT(&needs, struct need, i);
        ex_buf_printf(out, "%s%.*s (%zu)", i ? ", " : "", EX_FMT(need->name), need->rules);
    }
    if (needs.n > MAX_NEEDS)
        ex_buf_printf(out, " and %zu more", needs.n - MAX_NEEDS);
}

static void write_coverage(const struct ex_style *style, const struct ex_report *report)
{
    struct ex_report_coverage c = ex_coverage_of(report);
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    ex_buf_printf(&text, "%zu of %zu rules assessed", c.assessed, c.rules);
    if (c.not_applicable)
        ex_buf_printf(&text, " (%zu of them not applicable)", c.not_applicable);
    if (c.not_assessed) {
        ex_buf_printf(&text, "; %zu", c.not_assessed);
        describe_needs(report, &text);
    }
    if (c.partly)
        ex_buf_printf(&text, "; %zu with findings could not judge every object", c.partly);
    if (report->dns_not_asked)
        ex_buf_printf(&text, "; %zu about DNS not run (--dns)", report->dns_not_asked);
    ex_buf_add_text(style->out, "  ");
    ex_style_wrap(style, ex_buf_str(&text), "", 2, 2);
    ex_buf_add_char(style->out, '\n');
}

static void write_not_assessed(const struct ex_style *style, const struct ex_report *report)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    bool first = true;
    for (size_t i = 0; i < report->n_rules; i++) {
        const struct ex_report_rule *r = &report->rules[i];
        if (!r->counts[EX_OUTCOME_NOT_ASSESSED])
            continue;
        ex_buf_add_text(style->out, first ? "\n" : "");
        first = false;
        ex_buf_clear(&text);
        ex_buf_printf(&text, "%.*s", EX_FMT(r->title));
        for (size_t j = 0; j < r->n_needs && j < MAX_RULE_NEEDS; j++)
            ex_buf_printf(&text, "%s%.*s", j ? ", " : ": needs ", EX_FMT(r->needs[j]));
        if (r->n_needs > MAX_RULE_NEEDS)
            ex_buf_printf(&text, " and %zu more", r->n_needs - MAX_RULE_NEEDS);
        if (r->error.n)
            ex_buf_printf(&text, " (%.*s)", EX_FMT(r->error));
        ex_buf_printf(style->out, "  not assessed  %.*s  ", EX_FMT(r->id));
        size_t indent = 18 + r->id.n;
        ex_style_wrap(style, ex_buf_str(&text), "", indent, indent);
        ex_buf_add_char(style->out, '\n');
    }
}

/* ---- the verdict -------------------------------------------------------- */

static void write_verdict(const struct ex_style *style, const struct ex_report *report)
{
    struct ex_report_coverage c = ex_coverage_of(report);
    size_t failing = ex_report_failing(report);
    size_t known = ex_baseline_count(report).unchanged;
    bool only_new = report->only_new || report->fail_on_new;
    const char *word = failing ? "FAIL" : c.nothing ? "INCOMPLETE" : "PASS";
    ex_buf_add_char(style->out, '\n');
    ex_style_tint(style, failing ? EX_TINT_RED : c.nothing || c.not_assessed ? EX_TINT_YELLOW
                                                                              : EX_TINT_GREEN);
    ex_buf_add_text(style->out, word);
    ex_style_plain(style);
    ex_buf_add_text(style->out, "   ");
    if (!failing && c.nothing) {
        ex_buf_add_text(style->out, "no rule could be assessed from this dump");
    } else {
        if (failing)
            ex_text_counted(style->out, failing, only_new ? "new finding" : "finding");
        else
            ex_buf_add_text(style->out, only_new ? "no new findings" : "no findings");
        ex_buf_printf(style->out, " at or above --fail-on=%s",
                      report->fail_never ? "never" : ex_severity_name(report->fail_on));
    }
    if (only_new && known)
        ex_buf_printf(style->out, "%s%zu known do not count", style->glyphs->dot, known);
    if (!failing && !c.nothing && c.not_assessed)
        ex_buf_printf(style->out, "%s%zu rule%s not assessed", style->glyphs->dot, c.not_assessed,
                      c.not_assessed == 1 ? "" : "s");
    ex_buf_printf(style->out, "%sexit %d\n", style->glyphs->dot, report->exit_status);
}

static void write_next(const struct ex_style *style, const struct ex_report *report)
{
    struct ex_report_coverage c = ex_coverage_of(report);
    const char *dot = "";
    ex_buf_add_text(style->out, "next   ");
    size_t first = 0;
    while (first < report->n_findings && !ex_finding_counts(&report->findings[first]))
        first++;
    if (first < report->n_findings) {
        ex_buf_printf(style->out, "exlint explain %.*s",
                      EX_FMT(report->findings[first].rule->id));
        dot = style->glyphs->dot;
    }
    if (ex_report_waived(report, EX_WAIVED) && !style->options->show_waived) {
        ex_buf_printf(style->out, "%sexlint check --show-waived", dot);
        dot = style->glyphs->dot;
    }
    if ((c.not_assessed || c.partly) && !style->options->show_not_assessed) {
        ex_buf_printf(style->out, "%sexlint check --show-not-assessed", dot);
        dot = style->glyphs->dot;
    }
    ex_buf_printf(style->out, "%sexlint check -o report.sarif\n", dot);
}

void ex_text_summary(const struct ex_report *report, const struct ex_write_options *options,
                     struct ex_buf *out)
{
    struct ex_style style = ex_style_of(options, out);
    for (size_t i = 0; i < style.width && report->n_findings; i++)
        ex_buf_add_text(out, style.glyphs->rule);
    ex_buf_add_text(out, report->n_findings ? "\n" : "");
    ex_text_scope(&style, report);
    ex_buf_add_char(out, '\n');
    write_counts(&style, report);
    write_baseline(&style, report);
    write_coverage(&style, report);
    write_settings(&style, report);
    if (options->show_not_assessed) {
        write_not_assessed(&style, report);
        write_gone(&style, report);
    }
    write_verdict(&style, report);
    write_next(&style, report);
}
