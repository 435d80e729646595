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

enum { MAX_MESSAGES = 20 };

/* ---- writing ---- */

/* Bytes at the front that stand for themselves: nearly all there are. */
static size_t plain_length(struct ex_str text)
{
    size_t n = 0;

    while (n < text.n && text.p[n] >= ' ' && text.p[n] <= '~' && text.p[n] != '"' &&
           text.p[n] != '\\')
        n++;
    return n;
}

static void add_escaped(struct ex_buf *out, struct ex_str text)
{
    for (size_t i = 0; i < text.n;) {
        struct ex_str rest = ex_str_slice(text, i, text.n);
        size_t plain = plain_length(rest);

        if (plain) {
            ex_buf_add(out, ex_str_slice(rest, 0, plain));
            i += plain;
            continue;
        }
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
}

static void add_text(struct ex_buf *out, struct ex_str text)
{
    ex_buf_add_char(out, '"');
    add_escaped(out, text);
    ex_buf_add_char(out, '"');
}

static void add_member(struct ex_buf *out, const char *name, struct ex_str text)
{
    ex_buf_printf(out, "\"%s\": ", name);
    add_text(out, text);
}

static bool is_name(uint16_t type)
{
    return type == EX_DNS_CNAME || type == EX_DNS_NS || type == EX_DNS_PTR || type == EX_DNS_MX ||
           type == EX_DNS_SRV || type == EX_DNS_SOA;
}

/* The data as zone files write it; the root is a dot. */
static void add_data(struct ex_buf *out, const struct ex_dns_record *record)
{
    struct ex_str data = record->data;

    if (is_name(record->type) && !data.n)
        data = EX_STR(".");
    ex_buf_add_text(out, "\"data\": \"");
    if (record->type == EX_DNS_MX)
        ex_buf_printf(out, "%u ", record->preference);
    if (record->type == EX_DNS_SRV || record->type == EX_DNS_TLSA)
        ex_buf_printf(out, "%u %u %u ", record->preference, record->weight, record->port);
    add_escaped(out, data);
    ex_buf_add_char(out, '"');
}

static void add_record(struct ex_buf *out, const struct ex_dns_record *record)
{
    ex_buf_add_char(out, '{');
    add_member(out, "name", record->owner);
    ex_buf_add_text(out, ", ");
    add_member(out, "type", ex_dns_type_name((enum ex_dns_type)record->type));
    ex_buf_printf(out, ", \"ttl\": %u, ", (unsigned)record->ttl);
    add_data(out, record);
    ex_buf_add_char(out, '}');
}

static void add_answer(struct ex_buf *out, const struct ex_dns_answer *answer)
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
        add_record(out, &answer->records[i]);
    }
    ex_buf_add_text(out, "]}");
}

void ex_dns_write(const struct ex_dns_answers *answers, struct ex_str exlint_version,
                  struct ex_buf *out)
{
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
        add_answer(out, EX_AT(&answers->items, struct ex_dns_answer, i));
    }
    ex_buf_add_text(out, answers->items.n ? "\n  ]\n}\n" : "]\n}\n");
}

/* ---- reading ---- */

