/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The grammar of CEL, by recursive descent. Operators of one level, selects,
 * indexes and calls on a receiver are loops; what nests in brackets or behind
 * a colon counts as depth, which is limited to CEL_MAX_DEPTH.
 */
#include "base/vec.h"
#include "cel/lex.h"

struct parser {
    struct cel_compile *c;
    struct cel_lexer lexer;
    struct cel_token token; /* the one to be looked at next */
    unsigned depth;
    size_t end; /* of the token before */
};

static const struct {
    enum cel_token_kind token;
    unsigned level;
    const char *name;
} binary[] = {
    {CEL_T_LT, 0, "_<_"},   {CEL_T_LE, 0, "_<=_"},    {CEL_T_GE, 0, "_>=_"},
    {CEL_T_GT, 0, "_>_"},   {CEL_T_EQ, 0, "_==_"},    {CEL_T_NE, 0, "_!=_"},
    {CEL_T_IN, 0, "@in"},   {CEL_T_PLUS, 1, "_+_"},   {CEL_T_MINUS, 1, "_-_"},
    {CEL_T_STAR, 2, "_*_"}, {CEL_T_SLASH, 2, "_/_"},  {CEL_T_PERCENT, 2, "_%_"},
};

#define BINARY_LEVELS 3u

static struct cel_node *parse_expr(struct parser *p);

static void advance(struct parser *p)
{
    p->end = p->token.at + p->token.text.n;
    p->token = cel_lex(&p->lexer);
}

static bool accept(struct parser *p, enum cel_token_kind kind)
{
    if (p->token.kind != kind)
        return false;
    advance(p);
    return true;
}

static void *unexpected(struct parser *p, const char *expected)
{
    if (p->token.kind == CEL_T_ERROR)
        return NULL;
    if (p->token.kind == CEL_T_END)
        cel_compile_error(p->c, p->token.at, 0, "unexpected end of the expression, expected %s",
                          expected);
    else
        cel_compile_error(p->c, p->token.at, p->token.text.n, "unexpected '%.*s', expected %s",
                          EX_FMT(ex_str_slice(p->token.text, 0, 60)), expected);
    return NULL;
}

static bool expect(struct parser *p, enum cel_token_kind kind, const char *what)
{
    if (accept(p, kind))
        return true;
    unexpected(p, what);
    return false;
}

/* A call over operands; `at` and `len` are those of the operator. */
static struct cel_node *call(struct parser *p, struct ex_str name, size_t at, size_t len,
                             struct cel_node *const *args, size_t n)
{
    struct cel_node *node = cel_node_new(p->c, CEL_N_CALL, at, len);
    if (!node)
        return NULL;
    node->name = name;
    cel_node_args(p->c, node, args, n);
    return node;
}

static void push(struct ex_vec *nodes, struct cel_node *node)
{
    *EX_PUSH(nodes, struct cel_node *) = node;
}

/* Expressions separated by commas up to `close`, which is consumed. */
static bool parse_list(struct parser *p, enum cel_token_kind close, bool trailing,
                       struct ex_vec *out)
{
    const char *what = close == CEL_T_RPAREN ? "',' or ')'" : "',' or ']'";
    if (accept(p, close))
        return true;
    for (;;) {
        struct cel_node *item = parse_expr(p);
        if (!item)
            return false;
        push(out, item);
        if (accept(p, close))
            return true;
        if (!expect(p, CEL_T_COMMA, what))
            return false;
        if (trailing && accept(p, close))
            return true;
    }
}

static struct cel_node *parse_list_literal(struct parser *p)
{
    EX_AUTO(ex_vec_free) struct ex_vec items = EX_VEC(struct cel_node *);
    size_t at = p->token.at;
    advance(p);
    if (!parse_list(p, CEL_T_RBRACKET, true, &items))
        return NULL;
    struct cel_node *node = cel_node_new(p->c, CEL_N_LIST, at, p->end - at);
    if (node)
        cel_node_args(p->c, node, items.items, items.n);
    return node;
}

