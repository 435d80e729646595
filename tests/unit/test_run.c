/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of evaluation: what a rule ends in when facts are there, null or
 * missing, and what findings say.
 */
#include "base/buf.h"
#include "base/sha256.h"
#include "engine/finding.h"
#include "engine/rule.h"
#include "model/ingest.h"
#include "model/raw.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define assert_str(s, literal) assert_true(ex_str_eq((s), EX_STR(literal)))

/* ---- a small organization ---- */

struct fixture {
    struct ex_arena *arena;
    struct ex_rules *rules;
    struct ex_diags diags;
    struct ex_graph *graph;
    struct ex_results *results;
    struct ex_wanted wanted;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->arena = ex_arena_new();
    f->rules = ex_rules_new();
    f->graph = ex_graph_new();
    ex_diags_init(&f->diags);
    ex_wanted_init(&f->wanted);
    f->wanted.all = true;
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    ex_results_free(f->results);
    ex_graph_free(f->graph);
    ex_rules_free(f->rules);
    ex_diags_free(&f->diags);
    ex_wanted_free(&f->wanted);
    ex_arena_free(f->arena);
    free(f);
    return 0;
}

/* A file of a dump: objects, one a line; members are `Name=text`, separated by `|`.
 * A member without `=` is null. */
static void add_file_in_state(struct fixture *f, const char *kind, const char *objects,
                              enum ex_file_state file_state)
{
    struct ex_batch batch;
    struct ex_str rest = ex_str(objects);
    struct ex_str line;
    struct ex_str type =
        ex_arena_printf(f->arena, "Microsoft.Exchange.%s",
                        ex_kind(ex_kind_find(ex_str(kind)))->type_names[0]);

    ex_batch_init(&batch, &f->wanted);
    batch.file.name = ex_arena_printf(batch.arena, "Get-%s.xml", kind);
    batch.file.source = ex_source_from_bytes(rest, batch.file.name);
    batch.file.state = file_state;
    batch.file.hint = (uint16_t)ex_kind_find(ex_str(kind));
    batch.file.empty = rest.n == 0;
    while (rest.n && ex_str_split(&rest, '\n', &line)) {
        struct ex_raw *record = EX_NEW(f->arena, struct ex_raw);
        struct ex_raw **next = &record->members;
        struct ex_str member;

        record->kind = EX_RAW_OBJECT;
        record->types = &type;
        record->n_types = 1;
        record->off = record->start = (uint64_t)(line.p - objects);
        while (ex_str_split(&line, '|', &member)) {
            size_t equals = ex_str_find(member, '=');
            struct ex_raw *raw = EX_NEW(f->arena, struct ex_raw);

            raw->kind = equals == SIZE_MAX ? EX_RAW_NULL : EX_RAW_TEXT;
            raw->name = ex_str_slice(member, 0, equals == SIZE_MAX ? member.n : equals);
            raw->text = ex_str_slice(member, equals == SIZE_MAX ? member.n : equals + 1, member.n);
            raw->off = raw->start = (uint64_t)(raw->text.p - objects);
            *next = raw;
            next = &raw->next;
        }
        (void)ex_ingest(&batch, record);
    }
    ex_graph_merge(f->graph, &batch);
    ex_batch_free(&batch);
}

static void add_file(struct fixture *f, const char *kind, const char *objects)
{
    add_file_in_state(f, kind, objects, EX_FILE_READ);
}

static void add_rule(struct fixture *f, const char *id, const char *body)
{
    struct ex_str text = ex_arena_printf(
        f->arena,
        "id: %s\nname: r-%s\ntitle: t\nseverity: low\narea: a\n%s\nwhy: w\n"
        "references: [{title: t, url: 'https://example.com'}]\n%s%s",
        id, id + 4, body, strstr(body, "message:") ? "" : "message: m\n",
        strstr(body, "fix:") ? "" : "fix: f\n");
    bool ok = ex_rules_add_text(f->rules, EX_STR("r.yaml"), text, false, &f->diags);

    for (size_t i = 0; i < f->diags.items.n; i++)
        print_message("%.*s\n", EX_FMT(EX_AT(&f->diags.items, struct ex_diag, i)->message));
    assert_true(ok);
}

