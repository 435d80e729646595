/* SPDX-License-Identifier: MIT */
/**
 * @file
 * `exlint config`: every setting that holds and where it comes from; the
 * profiles; the schema of exlint.yaml.
 */
#include "cli/cli.h"
#include "cli/config.h"
#include "cli/targets.h"

#include "formats/report/jsonout.h"
#include "formats/report/text.h"
#include "report/waiver.h"

#include <stdlib.h>
#include <unistd.h>

enum { KEY_COLUMNS = 26, VALUE_COLUMNS = 24 };

#define DEFAULT EX_STR("default")

/* All that is shown. */
struct view {
    const struct ex_args *args;
    const struct ex_config *config;
    struct ex_arena *arena;
    struct ex_parameters parameters;
    struct cel_time now;
    struct ex_rules *rules;
};

/* One line: a key, its value, where that is from. */
struct row {
    struct ex_str key;
    struct ex_str value;
    struct ex_str origin;
    struct ex_str about;     /* or empty */
    struct ex_str otherwise; /* the default of a parameter, or empty */
};

/* ---- gathering ------------------------------------------------------------------- */

/* What one use of an option says. */
static struct ex_str value_of(const struct ex_option_use *use)
{
    if (!ex_option(use->id)->argument)
        return use->negated ? EX_STR("false") : EX_STR("true");
    return use->negated ? EX_STR("never") : use->value;
}

static struct row setting_row(const struct view *v, const struct ex_config_key *key)
{
    struct row row = {
        .key = ex_str(key->name), .value = ex_str(key->otherwise), .origin = DEFAULT};
    bool many = key->shape != EX_CONFIG_TEXT && key->shape != EX_CONFIG_SWITCH;
    bool any = false;
    for (size_t i = 0; i < v->args->uses.n; i++) {
        const struct ex_option_use *use = EX_AT(&v->args->uses, struct ex_option_use, i);
        if (use->id != key->option)
            continue;
        row.value = any && many ? ex_arena_printf(v->arena, "%.*s, %.*s", EX_FMT(row.value),
                                                  EX_FMT(value_of(use)))
                                : value_of(use);
        row.origin = any && many ? row.origin : ex_config_origin(v->arena, use);
        any = true;
    }
    return row;
}

/* The use that sets a parameter: the last one. */
static const struct ex_option_use *parameter_use(const struct view *v,
                                                 const struct ex_parameter *p)
{
    const struct ex_option_use *last = NULL;
    struct ex_str key = ex_arena_printf(v->arena, "%s=", p->key);
    for (size_t i = 0; i < v->args->uses.n; i++) {
        const struct ex_option_use *use = EX_AT(&v->args->uses, struct ex_option_use, i);
        if (use->id == EX_OPT_SET && ex_str_starts(use->value, key))
            last = use;
    }
    return last;
}

static struct row parameter_row(const struct view *v, enum ex_parameter_id id)
{
    const struct ex_parameter *p = ex_parameter(id);
    const struct ex_option_use *use = parameter_use(v, p);
    return (struct row){
        .key = ex_str(p->key),
        .value = ex_parameter_text(v->arena, v->parameters.values[id]),
        .origin = use ? ex_config_origin(v->arena, use) : DEFAULT,
        .about = ex_str(p->about),
        .otherwise = ex_parameter_text(v->arena, p->value),
    };
}

static struct row severity_row(const struct view *v, const struct ex_option_use *use)
{
    size_t equals = ex_str_find(use->value, '=');
    return (struct row){
        .key = ex_str_slice(use->value, 0, equals),
        .value = ex_str_slice(use->value, equals + 1, use->value.n),
        .origin = ex_config_origin(v->arena, use),
    };
}

static struct row profile_row(const struct view *v, const struct ex_profile *p)
{
    bool own = v->config->root && p->root->document == v->config->root->document;
    struct ex_str place = p->file;
    if (own)
        place = ex_arena_printf(v->arena, "%.*s:%llu", EX_FMT(p->file),
                                (unsigned long long)ex_yaml_place(p->root->key).line);
    return (struct row){
        .key = p->name,
        .value = p == v->config->profile ? EX_STR("in use") : EX_STR(""),
        .origin = p->built_in ? EX_STR("built in") : place,
        .about = p->about,
    };
}

static size_t expired(const struct view *v)
{
    size_t n = 0;
    for (size_t i = 0; i < v->config->waivers.n; i++)
        n += EX_AT(&v->config->waivers, struct ex_waiver, i)->ends <= v->now.seconds;
    return n;
}

/* ---- text ------------------------------------------------------------------------- */

static void add_padded(struct ex_buf *out, struct ex_str text, size_t columns)
{
    size_t from = out->n;
    ex_text_escape(out, text);
    size_t used = ex_text_columns(ex_str_slice(ex_buf_str(out), from, out->n));
    ex_buf_add_repeat(out, ' ', used < columns ? columns - used : 1);
    ex_buf_add_char(out, ' ');
}

