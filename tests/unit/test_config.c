/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of exlint.yaml: reading it, what holds, parameters and profiles
 * (src/cli/config.h, src/engine/parameter.h, src/engine/profile.h).
 */
#include "cli/config.h"
#include "report/waiver.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
/* cmocka.h needs those above. */
#include <cmocka.h>

/* A configuration that was read. */
struct reading {
    struct ex_config config;
    struct ex_diags diags;
    bool good;
};

static struct reading read_as(const char *text, const char *path, bool trusted)
{
    struct reading r;
    ex_diags_init(&r.diags);
    ex_config_init(&r.config);
    ex_config_place(&r.config, ex_str(path));
    r.config.trusted = trusted;
    r.good = ex_config_read(&r.config, ex_str(text), &r.diags);
    return r;
}

static struct reading read(const char *text)
{
    return read_as(text, "sub/exlint.yaml", true);
}

static void done(struct reading *r)
{
    ex_config_free(&r->config);
    ex_diags_free(&r->diags);
}

static void assert_text(struct ex_str actual, const char *expected)
{
    if (!ex_str_eq(actual, ex_str(expected)))
        fail_msg("'%.*s' is not '%s'", EX_FMT(actual), expected);
}

static const struct ex_option_use *use_at(const struct reading *r, size_t i)
{
    assert_true(i < r->config.uses.n);
    return EX_AT(&r->config.uses, struct ex_option_use, i);
}

/* The text has one problem, of which the message, the hint and the marked word are known. */
static void refused(const char *text, const char *message, const char *hint, const char *marked)
{
    struct reading r = read(text);
    assert_false(r.good);
    assert_int_equal(r.diags.items.n, 1);
    const struct ex_diag *d = EX_AT(&r.diags.items, struct ex_diag, 0);
    assert_text(d->message, message);
    assert_text(d->hint, hint);
    assert_text(d->file, "sub/exlint.yaml");
    assert_true(d->at.line > 0 && d->at.column > 0);
    assert_text(ex_str_slice(d->line_text, (size_t)d->at.column - 1,
                             (size_t)d->at.column - 1 + d->marked), marked);
    done(&r);
}

static void settings_are_uses_of_options(void **state)
{
    struct reading r = read("fail-on: low\nselect: [EXL1, dns]\nignore: EXL2,EXL3\nstrict: true\n"
                            "fold: false\nrules: [my, /abs]\noutput: [sarif=a.sarif, b.json]\n"
                            "severity: {EXL1: off}\nparameters:\n  change-ttl: 2h\n"
                            "assume: {gateway: mx, outbound: [a, b]}\n");
    static const struct {
        enum ex_option_id id;
        const char *value;
        unsigned line;
    } expected[] = {
        {EX_OPT_FAIL_ON, "low", 1},          {EX_OPT_SELECT, "EXL1", 2},
        {EX_OPT_SELECT, "dns", 2},           {EX_OPT_IGNORE, "EXL2,EXL3", 3},
        {EX_OPT_STRICT, "", 4},              {EX_OPT_FOLD, "", 5},
        {EX_OPT_RULES, "sub/my", 6},         {EX_OPT_RULES, "/abs", 6},
        {EX_OPT_OUTPUT, "sarif=sub/a.sarif", 7}, {EX_OPT_OUTPUT, "sub/b.json", 7},
        {EX_OPT_SEVERITY, "EXL1=off", 8},    {EX_OPT_SET, "change-ttl=2h", 10},
        {EX_OPT_ASSUME, "gateway=mx", 11},   {EX_OPT_ASSUME, "outbound=a", 11},
        {EX_OPT_ASSUME, "outbound=b", 11},
    };
    (void)state;
    assert_true(r.good);
    assert_int_equal(r.config.uses.n, EX_COUNT(expected));
    for (size_t i = 0; i < EX_COUNT(expected); i++) {
        const struct ex_option_use *use = use_at(&r, i);
        assert_int_equal(use->id, expected[i].id);
        assert_text(use->value, expected[i].value);
        assert_int_equal(ex_yaml_place(use->node).line, expected[i].line);
    }
    assert_false(use_at(&r, 4)->negated);
    assert_true(use_at(&r, 5)->negated);
    assert_text(ex_config_origin(r.config.arena, use_at(&r, 11)), "sub/exlint.yaml:10");
    done(&r);
}

