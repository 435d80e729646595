/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Inventories: what a dump holds, what it lacks and what that costs, and what was not used. Like
 * writers of reports they render results and facts, and look at nothing else.
 */
#ifndef EX_REPORT_INVENTORY_H
#define EX_REPORT_INVENTORY_H

#include "formats/report/writer.h"

/** For people; options->fold leaves out the ends of long lists. `report` is that of the results. */
void ex_inventory_text(const struct ex_results *results, const struct ex_report *report,
                       const struct ex_write_options *options, struct ex_buf *out);

/** For programs: `exlint-inventory/1`, described by inventory.schema.json. */
void ex_inventory_json(const struct ex_results *results, const struct ex_report *report,
                       struct ex_buf *out);

#endif
