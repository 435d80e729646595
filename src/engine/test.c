/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A test's inline objects become records of the kind that they are listed
 * under, one file a kind, and take the same way as exported ones. A kind that
 * is given counts as exported in full, one that is not as not exported.
 */
#include "engine/test.h"

#include "base/buf.h"
#include "engine/run.h"
#include "engine/rule_impl.h"
#include "model/ingest.h"
#include "model/raw.h"

/* The time of tests that name none: 2026-01-01. */
enum { DEFAULT_NOW = 1767225600 };

/* ---- records ---- */

static bool is_one_of(struct ex_str s, const char *const *words)
{
    for (; *words; words++) {
        if (ex_str_eq(s, ex_str(*words)))
            return true;
    }
    return false;
}

/* What a scalar without quotes is, after YAML's core schema. */
static void set_scalar(struct ex_raw *raw, const struct ex_yaml *node)
{
    static const char *const nulls[] = {"null", "~", "", NULL};
    static const char *const bools[] = {"true", "false", NULL};
    int64_t number;

    raw->kind = EX_RAW_TEXT;
    raw->primitive = EX_RAW_STRING;
    raw->text = node->text;
    if (node->style != EX_YAML_PLAIN)
        return;
    if (is_one_of(node->text, nulls))
        raw->kind = EX_RAW_NULL;
    else if (is_one_of(node->text, bools))
        raw->primitive = EX_RAW_BOOLEAN;
    else if (ex_str_to_int(node->text, &number))
        raw->primitive = EX_RAW_INTEGER;
}

/* The depth of YAML trees is limited when they are read. */
static struct ex_raw *to_raw(struct ex_arena *arena, const struct ex_yaml *node)
{
    struct ex_raw *raw = EX_NEW(arena, struct ex_raw);
    struct ex_raw **next = node->kind == EX_YAML_MAP ? &raw->members : &raw->items;

    raw->name = node->key ? node->key->text : ex_str(NULL);
    raw->off = node->start;
    raw->start = node->start;
    raw->end = node->end;
    if (node->kind == EX_YAML_SCALAR) {
        set_scalar(raw, node);
        return raw;
    }
    raw->kind = EX_RAW_OBJECT;
    raw->is_list = node->kind == EX_YAML_SEQUENCE;
    for (const struct ex_yaml *child = node->first; child; child = child->next) {
        *next = to_raw(arena, child);
        next = &(*next)->next;
    }
    return raw;
}

static void set_cell(struct ex_batch *batch, struct ex_node *node, int prop,
                     const struct ex_raw *member)
{
    const struct ex_kind *kind = ex_kind((enum ex_kind_id)node->kind);

    ex_convert(batch, member, kind->props[prop].type, &node->cells[prop]);
    node->cells[prop].owner = node;
    node->cells[prop].prop = (uint16_t)prop;
}

/*
 * Facts that would come from the bytes of a certificate cannot be written in
 * YAML, so a test may state them itself.
 */
static void set_derived(struct ex_batch *batch, struct ex_node *node, const struct ex_raw *member)
{
    const struct ex_kind *kind = ex_kind((enum ex_kind_id)node->kind);
    int prop = ex_prop_find(kind, member->name);

    if (prop < 0 || !kind->props[prop].derived || kind->props[prop].type.list ||
        kind->props[prop].type.base == EX_T_REF || kind->props[prop].type.base == EX_T_STRUCT)
        return;
    set_cell(batch, node, prop, member);
}

/* Facts about the dump are in no export; a test states them itself. */
static void add_fact(struct ex_batch *batch, const struct ex_raw *raw, enum ex_kind_id kind)
{
    struct ex_node *node = ex_batch_node(batch, kind);

    for (uint16_t i = 0; i < ex_kind(kind)->n_props; i++)
        node->cells[i].tag = EX_NULL; /* facts are never absent */
    for (const struct ex_raw *member = raw->members; member; member = member->next) {
        int prop = ex_prop_find(ex_kind(kind), member->name);

        if (prop >= 0)
            set_cell(batch, node, prop, member);
    }
    node->identity = ex_arena_str(batch->arena, ex_raw_text(ex_raw_member(raw, EX_STR("Name"))));
}

