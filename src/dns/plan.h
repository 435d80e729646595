/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Which questions the organization raises: derived from the graph, never from
 * the text of rules, so that a recording serves every rule set.
 */
#ifndef EX_DNS_PLAN_H
#define EX_DNS_PLAN_H

#include "dns/dns.h"
#include "model/graph.h"

/** What the user knows and no export says: `--assume NAME=VALUE`. */
struct ex_dns_assumed {
    struct ex_vec gateways;       /**< hosts that take its mail: names, addresses */
    struct ex_vec outbound;       /**< addresses that mail leaves from, as seen outside */
    struct ex_vec dkim_selectors; /**< selectors of DKIM keys */
}; /* all of struct ex_str, in canonical form */

struct ex_dns_plan;

/** What a plan reads of the graph. */
void ex_dns_wanted(struct ex_wanted *wanted);

/**
 * Begin a plan for a linked graph.
 *
 * @param views which views will be asked
 */
struct ex_dns_plan *ex_dns_plan_new(const struct ex_graph *graph,
                                    const struct ex_dns_assumed *assumed,
                                    const bool views[EX_N_DNS_VIEWS]);
void ex_dns_plan_free(struct ex_dns_plan *plan);
void ex_dns_plan_auto(struct ex_dns_plan **plan); /**< fits EX_AUTO */

/** The next question that was not asked yet; false: none at the moment. */
bool ex_dns_plan_next(struct ex_dns_plan *plan, struct ex_dns_question *question);

/**
 * Take note of an answer: targets of MX and SRV records raise questions for
 * their addresses, SPF records for what they include, addresses for their names. Bounded by
 * EX_MAX_DNS_QUESTIONS.
 */
void ex_dns_plan_answered(struct ex_dns_plan *plan, const struct ex_dns_answer *answer);

/** The domain of an accepted domain without `*.`; empty for `*` and when it is not known. */
struct ex_str ex_dns_domain(const struct ex_node *accepted_domain);

/** The name under which the host name of an address is asked for; p NULL when it is none. */
struct ex_str ex_dns_reverse_name(struct ex_arena *arena, struct ex_str address);

/** Whether answers raised more questions than are asked: the rest stays unknown. */
bool ex_dns_plan_is_full(const struct ex_dns_plan *plan);

/** Number of questions so far. */
size_t ex_dns_plan_count(const struct ex_dns_plan *plan);

/** SHA-256 of the first questions in order: recordings carry it to tell dumps apart. */
struct ex_str ex_dns_plan_fingerprint(const struct ex_dns_plan *plan, struct ex_arena *arena);

#endif
