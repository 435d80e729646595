/* SPDX-License-Identifier: MIT */
/**
 * @file
 * From the YAML tree of a rule file to a rule: one table says which keys
 * there are. All problems are recorded; nothing stops at the first.
 */
#include "engine/rule_impl.h"

#include "engine/bind.h"

/* ---- maps and texts ---- */

struct key_table {
    const struct ex_rule_key *keys;
    size_t n;
};

static struct ex_str key_name(const void *ctx, size_t i)
{
    const struct key_table *table = ctx;

    return ex_str(i < table->n ? table->keys[i].name : NULL);
}

static bool is_key(const struct key_table *table, struct ex_str name)
{
    for (size_t i = 0; i < table->n; i++) {
        if (ex_str_eq(ex_str(table->keys[i].name), name))
            return true;
    }
    return false;
}

static void hint_near(struct ex_rule_reader *reader, struct ex_diag *diag, struct ex_str wrong,
                      struct ex_str (*next)(const void *ctx, size_t i), const void *ctx)
{
    struct ex_str near = ex_suggest(wrong, next, ctx);

    if (near.n)
        ex_diag_hint(reader->diags, diag, "did you mean '%.*s'?", EX_FMT(near));
}

bool ex_rule_read_map(struct ex_rule_reader *reader, const struct ex_yaml *node, const char *what,
                      const struct ex_rule_key *keys, size_t n, void *target)
{
    struct key_table table = {keys, n};

    if (node->kind != EX_YAML_MAP) {
        ex_yaml_error(reader->diags, node, "%s must be a map of keys and values", what);
        return false;
    }
    for (const struct ex_yaml *value = node->first; value; value = value->next) {
        struct ex_str name = value->key->text;

        if (is_key(&table, name))
            continue;
        struct ex_diag *diag = ex_yaml_error(reader->diags, value->key, "unknown key '%.*s' of %s",
                                             EX_FMT(name), what);
        hint_near(reader, diag, name, key_name, &table);
    }
    for (size_t i = 0; i < n; i++) {
        const struct ex_yaml *value = ex_yaml_get(node, ex_str(keys[i].name));

        if (value)
            keys[i].read(reader, value, target);
        else if (keys[i].required)
            ex_yaml_error(reader->diags, node, "%s has no '%s'", what, keys[i].name);
    }
    return true;
}

bool ex_rule_is_text(struct ex_rule_reader *reader, const struct ex_yaml *node)
{
    struct ex_str name = node->key ? node->key->text : EX_STR("item");

    if (node->kind != EX_YAML_SCALAR) {
        ex_yaml_error(reader->diags, node, "'%.*s' must be a text", EX_FMT(name));
        return false;
    }
    if (ex_str_trim(node->text).n > 0)
        return true;
    ex_yaml_error(reader->diags, node->key ? node->key : node, "'%.*s' is empty", EX_FMT(name));
    return false;
}

void ex_rule_read_text(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    struct ex_str *out = target;

    if (ex_rule_is_text(reader, node))
        *out = node->text;
}

const struct ex_str *ex_rule_read_texts(struct ex_rule_reader *reader, const struct ex_yaml *node,
                                        size_t *n)
{
    struct ex_str *texts;
    size_t i = 0;

    *n = 0;
    if (node->kind != EX_YAML_SEQUENCE) {
        ex_yaml_error(reader->diags, node, "'%.*s' must be a list", EX_FMT(node->key->text));
        return NULL;
    }
    texts = EX_NEW_ARRAY(reader->arena, node->n, struct ex_str);
    for (const struct ex_yaml *item = node->first; item; item = item->next)
        ex_rule_read_text(reader, item, &texts[i++]);
    *n = node->n;
    return texts;
}

/* ---- expressions ---- */

/* An expression that begins at `from` of a scalar's content. */
struct place_in_scalar {
    const struct ex_yaml *node;
    size_t from;
};

static size_t offset_in_file(const void *ctx, size_t offset)
{
    const struct place_in_scalar *place = ctx;

    return ex_yaml_offset(place->node, place->from + offset);
}

