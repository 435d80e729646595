/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Recordings. The data of a record stands in them as zone files write it
 * ("10 mail.contoso.com"), TXT as plain text.
 */
#include "dns/recording.h"

#include "base/limits.h"
#include "base/utf8.h"

#include <jansson.h>
#include <stdlib.h>

#define MAX_BYTES ((size_t)1 << 30)
enum { MAX_MESSAGES = 20 };

/* ---- writing ---- */

static void add_text(struct ex_buf *out, struct ex_str text)
{
    ex_buf_add_char(out, '"');
    for (size_t i = 0; i < text.n;) {
        struct ex_str rest = ex_str_slice(text, i, text.n);
        uint32_t rune;

        i += ex_utf8_decode(rest, &rune);
        if (rune == '"' || rune == '\\')
            ex_buf_printf(out, "\\%c", (char)rune);
        else if (rune >= 0x10000 && ex_rune_is_unsafe(rune))
            ex_buf_printf(out, "\\u%04x\\u%04x", 0xD7C0u + (unsigned)(rune >> 10),
                          0xDC00u + (unsigned)(rune & 0x3FF));
        else if (rune < ' ' || ex_rune_is_unsafe(rune))
            ex_buf_printf(out, "\\u%04x", (unsigned)rune);
        else
            ex_buf_add_rune(out, rune);
    }
    ex_buf_add_char(out, '"');
}

static void add_member(struct ex_buf *out, const char *name, struct ex_str text)
{
    ex_buf_printf(out, "\"%s\": ", name);
    add_text(out, text);
}

/* The data as zone files write it. */
static struct ex_str data_text(const struct ex_dns_record *record, struct ex_arena *arena)
{
    struct ex_str data = record->data;

    if (record->type == EX_DNS_MX)
        return ex_arena_printf(arena, "%u %.*s", record->preference, EX_FMT(data));
    if (record->type == EX_DNS_SRV || record->type == EX_DNS_TLSA)
        return ex_arena_printf(arena, "%u %u %u %.*s", record->preference, record->weight,
                               record->port, EX_FMT(data));
    return data;
}

static void add_record(struct ex_buf *out, const struct ex_dns_record *record,
                       struct ex_arena *arena)
{
    ex_buf_add_char(out, '{');
    add_member(out, "name", record->owner);
    ex_buf_add_text(out, ", ");
    add_member(out, "type", ex_dns_type_name((enum ex_dns_type)record->type));
    ex_buf_printf(out, ", \"ttl\": %u, ", (unsigned)record->ttl);
    /* A text may be too long for the line of printf, so it does not go through it. */
    add_member(out, "data", data_text(record, arena));
    ex_buf_add_char(out, '}');
}

static void add_answer(struct ex_buf *out, const struct ex_dns_answer *answer,
                       struct ex_arena *arena)
{
    ex_buf_add_char(out, '{');
    add_member(out, "view", ex_dns_view_name((enum ex_dns_view)answer->question.view));
    ex_buf_add_text(out, ", ");
    add_member(out, "name", answer->question.name);
    ex_buf_add_text(out, ", ");
    add_member(out, "type", ex_dns_type_name((enum ex_dns_type)answer->question.type));
    ex_buf_add_text(out, ", ");
    add_member(out, "status", ex_dns_status_name(answer->status));
    ex_buf_printf(out, ", \"rcode\": %u, \"authenticated\": %s, ", (unsigned)answer->rcode,
                  answer->authenticated ? "true" : "false");
    add_member(out, "server", answer->server);
    ex_buf_add_text(out, ", \"records\": [");
    for (size_t i = 0; i < answer->n_records; i++) {
        ex_buf_add_text(out, i ? ", " : "");
        add_record(out, &answer->records[i], arena);
    }
    ex_buf_add_text(out, "]}");
}

void ex_dns_write(const struct ex_dns_answers *answers, struct ex_str exlint_version,
                  struct ex_buf *out)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    const char *separator = "";

    ex_buf_printf(out, "{\n  \"exlintDns\": %d,\n  ", EX_DNS_RECORDING_VERSION);
    add_member(out, "exlint", exlint_version);
    ex_buf_add_text(out, ",\n  ");
    add_member(out, "time", answers->time);
    ex_buf_add_text(out, ",\n  ");
    add_member(out, "plan", answers->plan);
    ex_buf_add_text(out, ",\n  \"views\": {");
    for (size_t v = 0; v < EX_N_DNS_VIEWS; v++) {
        if (!answers->asked[v])
            continue;
        ex_buf_add_text(out, separator);
        add_member(out, ex_dns_view_name((enum ex_dns_view)v).p, answers->resolvers[v]);
        separator = ", ";
    }
    ex_buf_add_text(out, "},\n  \"answers\": [");
    for (size_t i = 0; i < answers->items.n; i++) {
        ex_buf_add_text(out, i ? ",\n    " : "\n    ");
        add_answer(out, EX_AT(&answers->items, struct ex_dns_answer, i), arena);
        ex_arena_reset(arena);
    }
    ex_buf_add_text(out, answers->items.n ? "\n  ]\n}\n" : "]\n}\n");
}

