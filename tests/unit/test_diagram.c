/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Tests of diagrams: that boxes, frames and edges do not run into one another whatever is drawn,
 * that texts fit, and what the maps show of an organization.
 */
#include "lines_fixture.h"

#include "formats/diagram/diagram.h"
#include "formats/report/json_diagram.h"
#include "report/diagram_build.h"

/* 2026-01-15 */
static const struct cel_time now = {1768435200, 0};

/* ---- the layout ------------------------------------------------------------------ */

static bool overlap(int a, int a_size, int b, int b_size)
{
    return a < b + b_size && b < a + a_size;
}

static void assert_boxes_apart(const struct ex_diagram *d)
{
    for (size_t i = 0; i < d->n_nodes; i++) {
        const struct ex_dia_node *a = &d->nodes[i];
        assert_true(a->x >= 0 && a->x + a->w <= d->width);
        assert_true(a->y >= d->top && a->y + a->h <= d->bottom);
        assert_int_equal(a->x, d->columns[a->column].x);
        for (size_t k = 0; k < i; k++) {
            const struct ex_dia_node *b = &d->nodes[k];
            assert_false(overlap(a->x, a->w, b->x, b->w) && overlap(a->y, a->h, b->y, b->h));
        }
    }
    assert_true(d->bottom < d->height);
}

static void assert_texts_fit(const struct ex_diagram *d)
{
    for (size_t i = 0; i < d->n_nodes; i++) {
        const struct ex_dia_node *n = &d->nodes[i];
        assert_true((int)n->n_shown * EX_DIA_LINE <= n->h);
        for (size_t k = 0; k < n->n_shown; k++) {
            const struct ex_dia_line *line = &n->shown[k];
            int width = ex_dia_text_width(line->text, line->strong || line->word) +
                        (line->word ? EX_DIA_WORD : 0);
            assert_true(width <= n->w - 2 * EX_DIA_PAD);
        }
    }
    for (size_t i = 0; i < d->n_groups; i++)
        assert_true(ex_dia_text_width(d->groups[i].title, true) <= d->groups[i].w);
}

/* Frames hold their own boxes and touch no other. */
static void assert_frames_hold(const struct ex_diagram *d)
{
    for (size_t i = 0; i < d->n_nodes; i++) {
        const struct ex_dia_node *n = &d->nodes[i];
        for (uint32_t g = 0; g < d->n_groups; g++) {
            const struct ex_dia_group *f = &d->groups[g];
            bool inside = n->x >= f->x && n->x + n->w <= f->x + f->w && n->y >= f->y &&
                          n->y + n->h <= f->y + f->h;
            bool touches = overlap(n->x, n->w, f->x, f->w) && overlap(n->y, n->h, f->y, f->h);
            assert_int_equal(inside, n->group == g);
            assert_int_equal(touches, n->group == g);
        }
    }
    for (size_t i = 0; i < d->n_groups; i++) {
        for (size_t k = 0; k < i; k++)
            assert_false(overlap(d->groups[i].x, d->groups[i].w, d->groups[k].x, d->groups[k].w) &&
                         overlap(d->groups[i].y, d->groups[i].h, d->groups[k].y, d->groups[k].h));
    }
}

static bool is_at_side(struct ex_dia_point p, const struct ex_dia_node *n, int x)
{
    return p.x == x && p.y >= n->y && p.y <= n->y + n->h;
}

