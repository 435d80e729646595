/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tokens of CEL, as the section "Syntax" of the language definition has them.
 */
#ifndef EX_CEL_LEX_H
#define EX_CEL_LEX_H

#include "cel/ast.h"

enum cel_token_kind {
    CEL_T_END,
    CEL_T_ERROR, /**< already reported */
    CEL_T_IDENT,
    CEL_T_RESERVED, /**< a word that is set aside: may be a field name, not a variable */
    CEL_T_QUOTED_IDENT, /**< `a-b`, after a dot only */
    CEL_T_TRUE,
    CEL_T_FALSE,
    CEL_T_NULL,
    CEL_T_IN,
    CEL_T_INT,
    CEL_T_UINT,
    CEL_T_DOUBLE,
    CEL_T_STRING,
    CEL_T_BYTES,
    CEL_T_OR,
    CEL_T_AND,
    CEL_T_LT,
    CEL_T_LE,
    CEL_T_GE,
    CEL_T_GT,
    CEL_T_EQ,
    CEL_T_NE,
    CEL_T_PLUS,
    CEL_T_MINUS,
    CEL_T_STAR,
    CEL_T_SLASH,
    CEL_T_PERCENT,
    CEL_T_NOT,
    CEL_T_DOT,
    CEL_T_COMMA,
    CEL_T_QUESTION,
    CEL_T_COLON,
    CEL_T_LPAREN,
    CEL_T_RPAREN,
    CEL_T_LBRACKET,
    CEL_T_RBRACKET,
    CEL_T_LBRACE,
    CEL_T_RBRACE,
};

struct cel_token {
    enum cel_token_kind kind;
    size_t at;
    struct ex_str text; /**< as written */
};

struct cel_lexer {
    struct cel_compile *c;
    struct ex_str text;
    size_t pos;
};

/** The next token; an error has been recorded when its kind is CEL_T_ERROR. */
struct cel_token cel_lex(struct cel_lexer *lexer);

/** The value of a string or bytes token; false after recording an error. */
bool cel_literal_text(struct cel_compile *c, const struct cel_token *token,
                      struct cel_value *out);

/** The value of a number token, negated when `negative`; false after recording an error. */
bool cel_literal_number(struct cel_compile *c, const struct cel_token *token, bool negative,
                        struct cel_value *out);

#endif
