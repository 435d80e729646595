/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The grammar of JSON (RFC 8259), and the tokens NaN, Infinity and -Infinity
 * that some writers use. Values are checked to the last character and nothing
 * is made of them; strings and white space are passed in blocks.
 *
 * Behind the bytes in memory stand NUL bytes. No loop passes one, so that the
 * end needs no test of its own until one is met.
 */
#include "formats/import/json.h"

#include <stdlib.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

static bool fail(struct ex_json_scan *s, enum ex_json_fault fault, uint64_t offset,
                 const char *reason)
{
    s->fault = fault;
    s->reason = reason;
    s->fault_offset = offset;
    return false;
}

static bool bad(struct ex_json_scan *s, const char *reason)
{
    return fail(s, EX_JSON_MALFORMED, ex_json_offset(s), reason);
}

static bool ends(struct ex_json_scan *s)
{
    return fail(s, EX_JSON_ENDS, ex_json_offset(s), NULL);
}

/* ---- blocks ---- */

#ifdef __SSE2__

/* Index of the first character from `i` on that is no white space. */
static size_t pass_blank(const char *p, size_t i)
{
    const __m128i space = _mm_set1_epi8(' ');
    const __m128i tab = _mm_set1_epi8('\t');
    const __m128i feed = _mm_set1_epi8('\n');
    const __m128i carriage = _mm_set1_epi8('\r');

    for (;; i += 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        __m128i blank =
            _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(x, space), _mm_cmpeq_epi8(x, feed)),
                         _mm_or_si128(_mm_cmpeq_epi8(x, carriage), _mm_cmpeq_epi8(x, tab)));
        unsigned other = (unsigned)_mm_movemask_epi8(blank) ^ 0xFFFFu;

        if (other)
            return i + (size_t)__builtin_ctz(other);
    }
}

size_t ex_json_pass_text(const char *p, size_t i)
{
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i escape = _mm_set1_epi8('\\');
    const __m128i control = _mm_set1_epi8(0x1F);

    for (;; i += 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        __m128i special =
            _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(x, quote), _mm_cmpeq_epi8(x, escape)),
                         _mm_cmpeq_epi8(_mm_min_epu8(x, control), x));
        unsigned found = (unsigned)_mm_movemask_epi8(special);

        if (found)
            return i + (size_t)__builtin_ctz(found);
    }
}

#else

#define ONES  UINT64_C(0x0101010101010101)
#define HIGHS UINT64_C(0x8080808080808080)

/* A set high bit for the lowest byte of `x` that is zero (and perhaps for some above it). */
static uint64_t zeros(uint64_t x)
{
    return (x - ONES) & ~x & HIGHS;
}

static size_t pass_blank(const char *p, size_t i)
{
    while (p[i] == ' ' || p[i] == '\n' || p[i] == '\r' || p[i] == '\t')
        i++;
    return i;
}

size_t ex_json_pass_text(const char *p, size_t i)
{
    for (;; i += 8) {
        uint64_t x;

        memcpy(&x, p + i, 8);
        if (zeros(x ^ ONES * '"') | zeros(x ^ ONES * '\\') | ((x - ONES * 0x20) & ~x & HIGHS))
            break;
    }
    while (p[i] != '"' && p[i] != '\\' && (unsigned char)p[i] >= 0x20)
        i++;
    return i;
}

#endif

/* Mostly there is none, or one blank. */
static inline size_t pass_some_blank(const char *p, size_t i)
{
    return (unsigned char)p[i] > ' ' ? i : pass_blank(p, i);
}

static inline char next(struct ex_json_scan *s)
{
    for (;;) {
        s->at = pass_some_blank(s->p, s->at);
        if (s->at < s->n || !ex_json_more(s))
            return s->p[s->at];
    }
}

char ex_json_next(struct ex_json_scan *s)
{
    return next(s);
}

/* ---- tokens ---- */

/* Have `n` characters in memory, if the stream has them. */
static void want(struct ex_json_scan *s, size_t n)
{
    while (s->n - s->at < n && ex_json_more(s))
        continue;
}

static bool skip_escape(struct ex_json_scan *s)
{
    const char *p;
    size_t i;

    want(s, 6);
    p = s->p + s->at;
    if (p[1] != 'u') {
        if (s->n - s->at < 2)
            return ends(s);
        if (!p[1] || !strchr("\"\\/bfnrt", p[1]))
            return bad(s, "an escape that JSON does not know");
        s->at += 2;
        return true;
    }
    for (i = 2; i < 6; i++) {
        if (s->at + i >= s->n)
            return ends(s);
        if (ex_hex_value(p[i]) < 0)
            return bad(s, "'\\u' without four hexadecimal digits");
    }
    s->at += 6;
    return true;
}