static const struct ex_rule_result *run_jobs(struct fixture *f, unsigned jobs)
{
    struct ex_run_options options = {.now = {1767225600, 0}, .jobs = jobs};

    ex_graph_link(f->graph);
    f->results = ex_run(f->graph, f->rules, &options);
    return &f->results->rule_results[0];
}

static const struct ex_rule_result *run(struct fixture *f, const char *body)
{
    add_rule(f, "ACME0001", body);
    return run_jobs(f, 1);
}

static const struct ex_finding *only_finding(struct fixture *f)
{
    assert_int_equal(f->results->n_findings, 1);
    return &f->results->findings[0];
}

static void assert_needs(struct fixture *f, const char *need)
{
    size_t n;
    const struct ex_str *needs =
        ex_result_needs(f->results, &f->results->rule_results[0], f->arena, &n);

    assert_int_equal(n, 1);
    if (!ex_str_eq(needs[0], ex_str(need)))
        print_message("got: %.*s\n", EX_FMT(needs[0]));
    assert_true(ex_str_eq(needs[0], ex_str(need)));
}

#define CONNECTOR "Name=out|Identity=out|Enabled=false|AddressSpaces=SMTP:*;1"

/* ---- outcomes ---- */

static void a_false_assertion_is_a_finding(void **state)
{
    struct fixture *f = *state;

    add_file(f, "SendConnector", CONNECTOR);
    assert_int_equal(run(f, "each: SendConnector as c\nassert: c.Enabled")->outcome,
                     EX_OUTCOME_FINDING);
    assert_str(only_finding(f)->object, "out");
}

static void a_true_assertion_passes(void **state)
{
    struct fixture *f = *state;

    add_file(f, "SendConnector", CONNECTOR);
    const struct ex_rule_result *result = run(f, "each: SendConnector as c\nassert: '!c.Enabled'");
    assert_int_equal(result->outcome, EX_OUTCOME_PASS);
    assert_int_equal(result->counts[EX_OUTCOME_PASS], 1);
}

static void a_false_condition_is_not_applicable(void **state)
{
    struct fixture *f = *state;

    add_file(f, "SendConnector", CONNECTOR);
    assert_int_equal(
        run(f, "each: SendConnector as c\nwhen: c.Enabled\nassert: 'false'")->outcome,
        EX_OUTCOME_NOT_APPLICABLE);
}

static void an_absent_property_is_not_assessed(void **state)
{
    struct fixture *f = *state;

    add_file(f, "SendConnector", CONNECTOR);
    assert_int_equal(run(f, "each: SendConnector as c\nassert: '!c.DNSRoutingEnabled'")->outcome,
                     EX_OUTCOME_NOT_ASSESSED);
    assert_needs(f, "DNSRoutingEnabled of Get-SendConnector");
}

static void false_and_unknown_is_false(void **state)
{
    struct fixture *f = *state;

    add_file(f, "SendConnector", CONNECTOR);
    assert_int_equal(
        run(f, "each: SendConnector as c\nassert: c.DNSRoutingEnabled && c.Enabled")->outcome,
        EX_OUTCOME_FINDING);
}

static void an_error_is_not_assessed_and_told(void **state)
{
    struct fixture *f = *state;

    add_file(f, "SendConnector", "Name=out|Identity=out|Comment");
    const struct ex_rule_result *result =
        run(f, "each: SendConnector as c\nassert: c.Comment.size() > 0");
    assert_int_equal(result->outcome, EX_OUTCOME_NOT_ASSESSED);
    assert_true(result->error.n > 0);
}

static void null_is_not_absent(void **state)
{
    struct fixture *f = *state;

    add_file(f, "SendConnector", "Name=out|Identity=out|Comment");
    assert_int_equal(run(f, "each: SendConnector as c\nassert: c.Comment == null")->outcome,
                     EX_OUTCOME_PASS);
}

