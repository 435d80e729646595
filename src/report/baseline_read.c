/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Reading the file of a baseline (formats/report/baseline.schema.json). It is
 * merged by git and edited by people: each problem is named with its place.
 */
#include "report/baseline.h"
#include "report/json_get.h"

#include "base/map.h"

/* What reading shares. */
struct reader {
    struct ex_get get;
    struct ex_str text;
    struct ex_baseline *baseline;
    struct ex_map *seen; /* of struct ex_baseline_entry *, by fingerprint */
};

/* The second entry with a fingerprint stands where the text has it for the second time. */
static void fail_duplicate(struct reader *r, struct ex_str fingerprint)
{
    size_t first = ex_str_find_str(r->text, fingerprint);
    struct ex_str rest = ex_str_slice(r->text, first + 1, r->text.n);
    size_t second = ex_str_find_str(rest, fingerprint);
    struct ex_place at = {0, 0};
    if (first != SIZE_MAX && second != SIZE_MAX)
        at = ex_place_of(r->text, first + 1 + second, NULL);
    struct ex_diag *d = ex_diag(r->get.diags, EX_ERROR, r->get.file, at,
                                "the finding '%.*s' is there twice", EX_FMT(fingerprint));
    ex_diag_hint(r->get.diags, d, "remove one of the two lines; a merge may have left both");
    r->get.failed = true;
}

static void read_fingerprint(struct reader *r, const json_t *object, struct ex_baseline_entry *e)
{
    struct ex_str text = ex_get_str(&r->get, object, "fingerprint");
    bool right = text.n == sizeof e->fingerprint - 1;
    for (size_t i = 0; i < text.n && right; i++)
        right = ex_is_digit(text.p[i]) || (text.p[i] >= 'a' && text.p[i] <= 'f');
    if (!right) {
        ex_get_fail(&r->get, "fingerprint", "is not 16 hexadecimal digits in lower case");
        return;
    }
    memcpy(e->fingerprint, text.p, text.n);
    if (ex_map_put(r->seen, ex_str(e->fingerprint), e) && !ex_get_failed(&r->get))
        fail_duplicate(r, text);
}

static bool is_date(struct ex_str text)
{
    static const char form[] = "dddd-dd-dd";
    bool right = text.n == sizeof form - 1;
    for (size_t i = 0; i < text.n && right; i++)
        right = form[i] == 'd' ? ex_is_digit(text.p[i]) : text.p[i] == form[i];
    return right;
}

static struct ex_str read_date(struct reader *r, const json_t *object, const char *key)
{
    struct ex_str text = ex_get_str(&r->get, object, key);
    if (!is_date(text))
        ex_get_fail(&r->get, key, "is not a date such as 2026-01-31: '%.*s'", EX_FMT(text));
    return text;
}

static void read_entry(struct reader *r, const json_t *object, struct ex_baseline_entry *e)
{
    struct ex_get *get = &r->get;
    read_fingerprint(r, object, e);
    e->rule = ex_get_str(get, object, "rule");
    e->kind = ex_get_opt(get, object, "kind");
    e->object = ex_get_str(get, object, "object");
    e->property = ex_get_opt(get, object, "property");
    struct ex_str severity = ex_get_str(get, object, "severity");
    if (!ex_severity_parse(severity, &e->severity))
        ex_get_fail(get, "severity", "has the value '%.*s', which is not known",
                    EX_FMT(severity));
    e->values = ex_get_strings(get, object, "values", &e->n_values);
    for (size_t i = 0; i < e->n_values; i++) {
        if (!ex_str_starts(e->values[i], EX_STR("sha256:")))
            ex_get_fail(get, "values", "has a digest that is not understood: '%.*s'",
                        EX_FMT(e->values[i]));
    }
    e->since = read_date(r, object, "since");
}

