/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Values inside texts. In a message they stand as Format-List shows them; in
 * PowerShell they are literals that cannot be taken for anything else. What
 * is not known is a question mark.
 */
#include "engine/run.h"

#include "base/utf8.h"

enum { MAX_LISTED = 1000, MAX_NESTING = 4 };

/*
 * PowerShell ends a string at any of its four single quotation marks, and
 * some consoles act on control characters.
 */
static bool is_quote(uint32_t rune)
{
    return rune == '\'' || (rune >= 0x2018 && rune <= 0x201B);
}

static bool has_control(struct ex_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if ((unsigned char)text.p[i] < 0x20 || text.p[i] == 0x7F)
            return true;
    }
    return false;
}

void ex_powershell_quote(struct ex_buf *out, struct ex_str text)
{
    bool group = has_control(text);

    if (group)
        ex_buf_add_char(out, '(');
    ex_buf_add_char(out, '\'');
    while (text.n) {
        uint32_t rune;
        size_t used = ex_utf8_decode(text, &rune);

        if (rune < 0x20 || rune == 0x7F) {
            ex_buf_printf(out, "' + [char]%u + '", (unsigned)rune);
        } else {
            ex_buf_add_rune(out, rune);
            if (is_quote(rune))
                ex_buf_add_rune(out, rune);
        }
        text = ex_str_slice(text, used, text.n);
    }
    ex_buf_add_char(out, '\'');
    if (group)
        ex_buf_add_char(out, ')');
}

struct shower {
    struct ex_rule_task *task;
    struct ex_buf *out;
    bool quote;
};

static void add_text(struct shower *s, struct ex_str text)
{
    if (s->quote)
        ex_powershell_quote(s->out, text);
    else
        ex_buf_add(s->out, text);
}

/* Whether what is written next is the name of a command: on a line or in a pipeline the first. */
static bool begins_command(const struct ex_buf *out)
{
    size_t n = out->n;

    while (n > 0 && out->p[n - 1] == ' ')
        n--;
    return n == 0 || out->p[n - 1] == '\n' || out->p[n - 1] == '|';
}

/* Verb-Noun, with nothing in it that PowerShell could take for something else. */
static bool is_command_name(struct ex_str text)
{
    size_t hyphen = ex_str_find(text, '-');

    if (hyphen == SIZE_MAX || hyphen == 0 || hyphen + 1 == text.n)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        if (i != hyphen && !ex_is_alpha(text.p[i]))
            return false;
    }
    return true;
}

/* Whether what is written next stands in a comment by itself, such as a record of DNS. */
static bool begins_comment(const struct ex_buf *out)
{
    return out->n >= 2 && out->p[out->n - 1] == ' ' && out->p[out->n - 2] == '#' &&
           (out->n == 2 || out->p[out->n - 3] == '\n');
}

/* Text that cannot leave a comment, whatever reads it. */
static bool is_printable(struct ex_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < 0x20 || text.p[i] > 0x7E)
            return false;
    }
    return true;
}

/* Whether a value is safe without quotes where it stands. */
static bool is_plain(const struct ex_buf *out, struct cel_value value)
{
    return value.kind == CEL_STRING && ((begins_command(out) && is_command_name(value.s)) ||
                                        (begins_comment(out) && is_printable(value.s)));
}

static void show_value(struct shower *s, struct cel_value value, unsigned depth);

/* In PowerShell an empty list is written as such; an item of a list in a list stands alone. */
static void show_list(struct shower *s, const struct cel_list *list, unsigned depth)
{
    if (list->n == 0 && s->quote)
        ex_buf_add_text(s->out, "@()");
    for (size_t i = 0; i < list->n && i < MAX_LISTED; i++) {
        if (i > 0)
            ex_buf_add_text(s->out, s->quote ? "," : ", ");
        show_value(s, cel_list_at(&s->task->show.ctx, list, i), depth + 1);
    }
    if (list->n > MAX_LISTED)
        ex_buf_add_text(s->out, ", ...");
}

static void show_bool(struct shower *s, bool value)
{
    ex_buf_add_text(s->out, s->quote ? (value ? "$true" : "$false") : (value ? "True" : "False"));
}

