/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Records from the bytes of values whose grammar was checked before. Texts
 * without escapes point into these bytes, the rest is in an arena.
 */
#include "base/map.h"
#include "base/utf8.h"
#include "formats/import/json.h"

/* Below this number of members, each is compared with each. */
#define FEW_MEMBERS 12u

/* ---- text ---- */

static uint32_t read_unit(const char *p)
{
    uint32_t unit = 0;
    size_t i;

    for (i = 0; i < 4; i++)
        unit = unit << 4 | (uint32_t)ex_hex_value(p[i]);
    return unit;
}

/* `\uXXXX`, and the second one of a pair; returns the bytes used. */
static size_t copy_rune(struct ex_str rest, char **to)
{
    uint32_t unit = read_unit(rest.p + 2);
    uint32_t low = 0;

    if (unit >= 0xD800 && unit < 0xDC00 && rest.n >= 12 && rest.p[6] == '\\' && rest.p[7] == 'u')
        low = read_unit(rest.p + 8);
    if (low < 0xDC00 || low >= 0xE000) {
        *to += ex_utf8_encode(unit, *to);
        return 6;
    }
    *to += ex_utf8_encode(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00), *to);
    return 12;
}

static size_t copy_escape(struct ex_str rest, char **to)
{
    static const char letters[] = "bfnrt";
    static const char meanings[] = "\b\f\n\r\t";
    const char *letter = strchr(letters, rest.p[1]);

    if (rest.p[1] == 'u')
        return copy_rune(rest, to);
    *(*to)++ = letter ? meanings[letter - letters] : rest.p[1];
    return 2;
}

struct ex_str ex_json_unescape(struct ex_arena *arena, struct ex_str text)
{
    /* Nothing grows: the longest character of n escaped bytes has fewer. */
    char *out = ex_arena_bytes(arena, text.n + 1);
    char *to = out;
    size_t i = 0;

    while (i < text.n) {
        const char *mark = memchr(text.p + i, '\\', text.n - i);
        size_t plain = mark ? (size_t)(mark - text.p) - i : text.n - i;

        memcpy(to, text.p + i, plain);
        to += plain;
        i += plain;
        if (mark)
            i += copy_escape(ex_str_slice(text, i, text.n), &to);
    }
    *to = '\0';
    return ex_str_n(out, (size_t)(to - out));
}

/* The text that begins behind a quote at `*i`, which is set behind its end. */
static struct ex_str take_string(struct ex_json_builder *b, size_t *i)
{
    size_t start = *i;
    size_t end = ex_json_pass_text(b->p, start);
    bool escaped = b->p[end] == '\\';
    struct ex_str text;

    while (b->p[end] == '\\')
        end = ex_json_pass_text(b->p, end + 2);
    text = ex_str_n(b->p + start, end - start);
    *i = end + 1;
    return escaped ? ex_json_unescape(b->arena, text) : text;
}

static size_t pass_blank(const char *p, size_t i)
{
    while (ex_is_space(p[i]))
        i++;
    return i;
}

/* ---- values ---- */

static size_t build(struct ex_json_builder *b, size_t i, struct ex_raw *raw);

static struct ex_raw *new_raw(struct ex_json_builder *b)
{
    if (ex_arena_used(b->arena) > EX_MAX_RECORD_BYTES)
        b->full = true;
    return EX_NEW(b->arena, struct ex_raw);
}

static size_t build_string(struct ex_json_builder *b, size_t i, struct ex_raw *raw)
{
    i++;
    raw->kind = EX_RAW_TEXT;
    raw->primitive = EX_RAW_STRING;
    raw->off = b->base + i;
    raw->text = take_string(b, &i);
    if (raw->text.n > EX_MAX_STRING_BYTES) {
        b->counts->long_texts++;
        raw->kind = EX_RAW_LOST;
        raw->text = (struct ex_str){NULL, 0};
    }
    return i;
}

/* A number or word. */
static size_t build_token(struct ex_json_builder *b, size_t i, struct ex_raw *raw)
{
    size_t end = i;
    struct ex_str text;

    while (ex_is_alpha(b->p[end]) || ex_is_digit(b->p[end]) ||
           (b->p[end] && strchr("+-.", b->p[end])))
        end++;
    text = ex_str_n(b->p + i, end - i);
    if (text.p[0] == 'n')
        return end;
    raw->kind = EX_RAW_TEXT;
    raw->text = text;
    if (text.p[0] == 't' || text.p[0] == 'f')
        raw->primitive = EX_RAW_BOOLEAN;
    else if (ex_is_digit(text.p[text.n - 1]) && !memchr(text.p, '.', text.n) &&
             !memchr(text.p, 'e', text.n) && !memchr(text.p, 'E', text.n))
        raw->primitive = EX_RAW_INTEGER;
    else
        raw->primitive = EX_RAW_FLOAT;
    return end;
}

