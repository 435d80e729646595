/* SPDX-License-Identifier: MIT */
/**
 * @file
 * `exlint dns --expected`: the records to publish as tables, as lines for a
 * zone file, or as JSON.
 */
#include "cli/dns_expected.h"

#include "formats/report/jsonout.h"
#include "formats/report/text.h"

enum { GAP = 2, NARROW = 30, NARROWEST = 16 };

/* ---- tables ------------------------------------------------------------------------------ */

enum column { NAME, TYPE, DATA, REASON, STATE, COLUMNS };

static const char *const headings[COLUMNS] = {"Name", "Type", "Data", "For", "DNS says"};

/* One table: the records of one view. */
struct table {
    const struct ex_vec *records;
    enum ex_dns_view view;
    struct ex_arena *arena;
    size_t widths[COLUMNS]; /* 0: left out */
};

/* What a cell shows, escaped. */
static struct ex_str cell(const struct table *table, const struct ex_dns_expected *record,
                          enum column column)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    struct ex_str state = ex_dns_expected_state_name(record->state);
    switch (column) {
    case NAME:
        ex_text_escape(&text, record->name);
        break;
    case TYPE:
        ex_buf_add(&text, ex_dns_type_name((enum ex_dns_type)record->type));
        break;
    case DATA:
        ex_text_escape(&text, record->data);
        break;
    case REASON:
        ex_text_escape(&text, record->reason);
        break;
    default:
        ex_buf_add(&text, state);
        if (record->state == EX_DNS_DIFFERENT) {
            ex_buf_add_text(&text, ": ");
            ex_text_escape(&text, record->found);
        }
    }
    return ex_arena_str(table->arena, ex_buf_str(&text));
}

static size_t natural_width(const struct table *table, enum column column)
{
    size_t widest = 0;
    for (size_t i = 0; i < table->records->n; i++) {
        const struct ex_dns_expected *record = EX_AT(table->records, struct ex_dns_expected, i);
        size_t n = record->view == table->view ? ex_text_columns(cell(table, record, column)) : 0;
        widest = n > widest ? n : widest;
    }
    size_t heading = ex_text_columns(ex_str(headings[column]));
    /* A column without any text, that is without answers, is none. */
    return widest && widest < heading ? heading : widest;
}

static size_t total_width(const struct table *table)
{
    size_t total = 0;
    for (int c = 0; c < COLUMNS; c++)
        total += table->widths[c] ? table->widths[c] + GAP : 0;
    return total > GAP ? total - GAP : 0;
}

/* Take columns from the widest until the table fits, or none is wider than `least`. */
static void narrow(struct table *table, size_t width, enum column from, size_t least)
{
    while (width && total_width(table) > width) {
        int widest = (int)from;
        for (int c = (int)from; c < COLUMNS; c++) {
            if (table->widths[c] > table->widths[widest])
                widest = c;
        }
        if (table->widths[widest] <= least)
            return;
        table->widths[widest]--;
    }
}

/* Sentences may be broken before names are. */
static void fit(struct table *table, size_t width)
{
    narrow(table, width, DATA, NARROW);
    narrow(table, width, NAME, NARROWEST);
}

/* Bytes of a cell that go on this line: up to a space, or behind a dot, where there is one. */
static size_t line_of(struct ex_str text, size_t columns)
{
    size_t n = ex_text_head(text, columns);
    size_t end = n;
    if (n == text.n)
        return n;
    while (end > 0 && text.p[end] != ' ')
        end--;
    for (size_t i = n; end == 0 && i > 0; i--)
        end = text.p[i - 1] == '.' ? i : 0;
    return end > 0 ? end : n > 0 ? n : text.n;
}

static void trim_line(struct ex_buf *out)
{
    while (out->n && out->p[out->n - 1] == ' ')
        out->p[--out->n] = '\0';
    ex_buf_add_char(out, '\n');
}

static void add_line_of_row(struct ex_buf *out, const struct table *table,
                            struct ex_str cells[COLUMNS])
{
    for (int c = 0; c < COLUMNS; c++) {
        if (!table->widths[c])
            continue;
        size_t n = line_of(cells[c], table->widths[c]);
        struct ex_str part = ex_str_slice(cells[c], 0, n);
        size_t columns = ex_text_columns(part);
        ex_buf_add(out, part);
        ex_buf_add_repeat(out, ' ', (columns < table->widths[c] ? table->widths[c] - columns : 0) +
                                        GAP);
        cells[c] = ex_str_slice(cells[c], n, cells[c].n);
        if (cells[c].n && cells[c].p[0] == ' ')
            cells[c] = ex_str_slice(cells[c], 1, cells[c].n);
    }
    trim_line(out);
}

static void add_row(struct ex_buf *out, const struct table *table, struct ex_str cells[COLUMNS])
{
    size_t left = 1;
    while (left) {
        add_line_of_row(out, table, cells);
        left = 0;
        for (int c = 0; c < COLUMNS; c++)
            left += table->widths[c] ? cells[c].n : 0;
    }
}

static void add_table(struct ex_buf *out, const struct ex_vec *records, enum ex_dns_view view,
                      size_t width)
{
    struct ex_arena *arena EX_AUTO(ex_arena_auto) = ex_arena_new();
    struct table table = {.records = records, .view = view, .arena = arena};
    struct ex_str cells[COLUMNS];
    for (int c = 0; c < COLUMNS; c++)
        table.widths[c] = natural_width(&table, (enum column)c);
    fit(&table, width);
    ex_buf_add_text(out, view == EX_DNS_PUBLIC ? "Public DNS\n" : "\nPrivate DNS\n");
    if (!total_width(&table)) {
        ex_buf_add_text(out, "nothing that follows from this dump\n");
        return;
    }
    for (int c = 0; c < COLUMNS; c++)
        cells[c] = ex_str(headings[c]);
    add_row(out, &table, cells);
    ex_buf_add_repeat(out, '-', total_width(&table));
    ex_buf_add_char(out, '\n');
    for (size_t i = 0; i < records->n; i++) {
        const struct ex_dns_expected *record = EX_AT(records, struct ex_dns_expected, i);
        for (int c = 0; record->view == view && c < COLUMNS; c++)
            cells[c] = cell(&table, record, (enum column)c);
        if (record->view == view)
            add_row(out, &table, cells);
    }
}

