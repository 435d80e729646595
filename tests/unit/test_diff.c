/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of comparisons (src/report/diff*.c): graphs and reports that are made
 * by hand, every state of objects and findings, and writers with hostile
 * strings.
 */
#include "model_fixture.h"

#include "formats/report/diff.h"
#include "report/build.h"
#include "report/diff_impl.h"

#include <stdlib.h>

#define MEDDS "Microsoft.Exchange.Data.Directory.SystemConfiguration."
#define MEDDM "Microsoft.Exchange.Data.Directory.Management."

/* Two sides under construction. */
struct world {
    struct fixture *f;
    struct ex_graph *graphs[EX_N_SIDES];
    struct ex_report *reports[EX_N_SIDES];
    struct ex_diff *diff;
};

static struct ex_report *new_report(void)
{
    struct ex_report *r = ex_report_new();
    r->version = EX_STR("1.2.3");
    r->forest = EX_STR("contoso.com");
    r->rules = EX_NEW_ARRAY(r->arena, 2, struct ex_report_rule);
    r->rules[0] = (struct ex_report_rule){.id = EX_STR("EXL1002"), .title = EX_STR("First")};
    r->rules[0].outcome = EX_OUTCOME_PASS;
    r->n_rules = 1;
    r->findings = EX_NEW_ARRAY(r->arena, 8, struct ex_report_finding);
    struct ex_report_file *file = EX_NEW(r->arena, struct ex_report_file);
    file->name = EX_STR("Get-SendConnector.xml");
    r->files = file;
    r->n_files = 1;
    return r;
}

static int setup(void **state)
{
    struct world *w = ex_alloc(sizeof *w);
    void *f = NULL;
    fixture_setup(&f);
    *w = (struct world){.f = f};
    for (size_t i = 0; i < EX_N_SIDES; i++) {
        w->graphs[i] = ex_graph_new();
        w->reports[i] = new_report();
    }
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    void *f = w->f;
    ex_diff_free(w->diff);
    for (size_t i = 0; i < EX_N_SIDES; i++) {
        ex_graph_free(w->graphs[i]);
        ex_report_free(w->reports[i]);
    }
    fixture_teardown(&f);
    free(w);
    return 0;
}

/* Merge a file that one cmdlet wrote; the records are those of a list. */
static void add_file(struct world *w, size_t side, const char *name, enum ex_file_state how,
                     struct ex_raw *const *records, size_t n)
{
    struct ex_batch batch;
    ex_batch_init(&batch, &w->f->wanted);
    batch.file.name = ex_str(name);
    batch.file.state = how;
    batch.file.empty = n == 0 && how == EX_FILE_READ;
    for (size_t i = 0; i < n; i++)
        ex_ingest(&batch, records[i]);
    ex_graph_merge(w->graphs[side], &batch);
}

static void add(struct world *w, size_t side, const char *name, struct ex_raw *record)
{
    add_file(w, side, name, EX_FILE_READ, &record, 1);
}

static const struct ex_diff *compare(struct world *w)
{
    struct ex_diff_side sides[EX_N_SIDES] = {{.report = w->reports[0], .graph = w->graphs[0]},
                                             {.report = w->reports[1], .graph = w->graphs[1]}};
    struct ex_diff_options options = {.findings = true, .config = true};
    ex_graph_link(w->graphs[0]);
    ex_graph_link(w->graphs[1]);
    sides[0].label = sides[0].name = EX_STR("old");
    sides[1].label = sides[1].name = EX_STR("new");
    w->diff = ex_diff_new(sides, &options);
    return w->diff;
}

/* The same of reports without graphs. */
static const struct ex_diff *compare_saved(struct world *w)
{
    struct ex_diff_side sides[EX_N_SIDES] = {{.report = w->reports[0]}, {.report = w->reports[1]}};
    struct ex_diff_options options = {.findings = true, .config = true};
    w->diff = ex_diff_new(sides, &options);
    return w->diff;
}

static struct ex_raw *connector(struct world *w, const char *name, const char *guid)
{
    struct ex_raw *raw = object_raw(w->f, MEDDS "SmtpSendConnectorConfig");
    with_text(w->f, raw, "Identity", name);
    with_text(w->f, raw, "Name", name);
    return guid ? with_text(w->f, raw, "Guid", guid) : raw;
}

#define GUID_A "00000000-0000-4000-8000-00000000000a"
#define GUID_B "00000000-0000-4000-8000-00000000000b"

static struct ex_raw *texts(struct world *w, const char *const *items, size_t n)
{
    struct ex_raw *list = list_raw(w->f);
    for (size_t i = 0; i < n; i++)
        item(list, text_raw(w->f, items[i]));
    return list;
}
#define TEXTS(w, ...) \
    texts((w), (const char *const[]){__VA_ARGS__}, EX_COUNT(((const char *const[]){__VA_ARGS__})))

