/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Findings as SARIF results: one location in the dump with its snippet and
 * the line around it, the object as an inline logical location, further
 * evidence as related locations, and fingerprints that do not depend on
 * lines.
 */
#include "base/utf8.h"
#include "formats/report/finding_view.h"
#include "formats/report/sarif.h"

#include <stdlib.h>

enum { ARGUMENT_MAX = 400, TEXT_MAX = 1000, SNIPPET_MAX = 400 };

static const double ranks[EX_N_SEVERITIES] = {
    [EX_INFO] = 10.0, [EX_LOW] = 25.0, [EX_MEDIUM] = 50.0, [EX_HIGH] = 80.0, [EX_CRITICAL] = 95.0,
};

/* ---- messages ----------------------------------------------------------- */

/* `](` would make a link of what stands before it. */
static struct ex_str argument(struct ex_sarif *s, struct ex_str text)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    text = ex_sarif_text(s, text, ARGUMENT_MAX);
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == ']' && i + 1 < text.n && text.p[i + 1] == '(')
            ex_buf_add_char(&out, '\\');
        ex_buf_add_char(&out, text.p[i]);
    }
    return ex_arena_str(s->arena, ex_buf_str(&out));
}

/* What a viewer makes of a template and its arguments. */
static struct ex_str fill(struct ex_sarif *s, struct ex_str form, const struct ex_str *arguments)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    for (size_t i = 0; i < form.n; i++) {
        char c = form.p[i];
        bool brace = c == '{' || c == '}';
        if (brace && i + 1 < form.n && form.p[i + 1] == c) {
            ex_buf_add_char(&out, c);
            i++;
        } else if (brace) {
            size_t end = i + ex_str_find(ex_str_slice(form, i, form.n), '}');
            uint64_t index = 0;
            if (ex_str_to_uint(ex_str_slice(form, i + 1, end), &index))
                ex_buf_add(&out, arguments[index]);
            i = end;
        } else {
            ex_buf_add_char(&out, c);
        }
    }
    return ex_arena_str(s->arena, ex_buf_str(&out));
}

static void write_message(struct ex_sarif *s, const struct ex_report_finding *f)
{
    struct ex_json *j = &s->json;
    size_t n = 0;
    struct ex_str form = ex_sarif_template(s, f->rule, &n);
    struct ex_str *arguments = EX_NEW_ARRAY(s->arena, n + 1, struct ex_str);
    arguments[0] = f->object;
    bool fits = f->n_arguments == ex_report_holes(f->rule);
    if (fits) {
        for (size_t i = 0; i < f->n_arguments; i++)
            arguments[i] = f->arguments[i];
    } else {
        n = 1;
        arguments[0] = f->message;
        form = ex_arena_printf(s->arena, "%.*s: '{0}'.",
                               EX_FMT(ex_sarif_text(s, f->rule->title, TEXT_MAX)));
    }
    ex_json_object(j, "message");
    ex_json_text(j, "id", fits ? "default" : "other");
    ex_json_array(j, "arguments");
    for (size_t i = 0; i < n; i++) {
        arguments[i] = argument(s, arguments[i]);
        ex_json_str(j, NULL, arguments[i]);
    }
    ex_json_end(j);
    ex_json_str(j, "text", fill(s, form, arguments));
    ex_json_end(j);
}

/* ---- places ---------------------------------------------------------------- */

/* The code points from `from` on, at most `n`. */
static struct ex_str runes(struct ex_str text, size_t from, size_t n)
{
    size_t at = 0;
    size_t start = text.n;
    for (size_t i = 0; at < text.n && i < from + n; i++) {
        uint32_t rune;
        if (i == from)
            start = at;
        at += ex_utf8_decode(ex_str_slice(text, at, text.n), &rune);
    }
    return start < at ? ex_str_slice(text, start, at) : (struct ex_str){NULL, 0};
}

/* A token on one line, and what is known of that line. */
struct region {
    uint64_t line;
    uint64_t column;   /* of the token */
    size_t n;          /* its code points */
    struct ex_str text;/* the line, or the part of it from `start` on */
    uint64_t start;    /* column of `text` */
};

