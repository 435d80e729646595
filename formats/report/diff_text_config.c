/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The configuration in the text of a comparison: kind by kind what was
 * changed, added and removed, each value with its place on both sides.
 */
#include "formats/report/diff_text.h"

#include "base/vec.h"

enum {
    OBJECT_COLUMN = 2,
    PROPERTY_COLUMN = 6,
    VALUE_COLUMN = 8,
    NAME_COLUMNS = 120,
    MAX_NAMES = 6,
};

static struct ex_str place_text(const struct ex_diff_page *page, size_t side,
                                const struct ex_diff_place *place)
{
    return ex_diff_place_text(page->arena, &page->diff->sides[side], place, false);
}

/* ---- one property --------------------------------------------------------------------------- */

/* Columns of the first items, behind which the places stand. */
static size_t pad_of(const struct ex_diff_change *c)
{
    size_t pad = 0;
    for (size_t side = 0; side < EX_N_SIDES; side++) {
        size_t used = c->n_items[side] ? ex_text_columns(c->items[side][0]) : 0;
        pad = used > pad ? used : pad;
    }
    return pad;
}

static void write_items(const struct ex_diff_page *page, const struct ex_diff_change *c,
                        size_t side)
{
    size_t n = c->n_items[side];
    size_t shown = ex_diff_shown_items(page->options, n);
    for (size_t i = 0; i < shown; i++)
        ex_diff_text_line(page, side == EX_OLD ? '-' : '+', c->items[side][i],
                          i ? EX_STR("") : place_text(page, side, &c->at[side]), VALUE_COLUMN,
                          pad_of(c));
    if (n > shown) {
        ex_buf_add_repeat(page->style.out, ' ', VALUE_COLUMN);
        ex_buf_printf(page->style.out, "%s and %zu more (--no-fold lists them)\n",
                      page->style.glyphs->ellipsis, n - shown);
    }
}

static void write_values(const struct ex_diff_page *page, const struct ex_diff_change *c)
{
    struct ex_str values[EX_N_SIDES];
    struct ex_str places[EX_N_SIDES];
    for (size_t side = 0; side < EX_N_SIDES; side++) {
        values[side] = c->secret      ? EX_STR("(not shown)")
                       : c->set[side] ? c->text[side]
                                      : EX_STR("(not set)");
        places[side] = place_text(page, side, &c->at[side]);
    }
    ex_diff_text_values(page, values, places, VALUE_COLUMN);
}

static void write_change(const struct ex_diff_page *page, const struct ex_diff_change *c)
{
    const struct ex_style *style = &page->style;
    bool items = c->is_list && !c->secret && (c->n_items[0] || c->n_items[1]);
    ex_buf_add_repeat(style->out, ' ', PROPERTY_COLUMN);
    ex_style_field(style, c->property, NAME_COLUMNS);
    if (c->is_list && !items && !c->secret)
        ex_buf_add_text(style->out, " (in another order)");
    if (c->read) {
        ex_buf_add_text(style->out, "   ");
        ex_style_tint(style, ex_style_severity(c->severity));
        ex_buf_add_text(style->out, ex_severity_name(c->severity));
        ex_style_plain(style);
    }
    ex_buf_add_char(style->out, '\n');
    if (!items) {
        write_values(page, c);
        return;
    }
    write_items(page, c, EX_OLD);
    write_items(page, c, EX_NEW_SIDE);
}

/* ---- one object ---------------------------------------------------------------------------- */

static void write_also(const struct ex_diff_page *page, const struct ex_diff_object_group *g)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    if (!g->n_others)
        return;
    for (size_t i = 0; i < g->n_others && i < MAX_NAMES; i++)
        ex_buf_printf(&text, "%s%.*s", i ? ", " : "", EX_FMT(g->others[i]->identity));
    if (g->n_others > MAX_NAMES)
        ex_buf_printf(&text, " and %zu more", g->n_others - MAX_NAMES);
    ex_buf_printf(&text, " (the same change on %zu more; --no-fold lists them)", g->n_others);
    ex_buf_add_repeat(page->style.out, ' ', PROPERTY_COLUMN);
    ex_buf_add_text(page->style.out, "also ");
    ex_style_wrap(&page->style, ex_buf_str(&text), "", PROPERTY_COLUMN + 5, PROPERTY_COLUMN + 5);
    ex_buf_add_char(page->style.out, '\n');
}

