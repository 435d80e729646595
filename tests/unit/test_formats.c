/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of the formats for other programs: their escapers, and what they make
 * of waivers, of hostile texts and of too many findings.
 */
#include "formats/report/command.h"
#include "formats/report/csv.h"
#include "formats/report/finding_view.h"
#include "formats/report/mdout.h"
#include "formats/report/writer.h"
#include "formats/report/xmlout.h"
#include "report/waiver.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
/* cmocka.h needs the two above. */
#include <cmocka.h>

enum { MANY = 3000 };

/* A report by hand, with room for many findings. */
struct world {
    struct ex_report *report;
    struct ex_report_rule rules[2];
    struct ex_report_file file;
    struct ex_report_evidence evidence;
    struct ex_report_finding findings[MANY];
    struct ex_write_options options;
    struct ex_buf out;
};

static const struct ex_report_finding *first_finding(const struct world *w)
{
    return &w->findings[0];
}

static void fill_rules(struct world *w)
{
    static const struct ex_reference page = {{"Page", 4}, {"https://example.com/page", 24}};
    static const struct ex_str message = {"it is open", 10};
    static const struct ex_str need = {"Get-OutlookAnywhere of EX02", 27};
    w->rules[0] = (struct ex_report_rule){
        .id = EX_STR("EXL1203"), .name = EX_STR("open-relay"), .title = EX_STR("It relays"),
        .severity = EX_HIGH, .area = EX_STR("mail-flow"), .why = EX_STR("Anybody can send."),
        .references = &page, .n_references = 1, .message = &message, .n_message = 1,
        .outcome = EX_OUTCOME_FINDING, .counts = {[EX_OUTCOME_FINDING] = 1, [EX_OUTCOME_PASS] = 2},
    };
    w->rules[1] = (struct ex_report_rule){
        .id = EX_STR("EXL3006"), .name = EX_STR("no-host"), .title = EX_STR("No host name"),
        .severity = EX_LOW, .area = EX_STR("client-access"), .message = &message, .n_message = 1,
        .outcome = EX_OUTCOME_NOT_ASSESSED, .counts = {[EX_OUTCOME_NOT_ASSESSED] = 1},
        .needs = &need, .n_needs = 1,
    };
}

static void fill_finding(struct world *w)
{
    w->file = (struct ex_report_file){.name = EX_STR("Get-ReceiveConnector.xml"), .objects = 1};
    w->evidence = (struct ex_report_evidence){
        .kind = EX_KIND_ReceiveConnector, .object = EX_STR("EX01\\relay"),
        .property = EX_STR("Bindings"), .text = EX_STR("{0.0.0.0:25}"),
        .at = {3, 21}, .token_n = 10, .line_text = EX_STR("  <S N=\"Bindings\">0.0.0.0:25</S>"),
    };
    w->findings[0] = (struct ex_report_finding){
        .rule = &w->rules[0], .severity = EX_HIGH, .kind = EX_KIND_ReceiveConnector,
        .object = EX_STR("EX01\\relay"), .server = EX_STR("EX01"), .property = EX_STR("Bindings"),
        .message = EX_STR("it is open"), .fix = EX_STR("Set-X 'EX01\\relay'\nGet-Date\n"),
        .value = EX_STR("0.0.0.0:25"), .evidence = &w->evidence, .n_evidence = 1,
        .fingerprint = "0123456789abcdef",
    };
}

static int setup(void **state)
{
    struct world *w = ex_alloc(sizeof *w);
    memset(w, 0, sizeof *w);
    w->report = ex_alloc(sizeof *w->report);
    fill_rules(w);
    fill_finding(w);
    *w->report = (struct ex_report){
        .arena = ex_arena_new(), .version = EX_STR("1.2.3"), .forest = EX_STR("contoso.com"),
        .scope = {.files = 1, .objects = 1}, .findings = w->findings, .n_findings = 1,
        .rules = w->rules, .n_rules = 2, .files = &w->file, .n_files = 1, .fail_on = EX_HIGH,
        .exit_status = 1, .prefix = EX_STR("dump"),
    };
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    ex_buf_free(&w->out);
    ex_arena_free(w->report->arena);
    free(w->report);
    free(w);
    return 0;
}

