/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What comes of hostile and broken files: those in corpus/hostile (made by
 * generate.py there) and larger ones that are made here. Each is read to an
 * end, keeps the objects that are complete, and is named in a message.
 */
#include "base/buf.h"
#include "base/limits.h"
#include "formats/import/import.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

struct outcome {
    const char *file;
    enum ex_file_state state;
    size_t objects;
    const char *message; /* `level line:column text` of one message, or "" */
};

static const struct outcome xml_files[] = {
    {"xml/bare-ampersand.xml", EX_FILE_TRUNCATED, 1,
     "1 1:275 the XML is damaged: a '<' or '&' that is not followed by a name"},
    {"xml/comment.xml", EX_FILE_READ, 1, ""},
    {"xml/deep.xml", EX_FILE_TRUNCATED, 1,
     "1 1:1544 elements are nested deeper than the limit of 256"},
    {"xml/doctype-inside.xml", EX_FILE_TRUNCATED, 1,
     "1 1:269 the file has a document type declaration, which is not read"},
    {"xml/doctype.xml", EX_FILE_UNREADABLE, 0,
     "1 1:15 the file has a document type declaration, which is not read"},
    {"xml/duplicate-attribute.xml", EX_FILE_TRUNCATED, 1,
     "1 1:283 the XML is damaged: an attribute given twice"},
    {"xml/entities.xml", EX_FILE_UNREADABLE, 0,
     "1 1:16 the file has a document type declaration, which is not read"},
    {"xml/external-entity.xml", EX_FILE_UNREADABLE, 0,
     "1 1:16 the file has a document type declaration, which is not read"},
    {"xml/garbage.xml", EX_FILE_TRUNCATED, 1,
     "1 2:1 there is something behind the end of the export"},
    {"xml/huge-reference.xml", EX_FILE_TRUNCATED, 1,
     "1 1:284 the XML is damaged: a character that is not allowed"},
    {"xml/mismatch.xml", EX_FILE_TRUNCATED, 1,
     "1 1:283 the XML is damaged: an end tag that does not match its start tag"},
    {"xml/nested-roots.xml", EX_FILE_READ, 1, ""},
    {"xml/null-reference.xml", EX_FILE_TRUNCATED, 1,
     "1 1:276 the XML is damaged: a character that is not allowed"},
    {"xml/only-root.xml", EX_FILE_UNREADABLE, 0,
     "1 1:81 the file ends before the end of its root element"},
    {"xml/other-namespace.xml", EX_FILE_READ, 1, ""},
    {"xml/surrogate-reference.xml", EX_FILE_TRUNCATED, 1,
     "1 1:280 the XML is damaged: a character that is not allowed"},
    {"xml/truncated-tag.xml", EX_FILE_TRUNCATED, 1,
     "1 1:277 the file ends before the end of its root element"},
    {"xml/truncated.xml", EX_FILE_TRUNCATED, 1, "1 1:308 the file ends inside an object"},
    {"xml/two-roots.xml", EX_FILE_READ, 2,
     "0 0:0 2 exports stand one after the other; all were read"},
    {"xml/undefined-entity.xml", EX_FILE_TRUNCATED, 1,
     "1 1:277 the XML is damaged: an entity that XML does not know"},
    {"xml/version.xml", EX_FILE_UNREADABLE, 0,
     "1 1:1 CLIXML of a version other than 1 is not known"},
    {"xml/xinclude.xml", EX_FILE_READ, 1, ""},
};

static const struct outcome clixml_files[] = {
    {"clixml/bad-ids.xml", EX_FILE_READ, 1, ""},
    {"clixml/blob-no-base64.xml", EX_FILE_READ, 1,
     "1 1:216 certificates whose SerializationData cannot be read: 1 (not base64)"},
    {"clixml/blob.xml", EX_FILE_READ, 1,
     "1 1:256 certificates whose SerializationData cannot be read: 1 (the stream ends too early)"},
    {"clixml/duplicate-ids.xml", EX_FILE_READ, 2, ""},
    {"clixml/empty.xml", EX_FILE_READ, 0, ""},
    {"clixml/entries.xml", EX_FILE_READ, 1, ""},
    {"clixml/errors.xml", EX_FILE_TRUNCATED, 1, "1 0:0 errors recorded in the export: 1"},
    {"clixml/escapes.xml", EX_FILE_READ, 1, ""},
    {"clixml/format-list.xml", EX_FILE_UNREADABLE, 0, ""},
    {"clixml/no-names.xml", EX_FILE_READ, 1, ""},
    {"clixml/numbers.xml", EX_FILE_READ, 1, ""},
    {"clixml/reference-to-type.xml", EX_FILE_READ, 1,
     "1 1:255 references that lead to no object of the file: 1"},
    {"clixml/secrets.xml", EX_FILE_READ, 1, ""},
    {"clixml/self-reference.xml", EX_FILE_READ, 1, ""},
    {"clixml/type-before.xml", EX_FILE_READ, 1, ""},
};

