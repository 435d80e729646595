/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of the rule loader: what a good rule becomes, and the text and place
 * of each error.
 */
#include "base/buf.h"
#include "engine/rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define assert_str(s, literal) assert_true(ex_str_eq((s), EX_STR(literal)))

static const char good[] = "id: ACME0001\n"                                            /* 1 */
                           "name: good-rule\n"                                         /* 2 */
                           "title: A good rule\n"                                      /* 3 */
                           "severity: high\n"                                          /* 4 */
                           "area: mail-flow\n"                                         /* 5 */
                           "each: SendConnector as c\n"                                /* 6 */
                           "let:\n"                                                    /* 7 */
                           "  spaces: c.AddressSpaces\n"                               /* 8 */
                           "when: c.Enabled\n"                                         /* 9 */
                           "assert: spaces.size() > 0\n"                               /* 10 */
                           "at: [c.AddressSpaces]\n"                                   /* 11 */
                           "message: \"'{c.Name}' has no address space\"\n"            /* 12 */
                           "why: It carries nothing.\n"                                /* 13 */
                           "fix: Remove-SendConnector -Identity {c.Identity}\n"        /* 14 */
                           "references: [{title: t, url: 'https://example.com/'}]\n"; /* 15 */

struct fixture {
    struct ex_rules *rules;
    struct ex_diags diags;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->rules = ex_rules_new();
    ex_diags_init(&f->diags);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    ex_rules_free(f->rules);
    ex_diags_free(&f->diags);
    free(f);
    return 0;
}

/* The good rule with one part replaced, or with text appended when `old` is NULL. */
static bool add_changed(struct fixture *f, const char *old, const char *new)
{
    EX_AUTO(ex_buf_free) struct ex_buf text = EX_BUF_INIT;
    size_t at = old ? ex_str_find_str(EX_STR(good), ex_str(old)) : sizeof good - 1;
    size_t n = old ? strlen(old) : 0;

    assert_true(at != SIZE_MAX);
    ex_buf_add(&text, ex_str_n(good, at));
    ex_buf_add_text(&text, new);
    ex_buf_add_text(&text, good + at + n);
    return ex_rules_add_text(f->rules, EX_STR("r.yaml"), ex_buf_str(&text), false, &f->diags);
}

static void assert_error(void **state, const char *old, const char *new, uint64_t line,
                         uint64_t column, const char *message, const char *hint)
{
    struct fixture *f = *state;

    assert_false(add_changed(f, old, new));
    assert_int_equal(ex_rules_count(f->rules), 0);
    assert_true(f->diags.items.n > 0);
    const struct ex_diag *diag = EX_AT(&f->diags.items, struct ex_diag, 0);
    if (!ex_str_eq(diag->message, ex_str(message)))
        print_message("got: %.*s\n", EX_FMT(diag->message));
    assert_true(ex_str_eq(diag->message, ex_str(message)));
    assert_int_equal(diag->at.line, line);
    assert_int_equal(diag->at.column, column);
    assert_true(ex_str_eq(diag->hint, ex_str(hint)));
    assert_int_equal(diag->level, EX_ERROR);
    assert_true(diag->marked > 0);
    assert_str(diag->file, "r.yaml");
}

static void a_good_rule_is_loaded(void **state)
{
    struct fixture *f = *state;

    assert_true(add_changed(f, NULL, ""));
    assert_int_equal(ex_rules_count(f->rules), 1);
    const struct ex_rule *rule = ex_rules_at(f->rules, 0);
    assert_str(rule->id, "ACME0001");
    assert_int_equal(rule->severity, EX_HIGH);
    assert_int_equal(rule->each, EX_KIND_SendConnector);
    assert_int_equal(rule->n_lets, 1);
    assert_int_equal(rule->n_at, 1);
    assert_int_equal(rule->n_references, 1);
    assert_int_equal(f->diags.items.n, 0);
}

