/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Issues of an Azure Pipelines step: `##vso[task.logissue type=error;...]message`,
 * the worst first. Azure knows errors and warnings only, so what is less is a
 * warning.
 */
#include "formats/report/command.h"
#include "formats/report/finding_view.h"
#include "formats/report/writer.h"

enum { MESSAGE_MAX = 1000 };

static void add_place(struct ex_buf *out, const struct ex_view_place *place)
{
    ex_buf_add_text(out, ";sourcepath=");
    ex_azure_property(out, place->file);
    ex_buf_printf(out, ";linenumber=%llu;columnnumber=%llu", (unsigned long long)place->at.line,
                  (unsigned long long)place->at.column);
}

static void write_finding(struct ex_buf *out, struct ex_arena *arena,
                          const struct ex_report *report, const struct ex_report_finding *f)
{
    struct ex_view_place place = ex_view_place(arena, report, f);
    bool error = ex_str_eq(ex_str(ex_view_level(f)), EX_STR("error"));
    ex_buf_printf(out, "##vso[task.logissue type=%s", error ? "error" : "warning");
    if (place.placed) {
        place.file = ex_view_text(arena, place.file, SIZE_MAX);
        add_place(out, &place);
    }
    ex_buf_add_text(out, ";code=");
    ex_azure_property(out, ex_view_text(arena, f->rule->id, SIZE_MAX));
    ex_buf_add_text(out, ";]");
    ex_azure_data(out, ex_view_message(arena, f, MESSAGE_MAX));
    ex_buf_printf(out, " [%s]\n", f->fingerprint);
}

static void write_azure(const struct ex_report *report, const struct ex_write_options *options,
                        struct ex_buf *out)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    (void)options;
    for (size_t i = 0; i < report->n_findings; i++) {
        ex_arena_reset(arena);
        if (!ex_view_is_settled(&report->findings[i]))
            write_finding(out, arena, report, &report->findings[i]);
    }
}

const struct ex_writer ex_writer_azure = {
    .name = "azure",
    .extension = NULL,
    .doc = "issues of an Azure Pipelines step",
    .write = write_azure,
};