static const struct outcome encoding_files[] = {
    {"encoding/cr-only.xml", EX_FILE_READ, 1, ""},
    {"encoding/declared-utf16.xml", EX_FILE_READ, 1, ""},
    {"encoding/nul.xml", EX_FILE_UNREADABLE, 0,
     "1 1:211 the XML is damaged: a character that is not allowed"},
    {"encoding/overlong.xml", EX_FILE_READ, 1, ""},
    {"encoding/two-marks.xml", EX_FILE_READ, 1, ""},
    {"encoding/utf16be-no-mark.xml", EX_FILE_READ, 1, ""},
    {"encoding/utf16le-no-mark.xml", EX_FILE_READ, 1, ""},
    {"encoding/utf16le-odd.xml", EX_FILE_TRUNCATED, 1,
     "1 1:276 there is something behind the end of the export"},
    {"encoding/utf32.xml", EX_FILE_READ, 1, ""},
    {"encoding/windows-1252.xml", EX_FILE_READ, 1, ""},
};

#define JSON(name) "json/Get-AcceptedDomain-" name ".json"
#define DAMAGED    "the JSON is damaged: "

static const struct outcome json_files[] = {
    {JSON("comment"), EX_FILE_TRUNCATED, 1,
     "1 1:81 " DAMAGED "a comment, which JSON does not have"},
    {JSON("concatenated"), EX_FILE_READ, 2, ""},
    {JSON("deep"), EX_FILE_TRUNCATED, 1,
     "1 1:339 values are nested deeper than the limit of 256"},
    {JSON("duplicate-names"), EX_FILE_READ, 1,
     "1 1:2 names that stand more than once in an object, but for their case: 1"},
    {JSON("empty"), EX_FILE_READ, 0, ""},
    {JSON("escapes"), EX_FILE_READ, 1, ""},
    {JSON("format-list"), EX_FILE_UNREADABLE, 0,
     "1 0:0 holds the output of Format-List or Format-Table, not objects"},
    {JSON("garbage"), EX_FILE_TRUNCATED, 2,
     "1 2:78 there is something behind the end of the export"},
    {JSON("javascript"), EX_FILE_TRUNCATED, 1,
     "1 1:81 " DAMAGED "a text in single quotes; JSON has double quotes"},
    {JSON("mark-inside"), EX_FILE_TRUNCATED, 1,
     "1 1:80 " DAMAGED "something else where a value is expected"},
    {JSON("next-page"), EX_FILE_TRUNCATED, 1,
     "1 1:1 results that end with a link to their next page: 1"},
    {JSON("not-a-number"), EX_FILE_READ, 1, ""},
    {JSON("null"), EX_FILE_READ, 0, ""},
    {JSON("numbers"), EX_FILE_READ, 1, ""},
    {JSON("odd-utf16"), EX_FILE_TRUNCATED, 1,
     "1 1:79 " DAMAGED "something else where ',' or ']' is expected"},
    {JSON("secrets"), EX_FILE_READ, 1, ""},
    {JSON("trailing-comma"), EX_FILE_TRUNCATED, 1,
     "1 1:79 " DAMAGED "a comma with nothing behind it"},
    {JSON("truncated"), EX_FILE_TRUNCATED, 1, "1 1:96 the file ends inside a value"},
    {JSON("unclosed-bundle"), EX_FILE_TRUNCATED, 1, "1 1:123 the file ends inside a value"},
    {JSON("utf16be"), EX_FILE_READ, 1, ""},
    {JSON("wrapped-lines"), EX_FILE_TRUNCATED, 1,
     "1 1:92 " DAMAGED "a line break or control character inside a text"},
};

