/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Printing the records that the JSON importer makes.
 */
#include "json_print.h"

static void print_value(struct json_read *r, const struct ex_raw *raw);

static void print_chain(struct json_read *r, const struct ex_raw *raw)
{
    for (; raw; raw = raw->next) {
        if (raw->name.p)
            ex_buf_printf(&r->records, "%.*s=", EX_FMT(raw->name));
        print_value(r, raw);
        if (raw->next)
            ex_buf_add_text(&r->records, "; ");
    }
}

static void expect_there(struct json_read *r, uint64_t off, struct ex_str text)
{
    struct ex_str stream = ex_buf_str(&r->stream);

    r->places++;
    r->wrong_places += !ex_str_starts(ex_str_slice(stream, (size_t)off, stream.n), text);
}

static void print_text(struct json_read *r, const struct ex_raw *raw)
{
    if (raw->primitive == EX_RAW_OTHER) {
        ex_buf_add_char(&r->records, '*');
        return;
    }
    if (raw->primitive != EX_RAW_STRING) {
        ex_buf_add(&r->records, raw->text);
        expect_there(r, raw->off, raw->text);
        expect_there(r, raw->start, raw->text);
        return;
    }
    ex_buf_add_char(&r->records, '"');
    ex_buf_add(&r->records, raw->text);
    ex_buf_add_char(&r->records, '"');
    expect_there(r, raw->start, EX_STR("\""));
    /* Where there is an escape, the text looks different. */
    if (raw->off != raw->start + 1)
        r->wrong_places++;
    if (ex_str_find(ex_buf_str(&r->stream), '\\') == SIZE_MAX)
        expect_there(r, raw->off, raw->text);
}

static void print_value(struct json_read *r, const struct ex_raw *raw)
{
    struct ex_buf *out = &r->records;

    if (raw->kind == EX_RAW_NULL) {
        ex_buf_add_text(out, "null");
        expect_there(r, raw->off, EX_STR("null"));
    } else if (raw->kind == EX_RAW_LOST) {
        ex_buf_add_text(out, "lost");
    } else if (raw->kind == EX_RAW_TEXT) {
        print_text(r, raw);
    } else {
        ex_buf_add_char(out, raw->is_list ? '[' : '{');
        print_chain(r, raw->is_list ? raw->items : raw->members);
        ex_buf_add_char(out, raw->is_list ? ']' : '}');
        expect_there(r, raw->start, raw->is_list ? EX_STR("[") : EX_STR("{"));
    }
}

static void take_record(void *ctx, struct ex_str name, const struct ex_raw *record)
{
    struct json_read *r = ctx;

    if (r->quiet)
        return;
    if (name.p)
        ex_buf_printf(&r->records, "%.*s: ", EX_FMT(name));
    print_value(r, record);
    expect_there(r, record->end - 1, EX_STR("}"));
    ex_buf_add_char(&r->records, '\n');
}

static void take_none(void *ctx, struct ex_str name)
{
    struct json_read *r = ctx;

    ex_buf_printf(&r->records, "%.*s: none\n", EX_FMT(name));
}

static int kind_of(void *ctx, struct ex_str name EX_UNUSED, const struct ex_raw *object)
{
    struct json_read *r = ctx;

    r->asked++;
    return ex_raw_member(object, EX_STR("Kind")) ? 1 : -1;
}

static bool is_skipped(void *ctx, int kind EX_UNUSED, struct ex_str member)
{
    struct json_read *r = ctx;

    return r->skipped && ex_str_eq(member, ex_str(r->skipped));
}

static bool is_cmdlet(void *ctx EX_UNUSED, struct ex_str name)
{
    return ex_str_starts(name, EX_STR("Get-"));
}

void json_read(struct json_read *r, struct ex_source *source)
{
    static const struct ex_json_sink sink = {take_record, take_none, kind_of, is_skipped,
                                             is_cmdlet};
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    struct ex_str piece;
    size_t i;

    ex_diags_init(&diags);
    while (ex_source_read(source, &piece))
        ex_buf_add(&r->stream, piece);
    if (!ex_source_rewind(source))
        EX_BUG("cannot rewind");
    r->result = ex_json_read(source, &diags, &sink, r);
    for (i = 0; i < diags.items.n; i++) {
        const struct ex_diag *diag = EX_AT(&diags.items, struct ex_diag, i);

        ex_buf_printf(&r->messages, "%llu:%llu %.*s\n", (unsigned long long)diag->at.line,
                      (unsigned long long)diag->at.column, EX_FMT(diag->message));
    }
    ex_buf_add_text(&r->records, "");
    ex_buf_add_text(&r->messages, "");
}

void json_read_bytes(struct json_read *r, const void *bytes, size_t n)
{
    struct ex_source *EX_AUTO(ex_source_auto) source =
        ex_source_from_bytes(ex_str_n(bytes, n), EX_STR("test.json"));

    json_read(r, source);
}

void json_read_text(struct json_read *r, const char *text)
{
    json_read_bytes(r, text, strlen(text));
}

void json_read_free(struct json_read *r)
{
    ex_buf_free(&r->records);
    ex_buf_free(&r->messages);
    ex_buf_free(&r->stream);
}
