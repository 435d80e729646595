/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The type checker: result types, and messages for what does not fit.
 */
#include "cel_fixture.h"

static struct server server = {.name = "a"};

static void assert_type(struct fixture *f, const char *text, const char *expected)
{
    struct cel_program *program = compile(f, text);
    assert_non_null(program);
    assert_string_equal(cel_type_name(f->arena, cel_program_type(program)).p, expected);
}

static void literals_have_their_types(void **state)
{
    assert_type(*state, "[1, 2]", "list(int)");
    assert_type(*state, "[1, 'a']", "list(dyn)");
    assert_type(*state, "{'a': [1u]}", "map(string, list(uint))");
    assert_type(*state, "null", "null");
    assert_type(*state, "type(1)", "type(int)");
}

static void an_empty_literal_takes_the_type_beside_it(void **state)
{
    assert_type(*state, "[]", "list(dyn)");
    assert_type(*state, "[[], [[]], [[1]]]", "list(list(list(int)))");
    assert_type(*state, "([] + ['a'])[0]", "string");
    assert_type(*state, "[] + [1] + [dyn('a')]", "list(dyn)");
    assert_type(*state, "true ? {} : {'a': 1}", "map(string, int)");
}

static void operators_choose_an_overload(void **state)
{
    assert_type(*state, "1 + 1", "int");
    assert_type(*state, "timestamp(0) - timestamp(1)", "duration");
    assert_type(*state, "[1] + [2]", "list(int)");
    assert_type(*state, "{'a': 1.0}['a']", "double");
    assert_type(*state, "dyn(1) < 2.0", "bool");
    assert_type(*state, "(dyn([1]) + ['a'])[0]", "dyn");
    assert_type(*state, "(['a'] + dyn([1]))[0]", "dyn");
}

static void macros_have_types(void **state)
{
    assert_type(*state, "[1, 2].map(x, string(x))", "list(string)");
    assert_type(*state, "{'a': 1}.filter(k, true)", "list(string)");
    assert_type(*state, "[1].exists(x, x > 0)", "bool");
    assert_type(*state, "cel.bind(x, 'a', [x])", "list(string)");
}

static void the_result_must_have_the_wanted_type(void **state)
{
    struct fixture *f = *state;
    struct cel_source source = {.text = EX_STR("1 + 1")};
    assert_null(cel_compile(f->arena, f->env, &source, &cel_type_bool, &f->diags));
    assert_non_null(strstr(EX_AT(&f->diags.items, struct ex_diag, 0)->message.p, "'bool'"));
    source.text = EX_STR("dyn(1)");
    assert_non_null(cel_compile(f->arena, f->env, &source, &cel_type_bool, &f->diags));
}

static void operands_that_do_not_go_together_are_named(void **state)
{
    struct ex_diag *d =
        assert_refused(*state, "true && 'a' == 1",
                       "no matching overload for '_==_' applied to '(string, int)'");
    assert_int_equal(d->at.column, 13);
    assert_int_equal(d->marked, 2);
    assert_refused(*state, "1 + 1.0", "(int, double)");
    assert_refused(*state, "1.5 % 2.0", "(double, double)");
    assert_refused(*state, "-5u", "(uint)");
    assert_refused(*state, "'a' == null", "(string, null)");
}

static void conditions_must_be_bool(void **state)
{
    assert_refused(*state, "1 && true", "expected a condition of type 'bool'");
    assert_refused(*state, "'a' ? 1 : 2", "expected a condition");
    assert_refused(*state, "[1].all(x, x)", "expected a condition");
    assert_refused(*state, "true ? 1 : 'a'", "'_?_:_'");
}

static void unknown_names_get_a_suggestion(void **state)
{
    declare(*state, "server", &type_server, server_value(&server));
    struct ex_diag *d = assert_refused(*state, "servr.name", "undeclared reference to 'servr'");
    assert_string_equal(d->hint.p, "did you mean 'server'?");
    d = assert_refused(*state, "server.nam == 'a'", "undefined field 'nam' of type 'Server'");
    assert_string_equal(d->hint.p, "did you mean 'name'?");
    assert_int_equal(d->at.column, 8);
    d = assert_refused(*state, "'a'.startWith('b')", "undeclared reference to function");
    assert_string_equal(d->hint.p, "did you mean 'startsWith'?");
}

static void every_independent_mistake_is_reported_once(void **state)
{
    struct fixture *f = *state;
    assert_null(compile(f, "nix.a.b == 1 && 'a' < 1 || noz(nix2)"));
    assert_int_equal(f->diags.items.n, 4);
}

static void nullable_fields_compare_with_null(void **state)
{
    declare(*state, "server", &type_server, server_value(&server));
    assert_type(*state, "server.owner == null || server.owner == 'x'", "bool");
    assert_type(*state, "server.owner", "string or null");
    assert_type(*state, "server.next != null", "bool");
    assert_type(*state, "true ? server.name : null", "string or null");
}

