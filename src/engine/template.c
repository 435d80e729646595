/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Texts with expressions in braces: `{v.Identity}` is an expression, `{{` and
 * `}}` are braces. An expression may itself hold braces and strings.
 */
#include "engine/rule_impl.h"

struct template_reader {
    struct ex_rule_reader *reader;
    const struct ex_yaml *node;
    struct ex_vec parts; /* of struct ex_template_part */
    size_t from;         /* of the literal piece that is being gathered */
};

static void add_literal(struct template_reader *t, size_t to)
{
    if (to <= t->from)
        return;
    *EX_PUSH(&t->parts, struct ex_template_part) =
        (struct ex_template_part){.literal = ex_str_slice(t->node->text, t->from, to)};
}

/* Behind the string that opens at `at`; the end of the text when it never ends. */
static size_t skip_string(struct ex_str s, size_t at)
{
    bool raw = at > 0 && ex_lower(s.p[at - 1]) == 'r';
    char quote = s.p[at];

    for (size_t i = at + 1; i < s.n; i++) {
        if (s.p[i] == '\\' && !raw)
            i++;
        else if (s.p[i] == quote)
            return i + 1;
    }
    return s.n;
}

/* The brace that closes the one before `at`, or SIZE_MAX. */
static size_t find_close(struct ex_str s, size_t at)
{
    size_t depth = 1;

    while (at < s.n) {
        char c = s.p[at];

        if (c == '\'' || c == '"') {
            at = skip_string(s, at);
            continue;
        }
        if (c == '{')
            depth++;
        if (c == '}' && --depth == 0)
            return at;
        at++;
    }
    return SIZE_MAX;
}

/* The expression behind the brace at `at`; returns the offset behind it. */
static size_t read_expression(struct template_reader *t, size_t at)
{
    struct ex_str s = t->node->text;
    size_t close = find_close(s, at + 1);

    if (close == SIZE_MAX) {
        struct ex_diag *diag =
            ex_yaml_error_at(t->reader->diags, t->node, at, 1, "'{' is never closed");
        ex_diag_hint(t->reader->diags, diag, "write '{{' for a brace");
        return s.n;
    }
    if (ex_str_trim(ex_str_slice(s, at + 1, close)).n == 0) {
        ex_yaml_error_at(t->reader->diags, t->node, at, close + 1 - at,
                         "no expression between the braces");
        return close + 1;
    }
    struct cel_program *program = ex_rule_compile(t->reader, t->node, at + 1, close, NULL);
    if (program)
        EX_PUSH(&t->parts, struct ex_template_part)->program = program;
    return close + 1;
}

/* A brace at `at`; returns the offset behind what it begins. */
static size_t read_brace(struct template_reader *t, size_t at)
{
    struct ex_str s = t->node->text;

    if (at + 1 < s.n && s.p[at + 1] == s.p[at]) {
        add_literal(t, at + 1);
        return at + 2;
    }
    add_literal(t, at);
    if (s.p[at] == '{')
        return read_expression(t, at);
    struct ex_diag *diag = ex_yaml_error_at(t->reader->diags, t->node, at, 1, "'}' without '{'");
    ex_diag_hint(t->reader->diags, diag, "write '}}' for a brace");
    return at + 1;
}

void ex_template_read(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    struct template_reader t = {.reader = reader, .node = node,
                                .parts = EX_VEC(struct ex_template_part)};
    struct ex_template *out = target;
    size_t at = 0;

    if (!ex_rule_is_text(reader, node))
        return;
    while (at < node->text.n) {
        if (node->text.p[at] != '{' && node->text.p[at] != '}') {
            at++;
            continue;
        }
        at = read_brace(&t, at);
        t.from = at;
    }
    add_literal(&t, at);
    struct ex_template_part *parts =
        EX_NEW_ARRAY(reader->arena, t.parts.n, struct ex_template_part);
    if (t.parts.n)
        memcpy(parts, t.parts.items, t.parts.n * sizeof *parts);
    *out = (struct ex_template){node->text, t.parts.n, parts};
    ex_vec_free(&t.parts);
}
