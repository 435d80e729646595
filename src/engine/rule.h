/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Rules: YAML files whose conditions are CEL expressions over the graph
 * (rules/README.md is their reference). A rule set is loaded once, checked in
 * full, and constant afterwards.
 */
#ifndef EX_ENGINE_RULE_H
#define EX_ENGINE_RULE_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/ex.h"
#include "base/vec.h"
#include "cel/cel.h"
#include "model/graph.h"

struct ex_profiles;
struct ex_yaml;

enum ex_severity { EX_INFO, EX_LOW, EX_MEDIUM, EX_HIGH, EX_CRITICAL, EX_N_SEVERITIES };

/** "info", "low", "medium", "high", "critical". */
const char *ex_severity_name(enum ex_severity severity);
/** false when it is none of them. */
EX_MUSTUSE bool ex_severity_parse(struct ex_str name, enum ex_severity *out);

/** What applying a fix may do to the service; rules/README.md has the exact meaning. */
enum ex_change_risk {
    EX_RISK_UNKNOWN, /**< the rule does not say */
    EX_RISK_NONE,    /**< nothing in service changes */
    EX_RISK_RELOAD,  /**< taken up by caches, replication or new connections; nobody notices */
    EX_RISK_RESTART, /**< a service, an application pool or IIS is restarted; clients reconnect */
    EX_RISK_OUTAGE,  /**< mail or access may be interrupted or redirected, or users must be told */
    EX_N_CHANGE_RISKS
};

/** How much work a fix is. */
enum ex_effort {
    EX_EFFORT_UNKNOWN, /**< the rule does not say */
    EX_EFFORT_MINUTES, /**< a few commands or records */
    EX_EFFORT_HOURS,   /**< several systems or people take part */
    EX_EFFORT_DAYS,    /**< a project of its own */
    EX_N_EFFORTS
};

/** "unknown", "none", "reload", "restart", "outage". */
const char *ex_change_risk_name(enum ex_change_risk risk);
/** What is meant by it, as part of a sentence: "nothing in service changes". */
const char *ex_change_risk_meaning(enum ex_change_risk risk);

/** "unknown", "minutes", "hours", "days". */
const char *ex_effort_name(enum ex_effort effort);
/** What is meant by it, as part of a sentence: "a few commands or records". */
const char *ex_effort_meaning(enum ex_effort effort);

/** A text with CEL expressions in braces: literal pieces and programs in turn. */
struct ex_template {
    struct ex_str text; /**< as written */
    size_t n;
    const struct ex_template_part {
        struct ex_str literal;      /**< when program is NULL */
        struct cel_program *program;
    } *parts;
};

/** Commands: texts in turn, some for each item of a list, some only when a condition holds. */
struct ex_commands {
    struct ex_str text; /**< all of them as written, lists and conditions as comments */
    size_t n;
    const struct ex_rule_command {
        struct cel_program *each; /**< a list; NULL: once */
        uint32_t slot;            /**< of its item */
        struct cel_program *when; /**< NULL: always */
        struct ex_template text;
    } *items;
};

/** `let`: a name for an expression. */
struct ex_let {
    struct ex_str name;
    uint32_t slot;
    struct cel_program *program;
};

/** `at`: what a finding points at. */
struct ex_pointer {
    struct cel_program *program;
    struct ex_str label; /**< a few words beside the mark; may be empty */
};

struct ex_reference {
    struct ex_str title;
    struct ex_str url;
};

/** What a test expects (and what an evaluation ends in). */
enum ex_outcome {
    EX_OUTCOME_FINDING,
    EX_OUTCOME_PASS,
    EX_OUTCOME_NOT_APPLICABLE, /**< `when` is false, or `each` has no objects */
    EX_OUTCOME_NOT_ASSESSED,   /**< unknown, or the evaluation failed */
    EX_N_OUTCOMES
};

/** "finding", "pass", "not-applicable", "not-assessed". */
const char *ex_outcome_name(enum ex_outcome outcome);

/** A test inside a rule file; run by ex_rule_test() (test.h). */
struct ex_rule_test {
    struct ex_str name;
    struct ex_str files;        /**< folder under the corpus, or empty */
    const struct ex_yaml *given; /**< inline objects by kind, or NULL */
    struct ex_str now;          /**< RFC 3339 date or time, or empty */
    /** records of the public and the internal view, one a line; p NULL: the view is not asked */
    struct ex_str dns[2];
    const struct ex_str *assume; /**< as on the command line: "outbound=192.0.2.1" */
    size_t n_assume;
    struct ex_str profile;      /**< "pre-change", or empty */
    const struct ex_yaml *parameters; /**< a map, or NULL */
    enum ex_outcome expect;
    const struct ex_str *objects; /**< identities that findings must name; empty: any */
    size_t n_objects;
    struct ex_str message;      /**< must be part of a finding's message; may be empty */
    struct ex_place at;
};

