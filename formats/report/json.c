/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The JSON format `exlint-result/1`: everything that a run knows, for other
 * programs. result.schema.json describes it; members may be added in later
 * versions, but none is removed or changes its meaning.
 */
#include "formats/report/json_baseline.h"
#include "formats/report/json_dump.h"
#include "formats/report/json_environment.h"
#include "formats/report/json_waivers.h"
#include "formats/report/writer.h"
#include "formats/report/json_finding.h"

/* What the members of one document share. */
struct doc {
    struct ex_json json;
    const struct ex_report *report;
    struct ex_arena *arena;
};

/* ---- the run -------------------------------------------------------------- */

static void write_version_control(struct doc *doc)
{
    const struct ex_report *r = doc->report;
    if (!r->vcs_uri.n && !r->vcs_revision.n)
        return;
    ex_json_object(&doc->json, "versionControl");
    ex_json_opt(&doc->json, "repository", r->vcs_uri);
    ex_json_opt(&doc->json, "revision", r->vcs_revision);
    ex_json_opt(&doc->json, "branch", r->vcs_branch);
    ex_json_end(&doc->json);
}

static void write_scope(struct doc *doc)
{
    struct ex_json *j = &doc->json;
    const struct ex_report_scope *s = &doc->report->scope;
    ex_json_object(j, "scope");
    if (s->servers_known) {
        ex_json_uint(j, "servers", s->servers);
        ex_json_array(j, "products");
        for (size_t i = 0; i < s->n_products; i++) {
            ex_json_object(j, NULL);
            ex_json_str(j, "name", s->products[i].name);
            ex_json_uint(j, "servers", s->products[i].servers);
            ex_json_end(j);
        }
        ex_json_end(j);
    }
    ex_json_uint(j, "files", s->files);
    ex_json_uint(j, "objects", s->objects);
    ex_json_uint(j, "damaged", s->damaged);
    ex_json_end(j);
}

static void write_rule_counts(struct doc *doc, struct ex_report_coverage c)
{
    struct ex_json *j = &doc->json;
    ex_json_object(j, "rules");
    ex_json_uint(j, "all", c.rules);
    ex_json_uint(j, "assessed", c.assessed);
    ex_json_uint(j, "notApplicable", c.not_applicable);
    ex_json_uint(j, "notAssessed", c.not_assessed);
    ex_json_uint(j, "partlyAssessed", c.partly);
    if (doc->report->dns_not_asked)
        ex_json_uint(j, "dnsNotAsked", doc->report->dns_not_asked);
    ex_json_end(j);
}

static void write_summary(struct doc *doc)
{
    struct ex_json *j = &doc->json;
    const struct ex_report *r = doc->report;
    struct ex_report_coverage c = ex_coverage_of(r);
    ex_json_object(j, "summary");
    ex_json_uint(j, "findings", r->n_findings);
    if (r->n_waivers) {
        ex_json_uint(j, "waived", ex_report_waived(r, EX_WAIVED));
        ex_json_uint(j, "planned", ex_report_waived(r, EX_WAIVED_PLANNED));
    }
    ex_json_object(j, "severities");
    for (size_t s = EX_N_SEVERITIES; s-- > 0;)
        ex_json_uint(j, ex_severity_name((enum ex_severity)s),
                     ex_report_count(r, (enum ex_severity)s));
    ex_json_end(j);
    write_rule_counts(doc, c);
    ex_json_text(j, "failOn", r->fail_never ? "never" : ex_severity_name(r->fail_on));
    ex_json_int(j, "exitStatus", r->exit_status);
    ex_json_bool(j, "complete", !c.nothing && !c.not_assessed && !c.partly);
    ex_json_end(j);
}

/* ---- findings --------------------------------------------------------------- */

static void write_strings(struct ex_json *j, const char *key, const struct ex_str *items, size_t n)
{
    if (!n)
        return;
    ex_json_array(j, key);
    for (size_t i = 0; i < n; i++)
        ex_json_str(j, NULL, items[i]);
    ex_json_end(j);
}

