/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The registry of writers, and the counts that all of them show.
 */
#include "formats/report/writer.h"

#include "cel/run.h"

#define EX_WRITER(name) extern const struct ex_writer ex_writer_##name;
#include "formats/report/writers.def"
#undef EX_WRITER

static const struct ex_writer *const writers[] = {
#define EX_WRITER(name) &ex_writer_##name,
#include "formats/report/writers.def"
#undef EX_WRITER
};

const struct ex_writer *const *ex_writers(size_t *n)
{
    *n = EX_COUNT(writers);
    return writers;
}

const struct ex_writer *ex_writer_find(struct ex_str name)
{
    for (size_t i = 0; i < EX_COUNT(writers); i++) {
        if (ex_str_ieq(name, ex_str(writers[i]->name)))
            return writers[i];
    }
    return NULL;
}

const struct ex_writer *ex_writer_for_file(struct ex_str path)
{
    for (size_t i = 0; i < EX_COUNT(writers); i++) {
        if (writers[i]->extension && ex_str_iends(path, ex_str(writers[i]->extension)))
            return writers[i];
    }
    return NULL;
}

/* That the dump itself is in order says nothing about the organization. */
static bool is_about_dump(const struct ex_rule *rule)
{
    for (size_t i = 0; i < rule->n_reads; i++) {
        struct ex_missing m = ex_missing_unpack(rule->reads[i]);
        if (m.kind < EX_N_KINDS && ex_kind_is_about_dump((enum ex_kind_id)m.kind))
            return true;
    }
    return false;
}

struct ex_report_coverage ex_coverage_of(const struct ex_results *results)
{
    struct ex_report_coverage c = {.rules = results->n_rule_results, .nothing = true};
    for (size_t i = 0; i < results->n_rule_results; i++) {
        const struct ex_rule_result *r = &results->rule_results[i];
        bool judged = r->outcome == EX_OUTCOME_FINDING || r->outcome == EX_OUTCOME_PASS;
        if (judged && !is_about_dump(r->rule))
            c.nothing = false;
        if (r->outcome == EX_OUTCOME_NOT_ASSESSED) {
            c.not_assessed++;
            continue;
        }
        c.assessed++;
        if (r->outcome == EX_OUTCOME_NOT_APPLICABLE)
            c.not_applicable++;
        if (r->counts[EX_OUTCOME_NOT_ASSESSED])
            c.partly++;
    }
    c.nothing = c.nothing && (c.not_assessed || !c.rules);
    return c;
}

struct ex_str ex_report_time(struct ex_arena *arena, struct cel_time time)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    cel_timestamp_text(time, &out);
    return ex_arena_str(arena, ex_buf_str(&out));
}