static void impact_and_change_are_read(void **state)
{
    struct fixture *f = *state;

    assert_true(add_changed(f, "fix:",
                            "impact: >-\n  Users cannot\n  send mail.\n"
                            "change: {effort: hours, risk: outage}\nfix:"));
    const struct ex_rule *rule = ex_rules_at(f->rules, 0);
    assert_str(rule->impact, "Users cannot send mail.");
    assert_int_equal(rule->change_risk, EX_RISK_OUTAGE);
    assert_int_equal(rule->effort, EX_EFFORT_HOURS);
}

static void impact_and_change_may_be_missing_in_rules_of_others(void **state)
{
    struct fixture *f = *state;

    assert_true(add_changed(f, NULL, ""));
    const struct ex_rule *rule = ex_rules_at(f->rules, 0);
    assert_int_equal(rule->impact.n, 0);
    assert_string_equal(ex_change_risk_name(rule->change_risk), "unknown");
    assert_string_equal(ex_effort_name(rule->effort), "unknown");
}

static void an_impact_may_have_160_characters(void **state)
{
    struct fixture *f = *state;
    char text[2 * 159 + 32] = "impact: ";

    for (size_t i = 0; i < 159; i++)
        strcat(text, "\u00e4");
    strcat(text, ".\nfix:");
    assert_true(add_changed(f, "fix:", text));
}

static void risks_and_efforts_have_names(void **state)
{
    static const char *const risks[] = {"unknown", "none", "reload", "restart", "outage"};
    static const char *const efforts[] = {"unknown", "minutes", "hours", "days"};

    (void)state;
    assert_int_equal(EX_COUNT(risks), EX_N_CHANGE_RISKS);
    assert_int_equal(EX_COUNT(efforts), EX_N_EFFORTS);
    for (int i = 0; i < EX_N_CHANGE_RISKS; i++) {
        assert_string_equal(ex_change_risk_name((enum ex_change_risk)i), risks[i]);
        assert_true(strlen(ex_change_risk_meaning((enum ex_change_risk)i)) > 0);
    }
    for (int i = 0; i < EX_N_EFFORTS; i++) {
        assert_string_equal(ex_effort_name((enum ex_effort)i), efforts[i]);
        assert_true(strlen(ex_effort_meaning((enum ex_effort)i)) > 0);
    }
}

static void rules_are_found_by_id_and_name(void **state)
{
    struct fixture *f = *state;

    assert_true(add_changed(f, NULL, ""));
    assert_non_null(ex_rules_find(f->rules, EX_STR("acme0001")));
    assert_non_null(ex_rules_find(f->rules, EX_STR("good-rule")));
    assert_null(ex_rules_find(f->rules, EX_STR("ACME0002")));
}

static void rules_are_in_the_order_of_ids(void **state)
{
    struct fixture *f = *state;

    assert_true(add_changed(f, "id: ACME0001\nname: good", "id: ACME0009\nname: x"));
    assert_true(add_changed(f, NULL, ""));
    assert_str(ex_rules_at(f->rules, 0)->id, "ACME0001");
}

static void what_a_rule_reads_is_wanted(void **state)
{
    struct fixture *f = *state;
    struct ex_wanted wanted;
    const struct ex_kind *kind = ex_kind(EX_KIND_SendConnector);

    assert_true(add_changed(f, NULL, ""));
    ex_wanted_init(&wanted);
    ex_rules_wanted(f->rules, &wanted);
    assert_true(ex_wanted_has(&wanted, EX_KIND_SendConnector, -1));
    assert_true(ex_wanted_has(&wanted, EX_KIND_SendConnector,
                              ex_prop_find(kind, EX_STR("AddressSpaces"))));
    assert_false(ex_wanted_has(&wanted, EX_KIND_SendConnector,
                               ex_prop_find(kind, EX_STR("SmartHosts"))));
    assert_false(ex_wanted_has(&wanted, EX_KIND_Mailbox, -1));
    ex_wanted_free(&wanted);
}