/* A list that is not complete must not look as if it were. */
static void drop_items(struct ex_json_builder *b, struct ex_raw *raw)
{
    b->counts->long_lists += raw->kind != EX_RAW_LOST;
    raw->kind = EX_RAW_LOST;
    raw->items = NULL;
}

static size_t build_array(struct ex_json_builder *b, size_t i, struct ex_raw *raw)
{
    struct ex_raw **link = &raw->items;
    size_t n = 0;

    raw->kind = EX_RAW_OBJECT;
    raw->is_list = true;
    i = pass_blank(b->p, i + 1);
    while (b->p[i] != ']' && !b->full) {
        struct ex_raw *item = new_raw(b);

        i = pass_blank(b->p, build(b, i, item));
        if (b->p[i] == ',')
            i = pass_blank(b->p, i + 1);
        if (n++ < EX_MAX_LIST_ITEMS) {
            *link = item;
            link = &item->next;
        } else {
            drop_items(b, raw);
        }
    }
    return i + 1;
}

/* Shown to nobody: neither rules nor reports get to see the text. */
static void hide_secret(struct ex_raw *member)
{
    if (member->kind != EX_RAW_TEXT || member->primitive != EX_RAW_STRING || member->text.n == 0 ||
        !ex_json_is_secret(member->name))
        return;
    member->primitive = EX_RAW_OTHER;
    member->text = EX_STR("");
}

static size_t build_object(struct ex_json_builder *b, size_t i, struct ex_raw *raw)
{
    struct ex_raw **link = &raw->members;

    raw->kind = EX_RAW_OBJECT;
    i = pass_blank(b->p, i + 1);
    while (b->p[i] != '}' && !b->full) {
        struct ex_raw *member = new_raw(b);

        i++;
        member->name = take_string(b, &i);
        i = pass_blank(b->p, i);
        i = pass_blank(b->p, i + 1);
        i = pass_blank(b->p, build(b, i, member));
        if (b->p[i] == ',')
            i = pass_blank(b->p, i + 1);
        hide_secret(member);
        *link = member;
        link = &member->next;
    }
    ex_json_drop_duplicates(b, raw);
    return i + 1;
}

static size_t build(struct ex_json_builder *b, size_t i, struct ex_raw *raw)
{
    char c = b->p[i];

    raw->start = raw->off = b->base + i;
    if (c == '"')
        return build_string(b, i, raw);
    if (c == '{')
        return build_object(b, i, raw);
    if (c == '[')
        return build_array(b, i, raw);
    return build_token(b, i, raw);
}

void ex_json_build(struct ex_json_builder *b, uint64_t start, struct ex_raw *raw)
{
    (void)build(b, (size_t)(start - b->base), raw);
    hide_secret(raw);
}

/* ---- names that come twice ---- */

static bool comes_again(const struct ex_raw *member)
{
    const struct ex_raw *later;

    for (later = member->next; later; later = later->next) {
        if (ex_str_ieq(member->name, later->name))
            return true;
    }
    return false;
}

/* Keep the last one of each name; `last` says which that is, NULL: compare. */
static void filter(struct ex_json_builder *b, struct ex_raw *object, const struct ex_map *last)
{
    struct ex_raw **link = &object->members;

    while (*link) {
        struct ex_raw *member = *link;

        if (last ? ex_map_get(last, member->name) == member : !comes_again(member)) {
            link = &member->next;
            continue;
        }
        *link = member->next;
        if (b->counts->duplicates++ == 0)
            b->counts->first_duplicate = member->start;
    }
}

void ex_json_drop_duplicates(struct ex_json_builder *b, struct ex_raw *object)
{
    struct ex_map *EX_AUTO(ex_map_auto) last = NULL;
    struct ex_raw *m;
    size_t n = 0;

    for (m = object->members; m && n <= FEW_MEMBERS; m = m->next)
        n++;
    if (n > FEW_MEMBERS) {
        last = ex_map_new(true);
        for (m = object->members; m; m = m->next)
            (void)ex_map_put(last, m->name, m);
    }
    filter(b, object, last);
}
