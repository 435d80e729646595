/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of action plans (src/report/plan.c).
 */
#include "report/plan.h"
#include "report/waiver.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
/* cmocka.h needs the two above. */
#include <cmocka.h>

/* A report with two rules and room for findings. */
struct world {
    struct ex_arena *arena;
    struct ex_report report;
    struct ex_report_rule rules[3];
    struct ex_report_finding findings[8];
    struct ex_waiver waiver;
};

static int setup(void **state)
{
    struct world *w = ex_alloc(sizeof *w);
    *w = (struct world){.arena = ex_arena_new()};
    w->rules[0] = (struct ex_report_rule){
        .id = EX_STR("AAA0001"), .risk = EX_STR("restart"), .effort = EX_STR("minutes")};
    w->rules[1] = (struct ex_report_rule){
        .id = EX_STR("AAA0002"), .risk = EX_STR("none"), .effort = EX_STR("minutes")};
    w->rules[2] = (struct ex_report_rule){.id = EX_STR("AAA0003")};
    w->waiver = (struct ex_waiver){
        .kind = EX_WAIVER_PLANNED, .owner = EX_STR("Jo"), .expires = EX_STR("2026-03-31")};
    w->report = (struct ex_report){
        .arena = w->arena, .findings = w->findings, .rules = w->rules, .n_rules = 3};
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    ex_arena_free(w->arena);
    free(w);
    return 0;
}

static struct ex_report_finding *add(struct world *w, size_t rule, enum ex_severity severity,
                                     const char *object)
{
    struct ex_report_finding *f = &w->findings[w->report.n_findings++];
    *f = (struct ex_report_finding){.rule = &w->rules[rule],
                                    .severity = severity,
                                    .object = ex_str(object),
                                    .server = EX_STR("EX01")};
    return f;
}

static void waves_follow_severity_risk_and_effort(void **state)
{
    static const struct {
        enum ex_severity severity;
        enum ex_change_risk risk;
        enum ex_effort effort;
        enum ex_wave wave;
    } cases[] = {
        {EX_CRITICAL, EX_RISK_OUTAGE, EX_EFFORT_DAYS, EX_WAVE_NOW},
        {EX_CRITICAL, EX_RISK_UNKNOWN, EX_EFFORT_UNKNOWN, EX_WAVE_NOW},
        {EX_HIGH, EX_RISK_NONE, EX_EFFORT_MINUTES, EX_WAVE_NOW},
        {EX_HIGH, EX_RISK_RELOAD, EX_EFFORT_HOURS, EX_WAVE_NOW},
        {EX_HIGH, EX_RISK_RELOAD, EX_EFFORT_DAYS, EX_WAVE_WINDOW},
        {EX_HIGH, EX_RISK_RESTART, EX_EFFORT_MINUTES, EX_WAVE_WINDOW},
        {EX_HIGH, EX_RISK_UNKNOWN, EX_EFFORT_MINUTES, EX_WAVE_WINDOW},
        {EX_MEDIUM, EX_RISK_NONE, EX_EFFORT_MINUTES, EX_WAVE_MONTH},
        {EX_MEDIUM, EX_RISK_NONE, EX_EFFORT_UNKNOWN, EX_WAVE_WINDOW},
        {EX_LOW, EX_RISK_OUTAGE, EX_EFFORT_MINUTES, EX_WAVE_WINDOW},
        {EX_INFO, EX_RISK_RELOAD, EX_EFFORT_MINUTES, EX_WAVE_MONTH},
    };
    (void)state;
    for (size_t i = 0; i < EX_COUNT(cases); i++)
        assert_int_equal(ex_wave_of(cases[i].severity, cases[i].risk, cases[i].effort),
                         cases[i].wave);
}

static void findings_of_a_rule_are_one_action(void **state)
{
    struct world *w = *state;
    add(w, 0, EX_HIGH, "EX01\\owa");
    add(w, 1, EX_MEDIUM, "Internet");
    add(w, 0, EX_LOW, "EX02\\owa");
    add(w, 0, EX_LOW, "EX02\\owa");
    struct ex_plan plan = ex_plan_of(&w->report, w->arena);
    assert_int_equal(plan.n, 2);
    assert_int_equal(plan.findings, 4);
    assert_int_equal(plan.waves[EX_WAVE_MONTH], 1);
    assert_int_equal(plan.waves[EX_WAVE_WINDOW], 1);
    const struct ex_action *a = &plan.actions[1];
    assert_ptr_equal(a->rule, &w->rules[0]);
    assert_int_equal(a->number, 2);
    assert_int_equal(a->severity, EX_HIGH);
    assert_int_equal(a->n_findings, 3);
    assert_int_equal(a->n_objects, 2);
    assert_true(ex_str_eq(a->objects[1], EX_STR("EX02\\owa")));
    assert_int_equal(a->n_servers, 1);
    assert_ptr_equal(ex_plan_action(&plan, &w->findings[2]), a);
}

