/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The findings of the HTML report, by area, severity and rule. What is the
 * same for all findings of a rule is said once. A few findings are shown one
 * by one with lines of files and commands; many as a table, with all commands
 * in one block.
 */
#include "base/limits.h"
#include "formats/report/html.h"
#include "report/waiver.h"

#include <stdlib.h>

enum {
    TABLE_FROM = 5, /* findings of one rule */
    OPEN_ROWS = 50, /* of a table, before the rest is folded */
    MAX_MESSAGE = 1000,
    MAX_NAME = 300,
    MAX_SCRIPT = 32768,
};

/* The findings of one rule. */
struct block {
    const struct ex_report_rule *rule;
    enum ex_severity severity;
    const struct ex_report_finding **shown;
    size_t n_shown;
    size_t all;
};

/* ---- which findings there are -------------------------------------------------- */

bool ex_html_is_open(const struct ex_report_finding *finding)
{
    return ex_finding_counts(finding) || finding->waived == EX_WAIVED_PLANNED;
}

/* Add findings, in their order, until their rule has `limit` of them. */
static void choose(struct ex_html *h, size_t *counts, size_t limit)
{
    const struct ex_report *report = h->report;
    for (size_t i = 0; i < report->n_findings && h->n_chosen < EX_MAX_HTML_FINDINGS; i++) {
        const struct ex_report_finding *f = &report->findings[i];
        size_t *count = &counts[f->rule - report->rules];
        if (h->chosen[i] || *count >= limit || !ex_html_is_open(f))
            continue;
        h->chosen[i] = true;
        h->n_chosen++;
        ++*count;
    }
}

/* The worst come first in a report; but no rule may crowd out the others. */
void ex_html_choose(struct ex_html *h)
{
    const struct ex_report *report = h->report;
    size_t *counts = EX_NEW_ARRAY(h->arena, report->n_rules + 1, size_t);
    h->chosen = EX_NEW_ARRAY(h->arena, report->n_findings + 1, bool);
    for (size_t i = 0; i < report->n_findings; i++)
        h->n_open += ex_html_is_open(&report->findings[i]);
    choose(h, counts, EX_MIN_HTML_RULE_FINDINGS);
    choose(h, counts, EX_MAX_HTML_RULE_FINDINGS);
}

static bool is_of(struct ex_str identity, struct ex_str object)
{
    if (ex_str_iends(identity, object))
        return true;
    return ex_str_istarts(identity, object) && identity.n > object.n &&
           identity.p[object.n] == '\\';
}

const struct ex_report_finding *ex_html_finding_at(const struct ex_html *h, uint16_t kind,
                                                   struct ex_str object, const char *property)
{
    for (size_t i = 0; i < h->report->n_findings && object.n; i++) {
        const struct ex_report_finding *f = &h->report->findings[i];
        for (size_t k = 0; h->chosen[i] && k < f->n_evidence; k++) {
            const struct ex_report_evidence *e = &f->evidence[k];
            if (e->kind == kind && is_of(e->object, object) &&
                (!property || ex_str_eq(e->property, ex_str(property))))
                return f;
        }
    }
    return NULL;
}

void ex_html_see(struct ex_html *h, const struct ex_report_finding *finding)
{
    if (finding)
        EX_HTML(h, " <a class=\"see\" href=\"#f-$\">$</a>", ex_str(finding->fingerprint),
                finding->rule->id);
}

static const char *const area_order[] = {
    "mail-flow", "domains-and-recipients", "client-access", "certificates", "dns", "topology",
    "dump",
};

static size_t area_place(struct ex_str area)
{
    size_t i = 0;
    while (i < EX_COUNT(area_order) && !ex_str_eq(area, ex_str(area_order[i])))
        i++;
    return i;
}

static int by_area(const void *pa, const void *pb)
{
    const struct block *a = pa;
    const struct block *b = pb;
    size_t x = area_place(a->rule->area);
    size_t y = area_place(b->rule->area);
    if (x != y)
        return x < y ? -1 : 1;
    int order = ex_str_cmp(a->rule->area, b->rule->area);
    if (order == 0)
        order = (int)b->severity - (int)a->severity;
    return order ? order : ex_str_cmp(a->rule->id, b->rule->id);
}

static void add_finding(struct ex_html *h, struct block *blocks, size_t i)
{
    const struct ex_report_finding *f = &h->report->findings[i];
    struct block *block = &blocks[f->rule - h->report->rules];
    if (!ex_html_is_open(f))
        return;
    if (!block->all++) {
        block->rule = f->rule;
        block->severity = f->severity;
    }
    if (!h->chosen[i])
        return;
    if (!block->shown)
        block->shown =
            EX_NEW_ARRAY(h->arena, EX_MAX_HTML_RULE_FINDINGS, const struct ex_report_finding *);
    block->shown[block->n_shown++] = f;
}