static void a_null_list_is_empty(void **state)
{
    struct fixture *f = *state;

    add_file(f, "SendConnector", "Name=out|Identity=out|SmartHosts");
    assert_int_equal(run(f, "each: SendConnector as c\nassert: c.SmartHosts.size() == 0")->outcome,
                     EX_OUTCOME_PASS);
}

static void a_kind_that_was_not_exported_is_unknown(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(run(f, "assert: SendConnector.exists(c, c.Enabled)")->outcome,
                     EX_OUTCOME_NOT_ASSESSED);
    assert_needs(f, "Get-SendConnector");
}

static void a_kind_without_objects_is_empty(void **state)
{
    struct fixture *f = *state;

    add_file(f, "SendConnector", "");
    assert_int_equal(run(f, "assert: SendConnector.exists(c, c.Enabled)")->outcome,
                     EX_OUTCOME_FINDING);
}

static void a_partial_kind_can_prove_existence(void **state)
{
    struct fixture *f = *state;

    add_file_in_state(f, "SendConnector", CONNECTOR, EX_FILE_TRUNCATED);
    assert_int_equal(run(f, "assert: SendConnector.exists(c, !c.Enabled)")->outcome,
                     EX_OUTCOME_PASS);
}

static void a_partial_kind_cannot_disprove_existence(void **state)
{
    struct fixture *f = *state;

    add_file_in_state(f, "SendConnector", CONNECTOR, EX_FILE_TRUNCATED);
    assert_int_equal(run(f, "assert: SendConnector.exists(c, c.Enabled)")->outcome,
                     EX_OUTCOME_NOT_ASSESSED);
    assert_needs(f, "Get-SendConnector");
}

static void the_order_of_a_partial_kind_is_unknown(void **state)
{
    struct fixture *f = *state;

    add_file_in_state(f, "SendConnector", CONNECTOR, EX_FILE_TRUNCATED);
    assert_int_equal(run(f, "assert: SendConnector[0].Enabled")->outcome, EX_OUTCOME_NOT_ASSESSED);
}

static void each_over_a_missing_kind_is_not_assessed(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(run(f, "each: SendConnector as c\nassert: c.Enabled")->outcome,
                     EX_OUTCOME_NOT_ASSESSED);
    assert_needs(f, "Get-SendConnector");
}

static void each_over_no_objects_is_not_applicable(void **state)
{
    struct fixture *f = *state;

    add_file(f, "SendConnector", "");
    assert_int_equal(run(f, "each: SendConnector as c\nassert: c.Enabled")->outcome,
                     EX_OUTCOME_NOT_APPLICABLE);
}

static void each_over_a_partial_kind_never_passes(void **state)
{
    struct fixture *f = *state;

    add_file_in_state(f, "SendConnector", CONNECTOR, EX_FILE_TRUNCATED);
    const struct ex_rule_result *result = run(f, "each: SendConnector as c\nassert: '!c.Enabled'");
    assert_int_equal(result->outcome, EX_OUTCOME_NOT_ASSESSED);
    assert_int_equal(result->counts[EX_OUTCOME_PASS], 1);
    assert_int_equal(result->counts[EX_OUTCOME_NOT_ASSESSED], 1);
}

#define EX01 "Name=EX01|Identity=EX01"
#define OWA "Name=owa|Identity=EX01\\owa (Default Web Site)|Server=EX01|ExternalUrl"
#define ECP "Name=ecp|Identity=EX01\\ecp (Default Web Site)|Server=EX01|ExternalUrl=https://a.b/ecp"

