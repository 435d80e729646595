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

void ex_json_run(struct ex_json *json, struct ex_arena *arena, const struct ex_report *report)
{
    ex_json_object(json, "tool");
    ex_json_text(json, "name", "exlint");
    ex_json_str(json, "version", report->version);
    ex_json_end(json);
    ex_json_str(json, "now", ex_report_time(arena, report->now));
    ex_json_object(json, "organization");
    ex_json_str(json, "name", report->organization);
    ex_json_str(json, "forest", report->forest);
    ex_json_end(json);
}

/* A relative name below the prefix of the run. */
static struct ex_str below_prefix(struct ex_arena *arena, const struct ex_report *report,
                                  struct ex_str name)
{
    struct ex_str prefix = report->prefix;
    if (!prefix.n)
        return name;
    return ex_arena_printf(arena, "%.*s/%.*s", EX_FMT(prefix), EX_FMT(name));
}

struct ex_str ex_json_file_name(struct ex_arena *arena, const struct ex_report *report,
                                const struct ex_report_file *file)
{
    return file->outside ? file->name : below_prefix(arena, report, file->name);
}

void ex_json_file(struct ex_json *json, struct ex_arena *arena, const struct ex_report *report,
                  const struct ex_report_file *file)
{
    ex_json_str(json, "name", ex_json_file_name(arena, report, file));
    if (file->outside)
        ex_json_bool(json, "outside", true);
    ex_json_text(json, "state", file_states[file->state]);
    ex_json_opt(json, "format", file->format);
    ex_json_opt(json, "flavour", file->flavour);
    ex_json_uint(json, "objects", file->objects);
    if (file->hashed) {
        ex_json_opt(json, "encoding", file->encoding);
        ex_json_uint(json, "size", file->size);
        ex_json_opt(json, "sha256", file->sha256);
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
                          const struct ex_report *report, const struct ex_diag *d)
{
    ex_json_object(json, NULL);
    ex_json_text(json, "level", levels[d->level]);
    if (d->file.n) {
        ex_json_str(json, "file",
                    d->outside ? d->file : below_prefix(arena, report, d->file));
        ex_json_place(json, d->at);
    }
    ex_json_str(json, "message", d->message);
    ex_json_opt(json, "hint", d->hint);
    ex_json_end(json);
}

void ex_json_messages(struct ex_json *json, struct ex_arena *arena,
                      const struct ex_report *report)
{
    ex_json_array(json, "messages");
    for (size_t i = 0; i < report->messages.items.n; i++)
        write_message(json, arena, report, EX_AT(&report->messages.items, struct ex_diag, i));
    ex_json_end(json);
}
