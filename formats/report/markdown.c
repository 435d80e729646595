/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Markdown, for the comment of a pull request or a wiki: the verdict, a table
 * of the findings, details by rule to fold out, what was waived or mended,
 * and what could not be assessed. A comment of GitHub takes 65,536 characters
 * and no more is written: details of the lowest severities are left out
 * first, then rows of the table, and it says so.
 */
#include "formats/report/finding_view.h"
#include "formats/report/mdout.h"
#include "formats/report/writer.h"

enum {
    LIMIT = 65000,        /* bytes of the document */
    TABLE_LIMIT = 24000,  /* of the rows of findings */
    GROUP_LIMIT = 12000,  /* of the findings of one rule */
    SECTION_LIMIT = 6000, /* of the rows of each other section */
    NAME_MAX = 150,       /* code points of a name or value */
    MESSAGE_MAX = 400,
    TEXT_MAX = 1200,      /* of a paragraph */
    COMMANDS_MAX = 3000,  /* bytes; longer ones are not shown, for nobody may paste a part */
    MAX_EVIDENCE = 8,
};

struct md {
    const struct ex_report *report;
    struct ex_arena *arena;
};

/* ---- parts of lines ------------------------------------------------------- */

static void add_text(struct md *m, struct ex_buf *out, struct ex_str text, size_t max,
                     enum ex_md_in in)
{
    ex_md_text(out, ex_view_text(m->arena, text, max), in);
}

static void add_code(struct md *m, struct ex_buf *out, struct ex_str text, enum ex_md_in in)
{
    ex_md_code(out, ex_view_text(m->arena, text, NAME_MAX), in);
}

static void add_place(struct md *m, struct ex_buf *out, const struct ex_report_evidence *e,
                      enum ex_md_in in)
{
    struct ex_view_place p = ex_view_evidence(m->arena, m->report, e);
    struct ex_str file = ex_view_text(m->arena, p.file, NAME_MAX);
    if (e->at.line)
        file = ex_arena_printf(m->arena, "%.*s:%llu:%llu", EX_FMT(file),
                               (unsigned long long)p.at.line, (unsigned long long)p.at.column);
    ex_md_code(out, file, in);
}

static void add_count(struct ex_buf *out, size_t n, const char *thing)
{
    ex_buf_printf(out, "%zu %s%s", n, thing, n == 1 ? "" : "s");
}

/* ---- pieces that may be too many ------------------------------------------------- */

/* Rows of a table, or findings of a rule, as many as fit. */
struct section {
    struct ex_buf *out;
    const char *heading; /* written before the first one */
    size_t room;         /* bytes */
    size_t left_out;
    bool begun;
};

/* Add a piece, unless it or one before it had no room: those that are there are the first ones. */
static void add_piece(struct section *s, struct ex_str piece)
{
    if (!s->begun)
        ex_buf_add_text(s->out, s->heading);
    s->begun = true;
    if (s->left_out || piece.n > s->room) {
        s->left_out++;
        return;
    }
    s->room -= piece.n;
    ex_buf_add(s->out, piece);
}

static void end_section(struct section *s)
{
    if (s->left_out)
        ex_buf_printf(s->out, "\n_%zu more %s left out: a comment takes 65,536 characters._\n",
                      s->left_out, s->left_out == 1 ? "is" : "are");
    ex_buf_add_text(s->out, s->begun ? "\n" : "");
}

/* ---- the verdict ------------------------------------------------------------ */

static void write_scope(struct md *m, struct ex_buf *out, struct ex_report_coverage c)
{
    const struct ex_report_scope *scope = &m->report->scope;
    if (scope->servers_known) {
        add_count(out, scope->servers, "server");
        ex_buf_add_text(out, ", ");
    }
    add_count(out, scope->files, "file");
    ex_buf_add_text(out, ", ");
    add_count(out, scope->objects, "object");
    ex_buf_printf(out, "; %zu of %zu rules assessed", c.assessed, c.rules);
    if (m->report->dns_not_asked)
        ex_buf_printf(out, ", %zu about DNS not run", m->report->dns_not_asked);
    if (scope->damaged) {
        ex_buf_add_text(out, "; ");
        add_count(out, scope->damaged, "file");
        ex_buf_add_text(out, " damaged");
    }
    ex_buf_add_text(out, ".\n\n");
}

