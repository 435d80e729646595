/* SPDX-License-Identifier: MIT */
/**
 * @file
 * From a saved JSON result (formats/report/result.schema.json) back to a
 * report. Members that are not known are passed over: a later exlint may
 * have added them.
 */
#include "report/build.h"
#include "report/json_get.h"
#include "report/read_baseline.h"
#include "report/read_environment.h"
#include "report/read_waivers.h"

#include "base/map.h"
#include "engine/rule_impl.h"

/* What reading shares. */
struct reader {
    struct ex_get get;
    struct ex_report *report;
    struct ex_map *files; /* of const struct ex_report_file *, by name */
};

/* ---- names of things ---------------------------------------------------------------- */

static const char *state_name(size_t i)
{
    static const char *const names[] = {
        [EX_FILE_READ] = "read",
        [EX_FILE_TRUNCATED] = "truncated",
        [EX_FILE_UNREADABLE] = "unreadable",
        [EX_FILE_OTHER] = "other",
        [EX_FILE_SET_ASIDE] = "set-aside",
    };
    return i < EX_COUNT(names) ? names[i] : NULL;
}

static const char *level_name(size_t i)
{
    static const char *const names[] = {
        [EX_NOTE] = "note",
        [EX_WARNING] = "warning",
        [EX_ERROR] = "error",
    };
    return i < EX_COUNT(names) ? names[i] : NULL;
}

static const char *severity_name(size_t i)
{
    return i < EX_N_SEVERITIES ? ex_severity_name((enum ex_severity)i) : NULL;
}

static const char *outcome_name(size_t i)
{
    return i < EX_N_OUTCOMES ? ex_outcome_name((enum ex_outcome)i) : NULL;
}

/* The number of the name that a member holds. */
static size_t name_member(struct reader *r, const json_t *object, const char *key,
                          const char *(*name)(size_t i))
{
    struct ex_str text = ex_get_str(&r->get, object, key);
    for (size_t i = 0; name(i); i++) {
        if (ex_str_eq(text, ex_str(name(i))))
            return i;
    }
    ex_get_fail(&r->get, key, "has the value '%.*s', which is not known", EX_FMT(text));
    return 0;
}

static enum ex_severity severity_member(struct reader *r, const json_t *object, const char *key)
{
    return (enum ex_severity)name_member(r, object, key, severity_name);
}

/* A kind that this exlint does not know is none. */
static uint16_t kind_member(struct reader *r, const json_t *object)
{
    struct ex_str name = ex_get_opt(&r->get, object, "kind");
    return (uint16_t)(name.n ? ex_kind_find(name) : EX_N_KINDS);
}

/* Names of files begin with the folder of the dump. */
static struct ex_str file_name(struct reader *r, struct ex_str name)
{
    struct ex_str folder = r->report->prefix;
    if (folder.n && ex_str_starts(name, folder) && name.n > folder.n && name.p[folder.n] == '/')
        return ex_str_slice(name, folder.n + 1, name.n);
    return name;
}

/* ---- rules ------------------------------------------------------------------------- */

static void read_references(struct reader *r, const json_t *object, struct ex_report_rule *rule)
{
    const json_t *array = ex_get_array(&r->get, object, "references", true);
    size_t n = json_array_size(array);
    struct ex_reference *references = EX_NEW_ARRAY(r->report->arena, n + 1, struct ex_reference);
    for (size_t i = 0; i < n; i++) {
        const json_t *item = ex_get_item(&r->get, array, i);
        references[i].title = ex_get_str(&r->get, item, "title");
        references[i].url = ex_get_str(&r->get, item, "url");
        ex_get_leave(&r->get);
    }
    rule->references = references;
    rule->n_references = n;
}

static void read_form(struct reader *r, const json_t *object, struct ex_report_rule *rule)
{
    const json_t *array = ex_get_array(&r->get, object, "message", true);
    size_t n = json_array_size(array);
    struct ex_str *parts = EX_NEW_ARRAY(r->report->arena, n + 1, struct ex_str);
    for (size_t i = 0; i < n; i++) {
        const json_t *part = json_array_get(array, i);
        if (json_is_string(part))
            parts[i] = ex_get_text(&r->get, part);
        else if (!json_is_null(part))
            ex_get_fail(&r->get, "message", "has an item that is neither a string nor null");
    }
    rule->message = parts;
    rule->n_message = n;
}

