/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Certificates: what DER bytes say. With cert_file.h the only door to OpenSSL.
 */
#ifndef EX_MODEL_CERT_H
#define EX_MODEL_CERT_H

#include "base/arena.h"
#include "base/ex.h"
#include "base/str.h"
#include "model/host.h"

/** Facts of one X.509 certificate; strings live in the arena that was given. */
struct ex_cert {
    struct ex_str subject;             /**< as Exchange shows it: "CN=a.contoso.com, O=Contoso" */
    struct ex_str issuer;
    struct ex_str common_name;         /**< last CN of the subject; empty: none, or with a NUL */
    const struct ex_str *dns_names;    /**< dNSName entries of the SAN, bad ones left out */
    size_t n_dns_names;
    bool has_san;                      /**< the SAN has at least one dNSName, be it a bad one */
    const struct ex_ip *addresses;     /**< iPAddress entries of the SAN, bad ones left out */
    size_t n_addresses;
    int64_t not_before;                /**< ticks (value.h) */
    int64_t not_after;
    struct ex_str thumbprint;          /**< SHA-1 of the DER, upper-case hexadecimal */
    /** Digests of the DER and of its SubjectPublicKeyInfo, lower-case hexadecimal, as TLSA
     * records have them (RFC 6698, 2.1) */
    struct ex_str sha256, sha512, key_sha256, key_sha512;
    struct ex_str serial_number;       /**< the bytes of the INTEGER in upper-case hexadecimal */
    struct ex_str key_algorithm;       /**< "RSA", "ECC", "Ed25519", ...; unknown: dotted OID */
    int64_t key_bits;                  /**< 0: the key cannot be read */
    struct ex_str signature_algorithm; /**< .NET's friendly name ("sha256RSA"), or dotted OID */
    struct ex_str signature_hash;      /**< "sha256", "sha1", "md5", ... ; empty when unknown */
    bool self_issued;                  /**< subject and issuer are the same name */
    bool self_signed;                  /**< and signed with its own key, see ex_cert_read() */
    bool is_ca;
    bool server_auth;                  /**< no EKU, or one that allows TLS servers */
};

/**
 * Read one certificate.
 *
 * A name, an alternative name list or another extension that is used here and
 * cannot be read fails the whole certificate, so that nothing is concluded from
 * its absence. Single dNSName entries that are no ASCII text (NUL, spaces and
 * control characters included), and addresses of neither 4 nor 16 bytes, are
 * only left out. The signature is verified only where that is cheap: RSA up to
 * 16384 bits with an exponent up to 64 bits, elliptic curves up to 521 bits,
 * Ed25519 and Ed448; with any other key `self_signed` stays false. Thread safe;
 * leaves no errors in OpenSSL's queue.
 *
 * @param why set to what is wrong on failure (static text); may be NULL
 * @return false when the bytes are not exactly one X.509 certificate within the limits
 */
EX_MUSTUSE bool ex_cert_read(struct ex_arena *arena, const void *der, size_t n,
                             struct ex_cert *out, const char **why);

/**
 * Whether a dNSName or common name of a certificate covers a host, after RFC 9525 section 6.3
 * (RFC 6125 section 6.4) as TLS clients apply it: case ignored, a wildcard only as the whole
 * leftmost label, standing for exactly one label, and never directly above a public suffix
 * or a single label. Private suffixes ("github.io") are no public suffix here, as in
 * Chromium. A trailing dot is accepted on the host only, as in Firefox, Go and OpenSSL;
 * underscores are letters, as everywhere. What ends in a number is an IP address to clients,
 * and none is covered by a name: the addresses of a certificate are a list of their own.
 * U-labels are compared as their A-labels: a dNSName is never one, but exports without the
 * DER show such names.
 */
bool ex_cert_name_covers(struct ex_str certificate_name, struct ex_str host);

#endif
