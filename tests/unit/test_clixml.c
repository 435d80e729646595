/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of reading CLIXML: elements, escapes, references, flavours, places.
 */
#include "clixml_print.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define NAMESPACE         "http://schemas.microsoft.com/powershell/2004/04"
#define ROOT              "<Objs Version=\"1.1.0.1\" xmlns=\"" NAMESPACE "\">"
#define FILE_OF(inside)   ROOT inside "</Objs>"
#define IN_OBJECT(inside) FILE_OF("<Obj RefId=\"0\">" inside "</Obj>")
#define IN_PROPS(inside)  IN_OBJECT("<Props>" inside "</Props>")
#define KIND              "<TN RefId=\"0\"><T>A.Kind</T></TN>"

static const char *text_of(const struct ex_buf *buf)
{
    return buf->p ? buf->p : "";
}

/* Compare all records and messages of a file. */
static void expect(const char *file, const char *records, const char *messages)
{
    struct clixml_read EX_AUTO(clixml_read_free) r = {0};

    clixml_read_text(&r, file);
    assert_string_equal(text_of(&r.records), records);
    assert_string_equal(text_of(&r.messages), messages);
    assert_int_equal(r.wrong_places, 0);
}

/* The same where the text of a value does not stand in the file as it is. */
static void expect_decoded(const char *file, const char *records)
{
    struct clixml_read EX_AUTO(clixml_read_free) r = {0};

    clixml_read_text(&r, file);
    assert_string_equal(text_of(&r.records), records);
    assert_string_equal(text_of(&r.messages), "");
}

static void expect_known(const char *file, const char *wanted, unsigned restarts,
                         const char *records)
{
    struct clixml_read EX_AUTO(clixml_read_free) r = {.kinds = true, .wanted = wanted};

    clixml_read_text(&r, file);
    assert_string_equal(text_of(&r.records), records);
    assert_int_equal(r.restarts, restarts);
}

/* ---- elements ---- */

static void test_each_primitive_keeps_its_type(void **state)
{
    (void)state;
    expect(IN_PROPS("<S N=\"a\">x</S><B N=\"b\">true</B><By N=\"c\">1</By><SB N=\"d\">-1</SB>"
                    "<U16 N=\"e\">2</U16><I16 N=\"f\">-2</I16><U32 N=\"g\">3</U32>"
                    "<I32 N=\"h\">-3</I32><U64 N=\"i\">4</U64><I64 N=\"j\">-4</I64>"
                    "<Sg N=\"k\">1.5</Sg><Db N=\"l\">INF</Db><D N=\"m\">2.50</D>"),
           "( {a=string\"x\"; b=boolean\"true\"; c=integer\"1\"; d=integer\"-1\"; e=integer\"2\"; "
           "f=integer\"-2\"; g=integer\"3\"; h=integer\"-3\"; i=integer\"4\"; j=integer\"-4\"; "
           "k=float\"1.5\"; l=float\"INF\"; m=float\"2.50\"})\n",
           "");
    expect(IN_PROPS("<DT N=\"a\">2021-10-06T15:24:05-04:00</DT><TS N=\"b\">PT30M</TS>"
                    "<G N=\"c\">46a1b05b-0ed2-4449-a6bb-64ae4f9c1a94</G>"
                    "<URI N=\"d\">https://x/</URI><Version N=\"e\">15.1</Version>"
                    "<SemanticVersion N=\"f\">7.4.1</SemanticVersion>"),
           "( {a=datetime\"2021-10-06T15:24:05-04:00\"; b=timespan\"PT30M\"; "
           "c=guid\"46a1b05b-0ed2-4449-a6bb-64ae4f9c1a94\"; d=uri\"https://x/\"; "
           "e=version\"15.1\"; f=version\"7.4.1\"})\n",
           "");
}

static void test_char_is_a_decimal_code_unit(void **state)
{
    (void)state;
    expect_decoded(
        IN_PROPS("<C N=\"a\">65</C><C N=\"b\">8364</C><C N=\"c\">55357</C><C N=\"d\">0</C>"),
        "( {a=string\"A\"; b=string\"\xE2\x82\xAC\"; c=string\"\xEF\xBF\xBD\"; "
        "d=string\"\xEF\xBF\xBD\"})\n");
}

static void test_secrets_documents_and_code_are_not_kept(void **state)
{
    (void)state;
    expect(IN_PROPS("<SS N=\"a\">0102</SS><XD N=\"b\">&lt;x/&gt;</XD><SBK N=\"c\">rm</SBK>"
                    "<PR N=\"d\"><AV>x</AV><AI>0</AI><Nil/><PI>-1</PI></PR>"),
           "( {a=other\"\"; b=other\"\"; c=other\"\"; d=other\"\"})\n", "");
}

static void test_byte_arrays_are_kept_only_as_raw_data(void **state)
{
    (void)state;
    expect(IN_PROPS("<BA N=\"RawData\">AQID</BA><BA N=\"SerializationData\">AQID</BA>"
                    "<BA N=\"Other\">AQID</BA>"),
           "( {RawData=base64\"AQID\"; SerializationData=base64\"\"; Other=base64\"\"})\n", "");
}