/* Curves stay in gutters, straight parts pass columns where no box is. */
static void assert_edges_clear(const struct ex_diagram *d)
{
    for (size_t i = 0; i < d->n_edges; i++) {
        const struct ex_dia_edge *e = &d->edges[i];
        const struct ex_dia_node *from = &d->nodes[e->from], *to = &d->nodes[e->to];
        assert_int_equal(e->n_points, 2 * (to->column - from->column));
        assert_true(is_at_side(e->points[0], from, from->x + from->w));
        assert_true(is_at_side(e->points[e->n_points - 1], to, to->x));
        for (size_t k = 0; k < e->n_points; k += 2) {
            const struct ex_dia_column *left = &d->columns[from->column + k / 2];
            assert_int_equal(e->points[k].x, left->x + left->w);
            assert_int_equal(e->points[k + 1].x, left[1].x);
        }
        for (size_t k = 1; k + 1 < e->n_points; k += 2) {
            assert_int_equal(e->points[k].y, e->points[k + 1].y);
            for (size_t n = 0; n < d->n_nodes; n++)
                assert_false(d->nodes[n].column == from->column + (k + 1) / 2 &&
                             e->points[k].y >= d->nodes[n].y &&
                             e->points[k].y <= d->nodes[n].y + d->nodes[n].h);
        }
    }
}

static void assert_clean(const struct ex_diagram *d)
{
    assert_boxes_apart(d);
    assert_texts_fit(d);
    assert_frames_hold(d);
    assert_edges_clear(d);
}

/* A linear congruential generator: the same numbers everywhere. */
static unsigned next(unsigned *seed, unsigned n)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 16) % n;
}

static const struct ex_diagram *draw_at_random(struct lines *f, unsigned seed)
{
    static const char *const titles[] = {"a", "b", "c", "d", "e", "f", "g"};
    unsigned columns = 2 + next(&seed, 6);
    struct ex_dia_sketch s =
        ex_dia_begin(NULL, f->arena, "test", "Test", titles, columns);
    unsigned n = 1 + next(&seed, 60), n_groups = next(&seed, 5);
    unsigned group_column = next(&seed, columns);
    for (unsigned i = 0; i < n_groups; i++)
        (void)ex_dia_group(&s, group_column, EX_STR("A site with quite a long name, in Paris"));
    for (unsigned i = 0; i < n; i++) {
        unsigned column = next(&seed, columns);
        uint32_t group = EX_DIA_NONE;
        if (column == group_column && n_groups)
            group = next(&seed, n_groups + 1);
        for (unsigned k = next(&seed, 5); k > 0; k--)
            ex_dia_line(&s, EX_STR("some.host.with-a-long-name.contoso.com"), k % 2);
        if (next(&seed, 4) == 0)
            ex_dia_word(&s, "%s", "gap");
        (void)ex_dia_node(&s, next(&seed, 8) ? EX_DIA_SERVER : EX_DIA_NOTE, EX_DIA_PLAIN, column,
                          group < n_groups ? group : EX_DIA_NONE);
    }
    for (unsigned i = next(&seed, 2 * n); i > 0; i--) {
        uint32_t from = next(&seed, n), to = next(&seed, n);
        const struct ex_dia_node *a = EX_AT(&s.nodes, struct ex_dia_node, from);
        const struct ex_dia_node *b = EX_AT(&s.nodes, struct ex_dia_node, to);
        if (a->column < b->column)
            ex_dia_edge(&s, from, to, EX_DIA_PLAIN);
    }
    return ex_dia_end(&s, "a picture");
}

static void drop_empty_groups(struct ex_diagram *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n_groups; i++) {
        bool used = false;
        for (size_t k = 0; k < d->n_nodes; k++)
            used = used || d->nodes[k].group == i;
        assert_int_equal(used, d->groups[i].w > 0);
        for (size_t k = 0; k < d->n_nodes; k++) {
            if (d->nodes[k].group == i)
                d->nodes[k].group = (uint32_t)n;
        }
        if (used)
            d->groups[n++] = d->groups[i];
    }
    d->n_groups = n;
}

static void test_any_diagram_is_clean(void **state)
{
    struct lines *f = *state;
    for (unsigned seed = 1; seed <= 300; seed++) {
        struct ex_diagram d = *draw_at_random(f, seed);
        drop_empty_groups(&d);
        assert_clean(&d);
    }
}

