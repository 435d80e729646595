/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of baselines (src/report/baseline.c) over reports that are made by
 * hand: every state, bringing one up to date, and damaged files.
 */
#include "formats/report/baseline.h"
#include "formats/report/json_baseline.h"
#include "report/build.h"
#include "report/read_baseline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
/* cmocka.h needs these. */
#include <cmocka.h>

enum { MAX_FINDINGS = 8 };

/* A report of two rules, EXL1002 and EXL3103, with room for findings. */
static struct ex_report *new_report(int64_t seconds)
{
    struct ex_report *r = ex_report_new();
    r->version = EX_STR("1.2.3");
    r->now = (struct cel_time){seconds, 0};
    r->organization = EX_STR("Contoso");
    r->forest = EX_STR("contoso.com");
    r->rules = EX_NEW_ARRAY(r->arena, 2, struct ex_report_rule);
    r->rules[0] = (struct ex_report_rule){.id = EX_STR("EXL1002"), .title = EX_STR("First")};
    r->rules[1] = (struct ex_report_rule){.id = EX_STR("EXL3103"), .title = EX_STR("Second")};
    for (size_t i = 0; i < 2; i++) {
        r->rules[i].outcome = EX_OUTCOME_PASS;
        r->rules[i].counts[EX_OUTCOME_PASS] = 1;
    }
    r->n_rules = 2;
    r->findings = EX_NEW_ARRAY(r->arena, MAX_FINDINGS, struct ex_report_finding);
    return r;
}

#define DAY INT64_C(86400)
#define FIRST (INT64_C(20454) * DAY) /* 2026-01-01 */

/* A finding of a rule about the Send connector `object`, whose `value` is wrong. */
static struct ex_report_finding *add(struct ex_report *r, size_t rule, const char *object,
                                     const char *value, enum ex_severity severity)
{
    struct ex_report_finding *f = &r->findings[r->n_findings++];
    f->rule = &r->rules[rule];
    f->severity = severity;
    f->kind = EX_KIND_SendConnector;
    f->object = ex_str(object);
    f->property = EX_STR("SmartHosts");
    f->evidence = EX_NEW_ARRAY(r->arena, 2, struct ex_report_evidence);
    f->evidence[0] = (struct ex_report_evidence){.kind = EX_KIND_SendConnector,
                                                 .own = true,
                                                 .object = f->object,
                                                 .property = f->property,
                                                 .text = ex_str(value),
                                                 .file = UINT32_MAX};
    f->n_evidence = 1;
    f->value = f->evidence[0].text;
    struct ex_str hash = ex_arena_printf(r->arena, "%08zx%08llx", rule,
                                         (unsigned long long)(ex_str_hash(f->object) & 0xffffffff));
    memcpy(f->fingerprint, hash.p, 16);
    return f;
}

static struct ex_baseline *baseline_of_one(const char *value, enum ex_severity severity)
{
    struct ex_report *EX_AUTO(ex_report_auto) r = new_report(FIRST);
    add(r, 0, "Internet", value, severity);
    return ex_baseline_of(r);
}

static struct ex_str never(const void *ctx, struct ex_str rule)
{
    (void)ctx;
    (void)rule;
    return EX_STR("the rule is not in this version");
}

static void apply(const struct ex_baseline *b, struct ex_report *r)
{
    struct ex_absent_rule absent = {never, NULL};
    ex_baseline_apply(b, &absent, r);
}

static void assert_text(struct ex_str text, const char *expected)
{
    if (!ex_str_eq(text, ex_str(expected)))
        fail_msg("'%.*s' is not '%s'", EX_FMT(text), expected);
}

/* ---- states ------------------------------------------------------------------------ */

static void the_same_finding_is_unchanged(void **state)
{
    (void)state;
    struct ex_baseline *EX_AUTO(ex_baseline_auto) b = baseline_of_one("{a, b}", EX_HIGH);
    struct ex_report *EX_AUTO(ex_report_auto) r = new_report(FIRST + 5 * DAY);
    struct ex_report_finding *f = add(r, 0, "Internet", "{a, b}", EX_HIGH);
    apply(b, r);
    assert_int_equal(f->baseline, EX_BASELINE_UNCHANGED);
    assert_text(f->since, "2026-01-01");
    assert_text(r->baseline_date, "2026-01-01");
    assert_int_equal(r->n_gone, 0);
}

