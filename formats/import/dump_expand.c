/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The archives of a dump: each is read once, from its beginning to its end,
 * into a spool; its members are parts of the spool and handled as files of a
 * folder. The order inside of an archive does not show, but for entries with
 * one name, of which the first counts.
 *
 * An archive is judged by what comes out of it, never by the sizes that it
 * declares.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/map.h"
#include "formats/import/archive.h"
#include "formats/import/dump.h"

#include <stdlib.h>

#define HINT_EXTRACT "extract it and name the folder"
#define HINT_AGAIN   "what is missing is not assessed; copy or make the archive again"
#define HINT_SELECT  "what is not read is not assessed; extract what is needed and name the folder"

const struct ex_dump_limits ex_dump_limits = {
    .files = EX_MAX_FILES,
    .entries = EX_MAX_ARCHIVE_ENTRIES,
    .bytes = EX_MAX_ARCHIVE_BYTES,
    .entry_bytes = EX_MAX_ARCHIVE_ENTRY_BYTES,
    .ratio = EX_MAX_ARCHIVE_RATIO,
    .ratio_from = EX_MIN_ARCHIVE_BOMB,
    .depth = EX_MAX_ARCHIVE_DEPTH,
};

/* All archives of a dump. */
struct expansion {
    const struct ex_dump_limits *limits;
    struct ex_arena *arena;
    struct ex_vec *out;
    struct ex_diags *diags;
    uint64_t bytes; /* that came out of all archives */
};

/* One archive that is being read. */
struct unpacking {
    struct expansion *x;
    const struct ex_dump_file *file; /* the archive */
    const char *format;
    struct ex_archive *archive;
    struct ex_spool *spool;
    struct ex_map *names;            /* of the entries so far */
    struct ex_vec nested;            /* of struct ex_dump_file: members that are archives */
    struct unpacking *around;        /* the archive that holds this one, or NULL */
    uint64_t size;                   /* as stored */
    unsigned depth;                  /* 1: no archive is around it */
    uint64_t bytes;                  /* that came out of it, and of those inside of it */
    size_t entries;
    size_t files;                    /* that can be read, with those of archives inside */
    size_t messages;
    struct ex_str problem;           /* of the archive as a whole; empty: none */
    bool damaged;                    /* and that is the problem */
    bool stopped;                    /* nothing more is read */
    bool office;                     /* a document, no archive */
};

/* How the reading of one entry ended. */
enum outcome {
    WHOLE,
    CUT,       /* its end is missing */
    TOO_LARGE, /* for one entry */
    STOPPED,   /* and with it the archive */
};

static const struct ex_place nowhere = {0, 0};

/* ---- messages ---- */

static void tell(struct unpacking *u, enum ex_diag_level level, struct ex_str name,
                 struct ex_str text, const char *hint)
{
    struct ex_diag *diag;

    if (u->messages++ >= EX_MAX_DIAGS_PER_FILE)
        return;
    diag = ex_diag(u->x->diags, level, name, nowhere, "%.*s", EX_FMT(text));
    if (hint)
        ex_diag_hint(u->x->diags, diag, "%s", hint);
}

static void tell_rest(struct unpacking *u)
{
    if (u->messages > EX_MAX_DIAGS_PER_FILE)
        ex_diag(u->x->diags, EX_WARNING, u->file->name, nowhere,
                "%zu more messages about its entries", u->messages - EX_MAX_DIAGS_PER_FILE);
}

/* What libarchive says, which may quote the archive. */
static struct ex_str reason(const struct unpacking *u)
{
    return ex_dump_shown(u->x->arena, ex_archive_problem(u->archive));
}

/* Something is wrong with the archive as a whole; the first reason counts. */
static void stop(struct unpacking *u, struct ex_str problem)
{
    if (!u->problem.n)
        u->problem = problem;
    u->stopped = true;
}

#define STOP(u, ...) stop((u), ex_arena_printf((u)->x->arena, __VA_ARGS__))

/* ---- files ---- */

static struct ex_dump_file *add_file(struct expansion *x, struct ex_dump_file file)
{
    struct ex_dump_file *added = EX_PUSH(x->out, struct ex_dump_file);

    *added = file;
    if (file.spool)
        ex_spool_keep(file.spool);
    return added;
}

/* A file that is known to exist and that nothing is known of. */
static void add_unread(struct unpacking *u, struct ex_str name, struct ex_str problem,
                       const char *hint)
{
    add_file(u->x, (struct ex_dump_file){.name = name, .problem = problem});
    tell(u, EX_WARNING, name, problem, hint);
}