static const struct ex_diff_kind *kind_of(const struct ex_diff *diff, enum ex_kind_id kind)
{
    for (size_t i = 0; i < diff->n_kinds; i++) {
        if (diff->kinds[i].kind == kind)
            return &diff->kinds[i];
    }
    fail_msg("the kind is not compared");
    return NULL;
}

static const struct ex_diff_object *only_object(const struct ex_diff *diff, enum ex_kind_id kind)
{
    const struct ex_diff_kind *k = kind_of(diff, kind);
    assert_int_equal(k->n_items, 1);
    return k->items[0];
}

static const struct ex_diff_change *only_change(const struct ex_diff *diff, enum ex_kind_id kind)
{
    const struct ex_diff_object *o = only_object(diff, kind);
    assert_int_equal(o->state, EX_OBJECT_CHANGED);
    assert_int_equal(o->n_changes, 1);
    return &o->changes[0];
}

/* ---- properties ------------------------------------------------------------------------- */

static void a_property_that_differs_is_a_change(void **state)
{
    struct world *w = *state;
    add(w, 0, "a.xml", with_text(w->f, connector(w, "Internet", GUID_A), "Enabled", "True"));
    add(w, 1, "a.xml", with_text(w->f, connector(w, "Internet", GUID_A), "Enabled", "False"));
    const struct ex_diff_change *c = only_change(compare(w), EX_KIND_SendConnector);
    assert_text(c->property, "Enabled");
    assert_text(c->text[EX_OLD], "True");
    assert_text(c->text[EX_NEW_SIDE], "False");
    assert_false(c->is_list);
    assert_int_equal(w->diff->properties_changed, 1);
}

static void a_property_that_is_not_exported_is_none(void **state)
{
    struct world *w = *state;
    add(w, 0, "a.xml", with_text(w->f, connector(w, "Internet", GUID_A), "Enabled", "True"));
    add(w, 1, "a.xml", connector(w, "Internet", GUID_A));
    const struct ex_diff_kind *k = kind_of(compare(w), EX_KIND_SendConnector);
    assert_int_equal(k->n_items, 0);
    assert_int_equal(k->unchanged, 1);
    assert_int_equal(k->n_only[EX_OLD], 1);
    assert_text(k->only[EX_OLD][0], "Enabled");
    assert_int_equal(k->n_only[EX_NEW_SIDE], 0);
    assert_true(ex_diff_is_partial(w->diff));
}

static void null_and_empty_are_the_same(void **state)
{
    struct world *w = *state;
    add(w, 0, "a.xml", with(connector(w, "Internet", GUID_A), "Comment", null_raw(w->f)));
    add(w, 1, "a.xml", with_text(w->f, connector(w, "Internet", GUID_A), "Comment", ""));
    assert_int_equal(kind_of(compare(w), EX_KIND_SendConnector)->n_items, 0);
}

static void setting_a_property_is_a_change(void **state)
{
    struct world *w = *state;
    add(w, 0, "a.xml", with(connector(w, "Internet", GUID_A), "Comment", null_raw(w->f)));
    add(w, 1, "a.xml", with_text(w->f, connector(w, "Internet", GUID_A), "Comment", "x"));
    const struct ex_diff_change *c = only_change(compare(w), EX_KIND_SendConnector);
    assert_false(c->set[EX_OLD]);
    assert_true(c->set[EX_NEW_SIDE]);
}

static void lists_are_compared_without_their_order(void **state)
{
    struct world *w = *state;
    add(w, 0, "a.xml", with(connector(w, "Internet", GUID_A), "AddressSpaces",
                            TEXTS(w, "SMTP:a.com;1", "SMTP:b.com;1", "SMTP:c.com;1")));
    add(w, 1, "a.xml", with(connector(w, "Internet", GUID_A), "AddressSpaces",
                            TEXTS(w, "SMTP:c.com;1", "SMTP:a.com;1", "SMTP:b.com;1")));
    assert_int_equal(kind_of(compare(w), EX_KIND_SendConnector)->n_items, 0);
}

static void of_lists_the_items_are_told_that_differ(void **state)
{
    struct world *w = *state;
    add(w, 0, "a.xml", with(connector(w, "Internet", GUID_A), "AddressSpaces",
                            TEXTS(w, "SMTP:a.com;1", "SMTP:b.com;1")));
    add(w, 1, "a.xml", with(connector(w, "Internet", GUID_A), "AddressSpaces",
                            TEXTS(w, "SMTP:c.com;1", "SMTP:b.com;1", "SMTP:d.com;1")));
    const struct ex_diff_change *c = only_change(compare(w), EX_KIND_SendConnector);
    assert_true(c->is_list);
    assert_int_equal(c->n_items[EX_OLD], 1);
    assert_text(c->items[EX_OLD][0], "SMTP:a.com;1");
    assert_int_equal(c->n_items[EX_NEW_SIDE], 2);
    assert_text(c->items[EX_NEW_SIDE][0], "SMTP:c.com;1");
    assert_text(c->items[EX_NEW_SIDE][1], "SMTP:d.com;1");
}

