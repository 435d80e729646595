/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A comparison as JSON, `exlint-diff/1` (diff.schema.json): everything, with
 * nothing folded or cut. Members may be added in later versions, but none is
 * removed or changes its meaning.
 */
#include "formats/report/diff.h"
#include "formats/report/jsonout.h"

/* What the members of one document share. */
struct doc {
    struct ex_json json;
    const struct ex_diff *diff;
    struct ex_arena *arena;
};

static void add_flag(struct ex_json *j, const char *key, bool flag)
{
    if (flag)
        ex_json_bool(j, key, true);
}

/* ---- the sides -------------------------------------------------------------------------- */

static void write_side(struct doc *doc, const char *key, const struct ex_diff_side *side)
{
    struct ex_json *j = &doc->json;
    ex_json_object(j, key);
    ex_json_str(j, "name", side->name);
    if (side->server) {
        ex_json_str(j, "server", side->server->identity);
        ex_json_end(j);
        return;
    }
    ex_json_bool(j, "saved", !side->graph);
    ex_json_str(j, "version", side->report->version);
    ex_json_str(j, "now", ex_report_time(doc->arena, side->report->now));
    ex_json_opt(j, "exported", side->exported);
    ex_json_object(j, "organization");
    ex_json_str(j, "name", side->report->organization);
    ex_json_str(j, "forest", side->report->forest);
    ex_json_end(j);
    ex_json_uint(j, "files", side->report->scope.files);
    ex_json_uint(j, "objects", side->report->scope.objects);
    ex_json_uint(j, "findings", side->report->n_findings);
    ex_json_end(j);
}

static void write_place(struct doc *doc, const char *key, const struct ex_diff_side *side,
                        const struct ex_diff_place *place)
{
    struct ex_json *j = &doc->json;
    struct ex_diff_place whole = {place->file, {0, 0}};
    struct ex_str file = ex_diff_place_text(doc->arena, side, &whole, true);
    if (!file.n)
        return;
    ex_json_object(j, key);
    ex_json_str(j, "file", file);
    if (place->at.line) {
        ex_json_uint(j, "line", place->at.line);
        ex_json_uint(j, "column", place->at.column);
    }
    ex_json_end(j);
}

/* ---- findings ------------------------------------------------------------------------------ */

static void write_finding_side(struct doc *doc, const char *key, size_t side,
                               const struct ex_report_finding *f)
{
    struct ex_json *j = &doc->json;
    if (!f)
        return;
    ex_json_object(j, key);
    ex_json_text(j, "severity", ex_severity_name(f->severity));
    ex_json_str(j, "message", f->message);
    ex_json_opt(j, "value", f->value);
    add_flag(j, "waived", !ex_finding_counts(f));
    if (f->n_evidence) {
        struct ex_diff_place place = {f->evidence[0].file, f->evidence[0].at};
        write_place(doc, "at", &doc->diff->sides[side], &place);
    }
    ex_json_end(j);
}

static void write_finding(struct doc *doc, const struct ex_diff_finding *d)
{
    struct ex_json *j = &doc->json;
    const struct ex_report_finding *f = ex_diff_shown(d);
    ex_json_object(j, NULL);
    ex_json_text(j, "state", ex_diff_state_id(d->state));
    ex_json_str(j, "rule", f->rule->id);
    ex_json_str(j, "title", f->rule->title);
    ex_json_text(j, "fingerprint", f->fingerprint);
    if (f->kind < EX_N_KINDS)
        ex_json_str(j, "kind", ex_kind((enum ex_kind_id)f->kind)->name);
    ex_json_str(j, "object", f->object);
    ex_json_opt(j, "server", f->server);
    ex_json_opt(j, "property", f->property);
    add_flag(j, "worse", d->worse);
    ex_json_opt(j, "why", d->why);
    write_finding_side(doc, "old", EX_OLD, d->old);
    write_finding_side(doc, "new", EX_NEW_SIDE, d->newer);
    ex_json_end(j);
}

/* ---- configuration ------------------------------------------------------------------------- */

