/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Fuzzing the import of JSON, from bytes to objects, whatever the file looks like.
 * Once everything is wanted, once nothing but the common properties: what is skipped is
 * checked all the same, so that both must find the same damage, the same
 * number of objects and the same passwords.
 */
#include "formats/import/json.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct outcome {
    enum ex_file_state state;
    size_t objects;
    size_t passwords;
    bool empty;
};

static struct outcome import(const uint8_t *data, size_t size, const struct ex_wanted *wanted)
{
    struct ex_str bytes = ex_str_n((const char *)data, size);
    struct ex_batch batch;
    struct outcome outcome;

    ex_batch_init(&batch, wanted);
    batch.file.name = EX_STR("Get-SendConnector.json");
    batch.file.hint = EX_KIND_SendConnector;
    batch.file.source = ex_source_from_bytes(bytes, batch.file.name);
    ex_importer_json.import(&batch);
    (void)ex_importer_json.sniff(ex_source_head(batch.file.source),
                                 ex_source_raw_head(batch.file.source));
    outcome = (struct outcome){batch.file.state, batch.file.objects, batch.file.passwords,
                               batch.file.empty};
    ex_batch_free(&batch);
    return outcome;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ex_wanted all;
    struct ex_wanted few;
    struct outcome a;
    struct outcome b;
    int kind;

    ex_wanted_init(&all);
    ex_wanted_init(&few);
    all.all = true;
    for (kind = 0; kind < EX_N_KINDS; kind++)
        ex_wanted_add(&few, (enum ex_kind_id)kind, -1);
    a = import(data, size, &all);
    b = import(data, size, &few);
    if (a.state != b.state || a.objects != b.objects || a.passwords != b.passwords ||
        a.empty != b.empty || (a.empty && (a.objects || a.state != EX_FILE_READ)))
        abort();
    ex_wanted_free(&all);
    ex_wanted_free(&few);
    return 0;
}
