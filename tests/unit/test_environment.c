/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of the environment of a report: what it says of servers, namespaces,
 * certificates and mail flow, that what is missing stays unknown, and that a saved one is
 * read back as it was.
 */
#include "lines_fixture.h"

#include "base/limits.h"
#include "formats/report/json_environment.h"
#include "report/read_environment.h"

#define assert_str(s, literal) assert_true(ex_str_eq((s), EX_STR(literal)))

/* 2026-01-15 */
static const struct cel_time now = {1768435200, 0};

#define EX01 \
    "Name=EX01|Fqdn=ex01.contoso.com|ServerRole=Mailbox|Edition=Enterprise|Site=Paris|" \
    "AdminDisplayVersion=Version 15.2 (Build 1544.4)"
#define EX02 \
    "Name=EX02|Fqdn=ex02.contoso.com|ServerRole=Mailbox|Edition=Standard|Site=Paris|" \
    "AdminDisplayVersion=Version 15.2 (Build 2562.17)"
#define EDGE \
    "Name=EDGE1|Fqdn=edge1.contoso.com|ServerRole=Edge|Site=Paris|" \
    "AdminDisplayVersion=Version 15.2 (Build 1544.4)"
#define VALID "NotBefore=2025-06-01T00:00:00Z|NotAfter=2027-06-01T00:00:00Z"

/* Directories of all kinds but OWA, on two servers, with nothing in them. */
static void empty_directories(struct lines *f)
{
    static const char *const nouns[] = {"EcpVirtualDirectory", "WebServicesVirtualDirectory",
                                        "ActiveSyncVirtualDirectory", "OabVirtualDirectory",
                                        "MapiVirtualDirectory", "PowerShellVirtualDirectory"};
    for (size_t i = 0; i < EX_COUNT(nouns); i++)
        lines(f, nouns[i],
              "Name=d (Default Web Site)|Identity=EX01\\d (Default Web Site)|Server=EX01|"
              "InternalUrl|ExternalUrl\n"
              "Name=d (Default Web Site)|Identity=EX02\\d (Default Web Site)|Server=EX02|"
              "InternalUrl|ExternalUrl");
}

#define OWA(server, internal, external) \
    "Name=owa (Default Web Site)|Identity=" server "\\owa (Default Web Site)|Server=" server \
    "|InternalUrl=" internal "|ExternalUrl=" external

static const struct ex_environment *build(struct lines *f)
{
    ex_graph_link(f->graph);
    return ex_environment_build(f->graph, now, f->arena);
}

static const struct ex_env_host *host_named(const struct ex_environment *env, const char *name)
{
    for (size_t i = 0; i < env->n_hosts; i++) {
        if (ex_str_eq(env->hosts[i].name, ex_str(name)))
            return &env->hosts[i];
    }
    fail_msg("no host '%s'", name);
    return NULL;
}

static const struct ex_env_row *row_of(const struct ex_environment *env,
                                       enum ex_env_service service, bool external)
{
    for (size_t i = 0; i < env->n_rows; i++) {
        if (env->rows[i].service == service && env->rows[i].external == external)
            return &env->rows[i];
    }
    fail_msg("no row");
    return NULL;
}

/* ---- servers ------------------------------------------------------------------- */

static void test_servers(void **state)
{
    struct lines *f = *state;
    lines(f, "ExchangeServer", EX02 "\n" EDGE "\n" EX01);
    lines(f, "DatabaseAvailabilityGroup",
          "Name=DAG1|Servers=[EX01]|WitnessServer=fs01.contoso.com");
    const struct ex_environment *env = build(f);
    assert_int_equal(env->n_servers, 3);
    assert_int_equal(env->servers_list.coverage, EX_COMPLETE);
    const struct ex_env_server *edge = &env->servers[0], *ex01 = &env->servers[1],
                               *ex02 = &env->servers[2];
    assert_str(ex01->name, "EX01");
    assert_str(ex01->fqdn.text, "ex01.contoso.com");
    assert_str(ex01->version.text, "Version 15.2 (Build 1544.4)");
    assert_str(ex01->build.text, "15.2.1544.4");
    assert_str(ex01->product.text, "2019");
    assert_str(ex01->site.text, "Paris");
    assert_str(ex01->dag.text, "DAG1");
    assert_str(ex01->edition.text, "Enterprise");
    assert_str(ex01->roles.items[0], "Mailbox");
    assert_int_equal(ex01->client_access, EX_YES);
    assert_int_equal(ex01->edge, EX_NO);
    assert_str(ex02->product.text, "SE");
    assert_int_equal(ex02->dag.state, EX_FACT_UNSET);
    assert_int_equal(edge->edge, EX_YES);
    assert_int_equal(edge->client_access, EX_NO);
    assert_int_equal(edge->edition.state, EX_FACT_UNKNOWN);
    assert_int_equal(env->n_dags, 1);
    assert_int_equal(env->dags[0].members.n, 1);
    assert_int_equal(env->dags[0].members.items[0], 1);
    assert_str(env->dags[0].witness.text, "fs01.contoso.com");
}

