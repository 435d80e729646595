/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A comparison as Markdown, for the comment of a pull request: the verdict, a
 * table of the findings that came, changed and went, and the configuration
 * as blocks of `diff`. A comment of GitHub takes 65,536 characters, and no
 * more is written: what is left out is counted.
 */
#include "formats/report/diff.h"

#include "base/vec.h"
#include "formats/report/finding_view.h"
#include "formats/report/mdout.h"

enum {
    FINDINGS_LIMIT = 24000, /* bytes of the rows of findings */
    CONFIG_LIMIT = 34000,   /* of the configuration */
    NAME_MAX = 150,         /* code points */
    TEXT_MAX = 400,
};

struct md {
    const struct ex_diff *diff;
    const struct ex_write_options *options;
    struct ex_arena *arena;
    struct ex_buf *out;
};

static struct ex_str shown(const struct md *m, struct ex_str text, size_t max)
{
    return ex_view_text(m->arena, text, max);
}

static void add_code(const struct md *m, struct ex_buf *out, struct ex_str text, enum ex_md_in in)
{
    ex_md_code(out, shown(m, text, NAME_MAX), in);
}

static void add_text(const struct md *m, struct ex_buf *out, struct ex_str text, enum ex_md_in in)
{
    ex_md_text(out, shown(m, text, TEXT_MAX), in);
}

static void say_left_out(const struct md *m, size_t n, const char *what)
{
    if (n)
        ex_buf_printf(m->out, "\n_%zu more %s left out: a comment takes 65,536 characters._\n\n", n,
                      what);
}

/* ---- the head ----------------------------------------------------------------------------- */

static void write_side(const struct md *m, const char *what, const struct ex_diff_side *side)
{
    ex_buf_printf(m->out, "- %s: ", what);
    add_code(m, m->out, side->name, EX_MD_PARAGRAPH);
    if (side->server) {
        ex_buf_add_char(m->out, '\n');
        return;
    }
    ex_buf_add_text(m->out, ", ");
    add_code(m, m->out, ex_report_organization(side->report), EX_MD_PARAGRAPH);
    ex_buf_printf(m->out, " %zu files, %zu objects", side->report->scope.files,
                  side->report->scope.objects);
    if (!side->graph)
        ex_buf_add_text(m->out, ", a saved result");
    if (side->exported.n)
        ex_buf_printf(m->out, ", exported %.*s", EX_FMT(side->exported));
    ex_buf_add_char(m->out, '\n');
}

static void write_head(const struct md *m)
{
    const struct ex_diff *diff = m->diff;
    size_t failing = ex_diff_failing(diff);
    ex_buf_add_text(m->out, "<!-- exlint diff -->\n\n## exlint diff");
    if (!diff->of_servers)
        ex_buf_printf(m->out, ": %s\n\n%zu new or worse finding%s at or above **%s**%s",
                      failing ? "FAIL" : "PASS", failing, failing == 1 ? "" : "s",
                      diff->fail_never ? "never" : ex_severity_name(diff->fail_on),
                      ex_diff_is_partial(diff) ? "; not everything could be compared" : "");
    ex_buf_add_text(m->out, "\n\n");
    write_side(m, diff->of_servers ? "first" : "old", &diff->sides[EX_OLD]);
    write_side(m, diff->of_servers ? "second" : "new", &diff->sides[EX_NEW_SIDE]);
    ex_buf_add_char(m->out, '\n');
    for (size_t i = 0; i < diff->n_warnings; i++) {
        ex_buf_add_text(m->out, "**Warning:** ");
        add_text(m, m->out, diff->warnings[i], EX_MD_PARAGRAPH);
        ex_buf_add_text(m->out, "\n\n");
    }
}

/* ---- findings ------------------------------------------------------------------------------ */

static void write_finding(const struct md *m, const struct ex_diff_finding_group *g,
                          struct ex_buf *row)
{
    const struct ex_diff_finding *d = g->first;
    const struct ex_report_finding *f = ex_diff_shown(d);
    ex_buf_printf(row, "| %s | %s | ", ex_diff_state_words(d->state),
                  ex_severity_name(f->severity));
    add_code(m, row, f->rule->id, EX_MD_CELL);
    ex_buf_add_text(row, " | ");
    add_code(m, row, f->object, EX_MD_CELL);
    if (g->n_others)
        ex_buf_printf(row, " and %zu more", g->n_others);
    ex_buf_add_text(row, " | ");
    add_text(m, row, f->message, EX_MD_CELL);
    ex_buf_add_text(row, " | ");
    add_text(m, row, d->why, EX_MD_CELL);
    ex_buf_add_text(row, " |\n");
}

