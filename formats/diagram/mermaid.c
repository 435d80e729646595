/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A flowchart of Mermaid. All but letters, digits and a few signs is written
 * as a character code (#35;), so that nothing in a label can end it or mean anything.
 */
#include "formats/diagram/diagram.h"

#include "base/utf8.h"

static bool is_harmless(uint32_t rune)
{
    if (rune >= 0xA0)
        return true;
    if (rune >= 0x80)
        return false;
    char c = (char)rune;
    return ex_is_alpha(c) || ex_is_digit(c) || c == ' ' || c == '.' || c == ',' || c == ':';
}

static void add_escaped(struct ex_buf *out, struct ex_str text)
{
    for (size_t i = 0; i < text.n;) {
        uint32_t rune;
        i += ex_utf8_decode(ex_str_slice(text, i, text.n), &rune);
        if (ex_rune_is_unsafe(rune))
            ex_buf_printf(out, "#92;u#123;%x#125;", (unsigned)rune);
        else if (is_harmless(rune))
            ex_buf_add_rune(out, rune);
        else
            ex_buf_printf(out, "#%u;", (unsigned)rune);
    }
}

static void add_node(struct ex_buf *out, const struct ex_dia_node *node)
{
    bool round = node->kind == EX_DIA_INTERNET || node->kind == EX_DIA_SENDERS;
    ex_buf_printf(out, "  %.*s%s\"", EX_FMT(node->id), round ? "([" : "[");
    for (size_t i = 0; i < node->n_shown; i++) {
        ex_buf_add_text(out, i ? "<br/>" : "");
        add_escaped(out, node->shown[i].text);
    }
    ex_buf_printf(out, "\"%s\n", round ? "])" : "]");
}

static void add_nodes(struct ex_buf *out, const struct ex_diagram *d, uint32_t group)
{
    for (size_t i = 0; i < d->n_nodes; i++) {
        if (d->nodes[i].group == group)
            add_node(out, &d->nodes[i]);
    }
}

static const char *arrow_of(enum ex_dia_state state)
{
    static const char *const arrows[EX_DIA_N_STATES] = {
        [EX_DIA_PLAIN] = "-->", [EX_DIA_OK] = "-->", [EX_DIA_GAP] = "==>",
        [EX_DIA_UNKNOWN] = "-.->", [EX_DIA_DISABLED] = "-.-x"};
    return arrows[state];
}

static void add_classes(struct ex_buf *out, const struct ex_diagram *d)
{
    static const char *const styles[EX_DIA_N_STATES] = {
        [EX_DIA_OK] = "stroke:#009e73,stroke-width:2px",
        [EX_DIA_GAP] = "stroke:#d55e00,stroke-width:4px",
        [EX_DIA_UNKNOWN] = "stroke:#0072b2,stroke-dasharray:6 4",
        [EX_DIA_DISABLED] = "stroke:#767f88,stroke-dasharray:2 4"};
    for (size_t s = EX_DIA_OK; s < EX_DIA_N_STATES; s++) {
        bool any = false;
        for (size_t i = 0; i < d->n_nodes; i++) {
            if (d->nodes[i].state != s)
                continue;
            ex_buf_printf(out, "%s%.*s", any ? "," : "  class ", EX_FMT(d->nodes[i].id));
            any = true;
        }
        const char *name = ex_dia_state_id((enum ex_dia_state)s);
        if (any)
            ex_buf_printf(out, " %s\n  classDef %s %s\n", name, name, styles[s]);
    }
}

void ex_diagram_mermaid(const struct ex_diagram *diagram, struct ex_buf *out)
{
    ex_buf_add_text(out, "flowchart LR\n");
    for (uint32_t i = 0; i < diagram->n_groups; i++) {
        ex_buf_printf(out, "  subgraph group%u [\"", i);
        add_escaped(out, diagram->groups[i].full);
        ex_buf_add_text(out, "\"]\n");
        add_nodes(out, diagram, i);
        ex_buf_add_text(out, "  end\n");
    }
    add_nodes(out, diagram, EX_DIA_NONE);
    for (size_t i = 0; i < diagram->n_edges; i++) {
        const struct ex_dia_edge *edge = &diagram->edges[i];
        ex_buf_printf(out, "  %.*s %s %.*s\n", EX_FMT(diagram->nodes[edge->from].id),
                      arrow_of(edge->state), EX_FMT(diagram->nodes[edge->to].id));
    }
    add_classes(out, diagram);
}
