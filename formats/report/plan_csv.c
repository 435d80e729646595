/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The action plan as CSV: the rows of the HTML report, with room for who does
 * what until when.
 */
#include "formats/report/csv.h"
#include "formats/report/writer.h"
#include "report/plan.h"
#include "report/waiver.h"

/* What spreadsheets take in one cell. */
enum { MAX_CELL = 30000 };

/* Items separated by semicolons; of too many the first ones, and how many more there are. */
static struct ex_str join(struct ex_arena *arena, const struct ex_str *items, size_t n)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    size_t i = 0;
    for (; i < n && out.n + items[i].n < MAX_CELL; i++) {
        ex_buf_add_text(&out, i ? "; " : "");
        ex_buf_add(&out, items[i]);
    }
    if (i < n)
        ex_buf_printf(&out, "%sand %zu more", i ? "; " : "", n - i);
    return ex_arena_str(arena, ex_buf_str(&out));
}

static struct ex_str fingerprints(struct ex_arena *arena, const struct ex_action *action)
{
    struct ex_str *items = EX_NEW_ARRAY(arena, action->n_findings, struct ex_str);
    for (size_t i = 0; i < action->n_findings; i++)
        items[i] = ex_str(action->findings[i]->fingerprint);
    return join(arena, items, action->n_findings);
}

static void write_action(struct ex_buf *out, struct ex_arena *arena, const struct ex_action *a)
{
    const struct ex_waiver *planned = a->planned;
    const struct ex_str cells[] = {
        ex_arena_printf(arena, "%zu", a->number),
        ex_str(ex_wave_name(a->wave)),
        ex_str(ex_severity_name(a->severity)),
        a->rule->id,
        a->rule->title,
        a->rule->impact,
        join(arena, a->cmdlets, a->n_cmdlets),
        ex_arena_printf(arena, "%zu", a->n_findings),
        join(arena, a->objects, a->n_objects),
        join(arena, a->servers, a->n_servers),
        ex_str(ex_change_risk_name(a->risk)),
        ex_str(ex_effort_name(a->effort)),
        planned ? planned->owner : EX_STR(""),
        planned ? planned->expires : EX_STR(""),
        EX_STR(""),
        fingerprints(arena, a),
    };
    ex_csv_row(out, cells, EX_COUNT(cells));
}

static void write_plan(const struct ex_report *report, const struct ex_write_options *options,
                       struct ex_buf *out)
{
    static const char *const heads[] = {
        "number",  "wave",    "severity", "rule",   "action", "impact", "commands", "findings",
        "objects", "servers", "risk",     "effort", "owner",  "due",    "status",   "fingerprints",
    };
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct ex_plan plan = ex_plan_of(report, arena);
    (void)options;
    ex_csv_begin(out);
    for (size_t i = 0; i < EX_COUNT(heads); i++)
        ex_csv_cell(out, ex_str(heads[i]), i == 0);
    ex_csv_end(out);
    for (size_t i = 0; i < plan.n; i++)
        write_action(out, arena, &plan.actions[i]);
}

const struct ex_writer ex_writer_plan = {
    .name = "plan",
    .extension = ".plan.csv -plan.csv",
    .doc = "the action plan as CSV, to fill in",
    .write = write_plan,
};
