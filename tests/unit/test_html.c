/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of the HTML report: its escaping, the rules that its style sheet and
 * script keep, and what it says of runs that could judge little.
 */
#include "engine/embedded.h"
#include "formats/report/html.h"
#include "report/waiver.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
/* cmocka.h needs the two above. */
#include <cmocka.h>

#define EVIL "\"'><script>alert(1)</script>&\xe2\x80\xae\x1b\xff"

/* ---- escaping ------------------------------------------------------------------ */

static void texts_are_escaped(void **state)
{
    static const char *const texts[][2] = {
        {"plain text, also \xc3\xa4 and \xe6\x97\xa5",
         "plain text, also \xc3\xa4 and \xe6\x97\xa5"},
        {"<script>alert('1')</script>", "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;"},
        {"\" onclick=\"x", "&quot; onclick=&quot;x"},
        {"a & b &amp; c", "a &amp; b &amp;amp; c"},
        {"\x1b[31m\r\n\t", "\\x1b[31m\\x0d\\x0a\\x09"},
        {"\xe2\x80\xaegnp.exe", "\\u{202e}gnp.exe"},
        {"a\xe2\x80\x8b"
         "b\xef\xbb\xbf",
         "a\\u{200b}b\\u{feff}"},
        {"\xff\xc3", "\\xff\\xc3"},
        {"\xed\xa0\x80", "\\xed\\xa0\\x80"},
        {"\xef\xbf\xbf", "\\u{ffff}"},
        {"\xef\xbf\xbd", "\xef\xbf\xbd"},
    };
    (void)state;
    for (size_t i = 0; i < EX_COUNT(texts); i++) {
        struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
        ex_html_escape(&out, ex_str(texts[i][0]));
        assert_string_equal(out.p, texts[i][1]);
    }
}

/* ---- helpers ------------------------------------------------------------------- */

struct page {
    struct ex_arena *arena;
    struct ex_map *ids;
    struct ex_buf out;
    struct ex_html h;
};

static int setup_page(void **state)
{
    struct page *p = ex_alloc(sizeof *p);
    *p = (struct page){.arena = ex_arena_new(), .ids = ex_map_new(false)};
    p->h = (struct ex_html){.out = &p->out, .arena = p->arena, .ids = p->ids};
    *state = p;
    return 0;
}

static int teardown_page(void **state)
{
    struct page *p = *state;
    ex_arena_free(p->arena);
    ex_map_free(p->ids);
    ex_buf_free(&p->out);
    free(p);
    return 0;
}

static void forms_escape_their_values(void **state)
{
    struct page *p = *state;
    EX_HTML(&p->h, "<b title=\"$\">$</b>", EX_STR("\"$<"), EX_STR("a>b"));
    assert_string_equal(p->out.p, "<b title=\"&quot;$&lt;\">a&gt;b</b>");
}

static void long_texts_are_cut_between_characters(void **state)
{
    struct page *p = *state;
    ex_html_cut(&p->h, EX_STR("\xc3\xa4\xc3\xa4\xc3\xa4"), 2);
    assert_string_equal(p->out.p, "\xc3\xa4\xc3\xa4<span class=\"cut\">\xe2\x80\xa6 "
                                  "(1\xc2\xa0"
                                  "character more)</span>");
}

static void numbers_have_groups(void **state)
{
    struct page *p = *state;
    assert_true(ex_str_eq(ex_html_number(&p->h, 7), EX_STR("7")));
    assert_true(ex_str_eq(ex_html_number(&p->h, 100), EX_STR("100")));
    assert_true(ex_str_eq(ex_html_number(&p->h, 1234567), EX_STR("1\xe2\x80\xaf"
                                                                 "234\xe2\x80\xaf"
                                                                 "567")));
    assert_true(ex_str_eq(ex_html_counted(&p->h, 1, "finding"), EX_STR("1\xc2\xa0"
                                                                       "finding")));
}

static void an_id_is_given_once(void **state)
{
    struct page *p = *state;
    ex_html_id(&p->h, "f-", EX_STR("0123"));
    ex_html_id(&p->h, "f-", EX_STR("0123"));
    ex_html_id(&p->h, "f-", EX_STR("a b\"<"));
    assert_string_equal(p->out.p, " id=\"f-0123\" id=\"f-a_b__\"");
}

