/* SPDX-License-Identifier: MIT */
/**
 * @file
 * `exlint version`.
 */
#include "cli/cli.h"

int ex_cmd_version(const struct ex_args *args)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    (void)args;
    ex_buf_printf(&out, "exlint %s\n", ex_version());
    return ex_cli_print(ex_buf_str(&out)) ? EX_EXIT_OK : EX_EXIT_INTERNAL;
}