static void an_item_that_is_there_twice_counts_twice(void **state)
{
    struct world *w = *state;
    add(w, 0, "a.xml",
        with(connector(w, "Internet", GUID_A), "ConnectedDomains", TEXTS(w, "a", "a", "b")));
    add(w, 1, "a.xml",
        with(connector(w, "Internet", GUID_A), "ConnectedDomains", TEXTS(w, "a", "b", "b")));
    const struct ex_diff_change *c = only_change(compare(w), EX_KIND_SendConnector);
    assert_int_equal(c->n_items[EX_OLD], 1);
    assert_text(c->items[EX_OLD][0], "a");
    assert_int_equal(c->n_items[EX_NEW_SIDE], 1);
    assert_text(c->items[EX_NEW_SIDE][0], "b");
}

static void where_order_matters_another_one_is_a_change(void **state)
{
    struct world *w = *state;
    for (size_t side = 0; side < EX_N_SIDES; side++) {
        struct ex_raw *raw = object_raw(w->f, MEDDM "TransportServer");
        with_text(w->f, raw, "Identity", "EX01");
        with(raw, "ExternalDNSServers",
             side ? TEXTS(w, "10.0.0.2", "10.0.0.1") : TEXTS(w, "10.0.0.1", "10.0.0.2"));
        add(w, side, "Get-TransportService.xml", raw);
    }
    const struct ex_diff_change *c = only_change(compare(w), EX_KIND_TransportService);
    assert_true(c->is_list);
    assert_int_equal(c->n_items[EX_OLD] + c->n_items[EX_NEW_SIDE], 0);
}

static void one_range_has_several_forms(void **state)
{
    struct world *w = *state;
    for (size_t side = 0; side < EX_N_SIDES; side++) {
        struct ex_raw *raw = object_raw(w->f, MEDDS "ReceiveConnector");
        with_text(w->f, raw, "Identity", "EX01\\relay");
        with(raw, "RemoteIPRanges",
             side ? TEXTS(w, "10.0.0.0-10.255.255.255") : TEXTS(w, "10.0.0.0/8"));
        add(w, side, "Get-ReceiveConnector.xml", raw);
    }
    assert_int_equal(kind_of(compare(w), EX_KIND_ReceiveConnector)->n_items, 0);
}

static void what_changes_by_itself_is_passed_over(void **state)
{
    struct world *w = *state;
    for (size_t side = 0; side < EX_N_SIDES; side++) {
        struct ex_raw *raw = object_raw(w->f, MEDDS "MailboxDatabase");
        with_text(w->f, raw, "Identity", "DB01");
        with_text(w->f, raw, "Name", "DB01");
        with_text(w->f, raw, "WhenChanged", side ? "2026-01-02T00:00:00Z" : "2026-01-01T00:00:00Z");
        with_text(w->f, raw, "DatabaseSize", side ? "2 GB (2,147,483,648 bytes)"
                                                  : "1 GB (1,073,741,824 bytes)");
        with_text(w->f, raw, "LastFullBackup",
                  side ? "2026-01-02T00:00:00Z" : "2026-01-01T00:00:00Z");
        add(w, side, "Get-MailboxDatabase.xml", raw);
    }
    assert_int_equal(kind_of(compare(w), EX_KIND_MailboxDatabase)->n_items, 0);
}

static void of_secrets_only_the_change_is_told(void **state)
{
    struct world *w = *state;
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    struct ex_write_options options = {.fold = true};
    for (size_t side = 0; side < EX_N_SIDES; side++) {
        struct ex_raw *raw = object_raw(w->f, MEDDM "ClientAccessServer");
        with_text(w->f, raw, "Identity", "EX01");
        with_text(w->f, raw, "AlternateServiceAccountConfiguration", side ? "s3cret2" : "s3cret1");
        add(w, side, "Get-ClientAccessService.xml", raw);
    }
    const struct ex_diff *diff = compare(w);
    assert_true(only_change(diff, EX_KIND_ClientAccessService)->secret);
    size_t n;
    const struct ex_diff_writer *writers = ex_diff_writers(&n);
    for (size_t i = 0; i < n; i++) {
        ex_buf_clear(&out);
        writers[i].write(diff, &options, &out);
        assert_non_null(strstr(out.p, "AlternateServiceAccountConfiguration"));
        assert_null(strstr(out.p, "s3cret"));
    }
}

/* ---- objects --------------------------------------------------------------------------------- */

static void objects_come_and_go(void **state)
{
    struct world *w = *state;
    add(w, 0, "a.xml", connector(w, "Old relay", GUID_A));
    add(w, 1, "a.xml", connector(w, "New relay", GUID_B));
    const struct ex_diff_kind *k = kind_of(compare(w), EX_KIND_SendConnector);
    assert_int_equal(k->counts[EX_OBJECT_ADDED], 1);
    assert_int_equal(k->counts[EX_OBJECT_REMOVED], 1);
    assert_int_equal(k->unchanged, 0);
}

