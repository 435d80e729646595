/* SPDX-License-Identifier: MIT */
/**
 * @file
 * DNS for the commands: options, asking with progress, replaying.
 */
#include "cli/cli.h"

#include "model/host.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { MAX_TIMEOUT_MS = 60000, MAX_TRIES = 10, MAX_WINDOW = 10000 };

/* ---- options -------------------------------------------------------------------- */

static void add_text(struct ex_cli_dns *dns, struct ex_vec *list, struct ex_str text)
{
    *EX_PUSH(list, struct ex_str) = ex_arena_str(dns->arena, text);
}

/* A number of options that is given once, within bounds; `scale` for seconds as milliseconds. */
static bool read_number(const struct ex_args *args, enum ex_option_id id, unsigned scale,
                        unsigned most, unsigned *out)
{
    const struct ex_option_use *use = ex_args_last(args, id);
    if (!use)
        return true;
    struct ex_str text = use->value;
    size_t dot = scale > 1 ? ex_str_find(text, '.') : SIZE_MAX;
    uint64_t whole = 0, tenths = 0;
    bool good = ex_str_to_uint(ex_str_slice(text, 0, dot), &whole);
    if (good && dot != SIZE_MAX)
        good = text.n == dot + 2 && ex_str_to_uint(ex_str_slice(text, dot + 1, text.n), &tenths);
    uint64_t number = whole > most ? 0 : whole * scale + tenths * scale / 10;
    if (good && number > 0 && number <= most) {
        *out = (unsigned)number;
        return true;
    }
    struct ex_buf EX_AUTO(ex_buf_free) hint = EX_BUF_INIT;
    ex_buf_printf(&hint, "it is a number up to %u", most / scale);
    ex_cli_use_error(use, hint.p, "unknown value '%.*s' of --%s", EX_FMT(text),
                     ex_option(id)->name);
    return false;
}

static bool read_assumed(struct ex_cli_dns *dns, const struct ex_option_use *use)
{
    struct ex_str text = use->value;
    size_t equals = ex_str_find(text, '=');
    struct ex_str name = ex_str_slice(text, 0, equals);
    struct ex_str value = equals == SIZE_MAX ? (struct ex_str){NULL, 0}
                                             : ex_str_slice(text, equals + 1, text.n);
    struct ex_str host = ex_host_canonical(dns->arena, value);
    struct ex_ip ip;
    bool address = ex_ip_parse(value, &ip);
    if (ex_str_eq(name, EX_STR("gateway")) && (address || ex_host_valid(host)))
        add_text(dns, &dns->assumed.gateways, address ? ex_ip_text(dns->arena, &ip) : host);
    else if (ex_str_eq(name, EX_STR("outbound")) && address)
        add_text(dns, &dns->assumed.outbound, ex_ip_text(dns->arena, &ip));
    else if (ex_str_eq(name, EX_STR("dkim-selector")) && ex_host_valid(host))
        add_text(dns, &dns->assumed.dkim_selectors, host);
    else {
        ex_cli_use_error(use, "write gateway=HOST, gateway=ADDRESS, outbound=ADDRESS or "
                              "dkim-selector=NAME", "'%.*s' cannot be assumed", EX_FMT(text));
        return false;
    }
    return true;
}

static bool read_use(struct ex_cli_dns *dns, const struct ex_option_use *use)
{
    switch (use->id) {
    case EX_OPT_DNS:
        dns->ask = !use->negated;
        break;
    case EX_OPT_DNS_PUBLIC:
        add_text(dns, &dns->options.servers[EX_DNS_PUBLIC], use->value);
        break;
    case EX_OPT_DNS_INTERNAL:
        add_text(dns, &dns->options.servers[EX_DNS_INTERNAL], use->value);
        break;
    case EX_OPT_DNS_REPLAY:
        dns->replay = use->value.p;
        break;
    case EX_OPT_ASSUME:
        return read_assumed(dns, use);
    default:
        break;
    }
    return true;
}

static void init(struct ex_cli_dns *dns)
{
    *dns = (struct ex_cli_dns){.arena = ex_arena_new()};
    ex_dns_answers_init(&dns->answers);
    struct ex_vec *lists[] = {&dns->options.servers[EX_DNS_PUBLIC],
                              &dns->options.servers[EX_DNS_INTERNAL], &dns->assumed.gateways,
                              &dns->assumed.outbound, &dns->assumed.dkim_selectors};
    for (size_t i = 0; i < EX_COUNT(lists); i++)
        *lists[i] = (struct ex_vec)EX_VEC(struct ex_str);
}

