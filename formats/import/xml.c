/* SPDX-License-Identifier: MIT */
/**
 * @file
 * XML events by the SAX2 push parser of libxml2.
 *
 * Two things need care. Offsets: the parser drops what it has used from its
 * buffer and counts it in `consumed`, so the offset of a byte in the buffer
 * is `consumed` plus its distance from `base`. A start tag is reported before
 * its '>' is used up; as a '<' cannot stand inside a tag, the tag starts at
 * the nearest '<' before. Limits: those of libxml2 would refuse long texts,
 * so they are switched off and replaced by our own, on the bytes that the
 * parser holds back and on the number of attributes.
 */
#include "formats/import/xml.h"

#include "base/arena.h"
#include "base/limits.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <limits.h>
#include <stdlib.h>

#define N_SLOTS          64u
#define DICTIONARY_BYTES ((size_t)4 << 20)

/* Names are interned by the parser: one address for one name. */
struct slot {
    const xmlChar *name;
    size_t tag;
};

struct ex_xml {
    xmlParserCtxtPtr parser;
    struct ex_xml_handler handler;
    void *ctx;
    const struct ex_str *names;
    size_t n_names;
    uint64_t origin;
    uint64_t end;
    uint64_t content; /* behind the last tag */
    size_t depth;
    enum ex_xml_state state;
    struct ex_xml_error error;
    struct slot slots[N_SLOTS];
    const xmlChar *attributes[EX_XML_N_ATTRIBUTES];
};

static uint64_t offset_of(const struct ex_xml *xml, const xmlChar *p)
{
    const xmlParserInput *in = xml->parser->input;

    return xml->origin + in->consumed + (uint64_t)(p - in->base);
}

static uint64_t offset_now(const struct ex_xml *xml)
{
    return xml->parser->input ? offset_of(xml, xml->parser->input->cur) : xml->content;
}

static void stop(struct ex_xml *xml, enum ex_xml_state state)
{
    xml->state = state;
    xmlStopParser(xml->parser);
}

static void fail(struct ex_xml *xml, enum ex_xml_fault fault, uint64_t offset)
{
    xml->error.fault = fault;
    xml->error.offset = offset;
    stop(xml, EX_XML_FAILED);
}

static size_t search_tag(const struct ex_xml *xml, const xmlChar *name)
{
    struct ex_str wanted = ex_str((const char *)name);
    size_t i;

    for (i = 0; i < xml->n_names; i++) {
        if (ex_str_eq(xml->names[i], wanted))
            break;
    }
    return i;
}

static size_t find_tag(struct ex_xml *xml, const xmlChar *name)
{
    struct slot *slot = &xml->slots[((uintptr_t)name >> 1 ^ (uintptr_t)name >> 7) % N_SLOTS];

    if (slot->name != name) {
        slot->name = name;
        slot->tag = search_tag(xml, name);
    }
    return slot->tag;
}

static int search_attribute(const xmlChar *name)
{
    static const struct ex_str known[EX_XML_N_ATTRIBUTES] = {
        [EX_XML_N] = {"N", 1},
        [EX_XML_REFID] = {"RefId", 5},
        [EX_XML_S] = {"S", 1},
        [EX_XML_VERSION] = {"Version", 7},
    };
    int i;

    for (i = 0; i < EX_XML_N_ATTRIBUTES; i++) {
        if (strcmp((const char *)name, known[i].p) == 0)
            return i;
    }
    return -1;
}

/* The first attribute of nearly all elements is N or RefId. */
static int find_attribute(struct ex_xml *xml, const xmlChar *name)
{
    int i;

    for (i = 0; i < EX_XML_N_ATTRIBUTES; i++) {
        if (xml->attributes[i] == name)
            return i;
    }
    i = search_attribute(name);
    if (i >= 0)
        xml->attributes[i] = name;
    return i;
}

/* Attributes come in fives: name, prefix, namespace, begin and end of the value. */
static void take_attributes(struct ex_xml *xml, const xmlChar **attributes, int n,
                            struct ex_xml_element *element)
{
    int i;

    for (i = 0; i < n; i++, attributes += 5) {
        int known = attributes[1] ? -1 : find_attribute(xml, attributes[0]);

        if (known >= 0)
            element->attributes[known] =
                ex_str_n((const char *)attributes[3], (size_t)(attributes[4] - attributes[3]));
    }
}

