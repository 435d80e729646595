/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Records: what importers hand to the model. A record is one exported object
 * as it stands in the file, before anything is known about Exchange: nested
 * members with names, texts, numbers and places. It lives only while its
 * object is taken in (ingest.h) and may be reused afterwards.
 */
#ifndef EX_MODEL_RAW_H
#define EX_MODEL_RAW_H

#include "base/ex.h"
#include "base/str.h"

enum ex_raw_kind {
    EX_RAW_NULL,   /**< Nil, JSON null */
    EX_RAW_TEXT,   /**< a primitive; `primitive` tells which */
    EX_RAW_OBJECT, /**< members; perhaps also a text (ToString), a primitive value or items */
    EX_RAW_REF,    /**< the same object as `ref` */
    EX_RAW_LOST,   /**< the exporter cut it off (JSON -Depth), or a reference that leads nowhere */
};

/** What the text of a primitive is. */
enum ex_raw_primitive {
    EX_RAW_STRING,
    EX_RAW_BOOLEAN, /**< "true" or "false" */
    EX_RAW_INTEGER,
    EX_RAW_FLOAT,
    EX_RAW_DATETIME,
    EX_RAW_TIMESPAN, /**< xs:duration */
    EX_RAW_GUID,
    EX_RAW_URI,
    EX_RAW_VERSION,
    EX_RAW_BASE64, /**< text is base64; left empty (n == 0, `skipped`) unless it may be wanted */
    EX_RAW_OTHER,  /**< secure strings, script blocks, XML documents: never shown */
};

/**
 * One record or member. Members, and items of a list, are chains in document
 * order. All memory is the importer's.
 */
struct ex_raw {
    uint8_t kind;               /**< enum ex_raw_kind */
    uint8_t primitive;          /**< enum ex_raw_primitive, when there is a `text` value */
    /** has items (perhaps none); `items` of a dictionary are its values, named by their keys */
    bool is_list;
    bool has_text;              /**< EX_RAW_OBJECT: carries a primitive value in `text` */
    bool note;                  /**< a member from MS: hides one of the same name */
    struct ex_str name;         /**< of a member; empty for items and top-level records */
    struct ex_str text;         /**< of a primitive, or the primitive value of an object */
    struct ex_str to_string;    /**< ToString of an object; p NULL when it has none */
    const struct ex_str *types; /**< .NET type names, most derived first */
    size_t n_types;
    struct ex_raw *members;     /**< first member */
    struct ex_raw *items;       /**< first item */
    struct ex_raw *next;        /**< next in the chain that it is part of */
    const struct ex_raw *ref;   /**< EX_RAW_REF: the object, never another reference */
    /** where the value starts: the text, or the element when it has none */
    uint64_t off;
    uint64_t start;             /**< where the element or JSON value starts */
    uint64_t end;               /**< where it ends; records only */
};

/**
 * The member of that name (case ignored; notes win), references followed; NULL when there is
 * none.
 */
const struct ex_raw *ex_raw_member(const struct ex_raw *object, struct ex_str name);

/** Follow a reference, if it is one. */
const struct ex_raw *ex_raw_target(const struct ex_raw *raw);

/**
 * The best one-line text of a value: ToString, else its primitive, else a
 * sole textual item; p NULL when it has none.
 */
struct ex_str ex_raw_text(const struct ex_raw *raw);

/** Last dotted component of a .NET type name, without generic arguments and the prefixes
 * `Deserialized.` and `Selected.`. */
struct ex_str ex_raw_type_noun(struct ex_str type_name);

#endif
