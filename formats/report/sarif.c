/* SPDX-License-Identifier: MIT */
/**
 * @file
 * SARIF 2.1.0 (OASIS, errata 01): one log with one run, shaped for GitHub
 * code scanning and readable by every other consumer; profiles differ in what
 * they say of waivers and the baseline, which code scanning ignores. Nothing
 * in it depends on when or where it was written: no times, no absolute paths;
 * the dump is identified by version control, else by a digest of its files.
 */
#include "formats/report/sarif.h"

#include "base/sha256.h"
#include "formats/report/finding_view.h"

#include <stdlib.h>

#define SCHEMA \
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

/* GitHub shows this many results of one run. */
enum { MAX_RESULTS = 5000, TEXT_MAX = 1000, MAX_NOTIFICATIONS = 1000 };

/* ---- texts ---------------------------------------------------------------- */

struct ex_str ex_sarif_text(struct ex_sarif *s, struct ex_str text, size_t max)
{
    return ex_view_text(s->arena, text, max);
}

struct ex_str ex_sarif_sentence(struct ex_sarif *s, struct ex_str text, size_t max)
{
    struct ex_str safe = ex_sarif_text(s, ex_str_trim(text), max);
    bool ends = ex_str_ends(safe, EX_STR("."));
    return ends ? safe : ex_arena_printf(s->arena, "%.*s.", EX_FMT(safe));
}

static bool is_unreserved(char c)
{
    return ex_is_alpha(c) || ex_is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~' ||
           c == '/';
}

/* RFC 3986: everything but unreserved characters and slashes becomes %HH. */
static void add_uri(struct ex_buf *out, struct ex_str path)
{
    for (size_t i = 0; i < path.n; i++) {
        if (is_unreserved(path.p[i]))
            ex_buf_add_char(out, path.p[i]);
        else
            ex_buf_printf(out, "%%%02X", (unsigned)(unsigned char)path.p[i]);
    }
}

void ex_sarif_artifact(struct ex_sarif *s, const char *key, size_t file, bool with_index)
{
    struct ex_buf EX_AUTO(ex_buf_free) uri = EX_BUF_INIT;
    const struct ex_report_file *f = &s->report->files[file];
    if (!f->outside)
        add_uri(&uri, s->report->prefix);
    if (uri.n)
        ex_buf_add_char(&uri, '/');
    add_uri(&uri, f->name);
    ex_json_object(&s->json, key);
    ex_json_str(&s->json, "uri", ex_buf_str(&uri));
    ex_json_text(&s->json, "uriBaseId", "SRCROOT");
    if (with_index)
        ex_json_uint(&s->json, "index", file);
    ex_json_end(&s->json);
}

static void text_member(struct ex_sarif *s, const char *key, struct ex_str text)
{
    ex_json_object(&s->json, key);
    ex_json_str(&s->json, "text", text);
    ex_json_end(&s->json);
}

/* ---- the tool --------------------------------------------------------------- */

/* What notifications are about. */
enum notification {
    NOTE_MESSAGE,
    NOTE_NOT_ASSESSED,
    NOTE_DROPPED,
    NOTE_CONFIGURATION,
    N_NOTIFICATIONS
};

