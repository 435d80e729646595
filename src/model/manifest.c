/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Reading manifests, and applying them to the files that they name.
 */
#include "model/manifest.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "model/convert.h"
#include "model/graph_impl.h"
#include "model/ingest.h"

/** One run of a cmdlet. */
struct run {
    struct ex_str cmdlet;
    struct ex_str file; /**< in the folder of the manifest; empty: the run left none */
    bool failed;        /**< there was an error; objects may be missing */
    int64_t objects;    /**< written to the file; -1: not said */
    int64_t time;       /**< in ticks; 0: not said */
};

struct ex_manifest {
    struct run *runs;
    size_t n;
    bool one_domain; /**< recipients of one domain only were asked for */
    bool told;       /**< that they may lack others */
};

/* ---- reading ---- */

/** A text as a message quotes it. */
static struct ex_str quoted(struct ex_str text)
{
    struct ex_str part = ex_str_slice(text, 0, 300);
    return ex_str_slice(part, 0, ex_utf8_span(part));
}

static struct ex_str kept(struct ex_batch *batch, const struct ex_raw *raw, const char *name)
{
    return ex_arena_str(batch->arena, ex_str_trim(ex_member_text(raw, name)));
}

/** A plain file name: nothing that leads elsewhere. */
static bool is_plain(struct ex_str name)
{
    return name.n > 0 && ex_str_find(name, '/') == SIZE_MAX &&
           ex_str_find(name, '\\') == SIZE_MAX && ex_str_find(name, '\0') == SIZE_MAX;
}

static int64_t time_of(const struct ex_raw *raw, const char *name, int64_t otherwise)
{
    int64_t ticks;
    return ex_parse_time(ex_member_text(raw, name), &ticks) && ticks > 0 ? ticks : otherwise;
}

/** What failed; a warning when rules need what is missing. */
static void say_failed(struct ex_batch *batch, const struct ex_raw *raw, const struct run *run,
                       struct ex_str error)
{
    struct ex_str server = quoted(ex_str_trim(ex_member_text(raw, "Server")));
    struct ex_str cmdlet = run->cmdlet.n ? quoted(run->cmdlet) : EX_STR("the export");
    enum ex_kind_id kind = ex_kind_named(run->cmdlet);
    bool needed = kind != EX_N_KINDS && ex_wanted_has(batch->wanted, kind, -1);
    struct ex_place at = {0, 0};
    if (batch->diags.items.n >= EX_MAX_DIAGS_PER_FILE)
        return;
    if (batch->file.source)
        at = ex_source_place(batch->file.source, raw->start, batch->diags.arena, NULL);
    error = quoted(error);
    struct ex_diag *d = ex_diag(&batch->diags, needed ? EX_WARNING : EX_NOTE, batch->file.name, at,
                                "%.*s%s%.*s failed: %.*s", EX_FMT(cmdlet),
                                server.n ? " on " : "", EX_FMT(server), EX_FMT(error));
    if (needed)
        ex_diag_hint(&batch->diags, d,
                     "what needs it is not assessed; run the script again when that is mended");
}

static void read_run(struct ex_batch *batch, const struct ex_raw *raw, int64_t started,
                     struct run *run)
{
    struct ex_str error = ex_str_trim(ex_member_text(raw, "Error"));
    *run = (struct run){
        .cmdlet = kept(batch, raw, "Cmdlet"),
        .file = kept(batch, raw, "File"),
        .failed = error.n > 0,
        .time = time_of(raw, "Started", started),
    };
    if (!is_plain(run->file))
        run->file = EX_STR("");
    if (!ex_str_to_int(ex_member_text(raw, "Objects"), &run->objects) || run->objects < 0)
        run->objects = -1;
    if (run->failed)
        say_failed(batch, raw, run, error);
}

static void read_runs(struct ex_batch *batch, const struct ex_raw *list, int64_t started,
                      struct ex_manifest *manifest)
{
    const struct ex_raw *first = list && list->kind == EX_RAW_OBJECT ? list->items : NULL;
    size_t n = 0;
    for (const struct ex_raw *r = first; r; r = r->next)
        n++;
    manifest->runs = EX_NEW_ARRAY(batch->arena, n, struct run);
    for (const struct ex_raw *r = first; r; r = r->next) {
        const struct ex_raw *raw = ex_raw_target(r);
        if (raw && raw->kind == EX_RAW_OBJECT)
            read_run(batch, raw, started, &manifest->runs[manifest->n++]);
    }
}

static bool may_be_manifest(const struct ex_raw *record)
{
    return record && record->kind == EX_RAW_OBJECT &&
           (record->n_types == 0 ||
            ex_str_ends(record->types[0], EX_STR(".PSCustomObject")) ||
            ex_str_ends(record->types[0], EX_STR(".PSObject")));
}