static const struct outcome other_files[] = {
    {"other/Get-AcceptedDomain.dat", EX_FILE_READ, 1,
     "0 0:0 the file is the text of Format-List, which loses times and parts of lists; "
     "Export-Clixml keeps everything"},
    {"other/Get-SendConnector.json", EX_FILE_READ, 1, ""},
    {"other/Get-SendConnector.xml", EX_FILE_UNREADABLE, 0, "1 0:0 the file is empty"},
    {"other/README.md", EX_FILE_OTHER, 0, "0 0:0 the file is no export of a known form"},
    {"other/archive.dat", EX_FILE_OTHER, 0,
     "1 0:0 the file is an Office document or another package, no export"},
    {"other/cert.dat", EX_FILE_OTHER, 0,
     "1 0:0 the file is a binary file of no known kind"},
    {"other/cert.pem", EX_FILE_OTHER, 0,
     "1 0:0 a block of PEM cannot be read: it has no end"},
    {"other/certificates.sst", EX_FILE_OTHER, 0,
     "1 0:0 the file is a store of certificates (.sst), which is not read"},
    {"other/convert-to-xml.xml", EX_FILE_OTHER, 0,
     "1 0:0 the file is the output of ConvertTo-Xml, which is not read"},
    {"other/exbpa.xml", EX_FILE_OTHER, 0,
     "1 0:0 the file is a report of the Exchange Best Practices Analyzer, no export"},
    {"other/export.dat", EX_FILE_OTHER, 0,
     "0 0:0 the file is CSV, but not of a cmdlet that exlint knows"},
    {"other/key.dat", EX_FILE_OTHER, 0,
     "1 0:0 holds a private key that no password protects"},
    {"other/page.xml", EX_FILE_OTHER, 0, "1 0:0 the file is an HTML page or report, no export"},
    {"other/store.dat", EX_FILE_OTHER, 0, "1 0:0 the file is no export of a known form"},
    {"other/table.dat", EX_FILE_OTHER, 0,
     "1 0:0 the file is the text of Format-Table, which is not read"},
    {"other/web.xml", EX_FILE_OTHER, 0,
     "1 0:0 the file is a .NET or IIS configuration file, no export"},
    {"other/zero.dat", EX_FILE_OTHER, 0, "1 0:0 the file is a binary file of no known kind"},
};

static const struct ex_wanted everything = {.all = true};

static bool has_message(const struct ex_batch *batch, const char *wanted)
{
    size_t i;

    for (i = 0; i < batch->diags.items.n; i++) {
        const struct ex_diag *diag = EX_AT(&batch->diags.items, struct ex_diag, i);
        char text[1024];

        (void)snprintf(text, sizeof text, "%d %llu:%llu %.*s", (int)diag->level,
                       (unsigned long long)diag->at.line, (unsigned long long)diag->at.column,
                       EX_FMT(diag->message));
        if (strcmp(text, wanted) == 0 || ex_str_eq(diag->message, ex_str(wanted)))
            return true;
    }
    return false;
}

static void begin(struct ex_batch *batch, struct ex_source *source, const char *name)
{
    ex_batch_init(batch, &everything);
    batch->file.name = ex_str(name);
    batch->file.source = source;
}

static void check_file(const struct outcome *expected)
{
    const char *root = getenv("EXLINT_SRCDIR");
    struct ex_batch batch;
    char path[4096];

    (void)snprintf(path, sizeof path, "%s/corpus/hostile/%s", root ? root : ".", expected->file);
    begin(&batch, NULL, expected->file);
    batch.file.source = ex_source_open(path, batch.file.name, &batch.diags);
    if (!batch.file.source)
        fail_msg("%s: cannot be opened", path);
    ex_import_file(&batch);
    if (batch.file.state != expected->state || batch.file.objects != expected->objects)
        fail_msg("%s: state %d, %zu objects", expected->file, (int)batch.file.state,
                 batch.file.objects);
    if (expected->message[0] && !has_message(&batch, expected->message))
        fail_msg("%s: no message '%s'", expected->file, expected->message);
    if (!expected->message[0] && expected->state != EX_FILE_READ && !batch.diags.items.n)
        fail_msg("%s: no message at all", expected->file);
    ex_batch_free(&batch);
}

static void test_xml(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < EX_COUNT(xml_files); i++)
        check_file(&xml_files[i]);
}

static void test_clixml(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < EX_COUNT(clixml_files); i++)
        check_file(&clixml_files[i]);
}

static void test_encodings(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < EX_COUNT(encoding_files); i++)
        check_file(&encoding_files[i]);
}

static void test_json(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < EX_COUNT(json_files); i++)
        check_file(&json_files[i]);
}

static void test_other_formats(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < EX_COUNT(other_files); i++)
        check_file(&other_files[i]);
}

/* ---- large ones ---- */