static void a_template_has_literals_and_programs(void **state)
{
    struct fixture *f = *state;

    assert_true(add_changed(f, "'{c.Name}' has", "{{'{c.Name}'}} has"));
    const struct ex_template *message = &ex_rules_at(f->rules, 0)->message;
    assert_int_equal(message->n, 5);
    assert_str(message->parts[0].literal, "{");
    assert_str(message->parts[1].literal, "'");
    assert_non_null(message->parts[2].program);
    assert_str(message->parts[3].literal, "'}");
}

static void a_brace_in_a_string_does_not_end_an_expression(void **state)
{
    assert_true(add_changed(*state, "'{c.Name}' has", "{c.Name + '}'} has"));
}

static void all_errors_are_reported(void **state)
{
    struct fixture *f = *state;

    assert_false(add_changed(f, "severity: high\narea: mail-flow", "severity: bad\narea: Bad"));
    assert_int_equal(f->diags.items.n, 2);
}

static void a_failed_name_has_no_further_errors(void **state)
{
    struct fixture *f = *state;

    assert_false(add_changed(f, "SendConnector as c", "SendConector as c"));
    assert_int_equal(f->diags.items.n, 1);
}

#define ERROR_TEST(name, old, new, line, column, message, hint)                                    \
    static void name(void **state)                                                                 \
    {                                                                                              \
        assert_error(state, old, new, line, column, message, hint);                                \
    }

ERROR_TEST(unknown_key, "severity: high", "severity: high\nfixx: a", 5, 1,
           "unknown key 'fixx' of a rule", "did you mean 'fix'?")
ERROR_TEST(missing_key, "why: It carries nothing.\n", "", 1, 1, "a rule has no 'why'", "")
ERROR_TEST(empty_text, "It carries nothing.", "' '", 13, 1, "'why' is empty", "")
ERROR_TEST(text_that_is_a_list, "It carries nothing.", "[a]", 13, 6, "'why' must be a text", "")
ERROR_TEST(bad_id, "ACME0001", "ACME001", 1, 5, "'ACME001' is not an id",
           "two to eight capital letters and four digits: ACME0001")
ERROR_TEST(bad_name, "good-rule", "Good rule", 2, 7, "'Good rule' is not a name",
           "lower-case words with hyphens")
ERROR_TEST(bad_severity, "high", "urgent", 4, 11, "'urgent' is not a severity",
           "one of critical, high, medium, low, info")
ERROR_TEST(bad_step, "each:", "document: [step-7]\neach:", 6, 12,
           "'step-7' is not a step of the document", "before, step-1 ... step-6")
ERROR_TEST(unknown_kind, "SendConnector as c", "SendConector as c", 6, 7,
           "unknown kind 'SendConector'", "did you mean 'SendConnector'?")
ERROR_TEST(each_without_name, "SendConnector as c", "SendConnector", 6, 7,
           "'each' needs a kind and a name", "ExchangeServer as server")
ERROR_TEST(name_of_a_kind, "SendConnector as c", "SendConnector as Mailbox", 6, 24,
           "the name 'Mailbox' is taken", "")
ERROR_TEST(name_that_is_none, "  spaces:", "  1a: c.Name\n  spaces:", 8, 3, "'1a' is not a name",
           "")
ERROR_TEST(unknown_property, "c.Enabled", "c.Enabeld", 9, 9,
           "undefined field 'Enabeld' of type 'SendConnector'", "did you mean 'Enabled'?")
ERROR_TEST(brace_never_closed, "{c.Name}", "{c.Name", 12, 12, "'{' is never closed",
           "write '{{' for a brace")
ERROR_TEST(brace_never_opened, "{c.Name}", "c.Name}", 12, 18, "'}' without '{'",
           "write '}}' for a brace")
ERROR_TEST(no_expression, "{c.Name}", "{ }", 12, 12, "no expression between the braces", "")
ERROR_TEST(message_with_full_stop, "address space\"", "address space.\"", 12, 42,
           "a message ends without a full stop", "")
