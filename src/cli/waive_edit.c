/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Editing exlint.yaml as text. Where an entry belongs is known from the
 * places of the YAML nodes; whoever calls reads the result again before it
 * is written.
 */
#include "cli/waive_edit.h"

#include "base/utf8.h"

/* ---- scalars ------------------------------------------------------------------ */

static bool is_reserved(struct ex_str text)
{
    static const char *const words[] = {"true", "false", "yes", "no", "on",
                                        "off",  "null",  "y",   "n",  "none"};
    for (size_t i = 0; i < EX_COUNT(words); i++) {
        if (ex_str_ieq(text, ex_str(words[i])))
            return true;
    }
    return false;
}

/* Letters first, and nothing that YAML could take for something else. */
static bool is_plain(struct ex_str text)
{
    if (!text.n || !ex_is_alpha(text.p[0]) || text.p[text.n - 1] == ' ' || is_reserved(text))
        return false;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (!ex_is_alpha(c) && !ex_is_digit(c) && !memchr(" _./@+,()-", c, 10))
            return false;
    }
    return true;
}

/* Controls, and characters that make a text look like another one. */
static bool is_deceptive(uint32_t rune)
{
    return rune < 0x20 || (rune >= 0x7F && rune < 0xA0) || (rune >= 0x200B && rune <= 0x200F) ||
           (rune >= 0x2028 && rune <= 0x202E) || (rune >= 0x2060 && rune <= 0x206F) ||
           rune == 0xFEFF;
}

static bool is_printable(struct ex_str text)
{
    uint32_t rune;
    for (size_t at = 0; at < text.n;) {
        at += ex_utf8_decode(ex_str_slice(text, at, text.n), &rune);
        if (is_deceptive(rune))
            return false;
    }
    return true;
}

static void add_single(struct ex_buf *out, struct ex_str text)
{
    ex_buf_add_char(out, '\'');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\'')
            ex_buf_add_char(out, '\'');
        ex_buf_add_char(out, text.p[i]);
    }
    ex_buf_add_char(out, '\'');
}

static void add_double(struct ex_buf *out, struct ex_str text)
{
    uint32_t rune;
    ex_buf_add_char(out, '"');
    for (size_t at = 0; at < text.n;) {
        at += ex_utf8_decode(ex_str_slice(text, at, text.n), &rune);
        if (rune == '\n')
            ex_buf_add_text(out, "\\n");
        else if (is_deceptive(rune))
            ex_buf_printf(out, "\\u%04X", (unsigned)rune);
        else if (rune == '"' || rune == '\\')
            ex_buf_printf(out, "\\%c", (char)rune);
        else
            ex_buf_add_rune(out, rune);
    }
    ex_buf_add_char(out, '"');
}

void ex_yaml_scalar(struct ex_buf *out, struct ex_str text)
{
    if (is_plain(text))
        ex_buf_add(out, text);
    else if (is_printable(text))
        add_single(out, text);
    else
        add_double(out, text);
}

/* ---- the entry ------------------------------------------------------------------ */

/* How lines of the file begin and end. */
struct form {
    struct ex_str pad;     /* before the hyphen */
    const char *line_end;
};

static void add_field(struct ex_buf *out, const struct form *form, const char *name,
                      struct ex_str value)
{
    if (!value.p || !value.n)
        return;
    ex_buf_add(out, form->pad);
    ex_buf_printf(out, "  %s: ", name);
    ex_yaml_scalar(out, value);
    ex_buf_add_text(out, form->line_end);
}

static void add_entry(struct ex_buf *out, const struct form *form, const struct ex_waiver *w,
                      struct ex_str title)
{
    ex_buf_add(out, form->pad);
    ex_buf_add_text(out, "- rule: ");
    ex_yaml_scalar(out, w->rule);
    if (title.n && is_printable(title))
        ex_buf_printf(out, "  # %.*s", EX_FMT(title));
    ex_buf_add_text(out, form->line_end);
    add_field(out, form, "object", w->object);
    add_field(out, form, "value", w->value);
    add_field(out, form, "kind", ex_str(ex_waiver_kind_name(w->kind)));
    add_field(out, form, "reason", w->reason);
    add_field(out, form, "owner", w->owner);
    add_field(out, form, "ticket", w->ticket);
    ex_buf_add(out, form->pad);
    ex_buf_printf(out, "  expires: %.*s%s", EX_FMT(w->expires), form->line_end);
}

/* ---- where it goes --------------------------------------------------------------- */

static size_t line_start(struct ex_str text, size_t at)
{
    while (at > 0 && text.p[at - 1] != '\n')
        at--;
    return at;
}

/* Behind the line end. */
static size_t next_line(struct ex_str text, size_t at)
{
    while (at < text.n && text.p[at] != '\n')
        at++;
    return at < text.n ? at + 1 : at;
}

