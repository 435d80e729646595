/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A report: everything that a run says, as plain data. It is built from the
 * results of a run (build.c) or read from a JSON result that was saved
 * (read.c); waivers, baselines and comparisons work on it, and every writer
 * renders it. Nothing in it refers to the graph or to the rules of the run.
 *
 * All memory is that of the report's arena; texts that came from a dump (or
 * from a saved result) are untrusted. An empty text means that there is none.
 */
#ifndef EX_REPORT_REPORT_H
#define EX_REPORT_REPORT_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/ex.h"
#include "base/str.h"
#include "engine/finding.h"

struct ex_environment;
struct ex_waiver;

/** The version of the JSON form: `exlint-result/1`. */
#define EX_RESULT_SCHEMA "exlint-result/1"

/** A rule as it took part in the run, and what became of it. */
struct ex_report_rule {
    struct ex_str id;
    struct ex_str name;
    struct ex_str title;
    enum ex_severity severity;      /**< as configured */
    struct ex_str area;
    const struct ex_str *tags;
    size_t n_tags;
    const struct ex_str *document;  /**< steps of the document */
    size_t n_document;
    struct ex_str why;
    struct ex_str impact;           /**< one plain sentence: what happens if it stays */
    struct ex_str risk;             /**< of the fix: "none", "reload", "restart", "outage" */
    struct ex_str effort;           /**< "minutes", "hours", "days" */
    struct ex_str fix;              /**< as written, with expressions in braces */
    struct ex_str verify;
    struct ex_str manual;
    const struct ex_reference *references;
    size_t n_references;
    /** the message as written: literal pieces, with p NULL where a value stands */
    const struct ex_str *message;
    size_t n_message;
    bool built_in;
    bool about_dump;                /**< judges the dump, not the organization */
    size_t counts[EX_N_OUTCOMES];   /**< objects (or 1) by outcome */
    enum ex_outcome outcome;
    const struct ex_str *needs;     /**< what would let it be assessed, as ex_result_needs() */
    size_t n_needs;
    struct ex_str error;            /**< first evaluation error */
};

/** One place that a finding points at. */
struct ex_report_evidence {
    uint16_t kind;            /**< enum ex_kind_id; EX_N_KINDS: none */
    bool searched;            /**< the list of the kind was searched; there is no object */
    bool own;                 /**< the object is that of the finding */
    struct ex_str object;     /**< identity of the object */
    struct ex_str property;
    struct ex_str text;       /**< the property as Format-List shows it; of a searched list a
                                   sentence */
    size_t mark_at;           /**< bytes of `text` to mark */
    size_t mark_n;            /**< 0: all of it */
    struct ex_str label;
    uint32_t file;            /**< index in the report's files; UINT32_MAX: no file */
    struct ex_place at;       /**< line 0: not known */
    size_t token_n;           /**< code points that the value takes at `at`; at least 1 */
    struct ex_str line_text;  /**< the line of the file, cut as base/source.h says */
};

/** What a waiver does to a finding. */
enum ex_waived {
    EX_NOT_WAIVED,
    EX_WAIVED,          /**< accepted, or a false positive: does not count */
    EX_WAIVED_PLANNED,  /**< to be mended until a date: shown, does not count */
    EX_WAIVED_EXPIRED,  /**< there was a waiver; the finding counts again */
};

/** A finding beside an older result. */
enum ex_baseline_state {
    EX_BASELINE_NONE,       /**< there is no baseline */
    EX_BASELINE_NEW,
    EX_BASELINE_UNCHANGED,
    EX_BASELINE_CHANGED,    /**< known, but the offending value is another one */
};

/** "new", "unchanged", "changed"; empty for EX_BASELINE_NONE. */
const char *ex_baseline_state_name(enum ex_baseline_state state);

struct ex_report_finding {
    const struct ex_report_rule *rule;
    enum ex_severity severity;
    uint16_t kind;                /**< enum ex_kind_id of the object; EX_N_KINDS: organization */
    struct ex_str object;         /**< its identity, or the name of the organization */
    struct ex_str server;
    struct ex_str property;
    struct ex_str message;        /**< one sentence without a full stop */
    const struct ex_str *arguments; /**< the values in it, one for each hole of rule->message */
    size_t n_arguments;             /**< 0 also when they cannot be told apart */
    struct ex_str fix;            /**< PowerShell */
    struct ex_str verify;
    struct ex_report_evidence *evidence; /**< the primary one first */
    size_t n_evidence;
    char fingerprint[17];
    uint32_t fold;                /**< findings with the same number differ only in their object */
    struct ex_str value;          /**< the offending value, for waivers and baselines */
    enum ex_waived waived;
    const struct ex_waiver *waiver;  /**< that applies or applied; NULL: none */
    enum ex_baseline_state baseline;
    struct ex_str since;          /**< date of the baseline that first held it, or empty */
    struct ex_str baseline_why;   /**< why it is new or changed, where that can be told: a clause */
};

/** A finding of the baseline that the run does not have. */
struct ex_report_gone {
    char fingerprint[17];
    struct ex_str rule;
    struct ex_str title;
    enum ex_severity severity;
    struct ex_str kind;
    struct ex_str object;
    struct ex_str property;
    bool not_assessed; /**< nobody can say whether it is mended; else it is */
    struct ex_str why; /**< why it could not be assessed */
};