/* Reports that are no gate have no verdict, only what was found. */
static void write_heading(struct md *m, struct ex_buf *out, bool incomplete)
{
    ex_buf_add_text(out, "<!-- exlint -->\n\n## exlint: ");
    if (incomplete)
        ex_buf_add_text(out, "INCOMPLETE");
    else if (m->report->fail_never)
        add_count(out, m->report->n_findings, "finding");
    else
        ex_buf_add_text(out, ex_report_failing(m->report) ? "FAIL" : "PASS");
    ex_buf_add_text(out, "\n\n");
}

static void write_verdict(struct md *m, struct ex_buf *out)
{
    const struct ex_report *r = m->report;
    struct ex_report_coverage c = ex_coverage_of(r);
    struct ex_str name = ex_report_organization(r);
    size_t failing = ex_report_failing(r);
    bool incomplete = !failing && c.nothing;
    write_heading(m, out, incomplete);
    if (incomplete)
        ex_buf_add_text(out, "No rule could be assessed from this dump");
    else if (r->fail_never)
        add_count(out, r->n_findings, "finding");
    else if (failing)
        add_count(out, failing, r->fail_on_new ? "new finding" : "finding");
    else
        ex_buf_add_text(out, r->fail_on_new ? "No new findings" : "No findings");
    if (!incomplete && !r->fail_never)
        ex_buf_printf(out, " at or above **%s**", ex_severity_name(r->fail_on));
    ex_buf_add_text(out, name.n ? " in " : "");
    add_code(m, out, name, EX_MD_PARAGRAPH);
    ex_buf_printf(out, ", as of %.10s. ", ex_report_time(m->arena, r->now).p);
    write_scope(m, out, c);
}

static void write_counts(struct md *m, struct ex_buf *out)
{
    ex_buf_add_text(out, "| critical | high | medium | low | info |\n"
                         "| ---: | ---: | ---: | ---: | ---: |\n|");
    for (size_t s = EX_N_SEVERITIES; s-- > 0;)
        ex_buf_printf(out, " %zu |", ex_report_count(m->report, (enum ex_severity)s));
    ex_buf_add_text(out, "\n\n");
}

/* ---- the table of findings ---------------------------------------------------- */

static void write_row(struct md *m, struct ex_buf *out, const struct ex_report_finding *f)
{
    ex_buf_printf(out, "| %s | ", ex_severity_name(f->severity));
    add_code(m, out, f->rule->id, EX_MD_CELL);
    ex_buf_add_text(out, " | ");
    add_code(m, out, f->object, EX_MD_CELL);
    ex_buf_add_text(out, " | ");
    add_text(m, out, f->message, MESSAGE_MAX, EX_MD_CELL);
    if (f->waived == EX_WAIVED_EXPIRED) {
        ex_buf_add_text(out, "; ");
        ex_md_text(out, ex_view_decision(m->arena, f), EX_MD_CELL);
    }
    ex_buf_add_text(out, " | ");
    if (f->n_evidence && f->evidence[0].file != UINT32_MAX)
        add_place(m, out, &f->evidence[0], EX_MD_CELL);
    if (m->report->baseline.p)
        ex_buf_printf(out, " | %s", ex_baseline_state_name(f->baseline));
    ex_buf_add_text(out, " |\n");
}