static void the_last_one_may_go(void **state)
{
    struct world *w = *state;
    add(w, 0, "a.xml", connector(w, "Internet", GUID_A));
    add_file(w, 1, "Get-SendConnector.xml", EX_FILE_READ, NULL, 0);
    /* That the file is empty counts only where its name says of what. */
    ex_graph_file(w->graphs[1], 0)->hint = EX_KIND_SendConnector;
    assert_int_equal(only_object(compare(w), EX_KIND_SendConnector)->state, EX_OBJECT_REMOVED);
}

static void a_cmdlet_that_is_missing_removes_nothing(void **state)
{
    struct world *w = *state;
    add(w, 0, "a.xml", connector(w, "Internet", GUID_A));
    assert_int_equal(only_object(compare(w), EX_KIND_SendConnector)->state, EX_OBJECT_ONLY_OLD);
    assert_true(ex_diff_is_partial(w->diff));
}

static void a_cmdlet_that_is_new_adds_nothing(void **state)
{
    struct world *w = *state;
    add(w, 1, "a.xml", connector(w, "Internet", GUID_A));
    assert_int_equal(only_object(compare(w), EX_KIND_SendConnector)->state, EX_OBJECT_ONLY_NEW);
}

static void a_file_that_was_cut_off_removes_nothing(void **state)
{
    struct world *w = *state;
    struct ex_raw *both[] = {connector(w, "Internet", GUID_A), connector(w, "Relay", GUID_B)};
    struct ex_raw *one = connector(w, "Internet", GUID_A);
    add_file(w, 0, "a.xml", EX_FILE_READ, both, 2);
    add_file(w, 1, "a.xml", EX_FILE_TRUNCATED, &one, 1);
    assert_int_equal(only_object(compare(w), EX_KIND_SendConnector)->state, EX_OBJECT_ONLY_OLD);
}

static void a_renamed_object_is_the_same(void **state)
{
    struct world *w = *state;
    add(w, 0, "a.xml", connector(w, "Internet", GUID_A));
    add(w, 1, "a.xml", connector(w, "To the Internet", GUID_A));
    const struct ex_diff_change *c = only_change(compare(w), EX_KIND_SendConnector);
    assert_text(c->property, "Name");
    assert_text(only_object(w->diff, EX_KIND_SendConnector)->was, "Internet");
}

static void an_object_made_anew_has_another_guid(void **state)
{
    struct world *w = *state;
    add(w, 0, "a.xml", connector(w, "Internet", GUID_A));
    add(w, 1, "a.xml", connector(w, "Internet", GUID_B));
    assert_text(only_change(compare(w), EX_KIND_SendConnector)->property, "Guid");
}

static void names_do_not_mix_up_what_guids_tell(void **state)
{
    struct world *w = *state;
    struct ex_raw *old[] = {connector(w, "One", GUID_A), connector(w, "Two", GUID_B)};
    struct ex_raw *newer[] = {connector(w, "Two", GUID_A), connector(w, "One", GUID_B)};
    add_file(w, 0, "a.xml", EX_FILE_READ, old, 2);
    add_file(w, 1, "a.xml", EX_FILE_READ, newer, 2);
    const struct ex_diff_kind *k = kind_of(compare(w), EX_KIND_SendConnector);
    assert_int_equal(k->counts[EX_OBJECT_CHANGED], 2);
    for (size_t i = 0; i < 2; i++)
        assert_text(k->items[i]->changes[0].property, "Name");
}

static void without_guids_the_identity_tells(void **state)
{
    struct world *w = *state;
    add(w, 0, "a.xml", with_text(w->f, connector(w, "Internet", NULL), "Port", "25"));
    add(w, 1, "a.xml", with_text(w->f, connector(w, "INTERNET", GUID_A), "Port", "26"));
    const struct ex_diff_object *o = only_object(compare(w), EX_KIND_SendConnector);
    assert_int_equal(o->state, EX_OBJECT_CHANGED);
}

static void objects_that_changed_alike_share_a_number(void **state)
{
    struct world *w = *state;
    struct ex_raw *old[3];
    struct ex_raw *newer[3];
    static const char *const names[] = {"One", "Two", "Three"};
    for (size_t i = 0; i < 3; i++) {
        old[i] = with_text(w->f, connector(w, names[i], NULL), "Port", "25");
        newer[i] = with_text(w->f, connector(w, names[i], NULL), "Port", i == 2 ? "27" : "26");
    }
    add_file(w, 0, "a.xml", EX_FILE_READ, old, 3);
    add_file(w, 1, "a.xml", EX_FILE_READ, newer, 3);
    const struct ex_diff_kind *k = kind_of(compare(w), EX_KIND_SendConnector);
    assert_text(k->items[1]->identity, "Three");
    assert_int_equal(k->items[0]->fold, k->items[2]->fold);
    assert_int_not_equal(k->items[0]->fold, k->items[1]->fold);
}

