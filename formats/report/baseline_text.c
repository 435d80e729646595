/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Baselines for people: the table of `exlint baseline show`, and what
 * `exlint baseline update` took in and dropped.
 */
#include "formats/report/baseline.h"
#include "formats/report/text.h"

#include <stdlib.h>

enum { NAME_COLUMNS = 100, MESSAGE_COLUMNS = 200, SEVERITY_COLUMNS = 10, RULE_COLUMNS = 10 };

/* ---- one finding on a line ------------------------------------------------------------ */

static void add_severity(const struct ex_style *style, enum ex_severity severity)
{
    ex_style_tint(style, ex_style_severity(severity));
    ex_buf_printf(style->out, "%s", ex_severity_name(severity));
    ex_style_plain(style);
    ex_buf_add_repeat(style->out, ' ', SEVERITY_COLUMNS - strlen(ex_severity_name(severity)));
}

static void add_rule(const struct ex_style *style, struct ex_str rule)
{
    ex_style_field(style, rule, NAME_COLUMNS);
    size_t used = ex_text_columns(rule);
    ex_buf_add_repeat(style->out, ' ', used < RULE_COLUMNS ? RULE_COLUMNS - used : 1);
}

static void add_part(const struct ex_style *style, struct ex_str text, bool *any)
{
    if (!text.n)
        return;
    if (*any)
        ex_buf_add_text(style->out, style->glyphs->chevron);
    ex_style_field(style, text, NAME_COLUMNS);
    *any = true;
}

/* SendConnector › Internet › Enabled */
static void add_object(const struct ex_style *style, struct ex_str kind, struct ex_str object,
                       struct ex_str property)
{
    bool any = false;
    add_part(style, kind, &any);
    add_part(style, object, &any);
    add_part(style, property, &any);
}

static void add_entry(const struct ex_style *style, const struct ex_baseline_entry *e)
{
    add_rule(style, e->rule);
    add_object(style, e->kind, e->object, e->property);
    ex_buf_add_char(style->out, '\n');
}

/* ---- the table ------------------------------------------------------------------------- */

static int by_severity(const void *pa, const void *pb)
{
    const struct ex_baseline_entry *a = *(const struct ex_baseline_entry *const *)pa;
    const struct ex_baseline_entry *b = *(const struct ex_baseline_entry *const *)pb;
    if (a->severity != b->severity)
        return a->severity > b->severity ? -1 : 1;
    return a < b ? -1 : a > b;
}

static void write_head(const struct ex_style *style, const struct ex_baseline *b)
{
    ex_buf_printf(style->out, "%zu finding%s known on ", b->n_entries,
                  b->n_entries == 1 ? "" : "s");
    ex_style_field(style, b->date, NAME_COLUMNS);
    struct ex_str organization = b->forest.n ? b->forest : b->organization;
    if (organization.n) {
        ex_buf_add_text(style->out, style->glyphs->dot);
        ex_style_field(style, organization, NAME_COLUMNS);
    }
    ex_buf_printf(style->out, "%s%zu rules%sexlint ", style->glyphs->dot, b->n_rules,
                  style->glyphs->dot);
    ex_style_field(style, b->version, NAME_COLUMNS);
    ex_buf_add_char(style->out, '\n');
}

void ex_baseline_text(const struct ex_baseline *baseline, const struct ex_write_options *options,
                      struct ex_buf *out)
{
    struct ex_style style = ex_style_of(options, out);
    size_t n = baseline->n_entries;
    const struct ex_baseline_entry **order = ex_alloc((n + 1) * sizeof *order);
    for (size_t i = 0; i < n; i++)
        order[i] = &baseline->entries[i];
    if (n)
        qsort(order, n, sizeof *order, by_severity);
    write_head(&style, baseline);
    if (n)
        ex_buf_add_text(out, "\nSEVERITY  SINCE       RULE      OBJECT\n");
    for (size_t i = 0; i < n; i++) {
        add_severity(&style, order[i]->severity);
        ex_style_field(&style, order[i]->since, NAME_COLUMNS);
        ex_buf_add_text(out, "  ");
        add_entry(&style, order[i]);
    }
    free(order);
}

/* ---- an update --------------------------------------------------------------------------- */

static void write_taken(const struct ex_style *style, const struct ex_report_finding *f)
{
    bool changed = f->baseline == EX_BASELINE_CHANGED;
    ex_style_tint(style, changed ? EX_TINT_YELLOW : EX_TINT_RED);
    ex_buf_add_text(style->out, changed ? "  ~ " : "  + ");
    ex_style_plain(style);
    add_severity(style, f->severity);
    add_rule(style, f->rule->id);
    struct ex_str kind =
        f->kind < EX_N_KINDS ? ex_kind((enum ex_kind_id)f->kind)->name : EX_STR("");
    add_object(style, kind, f->object, f->property);
    ex_buf_add_text(style->out, "\n      ");
    ex_style_field(style, f->message, MESSAGE_COLUMNS);
    if (changed)
        ex_buf_printf(style->out, " (%.*s)", EX_FMT(f->baseline_why));
    ex_buf_add_char(style->out, '\n');
}

static void write_dropped(const struct ex_style *style, const struct ex_baseline_entry *e)
{
    ex_style_tint(style, EX_TINT_GREEN);
    ex_buf_add_text(style->out, "  - ");
    ex_style_plain(style);
    add_severity(style, e->severity);
    add_entry(style, e);
}

static void write_list(const struct ex_style *style, const char *title,
                       const struct ex_baseline_entry *const *entries, size_t n)
{
    if (n)
        ex_buf_printf(style->out, "%s: %zu\n", title, n);
    for (size_t i = 0; i < n; i++)
        write_dropped(style, entries[i]);
}

void ex_baseline_update_text(const struct ex_baseline_update *update, bool refused,
                             const struct ex_write_options *options, struct ex_buf *out)
{
    struct ex_style style = ex_style_of(options, out);
    if (update->n_taken)
        ex_buf_printf(out, "%s: %zu\n", refused ? "new or changed, not taken in" : "taken in",
                      update->n_taken);
    for (size_t i = 0; i < update->n_taken; i++) {
        const struct ex_report_finding *f = update->taken[i];
        if (!refused || f->severity >= EX_HIGH)
            write_taken(&style, f);
    }
    if (refused && update->n_taken > update->n_severe)
        ex_buf_printf(out, "  %s and %zu that are less severe\n", style.glyphs->ellipsis,
                      update->n_taken - update->n_severe);
    if (refused)
        return;
    write_list(&style, "dropped, fixed", update->fixed, update->n_fixed);
    write_list(&style, "dropped, a waiver covers them", update->waived, update->n_waived);
    if (update->kept)
        ex_buf_printf(out, "kept, not assessed: %zu\n", update->kept);
    ex_buf_printf(out, "unchanged: %zu\n", update->unchanged);
}
