/* SPDX-License-Identifier: MIT */
/**
 * @file
 * YAML documents as small immutable trees in which every node knows its
 * place. The only door to libyaml.
 *
 * Accepted is the part of YAML that rule files need: one document of maps
 * with scalar keys, sequences and scalars. Anchors, aliases, tags, second
 * documents and duplicate keys are errors.
 */
#ifndef EX_ENGINE_YAML_H
#define EX_ENGINE_YAML_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/ex.h"
#include "base/str.h"

enum ex_yaml_kind { EX_YAML_SCALAR, EX_YAML_SEQUENCE, EX_YAML_MAP };

enum ex_yaml_style { EX_YAML_PLAIN, EX_YAML_SINGLE, EX_YAML_DOUBLE, EX_YAML_BLOCK };

/** What all nodes of a document share. */
struct ex_yaml_document {
    struct ex_str file; /**< as messages name it */
    struct ex_str text; /**< the whole file */
};

/** A node. Children are a chain in the order of the file. */
struct ex_yaml {
    enum ex_yaml_kind kind;
    enum ex_yaml_style style;   /**< of a scalar */
    size_t start;               /**< byte offsets in the file */
    size_t end;
    struct ex_str text;         /**< content of a scalar */
    size_t n;                   /**< number of children */
    const struct ex_yaml *key;  /**< of a value in a map */
    const struct ex_yaml *first;
    const struct ex_yaml *next;
    const struct ex_yaml_document *document;
};

/**
 * Read a document.
 *
 * @param file  for messages; copied
 * @param text  copied
 * @param diags gets an EX_ERROR with place for the first problem of each kind
 * @return NULL on failure; otherwise lives in `arena`
 */
const struct ex_yaml *ex_yaml_read(struct ex_arena *arena, struct ex_str file, struct ex_str text,
                                   struct ex_diags *diags);

/**
 * The same for a file of another length: at most `max` bytes, and below 4 GiB. A file with
 * nothing but comments is an empty map.
 */
const struct ex_yaml *ex_yaml_read_up_to(struct ex_arena *arena, struct ex_str file,
                                         struct ex_str text, size_t max, struct ex_diags *diags);

/** The value of a key in a map, or NULL. */
const struct ex_yaml *ex_yaml_get(const struct ex_yaml *map, struct ex_str key);

/** The offset in the file of the byte `at` of a scalar's content; `at` may be the length. */
size_t ex_yaml_offset(const struct ex_yaml *scalar, size_t at);

/** Record an error that marks the node (of a map or sequence: its first line). */
struct ex_diag *ex_yaml_error(struct ex_diags *diags, const struct ex_yaml *node, const char *fmt,
                              ...) EX_PRINTF(3, 4);

/** The place of a node. */
struct ex_place ex_yaml_place(const struct ex_yaml *node);

/** Record an error that marks `n` bytes of a scalar's content from `at` on. */
struct ex_diag *ex_yaml_error_at(struct ex_diags *diags, const struct ex_yaml *scalar, size_t at,
                                 size_t n, const char *fmt, ...) EX_PRINTF(5, 6);

#endif