static const struct {
    const char *id;
    const char *name;
    const char *title;
    const char *text;
    const char *help;
    const char *form;
} notifications[N_NOTIFICATIONS] = {
    [NOTE_MESSAGE] = {"EXLN0001", "InputProblem", "Part of the dump could not be used.",
                      "A file of the dump, or a part of it, could not be used, so that rules "
                      "that need it were not assessed.",
                      "Export the configuration again with the cmdlet that the message names.",
                      "Input: '{0}'."},
    [NOTE_NOT_ASSESSED] = {"EXLN0002", "RuleNotAssessed", "A rule could not be assessed.",
                           "The dump does not hold what the rule needs; there may be findings "
                           "that this run cannot show.",
                           "Add the exports that the message names to the dump.",
                           "Rule '{0}' was not assessed."},
    [NOTE_DROPPED] = {"EXLN0003", "ResultsLimited", "Some results were left out.",
                      "There are more findings than code scanning shows; those of the lowest "
                      "severity were left out.",
                      "Mend the findings of high severity first, or write the JSON format.",
                      "'{0}' findings were left out."},
    [NOTE_CONFIGURATION] = {"EXLN0004", "ConfigurationProblem",
                            "The configuration should be looked at.",
                            "Something in the configuration, a waiver for instance, does not fit "
                            "the dump any more.",
                            "Change the entry of the configuration that the message names.",
                            "Configuration: '{0}'."},
};

static void write_notification_rules(struct ex_sarif *s)
{
    struct ex_json *j = &s->json;
    ex_json_array(j, "notifications");
    for (size_t i = 0; i < N_NOTIFICATIONS; i++) {
        ex_json_object(j, NULL);
        ex_json_text(j, "id", notifications[i].id);
        ex_json_text(j, "name", notifications[i].name);
        text_member(s, "shortDescription", ex_str(notifications[i].title));
        text_member(s, "fullDescription", ex_str(notifications[i].text));
        text_member(s, "help", ex_str(notifications[i].help));
        ex_json_text(j, "helpUri", EX_SARIF_HOME);
        ex_json_object(j, "messageStrings");
        text_member(s, "default", ex_str(notifications[i].form));
        ex_json_end(j);
        ex_json_end(j);
    }
    ex_json_end(j);
}

static void write_tool(struct ex_sarif *s)
{
    struct ex_json *j = &s->json;
    struct ex_str version = s->report->version.n ? s->report->version : EX_STR("0.0.0");
    ex_json_object(j, "tool");
    ex_json_object(j, "driver");
    ex_json_text(j, "name", "exlint");
    ex_json_str(j, "fullName", ex_arena_printf(s->arena, "exlint %.*s", EX_FMT(version)));
    ex_json_text(j, "organization", "exlint project");
    ex_json_str(j, "version", version);
    ex_json_str(j, "semanticVersion", version);
    ex_json_text(j, "informationUri", EX_SARIF_HOME);
    ex_sarif_rules(s);
    write_notification_rules(s);
    ex_json_end(j);
    ex_json_end(j);
}

/* ---- where the dump comes from -------------------------------------------- */

/* A digest over names and contents of all files. */
static struct ex_str digest_of_dump(struct ex_sarif *s)
{
    struct ex_buf EX_AUTO(ex_buf_free) all = EX_BUF_INIT;
    for (size_t i = 0; i < s->report->n_files; i++) {
        ex_buf_add(&all, s->report->files[i].name);
        ex_buf_add_char(&all, '\0');
        ex_buf_add(&all, s->report->files[i].sha256);
        ex_buf_add_char(&all, '\n');
    }
    return ex_sha256_of(ex_buf_str(&all), s->arena);
}

static void write_provenance(struct ex_sarif *s)
{
    struct ex_json *j = &s->json;
    const struct ex_report *o = s->report;
    ex_json_array(j, "versionControlProvenance");
    ex_json_object(j, NULL);
    if (o->vcs_uri.n) {
        ex_json_str(j, "repositoryUri", o->vcs_uri);
        ex_json_opt(j, "revisionId", o->vcs_revision);
        ex_json_opt(j, "branch", o->vcs_branch);
    } else {
        ex_json_text(j, "repositoryUri", "urn:exlint:dump");
        ex_json_str(j, "revisionId", digest_of_dump(s));
    }
    ex_json_object(j, "mappedTo");
    ex_json_text(j, "uriBaseId", "SRCROOT");
    ex_json_end(j);
    ex_json_end(j);
    ex_json_end(j);
}