static void a_view_of_several_kinds_names_the_missing_one(void **state)
{
    struct fixture *f = *state;
    static const char *const others[] = {"WebServices", "ActiveSync", "Oab", "PowerShell",
                                         "Autodiscover"};

    add_file(f, "ExchangeServer", EX01);
    add_file(f, "OwaVirtualDirectory", OWA);
    add_file(f, "EcpVirtualDirectory", ECP);
    for (size_t i = 0; i < EX_COUNT(others); i++)
        add_file(f, ex_arena_printf(f->arena, "%sVirtualDirectory", others[i]).p,
                 "Name=x|Identity=EX01\\x (Default Web Site)|Server=EX01|ExternalUrl");
    assert_int_equal(run(f, "each: ExchangeServer as s\n"
                            "assert: s.ExchangeVirtualDirectory.all(v, v.Name != 'y')")
                         ->outcome,
                     EX_OUTCOME_NOT_ASSESSED);
    assert_needs(f, "Get-MapiVirtualDirectory of EX01");
}

static void what_a_condition_leaves_out_is_not_missed(void **state)
{
    struct fixture *f = *state;

    add_file(f, "ExchangeServer", EX01);
    add_file(f, "OwaVirtualDirectory", OWA);
    assert_int_equal(run(f, "each: ExchangeServer as s\nassert: s.ExchangeVirtualDirectory"
                            ".filter(v, v.Service == 'OWA').all(v, v.ExternalUrl == null)")
                         ->outcome,
                     EX_OUTCOME_PASS);
}

static void what_is_missing_of_a_view_never_counts_as_there(void **state)
{
    struct fixture *f = *state;

    add_file(f, "ExchangeServer", EX01);
    add_file(f, "OwaVirtualDirectory", OWA);
    assert_int_equal(run(f, "each: ExchangeServer as s\nassert: \"!s.ExchangeVirtualDirectory"
                            ".exists(v, v.Service == 'MAPI')\"")
                         ->outcome,
                     EX_OUTCOME_NOT_ASSESSED);
    assert_needs(f, "Get-MapiVirtualDirectory of EX01");
}

static void an_object_of_a_view_points_at_the_original(void **state)
{
    struct fixture *f = *state;

    add_file(f, "ExchangeServer", EX01);
    add_file(f, "EcpVirtualDirectory", ECP);
    run(f, "each: ExchangeServer as s\n"
           "assert: s.ExchangeVirtualDirectory.all(v, v.ExternalUrl == null)\n"
           "at: s.ExchangeVirtualDirectory.map(v, v.ExternalUrl)\n"
           "message: \"{s.ExchangeVirtualDirectory.map(v, v.Service + ' ' + v.Noun)}\"");
    const struct ex_finding *finding = only_finding(f);
    assert_str(finding->message, "ECP EcpVirtualDirectory");
    assert_int_equal(finding->n_evidence, 1);
    assert_int_equal(finding->evidence[0].kind, EX_KIND_EcpVirtualDirectory);
    assert_str(finding->evidence[0].property, "ExternalUrl");
    assert_str(finding->evidence[0].text, "https://a.b/ecp");
}

static void properties_of_a_stub_are_unknown(void **state)
{
    struct fixture *f = *state;

    add_file(f, "SendConnector", "Name=out|Identity=out|SourceTransportServers=EX01");
    const struct ex_rule_result *result =
        run(f, "each: SendConnector as c\nassert: c.SourceTransportServers.all(s, s.Fqdn == 'x')");
    assert_int_equal(result->outcome, EX_OUTCOME_NOT_ASSESSED);
    assert_needs(f, "Get-ExchangeServer");
}

static void an_empty_reverse_list_is_unknown(void **state)
{
    struct fixture *f = *state;

    add_file(f, "ExchangeServer", "Name=EX01|Identity=EX01");
    add_file(f, "EcpVirtualDirectory", "Name=ecp|Identity=EX02\\ecp|Server=EX02");
    assert_int_equal(
        run(f, "each: ExchangeServer as s\nassert: s.EcpVirtualDirectory.size() > 0")->outcome,
        EX_OUTCOME_NOT_ASSESSED);
}

static void what_is_missing_names_the_server(void **state)
{
    struct fixture *f = *state;

    add_file(f, "ExchangeServer", "Name=EX01|Identity=EX01\nName=EX02|Identity=EX02");
    add_file(f, "EcpVirtualDirectory", "Name=ecp|Identity=EX02\\ecp|Server=EX02");
    run(f, "each: ExchangeServer as s\nassert: s.EcpVirtualDirectory.size() > 0");
    assert_needs(f, "Get-EcpVirtualDirectory of EX01");
}

