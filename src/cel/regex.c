/* SPDX-License-Identifier: MIT */
/**
 * @file
 * matches(): RE2 syntax (https://github.com/google/re2/wiki/Syntax) on top of
 * PCRE2. A pattern is read once to refuse what RE2 does not have, and to
 * write differently what the two understand differently; then PCRE2 compiles
 * it. Matching is limited in steps and memory.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "cel/regex.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"

#include <pcre2.h>
#include <stdlib.h>

#define MAX_REPEAT 1000u
#define HEAP_LIMIT_KIB 16384u

struct cel_regex {
    pcre2_code *code;
};

struct cel_matcher {
    pcre2_match_data *data;
    pcre2_match_context *context;
};

/* ---- from RE2 to PCRE2 ---------------------------------------------- */

struct rewriter {
    struct ex_str s;
    size_t at;
    struct ex_buf out;
    const char *error;
    bool repeated; /* the last piece was a repetition operator */
};

static char peek(const struct rewriter *w, size_t ahead)
{
    return w->at + ahead < w->s.n ? w->s.p[w->at + ahead] : '\0';
}

static bool refuse(struct rewriter *w, const char *why)
{
    w->error = why;
    return false;
}

static void copy(struct rewriter *w, size_t n)
{
    struct ex_str piece = ex_str_slice(w->s, w->at, w->at + n);
    ex_buf_add(&w->out, piece);
    w->at += piece.n;
}

/* Escapes that mean different things, or the same in other words. */
static const struct {
    char letter;
    const char *outside;
    const char *inside; /* of a class; NULL: as it is */
} escapes[] = {
    {'v', "\\x0b", "\\x0b"},
    {'s', "[\\t\\n\\f\\r ]", "\\t\\n\\f\\r "},
    {'S', "[^\\t\\n\\f\\r ]", NULL},
};

static bool rewrite_octal(struct rewriter *w)
{
    size_t n = 1;
    while (n < 4 && peek(w, n) >= '0' && peek(w, n) <= '7')
        n++;
    if (peek(w, 1) != '0' && n < 4)
        return refuse(w, "back references are not supported");
    ex_buf_printf(&w->out, "\\o{%.*s}", (int)(n - 1), w->s.p + w->at + 1);
    w->at += n;
    return true;
}

static bool rewrite_quoted(struct rewriter *w)
{
    w->at += 2;
    while (w->at < w->s.n && !(peek(w, 0) == '\\' && peek(w, 1) == 'E')) {
        if (ex_is_alpha(peek(w, 0)) || ex_is_digit(peek(w, 0)) || peek(w, 0) < 0) {
            copy(w, 1);
            continue;
        }
        ex_buf_printf(&w->out, "\\x{%x}", (unsigned)(unsigned char)peek(w, 0));
        w->at++;
    }
    w->at += w->at < w->s.n ? 2 : 0;
    return true;
}

static bool rewrite_escape(struct rewriter *w, bool class)
{
    char c = peek(w, 1);
    w->repeated = false;
    if (w->at + 1 >= w->s.n)
        return refuse(w, "a backslash stands at the end");
    if (ex_is_digit(c))
        return rewrite_octal(w);
    if (c == 'Q' && !class)
        return rewrite_quoted(w);
    for (size_t i = 0; i < EX_COUNT(escapes); i++) {
        const char *to = class ? escapes[i].inside : escapes[i].outside;
        if (escapes[i].letter != c || !to)
            continue;
        ex_buf_add_text(&w->out, to);
        w->at += 2;
        return true;
    }
    if (ex_is_alpha(c) && !strchr(class ? "afnrtxdDSwWpP" : "afnrtxdDwWbBAzpP", c))
        return refuse(w, "unknown escape sequence");
    if (c < 0)
        return refuse(w, "unknown escape sequence");
    copy(w, 2);
    return true;
}