static void ranges_must_be_lists_or_maps(void **state)
{
    assert_refused(*state, "1.all(x, true)", "cannot be the range");
    assert_refused(*state, "{1.5: 1}", "unsupported key type");
}

static void constant_patterns_are_compiled_with_the_expression(void **state)
{
    struct ex_diag *d = assert_refused(*state, "'a'.matches('(a')", "invalid regular expression");
    assert_int_equal(d->at.column, 13);
    assert_refused(*state, "'a'.matches('(?=a)')", "look-around");
    assert_refused(*state, "'a'.matches(r'(a)\\1')", "back references");
    assert_refused(*state, "'a'.matches('a++')", "repetition");
    assert_refused(*state, "'a'.matches('a{1001}')", "1000");
    assert_refused(*state, "'a'.matches('(?>a)')", "not supported");
}

static void count_field(void *ctx, const struct cel_type *object, uint32_t field)
{
    uint32_t *seen = ctx;
    assert_string_equal(object->name.p, "Server");
    *seen |= 1u << field;
}

static void count_slot(void *ctx, uint32_t slot)
{
    uint32_t *seen = ctx;
    *seen |= 1u << slot;
}

static void programs_tell_what_they_read(void **state)
{
    struct fixture *f = *state;
    declare(f, "unused", &cel_type_int, cel_int(1));
    declare(f, "server", &type_server, server_value(&server));
    struct cel_program *program = compile(f, "server.name == 'a' || has(server.next.owner)");
    uint32_t fields = 0, slots = 0;
    cel_program_fields(program, count_field, &fields);
    cel_program_variables(program, count_slot, &slots);
    assert_int_equal(fields, 1u << F_NAME | 1u << F_NEXT | 1u << F_OWNER);
    assert_int_equal(slots, 1u << 1);
}

static struct cel_value twice(struct cel_eval_ctx *ctx, const struct cel_value *args, size_t n)
{
    (void)ctx;
    (void)n;
    return cel_int(args[0].i * 2);
}

static void functions_of_the_application_are_overloads(void **state)
{
    static const struct cel_function_decl decls[] = {
        {"twice", true, 1, {&cel_type_int}, &cel_type_int, twice, false, ""},
        {"net.twice", false, 1, {&cel_type_int}, &cel_type_int, twice, false, ""},
    };
    struct fixture *f = *state;
    cel_env_function(f->env, &decls[0]);
    cel_env_function(f->env, &decls[1]);
    assert_prints(f, "4.twice() + net.twice(1)", "10");
    struct ex_diag *d = assert_refused(f, "twice(4)", "undeclared reference to function");
    assert_string_equal(d->hint.p, "call it as x.twice(...)");
    assert_fails(f, "dyn('a').twice()", "no such overload");
}

static void an_extended_environment_hides_and_adds_variables(void **state)
{
    struct fixture *f = *state;
    declare(f, "x", &cel_type_int, cel_int(1));
    struct cel_env *inner = cel_env_extend(f->arena, f->env);
    f->slots[cel_env_variable(inner, EX_STR("x"), &cel_type_string)] = cel_string(EX_STR("s"));
    assert_int_equal(cel_env_slots(inner), 2);
    assert_type(f, "x", "int");
    f->env = inner;
    assert_prints(f, "x", "\"s\"");
}

static void unchecked_programs_fail_only_where_they_are_evaluated(void **state)
{
    struct fixture *f = *state;
    struct cel_source source = {.text = EX_STR("nix.a || 1 == 'a' || noz(1) || true")};
    struct cel_program *program = cel_compile_unchecked(f->arena, f->env, &source, &f->diags);
    assert_non_null(program);
    assert_string_equal(printed(f, cel_eval(&f->ctx, program)), "true");
    source.text = EX_STR("nix");
    program = cel_compile_unchecked(f->arena, f->env, &source, &f->diags);
    assert_string_equal(printed(f, cel_eval(&f->ctx, program)),
                        "error: undeclared reference to 'nix'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(literals_have_their_types),
        TEST(an_empty_literal_takes_the_type_beside_it),
        TEST(operators_choose_an_overload),
        TEST(macros_have_types),
        TEST(the_result_must_have_the_wanted_type),
        TEST(operands_that_do_not_go_together_are_named),
        TEST(conditions_must_be_bool),
        TEST(unknown_names_get_a_suggestion),
        TEST(every_independent_mistake_is_reported_once),
        TEST(nullable_fields_compare_with_null),
        TEST(ranges_must_be_lists_or_maps),
        TEST(constant_patterns_are_compiled_with_the_expression),
        TEST(programs_tell_what_they_read),
        TEST(functions_of_the_application_are_overloads),
        TEST(an_extended_environment_hides_and_adds_variables),
        TEST(unchecked_programs_fail_only_where_they_are_evaluated),
    };
    return cmocka_run_group_tests_name("cel_check", tests, NULL, NULL);
}
