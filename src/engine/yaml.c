/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The tree is built from libyaml's events with a stack of open nodes, so that
 * nothing recurses and every refusal has its place. libyaml counts characters;
 * a table turns them into bytes.
 */
#include "engine/yaml.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <yaml.h>

/* A node that is not complete yet. */
struct frame {
    struct ex_yaml *node;
    struct ex_yaml *last;      /* child */
    const struct ex_yaml *key; /* of the next child; NULL: a key comes next */
};

struct reader {
    struct ex_arena *arena;
    struct ex_diags *diags;
    struct ex_yaml_document *document;
    const uint32_t *offsets; /* of each character; NULL: all are single bytes */
    size_t n_characters;
    struct frame stack[EX_MAX_YAML_DEPTH];
    size_t depth;
    struct ex_yaml *root;
};

/* ---- places ---- */

static struct ex_diag *mark_bytes(struct ex_diags *diags, const struct ex_yaml_document *document,
                                  size_t from, size_t to, const char *fmt, va_list args)
    EX_PRINTF(5, 0);

static struct ex_diag *mark_bytes(struct ex_diags *diags, const struct ex_yaml_document *document,
                                  size_t from, size_t to, const char *fmt, va_list args)
{
    struct ex_str line;
    struct ex_place at = ex_place_of(document->text, from, &line);
    struct ex_str message;
    size_t marked;

    EX_AUTO(ex_buf_free) struct ex_buf text = EX_BUF_INIT;
    ex_buf_vprintf(&text, fmt, args);
    message = ex_buf_str(&text);
    struct ex_diag *diag = ex_diag(diags, EX_ERROR, document->file, at, "%.*s", EX_FMT(message));
    /* A mark stays on its line. */
    marked = ex_utf8_count(ex_str_slice(document->text, from, to));
    size_t columns = ex_utf8_count(line);
    size_t rest = columns + 1 > at.column ? columns + 1 - (size_t)at.column : 0;
    diag->marked = marked < rest ? marked : rest;
    if (diag->marked == 0)
        diag->marked = 1;
    diag->line_text = ex_arena_str(diags->arena, line);
    return diag;
}

static struct ex_diag *reader_error(struct reader *r, size_t from, size_t to, const char *fmt, ...)
    EX_PRINTF(4, 5);

static struct ex_diag *reader_error(struct reader *r, size_t from, size_t to, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    struct ex_diag *diag = mark_bytes(r->diags, r->document, from, to, fmt, args);
    va_end(args);
    return diag;
}

struct ex_diag *ex_yaml_error(struct ex_diags *diags, const struct ex_yaml *node, const char *fmt,
                              ...)
{
    va_list args;

    va_start(args, fmt);
    struct ex_diag *diag = mark_bytes(diags, node->document, node->start, node->end, fmt, args);
    va_end(args);
    return diag;
}

struct ex_place ex_yaml_place(const struct ex_yaml *node)
{
    return ex_place_of(node->document->text, node->start, NULL);
}

struct ex_diag *ex_yaml_error_at(struct ex_diags *diags, const struct ex_yaml *scalar, size_t at,
                                 size_t n, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    struct ex_diag *diag = mark_bytes(diags, scalar->document, ex_yaml_offset(scalar, at),
                                      ex_yaml_offset(scalar, at + n), fmt, args);
    va_end(args);
    return diag;
}

