/* SPDX-License-Identifier: MIT */
/**
 * @file
 * How much of each kind the dump holds. A rule may say that something is
 * missing only when the list that would hold it is known to be complete.
 */
#include "model/graph_impl.h"
#include "model/ingest.h"

/** Objects of a kind in one file. */
struct tally {
    uint32_t file;
    size_t objects;
};

static bool is_whole(const struct ex_file *file)
{
    return file->state == EX_FILE_READ;
}

/** Get-Mailbox and its kind stop at 1000 objects unless told not to. */
static void check_result_size(struct ex_graph *graph, enum ex_kind_id kind, struct tally tally)
{
    const struct ex_kind *k = ex_kind(kind);
    if (!k->large || tally.objects != 1000)
        return;
    graph->tainted[kind] = true;
    struct ex_diag *d = ex_diag(&graph->diags, EX_WARNING, ex_graph_file(graph, tally.file)->name,
                                (struct ex_place){0, 0},
                                "holds exactly 1000 objects, at which %.*s stops by default",
                                EX_FMT(k->cmdlet));
    ex_diag_hint(&graph->diags, d, "export with -ResultSize Unlimited");
}

static void count_objects(struct ex_graph *graph, enum ex_kind_id kind)
{
    struct tally tally = {UINT32_MAX, 0};
    for (size_t i = 0; i < graph->nodes[kind].n; i++) {
        const struct ex_node *node = ex_graph_at(graph, kind, i);
        const struct ex_file *file = ex_graph_file(graph, node->file);
        if (!is_whole(file))
            graph->tainted[kind] = true;
        if (is_whole(file) && !node->loose)
            graph->coverage[kind] = EX_COMPLETE;
        else if (graph->coverage[kind] == EX_MISSING)
            graph->coverage[kind] = EX_PARTIAL;
        if (node->file != tally.file) {
            check_result_size(graph, kind, tally);
            tally = (struct tally){node->file, 0};
        }
        tally.objects++;
    }
    check_result_size(graph, kind, tally);
}

/** What a bundle holds as an empty list. */
static void cover_none(struct ex_graph *graph, const struct ex_file *file)
{
    for (size_t i = 0; i < EX_N_KINDS; i++) {
        if (is_whole(file) && file->none[i / 64] >> (i % 64) & 1)
            graph->coverage[i] = EX_COMPLETE;
    }
}

/** Kinds of which one object is often exported by itself, named by the file or its folder. */
static bool is_exported_singly(enum ex_kind_id kind)
{
    static const enum ex_kind_id kinds[] = {
        EX_KIND_ExchangeServer,       EX_KIND_MailboxServer,
        EX_KIND_TransportService,     EX_KIND_FrontendTransportService,
        EX_KIND_ClientAccessService,  EX_KIND_MailboxDatabase,
        EX_KIND_DatabaseAvailabilityGroup,
    };
    for (size_t i = 0; i < EX_COUNT(kinds); i++) {
        if (kinds[i] == kind)
            return true;
    }
    return ex_kind(kind)->large;
}

/**
 * An export of one object whose name is in the name of the file, as in
 * `EX01_ExchangeServer.xml` or `EX01/Get-MailboxServer.xml`, was asked for by that name: it says
 * nothing about the others.
 */
static void loosen_single_exports(struct ex_graph *graph, enum ex_kind_id kind)
{
    struct ex_vec *nodes = &graph->nodes[kind];
    for (size_t i = 0; i < nodes->n; i++) {
        struct ex_node *node = ex_graph_at(graph, kind, i);
        bool more_before = i > 0 && ex_graph_at(graph, kind, i - 1)->file == node->file;
        bool more_after =
            i + 1 < nodes->n && ex_graph_at(graph, kind, i + 1)->file == node->file;
        struct ex_str name = ex_cell_text(node, EX_PROP_NAME);
        if (name.n == 0)
            name = node->identity;
        if (!more_before && !more_after &&
            ex_has_word(ex_graph_file(graph, node->file)->name, name))
            node->loose = true;
    }
}

/**
 * Whether the name of an export is that of one server: when it is empty, nothing was
 * found there, which the others do not share. (And an organization has servers.)
 */
static bool is_of_one_server(const struct ex_graph *graph, const struct ex_file *file)
{
    if (!is_exported_singly((enum ex_kind_id)file->hint))
        return false;
    for (size_t i = 0; i < graph->nodes[EX_KIND_ExchangeServer].n; i++) {
        const struct ex_node *server = ex_graph_at(graph, EX_KIND_ExchangeServer, i);
        if (ex_has_word(file->name, ex_cell_text(server, EX_PROP_NAME)))
            return true;
    }
    return file->hint == EX_KIND_ExchangeServer;
}

