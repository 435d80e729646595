/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The set of rules, and where its files come from: the table that is compiled
 * in, and folders. Ids and names are unique in a set, and ids that begin with
 * EXL belong to the built-in rules where these are part of it.
 */
#include "engine/rule_impl.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/limits.h"
#include "engine/bind.h"
#include "engine/embedded.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

/* ---- the set ---- */

struct ex_rules *ex_rules_new(void)
{
    struct ex_rules *rules = ex_alloc(sizeof *rules);

    rules->arena = ex_arena_new();
    rules->env = ex_bind_env(rules->arena);
    rules->rules = (struct ex_vec)EX_VEC(const struct ex_rule *);
    ex_profiles_init(&rules->profiles, rules->arena);
    return rules;
}

void ex_rules_free(struct ex_rules *rules)
{
    if (!rules)
        return;
    ex_vec_free(&rules->rules);
    ex_profiles_free(&rules->profiles);
    ex_arena_free(rules->arena);
    free(rules);
}

void ex_rules_auto(struct ex_rules **rules)
{
    ex_rules_free(*rules);
}

size_t ex_rules_count(const struct ex_rules *rules)
{
    return rules->rules.n;
}

const struct ex_rule *ex_rules_at(const struct ex_rules *rules, size_t i)
{
    return *EX_AT(&rules->rules, const struct ex_rule *, i);
}

const struct ex_rule *ex_rules_find(const struct ex_rules *rules, struct ex_str id)
{
    for (size_t i = 0; i < rules->rules.n; i++) {
        const struct ex_rule *rule = ex_rules_at(rules, i);

        if (ex_str_ieq(rule->id, id) || ex_str_ieq(rule->name, id))
            return rule;
    }
    return NULL;
}

const struct ex_profiles *ex_rules_profiles(const struct ex_rules *rules)
{
    return &rules->profiles;
}

void ex_rules_set_severity(struct ex_rules *rules, size_t i, enum ex_severity severity)
{
    const struct ex_rule **slot = EX_AT(&rules->rules, const struct ex_rule *, i);
    struct ex_rule *changed = EX_NEW(rules->arena, struct ex_rule);

    *changed = **slot;
    changed->severity = severity;
    changed->severity_when = NULL;
    *slot = changed;
}

const struct cel_env *ex_rules_env(const struct ex_rules *rules)
{
    return rules->env;
}

/* Keep the set in the order of ids. */
static void insert(struct ex_rules *set, const struct ex_rule *rule)
{
    ex_vec_push(&set->rules);
    const struct ex_rule **items = set->rules.items;
    size_t i = set->rules.n - 1;

    for (; i > 0 && ex_str_cmp(items[i - 1]->id, rule->id) > 0; i--)
        items[i] = items[i - 1];
    items[i] = rule;
}

static bool has_built_in(const struct ex_rules *set)
{
    for (size_t i = 0; i < set->rules.n; i++) {
        if (ex_rules_at(set, i)->built_in)
            return true;
    }
    return false;
}

/* Errors about a rule as part of the set. */
static void check_unique(const struct ex_rules *set, const struct ex_rule_reader *reader)
{
    const struct ex_rule *rule = reader->rule;
    const struct ex_yaml *id = ex_yaml_get(reader->root, EX_STR("id"));
    const struct ex_yaml *name = ex_yaml_get(reader->root, EX_STR("name"));
    const struct ex_rule *other;

    if (!rule->built_in && ex_str_starts(rule->id, EX_STR("EXL")) && has_built_in(set)) {
        struct ex_diag *diag = ex_yaml_error(reader->diags, id,
                                             "ids that begin with EXL belong to built-in rules");
        ex_diag_hint(reader->diags, diag, "give the rule another prefix, such as ACME0001");
        return;
    }
    if (rule->id.n && (other = ex_rules_find(set, rule->id)) != NULL)
        ex_yaml_error(reader->diags, id, "the id '%.*s' is taken by '%.*s'", EX_FMT(rule->id),
                      EX_FMT(other->file));
    else if (rule->name.n && (other = ex_rules_find(set, rule->name)) != NULL)
        ex_yaml_error(reader->diags, name, "the name '%.*s' is taken by '%.*s'",
                      EX_FMT(rule->name), EX_FMT(other->file));
}

static bool add_text(struct ex_rules *set, struct ex_str file, struct ex_str text, bool built_in,
                     struct ex_diags *diags)
{
    struct ex_rule_reader reader = {.arena = set->arena, .diags = diags,
                                    .profiles = &set->profiles,
                                    .programs = EX_VEC(struct ex_rule_program)};
    size_t before = ex_diags_count(diags, EX_ERROR);
    struct ex_rule *rule = EX_NEW(set->arena, struct ex_rule);

    reader.root = ex_yaml_read(set->arena, file, text, diags);
    if (!reader.root)
        return false;
    reader.rule = rule;
    reader.env = cel_env_extend(set->arena, set->env);
    rule->built_in = built_in;
    rule->file = reader.root->document->file;
    ex_rule_read(&reader);
    check_unique(set, &reader);
    ex_vec_free(&reader.programs);
    if (ex_diags_count(diags, EX_ERROR) > before)
        return false;
    insert(set, rule);
    return true;
}

bool ex_rules_add_text(struct ex_rules *set, struct ex_str file, struct ex_str text, bool built_in,
                       struct ex_diags *diags)
{
    EX_AUTO(ex_rules_auto) struct ex_rules *own = set ? NULL : ex_rules_new();

