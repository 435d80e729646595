/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A comparison for people: which sides, what became of the findings and why,
 * what changed in the configuration, what was not compared, and the verdict.
 */
#include "formats/report/diff_text.h"

#include "base/utf8.h"

enum { NAME_COLUMNS = 80, MESSAGE_COLUMNS = 400, WHY_COLUMN = 6, MAX_NAMES = 5, CONTEXT = 16 };

/* ---- pieces ------------------------------------------------------------------------------ */

void ex_diff_heading(const struct ex_diff_page *page, const char *heading, struct ex_str text)
{
    const struct ex_style *style = &page->style;
    size_t column = strlen(heading) + 3;
    ex_buf_add_char(style->out, '\n');
    ex_style_tint(style, EX_TINT_BLUE);
    ex_buf_add_text(style->out, heading);
    ex_style_plain(style);
    ex_buf_add_text(style->out, "   ");
    ex_style_wrap(style, text, "", column, column);
    ex_buf_add_char(style->out, '\n');
}

static enum ex_tint tint_of(char sign)
{
    return sign == '+'   ? EX_TINT_GREEN
           : sign == '-' ? EX_TINT_RED
           : sign == '~' ? EX_TINT_YELLOW
                         : EX_TINT_BLUE;
}

void ex_diff_text_sign(const struct ex_diff_page *page, char sign)
{
    ex_style_tint(&page->style, tint_of(sign));
    ex_buf_add_char(page->style.out, sign);
    ex_style_plain(&page->style);
    ex_buf_add_char(page->style.out, ' ');
}

/* A text escaped and cut to so many columns, from a byte on. */
static struct ex_str window(const struct ex_diff_page *page, struct ex_str text, size_t from,
                            size_t columns)
{
    struct ex_buf EX_AUTO(ex_buf_free) safe = EX_BUF_INIT;
    struct ex_buf EX_AUTO(ex_buf_free) cut = EX_BUF_INIT;
    const char *dots = page->style.glyphs->ellipsis;
    size_t n_dots = ex_text_columns(ex_str(dots));
    ex_text_escape(&safe, ex_str_slice(text, from, text.n));
    struct ex_str all = ex_buf_str(&safe);
    size_t room = columns - (from ? n_dots : 0);
    if (from)
        ex_buf_add_text(&cut, dots);
    if (ex_text_columns(all) <= room) {
        ex_buf_add(&cut, all);
    } else {
        ex_buf_add(&cut, ex_str_slice(all, 0, ex_text_head(all, room - n_dots)));
        ex_buf_add_text(&cut, dots);
    }
    return ex_arena_str(page->arena, ex_buf_str(&cut));
}

/* Where two texts begin to differ, less some context, at the beginning of a character. */
static size_t difference(struct ex_str a, struct ex_str b)
{
    size_t i = 0;
    while (i < a.n && i < b.n && a.p[i] == b.p[i])
        i++;
    i = i > CONTEXT ? i - CONTEXT : 0;
    while (i > 0 && i < a.n && ((unsigned char)a.p[i] & 0xC0) == 0x80)
        i--;
    return i;
}

/* `text` is escaped already. */
static void write_line(const struct ex_diff_page *page, char sign, struct ex_str text,
                       struct ex_str place, size_t columns, size_t pad)
{
    struct ex_buf *out = page->style.out;
    struct ex_buf EX_AUTO(ex_buf_free) safe = EX_BUF_INIT;
    size_t used = ex_text_columns(text);
    ex_buf_add_repeat(out, ' ', columns);
    ex_style_tint(&page->style, tint_of(sign));
    ex_buf_add_char(out, sign);
    ex_buf_add_char(out, ' ');
    ex_buf_add(out, text);
    ex_style_plain(&page->style);
    ex_text_escape(&safe, place);
    pad = pad > used ? pad : used;
    if (!place.n) {
        ex_buf_add_char(out, '\n');
        return;
    }
    if (columns + 2 + pad + 3 + ex_text_columns(ex_buf_str(&safe)) <= page->style.width)
        ex_buf_add_repeat(out, ' ', pad - used + 3);
    else {
        ex_buf_add_char(out, '\n');
        ex_buf_add_repeat(out, ' ', columns + 6);
    }
    ex_style_tint(&page->style, EX_TINT_DIM);
    ex_buf_add(out, ex_buf_str(&safe));
    ex_style_plain(&page->style);
    ex_buf_add_char(out, '\n');
}

