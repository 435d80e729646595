/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The DOT language of Graphviz. Labels are quoted strings, in which only the
 * quote and the backslash mean something; boxes are in clusters of their frames.
 */
#include "formats/diagram/diagram.h"

#include "base/utf8.h"

/* In a quoted string; a line of a label ends with \l, which puts it to the left. */
static void add_escaped(struct ex_buf *out, struct ex_str text)
{
    for (size_t i = 0; i < text.n;) {
        uint32_t rune;
        i += ex_utf8_decode(ex_str_slice(text, i, text.n), &rune);
        if (ex_rune_is_unsafe(rune))
            ex_buf_printf(out, "\\\\u{%x}", (unsigned)rune);
        else if (rune == '"' || rune == '\\')
            ex_buf_printf(out, "\\%c", (char)rune);
        else if (rune == '&') /* else an entity of HTML */
            ex_buf_add_text(out, "&amp;");
        else
            ex_buf_add_rune(out, rune);
    }
}

static const char *style_of(enum ex_dia_state state)
{
    static const char *const styles[EX_DIA_N_STATES] = {
        [EX_DIA_PLAIN] = "",
        [EX_DIA_OK] = ", color=\"#009e73\"",
        [EX_DIA_GAP] = ", color=\"#d55e00\", penwidth=3",
        [EX_DIA_UNKNOWN] = ", color=\"#0072b2\", style=dashed",
        [EX_DIA_DISABLED] = ", color=\"#767f88\", style=dotted"};
    return styles[state];
}

static const char *shape_of(enum ex_dia_kind kind)
{
    static const char *const shapes[EX_DIA_N_KINDS] = {
        [EX_DIA_INTERNET] = "ellipse", [EX_DIA_SENDERS] = "ellipse", [EX_DIA_SERVER] = "box3d",
        [EX_DIA_CERTIFICATE] = "note", [EX_DIA_RECEIVE] = "cds",     [EX_DIA_SEND] = "cds",
        [EX_DIA_NOTE] = "plaintext"};
    return shapes[kind] ? shapes[kind] : "box";
}

static void add_node(struct ex_buf *out, const struct ex_dia_node *node)
{
    ex_buf_printf(out, "  %.*s [shape=%s, label=\"", EX_FMT(node->id), shape_of(node->kind));
    for (size_t i = 0; i < node->n_shown; i++) {
        add_escaped(out, node->shown[i].text);
        ex_buf_add_text(out, "\\l");
    }
    ex_buf_printf(out, "\"%s];\n", style_of(node->state));
}

/* Boxes of a frame, or with EX_DIA_NONE those of none. */
static void add_nodes(struct ex_buf *out, const struct ex_diagram *d, uint32_t group)
{
    for (size_t i = 0; i < d->n_nodes; i++) {
        if (d->nodes[i].group == group)
            add_node(out, &d->nodes[i]);
    }
}

void ex_diagram_dot(const struct ex_diagram *diagram, struct ex_buf *out)
{
    ex_buf_printf(out, "digraph \"%.*s\" {\n  rankdir=LR;\n  ranksep=0.8;\n  label=\"",
                  EX_FMT(diagram->type));
    add_escaped(out, diagram->title);
    ex_buf_add_text(out, "\";\n  labelloc=t;\n  node [fontname=\"Helvetica,Arial,sans-serif\", "
                    "fontsize=10];\n  graph [fontname=\"Helvetica,Arial,sans-serif\"];\n");
    for (uint32_t i = 0; i < diagram->n_groups; i++) {
        ex_buf_printf(out, "  subgraph cluster_%u {\n  label=\"", i);
        add_escaped(out, diagram->groups[i].full);
        ex_buf_add_text(out, "\";\n");
        add_nodes(out, diagram, i);
        ex_buf_add_text(out, "  }\n");
    }
    add_nodes(out, diagram, EX_DIA_NONE);
    for (size_t i = 0; i < diagram->n_edges; i++) {
        const struct ex_dia_edge *edge = &diagram->edges[i];
        ex_buf_printf(out, "  %.*s -> %.*s [tooltip=\"%s\"%s];\n",
                      EX_FMT(diagram->nodes[edge->from].id), EX_FMT(diagram->nodes[edge->to].id),
                      ex_dia_state_legend(edge->state), style_of(edge->state));
    }
    ex_buf_add_text(out, "}\n");
}
