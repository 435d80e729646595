/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Finding the objects in a record: it is one itself, or a bundle whose members
 * hold some, or the file of a collector (collector.h).
 */
#include "base/limits.h"
#include "model/convert.h"
#include "model/ingest.h"
#include "model/ingest_state.h"
#include "model/manifest.h"

/** What Format-List and Format-Table leave in a pipeline. */
static bool is_format_output(const struct ex_raw *record)
{
    for (size_t i = 0; i < record->n_types; i++) {
        if (ex_str_find_str(record->types[i], EX_STR("Internal.Format.")) != SIZE_MAX)
            return true;
    }
    return ex_raw_member(record, EX_STR("ClassId2e4f51ef21dd47e99d3c952918aff9cd")) != NULL;
}

static bool is_cloud(struct ex_batch *batch, const struct ex_raw *record)
{
    struct ex_ingest_state *state = ex_ingest_state(batch);
    for (size_t i = 0; i < record->n_types; i++) {
        struct ex_str cmdlet = ex_cloud_cmdlet(ex_raw_type_noun(record->types[i]));
        if (!cmdlet.p)
            continue;
        if (!state->told_cloud)
            ex_diag(&batch->diags, EX_NOTE, batch->file.name, (struct ex_place){0, 0},
                    "holds objects of Exchange Online (%.*s), which are not looked at",
                    EX_FMT(cmdlet));
        state->told_cloud = true;
        return true;
    }
    return false;
}

static void say_format_output(struct ex_batch *batch)
{
    struct ex_ingest_state *state = ex_ingest_state(batch);
    if (state->told_format)
        return;
    state->told_format = true;
    struct ex_diag *d = ex_diag(&batch->diags, EX_WARNING, batch->file.name,
                                (struct ex_place){0, 0},
                                "holds the output of Format-List or Format-Table, not objects");
    ex_diag_hint(&batch->diags, d,
                 "export without formatting: Get-SendConnector | Export-Clixml SendConnector.xml");
}

/**
 * A list without items; what PowerShell writes of it besides (of lists that came from another
 * session) are the properties of the container.
 */
static bool is_empty_list(const struct ex_raw *raw)
{
    static const char *const own[] = {"Capacity",   "Count",    "Length",      "LongLength",
                                      "Rank",       "SyncRoot", "IsReadOnly",  "IsFixedSize",
                                      "IsSynchronized"};
    if (raw->kind != EX_RAW_OBJECT || !raw->is_list || raw->items)
        return false;
    for (const struct ex_raw *m = raw->members; m; m = m->next) {
        bool known = false;
        for (size_t i = 0; i < EX_COUNT(own) && !known; i++)
            known = ex_str_ieq(m->name, ex_str(own[i]));
        if (!known)
            return false;
    }
    return true;
}

/* ---- files of collectors ---- */

/** "20260402101112" as a time. */
static bool time_in_name(struct ex_str name, int64_t *ticks)
{
    enum { DIGITS = 14 };
    struct ex_str stem = ex_str_slice(name, 0, ex_str_rfind(name, '.'));
    char text[] = "0000-00-00T00:00:00Z";
    static const uint8_t places[DIGITS] = {0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18};
    if (stem.n <= DIGITS || ex_is_digit(stem.p[stem.n - DIGITS - 1]))
        return false;
    for (size_t i = 0; i < DIGITS; i++) {
        char c = stem.p[stem.n - DIGITS + i];
        if (!ex_is_digit(c))
            return false;
        text[places[i]] = c;
    }
    return ex_parse_time(ex_str(text), ticks);
}

/** When a collector ran: it says so, or the name of its file does. */
static void set_clock(struct ex_file *file, const struct ex_collected *collected)
{
    int64_t ticks = 0;
    struct ex_str text = ex_raw_text(collected->time);
    bool by_content = text.n && ex_parse_time(text, &ticks);
    if (!by_content && !time_in_name(file->name, &ticks))
        return;
    file->clock = by_content ? EX_CLOCK_CONTENT : EX_CLOCK_NAME;
    file->exported = ticks;
}

