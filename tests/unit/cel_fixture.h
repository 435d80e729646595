/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What the tests of CEL share: compile and evaluate a text, and compare the
 * printed result; a tiny application with one object type whose data may be
 * missing.
 *
 *     Server { string name; list(int) ports; string or null owner; Server next }
 */
#ifndef EX_TEST_CEL_FIXTURE_H
#define EX_TEST_CEL_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/limits.h"
#include "cel/cel.h"

struct server {
    const char *name; /* NULL: missing, as attribute 40 */
    const char *owner; /* NULL: null */
    bool owner_missing; /* as attribute 41 */
    bool ports_partial; /* as attribute 42 */
    const struct server *next;
};

enum { F_NAME, F_PORTS, F_OWNER, F_NEXT };

/* Origins are told apart by address only. */
static const char origin_name[] = "name", origin_port[] = "port", origin_list[] = "list";

static const struct cel_type type_server = {.kind = CEL_OBJECT, .name = {"Server", 6}};
static const struct cel_type type_ports = {.kind = CEL_LIST, .elem = &cel_type_int};
static const struct cel_type type_owner = {.kind = CEL_STRING, .nullable = true};

static const struct {
    const char *name;
    const struct cel_type *type;
} server_fields[] = {
    {"name", &cel_type_string},
    {"ports", &type_ports},
    {"owner", &type_owner},
    {"next", &type_server},
};

static inline bool server_field(struct ex_str name, uint32_t *field)
{
    for (uint32_t i = 0; i < EX_COUNT(server_fields); i++) {
        if (ex_str_eq(name, ex_str(server_fields[i].name))) {
            *field = i;
            return true;
        }
    }
    return false;
}

static inline bool host_find(const void *ctx, const struct cel_type *object, struct ex_str name,
                             const struct cel_type **type, uint32_t *field)
{
    (void)ctx;
    (void)object;
    if (!server_field(name, field))
        return false;
    *type = server_fields[*field].type;
    return true;
}

static inline struct ex_str host_name(const void *ctx, const struct cel_type *object, size_t i)
{
    (void)ctx;
    (void)object;
    return ex_str(i < EX_COUNT(server_fields) ? server_fields[i].name : NULL);
}

static const struct cel_host host = {NULL, host_find, host_name};

static struct cel_value server_value(const struct server *server);

static inline struct cel_value server_ports(const struct server *server)
{
    static const uint64_t attribute[] = {42};
    static const struct cel_unknown missing = {1, attribute};
    static const struct cel_value items[] = {{.kind = CEL_INT, .i = 25, .origin = origin_port},
                                             {.kind = CEL_INT, .i = 587}};
    static const struct cel_list whole = {.n = 2, .items = items};
    static const struct cel_list partial = {.n = 2, .items = items, .missing = &missing};
    return (struct cel_value){.kind = CEL_LIST,
                              .origin = origin_list,
                              .list = server->ports_partial ? &partial : &whole};
}

static inline struct cel_value server_get(struct cel_eval_ctx *ctx, const void *object,
                                          uint32_t field)
{
    const struct server *server = object;
    struct cel_value value;
    switch (field) {
    case F_NAME:
        if (!server->name)
            return cel_unknown_of(ctx, 40);
        value = cel_string(ex_str(server->name));
        value.origin = origin_name;
        return value;
    case F_PORTS:
        return server_ports(server);
    case F_OWNER:
        if (server->owner_missing)
            return cel_unknown_of(ctx, 41);
        return server->owner ? cel_string(ex_str(server->owner)) : cel_null();
    default:
        return server->next ? server_value(server->next) : cel_null();
    }
}

static inline struct cel_value server_has(struct cel_eval_ctx *ctx, const void *object,
                                          uint32_t field)
{
    struct cel_value value = server_get(ctx, object, field);
    return value.kind == CEL_UNKNOWN ? value : cel_bool(value.kind != CEL_NULL);
}

