/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The file of a baseline. The members of the head and each finding stand on
 * lines of their own, in an order that depends on nothing but what they say.
 */
#include "formats/report/baseline.h"
#include "formats/report/jsonout.h"

static void add_member(struct ex_buf *out, const char *key, struct ex_str value)
{
    ex_buf_printf(out, "\"%s\": ", key);
    ex_json_quote(out, value);
    ex_buf_add_text(out, ",\n");
}

static void add_list(struct ex_buf *out, const char *key, const struct ex_str *items, size_t n)
{
    struct ex_json json = {.out = out};
    ex_buf_printf(out, "\"%s\": ", key);
    ex_json_array(&json, NULL);
    for (size_t i = 0; i < n; i++)
        ex_json_str(&json, NULL, items[i]);
    ex_json_end(&json);
    ex_buf_add_text(out, ",\n");
}

static void add_organization(struct ex_buf *out, const struct ex_baseline *baseline)
{
    struct ex_json json = {.out = out};
    ex_buf_add_text(out, "\"organization\": ");
    ex_json_object(&json, NULL);
    ex_json_str(&json, "name", baseline->organization);
    ex_json_str(&json, "forest", baseline->forest);
    ex_json_end(&json);
    ex_buf_add_text(out, ",\n");
}

static void add_entry(struct ex_buf *out, const struct ex_baseline_entry *e)
{
    struct ex_json json = {.out = out};
    ex_json_object(&json, NULL);
    ex_json_text(&json, "fingerprint", e->fingerprint);
    ex_json_str(&json, "rule", e->rule);
    ex_json_text(&json, "severity", ex_severity_name(e->severity));
    ex_json_opt(&json, "kind", e->kind);
    ex_json_str(&json, "object", e->object);
    ex_json_opt(&json, "property", e->property);
    if (e->n_values) {
        ex_json_array(&json, "values");
        for (size_t i = 0; i < e->n_values; i++)
            ex_json_str(&json, NULL, e->values[i]);
        ex_json_end(&json);
    }
    ex_json_str(&json, "since", e->since);
    ex_json_end(&json);
}

void ex_baseline_json(const struct ex_baseline *baseline, struct ex_buf *out)
{
    ex_buf_add_text(out, "{\n");
    add_member(out, "schema", EX_STR(EX_BASELINE_SCHEMA));
    add_member(out, "version", baseline->version);
    add_member(out, "date", baseline->date);
    add_organization(out, baseline);
    add_list(out, "rules", baseline->rules, baseline->n_rules);
    add_list(out, "partlyAssessed", baseline->partly, baseline->n_partly);
    ex_buf_add_text(out, "\"findings\": [");
    for (size_t i = 0; i < baseline->n_entries; i++) {
        ex_buf_add_text(out, i ? ",\n" : "\n");
        add_entry(out, &baseline->entries[i]);
    }
    ex_buf_add_text(out, "\n]\n}\n");
}