static void read_counts(struct reader *r, const json_t *object, struct ex_report_rule *rule)
{
    static const char *const keys[EX_N_OUTCOMES] = {
        [EX_OUTCOME_FINDING] = "finding",
        [EX_OUTCOME_PASS] = "pass",
        [EX_OUTCOME_NOT_APPLICABLE] = "notApplicable",
        [EX_OUTCOME_NOT_ASSESSED] = "notAssessed",
    };
    const json_t *counts = ex_get_object(&r->get, object, "counts", false);
    ex_get_enter(&r->get, "counts", 0);
    for (size_t i = 0; i < EX_N_OUTCOMES && counts; i++)
        rule->counts[i] = (size_t)ex_get_uint(&r->get, counts, keys[i]);
    ex_get_leave(&r->get);
}

static void read_texts(struct reader *r, const json_t *object, struct ex_report_rule *rule)
{
    struct ex_get *get = &r->get;
    rule->why = ex_get_opt(get, object, "why");
    rule->impact = ex_get_opt(get, object, "impact");
    rule->fix = ex_get_opt(get, object, "fix");
    rule->verify = ex_get_opt(get, object, "verify");
    rule->manual = ex_get_opt(get, object, "manual");
    const json_t *change = ex_get_object(get, object, "change", true);
    rule->risk = ex_get_opt(get, change, "risk");
    rule->effort = ex_get_opt(get, change, "effort");
    read_references(r, object, rule);
    read_form(r, object, rule);
}

static void read_rule(struct reader *r, const json_t *object, struct ex_report_rule *rule)
{
    struct ex_get *get = &r->get;
    rule->id = ex_get_str(get, object, "id");
    rule->name = ex_get_str(get, object, "name");
    rule->title = ex_get_str(get, object, "title");
    rule->severity = severity_member(r, object, "severity");
    rule->area = ex_get_str(get, object, "area");
    rule->tags = ex_get_strings(get, object, "tags", &rule->n_tags);
    rule->document = ex_get_strings(get, object, "document", &rule->n_document);
    rule->built_in = ex_get_flag(get, object, "builtIn");
    rule->about_dump = ex_get_flag(get, object, "aboutDump");
    rule->outcome = (enum ex_outcome)name_member(r, object, "outcome", outcome_name);
    rule->needs = ex_get_strings(get, object, "needs", &rule->n_needs);
    rule->error = ex_get_opt(get, object, "error");
    read_counts(r, object, rule);
    read_texts(r, object, rule);
}

static void read_rules(struct reader *r, const json_t *root)
{
    const json_t *array = ex_get_array(&r->get, root, "rules", false);
    struct ex_report *report = r->report;
    report->n_rules = json_array_size(array);
    report->rules = EX_NEW_ARRAY(report->arena, report->n_rules + 1, struct ex_report_rule);
    ex_get_enter(&r->get, "rules", 0);
    for (size_t i = 0; i < report->n_rules; i++) {
        const json_t *item = ex_get_item(&r->get, array, i);
        if (item)
            read_rule(r, item, &report->rules[i]);
        ex_get_leave(&r->get);
    }
    ex_get_leave(&r->get);
}

/* ---- files --------------------------------------------------------------------------- */

static void read_file(struct reader *r, const json_t *object, struct ex_report_file *file)
{
    struct ex_get *get = &r->get;
    file->outside = ex_get_flag(get, object, "outside");
    file->name = ex_get_str(get, object, "name");
    if (!file->outside)
        file->name = file_name(r, file->name);
    file->state = (enum ex_file_state)name_member(r, object, "state", state_name);
    file->format = ex_get_opt(get, object, "format");
    file->flavour = ex_get_opt(get, object, "flavour");
    file->objects = (size_t)ex_get_uint(get, object, "objects");
    file->encoding = ex_get_opt(get, object, "encoding");
    file->hashed = json_object_get(object, "size") != NULL;
    file->size = ex_get_opt_uint(get, object, "size", 0);
    file->sha256 = ex_get_opt(get, object, "sha256");
    file->exported = ex_get_opt(get, object, "exported");
}

