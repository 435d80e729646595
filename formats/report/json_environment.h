/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The member "environment" of the JSON form; read_environment.c in src/report reads it back.
 */
#ifndef EX_REPORT_JSON_ENVIRONMENT_H
#define EX_REPORT_JSON_ENVIRONMENT_H

#include "formats/report/jsonout.h"
#include "report/environment.h"

/** Write it as the next member of the open object; nothing when there is none (NULL). */
void ex_json_environment(struct ex_json *json, const struct ex_environment *env);

#endif
