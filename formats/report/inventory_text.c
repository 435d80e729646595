/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The inventory for people, who read it while they can still ask for more: what was found, for
 * which servers something is missing, which exports would let rules be assessed (the most valuable
 * first, each with its command), and what was not used.
 */
#include "formats/report/inventory.h"

#include "base/map.h"
#include "engine/gaps.h"
#include "formats/report/text.h"

#include <stdlib.h>

enum {
    NAME_COLUMNS = 80,
    WIDE = 110,       /* from here on there is room for formats */
    MAX_RULES = 4,    /* named of one gap */
    MAX_SHOWN = 12,   /* lines of a section that may be long */
    FORMAT_COLUMNS = 24,
    MIN_FILE = 7,     /* columns of "3 files" */
};

/* What the sections share. */
struct view {
    struct ex_style style;
    const struct ex_results *results;
    const struct ex_report *report;
    const struct ex_graph *graph;
    struct ex_arena *arena;
    size_t cmdlets; /* columns of the longest name */
    bool dated;     /* files were exported on different days */
    bool formats;   /* with a column of formats */
    bool by_server; /* with a column of servers */
};

/* ---- pieces ------------------------------------------------------------------ */

/* A text in so many columns, cut or filled up. */
static void cell(const struct view *v, struct ex_str text, size_t columns, bool pad)
{
    struct ex_buf EX_AUTO(ex_buf_free) safe = EX_BUF_INIT;
    struct ex_buf *out = v->style.out;
    ex_text_escape(&safe, text);
    struct ex_str all = ex_buf_str(&safe);
    size_t used = ex_text_columns(all);
    if (used > columns) {
        size_t dots = ex_text_columns(ex_str(v->style.glyphs->ellipsis));
        struct ex_str head = ex_str_slice(all, 0, ex_text_head(all, columns - dots));
        ex_buf_add(out, head);
        ex_buf_add_text(out, v->style.glyphs->ellipsis);
        used = ex_text_columns(head) + dots;
    } else {
        ex_buf_add(out, all);
    }
    ex_buf_add_repeat(out, ' ', pad && used < columns ? columns - used : 0);
}

static void right(const struct view *v, struct ex_str text, size_t columns)
{
    ex_buf_add_repeat(v->style.out, ' ', text.n < columns ? columns - text.n : 0);
    ex_buf_add(v->style.out, text);
}

static void heading(const struct view *v, const char *text)
{
    ex_buf_add_char(v->style.out, '\n');
    ex_style_tint(&v->style, EX_TINT_BLUE);
    ex_buf_add_text(v->style.out, text);
    ex_style_plain(&v->style);
}

static struct ex_str day(const struct view *v, int64_t ticks)
{
    struct ex_value value = {.tag = EX_TIME, .u.i = ticks};
    return ticks ? ex_str_slice(ex_value_text(v->arena, &value), 0, 10) : (struct ex_str){NULL, 0};
}

static struct ex_str days(const struct view *v, int64_t earliest, int64_t latest)
{
    struct ex_str from = day(v, earliest);
    struct ex_str to = day(v, latest);
    if (ex_str_eq(from, to))
        return from;
    return ex_arena_printf(v->arena, "%.*s to %.*s", EX_FMT(from), EX_FMT(to));
}

/* "... and 12 more" below a list that was cut. */
static void left_out(const struct view *v, size_t n)
{
    if (n)
        ex_buf_printf(v->style.out, "  %s and %zu more (--no-fold lists them)\n",
                      v->style.glyphs->ellipsis, n);
}

static size_t shown_of(const struct view *v, size_t n)
{
    return v->style.options->fold && n > MAX_SHOWN ? MAX_SHOWN : n;
}

/* ---- the head ------------------------------------------------------------------ */

/* Different texts with their counts, in the order in which they were met. */
struct count {
    struct ex_str text;
    size_t n;
};

static void count_text(struct ex_vec *counts, struct ex_str text)
{
    for (size_t i = 0; i < counts->n; i++) {
        struct count *c = EX_AT(counts, struct count, i);
        if (ex_str_eq(c->text, text)) {
            c->n++;
            return;
        }
    }
    *EX_PUSH(counts, struct count) = (struct count){text, 1};
}

