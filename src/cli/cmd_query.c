/* SPDX-License-Identifier: MIT */
/**
 * @file
 * `exlint query`: evaluate one expression, over a dump or by itself, and
 * print its value. With a dump the expression sees what rules see; without
 * one the kinds of Exchange are not declared.
 */
#include "cli/cli.h"

#include "engine/bind.h"
#include "engine/functions.h"

#include <unistd.h>

/* One evaluation with its variables. */
struct query {
    const struct ex_args *args;
    struct ex_arena *arena;
    struct ex_cli_dump dump;
    struct ex_binding binding;
    struct cel_env *env;
    struct ex_vec slots; /* of struct cel_value, by slot */
    struct cel_eval_ctx ctx;
    bool cel;            /* --format=cel */
};

static void query_free(struct query *q)
{
    ex_vec_free(&q->slots);
    ex_cli_dump_free(&q->dump);
    ex_arena_free(q->arena);
}

/* ---- what cannot be shown ---------------------------------------------------------- */

static void add_missing(struct ex_buf *text, const struct ex_graph *graph, uint64_t attribute)
{
    struct ex_missing m = ex_missing_unpack(attribute);
    if (m.kind >= EX_N_KINDS)
        return;
    const struct ex_kind *kind = ex_kind((enum ex_kind_id)m.kind);
    struct ex_buf EX_AUTO(ex_buf_free) name = EX_BUF_INIT;
    if (m.prop < kind->n_props)
        ex_buf_printf(&name, "%.*s of ", EX_FMT(kind->props[m.prop].name));
    ex_buf_add(&name, kind->cmdlet);
    if (m.prop < kind->n_props && m.file < ex_graph_files(graph)) {
        ex_buf_add_text(&name, " in ");
        ex_buf_add(&name, ex_graph_file(graph, m.file)->name);
    }
    if (ex_str_find_str(ex_buf_str(text), ex_buf_str(&name)) != SIZE_MAX)
        return;
    ex_buf_add_text(text, text->n ? ", " : "");
    ex_buf_add(text, ex_buf_str(&name));
}

static void tell_unknown(const struct query *q, const struct cel_unknown *unknown)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    for (size_t i = 0; unknown && i < unknown->n; i++)
        add_missing(&text, q->dump.graph, unknown->attributes[i]);
    ex_cli_error("add the export to the dump, or ask with has()",
                 "unknown: the dump does not hold %s", text.n ? text.p : "what this needs");
}

/* An error with the part of the expression that caused it. */
static void tell_error(const struct cel_error *error, struct ex_str expression)
{
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    struct ex_str line = {NULL, 0};
    ex_diags_init(&diags);
    struct ex_place at = ex_place_of(expression, error->offset, &line);
    struct ex_diag *d = ex_diag(&diags, EX_ERROR, (struct ex_str){NULL, 0}, at, "%.*s",
                                EX_FMT(error->message));
    d->line_text = ex_arena_str(diags.arena, line);
    d->marked = error->length ? error->length : 1;
    ex_cli_messages(&diags, &(struct ex_message_options){.level = EX_NOTE});
}

static bool tell_failure(const struct query *q, struct cel_value value, struct ex_str expression)
{
    if (value.kind == CEL_UNKNOWN)
        tell_unknown(q, value.unknown);
    else if (value.kind == CEL_ERROR)
        tell_error(value.error, expression);
    return value.kind == CEL_UNKNOWN || value.kind == CEL_ERROR;
}

/* ---- evaluation ------------------------------------------------------------------------ */

static int evaluate(struct query *q, struct ex_str text, struct cel_value *value,
                    const struct cel_type **type)
{
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    ex_diags_init(&diags);
    struct cel_source source = {.text = text};
    struct cel_program *program =
        ex_args_flag(q->args, EX_OPT_CHECK_TYPES, true)
            ? cel_compile(q->arena, q->env, &source, NULL, &diags)
            : cel_compile_unchecked(q->arena, q->env, &source, &diags);
    ex_cli_messages(&diags, &(struct ex_message_options){.level = EX_WARNING});
    if (!program)
        return EX_EXIT_USAGE;
    q->ctx = (struct cel_eval_ctx){
        .arena = q->arena, .slots = q->slots.items, .host = &q->binding};
    *value = cel_eval(&q->ctx, program);
    *type = cel_program_type(program);
    return tell_failure(q, *value, text) ? EX_EXIT_FINDINGS : EX_EXIT_OK;
}

static bool is_name(struct ex_str name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (!ex_is_alpha(c) && c != '_' && (i == 0 || !ex_is_digit(c)))
            return false;
    }
    return name.n > 0;
}

/* `name=expression`: a variable of everything that follows; hides what had the name. */
static int add_variable(struct query *q, struct ex_str definition)
{
    size_t equals = ex_str_find(definition, '=');
    struct ex_str name = ex_str_trim(ex_str_slice(definition, 0, equals));
    if (equals == SIZE_MAX || !is_name(name)) {
        ex_cli_error("write --var name=EXPR", "'%.*s' does not define a variable",
                     EX_FMT(definition));
        return EX_EXIT_USAGE;
    }
    struct cel_value value;
    const struct cel_type *type = NULL;
    int status =
        evaluate(q, ex_str_slice(definition, equals + 1, definition.n), &value, &type);
    if (status)
        return status;
    q->env = cel_env_extend(q->arena, q->env);
    uint32_t slot = cel_env_variable(q->env, ex_arena_str(q->arena, name), type);
    while (q->slots.n <= slot)
        (void)ex_vec_push(&q->slots);
    *EX_AT(&q->slots, struct cel_value, slot) = value;
    return EX_EXIT_OK;
}

