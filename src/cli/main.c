/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The program: reads the command line and hands over to a command.
 */
#include "cli/cli.h"
#include "cli/config.h"

#include <signal.h>

const char *ex_version(void)
{
    return PACKAGE_VERSION;
}

static int (*const runs[EX_N_COMMANDS])(const struct ex_args *) = {
#define EX_COMMAND(id, ...) [EX_CMD_##id] = ex_cmd_##id,
#include "cli/commands.def"
#undef EX_COMMAND
};

int main(int argc, char **argv)
{
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    struct ex_args EX_AUTO(ex_args_free) args;
    ex_diags_init(&diags);
    (void)signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error of write() */
    bool understood = ex_args_parse(&args, argc, argv, &diags);
    if (ex_args_last(&args, EX_OPT_HELP))
        return ex_cmd_help(&args);
    if (!understood) {
        ex_cli_messages(&diags, &(struct ex_message_options){.level = EX_NOTE});
        return EX_EXIT_USAGE;
    }
    if (ex_args_last(&args, EX_OPT_VERSION))
        return ex_cmd_version(&args);
    struct ex_config EX_AUTO(ex_config_free) config;
    return ex_cli_configure(&args, &config) ? runs[args.command](&args) : EX_EXIT_USAGE;
}