static void write_findings(const struct md *m)
{
    struct ex_vec EX_AUTO(ex_vec_free) groups = EX_VEC(struct ex_diff_finding_group);
    struct ex_buf EX_AUTO(ex_buf_free) counts = EX_BUF_INIT;
    size_t from = m->out->n;
    size_t left_out = 0;
    ex_diff_count_findings(m->diff, &counts);
    ex_buf_printf(m->out, "### Findings\n\n%s.\n\n", counts.p);
    ex_diff_group_findings(m->diff, m->options->fold, m->arena, &groups);
    if (groups.n)
        ex_buf_add_text(m->out, "| | severity | rule | object | finding | because |\n"
                                "| --- | --- | --- | --- | --- | --- |\n");
    for (size_t i = 0; i < groups.n; i++) {
        const struct ex_diff_finding_group *g = EX_AT(&groups, struct ex_diff_finding_group, i);
        struct ex_buf EX_AUTO(ex_buf_free) row = EX_BUF_INIT;
        write_finding(m, g, &row);
        if (left_out || m->out->n - from + row.n > FINDINGS_LIMIT)
            left_out += 1 + g->n_others;
        else
            ex_buf_add(m->out, ex_buf_str(&row));
    }
    say_left_out(m, left_out, "findings are");
    ex_buf_add_text(m->out, groups.n ? "\n" : "");
}

/* ---- configuration ------------------------------------------------------------------------- */

/* One line of a block: its sign stands at the beginning. */
static void add_line(const struct md *m, struct ex_buf *block, char sign, size_t indent,
                     struct ex_str text, struct ex_str place)
{
    ex_buf_add_char(block, sign);
    ex_buf_add_repeat(block, ' ', indent);
    ex_buf_add(block, shown(m, text, TEXT_MAX));
    if (place.n)
        ex_buf_printf(block, "   %.*s", EX_FMT(shown(m, place, NAME_MAX)));
    ex_buf_add_char(block, '\n');
}

static struct ex_str place_text(const struct md *m, size_t side, const struct ex_diff_place *place)
{
    return ex_diff_place_text(m->arena, &m->diff->sides[side], place, true);
}

static void add_value(const struct md *m, struct ex_buf *block, const struct ex_diff_change *c,
                      size_t side)
{
    char sign = side == EX_OLD ? '-' : '+';
    struct ex_str place = place_text(m, side, &c->at[side]);
    bool items = c->is_list && !c->secret && (c->n_items[0] || c->n_items[1]);
    size_t n = items ? ex_diff_shown_items(m->options, c->n_items[side]) : 0;
    if (!items)
        add_line(m, block, sign, 5,
                 c->secret      ? EX_STR("(not shown)")
                 : c->set[side] ? c->text[side]
                                : EX_STR("(not set)"),
                 place);
    for (size_t i = 0; i < n; i++)
        add_line(m, block, sign, 5, c->items[side][i], i ? EX_STR("") : place);
    if (n < c->n_items[side] && items)
        ex_buf_printf(block, "%c     ... and %zu more\n", sign, c->n_items[side] - n);
}

static void add_changed(const struct md *m, struct ex_buf *block,
                        const struct ex_diff_object_group *g)
{
    const struct ex_diff_object *o = g->first;
    struct ex_str title = o->identity;
    if (g->n_others)
        title = ex_arena_printf(m->arena, "%.*s, and the same on %zu more",
                                EX_FMT(shown(m, title, NAME_MAX)), g->n_others);
    else if (o->was.n)
        title = ex_arena_printf(m->arena, "%.*s (was %.*s)", EX_FMT(shown(m, title, NAME_MAX)),
                                EX_FMT(o->was));
    add_line(m, block, ' ', 1, title, EX_STR(""));
    for (size_t i = 0; i < o->n_changes; i++) {
        const struct ex_diff_change *c = &o->changes[i];
        if (c->own_name)
            continue;
        add_line(m, block, ' ', 3, c->property, EX_STR(""));
        add_value(m, block, c, EX_OLD);
        add_value(m, block, c, EX_NEW_SIDE);
    }
}

