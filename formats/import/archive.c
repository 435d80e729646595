/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The only file that knows libarchive. Formats and filters are enabled one by
 * one, by the first bytes, and only those that libarchive reads itself: where
 * it was built without a library it would run gzip and the like.
 *
 * libarchive turns names into the character set of the thread's locale, and
 * in the "C" locale that loses all but ASCII. So it runs under C.UTF-8, set
 * for this thread only and whatever the environment says.
 */
#include "formats/import/archive.h"

#include "base/arena.h"
#include "base/source_impl.h"
#include "formats/import/gzip.h"
#include "model/value.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

enum { TAR_MAGIC_AT = 257 };

struct ex_archive {
    struct archive *reader;
    struct archive_entry *entry; /* the reader's */
    struct ex_source *source;
    unsigned char *stored;       /* see ex_source_stored() */
    char *data;                  /* of the entry */
    uint64_t offset;             /* of the source, to be read next */
    uint64_t consumed;
    const char *failure;         /* of reading the source */
    const char *refused;         /* why nothing is read at all, or NULL */
    locale_t locale;             /* (locale_t)0: there is none */
    bool opened;
    bool single;
};

/* ---- formats ---- */

struct format {
    const char *name;
    struct ex_str magic;
    size_t at;
    int (*container)(struct archive *reader); /* NULL: a filter around a tar or a single file */
    int (*filter)(struct archive *reader);
    const char *refused; /* why it is never read, or NULL */
};

#define MAGIC(bytes) {bytes, sizeof(bytes) - 1}

static const struct format formats[] = {
    {"zip", MAGIC("PK\x03\x04"), 0, archive_read_support_format_zip, NULL, NULL},
    {"zip", MAGIC("PK\x05\x06"), 0, archive_read_support_format_zip, NULL, NULL},
    {"zip", MAGIC("PK\x07\x08"), 0, NULL, NULL, "it is one part of several"},
    {"7-Zip", MAGIC("7z\xBC\xAF\x27\x1C"), 0, archive_read_support_format_7zip, NULL, NULL},
    {"tar", MAGIC("ustar"), TAR_MAGIC_AT, archive_read_support_format_tar, NULL, NULL},
    {"gzip", MAGIC("\x1F\x8B\x08"), 0, NULL, archive_read_support_filter_gzip, NULL},
    {"bzip2", MAGIC("BZh"), 0, NULL, archive_read_support_filter_bzip2, NULL},
    {"xz", MAGIC("\xFD" "7zXZ\0"), 0, NULL, archive_read_support_filter_xz, NULL},
    {"zstd", MAGIC("\x28\xB5\x2F\xFD"), 0, NULL, archive_read_support_filter_zstd, NULL},
};

static const struct format *find_format(struct ex_str raw)
{
    size_t i;

    for (i = 0; i < EX_COUNT(formats); i++) {
        struct ex_str at = ex_str_slice(raw, formats[i].at, raw.n);

        if (ex_str_starts(at, formats[i].magic))
            return &formats[i];
    }
    return NULL;
}

const char *ex_archive_format(struct ex_str raw)
{
    const struct format *format = find_format(raw);

    return format ? format->name : NULL;
}

/* Whether libarchive reads the filter itself: asked of a reader that reads nothing. */
static bool is_built_in(int (*filter)(struct archive *reader))
{
    struct archive *probe = archive_read_new();
    bool built_in = probe && filter(probe) == ARCHIVE_OK;

    (void)archive_read_free(probe);
    return built_in;
}

/* Enable a format; NULL, or why it cannot be read. */
static const char *enable(struct archive *reader, const struct format *format)
{
    if (!format || format->refused)
        return format ? format->refused : "its format is not known";
    if (format->container)
        return format->container(reader) == ARCHIVE_OK ? NULL : "libarchive does not read it here";
    if (!is_built_in(format->filter))
        return "libarchive does not read it here";
    (void)format->filter(reader);
    (void)archive_read_support_format_tar(reader);
    (void)archive_read_support_format_raw(reader);
    return NULL;
}

/* ---- what libarchive asks for ---- */

static la_ssize_t on_read(struct archive *reader, void *data, const void **buffer)
{
    struct ex_archive *archive = data;
    struct ex_str bytes;

    archive->failure =
        ex_source_stored(archive->source, archive->offset, &archive->stored, &bytes);
    if (archive->failure) {
        archive_set_error(reader, EIO, "%s", archive->failure);
        return ARCHIVE_FATAL;
    }
    *buffer = bytes.p;
    archive->offset += bytes.n;
    archive->consumed += bytes.n;
    return (la_ssize_t)bytes.n;
}

static la_int64_t on_seek(struct archive *reader EX_UNUSED, void *data, la_int64_t offset,
                          int whence)
{
    struct ex_archive *archive = data;
    int64_t size = (int64_t)ex_source_size(archive->source);
    int64_t from = whence == SEEK_CUR ? (int64_t)archive->offset : whence == SEEK_END ? size : 0;
    int64_t to;

    if (__builtin_add_overflow(from, offset, &to) || to < 0 || to > size)
        return ARCHIVE_FATAL;
    archive->offset = (uint64_t)to;
    return to;
}

static la_int64_t on_skip(struct archive *reader EX_UNUSED, void *data, la_int64_t request)
{
    struct ex_archive *archive = data;
    uint64_t left = ex_source_size(archive->source) - archive->offset;
    uint64_t step = request < 0 ? 0 : (uint64_t)request < left ? (uint64_t)request : left;

    archive->offset += step;
    return (la_int64_t)step;
}