static bool is_blank(struct ex_str text)
{
    return ex_str_trim(text).n == 0;
}

static bool is_flow(struct ex_str text, const struct ex_yaml *node)
{
    return node->kind != EX_YAML_SCALAR && node->start < text.n &&
           (text.p[node->start] == '{' || text.p[node->start] == '[');
}

static const struct ex_yaml *last_child(const struct ex_yaml *node)
{
    const struct ex_yaml *child = node->first;
    while (child && child->next)
        child = child->next;
    return child;
}

/* The line behind a node, as far as it has content. */
static size_t behind(struct ex_str text, const struct ex_yaml *node)
{
    while (node->first && !is_flow(text, node))
        node = last_child(node);
    size_t at = node->end;
    if (at > node->start && at <= text.n && text.p[at - 1] == '\n') {
        /* A block of lines takes the blank ones behind it along. */
        while (at > 1 && is_blank(ex_str_slice(text, line_start(text, at - 1), at)))
            at = line_start(text, at - 1);
        return at;
    }
    return next_line(text, at);
}

/* A copy up to `at`, which then is at the beginning of a line. */
static void copy_before(struct ex_buf *out, struct ex_str text, size_t at, const char *line_end)
{
    ex_buf_add(out, ex_str_slice(text, 0, at));
    if (at > 0 && text.p[at - 1] != '\n')
        ex_buf_add_text(out, line_end);
}

/* Behind the last item of a list in lines. */
static const char *append_item(struct ex_str text, const struct ex_yaml *list, struct form form,
                               const struct ex_waiver *w, struct ex_str title, struct ex_buf *out)
{
    size_t item = list->first->start;
    size_t dash = item;
    while (dash > 0 && text.p[dash - 1] == ' ')
        dash--;
    size_t start = line_start(text, dash);
    if (dash == start || text.p[dash - 1] != '-')
        return "the list of waivers has a form that cannot be extended";
    form.pad = ex_str_slice(text, start, dash - 1);
    if (!is_blank(form.pad))
        return "the list of waivers has a form that cannot be extended";
    size_t at = behind(text, list);
    copy_before(out, text, at, form.line_end);
    add_entry(out, &form, w, title);
    ex_buf_add(out, ex_str_slice(text, at, text.n));
    return NULL;
}

/* `waivers:` with nothing, or `[]`, behind it. */
static void fill_list(struct ex_str text, const struct ex_yaml *list, struct form form,
                      const struct ex_waiver *w, struct ex_str title, struct ex_buf *out)
{
    size_t from = list->kind == EX_YAML_SEQUENCE ? list->start : list->key->end;
    size_t to = list->kind == EX_YAML_SEQUENCE ? list->end : list->key->end;
    size_t at = next_line(text, to);
    while (from > 0 && text.p[from - 1] == ' ' && list->kind == EX_YAML_SEQUENCE)
        from--;
    ex_buf_add(out, ex_str_slice(text, 0, from));
    ex_buf_add(out, ex_str_slice(text, to, at));
    if (at > 0 && text.p[at - 1] != '\n')
        ex_buf_add_text(out, form.line_end);
    add_entry(out, &form, w, title);
    ex_buf_add(out, ex_str_slice(text, at, text.n));
}

/* A key of its own, at the end. */
static void add_list(struct ex_str text, const struct ex_yaml *root, struct form form,
                     const struct ex_waiver *w, struct ex_str title, struct ex_buf *out)
{
    size_t start = root->first ? line_start(text, root->first->key->start) : 0;
    struct ex_str outer = root->first ? ex_str_slice(text, start, root->first->key->start)
                                      : EX_STR("");
    copy_before(out, text, text.n, form.line_end);
    if (text.n)
        ex_buf_add_text(out, form.line_end);
    ex_buf_add(out, outer);
    ex_buf_printf(out, "waivers:%s", form.line_end);
    add_entry(out, &form, w, title);
}

const char *ex_waive_edit(struct ex_str text, const struct ex_yaml *root,
                          const struct ex_waiver *waiver, struct ex_str title, struct ex_buf *out)
{
    const struct ex_yaml *list = ex_yaml_get(root, EX_STR("waivers"));
    bool windows = ex_str_find_str(text, EX_STR("\r\n")) != SIZE_MAX;
    struct form form = {EX_STR("  "), windows ? "\r\n" : "\n"};
    if (root->first && is_flow(text, root))
        return "it is written in braces; write it in lines first";
    if (!list) {
        add_list(text, root, form, waiver, title, out);
        return NULL;
    }
    if (!list->first) {
        fill_list(text, list, form, waiver, title, out);
        return NULL;
    }
    if (is_flow(text, list))
        return "its list of waivers is written in brackets; write it in lines first";
    return append_item(text, list, form, waiver, title, out);
}