bool ex_cli_dns_assumed(struct ex_cli_dns *dns, const struct ex_str *values, size_t n)
{
    bool good = true;
    init(dns);
    for (size_t i = 0; i < n && good; i++)
        good = read_assumed(dns, &(struct ex_option_use){.value = values[i]});
    return good;
}

bool ex_cli_dns_init(struct ex_cli_dns *dns, const struct ex_args *args)
{
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    ex_diags_init(&diags);
    init(dns);
    bool good = true;
    for (size_t i = 0; i < args->uses.n && good; i++)
        good = read_use(dns, EX_AT(&args->uses, struct ex_option_use, i));
    good = good && ex_dns_check_servers(&dns->options, &diags);
    ex_cli_messages(&diags, &(struct ex_message_options){.level = EX_ERROR});
    if (good && dns->ask && dns->replay) {
        ex_cli_error("leave out one of them", "--dns asks and --dns-replay does not");
        return false;
    }
    /* Only the public view has a default, unless just the internal one was asked for. */
    dns->options.system = !dns->options.servers[EX_DNS_INTERNAL].n;
    return good && read_number(args, EX_OPT_DNS_TIMEOUT, 1000, MAX_TIMEOUT_MS,
                               &dns->options.timeout_ms) &&
           read_number(args, EX_OPT_DNS_TRIES, 1, MAX_TRIES, &dns->options.tries) &&
           read_number(args, EX_OPT_DNS_WINDOW, 1, MAX_WINDOW, &dns->options.window);
}

static struct cel_value texts(const struct ex_vec *from, struct ex_arena *arena)
{
    struct cel_list *list = EX_NEW(arena, struct cel_list);
    struct cel_value *items = EX_NEW_ARRAY(arena, from->n, struct cel_value);

    for (size_t i = 0; i < from->n; i++)
        items[i] = cel_string(ex_arena_str(arena, *EX_AT(from, struct ex_str, i)));
    *list = (struct cel_list){.n = from->n, .items = items};
    return (struct cel_value){.kind = CEL_LIST, .list = list};
}

void ex_cli_dns_parameters(const struct ex_cli_dns *dns, struct ex_arena *arena,
                           struct ex_parameters *parameters)
{
    struct cel_value *values = parameters->values;

    values[EX_PARAMETER_assumed_gateways] = texts(&dns->assumed.gateways, arena);
    values[EX_PARAMETER_assumed_outbound] = texts(&dns->assumed.outbound, arena);
    values[EX_PARAMETER_assumed_dkim_selectors] = texts(&dns->assumed.dkim_selectors, arena);
}

void ex_cli_dns_free(struct ex_cli_dns *dns)
{
    for (size_t v = 0; v < EX_N_DNS_VIEWS; v++)
        ex_vec_free(&dns->options.servers[v]);
    ex_vec_free(&dns->assumed.gateways);
    ex_vec_free(&dns->assumed.outbound);
    ex_vec_free(&dns->assumed.dkim_selectors);
    ex_dns_answers_free(&dns->answers);
    ex_source_free(dns->recording);
    ex_arena_free(dns->arena);
}

/* ---- asking ----------------------------------------------------------------------- */

static bool next_question(void *ctx, struct ex_dns_question *question)
{
    return ex_dns_plan_next(ctx, question);
}

static void note_answer(void *ctx, const struct ex_dns_answer *answer)
{
    ex_dns_plan_answered(ctx, answer);
}

static void show_progress(void *ctx, size_t answered, size_t in_flight EX_UNUSED)
{
    (void)fprintf(stderr, "\r\033[KDNS: %zu of %zu answered", answered, ex_dns_plan_count(ctx));
    (void)fflush(stderr);
}

static struct ex_str clock_text(struct ex_arena *arena)
{
    time_t now = time(NULL);
    struct tm t;
    if (!gmtime_r(&now, &t))
        return EX_STR("");
    return ex_arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", t.tm_year + 1900, t.tm_mon + 1,
                           t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec);
}