/* ---- zone file ----------------------------------------------------------------------------- */

/* Strings of TXT hold 255 bytes at most; quotes and backslashes are escaped. */
static void add_strings(struct ex_buf *out, struct ex_str text)
{
    for (size_t at = 0; at == 0 || at < text.n; at += 255) {
        struct ex_str part = ex_str_slice(text, at, at + 255);
        ex_buf_add_text(out, at ? " \"" : "\"");
        for (size_t i = 0; i < part.n; i++) {
            if (part.p[i] == '"' || part.p[i] == '\\')
                ex_buf_add_char(out, '\\');
            if (part.p[i] < 0x20 || part.p[i] > 0x7E)
                ex_buf_printf(out, "\\%03u", (unsigned char)part.p[i]);
            else
                ex_buf_add_char(out, part.p[i]);
        }
        ex_buf_add_char(out, '"');
    }
}

/* Text that cannot end its line, whatever is in the dump. */
static void add_safe(struct ex_buf *out, struct ex_str text)
{
    for (size_t i = 0; i < text.n; i++)
        ex_buf_add_char(out, text.p[i] >= 0x20 && text.p[i] < 0x7F ? text.p[i] : '?');
}

static bool has_target(const struct ex_dns_expected *record)
{
    return record->type == EX_DNS_MX || record->type == EX_DNS_CNAME ||
           record->type == EX_DNS_SRV || record->type == EX_DNS_PTR;
}

static void add_line(struct ex_buf *out, const struct ex_dns_expected *record)
{
    /* What is to be filled in, or to be chosen, is a comment until it is. */
    ex_buf_add_text(out, record->placeholder || record->alternative ? "; " : "");
    add_safe(out, record->name);
    ex_buf_printf(out, ". IN %.*s ",
                  EX_FMT(ex_dns_type_name((enum ex_dns_type)record->type)));
    if (record->type == EX_DNS_TXT)
        add_strings(out, record->data);
    else
        add_safe(out, record->data);
    ex_buf_add_text(out, has_target(record) ? "." : "");
    ex_buf_add_text(out, record->alternative ? " ; instead of the CNAME above\n" : "\n");
}

static void add_zone(struct ex_buf *out, const struct ex_vec *records)
{
    for (unsigned v = 0; v < EX_N_DNS_VIEWS; v++) {
        struct ex_str domain = {NULL, 0};
        ex_buf_printf(out, "%s; %s DNS\n", v ? "\n" : "",
                      v == EX_DNS_PUBLIC ? "public" : "private");
        for (size_t i = 0; i < records->n; i++) {
            const struct ex_dns_expected *record = EX_AT(records, struct ex_dns_expected, i);
            if (record->view != v || record->state == EX_DNS_PRESENT ||
                record->state == EX_DNS_NOT_NEEDED)
                continue;
            if (!domain.p || !ex_str_eq(domain, record->domain)) {
                ex_buf_add_text(out, "; ");
                add_safe(out, record->domain);
                ex_buf_add_char(out, '\n');
            }
            domain = record->domain;
            add_line(out, record);
        }
    }
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static void add_json(struct ex_buf *out, const struct ex_vec *records)
{
    struct ex_json json = {.out = out, .indent = 2};
    ex_json_object(&json, NULL);
    ex_json_array(&json, "records");
    for (size_t i = 0; i < records->n; i++) {
        const struct ex_dns_expected *record = EX_AT(records, struct ex_dns_expected, i);
        ex_json_object(&json, NULL);
        ex_json_str(&json, "view", ex_dns_view_name((enum ex_dns_view)record->view));
        ex_json_str(&json, "name", record->name);
        ex_json_str(&json, "type", ex_dns_type_name((enum ex_dns_type)record->type));
        ex_json_str(&json, "data", record->data);
        ex_json_bool(&json, "placeholder", record->placeholder);
        ex_json_bool(&json, "alternative", record->alternative);
        ex_json_str(&json, "domain", record->domain);
        ex_json_str(&json, "for", record->reason);
        ex_json_opt(&json, "state", ex_dns_expected_state_name(record->state));
        ex_json_opt(&json, "found", record->found);
        ex_json_end(&json);
    }
    ex_json_end(&json);
    ex_json_end(&json);
    ex_buf_add_char(out, '\n');
}

bool ex_cli_dns_expected(struct ex_str format, const struct ex_vec *records, size_t width,
                         struct ex_buf *out)
{
    if (ex_str_eq(format, EX_STR("json"))) {
        add_json(out, records);
    } else if (ex_str_eq(format, EX_STR("zone"))) {
        add_zone(out, records);
    } else if (ex_str_eq(format, EX_STR("text"))) {
        add_table(out, records, EX_DNS_PUBLIC, width);
        add_table(out, records, EX_DNS_INTERNAL, width);
        ex_buf_add_text(out, "\nFor a zone file, with what is not there yet:\n\n");
        add_zone(out, records);
    } else {
        ex_cli_error("it is text, zone or json", "unknown format '%.*s'", EX_FMT(format));
        return false;
    }
    return true;
}