static void the_order_of_a_list_does_not_matter(void **state)
{
    (void)state;
    struct ex_baseline *EX_AUTO(ex_baseline_auto) b = baseline_of_one("{a, b}", EX_HIGH);
    struct ex_report *EX_AUTO(ex_report_auto) r = new_report(FIRST);
    struct ex_report_finding *f = add(r, 0, "Internet", "{b, a}", EX_HIGH);
    apply(b, r);
    assert_int_equal(f->baseline, EX_BASELINE_UNCHANGED);
}

static void another_value_is_a_change(void **state)
{
    (void)state;
    struct ex_baseline *EX_AUTO(ex_baseline_auto) b = baseline_of_one("{a, b}", EX_HIGH);
    struct ex_report *EX_AUTO(ex_report_auto) r = new_report(FIRST);
    struct ex_report_finding *f = add(r, 0, "Internet", "{a, c}", EX_HIGH);
    apply(b, r);
    assert_int_equal(f->baseline, EX_BASELINE_CHANGED);
    assert_text(f->baseline_why, "the value is another one");
    assert_text(f->since, "2026-01-01");
}

static void a_place_less_is_no_change(void **state)
{
    (void)state;
    struct ex_report *EX_AUTO(ex_report_auto) before = new_report(FIRST);
    struct ex_report_finding *two = add(before, 0, "Internet", "a", EX_HIGH);
    two->evidence[1] = two->evidence[0];
    two->evidence[1].text = EX_STR("b");
    two->n_evidence = 2;
    struct ex_baseline *EX_AUTO(ex_baseline_auto) b = ex_baseline_of(before);
    struct ex_report *EX_AUTO(ex_report_auto) r = new_report(FIRST);
    struct ex_report_finding *f = add(r, 0, "Internet", "b", EX_HIGH);
    apply(b, r);
    assert_int_equal(f->baseline, EX_BASELINE_UNCHANGED);
}

static void a_worse_severity_is_a_change(void **state)
{
    (void)state;
    struct ex_baseline *EX_AUTO(ex_baseline_auto) b = baseline_of_one("a", EX_MEDIUM);
    struct ex_report *EX_AUTO(ex_report_auto) r = new_report(FIRST);
    struct ex_report_finding *f = add(r, 0, "Internet", "a", EX_CRITICAL);
    apply(b, r);
    assert_int_equal(f->baseline, EX_BASELINE_CHANGED);
    assert_text(f->baseline_why, "it is worse: it was medium");
}

static void a_lesser_severity_is_none(void **state)
{
    (void)state;
    struct ex_baseline *EX_AUTO(ex_baseline_auto) b = baseline_of_one("a", EX_HIGH);
    struct ex_report *EX_AUTO(ex_report_auto) r = new_report(FIRST);
    struct ex_report_finding *f = add(r, 0, "Internet", "a", EX_LOW);
    apply(b, r);
    assert_int_equal(f->baseline, EX_BASELINE_UNCHANGED);
}

static void a_new_finding_says_why_where_that_is_known(void **state)
{
    (void)state;
    struct ex_report *EX_AUTO(ex_report_auto) before = new_report(FIRST);
    before->rules[0].counts[EX_OUTCOME_NOT_ASSESSED] = 1;
    before->rules[1].counts[EX_OUTCOME_PASS] = 0;
    before->rules[1].counts[EX_OUTCOME_NOT_ASSESSED] = 1;
    before->rules[1].outcome = EX_OUTCOME_NOT_ASSESSED;
    struct ex_baseline *EX_AUTO(ex_baseline_auto) b = ex_baseline_of(before);
    struct ex_report *EX_AUTO(ex_report_auto) r = new_report(FIRST);
    struct ex_report_finding *partly = add(r, 0, "Internet", "a", EX_HIGH);
    struct ex_report_finding *never_judged = add(r, 1, "Internet", "a", EX_HIGH);
    apply(b, r);
    assert_int_equal(partly->baseline, EX_BASELINE_NEW);
    assert_text(partly->baseline_why,
                "the rule could not judge every object when the baseline was made");
    assert_non_null(strstr(never_judged->baseline_why.p, "could not judge anything"));
}

static void an_entry_without_a_finding_is_fixed(void **state)
{
    (void)state;
    struct ex_baseline *EX_AUTO(ex_baseline_auto) b = baseline_of_one("a", EX_HIGH);
    struct ex_report *EX_AUTO(ex_report_auto) r = new_report(FIRST);
    apply(b, r);
    assert_int_equal(r->n_gone, 1);
    assert_false(r->gone[0].not_assessed);
    assert_text(r->gone[0].title, "First");
    assert_text(r->gone[0].object, "Internet");
}

