/* SPDX-License-Identifier: MIT */
/**
 * @file
 * An environment as JSON. What is not known has no member, what is not set
 * is null. Servers are referred to by name, certificates by thumbprint.
 */
#include "formats/report/json_environment.h"

#include "report/report.h"

/* What the parts share. */
struct doc {
    struct ex_json *json;
    const struct ex_environment *env;
    struct ex_arena *arena;
};

/* ---- values ------------------------------------------------------------------- */

static void write_fact(struct doc *d, const char *key, const struct ex_fact *fact)
{
    if (fact->state == EX_FACT_SET)
        ex_json_str(d->json, key, fact->text);
    else if (fact->state == EX_FACT_UNSET)
        ex_json_null(d->json, key);
}

static void write_answer(struct doc *d, const char *key, enum ex_answer answer)
{
    if (answer != EX_DONT_KNOW)
        ex_json_bool(d->json, key, answer == EX_YES);
}

static void write_texts(struct doc *d, const char *key, const struct ex_texts *texts)
{
    if (!texts->known)
        return;
    ex_json_array(d->json, key);
    for (size_t i = 0; i < texts->n; i++)
        ex_json_str(d->json, NULL, texts->items[i]);
    ex_json_end(d->json);
}

static void write_server(struct doc *d, const char *key, uint32_t server)
{
    if (server < d->env->n_servers)
        ex_json_str(d->json, key, d->env->servers[server].name);
}

static void write_server_names(struct doc *d, const char *key, const struct ex_env_servers *servers)
{
    ex_json_array(d->json, key);
    for (size_t i = 0; i < servers->n; i++)
        write_server(d, NULL, servers->items[i]);
    ex_json_end(d->json);
}

/* Begin a list of which it is known how much of it there is; end it with end_list(). */
static void begin_list(struct doc *d, const char *key, const struct ex_env_list *list)
{
    static const char *const names[] = {
        [EX_MISSING] = "missing", [EX_PARTIAL] = "partial", [EX_COMPLETE] = "complete"};
    ex_json_object(d->json, key);
    ex_json_text(d->json, "coverage", names[list->coverage]);
    if (list->left_out)
        ex_json_uint(d->json, "leftOut", list->left_out);
    ex_json_array(d->json, "items");
}

static void end_list(struct doc *d)
{
    ex_json_end(d->json);
    ex_json_end(d->json);
}

/* ---- servers -------------------------------------------------------------------- */

static void write_one_server(struct doc *d, const struct ex_env_server *server)
{
    struct ex_json *j = d->json;
    ex_json_object(j, NULL);
    ex_json_str(j, "name", server->name);
    ex_json_bool(j, "exported", server->exported);
    write_fact(d, "fqdn", &server->fqdn);
    write_fact(d, "version", &server->version);
    write_fact(d, "product", &server->product);
    write_fact(d, "build", &server->build);
    write_fact(d, "edition", &server->edition);
    write_texts(d, "roles", &server->roles);
    write_fact(d, "site", &server->site);
    write_fact(d, "dag", &server->dag);
    write_answer(d, "clientAccess", server->client_access);
    write_answer(d, "transport", server->transport);
    write_answer(d, "edge", server->edge);
    ex_json_end(j);
}

static void write_servers(struct doc *d)
{
    begin_list(d, "servers", &d->env->servers_list);
    for (size_t i = 0; i < d->env->n_servers; i++)
        write_one_server(d, &d->env->servers[i]);
    end_list(d);
}

static void write_groups(struct doc *d)
{
    const struct ex_environment *env = d->env;
    begin_list(d, "databaseAvailabilityGroups", &env->dags_list);
    for (size_t i = 0; i < env->n_dags; i++) {
        ex_json_object(d->json, NULL);
        ex_json_str(d->json, "name", env->dags[i].name);
        write_server_names(d, "members", &env->dags[i].members);
        write_fact(d, "witness", &env->dags[i].witness);
        ex_json_end(d->json);
    }
    end_list(d);
    begin_list(d, "edgeSubscriptions", &env->subscriptions_list);
    for (size_t i = 0; i < env->n_subscriptions; i++) {
        ex_json_object(d->json, NULL);
        ex_json_str(d->json, "name", env->subscriptions[i].name);
        write_fact(d, "site", &env->subscriptions[i].site);
        ex_json_end(d->json);
    }
    end_list(d);
}

/* ---- namespaces ------------------------------------------------------------------- */