/** Whether a file says that the cmdlet in its name returned nothing. */
static bool says_none(const struct ex_graph *graph, const struct ex_file *file)
{
    return file->state == EX_FILE_READ && file->empty &&
           ex_is_named_for(file->name, (enum ex_kind_id)file->hint) &&
           !is_of_one_server(graph, file);
}

/** Most rules need the list of servers: say why there is none, and how to get it. */
static void say_servers(struct ex_graph *graph)
{
    if (graph->coverage[EX_KIND_ExchangeServer] != EX_PARTIAL ||
        graph->tainted[EX_KIND_ExchangeServer])
        return;
    uint32_t file = ex_graph_at(graph, EX_KIND_ExchangeServer, 0)->file;
    struct ex_diag *d = ex_diag(&graph->diags, EX_NOTE, ex_graph_file(graph, file)->name,
                                (struct ex_place){0, 0},
                                "servers were exported one by one, and there may be more of them");
    ex_diag_hint(&graph->diags, d, "add the list: Get-ExchangeServer | Export-Clixml "
                                   "Get-ExchangeServer.xml");
}

void ex_coverage_of_files(struct ex_graph *graph)
{
    for (size_t i = 0; i < EX_N_KINDS; i++) {
        if (is_exported_singly((enum ex_kind_id)i))
            loosen_single_exports(graph, (enum ex_kind_id)i);
    }
    for (size_t i = 0; i < graph->files.n; i++) {
        const struct ex_file *file = ex_graph_file(graph, i);
        cover_none(graph, file);
        if (file->hint >= EX_N_KINDS)
            continue;
        if (file->state == EX_FILE_TRUNCATED || file->state == EX_FILE_UNREADABLE)
            graph->tainted[file->hint] = true;
        else if (says_none(graph, file))
            graph->coverage[file->hint] = EX_COMPLETE;
    }
    for (size_t i = 0; i < EX_N_KINDS; i++) {
        count_objects(graph, (enum ex_kind_id)i);
        if (graph->tainted[i])
            graph->coverage[i] = EX_PARTIAL;
    }
    say_servers(graph);
}

/** Servers on which objects of a kind are to be expected. */
enum where {
    ON_CLIENT_ACCESS,
    ON_CLIENT_ACCESS_OR_TRANSPORT,
    ON_ANY, /**< but Edge Transport servers, which are asked on their own */
};

/* Before 2013 SP1 there was no MAPI over HTTP. */
enum { MAPI_MAJOR = 15, MAPI_MINOR = 0, MAPI_BUILD = 847 };

static const struct {
    enum ex_kind_id kind;
    enum where where;
} expected[] = {
    {EX_KIND_OwaVirtualDirectory, ON_CLIENT_ACCESS},
    {EX_KIND_EcpVirtualDirectory, ON_CLIENT_ACCESS},
    {EX_KIND_WebServicesVirtualDirectory, ON_CLIENT_ACCESS},
    {EX_KIND_ActiveSyncVirtualDirectory, ON_CLIENT_ACCESS},
    {EX_KIND_OabVirtualDirectory, ON_CLIENT_ACCESS},
    {EX_KIND_PowerShellVirtualDirectory, ON_CLIENT_ACCESS},
    {EX_KIND_MapiVirtualDirectory, ON_CLIENT_ACCESS},
    {EX_KIND_AutodiscoverVirtualDirectory, ON_CLIENT_ACCESS},
    {EX_KIND_OutlookAnywhere, ON_CLIENT_ACCESS},
    {EX_KIND_ClientAccessService, ON_CLIENT_ACCESS},
    {EX_KIND_ImapSettings, ON_CLIENT_ACCESS},
    {EX_KIND_PopSettings, ON_CLIENT_ACCESS},
    {EX_KIND_ReceiveConnector, ON_CLIENT_ACCESS_OR_TRANSPORT},
    {EX_KIND_ExchangeCertificate, ON_ANY},
    {EX_KIND_ServerComponentState, ON_ANY},
    {EX_KIND_ServiceHealth, ON_ANY},
};

static bool is_edge(const struct ex_node *server)
{
    const struct ex_value *roles = &server->cells[EX_P_ExchangeServer_ServerRole];
    for (uint32_t i = 0; roles->tag == EX_LIST && i < roles->n; i++) {
        if (ex_str_eq(ex_value_str(&roles->u.items[i]), EX_STR("Edge")))
            return true;
    }
    return false;
}

/** Whether a derived property is known to be false. */
static bool known_false(const struct ex_node *server, int prop)
{
    return server->cells[prop].tag == EX_BOOL && !server->cells[prop].u.b;
}

