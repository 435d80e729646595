/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The appendix of the HTML report: how it was made, what its words mean, and
 * of exactly which files.
 */
#include "base/limits.h"
#include "base/sha256.h"
#include "formats/report/html.h"

enum { MAX_TEXT = 300, MAX_MESSAGES = 200 };

/* ---- method -------------------------------------------------------------------- */

static void write_method(struct ex_html *h)
{
    ex_html_raw(
        h, "<h3>Method</h3>\n<p>exlint reads what <code>Get-*</code> cmdlets of Exchange printed "
           "into files, builds one picture of the organization from it and judges it by rules. "
           "It was not connected to any server, and it changed nothing. The same files, rules and "
           "date give the same report.</p>\n"
           "<p>What the files do not say is unknown. A rule that needs it is <b>not assessed</b>: "
           "it counts neither as passed nor as failed. So this report says what was found in the "
           "files; it cannot say that nothing else is wrong.</p>\n");
    ex_html_raw(h, "<h3>Severities</h3>\n<dl class=\"words\">\n"
                   "<div><dt>Critical</dt><dd>Mail or client access fails or is wide open, or is "
                   "about to.</dd></div>\n"
                   "<div><dt>High</dt><dd>Mail or client access fails for some, or will fail when "
                   "something ordinary happens.</dd></div>\n"
                   "<div><dt>Medium</dt><dd>It works, but not as it should, or only by "
                   "luck.</dd></div>\n"
                   "<div><dt>Low</dt><dd>A leftover or a deviation that costs time "
                   "later.</dd></div>\n"
                   "<div><dt>Info</dt><dd>Worth knowing; nothing has to be done.</dd></div>\n"
                   "</dl>\n");
}

/* ---- the run ------------------------------------------------------------------- */

static void fact(struct ex_html *h, const char *name, struct ex_str value)
{
    if (value.n)
        EX_HTML(h, "<div><dt>$</dt><dd><span class=\"v\">$</span></dd></div>\n", ex_str(name),
                value);
}

/* Rules are part of exlint and have its version; only others have to be told apart. */
static struct ex_str rules_of(struct ex_html *h)
{
    size_t own = 0;
    for (size_t i = 0; i < h->report->n_rules; i++)
        own += !h->report->rules[i].built_in;
    struct ex_str all = ex_html_counted(h, h->report->n_rules, "rule");
    if (!own)
        return ex_arena_printf(h->arena, "%.*s, all of exlint %.*s", EX_FMT(all),
                               EX_FMT(h->report->version));
    return ex_arena_printf(h->arena, "%.*s, %zu of them not part of exlint %.*s", EX_FMT(all), own,
                           EX_FMT(h->report->version));
}

static void write_run(struct ex_html *h)
{
    const struct ex_report *r = h->report;
    ex_html_raw(h, "<h3>The run</h3>\n<dl class=\"words\">\n");
    fact(h, "Judged as of", ex_report_time(h->arena, r->now));
    fact(h, "Program", ex_arena_printf(h->arena, "exlint %.*s", EX_FMT(r->version)));
    fact(h, "Rules", rules_of(h));
    fact(h, "Profile", r->profile.n ? r->profile : EX_STR("none"));
    fact(h, "Configuration", r->config.n ? r->config : EX_STR("none; the defaults"));
    fact(h, "Baseline", r->baseline);
    fact(h, "DNS", r->dns_not_asked ? EX_STR("not asked") : EX_STR(""));
    fact(h, "Repository", r->vcs_uri);
    fact(h, "Revision", r->vcs_revision);
    fact(h, "Result", EX_STR(EX_RESULT_SCHEMA));
    ex_html_raw(h, "</dl>\n");
}

