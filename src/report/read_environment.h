/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Inside of src/report: the environment of a saved result.
 */
#ifndef EX_REPORT_READ_ENVIRONMENT_H
#define EX_REPORT_READ_ENVIRONMENT_H

#include "report/environment.h"
#include "report/json_get.h"

/**
 * Read the member "environment" of a result.
 *
 * @param get problems are noted here; texts live in its arena
 * @return NULL when there is none; what was read so far when something was wrong
 */
const struct ex_environment *ex_environment_read(struct ex_get *get, const json_t *root);

#endif
