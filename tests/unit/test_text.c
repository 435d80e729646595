/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of the importers of CSV and Format-List: what is certain is read, and
 * everything else is absent.
 */
#include "base/buf.h"
#include "base/limits.h"
#include "formats/import/import.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct ex_wanted everything = {.all = true};

struct fixture {
    struct ex_batch batch;
};

static void import_bytes(struct fixture *f, const char *name, struct ex_str bytes)
{
    ex_batch_free(&f->batch);
    ex_batch_init(&f->batch, &everything);
    f->batch.file.name = ex_str(name);
    f->batch.file.hint = EX_N_KINDS;
    f->batch.file.source = ex_source_from_bytes(bytes, ex_str(name));
    ex_import_file(&f->batch);
}

static void import(struct fixture *f, const char *name, const char *text)
{
    import_bytes(f, name, ex_str(text));
}

static int set_up(void **state)
{
    static struct fixture fixture;

    ex_batch_init(&fixture.batch, &everything);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    ex_batch_free(&f->batch);
    return 0;
}

static const struct ex_node *node(const struct fixture *f, size_t i)
{
    assert_true(i < f->batch.nodes.n);
    return *EX_AT(&f->batch.nodes, struct ex_node *, i);
}

static const struct ex_value *cell(const struct fixture *f, size_t i, const char *name)
{
    const struct ex_node *n = node(f, i);
    int prop = ex_prop_find(ex_kind((enum ex_kind_id)n->kind), ex_str(name));

    assert_true(prop >= 0);
    return &n->cells[prop];
}

static void assert_value(const struct fixture *f, size_t i, const char *name, const char *text)
{
    struct ex_str found = ex_value_text(f->batch.arena, cell(f, i, name));

    if (!ex_str_eq(found, ex_str(text)))
        fail_msg("%s is '%.*s', not '%s'", name, EX_FMT(found), text);
}

static void assert_absent(const struct fixture *f, size_t i, const char *name)
{
    if (cell(f, i, name)->tag != EX_ABSENT)
        fail_msg("%s is there: '%.*s'", name,
                 EX_FMT(ex_value_text(f->batch.arena, cell(f, i, name))));
}

static void assert_kind(const struct fixture *f, size_t i, enum ex_kind_id kind)
{
    assert_int_equal(node(f, i)->kind, kind);
}

static void assert_file(const struct fixture *f, const char *format, enum ex_file_state state,
                        size_t objects)
{
    struct ex_str found = f->batch.file.format;

    if (!ex_str_eq(found, ex_str(format)) || f->batch.file.state != state ||
        f->batch.file.objects != objects)
        fail_msg("'%.*s', state %d, %zu objects", EX_FMT(found), (int)f->batch.file.state,
                 f->batch.file.objects);
}

/* A message as `level line:column text`. */
static void assert_said(const struct fixture *f, const char *wanted)
{
    struct ex_buf EX_AUTO(ex_buf_free) all = EX_BUF_INIT;

    for (size_t i = 0; i < f->batch.diags.items.n; i++) {
        const struct ex_diag *d = EX_AT(&f->batch.diags.items, struct ex_diag, i);

        ex_buf_printf(&all, "%d %llu:%llu %.*s\n", (int)d->level, (unsigned long long)d->at.line,
                      (unsigned long long)d->at.column, EX_FMT(d->message));
    }
    if (ex_str_find_str(ex_buf_str(&all), ex_str(wanted)) == SIZE_MAX)
        fail_msg("no '%s' among:\n%s", wanted, all.p ? all.p : "");
}

/* Where a value stands, as line and column. */
static void assert_at(const struct fixture *f, const struct ex_value *value, uint64_t line,
                      uint64_t column)
{
    struct ex_place place = ex_source_place(f->batch.file.source, value->off, NULL, NULL);

    if (place.line != line || place.column != column)
        fail_msg("it stands at %llu:%llu", (unsigned long long)place.line,
                 (unsigned long long)place.column);
}

/* ---- CSV ---- */

#define TYPE_DOMAIN "#TYPE Microsoft.Exchange.Data.Directory.SystemConfiguration.AcceptedDomain\r\n"
#define TYPE_SEND                                                                                  \
    "#TYPE Deserialized.Microsoft.Exchange.Data.Directory.SystemConfiguration."                    \
    "SmtpSendConnectorConfig\r\n"

static void test_type_line(void **state)
{
    struct fixture *f = *state;

    import(f, "x.csv",
           TYPE_DOMAIN "\"Name\",\"DomainName\",\"Default\"\r\n"
                       "\"a\",\"contoso.com\",\"True\"\r\n\"b\",\"fabrikam.com\",\"False\"\r\n");
    assert_file(f, "CSV", EX_FILE_READ, 2);
    assert_true(f->batch.file.text);
    assert_kind(f, 0, EX_KIND_AcceptedDomain);
    assert_value(f, 0, "DomainName", "contoso.com");
    assert_value(f, 1, "Default", "False");
    assert_absent(f, 0, "DomainType");
    assert_at(f, cell(f, 1, "DomainName"), 4, 6);
    assert_false(node(f, 0)->loose);
}

