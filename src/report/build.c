/* SPDX-License-Identifier: MIT */
/**
 * @file
 * From the results of a run to a report: what findings, rules and files say
 * is copied, and nothing of it points into the graph afterwards.
 */
#include "report/build.h"
#include "report/environment.h"

#include "base/map.h"

/* What building shares. */
struct builder {
    const struct ex_results *results;
    struct ex_report *report;
    struct ex_arena *arena;
    struct ex_map *rules; /* of struct ex_report_rule *, by id */
};

static struct ex_str copy(const struct builder *b, struct ex_str text)
{
    return text.p ? ex_arena_str(b->arena, text) : text;
}

static const struct ex_str *copy_list(const struct builder *b, const struct ex_str *items, size_t n)
{
    struct ex_str *copies = EX_NEW_ARRAY(b->arena, n + 1, struct ex_str);
    for (size_t i = 0; i < n; i++)
        copies[i] = copy(b, items[i]);
    return copies;
}

/* ---- rules ------------------------------------------------------------------ */

/* That the dump itself is in order says nothing about the organization. */
static bool is_about_dump(const struct ex_rule *rule)
{
    for (size_t i = 0; i < rule->n_reads; i++) {
        struct ex_missing m = ex_missing_unpack(rule->reads[i]);
        if (m.kind < EX_N_KINDS && ex_kind_is_about_dump((enum ex_kind_id)m.kind))
            return true;
    }
    return false;
}

static void add_references(const struct builder *b, const struct ex_rule *rule,
                           struct ex_report_rule *out)
{
    struct ex_reference *copies = EX_NEW_ARRAY(b->arena, rule->n_references + 1,
                                               struct ex_reference);
    for (size_t i = 0; i < rule->n_references; i++) {
        copies[i].title = copy(b, rule->references[i].title);
        copies[i].url = copy(b, rule->references[i].url);
    }
    out->references = copies;
    out->n_references = rule->n_references;
}

static void add_message(const struct builder *b, const struct ex_template *message,
                        struct ex_report_rule *out)
{
    struct ex_str *parts = EX_NEW_ARRAY(b->arena, message->n + 1, struct ex_str);
    for (size_t i = 0; i < message->n; i++) {
        if (!message->parts[i].program)
            parts[i] = ex_arena_str(b->arena, message->parts[i].literal);
    }
    out->message = parts;
    out->n_message = message->n;
}

static void add_texts(const struct builder *b, const struct ex_rule *rule,
                      struct ex_report_rule *out)
{
    out->id = copy(b, rule->id);
    out->name = copy(b, rule->name);
    out->title = copy(b, rule->title);
    out->area = copy(b, rule->area);
    out->tags = copy_list(b, rule->tags, rule->n_tags);
    out->n_tags = rule->n_tags;
    out->document = copy_list(b, rule->document, rule->n_document);
    out->n_document = rule->n_document;
    out->why = copy(b, rule->why);
    out->impact = copy(b, rule->impact);
    out->risk = ex_str(ex_change_risk_name(rule->change_risk));
    out->effort = ex_str(ex_effort_name(rule->effort));
    out->fix = copy(b, rule->fix.text);
    out->verify = copy(b, rule->verify.text);
    out->manual = copy(b, rule->manual);
    add_references(b, rule, out);
    add_message(b, &rule->message, out);
}

static void add_rule(const struct builder *b, const struct ex_rule_result *result,
                     struct ex_report_rule *out)
{
    const struct ex_rule *rule = result->rule;
    *out = (struct ex_report_rule){
        .severity = rule->severity,
        .built_in = rule->built_in,
        .about_dump = is_about_dump(rule),
        .outcome = result->outcome,
        .error = copy(b, result->error),
    };
    add_texts(b, rule, out);
    memcpy(out->counts, result->counts, sizeof out->counts);
    if (result->counts[EX_OUTCOME_NOT_ASSESSED])
        out->needs = ex_result_needs(b->results, result, b->arena, &out->n_needs);
    out->needs = copy_list(b, out->needs, out->n_needs);
    ex_map_put(b->rules, out->id, out);
}

/* ---- findings ------------------------------------------------------------------- */

/*
 * The values in a message, by the literal pieces around them. Where more than
 * one division is possible any of them gives the same text.
 */
static bool match_arguments(const struct ex_report_rule *rule, struct ex_str message,
                            struct ex_str *arguments, size_t *n)
{
    size_t at = 0;
    size_t open = SIZE_MAX; /* where the value that is being read began */
    *n = 0;
    for (size_t i = 0; i < rule->n_message; i++) {
        struct ex_str literal = rule->message[i];
        if (!literal.p) {
            if (open != SIZE_MAX)
                arguments[(*n)++] = EX_STR("");
            open = at;
            continue;
        }
        struct ex_str rest = ex_str_slice(message, at, message.n);
        size_t found = open == SIZE_MAX ? (ex_str_starts(rest, literal) ? 0 : SIZE_MAX)
                                        : ex_str_find_str(rest, literal);
        if (i + 1 == rule->n_message && literal.n <= rest.n && ex_str_ends(rest, literal))
            found = rest.n - literal.n;
        if (found == SIZE_MAX)
            return false;
        if (open != SIZE_MAX)
            arguments[(*n)++] = ex_str_slice(message, open, at + found);
        open = SIZE_MAX;
        at += found + literal.n;
    }
    if (open != SIZE_MAX)
        arguments[(*n)++] = ex_str_slice(message, open, message.n);
    return open != SIZE_MAX || at == message.n;
}

