/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of waivers (src/report/waiver.h) and of adding one to a file
 * (src/cli/waive_edit.h).
 */
#include "cli/waive_edit.h"
#include "report/build.h"
#include "report/waiver.h"

#include <setjmp.h>
#include <stdarg.h>
/* cmocka.h needs the three above. */
#include <cmocka.h>

/* 2026-01-15T08:00:00Z */
enum { NOW = 1768464000 };

static void assert_text(struct ex_str actual, const char *expected)
{
    if (!ex_str_eq(actual, ex_str(expected)))
        fail_msg("'%.*s' is not '%s'", EX_FMT(actual), expected);
}

/* ---- patterns and dates ---------------------------------------------------------- */

static bool glob(const char *pattern, const char *text)
{
    return ex_glob(ex_str(pattern), ex_str(text));
}

static void patterns_stand_for_texts(void **state)
{
    (void)state;
    assert_true(glob("*", ""));
    assert_true(glob("*", "EX01\\owa (Default Web Site)"));
    assert_true(glob("ex01\\OWA*", "EX01\\owa (Default Web Site)"));
    assert_true(glob("*\\*web site)", "EX01\\owa (Default Web Site)"));
    assert_true(glob("EX0?", "EX01"));
    assert_true(glob("EX??", "EX\xC3\xA4\xC3\xB6"));
    assert_true(glob("a*b*c", "a--b-b--c"));
    assert_true(glob("[x]", "[x]"));
    assert_false(glob("", "EX01"));
    assert_false(glob("EX0", "EX01"));
    assert_false(glob("EX01", "EX0"));
    assert_false(glob("EX0?", "EX0"));
    assert_false(glob("[x]", "x"));
    assert_false(glob("a*b*c", "a--c--b"));
}

/* A pattern that makes naive matchers take exponential time. */
static void patterns_take_bounded_time(void **state)
{
    char pattern[401], text[2001];
    (void)state;
    for (size_t i = 0; i < 400; i++)
        pattern[i] = i % 2 ? 'a' : '*';
    pattern[400] = '\0';
    memset(text, 'a', 2000);
    text[1999] = 'b';
    text[2000] = '\0';
    assert_false(glob(pattern, text));
}

static void dates_last_through_their_day(void **state)
{
    int64_t ends = 0;
    (void)state;
    assert_true(ex_waiver_date(EX_STR("2026-01-15"), &ends));
    assert_int_equal(ends, NOW - 8 * 3600 + 86400);
    assert_true(ex_waiver_date(EX_STR("2028-02-29"), &ends));
    assert_false(ex_waiver_date(EX_STR("2026-02-29"), &ends));
    assert_false(ex_waiver_date(EX_STR("2026-1-15"), &ends));
    assert_false(ex_waiver_date(EX_STR("2026-01-15T08:00:00Z"), &ends));
    assert_false(ex_waiver_date(EX_STR("15.01.2026"), &ends));
    assert_false(ex_waiver_date(EX_STR("never"), &ends));
    assert_false(ex_waiver_date(EX_STR(""), &ends));
}

/* ---- applying -------------------------------------------------------------------- */

/* A report with a rule that fires for two objects, one that fires for the organization, one
 * that passed and one that could not be assessed. */
static struct ex_report *sample(void)
{
    struct ex_report *report = ex_report_new();
    struct ex_report_rule *rules = EX_NEW_ARRAY(report->arena, 4, struct ex_report_rule);
    struct ex_report_finding *findings =
        EX_NEW_ARRAY(report->arena, 3, struct ex_report_finding);
    struct ex_report_evidence *evidence = EX_NEW(report->arena, struct ex_report_evidence);
    rules[0] = (struct ex_report_rule){.id = EX_STR("EXL1001"), .name = EX_STR("one"),
                                       .counts = {2, 0, 0, 0}};
    rules[1] = (struct ex_report_rule){.id = EX_STR("EXL1002"), .name = EX_STR("two"),
                                       .counts = {1, 0, 0, 0}};
    rules[2] = (struct ex_report_rule){.id = EX_STR("EXL2001"), .name = EX_STR("three"),
                                       .counts = {0, 3, 0, 0}};
    rules[3] = (struct ex_report_rule){.id = EX_STR("EXL3001"), .name = EX_STR("four"),
                                       .counts = {0, 0, 0, 1}};
    *evidence = (struct ex_report_evidence){.kind = EX_KIND_SendConnector,
                                            .object = EX_STR("Internet")};
    findings[0] = (struct ex_report_finding){.rule = &rules[0], .severity = EX_HIGH,
                                             .kind = EX_KIND_OwaVirtualDirectory,
                                             .object = EX_STR("EX01\\owa"),
                                             .value = EX_STR("https://a")};
    findings[1] = findings[0];
    findings[1].object = EX_STR("EX02\\owa");
    findings[2] = (struct ex_report_finding){.rule = &rules[1], .severity = EX_HIGH,
                                             .kind = EX_N_KINDS, .object = EX_STR("Contoso"),
                                             .evidence = evidence, .n_evidence = 1};
    report->rules = rules;
    report->n_rules = 4;
    report->findings = findings;
    report->n_findings = 3;
    report->now.seconds = NOW;
    report->fail_on = EX_HIGH;
    return report;
}

