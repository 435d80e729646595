/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Untrusted text in Markdown.
 */
#include "formats/report/mdout.h"

#include "formats/report/finding_view.h"
#include "formats/report/writer.h"

/* ---- code ----------------------------------------------------------------- */

static size_t longest_run(struct ex_str text, char c)
{
    size_t longest = 0;
    size_t run = 0;
    for (size_t i = 0; i < text.n; i++) {
        run = text.p[i] == c ? run + 1 : 0;
        if (run > longest)
            longest = run;
    }
    return longest;
}

static void add_html(struct ex_buf *out, struct ex_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        switch (text.p[i]) {
        case '&':
            ex_buf_add_text(out, "&amp;");
            break;
        case '<':
            ex_buf_add_text(out, "&lt;");
            break;
        case '>':
            ex_buf_add_text(out, "&gt;");
            break;
        case '"':
            ex_buf_add_text(out, "&quot;");
            break;
        default:
            ex_buf_add_char(out, text.p[i]);
        }
    }
}

/*
 * A bar would end the cell even within code; `\|` is one that does not. Behind a backslash
 * renderers disagree, so there it is shown as other dangerous characters are.
 */
static void add_cell(struct ex_buf *out, struct ex_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] != '|')
            ex_buf_add_char(out, text.p[i]);
        else if (i && text.p[i - 1] == '\\')
            ex_buf_add_text(out, "\\x7c");
        else
            ex_buf_add_text(out, "\\|");
    }
}

/* Code in Markdown: the fence is longer than any run of backticks in the text. */
static void add_span(struct ex_buf *out, struct ex_str text, enum ex_md_in in)
{
    size_t fence = longest_run(text, '`') + 1;
    bool edge = text.p[0] == '`' || text.p[text.n - 1] == '`' ||
                (text.p[0] == ' ' && text.p[text.n - 1] == ' ');
    ex_buf_add_repeat(out, '`', fence);
    ex_buf_add_text(out, edge ? " " : "");
    if (in == EX_MD_CELL)
        add_cell(out, text);
    else
        ex_buf_add(out, text);
    ex_buf_add_text(out, edge ? " " : "");
    ex_buf_add_repeat(out, '`', fence);
}

/* `text` is escaped for readers. */
static void add_code(struct ex_buf *out, struct ex_str text, enum ex_md_in in)
{
    if (ex_str_trim(text).n == 0)
        return;
    if (in == EX_MD_HTML) {
        ex_buf_add_text(out, "<code>");
        add_html(out, text);
        ex_buf_add_text(out, "</code>");
    } else {
        add_span(out, text, in);
    }
}

void ex_md_code(struct ex_buf *out, struct ex_str text, enum ex_md_in in)
{
    struct ex_buf EX_AUTO(ex_buf_free) safe = EX_BUF_INIT;
    ex_text_escape(&safe, text);
    add_code(out, ex_buf_str(&safe), in);
}

void ex_md_fence(struct ex_buf *out, const char *language, struct ex_str commands)
{
    struct ex_buf EX_AUTO(ex_buf_free) safe = EX_BUF_INIT;
    ex_view_lines(&safe, commands);
    if (!safe.n)
        return;
    size_t fence = longest_run(ex_buf_str(&safe), '`') + 1;
    fence = fence < 3 ? 3 : fence;
    ex_buf_add_char(out, '\n');
    ex_buf_add_repeat(out, '`', fence);
    ex_buf_printf(out, "%s\n", language);
    ex_buf_add(out, ex_buf_str(&safe));
    ex_buf_add_char(out, '\n');
    ex_buf_add_repeat(out, '`', fence);
    ex_buf_add_text(out, "\n\n");
}

/* ---- words ------------------------------------------------------------------ */

static bool is_one_of(char c, const char *set)
{
    return c && strchr(set, c);
}

/* What means nothing within a word. */
static bool is_harmless(char c)
{
    return (unsigned char)c >= 0x80 || ex_is_alpha(c) || ex_is_digit(c) || is_one_of(c, "-./',()");
}

static bool is_all(struct ex_str word, bool (*fits)(char c))
{
    for (size_t i = 0; i < word.n; i++) {
        if (!fits(word.p[i]))
            return false;
    }
    return true;
}

static bool is_hex(char c)
{
    return ex_hex_value(c) >= 0;
}

static bool is_dash(char c)
{
    return c == '-' || c == '.' || c == ')';
}

