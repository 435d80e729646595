/* SPDX-License-Identifier: MIT */
/**
 * @file
 * One file into one batch: by the first importer that recognizes it.
 */
#include "formats/import/import.h"

#include "formats/import/recognize.h"
#include "model/ingest.h"

#define EX_IMPORTER(name) extern const struct ex_importer ex_importer_##name;
#include "formats/import/importers.def"
#undef EX_IMPORTER

static const struct ex_importer *const importers[] = {
#define EX_IMPORTER(name) &ex_importer_##name,
#include "formats/import/importers.def"
#undef EX_IMPORTER
};

/* Nothing is read, but the checksum and the places of the file need its end. */
static void read_to_end(struct ex_source *source)
{
    struct ex_str piece;

    while (ex_source_read(source, &piece))
        continue;
}

static void note_bad_bytes(struct ex_batch *batch)
{
    uint64_t bad = ex_source_bad_bytes(batch->file.source);
    struct ex_diag *diag;

    if (!bad)
        return;
    diag = ex_diag(&batch->diags, EX_NOTE, batch->file.name, (struct ex_place){0, 0},
                   "%llu places are not valid %s", (unsigned long long)bad,
                   ex_encoding_name(ex_source_encoding(batch->file.source)));
    ex_diag_hint(&batch->diags, diag, "export with -Encoding UTF8");
}

/*
 * ConvertTo-Json writes nothing at all when the cmdlet returned nothing; all other exports
 * have at least a frame.
 */
static bool is_empty_json(const struct ex_batch *batch, struct ex_str head)
{
    return ex_str_trim(head).n == 0 && batch->file.hint != EX_N_KINDS &&
           ex_str_iends(batch->file.name, EX_STR(".json"));
}

static const struct ex_importer *choose(const struct ex_batch *batch, struct ex_str head,
                                        struct ex_str raw)
{
    size_t i;

    if (is_empty_json(batch, head))
        return &ex_importer_json;
    for (i = 0; i < EX_COUNT(importers); i++) {
        if (importers[i]->sniff(head, raw))
            return importers[i];
    }
    return NULL;
}

/* The line that a message quotes may hold a password as well: all of JSON may be one line. */
static void hide_lines(struct ex_batch *batch)
{
    for (size_t i = 0; batch->file.passwords && i < batch->diags.items.n; i++)
        EX_AT(&batch->diags.items, struct ex_diag, i)->line_text = (struct ex_str){NULL, 0};
}

void ex_import_file(struct ex_batch *batch)
{
    struct ex_source *source = batch->file.source;
    struct ex_str head = ex_source_head(source);
    struct ex_str raw = ex_source_raw_head(source);
    const struct ex_importer *importer;

    batch->file.hint = (uint16_t)ex_kind_by_file_name(batch->file.name);
    importer = choose(batch, head, raw);
    if (!importer) {
        ex_recognize(batch, head, raw);
        read_to_end(source);
        return;
    }
    batch->file.format = ex_str(importer->name);
    importer->import(batch);
    hide_lines(batch);
    note_bad_bytes(batch);
}