ERROR_TEST(no_references, "[{title: t, url: 'https://example.com/'}]", "[]", 15, 13,
           "'references' must be a list with at least one entry", "")
ERROR_TEST(bad_url, "https://example.com/", "example.com", 15, 30,
           "'example.com' is not an http or https URL", "")
ERROR_TEST(reference_without_url, ", url: 'https://example.com/'", "", 15, 14,
           "a reference has no 'url'", "")
ERROR_TEST(test_without_input, NULL, "tests:\n  - {name: a, expect: pass}\n", 17, 5,
           "a test needs either 'files' or 'given'", "")
ERROR_TEST(bad_outcome, NULL, "tests:\n  - {name: a, expect: fail, given: {}}\n", 17, 23,
           "'fail' is not an outcome", "one of finding, pass, not-applicable, not-assessed")
ERROR_TEST(test_of_unknown_kind, NULL,
           "tests:\n  - {name: a, expect: pass, given: {SendConector: []}}\n", 17, 37,
           "unknown kind 'SendConector'", "did you mean 'SendConnector'?")
ERROR_TEST(test_of_a_kind_that_no_cmdlet_returns, NULL,
           "tests:\n  - {name: a, expect: pass, given: {ExchangeVirtualDirectory: []}}\n", 17, 37,
           "no cmdlet returns 'ExchangeVirtualDirectory'",
           "give objects of the kinds that it shows")
ERROR_TEST(command_without_name_for_its_items, "fix: Remove-SendConnector -Identity {c.Identity}",
           "fix: [{each: spaces, do: x}]", 14, 14, "'each' needs a list and a name", "wrong as v")
ERROR_TEST(command_for_each_of_no_list, "fix: Remove-SendConnector -Identity {c.Identity}",
           "fix: [{each: c.Name as n, do: x}]", 14, 14, "'each' needs a list", "")
ERROR_TEST(test_of_unknown_property, NULL,
           "tests:\n  - {name: a, expect: pass, given: {SendConnector: [{Nam: a}]}}\n", 17, 54,
           "SendConnector has no property 'Nam'", "did you mean 'Name'?")
ERROR_TEST(test_outside_the_corpus, NULL,
           "tests:\n  - {name: a, expect: pass, files: ../x}\n", 17, 36,
           "'../x' is not a folder below the corpus", "")
ERROR_TEST(test_at_no_time, NULL,
           "tests:\n  - {name: a, expect: pass, given: {}, now: soon}\n", 17, 45,
           "'soon' is not a date or time", "")
ERROR_TEST(quadratic_rule,
           "SendConnector as c\nlet:\n  spaces: c.AddressSpaces\nwhen: c.Enabled\n"
           "assert: spaces.size() > 0\nat: [c.AddressSpaces]",
           "Mailbox as c\nlet:\n  spaces: Recipient\nassert: spaces.size() > 0", 8, 11,
           "the rule walks all of 'Recipient' for each 'Mailbox'",
           "follow a link or call a function instead")
ERROR_TEST(our_rule_without_tests, "ACME0001", "EXL9999", 1, 1, "a rule has no 'tests'", "")
ERROR_TEST(our_rule_without_impact, "ACME0001",
           "EXL9999\ntests: [{name: a, expect: pass, given: {Mailbox: []}}]\n"
           "change: {risk: none, effort: days}",
           1, 1, "a rule has no 'impact'", "")
ERROR_TEST(our_rule_without_change, "ACME0001",
           "EXL9999\ntests: [{name: a, expect: pass, given: {Mailbox: []}}]\nimpact: None.",
           1, 1, "a rule has no 'change'", "")
ERROR_TEST(impact_without_full_stop, "fix:", "impact: Users wait\nfix:", 14, 18,
           "an impact ends with a full stop", "")
ERROR_TEST(impact_of_two_lines, "fix:", "impact: |\n  Users\n  wait.\nfix:", 16, 3,
           "an impact is one line", "")
