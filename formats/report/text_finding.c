/* SPDX-License-Identifier: MIT */
/**
 * @file
 * One finding of the text format: what is wrong, where it stands, the
 * properties as Format-List shows them with marks under the offending
 * tokens, why it matters and the commands that mend it.
 */
#include "base/utf8.h"
#include "formats/report/text.h"
#include "report/waiver.h"

/* Columns of texts from the dump that are shown before they are cut. */
enum { MESSAGE_COLUMNS = 1000, NAME_COLUMNS = 120, WINDOW_SIDE = 24, MIN_VALUE_COLUMNS = 24 };

enum { MAX_NAMES = 5, NOTE_COLUMNS = 8 };

/* What the lines of one finding share. */
struct view {
    const struct ex_style *style;
    const struct ex_report *report;
    const struct ex_report_finding *finding;
    size_t gutter; /* columns of the line numbers */
    size_t names;  /* columns of the property names */
};

static size_t digits_of(uint64_t number)
{
    size_t n = 1;
    for (; number >= 10; number /= 10)
        n++;
    return n;
}

static struct view view_of(const struct ex_style *style, const struct ex_report *report,
                           const struct ex_report_finding *finding)
{
    struct view v = {style, report, finding, 1, 0};
    for (size_t i = 0; i < finding->n_evidence; i++) {
        const struct ex_report_evidence *e = &finding->evidence[i];
        size_t digits = digits_of(e->at.line);
        if (digits > v.gutter)
            v.gutter = digits;
        size_t columns = ex_text_columns(e->property);
        if (columns > v.names)
            v.names = columns;
    }
    return v;
}

/* The start of a line: the gutter with a glyph after it. */
static void margin(const struct view *v, const char *glyph)
{
    ex_buf_add_repeat(v->style->out, ' ', v->gutter + 1);
    ex_buf_add_text(v->style->out, glyph);
}

static void bar_line(const struct view *v)
{
    margin(v, v->style->glyphs->bar);
    ex_buf_add_char(v->style->out, '\n');
}

static bool url_is_plain(struct ex_str url)
{
    for (size_t i = 0; i < url.n; i++) {
        if (url.p[i] <= ' ' || url.p[i] >= 127)
            return false;
    }
    return url.n > 0;
}

static void write_code(const struct ex_style *style, const struct ex_report_rule *rule)
{
    struct ex_str url = rule->n_references ? rule->references[0].url : (struct ex_str){NULL, 0};
    bool link = style->options->hyperlinks && url_is_plain(url);
    if (link)
        ex_buf_printf(style->out, "\033]8;;%.*s\033\\", EX_FMT(url));
    ex_text_escape(style->out, rule->id);
    if (link)
        ex_buf_add_text(style->out, "\033]8;;\033\\");
}

static void write_header(const struct view *v)
{
    const struct ex_style *style = v->style;
    enum ex_severity severity = v->finding->severity;
    ex_style_tint(style, ex_style_severity(severity));
    ex_buf_add_text(style->out, ex_style_level(severity));
    ex_style_plain(style);
    ex_buf_add_char(style->out, '[');
    write_code(style, v->finding->rule);
    ex_buf_printf(style->out, "] %s", ex_severity_name(severity));
    if (v->finding->baseline == EX_BASELINE_NEW || v->finding->baseline == EX_BASELINE_CHANGED)
        ex_buf_printf(style->out, ", %s", ex_baseline_state_name(v->finding->baseline));
    ex_buf_add_text(style->out, ": ");
    ex_style_field(style, v->finding->message, MESSAGE_COLUMNS);
    ex_buf_add_char(style->out, '\n');
}

static void crumb(const struct ex_style *style, struct ex_str text, bool *any)
{
    if (!text.n)
        return;
    if (*any)
        ex_buf_add_text(style->out, style->glyphs->chevron);
    ex_style_field(style, text, NAME_COLUMNS);
    *any = true;
}

/* `EX01\Default` inside of EX01 is `Default`. */
static struct ex_str without_server(struct ex_str identity, struct ex_str server)
{
    if (server.n && ex_str_istarts(identity, server) && identity.n > server.n + 1 &&
        identity.p[server.n] == '\\')
        return ex_str_slice(identity, server.n + 1, identity.n);
    return identity;
}