/* Letters, digits, dots and hyphens of the name of the organization. */
static void write_automation(struct ex_sarif *s)
{
    struct ex_json *j = &s->json;
    struct ex_str name = ex_report_organization(s->report);
    struct ex_buf EX_AUTO(ex_buf_free) id = EX_BUF_INIT;
    for (size_t i = 0; i < name.n && i < 100; i++)
        ex_buf_add_char(&id, is_unreserved(name.p[i]) && name.p[i] != '/' ? name.p[i] : '-');
    if (!id.n)
        ex_buf_add_text(&id, "organization");
    ex_json_object(j, "automationDetails");
    ex_json_str(j, "id", ex_arena_printf(s->arena, "exlint/%.*s/", EX_FMT(ex_buf_str(&id))));
    text_member(s, "description",
                ex_arena_printf(s->arena, "exlint analysis of the Exchange organization '%.*s'.",
                                EX_FMT(ex_buf_str(&id))));
    ex_json_end(j);
}

static void write_bases(struct ex_sarif *s)
{
    ex_json_object(&s->json, "originalUriBaseIds");
    ex_json_object(&s->json, "SRCROOT");
    text_member(s, "description", EX_STR("The folder that holds the dump."));
    ex_json_end(&s->json);
    ex_json_end(&s->json);
}

static const char *mime_of(struct ex_str format)
{
    static const struct {
        const char *format;
        const char *mime;
    } mimes[] = {{"CLIXML", "application/xml"}, {"JSON", "application/json"}, {"CSV", "text/csv"}};
    for (size_t i = 0; i < EX_COUNT(mimes); i++) {
        if (ex_str_ieq(format, ex_str(mimes[i].format)))
            return mimes[i].mime;
    }
    return "application/octet-stream";
}

static void write_artifact(struct ex_sarif *s, size_t i)
{
    struct ex_json *j = &s->json;
    const struct ex_report_file *file = &s->report->files[i];
    ex_json_object(j, NULL);
    ex_sarif_artifact(s, "location", i, false);
    ex_json_array(j, "roles");
    ex_json_text(j, NULL, "analysisTarget");
    ex_json_end(j);
    ex_json_text(j, "mimeType", mime_of(file->format));
    if (file->hashed) {
        struct ex_str name = file->encoding;
        ex_json_opt(j, "encoding",
                    ex_str_starts(name, EX_STR("UTF-8")) ? EX_STR("UTF-8") : name);
        ex_json_uint(j, "length", file->size);
    }
    if (file->sha256.n) {
        ex_json_object(j, "hashes");
        ex_json_str(j, "sha-256", file->sha256);
        ex_json_end(j);
    }
    ex_json_end(j);
}

/* ---- how the run went ---------------------------------------------------------- */

static void begin_notification(struct ex_sarif *s, enum notification which, const char *level)
{
    struct ex_json *j = &s->json;
    ex_json_object(j, NULL);
    ex_json_object(j, "descriptor");
    ex_json_text(j, "id", notifications[which].id);
    ex_json_uint(j, "index", which);
    ex_json_end(j);
    ex_json_text(j, "level", level);
}

static size_t file_index(const struct ex_report *report, struct ex_str name)
{
    for (size_t i = 0; i < report->n_files; i++) {
        if (ex_str_eq(report->files[i].name, name))
            return i;
    }
    return SIZE_MAX;
}

static void write_diag(struct ex_sarif *s, const struct ex_diag *d)
{
    static const char *const levels[] = {
        [EX_NOTE] = "note", [EX_WARNING] = "warning", [EX_ERROR] = "error"};
    struct ex_json *j = &s->json;
    begin_notification(s, d->outside ? NOTE_CONFIGURATION : NOTE_MESSAGE, levels[d->level]);
    struct ex_str text = d->message;
    if (d->hint.n)
        text = ex_arena_printf(s->arena, "%.*s; %.*s", EX_FMT(text), EX_FMT(d->hint));
    text_member(s, "message", ex_sarif_sentence(s, text, TEXT_MAX));
    size_t file = d->file.n ? file_index(s->report, d->file) : SIZE_MAX;
    if (file != SIZE_MAX) {
        ex_json_array(j, "locations");
        ex_json_object(j, NULL);
        ex_json_object(j, "physicalLocation");
        ex_sarif_artifact(s, "artifactLocation", file, true);
        ex_json_end(j);
        ex_json_end(j);
        ex_json_end(j);
    }
    ex_json_end(j);
}

