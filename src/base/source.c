/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Reading of files in pieces of 64 KiB with pread(2), which keeps no position
 * in the descriptor: reading, hashing and looking up places do not disturb
 * each other.
 */
#include "base/source.h"

#include "base/decode.h"
#include "base/limits.h"
#include "base/sha256.h"
#include "base/source_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

_Static_assert(sizeof(off_t) == 8, "files of more than 2 GiB need a 64-bit off_t");

const char *ex_encoding_name(enum ex_encoding encoding)
{
    static const char *const names[] = {
        [EX_UTF8] = "UTF-8",       [EX_UTF8_BOM] = "UTF-8 with BOM",
        [EX_UTF16LE] = "UTF-16LE", [EX_UTF16BE] = "UTF-16BE",
        [EX_UTF32LE] = "UTF-32LE", [EX_UTF32BE] = "UTF-32BE",
        [EX_WINDOWS1252] = "Windows-1252",
    };

    return (size_t)encoding < EX_COUNT(names) ? names[encoding] : "unknown";
}

const char *ex_error_text(int error)
{
    const char *text = strerrordesc_np(error);

    return text ? text : "unknown error";
}

const char *ex_read_fully(int fd, unsigned char *to, size_t n, uint64_t offset)
{
    size_t got = 0;

    while (got < n) {
        ssize_t r = pread(fd, to + got, n - got, (off_t)(offset + got));

        if (r < 0 && errno == EINTR)
            continue;
        if (r < 0)
            return ex_error_text(errno);
        if (r == 0)
            return "the file became shorter while it was read";
        got += (size_t)r;
    }
    return NULL;
}

/* ---- opening ---- */

static struct ex_source *new_source(struct ex_str name)
{
    struct ex_source *source = ex_alloc(sizeof *source);
    char *copy = ex_alloc(name.n + 1);

    if (name.n)
        memcpy(copy, name.p, name.n);
    source->name = ex_str_n(copy, name.n);
    source->fd = -1;
    source->changed = INT64_MIN;
    source->checkpoints = (struct ex_vec)EX_VEC(struct ex_checkpoint);
    return source;
}

/* The encoding is known now: the stream begins behind the byte order mark. */
static void start(struct ex_source *source)
{
    size_t n = source->byte_count < EX_SOURCE_PIECE ? source->byte_count : EX_SOURCE_PIECE;

    source->encoding = ex_decode_sniff(ex_rd(source->bytes, n), n == source->size, &source->mark);
    source->main.file = source->mark;
    source->end.file = source->mark;
}

/* What is wrong with the file behind a descriptor, or NULL. */
static const char *refuse(int fd, struct stat *st)
{
    if (fstat(fd, st) != 0)
        return ex_error_text(errno);
    if (S_ISDIR(st->st_mode))
        return "it is a folder";
    if (!S_ISREG(st->st_mode))
        return "it is not a regular file";
    if ((uint64_t)st->st_size > EX_MAX_FILE_BYTES)
        return "it is larger than 64 GiB";
    return NULL;
}