static void test_without_type_line(void **state)
{
    struct fixture *f = *state;

    import(f, "x.csv",
           "Default,DomainType,Name,DomainName\nTrue,Authoritative,a,contoso.com\n");
    assert_file(f, "CSV", EX_FILE_READ, 1);
    assert_value(f, 0, "DomainType", "Authoritative");
    import(f, "Get-AcceptedDomain.csv", "Name;MatchSubDomains\na;True\n");
    assert_file(f, "CSV", EX_FILE_READ, 1);
    assert_value(f, 0, "MatchSubDomains", "True");
    /* A name alone is not enough to believe the name of the file. */
    import(f, "Get-AcceptedDomain.csv", "Name;Colour\na;red\n");
    assert_file(f, "CSV", EX_FILE_OTHER, 0);
    assert_said(f, "1 0:0 the file is CSV, but not of a cmdlet that exlint knows");
}

static void test_separators(void **state)
{
    static const char *const texts[] = {
        "\"Name\";\"DomainName\";\"DomainType\";\"Default\"\n\"a\";\"x.y\";\"InternalRelay\";\"True\"\n",
        "Name\tDomainName\tDomainType\tDefault\na\tx.y\tInternalRelay\tTrue\n",
        "sep=;\r\nName;DomainName;DomainType;Default\r\na;x.y;InternalRelay;TRUE\r\n",
        "\"sep=|\"\nName|DomainName|DomainType|Default\na|x.y|InternalRelay|TRUE\n",
        "\xEF\xBB\xBFName,DomainName,DomainType,Default\ra,x.y,InternalRelay,True\r",
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < EX_COUNT(texts); i++) {
        import(f, "x.csv", texts[i]);
        assert_file(f, "CSV", EX_FILE_READ, 1);
        assert_value(f, 0, "DomainName", "x.y");
        assert_value(f, 0, "Default", "True");
    }
}

static void test_utf16(void **state)
{
    static const char text[] = "Name,DomainName,DomainType,Default\r\na,x.y,InternalRelay,True\r\n";
    struct fixture *f = *state;
    struct ex_buf EX_AUTO(ex_buf_free) bytes = EX_BUF_INIT;

    ex_buf_add(&bytes, EX_STR("\xFF\xFE"));
    for (size_t i = 0; text[i]; i++)
        ex_buf_add(&bytes, ex_str_n((const char[]){text[i], '\0'}, 2));
    import_bytes(f, "x.csv", ex_buf_str(&bytes));
    assert_file(f, "CSV", EX_FILE_READ, 1);
    assert_value(f, 0, "DomainName", "x.y");
}

static void test_quotes(void **state)
{
    struct fixture *f = *state;

    import(f, "x.csv",
           TYPE_SEND "Name,Comment,Fqdn\r\n"
                     "\"a \"\"b\"\", c\",\"two\r\nlines\",mail.x.y\r\n"
                     "d,,\"\"\"\"\r\n");
    assert_file(f, "CSV", EX_FILE_READ, 2);
    assert_value(f, 0, "Name", "a \"b\", c");
    assert_value(f, 0, "Comment", "two\r\nlines");
    assert_at(f, cell(f, 0, "Fqdn"), 4, 8);
    assert_int_equal(cell(f, 1, "Comment")->tag, EX_NULL);
}

static void test_rows_of_other_lengths(void **state)
{
    struct fixture *f = *state;

    import(f, "x.csv",
           TYPE_DOMAIN "Name,DomainName,Default\r\na,x.y,True\r\nb,x.z\r\nc,x.w,True,\r\n"
                       "d,x.v,False\r\n\r\n,,\r\n");
    assert_file(f, "CSV", EX_FILE_TRUNCATED, 2);
    assert_value(f, 1, "Name", "d");
    assert_said(f, "1 4:1 rows set aside because they do not have 3 fields: 2; this one has 2");
}

static void test_bad_quotes(void **state)
{
    struct fixture *f = *state;

    import(f, "x.csv", TYPE_DOMAIN "Name,DomainName\r\n\"a\"b,x.y\r\nc,x.z\r\n");
    assert_file(f, "CSV", EX_FILE_TRUNCATED, 1);
    assert_said(f, "1 3:4 rows set aside because their quotation marks do not fit");
    import(f, "x.csv", TYPE_DOMAIN "Name,DomainName\r\nc,x.z\r\na,\"x.y\r\nd,x.w\r\n");
    assert_file(f, "CSV", EX_FILE_TRUNCATED, 1);
    assert_said(f, "1 4:3 this quotation mark is not closed before the end of the file");
}

