/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What there is to say about a rule: its conditions as they stand in its
 * file, and the cmdlets and properties that it can read.
 */
#include "cli/explain.h"

#include "base/limits.h"
#include "engine/embedded.h"

#include <stdio.h>

static struct ex_str built_in_text(struct ex_str name)
{
    for (size_t i = 0; i < ex_embedded_rules_n; i++) {
        if (ex_str_eq(name, ex_str(ex_embedded_rules[i].name)))
            return ex_str_n((const char *)ex_embedded_rules[i].bytes, ex_embedded_rules[i].n);
    }
    return (struct ex_str){NULL, 0};
}

static struct ex_str file_text(struct ex_arena *arena, struct ex_str path)
{
    FILE *file = fopen(ex_arena_str(arena, path).p, "rbe");
    if (!file)
        return (struct ex_str){NULL, 0};
    char *bytes = ex_arena_bytes(arena, EX_MAX_RULE_FILE_BYTES);
    size_t n = fread(bytes, 1, EX_MAX_RULE_FILE_BYTES, file);
    (void)fclose(file);
    return ex_str_n(bytes, n);
}

static struct ex_str member(const struct ex_yaml *map, struct ex_str key)
{
    const struct ex_yaml *node = ex_yaml_get(map, key);
    return node ? ex_str_trim(node->text) : (struct ex_str){NULL, 0};
}

static void read_source(struct ex_explanation *e, struct ex_arena *arena)
{
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    ex_diags_init(&diags);
    struct ex_str text = e->rule->built_in ? built_in_text(e->rule->file)
                                           : file_text(arena, e->rule->file);
    const struct ex_yaml *root =
        text.n ? ex_yaml_read(arena, e->rule->file, text, &diags) : NULL;
    if (!root)
        return;
    e->root = root;
    e->each = member(root, EX_STR("each"));
    e->when = member(root, EX_STR("when"));
    e->assertion = member(root, EX_STR("assert"));
    const struct ex_yaml *let = ex_yaml_get(root, EX_STR("let"));
    if (!let)
        return;
    struct ex_explain_pair *lets = EX_NEW_ARRAY(arena, let->n + 1, struct ex_explain_pair);
    for (const struct ex_yaml *item = let->first; item; item = item->next)
        lets[e->n_lets++] = (struct ex_explain_pair){item->key->text, ex_str_trim(item->text)};
    e->lets = lets;
}

/* Reads are in the order of kinds and properties. */
static void read_attributes(struct ex_explanation *e, struct ex_arena *arena)
{
    const struct ex_rule *rule = e->rule;
    struct ex_explain_pair *reads = EX_NEW_ARRAY(arena, rule->n_reads + 1, struct ex_explain_pair);
    uint16_t last = EX_N_KINDS;
    for (size_t i = 0; i < rule->n_reads; i++) {
        struct ex_missing m = ex_missing_unpack(rule->reads[i]);
        const struct ex_kind *kind = m.kind < EX_N_KINDS ? ex_kind((enum ex_kind_id)m.kind) : NULL;
        if (!kind)
            continue;
        if (m.kind != last)
            reads[e->n_reads++].name = kind->cmdlet.n                  ? kind->cmdlet
                                       : kind->scope == EX_SCOPE_DNS ? EX_STR("DNS")
                                                                     : kind->name;
        last = m.kind;
        struct ex_explain_pair *pair = &reads[e->n_reads - 1];
        if (m.prop < kind->n_props)
            pair->text = ex_arena_printf(arena, "%.*s%s%.*s", EX_FMT(pair->text),
                                         pair->text.n ? ", " : "",
                                         EX_FMT(kind->props[m.prop].name));
    }
    e->reads = reads;
}

static void read_settings(struct ex_explanation *e, struct ex_arena *arena)
{
    struct ex_explain_pair *settings = EX_NEW_ARRAY(arena, EX_N_PARAMETERS, struct ex_explain_pair);
    for (size_t i = 0; i < EX_N_PARAMETERS; i++) {
        const struct ex_parameter *p = ex_parameter((enum ex_parameter_id)i);
        /* What only --assume sets is not a setting of the rule but a fact. */
        if (!(e->rule->parameters & UINT64_C(1) << i) || p->type == EX_PARAMETER_TEXTS)
            continue;
        settings[e->n_settings++] =
            (struct ex_explain_pair){ex_str(p->key), ex_parameter_text(arena, p->value)};
    }
    e->settings = settings;
}

struct ex_explanation ex_explain(struct ex_arena *arena, const struct ex_rule *rule)
{
    struct ex_explanation e = {.rule = rule};
    read_source(&e, arena);
    read_attributes(&e, arena);
    read_settings(&e, arena);
    return e;
}