/* ---- two servers ------------------------------------------------------------------------------- */

static struct ex_raw *server(struct world *w, const char *name)
{
    struct ex_raw *raw = with_text(w->f, object_raw(w->f, MEDDM "ExchangeServer"), "Name", name);
    with_text(w->f, raw, "Identity", name);
    with_text(w->f, raw, "ServerRole", "Mailbox");
    return with_text(w->f, raw, "AdminDisplayVersion", "Version 15.2 (Build 1544.4)");
}

static struct ex_raw *relay(struct world *w, const char *server_name, const char *identity,
                            const char *fqdn)
{
    struct ex_raw *raw = object_raw(w->f, MEDDS "ReceiveConnector");
    with_text(w->f, raw, "Server", server_name);
    with_text(w->f, raw, "Identity", identity);
    return with_text(w->f, raw, "Fqdn", fqdn);
}

static const struct ex_diff *compare_servers(struct world *w, const char *a, const char *b)
{
    struct ex_diff_options options = {.findings = true, .config = true};
    ex_graph_link(w->graphs[0]);
    struct ex_diff_side sides[EX_N_SIDES] = {
        {.report = w->reports[0], .graph = w->graphs[0]},
        {.report = w->reports[0], .graph = w->graphs[0]},
    };
    sides[0].server = ex_graph_find(w->graphs[0], EX_KIND_ExchangeServer, ex_str(a));
    sides[1].server = ex_graph_find(w->graphs[0], EX_KIND_ExchangeServer, ex_str(b));
    assert_non_null(sides[0].server);
    assert_non_null(sides[1].server);
    sides[0].label = sides[0].name = sides[0].server->identity;
    sides[1].label = sides[1].name = sides[1].server->identity;
    w->diff = ex_diff_of_servers(sides, &options);
    return w->diff;
}

static void servers(struct world *w)
{
    struct ex_raw *both[] = {server(w, "EX01"), server(w, "EX02")};
    add_file(w, 0, "Get-ExchangeServer.xml", EX_FILE_READ, both, 2);
}

static void each_its_own_name_is_no_difference(void **state)
{
    struct world *w = *state;
    servers(w);
    struct ex_raw *both[] = {relay(w, "EX01", "EX01\\Default EX01", "ex01.contoso.com"),
                             relay(w, "EX02", "EX02\\Default EX02", "ex02.contoso.com")};
    add_file(w, 0, "a.xml", EX_FILE_READ, both, 2);
    const struct ex_diff_object *o =
        only_object(compare_servers(w, "EX01", "EX02"), EX_KIND_ReceiveConnector);
    assert_int_equal(o->state, EX_OBJECT_OWN_NAME);
    assert_text(o->identity, "Default <server>");
    assert_text(o->changes[0].text[EX_OLD], "<server>.contoso.com");
    assert_int_equal(w->diff->properties_changed, 0);
}

static void another_name_is_one(void **state)
{
    struct world *w = *state;
    servers(w);
    struct ex_raw *both[] = {relay(w, "EX01", "EX01\\Default", "ex01.contoso.com"),
                             relay(w, "EX02", "EX02\\Default", "mail.contoso.com")};
    add_file(w, 0, "a.xml", EX_FILE_READ, both, 2);
    const struct ex_diff_change *c =
        only_change(compare_servers(w, "EX01", "EX02"), EX_KIND_ReceiveConnector);
    assert_text(c->text[EX_OLD], "ex01.contoso.com");
    assert_text(c->text[EX_NEW_SIDE], "mail.contoso.com");
}

static void a_name_within_a_name_is_not_the_server(void **state)
{
    struct world *w = *state;
    assert_text(ex_diff_neutral(w->f->arena, EX_STR("ex011.contoso.com"), EX_STR("EX01")),
                "ex011.contoso.com");
    assert_text(ex_diff_neutral(w->f->arena, EX_STR("https://EX01/owa?ex01"), EX_STR("ex01")),
                "https://<server>/owa?<server>");
    assert_text(ex_diff_neutral(w->f->arena, EX_STR("myex01 ex01x"), EX_STR("ex01")),
                "myex01 ex01x");
}

static void an_object_that_one_server_lacks(void **state)
{
    struct world *w = *state;
    servers(w);
    struct ex_raw *all[] = {relay(w, "EX01", "EX01\\Default", "x"),
                            relay(w, "EX02", "EX02\\Default", "x"),
                            relay(w, "EX01", "EX01\\Relay", "x")};
    add_file(w, 0, "a.xml", EX_FILE_READ, all, 3);
    const struct ex_diff_object *o =
        only_object(compare_servers(w, "EX01", "EX02"), EX_KIND_ReceiveConnector);
    assert_int_equal(o->state, EX_OBJECT_REMOVED); /* only on the first */
    assert_text(o->identity, "Relay");
}

