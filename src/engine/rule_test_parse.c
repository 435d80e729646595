/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The `tests` of a rule file. Inline objects are checked against the model
 * here, so that a misspelt property is an error and not a silent gap.
 */
#include "engine/bind.h"
#include "engine/rule_impl.h"


bool ex_time_parse(struct ex_str text, struct cel_time *out)
{
    char buffer[32];
    static const struct ex_str midnight = {"T00:00:00Z", 10};

    if (text.n != 10)
        return cel_timestamp_parse(text, out);
    memcpy(buffer, text.p, text.n);
    memcpy(buffer + text.n, midnight.p, midnight.n);
    return cel_timestamp_parse(ex_str_n(buffer, text.n + midnight.n), out);
}

static const char *const outcomes[] = {"finding", "pass", "not-applicable", "not-assessed"};

const char *ex_outcome_name(enum ex_outcome outcome)
{
    return outcomes[outcome];
}

static void read_name(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    ex_rule_read_text(reader, node, &((struct ex_rule_test *)target)->name);
}

static void read_files(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    struct ex_rule_test *test = target;
    struct ex_str rest;
    struct ex_str piece;

    ex_rule_read_text(reader, node, &test->files);
    rest = test->files;
    while (ex_str_split(&rest, '/', &piece)) {
        if (ex_str_eq(piece, EX_STR("..")) || (piece.n == 0 && test->files.n))
            ex_yaml_error(reader->diags, node, "'%.*s' is not a folder below the corpus",
                          EX_FMT(node->text));
    }
}

struct props {
    const struct ex_kind *kind;
};

static struct ex_str prop_name(const void *ctx, size_t i)
{
    const struct props *props = ctx;

    return i < props->kind->n_props ? props->kind->props[i].name : ex_str(NULL);
}

static void check_object(struct ex_rule_reader *reader, const struct ex_yaml *object,
                         const struct ex_kind *kind)
{
    struct props props = {kind};

    if (object->kind != EX_YAML_MAP) {
        ex_yaml_error(reader->diags, object, "an object must be a map of properties");
        return;
    }
    for (const struct ex_yaml *value = object->first; value; value = value->next) {
        struct ex_str name = value->key->text;

        if (ex_prop_find(kind, name) >= 0)
            continue;
        struct ex_diag *diag =
            ex_yaml_error(reader->diags, value->key, "%.*s has no property '%.*s'",
                          EX_FMT(kind->name), EX_FMT(name));
        struct ex_str near = ex_suggest(name, prop_name, &props);
        if (near.n)
            ex_diag_hint(reader->diags, diag, "did you mean '%.*s'?", EX_FMT(near));
    }
}

static struct ex_str kind_name(const void *ctx, size_t i)
{
    (void)ctx;
    return i < EX_N_KINDS ? ex_kind((enum ex_kind_id)i)->name : ex_str(NULL);
}

static void check_objects(struct ex_rule_reader *reader, const struct ex_yaml *list)
{
    struct ex_str name = list->key->text;
    enum ex_kind_id kind = ex_kind_find(name);

    if (kind == EX_N_KINDS) {
        struct ex_diag *diag = ex_yaml_error(reader->diags, list->key, "unknown kind '%.*s'",
                                             EX_FMT(name));
        struct ex_str near = ex_suggest(name, kind_name, NULL);
        if (near.n)
            ex_diag_hint(reader->diags, diag, "did you mean '%.*s'?", EX_FMT(near));
        return;
    }
    if (!ex_kind_is_exported(kind) && !ex_kind_is_about_dump(kind)) {
        struct ex_diag *diag = ex_yaml_error(reader->diags, list->key,
                                             "no cmdlet returns '%.*s'", EX_FMT(name));
        ex_diag_hint(reader->diags, diag, "give objects of the kinds that it shows");
        return;
    }
    if (list->kind != EX_YAML_SEQUENCE) {
        ex_yaml_error(reader->diags, list, "'%.*s' must be a list of objects", EX_FMT(name));
        return;
    }
    for (const struct ex_yaml *object = list->first; object; object = object->next)
        check_object(reader, object, ex_kind(kind));
}

static void read_given(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    ((struct ex_rule_test *)target)->given = node;
    if (node->kind != EX_YAML_MAP) {
        ex_yaml_error(reader->diags, node, "'given' must be a map of kinds");
        return;
    }
    for (const struct ex_yaml *list = node->first; list; list = list->next)
        check_objects(reader, list);
}

