/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of archives as dumps: what is read, what is named and set aside, and
 * that nothing which an archive claims can do harm.
 */
#include "base/buf.h"
#include "base/limits.h"
#include "formats/import/dump.h"

#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
    char folder[64];
    struct ex_arena *arena;
    struct ex_vec files; /* as listed */
    struct ex_vec out;   /* as expanded */
    struct ex_diags diags;
    struct ex_dump_limits limits;
};

static int set_up(void **state)
{
    struct fixture *f = ex_alloc(sizeof *f);

    (void)snprintf(f->folder, sizeof f->folder, "/tmp/exlint-archive-XXXXXX");
    f->arena = ex_arena_new();
    f->files = (struct ex_vec)EX_VEC(struct ex_dump_file);
    f->out = (struct ex_vec)EX_VEC(struct ex_dump_file);
    f->limits = ex_dump_limits;
    ex_diags_init(&f->diags);
    *state = f;
    return mkdtemp(f->folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    char command[96];

    (void)snprintf(command, sizeof command, "rm -rf %s", f->folder);
    (void)!system(command);
    (void)unsetenv("TMPDIR");
    ex_dump_files_free(&f->files);
    ex_dump_files_free(&f->out);
    ex_diags_free(&f->diags);
    ex_arena_free(f->arena);
    free(f);
    return 0;
}

static const char *path_of(struct fixture *f, const char *name)
{
    return ex_arena_printf(f->arena, "%s/%s", f->folder, name).p;
}

static void write_file(struct fixture *f, const char *name, struct ex_str bytes)
{
    FILE *file = fopen(path_of(f, name), "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes.p ? bytes.p : "", 1, bytes.n, file), bytes.n);
    assert_int_equal(fclose(file), 0);
}

static struct ex_str read_back(struct fixture *f, const char *name)
{
    struct ex_source *EX_AUTO(ex_source_auto) source =
        ex_source_open(path_of(f, name), EX_STR("x"), &f->diags);

    assert_non_null(source);
    return ex_source_slurp(source, 1 << 28, f->arena);
}

/* ---- making archives with libarchive ---- */

struct member {
    const char *name;
    const char *text; /* NULL: a folder */
    const char *link;
    unsigned type;    /* 0: a regular file */
};

struct packing {
    const char *name; /* of the archive */
    int format;
    int filter;
};

static void pack_member(struct archive *archive, const struct member *m)
{
    struct archive_entry *entry = archive_entry_new();

    archive_entry_copy_pathname(entry, m->name);
    archive_entry_set_filetype(entry, m->type ? m->type : m->text || m->link ? AE_IFREG : AE_IFDIR);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_mtime(entry, 1700000000, 0);
    archive_entry_set_size(entry, m->text ? (int64_t)strlen(m->text) : 0);
    if (m->link && m->type == AE_IFLNK)
        archive_entry_copy_symlink(entry, m->link);
    else if (m->link)
        archive_entry_copy_hardlink(entry, m->link);
    assert_true(archive_write_header(archive, entry) >= ARCHIVE_WARN);
    if (m->text)
        assert_int_equal(archive_write_data(archive, m->text, strlen(m->text)), strlen(m->text));
    archive_entry_free(entry);
}

static void pack(struct fixture *f, const struct packing *p, const struct member *members,
                 size_t n)
{
    struct archive *archive = archive_write_new();
    size_t i;

    assert_int_equal(archive_write_set_format(archive, p->format), ARCHIVE_OK);
    assert_int_equal(archive_write_add_filter(archive, p->filter), ARCHIVE_OK);
    assert_int_equal(archive_write_open_filename(archive, path_of(f, p->name)), ARCHIVE_OK);
    for (i = 0; i < n; i++)
        pack_member(archive, &members[i]);
    assert_int_equal(archive_write_free(archive), ARCHIVE_OK);
}

static const struct packing TAR = {"a.tar", ARCHIVE_FORMAT_TAR_GNUTAR, ARCHIVE_FILTER_NONE};
static const struct packing TGZ = {"a.tgz", ARCHIVE_FORMAT_TAR_GNUTAR, ARCHIVE_FILTER_GZIP};

/* ---- making zip files byte by byte ---- */

struct zipped {
    const char *name;
    const char *text;
    unsigned flags;      /* 1: encrypted, 0x800: the name is UTF-8 */
    unsigned wrong;      /* added to the checksum */
    size_t n;            /* of the text; 0: it ends in NUL */
};

static void le(struct ex_buf *out, uint64_t value, size_t bytes)
{
    while (bytes--) {
        ex_buf_add_char(out, (char)(unsigned char)value);
        value >>= 8;
    }
}

static uint32_t crc_of(struct ex_str s)
{
    uint32_t crc = 0xFFFFFFFF;
    size_t i;
    int bit;

    for (i = 0; i < s.n; i++) {
        crc ^= (unsigned char)s.p[i];
        for (bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
    }
    return ~crc;
}

static struct ex_str text_of(const struct zipped *z)
{
    return z->n ? ex_str_n(z->text, z->n) : ex_str(z->text);
}

/* Version needed, flags, method, time, date, checksum and sizes: the same in both headers. */
static void zip_facts(struct ex_buf *out, const struct zipped *z)
{
    struct ex_str text = text_of(z);

    le(out, 20, 2);
    le(out, z->flags, 2);
    le(out, 0, 2);
    le(out, 0x58210000, 4);
    le(out, crc_of(text) + z->wrong, 4);
    le(out, text.n, 4);
    le(out, text.n, 4);
    le(out, strlen(z->name), 2);
    le(out, 0, 2);
}

static void zip_header(struct ex_buf *out, const struct zipped *z)
{
    le(out, 0x04034B50, 4);
    zip_facts(out, z);
    ex_buf_add_text(out, z->name);
}

static void zip_directory(struct ex_buf *out, const struct zipped *z, size_t at)
{
    le(out, 0x02014B50, 4);
    le(out, 20, 2);
    zip_facts(out, z);
    le(out, 0, 10); /* comment, disk, attributes */
    le(out, at, 4);
    ex_buf_add_text(out, z->name);
}

static void zip_end(struct ex_buf *out, struct ex_str directory, size_t n)
{
    size_t start = out->n;

    ex_buf_add(out, directory);
    le(out, 0x06054B50, 4);
    le(out, 0, 4);
    le(out, n, 2);
    le(out, n, 2);
    le(out, directory.n, 4);
    le(out, start, 4);
    le(out, 0, 2);
}

static struct ex_str zip(struct fixture *f, const struct zipped *all, size_t n)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    struct ex_buf EX_AUTO(ex_buf_free) directory = EX_BUF_INIT;
    size_t i;

    for (i = 0; i < n; i++) {
        zip_directory(&directory, &all[i], out.n);
        zip_header(&out, &all[i]);
        ex_buf_add(&out, text_of(&all[i]));
    }
    zip_end(&out, ex_buf_str(&directory), n);
    return ex_arena_str(f->arena, ex_buf_str(&out));
}

/* ---- looking at the result ---- */

static void expand(struct fixture *f)
{
    assert_true(ex_dump_list(f->arena, ex_str(f->folder), &f->files, &f->diags));
    ex_dump_expand(&f->files, &f->limits, f->arena, &f->out, &f->diags);
}

static struct ex_dump_file *file_at(struct fixture *f, size_t i)
{
    return EX_AT(&f->out, struct ex_dump_file, i);
}

/* The names, joined by blanks: `!` marks what cannot be read, `~` what is cut. */
static const char *names(struct fixture *f)
{
    struct ex_str all = EX_STR("");
    size_t i;

    for (i = 0; i < f->out.n; i++)
        all = ex_arena_printf(f->arena, "%.*s%s%.*s%s%s", EX_FMT(all), i ? " " : "",
                              EX_FMT(file_at(f, i)->name), file_at(f, i)->problem.n ? "!" : "",
                              file_at(f, i)->cut ? "~" : "");
    return all.p ? all.p : "";
}

static const char *text_at(struct fixture *f, size_t i)
{
    struct ex_source *EX_AUTO(ex_source_auto) source = ex_dump_open(file_at(f, i), &f->diags);
    struct ex_str text;

    assert_non_null(source);
    text = ex_source_slurp(source, 1 << 20, f->arena);
    return ex_arena_str(f->arena, text).p;
}

static const char *messages(struct fixture *f, const struct ex_diags *diags)
{
    struct ex_str all = EX_STR("");
    size_t i;

    for (i = 0; i < diags->items.n; i++) {
        const struct ex_diag *d = EX_AT(&diags->items, struct ex_diag, i);

        all = ex_arena_printf(f->arena, "%.*s%d %.*s: %.*s\n", EX_FMT(all), (int)d->level,
                              EX_FMT(d->file), EX_FMT(d->message));
    }
    return all.p ? all.p : "";
}

#define ASSERT_SAID(f, text) assert_non_null(strstr(messages((f), &(f)->diags), (text)))

/* ---- formats ---- */

static const struct member two[] = {{.name = "sub/b.xml", .text = "second"},
                                    {.name = "a.xml", .text = "first"}};

static void test_every_format_gives_its_members_sorted(void **state)
{
    static const struct packing packings[] = {
        {"x", ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE},
        {"x", ARCHIVE_FORMAT_7ZIP, ARCHIVE_FILTER_NONE},
        {"x", ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE},
        {"x", ARCHIVE_FORMAT_TAR_PAX_INTERCHANGE, ARCHIVE_FILTER_NONE},
        {"x", ARCHIVE_FORMAT_TAR_GNUTAR, ARCHIVE_FILTER_GZIP},
        {"x", ARCHIVE_FORMAT_TAR_GNUTAR, ARCHIVE_FILTER_BZIP2},
        {"x", ARCHIVE_FORMAT_TAR_GNUTAR, ARCHIVE_FILTER_XZ},
        {"x", ARCHIVE_FORMAT_TAR_GNUTAR, ARCHIVE_FILTER_ZSTD},
    };
    struct fixture *f = *state;
    size_t i;

    for (i = 0; i < EX_COUNT(packings); i++) {
        pack(f, &packings[i], two, EX_COUNT(two));
        expand(f);
        assert_string_equal(names(f), "x/a.xml x/sub/b.xml");
        assert_string_equal(text_at(f, 0), "first");
        assert_string_equal(text_at(f, 1), "second");
        assert_int_equal(f->diags.items.n, 0);
        ex_dump_files_free(&f->files);
        ex_dump_files_free(&f->out);
    }
}

static void test_a_compressed_file_keeps_its_name(void **state)
{
    static const struct packing gz = {"a.xml.gz", ARCHIVE_FORMAT_RAW, ARCHIVE_FILTER_GZIP};
    struct fixture *f = *state;

    pack(f, &gz, &two[1], 1);
    expand(f);
    assert_string_equal(names(f), "a.xml.gz");
    assert_string_equal(text_at(f, 0), "first");
}

static void test_members_stand_in_the_place_of_the_archive(void **state)
{
    struct fixture *f = *state;

    write_file(f, "a.aaa", EX_STR("plain"));
    pack(f, &TAR, two, EX_COUNT(two));
    write_file(f, "b", EX_STR("plain"));
    expand(f);
    assert_string_equal(names(f), "a.aaa a.tar/a.xml a.tar/sub/b.xml b");
}

static void test_by_products_are_passed_over(void **state)
{
    static const struct member members[] = {
        {.name = "__MACOSX/._a.xml", .text = "x"}, {.name = "._a.xml", .text = "x"},
        {.name = ".git/config", .text = "x"},      {.name = "~$a.xml", .text = "x"},
        {.name = "./a.xml", .text = "x"},          {.name = "b.xml.bak", .text = "x"},
        {.name = "folder/"},
    };
    struct fixture *f = *state;

    pack(f, &TAR, members, EX_COUNT(members));
    expand(f);
    assert_string_equal(names(f), "a.tar/a.xml");
    assert_int_equal(f->diags.items.n, 0);
}

static void test_members_have_their_time(void **state)
{
    struct ex_wanted wanted = {.all = true};
    struct fixture *f = *state;
    struct ex_graph *EX_AUTO(ex_graph_auto) graph = ex_graph_new();

    pack(f, &TAR, two, EX_COUNT(two));
    expand(f);
    ex_dump_import(&f->files, &(struct ex_dump_options){.wanted = &wanted, .jobs = 2}, graph);
    assert_int_equal(ex_graph_file(graph, 0)->clock, EX_CLOCK_ARCHIVE);
    assert_true(ex_graph_file(graph, 0)->exported ==
                EX_UNIX_EPOCH_TICKS + 1700000000 * EX_TICKS_PER_SECOND);
}

static void test_an_office_document_is_one_file(void **state)
{
    static const struct zipped parts[] = {{.name = "word/document.xml", .text = "<Objs/>"},
                                          {.name = "[Content_Types].xml", .text = "<Types/>"}};
    struct fixture *f = *state;

    write_file(f, "a.docx", zip(f, parts, EX_COUNT(parts)));
    expand(f);
    assert_string_equal(names(f), "a.docx");
    assert_int_equal(f->diags.items.n, 0);
}

static void test_an_empty_archive_is_named(void **state)
{
    struct fixture *f = *state;

    write_file(f, "a.zip", zip(f, NULL, 0));
    expand(f);
    assert_int_equal(f->out.n, 0);
    ASSERT_SAID(f, "1 a.zip: the zip archive holds no files that are read\n");
}

/* ---- names ---- */

static void test_names_never_lead_out(void **state)
{
    static const struct zipped all[] = {
        {.name = "/etc/passwd", .text = "1"},      {.name = "../../b.xml", .text = "2"},
        {.name = "C:\\dump\\c.xml", .text = "3"},  {.name = "d\\..\\e.xml", .text = "4"},
        {.name = "\\\\srv\\share\\f", .text = "5"}, {.name = "..", .text = "6"},
    };
    struct fixture *f = *state;

    write_file(f, "z", zip(f, all, EX_COUNT(all)));
    expand(f);
    assert_string_equal(names(f), "z/b.xml z/d/e.xml z/dump/c.xml z/etc/passwd z/srv/share/f "
                                  "z/unnamed");
    assert_string_equal(text_at(f, 0), "2");
    ASSERT_SAID(f, "0 z/etc/passwd: its name leads out of the archive");
}

static void test_names_are_shown_escaped_and_do_not_depend_on_the_locale(void **state)
{
    static const struct zipped all[] = {
        {.name = "a\n\x1B[31m", .text = ""},
        {.name = "b\xC3\xBC.xml", .text = "", .flags = 0x800},
        {.name = "c\xFF", .text = ""},
        {.name = "d\xE2\x80\xAE", .text = "", .flags = 0x800},
    };
    struct fixture *f = *state;

    write_file(f, "z", zip(f, all, EX_COUNT(all)));
    expand(f);
    assert_string_equal(names(f), "z/a\\u{A}\\u{1B}[31m z/b\xC3\xBC.xml z/c\\xFF z/d\\u{202E}");
}

static void test_a_name_may_be_long_but_not_endless(void **state)
{
    struct fixture *f = *state;
    char *EX_AUTO(ex_free_auto) name = ex_alloc(EX_MAX_ARCHIVE_NAME_BYTES + 2);
    struct member members[] = {{.name = name, .text = "x"}, {.name = "a.xml", .text = "x"}};

    memset(name, 'n', EX_MAX_ARCHIVE_NAME_BYTES + 1);
    name[EX_MAX_ARCHIVE_NAME_BYTES + 1] = '\0';
    pack(f, &TAR, members, EX_COUNT(members));
    expand(f);
    assert_string_equal(names(f), "a.tar (entry 1)! a.tar/a.xml");
    ASSERT_SAID(f, "its name is longer than the limit of 4096 bytes; it is not read");
}

static void test_of_entries_with_one_name_the_first_is_read(void **state)
{
    static const struct zipped all[] = {{.name = "a\\b.xml", .text = "first"},
                                        {.name = "a/b.xml", .text = "second"},
                                        {.name = "A/b.xml", .text = "third"}};
    struct fixture *f = *state;

    write_file(f, "z", zip(f, all, EX_COUNT(all)));
    expand(f);
    assert_string_equal(names(f), "z/A/b.xml z/a/b.xml z/a/b.xml!");
    assert_string_equal(text_at(f, 1), "first");
    ASSERT_SAID(f, "1 z/a/b.xml: a second entry of that name in the archive, not read\n");
}

/* ---- what is no file ---- */

static void test_links_and_devices_are_named_and_not_followed(void **state)
{
    static const struct member members[] = {
        {.name = "a.xml", .text = "x"},
        {.name = "hard.xml", .link = "a.xml"},
        {.name = "soft.xml", .link = "/etc/passwd", .type = AE_IFLNK},
        {.name = "fifo.xml", .type = AE_IFIFO},
        {.name = "disk.xml", .type = AE_IFBLK},
    };
    struct fixture *f = *state;

    pack(f, &TAR, members, EX_COUNT(members));
    expand(f);
    assert_string_equal(names(f), "a.tar/a.xml");
    assert_int_equal(ex_diags_count(&f->diags, EX_WARNING), 0);
    ASSERT_SAID(f, "0 a.tar/hard.xml: a link, which is not followed\n");
    ASSERT_SAID(f, "0 a.tar/soft.xml: a link, which is not followed\n");
    ASSERT_SAID(f, "0 a.tar/fifo.xml: a device, socket or FIFO, which is not read\n");
    ASSERT_SAID(f, "0 a.tar/disk.xml: a device, socket or FIFO, which is not read\n");
}

static void test_encrypted_entries_are_named(void **state)
{
    static const struct zipped all[] = {{.name = "a.xml", .text = "secret......", .flags = 1},
                                        {.name = "b.xml", .text = "open"}};
    struct fixture *f = *state;

    write_file(f, "z", zip(f, all, EX_COUNT(all)));
    expand(f);
    assert_string_equal(names(f), "z/a.xml! z/b.xml");
    ASSERT_SAID(f, "1 z/a.xml: encrypted in the archive, and not read\n");
    assert_string_equal(text_at(f, 1), "open");
}

static void test_many_bad_entries_give_few_messages(void **state)
{
    struct zipped all[200];
    struct fixture *f = *state;
    size_t i;

    for (i = 0; i < EX_COUNT(all); i++)
        all[i] = (struct zipped){.name = ex_arena_printf(f->arena, "%zu", i).p,
                                 .text = "secret......",
                                 .flags = 1};
    write_file(f, "z", zip(f, all, EX_COUNT(all)));
    expand(f);
    assert_int_equal(f->out.n, 200);
    assert_int_equal(f->diags.items.n, EX_MAX_DIAGS_PER_FILE + 1);
    ASSERT_SAID(f, "1 z: 150 more messages about its entries\n");
}

/* ---- damage ---- */

static void test_a_wrong_checksum_marks_its_entry_only(void **state)
{
    static const struct zipped all[] = {{.name = "a.xml", .text = "damaged", .wrong = 1},
                                        {.name = "b.xml", .text = "fine"}};
    struct fixture *f = *state;

    write_file(f, "z", zip(f, all, EX_COUNT(all)));
    expand(f);
    assert_string_equal(names(f), "z/a.xml! z/b.xml");
    ASSERT_SAID(f, "1 z/a.xml: damaged in the archive, and not read: ZIP bad CRC");
}

/* A text that does not compress, of ten files. */
static void pack_noise(struct fixture *f, const struct packing *p)
{
    struct member members[10];
    uint32_t noise = 1;
    size_t i;
    size_t k;

    for (i = 0; i < EX_COUNT(members); i++) {
        char *text = ex_arena_bytes(f->arena, 20001);

        for (k = 0; k < 20000; k++) {
            noise = noise * 1664525u + 1013904223u;
            text[k] = (char)('!' + (noise >> 24) % 90);
        }
        text[20000] = '\0';
        members[i] = (struct member){.name = ex_arena_printf(f->arena, "%zu.xml", i).p,
                                     .text = text};
    }
    pack(f, p, members, EX_COUNT(members));
}

static void test_of_a_truncated_archive_what_is_complete_is_kept(void **state)
{
    static const struct packing packings[] = {
        {"x", ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE},
        {"x", ARCHIVE_FORMAT_TAR_GNUTAR, ARCHIVE_FILTER_NONE},
        {"x", ARCHIVE_FORMAT_TAR_GNUTAR, ARCHIVE_FILTER_GZIP},
    };
    struct fixture *f = *state;
    size_t i;

    for (i = 0; i < EX_COUNT(packings); i++) {
        struct ex_str bytes;

        pack_noise(f, &packings[i]);
        bytes = read_back(f, "x");
        write_file(f, "x", ex_str_slice(bytes, 0, bytes.n / 2));
        expand(f);
        assert_true(f->out.n >= 4 && f->out.n <= 7);
        assert_string_equal(ex_arena_str(f->arena, file_at(f, 0)->name).p, "x");
        assert_true(file_at(f, 0)->cut && file_at(f, 0)->problem.n);
        assert_false(file_at(f, 1)->cut);
        assert_int_equal(file_at(f, 1)->size, 20000);
        assert_true(file_at(f, f->out.n - 1)->cut || file_at(f, f->out.n - 1)->problem.n);
        ASSERT_SAID(f, "archive is damaged or ends early");
        ex_dump_files_free(&f->files);
        ex_dump_files_free(&f->out);
    }
}

static void test_what_is_no_archive_after_all_cannot_be_read(void **state)
{
    struct fixture *f = *state;

    pack(f, &(struct packing){"x.7z", ARCHIVE_FORMAT_7ZIP, ARCHIVE_FILTER_NONE}, two, 2);
    write_file(f, "cut.7z", ex_str_slice(read_back(f, "x.7z"), 0, 40));
    write_file(f, "x.7z", EX_STR("7z\xBC\xAF\x27\x1C"));
    write_file(f, "part.zip", EX_STR("PK\x07\x08PK\x03\x04"));
    write_file(f, "g.gz", EX_STR("\x1F\x8B\x08nothing of the sort"));
    expand(f);
    assert_string_equal(names(f), "cut.7z! g.gz! part.zip! x.7z!");
    ASSERT_SAID(f, "1 part.zip: cannot be read as a zip archive: it is one part of several\n");
    ASSERT_SAID(f, "1 x.7z: cannot be read as a 7-Zip archive: ");
}

static void test_a_cut_member_is_never_complete(void **state)
{
    static const char export[] =
        "<Objs Version=\"1.1.0.1\" "
        "xmlns=\"http://schemas.microsoft.com/powershell/2004/04\"></Objs>";
    struct ex_buf EX_AUTO(ex_buf_free) padded = EX_BUF_INIT;
    struct zipped all[] = {
        {.name = "Get-SendConnector.xml", .text = NULL, .wrong = 1},
        {.name = "Get-AcceptedDomain.xml", .text = export},
        {.name = "Get-RemoteDomain.xml", .text = "secret......", .flags = 1}};
    struct ex_wanted wanted = {.all = true};
    struct fixture *f = *state;
    struct ex_graph *EX_AUTO(ex_graph_auto) graph = ex_graph_new();

    /* What is missing at its end is white space, as far as the XML shows. */
    ex_buf_add_text(&padded, export);
    ex_buf_add_repeat(&padded, '\n', 300000);
    all[0].text = padded.p;
    write_file(f, "z", zip(f, all, EX_COUNT(all)));
    assert_true(ex_dump_list(f->arena, ex_str(f->folder), &f->files, &f->diags));
    ex_dump_import(&f->files, &(struct ex_dump_options){.wanted = &wanted, .jobs = 1}, graph);
    assert_int_equal(ex_graph_coverage(graph, EX_KIND_SendConnector), EX_PARTIAL);
    assert_int_equal(ex_graph_coverage(graph, EX_KIND_AcceptedDomain), EX_COMPLETE);
    assert_int_equal(ex_graph_coverage(graph, EX_KIND_RemoteDomain), EX_PARTIAL);
    assert_int_equal(ex_graph_file(graph, 1)->state, EX_FILE_UNREADABLE);
    assert_int_equal(ex_graph_file(graph, 2)->state, EX_FILE_TRUNCATED);
}

/* ---- bombs ---- */

static void pack_zeros(struct fixture *f, const char *name, size_t n)
{
    char *text = ex_alloc(n + 1);
    struct member member = {.name = "zeros.xml", .text = text};

    memset(text, '0', n);
    text[n] = '\0';
    pack(f, &(struct packing){name, ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE}, &member, 1);
    free(text);
}

static void test_an_archive_may_hold_much_but_not_a_thousand_times_its_size(void **state)
{
    struct fixture *f = *state;

    f->limits.ratio_from = 1 << 20;
    f->limits.ratio = 100;
    pack_zeros(f, "small.zip", 1 << 19);
    pack_zeros(f, "bomb.zip", 4 << 20);
    expand(f);
    assert_string_equal(names(f), "bomb.zip! bomb.zip/zeros.xml! small.zip/zeros.xml");
    ASSERT_SAID(f, "1 bomb.zip: the zip archive holds more than 100 times its size");
}

/* Each entry holds all that follow it, headers and all: the sum is far more than the file. */
static void test_entries_that_overlap_are_a_bomb(void **state)
{
    struct fixture *f = *state;
    struct zipped all[60];
    struct ex_str inner = ex_str_n(ex_arena_bytes(f->arena, 100000), 100000);
    struct ex_buf EX_AUTO(ex_buf_free) directory = EX_BUF_INIT;
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    size_t i;

    memset((char *)(uintptr_t)inner.p, 'k', inner.n);
    for (i = EX_COUNT(all); i-- > 0;) {
        struct ex_buf EX_AUTO(ex_buf_free) entry = EX_BUF_INIT;

        all[i] = (struct zipped){.name = ex_arena_printf(f->arena, "%02zu.xml", i).p,
                                 .text = inner.p,
                                 .n = inner.n};
        zip_header(&entry, &all[i]);
        ex_buf_add(&entry, inner);
        inner = ex_arena_str(f->arena, ex_buf_str(&entry));
    }
    ex_buf_add(&out, inner);
    for (i = 0; i < EX_COUNT(all); i++)
        zip_directory(&directory, &all[i], inner.n - all[i].n - (30 + 6));
    zip_end(&out, ex_buf_str(&directory), EX_COUNT(all));
    write_file(f, "z", ex_buf_str(&out));
    f->limits.ratio_from = 1 << 20;
    f->limits.ratio = 10;
    expand(f);
    assert_true(f->out.n < 30);
    ASSERT_SAID(f, "1 z: the zip archive holds more than 10 times its size");
}

static void test_each_limit_is_named(void **state)
{
    struct fixture *f = *state;

    f->limits.entry_bytes = 1000;
    pack_zeros(f, "large.zip", 1001);
    pack_zeros(f, "right.zip", 1000);
    expand(f);
    assert_string_equal(names(f), "large.zip/zeros.xml! right.zip/zeros.xml");
    ASSERT_SAID(f, "larger than the limit of 1000 bytes of one entry, and not read\n");
}

static void test_bytes_entries_and_files_have_limits(void **state)
{
    struct fixture *f = *state;
    struct ex_dump_limits usual = f->limits;

    pack_noise(f, &TGZ);
    f->limits.bytes = 50000;
    expand(f);
    assert_string_equal(names(f), "a.tgz!~ a.tgz/0.xml a.tgz/1.xml a.tgz/2.xml!");
    ASSERT_SAID(f, "the archives of the dump hold more than the limit of 50000 bytes");
    ex_dump_files_free(&f->files);
    ex_dump_files_free(&f->out);

    f->limits = usual;
    f->limits.entries = 3;
    expand(f);
    assert_string_equal(names(f), "a.tgz!~ a.tgz/0.xml a.tgz/1.xml a.tgz/2.xml");
    ASSERT_SAID(f, "has more entries than the limit of 3; others are not read");
    ex_dump_files_free(&f->files);
    ex_dump_files_free(&f->out);

    f->limits = usual;
    f->limits.files = 2;
    expand(f);
    assert_string_equal(names(f), "a.tgz!~ a.tgz/0.xml a.tgz/1.xml");
    ASSERT_SAID(f, "the dump has more files than the limit of 2");
}

static void test_an_archive_inside_of_one_is_opened_and_no_deeper(void **state)
{
    struct fixture *f = *state;
    struct packing innermost = {"0.tar", ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE};
    struct member member = {.name = "a.xml", .text = "inner"};
    const char *levels[] = {"0.tar", "1.zip", "2.zip"};
    size_t i;

    pack(f, &innermost, &member, 1);
    for (i = 1; i < EX_COUNT(levels); i++) {
        struct archive *archive = archive_write_new();
        struct archive_entry *entry = archive_entry_new();
        struct ex_str bytes = read_back(f, levels[i - 1]);

        (void)archive_write_set_format_zip(archive);
        (void)archive_write_open_filename(archive, path_of(f, levels[i]));
        archive_entry_copy_pathname(entry, levels[i - 1]);
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_size(entry, (int64_t)bytes.n);
        (void)archive_write_header(archive, entry);
        (void)archive_write_data(archive, bytes.p, bytes.n);
        archive_entry_free(entry);
        (void)archive_write_free(archive);
    }
    expand(f);
    assert_string_equal(names(f), "0.tar/a.xml 1.zip/0.tar/a.xml 2.zip/1.zip/0.tar!");
    assert_string_equal(text_at(f, 1), "inner");
    ASSERT_SAID(f, "1 2.zip/1.zip/0.tar: an archive inside of 2 others, not opened\n");
}

/* ---- spools ---- */

static size_t count_entries(const char *path)
{
    DIR *dir = opendir(path);
    size_t n = 0;

    assert_non_null(dir);
    while (readdir(dir))
        n++;
    (void)closedir(dir);
    return n;
}

static void test_thousands_of_members_take_one_descriptor(void **state)
{
    struct fixture *f = *state;
    struct member *members = ex_arena_alloc(f->arena, 3000 * sizeof *members);
    struct ex_vec EX_AUTO(ex_vec_free) sources = EX_VEC(struct ex_source *);
    char *text = ex_arena_bytes(f->arena, 3001);
    size_t before;
    size_t i;

    memset(text, 'x', 3000);
    text[3000] = '\0';
    for (i = 0; i < 3000; i++)
        members[i] = (struct member){.name = ex_arena_printf(f->arena, "%zu", i).p, .text = text};
    pack(f, &TGZ, members, 3000);
    assert_int_equal(mkdir(path_of(f, ".tmp"), 0700), 0);
    assert_int_equal(setenv("TMPDIR", path_of(f, ".tmp"), 1), 0);
    before = count_entries("/proc/self/fd");
    expand(f);
    assert_int_equal(f->out.n, 3000);
    for (i = 0; i < 3000; i++)
        *EX_PUSH(&sources, struct ex_source *) = ex_dump_open(file_at(f, i), &f->diags);
    assert_int_equal(count_entries("/proc/self/fd"), before + 1);
    assert_int_equal(count_entries(path_of(f, ".tmp")), 2); /* . and .. */
    for (i = 0; i < 3000; i++) {
        struct ex_source *source = *EX_AT(&sources, struct ex_source *, i);

        ex_source_rest(source);
        assert_int_equal(ex_source_sha256(source).n, 64);
        ex_source_free(source);
    }
}

static void test_a_full_or_missing_temporary_folder_is_a_message(void **state)
{
    struct fixture *f = *state;

    pack_zeros(f, "a.zip", EX_MAX_SPOOL_MEMORY + 1);
    assert_int_equal(setenv("TMPDIR", "/nonexistent", 1), 0);
    expand(f);
    assert_string_equal(names(f), "a.zip! a.zip/zeros.xml!");
    ASSERT_SAID(f, "cannot be unpacked into a temporary file: No such file or directory\n");
}

/* The same text as a file in memory and as the middle of a spool, below and above its memory. */
static void test_a_part_of_a_spool_reads_like_a_file(void **state)
{
    struct fixture *f = *state;
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    size_t pads[] = {1, EX_MAX_SPOOL_MEMORY};
    size_t i;

    for (i = 0; i < 20000; i++)
        ex_buf_printf(&text, "line %zu \xC3\xBC\r\n", i);
    for (i = 0; i < EX_COUNT(pads); i++) {
        struct ex_spool *EX_AUTO(ex_spool_auto) spool = ex_spool_new();
        char *EX_AUTO(ex_free_auto) pad = ex_alloc(pads[i]);
        struct ex_source *EX_AUTO(ex_source_auto) part = NULL;
        struct ex_source *EX_AUTO(ex_source_auto) whole =
            ex_source_from_bytes(ex_buf_str(&text), EX_STR("x"));
        struct ex_str line;
        struct ex_str piece;
        struct ex_place place;
        uint64_t n = 0;

        memset(pad, 'p', pads[i]);
        assert_null(ex_spool_add(spool, ex_str_n(pad, pads[i])));
        assert_null(ex_spool_add(spool, ex_buf_str(&text)));
        assert_null(ex_spool_add(spool, EX_STR("behind it")));
        part = ex_source_from_spool(spool, pads[i], text.n, EX_STR("x"), &f->diags);
        assert_non_null(part);
        while (ex_source_read(part, &piece))
            n += piece.n;
        assert_int_equal(n, text.n);
        assert_true(ex_source_rewind(part));
        assert_true(ex_source_read(part, &piece));
        assert_true(ex_str_starts(piece, EX_STR("line 0 ")));
        ex_source_rest(part);
        assert_true(ex_str_eq(ex_source_sha256(part), ex_source_sha256(whole)));
        place = ex_source_place(part, text.n - 3, f->arena, &line);
        assert_int_equal(place.line, 20000);
        assert_true(ex_str_eq(line, EX_STR("line 19999 \xC3\xBC")));
        assert_int_equal(ex_source_place(part, UINT64_MAX, NULL, NULL).line, 20001);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_every_format_gives_its_members_sorted),
        TEST(test_a_compressed_file_keeps_its_name),
        TEST(test_members_stand_in_the_place_of_the_archive),
        TEST(test_by_products_are_passed_over),
        TEST(test_members_have_their_time),
        TEST(test_an_office_document_is_one_file),
        TEST(test_an_empty_archive_is_named),
        TEST(test_names_never_lead_out),
        TEST(test_names_are_shown_escaped_and_do_not_depend_on_the_locale),
        TEST(test_a_name_may_be_long_but_not_endless),
        TEST(test_of_entries_with_one_name_the_first_is_read),
        TEST(test_links_and_devices_are_named_and_not_followed),
        TEST(test_encrypted_entries_are_named),
        TEST(test_many_bad_entries_give_few_messages),
        TEST(test_a_wrong_checksum_marks_its_entry_only),
        TEST(test_of_a_truncated_archive_what_is_complete_is_kept),
        TEST(test_what_is_no_archive_after_all_cannot_be_read),
        TEST(test_a_cut_member_is_never_complete),
        TEST(test_an_archive_may_hold_much_but_not_a_thousand_times_its_size),
        TEST(test_entries_that_overlap_are_a_bomb),
        TEST(test_each_limit_is_named),
        TEST(test_bytes_entries_and_files_have_limits),
        TEST(test_an_archive_inside_of_one_is_opened_and_no_deeper),
        TEST(test_thousands_of_members_take_one_descriptor),
        TEST(test_a_full_or_missing_temporary_folder_is_a_message),
        TEST(test_a_part_of_a_spool_reads_like_a_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
