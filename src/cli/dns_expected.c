/* SPDX-License-Identifier: MIT */
/**
 * @file
 * `exlint dns --expected`: the records to publish as tables, as lines for a
 * zone file, or as JSON.
 */
#include "cli/dns_expected.h"

#include "formats/report/jsonout.h"
#include "formats/report/text.h"

enum { GAP = 2 };

/* ---- tables ------------------------------------------------------------------------------ */

enum column { NAME, TYPE, DATA, REASON, STATE, COLUMNS };

static struct ex_str cell(const struct ex_dns_expected *record, enum column column)
{
    switch (column) {
    case NAME:
        return record->name;
    case TYPE:
        return ex_dns_type_name((enum ex_dns_type)record->type);
    case DATA:
        return record->data;
    case REASON:
        return record->reason;
    default:
        return ex_dns_expected_state_name(record->state);
    }
}

static const char *const headings[COLUMNS] = {"Name", "Type", "Data", "For", "DNS says"};

static size_t width_of(const struct ex_vec *records, enum ex_dns_view view, enum column column)
{
    size_t widest = ex_text_columns(ex_str(headings[column]));
    for (size_t i = 0; i < records->n; i++) {
        const struct ex_dns_expected *record = EX_AT(records, struct ex_dns_expected, i);
        size_t n = record->view == view ? ex_text_columns(cell(record, column)) : 0;
        if (n > widest)
            widest = n;
    }
    return widest;
}

static void add_cell(struct ex_buf *out, struct ex_str text, size_t width)
{
    ex_text_escape(out, text);
    size_t n = ex_text_columns(text);
    ex_buf_add_repeat(out, ' ', (n < width ? width - n : 0) + GAP);
}

static void trim_line(struct ex_buf *out)
{
    while (out->n && out->p[out->n - 1] == ' ')
        out->p[--out->n] = '\0';
    ex_buf_add_char(out, '\n');
}

static void add_row(struct ex_buf *out, const struct ex_dns_expected *record,
                    const size_t widths[COLUMNS])
{
    for (int c = 0; c < COLUMNS; c++)
        add_cell(out, cell(record, (enum column)c), widths[c]);
    if (record->state == EX_DNS_DIFFERENT) {
        ex_buf_add_text(out, "found: ");
        ex_text_escape(out, record->found);
    }
    trim_line(out);
}

static void add_table(struct ex_buf *out, const struct ex_vec *records, enum ex_dns_view view)
{
    size_t widths[COLUMNS];
    size_t total = 0;
    for (int c = 0; c < COLUMNS; c++) {
        widths[c] = width_of(records, view, (enum column)c);
        total += widths[c] + GAP;
    }
    ex_buf_add_text(out, view == EX_DNS_PUBLIC ? "Public DNS\n" : "\nPrivate DNS\n");
    for (int c = 0; c < COLUMNS; c++)
        add_cell(out, ex_str(headings[c]), widths[c]);
    trim_line(out);
    ex_buf_add_repeat(out, '-', total - GAP);
    ex_buf_add_char(out, '\n');
    for (size_t i = 0; i < records->n; i++) {
        const struct ex_dns_expected *record = EX_AT(records, struct ex_dns_expected, i);
        if (record->view == view)
            add_row(out, record, widths);
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
            ex_buf_add_char(out, part.p[i]);
        }
        ex_buf_add_char(out, '"');
    }
}

static void add_line(struct ex_buf *out, const struct ex_dns_expected *record)
{
    bool target = record->type == EX_DNS_MX || record->type == EX_DNS_CNAME;
    /* What is to be filled in is a comment until it is. */
    ex_buf_printf(out, "%s%.*s. IN %.*s ", record->placeholder ? "; " : "", EX_FMT(record->name),
                  EX_FMT(cell(record, TYPE)));
    if (record->type == EX_DNS_TXT)
        add_strings(out, record->data);
    else
        ex_buf_add(out, record->data);
    ex_buf_add_text(out, target && !record->placeholder ? ".\n" : "\n");
}

static void add_zone(struct ex_buf *out, const struct ex_vec *records)
{
    for (unsigned v = 0; v < EX_N_DNS_VIEWS; v++) {
        ex_buf_printf(out, "; %s DNS\n", v == EX_DNS_PUBLIC ? "public" : "private");
        for (size_t i = 0; i < records->n; i++) {
            const struct ex_dns_expected *record = EX_AT(records, struct ex_dns_expected, i);
            if (record->view == v && record->state != EX_DNS_PRESENT)
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
        ex_json_str(&json, "type", cell(record, TYPE));
        ex_json_str(&json, "data", record->data);
        ex_json_bool(&json, "placeholder", record->placeholder);
        ex_json_str(&json, "for", record->reason);
        ex_json_opt(&json, "state", cell(record, STATE));
        ex_json_opt(&json, "found", record->found);
        ex_json_end(&json);
    }
    ex_json_end(&json);
    ex_json_end(&json);
    ex_buf_add_char(out, '\n');
}

bool ex_cli_dns_expected(struct ex_str format, const struct ex_vec *records, struct ex_buf *out)
{
    if (ex_str_eq(format, EX_STR("json"))) {
        add_json(out, records);
    } else if (ex_str_eq(format, EX_STR("zone"))) {
        add_zone(out, records);
    } else if (ex_str_eq(format, EX_STR("text"))) {
        add_table(out, records, EX_DNS_PUBLIC);
        add_table(out, records, EX_DNS_INTERNAL);
        ex_buf_add_text(out, "\nFor a zone file, with what is not there yet:\n\n");
        add_zone(out, records);
    } else {
        ex_cli_error("it is text, zone or json", "unknown format '%.*s'", EX_FMT(format));
        return false;
    }
    return true;
}
