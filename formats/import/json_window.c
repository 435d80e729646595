/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The part of a stream of JSON that is in memory. Pieces of the source are
 * appended; what stands before the reading position is dropped, unless it is
 * kept because a record is being read.
 */
#include "formats/import/json.h"

#include <stdlib.h>

void ex_json_scan_init(struct ex_json_scan *s, struct ex_source *source)
{
    *s = (struct ex_json_scan){.source = source, .keep = EX_NO_OFFSET, .secret_off = EX_NO_OFFSET};
    s->cap = 4 * EX_JSON_PAD;
    s->p = ex_alloc(s->cap);
}

void ex_json_scan_free(struct ex_json_scan *s)
{
    free(s->p);
    s->p = NULL;
}

static void drop(struct ex_json_scan *s)
{
    size_t from = s->keep == EX_NO_OFFSET ? s->at : (size_t)(s->keep - s->base);

    if (s->n - from > s->limit && s->keep != EX_NO_OFFSET) {
        s->keep = EX_NO_OFFSET;
        from = s->at;
    }
    if (from == 0)
        return;
    memmove(s->p, s->p + from, s->n - from);
    s->n -= from;
    s->at -= from;
    s->base += from;
}

static void append(struct ex_json_scan *s, struct ex_str piece)
{
    size_t needed = s->n + piece.n + EX_JSON_PAD;

    if (needed > s->cap) {
        s->cap = needed + needed / 2;
        s->p = ex_realloc(s->p, s->cap, 1);
    }
    memcpy(s->p + s->n, piece.p, piece.n);
    s->n += piece.n;
    memset(s->p + s->n, 0, EX_JSON_PAD);
}

bool ex_json_more(struct ex_json_scan *s)
{
    struct ex_str piece = {NULL, 0};

    if (s->end)
        return false;
    do {
        if (!ex_source_read(s->source, &piece)) {
            s->end = true;
            return false;
        }
    } while (piece.n == 0);
    drop(s);
    append(s, piece);
    return true;
}

bool ex_json_seek(struct ex_json_scan *s, uint64_t offset)
{
    if (!ex_source_rewind(s->source))
        return false;
    s->n = s->at = 0;
    s->base = 0;
    memset(s->p, 0, EX_JSON_PAD);
    s->keep = EX_NO_OFFSET;
    s->end = false;
    while (offset - s->base >= s->n) {
        s->at = s->n;
        if (!ex_json_more(s))
            return false;
    }
    s->at = (size_t)(offset - s->base);
    return true;
}

void ex_json_keep(struct ex_json_scan *s, size_t limit)
{
    s->keep = ex_json_offset(s);
    s->limit = limit;
}
