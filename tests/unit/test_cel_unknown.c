/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Missing data: unknown values, partial lists, null, and the origin that
 * values carry.
 */
#include "cel_fixture.h"

static struct server known = {.name = "a", .owner = "me"};
static struct server missing = {.owner_missing = true, .ports_partial = true};

static int setup(void **state)
{
    fixture_setup(state);
    declare(*state, "k", &type_server, server_value(&known));
    declare(*state, "m", &type_server, server_value(&missing));
    declare(*state, "d", &cel_type_dyn, server_value(&missing));
    return 0;
}

static void a_missing_field_is_unknown(void **state)
{
    assert_unknown(*state, "m.name", 40);
    assert_unknown(*state, "m.name == 'a'", 40);
    assert_unknown(*state, "d.name.startsWith('a')", 40);
    assert_unknown(*state, "has(m.owner)", 41);
}

static void unknowns_are_joined(void **state)
{
    struct cel_value value = evaluate(*state, "m.name == m.owner && size(m.ports) > 1");
    assert_int_equal(value.kind, CEL_UNKNOWN);
    assert_int_equal(value.unknown->n, 3);
    assert_int_equal(value.unknown->attributes[0], 40);
    assert_int_equal(value.unknown->attributes[1], 41);
    assert_int_equal(value.unknown->attributes[2], 42);
}

static void a_decisive_operand_beats_unknown(void **state)
{
    assert_prints(*state, "m.name == 'a' && false", "false");
    assert_prints(*state, "false && m.name == 'a'", "false");
    assert_prints(*state, "m.name == 'a' || true", "true");
    assert_unknown(*state, "m.name == 'a' || false", 40);
    assert_unknown(*state, "m.name == 'a' ? 1 : 1", 40);
}

static void unknown_beats_error(void **state)
{
    assert_unknown(*state, "1 / 0 > 0 && m.name == 'a'", 40);
    assert_unknown(*state, "m.name + string(1 / 0)", 40);
    assert_prints(*state, "1 / 0 > 0 && m.name == 'a' && false", "false");
}

static void exists_on_a_partial_list_is_true_or_unknown(void **state)
{
    assert_prints(*state, "m.ports.exists(p, p == 25)", "true");
    assert_unknown(*state, "m.ports.exists(p, p == 26)", 42);
    assert_prints(*state, "k.ports.exists(p, p == 26)", "false");
}

static void all_on_a_partial_list_is_false_or_unknown(void **state)
{
    assert_prints(*state, "m.ports.all(p, p == 25)", "false");
    assert_unknown(*state, "m.ports.all(p, p > 0)", 42);
    assert_prints(*state, "k.ports.all(p, p > 0)", "true");
}

static void exists_one_on_a_partial_list_is_false_or_unknown(void **state)
{
    assert_prints(*state, "m.ports.exists_one(p, p > 0)", "false");
    assert_unknown(*state, "m.ports.exists_one(p, p == 25)", 42);
}

static void membership_in_a_partial_list_is_true_or_unknown(void **state)
{
    assert_prints(*state, "25 in m.ports", "true");
    assert_unknown(*state, "26 in m.ports", 42);
}

static void the_size_of_a_partial_list_is_unknown(void **state)
{
    assert_unknown(*state, "size(m.ports)", 42);
    assert_unknown(*state, "m.ports.map(p, string(p)).join()", 42);
}

static void known_items_of_a_partial_list_have_indexes(void **state)
{
    assert_prints(*state, "m.ports[1]", "587");
    assert_unknown(*state, "m.ports[2]", 42);
    assert_fails(*state, "m.ports[-1]", "out of bounds");
}

static void a_partial_list_is_never_equal_but_may_differ(void **state)
{
    assert_unknown(*state, "m.ports == [25, 587]", 42);
    assert_unknown(*state, "m.ports == [25, 587, 1]", 42);
    assert_prints(*state, "m.ports == [25]", "false");
    assert_prints(*state, "m.ports == [26, 587]", "false");
}

static void lists_made_from_a_partial_one_are_partial(void **state)
{
    assert_unknown(*state, "size(m.ports.filter(p, p > 0))", 42);
    assert_unknown(*state, "size(m.ports.map(p, p + 1))", 42);
    assert_unknown(*state, "size([1] + m.ports)", 42);
    assert_prints(*state, "([1] + m.ports)[1]", "25");
    assert_prints(*state, "m.ports.filter(p, p > 0)", "[25, 587, ...]");
}

