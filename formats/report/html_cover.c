/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The cover of the HTML report: whose organization it is about, who made it
 * for whom, and exactly which data it was made of.
 */
#include "formats/report/html.h"

enum { SECONDS_A_DAY = 86400, DAY_LENGTH = 10 };

static void fact(struct ex_html *h, const char *name, struct ex_str value)
{
    if (value.n)
        EX_HTML(h, "<div><dt>$</dt><dd>$</dd></div>\n", ex_str(name), value);
}

static struct ex_str day_of(struct ex_str time)
{
    return ex_str_slice(time, 0, DAY_LENGTH);
}

/* The first and the last day on which files were exported; both empty: not known. */
static void export_days(const struct ex_report *report, struct ex_str *first, struct ex_str *last)
{
    for (size_t i = 0; i < report->n_files; i++) {
        struct ex_str day = day_of(report->files[i].exported);
        if (!day.n || !report->files[i].objects)
            continue;
        if (!first->n || ex_str_cmp(day, *first) < 0)
            *first = day;
        if (!last->n || ex_str_cmp(day, *last) > 0)
            *last = day;
    }
}

/* Days from a day to the time of the report; negative when it lies ahead. */
static int64_t days_since(const struct ex_html *h, struct ex_str day)
{
    struct cel_time time = {0, 0};
    struct ex_str text = ex_arena_printf(h->arena, "%.*sT00:00:00Z", EX_FMT(day));
    if (!cel_timestamp_parse(text, &time))
        return -1;
    return (h->report->now.seconds - time.seconds) / SECONDS_A_DAY;
}

static struct ex_str exports_of(struct ex_html *h)
{
    struct ex_str first = {NULL, 0};
    struct ex_str last = {NULL, 0};
    export_days(h->report, &first, &last);
    struct ex_str files = ex_html_counted(h, h->report->scope.files, "file");
    struct ex_str objects = ex_html_counted(h, h->report->scope.objects, "object");
    if (!first.n)
        return ex_arena_printf(h->arena, "%.*s, %.*s; when they were made is not known",
                               EX_FMT(files), EX_FMT(objects));
    int64_t days = days_since(h, first);
    struct ex_str age = days < 0 ? EX_STR("")
                                 : ex_arena_printf(h->arena, ", %lld day%s before this report",
                                                   (long long)days, days == 1 ? "" : "s");
    bool one = ex_str_eq(first, last);
    return ex_arena_printf(h->arena, "%.*s, %.*s; made %s%.*s%s%.*s%.*s", EX_FMT(files),
                           EX_FMT(objects), one ? "on " : "from ", EX_FMT(first), one ? "" : " to ",
                           EX_FMT(one ? EX_STR("") : last), EX_FMT(age));
}

static struct ex_str servers_of(struct ex_html *h)
{
    const struct ex_report_scope *scope = &h->report->scope;
    if (!scope->servers_known)
        return EX_STR("not in the exports");
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    ex_buf_add(&out, ex_html_number(h, scope->servers));
    for (size_t i = 0; i < scope->n_products; i++) {
        const struct ex_report_product *p = &scope->products[i];
        ex_buf_printf(&out, "%sExchange\xc2\xa0%.*s\xc2\xa0\xc3\x97\xc2\xa0%zu", i ? ", " : " (",
                      EX_FMT(p->name), p->servers);
    }
    if (scope->n_products)
        ex_buf_add_char(&out, ')');
    return ex_arena_str(h->arena, ex_buf_str(&out));
}

static struct ex_str checks_of(struct ex_html *h)
{
    struct ex_report_coverage c = ex_coverage_of(h->report);
    return ex_arena_printf(h->arena, "%zu of %zu could be made%s", c.assessed, c.rules,
                           h->report->profile.n ? ", with the profile of this run" : "");
}

static void write_logo(struct ex_html *h)
{
    const struct ex_cover *cover = &h->options->cover;
    if (!cover->logo_type)
        return;
    EX_HTML(h, "<img class=\"logo\" alt=\"Logo\" src=\"data:$;base64,", ex_str(cover->logo_type));
    ex_base64_encode(h->out, cover->logo.p, cover->logo.n);
    ex_html_raw(h, "\">\n");
}

static void write_facts(struct ex_html *h)
{
    const struct ex_report *report = h->report;
    ex_html_raw(h, "<dl class=\"cover-facts\">\n");
    fact(h, "Prepared for", h->options->cover.client);
    fact(h, "Prepared by", h->options->cover.author);
    fact(h, "As of", ex_html_day(h, report->now));
    if (report->organization.n && report->forest.n)
        fact(h, "Exchange organization", report->organization);
    fact(h, "Servers", servers_of(h));
    fact(h, "Exports", exports_of(h));
    fact(h, "Checks", checks_of(h));
    fact(h, "Made with", ex_arena_printf(h->arena, "exlint %.*s", EX_FMT(report->version)));
    if (report->n_files)
        EX_HTML(h, "<div><dt>Checksum of the exports</dt><dd><code>$</code></dd></div>\n",
                ex_html_digest(h));
    ex_html_raw(h, "</dl>\n");
}

void ex_html_cover(struct ex_html *h)
{
    const struct ex_cover *cover = &h->options->cover;
    struct ex_str organization = ex_report_organization(h->report);
    ex_html_raw(h, "<header class=\"cover\" id=\"top\">\n<div class=\"cover-in\">\n");
    if (cover->classification.n)
        EX_HTML(h, "<p class=\"classification\">$</p>\n", cover->classification);
    write_logo(h);
    ex_html_raw(h, "<h1>Exchange health check");
    EX_HTML(h, " <span class=\"of\">$</span></h1>\n",
            organization.n ? organization : EX_STR("Organization not in the exports"));
    write_facts(h);
    ex_html_raw(h, "</div>\n</header>\n");
}