static void test_null_empty_and_absent_differ(void **state)
{
    (void)state;
    expect(IN_PROPS("<Nil N=\"a\" /><S N=\"b\"></S><S N=\"c\"/>"),
           "( {a=null; b=string\"\"; c=string\"\"})\n", "");
}

static void test_all_lists_have_items(void **state)
{
    (void)state;
    expect(IN_PROPS(
               "<Obj N=\"a\"><LST><S>1</S><Nil/></LST></Obj><Obj N=\"b\"><STK><S>2</S></STK></Obj>"
               "<Obj N=\"c\"><QUE><S>3</S></QUE></Obj>"
               "<Obj N=\"d\"><IE><S>4</S></IE><Props><I32 N=\"Count\">1</I32></Props></Obj>"
               "<Obj N=\"e\"><LST /></Obj>"),
           "( {a=( [string\"1\"; null]); b=( [string\"2\"]); c=( [string\"3\"]); "
           "d=( [string\"4\"] {Count=integer\"1\"}); e=( [])})\n",
           "");
}

static void test_a_dictionary_names_its_values_by_their_keys(void **state)
{
    (void)state;
    expect(
        IN_OBJECT(
            "<DCT><En><S N=\"Key\">one</S><I32 N=\"Value\">1</I32></En>"
            "<En><I32 N=\"Key\">2</I32><Nil N=\"Value\"/></En>"
            "<En><Obj N=\"Key\"><ToString>three</ToString></Obj><S N=\"Value\">3</S></En></DCT>"),
        "( [one=integer\"1\"; 2=null; three=string\"3\"])\n", "");
}

static void test_an_entry_without_key_or_value_is_left_out(void **state)
{
    (void)state;
    expect(IN_OBJECT("<DCT><En/><En><S N=\"Key\">a</S></En><En><S N=\"Value\">b</S></En>"
                     "<En><S N=\"Key\">c</S><S N=\"Value\">d</S><S N=\"More\">e</S></En></DCT>"),
           "( [c=string\"d\"])\n", "");
}

static void test_an_object_may_hold_a_primitive(void **state)
{
    (void)state;
    expect(IN_PROPS("<Obj N=\"a\"><ToString>Verbose</ToString><I32>1</I32></Obj>"
                    "<Obj N=\"b\"><S>text</S><MS><S N=\"m\">x</S></MS></Obj>"),
           "( {a=( =\"1\" $\"Verbose\"); b=( =\"text\" {m!=string\"x\"})})\n", "");
}

static void test_an_object_in_an_object_is_one_value(void **state)
{
    (void)state;
    expect(IN_OBJECT("<MS><S N=\"m\">1</S></MS><Obj RefId=\"5\"><TN RefId=\"0\"><T>A.B</T></TN>"
                     "<ToString>s</ToString><Props><Ref N=\"p\" RefId=\"9\"/></Props></Obj>"
                     "<MS><S N=\"n\">2</S></MS>"),
           "(A.B $\"s\" {m!=string\"1\"; p=lost; n!=string\"2\"})\n",
           "1 1:192 references that lead to no object of the file: 1\n");
}

static void test_an_object_may_wrap_a_reference(void **state)
{
    (void)state;
    expect(IN_PROPS("<Obj N=\"a\" RefId=\"1\"><ToString>x</ToString></Obj>"
                    "<Obj N=\"b\" RefId=\"2\"><Ref RefId=\"1\"/></Obj><Ref N=\"c\" RefId=\"2\"/>"),
           "( {a=( $\"x\"); b=&( $\"x\"); c=&( $\"x\")})\n", "");
}

static void test_member_sets_nest(void **state)
{
    (void)state;
    expect(IN_OBJECT("<MS><S N=\"a\">1</S><MS N=\"PSStandardMembers\"><S N=\"b\">2</S>"
                     "<MS N=\"deep\"><S N=\"c\">3</S></MS></MS><S N=\"d\">4</S></MS>"),
           "( {a!=string\"1\"; PSStandardMembers!=( {b!=string\"2\"; deep!=( {c!=string\"3\"})}); "
           "d!=string\"4\"})\n",
           "");
}

static void test_notes_come_with_properties(void **state)
{
    (void)state;
    expect(IN_OBJECT("<Props><S N=\"a\">1</S></Props><MS><S N=\"A\">2</S></MS>"),
           "( {a=string\"1\"; A!=string\"2\"})\n", "");
}

static void test_unknown_elements_are_skipped(void **state)
{
    (void)state;
    expect_decoded(IN_PROPS("<New N=\"a\"><S N=\"b\">1</S></New><S N=\"c\">2<X>3</X>4</S>"),
                   "( {c=string\"24\"})\n");
    expect(FILE_OF("<New/><TN><T>x</T></TN><Props/><S>1</S>"), "string\"1\"\n", "");
}

static void test_comments_and_instructions_are_ignored(void **state)
{
    (void)state;
    expect("<?xml version=\"1.0\" encoding=\"utf-16\"?><!-- a -->" IN_PROPS(
               "<?pi x?><S N=\"a\"><!-- c -->one</S><!-- <S> -->"),
           "( {a=string\"one\"})\n", "");
}

