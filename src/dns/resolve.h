/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Asking questions with c-ares, many at a time: the only part of exlint that
 * touches the network.
 *
 * Each view has its own servers. A lost packet costs its own question a
 * timeout and no other: the window is refilled as answers come in.
 */
#ifndef EX_DNS_RESOLVE_H
#define EX_DNS_RESOLVE_H

#include "dns/dns.h"

/** How to ask. */
struct ex_dns_options {
    /** servers of a view as "ADDR", "ADDR:PORT", "[ADDR6]:PORT", of struct ex_str */
    struct ex_vec servers[EX_N_DNS_VIEWS];
    bool system;         /**< without servers, the public view asks the system's resolver */
    unsigned timeout_ms; /**< of one try; 0: 2000 */
    unsigned tries;      /**< 0: 3 */
    unsigned window;     /**< questions in flight; 0: 512 */
};

/** Where questions come from and answers go. All calls are from the thread of ex_dns_ask(). */
struct ex_dns_driver {
    void *ctx;
    /** The next question; false: none at the moment (more may come with answers). */
    bool (*next)(void *ctx, struct ex_dns_question *question);
    /** An answer, which may raise further questions; it lives in the arena of the answers. */
    void (*answered)(void *ctx, const struct ex_dns_answer *answer);
    /** Progress, at most ten times a second; may be NULL. */
    void (*progress)(void *ctx, size_t answered, size_t in_flight);
};

/**
 * Check addresses of servers.
 *
 * @return false after an EX_ERROR for each that is none
 */
EX_MUSTUSE bool ex_dns_check_servers(const struct ex_dns_options *options, struct ex_diags *diags);

/**
 * Ask until there is nothing more to ask. Answers are added to `answers` in
 * any order. CNAMEs that lead out of an answer are followed here.
 *
 * @param diags one EX_WARNING for a view none of whose servers can be reached
 * @return false when a view could not be set up (a message says why)
 */
EX_MUSTUSE bool ex_dns_ask(const struct ex_dns_options *options, struct ex_dns_driver *driver,
                           struct ex_dns_answers *answers, struct ex_diags *diags);

#endif