static struct ex_str kind_title(uint16_t kind, char first[1], struct ex_str *rest)
{
    struct ex_str text = {NULL, 0};
    if (kind < EX_N_KINDS)
        text = ex_kind((enum ex_kind_id)kind)->description;
    if (!text.n)
        return text;
    first[0] = text.p[0];
    if (first[0] >= 'a' && first[0] <= 'z')
        first[0] = (char)(first[0] - 'a' + 'A');
    *rest = ex_str_slice(text, 1, text.n);
    return ex_str_n(first, 1);
}

/* contoso.com, EX01, Receive connector, Anonymous Relay */
static void write_crumbs(const struct view *v, uint16_t kind, struct ex_str server,
                         struct ex_str identity)
{
    struct ex_str organization = ex_report_organization(v->report);
    char first[1] = {0};
    struct ex_str rest = {NULL, 0};
    struct ex_str title = kind_title(kind, first, &rest);
    if (!organization.n && !title.n && !identity.n)
        return;
    bool any = false;
    margin(v, v->style->glyphs->bar);
    ex_buf_add_text(v->style->out, "  ");
    crumb(v->style, organization, &any);
    if (!ex_str_ieq(server, identity))
        crumb(v->style, server, &any);
    crumb(v->style, title, &any);
    ex_text_escape(v->style->out, rest);
    if (!ex_str_ieq(organization, identity))
        crumb(v->style, without_server(identity, server), &any);
    ex_buf_add_char(v->style->out, '\n');
}

/* The line that names a place and the line that names its object. */
static void write_location(const struct view *v, const struct ex_report_evidence *e,
                           const char *glyph)
{
    const struct ex_style *style = v->style;
    bool of_finding = !e || e->searched || e->own;
    if (e && e->file != UINT32_MAX) {
        size_t back = ex_text_columns(ex_str(glyph)) - 2;
        ex_buf_add_repeat(style->out, ' ', v->gutter + 1 - back);
        ex_buf_add_text(style->out, glyph);
        ex_buf_add_char(style->out, ' ');
        const struct ex_report_file *file = &v->report->files[e->file];
        ex_style_place(style, ex_report_folder(v->report, file), file->name, e->at);
        ex_buf_add_char(style->out, '\n');
    }
    uint16_t kind = e ? e->kind : v->finding->kind;
    if (of_finding)
        write_crumbs(v, kind, v->finding->server, v->finding->object);
    else
        write_crumbs(v, kind, (struct ex_str){NULL, 0}, e->object);
}

/* A value in three escaped parts; the middle one is marked. */
struct window {
    struct ex_buf part[3];
    bool cut_before;
    bool cut_mark;
    bool cut_after;
};