static struct ex_waiver waiver(const char *rule, const char *object, const char *expires)
{
    struct ex_waiver w = {.rule = ex_str(rule), .object = ex_str(object),
                          .reason = EX_STR("because"), .expires = ex_str(expires)};
    assert_true(ex_waiver_date(w.expires, &w.ends));
    return w;
}

/* The report after waivers, with what was said about them. */
struct outcome {
    struct ex_report *report;
    struct ex_diags diags;
};

static struct outcome apply(const struct ex_waiver *waivers, size_t n)
{
    struct outcome o = {.report = sample()};
    ex_diags_init(&o.diags);
    ex_waivers_apply(o.report, waivers, n, &o.diags);
    assert_int_equal(o.report->n_waivers, n);
    return o;
}

static void done(struct outcome *o)
{
    ex_report_free(o->report);
    ex_diags_free(&o->diags);
}

static enum ex_waived effect_of(struct ex_waiver w, size_t finding)
{
    struct outcome o = apply(&w, 1);
    enum ex_waived waived = o.report->findings[finding].waived;
    assert_int_equal(waived == EX_NOT_WAIVED, o.report->findings[finding].waiver == NULL);
    done(&o);
    return waived;
}

static void rules_are_named_in_three_ways(void **state)
{
    (void)state;
    assert_int_equal(effect_of(waiver("EXL1001", "EX01\\owa", "2026-12-31"), 0), EX_WAIVED);
    assert_int_equal(effect_of(waiver("exl10", "EX01\\owa", "2026-12-31"), 0), EX_WAIVED);
    assert_int_equal(effect_of(waiver("ONE", "EX01\\owa", "2026-12-31"), 0), EX_WAIVED);
    assert_int_equal(effect_of(waiver("EXL?001", "EX01\\owa", "2026-12-31"), 0), EX_WAIVED);
    assert_int_equal(effect_of(waiver("*n*", "EX01\\owa", "2026-12-31"), 0), EX_WAIVED);
    assert_int_equal(effect_of(waiver("EXL1002", "EX01\\owa", "2026-12-31"), 0), EX_NOT_WAIVED);
    assert_int_equal(effect_of(waiver("on", "EX01\\owa", "2026-12-31"), 0), EX_NOT_WAIVED);
}

static void objects_are_named_with_their_kind_or_without(void **state)
{
    const char *date = "2026-12-31";
    (void)state;
    assert_int_equal(effect_of(waiver("one", "OwaVirtualDirectory:ex01\\*", date), 0), EX_WAIVED);
    assert_int_equal(effect_of(waiver("one", "EcpVirtualDirectory:ex01\\*", date), 0),
                     EX_NOT_WAIVED);
    assert_int_equal(effect_of(waiver("one", "EX01\\owa", date), 1), EX_NOT_WAIVED);
    assert_int_equal(effect_of(waiver("two", "Organization:Contoso", date), 2), EX_WAIVED);
    /* Readers see the connector that the finding points at. */
    assert_int_equal(effect_of(waiver("two", "SendConnector:Internet", date), 2), EX_WAIVED);
    assert_int_equal(effect_of(waiver("two", "Internet", date), 2), EX_WAIVED);
}

static void values_bind_a_waiver(void **state)
{
    struct ex_waiver w = waiver("one", "*", "2026-12-31");
    (void)state;
    w.value = EX_STR("https://a");
    assert_int_equal(effect_of(w, 0), EX_WAIVED);
    w.value = EX_STR("https://*");
    assert_int_equal(effect_of(w, 0), EX_WAIVED);
    w.value = EX_STR("https://b");
    assert_int_equal(effect_of(w, 0), EX_NOT_WAIVED);
    struct outcome o = apply(&w, 1);
    assert_int_equal(o.report->waivers[0]->state, EX_WAIVER_UNUSED);
    const struct ex_diag *d = EX_AT(&o.diags.items, struct ex_diag, 0);
    assert_text(d->message, "the waiver of 'one' for '*' covers nothing: the value is another one "
                            "now");
    assert_text(d->hint, "it is 'https://a'");
    assert_true(d->outside);
    done(&o);
}