static const char *write_as(struct world *w, const char *format)
{
    ex_buf_clear(&w->out);
    ex_writer_find(ex_str(format))->write(w->report, &w->options, &w->out);
    return w->out.p ? w->out.p : "";
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("'%s' is not in:\n%.3000s", part, text);
}

static void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("'%s' is in:\n%.3000s", part, text);
}

static size_t count_of(const char *text, const char *part)
{
    size_t n = 0;
    for (const char *at = text; (at = strstr(at, part)); at += strlen(part))
        n++;
    return n;
}

typedef void escaper(struct ex_buf *out, struct ex_str text);

static void assert_escaped(escaper *escape, struct ex_str text, const char *expected)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    escape(&out, text);
    assert_string_equal(out.p ? out.p : "", expected);
}

/* ---- commands of pipelines -------------------------------------------------- */

static void github_data_keeps_to_one_line(void **state)
{
    (void)state;
    assert_escaped(ex_github_data, EX_STR("100%\r\n::error::x, y"), "100%25%0D%0A::error::x, y");
}

static void github_properties_cannot_end(void **state)
{
    (void)state;
    assert_escaped(ex_github_property, EX_STR("a,line=9::b%3A"), "a%2Cline=9%3A%3Ab%253A");
}

static void azure_data_keeps_to_one_line(void **state)
{
    (void)state;
    assert_escaped(ex_azure_data, EX_STR("100%\n];x"), "100%AZP25%0A];x");
}

static void azure_properties_cannot_end(void **state)
{
    (void)state;
    assert_escaped(ex_azure_property, EX_STR("a;code=9;]b%"), "a%3Bcode=9%3B%5Db%AZP25");
}

static void log_commands_are_defused_anywhere_in_a_line(void **state)
{
    (void)state;
    assert_escaped(ex_text_escape, EX_STR("x ##vso[task.complete]"), "x #\\x23vso[task.complete]");
    assert_escaped(ex_text_escape, EX_STR("##[add-mask]y"), "#\\x23[add-mask]y");
    assert_escaped(ex_text_escape, EX_STR("###teamcity["), "##\\x23teamcity[");
    assert_escaped(ex_text_escape, EX_STR("C## [1], ##1["), "C## [1], ##1[");
}

static void log_commands_are_defused_at_the_beginning_of_a_line(void **state)
{
    (void)state;
    assert_escaped(ex_text_escape_line, EX_STR("  ::add-mask::x"), "  \\x3a:add-mask::x");
    assert_escaped(ex_text_escape_line, EX_STR("[::]:25"), "[::]:25");
    assert_escaped(ex_view_lines, EX_STR("a\n \t::x::\r\n\tb ::y \n"), "a\n \t\\x3a:x::\n\tb ::y");
}

/* ---- CSV ------------------------------------------------------------------------ */

static void csv_cell(struct ex_buf *out, struct ex_str text)
{
    ex_csv_cell(out, text, true);
}

static void csv_formulas_are_text(void **state)
{
    (void)state;
    static const char *const starts[] = {"=", "+", "-", "@", "＝", "＋", "－", "＠"};
    for (size_t i = 0; i < EX_COUNT(starts); i++) {
        struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
        struct ex_buf EX_AUTO(ex_buf_free) expected = EX_BUF_INIT;
        ex_buf_printf(&text, "%scmd|' /C calc'!A0", starts[i]);
        ex_buf_printf(&expected, "'%s", text.p);
        assert_escaped(csv_cell, ex_buf_str(&text), expected.p);
    }
    assert_escaped(csv_cell, EX_STR("\t=1"), "\"'\t=1\"");
    assert_escaped(csv_cell, EX_STR("\r=1"), "'\\x0d=1");
    assert_escaped(csv_cell, EX_STR("a=1"), "a=1");
}

static void csv_quotes_what_would_end_a_cell(void **state)
{
    (void)state;
    assert_escaped(csv_cell, EX_STR("a,\"b\""), "\"a,\"\"b\"\"\"");
    assert_escaped(csv_cell, EX_STR("a\r\nb"), "\"a\nb\"");
    assert_escaped(csv_cell, EX_STR("a;b"), "\"a;b\"");
    assert_escaped(csv_cell, EX_STR(" a"), "\" a\"");
    assert_escaped(csv_cell, EX_STR("\"=1"), "\"\"\"=1\"");
    assert_escaped(csv_cell, EX_STR(""), "");
}