static void test_nothing_to_draw(void **state)
{
    struct lines *f = *state;
    static const char *const titles[] = {"a", "b"};
    struct ex_dia_sketch s = ex_dia_begin(NULL, f->arena, "test", "Test", titles, 2);
    const struct ex_diagram *d = ex_dia_end(&s, "nothing");
    assert_clean(d);
    assert_int_equal(d->n_nodes, 0);
}

/* Two rows that are joined crosswise are put in the order in which nothing crosses. */
static void test_crossings_are_undone(void **state)
{
    struct lines *f = *state;
    static const char *const titles[] = {"a", "b"};
    struct ex_dia_sketch s = ex_dia_begin(NULL, f->arena, "test", "Test", titles, 2);
    for (unsigned i = 0; i < 12; i++)
        (void)ex_dia_node(&s, EX_DIA_SERVER, EX_DIA_PLAIN, i / 6, EX_DIA_NONE);
    for (uint32_t i = 0; i < 6; i++)
        ex_dia_edge(&s, i, 11 - i, EX_DIA_PLAIN);
    const struct ex_diagram *d = ex_dia_end(&s, "crosswise");
    for (size_t i = 0; i < d->n_edges; i++)
        assert_int_equal(d->edges[i].from + 6, d->edges[i].to);
}

/* ---- texts --------------------------------------------------------------------------- */

static void test_long_texts_are_cut_in_the_middle(void **state)
{
    struct lines *f = *state;
    struct ex_str text = EX_STR("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz");
    struct ex_str cut = ex_dia_cut(f->arena, text, false, 100);
    assert_true(ex_dia_text_width(cut, false) <= 100);
    assert_true(ex_str_starts(cut, EX_STR("abc")) && ex_str_ends(cut, EX_STR("xyz")));
    assert_true(ex_str_find_str(cut, EX_STR("\xE2\x80\xA6")) != SIZE_MAX);
    assert_true(ex_str_eq(ex_dia_cut(f->arena, EX_STR("short"), false, 100), EX_STR("short")));
}

static void test_texts_break_at_blanks_and_dots(void **state)
{
    struct lines *f = *state;
    static const struct {
        const char *text;
        const char *first;
    } cases[] = {
        {"port 587, authenticated senders, and nobody else", "port 587, authenticated"},
        {"autodiscover.corporate.wingtiptoys.com", "autodiscover.corporate."},
    };
    for (size_t i = 0; i < EX_COUNT(cases); i++) {
        struct ex_dia_line line = {ex_str(cases[i].text), false, false, false};
        struct ex_dia_node node = {.lines = &line, .n_lines = 1};
        ex_dia_fit(f->arena, &node);
        assert_int_equal(node.n_shown, 2);
        assert_true(ex_str_eq(node.shown[0].text, ex_str(cases[i].first)));
    }
}

static void test_a_text_has_no_end(void **state)
{
    struct lines *f = *state;
    char *huge = ex_arena_bytes(f->arena, 20000);
    memset(huge, 'W', 20000);
    struct ex_dia_line lines_of[2] = {{ex_str_n(huge, 20000), true, false, false},
                                      {ex_str_n(huge, 20000), false, true, true}};
    memset(huge, 'W', 20000);
    for (size_t i = 0; i < 20000; i += 9)
        huge[i] = i % 2 ? ' ' : 'W';
    struct ex_dia_node node = {.lines = lines_of, .n_lines = 2};
    ex_dia_fit(f->arena, &node);
    assert_true(node.w <= EX_DIA_MAX_TEXT + 2 * EX_DIA_PAD);
    assert_true(node.n_shown <= 6);
}

/* ---- the maps ---------------------------------------------------------------------------- */

typedef const struct ex_diagram *(*drawer)(const struct ex_environment *, struct ex_arena *);
static const drawer drawers[] = {ex_diagram_namespace, ex_diagram_mailflow, ex_diagram_topology};

