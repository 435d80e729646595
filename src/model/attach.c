/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The server of objects that do not name it in a property: from their own
 * name, their identity, their distinguished name, the name of their file, or
 * because the organization has only one server.
 */
#include "model/convert.h"
#include "model/graph_impl.h"

/** Where an object of a kind has the name of its server. */
enum place {
    IN_IDENTITY, /**< before the backslash, or in the DN */
    OWN_NAME,    /**< it is the server under another aspect */
    IN_FILE,     /**< nowhere: the file's name, or the sole server */
};

static enum place place_of(enum ex_kind_id kind)
{
    static const struct {
        enum ex_kind_id kind;
        enum place place;
    } places[] = {
        {EX_KIND_ClientAccessService, OWN_NAME}, {EX_KIND_TransportService, OWN_NAME},
        {EX_KIND_MailboxServer, OWN_NAME},       {EX_KIND_ExchangeCertificate, IN_FILE},
        {EX_KIND_ServiceHealth, IN_FILE},
    };
    for (size_t i = 0; i < EX_COUNT(places); i++) {
        if (places[i].kind == kind)
            return places[i].place;
    }
    return IN_IDENTITY;
}

/** "EX01" of "CN=owa,CN=HTTP,CN=Protocols,CN=EX01,CN=Servers,...". */
static struct ex_str server_in_dn(struct ex_str dn)
{
    struct ex_str marker = EX_STR(",CN=Servers,");
    size_t at = ex_str_find_str(dn, marker);
    if (at == SIZE_MAX)
        return EX_STR("");
    struct ex_str before = ex_str_slice(dn, 0, at);
    size_t comma = ex_str_rfind(before, ',');
    struct ex_str rdn = ex_str_slice(before, comma == SIZE_MAX ? 0 : comma + 1, before.n);
    return ex_str_istarts(rdn, EX_STR("CN=")) ? ex_str_slice(rdn, 3, rdn.n) : EX_STR("");
}

static struct ex_str server_in_identity(const struct ex_node *node)
{
    if (node->kind == EX_KIND_ServerComponentState) {
        struct ex_str fqdn = ex_cell_text(node, EX_P_ServerComponentState_ServerFqdn);
        if (fqdn.n)
            return fqdn;
    }
    struct ex_str identity = node->identity;
    size_t slash = ex_str_find(identity, '\\');
    if (slash != SIZE_MAX)
        return ex_str_slice(identity, 0, slash);
    return server_in_dn(ex_cell_text(node, EX_PROP_DISTINGUISHED_NAME));
}

static bool is_word_char(char c)
{
    return ex_is_alpha(c) || ex_is_digit(c);
}

bool ex_has_word(struct ex_str text, struct ex_str word)
{
    for (size_t i = 0; word.n > 0 && i + word.n <= text.n; i++) {
        bool before = i == 0 || !is_word_char(text.p[i - 1]);
        bool after = i + word.n == text.n || !is_word_char(text.p[i + word.n]);
        if (before && after && ex_str_istarts(ex_str_slice(text, i, text.n), word))
            return true;
    }
    return false;
}

/** The server with the longest name that stands in a text, or NULL. */
static struct ex_node *server_in_text(const struct ex_graph *graph, struct ex_str text)
{
    struct ex_node *best = NULL;
    size_t length = 0;
    for (size_t i = 0; i < graph->nodes[EX_KIND_ExchangeServer].n; i++) {
        struct ex_node *server = ex_graph_at(graph, EX_KIND_ExchangeServer, i);
        struct ex_str name = ex_cell_text(server, EX_PROP_NAME);
        if (name.n > length && ex_has_word(text, name)) {
            best = server;
            length = name.n;
        }
    }
    return best;
}

/**
 * The server whose name stands in a file's name, or else in that of the innermost of its
 * folders that has one, or else the only one.
 */
static struct ex_node *server_of_file(const struct ex_graph *graph, uint32_t file)
{
    struct ex_str path = ex_graph_file(graph, file)->name;
    struct ex_node *best = NULL;
    while (!best && path.n > 0) {
        size_t slash = ex_str_rfind(path, '/');
        best = server_in_text(graph, ex_str_slice(path, slash == SIZE_MAX ? 0 : slash + 1, path.n));
        path = ex_str_slice(path, 0, slash == SIZE_MAX ? 0 : slash);
    }
    if (!best && graph->nodes[EX_KIND_ExchangeServer].n == 1 &&
        graph->coverage[EX_KIND_ExchangeServer] == EX_COMPLETE)
        best = ex_graph_at(graph, EX_KIND_ExchangeServer, 0);
    return best;
}

/** Whether a text begins with a name (or its FQDN) that ends there, but for a file's ending. */
static bool begins_with(struct ex_str text, struct ex_str name, struct ex_str fqdn)
{
    if (!ex_str_istarts(text, name))
        return false;
    bool whole = fqdn.n > name.n && ex_str_istarts(text, fqdn);
    struct ex_str rest = ex_str_slice(text, whole ? fqdn.n : name.n, text.n);
    if (rest.n == 0 || rest.p[0] != '.')
        return rest.n == 0 || !is_word_char(rest.p[0]);
    rest = ex_str_slice(rest, 1, ex_str_find(rest, '/'));
    return ex_str_find(rest, '.') == SIZE_MAX;
}