static struct region region_of(const struct ex_report_evidence *e)
{
    struct region r = {e->at.line, e->at.column, e->token_n, e->line_text, 1};
    if (r.line == 0)
        r = (struct region){1, 1, 1, {NULL, 0}, 1};
    if (r.column > EX_LINE_TEXT_BEFORE + 1)
        r.start = r.column - EX_LINE_TEXT_BEFORE;
    size_t before = (size_t)(r.column - r.start);
    size_t columns = ex_utf8_count(r.text);
    size_t there = columns > before ? columns - before : 0;
    if (there && r.n > there)
        r.n = there;
    if (r.n == 0)
        r.n = 1;
    return r;
}

static void write_snippet(struct ex_sarif *s, struct ex_str text)
{
    ex_json_object(&s->json, "snippet");
    ex_json_str(&s->json, "text", text);
    ex_json_end(&s->json);
}

static void write_region(struct ex_sarif *s, const char *key, uint64_t line, uint64_t start,
                         uint64_t end_line, uint64_t end, struct ex_str text)
{
    struct ex_json *j = &s->json;
    ex_json_object(j, key);
    ex_json_uint(j, "startLine", line);
    ex_json_uint(j, "startColumn", start);
    ex_json_uint(j, "endLine", end_line);
    ex_json_uint(j, "endColumn", end);
    write_snippet(s, text);
    ex_json_end(j);
}

/* The line around the token; when the token is all of the line, with its end. */
static void write_context(struct ex_sarif *s, const struct region *r)
{
    size_t before = (size_t)(r->column - r->start);
    size_t keep = before > SNIPPET_MAX / 2 ? SNIPPET_MAX / 2 : before;
    struct ex_str text = runes(r->text, before - keep, keep + r->n + SNIPPET_MAX / 2);
    size_t columns = ex_utf8_count(text);
    uint64_t start = r->column - keep;
    if (columns > r->n)
        write_region(s, "contextRegion", r->line, start, r->line, start + columns,
                     ex_sarif_text(s, text, SIZE_MAX));
    else
        write_region(s, "contextRegion", r->line, start, r->line + 1, 1,
                     ex_arena_printf(s->arena, "%.*s\n",
                                     EX_FMT(ex_sarif_text(s, text, SIZE_MAX))));
}

static void write_physical(struct ex_sarif *s, const struct ex_report_evidence *e, size_t file)
{
    struct region r = region_of(e);
    ex_json_object(&s->json, "physicalLocation");
    ex_sarif_artifact(s, "artifactLocation", file, true);
    if (r.n > SNIPPET_MAX)
        r.n = SNIPPET_MAX;
    struct ex_str token = runes(r.text, (size_t)(r.column - r.start), r.n);
    write_region(s, "region", r.line, r.column, r.line, r.column + r.n,
                 token.n ? ex_sarif_text(s, token, SIZE_MAX) : EX_STR(" "));
    write_context(s, &r);
    ex_json_end(&s->json);
}

static struct ex_str organization(const struct ex_report *report)
{
    struct ex_str name = ex_report_organization(report);
    return name.n ? name : EX_STR("organization");
}

void ex_sarif_logical(struct ex_sarif *s, struct ex_str kind, struct ex_str object)
{
    struct ex_json *j = &s->json;
    struct ex_str root = ex_sarif_text(s, organization(s->report), ARGUMENT_MAX);
    struct ex_str name = root;
    object = ex_sarif_text(s, object, ARGUMENT_MAX);
    if (kind.n)
        name = ex_arena_printf(s->arena, "%.*s/%.*s/%.*s", EX_FMT(root),
                               EX_FMT(ex_sarif_text(s, kind, ARGUMENT_MAX)), EX_FMT(object));
    ex_json_array(j, "logicalLocations");
    ex_json_object(j, NULL);
    ex_json_str(j, "name", object.n ? object : root);
    ex_json_str(j, "fullyQualifiedName", name);
    ex_json_text(j, "kind", "object");
    ex_json_end(j);
    ex_json_end(j);
}

/* What is pointed at when a finding names no file: the beginning of the dump. */
static const struct ex_report_evidence nowhere = {.kind = EX_N_KINDS, .token_n = 1};

static const struct ex_report_evidence *primary(const struct ex_report_finding *f, size_t *file)
{
    bool placed = f->n_evidence && f->evidence[0].file != UINT32_MAX;
    *file = placed ? f->evidence[0].file : 0;
    return placed ? &f->evidence[0] : &nowhere;
}