static void kinds_and_dates_decide(void **state)
{
    struct ex_waiver w = waiver("one", "*", "2026-01-15");
    (void)state;
    assert_int_equal(effect_of(w, 0), EX_WAIVED);
    w.kind = EX_WAIVER_FALSE_POSITIVE;
    assert_int_equal(effect_of(w, 0), EX_WAIVED);
    w.kind = EX_WAIVER_PLANNED;
    assert_int_equal(effect_of(w, 0), EX_WAIVED_PLANNED);
    w = waiver("one", "*", "2026-01-14");
    assert_int_equal(effect_of(w, 0), EX_WAIVED_EXPIRED);
    struct outcome o = apply(&w, 1);
    assert_int_equal(ex_report_failing(o.report), 3);
    assert_int_equal(o.report->waivers[0]->state, EX_WAIVER_EXPIRED);
    assert_int_equal(o.report->waivers[0]->findings, 2);
    done(&o);
}

static void the_first_valid_one_counts(void **state)
{
    struct ex_waiver w[] = {waiver("one", "*", "2026-01-14"), waiver("EXL", "EX01*", "2026-01-16"),
                            waiver("one", "EX0?\\owa", "2026-12-31")};
    (void)state;
    struct outcome o = apply(w, 3);
    assert_ptr_equal(o.report->findings[0].waiver, o.report->waivers[1]);
    assert_ptr_equal(o.report->findings[1].waiver, o.report->waivers[2]);
    assert_int_equal(ex_report_failing(o.report), 1);
    assert_int_equal(ex_report_waived(o.report, EX_WAIVED), 2);
    done(&o);
}

static void unused_ones_are_told_only_when_that_is_certain(void **state)
{
    struct ex_waiver w[] = {
        waiver("three", "*", "2026-12-31"),   /* passed: certain */
        waiver("four", "*", "2026-12-31"),    /* not assessed */
        waiver("EXL9", "*", "2026-12-31"),    /* did not run */
        waiver("EXL*", "none", "2026-12-31"), /* one of the rules was not assessed */
        waiver("one", "EX03", "2026-12-31"),
    };
    static const enum ex_waiver_state states[] = {EX_WAIVER_UNUSED, EX_WAIVER_NOT_ASSESSED,
                                                  EX_WAIVER_NOT_ASSESSED, EX_WAIVER_NOT_ASSESSED,
                                                  EX_WAIVER_UNUSED};
    (void)state;
    struct outcome o = apply(w, 5);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(o.report->waivers[i]->state, states[i]);
    assert_int_equal(o.diags.items.n, 2);
    assert_text(EX_AT(&o.diags.items, struct ex_diag, 0)->message,
                "the waiver of 'three' for '*' covers nothing");
    assert_text(EX_AT(&o.diags.items, struct ex_diag, 1)->hint,
                "findings of the rule are for 'EX01\\owa', 'EX02\\owa'");
    done(&o);
}

static void what_covers_everything_is_told(void **state)
{
    struct ex_waiver w = waiver("*", "*", "2026-12-31");
    (void)state;
    struct outcome o = apply(&w, 1);
    assert_int_equal(ex_report_failing(o.report), 0);
    assert_int_equal(o.diags.items.n, 1);
    assert_int_equal(EX_AT(&o.diags.items, struct ex_diag, 0)->level, EX_WARNING);
    assert_text(EX_AT(&o.diags.items, struct ex_diag, 0)->message,
                "the waiver of '*' for '*' covers every object of several rules");
    done(&o);
    w = waiver("one", "*:*", "2026-12-31");
    o = apply(&w, 1);
    assert_int_equal(EX_AT(&o.diags.items, struct ex_diag, 0)->level, EX_NOTE);
    done(&o);
}

/* ---- adding one to a file ---------------------------------------------------------- */

static struct ex_str scalar(struct ex_arena *arena, struct ex_str text)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    ex_yaml_scalar(&out, text);
    return ex_arena_str(arena, ex_buf_str(&out));
}

