/* SPDX-License-Identifier: MIT */
/**
 * @file
 * `exlint init`: a commented configuration and files for CI, which are the samples of examples/.
 * What is there already is left as it is.
 */
#include "cli/cli.h"
#include "cli/values.h"
#include "engine/embedded.h"

/* A file that can be written. */
static const struct sample {
    const char *ci;     /* value of --ci; NULL: always */
    const char *source; /* in the source tree */
    const char *path;   /* in the folder of the user */
} samples[] = {
    {NULL, "examples/exlint.yaml", "exlint.yaml"},
    {"github", "examples/ci/github.yml", ".github/workflows/exlint.yml"},
    {"azure", "examples/ci/azure-pipelines.yml", "azure-pipelines.yml"},
    {"gitlab", "examples/ci/gitlab-ci.yml", ".gitlab-ci.yml"},
    {"pre-commit", "examples/ci/pre-commit-config.yaml", ".pre-commit-config.yaml"},
};

static struct ex_str next_ci(const void *ctx, size_t i)
{
    (void)ctx;
    return ex_str(i + 1 < EX_COUNT(samples) ? samples[i + 1].ci : NULL);
}

static void list_systems(struct ex_buf *out)
{
    ex_buf_add_text(out, "systems are ");
    ex_values_list(ex_option_values(EX_OPT_CI, EX_CMD_init), out);
}

/* The sample of a system; past the end after a message. */
static size_t find_ci(struct ex_str name)
{
    for (size_t i = 1; i < EX_COUNT(samples); i++) {
        if (ex_str_eq(name, ex_str(samples[i].ci)))
            return i;
    }
    struct ex_str near = ex_suggest(name, next_ci, NULL);
    struct ex_buf EX_AUTO(ex_buf_free) hint = EX_BUF_INIT;
    if (near.n)
        ex_buf_printf(&hint, "did you mean '%.*s'?", EX_FMT(near));
    else
        list_systems(&hint);
    ex_cli_error(hint.p, "unknown system '%.*s'", EX_FMT(name));
    return EX_COUNT(samples);
}

/* Which samples are wanted; false after a message. */
static bool read_options(const struct ex_args *args, bool *wanted)
{
    for (size_t i = 0; i < EX_COUNT(samples); i++)
        wanted[i] = !samples[i].ci;
    for (size_t u = 0; u < args->uses.n; u++) {
        const struct ex_option_use *use = EX_AT(&args->uses, struct ex_option_use, u);
        if (use->id != EX_OPT_CI)
            continue;
        size_t i = find_ci(use->value);
        if (i == EX_COUNT(samples))
            return false;
        wanted[i] = true;
    }
    return true;
}

static struct ex_str content_of(const struct sample *sample)
{
    for (size_t i = 0; i < ex_embedded_samples_n; i++) {
        const struct ex_embedded *file = &ex_embedded_samples[i];
        if (ex_str_eq(ex_str(file->name), ex_str(sample->source)))
            return ex_str_n((const char *)file->bytes, file->n);
    }
    EX_BUG("%s is not part of the program", sample->source);
}

static bool write_sample(const char *folder, const struct sample *sample, struct ex_buf *out)
{
    struct ex_buf EX_AUTO(ex_buf_free) path = EX_BUF_INIT;
    bool slash = folder && !ex_str_ends(ex_str(folder), EX_STR("/"));
    bool there = false;
    ex_buf_printf(&path, "%s%s%s", folder ? folder : "", slash ? "/" : "", sample->path);
    if (!ex_cli_create_file(ex_buf_str(&path), content_of(sample), &there))
        return false;
    ex_buf_add_text(out, there ? "kept   " : "wrote  ");
    ex_text_escape(out, ex_buf_str(&path));
    ex_buf_add_text(out, there ? ", which was there already\n" : "\n");
    return true;
}

int ex_cmd_init(const struct ex_args *args)
{
    bool wanted[EX_COUNT(samples)];
    bool ok = true;
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    const char *folder = ex_args_rest(args, 0);
    if (ex_args_rest(args, 1)) {
        ex_cli_error("name one folder: exlint init DIR", "'%s' is not expected here",
                     ex_args_rest(args, 1));
        return EX_EXIT_USAGE;
    }
    if (folder && !*folder) {
        ex_cli_error("name a folder, or none for this one", "'' is no folder");
        return EX_EXIT_USAGE;
    }
    if (!read_options(args, wanted))
        return EX_EXIT_USAGE;
    for (size_t i = 0; i < EX_COUNT(samples); i++) {
        if (wanted[i])
            ok = write_sample(folder, &samples[i], &out) && ok;
    }
    ok = ex_cli_print(ex_buf_str(&out)) && ok;
    return ok ? EX_EXIT_OK : EX_EXIT_INTERNAL;
}