/* The rules with findings, in the order in which they are shown; `*n` is their number. */
static struct block *collect(struct ex_html *h, size_t *n)
{
    const struct ex_report *report = h->report;
    struct block *blocks = EX_NEW_ARRAY(h->arena, report->n_rules + 1, struct block);
    for (size_t i = 0; i < report->n_findings; i++)
        add_finding(h, blocks, i);
    *n = 0;
    for (size_t i = 0; i < report->n_rules; i++) {
        if (blocks[i].all)
            blocks[(*n)++] = blocks[i];
    }
    if (*n > 1)
        qsort(blocks, *n, sizeof *blocks, by_area);
    return blocks;
}

/* ---- the filter ---------------------------------------------------------------- */

static void write_severities(struct ex_html *h, const struct block *blocks, size_t n)
{
    size_t counts[EX_N_SEVERITIES] = {0};
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < blocks[i].n_shown; k++)
            counts[blocks[i].shown[k]->severity]++;
    }
    ex_html_raw(h, "<fieldset class=\"severities\"><legend>Severity</legend>\n");
    for (size_t s = EX_N_SEVERITIES; s-- > 0;) {
        if (!counts[s])
            continue;
        EX_HTML(h, "<label><input type=\"checkbox\" id=\"sev-$\" checked> ",
                ex_str(ex_severity_name((enum ex_severity)s)));
        ex_html_severity(h, (enum ex_severity)s);
        EX_HTML(h, " <span class=\"count\">$</span></label>\n", ex_html_number(h, counts[s]));
    }
    ex_html_raw(h, "</fieldset>\n");
}

static void write_option(struct ex_html *h, struct ex_str value, struct ex_str text)
{
    EX_HTML(h, "<option value=\"$\">", value);
    ex_html_cut(h, text, MAX_NAME);
    ex_html_raw(h, "</option>");
}

static void write_areas(struct ex_html *h, const struct block *blocks, size_t n)
{
    ex_html_raw(h, "<label>Area <select id=\"area\"><option value=\"\">all</option>");
    for (size_t i = 0; i < n; i++) {
        if (!i || !ex_str_eq(blocks[i].rule->area, blocks[i - 1].rule->area))
            write_option(h, blocks[i].rule->area, ex_html_area(h, blocks[i].rule->area));
    }
    ex_html_raw(h, "</select></label>\n");
}

static int by_text(const void *a, const void *b)
{
    return ex_str_cmp(*(const struct ex_str *)a, *(const struct ex_str *)b);
}

static void write_servers(struct ex_html *h, const struct block *blocks, size_t n)
{
    struct ex_map *EX_AUTO(ex_map_auto) seen = ex_map_new(false);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < blocks[i].n_shown; k++) {
            if (blocks[i].shown[k]->server.n)
                ex_map_put(seen, blocks[i].shown[k]->server, h);
        }
    }
    size_t count = ex_map_count(seen);
    struct ex_str *names = EX_NEW_ARRAY(h->arena, count + 1, struct ex_str);
    for (size_t i = 0; i < count; i++)
        names[i] = ex_map_key_at(seen, i);
    if (count > 1)
        qsort(names, count, sizeof *names, by_text);
    ex_html_raw(h, "<label>Server <select id=\"server\"><option value=\"\">all</option>");
    for (size_t i = 0; i < count; i++)
        write_option(h, names[i], names[i]);
    ex_html_raw(h, "</select></label>\n");
}

static const char *waiver_word(const struct ex_report_finding *finding)
{
    if (finding->waived == EX_WAIVED_PLANNED)
        return "planned";
    return finding->waived == EX_WAIVED_EXPIRED ? "expired" : "open";
}

static void write_states(struct ex_html *h)
{
    ex_html_raw(h, "<label>State <select id=\"state\"><option value=\"\">all</option>"
                   "<option value=\"open\">open</option><option value=\"planned\">planned</option>"
                   "<option value=\"expired\">exception expired</option>");
    if (h->report->baseline.p)
        ex_html_raw(h,
                    "<option value=\"new\">new</option><option value=\"changed\">changed</option>"
                    "<option value=\"unchanged\">unchanged</option>");
    ex_html_raw(h, "</select></label>\n");
}