static void row_text(struct ex_buf *out, const struct row *row)
{
    ex_buf_add_text(out, "  ");
    add_padded(out, row->key, KEY_COLUMNS);
    add_padded(out, row->value, VALUE_COLUMNS);
    ex_text_escape(out, row->origin);
    ex_buf_add_char(out, '\n');
    if (!row->about.n)
        return;
    ex_buf_add_text(out, "      ");
    ex_text_escape(out, row->about);
    if (row->otherwise.n && !ex_str_eq(row->otherwise, row->value))
        ex_buf_printf(out, " (default %.*s)", EX_FMT(row->otherwise));
    ex_buf_add_char(out, '\n');
}

static void head_text(const struct view *v, struct ex_buf *out)
{
    const struct ex_config *c = v->config;
    ex_buf_add_text(out, "configuration  ");
    ex_text_escape(out, c->file.n ? c->file : EX_STR("none"));
    ex_buf_add_text(out, c->named ? " (named)" : c->inside ? " (part of the dump)" : "");
    ex_buf_add_text(out, "\n\nSettings\n");
    size_t n;
    const struct ex_config_key *keys = ex_config_keys(&n);
    for (size_t i = 0; i < n; i++) {
        struct row row = setting_row(v, &keys[i]);
        if (keys[i].shape != EX_CONFIG_MAP)
            row_text(out, &row);
    }
}

static void severities_text(const struct view *v, struct ex_buf *out)
{
    bool any = false;
    for (size_t i = 0; i < v->args->uses.n; i++) {
        const struct ex_option_use *use = EX_AT(&v->args->uses, struct ex_option_use, i);
        if (use->id != EX_OPT_SEVERITY)
            continue;
        struct row row = severity_row(v, use);
        ex_buf_add_text(out, any ? "" : "\nSeverities\n");
        row_text(out, &row);
        any = true;
    }
}

static void profiles_text(const struct view *v, struct ex_buf *out)
{
    const struct ex_vec *profiles = &v->config->profiles.items;
    ex_buf_add_text(out, "\nProfiles\n");
    for (size_t i = 0; i < profiles->n; i++) {
        struct row row = profile_row(v, *EX_AT(profiles, const struct ex_profile *, i));
        row_text(out, &row);
    }
}

static void config_text(const struct view *v, struct ex_buf *out)
{
    head_text(v, out);
    ex_buf_add_text(out, "\nParameters\n");
    for (size_t i = 0; i < EX_N_PARAMETERS; i++) {
        struct row row = parameter_row(v, (enum ex_parameter_id)i);
        if (!ex_parameter((enum ex_parameter_id)i)->option)
            row_text(out, &row);
    }
    severities_text(v, out);
    profiles_text(v, out);
    size_t n = v->config->waivers.n;
    ex_buf_printf(out, "\nWaivers\n  %zu, %zu of them expired%s\n", n, expired(v),
                  n ? " (`exlint waive --list`)" : "");
}

/* Profiles with all that they set. */
static bool all_profiles_text(const struct view *v, struct ex_buf *out)
{
    const struct ex_vec *profiles = &v->config->profiles.items;
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    ex_diags_init(&diags);
    for (size_t i = 0; i < profiles->n; i++) {
        const struct ex_profile *p = *EX_AT(profiles, const struct ex_profile *, i);
        struct ex_vec EX_AUTO(ex_vec_free) uses = EX_VEC(struct ex_option_use);
        struct row row = profile_row(v, p);
        ex_buf_add_text(out, i ? "\n" : "");
        ex_text_escape(out, p->name);
        ex_buf_add_text(out, "  ");
        ex_text_escape(out, row.origin);
        ex_buf_add_text(out, "\n  ");
        ex_text_escape(out, p->about);
        ex_buf_add_char(out, '\n');
        (void)!ex_config_profile(v->config, p, &uses, &diags);
        for (size_t k = 0; k < uses.n; k++) {
            const struct ex_option_use *use = EX_AT(&uses, struct ex_option_use, k);
            ex_buf_printf(out, "  --%s%s%s", use->negated ? "no-" : "", ex_option(use->id)->name,
                          use->value.n ? "=" : "");
            ex_text_escape(out, use->value);
            ex_buf_add_char(out, '\n');
        }
    }
    ex_cli_messages(&diags, &(struct ex_message_options){.level = EX_WARNING});
    return !ex_diags_count(&diags, EX_ERROR);
}

/* ---- JSON ------------------------------------------------------------------------- */

static void row_json(struct ex_json *j, const struct row *row)
{
    ex_json_object(j, NULL);
    ex_json_str(j, "key", row->key);
    ex_json_str(j, "value", row->value);
    ex_json_str(j, "origin", row->origin);
    ex_json_opt(j, "default", row->otherwise);
    ex_json_opt(j, "about", row->about);
    ex_json_end(j);
}