static void read_files(struct reader *r, const json_t *root)
{
    const json_t *array = ex_get_array(&r->get, root, "files", false);
    size_t n = json_array_size(array);
    struct ex_report_file *files = EX_NEW_ARRAY(r->report->arena, n + 1, struct ex_report_file);
    ex_get_enter(&r->get, "files", 0);
    for (size_t i = 0; i < n; i++) {
        const json_t *item = ex_get_item(&r->get, array, i);
        if (item)
            read_file(r, item, &files[i]);
        if (!ex_map_get(r->files, files[i].name))
            ex_map_put(r->files, files[i].name, &files[i]);
        ex_get_leave(&r->get);
    }
    ex_get_leave(&r->get);
    r->report->files = files;
    r->report->n_files = n;
}

/* ---- findings -------------------------------------------------------------------------- */

static uint32_t find_file(struct reader *r, struct ex_str name)
{
    const struct ex_report_file *file = name.n ? ex_map_get(r->files, name) : NULL;
    if (!file && name.n)
        file = ex_map_get(r->files, file_name(r, name));
    return file ? (uint32_t)(file - r->report->files) : UINT32_MAX;
}

static void read_mark(struct reader *r, const json_t *object, struct ex_report_evidence *e)
{
    const json_t *mark = ex_get_object(&r->get, object, "mark", true);
    if (!mark)
        return;
    ex_get_enter(&r->get, "mark", 0);
    uint64_t at = ex_get_uint(&r->get, mark, "offset");
    uint64_t n = ex_get_uint(&r->get, mark, "length");
    if (at > e->text.n || n > e->text.n - at)
        ex_get_fail(&r->get, NULL, "is not a part of the text");
    else {
        e->mark_at = (size_t)at;
        e->mark_n = (size_t)n;
    }
    ex_get_leave(&r->get);
}

static void read_evidence(struct reader *r, const json_t *object, struct ex_report_evidence *e)
{
    struct ex_get *get = &r->get;
    e->kind = kind_member(r, object);
    e->searched = !json_object_get(object, "object");
    e->object = ex_get_opt(get, object, "object");
    e->own = ex_get_flag(get, object, "own");
    e->property = ex_get_opt(get, object, "property");
    e->text = ex_get_str(get, object, "text");
    read_mark(r, object, e);
    e->label = ex_get_opt(get, object, "label");
    e->file = find_file(r, ex_get_opt(get, object, "file"));
    e->at.line = ex_get_opt_uint(get, object, "line", 0);
    e->at.column = ex_get_opt_uint(get, object, "column", e->at.line ? 1 : 0);
    uint64_t length = ex_get_opt_uint(get, object, "length", 1);
    e->token_n = length ? (size_t)length : 1;
    e->line_text = ex_get_opt(get, object, "lineText");
}

static void read_all_evidence(struct reader *r, const json_t *object, struct ex_report_finding *f)
{
    const json_t *array = ex_get_array(&r->get, object, "evidence", false);
    f->n_evidence = json_array_size(array);
    f->evidence = EX_NEW_ARRAY(r->report->arena, f->n_evidence + 1, struct ex_report_evidence);
    ex_get_enter(&r->get, "evidence", 0);
    for (size_t i = 0; i < f->n_evidence; i++) {
        const json_t *item = ex_get_item(&r->get, array, i);
        if (item)
            read_evidence(r, item, &f->evidence[i]);
        ex_get_leave(&r->get);
    }
    ex_get_leave(&r->get);
    if (f->n_evidence)
        f->value = ex_evidence_value(&f->evidence[0]);
}

static void read_fingerprint(struct reader *r, const json_t *object, char out[17])
{
    struct ex_str text = ex_get_str(&r->get, object, "fingerprint");
    bool right = text.n == 16;
    for (size_t i = 0; i < text.n && right; i++)
        right = ex_hex_value(text.p[i]) >= 0;
    if (right)
        memcpy(out, text.p, 16);
    else
        ex_get_fail(&r->get, "fingerprint", "is not 16 hexadecimal digits");
}