static void assert_all_clean(struct lines *f, const struct ex_environment *env)
{
    for (size_t i = 0; i < EX_COUNT(drawers); i++) {
        struct ex_buf EX_AUTO(ex_buf_free) first = EX_BUF_INIT;
        struct ex_buf EX_AUTO(ex_buf_free) second = EX_BUF_INIT;
        const struct ex_diagram *d = drawers[i](env, f->arena);
        assert_clean(d);
        assert_true(d->description.n > 0);
        ex_diagram_svg(d, "a", true, &first);
        ex_diagram_svg(drawers[i](env, f->arena), "a", true, &second);
        assert_string_equal(first.p, second.p);
    }
}

static const struct ex_environment *build(struct lines *f)
{
    ex_graph_link(f->graph);
    return ex_environment_build(f->graph, now, f->arena);
}

/* The first box of which a line is a text, or else holds it. */
static const struct ex_dia_node *box(const struct ex_diagram *d, const char *text)
{
    const struct ex_dia_node *found = NULL;
    for (size_t i = 0; i < d->n_nodes; i++) {
        for (size_t k = 0; k < d->nodes[i].n_lines; k++) {
            struct ex_str line = d->nodes[i].lines[k].text;
            if (ex_str_eq(line, ex_str(text)))
                return &d->nodes[i];
            if (!found && ex_str_find_str(line, ex_str(text)) != SIZE_MAX)
                found = &d->nodes[i];
        }
    }
    if (!found)
        fail_msg("no box says '%s'", text);
    return found;
}

static const struct ex_dia_edge *edge(const struct ex_diagram *d, const struct ex_dia_node *from,
                                      const struct ex_dia_node *to)
{
    for (size_t i = 0; i < d->n_edges; i++) {
        if (&d->nodes[d->edges[i].from] == from && &d->nodes[d->edges[i].to] == to)
            return &d->edges[i];
    }
    return NULL;
}

#define SERVER(name, site) \
    "Name=" name "|Fqdn=" name ".contoso.com|ServerRole=Mailbox|Site=" site \
    "|AdminDisplayVersion=Version 15.2 (Build 1544.4)"
#define EVERYWHERE "RemoteIPRanges=[0.0.0.0-255.255.255.255]"

static void an_organization(struct lines *f)
{
    lines(f, "ExchangeServer", SERVER("EX01", "Paris") "\n" SERVER("EX02", "Lyon"));
    lines(f, "DatabaseAvailabilityGroup", "Name=DAG1|Servers=[EX01,EX02]");
    lines(f, "AcceptedDomain", "Name=c|DomainName=contoso.com|DomainType=Authoritative|Default=True");
    lines(f, "ReceiveConnector",
          "Name=Front EX01|Identity=EX01\\Front EX01|Server=EX01|Enabled=True|"
          "Bindings=[0.0.0.0:25]|PermissionGroups=AnonymousUsers|" EVERYWHERE "\n"
          "Name=Relay|Identity=EX02\\Relay|Server=EX02|Enabled=True|Bindings=[0.0.0.0:25]|"
          "PermissionGroups=AnonymousUsers|RemoteIPRanges=[10.0.0.5]\n"
          "Name=Gateway|Identity=EX02\\Gateway|Server=EX02|Enabled=True|Bindings=[0.0.0.0:25]|"
          "PermissionGroups=AnonymousUsers|RemoteIPRanges=[8.8.8.0/24]\n"
          "Name=Proxy EX01|Identity=EX01\\Proxy EX01|Server=EX01|Enabled=True|"
          "Bindings=[0.0.0.0:465]|PermissionGroups=ExchangeServers|" EVERYWHERE);
    lines(f, "SendConnector",
          "Name=Out|Enabled=True|AddressSpaces=[SMTP:*;1]|DNSRoutingEnabled=True|SmartHosts=[]|"
          "SourceTransportServers=[EX01]\n"
          "Name=Partner|Enabled=False|AddressSpaces=[SMTP:litware.com;5]|"
          "DNSRoutingEnabled=False|SmartHosts=[mx.litware.com]|SourceTransportServers=[EX02]\n"
          "Name=Lost|Enabled=True|AddressSpaces=[SMTP:x.com;5]|DNSRoutingEnabled=True|"
          "SmartHosts=[]|SourceTransportServers=[OLD01]");
}