/** A file of the dump. */
struct ex_report_file {
    struct ex_str name;      /**< relative to the dump */
    bool outside;            /**< not part of the dump: its name stands alone */
    enum ex_file_state state;
    struct ex_str format;
    struct ex_str flavour;
    size_t objects;
    bool hashed;             /**< encoding, size and sha256 are known */
    struct ex_str encoding;
    uint64_t size;           /**< bytes */
    struct ex_str sha256;
    struct ex_str exported;  /**< when it was made (RFC 3339), or empty: not known */
};

/** How many servers of one product. */
struct ex_report_product {
    struct ex_str name;   /**< "2019", "SE" */
    size_t servers;
};

/** What was looked at. */
struct ex_report_scope {
    bool servers_known;     /**< false: the dump says nothing of servers */
    size_t servers;
    const struct ex_report_product *products; /**< newest first; only those of known version */
    size_t n_products;
    size_t files;
    size_t objects;
    size_t damaged;         /**< files that were not read to their end */
};

/** What the run can say about itself. */
struct ex_report_coverage {
    size_t rules;
    size_t assessed;       /**< ended in finding, pass or not applicable */
    size_t not_applicable; /**< of the assessed: nothing to judge */
    size_t not_assessed;
    size_t partly;         /**< of the assessed: with objects that could not be */
    bool nothing;          /**< no rule could judge anything, though there was something to judge */
};

struct ex_report {
    struct ex_arena *arena;      /**< owned */
    struct ex_str version;       /**< of the exlint that made the run */
    struct cel_time now;         /**< that the dump was judged by */
    struct ex_str organization;
    struct ex_str forest;        /**< DNS name of the forest root */
    struct ex_report_scope scope;
    struct ex_report_finding *findings; /**< worst severity first, then rule, object, property */
    size_t n_findings;
    struct ex_report_rule *rules;       /**< every rule that took part, by id */
    size_t n_rules;
    const struct ex_report_file *files; /**< by name */
    size_t n_files;
    struct ex_diags messages;
    const struct ex_environment *environment; /**< NULL: the saved result has none */
    const struct ex_waiver *const *waivers; /**< all that were given, used or not */
    size_t n_waivers;
    struct ex_str baseline;             /**< file of the baseline; p NULL: none was given */
    struct ex_str baseline_date;        /**< that it is of: 2026-01-31 */
    const struct ex_report_gone *gone;  /**< by rule, kind, object and property */
    size_t n_gone;
    bool only_new;               /**< findings that the baseline knows were taken out */
    size_t known;                /**< so many of them */
    size_t dns_not_asked;        /**< rules that were not run because DNS was not asked */
    enum ex_severity fail_on;
    bool fail_never;             /**< fail_on does not apply */
    bool fail_on_new;            /**< only findings that the baseline does not know fail the run */
    int exit_status;             /**< that the run ends with */
    struct ex_str config;        /**< configuration file that was used, or empty */
    struct ex_str profile;       /**< or empty */
    /** Folder of the files as named on the command line, without a slash at its end; empty: the
     * names of the files stand alone. For readers. */
    struct ex_str dump;
    struct ex_str prefix;        /**< the same for machine formats: a relative path, or empty */
    struct ex_str vcs_uri;       /**< version control that holds the dump, no credentials */
    struct ex_str vcs_revision;
    struct ex_str vcs_branch;
};

/**
 * Make a report of a run whose findings were located. The command line fills in what the run
 * does not know: from `dns_not_asked` on, and `version`.
 *
 * @param diags messages of the run; copied
 * @return free with ex_report_free(); refers neither to results nor to the graph
 */
struct ex_report *ex_report_build(const struct ex_results *results, const struct ex_diags *diags);
void ex_report_free(struct ex_report *report);
void ex_report_auto(struct ex_report **report); /**< fits EX_AUTO */

/**
 * Read a result that was written with --format=json. The folder of the dump is the one that
 * machine formats named.
 *
 * @param file  as messages name it
 * @param diags gets an error that says what is wrong and where
 * @return NULL when it is no result of a version that is understood
 */
struct ex_report *ex_report_read(struct ex_str file, struct ex_str text, struct ex_diags *diags);

/** Whether a text looks like a saved result: the beginning of a JSON object with its schema. */
bool ex_report_is_saved(struct ex_str text);

/** Count the outcomes of the rules. */
struct ex_report_coverage ex_coverage_of(const struct ex_report *report);

/** Findings of a severity that count: those that no valid waiver covers. */
size_t ex_report_count(const struct ex_report *report, enum ex_severity severity);

/** Whether no valid waiver covers a finding. */
bool ex_finding_counts(const struct ex_report_finding *finding);

/** Findings that make the run fail: at or above the threshold, and new where only that counts. */
size_t ex_report_failing(const struct ex_report *report);

/** The rule with an id, or NULL. */
const struct ex_report_rule *ex_report_rule(const struct ex_report *report, struct ex_str id);

/** How many values the message of a rule has. */
size_t ex_report_holes(const struct ex_report_rule *rule);

/** What to call the organization: its forest, else its name, else nothing. */
struct ex_str ex_report_organization(const struct ex_report *report);

/** The folder that the name of a file is relative to, as named on the command line, or empty. */
struct ex_str ex_report_folder(const struct ex_report *report, const struct ex_report_file *file);

/** What a graph holds: servers by product, files and objects. */
struct ex_report_scope ex_report_scope_of(const struct ex_graph *graph, struct ex_arena *arena);

/** The product of a server's version ("2019"), or empty when it is not known. */
struct ex_str ex_server_product(const struct ex_node *server);

/** A timestamp as RFC 3339 in UTC, with as many digits of the second as it has. */
struct ex_str ex_report_time(struct ex_arena *arena, struct cel_time time);

#endif