static void read_finding(struct reader *r, const json_t *object, struct ex_report_finding *f)
{
    struct ex_get *get = &r->get;
    struct ex_str id = ex_get_str(get, object, "rule");
    f->rule = ex_report_rule(r->report, id);
    if (!f->rule)
        ex_get_fail(get, "rule", "names a rule that is not in the document: '%.*s'", EX_FMT(id));
    f->severity = severity_member(r, object, "severity");
    read_fingerprint(r, object, f->fingerprint);
    f->message = ex_get_str(get, object, "message");
    f->arguments = ex_get_strings(get, object, "arguments", &f->n_arguments);
    f->kind = kind_member(r, object);
    f->object = ex_get_str(get, object, "object");
    f->server = ex_get_opt(get, object, "server");
    f->property = ex_get_opt(get, object, "property");
    read_all_evidence(r, object, f);
    f->fix = ex_get_opt(get, object, "fix");
    f->verify = ex_get_opt(get, object, "verify");
    f->fold = (uint32_t)ex_get_opt_uint(get, object, "fold", 0);
    ex_read_baseline_state(get, object, f);
    ex_read_waiver_of(get, object, r->report, f);
}

static void read_findings(struct reader *r, const json_t *root)
{
    const json_t *array = ex_get_array(&r->get, root, "findings", false);
    struct ex_report *report = r->report;
    report->n_findings = json_array_size(array);
    report->findings = EX_NEW_ARRAY(report->arena, report->n_findings + 1,
                                    struct ex_report_finding);
    ex_get_enter(&r->get, "findings", 0);
    for (size_t i = 0; i < report->n_findings && !r->get.failed; i++) {
        const json_t *item = ex_get_item(&r->get, array, i);
        if (item)
            read_finding(r, item, &report->findings[i]);
        ex_get_leave(&r->get);
    }
    ex_get_leave(&r->get);
}

/* ---- the run ------------------------------------------------------------------------------ */

static void read_messages(struct reader *r, const json_t *root)
{
    const json_t *array = ex_get_array(&r->get, root, "messages", false);
    struct ex_diags *diags = &r->report->messages;
    ex_get_enter(&r->get, "messages", 0);
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *item = ex_get_item(&r->get, array, i);
        struct ex_place at = {ex_get_opt_uint(&r->get, item, "line", 0),
                              ex_get_opt_uint(&r->get, item, "column", 0)};
        struct ex_str text = ex_get_str(&r->get, item, "message");
        struct ex_str hint = ex_get_opt(&r->get, item, "hint");
        struct ex_str given = ex_get_opt(&r->get, item, "file");
        struct ex_str file = file_name(r, given);
        struct ex_diag *d =
            ex_diag(diags, (enum ex_diag_level)name_member(r, item, "level", level_name), file, at,
                    "%.*s", EX_FMT(text));
        d->outside = r->report->prefix.n && file.n == given.n;
        if (hint.n)
            ex_diag_hint(diags, d, "%.*s", EX_FMT(hint));
        ex_get_leave(&r->get);
    }
    ex_get_leave(&r->get);
}

static void read_products(struct reader *r, const json_t *object, struct ex_report_scope *scope)
{
    const json_t *array = ex_get_array(&r->get, object, "products", true);
    size_t n = json_array_size(array);
    struct ex_report_product *products = EX_NEW_ARRAY(r->report->arena, n + 1,
                                                      struct ex_report_product);
    for (size_t i = 0; i < n; i++) {
        const json_t *item = ex_get_item(&r->get, array, i);
        products[i].name = ex_get_str(&r->get, item, "name");
        products[i].servers = (size_t)ex_get_uint(&r->get, item, "servers");
        ex_get_leave(&r->get);
    }
    scope->products = products;
    scope->n_products = n;
}

static void read_scope(struct reader *r, const json_t *root)
{
    struct ex_report_scope *scope = &r->report->scope;
    const json_t *object = ex_get_object(&r->get, root, "scope", true);
    if (!object)
        return;
    ex_get_enter(&r->get, "scope", 0);
    scope->servers_known = json_object_get(object, "servers") != NULL;
    scope->servers = (size_t)ex_get_opt_uint(&r->get, object, "servers", 0);
    read_products(r, object, scope);
    scope->files = (size_t)ex_get_uint(&r->get, object, "files");
    scope->objects = (size_t)ex_get_uint(&r->get, object, "objects");
    scope->damaged = (size_t)ex_get_uint(&r->get, object, "damaged");
    ex_get_leave(&r->get);
}

