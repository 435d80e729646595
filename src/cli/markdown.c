/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Escaping for Markdown. Any punctuation may be escaped with a backslash
 * there, which is easier to read than entities.
 */
#include "cli/markdown.h"

#include "formats/report/writer.h"

#include <string.h>

static bool is_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

/* What makes a heading, a list, a quotation or a line of a paragraph that begins with it. */
static bool begins_markup(struct ex_str text)
{
    size_t digits = 0;
    while (digits < text.n && ex_is_digit(text.p[digits]))
        digits++;
    return text.n > 0 && (is_one_of(text.p[0], "#+-=>~") ||
                          (digits && digits < text.n && is_one_of(text.p[digits], ".)")));
}

void ex_markdown_text(struct ex_buf *out, struct ex_str text)
{
    struct ex_buf EX_AUTO(ex_buf_free) flat = EX_BUF_INIT;
    struct ex_buf EX_AUTO(ex_buf_free) safe = EX_BUF_INIT;
    for (size_t i = 0; i < text.n; i++)
        ex_buf_add_char(&flat, text.p[i] == '\n' ? ' ' : text.p[i]);
    ex_text_escape(&safe, ex_buf_str(&flat));
    bool markup = begins_markup(ex_buf_str(&safe));
    for (size_t i = 0; i < safe.n; i++) {
        char c = safe.p[i];
        bool marks = markup && !ex_is_digit(c);
        if (marks || is_one_of(c, "\\`*_[]<|&~"))
            ex_buf_add_char(out, '\\');
        markup = markup && !marks;
        ex_buf_add_char(out, c);
    }
}

static size_t longest_run(struct ex_str text, char c)
{
    size_t longest = 0;
    size_t run = 0;
    for (size_t i = 0; i < text.n; i++) {
        run = text.p[i] == c ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

void ex_markdown_code(struct ex_buf *out, struct ex_str text)
{
    struct ex_buf EX_AUTO(ex_buf_free) safe = EX_BUF_INIT;
    ex_text_escape(&safe, text);
    struct ex_str code = ex_buf_str(&safe);
    size_t ticks = longest_run(code, '`');
    ex_buf_add_repeat(out, '`', ticks + 1);
    ex_buf_add_text(out, ticks ? " " : "");
    ex_buf_add(out, code);
    ex_buf_add_text(out, ticks ? " " : "");
    ex_buf_add_repeat(out, '`', ticks + 1);
}

void ex_markdown_fence(struct ex_buf *out, const char *language, struct ex_str text)
{
    size_t ticks = longest_run(text, '`');
    struct ex_str line;
    ticks = ticks < 3 ? 3 : ticks + 1;
    ex_buf_add_repeat(out, '`', ticks);
    ex_buf_printf(out, "%s\n", language);
    while (ex_str_split(&text, '\n', &line)) {
        ex_text_escape(out, line);
        ex_buf_add_char(out, '\n');
    }
    ex_buf_add_repeat(out, '`', ticks);
    ex_buf_add_char(out, '\n');
}

void ex_markdown_url(struct ex_buf *out, struct ex_str url)
{
    for (size_t i = 0; i < url.n; i++) {
        unsigned char c = (unsigned char)url.p[i];
        if (c <= ' ' || c >= 0x7F || is_one_of(url.p[i], "()<>\"\\`|"))
            ex_buf_printf(out, "%%%02X", (unsigned)c);
        else
            ex_buf_add_char(out, url.p[i]);
    }
}

void ex_markdown_anchor(struct ex_buf *out, struct ex_str heading)
{
    for (size_t i = 0; i < heading.n; i++) {
        char c = ex_lower(heading.p[i]);
        if (ex_is_alpha(c) || ex_is_digit(c) || c == '-' || c == '_')
            ex_buf_add_char(out, c);
        else if (c == ' ')
            ex_buf_add_char(out, '-');
    }
}