struct cel_program *ex_rule_compile(struct ex_rule_reader *reader, const struct ex_yaml *node,
                                    size_t from, size_t to, const struct cel_type *expect)
{
    struct place_in_scalar *place = EX_NEW(reader->arena, struct place_in_scalar);
    struct cel_source *source = EX_NEW(reader->arena, struct cel_source);

    *place = (struct place_in_scalar){node, from};
    *source = (struct cel_source){
        .text = ex_str_slice(node->text, from, to),
        .file = node->document->file,
        .file_text = node->document->text,
        .map = offset_in_file,
        .map_ctx = place,
    };
    struct cel_program *program =
        cel_compile(reader->arena, reader->env, source, expect, reader->diags);
    if (program)
        *EX_PUSH(&reader->programs, struct ex_rule_program) =
            (struct ex_rule_program){program, node, from, source->text};
    return program;
}

struct cel_program *ex_rule_expression(struct ex_rule_reader *reader, const struct ex_yaml *node,
                                       const struct cel_type *expect)
{
    if (!ex_rule_is_text(reader, node))
        return NULL;
    return ex_rule_compile(reader, node, 0, node->text.n, expect);
}

static bool is_identifier(struct ex_str s)
{
    if (s.n == 0 || ex_is_digit(s.p[0]))
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (!ex_is_alpha(s.p[i]) && !ex_is_digit(s.p[i]) && s.p[i] != '_')
            return false;
    }
    return true;
}

/* A name must be an identifier that hides nothing and is no word of CEL. */
void ex_rule_check_name(struct ex_rule_reader *reader, const struct ex_yaml *node,
                        struct ex_str name)
{
    static const char *const reserved[] = {
        "as",   "break", "const", "continue",  "else",    "false",    "for",   "function",
        "if",   "import", "in",   "let",       "loop",    "namespace", "null", "package",
        "return", "true", "var",  "void",      "while",   "now",
    };
    size_t at = (size_t)(name.p - node->text.p); /* a name is a piece of its node */
    enum ex_kind_id kind = ex_kind_find(name);
    bool taken = kind != EX_N_KINDS && ex_str_eq(ex_kind(kind)->name, name);

    for (size_t i = 0; i < EX_COUNT(reserved); i++)
        taken = taken || ex_str_eq(name, ex_str(reserved[i]));
    if (is_identifier(name) && !taken)
        return;
    ex_yaml_error_at(reader->diags, node, at, name.n,
                     taken ? "the name '%.*s' is taken" : "'%.*s' is not a name", EX_FMT(name));
}

/* ---- keys of a rule ---- */

static bool is_id(struct ex_str s)
{
    size_t letters = 0;

    while (letters < s.n && s.p[letters] >= 'A' && s.p[letters] <= 'Z')
        letters++;
    if (letters < 2 || letters > 8 || s.n != letters + 4)
        return false;
    for (size_t i = letters; i < s.n; i++) {
        if (!ex_is_digit(s.p[i]))
            return false;
    }
    return true;
}

static void read_id(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    struct ex_rule *rule = target;

    if (!ex_rule_is_text(reader, node))
        return;
    if (is_id(node->text)) {
        rule->id = node->text;
        return;
    }
    struct ex_diag *diag = ex_yaml_error(reader->diags, node, "'%.*s' is not an id",
                                         EX_FMT(node->text));
    ex_diag_hint(reader->diags, diag, "two to eight capital letters and four digits: ACME0001");
}

static bool is_slug(struct ex_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        bool hyphen = s.p[i] == '-' && i > 0 && i + 1 < s.n && s.p[i - 1] != '-';
        bool word = (s.p[i] >= 'a' && s.p[i] <= 'z') || ex_is_digit(s.p[i]);

        if (!hyphen && !word)
            return false;
    }
    return s.n > 0;
}

static struct ex_str read_slug(struct ex_rule_reader *reader, const struct ex_yaml *node)
{
    if (!ex_rule_is_text(reader, node))
        return (struct ex_str){NULL, 0};
    if (!is_slug(node->text)) {
        struct ex_diag *diag = ex_yaml_error(reader->diags, node, "'%.*s' is not a name",
                                             EX_FMT(node->text));
        ex_diag_hint(reader->diags, diag, "lower-case words with hyphens");
    }
    return node->text;
}