static void add_state(const struct md *m, struct ex_buf *block, const struct ex_diff_kind *kind,
                      enum ex_diff_object_state state)
{
    struct ex_vec EX_AUTO(ex_vec_free) groups = EX_VEC(struct ex_diff_object_group);
    ex_diff_group_objects(kind, state, m->options->fold, m->arena, &groups);
    size_t n = ex_diff_shown_objects(kind, m->options, groups.n);
    size_t side = state == EX_OBJECT_REMOVED ? EX_OLD : EX_NEW_SIDE;
    for (size_t i = 0; i < n; i++) {
        const struct ex_diff_object_group *g = EX_AT(&groups, struct ex_diff_object_group, i);
        if (state == EX_OBJECT_CHANGED)
            add_changed(m, block, g);
        else
            add_line(m, block, side == EX_OLD ? '-' : '+', 1, g->first->identity,
                     place_text(m, side, &g->first->at[side]));
    }
    if (n < groups.n)
        ex_buf_printf(block, "  ... and %zu more %s\n", groups.n - n, ex_diff_object_id(state));
}

static bool differs(const struct ex_diff_kind *kind)
{
    return kind->counts[EX_OBJECT_CHANGED] || kind->counts[EX_OBJECT_ADDED] ||
           kind->counts[EX_OBJECT_REMOVED];
}

static void write_kind(const struct md *m, const struct ex_diff_kind *kind, struct ex_buf *part)
{
    struct ex_buf EX_AUTO(ex_buf_free) block = EX_BUF_INIT;
    add_state(m, &block, kind, EX_OBJECT_CHANGED);
    add_state(m, &block, kind, EX_OBJECT_REMOVED);
    add_state(m, &block, kind, EX_OBJECT_ADDED);
    ex_buf_add_text(part, "#### ");
    ex_buf_add(part, ex_diff_title(m->arena, kind->kind));
    ex_buf_add_char(part, '\n');
    ex_md_fence(part, "diff", ex_buf_str(&block));
}

static void write_not_compared(const struct md *m)
{
    struct ex_vec EX_AUTO(ex_vec_free) texts = EX_VEC(struct ex_str);
    ex_diff_not_compared(m->diff, m->options, m->arena, &texts);
    if (texts.n)
        ex_buf_add_text(m->out, "### Not compared\n\n");
    for (size_t i = 0; i < texts.n; i++) {
        ex_buf_add_text(m->out, "- ");
        add_text(m, m->out, *EX_AT(&texts, struct ex_str, i), EX_MD_PARAGRAPH);
        ex_buf_add_char(m->out, '\n');
    }
}

static void write_config(const struct md *m)
{
    struct ex_buf EX_AUTO(ex_buf_free) counts = EX_BUF_INIT;
    size_t from = m->out->n;
    size_t left_out = 0;
    if (!m->diff->with_config && !m->diff->config_why.n)
        return;
    ex_buf_add_text(m->out, "### Configuration\n\n");
    if (!m->diff->with_config) {
        add_text(m, m->out, m->diff->config_why, EX_MD_PARAGRAPH);
        ex_buf_add_text(m->out, ".\n");
        return;
    }
    ex_diff_count_objects(m->diff, &counts);
    ex_buf_printf(m->out, "%s.\n\n", counts.p);
    for (size_t i = 0; i < m->diff->n_kinds; i++) {
        const struct ex_diff_kind *kind = &m->diff->kinds[i];
        struct ex_buf EX_AUTO(ex_buf_free) part = EX_BUF_INIT;
        if (!differs(kind))
            continue;
        write_kind(m, kind, &part);
        if (left_out || m->out->n - from + part.n > CONFIG_LIMIT)
            left_out++;
        else
            ex_buf_add(m->out, ex_buf_str(&part));
    }
    say_left_out(m, left_out, "kinds of objects are");
    write_not_compared(m);
}

void ex_diff_markdown(const struct ex_diff *diff, const struct ex_write_options *options,
                      struct ex_buf *out)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct md m = {diff, options, arena, out};
    write_head(&m);
    if (diff->with_findings)
        write_findings(&m);
    write_config(&m);
}