ERROR_TEST(impact_with_an_expression, "fix:", "impact: \"Users of {c.Name} wait.\"\nfix:", 14, 19,
           "an impact is the same for all findings: it has no '{'", "")
ERROR_TEST(impact_that_is_too_long, "fix:",
           "impact: >-\n  Die Benutzer k\u00f6nnen nicht arbeiten,"
           " die Benutzer k\u00f6nnen nicht arbeiten, die Benutzer k\u00f6nnen nicht arbeiten,"
           " die Benutzer k\u00f6nnen nicht arbeiten, und das alles ohne sie.\nfix:",
           14, 9, "an impact has at most 160 characters, not 167", "")
ERROR_TEST(change_that_is_a_word, "fix:", "change: restart\nfix:", 14, 9,
           "'change' must be a map of keys and values", "")
ERROR_TEST(change_without_effort, "fix:", "change: {risk: none}\nfix:", 14, 9,
           "'change' has no 'effort'", "")
ERROR_TEST(change_with_an_unknown_key, "fix:",
           "change: {risk: none, effort: days, efort: days}\nfix:", 14, 36,
           "unknown key 'efort' of 'change'", "did you mean 'effort'?")
ERROR_TEST(bad_risk, "fix:", "change: {risk: restrat, effort: days}\nfix:", 14, 16,
           "'restrat' is not a risk of a change", "did you mean 'restart'?")
ERROR_TEST(risk_that_nothing_is_near, "fix:", "change: {risk: medium, effort: days}\nfix:", 14, 16,
           "'medium' is not a risk of a change", "one of none, reload, restart, outage")
ERROR_TEST(risk_that_is_not_said, "fix:", "change: {risk: unknown, effort: days}\nfix:", 14, 16,
           "'unknown' is not a risk of a change", "one of none, reload, restart, outage")
ERROR_TEST(bad_effort, "fix:", "change: {risk: none, effort: day}\nfix:", 14, 30,
           "'day' is not an effort", "did you mean 'days'?")
ERROR_TEST(effort_that_nothing_is_near, "fix:", "change: {risk: none, effort: much}\nfix:", 14, 30,
           "'much' is not an effort", "one of minutes, hours, days")

static void conditions_must_be_bool(void **state)
{
    struct fixture *f = *state;

    assert_false(add_changed(f, "spaces.size() > 0", "spaces.size()"));
    const struct ex_diag *diag = EX_AT(&f->diags.items, struct ex_diag, 0);
    assert_int_equal(diag->at.line, 10);
    assert_true(ex_str_find_str(diag->message, EX_STR("bool")) != SIZE_MAX);
}

static void an_error_in_a_folded_block_has_its_line(void **state)
{
    struct fixture *f = *state;

    assert_false(add_changed(f, "spaces.size() > 0", ">-\n  spaces.size() > 0 &&\n  c.Nam == ''"));
    const struct ex_diag *diag = EX_AT(&f->diags.items, struct ex_diag, 0);
    assert_int_equal(diag->at.line, 12);
    assert_str(diag->line_text, "  c.Nam == ''");
}

static void an_id_is_unique(void **state)
{
    struct fixture *f = *state;

    assert_true(add_changed(f, NULL, ""));
    assert_false(add_changed(f, "good-rule", "other"));
    assert_str(EX_AT(&f->diags.items, struct ex_diag, 0)->message,
               "the id 'ACME0001' is taken by 'r.yaml'");
}

static void a_name_is_unique(void **state)
{
    struct fixture *f = *state;

    assert_true(add_changed(f, NULL, ""));
    assert_false(add_changed(f, "ACME0001", "ACME0002"));
    assert_str(EX_AT(&f->diags.items, struct ex_diag, 0)->message,
               "the name 'good-rule' is taken by 'r.yaml'");
}

