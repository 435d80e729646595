/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The JSON Schema of exlint.yaml, from the tables of keys, options and
 * parameters, so that it cannot lag behind.
 */
#include "cli/cli.h"
#include "cli/config.h"

#include "formats/report/jsonout.h"
#include "report/waiver.h"

#define SEVERITIES "critical", "high", "medium", "low", "info"

static void add_names(struct ex_json *j, const char *key, const char *const *names, size_t n)
{
    ex_json_array(j, key);
    for (size_t i = 0; i < n; i++)
        ex_json_text(j, NULL, names[i]);
    ex_json_end(j);
}

static void add_ref(struct ex_json *j, const char *key, const char *name)
{
    ex_json_object(j, key);
    ex_json_text(j, "$ref", name);
    ex_json_end(j);
}

/* ---- definitions ------------------------------------------------------------------ */

static void define_text(struct ex_json *j)
{
    static const char *const types[] = {"string", "number"};
    ex_json_object(j, "text");
    add_names(j, "type", types, EX_COUNT(types));
    ex_json_uint(j, "minLength", 1);
    ex_json_end(j);
}

static void define_list(struct ex_json *j)
{
    ex_json_object(j, "list");
    ex_json_array(j, "anyOf");
    add_ref(j, NULL, "#/$defs/text");
    ex_json_object(j, NULL);
    ex_json_text(j, "type", "array");
    ex_json_uint(j, "minItems", 1);
    add_ref(j, "items", "#/$defs/text");
    ex_json_end(j);
    ex_json_end(j);
    ex_json_end(j);
}