static void read_name(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    ((struct ex_rule *)target)->name = read_slug(reader, node);
}

static void read_area(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    ((struct ex_rule *)target)->area = read_slug(reader, node);
}

static void read_title(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    ex_rule_read_text(reader, node, &((struct ex_rule *)target)->title);
}

static const char *const severities[] = {"info", "low", "medium", "high", "critical"};

const char *ex_severity_name(enum ex_severity severity)
{
    return severities[severity];
}

bool ex_severity_parse(struct ex_str name, enum ex_severity *out)
{
    for (size_t i = 0; i < EX_COUNT(severities); i++) {
        if (ex_str_eq(name, ex_str(severities[i]))) {
            *out = (enum ex_severity)i;
            return true;
        }
    }
    return false;
}

static void read_severity_into(struct ex_rule_reader *reader, const struct ex_yaml *node,
                               enum ex_severity *out)
{
    if (!ex_rule_is_text(reader, node) || ex_severity_parse(node->text, out))
        return;
    struct ex_diag *diag = ex_yaml_error(reader->diags, node, "'%.*s' is not a severity",
                                         EX_FMT(node->text));
    ex_diag_hint(reader->diags, diag, "one of critical, high, medium, low, info");
}

static void read_severity(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    read_severity_into(reader, node, &((struct ex_rule *)target)->severity);
}

static void read_tags(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    struct ex_rule *rule = target;

    rule->tags = ex_rule_read_texts(reader, node, &rule->n_tags);
}

static const char *const steps[] = {"before", "step-1", "step-2", "step-3",
                                    "step-4", "step-5", "step-6"};

static void check_step(struct ex_rule_reader *reader, const struct ex_yaml *item)
{
    for (size_t i = 0; i < EX_COUNT(steps); i++) {
        if (ex_str_eq(item->text, ex_str(steps[i])))
            return;
    }
    struct ex_diag *diag = ex_yaml_error(reader->diags, item,
                                         "'%.*s' is not a step of the document",
                                         EX_FMT(item->text));
    ex_diag_hint(reader->diags, diag, "before, step-1 ... step-6");
}

static void read_document(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    struct ex_rule *rule = target;

    rule->document = ex_rule_read_texts(reader, node, &rule->n_document);
    for (const struct ex_yaml *item = node->first; rule->document && item; item = item->next)
        check_step(reader, item);
}

static struct ex_str kind_name(const void *ctx, size_t i)
{
    (void)ctx;
    return i < EX_N_KINDS ? ex_kind((enum ex_kind_id)i)->name : ex_str(NULL);
}

/* `Kind as name` in pieces; false after an error. */
static bool split_each(struct ex_rule_reader *reader, const struct ex_yaml *node,
                       struct ex_str pieces[3])
{
    struct ex_str rest = ex_str_trim(node->text);
    struct ex_str piece;
    size_t n = 0;

    while (ex_str_split(&rest, ' ', &piece)) {
        if (piece.n == 0)
            continue;
        if (n == 3)
            break;
        pieces[n++] = piece;
    }
    if (n == 3 && !rest.p && ex_str_eq(pieces[1], EX_STR("as")))
        return true;
    struct ex_diag *diag = ex_yaml_error(reader->diags, node, "'each' needs a kind and a name");
    ex_diag_hint(reader->diags, diag, "ExchangeServer as server");
    return false;
}

static void read_each(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    struct ex_rule *rule = target;
    struct ex_str pieces[3];

    if (!ex_rule_is_text(reader, node) || !split_each(reader, node, pieces))
        return;
    enum ex_kind_id kind = ex_kind_find(pieces[0]);
    if (kind == EX_N_KINDS || !ex_str_eq(ex_kind(kind)->name, pieces[0])) {
        struct ex_diag *diag =
            ex_yaml_error_at(reader->diags, node, (size_t)(pieces[0].p - node->text.p),
                             pieces[0].n, "unknown kind '%.*s'", EX_FMT(pieces[0]));
        if (kind != EX_N_KINDS)
            ex_diag_hint(reader->diags, diag, "did you mean '%.*s'?",
                         EX_FMT(ex_kind(kind)->name));
        else
            hint_near(reader, diag, pieces[0], kind_name, NULL);
    }
    ex_rule_check_name(reader, node, pieces[2]);
    rule->each = (uint16_t)kind;
    rule->each_slot = cel_env_variable(
        reader->env, pieces[2], kind == EX_N_KINDS ? &cel_type_dyn : ex_bind_kind_type(kind));
}