/* ---- functions ---- */

static void an_accepted_domain_is_found(void **state)
{
    struct fixture *f = *state;

    add_file(f, "AcceptedDomain", "Name=a|Identity=a|DomainName=contoso.com|MatchSubDomains=false");
    assert_int_equal(run(f, "assert: acceptedDomain('CONTOSO.com') != null && "
                            "acceptedDomain('other.com') == null")
                         ->outcome,
                     EX_OUTCOME_PASS);
}

static void no_accepted_domain_is_unknown_in_a_partial_list(void **state)
{
    struct fixture *f = *state;

    add_file_in_state(f, "AcceptedDomain",
                      "Name=a|Identity=a|DomainName=contoso.com|MatchSubDomains=false",
                      EX_FILE_TRUNCATED);
    assert_int_equal(run(f, "assert: acceptedDomain('other.com') != null")->outcome,
                     EX_OUTCOME_NOT_ASSESSED);
}

static void functions_answer(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(run(f, "assert: >-\n"
                            "  'mail.contoso.com'.isUnder('contoso.com') &&\n"
                            "  !'mail.contoso.local'.isPublicName() &&\n"
                            "  '10.0.0.1'.isIpAddress() && '10.0.0.1'.isSpecialAddress() &&\n"
                            "  'M\xC3\x9CLLER@x'.equalFold('m\xC3\xBCller@X') &&\n"
                            "  !'a'.equalFold('ab') &&\n"
                            "  'mail.contoso.co.uk'.registrableDomain() == 'contoso.co.uk' &&\n"
                            "  'co.uk'.registrableDomain() == '' && assumed_gateways == [] &&\n"
                            "  [3, 1, 3].distinct() == [3, 1] && ['b', 'a'].sort() == ['a', 'b'] &&\n"
                            "  [[1], [2, 3]].flatten() == [1, 2, 3]")
                         ->outcome,
                     EX_OUTCOME_PASS);
}

/* ---- findings ---- */

static void a_pointer_shows_and_marks_the_value(void **state)
{
    struct fixture *f = *state;

    add_file(f, "SendConnector", CONNECTOR);
    run(f, "each: SendConnector as c\nassert: c.Enabled\nat: [{value: c.Enabled, label: off}]");
    ex_results_locate(f->results);
    const struct ex_finding *finding = only_finding(f);
    assert_int_equal(finding->n_evidence, 1);
    assert_str(finding->property, "Enabled");
    assert_str(finding->evidence[0].text, "False");
    assert_str(finding->evidence[0].label, "off");
    assert_int_equal(finding->evidence[0].at.line, 1);
    assert_int_equal(finding->evidence[0].at.column, 31);
}

static void an_item_is_marked_within_its_property(void **state)
{
    struct fixture *f = *state;

    add_file(f, "SendConnector", CONNECTOR);
    run(f, "each: SendConnector as c\nassert: c.Enabled\nat: ['c.AddressSpaces[0]']");
    const struct ex_evidence *e = &only_finding(f)->evidence[0];
    assert_str(e->text, "{SMTP:*;1}");
    assert_str(ex_str_slice(e->text, e->mark_at, e->mark_at + e->mark_n), "SMTP:*;1");
}

static void a_list_of_values_is_as_much_evidence(void **state)
{
    struct fixture *f = *state;

    add_file(f, "SendConnector", "Name=a|Identity=a|Enabled=false\nName=b|Identity=b|Enabled=false");
    run(f, "assert: SendConnector.exists(c, c.Enabled)\nat: ['SendConnector.map(c, c.Enabled)']");
    assert_int_equal(only_finding(f)->n_evidence, 2);
    assert_str(only_finding(f)->evidence[1].node->identity, "b");
}

