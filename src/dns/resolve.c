/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The door to c-ares. It gets one channel for each server and one try for each
 * query; which server to ask next, and how often, is decided here, because
 * c-ares doubles the time-out with every try and forgets what a failing server said.
 *
 * What was cut off is asked again over TCP, on connections that carry one question each: c-ares
 * ends all queries of a channel when a connection of it fails, and a server
 * that closes connections, or takes none, must not cost other questions their tries.
 *
 * Nothing is sent from within a callback of c-ares: questions that have to be asked again wait in a
 * list for the loop, so that failures cannot pile up on the stack.
 */
#include "dns/resolve.h"

#include "base/buf.h"
#include "base/limits.h"
#include "dns/message.h"

#include <ares.h>
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>

enum {
    DEFAULT_TIMEOUT_MS = 2000,
    DEFAULT_TRIES = 3,
    DEFAULT_WINDOW = 512,
    DNS_PORT = 53,
    CLASS_IN = 1,
    UDP_BYTES = 1232,           /* EDNS: what no network fragments (DNS flag day 2020) */
    SOCKET_BYTES = 4 << 20,     /* so that a full window of answers finds room */
    MAX_SERVERS = 8,            /* of a view */
    TCP_CHANNELS = 4,           /* connections to a server at once */
    /* one socket for each channel, and one that is being replaced */
    MAX_SOCKETS = 2 * EX_N_DNS_VIEWS * MAX_SERVERS * (1 + TCP_CHANNELS),
    TICK_MS = 20,               /* how late a time-out is noticed */
    SILENT_AFTER = 64,          /* failures without any answer, after which a server is given up */
    SILENT_WINDOWS = 4,         /* the same for one that has answered, in windows */
    PROGRESS_MS = 100,
};

/* ---- addresses ---- */

struct address {
    int family;
    struct in_addr v4;
    struct in6_addr v6;
    int port;
};

static bool parse_port(struct ex_str text, int *port)
{
    uint64_t number = 0;

    if (!ex_str_to_uint(text, &number) || number == 0 || number > 65535)
        return false;
    *port = (int)number;
    return true;
}

/* "192.0.2.1", "192.0.2.1:5353", "2001:db8::1", "[2001:db8::1]:5353" */
static bool parse_address(struct ex_str text, struct address *out)
{
    char host[INET6_ADDRSTRLEN + 1];
    struct ex_str part = text;
    size_t colon = ex_str_find(text, ':');

    *out = (struct address){.port = DNS_PORT};
    if (ex_str_starts(text, EX_STR("["))) {
        size_t close = ex_str_find(text, ']');
        if (close == SIZE_MAX)
            return false;
        struct ex_str rest = ex_str_slice(text, close + 1, text.n);
        part = ex_str_slice(text, 1, close);
        if (rest.n && (rest.p[0] != ':' ||
                       !parse_port(ex_str_slice(rest, 1, rest.n), &out->port)))
            return false;
    } else if (colon != SIZE_MAX && ex_str_rfind(text, ':') == colon) {
        part = ex_str_slice(text, 0, colon);
        if (!parse_port(ex_str_slice(text, colon + 1, text.n), &out->port))
            return false;
    }
    if (part.n == 0 || part.n >= sizeof host)
        return false;
    memcpy(host, part.p, part.n);
    host[part.n] = '\0';
    out->family = inet_pton(AF_INET, host, &out->v4) == 1    ? AF_INET
                  : inet_pton(AF_INET6, host, &out->v6) == 1 ? AF_INET6
                                                             : 0;
    return out->family != 0;
}

bool ex_dns_check_servers(const struct ex_dns_options *options, struct ex_diags *diags)
{
    bool good = true;

    for (size_t view = 0; view < EX_N_DNS_VIEWS; view++) {
        const struct ex_vec *servers = &options->servers[view];

        for (size_t i = 0; i < servers->n; i++) {
            struct ex_str text = *EX_AT(servers, struct ex_str, i);
            struct address address;

            if (i < MAX_SERVERS && parse_address(text, &address))
                continue;
            struct ex_diag *diag =
                ex_diag(diags, EX_ERROR, EX_STR(""), (struct ex_place){0, 0},
                        i < MAX_SERVERS ? "'%.*s' is not the address of a DNS server"
                                        : "'%.*s' is one DNS server too many for a view",
                        EX_FMT(text));
            ex_diag_hint(diags, diag, "give addresses such as 192.0.2.53, 192.0.2.53:5353 or "
                                      "[2001:db8::53]:53, at most %d", MAX_SERVERS);
            good = false;
        }
    }
    return good;
}