/* From behind the opening quote to behind the closing one. */
static bool skip_string(struct ex_json_scan *s, bool *escaped)
{
    for (;;) {
        s->at = ex_json_pass_text(s->p, s->at);
        if (s->p[s->at] == '"') {
            s->at++;
            return true;
        }
        if (s->p[s->at] == '\\') {
            *escaped = true;
            if (!skip_escape(s))
                return false;
        } else if (s->at < s->n) {
            return bad(s, "a line break or control character inside a text");
        } else if (!ex_json_more(s)) {
            return ends(s);
        }
    }
}

/* The digits at the reading position: their number. */
static size_t skip_digits(struct ex_json_scan *s)
{
    size_t n = 0;

    for (;;) {
        while (ex_is_digit(s->p[s->at])) {
            s->at++;
            n++;
        }
        if (s->at < s->n || !ex_json_more(s))
            return n;
    }
}

static bool is_word(char c)
{
    return ex_is_alpha(c) || ex_is_digit(c) || c == '_';
}

static bool is_behind_value(char c)
{
    return c == ',' || c == '}' || c == ']' || c == '\r' || c == '\n';
}

/* The length of one of the usual words that plainly ends, or 0. */
static size_t plain_word(const char *p)
{
    if (is_behind_value(p[4]) && (memcmp(p, "null", 4) == 0 || memcmp(p, "true", 4) == 0))
        return 4;
    return is_behind_value(p[5]) && memcmp(p, "false", 5) == 0 ? 5 : 0;
}

static bool skip_word(struct ex_json_scan *s)
{
    static const struct ex_str words[] = {
        {"true", 4}, {"false", 5}, {"null", 4}, {"NaN", 3}, {"Infinity", 8}, {"-Infinity", 9},
    };
    size_t i;

    want(s, 10);
    for (i = 0; i < EX_COUNT(words); i++) {
        struct ex_str rest = ex_str_n(s->p + s->at, s->n - s->at);

        if (ex_str_starts(rest, words[i]) && !is_word(rest.p[words[i].n])) {
            s->at += words[i].n;
            return true;
        }
        if (ex_str_starts(words[i], rest) && s->end)
            return ends(s);
    }
    return bad(s, "a word that is no JSON value");
}

static bool skip_fraction(struct ex_json_scan *s)
{
    want(s, 1);
    if (s->p[s->at] == '.') {
        s->at++;
        if (!skip_digits(s))
            return s->at < s->n ? bad(s, "a number without digits behind the point") : ends(s);
    }
    if (s->p[s->at] == 'e' || s->p[s->at] == 'E') {
        s->at++;
        want(s, 1);
        s->at += s->p[s->at] == '+' || s->p[s->at] == '-';
        if (!skip_digits(s))
            return s->at < s->n ? bad(s, "a number without digits in its exponent") : ends(s);
    }
    return true;
}

static bool skip_number(struct ex_json_scan *s)
{
    bool zero;

    want(s, 2);
    if (s->p[s->at] == '-' && s->p[s->at + 1] == 'I')
        return skip_word(s);
    s->at += s->p[s->at] == '-';
    zero = s->p[s->at] == '0';
    s->at += zero;
    if (!zero && !skip_digits(s))
        return s->at < s->n ? bad(s, "a number without digits") : ends(s);
    if (!skip_fraction(s))
        return false;
    if (is_word(s->p[s->at]) || s->p[s->at] == '.')
        return bad(s, "a number in a form that JSON does not have");
    return true;
}

/* ---- structure ---- */

bool ex_json_open(struct ex_json_scan *s, bool object)
{
    uint64_t bit = UINT64_C(1) << (s->depth % 64);
    uint64_t *word;

    if (s->depth == EX_MAX_JSON_DEPTH)
        return fail(s, EX_JSON_DEPTH, ex_json_offset(s), NULL);
    word = &s->objects[s->depth / 64];
    *word = object ? *word | bit : *word & ~bit;
    s->depth++;
    s->at++;
    return true;
}

static bool in_object(const struct ex_json_scan *s)
{
    return s->objects[(s->depth - 1) / 64] >> ((s->depth - 1) % 64) & 1;
}

bool ex_json_is_secret(struct ex_str name)
{
    static const struct ex_str ending = {"AsPlainText", 11};
    char last = name.n >= 8 ? ex_lower(name.p[name.n - 1]) : '\0';

    if (last == 'd')
        return name.n == 8 && ex_str_ieq(name, EX_STR("Password"));
    return last == 't' && ex_str_iends(name, ending);
}

