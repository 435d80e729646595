/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The Git work tree around a dump, read from its files: where the tree
 * begins, the revision, the branch and the address of the remote `origin`
 * (without credentials). Whatever cannot be read is left out.
 */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

/* Bytes of a file of .git that are looked at. */
enum { MAX_BYTES = 1 << 20 };

static struct ex_str read_text(struct ex_arena *arena, const char *folder, struct ex_str name)
{
    struct ex_str path = ex_arena_printf(arena, "%s/%.*s", folder, EX_FMT(name));
    FILE *file = fopen(path.p, "rbe");
    if (!file)
        return (struct ex_str){NULL, 0};
    char *bytes = ex_arena_bytes(arena, MAX_BYTES);
    size_t n = fread(bytes, 1, MAX_BYTES, file);
    (void)fclose(file);
    return ex_str_n(bytes, n);
}

static bool is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* The folder at or above `path` that holds `.git`; empty when there is none. */
static struct ex_str find_root(struct ex_arena *arena, struct ex_str path)
{
    while (path.n) {
        struct ex_str git = ex_arena_printf(arena, "%.*s/.git", EX_FMT(path));
        if (is_folder(git.p))
            return path;
        size_t slash = ex_str_rfind(path, '/');
        path = slash == SIZE_MAX ? (struct ex_str){NULL, 0} : ex_str_slice(path, 0, slash);
    }
    return path;
}

static bool is_revision(struct ex_str text)
{
    if (text.n != 40 && text.n != 64)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        if (ex_hex_value(text.p[i]) < 0)
            return false;
    }
    return true;
}

static struct ex_str packed_revision(struct ex_str packed, struct ex_str ref)
{
    struct ex_str line;
    while (ex_str_split(&packed, '\n', &line)) {
        size_t space = ex_str_find(line, ' ');
        if (space != SIZE_MAX && ex_str_eq(ex_str_slice(line, space + 1, line.n), ref))
            return ex_str_slice(line, 0, space);
    }
    return (struct ex_str){NULL, 0};
}

static void read_head(struct ex_cli_dump *dump, const char *git)
{
    struct ex_str head = ex_str_trim(read_text(dump->arena, git, EX_STR("HEAD")));
    if (!ex_str_starts(head, EX_STR("ref: "))) {
        dump->vcs_revision = is_revision(head) ? head : (struct ex_str){NULL, 0};
        return;
    }
    struct ex_str ref = ex_str_slice(head, 5, head.n);
    if (ex_str_starts(ref, EX_STR("refs/heads/")))
        dump->vcs_branch = ex_str_slice(ref, 11, ref.n);
    if (ex_str_find_str(ref, EX_STR("..")) != SIZE_MAX)
        return;
    struct ex_str revision = ex_str_trim(read_text(dump->arena, git, ref));
    if (!is_revision(revision))
        revision = packed_revision(read_text(dump->arena, git, EX_STR("packed-refs")), ref);
    if (is_revision(revision))
        dump->vcs_revision = revision;
}

/* `git@host:path` and `https://user:secret@host/path` as `https://host/path`. */
static struct ex_str clean_url(struct ex_arena *arena, struct ex_str url)
{
    if (ex_str_ends(url, EX_STR(".git")))
        url.n -= 4;
    size_t scheme = ex_str_find_str(url, EX_STR("://"));
    struct ex_str rest = scheme == SIZE_MAX ? url : ex_str_slice(url, scheme + 3, url.n);
    size_t slash = ex_str_find(rest, '/');
    size_t at = ex_str_rfind(ex_str_slice(rest, 0, slash), '@');
    if (at != SIZE_MAX)
        rest = ex_str_slice(rest, at + 1, rest.n);
    size_t colon = ex_str_find(rest, ':');
    if (scheme == SIZE_MAX && at != SIZE_MAX && colon != SIZE_MAX)
        return ex_arena_printf(arena, "https://%.*s/%.*s", EX_FMT(ex_str_slice(rest, 0, colon)),
                               EX_FMT(ex_str_slice(rest, colon + 1, rest.n)));
    if (ex_str_starts(url, EX_STR("https://")) || ex_str_starts(url, EX_STR("http://")) ||
        ex_str_starts(url, EX_STR("ssh://")))
        return ex_arena_printf(arena, "https://%.*s", EX_FMT(rest));
    return (struct ex_str){NULL, 0};
}

static void read_remote(struct ex_cli_dump *dump, const char *git)
{
    struct ex_str config = read_text(dump->arena, git, EX_STR("config"));
    struct ex_str line;
    bool origin = false;
    while (ex_str_split(&config, '\n', &line)) {
        line = ex_str_trim(line);
        if (ex_str_starts(line, EX_STR("[")))
            origin = ex_str_eq(line, EX_STR("[remote \"origin\"]"));
        size_t equals = ex_str_find(line, '=');
        if (!origin || equals == SIZE_MAX)
            continue;
        if (ex_str_eq(ex_str_trim(ex_str_slice(line, 0, equals)), EX_STR("url")))
            dump->vcs_uri =
                clean_url(dump->arena, ex_str_trim(ex_str_slice(line, equals + 1, line.n)));
    }
}

static bool has_mark(struct ex_arena *arena, struct ex_str folder)
{
    static const char *const marks[] = {".git", ".hg", ".svn"};
    struct stat st;
    for (size_t i = 0; i < EX_COUNT(marks); i++) {
        /* In a linked work tree and in a submodule .git is a file. */
        struct ex_str mark = ex_arena_printf(arena, "%.*s/%s", EX_FMT(folder), marks[i]);
        if (lstat(mark.p, &st) == 0)
            return true;
    }
    return false;
}

bool ex_cli_is_checkout(const char *path)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    char *real EX_AUTO(ex_free_auto) = realpath(path, NULL);
    struct ex_str folder = ex_str(real);
    while (folder.n) {
        if (has_mark(arena, folder))
            return true;
        folder = ex_str_slice(folder, 0, ex_str_rfind(folder, '/'));
    }
    return false;
}

void ex_cli_vcs(struct ex_cli_dump *dump, const char *path)
{
    char *real EX_AUTO(ex_free_auto) = realpath(path, NULL);
    if (!real)
        return;
    struct ex_str folder = ex_arena_str(dump->arena, ex_str(real));
    struct ex_str root = find_root(dump->arena, folder);
    if (!root.n)
        return;
    struct ex_str below = ex_str_slice(folder, root.n + 1, folder.n);
    if (!is_folder(real)) {
        size_t slash = ex_str_rfind(below, '/');
        below = ex_str_slice(below, 0, slash == SIZE_MAX ? 0 : slash);
    }
    dump->prefix = below;
    struct ex_str git = ex_arena_printf(dump->arena, "%.*s/.git", EX_FMT(root));
    read_head(dump, git.p);
    read_remote(dump, git.p);
}
