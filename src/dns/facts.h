/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Answers as objects of the graph: one DnsName for each name in each view.
 * A property is null or an empty list only when DNS said that there is nothing
 * (NXDOMAIN or no data); whatever was not asked or not answered is absent.
 */
#ifndef EX_DNS_FACTS_H
#define EX_DNS_FACTS_H

#include "base/source.h"
#include "dns/dns.h"
#include "dns/plan.h"
#include "model/graph.h"

/**
 * Add answers to a linked graph, in which rules find them by publicDns() and
 * internalDns().
 *
 * @param answers   sorted
 * @param recording where their offsets point; owned by the graph afterwards
 */
void ex_dns_facts(const struct ex_dns_answers *answers, const struct ex_dns_assumed *assumed,
                  struct ex_source *recording, struct ex_graph *graph);

#endif
