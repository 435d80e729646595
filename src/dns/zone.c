/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A DNS server of a few lines.
 */
#include "dns/zone.h"

#include "base/limits.h"
#include "model/host.h"

enum { DEFAULT_TTL = 3600 };

/* One line. */
struct line {
    struct ex_dns_record record;
    enum ex_dns_status status; /* EX_DNS_ANSWERED, or how the question fails */
};

struct zone {
    struct ex_vec lines; /* of struct line */
    struct ex_arena *arena;
};

static void zone_free(struct zone *zone)
{
    ex_vec_free(&zone->lines);
}

static struct ex_str next_word(struct ex_str *rest)
{
    struct ex_str text = ex_str_trim(*rest);
    size_t n = 0;

    while (n < text.n && !ex_is_space(text.p[n]))
        n++;
    *rest = ex_str_trim(ex_str_slice(text, n, text.n));
    return ex_str_slice(text, 0, n);
}

static bool read_u16(struct ex_str *rest, uint16_t *out)
{
    uint64_t number = 0;

    if (!ex_str_to_uint(next_word(rest), &number) || number > 0xFFFF)
        return false;
    *out = (uint16_t)number;
    return true;
}

static struct ex_str name_of(struct zone *zone, struct ex_str text)
{
    return ex_str_eq(text, EX_STR(".")) ? EX_STR("") : ex_host_canonical(zone->arena, text);
}

static bool read_data(struct zone *zone, struct ex_str rest, struct ex_dns_record *record)
{
    struct ex_ip ip;
    bool good = true;

    switch (record->type) {
    case EX_DNS_TXT:
        record->data = ex_arena_str(zone->arena, rest);
        return true;
    case EX_DNS_A:
    case EX_DNS_AAAA:
        good = ex_ip_parse(rest, &ip) && ip.v6 == (record->type == EX_DNS_AAAA);
        record->data = good ? ex_ip_text(zone->arena, &ip) : rest;
        return good;
    case EX_DNS_SRV:
    case EX_DNS_TLSA:
        good = read_u16(&rest, &record->preference) && read_u16(&rest, &record->weight) &&
               read_u16(&rest, &record->port);
        break;
    case EX_DNS_MX:
        good = read_u16(&rest, &record->preference);
        break;
    default:
        break;
    }
    record->data = name_of(zone, rest);
    return good && rest.n > 0 && ex_str_find(rest, ' ') == SIZE_MAX;
}

static bool read_line(struct zone *zone, struct ex_str text, struct line *line)
{
    struct ex_dns_record *record = &line->record;
    struct ex_str rest = text;
    uint64_t ttl = DEFAULT_TTL;

    *line = (struct line){.status = EX_DNS_ANSWERED};
    record->owner = name_of(zone, next_word(&rest));
    struct ex_str word = next_word(&rest);
    if (ex_str_to_uint(word, &ttl))
        word = next_word(&rest);
    record->ttl = (uint32_t)ttl;
    record->type = (uint16_t)ex_dns_type_named(word);
    if (!record->type || ttl > 0x7FFFFFFF)
        return false;
    enum ex_dns_status status = ex_dns_status_named(rest);
    if (status != EX_N_DNS_STATUSES && status != EX_DNS_ANSWERED) {
        line->status = status;
        return true;
    }
    return read_data(zone, rest, record);
}

static bool read_zone(struct zone *zone, struct ex_str text, struct ex_str *wrong)
{
    struct ex_str line;

    while (ex_str_split(&text, '\n', &line)) {
        line = ex_str_trim(line);
        if (line.n == 0 || line.p[0] == '#')
            continue;
        if (!read_line(zone, line, EX_PUSH(&zone->lines, struct line))) {
            *wrong = line;
            return false;
        }
    }
    return true;
}

/* The line that answers, or says how the question fails; NULL: none. */
static const struct line *find_line(const struct zone *zone, struct ex_str name, uint16_t type)
{
    for (size_t i = 0; i < zone->lines.n; i++) {
        const struct line *line = EX_AT(&zone->lines, struct line, i);

        if (line->record.type == type && ex_str_eq(line->record.owner, name))
            return line;
    }
    return NULL;
}

/* A name exists when it, or a name below it, has a record. */
static bool exists(const struct zone *zone, struct ex_str name)
{
    for (size_t i = 0; i < zone->lines.n; i++) {
        if (ex_host_under(EX_AT(&zone->lines, struct line, i)->record.owner, name))
            return true;
    }
    return false;
}

static void answer_one(const struct zone *zone, const struct ex_dns_question *question,
                       struct ex_dns_answers *answers)
{
    struct ex_vec EX_AUTO(ex_vec_free) records = EX_VEC(struct ex_dns_record);
    struct ex_dns_answer *answer = EX_PUSH(&answers->items, struct ex_dns_answer);
    struct ex_str name = question->name;
    const struct line *line;

    *answer = (struct ex_dns_answer){.question = *question, .off = UINT64_MAX};
    while (records.n <= EX_MAX_DNS_CNAMES && (line = find_line(zone, name, EX_DNS_CNAME)) &&
           line->status == EX_DNS_ANSWERED) {
        *EX_PUSH(&records, struct ex_dns_record) = line->record;
        name = line->record.data;
    }
    line = find_line(zone, name, question->type);
    answer->status = records.n > EX_MAX_DNS_CNAMES ? EX_DNS_LOOP
                     : line                        ? line->status
                     : exists(zone, name)          ? EX_DNS_NODATA
                                                   : EX_DNS_NXDOMAIN;
    for (size_t i = 0; i < zone->lines.n && answer->status == EX_DNS_ANSWERED; i++) {
        const struct ex_dns_record *record = &EX_AT(&zone->lines, struct line, i)->record;

        if (record->type == question->type && ex_str_eq(record->owner, name))
            *EX_PUSH(&records, struct ex_dns_record) = *record;
    }
    answer->n_records = records.n;
    answer->records = EX_NEW_ARRAY(answers->arena, records.n, struct ex_dns_record);
    if (records.n)
        memcpy(answer->records, records.items, records.n * sizeof *answer->records);
}

bool ex_dns_answer_from_zone(struct ex_str text, enum ex_dns_view view, struct ex_dns_plan *plan,
                             struct ex_dns_answers *answers, struct ex_str *wrong)
{
    struct zone EX_AUTO(zone_free) zone = {EX_VEC(struct line), answers->arena};
    struct ex_dns_question question;

    if (!read_zone(&zone, text, wrong))
        return false;
    answers->asked[view] = true;
    while (ex_dns_plan_next(plan, &question)) {
        question.name = ex_arena_str(answers->arena, question.name);
        answer_one(&zone, &question, answers);
        ex_dns_plan_answered(plan, EX_AT(&answers->items, struct ex_dns_answer,
                                         answers->items.n - 1));
    }
    return true;
}
