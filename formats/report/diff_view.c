/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What all writers of comparisons say alike: counts, places, groups, and what
 * was not compared.
 */
#include "formats/report/diff.h"

#include "base/map.h"
#include "base/vec.h"

/* From this many on, what is alike is shown as one. */
enum { FOLD_FROM = 3, MAX_NAMES = 6 };

static const struct ex_diff_writer writers[] = {
    {"text", ".txt", ex_diff_text},
    {"json", ".json", ex_diff_json},
    {"markdown", ".md", ex_diff_markdown},
    {"html", ".html", ex_diff_html},
};

const struct ex_diff_writer *ex_diff_writers(size_t *n)
{
    *n = EX_COUNT(writers);
    return writers;
}

/* ---- how much is shown ------------------------------------------------------------------ */

size_t ex_diff_shown_objects(const struct ex_diff_kind *kind,
                             const struct ex_write_options *options, size_t n)
{
    size_t max = ex_kind((enum ex_kind_id)kind->kind)->large ? EX_DIFF_MAX_LARGE
                                                             : EX_DIFF_MAX_OBJECTS;
    return options->fold && n > max ? max : n;
}

size_t ex_diff_shown_items(const struct ex_write_options *options, size_t n)
{
    return options->fold && n > EX_DIFF_MAX_ITEMS ? EX_DIFF_MAX_ITEMS : n;
}

/* ---- words ---------------------------------------------------------------------------------- */

const char *ex_diff_state_words(enum ex_diff_state state)
{
    static const char *const words[EX_N_DIFF_STATES] = {
        [EX_DIFF_NEW] = "new",
        [EX_DIFF_CHANGED] = "changed",
        [EX_DIFF_NEWLY_ASSESSED] = "newly assessed",
        [EX_DIFF_FIXED] = "fixed",
        [EX_DIFF_NO_LONGER_ASSESSED] = "no longer assessed",
        [EX_DIFF_UNCHANGED] = "unchanged",
    };
    return words[state];
}

char ex_diff_sign(enum ex_diff_state state)
{
    static const char signs[EX_N_DIFF_STATES] = {
        [EX_DIFF_NEW] = '+',   [EX_DIFF_CHANGED] = '~',           [EX_DIFF_NEWLY_ASSESSED] = '+',
        [EX_DIFF_FIXED] = '-', [EX_DIFF_NO_LONGER_ASSESSED] = '?', [EX_DIFF_UNCHANGED] = ' ',
    };
    return signs[state];
}

void ex_diff_count_findings(const struct ex_diff *diff, struct ex_buf *out)
{
    const char *separator = "";
    for (size_t s = 0; s < EX_N_DIFF_STATES; s++) {
        if (!diff->counts[s] && s != EX_DIFF_NEW && s != EX_DIFF_UNCHANGED)
            continue;
        ex_buf_printf(out, "%s%zu %s", separator, diff->counts[s],
                      ex_diff_state_words((enum ex_diff_state)s));
        separator = ", ";
    }
}

/* The first count names what is counted. */
static void count(struct ex_buf *out, size_t n, const char *words)
{
    if (!n)
        return;
    ex_buf_printf(out, "%s%zu ", out->n ? ", " : "", n);
    if (ex_str_find_str(ex_buf_str(out), EX_STR("object")) == SIZE_MAX)
        ex_buf_printf(out, "object%s ", n == 1 ? "" : "s");
    ex_buf_add_text(out, words);
}

void ex_diff_count_objects(const struct ex_diff *diff, struct ex_buf *out)
{
    const size_t *n = diff->object_counts;
    bool servers = diff->of_servers;
    count(out, n[EX_OBJECT_CHANGED], servers ? "different" : "changed");
    count(out, n[EX_OBJECT_REMOVED], servers ? "only on the first" : "removed");
    count(out, n[EX_OBJECT_ADDED], servers ? "only on the second" : "added");
    if (!out->n)
        ex_buf_add_text(out, "no difference");
    count(out, n[EX_OBJECT_OWN_NAME], "with names of their own");
    count(out, diff->objects_unchanged, servers ? "alike" : "unchanged");
    count(out, n[EX_OBJECT_ONLY_OLD] + n[EX_OBJECT_ONLY_NEW], "not compared");
}

struct ex_str ex_diff_object_words(struct ex_arena *arena, const struct ex_diff *diff,
                                   enum ex_diff_object_state state)
{
    bool one_side = state == EX_OBJECT_REMOVED || state == EX_OBJECT_ADDED;
    if (diff->of_servers && one_side)
        return ex_arena_printf(arena, "only on %.*s",
                               EX_FMT(diff->sides[state == EX_OBJECT_ADDED].label));
    return diff->of_servers && state == EX_OBJECT_CHANGED ? EX_STR("different")
                                                          : ex_str(ex_diff_object_id(state));
}

