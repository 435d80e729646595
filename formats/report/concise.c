/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The concise format: one line for each finding, in the form of compiler
 * messages (`file:line:column: error: message [id]`), which editors and CI
 * systems understand. Nothing is folded.
 */
#include "formats/report/text.h"
#include "report/waiver.h"

/* Longer messages are cut, so that one value cannot fill a log. */
enum { MESSAGE_COLUMNS = 1000 };

static const struct ex_report_file *file_of(const struct ex_report *report,
                                     const struct ex_report_finding *finding, struct ex_place *at)
{
    if (finding->n_evidence == 0 || finding->evidence[0].file == UINT32_MAX)
        return NULL;
    if (finding->evidence[0].at.line)
        *at = finding->evidence[0].at;
    return &report->files[finding->evidence[0].file];
}

static void write_line(const struct ex_style *style, const struct ex_report *report,
                       const struct ex_report_finding *finding)
{
    struct ex_place at = {1, 1}; /* readers of this form expect both numbers */
    const struct ex_report_file *file = file_of(report, finding, &at);
    if (file)
        ex_style_place(style, ex_report_folder(report, file), file->name, at);
    else
        ex_text_escape(style->out,
                       report->dump.n ? report->dump : EX_STR("exlint"));
    ex_buf_add_text(style->out, ": ");
    ex_style_tint(style, ex_style_severity(finding->severity));
    ex_buf_add_text(style->out, ex_style_level(finding->severity));
    ex_style_plain(style);
    ex_buf_add_text(style->out, ": ");
    ex_style_field(style, finding->message, MESSAGE_COLUMNS);
    ex_buf_printf(style->out, " [%.*s]", EX_FMT(finding->rule->id));
    if (finding->waiver)
        ex_buf_printf(style->out, " (%s, waiver until %.*s)", ex_waived_name(finding->waived),
                      EX_FMT(finding->waiver->expires));
    ex_buf_add_char(style->out, '\n');
}

static void write_concise(const struct ex_report *report,
                          const struct ex_write_options *options, struct ex_buf *out)
{
    struct ex_style style = ex_style_of(options, out);
    for (size_t i = 0; i < report->n_findings; i++) {
        if (options->show_waived || report->findings[i].waived != EX_WAIVED)
            write_line(&style, report, &report->findings[i]);
    }
}

const struct ex_writer ex_writer_concise = {
    .name = "concise",
    .extension = NULL,
    .doc = "one line for each finding, as compilers write them",
    .write = write_concise,
};