static void nothing_is_a_configuration(void **state)
{
    static const char *const texts[] = {"", "# only a comment\n", "---\n", "\xEF\xBB\xBF# x\n"};
    (void)state;
    for (size_t i = 0; i < EX_COUNT(texts); i++) {
        struct reading r = read(texts[i]);
        assert_true(r.good);
        assert_int_equal(r.config.uses.n, 0);
        done(&r);
    }
}

static void mistakes_have_a_place(void **state)
{
    (void)state;
    refused("fail-onn: low\n", "unknown key 'fail-onn' in a configuration",
            "did you mean 'fail-on'?", "fail-onn");
    refused("now: 2026-01-01\n", "'now' cannot stand in a configuration",
            "give it on the command line: --now", "now");
    refused("strict: yes\n", "'strict' must be true or false", "", "yes");
    refused("fail-on: [low]\n", "'fail-on' must be a text", "", "[low]");
    refused("fail-on:\n", "'fail-on' has no value", "leave it out where there is nothing to say",
            "fail-on");
    refused("select: []\n", "the list is empty", "", "select");
    refused("select: [a, [b]]\n", "an entry of a list must be a text", "", "[b]");
    refused("severity: low\n", "'severity' must be a map of names and values", "", "low");
    refused("output: '-'\n", "standard output cannot be an output here", "", "'-'");
    refused("- a\n", "a configuration must be a map of keys and values", "", "- a");
    refused("strict: true\nstrict: true\n", "duplicate key 'strict'", "", "strict");
    refused("profiles: [a]\n", "'profiles' must be a map of names and their settings", "", "[a]");
    refused("profiles: {a: {profile: b}}\n", "'profile' cannot stand in a profile",
            "it belongs to the configuration as a whole", "profile");
    refused("profiles: {a: {waivers: []}}\n", "'waivers' cannot stand in a profile",
            "it belongs to the configuration as a whole", "waivers");
    refused("profiles: {a: {fail-onn: low}}\n", "unknown key 'fail-onn' in a profile",
            "did you mean 'fail-on'?", "fail-onn");
}

static void waivers_are_checked(void **state)
{
    (void)state;
    refused("waivers: {a: b}\n", "'waivers' must be a list", "", "{a: b}");
    refused("waivers: [a]\n", "a waiver must be a map with 'rule', 'object' and more", "", "a");
    refused("waivers:\n- {rule: A, object: b, reason: c}\n", "a waiver has no 'expires'",
            "give the last day on which it is valid: 2026-12-31",
            "{rule: A, object: b, reason: c}");
    refused("waivers:\n- {rule: A, object: b, reason: c, expires: never}\n",
            "'never' is not a date", "write the last day on which the waiver is valid: 2026-12-31",
            "never");
    refused("waivers:\n- {rule: A, object: b, reason: ' ', expires: 2026-12-31}\n",
            "'reason' of a waiver must be a text", "say why, for whoever reads it in a year",
            "reason");
    refused("waivers:\n- {rule: A, object: b, reason: c, expires: 2026-12-31, kind: ok}\n",
            "unknown kind 'ok' of a waiver", "it is accepted, planned or false-positive", "ok");
    refused("waivers:\n- {rule: A, object: b, reason: c, expires: 2026-12-31, ownr: d}\n",
            "unknown key 'ownr' of a waiver", "did you mean 'owner'?", "ownr");
}

static void waivers_are_read(void **state)
{
    struct reading r = read("waivers:\n- rule: EXL1\n  object: '*'\n  value: v\n  kind: planned\n"
                            "  reason: r\n  owner: o\n  ticket: 4711\n  expires: 2026-12-31\n");
    (void)state;
    assert_true(r.good);
    assert_int_equal(r.config.waivers.n, 1);
    const struct ex_waiver *w = EX_AT(&r.config.waivers, struct ex_waiver, 0);
    assert_text(w->rule, "EXL1");
    assert_text(w->object, "*");
    assert_text(w->value, "v");
    assert_int_equal(w->kind, EX_WAIVER_PLANNED);
    assert_text(w->reason, "r");
    assert_text(w->owner, "o");
    assert_text(w->ticket, "4711");
    assert_text(w->expires, "2026-12-31");
    assert_text(w->file, "sub/exlint.yaml");
    assert_int_equal(w->at.line, 2);
    done(&r);
}

