/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Writing the records that an organization should publish.
 */
#ifndef EX_CLI_DNS_EXPECTED_H
#define EX_CLI_DNS_EXPECTED_H

#include "cli/cli.h"
#include "dns/expected.h"

/**
 * Write records (struct ex_dns_expected) in a format: text, zone, json.
 *
 * @param width columns of tables; 0: as wide as they are
 * @return false after a message about an unknown format
 */
EX_MUSTUSE bool ex_cli_dns_expected(struct ex_str format, const struct ex_vec *records,
                                    size_t width, struct ex_buf *out);

#endif
