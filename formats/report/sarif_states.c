/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Waivers and the baseline in SARIF: suppressions and baselineState, for
 * readers that know them.
 */
#include "formats/report/sarif.h"
#include "report/waiver.h"

enum { TEXT_MAX = 1000 };

/*
 * The words of SARIF: only an accepted suppression hides a result. What is to be mended until a
 * date is still under review, and what has expired is rejected.
 */
static const char *const statuses[] = {
    [EX_NOT_WAIVED] = NULL,
    [EX_WAIVED] = "accepted",
    [EX_WAIVED_PLANNED] = "underReview",
    [EX_WAIVED_EXPIRED] = "rejected",
};

static const char *const baseline_states[] = {
    [EX_BASELINE_NONE] = NULL,
    [EX_BASELINE_NEW] = "new",
    [EX_BASELINE_UNCHANGED] = "unchanged",
    [EX_BASELINE_CHANGED] = "updated",
};

static void write_waiver(struct ex_sarif *s, const struct ex_waiver *w)
{
    struct ex_json *j = &s->json;
    ex_json_str(j, "justification", ex_sarif_text(s, w->reason, TEXT_MAX));
    ex_json_object(j, "properties");
    ex_json_text(j, "exlint/kind", ex_waiver_kind_name(w->kind));
    ex_json_str(j, "exlint/expires", w->expires);
    if (w->owner.n)
        ex_json_str(j, "exlint/owner", ex_sarif_text(s, w->owner, TEXT_MAX));
    if (w->ticket.n)
        ex_json_str(j, "exlint/ticket", ex_sarif_text(s, w->ticket, TEXT_MAX));
    ex_json_end(j);
}

/* An empty array says that the result is known not to be suppressed. */
static void write_suppressions(struct ex_sarif *s, const struct ex_report_finding *f)
{
    struct ex_json *j = &s->json;
    ex_json_array(j, "suppressions");
    if (statuses[f->waived]) {
        ex_json_object(j, NULL);
        ex_json_text(j, "kind", "external");
        ex_json_text(j, "status", statuses[f->waived]);
        if (f->waiver)
            write_waiver(s, f->waiver);
        ex_json_end(j);
    }
    ex_json_end(j);
}

void ex_sarif_states(struct ex_sarif *s, const struct ex_report_finding *f)
{
    if (!ex_sarif_has_states(s))
        return;
    write_suppressions(s, f);
    if (baseline_states[f->baseline])
        ex_json_text(&s->json, "baselineState", baseline_states[f->baseline]);
}

static void write_message(struct ex_sarif *s, const struct ex_report_gone *gone, bool known)
{
    struct ex_json *j = &s->json;
    struct ex_str object = ex_sarif_text(s, gone->object, TEXT_MAX);
    struct ex_str title = ex_sarif_text(s, gone->title, TEXT_MAX);
    ex_json_object(j, "message");
    if (known) {
        ex_json_text(j, "id", "other");
        ex_json_array(j, "arguments");
        ex_json_str(j, NULL, object);
        ex_json_end(j);
    }
    ex_json_str(j, "text",
                ex_arena_printf(s->arena, "%.*s: '%.*s'.", EX_FMT(title), EX_FMT(object)));
    ex_json_end(j);
}

static void write_gone(struct ex_sarif *s, const struct ex_report_gone *gone)
{
    struct ex_json *j = &s->json;
    size_t rule = ex_sarif_rule_index(s, gone->rule);
    ex_json_object(j, NULL);
    ex_json_str(j, "ruleId", ex_sarif_text(s, gone->rule, TEXT_MAX));
    if (rule != SIZE_MAX)
        ex_json_uint(j, "ruleIndex", rule);
    ex_json_text(j, "kind", "fail");
    ex_json_text(j, "level", ex_sarif_level(gone->severity));
    write_message(s, gone, rule != SIZE_MAX);
    ex_json_array(j, "locations");
    ex_json_object(j, NULL);
    ex_sarif_logical(s, gone->kind, gone->object);
    ex_json_end(j);
    ex_json_end(j);
    ex_json_object(j, "partialFingerprints");
    ex_json_text(j, "exlintIdentity/v1", gone->fingerprint);
    ex_json_end(j);
    ex_json_array(j, "suppressions");
    ex_json_end(j);
    ex_json_text(j, "baselineState", "absent");
    ex_json_end(j);
}

/* What could not be assessed is not known to be mended, and stays out. */
void ex_sarif_absent(struct ex_sarif *s)
{
    if (!ex_sarif_has_states(s))
        return;
    for (size_t i = 0; i < s->report->n_gone; i++) {
        if (!s->report->gone[i].not_assessed)
            write_gone(s, &s->report->gone[i]);
    }
}
