/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What every JSON document that speaks of a rule says of it alike: results,
 * the list of rules and explanations.
 */
#ifndef EX_REPORT_JSON_RULE_H
#define EX_REPORT_JSON_RULE_H

#include "engine/rule.h"
#include "formats/report/jsonout.h"

/** The members id, name, title, severity and area of the object that was begun. */
void ex_json_rule(struct ex_json *json, const struct ex_rule *rule);

/** The members "impact", if the rule has one, and "change": risk and effort of the fix. */
void ex_json_change(struct ex_json *json, const struct ex_rule *rule);

/** The member "references": an array of titles and URLs. */
void ex_json_references(struct ex_json *json, const struct ex_rule *rule);

#endif
