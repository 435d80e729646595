/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Writers: how reports become bytes. A writer is one file that defines one
 * struct ex_writer and is named once in WRITERS of Makefile.am. It renders what is in
 * struct ex_report and computes nothing of its own; whatever comes from the
 * dump is untrusted and is escaped for the writer's medium. No writer looks
 * at the clock, the environment or the file system.
 */
#ifndef EX_REPORT_WRITER_H
#define EX_REPORT_WRITER_H

#include "base/buf.h"
#include "base/ex.h"
#include "report/report.h"

/** Whose reading of SARIF a log is made for. */
enum ex_sarif_profile {
    EX_SARIF_GITHUB,  /**< code scanning: without what it would show though it is waived */
    EX_SARIF_AZURE,   /**< the Scans tab of Azure DevOps: waivers and baseline as suppressions and
                           baselineState */
    EX_SARIF_GENERIC, /**< everything: those, and every rule */
};

/** By name: "github", "azure", "generic"; false when there is none. */
EX_MUSTUSE bool ex_sarif_profile_parse(struct ex_str name, enum ex_sarif_profile *out);

/** How to write. What is written is in the report. */
struct ex_write_options {
    bool color;             /**< ANSI colours */
    bool unicode;           /**< box drawing; else ASCII */
    bool hyperlinks;        /**< OSC 8 */
    bool fold;              /**< fold findings that differ only in their object */
    unsigned width;         /**< columns of the terminal; 0: 100 */
    bool summary;           /**< text: with the run summary */
    bool show_waived;       /**< text and concise: also findings that do not count */
    bool show_not_assessed; /**< summary: list the rules that were not assessed */
    enum ex_sarif_profile sarif_profile;
};

struct ex_writer {
    const char *name;      /**< of --format: "text" */
    const char *extension; /**< ends of -o files, separated by blanks: ".sarif"; NULL: none */
    const char *doc;       /**< a few words for help */
    void (*write)(const struct ex_report *report, const struct ex_write_options *options,
                  struct ex_buf *out);
};

/** All writers; `*n` is their number. */
const struct ex_writer *const *ex_writers(size_t *n);

/** By name, or by the end of a file name (the longest that fits); NULL when there is none. */
const struct ex_writer *ex_writer_find(struct ex_str name);
const struct ex_writer *ex_writer_for_file(struct ex_str path);

/**
 * A text from the dump made harmless for a terminal or log: controls,
 * deceptive characters and bytes that are not UTF-8 as \xHH or \u{H}, and
 * `##vso[` and the like so that no pipeline obeys it.
 */
void ex_text_escape(struct ex_buf *out, struct ex_str text);

/**
 * The same for a text that begins a line of the output, where GitHub Actions also obeys
 * `::name::`, behind white space too.
 */
void ex_text_escape_line(struct ex_buf *out, struct ex_str line);

/**
 * Whether the `#` at an offset is the second one of `##[`, `##vso[`, `##teamcity[`: commands of
 * Azure Pipelines, TeamCity and GitHub's runner, anywhere in a line.
 */
bool ex_text_is_command(struct ex_str text, size_t at);

/** The summary of the text format alone, for a terminal beside a machine format. */
void ex_text_summary(const struct ex_report *report, const struct ex_write_options *options,
                     struct ex_buf *out);

#endif