static struct ex_dns_plan *new_plan(const struct ex_cli_dns *dns, const struct ex_graph *graph)
{
    bool views[EX_N_DNS_VIEWS];
    for (size_t v = 0; v < EX_N_DNS_VIEWS; v++)
        views[v] = dns->options.servers[v].n > 0;
    views[EX_DNS_PUBLIC] = views[EX_DNS_PUBLIC] || dns->options.system;
    return ex_dns_plan_new(graph, &dns->assumed, views);
}

static bool ask(struct ex_cli_dns *dns, const struct ex_graph *graph, bool progress,
                struct ex_diags *diags)
{
    struct ex_dns_plan *plan EX_AUTO(ex_dns_plan_auto) = new_plan(dns, graph);
    struct ex_dns_driver driver = {plan, next_question, note_answer, NULL};
    bool shown = progress && isatty(STDERR_FILENO);
    if (shown)
        driver.progress = show_progress;
    dns->answers.time = clock_text(dns->answers.arena);
    dns->answers.plan = ex_dns_plan_fingerprint(plan, dns->answers.arena);
    bool good = ex_dns_ask(&dns->options, &driver, &dns->answers, diags);
    if (shown)
        (void)fputs("\r\033[K", stderr);
    if (!good)
        return false;
    if (ex_dns_plan_is_full(plan))
        ex_diag_hint(diags,
                     ex_diag(diags, EX_WARNING, EX_STR(""), (struct ex_place){0, 0},
                             "the answers of DNS raise more questions than are asked (%zu)",
                             ex_dns_plan_count(plan)),
                     "what needs the rest is not assessed");
    ex_dns_sort(&dns->answers);
    return true;
}

/* ---- replaying -------------------------------------------------------------------- */

static bool replay(struct ex_cli_dns *dns, const struct ex_graph *graph, struct ex_diags *diags)
{
    struct ex_str path = ex_str(dns->replay);
    size_t slash = ex_str_rfind(path, '/');
    struct ex_str name = ex_str_slice(path, slash == SIZE_MAX ? 0 : slash + 1, path.n);
    dns->recording = ex_source_open(dns->replay, name, diags);
    if (!dns->recording || !ex_dns_load(dns->recording, &dns->answers, diags))
        return false;
    struct ex_dns_plan *plan EX_AUTO(ex_dns_plan_auto) =
        ex_dns_plan_new(graph, &dns->assumed, dns->answers.asked);
    struct ex_str fingerprint = ex_dns_plan_fingerprint(plan, dns->arena);
    if (!ex_str_eq(fingerprint, dns->answers.plan)) {
        struct ex_diag *diag =
            ex_diag(diags, EX_WARNING, ex_str(dns->replay), (struct ex_place){0, 0},
                    "the recording was made for another dump, or with other --assume");
        ex_diag_hint(diags, diag, "names that were not asked then are not assessed; record "
                                  "again with: exlint dns DUMP -o %s", dns->replay);
    }
    return true;
}

bool ex_cli_dns_answers(struct ex_cli_dns *dns, const struct ex_graph *graph, bool progress)
{
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    ex_diags_init(&diags);
    bool good = dns->replay ? replay(dns, graph, &diags) : ask(dns, graph, progress, &diags);
    ex_cli_messages(&diags, &(struct ex_message_options){.level = EX_WARNING, .per_file = 5});
    return good;
}

/* What was just asked is read like any recording: reports point into it. */
static void record(struct ex_cli_dns *dns)
{
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    ex_diags_init(&diags);
    ex_dns_write(&dns->answers, ex_str(ex_version()), &text);
    dns->recording = ex_source_from_bytes(ex_buf_str(&text), EX_STR("dns.json"));
    ex_dns_answers_free(&dns->answers);
    ex_dns_answers_init(&dns->answers);
    if (!ex_dns_load(dns->recording, &dns->answers, &diags))
        ex_cli_messages(&diags, &(struct ex_message_options){.level = EX_WARNING, .per_file = 5});
}

void ex_cli_dns_facts(struct ex_cli_dns *dns, struct ex_graph *graph)
{
    if (!dns->recording)
        record(dns);
    ex_dns_facts(&dns->answers, &dns->assumed, dns->recording, graph);
    dns->recording = NULL;
}
