/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The JSON format `exlint-result/1`: everything that a run knows, for other
 * programs. result.schema.json describes it; members may be added in later
 * versions, but none is removed or changes its meaning.
 */
#include "formats/report/json_dump.h"
#include "formats/report/json_rule.h"
#include "formats/report/writer.h"

/* What the members of one document share. */
struct doc {
    struct ex_json json;
    const struct ex_results *results;
    const struct ex_report_options *options;
    struct ex_arena *arena;
};

/* The name of a file; one that is not part of the dump stands alone. */
static struct ex_str name_of(struct doc *doc, const struct ex_file *file)
{
    return file->outside ? file->name : ex_json_file_name(doc->arena, doc->options, file->name);
}

static void write_summary(struct doc *doc)
{
    struct ex_json *j = &doc->json;
    struct ex_report_coverage c = ex_coverage_of(doc->results);
    ex_json_object(j, "summary");
    ex_json_uint(j, "findings", doc->results->n_findings);
    ex_json_object(j, "severities");
    for (size_t s = EX_N_SEVERITIES; s-- > 0;)
        ex_json_uint(j, ex_severity_name((enum ex_severity)s),
                     ex_results_count(doc->results, (enum ex_severity)s));
    ex_json_end(j);
    ex_json_object(j, "rules");
    ex_json_uint(j, "all", c.rules);
    ex_json_uint(j, "assessed", c.assessed);
    ex_json_uint(j, "notApplicable", c.not_applicable);
    ex_json_uint(j, "notAssessed", c.not_assessed);
    ex_json_uint(j, "partlyAssessed", c.partly);
    if (doc->options->dns_not_asked)
        ex_json_uint(j, "dnsNotAsked", doc->options->dns_not_asked);
    ex_json_end(j);
    ex_json_text(j, "failOn",
                 doc->options->fail_never ? "never" : ex_severity_name(doc->options->fail_on));
    ex_json_int(j, "exitStatus", doc->options->exit_status);
    ex_json_bool(j, "complete", !c.nothing && !c.not_assessed && !c.partly);
    ex_json_end(j);
}

static void write_evidence(struct doc *doc, const struct ex_evidence *e)
{
    struct ex_json *j = &doc->json;
    ex_json_object(j, NULL);
    if (e->kind < EX_N_KINDS)
        ex_json_str(j, "kind", ex_kind((enum ex_kind_id)e->kind)->name);
    if (e->node)
        ex_json_str(j, "object", e->node->identity);
    ex_json_opt(j, "property", e->property);
    ex_json_str(j, "text", e->text);
    if (e->mark_n) {
        ex_json_object(j, "mark");
        ex_json_uint(j, "offset", e->mark_at);
        ex_json_uint(j, "length", e->mark_n);
        ex_json_end(j);
    }
    ex_json_opt(j, "label", e->label);
    if (e->file != UINT32_MAX) {
        ex_json_str(j, "file", name_of(doc, ex_graph_file(doc->results->graph, e->file)));
        ex_json_place(j, e->at);
    }
    ex_json_end(j);
}

static void write_finding(struct doc *doc, const struct ex_finding *f)
{
    struct ex_json *j = &doc->json;
    ex_json_object(j, NULL);
    ex_json_str(j, "rule", f->rule->id);
    ex_json_text(j, "severity", ex_severity_name(f->severity));
    ex_json_text(j, "fingerprint", f->fingerprint);
    ex_json_str(j, "message", f->message);
    if (f->node)
        ex_json_str(j, "kind", ex_kind((enum ex_kind_id)f->node->kind)->name);
    ex_json_str(j, "object", f->object);
    ex_json_opt(j, "server", f->server);
    ex_json_opt(j, "property", f->property);
    ex_json_array(j, "evidence");
    for (size_t i = 0; i < f->n_evidence; i++)
        write_evidence(doc, &f->evidence[i]);
    ex_json_end(j);
    ex_json_opt(j, "fix", f->fix);
    ex_json_opt(j, "verify", f->verify);
    ex_json_end(j);
}

static void write_counts(struct ex_json *j, const struct ex_rule_result *r)
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

static void write_rule(struct doc *doc, const struct ex_rule_result *r)
{
    struct ex_json *j = &doc->json;
    const struct ex_rule *rule = r->rule;
    size_t n = 0;
    const struct ex_str *needs = ex_result_needs(doc->results, r, doc->arena, &n);
    ex_json_object(j, NULL);
    ex_json_rule(j, rule);
    ex_json_text(j, "outcome", ex_outcome_name(r->outcome));
    write_counts(j, r);
    ex_json_array(j, "needs");
    for (size_t i = 0; i < n; i++)
        ex_json_str(j, NULL, needs[i]);
    ex_json_end(j);
    ex_json_opt(j, "error", r->error);
    ex_json_opt(j, "why", rule->why);
    ex_json_references(j, rule);
    ex_json_end(j);
}

static void write_lists(struct doc *doc)
{
    struct ex_json *j = &doc->json;
    const struct ex_results *r = doc->results;
    ex_json_array(j, "findings");
    for (size_t i = 0; i < r->n_findings; i++)
        write_finding(doc, &r->findings[i]);
    ex_json_end(j);
    ex_json_array(j, "rules");
    for (size_t i = 0; i < r->n_rule_results; i++)
        write_rule(doc, &r->rule_results[i]);
    ex_json_end(j);
    ex_json_array(j, "files");
    for (size_t i = 0; i < ex_graph_files(r->graph); i++) {
        const struct ex_file *file = ex_graph_file(r->graph, i);
        ex_json_object(j, NULL);
        ex_json_file(j, name_of(doc, file), file);
        ex_json_end(j);
    }
    ex_json_end(j);
    ex_json_messages(j, doc->arena, doc->options);
}

static void write_json(const struct ex_results *results, const struct ex_report_options *options,
                       struct ex_buf *out)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct doc doc = {{.out = out, .indent = 2}, results, options, arena};
    ex_json_object(&doc.json, NULL);
    ex_json_text(&doc.json, "schema", "exlint-result/1");
    ex_json_run(&doc.json, arena, results, options);
    write_summary(&doc);
    write_lists(&doc);
    ex_json_end(&doc.json);
    ex_buf_add_char(out, '\n');
}

const struct ex_writer ex_writer_json = {
    .name = "json",
    .extension = ".json",
    .doc = "everything the run knows, exlint-result/1",
    .write = write_json,
};