/* ---- XML -------------------------------------------------------------------------- */

static void xml_holds_no_markup_of_the_text(void **state)
{
    (void)state;
    assert_escaped(ex_xml_text, EX_STR("]]><a b=\"c\">&amp;"),
                   "]]&gt;&lt;a b=&quot;c&quot;&gt;&amp;amp;");
}

static void xml_holds_no_characters_that_it_forbids(void **state)
{
    (void)state;
    assert_escaped(ex_xml_text, EX_STR("a\001\n\xff\xef\xbf\xbe\xef\xbf\xbf"),
                   "a\\x01\\x0a\\xff\\u{fffe}\\u{ffff}");
    assert_escaped(ex_xml_lines, EX_STR("a\n\tb\001"), "a\n\tb\\x01");
}

/* ---- Markdown ----------------------------------------------------------------------- */

static void md_paragraph(struct ex_buf *out, struct ex_str text)
{
    ex_md_text(out, text, EX_MD_PARAGRAPH);
}

static void md_code(struct ex_buf *out, struct ex_str text)
{
    ex_md_code(out, text, EX_MD_PARAGRAPH);
}

static void md_cell(struct ex_buf *out, struct ex_str text)
{
    ex_md_code(out, text, EX_MD_CELL);
}

static void md_html(struct ex_buf *out, struct ex_str text)
{
    ex_md_text(out, text, EX_MD_HTML);
}

static void md_fence(struct ex_buf *out, struct ex_str text)
{
    ex_md_fence(out, "powershell", text);
}

static void markdown_keeps_prose(void **state)
{
    (void)state;
    assert_escaped(md_paragraph, EX_STR("Half of it (the organization's, 2019) isn't; is it? No!"),
                   "Half of it (the organization's, 2019) isn't; is it? No!");
    assert_escaped(md_paragraph, EX_STR("OWA answers at 'owa.contoso.com' on 'EX01 b'."),
                   "OWA answers at `owa.contoso.com` on `EX01 b`.");
}

static void markdown_makes_code_of_what_means_something(void **state)
{
    (void)state;
    static const char *const words[] = {
        "@everyone",  "#123",      "a*b*",       "_x_",      "<script>", "https://a.example/",
        "www.a",      "a@b.c",     "[x](y)",     "&amp;x",   "~~x~~",    "\\*",
        "GH-12",      "0123abc",   "$x$",        ":smile:x", "!12x|",    "owa.contoso.com",
        "a|b",        "{{x}}",     "//x",        "x^y",
    };
    for (size_t i = 0; i < EX_COUNT(words); i++) {
        struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
        struct ex_buf EX_AUTO(ex_buf_free) expected = EX_BUF_INIT;
        ex_buf_printf(&text, "see %s, then", words[i]);
        ex_buf_printf(&expected, "see `%s`, then", words[i]);
        assert_escaped(md_paragraph, ex_buf_str(&text), expected.p);
    }
}

static void markdown_text_begins_no_block(void **state)
{
    (void)state;
    assert_escaped(md_paragraph, EX_STR("1. one"), "`1.` one");
    assert_escaped(md_paragraph, EX_STR("2) two"), "`2)` two");
    assert_escaped(md_paragraph, EX_STR("- x"), "`-` x");
    assert_escaped(md_paragraph, EX_STR("+ x"), "`+` x");
    assert_escaped(md_paragraph, EX_STR("# x"), "`#` x");
    assert_escaped(md_paragraph, EX_STR("> x"), "`>` x");
    assert_escaped(md_paragraph, EX_STR("---"), "`---`");
    assert_escaped(md_paragraph, EX_STR("   ===\n"), "`===\\x0a`");
    assert_escaped(md_paragraph, EX_STR("2019 servers"), "2019 servers");
}