static const char *open_file(struct ex_source *source, struct stat *st)
{
    source->fd = open(source->path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (source->fd < 0 && errno == ELOOP)
        return "it is a symbolic link";
    if (source->fd < 0)
        return errno == ENXIO ? "it is not a regular file" : ex_error_text(errno);
    return refuse(source->fd, st);
}

/* Open a resting source again, if it is still the same file. */
static const char *wake(struct ex_source *source)
{
    struct stat st;

    if (source->fd >= 0)
        return NULL;
    const char *problem = open_file(source, &st);
    if (!problem && (st.st_dev != source->device || st.st_ino != source->inode ||
                     (uint64_t)st.st_size != source->size))
        problem = "the file was replaced after it was read";
    return problem;
}

/* The bytes of a file at an offset; of part of a spool, nothing beyond that part. */
static const char *read_stored(struct ex_source *source, unsigned char *to, size_t n,
                               uint64_t offset)
{
    const char *problem;

    if (source->spool)
        return ex_spool_read(source->spool, source->start + offset, to, n);
    problem = wake(source);
    return problem ? problem : ex_read_fully(source->fd, to, n, offset);
}

/* Keep the beginning in memory, for recognizing the format and for small files. */
static const char *read_head(struct ex_source *source)
{
    size_t n = source->size < EX_SOURCE_PIECE ? (size_t)source->size : EX_SOURCE_PIECE;
    unsigned char *head = ex_alloc(n);

    source->bytes = head;
    source->byte_count = n;
    return read_stored(source, head, n, 0);
}

static const char *open_and_sniff(struct ex_source *source)
{
    struct stat st;
    const char *problem = open_file(source, &st);

    if (problem)
        return problem;
    source->size = (uint64_t)st.st_size;
    source->changed = st.st_mtim.tv_sec;
    source->device = st.st_dev;
    source->inode = st.st_ino;
    /* A hint only: without it reading is slower, not wrong. */
    (void)posix_fadvise(source->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    return read_head(source);
}

/* The source, or NULL with a message when there was a problem. */
static struct ex_source *opened(struct ex_source *source, const char *problem,
                                struct ex_diags *diags)
{
    if (problem) {
        struct ex_diag *diag = ex_diag(diags, EX_WARNING, source->name, (struct ex_place){0, 0},
                                       "cannot read '%.*s': %s", EX_FMT(source->name), problem);

        ex_diag_hint(diags, diag, "what only this file says is not assessed; "
                                  "check the path and the permissions");
        ex_source_free(source);
        return NULL;
    }
    start(source);
    return source;
}

struct ex_source *ex_source_open(const char *path, struct ex_str name, struct ex_diags *diags)
{
    struct ex_source *source = new_source(name);

    source->path = strdup(path);
    if (!source->path)
        source->path = ex_alloc(1);
    return opened(source, open_and_sniff(source), diags);
}

struct ex_source *ex_source_from_spool(struct ex_spool *spool, uint64_t start, uint64_t size,
                                       struct ex_str name, struct ex_diags *diags)
{
    struct ex_source *source = new_source(name);

    source->spool = ex_spool_keep(spool);
    source->start = start;
    source->size = size;
    return opened(source, read_head(source), diags);
}

struct ex_source *ex_source_from_bytes(struct ex_str bytes, struct ex_str name)
{
    struct ex_source *source = new_source(name);
    unsigned char *copy = ex_alloc(bytes.n);

    if (bytes.n)
        memcpy(copy, bytes.p, bytes.n);
    source->bytes = copy;
    source->byte_count = bytes.n;
    source->size = bytes.n;
    start(source);
    return source;
}

static void free_cursor(struct ex_cursor *cursor)
{
    free(cursor->raw);
    ex_buf_free(&cursor->text);
}

/* For memory that was filled once and is const since. */
static void free_const(const void *p)
{
    free((void *)(uintptr_t)p);
}

void ex_source_rest(struct ex_source *source)
{
    if (source->fd < 0 && !source->spool)
        return;
    if (source->fd >= 0)
        close(source->fd);
    source->fd = -1;
    free_cursor(&source->main);
    free_cursor(&source->probe);
    source->main.raw = NULL;
    source->probe.raw = NULL;
    ex_buf_free(&source->head);
    free_const(source->bytes);
    source->bytes = NULL;
    source->byte_count = 0;
}

void ex_source_free(struct ex_source *source)
{
    if (!source)
        return;
    if (source->fd >= 0)
        close(source->fd);
    ex_spool_drop(source->spool);
    free(source->path);
    free_const(source->name.p);
    free_const(source->bytes);
    free_const(source->failure.p);
    free_cursor(&source->main);
    free_cursor(&source->probe);
    ex_buf_free(&source->head);
    ex_vec_free(&source->checkpoints);
    free(source);
}

void ex_source_auto(struct ex_source **source)
{
    ex_source_free(*source);
}

/* ---- facts ---- */

struct ex_str ex_source_name(const struct ex_source *source)
{
    return source->name;
}

enum ex_encoding ex_source_encoding(const struct ex_source *source)
{
    return source->encoding;
}

uint64_t ex_source_size(const struct ex_source *source)
{
    return source->size;
}

int64_t ex_source_changed(const struct ex_source *source)
{
    return source->changed;
}

uint64_t ex_source_bad_bytes(const struct ex_source *source)
{
    return source->bad;
}

bool ex_source_failed(const struct ex_source *source, struct ex_str *message)
{
    if (source->failure.p && message)
        *message = source->failure;
    return source->failure.p != NULL;
}

struct ex_str ex_source_raw_head(struct ex_source *source)
{
    size_t n = source->byte_count < EX_SOURCE_PIECE ? source->byte_count : EX_SOURCE_PIECE;

    return ex_str_n((const char *)source->bytes, n);
}

struct ex_str ex_source_head(struct ex_source *source)
{
    struct ex_str raw = ex_source_raw_head(source);
    struct ex_rd rest = ex_rd(raw.p + source->mark, raw.n - source->mark);

    return ex_decode(source->encoding, rest, raw.n == source->size, &source->head).text;
}

/* ---- reading ---- */

/* `n` bytes at `offset`, from memory when they are there, else read into `*buffer`. */
static const char *fetch(struct ex_source *source, uint64_t offset, size_t n,
                         unsigned char **buffer, const unsigned char **bytes)
{
    if (offset <= source->byte_count && n <= source->byte_count - offset) {
        *bytes = source->bytes + offset;
        return NULL;
    }
    if (!*buffer)
        *buffer = ex_alloc(EX_SOURCE_PIECE);
    *bytes = *buffer;
    return read_stored(source, *buffer, n, offset);
}

/* A piece that nobody has read yet: remember where it begins, and count. */
static void account(struct ex_source *source, const struct ex_decoded *piece)
{
    *EX_PUSH(&source->checkpoints, struct ex_checkpoint) = source->end;
    ex_lines_advance(&source->end.lines, piece->text);
    source->end.offset += piece->text.n;
    source->end.file += piece->used;
    source->bad += piece->bad;
}

bool ex_source_next(struct ex_source *source, struct ex_cursor *cursor, struct ex_str *text,
                    char **error)
{
    uint64_t left = source->size - cursor->file;
    size_t n = left < EX_SOURCE_PIECE ? (size_t)left : EX_SOURCE_PIECE;
    const unsigned char *bytes;
    struct ex_decoded piece;
    const char *problem;

    *error = NULL;
    if (n == 0)
        return false;
    problem = fetch(source, cursor->file, n, &cursor->raw, &bytes);
    if (problem) {
        *error = strdup(problem);
        if (!*error)
            *error = ex_alloc(1);
        return false;
    }
    piece = ex_decode(source->encoding, ex_rd(bytes, n), n == left, &cursor->text);
    if (cursor->file == source->end.file)
        account(source, &piece);
    cursor->file += piece.used;
    cursor->offset += piece.text.n;
    *text = piece.text;
    return true;
}

bool ex_source_read(struct ex_source *source, struct ex_str *chunk)
{
    char *error;

    if (source->failure.p)
        return false;
    if (ex_source_next(source, &source->main, chunk, &error))
        return true;
    source->failure = ex_str(error);
    return false;
}

bool ex_source_rewind(struct ex_source *source)
{
    source->main.offset = 0;
    source->main.file = source->mark;
    return !source->failure.p;
}

struct ex_str ex_source_slurp(struct ex_source *source, size_t max, struct ex_arena *arena)
{
    struct ex_str none = {NULL, 0};
    size_t n = (size_t)source->size;
    char *all;

    if (source->size > max)
        return none;
    if (n <= source->byte_count)
        return ex_arena_str(arena, ex_str_n((const char *)source->bytes, n));
    all = ex_arena_bytes(arena, n + 1);
    all[n] = '\0';
    if (read_stored(source, (unsigned char *)all, n, 0))
        return none;
    return ex_str_n(all, n);
}

const char *ex_source_stored(struct ex_source *source, uint64_t offset, unsigned char **buffer,
                             struct ex_str *bytes)
{
    uint64_t left = offset < source->size ? source->size - offset : 0;
    size_t n = left < EX_SOURCE_PIECE ? (size_t)left : EX_SOURCE_PIECE;
    const unsigned char *p = NULL;
    const char *problem = n ? fetch(source, offset, n, buffer, &p) : NULL;

    *bytes = problem ? (struct ex_str){NULL, 0} : ex_str_n((const char *)p, n);
    return problem;
}

struct ex_str ex_source_sha256(struct ex_source *source)
{
    EX_AUTO(ex_free_auto) unsigned char *buffer = NULL;
    unsigned char digest[EX_SHA256_BYTES];
    struct ex_sha256 hash;
    bool resting = source->path && source->fd < 0;

    if (source->sha256[0])
        return ex_str(source->sha256);
    ex_sha256_init(&hash);
    for (uint64_t offset = 0; offset < source->size;) {
        struct ex_str bytes;

        if (ex_source_stored(source, offset, &buffer, &bytes))
            return (struct ex_str){NULL, 0};
        ex_sha256_add(&hash, bytes.p, bytes.n);
        offset += bytes.n;
    }
    if (resting)
        ex_source_rest(source);
    ex_sha256_finish(&hash, digest);
    ex_sha256_hex(digest, source->sha256);
    return ex_str(source->sha256);
}