static bool parse_entries(struct parser *p, struct ex_vec *out)
{
    while (!accept(p, CEL_T_RBRACE)) {
        struct cel_node *key = parse_expr(p);
        if (!key || !expect(p, CEL_T_COLON, "':'"))
            return false;
        struct cel_node *value = parse_expr(p);
        if (!value)
            return false;
        push(out, key);
        push(out, value);
        if (p->token.kind != CEL_T_RBRACE && !expect(p, CEL_T_COMMA, "',' or '}'"))
            return false;
    }
    return true;
}

static struct cel_node *parse_map_literal(struct parser *p)
{
    EX_AUTO(ex_vec_free) struct ex_vec items = EX_VEC(struct cel_node *);
    size_t at = p->token.at;
    advance(p);
    if (!parse_entries(p, &items))
        return NULL;
    struct cel_node *node = cel_node_new(p->c, CEL_N_MAP, at, p->end - at);
    if (node)
        cel_node_args(p->c, node, items.items, items.n);
    return node;
}

static struct cel_node *parse_literal(struct parser *p, bool negative, size_t at)
{
    struct cel_token t = p->token;
    struct cel_value value = {.kind = CEL_NULL};
    switch (t.kind) {
    case CEL_T_TRUE:
    case CEL_T_FALSE:
        value = cel_bool(t.kind == CEL_T_TRUE);
        break;
    case CEL_T_INT:
    case CEL_T_UINT:
    case CEL_T_DOUBLE:
        if (!cel_literal_number(p->c, &t, negative, &value))
            return NULL;
        break;
    case CEL_T_STRING:
    case CEL_T_BYTES:
        if (!cel_literal_text(p->c, &t, &value))
            return NULL;
        break;
    default:
        break;
    }
    advance(p);
    struct cel_node *node = cel_node_new(p->c, CEL_N_CONST, at, p->end - at);
    if (node)
        node->value = value;
    return node;
}

static struct cel_node *parse_parens(struct parser *p)
{
    advance(p);
    struct cel_node *node = parse_expr(p);
    if (!node || !expect(p, CEL_T_RPAREN, "')'"))
        return NULL;
    return node;
}

static struct cel_node *parse_name(struct parser *p)
{
    size_t at = p->token.at;
    bool absolute = accept(p, CEL_T_DOT);
    struct cel_token name = p->token;
    if (name.kind == CEL_T_RESERVED) {
        cel_compile_error(p->c, name.at, name.text.n, "'%.*s' is a reserved word",
                          EX_FMT(name.text));
        return NULL;
    }
    if (name.kind != CEL_T_IDENT)
        return unexpected(p, "a name");
    advance(p);
    if (!accept(p, CEL_T_LPAREN)) {
        struct cel_node *node = cel_node_new(p->c, CEL_N_IDENT, name.at, name.text.n);
        if (!node)
            return NULL;
        node->from = (uint32_t)at;
        node->name = name.text;
        node->absolute = absolute;
        return node;
    }
    EX_AUTO(ex_vec_free) struct ex_vec args = EX_VEC(struct cel_node *);
    if (!parse_list(p, CEL_T_RPAREN, false, &args))
        return NULL;
    struct cel_node *node = NULL;
    if (cel_macro_expand(p->c, NULL, name.text, name.at, args.items, args.n, &node))
        return node;
    node = call(p, name.text, name.at, name.text.n, args.items, args.n);
    if (node)
        node->to = (uint32_t)p->end;
    return node;
}

static struct cel_node *parse_primary(struct parser *p)
{
    switch (p->token.kind) {
    case CEL_T_TRUE:
    case CEL_T_FALSE:
    case CEL_T_NULL:
    case CEL_T_INT:
    case CEL_T_UINT:
    case CEL_T_DOUBLE:
    case CEL_T_STRING:
    case CEL_T_BYTES:
        return parse_literal(p, false, p->token.at);
    case CEL_T_DOT:
    case CEL_T_IDENT:
    case CEL_T_RESERVED:
        return parse_name(p);
    case CEL_T_LPAREN:
        return parse_parens(p);
    case CEL_T_LBRACKET:
        return parse_list_literal(p);
    case CEL_T_LBRACE:
        return parse_map_literal(p);
    default:
        return unexpected(p, "an expression");
    }
}

