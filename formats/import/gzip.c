/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The door to zlib. What comes out is thrown away; only the checksums count.
 */
#include "formats/import/gzip.h"

#include "base/arena.h"
#include "base/limits.h"

#define ZLIB_CONST
#include <stdlib.h>
#include <zlib.h>

enum { ROOM = 1 << 16, GZIP = 15 + 16 /* window bits, and a gzip header */ };

struct check {
    struct ex_source *source;
    z_stream z;
    unsigned char *piece; /* of the file, as stored */
    unsigned char *room;  /* for what it becomes */
    uint64_t offset;      /* behind the piece */
    uint64_t expanded;
};

/* The next piece of the file; false at its end, or when it cannot be read. */
static bool refill(struct check *check)
{
    struct ex_str bytes;

    if (ex_source_stored(check->source, check->offset, &check->piece, &bytes) || bytes.n == 0)
        return false;
    check->offset += bytes.n;
    check->z.next_in = (z_const Bytef *)bytes.p;
    check->z.avail_in = (uInt)bytes.n;
    return true;
}

/* Another member of the file may follow; anything else behind the end is none of ours. */
static bool next_member(struct check *check)
{
    if (check->z.avail_in == 0 && !refill(check))
        return false;
    return check->z.next_in[0] == 0x1F && inflateReset(&check->z) == Z_OK;
}

static bool is_within_limits(const struct check *check)
{
    return check->expanded < EX_MAX_ARCHIVE_BYTES &&
           (check->expanded < EX_MIN_ARCHIVE_BOMB ||
            check->expanded / EX_MAX_ARCHIVE_RATIO < check->offset);
}

static bool run(struct check *check)
{
    while (is_within_limits(check)) {
        if (check->z.avail_in == 0 && !refill(check))
            return true;
        check->z.next_out = check->room;
        check->z.avail_out = ROOM;
        int status = inflate(&check->z, Z_NO_FLUSH);
        check->expanded += ROOM - check->z.avail_out;
        if (status == Z_STREAM_END && !next_member(check))
            return true;
        if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
            return false;
    }
    return true;
}

bool ex_gzip_is_intact(struct ex_source *source)
{
    struct check check = {.source = source};
    bool intact = true;

    if (inflateInit2(&check.z, GZIP) != Z_OK)
        return true;
    check.room = ex_alloc(ROOM);
    intact = run(&check);
    (void)inflateEnd(&check.z);
    free(check.room);
    free(check.piece);
    return intact;
}