/** Whether no server of its version has objects of a kind. */
static bool is_too_old(const struct ex_node *server, enum ex_kind_id kind)
{
    static const struct {
        int field;
        int64_t least;
    } parts[] = {
        {EX_F_Version_Major, MAPI_MAJOR},
        {EX_F_Version_Minor, MAPI_MINOR},
        {EX_F_Version_Build, MAPI_BUILD},
    };
    const struct ex_value *version = &server->cells[EX_P_ExchangeServer_AdminDisplayVersion];
    if (kind != EX_KIND_MapiVirtualDirectory || version->tag != EX_STRUCT)
        return false;
    for (size_t i = 0; i < EX_COUNT(parts); i++) {
        const struct ex_value *part = &version->u.items[parts[i].field];
        if (part->tag != EX_INT || part->u.i > parts[i].least)
            return false;
        if (part->u.i < parts[i].least)
            return true;
    }
    return false;
}

static bool is_expected_on(const struct ex_node *server, enum ex_kind_id kind, enum where where)
{
    if (is_edge(server) || is_too_old(server, kind))
        return false;
    if (where == ON_ANY)
        return true;
    bool no_clients = known_false(server, EX_P_ExchangeServer_ClientAccess);
    bool no_transport = known_false(server, EX_P_ExchangeServer_Transport);
    return where == ON_CLIENT_ACCESS ? !no_clients : !(no_clients && no_transport);
}

bool ex_server_should_have(const struct ex_node *server, enum ex_kind_id kind)
{
    if (server->cells[EX_P_ExchangeServer_ServerRole].tag != EX_LIST)
        return false;
    for (size_t i = 0; i < EX_COUNT(expected); i++) {
        if (expected[i].kind == kind)
            return is_expected_on(server, kind, expected[i].where);
    }
    return false;
}

void ex_mark_servers(const struct ex_graph *graph, enum ex_kind_id kind, bool with_loose,
                     uint8_t *marked)
{
    int prop = ex_server_prop(kind);
    for (size_t i = 0; i < graph->nodes[kind].n; i++) {
        const struct ex_node *node = ex_graph_at(graph, kind, i);
        const struct ex_value *link = &node->cells[prop];
        if (link->tag == EX_NODE && !link->u.node->stub && (with_loose || !node->loose))
            marked[link->u.node->row] = 1;
    }
}

static bool is_everywhere(const struct ex_graph *graph, enum ex_kind_id kind, enum where where,
                          bool with_loose)
{
    size_t n = graph->nodes[EX_KIND_ExchangeServer].n;
    uint8_t *marked = memset(ex_alloc(n + 1), 0, n + 1);
    ex_mark_servers(graph, kind, with_loose, marked);
    bool all = true;
    for (size_t i = 0; i < n; i++) {
        const struct ex_node *server = ex_graph_at(graph, EX_KIND_ExchangeServer, i);
        all = all && (marked[i] || !is_expected_on(server, kind, where));
    }
    ex_free_auto(&marked);
    return all;
}

/** Kinds of which each object is a server under another aspect. */
static const struct {
    enum ex_kind_id kind;
    enum where where;
} aspects[] = {
    {EX_KIND_MailboxServer, ON_ANY},
    {EX_KIND_TransportService, ON_CLIENT_ACCESS_OR_TRANSPORT},
    {EX_KIND_FrontendTransportService, ON_CLIENT_ACCESS},
    {EX_KIND_ClientAccessService, ON_CLIENT_ACCESS},
};

static bool is_aspect(enum ex_kind_id kind)
{
    for (size_t i = 0; i < EX_COUNT(aspects); i++) {
        if (aspects[i].kind == kind)
            return true;
    }
    return false;
}

/** Aspects asked for server by server make the whole list, when the servers are known. */
static void cover_aspects(struct ex_graph *graph)
{
    for (size_t i = 0; i < EX_COUNT(aspects); i++) {
        enum ex_kind_id kind = aspects[i].kind;
        if (graph->coverage[kind] == EX_PARTIAL && !graph->tainted[kind] &&
            is_everywhere(graph, kind, aspects[i].where, true))
            graph->coverage[kind] = EX_COMPLETE;
    }
}

/** Whether there are servers, and all of them are too old for a kind. */
static bool are_all_too_old(const struct ex_graph *graph, enum ex_kind_id kind)
{
    size_t n = graph->nodes[EX_KIND_ExchangeServer].n;
    for (size_t i = 0; i < n; i++) {
        if (!is_too_old(ex_graph_at(graph, EX_KIND_ExchangeServer, i), kind))
            return false;
    }
    return n > 0;
}