static void test_servers_that_others_name(void **state)
{
    struct lines *f = *state;
    lines(f, "SendConnector", "Name=Internet|SourceTransportServers=[EX07]");
    const struct ex_environment *env = build(f);
    assert_int_equal(env->servers_list.coverage, EX_MISSING);
    assert_int_equal(env->n_servers, 1);
    const struct ex_env_server *server = &env->servers[0];
    assert_str(server->name, "EX07");
    assert_false(server->exported);
    assert_int_equal(server->version.state, EX_FACT_UNKNOWN);
    assert_int_equal(server->dag.state, EX_FACT_UNKNOWN);
    assert_int_equal(server->client_access, EX_DONT_KNOW);
    assert_false(server->roles.known);
    assert_int_equal(env->n_columns, 0);
}

static void test_nothing(void **state)
{
    struct lines *f = *state;
    const struct ex_environment *env = build(f);
    assert_int_equal(env->n_servers + env->n_hosts + env->n_certificates + env->n_domains, 0);
    assert_int_equal(env->n_receive + env->n_send + env->n_columns + env->n_dags, 0);
    assert_int_equal(env->hosts_list.coverage, EX_MISSING);
    assert_int_equal(env->send_list.coverage, EX_MISSING);
    assert_int_equal(env->certificates_list.coverage, EX_MISSING);
    assert_int_equal(env->hosts_missing.n, EX_ENV_N_SERVICES);
    assert_false(env->dns_asked);
}

/* ---- namespaces and certificates ----------------------------------------------------- */

#define CERTIFICATE(server, thumbprint, names, services, times) \
    "Identity=" server "\\" thumbprint "|Thumbprint=" thumbprint "|CertificateDomains=[" names \
    "]|HasSan=True|Services=" services "|" times "|IsSelfSigned=False"

static void two_servers(struct lines *f)
{
    lines(f, "ExchangeServer", EX01 "\n" EX02);
    lines(f, "OwaVirtualDirectory",
          OWA("EX01", "https://mail.contoso.com/owa", "https://mail.contoso.com/owa") "\n"
          OWA("EX02", "https://mail.contoso.com/owa", "https://owa.contoso.com/owa"));
    empty_directories(f);
}

/* In exports of Get-ExchangeCertificate the name of the file tells the server. */
static void certificates_of(struct lines *f, const char *server, const char *text)
{
    struct ex_batch batch;
    struct ex_str rest = ex_str(text), line;
    struct ex_str *type = EX_NEW(f->arena, struct ex_str);
    *type = EX_STR("Microsoft.Exchange.Management.ExchangeCertificate");
    ex_batch_init(&batch, &f->wanted);
    batch.file.name = ex_arena_printf(batch.arena, "Get-ExchangeCertificate-%s.xml", server);
    batch.file.source = ex_source_from_bytes(rest, batch.file.name);
    batch.file.hint = EX_KIND_ExchangeCertificate;
    while (rest.n && ex_str_split(&rest, '\n', &line))
        (void)ex_ingest(&batch, lines_object(f, type, line));
    ex_graph_merge(f->graph, &batch);
    ex_batch_free(&batch);
}