static void write_table(struct md *m, struct ex_buf *out)
{
    const struct ex_report *r = m->report;
    struct section table = {out,
                            r->baseline.p
                                ? "### Findings\n\n| severity | rule | object | finding | where | "
                                  "state |\n| --- | --- | --- | --- | --- | --- |\n"
                                : "### Findings\n\n| severity | rule | object | finding | where |\n"
                                  "| --- | --- | --- | --- | --- |\n",
                            TABLE_LIMIT, 0, false};
    for (size_t i = 0; i < r->n_findings; i++) {
        struct ex_buf EX_AUTO(ex_buf_free) row = EX_BUF_INIT;
        if (!ex_finding_counts(&r->findings[i]))
            continue;
        if (!table.left_out)
            write_row(m, &row, &r->findings[i]);
        add_piece(&table, ex_buf_str(&row));
    }
    end_section(&table);
}

/* ---- details by rule -------------------------------------------------------------- */

static void write_commands(struct ex_buf *out, const char *heading, struct ex_str commands)
{
    if (!commands.n)
        return;
    ex_buf_printf(out, "%s:\n", heading);
    if (commands.n > COMMANDS_MAX)
        ex_buf_add_text(out, "\nToo long to be shown here; the text format has it.\n\n");
    else
        ex_md_fence(out, "powershell", commands);
}

static void write_evidence(struct md *m, struct ex_buf *out, const struct ex_report_evidence *e)
{
    ex_buf_add_text(out, "- ");
    if (e->file != UINT32_MAX)
        add_place(m, out, e, EX_MD_PARAGRAPH);
    ex_buf_add_text(out, e->file != UINT32_MAX ? " " : "");
    struct ex_str text = ex_view_text(m->arena, e->text, NAME_MAX);
    if (e->property.n)
        text = ex_arena_printf(m->arena, "%.*s : %.*s", EX_FMT(e->property), EX_FMT(text));
    ex_md_code(out, text, EX_MD_PARAGRAPH);
    if (e->label.n)
        ex_buf_add_char(out, ' ');
    add_text(m, out, e->label, MESSAGE_MAX, EX_MD_PARAGRAPH);
    ex_buf_add_char(out, '\n');
}

static void write_finding(struct md *m, struct ex_buf *out, const struct ex_report_finding *f)
{
    ex_buf_add_text(out, "**");
    add_code(m, out, f->object.n ? f->object : EX_STR("organization"), EX_MD_PARAGRAPH);
    ex_buf_add_text(out, "** ");
    add_text(m, out, f->message, MESSAGE_MAX, EX_MD_PARAGRAPH);
    ex_buf_printf(out, " (`%s`)\n\n", f->fingerprint);
    for (size_t i = 0; i < f->n_evidence && i < MAX_EVIDENCE; i++)
        write_evidence(m, out, &f->evidence[i]);
    if (f->n_evidence > MAX_EVIDENCE)
        ex_buf_printf(out, "- and %zu more\n", f->n_evidence - MAX_EVIDENCE);
    ex_buf_add_text(out, f->n_evidence ? "\n" : "");
    write_commands(out, "Fix", f->fix);
    write_commands(out, "Verify", f->verify);
}

static void write_rule(struct md *m, struct ex_buf *out, const struct ex_report_rule *rule)
{
    add_text(m, out, rule->impact, TEXT_MAX, EX_MD_PARAGRAPH);
    ex_buf_add_text(out, rule->impact.n ? "\n\n" : "");
    add_text(m, out, rule->why, TEXT_MAX, EX_MD_PARAGRAPH);
    ex_buf_add_text(out, rule->why.n ? "\n\n" : "");
    if (rule->risk.n && rule->effort.n) {
        ex_buf_add_text(out, "Risk of the change: ");
        add_text(m, out, rule->risk, NAME_MAX, EX_MD_PARAGRAPH);
        ex_buf_add_text(out, "; effort: ");
        add_text(m, out, rule->effort, NAME_MAX, EX_MD_PARAGRAPH);
        ex_buf_add_text(out, ".\n\n");
    }
}

static void write_references(struct ex_buf *out, const struct ex_report_rule *rule)
{
    for (size_t i = 0; i < rule->n_references && i < 5; i++) {
        ex_buf_add_text(out, "- ");
        ex_md_link(out, rule->references[i].title, rule->references[i].url);
        ex_buf_add_char(out, '\n');
    }
    ex_buf_add_text(out, rule->n_references ? "\n" : "");
}