/** What the file is; several collections in one speak for no server together. */
static void set_file(struct ex_batch *batch, const struct ex_collected *collected)
{
    struct ex_file *file = &batch->file;
    struct ex_str name = ex_collector_name(collected->by);
    bool first = file->collector == EX_NO_COLLECTOR;
    file->collector = (uint8_t)collected->by;
    file->server = first ? ex_arena_str(batch->arena, collected->server) : EX_STR("");
    file->flavour =
        ex_arena_printf(batch->arena, "%.*s%s%.*s", EX_FMT(name), collected->version.n ? " " : "",
                        EX_FMT(ex_str_slice(collected->version, 0, 32)));
    if (first)
        set_clock(file, collected);
}

static size_t collect(struct ex_batch *batch, const struct ex_raw *record, unsigned depth);

/** What stands under a name. "Unknown", in place of objects, is text and holds none. */
static size_t collect_member(struct ex_batch *batch, const struct ex_raw *member, unsigned depth)
{
    struct ex_ingest_state *state = ex_ingest_state(batch);
    const struct ex_shelf *around = state->shelf;
    const struct ex_shelf *shelf = ex_collected_shelf(state->collected, member->name);
    if (shelf && is_empty_list(member) && ex_kind(shelf->kind)->scope == EX_SCOPE_ORGANIZATION &&
        ex_shelf_is_complete(state->collected, shelf))
        batch->file.none[shelf->kind / 64] |= UINT64_C(1) << (shelf->kind % 64);
    state->shelf = shelf;
    size_t n = collect(batch, member, depth);
    state->shelf = around;
    return n;
}

/** The kind of a record in a collector's file: its type decides, or else where it stands. */
static enum ex_kind_id kind_collected(const struct ex_raw *record, const struct ex_shelf *shelf)
{
    enum ex_kind_id kind = ex_kind_by_types(record);
    if (kind != EX_N_KINDS)
        return kind == EX_KIND_ExchangeCertificate && !shelf ? EX_N_KINDS : kind;
    bool bare_list = record->is_list && !record->members;
    if (!shelf || bare_list || ex_kind_of_record(record, shelf->kind) != shelf->kind)
        return EX_N_KINDS;
    return shelf->kind;
}

/** Take in a record, or what is in it. References are not followed, see search_inside(). */
static size_t collect(struct ex_batch *batch, const struct ex_raw *record, unsigned depth)
{
    struct ex_ingest_state *state = ex_ingest_state(batch);
    if (record->kind != EX_RAW_OBJECT || depth > EX_MAX_REF_HOPS)
        return 0;
    const struct ex_shelf *shelf = state->shelf;
    if (shelf && shelf->kind == EX_KIND_ExchangeCertificate &&
        ex_raw_member(record, EX_STR("CertificateObject")))
        return ex_ingest_described_certificate(batch, record);
    enum ex_kind_id kind = kind_collected(record, shelf);
    if (kind != EX_N_KINDS) {
        bool all = shelf && shelf->kind == kind && ex_shelf_is_complete(state->collected, shelf);
        ex_ingest_object(batch, record, kind, !all);
        return 1;
    }
    size_t n = 0;
    for (const struct ex_raw *r = record->items; r; r = r->next)
        n += r->name.p ? collect_member(batch, r, depth + 1) : collect(batch, r, depth + 1);
    for (const struct ex_raw *m = record->members; m; m = m->next)
        n += collect_member(batch, m, depth + 1);
    return n;
}

/** Take in what a collector wrote. */
static size_t ingest_collected(struct ex_batch *batch, const struct ex_collected *collected)
{
    struct ex_ingest_state *state = ex_ingest_state(batch);
    size_t from = batch->nodes.n;
    set_file(batch, collected);
    state->collected = collected;
    size_t n = collect(batch, collected->data, 0);
    state->collected = NULL;
    ex_ingest_check_services(batch, from);
    return n;
}

/* ---- bundles ---- */

/** Where a search for objects stands. */
struct search {
    enum ex_kind_id hint;  /**< kind that the name of the file or member speaks of */
    bool inside;           /**< below a record of no known kind */
    /** the member that it stands in is named as the cmdlet is: there is no other object of it */
    bool named;
    unsigned depth;
};

