/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Writing files: whole or not at all.
 */
#include "cli/cli.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static void tell_reason(int reason, const char *problem, const char *path)
{
    char text[128] = "unknown reason";
    ex_cli_error(NULL, "'%s' cannot be %s: %s", path, problem,
                 strerror_r(reason, text, sizeof text));
}

static bool write_content(const char *path, const char *mode, struct ex_str content)
{
    FILE *file = fopen(path, mode);
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
    if (write_content(temporary.p, "wbe", content) && rename(temporary.p, final.p) == 0)
        return true;
    int reason = errno;
    (void)remove(temporary.p);
    tell_reason(reason, "written", final.p);
    return false;
}

/* The folders of a path, as far as they are not there. */
static bool make_folders(struct ex_str path)
{
    struct ex_buf EX_AUTO(ex_buf_free) folder = EX_BUF_INIT;
    for (size_t i = 0; i < path.n; i++) {
        if (path.p[i] == '/' && folder.n && mkdir(folder.p, 0777) != 0 && errno != EEXIST) {
            tell_reason(errno, "made", folder.p);
            return false;
        }
        ex_buf_add_char(&folder, path.p[i]);
    }
    return true;
}

bool ex_cli_create_file(struct ex_str path, struct ex_str content, bool *there)
{
    struct ex_buf EX_AUTO(ex_buf_free) name = EX_BUF_INIT;
    *there = false;
    if (!make_folders(path))
        return false;
    ex_buf_add(&name, path);
    errno = 0;
    if (write_content(name.p, "wbxe", content))
        return true;
    int reason = errno;
    *there = reason == EEXIST;
    if (*there)
        return true;
    tell_reason(reason, "written", name.p);
    return false;
}