static void on_start(void *ctx, const xmlChar *name, const xmlChar *prefix EX_UNUSED,
                     const xmlChar *uri EX_UNUSED, int n_namespaces,
                     const xmlChar **namespaces EX_UNUSED, int n_attributes,
                     int n_defaulted EX_UNUSED, const xmlChar **attributes)
{
    struct ex_xml *xml = ctx;
    const xmlParserInput *in = xml->parser->input;
    const xmlChar *open;
    struct ex_xml_element element = {0};

    if (xml->state != EX_XML_MORE)
        return;
    if (n_attributes > (int)EX_MAX_XML_ATTRIBUTES || n_namespaces > (int)EX_MAX_XML_ATTRIBUTES) {
        fail(xml, EX_XML_MANY_ATTRIBUTES, offset_now(xml));
        return;
    }
    open = memrchr(in->base, '<', (size_t)(in->cur - in->base));
    element.tag = find_tag(xml, name);
    element.start = offset_of(xml, open ? open : in->cur);
    element.empty = *in->cur == '/';
    element.content = offset_of(xml, in->cur) + 1 + element.empty;
    take_attributes(xml, attributes, n_attributes, &element);
    xml->content = element.content;
    xml->depth++;
    if (!xml->handler.start(xml->ctx, &element))
        stop(xml, EX_XML_STOPPED);
}

static void on_end(void *ctx, const xmlChar *name EX_UNUSED, const xmlChar *prefix EX_UNUSED,
                   const xmlChar *uri EX_UNUSED)
{
    struct ex_xml *xml = ctx;

    if (xml->state != EX_XML_MORE || xml->depth == 0)
        return;
    xml->content = offset_now(xml);
    xml->depth--;
    if (!xml->handler.end(xml->ctx, xml->content)) {
        stop(xml, EX_XML_STOPPED);
        return;
    }
    if (xml->depth == 0) {
        xml->end = xml->content;
        stop(xml, EX_XML_DONE);
    }
}

/* Text stands in the parser's buffer, or (entities, unusual text) in one of its own. */
static void on_text(void *ctx, const xmlChar *text, int n)
{
    struct ex_xml *xml = ctx;
    const xmlParserInput *in = xml->parser->input;
    bool inside = text >= in->base && text < in->end;

    if (xml->state == EX_XML_MORE && n > 0)
        xml->handler.text(xml->ctx, ex_str_n((const char *)text, (size_t)n),
                          inside ? offset_of(xml, text) : xml->content);
}

static void on_skipped(void *ctx)
{
    struct ex_xml *xml = ctx;

    xml->content = offset_now(xml);
}

static void on_comment(void *ctx, const xmlChar *text EX_UNUSED)
{
    on_skipped(ctx);
}

static void on_instruction(void *ctx, const xmlChar *target EX_UNUSED,
                           const xmlChar *data EX_UNUSED)
{
    on_skipped(ctx);
}

static void on_doctype(void *ctx, const xmlChar *name EX_UNUSED, const xmlChar *public_id EX_UNUSED,
                       const xmlChar *system_id EX_UNUSED)
{
    struct ex_xml *xml = ctx;

    if (xml->state == EX_XML_MORE)
        fail(xml, EX_XML_DOCTYPE, offset_now(xml));
}

static struct ex_str reason_of(int code)
{
    static const struct {
        int code;
        const char *reason;
    } known[] = {
        {XML_ERR_UNDECLARED_ENTITY, "an entity that XML does not know"},
        {XML_WAR_UNDECLARED_ENTITY, "an entity that XML does not know"},
        {XML_ERR_TAG_NAME_MISMATCH, "an end tag that does not match its start tag"},
        {XML_ERR_INVALID_CHARREF, "a character reference that is not allowed"},
        {XML_ERR_INVALID_CHAR, "a character that is not allowed"},
        {XML_ERR_ATTRIBUTE_REDEFINED, "an attribute given twice"},
        {XML_ERR_LT_IN_ATTRIBUTE, "a '<' inside an attribute"},
        {XML_ERR_ENTITYREF_SEMICOL_MISSING, "a '&' that begins no entity"},
        {XML_ERR_NAME_REQUIRED, "a '<' or '&' that is not followed by a name"},
        {XML_ERR_GT_REQUIRED, "a tag without its '>'"},
        {XML_ERR_ATTRIBUTE_NOT_STARTED, "an attribute without quotes"},
        {XML_ERR_MISPLACED_CDATA_END, "']]>' in text"},
    };
    size_t i;

    for (i = 0; i < EX_COUNT(known); i++) {
        if (known[i].code == code)
            return ex_str(known[i].reason);
    }
    return EX_STR("not well-formed");
}

/* A document type declaration where none can be is no name to the parser. */
static bool at_doctype(const struct ex_xml *xml)
{
    const xmlParserInput *in = xml->parser->input;
    struct ex_str rest;

    if (!in || in->cur == in->base)
        return false;
    rest = ex_str_n((const char *)in->cur - 1, (size_t)(in->end - in->cur) + 1);
    return ex_str_starts(rest, EX_STR("<!DOCTYPE")) ||
           ex_str_starts(ex_str_slice(rest, 1, rest.n), EX_STR("<!DOCTYPE"));
}

