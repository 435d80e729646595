/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Functions on strings: those of the standard, and of the strings extension
 * that is common to all implementations. Positions count code points.
 */
#include "base/utf8.h"
#include "cel/run.h"

static struct cel_value bad_index(struct cel_eval_ctx *ctx, int64_t i)
{
    return cel_errorf(ctx, "index out of range: %lld", (long long)i);
}

/* Byte offset of the i-th code point; i may be the length. SIZE_MAX when out of range. */
static size_t rune_at(struct cel_eval_ctx *ctx, struct ex_str s, int64_t i)
{
    size_t at = 0;
    uint32_t rune;
    (void)cel_step(ctx, s.n / 256);
    if (i < 0)
        return SIZE_MAX;
    for (; i > 0 && at < s.n; i--)
        at += ex_utf8_decode(ex_str_slice(s, at, s.n), &rune);
    return i > 0 ? SIZE_MAX : at;
}

/* Searching costs what it looks at. */
static bool search_step(struct cel_eval_ctx *ctx, struct ex_str s, struct ex_str part)
{
    size_t cost = 1 + s.n / 64;
    size_t factor = 1 + part.n / 64;
    return cel_step(ctx, cost > SIZE_MAX / factor ? SIZE_MAX / 2 : cost * factor);
}

CEL_FN(cel_fn_contains)
{
    (void)n;
    if (!search_step(ctx, args[0].s, args[1].s))
        return cel_stop_value(ctx);
    return cel_bool(ex_str_find_str(args[0].s, args[1].s) != SIZE_MAX);
}

CEL_FN(cel_fn_starts_with)
{
    (void)ctx;
    (void)n;
    return cel_bool(ex_str_starts(args[0].s, args[1].s));
}

CEL_FN(cel_fn_ends_with)
{
    (void)ctx;
    (void)n;
    return cel_bool(ex_str_ends(args[0].s, args[1].s));
}

CEL_FN(cel_fn_matches)
{
    (void)n;
    struct cel_run *run = ctx->run;
    struct ex_str message;
    const struct cel_regex *regex = run->node->regex;
    if (!cel_step(ctx, 1 + args[0].s.n / 16) || (!regex && !cel_room(ctx, 65536)))
        return cel_stop_value(ctx);
    if (!regex) {
        (void)cel_step(ctx, 64 + args[1].s.n);
        regex = cel_regex_compile(ctx->arena, args[1].s, &message);
    }
    if (!regex)
        return cel_errorf(ctx, "%.*s", EX_FMT(message));
    enum cel_match match = cel_regex_search(regex, args[0].s, &run->matcher);
    if (match == CEL_MATCH_FAILED && !cel_step(ctx, CEL_REGEX_MATCH_LIMIT))
        return cel_stop_value(ctx);
    if (match == CEL_MATCH_FAILED)
        return cel_errorf(ctx, "the regular expression takes too long on this text");
    return cel_bool(match == CEL_MATCH_YES);
}

CEL_FN(cel_fn_char_at)
{
    (void)n;
    struct ex_str s = args[0].s;
    size_t at = rune_at(ctx, s, args[1].i);
    if (at == SIZE_MAX)
        return bad_index(ctx, args[1].i);
    if (at == s.n)
        return cel_string(EX_STR(""));
    uint32_t rune;
    size_t width = ex_utf8_decode(ex_str_slice(s, at, s.n), &rune);
    return cel_string(ex_str_slice(s, at, at + width));
}

CEL_FN(cel_fn_index_of)
{
    struct ex_str s = args[0].s;
    int64_t from = n > 2 ? args[2].i : 0;
    size_t at = rune_at(ctx, s, from);
    if (!search_step(ctx, s, args[1].s))
        return cel_stop_value(ctx);
    if (at == SIZE_MAX)
        return bad_index(ctx, from);
    size_t found = ex_str_find_str(ex_str_slice(s, at, s.n), args[1].s);
    if (found == SIZE_MAX)
        return cel_int(-1);
    return cel_int(from + (int64_t)ex_utf8_count(ex_str_slice(s, at, at + found)));
}