static void write_changed(const struct ex_diff_page *page, const struct ex_diff_object_group *g)
{
    const struct ex_style *style = &page->style;
    const struct ex_diff_object *o = g->first;
    ex_buf_add_repeat(style->out, ' ', OBJECT_COLUMN);
    ex_diff_text_sign(page, '~');
    ex_style_field(style, o->identity, NAME_COLUMNS);
    if (o->was.n) {
        ex_buf_add_text(style->out, " (was ");
        ex_style_field(style, o->was, NAME_COLUMNS);
        ex_buf_add_char(style->out, ')');
    }
    ex_buf_add_char(style->out, '\n');
    for (size_t i = 0; i < o->n_changes; i++) {
        if (!o->changes[i].own_name)
            write_change(page, &o->changes[i]);
    }
    write_also(page, g);
}

static void write_single(const struct ex_diff_page *page, const struct ex_diff_object *o,
                         size_t side)
{
    ex_diff_text_line(page, side == EX_OLD ? '-' : '+', o->identity,
                      place_text(page, side, &o->at[side]), OBJECT_COLUMN, 0);
}

static void write_state(const struct ex_diff_page *page, const struct ex_diff_kind *kind,
                        enum ex_diff_object_state state)
{
    struct ex_vec EX_AUTO(ex_vec_free) groups = EX_VEC(struct ex_diff_object_group);
    ex_diff_group_objects(kind, state, page->options->fold, page->arena, &groups);
    size_t shown = ex_diff_shown_objects(kind, page->options, groups.n);
    size_t left_out = 0;
    for (size_t i = 0; i < groups.n; i++) {
        const struct ex_diff_object_group *g = EX_AT(&groups, struct ex_diff_object_group, i);
        if (i >= shown)
            left_out += 1 + g->n_others;
        else if (state == EX_OBJECT_CHANGED)
            write_changed(page, g);
        else
            write_single(page, g->first, state == EX_OBJECT_REMOVED ? EX_OLD : EX_NEW_SIDE);
    }
    if (left_out)
        ex_buf_printf(page->style.out, "  %s and %zu more (--no-fold lists them)\n",
                      page->style.glyphs->ellipsis, left_out);
}

/* ---- kinds --------------------------------------------------------------------------------- */

/* "Send connector   2 changed, 1 added, 5 unchanged" */
static void write_title(const struct ex_diff_page *page, const struct ex_diff_kind *kind)
{
    static const enum ex_diff_object_state states[] = {EX_OBJECT_CHANGED, EX_OBJECT_REMOVED,
                                                       EX_OBJECT_ADDED};
    const struct ex_style *style = &page->style;
    const char *separator = "   ";
    ex_buf_add_char(style->out, '\n');
    ex_style_tint(style, EX_TINT_BLUE);
    ex_buf_add(style->out, ex_diff_title(page->arena, kind->kind));
    ex_style_plain(style);
    for (size_t i = 0; i < EX_COUNT(states); i++) {
        if (!kind->counts[states[i]])
            continue;
        ex_buf_printf(style->out, "%s%zu ", separator, kind->counts[states[i]]);
        ex_text_escape(style->out, ex_diff_object_words(page->arena, page->diff, states[i]));
        separator = ", ";
    }
    ex_buf_printf(style->out, ", %zu %s\n", kind->unchanged + kind->counts[EX_OBJECT_OWN_NAME],
                  page->diff->of_servers ? "alike" : "unchanged");
}

static bool differs(const struct ex_diff_kind *kind)
{
    return kind->counts[EX_OBJECT_CHANGED] || kind->counts[EX_OBJECT_ADDED] ||
           kind->counts[EX_OBJECT_REMOVED];
}

static void write_kind(const struct ex_diff_page *page, const struct ex_diff_kind *kind)
{
    if (!differs(kind))
        return;
    write_title(page, kind);
    write_state(page, kind, EX_OBJECT_CHANGED);
    write_state(page, kind, EX_OBJECT_REMOVED);
    write_state(page, kind, EX_OBJECT_ADDED);
}

/* ---- what names the server itself ---------------------------------------------------------- */

/* One value that objects of a kind have in the same property. */
struct own {
    const struct ex_diff_kind *kind;
    const struct ex_diff_change *change;
    struct ex_buf names;
    size_t n;
};

