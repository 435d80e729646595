/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Fuzzing the reader of SerializationData.
 */
#include "formats/import/nrbf.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ex_arena *arena = ex_arena_new();
    struct ex_nrbf_certificate facts;
    const char *why = NULL;
    bool good = ex_nrbf_read(arena, data, size, &facts, &why);

    if (good == (why != NULL))
        abort();
    ex_arena_free(arena);
    return 0;
}
