/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The end of the program after a mistake of ours: one line on standard error
 * that says where, and an exit status of its own.
 */
#include "base/ex.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* The same status as for "out of memory": no result was produced. */
enum { EXIT_INTERNAL = 4 };

void ex_bug(const char *file, int line, const char *fmt, ...)
{
    char text[512];
    va_list args;

    va_start(args, fmt);
    if (vsnprintf(text, sizeof text, fmt, args) < 0)
        text[0] = '\0';
    va_end(args);
    fprintf(stderr, "exlint: internal error at %s:%d: %s\n", file, line, text);
    exit(EXIT_INTERNAL);
}