static inline bool server_equal(const void *a, const void *b)
{
    return a == b;
}

static inline const struct cel_type *server_type(const void *object)
{
    (void)object;
    return &type_server;
}

static inline bool server_find(const void *object, struct ex_str name, uint32_t *field)
{
    (void)object;
    return server_field(name, field);
}

static const struct cel_object_ops server_ops = {server_get, server_has, server_equal,
                                                 server_type, server_find};

static inline struct cel_value server_value(const struct server *server)
{
    return (struct cel_value){.kind = CEL_OBJECT, .object = {server, &server_ops}};
}

/* ---- one test ------------------------------------------------------- */

struct fixture {
    struct ex_arena *arena;
    struct cel_env *env;
    struct ex_diags diags;
    struct cel_eval_ctx ctx;
    struct cel_value slots[8];
    struct ex_buf text;
};

static inline int fixture_setup(void **state)
{
    static struct fixture fixture;
    fixture = (struct fixture){.arena = ex_arena_new()};
    fixture.env = cel_env_new(fixture.arena, &host);
    ex_diags_init(&fixture.diags);
    fixture.ctx = (struct cel_eval_ctx){.arena = fixture.arena, .slots = fixture.slots};
    *state = &fixture;
    return 0;
}

static inline int fixture_teardown(void **state)
{
    struct fixture *f = *state;
    ex_buf_free(&f->text);
    ex_diags_free(&f->diags);
    ex_arena_free(f->arena);
    return 0;
}

static inline void declare(struct fixture *f, const char *name, const struct cel_type *type,
                           struct cel_value value)
{
    f->slots[cel_env_variable(f->env, ex_str(name), type)] = value;
}

static inline struct cel_program *compile(struct fixture *f, const char *text)
{
    struct cel_source source = {.text = ex_str(text)};
    return cel_compile(f->arena, f->env, &source, NULL, &f->diags);
}

static inline struct cel_value evaluate(struct fixture *f, const char *text)
{
    struct cel_program *program = compile(f, text);
    if (!program)
        fail_msg("'%s' does not compile: %.*s", text,
                 EX_FMT(EX_AT(&f->diags.items, struct ex_diag, 0)->message));
    f->ctx.steps = 0;
    return cel_eval(&f->ctx, program);
}

static inline const char *printed(struct fixture *f, struct cel_value value)
{
    ex_buf_clear(&f->text);
    cel_print(&f->ctx, value, &f->text);
    return f->text.p ? f->text.p : "";
}

/** The expression evaluates to a value that prints as `expected`. */
static inline void assert_prints(struct fixture *f, const char *text, const char *expected)
{
    assert_string_equal(printed(f, evaluate(f, text)), expected);
}

/** The expression evaluates to an error whose message holds `part`. */
static inline void assert_fails(struct fixture *f, const char *text, const char *part)
{
    struct cel_value value = evaluate(f, text);
    assert_int_equal(value.kind, CEL_ERROR);
    assert_non_null(strstr(value.error->message.p, part));
}

/** The expression evaluates to an unknown value with exactly that attribute. */
static inline void assert_unknown(struct fixture *f, const char *text, uint64_t attribute)
{
    struct cel_value value = evaluate(f, text);
    assert_int_equal(value.kind, CEL_UNKNOWN);
    assert_int_equal(value.unknown->n, 1);
    assert_int_equal(value.unknown->attributes[0], attribute);
}

/** The expression does not compile; the first message holds `part`. */
static inline struct ex_diag *assert_refused(struct fixture *f, const char *text,
                                             const char *part)
{
    size_t before = f->diags.items.n;
    assert_null(compile(f, text));
    assert_true(f->diags.items.n > before);
    struct ex_diag *d = EX_AT(&f->diags.items, struct ex_diag, before);
    if (!strstr(d->message.p, part))
        fail_msg("'%s' gives: %s", text, d->message.p);
    return d;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

#endif