static void test_cdata_is_text(void **state)
{
    (void)state;
    expect_decoded(IN_PROPS("<S N=\"a\"><![CDATA[x<y]]></S><S N=\"b\">1<![CDATA[2]]>3</S>"),
                   "( {a=string\"x<y\"; b=string\"123\"})\n");
}

static void test_any_prefix_or_none_is_accepted(void **state)
{
    (void)state;
    expect("<Objs><S>1</S></Objs>", "string\"1\"\n", "");
    expect("<ps:Objs xmlns:ps=\"http://schemas.microsoft.com/powershell/2004/04\">"
           "<ps:Obj><ps:Props><ps:S N=\"a\">1</ps:S></ps:Props></ps:Obj></ps:Objs>",
           "( {a=string\"1\"})\n", "");
    expect("<Objs xmlns=\"urn:other\"><S>1</S></Objs>", "string\"1\"\n", "");
}

/* ---- text ---- */

static void test_escapes_are_undone_in_text_and_names(void **state)
{
    (void)state;
    expect(IN_PROPS("<S N=\"a_x0020_b\">x_x000A_y_x005F_x0041_</S>"
                    "<S N=\"e\">_xD83D__xDE00_ _xd83d__xde00_ _x0001F600_ _X0041_</S>"),
           "( {a b=string\"x\ny_x0041_\"; e=string\"\xF0\x9F\x98\x80 \xF0\x9F\x98\x80 "
           "\xF0\x9F\x98\x80 A\"})\n",
           "");
}

static void test_malformed_escapes_stay(void **state)
{
    (void)state;
    expect(IN_PROPS("<S N=\"a\">_x12 _xZZZZ_ _x000_ _x00000_ __x_ _x0041</S>"),
           "( {a=string\"_x12 _xZZZZ_ _x000_ _x00000_ __x_ _x0041\"})\n", "");
}

static void test_lone_surrogates_and_nul_are_replaced(void **state)
{
    (void)state;
    expect(IN_PROPS("<S N=\"a\">_xD83D_x_xDE00__x0000__xD83D__x0041__x00110000_</S>"),
           "( {a=string\"\xEF\xBF\xBDx\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"
           "A\xEF\xBF\xBD\"})\n",
           "");
}

static void test_escapes_stay_in_numbers(void **state)
{
    (void)state;
    expect(IN_PROPS("<I32 N=\"a\">_x0031_</I32>"), "( {a=integer\"_x0031_\"})\n", "");
}

static void test_entities_are_joined(void **state)
{
    (void)state;
    expect(IN_PROPS("<S N=\"a&amp;b\">&lt;I&gt;C&#x4E;=&quot;x&apos;</S>"),
           "( {a&b=string\"<I>CN=\"x'\"})\n", "");
}

/* ---- types and references ---- */

static void test_type_references_use_their_own_numbers(void **state)
{
    (void)state;
    expect(FILE_OF("<Obj RefId=\"0\"><TN RefId=\"0\"><T>A</T><T>B</T></TN></Obj>"
                   "<Obj RefId=\"1\"><TNRef RefId=\"0\"/><ToString>x</ToString></Obj>"
                   "<Obj RefId=\"2\"><TNRef RefId=\"1\"/></Obj>"),
           "(A<B)\n(A<B $\"x\")\n()\n", "");
}

static void test_a_reference_leads_to_the_last_definition(void **state)
{
    (void)state;
    expect(
        IN_PROPS("<Obj N=\"a\" RefId=\"1\"><ToString>old</ToString></Obj>"
                 "<Ref N=\"b\" RefId=\"1\"/><Obj N=\"c\" RefId=\"1\"><ToString>new</ToString></Obj>"
                 "<Ref N=\"d\" RefId=\"1\"/>"),
        "( {a=( $\"old\"); b=&( $\"old\"); c=( $\"new\"); d=&( $\"new\")})\n", "");
}

static void test_a_reference_leads_into_other_members(void **state)
{
    (void)state;
    expect(IN_PROPS("<Obj N=\"a\"><LST><Obj><Props><Obj N=\"i\" RefId=\"7\"><S>in</S></Obj></Props>"
                    "</Obj></LST></Obj><Ref N=\"b\" RefId=\"7\"/>"),
           "( {a=( [( {i=( =\"in\")})]); b=&( =\"in\")})\n", "");
}

static void test_a_cycle_is_lost_silently(void **state)
{
    (void)state;
    expect(IN_PROPS("<Ref N=\"self\" RefId=\"0\"/><Obj N=\"a\" RefId=\"1\"><LST><Ref RefId=\"1\"/>"
                    "</LST></Obj>"),
           "( {self=lost; a=( [lost])})\n", "");
}

static void test_unresolved_references_give_one_message(void **state)
{
    (void)state;
    expect(IN_PROPS("<Ref N=\"a\" RefId=\"8\"/>\n<Ref N=\"b\" RefId=\"9\"/>"
                    "<Ref N=\"c\" RefId=\"x\"/><Ref N=\"d\" RefId=\"-1\"/><Ref N=\"e\"/>"
                    "<Ref N=\"f\" RefId=\"18446744073709551616\"/>"),
           "( {a=lost; b=lost; c=lost; d=lost; e=lost; f=lost})\n",
           "1 1:103 references that lead to no object of the file: 6\n");
}

