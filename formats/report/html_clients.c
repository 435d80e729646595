/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Client access in the HTML report: the names by which clients find servers
 * and the certificates that cover them, and what each server says.
 */
#include "formats/report/html.h"

enum { MAX_TEXT = 300, MAX_SERVERS = 12 };

/* ---- namespaces ---------------------------------------------------------------- */

static bool same_servers(struct ex_env_servers a, struct ex_env_servers b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.items, b.items, a.n * sizeof *a.items) == 0);
}

static bool same_group(const struct ex_env_use *a, const struct ex_env_use *b)
{
    return a->external == b->external && same_servers(a->servers, b->servers);
}

/* Whether an earlier use of the host has the same side and servers. */
static bool is_first(const struct ex_env_host *host, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (same_group(&host->uses[k], &host->uses[i]))
            return false;
    }
    return true;
}

static bool is_service_again(const struct ex_env_host *host, size_t first, size_t i)
{
    for (size_t k = first; k < i; k++) {
        if (same_group(&host->uses[k], &host->uses[i]) &&
            host->uses[k].service == host->uses[i].service)
            return true;
    }
    return false;
}

/* "OWA, ECP, EWS on EX01, EX02": services that the same servers name on the same side. */
static void write_group(struct ex_html *h, const struct ex_env_host *host, size_t first)
{
    const struct ex_env_use *use = &host->uses[first];
    bool any = false;
    EX_HTML(h, "<li><span class=\"side\">$</span> ",
            ex_str(use->external ? "external" : "internal"));
    for (size_t i = first; i < host->n_uses; i++) {
        if (!same_group(use, &host->uses[i]) || is_service_again(host, first, i))
            continue;
        EX_HTML(h, "$$", ex_str(any ? ", " : ""),
                ex_str(ex_env_service_name(host->uses[i].service)));
        any = true;
    }
    ex_html_raw(h, " <span class=\"on\">on ");
    ex_html_servers(h, use->servers, MAX_SERVERS);
    ex_html_raw(h, "</span></li>");
}

static void write_cover_word(struct ex_html *h, enum ex_env_cover cover)
{
    static const struct {
        const char *looks;
        const char *word;
    } words[EX_N_COVERS] = {
        [EX_COVER_GAP] = {"bad", "not covered"},       [EX_COVER_OUTDATED] = {"bad", "not valid"},
        [EX_COVER_UNKNOWN] = {"unknown", "not known"}, [EX_COVERED] = {"good", "covered"},
        [EX_COVER_NOT_NEEDED] = {"plain", "no TLS"},
    };
    ex_html_badge(h, words[cover].looks, ex_str(words[cover].word));
}

static void write_covering(struct ex_html *h, const struct ex_env_covering *c)
{
    const struct ex_environment *env = h->report->environment;
    ex_html_raw(h, "<li>");
    write_cover_word(h, c->cover);
    ex_html_raw(h, " <span class=\"on\">on ");
    ex_html_servers(h, c->servers, MAX_SERVERS);
    ex_html_raw(h, "</span>");
    if (c->certificate < env->n_certificates) {
        EX_HTML(h, " by <a href=\"#cert-$\">", ex_arena_printf(h->arena, "%u", c->certificate + 1));
        ex_html_cut(h, ex_html_certificate(&env->certificates[c->certificate]), MAX_TEXT);
        EX_HTML(h, "</a>$", ex_str(c->elsewhere ? ", of another server" : ""));
    }
    ex_html_raw(h, "</li>");
}

static void write_host(struct ex_html *h, const struct ex_env_host *host)
{
    EX_HTML(h, "<tr class=\"$\"><th scope=\"row\"><code class=\"v\">",
            ex_str(host->cover == EX_COVER_GAP || host->cover == EX_COVER_OUTDATED ? "diff" : ""));
    ex_html_cut(h, host->name, MAX_TEXT);
    ex_html_raw(h, "</code></th><td><ul>");
    for (size_t i = 0; i < host->n_uses; i++) {
        if (is_first(host, i))
            write_group(h, host, i);
    }
    ex_html_raw(h, "</ul></td><td><ul>");
    for (size_t i = 0; i < host->n_covering; i++)
        write_covering(h, &host->covering[i]);
    ex_html_raw(h, "</ul></td></tr>\n");
}

static void write_namespaces(struct ex_html *h)
{
    const struct ex_environment *env = h->report->environment;
    ex_html_raw(h, "<h3 id=\"namespaces\">Namespaces</h3>\n"
                   "<p class=\"lead\">Every name that servers hand to clients, what it is used "
                   "for, and whether the certificates for IIS cover it.</p>\n");
    if (env->hosts_missing.n) {
        ex_html_raw(h, "<p class=\"note gap\">There may be more names: not exported, or not of all "
                       "servers, are ");
        ex_html_list(h, env->hosts_missing.items, env->hosts_missing.n, MAX_SERVERS);
        ex_html_raw(h, ".</p>\n");
    }
    if (!env->n_hosts)
        return;
    ex_html_diagram(h, ex_diagram_namespace(env, h->arena), "namespace");
    ex_html_table(h, EX_STR("Names, services and certificates"), "Name|Used for|Certificate",
                  "titled lists");
    for (size_t i = 0; i < env->n_hosts; i++)
        write_host(h, &env->hosts[i]);
    ex_html_table_end(h);
    if (env->hosts_list.left_out)
        EX_HTML(h, "<p class=\"left-out\">$ not shown.</p>\n",
                ex_html_counted(h, env->hosts_list.left_out, "more name"));
}