static void markdown_code_has_a_fence_that_holds(void **state)
{
    (void)state;
    assert_escaped(md_code, EX_STR("a`b``c"), "```a`b``c```");
    assert_escaped(md_code, EX_STR("`x`"), "`` `x` ``");
    assert_escaped(md_code, EX_STR(" x "), "`  x  `");
    assert_escaped(md_code, EX_STR("  "), "");
    assert_escaped(md_fence, EX_STR("a\n```\nb\n"), "\n````powershell\na\n```\nb\n````\n\n");
    assert_escaped(md_fence, EX_STR(" \n"), "");
}

static void markdown_bars_do_not_end_a_cell(void **state)
{
    (void)state;
    assert_escaped(md_cell, EX_STR("a|b"), "`a\\|b`");
    assert_escaped(md_cell, EX_STR("a\\|b"), "`a\\\\x7cb`");
}

static void markdown_summaries_are_html(void **state)
{
    (void)state;
    assert_escaped(md_html, EX_STR("it is <b> & \"so\" at @all"),
                   "it is <code>&lt;b&gt;</code> <code>&amp;</code> \"so\" at <code>@all</code>");
}

static void markdown_follows_only_plain_links(void **state)
{
    (void)state;
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    ex_md_link(&out, EX_STR("A page"), EX_STR("https://a.example/x_y?z=1"));
    ex_buf_add_char(&out, '\n');
    ex_md_link(&out, EX_STR("A page"), EX_STR("javascript:alert(1)"));
    ex_buf_add_char(&out, '\n');
    ex_md_link(&out, EX_STR("A page"), EX_STR("https://a.example/>x"));
    assert_string_equal(out.p, "[A page](<https://a.example/x_y?z=1>)\n"
                               "A page `javascript:alert(1)`\n"
                               "A page `https://a.example/>x`");
}

/* ---- formats --------------------------------------------------------------------------- */

static void github_annotation_has_its_place(void **state)
{
    assert_string_equal(write_as(*state, "github"),
                        "::error title=EXL1203 high%3A It relays,file=dump/Get-ReceiveConnector.xml"
                        ",line=3,endLine=3,col=21,endColumn=31::it is open [0123456789abcdef]"
                        "%0A%0Afix:%0ASet-X 'EX01\\relay'%0AGet-Date\n");
}

static void azure_issue_has_its_place(void **state)
{
    assert_string_equal(write_as(*state, "azure"),
                        "##vso[task.logissue type=error;sourcepath=dump/Get-ReceiveConnector.xml;"
                        "linenumber=3;columnnumber=21;code=EXL1203;]it is open "
                        "[0123456789abcdef]\n");
}

static void place_ends_with_its_line(void **state)
{
    struct world *w = *state;
    w->evidence.token_n = 5000;
    struct ex_view_place place = ex_view_place(w->report->arena, w->report, first_finding(w));
    assert_int_equal(place.end_column, 1 + 32);
    w->evidence.line_text = EX_STR("");
    place = ex_view_place(w->report->arena, w->report, first_finding(w));
    assert_int_equal(place.end_column, 21 + 5000);
}

static void findings_without_a_file_have_no_place(void **state)
{
    struct world *w = *state;
    w->findings[0].n_evidence = 0;
    assert_lacks(write_as(w, "github"), "file=");
    assert_lacks(write_as(w, "azure"), "sourcepath=");
    assert_has(write_as(w, "gitlab"), "\"path\": \"dump/Get-ReceiveConnector.xml\"");
    w->report->n_files = 0;
    assert_has(write_as(w, "gitlab"), "\"path\": \".\"");
}

static void junit_counts_what_it_holds(void **state)
{
    const char *text = write_as(*state, "junit");
    assert_has(text, "<testsuites name=\"exlint\" tests=\"3\" failures=\"1\" errors=\"0\">");
    assert_has(text, "<testcase classname=\"exlint.mail-flow.EXL1203\" "
                     "name=\"EX01\\relay Bindings\">");
    assert_has(text, "<failure type=\"high\" message=\"it is open\">");
    assert_has(text, "<system-out>2 in order</system-out>");
    assert_has(text, "<skipped message=\"not assessed: needs Get-OutlookAnywhere\"/>");
    assert_int_equal(count_of(text, "<testcase "), 3);
    assert_int_equal(count_of(text, "</testcase>"), 3);
}

