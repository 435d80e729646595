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

/** How to write. What is written is in the report. */
struct ex_write_options {
    bool color;             /**< ANSI colours */
    bool unicode;           /**< box drawing; else ASCII */
    bool hyperlinks;        /**< OSC 8 */
    bool fold;              /**< fold findings that differ only in their object */
    unsigned width;         /**< columns of the terminal; 0: 100 */
    bool summary;           /**< text: with the run summary */
    bool show_not_assessed; /**< summary: list the rules that were not assessed */
};

struct ex_writer {
    const char *name;      /**< of --format: "text" */
    const char *extension; /**< of -o files: ".sarif"; NULL: none */
    const char *doc;       /**< a few words for help */
    void (*write)(const struct ex_report *report, const struct ex_write_options *options,
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
void ex_text_summary(const struct ex_report *report, const struct ex_write_options *options,
                     struct ex_buf *out);

#endif
