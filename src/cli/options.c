/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The parser of options.h. A first pass looks for the command, because the
 * command decides which options there are; a second one reads everything.
 */
#include "cli/options.h"

#define NO_PLACE ((struct ex_place){0, 0})
#define NO_FILE ((struct ex_str){NULL, 0})

static const struct ex_command commands[EX_N_COMMANDS] = {
#define EX_COMMAND(id, name, arguments, summary) [EX_CMD_##id] = {name, arguments, summary},
#include "cli/commands.def"
#undef EX_COMMAND
};

static const struct ex_option options[EX_N_OPTIONS] = {
#define EX_OPTION(id, letter, name, argument, negatable, for_commands, group, help) \
    [EX_OPT_##id] = {letter, name, argument, negatable, for_commands, group, help},
#include "cli/options.def"
#undef EX_OPTION
};

const struct ex_command *ex_command(enum ex_command_id id)
{
    return &commands[id];
}

const struct ex_option *ex_option(enum ex_option_id id)
{
    return &options[id];
}

bool ex_option_fits(enum ex_option_id id, enum ex_command_id command)
{
    unsigned takers = options[id].commands;
    return takers & 1u << command || (command == EX_CMD_config && takers & EX_FOR(check));
}

enum ex_command_id ex_command_find(struct ex_str name)
{
    for (size_t i = 0; i < EX_N_COMMANDS; i++) {
        if (ex_str_eq(name, ex_str(commands[i].name)))
            return (enum ex_command_id)i;
    }
    return EX_N_COMMANDS;
}

static struct ex_str next_command(const void *ctx, size_t i)
{
    (void)ctx;
    return i < EX_N_COMMANDS ? ex_str(commands[i].name) : NO_FILE;
}

struct ex_str ex_command_suggest(struct ex_str name)
{
    return ex_suggest(name, next_command, NULL);
}

/* ---- looking options up ---------------------------------------------------- */

static enum ex_option_id find_name(struct ex_str name, bool *negated)
{
    struct ex_str positive = {NULL, 0};
    if (ex_str_starts(name, EX_STR("no-")))
        positive = ex_str_slice(name, 3, name.n);
    for (size_t i = 0; i < EX_N_OPTIONS; i++) {
        *negated = options[i].negatable && ex_str_eq(positive, ex_str(options[i].name));
        if (*negated || ex_str_eq(name, ex_str(options[i].name)))
            return (enum ex_option_id)i;
    }
    *negated = false;
    return EX_N_OPTIONS;
}

static enum ex_option_id find_letter(char letter)
{
    for (size_t i = 0; i < EX_N_OPTIONS; i++) {
        if (letter && options[i].letter == letter)
            return (enum ex_option_id)i;
    }
    return EX_N_OPTIONS;
}

/* Names that a command knows, for suggestions: the first one at or after i. */
static struct ex_str next_name(const void *ctx, size_t i)
{
    const enum ex_command_id *command = ctx;
    size_t seen = 0;
    for (size_t k = 0; k < EX_N_OPTIONS; k++) {
        if (ex_option_fits((enum ex_option_id)k, *command) && seen++ == i)
            return ex_str(options[k].name);
    }
    return NO_FILE;
}

/* ---- reading ------------------------------------------------------------------ */

/* The arguments while they are read. */
struct scan {
    struct ex_args *args;
    int argc;
    char *const *argv;
    int at;
    struct ex_diags *diags;
};

static void fail(struct scan *scan, struct ex_str given, const char *problem)
{
    struct ex_diag *d = ex_diag(scan->diags, EX_ERROR, NO_FILE, NO_PLACE, "%s '%.*s'", problem,
                                EX_FMT(given));
    ex_diag_hint(scan->diags, d, "`exlint %s --help` lists the options",
                 commands[scan->args->command].name);
}

static void unknown_name(struct scan *scan, struct ex_str given, struct ex_str name)
{
    struct ex_str near = ex_suggest(name, next_name, &scan->args->command);
    struct ex_diag *d = ex_diag(scan->diags, EX_ERROR, NO_FILE, NO_PLACE,
                                "unknown option '%.*s'", EX_FMT(given));
    if (near.n)
        ex_diag_hint(scan->diags, d, "did you mean '--%.*s'?", EX_FMT(near));
    else
        ex_diag_hint(scan->diags, d, "`exlint %s --help` lists the options; `--` ends them",
                     commands[scan->args->command].name);
}

static void wrong_command(struct scan *scan, struct ex_str given, enum ex_option_id id)
{
    struct ex_diag *d =
        ex_diag(scan->diags, EX_ERROR, NO_FILE, NO_PLACE, "option '%.*s' is not for '%s'",
                EX_FMT(given), commands[scan->args->command].name);
    for (size_t i = 0; i < EX_N_COMMANDS; i++) {
        if (options[id].commands & 1u << i) {
            ex_diag_hint(scan->diags, d, "it belongs to `exlint %s`", commands[i].name);
            return;
        }
    }
}

static struct ex_option_use *add_use(struct scan *scan, enum ex_option_id id)
{
    struct ex_option_use *use = EX_PUSH(&scan->args->uses, struct ex_option_use);
    use->id = id;
    return use;
}

/* The value behind an option, when it is the next argument. */
static bool take_value(struct scan *scan, struct ex_str given, struct ex_str *value)
{
    if (scan->at + 1 >= scan->argc) {
        fail(scan, given, "a value is missing after");
        return false;
    }
    *value = ex_str(scan->argv[++scan->at]);
    return true;
}

static void read_long(struct scan *scan, struct ex_str given)
{
    struct ex_str name = ex_str_slice(given, 2, given.n);
    size_t equals = ex_str_find(name, '=');
    struct ex_str value = NO_FILE;
    if (equals != SIZE_MAX) {
        value = ex_str_slice(name, equals + 1, name.n);
        name = ex_str_slice(name, 0, equals);
    }
    bool negated = false;
    enum ex_option_id id = find_name(name, &negated);
    given = ex_str_slice(given, 0, name.n + 2);
    if (id == EX_N_OPTIONS) {
        unknown_name(scan, given, name);
        return;
    }
    if (!ex_option_fits(id, scan->args->command)) {
        wrong_command(scan, given, id);
        return;
    }
    bool wants = options[id].argument && !negated;
    if (equals != SIZE_MAX && !wants) {
        fail(scan, given, "no value belongs to");
        return;
    }
    if (wants && equals == SIZE_MAX && !take_value(scan, given, &value))
        return;
    struct ex_option_use *use = add_use(scan, id);
    use->negated = negated;
    use->value = value;
}

static void read_letters(struct scan *scan, struct ex_str given)
{
    for (size_t i = 1; i < given.n; i++) {
        struct ex_str shown = ex_str_n((const char[]){'-', given.p[i]}, 2);
        enum ex_option_id id = find_letter(given.p[i]);
        if (id == EX_N_OPTIONS) {
            unknown_name(scan, i == 1 && given.n == 2 ? given : shown, shown);
            return;
        }
        if (!ex_option_fits(id, scan->args->command)) {
            wrong_command(scan, shown, id);
            return;
        }
        struct ex_str value = ex_str_slice(given, i + 1, given.n);
        if (options[id].argument && !value.n && !take_value(scan, shown, &value))
            return;
        struct ex_option_use *use = add_use(scan, id);
        use->by_letter = true;
        if (options[id].argument) {
            use->value = value;
            return;
        }
    }
}

/* `-1` and `-(a + b)` are expressions. */
static bool is_option(struct ex_str given)
{
    return given.n > 1 && given.p[0] == '-' && (given.p[1] == '-' || ex_is_alpha(given.p[1]));
}

/* How many arguments an option takes up, as far as that can be told without the command. */
static int span_of(struct ex_str given)
{
    bool negated = false;
    if (ex_str_starts(given, EX_STR("--"))) {
        if (ex_str_find(given, '=') != SIZE_MAX)
            return 1;
        enum ex_option_id id = find_name(ex_str_slice(given, 2, given.n), &negated);
        return id != EX_N_OPTIONS && options[id].argument && !negated ? 2 : 1;
    }
    for (size_t i = 1; i < given.n; i++) {
        enum ex_option_id id = find_letter(given.p[i]);
        if (id == EX_N_OPTIONS)
            return 1;
        if (options[id].argument)
            return i + 1 == given.n ? 2 : 1;
    }
    return 1;
}

/* The index of the argument that names the command, or 0. */
static int find_command(struct ex_args *args, int argc, char *const *argv)
{
    for (int i = 1; i < argc;) {
        struct ex_str given = ex_str(argv[i]);
        if (ex_str_eq(given, EX_STR("--")))
            return 0;
        if (is_option(given)) {
            i += span_of(given);
            continue;
        }
        enum ex_command_id id = ex_command_find(given);
        if (id == EX_N_COMMANDS)
            return 0;
        args->command = id;
        args->explicit_command = true;
        return i;
    }
    return 0;
}

bool ex_args_parse(struct ex_args *args, int argc, char *const *argv, struct ex_diags *diags)
{
    *args = (struct ex_args){.command = EX_CMD_check,
                             .uses = EX_VEC(struct ex_option_use),
                             .rest = EX_VEC(const char *)};
    size_t before = ex_diags_count(diags, EX_ERROR);
    int command = find_command(args, argc, argv);
    struct scan scan = {args, argc, argv, 1, diags};
    bool ended = false;
    for (; scan.at < argc; scan.at++) {
        struct ex_str given = ex_str(argv[scan.at]);
        if (scan.at == command)
            continue;
        if (!ended && ex_str_eq(given, EX_STR("--")))
            ended = true;
        else if (ended || !is_option(given))
            *EX_PUSH(&args->rest, const char *) = argv[scan.at];
        else if (given.p[1] == '-')
            read_long(&scan, given);
        else
            read_letters(&scan, given);
    }
    return ex_diags_count(diags, EX_ERROR) == before;
}

void ex_args_free(struct ex_args *args)
{
    ex_vec_free(&args->uses);
    ex_vec_free(&args->rest);
}

const struct ex_option_use *ex_args_last(const struct ex_args *args, enum ex_option_id id)
{
    for (size_t i = args->uses.n; i-- > 0;) {
        const struct ex_option_use *use = EX_AT(&args->uses, struct ex_option_use, i);
        if (use->id == id)
            return use;
    }
    return NULL;
}

bool ex_args_flag(const struct ex_args *args, enum ex_option_id id, bool otherwise)
{
    const struct ex_option_use *use = ex_args_last(args, id);
    return use ? !use->negated : otherwise;
}

const char *ex_args_rest(const struct ex_args *args, size_t i)
{
    return i < args->rest.n ? *EX_AT(&args->rest, const char *, i) : NULL;
}

struct ex_args ex_args_part(const struct ex_args *args, size_t i, size_t n)
{
    struct ex_args part = *args;
    i = i < args->rest.n ? i : args->rest.n;
    part.rest.items = args->rest.items ? (const char **)args->rest.items + i : NULL;
    part.rest.n = n < args->rest.n - i ? n : args->rest.n - i;
    part.explicit_command = true;
    return part;
}