void ex_diff_text_line(const struct ex_diff_page *page, char sign, struct ex_str text,
                       struct ex_str place, size_t columns, size_t pad)
{
    size_t room = page->style.width > columns + 2 + CONTEXT ? page->style.width - columns - 2
                                                            : CONTEXT;
    write_line(page, sign, window(page, text, 0, room), place, columns, pad);
}

void ex_diff_text_values(const struct ex_diff_page *page, const struct ex_str values[EX_N_SIDES],
                         const struct ex_str places[EX_N_SIDES], size_t columns)
{
    size_t room = page->style.width > columns + 2 + 2 * CONTEXT
                      ? page->style.width - columns - 2
                      : 2 * CONTEXT;
    struct ex_str shown[EX_N_SIDES];
    size_t pad = 0;
    bool fit = ex_text_columns(values[0]) <= room && ex_text_columns(values[1]) <= room;
    size_t from = fit ? 0 : difference(values[0], values[1]);
    for (size_t i = 0; i < EX_N_SIDES; i++) {
        shown[i] = window(page, values[i], from <= values[i].n ? from : 0, room);
        size_t used = ex_text_columns(shown[i]);
        pad = used > pad ? used : pad;
    }
    write_line(page, '-', shown[EX_OLD], places[EX_OLD], columns, pad);
    write_line(page, '+', shown[EX_NEW_SIDE], places[EX_NEW_SIDE], columns, pad);
}

/* ---- the sides ------------------------------------------------------------------------------ */

static void write_side(const struct ex_diff_page *page, size_t i, size_t pad)
{
    const struct ex_diff *diff = page->diff;
    const struct ex_diff_side *side = &diff->sides[i];
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    struct ex_buf *out = page->style.out;
    const char *dot = page->style.glyphs->dot;
    ex_diff_text_sign(page, i == EX_OLD ? '-' : '+');
    if (!diff->of_servers)
        ex_buf_add_text(out, i == EX_OLD ? "old  " : "new  ");
    ex_style_field(&page->style, side->label, NAME_COLUMNS);
    size_t used = ex_text_columns(side->label);
    ex_buf_add_repeat(out, ' ', (pad > used ? pad - used : 0) + 3);
    if (diff->of_servers) {
        struct ex_str product = ex_server_product(side->server);
        ex_buf_printf(&text, "%s%.*s", product.n ? "Exchange " : "", EX_FMT(product));
    } else {
        ex_buf_printf(&text, "%.*s%s", EX_FMT(ex_report_organization(side->report)),
                      ex_report_organization(side->report).n ? dot : "");
        ex_text_counted(&text, side->report->scope.files, "file");
        ex_buf_add_text(&text, ", ");
        ex_text_counted(&text, side->report->scope.objects, "object");
        if (!side->graph)
            ex_buf_printf(&text, "%ssaved result", dot);
        if (side->exported.n)
            ex_buf_printf(&text, "%sexported %.*s", dot, EX_FMT(side->exported));
    }
    ex_style_field(&page->style, ex_buf_str(&text), page->style.width);
    ex_buf_add_char(out, '\n');
}

static void write_sides(const struct ex_diff_page *page)
{
    size_t pad = 0;
    for (size_t i = 0; i < EX_N_SIDES; i++) {
        size_t used = ex_text_columns(page->diff->sides[i].label);
        pad = used > pad && used <= NAME_COLUMNS ? used : pad;
    }
    for (size_t i = 0; i < EX_N_SIDES; i++)
        write_side(page, i, pad);
    for (size_t i = 0; i < page->diff->n_warnings; i++) {
        ex_style_tint(&page->style, EX_TINT_YELLOW);
        ex_buf_add_text(page->style.out, "warning");
        ex_style_plain(&page->style);
        ex_buf_add_text(page->style.out, ": ");
        ex_style_wrap(&page->style, page->diff->warnings[i], "", 9, 9);
        ex_buf_add_char(page->style.out, '\n');
    }
}