static void junit_leaves_out_what_does_not_apply(void **state)
{
    struct world *w = *state;
    w->rules[1].counts[EX_OUTCOME_NOT_ASSESSED] = 0;
    w->rules[1].counts[EX_OUTCOME_NOT_APPLICABLE] = 1;
    assert_lacks(write_as(w, "junit"), "EXL3006");
}

static void csv_has_a_mark_and_a_heading(void **state)
{
    const char *text = write_as(*state, "csv");
    assert_true(strncmp(text, "\xef\xbb\xbfseverity,status,rule,", 24) == 0);
    assert_has(text, "\r\nhigh,open,EXL1203,It relays,mail-flow,ReceiveConnector,EX01\\relay,");
    assert_has(text, ",0123456789abcdef,,,,\r\n");
}

static void lines_of_json_begin_with_a_header(void **state)
{
    const char *text = write_as(*state, "ndjson");
    assert_true(strncmp(text, "{\"schema\": \"exlint-findings/1\"", 29) == 0);
    assert_int_equal(count_of(text, "\n"), 2);
}

/* The first finding has a waiver that was decided on. */
static void waive(struct world *w, enum ex_waiver_kind kind, enum ex_waived waived)
{
    static struct ex_waiver waiver;
    waiver = (struct ex_waiver){.kind = kind, .reason = EX_STR("new certificate"),
                                .expires = EX_STR("2026-03-31"), .ticket = EX_STR("CHG-4411")};
    w->findings[0].waiver = &waiver;
    w->findings[0].waived = waived;
}

#define DECIDED "until 2026-03-31: new certificate (CHG-4411)"

static const char *const annotations[] = {"github", "azure", "checkstyle"};

static void accepted_findings_annotate_nothing(void **state)
{
    struct world *w = *state;
    waive(w, EX_WAIVER_ACCEPTED, EX_WAIVED);
    for (size_t i = 0; i < EX_COUNT(annotations); i++)
        assert_lacks(write_as(w, annotations[i]), "0123456789abcdef");
    const char *junit = write_as(w, "junit");
    assert_has(junit, "failures=\"0\"");
    assert_has(junit, "<skipped message=\"accepted " DECIDED "\">it is open");
    assert_has(write_as(w, "gitlab"), "\"severity\": \"info\"");
    assert_has(w->out.p, "\"description\": \"it is open (accepted " DECIDED ")\"");
    assert_has(write_as(w, "csv"), "high,accepted,EXL1203");
    assert_has(w->out.p, ",0123456789abcdef,new certificate,2026-03-31,,CHG-4411\r\n");
    const char *markdown = write_as(w, "markdown");
    assert_has(markdown, "## exlint: PASS");
    assert_has(markdown, "### Waived");
    assert_has(markdown, "| accepted until 2026-03-31: new certificate (CHG-4411) |\n");
    assert_lacks(markdown, "### Findings");
}

static void false_positives_annotate_nothing_either(void **state)
{
    struct world *w = *state;
    waive(w, EX_WAIVER_FALSE_POSITIVE, EX_WAIVED);
    for (size_t i = 0; i < EX_COUNT(annotations); i++)
        assert_lacks(write_as(w, annotations[i]), "0123456789abcdef");
    assert_has(write_as(w, "csv"), "high,false-positive,EXL1203");
}

static void planned_findings_are_notices(void **state)
{
    struct world *w = *state;
    waive(w, EX_WAIVER_PLANNED, EX_WAIVED_PLANNED);
    assert_has(write_as(w, "github"), "::notice title=");
    assert_has(w->out.p, "::it is open (planned " DECIDED ") [0123456789abcdef]");
    assert_has(write_as(w, "azure"), "type=warning;");
    assert_has(write_as(w, "checkstyle"), "severity=\"info\"");
    assert_has(write_as(w, "junit"), "<skipped message=\"planned " DECIDED "\">");
}

static void expired_findings_count_again(void **state)
{
    struct world *w = *state;
    waive(w, EX_WAIVER_ACCEPTED, EX_WAIVED_EXPIRED);
    assert_has(write_as(w, "github"), "::error title=");
    assert_has(write_as(w, "junit"), "failures=\"1\"");
    assert_has(w->out.p, "message=\"it is open (was accepted " DECIDED ")\"");
    assert_has(write_as(w, "csv"), "high,expired,EXL1203");
    assert_has(write_as(w, "markdown"), "## exlint: FAIL");
    assert_has(w->out.p, "it is open; was accepted until 2026-03-31: new certificate");
}