/* What has no form of its own: as CEL writes it. */
static void show_other(struct shower *s, struct cel_value value)
{
    EX_AUTO(ex_buf_free) struct ex_buf text = EX_BUF_INIT;

    if (value.kind == CEL_TIMESTAMP || value.kind == CEL_DURATION) {
        cel_print(&s->task->show.ctx, value, &text);
        struct ex_str printed = ex_buf_str(&text); /* timestamp("...") */
        size_t from = ex_str_find(printed, '"');
        size_t to = ex_str_rfind(printed, '"');
        if (from != SIZE_MAX && to > from)
            printed = ex_str_slice(printed, from + 1, to);
        add_text(s, printed);
        return;
    }
    cel_print(&s->task->show.ctx, value, &text);
    if (value.kind == CEL_INT || value.kind == CEL_DOUBLE)
        ex_buf_add(s->out, ex_buf_str(&text));
    else
        add_text(s, ex_buf_str(&text));
}

static void show_value(struct shower *s, struct cel_value value, unsigned depth)
{
    const struct ex_node *node = ex_bind_as_node(value);
    const struct ex_value *structure = ex_bind_as_struct(value);

    if (value.kind == CEL_UNKNOWN || value.kind == CEL_ERROR || depth > MAX_NESTING)
        /* PowerShell refuses to run a line with a `<`. */
        ex_buf_add_text(s->out, s->quote ? "<unknown>" : "?");
    else if (value.kind == CEL_NULL)
        ex_buf_add_text(s->out, s->quote ? "$null" : "");
    else if (value.kind == CEL_BOOL)
        show_bool(s, value.b);
    else if (value.kind == CEL_STRING)
        add_text(s, value.s);
    else if (value.kind == CEL_LIST)
        show_list(s, value.list, depth);
    else if (node)
        add_text(s, node->identity);
    else if (structure)
        add_text(s, ex_value_text(s->task->scratch, structure));
    else
        show_other(s, value);
}

struct ex_str ex_show_template(struct ex_rule_task *task, const struct ex_template *text,
                               bool quote)
{
    EX_AUTO(ex_buf_free) struct ex_buf out = EX_BUF_INIT;
    struct shower s = {task, &out, quote};

    for (size_t i = 0; i < text->n; i++) {
        const struct ex_template_part *part = &text->parts[i];

        if (!part->program) {
            ex_buf_add(&out, part->literal);
            continue;
        }
        struct cel_value value = ex_eval_run(task, &task->show, part->program);
        if (quote && is_plain(&out, value))
            ex_buf_add(&out, value.s);
        else
            show_value(&s, value, 0);
    }
    return ex_arena_str(task->keep, ex_buf_str(&out));
}

static bool applies(struct ex_rule_task *task, const struct ex_rule_command *command)
{
    if (!command->when)
        return true;
    struct cel_value when = ex_eval_run(task, &task->show, command->when);
    return when.kind == CEL_BOOL && when.b;
}

static void show_command(struct ex_rule_task *task, const struct ex_rule_command *command,
                         struct ex_buf *out)
{
    if (!applies(task, command))
        return;
    if (out->n && out->p[out->n - 1] != '\n')
        ex_buf_add_char(out, '\n');
    ex_buf_add(out, ex_show_template(task, &command->text, true));
}

/* Once for each item that is there. */
static void show_each(struct ex_rule_task *task, const struct ex_rule_command *command,
                      struct ex_buf *out)
{
    struct cel_value list = ex_eval_run(task, &task->show, command->each);

    for (size_t i = 0; list.kind == CEL_LIST && i < list.list->n && i < MAX_LISTED; i++) {
        task->show.slots[command->slot] = cel_list_at(&task->show.ctx, list.list, i);
        show_command(task, command, out);
    }
}

struct ex_str ex_show_commands(struct ex_rule_task *task, const struct ex_commands *commands)
{
    EX_AUTO(ex_buf_free) struct ex_buf out = EX_BUF_INIT;

    for (size_t i = 0; i < commands->n; i++) {
        const struct ex_rule_command *command = &commands->items[i];

        if (command->each)
            show_each(task, command, &out);
        else
            show_command(task, command, &out);
    }
    return ex_arena_str(task->keep, ex_buf_str(&out));
}