/** An abstract kind is known as far as the kinds are that it shows. */
static void cover_views(struct ex_graph *graph)
{
    size_t n;
    const struct ex_view *views = ex_views(&n);
    for (size_t kind = 0; kind < EX_N_KINDS; kind++) {
        if (!ex_kind_is_abstract((enum ex_kind_id)kind))
            continue;
        bool all = true, any = false;
        for (size_t i = 0; i < n; i++) {
            enum ex_coverage coverage = graph->coverage[views[i].source];
            if (views[i].target != kind)
                continue;
            all = all && coverage == EX_COMPLETE;
            any = any || coverage != EX_MISSING;
        }
        graph->coverage[kind] = all ? EX_COMPLETE : any ? EX_PARTIAL : EX_MISSING;
    }
}

/** Whether an object of a server kind stands on a server that Get-ExchangeServer did not show. */
static bool is_on_unlisted_server(const struct ex_graph *graph)
{
    for (size_t kind = 0; kind < EX_N_KINDS; kind++) {
        int prop = ex_kind((enum ex_kind_id)kind)->scope == EX_SCOPE_SERVER
                       ? ex_server_prop((enum ex_kind_id)kind)
                       : -1;
        for (size_t i = 0; prop >= 0 && i < graph->nodes[kind].n; i++) {
            const struct ex_value *link = &ex_graph_at(graph, kind, i)->cells[prop];
            if (link->tag == EX_NODE && link->u.node->stub)
                return true;
        }
    }
    return false;
}

void ex_coverage_of_servers(struct ex_graph *graph)
{
    /* With a server go its directories and connectors: who has some still exists. */
    if (graph->coverage[EX_KIND_ExchangeServer] == EX_COMPLETE && is_on_unlisted_server(graph))
        graph->coverage[EX_KIND_ExchangeServer] = EX_PARTIAL;
    bool servers_known = graph->coverage[EX_KIND_ExchangeServer] == EX_COMPLETE;
    for (size_t i = 0; i < graph->nodes[EX_KIND_ExchangeServer].n; i++)
        ex_graph_at(graph, EX_KIND_ExchangeServer, i)->row = (uint32_t)i;
    for (size_t i = 0; i < EX_COUNT(expected); i++) {
        enum ex_kind_id kind = expected[i].kind;
        if (graph->coverage[kind] == EX_COMPLETE &&
            (!servers_known || !is_everywhere(graph, kind, expected[i].where, false)))
            graph->coverage[kind] = EX_PARTIAL;
        if (graph->coverage[kind] == EX_MISSING && servers_known && are_all_too_old(graph, kind))
            graph->coverage[kind] = EX_COMPLETE;
    }
    if (servers_known)
        cover_aspects(graph);
    cover_views(graph);
}

/** The same for a kind that shows others: each of their lists. */
static bool views_complete(const struct ex_graph *graph, const struct ex_node *node,
                           enum ex_kind_id kind)
{
    size_t n;
    const struct ex_view *views = ex_views(&n);
    for (size_t i = 0; i < n; i++) {
        if (views[i].target != kind)
            continue;
        struct ex_str noun = ex_kind((enum ex_kind_id)views[i].source)->name;
        int reverse = ex_reverse_find((enum ex_kind_id)node->kind, noun, NULL);
        if (reverse < 0 || !ex_graph_reverse_complete(graph, node, (size_t)reverse))
            return false;
    }
    return true;
}

bool ex_graph_reverse_complete(const struct ex_graph *graph, const struct ex_node *node,
                               size_t reverse)
{
    size_t n = 0;
    const struct ex_reverse *all = ex_reverses(&n);
    const struct ex_reverse *r = NULL;
    for (size_t i = 0, index = 0; i < n && !r; i++) {
        if (all[i].target == node->kind && index++ == reverse)
            r = &all[i];
    }
    if (r && ex_kind_is_abstract((enum ex_kind_id)r->source))
        return views_complete(graph, node, (enum ex_kind_id)r->source);
    if (r && node->kind == EX_KIND_ExchangeServer &&
        is_too_old(node, (enum ex_kind_id)r->source))
        return true;
    if (!r || graph->coverage[r->source] == EX_MISSING || graph->tainted[r->source] ||
        graph->unattached[r->source])
        return false;
    if (graph->coverage[r->source] == EX_COMPLETE)
        return true;
    const struct ex_value *list = &node->reverse[reverse];
    for (uint32_t i = 0; i < list->n; i++) {
        if (!list->u.items[i].u.node->loose || is_aspect((enum ex_kind_id)r->source))
            return true;
    }
    return false;
}