static void only_addresses_of_the_web_are_links(void **state)
{
    struct page *p = *state;
    ex_html_link(&p->h, EX_STR("javascript:alert(1)"), EX_STR("a"));
    ex_html_link(&p->h, EX_STR("data:text/html,x"), EX_STR("b"));
    ex_html_link(&p->h, EX_STR(" https://x"), EX_STR("c"));
    ex_html_link(&p->h, EX_STR("file:///etc/passwd"), EX_STR("d"));
    assert_string_equal(p->out.p, "abcd");
    ex_buf_clear(&p->out);
    ex_html_link(&p->h, EX_STR("https://x/\"onclick=\""), EX_STR("e"));
    assert_string_equal(p->out.p, "<a class=\"out\" href=\"https://x/&quot;onclick=&quot;\" "
                                  "rel=\"noopener noreferrer\">e</a>");
}

/* ---- style sheet and script ---------------------------------------------------- */

static bool holds(struct ex_str text, const char *part)
{
    return ex_str_find_str(text, ex_str(part)) != SIZE_MAX;
}

static void assets_ask_for_nothing_and_write_no_markup(void **state)
{
    static const char *const none[] = {
        "</",
        "<!--",
        "url(",
        "@import",
        "http",
        "innerHTML",
        "outerHTML",
        "eval(",
        "Function(",
        "fetch(",
        "XMLHttpRequest",
        "import(",
        "document.write",
        "insertAdjacentHTML",
        "localStorage",
        "cookie",
        "setAttribute",
        "@font-face",
    };
    (void)state;
    assert_int_equal(ex_embedded_html_n, 2);
    for (size_t i = 0; i < ex_embedded_html_n; i++) {
        struct ex_str text =
            ex_str_n((const char *)ex_embedded_html[i].bytes, ex_embedded_html[i].n);
        assert_true(text.n > 1000);
        for (size_t k = 0; k < EX_COUNT(none); k++) {
            if (holds(text, none[k]))
                fail_msg("%s holds '%s'", ex_embedded_html[i].name, none[k]);
        }
    }
}

/* ---- the document -------------------------------------------------------------- */

struct world {
    struct ex_report *report;
    struct ex_report_rule rules[2];
    struct ex_report_finding findings[2];
    struct ex_report_evidence evidence;
    struct ex_report_file file;
    struct ex_waiver waiver;
    const struct ex_waiver *waivers[1];
    struct ex_write_options options;
    struct ex_buf out;
};

/* An empty report: no file of src/report makes one for others. */
static struct ex_report *empty_report(void)
{
    struct ex_arena *arena = ex_arena_new();
    struct ex_report *report = EX_NEW(arena, struct ex_report);
    report->arena = arena;
    report->version = EX_STR("1.2.3");
    ex_diags_init(&report->messages);
    return report;
}

static int setup(void **state)
{
    struct world *w = ex_alloc(sizeof *w);
    *w = (struct world){.report = empty_report()};
    for (size_t i = 0; i < EX_COUNT(w->rules); i++)
        w->rules[i] = (struct ex_report_rule){
            .id = i ? EX_STR("EXL1002") : EX_STR("EXL1001"),
            .title = EX_STR("A title"),
            .area = EX_STR("mail-flow"),
            .severity = EX_HIGH,
            .outcome = EX_OUTCOME_PASS,
            .built_in = true,
        };
    w->evidence = (struct ex_report_evidence){.kind = EX_N_KINDS,
                                              .own = true,
                                              .property = EX_STR("Enabled"),
                                              .text = EX_STR("False"),
                                              .file = 0,
                                              .at = {7, 3},
                                              .token_n = 1,
                                              .line_text = EX_STR("  <B>false</B>")};
    for (size_t i = 0; i < EX_COUNT(w->findings); i++)
        w->findings[i] = (struct ex_report_finding){
            .rule = &w->rules[0],
            .severity = EX_HIGH,
            .kind = EX_N_KINDS,
            .object = EX_STR("Internet"),
            .message = EX_STR("the connector is disabled"),
            .fix = EX_STR("Set-SendConnector 'Internet' -Enabled $true\n"),
            .evidence = &w->evidence,
            .n_evidence = 1,
            .fingerprint = "0123456789abcdef",
        };
    w->file = (struct ex_report_file){.name = EX_STR("a.xml"), .hashed = true};
    w->report->rules = w->rules;
    w->report->n_rules = 2;
    w->report->findings = w->findings;
    w->report->files = &w->file;
    w->report->n_files = 1;
    w->waivers[0] = &w->waiver;
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    ex_buf_free(&w->out);
    ex_report_free(w->report);
    free(w);
    return 0;
}