/* ---- servers ---- */

struct asking;
struct flight;

struct channel {
    struct asking *asking;
    ares_channel ares;    /* NULL: not open yet */
    bool busy;            /* of a connection: it carries a question */
};

/* Questions that wait to be sent, first in, first out. */
struct queue {
    struct flight *first;
    struct flight *last;
};

struct server {
    struct ex_str name;   /* as the answers name it */
    struct address address;
    struct channel udp;
    struct channel tcp[TCP_CHANNELS];
    struct queue cut_off; /* questions whose answers did not fit a datagram */
    size_t answers;
    size_t silence;       /* failures since the last answer */
    bool given_up;
};

struct view {
    struct server servers[MAX_SERVERS];
    size_t n;
};

struct open_socket {
    ares_socket_t fd;
    short events;
    struct channel *channel;
};

/* All that one call of ex_dns_ask() knows. */
struct asking {
    const struct ex_dns_options *options;
    const struct ex_dns_driver *driver;
    struct ex_dns_answers *answers;
    struct ex_arena *scratch; /* of one message */
    struct view views[EX_N_DNS_VIEWS];
    struct open_socket sockets[MAX_SOCKETS];
    size_t n_sockets;
    struct queue again;       /* questions to be asked again */
    size_t in_flight;
    size_t answered;
    unsigned timeout_ms;
    unsigned tries;
    unsigned window;
    int64_t shown;            /* when progress was last told */
    int64_t timed;            /* when time-outs were last looked for */
};

/* One question on its way. */
struct flight {
    struct flight *next;             /* in a queue */
    struct asking *asking;
    struct ex_dns_question question; /* as it was planned */
    struct ex_str name;              /* at the end of the CNAMEs so far */
    struct ex_dns_answer answer;     /* of what was learned so far */
    struct server *server;
    struct channel *connection;      /* of the question, when it is asked over TCP */
    unsigned tried;
    unsigned refused;                /* bits of the servers that will not tell */
};

static void enqueue(struct queue *queue, struct flight *flight)
{
    flight->next = NULL;
    if (queue->first)
        queue->last->next = flight;
    else
        queue->first = flight;
    queue->last = flight;
}

static struct flight *dequeue(struct queue *queue)
{
    struct flight *flight = queue->first;

    if (flight)
        queue->first = flight->next;
    return flight;
}