/* Rules that are not part of exlint; the others are known by its version. */
static void write_own_rules(struct ex_html *h)
{
    bool any = false;
    for (size_t i = 0; i < h->report->n_rules; i++) {
        const struct ex_report_rule *rule = &h->report->rules[i];
        if (rule->built_in)
            continue;
        if (!any)
            ex_html_table(h, EX_STR("Rules that are not part of exlint"), "Rule|Title", "compact");
        any = true;
        EX_HTML(h, "<tr><td class=\"id\">$</td><td>", rule->id);
        ex_html_cut(h, rule->title, MAX_TEXT);
        ex_html_raw(h, "</td></tr>\n");
    }
    if (any)
        ex_html_table_end(h);
}

/* ---- files --------------------------------------------------------------------- */

struct ex_str ex_html_digest(struct ex_html *h)
{
    struct ex_sha256 hash;
    unsigned char digest[EX_SHA256_BYTES];
    char hex[2 * EX_SHA256_BYTES + 1];
    ex_sha256_init(&hash);
    for (size_t i = 0; i < h->report->n_files; i++) {
        const struct ex_report_file *f = &h->report->files[i];
        if (!f->hashed || f->outside)
            continue;
        ex_sha256_add(&hash, f->sha256.p, f->sha256.n);
        ex_sha256_add(&hash, "  ", 2);
        ex_sha256_add(&hash, f->name.p, f->name.n);
        ex_sha256_add(&hash, "\n", 1);
    }
    ex_sha256_finish(&hash, digest);
    ex_sha256_hex(digest, hex);
    return ex_arena_str(h->arena, ex_str(hex));
}

static const char *state_of(const struct ex_report_file *file)
{
    static const char *const words[] = {
        [EX_FILE_READ] = "read",
        [EX_FILE_TRUNCATED] = "damaged",
        [EX_FILE_UNREADABLE] = "unreadable",
        [EX_FILE_OTHER] = "no export",
        [EX_FILE_SET_ASIDE] = "set aside",
    };
    return words[file->state];
}

static void write_file(struct ex_html *h, size_t i)
{
    const struct ex_report_file *f = &h->report->files[i];
    EX_HTML(h, "<tr id=\"file-$\"><th scope=\"row\"><span class=\"v\">",
            ex_arena_printf(h->arena, "%zu", i + 1));
    ex_html_cut(h, f->name, MAX_TEXT);
    ex_html_raw(h, "</span></th><td>");
    if (f->state == EX_FILE_TRUNCATED || f->state == EX_FILE_UNREADABLE)
        ex_html_badge(h, "bad", ex_str(state_of(f)));
    else
        ex_html_text(h, ex_str(state_of(f)));
    EX_HTML(h, "</td><td>$</td><td class=\"n\">$</td><td>", f->format,
            ex_html_number(h, f->objects));
    EX_HTML(h, "<span class=\"nowrap\">$</span></td><td class=\"sha\">$</td></tr>\n",
            ex_str_slice(f->exported, 0, 10), f->hashed ? f->sha256 : EX_STR(""));
}

static void write_files(struct ex_html *h)
{
    const struct ex_report *r = h->report;
    ex_html_raw(h, "<h3 id=\"files\">Files</h3>\n");
    if (!r->n_files) {
        ex_html_raw(h, "<p>The result does not name the files.</p>\n");
        return;
    }
    EX_HTML(h,
            "<p class=\"lead\">$. One checksum for all of them: <code class=\"v\">$</code>, the "
            "SHA-256 of the list that <code>sha256sum</code> prints in this order.</p>\n",
            ex_html_counted(h, r->n_files, "file"), ex_html_digest(h));
    ex_html_table(h, EX_STR("Files that this report was made of"),
                  "File|State|Format|Objects|Exported|SHA-256", "titled compact files");
    for (size_t i = 0; i < r->n_files && i < EX_MAX_HTML_FILES; i++)
        write_file(h, i);
    ex_html_table_end(h);
    if (r->n_files > EX_MAX_HTML_FILES)
        EX_HTML(h, "<p class=\"left-out\">$ not shown; the JSON result has them.</p>\n",
                ex_html_counted(h, r->n_files - EX_MAX_HTML_FILES, "more file"));
}

/* ---- messages ------------------------------------------------------------------ */