static void test_hosts_and_what_covers_them(void **state)
{
    struct lines *f = *state;
    two_servers(f);
    certificates_of(f, "EX01", CERTIFICATE("EX01", "AA01", "mail.contoso.com", "IIS, SMTP", VALID));
    certificates_of(f, "EX02", CERTIFICATE("EX02", "AA02", "*.contoso.com", "SMTP", VALID) "\n"
                    CERTIFICATE("EX02", "AA03", "mail.contoso.com,mx.contoso.com", "IIS", VALID));
    const struct ex_environment *env = build(f);
    assert_int_equal(env->n_hosts, 2);
    const struct ex_env_host *mail = host_named(env, "mail.contoso.com");
    assert_int_equal(mail->cover, EX_COVERED);
    assert_true(mail->internal && mail->external);
    assert_int_equal(mail->n_covering, 2);
    assert_int_equal(mail->n_uses, 2);
    assert_int_equal(mail->uses[0].servers.n, 2);
    assert_false(mail->uses[0].external);
    assert_int_equal(mail->uses[1].servers.n, 1);
    assert_str(mail->uses[1].objects[0], "EX01\\owa (Default Web Site)");
    const struct ex_env_host *owa = host_named(env, "owa.contoso.com");
    /* The wildcard is not enabled for IIS. */
    assert_int_equal(owa->cover, EX_COVER_GAP);
    assert_int_equal(owa->n_covering, 1);
    assert_int_equal(owa->covering[0].certificate, EX_ENV_NONE);
    assert_int_equal(owa->covering[0].servers.items[0], 1);
    for (size_t i = 0; i < mail->n_covering; i++) {
        const struct ex_env_covering *c = &mail->covering[i];
        assert_int_equal(c->servers.n, 1);
        assert_true(ex_str_eq(env->certificates[c->certificate].thumbprint,
                              c->servers.items[0] ? EX_STR("AA03") : EX_STR("AA01")));
    }
}

static void test_no_certificates_is_unknown(void **state)
{
    struct lines *f = *state;
    two_servers(f);
    const struct ex_environment *env = build(f);
    assert_int_equal(host_named(env, "mail.contoso.com")->cover, EX_COVER_UNKNOWN);
    assert_int_equal(host_named(env, "owa.contoso.com")->cover, EX_COVER_UNKNOWN);
}

static void test_certificates_of_one_server_only(void **state)
{
    struct lines *f = *state;
    two_servers(f);
    certificates_of(f, "EX01", CERTIFICATE("EX01", "AA01", "mail.contoso.com", "IIS", VALID));
    const struct ex_environment *env = build(f);
    const struct ex_env_host *mail = host_named(env, "mail.contoso.com");
    assert_int_equal(mail->cover, EX_COVER_UNKNOWN);
    assert_int_equal(mail->n_covering, 2);
    assert_int_equal(mail->covering[1].cover, EX_COVERED);
    assert_int_equal(host_named(env, "owa.contoso.com")->cover, EX_COVER_UNKNOWN);
}

static void test_services_that_were_not_exported(void **state)
{
    struct lines *f = *state;
    two_servers(f);
    certificates_of(f, "EX01", CERTIFICATE("EX01", "AA01", "mail.contoso.com", "IIS", VALID));
    certificates_of(f, "EX02", "Identity=EX02\\AA02|Thumbprint=AA02|HasSan=True|"
                               "CertificateDomains=[*.contoso.com]|" VALID);
    const struct ex_environment *env = build(f);
    assert_int_equal(host_named(env, "owa.contoso.com")->cover, EX_COVER_UNKNOWN);
    /* A name that it does not have stays a gap. */
    assert_int_equal(host_named(env, "mail.contoso.com")->cover, EX_COVER_UNKNOWN);
    for (size_t i = 0; i < env->n_certificates; i++) {
        if (ex_str_eq(env->certificates[i].thumbprint, EX_STR("AA02")))
            assert_int_equal(env->certificates[i].in_use, EX_DONT_KNOW);
    }
}

static void test_a_certificate_that_is_out_of_date(void **state)
{
    struct lines *f = *state;
    two_servers(f);
    certificates_of(f, "EX01", CERTIFICATE("EX01", "AA01", "mail.contoso.com", "IIS",
                    "NotBefore=2023-06-01T00:00:00Z|NotAfter=2026-01-14T12:00:00Z"));
    certificates_of(f, "EX02", CERTIFICATE("EX02", "AA02", "*.contoso.com", "IIS",
                    "NotBefore=2026-02-01T00:00:00Z|NotAfter=2027-01-14T12:00:00Z"));
    const struct ex_environment *env = build(f);
    assert_int_equal(host_named(env, "mail.contoso.com")->cover, EX_COVER_OUTDATED);
    assert_int_equal(host_named(env, "owa.contoso.com")->cover, EX_COVER_OUTDATED);
    assert_int_equal(env->n_certificates, 2);
    assert_str(env->certificates[0].thumbprint, "AA01");
    assert_int_equal(env->certificates[0].validity, EX_EXPIRED);
    assert_int_equal(env->certificates[0].days, -1);
    assert_int_equal(env->certificates[1].validity, EX_NOT_YET_VALID);
    assert_int_equal(env->certificates[1].days, 364);
    assert_str(env->certificates[1].not_after.text, "2027-01-14T12:00:00Z");
}

