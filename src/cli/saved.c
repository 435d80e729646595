/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Results that were saved with --format=json, for commands that take them in
 * place of a dump.
 */
#include "cli/cli.h"

#include "base/limits.h"

#include <stdio.h>

/* Enough to see the first member. */
enum { HEAD_BYTES = 512 };

bool ex_cli_is_saved(const char *path)
{
    char head[HEAD_BYTES];
    if (!path || ex_str_eq(ex_str(path), EX_STR("-")))
        return false;
    FILE *file = fopen(path, "rbe");
    if (!file)
        return false;
    size_t n = fread(head, 1, sizeof head, file);
    (void)fclose(file);
    return ex_report_is_saved(ex_str_n(head, n));
}

static struct ex_report *read_report(const char *path, struct ex_diags *diags)
{
    struct ex_source *EX_AUTO(ex_source_auto) source = ex_source_open(path, ex_str(path), diags);
    if (!source)
        return NULL;
    if (ex_source_size(source) > EX_MAX_RESULT_BYTES) {
        ex_diag(diags, EX_ERROR, ex_str(path), (struct ex_place){0, 0},
                "a saved result has at most %u bytes", EX_MAX_RESULT_BYTES);
        return NULL;
    }
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct ex_str text = ex_source_slurp(source, EX_MAX_RESULT_BYTES, arena);
    return ex_report_read(ex_str(path), text, diags);
}

struct ex_report *ex_cli_read_saved(const char *path)
{
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    ex_diags_init(&diags);
    struct ex_report *report = read_report(path, &diags);
    ex_cli_messages(&diags, &(struct ex_message_options){.level = EX_WARNING});
    return report;
}
