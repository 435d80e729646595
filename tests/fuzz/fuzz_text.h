/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What the fuzz targets of text share: importing one file twice, once with
 * everything wanted and once with nothing but common properties. What is left out
 * must not change the number of objects.
 */
#ifndef EX_FUZZ_TEXT_H
#define EX_FUZZ_TEXT_H

#include "formats/import/import.h"

/**
 * Import bytes by one importer, whether or not it would recognize them; ends the program when
 * what comes out cannot be.
 */
void ex_fuzz_text(const struct ex_importer *importer, const char *name, const uint8_t *data,
                  size_t size);

#endif
