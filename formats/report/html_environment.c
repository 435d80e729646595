/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The environment in the HTML report: its frame and its servers. It shows
 * what the exports say, and says where they say nothing.
 */
#include "formats/diagram/diagram.h"
#include "formats/report/html.h"

enum { MAX_TEXT = 300, MAX_SERVERS = 24 };

/* ---- what tables share --------------------------------------------------------- */

static void unknown(struct ex_html *h)
{
    ex_html_raw(h, "<span class=\"unk\">not exported</span>");
}

void ex_html_fact(struct ex_html *h, struct ex_fact fact)
{
    if (fact.state == EX_FACT_UNKNOWN) {
        unknown(h);
        return;
    }
    if (fact.state == EX_FACT_UNSET || !fact.text.n) {
        ex_html_raw(h, "<span class=\"unset\">not set</span>");
        return;
    }
    ex_html_raw(h, "<span class=\"v\">");
    ex_html_cut(h, fact.text, MAX_TEXT);
    ex_html_raw(h, "</span>");
}

void ex_html_answer(struct ex_html *h, enum ex_answer answer)
{
    if (answer == EX_DONT_KNOW)
        unknown(h);
    else
        ex_html_raw(h, answer == EX_YES ? "yes" : "no");
}

void ex_html_texts(struct ex_html *h, struct ex_texts texts, size_t max)
{
    if (!texts.known)
        unknown(h);
    else if (!texts.n)
        ex_html_raw(h, "<span class=\"unset\">none</span>");
    else
        ex_html_list(h, texts.items, texts.n, max);
}

void ex_html_servers(struct ex_html *h, struct ex_env_servers servers, size_t max)
{
    const struct ex_environment *env = h->report->environment;
    struct ex_str *names = EX_NEW_ARRAY(h->arena, servers.n + 1, struct ex_str);
    for (size_t i = 0; i < servers.n; i++)
        names[i] = env->servers[servers.items[i]].name;
    ex_html_list(h, names, servers.n, max);
}

void ex_html_list_note(struct ex_html *h, struct ex_env_list list, const char *cmdlet)
{
    if (list.coverage == EX_MISSING)
        EX_HTML(h, "<p class=\"note gap\">$ was not exported.</p>\n", ex_str(cmdlet));
    if (list.coverage == EX_PARTIAL)
        EX_HTML(h,
                "<p class=\"note gap\">The export of $ is not complete: there may be more.</p>\n",
                ex_str(cmdlet));
    if (list.left_out)
        EX_HTML(h, "<p class=\"left-out\">$ not shown.</p>\n",
                ex_html_counted(h, list.left_out, "more item"));
}

void ex_html_diagram(struct ex_html *h, const struct ex_diagram *diagram, const char *id)
{
    if (!diagram->n_nodes)
        return;
    EX_HTML(h, "<figure class=\"diagram scroll\" role=\"group\" aria-label=\"$\" tabindex=\"0\">\n",
            diagram->title);
    ex_diagram_svg(diagram, id, false, h->out);
    ex_html_raw(h, "</figure>\n");
}

/* ---- servers ------------------------------------------------------------------- */

/* The open findings of a server by severity, leading to the first one of each. */
static void write_findings(struct ex_html *h, struct ex_str server)
{
    size_t counts[EX_N_SEVERITIES] = {0};
    const struct ex_report_finding *first[EX_N_SEVERITIES] = {NULL};
    bool any = false;
    for (size_t i = 0; i < h->report->n_findings; i++) {
        const struct ex_report_finding *f = &h->report->findings[i];
        if (!ex_html_is_open(f) || !ex_str_ieq(f->server, server))
            continue;
        counts[f->severity]++;
        if (!first[f->severity] && h->chosen[i])
            first[f->severity] = f;
    }
    for (size_t s = EX_N_SEVERITIES; s-- > 0;) {
        if (!counts[s])
            continue;
        struct ex_str text =
            ex_arena_printf(h->arena, "%zu %s", counts[s], ex_severity_name((enum ex_severity)s));
        ex_html_raw(h, any ? ", " : "");
        if (first[s])
            EX_HTML(h, "<a href=\"#f-$\">$</a>", ex_str(first[s]->fingerprint), text);
        else
            ex_html_text(h, text);
        any = true;
    }
    if (!any)
        ex_html_raw(h, "<span class=\"unset\">none of its own</span>");
}

