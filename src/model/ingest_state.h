/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What the files of ingestion share: the look-up of properties by name, what was
 * already said about a file, and which part of a collector's file is being read. Used inside
 * src/model only.
 */
#ifndef EX_MODEL_INGEST_STATE_H
#define EX_MODEL_INGEST_STATE_H

#include "model/collector.h"
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
    const struct ex_collected *collected; /**< the collector's file that is being read, or NULL */
    const struct ex_shelf *shelf;         /**< the part of it, or NULL */
    struct ex_str texts[1024];   /**< recently kept texts, by hash */
    struct ex_node *certificates[256]; /**< of the same collection, by hash of the thumbprint */
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

/** The kind that the types of a record say, or EX_N_KINDS. */
enum ex_kind_id ex_kind_by_types(const struct ex_raw *record);

/** Whether the types of a record say nothing about what it is. */
bool ex_raw_is_untyped(const struct ex_raw *record);

/** Add an object for a record; see struct ex_node for `loose`. NULL when the kind is not wanted. */
struct ex_node *ex_ingest_object(struct ex_batch *batch, const struct ex_raw *record,
                                 enum ex_kind_id kind, bool loose);

/**
 * Take in what HealthChecker writes about a certificate: the object itself, which may be in
 * another member too, and its Services and Status.
 *
 * @return number of objects added
 */
size_t ex_ingest_described_certificate(struct ex_batch *batch, const struct ex_raw *record);

/**
 * Services of certificates that lost them on their way read as None. No server works with none at
 * all: then they are unknown.
 *
 * @param from index of the first node of the collection
 */
void ex_ingest_check_services(struct ex_batch *batch, size_t from);

/** Complete a node of ExchangeCertificate from RawData and SerializationData (ingest_cert.c). */
void ex_ingest_certificate(struct ex_batch *batch, const struct ex_raw *record,
                           struct ex_node *node);

/** Make the values inside a cell belong to the node, as the cell itself does. */
void ex_cell_own(struct ex_value *cell);

#endif
