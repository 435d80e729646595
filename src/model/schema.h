/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What an Exchange organization is made of: kinds (what a cmdlet returns),
 * their properties, the structures and enumerations that values have, and the
 * links between kinds. Everything comes from the one table schema.def (with
 * enums.def); all names are Exchange's own.
 */
#ifndef EX_MODEL_SCHEMA_H
#define EX_MODEL_SCHEMA_H

#include "base/ex.h"
#include "base/str.h"

/** A kind: the noun of its cmdlet. EX_KIND_<noun>. */
enum ex_kind_id {
#define EX_KIND(noun, ...) EX_KIND_##noun,
#include "model/schema.def"
    EX_N_KINDS
};

/** A structure that values have. EX_STRUCT_<name>. */
enum ex_struct_id {
#define EX_STRUCTURE(name) EX_STRUCT_##name,
#include "model/schema.def"
    EX_N_STRUCTS
};

/** An enumeration or flags enumeration. EX_ENUM_<name>. */
enum ex_enum_id {
#define EX_ENUMERATION(name) EX_ENUM_##name,
#include "model/enums.def"
    EX_N_ENUMS
};

/** The first properties of every kind, in this order. */
enum {
    EX_PROP_IDENTITY,           /**< string: what the administrator calls it */
    EX_PROP_NAME,               /**< string */
    EX_PROP_DISTINGUISHED_NAME, /**< string */
    EX_PROP_GUID,               /**< string */
    EX_PROP_WHEN_CHANGED,       /**< time */
    EX_N_COMMON_PROPS
};

/**
 * Index of each property of a kind (EX_P_<noun>_<name>; the common ones have
 * EX_PROP_<...> above) and number of its properties (EX_P_<noun>_N).
 */
enum {
#define EX_KIND(noun, ...) EX_P_##noun##_BEGIN = EX_N_COMMON_PROPS - 1,
#define EX_PROP(noun, name, ...) EX_P_##noun##_##name,
#define EX_DERIVED(noun, name, ...) EX_P_##noun##_##name,
#define EX_KIND_END(noun) EX_P_##noun##_N,
#include "model/schema.def"
    EX_P_END
};

/**
 * Index of each field of a structure (EX_F_<structure>_<name>) and their number
 * (EX_F_<structure>_N).
 */
enum {
#define EX_STRUCTURE(name) EX_F_##name##_BEGIN = -1,
#define EX_FIELD(structure, name, ...) EX_F_##structure##_##name,
#define EX_STRUCTURE_END(name) EX_F_##name##_N,
#include "model/schema.def"
    EX_F_END
};

/** What a property holds. */
enum ex_base_type {
    EX_T_BOOL,
    EX_T_INT,
    EX_T_DOUBLE,
    EX_T_STRING, /**< `of` 1: a host name, in canonical form (host.h) */
    EX_T_GUID,   /**< a string */
    EX_T_TIME,
    EX_T_SPAN,
    EX_T_SIZE,   /**< an int, bytes */
    EX_T_ENUM,   /**< a string; `of` is the enum ex_enum_id */
    EX_T_FLAGS,  /**< a list of strings; `of` is the enum ex_enum_id */
    EX_T_STRUCT, /**< `of` is the enum ex_struct_id */
    EX_T_REF,    /**< a link; `of` is the enum ex_kind_id of its target */
};

struct ex_type {
    uint8_t base;  /**< enum ex_base_type */
    bool list;     /**< a list of it */
    uint16_t of;
};

/** A property of a kind, or a field of a structure. */
struct ex_prop {
    struct ex_str name;
    struct ex_type type;
    bool derived; /**< worked out by link.c or cert.c from other facts, not read from a file */
};

/** For which part of the organization one run of the cmdlet speaks. */
enum ex_scope {
    EX_SCOPE_ORGANIZATION, /**< one export holds all objects */
    EX_SCOPE_SERVER,       /**< may have been run for some servers only */
    EX_SCOPE_DUMP,         /**< none: facts about the dump itself (facts.c), always complete */
    EX_SCOPE_DNS,          /**< none: answers of DNS (src/dns), complete when it was asked */
};

struct ex_kind {
    struct ex_str name;             /**< the noun: "SendConnector" */
    struct ex_str cmdlet;           /**< as messages name it: "Get-SendConnector"; may be empty */
    struct ex_str description;      /**< singular, lower-case start: "Send connector" */
    enum ex_scope scope;
    bool large;                     /**< may have hundreds of thousands of objects (recipients) */
    const char *const *type_names;  /**< last component of .NET type names; NULL ends */
    const char *const *fingerprint; /**< properties that together identify it; NULL ends */
    const struct ex_prop *props;
    uint16_t n_props;
};