static void test_csv_without_last_line_end(void **state)
{
    struct fixture *f = *state;

    import(f, "x.csv", TYPE_DOMAIN "Name,DomainName\r\na,x.y\r\nb,conto");
    assert_file(f, "CSV", EX_FILE_TRUNCATED, 2);
    assert_value(f, 1, "Name", "b");
    assert_absent(f, 1, "DomainName");
    assert_said(f, "1 4:1 the file ends without a line end");
    /* A closed quotation mark says that the row is whole. */
    import(f, "x.csv", TYPE_DOMAIN "Name,DomainName\r\n\"a\",\"x.y\"");
    assert_file(f, "CSV", EX_FILE_READ, 1);
    assert_value(f, 0, "DomainName", "x.y");
}

static void test_double_headings(void **state)
{
    struct fixture *f = *state;

    import(f, "x.csv", TYPE_DOMAIN "Name,DomainName,Default,name\r\na,x.y,True,b\r\n");
    assert_file(f, "CSV", EX_FILE_READ, 1);
    assert_absent(f, 0, "Name");
    assert_value(f, 0, "DomainName", "x.y");
    assert_said(f, "1 2:1 the column 'Name' occurs more than once; none of them is read");
}

/* Export-Csv writes all objects with the columns of the first. */
static void test_rows_of_another_kind(void **state)
{
    struct fixture *f = *state;

    import(f, "x.csv",
           "Identity,OwaVersion,LogonFormat,InternalUrl\r\n"
           "EX01\\owa,Exchange2013,FullDomain,https://a.b/owa\r\n"
           "EX01\\ecp,,,https://a.b/ecp\r\n");
    assert_file(f, "CSV", EX_FILE_TRUNCATED, 1);
    assert_value(f, 0, "InternalUrl", "https://a.b/owa");
    assert_said(f, "1 3:1 rows set aside because they are not of the kind of the headings: 1");
}

/* Of which server they are is not said, and both have the same name. */
static void test_objects_without_server(void **state)
{
    struct fixture *f = *state;

    import(f, "owa.csv",
           "Name,OwaVersion,LogonFormat,InternalUrl\r\n"
           "owa (Default Web Site),Exchange2013,FullDomain,https://a.b/owa\r\n"
           "owa (Default Web Site),Exchange2013,FullDomain,https://c.d/owa\r\n");
    assert_file(f, "CSV", EX_FILE_TRUNCATED, 1);
    assert_said(f, "1 3:1 objects set aside because they do not say on which server they are: 1");
}

