/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Manual pages for man(7): a page for each command, and one for all of them.
 */
#include "cli/manual.h"

#include "cli/cli.h"
#include "cli/prose.h"

/* Lines of the source are broken behind this column, which readers do not see. */
enum { FILL = 72 };

/* ---- text ------------------------------------------------------------------------- */

/* Hyphens, quotes and backslashes would be shown as something else. */
static void escape(struct ex_buf *out, char c)
{
    switch (c) {
    case '\\':
        ex_buf_add_text(out, "\\e");
        break;
    case '-':
        ex_buf_add_text(out, "\\-");
        break;
    case '\'':
        ex_buf_add_text(out, "\\(aq");
        break;
    case '`':
        ex_buf_add_text(out, "\\(ga");
        break;
    case '^':
        ex_buf_add_text(out, "\\(ha");
        break;
    case '~':
        ex_buf_add_text(out, "\\(ti");
        break;
    default:
        ex_buf_add_char(out, c);
    }
}

/* What begins a line could be a request. */
static void begin_line(struct ex_buf *out, char first)
{
    if (first == '.') /* an apostrophe is escaped anyway */
        ex_buf_add_text(out, "\\&");
}

static void literal(struct ex_buf *out, struct ex_str text)
{
    for (size_t i = 0; i < text.n; i++)
        escape(out, text.p[i]);
}

static void literal_line(struct ex_buf *out, struct ex_str text)
{
    begin_line(out, text.n ? text.p[0] : ' ');
    literal(out, text);
    ex_buf_add_char(out, '\n');
}

/* A paragraph; what stands in backquotes is bold. */
static void fill(struct ex_buf *out, struct ex_str text)
{
    size_t start = out->n;
    bool code = false;
    begin_line(out, text.n ? text.p[0] : ' ');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '`') {
            code = !code;
            ex_buf_add_text(out, code ? "\\fB" : "\\fR");
        } else if (text.p[i] == ' ' && out->n - start > FILL) {
            ex_buf_add_char(out, '\n');
            start = out->n;
            begin_line(out, i + 1 < text.n ? text.p[i + 1] : ' ');
        } else {
            escape(out, text.p[i]);
        }
    }
    ex_buf_add_char(out, '\n');
}

/* Lines are paragraphs; those that begin with a space keep their form. */
static void paragraphs(struct ex_buf *out, struct ex_str text)
{
    struct ex_str line;
    bool first = true;
    bool kept = false;
    while (text.n && ex_str_split(&text, '\n', &line)) {
        bool keep = ex_str_starts(line, EX_STR(" "));
        if (!line.n)
            continue;
        if (kept && !keep)
            ex_buf_add_text(out, ".EE\n.RE\n");
        if (!first && !(kept && keep))
            ex_buf_add_text(out, ".PP\n");
        if (keep && !kept)
            ex_buf_add_text(out, ".RS 4\n.EX\n");
        if (keep)
            literal_line(out, ex_str_slice(line, 1, line.n));
        else
            fill(out, line);
        kept = keep;
        first = false;
    }
    if (kept)
        ex_buf_add_text(out, ".EE\n.RE\n");
}

/* ---- options ------------------------------------------------------------------------ */

/* `-f, --format FORMAT`, with the argument in italics. */
static void option_name(struct ex_buf *out, const struct ex_option *o)
{
    ex_buf_add_text(out, ".TP\n");
    if (o->letter)
        ex_buf_printf(out, "\\fB\\-%c\\fR, ", o->letter);
    ex_buf_printf(out, "\\fB\\-\\-%s", o->negatable ? "\\fR[\\fBno\\-\\fR]\\fB" : "");
    literal(out, ex_str(o->name));
    ex_buf_add_text(out, "\\fR");
    if (o->argument) {
        ex_buf_add_text(out, " \\fI");
        literal(out, ex_str(o->argument));
        ex_buf_add_text(out, "\\fR");
    }
    ex_buf_add_char(out, '\n');
}

/* ` (check, dns)`: the commands of an option that not all have. */
static void option_commands(struct ex_buf *out, const struct ex_option *o)
{
    const char *separator = " (";
    if (o->commands == EX_FOR_ALL)
        return;
    for (size_t i = 0; i < EX_N_COMMANDS; i++) {
        if (!(o->commands & 1u << i))
            continue;
        ex_buf_printf(out, "%s%s", separator, ex_command((enum ex_command_id)i)->name);
        separator = ", ";
    }
    ex_buf_add_char(out, ')');
}

static void option(struct ex_buf *out, const struct ex_option *o, enum ex_command_id command)
{
    struct ex_buf EX_AUTO(ex_buf_free) doc = EX_BUF_INIT;
    option_name(out, o);
    ex_option_doc(o, command, &doc);
    if (command == EX_N_COMMANDS)
        option_commands(&doc, o);
    fill(out, ex_buf_str(&doc));
}

/* Those of a command, or with EX_N_COMMANDS all of them, by group. */
static void options(struct ex_buf *out, enum ex_command_id command)
{
    unsigned wanted = command == EX_N_COMMANDS ? EX_FOR_ALL : 1u << command;
    ex_buf_add_text(out, ".SH OPTIONS\n");
    for (size_t g = 0; g < EX_N_OPTION_GROUPS; g++) {
        bool any = false;
        for (size_t i = 0; i < EX_N_OPTIONS; i++) {
            const struct ex_option *o = ex_option((enum ex_option_id)i);
            if (o->group != g || !(o->commands & wanted))
                continue;
            if (!any)
                ex_buf_printf(out, ".SS %s\n", ex_option_group_name(o->group));
            any = true;
            option(out, o, command);
        }
    }
}

