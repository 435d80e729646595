/* SPDX-License-Identifier: MIT */
/**
 * @file
 * From the YAML tree of exlint.yaml, and of profiles, to uses of options: one
 * table says which keys there are. All problems are recorded.
 */
#include "cli/config.h"

#include "base/limits.h"
#include "formats/report/writer.h"

static const struct ex_config_key keys[] = {
#define EX_CONFIG_KEY(option, key, shape, guarded, commands, otherwise) \
    {EX_OPT_##option, key, EX_CONFIG_##shape, guarded, commands, otherwise},
#include "cli/config.def"
#undef EX_CONFIG_KEY
};

const struct ex_config_key *ex_config_keys(size_t *n)
{
    *n = EX_COUNT(keys);
    return keys;
}

/* Keys that are no options. */
static const char *const file_keys[] = {"waivers", "profiles"};
static const char *const profile_keys[] = {"description"};

/* A map of settings being read. */
struct reading {
    const struct ex_config *config;
    struct ex_diags *diags;
    struct ex_vec *uses;
    struct ex_str folder;
    const struct ex_profile *profile; /* NULL: the file itself */
    bool trusted;
};

/* ---- keys -------------------------------------------------------------------- */

bool ex_config_is_for_profiles(const struct ex_config_key *key)
{
    return key->option != EX_OPT_PROFILE && key->option != EX_OPT_RULES;
}

static const struct ex_config_key *find_key(const struct reading *r, struct ex_str name)
{
    for (size_t i = 0; i < EX_COUNT(keys); i++) {
        bool fits = !r->profile || ex_config_is_for_profiles(&keys[i]);
        if (fits && ex_str_eq(name, ex_str(keys[i].name)))
            return &keys[i];
    }
    return NULL;
}

static const char *const *other_keys(const struct reading *r, size_t *n)
{
    *n = r->profile ? EX_COUNT(profile_keys) : EX_COUNT(file_keys);
    return r->profile ? profile_keys : file_keys;
}

static bool is_other_key(const struct reading *r, struct ex_str name)
{
    size_t n;
    const char *const *others = other_keys(r, &n);
    for (size_t i = 0; i < n; i++) {
        if (ex_str_eq(name, ex_str(others[i])))
            return true;
    }
    return false;
}

static struct ex_str next_key(const void *ctx, size_t i)
{
    const struct reading *r = ctx;
    size_t n;
    const char *const *others = other_keys(r, &n);
    if (i < EX_COUNT(keys) && r->profile && !ex_config_is_for_profiles(&keys[i]))
        return EX_STR("");
    if (i < EX_COUNT(keys))
        return ex_str(keys[i].name);
    return i - EX_COUNT(keys) < n ? ex_str(others[i - EX_COUNT(keys)]) : (struct ex_str){NULL, 0};
}

static bool is_option(struct ex_str name)
{
    for (size_t i = 0; i < EX_N_OPTIONS; i++) {
        if (ex_str_eq(name, ex_str(ex_option((enum ex_option_id)i)->name)))
            return true;
    }
    return false;
}

/* Known, but not here. */
static void misplaced_key(const struct reading *r, const struct ex_yaml *key, bool of_file)
{
    struct ex_diag *d = ex_yaml_error(r->diags, key, "'%.*s' cannot stand in a %s",
                                      EX_FMT(key->text),
                                      r->profile ? "profile" : "configuration");
    if (of_file)
        ex_diag_hint(r->diags, d, "it belongs to the configuration as a whole");
    else
        ex_diag_hint(r->diags, d, "give it on the command line: --%.*s", EX_FMT(key->text));
}

static void unknown_key(const struct reading *r, const struct ex_yaml *key)
{
    struct reading whole = {0};
    bool of_file = r->profile && (find_key(&whole, key->text) || is_other_key(&whole, key->text));
    if (of_file || is_option(key->text)) {
        misplaced_key(r, key, of_file);
        return;
    }
    struct ex_str near = ex_suggest(key->text, next_key, r);
    struct ex_diag *d = ex_yaml_error(r->diags, key, "unknown key '%.*s' in a %s",
                                      EX_FMT(key->text),
                                      r->profile ? "profile" : "configuration");
    if (near.n)
        ex_diag_hint(r->diags, d, "did you mean '%.*s'?", EX_FMT(near));
    else
        ex_diag_hint(r->diags, d, "`exlint config` lists the keys");
}

/* ---- values -------------------------------------------------------------------- */

static struct ex_option_use *add_use(const struct reading *r, const struct ex_config_key *key,
                                     const struct ex_yaml *node)
{
    struct ex_option_use *use = EX_PUSH(r->uses, struct ex_option_use);
    use->id = key->option;
    use->node = node;
    use->profile = r->profile ? r->profile->name : EX_STR("");
    return use;
}

static bool is_value(const struct reading *r, const struct ex_yaml *node, const char *expected)
{
    bool scalar = node->kind == EX_YAML_SCALAR;
    if (scalar && ex_str_trim(node->text).n)
        return true;
    if (scalar && node->key) {
        struct ex_diag *d = ex_yaml_error(r->diags, node->key, "'%.*s' has no value",
                                          EX_FMT(node->key->text));
        ex_diag_hint(r->diags, d, "leave it out where there is nothing to say");
    } else if (node->key) {
        ex_yaml_error(r->diags, node, "'%.*s' must be %s", EX_FMT(node->key->text), expected);
    } else {
        ex_yaml_error(r->diags, node, "an entry of a list must be %s", expected);
    }
    return false;
}

static void read_switch(const struct reading *r, const struct ex_config_key *key,
                        const struct ex_yaml *node)
{
    if (!is_value(r, node, "true or false"))
        return;
    bool on = ex_str_eq(node->text, EX_STR("true"));
    if (on || ex_str_eq(node->text, EX_STR("false")))
        add_use(r, key, node)->negated = !on;
    else
        ex_yaml_error(r->diags, node, "'%s' must be true or false", key->name);
}

static struct ex_str resolve(const struct reading *r, struct ex_str path)
{
    if (ex_str_starts(path, EX_STR("/")))
        return path;
    return ex_arena_printf(r->config->arena, "%.*s%.*s", EX_FMT(r->folder), EX_FMT(path));
}

/* `[FORMAT=]PATH`; standard output is a matter of the command line. */
static bool resolve_output(const struct reading *r, const struct ex_yaml *node, struct ex_str *out)
{
    size_t equals = ex_str_find(node->text, '=');
    size_t from = equals != SIZE_MAX && ex_writer_find(ex_str_slice(node->text, 0, equals))
                      ? equals + 1
                      : 0;
    struct ex_str path = ex_str_slice(node->text, from, node->text.n);
    if (ex_str_eq(path, EX_STR("-"))) {
        ex_yaml_error(r->diags, node, "standard output cannot be an output here");
        return false;
    }
    *out = ex_arena_printf(r->config->arena, "%.*s%.*s",
                           EX_FMT(ex_str_slice(node->text, 0, from)), EX_FMT(resolve(r, path)));
    return true;
}

static void read_scalar(const struct reading *r, const struct ex_config_key *key,
                        const struct ex_yaml *node)
{
    bool path = key->shape == EX_CONFIG_PATH || key->shape == EX_CONFIG_PATHS;
    struct ex_str value = node->text;
    if (!is_value(r, node, path || key->shape == EX_CONFIG_OUTPUTS ? "a path" : "a text"))
        return;
    if (path)
        value = resolve(r, value);
    if (key->shape == EX_CONFIG_OUTPUTS && !resolve_output(r, node, &value))
        return;
    add_use(r, key, node)->value = value;
}

static void read_list(const struct reading *r, const struct ex_config_key *key,
                      const struct ex_yaml *node)
{
    if (node->kind != EX_YAML_SEQUENCE) {
        read_scalar(r, key, node);
        return;
    }
    if (!node->n)
        ex_yaml_error(r->diags, node->key ? node->key : node, "the list is empty");
    for (const struct ex_yaml *item = node->first; item; item = item->next)
        read_scalar(r, key, item);
}

/* NAME=VALUE of a map's item, or of an item of the list in it. */
static void read_pair(const struct reading *r, const struct ex_config_key *key,
                      const struct ex_yaml *name, const struct ex_yaml *node)
{
    if (!is_value(r, node, "a text"))
        return;
    if (ex_str_find(name->text, '=') != SIZE_MAX) {
        ex_yaml_error(r->diags, name, "a name has no '='");
        return;
    }
    add_use(r, key, node)->value = ex_arena_printf(r->config->arena, "%.*s=%.*s",
                                                   EX_FMT(name->text), EX_FMT(node->text));
}

static void read_map(const struct reading *r, const struct ex_config_key *key,
                     const struct ex_yaml *node)
{
    bool facts = key->shape == EX_CONFIG_FACTS;
    if (facts && node->kind != EX_YAML_MAP) {
        read_list(r, key, node);
        return;
    }
    if (node->kind != EX_YAML_MAP) {
        ex_yaml_error(r->diags, node, "'%s' must be a map of names and values", key->name);
        return;
    }
    for (const struct ex_yaml *item = node->first; item; item = item->next) {
        bool many = facts && item->kind == EX_YAML_SEQUENCE;
        if (!many)
            read_pair(r, key, item->key, item);
        for (const struct ex_yaml *one = many ? item->first : NULL; one; one = one->next)
            read_pair(r, key, item->key, one);
    }
}

static void refuse_guarded(const struct reading *r, const struct ex_config_key *key,
                           const struct ex_yaml *node)
{
    const struct ex_config *config = r->config;
    struct ex_diag *d = ex_yaml_error(
        r->diags, node->key, "'%s' is not allowed in a configuration that was found %s", key->name,
        config->inside ? "in the dump" : "outside of the folder in which you work");
    ex_diag_hint(r->diags, d, "if you trust it, name it: --config %.*s; or %s",
                 EX_FMT(config->file),
                 config->inside ? "move it beside the dump" : "work in its folder");
}

static void read_key(const struct reading *r, const struct ex_config_key *key,
                     const struct ex_yaml *node)
{
    if (key->guarded && !r->trusted) {
        refuse_guarded(r, key, node);
        return;
    }
    switch (key->shape) {
    case EX_CONFIG_SWITCH:
        read_switch(r, key, node);
        break;
    case EX_CONFIG_TEXT:
    case EX_CONFIG_PATH:
        read_scalar(r, key, node);
        break;
    case EX_CONFIG_LIST:
    case EX_CONFIG_PATHS:
    case EX_CONFIG_OUTPUTS:
        read_list(r, key, node);
        break;
    case EX_CONFIG_FACTS:
    case EX_CONFIG_MAP:
        read_map(r, key, node);
        break;
    }
}

static void read_settings(const struct reading *r, const struct ex_yaml *map)
{
    for (const struct ex_yaml *item = map->first; item; item = item->next) {
        const struct ex_config_key *key = find_key(r, item->key->text);
        if (key)
            read_key(r, key, item);
        else if (!is_other_key(r, item->key->text))
            unknown_key(r, item->key);
    }
}

/* ---- profiles ------------------------------------------------------------------- */

bool ex_config_profile(const struct ex_config *config, const struct ex_profile *profile,
                       struct ex_vec *uses, struct ex_diags *diags)
{
    size_t before = ex_diags_count(diags, EX_ERROR);
    bool own = config->root && profile->root->document == config->root->document;
    size_t slash = ex_str_rfind(profile->file, '/');
    struct reading r = {
        .config = config,
        .diags = diags,
        .uses = uses,
        .folder = own ? config->folder
                      : ex_str_slice(profile->file, 0, slash == SIZE_MAX ? 0 : slash + 1),
        .profile = profile,
        .trusted = !own || config->trusted,
    };
    const struct ex_yaml *about = ex_yaml_get(profile->root, EX_STR("description"));
    if (about)
        (void)!is_value(&r, about, "a text");
    read_settings(&r, profile->root);
    return ex_diags_count(diags, EX_ERROR) == before;
}

/* Profiles of the file are read at once, so that each is known to be right. */
static void read_profiles(struct ex_config *config, const struct ex_yaml *map,
                          struct ex_diags *diags)
{
    if (map->kind != EX_YAML_MAP) {
        ex_yaml_error(diags, map, "'profiles' must be a map of names and their settings");
        return;
    }
    for (const struct ex_yaml *item = map->first; item; item = item->next) {
        struct ex_vec EX_AUTO(ex_vec_free) ignored = EX_VEC(struct ex_option_use);
        struct ex_profile profile = {.name = item->key->text, .file = config->file, .root = item};
        if (item->kind != EX_YAML_MAP) {
            ex_yaml_error(diags, item, "a profile must be a map of keys and values");
            continue;
        }
        (void)!ex_config_profile(config, &profile, &ignored, diags);
        ex_profiles_add(&config->profiles, &profile);
    }
}

/* ---- the file -------------------------------------------------------------------- */

bool ex_config_read(struct ex_config *config, struct ex_str text, struct ex_diags *diags)
{
    size_t before = ex_diags_count(diags, EX_ERROR);
    struct reading r = {.config = config, .diags = diags, .uses = &config->uses,
                        .folder = config->folder, .trusted = config->trusted};
    const struct ex_yaml *root = ex_yaml_read_up_to(config->arena, config->file, text,
                                                    EX_MAX_CONFIG_BYTES, diags);
    if (!root)
        return false;
    if (root->kind != EX_YAML_MAP) {
        ex_yaml_error(diags, root, "a configuration must be a map of keys and values");
        return false;
    }
    config->root = root;
    read_settings(&r, root);
    const struct ex_yaml *profiles = ex_yaml_get(root, EX_STR("profiles"));
    const struct ex_yaml *waivers = ex_yaml_get(root, EX_STR("waivers"));
    if (profiles)
        read_profiles(config, profiles, diags);
    if (waivers)
        ex_config_read_waivers(config, waivers, diags);
    return ex_diags_count(diags, EX_ERROR) == before;
}