static void sarif_for_github_has_no_accepted_results(void **state)
{
    struct world *w = *state;
    waive(w, EX_WAIVER_ACCEPTED, EX_WAIVED);
    w->findings[0].baseline = EX_BASELINE_CHANGED;
    assert_lacks(write_as(w, "sarif"), "0123456789abcdef");
    waive(w, EX_WAIVER_PLANNED, EX_WAIVED_PLANNED);
    const char *text = write_as(w, "sarif");
    assert_has(text, "\"level\": \"note\",\n          \"rank\"");
    assert_lacks(text, "\"suppressions\"");
    assert_lacks(text, "\"baselineState\"");
}

static void sarif_for_others_has_states(void **state)
{
    static const struct ex_report_gone gone[] = {
        {"00000000000000aa", {"EXL3006", 7}, {"No host name", 12}, EX_LOW,
         {"OutlookAnywhere", 15}, {"EX02", 4}, {NULL, 0}, false, {NULL, 0}},
        {"00000000000000bb", {"EXL3006", 7}, {"No host name", 12}, EX_LOW,
         {"OutlookAnywhere", 15}, {"EX03", 4}, {NULL, 0}, true, {"no export", 9}},
    };
    struct world *w = *state;
    w->options.sarif_profile = EX_SARIF_AZURE;
    waive(w, EX_WAIVER_ACCEPTED, EX_WAIVED);
    w->findings[0].baseline = EX_BASELINE_CHANGED;
    w->report->gone = gone;
    w->report->n_gone = 2;
    const char *text = write_as(w, "sarif");
    assert_has(text, "\"status\": \"accepted\"");
    assert_has(text, "\"justification\": \"new certificate\"");
    assert_has(text, "\"baselineState\": \"updated\"");
    assert_has(text, "00000000000000aa");
    assert_lacks(text, "00000000000000bb");
    assert_int_equal(count_of(text, "\"baselineState\": \"absent\""), 1);
    assert_lacks(text, "primaryLocationLineHash");
    w->findings[0].waived = EX_WAIVED_EXPIRED;
    assert_has(write_as(w, "sarif"), "\"status\": \"rejected\"");
}

/* ---- too many, and hostile ------------------------------------------------------------------ */

static void fill_many(struct world *w, struct ex_str message)
{
    for (size_t i = 0; i < MANY; i++) {
        w->findings[i] = w->findings[0];
        w->findings[i].severity = i < 100 ? EX_CRITICAL : EX_LOW;
        w->findings[i].rule = i < 100 ? &w->rules[0] : &w->rules[1];
        w->findings[i].message = message;
    }
    w->report->n_findings = MANY;
}

static void markdown_fits_into_a_comment(void **state)
{
    struct world *w = *state;
    fill_many(w, EX_STR("it is open to 10.0.0.0/8 and to 'EX01\\relay'"));
    const char *text = write_as(w, "markdown");
    assert_true(w->out.n <= 65000);
    assert_has(text, "more are left out: a comment takes 65,536 characters._");
    assert_has(text, "<summary><b>critical</b> <code>EXL1203</code> It relays (100)</summary>");
    assert_has(text, "### Not assessed");
}

static void markdown_of_long_strings_fits_too(void **state)
{
    struct world *w = *state;
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    for (size_t i = 0; i < 200000; i++)
        ex_buf_add_text(&text, "\xf3\xa0\x80\x81`|"); /* a tag: nine bytes when it is escaped */
    struct ex_str hostile = ex_buf_str(&text);
    waive(w, EX_WAIVER_ACCEPTED, EX_NOT_WAIVED);
    fill_many(w, hostile);
    w->evidence.text = hostile;
    w->rules[0].title = hostile;
    w->rules[0].why = hostile;
    w->rules[1].title = hostile;
    w->rules[1].needs = &hostile;
    w->report->forest = hostile;
    for (size_t i = 0; i < MANY; i++) {
        w->findings[i].object = hostile;
        w->findings[i].fix = hostile;
        if (i % 3 == 0)
            w->findings[i].waived = EX_WAIVED;
    }
    (void)write_as(w, "markdown");
    assert_true(w->out.n <= 65000);
}

