/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of listing and importing a folder.
 */
#include "base/buf.h"
#include "base/limits.h"
#include "formats/import/dump.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
    char folder[64];
    struct ex_arena *arena;
    struct ex_vec files;
    struct ex_diags diags;
};

static int set_up(void **state)
{
    struct fixture *f = ex_alloc(sizeof *f);

    (void)snprintf(f->folder, sizeof f->folder, "/tmp/exlint-dump-XXXXXX");
    f->arena = ex_arena_new();
    f->files = (struct ex_vec)EX_VEC(struct ex_dump_file);
    ex_diags_init(&f->diags);
    *state = f;
    return mkdtemp(f->folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    char command[192];

    (void)snprintf(command, sizeof command, "chmod -R u+rwx %s; rm -rf %s", f->folder, f->folder);
    (void)!system(command);
    ex_vec_free(&f->files);
    ex_diags_free(&f->diags);
    ex_arena_free(f->arena);
    free(f);
    return 0;
}

static const char *path_of(struct fixture *f, const char *name)
{
    return ex_arena_printf(f->arena, "%s/%s", f->folder, name).p;
}

static void add_file(struct fixture *f, const char *name, const char *text)
{
    FILE *file = fopen(path_of(f, name), "wb");

    assert_non_null(file);
    (void)fputs(text, file);
    (void)fclose(file);
}

static void add_folder(struct fixture *f, const char *name)
{
    assert_int_equal(mkdir(path_of(f, name), 0700), 0);
}

static bool list(struct fixture *f)
{
    return ex_dump_list(f->arena, ex_str(f->folder), &f->files, &f->diags);
}

/* The names, joined by blanks. */
static const char *names(struct fixture *f)
{
    struct ex_str all = EX_STR("");
    size_t i;

    for (i = 0; i < f->files.n; i++)
        all = ex_arena_printf(f->arena, "%.*s%s%.*s", EX_FMT(all), i ? " " : "",
                              EX_FMT(EX_AT(&f->files, struct ex_dump_file, i)->name));
    return all.p ? all.p : "";
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

static void test_files_are_sorted_by_name(void **state)
{
    struct fixture *f = *state;

    add_folder(f, "b");
    add_file(f, "c.xml", "");
    add_file(f, "b/x.xml", "");
    add_file(f, "a.xml", "");
    add_file(f, "b.xml", "");
    assert_true(list(f));
    assert_string_equal(names(f), "a.xml b.xml b/x.xml c.xml");
}

static void test_by_products_are_passed_over(void **state)
{
    struct fixture *f = *state;

    add_folder(f, ".git");
    add_file(f, ".git/x.xml", "");
    add_file(f, "._a.xml", "");
    add_file(f, "~$a.xml", "");
    add_file(f, "a.xml.BAK", "");
    add_file(f, "a.xml", "");
    assert_true(list(f));
    assert_string_equal(names(f), "a.xml");
    assert_int_equal(f->diags.items.n, 0);
}

static void test_links_and_fifos_are_named_and_not_followed(void **state)
{
    struct fixture *f = *state;

    add_file(f, "a.xml", "");
    assert_int_equal(symlink("/etc/passwd", path_of(f, "link.xml")), 0);
    assert_int_equal(symlink(".", path_of(f, "loop")), 0);
    assert_int_equal(mkfifo(path_of(f, "fifo.xml"), 0600), 0);
    assert_true(list(f));
    assert_string_equal(names(f), "a.xml");
    assert_int_equal(f->diags.items.n, 3);
    assert_int_equal(ex_diags_count(&f->diags, EX_WARNING), 0);
    assert_non_null(
        strstr(messages(f, &f->diags), "0 link.xml: a symbolic link, which is not followed\n"));
    assert_non_null(strstr(messages(f, &f->diags),
                           "0 fifo.xml: a device, socket or FIFO, which is not read\n"));
}

static void test_many_links_give_few_messages(void **state)
{
    struct fixture *f = *state;
    unsigned i;

    for (i = 0; i < 200; i++)
        assert_int_equal(symlink("x", path_of(f, ex_arena_printf(f->arena, "l%u", i).p)), 0);
    assert_true(list(f));
    assert_int_equal(f->diags.items.n, EX_MAX_DIAGS_PER_FILE + 1);
    assert_non_null(strstr(messages(f, &f->diags), "150 more notes of this sort"));
}

static void test_deceptive_names_are_shown_escaped(void **state)
{
    struct fixture *f = *state;

    add_file(f, "a\n\x1B[31m.xml", "");
    add_file(f, "b\xFF.xml", "");
    add_file(f, "c\xE2\x80\xAE.xml", "");
    assert_true(list(f));
    assert_string_equal(names(f), "a\\u{A}\\u{1B}[31m.xml b\\xFF.xml c\\u{202E}.xml");
}

static void test_folders_past_the_limit_are_named(void **state)
{
    struct fixture *f = *state;
    struct ex_str path = EX_STR("d");
    unsigned i;

    for (i = 0; i <= EX_MAX_DIR_DEPTH; i++) {
        add_folder(f, path.p);
        add_file(f, ex_arena_printf(f->arena, "%s/f.xml", path.p).p, "");
        path = ex_arena_printf(f->arena, "%s/d", path.p);
    }
    assert_true(list(f));
    assert_int_equal(f->files.n, EX_MAX_DIR_DEPTH);
    assert_non_null(strstr(messages(f, &f->diags), "nested deeper than the limit of 32"));
}

static void test_a_missing_dump_is_an_error(void **state)
{
    struct fixture *f = *state;

    assert_false(ex_dump_list(f->arena, EX_STR("/nonexistent/dump"), &f->files, &f->diags));
    assert_string_equal(messages(f, &f->diags), "2 /nonexistent/dump: the dump cannot be read: "
                                                "No such file or directory\n");
}

static void test_an_unreadable_folder_is_a_warning(void **state)
{
    struct fixture *f = *state;

    if (geteuid() == 0)
        skip();
    add_file(f, "a.xml", "");
    add_folder(f, "secret");
    assert_int_equal(chmod(path_of(f, "secret"), 0), 0);
    assert_true(list(f));
    assert_string_equal(names(f), "a.xml");
    assert_string_equal(messages(f, &f->diags),
                        "1 secret/: the folder cannot be read: Permission denied\n");
}

static void test_a_file_is_a_dump_of_one(void **state)
{
    struct fixture *f = *state;

    add_file(f, "a.xml", "");
    assert_true(ex_dump_list(f->arena, ex_str(path_of(f, "a.xml")), &f->files, &f->diags));
    assert_string_equal(names(f), "a.xml");
}

static void test_a_dump_that_is_a_link_is_followed(void **state)
{
    struct fixture *f = *state;

    add_file(f, "a.xml", "");
    assert_int_equal(symlink("a.xml", path_of(f, "link.xml")), 0);
    assert_true(ex_dump_list(f->arena, ex_str(path_of(f, "link.xml")), &f->files, &f->diags));
    assert_string_equal(names(f), "link.xml");
    assert_true(ex_str_ends(EX_AT(&f->files, struct ex_dump_file, 0)->path, EX_STR("/a.xml")));
}

static void test_links_out_of_the_folder_and_into_it_are_not_followed(void **state)
{
    struct fixture *f = *state;

    add_file(f, "a.xml", "");
    add_folder(f, "sub");
    assert_int_equal(symlink("../a.xml", path_of(f, "sub/again.xml")), 0);
    assert_int_equal(symlink("/etc", path_of(f, "sub/etc")), 0);
    assert_int_equal(symlink("sub", path_of(f, "twin")), 0);
    assert_int_equal(symlink("two", path_of(f, "one")), 0);
    assert_int_equal(symlink("one", path_of(f, "two")), 0);
    assert_true(list(f));
    assert_string_equal(names(f), "a.xml");
    assert_int_equal(f->diags.items.n, 5);
}

static void test_a_socket_is_named_and_does_not_block(void **state)
{
    struct fixture *f = *state;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s", path_of(f, "s.xml"));
    assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
    assert_true(list(f));
    assert_int_equal(f->files.n, 0);
    assert_non_null(strstr(messages(f, &f->diags), "0 s.xml: a device, socket or FIFO"));
    (void)close(fd);
}

static void test_more_files_than_the_limit_are_an_error(void **state)
{
    struct fixture *f = *state;
    unsigned i;

    for (i = 0; i < 4; i++)
        add_file(f, ex_arena_printf(f->arena, "%u.xml", i).p, "");
    assert_true(ex_dump_list_up_to(4, f->arena, ex_str(f->folder), &f->files, &f->diags));
    assert_int_equal(f->files.n, 4);
    ex_vec_free(&f->files);
    assert_false(ex_dump_list_up_to(3, f->arena, ex_str(f->folder), &f->files, &f->diags));
    assert_non_null(strstr(messages(f, &f->diags), "the dump has more files than the limit of 3\n"));
}

/* Below a path of more bytes than the system takes: each folder is made from inside of the last. */
static void test_what_lies_too_deep_for_a_path_is_named(void **state)
{
    struct fixture *f = *state;
    char name[201];
    int at = open(f->folder, O_RDONLY | O_DIRECTORY);
    unsigned i;

    memset(name, 'd', 200);
    name[200] = '\0';
    add_file(f, "a.xml", "");
    for (i = 0; i < 25; i++) {
        int next;

        assert_int_equal(mkdirat(at, name, 0700), 0);
        next = openat(at, name, O_RDONLY | O_DIRECTORY);
        (void)close(at);
        at = next;
    }
    (void)close(at);
    assert_true(list(f));
    assert_string_equal(names(f), "a.xml");
    assert_non_null(strstr(messages(f, &f->diags), "cannot be looked at: File name too long\n"));
}

static void test_names_that_differ_in_case_only_are_two_files(void **state)
{
    struct fixture *f = *state;

    add_file(f, "a.xml", "");
    add_file(f, "A.XML", "");
    assert_true(list(f));
    assert_string_equal(names(f), "A.XML a.xml");
}

/* ---- importing ---- */

#define DOMAIN(name)                                                                               \
    "<Obj RefId=\"0\"><TN RefId=\"0\"><T>Microsoft.Exchange.Data.Directory.SystemConfiguration."   \
    "AcceptedDomain</T></TN><Props><S N=\"Name\">" name "</S><S N=\"DomainName\">" name            \
    "</S><S N=\"DomainType\">Authoritative</S></Props></Obj>"
#define EXPORT(inside) "<Objs Version=\"1.1.0.1\">" inside "</Objs>"

static struct ex_graph *import(struct fixture *f, unsigned jobs)
{
    struct ex_wanted wanted = {.all = true};
    struct ex_graph *graph = ex_graph_new();

    ex_dump_import(&f->files, &(struct ex_dump_options){.wanted = &wanted, .jobs = jobs}, graph);
    return graph;
}

static void test_one_bad_file_does_not_stop_the_others(void **state)
{
    struct fixture *f = *state;
    struct ex_graph *EX_AUTO(ex_graph_auto) graph = NULL;

    add_file(f, "AcceptedDomain1.xml", EXPORT(DOMAIN("a.example")));
    add_file(f, "AcceptedDomain2.xml", "<Objs><Obj>&bad;</Obj></Objs>");
    add_file(f, "AcceptedDomain3.xml", EXPORT(DOMAIN("b.example")));
    assert_true(list(f));
    graph = import(f, 1);
    assert_int_equal(ex_graph_files(graph), 3);
    assert_int_equal(ex_graph_file(graph, 0)->objects, 1);
    assert_int_equal(ex_graph_file(graph, 1)->state, EX_FILE_UNREADABLE);
    assert_int_equal(ex_graph_file(graph, 2)->objects, 1);
}

static void test_the_number_of_threads_does_not_show(void **state)
{
    struct fixture *f = *state;
    struct ex_graph *EX_AUTO(ex_graph_auto) one = NULL;
    struct ex_graph *EX_AUTO(ex_graph_auto) four = NULL;
    unsigned i;

    for (i = 0; i < 300; i++)
        add_file(f, ex_arena_printf(f->arena, "f%03u.xml", i).p,
                 i % 7 == 0   ? "<Objs><Obj>"
                 : i % 5 == 0 ? "{\"a\": 1}"
                              : EXPORT(DOMAIN("a.example") DOMAIN("b.example")));
    assert_true(list(f));
    one = import(f, 1);
    four = import(f, 4);
    assert_int_equal(ex_graph_files(one), 300);
    assert_string_equal(messages(f, ex_graph_diags(one)), messages(f, ex_graph_diags(four)));
    for (i = 0; i < 300; i++) {
        assert_int_equal(ex_graph_file(one, i)->state, ex_graph_file(four, i)->state);
        assert_int_equal(ex_graph_file(one, i)->objects, ex_graph_file(four, i)->objects);
    }
}

/* What became of a file between listing and reading it. */
static void test_a_file_that_became_something_else_is_unreadable(void **state)
{
    struct fixture *f = *state;
    struct ex_graph *EX_AUTO(ex_graph_auto) graph = NULL;
    size_t i;

    add_file(f, "a.xml", "");
    add_file(f, "b.xml", "");
    add_file(f, "c.xml", "");
    assert_true(list(f));
    assert_int_equal(unlink(path_of(f, "a.xml")), 0);
    assert_int_equal(unlink(path_of(f, "b.xml")), 0);
    assert_int_equal(unlink(path_of(f, "c.xml")), 0);
    assert_int_equal(mkfifo(path_of(f, "b.xml"), 0600), 0);
    assert_int_equal(symlink("/etc/passwd", path_of(f, "c.xml")), 0);
    graph = import(f, 2);
    assert_int_equal(ex_graph_files(graph), 3);
    for (i = 0; i < 3; i++)
        assert_int_equal(ex_graph_file(graph, i)->state, EX_FILE_UNREADABLE);
    assert_string_equal(messages(f, ex_graph_diags(graph)),
                        "1 a.xml: cannot read 'a.xml': No such file or directory\n"
                        "1 b.xml: cannot read 'b.xml': it is not a regular file\n"
                        "1 c.xml: cannot read 'c.xml': it is a symbolic link\n");
}

static void test_a_sparse_file_of_a_terabyte_is_refused(void **state)
{
    struct fixture *f = *state;
    struct ex_graph *EX_AUTO(ex_graph_auto) graph = NULL;

    add_file(f, "a.xml", "<Objs>");
    if (truncate(path_of(f, "a.xml"), (off_t)1 << 40) != 0)
        skip(); /* the file system does not have such files */
    assert_true(list(f));
    graph = import(f, 1);
    assert_int_equal(ex_graph_file(graph, 0)->state, EX_FILE_UNREADABLE);
    assert_string_equal(messages(f, ex_graph_diags(graph)),
                        "1 a.xml: cannot read 'a.xml': it is larger than 64 GiB\n");
}

/* The end of an export that was there when it was opened is gone when it is read. */
static void test_a_file_that_shrinks_or_grows_while_it_is_read(void **state)
{
    struct fixture *f = *state;
    struct ex_batch batch;
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    unsigned i;

    ex_buf_add_text(&text, "<Objs Version=\"1.1.0.1\">" DOMAIN("a.example"));
    ex_buf_add_repeat(&text, '\n', 300000);
    ex_buf_add_text(&text, "</Objs>");
    for (i = 0; i < 2; i++) {
        add_file(f, "a.xml", text.p);
        ex_batch_init(&batch, NULL);
        batch.file.hint = EX_N_KINDS;
        batch.file.name = EX_STR("a.xml");
        batch.file.source = ex_source_open(path_of(f, "a.xml"), batch.file.name, &batch.diags);
        assert_non_null(batch.file.source);
        assert_int_equal(truncate(path_of(f, "a.xml"), i ? (off_t)text.n * 2 : 100000), 0);
        ex_import_file(&batch);
        assert_int_equal(batch.file.objects, 1);
        assert_int_equal(batch.file.state, i ? EX_FILE_READ : EX_FILE_TRUNCATED);
        ex_batch_free(&batch);
    }
}

static void test_times_of_files_count_when_asked_for(void **state)
{
    struct fixture *f = *state;
    struct ex_graph *EX_AUTO(ex_graph_auto) timed = ex_graph_new();
    struct ex_graph *EX_AUTO(ex_graph_auto) untimed = NULL;
    struct ex_wanted wanted = {.all = true};
    const struct timespec times[2] = {{1700000000, 0}, {1700000000, 0}};
    struct ex_dump_options options = {.wanted = &wanted, .jobs = 1, .file_times = true};

    add_file(f, "a.xml", EXPORT(DOMAIN("a.example")));
    assert_int_equal(utimensat(AT_FDCWD, path_of(f, "a.xml"), times, 0), 0);
    assert_true(list(f));
    ex_dump_import(&f->files, &options, timed);
    assert_int_equal(ex_graph_file(timed, 0)->clock, EX_CLOCK_FILE);
    assert_int_equal(ex_graph_file(timed, 0)->exported,
                     1700000000 * EX_TICKS_PER_SECOND + EX_UNIX_EPOCH_TICKS);
    untimed = import(f, 1);
    assert_int_equal(ex_graph_file(untimed, 0)->clock, EX_CLOCK_NONE);
}

#define SECURE(inside)                                                                             \
    "<Obj RefId=\"0\"><TN RefId=\"0\"><T>Microsoft.Exchange.Data.Directory.SystemConfiguration."   \
    "SmtpSendConnectorConfig</T></TN><Props><S N=\"Name\">a</S>" inside "</Props></Obj>"

/* Even where no rule reads the property, and nothing of it is built. */
static void test_secure_strings_are_counted(void **state)
{
    struct fixture *f = *state;
    struct ex_graph *EX_AUTO(ex_graph_auto) graph = ex_graph_new();
    struct ex_wanted EX_AUTO(ex_wanted_free) wanted;
    struct ex_dump_options options = {.wanted = &wanted, .jobs = 1};

    ex_wanted_init(&wanted);
    ex_wanted_add(&wanted, EX_KIND_SendConnector, EX_PROP_NAME);
    add_file(f, "a.xml", EXPORT(SECURE("<SS N=\"Unread\">01</SS>")));
    add_file(f, "b.xml",
             EXPORT(SECURE("<Obj N=\"Unread\" RefId=\"1\"><Props><SS N=\"P\">01</SS><SS "
                           "N=\"Q\">02</SS></Props></Obj>")));
    add_file(f, "c.xml", EXPORT(SECURE("<SS N=\"Unread\" /><SS N=\"More\"></SS>")));
    assert_true(list(f));
    ex_dump_import(&f->files, &options, graph);
    assert_int_equal(ex_graph_file(graph, 0)->passwords, 1);
    assert_int_equal(ex_graph_file(graph, 1)->passwords, 2);
    assert_int_equal(ex_graph_file(graph, 2)->passwords, 0);
    assert_int_not_equal(ex_graph_file(graph, 1)->secret_off, EX_NO_OFFSET);
    assert_int_equal(ex_graph_file(graph, 2)->secret_off, EX_NO_OFFSET);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_files_are_sorted_by_name),
        TEST(test_by_products_are_passed_over),
        TEST(test_links_and_fifos_are_named_and_not_followed),
        TEST(test_many_links_give_few_messages),
        TEST(test_deceptive_names_are_shown_escaped),
        TEST(test_folders_past_the_limit_are_named),
        TEST(test_a_missing_dump_is_an_error),
        TEST(test_an_unreadable_folder_is_a_warning),
        TEST(test_a_file_is_a_dump_of_one),
        TEST(test_a_dump_that_is_a_link_is_followed),
        TEST(test_links_out_of_the_folder_and_into_it_are_not_followed),
        TEST(test_a_socket_is_named_and_does_not_block),
        TEST(test_more_files_than_the_limit_are_an_error),
        TEST(test_what_lies_too_deep_for_a_path_is_named),
        TEST(test_names_that_differ_in_case_only_are_two_files),
        TEST(test_times_of_files_count_when_asked_for),
        TEST(test_secure_strings_are_counted),
        TEST(test_one_bad_file_does_not_stop_the_others),
        TEST(test_the_number_of_threads_does_not_show),
        TEST(test_a_file_that_became_something_else_is_unreadable),
        TEST(test_a_sparse_file_of_a_terabyte_is_refused),
        TEST(test_a_file_that_shrinks_or_grows_while_it_is_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
