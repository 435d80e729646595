/* SPDX-License-Identifier: MIT */
/**
 * @file
 * From source to program: the phases in order, the making of nodes, and
 * messages with their place in the file around the expression.
 */
#include "base/utf8.h"
#include "cel/ast.h"

#include <stdarg.h>

/* More messages than these about one expression help nobody. */
#define MAX_ERRORS 20u

static struct ex_place locate(const struct cel_source *source, size_t at, struct ex_str *line)
{
    size_t offset = source->map ? source->map(source->map_ctx, at) : at;
    struct ex_str text = source->file_text.n > 0 ? source->file_text : source->text;
    return ex_place_of(text, offset, line);
}

struct ex_diag *cel_compile_error(struct cel_compile *c, size_t at, size_t len, const char *fmt,
                                  ...)
{
    if (c->n_errors++ >= MAX_ERRORS)
        return EX_NEW(c->arena, struct ex_diag); /* completed by the caller, seen by nobody */
    va_list args;
    va_start(args, fmt);
    EX_AUTO(ex_buf_free) struct ex_buf message = EX_BUF_INIT;
    ex_buf_vprintf(&message, fmt, args);
    va_end(args);
    struct ex_str line = {NULL, 0};
    struct ex_place place = locate(c->source, at, &line);
    struct ex_diag *d = ex_diag(c->diags, EX_ERROR, c->source->file, place, "%.*s",
                                EX_FMT(ex_buf_str(&message)));
    struct ex_str token = ex_str_slice(c->source->text, at, at + len);
    size_t newline = ex_str_find(token, '\n');
    if (newline != SIZE_MAX)
        token.n = newline;
    d->line_text = ex_arena_str(c->diags->arena, line);
    d->marked = token.n > 0 ? ex_utf8_count(token) : 1;
    return d;
}

struct cel_node *cel_node_new(struct cel_compile *c, enum cel_node_kind kind, size_t at,
                              size_t len)
{
    if (c->n_nodes >= CEL_MAX_NODES) {
        cel_compile_error(c, at, len, "the expression has more than %u parts", CEL_MAX_NODES);
        return NULL;
    }
    c->n_nodes++;
    struct cel_node *node = EX_NEW(c->arena, struct cel_node);
    node->kind = kind;
    node->at = node->from = (uint32_t)at;
    node->len = (uint32_t)len;
    node->to = (uint32_t)(at + len);
    node->type = &cel_type_dyn;
    return node;
}

void cel_node_args(struct cel_compile *c, struct cel_node *node, struct cel_node *const *args,
                   size_t n)
{
    if (n == 0)
        return;
    node->args = EX_NEW_ARRAY(c->arena, n, struct cel_node *);
    memcpy(node->args, args, n * sizeof *args);
    node->n_args = n;
    for (size_t i = 0; i < n; i++) {
        node->from = args[i]->from < node->from ? args[i]->from : node->from;
        node->to = args[i]->to > node->to ? args[i]->to : node->to;
    }
    args[0]->up = node;
}

static bool source_fits(struct cel_compile *c)
{
    struct ex_str text = c->source->text;
    if (text.n > CEL_MAX_SOURCE_BYTES) {
        cel_compile_error(c, 0, 0, "the expression is longer than %u bytes",
                          CEL_MAX_SOURCE_BYTES);
        return false;
    }
    if (ex_utf8_valid(text))
        return true;
    size_t at = 0;
    while (at < text.n) {
        uint32_t rune;
        size_t n = ex_utf8_decode(ex_str_slice(text, at, text.n), &rune);
        if (rune == EX_RUNE_BAD && !ex_utf8_valid(ex_str_slice(text, at, at + n)))
            break;
        at += n;
    }
    cel_compile_error(c, at, 1, "the expression is not valid UTF-8");
    return false;
}

static struct cel_program *compile(struct cel_compile *c, const struct cel_type *expect)
{
    struct cel_source source = *c->source;
    c->source = &source;
    source.text = ex_arena_str(c->arena, source.text);
    if (!source_fits(c))
        return NULL;
    struct cel_node *root = cel_parse(c);
    if (!root)
        return NULL;
    cel_check(c, root, expect);
    if (c->n_errors > 0)
        return NULL;
    struct cel_program *program = EX_NEW(c->arena, struct cel_program);
    *program = (struct cel_program){root, c->env, c->n_locals, c->fields, c->slots};
    return program;
}

struct cel_program *cel_compile(struct ex_arena *arena, const struct cel_env *env,
                                const struct cel_source *source, const struct cel_type *expect,
                                struct ex_diags *diags)
{
    struct cel_compile c = {.arena = arena, .env = env, .source = source, .diags = diags};
    return compile(&c, expect);
}

struct cel_program *cel_compile_unchecked(struct ex_arena *arena, const struct cel_env *env,
                                          const struct cel_source *source,
                                          struct ex_diags *diags)
{
    struct cel_compile c = {.arena = arena, .env = env, .source = source, .diags = diags,
                            .unchecked = true};
    return compile(&c, NULL);
}

const struct cel_type *cel_program_type(const struct cel_program *program)
{
    return program->root->type;
}

void cel_program_fields(const struct cel_program *program, cel_field_visitor *visit, void *ctx)
{
    for (const struct cel_field_use *use = program->fields; use; use = use->next)
        visit(ctx, use->object, use->field);
}

void cel_program_variables(const struct cel_program *program, cel_variable_visitor *visit,
                           void *ctx)
{
    for (const struct cel_slot_use *use = program->slots; use; use = use->next)
        visit(ctx, use->slot);
}