static void read_let(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    struct ex_rule *rule = target;
    struct ex_let *lets;

    if (node->kind != EX_YAML_MAP) {
        ex_yaml_error(reader->diags, node, "'let' must be a map of names and expressions");
        return;
    }
    lets = EX_NEW_ARRAY(reader->arena, node->n, struct ex_let);
    for (const struct ex_yaml *item = node->first; item; item = item->next) {
        struct ex_let *let = &lets[rule->n_lets];

        let->program = ex_rule_expression(reader, item, NULL);
        ex_rule_check_name(reader, item->key, item->key->text);
        let->name = item->key->text;
        /* After an error any type goes, so that what follows is still checked. */
        let->slot = cel_env_variable(reader->env, let->name,
                                     let->program ? cel_program_type(let->program)
                                                  : &cel_type_dyn);
        rule->n_lets++;
    }
    rule->lets = lets;
}

static void read_when(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    ((struct ex_rule *)target)->when = ex_rule_expression(reader, node, &cel_type_bool);
}

static void read_assert(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    ((struct ex_rule *)target)->assertion = ex_rule_expression(reader, node, &cel_type_bool);
}

static void read_severity_to(struct ex_rule_reader *reader, const struct ex_yaml *node,
                             void *target)
{
    read_severity_into(reader, node, &((struct ex_rule *)target)->severity_to);
}

static void read_severity_condition(struct ex_rule_reader *reader, const struct ex_yaml *node,
                                    void *target)
{
    ((struct ex_rule *)target)->severity_when = ex_rule_expression(reader, node, &cel_type_bool);
}

static void read_severity_when(struct ex_rule_reader *reader, const struct ex_yaml *node,
                               void *target)
{
    static const struct ex_rule_key keys[] = {
        {"severity", true, read_severity_to},
        {"when", true, read_severity_condition},
    };

    if (!ex_rule_read_map(reader, node, "'severity-when'", keys, EX_COUNT(keys), target))
        return;
}

static void read_pointer_value(struct ex_rule_reader *reader, const struct ex_yaml *node,
                               void *target)
{
    ((struct ex_pointer *)target)->program = ex_rule_expression(reader, node, NULL);
}

static void read_pointer_label(struct ex_rule_reader *reader, const struct ex_yaml *node,
                               void *target)
{
    ex_rule_read_text(reader, node, &((struct ex_pointer *)target)->label);
}

static bool read_pointer(struct ex_rule_reader *reader, const struct ex_yaml *node,
                         struct ex_pointer *out)
{
    static const struct ex_rule_key keys[] = {
        {"value", true, read_pointer_value},
        {"label", false, read_pointer_label},
    };

    if (node->kind == EX_YAML_SCALAR)
        read_pointer_value(reader, node, out);
    else if (!ex_rule_read_map(reader, node, "an item of 'at'", keys, EX_COUNT(keys), out))
        return false;
    return out->program != NULL;
}

static void read_at(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    struct ex_rule *rule = target;
    bool many = node->kind == EX_YAML_SEQUENCE;
    struct ex_pointer *at = EX_NEW_ARRAY(reader->arena, many ? node->n : 1, struct ex_pointer);

    if (many && node->n == 0)
        ex_yaml_error(reader->diags, node->key, "'at' is empty");
    if (!many)
        rule->n_at = read_pointer(reader, node, &at[0]);
    for (const struct ex_yaml *item = many ? node->first : NULL; item; item = item->next)
        rule->n_at += read_pointer(reader, item, &at[rule->n_at]);
    rule->at = at;
}