struct ex_str ex_diff_title(struct ex_arena *arena, uint16_t kind)
{
    struct ex_str text = ex_kind((enum ex_kind_id)kind)->description;
    struct ex_str copy = ex_arena_printf(arena, "%.*s", EX_FMT(text));
    char *title = ex_arena_bytes(arena, copy.n + 1);
    memcpy(title, copy.p, copy.n);
    if (copy.n && title[0] >= 'a' && title[0] <= 'z')
        title[0] = (char)(title[0] - 'a' + 'A');
    return ex_str_n(title, copy.n);
}

struct ex_str ex_diff_place_text(struct ex_arena *arena, const struct ex_diff_side *side,
                                 const struct ex_diff_place *place, bool portable)
{
    if (place->file >= side->report->n_files)
        return EX_STR("");
    const struct ex_report_file *file = &side->report->files[place->file];
    struct ex_str folder = portable ? side->report->prefix : side->report->dump;
    if (file->outside)
        folder = EX_STR("");
    struct ex_str name = ex_arena_printf(arena, "%.*s%s%.*s", EX_FMT(folder), folder.n ? "/" : "",
                                         EX_FMT(file->name));
    if (!place->at.line)
        return name;
    return ex_arena_printf(arena, "%.*s:%llu:%llu", EX_FMT(name),
                           (unsigned long long)place->at.line,
                           (unsigned long long)place->at.column);
}

/* ---- groups ------------------------------------------------------------------------------- */

/* Findings of the same key fold into one; of what changed each is another. */
static struct ex_str fold_key(struct ex_arena *arena, const struct ex_diff_finding *d, size_t i)
{
    const struct ex_report_finding *f = ex_diff_shown(d);
    if (d->state == EX_DIFF_CHANGED)
        return ex_arena_printf(arena, "%zu", i);
    return ex_arena_printf(arena, "%d %u %.*s", (int)d->state, (unsigned)f->fold,
                           EX_FMT(f->rule->id));
}

/* How many findings a key has, and the group of the first. */
struct fold {
    size_t n;
    size_t group; /* index + 1 */
};

static struct fold **count_folds(const struct ex_diff *diff, struct ex_arena *arena)
{
    struct ex_map *EX_AUTO(ex_map_auto) map = ex_map_new(false);
    struct fold **folds = EX_NEW_ARRAY(arena, diff->n_findings + 1, struct fold *);
    for (size_t i = 0; i < diff->n_findings; i++) {
        struct ex_str key = fold_key(arena, &diff->findings[i], i);
        folds[i] = ex_map_get(map, key);
        if (!folds[i]) {
            folds[i] = EX_NEW(arena, struct fold);
            ex_map_put(map, key, folds[i]);
        }
        folds[i]->n++;
    }
    return folds;
}

void ex_diff_group_findings(const struct ex_diff *diff, bool fold, struct ex_arena *arena,
                            struct ex_vec *groups)
{
    struct fold **folds = count_folds(diff, arena);
    for (size_t i = 0; i < diff->n_findings; i++) {
        struct fold *f = folds[i];
        bool folds_up = fold && f->n >= FOLD_FROM;
        if (folds_up && f->group) {
            struct ex_diff_finding_group *g =
                EX_AT(groups, struct ex_diff_finding_group, f->group - 1);
            g->others[g->n_others++] = &diff->findings[i];
            continue;
        }
        struct ex_diff_finding_group *g = EX_PUSH(groups, struct ex_diff_finding_group);
        g->first = &diff->findings[i];
        if (folds_up)
            g->others = EX_NEW_ARRAY(arena, f->n, const struct ex_diff_finding *);
        f->group = groups->n;
    }
}

void ex_diff_group_objects(const struct ex_diff_kind *kind, enum ex_diff_object_state state,
                           bool fold, struct ex_arena *arena, struct ex_vec *groups)
{
    size_t n = kind->n_items;
    uint32_t *counts = EX_NEW_ARRAY(arena, n + 1, uint32_t);
    size_t *group_of = EX_NEW_ARRAY(arena, n + 1, size_t); /* by fold number: group + 1 */
    for (size_t i = 0; i < n; i++)
        counts[kind->items[i]->fold] += kind->items[i]->state == state;
    for (size_t i = 0; i < n; i++) {
        const struct ex_diff_object *o = kind->items[i];
        bool folds = fold && state == EX_OBJECT_CHANGED && counts[o->fold] >= FOLD_FROM;
        if (o->state != state)
            continue;
        if (folds && group_of[o->fold]) {
            struct ex_diff_object_group *g =
                EX_AT(groups, struct ex_diff_object_group, group_of[o->fold] - 1);
            g->others[g->n_others++] = o;
            continue;
        }
        struct ex_diff_object_group *g = EX_PUSH(groups, struct ex_diff_object_group);
        g->first = o;
        if (!folds)
            continue;
        g->others = EX_NEW_ARRAY(arena, counts[o->fold], const struct ex_diff_object *);
        group_of[o->fold] = groups->n;
    }
}