static void our_prefix_is_reserved_beside_built_in_rules(void **state)
{
    struct fixture *f = *state;

    assert_true(ex_rules_add_text(f->rules, EX_STR("b.yaml"), EX_STR(good), true, &f->diags));
    assert_false(add_changed(
        f, "ACME0001\nname: good-rule\n",
        "EXL0001\nname: x\ntests: [{name: a, expect: pass, given: {Mailbox: []}}]\n"
        "impact: None.\nchange: {risk: none, effort: days}\n"));
    assert_str(EX_AT(&f->diags.items, struct ex_diag, 0)->message,
               "ids that begin with EXL belong to built-in rules");
}

static void a_folder_that_is_not_there_is_an_error(void **state)
{
    struct fixture *f = *state;
    const char *const dirs[] = {"/nonexistent/rules"};

    assert_null(ex_rules_load(false, dirs, 1, &f->diags));
    assert_int_equal(ex_diags_count(&f->diags, EX_ERROR), 1);
}

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[256];

    assert_true(snprintf(path, sizeof path, "%s/%s", folder, name) < (int)sizeof path);
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

static void a_folder_is_read_below_and_by_extension(void **state)
{
    struct fixture *f = *state;
    char folder[] = "/tmp/exlint-rules-XXXXXX";
    char below[64];

    assert_non_null(mkdtemp(folder));
    snprintf(below, sizeof below, "%s/below", folder);
    assert_int_equal(mkdir(below, 0700), 0);
    write_file(below, "a.yaml", good);
    write_file(folder, "b.txt", "no rule");
    const char *const dirs[] = {folder};
    struct ex_rules *rules = ex_rules_load(false, dirs, 1, &f->diags);
    assert_non_null(rules);
    assert_int_equal(ex_rules_count(rules), 1);
    ex_rules_free(rules);
    write_file(folder, "c.yml", "id: [");
    assert_null(ex_rules_load(false, dirs, 1, &f->diags));
    char path[128];
    snprintf(path, sizeof path, "%s/a.yaml", below);
    unlink(path);
    snprintf(path, sizeof path, "%s/b.txt", folder);
    unlink(path);
    snprintf(path, sizeof path, "%s/c.yml", folder);
    unlink(path);
    rmdir(below);
    rmdir(folder);
}

static bool has_word(struct ex_str text, const char *word)
{
    size_t n = strlen(word);

    for (size_t at = 0; at + n <= text.n; at++) {
        if (memcmp(text.p + at, word, n) == 0 && (at == 0 || !ex_is_alpha(text.p[at - 1])) &&
            (at + n == text.n || !ex_is_alpha(text.p[at + n])))
            return true;
    }
    return false;
}

/* A manager reads it: no commands, no words of administrators, one sentence. */
static void assert_plain(const struct ex_rule *rule)
{
    static const char *const verbs[] = {"Get-", "Set-", "New-", "Remove-", "Enable-", "Import-"};
    static const char *const words[] = {
        "MX", "SPF", "DKIM", "DMARC",
        "DNS", "SRV", "TLSA", "DANE", "TTL", "SMTP", "TLS", "SSL", "IIS", "URL", "URLs", "UPN",
        "OWA", "ECP", "EWS", "OAB", "MAPI", "SAN", "SCP", "CAS", "connector", "directory", "record",
        "cmdlet", "namespace", "host", "port", "dump", "export", "Exchange", "Active",
    };

    for (size_t i = 0; i < EX_COUNT(words); i++) {
        if (has_word(rule->impact, words[i]))
            fail_msg("%.*s: '%s' in an impact", EX_FMT(rule->id), words[i]);
    }
    for (size_t i = 0; i < EX_COUNT(verbs); i++)
        assert_true(ex_str_find_str(rule->impact, ex_str(verbs[i])) == SIZE_MAX);
    assert_true(ex_is_alpha(rule->impact.p[0]));
    assert_true(ex_str_find(rule->impact, '<') == SIZE_MAX);
    assert_true(ex_str_find(rule->impact, '.') == rule->impact.n - 1);
}

