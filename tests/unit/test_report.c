/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of the writers (formats/report) over results that are built by hand,
 * hostile strings included.
 */
#include "formats/report/jsonout.h"
#include "formats/report/writer.h"

#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
/* cmocka.h needs the two above. */
#include <cmocka.h>

#define FILE_TEXT \
    "<Obj>\n  <S N=\"Identity\">EX01\\relay</S>\n  <S N=\"Bindings\">0.0.0.0:25</S>\n</Obj>\n"

/* Everything that a run holds, with room to change it. */
struct world {
    struct ex_graph *graph;
    struct ex_arena *arena;
    struct ex_rule rule;
    struct ex_template_part part;
    struct ex_reference reference;
    struct ex_node node;
    struct ex_evidence evidence[2];
    struct ex_finding findings[10];
    struct ex_rule_result rule_result;
    struct ex_results results;
    struct ex_write_options options;
    enum ex_severity fail_on;
    int exit_status;
    struct ex_str prefix;
    struct ex_buf out;
};

static struct ex_graph *graph_with_file(void)
{
    struct ex_graph *graph = ex_graph_new();
    struct ex_batch batch;
    ex_batch_init(&batch, NULL);
    batch.file.name = EX_STR("Get-ReceiveConnector.xml");
    batch.file.source = ex_source_from_bytes(EX_STR(FILE_TEXT), batch.file.name);
    batch.file.format = EX_STR("CLIXML");
    batch.file.objects = 1;
    ex_graph_merge(graph, &batch);
    ex_batch_free(&batch);
    ex_graph_link(graph);
    return graph;
}

static void fill_rule(struct world *w)
{
    w->part = (struct ex_template_part){.literal = EX_STR("the connector is open")};
    w->reference = (struct ex_reference){EX_STR("Page"), EX_STR("https://example.com/page")};
    w->rule = (struct ex_rule){
        .id = EX_STR("EXL1203"),
        .name = EX_STR("open-relay"),
        .title = EX_STR("A connector relays for anybody"),
        .severity = EX_HIGH,
        .area = EX_STR("mail-flow"),
        .message = {EX_STR("the connector is open"), 1, &w->part},
        .why = EX_STR("Anybody can send as anybody."),
        .references = &w->reference,
        .n_references = 1,
        .file = EX_STR("rules/mail-flow/EXL1203.yaml"),
    };
}

static void fill_finding(struct world *w)
{
    w->node = (struct ex_node){.kind = EX_KIND_ReceiveConnector, .identity = EX_STR("EX01\\relay")};
    w->evidence[0] = (struct ex_evidence){
        .node = &w->node,
        .kind = EX_KIND_ReceiveConnector,
        .property = EX_STR("Bindings"),
        .text = EX_STR("{0.0.0.0:25}"),
        .mark_at = 1,
        .mark_n = 10,
        .label = EX_STR("open to all"),
        .off = 60,
        .at = {3, 21},
        .token_n = 10,
        .line_text = EX_STR("  <S N=\"Bindings\">0.0.0.0:25</S>"),
    };
    w->findings[0] = (struct ex_finding){
        .rule = &w->rule,
        .severity = EX_HIGH,
        .node = &w->node,
        .object = EX_STR("EX01\\relay"),
        .server = EX_STR("EX01"),
        .property = EX_STR("Bindings"),
        .message = EX_STR("the connector is open"),
        .fix = EX_STR("Set-ReceiveConnector 'EX01\\relay'\nGet-Date"),
        .evidence = w->evidence,
        .n_evidence = 1,
        .fingerprint = "0123456789abcdef",
    };
}

static int setup(void **state)
{
    struct world *w = ex_alloc(sizeof *w);
    *w = (struct world){.graph = graph_with_file(), .arena = ex_arena_new()};
    fill_rule(w);
    fill_finding(w);
    w->rule_result = (struct ex_rule_result){.rule = &w->rule, .outcome = EX_OUTCOME_FINDING};
    w->rule_result.counts[EX_OUTCOME_FINDING] = 1;
    w->results = (struct ex_results){
        .arena = w->arena,
        .graph = w->graph,
        .findings = w->findings,
        .n_findings = 1,
        .rule_results = &w->rule_result,
        .n_rule_results = 1,
    };
    w->options = (struct ex_write_options){.unicode = true,
                                           .fold = true,
                                           .width = 100,
                                           .summary = true};
    w->fail_on = EX_HIGH;
    w->exit_status = 1;
    w->prefix = EX_STR("dump");
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    ex_buf_free(&w->out);
    ex_graph_free(w->graph);
    ex_arena_free(w->arena);
    free(w);
    return 0;
}

