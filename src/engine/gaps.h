/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What is missing in a dump, by what it would be good for: each export that
 * rules which were not assessed need, with the command that makes it.
 */
#ifndef EX_ENGINE_GAPS_H
#define EX_ENGINE_GAPS_H

#include "engine/finding.h"

/** What is wrong with the export of a cmdlet. */
enum ex_gap_reason {
    EX_GAP_MISSING,    /**< it is not there */
    EX_GAP_PARTIAL,    /**< objects are missing: damaged files, or servers that are not known */
    EX_GAP_SERVERS,    /**< objects of these servers are missing */
    EX_GAP_PROPERTIES, /**< the objects are there, but not these properties of them */
};

/** One export that rules need. */
struct ex_gap {
    enum ex_kind_id kind;
    enum ex_gap_reason reason;
    const struct ex_node **servers;  /**< for EX_GAP_SERVERS */
    size_t n_servers;
    const struct ex_str *properties; /**< names, ascending; may be given with any reason */
    size_t n_properties;
    struct ex_str command;           /**< PowerShell, one line; of answers of DNS, for a shell */
    const struct ex_rule **rules;    /**< that would be assessed, or for more objects; by id */
    size_t n_rules;
    enum ex_severity severity;       /**< of the worst of them */
};

/** "missing", "partial", "servers", "properties". */
const char *ex_gap_reason_name(enum ex_gap_reason reason);

/**
 * Everything that rules lack, most valuable first: by number and severity of rules, then by the
 * name of the cmdlet. In the arena; `*n` is their number.
 */
const struct ex_gap *ex_results_gaps(const struct ex_results *results, struct ex_arena *arena,
                                     size_t *n);

/**
 * The command that exports a kind into a file that exlint recognizes: of the whole organization, or
 * (`n` > 0) of some servers. Names are quoted. For answers of DNS the one that asks.
 */
struct ex_str ex_export_command(struct ex_arena *arena, enum ex_kind_id kind,
                                const struct ex_node *const *servers, size_t n);

#endif
