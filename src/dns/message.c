/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Reading DNS responses. Everything in them is hostile: names may point in
 * circles, counts may promise more than there is, and records may
 * belong to other names.
 */
#include "dns/message.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "model/host.h"

enum {
    HEADER = 12,
    MAX_NAME = 255,    /* bytes of a name on the wire (RFC 1035, 2.3.4) */
    CLASS_IN = 1,
    TYPE_OPT = 41, /* RFC 6891 */
    FLAG_RESPONSE = 0x8000,
    FLAG_TRUNCATED = 0x0200,
    FLAG_AUTHENTIC = 0x0020,
    RCODE = 0x000F,
};

/* A message and where reading stands. */
struct reader {
    const unsigned char *p;
    size_t n;
    size_t at;
    struct ex_arena *arena;
};

static bool u16(struct reader *r, uint16_t *out)
{
    if (r->n - r->at < 2)
        return false;
    *out = (uint16_t)(r->p[r->at] << 8 | r->p[r->at + 1]);
    r->at += 2;
    return true;
}

static bool u32(struct reader *r, uint32_t *out)
{
    uint16_t high;
    uint16_t low;

    if (!u16(r, &high) || !u16(r, &low))
        return false;
    *out = (uint32_t)high << 16 | low;
    return true;
}

/* ---- names ---- */

/* Bytes of a label as zone files write them, in lower case. */
static void add_label(struct ex_buf *out, const unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char c = ex_lower((char)p[i]);

        if (p[i] <= ' ' || p[i] >= 0x7F)
            ex_buf_printf(out, "\\%03u", (unsigned)p[i]);
        else if (c == '.' || c == '\\' || c == '"')
            ex_buf_printf(out, "\\%c", c);
        else
            ex_buf_add_char(out, c);
    }
}

/*
 * Follow the pointers of a name, which must lead backwards: then they end.
 * `at` is left behind the name as it stands in the message.
 */
static bool walk_name(struct reader *r, struct ex_buf *out)
{
    size_t at = r->at;
    size_t least = r->at;
    size_t length = 0;
    bool jumped = false;

    for (;;) {
        if (at >= r->n)
            return false;
        size_t label = r->p[at];
        if (label >= 0xC0) {
            if (at + 1 >= r->n)
                return false;
            size_t target = (label & 0x3F) << 8 | r->p[at + 1];
            if (!jumped)
                r->at = at + 2;
            jumped = true;
            if (target >= least)
                return false;
            least = at = target;
            continue;
        }
        length += label + 1;
        if (label > 63 || length > MAX_NAME || r->n - at - 1 < label)
            return false;
        if (label == 0)
            break;
        if (out->n)
            ex_buf_add_char(out, '.');
        add_label(out, r->p + at + 1, label);
        at += label + 1;
    }
    if (!jumped)
        r->at = at + 1;
    return true;
}

static bool read_name(struct reader *r, struct ex_str *out)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    bool good = walk_name(r, &text);

    if (good)
        *out = ex_arena_str(r->arena, ex_buf_str(&text));
    return good;
}

/* ---- the data of records ---- */

static bool read_ip(struct reader *r, size_t end, struct ex_dns_record *record)
{
    struct ex_ip ip = {.v6 = record->type == EX_DNS_AAAA};
    size_t n = ip.v6 ? 16 : 4;

    if (end - r->at != n)
        return false;
    memcpy(ip.bytes + sizeof ip.bytes - n, r->p + r->at, n);
    record->data = ex_ip_text(r->arena, &ip);
    r->at = end;
    return true;
}

static bool read_target(struct reader *r, size_t end EX_UNUSED, struct ex_dns_record *record)
{
    return read_name(r, &record->data);
}

static bool read_mx(struct reader *r, size_t end EX_UNUSED, struct ex_dns_record *record)
{
    return u16(r, &record->preference) && read_name(r, &record->data);
}

static bool read_srv(struct reader *r, size_t end EX_UNUSED, struct ex_dns_record *record)
{
    return u16(r, &record->preference) && u16(r, &record->weight) && u16(r, &record->port) &&
           read_name(r, &record->data);
}