static void test_a_top_level_reference_adds_nothing(void **state)
{
    (void)state;
    expect(FILE_OF("<Obj RefId=\"0\"><ToString>x</ToString></Obj><Ref RefId=\"0\"/>"),
           "( $\"x\")\n", "");
}

#define ACROSS                                                                                     \
    FILE_OF(                                                                                       \
        "<Obj RefId=\"0\">" KIND "<Props><Obj N=\"Org\" RefId=\"1\"><ToString>o</ToString>"        \
        "<Props><S N=\"deep\">1</S></Props></Obj></Props></Obj>"                                   \
        "<Obj RefId=\"2\"><TNRef RefId=\"0\"/><Props><Ref N=\"Org\" RefId=\"1\"/></Props></Obj>")

static void test_a_wanted_reference_across_records_is_kept_by_a_second_pass(void **state)
{
    (void)state;
    expect_known(ACROSS, "Org", 1,
                 "(A.Kind {Org=( $\"o\" {deep=string\"1\"})})\n"
                 "(A.Kind {Org=&( $\"o\" {deep=string\"1\"})})\n");
}

static void test_other_references_across_records_are_lost(void **state)
{
    (void)state;
    expect_known(ACROSS, "Else", 0,
                 "(A.Kind {Org=( $\"o\" {deep=string\"1\"})})\n(A.Kind {Org=lost})\n");
}

static void test_a_pinned_object_follows_its_last_definition(void **state)
{
    (void)state;
    expect_known(FILE_OF("<Obj>" KIND "<Props><Obj N=\"p\" RefId=\"1\"><S>a</S></Obj></Props></Obj>"
                         "<Obj>" KIND "<Props><Ref N=\"p\" RefId=\"1\"/></Props></Obj>"
                         "<Obj>" KIND "<Props><Obj N=\"p\" RefId=\"1\"><S>b</S></Obj></Props></Obj>"
                         "<Obj>" KIND "<Props><Obj N=\"q\"><LST><Ref RefId=\"1\"/></LST></Obj>"
                         "<Ref N=\"p\" RefId=\"1\"/></Props></Obj>"),
                 "p", 1,
                 "(A.Kind {p=( =\"a\")})\n(A.Kind {p=&( =\"a\")})\n(A.Kind {p=( =\"b\")})\n"
                 "(A.Kind {q=( [&( =\"b\")]); p=&( =\"b\")})\n");
}

static void test_references_inside_a_pinned_object_are_resolved(void **state)
{
    (void)state;
    expect_known(
        FILE_OF("<Obj>" KIND "<Props><Obj N=\"a\" RefId=\"1\"><S>x</S></Obj>"
                "<Obj N=\"p\" RefId=\"2\"><LST><Ref RefId=\"1\"/></LST></Obj></Props></Obj>"
                "<Obj>" KIND "<Props><Ref N=\"p\" RefId=\"2\"/></Props></Obj>"),
        "p", 1, "(A.Kind {a=( =\"x\"); p=( [&( =\"x\")])})\n(A.Kind {p=&( [( =\"x\")])})\n");
}

static void test_skipped_members_still_define_types_and_objects(void **state)
{
    struct clixml_read EX_AUTO(clixml_read_free) r = {.kinds = true, .wanted = "b", .skipped = "a"};

    (void)state;
    clixml_read_text(&r, FILE_OF("<Obj>" KIND "<Props><S N=\"a\">x</S><Obj N=\"a\" RefId=\"1\">"
                                 "<TN RefId=\"1\"><T>In</T></TN><S>y</S></Obj>"
                                 "<Obj N=\"c\"><TNRef RefId=\"1\"/></Obj></Props></Obj>"));
    assert_string_equal(text_of(&r.records), "(A.Kind {c=(In)})\n");
    assert_int_equal(r.restarts, 0);
}

static void test_a_wanted_reference_into_a_skipped_member_is_found(void **state)
{
    struct clixml_read EX_AUTO(clixml_read_free) r = {.kinds = true, .wanted = "b", .skipped = "a"};

    (void)state;
    clixml_read_text(&r, FILE_OF("<Obj>" KIND "<Props><Obj N=\"a\" RefId=\"1\"><S>y</S></Obj>"
                                 "<Ref N=\"b\" RefId=\"1\"/></Props></Obj>"));
    assert_string_equal(text_of(&r.records), "(A.Kind {a=( =\"y\"); b=&( =\"y\")})\n");
    assert_int_equal(r.restarts, 1);
}