static void built_in_rules_say_plainly_what_they_mean(void **state)
{
    struct fixture *f = *state;
    struct ex_rules *rules = ex_rules_load(true, NULL, 0, &f->diags);

    assert_non_null(rules);
    for (size_t i = 0; i < ex_rules_count(rules); i++) {
        const struct ex_rule *rule = ex_rules_at(rules, i);

        assert_plain(rule);
        assert_int_not_equal(rule->change_risk, EX_RISK_UNKNOWN);
        assert_int_not_equal(rule->effort, EX_EFFORT_UNKNOWN);
    }
    ex_rules_free(rules);
}

static void built_in_rules_load(void **state)
{
    struct fixture *f = *state;
    struct ex_rules *rules = ex_rules_load(true, NULL, 0, &f->diags);

    assert_non_null(rules);
    assert_true(ex_rules_count(rules) > 0);
    assert_true(ex_rules_at(rules, 0)->built_in);
    ex_rules_free(rules);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest loading[] = {
        TEST(a_good_rule_is_loaded),
        TEST(impact_and_change_are_read),
        TEST(impact_and_change_may_be_missing_in_rules_of_others),
        TEST(an_impact_may_have_160_characters),
        TEST(risks_and_efforts_have_names),
        TEST(rules_are_found_by_id_and_name),
        TEST(rules_are_in_the_order_of_ids),
        TEST(what_a_rule_reads_is_wanted),
        TEST(a_template_has_literals_and_programs),
        TEST(a_brace_in_a_string_does_not_end_an_expression),
        TEST(all_errors_are_reported),
        TEST(a_failed_name_has_no_further_errors),
        TEST(an_id_is_unique),
        TEST(a_name_is_unique),
        TEST(our_prefix_is_reserved_beside_built_in_rules),
        TEST(a_folder_that_is_not_there_is_an_error),
        TEST(a_folder_is_read_below_and_by_extension),
        TEST(built_in_rules_load),
        TEST(built_in_rules_say_plainly_what_they_mean),
    };
    const struct CMUnitTest errors[] = {
        TEST(unknown_key),
        TEST(missing_key),
        TEST(empty_text),
        TEST(text_that_is_a_list),
        TEST(bad_id),
        TEST(bad_name),
        TEST(bad_severity),
        TEST(bad_step),
        TEST(unknown_kind),
        TEST(each_without_name),
        TEST(name_of_a_kind),
        TEST(name_that_is_none),
        TEST(unknown_property),
        TEST(brace_never_closed),
        TEST(brace_never_opened),
        TEST(no_expression),
        TEST(message_with_full_stop),
        TEST(no_references),
        TEST(bad_url),
        TEST(reference_without_url),
        TEST(test_without_input),
        TEST(bad_outcome),
        TEST(test_of_unknown_kind),
        TEST(test_of_a_kind_that_no_cmdlet_returns),
        TEST(command_without_name_for_its_items),
        TEST(command_for_each_of_no_list),
        TEST(test_of_unknown_property),
        TEST(test_outside_the_corpus),
        TEST(test_at_no_time),
        TEST(quadratic_rule),
        TEST(our_rule_without_tests),
        TEST(our_rule_without_impact),
        TEST(our_rule_without_change),
        TEST(impact_without_full_stop),
        TEST(impact_of_two_lines),
        TEST(impact_with_an_expression),
        TEST(impact_that_is_too_long),
        TEST(change_that_is_a_word),
        TEST(change_without_effort),
        TEST(change_with_an_unknown_key),
        TEST(bad_risk),
        TEST(risk_that_nothing_is_near),
        TEST(risk_that_is_not_said),
        TEST(bad_effort),
        TEST(effort_that_nothing_is_near),
        TEST(conditions_must_be_bool),
        TEST(an_error_in_a_folded_block_has_its_line),
    };

    return cmocka_run_group_tests_name("loading", loading, NULL, NULL) +
           cmocka_run_group_tests_name("errors", errors, NULL, NULL);
}