/* A text that is more than what -Depth leaves of a SecureString is counted. */
static bool note_secret(struct ex_json_scan *s)
{
    static const struct ex_str left = {"\"System.Security.SecureString\"", 30};
    uint64_t offset = ex_json_offset(s);

    want(s, left.n);
    if (s->p[s->at] != '"' || s->at + 1 >= s->n || s->p[s->at + 1] == '"' || offset < s->looked ||
        ex_str_starts(ex_str_n(s->p + s->at, s->n - s->at), left))
        return true;
    s->looked = offset + 1;
    if (s->passwords++ == 0)
        s->secret_off = offset + 1;
    return true;
}

/* What people write by hand and JSON does not have; NULL: something else. */
static const char *usual_mistake(char c)
{
    if (c == '\'')
        return "a text in single quotes; JSON has double quotes";
    if (c == '/' || c == '#')
        return "a comment, which JSON does not have";
    return NULL;
}

static bool no_value(struct ex_json_scan *s)
{
    char c = s->p[s->at];
    const char *mistake = usual_mistake(c);

    if (s->at >= s->n)
        return ends(s);
    if (c == ']' || c == '}' || c == ',')
        return bad(s, "a comma or bracket where a value is expected");
    return bad(s, mistake ? mistake : "something else where a value is expected");
}

static bool no_separator(struct ex_json_scan *s, bool object)
{
    const char *mistake = usual_mistake(s->p[s->at]);

    if (s->at >= s->n)
        return ends(s);
    if (mistake)
        return bad(s, mistake);
    return bad(s, object ? "something else where ',' or '}' is expected"
                         : "something else where ',' or ']' is expected");
}

static bool no_name(struct ex_json_scan *s)
{
    const char *mistake = usual_mistake(s->p[s->at]);

    if (s->at >= s->n)
        return ends(s);
    return bad(s, mistake ? mistake : "something else where a name in double quotes is expected");
}

/* A name and its colon; then the reading position is at the value. */
static bool skip_name(struct ex_json_scan *s, struct ex_str *name, bool *escaped)
{
    bool kept = s->keep != EX_NO_OFFSET;
    uint64_t start;
    uint64_t end;

    *name = (struct ex_str){NULL, 0};
    *escaped = false;
    if (next(s) != '"')
        return no_name(s);
    s->at++;
    start = ex_json_offset(s);
    if (!kept)
        ex_json_keep(s, EX_MAX_STRING_BYTES);
    if (!skip_string(s, escaped))
        return false;
    end = ex_json_offset(s) - 1;
    if (next(s) != ':')
        return s->at < s->n ? bad(s, "something else where a colon is expected") : ends(s);
    s->at++;
    (void)next(s);
    if (s->keep != EX_NO_OFFSET)
        *name = ex_str_n(s->p + (size_t)(start - s->base), (size_t)(end - start));
    if (!kept)
        s->keep = EX_NO_OFFSET;
    return true;
}

/* Past what opens, separates or closes the values of an array or object. */
static inline bool step(struct ex_json_scan *s, bool first, struct ex_str *name, bool *escaped,
                        bool *more)
{
    bool object = in_object(s);
    char close = object ? '}' : ']';
    char c = next(s);

    *more = c != close;
    if (c == close) {
        s->at++;
        s->depth--;
        return true;
    }
    if (!first) {
        uint64_t comma = ex_json_offset(s);

        if (c != ',')
            return no_separator(s, object);
        s->at++;
        if (next(s) == close)
            return fail(s, EX_JSON_MALFORMED, comma, "a comma with nothing behind it");
    }
    if (object)
        return skip_name(s, name, escaped) && (!ex_json_is_secret(*name) || note_secret(s));
    return true;
}

bool ex_json_step(struct ex_json_scan *s, bool first, struct ex_str *name, bool *escaped,
                  bool *more)
{
    return step(s, first, name, escaped, more);
}

/* A scalar, or the bracket of an array or object. */
static bool skip_scalar(struct ex_json_scan *s, char c)
{
    bool escaped;

    if (c == '"') {
        s->at++;
        return skip_string(s, &escaped);
    }
    if (c == '-' || ex_is_digit(c))
        return skip_number(s);
    if (ex_is_alpha(c))
        return skip_word(s);
    return no_value(s);
}

bool ex_json_skip(struct ex_json_scan *s)
{
    unsigned floor = s->depth;
    struct ex_str name;
    bool escaped;
    bool more = true;

    do {
        char c = s->p[s->at];
        bool opened = c == '{' || c == '[';

        if (opened ? !ex_json_open(s, c == '{') : !skip_scalar(s, c))
            return false;
        while (s->depth > floor) {
            if (!step(s, opened, &name, &escaped, &more))
                return false;
            if (more)
                break;
            opened = false;
        }
    } while (s->depth > floor);
    return true;
}