/* ---- sections -------------------------------------------------------------------------- */

static void statuses(struct ex_buf *out, enum ex_command_id command)
{
    ex_buf_add_text(out, ".SH EXIT STATUS\n");
    for (int status = 0; status < EX_N_STATUSES; status++) {
        struct ex_buf EX_AUTO(ex_buf_free) doc = EX_BUF_INIT;
        if (!ex_status_doc(status, command, &doc))
            continue;
        ex_buf_printf(out, ".TP\n.B %d\n", status);
        fill(out, ex_buf_str(&doc));
    }
}

/* Of a command all, for exlint(1) those of check and the first of each other one. */
static void examples(struct ex_buf *out, enum ex_command_id command)
{
    size_t n;
    unsigned seen = 0;
    const struct ex_example *all = ex_examples(&n);
    for (size_t i = 0; i < n; i++) {
        unsigned of = 1u << all[i].command;
        bool shown = command == EX_N_COMMANDS ? !(seen & of) || (of & EX_FOR(check))
                                              : all[i].command == command;
        if (!shown)
            continue;
        ex_buf_add_text(out, seen ? ".PP\n" : ".SH EXAMPLES\n");
        fill(out, ex_str(all[i].what));
        paragraphs(out, ex_str(all[i].lines));
        seen |= of;
    }
}

static void commands(struct ex_buf *out)
{
    ex_buf_add_text(out, ".SH COMMANDS\nEach has a page of its own, such as\n"
                         ".BR exlint\\-check (1).\n");
    for (size_t i = 0; i < EX_N_COMMANDS; i++) {
        const struct ex_command *c = ex_command((enum ex_command_id)i);
        ex_buf_printf(out, ".TP\n\\fB%s\\fR", c->name);
        if (*c->arguments)
            ex_buf_printf(out, " \\fI%s\\fR", c->arguments);
        ex_buf_add_char(out, '\n');
        fill(out, ex_str(c->summary));
    }
}

/* All other pages. */
static void see_also(struct ex_buf *out, enum ex_command_id command)
{
    ex_buf_add_text(out, ".SH SEE ALSO\n");
    if (command != EX_N_COMMANDS)
        ex_buf_add_text(out, ".BR exlint (1),\n");
    for (size_t i = 0; i < EX_N_COMMANDS; i++) {
        if (i != (size_t)command)
            ex_buf_printf(out, ".BR exlint\\-%s (1),\n", ex_command((enum ex_command_id)i)->name);
    }
    ex_buf_add_text(out, "https://github.com/exlint/exlint\n");
}

static void title(struct ex_buf *out, enum ex_command_id command)
{
    struct ex_buf EX_AUTO(ex_buf_free) name = EX_BUF_INIT;
    const char *of = command == EX_N_COMMANDS ? NULL : ex_command(command)->name;
    for (const char *p = of ? of : ""; *p; p++)
        ex_buf_add_char(&name, ex_is_alpha(*p) ? (char)(*p - 'a' + 'A') : *p);
    ex_buf_printf(out, ".TH EXLINT%s%.*s 1 \"\" \"exlint %s\" \"User Commands\"\n",
                  of ? "\\-" : "", EX_FMT(ex_buf_str(&name)), ex_version());
    ex_buf_printf(out, ".SH NAME\nexlint%s%s \\- ", of ? "\\-" : "", of ? of : "");
    fill(out, of ? ex_str(ex_command(command)->summary)
                 : EX_STR("judge an exported Microsoft Exchange configuration"));
}

static void all_commands_page(struct ex_buf *out)
{
    size_t n;
    const struct ex_prose *prose = ex_prose(&n);
    ex_buf_add_text(out, ".SH SYNOPSIS\n.B exlint\n[\\fBcheck\\fR] [\\fIOPTIONS\\fR] "
                         "\\fIDUMP\\fR...\n.br\n"
                         ".B exlint\n\\fICOMMAND\\fR [\\fIOPTIONS\\fR] [\\fIARGUMENTS\\fR]\n");
    for (size_t i = 0; i < n; i++) {
        ex_buf_printf(out, ".SH %s\n", prose[i].section);
        paragraphs(out, ex_str(prose[i].text));
        if (i > 0)
            continue;
        commands(out);
        options(out, EX_N_COMMANDS);
        statuses(out, EX_N_COMMANDS);
    }
}

static void command_page(struct ex_buf *out, enum ex_command_id id)
{
    const struct ex_command *c = ex_command(id);
    ex_buf_add_text(out, ".SH SYNOPSIS\n");
    ex_buf_printf(out, id == EX_CMD_check ? "\\fBexlint\\fR [\\fB%s\\fR]" : "\\fBexlint %s\\fR",
                  c->name);
    ex_buf_add_text(out, " [\\fIOPTIONS\\fR]");
    if (*c->arguments)
        ex_buf_printf(out, " \\fI%s\\fR", c->arguments);
    ex_buf_printf(out, "\n.SH DESCRIPTION\n%c%s.\n", c->summary[0] - 'a' + 'A', c->summary + 1);
    if (ex_command_prose(id)) {
        ex_buf_add_text(out, ".PP\n");
        paragraphs(out, ex_str(ex_command_prose(id)));
    }
    options(out, id);
    statuses(out, id);
}

void ex_manual_page(enum ex_command_id command, struct ex_buf *out)
{
    title(out, command);
    if (command == EX_N_COMMANDS)
        all_commands_page(out);
    else
        command_page(out, command);
    examples(out, command);
    see_also(out, command);
}