/** What the name of a member says of the objects in it. */
static struct search inside_member(struct ex_str name, unsigned depth)
{
    enum ex_kind_id named = ex_kind_named(name);
    bool exact = named != EX_N_KINDS;
    return (struct search){exact ? named : ex_kind_in_text(name), true, exact, depth};
}

void ex_ingest_none(struct ex_batch *batch, struct ex_str name)
{
    enum ex_kind_id kind = ex_kind_named(name);
    if (kind != EX_N_KINDS)
        batch->file.none[kind / 64] |= UINT64_C(1) << (kind % 64);
}

static size_t search(struct ex_batch *batch, const struct ex_raw *record, struct search at);

/** Whether members may be results of cmdlets: not those of an object that has a name itself. */
static bool is_bundle(const struct ex_raw *record)
{
    return ex_raw_is_untyped(record) && !ex_raw_member(record, EX_STR("Identity")) &&
           !ex_raw_member(record, EX_STR("Name")) &&
           !ex_raw_member(record, EX_STR("DistinguishedName"));
}

/** Search a named part of a record. */
static size_t search_member(struct ex_batch *batch, const struct ex_raw *member, bool bundle,
                            unsigned depth)
{
    struct search at = inside_member(member->name, depth);
    if (bundle && is_empty_list(member))
        ex_ingest_none(batch, member->name);
    at.named = at.named && bundle;
    return search(batch, member, at);
}

/**
 * Search members and items of a bundle. References are not followed: what they lead to is met
 * where it stands.
 */
static size_t search_inside(struct ex_batch *batch, const struct ex_raw *record, struct search at)
{
    size_t n = 0;
    bool bundle = is_bundle(record);
    struct search item = {at.hint, at.inside, at.named, at.depth + 1};
    for (const struct ex_raw *r = record->items; r; r = r->next)
        n += r->name.p ? search_member(batch, r, bundle, at.depth + 1) : search(batch, r, item);
    for (const struct ex_raw *m = record->members; m; m = m->next)
        n += search_member(batch, m, bundle, at.depth + 1);
    return n;
}

static size_t search(struct ex_batch *batch, const struct ex_raw *record, struct search at)
{
    if (record->kind != EX_RAW_OBJECT || at.depth > EX_MAX_REF_HOPS)
        return 0;
    if (is_format_output(record)) {
        say_format_output(batch);
        return 0;
    }
    if (is_cloud(batch, record))
        return 0;
    /* Of a bare list only its type can say that it is an object; its members may be left out. */
    bool bare_list = record->is_list && !record->members;
    enum ex_kind_id kind =
        bare_list ? ex_kind_by_types(record) : ex_kind_of_record(record, at.hint);
    struct ex_collected collected;
    if (kind == EX_N_KINDS && ex_collected_read(record, &collected))
        return ingest_collected(batch, &collected);
    if (kind == EX_N_KINDS)
        return search_inside(batch, record, at);
    ex_ingest_object(batch, record, kind, at.inside && !(at.named && at.hint == kind));
    return 1;
}

static size_t ingest(struct ex_batch *batch, const struct ex_raw *record, struct search at)
{
    record = ex_raw_target(record);
    return record ? search(batch, record, at) : 0;
}

size_t ex_ingest(struct ex_batch *batch, const struct ex_raw *record)
{
    if (ex_manifest_take(batch, record))
        return 0;
    struct ex_ingest_state *state = ex_ingest_state(batch);
    if (batch->file.hint == EX_N_KINDS && !state->hinted)
        batch->file.hint = (uint16_t)ex_kind_by_file_name(batch->file.name);
    state->hinted = true;
    enum ex_kind_id hint = (enum ex_kind_id)batch->file.hint;
    return ingest(batch, record, (struct search){hint, false, false, 0});
}

size_t ex_ingest_member(struct ex_batch *batch, struct ex_str name, const struct ex_raw *record)
{
    return ingest(batch, record, inside_member(name, 0));
}