/* The report of the run; free with ex_report_free(). */
static struct ex_report *report_of(const struct world *w)
{
    struct ex_report *report = ex_report_build(&w->results, NULL);
    report->version = EX_STR("1.2.3");
    report->dump = EX_STR("dump");
    report->prefix = w->prefix;
    report->fail_on = w->fail_on;
    report->exit_status = w->exit_status;
    return report;
}

static void write_with(const struct world *w, const struct ex_writer *writer, struct ex_buf *out)
{
    struct ex_report *report = report_of(w);
    ex_buf_clear(out);
    writer->write(report, &w->options, out);
    ex_report_free(report);
}

static const char *write_as(struct world *w, const char *format)
{
    write_with(w, ex_writer_find(ex_str(format)), &w->out);
    return w->out.p;
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("'%s' is not in:\n%s", part, text);
}

static void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("'%s' is in:\n%s", part, text);
}

static void assert_escaped(struct ex_str text, const char *expected)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    ex_text_escape(&out, text);
    assert_string_equal(out.p, expected);
}

/* ---- escaping ------------------------------------------------------------------- */

static void escape_keeps_plain_text(void **state)
{
    (void)state;
    assert_escaped(EX_STR("Größe 日本 'x'"), "Größe 日本 'x'");
}

static void escape_shows_controls(void **state)
{
    (void)state;
    assert_escaped(EX_STR("\033[2J\r\n\x7f"), "\\x1b[2J\\x0d\\x0a\\x7f");
}

static void escape_shows_c1_controls(void **state)
{
    (void)state;
    assert_escaped(EX_STR("a\xc2\x9b" "b"), "a\\x9bb");
}

static void escape_shows_bidirectional_overrides(void **state)
{
    (void)state;
    assert_escaped(EX_STR("a\xe2\x80\xae" "b"), "a\\u{202e}b");
}

static void escape_shows_bytes_that_are_not_utf8(void **state)
{
    (void)state;
    assert_escaped(EX_STR("a\xff" "b"), "a\\xffb");
}

static void escape_keeps_the_replacement_character(void **state)
{
    (void)state;
    assert_escaped(EX_STR("\xef\xbf\xbd"), "\xef\xbf\xbd");
}

/* ---- JSON primitives ------------------------------------------------------------- */

static void json_strings_are_always_valid(void **state)
{
    (void)state;
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    ex_json_quote(&out, EX_STR("\"\\\n\033\xff\xe2\x80\xae"));
    assert_string_equal(out.p, "\"\\\"\\\\\\n\\u001b\xef\xbf\xbd\\u202e\"");
}

static void json_numbers_read_back(void **state)
{
    (void)state;
    static const double numbers[] = {0.1, 1.0, 1e300, 5e-324, 1.0 / 3.0, 123456789.125};
    for (size_t i = 0; i < EX_COUNT(numbers); i++) {
        struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
        ex_json_number(&out, numbers[i]);
        assert_true(memcmp(&(double){strtod(out.p, NULL)}, &numbers[i], sizeof(double)) == 0);
    }
}

static void json_knows_no_infinity(void **state)
{
    (void)state;
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    struct ex_json j = {.out = &out};
    ex_json_array(&j, NULL);
    ex_json_double(&j, NULL, -INFINITY);
    ex_json_double(&j, NULL, NAN);
    ex_json_end(&j);
    assert_string_equal(out.p, "[\"-Infinity\", \"NaN\"]");
}

/* ---- registry ------------------------------------------------------------------------ */

static void writer_is_found_by_ending(void **state)
{
    (void)state;
    assert_string_equal(ex_writer_for_file(EX_STR("out/Report.SARIF"))->name, "sarif");
}

static void unknown_ending_has_no_writer(void **state)
{
    (void)state;
    assert_null(ex_writer_for_file(EX_STR("report.doc")));
}

/* ---- text ------------------------------------------------------------------------------ */

