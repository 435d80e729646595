/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Fuzzing the import of one file, from bytes to objects. Once everything is
 * wanted, once nothing but the common properties: what is skipped must not change
 * the number of objects, unless the file is damaged there.
 */
#include "formats/import/import.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t import(const uint8_t *data, size_t size, const struct ex_wanted *wanted, bool *whole)
{
    struct ex_batch batch;
    size_t objects;

    ex_batch_init(&batch, wanted);
    batch.file.name = EX_STR("Get-SendConnector.xml");
    batch.file.hint = EX_N_KINDS;
    batch.file.source = ex_source_from_bytes(ex_str_n((const char *)data, size), batch.file.name);
    ex_import_file(&batch);
    objects = batch.file.objects;
    if (batch.file.state == EX_FILE_READ && batch.file.empty && objects)
        abort();
    *whole = batch.file.state == EX_FILE_READ;
    ex_batch_free(&batch);
    return objects;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ex_wanted all;
    struct ex_wanted few;
    size_t objects;
    bool whole;
    bool also;
    int kind;

    ex_wanted_init(&all);
    ex_wanted_init(&few);
    all.all = true;
    for (kind = 0; kind < EX_N_KINDS; kind++)
        ex_wanted_add(&few, (enum ex_kind_id)kind, -1);
    objects = import(data, size, &all, &whole);
    if (objects != import(data, size, &few, &also) && whole && also)
        abort();
    ex_wanted_free(&all);
    ex_wanted_free(&few);
    return 0;
}