static void test_the_same_certificate_on_two_servers(void **state)
{
    struct lines *f = *state;
    two_servers(f);
    certificates_of(f, "EX01", CERTIFICATE("EX01", "AA01", "*.contoso.com", "IIS, SMTP", VALID));
    certificates_of(f, "EX02", CERTIFICATE("EX02", "AA01", "*.contoso.com", "IIS", VALID));
    const struct ex_environment *env = build(f);
    assert_int_equal(env->n_certificates, 1);
    assert_int_equal(env->certificates[0].n_holders, 2);
    assert_int_equal(env->certificates[0].holders[0].services.n, 2);
    assert_int_equal(env->certificates[0].holders[1].services.n, 1);
    assert_int_equal(env->certificates[0].in_use, EX_YES);
    const struct ex_env_host *mail = host_named(env, "mail.contoso.com");
    assert_int_equal(mail->n_covering, 1);
    assert_int_equal(mail->covering[0].servers.n, 2);
}

static void test_back_end_directories_are_left_out(void **state)
{
    struct lines *f = *state;
    lines(f, "ExchangeServer", EX01);
    lines(f, "OwaVirtualDirectory",
          OWA("EX01", "https://mail.contoso.com/owa", "https://mail.contoso.com/owa") "\n"
          "Name=owa (Exchange Back End)|Identity=EX01\\owa (Exchange Back End)|Server=EX01|"
          "InternalUrl=https://ex01.contoso.com:444/owa|ExternalUrl");
    const struct ex_environment *env = build(f);
    assert_int_equal(env->n_hosts, 1);
    assert_str(row_of(env, EX_ENV_OWA, false)->cells[0].value.text,
               "https://mail.contoso.com/owa");
}

static void test_http_needs_no_certificate(void **state)
{
    struct lines *f = *state;
    lines(f, "ExchangeServer", EX01);
    lines(f, "PowerShellVirtualDirectory",
          "Name=PowerShell (Default Web Site)|Identity=EX01\\PowerShell (Default Web Site)|"
          "Server=EX01|InternalUrl=http://ex01.contoso.com/powershell|ExternalUrl");
    const struct ex_environment *env = build(f);
    const struct ex_env_host *host = host_named(env, "ex01.contoso.com");
    assert_int_equal(host->cover, EX_COVER_NOT_NEEDED);
    assert_false(host->uses[0].tls);
    assert_int_equal(env->hosts_list.coverage, EX_PARTIAL);
    assert_int_equal(env->hosts_missing.n, EX_ENV_N_SERVICES - 1);
}

static void test_autodiscover_may_lead_to_another_server(void **state)
{
    struct lines *f = *state;
    two_servers(f);
    lines(f, "ClientAccessService",
          "Name=EX01|AutoDiscoverServiceInternalUri=https://ad.contoso.com/a.xml\n"
          "Name=EX02|AutoDiscoverServiceInternalUri=https://ad.contoso.com/a.xml");
    certificates_of(f, "EX01", CERTIFICATE("EX01", "AA01", "ad.contoso.com", "IIS", VALID));
    certificates_of(f, "EX02", CERTIFICATE("EX02", "AA02", "mail.contoso.com", "IIS", VALID));
    const struct ex_environment *env = build(f);
    const struct ex_env_host *host = host_named(env, "ad.contoso.com");
    assert_int_equal(host->cover, EX_COVERED);
    assert_int_equal(host->n_covering, 2);
    assert_false(host->covering[0].elsewhere);
    assert_true(host->covering[1].elsewhere);
    assert_int_equal(host->covering[1].servers.items[0], 1);
}

/* ---- the matrix of URLs ---------------------------------------------------------------- */