static void read_entries(struct reader *r, const json_t *root)
{
    const json_t *array = ex_get_array(&r->get, root, "findings", false);
    struct ex_baseline *b = r->baseline;
    size_t n = json_array_size(array);
    b->entries = EX_NEW_ARRAY(b->arena, n + 1, struct ex_baseline_entry);
    ex_get_enter(&r->get, "findings", 0);
    for (size_t i = 0; i < n && !ex_get_failed(&r->get); i++) {
        const json_t *item = ex_get_item(&r->get, array, i);
        if (item)
            read_entry(r, item, &b->entries[i]);
        ex_get_leave(&r->get);
    }
    ex_get_leave(&r->get);
    b->n_entries = n;
}

static void read_header(struct reader *r, const json_t *root)
{
    struct ex_get *get = &r->get;
    struct ex_baseline *b = r->baseline;
    b->version = ex_get_str(get, root, "version");
    b->date = read_date(r, root, "date");
    const json_t *organization = ex_get_object(get, root, "organization", true);
    b->organization = ex_get_opt(get, organization, "name");
    b->forest = ex_get_opt(get, organization, "forest");
    b->rules = ex_get_strings(get, root, "rules", &b->n_rules);
    b->partly = ex_get_strings(get, root, "partlyAssessed", &b->n_partly);
}

/* Another kind of document, or one of a version that is not understood. */
static void check_schema(struct reader *r, const json_t *root)
{
    struct ex_get *get = &r->get;
    const char *schema = json_string_value(json_object_get(root, "schema"));
    if (schema && ex_str_eq(ex_str(schema), EX_STR(EX_BASELINE_SCHEMA)))
        return;
    struct ex_diag *d;
    get->failed = true;
    if (schema && ex_str_starts(ex_str(schema), EX_STR("exlint-baseline/"))) {
        d = ex_diag(get->diags, EX_ERROR, get->file, (struct ex_place){0, 0},
                    "this baseline is of the form '%s'; this exlint reads '%s'", schema,
                    EX_BASELINE_SCHEMA);
        ex_diag_hint(get->diags, d, "use the exlint that wrote it, or make another one");
        return;
    }
    d = ex_diag(get->diags, EX_ERROR, get->file, (struct ex_place){0, 0},
                "this is not a baseline");
    ex_diag_hint(get->diags, d, "make one with `exlint baseline create DUMP`");
}

/* git leaves both sides in the file when it cannot merge them. */
static bool check_conflict(struct reader *r)
{
    size_t at = ex_str_starts(r->text, EX_STR("<<<<<<< "))
                    ? 0
                    : ex_str_find_str(r->text, EX_STR("\n<<<<<<< "));
    if (at == SIZE_MAX)
        return true;
    struct ex_place place = ex_place_of(r->text, at ? at + 1 : 0, NULL);
    struct ex_diag *d = ex_diag(r->get.diags, EX_ERROR, r->get.file, place,
                                "this is the mark of a conflict that was not resolved");
    ex_diag_hint(r->get.diags, d,
                 "keep the lines of both sides, each finding once, and run `exlint baseline "
                 "update`");
    return false;
}

struct ex_baseline *ex_baseline_read(struct ex_str file, struct ex_str text,
                                     struct ex_diags *diags)
{
    struct ex_arena *arena = ex_arena_new();
    struct ex_baseline *baseline = EX_NEW(arena, struct ex_baseline);
    struct ex_map *EX_AUTO(ex_map_auto) seen = ex_map_new(false);
    baseline->arena = arena;
    baseline->file = ex_arena_str(arena, file);
    struct reader r = {{.arena = arena, .file = file, .diags = diags}, text, baseline, seen};
    json_t *root = check_conflict(&r) ? ex_get_parse(&r.get, text) : NULL;
    if (root)
        check_schema(&r, root);
    if (root && !ex_get_failed(&r.get)) {
        read_header(&r, root);
        read_entries(&r, root);
    }
    bool ok = root && !ex_get_failed(&r.get);
    json_decref(root);
    if (ok)
        return baseline;
    ex_baseline_free(baseline);
    return NULL;
}
