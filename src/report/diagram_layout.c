/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Places. Each column is as wide as its widest box; in it, boxes come as near
 * to the middle of what they are joined to as they can without touching one another
 * (which is isotonic regression, by pooling adjacent violators). An edge that
 * passes a column has a place of its own there, so that it never runs through a box.
 */
#include "report/diagram_build.h"

#include <stdlib.h>

enum {
    GAP = 14,           /* between boxes, above one another */
    PASS_GAP = 8,       /* beside an edge that passes */
    PASS_HEIGHT = 4,
    GUTTER = 60,        /* between columns, at least */
    WIDEST_GUTTER = 110,
    PORT_STEP = 11,     /* between the ends of edges at a box */
    PORT_EDGE = 8,      /* from there to the corner, at least */
    SWEEPS = 12,
};

static struct ex_dia_slot *slot(const struct ex_dia_plan *plan, uint32_t i)
{
    return EX_AT(&plan->slots, struct ex_dia_slot, i);
}

static struct ex_dia_segment *segment(const struct ex_dia_plan *plan, size_t i)
{
    return EX_AT(&plan->segments, struct ex_dia_segment, i);
}

static int64_t floor_div(int64_t a, int64_t b)
{
    int64_t q = a / b;
    return a % b < 0 ? q - 1 : q;
}

/* ---- what is to be placed -------------------------------------------------------- */

static uint32_t add_slot(struct ex_dia_plan *plan, uint32_t node, unsigned column, uint32_t group,
                         int h)
{
    *EX_PUSH(&plan->slots, struct ex_dia_slot) =
        (struct ex_dia_slot){.node = node, .column = column, .group = group, .h = h};
    return (uint32_t)(plan->slots.n - 1);
}

static void add_edge(struct ex_dia_plan *plan, uint32_t index)
{
    const struct ex_dia_edge *edge = &plan->diagram->edges[index];
    unsigned end = plan->diagram->nodes[edge->to].column;
    uint32_t left = edge->from;
    for (unsigned c = plan->diagram->nodes[edge->from].column + 1; c <= end; c++) {
        uint32_t right =
            c == end ? edge->to : add_slot(plan, EX_DIA_NONE, c, EX_DIA_NONE, PASS_HEIGHT);
        *EX_PUSH(&plan->segments, struct ex_dia_segment) =
            (struct ex_dia_segment){.edge = index, .left = left, .right = right};
        left = right;
    }
}

static void fill_columns(struct ex_dia_plan *plan, struct ex_arena *arena)
{
    size_t n = plan->diagram->n_columns;
    plan->columns = EX_NEW_ARRAY(arena, n, uint32_t *);
    plan->n_in = EX_NEW_ARRAY(arena, n, size_t);
    for (size_t i = 0; i < n; i++)
        plan->columns[i] = EX_NEW_ARRAY(arena, plan->slots.n + 1, uint32_t);
    for (uint32_t i = 0; i < plan->slots.n; i++) {
        struct ex_dia_slot *s = slot(plan, i);
        s->at = (uint32_t)plan->n_in[s->column];
        plan->columns[s->column][plan->n_in[s->column]++] = i;
    }
}

static void make_plan(struct ex_dia_plan *plan, struct ex_diagram *diagram, struct ex_arena *arena)
{
    *plan = (struct ex_dia_plan){.diagram = diagram,
                                 .slots = EX_VEC(struct ex_dia_slot),
                                 .segments = EX_VEC(struct ex_dia_segment)};
    for (uint32_t i = 0; i < diagram->n_nodes; i++)
        (void)add_slot(plan, i, diagram->nodes[i].column, diagram->nodes[i].group,
                       diagram->nodes[i].h);
    for (uint32_t i = 0; i < diagram->n_edges; i++)
        add_edge(plan, i);
    fill_columns(plan, arena);
}

/* ---- up and down ------------------------------------------------------------------- */

/* Room above a box for the title of its frame, when it is the first in it. */
static int lead(const struct ex_dia_plan *plan, unsigned column, size_t i)
{
    const uint32_t *slots = plan->columns[column];
    uint32_t group = slot(plan, slots[i])->group;
    if (group == EX_DIA_NONE || (i > 0 && slot(plan, slots[i - 1])->group == group))
        return 0;
    return EX_DIA_TITLE + EX_DIA_FRAME / 2;
}

/* Room below it for the border, when it is the last. */
static int tail(const struct ex_dia_plan *plan, unsigned column, size_t i)
{
    const uint32_t *slots = plan->columns[column];
    uint32_t group = slot(plan, slots[i])->group;
    if (group == EX_DIA_NONE ||
        (i + 1 < plan->n_in[column] && slot(plan, slots[i + 1])->group == group))
        return 0;
    return EX_DIA_FRAME;
}

