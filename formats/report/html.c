/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The HTML report, for people who decide and people who mend: one file to
 * read, to print and to hand on. This is its frame; each section has a file
 * of its own.
 */
#include "formats/report/html.h"

#include "base/sha256.h"
#include "base/utf8.h"
#include "engine/embedded.h"
#include "formats/diagram/diagram.h"

/* Of ex_embedded_html. */
enum { STYLE, SCRIPT };

/* A section, and what links to it. */
struct part {
    const char *id;
    const char *title;
    void (*write)(struct ex_html *h);
    bool (*wanted)(const struct ex_html *h); /* NULL: always */
};

static struct ex_str asset(size_t i)
{
    return ex_str_n((const char *)ex_embedded_html[i].bytes, ex_embedded_html[i].n);
}

/* ---- head ---------------------------------------------------------------------- */

/* A CSS string: whatever is not a letter or digit by its number. */
static void add_css_string(struct ex_buf *out, struct ex_str text)
{
    ex_buf_add_char(out, '"');
    for (size_t i = 0; i < text.n;) {
        uint32_t rune;
        i += ex_utf8_decode(ex_str_slice(text, i, text.n), &rune);
        if (ex_rune_is_unsafe(rune) || rune == 0)
            rune = ' ';
        if (rune < 0x80 && (ex_is_alpha((char)rune) || ex_is_digit((char)rune)))
            ex_buf_add_char(out, (char)rune);
        else
            ex_buf_printf(out, "\\%x ", (unsigned)rune);
    }
    ex_buf_add_char(out, '"');
}

/* The colours of diagrams, and what stands in the margins of printed pages. */
static void add_own_style(const struct ex_html *h, struct ex_buf *out)
{
    const char *dark = ex_diagram_css_dark();
    struct ex_str organization = ex_report_organization(h->report);
    struct ex_str title = ex_arena_printf(h->arena, "Exchange health check%s%.*s",
                                          organization.n ? " \xc2\xb7 " : "", EX_FMT(organization));
    ex_buf_add_text(out, ex_diagram_css());
    ex_buf_printf(out, "@media screen{:root.dark .dia{%s}}", dark);
    ex_buf_printf(out, "@media screen and (prefers-color-scheme:dark){:root:not(.light) .dia{%s}}",
                  dark);
    ex_buf_add_text(out, "@page{@top-left{content:");
    add_css_string(out, title);
    ex_buf_add_text(out, "}@top-right{content:");
    add_css_string(out, h->options->cover.classification);
    ex_buf_add_text(out, "}}@page:first{@top-left{content:none}@top-right{content:none}}");
}

static void add_hash(struct ex_html *h, struct ex_str text)
{
    struct ex_sha256 hash;
    unsigned char digest[EX_SHA256_BYTES];
    ex_sha256_init(&hash);
    ex_sha256_add(&hash, text.p, text.n);
    ex_sha256_finish(&hash, digest);
    ex_html_raw(h, "'sha256-");
    ex_base64_encode(h->out, digest, sizeof digest);
    ex_html_raw(h, "'");
}

static void write_policy(struct ex_html *h, struct ex_str own_style)
{
    ex_html_raw(h, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                   "style-src ");
    add_hash(h, asset(STYLE));
    ex_html_raw(h, " ");
    add_hash(h, own_style);
    ex_html_raw(h, "; script-src ");
    add_hash(h, asset(SCRIPT));
    ex_html_raw(h, "; img-src data:; base-uri 'none'; form-action 'none'\">\n");
}