CEL_FN(cel_fn_last_index_of)
{
    struct ex_str s = args[0].s, part = args[1].s;
    size_t at = n > 2 ? rune_at(ctx, s, args[2].i) : s.n;
    if (!search_step(ctx, s, part))
        return cel_stop_value(ctx);
    if (at == SIZE_MAX)
        return bad_index(ctx, args[2].i);
    if (part.n > s.n)
        return cel_int(-1);
    if (at > s.n - part.n)
        at = s.n - part.n;
    for (size_t i = at + 1; i-- > 0;) {
        if (ex_str_starts(ex_str_slice(s, i, s.n), part))
            return cel_int((int64_t)ex_utf8_count(ex_str_slice(s, 0, i)));
    }
    return cel_int(-1);
}

static struct cel_value change_case(struct cel_eval_ctx *ctx, struct ex_str s, char first,
                                    int shift)
{
    if (!cel_step(ctx, s.n / 64) || !cel_room(ctx, s.n))
        return cel_stop_value(ctx);
    char *out = ex_arena_bytes(ctx->arena, s.n + 1);
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        out[i] = c >= first && c <= first + 25 ? (char)(c + shift) : c;
    }
    out[s.n] = '\0';
    return cel_string(ex_str_n(out, s.n));
}

CEL_FN(cel_fn_lower_ascii)
{
    (void)n;
    return change_case(ctx, args[0].s, 'A', 'a' - 'A');
}

CEL_FN(cel_fn_upper_ascii)
{
    (void)n;
    return change_case(ctx, args[0].s, 'a', 'A' - 'a');
}

/* The next place where `part` stands, for replacing and splitting; the empty part is everywhere. */
static size_t next_part(struct ex_str rest, struct ex_str part, bool first)
{
    uint32_t rune;
    if (part.n > 0)
        return ex_str_find_str(rest, part);
    if (first)
        return 0;
    return rest.n > 0 ? ex_utf8_decode(rest, &rune) : SIZE_MAX;
}

CEL_FN(cel_fn_replace)
{
    EX_AUTO(ex_buf_free) struct ex_buf out = EX_BUF_INIT;
    struct ex_str rest = args[0].s, part = args[1].s;
    int64_t limit = n > 3 ? args[3].i : -1;
    if (!search_step(ctx, rest, part))
        return cel_stop_value(ctx);
    for (bool first = true; limit != 0; limit--, first = false) {
        size_t at = next_part(rest, part, first);
        if (at == SIZE_MAX)
            break;
        ex_buf_add(&out, ex_str_slice(rest, 0, at));
        ex_buf_add(&out, args[2].s);
        rest = ex_str_slice(rest, at + part.n, rest.n);
        if (!cel_step(ctx, 1) || !cel_room(ctx, out.n))
            return cel_stop_value(ctx);
    }
    ex_buf_add(&out, rest);
    return cel_text_value(ctx, ex_buf_str(&out));
}

/* Number of pieces that split() gives. */
static size_t count_pieces(struct ex_str s, struct ex_str sep, int64_t limit)
{
    size_t n = 1;
    if (sep.n == 0)
        n = ex_utf8_count(s);
    for (size_t at; sep.n > 0 && (at = ex_str_find_str(s, sep)) != SIZE_MAX; n++)
        s = ex_str_slice(s, at + sep.n, s.n);
    return limit >= 0 && (uint64_t)limit < n ? (size_t)limit : n;
}