static struct ex_str format_of(const struct view *v, const struct ex_file *file)
{
    struct ex_str encoding = ex_file_encoding(file);
    return ex_arena_printf(v->arena, "%.*s%s%.*s", EX_FMT(file->format), encoding.n ? ", " : "",
                           EX_FMT(encoding));
}

static void write_formats(struct view *v)
{
    struct ex_vec EX_AUTO(ex_vec_free) counts = EX_VEC(struct count);
    for (size_t i = 0; i < ex_graph_files(v->graph); i++) {
        const struct ex_file *file = ex_graph_file(v->graph, i);
        if (ex_file_is_useful(file))
            count_text(&counts, format_of(v, file));
    }
    v->formats = v->style.width >= WIDE && counts.n > 1;
    if (!counts.n)
        return;
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    for (size_t i = 0; i < counts.n; i++) {
        const struct count *c = EX_AT(&counts, struct count, i);
        ex_buf_printf(&text, "%s%.*s", i ? "; " : "", EX_FMT(c->text));
        if (counts.n > 1)
            ex_buf_printf(&text, " in %zu file%s", c->n, c->n == 1 ? "" : "s");
    }
    ex_buf_add_text(v->style.out, "format    ");
    ex_style_wrap(&v->style, ex_buf_str(&text), "", 10, 10);
    ex_buf_add_char(v->style.out, '\n');
}

/* By what the times are known, of most trust first. */
static void write_times(struct view *v)
{
    static const char *const clocks[] = {
        [EX_CLOCK_CONTENT] = "as the files say",
        [EX_CLOCK_NAME] = "by names of files",
        [EX_CLOCK_ARCHIVE] = "by the archive",
        [EX_CLOCK_FILE] = "by when the files were written",
    };
    size_t counts[EX_COUNT(clocks)] = {0};
    int64_t earliest = 0;
    int64_t latest = 0;
    for (size_t i = 0; i < ex_graph_files(v->graph); i++) {
        const struct ex_file *file = ex_graph_file(v->graph, i);
        if (file->clock == EX_CLOCK_NONE || !ex_file_is_useful(file))
            continue;
        counts[file->clock]++;
        earliest = !earliest || file->exported < earliest ? file->exported : earliest;
        latest = file->exported > latest ? file->exported : latest;
    }
    if (!earliest)
        return;
    v->dated = !ex_str_eq(day(v, earliest), day(v, latest));
    ex_buf_printf(v->style.out, "exported  %.*s", EX_FMT(days(v, earliest, latest)));
    for (size_t i = EX_CLOCK_CONTENT; i < EX_COUNT(clocks); i++)
        ex_buf_printf(v->style.out, "%s%s", counts[i] ? ", " : "", counts[i] ? clocks[i] : "");
    ex_buf_add_char(v->style.out, '\n');
}

/* "15.2.1544.4" */
static void add_build(struct ex_buf *text, const struct ex_value *version)
{
    for (uint32_t i = 0; i < version->n && version->u.items[i].tag == EX_INT; i++)
        ex_buf_printf(text, "%s%lld", i ? "." : "", (long long)version->u.items[i].u.i);
}

/* "2019 (15.2.1544.4)" */
static struct ex_str version_of(const struct view *v, const struct ex_node *server)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    const struct ex_value *product = &server->cells[EX_P_ExchangeServer_Product];
    const struct ex_value *version = &server->cells[EX_P_ExchangeServer_AdminDisplayVersion];
    if (version->tag != EX_STRUCT)
        return EX_STR("version not known");
    if (product->tag == EX_STRING)
        ex_buf_printf(&text, "%.*s (", EX_FMT(ex_value_str(product)));
    add_build(&text, version);
    ex_buf_add_text(&text, product->tag == EX_STRING ? ")" : "");
    return ex_arena_str(v->arena, ex_buf_str(&text));
}