static void a_server_that_was_not_asked_lacks_nothing(void **state)
{
    struct world *w = *state;
    servers(w);
    add(w, 0, "a.xml", relay(w, "EX01", "EX01\\Default", "x"));
    const struct ex_diff_object *o =
        only_object(compare_servers(w, "EX01", "EX02"), EX_KIND_ReceiveConnector);
    assert_int_equal(o->state, EX_OBJECT_ONLY_OLD);
}

/* ---- findings ----------------------------------------------------------------------------------- */

static struct ex_report_finding *add_finding(struct world *w, size_t side, const char *object,
                                             const char *value, enum ex_severity severity)
{
    struct ex_report *r = w->reports[side];
    struct ex_report_finding *f = &r->findings[r->n_findings++];
    f->rule = &r->rules[0];
    f->severity = severity;
    f->kind = EX_KIND_SendConnector;
    f->object = ex_str(object);
    f->property = EX_STR("Port");
    f->message = ex_arena_printf(r->arena, "the port is %s", value);
    f->value = ex_str(value);
    f->evidence = EX_NEW(r->arena, struct ex_report_evidence);
    *f->evidence = (struct ex_report_evidence){.kind = EX_KIND_SendConnector,
                                               .own = true,
                                               .object = f->object,
                                               .property = f->property,
                                               .text = f->value,
                                               .file = UINT32_MAX};
    f->n_evidence = 1;
    struct ex_str hash = ex_arena_printf(r->arena, "%016llx",
                                         (unsigned long long)ex_str_hash(f->object));
    memcpy(f->fingerprint, hash.p, 16);
    return f;
}

static const struct ex_diff_finding *only_finding(const struct ex_diff *diff)
{
    assert_int_equal(diff->n_findings, 1);
    return &diff->findings[0];
}

static void the_same_findings_are_only_counted(void **state)
{
    struct world *w = *state;
    add_finding(w, 0, "Internet", "26", EX_HIGH);
    add_finding(w, 1, "Internet", "26", EX_HIGH);
    assert_int_equal(compare_saved(w)->n_findings, 0);
    assert_int_equal(w->diff->counts[EX_DIFF_UNCHANGED], 1);
    assert_int_equal(ex_diff_failing(w->diff), 0);
}

static void findings_come_and_go(void **state)
{
    struct world *w = *state;
    add_finding(w, 0, "Gone", "26", EX_HIGH);
    add_finding(w, 1, "Come", "26", EX_HIGH);
    const struct ex_diff *diff = compare_saved(w);
    assert_int_equal(diff->n_findings, 2);
    assert_int_equal(diff->findings[0].state, EX_DIFF_NEW);
    assert_int_equal(diff->findings[1].state, EX_DIFF_FIXED);
    assert_int_equal(ex_diff_failing(diff), 1);
}

static void a_change_of_the_configuration_explains_a_finding(void **state)
{
    struct world *w = *state;
    add(w, 0, "a.xml", with_text(w->f, connector(w, "Internet", GUID_A), "Port", "25"));
    add(w, 1, "a.xml", with_text(w->f, connector(w, "Internet", GUID_A), "Port", "26"));
    add_finding(w, 1, "Internet", "26", EX_HIGH);
    assert_text(only_finding(compare(w))->why,
                "Port of the Send connector 'Internet' was changed");
}

static void an_object_that_came_explains_its_findings(void **state)
{
    struct world *w = *state;
    add_file(w, 0, "Get-SendConnector.xml", EX_FILE_READ, NULL, 0);
    ex_graph_file(w->graphs[0], 0)->hint = EX_KIND_SendConnector;
    add(w, 1, "a.xml", connector(w, "Internet", GUID_A));
    add_finding(w, 1, "Internet", "26", EX_HIGH);
    w->reports[0]->rules[0].counts[EX_OUTCOME_NOT_ASSESSED] = 1;
    const struct ex_diff_finding *d = only_finding(compare(w));
    assert_int_equal(d->state, EX_DIFF_NEW);
    assert_text(d->why, "the Send connector 'Internet' was added");
}

static void an_object_that_went_mends_its_findings(void **state)
{
    struct world *w = *state;
    struct ex_raw *old[] = {connector(w, "Internet", GUID_A), connector(w, "Relay", GUID_B)};
    add_file(w, 0, "a.xml", EX_FILE_READ, old, 2);
    add(w, 1, "a.xml", connector(w, "Relay", GUID_B));
    add_finding(w, 0, "Internet", "26", EX_HIGH);
    w->reports[1]->rules[0].counts[EX_OUTCOME_NOT_ASSESSED] = 1;
    const struct ex_diff_finding *d = only_finding(compare(w));
    assert_int_equal(d->state, EX_DIFF_FIXED);
    assert_text(d->why, "the Send connector 'Internet' was removed");
}

