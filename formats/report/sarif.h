/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Inside of the SARIF format: what its parts (log, rules, results) share.
 */
#ifndef EX_REPORT_SARIF_H
#define EX_REPORT_SARIF_H

#include "formats/report/jsonout.h"
#include "formats/report/writer.h"

/** Where a project without a page of its own sends readers. */
#define EX_SARIF_HOME "https://github.com/exlint/exlint"

/** One log in the making. */
struct ex_sarif {
    struct ex_json json;
    const struct ex_report *report;
    const struct ex_write_options *options;
    struct ex_arena *arena;
    const struct ex_report_finding *
        *findings; /**< those that are written, in the order of the log */
    size_t n_findings;
    size_t dropped;                      /**< findings above the limit */
    const struct ex_report_rule **rules; /**< those of the findings, by id */
    size_t n_rules;
};

/** Whether waivers and the baseline are in the log as SARIF has them. */
static inline bool ex_sarif_has_states(const struct ex_sarif *s)
{
    return s->options->sarif_profile != EX_SARIF_GITHUB;
}

/** A text for readers: escaped, at most `max` code points; cut ones end in an ellipsis. */
struct ex_str ex_sarif_text(struct ex_sarif *s, struct ex_str text, size_t max);

/** The same as a sentence, with a full stop. */
struct ex_str ex_sarif_sentence(struct ex_sarif *s, struct ex_str text, size_t max);

/** `artifactLocation` of a file of the dump. */
void ex_sarif_artifact(struct ex_sarif *s, const char *key, size_t file, bool with_index);

/** "error", "warning" or "note". */
const char *ex_sarif_level(enum ex_severity severity);

/** `tool.driver.rules` (sarif_rules.c). */
void ex_sarif_rules(struct ex_sarif *s);

/**
 * The message template of a rule in SARIF's form, `'{0}'` for each value.
 *
 * @param n set to the number of values; at least 1
 */
struct ex_str ex_sarif_template(struct ex_sarif *s, const struct ex_report_rule *rule, size_t *n);

/** `results` (sarif_results.c). */
void ex_sarif_results(struct ex_sarif *s);

/** Index of a rule in `tool.driver.rules`; SIZE_MAX: it is not there. */
size_t ex_sarif_rule_index(const struct ex_sarif *s, struct ex_str id);

/** The member `logicalLocations`; an empty kind is the organization. */
void ex_sarif_logical(struct ex_sarif *s, struct ex_str kind, struct ex_str object);

/** What was decided about a finding, as members of its result (sarif_states.c). */
void ex_sarif_states(struct ex_sarif *s, const struct ex_report_finding *finding);

/** Results for what the baseline has and the run has no more: mended (sarif_states.c). */
void ex_sarif_absent(struct ex_sarif *s);

#endif