static struct ex_str write(struct world *w)
{
    ex_buf_clear(&w->out);
    ex_writer_find(EX_STR("html"))->write(w->report, &w->options, &w->out);
    return ex_buf_str(&w->out);
}

static size_t count(struct ex_str text, const char *part)
{
    size_t n = 0;
    for (size_t at; (at = ex_str_find_str(text, ex_str(part))) != SIZE_MAX; n++)
        text = ex_str_slice(text, at + 1, text.n);
    return n;
}

#define GOOD_VERDICT "No findings: every check that applies passed."

static void all_passed_is_good(void **state)
{
    assert_true(holds(write(*state), "verdict good"));
    assert_true(holds(write(*state), GOOD_VERDICT));
}

static void nothing_assessed_is_never_good(void **state)
{
    struct world *w = *state;
    for (size_t i = 0; i < 2; i++)
        w->rules[i].outcome = EX_OUTCOME_NOT_ASSESSED;
    struct ex_str page = write(w);
    assert_false(holds(page, "verdict good"));
    assert_false(holds(page, GOOD_VERDICT));
    assert_true(holds(page, "The exports do not allow a verdict"));
    assert_true(holds(page, "2</a> could not be") || holds(page, ">2 could not be</a>"));
}

static void half_assessed_is_never_good(void **state)
{
    struct world *w = *state;
    struct ex_str need = EX_STR("Get-SendConnector of EX02");
    w->rules[0].outcome = EX_OUTCOME_NOT_ASSESSED;
    w->rules[0].needs = &need;
    w->rules[0].n_needs = 1;
    struct ex_str page = write(w);
    assert_false(holds(page, "verdict good"));
    assert_true(holds(page, "verdict unknown"));
    assert_true(holds(page, "Get-SendConnector would decide 1\xc2\xa0more check."));
    assert_true(holds(page, "Get-SendConnector of EX02"));
}

static void a_damaged_file_is_never_good(void **state)
{
    struct world *w = *state;
    w->report->scope.damaged = 1;
    assert_false(holds(write(w), "verdict good"));
}

static void a_finding_is_shown_with_its_evidence(void **state)
{
    struct world *w = *state;
    w->report->n_findings = 1;
    w->rules[0].outcome = EX_OUTCOME_FINDING;
    w->rules[0].impact = EX_STR("Mail waits.");
    w->rules[0].risk = EX_STR("reload");
    struct ex_str page = write(w);
    assert_true(holds(page, "<p class=\"headline\">Action is needed: 1 high finding.</p>"));
    assert_true(holds(page, " id=\"EXL1001\""));
    assert_true(holds(page, " id=\"f-0123456789abcdef\""));
    assert_true(holds(page, "<mark>False</mark>"));
    assert_true(holds(page, "href=\"#file-1\">a.xml:7:3</a>"));
    assert_true(holds(page, "&lt;B&gt;false&lt;/B&gt;") || holds(page, "<b>&lt;</b>B&gt;false"));
    assert_true(holds(page, "Set-SendConnector &#39;Internet&#39; -Enabled $true</code>"));
    assert_true(holds(page, "<p class=\"impact\">Mail waits.</p>"));
    assert_true(holds(page, "<b>reload</b>"));
}