static void write_tools(struct ex_html *h, const struct block *blocks, size_t n)
{
    ex_html_raw(h, "<div class=\"tools\" role=\"search\" aria-label=\"Findings\">\n"
                   "<div class=\"js searching\">"
                   "<label for=\"q\">Search</label> <input type=\"search\" id=\"q\" "
                   "autocomplete=\"off\" spellcheck=\"false\" aria-describedby=\"q-help\">"
                   "<span id=\"q-help\" class=\"hint\">press / to come here</span></div>\n");
    write_severities(h, blocks, n);
    ex_html_raw(h, "<div class=\"js facets\">\n");
    write_areas(h, blocks, n);
    write_servers(h, blocks, n);
    write_states(h);
    ex_html_raw(h, "</div>\n<div class=\"js buttons\">"
                   "<button type=\"button\" id=\"expand\">Expand all</button>"
                   "<button type=\"button\" id=\"collapse\">Collapse all</button>"
                   "<button type=\"button\" id=\"reset\">Reset</button>"
                   "<output id=\"result\" aria-live=\"polite\"></output></div>\n</div>\n");
}

/* ---- one finding --------------------------------------------------------------- */

/* `usual` is the severity that the head of the rule shows. */
static void write_marks(struct ex_html *h, const struct ex_report_finding *f,
                        enum ex_severity usual)
{
    static const char *const looks[] = {
        [EX_BASELINE_NEW] = "new",
        [EX_BASELINE_UNCHANGED] = "plain",
        [EX_BASELINE_CHANGED] = "warn",
    };
    if (f->severity != usual)
        ex_html_severity(h, f->severity);
    if (f->baseline != EX_BASELINE_NONE)
        ex_html_badge(h, looks[f->baseline], ex_str(ex_baseline_state_name(f->baseline)));
    if (f->waived == EX_WAIVED_PLANNED && f->waiver)
        ex_html_badge(h, "plain",
                      ex_arena_printf(h->arena, "planned until %.*s", EX_FMT(f->waiver->expires)));
    if (f->waived == EX_WAIVED_EXPIRED && f->waiver)
        ex_html_badge(
            h, "bad",
            ex_arena_printf(h->arena, "exception expired on %.*s", EX_FMT(f->waiver->expires)));
}

/* What the filter looks at. */
static void write_data(struct ex_html *h, const struct ex_report_finding *f)
{
    ex_html_id(h, "f-", ex_str(f->fingerprint));
    EX_HTML(h, " data-sev=\"$\" data-area=\"$\" data-server=\"$\" data-state=\"$ $\"",
            ex_str(ex_severity_name(f->severity)), f->rule->area, f->server, ex_str(waiver_word(f)),
            ex_str(ex_baseline_state_name(f->baseline)));
}

/* A sentence begins with a capital, a name as it is written. */
static struct ex_str sentence(struct ex_html *h, const struct ex_report_finding *f)
{
    bool literal = f->rule->n_message && f->rule->message[0].n;
    return literal ? ex_html_title(h, f->message) : f->message;
}

static void write_permalink(struct ex_html *h, const struct ex_report_finding *f)
{
    EX_HTML(h,
            " <a class=\"perma\" href=\"#f-$\" title=\"Link to this finding\">"
            "<span aria-hidden=\"true\">#</span><span class=\"only-read\">Link to this "
            "finding</span></a>",
            ex_str(f->fingerprint));
}

static void write_card(struct ex_html *h, const struct ex_report_finding *f, enum ex_severity usual)
{
    ex_html_raw(h, "<article class=\"finding\"");
    write_data(h, f);
    ex_html_raw(h, ">\n<h5>");
    ex_html_cut(h, sentence(h, f), MAX_MESSAGE);
    write_permalink(h, f);
    ex_html_raw(h, "</h5>\n<p class=\"about\">");
    struct ex_str kind = ex_html_kind(h, f->kind);
    EX_HTML(h, "$ <b class=\"v\">", kind.n ? kind : EX_STR("Organization"));
    ex_html_cut(h, f->object, MAX_NAME);
    ex_html_raw(h, "</b>");
    if (f->server.n && !ex_str_ieq(f->server, f->object))
        EX_HTML(h, " on <b class=\"v\">$</b>", f->server);
    ex_html_raw(h, " ");
    write_marks(h, f, usual);
    ex_html_raw(h, "</p>\n");
    ex_html_evidence(h, f);
    ex_html_code(h, "Fix", f->fix);
    ex_html_code(h, "Verify", f->verify);
    ex_html_raw(h, "</article>\n");
}

/* ---- many findings of one rule ------------------------------------------------- */