static void test_mail_flow(void **state)
{
    struct lines *f = *state;
    an_organization(f);
    const struct ex_environment *env = build(f);
    const struct ex_diagram *d = ex_diagram_mailflow(env, f->arena);
    const struct ex_dia_node *domain = box(d, "contoso.com"), *front = box(d, "Front EX01");
    const struct ex_dia_node *relay = box(d, "Relay"), *own = box(d, "Own hosts"),
                             *gateway = box(d, "Gateway");
    assert_all_clean(f, env);
    assert_int_equal(domain->state, EX_DIA_UNKNOWN); /* DNS was not asked */
    assert_int_equal(edge(d, domain, front)->state, EX_DIA_UNKNOWN);
    assert_non_null(edge(d, domain, gateway));
    assert_null(edge(d, domain, relay));
    assert_non_null(edge(d, own, relay));
    assert_null(edge(d, own, front));
    assert_non_null(edge(d, front, box(d, "EX01")));
    assert_int_equal(edge(d, box(d, "EX02"), box(d, "Partner"))->state, EX_DIA_DISABLED);
    assert_int_equal(box(d, "Partner")->state, EX_DIA_DISABLED);
    assert_non_null(edge(d, box(d, "Partner"), box(d, "mx.litware.com")));
    assert_int_equal(box(d, "Lost")->state, EX_DIA_GAP);
    (void)box(d, "no such server: OLD01");
    (void)box(d, "1 for mail between servers");
    assert_int_equal(d->n_groups, 2);
}

static void test_topology(void **state)
{
    struct lines *f = *state;
    an_organization(f);
    const struct ex_diagram *d = ex_diagram_topology(build(f), f->arena);
    const struct ex_dia_node *ex01 = box(d, "EX01"), *dag = box(d, "DAG1");
    const struct ex_dia_node *out = box(d, "Send connector Out");
    assert_non_null(edge(d, &d->nodes[0], ex01));
    assert_null(edge(d, &d->nodes[0], box(d, "EX02")));
    assert_non_null(edge(d, ex01, dag));
    assert_non_null(edge(d, ex01, out));
    assert_null(edge(d, box(d, "EX02"), out));
    assert_true(ex_str_eq(d->groups[ex01->group].full, EX_STR("Site Paris")));
}

static void test_a_gap_is_no_unknown(void **state)
{
    struct lines *f = *state;
    lines(f, "ExchangeServer", SERVER("EX01", "Paris"));
    lines(f, "OutlookAnywhere",
          "Name=Rpc (Default Web Site)|Identity=EX01\\Rpc (Default Web Site)|Server=EX01|"
          "InternalHostname=mail.contoso.com|ExternalHostname");
    lines(f, "ExchangeCertificate",
          "Identity=EX01\\AA|Thumbprint=AA|CertificateDomains=[other.contoso.com]|HasSan=True|"
          "Services=IIS|NotBefore=2025-01-01T00:00:00Z|NotAfter=2027-01-01T00:00:00Z");
    const struct ex_diagram *d = ex_diagram_namespace(build(f), f->arena);
    assert_clean(d);
    assert_int_equal(box(d, "mail.contoso.com")->state, EX_DIA_GAP);
    assert_int_equal(box(d, "EX01")->state, EX_DIA_GAP);
    assert_int_equal(box(d, "Get-OwaVirtualDirectory")->state, EX_DIA_UNKNOWN);
    assert_true(d->states[EX_DIA_GAP] && d->legend[EX_DIA_GAP]);
}