/* The servers of one version, from the first of them on. */
static void add_version(const struct view *v, struct ex_buf *text, size_t first, uint8_t *told)
{
    struct ex_str version =
        version_of(v, ex_graph_node(v->graph, EX_KIND_ExchangeServer, first));
    size_t n = 0;
    for (size_t i = first; i < ex_graph_count(v->graph, EX_KIND_ExchangeServer); i++) {
        const struct ex_node *server = ex_graph_node(v->graph, EX_KIND_ExchangeServer, i);
        if (server->stub || told[i] || !ex_str_eq(version_of(v, server), version))
            continue;
        told[i] = 1;
        if (n++ < shown_of(v, SIZE_MAX))
            ex_buf_printf(text, "%s%.*s", n > 1 ? ", " : "", EX_FMT(server->identity));
    }
    if (n > shown_of(v, n))
        ex_buf_printf(text, " and %zu more", n - shown_of(v, n));
    ex_buf_printf(text, ": %.*s", EX_FMT(version));
}

/* The servers by version, each on a line. */
static void write_names(const struct view *v)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    size_t n = ex_graph_count(v->graph, EX_KIND_ExchangeServer);
    uint8_t *told = EX_NEW_ARRAY(v->arena, n + 1, uint8_t);
    const char *title = "servers   ";
    for (size_t i = 0; i < n; i++) {
        if (told[i] || ex_graph_node(v->graph, EX_KIND_ExchangeServer, i)->stub)
            continue;
        ex_buf_clear(&text);
        add_version(v, &text, i, told);
        ex_buf_add_text(v->style.out, title);
        ex_style_wrap(&v->style, ex_buf_str(&text), "", 10, 10);
        ex_buf_add_char(v->style.out, '\n');
        title = "          ";
    }
}

/* ---- what was found -------------------------------------------------------------- */

static bool is_there(const struct ex_cmdlet *cmdlet)
{
    return cmdlet && cmdlet->n_files;
}

static void measure(struct view *v)
{
    v->cmdlets = sizeof "FOUND" - 1;
    for (size_t i = 0; i < EX_N_KINDS; i++) {
        const struct ex_cmdlet *cmdlet = ex_graph_cmdlet(v->graph, (enum ex_kind_id)i);
        if (!is_there(cmdlet))
            continue;
        size_t n = ex_kind((enum ex_kind_id)i)->cmdlet.n;
        v->cmdlets = n > v->cmdlets ? n : v->cmdlets;
        v->by_server = v->by_server || cmdlet->n_missing ||
                       (cmdlet->n_servers && v->style.width >= WIDE);
    }
}

static void write_found_head(const struct view *v)
{
    heading(v, "FOUND");
    ex_buf_add_repeat(v->style.out, ' ', v->cmdlets - 5);
    ex_buf_printf(v->style.out, "  OBJECTS%s%s%s  FILE\n", v->by_server ? "  SERVERS" : "",
                  v->dated ? "  EXPORTED  " : "", v->formats ? "  FORMAT                  " : "");
}

/* What is wrong with an export; without coverage it is of another organization. */
static struct ex_str mark_of(const struct ex_cmdlet *cmdlet)
{
    switch (cmdlet->coverage) {
    case EX_MISSING:
        return EX_STR("set aside");
    case EX_PARTIAL:
        return EX_STR("partial");
    case EX_COMPLETE:
        break;
    }
    return EX_STR("");
}

/* The one file, or how many; where there is no room, that something is wrong matters more. */
static void write_file_names(const struct view *v, const struct ex_cmdlet *cmdlet, size_t column)
{
    size_t room = v->style.width > column + MIN_FILE ? v->style.width - column : MIN_FILE;
    struct ex_str mark = mark_of(cmdlet);
    bool named = room >= mark.n + 2 + MIN_FILE || !mark.n;
    ex_style_tint(&v->style, mark.n ? EX_TINT_YELLOW : EX_TINT_NONE);
    ex_buf_add(v->style.out, mark);
    ex_style_plain(&v->style);
    if (mark.n && named) {
        ex_buf_add_text(v->style.out, ": ");
        room -= mark.n + 2;
    }
    if (named && cmdlet->n_files == 1)
        cell(v, ex_graph_file(v->graph, cmdlet->files[0])->name, room, false);
    else if (named)
        ex_text_counted(v->style.out, cmdlet->n_files, "file");
    ex_buf_add_char(v->style.out, '\n');
}

