/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Spools: memory up to EX_MAX_SPOOL_MEMORY, then a file without a name in
 * TMPDIR (O_TMPFILE, or one that is unlinked at once where the file system
 * knows no O_TMPFILE).
 */
#include "base/spool.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/source_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct ex_spool {
    size_t references;
    struct ex_buf memory; /* all bytes, while there is no file */
    int fd;               /* -1: all is in memory */
    uint64_t size;
};

struct ex_spool *ex_spool_new(void)
{
    struct ex_spool *spool = ex_alloc(sizeof *spool);

    *spool = (struct ex_spool){.references = 1, .fd = -1};
    return spool;
}

struct ex_spool *ex_spool_keep(struct ex_spool *spool)
{
    spool->references++;
    return spool;
}

void ex_spool_drop(struct ex_spool *spool)
{
    if (!spool || --spool->references)
        return;
    if (spool->fd >= 0)
        (void)close(spool->fd);
    ex_buf_free(&spool->memory);
    free(spool);
}

void ex_spool_auto(struct ex_spool **spool)
{
    ex_spool_drop(*spool);
}

uint64_t ex_spool_size(const struct ex_spool *spool)
{
    return spool->size;
}

/* ---- the file ---- */

static const char *temporary_folder(void)
{
    const char *folder = secure_getenv("TMPDIR");

    return folder && folder[0] ? folder : "/tmp";
}

/* A file that no name leads to, readable by nobody else; -1 with errno. */
static int open_nameless(void)
{
    struct ex_buf EX_AUTO(ex_buf_free) path = EX_BUF_INIT;
    mode_t mask;
    int fd = open(temporary_folder(), O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);

    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
        return fd;
    ex_buf_printf(&path, "%s/exlint-XXXXXX", temporary_folder());
    mask = umask(S_IRWXG | S_IRWXO);
    fd = mkostemp(path.p, O_CLOEXEC);
    (void)umask(mask);
    if (fd >= 0)
        (void)unlink(path.p);
    return fd;
}

static const char *write_fully(int fd, struct ex_str bytes)
{
    while (bytes.n) {
        ssize_t done = write(fd, bytes.p, bytes.n);

        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return ex_error_text(errno);
        bytes = ex_str_slice(bytes, (size_t)done, bytes.n);
    }
    return NULL;
}

static const char *move_to_file(struct ex_spool *spool)
{
    const char *problem;

    spool->fd = open_nameless();
    if (spool->fd < 0)
        return ex_error_text(errno);
    problem = write_fully(spool->fd, ex_buf_str(&spool->memory));
    ex_buf_free(&spool->memory);
    return problem;
}

const char *ex_spool_add(struct ex_spool *spool, struct ex_str bytes)
{
    const char *problem = NULL;

    if (spool->fd < 0 && bytes.n <= EX_MAX_SPOOL_MEMORY - spool->memory.n) {
        ex_buf_add(&spool->memory, bytes);
    } else {
        if (spool->fd < 0)
            problem = move_to_file(spool);
        if (!problem)
            problem = write_fully(spool->fd, bytes);
    }
    if (!problem)
        spool->size += bytes.n;
    return problem;
}

const char *ex_spool_read(const struct ex_spool *spool, uint64_t offset, unsigned char *to,
                          size_t n)
{
    if (offset > spool->size || n > spool->size - offset)
        return "it is shorter than it was";
    if (spool->fd >= 0)
        return ex_read_fully(spool->fd, to, n, offset);
    if (n)
        memcpy(to, spool->memory.p + offset, n);
    return NULL;
}

const char *ex_spool_fill(struct ex_spool *spool, int fd, uint64_t max)
{
    char *EX_AUTO(ex_free_auto) buffer = ex_alloc(EX_SOURCE_PIECE);

    for (;;) {
        const char *problem;
        ssize_t got = read(fd, buffer, EX_SOURCE_PIECE);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return ex_error_text(errno);
        if (got == 0)
            return NULL;
        if ((uint64_t)got > max - spool->size)
            return "it is larger than the limit of one file";
        problem = ex_spool_add(spool, ex_str_n(buffer, (size_t)got));
        if (problem)
            return problem;
    }
}