/* Their addresses are for paper: those of rules that found something, each once. */
static void write_references(struct ex_html *h)
{
    struct ex_map *EX_AUTO(ex_map_auto) seen = ex_map_new(false);
    for (size_t i = 0; i < h->report->n_rules; i++) {
        const struct ex_report_rule *rule = &h->report->rules[i];
        for (size_t k = 0; k < rule->n_references; k++) {
            struct ex_str url = rule->references[k].url;
            if (rule->outcome != EX_OUTCOME_FINDING || !url.n || ex_map_put(seen, url, h))
                continue;
            if (ex_map_count(seen) == 1)
                ex_html_raw(h, "<h3>References</h3>\n<ul class=\"references\">\n");
            EX_HTML(h, "<li>$<br>", rule->references[k].title);
            ex_html_link(h, url, url);
            ex_html_raw(h, "</li>\n");
        }
    }
    if (ex_map_count(seen))
        ex_html_raw(h, "</ul>\n");
}

static void write_messages(struct ex_html *h)
{
    static const char *const levels[] = {
        [EX_NOTE] = "note",
        [EX_WARNING] = "warning",
        [EX_ERROR] = "error",
    };
    size_t n = h->report->messages.items.n;
    if (!n)
        return;
    ex_html_raw(h, "<h3>Messages about the files</h3>\n");
    ex_html_table(h, EX_STR("Messages of the run"), "Level|File|Message", "titled compact");
    for (size_t i = 0; i < n && i < MAX_MESSAGES; i++) {
        const struct ex_diag *d = EX_AT(&h->report->messages.items, struct ex_diag, i);
        EX_HTML(h, "<tr><td>$</td><td><span class=\"v\">", ex_str(levels[d->level]));
        ex_html_cut(h, d->file, MAX_TEXT);
        if (d->file.n && d->at.line)
            EX_HTML(h, ":$", ex_arena_printf(h->arena, "%llu", (unsigned long long)d->at.line));
        ex_html_raw(h, "</span></td><td>");
        ex_html_cut(h, d->message, MAX_TEXT);
        if (d->hint.n)
            EX_HTML(h, " <span class=\"on\">$</span>", d->hint);
        ex_html_raw(h, "</td></tr>\n");
    }
    ex_html_table_end(h);
    if (n > MAX_MESSAGES)
        EX_HTML(h, "<p class=\"left-out\">$ not shown; the JSON result has them.</p>\n",
                ex_html_counted(h, n - MAX_MESSAGES, "more message"));
}

/* ---- glossary ------------------------------------------------------------------ */

static void write_glossary(struct ex_html *h)
{
    static const char *const words[][2] = {
        {"Accepted domain", "A domain for which the organization takes mail."},
        {"Autodiscover", "How Outlook and phones find their mailbox and its addresses."},
        {"ECP, OWA, EWS, MAPI, OAB, ActiveSync",
         "Options page, webmail, web services, Outlook, offline address book and phones: each has "
         "a virtual directory on each server, with an internal and an external URL."},
        {"Fingerprint", "Names a finding by rule, object and property; the same in every report."},
        {"MX record", "Says in DNS which hosts take mail for a domain."},
        {"Namespace", "The host names by which clients find the servers."},
        {"Receive connector", "Takes mail in, from given addresses, under given conditions."},
        {"Send connector", "Sends mail out, for given domains, directly or through a smart host."},
    };
    ex_html_raw(h, "<h3>Glossary</h3>\n<dl class=\"words\">\n");
    for (size_t i = 0; i < EX_COUNT(words); i++)
        EX_HTML(h, "<div><dt>$</dt><dd>$</dd></div>\n", ex_str(words[i][0]), ex_str(words[i][1]));
    ex_html_raw(h, "</dl>\n");
}

void ex_html_appendix(struct ex_html *h)
{
    write_method(h);
    write_run(h);
    write_own_rules(h);
    write_files(h);
    write_messages(h);
    write_references(h);
    write_glossary(h);
}