static void write_format_cell(const struct view *v, const struct ex_cmdlet *cmdlet)
{
    struct ex_str format = format_of(v, ex_graph_file(v->graph, cmdlet->files[0]));
    for (size_t i = 1; i < cmdlet->n_files; i++) {
        if (!ex_str_eq(format, format_of(v, ex_graph_file(v->graph, cmdlet->files[i]))))
            format = EX_STR("several");
    }
    ex_buf_add_text(v->style.out, "  ");
    cell(v, format, FORMAT_COLUMNS, true);
}

static void write_found(const struct view *v, enum ex_kind_id kind)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    const struct ex_cmdlet *cmdlet = ex_graph_cmdlet(v->graph, kind);
    size_t column = v->cmdlets + 9;
    cell(v, ex_kind(kind)->cmdlet, v->cmdlets, true);
    ex_text_count(&text, cmdlet->objects);
    right(v, ex_buf_str(&text), 9);
    if (v->by_server) {
        ex_buf_clear(&text);
        if (cmdlet->n_missing)
            ex_buf_printf(&text, "%zu of %zu", cmdlet->n_servers,
                          cmdlet->n_servers + cmdlet->n_missing);
        else if (cmdlet->n_servers)
            ex_buf_printf(&text, "%zu", cmdlet->n_servers);
        right(v, ex_buf_str(&text), 9);
        column += 9;
    }
    if (v->dated) {
        ex_buf_add_text(v->style.out, "  ");
        cell(v, day(v, cmdlet->latest), 10, true);
        column += 12;
    }
    if (v->formats) {
        write_format_cell(v, cmdlet);
        column += 2 + FORMAT_COLUMNS;
    }
    ex_buf_add_text(v->style.out, "  ");
    write_file_names(v, cmdlet, column + 2);
}

static void write_all_found(const struct view *v)
{
    bool any = false;
    for (size_t i = 0; i < EX_N_KINDS; i++) {
        if (!is_there(ex_graph_cmdlet(v->graph, (enum ex_kind_id)i)))
            continue;
        if (!any)
            write_found_head(v);
        any = true;
        write_found(v, (enum ex_kind_id)i);
    }
}

/* ---- cmdlets by server ----------------------------------------------------------- */

static bool contains(const struct ex_node *const *nodes, size_t n, const struct ex_node *node)
{
    for (size_t i = 0; i < n; i++) {
        if (nodes[i] == node)
            return true;
    }
    return false;
}

/* Servers as columns when they fit, in the order of the list. */
static size_t columns_of(const struct view *v)
{
    size_t columns = v->cmdlets;
    for (size_t i = 0; i < ex_graph_count(v->graph, EX_KIND_ExchangeServer); i++) {
        const struct ex_node *server = ex_graph_node(v->graph, EX_KIND_ExchangeServer, i);
        columns += server->stub ? 0 : 2 + ex_text_columns(server->identity);
    }
    return columns;
}

static void write_matrix_head(const struct view *v)
{
    heading(v, "SERVERS");
    ex_buf_add_repeat(v->style.out, ' ', v->cmdlets - 7);
    for (size_t i = 0; i < ex_graph_count(v->graph, EX_KIND_ExchangeServer); i++) {
        const struct ex_node *server = ex_graph_node(v->graph, EX_KIND_ExchangeServer, i);
        if (server->stub)
            continue;
        ex_buf_add_text(v->style.out, "  ");
        ex_text_escape(v->style.out, server->identity);
    }
    ex_buf_add_char(v->style.out, '\n');
}

