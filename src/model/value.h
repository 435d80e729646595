/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Values of properties after import, normalized once: enumerations as their
 * canonical names, sizes in bytes, times as ticks, URLs and addresses as
 * structures.
 *
 * A property is *absent* (the dump does not say), *null* (exported as
 * nothing) or present; an empty list is present.
 */
#ifndef EX_MODEL_VALUE_H
#define EX_MODEL_VALUE_H

#include "base/arena.h"
#include "base/ex.h"
#include "base/str.h"

struct ex_node;

enum ex_tag {
    EX_ABSENT, /**< unknown; `flags` says why (enum ex_absence) */
    EX_NULL,   /**< exported as nothing */
    EX_BOOL,   /**< u.b */
    EX_INT,    /**< u.i; sizes are bytes */
    EX_DOUBLE, /**< u.d */
    EX_STRING, /**< u.s and n; also enumerations (canonical name) and GUIDs (lower-case, dashes) */
    EX_TIME,   /**< u.i: ticks of 100 ns since 0001-01-01T00:00:00 UTC, as .NET counts */
    EX_SPAN,   /**< u.i: ticks of 100 ns */
    EX_LIST,   /**< u.items and n; `flags` 1: the names of a flags enumeration */
    /** u.items: the n fields in the order of schema.def; `flags` is the enum ex_struct_id */
    EX_STRUCT,
    EX_NODE,   /**< u.node: a resolved link; null and absent links keep their tags */
};

/** Why a property is absent. */
enum ex_absence {
    EX_NOT_IN_EXPORT, /**< no such element in the file */
    EX_LOST_BY_DEPTH, /**< cut off by -Depth: `{}`, `System.Collections...`, a bare type name */
    EX_UNREADABLE,    /**< present but not a value of the property's type */
    EX_NOT_DECODED,   /**< would come from a blob that is missing or damaged */
};

/** Offsets are into the UTF-8 stream of the object's file (base/source.h); this one means none. */
#define EX_NO_OFFSET UINT64_MAX

/** One value, or one item of a list, or one field of a structure. Immutable after linking. */
struct ex_value {
    uint8_t tag;                  /**< enum ex_tag */
    uint8_t flags;                /**< see the tags */
    uint16_t prop;                /**< property of the owner that it belongs to */
    uint32_t n;                   /**< bytes, items or fields */
    union {
        bool b;
        int64_t i;
        double d;
        const char *s;
        struct ex_value *items;
        struct ex_node *node;
    } u;
    const struct ex_node *owner;  /**< the object that it belongs to */
    /** where the value starts in the owner's file, or EX_NO_OFFSET */
    uint64_t off;
};

/** The text of an EX_STRING. */
static inline struct ex_str ex_value_str(const struct ex_value *value)
{
    return ex_str_n(value->u.s, value->n);
}

/** Ticks between .NET's epoch (0001-01-01) and Unix's (1970-01-01). */
#define EX_UNIX_EPOCH_TICKS INT64_C(621355968000000000)
#define EX_TICKS_PER_SECOND INT64_C(10000000)

/**
 * The value as an administrator knows it from Format-List: `Tls, Integrated`,
 * `{SMTP:*;1}`, `https://mail.contoso.com/owa`, `True`. Absent gives `(not in the dump)`, null
 * the empty string.
 */
struct ex_str ex_value_text(struct ex_arena *arena, const struct ex_value *value);

#endif