/* The bytes that an escape of a double-quoted scalar takes. */
static size_t escape_length(struct ex_str raw, size_t at)
{
    char c = at + 1 < raw.n ? raw.p[at + 1] : '\0';

    if (c == 'x')
        return 4;
    if (c == 'u')
        return 6;
    return c == 'U' ? 10 : 2;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Behind the header of a block scalar, and the opening quote of a quoted one. */
static size_t content_start(const struct ex_yaml *scalar, struct ex_str raw)
{
    if (scalar->style == EX_YAML_PLAIN)
        return 0;
    if (scalar->style != EX_YAML_BLOCK)
        return 1;
    size_t end = ex_str_find(raw, '\n');
    return end == SIZE_MAX ? raw.n : end + 1;
}

/*
 * Folding and indentation only ever change white space, so content and file
 * have the same other characters in the same order, but for escapes.
 */
size_t ex_yaml_offset(const struct ex_yaml *scalar, size_t at)
{
    struct ex_str raw = ex_str_slice(scalar->document->text, scalar->start, scalar->end);
    struct ex_str text = scalar->text;
    size_t j = content_start(scalar, raw);
    size_t i = 0;

    while (j < raw.n) {
        bool escape = scalar->style == EX_YAML_DOUBLE && raw.p[j] == '\\';

        if (escape && j + 1 < raw.n && (raw.p[j + 1] == '\n' || raw.p[j + 1] == '\r')) {
            j += 2; /* the line goes on */
            continue;
        }
        if (!escape && is_blank(raw.p[j]) && (i >= text.n || !is_blank(text.p[i]))) {
            if (i >= text.n && i >= at)
                break;
            j++;
            continue;
        }
        if (i >= at || i >= text.n)
            break;
        if (escape) {
            uint32_t rune;
            size_t used = ex_utf8_decode(ex_str_slice(text, i, text.n), &rune);

            if (at < i + used)
                break;
            i += used;
            j += escape_length(raw, j);
        } else if (is_blank(text.p[i])) {
            i++;
            j += is_blank(raw.p[j]);
        } else {
            j += scalar->style == EX_YAML_SINGLE && raw.p[j] == '\'' ? 2 : 1;
            i++;
        }
    }
    return scalar->start + (j < raw.n ? j : raw.n);
}

/* ---- tree ---- */

static size_t byte_of(const struct reader *r, size_t character)
{
    if (character >= r->n_characters)
        return r->document->text.n;
    return r->offsets ? r->offsets[character] : character;
}

static bool count_characters(struct reader *r)
{
    struct ex_str text = r->document->text;
    size_t bad = ex_utf8_span(text);

    if (bad < text.n) {
        reader_error(r, bad, bad + 1, "the file is not UTF-8");
        return false;
    }
    r->n_characters = ex_utf8_count(text);
    if (r->n_characters == text.n)
        return true;
    uint32_t *offsets = EX_NEW_ARRAY(r->arena, r->n_characters, uint32_t);
    size_t count = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (((unsigned char)text.p[i] & 0xC0) != 0x80)
            offsets[count++] = (uint32_t)i;
    }
    r->offsets = offsets;
    return true;
}

static struct ex_yaml *new_node(struct reader *r, const yaml_event_t *event, enum ex_yaml_kind kind)
{
    struct ex_yaml *node = EX_NEW(r->arena, struct ex_yaml);

    node->kind = kind;
    node->document = r->document;
    node->start = byte_of(r, event->start_mark.index);
    node->end = byte_of(r, event->end_mark.index);
    return node;
}

static bool add_key(struct reader *r, struct frame *frame, const struct ex_yaml *node)
{
    if (node->kind != EX_YAML_SCALAR) {
        reader_error(r, node->start, node->start + 1, "a key must be a word");
        return false;
    }
    if (frame->node->n >= EX_MAX_YAML_KEYS) {
        reader_error(r, node->start, node->end, "more than %u keys in one map", EX_MAX_YAML_KEYS);
        return false;
    }
    if (ex_yaml_get(frame->node, node->text)) {
        reader_error(r, node->start, node->end, "duplicate key '%.*s'", EX_FMT(node->text));
        return false;
    }
    frame->key = node;
    return true;
}

/* Hang a node into the tree. */
static bool add_node(struct reader *r, struct ex_yaml *node)
{
    struct frame *frame = r->depth ? &r->stack[r->depth - 1] : NULL;

    if (!frame) {
        r->root = node;
        return true;
    }
    if (frame->node->kind == EX_YAML_MAP && !frame->key)
        return add_key(r, frame, node);
    node->key = frame->key;
    frame->key = NULL;
    if (frame->last)
        frame->last->next = node;
    else
        frame->node->first = node;
    frame->last = node;
    frame->node->n++;
    return true;
}

static bool open_node(struct reader *r, const yaml_event_t *event, enum ex_yaml_kind kind)
{
    struct ex_yaml *node = new_node(r, event, kind);

    if (r->depth == EX_MAX_YAML_DEPTH) {
        reader_error(r, node->start, node->end, "nested more than %u deep", EX_MAX_YAML_DEPTH);
        return false;
    }
    if (!add_node(r, node))
        return false;
    r->stack[r->depth++] = (struct frame){.node = node};
    return true;
}

static bool close_node(struct reader *r, const yaml_event_t *event)
{
    struct ex_yaml *node = r->stack[--r->depth].node;

    node->end = byte_of(r, event->end_mark.index);
    return true;
}

static bool add_scalar(struct reader *r, const yaml_event_t *event)
{
    static const enum ex_yaml_style styles[] = {
        [YAML_PLAIN_SCALAR_STYLE] = EX_YAML_PLAIN,
        [YAML_SINGLE_QUOTED_SCALAR_STYLE] = EX_YAML_SINGLE,
        [YAML_DOUBLE_QUOTED_SCALAR_STYLE] = EX_YAML_DOUBLE,
        [YAML_LITERAL_SCALAR_STYLE] = EX_YAML_BLOCK,
        [YAML_FOLDED_SCALAR_STYLE] = EX_YAML_BLOCK,
    };
    struct ex_yaml *node = new_node(r, event, EX_YAML_SCALAR);

    node->style = styles[event->data.scalar.style];
    node->text = ex_arena_str(r->arena, ex_str_n((const char *)event->data.scalar.value,
                                                 event->data.scalar.length));
    return add_node(r, node);
}