static void a_searched_list_is_a_sentence(void **state)
{
    struct fixture *f = *state;

    add_file(f, "SendConnector", CONNECTOR);
    run(f, "assert: SendConnector.exists(c, c.Enabled)\nat: [SendConnector]");
    const struct ex_evidence *e = &only_finding(f)->evidence[0];
    assert_str(e->text, "searched 1 Send connector");
    assert_int_equal(e->file, 0);
    assert_null(e->node);
}

static void an_empty_list_points_at_the_file_that_was_empty(void **state)
{
    struct fixture *f = *state;

    add_file(f, "SendConnector", "");
    run(f, "assert: SendConnector.exists(c, c.Enabled)");
    const struct ex_evidence *e = &only_finding(f)->evidence[0];
    assert_str(e->text, "searched 0 Send connectors");
    assert_int_equal(e->file, 0);
}

static void without_pointers_what_was_read_is_evidence(void **state)
{
    struct fixture *f = *state;

    add_file(f, "SendConnector", CONNECTOR);
    run(f, "each: SendConnector as c\nassert: c.Enabled || c.Name == 'x'");
    assert_int_equal(only_finding(f)->n_evidence, 2);
    assert_str(only_finding(f)->evidence[0].property, "Enabled");
    assert_str(only_finding(f)->evidence[1].property, "Name");
}

static void texts_have_values_filled_in(void **state)
{
    struct fixture *f = *state;

    add_file(f, "SendConnector", "Name=it's|Identity=it's|Enabled=false|AddressSpaces=SMTP:*;1");
    run(f, "each: SendConnector as c\nassert: c.Enabled\n"
           "message: \"'{c.Name}' is {c.Enabled} and {c.DNSRoutingEnabled}\"\n"
           "fix: \"Set-SendConnector -Identity {c.Identity} -Enabled {!c.Enabled}\"");
    assert_str(only_finding(f)->message, "'it's' is False and ?");
    assert_str(only_finding(f)->fix, "Set-SendConnector -Identity 'it''s' -Enabled $true");
}

static void a_command_is_repeated_for_each_item(void **state)
{
    struct fixture *f = *state;

    add_file(f, "SendConnector", "Name=a|Identity=a|Enabled=false\n"
                                 "Name=b|Identity=b|Enabled=true\n"
                                 "Name=c|Identity=c|Enabled=false");
    run(f, "assert: SendConnector.all(c, c.Enabled)\n"
           "fix:\n"
           "  - each: SendConnector as c\n"
           "    when: \"!c.Enabled\"\n"
           "    do: Set-SendConnector {c.Identity}\n"
           "  - '# done'");
    assert_str(only_finding(f)->fix, "Set-SendConnector 'a'\nSet-SendConnector 'c'\n# done");
}

static void only_a_name_where_a_command_begins_is_not_quoted(void **state)
{
    struct fixture *f = *state;

    add_file(f, "SendConnector", "Name=SendConnector|Identity=Stop-Computer|Enabled=false");
    run(f, "each: SendConnector as c\nassert: c.Enabled\n"
           "fix: |\n"
           "  {'Get-' + c.Name} {c.Identity} | {'Set-' + c.Name} {'-' + c.Name}\n"
           "  {'Get-' + c.Name + '; x'}\n");
    assert_str(only_finding(f)->fix,
               "Get-SendConnector 'Stop-Computer' | Set-SendConnector '-SendConnector'\n"
               "'Get-SendConnector; x'\n");
}

/* A line break would leave the comment; a comment with a command in it may lose its mark. */
static void only_what_is_a_comment_by_itself_is_not_quoted(void **state)
{
    struct fixture *f = *state;

    add_file(f, "SendConnector", "Name=a|Identity=contoso.com|Enabled=false");
    run(f, "each: SendConnector as c\nassert: c.Enabled\n"
           "fix: |\n"
           "  # {c.Identity + '. IN MX 10 ' + c.Name}\n"
           "  # Get-SendConnector {c.Identity}\n"
           "  # {c.Name + '\\nStop-Computer'}\n");
    assert_str(only_finding(f)->fix, "# contoso.com. IN MX 10 a\n"
                                     "# Get-SendConnector 'contoso.com'\n"
                                     "# ('a' + [char]10 + 'Stop-Computer')\n");
}

