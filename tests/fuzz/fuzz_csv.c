/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Fuzzing the import of CSV.
 */
#include "tests/fuzz/fuzz_text.h"

extern const struct ex_importer ex_importer_csv;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ex_fuzz_text(&ex_importer_csv, "Get-SendConnector.csv", data, size);
    return 0;
}
