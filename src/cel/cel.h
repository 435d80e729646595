/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The Common Expression Language (https://github.com/google/cel-spec), as a
 * library that knows nothing of the application around it.
 *
 * Life of an expression:
 *
 *     cel_env        declarations: variables, functions, the application's types
 *       -> cel_compile()   source -> parsed, type-checked cel_program (immutable)
 *       -> cel_eval()      program + cel_activation (values) -> cel_value
 *
 * A program may be evaluated by many threads at once, each with its own
 * cel_eval_ctx. Left out of the language: protocol buffer messages, their
 * wrapper types and enumerations, and containers.
 *
 * Beyond the specification, for data that may be incomplete:
 * - a value may be *unknown* (the specification's partial evaluation); it
 *   carries the application's attributes that are missing;
 * - a list may be *partial*: the items it has are right, but there may be
 *   more. `exists` on it is true or unknown, `all` is false or unknown, `in`
 *   is true or unknown, `size` is unknown, `filter` and `map` give partial
 *   lists again;
 * - object fields may be nullable without being dynamic.
 */
#ifndef EX_CEL_CEL_H
#define EX_CEL_CEL_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/ex.h"
#include "base/str.h"

/* ---- types ---------------------------------------------------------- */

enum cel_kind {
    CEL_DYN, /**< any value; checked when evaluated */
    CEL_NULL,
    CEL_BOOL,
    CEL_INT,
    CEL_UINT,
    CEL_DOUBLE,
    CEL_STRING,
    CEL_BYTES,
    CEL_LIST,
    CEL_MAP,
    CEL_TIMESTAMP,
    CEL_DURATION,
    CEL_TYPE,
    CEL_OBJECT,  /**< an object of the application, with fields */
    CEL_ERROR,   /**< as a value only */
    CEL_UNKNOWN, /**< as a value only */
};

/** A type. Immutable; made by the functions below or static. */
struct cel_type {
    enum cel_kind kind;
    bool nullable;               /**< null is a value of it, too, as of the wrapper types */
    const struct cel_type *key;  /**< of a map */
    const struct cel_type *elem; /**< of a list or of a map's values; of `type`: of what */
    struct ex_str name;          /**< of an object type */
    const void *host;            /**< of an object type: the application's description of it */
};

extern const struct cel_type cel_type_dyn, cel_type_null, cel_type_bool, cel_type_int,
    cel_type_uint, cel_type_double, cel_type_string, cel_type_bytes, cel_type_timestamp,
    cel_type_duration, cel_type_type;

/**
 * Type parameters for generic functions (`list(A)`, `map(A, B)`) in a cel_function_decl:
 * of kind CEL_DYN, but with a name. They have no other use.
 */
extern const struct cel_type cel_type_param_a, cel_type_param_b;

/** The list or map type of these; lives in the arena. */
const struct cel_type *cel_type_list(struct ex_arena *arena, const struct cel_type *elem);
const struct cel_type *cel_type_map(struct ex_arena *arena, const struct cel_type *key,
                                    const struct cel_type *elem);
/** `type` with nullable set; the same pointer when it already is or is dyn or null. */
const struct cel_type *cel_type_nullable(struct ex_arena *arena, const struct cel_type *type);

/** The type as the specification writes it: `list(string)`, `ReceiveConnector`. */
struct ex_str cel_type_name(struct ex_arena *arena, const struct cel_type *type);

/* ---- values --------------------------------------------------------- */

struct cel_value;
struct cel_eval_ctx;
struct cel_run;

/** What is missing: opaque attributes of the application, a small set without duplicates. */
struct cel_unknown {
    size_t n;
    const uint64_t *attributes; /**< ascending */
};

/** An evaluation error, with the place in the source that caused it. */
struct cel_error {
    struct ex_str message;
    size_t offset; /**< byte offset in the source of the expression */
    size_t length;
};

/**
 * A list. Either `items` holds all n values, or `at` makes the i-th on
 * demand (so that the application's lists need no copy).
 */
struct cel_list {
    size_t n;
    const struct cel_value *items;
    struct cel_value (*at)(struct cel_eval_ctx *ctx, const struct cel_list *list, size_t i);
    const void *host;                  /**< for `at` */
    const struct cel_unknown *missing; /**< not NULL: the list is partial */
    bool gaps; /**< partial, and what is missing may stand anywhere: indexes are unknown */
    const struct cel_standins *standins; /**< partial: what is known of missing items; or NULL */
};

/** A map; entries are in order of insertion. Keys are bool, int, uint or string. */
struct cel_map {
    size_t n;
    const struct cel_value *keys;
    const struct cel_value *values;
};

/** How objects of one application type behave. */
struct cel_object_ops {
    /** The field with the id that find_field() gave. May return unknown, null or an error. */
    struct cel_value (*get)(struct cel_eval_ctx *ctx, const void *object, uint32_t field);
    /** Whether the field is set, for has(): CEL_BOOL or CEL_UNKNOWN. */
    struct cel_value (*has)(struct cel_eval_ctx *ctx, const void *object, uint32_t field);
    /** Equality of two objects of this type. */
    bool (*equal)(const void *a, const void *b);
    /** The run-time type. */
    const struct cel_type *(*type)(const void *object);
    /** Find a field of an object at run time, for operands of type dyn; false: no such field. */
    bool (*find)(const void *object, struct ex_str name, uint32_t *field);
};

/** A point in time, since 1970-01-01T00:00:00Z, or a span. */
struct cel_time {
    int64_t seconds;
    int32_t nanos; /**< timestamps: 0..999999999; durations: same sign as seconds */
};

/**
 * A value, passed by value. Whatever it points to lives in the arena of the
 * evaluation, in the program, or in the application.
 */
struct cel_value {
    enum cel_kind kind;
    /**
     * Where the application got the value from, or NULL when it was computed.
     * Selecting, indexing and iterating hand it on, so that a report can point
     * at the place in a file.
     */
    const void *origin;
    union {
        bool b;
        int64_t i;
        uint64_t u;
        double d;
        struct ex_str s; /**< CEL_STRING and CEL_BYTES */
        struct cel_time t;
        const struct cel_list *list;
        const struct cel_map *map;
        const struct cel_type *type;
        const struct cel_unknown *unknown;
        const struct cel_error *error;
        struct {
            const void *p;
            const struct cel_object_ops *ops;
        } object;
    };
};

/**
 * What is known of the items that a partial list may lack: one value for each group of
 * them. A filter that is false for it, whatever else may be unknown, is false for the group.
 */
struct cel_standins {
    const struct cel_unknown *others; /**< of `missing` what belongs to no group; may be NULL */
    size_t n;
    struct cel_standin {
        struct cel_value value;
        const struct cel_unknown *missing;
    } *items;
};

/** Plain values; what a string points at must live as long as the value. */
static inline struct cel_value cel_null(void)
{
    return (struct cel_value){.kind = CEL_NULL};
}
/** See cel_null(). */
static inline struct cel_value cel_bool(bool b)
{
    return (struct cel_value){.kind = CEL_BOOL, .b = b};
}
/** See cel_null(). */
static inline struct cel_value cel_int(int64_t i)
{
    return (struct cel_value){.kind = CEL_INT, .i = i};
}
/** See cel_null(). */
static inline struct cel_value cel_string(struct ex_str s)
{
    return (struct cel_value){.kind = CEL_STRING, .s = s};
}

/** Read a point in time as RFC 3339 writes it; false when it is none. */
bool cel_timestamp_parse(struct ex_str s, struct cel_time *out);

/** An unknown value with one missing attribute, made in the arena of the evaluation. */
struct cel_value cel_unknown_of(struct cel_eval_ctx *ctx, uint64_t attribute);

/** The union of two sets of attributes; either may be NULL. */
const struct cel_unknown *cel_unknown_join(struct ex_arena *arena, const struct cel_unknown *a,
                                           const struct cel_unknown *b);

/** An error value; the evaluator adds the place. */
struct cel_value cel_errorf(struct cel_eval_ctx *ctx, const char *fmt, ...) EX_PRINTF(2, 3);

/** Equality as CEL's `==`: a CEL_BOOL, or unknown or an error. */
struct cel_value cel_equal(struct cel_eval_ctx *ctx, struct cel_value a, struct cel_value b);

/** The i-th item of a list; i is less than n. */
struct cel_value cel_list_at(struct cel_eval_ctx *ctx, const struct cel_list *list, size_t i);

/** A value as a CEL literal that evaluates to it again (but objects only as `Kind{...}`). */
void cel_print(struct cel_eval_ctx *ctx, struct cel_value value, struct ex_buf *out);

/* ---- declarations --------------------------------------------------- */

/**
 * A function of the application or of a library.
 *
 * @param args the arguments, of the declared types: never errors; unknowns only when
 *             `takes_unknown`. A list may be partial, which the function must look at.
 */
typedef struct cel_value cel_function(struct cel_eval_ctx *ctx, const struct cel_value *args,
                                      size_t n);

struct cel_function_decl {
    const char *name;
    bool method;                         /**< `a.f(b)`, the receiver being the first argument */
    size_t n_params;                     /**< at most 5 */
    const struct cel_type *params[5];
    const struct cel_type *result;
    cel_function *call;
    bool takes_unknown;
    const char *doc;                     /**< one sentence */
};

/** The application's object types. */
struct cel_host {
    const void *ctx;
    /**
     * Find a field of an object type.
     *
     * @param type  set to the type of the field
     * @param field set to the id that cel_object_ops.get takes
     */
    bool (*find_field)(const void *ctx, const struct cel_type *object, struct ex_str name,
                       const struct cel_type **type, uint32_t *field);
    /** Name of the i-th field, for suggestions; p NULL at the end. */
    struct ex_str (*field_name)(const void *ctx, const struct cel_type *object, size_t i);
};

struct cel_env;

/** A new environment in `arena` with all standard declarations. `host` may be NULL. */
struct cel_env *cel_env_new(struct ex_arena *arena, const struct cel_host *host);

/** A new environment that sees all of `parent` and may hide its variables. */
struct cel_env *cel_env_extend(struct ex_arena *arena, const struct cel_env *parent);

/** Declare a variable; its slot (0, 1, ... over the environment and its parents) is returned. */
uint32_t cel_env_variable(struct cel_env *env, struct ex_str name, const struct cel_type *type);

/**
 * Declare a function; `decl` must outlive the environment. Of the same name with other
 * parameters: an overload. A global function may have dots in its name (`net.parse`).
 */
void cel_env_function(struct cel_env *env, const struct cel_function_decl *decl);

/** Number of variables, parents included. */
size_t cel_env_slots(const struct cel_env *env);

/* ---- programs ------------------------------------------------------- */

/** Where an expression stands in a larger file, for messages. */
struct cel_source {
    struct ex_str text;     /**< the expression */
    struct ex_str file;     /**< empty: messages name no file */
    struct ex_str file_text;/**< the whole file, or empty: the expression is the text */
    /** Offset in file_text of a byte of the expression; NULL: the same offset. */
    size_t (*map)(const void *ctx, size_t offset);
    const void *map_ctx;
};

struct cel_program;

/**
 * Parse and check an expression.
 *
 * @param expect the type that the result must have; NULL or dyn: any
 * @param diags  gets an EX_ERROR with place, line and underlined token for each problem,
 *               and "did you mean" for unknown names
 * @return NULL on error; otherwise lives in `arena`
 */
struct cel_program *cel_compile(struct ex_arena *arena, const struct cel_env *env,
                                const struct cel_source *source, const struct cel_type *expect,
                                struct ex_diags *diags);

/**
 * Parse an expression without checking it: what the checker would report
 * becomes an error value when (and only when) that part is evaluated.
 *
 * @param diags gets syntax errors only
 */
struct cel_program *cel_compile_unchecked(struct ex_arena *arena, const struct cel_env *env,
                                          const struct cel_source *source,
                                          struct ex_diags *diags);

/** The static type of the result. */
const struct cel_type *cel_program_type(const struct cel_program *program);

/** Called for each field that the program can select from an object type of the application. */
typedef void cel_field_visitor(void *ctx, const struct cel_type *object, uint32_t field);
void cel_program_fields(const struct cel_program *program, cel_field_visitor *visit, void *ctx);

/** Called for each variable that the program reads, by slot. */
typedef void cel_variable_visitor(void *ctx, uint32_t slot);
void cel_program_variables(const struct cel_program *program, cel_variable_visitor *visit,
                           void *ctx);

/** What one evaluation may use and has used. One per thread; reset between evaluations. */
struct cel_eval_ctx {
    struct ex_arena *arena;          /**< results and intermediate values */
    const struct cel_value *slots;   /**< the variables, by slot */
    const void *host;                /**< the application's, for functions and objects */
    uint64_t steps;                  /**< used so far */
    uint64_t max_steps;              /**< 0: CEL_MAX_STEPS */
    bool index_gaps;                 /**< an index into a list with gaps takes what is there */
    /** When not NULL: called for each field that is read from an object of the application. */
    void (*trace)(void *trace_ctx, const void *object, uint32_t field, struct cel_value value);
    void *trace_ctx;
    struct cel_run *run;             /**< of the evaluator; start with NULL */
};

/** Evaluate. Never fails otherwise than by a CEL_ERROR or CEL_UNKNOWN value. */
struct cel_value cel_eval(struct cel_eval_ctx *ctx, const struct cel_program *program);

#endif
