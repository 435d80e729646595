/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Rules as members of JSON objects.
 */
#include "formats/report/json_rule.h"

void ex_json_rule(struct ex_json *json, const struct ex_rule *rule)
{
    ex_json_str(json, "id", rule->id);
    ex_json_str(json, "name", rule->name);
    ex_json_str(json, "title", rule->title);
    ex_json_text(json, "severity", ex_severity_name(rule->severity));
    ex_json_str(json, "area", rule->area);
}

void ex_json_change(struct ex_json *json, const struct ex_rule *rule)
{
    ex_json_opt(json, "impact", rule->impact);
    ex_json_object(json, "change");
    ex_json_text(json, "risk", ex_change_risk_name(rule->change_risk));
    ex_json_text(json, "effort", ex_effort_name(rule->effort));
    ex_json_end(json);
}

void ex_json_references(struct ex_json *json, const struct ex_rule *rule)
{
    ex_json_array(json, "references");
    for (size_t i = 0; i < rule->n_references; i++) {
        ex_json_object(json, NULL);
        ex_json_str(json, "title", rule->references[i].title);
        ex_json_str(json, "url", rule->references[i].url);
        ex_json_end(json);
    }
    ex_json_end(json);
}