static void a_gap_makes_indexes_unknown(void **state)
{
    assert_unknown(*state, "(m.ports + [1])[2]", 42);
    assert_prints(*state, "1 in (m.ports + [1])", "true");
    assert_unknown(*state, "[k, m].filter(s, s.name != '')[0]", 40);
    assert_prints(*state, "[m, k].filter(s, s.name == 'a').exists(s, s.owner == 'me')", "true");
    assert_unknown(*state, "[m, k].map(s, s.name).all(n, n == 'a')", 40);
    assert_prints(*state, "[m, k].map(s, s.name).all(n, n == 'b')", "false");
}

static void null_is_a_value_of_nullable_fields_only(void **state)
{
    known.owner = NULL;
    assert_prints(*state, "k.owner == null", "true");
    assert_prints(*state, "k.owner == 'x'", "false");
    assert_fails(*state, "k.owner.startsWith('x')", "no such overload");
    assert_fails(*state, "k.next.name == 'x'", "no such field");
    assert_prints(*state, "has(k.owner)", "false");
    known.owner = "me";
}

static void objects_are_compared_by_the_application(void **state)
{
    assert_prints(*state, "k == k", "true");
    assert_prints(*state, "k == m", "false");
    assert_prints(*state, "k in [m, k]", "true");
    assert_prints(*state, "dyn(k) == 1", "false");
}

static void fields_of_dynamic_objects_are_found_when_evaluated(void **state)
{
    assert_prints(*state, "dyn(k).name", "\"a\"");
    assert_fails(*state, "d.nix", "no such field 'nix'");
}

static void the_origin_goes_with_the_value(void **state)
{
    assert_ptr_equal(evaluate(*state, "k.name").origin, origin_name);
    assert_ptr_equal(evaluate(*state, "true ? k.name : ''").origin, origin_name);
    assert_ptr_equal(evaluate(*state, "k.ports[0]").origin, origin_port);
    assert_ptr_equal(evaluate(*state, "k.ports[1]").origin, origin_list);
    assert_ptr_equal(evaluate(*state, "k.ports.filter(p, p > 25)[0]").origin, origin_list);
    assert_ptr_equal(evaluate(*state, "[k].map(s, s.name)[0]").origin, origin_name);
    assert_null(evaluate(*state, "k.name + ''").origin);
}

static void trace(void *ctx, const void *object, uint32_t field, struct cel_value value)
{
    uint32_t *fields = ctx;
    assert_ptr_equal(object, &known);
    assert_int_equal(value.kind, field == F_PORTS ? CEL_LIST : CEL_STRING);
    *fields |= 1u << field;
}

static void fields_that_are_read_are_traced(void **state)
{
    struct fixture *f = *state;
    uint32_t fields = 0;
    f->ctx.trace = trace;
    f->ctx.trace_ctx = &fields;
    assert_prints(f, "k.name == 'a' || k.owner == 'x' || k.ports == []", "true");
    assert_int_equal(fields, 1u << F_NAME);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_missing_field_is_unknown),
        CASE(unknowns_are_joined),
        CASE(a_decisive_operand_beats_unknown),
        CASE(unknown_beats_error),
        CASE(exists_on_a_partial_list_is_true_or_unknown),
        CASE(all_on_a_partial_list_is_false_or_unknown),
        CASE(exists_one_on_a_partial_list_is_false_or_unknown),
        CASE(membership_in_a_partial_list_is_true_or_unknown),
        CASE(the_size_of_a_partial_list_is_unknown),
        CASE(known_items_of_a_partial_list_have_indexes),
        CASE(a_partial_list_is_never_equal_but_may_differ),
        CASE(lists_made_from_a_partial_one_are_partial),
        CASE(a_gap_makes_indexes_unknown),
        CASE(null_is_a_value_of_nullable_fields_only),
        CASE(objects_are_compared_by_the_application),
        CASE(fields_of_dynamic_objects_are_found_when_evaluated),
        CASE(the_origin_goes_with_the_value),
        CASE(fields_that_are_read_are_traced),
    };
    return cmocka_run_group_tests_name("cel_unknown", tests, NULL, NULL);
}