static const char *const item_keys[EX_N_SIDES] = {"removed", "added"};
static const char *const text_keys[EX_N_SIDES] = {"old", "new"};
static const char *const place_keys[EX_N_SIDES] = {"oldAt", "newAt"};

static void write_texts(struct doc *doc, const struct ex_diff_change *c)
{
    struct ex_json *j = &doc->json;
    for (size_t side = 0; side < EX_N_SIDES; side++) {
        if (c->set[side])
            ex_json_str(j, text_keys[side], c->text[side]);
        else
            ex_json_null(j, text_keys[side]);
    }
    for (size_t side = 0; side < EX_N_SIDES && c->is_list; side++) {
        ex_json_array(j, item_keys[side]);
        for (size_t i = 0; i < c->n_items[side]; i++)
            ex_json_str(j, NULL, c->items[side][i]);
        ex_json_end(j);
    }
}

static void write_change(struct doc *doc, const struct ex_diff_change *c)
{
    struct ex_json *j = &doc->json;
    ex_json_object(j, NULL);
    ex_json_str(j, "property", c->property);
    if (c->read)
        ex_json_text(j, "severity", ex_severity_name(c->severity));
    add_flag(j, "secret", c->secret);
    add_flag(j, "ownName", c->own_name);
    if (!c->secret)
        write_texts(doc, c);
    for (size_t side = 0; side < EX_N_SIDES; side++)
        write_place(doc, place_keys[side], &doc->diff->sides[side], &c->at[side]);
    ex_json_end(j);
}

static void write_object(struct doc *doc, const struct ex_diff_object *o)
{
    struct ex_json *j = &doc->json;
    ex_json_object(j, NULL);
    ex_json_text(j, "state", ex_diff_object_id(o->state));
    ex_json_str(j, "object", o->identity);
    ex_json_opt(j, "was", o->was);
    ex_json_opt(j, "server", o->server);
    if (o->read)
        ex_json_text(j, "severity", ex_severity_name(o->severity));
    for (size_t side = 0; side < EX_N_SIDES; side++)
        write_place(doc, place_keys[side], &doc->diff->sides[side], &o->at[side]);
    if (o->n_changes) {
        ex_json_array(j, "changes");
        for (size_t i = 0; i < o->n_changes; i++)
            write_change(doc, &o->changes[i]);
        ex_json_end(j);
    }
    ex_json_end(j);
}

static void write_only(struct ex_json *j, const char *key, const struct ex_str *names, size_t n)
{
    if (!n)
        return;
    ex_json_array(j, key);
    for (size_t i = 0; i < n; i++)
        ex_json_str(j, NULL, names[i]);
    ex_json_end(j);
}

static const char *coverage_name(enum ex_coverage coverage)
{
    static const char *const names[] = {
        [EX_MISSING] = "missing", [EX_PARTIAL] = "partial", [EX_COMPLETE] = "complete"};
    return names[coverage];
}

static void write_kind(struct doc *doc, const struct ex_diff_kind *kind)
{
    struct ex_json *j = &doc->json;
    const struct ex_kind *k = ex_kind((enum ex_kind_id)kind->kind);
    ex_json_object(j, NULL);
    ex_json_str(j, "kind", k->name);
    ex_json_str(j, "cmdlet", k->cmdlet);
    ex_json_text(j, "oldCoverage", coverage_name(kind->coverage[EX_OLD]));
    ex_json_text(j, "newCoverage", coverage_name(kind->coverage[EX_NEW_SIDE]));
    ex_json_uint(j, "unchanged", kind->unchanged);
    write_only(j, "onlyOldProperties", kind->only[EX_OLD], kind->n_only[EX_OLD]);
    write_only(j, "onlyNewProperties", kind->only[EX_NEW_SIDE], kind->n_only[EX_NEW_SIDE]);
    ex_json_array(j, "objects");
    for (size_t i = 0; i < kind->n_items; i++)
        write_object(doc, kind->items[i]);
    ex_json_end(j);
    ex_json_end(j);
}

