/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Imports the files named on the command line, each as often as it is named,
 * and prints one line: objects, messages, user and system CPU seconds, wall
 * seconds, and the largest resident set in MiB. `-j N` sets the threads, `-q`
 * leaves messages out, `-a` keeps all properties (else those that the
 * built-in rules read). `-i` only imports the files, one after the other, and
 * prints the CPU seconds and the speed of that: without loading rules and linking.
 */
#include "engine/rule.h"
#include "formats/import/import.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double now(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void print_diags(const struct ex_diags *diags)
{
    size_t i;

    for (i = 0; i < diags->items.n; i++) {
        const struct ex_diag *diag = EX_AT(&diags->items, struct ex_diag, i);

        printf("%d %.*s:%llu:%llu: %.*s (%.*s)\n", (int)diag->level, EX_FMT(diag->file),
               (unsigned long long)diag->at.line, (unsigned long long)diag->at.column,
               EX_FMT(diag->message), EX_FMT(diag->hint));
    }
}

static size_t count_objects(struct ex_graph *graph)
{
    size_t i;
    size_t n = 0;

    for (i = 0; i < ex_graph_files(graph); i++)
        n += ex_graph_file(graph, i)->objects;
    return n;
}

/* From bytes to objects, and nothing else. */
static void time_import(const struct ex_vec *files, const struct ex_wanted *wanted)
{
    uint64_t bytes = 0;
    size_t objects = 0;
    clock_t start = clock();
    double used;
    size_t i;

    for (i = 0; i < files->n; i++) {
        const struct ex_dump_file *file = EX_AT(files, struct ex_dump_file, i);
        struct ex_batch batch;

        ex_batch_init(&batch, wanted);
        batch.file.name = file->name;
        batch.file.source = ex_source_open(file->path.p, file->name, &batch.diags);
        if (batch.file.source) {
            ex_import_file(&batch);
            objects += batch.file.objects;
            bytes += ex_source_size(batch.file.source);
        }
        ex_batch_free(&batch);
    }
    used = (double)(clock() - start) / CLOCKS_PER_SEC;
    printf("objects %zu, CPU %.3f, %.0f MB/s\n", objects, used, (double)bytes / 1e6 / used);
}

int main(int argc, char **argv)
{
    struct ex_vec EX_AUTO(ex_vec_free) files = EX_VEC(struct ex_dump_file);
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    struct ex_graph *EX_AUTO(ex_graph_auto) graph = ex_graph_new();
    struct ex_wanted wanted;
    struct rusage usage;
    unsigned jobs = 1;
    bool quiet = false;
    bool only_import = false;
    double start = now();
    struct ex_rules *EX_AUTO(ex_rules_auto) rules = NULL;
    int option;

    ex_diags_init(&diags);
    ex_wanted_init(&wanted);
    while ((option = getopt(argc, argv, "j:qai")) != -1) {
        jobs = option == 'j' ? (unsigned)strtoul(optarg, NULL, 10) : jobs;
        quiet = quiet || option == 'q';
        wanted.all = wanted.all || option == 'a';
        only_import = only_import || option == 'i';
    }
    rules = ex_rules_load(true, NULL, 0, &diags);
    if (!rules)
        print_diags(&diags);
    else
        ex_rules_wanted(rules, &wanted);
    while (optind < argc) {
        if (!ex_dump_list(arena, ex_str(argv[optind++]), &files, &diags))
            print_diags(&diags);
    }
    if (only_import) {
        time_import(&files, &wanted);
        ex_wanted_free(&wanted);
        return 0;
    }
    ex_dump_import(&files, &(struct ex_dump_options){.wanted = &wanted, .jobs = jobs}, graph);
    if (!quiet) {
        print_diags(&diags);
        print_diags(ex_graph_diags(graph));
    }
    (void)getrusage(RUSAGE_SELF, &usage);
    printf("objects %zu, messages %zu, user %.3f, system %.3f, wall %.3f, peak %ld MiB\n",
           count_objects(graph), ex_graph_diags(graph)->items.n, seconds(usage.ru_utime),
           seconds(usage.ru_stime), now() - start, usage.ru_maxrss / 1024);
    ex_wanted_free(&wanted);
    return 0;
}