static void powershell_text_cannot_break_out(void **state)
{
    EX_AUTO(ex_buf_free) struct ex_buf out = EX_BUF_INIT;

    (void)state;
    ex_powershell_quote(&out, EX_STR("a\xE2\x80\x99; b\n$(c)"));
    assert_str(ex_buf_str(&out), "('a\xE2\x80\x99\xE2\x80\x99; b' + [char]10 + '$(c)')");
}

static void severity_changes_when_that_is_certain(void **state)
{
    struct fixture *f = *state;

    add_file(f, "SendConnector", CONNECTOR);
    add_rule(f, "ACME0001",
             "each: SendConnector as c\nassert: c.Enabled\n"
             "severity-when: {severity: critical, when: \"c.Name == 'out'\"}");
    add_rule(f, "ACME0002",
             "each: SendConnector as c\nassert: c.Enabled\n"
             "severity-when: {severity: critical, when: c.DNSRoutingEnabled}");
    run_jobs(f, 1);
    assert_int_equal(ex_results_count(f->results, EX_CRITICAL), 1);
    assert_int_equal(f->results->findings[0].severity, EX_CRITICAL);
    assert_int_equal(ex_results_count(f->results, EX_LOW), 1);
}

static void a_partial_list_can_be_shown_by_index(void **state)
{
    struct fixture *f = *state;

    add_file_in_state(f, "SendConnector", CONNECTOR, EX_FILE_TRUNCATED);
    run(f, "assert: SendConnector.all(c, c.Enabled)\nmessage: \"'{SendConnector[0].Name}' is off\"");
    assert_str(only_finding(f)->message, "'out' is off");
}

#define TWO_OFF "Name=b|Identity=b|Enabled=false\nName=a|Identity=a|Enabled=false"
#define OFF_RULE "each: SendConnector as c\nassert: c.Enabled"

static void findings_are_sorted_and_folded(void **state)
{
    struct fixture *f = *state;

    add_file(f, "SendConnector", TWO_OFF);
    run(f, OFF_RULE);
    assert_int_equal(f->results->n_findings, 2);
    assert_str(f->results->findings[0].object, "a");
    assert_int_equal(f->results->findings[0].fold, f->results->findings[1].fold);
    assert_string_not_equal(f->results->findings[0].fingerprint,
                            f->results->findings[1].fingerprint);
}

static void a_fingerprint_does_not_depend_on_order_or_place(void **state)
{
    struct fixture *f = *state;
    void *other_state = NULL;

    setup(&other_state);
    struct fixture *other = other_state;
    add_file(f, "SendConnector", TWO_OFF);
    add_file(other, "SendConnector",
             "Enabled=false|Name=A|Identity=A\nName=c|Identity=c|Enabled=true|Comment=x");
    run(f, OFF_RULE);
    run(other, OFF_RULE);
    assert_string_equal(f->results->findings[0].fingerprint,
                        other->results->findings[0].fingerprint);
    teardown(&other_state);
}

static void a_fingerprint_is_what_the_header_says(void **state)
{
    struct fixture *f = *state;

    add_file(f, "SendConnector", CONNECTOR);
    run(f, OFF_RULE);
    struct ex_str hash = ex_sha256_of(
        EX_STR("exlint/1\x1F" "ACME0001\x1FSendConnector\x1Fout\x1F" "Enabled"), f->arena);
    assert_memory_equal(only_finding(f)->fingerprint, hash.p, 16);
}

static void findings_name_their_server(void **state)
{
    struct fixture *f = *state;

    add_file(f, "ExchangeServer", "Name=EX01|Identity=EX01");
    add_file(f, "OwaVirtualDirectory", "Name=owa|Identity=EX01\\owa|Server=EX01");
    run(f, "each: OwaVirtualDirectory as v\nassert: v.Name == 'x'");
    assert_str(only_finding(f)->server, "EX01");
}