static void define_date(struct ex_json *j)
{
    ex_json_object(j, "date");
    ex_json_text(j, "type", "string");
    ex_json_text(j, "pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
    ex_json_end(j);
}

static void define_waiver(struct ex_json *j)
{
    static const char *const required[] = {"rule", "object", "reason", "expires"};
    static const char *const texts[] = {"rule", "object", "value", "reason", "owner", "ticket"};
    ex_json_object(j, "waiver");
    ex_json_text(j, "type", "object");
    ex_json_bool(j, "additionalProperties", false);
    add_names(j, "required", required, EX_COUNT(required));
    ex_json_object(j, "properties");
    for (size_t i = 0; i < EX_COUNT(texts); i++)
        add_ref(j, texts[i], "#/$defs/text");
    ex_json_object(j, "kind");
    ex_json_array(j, "enum");
    for (unsigned k = 0; k < EX_N_WAIVER_KINDS; k++)
        ex_json_text(j, NULL, ex_waiver_kind_name((enum ex_waiver_kind)k));
    ex_json_end(j);
    ex_json_end(j);
    add_ref(j, "expires", "#/$defs/date");
    ex_json_end(j);
    ex_json_end(j);
}

/* ---- keys ---------------------------------------------------------------------------- */

static const char *json_type(enum ex_parameter_type type)
{
    if (type == EX_PARAMETER_BOOL)
        return "boolean";
    return type == EX_PARAMETER_INT ? "integer" : "string";
}

static void add_parameter(struct ex_json *j, const struct ex_parameter *p)
{
    ex_json_object(j, p->key);
    ex_json_text(j, "description", p->about);
    ex_json_text(j, "type", json_type(p->type));
    if (p->type == EX_PARAMETER_DURATION)
        ex_json_text(j, "pattern", "^[0-9]+[smhdw]$");
    if (p->type == EX_PARAMETER_INT) {
        ex_json_uint(j, "minimum", (uint64_t)p->least);
        ex_json_uint(j, "maximum", (uint64_t)p->most);
    }
    ex_json_end(j);
}

static void add_parameters(struct ex_json *j)
{
    ex_json_text(j, "type", "object");
    ex_json_bool(j, "additionalProperties", false);
    ex_json_object(j, "properties");
    for (size_t i = 0; i < EX_N_PARAMETERS; i++) {
        const struct ex_parameter *p = ex_parameter((enum ex_parameter_id)i);
        if (!p->option)
            add_parameter(j, p);
    }
    ex_json_end(j);
}

static void add_severities(struct ex_json *j)
{
    static const char *const levels[] = {SEVERITIES, "off"};
    ex_json_text(j, "type", "object");
    ex_json_object(j, "additionalProperties");
    add_names(j, "enum", levels, EX_COUNT(levels));
    ex_json_end(j);
}

static void add_facts(struct ex_json *j)
{
    static const char *const facts[] = {"gateway", "outbound", "dkim-selector"};
    ex_json_array(j, "anyOf");
    add_ref(j, NULL, "#/$defs/list");
    ex_json_object(j, NULL);
    ex_json_text(j, "type", "object");
    ex_json_bool(j, "additionalProperties", false);
    ex_json_object(j, "properties");
    for (size_t i = 0; i < EX_COUNT(facts); i++)
        add_ref(j, facts[i], "#/$defs/list");
    ex_json_end(j);
    ex_json_end(j);
    ex_json_end(j);
}

static void add_gate(struct ex_json *j)
{
    static const char *const levels[] = {SEVERITIES, "never"};
    add_names(j, "enum", levels, EX_COUNT(levels));
}

static void add_shape(struct ex_json *j, const struct ex_config_key *key)
{
    if (key->option == EX_OPT_SET)
        add_parameters(j);
    else if (key->option == EX_OPT_SEVERITY)
        add_severities(j);
    else if (key->option == EX_OPT_FAIL_ON)
        add_gate(j);
    else if (key->shape == EX_CONFIG_FACTS)
        add_facts(j);
    else if (key->shape == EX_CONFIG_SWITCH)
        ex_json_text(j, "type", "boolean");
    else if (key->shape == EX_CONFIG_TEXT || key->shape == EX_CONFIG_PATH)
        ex_json_text(j, "$ref", "#/$defs/text");
    else
        ex_json_text(j, "$ref", "#/$defs/list");
}

static void add_keys(struct ex_json *j, bool profile)
{
    size_t n;
    const struct ex_config_key *keys = ex_config_keys(&n);
    for (size_t i = 0; i < n; i++) {
        if (profile && !ex_config_is_for_profiles(&keys[i]))
            continue;
        ex_json_object(j, keys[i].name);
        ex_json_text(j, "description", ex_option(keys[i].option)->help);
        add_shape(j, &keys[i]);
        ex_json_end(j);
    }
}

static void define_profile(struct ex_json *j)
{
    ex_json_object(j, "profile");
    ex_json_text(j, "type", "object");
    ex_json_bool(j, "additionalProperties", false);
    ex_json_object(j, "properties");
    add_ref(j, "description", "#/$defs/text");
    add_keys(j, true);
    ex_json_end(j);
    ex_json_end(j);
}

static void add_file_keys(struct ex_json *j)
{
    ex_json_object(j, "profiles");
    ex_json_text(j, "description", "settings for an occasion under one name, for --profile");
    ex_json_text(j, "type", "object");
    add_ref(j, "additionalProperties", "#/$defs/profile");
    ex_json_end(j);
    ex_json_object(j, "waivers");
    ex_json_text(j, "description", "findings that somebody decided to live with, until a date");
    ex_json_text(j, "type", "array");
    add_ref(j, "items", "#/$defs/waiver");
    ex_json_end(j);
}

void ex_config_schema(struct ex_buf *out)
{
    struct ex_json j = {.out = out, .indent = 2};
    ex_json_object(&j, NULL);
    ex_json_text(&j, "$schema", "https://json-schema.org/draft/2020-12/schema");
    ex_json_text(&j, "title", "exlint.yaml");
    ex_json_text(&j, "description",
                 "Settings and waivers of exlint. Made by `exlint config --schema`.");
    ex_json_text(&j, "type", "object");
    ex_json_bool(&j, "additionalProperties", false);
    ex_json_object(&j, "properties");
    add_keys(&j, false);
    add_file_keys(&j);
    ex_json_end(&j);
    ex_json_object(&j, "$defs");
    define_text(&j);
    define_list(&j);
    define_date(&j);
    define_waiver(&j);
    define_profile(&j);
    ex_json_end(&j);
    ex_json_end(&j);
    ex_buf_add_char(out, '\n');
}