static void add_object(struct ex_batch *batch, const struct ex_yaml *object,
                       const struct ex_kind *kind)
{
    EX_AUTO(ex_arena_auto) struct ex_arena *arena = ex_arena_new();
    struct ex_raw *raw = to_raw(arena, object);
    enum ex_kind_id id = ex_kind_find(kind->name);

    if (ex_kind_is_about_dump(id)) {
        add_fact(batch, raw, id);
        return;
    }
    struct ex_str type = ex_arena_printf(arena, "Microsoft.Exchange.%s", kind->type_names[0]);
    size_t before = batch->nodes.n;

    raw->types = &type;
    raw->n_types = 1;
    if (ex_ingest(batch, raw) == 0 || batch->nodes.n == before)
        return;
    for (const struct ex_raw *member = raw->members; member; member = member->next)
        set_derived(batch, *EX_AT(&batch->nodes, struct ex_node *, before), member);
}

static void add_kind(struct ex_graph *graph, const struct ex_yaml *list,
                     const struct ex_wanted *wanted)
{
    enum ex_kind_id kind = ex_kind_find(list->key->text);
    struct ex_batch batch;

    ex_batch_init(&batch, wanted);
    batch.file.name = ex_arena_printf(batch.arena, "given:%.*s", EX_FMT(list->key->text));
    batch.file.source = ex_source_from_bytes(list->document->text, batch.file.name);
    batch.file.state = EX_FILE_READ;
    batch.file.format = EX_STR("YAML");
    batch.file.hint = (uint16_t)kind;
    for (const struct ex_yaml *object = list->first; object; object = object->next)
        add_object(&batch, object, ex_kind(kind));
    batch.file.objects = batch.nodes.n;
    batch.file.empty = batch.nodes.n == 0;
    ex_graph_merge(graph, &batch);
    ex_batch_free(&batch);
}

static struct ex_graph *given_graph(const struct ex_yaml *given)
{
    struct ex_graph *graph = ex_graph_new();
    struct ex_wanted wanted;

    ex_wanted_init(&wanted);
    wanted.all = true;
    for (const struct ex_yaml *list = given->first; list; list = list->next)
        add_kind(graph, list, &wanted);
    ex_graph_link(graph);
    ex_wanted_free(&wanted);
    return graph;
}

/* ---- comparison ---- */

static void describe_not_assessed(struct ex_buf *out, const struct ex_results *results,
                                  struct ex_arena *arena)
{
    size_t n;
    const struct ex_str *needs =
        ex_result_needs(results, &results->rule_results[0], arena, &n);

    for (size_t i = 0; i < n; i++)
        ex_buf_printf(out, "%s%.*s", i ? ", " : "; needs ", EX_FMT(needs[i]));
    if (results->rule_results[0].error.n)
        ex_buf_printf(out, "; %.*s", EX_FMT(results->rule_results[0].error));
}

static bool has_object(const struct ex_results *results, struct ex_str object)
{
    for (size_t i = 0; i < results->n_findings; i++) {
        if (ex_str_ieq(results->findings[i].object, object))
            return true;
    }
    return false;
}

static bool expects_object(const struct ex_rule_test *test, struct ex_str object)
{
    for (size_t i = 0; i < test->n_objects; i++) {
        if (ex_str_ieq(test->objects[i], object))
            return true;
    }
    return false;
}

static void compare_objects(struct ex_buf *out, const struct ex_rule_test *test,
                            const struct ex_results *results)
{
    for (size_t i = 0; i < test->n_objects; i++) {
        if (!has_object(results, test->objects[i]))
            ex_buf_printf(out, "; no finding for '%.*s'", EX_FMT(test->objects[i]));
    }
    for (size_t i = 0; test->n_objects && i < results->n_findings; i++) {
        struct ex_str object = results->findings[i].object;

        if (!expects_object(test, object))
            ex_buf_printf(out, "; unexpected finding for '%.*s'", EX_FMT(object));
    }
}

static void compare_message(struct ex_buf *out, const struct ex_rule_test *test,
                            const struct ex_results *results)
{
    if (!test->message.n || results->n_findings == 0)
        return;
    for (size_t i = 0; i < results->n_findings; i++) {
        if (ex_str_find_str(results->findings[i].message, test->message) != SIZE_MAX)
            return;
    }
    ex_buf_printf(out, "; the message is '%.*s'", EX_FMT(results->findings[0].message));
}

