/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The password of PFX files: from a file, so that it stands in no list of
 * processes and no history of a shell. The file may be a pipe.
 */
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Up to `room` bytes; returns their number, or -1. */
static ssize_t read_up_to(const char *path, char *out, size_t room)
{
    size_t n = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    while (n < room) {
        ssize_t got = read(fd, out + n, room - n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            int error = errno;
            (void)close(fd);
            errno = error;
            return -1;
        }
        if (got == 0)
            break;
        n += (size_t)got;
    }
    (void)close(fd);
    return (ssize_t)n;
}

/* The first line of a text, without a byte order mark. */
static struct ex_str first_line(struct ex_str text)
{
    if (ex_str_starts(text, EX_STR("\xEF\xBB\xBF")))
        text = ex_str_slice(text, 3, text.n);
    text = ex_str_slice(text, 0, ex_str_find(text, '\n'));
    return ex_str_ends(text, EX_STR("\r")) ? ex_str_slice(text, 0, text.n - 1) : text;
}

static bool refuse(const char *hint, const char *what, const char *path)
{
    ex_cli_error(hint, "the password file '%s' %s", path, what);
    return false;
}

bool ex_cli_password(const struct ex_args *args, struct ex_cli_password *out)
{
    const struct ex_option_use *use = ex_args_last(args, EX_OPT_PFX_PASSWORD_FILE);
    out->text = (struct ex_str){NULL, 0};
    if (!use)
        return true;
    const char *path = use->value.p;
    ssize_t n = read_up_to(path, out->bytes, sizeof out->bytes);
    if (n < 0) {
        ex_cli_error("write the password into a file that only you can read",
                     "the password file '%s' cannot be read: %s", path, strerrordesc_np(errno));
        return false;
    }
    if ((size_t)n > EX_MAX_PASSWORD_FILE)
        return refuse("it holds the password in its first line and nothing else",
                      "is longer than 4096 bytes", path);
    struct ex_str text = ex_str_n(out->bytes, (size_t)n);
    if (ex_str_find(text, '\0') != SIZE_MAX)
        return refuse("save it as UTF-8", "is not text in UTF-8", path);
    out->text = first_line(text);
    if (out->text.n == 0)
        return refuse("no password and the empty one are tried without it", "has no first line",
                      path);
    return true;
}

void ex_cli_password_wipe(struct ex_cli_password *password)
{
    explicit_bzero(password, sizeof *password);
}