static void write_config(struct doc *doc)
{
    struct ex_json *j = &doc->json;
    const struct ex_diff *diff = doc->diff;
    if (!diff->with_config && !diff->config_why.n)
        return;
    ex_json_object(j, "configuration");
    ex_json_bool(j, "compared", diff->with_config);
    ex_json_opt(j, "why", diff->config_why);
    if (diff->with_config) {
        ex_json_array(j, "kinds");
        for (size_t i = 0; i < diff->n_kinds; i++)
            write_kind(doc, &diff->kinds[i]);
        ex_json_end(j);
        write_only(j, "notExported", diff->missing, diff->n_missing);
    }
    ex_json_end(j);
}

/* ---- the document -------------------------------------------------------------------------- */

static const char *const finding_keys[EX_N_DIFF_STATES] = {
    [EX_DIFF_NEW] = "new",
    [EX_DIFF_CHANGED] = "changed",
    [EX_DIFF_NEWLY_ASSESSED] = "newlyAssessed",
    [EX_DIFF_FIXED] = "fixed",
    [EX_DIFF_NO_LONGER_ASSESSED] = "noLongerAssessed",
    [EX_DIFF_UNCHANGED] = "unchanged",
};

static const char *const object_keys[EX_N_OBJECT_STATES] = {
    [EX_OBJECT_CHANGED] = "changed",   [EX_OBJECT_ADDED] = "added",
    [EX_OBJECT_REMOVED] = "removed",   [EX_OBJECT_ONLY_OLD] = "onlyOld",
    [EX_OBJECT_ONLY_NEW] = "onlyNew",  [EX_OBJECT_OWN_NAME] = "ownName",
};

static void write_summary(struct doc *doc)
{
    struct ex_json *j = &doc->json;
    const struct ex_diff *diff = doc->diff;
    ex_json_object(j, "summary");
    if (diff->with_findings) {
        ex_json_object(j, "findings");
        for (size_t s = 0; s < EX_N_DIFF_STATES; s++)
            ex_json_uint(j, finding_keys[s], diff->counts[s]);
        ex_json_end(j);
        ex_json_text(j, "failOn", diff->fail_never ? "never" : ex_severity_name(diff->fail_on));
        ex_json_uint(j, "failing", ex_diff_failing(diff));
    }
    if (diff->with_config) {
        ex_json_object(j, "objects");
        for (size_t s = 0; s < EX_N_OBJECT_STATES; s++)
            ex_json_uint(j, object_keys[s], diff->object_counts[s]);
        ex_json_uint(j, "unchanged", diff->objects_unchanged);
        ex_json_end(j);
        ex_json_uint(j, "properties", diff->properties_changed);
    }
    ex_json_bool(j, "complete", !ex_diff_is_partial(diff));
    ex_json_int(j, "exitStatus", diff->exit_status);
    ex_json_end(j);
}

static void write_tool(struct ex_json *j, const struct ex_diff *diff)
{
    ex_json_object(j, "tool");
    ex_json_text(j, "name", "exlint");
    ex_json_str(j, "version", diff->version);
    ex_json_end(j);
}

void ex_diff_json(const struct ex_diff *diff, const struct ex_write_options *options,
                  struct ex_buf *out)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct doc doc = {{.out = out, .indent = 2}, diff, arena};
    struct ex_json *j = &doc.json;
    ex_json_object(j, NULL);
    ex_json_text(j, "schema", EX_DIFF_SCHEMA);
    (void)options;
    write_tool(j, diff);
    ex_json_text(j, "of", diff->of_servers ? "servers" : "sides");
    write_side(&doc, "old", &diff->sides[EX_OLD]);
    write_side(&doc, "new", &diff->sides[EX_NEW_SIDE]);
    write_summary(&doc);
    ex_json_array(j, "warnings");
    for (size_t i = 0; i < diff->n_warnings; i++)
        ex_json_str(j, NULL, diff->warnings[i]);
    ex_json_end(j);
    if (diff->with_findings) {
        ex_json_array(j, "findings");
        for (size_t i = 0; i < diff->n_findings; i++)
            write_finding(&doc, &diff->findings[i]);
        ex_json_end(j);
    }
    write_config(&doc);
    ex_json_end(j);
    ex_buf_add_char(out, '\n');
}