/* The two names of SOA; of its numbers only their presence. */
static bool read_soa(struct reader *r, size_t end, struct ex_dns_record *record)
{
    struct ex_str mailbox;

    if (!read_name(r, &record->data) || !read_name(r, &mailbox) || r->at > end || end - r->at != 20)
        return false;
    r->at = end;
    return true;
}

/* Strings of a TXT record are one text (RFC 7208, 3.3); what is not UTF-8 becomes U+FFFD. */
static bool read_txt(struct reader *r, size_t end, struct ex_dns_record *record)
{
    struct ex_buf EX_AUTO(ex_buf_free) bytes = EX_BUF_INIT;
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;

    while (r->at < end) {
        size_t n = r->p[r->at++];

        if (end - r->at < n)
            return false;
        ex_buf_add(&bytes, ex_str_n((const char *)r->p + r->at, n));
        r->at += n;
    }
    for (struct ex_str rest = ex_buf_str(&bytes); rest.n;) {
        uint32_t rune;
        size_t used = ex_utf8_decode(rest, &rune);

        ex_buf_add_rune(&text, rune);
        rest = ex_str_slice(rest, used, rest.n);
    }
    record->data = ex_arena_str(r->arena, ex_buf_str(&text));
    return true;
}

static bool read_tlsa(struct reader *r, size_t end, struct ex_dns_record *record)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;

    if (end - r->at < 4)
        return false;
    record->preference = r->p[r->at++];
    record->weight = r->p[r->at++];
    record->port = r->p[r->at++];
    while (r->at < end)
        ex_buf_printf(&text, "%02x", (unsigned)r->p[r->at++]);
    record->data = ex_arena_str(r->arena, ex_buf_str(&text));
    return true;
}

static const struct {
    enum ex_dns_type type;
    bool (*read)(struct reader *r, size_t end, struct ex_dns_record *record);
} types[] = {
    {EX_DNS_A, read_ip},      {EX_DNS_AAAA, read_ip},    {EX_DNS_CNAME, read_target},
    {EX_DNS_NS, read_target}, {EX_DNS_PTR, read_target}, {EX_DNS_MX, read_mx},
    {EX_DNS_SRV, read_srv},   {EX_DNS_SOA, read_soa},    {EX_DNS_TXT, read_txt},
    {EX_DNS_TLSA, read_tlsa},
};

/* One record; `type` 0 for those of other types and classes, which are passed over. */
static bool read_record(struct reader *r, struct ex_dns_record *record)
{
    uint16_t class;
    uint16_t length;
    size_t i = 0;

    *record = (struct ex_dns_record){.type = 0};
    if (!read_name(r, &record->owner) || !u16(r, &record->type) || !u16(r, &class) ||
        !u32(r, &record->ttl) || !u16(r, &length) || r->n - r->at < length)
        return false;
    if (record->ttl > 0x7FFFFFFF) /* RFC 2181, 8 */
        record->ttl = 0;
    size_t end = r->at + length;
    while (i < EX_COUNT(types) && types[i].type != record->type)
        i++;
    if (i == EX_COUNT(types) || class != CLASS_IN) {
        record->type = 0;
        r->at = end;
        return true;
    }
    return types[i].read(r, end, record) && r->at == end;
}

/* ---- the answer ---- */

/* Sections of a message. */
struct message {
    struct ex_vec records;   /* of struct ex_dns_record: the answer section */
    struct ex_vec authority; /* of struct ex_dns_record */
};

static void message_free(struct message *message)
{
    ex_vec_free(&message->records);
    ex_vec_free(&message->authority);
}

static bool read_section(struct reader *r, uint16_t count, struct ex_vec *records)
{
    for (uint16_t i = 0; i < count; i++) {
        struct ex_dns_record record;

        if (i == EX_MAX_DNS_RECORDS || !read_record(r, &record))
            return false;
        if (record.type)
            *EX_PUSH(records, struct ex_dns_record) = record;
    }
    return true;
}