static void text_shows_the_finding_in_full(void **state)
{
    const char *text = write_as(*state, "text");
    assert_has(text, "error[EXL1203] high: the connector is open\n");
    assert_has(text, "╭▸ dump/Get-ReceiveConnector.xml:3:21\n");
    assert_has(text, "EX01 › Receive connector › relay\n");
    assert_has(text, "3 │ Bindings : {0.0.0.0:25}\n");
    assert_has(text, "  │             ━━━━━━━━━━ open to all\n");
    assert_has(text, "╰ see     https://example.com/page · exlint explain EXL1203\n");
}

static void text_puts_commands_on_lines_of_their_own(void **state)
{
    assert_has(write_as(*state, "text"),
               "\n    Set-ReceiveConnector 'EX01\\relay'\n    Get-Date\n");
}

static void text_without_unicode_is_ascii(void **state)
{
    struct world *w = *state;
    w->options.unicode = false;
    const char *text = write_as(w, "text");
    for (const char *p = text; *p; p++)
        assert_true((unsigned char)*p < 0x80);
    assert_has(text, "^^^^^^^^^^ open to all");
}

static void text_without_colours_has_no_escape(void **state)
{
    assert_lacks(write_as(*state, "text"), "\033");
}

static void text_with_colours_keeps_the_words(void **state)
{
    struct world *w = *state;
    w->options.color = true;
    assert_has(write_as(w, "text"), "\033[1;31merror\033[0m[EXL1203] high");
}

static void text_escapes_what_comes_from_the_dump(void **state)
{
    struct world *w = *state;
    struct ex_str hostile = EX_STR("\033]0;x\a\r\nPASS \xe2\x80\xae");
    w->findings[0].message = hostile;
    w->findings[0].object = hostile;
    w->findings[0].fix = hostile;
    w->evidence[0].text = hostile;
    w->evidence[0].label = hostile;
    w->node.identity = hostile;
    const char *text = write_as(w, "text");
    assert_lacks(text, "\033");
    assert_lacks(text, "\r");
    assert_lacks(text, "\nPASS \xe2");
    assert_lacks(text, "\xe2\x80\xae");
}

static void text_cuts_long_values_around_the_mark(void **state)
{
    struct world *w = *state;
    char *value = ex_arena_bytes(w->arena, 100000);
    memset(value, 'a', 100000);
    memcpy(value + 50000, "TARGET", 6);
    w->evidence[0].text = ex_str_n(value, 100000);
    w->evidence[0].mark_at = 50000;
    w->evidence[0].mark_n = 6;
    const char *text = write_as(w, "text");
    assert_has(text, "…aaaa");
    assert_has(text, "TARGET");
    assert_true(strlen(text) < 4000);
}

static void text_cuts_long_messages_and_says_so(void **state)
{
    struct world *w = *state;
    char *value = ex_arena_bytes(w->arena, 100000);
    memset(value, 'm', 100000);
    w->findings[0].message = ex_str_n(value, 100000);
    assert_has(write_as(w, "text"), "… (99000 more characters)");
}

static void make_many(struct world *w, size_t n)
{
    static const char *const names[] = {"A", "B", "C", "D", "E", "F", "G", "H", "I", "J"};
    for (size_t i = 0; i < n; i++) {
        w->findings[i] = w->findings[0];
        w->findings[i].object = ex_str(names[i]);
    }
    w->results.n_findings = n;
}

static void text_folds_three_findings(void **state)
{
    struct world *w = *state;
    make_many(w, 9);
    const char *text = write_as(w, "text");
    assert_has(text, "also    B, C, D, E, F and 3 more (same finding on 8 more objects;");
    assert_has(text, "9 findings");
}

static void text_does_not_fold_two_findings(void **state)
{
    struct world *w = *state;
    make_many(w, 2);
    assert_lacks(write_as(w, "text"), "also");
}

static void text_does_not_fold_when_told_so(void **state)
{
    struct world *w = *state;
    w->options.fold = false;
    make_many(w, 9);
    assert_lacks(write_as(w, "text"), "also");
}

static void text_marks_unset_values(void **state)
{
    struct world *w = *state;
    w->evidence[0].text = (struct ex_str){NULL, 0};
    w->evidence[0].mark_at = w->evidence[0].mark_n = 0;
    assert_has(write_as(w, "text"), "Bindings : (not set)\n");
}