static void write_flag(struct ex_json *j, const char *key, bool flag)
{
    if (flag)
        ex_json_bool(j, key, true);
}

static void write_place(struct doc *doc, const struct ex_report_evidence *e)
{
    struct ex_json *j = &doc->json;
    ex_json_str(j, "file",
                ex_json_file_name(doc->arena, doc->report, &doc->report->files[e->file]));
    ex_json_place(j, e->at);
    if (!e->at.line)
        return;
    ex_json_uint(j, "length", e->token_n);
    ex_json_opt(j, "lineText", e->line_text);
}

static void write_evidence(struct doc *doc, const struct ex_report_evidence *e)
{
    struct ex_json *j = &doc->json;
    ex_json_object(j, NULL);
    if (e->kind < EX_N_KINDS)
        ex_json_str(j, "kind", ex_kind((enum ex_kind_id)e->kind)->name);
    if (!e->searched)
        ex_json_str(j, "object", e->object);
    write_flag(j, "own", e->own);
    ex_json_opt(j, "property", e->property);
    ex_json_str(j, "text", e->text);
    if (e->mark_n) {
        ex_json_object(j, "mark");
        ex_json_uint(j, "offset", e->mark_at);
        ex_json_uint(j, "length", e->mark_n);
        ex_json_end(j);
    }
    ex_json_opt(j, "label", e->label);
    if (e->file < doc->report->n_files)
        write_place(doc, e);
    ex_json_end(j);
}

static void write_finding(struct doc *doc, const struct ex_report_finding *f)
{
    struct ex_json *j = &doc->json;
    ex_json_object(j, NULL);
    ex_json_str(j, "rule", f->rule->id);
    ex_json_text(j, "severity", ex_severity_name(f->severity));
    ex_json_text(j, "fingerprint", f->fingerprint);
    ex_json_str(j, "message", f->message);
    write_strings(j, "arguments", f->arguments, f->n_arguments);
    if (f->kind < EX_N_KINDS)
        ex_json_str(j, "kind", ex_kind((enum ex_kind_id)f->kind)->name);
    ex_json_str(j, "object", f->object);
    ex_json_opt(j, "server", f->server);
    ex_json_opt(j, "property", f->property);
    ex_json_array(j, "evidence");
    for (size_t i = 0; i < f->n_evidence; i++)
        write_evidence(doc, &f->evidence[i]);
    ex_json_end(j);
    ex_json_opt(j, "fix", f->fix);
    ex_json_opt(j, "verify", f->verify);
    ex_json_uint(j, "fold", f->fold);
    ex_json_baseline_state(j, f);
    ex_json_waiver_of(j, doc->report, f);
    ex_json_end(j);
}

/* ---- rules -------------------------------------------------------------------- */

static void write_counts(struct ex_json *j, const struct ex_report_rule *r)
{
    static const char *const names[EX_N_OUTCOMES] = {
        [EX_OUTCOME_FINDING] = "finding",
        [EX_OUTCOME_PASS] = "pass",
        [EX_OUTCOME_NOT_APPLICABLE] = "notApplicable",
        [EX_OUTCOME_NOT_ASSESSED] = "notAssessed",
    };
    ex_json_object(j, "counts");
    for (size_t i = 0; i < EX_N_OUTCOMES; i++)
        ex_json_uint(j, names[i], r->counts[i]);
    ex_json_end(j);
}

/* Literal pieces as strings, values as null. */
static void write_form(struct ex_json *j, const struct ex_report_rule *r)
{
    ex_json_array(j, "message");
    for (size_t i = 0; i < r->n_message; i++) {
        if (r->message[i].p)
            ex_json_str(j, NULL, r->message[i]);
        else
            ex_json_null(j, NULL);
    }
    ex_json_end(j);
}