static void add_arguments(const struct builder *b, struct ex_report_finding *f)
{
    struct ex_str *arguments = EX_NEW_ARRAY(b->arena, f->rule->n_message + 1, struct ex_str);
    f->arguments = arguments;
    if (!match_arguments(f->rule, f->message, arguments, &f->n_arguments))
        f->n_arguments = 0;
}

static void add_evidence(const struct builder *b, const struct ex_finding *finding,
                         const struct ex_evidence *e, struct ex_report_evidence *out)
{
    *out = (struct ex_report_evidence){
        .kind = e->kind,
        .searched = !e->node,
        .own = e->node && e->node == finding->node,
        .object = e->node ? copy(b, e->node->identity) : EX_STR(""),
        .property = copy(b, e->property),
        .text = copy(b, e->text),
        .mark_at = e->mark_at,
        .mark_n = e->mark_n,
        .label = copy(b, e->label),
        .file = e->file,
        .at = e->at,
        .token_n = e->token_n,
        .line_text = copy(b, e->line_text),
    };
}

struct ex_str ex_evidence_value(const struct ex_report_evidence *e)
{
    if (e->searched || !e->property.n)
        return EX_STR("");
    return e->mark_n ? ex_str_slice(e->text, e->mark_at, e->mark_at + e->mark_n) : e->text;
}

static void add_finding(const struct builder *b, const struct ex_finding *finding,
                        struct ex_report_finding *out)
{
    *out = (struct ex_report_finding){
        .rule = ex_map_get(b->rules, finding->rule->id),
        .severity = finding->severity,
        .kind = finding->node ? finding->node->kind : EX_N_KINDS,
        .object = copy(b, finding->object),
        .server = copy(b, finding->server),
        .property = copy(b, finding->property),
        .message = copy(b, finding->message),
        .fix = copy(b, finding->fix),
        .verify = copy(b, finding->verify),
        .n_evidence = finding->n_evidence,
        .fold = finding->fold,
    };
    memcpy(out->fingerprint, finding->fingerprint, sizeof out->fingerprint);
    out->evidence = EX_NEW_ARRAY(b->arena, finding->n_evidence + 1, struct ex_report_evidence);
    for (size_t i = 0; i < finding->n_evidence; i++)
        add_evidence(b, finding, &finding->evidence[i], &out->evidence[i]);
    if (out->n_evidence)
        out->value = ex_evidence_value(&out->evidence[0]);
    add_arguments(b, out);
}

/* ---- files --------------------------------------------------------------------- */

static void add_file(const struct builder *b, const struct ex_file *file,
                     struct ex_report_file *out)
{
    *out = (struct ex_report_file){
        .name = copy(b, file->name),
        .outside = file->outside,
        .state = file->state,
        .format = copy(b, file->format),
        .flavour = copy(b, file->flavour),
        .objects = file->objects,
        .hashed = file->source != NULL,
    };
    if (!file->source)
        return;
    out->encoding = copy(b, ex_file_encoding(file));
    out->size = ex_source_size(file->source);
    out->sha256 = copy(b, ex_source_sha256(file->source));
}

static void add_files(const struct builder *b)
{
    const struct ex_graph *graph = b->results->graph;
    size_t n = ex_graph_files(graph);
    struct ex_report_file *files = EX_NEW_ARRAY(b->arena, n + 1, struct ex_report_file);
    for (size_t i = 0; i < n; i++)
        add_file(b, ex_graph_file(graph, i), &files[i]);
    b->report->files = files;
    b->report->n_files = n;
}

/* ---- the report ------------------------------------------------------------------- */

struct ex_report *ex_report_new(void)
{
    struct ex_arena *arena = ex_arena_new();
    struct ex_report *report = EX_NEW(arena, struct ex_report);
    report->arena = arena;
    report->fail_on = EX_HIGH;
    ex_diags_init(&report->messages);
    return report;
}

static void add_all(const struct builder *b)
{
    struct ex_report *report = b->report;
    const struct ex_results *r = b->results;
    report->n_rules = r->n_rule_results;
    report->rules = EX_NEW_ARRAY(b->arena, r->n_rule_results + 1, struct ex_report_rule);
    for (size_t i = 0; i < r->n_rule_results; i++)
        add_rule(b, &r->rule_results[i], &report->rules[i]);
    report->n_findings = r->n_findings;
    report->findings = EX_NEW_ARRAY(b->arena, r->n_findings + 1, struct ex_report_finding);
    for (size_t i = 0; i < r->n_findings; i++)
        add_finding(b, &r->findings[i], &report->findings[i]);
    add_files(b);
}

struct ex_report *ex_report_build(const struct ex_results *results, const struct ex_diags *diags)
{
    struct ex_report *report = ex_report_new();
    struct ex_map *EX_AUTO(ex_map_auto) rules = ex_map_new(false);
    struct builder b = {results, report, report->arena, rules};
    report->now = results->now;
    report->organization = copy(&b, ex_graph_organization(results->graph));
    report->forest = copy(&b, ex_graph_forest(results->graph));
    report->scope = ex_report_scope_of(results->graph, report->arena);
    report->environment = ex_environment_build(results->graph, results->now, report->arena);
    add_all(&b);
    if (diags)
        ex_diags_append(&report->messages, diags);
    return report;
}

void ex_report_free(struct ex_report *report)
{
    if (!report)
        return;
    ex_diags_free(&report->messages);
    ex_arena_free(report->arena);
}

void ex_report_auto(struct ex_report **report)
{
    ex_report_free(*report);
}