/* However a skipped member is written, nothing else is lost with it. */
static void test_skipped_members_in_any_form_leave_the_others(void **state)
{
    static const char *const forms[] = {
        "<S N=\"a\">x</S>",
        "<S N='a'>x</S>",
        "<S  N=\"a\" >x</S >",
        "<S N=\"a\"/>",
        "<Nil N=\"a\" />",
        "<S N=\"a\"><!-- </S> -->x</S>",
        "<S N=\"a\"><![CDATA[</S></Obj><S N=\"q\">]]></S>",
        "<S N=\"a\">&lt;/S&gt;</S>",
        "<S N=\"a\">]]&gt;</S>",
        "<Obj N=\"a\" RefId=\"4\"><LST><Obj RefId=\"5\"/><Obj RefId=\"6\" /></LST></Obj>",
        "<Obj N=\"a\"><Obj N='x>'/><Obj N=\"y>\"></Obj></Obj>",
        "<Obj N=\"a\"><MS><BA N=\"SerializationData\">AAAA</BA></MS></Obj>",
        "<Obj N=\"a\"><S><![CDATA[</Obj>]]></S></Obj>",
        "<Obj N=\"a\"><!-- <Obj> --></Obj>",
        "<Obj N=\"a\" />",
        "<New N=\"a\"><S N=\"q\">x</S></New>",
        "<MS N=\"a\"><S N=\"q\">x</S></MS>",
        "\n  <S N=\"a\">x</S>\n  <S N=\"a\">y</S>\n  ",
    };
    size_t i;

    (void)state;
    for (i = 0; i < EX_COUNT(forms); i++) {
        struct clixml_read EX_AUTO(clixml_read_free) r = {.kinds = true, .skipped = "a"};
        struct ex_buf EX_AUTO(ex_buf_free) file = EX_BUF_INIT;

        ex_buf_printf(&file,
                      ROOT "<Obj>" KIND "<Props><S N=\"b\">1</S>%s<S N=\"c\">2</S>%s"
                           "</Props><MS>%s<S N=\"d\">3</S></MS></Obj></Objs>",
                      forms[i], forms[i], forms[i]);
        clixml_read_text(&r, file.p);
        assert_string_equal(text_of(&r.records),
                            "(A.Kind {b=string\"1\"; c=string\"2\"; d!=string\"3\"})\n");
        assert_string_equal(text_of(&r.messages), "");
        assert_int_equal(r.wrong_places, 0);
    }
}

/* Skipped or not, what is kept is the same and stands at the same places, wherever pieces end. */
static void test_places_behind_skipped_members_are_exact(void **state)
{
    struct clixml_read EX_AUTO(clixml_read_free) r = {.kinds = true, .skipped = "a"};
    struct ex_buf EX_AUTO(ex_buf_free) file = EX_BUF_INIT;
    unsigned i;

    (void)state;
    ex_buf_add_text(&file, ROOT "\r\n<Obj>" KIND "</Obj>\r\n");
    for (i = 0; i < 5000; i++)
        ex_buf_printf(&file,
                      "  <Obj RefId=\"%u\">\r\n    <TNRef RefId=\"0\" />\r\n    <Props>\r\n"
                      "      <S N=\"a\">%*s</S>\r\n      <S N=\"b\">v%u</S>\r\n"
                      "      <Obj N=\"a\" RefId=\"%u\"><LST><S>x</S></LST></Obj>\r\n"
                      "      <BA N=\"x\">%0*u</BA>\r\n    </Props>\r\n  </Obj>\r\n",
                      2 * i, (int)(i % 97), "", i, 2 * i + 1, (int)(i % 999 + 1), 0u);
    ex_buf_add_text(&file, "</Objs>");
    clixml_read_bytes(&r, file.p, file.n);
    assert_int_equal(r.result.records, 5001);
    assert_int_equal(r.wrong_places, 0);
    assert_true(r.places > 15000);
    assert_null(strstr(r.records.p, "a="));
    assert_non_null(strstr(r.records.p, "(A.Kind {b=string\"v4999\"; x=base64\"\"})\n"));
}

/* ---- files ---- */

static void test_the_line_before_the_xml_is_skipped(void **state)
{
    (void)state;
    expect("#< CLIXML\r\n" FILE_OF("<S>1</S>"), "string\"1\"\n", "");
}

static void test_other_streams_are_ignored_and_errors_counted(void **state)
{
    struct clixml_read EX_AUTO(clixml_read_free) r = {0};

    (void)state;
    clixml_read_text(&r,
                     FILE_OF("<S S=\"Error\">e</S><Obj S=\"progress\"><S>p</S></Obj>"
                             "<S S=\"Output\">o</S><S S=\"Warning\">w</S><S S=\"error\">e</S>"));
    assert_string_equal(text_of(&r.records), "string\"o\"\n");
    assert_string_equal(text_of(&r.messages), "1 0:0 errors recorded in the export: 2\n"
                                              "0 0:0 warnings recorded in the export: 1\n");
    assert_false(r.result.whole);
}

static void test_an_empty_root_is_empty(void **state)
{
    struct clixml_read EX_AUTO(clixml_read_free) r = {0};

    (void)state;
    clixml_read_text(&r, "<Objs Version=\"1.1.0.1\" xmlns=\"x\" />");
    assert_true(r.result.empty);
    assert_true(r.result.whole);
}

static void test_another_version_is_refused(void **state)
{
    (void)state;
    expect("<Objs Version=\"9.9\"><S>1</S></Objs>", "",
           "1 1:1 CLIXML of a version other than 1 is not known\n");
    expect("<Objs Version=\"1.9\"><S>1</S></Objs>", "string\"1\"\n", "");
}