/* ---- reading ---- */

static void open_reader(struct ex_archive *archive)
{
    struct archive *reader = archive->reader;

    (void)archive_read_set_callback_data(reader, archive);
    (void)archive_read_set_read_callback(reader, on_read);
    (void)archive_read_set_seek_callback(reader, on_seek);
    (void)archive_read_set_skip_callback(reader, on_skip);
    archive->opened = archive_read_open1(reader) == ARCHIVE_OK;
}

/* Run libarchive with names in UTF-8; end with leave(). */
static locale_t enter(const struct ex_archive *archive)
{
    return archive->locale ? uselocale(archive->locale) : (locale_t)0;
}

static void leave(locale_t before)
{
    if (before)
        (void)uselocale(before);
}

static bool is_gzip(struct ex_str raw)
{
    return ex_str_starts(raw, EX_STR("\x1F\x8B"));
}

struct ex_archive *ex_archive_open(struct ex_source *source)
{
    struct ex_archive *archive = ex_alloc(sizeof *archive);
    locale_t before;

    *archive = (struct ex_archive){.source = source, .reader = archive_read_new()};
    archive->data = ex_alloc(EX_SOURCE_PIECE);
    archive->locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (!archive->reader) {
        archive->refused = "there is not enough memory";
        return archive;
    }
    before = enter(archive);
    archive->refused = enable(archive->reader, find_format(ex_source_raw_head(source)));
    if (!archive->refused && is_gzip(ex_source_raw_head(source)) && !ex_gzip_is_intact(source))
        archive->refused = "its data do not match their checksum";
    if (!archive->refused)
        open_reader(archive);
    leave(before);
    return archive;
}

void ex_archive_free(struct ex_archive *archive)
{
    if (!archive)
        return;
    (void)archive_read_free(archive->reader);
    if (archive->locale)
        freelocale(archive->locale);
    free(archive->stored);
    free(archive->data);
    free(archive);
}

void ex_archive_auto(struct ex_archive **archive)
{
    ex_archive_free(*archive);
}

static enum ex_archive_type type_of(struct archive_entry *entry)
{
    if (archive_entry_hardlink(entry) || archive_entry_symlink(entry))
        return EX_ARCHIVE_LINK;
    switch (archive_entry_filetype(entry)) {
    case AE_IFDIR:
        return EX_ARCHIVE_FOLDER;
    case AE_IFLNK:
        return EX_ARCHIVE_LINK;
    case AE_IFREG:
    case 0: /* the archive does not say */
        return EX_ARCHIVE_FILE;
    default:
        return EX_ARCHIVE_OTHER;
    }
}

/* In ticks, unless it is outside the years that ticks can hold. */
static bool time_of(struct archive_entry *entry, int64_t *ticks)
{
    static const int64_t last = INT64_C(253402300799); /* of the year 9999 */
    int64_t seconds = archive_entry_mtime(entry);

    if (!archive_entry_mtime_is_set(entry) || seconds <= 0 || seconds > last)
        return false;
    *ticks = EX_UNIX_EPOCH_TICKS + seconds * EX_TICKS_PER_SECOND;
    return true;
}

static void describe(const struct ex_archive *archive, struct ex_archive_entry *entry)
{
    const char *name = archive_entry_pathname_utf8(archive->entry);

    *entry = (struct ex_archive_entry){.single = archive->single, .type = type_of(archive->entry)};
    entry->name = ex_str(name ? name : archive_entry_pathname(archive->entry));
    entry->encrypted = archive_entry_is_encrypted(archive->entry) != 0;
    entry->has_time = time_of(archive->entry, &entry->modified);
}

enum ex_archive_step ex_archive_next(struct ex_archive *archive, struct ex_archive_entry *entry)
{
    locale_t before;
    int result;

    if (archive->refused || !archive->opened)
        return EX_ARCHIVE_DAMAGED;
    before = enter(archive);
    result = archive_read_next_header(archive->reader, &archive->entry);
    archive->single = archive_format(archive->reader) == ARCHIVE_FORMAT_RAW;
    if (result == ARCHIVE_OK || result == ARCHIVE_WARN)
        describe(archive, entry);
    leave(before);
    switch (result) {
    case ARCHIVE_OK:
    case ARCHIVE_WARN:
        return EX_ARCHIVE_ENTRY;
    case ARCHIVE_EOF:
        return EX_ARCHIVE_END;
    case ARCHIVE_RETRY:
    case ARCHIVE_FAILED:
        return EX_ARCHIVE_BAD_ENTRY;
    default:
        return EX_ARCHIVE_DAMAGED;
    }
}

bool ex_archive_read(struct ex_archive *archive, struct ex_str *bytes)
{
    locale_t before = enter(archive);
    la_ssize_t got = archive_read_data(archive->reader, archive->data, EX_SOURCE_PIECE);

    leave(before);
    *bytes = ex_str_n(archive->data, got > 0 ? (size_t)got : 0);
    return got >= 0;
}

struct ex_str ex_archive_problem(const struct ex_archive *archive)
{
    const char *text = archive->refused;

    if (!text)
        text = archive->failure;
    if (!text)
        text = archive_error_string(archive->reader);
    return ex_str(text ? text : "it is damaged");
}

uint64_t ex_archive_consumed(const struct ex_archive *archive)
{
    return archive->consumed;
}