static void write_server(struct ex_html *h, const struct ex_env_server *s)
{
    EX_HTML(h, "<tr><th scope=\"row\"><span class=\"v\">$</span>", s->name);
    if (!s->exported)
        ex_html_raw(h, " <span class=\"unk\">only named by others</span>");
    ex_html_raw(h, "</th><td>");
    if (s->product.state == EX_FACT_SET)
        EX_HTML(h, "Exchange $", s->product.text);
    else
        ex_html_fact(h, s->product);
    ex_html_raw(h, "</td><td>");
    ex_html_fact(h, s->build);
    ex_html_raw(h, "</td><td>");
    ex_html_texts(h, s->roles, MAX_SERVERS);
    ex_html_raw(h, "</td><td>");
    ex_html_fact(h, s->edition);
    ex_html_raw(h, "</td><td>");
    ex_html_fact(h, s->site);
    ex_html_raw(h, "</td><td>");
    ex_html_fact(h, s->dag);
    ex_html_raw(h, "</td><td>");
    write_findings(h, s->name);
    ex_html_raw(h, "</td></tr>\n");
}

static void write_servers(struct ex_html *h)
{
    const struct ex_environment *env = h->report->environment;
    ex_html_raw(h, "<h3 id=\"servers\">Servers</h3>\n");
    ex_html_list_note(h, env->servers_list, "Get-ExchangeServer");
    if (!env->n_servers)
        return;
    ex_html_diagram(h, ex_diagram_topology(env, h->arena), "topology");
    ex_html_table(h, EX_STR("Servers"), "Server|Product|Build|Roles|Edition|Site|DAG|Open findings",
                  "titled");
    for (size_t i = 0; i < env->n_servers; i++)
        write_server(h, &env->servers[i]);
    ex_html_table_end(h);
}

static void write_dags(struct ex_html *h)
{
    const struct ex_environment *env = h->report->environment;
    if (!env->n_dags)
        return;
    ex_html_table(h, EX_STR("Database availability groups"), "Group|Members|Witness", "");
    for (size_t i = 0; i < env->n_dags; i++) {
        EX_HTML(h, "<tr><th scope=\"row\"><span class=\"v\">$</span></th><td>", env->dags[i].name);
        ex_html_servers(h, env->dags[i].members, MAX_SERVERS);
        ex_html_raw(h, "</td><td>");
        ex_html_fact(h, env->dags[i].witness);
        ex_html_raw(h, "</td></tr>\n");
    }
    ex_html_table_end(h);
}

static void write_subscriptions(struct ex_html *h)
{
    const struct ex_environment *env = h->report->environment;
    if (!env->n_subscriptions)
        return;
    ex_html_table(h, EX_STR("Edge subscriptions"), "Edge server|Subscribed to site", "");
    for (size_t i = 0; i < env->n_subscriptions; i++) {
        EX_HTML(h, "<tr><th scope=\"row\"><span class=\"v\">$</span></th><td>",
                env->subscriptions[i].name);
        ex_html_fact(h, env->subscriptions[i].site);
        ex_html_raw(h, "</td></tr>\n");
    }
    ex_html_table_end(h);
}

void ex_html_environment(struct ex_html *h)
{
    if (!h->report->environment) {
        ex_html_raw(h, "<p class=\"note gap\">This report was made of a result that does not "
                       "describe the environment. Make it of the exports, or of a result of "
                       "this version of exlint.</p>\n");
        return;
    }
    write_servers(h);
    write_dags(h);
    write_subscriptions(h);
    ex_html_clients(h);
    ex_html_certificates(h);
    ex_html_mail(h);
}
