/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Answers from a few lines of text, for the tests inside rules:
 *
 *     contoso.com            MX 10 mail.contoso.com
 *     mail.contoso.com       A 203.0.113.25
 *     contoso.com       300  TXT v=spf1 mx -all
 *     slow.contoso.com       A TIMEOUT
 *
 * One record a line: name, perhaps a TTL (3600), type, data; in place of the data a status
 * other than NOERROR. `#` begins a comment line. What has no line does not exist.
 */
#ifndef EX_DNS_ZONE_H
#define EX_DNS_ZONE_H

#include "dns/plan.h"

/**
 * Answer the questions of a plan in one view.
 *
 * @param answers gets the answers; sort them afterwards
 * @return false when a line is wrong; `*wrong` is set to it
 */
EX_MUSTUSE bool ex_dns_answer_from_zone(struct ex_str zone, enum ex_dns_view view,
                                        struct ex_dns_plan *plan, struct ex_dns_answers *answers,
                                        struct ex_str *wrong);

#endif