/* From the top of a slot to the top of the next one, at least. */
static int distance(const struct ex_dia_plan *plan, unsigned column, size_t i)
{
    const struct ex_dia_slot *a = slot(plan, plan->columns[column][i]);
    const struct ex_dia_slot *b = slot(plan, plan->columns[column][i + 1]);
    bool passes = a->node == EX_DIA_NONE || b->node == EX_DIA_NONE;
    return a->h + tail(plan, column, i) + (passes ? PASS_GAP : GAP) + lead(plan, column, i + 1);
}

static void stack(const struct ex_dia_plan *plan, unsigned column)
{
    int y = 0;
    for (size_t i = 0; i < plan->n_in[column]; i++) {
        slot(plan, plan->columns[column][i])->y = y;
        if (i + 1 < plan->n_in[column])
            y += distance(plan, column, i);
    }
}

/* Slots that move together. */
struct block {
    int64_t sum;    /* of where they want to be, times their weights */
    int64_t weight;
    size_t n;
};

static bool is_above(const struct block *a, const struct block *b)
{
    return a->sum * b->weight <= b->sum * a->weight;
}

/* Put the slots of a column where they want to be, as far as they do not touch. */
static void settle(const struct ex_dia_plan *plan, unsigned column, const int64_t *wanted,
                   const int64_t *weights)
{
    size_t n = plan->n_in[column], n_blocks = 0;
    struct block *blocks EX_AUTO(ex_free_auto) = ex_alloc((n + 1) * sizeof *blocks);
    int64_t offset = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t own = plan->columns[column][i];
        blocks[n_blocks++] = (struct block){(wanted[own] - offset) * weights[own], weights[own], 1};
        while (n_blocks > 1 && !is_above(&blocks[n_blocks - 2], &blocks[n_blocks - 1])) {
            struct block *last = &blocks[--n_blocks];
            blocks[n_blocks - 1].sum += last->sum;
            blocks[n_blocks - 1].weight += last->weight;
            blocks[n_blocks - 1].n += last->n;
        }
        offset += i + 1 < n ? distance(plan, column, i) : 0;
    }
    size_t at = 0;
    offset = 0;
    for (size_t b = 0; b < n_blocks; b++) {
        int64_t y = floor_div(blocks[b].sum, blocks[b].weight);
        for (size_t k = 0; k < blocks[b].n; k++, at++) {
            slot(plan, plan->columns[column][at])->y = (int)(y + offset);
            offset += at + 1 < n ? distance(plan, column, at) : 0;
        }
    }
}

static int middle(const struct ex_dia_slot *s)
{
    return s->y + s->h / 2;
}

/* An edge that passes is to be straight; that counts for more. */
static int64_t pull(const struct ex_dia_slot *a, const struct ex_dia_slot *b)
{
    return 1 + 3 * (a->node == EX_DIA_NONE) + 3 * (b->node == EX_DIA_NONE);
}

static void place_columns(const struct ex_dia_plan *plan, bool left, bool right)
{
    size_t bytes = (plan->slots.n + 1) * sizeof(int64_t);
    int64_t *wanted EX_AUTO(ex_free_auto) = ex_alloc(bytes);
    int64_t *weights EX_AUTO(ex_free_auto) = ex_alloc(bytes);
    size_t n = plan->diagram->n_columns;
    for (size_t k = 0; k < n; k++) {
        unsigned column = (unsigned)(left ? k : n - 1 - k);
        memset(wanted, 0, bytes);
        memset(weights, 0, bytes);
        for (size_t i = 0; i < plan->segments.n; i++) {
            const struct ex_dia_segment *s = segment(plan, i);
            const struct ex_dia_slot *a = slot(plan, s->left), *b = slot(plan, s->right);
            if (left && b->column == column) {
                wanted[s->right] += middle(a) * pull(a, b);
                weights[s->right] += pull(a, b);
            }
            if (right && a->column == column) {
                wanted[s->left] += middle(b) * pull(a, b);
                weights[s->left] += pull(a, b);
            }
        }
        for (size_t i = 0; i < plan->n_in[column]; i++) {
            uint32_t own = plan->columns[column][i];
            const struct ex_dia_slot *s = slot(plan, own);
            wanted[own] = weights[own] ? floor_div(wanted[own], weights[own]) - s->h / 2 : s->y;
            weights[own] = weights[own] ? weights[own] : 1;
        }
        settle(plan, column, wanted, weights);
    }
}