struct loading {
    struct ex_source *source;
    struct ex_dns_answers *answers;
    struct ex_diags *diags;
    struct ex_str text;     /* the whole recording */
    size_t at;              /* where reading stands */
    size_t list;            /* where the list of answers stands; 0: there is none */
    const char *why;        /* what is wrong with the JSON, as its reader says; may be NULL */
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
    if (is_name(record->type) && ex_str_eq(text, EX_STR(".")))
        text = EX_STR("");
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

/* The status has to fit the records: rules take an empty list for "there is none". */
static bool is_consistent(const struct ex_dns_answer *answer)
{
    bool found = false;

    for (size_t i = 0; i < answer->n_records && !found; i++)
        found = answer->records[i].type == answer->question.type;
    return !ex_dns_is_final(answer->status) || found == (answer->status == EX_DNS_ANSWERED);
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
    return is_consistent(answer);
}

/* ---- JSON, one piece at a time: a recording may be far larger than its answers in memory ---- */

/* Behind white space; NUL at the end. */
static char next_char(struct loading *l)
{
    while (l->at < l->text.n && ex_is_space(l->text.p[l->at]))
        l->at++;
    return l->at < l->text.n ? l->text.p[l->at] : '\0';
}

static bool take_char(struct loading *l, char c)
{
    bool found = next_char(l) == c;

    l->at += found;
    return found;
}

/* The next value; NULL after a message. */
static json_t *take_value(struct loading *l)
{
    enum { FLAGS = JSON_DECODE_ANY | JSON_DISABLE_EOF_CHECK | JSON_REJECT_DUPLICATES |
                   JSON_ALLOW_NUL };
    json_error_t error;
    bool more = next_char(l) != '\0';
    json_t *value = more ? json_loadb(l->text.p + l->at, l->text.n - l->at, FLAGS, &error) : NULL;

    if (value) {
        l->at += (size_t)error.position;
        return value;
    }
    l->why = more ? ex_arena_str(l->diags->arena, ex_str(error.text)).p : NULL;
    return NULL;
}

/* Pass over the list of answers, which is read when the version is known. */
static bool skip_list(struct loading *l)
{
    size_t depth = 0;
    bool quoted = false;

    for (; l->at < l->text.n; l->at++) {
        char c = l->text.p[l->at];

        if (quoted) {
            l->at += c == '\\';
            quoted = c != '"';
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if ((c == '}' || c == ']') && --depth == 0) {
            l->at++;
            return true;
        }
    }
    return false;
}

/* One member of the outermost object, the answers aside. */
static bool read_member(struct loading *l, json_t *root)
{
    json_t *key = next_char(l) == '"' ? take_value(l) : NULL;
    bool good = key && take_char(l, ':');
    struct ex_str name =
        good ? ex_str_n(json_string_value(key), json_string_length(key)) : EX_STR("");

    if (good && ex_str_eq(name, EX_STR("answers"))) {
        good = next_char(l) == '[' && !l->list;
        l->list = l->at;
        good = good && skip_list(l);
    } else if (good) {
        json_t *value = take_value(l);
        good = value && !json_object_get(root, json_string_value(key)) &&
               json_object_set(root, json_string_value(key), value) == 0;
        json_decref(value);
    }
    json_decref(key);
    return good;
}

/* The outermost object; false when the text is no JSON, with `at` where it is not. */
static bool read_outline(struct loading *l, json_t *root)
{
    bool good = take_char(l, '{');

    while (good && next_char(l) != '}') {
        good = read_member(l, root);
        if (good && !take_char(l, ','))
            break;
    }
    return good && take_char(l, '}') && next_char(l) == '\0' && l->at == l->text.n;
}

static void take_answer(struct loading *l, const json_t *item, size_t off)
{
    struct ex_dns_answer answer = {.off = off};

    if (read_answer(l, item, &answer))
        *EX_PUSH(&l->answers->items, struct ex_dns_answer) = answer;
    else if (l->wrong++ < MAX_MESSAGES)
        (void)complain(l, EX_WARNING, answer.off,
                       "this is no answer of a recording, and is left out");
}

static bool read_answers(struct loading *l)
{
    bool more;

    l->at = l->list;
    if (!l->list || !take_char(l, '['))
        return true;
    if (take_char(l, ']'))
        return true;
    do {
        (void)next_char(l);
        size_t off = l->at;
        json_t *item = take_value(l);

        if (!item)
            return false;
        if (l->answers->items.n < EX_MAX_DNS_QUESTIONS)
            take_answer(l, item, off);
        json_decref(item);
        more = take_char(l, ',');
    } while (more);
    return take_char(l, ']');
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

static bool not_json(struct loading *l)
{
    struct ex_str why = ex_arena_printf(l->diags->arena, "the recording is not JSON%s%s",
                                        l->why ? ": " : "", l->why ? l->why : "");

    ex_diag_hint(l->diags, complain(l, EX_ERROR, l->at, why.p),
                 "record again with: exlint dns DUMP -o dns.json");
    return false;
}

static bool no_recording(struct loading *l)
{
    ex_diag_hint(l->diags, complain(l, EX_ERROR, UINT64_MAX, "the file is no DNS recording"),
                 "make one with: exlint dns DUMP -o dns.json");
    return false;
}

static bool read_root(struct loading *l, const json_t *root)
{
    const json_t *version = json_object_get(root, "exlintDns");

    if (!json_is_integer(version))
        return no_recording(l);
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
    if (!read_answers(l))
        return not_json(l);
    ex_dns_sort(l->answers);
    return true;
}

static bool collect_text(struct loading *l, struct ex_buf *text)
{
    struct ex_str piece;

    while (text->n <= EX_MAX_DNS_RECORDING && ex_source_read(l->source, &piece))
        ex_buf_add(text, piece);
    l->text = ex_buf_str(text);
    if (text->n <= EX_MAX_DNS_RECORDING)
        return true;
    struct ex_str what = ex_arena_printf(l->diags->arena, "the recording is larger than %u MiB",
                                         EX_MAX_DNS_RECORDING >> 20);
    (void)complain(l, EX_ERROR, UINT64_MAX, what.p);
    return false;
}

bool ex_dns_load(struct ex_source *source, struct ex_dns_answers *answers,
                 struct ex_diags *diags)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    struct loading l = {.source = source, .answers = answers, .diags = diags};
    json_t *root = json_object();
    bool good = collect_text(&l, &text);

    if (good && next_char(&l) != '{')
        good = no_recording(&l);
    else if (good)
        good = read_outline(&l, root) ? read_root(&l, root) : not_json(&l);
    json_decref(root);
    return good;
}
