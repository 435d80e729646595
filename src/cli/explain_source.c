/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Pieces of rule files as their authors wrote them.
 */
#include "cli/explain.h"

static size_t line_start(struct ex_str text, size_t at)
{
    while (at > 0 && text.p[at - 1] != '\n')
        at--;
    return at;
}

static size_t indent_of(struct ex_str line)
{
    size_t n = 0;
    while (n < line.n && line.p[n] == ' ')
        n++;
    return n;
}

static bool is_comment(struct ex_str line)
{
    return ex_str_starts(ex_str_trim(line), EX_STR("#"));
}

/* Where the comments begin that stand right above a line and are indented like it. */
static size_t with_comments(struct ex_str text, size_t line, size_t column)
{
    while (line > 0) {
        size_t above = line_start(text, line - 1);
        struct ex_str comment = ex_str_slice(text, above, line);
        if (!is_comment(comment) || indent_of(comment) != column)
            break;
        line = above;
    }
    return line;
}

/* A value ends before blank lines, and before comments that belong to the next key. */
static size_t value_end(struct ex_str text, size_t from, size_t to, size_t column)
{
    for (;;) {
        while (to > from && ex_is_space(text.p[to - 1]))
            to--;
        size_t line = line_start(text, to);
        struct ex_str last = ex_str_slice(text, line, to);
        if (line <= from || !is_comment(last) || indent_of(last) > column)
            return to;
        to = line;
    }
}

static void add_lines(struct ex_buf *out, struct ex_str text, size_t column)
{
    struct ex_str line;
    bool first = true;
    while (ex_str_split(&text, '\n', &line)) {
        size_t blank = first ? 0 : indent_of(line);
        if (!first)
            ex_buf_add_char(out, '\n');
        ex_buf_add(out, ex_str_slice(line, blank < column ? blank : column, line.n));
        first = false;
    }
}

struct ex_str ex_explain_source(struct ex_arena *arena, const struct ex_yaml *value)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    struct ex_str text = value->document->text;
    size_t key = value->key->start;
    size_t line = line_start(text, key);
    size_t column = key - line;
    size_t end = value_end(text, key, value->end, column);
    if (indent_of(ex_str_slice(text, line, key)) == column) {
        struct ex_str above = ex_str_slice(text, with_comments(text, line, column), line);
        add_lines(&out, ex_str_slice(above, above.n ? column : 0, above.n), column);
    }
    add_lines(&out, ex_str_slice(text, key, end), column);
    return ex_arena_str(arena, ex_buf_str(&out));
}