static int add_variables(struct query *q)
{
    for (size_t i = 0; i < q->args->uses.n; i++) {
        const struct ex_option_use *use = EX_AT(&q->args->uses, struct ex_option_use, i);
        int status = use->id == EX_OPT_VAR ? add_variable(q, use->value) : EX_EXIT_OK;
        if (status)
            return status;
    }
    return EX_EXIT_OK;
}

/* ---- the dump ------------------------------------------------------------------------------ */

static int open_dump(struct query *q)
{
    unsigned jobs = 1;
    size_t n = q->args->rest.n - 1;
    struct cel_time now = {0, 0};
    struct ex_parameters parameters;
    struct ex_wanted EX_AUTO(ex_wanted_free) wanted;
    struct ex_cli_password EX_AUTO(ex_cli_password_wipe) password;
    ex_wanted_init(&wanted);
    if (!ex_cli_password(q->args, &password) || !ex_cli_jobs(q->args, &jobs) ||
        !ex_cli_now(q->args, &now) || !ex_cli_parameters(q->args, &parameters))
        return EX_EXIT_USAGE;
    wanted.all = true; /* links and printing may need anything */
    if (n == 0) {
        q->dump = (struct ex_cli_dump){.arena = ex_arena_new(), .graph = ex_graph_new()};
        ex_graph_link(q->dump.graph);
    } else if (!ex_cli_load(&q->dump, q->args, n,
                            &(struct ex_load_options){.wanted = &wanted,
                                                      .jobs = jobs,
                                                      .pfx_password = password.text})) {
        return EX_EXIT_INPUT;
    }
    ex_bind_graph(&q->binding, q->dump.graph, now, &parameters, q->arena);
    if (n == 0) {
        q->env = cel_env_new(q->arena, ex_bind_host());
        ex_functions_declare(q->env, q->arena);
        return EX_EXIT_OK;
    }
    q->env = ex_bind_env(q->arena);
    for (size_t i = 0; i < EX_N_GLOBAL_SLOTS; i++)
        *EX_PUSH(&q->slots, struct cel_value) = q->binding.globals[i];
    bool verbose = ex_args_flag(q->args, EX_OPT_VERBOSE, false);
    ex_cli_messages(ex_graph_diags(q->dump.graph),
                    &(struct ex_message_options){verbose ? EX_NOTE : EX_ERROR, 0, q->dump.folder});
    return EX_EXIT_OK;
}

static bool read_format(struct query *q)
{
    const struct ex_option_use *use = ex_args_last(q->args, EX_OPT_FORMAT);
    q->cel = use && ex_str_eq(use->value, EX_STR("cel"));
    if (!use || q->cel || ex_str_eq(use->value, EX_STR("json")))
        return true;
    ex_cli_error("it is json or cel", "unknown format '%.*s'", EX_FMT(use->value));
    return false;
}

static int print(struct query *q, struct cel_value value)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    struct ex_buf EX_AUTO(ex_buf_free) safe = EX_BUF_INIT;
    struct cel_value failed = {.kind = CEL_NULL};
    if (q->cel) {
        cel_print(&q->ctx, value, &safe);
        ex_text_escape(&out, ex_buf_str(&safe));
    } else if (!ex_value_json(&q->ctx, value, &out, &failed)) {
        (void)tell_failure(q, failed, EX_STR(""));
        return EX_EXIT_FINDINGS;
    }
    ex_buf_add_char(&out, '\n');
    return ex_cli_print(ex_buf_str(&out)) ? EX_EXIT_OK : EX_EXIT_INTERNAL;
}

static int run(struct query *q)
{
    struct cel_value value = {.kind = CEL_NULL};
    const struct cel_type *type = NULL;
    int status = open_dump(q);
    if (!status)
        status = add_variables(q);
    if (!status)
        status = evaluate(q, ex_str(ex_args_rest(q->args, q->args->rest.n - 1)), &value, &type);
    return status ? status : print(q, value);
}

int ex_cmd_query(const struct ex_args *args)
{
    struct query EX_AUTO(query_free) q = {.args = args, .slots = EX_VEC(struct cel_value)};
    if (!args->rest.n) {
        ex_cli_error("for example: exlint query DUMP 'SendConnector.map(c, c.Name)'",
                     "an expression is missing");
        return EX_EXIT_USAGE;
    }
    const char *first = ex_args_rest(args, 0);
    if (args->rest.n == 1 && (strcmp(first, "-") == 0 || access(first, F_OK) == 0)) {
        ex_cli_error("for example: exlint query DUMP 'SendConnector.map(c, c.Name)'",
                     "'%s' is a dump; an expression is missing", first);
        return EX_EXIT_USAGE;
    }
    if (!read_format(&q) || !ex_cli_stdin_fits(args, args->rest.n - 1))
        return EX_EXIT_USAGE;
    q.arena = ex_arena_new();
    return run(&q);
}
