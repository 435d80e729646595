/* SPDX-License-Identifier: MIT */
/**
 * @file
 * JUnit XML, for test reports of pipelines, in what the schema of Jenkins
 * allows. A rule is a suite, and each finding a test that failed; its name
 * says only what stays the same from run to run. Objects that are in order
 * are one test that passed; what could not be assessed was skipped, and so
 * was what a waiver covers. A rule with nothing to judge is left out.
 */
#include "formats/report/finding_view.h"
#include "formats/report/writer.h"
#include "formats/report/xmlout.h"

enum { NAME_MAX = 300, MESSAGE_MAX = 1000 };

struct counts {
    size_t tests;
    size_t failures;
    size_t skipped;
};

struct junit {
    struct ex_buf *out;
    const struct ex_report *report;
    struct ex_arena *arena;
};

static struct counts counts_of(const struct ex_report *report, const struct ex_report_rule *rule)
{
    struct counts c = {0, 0, 0};
    for (size_t i = 0; i < report->n_findings; i++) {
        const struct ex_report_finding *f = &report->findings[i];
        if (f->rule != rule)
            continue;
        c.tests++;
        c.failures += ex_finding_counts(f);
        c.skipped += !ex_finding_counts(f);
    }
    bool some_pass = rule->counts[EX_OUTCOME_PASS] > 0;
    bool some_unknown = rule->counts[EX_OUTCOME_NOT_ASSESSED] > 0;
    c.tests += (size_t)some_pass + (size_t)some_unknown;
    c.skipped += some_unknown;
    return c;
}

static void begin_case(struct junit *j, const struct ex_report_rule *rule, struct ex_str name)
{
    ex_buf_add_text(j->out, "    <testcase");
    ex_xml_attribute(j->out, "classname",
                     ex_arena_printf(j->arena, "exlint.%.*s.%.*s", EX_FMT(rule->area),
                                     EX_FMT(rule->id)));
    ex_xml_attribute(j->out, "name", name);
    ex_buf_add_text(j->out, ">\n");
}

static void end_case(struct junit *j)
{
    ex_buf_add_text(j->out, "    </testcase>\n");
}

static void add_lines(struct junit *j, const char *heading, struct ex_str commands)
{
    if (!commands.n)
        return;
    ex_buf_printf(j->out, "\n%s\n", heading);
    ex_xml_lines(j->out, commands);
    ex_buf_add_char(j->out, '\n');
}

/* What a person needs who sees only this. */
static void write_details(struct junit *j, const struct ex_report_finding *f)
{
    for (size_t i = 0; i < f->n_evidence; i++) {
        const struct ex_report_evidence *e = &f->evidence[i];
        if (e->file == UINT32_MAX)
            continue;
        struct ex_view_place p = ex_view_evidence(j->arena, j->report, e);
        ex_xml_text(j->out, p.file);
        ex_buf_printf(j->out, ":%llu:%llu: ", (unsigned long long)p.at.line,
                      (unsigned long long)p.at.column);
        if (e->property.n)
            ex_xml_text(j->out, ex_arena_printf(j->arena, "%.*s: ", EX_FMT(e->property)));
        ex_xml_text(j->out, ex_view_text(j->arena, e->text, MESSAGE_MAX));
        ex_buf_add_char(j->out, '\n');
    }
    add_lines(j, "fix", f->fix);
    add_lines(j, "verify", f->verify);
    ex_buf_printf(j->out, "\nfingerprint %s", f->fingerprint);
}

static struct ex_str case_name(struct junit *j, const struct ex_report_finding *f)
{
    struct ex_str object = ex_view_text(j->arena, f->object, NAME_MAX);
    if (!f->property.n)
        return object.n ? object : EX_STR("organization");
    return ex_arena_printf(j->arena, "%.*s %.*s", EX_FMT(object),
                           EX_FMT(ex_view_text(j->arena, f->property, NAME_MAX)));
}

static void write_finding(struct junit *j, const struct ex_report_finding *f)
{
    bool counts = ex_finding_counts(f);
    struct ex_str message = ex_view_message(j->arena, f, MESSAGE_MAX);
    begin_case(j, f->rule, case_name(j, f));
    ex_buf_add_text(j->out, counts ? "      <failure" : "      <skipped");
    if (counts)
        ex_xml_attribute(j->out, "type", ex_str(ex_severity_name(f->severity)));
    ex_xml_attribute(j->out, "message", counts ? message : ex_view_decision(j->arena, f));
    ex_buf_add_char(j->out, '>');
    ex_xml_text(j->out, message);
    ex_buf_add_char(j->out, '\n');
    write_details(j, f);
    ex_buf_add_text(j->out, counts ? "</failure>\n" : "</skipped>\n");
    end_case(j);
}

static void write_others(struct junit *j, const struct ex_report_rule *rule)
{
    if (rule->counts[EX_OUTCOME_PASS]) {
        begin_case(j, rule, EX_STR("objects in order"));
        ex_buf_printf(j->out, "      <system-out>%zu in order</system-out>\n",
                      rule->counts[EX_OUTCOME_PASS]);
        end_case(j);
    }
    if (rule->counts[EX_OUTCOME_NOT_ASSESSED]) {
        begin_case(j, rule, EX_STR("objects not assessed"));
        ex_buf_add_text(j->out, "      <skipped");
        ex_xml_attribute(j->out, "message",
                         ex_arena_printf(j->arena, "not assessed: %.*s",
                                         EX_FMT(ex_view_needs(j->arena, rule))));
        ex_buf_add_text(j->out, "/>\n");
        end_case(j);
    }
}

static void write_counts(struct ex_buf *out, struct counts c)
{
    ex_xml_number(out, "tests", c.tests);
    ex_xml_number(out, "failures", c.failures);
    ex_xml_number(out, "errors", 0);
}

static void write_suite(struct junit *j, const struct ex_report_rule *rule)
{
    struct counts c = counts_of(j->report, rule);
    if (!c.tests)
        return;
    ex_buf_add_text(j->out, "  <testsuite");
    ex_xml_attribute(j->out, "name",
                     ex_arena_printf(j->arena, "%.*s %.*s", EX_FMT(rule->id),
                                     EX_FMT(rule->title)));
    write_counts(j->out, c);
    ex_xml_number(j->out, "skipped", c.skipped);
    ex_buf_add_text(j->out, ">\n");
    for (size_t i = 0; i < j->report->n_findings; i++) {
        if (j->report->findings[i].rule == rule)
            write_finding(j, &j->report->findings[i]);
    }
    write_others(j, rule);
    ex_buf_add_text(j->out, "  </testsuite>\n");
}

static void write_junit(const struct ex_report *report, const struct ex_write_options *options,
                        struct ex_buf *out)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct junit j = {out, report, arena};
    struct counts all = {0, 0, 0};
    (void)options;
    for (size_t i = 0; i < report->n_rules; i++) {
        struct counts c = counts_of(report, &report->rules[i]);
        all.tests += c.tests;
        all.failures += c.failures;
    }
    ex_xml_begin(out);
    ex_buf_add_text(out, "<testsuites name=\"exlint\"");
    write_counts(out, all);
    ex_buf_add_text(out, ">\n");
    for (size_t i = 0; i < report->n_rules; i++) {
        ex_arena_reset(arena);
        write_suite(&j, &report->rules[i]);
    }
    ex_buf_add_text(out, "</testsuites>\n");
}

const struct ex_writer ex_writer_junit = {
    .name = "junit",
    .extension = ".junit.xml .xml",
    .doc = "JUnit XML, for test reports of pipelines",
    .write = write_junit,
};
