/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Facts about the dump itself, as objects of the graph, so that rules about it
 * are data like all others: an ExportFile for each input file, a Cmdlet for
 * each kind that a cmdlet returns. They are always complete, and what is not known of
 * them is null: such a rule is never "not assessed" because something is missing.
 */
#include "base/source.h"
#include "model/convert.h"
#include "model/graph_impl.h"

struct ex_str ex_file_state_name(enum ex_file_state state)
{
    static const char *const names[] = {
        [EX_FILE_READ] = "Read",
        [EX_FILE_TRUNCATED] = "Truncated",
        [EX_FILE_UNREADABLE] = "Unreadable",
        [EX_FILE_OTHER] = "Other",
        [EX_FILE_SET_ASIDE] = "SetAside",
    };
    return ex_str(names[state]);
}

struct ex_str ex_clock_name(enum ex_clock clock)
{
    static const char *const names[] = {
        [EX_CLOCK_NONE] = NULL,
        [EX_CLOCK_CONTENT] = "Content",
        [EX_CLOCK_NAME] = "Name",
        [EX_CLOCK_ARCHIVE] = "Archive",
        [EX_CLOCK_FILE] = "File",
    };
    return ex_str(names[clock]);
}

struct ex_str ex_coverage_name(enum ex_coverage coverage)
{
    static const char *const names[] = {
        [EX_MISSING] = "Missing",
        [EX_PARTIAL] = "Partial",
        [EX_COMPLETE] = "Complete",
    };
    return ex_str(names[coverage]);
}

bool ex_file_is_useful(const struct ex_file *file)
{
    bool none = false;
    for (size_t i = 0; i < EX_KIND_WORDS; i++)
        none = none || file->none[i];
    return file->objects || none || (file->empty && file->hint < EX_N_KINDS);
}

/* ---- what there is of a cmdlet ---- */

static const struct ex_tally *tally_of(const struct ex_file *file, enum ex_kind_id kind)
{
    for (size_t i = 0; i < file->n_tallies; i++) {
        if (file->tallies[i].kind == kind)
            return &file->tallies[i];
    }
    return NULL;
}

/** Whether a file says that the cmdlet returned nothing. */
static bool says_none(const struct ex_file *file, enum ex_kind_id kind)
{
    return file->state == EX_FILE_READ && ((file->empty && file->hint == kind) ||
                                           (file->none[kind / 64] >> (kind % 64) & 1));
}

static void note_time(struct ex_cmdlet *cmdlet, const struct ex_file *file)
{
    if (file->clock == EX_CLOCK_NONE)
        return;
    if (!cmdlet->earliest || file->exported < cmdlet->earliest)
        cmdlet->earliest = file->exported;
    if (!cmdlet->latest || file->exported > cmdlet->latest)
        cmdlet->latest = file->exported;
}

/** The files of all cmdlets in one pass: files may be many, and each holds one kind or a few. */
static void count_files(struct ex_graph *graph)
{
    for (uint32_t i = 0; i < graph->files.n; i++) {
        const struct ex_file *file = ex_graph_file(graph, i);
        for (size_t k = 0; k < EX_N_KINDS; k++) {
            enum ex_kind_id kind = (enum ex_kind_id)k;
            const struct ex_tally *tally = tally_of(file, kind);
            graph->cmdlets[k].n_files += tally || says_none(file, kind);
            graph->cmdlets[k].objects += tally ? tally->objects : 0;
        }
    }
}

static void list_files(struct ex_graph *graph, enum ex_kind_id kind)
{
    struct ex_cmdlet *cmdlet = &graph->cmdlets[kind];
    uint32_t *files = EX_NEW_ARRAY(graph->arena, cmdlet->n_files, uint32_t);
    size_t n = 0;
    for (uint32_t i = 0; i < graph->files.n && n < cmdlet->n_files; i++) {
        const struct ex_file *file = ex_graph_file(graph, i);
        if (!tally_of(file, kind) && !says_none(file, kind))
            continue;
        files[n++] = i;
        note_time(cmdlet, file);
    }
    cmdlet->files = files;
}

/** Of kinds that nobody wants there are no objects to go by. */
static enum ex_coverage coverage_by_files(const struct ex_graph *graph, enum ex_kind_id kind)
{
    const struct ex_cmdlet *cmdlet = &graph->cmdlets[kind];
    bool all = false;
    for (size_t i = 0; i < cmdlet->n_files; i++) {
        const struct ex_file *file = ex_graph_file(graph, cmdlet->files[i]);
        const struct ex_tally *tally = tally_of(file, kind);
        if (file->state != EX_FILE_READ)
            return EX_PARTIAL;
        all = all || !tally || tally->objects > tally->loose;
    }
    return all ? EX_COMPLETE : EX_PARTIAL;
}

static enum ex_coverage coverage_of(const struct ex_graph *graph, enum ex_kind_id kind)
{
    enum ex_coverage coverage = graph->coverage[kind];
    const struct ex_cmdlet *cmdlet = &graph->cmdlets[kind];
    /* A view of other objects is no export of its own. */
    if (coverage == EX_PARTIAL && !cmdlet->n_files && !graph->tainted[kind])
        return EX_MISSING;
    if (coverage == EX_MISSING && cmdlet->objects && !graph->held[kind])
        return coverage_by_files(graph, kind);
    return coverage;
}

