/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of listing and importing a folder.
 */
#include "base/limits.h"
#include "formats/import/import.h"

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
        TEST(test_one_bad_file_does_not_stop_the_others),
        TEST(test_the_number_of_threads_does_not_show),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