static void write_head(struct ex_html *h)
{
    struct ex_buf EX_AUTO(ex_buf_free) own_style = EX_BUF_INIT;
    struct ex_str organization = ex_report_organization(h->report);
    add_own_style(h, &own_style);
    ex_html_raw(h, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    write_policy(h, ex_buf_str(&own_style));
    ex_html_raw(h, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                   "<meta name=\"referrer\" content=\"no-referrer\">\n"
                   "<meta name=\"color-scheme\" content=\"light dark\">\n");
    EX_HTML(h, "<meta name=\"generator\" content=\"exlint $\">\n", h->report->version);
    EX_HTML(h, "<title>Exchange health check: $, $</title>\n",
            organization.n ? organization : EX_STR("organization not known"),
            ex_html_day(h, h->report->now));
    ex_html_raw(h, "<style>");
    ex_buf_add(h->out, asset(STYLE));
    ex_html_raw(h, "</style>\n<style>");
    ex_buf_add(h->out, ex_buf_str(&own_style));
    ex_html_raw(h, "</style>\n</head>\n");
}

/* ---- body ---------------------------------------------------------------------- */

static bool has_exceptions(const struct ex_html *h)
{
    for (size_t i = 0; i < h->report->n_findings; i++) {
        if (h->report->findings[i].waived != EX_NOT_WAIVED)
            return true;
    }
    return h->report->n_waivers > 0;
}

static bool has_baseline(const struct ex_html *h)
{
    return h->report->baseline.p != NULL;
}

static const struct part parts[] = {
    {"summary", "Executive summary", ex_html_summary, NULL},
    {"plan", "Action plan", ex_html_plan, NULL},
    {"environment", "Environment", ex_html_environment, NULL},
    {"findings", "Findings", ex_html_findings, NULL},
    {"exceptions", "Exceptions", ex_html_exceptions, has_exceptions},
    {"changes", "Changes since the baseline", ex_html_changes, has_baseline},
    {"not-assessed", "Not assessed", ex_html_not_assessed, NULL},
    {"passed", "Passed checks", ex_html_passed, NULL},
    {"appendix", "Appendix", ex_html_appendix, NULL},
};

static bool is_wanted(const struct ex_html *h, const struct part *part)
{
    return !part->wanted || part->wanted(h);
}

static void write_contents(struct ex_html *h)
{
    ex_html_raw(h, "<nav class=\"contents\" aria-label=\"Contents\">\n"
                   "<p class=\"contents-head\">Contents</p>\n<ol>\n");
    for (size_t i = 0; i < EX_COUNT(parts); i++) {
        if (is_wanted(h, &parts[i]))
            EX_HTML(h, "<li><a href=\"#$\">$</a></li>\n", ex_str(parts[i].id),
                    ex_str(parts[i].title));
    }
    ex_html_raw(h, "</ol>\n<button type=\"button\" id=\"theme\" class=\"js\">Dark theme</button>\n"
                   "</nav>\n");
}

static void write_body(struct ex_html *h)
{
    ex_html_raw(h, "<body>\n<a class=\"skip\" href=\"#main\">Skip to the report</a>\n");
    ex_html_sprite(h);
    ex_html_cover(h);
    ex_html_raw(h, "<div class=\"frame\">\n");
    write_contents(h);
    ex_html_raw(h, "<main id=\"main\" tabindex=\"-1\">\n");
    for (size_t i = 0; i < EX_COUNT(parts); i++) {
        if (!is_wanted(h, &parts[i]))
            continue;
        ex_html_section(h, parts[i].id, parts[i].title);
        parts[i].write(h);
        ex_html_section_end(h);
    }
    ex_html_raw(h, "</main>\n</div>\n<script>");
    ex_buf_add(h->out, asset(SCRIPT));
    ex_html_raw(h, "</script>\n</body>\n</html>\n");
}

static void write_html(const struct ex_report *report, const struct ex_write_options *options,
                       struct ex_buf *out)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct ex_map *EX_AUTO(ex_map_auto) ids = ex_map_new(false);
    struct ex_html h = {
        .out = out,
        .report = report,
        .options = options,
        .arena = arena,
        .plan = ex_plan_of(report, arena),
        .ids = ids,
    };
    ex_html_choose(&h);
    write_head(&h);
    write_body(&h);
}

const struct ex_writer ex_writer_html = {
    .name = "html",
    .extension = ".html",
    .doc = "a report to read, print and hand on, in one file",
    .write = write_html,
};