static void on_error(void *ctx, xmlErrorPtr error)
{
    struct ex_xml *xml = ctx;

    if (!error || error->level != XML_ERR_FATAL || xml->state != EX_XML_MORE)
        return;
    xml->error.reason = reason_of(error->code);
    fail(xml, at_doctype(xml) ? EX_XML_DOCTYPE : EX_XML_MALFORMED, offset_now(xml));
}

void ex_xml_init(void)
{
    xmlInitParser();
}

struct ex_xml *ex_xml_new(const struct ex_xml_handler *handler, void *ctx,
                          const struct ex_str *names, size_t n_names, uint64_t origin)
{
    xmlSAXHandler sax = {
        .initialized = XML_SAX2_MAGIC,
        .startElementNs = on_start,
        .endElementNs = on_end,
        .characters = on_text,
        .ignorableWhitespace = on_text,
        .cdataBlock = on_text,
        .comment = on_comment,
        .processingInstruction = on_instruction,
        .internalSubset = on_doctype,
        .serror = on_error,
    };
    struct ex_xml *xml = ex_alloc(sizeof *xml);

    ex_xml_init();
    *xml = (struct ex_xml){.handler = *handler,
                           .ctx = ctx,
                           .names = names,
                           .n_names = n_names,
                           .origin = origin,
                           .content = origin};
    xml->parser = xmlCreatePushParserCtxt(&sax, xml, NULL, 0, NULL);
    if (!xml->parser)
        EX_BUG("no memory for an XML parser");
    /* NOENT: without it `&amp;` in an attribute comes as `&#38;`. There are no other entities. */
    (void)xmlCtxtUseOptions(xml->parser, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | XML_PARSE_HUGE |
                                             XML_PARSE_NOENT);
    (void)xmlDictSetLimit(xml->parser->dict, DICTIONARY_BYTES);
    (void)xmlSwitchEncoding(xml->parser, XML_CHAR_ENCODING_UTF8);
    return xml;
}

void ex_xml_free(struct ex_xml *xml)
{
    if (!xml)
        return;
    xmlFreeParserCtxt(xml->parser);
    free(xml);
}

void ex_xml_auto(struct ex_xml **xml)
{
    ex_xml_free(*xml);
}

static void check_held_back(struct ex_xml *xml)
{
    const xmlParserInput *in = xml->parser->input;

    if (xml->state != EX_XML_MORE || !in || (size_t)(in->end - in->cur) <= EX_MAX_XML_TAG_BYTES)
        return;
    /* It waits for the end of a tag, a comment or an entity. */
    xml->error.reason = reason_of(XML_ERR_ENTITYREF_SEMICOL_MISSING);
    fail(xml, *in->cur == '&' ? EX_XML_MALFORMED : EX_XML_LONG_TAG, offset_now(xml));
}

static void parse(struct ex_xml *xml, struct ex_str piece, bool last)
{
    (void)xmlParseChunk(xml->parser, piece.p, (int)piece.n, last);
    if (xml->state == EX_XML_MORE && !xml->parser->wellFormed) {
        xml->error.reason = EX_STR("not well-formed");
        fail(xml, EX_XML_MALFORMED, offset_now(xml));
    }
}

enum ex_xml_state ex_xml_feed(struct ex_xml *xml, struct ex_str piece)
{
    while (piece.n && xml->state == EX_XML_MORE) {
        struct ex_str part = ex_str_slice(piece, 0, EX_MAX_XML_TAG_BYTES / 2);

        parse(xml, part, false);
        check_held_back(xml);
        piece = ex_str_slice(piece, part.n, piece.n);
    }
    return xml->state;
}

bool ex_xml_idle(const struct ex_xml *xml)
{
    const xmlParserInput *in = xml->parser->input;

    return xml->state == EX_XML_MORE && xml->depth > 0 && in && in->cur == in->end;
}

void ex_xml_skip(struct ex_xml *xml, size_t n)
{
    /* Nothing in the parser's buffer has an offset that is still needed. */
    xml->origin += n;
    xml->content += n;
}

enum ex_xml_state ex_xml_finish(struct ex_xml *xml)
{
    const xmlParserInput *in = xml->parser->input;
    bool cut_off;

    if (xml->state != EX_XML_MORE)
        return xml->state;
    /* What is held back has no end; but an entity that has none is not cut off when tags follow. */
    cut_off = !in || !memchr(in->cur, '>', (size_t)(in->end - in->cur));
    (void)xmlParseChunk(xml->parser, NULL, 0, 1);
    if (cut_off && xml->state == EX_XML_FAILED && xml->error.fault == EX_XML_MALFORMED)
        xml->state = EX_XML_MORE;
    return xml->state;
}

uint64_t ex_xml_end(const struct ex_xml *xml)
{
    return xml->end;
}

struct ex_xml_error ex_xml_error(const struct ex_xml *xml)
{
    return xml->error;
}
