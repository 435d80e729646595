/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Mail flow in the HTML report: domains, Receive connectors and Send
 * connectors.
 */
#include "formats/report/html.h"

enum { MAX_ITEMS = 6, MAX_SERVERS = 12 };

/* ---- domains ------------------------------------------------------------------- */

static void write_mx(struct ex_html *h, const struct ex_env_domain *domain)
{
    static const char *const words[EX_N_MX_STATES] = {
        [EX_MX_NOT_ASKED] = "DNS was not asked",
        [EX_MX_FAILED] = "no answer that can be used",
        [EX_MX_NONE] = "none",
        [EX_MX_NULL] = "null MX: takes no mail",
        [EX_MX_HOSTS] = "",
    };
    if (domain->mx != EX_MX_HOSTS)
        EX_HTML(
            h, "<span class=\"$\">$</span>",
            ex_str(domain->mx == EX_MX_NOT_ASKED || domain->mx == EX_MX_FAILED ? "unk" : "unset"),
            ex_str(words[domain->mx]));
    for (size_t i = 0; i < domain->n_hosts && i < MAX_ITEMS; i++)
        EX_HTML(h, "$<span class=\"v\">$</span> ($)", ex_str(i ? ", " : ""), domain->hosts[i].host,
                ex_arena_printf(h->arena, "%lld", (long long)domain->hosts[i].preference));
    if (domain->n_hosts > MAX_ITEMS)
        EX_HTML(h, " and $ more", ex_html_number(h, domain->n_hosts - MAX_ITEMS));
}

static void write_domains(struct ex_html *h)
{
    const struct ex_environment *env = h->report->environment;
    ex_html_list_note(h, env->domains_list, "Get-AcceptedDomain");
    if (!env->n_domains)
        return;
    ex_html_table(h, EX_STR("Accepted domains"), "Domain|Type|Default|MX (preference)", "");
    for (size_t i = 0; i < env->n_domains; i++) {
        const struct ex_env_domain *d = &env->domains[i];
        EX_HTML(h, "<tr><th scope=\"row\"><span class=\"v\">$</span></th><td>", d->name);
        ex_html_fact(h, d->type);
        ex_html_raw(h, "</td><td>");
        ex_html_answer(h, d->is_default);
        ex_html_raw(h, "</td><td>");
        write_mx(h, d);
        ex_html_raw(h, "</td></tr>\n");
    }
    ex_html_table_end(h);
}

/* ---- Receive connectors -------------------------------------------------------- */

/* Names of the servers whose connectors differ in nothing else. */
static void write_alike(struct ex_html *h, size_t first)
{
    const struct ex_environment *env = h->report->environment;
    struct ex_str *names = EX_NEW_ARRAY(h->arena, env->n_receive + 1, struct ex_str);
    size_t n = 0;
    for (size_t i = first; i < env->n_receive; i++) {
        const struct ex_env_receive *r = &env->receive[i];
        if (r->alike == env->receive[first].alike && r->server < env->n_servers)
            names[n++] = env->servers[r->server].name;
    }
    if (n)
        ex_html_list(h, names, n, MAX_SERVERS);
    else
        ex_html_raw(h, "<span class=\"unk\">not exported</span>");
}

static void write_senders(struct ex_html *h, const struct ex_env_receive *r)
{
    if (r->internet == EX_YES)
        ex_html_raw(h, "anybody on the Internet");
    else if (r->anonymous == EX_YES)
        ex_html_raw(h, "anonymous, from these addresses");
    else if (r->anonymous == EX_NO)
        ex_html_raw(h, "authenticated senders only");
    else
        ex_html_raw(h, "<span class=\"unk\">not exported</span>");
}

static void write_receive(struct ex_html *h, size_t i)
{
    const struct ex_env_receive *r = &h->report->environment->receive[i];
    EX_HTML(h, "<tr><th scope=\"row\"><span class=\"v\">$</span>", r->name);
    if (r->enabled == EX_NO)
        ex_html_raw(h, " <span class=\"badge plain\">disabled</span>");
    ex_html_raw(h, "</th><td>");
    write_alike(h, i);
    ex_html_raw(h, "</td><td class=\"whole\">");
    ex_html_fact(h, r->role);
    ex_html_raw(h, "</td><td>");
    ex_html_texts(h, r->bindings, MAX_ITEMS);
    ex_html_raw(h, "</td><td>");
    ex_html_texts(h, r->ranges, MAX_ITEMS);
    ex_html_raw(h, "</td><td>");
    write_senders(h, r);
    ex_html_raw(h, "</td></tr>\n");
}