/* What was only found may not write, load or ask. */
static void guarded_keys_need_trust(void **state)
{
    size_t n;
    const struct ex_config_key *keys = ex_config_keys(&n);
    (void)state;
    for (size_t i = 0; i < n; i++) {
        char text[100];
        const char *value = keys[i].shape == EX_CONFIG_SWITCH ? "true"
                            : keys[i].shape == EX_CONFIG_MAP  ? "{a: b}"
                                                              : "x";
        assert_true(snprintf(text, sizeof text, "%s: %s\n", keys[i].name, value) > 0);
        struct reading r = read_as(text, "exlint.yaml", false);
        assert_int_equal(r.good, !keys[i].guarded);
        done(&r);
        r = read_as(text, "exlint.yaml", true);
        assert_true(r.good);
        done(&r);
    }
    struct reading r = read_as("profiles: {a: {output: x}}\n", "exlint.yaml", false);
    assert_false(r.good);
    done(&r);
}

/* A switch that a file can turn on must be one that the command line can turn off. */
static void keys_are_options(void **state)
{
    size_t n;
    const struct ex_config_key *keys = ex_config_keys(&n);
    (void)state;
    for (size_t i = 0; i < n; i++) {
        const struct ex_option *o = ex_option(keys[i].option);
        if (keys[i].option != EX_OPT_SET)
            assert_string_equal(o->name, keys[i].name);
        assert_int_equal(keys[i].shape == EX_CONFIG_SWITCH, o->argument == NULL);
        assert_true(o->argument || o->negatable);
        for (size_t k = 0; k < i; k++)
            assert_int_not_equal(keys[i].option, keys[k].option);
    }
}

static void paths_in_reports_are_relative(void **state)
{
    struct ex_config config;
    (void)state;
    ex_config_init(&config);
    ex_config_place(&config, EX_STR("/home/me/exlint.yaml"));
    assert_text(config.shown, "exlint.yaml");
    assert_text(config.folder, "/home/me/");
    ex_config_place(&config, EX_STR("../x/exlint.yaml"));
    assert_text(config.shown, "../x/exlint.yaml");
    ex_config_place(&config, EX_STR("./exlint.yaml"));
    assert_text(config.shown, "exlint.yaml");
    ex_config_free(&config);
}

/* ---- profiles ---------------------------------------------------------------------- */

static void built_in_profiles_are_right(void **state)
{
    struct ex_config config;
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    struct ex_profiles profiles;
    (void)state;
    ex_diags_init(&diags);
    ex_config_init(&config);
    ex_profiles_init(&profiles, config.arena);
    assert_true(profiles.items.n >= 3);
    for (size_t i = 0; i < profiles.items.n; i++) {
        const struct ex_profile *p = *EX_AT(&profiles.items, const struct ex_profile *, i);
        struct ex_vec EX_AUTO(ex_vec_free) uses = EX_VEC(struct ex_option_use);
        struct ex_parameters parameters = ex_parameters_default();
        assert_true(p->built_in);
        assert_true(p->about.n > 0);
        assert_true(ex_config_profile(&config, p, &uses, &diags));
        assert_true(uses.n > 0);
        assert_true(ex_profile_parameters(p, &parameters, &diags));
    }
    const struct ex_profile *p = ex_profiles_find(&profiles, EX_STR("pre-change"));
    struct ex_parameters parameters = ex_parameters_default();
    assert_true(ex_profile_parameters(p, &parameters, &diags));
    assert_true(parameters.values[EX_PARAMETER_pre_change].b);
    assert_null(ex_profiles_find(&profiles, EX_STR("PRE-CHANGE")));
    assert_text(ex_profiles_hint(&profiles, EX_STR("prechange"), config.arena),
                "did you mean 'pre-change'?");
    assert_text(ex_profiles_hint(&profiles, EX_STR("x"), config.arena),
                "profiles are audit, pre-change, strict");
    ex_profiles_free(&profiles);
    ex_config_free(&config);
}

/* ---- parameters -------------------------------------------------------------------- */