struct ex_structure {
    struct ex_str name;
    const struct ex_prop *fields;
    uint16_t n_fields;
};

/** One name of an enumeration and its number in .NET. */
struct ex_enum_value {
    struct ex_str name;
    int64_t number; /**< EX_NO_NUMBER: not known */
};
#define EX_NO_NUMBER INT64_MIN

struct ex_enumeration {
    struct ex_str name;
    const struct ex_enum_value *values;
    size_t n;
};

/**
 * The other direction of a link: `server.OwaVirtualDirectory` is the list of
 * OwaVirtualDirectory objects whose Server is `server`. It has the noun of
 * its source as its name.
 */
struct ex_reverse {
    uint16_t source; /**< enum ex_kind_id of the objects in the list */
    uint16_t prop;   /**< their property that links */
    uint16_t target; /**< enum ex_kind_id that has the list */
};

/**
 * Objects of `source` are also of the kind `target`: where no cmdlet showed
 * them as such, the list of `target` has them with the properties that both
 * kinds share.
 */
struct ex_view {
    uint16_t target;       /**< enum ex_kind_id */
    uint16_t source;       /**< enum ex_kind_id */
    struct ex_str service; /**< the property Service of these objects; may be empty */
};

/** The rows of the tables. */
const struct ex_kind *ex_kind(enum ex_kind_id id);
const struct ex_structure *ex_structure(enum ex_struct_id id);
const struct ex_enumeration *ex_enumeration(enum ex_enum_id id);

/** Whether no cmdlet returns the kind: its objects are those of its views, or about the dump. */
bool ex_kind_is_abstract(enum ex_kind_id id);

/** Whether a cmdlet returns objects of the kind. */
bool ex_kind_is_exported(enum ex_kind_id id);
/** Whether the objects of a kind are facts about the dump, not part of the organization. */
bool ex_kind_is_about_dump(enum ex_kind_id id);

/** All reverse links; `*n` is their number. */
const struct ex_reverse *ex_reverses(size_t *n);

/** All views; `*n` is their number. */
const struct ex_view *ex_views(size_t *n);

/**
 * A reverse link of a kind by the noun of its source, ignoring case.
 *
 * @return its index among the reverse links whose target is the kind, in the order of
 *         ex_reverses(): the index into `reverse` of a node; or -1
 */
int ex_reverse_find(enum ex_kind_id target, struct ex_str source, const struct ex_reverse **out);

/** Number of reverse links of a kind. */
size_t ex_reverse_count(enum ex_kind_id target);

/** The kind with that last component of a .NET type name, or EX_N_KINDS. */
enum ex_kind_id ex_kind_by_type(struct ex_str type_noun);

/** The kind of the virtual directory of a web application in IIS ("owa"), or EX_N_KINDS. */
enum ex_kind_id ex_kind_by_web_application(struct ex_str application);

/**
 * The cmdlet of an Exchange Online type that is recognized and passed over; p NULL when it is
 * none.
 */
struct ex_str ex_cloud_cmdlet(struct ex_str type_noun);

/**
 * The kind whose noun (or alias) is the longest one in a text, ignoring case
 * and a plural; EX_N_KINDS when there is none.
 */
enum ex_kind_id ex_kind_in_text(struct ex_str text);

/**
 * The kind that a name is the name of, not just speaks of: its noun or an
 * alias, perhaps with `Get-` or `Get` (or `Test`) before it or in the plural, ignoring
 * case; else EX_N_KINDS. "GetSendConnector", "AcceptedDomains".
 */
enum ex_kind_id ex_kind_named(struct ex_str name);

/**
 * The name of an enumeration by number (p NULL: none) and by name (p NULL: not listed), in
 * canonical case.
 */
struct ex_str ex_enum_by_number(const struct ex_enumeration *enumeration, int64_t number);
struct ex_str ex_enum_by_name(const struct ex_enumeration *enumeration, struct ex_str name);

/**
 * Find by name, ignoring case; EX_N_KINDS when there is none. Also knows aliases
 * (ClientAccessServer).
 */
enum ex_kind_id ex_kind_find(struct ex_str noun);

/** Index of a property (field), ignoring case, or -1. */
int ex_prop_find(const struct ex_kind *kind, struct ex_str name);
int ex_field_find(const struct ex_structure *structure, struct ex_str name);

#endif