static void window_free(struct window *w)
{
    for (size_t i = 0; i < EX_COUNT(w->part); i++)
        ex_buf_free(&w->part[i]);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void keep_head(struct ex_buf *buf, size_t columns)
{
    size_t n = ex_text_head(ex_buf_str(buf), columns);
    struct ex_buf kept = EX_BUF_INIT;
    ex_buf_add(&kept, ex_str_slice(ex_buf_str(buf), 0, n));
    ex_buf_free(buf);
    *buf = kept;
}

static void keep_tail(struct ex_buf *buf, size_t columns)
{
    struct ex_str all = ex_buf_str(buf);
    size_t n = ex_text_tail(all, columns);
    struct ex_buf kept = EX_BUF_INIT;
    ex_buf_add(&kept, ex_str_slice(all, all.n - n, all.n));
    ex_buf_free(buf);
    *buf = kept;
}

/* Cut what does not fit around the mark, then the mark itself. */
static void window_fit(struct window *w, size_t columns, size_t dots)
{
    size_t n[3];
    for (size_t i = 0; i < 3; i++)
        n[i] = ex_text_columns(ex_buf_str(&w->part[i]));
    if (n[0] + n[1] + n[2] <= columns)
        return;
    size_t sides = least(n[0], WINDOW_SIDE) + least(n[2], WINDOW_SIDE) + 2 * dots;
    size_t mark = columns > sides + MIN_VALUE_COLUMNS ? columns - sides : MIN_VALUE_COLUMNS;
    w->cut_mark = n[1] > mark;
    if (w->cut_mark) {
        keep_head(&w->part[1], mark - dots);
        n[1] = mark;
    }
    size_t rest = columns > n[1] + 2 * dots ? columns - n[1] - 2 * dots : 0;
    size_t after = least(n[2], rest > n[0] ? rest - n[0] : WINDOW_SIDE);
    after = least(after, rest);
    size_t before = least(n[0], rest - after);
    w->cut_before = before < n[0];
    w->cut_after = after < n[2];
    if (w->cut_before)
        keep_tail(&w->part[0], before);
    if (w->cut_after)
        keep_head(&w->part[2], after);
}

static void window_of(struct window *w, const struct ex_report_evidence *e, size_t columns,
                      size_t dots)
{
    struct ex_str text = e->text.n ? e->text : EX_STR("(not set)");
    bool all = e->mark_n == 0 || !e->text.n || e->mark_at >= text.n;
    size_t from = all ? 0 : e->mark_at;
    size_t to = all ? text.n : from + least(e->mark_n, text.n - from);
    ex_text_escape(&w->part[0], ex_str_slice(text, 0, from));
    ex_text_escape(&w->part[1], ex_str_slice(text, from, to));
    ex_text_escape(&w->part[2], ex_str_slice(text, to, text.n));
    window_fit(w, columns, dots);
}

static void write_value(const struct ex_style *style, const struct window *w)
{
    if (w->cut_before)
        ex_buf_add_text(style->out, style->glyphs->ellipsis);
    ex_buf_add(style->out, ex_buf_str(&w->part[0]));
    ex_buf_add(style->out, ex_buf_str(&w->part[1]));
    if (w->cut_mark)
        ex_buf_add_text(style->out, style->glyphs->ellipsis);
    ex_buf_add(style->out, ex_buf_str(&w->part[2]));
    if (w->cut_after)
        ex_buf_add_text(style->out, style->glyphs->ellipsis);
    ex_buf_add_char(style->out, '\n');
}

/* The label beside the marks, or below them when it would not fit. */
static void write_label(const struct view *v, struct ex_str label, size_t start, size_t end)
{
    const struct ex_style *style = v->style;
    if (!label.n)
        return;
    if (end + 1 + ex_text_columns(label) <= style->width) {
        ex_buf_add_char(style->out, ' ');
        ex_text_escape(style->out, label);
        return;
    }
    ex_buf_add_char(style->out, '\n');
    margin(v, style->glyphs->bar);
    ex_buf_add_repeat(style->out, ' ', start - v->gutter - 2);
    struct ex_buf EX_AUTO(ex_buf_free) lead = EX_BUF_INIT;
    ex_buf_add_repeat(&lead, ' ', v->gutter + 1);
    ex_buf_add_text(&lead, style->glyphs->bar);
    ex_style_wrap(style, label, lead.p, start, start);
}

static void write_marks(const struct view *v, const struct ex_report_evidence *e,
                        const struct window *w, size_t start, bool primary)
{
    const struct ex_style *style = v->style;
    size_t dots = ex_text_columns(ex_str(style->glyphs->ellipsis));
    start += ex_text_columns(ex_buf_str(&w->part[0])) + (w->cut_before ? dots : 0);
    size_t n = ex_text_columns(ex_buf_str(&w->part[1])) + (w->cut_mark ? dots : 0);
    if (n == 0)
        n = 1;
    margin(v, style->glyphs->bar);
    ex_buf_add_repeat(style->out, ' ', start - v->gutter - 2);
    if (primary)
        ex_style_tint(style, ex_style_severity(v->finding->severity));
    for (size_t i = 0; i < n; i++)
        ex_buf_add_text(style->out, primary ? style->glyphs->primary : style->glyphs->secondary);
    if (primary)
        ex_style_plain(style);
    write_label(v, e->label, start, start + n);
    ex_buf_add_char(style->out, '\n');
}

static bool same_object(const struct ex_report_evidence *a, const struct ex_report_evidence *b)
{
    return a->kind == b->kind && a->searched == b->searched && ex_str_eq(a->object, b->object);
}

static bool same_property(const struct ex_report_evidence *a, const struct ex_report_evidence *b)
{
    return a && a->searched == b->searched && ex_str_eq(a->object, b->object) &&
           a->kind == b->kind && ex_str_eq(a->property, b->property) && ex_str_eq(a->text, b->text);
}

/* `412 | AuthMechanism : Tls` and the marks below; the line is not repeated for the next mark. */
static void write_property(const struct view *v, const struct ex_report_evidence *previous,
                           const struct ex_report_evidence *e, bool primary)
{
    const struct ex_style *style = v->style;
    size_t start = v->gutter + 3 + (e->property.n ? v->names + 3 : 0);
    size_t columns =
        style->width > start + MIN_VALUE_COLUMNS ? style->width - start : MIN_VALUE_COLUMNS;
    struct window EX_AUTO(window_free) w = {{EX_BUF_INIT, EX_BUF_INIT, EX_BUF_INIT}, 0, 0, 0};
    window_of(&w, e, columns, ex_text_columns(ex_str(style->glyphs->ellipsis)));
    if (!same_property(previous, e)) {
        if (e->at.line)
            ex_buf_printf(style->out, "%*llu ", (int)v->gutter, (unsigned long long)e->at.line);
        else
            ex_buf_add_repeat(style->out, ' ', v->gutter + 1);
        ex_buf_printf(style->out, "%s ", style->glyphs->bar);
        if (e->property.n) {
            ex_text_escape(style->out, e->property);
            ex_buf_add_repeat(style->out, ' ', v->names - ex_text_columns(e->property));
            ex_buf_add_text(style->out, " : ");
        }
        write_value(style, &w);
    }
    if (!e->searched || e->property.n)
        write_marks(v, e, &w, start, primary);
}

/* Objects apart get a location of their own, lines apart a gap. */
static void write_evidence(const struct view *v)
{
    const struct ex_report_finding *f = v->finding;
    for (size_t i = 0; i < f->n_evidence; i++) {
        const struct ex_report_evidence *e = &f->evidence[i];
        const struct ex_report_evidence *last = i ? &f->evidence[i - 1] : NULL;
        bool apart = last && (last->file != e->file || !same_object(last, e));
        if (apart) {
            bar_line(v);
            write_location(v, e, v->style->glyphs->next);
            bar_line(v);
        } else if (last && !same_property(last, e) && e->at.line != last->at.line + 1 &&
                   e->at.line != last->at.line) {
            margin(v, v->style->glyphs->gap);
            ex_buf_add_char(v->style->out, '\n');
        }
        write_property(v, apart ? NULL : last, e, i == 0);
    }
    if (f->n_evidence)
        bar_line(v);
}

static void note(const struct view *v, const char *glyph, const char *name)
{
    margin(v, glyph);
    ex_buf_printf(v->style->out, " %-*s", NOTE_COLUMNS, name);
}

/* A name and a text that may take several lines. */
static void write_note(const struct view *v, const char *name, struct ex_str text)
{
    struct ex_buf EX_AUTO(ex_buf_free) lead = EX_BUF_INIT;
    ex_buf_add_repeat(&lead, ' ', v->gutter + 1);
    ex_buf_add_text(&lead, v->style->glyphs->bar);
    size_t indent = v->gutter + 3 + NOTE_COLUMNS;
    note(v, v->style->glyphs->tee, name);
    ex_style_wrap(v->style, text, lead.p, indent, indent);
    ex_buf_add_char(v->style->out, '\n');
}

static void write_why(const struct view *v)
{
    if (v->finding->rule->why.n)
        write_note(v, "why", v->finding->rule->why);
}

/* Who decided what, until when: before anything else, because it may settle the matter. */
static void write_waiver(const struct view *v)
{
    static const char *const kinds[EX_N_WAIVER_KINDS] = {
        [EX_WAIVER_ACCEPTED] = "accepted",
        [EX_WAIVER_PLANNED] = "planned to be mended",
        [EX_WAIVER_FALSE_POSITIVE] = "called a false positive",
    };
    const struct ex_waiver *w = v->finding->waiver;
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    if (!w)
        return;
    bool expired = v->finding->waived == EX_WAIVED_EXPIRED;
    ex_buf_printf(&text, "%s%s", expired ? "has expired: it was " : "", kinds[w->kind]);
    if (w->owner.n)
        ex_buf_printf(&text, " by %.*s", EX_FMT(w->owner));
    ex_buf_printf(&text, " until %.*s", EX_FMT(w->expires));
    if (w->ticket.n)
        ex_buf_printf(&text, " (%.*s)", EX_FMT(w->ticket));
    ex_buf_printf(&text, ": %.*s", EX_FMT(w->reason));
    write_note(v, "waiver", ex_buf_str(&text));
}

/* How it stands to the baseline. */
static void write_state(const struct view *v)
{
    const struct ex_report_finding *f = v->finding;
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    struct ex_str date = v->report->baseline_date;
    if (f->baseline == EX_BASELINE_NONE)
        return;
    if (f->baseline == EX_BASELINE_NEW)
        ex_buf_printf(&text, "new: not in the baseline of %.*s", EX_FMT(date));
    else if (f->baseline == EX_BASELINE_CHANGED)
        ex_buf_printf(&text, "known since %.*s, changed since %.*s", EX_FMT(f->since),
                      EX_FMT(date));
    else
        ex_buf_printf(&text, "known since %.*s", EX_FMT(f->since));
    if (f->baseline_why.n)
        ex_buf_printf(&text, "; %.*s", EX_FMT(f->baseline_why));
    write_note(v, "state", ex_buf_str(&text));
}

/* Commands stand alone on their lines, so that they can be copied. */
static void write_commands(const struct view *v, const char *name, struct ex_str commands)
{
    while (commands.n && ex_is_space(commands.p[commands.n - 1]))
        commands.n--;
    if (!commands.n)
        return;
    margin(v, v->style->glyphs->tee);
    ex_buf_printf(v->style->out, " %s\n", name);
    struct ex_str line;
    while (ex_str_split(&commands, '\n', &line)) {
        if (line.n)
            ex_buf_add_repeat(v->style->out, ' ', v->gutter + 3);
        ex_text_escape_line(v->style->out, line);
        ex_buf_add_char(v->style->out, '\n');
    }
}

static void write_also(const struct view *v, const struct ex_report_finding *const *others,
                       size_t n)
{
    if (n == 0)
        return;
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    struct ex_style inner = *v->style;
    inner.out = &text;
    for (size_t i = 0; i < n && i < MAX_NAMES; i++) {
        ex_buf_add_text(&text, i ? ", " : "");
        ex_style_field(&inner, others[i]->object, NAME_COLUMNS);
    }
    if (n > MAX_NAMES)
        ex_buf_printf(&text, " and %zu more", n - MAX_NAMES);
    ex_buf_printf(&text, " (same finding on %zu more object%s; --no-fold lists them)", n,
                  n == 1 ? "" : "s");
    write_note(v, "also", ex_buf_str(&text));
}

static void write_see(const struct view *v)
{
    const struct ex_report_rule *rule = v->finding->rule;
    note(v, v->style->glyphs->end, "see");
    if (rule->n_references) {
        ex_text_escape(v->style->out, rule->references[0].url);
        ex_buf_add_text(v->style->out, v->style->glyphs->dot);
    }
    ex_buf_printf(v->style->out, "exlint explain %.*s\n\n", EX_FMT(rule->id));
}

void ex_text_finding(const struct ex_style *style, const struct ex_report *report,
                     const struct ex_report_finding *finding,
                     const struct ex_report_finding *const *others, size_t n_others)
{
    struct view v = view_of(style, report, finding);
    write_header(&v);
    write_location(&v, finding->n_evidence ? &finding->evidence[0] : NULL, style->glyphs->first);
    bar_line(&v);
    write_evidence(&v);
    write_waiver(&v);
    write_state(&v);
    write_why(&v);
    write_commands(&v, "fix", finding->fix);
    write_commands(&v, "verify", finding->verify);
    write_also(&v, others, n_others);
    write_see(&v);
}