static void write_mark(const struct view *v, const struct ex_cmdlet *cmdlet,
                       const struct ex_node *server)
{
    size_t columns = ex_text_columns(server->identity);
    bool yes = contains(cmdlet->servers, cmdlet->n_servers, server);
    bool no = contains(cmdlet->missing, cmdlet->n_missing, server);
    ex_buf_add_text(v->style.out, "  ");
    ex_buf_add_repeat(v->style.out, ' ', columns / 2);
    if (no)
        ex_style_tint(&v->style, EX_TINT_YELLOW);
    ex_buf_add_text(v->style.out, yes  ? v->style.glyphs->yes
                                  : no ? "?"
                                       : v->style.glyphs->no);
    if (no)
        ex_style_plain(&v->style);
    ex_buf_add_repeat(v->style.out, ' ', columns - columns / 2 - 1);
}

static void write_row(const struct view *v, enum ex_kind_id kind)
{
    const struct ex_cmdlet *cmdlet = ex_graph_cmdlet(v->graph, kind);
    cell(v, ex_kind(kind)->cmdlet, v->cmdlets, true);
    for (size_t i = 0; i < ex_graph_count(v->graph, EX_KIND_ExchangeServer); i++) {
        const struct ex_node *server = ex_graph_node(v->graph, EX_KIND_ExchangeServer, i);
        if (!server->stub)
            write_mark(v, cmdlet, server);
    }
    while (v->style.out->n && v->style.out->p[v->style.out->n - 1] == ' ')
        v->style.out->n--;
    ex_buf_add_char(v->style.out, '\n');
}

static void write_lacking(const struct view *v, enum ex_kind_id kind)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    const struct ex_cmdlet *cmdlet = ex_graph_cmdlet(v->graph, kind);
    size_t shown = shown_of(v, cmdlet->n_missing);
    cell(v, ex_kind(kind)->cmdlet, v->cmdlets, true);
    ex_buf_add_text(&text, "not of ");
    for (size_t i = 0; i < shown; i++)
        ex_buf_printf(&text, "%s%.*s", i ? ", " : "", EX_FMT(cmdlet->missing[i]->identity));
    if (shown < cmdlet->n_missing)
        ex_buf_printf(&text, " and %zu more", cmdlet->n_missing - shown);
    ex_buf_add_text(v->style.out, "  ");
    ex_style_wrap(&v->style, ex_buf_str(&text), "", v->cmdlets + 2, v->cmdlets + 2);
    ex_buf_add_char(v->style.out, '\n');
}

/* Only where some server lacks something, and only the cmdlets that it lacks. */
static void write_servers(const struct view *v)
{
    bool any = false;
    bool fits = columns_of(v) <= v->style.width;
    for (size_t i = 0; i < EX_N_KINDS; i++) {
        const struct ex_cmdlet *cmdlet = ex_graph_cmdlet(v->graph, (enum ex_kind_id)i);
        if (!cmdlet || !cmdlet->n_missing)
            continue;
        if (!any && fits)
            write_matrix_head(v);
        else if (!any)
            heading(v, "SERVERS\n");
        any = true;
        if (fits)
            write_row(v, (enum ex_kind_id)i);
        else
            write_lacking(v, (enum ex_kind_id)i);
    }
}

/* ---- what is missing --------------------------------------------------------------- */

static void add_properties(struct ex_buf *text, const struct ex_gap *gap)
{
    for (size_t i = 0; i < gap->n_properties && i < MAX_RULES; i++)
        ex_buf_printf(text, "%s%.*s", i ? ", " : " ", EX_FMT(gap->properties[i]));
    if (gap->n_properties > MAX_RULES)
        ex_buf_printf(text, " and %zu more", gap->n_properties - MAX_RULES);
}

static void describe_gap(struct ex_buf *text, const struct ex_gap *gap)
{
    switch (gap->reason) {
    case EX_GAP_MISSING:
        ex_buf_add_text(text, "missing");
        break;
    case EX_GAP_PARTIAL:
        ex_buf_add_text(text, "partial");
        break;
    case EX_GAP_SERVERS:
        ex_buf_printf(text, "missing of %zu server%s", gap->n_servers,
                      gap->n_servers == 1 ? "" : "s");
        break;
    case EX_GAP_PROPERTIES:
        ex_buf_add_text(text, "without");
        add_properties(text, gap);
        break;
    }
}