static void text_shows_evidence_elsewhere_with_its_place(void **state)
{
    struct world *w = *state;
    w->evidence[1] = w->evidence[0];
    w->evidence[1].node = NULL;
    w->evidence[1].value = NULL;
    w->evidence[1].property = (struct ex_str){NULL, 0};
    w->evidence[1].text = EX_STR("searched 3 Receive connectors");
    w->findings[0].n_evidence = 2;
    const char *text = write_as(w, "text");
    assert_has(text, "├▸ dump/Get-ReceiveConnector.xml:3:21\n");
    assert_has(text, "│ searched 3 Receive connectors\n");
}

/* ---- summary ------------------------------------------------------------------------------ */

static void summary_fails_at_the_threshold(void **state)
{
    assert_has(write_as(*state, "text"),
               "FAIL   1 finding at or above --fail-on=high · exit 1\n");
}

static void summary_passes_below_the_threshold(void **state)
{
    struct world *w = *state;
    w->fail_on = EX_CRITICAL;
    w->exit_status = 0;
    assert_has(write_as(w, "text"), "PASS   no findings at or above --fail-on=critical · exit 0\n");
}

static const struct cel_unknown missing_list = {
    1, (const uint64_t[]){(uint64_t)EX_KIND_OutlookAnywhere << 48 | (uint64_t)EX_WHOLE_LIST << 32 |
                          UINT32_MAX}};

static void leave_unassessed(struct world *w)
{
    w->rule_result.outcome = EX_OUTCOME_NOT_ASSESSED;
    w->rule_result.counts[EX_OUTCOME_FINDING] = 0;
    w->rule_result.counts[EX_OUTCOME_NOT_ASSESSED] = 1;
    w->rule_result.missing = &missing_list;
    w->results.n_findings = 0;
    w->exit_status = 3;
}

static void summary_names_the_missing_cmdlet(void **state)
{
    leave_unassessed(*state);
    assert_has(write_as(*state, "text"), "0 of 1 rules assessed; 1 need Get-OutlookAnywhere (1)");
}

static void summary_never_passes_when_nothing_was_assessed(void **state)
{
    leave_unassessed(*state);
    const char *text = write_as(*state, "text");
    assert_has(text, "INCOMPLETE   no rule could be assessed");
    assert_lacks(text, "PASS");
}

/* ---- concise --------------------------------------------------------------------------------- */

static void concise_is_one_line_in_compiler_form(void **state)
{
    assert_string_equal(write_as(*state, "concise"),
                        "dump/Get-ReceiveConnector.xml:3:21: error: the connector is open "
                        "[EXL1203]\n");
}

static void concise_cannot_be_made_to_forge_a_line(void **state)
{
    struct world *w = *state;
    w->findings[0].message = EX_STR("x\ny:1:1: error: z");
    const char *text = write_as(w, "concise");
    assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
}

/* ---- machine formats ------------------------------------------------------------------------- */

static json_t *parse(const char *text)
{
    json_error_t error;
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    if (!root)
        fail_msg("line %d: %s", error.line, error.text);
    return root;
}

static void make_hostile(struct world *w)
{
    struct ex_str hostile = EX_STR("\"q'\\ \033[0m\r\n\xff\xe2\x80\xae](1) {0}");
    w->findings[0].message = hostile;
    w->findings[0].object = hostile;
    w->findings[0].server = hostile;
    w->findings[0].fix = hostile;
    w->evidence[0].text = hostile;
    w->evidence[0].line_text = hostile;
    w->rule_result.error = hostile;
}

static void json_holds_the_finding(void **state)
{
    json_t *root = parse(write_as(*state, "json"));
    json_t *finding = json_array_get(json_object_get(root, "findings"), 0);
    assert_string_equal(json_string_value(json_object_get(root, "schema")), "exlint-result/1");
    assert_string_equal(json_string_value(json_object_get(finding, "rule")), "EXL1203");
    assert_string_equal(json_string_value(json_object_get(finding, "fingerprint")),
                        "0123456789abcdef");
    json_decref(root);
}

static void json_of_hostile_strings_is_json(void **state)
{
    make_hostile(*state);
    json_t *root = parse(write_as(*state, "json"));
    json_decref(root);
}

static void sarif_of_hostile_strings_is_json(void **state)
{
    make_hostile(*state);
    json_t *root = parse(write_as(*state, "sarif"));
    json_decref(root);
}

static json_t *sarif_result(json_t *root)
{
    json_t *run = json_array_get(json_object_get(root, "runs"), 0);
    return json_array_get(json_object_get(run, "results"), 0);
}