static void write_use(struct doc *d, const struct ex_env_use *use)
{
    struct ex_json *j = d->json;
    ex_json_object(j, NULL);
    ex_json_text(j, "service", ex_env_service_id(use->service));
    ex_json_bool(j, "external", use->external);
    ex_json_str(j, "text", use->text);
    ex_json_bool(j, "tls", use->tls);
    ex_json_array(j, "on");
    for (size_t i = 0; i < use->servers.n; i++) {
        ex_json_object(j, NULL);
        write_server(d, "server", use->servers.items[i]);
        ex_json_str(j, "object", use->objects[i]);
        ex_json_end(j);
    }
    ex_json_end(j);
    ex_json_end(j);
}

static void write_covering(struct doc *d, const struct ex_env_covering *covering)
{
    struct ex_json *j = d->json;
    ex_json_object(j, NULL);
    ex_json_text(j, "cover", ex_env_cover_id(covering->cover));
    if (covering->certificate < d->env->n_certificates)
        ex_json_str(j, "certificate", d->env->certificates[covering->certificate].thumbprint);
    if (covering->elsewhere)
        ex_json_bool(j, "elsewhere", true);
    write_server_names(d, "servers", &covering->servers);
    ex_json_end(j);
}

static void write_host(struct doc *d, const struct ex_env_host *host)
{
    struct ex_json *j = d->json;
    ex_json_object(j, NULL);
    ex_json_str(j, "name", host->name);
    ex_json_bool(j, "internal", host->internal);
    ex_json_bool(j, "external", host->external);
    ex_json_text(j, "cover", ex_env_cover_id(host->cover));
    ex_json_array(j, "uses");
    for (size_t i = 0; i < host->n_uses; i++)
        write_use(d, &host->uses[i]);
    ex_json_end(j);
    ex_json_array(j, "covering");
    for (size_t i = 0; i < host->n_covering; i++)
        write_covering(d, &host->covering[i]);
    ex_json_end(j);
    ex_json_end(j);
}

static void write_hosts(struct doc *d)
{
    begin_list(d, "hosts", &d->env->hosts_list);
    for (size_t i = 0; i < d->env->n_hosts; i++)
        write_host(d, &d->env->hosts[i]);
    ex_json_end(d->json);
    write_texts(d, "missing", &d->env->hosts_missing);
    ex_json_end(d->json);
}

static void write_matrix(struct doc *d)
{
    struct ex_json *j = d->json;
    const struct ex_environment *env = d->env;
    ex_json_object(j, "urls");
    if (env->columns_left_out)
        ex_json_uint(j, "leftOut", env->columns_left_out);
    ex_json_array(j, "columns");
    for (size_t i = 0; i < env->n_columns; i++) {
        ex_json_object(j, NULL);
        write_server_names(d, "servers", &env->columns[i].servers);
        write_fact(d, "site", &env->columns[i].site);
        ex_json_end(j);
    }
    ex_json_end(j);
    ex_json_array(j, "rows");
    for (size_t i = 0; i < env->n_rows; i++) {
        ex_json_object(j, NULL);
        ex_json_text(j, "service", ex_env_service_id(env->rows[i].service));
        ex_json_bool(j, "external", env->rows[i].external);
        ex_json_array(j, "cells");
        for (size_t k = 0; k < env->n_columns; k++) {
            ex_json_object(j, NULL);
            write_fact(d, "value", &env->rows[i].cells[k].value);
            if (env->rows[i].cells[k].differs)
                ex_json_bool(j, "differs", true);
            ex_json_end(j);
        }
        ex_json_end(j);
        ex_json_end(j);
    }
    ex_json_end(j);
    ex_json_end(j);
}

/* ---- certificates ------------------------------------------------------------------- */

static void write_certificate(struct doc *d, const struct ex_env_certificate *c)
{
    struct ex_json *j = d->json;
    ex_json_object(j, NULL);
    ex_json_str(j, "thumbprint", c->thumbprint);
    write_fact(d, "subject", &c->subject);
    write_fact(d, "issuer", &c->issuer);
    write_fact(d, "friendlyName", &c->friendly_name);
    write_texts(d, "names", &c->names);
    write_answer(d, "selfSigned", c->self_signed);
    write_fact(d, "notBefore", &c->not_before);
    write_fact(d, "notAfter", &c->not_after);
    ex_json_text(j, "validity", ex_env_validity_id(c->validity));
    if (c->not_after.state == EX_FACT_SET)
        ex_json_int(j, "daysLeft", c->days);
    write_answer(d, "inUse", c->in_use);
    ex_json_array(j, "on");
    for (size_t i = 0; i < c->n_holders; i++) {
        ex_json_object(j, NULL);
        write_server(d, "server", c->holders[i].server);
        write_texts(d, "services", &c->holders[i].services);
        ex_json_end(j);
    }
    ex_json_end(j);
    ex_json_end(j);
}