static void test_items_of_a_list_at_the_top_are_records(void **state)
{
    (void)state;
    expect(IN_OBJECT("<TN RefId=\"0\"><T>System.Object[]</T></TN><LST><Obj RefId=\"1\"><ToString>a"
                     "</ToString></Obj><Obj RefId=\"2\"><ToString>b</ToString></Obj></LST>"
                     "<Props><I32 N=\"Count\">2</I32></Props>"),
           "( $\"a\")\n( $\"b\")\n", "");
}

static void test_roots_one_after_the_other_are_all_read(void **state)
{
    (void)state;
    expect(
        FILE_OF("<Obj RefId=\"0\"><TN RefId=\"0\"><T>A</T></TN></Obj>") "\r\n\xEF\xBB\xBF" FILE_OF(
            "<Obj RefId=\"0\"><TN RefId=\"0\"><T>B</T></TN></Obj>"),
        "(A)\n(B)\n", "0 0:0 2 exports stand one after the other; all were read\n");
}

static void test_nested_roots_are_one(void **state)
{
    (void)state;
    expect(FILE_OF("<S>1</S><Objs Version=\"1.1\"><S>2</S></Objs><S>3</S>"),
           "string\"1\"\nstring\"2\"\nstring\"3\"\n", "");
}

static void test_what_follows_the_root_is_named(void **state)
{
    (void)state;
    expect("<Objs><S>1</S></Objs>\nrubbish", "string\"1\"\n",
           "1 2:1 there is something behind the end of the export\n");
    expect("<Objs><S>1</S></Objs><html/>", "string\"1\"\n",
           "1 1:22 there is something behind the end of the export\n");
    expect("<Objs><S>1</S></Objs>\n<!-- end -->\n", "string\"1\"\n", "");
}

static void test_a_truncated_file_keeps_complete_objects(void **state)
{
    static const char file[] = FILE_OF("\n<Obj><Props><S N=\"a\">1</S></Props></Obj>"
                                       "\n<Obj><Props><S N=\"a\">2</S></Props></Obj>\n");
    size_t n;

    (void)state;
    for (n = sizeof file - 2; n > 80; n--) {
        struct clixml_read EX_AUTO(clixml_read_free) r = {0};

        clixml_read_bytes(&r, file, n);
        assert_false(r.result.whole);
        assert_non_null(strstr(text_of(&r.messages), "the file ends "));
        assert_true(strstr("( {a=string\"1\"})\n( {a=string\"2\"})\n", text_of(&r.records)) !=
                    NULL);
    }
}

/* ---- places ---- */

static char *big_file(size_t *n)
{
    struct ex_buf out = EX_BUF_INIT;
    unsigned i;

    ex_buf_add_text(&out, ROOT "\r\n");
    for (i = 0; i < 3000; i++)
        ex_buf_printf(&out,
                      "  <Obj RefId=\"%u\">\r\n    <ToString>t%u \xE2\x82\xAC</ToString>\r\n    "
                      "<Props>\r\n      <S N=\"n\">\xC3\xA4 value %u</S>\r\n<S N='m'>&lt;%u&gt;"
                      "</S><I32 N=\"i\">%u</I32><Nil N=\"z\" />\r\n    </Props>\r\n"
                      "    <BA N=\"SerializationData\">AAAA</BA>\r\n  </Obj>\r\n",
                      i, i, i, i, i);
    ex_buf_add_text(&out, "</Objs>");
    *n = out.n;
    return out.p;
}

/* To UTF-16 with a mark; the file above has no character outside of the Basic Multilingual Plane.
 */
static unsigned char *to_utf16(const char *text, size_t n, bool big, size_t *out_n)
{
    unsigned char *out = ex_alloc(2 * n + 2);
    size_t i = 0;
    size_t at = 0;

    out[at + big] = 0xFF;
    out[at + !big] = 0xFE;
    at += 2;
    while (i < n) {
        unsigned char c = (unsigned char)text[i];
        unsigned rune = c;
        size_t used = c < 0x80 ? 1 : c < 0xE0 ? 2 : 3;

        if (used == 2)
            rune = (unsigned)(c & 0x1F) << 6 | (unsigned)(text[i + 1] & 0x3F);
        else if (used == 3)
            rune = (unsigned)(c & 0x0F) << 12 | (unsigned)(text[i + 1] & 0x3F) << 6 |
                   (unsigned)(text[i + 2] & 0x3F);
        out[at + !big] = (unsigned char)(rune >> 8);
        out[at + big] = (unsigned char)rune;
        at += 2;
        i += used;
    }
    *out_n = at;
    return out;
}

static void expect_places(const void *bytes, size_t n, const char *records)
{
    struct clixml_read EX_AUTO(clixml_read_free) r = {0};

    clixml_read_bytes(&r, bytes, n);
    assert_string_equal(text_of(&r.messages), "");
    assert_int_equal(r.result.records, 3000);
    assert_true(r.places > 20000);
    assert_int_equal(r.wrong_places, 0);
    if (records)
        assert_string_equal(text_of(&r.records), records);
}

