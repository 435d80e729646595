/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Writers: how results become bytes. A writer is one file that defines one
 * struct ex_writer and is named once in WRITERS of Makefile.am. It renders what is in
 * struct ex_results and computes nothing of its own; whatever comes from the
 * dump is untrusted and is escaped for the writer's medium. No writer looks
 * at the clock, the environment or the file system.
 */
#ifndef EX_REPORT_WRITER_H
#define EX_REPORT_WRITER_H

#include "base/buf.h"
#include "base/diag.h"
#include "base/ex.h"
#include "engine/finding.h"

struct ex_report_options {
    bool color;             /**< ANSI colours */
    bool unicode;           /**< box drawing; else ASCII */
    bool hyperlinks;        /**< OSC 8 */
    bool fold;              /**< fold findings that differ only in their object */
    unsigned width;         /**< columns of the terminal; 0: 100 */
    bool summary;           /**< text: with the run summary */
    bool show_not_assessed; /**< summary: list the rules that were not assessed */
    enum ex_severity fail_on;
    bool fail_never;        /**< fail_on does not apply */
    size_t dns_not_asked;   /**< rules that were not run because DNS was not asked */
    int exit_status;        /**< that the run will end with */
    const char *version;    /**< of exlint */
    /** Folder of the files as named on the command line, without a slash at its end; empty: the
     * names of the files stand alone. For readers. */
    struct ex_str dump;
    struct ex_str prefix; /**< the same for machine formats: a relative path, or empty */
    const struct ex_diags *diags; /**< messages of the run; may be NULL */
    struct ex_str vcs_uri; /**< version control that holds the dump, no credentials; or empty */
    struct ex_str vcs_revision;
    struct ex_str vcs_branch;
};

struct ex_writer {
    const char *name;      /**< of --format: "text" */
    const char *extension; /**< of -o files: ".sarif"; NULL: none */
    const char *doc;       /**< a few words for help */
    void (*write)(const struct ex_results *results, const struct ex_report_options *options,
                  struct ex_buf *out);
};

/** All writers; `*n` is their number. */
const struct ex_writer *const *ex_writers(size_t *n);

/** By name, or by the extension of a file name; NULL when there is none. */
const struct ex_writer *ex_writer_find(struct ex_str name);
const struct ex_writer *ex_writer_for_file(struct ex_str path);

/**
 * A text from the dump made harmless for a terminal or log: controls,
 * deceptive characters and bytes that are not UTF-8 as \xHH or \u{H}.
 */
void ex_text_escape(struct ex_buf *out, struct ex_str text);

/** The summary of the text format alone, for a terminal beside a machine format. */
void ex_text_summary(const struct ex_results *results, const struct ex_report_options *options,
                     struct ex_buf *out);

/** What the run can say about itself; see ex_coverage_of(). */
struct ex_report_coverage {
    size_t rules;
    size_t assessed;       /**< ended in finding, pass or not applicable */
    size_t not_applicable; /**< of the assessed: nothing to judge */
    size_t not_assessed;
    size_t partly;         /**< of the assessed: with objects that could not be */
    bool nothing;          /**< no rule could judge anything, though there was something to judge */
};

/** Count the outcomes of the rules. */
struct ex_report_coverage ex_coverage_of(const struct ex_results *results);

/** A timestamp as RFC 3339 in UTC, with as many digits of the second as it has. */
struct ex_str ex_report_time(struct ex_arena *arena, struct cel_time time);

#endif