/* Findings of one rule that count, the first of which is at `from`; returns their number. */
static size_t write_findings(struct md *m, struct ex_buf *out, size_t from)
{
    const struct ex_report *r = m->report;
    struct section findings = {out, "", GROUP_LIMIT, 0, false};
    size_t n = 0;
    for (size_t i = from; i < r->n_findings; i++) {
        struct ex_buf EX_AUTO(ex_buf_free) body = EX_BUF_INIT;
        if (r->findings[i].rule != r->findings[from].rule || !ex_finding_counts(&r->findings[i]))
            continue;
        n++;
        if (!findings.left_out)
            write_finding(m, &body, &r->findings[i]);
        add_piece(&findings, ex_buf_str(&body));
    }
    end_section(&findings);
    return n;
}

static size_t write_group(struct md *m, struct ex_buf *out, size_t from)
{
    const struct ex_report_finding *first = &m->report->findings[from];
    struct ex_buf EX_AUTO(ex_buf_free) body = EX_BUF_INIT;
    size_t n = write_findings(m, &body, from);
    ex_buf_printf(out, "<details>\n<summary><b>%s</b> ", ex_severity_name(first->severity));
    add_code(m, out, first->rule->id, EX_MD_HTML);
    ex_buf_add_char(out, ' ');
    add_text(m, out, first->rule->title, MESSAGE_MAX, EX_MD_HTML);
    ex_buf_printf(out, " (%zu)</summary>\n\n", n);
    write_rule(m, out, first->rule);
    ex_buf_add(out, ex_buf_str(&body));
    write_references(out, first->rule);
    ex_buf_add_text(out, "</details>\n\n");
    return n;
}

static bool is_first_of_rule(const struct ex_report *report, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (report->findings[k].rule == report->findings[i].rule &&
            ex_finding_counts(&report->findings[k]))
            return false;
    }
    return ex_finding_counts(&report->findings[i]);
}

/* As many rules as fit, the worst first. */
static void write_details(struct md *m, struct ex_buf *out, size_t room)
{
    struct section details = {out, "### Details\n\n", room, 0, false};
    size_t findings = 0;
    for (size_t i = 0; i < m->report->n_findings; i++) {
        if (!is_first_of_rule(m->report, i))
            continue;
        struct ex_buf EX_AUTO(ex_buf_free) group = EX_BUF_INIT;
        size_t n = write_group(m, &group, i);
        add_piece(&details, ex_buf_str(&group));
        findings += details.left_out ? n : 0;
    }
    if (details.left_out)
        ex_buf_printf(out, "_A comment takes 65,536 characters: details of %zu rule%s with %zu "
                           "finding%s, of the lowest severities, are left out. The HTML and "
                           "text formats have them._\n\n",
                      details.left_out, details.left_out == 1 ? "" : "s", findings,
                      findings == 1 ? "" : "s");
}

/* ---- the other sections -------------------------------------------------------------- */

static void write_waived(struct md *m, struct ex_buf *out)
{
    const struct ex_report *r = m->report;
    struct section table = {out,
                            "### Waived\n\n| severity | rule | object | finding | decision |\n"
                            "| --- | --- | --- | --- | --- |\n",
                            SECTION_LIMIT, 0, false};
    for (size_t i = 0; i < r->n_findings; i++) {
        const struct ex_report_finding *f = &r->findings[i];
        struct ex_buf EX_AUTO(ex_buf_free) row = EX_BUF_INIT;
        if (ex_finding_counts(f))
            continue;
        ex_buf_printf(&row, "| %s | ", ex_severity_name(f->severity));
        add_code(m, &row, f->rule->id, EX_MD_CELL);
        ex_buf_add_text(&row, " | ");
        add_code(m, &row, f->object, EX_MD_CELL);
        ex_buf_add_text(&row, " | ");
        add_text(m, &row, f->message, MESSAGE_MAX, EX_MD_CELL);
        ex_buf_printf(&row, " (`%s`) | ", f->fingerprint);
        ex_md_text(&row, ex_view_decision(m->arena, f), EX_MD_CELL);
        ex_buf_add_text(&row, " |\n");
        add_piece(&table, ex_buf_str(&row));
    }
    end_section(&table);
}

