/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The records that an organization should publish, by its configuration: the
 * two tables of "Configure mail flow and client access" (public and private
 * DNS), and beside them what receivers of mail look for (SPF, DMARC, PTR).
 */
#ifndef EX_DNS_EXPECTED_H
#define EX_DNS_EXPECTED_H

#include "dns/plan.h"

enum ex_dns_expected_state {
    EX_DNS_NOT_ASKED,    /**< there are no answers to compare with */
    EX_DNS_NOT_KNOWN,    /**< the question failed */
    EX_DNS_PRESENT,
    EX_DNS_MISSING,
    EX_DNS_DIFFERENT,    /**< there is something else: `found` */
    EX_DNS_NOT_NEEDED,   /**< the record that it could replace is present */
    EX_N_DNS_EXPECTED_STATES
};

/** "present", "missing", ...; "" for the first. */
struct ex_str ex_dns_expected_state_name(enum ex_dns_expected_state state);

/** What a record is for, in the order of the tables. */
enum ex_dns_purpose {
    EX_DNS_FOR_MAIL,        /**< MX */
    EX_DNS_FOR_HOST,        /**< a host of clients or of mail */
    EX_DNS_FOR_AUTODISCOVER,
    EX_DNS_FOR_SERVICE,     /**< SRV instead of the former */
    EX_DNS_FOR_SENDING,     /**< SPF */
    EX_DNS_FOR_POLICY,      /**< DMARC */
    EX_DNS_FOR_REVERSE      /**< PTR */
};

/** One record. Names and host names in data are such as DNS can have. */
struct ex_dns_expected {
    uint8_t view;          /**< enum ex_dns_view */
    uint8_t purpose;       /**< enum ex_dns_purpose */
    struct ex_str name;
    uint16_t type;         /**< enum ex_dns_type */
    struct ex_str data;    /**< as zone files write it, without the dot at the end */
    bool placeholder;      /**< part of `data` is in angle brackets: the dump does not say it */
    bool alternative;      /**< only instead of the Autodiscover record of the domain */
    struct ex_str domain;  /**< the accepted domain that it belongs to, or the name */
    struct ex_str reason;  /**< what needs it: "mail for contoso.com", "OWA, ECP" */
    enum ex_dns_expected_state state;
    struct ex_str found;   /**< what is there instead, or empty */
};

/**
 * Work out the records.
 *
 * @param answers sorted answers to compare with, or NULL
 * @param out     of struct ex_dns_expected, by view, domain and purpose; texts live in `arena`
 */
void ex_dns_expect(const struct ex_graph *graph, const struct ex_dns_assumed *assumed,
                   const struct ex_dns_answers *answers, struct ex_arena *arena,
                   struct ex_vec *out);

/** Set `state` and `found` of records by sorted answers; ex_dns_expect() does. */
void ex_dns_expected_compare(const struct ex_dns_assumed *assumed,
                             const struct ex_dns_answers *answers, struct ex_arena *arena,
                             struct ex_vec *records);

#endif