static void test_an_unknown_is_no_gap(void **state)
{
    struct lines *f = *state;
    lines(f, "ExchangeServer", SERVER("EX01", "Paris"));
    lines(f, "OutlookAnywhere",
          "Name=Rpc (Default Web Site)|Identity=EX01\\Rpc (Default Web Site)|Server=EX01|"
          "InternalHostname=mail.contoso.com|ExternalHostname");
    const struct ex_environment *env = build(f);
    const struct ex_diagram *d = ex_diagram_namespace(env, f->arena);
    assert_int_equal(box(d, "mail.contoso.com")->state, EX_DIA_UNKNOWN);
    assert_int_equal(box(d, "EX01")->state, EX_DIA_UNKNOWN);
    assert_int_equal(box(d, "Get-ExchangeCertificate")->state, EX_DIA_UNKNOWN);
    assert_false(d->states[EX_DIA_GAP] || d->states[EX_DIA_OK]);
    const struct ex_diagram *mail = ex_diagram_mailflow(env, f->arena);
    assert_int_equal(box(mail, "Get-SendConnector")->state, EX_DIA_UNKNOWN);
    assert_int_equal(box(mail, "Get-ReceiveConnector")->state, EX_DIA_UNKNOWN);
    assert_false(mail->states[EX_DIA_GAP]);
}

static void test_an_empty_graph(void **state)
{
    struct lines *f = *state;
    const struct ex_environment *env = build(f);
    assert_all_clean(f, env);
    for (size_t i = 0; i < EX_COUNT(drawers); i++)
        assert_false(drawers[i](env, f->arena)->states[EX_DIA_GAP]);
}

static void test_forty_servers_share_boxes(void **state)
{
    struct lines *f = *state;
    struct ex_buf EX_AUTO(ex_buf_free) servers = EX_BUF_INIT;
    struct ex_buf EX_AUTO(ex_buf_free) receive = EX_BUF_INIT;
    struct ex_buf EX_AUTO(ex_buf_free) powershell = EX_BUF_INIT;
    for (unsigned i = 1; i <= 40; i++) {
        const char *separator = i < 40 ? "\n" : "";
        ex_buf_printf(&servers, "Name=MB%02u|Fqdn=mb%02u.contoso.com|ServerRole=Mailbox|Site=Paris|"
                      "AdminDisplayVersion=Version 15.2 (Build 1544.4)%s", i, i, separator);
        ex_buf_printf(&receive, "Name=Front MB%02u|Identity=MB%02u\\Front MB%02u|Server=MB%02u|"
                      "Enabled=True|Bindings=[0.0.0.0:25]|PermissionGroups=AnonymousUsers|"
                      EVERYWHERE "%s", i, i, i, i, separator);
        ex_buf_printf(&powershell, "Name=P (Default Web Site)|Identity=MB%02u\\P (Default Web "
                      "Site)|Server=MB%02u|InternalUrl=http://MB%02u.contoso.com/p|ExternalUrl%s",
                      i, i, i, separator);
    }
    lines(f, "ExchangeServer", servers.p);
    lines(f, "ReceiveConnector", receive.p);
    lines(f, "PowerShellVirtualDirectory", powershell.p);
    const struct ex_environment *env = build(f);
    assert_all_clean(f, env);
    (void)box(ex_diagram_mailflow(env, f->arena), "alike on 40 servers");
    (void)box(ex_diagram_topology(env, f->arena), "40 servers alike");
    (void)box(ex_diagram_namespace(env, f->arena), "40 servers' own names");
}

/* ---- writers --------------------------------------------------------------------------------- */

#define HOSTILE "<script>alert(1)</script>\"'&]]>-->;\\"