static void what_may_not_have_been_assessed_is_not_fixed(void **state)
{
    (void)state;
    static const struct ex_str needs[] = {{"Get-SendConnector", 17}};
    struct ex_baseline *EX_AUTO(ex_baseline_auto) b = baseline_of_one("a", EX_HIGH);
    struct ex_report *EX_AUTO(ex_report_auto) r = new_report(FIRST);
    r->rules[0].counts[EX_OUTCOME_NOT_ASSESSED] = 1;
    r->rules[0].needs = needs;
    r->rules[0].n_needs = 1;
    apply(b, r);
    assert_true(r->gone[0].not_assessed);
    assert_text(r->gone[0].why, "needs Get-SendConnector");
}

static void a_rule_that_failed_is_not_assessed(void **state)
{
    (void)state;
    struct ex_baseline *EX_AUTO(ex_baseline_auto) b = baseline_of_one("a", EX_HIGH);
    struct ex_report *EX_AUTO(ex_report_auto) r = new_report(FIRST);
    r->rules[0].counts[EX_OUTCOME_NOT_ASSESSED] = 1;
    r->rules[0].error = EX_STR("division by zero");
    apply(b, r);
    assert_true(r->gone[0].not_assessed);
    assert_text(r->gone[0].why, "the rule failed: division by zero");
}

static void a_rule_that_took_no_part_is_not_assessed(void **state)
{
    (void)state;
    struct ex_baseline *EX_AUTO(ex_baseline_auto) b = baseline_of_one("a", EX_HIGH);
    struct ex_report *EX_AUTO(ex_report_auto) r = new_report(FIRST);
    r->rules = &r->rules[1];
    r->n_rules = 1;
    apply(b, r);
    assert_true(r->gone[0].not_assessed);
    assert_text(r->gone[0].why, "the rule is not in this version");
    ex_baseline_apply(b, NULL, r);
    assert_text(r->gone[0].why, "the rule took no part in the run");
}

static void applying_another_one_forgets_the_first(void **state)
{
    (void)state;
    struct ex_baseline *EX_AUTO(ex_baseline_auto) b = baseline_of_one("a", EX_HIGH);
    struct ex_report *EX_AUTO(ex_report_auto) empty = new_report(FIRST);
    struct ex_baseline *EX_AUTO(ex_baseline_auto) none = ex_baseline_of(empty);
    struct ex_report *EX_AUTO(ex_report_auto) r = new_report(FIRST);
    struct ex_report_finding *f = add(r, 0, "Internet", "b", EX_HIGH);
    apply(b, r);
    apply(none, r);
    assert_int_equal(f->baseline, EX_BASELINE_NEW);
    assert_int_equal(f->since.n, 0);
    assert_int_equal(f->baseline_why.n, 0);
}

/* ---- what counts --------------------------------------------------------------------- */

static void only_new_keeps_a_count_of_what_is_known(void **state)
{
    (void)state;
    struct ex_baseline *EX_AUTO(ex_baseline_auto) b = baseline_of_one("a", EX_HIGH);
    struct ex_report *EX_AUTO(ex_report_auto) r = new_report(FIRST);
    add(r, 0, "Internet", "a", EX_HIGH);
    add(r, 0, "Partner", "a", EX_HIGH);
    apply(b, r);
    ex_report_only_new(r);
    assert_int_equal(r->n_findings, 1);
    assert_text(r->findings[0].object, "Partner");
    assert_int_equal(r->known, 1);
    struct ex_baseline_counts c = ex_baseline_count(r);
    assert_int_equal(c.new_ones, 1);
    assert_int_equal(c.unchanged, 1);
}

static void known_findings_fail_unless_only_new_ones_do(void **state)
{
    (void)state;
    struct ex_baseline *EX_AUTO(ex_baseline_auto) b = baseline_of_one("a", EX_HIGH);
    struct ex_report *EX_AUTO(ex_report_auto) r = new_report(FIRST);
    struct ex_report_finding *f = add(r, 0, "Internet", "a", EX_HIGH);
    apply(b, r);
    assert_int_equal(ex_report_failing(r), 1);
    r->fail_on_new = true;
    assert_int_equal(ex_report_failing(r), 0);
    f->baseline = EX_BASELINE_CHANGED;
    assert_int_equal(ex_report_failing(r), 1);
}

