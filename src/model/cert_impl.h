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
struct ex_cert;
struct stack_st_GENERAL_NAME;

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

/**
 * Set the names and addresses of a certificate, or of a request for one, from its alternative
 * names (NULL: none). false when there are more than the limit; `why` then says so.
 */
EX_MUSTUSE bool ex_cert_alternative_names(struct ex_arena *arena,
                                          const struct stack_st_GENERAL_NAME *names,
                                          struct ex_cert *out, const char **why);

/** An object identifier in dotted form; empty when it is longer than any in use. */
struct ex_str ex_cert_oid_text(struct ex_arena *arena, const struct asn1_object_st *object);

#endif
