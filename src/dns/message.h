/* SPDX-License-Identifier: MIT */
/**
 * @file
 * DNS messages as they come from the network (RFC 1035, 2782, 3596, 6698), read
 * with bounds on everything. c-ares has parsers for single types, but they
 * lose owners, CNAMEs and TTLs and lack TLSA; one reader serves all types.
 */
#ifndef EX_DNS_MESSAGE_H
#define EX_DNS_MESSAGE_H

#include "dns/dns.h"

/**
 * Read a response to a question.
 *
 * The records of `answer` are the chain of CNAMEs from the name on and the
 * records of the type at its end, whatever else stands in the message.
 *
 * @param question what was asked
 * @param scratch  for what is needed while reading; the caller may reset it afterwards
 * @param arena    gets the records of the answer, and nothing else of the message
 * @param answer   set in whole but for `server`; EX_DNS_MALFORMED when the message is damaged, cut
 *                 off or answers something else, EX_DNS_LOOP for a chain in a circle,
 *                 EX_DNS_REFERRAL when it only names other servers
 * @return the end of the chain, when it leads out of the message: the question has to be asked
 *         again for that name; p NULL when the answer is whole
 */
struct ex_str ex_dns_read(struct ex_str message, const struct ex_dns_question *question,
                          struct ex_arena *scratch, struct ex_arena *arena,
                          struct ex_dns_answer *answer);

/** Whether a message says that it was cut off (RFC 2181, 9): it has to be asked for over TCP. */
bool ex_dns_is_truncated(struct ex_str message);

#endif
