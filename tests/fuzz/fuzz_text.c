/* SPDX-License-Identifier: MIT */
/**
 * @file
 * One import of text, as the targets for CSV and Format-List do it.
 */
#include "tests/fuzz/fuzz_text.h"

#include "model/ingest.h"

#include <stdlib.h>

static size_t import(const struct ex_importer *importer, const char *name, struct ex_str bytes,
                     const struct ex_wanted *wanted)
{
    struct ex_batch batch;
    size_t objects;

    ex_batch_init(&batch, wanted);
    batch.file.name = ex_str(name);
    batch.file.hint = (uint16_t)ex_kind_by_file_name(batch.file.name);
    batch.file.source = ex_source_from_bytes(bytes, batch.file.name);
    (void)importer->sniff(ex_source_head(batch.file.source), ex_source_raw_head(batch.file.source));
    importer->import(&batch);
    objects = batch.file.objects;
    if (!batch.file.text || batch.file.empty || objects < batch.nodes.n)
        abort();
    /* Every value stands in the file. */
    for (size_t i = 0; i < batch.nodes.n; i++) {
        const struct ex_node *node = *EX_AT(&batch.nodes, struct ex_node *, i);

        for (size_t p = 0; p < ex_kind((enum ex_kind_id)node->kind)->n_props; p++) {
            uint64_t off = node->cells[p].off;

            if (off != EX_NO_OFFSET && off > bytes.n * 3)
                abort();
        }
    }
    ex_batch_free(&batch);
    return objects;
}

void ex_fuzz_text(const struct ex_importer *importer, const char *name, const uint8_t *data,
                  size_t size)
{
    struct ex_str bytes = ex_str_n((const char *)data, size);
    struct ex_wanted all;
    struct ex_wanted few;
    size_t objects;
    int kind;

    ex_wanted_init(&all);
    ex_wanted_init(&few);
    all.all = true;
    for (kind = 0; kind < EX_N_KINDS; kind++)
        ex_wanted_add(&few, (enum ex_kind_id)kind, -1);
    objects = import(importer, name, bytes, &all);
    if (objects != import(importer, name, bytes, &few))
        abort();
    ex_wanted_free(&all);
    ex_wanted_free(&few);
}
