/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A dump: a folder of exports. Listing it follows no symbolic links and opens
 * nothing but regular files; importing it runs one file per thread, in groups, and
 * merges in the order of names, so that the number of threads does not show.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/pool.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "formats/import/import.h"
#include "formats/import/xml.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#define GROUP     256u /* files imported before merging */
#define MAX_NOTES EX_MAX_DIAGS_PER_FILE

/* ---- listing ---- */

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
    size_t notes;
    bool too_many;
};

static const struct ex_place nowhere = {0, 0};

/* A file name may hold any bytes: show what could deceive as escapes. */
static struct ex_str shown_name(struct ex_arena *arena, struct ex_str name)
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

static bool is_passed_over(struct ex_str name)
{
    return name.p[0] == '.' || ex_str_starts(name, EX_STR("~$")) ||
           ex_str_iends(name, EX_STR(".bak")) ||
           ex_str_find_str(name, EX_STR(":Zone.Identifier")) != SIZE_MAX;
}

static void add_file(struct listing *listing, struct ex_str path, struct ex_str name)
{
    if (listing->files->n >= EX_MAX_FILES) {
        listing->too_many = true;
        return;
    }
    *EX_PUSH(listing->files, struct ex_dump_file) = (struct ex_dump_file){path, name};
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
    struct ex_str shown = shown_name(listing->arena, ex_str(entry));
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
        if (!is_passed_over(ex_str(entry->d_name)))
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

    return order ? order : ex_str_cmp(x->path, y->path);
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
    struct listing listing = {
        .arena = arena, .files = files, .diags = diags, .folders = EX_VEC(struct folder)};
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
        add_file(&listing, real_path(arena, path), shown_name(arena, base_name(path)));
    ex_vec_free(&listing.folders);
    if (listing.too_many) {
        ex_diag(diags, EX_ERROR, path, nowhere, "the dump has more files than the limit of %u",
                EX_MAX_FILES);
        return false;
    }
    if (files->n > before)
        qsort(EX_AT(files, struct ex_dump_file, before), files->n - before,
              sizeof(struct ex_dump_file), compare_files);
    return good;
}

/* ---- importing ---- */

struct job {
    const struct ex_dump_file *file;
    struct ex_batch batch;
};

struct group {
    struct job *jobs; /* in the order of names */
    size_t n;
    size_t *order; /* in which they are run: large ones first */
};

static void open_file(struct job *job, const struct ex_dump_options *options)
{
    struct ex_batch *batch = &job->batch;

    ex_batch_init(batch, options->wanted);
    batch->pfx_password = options->pfx_password;
    batch->file.hint = EX_N_KINDS;
    batch->file.name = ex_arena_str(batch->arena, job->file->name);
    batch->file.source = ex_source_open(job->file->path.p, batch->file.name, &batch->diags);
    if (!batch->file.source)
        batch->file.state = EX_FILE_UNREADABLE;
}

static void import_one(void *ctx, size_t i)
{
    struct group *group = ctx;
    struct ex_batch *batch = &group->jobs[group->order[i]].batch;

    if (batch->file.source)
        ex_import_file(batch);
}

static uint64_t job_size(const struct job *job)
{
    return job->batch.file.source ? ex_source_size(job->batch.file.source) : 0;
}

static int compare_sizes(const void *a, const void *b, void *ctx)
{
    const struct job *jobs = ctx;
    size_t x = *(const size_t *)a;
    size_t y = *(const size_t *)b;
    uint64_t x_size = job_size(&jobs[x]);
    uint64_t y_size = job_size(&jobs[y]);

    if (x_size != y_size)
        return x_size > y_size ? -1 : 1;
    return x < y ? -1 : 1;
}

static void import_group(struct group *group, const struct ex_dump_options *options,
                         struct ex_graph *graph)
{
    size_t i;

    for (i = 0; i < group->n; i++) {
        group->order[i] = i;
        open_file(&group->jobs[i], options);
    }
    qsort_r(group->order, group->n, sizeof *group->order, compare_sizes, group->jobs);
    ex_pool_run(options->jobs, group->n, import_one, group);
    for (i = 0; i < group->n; i++) {
        if (group->jobs[i].batch.file.source)
            ex_source_rest(group->jobs[i].batch.file.source);
        ex_graph_merge(graph, &group->jobs[i].batch);
        ex_batch_free(&group->jobs[i].batch);
    }
}

void ex_dump_import(const struct ex_vec *files, const struct ex_dump_options *options,
                    struct ex_graph *graph)
{
    struct job *EX_AUTO(ex_free_auto) all = ex_alloc(GROUP * sizeof *all);
    size_t order[GROUP];
    size_t done = 0;

    ex_xml_init();
    while (done < files->n) {
        struct group group = {.jobs = all, .order = order};

        while (group.n < GROUP && done < files->n)
            all[group.n++] = (struct job){.file = EX_AT(files, struct ex_dump_file, done++)};
        import_group(&group, options, graph);
    }
    ex_graph_link(graph);
}