/* The upper bits of the response code, which stand in the OPT record (RFC 6891, 6.1.3). */
static bool read_extended(struct reader *r, uint16_t count, uint16_t *rcode)
{
    for (uint16_t i = 0; i < count; i++) {
        struct ex_str owner;
        uint16_t type;
        uint16_t class;
        uint32_t ttl;
        uint16_t length;

        if (!read_name(r, &owner) || !u16(r, &type) || !u16(r, &class) || !u32(r, &ttl) ||
            !u16(r, &length) || r->n - r->at < length)
            return false;
        r->at += length;
        if (type == TYPE_OPT)
            *rcode = (uint16_t)((ttl >> 24 << 4) | (*rcode & RCODE));
    }
    return true;
}

/* The question of the message must be ours; servers that fail may leave it out. */
static bool read_question(struct reader *r, uint16_t count, bool failed,
                          const struct ex_dns_question *question)
{
    struct ex_str name;
    uint16_t type;
    uint16_t class;

    if (count == 0)
        return failed;
    return count == 1 && read_name(r, &name) && u16(r, &type) && u16(r, &class) &&
           type == question->type && class == CLASS_IN && ex_str_ieq(name, question->name);
}

static const struct ex_dns_record *find_record(const struct ex_vec *records, struct ex_str owner,
                                               uint16_t type)
{
    for (size_t i = 0; i < records->n; i++) {
        const struct ex_dns_record *record = EX_AT(records, struct ex_dns_record, i);

        if (record->type == type && ex_str_eq(record->owner, owner))
            return record;
    }
    return NULL;
}

static bool is_at_or_below(struct ex_str name, struct ex_str zone)
{
    if (zone.n == 0 || ex_str_eq(name, zone))
        return true;
    return name.n > zone.n && ex_str_ends(name, zone) && name.p[name.n - zone.n - 1] == '.';
}

/* Whether the message says with its SOA record that the name has nothing more. */
static bool is_denied(const struct message *message, struct ex_str name)
{
    for (size_t i = 0; i < message->authority.n; i++) {
        const struct ex_dns_record *record =
            EX_AT(&message->authority, struct ex_dns_record, i);

        if (record->type == EX_DNS_SOA && is_at_or_below(name, record->owner))
            return true;
    }
    return false;
}

/* Whether the message only names servers that may know more (RFC 2308, 2.2). */
static bool is_referral(const struct message *message, struct ex_str name)
{
    bool servers = false;

    for (size_t i = 0; i < message->authority.n && !servers; i++)
        servers = EX_AT(&message->authority, struct ex_dns_record, i)->type == EX_DNS_NS;
    return servers && !is_denied(message, name);
}

/* Put the chain of CNAMEs from the name on into `chain`; false for a circle. */
static bool follow(const struct message *message, const struct ex_dns_question *question,
                   struct ex_vec *chain, struct ex_str *end)
{
    const struct ex_dns_record *link;

    *end = question->name;
    while (question->type != EX_DNS_CNAME &&
           (link = find_record(&message->records, *end, EX_DNS_CNAME))) {
        if (chain->n == EX_MAX_DNS_CNAMES)
            return false;
        *EX_PUSH(chain, struct ex_dns_record) = *link;
        *end = link->data;
    }
    return true;
}

/* Copies; the records at the end of the chain share one copy of their owner. */
static void keep(struct ex_arena *arena, const struct ex_vec *records,
                 struct ex_dns_answer *answer)
{
    struct ex_str owner = {NULL, 0};

    answer->n_records = records->n;
    answer->records = EX_NEW_ARRAY(arena, records->n, struct ex_dns_record);
    for (size_t i = 0; i < records->n; i++) {
        struct ex_dns_record *record = &answer->records[i];

        *record = *EX_AT(records, struct ex_dns_record, i);
        if (!owner.p || !ex_str_eq(owner, record->owner))
            owner = ex_arena_str(arena, record->owner);
        record->owner = owner;
        record->data = ex_arena_str(arena, record->data);
    }
}

