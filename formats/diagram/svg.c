/* SPDX-License-Identifier: MIT */
/**
 * @file
 * SVG. Colours are those of Okabe and Ito, which people with colour blindness
 * can tell apart; what a colour says is also said by a border, a pattern, a sign and a word.
 */
#include "formats/diagram/diagram.h"

#include "base/utf8.h"

enum {
    TEXT = 12,          /* size of text, as diagrams are laid out for */
    LINE = 16,          /* from one line to the next */
    PAD = 10,           /* between border and text */
    PAD_TOP = 7,
    ASCENT = 12,        /* from the top of a line to its base */
    SIGN = 16,          /* room of a sign */
    BAR = 4,            /* width of the bar of a server, of the hatching of a gap */
    LEGEND_ENTRY = 190,
};

/* Presentation attributes are what there is without a style sheet. */
static const char css[] =
    ".dia{--dia-text:#1b1f24;--dia-soft:#4a5560;--dia-box:#fff;--dia-line:#8a949e;"
    "--dia-frame:#f3f5f7;--dia-frame-line:#c3cad1;--dia-edge:#6b7680;--dia-gap:#d55e00;"
    "--dia-unknown:#0072b2;--dia-ok:#009e73;--dia-disabled:#767f88;--dia-accent:#56606b}"
    ".dia-name,.dia-word,.dia-note .dia-text{fill:var(--dia-text)}"
    ".dia-text,.dia-head{fill:var(--dia-soft)}"
    ".dia-box{fill:var(--dia-box);stroke:var(--dia-line)}"
    ".dia-frame{fill:var(--dia-frame);stroke:var(--dia-frame-line)}"
    ".dia-frame-title{fill:var(--dia-soft)}"
    ".dia-bar{fill:var(--dia-accent)}"
    ".dia-path{stroke:var(--dia-edge)}.dia-arrow{fill:var(--dia-edge)}"
    ".dia-note .dia-box{fill:none}"
    ".dia-gap .dia-box,.dia-gap .dia-path{stroke:var(--dia-gap)}"
    ".dia-gap .dia-sign,.dia-gap .dia-arrow,.dia-hatch{fill:var(--dia-gap)}"
    ".dia-unknown .dia-box,.dia-unknown .dia-path{stroke:var(--dia-unknown)}"
    ".dia-unknown .dia-sign,.dia-unknown .dia-arrow{fill:var(--dia-unknown)}"
    ".dia-ok .dia-box,.dia-ok .dia-path{stroke:var(--dia-ok)}"
    ".dia-ok .dia-sign,.dia-ok .dia-arrow{fill:var(--dia-ok)}"
    ".dia-disabled .dia-box,.dia-disabled .dia-path{stroke:var(--dia-disabled)}"
    ".dia-disabled .dia-sign,.dia-disabled .dia-arrow{fill:var(--dia-disabled)}"
    ".dia-mark{stroke:var(--dia-box)}";

static const char css_dark[] =
    "--dia-text:#e7eaed;--dia-soft:#b4bdc6;--dia-box:#1b2127;--dia-line:#75818c;"
    "--dia-frame:#14191e;--dia-frame-line:#3a4550;--dia-edge:#909ca7;--dia-gap:#ff8a3d;"
    "--dia-unknown:#56b4e9;--dia-ok:#2cc295;--dia-disabled:#8c959e;--dia-accent:#a3aeb9";

const char *ex_diagram_css(void)
{
    return css;
}

const char *ex_diagram_css_dark(void)
{
    return css_dark;
}

/* What states look like; the colours are those of the style sheet. */
static const struct {
    const char *stroke;
    const char *box;  /* further attributes of a box, and of an edge */
    const char *edge;
} looks[EX_DIA_N_STATES] = {
    [EX_DIA_PLAIN] = {"#8a949e", "", " stroke-width=\"1.5\""},
    [EX_DIA_OK] = {"#009e73", " stroke-width=\"1.5\"", " stroke-width=\"1.5\""},
    [EX_DIA_GAP] = {"#d55e00", " stroke-width=\"2.5\"",
                    " stroke-width=\"2.5\" stroke-dasharray=\"10 3 2 3\""},
    [EX_DIA_UNKNOWN] = {"#0072b2", " stroke-width=\"1.5\" stroke-dasharray=\"6 4\"",
                        " stroke-width=\"1.5\" stroke-dasharray=\"6 4\""},
    [EX_DIA_DISABLED] = {"#767f88", " stroke-width=\"1.5\" stroke-dasharray=\"1.5 3.5\"",
                         " stroke-width=\"1.5\" stroke-dasharray=\"1.5 3.5\""},
};

