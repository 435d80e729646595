/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A dump written as lines, for tests of what is made of a linked graph:
 *
 *     lines(f, "SendConnector", "Name=Internet|Enabled=True|SmartHosts=[a,b]|Fqdn\n...");
 *
 * one object a line; a member without `=` is null, `[a,b]` is a list, what is
 * not named is not in the export.
 */
#ifndef LINES_FIXTURE_H
#define LINES_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "model/graph.h"
#include "model/ingest.h"
#include "model/raw.h"

struct lines {
    struct ex_arena *arena;
    struct ex_graph *graph;
    struct ex_wanted wanted;
};

static inline int lines_setup(void **state)
{
    struct lines *f = ex_alloc(sizeof *f);
    f->arena = ex_arena_new();
    f->graph = ex_graph_new();
    ex_wanted_init(&f->wanted);
    f->wanted.all = true;
    *state = f;
    return 0;
}

static inline int lines_teardown(void **state)
{
    struct lines *f = *state;
    ex_graph_free(f->graph);
    ex_wanted_free(&f->wanted);
    ex_arena_free(f->arena);
    free(f);
    return 0;
}

static inline struct ex_raw *lines_value(struct lines *f, struct ex_str text)
{
    struct ex_raw *raw = EX_NEW(f->arena, struct ex_raw);
    raw->off = raw->start = 1;
    if (!ex_str_starts(text, EX_STR("["))) {
        raw->kind = EX_RAW_TEXT;
        raw->text = text;
        return raw;
    }
    raw->kind = EX_RAW_OBJECT;
    raw->is_list = true;
    struct ex_str rest = ex_str_slice(text, 1, text.n - 1);
    struct ex_raw **next = &raw->items;
    struct ex_str item;
    while (rest.n && ex_str_split(&rest, ',', &item)) {
        *next = lines_value(f, item);
        next = &(*next)->next;
    }
    return raw;
}

static inline struct ex_raw *lines_object(struct lines *f, const struct ex_str *type,
                                          struct ex_str line)
{
    struct ex_raw *object = EX_NEW(f->arena, struct ex_raw);
    struct ex_raw **next = &object->members;
    struct ex_str member;
    object->kind = EX_RAW_OBJECT;
    object->types = type;
    object->n_types = 1;
    while (ex_str_split(&line, '|', &member)) {
        size_t equals = ex_str_find(member, '=');
        struct ex_raw *raw = EX_NEW(f->arena, struct ex_raw);
        if (equals != SIZE_MAX)
            raw = lines_value(f, ex_str_slice(member, equals + 1, member.n));
        raw->name = ex_str_slice(member, 0, equals == SIZE_MAX ? member.n : equals);
        *next = raw;
        next = &raw->next;
    }
    return object;
}

/** A file of objects of a kind; an empty text is a cmdlet that returned nothing. */
static inline void lines(struct lines *f, const char *noun, const char *text)
{
    struct ex_batch batch;
    struct ex_str rest = ex_str(text), line;
    enum ex_kind_id kind = ex_kind_find(ex_str(noun));
    struct ex_str *type = EX_NEW(f->arena, struct ex_str);
    *type = ex_arena_printf(f->arena, "Microsoft.Exchange.%s", ex_kind(kind)->type_names[0]);
    ex_batch_init(&batch, &f->wanted);
    batch.file.name = ex_arena_printf(batch.arena, "Get-%s.xml", noun);
    batch.file.source = ex_source_from_bytes(rest, batch.file.name);
    batch.file.hint = (uint16_t)kind;
    batch.file.empty = rest.n == 0;
    while (rest.n && ex_str_split(&rest, '\n', &line))
        (void)ex_ingest(&batch, lines_object(f, type, line));
    ex_graph_merge(f->graph, &batch);
    ex_batch_free(&batch);
}

#endif