static void hostile(struct lines *f)
{
    struct ex_buf EX_AUTO(ex_buf_free) servers = EX_BUF_INIT;
    struct ex_buf EX_AUTO(ex_buf_free) send = EX_BUF_INIT;
    ex_buf_add_text(&servers, "Name=" HOSTILE "|ServerRole=Mailbox|Site=\xE2\x80\xAE" HOSTILE
                    "|AdminDisplayVersion=Version 15.2 (Build 1.1)\nName=");
    ex_buf_add_repeat(&servers, 'A', 10000);
    ex_buf_add_text(&servers, "|Site=\x01\x02\xC2\x9F\xEF\xBF\xBE end");
    ex_buf_add_text(&send, "Name=" HOSTILE "|Enabled=True|AddressSpaces=[SMTP:*;1]|"
                    "DNSRoutingEnabled=False|SmartHosts=[javascript:alert(1)]|"
                    "SourceTransportServers=[" HOSTILE "]");
    lines(f, "ExchangeServer", servers.p);
    lines(f, "SendConnector", send.p);
}

static void assert_lacks(const struct ex_buf *text, const char *part)
{
    assert_true(ex_str_find_str(ex_buf_str(text), ex_str(part)) == SIZE_MAX);
}

static void test_hostile_names(void **state)
{
    struct lines *f = *state;
    hostile(f);
    const struct ex_environment *env = build(f);
    assert_all_clean(f, env);
    for (size_t i = 0; i < EX_COUNT(drawers); i++) {
        struct ex_buf EX_AUTO(ex_buf_free) svg = EX_BUF_INIT;
        struct ex_buf EX_AUTO(ex_buf_free) mermaid = EX_BUF_INIT;
        struct ex_buf EX_AUTO(ex_buf_free) dot = EX_BUF_INIT;
        struct ex_buf EX_AUTO(ex_buf_free) json = EX_BUF_INIT;
        const struct ex_diagram *d = drawers[i](env, f->arena);
        ex_diagram_svg(d, "x", false, &svg);
        ex_diagram_mermaid(d, &mermaid);
        ex_diagram_dot(d, &dot);
        ex_diagram_json(d, &json);
        assert_lacks(&svg, "<script");
        assert_lacks(&svg, "\xE2\x80\xAE");
        assert_lacks(&svg, "\x01");
        assert_lacks(&svg, "style=");
        assert_lacks(&svg, "<style");
        assert_lacks(&mermaid, "<script");
        assert_lacks(&mermaid, "\xE2\x80\xAE");
        assert_lacks(&dot, "\xE2\x80\xAE");
        assert_lacks(&dot, "1)</script>\"'");
        assert_lacks(&json, "\xE2\x80\xAE");
    }
}

static void test_ids_have_a_prefix(void **state)
{
    struct lines *f = *state;
    an_organization(f);
    struct ex_buf EX_AUTO(ex_buf_free) svg = EX_BUF_INIT;
    ex_diagram_svg(ex_diagram_mailflow(build(f), f->arena), "map1", false, &svg);
    const char *at = svg.p;
    size_t n = 0;
    while ((at = strstr(at, " id=\""))) {
        assert_true(strncmp(at + 5, "map1-", 5) == 0);
        at++;
        n++;
    }
    assert_int_equal(n, 3);
    assert_true(ex_str_starts(ex_buf_str(&svg), EX_STR("<svg ")));
    assert_lacks(&svg, "http://www.w3.org/1999");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, lines_setup, lines_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_any_diagram_is_clean),
        TEST(test_nothing_to_draw),
        TEST(test_crossings_are_undone),
        TEST(test_long_texts_are_cut_in_the_middle),
        TEST(test_texts_break_at_blanks_and_dots),
        TEST(test_a_text_has_no_end),
        TEST(test_mail_flow),
        TEST(test_topology),
        TEST(test_a_gap_is_no_unknown),
        TEST(test_an_unknown_is_no_gap),
        TEST(test_an_empty_graph),
        TEST(test_forty_servers_share_boxes),
        TEST(test_hostile_names),
        TEST(test_ids_have_a_prefix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
