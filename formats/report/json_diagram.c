/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The JSON format `exlint-diagram/1`. Places are not in it: who wants ours takes the SVG.
 */
#include "formats/report/json_diagram.h"

#include "formats/report/jsonout.h"

static void write_node(struct ex_json *j, const struct ex_diagram *d, const struct ex_dia_node *n)
{
    ex_json_object(j, NULL);
    ex_json_str(j, "id", n->id);
    ex_json_text(j, "kind", ex_dia_kind_id(n->kind));
    ex_json_text(j, "state", ex_dia_state_id(n->state));
    ex_json_uint(j, "column", n->column);
    if (n->group < d->n_groups)
        ex_json_uint(j, "group", n->group);
    ex_json_array(j, "lines");
    for (size_t i = 0; i < n->n_lines; i++)
        ex_json_str(j, NULL, n->lines[i].text);
    ex_json_end(j);
    for (size_t i = 0; i < n->n_lines; i++) {
        if (n->lines[i].word)
            ex_json_str(j, "word", n->lines[i].text);
    }
    ex_json_end(j);
}

static void write_edge(struct ex_json *j, const struct ex_diagram *d, const struct ex_dia_edge *e)
{
    ex_json_object(j, NULL);
    ex_json_str(j, "from", d->nodes[e->from].id);
    ex_json_str(j, "to", d->nodes[e->to].id);
    ex_json_text(j, "state", ex_dia_state_id(e->state));
    ex_json_end(j);
}

static void write_head(struct ex_json *j, const struct ex_diagram *d)
{
    ex_json_text(j, "schema", "exlint-diagram/1");
    ex_json_str(j, "type", d->type);
    ex_json_str(j, "title", d->title);
    ex_json_str(j, "description", d->description);
    ex_json_array(j, "columns");
    for (size_t i = 0; i < d->n_columns; i++)
        ex_json_str(j, NULL, d->columns[i].title);
    ex_json_end(j);
    ex_json_array(j, "groups");
    for (size_t i = 0; i < d->n_groups; i++) {
        ex_json_object(j, NULL);
        ex_json_str(j, "title", d->groups[i].full);
        ex_json_uint(j, "column", d->groups[i].column);
        ex_json_end(j);
    }
    ex_json_end(j);
}

void ex_diagram_json(const struct ex_diagram *diagram, struct ex_buf *out)
{
    struct ex_json json = {.out = out, .indent = 2};
    ex_json_object(&json, NULL);
    write_head(&json, diagram);
    ex_json_array(&json, "nodes");
    for (size_t i = 0; i < diagram->n_nodes; i++)
        write_node(&json, diagram, &diagram->nodes[i]);
    ex_json_end(&json);
    ex_json_array(&json, "edges");
    for (size_t i = 0; i < diagram->n_edges; i++)
        write_edge(&json, diagram, &diagram->edges[i]);
    ex_json_end(&json);
    ex_json_end(&json);
    ex_buf_add_char(out, '\n');
}
