/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The JSON format `exlint-inventory/1`. inventory.schema.json describes it; members may be added
 * in later versions, but none is removed or changes its meaning.
 */
#include "formats/report/inventory.h"

#include "engine/gaps.h"
#include "formats/report/json_dump.h"

/* What the members of one document share. */
struct doc {
    struct ex_json json;
    const struct ex_results *results;
    const struct ex_report *report;
    struct ex_arena *arena;
};

static void write_time(struct doc *doc, const char *key, int64_t ticks)
{
    if (!ticks)
        return;
    struct ex_value value = {.tag = EX_TIME, .u.i = ticks};
    ex_json_str(&doc->json, key, ex_value_text(doc->arena, &value));
}

/* "Complete" as "complete". */
static void write_word(struct doc *doc, const char *key, struct ex_str word)
{
    struct ex_buf EX_AUTO(ex_buf_free) lower = EX_BUF_INIT;
    for (size_t i = 0; i < word.n; i++)
        ex_buf_add_char(&lower, ex_lower(word.p[i]));
    if (word.n)
        ex_json_str(&doc->json, key, ex_buf_str(&lower));
}

static void write_names(struct doc *doc, const char *key, const struct ex_node *const *nodes,
                        size_t n)
{
    ex_json_array(&doc->json, key);
    for (size_t i = 0; i < n; i++)
        ex_json_str(&doc->json, NULL, nodes[i]->identity);
    ex_json_end(&doc->json);
}

/* ---- servers and cmdlets --------------------------------------------------- */

static void write_property(struct doc *doc, const char *key, const struct ex_node *node, int prop)
{
    const struct ex_value *cell = &node->cells[prop];
    if (cell->tag != EX_ABSENT && cell->tag != EX_NULL)
        ex_json_str(&doc->json, key, ex_value_text(doc->arena, cell));
}

static void write_servers(struct doc *doc)
{
    const struct ex_graph *graph = doc->results->graph;
    struct ex_json *j = &doc->json;
    ex_json_array(j, "servers");
    for (size_t i = 0; i < ex_graph_count(graph, EX_KIND_ExchangeServer); i++) {
        const struct ex_node *server = ex_graph_node(graph, EX_KIND_ExchangeServer, i);
        if (server->stub)
            continue;
        ex_json_object(j, NULL);
        ex_json_str(j, "name", server->identity);
        write_property(doc, "product", server, EX_P_ExchangeServer_Product);
        write_property(doc, "version", server, EX_P_ExchangeServer_AdminDisplayVersion);
        write_property(doc, "roles", server, EX_P_ExchangeServer_ServerRole);
        ex_json_end(j);
    }
    ex_json_end(j);
}

static void write_cmdlet(struct doc *doc, enum ex_kind_id kind)
{
    struct ex_json *j = &doc->json;
    const struct ex_cmdlet *cmdlet = ex_graph_cmdlet(doc->results->graph, kind);
    ex_json_object(j, NULL);
    ex_json_str(j, "cmdlet", ex_kind(kind)->cmdlet);
    ex_json_str(j, "kind", ex_kind(kind)->name);
    write_word(doc, "coverage", ex_coverage_name(cmdlet->coverage));
    ex_json_uint(j, "objects", cmdlet->objects);
    ex_json_array(j, "files");
    for (size_t i = 0; i < cmdlet->n_files; i++)
        ex_json_str(j, NULL,
                    ex_json_file_name(doc->arena, doc->report,
                                      &doc->report->files[cmdlet->files[i]]));
    ex_json_end(j);
    write_time(doc, "earliest", cmdlet->earliest);
    write_time(doc, "latest", cmdlet->latest);
    if (ex_kind(kind)->scope == EX_SCOPE_SERVER) {
        write_names(doc, "servers", cmdlet->servers, cmdlet->n_servers);
        write_names(doc, "missingServers", cmdlet->missing, cmdlet->n_missing);
    }
    ex_json_end(j);
}

static void write_cmdlets(struct doc *doc)
{
    ex_json_array(&doc->json, "cmdlets");
    for (size_t i = 0; i < EX_N_KINDS; i++) {
        if (ex_kind_is_exported((enum ex_kind_id)i))
            write_cmdlet(doc, (enum ex_kind_id)i);
    }
    ex_json_end(&doc->json);
}

/* ---- what is missing -------------------------------------------------------- */