static void results_do_not_depend_on_threads(void **state)
{
    struct fixture *f = *state;
    struct ex_run_options options = {.now = {1767225600, 0}, .jobs = 4};

    add_file(f, "SendConnector", TWO_OFF);
    for (unsigned i = 1; i < 9; i++) {
        char id[] = "ACME0000";
        id[7] = (char)('0' + i);
        add_rule(f, id, OFF_RULE);
    }
    run_jobs(f, 1);
    EX_AUTO(ex_results_auto) struct ex_results *other = ex_run(f->graph, f->rules, &options);
    assert_int_equal(f->results->n_findings, 16);
    assert_int_equal(other->n_findings, 16);
    for (size_t i = 0; i < other->n_findings; i++) {
        const struct ex_finding *a = &f->results->findings[i];
        const struct ex_finding *b = &other->findings[i];

        assert_string_equal(a->fingerprint, b->fingerprint);
        assert_ptr_equal(a->rule, b->rule);
        assert_int_equal(a->fold, b->fold);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest outcomes[] = {
        TEST(a_false_assertion_is_a_finding),
        TEST(a_true_assertion_passes),
        TEST(a_false_condition_is_not_applicable),
        TEST(an_absent_property_is_not_assessed),
        TEST(false_and_unknown_is_false),
        TEST(an_error_is_not_assessed_and_told),
        TEST(null_is_not_absent),
        TEST(a_null_list_is_empty),
        TEST(a_kind_that_was_not_exported_is_unknown),
        TEST(a_kind_without_objects_is_empty),
        TEST(a_partial_kind_can_prove_existence),
        TEST(a_partial_kind_cannot_disprove_existence),
        TEST(the_order_of_a_partial_kind_is_unknown),
        TEST(each_over_a_missing_kind_is_not_assessed),
        TEST(each_over_no_objects_is_not_applicable),
        TEST(each_over_a_partial_kind_never_passes),
        TEST(a_view_of_several_kinds_names_the_missing_one),
        TEST(what_a_condition_leaves_out_is_not_missed),
        TEST(what_is_missing_of_a_view_never_counts_as_there),
        TEST(an_object_of_a_view_points_at_the_original),
        TEST(properties_of_a_stub_are_unknown),
        TEST(an_empty_reverse_list_is_unknown),
        TEST(what_is_missing_names_the_server),
    };
    const struct CMUnitTest functions[] = {
        TEST(an_accepted_domain_is_found),
        TEST(no_accepted_domain_is_unknown_in_a_partial_list),
        TEST(functions_answer),
    };
    const struct CMUnitTest findings[] = {
        TEST(a_pointer_shows_and_marks_the_value),
        TEST(an_item_is_marked_within_its_property),
        TEST(a_list_of_values_is_as_much_evidence),
        TEST(a_searched_list_is_a_sentence),
        TEST(an_empty_list_points_at_the_file_that_was_empty),
        TEST(without_pointers_what_was_read_is_evidence),
        TEST(texts_have_values_filled_in),
        TEST(a_command_is_repeated_for_each_item),
        TEST(only_a_name_where_a_command_begins_is_not_quoted),
        TEST(only_what_is_a_comment_by_itself_is_not_quoted),
        TEST(powershell_text_cannot_break_out),
        TEST(severity_changes_when_that_is_certain),
        TEST(a_partial_list_can_be_shown_by_index),
        TEST(findings_are_sorted_and_folded),
        TEST(a_fingerprint_does_not_depend_on_order_or_place),
        TEST(a_fingerprint_is_what_the_header_says),
        TEST(findings_name_their_server),
        TEST(results_do_not_depend_on_threads),
    };

    return cmocka_run_group_tests_name("outcomes", outcomes, NULL, NULL) +
           cmocka_run_group_tests_name("functions", functions, NULL, NULL) +
           cmocka_run_group_tests_name("findings", findings, NULL, NULL);
}