static void list_servers(struct ex_graph *graph, enum ex_kind_id kind)
{
    struct ex_cmdlet *cmdlet = &graph->cmdlets[kind];
    size_t n = graph->nodes[EX_KIND_ExchangeServer].n;
    uint8_t *marked = memset(ex_alloc(n + 1), 0, n + 1);
    ex_mark_servers(graph, kind, false, marked);
    cmdlet->servers = EX_NEW_ARRAY(graph->arena, n, const struct ex_node *);
    cmdlet->missing = EX_NEW_ARRAY(graph->arena, n, const struct ex_node *);
    for (size_t i = 0; i < n; i++) {
        const struct ex_node *server = ex_graph_at(graph, EX_KIND_ExchangeServer, i);
        if (marked[i])
            cmdlet->servers[cmdlet->n_servers++] = server;
        else if (ex_server_should_have(server, kind))
            cmdlet->missing[cmdlet->n_missing++] = server;
    }
    /* Of no server at all: that is a missing export, or objects whose server is not known. */
    if (cmdlet->n_servers == 0 || graph->unattached[kind])
        cmdlet->n_missing = 0;
    ex_free_auto(&marked);
}

static void sum_up(struct ex_graph *graph)
{
    count_files(graph);
    for (size_t i = 0; i < EX_N_KINDS; i++) {
        enum ex_kind_id kind = (enum ex_kind_id)i;
        if (!ex_kind_is_exported(kind))
            continue;
        list_files(graph, kind);
        graph->cmdlets[i].coverage = coverage_of(graph, kind);
        if (ex_kind(kind)->scope == EX_SCOPE_SERVER && ex_server_prop(kind) >= 0)
            list_servers(graph, kind);
    }
}

const struct ex_cmdlet *ex_graph_cmdlet(const struct ex_graph *graph, enum ex_kind_id kind)
{
    return ex_kind_is_abstract(kind) ? NULL : &graph->cmdlets[kind];
}

/* ---- as objects ---- */

static struct ex_node *new_node(struct ex_graph *graph, enum ex_kind_id kind, struct ex_str name)
{
    size_t n = ex_kind(kind)->n_props;
    struct ex_node *node = EX_NEW(graph->arena, struct ex_node);
    *node = (struct ex_node){.kind = (uint16_t)kind, .file = UINT32_MAX, .identity = name};
    node->cells = EX_NEW_ARRAY(graph->arena, n, struct ex_value);
    for (size_t i = 0; i < n; i++) {
        node->cells[i] =
            (struct ex_value){.prop = (uint16_t)i, .owner = node, .off = EX_NO_OFFSET};
        ex_set_null(&node->cells[i]);
    }
    ex_set_string(&node->cells[EX_PROP_IDENTITY], name);
    ex_set_string(&node->cells[EX_PROP_NAME], name);
    *EX_PUSH(&graph->nodes[kind], struct ex_node *) = node;
    return node;
}

/** Null when there is no text. */
static void set_text(struct ex_node *node, int prop, struct ex_str text)
{
    if (text.n)
        ex_set_string(&node->cells[prop], text);
}

static void set_count(struct ex_node *node, int prop, size_t count, uint64_t off)
{
    ex_set_int(&node->cells[prop], (int64_t)count);
    node->cells[prop].off = count ? off : EX_NO_OFFSET;
}

static void set_time(struct ex_node *node, int prop, int64_t ticks)
{
    if (!ticks)
        return;
    node->cells[prop].tag = EX_TIME;
    node->cells[prop].u.i = ticks;
}

/** A list of the property with room for `n` items. */
static struct ex_value *set_list(struct ex_graph *graph, struct ex_node *node, int prop, size_t n)
{
    struct ex_value *items = EX_NEW_ARRAY(graph->arena, n, struct ex_value);
    for (size_t i = 0; i < n; i++)
        items[i] =
            (struct ex_value){.prop = (uint16_t)prop, .owner = node, .off = EX_NO_OFFSET};
    ex_set_list(&node->cells[prop], items, n, false);
    return items;
}

static void set_node(struct ex_value *item, const struct ex_node *target)
{
    item->tag = EX_NODE;
    /* Values that link hold nodes that may change while the graph is made. */
    item->u.node = (struct ex_node *)(uintptr_t)target;
}

static void set_cmdlets(struct ex_graph *graph, struct ex_node *node, const struct ex_file *file)
{
    size_t n = 0;
    for (size_t i = 0; i < EX_N_KINDS; i++)
        n += tally_of(file, (enum ex_kind_id)i) || says_none(file, (enum ex_kind_id)i);
    struct ex_value *items = set_list(graph, node, EX_P_ExportFile_Cmdlets, n);
    n = 0;
    for (size_t i = 0; i < EX_N_KINDS; i++) {
        enum ex_kind_id kind = (enum ex_kind_id)i;
        if (tally_of(file, kind) || says_none(file, kind))
            ex_set_string(&items[n++], ex_kind(kind)->cmdlet);
    }
}