/* The dotted name that a chain of selects spells, or the empty string. */
static struct ex_str chain_name(struct parser *p, const struct cel_node *node, struct ex_str last)
{
    const struct cel_node *parts[8];
    size_t n = 0;
    for (; node->kind == CEL_N_SELECT && !node->has; node = node->args[0]) {
        if (n == EX_COUNT(parts) - 1)
            return ex_str("");
        parts[n++] = node;
    }
    if (node->kind != CEL_N_IDENT)
        return ex_str("");
    struct ex_str name = node->name;
    while (n > 0) {
        n--;
        name = ex_arena_printf(p->c->arena, "%.*s.%.*s", EX_FMT(name), EX_FMT(parts[n]->name));
    }
    return ex_arena_printf(p->c->arena, "%.*s.%.*s", EX_FMT(name), EX_FMT(last));
}

static struct cel_node *parse_method(struct parser *p, struct cel_node *target,
                                     const struct cel_token *name)
{
    EX_AUTO(ex_vec_free) struct ex_vec args = EX_VEC(struct cel_node *);
    push(&args, target);
    if (!parse_list(p, CEL_T_RPAREN, false, &args))
        return NULL;
    struct cel_node **items = args.items;
    struct cel_node *node = NULL;
    if (cel_macro_expand(p->c, target, name->text, name->at, items + 1, args.n - 1, &node)) {
        if (node)
            node->to = (uint32_t)p->end;
        return node;
    }
    struct ex_str qualified = chain_name(p, target, name->text);
    if (qualified.n > 0 && cel_env_has_function(p->c->env, qualified, false))
        node = call(p, qualified, name->at, name->text.n, items + 1, args.n - 1);
    else
        node = call(p, name->text, name->at, name->text.n, items, args.n);
    if (!node)
        return NULL;
    node->method = !ex_str_eq(node->name, qualified);
    node->from = target->from;
    node->to = (uint32_t)p->end;
    return node;
}

static struct cel_node *parse_select(struct parser *p, struct cel_node *target)
{
    advance(p);
    struct cel_token name = p->token;
    if (name.kind != CEL_T_IDENT && name.kind != CEL_T_RESERVED &&
        name.kind != CEL_T_QUOTED_IDENT)
        return unexpected(p, "the name of a field or function");
    advance(p);
    if (name.kind != CEL_T_QUOTED_IDENT && accept(p, CEL_T_LPAREN))
        return parse_method(p, target, &name);
    struct cel_node *node = cel_node_new(p->c, CEL_N_SELECT, name.at, name.text.n);
    if (!node)
        return NULL;
    node->name = name.text;
    if (name.kind == CEL_T_QUOTED_IDENT)
        node->name = ex_str_slice(name.text, 1, name.text.n - 1);
    cel_node_args(p->c, node, &target, 1);
    return node;
}

static struct cel_node *parse_index(struct parser *p, struct cel_node *target)
{
    size_t at = p->token.at;
    advance(p);
    struct cel_node *index = parse_expr(p);
    if (!index || !expect(p, CEL_T_RBRACKET, "']'"))
        return NULL;
    struct cel_node *args[] = {target, index};
    struct cel_node *node = call(p, EX_STR("_[_]"), at, p->end - at, args, 2);
    if (node)
        node->to = (uint32_t)p->end;
    return node;
}

static struct cel_node *parse_suffixes(struct parser *p, struct cel_node *node)
{
    while (node) {
        if (p->token.kind == CEL_T_DOT) {
            node = parse_select(p, node);
        } else if (p->token.kind == CEL_T_LBRACKET) {
            node = parse_index(p, node);
        } else if (p->token.kind == CEL_T_LBRACE &&
                   (node->kind == CEL_N_IDENT || node->kind == CEL_N_SELECT)) {
            cel_compile_error(p->c, p->token.at, 1, "objects cannot be constructed");
            return NULL;
        } else {
            return node;
        }
    }
    return NULL;
}

static bool is_number(enum cel_token_kind kind)
{
    return kind == CEL_T_INT || kind == CEL_T_DOUBLE;
}