static void test_matrix(void **state)
{
    struct lines *f = *state;
    lines(f, "ExchangeServer", EX01 "\n" EX02 "\n" EDGE);
    lines(f, "OwaVirtualDirectory",
          OWA("EX01", "https://mail.contoso.com/owa", "https://mail.contoso.com/owa") "\n"
          OWA("EX02", "https://mail.contoso.com/OWA/", "https://owa.contoso.com/owa"));
    lines(f, "PowerShellVirtualDirectory",
          "Name=P (Default Web Site)|Identity=EX01\\P (Default Web Site)|Server=EX01|"
          "InternalUrl=http://ex01.contoso.com/powershell|ExternalUrl\n"
          "Name=P (Default Web Site)|Identity=EX02\\P (Default Web Site)|Server=EX02|"
          "InternalUrl=http://ex02.contoso.com/powershell|ExternalUrl");
    lines(f, "EcpVirtualDirectory",
          "Name=ecp (Default Web Site)|Identity=EX01\\ecp (Default Web Site)|Server=EX01|"
          "InternalUrl=https://mail.contoso.com/ecp|ExternalUrl");
    const struct ex_environment *env = build(f);
    assert_int_equal(env->n_columns, 2);
    assert_int_equal(env->columns[0].servers.items[0], 1);
    /* Case and a slash at the end do not count, nor does each server's own name. */
    assert_false(row_of(env, EX_ENV_OWA, false)->differs);
    assert_false(row_of(env, EX_ENV_POWERSHELL, false)->differs);
    assert_str(row_of(env, EX_ENV_POWERSHELL, false)->cells[1].value.text,
               "http://ex02.contoso.com/powershell");
    /* Of two values neither is the most common. */
    const struct ex_env_row *external = row_of(env, EX_ENV_OWA, true);
    assert_true(external->differs && external->cells[0].differs && external->cells[1].differs);
    /* Not exported for EX02: unknown, and no difference. */
    const struct ex_env_row *ecp = row_of(env, EX_ENV_ECP, false);
    assert_int_equal(ecp->cells[0].value.state, EX_FACT_SET);
    assert_int_equal(ecp->cells[1].value.state, EX_FACT_UNKNOWN);
    assert_false(ecp->differs);
    assert_int_equal(row_of(env, EX_ENV_ECP, true)->cells[0].value.state, EX_FACT_UNSET);
    assert_int_equal(row_of(env, EX_ENV_EWS, true)->cells[0].value.state, EX_FACT_UNKNOWN);
}

/* Many servers in one site; the last one has another URL. */
static void many_servers(struct lines *f, unsigned n)
{
    struct ex_buf EX_AUTO(ex_buf_free) servers = EX_BUF_INIT;
    struct ex_buf EX_AUTO(ex_buf_free) owa = EX_BUF_INIT;
    struct ex_buf EX_AUTO(ex_buf_free) powershell = EX_BUF_INIT;
    for (unsigned i = 1; i <= n; i++) {
        const char *separator = i < n ? "\n" : "";
        ex_buf_printf(&servers, "Name=MB%02u|Fqdn=mb%02u.contoso.com|ServerRole=Mailbox|Site=Paris|"
                      "AdminDisplayVersion=Version 15.2 (Build 1544.4)%s", i, i, separator);
        ex_buf_printf(&owa, "Name=owa (Default Web Site)|Identity=MB%02u\\owa (Default Web Site)|"
                      "Server=MB%02u|InternalUrl=https://%s.contoso.com/owa|ExternalUrl%s", i, i,
                      i == n ? "other" : "mail", separator);
        ex_buf_printf(&powershell, "Name=P (Default Web Site)|Identity=MB%02u\\P (Default Web "
                      "Site)|Server=MB%02u|InternalUrl=http://MB%02u.contoso.com/p|ExternalUrl%s",
                      i, i, i, separator);
    }
    lines(f, "ExchangeServer", servers.p);
    lines(f, "OwaVirtualDirectory", owa.p);
    lines(f, "PowerShellVirtualDirectory", powershell.p);
}

static void test_many_servers_share_columns(void **state)
{
    struct lines *f = *state;
    many_servers(f, 40);
    const struct ex_environment *env = build(f);
    assert_int_equal(env->n_servers, 40);
    assert_int_equal(env->n_columns, 2);
    assert_int_equal(env->columns[0].servers.n, 39);
    assert_int_equal(env->columns[1].servers.n, 1);
    const struct ex_env_row *owa = row_of(env, EX_ENV_OWA, false);
    assert_false(owa->cells[0].differs);
    assert_true(owa->cells[1].differs);
    assert_str(row_of(env, EX_ENV_POWERSHELL, false)->cells[0].value.text,
               "http://<server name>/p");
}

static void test_few_servers_keep_their_columns(void **state)
{
    struct lines *f = *state;
    many_servers(f, 8);
    assert_int_equal(build(f)->n_columns, 8);
}