static void write_not_assessed(struct ex_sarif *s, const struct ex_report_rule *r)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    ex_buf_printf(&text, "Rule '%.*s' (%.*s) was not assessed", EX_FMT(r->id),
                  EX_FMT(r->title));
    if (r->outcome != EX_OUTCOME_NOT_ASSESSED)
        ex_buf_printf(&text, " for %zu objects", r->counts[EX_OUTCOME_NOT_ASSESSED]);
    for (size_t i = 0; i < r->n_needs; i++)
        ex_buf_printf(&text, "%s'%.*s'", i ? ", " : ": it needs ", EX_FMT(r->needs[i]));
    if (r->error.n)
        ex_buf_printf(&text, " (%.*s)", EX_FMT(r->error));
    begin_notification(s, NOTE_NOT_ASSESSED, "note");
    text_member(s, "message", ex_sarif_sentence(s, ex_buf_str(&text), TEXT_MAX));
    ex_json_end(&s->json);
}

static void write_diags(struct ex_sarif *s, bool outside)
{
    const struct ex_diags *diags = &s->report->messages;
    size_t written = 0;
    for (size_t i = 0; i < diags->items.n && written < MAX_NOTIFICATIONS; i++) {
        const struct ex_diag *d = EX_AT(&diags->items, struct ex_diag, i);
        if (d->outside != outside)
            continue;
        write_diag(s, d);
        written++;
    }
}

static bool has_outside(const struct ex_diags *diags)
{
    for (size_t i = 0; i < diags->items.n; i++) {
        if (EX_AT(&diags->items, struct ex_diag, i)->outside)
            return true;
    }
    return false;
}

static void write_notifications(struct ex_sarif *s)
{
    if (has_outside(&s->report->messages)) {
        ex_json_array(&s->json, "toolConfigurationNotifications");
        write_diags(s, true);
        ex_json_end(&s->json);
    }
    ex_json_array(&s->json, "toolExecutionNotifications");
    write_diags(s, false);
    for (size_t i = 0; i < s->report->n_rules; i++) {
        if (s->report->rules[i].counts[EX_OUTCOME_NOT_ASSESSED])
            write_not_assessed(s, &s->report->rules[i]);
    }
    if (s->dropped) {
        begin_notification(s, NOTE_DROPPED, "warning");
        text_member(s, "message",
                    ex_arena_printf(s->arena, "'%zu' findings were left out.", s->dropped));
        ex_json_end(&s->json);
    }
    ex_json_end(&s->json);
}

static void write_invocation(struct ex_sarif *s)
{
    static const char *const meanings[] = {
        "No finding at or above the threshold.",
        "Findings at or above the threshold.",
        "Usage, configuration or rule error.",
        "The input could not be used, or not everything was assessed.",
        "Internal error.",
    };
    struct ex_json *j = &s->json;
    size_t status = (size_t)s->report->exit_status;
    ex_json_array(j, "invocations");
    ex_json_object(j, NULL);
    ex_json_bool(j, "executionSuccessful", true);
    ex_json_int(j, "exitCode", s->report->exit_status);
    ex_json_text(j, "exitCodeDescription", meanings[status < EX_COUNT(meanings) ? status : 4]);
    write_notifications(s);
    ex_json_end(j);
    ex_json_end(j);
}

/* ---- the log --------------------------------------------------------------------- */

