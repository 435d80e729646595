/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Listing a dump: a folder and what is below it, or a stream. Follows no
 * symbolic links and opens nothing but folders.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "formats/import/dump.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#define MAX_NOTES EX_MAX_DIAGS_PER_FILE

struct folder {
    struct ex_str path;
    struct ex_str name; /* ends in '/', or is empty for the dump itself */
    unsigned depth;
};

struct listing {
    struct ex_arena *arena;
    struct ex_vec *files;
    struct ex_vec folders; /* of struct folder, yet to be read */
    struct ex_diags *diags;
    size_t max_files;
    size_t notes;
    bool too_many;
};

static const struct ex_place nowhere = {0, 0};

struct ex_str ex_dump_shown(struct ex_arena *arena, struct ex_str name)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    size_t i = 0;

    while (i < name.n) {
        struct ex_str rest = ex_str_slice(name, i, name.n);
        uint32_t rune;
        size_t used = ex_utf8_decode(rest, &rune);

        if (used == 1 && rune == EX_RUNE_BAD)
            ex_buf_printf(&out, "\\x%02X", (unsigned)(unsigned char)name.p[i]);
        else if (ex_rune_is_unsafe(rune))
            ex_buf_printf(&out, "\\u{%X}", (unsigned)rune);
        else
            ex_buf_add(&out, ex_str_slice(rest, 0, used));
        i += used;
    }
    return ex_arena_str(arena, ex_buf_str(&out));
}

static void note(struct listing *listing, struct ex_str name, const char *text)
{
    if (listing->notes++ < MAX_NOTES)
        ex_diag(listing->diags, EX_NOTE, name, nowhere, "%s", text);
}

bool ex_dump_is_passed_over(struct ex_str name)
{
    return name.p[0] == '.' || ex_str_starts(name, EX_STR("~$")) ||
           ex_str_iends(name, EX_STR(".bak")) ||
           ex_str_find_str(name, EX_STR(":Zone.Identifier")) != SIZE_MAX;
}

static void add_file(struct listing *listing, struct ex_str path, struct ex_str name)
{
    if (listing->files->n >= listing->max_files) {
        listing->too_many = true;
        return;
    }
    *EX_PUSH(listing->files, struct ex_dump_file) =
        (struct ex_dump_file){.path = path, .name = name};
}

static void add_folder(struct listing *listing, struct ex_str path, struct ex_str name,
                       unsigned depth)
{
    if (depth > EX_MAX_DIR_DEPTH) {
        ex_diag(listing->diags, EX_WARNING, name, nowhere,
                "the folder is nested deeper than the limit of %u and was not read",
                EX_MAX_DIR_DEPTH);
        return;
    }
    name = ex_arena_printf(listing->arena, "%.*s/", EX_FMT(name));
    *EX_PUSH(&listing->folders, struct folder) = (struct folder){path, name, depth};
}

static void add_entry(struct listing *listing, const struct folder *folder, const char *entry)
{
    struct ex_str shown = ex_dump_shown(listing->arena, ex_str(entry));
    struct ex_str path = ex_arena_printf(listing->arena, "%s/%s", folder->path.p, entry);
    struct ex_str name =
        ex_arena_printf(listing->arena, "%.*s%.*s", EX_FMT(folder->name), EX_FMT(shown));
    struct stat info;

    if (lstat(path.p, &info) != 0)
        ex_diag(listing->diags, EX_WARNING, name, nowhere, "cannot be looked at: %s",
                strerrordesc_np(errno));
    else if (S_ISREG(info.st_mode))
        add_file(listing, path, name);
    else if (S_ISDIR(info.st_mode))
        add_folder(listing, path, name, folder->depth + 1);
    else if (S_ISLNK(info.st_mode))
        note(listing, name, "a symbolic link, which is not followed");
    else
        note(listing, name, "a device, socket or FIFO, which is not read");
}

static bool list_folder(struct listing *listing, const struct folder *folder)
{
    DIR *dir = opendir(folder->path.p);
    const struct dirent *entry;

    if (!dir) {
        ex_diag(listing->diags, folder->depth ? EX_WARNING : EX_ERROR,
                folder->depth ? folder->name : folder->path, nowhere,
                "the folder cannot be read: %s", strerrordesc_np(errno));
        return false;
    }
    while (!listing->too_many && (entry = readdir(dir))) {
        if (!ex_dump_is_passed_over(ex_str(entry->d_name)))
            add_entry(listing, folder, entry->d_name);
    }
    (void)closedir(dir);
    return true;
}

