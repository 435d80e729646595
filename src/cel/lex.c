/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Lexical analysis. Strings are only delimited here; literal.c works out
 * their values.
 */
#include "cel/lex.h"

#include "base/utf8.h"

#define LIT(text) {(text), sizeof(text) - 1}

static const struct {
    struct ex_str word;
    enum cel_token_kind kind;
} words[] = {
    {LIT("true"), CEL_T_TRUE},         {LIT("false"), CEL_T_FALSE},
    {LIT("null"), CEL_T_NULL},         {LIT("in"), CEL_T_IN},
    {LIT("as"), CEL_T_RESERVED},       {LIT("break"), CEL_T_RESERVED},
    {LIT("const"), CEL_T_RESERVED},    {LIT("continue"), CEL_T_RESERVED},
    {LIT("else"), CEL_T_RESERVED},     {LIT("for"), CEL_T_RESERVED},
    {LIT("function"), CEL_T_RESERVED}, {LIT("if"), CEL_T_RESERVED},
    {LIT("import"), CEL_T_RESERVED},   {LIT("let"), CEL_T_RESERVED},
    {LIT("loop"), CEL_T_RESERVED},     {LIT("package"), CEL_T_RESERVED},
    {LIT("namespace"), CEL_T_RESERVED}, {LIT("return"), CEL_T_RESERVED},
    {LIT("var"), CEL_T_RESERVED},      {LIT("void"), CEL_T_RESERVED},
    {LIT("while"), CEL_T_RESERVED},
};

/* Longer operators stand before their prefixes. */
static const struct {
    struct ex_str text;
    enum cel_token_kind kind;
} operators[] = {
    {LIT("||"), CEL_T_OR},      {LIT("&&"), CEL_T_AND},     {LIT("<="), CEL_T_LE},
    {LIT(">="), CEL_T_GE},      {LIT("=="), CEL_T_EQ},      {LIT("!="), CEL_T_NE},
    {LIT("<"), CEL_T_LT},       {LIT(">"), CEL_T_GT},       {LIT("+"), CEL_T_PLUS},
    {LIT("-"), CEL_T_MINUS},    {LIT("*"), CEL_T_STAR},     {LIT("/"), CEL_T_SLASH},
    {LIT("%"), CEL_T_PERCENT},  {LIT("!"), CEL_T_NOT},      {LIT("."), CEL_T_DOT},
    {LIT(","), CEL_T_COMMA},    {LIT("?"), CEL_T_QUESTION}, {LIT(":"), CEL_T_COLON},
    {LIT("("), CEL_T_LPAREN},   {LIT(")"), CEL_T_RPAREN},   {LIT("["), CEL_T_LBRACKET},
    {LIT("]"), CEL_T_RBRACKET}, {LIT("{"), CEL_T_LBRACE},   {LIT("}"), CEL_T_RBRACE},
};

static char peek(const struct cel_lexer *lexer, size_t ahead)
{
    size_t at = lexer->pos + ahead;
    return at < lexer->text.n ? lexer->text.p[at] : '\0';
}

static bool starts(const struct cel_lexer *lexer, size_t at, struct ex_str part)
{
    return at <= lexer->text.n && ex_str_starts(ex_str_slice(lexer->text, at, lexer->text.n), part);
}

static bool is_word(char c)
{
    return ex_is_alpha(c) || ex_is_digit(c) || c == '_';
}

static struct cel_token token(struct cel_lexer *lexer, enum cel_token_kind kind, size_t end)
{
    struct cel_token t = {kind, lexer->pos, ex_str_slice(lexer->text, lexer->pos, end)};
    lexer->pos = end;
    return t;
}

static void skip_blanks(struct cel_lexer *lexer)
{
    for (;;) {
        char c = peek(lexer, 0);
        if (lexer->pos < lexer->text.n && ex_is_space(c) && c != '\v') {
            lexer->pos++;
            continue;
        }
        if (!starts(lexer, lexer->pos, EX_STR("//")))
            return;
        while (lexer->pos < lexer->text.n && peek(lexer, 0) != '\n')
            lexer->pos++;
    }
}

static size_t skip_digits(const struct cel_lexer *lexer, size_t at, bool hex)
{
    while (at < lexer->text.n &&
           (hex ? ex_hex_value(lexer->text.p[at]) >= 0 : ex_is_digit(lexer->text.p[at])))
        at++;
    return at;
}

static char char_at(const struct cel_lexer *lexer, size_t at)
{
    return at < lexer->text.n ? lexer->text.p[at] : '\0';
}

/* The end of `e+12` at `at`, or `at` when there is none. */
static size_t skip_exponent(const struct cel_lexer *lexer, size_t at)
{
    size_t p = at;
    if (ex_lower(char_at(lexer, p)) != 'e')
        return at;
    p++;
    if (char_at(lexer, p) == '+' || char_at(lexer, p) == '-')
        p++;
    size_t end = skip_digits(lexer, p, false);
    return end > p ? end : at;
}