static enum ex_test_state compare(const struct ex_rule_test *test,
                                  const struct ex_results *results, struct ex_arena *arena,
                                  struct ex_str *why)
{
    EX_AUTO(ex_buf_free) struct ex_buf out = EX_BUF_INIT;
    enum ex_outcome outcome = results->rule_results[0].outcome;

    if (outcome != test->expect) {
        ex_buf_printf(&out, "; expected %s, got %s", ex_outcome_name(test->expect),
                      ex_outcome_name(outcome));
        for (size_t i = 0; i < results->n_findings && i < 3; i++)
            ex_buf_printf(&out, "; finding for '%.*s': %.*s",
                          EX_FMT(results->findings[i].object),
                          EX_FMT(results->findings[i].message));
        if (outcome == EX_OUTCOME_NOT_ASSESSED)
            describe_not_assessed(&out, results, arena);
    }
    compare_objects(&out, test, results);
    compare_message(&out, test, results);
    struct ex_str text = ex_buf_str(&out);
    *why = ex_arena_str(arena, ex_str_slice(text, 2, text.n));
    return text.n ? EX_TEST_FAILED : EX_TEST_PASSED;
}

static struct ex_graph *graph_of(const struct ex_rule_test *test,
                                 const struct ex_test_world *world,
                                 struct ex_parameters *parameters, struct ex_diags *diags)
{
    bool asks = test->dns[0].p || test->dns[1].p || test->n_assume;
    struct ex_graph *graph = NULL;

    if (test->given)
        graph = given_graph(test->given);
    else if (world)
        graph = world->load(world->ctx, test->files, diags);
    if (graph && asks && !(world && world->answer(world->ctx, test, graph, parameters, diags))) {
        ex_graph_free(graph);
        return NULL;
    }
    return graph;
}

static bool set_parameters(const struct ex_rules *rules, const struct ex_rule_test *test,
                           struct ex_parameters *parameters, struct ex_diags *diags)
{
    const struct ex_profile *profile =
        test->profile.n ? ex_profiles_find(ex_rules_profiles(rules), test->profile) : NULL;

    if (profile && !ex_profile_parameters(profile, parameters, diags))
        return false;
    return !test->parameters || ex_parameters_set_map(parameters, test->parameters, diags);
}

void ex_test_run_free(struct ex_test_run *run)
{
    ex_results_free(run->results);
    ex_graph_free(run->graph);
    *run = (struct ex_test_run){NULL, NULL};
}

bool ex_rule_try_test(const struct ex_rules *rules, const struct ex_rule *rule,
                      const struct ex_rule_test *test, const struct ex_test_world *world,
                      struct ex_arena *arena, struct ex_test_run *run, struct ex_str *why)
{
    struct ex_parameters parameters = ex_parameters_default();
    struct ex_run_options options = {
        .now = {DEFAULT_NOW, 0}, .jobs = 1, .parameters = &parameters};
    EX_AUTO(ex_diags_free) struct ex_diags diags;

    ex_diags_init(&diags);
    *run = (struct ex_test_run){graph_of(test, world, &parameters, &diags), NULL};
    if (!run->graph) {
        *why = diags.items.n
                   ? ex_arena_str(arena, EX_AT(&diags.items, struct ex_diag, 0)->message)
                   : ex_arena_printf(arena, "'%.*s' is not here", EX_FMT(test->files));
        return false;
    }
    if (test->now.n && !ex_time_parse(test->now, &options.now))
        EX_BUG("a test's time was checked when it was loaded");
    if (!set_parameters(rules, test, &parameters, &diags))
        EX_BUG("a test's parameters were checked when it was loaded");
    run->results = ex_run_rule(run->graph, rules, rule, &options);
    return true;
}

enum ex_test_state ex_rule_run_test(const struct ex_rules *rules, const struct ex_rule *rule,
                                    const struct ex_rule_test *test,
                                    const struct ex_test_world *world, struct ex_arena *arena,
                                    struct ex_str *why)
{
    EX_AUTO(ex_test_run_free) struct ex_test_run run = {NULL, NULL};

    *why = (struct ex_str){NULL, 0};
    if (!ex_rule_try_test(rules, rule, test, world, arena, &run, why))
        return EX_TEST_SKIPPED;
    return compare(test, run.results, arena, why);
}
