/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Finding exlint.yaml. Dumps come from other people, and so may what lies in
 * them and around them: a file is used only if it belongs to the user or to
 * root, and what it may say depends on where it was found.
 */
#include "cli/config.h"

#include "base/file.h"
#include "base/limits.h"
#include "cli/cli.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define NO_PLACE ((struct ex_place){0, 0})

/* What finding needs to know; folders are real paths without a slash at the end. */
struct search {
    struct ex_config *config;
    const struct ex_args *args;
    struct ex_diags *diags;
    struct ex_arena *arena;
    struct ex_str here;     /* the current folder */
    struct ex_vec dumps;    /* of struct ex_str: folders that are dumps */
    struct ex_str start;
    struct ex_str boundary; /* where to stop; empty: at the root of the file system */
};

/* ---- paths ------------------------------------------------------------------ */

static struct ex_str real_path(struct ex_arena *arena, const char *path)
{
    char *real EX_AUTO(ex_free_auto) = realpath(path, NULL);
    struct ex_str text = ex_arena_str(arena, ex_str(real));
    return ex_str_eq(text, EX_STR("/")) ? EX_STR("") : text;
}

static struct ex_str parent_of(struct ex_str path)
{
    size_t slash = ex_str_rfind(path, '/');
    return ex_str_slice(path, 0, slash == SIZE_MAX ? 0 : slash);
}

/* Whether `path` is `folder` or below it. The root is the empty text. */
static bool is_within(struct ex_str path, struct ex_str folder)
{
    return ex_str_starts(path, folder) && (path.n == folder.n || path.p[folder.n] == '/');
}

static bool is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool is_archive(struct ex_str name)
{
    static const char *const endings[] = {".zip", ".7z",  ".tar", ".tgz", ".tbz2",
                                          ".txz", ".gz", ".bz2", ".xz", ".zst"};
    for (size_t i = 0; i < EX_COUNT(endings); i++) {
        if (ex_str_iends(name, ex_str(endings[i])))
            return true;
    }
    return false;
}

/* `folder` as seen from the current one: "", "sub/", "../", or an absolute path. */
static struct ex_str seen_from(const struct search *s, struct ex_str folder)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    if (ex_str_eq(folder, s->here))
        return EX_STR("");
    if (is_within(folder, s->here))
        return ex_arena_printf(s->config->arena, "%.*s/",
                               EX_FMT(ex_str_slice(folder, s->here.n + 1, folder.n)));
    if (!is_within(s->here, folder))
        return ex_arena_printf(s->config->arena, "%.*s/", EX_FMT(folder));
    for (size_t i = folder.n; i < s->here.n; i++) {
        if (s->here.p[i] == '/')
            ex_buf_add_text(&out, "../");
    }
    return ex_arena_str(s->config->arena, ex_buf_str(&out));
}

void ex_config_place(struct ex_config *config, struct ex_str path)
{
    size_t slash = ex_str_rfind(path, '/');
    config->file = ex_arena_str(config->arena, path);
    config->folder = ex_str_slice(config->file, 0, slash == SIZE_MAX ? 0 : slash + 1);
    config->shown = ex_str_starts(config->file, EX_STR("/"))
                        ? ex_str_slice(config->file, slash + 1, config->file.n)
                        : config->file;
    while (ex_str_starts(config->shown, EX_STR("./")))
        config->shown = ex_str_slice(config->shown, 2, config->shown.n);
}

/* ---- where to look ------------------------------------------------------------- */

/* Arguments that are dumps; those of a command that takes none are something else. */
static void list_dumps(struct search *s)
{
    struct ex_str arguments = ex_str(ex_command(s->args->command)->arguments);
    bool only_first = ex_str_find_str(arguments, EX_STR("EXPR")) != SIZE_MAX;
    size_t n = only_first ? s->args->rest.n > 1 : s->args->rest.n;
    if (ex_str_find_str(arguments, EX_STR("DUMP")) == SIZE_MAX)
        return;
    for (size_t i = 0; i < n; i++) {
        const char *path = ex_args_rest(s->args, i);
        struct ex_str real = real_path(s->arena, path);
        bool folder = is_folder(path);
        if (access(path, F_OK) != 0)
            continue;
        struct ex_str at = folder ? real : parent_of(real);
        if (!s->start.p)
            s->start = at;
        /* Beside an archive is outside of the dump; a single export is part of one. */
        if (folder || !(is_archive(real) || ex_cli_is_saved(path)))
            *EX_PUSH(&s->dumps, struct ex_str) = at;
    }
}

