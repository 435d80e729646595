/* SPDX-License-Identifier: MIT */
/**
 * @file
 * `exlint dns`: ask DNS about the names in a dump, and record what it says.
 */
#include "cli/dns_expected.h"

/* Failed questions by how they failed: "12 answers are missing: 10 TIMEOUT, 2 SERVFAIL". */
static void tell_failures(const struct ex_dns_answers *answers)
{
    size_t counts[EX_N_DNS_STATUSES] = {0};
    size_t failed = 0;
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    for (size_t i = 0; i < answers->items.n; i++) {
        enum ex_dns_status status = EX_AT(&answers->items, struct ex_dns_answer, i)->status;
        counts[status]++;
        failed += !ex_dns_is_final(status);
    }
    for (size_t s = 0; s < EX_N_DNS_STATUSES; s++) {
        struct ex_str name = ex_dns_status_name((enum ex_dns_status)s);
        if (counts[s] && !ex_dns_is_final((enum ex_dns_status)s))
            ex_buf_printf(&text, "%s%zu %.*s", text.n ? ", " : "", counts[s], EX_FMT(name));
    }
    if (failed)
        ex_cli_error("what needs them is not assessed; ask again later, or another server",
                     "%zu of %zu questions were not answered: %s", failed, answers->items.n,
                     text.p);
}

/* To the file of -o, or to standard output. */
static int write_out(const struct ex_args *args, struct ex_str text)
{
    const struct ex_option_use *use = ex_args_last(args, EX_OPT_OUTPUT);
    bool to_file = use && !ex_str_eq(use->value, EX_STR("-"));
    bool good = to_file ? ex_cli_write_file(use->value, text) : ex_cli_print(text);
    return good ? EX_EXIT_OK : EX_EXIT_INTERNAL;
}

static int write_recording(const struct ex_args *args, const struct ex_dns_answers *answers)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    ex_dns_write(answers, ex_str(ex_version()), &out);
    return write_out(args, ex_buf_str(&out));
}

/* Beside answers only when a recording or a server was named: nobody is asked by default. */
static int write_expected(const struct ex_args *args, struct ex_cli_dns *dns,
                          const struct ex_graph *graph)
{
    struct ex_vec EX_AUTO(ex_vec_free) records = EX_VEC(struct ex_dns_expected);
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    const struct ex_option_use *use = ex_args_last(args, EX_OPT_FORMAT);
    bool answered = dns->replay || dns->options.servers[EX_DNS_PUBLIC].n ||
                    dns->options.servers[EX_DNS_INTERNAL].n;
    struct ex_write_options report = {0};
    const struct ex_option_use *file = ex_args_last(args, EX_OPT_OUTPUT);
    if (!ex_cli_terminal(args, &report))
        return EX_EXIT_USAGE;
    if (file && !ex_str_eq(file->value, EX_STR("-")) && !ex_args_last(args, EX_OPT_WIDTH))
        report.width = 0;
    if (answered && !ex_cli_dns_answers(dns, graph, !ex_args_flag(args, EX_OPT_QUIET, false)))
        return EX_EXIT_INPUT;
    ex_dns_expect(graph, &dns->assumed, answered ? &dns->answers : NULL, dns->arena, &records);
    if (!ex_cli_dns_expected(use ? use->value : EX_STR("text"), &records, report.width,
                             &out))
        return EX_EXIT_USAGE;
    return write_out(args, ex_buf_str(&out));
}

static int load(const struct ex_args *args, struct ex_cli_dump *dump)
{
    unsigned jobs = 1;
    if (!args->rest.n) {
        ex_cli_error("name the folder with the exported configuration: exlint dns DUMP",
                     "no dump was given");
        return EX_EXIT_INPUT;
    }
    if (!ex_cli_stdin_fits(args, args->rest.n) || !ex_cli_jobs(args, &jobs))
        return EX_EXIT_USAGE;
    return ex_cli_load_for(dump, args, NULL, jobs, EX_LOAD_DNS);
}

int ex_cmd_dns(const struct ex_args *args)
{
    struct ex_cli_dns EX_AUTO(ex_cli_dns_free) dns;
    struct ex_cli_dump EX_AUTO(ex_cli_dump_free) dump = {0};
    if (!ex_cli_dns_init(&dns, args))
        return EX_EXIT_USAGE;
    int status = load(args, &dump);
    if (status)
        return status;
    if (ex_args_flag(args, EX_OPT_EXPECTED, false))
        return write_expected(args, &dns, dump.graph);
    if (!ex_cli_dns_answers(&dns, dump.graph, !ex_args_flag(args, EX_OPT_QUIET, false)))
        return EX_EXIT_INPUT;
    tell_failures(&dns.answers);
    return write_recording(args, &dns.answers);
}
