/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Recording of messages, and places in texts that are in memory.
 */
#include "base/diag.h"

#include "base/buf.h"
#include "base/utf8.h"

#include <stdarg.h>

void ex_diags_init(struct ex_diags *diags)
{
    diags->arena = ex_arena_new();
    diags->items = (struct ex_vec)EX_VEC(struct ex_diag);
}

void ex_diags_free(struct ex_diags *diags)
{
    ex_vec_free(&diags->items);
    ex_arena_free(diags->arena);
    diags->arena = NULL;
}

static struct ex_str format_text(struct ex_arena *arena, const char *fmt, va_list args)
    EX_PRINTF(2, 0);

static struct ex_str format_text(struct ex_arena *arena, const char *fmt, va_list args)
{
    EX_AUTO(ex_buf_free) struct ex_buf text = EX_BUF_INIT;

    ex_buf_vprintf(&text, fmt, args);
    return ex_arena_str(arena, ex_buf_str(&text));
}

struct ex_diag *ex_diag(struct ex_diags *diags, enum ex_diag_level level, struct ex_str file,
                        struct ex_place at, const char *fmt, ...)
{
    struct ex_diag *diag = EX_PUSH(&diags->items, struct ex_diag);
    va_list args;

    diag->level = level;
    diag->file = ex_arena_str(diags->arena, file);
    diag->at = at;
    va_start(args, fmt);
    diag->message = format_text(diags->arena, fmt, args);
    va_end(args);
    return diag;
}

void ex_diag_hint(struct ex_diags *diags, struct ex_diag *diag, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    diag->hint = format_text(diags->arena, fmt, args);
    va_end(args);
}

void ex_diags_append(struct ex_diags *to, const struct ex_diags *from)
{
    /* The count is taken first: `to` and `from` may be the same. */
    size_t n = from->items.n;

    for (size_t i = 0; i < n; i++) {
        struct ex_diag copy = *EX_AT(&from->items, struct ex_diag, i);

        copy.file = ex_arena_str(to->arena, copy.file);
        copy.message = ex_arena_str(to->arena, copy.message);
        copy.hint = ex_arena_str(to->arena, copy.hint);
        copy.line_text = ex_arena_str(to->arena, copy.line_text);
        *EX_PUSH(&to->items, struct ex_diag) = copy;
    }
}

size_t ex_diags_count(const struct ex_diags *diags, enum ex_diag_level level)
{
    size_t count = 0;

    for (size_t i = 0; i < diags->items.n; i++)
        if (EX_AT(&diags->items, struct ex_diag, i)->level >= level)
            count++;
    return count;
}

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

/* Start of the line after the one that ends at `end`: CR and LF together are one end. */
static size_t after_line_end(struct ex_str text, size_t end)
{
    if (text.p[end] == '\r' && end + 1 < text.n && text.p[end + 1] == '\n')
        return end + 2;
    return end + 1;
}

static size_t find_line_end(struct ex_str text, size_t from)
{
    while (from < text.n && !is_line_end(text.p[from]))
        from++;
    return from;
}

struct ex_place ex_place_of(struct ex_str text, size_t offset, struct ex_str *line_text)
{
    struct ex_place place = {1, 1};
    size_t start = 0;
    size_t end = find_line_end(text, 0);

    if (offset > text.n)
        offset = text.n;
    while (end < text.n && after_line_end(text, end) <= offset) {
        start = after_line_end(text, end);
        end = find_line_end(text, start);
        place.line++;
    }
    if (line_text)
        *line_text = ex_str_slice(text, start, end);
    while (start < offset) {
        uint32_t rune;

        start += ex_utf8_decode(ex_str_slice(text, start, text.n), &rune);
        /* An offset inside of a code point means the code point. */
        if (start <= offset)
            place.column++;
    }
    return place;
}
