/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Rules as SARIF's reportingDescriptor objects: names in Pascal case,
 * descriptions as sentences, help as text and as Markdown, and the message
 * with its values as quoted placeholders.
 */
#include "formats/report/sarif.h"

/* What GitHub takes. */
enum { DESCRIPTION_MAX = 1000, HELP_MAX = 20000, MAX_TAGS = 10 };

static const struct {
    const char *level;
    const char *problem;
    const char *security; /* NULL: no score */
} severities[EX_N_SEVERITIES] = {
    [EX_INFO] = {"note", "recommendation", NULL},
    [EX_LOW] = {"note", "recommendation", "2.0"},
    [EX_MEDIUM] = {"warning", "warning", "5.5"},
    [EX_HIGH] = {"error", "error", "8.0"},
    [EX_CRITICAL] = {"error", "error", "9.5"},
};

const char *ex_sarif_level(enum ex_severity severity)
{
    return severities[severity].level;
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* Words of one letter, or that begin with a digit, join the word before. */
static struct ex_str pascal_name(struct ex_sarif *s, struct ex_str name)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    struct ex_str word;
    while (ex_str_split(&name, '-', &word)) {
        if (!word.n)
            continue;
        bool own = out.n == 0 || (word.n > 1 && ex_is_alpha(word.p[0]));
        ex_buf_add_char(&out, own ? upper(word.p[0]) : ex_lower(word.p[0]));
        for (size_t i = 1; i < word.n; i++)
            ex_buf_add_char(&out, ex_lower(word.p[i]));
    }
    return ex_arena_str(s->arena, ex_buf_str(&out));
}

/* A literal piece of a template: braces are doubled. */
static void add_literal(struct ex_buf *out, struct ex_str literal)
{
    for (size_t i = 0; i < literal.n; i++) {
        if (literal.p[i] == '{' || literal.p[i] == '}')
            ex_buf_add_char(out, literal.p[i]);
        ex_buf_add_char(out, literal.p[i]);
    }
}

static bool quoted(const struct ex_report_rule *rule, size_t i)
{
    return i > 0 && i + 1 < rule->n_message &&
           ex_str_ends(rule->message[i - 1], EX_STR("'")) &&
           ex_str_starts(rule->message[i + 1], EX_STR("'"));
}

struct ex_str ex_sarif_template(struct ex_sarif *s, const struct ex_report_rule *rule, size_t *n)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    *n = 0;
    for (size_t i = 0; i < rule->n_message; i++) {
        if (rule->message[i].p)
            add_literal(&out, rule->message[i]);
        else
            ex_buf_printf(&out, quoted(rule, i) ? "{%zu}" : "'{%zu}'", (*n)++);
    }
    if (*n == 0) {
        ex_buf_add_text(&out, " (object '{0}')");
        *n = 1;
    }
    if (!ex_str_ends(ex_buf_str(&out), EX_STR(".")))
        ex_buf_add_char(&out, '.');
    return ex_arena_str(s->arena, ex_buf_str(&out));
}

static void add_paragraph(struct ex_buf *out, const char *heading, struct ex_str text)
{
    if (text.n)
        ex_buf_printf(out, "%s%s%.*s", out->n ? "\n\n" : "", heading, EX_FMT(ex_str_trim(text)));
}

static void add_code(struct ex_buf *out, const char *heading, struct ex_str text)
{
    if (text.n)
        ex_buf_printf(out, "\n\n%s```powershell\n%.*s\n```", heading, EX_FMT(ex_str_trim(text)));
}

/* Text for display, line by line, so that the line breaks stay. */
static struct ex_str shown_lines(struct ex_sarif *s, struct ex_str text)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    struct ex_str line;
    bool first = true;
    while (ex_str_split(&text, '\n', &line)) {
        if (!first)
            ex_buf_add_char(&out, '\n');
        ex_text_escape(&out, line);
        first = false;
    }
    return ex_arena_str(s->arena, ex_str_slice(ex_buf_str(&out), 0, HELP_MAX));
}

