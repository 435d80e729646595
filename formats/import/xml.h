/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A source of XML events. The only door to libxml2, whose push parser is fed
 * UTF-8 piece by piece: no entities but the five of XML, no document type, no
 * loading of anything, no recursion, limits of our own.
 *
 * All offsets are into the UTF-8 stream that is fed (plus an origin); they
 * are exact across pieces, entities and line ends.
 */
#ifndef EX_IMPORT_XML_H
#define EX_IMPORT_XML_H

#include "base/ex.h"
#include "base/str.h"

/** The attributes that are reported; others are ignored. */
enum ex_xml_attribute { EX_XML_N, EX_XML_REFID, EX_XML_S, EX_XML_VERSION, EX_XML_N_ATTRIBUTES };

/** A start tag. Strings are good until the callback returns. */
struct ex_xml_element {
    size_t tag;                                    /**< index in the names, or their number */
    struct ex_str attributes[EX_XML_N_ATTRIBUTES]; /**< p is NULL when there is none */
    uint64_t start;                                /**< of the '<' */
    uint64_t content;                              /**< behind the '>' */
    bool empty;                                    /**< written as an empty-element tag */
};

/** Where the events go. A start or end that returns false stops the parser. */
struct ex_xml_handler {
    bool (*start)(void *ctx, const struct ex_xml_element *element);
    void (*text)(void *ctx, struct ex_str text, uint64_t offset); /**< often in several pieces */
    bool (*end)(void *ctx, uint64_t end);                         /**< behind the '>' */
};

enum ex_xml_state {
    EX_XML_MORE,    /**< feed on */
    EX_XML_DONE,    /**< the root element is closed */
    EX_XML_STOPPED, /**< by the handler */
    EX_XML_FAILED,  /**< see ex_xml_error() */
};

enum ex_xml_fault {
    EX_XML_NO_FAULT,
    EX_XML_MALFORMED,
    EX_XML_DOCTYPE,         /**< a document type declaration */
    EX_XML_LONG_TAG,        /**< EX_MAX_XML_TAG_BYTES */
    EX_XML_MANY_ATTRIBUTES, /**< EX_MAX_XML_ATTRIBUTES */
};

/** What stopped the parser, and where. */
struct ex_xml_error {
    enum ex_xml_fault fault;
    uint64_t offset;
    struct ex_str reason; /**< for EX_XML_MALFORMED: short, static */
};

struct ex_xml;

/** Prepare libxml2 for use by several threads; call it before they start. */
void ex_xml_init(void);

/**
 * A parser for one document.
 *
 * @param names  the element names that have a number (static)
 * @param origin offset of the first byte that will be fed
 * @return never NULL; free with ex_xml_free()
 */
struct ex_xml *ex_xml_new(const struct ex_xml_handler *handler, void *ctx,
                          const struct ex_str *names, size_t n_names, uint64_t origin);
void ex_xml_free(struct ex_xml *xml);
void ex_xml_auto(struct ex_xml **xml);

/** Parse another piece of valid UTF-8. Nothing behind the root element is looked at. */
EX_MUSTUSE enum ex_xml_state ex_xml_feed(struct ex_xml *xml, struct ex_str piece);

/**
 * Whether everything that was fed has been parsed, so that the next byte is
 * free to be left out.
 */
bool ex_xml_idle(const struct ex_xml *xml);

/** Leave out `n` bytes that come next; only when it is idle. They count for offsets. */
void ex_xml_skip(struct ex_xml *xml, size_t n);

/** There is no more: handle what was held back. EX_XML_MORE means that the document is not
 * complete. */
EX_MUSTUSE enum ex_xml_state ex_xml_finish(struct ex_xml *xml);

/** Behind the end tag of the root element, once it is EX_XML_DONE. */
uint64_t ex_xml_end(const struct ex_xml *xml);

/** Why it is EX_XML_FAILED. */
struct ex_xml_error ex_xml_error(const struct ex_xml *xml);

#endif