/* ---- what was not compared ----------------------------------------------------------------- */

/* "the old side", "the new side"; the name of a server. */
static struct ex_str side_words(const struct ex_diff *diff, size_t side)
{
    if (diff->of_servers)
        return diff->sides[side].label;
    return side == EX_OLD ? EX_STR("the old side") : EX_STR("the new side");
}

static void add_names(const struct ex_diff_kind *kind, enum ex_diff_object_state state,
                      const struct ex_write_options *options, struct ex_buf *out)
{
    size_t n = kind->counts[state];
    size_t max = options->fold && n > MAX_NAMES ? MAX_NAMES : n;
    size_t told = 0;
    for (size_t i = 0; i < kind->n_items && told < max; i++) {
        if (kind->items[i]->state == state)
            ex_buf_printf(out, "%s%.*s", told++ ? ", " : ": ", EX_FMT(kind->items[i]->identity));
    }
    if (n > max)
        ex_buf_printf(out, " and %zu more", n - max);
}

static void add_unknown(const struct ex_diff *diff, const struct ex_diff_kind *kind, size_t side,
                        const struct ex_write_options *options, struct ex_buf *out)
{
    enum ex_diff_object_state state = side == EX_OLD ? EX_OBJECT_ONLY_OLD : EX_OBJECT_ONLY_NEW;
    const struct ex_kind *k = ex_kind((enum ex_kind_id)kind->kind);
    size_t n = kind->counts[state];
    bool missing = kind->coverage[1 - side] == EX_MISSING || !kind->objects[1 - side];
    struct ex_str own = side_words(diff, side);
    struct ex_str other = side_words(diff, 1 - side);
    ex_buf_printf(out, "%.*s was not exported%s %s %.*s: %zu object%s of %.*s %s not compared",
                  EX_FMT(k->cmdlet), missing ? "" : " completely", diff->of_servers ? "for" : "on",
                  EX_FMT(other), n, n == 1 ? "" : "s", EX_FMT(own), n == 1 ? "is" : "are");
    if (!missing)
        add_names(kind, state, options, out);
}

static void add_only(const struct ex_diff *diff, const struct ex_diff_kind *kind, size_t side,
                     const struct ex_write_options *options, struct ex_buf *out)
{
    size_t n = kind->n_only[side];
    size_t max = options->fold && n > MAX_NAMES ? MAX_NAMES : n;
    ex_buf_printf(out, "%.*s: only %.*s says anything of ",
                  EX_FMT(ex_kind((enum ex_kind_id)kind->kind)->cmdlet),
                  EX_FMT(side_words(diff, side)));
    for (size_t i = 0; i < max; i++)
        ex_buf_printf(out, "%s%.*s", i ? ", " : "", EX_FMT(kind->only[side][i]));
    if (n > max)
        ex_buf_printf(out, " and %zu more properties", n - max);
}

static void add_missing(const struct ex_diff *diff, const struct ex_write_options *options,
                        struct ex_buf *out)
{
    size_t n = diff->n_missing;
    size_t max = options->fold && n > MAX_NAMES ? MAX_NAMES : n;
    ex_buf_add_text(out, diff->of_servers ? "not exported at all: " : "exported on neither side: ");
    for (size_t i = 0; i < max; i++)
        ex_buf_printf(out, "%s%.*s", i ? ", " : "", EX_FMT(diff->missing[i]));
    if (n > max)
        ex_buf_printf(out, " and %zu more", n - max);
}

static void keep(struct ex_buf *out, struct ex_arena *arena, struct ex_vec *texts)
{
    if (out->n)
        *EX_PUSH(texts, struct ex_str) = ex_arena_str(arena, ex_buf_str(out));
    ex_buf_clear(out);
}

void ex_diff_not_compared(const struct ex_diff *diff, const struct ex_write_options *options,
                          struct ex_arena *arena, struct ex_vec *texts)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    for (size_t i = 0; i < diff->n_kinds; i++) {
        const struct ex_diff_kind *kind = &diff->kinds[i];
        for (size_t side = 0; side < EX_N_SIDES; side++) {
            if (kind->counts[side == EX_OLD ? EX_OBJECT_ONLY_OLD : EX_OBJECT_ONLY_NEW])
                add_unknown(diff, kind, side, options, &out);
            keep(&out, arena, texts);
            if (kind->n_only[side])
                add_only(diff, kind, side, options, &out);
            keep(&out, arena, texts);
        }
    }
    if (diff->n_missing)
        add_missing(diff, options, &out);
    keep(&out, arena, texts);
}