static void write_gone(struct md *m, struct ex_buf *out)
{
    struct section table = {out,
                            "### Gone since the baseline\n\n| state | severity | rule | object "
                            "|\n| --- | --- | --- | --- |\n",
                            SECTION_LIMIT, 0, false};
    for (size_t i = 0; i < m->report->n_gone; i++) {
        const struct ex_report_gone *g = &m->report->gone[i];
        struct ex_buf EX_AUTO(ex_buf_free) row = EX_BUF_INIT;
        ex_buf_printf(&row, "| %s | %s | ", g->not_assessed ? "not assessed" : "fixed",
                      ex_severity_name(g->severity));
        add_code(m, &row, g->rule, EX_MD_CELL);
        ex_buf_add_text(&row, " | ");
        add_code(m, &row, g->object, EX_MD_CELL);
        ex_buf_add_text(&row, " |\n");
        add_piece(&table, ex_buf_str(&row));
    }
    end_section(&table);
}

static void write_unknown(struct md *m, struct ex_buf *out, const struct ex_report_rule *rule)
{
    ex_buf_add_text(out, "| ");
    add_code(m, out, rule->id, EX_MD_CELL);
    ex_buf_add_text(out, " | ");
    add_text(m, out, rule->title, MESSAGE_MAX, EX_MD_CELL);
    ex_buf_add_text(out, " | ");
    if (rule->outcome != EX_OUTCOME_NOT_ASSESSED)
        ex_buf_printf(out, "for %zu objects: ", rule->counts[EX_OUTCOME_NOT_ASSESSED]);
    add_text(m, out, ex_view_needs(m->arena, rule), MESSAGE_MAX, EX_MD_CELL);
    ex_buf_add_text(out, " |\n");
}

static void write_not_assessed(struct md *m, struct ex_buf *out)
{
    struct ex_buf EX_AUTO(ex_buf_free) body = EX_BUF_INIT;
    struct section table = {&body, "| rule | what it looks for | why not |\n| --- | --- | --- |\n",
                            SECTION_LIMIT, 0, false};
    size_t n = 0;
    for (size_t i = 0; i < m->report->n_rules; i++) {
        struct ex_buf EX_AUTO(ex_buf_free) row = EX_BUF_INIT;
        if (!m->report->rules[i].counts[EX_OUTCOME_NOT_ASSESSED])
            continue;
        write_unknown(m, &row, &m->report->rules[i]);
        add_piece(&table, ex_buf_str(&row));
        n++;
    }
    if (!n)
        return;
    end_section(&table);
    ex_buf_add_text(out, "### Not assessed\n\n<details>\n<summary>");
    add_count(out, n, "rule");
    ex_buf_add_text(out, " could not judge everything that they look at</summary>\n\n");
    ex_buf_add(out, ex_buf_str(&body));
    ex_buf_add_text(out, "</details>\n");
}

static void write_markdown(const struct ex_report *report,
                           const struct ex_write_options *options, struct ex_buf *out)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct md m = {report, arena};
    struct ex_buf EX_AUTO(ex_buf_free) rest = EX_BUF_INIT;
    (void)options;
    write_waived(&m, &rest);
    write_gone(&m, &rest);
    write_not_assessed(&m, &rest);
    write_verdict(&m, out);
    write_counts(&m, out);
    write_table(&m, out);
    size_t used = out->n + rest.n;
    write_details(&m, out, used < LIMIT ? LIMIT - used : 0);
    ex_buf_add(out, ex_buf_str(&rest));
}

const struct ex_writer ex_writer_markdown = {
    .name = "markdown",
    .extension = ".md",
    .doc = "for the comment of a pull request or a wiki",
    .write = write_markdown,
};
