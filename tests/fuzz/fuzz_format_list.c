/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Fuzzing the import of the text of Format-List.
 */
#include "tests/fuzz/fuzz_text.h"

extern const struct ex_importer ex_importer_format_list;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ex_fuzz_text(&ex_importer_format_list, "Get-SendConnector.txt", data, size);
    return 0;
}