static void add_rules(const struct view *v, struct ex_buf *text, const struct ex_gap *gap)
{
    size_t n = v->style.options->fold && gap->n_rules > MAX_RULES + 1 ? MAX_RULES : gap->n_rules;
    ex_buf_printf(text, "%zu rule%s up to %s: ", gap->n_rules, gap->n_rules == 1 ? "" : "s",
                  ex_severity_name(gap->severity));
    for (size_t i = 0; i < n; i++)
        ex_buf_printf(text, "%s%.*s", i ? ", " : "", EX_FMT(gap->rules[i]->id));
    if (n < gap->n_rules)
        ex_buf_printf(text, " and %zu more", gap->n_rules - n);
}

static void write_gap(const struct view *v, const struct ex_gap *gap)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    bool dns = ex_kind(gap->kind)->scope == EX_SCOPE_DNS;
    ex_buf_printf(&text, "%.*s ",
                  EX_FMT(dns ? EX_STR("answers of DNS") : ex_kind(gap->kind)->cmdlet));
    describe_gap(&text, gap);
    ex_buf_add_text(&text, "; ");
    add_rules(v, &text, gap);
    ex_style_tint(&v->style, ex_style_severity(gap->severity));
    ex_buf_add_text(v->style.out, v->style.glyphs->bullet);
    ex_style_plain(&v->style);
    ex_buf_add_char(v->style.out, ' ');
    ex_style_wrap(&v->style, ex_buf_str(&text), "", 4, 2);
    /* Never wrapped: it is to be copied. */
    ex_buf_add_text(v->style.out, "\n      ");
    ex_text_escape(v->style.out, gap->command);
    ex_buf_add_char(v->style.out, '\n');
}

static size_t write_missing(const struct view *v)
{
    size_t n;
    const struct ex_gap *gaps = ex_results_gaps(v->results, v->arena, &n);
    if (n)
        heading(v, "MISSING, most valuable first\n");
    for (size_t i = 0; i < n; i++)
        write_gap(v, &gaps[i]);
    return n;
}

/* ---- about the dump ------------------------------------------------------------------ */

/* Whether a finding says what another section shows anyway. */
static bool is_shown(const struct view *v, const struct ex_finding *f)
{
    if (f->node && f->node->kind == EX_KIND_Cmdlet)
        return true;
    return f->node && f->node->kind == EX_KIND_ExportFile && f->node->file != UINT32_MAX &&
           ex_graph_file(v->graph, f->node->file)->state != EX_FILE_READ;
}

static bool is_about_dump(const struct ex_finding *f)
{
    return f->rule->n_reads &&
           ex_kind_is_about_dump((enum ex_kind_id)ex_missing_unpack(f->rule->reads[0]).kind);
}

static void write_finding(const struct view *v, const struct ex_finding *f)
{
    ex_style_tint(&v->style, ex_style_severity(f->severity));
    ex_buf_add_text(v->style.out, ex_style_level(f->severity));
    ex_style_plain(&v->style);
    struct ex_str text =
        ex_arena_printf(v->arena, "[%.*s] %s: %.*s", EX_FMT(f->rule->id),
                        ex_severity_name(f->severity), EX_FMT(f->message));
    size_t column = ex_text_columns(ex_str(ex_style_level(f->severity)));
    ex_style_wrap(&v->style, text, "", 4, column);
    ex_buf_add_char(v->style.out, '\n');
}

static void write_findings(const struct view *v)
{
    size_t n = 0;
    for (size_t i = 0; i < v->results->n_findings; i++) {
        const struct ex_finding *f = &v->results->findings[i];
        if (!is_about_dump(f) || is_shown(v, f))
            continue;
        if (n == 0)
            heading(v, "ABOUT THE DUMP\n");
        if (n++ < shown_of(v, SIZE_MAX))
            write_finding(v, f);
    }
    left_out(v, n - shown_of(v, n));
}

