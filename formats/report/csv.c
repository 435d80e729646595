/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Findings as CSV, one a row, for spreadsheets.
 */
#include "formats/report/csv.h"

#include "formats/report/finding_view.h"
#include "formats/report/writer.h"
#include "report/waiver.h"

/* Code points of a cell; a cell of Excel takes 32767 characters. */
enum { CELL_MAX = 8000 };

/* Columns are only ever added, at the end: people address them by number. */
static const char *const columns[] = {
    "severity", "status", "rule",   "title", "area",     "kind",     "object", "server",
    "property", "value",  "message", "impact", "risk",   "effort",   "fix",    "verify",
    "file",     "line",   "column", "baseline", "since", "reference", "fingerprint",
    "reason",   "until",  "owner",  "ticket",
};

static struct ex_str number(struct ex_arena *arena, uint64_t n, bool known)
{
    return known ? ex_arena_printf(arena, "%llu", (unsigned long long)n)
                 : (struct ex_str){NULL, 0};
}

static void write_finding(struct ex_buf *out, struct ex_arena *arena,
                          const struct ex_report *report, const struct ex_report_finding *f)
{
    const struct ex_report_rule *rule = f->rule;
    struct ex_view_place place = ex_view_place(arena, report, f);
    static const struct ex_waiver no_waiver;
    const struct ex_waiver *waiver = f->waiver ? f->waiver : &no_waiver;
    const struct ex_str none = {NULL, 0};
    const struct ex_str cells[EX_COUNT(columns)] = {
        ex_str(ex_severity_name(f->severity)),
        ex_str(ex_view_status(f)),
        rule->id,
        rule->title,
        rule->area,
        ex_view_kind(f),
        f->object,
        f->server,
        f->property,
        f->value,
        f->message,
        rule->impact,
        rule->risk,
        rule->effort,
        f->fix,
        f->verify,
        place.placed ? place.file : none,
        number(arena, place.at.line, place.placed),
        number(arena, place.at.column, place.placed),
        ex_str(ex_baseline_state_name(f->baseline)),
        f->since,
        rule->n_references ? rule->references[0].url : none,
        ex_str(f->fingerprint),
        waiver->reason,
        waiver->expires,
        waiver->owner,
        waiver->ticket,
    };
    for (size_t i = 0; i < EX_COUNT(cells); i++) {
        bool commands = cells[i].p == f->fix.p || cells[i].p == f->verify.p;
        ex_csv_cell(out, commands ? cells[i] : ex_view_text(arena, cells[i], CELL_MAX), i == 0);
    }
    ex_csv_end(out);
}

static void write_csv(const struct ex_report *report, const struct ex_write_options *options,
                      struct ex_buf *out)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    (void)options;
    ex_csv_begin(out);
    for (size_t i = 0; i < EX_COUNT(columns); i++)
        ex_csv_cell(out, ex_str(columns[i]), i == 0);
    ex_csv_end(out);
    for (size_t i = 0; i < report->n_findings; i++) {
        ex_arena_reset(arena);
        write_finding(out, arena, report, &report->findings[i]);
    }
}

const struct ex_writer ex_writer_csv = {
    .name = "csv",
    .extension = ".csv",
    .doc = "one finding a row, for spreadsheets",
    .write = write_csv,
};
