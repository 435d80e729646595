/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Code Quality of GitLab: an array of findings with the members that GitLab
 * reads. It compares the fingerprints of two branches, so accepted findings
 * stay in, as information: left out they would look mended.
 */
#include "formats/report/finding_view.h"
#include "formats/report/jsonout.h"
#include "formats/report/writer.h"

enum { DESCRIPTION_MAX = 1000 };

static const char *severity(const struct ex_report_finding *f)
{
    static const char *const names[EX_N_SEVERITIES] = {
        [EX_INFO] = "info",      [EX_LOW] = "minor",        [EX_MEDIUM] = "major",
        [EX_HIGH] = "critical",  [EX_CRITICAL] = "blocker",
    };
    return ex_finding_counts(f) ? names[f->severity] : "info";
}

static void write_finding(struct ex_json *j, struct ex_arena *arena,
                          const struct ex_report *report, const struct ex_report_finding *f)
{
    struct ex_view_place place = ex_view_place(arena, report, f);
    ex_json_object(j, NULL);
    ex_json_str(j, "description", ex_view_message(arena, f, DESCRIPTION_MAX));
    ex_json_str(j, "check_name", f->rule->id);
    ex_json_text(j, "fingerprint", f->fingerprint);
    ex_json_text(j, "severity", severity(f));
    ex_json_object(j, "location");
    ex_json_str(j, "path", place.file.n ? place.file : EX_STR("."));
    ex_json_object(j, "lines");
    ex_json_uint(j, "begin", place.at.line);
    ex_json_end(j);
    ex_json_end(j);
    ex_json_end(j);
}

static void write_gitlab(const struct ex_report *report, const struct ex_write_options *options,
                         struct ex_buf *out)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct ex_json json = {.out = out, .indent = 2};
    (void)options;
    ex_json_array(&json, NULL);
    for (size_t i = 0; i < report->n_findings; i++) {
        ex_arena_reset(arena);
        write_finding(&json, arena, report, &report->findings[i]);
    }
    ex_json_end(&json);
    ex_buf_add_char(out, '\n');
}

const struct ex_writer ex_writer_gitlab = {
    .name = "gitlab",
    .extension = ".gitlab.json gl-code-quality-report.json",
    .doc = "Code Quality of GitLab",
    .write = write_gitlab,
};
