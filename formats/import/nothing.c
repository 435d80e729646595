/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The importer for the sentence that ExchangeLogCollector writes in place of
 * an export when the cmdlet returned nothing. It must be all that the file
 * holds.
 */
#include "base/source.h"
#include "formats/import/import.h"

static bool sniff(struct ex_str head, struct ex_str raw EX_UNUSED)
{
    return ex_str_eq(ex_str_trim(head), EX_STR("No Transport Rules Found"));
}

static void import_nothing(struct ex_batch *batch)
{
    struct ex_str piece;

    while (ex_source_read(batch->file.source, &piece))
        continue;
    batch->file.state = EX_FILE_READ;
    batch->file.flavour = EX_STR("ExchangeLogCollector");
    batch->file.hint = EX_KIND_TransportRule;
    batch->file.empty = !ex_source_failed(batch->file.source, NULL);
}

const struct ex_importer ex_importer_nothing = {"Text", sniff, import_nothing};