/* Code scanning ignores suppressions: what is settled must not be there at all. */
static bool is_written(const struct ex_sarif *s, const struct ex_report_finding *f)
{
    return ex_sarif_has_states(s) || !ex_view_is_settled(f);
}

static void collect_findings(struct ex_sarif *s)
{
    const struct ex_report *r = s->report;
    size_t limit = s->options->sarif_profile == EX_SARIF_GITHUB ? MAX_RESULTS : SIZE_MAX;
    s->findings = EX_NEW_ARRAY(s->arena, r->n_findings + 1, const struct ex_report_finding *);
    for (size_t i = 0; i < r->n_findings; i++) {
        if (!is_written(s, &r->findings[i]))
            continue;
        if (s->n_findings < limit)
            s->findings[s->n_findings++] = &r->findings[i];
        else
            s->dropped++;
    }
}

static bool is_used(const struct ex_sarif *s, const struct ex_report_rule *rule)
{
    /* A log without results says what was looked for. */
    bool used = s->n_findings == 0 || s->options->sarif_profile == EX_SARIF_GENERIC;
    for (size_t i = 0; i < s->n_findings && !used; i++)
        used = s->findings[i]->rule == rule;
    for (size_t i = 0; ex_sarif_has_states(s) && i < s->report->n_gone && !used; i++)
        used = ex_str_eq(s->report->gone[i].rule, rule->id);
    return used;
}

static void collect(struct ex_sarif *s)
{
    const struct ex_report *r = s->report;
    collect_findings(s);
    s->rules = EX_NEW_ARRAY(s->arena, r->n_rules + 1, const struct ex_report_rule *);
    for (size_t i = 0; i < r->n_rules; i++) {
        if (is_used(s, &r->rules[i]))
            s->rules[s->n_rules++] = &r->rules[i];
    }
    qsort(s->findings, s->n_findings, sizeof *s->findings, ex_view_by_place);
}

static void write_run(struct ex_sarif *s)
{
    struct ex_json *j = &s->json;
    ex_json_object(j, NULL);
    write_tool(s);
    write_invocation(s);
    write_automation(s);
    ex_json_text(j, "language", "en-US");
    ex_json_text(j, "columnKind", "unicodeCodePoints");
    write_bases(s);
    write_provenance(s);
    ex_json_array(j, "artifacts");
    for (size_t i = 0; i < s->report->n_files; i++)
        write_artifact(s, i);
    ex_json_end(j);
    ex_sarif_results(s);
    ex_json_end(j);
}

bool ex_sarif_profile_parse(struct ex_str name, enum ex_sarif_profile *out)
{
    static const char *const names[] = {
        [EX_SARIF_GITHUB] = "github",
        [EX_SARIF_AZURE] = "azure",
        [EX_SARIF_GENERIC] = "generic",
    };
    for (size_t i = 0; i < EX_COUNT(names); i++) {
        if (ex_str_eq(name, ex_str(names[i]))) {
            *out = (enum ex_sarif_profile)i;
            return true;
        }
    }
    return false;
}

static void write_sarif(const struct ex_report *report, const struct ex_write_options *options,
                        struct ex_buf *out)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct ex_sarif s = {.json = {.out = out, .indent = 2},
                         .report = report,
                         .options = options,
                         .arena = arena};
    collect(&s);
    ex_json_object(&s.json, NULL);
    ex_json_text(&s.json, "$schema", SCHEMA);
    ex_json_text(&s.json, "version", "2.1.0");
    ex_json_array(&s.json, "runs");
    write_run(&s);
    ex_json_end(&s.json);
    ex_json_end(&s.json);
    ex_buf_add_char(out, '\n');
}

const struct ex_writer ex_writer_sarif = {
    .name = "sarif",
    .extension = ".sarif",
    .doc = "SARIF 2.1.0, for code scanning and editors",
    .write = write_sarif,
};