static void durations_have_a_unit(void **state)
{
    int64_t s = 0;
    (void)state;
    assert_true(ex_duration_parse(EX_STR("45s"), &s) && s == 45);
    assert_true(ex_duration_parse(EX_STR("30m"), &s) && s == 1800);
    assert_true(ex_duration_parse(EX_STR("36h"), &s) && s == 129600);
    assert_true(ex_duration_parse(EX_STR("0d"), &s) && s == 0);
    assert_true(ex_duration_parse(EX_STR("2w"), &s) && s == 1209600);
    static const char *const bad[] = {"", "d", "30", "30 d", "-1d", "1.5d", "30D", "1y",
                                      "99999999999d", "99999999999999999999w"};
    for (size_t i = 0; i < EX_COUNT(bad); i++)
        assert_false(ex_duration_parse(ex_str(bad[i]), &s));
}

static void set_fails(const char *key, const char *value, const char *text, const char *hint)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct ex_parameters set = ex_parameters_default();
    struct ex_parameter_problem problem;
    assert_false(ex_parameter_set(&set, ex_str(key), ex_str(value), arena, &problem));
    assert_text(problem.text, text);
    assert_text(problem.hint, hint);
}

static void parameters_have_types_and_bounds(void **state)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct ex_parameters set = ex_parameters_default();
    struct ex_parameter_problem problem;
    (void)state;
    assert_true(ex_parameter_set(&set, EX_STR("certificate-expiry"), EX_STR("6w"), arena,
                                 &problem));
    assert_int_equal(set.values[EX_PARAMETER_certificate_expiry].t.seconds, 42 * 86400);
    assert_text(ex_parameter_text(arena, set.values[EX_PARAMETER_certificate_expiry]), "42d");
    assert_true(ex_parameter_set(&set, EX_STR("certificate-key-bits"), EX_STR("4096"), arena,
                                 &problem));
    assert_int_equal(set.values[EX_PARAMETER_certificate_key_bits].i, 4096);
    assert_true(ex_parameter_set(&set, EX_STR("pre-change"), EX_STR("true"), arena, &problem));
    assert_true(set.values[EX_PARAMETER_pre_change].b);
    set_fails("certificate-expire", "1d", "there is no parameter 'certificate-expire'",
              "did you mean 'certificate-expiry'?");
    set_fails("certificate-expiry", "45", "'45' is no value of 'certificate-expiry'",
              "write a number and a unit: 90d, 12w, 36h, 30m or 45s");
    set_fails("certificate-expiry", "1h", "'1h' is out of the bounds of 'certificate-expiry'",
              "it is from 1d to 3650d");
    set_fails("certificate-key-bits", "512", "'512' is out of the bounds of "
              "'certificate-key-bits'", "it is from 1024 to 16384");
    set_fails("pre-change", "yes", "'yes' is no value of 'pre-change'", "write true or false");
    set_fails("max-age", "3d", "'max-age' is no parameter to set but an option of its own",
              "write it as 'max-age' in exlint.yaml, or --max-age");
}

/* Every default is a value that could be set. */
static void defaults_are_within_bounds(void **state)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct ex_parameters set = ex_parameters_default();
    struct ex_parameter_problem problem;
    (void)state;
    for (size_t i = 0; i < EX_N_PARAMETERS; i++) {
        const struct ex_parameter *p = ex_parameter((enum ex_parameter_id)i);
        struct ex_str text = ex_parameter_text(arena, p->value);
        if (!p->option)
            assert_true(ex_parameter_set(&set, ex_str(p->key), text, arena, &problem));
        assert_int_equal(ex_parameter_find(ex_str(p->key)), i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(settings_are_uses_of_options),
        cmocka_unit_test(nothing_is_a_configuration),
        cmocka_unit_test(mistakes_have_a_place),
        cmocka_unit_test(waivers_are_checked),
        cmocka_unit_test(waivers_are_read),
        cmocka_unit_test(guarded_keys_need_trust),
        cmocka_unit_test(keys_are_options),
        cmocka_unit_test(paths_in_reports_are_relative),
        cmocka_unit_test(built_in_profiles_are_right),
        cmocka_unit_test(durations_have_a_unit),
        cmocka_unit_test(parameters_have_types_and_bounds),
        cmocka_unit_test(defaults_are_within_bounds),
    };
    return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