static const char *edge_color(enum ex_dia_state state)
{
    return state == EX_DIA_PLAIN ? "#6b7680" : looks[state].stroke;
}

/* ---- text --------------------------------------------------------------------- */

static void add_rune(struct ex_buf *out, uint32_t rune)
{
    switch (rune) {
    case '&':
        ex_buf_add_text(out, "&amp;");
        break;
    case '<':
        ex_buf_add_text(out, "&lt;");
        break;
    case '>':
        ex_buf_add_text(out, "&gt;");
        break;
    case '"':
        ex_buf_add_text(out, "&quot;");
        break;
    case '\'':
        ex_buf_add_text(out, "&#39;");
        break;
    default:
        /* XML has no such characters. */
        ex_buf_add_rune(out, rune == 0xFFFE || rune == 0xFFFF ? EX_RUNE_BAD : rune);
    }
}

/* For contents and attribute values; what could deceive is shown as \u{202e}. */
static void add_escaped(struct ex_buf *out, struct ex_str text)
{
    for (size_t i = 0; i < text.n;) {
        uint32_t rune;
        i += ex_utf8_decode(ex_str_slice(text, i, text.n), &rune);
        if (ex_rune_is_unsafe(rune))
            ex_buf_printf(out, "\\u{%x}", (unsigned)rune);
        else
            add_rune(out, rune);
    }
}

static void add_text(struct ex_buf *out, const char *classes, const char *attributes, int x, int y,
                     struct ex_str text)
{
    ex_buf_printf(out, "<text class=\"%s\" x=\"%d\" y=\"%d\"%s>", classes, x, y, attributes);
    add_escaped(out, text);
    ex_buf_add_text(out, "</text>");
}

/* ---- signs ---------------------------------------------------------------------- */

static void add_sign(struct ex_buf *out, enum ex_dia_state state, int x, int y)
{
    static const char *const shapes[EX_DIA_N_STATES] = {
        [EX_DIA_PLAIN] = NULL,
        [EX_DIA_OK] = "<circle class=\"dia-sign\" cx=\"6\" cy=\"6\" r=\"6\" fill=\"#009e73\"/>"
                      "<path class=\"dia-mark\" d=\"M3.2 6.2 5.2 8.2 8.8 4\"",
        [EX_DIA_GAP] = "<path class=\"dia-sign\" d=\"M6 0 12.4 11.5H-.4z\" fill=\"#d55e00\"/>"
                       "<path class=\"dia-mark\" d=\"M6 4.2v3.3M6 8.9v1\"",
        [EX_DIA_UNKNOWN] = "<circle class=\"dia-sign\" cx=\"6\" cy=\"6\" r=\"6\" fill=\"#0072b2\"/>"
                           "<path class=\"dia-mark\" d=\"M4.2 4.6C4.2 2.4 7.8 2.4 7.8 4.6 7.8 5.9 "
                           "6 5.9 6 7.2M6 8.7v1\"",
        [EX_DIA_DISABLED] = "<circle class=\"dia-sign\" cx=\"6\" cy=\"6\" r=\"6\" fill=\"#767f88\"/>"
                            "<path class=\"dia-mark\" d=\"M3 6H9\"",
    };
    if (shapes[state])
        ex_buf_printf(out, "<g transform=\"translate(%d %d)\">%s fill=\"none\" stroke=\"#fff\" "
                      "stroke-width=\"1.6\"/></g>", x, y, shapes[state]);
}

/* ---- boxes ----------------------------------------------------------------------- */

static void add_line(struct ex_buf *out, const struct ex_dia_node *node, size_t i)
{
    const struct ex_dia_line *line = &node->shown[i];
    int x = node->x + PAD, y = node->y + PAD_TOP + (int)i * LINE;
    if (line->sign)
        add_sign(out, node->state, x, y + 1);
    if (line->word)
        add_text(out, "dia-word", " fill=\"#1b1f24\" font-weight=\"600\"", x + SIGN, y + ASCENT,
                 line->text);
    else if (line->strong)
        add_text(out, "dia-name", " fill=\"#1b1f24\" font-weight=\"600\"", x, y + ASCENT,
                 line->text);
    else
        add_text(out, "dia-text", " fill=\"#4a5560\"", x, y + ASCENT, line->text);
}

