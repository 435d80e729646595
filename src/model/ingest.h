/* SPDX-License-Identifier: MIT */
/**
 * @file
 * From records to objects: recognizes of what kind a record is, and converts
 * the properties that are wanted.
 *
 * A kind is recognized by any .NET type name of the record, then by its
 * fingerprint of properties, then by the file name (only when the record has
 * the properties Name or Identity; a certificate, Thumbprint). A record that
 * is a bundle (its members are results of cmdlets) is searched through.
 */
#ifndef EX_MODEL_INGEST_H
#define EX_MODEL_INGEST_H

#include "base/buf.h"
#include "model/graph.h"
#include "model/raw.h"

/**
 * The kind that a file name speaks of (`Get-SendConnector.xml`,
 * `OwaVirtualDirectory_EX01.json`), or EX_N_KINDS.
 */
enum ex_kind_id ex_kind_by_file_name(struct ex_str name);

/**
 * Whether a word of a file name is the name of the kind (ex_kind_named()), and not just begins
 * like it: `Get-Mailbox.xml`, not `Get-MailboxStatistics.xml`.
 */
bool ex_is_named_for(struct ex_str name, enum ex_kind_id kind);

/**
 * The kind of a record, or EX_N_KINDS.
 *
 * @param hint kind by the file name, or EX_N_KINDS
 */
enum ex_kind_id ex_kind_of_record(const struct ex_raw *record, enum ex_kind_id hint);

/**
 * Whether the names of a record's members do not say its kind but their values may: a virtual
 * directory is also known by its Name, "owa (Default Web Site)".
 */
bool ex_kind_needs_values(const struct ex_raw *record);

/**
 * Take in one top-level record: add an object for it, or for the known
 * objects inside it. Records of no known kind are counted and passed over.
 *
 * @return number of objects added
 */
size_t ex_ingest(struct ex_batch *batch, const struct ex_raw *record);

/**
 * The same for a record that stands in a bundle under the name of a cmdlet or
 * its noun: `"Get-SendConnector": [record, ...]`.
 */
size_t ex_ingest_member(struct ex_batch *batch, struct ex_str name, const struct ex_raw *record);

/**
 * A member of a bundle is an empty list: the cmdlet that its name says
 * (ex_kind_named()) returned nothing. Other names mean nothing.
 */
void ex_ingest_none(struct ex_batch *batch, struct ex_str name);

/**
 * Take in a certificate that stands in a file by itself, not in the export of a cmdlet.
 *
 * @param der  exactly one X.509 certificate
 * @param off  where it starts and ends in the file
 * @param why  set on failure to what is wrong (static text)
 * @return false when it cannot be read
 */
EX_MUSTUSE bool ex_ingest_x509(struct ex_batch *batch, struct ex_rd der, uint64_t off,
                               uint64_t end, const char **why);

/**
 * Whether taking in an object of a kind looks at a member of that name; what
 * importers may leave out otherwise. For EX_N_KINDS: whether any kind does.
 */
bool ex_ingest_reads(const struct ex_wanted *wanted, enum ex_kind_id kind, struct ex_str member);

/**
 * Convert a record to a value of a type.
 *
 * @param out its tag is EX_ABSENT when the record is lost or not of the type;
 *            memory comes from the batch
 */
void ex_convert(struct ex_batch *batch, const struct ex_raw *raw, struct ex_type type,
                struct ex_value *out);

#endif
