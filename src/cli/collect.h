/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What `exlint collect` runs: one run for each kind that a cmdlet returns, made from schema.def,
 * collect.def and what the rules read; and the PowerShell script that runs them.
 */
#ifndef EX_CLI_COLLECT_H
#define EX_CLI_COLLECT_H

#include "base/buf.h"
#include "base/ex.h"
#include "base/str.h"
#include "base/vec.h"
#include "engine/rule.h"

/** In which part of the script a cmdlet is run. */
enum ex_collect_part {
    EX_COLLECT_ORGANIZATION, /**< once */
    EX_COLLECT_SERVER,       /**< for each server */
    EX_COLLECT_RECIPIENT,    /**< once, for some properties */
    EX_COLLECT_OTHER,        /**< the same, but no rule reads it: only when asked for */
    EX_N_COLLECT_PARTS
};

/** How the cmdlet of a kind is run. All strings are constant. */
struct ex_collect_run {
    enum ex_kind_id kind;
    enum ex_collect_part part;
    struct ex_str cmdlet;     /**< "Get-SendConnector" */
    struct ex_str before;     /**< its name in earlier versions; may be empty */
    struct ex_str address;    /**< parameter that names the server; may be empty */
    struct ex_str parameters; /**< other parameters, as written; may be empty */
    bool whole;               /**< exported as it is returned, not as a copy of its properties */
};

/** The runs of all kinds in the order of schema.def: fills `runs` with struct ex_collect_run. */
void ex_collect_runs(const struct ex_wanted *wanted, struct ex_vec *runs);

/** The properties that a run exports, of struct ex_str; none: all that there are. */
void ex_collect_properties(const struct ex_collect_run *run, const struct ex_wanted *wanted,
                           struct ex_vec *properties);

/** The properties that it leaves out, of struct ex_str. */
void ex_collect_secrets(const struct ex_collect_run *run, struct ex_vec *properties);

/** The script (collect.ps1 with the runs in their places), in ASCII. */
void ex_collect_script(const struct ex_vec *runs, const struct ex_wanted *wanted,
                       struct ex_buf *out);

#endif