/* Names of hosts and files: some renderers make links of them. */
static bool is_name(struct ex_str word)
{
    for (size_t i = 1; i + 1 < word.n; i++) {
        if (word.p[i] == '.' && ex_is_alpha(word.p[i + 1]))
            return true;
    }
    return false;
}

/* Seven hexadecimal digits may be a commit, GH-1 is an issue. */
static bool is_reference(struct ex_str word)
{
    bool issue = ex_str_istarts(word, EX_STR("GH-")) && word.n > 3 && ex_is_digit(word.p[3]);
    return issue || (word.n >= 7 && is_all(word, is_hex));
}

static bool is_plain(struct ex_str word)
{
    return is_all(word, is_harmless) && !is_name(word) && !is_reference(word) &&
           ex_str_find_str(word, EX_STR("//")) == SIZE_MAX;
}

/* `1.` and `-` begin a list, `---` is a rule or makes a heading of the line before. */
static bool begins_block(struct ex_str word)
{
    size_t digits = 0;
    while (digits < word.n && ex_is_digit(word.p[digits]))
        digits++;
    return is_all(ex_str_slice(word, digits, word.n), is_dash) &&
           (digits == 0 || digits < word.n);
}

/* A value in single quotes that ends where a word may end; its length with the quotes, or 0. */
static size_t quoted(struct ex_str text)
{
    for (size_t i = 2; i < text.n; i++) {
        if (text.p[i] == '\'' && (i + 1 == text.n || is_one_of(text.p[i + 1], " ,.;:)?!")))
            return i + 1;
    }
    return 0;
}

/* One word without its blanks. */
static void add_word(struct ex_buf *out, struct ex_str word, bool first, enum ex_md_in in)
{
    if (first && begins_block(word)) {
        add_code(out, word, in);
        return;
    }
    /* A bracket that closes one of the word belongs to it. */
    const char *tail = ex_str_find(word, '(') == SIZE_MAX ? ",.;:)!?\"'" : ",.;:!?\"'";
    size_t end = word.n;
    while (end && is_one_of(word.p[end - 1], tail))
        end--;
    struct ex_str core = ex_str_slice(word, 0, end);
    if (is_plain(core))
        ex_buf_add(out, core);
    else
        add_code(out, core, in);
    ex_buf_add(out, ex_str_slice(word, end, word.n));
}

/* Take one word, or one value in quotes, off the front. */
static void take_word(struct ex_buf *out, struct ex_str *text, bool first, enum ex_md_in in)
{
    while (text->n && is_one_of(text->p[0], "(\"")) {
        ex_buf_add_char(out, text->p[0]);
        *text = ex_str_slice(*text, 1, text->n);
    }
    if (!text->n)
        return;
    size_t n = text->p[0] == '\'' ? quoted(*text) : 0;
    if (n) {
        add_code(out, ex_str_slice(*text, 1, n - 1), in);
    } else {
        n = ex_str_find(*text, ' ');
        n = n == SIZE_MAX ? text->n : n;
        add_word(out, ex_str_slice(*text, 0, n), first, in);
    }
    *text = ex_str_slice(*text, n, text->n);
}

void ex_md_text(struct ex_buf *out, struct ex_str text, enum ex_md_in in)
{
    struct ex_buf EX_AUTO(ex_buf_free) safe = EX_BUF_INIT;
    ex_text_escape(&safe, text);
    struct ex_str rest = ex_str_trim(ex_buf_str(&safe));
    bool first = true;
    while (rest.n) {
        size_t blanks = 0;
        while (blanks < rest.n && rest.p[blanks] == ' ')
            blanks++;
        ex_buf_add_text(out, blanks ? " " : "");
        rest = ex_str_slice(rest, blanks, rest.n);
        take_word(out, &rest, first, in);
        first = false;
    }
}

/* ---- links -------------------------------------------------------------------- */

static bool is_url_character(char c)
{
    return ex_is_alpha(c) || ex_is_digit(c) || is_one_of(c, "-._~:/?#@!$&+,;=%");
}

void ex_md_link(struct ex_buf *out, struct ex_str title, struct ex_str url)
{
    bool follow = ex_str_starts(url, EX_STR("https://")) && is_all(url, is_url_character);
    ex_buf_add_text(out, follow ? "[" : "");
    ex_md_text(out, title, EX_MD_PARAGRAPH);
    if (follow) {
        ex_buf_printf(out, "](<%.*s>)", EX_FMT(url));
        return;
    }
    ex_buf_add_char(out, ' ');
    ex_md_code(out, url, EX_MD_PARAGRAPH);
}
