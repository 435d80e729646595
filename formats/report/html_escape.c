/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Texts in HTML. A display name could be a script, an attribute could be left
 * through a quote, and a bidirectional override could make a report read as
 * its opposite: here is the one place that sees to all of it.
 */
#include "base/utf8.h"
#include "formats/report/html.h"

static const char *entity_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

/* Logs of pipelines obey `##vso[` anywhere and `::name::` where a line begins. */
static const char *command_entity_of(struct ex_str text, size_t i)
{
    bool twice = i + 1 < text.n && text.p[i + 1] == text.p[i];
    if (twice && text.p[i] == '#')
        return "&#35;";
    if (twice && text.p[i] == ':' && (i == 0 || text.p[i - 1] == '\n'))
        return "&#58;";
    return NULL;
}

static void show_rune(struct ex_buf *out, uint32_t rune)
{
    if (rune < 0x100)
        ex_buf_printf(out, "\\x%02x", (unsigned)rune);
    else
        ex_buf_printf(out, "\\u{%x}", (unsigned)rune);
}

/* U+FFFD is also a character of its own: only the one-byte form is an ill-formed byte. */
static bool is_bad_byte(uint32_t rune, size_t used)
{
    return rune == EX_RUNE_BAD && used == 1;
}

/* What HTML gives a meaning of its own even when it is written as a reference. */
static bool is_noncharacter(uint32_t rune)
{
    return (rune & 0xFFFE) == 0xFFFE || (rune >= 0xFDD0 && rune <= 0xFDEF);
}

void ex_html_escape(struct ex_buf *out, struct ex_str text)
{
    size_t plain = 0;
    for (size_t i = 0; i < text.n;) {
        uint32_t rune;
        size_t used = ex_utf8_decode(ex_str_slice(text, i, text.n), &rune);
        bool bad = is_bad_byte(rune, used);
        const char *entity = used == 1 ? entity_of(text.p[i]) : NULL;
        if (!entity)
            entity = command_entity_of(text, i);
        if (entity || bad || ex_rune_is_unsafe(rune) || is_noncharacter(rune)) {
            ex_buf_add(out, ex_str_slice(text, plain, i));
            if (entity)
                ex_buf_add_text(out, entity);
            else
                show_rune(out, bad ? (unsigned char)text.p[i] : rune);
            plain = i + used;
        }
        i += used;
    }
    ex_buf_add(out, ex_str_slice(text, plain, text.n));
}

void ex_html_raw(struct ex_html *h, const char *markup)
{
    ex_buf_add_text(h->out, markup);
}

void ex_html_text(struct ex_html *h, struct ex_str text)
{
    ex_html_escape(h->out, text);
}

void ex_html_cut(struct ex_html *h, struct ex_str text, size_t max)
{
    size_t at = 0;
    size_t n = 0;
    uint32_t rune;
    while (at < text.n && n < max) {
        at += ex_utf8_decode(ex_str_slice(text, at, text.n), &rune);
        n++;
    }
    ex_html_text(h, ex_str_slice(text, 0, at));
    if (at == text.n)
        return;
    size_t more = ex_utf8_count(ex_str_slice(text, at, text.n));
    EX_HTML(h, "<span class=\"cut\">… ($ more)</span>", ex_html_counted(h, more, "character"));
}

void ex_html_fill(struct ex_html *h, const char *form, const struct ex_str *values, size_t n)
{
    struct ex_str rest = ex_str(form);
    struct ex_str piece;
    size_t used = 0;
    for (bool first = true; ex_str_split(&rest, '$', &piece); first = false) {
        if (!first && used == n)
            EX_BUG("'%s' has more places than values", form);
        if (!first)
            ex_html_text(h, values[used++]);
        ex_buf_add(h->out, piece);
    }
    if (used != n)
        EX_BUG("'%s' has fewer places than values", form);
}

struct ex_str ex_html_number(struct ex_html *h, size_t number)
{
    static const char space[] = "\xe2\x80\xaf"; /* U+202F, narrow and without a break */
    struct ex_str digits = ex_arena_printf(h->arena, "%zu", number);
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    for (size_t i = 0; i < digits.n; i++) {
        if (i && (digits.n - i) % 3 == 0)
            ex_buf_add_text(&out, space);
        ex_buf_add_char(&out, digits.p[i]);
    }
    return ex_arena_str(h->arena, ex_buf_str(&out));
}

struct ex_str ex_html_counted(struct ex_html *h, size_t number, const char *thing)
{
    struct ex_str digits = ex_html_number(h, number);
    return ex_arena_printf(h->arena, "%.*s\xc2\xa0%s%s", EX_FMT(digits), thing,
                           number == 1 ? "" : "s");
}

struct ex_str ex_html_day(struct ex_html *h, struct cel_time time)
{
    struct ex_str text = ex_report_time(h->arena, time);
    size_t end = ex_str_find(text, 'T');
    return end == SIZE_MAX ? text : ex_str_slice(text, 0, end);
}

struct ex_str ex_html_token(struct ex_html *h, struct ex_str text)
{
    char *p = ex_arena_bytes(h->arena, text.n + 1);
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        bool plain = ex_is_alpha(c) || ex_is_digit(c) || c == '-' || c == '.';
        p[i] = plain ? c : '_';
    }
    p[text.n] = '\0';
    return ex_str_n(p, text.n);
}

void ex_html_id(struct ex_html *h, const char *prefix, struct ex_str text)
{
    struct ex_str token = ex_html_token(h, text);
    struct ex_str id = ex_arena_printf(h->arena, "%s%.*s", prefix, EX_FMT(token));
    if (id.n && !ex_map_put(h->ids, id, h))
        EX_HTML(h, " id=\"$\"", id);
}

struct ex_str ex_html_title(struct ex_html *h, struct ex_str text)
{
    char *p = ex_arena_bytes(h->arena, text.n + 1);
    if (text.n)
        memcpy(p, text.p, text.n);
    if (text.n && p[0] >= 'a' && p[0] <= 'z')
        p[0] = (char)(p[0] - 'a' + 'A');
    p[text.n] = '\0';
    return ex_str_n(p, text.n);
}

struct ex_str ex_html_area(struct ex_html *h, struct ex_str area)
{
    static const char *const names[][2] = {
        {"dns", "DNS"},
        {"dump", "Quality of the exports"},
    };
    for (size_t i = 0; i < EX_COUNT(names); i++) {
        if (ex_str_eq(area, ex_str(names[i][0])))
            return ex_str(names[i][1]);
    }
    struct ex_str title = ex_html_title(h, area);
    char *p = ex_arena_bytes(h->arena, title.n + 1);
    for (size_t i = 0; i < title.n; i++)
        p[i] = title.p[i];
    for (size_t i = 0; i < title.n; i++) {
        if (p[i] == '-')
            p[i] = ' ';
    }
    p[title.n] = '\0';
    return title.n ? ex_str_n(p, title.n) : EX_STR("Other");
}
