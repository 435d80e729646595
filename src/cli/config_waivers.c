/* SPDX-License-Identifier: MIT */
/**
 * @file
 * `waivers` of exlint.yaml.
 */
#include "cli/config.h"
#include "report/waiver.h"

/* The waiver that is being read. */
struct reading {
    const struct ex_config *config;
    struct ex_diags *diags;
    struct ex_waiver *waiver;
};

/* ---- fields -------------------------------------------------------------------- */

static void read_kind(const struct reading *r, const struct ex_yaml *node)
{
    if (ex_waiver_kind_parse(node->text, &r->waiver->kind))
        return;
    struct ex_diag *d = ex_yaml_error(r->diags, node, "unknown kind '%.*s' of a waiver",
                                      EX_FMT(node->text));
    ex_diag_hint(r->diags, d, "it is accepted, planned or false-positive");
}

/* A date that cannot be read must never be one that never comes. */
static void read_expires(const struct reading *r, const struct ex_yaml *node)
{
    r->waiver->expires = node->text;
    if (ex_waiver_date(node->text, &r->waiver->ends))
        return;
    struct ex_diag *d = ex_yaml_error(r->diags, node, "'%.*s' is not a date", EX_FMT(node->text));
    ex_diag_hint(r->diags, d, "write the last day on which the waiver is valid: 2026-12-31");
}

#define TEXT_FIELD(name) \
    static void read_##name(const struct reading *r, const struct ex_yaml *node) \
    { \
        r->waiver->name = node->text; \
    }
TEXT_FIELD(rule)
TEXT_FIELD(object)
TEXT_FIELD(value)
TEXT_FIELD(reason)
TEXT_FIELD(owner)
TEXT_FIELD(ticket)

static const struct field {
    const char *name;
    bool required;
    void (*read)(const struct reading *r, const struct ex_yaml *node);
    const char *why; /* what to do when it is missing */
} fields[] = {
    {"rule", true, read_rule, "name the rule that is waived: EXL3103"},
    {"object", true, read_object, "name the object, or a pattern: 'EX01\\owa*'"},
    {"value", false, read_value, NULL},
    {"kind", false, read_kind, "it is accepted (when left out), planned or false-positive"},
    {"reason", true, read_reason, "say why, for whoever reads it in a year"},
    {"owner", false, read_owner, NULL},
    {"ticket", false, read_ticket, NULL},
    {"expires", true, read_expires, "give the last day on which it is valid: 2026-12-31"},
};

static struct ex_str next_field(const void *ctx, size_t i)
{
    (void)ctx;
    return ex_str(i < EX_COUNT(fields) ? fields[i].name : NULL);
}

static bool is_field(struct ex_str name)
{
    for (size_t i = 0; i < EX_COUNT(fields); i++) {
        if (ex_str_eq(name, ex_str(fields[i].name)))
            return true;
    }
    return false;
}

/* ---- waivers -------------------------------------------------------------------- */

static void refuse_unknown(const struct reading *r, const struct ex_yaml *map)
{
    for (const struct ex_yaml *item = map->first; item; item = item->next) {
        struct ex_str name = item->key->text;
        if (is_field(name))
            continue;
        struct ex_str near = ex_suggest(name, next_field, NULL);
        struct ex_diag *d = ex_yaml_error(r->diags, item->key, "unknown key '%.*s' of a waiver",
                                          EX_FMT(name));
        if (near.n)
            ex_diag_hint(r->diags, d, "did you mean '%.*s'?", EX_FMT(near));
    }
}

static void read_field(const struct reading *r, const struct ex_yaml *map,
                       const struct field *field)
{
    const struct ex_yaml *node = ex_yaml_get(map, ex_str(field->name));
    if (!node) {
        if (field->required)
            ex_diag_hint(r->diags,
                         ex_yaml_error(r->diags, map, "a waiver has no '%s'", field->name), "%s",
                         field->why);
        return;
    }
    if (node->kind == EX_YAML_SCALAR && ex_str_trim(node->text).n) {
        field->read(r, node);
        return;
    }
    struct ex_diag *d = ex_yaml_error(r->diags, node->kind == EX_YAML_SCALAR ? node->key : node,
                                      "'%s' of a waiver must be a text", field->name);
    if (field->why)
        ex_diag_hint(r->diags, d, "%s", field->why);
}

static void read_waiver(struct ex_config *config, const struct ex_yaml *map,
                        struct ex_diags *diags)
{
    if (map->kind != EX_YAML_MAP) {
        ex_yaml_error(diags, map, "a waiver must be a map with 'rule', 'object' and more");
        return;
    }
    struct ex_waiver *waiver = EX_PUSH(&config->waivers, struct ex_waiver);
    struct reading r = {config, diags, waiver};
    waiver->file = config->shown;
    waiver->at = ex_yaml_place(map);
    refuse_unknown(&r, map);
    for (size_t i = 0; i < EX_COUNT(fields); i++)
        read_field(&r, map, &fields[i]);
}

void ex_config_read_waivers(struct ex_config *config, const struct ex_yaml *node,
                            struct ex_diags *diags)
{
    bool nothing = node->kind == EX_YAML_SCALAR && !ex_str_trim(node->text).n;
    if (node->kind != EX_YAML_SEQUENCE && !nothing)
        ex_yaml_error(diags, node, "'waivers' must be a list");
    for (const struct ex_yaml *item = node->first; item; item = item->next)
        read_waiver(config, item, diags);
}

/* ---- their rules ------------------------------------------------------------------ */

static struct ex_str next_rule(const void *ctx, size_t i)
{
    const struct ex_rules *rules = ctx;
    if (i / 2 >= ex_rules_count(rules))
        return (struct ex_str){NULL, 0};
    const struct ex_rule *rule = ex_rules_at(rules, i / 2);
    return i % 2 ? rule->name : rule->id;
}

static bool is_known(const struct ex_rules *rules, const struct ex_waiver *waiver)
{
    for (size_t i = 0; i < ex_rules_count(rules); i++) {
        if (ex_waiver_names(waiver, ex_rules_at(rules, i)->id, ex_rules_at(rules, i)->name))
            return true;
    }
    return false;
}

bool ex_config_check_waivers(const struct ex_config *config, const struct ex_rules *rules,
                             struct ex_diags *diags)
{
    const struct ex_yaml *list =
        config->root ? ex_yaml_get(config->root, EX_STR("waivers")) : NULL;
    const struct ex_yaml *item = list ? list->first : NULL;
    size_t before = ex_diags_count(diags, EX_ERROR);
    for (size_t i = 0; i < config->waivers.n && item; i++, item = item->next) {
        const struct ex_waiver *waiver = EX_AT(&config->waivers, struct ex_waiver, i);
        if (is_known(rules, waiver))
            continue;
        struct ex_str near = ex_suggest(waiver->rule, next_rule, rules);
        struct ex_diag *d = ex_yaml_error(diags, ex_yaml_get(item, EX_STR("rule")),
                                          "no rule is called '%.*s'", EX_FMT(waiver->rule));
        if (near.n)
            ex_diag_hint(diags, d, "did you mean '%.*s'?", EX_FMT(near));
        else
            ex_diag_hint(diags, d, "`exlint rules` lists the rules");
    }
    return ex_diags_count(diags, EX_ERROR) == before;
}
