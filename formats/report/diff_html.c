/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A comparison as one page of HTML that asks for nothing: no script, a style
 * sheet whose hash the Content-Security-Policy names, light and dark, fit for
 * paper. Whatever is not a literal of this file goes through add_text().
 */
#include "formats/report/diff.h"

#include "base/sha256.h"
#include "base/vec.h"
#include "formats/report/html.h"

enum { TEXT_MAX = 2000, MAX_SHOWN = 200 };

static const char style_sheet[] =
    ":root{color-scheme:light dark;--ink:#1b1f24;--dim:#57606a;--paper:#fff;--line:#d0d7de;"
    "--box:#f6f8fa;--old:#82071e;--old-box:#ffebe9;--new:#116329;--new-box:#dafbe1;"
    "--warn:#7d4e00}\n"
    "@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--dim:#9198a1;--paper:#0d1117;"
    "--line:#3d444d;--box:#151b23;--old:#ffa198;--old-box:#3c1618;--new:#7ee787;"
    "--new-box:#12301c;--warn:#e3b341}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0 auto;padding:1.5rem;max-width:70rem;background:var(--paper);color:var(--ink);"
    "font:16px/1.5 system-ui,sans-serif}\n"
    "h1{font-size:1.6rem;margin:0 0 .5rem}h2{font-size:1.25rem;margin:2rem 0 .5rem;"
    "border-bottom:1px solid var(--line);padding-bottom:.25rem}h3{font-size:1.05rem;"
    "margin:1.5rem 0 .5rem}\n"
    "p{margin:.25rem 0}.dim{color:var(--dim)}.warn{color:var(--warn);font-weight:600}\n"
    "code,.value{font:.875rem/1.45 ui-monospace,monospace;overflow-wrap:anywhere}\n"
    "ul{list-style:none;margin:0;padding:0}.finding,.object{border:1px solid var(--line);"
    "border-radius:6px;padding:.6rem .8rem;margin:.5rem 0;background:var(--box);"
    "break-inside:avoid}\n"
    ".state,.name{font-weight:600}.new .state,.newly-assessed .state{color:var(--old)}"
    ".fixed .state{color:var(--new)}.changed .state,.no-longer-assessed .state{color:var(--warn)}\n"
    ".property{margin:.5rem 0 .1rem}td code{overflow-wrap:break-word}\n"
    ".value{display:block;padding:.1rem .5rem;white-space:pre-wrap}\n"
    ".old{background:var(--old-box);color:var(--old)}.new-value{background:var(--new-box);"
    "color:var(--new)}\n"
    ".place{float:right;margin-left:1rem;color:var(--dim);font-size:.8rem}\n"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;"
    "padding:.3rem .6rem .3rem 0;border-bottom:1px solid var(--line)}\n"
    "@media(max-width:40rem){body{padding:1rem}.place{float:none;display:block;margin:0}}\n"
    "@media print{body{max-width:none;padding:0}}\n";

struct page {
    const struct ex_diff *diff;
    const struct ex_write_options *options;
    struct ex_arena *arena;
    struct ex_buf *out;
};

/* ---- texts ------------------------------------------------------------------------------- */

static void add(const struct page *p, const char *markup)
{
    ex_buf_add_text(p->out, markup);
}

/* At most so many bytes, cut at the beginning of a character. */
static void add_text(const struct page *p, struct ex_str text)
{
    bool cut = text.n > TEXT_MAX;
    if (cut)
        text.n = TEXT_MAX;
    while (cut && text.n && ((unsigned char)text.p[text.n] & 0xC0) == 0x80)
        text.n--;
    ex_html_escape(p->out, text);
    if (cut)
        add(p, " …");
}

static void add_code(const struct page *p, struct ex_str text)
{
    add(p, "<code>");
    add_text(p, text);
    add(p, "</code>");
}

static void write_policy(const struct page *p)
{
    unsigned char digest[EX_SHA256_BYTES];
    struct ex_sha256 hash;
    ex_sha256_init(&hash);
    ex_sha256_add(&hash, style_sheet, sizeof style_sheet - 1);
    ex_sha256_finish(&hash, digest);
    add(p, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
           "'sha256-");
    ex_base64_encode(p->out, digest, sizeof digest);
    add(p, "'; base-uri 'none'; form-action 'none'\">\n");
}

static size_t shown_of(const struct page *p, size_t n)
{
    return p->options->fold && n > MAX_SHOWN ? MAX_SHOWN : n;
}

static void say_left_out(const struct page *p, size_t n)
{
    if (n > shown_of(p, n))
        ex_buf_printf(p->out, " <span class=\"dim\">and %zu more</span>", n - shown_of(p, n));
}

/* ---- the head ------------------------------------------------------------------------------ */

static void write_side(const struct page *p, const char *what, const struct ex_diff_side *side)
{
    ex_buf_printf(p->out, "<tr><th scope=\"row\">%s</th><td>", what);
    add_code(p, side->name);
    add(p, "</td><td>");
    if (!side->server) {
        add_text(p, ex_report_organization(side->report));
        ex_buf_printf(p->out, "</td><td>%zu files, %zu objects%s", side->report->scope.files,
                      side->report->scope.objects, side->graph ? "" : ", a saved result");
    }
    if (side->exported.n) {
        add(p, ", exported ");
        add_text(p, side->exported);
    }
    add(p, "</td></tr>\n");
}

