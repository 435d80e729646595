/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Messages on standard error, and plain output on standard output. Texts may
 * quote a dump or a rule file and are escaped.
 */
#include "cli/cli.h"

#include "base/utf8.h"
#include "engine/yaml.h"

#include <stdio.h>
#include <unistd.h>

enum { MESSAGE_COLUMNS = 400, LINE_COLUMNS = 160 };

static const char *const words[] = {
    [EX_NOTE] = "note",
    [EX_WARNING] = "warning",
    [EX_ERROR] = "error",
};

static bool write_all(int fd, struct ex_str text)
{
    while (text.n) {
        ssize_t n = write(fd, text.p, text.n);
        if (n <= 0)
            return false;
        text = ex_str_slice(text, (size_t)n, text.n);
    }
    return true;
}

bool ex_cli_print(struct ex_str text)
{
    if (write_all(STDOUT_FILENO, text))
        return true;
    ex_cli_error(NULL, "standard output cannot be written");
    return false;
}

/* At most `max` code points, escaped. */
static void add_capped(struct ex_buf *out, struct ex_str text, size_t max)
{
    size_t at = 0;
    uint32_t rune;
    for (size_t i = 0; i < max && at < text.n; i++)
        at += ex_utf8_decode(ex_str_slice(text, at, text.n), &rune);
    ex_text_escape_line(out, ex_str_slice(text, 0, at));
    if (at < text.n)
        ex_buf_add_text(out, "...");
}

static void tell_error(const char *hint, struct ex_str text)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    ex_buf_add_text(&out, "exlint: error: ");
    add_capped(&out, text, MESSAGE_COLUMNS);
    ex_buf_add_char(&out, '\n');
    if (hint)
        ex_buf_printf(&out, "  %s\n", hint);
    (void)write_all(STDERR_FILENO, ex_buf_str(&out));
}

void ex_cli_error(const char *hint, const char *fmt, ...)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    va_list args;
    va_start(args, fmt);
    ex_buf_vprintf(&text, fmt, args);
    va_end(args);
    tell_error(hint, ex_buf_str(&text));
}

void ex_cli_use_error(const struct ex_option_use *use, const char *hint, const char *fmt, ...)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    va_list args;
    ex_diags_init(&diags);
    va_start(args, fmt);
    ex_buf_vprintf(&text, fmt, args);
    va_end(args);
    if (!use->node) {
        tell_error(hint, ex_buf_str(&text));
        return;
    }
    struct ex_diag *d = ex_yaml_error(&diags, use->node, "%.*s", EX_FMT(ex_buf_str(&text)));
    ex_diag_hint(&diags, d, "%s", hint ? hint : "");
    ex_cli_messages(&diags, &(struct ex_message_options){.level = EX_ERROR});
}

/* The line that a message is about, with its token underlined; long lines around the token. */
static void add_line(struct ex_buf *out, const struct ex_diag *d)
{
    if (!d->line_text.n || !d->at.line)
        return;
    size_t column = d->at.column ? (size_t)d->at.column - 1 : 0;
    if (column > EX_LINE_TEXT_BEFORE && ex_utf8_count(d->line_text) <= column)
        column = EX_LINE_TEXT_BEFORE;
    size_t skip = column > LINE_COLUMNS / 2 ? column - LINE_COLUMNS / 2 : 0;
    struct ex_str line = d->line_text;
    size_t pad = 0;
    uint32_t rune;
    struct ex_buf EX_AUTO(ex_buf_free) shown = EX_BUF_INIT;
    size_t at = 0;
    for (size_t i = 0; i < skip + LINE_COLUMNS && at < line.n; i++) {
        size_t used = ex_utf8_decode(ex_str_slice(line, at, line.n), &rune);
        if (i == column)
            pad = shown.n;
        if (i >= skip && rune == '\t')
            ex_buf_add_char(&shown, ' ');
        else if (i >= skip)
            ex_text_escape(&shown, ex_str_slice(line, at, at + used));
        at += used;
    }
    if (column >= ex_utf8_count(line))
        pad = shown.n;
    ex_buf_add_text(out, "  ");
    ex_text_escape_line(out, ex_buf_str(&shown)); /* now that it is whole: for pipelines */
    ex_buf_add_char(out, '\n');
    if (!d->marked)
        return;
    size_t columns = ex_utf8_count(ex_str_slice(ex_buf_str(&shown), 0, pad));
    size_t marked = d->marked < LINE_COLUMNS ? d->marked : LINE_COLUMNS;
    ex_buf_add_repeat(out, ' ', columns + 2);
    ex_buf_add_repeat(out, '^', marked);
    ex_buf_add_char(out, '\n');
}

static void add_file(struct ex_buf *out, struct ex_str folder, struct ex_str file)
{
    if (folder.n) {
        add_capped(out, folder, MESSAGE_COLUMNS);
        ex_buf_add_text(out, ex_str_ends(folder, EX_STR("/")) ? "" : "/");
    }
    add_capped(out, file, MESSAGE_COLUMNS);
}

static void add_message(struct ex_buf *out, struct ex_str folder, const struct ex_diag *d)
{
    if (d->file.n)
        add_file(out, folder, d->file);
    else
        ex_buf_add_text(out, "exlint");
    if (d->file.n && d->at.line)
        ex_buf_printf(out, ":%llu:%llu", (unsigned long long)d->at.line,
                      (unsigned long long)d->at.column);
    ex_buf_printf(out, ": %s: ", words[d->level]);
    add_capped(out, d->message, MESSAGE_COLUMNS);
    ex_buf_add_char(out, '\n');
    add_line(out, d);
    if (!d->hint.n)
        return;
    ex_buf_add_text(out, "  ");
    add_capped(out, d->hint, MESSAGE_COLUMNS);
    ex_buf_add_char(out, '\n');
}

static void add_left_out(struct ex_buf *out, struct ex_str folder, struct ex_str file,
                         size_t left)
{
    if (!left)
        return;
    add_file(out, folder, file);
    ex_buf_printf(out, ": %zu more message%s (-v shows them)\n", left, left == 1 ? "" : "s");
}

void ex_cli_messages(const struct ex_diags *diags, const struct ex_message_options *options)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    struct ex_str file = {NULL, 0};
    size_t shown = 0;
    size_t left = 0;
    for (size_t i = 0; i < diags->items.n; i++) {
        const struct ex_diag *d = EX_AT(&diags->items, struct ex_diag, i);
        if (d->level < options->level)
            continue;
        if (!ex_str_eq(d->file, file)) {
            add_left_out(&out, options->folder, file, left);
            shown = left = 0;
            file = d->file;
        }
        if (options->per_file && file.n && shown >= options->per_file) {
            left++;
            continue;
        }
        add_message(&out, options->folder, d);
        shown++;
    }
    add_left_out(&out, options->folder, file, left);
    (void)write_all(STDERR_FILENO, ex_buf_str(&out));
}