static bool is_archive(const struct ex_dump_file *file)
{
    struct ex_diags EX_AUTO(ex_diags_free) unsaid; /* importing the file says it */
    struct ex_source *EX_AUTO(ex_source_auto) source = NULL;

    ex_diags_init(&unsaid);
    source = file->problem.n ? NULL : ex_dump_open(file, &unsaid);
    return source && ex_archive_format(ex_source_raw_head(source));
}

/* ---- limits ---- */

static bool is_bomb(const struct ex_dump_limits *limits, uint64_t out, uint64_t in)
{
    return out > limits->ratio_from && out / limits->ratio > in;
}

/*
 * Count bytes that came out; false when they are too many. The ratio is held
 * against what was read so far, so that a bomb is known early, and that of the
 * outermost archive against all of it, as bytes that entries share are read
 * again and again.
 */
static bool account(struct unpacking *u, uint64_t n)
{
    const struct ex_dump_limits *limits = u->x->limits;
    struct unpacking *outer;

    u->x->bytes += n;
    for (outer = u; outer; outer = outer->around) {
        outer->bytes += n;
        if (is_bomb(limits, outer->bytes, outer->size) ||
            is_bomb(limits, outer->bytes, ex_archive_consumed(outer->archive))) {
            STOP(u, "the %s archive holds more than %llu times its size, as archives do that are "
                    "made to do harm; the rest is not read",
                 u->format, (unsigned long long)limits->ratio);
            return false;
        }
    }
    if (u->x->bytes > limits->bytes) {
        STOP(u, "the archives of the dump hold more than the limit of %llu bytes; the rest is not "
                "read",
             (unsigned long long)limits->bytes);
        return false;
    }
    return true;
}

/* Read the entry to its end, into the spool if there is one. */
static enum outcome read_entry(struct unpacking *u, struct ex_spool *spool)
{
    uint64_t left = u->x->limits->entry_bytes;
    bool too_large = false;
    struct ex_str bytes;

    while (ex_archive_read(u->archive, &bytes)) {
        const char *problem = NULL;

        if (bytes.n == 0)
            return too_large ? TOO_LARGE : WHOLE;
        if (!account(u, bytes.n))
            return STOPPED;
        too_large = too_large || bytes.n > left;
        left -= too_large ? 0 : bytes.n;
        if (spool && !too_large)
            problem = ex_spool_add(spool, bytes);
        if (problem) {
            STOP(u, "the %s archive cannot be unpacked into a temporary file: %s", u->format,
                 problem);
            return STOPPED;
        }
    }
    return too_large ? TOO_LARGE : CUT;
}

/* ---- names ---- */

static bool is_drive(struct ex_str part)
{
    return part.n == 2 && ex_is_alpha(part.p[0]) && part.p[1] == ':';
}

/* The name of an entry as it is shown. */
struct member_name {
    struct ex_str shown;
    bool hidden; /* or a by-product */
    bool led_out;
};

/*
 * Below the archive, with slashes, without what leads out of it. Nothing is
 * written by that name, so that an entry which claims to be elsewhere is read
 * like any other.
 */
static struct member_name name_member(struct unpacking *u, struct ex_str raw)
{
    struct ex_buf EX_AUTO(ex_buf_free) slashed = EX_BUF_INIT;
    struct ex_buf EX_AUTO(ex_buf_free) clean = EX_BUF_INIT;
    struct member_name name = {.led_out = false};
    struct ex_str rest;
    struct ex_str part;
    size_t i;

    for (i = 0; i < raw.n; i++)
        ex_buf_add_char(&slashed, raw.p[i] == '\\' ? '/' : raw.p[i]);
    rest = ex_buf_str(&slashed);
    name.led_out = ex_str_starts(rest, EX_STR("/"));
    while (ex_str_split(&rest, '/', &part)) {
        bool out = ex_str_eq(part, EX_STR("..")) || (!clean.n && is_drive(part));

        name.led_out = name.led_out || out;
        if (out || part.n == 0 || ex_str_eq(part, EX_STR(".")))
            continue;
        name.hidden = name.hidden || ex_dump_is_passed_over(part) ||
                      ex_str_eq(part, EX_STR("__MACOSX"));
        ex_buf_add_char(&clean, '/');
        ex_buf_add(&clean, part);
    }
    name.shown = ex_dump_shown(u->x->arena, clean.n ? ex_buf_str(&clean) : EX_STR("/unnamed"));
    name.shown = ex_arena_printf(u->x->arena, "%.*s%.*s", EX_FMT(u->file->name),
                                 EX_FMT(name.shown));
    return name;
}