static int corner(const struct ex_dia_node *node)
{
    if (node->kind == EX_DIA_INTERNET || node->kind == EX_DIA_SENDERS)
        return node->h / 2 < 18 ? node->h / 2 : 18;
    return node->kind == EX_DIA_SERVER || node->kind == EX_DIA_DAG ? 2 : 6;
}

/* What a reader sees who points at a box: all of its text. */
static void add_tip(struct ex_buf *out, const struct ex_dia_node *node)
{
    ex_buf_add_text(out, "<title>");
    for (size_t i = 0; i < node->n_lines; i++) {
        ex_buf_add_text(out, i ? "; " : "");
        add_escaped(out, node->lines[i].text);
    }
    ex_buf_add_text(out, "</title>");
}

static void add_node(struct ex_buf *out, const struct ex_dia_node *node, const char *id_prefix)
{
    ex_buf_printf(out, "<g class=\"dia-%s dia-%s\">", ex_dia_kind_id(node->kind),
                  ex_dia_state_id(node->state));
    add_tip(out, node);
    ex_buf_printf(out, "<rect class=\"dia-box\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" "
                  "rx=\"%d\" fill=\"%s\" stroke=\"%s\"%s/>", node->x, node->y, node->w, node->h,
                  corner(node), node->kind == EX_DIA_NOTE ? "none" : "#fff",
                  looks[node->state].stroke, looks[node->state].box);
    if (node->state == EX_DIA_GAP)
        ex_buf_printf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" "
                      "fill=\"url(#%s-hatch)\"/>", node->x + 1, node->y + 4, BAR + 1, node->h - 8,
                      id_prefix);
    else if (node->kind == EX_DIA_SERVER)
        ex_buf_printf(out, "<rect class=\"dia-bar\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" "
                      "fill=\"#56606b\"/>", node->x, node->y, BAR, node->h);
    for (size_t i = 0; i < node->n_shown; i++)
        add_line(out, node, i);
    ex_buf_add_text(out, "</g>\n");
}

/* ---- edges and frames ---------------------------------------------------------------- */

static void add_path(struct ex_buf *out, const struct ex_dia_edge *edge)
{
    const struct ex_dia_point *p = edge->points;
    ex_buf_printf(out, "M%d %d", p[0].x, p[0].y);
    for (size_t i = 0; i + 1 < edge->n_points; i += 2) {
        int half = (p[i + 1].x - p[i].x) / 2;
        /* The arrow's point, not the line, touches the box. */
        int back = i + 2 == edge->n_points ? 5 : 0;
        if (i > 0)
            ex_buf_printf(out, "H%d", p[i].x);
        ex_buf_printf(out, "C%d %d %d %d %d %d", p[i].x + half, p[i].y, p[i + 1].x - half,
                      p[i + 1].y, p[i + 1].x - back, p[i + 1].y);
    }
}

static void add_first_line(struct ex_buf *out, const struct ex_dia_node *node)
{
    if (node->n_lines)
        add_escaped(out, node->lines[0].text);
}

static void add_edge(struct ex_buf *out, const struct ex_diagram *d, const struct ex_dia_edge *edge)
{
    const struct ex_dia_point *end = &edge->points[edge->n_points - 1];
    ex_buf_printf(out, "<g class=\"dia-edge dia-%s\"><title>", ex_dia_state_id(edge->state));
    add_first_line(out, &d->nodes[edge->from]);
    ex_buf_add_text(out, " \xE2\x86\x92 ");
    add_first_line(out, &d->nodes[edge->to]);
    ex_buf_printf(out, "</title><path class=\"dia-path\" d=\"");
    add_path(out, edge);
    ex_buf_printf(out, "\" fill=\"none\" stroke=\"%s\"%s/><path class=\"dia-arrow\" "
                  "d=\"M%d %dl-8-4v8z\" fill=\"%s\"/></g>\n", edge_color(edge->state),
                  looks[edge->state].edge, end->x, end->y, edge_color(edge->state));
}