static void test_servers_beyond_the_limit_are_counted(void **state)
{
    struct lines *f = *state;
    many_servers(f, EX_MAX_ENV_SERVERS + 5);
    const struct ex_environment *env = build(f);
    assert_int_equal(env->n_servers, EX_MAX_ENV_SERVERS);
    assert_int_equal(env->servers_list.left_out, 5);
    for (size_t i = 0; i < env->n_columns; i++) {
        for (size_t k = 0; k < env->columns[i].servers.n; k++)
            assert_true(env->columns[i].servers.items[k] < env->n_servers);
    }
}

/* ---- mail flow -------------------------------------------------------------------------- */

#define RANGES "RemoteIPRanges=[0.0.0.0-255.255.255.255]"

static void test_receive_connectors(void **state)
{
    struct lines *f = *state;
    lines(f, "ExchangeServer", EX01 "\n" EX02);
    lines(f, "ReceiveConnector",
          "Name=Front EX01|Identity=EX01\\Front EX01|Server=EX01|Enabled=True|Bindings=[0.0.0.0:25]|"
          "PermissionGroups=AnonymousUsers, ExchangeServers|TransportRole=FrontendTransport|" RANGES
          "\nName=Front EX02|Identity=EX02\\Front EX02|Server=EX02|Enabled=True|Bindings=[0.0.0.0:25]|"
          "PermissionGroups=AnonymousUsers, ExchangeServers|TransportRole=FrontendTransport|" RANGES
          "\nName=Relay|Identity=EX01\\Relay|Server=EX01|Enabled=True|Bindings=[0.0.0.0:25]|"
          "PermissionGroups=AnonymousUsers|RemoteIPRanges=[10.0.0.1]"
          "\nName=Off|Identity=EX01\\Off|Server=EX01|Enabled=False|Bindings=[0.0.0.0:25]|"
          "PermissionGroups=AnonymousUsers|" RANGES
          "\nName=Custom|Identity=EX01\\Custom|Server=EX01|Enabled=True|Bindings=[0.0.0.0:25]|"
          "PermissionGroups=Custom|" RANGES
          "\nName=Client|Identity=EX01\\Client|Server=EX01|Enabled=True|Bindings=[0.0.0.0:587]|"
          "PermissionGroups=AnonymousUsers|" RANGES
          "\nName=Unknown|Identity=EX01\\Unknown|Server=EX01|Bindings=[0.0.0.0:25]|" RANGES);
    const struct ex_environment *env = build(f);
    static const struct {
        const char *name;
        enum ex_answer anonymous;
        enum ex_answer internet;
    } expected[] = {
        {"Client", EX_YES, EX_NO},      {"Custom", EX_DONT_KNOW, EX_DONT_KNOW},
        {"Front EX01", EX_YES, EX_YES}, {"Off", EX_YES, EX_NO},
        {"Relay", EX_YES, EX_NO},       {"Unknown", EX_DONT_KNOW, EX_DONT_KNOW},
        {"Front EX02", EX_YES, EX_YES},
    };
    assert_int_equal(env->n_receive, EX_COUNT(expected));
    for (size_t i = 0; i < EX_COUNT(expected); i++) {
        assert_true(ex_str_eq(env->receive[i].name, ex_str(expected[i].name)));
        assert_int_equal(env->receive[i].anonymous, expected[i].anonymous);
        assert_int_equal(env->receive[i].internet, expected[i].internet);
    }
    assert_int_equal(env->receive[6].alike, 2);
    assert_int_equal(env->receive[4].alike, 4);
    assert_int_equal(env->receive[5].enabled, EX_DONT_KNOW);
    assert_int_equal(env->receive[5].role.state, EX_FACT_UNKNOWN);
}

static void test_send_connectors(void **state)
{
    struct lines *f = *state;
    lines(f, "ExchangeServer", EX01);
    lines(f, "SendConnector",
          "Name=Partner|Enabled=True|AddressSpaces=[SMTP:litware.com;5]|DNSRoutingEnabled=False|"
          "SmartHosts=[[192.0.2.9]]|SourceTransportServers=[EX01]\n"
          "Name=Zebra|Enabled=False|AddressSpaces=[SMTP:*;1]|DNSRoutingEnabled=True|SmartHosts|"
          "SourceTransportServers=[EX01,OLD01]|IsScopedConnector=True\n"
          "Name=Bare");
    const struct ex_environment *env = build(f);
    assert_int_equal(env->n_send, 3);
    const struct ex_env_send *internet = &env->send[0];
    assert_str(internet->name, "Zebra");
    assert_int_equal(internet->internet, EX_YES);
    assert_int_equal(internet->enabled, EX_NO);
    assert_int_equal(internet->scoped, EX_YES);
    assert_int_equal(internet->dns_routing, EX_YES);
    assert_true(internet->smart_hosts.known);
    assert_int_equal(internet->smart_hosts.n, 0);
    assert_int_equal(internet->sources.n, 2);
    assert_int_equal(internet->servers.n, 1);
    assert_int_equal(internet->n_spaces, 1);
    assert_int_equal(internet->spaces[0].cost, 1);
    const struct ex_env_send *bare = &env->send[1];
    assert_str(bare->name, "Bare");
    assert_int_equal(bare->internet, EX_DONT_KNOW);
    assert_false(bare->spaces_known || bare->sources.known || bare->smart_hosts.known);
}