/* ---- reading ---- */

struct loading {
    struct ex_source *source;
    struct ex_dns_answers *answers;
    struct ex_diags *diags;
    struct ex_str text;     /* the whole recording */
    size_t at;              /* where the next answer is looked for in it */
    size_t wrong;           /* answers that were left out */
};

static struct ex_diag *complain(struct loading *l, enum ex_diag_level level, uint64_t off,
                                const char *what)
{
    struct ex_str line = {NULL, 0};
    struct ex_place place = {0, 0};

    if (off != UINT64_MAX)
        place = ex_source_place(l->source, off, l->diags->arena, &line);
    struct ex_diag *diag = ex_diag(l->diags, level, ex_source_name(l->source), place, "%s", what);
    diag->line_text = line;
    diag->marked = line.n ? 1 : 0;
    return diag;
}

static struct ex_str text_of(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);

    return json_is_string(value) ? ex_str_n(json_string_value(value), json_string_length(value))
                                 : (struct ex_str){NULL, 0};
}

static bool number_of(const json_t *object, const char *name, json_int_t most, json_int_t *out)
{
    const json_t *value = json_object_get(object, name);

    *out = json_is_integer(value) ? json_integer_value(value) : -1;
    return *out >= 0 && *out <= most;
}

/* The number at the front of `rest`, which it is taken off with the blank. */
static bool take_number(struct ex_str *rest, uint16_t *out)
{
    struct ex_str piece;
    uint64_t number = 0;

    if (!ex_str_split(rest, ' ', &piece) || !ex_str_to_uint(piece, &number) || number > 0xFFFF)
        return false;
    *out = (uint16_t)number;
    return true;
}

static bool read_data(struct loading *l, struct ex_str text, struct ex_dns_record *record)
{
    bool good = true;

    if (record->type == EX_DNS_MX)
        good = take_number(&text, &record->preference);
    if (record->type == EX_DNS_SRV || record->type == EX_DNS_TLSA)
        good = take_number(&text, &record->preference) && take_number(&text, &record->weight) &&
               take_number(&text, &record->port);
    record->data = ex_arena_str(l->answers->arena, text);
    return good;
}

static bool read_record(struct loading *l, const json_t *object, struct ex_dns_record *record)
{
    struct ex_str data = text_of(object, "data");
    json_int_t ttl = 0;

    record->type = (uint16_t)ex_dns_type_named(text_of(object, "type"));
    record->owner = ex_arena_str(l->answers->arena, text_of(object, "name"));
    if (!record->type || !data.p || !number_of(object, "ttl", 0x7FFFFFFF, &ttl))
        return false;
    record->ttl = (uint32_t)ttl;
    return read_data(l, data, record);
}

static bool read_question(struct loading *l, const json_t *object,
                          struct ex_dns_question *question)
{
    struct ex_str view = text_of(object, "view");

    question->name = ex_arena_str(l->answers->arena, text_of(object, "name"));
    question->type = (uint16_t)ex_dns_type_named(text_of(object, "type"));
    for (size_t v = 0; v < EX_N_DNS_VIEWS; v++) {
        if (!ex_str_eq(view, ex_dns_view_name((enum ex_dns_view)v)))
            continue;
        question->view = (uint8_t)v;
        return question->type && question->name.n && l->answers->asked[v];
    }
    return false;
}

static bool read_answer(struct loading *l, const json_t *object, struct ex_dns_answer *answer)
{
    const json_t *records = json_object_get(object, "records");
    json_int_t rcode = 0;

    answer->status = ex_dns_status_named(text_of(object, "status"));
    answer->authenticated = json_is_true(json_object_get(object, "authenticated"));
    answer->server = ex_arena_str(l->answers->arena, text_of(object, "server"));
    answer->n_records = json_array_size(records);
    if (!read_question(l, object, &answer->question) || answer->status == EX_N_DNS_STATUSES ||
        !number_of(object, "rcode", 0xFFFF, &rcode) ||
        answer->n_records > EX_MAX_DNS_RECORDS + EX_MAX_DNS_CNAMES)
        return false;
    answer->rcode = (uint16_t)rcode;
    answer->records =
        EX_NEW_ARRAY(l->answers->arena, answer->n_records, struct ex_dns_record);
    for (size_t i = 0; i < answer->n_records; i++) {
        if (!read_record(l, json_array_get(records, i), &answer->records[i]))
            return false;
    }
    return true;
}

