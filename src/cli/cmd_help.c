/* SPDX-License-Identifier: MIT */
/**
 * @file
 * `exlint help`: help and the manual page, made from the tables of commands
 * and options and the texts of prose.def.
 */
#include "cli/cli.h"

#include "formats/report/text.h"

enum { WIDTH = 90, OPTION_COLUMNS = 28 };

static const char *const groups[EX_N_OPTION_GROUPS] = {
    [EX_GROUP_RULES] = "Rules",     [EX_GROUP_GATE] = "Exit status",  [EX_GROUP_INPUT] = "Input",
    [EX_GROUP_DNS] = "DNS",
    [EX_GROUP_OUTPUT] = "Output",   [EX_GROUP_GENERAL] = "General",
};

static const struct {
    const char *section;
    const char *text;
} prose[] = {
#define EX_PROSE(section, text) {section, text},
#include "cli/prose.def"
};

static const char *const command_prose[EX_N_COMMANDS] = {
#define EX_COMMAND_PROSE(command, text) [EX_CMD_##command] = text,
#include "cli/prose.def"
};

/* ---- text ------------------------------------------------------------------------- */

static void add_wrapped(struct ex_buf *out, const char *text, size_t indent, size_t column)
{
    struct ex_write_options options = {.width = WIDTH};
    struct ex_style style = ex_style_of(&options, out);
    ex_style_wrap(&style, ex_str(text), "", indent, column);
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

static void option_text(struct ex_buf *out, const struct ex_option *o)
{
    size_t start = out->n;
    ex_buf_add_repeat(out, ' ', o->letter ? 2 : 6);
    option_name(out, o);
    size_t column = out->n - start;
    if (column >= OPTION_COLUMNS) {
        ex_buf_add_char(out, '\n');
        column = 0;
    }
    ex_buf_add_repeat(out, ' ', OPTION_COLUMNS - column);
    add_wrapped(out, o->help, OPTION_COLUMNS, OPTION_COLUMNS);
}

static void options_text(struct ex_buf *out, unsigned commands)
{
    for (size_t g = 0; g < EX_N_OPTION_GROUPS; g++) {
        bool any = false;
        for (size_t i = 0; i < EX_N_OPTIONS; i++) {
            const struct ex_option *o = ex_option((enum ex_option_id)i);
            if (o->group != g || !(o->commands & commands))
                continue;
            if (!any)
                ex_buf_printf(out, "\n%s:\n", groups[g]);
            any = true;
            option_text(out, o);
        }
    }
}

static void commands_text(struct ex_buf *out)
{
    ex_buf_add_text(out, "Commands:\n");
    for (size_t i = 0; i < EX_N_COMMANDS; i++) {
        const struct ex_command *c = ex_command((enum ex_command_id)i);
        ex_buf_printf(out, "  %-8s %-13s  %s\n", c->name, c->arguments, c->summary);
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

static void command_text(struct ex_buf *out, enum ex_command_id id)
{
    usage_text(out, id);
    ex_buf_printf(out, "\n%s\n", ex_command(id)->summary);
    if (command_prose[id])
        ex_buf_printf(out, "\n%s", command_prose[id]);
    options_text(out, 1u << id);
}

static void full_text(struct ex_buf *out)
{
    short_text(out);
    options_text(out, EX_FOR_ALL);
    for (size_t i = 0; i < EX_COUNT(prose); i++) {
        if (ex_str_eq(ex_str(prose[i].section), EX_STR("EXIT STATUS")))
            ex_buf_printf(out, "\nExit status:\n%s", prose[i].text);
    }
}

/* ---- the manual page ------------------------------------------------------------------ */

/* Backslashes, hyphens and what begins a line would mean something to roff. */
static void roff(struct ex_buf *out, struct ex_str text)
{
    if (text.n && (text.p[0] == '.' || text.p[0] == '\''))
        ex_buf_add_text(out, "\\&");
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\\')
            ex_buf_add_text(out, "\\e");
        else if (text.p[i] == '-')
            ex_buf_add_text(out, "\\-");
        else if (text.p[i] == '`' || text.p[i] == '\'')
            ex_buf_add_text(out, text.p[i] == '`' ? "\\(ga" : "\\(aq");
        else
            ex_buf_add_char(out, text.p[i]);
    }
}

/* Paragraphs; lines that begin with a space keep their form. */
static void roff_prose(struct ex_buf *out, struct ex_str text)
{
    struct ex_str line;
    bool literal = false;
    while (ex_str_split(&text, '\n', &line)) {
        bool keep = ex_str_starts(line, EX_STR(" "));
        if (keep != literal)
            ex_buf_add_text(out, keep ? ".RS 4\n.nf\n" : ".fi\n.RE\n");
        literal = keep;
        if (!line.n) {
            ex_buf_add_text(out, text.p && text.n ? ".PP\n" : "");
            continue;
        }
        roff(out, keep ? ex_str_slice(line, 1, line.n) : line);
        ex_buf_add_char(out, '\n');
    }
}

static void roff_option(struct ex_buf *out, const struct ex_option *o)
{
    struct ex_buf EX_AUTO(ex_buf_free) name = EX_BUF_INIT;
    option_name(&name, o);
    ex_buf_add_text(out, ".TP\n.B ");
    roff(out, ex_buf_str(&name));
    ex_buf_add_char(out, '\n');
    roff(out, ex_str(o->help));
    if (o->commands != EX_FOR_ALL) {
        const char *separator = " (";
        for (size_t i = 0; i < EX_N_COMMANDS; i++) {
            if (!(o->commands & 1u << i))
                continue;
            ex_buf_printf(out, "%s%s", separator, ex_command((enum ex_command_id)i)->name);
            separator = ", ";
        }
        ex_buf_add_char(out, ')');
    }
    ex_buf_add_char(out, '\n');
}

static void roff_options(struct ex_buf *out)
{
    ex_buf_add_text(out, ".SH OPTIONS\n");
    for (size_t g = 0; g < EX_N_OPTION_GROUPS; g++) {
        ex_buf_printf(out, ".SS %s\n", groups[g]);
        for (size_t i = 0; i < EX_N_OPTIONS; i++) {
            if (ex_option((enum ex_option_id)i)->group == g)
                roff_option(out, ex_option((enum ex_option_id)i));
        }
    }
}

static void roff_commands(struct ex_buf *out)
{
    ex_buf_add_text(out, ".SH COMMANDS\n");
    for (size_t i = 0; i < EX_N_COMMANDS; i++) {
        const struct ex_command *c = ex_command((enum ex_command_id)i);
        ex_buf_printf(out, ".TP\n.BI \"%s \" \"%s\"\n", c->name, c->arguments);
        roff(out, ex_str(c->summary));
        ex_buf_add_char(out, '\n');
        struct ex_str more = ex_str(command_prose[i]);
        struct ex_str line;
        while (more.n && ex_str_split(&more, '\n', &line)) {
            if (!line.n)
                continue;
            ex_buf_add_text(out, ".br\n");
            roff(out, line);
            ex_buf_add_char(out, '\n');
        }
    }
}

static void manual_page(struct ex_buf *out)
{
    ex_buf_printf(out, ".TH EXLINT 1 \"\" \"exlint %s\" \"User Commands\"\n", ex_version());
    ex_buf_add_text(out, ".SH NAME\nexlint \\- judge an exported Microsoft Exchange configuration\n"
                         ".SH SYNOPSIS\n.B exlint\n[check] [\\fIOPTIONS\\fR] \\fIDUMP\\fR...\n.br\n"
                         ".B exlint\n\\fICOMMAND\\fR [\\fIOPTIONS\\fR] [\\fIARGUMENTS\\fR]\n");
    for (size_t i = 0; i < EX_COUNT(prose); i++) {
        ex_buf_printf(out, ".SH %s\n", prose[i].section);
        roff_prose(out, ex_str(prose[i].text));
        if (i > 0)
            continue;
        roff_commands(out);
        roff_options(out);
    }
    ex_buf_add_text(out, ".SH SEE ALSO\nhttps://github.com/exlint/exlint\n");
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
        manual_page(&out);
    else if (topic != EX_N_COMMANDS)
        command_text(&out, topic);
    else if (use && !use->by_letter)
        full_text(&out);
    else
        short_text(&out);
    return ex_cli_print(ex_buf_str(&out)) ? EX_EXIT_OK : EX_EXIT_INTERNAL;
}