/* Everything begins at `top`; returns where it ends. */
static int move_to(const struct ex_dia_plan *plan, int top)
{
    int first = INT32_MAX, last = top;
    for (unsigned c = 0; c < plan->diagram->n_columns; c++) {
        for (size_t i = 0; i < plan->n_in[c]; i++) {
            int y = slot(plan, plan->columns[c][i])->y - lead(plan, c, i);
            first = y < first ? y : first;
        }
    }
    for (unsigned c = 0; c < plan->diagram->n_columns; c++) {
        for (size_t i = 0; i < plan->n_in[c]; i++) {
            struct ex_dia_slot *s = slot(plan, plan->columns[c][i]);
            s->y += top - first;
            int end = s->y + s->h + tail(plan, c, i);
            last = end > last ? end : last;
        }
    }
    return last;
}

static void place_vertically(const struct ex_dia_plan *plan)
{
    for (unsigned c = 0; c < plan->diagram->n_columns; c++)
        stack(plan, c);
    for (unsigned i = 0; i < SWEEPS; i++)
        place_columns(plan, i % 2 == 0, i % 2 == 1);
    place_columns(plan, true, true);
    place_columns(plan, true, true);
    plan->diagram->top = EX_DIA_MARGIN + EX_DIA_HEAD;
    plan->diagram->bottom = move_to(plan, plan->diagram->top);
}

/* ---- left and right ------------------------------------------------------------------ */

static bool has_frames(const struct ex_diagram *diagram, unsigned column)
{
    for (size_t i = 0; i < diagram->n_groups; i++) {
        if (diagram->groups[i].column == column)
            return true;
    }
    return false;
}

static int gutter_after(const struct ex_dia_plan *plan, unsigned column)
{
    size_t n = 0;
    for (size_t i = 0; i < plan->segments.n; i++)
        n += slot(plan, segment(plan, i)->left)->column == column;
    int width = GUTTER + 2 * (int)(n < 100 ? n : 100);
    return width > WIDEST_GUTTER ? WIDEST_GUTTER : width;
}

static void place_horizontally(const struct ex_dia_plan *plan)
{
    struct ex_diagram *diagram = plan->diagram;
    int x = EX_DIA_MARGIN;
    for (unsigned c = 0; c < diagram->n_columns; c++) {
        struct ex_dia_column *column = &diagram->columns[c];
        int frame = has_frames(diagram, c) ? EX_DIA_FRAME : 0;
        column->w = ex_dia_text_width(column->title, true);
        for (size_t i = 0; i < diagram->n_nodes; i++) {
            if (diagram->nodes[i].column == c && diagram->nodes[i].w > column->w)
                column->w = diagram->nodes[i].w;
        }
        column->x = x + frame;
        x = column->x + column->w + frame +
            (c + 1 < diagram->n_columns ? gutter_after(plan, c) : EX_DIA_MARGIN);
    }
    diagram->width = x;
}

/* ---- edges ----------------------------------------------------------------------------- */

/* A segment at one of its ends. */
struct port {
    int other; /* middle of the slot at the other end */
    size_t segment;
};

static int port_order(const void *a, const void *b)
{
    const struct port *x = a, *y = b;
    if (x->other != y->other)
        return x->other < y->other ? -1 : 1;
    return (x->segment > y->segment) - (x->segment < y->segment);
}

/* The ends of edges share the side of a box. */
static void place_ports(const struct ex_dia_plan *plan, uint32_t own, bool right,
                        struct port *ports)
{
    const struct ex_dia_slot *s = slot(plan, own);
    size_t n = 0;
    for (size_t i = 0; i < plan->segments.n; i++) {
        const struct ex_dia_segment *g = segment(plan, i);
        if ((right ? g->left : g->right) == own)
            ports[n++] = (struct port){middle(slot(plan, right ? g->right : g->left)), i};
    }
    if (n > 1)
        qsort(ports, n, sizeof *ports, port_order);
    int room = s->h > 2 * PORT_EDGE ? s->h - 2 * PORT_EDGE : 0;
    for (size_t i = 0; i < n; i++) {
        struct ex_dia_segment *g = segment(plan, ports[i].segment);
        int span = (int)(n - 1) * PORT_STEP < room ? (int)(n - 1) * PORT_STEP : room;
        int y = middle(s) + (n > 1 ? (int)((int64_t)span * (int64_t)i / (int64_t)(n - 1)) - span / 2
                                   : 0);
        *(right ? &g->left_y : &g->right_y) = y;
    }
}