static void what_cannot_be_assessed_any_more_is_not_fixed(void **state)
{
    struct world *w = *state;
    static const struct ex_str needs[] = {{"Get-SendConnector", 17}};
    add_finding(w, 0, "Internet", "26", EX_HIGH);
    struct ex_report_rule *rule = &w->reports[1]->rules[0];
    rule->counts[EX_OUTCOME_NOT_ASSESSED] = 1;
    rule->needs = needs;
    rule->n_needs = 1;
    const struct ex_diff_finding *d = only_finding(compare_saved(w));
    assert_int_equal(d->state, EX_DIFF_NO_LONGER_ASSESSED);
    assert_text(d->why, "needs Get-SendConnector");
    assert_true(ex_diff_is_partial(w->diff));
}

static void a_rule_that_is_gone_mends_nothing(void **state)
{
    struct world *w = *state;
    add_finding(w, 0, "Internet", "26", EX_HIGH);
    w->reports[1]->n_rules = 0;
    assert_int_equal(only_finding(compare_saved(w))->state, EX_DIFF_NO_LONGER_ASSESSED);
}

static void what_could_not_be_assessed_before_is_told_apart(void **state)
{
    struct world *w = *state;
    add_finding(w, 1, "Internet", "26", EX_HIGH);
    w->reports[0]->rules[0].counts[EX_OUTCOME_NOT_ASSESSED] = 1;
    assert_int_equal(only_finding(compare_saved(w))->state, EX_DIFF_NEWLY_ASSESSED);
    assert_int_equal(ex_diff_failing(w->diff), 1);
}

static void a_worse_severity_fails(void **state)
{
    struct world *w = *state;
    add_finding(w, 0, "Internet", "26", EX_MEDIUM);
    add_finding(w, 1, "Internet", "26", EX_HIGH);
    const struct ex_diff_finding *d = only_finding(compare_saved(w));
    assert_int_equal(d->state, EX_DIFF_CHANGED);
    assert_true(d->worse);
    assert_int_equal(ex_diff_failing(w->diff), 1);
}

static void a_lesser_severity_does_not(void **state)
{
    struct world *w = *state;
    add_finding(w, 0, "Internet", "26", EX_CRITICAL);
    add_finding(w, 1, "Internet", "26", EX_HIGH);
    assert_false(only_finding(compare_saved(w))->worse);
    assert_int_equal(ex_diff_failing(w->diff), 0);
}

static void another_value_is_a_change(void **state)
{
    struct world *w = *state;
    add_finding(w, 0, "Internet", "26", EX_HIGH);
    add_finding(w, 1, "Internet", "27", EX_HIGH);
    const struct ex_diff_finding *d = only_finding(compare_saved(w));
    assert_int_equal(d->state, EX_DIFF_CHANGED);
    assert_true(d->other_value);
}

static void other_words_of_another_day_are_none(void **state)
{
    struct world *w = *state;
    add_finding(w, 0, "Internet", "26", EX_HIGH)->message = EX_STR("expires in 12 days");
    add_finding(w, 1, "Internet", "26", EX_HIGH)->message = EX_STR("expires in 11 days");
    w->reports[1]->now.seconds = 86400;
    assert_int_equal(compare_saved(w)->n_findings, 0);
    assert_int_equal(w->diff->n_warnings, 1); /* judged as of different times */
}

static void an_expired_waiver_brings_a_finding_back(void **state)
{
    struct world *w = *state;
    add_finding(w, 0, "Internet", "26", EX_HIGH)->waived = EX_WAIVED;
    add_finding(w, 1, "Internet", "26", EX_HIGH)->waived = EX_WAIVED_EXPIRED;
    const struct ex_diff_finding *d = only_finding(compare_saved(w));
    assert_text(d->why, "its waiver has expired");
    assert_true(d->worse);
    assert_int_equal(ex_diff_failing(w->diff), 1);
}

static void a_new_finding_with_a_waiver_does_not_fail(void **state)
{
    struct world *w = *state;
    add_finding(w, 1, "Internet", "26", EX_HIGH)->waived = EX_WAIVED;
    assert_int_equal(only_finding(compare_saved(w))->state, EX_DIFF_NEW);
    assert_int_equal(ex_diff_failing(w->diff), 0);
}

static void a_changed_rule_explains_a_finding(void **state)
{
    struct world *w = *state;
    add_finding(w, 1, "Internet", "26", EX_HIGH);
    w->reports[0]->rules[0].why = EX_STR("other words");
    assert_text(only_finding(compare_saved(w))->why, "its rule was changed");
}

static void saved_results_have_no_configuration(void **state)
{
    struct world *w = *state;
    assert_false(compare_saved(w)->with_config);
    assert_true(w->diff->config_why.n > 0);
}

