/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What all JSON documents say of a run and of its dump, in the same words.
 */
#ifndef EX_REPORT_JSON_DUMP_H
#define EX_REPORT_JSON_DUMP_H

#include "formats/report/jsonout.h"
#include "formats/report/writer.h"

/** Members "tool", "now" and "organization" of the document. */
void ex_json_run(struct ex_json *json, struct ex_arena *arena, const struct ex_report *report);

/** The member "messages". */
void ex_json_messages(struct ex_json *json, struct ex_arena *arena, const struct ex_report *report);

/** The name of a file as machine formats write it; one that is not part of the dump stands alone.
 */
struct ex_str ex_json_file_name(struct ex_arena *arena, const struct ex_report *report,
                                const struct ex_report_file *file);

/** Members of an object that is a file: its name, what it was found to be, and its checksum. */
void ex_json_file(struct ex_json *json, struct ex_arena *arena, const struct ex_report *report,
                  const struct ex_report_file *file);

/** Members "line" and "column", unless the place is not known. */
void ex_json_place(struct ex_json *json, struct ex_place at);

#endif