static void test_domains_without_dns(void **state)
{
    struct lines *f = *state;
    lines(f, "AcceptedDomain",
          "Name=b|DomainName=b.contoso.com|DomainType=InternalRelay|Default=False\n"
          "Name=c|DomainName=contoso.com|DomainType=Authoritative|Default=True\n"
          "Name=a|DomainName=*.adatum.com|DomainType=ExternalRelay|Default=False");
    const struct ex_environment *env = build(f);
    assert_int_equal(env->n_domains, 3);
    assert_str(env->domains[0].name, "contoso.com");
    assert_str(env->domains[1].name, "*.adatum.com");
    assert_str(env->domains[1].type.text, "ExternalRelay");
    assert_int_equal(env->domains[0].mx, EX_MX_NOT_ASKED);
    assert_false(env->dns_asked);
}

/* ---- saved and read back ------------------------------------------------------------------ */

static void write(const struct ex_environment *env, struct ex_buf *out)
{
    struct ex_json json = {.out = out, .indent = 2};
    ex_json_object(&json, NULL);
    ex_json_environment(&json, env);
    ex_json_end(&json);
}

/* Read a text; the number of errors is in `errors`. */
static const struct ex_environment *read_back(struct lines *f, struct ex_str text, size_t *errors)
{
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    ex_diags_init(&diags);
    struct ex_get get = {.arena = f->arena, .file = EX_STR("r.json"), .diags = &diags};
    json_t *root = ex_get_parse(&get, text);
    const struct ex_environment *env = root ? ex_environment_read(&get, root) : NULL;
    json_decref(root);
    *errors = diags.items.n;
    return env;
}

static void assert_round_trip(struct lines *f, const struct ex_environment *env)
{
    struct ex_buf EX_AUTO(ex_buf_free) first = EX_BUF_INIT;
    struct ex_buf EX_AUTO(ex_buf_free) second = EX_BUF_INIT;
    size_t errors;
    write(env, &first);
    const struct ex_environment *copy = read_back(f, ex_buf_str(&first), &errors);
    assert_int_equal(errors, 0);
    write(copy, &second);
    assert_string_equal(first.p, second.p);
}

static void test_round_trip(void **state)
{
    struct lines *f = *state;
    two_servers(f);
    certificates_of(f, "EX01", CERTIFICATE("EX01", "AA01", "mail.contoso.com", "IIS, SMTP", VALID));
    lines(f, "ClientAccessService",
          "Name=EX01|AutoDiscoverServiceInternalUri=https://ad.contoso.com/a.xml\n"
          "Name=EX02|AutoDiscoverServiceInternalUri");
    lines(f, "DatabaseAvailabilityGroup", "Name=DAG1|Servers=[EX01,EX02]");
    lines(f, "EdgeSubscription", "Name=EDGE1|Site=Paris");
    lines(f, "AcceptedDomain", "Name=c|DomainName=contoso.com|DomainType=Authoritative");
    lines(f, "ReceiveConnector", "Name=Front EX01|Identity=EX01\\Front EX01|Server=EX01|" RANGES);
    lines(f, "SendConnector", "Name=I|AddressSpaces=[SMTP:*;1]|SourceTransportServers=[EX01,EX9]");
    assert_round_trip(f, build(f));
}

static void test_round_trip_of_nothing(void **state)
{
    struct lines *f = *state;
    assert_round_trip(f, build(f));
}

static void test_round_trip_of_hostile_names(void **state)
{
    struct lines *f = *state;
    lines(f, "ExchangeServer",
          "Name=\"<script>|Fqdn=\xE2\x80\xAE" "evil|ServerRole=Mailbox\nName=}{|Fqdn=a\x01" "b");
    lines(f, "SendConnector", "Name=\\\"|SourceTransportServers=[\"<script>,}{]");
    const struct ex_environment *env = build(f);
    assert_int_equal(env->send[0].servers.n, 2);
    assert_round_trip(f, env);
}