static void test_places_are_exact_in_every_encoding(void **state)
{
    size_t n;
    size_t wide;
    char *EX_AUTO(ex_free_auto) text = big_file(&n);
    unsigned char *EX_AUTO(ex_free_auto) little = to_utf16(text, n, false, &wide);
    unsigned char *EX_AUTO(ex_free_auto) big = to_utf16(text, n, true, &wide);
    struct clixml_read EX_AUTO(clixml_read_free) r = {0};

    (void)state;
    clixml_read_bytes(&r, text, n);
    expect_places(text, n, NULL);
    expect_places(little, wide, text_of(&r.records));
    expect_places(big, wide, text_of(&r.records));
}

static void test_places_do_not_depend_on_piece_borders(void **state)
{
    size_t n;
    char *EX_AUTO(ex_free_auto) text = big_file(&n);
    char *EX_AUTO(ex_free_auto) shifted = ex_alloc(n + 64);
    size_t shift;

    (void)state;
    for (shift = 1; shift < 64; shift += 3) {
        memset(shifted, ' ', shift);
        memcpy(shifted + shift, text, n);
        expect_places(shifted, n + shift, NULL);
    }
}

/* ---- flavours ---- */

static void test_flavours_carry_the_same_members(void **state)
{
    (void)state;
    expect(
        IN_OBJECT("<TN RefId=\"0\"><T>Deserialized.M.Mailbox</T></TN><ToString>u</ToString>"
                  "<Props><S N=\"Database\">DB</S></Props><MS><S N=\"PSComputerName\">s</S></MS>"),
        "(Deserialized.M.Mailbox $\"u\" {Database=string\"DB\"; PSComputerName!=string\"s\"})\n",
        "");
    expect(IN_OBJECT("<TN RefId=\"0\"><T>Selected.M.Mailbox</T><T>System.Management.Automation."
                     "PSCustomObject</T></TN><MS><S N=\"Database\">DB</S></MS>"),
           "(Selected.M.Mailbox<System.Management.Automation.PSCustomObject "
           "{Database!=string\"DB\"})\n",
           "");
    expect(IN_OBJECT("<TN RefId=\"0\"><T>System.Management.Automation.PSCustomObject</T></TN>"
                     "<MS><Obj N=\"GetMailbox\"><LST><Obj><TN RefId=\"1\"><T>M.Mailbox</T></TN>"
                     "</Obj></LST></Obj></MS>"),
           "(System.Management.Automation.PSCustomObject {GetMailbox!=( [(M.Mailbox)])})\n", "");
}

/* ---- samples ---- */

struct sample {
    const char *path;
    size_t records;
};

/* Real exports beside the source tree; NULL where there are none. */
static const char *samples_folder(void)
{
    static char folder[4096];
    const char *root = getenv("EXLINT_SRCDIR");

    (void)snprintf(folder, sizeof folder, "%s/../shared/samples", root ? root : ".");
    return access(folder, R_OK) == 0 ? folder : NULL;
}

static void test_samples_are_read_whole(void **state)
{
    static const struct sample samples[] = {
        {"connectors/GetAuthConfig.xml", 1},
        {"connectors/GetExchangeCertificate.xml", 4},
        {"connectors/GetExchangeCertificateBroken.xml", 5},
        {"connectors/GetReceiveConnector.xml", 5},
        {"connectors/GetSendConnector.xml", 1},
        {"exchange2016-server/ExSetup.xml", 1},
        {"exchange2016-server/GetAcceptedDomain.xml", 3},
        {"exchange2016-server/GetAuthConfig.xml", 1},
        {"exchange2016-server/GetDynamicDistributionGroupPfMailboxes.xml", 1},
        {"exchange2016-server/GetExchangeCertificate.xml", 3},
        {"exchange2016-server/GetExchangeServer.xml", 1},
        {"exchange2016-server/GetIrmConfiguration.xml", 1},
        {"exchange2016-server/GetMailboxServer.xml", 1},
        {"exchange2016-server/GetOrganizationConfig.xml", 1},
        {"exchange2016-server/GetOwaVirtualDirectory.xml", 1},
        {"exchange2016-server/GetServerComponentState.xml", 35},
        {"exchange2016-server/GetWebServicesVirtualDirectory.xml", 1},
        {"exchange2016-server/TestServiceHealth.xml", 4},
    };
    const char *folder = samples_folder();
    size_t i;

    (void)state;
    for (i = 0; folder && i < EX_COUNT(samples); i++) {
        struct clixml_read EX_AUTO(clixml_read_free) r = {0};
        struct ex_diags EX_AUTO(ex_diags_free) diags;
        struct ex_source *EX_AUTO(ex_source_auto) source = NULL;
        char path[4096];

        ex_diags_init(&diags);
        (void)snprintf(path, sizeof path, "%s/%s", folder, samples[i].path);
        source = ex_source_open(path, ex_str(samples[i].path), &diags);
        assert_non_null(source);
        clixml_read(&r, source);
        assert_string_equal(text_of(&r.messages), "");
        assert_int_equal(r.result.records, samples[i].records);
        assert_int_equal(r.wrong_places, 0);
    }
    if (!folder)
        skip();
}