static void test_lists_in_csv(void **state)
{
    static const struct {
        const char *field;
        const char *value; /* NULL: absent */
    } hosts[] = {
        {"\"Microsoft.Exchange.Data.MultiValuedProperty`1[Microsoft.Exchange.Data.SmartHost]\"",
         NULL},
        {"System.Object[]", NULL},
        {"a.b", "{a.b}"},
        {"a.b [10.0.0.1]", "{a.b, [10.0.0.1]}"},
        {"\"a.b,c.d\"", "{a.b, c.d}"},
        {"a.b;c.d", "{a.b, c.d}"},
        {"a.b|c.d", "{a.b, c.d}"},
        {"\"a.b\nc.d\"", "{a.b, c.d}"},
        {"a.b and c.d?", NULL},
        {"{a.b}", NULL},
        {"\"\"", "{}"},
        {"", "{}"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < EX_COUNT(hosts); i++) {
        char text[512];

        (void)snprintf(text, sizeof text, TYPE_SEND "Name,SmartHosts\r\nx,%s\r\n", hosts[i].field);
        import(f, "x.csv", text);
        assert_file(f, "CSV", EX_FILE_READ, 1);
        if (hosts[i].value)
            assert_value(f, 0, "SmartHosts", hosts[i].value);
        else
            assert_absent(f, 0, "SmartHosts");
    }
}

static void assert_addresses(struct fixture *f, const char *field, const char *value)
{
    char text[1024];

    (void)snprintf(text, sizeof text,
                   "#TYPE Microsoft.Exchange.Data.Directory.Management.Mailbox\r\n"
                   "Name,EmailAddresses\r\nx,\"%s\"\r\n",
                   field);
    import(f, "x.csv", text);
    if (value)
        assert_value(f, 0, "EmailAddresses", value);
    else
        assert_absent(f, 0, "EmailAddresses");
}

static void test_mail_addresses_in_csv(void **state)
{
    struct fixture *f = *state;

    assert_addresses(f, "SMTP:a@x.y", "{SMTP:a@x.y}");
    assert_addresses(f, "SMTP:a@x.y smtp:b@x.y", "{SMTP:a@x.y, smtp:b@x.y}");
    assert_addresses(f, "SMTP:a@x.y;smtp:b@x.y;SIP:a@x.y",
                     "{SMTP:a@x.y, smtp:b@x.y, SIP:a@x.y}");
    assert_addresses(f, "SMTP:a@x.y X500:/o=First Organization/cn=Recipients/cn=a smtp:b@x.y",
                     "{SMTP:a@x.y, X500:/o=First Organization/cn=Recipients/cn=a, smtp:b@x.y}");
    /* Which of them is the primary one is lost. */
    assert_addresses(f, "a@x.y b@x.y", NULL);
    assert_addresses(f, "SMTP:a@x.y b@x.y", NULL);
    assert_addresses(f, "SMTP:a@x.y X400:C=US;A= ;P=Contoso;S=A;", NULL);
    /* Export-Csv wrote the letter as a question mark. */
    assert_addresses(f, "SMTP:a@m?nchen.example", NULL);
    assert_addresses(f, "SMTP:a@x.y smtp:a@m?nchen.example", NULL);
}

static void test_scalars_in_csv(void **state)
{
    struct fixture *f = *state;

    import(f, "x.csv",
           TYPE_SEND
           "Name,MaxMessageSize,Port,TlsCertificateName,ConnectionInactivityTimeOut,WhenChanged,"
           "SourceTransportServers,AddressSpaces,Enabled,TlsAuthLevel\r\n"
           "x,\"36 MB (37,748,736 bytes)\",25,<I>CN=CA<S>CN=mail.x.y,00:10:00,9/9/2024 8:58:55 PM,"
           "EX01 EX02,\"SMTP:*;1 SMTP:x.y;5\",True,\r\n"
           "y,Unlimited,2525,,30.00:00:00,2024-12-03T14:45:58Z,EX01,SMTP:*.x.y;1,,\r\n");
    assert_value(f, 0, "MaxMessageSize", "36 MB (37,748,736 bytes)");
    assert_value(f, 0, "Port", "25");
    assert_value(f, 0, "ConnectionInactivityTimeOut", "00:10:00");
    assert_value(f, 0, "AddressSpaces", "{SMTP:*;1, SMTP:x.y;5}");
    assert_absent(f, 0, "WhenChanged");
    assert_value(f, 1, "WhenChanged", "2024-12-03T14:45:58Z");
    assert_int_equal(cell(f, 0, "SourceTransportServers")->n, 2);
    assert_at(f, &cell(f, 0, "SourceTransportServers")->u.items[1], 3, 90);
    /* Nothing is nothing, where Exchange may leave a value out; else it is unknown. */
    assert_int_equal(cell(f, 1, "TlsCertificateName")->tag, EX_NULL);
    assert_int_equal(cell(f, 1, "TlsAuthLevel")->tag, EX_NULL);
    assert_absent(f, 1, "Enabled");
    assert_said(f, "0 4:70 left out: empty values that are never empty in Exchange, such as "
                   "'Enabled' (1)");
}

static void test_urls_in_csv(void **state)
{
    struct fixture *f = *state;

    import(f, "x.csv",
           "Identity,OwaVersion,LogonFormat,InternalUrl,ExternalUrl\n"
           "A\\owa,Exchange2013,FullDomain,https://a.b/owa?x=1,\n"
           "B\\owa,Exchange2013,FullDomain,a.b,https://m?nchen.example/owa\n");
    assert_value(f, 0, "InternalUrl", "https://a.b/owa?x=1");
    assert_int_equal(cell(f, 0, "ExternalUrl")->tag, EX_NULL);
    assert_absent(f, 1, "InternalUrl");
    assert_absent(f, 1, "ExternalUrl");
}

static void test_csv_of_others(void **state)
{
    static const struct {
        const char *name;
        const char *text;
        const char *message;
    } files[] = {
        {"MSGTRK2024090900-1.LOG",
         "#Software: Microsoft Exchange Server\r\n#Version: 15.02.1118.000\r\n"
         "#Fields: date-time,client-ip\r\n",
         "the file is a log, no export"},
        {"u_ex240909.log", "#Software: Microsoft Internet Information Services 10.0\r\n", "a log"},
        {"ConfigNC_msExchVirtualDirectory_All.CSV",
         "\"Server\",\"Version\",\"Site\",\"VirtualDirectory\",\"InternalURL\"\r\n"
         "\"EX01\",\"15.2\",\"Berlin\",\"owa\",\"https://a.b/owa\"\r\n",
         "CSV, but not of a cmdlet that exlint knows"},
        {"processes.csv", "#TYPE System.Diagnostics.Process\r\n\"Name\",\"Id\"\r\n\"a\",\"1\"\r\n",
         "CSV, but not of a cmdlet that exlint knows"},
        {"notes.md", "Dear Alice, dear Bob\nthe name, the identity\n", "no export"},
        {"names.txt", "Alice, Bob\nCarol, Dave\n", "no export"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < EX_COUNT(files); i++) {
        import(f, files[i].name, files[i].text);
        assert_int_equal(f->batch.file.state, EX_FILE_OTHER);
        assert_int_equal(f->batch.file.objects, 0);
        assert_said(f, files[i].message);
    }
}

static void test_long_csv(void **state)
{
    struct fixture *f = *state;
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;

    ex_buf_add_text(&text, TYPE_DOMAIN "Name,DomainName,Default\r\n");
    for (unsigned i = 0; i < 20000; i++)
        ex_buf_printf(&text, "\"d%u\",\"d%u.example\",\"False\"\r\n", i, i);
    import_bytes(f, "x.csv", ex_buf_str(&text));
    assert_file(f, "CSV", EX_FILE_READ, 20000);
    assert_value(f, 19999, "DomainName", "d19999.example");
    assert_at(f, cell(f, 19999, "DomainName"), 20002, 11);
}

/* More separators than columns are allowed, in the headings and in a row. */
static void test_wide_csv(void **state)
{
    struct fixture *f = *state;
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;

    ex_buf_add_text(&text, "Name,DomainName,DomainType,Default\r\na,x.y,InternalRelay,True\r\n");
    ex_buf_add_repeat(&text, ',', EX_MAX_TEXT_COLUMNS * 4);
    ex_buf_add_text(&text, "x\r\n");
    import_bytes(f, "x.csv", ex_buf_str(&text));
    assert_file(f, "CSV", EX_FILE_TRUNCATED, 1);
    ex_buf_clear(&text);
    ex_buf_add_text(&text, TYPE_DOMAIN);
    for (unsigned i = 0; i < EX_MAX_TEXT_COLUMNS * 2; i++)
        ex_buf_printf(&text, "c%u,", i);
    ex_buf_add_text(&text, "c\r\n");
    import_bytes(f, "x.csv", ex_buf_str(&text));
    assert_int_equal(f->batch.file.objects, 0);
}

/* ---- Format-List ---- */

#define DOMAIN_A                                                                                   \
    "\r\nName       : a\r\nDomainName : contoso.com\r\nDomainType : Authoritative\r\n"             \
    "Default    : True\r\n\r\n"
#define DOMAIN_B                                                                                   \
    "\r\nName       : b\r\nDomainName : fabrikam.com\r\nDomainType : InternalRelay\r\n"            \
    "Default    : False\r\n\r\n"

static void test_objects(void **state)
{
    struct fixture *f = *state;

    import(f, "x.txt", "\r\n" DOMAIN_A DOMAIN_B "\r\n");
    assert_file(f, "Format-List", EX_FILE_READ, 2);
    assert_true(f->batch.file.text);
    assert_value(f, 0, "DomainName", "contoso.com");
    assert_value(f, 1, "Default", "False");
    assert_at(f, cell(f, 1, "DomainName"), 10, 14);
    assert_false(node(f, 0)->loose);
}

static void test_line_ends(void **state)
{
    struct fixture *f = *state;

    import(f, "x.txt", "Name       : a\nDomainName : x.y\nDomainType : InternalRelay\nDefault    : True\n\n"
                       "Name       : b\nDomainName : x.z\nDomainType : InternalRelay\nDefault    : True\n");
    assert_file(f, "Format-List", EX_FILE_READ, 2);
    import(f, "x.txt", "Name       : a\rDomainName : x.y\rDomainType : InternalRelay\rDefault    : True\r");
    assert_file(f, "Format-List", EX_FILE_READ, 1);
    /* Without the blank line between them. */
    import(f, "x.txt", "Name       : a\nDomainName : x.y\nDomainType : InternalRelay\nDefault    : True\n"
                       "Name       : b\nDomainName : x.z\nDomainType : InternalRelay\nDefault    : True\n");
    assert_file(f, "Format-List", EX_FILE_READ, 2);
}

static void test_prompts(void **state)
{
    struct fixture *f = *state;

    import(f, "paste.txt",
           "**********************\nWindows PowerShell transcript start\n"
           "Start time: 20260115120000\n**********************\n"
           "[PS] C:\\Windows\\system32>Get-MapiVirtualDirectory | fl Identity,*url*\n\n\n"
           "Identity    : EX01\\mapi (Default Web Site)\n"
           "InternalUrl : https://a.b/mapi\nExternalUrl :\n\n\n"
           "[PS] C:\\Windows\\system32>Get-Service | fl Name,Status\n\n\n"
           "Name   : MSExchangeTransport\nStatus : Running\n\n"
           "PS C:\\> Get-AcceptedDomain contoso.com | Format-List Name,DomainName\n\n\n"
           "Name       : a\nDomainName : contoso.com\n\n\n"
           "[PS] C:\\Windows\\system32>Stop-Transcript\n");
    assert_file(f, "Format-List", EX_FILE_READ, 2);
    assert_kind(f, 0, EX_KIND_MapiVirtualDirectory);
    assert_value(f, 0, "InternalUrl", "https://a.b/mapi");
    assert_int_equal(cell(f, 0, "ExternalUrl")->tag, EX_NULL);
    assert_false(node(f, 0)->loose);
    assert_kind(f, 1, EX_KIND_AcceptedDomain);
    /* One domain was asked for: there may be more. */
    assert_true(node(f, 1)->loose);
}

static void test_whole_lists(void **state)
{
    static const struct {
        const char *command;
        bool loose;
    } commands[] = {
        {"[PS] C:\\>Get-AcceptedDomain | fl", false},
        {"[PS] C:\\>get-accepteddomain|fl *", false},
        {"[PS] C:\\>Get-AcceptedDomain -DomainController dc1 | fl", true},
        {"[PS] C:\\>Get-AcceptedDomain | Sort-Object Name | fl Name,DomainName", false},
        {"[PS] C:\\>Get-AcceptedDomain | ? {$_.Default} | fl", true},
        {"[PS] C:\\>Get-AcceptedDomain | select -First 1 | fl", true},
        {"[PS] C:\\>(Get-AcceptedDomain)[0] | fl", true},
        {"[PS] C:\\>Get-AcceptedDomain\n -Identity contoso.com | fl", true},
        {"Get-AcceptedDomain -ResultSize Unlimited | fl", false},
        {"[EX01]: PS C:\\Users\\a\\Documents> Get-AcceptedDomain | fl", false},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < EX_COUNT(commands); i++) {
        char text[512];

        (void)snprintf(text, sizeof text, "%s\n\nName       : a\nDomainName : x.y\n\n",
                       commands[i].command);
        import(f, "paste.txt", text);
        assert_file(f, "Format-List", EX_FILE_READ, 1);
        if (node(f, 0)->loose != commands[i].loose)
            fail_msg("%s", commands[i].command);
    }
}

static void test_hints(void **state)
{
    struct fixture *f = *state;

    import(f, "Get-MapiVirtualDirectory.txt",
           "\nIdentity    : EX01\\mapi\nInternalUrl : https://a.b/mapi\n\n");
    assert_file(f, "Format-List", EX_FILE_READ, 1);
    assert_kind(f, 0, EX_KIND_MapiVirtualDirectory);
    import(f, "Get-MapiVirtualDirectory.txt", "\nName    : a\nVersion : 1.0\n\n");
    assert_file(f, "Format-List", EX_FILE_OTHER, 0);
    assert_said(f, "1 0:0 the file is the text of Format-List, but not of a cmdlet that exlint");
}

#define SEND(value)                                                                                \
    "\nName                   : x\nDNSRoutingEnabled      : True\nSmartHostsString       : \n"      \
    "AddressSpaces          : {SMTP:*;1}\n" value "\n"

static void test_lists(void **state)
{
    static const struct {
        const char *lines;
        const char *property;
        const char *value; /* NULL: absent */
    } lists[] = {
        {"SmartHosts             : {}\n", "SmartHosts", "{}"},
        {"SmartHosts             : \n", "SmartHosts", "{}"},
        {"SmartHosts             : {a.b}\n", "SmartHosts", "{a.b}"},
        {"SmartHosts             : {a.b, [10.0.0.1]}\n", "SmartHosts", "{a.b, [10.0.0.1]}"},
        {"SmartHosts             : {a.b, c.d, e.f, g.h...}\n", "SmartHosts", NULL},
        {"SmartHosts             : {a.b, c.d, e.f, g.h\xE2\x80\xA6}\n", "SmartHosts", NULL},
        {"SmartHosts             : {...}\n", "SmartHosts", NULL},
        /* Other lines of the object kept the blanks at their ends. */
        {"SmartHosts             : {a.b,\n                         c.d}\n", "SmartHosts", NULL},
        {"SmartHosts             : {a.b, \n                         c.d}\n", "SmartHosts",
         "{a.b, c.d}"},
        {"SmartHosts             : {a.b\n", "SmartHosts", NULL},
        {"SourceTransportServers : {EX01, EX02}\n", "SourceTransportServers", "{EX01, EX02}"},
        {"ConnectedDomains       : {a, b}\n", "ConnectedDomains", NULL},
        {"ConnectedDomains       : {a b}\n", "ConnectedDomains", "{a b}"},
        {"ErrorPolicies          : {a, b}\n", "ErrorPolicies", NULL},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < EX_COUNT(lists); i++) {
        char text[1024];

        (void)snprintf(text, sizeof text, SEND("%s"), lists[i].lines);
        import(f, "x.txt", text);
        assert_file(f, "Format-List", EX_FILE_READ, 1);
        if (lists[i].value)
            assert_value(f, 0, lists[i].property, lists[i].value);
        else
            assert_absent(f, 0, lists[i].property);
    }
}

/* A name of 22 columns, and ` : `. */
#define INDENT "                         "

static void test_wrapped_values(void **state)
{
    struct fixture *f = *state;

    /* Broken in a word, where lines are full. */
    import(f, "x.txt",
           SEND("Fqdn                   : mail.a-very-\n" INDENT "long-name-co\n" INDENT
                "ntoso.com\n"));
    assert_value(f, 0, "Fqdn", "mail.a-very-long-name-contoso.com");
    /* Another line is longer: nobody broke it there. */
    import(f, "x.txt",
           SEND("Fqdn                   : mail.a-very-\n" INDENT "long.contoso.com\n"));
    assert_absent(f, 0, "Fqdn");
    /* Text may have line ends of its own. */
    import(f, "x.txt", SEND("Comment                : one two \n" INDENT "three\n"));
    assert_absent(f, 0, "Comment");
    assert_said(f, "left out: values that were broken into lines and cannot be put together again, "
                   "such as 'Comment' (1)");
}

static void test_wrapped_names(void **state)
{
    struct fixture *f = *state;

    /* An empty value with its blank: blanks at the ends of lines are still there. */
    import(f, "x.txt",
           SEND("DistinguishedName      : CN=x,CN=Routing \n" INDENT "Groups,DC=contoso\n"));
    assert_value(f, 0, "DistinguishedName", "CN=x,CN=Routing Groups,DC=contoso");
    import(f, "x.txt",
           "\nName              : x\nDNSRoutingEnabled : True\nSmartHostsString  :\n"
           "AddressSpaces     : {SMTP:*;1}\n"
           "DistinguishedName : CN=x,CN=Routing\n                    Groups,DC=contoso\n\n");
    assert_file(f, "Format-List", EX_FILE_READ, 1);
    assert_absent(f, 0, "DistinguishedName");
    import(f, "x.txt",
           "\nName              : x\nDNSRoutingEnabled : True\nSmartHostsString  :\n"
           "AddressSpaces     : {SMTP:*;1}\n"
           "SmartHosts        : {a.b,\n                    c.d}\n\n");
    assert_value(f, 0, "SmartHosts", "{a.b, c.d}");
}

#define RULE(gap)                                                                                  \
    "\nName        : r\nPriority    : 0\nConditions  : {}\nActions     : {}\n"                      \
    "Description : If the message:\n              \tIs sent to 'x'\n" gap                         \
    "              Take the following actions:\n" gap "State       : Enabled\n\n"

static void test_multi_line_values(void **state)
{
    struct fixture *f = *state;

    /* As it is printed: the blank lines in the value are indented, the one behind it is not. */
    import(f, "x.txt", RULE("              \n"));
    assert_file(f, "Format-List", EX_FILE_READ, 1);
    assert_value(f, 0, "State", "Enabled");
    assert_absent(f, 0, "Description");
    /* Without blanks at the ends of lines it may be two objects. */
    import(f, "x.txt", RULE("\n"));
    assert_file(f, "Format-List", EX_FILE_UNREADABLE, 0);
    assert_said(f, "1 2:1 it cannot be told where this object ends; it was set aside (1)");
}

static void test_damage(void **state)
{
    static const struct {
        const char *text;
        size_t objects;
        const char *message;
    } files[] = {
        {DOMAIN_A "Name       : b\nDomainName : contoso\ncom\n\n", 2,
         "1 9:1 a line is no part of the object in which it stands (1)"},
        {DOMAIN_A "Name       : b\nDomainName : x.y\n\n", 2,
         "1 7:1 the object has fewer properties than the one before: the text was cut off (1)"},
        {DOMAIN_A "\nName       : b\nDomainName : x.y\nDomainType : InternalRelay\nDefault    : T",
         2, "1 11:14 the file ends without a line end: its last value may be cut off (1)"},
        {DOMAIN_A "\nColour : red\nShape  : round\n\n", 1,
         "1 8:1 it cannot be told what this object is (1)"},
        {"contoso.com\nName       : a\nDomainName : x.y\nDomainType : InternalRelay\n"
         "Default    : True\n\n",
         1, "1 2:1 a line is no part of the object in which it stands (1)"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < EX_COUNT(files); i++) {
        import(f, "Get-AcceptedDomain.txt", files[i].text);
        assert_file(f, "Format-List", EX_FILE_TRUNCATED, files[i].objects);
        assert_said(f, files[i].message);
    }
    import(f, "Get-AcceptedDomain.txt", files[0].text);
    assert_absent(f, 1, "DomainName");
    import(f, "Get-AcceptedDomain.txt", files[2].text);
    assert_absent(f, 1, "Default");
}

/* Copied from a window that fills lines with blanks. */
static void test_padded_lines(void **state)
{
    struct fixture *f = *state;

    import(f, "x.txt",
           "\nName       : a          \nDomainName : contoso.com\nDomainType : Authoritative  \n"
           "Default    : True       \n                        \n");
    assert_file(f, "Format-List", EX_FILE_READ, 1);
    assert_value(f, 0, "Name", "a");
    assert_value(f, 0, "DomainType", "Authoritative");
}

static void test_certificates(void **state)
{
    struct fixture *f = *state;

    import(f, "Get-ExchangeCertificate.txt",
           "\nAccessRules        : {System.Security.AccessControl.CryptoKeyAccessRule...}\n"
           "CertificateDomains : {mail.contoso.com, autodiscover.contoso.com}\n"
           "HasPrivateKey      : True\nIsSelfSigned       : False\n"
           "Issuer             : CN=Contoso CA, O=Contoso, C=US\n"
           "NotAfter           : 12/3/2024 2:45:58 PM\nNotBefore          : 03.12.2023 14:45:58\n"
           "RawData            : {48, 130, 5, 10...}\n"
           "Services           : IMAP, POP, IIS, SMTP\nStatus             : Valid\n"
           "Thumbprint         : 63B2CABB68C0AB125BEFCAE67E352D98FD9649FB\n\n");
    assert_file(f, "Format-List", EX_FILE_READ, 1);
    assert_value(f, 0, "CertificateDomains", "{mail.contoso.com, autodiscover.contoso.com}");
    assert_value(f, 0, "Services", "IMAP, POP, IIS, SMTP");
    assert_value(f, 0, "Status", "Valid");
    assert_absent(f, 0, "NotAfter");
    assert_absent(f, 0, "NotBefore");
    assert_said(f, "such as 'NotAfter' (2)");
}

static void test_text_of_others(void **state)
{
    static const char *const texts[] = {
        "# Notes\n\nNote : this is old\n\nName : see below\n",
        "2026-01-15 12:00:00 INFO  : started\n2026-01-15 12:00:01 INFO  : stopped\n",
        "[section]\nName = x\nIdentity = y\n",
        "name: x\nidentity: y\n",
        "HTTP/1.1 200 OK\nServer: x\nName: y\n",
        "function Get-It {\n    param($Name)\n}\nGet-It | fl\n",
        "Key   : 1\nValue : 2\n",
        "Get-SendConnector : The term is not recognized\n    + CategoryInfo          : X\n",
        "Name : x\n\nIdentity : y\n",
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < EX_COUNT(texts); i++) {
        import(f, "Get-SendConnector.txt", texts[i]);
        if (f->batch.file.objects || f->batch.file.format.n)
            fail_msg("'%s' is taken for Format-List", texts[i]);
        assert_int_equal(f->batch.file.state, EX_FILE_OTHER);
    }
}

static void test_format_table(void **state)
{
    struct fixture *f = *state;

    import(f, "Get-SendConnector.dat",
           "\r\nName     Enabled AddressSpaces\r\n----     ------- -------------\r\nx True\r\n");
    assert_said(f, "1 0:0 the file is the text of Format-Table, which is not read");
    assert_int_equal(f->batch.file.state, EX_FILE_UNREADABLE);
}

static void test_limits(void **state)
{
    struct fixture *f = *state;
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;

    ex_buf_add_text(&text, DOMAIN_A "\nName       : b\nDomainName : ");
    ex_buf_add_repeat(&text, 'x', EX_MAX_TEXT_LINE_BYTES + 1);
    ex_buf_add_text(&text, "\n" DOMAIN_B);
    import_bytes(f, "x.txt", ex_buf_str(&text));
    assert_int_equal(f->batch.file.state, EX_FILE_TRUNCATED);
    assert_said(f, "a line or an object is longer than the limit");
    ex_buf_clear(&text);
    ex_buf_add_text(&text, DOMAIN_A "\n");
    for (unsigned i = 0; i < EX_MAX_TEXT_COLUMNS + 2; i++)
        ex_buf_printf(&text, "P%-9u : x\n", i);
    ex_buf_add_text(&text, DOMAIN_B);
    import_bytes(f, "x.txt", ex_buf_str(&text));
    assert_file(f, "Format-List", EX_FILE_TRUNCATED, 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_type_line),
        TEST(test_without_type_line),
        TEST(test_separators),
        TEST(test_utf16),
        TEST(test_quotes),
        TEST(test_rows_of_other_lengths),
        TEST(test_bad_quotes),
        TEST(test_csv_without_last_line_end),
        TEST(test_double_headings),
        TEST(test_rows_of_another_kind),
        TEST(test_objects_without_server),
        TEST(test_lists_in_csv),
        TEST(test_mail_addresses_in_csv),
        TEST(test_scalars_in_csv),
        TEST(test_urls_in_csv),
        TEST(test_csv_of_others),
        TEST(test_long_csv),
        TEST(test_wide_csv),
        TEST(test_objects),
        TEST(test_line_ends),
        TEST(test_prompts),
        TEST(test_whole_lists),
        TEST(test_hints),
        TEST(test_lists),
        TEST(test_wrapped_values),
        TEST(test_wrapped_names),
        TEST(test_multi_line_values),
        TEST(test_damage),
        TEST(test_padded_lines),
        TEST(test_certificates),
        TEST(test_text_of_others),
        TEST(test_format_table),
        TEST(test_limits),
    };

    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