static void sarif_region_has_four_coordinates(void **state)
{
    json_t *root = parse(write_as(*state, "sarif"));
    json_t *location = json_array_get(json_object_get(sarif_result(root), "locations"), 0);
    json_t *region =
        json_object_get(json_object_get(location, "physicalLocation"), "region");
    assert_int_equal(json_integer_value(json_object_get(region, "startLine")), 3);
    assert_int_equal(json_integer_value(json_object_get(region, "startColumn")), 21);
    assert_int_equal(json_integer_value(json_object_get(region, "endLine")), 3);
    assert_int_equal(json_integer_value(json_object_get(region, "endColumn")), 31);
    json_decref(root);
}

static void sarif_fingerprint_does_not_depend_on_lines(void **state)
{
    json_t *root = parse(write_as(*state, "sarif"));
    json_t *prints = json_object_get(sarif_result(root), "partialFingerprints");
    assert_string_equal(json_string_value(json_object_get(prints, "exlintIdentity/v1")),
                        "0123456789abcdef");
    json_decref(root);
}

static void sarif_uri_is_encoded(void **state)
{
    struct world *w = *state;
    w->prefix = EX_STR("my dump/ä");
    assert_has(write_as(w, "sarif"), "\"uri\": \"my%20dump/%C3%A4/Get-ReceiveConnector.xml\"");
}

static void all_writers_are_deterministic(void **state)
{
    struct world *w = *state;
    size_t n = 0;
    const struct ex_writer *const *writers = ex_writers(&n);
    for (size_t i = 0; i < n; i++) {
        struct ex_buf EX_AUTO(ex_buf_free) first = EX_BUF_INIT;
        write_with(w, writers[i], &first);
        assert_string_equal(write_as(w, writers[i]->name), first.p);
    }
}

static void all_writers_survive_findings_without_a_place(void **state)
{
    struct world *w = *state;
    size_t n = 0;
    const struct ex_writer *const *writers = ex_writers(&n);
    w->findings[0].n_evidence = 0;
    w->findings[0].node = NULL;
    for (size_t i = 0; i < n; i++)
        assert_has(write_as(w, writers[i]->name), "EXL1203");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escape_keeps_plain_text),
        cmocka_unit_test(escape_shows_controls),
        cmocka_unit_test(escape_shows_c1_controls),
        cmocka_unit_test(escape_shows_bidirectional_overrides),
        cmocka_unit_test(escape_shows_bytes_that_are_not_utf8),
        cmocka_unit_test(escape_keeps_the_replacement_character),
        cmocka_unit_test(json_strings_are_always_valid),
        cmocka_unit_test(json_numbers_read_back),
        cmocka_unit_test(json_knows_no_infinity),
        cmocka_unit_test(writer_is_found_by_ending),
        cmocka_unit_test(unknown_ending_has_no_writer),
        TEST(text_shows_the_finding_in_full),
        TEST(text_puts_commands_on_lines_of_their_own),
        TEST(text_without_unicode_is_ascii),
        TEST(text_without_colours_has_no_escape),
        TEST(text_with_colours_keeps_the_words),
        TEST(text_escapes_what_comes_from_the_dump),
        TEST(text_cuts_long_values_around_the_mark),
        TEST(text_cuts_long_messages_and_says_so),
        TEST(text_folds_three_findings),
        TEST(text_does_not_fold_two_findings),
        TEST(text_does_not_fold_when_told_so),
        TEST(text_marks_unset_values),
        TEST(text_shows_evidence_elsewhere_with_its_place),
        TEST(summary_fails_at_the_threshold),
        TEST(summary_passes_below_the_threshold),
        TEST(summary_names_the_missing_cmdlet),
        TEST(summary_never_passes_when_nothing_was_assessed),
        TEST(concise_is_one_line_in_compiler_form),
        TEST(concise_cannot_be_made_to_forge_a_line),
        TEST(json_holds_the_finding),
        TEST(json_of_hostile_strings_is_json),
        TEST(sarif_of_hostile_strings_is_json),
        TEST(sarif_region_has_four_coordinates),
        TEST(sarif_fingerprint_does_not_depend_on_lines),
        TEST(sarif_uri_is_encoded),
        TEST(all_writers_are_deterministic),
        TEST(all_writers_survive_findings_without_a_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
