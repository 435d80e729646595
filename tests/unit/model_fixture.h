/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Records made by hand, for the tests of the model: a small language of
 * functions instead of files.
 */
#ifndef MODEL_FIXTURE_H
#define MODEL_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/graph.h"
#include "model/ingest.h"
#include "model/raw.h"

/** Records live here until the end of the test. */
struct fixture {
    struct ex_arena *arena;
    struct ex_wanted wanted;
    struct ex_batch batch;
};

static inline int fixture_setup(void **state)
{
    struct fixture *f = ex_alloc(sizeof *f);
    f->arena = ex_arena_new();
    ex_wanted_init(&f->wanted);
    f->wanted.all = true;
    ex_batch_init(&f->batch, &f->wanted);
    f->batch.file.name = EX_STR("test.xml");
    *state = f;
    return 0;
}

static inline int fixture_teardown(void **state)
{
    struct fixture *f = *state;
    ex_batch_free(&f->batch);
    ex_arena_free(f->arena);
    ex_free_auto(&f);
    return 0;
}

/** A primitive. */
static inline struct ex_raw *text_raw(struct fixture *f, const char *text)
{
    struct ex_raw *raw = EX_NEW(f->arena, struct ex_raw);
    raw->kind = EX_RAW_TEXT;
    raw->text = ex_str(text);
    raw->off = 7;
    return raw;
}

static inline struct ex_raw *null_raw(struct fixture *f)
{
    return EX_NEW(f->arena, struct ex_raw);
}

/** An object of a .NET type (NULL: none). */
static inline struct ex_raw *object_raw(struct fixture *f, const char *type)
{
    struct ex_raw *raw = EX_NEW(f->arena, struct ex_raw);
    raw->kind = EX_RAW_OBJECT;
    if (type) {
        struct ex_str *types = EX_NEW(f->arena, struct ex_str);
        *types = ex_str(type);
        raw->types = types;
        raw->n_types = 1;
    }
    return raw;
}

/** An object with a ToString. */
static inline struct ex_raw *shown_raw(struct fixture *f, const char *to_string)
{
    struct ex_raw *raw = object_raw(f, NULL);
    raw->to_string = ex_str(to_string);
    return raw;
}

/** An empty list. */
static inline struct ex_raw *list_raw(struct fixture *f)
{
    struct ex_raw *raw = object_raw(f, NULL);
    raw->is_list = true;
    return raw;
}

static inline void chain(struct ex_raw **first, struct ex_raw *raw)
{
    while (*first)
        first = &(*first)->next;
    *first = raw;
}

/** Add a member; returns the object. */
static inline struct ex_raw *with(struct ex_raw *object, const char *name, struct ex_raw *member)
{
    member->name = ex_str(name);
    chain(&object->members, member);
    return object;
}

static inline struct ex_raw *with_text(struct fixture *f, struct ex_raw *object, const char *name,
                                       const char *text)
{
    return with(object, name, text_raw(f, text));
}

/** Add an item; returns the list. */
static inline struct ex_raw *item(struct ex_raw *list, struct ex_raw *raw)
{
    chain(&list->items, raw);
    return list;
}

static inline void assert_text(struct ex_str actual, const char *expected)
{
    char copy[512];
    size_t n = actual.n < sizeof copy - 1 ? actual.n : sizeof copy - 1;
    if (n > 0)
        memcpy(copy, actual.p, n);
    copy[n] = '\0';
    assert_string_equal(copy, expected);
}

/** A value of a type as text. */
static inline void assert_converts(struct fixture *f, struct ex_raw *raw, struct ex_type type,
                                   const char *expected)
{
    struct ex_value value = {.off = 0};
    ex_convert(&f->batch, raw, type, &value);
    assert_text(ex_value_text(f->arena, &value), expected);
}

/** The tag of a value of a type, from a text. */
static inline enum ex_tag tag_of(struct fixture *f, struct ex_raw *raw, struct ex_type type)
{
    struct ex_value value = {.off = 0};
    ex_convert(&f->batch, raw, type, &value);
    return (enum ex_tag)value.tag;
}

#endif