/* ---- URLs by server ------------------------------------------------------------ */

/* Where the URLs of a service stand. */
static const struct source {
    uint16_t kind;
    const char *internal;
    const char *external;
} sources[EX_ENV_N_SERVICES] = {
    [EX_ENV_OWA] = {EX_KIND_OwaVirtualDirectory, "InternalUrl", "ExternalUrl"},
    [EX_ENV_ECP] = {EX_KIND_EcpVirtualDirectory, "InternalUrl", "ExternalUrl"},
    [EX_ENV_EWS] = {EX_KIND_WebServicesVirtualDirectory, "InternalUrl", "ExternalUrl"},
    [EX_ENV_ACTIVESYNC] = {EX_KIND_ActiveSyncVirtualDirectory, "InternalUrl", "ExternalUrl"},
    [EX_ENV_OAB] = {EX_KIND_OabVirtualDirectory, "InternalUrl", "ExternalUrl"},
    [EX_ENV_MAPI] = {EX_KIND_MapiVirtualDirectory, "InternalUrl", "ExternalUrl"},
    [EX_ENV_POWERSHELL] = {EX_KIND_PowerShellVirtualDirectory, "InternalUrl", "ExternalUrl"},
    [EX_ENV_OUTLOOK_ANYWHERE] = {EX_KIND_OutlookAnywhere, "InternalHostname", "ExternalHostname"},
    [EX_ENV_AUTODISCOVER] = {EX_KIND_ClientAccessService, "AutoDiscoverServiceInternalUri", ""},
};

/* The finding that is about a cell, if there is one. */
static const struct ex_report_finding *finding_of(const struct ex_html *h,
                                                  const struct ex_env_row *row,
                                                  const struct ex_env_column *column)
{
    const struct ex_environment *env = h->report->environment;
    const struct source *s = &sources[row->service];
    const struct ex_report_finding *found = NULL;
    for (size_t i = 0; i < column->servers.n && !found; i++)
        found = ex_html_finding_at(h, s->kind, env->servers[column->servers.items[i]].name,
                                   row->external ? s->external : s->internal);
    return found;
}

static void write_cell(struct ex_html *h, const struct ex_env_row *row, size_t i)
{
    const struct ex_env_cell *cell = &row->cells[i];
    const struct ex_report_finding *finding =
        finding_of(h, row, &h->report->environment->columns[i]);
    ex_html_raw(h, cell->differs ? "<td class=\"diff\">" : "<td>");
    if (cell->differs || finding) {
        ex_html_raw(h, cell->differs ? "<p><span class=\"differs\">differs</span>" : "<p>Finding");
        ex_html_see(h, finding);
        ex_html_raw(h, "</p>");
    }
    ex_html_fact(h, cell->value);
    ex_html_raw(h, "</td>");
}

static void write_column_heads(struct ex_html *h)
{
    const struct ex_environment *env = h->report->environment;
    EX_HTML(h,
            "<div class=\"scroll\" role=\"group\" aria-label=\"$\" tabindex=\"0\">"
            "<table class=\"titled matrix\"><caption>$</caption>\n<thead><tr>"
            "<th scope=\"col\">Service</th><th scope=\"col\">Side</th>",
            EX_STR("URLs by server"), EX_STR("URLs by server"));
    for (size_t i = 0; i < env->n_columns; i++) {
        ex_html_raw(h, "<th scope=\"col\">");
        ex_html_servers(h, env->columns[i].servers, MAX_SERVERS);
        if (env->columns[i].site.state == EX_FACT_SET)
            EX_HTML(h, "<span class=\"site\">$</span>", env->columns[i].site.text);
        ex_html_raw(h, "</th>");
    }
    ex_html_raw(h, "</tr></thead>\n<tbody>\n");
}

static void write_matrix(struct ex_html *h)
{
    const struct ex_environment *env = h->report->environment;
    if (!env->n_rows || !env->n_columns)
        return;
    ex_html_raw(h, "<h3 id=\"urls\">URLs by server</h3>\n"
                   "<p class=\"lead\">A cell differs when most servers of the site have another "
                   "value. A difference may be meant; nobody should be surprised by it.</p>\n");
    write_column_heads(h);
    for (size_t i = 0; i < env->n_rows; i++) {
        const struct ex_env_row *row = &env->rows[i];
        EX_HTML(h, "<tr><th scope=\"row\">$</th><td>$</td>",
                ex_str(ex_env_service_name(row->service)),
                ex_str(row->external ? "external" : "internal"));
        for (size_t k = 0; k < env->n_columns; k++)
            write_cell(h, row, k);
        ex_html_raw(h, "</tr>\n");
    }
    ex_html_table_end(h);
    if (env->columns_left_out)
        EX_HTML(h, "<p class=\"left-out\">$ not shown.</p>\n",
                ex_html_counted(h, env->columns_left_out, "more server"));
}

void ex_html_clients(struct ex_html *h)
{
    write_namespaces(h);
    write_matrix(h);
}