/** One rule. Strings and programs live in the arena of the set. */
struct ex_rule {
    struct ex_str id;           /**< "EXL3103" */
    struct ex_str name;         /**< "owa-ecp-internal-url-mismatch" */
    struct ex_str title;
    enum ex_severity severity;
    struct ex_str area;         /**< "client-access" */
    const struct ex_str *tags;
    size_t n_tags;
    const struct ex_str *document; /**< steps of the document: "before", "step-1" ... "step-6" */
    size_t n_document;
    uint16_t each;              /**< enum ex_kind_id, or EX_N_KINDS: the organization as a whole */
    uint32_t each_slot;
    const struct ex_let *lets;  /**< in the order in which they are evaluated */
    size_t n_lets;
    struct cel_program *when;   /**< NULL: always */
    struct cel_program *assertion;
    struct cel_program *severity_when; /**< NULL: never; else findings for which it is true have
                                            `severity_to` */
    enum ex_severity severity_to;
    const struct ex_pointer *at;
    size_t n_at;
    struct ex_template message;
    struct ex_str why;
    struct ex_str impact;       /**< one plain sentence with its full stop, for readers who do not
                                     administer; empty: the rule does not say */
    struct ex_commands fix;
    enum ex_change_risk change_risk; /**< of `fix` */
    enum ex_effort effort;           /**< of `fix` */
    struct ex_commands verify;
    struct ex_str manual;       /**< what only the running system can show; may be empty */
    const struct ex_reference *references;
    size_t n_references;
    const struct ex_rule_test *tests;
    size_t n_tests;
    struct ex_str file;         /**< where the rule is written */
    bool built_in;
    const uint64_t *reads;      /**< what it can read: ex_missing_pack() of kind and property with
                                     file 0; ascending */
    size_t n_reads;
    uint64_t parameters;        /**< that it reads: 1 << enum ex_parameter_id */
};

/** Whether a rule reads answers of DNS. */
bool ex_rule_reads_dns(const struct ex_rule *rule);

struct ex_rules;

/**
 * Load rule files. All problems of all files are reported.
 *
 * @param builtin whether the built-in rules are part of the set; ids that begin with EXL are
 *                refused elsewhere then
 * @param dirs    folders with *.yaml and *.yml rules, searched below, or single files; profiles/ in
 *                such a folder holds profiles instead
 * @return NULL when any rule is wrong; else free with ex_rules_free()
 */
struct ex_rules *ex_rules_load(bool builtin, const char *const *dirs, size_t n_dirs,
                               struct ex_diags *diags);

/**
 * Load one rule from text (tests, fuzzing).
 *
 * @param set gets the rule if it is right; NULL: the text is only checked
 * @return false when it is wrong; messages say why
 */
EX_MUSTUSE bool ex_rules_add_text(struct ex_rules *set, struct ex_str file, struct ex_str text,
                                  bool built_in, struct ex_diags *diags);

/** An empty set. */
struct ex_rules *ex_rules_new(void);
void ex_rules_free(struct ex_rules *rules);
void ex_rules_auto(struct ex_rules **rules);

/** Rules in ascending order of id. */
size_t ex_rules_count(const struct ex_rules *rules);
const struct ex_rule *ex_rules_at(const struct ex_rules *rules, size_t i);

/** By id or name, ignoring case; NULL when there is none. */
const struct ex_rule *ex_rules_find(const struct ex_rules *rules, struct ex_str id);

/** The profiles beside the rules: the built-in ones and those of the folders. */
const struct ex_profiles *ex_rules_profiles(const struct ex_rules *rules);

/** Give all findings of a rule another severity, before any run. */
void ex_rules_set_severity(struct ex_rules *rules, size_t i, enum ex_severity severity);

/** Everything that the rules of the set can read. */
void ex_rules_wanted(const struct ex_rules *rules, struct ex_wanted *wanted);

/** The environment of rule expressions: kinds as lists, `now`, and the functions of functions.h. */
const struct cel_env *ex_rules_env(const struct ex_rules *rules);

#endif
