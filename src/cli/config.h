/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The configuration file: options from a file. What stands in exlint.yaml
 * becomes uses of options (options.h) that know their place, so that no
 * command asks twice where a setting comes from.
 *
 * What counts, the first that says something: the command line; the profile
 * that it names; the file; the profile that the file names. Lists are not
 * joined; `parameters` and `severity` are, name by name.
 */
#ifndef EX_CLI_CONFIG_H
#define EX_CLI_CONFIG_H

#include "cli/options.h"
#include "engine/profile.h"
#include "engine/rule.h"

/** The name that is looked for. */
#define EX_CONFIG_NAME "exlint.yaml"

/** What a key has for a value. */
enum ex_config_shape {
    EX_CONFIG_SWITCH,  /**< true or false */
    EX_CONFIG_TEXT,    /**< one text or number */
    EX_CONFIG_LIST,    /**< one text, or a list of them */
    EX_CONFIG_PATH,    /**< a path, relative to the folder of the file */
    EX_CONFIG_PATHS,   /**< one of them, or a list */
    EX_CONFIG_OUTPUTS, /**< the same as [FORMAT=]PATH */
    EX_CONFIG_FACTS,   /**< a list of NAME=VALUE, or a map of names with a text or list each */
    EX_CONFIG_MAP,     /**< a map of names and texts */
};

/** A row of config.def. */
struct ex_config_key {
    enum ex_option_id option;
    const char *name;
    enum ex_config_shape shape;
    bool guarded;
    unsigned commands;
    const char *otherwise;
};

/** The table; `*n` rows. */
const struct ex_config_key *ex_config_keys(size_t *n);

/** Whether a key may stand in a profile. */
bool ex_config_is_for_profiles(const struct ex_config_key *key);

/** A configuration. All zero: there is none. */
struct ex_config {
    struct ex_arena *arena;
    struct ex_str file;         /**< as the user would name it; empty: none */
    struct ex_str shown;        /**< the same for reports: never an absolute path */
    struct ex_str folder;       /**< that its paths are relative to: empty, or with a slash */
    bool named;                 /**< by --config; else it was found */
    bool inside;                /**< it is part of the dump */
    bool trusted;               /**< guarded keys are allowed */
    const struct ex_yaml *root; /**< a map; NULL: none */
    struct ex_vec uses;         /**< of struct ex_option_use: what the file says */
    struct ex_profiles profiles;
    const struct ex_profile *profile; /**< in use, or NULL */
    struct ex_vec waivers;      /**< of struct ex_waiver (report/waiver.h) */
};

void ex_config_free(struct ex_config *config); /**< fits EX_AUTO */

/* ---- config_find.c ------------------------------------------------------- */

/**
 * The configuration that a command line means: --config, or the first exlint.yaml from the dump
 * upward, up to the root of the Git work tree that one works in. Fills `file`, `shown`,
 * `folder`, `named`, `inside` and `trusted`, and reads the text.
 *
 * @param text  gets the bytes, at most one more than EX_MAX_CONFIG_BYTES
 * @param diags gets a warning for a file that is not to be trusted
 * @return false after an error: the file that was named cannot be read
 */
EX_MUSTUSE bool ex_config_find(struct ex_config *config, const struct ex_args *args,
                               struct ex_buf *text, struct ex_diags *diags);

/** Note in a configuration where its file is: `path` as the user named it. */
void ex_config_place(struct ex_config *config, struct ex_str path);

/* ---- config_read.c ------------------------------------------------------- */

/**
 * Read the text of a configuration: uses, profiles and waivers. Values that commands check
 * themselves (severities, dates of options) are taken as they are.
 *
 * @return false after errors
 */
EX_MUSTUSE bool ex_config_read(struct ex_config *config, struct ex_str text,
                               struct ex_diags *diags);

/** Add the settings of a profile to a vector of struct ex_option_use; false after errors. */
EX_MUSTUSE bool ex_config_profile(const struct ex_config *config, const struct ex_profile *profile,
                                  struct ex_vec *uses, struct ex_diags *diags);

/* ---- config.c -------------------------------------------------------------- */

/**
 * Find and read the configuration, and add to a command line what it says. Messages go to
 * standard error.
 *
 * @param config  filled in; free in any case
 * @return false after an error
 */
EX_MUSTUSE bool ex_cli_configure(struct ex_args *args, struct ex_config *config);

/** Where a use comes from: "command line", "profile strict", "exlint.yaml:12"; in the arena. */
struct ex_str ex_config_origin(struct ex_arena *arena, const struct ex_option_use *use);

/* ---- config_schema.c -------------------------------------------------------- */

/** The JSON Schema of exlint.yaml for editors. */
void ex_config_schema(struct ex_buf *out);

/* ---- config_waivers.c --------------------------------------------------------- */

/** Read the value of `waivers` into the configuration; errors are recorded. */
void ex_config_read_waivers(struct ex_config *config, const struct ex_yaml *node,
                            struct ex_diags *diags);

/** Check that the rules that waivers name are there; false after errors. */
EX_MUSTUSE bool ex_config_check_waivers(const struct ex_config *config,
                                        const struct ex_rules *rules, struct ex_diags *diags);

#endif