/* ---- findings ------------------------------------------------------------------------------ */

static struct ex_str place_of(const struct ex_diff_page *page, const struct ex_diff_finding *d)
{
    const struct ex_report_finding *f = ex_diff_shown(d);
    const struct ex_diff_side *side = &page->diff->sides[d->newer ? EX_NEW_SIDE : EX_OLD];
    if (!f->n_evidence)
        return EX_STR("");
    struct ex_diff_place place = {f->evidence[0].file, f->evidence[0].at};
    return ex_diff_place_text(page->arena, side, &place, false);
}

/* That something came is bad news here, and that it went is good. */
static enum ex_tint state_tint(enum ex_diff_state state)
{
    static const enum ex_tint tints[EX_N_DIFF_STATES] = {
        [EX_DIFF_NEW] = EX_TINT_RED,     [EX_DIFF_CHANGED] = EX_TINT_YELLOW,
        [EX_DIFF_NEWLY_ASSESSED] = EX_TINT_RED, [EX_DIFF_FIXED] = EX_TINT_GREEN,
        [EX_DIFF_NO_LONGER_ASSESSED] = EX_TINT_BLUE,
    };
    return tints[state];
}

/* `+ error[EXL3103] high, new: OWA answers at ...` */
static void write_head(const struct ex_diff_page *page, const struct ex_diff_finding *d)
{
    const struct ex_style *style = &page->style;
    const struct ex_report_finding *f = ex_diff_shown(d);
    bool gone = !d->newer;
    ex_style_tint(style, state_tint(d->state));
    ex_buf_add_char(style->out, ex_diff_sign(d->state));
    ex_style_plain(style);
    ex_buf_add_char(style->out, ' ');
    if (!gone)
        ex_style_tint(style, ex_style_severity(f->severity));
    ex_buf_add_text(style->out, ex_style_level(f->severity));
    if (!gone)
        ex_style_plain(style);
    ex_buf_add_char(style->out, '[');
    ex_style_field(style, f->rule->id, NAME_COLUMNS);
    ex_buf_printf(style->out, "] %s, %s: ", ex_severity_name(f->severity),
                  ex_diff_state_words(d->state));
    ex_style_field(style, f->message, MESSAGE_COLUMNS);
    ex_buf_add_char(style->out, '\n');
}

static void indented(const struct ex_diff_page *page, const char *name, struct ex_str text)
{
    size_t column = WHY_COLUMN + strlen(name);
    ex_buf_add_repeat(page->style.out, ' ', WHY_COLUMN);
    ex_buf_add_text(page->style.out, name);
    ex_style_wrap(&page->style, text, "", column, column);
    ex_buf_add_char(page->style.out, '\n');
}

/* The place, and the value that stands there. */
static void write_evidence(const struct ex_diff_page *page, const struct ex_diff_finding *d)
{
    const struct ex_style *style = &page->style;
    const struct ex_report_finding *f = ex_diff_shown(d);
    struct ex_str place = place_of(page, d);
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    if (place.n) {
        ex_buf_add_repeat(style->out, ' ', WHY_COLUMN);
        ex_style_tint(style, EX_TINT_DIM);
        ex_text_escape(style->out, place);
        ex_style_plain(style);
        ex_buf_add_char(style->out, '\n');
    }
    if (!f->n_evidence || f->evidence[0].searched || !f->evidence[0].property.n)
        return;
    if (d->state == EX_DIFF_CHANGED && d->other_value && d->old->n_evidence &&
        !ex_str_eq(d->old->value, f->value) && ex_str_eq(d->old->property, f->property)) {
        ex_buf_add_repeat(style->out, ' ', WHY_COLUMN);
        ex_style_field(style, f->property, NAME_COLUMNS);
        ex_buf_add_char(style->out, '\n');
        ex_diff_text_values(page, (const struct ex_str[]){d->old->value, f->value},
                            (const struct ex_str[]){{NULL, 0}, {NULL, 0}}, WHY_COLUMN + 2);
        return;
    }
    ex_buf_printf(&text, "%.*s : %.*s", EX_FMT(f->evidence[0].property),
                  EX_FMT(f->value.n ? f->value : EX_STR("(not set)")));
    ex_buf_add_repeat(style->out, ' ', WHY_COLUMN);
    ex_buf_add(style->out, window(page, ex_buf_str(&text), 0, style->width - WHY_COLUMN));
    ex_buf_add_char(style->out, '\n');
}