static void write_texts(struct ex_json *j, const struct ex_report_rule *r)
{
    ex_json_opt(j, "why", r->why);
    ex_json_opt(j, "impact", r->impact);
    if (r->risk.n || r->effort.n) {
        ex_json_object(j, "change");
        ex_json_opt(j, "risk", r->risk);
        ex_json_opt(j, "effort", r->effort);
        ex_json_end(j);
    }
    ex_json_opt(j, "fix", r->fix);
    ex_json_opt(j, "verify", r->verify);
    ex_json_opt(j, "manual", r->manual);
    ex_json_array(j, "references");
    for (size_t i = 0; i < r->n_references; i++) {
        ex_json_object(j, NULL);
        ex_json_str(j, "title", r->references[i].title);
        ex_json_str(j, "url", r->references[i].url);
        ex_json_end(j);
    }
    ex_json_end(j);
}

static void write_rule(struct ex_json *j, const struct ex_report_rule *r)
{
    ex_json_object(j, NULL);
    ex_json_str(j, "id", r->id);
    ex_json_str(j, "name", r->name);
    ex_json_str(j, "title", r->title);
    ex_json_text(j, "severity", ex_severity_name(r->severity));
    ex_json_str(j, "area", r->area);
    write_strings(j, "tags", r->tags, r->n_tags);
    write_strings(j, "document", r->document, r->n_document);
    write_flag(j, "builtIn", r->built_in);
    write_flag(j, "aboutDump", r->about_dump);
    ex_json_text(j, "outcome", ex_outcome_name(r->outcome));
    write_counts(j, r);
    ex_json_array(j, "needs");
    for (size_t i = 0; i < r->n_needs; i++)
        ex_json_str(j, NULL, r->needs[i]);
    ex_json_end(j);
    ex_json_opt(j, "error", r->error);
    write_form(j, r);
    write_texts(j, r);
    ex_json_end(j);
}

/* ---- the document ---------------------------------------------------------------- */

static void write_lists(struct doc *doc)
{
    struct ex_json *j = &doc->json;
    const struct ex_report *r = doc->report;
    ex_json_array(j, "findings");
    for (size_t i = 0; i < r->n_findings; i++)
        write_finding(doc, &r->findings[i]);
    ex_json_end(j);
    ex_json_array(j, "rules");
    for (size_t i = 0; i < r->n_rules; i++)
        write_rule(j, &r->rules[i]);
    ex_json_end(j);
    ex_json_array(j, "files");
    for (size_t i = 0; i < r->n_files; i++) {
        ex_json_object(j, NULL);
        ex_json_file(j, doc->arena, r, &r->files[i]);
        ex_json_opt(j, "exported", r->files[i].exported);
        ex_json_end(j);
    }
    ex_json_end(j);
    ex_json_waivers(j, r);
    ex_json_messages(j, doc->arena, r);
}

/* ---- parts for other documents --------------------------------------------------- */

void ex_json_finding(struct ex_json *json, struct ex_arena *arena, const struct ex_report *report,
                     const struct ex_report_finding *finding)
{
    struct doc doc = {*json, report, arena};
    write_finding(&doc, finding);
    *json = doc.json;
}

void ex_json_summary(struct ex_json *json, const struct ex_report *report)
{
    struct doc doc = {*json, report, NULL};
    write_summary(&doc);
    *json = doc.json;
}

static void write_json(const struct ex_report *report, const struct ex_write_options *options,
                       struct ex_buf *out)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct doc doc = {{.out = out, .indent = 2}, report, arena};
    (void)options;
    ex_json_object(&doc.json, NULL);
    ex_json_text(&doc.json, "schema", EX_RESULT_SCHEMA);
    ex_json_run(&doc.json, arena, report);
    ex_json_opt(&doc.json, "folder", report->prefix);
    ex_json_opt(&doc.json, "profile", report->profile);
    ex_json_opt(&doc.json, "config", report->config);
    write_version_control(&doc);
    write_scope(&doc);
    write_summary(&doc);
    ex_json_baseline(&doc.json, report);
    write_lists(&doc);
    ex_json_environment(&doc.json, report->environment);
    ex_json_end(&doc.json);
    ex_buf_add_char(out, '\n');
}

const struct ex_writer ex_writer_json = {
    .name = "json",
    .extension = ".json",
    .doc = "everything the run knows, exlint-result/1",
    .write = write_json,
};
