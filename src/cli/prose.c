/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The tables of prose.def.
 */
#include "cli/prose.h"

#include "cli/values.h"

static const char *const groups[EX_N_OPTION_GROUPS] = {
    [EX_GROUP_RULES] = "Rules",   [EX_GROUP_GATE] = "Exit status",
    [EX_GROUP_INPUT] = "Input",   [EX_GROUP_DNS] = "DNS",
    [EX_GROUP_OUTPUT] = "Output", [EX_GROUP_GENERAL] = "General",
};

static const struct ex_prose prose[] = {
#define EX_PROSE(section, text) {section, text},
#include "cli/prose.def"
};

static const char *const command_prose[EX_N_COMMANDS] = {
#define EX_COMMAND_PROSE(command, text) [EX_CMD_##command] = text,
#include "cli/prose.def"
};

static const struct ex_example examples[] = {
#define EX_EXAMPLE(command, what, lines) {EX_CMD_##command, what, lines},
#include "cli/prose.def"
};

static const struct ex_status statuses[] = {
#define EX_STATUS(status, commands, text) {status, commands, text},
#include "cli/prose.def"
};

const struct ex_prose *ex_prose(size_t *n)
{
    *n = EX_COUNT(prose);
    return prose;
}

const struct ex_example *ex_examples(size_t *n)
{
    *n = EX_COUNT(examples);
    return examples;
}

const char *ex_command_prose(enum ex_command_id command)
{
    return command_prose[command];
}

const char *ex_option_group_name(enum ex_option_group group)
{
    return groups[group];
}

/* Whether an option knows its values with some commands. */
static bool has_list(enum ex_option_id option)
{
    size_t n;
    const struct ex_values *rows = ex_values(&n);
    struct ex_buf EX_AUTO(ex_buf_free) list = EX_BUF_INIT;
    for (size_t i = 0; i < n; i++) {
        if (rows[i].option == option)
            ex_values_list(&rows[i], &list);
    }
    return list.n > 0;
}

void ex_option_doc(const struct ex_option *option, enum ex_command_id command,
                   struct ex_buf *out)
{
    enum ex_option_id id = (enum ex_option_id)(option - ex_option((enum ex_option_id)0));
    const struct ex_values *values = ex_option_values(id, command);
    struct ex_buf EX_AUTO(ex_buf_free) list = EX_BUF_INIT;
    if (values)
        ex_values_list(values, &list);
    struct ex_str help = ex_str(option->help);
    size_t end = ex_str_find_str(help, EX_STR("; "));
    ex_buf_add(out, ex_str_slice(help, 0, end));
    if (list.n)
        ex_buf_printf(out, ": %.*s", EX_FMT(ex_buf_str(&list)));
    else if (!values && has_list(id))
        ex_buf_add_text(out, "; `exlint help COMMAND` lists what there is");
    ex_buf_add(out, ex_str_slice(help, end, help.n));
}

/* Names of commands: `query, test`. */
static void add_commands(struct ex_buf *out, unsigned commands)
{
    bool any = false;
    for (size_t i = 0; i < EX_N_COMMANDS; i++) {
        if (!(commands & 1u << i))
            continue;
        ex_buf_printf(out, "%s%s", any ? ", " : "", ex_command((enum ex_command_id)i)->name);
        any = true;
    }
}

/* Success of all commands but check goes without saying. */
#define SUCCESS (EX_FOR_ALL & ~EX_FOR(check))

static void add_status(struct ex_buf *out, const struct ex_status *status, bool named)
{
    if (out->n)
        ex_buf_add_text(out, "; ");
    if (named && !(status->commands & EX_FOR(check))) {
        ex_buf_add_text(out, "with ");
        add_commands(out, status->commands);
        ex_buf_add_text(out, ": ");
    }
    ex_buf_add_text(out, status->text);
}

bool ex_status_doc(int status, enum ex_command_id command, struct ex_buf *out)
{
    bool all = command == EX_N_COMMANDS;
    unsigned wanted = all ? EX_FOR_ALL : 1u << command;
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    for (size_t i = 0; i < EX_COUNT(statuses); i++) {
        const struct ex_status *s = &statuses[i];
        if (s->status == status && (s->commands & wanted) && !(all && s->commands == SUCCESS))
            add_status(&text, s, all);
    }
    ex_buf_add(out, ex_buf_str(&text));
    return text.n > 0;
}