static void an_accepted_finding_is_an_exception_and_no_more(void **state)
{
    struct world *w = *state;
    w->report->n_findings = 1;
    w->rules[0].outcome = EX_OUTCOME_FINDING;
    w->waiver = (struct ex_waiver){.rule = EX_STR("EXL1001"),
                                   .object = EX_STR("*"),
                                   .reason = EX_STR("it is spare"),
                                   .owner = EX_STR("Jo"),
                                   .expires = EX_STR("2026-12-31"),
                                   .findings = 1};
    w->findings[0].waived = EX_WAIVED;
    w->findings[0].waiver = &w->waiver;
    w->report->waivers = w->waivers;
    w->report->n_waivers = 1;
    struct ex_str page = write(w);
    assert_true(holds(page, "what was found is covered by exceptions"));
    assert_true(holds(page, "it is spare"));
    assert_true(holds(page, "There are no open findings."));
    assert_true(holds(page, " id=\"f-0123456789abcdef\""));
    w->findings[0].waived = EX_WAIVED_EXPIRED;
    w->waiver.state = EX_WAIVER_EXPIRED;
    page = write(w);
    assert_true(holds(page, "Action is needed: 1 high finding."));
    assert_true(holds(page, "exception expired on 2026-12-31"));
    assert_true(holds(page, "id=\"exceptions-expired\""));
}

static void changes_beside_a_baseline_are_shown(void **state)
{
    const struct ex_report_gone gone[] = {
        {.fingerprint = "00000000000000aa",
         .rule = EX_STR("EXL9001"),
         .title = EX_STR("Was wrong"),
         .severity = EX_LOW,
         .object = EX_STR("EX07")},
        {.fingerprint = "00000000000000ab",
         .rule = EX_STR("EXL9002"),
         .title = EX_STR("Who knows"),
         .severity = EX_LOW,
         .object = EX_STR("EX08"),
         .not_assessed = true,
         .why = EX_STR("needs Get-Thing")},
    };
    struct world *w = *state;
    w->report->n_findings = 1;
    w->findings[0].baseline = EX_BASELINE_NEW;
    w->report->baseline = EX_STR("baseline.json");
    w->report->gone = gone;
    w->report->n_gone = 2;
    struct ex_str page = write(w);
    assert_true(holds(page, "1 is new and 1 was fixed"));
    assert_true(holds(page, "<span class=\"badge new\">new</span>"));
    assert_true(holds(page, "data-state=\"open new\""));
    assert_true(holds(page, "Was wrong") && holds(page, "EX07"));
    assert_true(holds(page, "No longer assessed") && holds(page, "needs Get-Thing"));
    assert_true(holds(page, "<option value=\"new\">"));
}

static void severities_of_one_rule_may_differ(void **state)
{
    struct world *w = *state;
    w->report->n_findings = 2;
    w->findings[1].severity = EX_LOW;
    struct ex_str page = write(w);
    assert_int_equal(count(page, "<span class=\"sev low\">"), 2); /* the filter, the finding */
    assert_int_equal(count(page, "id=\"f-0123456789abcdef\""), 1);
}

static void many_findings_share_a_script_without_repeated_comments(void **state)
{
    struct world *w = *state;
    struct ex_report_finding findings[6];
    for (size_t i = 0; i < 6; i++) {
        findings[i] = w->findings[0];
        findings[i].fingerprint[0] = (char)('0' + i);
        findings[i].fix =
            i % 2 ? EX_STR("# careful\nSet-A 'x'\n") : EX_STR("# careful\nSet-B 'y'\n");
    }
    w->report->findings = findings;
    w->report->n_findings = 6;
    struct ex_str page = write(w);
    assert_true(holds(page, "<code># careful\nSet-B &#39;y&#39;\nSet-A &#39;x&#39;</code>"));
    assert_int_equal(count(page, "<tr class=\"finding\""), 6);
}

static void long_commands_are_not_cut(void **state)
{
    struct world *w = *state;
    struct ex_buf EX_AUTO(ex_buf_free) fix = EX_BUF_INIT;
    ex_buf_add_repeat(&fix, 'x', 40000);
    w->report->n_findings = 1;
    w->findings[0].fix = ex_buf_str(&fix);
    struct ex_str page = write(w);
    assert_true(holds(page, "These commands are too long to be shown"));
    assert_false(holds(page, "xxxx"));
}