static void write_verdict(const struct page *p)
{
    const struct ex_diff *diff = p->diff;
    size_t failing = ex_diff_failing(diff);
    if (diff->of_servers)
        return;
    ex_buf_printf(p->out,
                  "<p><strong>%s</strong>: %zu new or worse finding%s at or above %s%s.</p>\n",
                  failing ? "FAIL" : "PASS", failing, failing == 1 ? "" : "s",
                  diff->fail_never ? "never" : ex_severity_name(diff->fail_on),
                  ex_diff_is_partial(diff) ? "; not everything could be compared" : "");
}

static void write_head(const struct page *p)
{
    const struct ex_diff *diff = p->diff;
    add(p, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    write_policy(p);
    add(p, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
           "<title>exlint diff</title>\n<style>");
    add(p, style_sheet);
    add(p, "</style>\n</head>\n<body>\n<main>\n<h1>");
    add(p, diff->of_servers ? "Two servers side by side" : "What changed");
    add(p, "</h1>\n");
    write_verdict(p);
    add(p, "<table>\n");
    write_side(p, diff->of_servers ? "first" : "old", &diff->sides[EX_OLD]);
    write_side(p, diff->of_servers ? "second" : "new", &diff->sides[EX_NEW_SIDE]);
    add(p, "</table>\n");
    for (size_t i = 0; i < diff->n_warnings; i++) {
        add(p, "<p class=\"warn\">Warning: ");
        add_text(p, diff->warnings[i]);
        add(p, "</p>\n");
    }
}

/* ---- findings -------------------------------------------------------------------------------- */

static void write_finding(const struct page *p, const struct ex_diff_finding_group *g)
{
    const struct ex_diff_finding *d = g->first;
    const struct ex_report_finding *f = ex_diff_shown(d);
    const struct ex_diff_side *side = &p->diff->sides[d->newer ? EX_NEW_SIDE : EX_OLD];
    ex_buf_printf(p->out, "<li class=\"finding %s\"><span class=\"state\">%s</span> %s ",
                  ex_diff_state_id(d->state), ex_diff_state_words(d->state),
                  ex_severity_name(f->severity));
    add_code(p, f->rule->id);
    add(p, " ");
    add_text(p, f->message);
    if (f->n_evidence) {
        struct ex_diff_place place = {f->evidence[0].file, f->evidence[0].at};
        add(p, "<p class=\"dim\">");
        add_code(p, ex_diff_place_text(p->arena, side, &place, true));
        add(p, "</p>");
    }
    if (d->old && d->newer && !ex_str_eq(d->old->message, d->newer->message)) {
        ex_buf_printf(p->out, "<p class=\"dim\">was %s: ", ex_severity_name(d->old->severity));
        add_text(p, d->old->message);
        add(p, "</p>");
    }
    if (d->why.n) {
        add(p, d->state == EX_DIFF_NO_LONGER_ASSESSED ? "<p>" : "<p>because ");
        add_text(p, d->why);
        add(p, "</p>");
    }
    if (g->n_others)
        add(p, "<p class=\"dim\">the same on ");
    for (size_t i = 0; i < shown_of(p, g->n_others); i++) {
        add(p, i ? ", " : "");
        add_text(p, ex_diff_shown(g->others[i])->object);
    }
    say_left_out(p, g->n_others);
    add(p, g->n_others ? "</p></li>\n" : "</li>\n");
}

static void write_findings(const struct page *p)
{
    struct ex_vec EX_AUTO(ex_vec_free) groups = EX_VEC(struct ex_diff_finding_group);
    struct ex_buf EX_AUTO(ex_buf_free) counts = EX_BUF_INIT;
    ex_diff_count_findings(p->diff, &counts);
    ex_buf_printf(p->out, "<h2>Findings</h2>\n<p>%s</p>\n<ul>\n", counts.p);
    ex_diff_group_findings(p->diff, true, p->arena, &groups);
    for (size_t i = 0; i < groups.n; i++)
        write_finding(p, EX_AT(&groups, struct ex_diff_finding_group, i));
    add(p, "</ul>\n");
}

/* ---- configuration ------------------------------------------------------------------------- */

static void write_value(const struct page *p, size_t side, struct ex_str text,
                        const struct ex_diff_place *place)
{
    struct ex_str where = place ? ex_diff_place_text(p->arena, &p->diff->sides[side], place, true)
                                : EX_STR("");
    add(p, side == EX_OLD ? "<span class=\"value old\">" : "<span class=\"value new-value\">");
    if (where.n) {
        add(p, "<span class=\"place\">");
        add_text(p, where);
        add(p, "</span>");
    }
    add(p, side == EX_OLD ? "- " : "+ ");
    add_text(p, text);
    add(p, "</span>\n");
}

static void write_change(const struct page *p, const struct ex_diff_change *c)
{
    bool items = c->is_list && !c->secret && (c->n_items[0] || c->n_items[1]);
    add(p, "<p class=\"property\">");
    add_text(p, c->property);
    if (c->read)
        ex_buf_printf(p->out, " <span class=\"dim\">%s</span>", ex_severity_name(c->severity));
    if (c->own_name)
        add(p, " <span class=\"dim\">each its own name</span>");
    add(p, "</p>\n");
    for (size_t side = 0; side < EX_N_SIDES; side++) {
        if (!items)
            write_value(p, side,
                        c->secret      ? EX_STR("(not shown)")
                        : c->set[side] ? c->text[side]
                                       : EX_STR("(not set)"),
                        &c->at[side]);
        size_t n = items ? shown_of(p, c->n_items[side]) : 0;
        for (size_t i = 0; i < n; i++)
            write_value(p, side, c->items[side][i], i ? NULL : &c->at[side]);
        if (items)
            say_left_out(p, c->n_items[side]);
    }
}

static void write_changed(const struct page *p, const struct ex_diff_object_group *g)
{
    const struct ex_diff_object *o = g->first;
    add(p, "<div class=\"object\"><span class=\"name\">");
    add_text(p, o->identity);
    add(p, "</span>");
    if (o->was.n) {
        add(p, " <span class=\"dim\">was ");
        add_text(p, o->was);
        add(p, "</span>");
    }
    for (size_t i = 0; i < o->n_changes; i++)
        write_change(p, &o->changes[i]);
    if (g->n_others)
        ex_buf_printf(p->out, "<details><summary>the same change on %zu more</summary>",
                      g->n_others);
    for (size_t i = 0; i < shown_of(p, g->n_others); i++) {
        add(p, i ? ", " : "");
        add_text(p, g->others[i]->identity);
    }
    say_left_out(p, g->n_others);
    add(p, g->n_others ? "</details></div>\n" : "</div>\n");
}

static void write_state(const struct page *p, const struct ex_diff_kind *kind,
                        enum ex_diff_object_state state)
{
    struct ex_vec EX_AUTO(ex_vec_free) groups = EX_VEC(struct ex_diff_object_group);
    size_t side = state == EX_OBJECT_REMOVED ? EX_OLD : EX_NEW_SIDE;
    ex_diff_group_objects(kind, state, true, p->arena, &groups);
    for (size_t i = 0; i < shown_of(p, groups.n); i++) {
        const struct ex_diff_object_group *g = EX_AT(&groups, struct ex_diff_object_group, i);
        if (state == EX_OBJECT_CHANGED || state == EX_OBJECT_OWN_NAME)
            write_changed(p, g);
        else
            write_value(p, side, g->first->identity, &g->first->at[side]);
    }
    say_left_out(p, groups.n);
}

static void write_kind(const struct page *p, const struct ex_diff_kind *kind)
{
    static const enum ex_diff_object_state states[] = {EX_OBJECT_CHANGED, EX_OBJECT_REMOVED,
                                                       EX_OBJECT_ADDED, EX_OBJECT_OWN_NAME};
    size_t n = 0;
    for (size_t i = 0; i < EX_COUNT(states); i++)
        n += kind->counts[states[i]];
    if (!n)
        return;
    add(p, "<h3>");
    add_text(p, ex_diff_title(p->arena, kind->kind));
    ex_buf_printf(p->out, " <span class=\"dim\">%zu unchanged</span></h3>\n", kind->unchanged);
    for (size_t i = 0; i < EX_COUNT(states); i++)
        write_state(p, kind, states[i]);
}

static void write_not_compared(const struct page *p)
{
    struct ex_vec EX_AUTO(ex_vec_free) texts = EX_VEC(struct ex_str);
    ex_diff_not_compared(p->diff, p->options, p->arena, &texts);
    if (!texts.n)
        return;
    add(p, "<h2>Not compared</h2>\n<p class=\"dim\">What is missing in an export is no "
           "difference.</p>\n<ul>\n");
    for (size_t i = 0; i < texts.n; i++) {
        add(p, "<li>");
        add_text(p, *EX_AT(&texts, struct ex_str, i));
        add(p, "</li>\n");
    }
    add(p, "</ul>\n");
}

static void write_config(const struct page *p)
{
    struct ex_buf EX_AUTO(ex_buf_free) counts = EX_BUF_INIT;
    if (!p->diff->with_config && !p->diff->config_why.n)
        return;
    add(p, "<h2>Configuration</h2>\n<p>");
    if (!p->diff->with_config) {
        add_text(p, p->diff->config_why);
        add(p, "</p>\n");
        return;
    }
    ex_diff_count_objects(p->diff, &counts);
    add_text(p, ex_buf_str(&counts));
    add(p, "</p>\n");
    for (size_t i = 0; i < p->diff->n_kinds; i++)
        write_kind(p, &p->diff->kinds[i]);
    write_not_compared(p);
}

void ex_diff_html(const struct ex_diff *diff, const struct ex_write_options *options,
                  struct ex_buf *out)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct page p = {diff, options, arena, out};
    write_head(&p);
    if (diff->with_findings)
        write_findings(&p);
    write_config(&p);
    add(&p, "</main>\n</body>\n</html>\n");
}