static void waived_findings_are_not_in_a_baseline(void **state)
{
    (void)state;
    struct ex_report *EX_AUTO(ex_report_auto) r = new_report(FIRST);
    add(r, 0, "Waived", "a", EX_HIGH)->waived = EX_WAIVED;
    add(r, 0, "Planned", "a", EX_HIGH)->waived = EX_WAIVED_PLANNED;
    add(r, 0, "Expired", "a", EX_HIGH)->waived = EX_WAIVED_EXPIRED;
    struct ex_baseline *EX_AUTO(ex_baseline_auto) b = ex_baseline_of(r);
    assert_int_equal(b->n_entries, 1);
    assert_text(b->entries[0].object, "Expired");
    apply(b, r);
    assert_int_equal(ex_baseline_count(r).new_ones, 0);
}

static void organizations_are_told_apart(void **state)
{
    (void)state;
    struct ex_baseline *EX_AUTO(ex_baseline_auto) b = baseline_of_one("a", EX_HIGH);
    struct ex_report *EX_AUTO(ex_report_auto) r = new_report(FIRST);
    assert_false(ex_baseline_is_foreign(b, r));
    r->forest = EX_STR("fabrikam.com");
    assert_true(ex_baseline_is_foreign(b, r));
    r->forest = EX_STR("");
    assert_false(ex_baseline_is_foreign(b, r)); /* by the name, which is the same */
    r->organization = EX_STR("");
    assert_false(ex_baseline_is_foreign(b, r)); /* it does not say */
}

/* ---- bringing one up to date ------------------------------------------------------------- */

static void an_update_takes_in_drops_and_keeps(void **state)
{
    (void)state;
    struct ex_report *EX_AUTO(ex_report_auto) before = new_report(FIRST);
    add(before, 0, "Fixed", "a", EX_HIGH);
    add(before, 0, "Same", "a", EX_HIGH);
    add(before, 0, "Other", "a", EX_HIGH);
    add(before, 0, "Waived", "a", EX_HIGH);
    add(before, 1, "Unknown", "a", EX_HIGH);
    struct ex_baseline *EX_AUTO(ex_baseline_auto) b = ex_baseline_of(before);
    struct ex_report *EX_AUTO(ex_report_auto) r = new_report(FIRST + 30 * DAY);
    add(r, 0, "Same", "a", EX_HIGH);
    add(r, 0, "Other", "b", EX_HIGH);
    add(r, 0, "New", "a", EX_LOW);
    add(r, 0, "Waived", "a", EX_HIGH)->waived = EX_WAIVED;
    r->rules[1].counts[EX_OUTCOME_NOT_ASSESSED] = 1;
    apply(b, r);
    struct ex_baseline_update u = ex_baseline_update_of(b, r);
    struct ex_baseline *EX_AUTO(ex_baseline_auto) after = u.after;
    assert_int_equal(u.n_taken, 2);
    assert_int_equal(u.n_severe, 1); /* the changed one */
    assert_int_equal(u.n_fixed, 1);
    assert_text(u.fixed[0]->object, "Fixed");
    assert_int_equal(u.n_waived, 1);
    assert_int_equal(u.kept, 1);
    assert_int_equal(u.unchanged, 1);
    assert_int_equal(after->n_entries, 4);
    static const char *const objects[] = {"New", "Other", "Same", "Unknown"};
    static const char *const since[] = {"2026-01-31", "2026-01-01", "2026-01-01", "2026-01-01"};
    for (size_t i = 0; i < 4; i++) {
        assert_text(after->entries[i].object, objects[i]);
        assert_text(after->entries[i].since, since[i]);
    }
}

static void an_update_remembers_rules_that_took_no_part(void **state)
{
    (void)state;
    struct ex_baseline *EX_AUTO(ex_baseline_auto) b = baseline_of_one("a", EX_HIGH);
    struct ex_report *EX_AUTO(ex_report_auto) r = new_report(FIRST);
    r->rules = &r->rules[1];
    r->n_rules = 1;
    apply(b, r);
    struct ex_baseline_update u = ex_baseline_update_of(b, r);
    struct ex_baseline *EX_AUTO(ex_baseline_auto) after = u.after;
    assert_int_equal(after->n_rules, 2);
    assert_text(after->rules[0], "EXL1002");
    assert_int_equal(after->n_entries, 1);
}

/* ---- the file ------------------------------------------------------------------------------ */

static struct ex_baseline *read_text(const char *text, struct ex_diags *diags)
{
    ex_diags_init(diags);
    return ex_baseline_read(EX_STR("b.json"), ex_str(text), diags);
}