static void write_all_receive(struct ex_html *h)
{
    const struct ex_environment *env = h->report->environment;
    ex_html_list_note(h, env->receive_list, "Get-ReceiveConnector");
    if (!env->n_receive)
        return;
    ex_html_table(h, EX_STR("Receive connectors"),
                  "Connector|Servers|Role|Listens on|Remote addresses|Takes mail from", "");
    for (size_t i = 0; i < env->n_receive; i++) {
        if (env->receive[i].alike == i)
            write_receive(h, i);
    }
    ex_html_table_end(h);
}

/* ---- Send connectors ----------------------------------------------------------- */

static void write_spaces(struct ex_html *h, const struct ex_env_send *s)
{
    if (!s->spaces_known)
        ex_html_raw(h, "<span class=\"unk\">not exported</span>");
    for (size_t i = 0; i < s->n_spaces && i < MAX_ITEMS; i++) {
        EX_HTML(h, "$<span class=\"v\">$:$</span>", ex_str(i ? ", " : ""), s->spaces[i].type,
                s->spaces[i].address);
        if (s->spaces[i].cost >= 0)
            EX_HTML(h, " (cost $)",
                    ex_arena_printf(h->arena, "%lld", (long long)s->spaces[i].cost));
    }
    if (s->n_spaces > MAX_ITEMS)
        EX_HTML(h, " and $ more", ex_html_number(h, s->n_spaces - MAX_ITEMS));
}

static void write_next_hop(struct ex_html *h, const struct ex_env_send *s)
{
    if (s->dns_routing == EX_YES)
        ex_html_raw(h, "MX hosts of the recipients");
    if (s->dns_routing == EX_YES && s->smart_hosts.n)
        ex_html_raw(h, "; also set: ");
    if (s->dns_routing != EX_YES || s->smart_hosts.n)
        ex_html_texts(h, s->smart_hosts, MAX_ITEMS);
}

static void write_send(struct ex_html *h, const struct ex_env_send *s)
{
    EX_HTML(h, "<tr><th scope=\"row\"><span class=\"v\">$</span>", s->name);
    if (s->enabled == EX_NO)
        ex_html_raw(h, " <span class=\"badge plain\">disabled</span>");
    ex_html_raw(h, "</th><td>");
    write_spaces(h, s);
    ex_html_raw(h, "</td><td>");
    write_next_hop(h, s);
    ex_html_raw(h, "</td><td>");
    ex_html_texts(h, s->sources, MAX_SERVERS);
    ex_html_raw(h, "</td><td>");
    if (s->scoped == EX_DONT_KNOW)
        ex_html_answer(h, s->scoped);
    else
        ex_html_raw(h, s->scoped == EX_YES ? "servers of the same site" : "all servers");
    ex_html_raw(h, "</td></tr>\n");
}

static void write_all_send(struct ex_html *h)
{
    const struct ex_environment *env = h->report->environment;
    ex_html_list_note(h, env->send_list, "Get-SendConnector");
    if (!env->n_send)
        return;
    ex_html_table(h, EX_STR("Send connectors"),
                  "Connector|Address spaces|Next hop|Source servers|Used by", "");
    for (size_t i = 0; i < env->n_send; i++)
        write_send(h, &env->send[i]);
    ex_html_table_end(h);
}

void ex_html_mail(struct ex_html *h)
{
    ex_html_raw(h, "<h3 id=\"mail-flow\">Mail flow</h3>\n"
                   "<p class=\"lead\">How mail comes in, and how it leaves.</p>\n");
    ex_html_diagram(h, ex_diagram_mailflow(h->report->environment, h->arena), "mailflow");
    write_domains(h);
    write_all_receive(h);
    write_all_send(h);
}