CEL_FN(cel_fn_split)
{
    struct ex_str rest = args[0].s, sep = args[1].s;
    if (!search_step(ctx, rest, sep))
        return cel_stop_value(ctx);
    size_t count = count_pieces(rest, sep, n > 2 ? args[2].i : -1);
    if (!cel_step(ctx, count) || !cel_room(ctx, count * sizeof(struct cel_value)))
        return cel_stop_value(ctx);
    struct cel_value *items = EX_NEW_ARRAY(ctx->arena, count, struct cel_value);
    for (size_t i = 0; i < count; i++) {
        size_t at = i + 1 == count ? rest.n : next_part(rest, sep, false);
        items[i] = cel_string(ex_str_slice(rest, 0, at));
        rest = ex_str_slice(rest, at + sep.n, rest.n);
    }
    return cel_list_value(ctx, items, count, NULL, false);
}

CEL_FN(cel_fn_substring)
{
    struct ex_str s = args[0].s;
    size_t from = rune_at(ctx, s, args[1].i);
    if (from == SIZE_MAX)
        return bad_index(ctx, args[1].i);
    size_t to = n > 2 ? rune_at(ctx, s, args[2].i) : s.n;
    if (to == SIZE_MAX)
        return bad_index(ctx, args[2].i);
    if (to < from)
        return cel_errorf(ctx, "invalid substring range: start %lld, end %lld",
                          (long long)args[1].i, (long long)args[2].i);
    return cel_string(ex_str_slice(s, from, to));
}

/* White space of Unicode. */
static bool is_white(uint32_t r)
{
    return (r >= 0x09 && r <= 0x0D) || r == 0x20 || r == 0x85 || r == 0xA0 || r == 0x1680 ||
           (r >= 0x2000 && r <= 0x200A) || r == 0x2028 || r == 0x2029 || r == 0x202F ||
           r == 0x205F || r == 0x3000;
}

CEL_FN(cel_fn_trim)
{
    (void)n;
    struct ex_str s = args[0].s;
    size_t from = s.n, to = 0;
    for (size_t at = 0; at < s.n;) {
        uint32_t rune;
        size_t width = ex_utf8_decode(ex_str_slice(s, at, s.n), &rune);
        if (!is_white(rune)) {
            from = at < from ? at : from;
            to = at + width;
        }
        at += width;
    }
    if (!cel_step(ctx, s.n / 256))
        return cel_stop_value(ctx);
    return cel_string(to > from ? ex_str_slice(s, from, to) : EX_STR(""));
}

CEL_FN(cel_fn_join)
{
    EX_AUTO(ex_buf_free) struct ex_buf out = EX_BUF_INIT;
    const struct cel_list *list = args[0].list;
    if (list->missing)
        return cel_unknown_value(list->missing);
    for (size_t i = 0; i < list->n; i++) {
        struct cel_value item = cel_list_at(ctx, list, i);
        if (item.kind == CEL_UNKNOWN || item.kind == CEL_ERROR)
            return item;
        if (item.kind != CEL_STRING)
            return cel_no_overload(ctx, args, n);
        if (i > 0 && n > 1)
            ex_buf_add(&out, args[1].s);
        ex_buf_add(&out, item.s);
        if (!cel_step(ctx, 1) || !cel_room(ctx, out.n))
            return cel_stop_value(ctx);
    }
    return cel_text_value(ctx, ex_buf_str(&out));
}

CEL_FN(cel_fn_reverse)
{
    (void)n;
    struct ex_str s = args[0].s;
    if (!cel_step(ctx, s.n / 16) || !cel_room(ctx, s.n))
        return cel_stop_value(ctx);
    char *out = ex_arena_bytes(ctx->arena, s.n + 1);
    size_t to = s.n;
    out[s.n] = '\0';
    for (size_t at = 0; at < s.n;) {
        uint32_t rune;
        size_t width = ex_utf8_decode(ex_str_slice(s, at, s.n), &rune);
        to -= width;
        memcpy(out + to, s.p + at, width);
        at += width;
    }
    return cel_string(ex_str_n(out, s.n));
}

CEL_FN(cel_fn_quote)
{
    (void)n;
    EX_AUTO(ex_buf_free) struct ex_buf out = EX_BUF_INIT;
    cel_print(ctx, args[0], &out);
    return cel_text_value(ctx, ex_buf_str(&out));
}