bool ex_manifest_take(struct ex_batch *batch, const struct ex_raw *record)
{
    record = ex_raw_target(record);
    const struct ex_raw *version =
        may_be_manifest(record) ? ex_raw_member(record, EX_STR("ExlintManifest")) : NULL;
    if (!version)
        return false;
    int64_t number;
    bool entire;
    if (!ex_str_to_int(ex_raw_text(version), &number) || number != 1) {
        ex_diag_hint(&batch->diags,
                     ex_diag(&batch->diags, EX_WARNING, batch->file.name, (struct ex_place){0, 0},
                             "a manifest of a version that is not known was set aside"),
                     "use the script of this version: exlint collect");
        return true;
    }
    struct ex_manifest *manifest = EX_NEW(batch->arena, struct ex_manifest);
    manifest->one_domain =
        ex_parse_bool(ex_member_text(record, "ViewEntireForest"), &entire) && !entire;
    read_runs(batch, ex_raw_member(record, EX_STR("Cmdlets")), time_of(record, "Started", 0),
              manifest);
    batch->file.manifest = manifest;
    return true;
}

/* ---- applying ---- */

/** A manifest on its way through the files. */
struct application {
    struct ex_graph *graph;
    struct ex_map *files;       /**< from name to struct ex_file */
    struct ex_manifest *manifest;
    struct ex_str name;         /**< of its file */
    struct ex_str folder;       /**< of its file, with a slash, or empty */
};

static struct ex_file *file_of(const struct application *a, const struct run *run)
{
    struct ex_str name =
        ex_arena_printf(a->graph->arena, "%.*s%.*s", EX_FMT(a->folder), EX_FMT(run->file));
    return ex_map_get(a->files, name);
}

/** Objects of the file are missing: it counts as cut short. */
static void cut_short(struct ex_file *file)
{
    if (file->state == EX_FILE_READ)
        file->state = EX_FILE_TRUNCATED;
}

static void check_count(const struct application *a, const struct run *run, struct ex_file *file)
{
    if (run->objects < 0 || file->objects >= (uint64_t)run->objects ||
        file->state != EX_FILE_READ || ex_kind_named(run->cmdlet) == EX_N_KINDS)
        return;
    struct ex_diag *d =
        ex_diag(&a->graph->diags, EX_WARNING, file->name, (struct ex_place){0, 0},
                "holds %zu objects of the %lld that were exported", file->objects,
                (long long)run->objects);
    ex_diag_hint(&a->graph->diags, d, "the file was changed or damaged since; export again");
    cut_short(file);
}

/** Recipients of other domains of the forest were not asked for. */
static void check_domain(const struct application *a, const struct run *run, struct ex_file *file)
{
    enum ex_kind_id kind = ex_kind_named(run->cmdlet);
    if (!a->manifest->one_domain || kind == EX_N_KINDS || !ex_kind(kind)->large)
        return;
    cut_short(file);
    if (a->manifest->told)
        return;
    a->manifest->told = true;
    struct ex_diag *d = ex_diag(&a->graph->diags, EX_WARNING, a->name, (struct ex_place){0, 0},
                                "recipients of other domains of the forest may be missing");
    ex_diag_hint(&a->graph->diags, d,
                 "run the script as someone who may run Set-ADServerSettings");
}

static void apply_run(const struct application *a, const struct run *run)
{
    struct ex_file *file = run->file.n ? file_of(a, run) : NULL;
    if (!file) {
        if (run->file.n)
            ex_diag(&a->graph->diags, EX_NOTE, a->name, (struct ex_place){0, 0},
                    "'%.*s' is not in the dump", EX_FMT(quoted(run->file)));
        return;
    }
    if (run->time) {
        file->exported = run->time;
        file->clock = EX_CLOCK_CONTENT;
    }
    if (run->failed)
        cut_short(file);
    check_count(a, run, file);
    check_domain(a, run, file);
}

static void apply(struct ex_graph *graph, struct ex_map *files, const struct ex_file *file)
{
    size_t slash = ex_str_rfind(file->name, '/');
    struct application a = {
        .graph = graph,
        .files = files,
        .manifest = file->manifest,
        .name = file->name,
        .folder = ex_str_slice(file->name, 0, slash == SIZE_MAX ? 0 : slash + 1),
    };
    for (size_t i = 0; i < a.manifest->n; i++)
        apply_run(&a, &a.manifest->runs[i]);
}

void ex_manifests_apply(struct ex_graph *graph)
{
    bool any = false;
    for (size_t i = 0; i < graph->files.n && !any; i++)
        any = ex_graph_file(graph, i)->manifest != NULL;
    if (!any)
        return;
    EX_AUTO(ex_map_auto) struct ex_map *files = ex_map_new(true);
    for (size_t i = 0; i < graph->files.n; i++)
        ex_map_put(files, ex_graph_file(graph, i)->name, ex_graph_file(graph, i));
    for (size_t i = 0; i < graph->files.n; i++) {
        if (ex_graph_file(graph, i)->manifest)
            apply(graph, files, ex_graph_file(graph, i));
    }
}
