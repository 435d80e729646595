/* SPDX-License-Identifier: MIT */
/**
 * @file
 * One JSON document a line, for logs and streams: first a header that says
 * what was run, then each finding as it is in exlint-result/1.
 * finding.schema.json describes both kinds of line.
 */
#include "formats/report/json_dump.h"
#include "formats/report/json_finding.h"

static void write_header(struct ex_json *j, struct ex_arena *arena, const struct ex_report *report)
{
    ex_json_object(j, NULL);
    ex_json_text(j, "schema", EX_FINDINGS_SCHEMA);
    ex_json_run(j, arena, report);
    ex_json_summary(j, report);
    ex_json_end(j);
    ex_buf_add_char(j->out, '\n');
}

static void write_ndjson(const struct ex_report *report, const struct ex_write_options *options,
                         struct ex_buf *out)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct ex_json json = {.out = out};
    (void)options;
    write_header(&json, arena, report);
    for (size_t i = 0; i < report->n_findings; i++) {
        ex_arena_reset(arena);
        ex_json_finding(&json, arena, report, &report->findings[i]);
        ex_buf_add_char(out, '\n');
    }
}

const struct ex_writer ex_writer_ndjson = {
    .name = "ndjson",
    .extension = ".ndjson .jsonl",
    .doc = "one finding a line as JSON, for logs and streams",
    .write = write_ndjson,
};
