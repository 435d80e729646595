/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The facts of a certificate that an export holds only in SerializationData.
 */
#ifndef EX_IMPORT_NRBF_H
#define EX_IMPORT_NRBF_H

#include "base/arena.h"
#include "base/ex.h"
#include "base/str.h"

/** What a stream says about one certificate; a fact is known only when its flag is set. */
struct ex_nrbf_certificate {
    bool has_self_signed;
    bool has_status;
    bool has_root_ca_type;
    bool has_services;
    bool has_exportable;
    bool has_identity;
    bool has_friendly_name;
    bool self_signed;
    bool exportable;        /**< PrivateKeyExportable */
    int64_t status;         /**< number of CertificateStatus */
    int64_t root_ca_type;   /**< number of CertificateAuthorityType */
    int64_t services;       /**< bits of AllowedServices */
    struct ex_str identity; /**< `server.fqdn\THUMBPRINT` */
    struct ex_str friendly_name;
};

/**
 * Read the stream of an ExchangeCertificate. Nothing is instantiated; strings
 * are copied to the arena.
 *
 * @param why set to what is wrong on failure (static text); may be NULL
 * @return false when the stream is damaged, breaks a limit, or holds no ExchangeCertificate
 */
EX_MUSTUSE bool ex_nrbf_read(struct ex_arena *arena, const void *bytes, size_t n,
                             struct ex_nrbf_certificate *out, const char **why);

#endif