static bool is_dump(const struct search *s, struct ex_str folder)
{
    for (size_t i = 0; i < s->dumps.n; i++) {
        if (ex_str_eq(*EX_AT(&s->dumps, struct ex_str, i), folder))
            return true;
    }
    return false;
}

static bool is_inside(const struct search *s, struct ex_str folder)
{
    for (size_t i = 0; i < s->dumps.n; i++) {
        if (is_within(folder, *EX_AT(&s->dumps, struct ex_str, i)))
            return true;
    }
    return false;
}

/*
 * The root of the work tree that one works in, if it holds the dump. A `.git`
 * that came with a dump must not keep us from the configuration above it.
 */
static void find_boundary(struct search *s)
{
    struct ex_str folder = s->here;
    for (;; folder = parent_of(folder)) {
        struct ex_str git = ex_arena_printf(s->arena, "%.*s/.git", EX_FMT(folder));
        if (access(git.p, F_OK) == 0 && !is_dump(s, folder)) {
            s->boundary = is_within(s->start, folder) ? folder : EX_STR("");
            return;
        }
        if (!folder.n)
            return;
    }
}

/* ---- looking -------------------------------------------------------------------- */

static bool is_ours(const struct ex_file_owner *owner)
{
    uid_t me = geteuid();
    return (owner->file == me || owner->file == 0) && (owner->link == me || owner->link == 0);
}

/* One folder; `*stop` when there is nothing to look for any more. */
static bool try_folder(struct search *s, struct ex_str folder, struct ex_buf *text, bool *stop)
{
    struct ex_config *config = s->config;
    struct ex_file_owner owner;
    struct stat st;
    struct ex_str seen = seen_from(s, folder);
    struct ex_str path = ex_arena_printf(s->arena, "%.*s" EX_CONFIG_NAME, EX_FMT(seen));
    if (lstat(path.p, &st) != 0)
        return true;
    bool inside = is_inside(s, folder);
    const char *problem = ex_file_read(path.p, EX_MAX_CONFIG_BYTES, text, &owner);
    if (problem) {
        ex_diag(s->diags, inside ? EX_WARNING : EX_ERROR, path, NO_PLACE, "%s", problem);
        return inside;
    }
    if (!is_ours(&owner)) {
        struct ex_diag *d = ex_diag(s->diags, EX_WARNING, path, NO_PLACE,
                                    "not used: the file belongs to another user");
        ex_diag_hint(s->diags, d, "name it with --config to use it");
        ex_buf_clear(text);
        return true;
    }
    ex_config_place(config, path);
    config->inside = inside;
    config->trusted = !inside && is_within(s->here, folder);
    *stop = true;
    return true;
}

static bool look(struct search *s, struct ex_buf *text)
{
    struct ex_str folder = s->start;
    bool stop = false;
    for (;; folder = parent_of(folder)) {
        if (!try_folder(s, folder, text, &stop))
            return false;
        if (stop || !folder.n || (s->boundary.n && ex_str_eq(folder, s->boundary)))
            return true;
    }
}

static bool read_named(struct ex_config *config, struct ex_str path, struct ex_buf *text,
                       struct ex_diags *diags)
{
    ex_config_place(config, path);
    config->named = config->trusted = true;
    const char *problem = ex_file_read(config->file.p, EX_MAX_CONFIG_BYTES, text, NULL);
    if (!problem)
        return true;
    ex_diag(diags, EX_ERROR, config->file, NO_PLACE, "the configuration cannot be read: %s",
            problem);
    return false;
}

bool ex_config_find(struct ex_config *config, const struct ex_args *args, struct ex_buf *text,
                    struct ex_diags *diags)
{
    const struct ex_option_use *use = ex_args_last(args, EX_OPT_CONFIG);
    if (use && use->negated)
        return true;
    if (use)
        return read_named(config, use->value, text, diags);
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct search s = {.config = config, .args = args, .diags = diags, .arena = arena,
                       .dumps = EX_VEC(struct ex_str)};
    s.here = real_path(arena, ".");
    list_dumps(&s);
    if (!s.start.p)
        s.start = s.here;
    find_boundary(&s);
    bool good = look(&s, text);
    ex_vec_free(&s.dumps);
    return good;
}
