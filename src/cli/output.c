/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Writing a report to a file: whole or not at all.
 */
#include "cli/cli.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static bool write_content(const char *path, struct ex_str content)
{
    FILE *file = fopen(path, "wbe");
    if (!file)
        return false;
    bool ok = fwrite(content.p ? content.p : "", 1, content.n, file) == content.n;
    ok = fflush(file) == 0 && ok;
    return fclose(file) == 0 && ok;
}

bool ex_cli_write_file(struct ex_str path, struct ex_str content)
{
    struct ex_buf EX_AUTO(ex_buf_free) final = EX_BUF_INIT;
    struct ex_buf EX_AUTO(ex_buf_free) temporary = EX_BUF_INIT;
    ex_buf_add(&final, path);
    ex_buf_printf(&temporary, "%.*s.tmp", EX_FMT(path));
    errno = 0;
    if (write_content(temporary.p, content) && rename(temporary.p, final.p) == 0)
        return true;
    int reason = errno;
    (void)remove(temporary.p);
    char text[128] = "unknown reason";
    ex_cli_error(NULL, "'%s' cannot be written: %s", final.p,
                 strerror_r(reason, text, sizeof text));
    return false;
}
