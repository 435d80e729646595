/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Printing the records that the CLIXML importer makes.
 */
#include "clixml_print.h"

static void print_value(struct clixml_read *r, const struct ex_raw *raw, unsigned depth);

static void print_chain(struct clixml_read *r, const struct ex_raw *raw, bool members,
                        unsigned depth)
{
    struct ex_buf *out = &r->records;

    ex_buf_add_char(out, members ? '{' : '[');
    for (; raw; raw = raw->next) {
        if (raw->name.p)
            ex_buf_printf(out, "%.*s%s=", EX_FMT(raw->name), raw->note ? "!" : "");
        print_value(r, raw, depth + 1);
        if (raw->next)
            ex_buf_add_text(out, "; ");
    }
    ex_buf_add_char(out, members ? '}' : ']');
}

/* Plain text stands in the file as it is. */
static void check_place(struct clixml_read *r, uint64_t off, struct ex_str text)
{
    struct ex_str stream = ex_buf_str(&r->stream);
    struct ex_str there;
    struct ex_str behind;

    if (memchr(text.p ? text.p : "", '\n', text.n) || ex_str_find(text, '<') != SIZE_MAX ||
        ex_str_find(text, '&') != SIZE_MAX || text.n == 0)
        return;
    r->places++;
    there = ex_str_slice(stream, (size_t)off, (size_t)off + text.n);
    behind = ex_str_slice(stream, (size_t)off, (size_t)off + 7);
    /* Escapes are longer than what they stand for, facts of a blob are at its beginning. */
    if (!ex_str_eq(there, text) && ex_str_find(there, '_') == SIZE_MAX &&
        !ex_str_eq(behind, EX_STR("AAEAAAD")))
        r->wrong_places++;
}

static void check_element(struct clixml_read *r, const struct ex_raw *raw)
{
    struct ex_str stream = ex_buf_str(&r->stream);

    r->places++;
    if (raw->start >= stream.n || stream.p[raw->start] != '<')
        r->wrong_places++;
    if (raw->end && (raw->end > stream.n || stream.p[raw->end - 1] != '>'))
        r->wrong_places++;
}

static void print_object(struct clixml_read *r, const struct ex_raw *raw, unsigned depth)
{
    struct ex_buf *out = &r->records;
    size_t i;

    ex_buf_add_char(out, '(');
    for (i = 0; i < raw->n_types; i++)
        ex_buf_printf(out, "%s%.*s", i ? "<" : "", EX_FMT(raw->types[i]));
    if (raw->has_text)
        ex_buf_printf(out, " =\"%.*s\"", EX_FMT(raw->text));
    if (raw->to_string.p)
        ex_buf_printf(out, " $\"%.*s\"", EX_FMT(raw->to_string));
    if (raw->is_list) {
        ex_buf_add_char(out, ' ');
        print_chain(r, raw->items, false, depth);
    }
    if (raw->members) {
        ex_buf_add_char(out, ' ');
        print_chain(r, raw->members, true, depth);
    }
    ex_buf_add_char(out, ')');
    if (raw->to_string.p || raw->has_text)
        check_place(r, raw->off, raw->to_string.p ? raw->to_string : raw->text);
}

static void print_value(struct clixml_read *r, const struct ex_raw *raw, unsigned depth)
{
    static const char *const primitives[] = {"string",   "boolean",  "integer", "float",
                                             "datetime", "timespan", "guid",    "uri",
                                             "version",  "base64",   "other"};

    if (depth > 20) {
        ex_buf_add_text(&r->records, "...");
        return;
    }
    check_element(r, raw);
    if (raw->kind == EX_RAW_NULL) {
        ex_buf_add_text(&r->records, "null");
    } else if (raw->kind == EX_RAW_LOST) {
        ex_buf_add_text(&r->records, "lost");
    } else if (raw->kind == EX_RAW_REF) {
        ex_buf_add_char(&r->records, '&');
        print_value(r, raw->ref, depth + 1);
    } else if (raw->kind == EX_RAW_TEXT) {
        ex_buf_printf(&r->records, "%s\"%.*s\"", primitives[raw->primitive], EX_FMT(raw->text));
        check_place(r, raw->off, raw->text);
    } else {
        print_object(r, raw, depth);
    }
}

static void take_record(void *ctx, const struct ex_raw *record)
{
    struct clixml_read *r = ctx;

    print_value(r, record, 0);
    ex_buf_add_char(&r->records, '\n');
}

static int kind_of(void *ctx, const struct ex_raw *object)
{
    struct clixml_read *r = ctx;

    return r->kinds && object->n_types && ex_str_ends(object->types[0], EX_STR("Kind")) ? 1 : -1;
}

static bool is_skipped(void *ctx, int kind, struct ex_str member)
{
    struct clixml_read *r = ctx;

    return kind == 1 && r->skipped && ex_str_eq(member, ex_str(r->skipped));
}

static bool is_wanted(void *ctx, const struct ex_raw *object, struct ex_str member)
{
    struct clixml_read *r = ctx;

    return object && r->wanted && ex_str_eq(member, ex_str(r->wanted));
}

static void start_again(void *ctx)
{
    struct clixml_read *r = ctx;

    ex_buf_clear(&r->records);
    r->restarts++;
}

void clixml_read(struct clixml_read *r, struct ex_source *source)
{
    static const struct ex_clixml_sink sink = {take_record, kind_of, is_skipped, is_wanted,
                                               start_again};
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    struct ex_str piece;
    size_t i;

    ex_diags_init(&diags);
    while (ex_source_read(source, &piece))
        ex_buf_add(&r->stream, piece);
    if (!ex_source_rewind(source))
        EX_BUG("cannot rewind");
    r->result = ex_clixml_read(source, &diags, &sink, r);
    for (i = 0; i < diags.items.n; i++) {
        const struct ex_diag *diag = EX_AT(&diags.items, struct ex_diag, i);

        ex_buf_printf(&r->messages, "%d %llu:%llu %.*s\n", (int)diag->level,
                      (unsigned long long)diag->at.line, (unsigned long long)diag->at.column,
                      EX_FMT(diag->message));
    }
    ex_buf_add_text(&r->records, "");
    ex_buf_add_text(&r->messages, "");
}

void clixml_read_bytes(struct clixml_read *r, const void *bytes, size_t n)
{
    struct ex_source *EX_AUTO(ex_source_auto) source =
        ex_source_from_bytes(ex_str_n(bytes, n), EX_STR("test.xml"));

    clixml_read(r, source);
}

void clixml_read_text(struct clixml_read *r, const char *text)
{
    clixml_read_bytes(r, text, strlen(text));
}

void clixml_read_free(struct clixml_read *r)
{
    ex_buf_free(&r->records);
    ex_buf_free(&r->messages);
    ex_buf_free(&r->stream);
}
