/* SPDX-License-Identifier: MIT */
/**
 * @file
 * `exlint help`: help, made from the tables of commands and options and the
 * texts of prose.def.
 */
#include "cli/cli.h"
#include "cli/manual.h"
#include "cli/prose.h"

#include "formats/report/text.h"

enum { WIDTH = 90, OPTION_COLUMNS = 28 };

/* ---- text ------------------------------------------------------------------------- */

static void add_wrapped(struct ex_buf *out, struct ex_str text, size_t indent, size_t column)
{
    struct ex_write_options options = {.width = WIDTH};
    struct ex_style style = ex_style_of(&options, out);
    ex_style_wrap(&style, text, "", indent, column);
    ex_buf_add_char(out, '\n');
}

/* `  -f, --format FORMAT` */
static void option_name(struct ex_buf *out, const struct ex_option *o)
{
    if (o->letter)
        ex_buf_printf(out, "-%c, ", o->letter);
    ex_buf_printf(out, "--%s%s", o->negatable ? "[no-]" : "", o->name);
    if (o->argument)
        ex_buf_printf(out, " %s", o->argument);
}

static void option_text(struct ex_buf *out, const struct ex_option *o,
                        enum ex_command_id command)
{
    struct ex_buf EX_AUTO(ex_buf_free) doc = EX_BUF_INIT;
    size_t start = out->n;
    ex_buf_add_repeat(out, ' ', o->letter ? 2 : 6);
    option_name(out, o);
    size_t column = out->n - start;
    if (column >= OPTION_COLUMNS) {
        ex_buf_add_char(out, '\n');
        column = 0;
    }
    ex_buf_add_repeat(out, ' ', OPTION_COLUMNS - column);
    ex_option_doc(o, command, &doc);
    add_wrapped(out, ex_buf_str(&doc), OPTION_COLUMNS, OPTION_COLUMNS);
}

/* Those of a command, or with EX_N_COMMANDS all of them. */
static void options_text(struct ex_buf *out, enum ex_command_id command)
{
    unsigned wanted = command == EX_N_COMMANDS ? EX_FOR_ALL : 1u << command;
    for (size_t g = 0; g < EX_N_OPTION_GROUPS; g++) {
        bool any = false;
        for (size_t i = 0; i < EX_N_OPTIONS; i++) {
            const struct ex_option *o = ex_option((enum ex_option_id)i);
            if (o->group != g || !(o->commands & wanted))
                continue;
            if (!any)
                ex_buf_printf(out, "\n%s:\n", ex_option_group_name(o->group));
            any = true;
            option_text(out, o, command);
        }
    }
}

static void commands_text(struct ex_buf *out)
{
    size_t name = 0;
    size_t arguments = 0;
    for (size_t i = 0; i < EX_N_COMMANDS; i++) {
        const struct ex_command *c = ex_command((enum ex_command_id)i);
        name = strlen(c->name) > name ? strlen(c->name) : name;
        arguments = strlen(c->arguments) > arguments ? strlen(c->arguments) : arguments;
    }
    ex_buf_add_text(out, "Commands:\n");
    for (size_t i = 0; i < EX_N_COMMANDS; i++) {
        const struct ex_command *c = ex_command((enum ex_command_id)i);
        ex_buf_printf(out, "  %-*s %-*s  %s\n", (int)name, c->name, (int)arguments, c->arguments,
                      c->summary);
    }
}

static void usage_text(struct ex_buf *out, enum ex_command_id id)
{
    const struct ex_command *c = ex_command(id);
    ex_buf_printf(out, "Usage: exlint %s [OPTIONS]%s%s\n", id == EX_CMD_check ? "[check]" : c->name,
                  *c->arguments ? " " : "", c->arguments);
}