static struct cel_node *parse_unary(struct parser *p)
{
    enum cel_token_kind op = p->token.kind;
    if (op != CEL_T_NOT && op != CEL_T_MINUS)
        return parse_suffixes(p, parse_primary(p));
    size_t first = p->token.at, last = first, count = 0;
    for (; p->token.kind == op; count++) {
        last = p->token.at;
        advance(p);
    }
    struct cel_node *node;
    if (op == CEL_T_MINUS && is_number(p->token.kind)) {
        node = parse_suffixes(p, parse_literal(p, true, last));
        count--;
    } else {
        node = parse_suffixes(p, parse_primary(p));
    }
    for (; node && count > 0; count--) {
        node = call(p, op == CEL_T_NOT ? EX_STR("!_") : EX_STR("-_"), first, 1, &node, 1);
        if (node)
            node->from = (uint32_t)first;
    }
    return node;
}

static const char *binary_operator(enum cel_token_kind token, unsigned level)
{
    for (size_t i = 0; i < EX_COUNT(binary); i++) {
        if (binary[i].token == token && binary[i].level == level)
            return binary[i].name;
    }
    return NULL;
}

static struct cel_node *parse_binary(struct parser *p, unsigned level)
{
    if (level == BINARY_LEVELS)
        return parse_unary(p);
    struct cel_node *left = parse_binary(p, level + 1);
    while (left) {
        struct cel_token op = p->token;
        const char *name = binary_operator(op.kind, level);
        if (!name)
            return left;
        advance(p);
        struct cel_node *args[] = {left, parse_binary(p, level + 1)};
        if (!args[1])
            return NULL;
        left = call(p, ex_str(name), op.at, op.text.n, args, 2);
    }
    return NULL;
}

/* `a || b || c` or `a && b && c` as one node. */
static struct cel_node *parse_logic(struct parser *p, enum cel_token_kind op)
{
    struct cel_node *first = op == CEL_T_OR ? parse_logic(p, CEL_T_AND) : parse_binary(p, 0);
    if (!first || p->token.kind != op)
        return first;
    EX_AUTO(ex_vec_free) struct ex_vec args = EX_VEC(struct cel_node *);
    struct cel_token token = p->token;
    push(&args, first);
    while (accept(p, op)) {
        struct cel_node *next = op == CEL_T_OR ? parse_logic(p, CEL_T_AND) : parse_binary(p, 0);
        if (!next)
            return NULL;
        push(&args, next);
    }
    struct cel_node *node = cel_node_new(p->c, op == CEL_T_OR ? CEL_N_OR : CEL_N_AND, token.at,
                                         token.text.n);
    if (node)
        cel_node_args(p->c, node, args.items, args.n);
    return node;
}

static struct cel_node *parse_conditional(struct parser *p)
{
    struct cel_node *condition = parse_logic(p, CEL_T_OR);
    if (!condition || p->token.kind != CEL_T_QUESTION)
        return condition;
    size_t at = p->token.at;
    advance(p);
    struct cel_node *yes = parse_logic(p, CEL_T_OR);
    if (!yes || !expect(p, CEL_T_COLON, "':'"))
        return NULL;
    struct cel_node *args[] = {condition, yes, parse_expr(p)};
    struct cel_node *node = args[2] ? cel_node_new(p->c, CEL_N_COND, at, 1) : NULL;
    if (node)
        cel_node_args(p->c, node, args, 3);
    return node;
}

static struct cel_node *parse_expr(struct parser *p)
{
    if (p->depth >= CEL_MAX_DEPTH) {
        cel_compile_error(p->c, p->token.at, p->token.text.n,
                          "the expression is nested more than %u levels deep", CEL_MAX_DEPTH);
        return NULL;
    }
    p->depth++;
    struct cel_node *node = parse_conditional(p);
    p->depth--;
    return node;
}

struct cel_node *cel_parse(struct cel_compile *c)
{
    struct parser p = {.c = c, .lexer = {c, c->source->text, 0}};
    p.token = cel_lex(&p.lexer);
    struct cel_node *root = parse_expr(&p);
    if (!root)
        return NULL;
    if (p.token.kind != CEL_T_END)
        return unexpected(&p, "an operator or the end");
    return c->n_errors > 0 ? NULL : root;
}