static void settings_json(const struct view *v, struct ex_json *j)
{
    size_t n;
    const struct ex_config_key *keys = ex_config_keys(&n);
    ex_json_array(j, "settings");
    for (size_t i = 0; i < n; i++) {
        struct row row = setting_row(v, &keys[i]);
        if (keys[i].shape != EX_CONFIG_MAP)
            row_json(j, &row);
    }
    ex_json_end(j);
    ex_json_array(j, "parameters");
    for (size_t i = 0; i < EX_N_PARAMETERS; i++) {
        struct row row = parameter_row(v, (enum ex_parameter_id)i);
        if (!ex_parameter((enum ex_parameter_id)i)->option)
            row_json(j, &row);
    }
    ex_json_end(j);
    ex_json_array(j, "severities");
    for (size_t i = 0; i < v->args->uses.n; i++) {
        const struct ex_option_use *use = EX_AT(&v->args->uses, struct ex_option_use, i);
        struct row row = severity_row(v, use);
        if (use->id == EX_OPT_SEVERITY)
            row_json(j, &row);
    }
    ex_json_end(j);
}

static void profiles_json(const struct view *v, struct ex_json *j)
{
    const struct ex_vec *profiles = &v->config->profiles.items;
    ex_json_array(j, "profiles");
    for (size_t i = 0; i < profiles->n; i++) {
        struct row row = profile_row(v, *EX_AT(profiles, const struct ex_profile *, i));
        ex_json_object(j, NULL);
        ex_json_str(j, "name", row.key);
        ex_json_str(j, "origin", row.origin);
        ex_json_opt(j, "description", row.about);
        ex_json_bool(j, "inUse", row.value.n > 0);
        ex_json_end(j);
    }
    ex_json_end(j);
}

static void config_json(const struct view *v, struct ex_buf *out)
{
    struct ex_json j = {.out = out, .indent = 2};
    ex_json_object(&j, NULL);
    ex_json_text(&j, "schema", "exlint-config/1");
    ex_json_opt(&j, "file", v->config->file);
    ex_json_bool(&j, "partOfDump", v->config->inside);
    settings_json(v, &j);
    profiles_json(v, &j);
    ex_json_object(&j, "waivers");
    ex_json_uint(&j, "count", v->config->waivers.n);
    ex_json_uint(&j, "expired", expired(v));
    ex_json_end(&j);
    ex_json_end(&j);
    ex_buf_add_char(out, '\n');
}

/* ---- the command -------------------------------------------------------------------- */

/* Everything that commands would refuse is refused here, too. */
static bool check(struct view *v)
{
    struct ex_targets EX_AUTO(ex_targets_free) targets = {.args = v->args};
    struct ex_cli_dns EX_AUTO(ex_cli_dns_free) dns;
    struct ex_gate gate;
    bool dns_good = ex_cli_dns_init(&dns, v->args);
    if (!dns_good || !ex_cli_gate(v->args, &gate) || !ex_cli_now(v->args, &v->now) ||
        !ex_cli_parameters(v->args, &v->parameters) || !ex_targets_read(&targets, v->args))
        return false;
    v->rules = ex_cli_rules(v->args, false);
    bool *selected EX_AUTO(ex_free_auto) = v->rules ? ex_cli_select(v->args, v->rules) : NULL;
    return selected != NULL;
}

static bool read_format(const struct ex_args *args, bool *json)
{
    const struct ex_option_use *use = ex_args_last(args, EX_OPT_FORMAT);
    *json = use && ex_str_eq(use->value, EX_STR("json"));
    if (!use || *json || ex_str_eq(use->value, EX_STR("text")))
        return true;
    ex_cli_error("it is text or json", "unknown format '%.*s'", EX_FMT(use->value));
    return false;
}

static int show(struct view *v, bool json)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    bool good = true;
    if (ex_args_flag(v->args, EX_OPT_SCHEMA, false))
        ex_config_schema(&out);
    else if (ex_args_flag(v->args, EX_OPT_PROFILES, false) && !json)
        good = all_profiles_text(v, &out);
    else if (!check(v))
        return EX_EXIT_USAGE;
    else if (json)
        config_json(v, &out);
    else
        config_text(v, &out);
    if (!ex_cli_print(ex_buf_str(&out)))
        return EX_EXIT_INTERNAL;
    return good ? EX_EXIT_OK : EX_EXIT_USAGE;
}

int ex_cmd_config(const struct ex_args *args)
{
    const char *dump = ex_args_rest(args, 0);
    bool json;
    if (!read_format(args, &json))
        return EX_EXIT_USAGE;
    if (dump && access(dump, F_OK) != 0) {
        ex_cli_error("name a dump, or nothing for the current folder", "there is no '%s'", dump);
        return EX_EXIT_USAGE;
    }
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct view v = {.args = args, .config = args->config, .arena = arena};
    int status = show(&v, json);
    ex_rules_free(v.rules);
    return status;
}