/* The records that belong to the question; see ex_dns_read() for the result. */
static struct ex_str collect(const struct message *message, struct ex_arena *arena,
                             struct ex_dns_answer *answer)
{
    struct ex_vec EX_AUTO(ex_vec_free) out = EX_VEC(struct ex_dns_record);
    const struct ex_dns_question *question = &answer->question;
    struct ex_str none = {NULL, 0};
    struct ex_str end;

    if (!follow(message, question, &out, &end)) {
        answer->status = EX_DNS_LOOP;
        return none;
    }
    size_t chain = out.n;
    for (size_t i = 0; i < message->records.n; i++) {
        const struct ex_dns_record *record = EX_AT(&message->records, struct ex_dns_record, i);

        if (record->type == question->type && ex_str_eq(record->owner, end))
            *EX_PUSH(&out, struct ex_dns_record) = *record;
    }
    if (answer->status == EX_DNS_NXDOMAIN && out.n > chain) {
        answer->status = EX_DNS_MALFORMED; /* records of what does not exist */
        return none;
    }
    keep(arena, &out, answer);
    if (answer->status == EX_DNS_NXDOMAIN)
        return none;
    answer->status = out.n > chain                         ? EX_DNS_ANSWERED
                     : !chain && is_referral(message, end) ? EX_DNS_REFERRAL
                                                           : EX_DNS_NODATA;
    if (!chain || out.n > chain || is_denied(message, end))
        return none;
    return answer->records[chain - 1].data;
}

static enum ex_dns_status status_of(uint16_t rcode)
{
    switch (rcode) {
    case 0:
        return EX_DNS_NODATA;
    case 2:
        return EX_DNS_SERVFAIL;
    case 3:
        return EX_DNS_NXDOMAIN;
    case 5:
        return EX_DNS_REFUSED;
    default:
        return EX_DNS_OTHER;
    }
}

/* The sections behind the question. */
static bool read_sections(struct reader *r, const uint16_t counts[4], struct message *message,
                          uint16_t *rcode)
{
    return read_section(r, counts[1], &message->records) &&
           read_section(r, counts[2], &message->authority) && read_extended(r, counts[3], rcode);
}

bool ex_dns_is_truncated(struct ex_str message)
{
    return message.n >= HEADER && ((unsigned char)message.p[2] & FLAG_TRUNCATED >> 8);
}

struct ex_str ex_dns_read(struct ex_str bytes, const struct ex_dns_question *question,
                          struct ex_arena *scratch, struct ex_arena *arena,
                          struct ex_dns_answer *answer)
{
    struct message EX_AUTO(message_free) message = {EX_VEC(struct ex_dns_record),
                                                    EX_VEC(struct ex_dns_record)};
    struct reader r = {(const unsigned char *)bytes.p, bytes.n, 2, scratch};
    struct ex_str none = {NULL, 0};
    uint16_t flags = 0;
    uint16_t counts[4] = {0};
    bool good = bytes.n >= HEADER && u16(&r, &flags);

    *answer = (struct ex_dns_answer){.question = *question, .status = EX_DNS_MALFORMED,
                                     .off = UINT64_MAX};
    for (size_t i = 0; good && i < 4; i++)
        good = u16(&r, &counts[i]);
    uint16_t rcode = flags & RCODE;
    bool failed = !ex_dns_is_final(status_of(rcode));
    if (!good || !(flags & FLAG_RESPONSE) || !read_question(&r, counts[0], failed, question))
        return none;
    /* What is cut off may hold what is looked for. */
    if (!failed && ((flags & FLAG_TRUNCATED) || !read_sections(&r, counts, &message, &rcode)))
        return none;
    answer->rcode = rcode;
    answer->status = status_of(rcode);
    if (!ex_dns_is_final(answer->status))
        return none;
    answer->authenticated = (flags & FLAG_AUTHENTIC) != 0;
    return collect(&message, arena, answer);
}
