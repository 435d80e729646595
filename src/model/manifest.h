/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The manifest that the script of `exlint collect` writes beside its exports:
 * which cmdlets it ran, when, what they returned and why they failed. It dates
 * the files beside it and can make them count for less than they seem to be,
 * never for more: whoever can write a manifest can leave out files as well.
 */
#ifndef EX_MODEL_MANIFEST_H
#define EX_MODEL_MANIFEST_H

#include "model/graph.h"
#include "model/raw.h"

/**
 * Take in a record if it is a manifest (it has the member ExlintManifest).
 * What failed becomes messages of the batch, the rest waits for
 * ex_manifests_apply().
 *
 * @return whether it is one
 */
EX_MUSTUSE bool ex_manifest_take(struct ex_batch *batch, const struct ex_raw *record);

/**
 * Apply all manifests to the files in their folders: when these were exported,
 * and which of them lack objects. Once, after the last merge and before
 * completeness is worked out.
 */
void ex_manifests_apply(struct ex_graph *graph);

#endif
