/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Reading small files.
 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* At most one byte more than the limit. */
static bool read_all(int fd, size_t max, struct ex_buf *out)
{
    char piece[16384];
    ssize_t n;

    while (out->n <= max && (n = read(fd, piece, sizeof piece)) != 0) {
        if (n < 0 && errno != EINTR)
            return false;
        size_t room = max + 1 - out->n;
        if (n > 0)
            ex_buf_add(out, ex_str_n(piece, (size_t)n < room ? (size_t)n : room));
    }
    return true;
}

const char *ex_file_read(const char *path, size_t max, struct ex_buf *out,
                         struct ex_file_owner *owner)
{
    struct stat link;
    struct stat st;
    const char *problem = NULL;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

    if (fd < 0)
        return strerror(errno);
    if (fstat(fd, &st) != 0 || lstat(path, &link) != 0)
        problem = strerror(errno);
    else if (S_ISDIR(st.st_mode))
        problem = "it is a folder";
    else if (!S_ISREG(st.st_mode))
        problem = "it is not a regular file";
    else if (!read_all(fd, max, out))
        problem = strerror(errno);
    if (owner && !problem)
        *owner = (struct ex_file_owner){st.st_uid, link.st_uid};
    close(fd);
    return problem;
}