/* ---- entries ---- */

/* A member is in the spool: a file of the dump, or an archive to be opened later. */
static void add_member(struct unpacking *u, struct ex_dump_file member)
{
    if (!is_archive(&member)) {
        add_file(u->x, member);
        u->files++;
    } else if (u->depth >= u->x->limits->depth) {
        add_unread(u, member.name,
                   ex_arena_printf(u->x->arena, "an archive inside of %u others, not opened",
                                   u->depth),
                   HINT_EXTRACT);
    } else {
        ex_spool_keep(member.spool);
        *EX_PUSH(&u->nested, struct ex_dump_file) = member;
    }
}

/* Read a member into the spool; what cannot be read is named. */
static void unpack_member(struct unpacking *u, const struct ex_archive_entry *entry,
                          struct ex_str name)
{
    struct ex_arena *arena = u->x->arena;
    struct ex_dump_file member = {.path = u->file->path,
                                  .name = name,
                                  .spool = u->spool,
                                  .start = ex_spool_size(u->spool),
                                  .exported = entry->has_time ? entry->modified : 0};
    enum outcome outcome = read_entry(u, u->spool);

    member.size = ex_spool_size(u->spool) - member.start;
    member.cut = outcome == CUT;
    if (outcome == TOO_LARGE) {
        add_unread(u, name,
                   ex_arena_printf(arena, "larger than the limit of %llu bytes of one entry, and "
                                          "not read",
                                   (unsigned long long)u->x->limits->entry_bytes),
                   HINT_EXTRACT);
    } else if (outcome == STOPPED) {
        add_unread(u, name, EX_STR("not read, as its archive is not read to its end"), NULL);
    } else if (outcome == CUT && member.size == 0) {
        add_unread(u, name,
                   ex_arena_printf(arena, "damaged in the archive, and not read: %.*s",
                                   EX_FMT(reason(u))),
                   HINT_AGAIN);
    } else {
        if (outcome == CUT)
            tell(u, EX_WARNING, name,
                 ex_arena_printf(arena, "damaged in the archive, and read only up to there: %.*s",
                                 EX_FMT(reason(u))),
                 HINT_AGAIN);
        add_member(u, member);
    }
}

/* A regular file. */
static void take_file(struct unpacking *u, const struct ex_archive_entry *entry,
                      const struct member_name *name)
{
    struct ex_str shown = name->shown;

    if (entry->name.n > EX_MAX_ARCHIVE_NAME_BYTES) {
        shown = ex_arena_printf(u->x->arena, "%.*s (entry %zu)", EX_FMT(u->file->name), u->entries);
        add_unread(u, shown,
                   ex_arena_printf(u->x->arena,
                                   "its name is longer than the limit of %u bytes; it is not read",
                                   EX_MAX_ARCHIVE_NAME_BYTES),
                   HINT_EXTRACT);
    } else if (entry->encrypted) {
        add_unread(u, shown, EX_STR("encrypted in the archive, and not read"),
                   "pack it without encryption, or extract it and name the folder");
    } else if (ex_map_put(u->names, shown, u)) {
        add_unread(u, shown, EX_STR("a second entry of that name in the archive, not read"),
                   HINT_EXTRACT);
    } else {
        if (name->led_out)
            tell(u, EX_NOTE, shown,
                 EX_STR("its name leads out of the archive, and is shown without what does"), NULL);
        unpack_member(u, entry, shown);
        return;
    }
    (void)read_entry(u, NULL);
}

static void take_entry(struct unpacking *u, const struct ex_archive_entry *entry)
{
    struct member_name name = {.shown = u->file->name};

    if (ex_str_eq(entry->name, EX_STR("[Content_Types].xml")) && !entry->single) {
        u->office = true;
        u->stopped = true;
        return;
    }
    if (!entry->single)
        name = name_member(u, entry->name);
    if (entry->type == EX_ARCHIVE_FOLDER)
        return;
    if (name.hidden)
        (void)read_entry(u, NULL); /* counts towards the limits */
    else if (entry->type == EX_ARCHIVE_LINK)
        tell(u, EX_NOTE, name.shown, EX_STR("a link, which is not followed"), NULL);
    else if (entry->type == EX_ARCHIVE_OTHER)
        tell(u, EX_NOTE, name.shown, EX_STR("a device, socket or FIFO, which is not read"), NULL);
    else
        take_file(u, entry, &name);
}

/* ---- one archive ---- */

