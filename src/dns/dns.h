/* SPDX-License-Identifier: MIT */
/**
 * @file
 * DNS as an importer: questions are planned from the graph, asked (or read
 * from a recording), and their answers become objects of the graph that rules
 * read. Nothing here judges, and nothing but resolve.c touches the network.
 *
 *     graph -> plan.c -> resolve.c (c-ares) or recording.c -> answers -> facts.c -> graph
 *
 * There are two views, as the document has them: the public one, which
 * the Internet sees, and the internal one of the organization's own resolvers.
 */
#ifndef EX_DNS_DNS_H
#define EX_DNS_DNS_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/ex.h"
#include "base/str.h"
#include "base/vec.h"

enum ex_dns_view {
    EX_DNS_PUBLIC,
    EX_DNS_INTERNAL,
    EX_N_DNS_VIEWS
};

/** "public", "internal". */
struct ex_str ex_dns_view_name(enum ex_dns_view view);

/** Types of records by their numbers (IANA "DNS Parameters"). */
enum ex_dns_type {
    EX_DNS_A = 1,
    EX_DNS_NS = 2,
    EX_DNS_CNAME = 5,
    EX_DNS_SOA = 6,
    EX_DNS_PTR = 12,
    EX_DNS_MX = 15,
    EX_DNS_TXT = 16,
    EX_DNS_AAAA = 28,
    EX_DNS_SRV = 33,
    EX_DNS_TLSA = 52,
};

/** "MX"; empty for a type that is not listed above. And back: 0 when there is none. */
struct ex_str ex_dns_type_name(enum ex_dns_type type);
enum ex_dns_type ex_dns_type_named(struct ex_str name);

/** One question. */
struct ex_dns_question {
    uint8_t view;       /**< enum ex_dns_view */
    uint16_t type;      /**< enum ex_dns_type */
    struct ex_str name; /**< lower-case A-labels, without the last dot: "_dmarc.contoso.com" */
};

/** Bytes of a name at most, as text without the last dot. */
#define EX_DNS_NAME_BYTES 253

/** Whether a name can be asked for: a host name in which labels may begin with underscores. */
bool ex_dns_askable(struct ex_str name);

/** How a question ended. Only the first three say anything about the name. */
enum ex_dns_status {
    EX_DNS_ANSWERED,  /**< records of the type are there */
    EX_DNS_NODATA,    /**< the name exists, without records of the type */
    EX_DNS_NXDOMAIN,  /**< the name does not exist, nor anything below it */
    EX_DNS_SERVFAIL,
    EX_DNS_REFUSED,
    EX_DNS_TIMEOUT,   /**< no answer after all tries */
    EX_DNS_NETWORK,   /**< no server could be reached */
    EX_DNS_MALFORMED, /**< an answer that breaks RFC 1035, or is of another question */
    EX_DNS_REFERRAL,  /**< the server does not know, and only names others that may */
    EX_DNS_LOOP,      /**< CNAMEs lead in a circle, or further than the limit */
    EX_DNS_OTHER,     /**< another response code: `rcode` */
    EX_N_DNS_STATUSES
};

/** "NOERROR", "NODATA", "NXDOMAIN", "SERVFAIL", ...; and back, EX_N_DNS_STATUSES when unknown. */
struct ex_str ex_dns_status_name(enum ex_dns_status status);
enum ex_dns_status ex_dns_status_named(struct ex_str name);

/** Whether the status decides what the name has: an answer, or that there is none. */
static inline bool ex_dns_is_final(enum ex_dns_status status)
{
    return status <= EX_DNS_NXDOMAIN;
}

/** One record of an answer. Unused members are zero. */
struct ex_dns_record {
    struct ex_str owner; /**< lower-case, without the last dot */
    uint16_t type;       /**< enum ex_dns_type */
    uint32_t ttl;        /**< seconds */
    /** MX: preference; SRV: priority; TLSA: certificate usage */
    uint16_t preference;
    uint16_t weight;     /**< SRV; TLSA: selector */
    uint16_t port;       /**< SRV; TLSA: matching type */
    /** target of CNAME, NS, PTR, MX, SRV, primary of SOA ("" is the root: null MX); the text of an
     * address; the joined strings of TXT (any bytes); the data of TLSA in lower-case hexadecimal */
    struct ex_str data;
};

/** An answer. Its memory is that of the set. */
struct ex_dns_answer {
    struct ex_dns_question question;
    enum ex_dns_status status;
    uint16_t rcode;        /**< of the response; 0 when there was none */
    bool authenticated;    /**< the resolver validated it (AD bit) */
    /** the CNAMEs from the name on, in their order, then the records of the type, in theirs */
    struct ex_dns_record *records;
    size_t n_records;
    struct ex_str server;  /**< address of the server that answered, or empty */
    uint64_t off;          /**< where it stands in a recording, or EX_NO_OFFSET */
};

/** What was asked and answered. */
struct ex_dns_answers {
    struct ex_arena *arena;
    /** of struct ex_dns_answer; after ex_dns_sort() by view, name and type, one for a question */
    struct ex_vec items;
    bool asked[EX_N_DNS_VIEWS];               /**< whether the view was asked at all */
    struct ex_str resolvers[EX_N_DNS_VIEWS];  /**< "192.0.2.53, [2001:db8::53]:5353" */
    struct ex_str time;                       /**< when asking began, RFC 3339, UTC */
    struct ex_str plan;                       /**< fingerprint of the plan, see plan.h */
};

/** Empty answers; free with ex_dns_answers_free(). */
void ex_dns_answers_init(struct ex_dns_answers *answers);
void ex_dns_answers_free(struct ex_dns_answers *answers);

/** Bring answers into their order, so that the same answers are the same bytes. */
void ex_dns_sort(struct ex_dns_answers *answers);

/** The answer to a question, or NULL; for sorted answers. */
const struct ex_dns_answer *ex_dns_find(const struct ex_dns_answers *answers,
                                        enum ex_dns_view view, struct ex_str name,
                                        enum ex_dns_type type);

/** Compare two questions, for sorting. */
int ex_dns_compare(const struct ex_dns_question *a, const struct ex_dns_question *b);

#endif