static void write_certificates(struct doc *d)
{
    begin_list(d, "certificates", &d->env->certificates_list);
    for (size_t i = 0; i < d->env->n_certificates; i++)
        write_certificate(d, &d->env->certificates[i]);
    end_list(d);
}

/* ---- mail flow ------------------------------------------------------------------------ */

static void write_domain(struct doc *d, const struct ex_env_domain *domain)
{
    struct ex_json *j = d->json;
    ex_json_object(j, NULL);
    ex_json_str(j, "name", domain->name);
    write_fact(d, "type", &domain->type);
    write_answer(d, "default", domain->is_default);
    ex_json_text(j, "mx", ex_env_mx_id(domain->mx));
    if (domain->mx == EX_MX_HOSTS) {
        ex_json_array(j, "mxHosts");
        for (size_t i = 0; i < domain->n_hosts; i++) {
            ex_json_object(j, NULL);
            ex_json_str(j, "host", domain->hosts[i].host);
            ex_json_int(j, "preference", domain->hosts[i].preference);
            ex_json_end(j);
        }
        ex_json_end(j);
    }
    ex_json_end(j);
}

static void write_receive(struct doc *d, const struct ex_env_receive *c)
{
    struct ex_json *j = d->json;
    ex_json_object(j, NULL);
    ex_json_str(j, "name", c->name);
    ex_json_str(j, "identity", c->identity);
    write_server(d, "server", c->server);
    write_answer(d, "enabled", c->enabled);
    write_fact(d, "role", &c->role);
    write_texts(d, "bindings", &c->bindings);
    write_texts(d, "remoteRanges", &c->ranges);
    write_texts(d, "permissionGroups", &c->permissions);
    write_fact(d, "fqdn", &c->fqdn);
    write_answer(d, "anonymous", c->anonymous);
    write_answer(d, "internet", c->internet);
    ex_json_uint(j, "alike", c->alike);
    ex_json_end(j);
}

static void write_send(struct doc *d, const struct ex_env_send *c)
{
    struct ex_json *j = d->json;
    ex_json_object(j, NULL);
    ex_json_str(j, "name", c->name);
    ex_json_str(j, "identity", c->identity);
    write_answer(d, "enabled", c->enabled);
    if (c->spaces_known)
        ex_json_array(j, "addressSpaces");
    for (size_t i = 0; i < c->n_spaces && c->spaces_known; i++) {
        ex_json_object(j, NULL);
        ex_json_str(j, "type", c->spaces[i].type);
        ex_json_str(j, "address", c->spaces[i].address);
        if (c->spaces[i].cost >= 0)
            ex_json_int(j, "cost", c->spaces[i].cost);
        ex_json_end(j);
    }
    if (c->spaces_known)
        ex_json_end(j);
    write_texts(d, "sources", &c->sources);
    write_server_names(d, "servers", &c->servers);
    write_answer(d, "dnsRouting", c->dns_routing);
    write_texts(d, "smartHosts", &c->smart_hosts);
    write_answer(d, "scoped", c->scoped);
    write_answer(d, "frontEndProxy", c->proxied);
    write_fact(d, "fqdn", &c->fqdn);
    write_answer(d, "internet", c->internet);
    ex_json_end(j);
}

static void write_mail(struct doc *d)
{
    const struct ex_environment *env = d->env;
    ex_json_bool(d->json, "dnsAsked", env->dns_asked);
    begin_list(d, "acceptedDomains", &env->domains_list);
    for (size_t i = 0; i < env->n_domains; i++)
        write_domain(d, &env->domains[i]);
    end_list(d);
    begin_list(d, "receiveConnectors", &env->receive_list);
    for (size_t i = 0; i < env->n_receive; i++)
        write_receive(d, &env->receive[i]);
    end_list(d);
    begin_list(d, "sendConnectors", &env->send_list);
    for (size_t i = 0; i < env->n_send; i++)
        write_send(d, &env->send[i]);
    end_list(d);
}

void ex_json_environment(struct ex_json *json, const struct ex_environment *env)
{
    if (!env)
        return;
    struct ex_arena *arena EX_AUTO(ex_arena_auto) = ex_arena_new();
    struct doc d = {json, env, arena};
    ex_json_object(json, "environment");
    ex_json_str(json, "judgedAt", ex_report_time(arena, env->now));
    write_servers(&d);
    write_groups(&d);
    write_hosts(&d);
    write_matrix(&d);
    write_certificates(&d);
    write_mail(&d);
    ex_json_end(json);
}