static void write_was(const struct ex_diff_page *page, const struct ex_diff_finding *d)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    if (d->state != EX_DIFF_CHANGED)
        return;
    if (d->old->severity != d->newer->severity)
        ex_buf_printf(&text, "%s", ex_severity_name(d->old->severity));
    if (!ex_str_eq(d->old->message, d->newer->message))
        ex_buf_printf(&text, "%s%.*s", text.n ? ": " : "", EX_FMT(d->old->message));
    if (text.n)
        indented(page, "was ", ex_buf_str(&text));
}

static void write_also(const struct ex_diff_page *page, const struct ex_diff_finding_group *g)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    if (!g->n_others)
        return;
    for (size_t i = 0; i < g->n_others && i < MAX_NAMES; i++)
        ex_buf_printf(&text, "%s%.*s", i ? ", " : "", EX_FMT(ex_diff_shown(g->others[i])->object));
    if (g->n_others > MAX_NAMES)
        ex_buf_printf(&text, " and %zu more", g->n_others - MAX_NAMES);
    ex_buf_printf(&text, " (the same on %zu more objects; --no-fold lists them)", g->n_others);
    indented(page, "also ", ex_buf_str(&text));
}

static void write_findings(const struct ex_diff_page *page)
{
    struct ex_buf EX_AUTO(ex_buf_free) counts = EX_BUF_INIT;
    struct ex_vec EX_AUTO(ex_vec_free) groups = EX_VEC(struct ex_diff_finding_group);
    ex_diff_count_findings(page->diff, &counts);
    ex_diff_heading(page, "FINDINGS", ex_buf_str(&counts));
    ex_diff_group_findings(page->diff, page->options->fold, page->arena, &groups);
    for (size_t i = 0; i < groups.n; i++) {
        const struct ex_diff_finding_group *g = EX_AT(&groups, struct ex_diff_finding_group, i);
        ex_buf_add_char(page->style.out, '\n');
        write_head(page, g->first);
        if (g->first->state != EX_DIFF_NO_LONGER_ASSESSED)
            write_evidence(page, g->first);
        write_was(page, g->first);
        if (g->first->why.n)
            indented(page, g->first->newer || g->first->state == EX_DIFF_FIXED ? "because " : "",
                     g->first->why);
        write_also(page, g);
    }
}

/* ---- the verdict --------------------------------------------------------------------------- */

static void write_verdict(const struct ex_diff_page *page)
{
    const struct ex_style *style = &page->style;
    const struct ex_diff *diff = page->diff;
    size_t failing = ex_diff_failing(diff);
    bool partial = ex_diff_is_partial(diff);
    ex_buf_add_char(style->out, '\n');
    if (diff->of_servers) {
        ex_buf_printf(style->out, "exit %d\n", diff->exit_status);
        return;
    }
    ex_style_tint(style, failing ? EX_TINT_RED : partial ? EX_TINT_YELLOW : EX_TINT_GREEN);
    ex_buf_add_text(style->out, failing ? "FAIL" : "PASS");
    ex_style_plain(style);
    ex_buf_add_text(style->out, "   ");
    if (failing)
        ex_text_counted(style->out, failing, "new or worse finding");
    else
        ex_buf_add_text(style->out, "no new or worse findings");
    ex_buf_printf(style->out, " at or above --fail-on=%s",
                  diff->fail_never ? "never" : ex_severity_name(diff->fail_on));
    if (partial)
        ex_buf_printf(style->out, "%snot everything could be compared", style->glyphs->dot);
    ex_buf_printf(style->out, "%sexit %d\n", style->glyphs->dot, diff->exit_status);
}

void ex_diff_text(const struct ex_diff *diff, const struct ex_write_options *options,
                  struct ex_buf *out)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct ex_diff_page page = {ex_style_of(options, out), diff, options, arena};
    write_sides(&page);
    if (diff->with_findings)
        write_findings(&page);
    ex_diff_text_config(&page);
    if (options->summary)
        write_verdict(&page);
}
