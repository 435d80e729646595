/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Runs, files and messages as members of JSON documents.
 */
#include "formats/report/json_dump.h"

static const char *const file_states[] = {
    [EX_FILE_READ] = "read",
    [EX_FILE_TRUNCATED] = "truncated",
    [EX_FILE_UNREADABLE] = "unreadable",
    [EX_FILE_OTHER] = "other",
    [EX_FILE_SET_ASIDE] = "set-aside",
};

static const char *const levels[] = {
    [EX_NOTE] = "note",
    [EX_WARNING] = "warning",
    [EX_ERROR] = "error",
};

void ex_json_run(struct ex_json *json, struct ex_arena *arena, const struct ex_results *results,
                 const struct ex_report_options *options)
{
    ex_json_object(json, "tool");
    ex_json_text(json, "name", "exlint");
    ex_json_text(json, "version", options->version ? options->version : "");
    ex_json_end(json);
    ex_json_str(json, "now", ex_report_time(arena, results->now));
    ex_json_object(json, "organization");
    ex_json_str(json, "name", ex_graph_organization(results->graph));
    ex_json_str(json, "forest", ex_graph_forest(results->graph));
    ex_json_end(json);
}

struct ex_str ex_json_file_name(struct ex_arena *arena, const struct ex_report_options *options,
                                struct ex_str name)
{
    struct ex_str prefix = options->prefix;
    if (!prefix.n)
        return name;
    return ex_arena_printf(arena, "%.*s/%.*s", EX_FMT(prefix), EX_FMT(name));
}

void ex_json_file(struct ex_json *json, struct ex_str name, const struct ex_file *file)
{
    ex_json_str(json, "name", name);
    ex_json_text(json, "state", file_states[file->state]);
    ex_json_opt(json, "format", file->format);
    ex_json_opt(json, "flavour", file->flavour);
    ex_json_uint(json, "objects", file->objects);
    if (file->source) {
        ex_json_opt(json, "encoding", ex_file_encoding(file));
        ex_json_uint(json, "size", ex_source_size(file->source));
        ex_json_opt(json, "sha256", ex_source_sha256(file->source));
    }
}

void ex_json_place(struct ex_json *json, struct ex_place at)
{
    if (!at.line)
        return;
    ex_json_uint(json, "line", at.line);
    ex_json_uint(json, "column", at.column);
}

static void write_message(struct ex_json *json, struct ex_arena *arena,
                          const struct ex_report_options *options, const struct ex_diag *d)
{
    ex_json_object(json, NULL);
    ex_json_text(json, "level", levels[d->level]);
    if (d->file.n) {
        ex_json_str(json, "file", ex_json_file_name(arena, options, d->file));
        ex_json_place(json, d->at);
    }
    ex_json_str(json, "message", d->message);
    ex_json_opt(json, "hint", d->hint);
    ex_json_end(json);
}

void ex_json_messages(struct ex_json *json, struct ex_arena *arena,
                      const struct ex_report_options *options)
{
    ex_json_array(json, "messages");
    for (size_t i = 0; options->diags && i < options->diags->items.n; i++)
        write_message(json, arena, options, EX_AT(&options->diags->items, struct ex_diag, i));
    ex_json_end(json);
}