static void test_certificate_facts_come_from_the_blob(void **state)
{
    const char *folder = samples_folder();
    struct clixml_read EX_AUTO(clixml_read_free) r = {0};
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    struct ex_source *EX_AUTO(ex_source_auto) source = NULL;
    char path[4096];

    (void)state;
    ex_diags_init(&diags);
    if (!folder) {
        ex_diags_free(&diags);
        skip();
    }
    (void)snprintf(path, sizeof path, "%s/exchange2016-server/GetExchangeCertificate.xml", folder);
    source = ex_source_open(path, EX_STR("c.xml"), &diags);
    assert_non_null(source);
    clixml_read(&r, source);
    assert_non_null(strstr(text_of(&r.records), "SerializationData!=( {SelfSigned=boolean\"true\"; "
                                                "Status=integer\"1\"; RootCAType=integer\""));
}

static void test_a_damaged_blob_is_lost_with_a_message(void **state)
{
    (void)state;
    expect(IN_OBJECT("<TN RefId=\"0\"><T>Deserialized.M.ExchangeCertificate</T></TN>"
                     "<MS><BA N=\"SerializationData\">AAEAAAD/</BA></MS>"),
           "(Deserialized.M.ExchangeCertificate {SerializationData!=lost})\n",
           "1 1:186 certificates whose SerializationData cannot be read: 1 (the stream ends too "
           "early)\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_primitive_keeps_its_type),
        cmocka_unit_test(test_char_is_a_decimal_code_unit),
        cmocka_unit_test(test_secrets_documents_and_code_are_not_kept),
        cmocka_unit_test(test_byte_arrays_are_kept_only_as_raw_data),
        cmocka_unit_test(test_null_empty_and_absent_differ),
        cmocka_unit_test(test_all_lists_have_items),
        cmocka_unit_test(test_a_dictionary_names_its_values_by_their_keys),
        cmocka_unit_test(test_an_entry_without_key_or_value_is_left_out),
        cmocka_unit_test(test_an_object_may_hold_a_primitive),
        cmocka_unit_test(test_an_object_in_an_object_is_one_value),
        cmocka_unit_test(test_an_object_may_wrap_a_reference),
        cmocka_unit_test(test_member_sets_nest),
        cmocka_unit_test(test_notes_come_with_properties),
        cmocka_unit_test(test_unknown_elements_are_skipped),
        cmocka_unit_test(test_comments_and_instructions_are_ignored),
        cmocka_unit_test(test_cdata_is_text),
        cmocka_unit_test(test_any_prefix_or_none_is_accepted),
        cmocka_unit_test(test_escapes_are_undone_in_text_and_names),
        cmocka_unit_test(test_malformed_escapes_stay),
        cmocka_unit_test(test_lone_surrogates_and_nul_are_replaced),
        cmocka_unit_test(test_escapes_stay_in_numbers),
        cmocka_unit_test(test_entities_are_joined),
        cmocka_unit_test(test_type_references_use_their_own_numbers),
        cmocka_unit_test(test_a_reference_leads_to_the_last_definition),
        cmocka_unit_test(test_a_reference_leads_into_other_members),
        cmocka_unit_test(test_a_cycle_is_lost_silently),
        cmocka_unit_test(test_unresolved_references_give_one_message),
        cmocka_unit_test(test_a_top_level_reference_adds_nothing),
        cmocka_unit_test(test_a_wanted_reference_across_records_is_kept_by_a_second_pass),
        cmocka_unit_test(test_other_references_across_records_are_lost),
        cmocka_unit_test(test_a_pinned_object_follows_its_last_definition),
        cmocka_unit_test(test_references_inside_a_pinned_object_are_resolved),
        cmocka_unit_test(test_skipped_members_still_define_types_and_objects),
        cmocka_unit_test(test_a_wanted_reference_into_a_skipped_member_is_found),
        cmocka_unit_test(test_skipped_members_in_any_form_leave_the_others),
        cmocka_unit_test(test_places_behind_skipped_members_are_exact),
        cmocka_unit_test(test_the_line_before_the_xml_is_skipped),
        cmocka_unit_test(test_other_streams_are_ignored_and_errors_counted),
        cmocka_unit_test(test_an_empty_root_is_empty),
        cmocka_unit_test(test_another_version_is_refused),
        cmocka_unit_test(test_items_of_a_list_at_the_top_are_records),
        cmocka_unit_test(test_roots_one_after_the_other_are_all_read),
        cmocka_unit_test(test_nested_roots_are_one),
        cmocka_unit_test(test_what_follows_the_root_is_named),
        cmocka_unit_test(test_a_truncated_file_keeps_complete_objects),
        cmocka_unit_test(test_places_are_exact_in_every_encoding),
        cmocka_unit_test(test_places_do_not_depend_on_piece_borders),
        cmocka_unit_test(test_flavours_carry_the_same_members),
        cmocka_unit_test(test_samples_are_read_whole),
        cmocka_unit_test(test_certificate_facts_come_from_the_blob),
        cmocka_unit_test(test_a_damaged_blob_is_lost_with_a_message),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