static void read_now(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    struct ex_rule_test *test = target;
    struct cel_time ignored;

    ex_rule_read_text(reader, node, &test->now);
    if (test->now.n && !ex_time_parse(test->now, &ignored))
        ex_yaml_error(reader->diags, node, "'%.*s' is not a date or time", EX_FMT(test->now));
}

static void read_expect(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    struct ex_rule_test *test = target;

    if (!ex_rule_is_text(reader, node))
        return;
    for (size_t i = 0; i < EX_COUNT(outcomes); i++) {
        if (ex_str_eq(node->text, ex_str(outcomes[i]))) {
            test->expect = (enum ex_outcome)i;
            return;
        }
    }
    struct ex_diag *diag = ex_yaml_error(reader->diags, node, "'%.*s' is not an outcome",
                                         EX_FMT(node->text));
    ex_diag_hint(reader->diags, diag, "one of finding, pass, not-applicable, not-assessed");
}

static void read_objects(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    struct ex_rule_test *test = target;

    test->objects = ex_rule_read_texts(reader, node, &test->n_objects);
}

static void read_message(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    ex_rule_read_text(reader, node, &((struct ex_rule_test *)target)->message);
}

static void read_public(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    ex_rule_read_text(reader, node, &((struct ex_rule_test *)target)->dns[0]);
}

static void read_internal(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    ex_rule_read_text(reader, node, &((struct ex_rule_test *)target)->dns[1]);
}

static void read_dns(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    static const struct ex_rule_key keys[] = {
        {"public", false, read_public},
        {"internal", false, read_internal},
    };

    if (!ex_rule_read_map(reader, node, "'dns'", keys, EX_COUNT(keys), target))
        ((struct ex_rule_test *)target)->dns[0] = (struct ex_str){NULL, 0};
}

static void read_assume(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    struct ex_rule_test *test = target;

    test->assume = ex_rule_read_texts(reader, node, &test->n_assume);
}

static void read_profile(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    struct ex_rule_test *test = target;
    struct ex_parameters ignored = ex_parameters_default();

    ex_rule_read_text(reader, node, &test->profile);
    if (!test->profile.n)
        return;
    const struct ex_profile *profile = ex_profiles_find(reader->profiles, test->profile);
    if (profile) {
        (void)!ex_profile_parameters(profile, &ignored, reader->diags);
        return;
    }
    struct ex_diag *d = ex_yaml_error(reader->diags, node, "there is no profile '%.*s'",
                                      EX_FMT(test->profile));
    ex_diag_hint(reader->diags, d, "%.*s",
                 EX_FMT(ex_profiles_hint(reader->profiles, test->profile, reader->arena)));
}

static void read_parameters(struct ex_rule_reader *reader, const struct ex_yaml *node,
                            void *target)
{
    struct ex_parameters ignored = ex_parameters_default();

    ((struct ex_rule_test *)target)->parameters = node;
    (void)!ex_parameters_set_map(&ignored, node, reader->diags);
}

static bool read_test(struct ex_rule_reader *reader, const struct ex_yaml *node,
                      struct ex_rule_test *out)
{
    static const struct ex_rule_key keys[] = {
        {"name", true, read_name},        {"files", false, read_files},
        {"given", false, read_given},     {"now", false, read_now},
        {"expect", true, read_expect},    {"objects", false, read_objects},
        {"message", false, read_message}, {"dns", false, read_dns},
        {"assume", false, read_assume},   {"profile", false, read_profile},
        {"parameters", false, read_parameters},
    };

    if (!ex_rule_read_map(reader, node, "a test", keys, EX_COUNT(keys), out))
        return false;
    out->at = ex_place_of(node->document->text, node->start, NULL);
    if (!ex_yaml_get(node, EX_STR("files")) == !ex_yaml_get(node, EX_STR("given")))
        ex_yaml_error(reader->diags, node, "a test needs either 'files' or 'given'");
    if (out->expect != EX_OUTCOME_FINDING && (out->n_objects || out->message.n))
        ex_yaml_error(reader->diags, node,
                      "'objects' and 'message' need 'expect: finding'");
    return true;
}

void ex_rule_read_tests(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    struct ex_rule *rule = target;
    struct ex_rule_test *tests;

    if (node->kind != EX_YAML_SEQUENCE || node->n == 0) {
        ex_yaml_error(reader->diags, node, "'tests' must be a list with at least one test");
        return;
    }
    tests = EX_NEW_ARRAY(reader->arena, node->n, struct ex_rule_test);
    for (const struct ex_yaml *item = node->first; item; item = item->next)
        rule->n_tests += read_test(reader, item, &tests[rule->n_tests]);
    rule->tests = tests;
}