static int64_t now_ms(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* c-ares tells which sockets it waits for. */
static void socket_changed(void *data, ares_socket_t fd, int readable, int writable)
{
    struct channel *channel = data;
    struct asking *asking = channel->asking;
    size_t i = 0;

    while (i < asking->n_sockets && asking->sockets[i].fd != fd)
        i++;
    if (!readable && !writable) {
        if (i < asking->n_sockets)
            asking->sockets[i] = asking->sockets[--asking->n_sockets];
        return;
    }
    if (i == MAX_SOCKETS)
        return; /* its queries time out */
    if (i == asking->n_sockets)
        asking->n_sockets++;
    asking->sockets[i] = (struct open_socket){
        fd, (short)((readable ? POLLIN : 0) | (writable ? POLLOUT : 0)), channel};
}

/* A channel that asks this server only, and only once; false when c-ares fails. */
static bool open_channel(struct asking *asking, const struct server *server,
                         struct channel *channel, int flag)
{
    struct ares_addr_port_node node = {.family = server->address.family};
    struct ares_options options = {
        .flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES | ARES_FLAG_NOCHECKRESP |
                 ARES_FLAG_EDNS | flag,
        .timeout = (int)asking->timeout_ms,
        .tries = 1,
        .sock_state_cb = socket_changed,
        .sock_state_cb_data = channel,
        .ednspsz = UDP_BYTES,
        .socket_send_buffer_size = SOCKET_BYTES,
        .socket_receive_buffer_size = SOCKET_BYTES,
    };
    int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB |
               ARES_OPT_EDNSPSZ | ARES_OPT_SOCK_SNDBUF | ARES_OPT_SOCK_RCVBUF;

    channel->asking = asking;
    node.udp_port = node.tcp_port = server->address.port;
    if (server->address.family == AF_INET)
        node.addr.addr4 = server->address.v4;
    else
        memcpy(&node.addr.addr6, &server->address.v6, sizeof server->address.v6);
    if (ares_init_options(&channel->ares, &options, mask) != ARES_SUCCESS) {
        channel->ares = NULL;
        return false;
    }
    return ares_set_servers_ports(channel->ares, &node) == ARES_SUCCESS;
}

static bool open_server(struct asking *asking, struct view *view, struct ex_str text)
{
    struct server *server = &view->servers[view->n];

    *server = (struct server){.name = ex_arena_str(asking->answers->arena, text)};
    if (!parse_address(text, &server->address))
        return false;
    view->n++;
    return open_channel(asking, server, &server->udp, ARES_FLAG_IGNTC);
}

/* The servers of resolv.conf, as c-ares reads it. */
static bool system_servers(struct asking *asking, struct view *view)
{
    struct ares_addr_port_node *list = NULL;
    ares_channel channel;
    bool good = true;

    if (ares_init(&channel) != ARES_SUCCESS)
        return false;
    (void)ares_get_servers_ports(channel, &list);
    for (const struct ares_addr_port_node *node = list; node && good && view->n < MAX_SERVERS;
         node = node->next) {
        char text[INET6_ADDRSTRLEN] = "";
        int port = node->udp_port ? node->udp_port : DNS_PORT;
        struct ex_arena *arena = asking->answers->arena;
        struct ex_str name;

        (void)inet_ntop(node->family, &node->addr, text, sizeof text);
        name = node->family == AF_INET ? ex_arena_printf(arena, "%s:%d", text, port)
                                       : ex_arena_printf(arena, "[%s]:%d", text, port);
        good = open_server(asking, view, name);
    }
    ares_free_data(list);
    ares_destroy(channel);
    return good && view->n > 0;
}

static bool open_view(struct asking *asking, enum ex_dns_view id)
{
    const struct ex_vec *servers = &asking->options->servers[id];
    struct view *view = &asking->views[id];
    struct ex_buf EX_AUTO(ex_buf_free) names = EX_BUF_INIT;
    bool good = true;

    for (size_t i = 0; i < servers->n && good; i++)
        good = open_server(asking, view, *EX_AT(servers, struct ex_str, i));
    if (good && servers->n == 0 && id == EX_DNS_PUBLIC && asking->options->system)
        good = system_servers(asking, view);
    for (size_t i = 0; i < view->n; i++)
        ex_buf_printf(&names, "%s%.*s", i ? ", " : "", EX_FMT(view->servers[i].name));
    asking->answers->resolvers[id] = ex_arena_str(asking->answers->arena, ex_buf_str(&names));
    asking->answers->asked[id] = view->n > 0;
    return good;
}

/* ---- questions ---- */

/* Hand in what is known, and forget the question. */
static void land(struct flight *flight)
{
    struct asking *asking = flight->asking;
    struct ex_dns_answer answer = flight->answer;

    answer.question = flight->question;
    /* Names of questions are the driver's, answers outlive it. */
    answer.question.name = ex_arena_str(asking->answers->arena, flight->question.name);
    answer.off = UINT64_MAX;
    *EX_PUSH(&asking->answers->items, struct ex_dns_answer) = answer;
    asking->in_flight--;
    asking->answered++;
    free(flight);
    asking->driver->answered(asking->driver->ctx, &answer);
}

/* Add records that were found further on along the CNAMEs. */
static void append_records(struct flight *flight, const struct ex_dns_answer *more)
{
    struct ex_dns_answer *answer = &flight->answer;
    size_t n = answer->n_records + more->n_records;
    struct ex_dns_record *all =
        EX_NEW_ARRAY(flight->asking->answers->arena, n, struct ex_dns_record);

    if (answer->n_records)
        memcpy(all, answer->records, answer->n_records * sizeof *all);
    if (more->n_records)
        memcpy(all + answer->n_records, more->records, more->n_records * sizeof *all);
    bool authenticated = more->authenticated && (answer->authenticated || !answer->n_records);
    *answer = *more;
    answer->records = all;
    answer->n_records = n;
    answer->authenticated = authenticated;
}

static size_t count_links(const struct ex_dns_answer *answer)
{
    size_t n = 0;

    while (n < answer->n_records && answer->records[n].type == EX_DNS_CNAME)
        n++;
    return n;
}

static bool was_visited(const struct flight *flight, struct ex_str name)
{
    bool found = ex_str_eq(name, flight->question.name);

    for (size_t i = 0; i < flight->answer.n_records && !found; i++)
        found = flight->answer.records[i].type == EX_DNS_CNAME &&
                ex_str_eq(flight->answer.records[i].owner, name);
    return found;
}

/* The chain leads out of what the server answered: ask again for its end. */
static void go_on(struct flight *flight, struct ex_str end)
{
    bool circle = was_visited(flight, end) || count_links(&flight->answer) >= EX_MAX_DNS_CNAMES;

    if (circle || !ex_dns_askable(end)) {
        flight->answer.status = circle ? EX_DNS_LOOP : EX_DNS_MALFORMED;
        land(flight);
        return;
    }
    flight->name = end;
    flight->tried = 0;
    flight->refused = 0;
    enqueue(&flight->asking->again, flight);
}

static enum ex_dns_status status_of(int status)
{
    switch (status) {
    case ARES_ETIMEOUT:
        return EX_DNS_TIMEOUT;
    case ARES_ECONNREFUSED:
        return EX_DNS_NETWORK;
    default:
        return EX_DNS_OTHER;
    }
}

/* Whether the server would say the same once more; damage and bad luck pass. */
static bool is_last_word(const struct ex_dns_answer *answer)
{
    enum { NOT_IMPLEMENTED = 4 };

    return answer->status == EX_DNS_SERVFAIL || answer->status == EX_DNS_REFUSED ||
           answer->status == EX_DNS_REFERRAL ||
           (answer->status == EX_DNS_OTHER && answer->rcode == NOT_IMPLEMENTED);
}

/* Try again, perhaps another server; what the name has is not known until then. */
static void fail(struct flight *flight, const struct ex_dns_answer *failure)
{
    const struct view *view = &flight->asking->views[flight->question.view];

    flight->answer.status = failure->status;
    flight->answer.rcode = failure->rcode;
    if (is_last_word(failure))
        flight->refused |= 1u << (flight->server - view->servers);
    enqueue(&flight->asking->again, flight);
}

/* A response came in. */
static void take(struct flight *flight, struct ex_str message)
{
    struct ex_dns_question asked = {flight->question.view, flight->question.type, flight->name};
    struct asking *asking = flight->asking;
    struct ex_dns_answer answer;

    flight->server->answers++;
    flight->server->silence = 0;
    if (!flight->connection && ex_dns_is_truncated(message)) {
        enqueue(&flight->server->cut_off, flight);
        return;
    }
    struct ex_str end =
        ex_dns_read(message, &asked, asking->scratch, asking->answers->arena, &answer);
    ex_arena_reset(asking->scratch);
    flight->answer.server = answer.server = flight->server->name;
    if (!ex_dns_is_final(answer.status) && answer.status != EX_DNS_LOOP) {
        fail(flight, &answer);
        return;
    }
    append_records(flight, &answer);
    if (end.p)
        go_on(flight, end);
    else
        land(flight);
}

static void arrived(void *arg, int status, int timeouts EX_UNUSED, unsigned char *bytes, int length)
{
    struct flight *flight = arg;
    struct ex_dns_answer failure = {.status = status_of(status)};

    if (flight->connection)
        flight->connection->busy = false;
    if (bytes && length > 0) {
        take(flight, ex_str_n((const char *)bytes, (size_t)length));
        flight = NULL;
    } else if (failure.status == EX_DNS_OTHER) {
        flight->answer.status = EX_DNS_OTHER; /* c-ares could not even ask */
        land(flight);
    } else {
        flight->server->silence++;
        fail(flight, &failure);
    }
}

static void send_to(struct flight *flight, struct channel *channel)
{
    char name[EX_DNS_NAME_BYTES + 1];

    memcpy(name, flight->name.p, flight->name.n);
    name[flight->name.n] = '\0';
    ares_query(channel->ares, name, CLASS_IN, flight->question.type, arrived, flight);
}

/* The server for a try, past those that were given up or will not tell; NULL: none. */
static struct server *choose(const struct flight *flight)
{
    struct view *view = &flight->asking->views[flight->question.view];

    for (size_t i = 0; i < view->n; i++) {
        size_t at = (flight->tried + i) % view->n;
        struct server *server = &view->servers[at];

        if (server->silence >= (server->answers ? SILENT_WINDOWS * flight->asking->window
                                                : SILENT_AFTER))
            server->given_up = true;
        if (!server->given_up && !(flight->refused & 1u << at))
            return server;
    }
    return NULL;
}

/* One more try, or the end of them. */
static void send_flight(struct flight *flight)
{
    const struct view *view = &flight->asking->views[flight->question.view];
    unsigned tries = flight->asking->tries;
    struct server *server = choose(flight);

    /* Each server gets a chance, and each loss another one. */
    if (tries < view->n)
        tries = (unsigned)view->n;
    if (!server || flight->tried >= tries || !ex_dns_askable(flight->name)) {
        if (flight->tried == 0)
            flight->answer.status = server ? EX_DNS_OTHER : EX_DNS_NETWORK;
        land(flight);
        return;
    }
    flight->server = server;
    flight->connection = NULL;
    flight->tried++;
    send_to(flight, &server->udp);
}

/* Send on free connections what was cut off. */
static void send_cut_off(struct asking *asking, struct server *server)
{
    for (size_t i = 0; i < TCP_CHANNELS && server->cut_off.first; i++) {
        struct channel *channel = &server->tcp[i];

        if (channel->busy)
            continue;
        struct flight *flight = dequeue(&server->cut_off);
        flight->connection = channel;
        channel->busy =
            channel->ares || open_channel(asking, server, channel, ARES_FLAG_USEVC);
        if (channel->busy) {
            send_to(flight, channel);
        } else {
            flight->answer.status = EX_DNS_NETWORK;
            land(flight);
        }
    }
}

static void start(struct asking *asking, const struct ex_dns_question *question)
{
    struct flight *flight = ex_alloc(sizeof *flight);

    *flight = (struct flight){.asking = asking, .question = *question, .name = question->name};
    flight->answer.question = *question;
    asking->in_flight++;
    send_flight(flight);
}

/* ---- the loop ---- */

/* Call c-ares for all channels, which have their time-outs. */
static void process_timeouts(struct asking *asking)
{
    for (size_t v = 0; v < EX_N_DNS_VIEWS; v++) {
        for (size_t i = 0; i < asking->views[v].n; i++) {
            struct server *server = &asking->views[v].servers[i];

            ares_process_fd(server->udp.ares, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
            for (size_t k = 0; k < TCP_CHANNELS; k++) {
                if (server->tcp[k].ares)
                    ares_process_fd(server->tcp[k].ares, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
            }
        }
    }
}

/*
 * Wait for the sockets. Asking c-ares for the next time-out would have it look at every query in
 * flight, for each answer; looking at the clock now and then costs nothing.
 */
static void process(struct asking *asking)
{
    struct pollfd polled[MAX_SOCKETS];
    struct channel *owners[MAX_SOCKETS];
    size_t n = asking->n_sockets;
    int64_t now;

    for (size_t i = 0; i < n; i++) {
        polled[i] = (struct pollfd){asking->sockets[i].fd, asking->sockets[i].events, 0};
        owners[i] = asking->sockets[i].channel;
    }
    int ready = poll(polled, n, TICK_MS);
    for (size_t i = 0; i < n && ready > 0; i++) {
        bool in = polled[i].revents & (POLLIN | POLLERR | POLLHUP);
        bool out = polled[i].revents & POLLOUT;

        if (in || out)
            ares_process_fd(owners[i]->ares, in ? polled[i].fd : ARES_SOCKET_BAD,
                            out ? polled[i].fd : ARES_SOCKET_BAD);
    }
    now = now_ms();
    if (now - asking->timed >= TICK_MS) {
        asking->timed = now;
        process_timeouts(asking);
    }
}

static void show_progress(struct asking *asking)
{
    int64_t now = now_ms();

    if (!asking->driver->progress || now - asking->shown < PROGRESS_MS)
        return;
    asking->shown = now;
    asking->driver->progress(asking->driver->ctx, asking->answered, asking->in_flight);
}

/* Send what waits: questions to be asked again, what was cut off, then new questions. */
static void send_all(struct asking *asking)
{
    struct ex_dns_question question;
    struct flight *flight;

    while ((flight = dequeue(&asking->again)))
        send_flight(flight);
    for (size_t v = 0; v < EX_N_DNS_VIEWS; v++) {
        for (size_t i = 0; i < asking->views[v].n; i++)
            send_cut_off(asking, &asking->views[v].servers[i]);
    }
    while (asking->in_flight < asking->window &&
           ex_arena_used(asking->answers->arena) < EX_MAX_DNS_BYTES &&
           asking->driver->next(asking->driver->ctx, &question))
        start(asking, &question);
}

static void ask_all(struct asking *asking)
{
    for (;;) {
        send_all(asking);
        if (asking->in_flight == 0)
            return;
        /* What failed at once is not waited for. */
        if (!asking->again.first)
            process(asking);
        show_progress(asking);
    }
}

/* Answers so large are an attack, or a mistake of the server. */
static void report_size(const struct asking *asking, struct ex_diags *diags)
{
    struct ex_diag *diag;

    if (ex_arena_used(asking->answers->arena) < EX_MAX_DNS_BYTES)
        return;
    diag = ex_diag(diags, EX_WARNING, EX_STR(""), (struct ex_place){0, 0},
                   "the answers of DNS are larger than %u MiB together; the rest was not asked",
                   EX_MAX_DNS_BYTES >> 20);
    ex_diag_hint(diags, diag, "what needs the rest is not assessed");
}

static void report_silence(const struct asking *asking, struct ex_diags *diags)
{
    for (size_t v = 0; v < EX_N_DNS_VIEWS; v++) {
        for (size_t i = 0; i < asking->views[v].n; i++) {
            const struct server *server = &asking->views[v].servers[i];

            if (server->answers || !server->silence)
                continue;
            struct ex_diag *diag =
                ex_diag(diags, EX_WARNING, EX_STR(""), (struct ex_place){0, 0},
                        "the DNS server %.*s of the %.*s view does not answer",
                        EX_FMT(server->name), EX_FMT(ex_dns_view_name((enum ex_dns_view)v)));
            ex_diag_hint(diags, diag, "what needs it is not assessed; name another server with "
                                      "--dns-%.*s", EX_FMT(ex_dns_view_name((enum ex_dns_view)v)));
        }
    }
}

static void close_channel(struct channel *channel)
{
    if (channel->ares)
        ares_destroy(channel->ares);
}

static void close_views(struct asking *asking)
{
    for (size_t v = 0; v < EX_N_DNS_VIEWS; v++) {
        for (size_t i = 0; i < asking->views[v].n; i++) {
            struct server *server = &asking->views[v].servers[i];

            close_channel(&server->udp);
            for (size_t k = 0; k < TCP_CHANNELS; k++)
                close_channel(&server->tcp[k]);
        }
    }
}

bool ex_dns_ask(const struct ex_dns_options *options, struct ex_dns_driver *driver,
                struct ex_dns_answers *answers, struct ex_diags *diags)
{
    struct asking *asking = ex_alloc(sizeof *asking);
    bool good = ares_library_init(ARES_LIB_INIT_ALL) == ARES_SUCCESS;

    *asking = (struct asking){
        .options = options,
        .driver = driver,
        .answers = answers,
        .scratch = ex_arena_new(),
        .timeout_ms = options->timeout_ms ? options->timeout_ms : DEFAULT_TIMEOUT_MS,
        .tries = options->tries ? options->tries : DEFAULT_TRIES,
        .window = options->window ? options->window : DEFAULT_WINDOW,
    };
    for (size_t v = 0; v < EX_N_DNS_VIEWS && good; v++)
        good = open_view(asking, (enum ex_dns_view)v);
    if (good) {
        ask_all(asking);
        report_silence(asking, diags);
        report_size(asking, diags);
    } else {
        ex_diag(diags, EX_ERROR, EX_STR(""), (struct ex_place){0, 0},
                "the DNS resolver cannot be set up");
    }
    close_views(asking);
    ex_arena_free(asking->scratch);
    free(asking);
    ares_library_cleanup();
    return good;
}