/* One screen: commands, and where to read on. */
static void short_text(struct ex_buf *out)
{
    ex_buf_add_text(out, "exlint judges an exported Microsoft Exchange configuration.\n\n");
    usage_text(out, EX_CMD_check);
    ex_buf_add_text(out, "       exlint COMMAND [OPTIONS] [ARGUMENTS]\n\n");
    commands_text(out);
    ex_buf_add_text(out, "\n`exlint --help` lists all options, `exlint help COMMAND` those of a "
                         "command.\n");
}

/* A paragraph is wrapped; what begins with a space keeps its form. */
static void paragraphs_text(struct ex_buf *out, struct ex_str text)
{
    struct ex_str line;
    while (text.n && ex_str_split(&text, '\n', &line)) {
        if (ex_str_starts(line, EX_STR(" ")))
            ex_buf_printf(out, "   %.*s\n", EX_FMT(line));
        else
            add_wrapped(out, line, 0, 0);
    }
}

static void examples_text(struct ex_buf *out, enum ex_command_id id)
{
    size_t n;
    bool any = false;
    const struct ex_example *examples = ex_examples(&n);
    for (size_t i = 0; i < n; i++) {
        if (examples[i].command != id)
            continue;
        ex_buf_printf(out, "%s  %s:\n", any ? "" : "\nExamples:\n", examples[i].what);
        paragraphs_text(out, ex_str(examples[i].lines));
        any = true;
    }
}

static void command_text(struct ex_buf *out, enum ex_command_id id)
{
    usage_text(out, id);
    ex_buf_printf(out, "\n%s\n", ex_command(id)->summary);
    if (ex_command_prose(id)) {
        ex_buf_add_char(out, '\n');
        paragraphs_text(out, ex_str(ex_command_prose(id)));
    }
    options_text(out, id);
    examples_text(out, id);
}

static void statuses_text(struct ex_buf *out)
{
    ex_buf_add_text(out, "\nExit status:\n");
    for (int status = 0; status < EX_N_STATUSES; status++) {
        struct ex_buf EX_AUTO(ex_buf_free) doc = EX_BUF_INIT;
        if (!ex_status_doc(status, EX_N_COMMANDS, &doc))
            continue;
        ex_buf_printf(out, "  %d  ", status);
        add_wrapped(out, ex_buf_str(&doc), 5, 5);
    }
}

static void full_text(struct ex_buf *out)
{
    short_text(out);
    options_text(out, EX_N_COMMANDS);
    statuses_text(out);
}

/* ---- the command ------------------------------------------------------------------------ */

/* The command that help is wanted for; EX_N_COMMANDS: exlint as a whole. */
static bool read_topic(const struct ex_args *args, enum ex_command_id *topic)
{
    const char *name = ex_args_rest(args, 0);
    *topic = EX_N_COMMANDS;
    if (args->command != EX_CMD_help) {
        if (args->explicit_command)
            *topic = args->command;
        return true;
    }
    if (!name)
        return true;
    *topic = ex_command_find(ex_str(name));
    if (*topic != EX_N_COMMANDS)
        return true;
    struct ex_str near = ex_command_suggest(ex_str(name));
    struct ex_buf EX_AUTO(ex_buf_free) hint = EX_BUF_INIT;
    if (near.n)
        ex_buf_printf(&hint, "did you mean '%.*s'?", EX_FMT(near));
    else
        ex_buf_add_text(&hint, "`exlint help` lists the commands");
    ex_cli_error(hint.p, "unknown command '%s'", name);
    return false;
}

int ex_cmd_help(const struct ex_args *args)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    const struct ex_option_use *use = ex_args_last(args, EX_OPT_HELP);
    enum ex_command_id topic;
    if (!read_topic(args, &topic))
        return EX_EXIT_USAGE;
    if (args->command == EX_CMD_help && ex_args_flag(args, EX_OPT_MAN, false))
        ex_manual_page(topic, &out);
    else if (topic != EX_N_COMMANDS)
        command_text(&out, topic);
    else if (use && !use->by_letter)
        full_text(&out);
    else
        short_text(&out);
    return ex_cli_print(ex_buf_str(&out)) ? EX_EXIT_OK : EX_EXIT_INTERNAL;
}