static void write_location(struct ex_sarif *s, const struct ex_report_finding *f)
{
    size_t file = 0;
    const struct ex_report_evidence *e = primary(f, &file);
    ex_json_array(&s->json, "locations");
    ex_json_object(&s->json, NULL);
    if (file < s->report->n_files)
        write_physical(s, e, file);
    ex_sarif_logical(s, f->kind < EX_N_KINDS ? ex_view_kind(f) : EX_STR(""), f->object);
    ex_json_end(&s->json);
    ex_json_end(&s->json);
}

static void write_related(struct ex_sarif *s, const struct ex_report_finding *f)
{
    struct ex_json *j = &s->json;
    size_t id = 0;
    for (size_t i = 1; i < f->n_evidence; i++) {
        const struct ex_report_evidence *e = &f->evidence[i];
        if (e->file == UINT32_MAX)
            continue;
        if (id++ == 0)
            ex_json_array(j, "relatedLocations");
        struct ex_str text = e->label.n ? e->label : EX_STR("see also here");
        if (e->property.n)
            text = ex_arena_printf(s->arena, "'%.*s': %.*s", EX_FMT(e->property), EX_FMT(text));
        ex_json_object(j, NULL);
        ex_json_uint(j, "id", id);
        ex_json_object(j, "message");
        ex_json_str(j, "text", ex_sarif_sentence(s, argument(s, text), TEXT_MAX));
        ex_json_end(j);
        write_physical(s, e, e->file);
        ex_json_end(j);
    }
    if (id)
        ex_json_end(j);
}

/* ---- results ------------------------------------------------------------- */

static void write_fingerprints(struct ex_sarif *s, const struct ex_report_finding *f)
{
    struct ex_json *j = &s->json;
    ex_json_object(j, "partialFingerprints");
    if (s->options->sarif_profile != EX_SARIF_AZURE)
        ex_json_str(j, "primaryLocationLineHash",
                    ex_arena_printf(s->arena, "%s:1", f->fingerprint));
    ex_json_text(j, "exlintIdentity/v1", f->fingerprint);
    ex_json_end(j);
}

static void opt_text(struct ex_sarif *s, const char *key, struct ex_str text)
{
    if (text.n)
        ex_json_str(&s->json, key, ex_sarif_text(s, text, TEXT_MAX));
}

static void write_properties(struct ex_sarif *s, const struct ex_report_finding *f)
{
    struct ex_json *j = &s->json;
    ex_json_object(j, "properties");
    ex_json_text(j, "exlint/severity", ex_severity_name(f->severity));
    opt_text(s, "exlint/server", f->server);
    if (f->kind != EX_N_KINDS)
        ex_json_str(j, "exlint/objectType", ex_kind((enum ex_kind_id)f->kind)->name);
    opt_text(s, "exlint/property", f->property);
    if (f->n_evidence)
        opt_text(s, "exlint/actual", f->evidence[0].text);
    ex_json_opt(j, "exlint/remediation", f->fix);
    ex_json_opt(j, "exlint/verify", f->verify);
    ex_json_end(j);
}

size_t ex_sarif_rule_index(const struct ex_sarif *s, struct ex_str id)
{
    for (size_t i = 0; i < s->n_rules; i++) {
        if (ex_str_eq(s->rules[i]->id, id))
            return i;
    }
    return SIZE_MAX;
}

static void write_result(struct ex_sarif *s, const struct ex_report_finding *f)
{
    struct ex_json *j = &s->json;
    ex_json_object(j, NULL);
    ex_json_str(j, "ruleId", f->rule->id);
    ex_json_uint(j, "ruleIndex", ex_sarif_rule_index(s, f->rule->id));
    ex_json_text(j, "kind", "fail");
    ex_json_text(j, "level", ex_view_level(f));
    ex_json_double(j, "rank", ranks[f->severity]);
    write_message(s, f);
    write_location(s, f);
    write_related(s, f);
    write_fingerprints(s, f);
    ex_sarif_states(s, f);
    write_properties(s, f);
    ex_json_end(j);
}

void ex_sarif_results(struct ex_sarif *s)
{
    ex_json_array(&s->json, "results");
    for (size_t i = 0; i < s->n_findings; i++)
        write_result(s, s->findings[i]);
    ex_sarif_absent(s);
    ex_json_end(&s->json);
}
