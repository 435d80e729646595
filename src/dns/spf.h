/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Sender Policy Framework (RFC 7208): reading records, and walking through
 * what they include by the answers that are at hand, as a receiver would.
 */
#ifndef EX_DNS_SPF_H
#define EX_DNS_SPF_H

#include "dns/dns.h"

enum ex_spf_mechanism {
    EX_SPF_ALL,
    EX_SPF_INCLUDE,
    EX_SPF_A,
    EX_SPF_MX,
    EX_SPF_PTR,
    EX_SPF_IP4,
    EX_SPF_IP6,
    EX_SPF_EXISTS,
    EX_SPF_REDIRECT, /**< a modifier, as the next two */
    EX_SPF_EXP,
    EX_SPF_OTHER_MODIFIER,
};

/** One term of a record. */
struct ex_spf_term {
    uint8_t mechanism;  /**< enum ex_spf_mechanism */
    char qualifier;     /**< '+', '-', '~' or '?' */
    bool macro;         /**< the domain has macros: it depends on the message */
    struct ex_str text; /**< as it stands in the record */
    struct ex_str value; /**< domain, lower-case, or address; empty: that of the record */
    int bits4;          /**< prefix lengths; -1: none given */
    int bits6;
};

struct ex_spf {
    struct ex_spf_term *terms;
    size_t n;
    struct ex_str error; /**< what is wrong with the syntax; p NULL: nothing */
};

/** Whether a TXT record is an SPF record: "v=spf1" and a blank or the end. */
bool ex_spf_is(struct ex_str text);

/** Read an SPF record; `error` is set for the first thing that is wrong. */
void ex_spf_parse(struct ex_str text, struct ex_arena *arena, struct ex_spf *out);

/** What a walk through a policy found. */
struct ex_spf_walk {
    unsigned lookups;      /**< terms that cost a receiver a look-up; more than 10 is an error */
    unsigned void_lookups; /**< of them without an answer; more than 2 is an error */
    struct ex_str error;   /**< first error below the record itself, or p NULL */
    bool unknown;          /**< some answer was missing: the counts are at least these */
};

/** Look-ups that a receiver makes at most (RFC 7208, 4.6.4). */
enum { EX_SPF_MAX_LOOKUPS = 10, EX_SPF_MAX_VOID = 2 };

/**
 * Count what the policy of a domain costs, in the public view.
 *
 * @param record the domain's own record
 */
void ex_spf_count(const struct ex_dns_answers *answers, struct ex_str domain,
                  struct ex_str record, struct ex_arena *arena, struct ex_spf_walk *out);

enum ex_spf_result {
    EX_SPF_PASS,
    EX_SPF_NOT_PASS, /**< fail, softfail, neutral or an error: not authorized */
    EX_SPF_UNKNOWN,  /**< an answer is missing, or a macro decides */
};

/** Whether the policy of a domain authorizes an address, in the public view. */
enum ex_spf_result ex_spf_check(const struct ex_dns_answers *answers, struct ex_str domain,
                                struct ex_str record, struct ex_str address,
                                struct ex_arena *arena);

/** The questions that a term raises: called for each name and type. */
typedef void ex_spf_visitor(void *ctx, struct ex_str name, enum ex_dns_type type);
void ex_spf_questions(struct ex_str domain, struct ex_str record, struct ex_arena *arena,
                      ex_spf_visitor *visit, void *ctx);

#endif
