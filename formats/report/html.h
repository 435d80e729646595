/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Inside of the HTML report: what its sections share.
 *
 * One file that asks for nothing and runs nothing but its own script: the
 * style sheet and the script are parts of the program (formats/report/html/),
 * and the Content-Security-Policy names their hashes. So there is no style=
 * attribute and no on...= handler anywhere.
 *
 * Whatever is not a literal of this program goes through ex_html_fill() or
 * ex_html_text(), which escape it.
 */
#ifndef EX_REPORT_HTML_H
#define EX_REPORT_HTML_H

#include "base/map.h"
#include "formats/report/writer.h"
#include "report/diagram.h"
#include "report/environment.h"
#include "report/plan.h"

/** One document in the making. */
struct ex_html {
    struct ex_buf *out;
    const struct ex_report *report;
    const struct ex_write_options *options;
    struct ex_arena *arena;
    struct ex_plan plan;
    struct ex_map *ids; /**< that were given out */
    bool *chosen;       /**< by index of the finding: the document holds it */
    size_t n_chosen;
    size_t n_open; /**< findings that are no exceptions, shown or not */
};

/* ---- html_escape.c: texts ------------------------------------------------------ */

/**
 * A text, untrusted, for the inside of an element or of a quoted attribute. Controls, deceptive
 * characters and bytes that are not UTF-8 are shown as \xHH or \u{H}.
 */
void ex_html_escape(struct ex_buf *out, struct ex_str text);

/** A literal of the program, as it is. */
void ex_html_raw(struct ex_html *h, const char *markup);

/** A text, escaped. */
void ex_html_text(struct ex_html *h, struct ex_str text);

/** A text, escaped, at most `max` code points of it; then how many more there are. */
void ex_html_cut(struct ex_html *h, struct ex_str text, size_t max);

/** `form` with its `$` replaced by the values, each escaped; there are as many as values. */
void ex_html_fill(struct ex_html *h, const char *form, const struct ex_str *values, size_t n);

/** The same: EX_HTML(h, "<b>$</b> of $", name, object), with a literal and struct ex_str. */
#define EX_HTML(h, form, ...)                                                                      \
    ex_html_fill((h), "" form "", (const struct ex_str[]){__VA_ARGS__},                            \
                 EX_COUNT(((const struct ex_str[]){__VA_ARGS__})))

/** A number with its digits in groups, and with what is counted: "1 finding", "2 findings". */
struct ex_str ex_html_number(struct ex_html *h, size_t number);
struct ex_str ex_html_counted(struct ex_html *h, size_t number, const char *thing);

/** The day of a time: "2026-01-31". */
struct ex_str ex_html_day(struct ex_html *h, struct cel_time time);

/** A text as a token for ids: letters, digits, `-`, `_` and `.`; anything else becomes `_`. */
struct ex_str ex_html_token(struct ex_html *h, struct ex_str text);

/** ` id="PREFIX TOKEN"`, unless the document has that id already. */
void ex_html_id(struct ex_html *h, const char *prefix, struct ex_str text);

/** A text with a capital at its beginning, in the arena. */
struct ex_str ex_html_title(struct ex_html *h, struct ex_str text);

/** The name of an area for people: "Client access". */
struct ex_str ex_html_area(struct ex_html *h, struct ex_str area);

/* ---- html_parts.c: what several sections show alike ---------------------------- */

/** Begin a section with its heading, and end it. */
void ex_html_section(struct ex_html *h, const char *id, const char *heading);
void ex_html_section_end(struct ex_html *h);

/**
 * Begin a table, in a region of its own that scrolls where it is too wide: `heads` are the
 * names of its columns, separated by '|'. The caption names the region as well.
 *
 * @param extra further classes, or ""
 */
void ex_html_table(struct ex_html *h, struct ex_str caption, const char *heads, const char *extra);
void ex_html_table_end(struct ex_html *h);

/** A severity: its shape, coloured, and its word. */
void ex_html_severity(struct ex_html *h, enum ex_severity severity);

/** A word with the looks of a state: "bad", "warn", "good", "unknown", "plain". */
void ex_html_badge(struct ex_html *h, const char *looks, struct ex_str word);

/** A link if the address is one of the web, else the text alone. */
void ex_html_link(struct ex_html *h, struct ex_str url, struct ex_str text);

/** Commands with a button that copies them; nothing when there are none. */
void ex_html_code(struct ex_html *h, const char *label, struct ex_str commands);

