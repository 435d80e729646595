/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What files of certificates hold: the forms of DER that are met in them, and
 * the containers PKCS #7 and PKCS #12. Of private keys it is only counted how
 * many there are.
 */
#ifndef EX_MODEL_CERT_FILE_H
#define EX_MODEL_CERT_FILE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/ex.h"
#include "base/str.h"
#include "base/vec.h"
#include "model/cert.h"

/** What a piece of DER (for the containers also BER) is, by its structure. */
enum ex_cert_form {
    EX_FORM_NONE,        /**< nothing of these */
    EX_FORM_CERTIFICATE, /**< X.509 */
    EX_FORM_REQUEST,     /**< PKCS #10 */
    EX_FORM_CRL,         /**< a list of revoked certificates */
    EX_FORM_PKCS7,       /**< CMS; signed data, mostly without any content or signature */
    EX_FORM_PKCS12,      /**< PFX */
    EX_FORM_PUBLIC_KEY,
    EX_FORM_KEY,         /**< a private key: PKCS #8, RSA (PKCS #1) or elliptic curve (SEC 1) */
    EX_FORM_LOCKED_KEY,  /**< an encrypted private key: PKCS #8 */
};

/**
 * The form of what the bytes begin with. They may be cut off, as the head of a
 * file is; all that is looked at must be there and be as its standard says, so that
 * other binary files that begin with a SEQUENCE are none of these.
 */
enum ex_cert_form ex_cert_form(struct ex_rd der);

/**
 * Take the first element off the front: all that is left when it has no length of its own
 * (BER), or is longer than what is there.
 */
struct ex_rd ex_cert_first(struct ex_rd *der);

/** What was in a container. Memory is of the arena that was given. */
struct ex_cert_bag {
    struct ex_vec ders;   /**< of struct ex_rd: certificates; free with ex_cert_bag_free() */
    size_t keys;          /**< private keys, as far as they could be counted */
    size_t open_keys;     /**< those among them that no password protects */
    size_t crls;
    bool too_many;        /**< there are more certificates than the limit */
    const char *locked;   /**< why parts could not be opened (static text); NULL: they could */
};

/** An empty bag, and its end; the latter fits EX_AUTO. */
void ex_cert_bag_init(struct ex_cert_bag *bag);
void ex_cert_bag_free(struct ex_cert_bag *bag);

/** The certificates of PKCS #7; false when it cannot be read, and `why` (static text) says why. */
EX_MUSTUSE bool ex_cert_open_pkcs7(struct ex_arena *arena, struct ex_rd der,
                                   struct ex_cert_bag *bag, const char **why);

/**
 * The certificates of PKCS #12. No password, the empty one and `password` (p NULL: none) are
 * tried; private keys are never decrypted. Parts that no password opens, or whose key
 * derivation takes more than EX_MAX_PFX_ITERATIONS, stay closed (`bag->locked`).
 *
 * @return false when it cannot be read at all; `why` (static text) says why
 */
EX_MUSTUSE bool ex_cert_open_pkcs12(struct ex_arena *arena, struct ex_rd der,
                                    struct ex_str password, struct ex_cert_bag *bag,
                                    const char **why);

/**
 * What a request (PKCS #10) asks for: only the subject, its common name and the alternative
 * names are set. false as for ex_cert_read().
 */
EX_MUSTUSE bool ex_cert_read_request(struct ex_arena *arena, struct ex_rd der,
                                     struct ex_cert *out, const char **why);

#endif
