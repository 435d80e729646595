/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The command line: commands and options as one table each, and the parser
 * that reads arguments by them.
 *
 * Accepted are `--opt=value`, `--opt value`, `--no-opt`, `-o value`,
 * `-ovalue`, clustered switches (`-qv`) and `--`, after which everything is
 * an argument. A hyphen before anything but a letter begins an argument, so
 * that `-1` is an expression.
 */
#ifndef EX_CLI_OPTIONS_H
#define EX_CLI_OPTIONS_H

#include "base/diag.h"
#include "base/ex.h"
#include "base/vec.h"

struct ex_config;
struct ex_yaml;

enum ex_command_id {
#define EX_COMMAND(id, ...) EX_CMD_##id,
#include "cli/commands.def"
#undef EX_COMMAND
    EX_N_COMMANDS
};

#define EX_FOR(id) (1u << EX_CMD_##id)
/** Commands that run over a dump and make a report of it. */
#define EX_FOR_RUN (EX_FOR(check) | EX_FOR(report) | EX_FOR(baseline))
#define EX_FOR_ALL ((1u << EX_N_COMMANDS) - 1u)

enum ex_option_id {
#define EX_OPTION(id, ...) EX_OPT_##id,
#include "cli/options.def"
#undef EX_OPTION
    EX_N_OPTIONS
};

enum ex_option_group {
    EX_GROUP_RULES,
    EX_GROUP_GATE,
    EX_GROUP_INPUT,
    EX_GROUP_DNS,
    EX_GROUP_OUTPUT,
    EX_GROUP_GENERAL,
    EX_N_OPTION_GROUPS
};

struct ex_command {
    const char *name;
    const char *arguments;
    const char *summary;
};

struct ex_option {
    char letter;          /**< 0: none */
    const char *name;
    const char *argument; /**< NULL: a switch */
    bool negatable;
    unsigned commands;    /**< EX_FOR() of those that take it */
    enum ex_option_group group;
    const char *help;
};

/** The rows of the tables. */
const struct ex_command *ex_command(enum ex_command_id id);
const struct ex_option *ex_option(enum ex_option_id id);

/** Whether a command takes an option. `config` takes what `check` takes, to show the effect. */
bool ex_option_fits(enum ex_option_id id, enum ex_command_id command);

/** By its exact name; EX_N_COMMANDS when there is none. */
enum ex_command_id ex_command_find(struct ex_str name);

/** The command with the most similar name, or the empty string. */
struct ex_str ex_command_suggest(struct ex_str name);

/** One option as it was given. */
struct ex_option_use {
    enum ex_option_id id;
    bool negated;
    bool by_letter;
    struct ex_str value; /**< of options with an argument */
    const struct ex_yaml *node; /**< where it stands in a file; NULL: on the command line */
    struct ex_str profile;      /**< the profile that it is from, or empty */
};

/** A command line. Strings belong to `argv`. */
struct ex_args {
    enum ex_command_id command;
    bool explicit_command;  /**< it was named */
    struct ex_vec uses;     /**< of struct ex_option_use, in order */
    struct ex_vec rest;     /**< of const char *: what is no option */
    const struct ex_config *config; /**< set by ex_cli_configure(); not owned */
};

/**
 * Read a command line; `argv[0]` is passed over.
 *
 * @param diags gets an error for whatever is wrong, with "did you mean"
 * @return false when there was an error; free `args` in any case
 */
EX_MUSTUSE bool ex_args_parse(struct ex_args *args, int argc, char *const *argv,
                              struct ex_diags *diags);
void ex_args_free(struct ex_args *args);

/** The last use of an option, or NULL. */
const struct ex_option_use *ex_args_last(const struct ex_args *args, enum ex_option_id id);

/** Whether a switch is on: given and not negated last; `otherwise` when it was not given. */
bool ex_args_flag(const struct ex_args *args, enum ex_option_id id, bool otherwise);

/** The same options with `n` of the arguments, from the i-th on; refers to `args`. */
struct ex_args ex_args_part(const struct ex_args *args, size_t i, size_t n);

/** The i-th argument that is no option, or NULL. */
const char *ex_args_rest(const struct ex_args *args, size_t i);

#endif