static void on_damage(struct unpacking *u, enum ex_archive_step step)
{
    u->damaged = u->damaged || !u->problem.n;
    if (step == EX_ARCHIVE_DAMAGED && u->entries == 0)
        STOP(u, "cannot be read as a %s archive: %.*s", u->format, EX_FMT(reason(u)));
    else if (step == EX_ARCHIVE_DAMAGED)
        STOP(u, "the %s archive is damaged or ends early: %.*s; files behind that are missing",
             u->format, EX_FMT(reason(u)));
    else if (!u->problem.n)
        u->problem = ex_arena_printf(u->x->arena, "an entry of the %s archive cannot be read: %.*s",
                                     u->format, EX_FMT(reason(u)));
}

static void read_entries(struct unpacking *u)
{
    while (!u->stopped) {
        struct ex_archive_entry entry;
        enum ex_archive_step step = ex_archive_next(u->archive, &entry);

        if (step == EX_ARCHIVE_END)
            return;
        if (step == EX_ARCHIVE_DAMAGED || step == EX_ARCHIVE_BAD_ENTRY)
            on_damage(u, step);
        if (++u->entries > u->x->limits->entries)
            STOP(u, "the %s archive has more entries than the limit of %zu; others are not read",
                 u->format, u->x->limits->entries);
        else if (u->x->out->n >= u->x->limits->files)
            STOP(u, "the dump has more files than the limit of %zu; the others are not read",
                 u->x->limits->files);
        else if (step == EX_ARCHIVE_ENTRY)
            take_entry(u, &entry);
    }
}

static void drop_from(struct ex_vec *files, size_t first)
{
    while (files->n > first) {
        ex_spool_drop(EX_AT(files, struct ex_dump_file, files->n - 1)->spool);
        ex_vec_pop(files);
    }
}

/* The archive itself, when there is something to say of it. */
static void finish(struct unpacking *u, size_t first)
{
    struct ex_dump_file *archive;

    if (u->office) {
        drop_from(u->x->out, first);
        add_file(u->x, *u->file);
        return;
    }
    tell_rest(u);
    u->messages = 0;
    if (u->problem.n) {
        archive = add_file(u->x, (struct ex_dump_file){.name = u->file->name});
        archive->problem = u->problem;
        archive->cut = u->files > 0;
        tell(u, EX_WARNING, u->file->name, u->problem, u->damaged ? HINT_AGAIN : HINT_SELECT);
    } else if (u->x->out->n == first) {
        tell(u, EX_WARNING, u->file->name,
             ex_arena_printf(u->x->arena, "the %s archive holds no files that are read", u->format),
             NULL);
    }
}

static void unpack(struct expansion *x, const struct ex_dump_file *file, struct unpacking *around)
{
    struct ex_source *EX_AUTO(ex_source_auto) source = ex_dump_open(file, x->diags);
    struct ex_archive *EX_AUTO(ex_archive_auto) archive = NULL;
    struct ex_spool *EX_AUTO(ex_spool_auto) spool = ex_spool_new();
    struct ex_map *EX_AUTO(ex_map_auto) names = ex_map_new(false);
    struct unpacking u = {.x = x,
                          .file = file,
                          .spool = spool,
                          .names = names,
                          .nested = EX_VEC(struct ex_dump_file),
                          .around = around,
                          .depth = around ? around->depth + 1 : 1};
    size_t first = x->out->n;
    size_t i;

    if (!source) {
        add_file(x, *file); /* importing it fails as well, and is counted */
        return;
    }
    archive = ex_archive_open(source);
    u.archive = archive;
    u.format = ex_archive_format(ex_source_raw_head(source));
    u.size = ex_source_size(source);
    read_entries(&u);
    for (i = 0; i < u.nested.n && !u.office; i++)
        unpack(x, EX_AT(&u.nested, struct ex_dump_file, i), &u);
    ex_dump_files_free(&u.nested);
    finish(&u, first);
    if (around)
        around->files += u.files;
}

void ex_dump_expand(const struct ex_vec *files, const struct ex_dump_limits *limits,
                    struct ex_arena *arena, struct ex_vec *out, struct ex_diags *diags)
{
    struct expansion x = {.limits = limits, .arena = arena, .out = out, .diags = diags};
    size_t i;

    for (i = 0; i < files->n; i++) {
        const struct ex_dump_file *file = EX_AT(files, struct ex_dump_file, i);

        if (is_archive(file))
            unpack(&x, file, NULL);
        else
            add_file(&x, *file);
    }
    ex_dump_sort(out, 0);
}