static void add_group(struct ex_buf *out, const struct ex_dia_group *group)
{
    if (!group->w)
        return;
    ex_buf_printf(out, "<g><title>");
    add_escaped(out, group->full);
    ex_buf_printf(out, "</title><rect class=\"dia-frame\" x=\"%d\" y=\"%d\" width=\"%d\" "
                  "height=\"%d\" rx=\"8\" fill=\"#f3f5f7\" stroke=\"#c3cad1\"/>", group->x, group->y,
                  group->w, group->h);
    add_text(out, "dia-frame-title", " fill=\"#4a5560\" font-weight=\"600\"", group->x + PAD,
             group->y + LINE, group->title);
    ex_buf_add_text(out, "</g>\n");
}

/* ---- the picture ------------------------------------------------------------------------ */

static void add_legend(struct ex_buf *out, const struct ex_diagram *d)
{
    int x = 16, y = d->bottom + 26;
    for (size_t i = EX_DIA_OK; i < EX_DIA_N_STATES; i++) {
        enum ex_dia_state state = (enum ex_dia_state)i;
        if (!d->states[i])
            continue;
        ex_buf_printf(out, "<g class=\"dia-%s\"><path class=\"dia-path\" d=\"M%d %dh30\" "
                      "fill=\"none\" stroke=\"%s\"%s/>", ex_dia_state_id(state), x, y,
                      looks[i].stroke, looks[i].edge);
        add_sign(out, state, x + 36, y - 6);
        add_text(out, "dia-text", " fill=\"#4a5560\"", x + 54, y + 4,
                 ex_str(ex_dia_state_legend(state)));
        ex_buf_add_text(out, "</g>\n");
        x += LEGEND_ENTRY;
    }
}

static void add_head(struct ex_buf *out, const struct ex_diagram *d, const char *id_prefix,
                     bool standalone)
{
    ex_buf_printf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"dia\" "
                  "viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" "
                  "aria-labelledby=\"%s-title %s-desc\" font-size=\"%d\" font-family=\"system-ui, "
                  "&#39;Segoe UI&#39;, Roboto, Helvetica, Arial, sans-serif\">\n",
                  d->width, d->height, d->width, d->height, id_prefix, id_prefix, TEXT);
    ex_buf_printf(out, "<title id=\"%s-title\">", id_prefix);
    add_escaped(out, d->title);
    ex_buf_printf(out, "</title>\n<desc id=\"%s-desc\">", id_prefix);
    add_escaped(out, d->description);
    ex_buf_add_text(out, "</desc>\n");
    if (standalone)
        ex_buf_printf(out, "<style>%s.dia-back{fill:#fff}@media (prefers-color-scheme:dark)"
                      "{.dia{%s}.dia-back{fill:#0f1317}}</style>\n"
                      "<rect class=\"dia-back\" width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n",
                      css, css_dark, d->width, d->height);
    ex_buf_printf(out, "<defs><pattern id=\"%s-hatch\" width=\"4\" height=\"4\" "
                  "patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
                  "<rect class=\"dia-hatch\" width=\"2\" height=\"4\" fill=\"#d55e00\"/>"
                  "</pattern></defs>\n", id_prefix);
}

void ex_diagram_svg(const struct ex_diagram *diagram, const char *id_prefix, bool standalone,
                    struct ex_buf *out)
{
    if (standalone)
        ex_buf_add_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    add_head(out, diagram, id_prefix, standalone);
    for (size_t i = 0; i < diagram->n_columns; i++)
        add_text(out, "dia-head", " fill=\"#4a5560\" font-weight=\"600\"", diagram->columns[i].x,
                 diagram->top - LINE, diagram->columns[i].title);
    ex_buf_add_char(out, '\n');
    for (size_t i = 0; i < diagram->n_groups; i++)
        add_group(out, &diagram->groups[i]);
    for (size_t i = 0; i < diagram->n_edges; i++)
        add_edge(out, diagram, &diagram->edges[i]);
    for (size_t i = 0; i < diagram->n_nodes; i++)
        add_node(out, &diagram->nodes[i], id_prefix);
    add_legend(out, diagram);
    ex_buf_add_text(out, "</svg>\n");
}
