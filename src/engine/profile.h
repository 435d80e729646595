/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Profiles: settings for an occasion under one name (`--profile pre-change`).
 * Each is a file: rules/profiles/NAME.yaml, built in, and profiles/NAME.yaml
 * in a folder of --rules. Here they are found, and their parameters are
 * known; what else is in them concerns the command line.
 */
#ifndef EX_ENGINE_PROFILE_H
#define EX_ENGINE_PROFILE_H

#include "base/arena.h"
#include "base/diag.h"
#include "engine/parameter.h"
#include "engine/yaml.h"

/** The folder of profiles in a folder of rules. */
#define EX_PROFILES_FOLDER "profiles"

struct ex_profile {
    struct ex_str name;
    struct ex_str about;         /**< `description`, or empty */
    struct ex_str file;
    bool built_in;
    const struct ex_yaml *root;  /**< a map */
};

/** Profiles by name. */
struct ex_profiles {
    struct ex_arena *arena;  /**< of the caller */
    struct ex_vec items;     /**< of const struct ex_profile * */
};

/** The built-in profiles. Their memory is the arena's, except for the list itself. */
void ex_profiles_init(struct ex_profiles *profiles, struct ex_arena *arena);
void ex_profiles_free(struct ex_profiles *profiles); /**< fits EX_AUTO */

/**
 * Add the profiles of a folder of rules; one takes the place of another with its name. Errors
 * are recorded; a folder without profiles is none.
 */
void ex_profiles_add_folder(struct ex_profiles *profiles, struct ex_str folder,
                            struct ex_diags *diags);

/** Add one that was read already (`name` and `root` are set). */
void ex_profiles_add(struct ex_profiles *profiles, const struct ex_profile *profile);

/** By its exact name, or NULL. */
const struct ex_profile *ex_profiles_find(const struct ex_profiles *profiles, struct ex_str name);

/** What to say about a name that there is not: "did you mean 'x'?", or the list; in the arena. */
struct ex_str ex_profiles_hint(const struct ex_profiles *profiles, struct ex_str name,
                               struct ex_arena *arena);

/** Set the parameters of a profile; false after errors. */
EX_MUSTUSE bool ex_profile_parameters(const struct ex_profile *profile, struct ex_parameters *set,
                                      struct ex_diags *diags);

#endif