#define DOMAIN                                                                                     \
    "<Objs><Obj><TN RefId=\"0\"><T>Microsoft.Exchange.Data.Directory.SystemConfiguration."         \
    "AcceptedDomain</T></TN><Props><S N=\"Name\">a.example</S></Props></Obj>"

enum { SECONDS = 20 }; /* far more than needed, far less than what quadratic work would take */

/* A domain, then `head`, `count` times `unit`, and `tail`. */
static void check_large(const char *head, const char *unit, size_t count, const char *tail,
                        enum ex_file_state state, const char *message)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    struct ex_batch batch;
    clock_t start = clock();
    size_t i;

    ex_buf_add_text(&text, DOMAIN);
    ex_buf_add_text(&text, head);
    for (i = 0; i < count; i++)
        ex_buf_add_text(&text, unit);
    ex_buf_add_text(&text, tail);
    begin(&batch, ex_source_from_bytes(ex_buf_str(&text), EX_STR("x.xml")), "x.xml");
    ex_import_file(&batch);
    assert_int_equal(batch.file.objects, 1);
    assert_int_equal(batch.file.state, state);
    if (message[0])
        assert_true(has_message(&batch, message));
    assert_true((clock() - start) / CLOCKS_PER_SEC < SECONDS);
    ex_batch_free(&batch);
}

static void add_counted(struct ex_buf *text, const char *before, size_t i, const char *after)
{
    ex_buf_printf(text, "%s%zu%s", before, i, after);
}

static void test_nesting_is_limited(void **state)
{
    (void)state;
    check_large("", "<Obj><LST>", 100000, "", EX_FILE_TRUNCATED,
                "elements are nested deeper than the limit of 256");
}

static void test_a_tag_is_limited(void **state)
{
    (void)state;
    check_large("<Obj N=\"", "xxxxxxxxxxxxxxxx", 200000, "\"/></Objs>", EX_FILE_TRUNCATED,
                "a tag is longer than the limit of 1 MiB");
}

static void test_attributes_are_limited(void **state)
{
    (void)state;
    check_large("<Obj a0=\"\"", " xmlns:a=\"\"", 0,
                " a1='' a2='' a3='' a4='' a5='' a6='' a7='' "
                "a8='' a9='' b0='' b1='' b2='' b3='' b4='' b5='' b6='' b7='' b8='' b9='' c0='' "
                "c1='' c2='' c3='' c4='' c5='' c6='' c7='' c8='' c9='' d0='' d1='' d2='' d3='' "
                "d4='' d5='' d6='' d7='' d8='' d9='' e0='' e1='' e2='' e3='' e4='' e5='' e6='' "
                "e7='' e8='' e9='' f0='' f1='' f2='' f3='' f4='' f5='' f6='' f7='' f8='' f9='' "
                "g0='' g1='' g2='' g3='' g4='' g5=''/></Objs>",
                EX_FILE_TRUNCATED, "an element has more attributes than the limit of 64");
}

static void test_many_empty_objects_are_read(void **state)
{
    (void)state;
    check_large("", "<Obj/>", 300000, "</Objs>", EX_FILE_READ, "");
}

static void test_many_members_of_one_name_are_read(void **state)
{
    (void)state;
    check_large("<Obj><Props>", "<S N=\"a\">x</S>", 100000, "</Props></Obj></Objs>", EX_FILE_READ,
                "");
}

static void test_a_long_skipped_blob_is_read(void **state)
{
    (void)state;
    check_large("<Obj><MS><BA N=\"SerializationData\">", "AAAAAAAAAAAAAAAA", 500000,
                "</BA></MS></Obj></Objs>", EX_FILE_READ, "");
}

static void test_many_documents_are_limited(void **state)
{
    (void)state;
    check_large("</Objs>", "<Objs/>", 2000, "", EX_FILE_TRUNCATED,
                "there are more exports in the file than the limit of 1000");
}

static void test_many_prefixes_without_namespace_are_read(void **state)
{
    (void)state;
    check_large("", "<p:S>x</p:S>", 50000, "</Objs>", EX_FILE_READ, "");
}