static bool rewrite_class(struct rewriter *w)
{
    copy(w, 1);
    if (peek(w, 0) == '^')
        copy(w, 1);
    if (peek(w, 0) == ']')
        copy(w, 1);
    while (w->at < w->s.n && peek(w, 0) != ']') {
        if (peek(w, 0) == '\\') {
            if (!rewrite_escape(w, true))
                return false;
        } else if (peek(w, 0) == '[' && peek(w, 1) == ':') {
            copy(w, 2);
        } else if (peek(w, 0) == '[') {
            ex_buf_add_text(&w->out, "\\[");
            w->at++;
        } else if (peek(w, 0) == ':' && peek(w, 1) == ']') {
            copy(w, 2);
        } else {
            copy(w, 1);
        }
    }
    if (w->at >= w->s.n)
        return refuse(w, "missing ']'");
    copy(w, 1);
    return true;
}

/* `(`, `(?:`, `(?P<name>`, `(?<name>`, `(?i)` or `(?i:`. */
static bool rewrite_group(struct rewriter *w)
{
    w->repeated = true; /* `(*` would be a verb */
    if (peek(w, 1) == '*')
        return refuse(w, "nothing to repeat");
    w->repeated = false;
    if (peek(w, 1) != '?') {
        copy(w, 1);
        return true;
    }
    size_t n = 2;
    if (peek(w, n) == 'P')
        n++;
    if (peek(w, n) == '<' && peek(w, n + 1) != '=' && peek(w, n + 1) != '!') {
        copy(w, n + 1);
        return true;
    }
    n = 2;
    while (peek(w, n) && strchr("imsU-", peek(w, n)))
        n++;
    if (peek(w, n) != ':' && !(peek(w, n) == ')' && n > 2))
        return refuse(w, "look-around, recursion, atomic groups and conditions are not supported");
    copy(w, n + 1);
    return true;
}

/* Length of `{n}`, `{n,}` or `{n,m}`; 0 when the brace is a plain character. */
static size_t count_length(const struct rewriter *w, bool *too_large)
{
    size_t n = 1;
    unsigned value = 0;
    *too_large = false;
    if (!ex_is_digit(peek(w, n)))
        return 0;
    for (bool comma = false;; n++) {
        char c = peek(w, n);
        if (c == '}')
            return n + 1;
        if (c == ',' && !comma) {
            comma = true;
            value = 0;
        } else if (ex_is_digit(c)) {
            value = value > MAX_REPEAT ? value : value * 10 + (unsigned)(c - '0');
            *too_large = *too_large || value > MAX_REPEAT;
        } else {
            return 0;
        }
    }
}

static bool rewrite_repeat(struct rewriter *w, size_t n)
{
    if (w->repeated)
        return refuse(w, "a repetition cannot be repeated");
    copy(w, n);
    if (peek(w, 0) == '?')
        copy(w, 1);
    w->repeated = true;
    return true;
}

static bool rewrite_brace(struct rewriter *w)
{
    bool too_large;
    size_t n = count_length(w, &too_large);
    if (n > 0 && too_large)
        return refuse(w, "a repetition count is larger than 1000");
    if (n > 0)
        return rewrite_repeat(w, n);
    ex_buf_add_text(&w->out, "\\{");
    w->at++;
    w->repeated = false;
    return true;
}

static bool rewrite_piece(struct rewriter *w)
{
    switch (peek(w, 0)) {
    case '\\':
        return rewrite_escape(w, false);
    case '[':
        w->repeated = false;
        return rewrite_class(w);
    case '(':
        return rewrite_group(w);
    case '{':
        return rewrite_brace(w);
    case '*':
    case '+':
    case '?':
        return rewrite_repeat(w, 1);
    default:
        w->repeated = false;
        copy(w, 1);
        return true;
    }
}

/* ---- compiling ------------------------------------------------------ */

static void *arena_malloc(size_t size, void *arena)
{
    return ex_arena_alloc(arena, size);
}