static void make_file(struct ex_graph *graph, uint32_t index)
{
    const struct ex_file *file = ex_graph_file(graph, index);
    struct ex_node *node = new_node(graph, EX_KIND_ExportFile, file->name);
    node->file = index;
    set_text(node, EX_P_ExportFile_Format, file->format);
    set_text(node, EX_P_ExportFile_Flavour, file->flavour);
    set_text(node, EX_P_ExportFile_Encoding, ex_file_encoding(file));
    set_text(node, EX_P_ExportFile_State, ex_file_state_name(file->state));
    set_text(node, EX_P_ExportFile_Why, file->why);
    set_text(node, EX_P_ExportFile_ExportedBy, ex_clock_name(file->clock));
    set_text(node, EX_P_ExportFile_Organization, file->organization);
    set_text(node, EX_P_ExportFile_Forest, file->forest);
    set_text(node, EX_P_ExportFile_FirstCutOff, file->cut_off_what);
    set_text(node, EX_P_ExportFile_FirstUnreadable, file->unreadable_what);
    set_time(node, EX_P_ExportFile_Exported, file->clock == EX_CLOCK_NONE ? 0 : file->exported);
    set_count(node, EX_P_ExportFile_Objects, file->objects, EX_NO_OFFSET);
    set_count(node, EX_P_ExportFile_CutOff, file->cut_off, file->cut_off_at);
    set_count(node, EX_P_ExportFile_Unreadable, file->unreadable, file->unreadable_at);
    set_count(node, EX_P_ExportFile_Outdated, file->outdated, EX_NO_OFFSET);
    set_count(node, EX_P_ExportFile_PrivateKeys, file->private_keys, file->secret_off);
    set_count(node, EX_P_ExportFile_Passwords, file->passwords, file->secret_off);
    ex_set_bool(&node->cells[EX_P_ExportFile_Text], file->text);
    set_cmdlets(graph, node, file);
}

static void set_servers(struct ex_graph *graph, struct ex_node *node, int prop,
                        const struct ex_node **servers, size_t n)
{
    struct ex_value *items = set_list(graph, node, prop, n);
    for (size_t i = 0; i < n; i++)
        set_node(&items[i], servers[i]);
}

static void make_cmdlet(struct ex_graph *graph, enum ex_kind_id kind)
{
    const struct ex_cmdlet *cmdlet = &graph->cmdlets[kind];
    struct ex_node *node = new_node(graph, EX_KIND_Cmdlet, ex_kind(kind)->cmdlet);
    struct ex_value *files = set_list(graph, node, EX_P_Cmdlet_Files, cmdlet->n_files);
    for (size_t i = 0; i < cmdlet->n_files; i++)
        set_node(&files[i], ex_graph_at(graph, EX_KIND_ExportFile, cmdlet->files[i]));
    if (cmdlet->n_files)
        node->file = cmdlet->files[0];
    set_text(node, EX_P_Cmdlet_Noun, ex_kind(kind)->name);
    set_text(node, EX_P_Cmdlet_Coverage, ex_coverage_name(cmdlet->coverage));
    set_count(node, EX_P_Cmdlet_Objects, cmdlet->objects, EX_NO_OFFSET);
    set_time(node, EX_P_Cmdlet_Earliest, cmdlet->earliest);
    set_time(node, EX_P_Cmdlet_Latest, cmdlet->latest);
    set_servers(graph, node, EX_P_Cmdlet_Servers, cmdlet->servers, cmdlet->n_servers);
    set_servers(graph, node, EX_P_Cmdlet_MissingServers, cmdlet->missing, cmdlet->n_missing);
}

/** Where nobody says why a file was not used, its first message does. */
static void find_reasons(struct ex_graph *graph)
{
    EX_AUTO(ex_map_auto) struct ex_map *first = ex_map_new(false);
    for (size_t i = 0; i < graph->diags.items.n; i++) {
        struct ex_diag *d = EX_AT(&graph->diags.items, struct ex_diag, i);
        const struct ex_diag *known = d->file.n ? ex_map_get(first, d->file) : NULL;
        if (d->file.n && (!known || known->level < d->level))
            ex_map_put(first, d->file, d);
    }
    for (size_t i = 0; i < graph->files.n; i++) {
        struct ex_file *file = ex_graph_file(graph, i);
        const struct ex_diag *d = ex_map_get(first, file->name);
        if (d && !file->why.n && file->state != EX_FILE_READ)
            file->why = ex_arena_str(graph->arena, d->message);
    }
}

void ex_link_facts(struct ex_graph *graph)
{
    find_reasons(graph);
    sum_up(graph);
    /* The tests of a rule may state facts themselves. */
    if (graph->nodes[EX_KIND_ExportFile].n > 0)
        return;
    for (uint32_t i = 0; i < graph->files.n; i++)
        make_file(graph, i);
    for (size_t i = 0; i < EX_N_KINDS; i++) {
        if (ex_kind_is_exported((enum ex_kind_id)i))
            make_cmdlet(graph, (enum ex_kind_id)i);
    }
}