static int compare_files(const void *a, const void *b)
{
    const struct ex_dump_file *x = a;
    const struct ex_dump_file *y = b;
    int order = ex_str_cmp(x->name, y->name);

    /* Of entries with one name the first is the one that is read. */
    if (!order)
        order = (x->problem.n > 0) - (y->problem.n > 0);
    if (!order)
        order = ex_str_cmp(x->path, y->path);
    return order ? order : (x->start > y->start) - (x->start < y->start);
}

void ex_dump_sort(struct ex_vec *files, size_t from)
{
    if (files->n > from)
        qsort(EX_AT(files, struct ex_dump_file, from), files->n - from,
              sizeof(struct ex_dump_file), compare_files);
}

static bool list_folders(struct listing *listing, struct ex_str path)
{
    struct folder root = {path, {"", 0}, 0};

    if (!list_folder(listing, &root))
        return false;
    while (listing->folders.n && !listing->too_many) {
        struct folder folder = *EX_AT(&listing->folders, struct folder, listing->folders.n - 1);

        ex_vec_pop(&listing->folders);
        (void)list_folder(listing, &folder);
    }
    if (listing->notes > MAX_NOTES)
        ex_diag(listing->diags, EX_NOTE, path, nowhere, "%zu more notes of this sort",
                listing->notes - MAX_NOTES);
    return true;
}

static struct ex_str base_name(struct ex_str path)
{
    size_t slash = ex_str_rfind(path, '/');

    return slash == SIZE_MAX ? path : ex_str_slice(path, slash + 1, path.n);
}

/* The dump itself may be a link: the user named it. */
static struct ex_str real_path(struct ex_arena *arena, struct ex_str path)
{
    char *EX_AUTO(ex_free_auto) real = realpath(path.p, NULL);

    return real ? ex_arena_str(arena, ex_str(real)) : path;
}

bool ex_dump_list(struct ex_arena *arena, struct ex_str path, struct ex_vec *files,
                  struct ex_diags *diags)
{
    return ex_dump_list_up_to(EX_MAX_FILES, arena, path, files, diags);
}

bool ex_dump_list_up_to(size_t max, struct ex_arena *arena, struct ex_str path,
                        struct ex_vec *files, struct ex_diags *diags)
{
    struct listing listing = {.arena = arena,
                              .files = files,
                              .diags = diags,
                              .folders = EX_VEC(struct folder),
                              .max_files = max};
    size_t before = files->n;
    struct stat info;
    bool good = true;

    path = ex_arena_str(arena, path);
    if (stat(path.p, &info) != 0) {
        ex_diag(diags, EX_ERROR, path, nowhere, "the dump cannot be read: %s",
                strerrordesc_np(errno));
        return false;
    }
    if (S_ISDIR(info.st_mode))
        good = list_folders(&listing, path);
    else
        add_file(&listing, real_path(arena, path), ex_dump_shown(arena, base_name(path)));
    ex_vec_free(&listing.folders);
    if (listing.too_many) {
        ex_diag(diags, EX_ERROR, path, nowhere, "the dump has more files than the limit of %zu",
                max);
        return false;
    }
    ex_dump_sort(files, before);
    return good;
}

void ex_dump_files_free(struct ex_vec *files)
{
    size_t i;

    for (i = 0; i < files->n; i++)
        ex_spool_drop(EX_AT(files, struct ex_dump_file, i)->spool);
    ex_vec_free(files);
}

const char *ex_dump_add_stream(struct ex_arena *arena, int fd, struct ex_str name,
                               struct ex_vec *files)
{
    struct ex_spool *spool = ex_spool_new();
    const char *problem = ex_spool_fill(spool, fd, EX_MAX_FILE_BYTES);

    if (problem)
        ex_spool_drop(spool);
    else
        *EX_PUSH(files, struct ex_dump_file) =
            (struct ex_dump_file){.name = ex_dump_shown(arena, name),
                                  .spool = spool,
                                  .size = ex_spool_size(spool)};
    return problem;
}

struct ex_source *ex_dump_open(const struct ex_dump_file *file, struct ex_diags *diags)
{
    if (file->spool)
        return ex_source_from_spool(file->spool, file->start, file->size, file->name, diags);
    return ex_source_open(file->path.p, file->name, diags);
}