/** Whether a path names a server, and not a host that only begins or ends like it. */
static bool names_server(struct ex_str path, const struct ex_node *server)
{
    struct ex_str name = ex_cell_text(server, EX_PROP_NAME);
    struct ex_str fqdn = ex_cell_text(server, EX_P_ExchangeServer_Fqdn);
    for (size_t i = 0; name.n > 0 && i + name.n <= path.n; i++) {
        bool begins = i == 0 || (!is_word_char(path.p[i - 1]) && path.p[i - 1] != '.');
        if (begins && begins_with(ex_str_slice(path, i, path.n), name, fqdn))
            return true;
    }
    return false;
}

struct ex_node *ex_server_of_path(const struct ex_graph *graph, struct ex_str path)
{
    struct ex_node *best = NULL;
    size_t length = 0;
    for (size_t i = 0; i < graph->nodes[EX_KIND_ExchangeServer].n; i++) {
        struct ex_node *server = ex_graph_at(graph, EX_KIND_ExchangeServer, i);
        size_t n = ex_cell_text(server, EX_PROP_NAME).n;
        if (n < length || !names_server(path, server))
            continue;
        best = n > length ? server : NULL; /* two names of one length: it may be either */
        length = n;
    }
    return best;
}

static struct ex_str server_name(const struct ex_graph *graph, const struct ex_node *node)
{
    enum place place = place_of((enum ex_kind_id)node->kind);
    if (place == OWN_NAME) {
        struct ex_str name = ex_cell_text(node, EX_PROP_NAME);
        return name.n ? name : node->identity;
    }
    if (place == IN_IDENTITY)
        return server_in_identity(node);
    const struct ex_node *server = server_of_file(graph, node->file);
    return server ? ex_cell_text(server, EX_PROP_NAME) : EX_STR("");
}

static void set_link(struct ex_graph *graph, struct ex_value *cell, struct ex_str name)
{
    struct ex_value *fields = ex_set_struct(cell, EX_STRUCT_ADObjectId, graph->arena);
    ex_set_string(&fields[EX_F_ADObjectId_text], name);
    ex_set_string(&fields[EX_F_ADObjectId_Name], name);
}

/**
 * The server's own name for what a link calls it: "EX01" for "ex01.contoso.com", which is
 * its first label. So objects keep their identity when servers were not exported.
 */
static struct ex_str canonical_server(const struct ex_graph *graph, const struct ex_value *link)
{
    struct ex_str text = ex_value_str(&link->u.items[EX_F_ADObjectId_text]);
    const struct ex_node *server = ex_index_find(graph, EX_KIND_ExchangeServer, text);
    struct ex_str name = server ? ex_cell_text(server, EX_PROP_NAME) : EX_STR("");
    return name.n ? name : ex_str_slice(text, 0, ex_str_find(text, '.'));
}

/** "EX01\THUMBPRINT": the same certificate on two servers is two objects. */
static void name_certificate(struct ex_graph *graph, struct ex_node *node)
{
    const struct ex_value *server = &node->cells[EX_P_ExchangeCertificate_Server];
    struct ex_str thumbprint = ex_cell_text(node, EX_P_ExchangeCertificate_Thumbprint);
    if (server->tag != EX_STRUCT || thumbprint.n == 0)
        return;
    struct ex_str name = canonical_server(graph, server);
    node->identity =
        ex_arena_printf(graph->arena, "%.*s\\%.*s", EX_FMT(name), EX_FMT(thumbprint));
}

void ex_attach_certificate(struct ex_graph *graph, struct ex_node *node,
                           const struct ex_node *server)
{
    set_link(graph, &node->cells[EX_P_ExchangeCertificate_Server],
             ex_cell_text(server, EX_PROP_NAME));
    name_certificate(graph, node);
}

/** For ex_graph_filter(): false for objects of servers that were set aside. */
static bool attach(void *ctx, struct ex_node *node)
{
    struct ex_graph *graph = ctx;
    int prop = ex_server_prop((enum ex_kind_id)node->kind);
    struct ex_value *cell = &node->cells[prop];
    if (cell->tag == EX_ABSENT) {
        struct ex_str name = server_name(graph, node);
        if (name.n)
            set_link(graph, cell, name);
        else
            graph->unattached[node->kind] = true;
    }
    if (node->kind == EX_KIND_ExchangeCertificate)
        name_certificate(graph, node);
    if (node->kind == EX_KIND_ServiceHealth && cell->tag == EX_STRUCT)
        node->identity = ex_arena_printf(graph->arena, "%.*s\\%.*s",
                                         EX_FMT(canonical_server(graph, cell)),
                                         EX_FMT(node->identity));
    if (cell->tag != EX_STRUCT)
        return true;
    struct ex_str text = ex_value_str(&cell->u.items[EX_F_ADObjectId_text]);
    return ex_index_find(graph, EX_KIND_ExchangeServer, text) ||
           !ex_map_get(graph->foreign, text);
}

void ex_link_attach(struct ex_graph *graph)
{
    for (size_t i = 0; i < EX_N_KINDS; i++) {
        if (ex_server_prop((enum ex_kind_id)i) >= 0 && i != EX_KIND_OfflineAddressBook)
            ex_graph_filter(graph, (enum ex_kind_id)i, attach, graph);
    }
}
