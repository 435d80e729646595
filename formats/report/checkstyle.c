/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The XML of Checkstyle, which many tools read: findings by file. The rule is
 * the source, the fingerprint ends the message, where every reader keeps it.
 */
#include "formats/report/finding_view.h"
#include "formats/report/writer.h"
#include "formats/report/xmlout.h"

#include <stdlib.h>

enum { MESSAGE_MAX = 1000 };

static void write_error(struct ex_buf *out, struct ex_arena *arena,
                        const struct ex_report_finding *f, struct ex_place at)
{
    const char *level = ex_view_level(f);
    struct ex_str message = ex_view_message(arena, f, MESSAGE_MAX);
    ex_buf_add_text(out, "    <error");
    ex_xml_number(out, "line", at.line);
    ex_xml_number(out, "column", at.column);
    ex_xml_attribute(out, "severity", level[0] == 'n' ? EX_STR("info") : ex_str(level));
    ex_xml_attribute(out, "message",
                     ex_arena_printf(arena, "%.*s [%s]", EX_FMT(message), f->fingerprint));
    ex_xml_attribute(out, "source", ex_arena_printf(arena, "exlint.%.*s", EX_FMT(f->rule->id)));
    ex_buf_add_text(out, "/>\n");
}

/* Findings that count or are planned, by place; `*n` is their number. */
static const struct ex_report_finding **sorted(struct ex_arena *arena,
                                               const struct ex_report *report, size_t *n)
{
    const struct ex_report_finding **findings =
        EX_NEW_ARRAY(arena, report->n_findings + 1, const struct ex_report_finding *);
    *n = 0;
    for (size_t i = 0; i < report->n_findings; i++) {
        if (!ex_view_is_settled(&report->findings[i]))
            findings[(*n)++] = &report->findings[i];
    }
    qsort(findings, *n, sizeof *findings, ex_view_by_place);
    return findings;
}

static void write_findings(struct ex_buf *out, struct ex_arena *arena,
                           const struct ex_report *report)
{
    size_t n = 0;
    const struct ex_report_finding **findings = sorted(arena, report, &n);
    struct ex_str file = {NULL, 0};
    for (size_t i = 0; i < n; i++) {
        struct ex_view_place place = ex_view_place(arena, report, findings[i]);
        if (i == 0 || !ex_str_eq(place.file, file)) {
            file = place.file;
            ex_buf_add_text(out, i ? "  </file>\n  <file" : "  <file");
            ex_xml_attribute(out, "name", file.n ? file : EX_STR("."));
            ex_buf_add_text(out, ">\n");
        }
        write_error(out, arena, findings[i], place.at);
    }
    ex_buf_add_text(out, n ? "  </file>\n" : "");
}

static void write_checkstyle(const struct ex_report *report,
                             const struct ex_write_options *options, struct ex_buf *out)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    (void)options;
    ex_xml_begin(out);
    ex_buf_add_text(out, "<checkstyle version=\"10.0\">\n");
    write_findings(out, arena, report);
    ex_buf_add_text(out, "</checkstyle>\n");
}

const struct ex_writer ex_writer_checkstyle = {
    .name = "checkstyle",
    .extension = ".checkstyle.xml",
    .doc = "XML of Checkstyle, for tools that read it",
    .write = write_checkstyle,
};
