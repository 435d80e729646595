/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Small files of the user as a whole: rules, profiles, configuration. (What
 * belongs to a dump is read through base/source.h.)
 */
#ifndef EX_BASE_FILE_H
#define EX_BASE_FILE_H

#include "base/buf.h"
#include "base/ex.h"

#include <sys/types.h>

/** Who a file belongs to, itself and the symbolic link by which it was named. */
struct ex_file_owner {
    uid_t file;
    uid_t link; /**< the same as `file` when there is no link */
};

/**
 * Read a regular file; pipes and devices are refused without waiting for them.
 *
 * @param max   bytes; one more is read of a longer file, so that the caller can tell
 * @param out   gets the bytes
 * @param owner filled in; may be NULL
 * @return NULL, or why it cannot be read
 */
const char *ex_file_read(const char *path, size_t max, struct ex_buf *out,
                         struct ex_file_owner *owner);

#endif