static void draw_edges(const struct ex_dia_plan *plan, struct ex_arena *arena)
{
    struct ex_diagram *diagram = plan->diagram;
    for (size_t i = 0, end; i < plan->segments.n; i = end) {
        struct ex_dia_edge *edge = &diagram->edges[segment(plan, i)->edge];
        for (end = i; end < plan->segments.n && segment(plan, end)->edge == segment(plan, i)->edge;)
            end++;
        struct ex_dia_point *points = EX_NEW_ARRAY(arena, 2 * (end - i), struct ex_dia_point);
        for (size_t k = i; k < end; k++) {
            const struct ex_dia_segment *s = segment(plan, k);
            const struct ex_dia_column *left = &diagram->columns[slot(plan, s->left)->column];
            points[edge->n_points++] = (struct ex_dia_point){left->x + left->w, s->left_y};
            points[edge->n_points++] = (struct ex_dia_point){
                diagram->columns[slot(plan, s->right)->column].x, s->right_y};
        }
        edge->points = points;
    }
}

/* ---- the whole ---------------------------------------------------------------------------- */

static void place_groups(struct ex_diagram *diagram, struct ex_arena *arena)
{
    for (size_t i = 0; i < diagram->n_nodes; i++) {
        const struct ex_dia_node *node = &diagram->nodes[i];
        if (node->group >= diagram->n_groups)
            continue;
        struct ex_dia_group *g = &diagram->groups[node->group];
        int top = node->y - EX_DIA_TITLE - EX_DIA_FRAME / 2, end = node->y + node->h + EX_DIA_FRAME;
        if (g->w && g->y < top)
            top = g->y;
        if (g->w && g->y + g->h > end)
            end = g->y + g->h;
        g->x = node->x - EX_DIA_FRAME;
        g->w = node->w + 2 * EX_DIA_FRAME;
        g->y = top;
        g->h = end - top;
    }
    for (size_t i = 0; i < diagram->n_groups; i++)
        diagram->groups[i].title = ex_dia_cut(arena, diagram->groups[i].full, true,
                                              diagram->groups[i].w - 2 * EX_DIA_FRAME);
}

/* Boxes in the order in which they stand. */
static void sort_nodes(const struct ex_dia_plan *plan, struct ex_arena *arena)
{
    struct ex_diagram *diagram = plan->diagram;
    struct ex_dia_node *nodes = EX_NEW_ARRAY(arena, diagram->n_nodes + 1, struct ex_dia_node);
    uint32_t *moved EX_AUTO(ex_free_auto) = ex_alloc((diagram->n_nodes + 1) * sizeof *moved);
    uint32_t n = 0;
    for (unsigned c = 0; c < diagram->n_columns; c++) {
        for (size_t i = 0; i < plan->n_in[c]; i++) {
            uint32_t node = slot(plan, plan->columns[c][i])->node;
            if (node == EX_DIA_NONE)
                continue;
            moved[node] = n;
            nodes[n++] = diagram->nodes[node];
        }
    }
    for (size_t i = 0; i < diagram->n_edges; i++) {
        diagram->edges[i].from = moved[diagram->edges[i].from];
        diagram->edges[i].to = moved[diagram->edges[i].to];
    }
    diagram->nodes = nodes;
}

/* The legend may be wider than a small picture. */
static void add_legend(struct ex_diagram *diagram)
{
    int states = 0;
    for (size_t i = 0; i < EX_DIA_N_STATES; i++)
        states += diagram->states[i];
    int width = 2 * EX_DIA_MARGIN + states * EX_DIA_LEGEND_ENTRY;
    diagram->width = diagram->width > width ? diagram->width : width;
    diagram->height = diagram->bottom + EX_DIA_LEGEND + EX_DIA_MARGIN;
}

void ex_dia_layout(struct ex_diagram *diagram, struct ex_arena *arena)
{
    struct ex_dia_plan plan;
    make_plan(&plan, diagram, arena);
    ex_dia_order(&plan);
    place_vertically(&plan);
    place_horizontally(&plan);
    struct port *ports EX_AUTO(ex_free_auto) = ex_alloc((plan.segments.n + 1) * sizeof *ports);
    for (uint32_t i = 0; i < plan.slots.n; i++) {
        place_ports(&plan, i, false, ports);
        place_ports(&plan, i, true, ports);
    }
    draw_edges(&plan, arena);
    for (uint32_t i = 0; i < diagram->n_nodes; i++) {
        struct ex_dia_node *node = &diagram->nodes[i];
        node->x = diagram->columns[node->column].x;
        node->w = diagram->columns[node->column].w;
        node->y = slot(&plan, i)->y;
    }
    place_groups(diagram, arena);
    sort_nodes(&plan, arena);
    add_legend(diagram);
    ex_vec_free(&plan.slots);
    ex_vec_free(&plan.segments);
}