static void a_file_reads_back_as_it_was_written(void **state)
{
    (void)state;
    struct ex_report *EX_AUTO(ex_report_auto) r = new_report(FIRST);
    add(r, 0, "Inter\"net\n\033[31m\xe2\x80\xae</script>", "a", EX_HIGH);
    add(r, 1, "", "", EX_INFO)->kind = EX_N_KINDS;
    struct ex_baseline *EX_AUTO(ex_baseline_auto) b = ex_baseline_of(r);
    struct ex_buf EX_AUTO(ex_buf_free) first = EX_BUF_INIT;
    struct ex_buf EX_AUTO(ex_buf_free) second = EX_BUF_INIT;
    ex_baseline_json(b, &first);
    assert_null(strchr(first.p, '\033'));
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    struct ex_baseline *EX_AUTO(ex_baseline_auto) again = read_text(first.p, &diags);
    assert_non_null(again);
    ex_baseline_json(again, &second);
    assert_string_equal(first.p, second.p);
    apply(again, r);
    assert_int_equal(r->findings[0].baseline, EX_BASELINE_UNCHANGED);
    assert_int_equal(r->findings[1].baseline, EX_BASELINE_UNCHANGED);
}

static void values_are_not_in_the_file(void **state)
{
    (void)state;
    struct ex_baseline *EX_AUTO(ex_baseline_auto) b = baseline_of_one("secret-host.contoso.com",
                                                                      EX_HIGH);
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    ex_baseline_json(b, &out);
    assert_null(strstr(out.p, "secret-host"));
    assert_non_null(strstr(out.p, "\"values\": [\"sha256:"));
}

#define HEAD "{\"schema\": \"exlint-baseline/1\", \"version\": \"1\", \"date\": \"2026-01-01\", "
#define ENTRY \
    "{\"fingerprint\": \"0123456789abcdef\", \"rule\": \"EXL1002\", \"severity\": \"high\", " \
    "\"object\": \"x\", \"since\": \"2026-01-01\"}"

static void damaged_files_say_what_is_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t line;
        const char *message;
    } cases[] = {
        {"", 1, "this is not JSON"},
        {"{\n\"schema\"", 2, "this is not JSON"},
        {"[]", 0, "this is not a baseline"},
        {"{\"schema\": \"exlint-result/1\"}", 0, "this is not a baseline"},
        {"{\"schema\": \"exlint-baseline/7\"}", 0, "of the form 'exlint-baseline/7'"},
        {"{\n<<<<<<< HEAD\n\"schema\"\n", 2, "the mark of a conflict"},
        {HEAD "\"rules\": []}", 0, "'findings' is missing"},
        {HEAD "\"findings\": [7]}", 0, "'findings[0]' is not an object"},
        {HEAD "\"findings\": [{}]}", 0, "'findings[0].fingerprint' is missing"},
        {HEAD "\"findings\": [{\"fingerprint\": \"0123456789ABCDEF\"}]}", 0,
         "'findings[0].fingerprint' is not 16 hexadecimal digits in lower case"},
        {HEAD "\"findings\": [\n" ENTRY ",\n" ENTRY "\n]}", 3,
         "the finding '0123456789abcdef' is there twice"},
        {"{\"schema\": \"exlint-baseline/1\", \"version\": \"1\", \"date\": \"soon\", "
         "\"findings\": []}",
         0, "'date' is not a date such as 2026-01-31: 'soon'"},
    };
    for (size_t i = 0; i < EX_COUNT(cases); i++) {
        struct ex_diags EX_AUTO(ex_diags_free) diags;
        struct ex_baseline *EX_AUTO(ex_baseline_auto) b = read_text(cases[i].text, &diags);
        assert_null(b);
        assert_int_equal(diags.items.n, 1);
        const struct ex_diag *d = EX_AT(&diags.items, struct ex_diag, 0);
        if (!strstr(d->message.p, cases[i].message) || d->at.line != cases[i].line)
            fail_msg("case %zu: line %llu: %s", i, (unsigned long long)d->at.line, d->message.p);
    }
}