static void write_row(struct ex_html *h, const struct ex_report_finding *f, enum ex_severity usual)
{
    ex_html_raw(h, "<tr class=\"finding\"");
    write_data(h, f);
    ex_html_raw(h, "><th scope=\"row\"><span class=\"v\">");
    ex_html_cut(h, f->object, MAX_NAME);
    ex_html_raw(h, "</span>");
    write_permalink(h, f);
    ex_html_raw(h, " ");
    write_marks(h, f, usual);
    ex_html_raw(h, "</th><td>");
    ex_html_cut(h, sentence(h, f), MAX_MESSAGE);
    ex_html_raw(h, "</td><td>");
    ex_html_evidence_row(h, f);
    ex_html_raw(h, "</td></tr>\n");
}

static void write_rows(struct ex_html *h, const struct block *block, size_t from, size_t to)
{
    struct ex_str caption =
        from ? ex_arena_printf(h->arena, "Further objects of %.*s", EX_FMT(block->rule->id))
             : ex_arena_printf(h->arena, "Objects of %.*s", EX_FMT(block->rule->id));
    ex_html_table(h, caption, "Object|Finding|Evidence", "rows");
    for (size_t i = from; i < to; i++)
        write_row(h, block->shown[i], block->severity);
    ex_html_table_end(h);
}

/* Add commands; a comment that was there before says nothing new. */
static void add_commands(struct ex_buf *script, struct ex_map *comments, struct ex_str commands)
{
    struct ex_str line;
    commands = ex_str_trim(commands);
    while (ex_str_split(&commands, '\n', &line)) {
        if (ex_str_starts(line, EX_STR("#")) && ex_map_put(comments, line, script))
            continue;
        ex_buf_add(script, line);
        ex_buf_add_char(script, '\n');
    }
}

/* All commands, each once: half of them would be worse than none, so whole findings only. */
static void write_script(struct ex_html *h, const struct block *block, const char *label,
                         struct ex_str (*part)(const struct ex_report_finding *f))
{
    struct ex_buf EX_AUTO(ex_buf_free) script = EX_BUF_INIT;
    struct ex_map *EX_AUTO(ex_map_auto) seen = ex_map_new(false);
    struct ex_map *EX_AUTO(ex_map_auto) comments = ex_map_new(false);
    size_t left = 0;
    for (size_t i = 0; i < block->n_shown; i++) {
        struct ex_str commands = part(block->shown[i]);
        if (!commands.n || ex_map_put(seen, commands, h))
            continue;
        if (script.n + commands.n > MAX_SCRIPT)
            left++;
        else
            add_commands(&script, comments, commands);
    }
    ex_html_code(h, label, ex_buf_str(&script));
    if (left)
        EX_HTML(h,
                "<p class=\"note\">Not shown: the commands of $; the CSV and the JSON result "
                "have them.</p>\n",
                ex_html_counted(h, left, "more finding"));
}

static struct ex_str fix_of(const struct ex_report_finding *finding)
{
    return finding->fix;
}

static struct ex_str verify_of(const struct ex_report_finding *finding)
{
    return finding->verify;
}

static void write_table(struct ex_html *h, const struct block *block)
{
    size_t open = block->n_shown < OPEN_ROWS ? block->n_shown : OPEN_ROWS;
    write_rows(h, block, 0, open);
    if (open < block->n_shown) {
        EX_HTML(h, "<details open class=\"more\"><summary>$</summary>\n",
                ex_html_counted(h, block->n_shown - open, "more object"));
        write_rows(h, block, open, block->n_shown);
        ex_html_raw(h, "</details>\n");
    }
    write_script(h, block, "Fix, for all of these", fix_of);
    write_script(h, block, "Verify", verify_of);
}

/* ---- one rule ------------------------------------------------------------------ */

static void write_change(struct ex_html *h, const struct block *block)
{
    const struct ex_action *action = ex_plan_action(&h->plan, block->shown[0]);
    const struct ex_report_rule *rule = block->rule;
    ex_html_raw(h, "<dl class=\"facts\">");
    EX_HTML(h, "<div><dt>Risk of the change</dt><dd><b>$</b>: $</dd></div>",
            ex_str(ex_change_risk_name(ex_change_risk_of(rule->risk))),
            ex_str(ex_change_risk_meaning(ex_change_risk_of(rule->risk))));
    EX_HTML(h, "<div><dt>Effort</dt><dd><b>$</b>: $</dd></div>",
            ex_str(ex_effort_name(ex_effort_of(rule->effort))),
            ex_str(ex_effort_meaning(ex_effort_of(rule->effort))));
    if (action)
        EX_HTML(h, "<div><dt>Plan</dt><dd><a href=\"#wave-$\">action $, $</a></dd></div>",
                ex_arena_printf(h->arena, "%d", (int)action->wave + 1),
                ex_html_number(h, action->number), ex_str(ex_wave_name(action->wave)));
    ex_html_raw(h, "</dl>\n");
}