static void fill_with(struct world *w, struct ex_str evil)
{
    struct ex_report_rule *r = &w->rules[0];
    struct ex_report_finding *f = &w->findings[0];
    static struct ex_reference reference;
    reference = (struct ex_reference){evil, EX_STR("javascript:" EVIL)};
    r->id = r->title = r->area = r->why = r->impact = r->risk = r->effort = r->manual = evil;
    r->references = &reference;
    r->n_references = 1;
    r->outcome = EX_OUTCOME_FINDING;
    f->object = f->server = f->property = f->message = f->fix = f->verify = evil;
    w->evidence.property = w->evidence.text = w->evidence.label = w->evidence.line_text = evil;
    w->evidence.own = false;
    w->evidence.object = w->file.name = w->file.format = w->file.sha256 = w->file.exported = evil;
    w->waiver = (struct ex_waiver){.rule = evil,
                                   .object = evil,
                                   .value = evil,
                                   .reason = evil,
                                   .owner = evil,
                                   .ticket = evil,
                                   .expires = evil};
    w->rules[1].outcome = EX_OUTCOME_NOT_ASSESSED;
    w->rules[1].error = evil;
    w->report->organization = w->report->forest = w->report->version = evil;
    w->report->profile = w->report->config = w->report->baseline = evil;
    w->report->vcs_uri = w->report->vcs_revision = evil;
    w->options.cover = (struct ex_cover){.client = evil, .author = evil, .classification = evil};
}

/* Whatever a text holds, the document has the elements that it has with a plain one. */
static void no_text_becomes_markup(void **state)
{
    static const char *const parts[] = {"<", ">", "\"", "=\"", "<script", "<a ", "</"};
    struct world *w = *state;
    size_t before[EX_COUNT(parts)];
    w->report->n_findings = 2;
    w->findings[1].waived = EX_WAIVED_EXPIRED;
    w->findings[1].waiver = &w->waiver;
    w->report->waivers = w->waivers;
    w->report->n_waivers = 1;
    fill_with(w, EX_STR("plain"));
    struct ex_str page = write(w);
    for (size_t i = 0; i < EX_COUNT(parts); i++)
        before[i] = count(page, parts[i]);
    fill_with(w, EX_STR(EVIL));
    page = write(w);
    for (size_t i = 0; i < EX_COUNT(parts); i++)
        assert_int_equal(count(page, parts[i]), before[i]);
    assert_false(holds(page, "\x1b") || holds(page, "\xe2\x80\xae") || holds(page, "\xff"));
    assert_int_equal(count(page, "href=\"javascript"), 0);
}

static void the_policy_names_the_hashes(void **state)
{
    struct ex_str page = write(*state);
    assert_int_equal(count(page, "<script>"), 1);
    assert_int_equal(count(page, "<style>"), 2);
    assert_int_equal(count(page, "'sha256-"), 3);
    assert_true(holds(page, "default-src 'none'; style-src 'sha256-"));
    assert_int_equal(count(page, " style="), 0);
    assert_int_equal(count(page, " onclick="), 0);
}

#define PAGE_TEST(name) cmocka_unit_test_setup_teardown(name, setup_page, teardown_page)
#define TEST(name)      cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_escaped),
        PAGE_TEST(forms_escape_their_values),
        PAGE_TEST(long_texts_are_cut_between_characters),
        PAGE_TEST(numbers_have_groups),
        PAGE_TEST(an_id_is_given_once),
        PAGE_TEST(only_addresses_of_the_web_are_links),
        cmocka_unit_test(assets_ask_for_nothing_and_write_no_markup),
        TEST(all_passed_is_good),
        TEST(nothing_assessed_is_never_good),
        TEST(half_assessed_is_never_good),
        TEST(a_damaged_file_is_never_good),
        TEST(a_finding_is_shown_with_its_evidence),
        TEST(an_accepted_finding_is_an_exception_and_no_more),
        TEST(changes_beside_a_baseline_are_shown),
        TEST(severities_of_one_rule_may_differ),
        TEST(many_findings_share_a_script_without_repeated_comments),
        TEST(long_commands_are_not_cut),
        TEST(no_text_becomes_markup),
        TEST(the_policy_names_the_hashes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