static void test_damaged_results_are_refused(void **state)
{
    struct lines *f = *state;
    static const struct {
        const char *from;
        const char *to;
    } damages[] = {
        {"\"EX01\",", "17,"},
        {"\"judgedAt\": \"2", "\"judgedAt\": \"x"},
        {"\"coverage\": \"complete\"", "\"coverage\": \"full\""},
        {"\"service\": \"OWA\"", "\"service\": \"Gopher\""},
        {"\"rows\": [", "\"rows\": [7, "},
        {"\"cells\": [", "\"cells\": [{}, "},
        {"\"cover\": \"unknown\"", "\"cover\": \"green\""},
        {"\"alike\": 0", "\"alike\": 1"},
    };
    lines(f, "ReceiveConnector", "Name=Front EX01|Identity=EX01\\Front EX01|Server=EX01|" RANGES);
    two_servers(f);
    struct ex_buf EX_AUTO(ex_buf_free) good = EX_BUF_INIT;
    write(build(f), &good);
    for (size_t i = 0; i < EX_COUNT(damages); i++) {
        struct ex_buf EX_AUTO(ex_buf_free) bad = EX_BUF_INIT;
        size_t at = ex_str_find_str(ex_buf_str(&good), ex_str(damages[i].from)), errors;
        assert_int_not_equal(at, SIZE_MAX);
        ex_buf_add(&bad, ex_str_slice(ex_buf_str(&good), 0, at));
        ex_buf_add_text(&bad, damages[i].to);
        ex_buf_add_text(&bad, good.p + at + strlen(damages[i].from));
        (void)read_back(f, ex_buf_str(&bad), &errors);
        assert_int_equal(errors, 1);
    }
}

static void test_references_to_nothing_are_none(void **state)
{
    struct lines *f = *state;
    two_servers(f);
    lines(f, "SendConnector", "Name=I|SourceTransportServers=[EX01]");
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    size_t errors;
    write(build(f), &text);
    char *servers = strstr(text.p, "\"sources\"");
    servers = strstr(servers, "\"servers\"");
    memcpy(strstr(servers, "EX01"), "EX99", 4);
    const struct ex_environment *env = read_back(f, ex_buf_str(&text), &errors);
    assert_int_equal(errors, 0);
    assert_int_equal(env->send[0].servers.n, 0);
    assert_int_equal(env->send[0].sources.n, 1);
}

static void test_what_is_read_is_kept_by_importers(void **state)
{
    struct lines *f = *state;
    f->wanted.all = false;
    ex_environment_wanted(&f->wanted);
    two_servers(f);
    certificates_of(f, "EX01", CERTIFICATE("EX01", "AA01", "mail.contoso.com", "IIS, SMTP", VALID));
    lines(f, "SendConnector", "Name=I|AddressSpaces=[SMTP:*;1]|SourceTransportServers=[EX01]");
    const struct ex_environment *env = build(f);
    assert_int_equal(env->n_hosts, 2);
    assert_str(env->servers[0].product.text, "2019");
    assert_int_equal(env->send[0].internet, EX_YES);
    assert_int_equal(host_named(env, "mail.contoso.com")->covering[1].cover, EX_COVERED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, lines_setup, lines_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_servers),
        TEST(test_servers_that_others_name),
        TEST(test_nothing),
        TEST(test_hosts_and_what_covers_them),
        TEST(test_no_certificates_is_unknown),
        TEST(test_certificates_of_one_server_only),
        TEST(test_services_that_were_not_exported),
        TEST(test_a_certificate_that_is_out_of_date),
        TEST(test_the_same_certificate_on_two_servers),
        TEST(test_back_end_directories_are_left_out),
        TEST(test_http_needs_no_certificate),
        TEST(test_autodiscover_may_lead_to_another_server),
        TEST(test_matrix),
        TEST(test_many_servers_share_columns),
        TEST(test_few_servers_keep_their_columns),
        TEST(test_servers_beyond_the_limit_are_counted),
        TEST(test_receive_connectors),
        TEST(test_send_connectors),
        TEST(test_domains_without_dns),
        TEST(test_round_trip),
        TEST(test_round_trip_of_nothing),
        TEST(test_round_trip_of_hostile_names),
        TEST(test_damaged_results_are_refused),
        TEST(test_references_to_nothing_are_none),
        TEST(test_what_is_read_is_kept_by_importers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
