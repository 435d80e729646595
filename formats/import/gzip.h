/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The checksums of gzip (RFC 1952), which libarchive passes over: one flipped
 * bit would otherwise be read as configuration.
 */
#ifndef EX_IMPORT_GZIP_H
#define EX_IMPORT_GZIP_H

#include "base/ex.h"
#include "base/source.h"

/**
 * Whether what gzip stored is still what it was made of. A file that ends too
 * early has no checksum to compare, and what would expand beyond the limits of archives is not
 * looked at to its end: both pass here and are named by whoever reads the archive.
 *
 * @param source only its stored bytes are read
 */
EX_MUSTUSE bool ex_gzip_is_intact(struct ex_source *source);

#endif
