/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What every other file may take for granted: compiler attributes and the
 * few macros that have no better home. Includes nothing of exlint.
 */
#ifndef EX_BASE_EX_H
#define EX_BASE_EX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The caller must look at the result. */
#define EX_MUSTUSE __attribute__((warn_unused_result))

/** The function formats like printf; `fmt` and `args` are 1-based positions. */
#define EX_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

/** The function does not return. */
#define EX_NORETURN __attribute__((noreturn))

/** The parameter or variable may stay unused in some builds. */
#define EX_UNUSED __attribute__((unused))

/** Runs `fn(&variable)` when the variable leaves its scope. */
#define EX_AUTO(fn) __attribute__((cleanup(fn)))

/** Number of elements of an array (not of a pointer). */
#define EX_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/** Ends the program with one line and exit status 4: a bug of ours, not the user's. */
#define EX_BUG(...) ex_bug(__FILE__, __LINE__, __VA_ARGS__)

EX_NORETURN void ex_bug(const char *file, int line, const char *fmt, ...) EX_PRINTF(3, 4);

#endif