/*
 * Where the next item of the list of answers stands, which jansson does not
 * tell. The text is known to be JSON.
 */
static size_t next_item(struct loading *l)
{
    size_t depth = 0;
    size_t start = l->at;

    for (bool quoted = false; l->at < l->text.n; l->at++) {
        char c = l->text.p[l->at];

        if (quoted) {
            l->at += c == '\\';
            quoted = c != '"';
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            if (depth++ == 0)
                start = l->at;
        } else if ((c == '}' || c == ']') && depth-- <= 1) {
            l->at++;
            break;
        }
    }
    return start;
}

/* The list that the member "answers" of the outermost object holds. */
static void find_answers(struct loading *l)
{
    size_t at = ex_str_find_str(l->text, EX_STR("\"answers\""));
    struct ex_str rest = ex_str_slice(l->text, at, l->text.n);
    size_t open = ex_str_find(rest, '[');

    l->at = at == SIZE_MAX || open == SIZE_MAX ? l->text.n : at + open + 1;
}

static void read_answers(struct loading *l, const json_t *list)
{
    for (size_t i = 0; i < json_array_size(list) && i < EX_MAX_DNS_QUESTIONS; i++) {
        struct ex_dns_answer answer = {.off = next_item(l)};

        if (read_answer(l, json_array_get(list, i), &answer)) {
            *EX_PUSH(&l->answers->items, struct ex_dns_answer) = answer;
            continue;
        }
        if (l->wrong++ < MAX_MESSAGES)
            (void)complain(l, EX_WARNING, answer.off,
                           "this is no answer of a recording, and is left out");
    }
}

static void read_views(struct loading *l, const json_t *views)
{
    for (size_t v = 0; v < EX_N_DNS_VIEWS; v++) {
        struct ex_str resolvers =
            text_of(views, ex_dns_view_name((enum ex_dns_view)v).p);

        l->answers->asked[v] = resolvers.p != NULL;
        l->answers->resolvers[v] = ex_arena_str(l->answers->arena, resolvers);
    }
}

static bool read_root(struct loading *l, const json_t *root)
{
    const json_t *version = json_object_get(root, "exlintDns");

    if (!json_is_integer(version)) {
        ex_diag_hint(l->diags, complain(l, EX_ERROR, UINT64_MAX, "the file is no DNS recording"),
                     "make one with: exlint dns DUMP -o dns.json");
        return false;
    }
    if (json_integer_value(version) != EX_DNS_RECORDING_VERSION) {
        ex_diag_hint(l->diags,
                     complain(l, EX_ERROR, UINT64_MAX,
                              "the recording was made by another version of exlint"),
                     "record again with: exlint dns DUMP -o dns.json");
        return false;
    }
    l->answers->time = ex_arena_str(l->answers->arena, text_of(root, "time"));
    l->answers->plan = ex_arena_str(l->answers->arena, text_of(root, "plan"));
    read_views(l, json_object_get(root, "views"));
    find_answers(l);
    read_answers(l, json_object_get(root, "answers"));
    ex_dns_sort(l->answers);
    return true;
}

static void collect_text(struct ex_source *source, struct ex_buf *text)
{
    struct ex_str piece;

    while (text->n < MAX_BYTES && ex_source_read(source, &piece))
        ex_buf_add(text, piece);
}

bool ex_dns_load(struct ex_source *source, struct ex_dns_answers *answers,
                 struct ex_diags *diags)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    struct loading l = {.source = source, .answers = answers, .diags = diags};
    json_error_t error;
    bool good = false;

    collect_text(source, &text);
    l.text = ex_buf_str(&text);
    json_t *root = json_loadb(l.text.p ? l.text.p : "", l.text.n, JSON_REJECT_DUPLICATES, &error);
    if (root) {
        good = read_root(&l, root);
    } else {
        const char *why = ex_arena_printf(diags->arena, "the recording is not JSON: %s",
                                          error.text).p;
        ex_diag_hint(diags, complain(&l, EX_ERROR, error.position > 0 ? (uint64_t)error.position
                                                                      : UINT64_MAX, why),
                     "record again with: exlint dns DUMP -o dns.json");
    }
    json_decref(root);
    return good;
}