static void write_rules(struct doc *doc)
{
    struct ex_json *j = &doc->json;
    struct ex_report_coverage c = ex_coverage_of(doc->report);
    ex_json_object(j, "rules");
    ex_json_uint(j, "all", c.rules);
    ex_json_uint(j, "assessed", c.assessed);
    ex_json_uint(j, "notApplicable", c.not_applicable);
    ex_json_uint(j, "notAssessed", c.not_assessed);
    ex_json_uint(j, "partlyAssessed", c.partly);
    ex_json_end(j);
}

static void write_gap(struct doc *doc, const struct ex_gap *gap)
{
    struct ex_json *j = &doc->json;
    ex_json_object(j, NULL);
    bool dns = ex_kind(gap->kind)->scope == EX_SCOPE_DNS;
    ex_json_str(j, "cmdlet", dns ? EX_STR("exlint dns") : ex_kind(gap->kind)->cmdlet);
    ex_json_text(j, "reason", ex_gap_reason_name(gap->reason));
    if (gap->n_servers)
        write_names(doc, "servers", gap->servers, gap->n_servers);
    if (gap->n_properties) {
        ex_json_array(j, "properties");
        for (size_t i = 0; i < gap->n_properties; i++)
            ex_json_str(j, NULL, gap->properties[i]);
        ex_json_end(j);
    }
    ex_json_text(j, "severity", ex_severity_name(gap->severity));
    ex_json_array(j, "rules");
    for (size_t i = 0; i < gap->n_rules; i++)
        ex_json_str(j, NULL, gap->rules[i]->id);
    ex_json_end(j);
    ex_json_str(j, "command", gap->command);
    ex_json_end(j);
}

static void write_gaps(struct doc *doc)
{
    size_t n;
    const struct ex_gap *gaps = ex_results_gaps(doc->results, doc->arena, &n);
    ex_json_array(&doc->json, "gaps");
    for (size_t i = 0; i < n; i++)
        write_gap(doc, &gaps[i]);
    ex_json_end(&doc->json);
}

/* ---- files ------------------------------------------------------------------- */

static void write_tallies(struct doc *doc, const struct ex_file *file)
{
    struct ex_json *j = &doc->json;
    ex_json_array(j, "cmdlets");
    for (size_t i = 0; i < file->n_tallies; i++) {
        ex_json_object(j, NULL);
        ex_json_str(j, "cmdlet", ex_kind((enum ex_kind_id)file->tallies[i].kind)->cmdlet);
        ex_json_uint(j, "objects", file->tallies[i].objects);
        ex_json_end(j);
    }
    ex_json_end(j);
}

/* Facts that are rarely there are left out when they are not. */
static void write_facts(struct doc *doc, const struct ex_file *file)
{
    const struct {
        const char *key;
        size_t count;
    } counts[] = {
        {"cutOff", file->cut_off},           {"unreadable", file->unreadable},
        {"outdated", file->outdated},        {"privateKeys", file->private_keys},
        {"passwords", file->passwords},
    };
    for (size_t i = 0; i < EX_COUNT(counts); i++) {
        if (counts[i].count)
            ex_json_uint(&doc->json, counts[i].key, counts[i].count);
    }
    if (file->text)
        ex_json_bool(&doc->json, "text", true);
}

static void write_file(struct doc *doc, size_t i)
{
    struct ex_json *j = &doc->json;
    const struct ex_file *file = ex_graph_file(doc->results->graph, i);
    ex_json_object(j, NULL);
    ex_json_file(j, doc->arena, doc->report, &doc->report->files[i]);
    ex_json_opt(j, "why", file->why);
    write_tallies(doc, file);
    write_time(doc, "exported", file->clock == EX_CLOCK_NONE ? 0 : file->exported);
    write_word(doc, "exportedBy", ex_clock_name(file->clock));
    ex_json_opt(j, "organization", file->organization);
    ex_json_opt(j, "forest", file->forest);
    write_facts(doc, file);
    ex_json_end(j);
}

static void write_files(struct doc *doc)
{
    ex_json_array(&doc->json, "files");
    for (size_t i = 0; i < ex_graph_files(doc->results->graph); i++)
        write_file(doc, i);
    ex_json_end(&doc->json);
}

void ex_inventory_json(const struct ex_results *results, const struct ex_report *report,
                       struct ex_buf *out)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct doc doc = {{.out = out, .indent = 2}, results, report, arena};
    ex_json_object(&doc.json, NULL);
    ex_json_text(&doc.json, "schema", "exlint-inventory/1");
    ex_json_run(&doc.json, arena, report);
    write_servers(&doc);
    write_cmdlets(&doc);
    write_rules(&doc);
    write_gaps(&doc);
    write_files(&doc);
    ex_json_messages(&doc.json, arena, report);
    ex_json_end(&doc.json);
    ex_buf_add_char(out, '\n');
}