static struct own *find_own(struct ex_vec *all, const struct ex_diff_kind *kind,
                            const struct ex_diff_change *c)
{
    for (size_t i = 0; i < all->n; i++) {
        struct own *own = EX_AT(all, struct own, i);
        if (own->kind == kind && ex_str_eq(own->change->property, c->property) &&
            ex_str_eq(own->change->text[EX_NEW_SIDE], c->text[EX_NEW_SIDE]))
            return own;
    }
    struct own *own = EX_PUSH(all, struct own);
    *own = (struct own){.kind = kind, .change = c};
    return own;
}

static void gather_own(const struct ex_diff_kind *kind, struct ex_vec *all)
{
    for (size_t i = 0; i < kind->n_items; i++) {
        const struct ex_diff_object *o = kind->items[i];
        for (size_t k = 0; k < o->n_changes; k++) {
            if (!o->changes[k].own_name)
                continue;
            struct own *own = find_own(all, kind, &o->changes[k]);
            if (own->n++ < MAX_NAMES)
                ex_buf_printf(&own->names, "%s%.*s", own->n > 1 ? ", " : "",
                              EX_FMT(o->identity));
        }
    }
}

static void write_own(const struct ex_diff_page *page, const struct own *own)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    ex_buf_add(&text, ex_diff_title(page->arena, own->kind->kind));
    ex_buf_printf(&text, ", %.*s: %.*s (%.*s", EX_FMT(own->change->property),
                  EX_FMT(own->change->text[EX_NEW_SIDE]), EX_FMT(ex_buf_str(&own->names)));
    if (own->n > MAX_NAMES)
        ex_buf_printf(&text, " and %zu more", own->n - MAX_NAMES);
    ex_buf_add_char(&text, ')');
    ex_buf_add_text(page->style.out, "  ");
    ex_style_wrap(&page->style, ex_buf_str(&text), "", 4, 2);
    ex_buf_add_char(page->style.out, '\n');
}

static void write_own_names(const struct ex_diff_page *page)
{
    struct ex_vec EX_AUTO(ex_vec_free) all = EX_VEC(struct own);
    for (size_t i = 0; i < page->diff->n_kinds; i++)
        gather_own(&page->diff->kinds[i], &all);
    if (all.n)
        ex_diff_heading(page, "EACH ITS OWN NAME",
                        EX_STR("alike but for the name of the server, here <server>"));
    for (size_t i = 0; i < all.n; i++) {
        write_own(page, EX_AT(&all, struct own, i));
        ex_buf_free(&EX_AT(&all, struct own, i)->names);
    }
}

/* ---- all of it ----------------------------------------------------------------------------- */

static void write_not_compared(const struct ex_diff_page *page)
{
    struct ex_vec EX_AUTO(ex_vec_free) texts = EX_VEC(struct ex_str);
    ex_diff_not_compared(page->diff, page->options, page->arena, &texts);
    if (!texts.n)
        return;
    ex_diff_heading(page, "NOT COMPARED", EX_STR("what is missing in an export is no difference"));
    for (size_t i = 0; i < texts.n; i++) {
        ex_buf_add_text(page->style.out, "  ");
        ex_style_wrap(&page->style, *EX_AT(&texts, struct ex_str, i), "", 4, 2);
        ex_buf_add_char(page->style.out, '\n');
    }
}

static bool any_read(const struct ex_diff *diff)
{
    for (size_t i = 0; i < diff->n_kinds; i++) {
        if (diff->kinds[i].read && diff->kinds[i].counts[EX_OBJECT_CHANGED])
            return true;
    }
    return false;
}

void ex_diff_text_config(const struct ex_diff_page *page)
{
    struct ex_buf EX_AUTO(ex_buf_free) counts = EX_BUF_INIT;
    const struct ex_diff *diff = page->diff;
    if (!diff->with_config) {
        if (diff->config_why.n)
            ex_diff_heading(page, "CONFIGURATION", diff->config_why);
        return;
    }
    ex_diff_count_objects(diff, &counts);
    ex_diff_heading(page, "CONFIGURATION", ex_buf_str(&counts));
    if (any_read(diff))
        ex_buf_add_text(page->style.out, "                a severity is that of the worst rule "
                                         "that reads the property\n");
    for (size_t i = 0; i < diff->n_kinds; i++)
        write_kind(page, &diff->kinds[i]);
    if (diff->of_servers)
        write_own_names(page);
    write_not_compared(page);
}