static void the_order_is_severity_then_risk_then_effort(void **state)
{
    struct world *w = *state;
    w->rules[1].risk = EX_STR("outage");
    w->rules[2].risk = EX_STR("restart");
    w->rules[2].effort = EX_STR("hours");
    add(w, 2, EX_HIGH, "c");
    add(w, 1, EX_HIGH, "b");
    add(w, 0, EX_HIGH, "a");
    struct ex_plan plan = ex_plan_of(&w->report, w->arena);
    assert_int_equal(plan.n, 3);
    assert_ptr_equal(plan.actions[0].rule, &w->rules[0]);
    assert_ptr_equal(plan.actions[1].rule, &w->rules[2]);
    assert_ptr_equal(plan.actions[2].rule, &w->rules[1]);
    w->findings[1].severity = EX_CRITICAL;
    plan = ex_plan_of(&w->report, w->arena);
    assert_ptr_equal(plan.actions[0].rule, &w->rules[1]);
    assert_int_equal(plan.actions[0].wave, EX_WAVE_NOW);
}

static void accepted_findings_are_in_no_action(void **state)
{
    struct world *w = *state;
    struct ex_report_finding *f = add(w, 0, EX_HIGH, "EX01");
    f->waived = EX_WAIVED;
    f->waiver = &w->waiver;
    struct ex_plan plan = ex_plan_of(&w->report, w->arena);
    assert_int_equal(plan.n, 0);
    assert_null(ex_plan_action(&plan, f));
    f->waived = EX_WAIVED_EXPIRED;
    plan = ex_plan_of(&w->report, w->arena);
    assert_int_equal(plan.n, 1);
    assert_null(plan.actions[0].planned);
}

static void planned_findings_are_an_action_of_their_own(void **state)
{
    struct world *w = *state;
    add(w, 0, EX_HIGH, "EX01");
    struct ex_report_finding *f = add(w, 0, EX_HIGH, "EX02");
    f->waived = EX_WAIVED_PLANNED;
    f->waiver = &w->waiver;
    struct ex_plan plan = ex_plan_of(&w->report, w->arena);
    assert_int_equal(plan.n, 2);
    assert_null(plan.actions[0].planned);
    assert_ptr_equal(plan.actions[1].planned, &w->waiver);
    assert_ptr_equal(ex_plan_action(&plan, f), &plan.actions[1]);
}

static void the_means_are_the_cmdlets_that_change_something(void **state)
{
    struct world *w = *state;
    struct ex_report_finding *f = add(w, 0, EX_HIGH, "EX01");
    f->fix = EX_STR("# Set-Comment is none\nGet-Date | Set-Later\n  Set-Owa -Identity 'a'\n"
                    "Set-Owa -Identity 'b'\n$x = New-Thing\nnothing-\nRestart-Service W3SVC\n");
    struct ex_plan plan = ex_plan_of(&w->report, w->arena);
    const struct ex_action *a = &plan.actions[0];
    assert_int_equal(a->n_cmdlets, 2);
    assert_true(ex_str_eq(a->cmdlets[0], EX_STR("Set-Owa")));
    assert_true(ex_str_eq(a->cmdlets[1], EX_STR("Restart-Service")));
}

static void words_that_are_none_are_not_known(void **state)
{
    (void)state;
    assert_int_equal(ex_change_risk_of(EX_STR("reload")), EX_RISK_RELOAD);
    assert_int_equal(ex_change_risk_of(EX_STR("<b>")), EX_RISK_UNKNOWN);
    assert_int_equal(ex_effort_of(EX_STR("days")), EX_EFFORT_DAYS);
    assert_int_equal(ex_effort_of(EX_STR("")), EX_EFFORT_UNKNOWN);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waves_follow_severity_risk_and_effort),
        TEST(findings_of_a_rule_are_one_action),
        TEST(the_order_is_severity_then_risk_then_effort),
        TEST(accepted_findings_are_in_no_action),
        TEST(planned_findings_are_an_action_of_their_own),
        TEST(the_means_are_the_cmdlets_that_change_something),
        cmocka_unit_test(words_that_are_none_are_not_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
