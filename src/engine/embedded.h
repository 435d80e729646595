/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The files that are part of the program: the rules, the script of `exlint
 * collect`, and what other commands write. The tables are generated at build
 * time (src/tools/embed.c) into src/engine/rules_builtin.c and src/cli/..._builtin.c.
 */
#ifndef EX_ENGINE_EMBEDDED_H
#define EX_ENGINE_EMBEDDED_H

#include <stddef.h>

/** One file, byte by byte as it stands in the source tree. */
struct ex_embedded {
    const char *name; /**< path in the source tree: "rules/client-access/EXL3103-....yaml" */
    const unsigned char *bytes;
    size_t n;
};

/** In the order in which they were given to the generator. */
extern const struct ex_embedded ex_embedded_rules[];
extern const size_t ex_embedded_rules_n;

/** src/cli/collect.ps1, the only one. */
extern const struct ex_embedded ex_embedded_collect[];
extern const size_t ex_embedded_collect_n;

/** src/cli/completions.bash and so on: templates of completion scripts. */
extern const struct ex_embedded ex_embedded_completions[];
extern const size_t ex_embedded_completions_n;

/** Files of examples/ that `exlint init` writes. */
extern const struct ex_embedded ex_embedded_samples[];
extern const size_t ex_embedded_samples_n;

#endif
