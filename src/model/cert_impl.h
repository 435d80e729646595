/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What the files of the certificate code share: names of certificates as text.
 * For src/model/cert*.c only. The structures are OpenSSL's, by their tags, so
 * that nobody else needs its headers.
 */
#ifndef EX_MODEL_CERT_IMPL_H
#define EX_MODEL_CERT_IMPL_H

#include "base/arena.h"
#include "base/ex.h"
#include "base/str.h"

struct X509_name_st;
struct asn1_object_st;

/**
 * A distinguished name as .NET shows it: most specific part first, parts
 * separated by ", " (by " + " within one of several values). Values that could
 * be misread are in double quotes; those that are no text are "#" and
 * hexadecimal. The text is in the arena.
 */
struct ex_str ex_cert_name_text(struct ex_arena *arena, const struct X509_name_st *name);

/**
 * The last common name of a distinguished name as UTF-8, in the arena; empty
 * when there is none, or when it is no text or holds a NUL.
 */
struct ex_str ex_cert_common_name(struct ex_arena *arena, const struct X509_name_st *name);

/** An object identifier in dotted form; empty when it is longer than any in use. */
struct ex_str ex_cert_oid_text(struct ex_arena *arena, const struct asn1_object_st *object);

#endif
