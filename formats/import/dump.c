/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Importing a dump: archives are replaced by their members, then the files
 * that count (choose.h) are imported one per thread, in groups, and merged in the order
 * of names, so that the number of threads does not show.
 */
#include "formats/import/dump.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/pool.h"
#include "base/vec.h"
#include "formats/import/choose.h"
#include "formats/import/xml.h"

#include <stdlib.h>

#define GROUP 256u /* files imported before merging */
#define MAX_SECONDS INT64_C(253402300799) /* 9999-12-31T23:59:59Z */

struct job {
    const struct ex_dump_file *file;
    const struct ex_choice *choice;
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
    if (job->file->exported) {
        batch->file.exported = job->file->exported;
        batch->file.clock = EX_CLOCK_ARCHIVE;
    }
    if (job->file->problem.n) {
        batch->file.state = job->file->cut ? EX_FILE_TRUNCATED : EX_FILE_UNREADABLE;
        batch->file.why = ex_arena_str(batch->arena, job->file->problem);
        return;
    }
    batch->file.source = ex_dump_open(job->file, &batch->diags);
    if (!batch->file.source)
        batch->file.state = EX_FILE_UNREADABLE;
}

/* What is not imported is part of the dump all the same. */
static void pass_over(struct ex_batch *batch, const struct ex_choice *choice)
{
    batch->file.state = choice->state;
    batch->file.why = ex_arena_str(batch->arena, choice->why);
    if (!choice->quiet)
        ex_diag(&batch->diags, EX_NOTE, batch->file.name, (struct ex_place){0, 0},
                "not read: %.*s", EX_FMT(choice->why));
}

static void import_one(void *ctx, size_t i)
{
    struct group *group = ctx;
    struct job *job = &group->jobs[group->order[i]];
    struct ex_file *file = &job->batch.file;

    if (!file->source)
        return;
    if (job->choice->state != EX_FILE_READ) {
        pass_over(&job->batch, job->choice);
        return;
    }
    ex_import_file(&job->batch);
    /* Not every format shows that its end is missing. */
    if (job->file->cut && file->state == EX_FILE_READ)
        file->state = EX_FILE_TRUNCATED;
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

/* The time in the file system, for want of a better one. */
static void set_clock(struct ex_file *file)
{
    int64_t changed = file->source ? ex_source_changed(file->source) : INT64_MIN;

    if (file->clock != EX_CLOCK_NONE || changed <= 0 || changed > MAX_SECONDS)
        return;
    file->clock = EX_CLOCK_FILE;
    file->exported = changed * EX_TICKS_PER_SECOND + EX_UNIX_EPOCH_TICKS;
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
        if (options->file_times)
            set_clock(&group->jobs[i].batch.file);
        if (group->jobs[i].batch.file.source)
            ex_source_rest(group->jobs[i].batch.file.source);
        ex_graph_merge(graph, &group->jobs[i].batch);
        ex_batch_free(&group->jobs[i].batch);
    }
}

static void import_files(const struct ex_vec *files, const struct ex_dump_options *options,
                         struct ex_graph *graph)
{
    struct job *EX_AUTO(ex_free_auto) all = ex_alloc(GROUP * sizeof *all);
    struct ex_choice *EX_AUTO(ex_free_auto) choices = ex_alloc((files->n + 1) * sizeof *choices);
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    size_t order[GROUP];
    size_t done = 0;

    ex_choose(arena, files, choices);
    while (done < files->n) {
        struct group group = {.jobs = all, .order = order};

        while (group.n < GROUP && done < files->n) {
            all[group.n++] = (struct job){.file = EX_AT(files, struct ex_dump_file, done),
                                          .choice = &choices[done]};
            done++;
        }
        import_group(&group, options, graph);
    }
}

void ex_dump_import(const struct ex_vec *files, const struct ex_dump_options *options,
                    struct ex_graph *graph)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct ex_vec EX_AUTO(ex_dump_files_free) all = EX_VEC(struct ex_dump_file);

    ex_xml_init();
    ex_dump_expand(files, &ex_dump_limits, arena, &all, ex_graph_diags(graph));
    import_files(&all, options, graph);
    ex_graph_link(graph);
}
