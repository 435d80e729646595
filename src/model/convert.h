/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The parts of conversion, one file a topic: parse_number.c, parse_time.c,
 * parse_address.c, parse_dn.c, parse_object.c. Used inside src/model only;
 * ex_convert() is in ingest.h.
 *
 * Parsers read the best one-line text of a value, which is the same in every
 * flavour of export; only where an export has no such text are its
 * members looked at. A parser that cannot read its text says so: no default
 * is ever made up.
 */
#ifndef EX_MODEL_CONVERT_H
#define EX_MODEL_CONVERT_H

#include "base/arena.h"
#include "model/raw.h"
#include "model/schema.h"
#include "model/value.h"

/** What all parsers need. */
struct ex_conv {
    struct ex_arena *arena;
    /** copies a text for good, sharing equal ones */
    struct ex_str (*keep)(void *ctx, struct ex_str s);
    void *ctx;
};

/** A copy of a text that lives as long as the batch. */
struct ex_str ex_conv_keep(const struct ex_conv *conv, struct ex_str s);

/* Setters; they leave owner, prop and off alone. */
void ex_set_absent(struct ex_value *value, enum ex_absence why);
void ex_set_null(struct ex_value *value);
void ex_set_bool(struct ex_value *value, bool b);
void ex_set_int(struct ex_value *value, int64_t i);
void ex_set_string(struct ex_value *value, struct ex_str kept);
void ex_set_list(struct ex_value *value, struct ex_value *items, size_t n, bool flags);

/** A structure with absent fields; returns the fields. */
struct ex_value *ex_set_struct(struct ex_value *value, enum ex_struct_id id,
                               struct ex_arena *arena);

/* Numbers (parse_number.c). */
EX_MUSTUSE bool ex_parse_bool(struct ex_str text, bool *out);
EX_MUSTUSE bool ex_parse_double(struct ex_str text, double *out);
/** Bytes of "36 MB (37,748,736 bytes)", "25MB" or "1024". */
EX_MUSTUSE bool ex_parse_size(struct ex_str text, int64_t *out);
/**
 * Up to four numbers of "Version 15.2 (Build 986.5)" or "15.2.986.5"; returns how many, 0 on
 * failure.
 */
size_t ex_parse_version(struct ex_str text, int64_t numbers[4]);
/** Lower-case with dashes into `out`; false also for the all-zero GUID, which names nothing. */
EX_MUSTUSE bool ex_parse_guid(struct ex_str text, char out[36]);

/* Times (parse_time.c). */
/** xs:dateTime or "/Date(ms)/", as ticks in UTC; local times without an offset count as UTC. */
EX_MUSTUSE bool ex_parse_time(struct ex_str text, int64_t *ticks);
/** .NET's "30.00:00:00" or xs:duration in days and below, as ticks. */
EX_MUSTUSE bool ex_parse_span(struct ex_str text, int64_t *ticks);
/** "2024-12-03T14:45:58Z" and "30.00:00:00". */
struct ex_str ex_time_text(struct ex_arena *arena, int64_t ticks);
struct ex_str ex_span_text(struct ex_arena *arena, int64_t ticks);

/**
 * Read a structure (parse_address.c).
 *
 * @param raw  the value, for its members; never a reference
 * @param text its best text; p NULL when it has none
 * @return false when it is not one; true with tag EX_NULL for an empty text
 */
EX_MUSTUSE bool ex_parse_struct(const struct ex_conv *conv, const struct ex_raw *raw,
                                struct ex_str text, enum ex_struct_id id, struct ex_value *out);

/* Objects that exporters took apart, or cut off (parse_object.c). */
/** Whether a text is what an exporter leaves of a value that it cut off: a bare class name. */
bool ex_is_leftover(struct ex_str text);
/**
 * The value in {"value": x, ...}, which is how PowerShell writes a value that it added properties
 * to; other records as they are, references followed.
 */
const struct ex_raw *ex_unwrapped(const struct ex_raw *raw);
/** The text of a member, or p NULL. */
struct ex_str ex_member_text(const struct ex_raw *raw, const char *name);
/** What ToString would give of an object that has members only; p NULL when they do not say. */
struct ex_str ex_members_text(const struct ex_conv *conv, const struct ex_raw *raw);
/** The text of a member, also where that is an object of members; or p NULL. */
struct ex_str ex_deep_text(const struct ex_conv *conv, const struct ex_raw *raw, const char *name);

/* Distinguished names (parse_dn.c). */
/** Whether a text is a distinguished name. */
bool ex_is_dn(struct ex_str text);
/** The first RDN's value of a distinguished name, unescaped: "mail" of "CN=mail,OU=x". */
struct ex_str ex_dn_name(const struct ex_conv *conv, struct ex_str dn);
/**
 * What Exchange calls the object of a distinguished name: "contoso.com/Users/Anna", for its
 * configuration "EX01\\Default EX01", "\\All Rooms" or just the name.
 */
struct ex_str ex_dn_identity(const struct ex_conv *conv, struct ex_str dn);

#endif