/* Whatever is written is read as the same text. */
static void scalars_are_read_as_they_were_meant(void **state)
{
    static const struct {
        struct ex_str text;
        const char *written; /* NULL: does not matter */
    } cases[] = {
        {{"EXL3103", 7}, "EXL3103"},
        {{"J. Doe, IT", 10}, "J. Doe, IT"},
        {{"EX01\\owa (x)", 12}, "'EX01\\owa (x)'"},
        {{"it's", 4}, "'it''s'"},
        {{"*", 1}, "'*'"},
        {{"a: b", 4}, "'a: b'"},
        {{"a #b", 4}, "'a #b'"},
        {{"no", 2}, "'no'"},
        {{"4711", 4}, "'4711'"},
        {{" x", 2}, "' x'"},
        {{"x ", 2}, "'x '"},
        {{"a\nb", 3}, "\"a\\nb\""},
        {{"a\x1b[31m\"\\", 8}, NULL},
        {{"\xE2\x80\xAE", 3}, "\"\\u202E\""},
        {{"\xC3\xA4", 2}, "'\xC3\xA4'"},
        {{"{a: [", 5}, NULL},
    };
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    (void)state;
    ex_diags_init(&diags);
    for (size_t i = 0; i < EX_COUNT(cases); i++) {
        struct ex_str written = scalar(arena, cases[i].text);
        if (cases[i].written)
            assert_text(written, cases[i].written);
        struct ex_str text = ex_arena_printf(arena, "- k: %.*s\n", EX_FMT(written));
        const struct ex_yaml *root = ex_yaml_read(arena, EX_STR("t"), text, &diags);
        assert_non_null(root);
        assert_true(ex_str_eq(root->first->first->text, cases[i].text));
    }
}

/* The text with a waiver of EXL1 for a; "-" when it is refused. */
static struct ex_str edit(struct ex_arena *arena, const char *text)
{
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    struct ex_waiver w = {.rule = EX_STR("EXL1"), .object = EX_STR("a"), .reason = EX_STR("b"),
                          .expires = EX_STR("2026-12-31")};
    ex_diags_init(&diags);
    const struct ex_yaml *root =
        ex_yaml_read_up_to(arena, EX_STR("t"), ex_str(text), 100000, &diags);
    assert_non_null(root);
    if (ex_waive_edit(ex_str(text), root, &w, EX_STR(""), &out))
        return EX_STR("-");
    return ex_arena_str(arena, ex_buf_str(&out));
}

#define ENTRY(pad) \
    pad "- rule: EXL1\n" pad "  object: a\n" pad "  kind: accepted\n" pad "  reason: b\n" pad \
        "  expires: 2026-12-31\n"

static void entries_go_where_they_belong(void **state)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    (void)state;
    assert_text(edit(arena, ""), "waivers:\n" ENTRY("  "));
    assert_text(edit(arena, "strict: true"), "strict: true\n\nwaivers:\n" ENTRY("  "));
    assert_text(edit(arena, "# mine\n"), "# mine\n\nwaivers:\n" ENTRY("  "));
    assert_text(edit(arena, "waivers: [] # none\nstrict: true\n"),
                "waivers: # none\n" ENTRY("  ") "strict: true\n");
    assert_text(edit(arena, "waivers:\nstrict: true\n"),
                "waivers:\n" ENTRY("  ") "strict: true\n");
    assert_text(edit(arena, "waivers:\n- rule: X # y\n  object: z\n\n# end\nstrict: true\n"),
                "waivers:\n- rule: X # y\n  object: z\n" ENTRY("") "\n# end\nstrict: true\n");
    assert_text(edit(arena, "waivers:\n    - {rule: X}\n    - rule: Y\n      reason: |\n"
                            "        two\n\n        lines\n\n\nstrict: true\n"),
                "waivers:\n    - {rule: X}\n    - rule: Y\n      reason: |\n        two\n\n"
                "        lines\n" ENTRY("    ") "\n\nstrict: true\n");
    assert_text(edit(arena, "{strict: true}\n"), "-");
    assert_text(edit(arena, "waivers: [{rule: X}]\n"), "-");
    assert_text(edit(arena, "waivers:\n  -\n    rule: X\n"), "-");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_stand_for_texts),
        cmocka_unit_test(patterns_take_bounded_time),
        cmocka_unit_test(dates_last_through_their_day),
        cmocka_unit_test(rules_are_named_in_three_ways),
        cmocka_unit_test(objects_are_named_with_their_kind_or_without),
        cmocka_unit_test(values_bind_a_waiver),
        cmocka_unit_test(kinds_and_dates_decide),
        cmocka_unit_test(the_first_valid_one_counts),
        cmocka_unit_test(unused_ones_are_told_only_when_that_is_certain),
        cmocka_unit_test(what_covers_everything_is_told),
        cmocka_unit_test(scalars_are_read_as_they_were_meant),
        cmocka_unit_test(entries_go_where_they_belong),
    };
    return cmocka_run_group_tests_name("waivers", tests, NULL, NULL);
}