static void read_gate(struct reader *r, const json_t *root)
{
    const json_t *summary = ex_get_object(&r->get, root, "summary", false);
    struct ex_report *report = r->report;
    if (!summary)
        return;
    ex_get_enter(&r->get, "summary", 0);
    struct ex_str fail_on = ex_get_str(&r->get, summary, "failOn");
    report->fail_never = ex_str_eq(fail_on, EX_STR("never"));
    if (!report->fail_never)
        report->fail_on = severity_member(r, summary, "failOn");
    report->exit_status = (int)(ex_get_uint(&r->get, summary, "exitStatus") & 0xFF);
    const json_t *rules = ex_get_object(&r->get, summary, "rules", false);
    report->dns_not_asked = (size_t)ex_get_opt_uint(&r->get, rules, "dnsNotAsked", 0);
    ex_get_leave(&r->get);
}

static void read_run(struct reader *r, const json_t *root)
{
    struct ex_get *get = &r->get;
    struct ex_report *report = r->report;
    report->version = ex_get_str(get, ex_get_object(get, root, "tool", false), "version");
    struct ex_str now = ex_get_str(get, root, "now");
    if (!ex_time_parse(now, &report->now))
        ex_get_fail(get, "now", "is not a time: '%.*s'", EX_FMT(now));
    const json_t *organization = ex_get_object(get, root, "organization", false);
    report->organization = ex_get_opt(get, organization, "name");
    report->forest = ex_get_opt(get, organization, "forest");
    report->prefix = ex_get_opt(get, root, "folder");
    report->dump = report->prefix;
    report->profile = ex_get_opt(get, root, "profile");
    report->config = ex_get_opt(get, root, "config");
    const json_t *vcs = ex_get_object(get, root, "versionControl", true);
    report->vcs_uri = ex_get_opt(get, vcs, "repository");
    report->vcs_revision = ex_get_opt(get, vcs, "revision");
    report->vcs_branch = ex_get_opt(get, vcs, "branch");
    read_scope(r, root);
    read_gate(r, root);
}

/* ---- the document ---------------------------------------------------------------------------- */

/* Another kind of document, or one of a version that is not understood. */
static bool check_schema(struct reader *r, const json_t *root)
{
    struct ex_get *get = &r->get;
    const char *schema = json_string_value(json_object_get(root, "schema"));
    if (schema && strcmp(schema, EX_RESULT_SCHEMA) == 0)
        return true;
    struct ex_diag *d;
    if (schema && strncmp(schema, "exlint-result/", 14) == 0)
        d = ex_diag(get->diags, EX_ERROR, get->file, (struct ex_place){0, 0},
                    "this result is of the form '%s'; this exlint reads '%s'", schema,
                    EX_RESULT_SCHEMA);
    else
        d = ex_diag(get->diags, EX_ERROR, get->file, (struct ex_place){0, 0},
                    "this is not a saved result");
    ex_diag_hint(get->diags, d, "write one with `exlint check DUMP -o result.json`");
    get->failed = true;
    return false;
}

struct ex_report *ex_report_read(struct ex_str file, struct ex_str text, struct ex_diags *diags)
{
    struct ex_report *report = ex_report_new();
    struct ex_map *EX_AUTO(ex_map_auto) files = ex_map_new(false);
    struct reader r = {.get = {.arena = report->arena, .file = file, .diags = diags},
                       .report = report,
                       .files = files};
    json_t *root = ex_get_parse(&r.get, text);
    if (root && check_schema(&r, root)) {
        read_run(&r, root);
        read_rules(&r, root);
        read_files(&r, root);
        ex_read_waivers(&r.get, root, report);
        if (!r.get.failed)
            read_findings(&r, root);
        read_messages(&r, root);
        ex_read_baseline(&r.get, root, report);
        report->environment = ex_environment_read(&r.get, root);
    }
    json_decref(root);
    if (!ex_get_failed(&r.get))
        return report;
    ex_report_free(report);
    return NULL;
}

bool ex_report_is_saved(struct ex_str text)
{
    struct ex_str head = ex_str_trim(ex_str_slice(text, 0, text.n < 200 ? text.n : 200));
    if (!ex_str_starts(head, EX_STR("{")))
        return false;
    head = ex_str_trim(ex_str_slice(head, 1, head.n));
    return ex_str_starts(head, EX_STR("\"schema\"")) &&
           ex_str_find_str(head, EX_STR("exlint-result/")) != SIZE_MAX;
}
