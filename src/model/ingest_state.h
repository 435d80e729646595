/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What the files of ingestion share: the look-up of properties by name, and what was
 * already said about a file. Used inside src/model only.
 */
#ifndef EX_MODEL_INGEST_STATE_H
#define EX_MODEL_INGEST_STATE_H

#include "model/graph.h"
#include "model/raw.h"

/** Remembered from record to record of one batch; lives in its arena. */
struct ex_ingest_state {
    uint16_t *slots[EX_N_KINDS]; /**< hash table of the properties of a kind: index + 1, or 0 */
    uint8_t *told[EX_N_KINDS];   /**< one byte a property: a message was recorded */
    bool hinted;                 /**< the kind in the name of the file was looked for */
    bool told_depth;
    bool told_format;
    bool told_cloud;
    struct ex_str texts[1024];   /**< recently kept texts, by hash */
};

/** What ingesting remembers about the file of a batch; made on first use, lives with the batch. */
struct ex_ingest_state *ex_ingest_state(struct ex_batch *batch);

/** A copy of a text that lives as long as the batch; `ctx` is the batch. */
struct ex_str ex_ingest_keep(void *ctx, struct ex_str s);

/** Index of a property of a kind by name, ignoring case, or -1. */
int ex_ingest_prop(struct ex_batch *batch, enum ex_kind_id kind, struct ex_str name);

/** Set one property of a node from a record; messages about what cannot be read. */
void ex_ingest_cell(struct ex_batch *batch, struct ex_node *node, int prop,
                    const struct ex_raw *raw);

/** Complete a node of ExchangeCertificate from RawData and SerializationData (ingest_cert.c). */
void ex_ingest_certificate(struct ex_batch *batch, const struct ex_raw *record,
                           struct ex_node *node);

/** Make the values inside a cell belong to the node, as the cell itself does. */
void ex_cell_own(struct ex_value *cell);

#endif