/* ---- objects ---- */

static enum ex_json_kind kind_of(char c)
{
    switch (c) {
    case '{':
        return EX_JSON_OBJECT;
    case '[':
        return EX_JSON_ARRAY;
    case '"':
        return EX_JSON_STRING;
    case 't':
    case 'f':
        return EX_JSON_BOOLEAN;
    case 'n':
        return EX_JSON_NULL;
    default:
        return EX_JSON_NUMBER;
    }
}

void ex_json_members_free(struct ex_json_members *members)
{
    free(members->items);
    members->items = NULL;
}

static struct ex_json_member *new_member(struct ex_json_members *members)
{
    if (members->n == members->cap) {
        members->cap = members->cap ? members->cap * 2 : 256;
        members->items = ex_realloc(members->items, members->cap, sizeof *members->items);
    }
    return &members->items[members->n++];
}

static void add_member(struct ex_json_scan *s, struct ex_json_members *members,
                       struct ex_arena *names, struct ex_str name)
{
    struct ex_json_member *member;

    if (members->n >= EX_MAX_LIST_ITEMS)
        return;
    member = new_member(members);
    member->name = name.p ? s->base + (size_t)(name.p - s->p) : 0;
    member->name_n = (uint32_t)name.n;
    member->start = ex_json_offset(s);
    member->kind = (uint8_t)kind_of(s->p[s->at]);
    member->copy = names ? ex_arena_str(names, name) : (struct ex_str){NULL, 0};
}

static uint64_t load(const char *p)
{
    uint64_t x;

    memcpy(&x, p, sizeof x);
    return x;
}

/* memcmp() in line: there are 200 names in a record, each of them short. */
static bool is_same(const char *a, const char *b, size_t n)
{
    size_t i;

    if (n < 8)
        return memcmp(a, b, n) == 0;
    for (i = 0; i + 8 < n; i += 8) {
        if (load(a + i) != load(b + i))
            return false;
    }
    return load(a + n - 8) == load(b + n - 8);
}

/*
 * Past the next name and colon, when it is the expected one; else nothing is changed.
 * What is not in memory, or is a secret, is left to others.
 */
static bool pass_expected(struct ex_json_scan *s, bool first, struct ex_str *name)
{
    const char *p = s->p;
    size_t at = pass_some_blank(p, s->at);
    size_t start;

    if (!first) {
        if (p[at] != ',')
            return false;
        at = pass_some_blank(p, at + 1);
    }
    start = at + 1;
    if (p[at] != '"' || s->n - at <= name->n + 2 || p[start + name->n] != '"' ||
        !is_same(p + start, name->p, name->n) || ex_json_is_secret(*name))
        return false;
    at = pass_some_blank(p, start + name->n + 1);
    if (p[at] != ':')
        return false;
    at = pass_some_blank(p, at + 1);
    if (at >= s->n)
        return false;
    s->at = at;
    *name = ex_str_n(p + start, name->n);
    return true;
}

/* Of most members the value is a text without escapes, or a word. */
static bool skip_value(struct ex_json_scan *s)
{
    const char *p = s->p + s->at;
    size_t end;

    if (*p != '"') {
        size_t word = plain_word(p);

        s->at += word;
        return word > 0 || ex_json_skip(s);
    }
    end = ex_json_pass_text(s->p, s->at + 1);
    if (s->p[end] != '"')
        return ex_json_skip(s);
    s->at = end + 1;
    return true;
}

bool ex_json_scan_object(struct ex_json_scan *s, struct ex_json_members *members,
                         struct ex_arena *names)
{
    bool more = true;
    size_t i;

    members->n = 0;
    members->as_expected = true;
    if (!ex_json_open(s, true))
        return false;
    for (i = 0;; i++) {
        bool escaped = false;
        struct ex_str name = {NULL, 0};

        if (members->as_expected && i < members->n_expected)
            name = members->expected[i];
        if (!name.n || !pass_expected(s, i == 0, &name)) {
            if (!step(s, i == 0, &name, &escaped, &more))
                return false;
            if (!more)
                break;
            members->as_expected = members->as_expected && i < members->n_expected &&
                                   ex_str_eq(name, members->expected[i]);
        }
        add_member(s, members, names, name);
        if (!skip_value(s))
            return false;
    }
    members->as_expected = members->as_expected && i == members->n_expected;
    return true;
}