static void severities_and_digests_are_checked(void **state)
{
    (void)state;
    static const char *const tails[] = {
        "\"severity\": \"huge\", \"since\": \"2026-01-01\"}]}",
        "\"severity\": \"high\", \"since\": \"yesterday\"}]}",
        "\"severity\": \"high\", \"since\": \"2026-01-01\", \"values\": [\"md5:1\"]}]}",
        "\"severity\": \"high\", \"since\": \"2026-01-01\", \"values\": 7}]}",
    };
    for (size_t i = 0; i < EX_COUNT(tails); i++) {
        struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
        ex_buf_printf(&text, "%s\"findings\": [{\"fingerprint\": \"0123456789abcdef\", "
                             "\"rule\": \"EXL1002\", \"object\": \"x\", %s",
                      HEAD, tails[i]);
        struct ex_diags EX_AUTO(ex_diags_free) diags;
        struct ex_baseline *EX_AUTO(ex_baseline_auto) b = read_text(text.p, &diags);
        assert_null(b);
        assert_int_equal(diags.items.n, 1);
    }
}

static void members_of_later_versions_are_passed_over(void **state)
{
    (void)state;
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    struct ex_baseline *EX_AUTO(ex_baseline_auto) b =
        read_text(HEAD "\"later\": {\"x\": [1]}, \"findings\": [" ENTRY "]}", &diags);
    assert_non_null(b);
    assert_int_equal(b->n_entries, 1);
}

/* ---- in a saved result ------------------------------------------------------------------------ */

static void a_saved_result_keeps_the_baseline(void **state)
{
    (void)state;
    struct ex_report *EX_AUTO(ex_report_auto) before = new_report(FIRST);
    add(before, 0, "Fixed", "a", EX_HIGH);
    add(before, 1, "Unknown", "a", EX_HIGH);
    struct ex_baseline *EX_AUTO(ex_baseline_auto) b = ex_baseline_of(before);
    b->file = EX_STR("b.json");
    struct ex_report *EX_AUTO(ex_report_auto) r = new_report(FIRST);
    r->rules[1].counts[EX_OUTCOME_NOT_ASSESSED] = 1;
    apply(b, r);
    ex_report_only_new(r);
    r->known = 3;
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    struct ex_json json = {.out = &out};
    ex_json_object(&json, NULL);
    ex_json_baseline(&json, r);
    ex_json_end(&json);
    struct ex_report *EX_AUTO(ex_report_auto) again = ex_report_new();
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    ex_diags_init(&diags);
    struct ex_get get = {.arena = again->arena, .file = EX_STR("r.json"), .diags = &diags};
    json_t *root = ex_get_parse(&get, ex_buf_str(&out));
    ex_read_baseline(&get, root, again);
    json_decref(root);
    assert_false(ex_get_failed(&get));
    assert_text(again->baseline, "b.json");
    assert_true(again->only_new);
    assert_int_equal(again->known, 3);
    assert_int_equal(again->n_gone, 2);
    assert_false(again->gone[0].not_assessed);
    assert_true(again->gone[1].not_assessed);
    assert_text(again->gone[1].why, "the rule could not judge every object");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_finding_is_unchanged),
        cmocka_unit_test(the_order_of_a_list_does_not_matter),
        cmocka_unit_test(another_value_is_a_change),
        cmocka_unit_test(a_place_less_is_no_change),
        cmocka_unit_test(a_worse_severity_is_a_change),
        cmocka_unit_test(a_lesser_severity_is_none),
        cmocka_unit_test(a_new_finding_says_why_where_that_is_known),
        cmocka_unit_test(an_entry_without_a_finding_is_fixed),
        cmocka_unit_test(what_may_not_have_been_assessed_is_not_fixed),
        cmocka_unit_test(a_rule_that_failed_is_not_assessed),
        cmocka_unit_test(a_rule_that_took_no_part_is_not_assessed),
        cmocka_unit_test(applying_another_one_forgets_the_first),
        cmocka_unit_test(only_new_keeps_a_count_of_what_is_known),
        cmocka_unit_test(known_findings_fail_unless_only_new_ones_do),
        cmocka_unit_test(waived_findings_are_not_in_a_baseline),
        cmocka_unit_test(organizations_are_told_apart),
        cmocka_unit_test(an_update_takes_in_drops_and_keeps),
        cmocka_unit_test(an_update_remembers_rules_that_took_no_part),
        cmocka_unit_test(a_file_reads_back_as_it_was_written),
        cmocka_unit_test(values_are_not_in_the_file),
        cmocka_unit_test(damaged_files_say_what_is_wrong),
        cmocka_unit_test(severities_and_digests_are_checked),
        cmocka_unit_test(members_of_later_versions_are_passed_over),
        cmocka_unit_test(a_saved_result_keeps_the_baseline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