static struct cel_token lex_number(struct cel_lexer *lexer)
{
    enum cel_token_kind kind = CEL_T_INT;
    size_t end;
    if (peek(lexer, 0) == '0' && ex_lower(peek(lexer, 1)) == 'x') {
        end = skip_digits(lexer, lexer->pos + 2, true);
        end = end == lexer->pos + 2 ? lexer->pos + 1 : end; /* the x then is a stray letter */
    } else {
        end = skip_digits(lexer, lexer->pos, false);
        if (char_at(lexer, end) == '.' && ex_is_digit(char_at(lexer, end + 1))) {
            end = skip_digits(lexer, end + 1, false);
            kind = CEL_T_DOUBLE;
        }
        size_t exponent = skip_exponent(lexer, end);
        if (exponent > end)
            kind = CEL_T_DOUBLE;
        end = exponent;
    }
    if (kind == CEL_T_INT && ex_lower(char_at(lexer, end)) == 'u') {
        kind = CEL_T_UINT;
        end++;
    }
    if (!is_word(char_at(lexer, end)))
        return token(lexer, kind, end);
    while (is_word(char_at(lexer, end)))
        end++;
    cel_compile_error(lexer->c, lexer->pos, end - lexer->pos, "malformed number");
    return token(lexer, CEL_T_ERROR, end);
}

/* Length of a prefix of r and b before a quote, or SIZE_MAX when this is no string. */
static size_t string_prefix(const struct cel_lexer *lexer, bool *raw, bool *bytes)
{
    for (size_t i = 0; i < 3; i++) {
        char c = ex_lower(peek(lexer, i));
        if (c == '"' || c == '\'')
            return i;
        if (c == 'r' && !*raw)
            *raw = true;
        else if (c == 'b' && !*bytes)
            *bytes = true;
        else
            return SIZE_MAX;
    }
    return SIZE_MAX;
}

static struct cel_token lex_string(struct cel_lexer *lexer, size_t prefix, bool raw, bool bytes)
{
    size_t open = lexer->pos + prefix;
    char quote[3] = {lexer->text.p[open], lexer->text.p[open], lexer->text.p[open]};
    size_t width = starts(lexer, open, ex_str_n(quote, 3)) ? 3 : 1;
    struct ex_str close = ex_str_n(quote, width);
    size_t at = open + width;
    while (at < lexer->text.n) {
        char c = lexer->text.p[at];
        if (starts(lexer, at, close))
            return token(lexer, bytes ? CEL_T_BYTES : CEL_T_STRING, at + width);
        if (width == 1 && (c == '\n' || c == '\r'))
            break;
        at += !raw && c == '\\' && at + 1 < lexer->text.n ? 2 : 1;
    }
    struct ex_diag *d = cel_compile_error(lexer->c, lexer->pos, at - lexer->pos,
                                          "this string has no end");
    ex_diag_hint(lexer->c->diags, d, "close it with %.*s", EX_FMT(close));
    return token(lexer, CEL_T_ERROR, lexer->text.n);
}

static struct cel_token lex_word(struct cel_lexer *lexer)
{
    size_t end = lexer->pos;
    while (end < lexer->text.n && is_word(lexer->text.p[end]))
        end++;
    struct cel_token t = token(lexer, CEL_T_IDENT, end);
    for (size_t i = 0; i < EX_COUNT(words); i++) {
        if (ex_str_eq(words[i].word, t.text))
            t.kind = words[i].kind;
    }
    return t;
}

static struct cel_token lex_quoted_ident(struct cel_lexer *lexer)
{
    size_t end = lexer->pos + 1;
    while (is_word(char_at(lexer, end)) || (char_at(lexer, end) &&
                                            strchr(".-/ ", char_at(lexer, end))))
        end++;
    if (char_at(lexer, end) == '`' && end > lexer->pos + 1)
        return token(lexer, CEL_T_QUOTED_IDENT, end + 1);
    cel_compile_error(lexer->c, lexer->pos, end - lexer->pos, "malformed quoted field name");
    return token(lexer, CEL_T_ERROR, lexer->text.n);
}

static struct cel_token lex_operator(struct cel_lexer *lexer)
{
    for (size_t i = 0; i < EX_COUNT(operators); i++) {
        if (starts(lexer, lexer->pos, operators[i].text))
            return token(lexer, operators[i].kind, lexer->pos + operators[i].text.n);
    }
    uint32_t rune;
    size_t n = ex_utf8_decode(ex_str_slice(lexer->text, lexer->pos, lexer->text.n), &rune);
    if (rune >= ' ' && !ex_rune_is_unsafe(rune))
        cel_compile_error(lexer->c, lexer->pos, n, "unexpected character '%.*s'", (int)n,
                          lexer->text.p + lexer->pos);
    else
        cel_compile_error(lexer->c, lexer->pos, n, "unexpected character U+%04X", (unsigned)rune);
    return token(lexer, CEL_T_ERROR, lexer->text.n);
}

struct cel_token cel_lex(struct cel_lexer *lexer)
{
    skip_blanks(lexer);
    if (lexer->pos >= lexer->text.n)
        return token(lexer, CEL_T_END, lexer->text.n);
    char c = peek(lexer, 0);
    bool raw = false, bytes = false;
    size_t prefix = string_prefix(lexer, &raw, &bytes);
    if (prefix != SIZE_MAX)
        return lex_string(lexer, prefix, raw, bytes);
    if (ex_is_digit(c) || (c == '.' && ex_is_digit(peek(lexer, 1))))
        return lex_number(lexer);
    if (is_word(c))
        return lex_word(lexer);
    if (c == '`')
        return lex_quoted_ident(lexer);
    return lex_operator(lexer);
}