/** A list in one cell: the first ones, and how many more there are. */
void ex_html_list(struct ex_html *h, const struct ex_str *items, size_t n, size_t max);

/** An export that would let rules be assessed, and how many of them. */
struct ex_html_need {
    struct ex_str name;
    size_t rules;
};

/**
 * What the rules need that were not assessed, that of most rules first (html_coverage.c).
 *
 * @param n set to the number
 */
const struct ex_html_need *ex_html_needs(struct ex_html *h, size_t *n);

/** Who has planned to mend findings, and until when; both empty without a waiver. */
struct ex_str ex_html_owner(const struct ex_waiver *planned);
struct ex_str ex_html_due(const struct ex_waiver *planned);

/** What a finding points at, with objects and lines of files; or each in one short line
 * (html_evidence.c). */
void ex_html_evidence(struct ex_html *h, const struct ex_report_finding *finding);
void ex_html_evidence_row(struct ex_html *h, const struct ex_report_finding *finding);

/** The name of a kind for people: "Send connector"; empty when there is none. */
struct ex_str ex_html_kind(struct ex_html *h, uint16_t kind);

/** The shapes that ex_html_severity() refers to. */
void ex_html_sprite(struct ex_html *h);

/* ---- environment: html_environment.c and its parts ----------------------------- */

/** What the dump says of something: the text, "not set", or that it was not exported. */
void ex_html_fact(struct ex_html *h, struct ex_fact fact);

/** "yes", "no", or that it was not exported. */
void ex_html_answer(struct ex_html *h, enum ex_answer answer);

/** A list of texts in a cell, at most `max` of them. */
void ex_html_texts(struct ex_html *h, struct ex_texts texts, size_t max);

/** Names of servers in a cell. */
void ex_html_servers(struct ex_html *h, struct ex_env_servers servers, size_t max);

/** That a list is not complete, and how much of it is not shown; nothing when it is complete. */
void ex_html_list_note(struct ex_html *h, struct ex_env_list list, const char *cmdlet);

/** What people call a certificate: its friendly name, its first name, its subject. */
struct ex_str ex_html_certificate(const struct ex_env_certificate *certificate);

/** One checksum for all files: that of the list that `sha256sum` prints (html_appendix.c). */
struct ex_str ex_html_digest(struct ex_html *h);

/** A picture of the environment; `id` is unique in the document and begins its ids. */
void ex_html_diagram(struct ex_html *h, const struct ex_diagram *diagram, const char *id);

void ex_html_clients(struct ex_html *h);      /**< html_clients.c: namespaces and URLs */
void ex_html_certificates(struct ex_html *h); /**< html_certificates.c */
void ex_html_mail(struct ex_html *h);         /**< html_mail.c */

/* ---- findings ------------------------------------------------------------------ */

/** Choose the findings that the document holds: the worst ones, within limits. */
void ex_html_choose(struct ex_html *h);

/**
 * The first finding in the document that points at a property of an object of a server, or NULL.
 *
 * @param object what the identity of the object ends in or, with a `\` behind it, begins with
 */
const struct ex_report_finding *ex_html_finding_at(const struct ex_html *h, uint16_t kind,
                                                   struct ex_str object, const char *property);

/** A link to a finding that names its rule; nothing for NULL. */
void ex_html_see(struct ex_html *h, const struct ex_report_finding *finding);

/** Whether somebody has to act on a finding; the others are exceptions. */
bool ex_html_is_open(const struct ex_report_finding *finding);

/* ---- the sections -------------------------------------------------------------- */

void ex_html_cover(struct ex_html *h);        /**< html_cover.c */
void ex_html_summary(struct ex_html *h);      /**< html_summary.c */
void ex_html_plan(struct ex_html *h);         /**< html_plan.c */
void ex_html_environment(struct ex_html *h);  /**< html_environment.c */
void ex_html_findings(struct ex_html *h);     /**< html_findings.c */
void ex_html_exceptions(struct ex_html *h);   /**< html_exceptions.c */
void ex_html_changes(struct ex_html *h);      /**< html_changes.c */
void ex_html_not_assessed(struct ex_html *h); /**< html_coverage.c */
void ex_html_passed(struct ex_html *h);       /**< html_coverage.c */
void ex_html_appendix(struct ex_html *h);     /**< html_appendix.c */

#endif