static void arena_free(void *p, void *arena)
{
    (void)p;
    (void)arena;
}

static void free_contexts(pcre2_compile_context **context)
{
    pcre2_compile_context_free(*context);
}

static struct cel_regex *compile(struct ex_arena *arena, struct ex_str pattern,
                                 struct ex_str *message)
{
    pcre2_general_context *general =
        pcre2_general_context_create(arena_malloc, arena_free, arena);
    EX_AUTO(free_contexts) pcre2_compile_context *context =
        pcre2_compile_context_create(general);
    pcre2_set_newline(context, PCRE2_NEWLINE_LF);
    pcre2_set_parens_nest_limit(context, 100);
    int code = 0;
    PCRE2_SIZE at = 0;
    uint32_t options = PCRE2_UTF | PCRE2_NO_UTF_CHECK | PCRE2_DOLLAR_ENDONLY |
                       PCRE2_NEVER_BACKSLASH_C | PCRE2_NO_AUTO_CAPTURE;
    pcre2_code *compiled = pcre2_compile((PCRE2_SPTR)(pattern.p ? pattern.p : ""), pattern.n,
                                         options, &code, &at, context);
    if (!compiled) {
        PCRE2_UCHAR text[160] = "";
        (void)pcre2_get_error_message(code, text, sizeof text);
        *message = ex_arena_printf(arena, "invalid regular expression: %s", (const char *)text);
        return NULL;
    }
    struct cel_regex *regex = EX_NEW(arena, struct cel_regex);
    regex->code = compiled;
    return regex;
}

struct cel_regex *cel_regex_compile(struct ex_arena *arena, struct ex_str pattern,
                                    struct ex_str *message)
{
    EX_AUTO(ex_buf_free) struct ex_buf out = EX_BUF_INIT;
    struct rewriter w = {.s = pattern, .out = out, .repeated = true};
    if (pattern.n > CEL_MAX_REGEX_BYTES)
        w.error = "it is longer than 4096 bytes";
    else if (!ex_utf8_valid(pattern))
        w.error = "it is not valid UTF-8";
    w.repeated = false;
    while (!w.error && w.at < pattern.n && rewrite_piece(&w))
        continue;
    out = w.out;
    if (w.error) {
        *message = ex_arena_printf(arena, "invalid regular expression: %s", w.error);
        return NULL;
    }
    return compile(arena, ex_buf_str(&out), message);
}

/* ---- matching ------------------------------------------------------- */

static struct cel_matcher *matcher_new(void)
{
    struct cel_matcher *matcher = ex_alloc(sizeof *matcher);
    matcher->data = pcre2_match_data_create(1, NULL);
    matcher->context = pcre2_match_context_create(NULL);
    if (!matcher->data || !matcher->context)
        EX_BUG("out of memory");
    pcre2_set_match_limit(matcher->context, CEL_REGEX_MATCH_LIMIT);
    pcre2_set_depth_limit(matcher->context, CEL_REGEX_MATCH_LIMIT);
    pcre2_set_heap_limit(matcher->context, HEAP_LIMIT_KIB);
    return matcher;
}

void cel_matcher_free(struct cel_matcher *matcher)
{
    if (!matcher)
        return;
    pcre2_match_data_free(matcher->data);
    pcre2_match_context_free(matcher->context);
    free(matcher);
}

enum cel_match cel_regex_search(const struct cel_regex *regex, struct ex_str s,
                                struct cel_matcher **matcher)
{
    if (!*matcher)
        *matcher = matcher_new();
    int rc = pcre2_match(regex->code, (PCRE2_SPTR)(s.p ? s.p : ""), s.n, 0, 0, (*matcher)->data,
                         (*matcher)->context);
    if (rc == PCRE2_ERROR_NOMATCH)
        return CEL_MATCH_NO;
    return rc >= 0 ? CEL_MATCH_YES : CEL_MATCH_FAILED;
}