static void different_organizations_are_warned_of(void **state)
{
    struct world *w = *state;
    w->reports[1]->forest = EX_STR("fabrikam.com");
    assert_int_equal(compare_saved(w)->n_warnings, 1);
    assert_text(w->diff->warnings[0],
                "the two sides are not of the same organization: 'contoso.com' and 'fabrikam.com'");
}

/* ---- writers ------------------------------------------------------------------------------------- */

#define HOSTILE "</style><script>alert(1)</script>\"'`|**x**\n\033[31m\xe2\x80\xae```\n+ x"

static void writers_escape_what_comes_from_a_dump(void **state)
{
    struct world *w = *state;
    add(w, 0, "a.xml", with_text(w->f, connector(w, HOSTILE, GUID_A), "Comment", "x"));
    add(w, 1, "a.xml", with_text(w->f, connector(w, HOSTILE, GUID_A), "Comment", HOSTILE));
    add_finding(w, 1, HOSTILE, HOSTILE, EX_HIGH);
    w->reports[1]->forest = EX_STR(HOSTILE);
    const struct ex_diff *diff = compare(w);
    size_t n;
    const struct ex_diff_writer *writers = ex_diff_writers(&n);
    struct ex_write_options options = {.fold = true, .unicode = true, .summary = true};
    for (size_t i = 0; i < n; i++) {
        struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
        writers[i].write(diff, &options, &out);
        assert_null(strchr(out.p, '\033'));
        assert_null(strstr(out.p, "\xe2\x80\xae"));
        if (ex_str_eq(ex_str(writers[i].name), EX_STR("html"))) {
            assert_null(strstr(out.p, "<script"));
            assert_non_null(strstr(out.p, "&lt;script&gt;"));
        }
    }
}

static void writers_say_the_same_findings(void **state)
{
    struct world *w = *state;
    add_finding(w, 0, "Gone connector", "26", EX_HIGH);
    add_finding(w, 1, "Come connector", "27", EX_HIGH);
    const struct ex_diff *diff = compare_saved(w);
    size_t n;
    const struct ex_diff_writer *writers = ex_diff_writers(&n);
    struct ex_write_options options = {.fold = true, .unicode = true, .summary = true};
    for (size_t i = 0; i < n; i++) {
        struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
        writers[i].write(diff, &options, &out);
        assert_non_null(strstr(out.p, "EXL1002"));
        assert_non_null(strstr(out.p, "the port is 26"));
        assert_non_null(strstr(out.p, "the port is 27"));
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_property_that_differs_is_a_change),
        TEST(a_property_that_is_not_exported_is_none),
        TEST(null_and_empty_are_the_same),
        TEST(setting_a_property_is_a_change),
        TEST(lists_are_compared_without_their_order),
        TEST(of_lists_the_items_are_told_that_differ),
        TEST(an_item_that_is_there_twice_counts_twice),
        TEST(where_order_matters_another_one_is_a_change),
        TEST(one_range_has_several_forms),
        TEST(what_changes_by_itself_is_passed_over),
        TEST(of_secrets_only_the_change_is_told),
        TEST(objects_come_and_go),
        TEST(the_last_one_may_go),
        TEST(a_cmdlet_that_is_missing_removes_nothing),
        TEST(a_cmdlet_that_is_new_adds_nothing),
        TEST(a_file_that_was_cut_off_removes_nothing),
        TEST(a_renamed_object_is_the_same),
        TEST(an_object_made_anew_has_another_guid),
        TEST(names_do_not_mix_up_what_guids_tell),
        TEST(without_guids_the_identity_tells),
        TEST(objects_that_changed_alike_share_a_number),
        TEST(each_its_own_name_is_no_difference),
        TEST(another_name_is_one),
        TEST(a_name_within_a_name_is_not_the_server),
        TEST(an_object_that_one_server_lacks),
        TEST(a_server_that_was_not_asked_lacks_nothing),
        TEST(the_same_findings_are_only_counted),
        TEST(findings_come_and_go),
        TEST(a_change_of_the_configuration_explains_a_finding),
        TEST(an_object_that_came_explains_its_findings),
        TEST(an_object_that_went_mends_its_findings),
        TEST(what_cannot_be_assessed_any_more_is_not_fixed),
        TEST(a_rule_that_is_gone_mends_nothing),
        TEST(what_could_not_be_assessed_before_is_told_apart),
        TEST(a_worse_severity_fails),
        TEST(a_lesser_severity_does_not),
        TEST(another_value_is_a_change),
        TEST(other_words_of_another_day_are_none),
        TEST(an_expired_waiver_brings_a_finding_back),
        TEST(a_new_finding_with_a_waiver_does_not_fail),
        TEST(a_changed_rule_explains_a_finding),
        TEST(saved_results_have_no_configuration),
        TEST(different_organizations_are_warned_of),
        TEST(writers_escape_what_comes_from_a_dump),
        TEST(writers_say_the_same_findings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