static void write_further(struct ex_html *h, const struct ex_report_rule *rule)
{
    if (rule->manual.n)
        EX_HTML(h, "<p class=\"manual\"><b>Check by hand.</b> $</p>\n", rule->manual);
    if (!rule->n_references)
        return;
    ex_html_raw(h, "<p class=\"refs\"><b>Read on.</b> ");
    for (size_t i = 0; i < rule->n_references; i++) {
        ex_html_raw(h, i ? "; " : "");
        ex_html_link(h, rule->references[i].url, rule->references[i].title);
    }
    ex_html_raw(h, "</p>\n");
}

static void write_left_out(struct ex_html *h, const struct block *block)
{
    if (block->all > block->n_shown)
        EX_HTML(h,
                "<p class=\"left-out\">$ of this rule are not in this document; the CSV and the "
                "JSON result have them (<code>exlint report … -o findings.csv</code>).</p>\n",
                ex_html_counted(h, block->all - block->n_shown, "more finding"));
}

static void write_rule_head(struct ex_html *h, const struct block *block)
{
    const struct ex_report_rule *rule = block->rule;
    ex_html_raw(h, "<article class=\"rule\"");
    if (rule->id.n && rule->id.p[0] >= 'A' && rule->id.p[0] <= 'Z')
        ex_html_id(h, "", rule->id);
    ex_html_raw(h, ">\n<details open>\n<summary>");
    ex_html_severity(h, block->severity);
    ex_html_raw(h, " <h4>");
    ex_html_cut(h, rule->title, MAX_NAME);
    EX_HTML(h, "</h4> <span class=\"id\">$</span> <span class=\"count\">$</span></summary>\n",
            rule->id, ex_html_counted(h, block->all, "finding"));
}

static void write_rule(struct ex_html *h, const struct block *block)
{
    const struct ex_report_rule *rule = block->rule;
    write_rule_head(h, block);
    if (rule->impact.n)
        EX_HTML(h, "<p class=\"impact\">$</p>\n", rule->impact);
    if (rule->why.n)
        EX_HTML(h, "<p class=\"why\"><b>Why it matters.</b> $</p>\n", rule->why);
    if (block->n_shown)
        write_change(h, block);
    if (block->n_shown >= TABLE_FROM) {
        write_table(h, block);
    } else {
        for (size_t i = 0; i < block->n_shown; i++)
            write_card(h, block->shown[i], block->severity);
    }
    write_left_out(h, block);
    write_further(h, rule);
    ex_html_raw(h, "</details>\n</article>\n");
}

static void write_area_head(struct ex_html *h, const struct block *blocks, size_t n)
{
    size_t findings = 0;
    size_t rules = 0;
    while (rules < n && ex_str_eq(blocks[rules].rule->area, blocks[0].rule->area))
        findings += blocks[rules++].all;
    ex_html_raw(h, "<section class=\"area\"");
    ex_html_id(h, "area-", blocks[0].rule->area);
    EX_HTML(h, ">\n<h3>$ <span class=\"count\">$</span></h3>\n",
            ex_html_area(h, blocks[0].rule->area), ex_html_counted(h, findings, "finding"));
}

void ex_html_findings(struct ex_html *h)
{
    size_t n = 0;
    const struct block *blocks = collect(h, &n);
    if (!n) {
        ex_html_raw(h, "<p>There are no open findings. That is worth as much as was checked: see "
                       "<a href=\"#not-assessed\">what was not assessed</a> and "
                       "<a href=\"#passed\">what passed</a>.</p>\n");
        return;
    }
    if (h->n_open > h->n_chosen)
        EX_HTML(h,
                "<p class=\"left-out\">This document shows $ of $: the worst, and some of every "
                "rule. All of them "
                "are in the CSV and the JSON result: <code>exlint report … -o findings.csv -o "
                "result.json</code></p>\n",
                ex_html_number(h, h->n_chosen), ex_html_counted(h, h->n_open, "open finding"));
    write_tools(h, blocks, n);
    for (size_t i = 0; i < n; i++) {
        bool first = !i || !ex_str_eq(blocks[i].rule->area, blocks[i - 1].rule->area);
        if (first && i)
            ex_html_raw(h, "</section>\n");
        if (first)
            write_area_head(h, &blocks[i], n - i);
        write_rule(h, &blocks[i]);
    }
    ex_html_raw(h, "</section>\n");
}