/* ---- what was not used ----------------------------------------------------------------- */

struct unused {
    struct ex_str name;
    struct ex_str why;
    enum ex_file_state state;
};

/* Files, and what listing the dump passed over. */
static void gather_unused(const struct view *v, struct ex_vec *all)
{
    const struct ex_diags *diags = &v->report->messages;
    struct ex_map *EX_AUTO(ex_map_auto) files = ex_map_new(false);
    for (size_t i = 0; i < ex_graph_files(v->graph); i++) {
        struct ex_file *file = ex_graph_file(v->graph, i);
        ex_map_put(files, file->name, file);
        if (file->state != EX_FILE_READ)
            *EX_PUSH(all, struct unused) = (struct unused){file->name, file->why, file->state};
    }
    for (size_t i = 0; i < diags->items.n; i++) {
        const struct ex_diag *d = EX_AT(&diags->items, struct ex_diag, i);
        if (d->file.n && !ex_map_get(files, d->file))
            *EX_PUSH(all, struct unused) = (struct unused){d->file, d->message, EX_FILE_OTHER};
    }
}

static int by_state(const void *pa, const void *pb)
{
    static const int order[] = {
        [EX_FILE_READ] = 4, [EX_FILE_TRUNCATED] = 0, [EX_FILE_UNREADABLE] = 1,
        [EX_FILE_OTHER] = 3, [EX_FILE_SET_ASIDE] = 2,
    };
    const struct unused *a = pa;
    const struct unused *b = pb;
    int difference = order[a->state] - order[b->state];
    return difference ? difference : ex_str_cmp(a->name, b->name);
}

static void write_unused(const struct view *v)
{
    struct ex_vec EX_AUTO(ex_vec_free) all = EX_VEC(struct unused);
    gather_unused(v, &all);
    if (!all.n)
        return;
    qsort(all.items, all.n, sizeof(struct unused), by_state);
    heading(v, "NOT USED, OR NOT ALL OF IT\n");
    size_t shown = shown_of(v, all.n);
    for (size_t i = 0; i < shown; i++) {
        const struct unused *u = EX_AT(&all, struct unused, i);
        bool damaged = u->state == EX_FILE_TRUNCATED || u->state == EX_FILE_UNREADABLE;
        struct ex_str text = ex_arena_printf(v->arena, "%.*s: %.*s", EX_FMT(u->name),
                                             EX_FMT(u->why));
        ex_style_tint(&v->style, damaged ? EX_TINT_YELLOW : EX_TINT_NONE);
        ex_buf_add_text(v->style.out, v->style.glyphs->bullet);
        ex_style_plain(&v->style);
        ex_buf_add_char(v->style.out, ' ');
        ex_style_wrap(&v->style, text, "", 4, 2);
        ex_buf_add_char(v->style.out, '\n');
    }
    left_out(v, all.n - shown);
}

static void write_end(const struct view *v, size_t gaps)
{
    struct ex_report_coverage c = ex_coverage_of(v->report);
    ex_buf_printf(v->style.out, "\n%zu of %zu rules can be assessed", c.assessed, c.rules);
    if (c.partly)
        ex_buf_printf(v->style.out, ", %zu of them not for every object", c.partly);
    ex_buf_add_text(v->style.out, gaps ? "\n" : "; nothing is missing\n");
    if (v->report->dns_not_asked)
        ex_buf_printf(v->style.out, "%zu more are about DNS: exlint check DUMP --dns\n",
                      v->report->dns_not_asked);
}

void ex_inventory_text(const struct ex_results *results, const struct ex_report *report,
                       const struct ex_write_options *options, struct ex_buf *out)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct view v = {.style = ex_style_of(options, out), .results = results,
                     .report = report, .graph = results->graph, .arena = arena};
    ex_text_scope(&v.style, report);
    write_names(&v);
    write_times(&v);
    write_formats(&v);
    measure(&v);
    write_all_found(&v);
    write_servers(&v);
    size_t gaps = write_missing(&v);
    write_findings(&v);
    write_unused(&v);
    write_end(&v, gaps);
}