    return add_text(set ? set : own, file, text, built_in, diags);
}

/* ---- files ---- */

struct folder_reader {
    struct ex_rules *set;
    struct ex_diags *diags;
    struct ex_arena *arena; /* for names */
    struct ex_vec files;    /* of struct ex_str: paths */
};

static void file_error(struct folder_reader *f, struct ex_str path, const char *what)
{
    ex_diag(f->diags, EX_ERROR, path, (struct ex_place){0, 0}, "%s", what);
}

static bool is_rule_file(struct ex_str name)
{
    return ex_str_ends(name, EX_STR(".yaml")) || ex_str_ends(name, EX_STR(".yml"));
}

/* Symbolic links are followed nowhere but at the top. */
static void add_path(struct folder_reader *f, struct ex_str path, struct ex_vec *folders)
{
    struct stat st;

    if (lstat(path.p, &st) != 0)
        file_error(f, path, strerror(errno));
    else if (S_ISDIR(st.st_mode))
        *EX_PUSH(folders, struct ex_str) = path;
    else if (S_ISREG(st.st_mode) && is_rule_file(path))
        *EX_PUSH(&f->files, struct ex_str) = path;
}

/* What is no rule: `profiles` in the folder that was named. */
static bool is_set_aside(const char *name, bool top)
{
    return name[0] == '.' || (top && ex_str_eq(ex_str(name), EX_STR(EX_PROFILES_FOLDER)));
}

static void list_folder(struct folder_reader *f, struct ex_str path, bool top,
                        struct ex_vec *folders)
{
    DIR *dir = opendir(path.p);
    const struct dirent *entry;

    if (!dir) {
        file_error(f, path, strerror(errno));
        return;
    }
    while ((entry = readdir(dir)) != NULL) {
        if (!is_set_aside(entry->d_name, top))
            add_path(f, ex_arena_printf(f->arena, "%.*s/%s", EX_FMT(path), entry->d_name),
                     folders);
    }
    closedir(dir);
}

static int by_text(const void *a, const void *b)
{
    return ex_str_cmp(*(const struct ex_str *)a, *(const struct ex_str *)b);
}

/* All rule files below a path, level by level. */
static void list_files(struct folder_reader *f, struct ex_str path)
{
    struct ex_vec level = EX_VEC(struct ex_str);
    unsigned depth = 0;

    *EX_PUSH(&level, struct ex_str) = path;
    while (level.n > 0) {
        struct ex_vec below = EX_VEC(struct ex_str);

        if (depth++ > EX_MAX_DIR_DEPTH) {
            file_error(f, path, "folders are nested too deep");
            ex_vec_free(&level);
            return;
        }
        for (size_t i = 0; i < level.n; i++)
            list_folder(f, *EX_AT(&level, struct ex_str, i), depth == 1, &below);
        ex_vec_free(&level);
        level = below;
    }
    ex_vec_free(&level);
    if (f->files.n > 1)
        qsort(f->files.items, f->files.n, sizeof(struct ex_str), by_text);
}

static void load_file(struct folder_reader *f, struct ex_str path)
{
    EX_AUTO(ex_buf_free) struct ex_buf text = EX_BUF_INIT;
    const char *problem = ex_file_read(path.p, EX_MAX_RULE_FILE_BYTES, &text, NULL);

    if (problem)
        file_error(f, path, problem);
    else
        (void)!add_text(f->set, path, ex_buf_str(&text), false, f->diags);
}

static void load_folder(struct folder_reader *f, struct ex_str path)
{
    ex_profiles_add_folder(&f->set->profiles, path, f->diags);
    list_files(f, path);
}

static void load_path(struct folder_reader *f, const char *path)
{
    struct stat st;
    struct ex_str name = ex_arena_str(f->arena, ex_str(path));

    while (name.n > 1 && name.p[name.n - 1] == '/')
        name = ex_arena_str(f->arena, ex_str_slice(name, 0, name.n - 1));
    if (stat(name.p, &st) != 0)
        file_error(f, name, strerror(errno));
    else if (S_ISREG(st.st_mode))
        *EX_PUSH(&f->files, struct ex_str) = name;
    else
        load_folder(f, name);
    for (size_t i = 0; i < f->files.n; i++)
        load_file(f, *EX_AT(&f->files, struct ex_str, i));
    ex_vec_free(&f->files);
}

static void load_built_in(struct ex_rules *set, struct ex_diags *diags)
{
    for (size_t i = 0; i < ex_embedded_rules_n; i++) {
        const struct ex_embedded *file = &ex_embedded_rules[i];

        if (ex_str_starts(ex_str(file->name), EX_STR("rules/" EX_PROFILES_FOLDER "/")))
            continue;
        (void)!add_text(set, ex_str(file->name), ex_str_n((const char *)file->bytes, file->n),
                        true, diags);
    }
}

struct ex_rules *ex_rules_load(bool builtin, const char *const *dirs, size_t n_dirs,
                               struct ex_diags *diags)
{
    struct ex_rules *set = ex_rules_new();
    struct folder_reader f = {set, diags, set->arena, EX_VEC(struct ex_str)};
    size_t before = ex_diags_count(diags, EX_ERROR);

    if (builtin)
        load_built_in(set, diags);
    for (size_t i = 0; i < n_dirs; i++)
        load_path(&f, dirs[i]);
    if (ex_diags_count(diags, EX_ERROR) == before)
        return set;
    ex_rules_free(set);
    return NULL;
}
