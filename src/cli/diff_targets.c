/* SPDX-License-Identifier: MIT */
/**
 * @file
 * --format and --output of `exlint diff`.
 */
#include "cli/diff_targets.h"

/* One thing to write; without a path to standard output. */
struct target {
    const struct ex_diff_writer *writer;
    struct ex_str path;
};

static const struct ex_diff_writer *find_writer(struct ex_str name)
{
    size_t n;
    const struct ex_diff_writer *writers = ex_diff_writers(&n);
    for (size_t i = 0; i < n; i++) {
        if (ex_str_ieq(name, ex_str(writers[i].name)))
            return &writers[i];
    }
    return NULL;
}

static const struct ex_diff_writer *writer_for(struct ex_str path)
{
    size_t n;
    const struct ex_diff_writer *writers = ex_diff_writers(&n);
    for (size_t i = 0; i < n; i++) {
        if (ex_str_iends(path, ex_str(writers[i].extension)))
            return &writers[i];
    }
    return ex_str_iends(path, EX_STR(".htm")) ? find_writer(EX_STR("html")) : NULL;
}

static bool add_target(struct ex_diff_targets *targets, const struct ex_diff_writer *writer,
                       struct ex_str path)
{
    if (!path.n && targets->stdout_used) {
        ex_cli_error(NULL, "only one comparison can go to standard output");
        return false;
    }
    targets->stdout_used = targets->stdout_used || !path.n;
    *EX_PUSH(&targets->items, struct target) = (struct target){writer, path};
    return true;
}

/* `json=out.txt`, `out.json`, `-`: by the name before `=`, by the ending, by --format. */
static bool read_output(struct ex_diff_targets *targets, struct ex_str value,
                        const struct ex_diff_writer *format)
{
    size_t equals = ex_str_find(value, '=');
    const struct ex_diff_writer *writer =
        equals == SIZE_MAX ? NULL : find_writer(ex_str_slice(value, 0, equals));
    if (writer)
        value = ex_str_slice(value, equals + 1, value.n);
    bool to_stdout = ex_str_eq(value, EX_STR("-"));
    if (!writer && !to_stdout)
        writer = writer_for(value);
    if (!writer)
        writer = format ? format : to_stdout ? find_writer(EX_STR("text")) : NULL;
    if (!writer || !value.n) {
        ex_cli_error("write --output=FORMAT=PATH, or end the name in .txt, .json, .md or .html",
                     "the format of '%.*s' is not known", EX_FMT(value));
        return false;
    }
    return add_target(targets, writer, to_stdout ? (struct ex_str){NULL, 0} : value);
}

bool ex_diff_targets_read(struct ex_diff_targets *targets, const struct ex_args *args)
{
    *targets = (struct ex_diff_targets){.args = args, .items = EX_VEC(struct target)};
    const struct ex_option_use *use = ex_args_last(args, EX_OPT_FORMAT);
    const struct ex_diff_writer *format = use ? find_writer(use->value) : NULL;
    if (use && !format) {
        ex_cli_error("formats are text, json, markdown, html", "unknown format '%.*s'",
                     EX_FMT(use->value));
        return false;
    }
    for (size_t i = 0; i < args->uses.n; i++) {
        use = EX_AT(&args->uses, struct ex_option_use, i);
        if (use->id == EX_OPT_OUTPUT && !read_output(targets, use->value, format))
            return false;
    }
    if (targets->items.n && (!format || targets->stdout_used))
        return true;
    return add_target(targets, format ? format : find_writer(EX_STR("text")),
                      (struct ex_str){NULL, 0});
}

void ex_diff_targets_free(struct ex_diff_targets *targets)
{
    ex_vec_free(&targets->items);
}

static bool write_target(const struct ex_diff_targets *targets, const struct ex_diff *diff,
                         const struct ex_write_options *how, const struct target *target)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    struct ex_write_options options = *how;
    if (target->path.n) {
        options.color = false;
        options.summary = true;
        options.unicode = !ex_args_flag(targets->args, EX_OPT_ASCII, false);
        if (!ex_args_last(targets->args, EX_OPT_WIDTH))
            options.width = 0;
    }
    target->writer->write(diff, &options, &out);
    return target->path.n ? ex_cli_write_file(target->path, ex_buf_str(&out))
                          : ex_cli_print(ex_buf_str(&out));
}

bool ex_diff_targets_write(const struct ex_diff_targets *targets, const struct ex_diff *diff,
                           const struct ex_write_options *how)
{
    bool ok = true;
    for (size_t i = 0; i < targets->items.n; i++)
        ok = write_target(targets, diff, how, EX_AT(&targets->items, struct target, i)) && ok;
    return ok;
}
