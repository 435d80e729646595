/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A run recorded as JSON, and read back: `exlint dns -o dns.json`,
 * `exlint check --dns-replay dns.json`. A recording holds what was asked of
 * whom and when, and every answer with its records; the same answers are the same
 * bytes. docs in recording.schema.json.
 */
#ifndef EX_DNS_RECORDING_H
#define EX_DNS_RECORDING_H

#include "base/buf.h"
#include "base/source.h"
#include "dns/dns.h"

/** Version of the form; another one is refused with a message. */
#define EX_DNS_RECORDING_VERSION 1

/** Write sorted answers. One answer a line, so that recordings can be compared. */
void ex_dns_write(const struct ex_dns_answers *answers, struct ex_str exlint_version,
                  struct ex_buf *out);

/**
 * Read a recording. Every answer gets the offset where it stands. What is not
 * of the form is named with its place and left out; a hostile recording can do no harm.
 *
 * @return false when the file is no recording, or of another version (messages say so)
 */
EX_MUSTUSE bool ex_dns_load(struct ex_source *source, struct ex_dns_answers *answers,
                            struct ex_diags *diags);

#endif