/* Each list refers twice to the one before: as a tree it would have 2^200 leaves. */
static void test_shared_references_are_not_expanded(void **state)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    size_t i;

    (void)state;
    ex_buf_add_text(&text, "<Obj><TN><T>Microsoft.Exchange.Data.Directory.SystemConfiguration."
                           "AcceptedDomain</T></TN><Props><S N=\"Name\">b.example</S>"
                           "<Obj N=\"x\" RefId=\"0\"><LST><S>x</S></LST></Obj>");
    for (i = 1; i < 200; i++) {
        add_counted(&text, "<Obj N=\"DomainName\" RefId=\"", i, "\"><LST>");
        add_counted(&text, "<Ref RefId=\"", i - 1, "\"/>");
        add_counted(&text, "<Ref RefId=\"", i - 1, "\"/></LST></Obj>");
    }
    ex_buf_add_text(&text, "</Props></Obj></Objs>");
    {
        struct ex_buf EX_AUTO(ex_buf_free) file = EX_BUF_INIT;
        struct ex_batch batch;

        ex_buf_add_text(&file, DOMAIN);
        ex_buf_add(&file, ex_buf_str(&text));
        begin(&batch, ex_source_from_bytes(ex_buf_str(&file), EX_STR("x.xml")), "x.xml");
        ex_import_file(&batch);
        assert_int_equal(batch.file.objects, 2);
        assert_int_equal(batch.file.state, EX_FILE_READ);
        ex_batch_free(&batch);
    }
}

/* Each of many records refers to the one before; every object would be pinned. */
static void test_chains_across_records_end(void **state)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    struct ex_batch batch;
    size_t i;

    (void)state;
    ex_buf_add_text(&text, DOMAIN);
    for (i = 1; i < 20000; i++) {
        add_counted(&text, "<Obj><TNRef RefId=\"0\"/><Props><Obj N=\"DomainName\" RefId=\"", i,
                    "\"><LST>");
        add_counted(&text, "<Ref RefId=\"", i - 1, "\"/></LST></Obj></Props></Obj>");
    }
    ex_buf_add_text(&text, "</Objs>");
    begin(&batch, ex_source_from_bytes(ex_buf_str(&text), EX_STR("x.xml")), "x.xml");
    ex_import_file(&batch);
    assert_int_equal(batch.file.objects, 20000);
    assert_int_equal(batch.nodes.n, 20000);
    ex_batch_free(&batch);
}

/* What is skipped because nothing reads it must not change what is read. */
static void test_skipping_changes_nothing_that_is_wanted(void **state)
{
    static const char file[] =
        "<Objs><Obj><TN RefId=\"0\"><T>Microsoft.Exchange.Data.Directory.SystemConfiguration."
        "AcceptedDomain</T></TN><Props><S N=\"Whatever\">x</S><S N=\"DomainName\">a.example</S>"
        "<Obj N=\"Identity\" RefId=\"7\"><ToString>a</ToString><Props>"
        "<S N=\"DistinguishedName\">CN=a,DC=b</S></Props></Obj>"
        "<DT N=\"WhenChangedUTC\">2024-01-01T00:00:00Z</DT></Props></Obj></Objs>";
    struct ex_wanted few;
    struct ex_batch batch;
    const struct ex_node *node;

    (void)state;
    ex_wanted_init(&few);
    ex_wanted_add(&few, EX_KIND_AcceptedDomain, -1);
    begin(&batch, ex_source_from_bytes(EX_STR(file), EX_STR("x.xml")), "x.xml");
    batch.wanted = &few;
    ex_import_file(&batch);
    assert_int_equal(batch.nodes.n, 1);
    node = *EX_AT(&batch.nodes, struct ex_node *, 0);
    assert_int_equal(node->cells[EX_PROP_DISTINGUISHED_NAME].tag, EX_STRING);
    assert_int_equal(node->cells[EX_PROP_WHEN_CHANGED].tag, EX_TIME);
    assert_true(ex_str_eq(node->identity, EX_STR("a")));
    ex_wanted_free(&few);
    ex_batch_free(&batch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_xml),
        cmocka_unit_test(test_clixml),
        cmocka_unit_test(test_encodings),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_other_formats),
        cmocka_unit_test(test_nesting_is_limited),
        cmocka_unit_test(test_a_tag_is_limited),
        cmocka_unit_test(test_attributes_are_limited),
        cmocka_unit_test(test_many_empty_objects_are_read),
        cmocka_unit_test(test_many_members_of_one_name_are_read),
        cmocka_unit_test(test_a_long_skipped_blob_is_read),
        cmocka_unit_test(test_many_documents_are_limited),
        cmocka_unit_test(test_many_prefixes_without_namespace_are_read),
        cmocka_unit_test(test_shared_references_are_not_expanded),
        cmocka_unit_test(test_chains_across_records_end),
        cmocka_unit_test(test_skipping_changes_nothing_that_is_wanted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