static void read_message(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    ex_template_read(reader, node, &((struct ex_rule *)target)->message);
    if (node->kind != EX_YAML_SCALAR)
        return;
    struct ex_str text = ex_str_trim(node->text);
    if (ex_str_ends(text, EX_STR(".")))
        ex_yaml_error_at(reader->diags, node, text.n - 1, 1, "a message ends without a full stop");
    size_t line = ex_str_find(text, '\n');
    if (line != SIZE_MAX)
        ex_yaml_error_at(reader->diags, node, line + 1, 1, "a message is one line");
}

static void read_why(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    ex_rule_read_text(reader, node, &((struct ex_rule *)target)->why);
}

static void read_fix(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    ex_commands_read(reader, node, &((struct ex_rule *)target)->fix);
}

static void read_verify(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    ex_commands_read(reader, node, &((struct ex_rule *)target)->verify);
}

static void read_manual(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    ex_rule_read_text(reader, node, &((struct ex_rule *)target)->manual);
}

static void read_reference_title(struct ex_rule_reader *reader, const struct ex_yaml *node,
                                 void *target)
{
    ex_rule_read_text(reader, node, &((struct ex_reference *)target)->title);
}

static void read_reference_url(struct ex_rule_reader *reader, const struct ex_yaml *node,
                               void *target)
{
    ex_rule_read_text(reader, node, &((struct ex_reference *)target)->url);
    if (node->kind == EX_YAML_SCALAR && !ex_str_starts(node->text, EX_STR("https://")) &&
        !ex_str_starts(node->text, EX_STR("http://")))
        ex_yaml_error(reader->diags, node, "'%.*s' is not an http or https URL",
                      EX_FMT(node->text));
}

static void read_references(struct ex_rule_reader *reader, const struct ex_yaml *node,
                            void *target)
{
    static const struct ex_rule_key keys[] = {
        {"title", true, read_reference_title},
        {"url", true, read_reference_url},
    };
    struct ex_rule *rule = target;
    struct ex_reference *references;

    if (node->kind != EX_YAML_SEQUENCE || node->n == 0) {
        ex_yaml_error(reader->diags, node, "'references' must be a list with at least one entry");
        return;
    }
    references = EX_NEW_ARRAY(reader->arena, node->n, struct ex_reference);
    for (const struct ex_yaml *item = node->first; item; item = item->next) {
        if (ex_rule_read_map(reader, item, "a reference", keys, EX_COUNT(keys),
                             &references[rule->n_references]))
            rule->n_references++;
    }
    rule->references = references;
}

/* In the order in which values are read: names before what uses them. */
static const struct ex_rule_key rule_keys[] = {
    {"id", true, read_id},
    {"name", true, read_name},
    {"title", true, read_title},
    {"severity", true, read_severity},
    {"area", true, read_area},
    {"document", false, read_document},
    {"tags", false, read_tags},
    {"each", false, read_each},
    {"let", false, read_let},
    {"when", false, read_when},
    {"assert", true, read_assert},
    {"severity-when", false, read_severity_when},
    {"at", false, read_at},
    {"message", true, read_message},
    {"why", true, read_why},
    {"impact", false, ex_rule_read_impact},
    {"fix", true, read_fix},
    {"change", false, ex_rule_read_change},
    {"verify", false, read_verify},
    {"manual", false, read_manual},
    {"references", true, read_references},
    {"tests", false, ex_rule_read_tests},
};

/* Keys that may be missing elsewhere, but not in rules of ours. */
static void require_ours(struct ex_rule_reader *reader)
{
    static const char *const names[] = {"tests", "impact", "change"};

    for (size_t i = 0; i < EX_COUNT(names); i++) {
        if (!ex_yaml_get(reader->root, ex_str(names[i])))
            ex_yaml_error(reader->diags, reader->root, "a rule has no '%s'", names[i]);
    }
}

void ex_rule_read(struct ex_rule_reader *reader)
{
    struct ex_rule *rule = reader->rule;

    rule->each = EX_N_KINDS;
    if (!ex_rule_read_map(reader, reader->root, "a rule", rule_keys, EX_COUNT(rule_keys), rule))
        return;
    if (ex_str_starts(rule->id, EX_STR("EXL")))
        require_ours(reader);
    ex_rule_check_reads(reader);
}