static void hostile_strings_forge_no_line_of_commands(void **state)
{
    struct world *w = *state;
    struct ex_str hostile = EX_STR("\n::error::a\r\n##vso[task.complete result=Failed;]b ##[c]");
    w->findings[0].message = hostile;
    w->findings[0].object = hostile;
    w->findings[0].fix = hostile;
    w->evidence.text = hostile;
    w->file.name = hostile;
    w->rules[0].title = hostile;
    w->report->forest = hostile;
    size_t n = 0;
    const struct ex_writer *const *writers = ex_writers(&n);
    for (size_t i = 0; i < n; i++) {
        bool azure = strcmp(writers[i]->name, "azure") == 0;
        bool github = strcmp(writers[i]->name, "github") == 0;
        const char *text = write_as(w, writers[i]->name);
        assert_int_equal(count_of(text, "##vso["), azure ? 1 : 0);
        assert_int_equal(count_of(text, "##["), 0);
        assert_int_equal(count_of(text, "\n::") + (strncmp(text, "::", 2) == 0), github ? 1 : 0);
        assert_int_equal(count_of(text, "\n ::") + count_of(text, "\n  ::"), 0);
    }
}

static void longest_ending_decides(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"a.json", "json"},        {"a.gitlab.json", "gitlab"},
        {"x/gl-code-quality-report.json", "gitlab"},
        {"a.xml", "junit"},        {"a.junit.xml", "junit"},
        {"a.CHECKSTYLE.xml", "checkstyle"},
        {"a.ndjson", "ndjson"},    {"a.jsonl", "ndjson"},
        {"a.md", "markdown"},      {"a.csv", "csv"},
    };
    for (size_t i = 0; i < EX_COUNT(cases); i++)
        assert_string_equal(ex_writer_for_file(ex_str(cases[i][0]))->name, cases[i][1]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(github_data_keeps_to_one_line),
        cmocka_unit_test(github_properties_cannot_end),
        cmocka_unit_test(azure_data_keeps_to_one_line),
        cmocka_unit_test(azure_properties_cannot_end),
        cmocka_unit_test(log_commands_are_defused_anywhere_in_a_line),
        cmocka_unit_test(log_commands_are_defused_at_the_beginning_of_a_line),
        cmocka_unit_test(csv_formulas_are_text),
        cmocka_unit_test(csv_quotes_what_would_end_a_cell),
        cmocka_unit_test(xml_holds_no_markup_of_the_text),
        cmocka_unit_test(xml_holds_no_characters_that_it_forbids),
        cmocka_unit_test(markdown_keeps_prose),
        cmocka_unit_test(markdown_makes_code_of_what_means_something),
        cmocka_unit_test(markdown_text_begins_no_block),
        cmocka_unit_test(markdown_code_has_a_fence_that_holds),
        cmocka_unit_test(markdown_bars_do_not_end_a_cell),
        cmocka_unit_test(markdown_summaries_are_html),
        cmocka_unit_test(markdown_follows_only_plain_links),
        cmocka_unit_test(longest_ending_decides),
        TEST(github_annotation_has_its_place),
        TEST(azure_issue_has_its_place),
        TEST(place_ends_with_its_line),
        TEST(findings_without_a_file_have_no_place),
        TEST(junit_counts_what_it_holds),
        TEST(junit_leaves_out_what_does_not_apply),
        TEST(csv_has_a_mark_and_a_heading),
        TEST(lines_of_json_begin_with_a_header),
        TEST(accepted_findings_annotate_nothing),
        TEST(false_positives_annotate_nothing_either),
        TEST(planned_findings_are_notices),
        TEST(expired_findings_count_again),
        TEST(sarif_for_github_has_no_accepted_results),
        TEST(sarif_for_others_has_states),
        TEST(markdown_fits_into_a_comment),
        TEST(markdown_of_long_strings_fits_too),
        TEST(hostile_strings_forge_no_line_of_commands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
