/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What is written where: --format and --output, and writing the reports.
 */
#include "cli/targets.h"

#include <stdio.h>

/* One thing to write. */
struct target {
    const struct ex_writer *writer;
    struct ex_str path; /* empty: standard output */
};

static struct ex_str next_format(const void *ctx, size_t i)
{
    size_t n = 0;
    const struct ex_writer *const *writers = ex_writers(&n);
    (void)ctx;
    return i < n ? ex_str(writers[i]->name) : (struct ex_str){NULL, 0};
}

static const struct ex_writer *find_writer(struct ex_str name)
{
    const char *here = ex_str_eq(name, EX_STR("auto")) ? ex_cli_format_here() : NULL;
    const struct ex_writer *writer = ex_writer_find(here ? ex_str(here) : name);
    if (writer)
        return writer;
    struct ex_buf EX_AUTO(ex_buf_free) hint = EX_BUF_INIT;
    struct ex_str near = ex_suggest(name, next_format, NULL);
    size_t n = 0;
    const struct ex_writer *const *writers = ex_writers(&n);
    if (near.n)
        ex_buf_printf(&hint, "did you mean '%.*s'?", EX_FMT(near));
    else
        ex_buf_add_text(&hint, "formats are");
    for (size_t i = 0; i < n && !near.n; i++)
        ex_buf_printf(&hint, "%s %s", i ? "," : "", writers[i]->name);
    ex_cli_error(hint.p, "unknown format '%.*s'", EX_FMT(name));
    return NULL;
}

static void add_target(struct ex_targets *targets, const struct ex_writer *writer,
                       struct ex_str path)
{
    *EX_PUSH(&targets->items, struct target) = (struct target){writer, path};
}

/* `sarif=out.json`, `out.sarif`, `-`: by the name before `=`, by the ending, by --format. */
static bool read_output(struct ex_targets *targets, const struct ex_option_use *use,
                        const struct ex_writer *format)
{
    struct ex_str value = use->value;
    size_t equals = ex_str_find(value, '=');
    const struct ex_writer *writer = NULL;
    if (equals != SIZE_MAX)
        writer = ex_writer_find(ex_str_slice(value, 0, equals));
    if (writer)
        value = ex_str_slice(value, equals + 1, value.n);
    bool to_stdout = ex_str_eq(value, EX_STR("-"));
    if (!writer && !to_stdout)
        writer = ex_writer_for_file(value);
    if (!writer)
        writer = format ? format : to_stdout ? ex_writer_find(EX_STR("text")) : NULL;
    if (!writer || !value.n) {
        ex_cli_use_error(use,
                         "write FORMAT=PATH, or end the name in .sarif, .json, .md, .csv or .txt",
                         "the format of '%.*s' is not known", EX_FMT(value));
        return false;
    }
    if (to_stdout && targets->stdout_used) {
        ex_cli_error(NULL, "only one report can go to standard output");
        return false;
    }
    targets->stdout_used = targets->stdout_used || to_stdout;
    add_target(targets, writer, to_stdout ? (struct ex_str){NULL, 0} : value);
    return true;
}

static bool read_profile(struct ex_targets *targets, const struct ex_args *args)
{
    const struct ex_option_use *use = ex_args_last(args, EX_OPT_SARIF_PROFILE);
    if (!use || ex_sarif_profile_parse(use->value, &targets->sarif_profile))
        return true;
    ex_cli_error("it is github, azure or generic", "unknown value '%.*s' of --sarif-profile",
                 EX_FMT(use->value));
    return false;
}

bool ex_targets_read(struct ex_targets *targets, const struct ex_args *args)
{
    *targets = (struct ex_targets){.args = args, .items = EX_VEC(struct target)};
    if (!read_profile(targets, args))
        return false;
    const struct ex_option_use *use = ex_args_last(args, EX_OPT_FORMAT);
    const struct ex_writer *format = use ? find_writer(use->value) : NULL;
    bool covered = false;
    bool given = false; /* on the command line: instead of the report on standard output */
    if (use && !format)
        return false;
    for (size_t i = 0; i < args->uses.n; i++) {
        use = EX_AT(&args->uses, struct ex_option_use, i);
        if (use->id != EX_OPT_OUTPUT)
            continue;
        if (!read_output(targets, use, format))
            return false;
        given = given || !use->node;
        covered = covered ||
                  EX_AT(&targets->items, struct target, targets->items.n - 1)->writer == format;
    }
    if (!targets->stdout_used && (!given || (format && !covered))) {
        add_target(targets, format ? format : ex_writer_find(EX_STR("text")),
                   (struct ex_str){NULL, 0});
        targets->stdout_used = true;
    }
    for (size_t i = 0; i < targets->items.n; i++) {
        const struct target *t = EX_AT(&targets->items, struct target, i);
        if (!t->path.n && t->writer == ex_writer_find(EX_STR("text")))
            targets->stdout_text = true;
    }
    return true;
}

void ex_targets_free(struct ex_targets *targets)
{
    ex_vec_free(&targets->items);
}

static bool write_target(const struct ex_targets *targets, const struct ex_report *report,
                         const struct ex_write_options *how, const struct target *target)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    struct ex_write_options options = *how;
    options.sarif_profile = targets->sarif_profile;
    if (target->path.n) {
        options.color = false;
        options.unicode = !ex_args_flag(targets->args, EX_OPT_ASCII, false);
        if (!ex_args_last(targets->args, EX_OPT_WIDTH))
            options.width = 0;
    }
    target->writer->write(report, &options, &out);
    return target->path.n ? ex_cli_write_file(target->path, ex_buf_str(&out))
                          : ex_cli_print(ex_buf_str(&out));
}

/* The summary beside machine formats: on standard error when standard output is taken. */
static bool write_summary(const struct ex_targets *targets, const struct ex_report *report,
                          const struct ex_write_options *how)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    struct ex_write_options options = *how;
    if (!options.summary || targets->stdout_text)
        return true;
    if (targets->stdout_used)
        options.color = false;
    ex_text_summary(report, &options, &out);
    if (!targets->stdout_used)
        return ex_cli_print(ex_buf_str(&out));
    (void)fwrite(out.p, 1, out.n, stderr);
    return true;
}

bool ex_targets_write(const struct ex_targets *targets, const struct ex_report *report,
                      const struct ex_write_options *options)
{
    bool ok = true;
    for (size_t i = 0; i < targets->items.n; i++)
        ok = write_target(targets, report, options, EX_AT(&targets->items, struct target, i)) && ok;
    return write_summary(targets, report, options) && ok;
}
