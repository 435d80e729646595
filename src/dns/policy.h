/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Policies that stand in TXT records as lists of tags: DMARC (RFC 7489),
 * MTA-STS (RFC 8461), TLS-RPT (RFC 8460), DKIM keys (RFC 6376).
 */
#ifndef EX_DNS_POLICY_H
#define EX_DNS_POLICY_H

#include "base/arena.h"
#include "base/ex.h"
#include "base/str.h"

enum ex_policy_kind {
    EX_POLICY_DMARC,
    EX_POLICY_MTA_STS,
    EX_POLICY_TLS_RPT,
    EX_POLICY_DKIM,
};

enum { EX_POLICY_MAX_URIS = 32 };

/** What a policy says. Texts are slices of the record; p NULL: the tag is not there. */
struct ex_policy {
    struct ex_str error;     /**< the first thing that is wrong with the syntax; p NULL: nothing */
    struct ex_str policy;    /**< DMARC p */
    struct ex_str subdomain; /**< DMARC sp */
    int percent;             /**< DMARC pct; 100 when not given */
    struct ex_str id;        /**< MTA-STS id */
    struct ex_str key_type;  /**< DKIM k; "rsa" when not given */
    bool revoked;            /**< DKIM: p is empty */
    struct ex_str uris[EX_POLICY_MAX_URIS]; /**< DMARC and TLS-RPT rua */
    size_t n_uris;
};

/** Whether a TXT record means to be a policy of the kind, by its version tag. */
bool ex_policy_is(enum ex_policy_kind kind, struct ex_str text);

/** Read a policy. */
void ex_policy_parse(enum ex_policy_kind kind, struct ex_str text, struct ex_arena *arena,
                     struct ex_policy *out);

#endif
