/* SPDX-License-Identifier: MIT */
/**
 * @file
 * `exlint graph`: namespaces, mail flow or topology of a dump, or of a
 * result that was saved, as a picture.
 */
#include "cli/cli.h"

#include "formats/diagram/diagram.h"
#include "formats/report/json_diagram.h"

/* What can be drawn; the first is the default. */
static const struct {
    const char *name;
    const struct ex_diagram *(*draw)(const struct ex_environment *env, struct ex_arena *arena);
} types[] = {
    {"namespace", ex_diagram_namespace},
    {"mailflow", ex_diagram_mailflow},
    {"topology", ex_diagram_topology},
};

static void write_svg(const struct ex_diagram *diagram, struct ex_buf *out)
{
    ex_diagram_svg(diagram, "exlint", true, out);
}

/* How it can be written; the first is the default. */
static const struct {
    const char *name;
    const char *endings[2];
    void (*write)(const struct ex_diagram *diagram, struct ex_buf *out);
} formats[] = {
    {"svg", {".svg", NULL}, write_svg},
    {"dot", {".dot", ".gv"}, ex_diagram_dot},
    {"mermaid", {".mmd", ".mermaid"}, ex_diagram_mermaid},
    {"json", {".json", NULL}, ex_diagram_json},
};

/* What the options say. */
struct job {
    const struct ex_args *args;
    size_t type;
    size_t format;
    struct ex_str path; /* empty: standard output */
};

/* ---- options ------------------------------------------------------------------ */

static struct ex_str type_name(const void *ctx EX_UNUSED, size_t i)
{
    return ex_str(i < EX_COUNT(types) ? types[i].name : NULL);
}

static struct ex_str format_name(const void *ctx EX_UNUSED, size_t i)
{
    return ex_str(i < EX_COUNT(formats) ? formats[i].name : NULL);
}

/* The index of a name; false after a message. */
static bool find_name(struct ex_str name, const char *what,
                      struct ex_str (*next)(const void *ctx, size_t i), size_t *out)
{
    struct ex_buf EX_AUTO(ex_buf_free) hint = EX_BUF_INIT;
    for (size_t i = 0; next(NULL, i).p; i++) {
        if (ex_str_eq(next(NULL, i), name)) {
            *out = i;
            return true;
        }
        ex_buf_printf(&hint, "%s%.*s", i ? ", " : "it is one of ", EX_FMT(next(NULL, i)));
    }
    struct ex_str near = ex_suggest(name, next, NULL);
    if (near.n) {
        ex_buf_clear(&hint);
        ex_buf_printf(&hint, "did you mean '%.*s'?", EX_FMT(near));
    }
    ex_cli_error(hint.p, "unknown %s '%.*s'", what, EX_FMT(name));
    return false;
}

static size_t format_of_ending(struct ex_str path, size_t otherwise)
{
    for (size_t i = 0; i < EX_COUNT(formats); i++) {
        for (size_t k = 0; k < 2 && formats[i].endings[k]; k++) {
            if (ex_str_iends(path, ex_str(formats[i].endings[k])))
                return i;
        }
    }
    return otherwise;
}

/* `-o svg=PATH`, `-o PATH.svg`, else by --format. */
static bool read_output(struct job *job, bool format_given)
{
    const struct ex_option_use *use = ex_args_last(job->args, EX_OPT_OUTPUT);
    if (!use)
        return true;
    struct ex_str value = use->value;
    size_t equals = ex_str_find(value, '=');
    bool named = false;
    for (size_t i = 0; i < EX_COUNT(formats) && equals != SIZE_MAX; i++) {
        named = ex_str_eq(ex_str_slice(value, 0, equals), ex_str(formats[i].name));
        if (!named)
            continue;
        job->format = i;
        value = ex_str_slice(value, equals + 1, value.n);
        break;
    }
    if (!named && !format_given)
        job->format = format_of_ending(value, job->format);
    if (!ex_str_eq(value, EX_STR("-")))
        job->path = value;
    return true;
}

static bool read_options(struct job *job)
{
    const struct ex_option_use *type = ex_args_last(job->args, EX_OPT_TYPE);
    const struct ex_option_use *format = ex_args_last(job->args, EX_OPT_FORMAT);
    return (!type || find_name(type->value, "type of diagram", type_name, &job->type)) &&
           (!format || find_name(format->value, "format", format_name, &job->format)) &&
           read_output(job, format != NULL);
}

/* ---- environments ----------------------------------------------------------------- */

static int draw(const struct job *job, const struct ex_environment *env)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    formats[job->format].write(types[job->type].draw(env, arena), &out);
    bool good = job->path.n ? ex_cli_write_file(job->path, ex_buf_str(&out))
                            : ex_cli_print(ex_buf_str(&out));
    return good ? EX_EXIT_OK : EX_EXIT_INTERNAL;
}

static int draw_saved(const struct job *job, const char *path)
{
    struct ex_report *EX_AUTO(ex_report_auto) report = ex_cli_read_saved(path);
    if (!report)
        return EX_EXIT_INPUT;
    if (report->environment)
        return draw(job, report->environment);
    ex_cli_error("write it again: exlint check DUMP -o result.json",
                 "'%s' says nothing of servers, names and connectors", path);
    return EX_EXIT_INPUT;
}

static void show_messages(const struct job *job, const struct ex_cli_dump *dump)
{
    bool verbose = ex_args_flag(job->args, EX_OPT_VERBOSE, false);
    bool quiet = ex_args_flag(job->args, EX_OPT_QUIET, false);
    struct ex_message_options options = {verbose ? EX_NOTE : quiet ? EX_ERROR : EX_WARNING,
                                         verbose ? 0 : 3, dump->folder};
    ex_cli_messages(ex_graph_diags(dump->graph), &options);
}

static int draw_dump(const struct job *job)
{
    struct ex_cli_dns EX_AUTO(ex_cli_dns_free) dns;
    struct ex_cli_dump EX_AUTO(ex_cli_dump_free) dump = {0};
    struct cel_time now;
    unsigned jobs = 1;
    if (!ex_cli_dns_init(&dns, job->args) || !ex_cli_now(job->args, &now) ||
        !ex_cli_stdin_fits(job->args, job->args->rest.n) || !ex_cli_jobs(job->args, &jobs))
        return EX_EXIT_USAGE;
    int status = ex_cli_load_for(&dump, job->args, NULL, jobs, dns.replay != NULL);
    if (status)
        return status;
    show_messages(job, &dump);
    if (!dump.usable) {
        ex_cli_unusable();
        return EX_EXIT_INPUT;
    }
    if (dns.replay) {
        if (!ex_cli_dns_answers(&dns, dump.graph, false))
            return EX_EXIT_INPUT;
        ex_cli_dns_facts(&dns, dump.graph);
    }
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    return draw(job, ex_environment_build(dump.graph, now, arena));
}

int ex_cmd_graph(const struct ex_args *args)
{
    struct job job = {.args = args};
    if (!args->rest.n) {
        ex_cli_error("name the folder with the exported configuration: exlint graph DUMP",
                     "no dump was given");
        return EX_EXIT_INPUT;
    }
    if (!read_options(&job))
        return EX_EXIT_USAGE;
    const char *first = ex_args_rest(args, 0);
    if (args->rest.n == 1 && ex_cli_is_saved(first))
        return draw_saved(&job, first);
    return draw_dump(&job);
}