static void write_help(struct ex_sarif *s, const struct ex_report_rule *rule)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    struct ex_buf EX_AUTO(ex_buf_free) mark = EX_BUF_INIT;
    add_paragraph(&text, "", rule->why.n ? rule->why : rule->title);
    add_paragraph(&text, "Fix:\n", rule->fix);
    add_paragraph(&text, "Verify:\n", rule->verify);
    add_paragraph(&text, "By hand: ", rule->manual);
    add_paragraph(&mark, "", rule->why.n ? rule->why : rule->title);
    add_code(&mark, "**Fix**\n\n", rule->fix);
    add_code(&mark, "**Verify**\n\n", rule->verify);
    add_paragraph(&mark, "**By hand** ", rule->manual);
    for (size_t i = 0; i < rule->n_references; i++) {
        const struct ex_reference *r = &rule->references[i];
        ex_buf_printf(&text, "\n%s%.*s: %.*s", i ? "" : "\n", EX_FMT(r->title), EX_FMT(r->url));
        ex_buf_printf(&mark, "\n%s- [%.*s](%.*s)", i ? "" : "\n", EX_FMT(r->title),
                      EX_FMT(r->url));
    }
    ex_json_object(&s->json, "help");
    ex_json_str(&s->json, "text", shown_lines(s, ex_buf_str(&text)));
    ex_json_str(&s->json, "markdown", shown_lines(s, ex_buf_str(&mark)));
    ex_json_end(&s->json);
}

static bool is_security(const struct ex_report_rule *rule)
{
    for (size_t i = 0; i < rule->n_tags; i++) {
        if (ex_str_eq(rule->tags[i], EX_STR("security")))
            return true;
    }
    return ex_str_eq(rule->area, EX_STR("security"));
}

static void write_properties(struct ex_sarif *s, const struct ex_report_rule *rule)
{
    struct ex_json *j = &s->json;
    bool security = is_security(rule);
    ex_json_object(j, "properties");
    if (security && severities[rule->severity].security)
        ex_json_text(j, "security-severity", severities[rule->severity].security);
    ex_json_text(j, "precision", "very-high");
    ex_json_text(j, "problem.severity", severities[rule->severity].problem);
    ex_json_text(j, "exlint/severity", ex_severity_name(rule->severity));
    ex_json_array(j, "tags");
    if (security)
        ex_json_text(j, NULL, "security");
    if (!ex_str_eq(rule->area, EX_STR("security")))
        ex_json_opt(j, NULL, rule->area);
    for (size_t i = 0; i < rule->n_tags && i + 2 < MAX_TAGS; i++) {
        if (!ex_str_eq(rule->tags[i], EX_STR("security")) &&
            !ex_str_eq(rule->tags[i], rule->area))
            ex_json_str(j, NULL, rule->tags[i]);
    }
    ex_json_end(j);
    ex_json_end(j);
}

static void write_text_member(struct ex_sarif *s, const char *key, struct ex_str text)
{
    ex_json_object(&s->json, key);
    ex_json_str(&s->json, "text", text);
    ex_json_end(&s->json);
}

/* Rules of ours have a page; of others the first reference must do. */
static void write_help_uri(struct ex_sarif *s, const struct ex_report_rule *rule)
{
    struct ex_str uri = EX_STR(EX_SARIF_HOME);
    if (rule->n_references && ex_str_starts(rule->references[0].url, EX_STR("https://")))
        uri = rule->references[0].url;
    if (rule->built_in)
        uri = ex_arena_printf(s->arena, EX_SARIF_HOME "/blob/main/docs/rules/%.*s.md",
                              EX_FMT(rule->id));
    ex_json_str(&s->json, "helpUri", uri);
}

static void write_rule(struct ex_sarif *s, const struct ex_report_rule *rule)
{
    struct ex_json *j = &s->json;
    size_t n = 0;
    ex_json_object(j, NULL);
    ex_json_str(j, "id", rule->id);
    ex_json_str(j, "name", pascal_name(s, rule->name));
    write_text_member(s, "shortDescription", ex_sarif_sentence(s, rule->title, DESCRIPTION_MAX));
    write_text_member(s, "fullDescription",
                      ex_sarif_sentence(s, rule->why.n ? rule->why : rule->title,
                                        DESCRIPTION_MAX));
    write_help(s, rule);
    write_help_uri(s, rule);
    ex_json_object(j, "messageStrings");
    write_text_member(s, "default", ex_sarif_template(s, rule, &n));
    write_text_member(s, "other",
                      ex_arena_printf(s->arena, "%.*s: '{0}'.",
                                      EX_FMT(ex_sarif_text(s, rule->title, DESCRIPTION_MAX))));
    ex_json_end(j);
    ex_json_object(j, "defaultConfiguration");
    ex_json_text(j, "level", ex_sarif_level(rule->severity));
    ex_json_end(j);
    write_properties(s, rule);
    ex_json_end(j);
}

void ex_sarif_rules(struct ex_sarif *s)
{
    ex_json_array(&s->json, "rules");
    for (size_t i = 0; i < s->n_rules; i++)
        write_rule(s, s->rules[i]);
    ex_json_end(&s->json);
}
