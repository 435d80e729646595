/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Finding profiles: in the table that is compiled in, and in folders.
 */
#include "engine/profile.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/limits.h"
#include "engine/embedded.h"

#include <dirent.h>
#include <stdlib.h>

#define NO_PLACE ((struct ex_place){0, 0})
#define BUILT_IN_FOLDER "rules/" EX_PROFILES_FOLDER "/"

static struct ex_str name_of(struct ex_str path)
{
    size_t slash = ex_str_rfind(path, '/');
    struct ex_str name = slash == SIZE_MAX ? path : ex_str_slice(path, slash + 1, path.n);

    return ex_str_slice(name, 0, ex_str_rfind(name, '.'));
}

/* A free place in the order of names, or that of the same name. */
static size_t place_for(struct ex_profiles *profiles, struct ex_str name)
{
    const struct ex_profile **items = profiles->items.items;
    size_t i = 0;

    while (i < profiles->items.n && ex_str_cmp(items[i]->name, name) < 0)
        i++;
    if (i < profiles->items.n && ex_str_eq(items[i]->name, name))
        return i;
    ex_vec_push(&profiles->items);
    items = profiles->items.items;
    for (size_t k = profiles->items.n - 1; k > i; k--)
        items[k] = items[k - 1];
    return i;
}

void ex_profiles_add(struct ex_profiles *profiles, const struct ex_profile *profile)
{
    const struct ex_yaml *about = ex_yaml_get(profile->root, EX_STR("description"));
    struct ex_profile *own = EX_NEW(profiles->arena, struct ex_profile);
    size_t at = place_for(profiles, profile->name);

    *own = *profile;
    if (about && about->kind == EX_YAML_SCALAR)
        own->about = about->text;
    *EX_AT(&profiles->items, const struct ex_profile *, at) = own;
}

static void add_text(struct ex_profiles *profiles, struct ex_str file, struct ex_str text,
                     bool built_in, struct ex_diags *diags)
{
    struct ex_profile profile = {
        .file = ex_arena_str(profiles->arena, file),
        .built_in = built_in,
        .root = ex_yaml_read(profiles->arena, file, text, diags),
    };

    profile.name = name_of(profile.file);
    if (!profile.root)
        return;
    if (profile.root->kind == EX_YAML_MAP)
        ex_profiles_add(profiles, &profile);
    else
        ex_yaml_error(diags, profile.root, "a profile must be a map of keys and values");
}

void ex_profiles_init(struct ex_profiles *profiles, struct ex_arena *arena)
{
    struct ex_diags EX_AUTO(ex_diags_free) diags;

    ex_diags_init(&diags);
    *profiles = (struct ex_profiles){arena, EX_VEC(const struct ex_profile *)};
    for (size_t i = 0; i < ex_embedded_rules_n; i++) {
        const struct ex_embedded *file = &ex_embedded_rules[i];

        if (ex_str_starts(ex_str(file->name), EX_STR(BUILT_IN_FOLDER)))
            add_text(profiles, ex_str(file->name),
                     ex_str_n((const char *)file->bytes, file->n), true, &diags);
    }
    if (diags.items.n)
        EX_BUG("a built-in profile is not YAML");
}

void ex_profiles_free(struct ex_profiles *profiles)
{
    ex_vec_free(&profiles->items);
}

static void add_file(struct ex_profiles *profiles, struct ex_str path, struct ex_diags *diags)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    const char *problem = ex_file_read(path.p, EX_MAX_RULE_FILE_BYTES, &text, NULL);

    if (problem)
        ex_diag(diags, EX_ERROR, path, NO_PLACE, "%s", problem);
    else
        add_text(profiles, path, ex_buf_str(&text), false, diags);
}

static int by_text(const void *a, const void *b)
{
    return ex_str_cmp(*(const struct ex_str *)a, *(const struct ex_str *)b);
}

void ex_profiles_add_folder(struct ex_profiles *profiles, struct ex_str folder,
                            struct ex_diags *diags)
{
    struct ex_vec EX_AUTO(ex_vec_free) files = EX_VEC(struct ex_str);
    struct ex_str path =
        ex_arena_printf(profiles->arena, "%.*s/" EX_PROFILES_FOLDER, EX_FMT(folder));
    DIR *dir = opendir(path.p);
    const struct dirent *entry;

    while (dir && (entry = readdir(dir)) != NULL) {
        struct ex_str name = ex_str(entry->d_name);

        if (name.p[0] != '.' && (ex_str_ends(name, EX_STR(".yaml")) ||
                                 ex_str_ends(name, EX_STR(".yml"))))
            *EX_PUSH(&files, struct ex_str) =
                ex_arena_printf(profiles->arena, "%s/%s", path.p, entry->d_name);
    }
    if (dir)
        closedir(dir);
    if (files.n > 1)
        qsort(files.items, files.n, sizeof(struct ex_str), by_text);
    for (size_t i = 0; i < files.n; i++)
        add_file(profiles, *EX_AT(&files, struct ex_str, i), diags);
}

const struct ex_profile *ex_profiles_find(const struct ex_profiles *profiles, struct ex_str name)
{
    for (size_t i = 0; i < profiles->items.n; i++) {
        const struct ex_profile *p = *EX_AT(&profiles->items, const struct ex_profile *, i);

        if (ex_str_eq(p->name, name))
            return p;
    }
    return NULL;
}

static struct ex_str next_name(const void *ctx, size_t i)
{
    const struct ex_profiles *profiles = ctx;

    return i < profiles->items.n ? (*EX_AT(&profiles->items, const struct ex_profile *, i))->name
                                 : (struct ex_str){NULL, 0};
}

struct ex_str ex_profiles_hint(const struct ex_profiles *profiles, struct ex_str name,
                               struct ex_arena *arena)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    struct ex_str near = ex_suggest(name, next_name, profiles);

    if (near.n)
        return ex_arena_printf(arena, "did you mean '%.*s'?", EX_FMT(near));
    for (size_t i = 0; i < profiles->items.n; i++)
        ex_buf_printf(&out, "%s%.*s", i ? ", " : "profiles are ", EX_FMT(next_name(profiles, i)));
    return ex_arena_str(arena, ex_buf_str(&out));
}

bool ex_profile_parameters(const struct ex_profile *profile, struct ex_parameters *set,
                           struct ex_diags *diags)
{
    const struct ex_yaml *map = ex_yaml_get(profile->root, EX_STR("parameters"));

    return !map || ex_parameters_set_map(set, map, diags);
}