static bool refuse(struct reader *r, const yaml_event_t *event, const char *what)
{
    reader_error(r, byte_of(r, event->start_mark.index), byte_of(r, event->end_mark.index),
                 "%s not allowed here", what);
    return false;
}

/* Properties that are not part of our YAML. */
static bool has_property(const yaml_char_t *anchor, const yaml_char_t *tag)
{
    return anchor || tag;
}

static bool take_event(struct reader *r, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_ALIAS_EVENT:
        return refuse(r, event, "aliases are");
    case YAML_SCALAR_EVENT:
        if (has_property(event->data.scalar.anchor, event->data.scalar.tag))
            return refuse(r, event, "anchors and tags are");
        return add_scalar(r, event);
    case YAML_SEQUENCE_START_EVENT:
        if (has_property(event->data.sequence_start.anchor, event->data.sequence_start.tag))
            return refuse(r, event, "anchors and tags are");
        return open_node(r, event, EX_YAML_SEQUENCE);
    case YAML_MAPPING_START_EVENT:
        if (has_property(event->data.mapping_start.anchor, event->data.mapping_start.tag))
            return refuse(r, event, "anchors and tags are");
        return open_node(r, event, EX_YAML_MAP);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return close_node(r, event);
    case YAML_DOCUMENT_START_EVENT:
        return !r->root || refuse(r, event, "a second document is");
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        break;
    }
    return true;
}

static void parser_error(struct reader *r, const yaml_parser_t *parser)
{
    size_t at = byte_of(r, parser->problem_mark.index);

    /* The reader's problems carry an offset instead of a mark. */
    if (parser->error == YAML_READER_ERROR)
        at = parser->problem_offset;
    reader_error(r, at, at + 1, "%s", parser->problem ? parser->problem : "not YAML");
}

static bool read_events(struct reader *r, yaml_parser_t *parser)
{
    bool going = true;
    bool done = false;

    while (going && !done) {
        yaml_event_t event;

        if (!yaml_parser_parse(parser, &event)) {
            parser_error(r, parser);
            return false;
        }
        done = event.type == YAML_STREAM_END_EVENT;
        going = take_event(r, &event);
        yaml_event_delete(&event);
    }
    return going;
}

static bool parse(struct reader *r)
{
    yaml_parser_t parser;
    bool ok;

    if (!yaml_parser_initialize(&parser)) {
        reader_error(r, 0, 0, "out of memory");
        return false;
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)r->document->text.p,
                                 r->document->text.n);
    ok = read_events(r, &parser);
    yaml_parser_delete(&parser);
    return ok;
}

/* Everything but what to do with nothing. */
static bool read_document(struct reader *r, struct ex_str file, struct ex_str text, size_t max)
{
    r->document = EX_NEW(r->arena, struct ex_yaml_document);
    if (ex_str_starts(text, EX_STR("\xEF\xBB\xBF")))
        text = ex_str_slice(text, 3, text.n);
    r->document->file = ex_arena_str(r->arena, file);
    r->document->text = ex_arena_str(r->arena, text);
    if (text.n > max) {
        reader_error(r, 0, 0, "the file is longer than %zu bytes", max);
        return false;
    }
    return count_characters(r) && parse(r);
}

const struct ex_yaml *ex_yaml_read(struct ex_arena *arena, struct ex_str file, struct ex_str text,
                                   struct ex_diags *diags)
{
    struct reader r = {.arena = arena, .diags = diags};

    if (!read_document(&r, file, text, EX_MAX_RULE_FILE_BYTES))
        return NULL;
    if (!r.root)
        reader_error(&r, 0, 0, "the file is empty");
    return r.root;
}

const struct ex_yaml *ex_yaml_read_up_to(struct ex_arena *arena, struct ex_str file,
                                         struct ex_str text, size_t max, struct ex_diags *diags)
{
    struct reader r = {.arena = arena, .diags = diags};

    if (!read_document(&r, file, text, max))
        return NULL;
    if (!r.root) {
        r.root = EX_NEW(arena, struct ex_yaml);
        r.root->kind = EX_YAML_MAP;
        r.root->document = r.document;
    }
    return r.root;
}

const struct ex_yaml *ex_yaml_get(const struct ex_yaml *map, struct ex_str key)
{
    if (map->kind != EX_YAML_MAP)
        return NULL;
    for (const struct ex_yaml *v = map->first; v; v = v->next) {
        if (ex_str_eq(v->key->text, key))
            return v;
    }
    return NULL;
}
