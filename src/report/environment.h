/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The environment of a report: which servers there are, by which names
 * clients find them and which certificates cover these names, how mail comes
 * in and goes out. Plain data, made from a graph once and kept in the JSON
 * result, so that tables and diagrams can be drawn without the dump.
 *
 * It only describes; judging is what rules do. What a dump does not say stays
 * unknown: an unknown is never shown as a gap, nor as in order.
 *
 * Servers, certificates and so on refer to one another by their index in the
 * lists of struct ex_environment. Lists are bounded (base/limits.h); how many entries were left
 * out stands beside each. All texts live in the arena that was given; they
 * come from the dump and are untrusted. URLs have no user information.
 */
#ifndef EX_REPORT_ENVIRONMENT_H
#define EX_REPORT_ENVIRONMENT_H

#include "base/arena.h"
#include "base/ex.h"
#include "base/str.h"
#include "cel/cel.h"
#include "model/graph.h"

/** No server, no certificate. */
#define EX_ENV_NONE UINT32_MAX

/** A yes or no that the dump may not know. */
enum ex_answer {
    EX_DONT_KNOW,
    EX_NO,
    EX_YES,
};

/** A text that may not be set, and of which the dump may not say anything. */
enum ex_fact_state {
    EX_FACT_UNKNOWN, /**< not exported */
    EX_FACT_UNSET,   /**< exported as nothing */
    EX_FACT_SET,
};

struct ex_fact {
    enum ex_fact_state state;
    struct ex_str text;       /**< empty unless set */
};

/** A list of texts; `known` false: not exported, or not all of it, and `n` is 0. */
struct ex_texts {
    bool known;
    const struct ex_str *items;
    size_t n;
};

/** Whether a list of texts has one, ignoring case. */
bool ex_texts_have(const struct ex_texts *texts, struct ex_str text);

/** Servers by index, in the order of the list of servers. */
struct ex_env_servers {
    const uint32_t *items;
    size_t n;
};

/** What is known of a list: which cmdlet it came from, how much of it there is. */
struct ex_env_list {
    enum ex_coverage coverage; /**< EX_MISSING: the cmdlet was not exported */
    size_t left_out;           /**< entries beyond the limit */
};

struct ex_env_server {
    struct ex_str name;
    bool exported;             /**< Get-ExchangeServer shows it; else others only name it */
    struct ex_fact fqdn;
    struct ex_fact version;    /**< as Exchange shows it: "Version 15.2 (Build 1544.4)" */
    struct ex_fact product;    /**< "2013", "2016", "2019", "SE"; of other versions unknown */
    struct ex_fact build;      /**< "15.2.1544.4" */
    struct ex_fact edition;
    struct ex_texts roles;     /**< "Mailbox", "Edge", ... */
    struct ex_fact site;       /**< name of the Active Directory site */
    struct ex_fact dag;        /**< name of the database availability group */
    enum ex_answer client_access; /**< clients connect to it */
    enum ex_answer transport;     /**< it sends mail */
    enum ex_answer edge;
};

/** A database availability group. */
struct ex_env_dag {
    struct ex_str name;
    struct ex_env_servers members;
    struct ex_fact witness;    /**< host of the witness */
};

/** An Edge server that is subscribed to a site. */
struct ex_env_subscription {
    struct ex_str name;
    struct ex_fact site;
};

/** What clients use a name for. */
enum ex_env_service {
    EX_ENV_OWA,
    EX_ENV_ECP,
    EX_ENV_EWS,
    EX_ENV_ACTIVESYNC,
    EX_ENV_OAB,
    EX_ENV_MAPI,
    EX_ENV_POWERSHELL,
    EX_ENV_OUTLOOK_ANYWHERE,
    EX_ENV_AUTODISCOVER, /**< the service connection point in Active Directory */
    EX_ENV_N_SERVICES,
};

/** For people: "OWA", "Outlook Anywhere", "Autodiscover SCP", ... */
const char *ex_env_service_name(enum ex_env_service service);
/** For programs: "OWA", "OutlookAnywhere", "Autodiscover", ... */
const char *ex_env_service_id(enum ex_env_service service);

/** A URL (or, of Outlook Anywhere, a host) that servers hand to clients. */
struct ex_env_use {
    enum ex_env_service service;
    bool external;
    struct ex_str text;            /**< the URL, or the host */
    bool tls;                      /**< false: http, no certificate is needed */
    struct ex_env_servers servers; /**< that have it */
    const struct ex_str *objects;  /**< identity of the object on each of these servers */
};

/** Whether a certificate of a server covers a host. Worst first. */
enum ex_env_cover {
    EX_COVER_GAP,      /**< all certificates enabled for IIS are known; none covers it */
    EX_COVER_OUTDATED, /**< only one that is not valid at the time of the report covers it */
    EX_COVER_UNKNOWN,  /**< certificates of the server, or what decides it, were not exported */
    EX_COVERED,
    EX_COVER_NOT_NEEDED, /**< no TLS by this name */
    EX_N_COVERS,
};

/** "gap", "outdated", "unknown", "covered", "not-needed"; for programs and classes. */
const char *ex_env_cover_id(enum ex_env_cover cover);

/** Servers that stand alike to a host. */
struct ex_env_covering {
    enum ex_env_cover cover;
    uint32_t certificate;          /**< that covers it, for EX_COVERED and EX_COVER_OUTDATED */
    /** the certificate is of other servers, to which this name may lead (Autodiscover) */
    bool elsewhere;
    struct ex_env_servers servers;
};

/** A name by which clients find servers. */
struct ex_env_host {
    struct ex_str name;                     /**< canonical */
    bool internal, external;                /**< there are uses on that side */
    const struct ex_env_use *uses;          /**< by service, internal first */
    size_t n_uses;
    const struct ex_env_covering *covering; /**< worst first */
    size_t n_covering;
    enum ex_env_cover cover;                /**< the worst of them */
};

/** A certificate on a server. */
struct ex_env_holder {
    uint32_t server;         /**< EX_ENV_NONE: that is not known */
    struct ex_texts services; /**< "IIS", "SMTP", ...; known and none: not in use */
};

/** Where a certificate stands in time. */
enum ex_env_validity {
    EX_VALIDITY_UNKNOWN,
    EX_NOT_YET_VALID,
    EX_VALID,
    EX_EXPIRED,
    EX_N_VALIDITIES,
};

/** "unknown", "not-yet-valid", "valid", "expired". */
const char *ex_env_validity_id(enum ex_env_validity validity);

struct ex_env_certificate {
    struct ex_str thumbprint;      /**< or the identity, where that is all there is */
    struct ex_fact subject;
    struct ex_fact issuer;
    struct ex_fact friendly_name;
    struct ex_texts names;         /**< DNS names that it is for */
    enum ex_answer self_signed;
    struct ex_fact not_before;     /**< RFC 3339, UTC */
    struct ex_fact not_after;
    enum ex_env_validity validity; /**< at the time of the report */
    int64_t days;                  /**< whole days until it expires, negative since; when known */
    enum ex_answer in_use;         /**< enabled for a service on any server */
    const struct ex_env_holder *holders;
    size_t n_holders;
};

/** What DNS says of where mail for a domain goes. */
enum ex_env_mx_state {
    EX_MX_NOT_ASKED,
    EX_MX_FAILED,   /**< asked, without an answer that can be used */
    EX_MX_NONE,     /**< there is none */
    EX_MX_NULL,     /**< a null MX: the domain takes no mail (RFC 7505) */
    EX_MX_HOSTS,
    EX_N_MX_STATES,
};

/** "not-asked", "failed", "none", "null", "hosts". */
const char *ex_env_mx_id(enum ex_env_mx_state state);

struct ex_env_mx {
    struct ex_str host;
    int64_t preference;
};

struct ex_env_domain {
    struct ex_str name;            /**< "contoso.com", "*.contoso.com", "*" */
    struct ex_fact type;           /**< "Authoritative", "InternalRelay", "ExternalRelay" */
    enum ex_answer is_default;
    enum ex_env_mx_state mx;
    const struct ex_env_mx *hosts; /**< by preference */
    size_t n_hosts;
};

struct ex_env_receive {
    struct ex_str name;
    struct ex_str identity;
    uint32_t server;               /**< EX_ENV_NONE: not known */
    enum ex_answer enabled;
    struct ex_fact role;           /**< TransportRole: "FrontendTransport", "HubTransport" */
    struct ex_texts bindings;      /**< "0.0.0.0:25" */
    struct ex_texts ranges;        /**< remote addresses that it is for */
    struct ex_texts permissions;   /**< permission groups */
    struct ex_fact fqdn;
    enum ex_answer anonymous;      /**< anonymous senders may submit mail */
    /** takes anonymous mail on port 25 from all public IPv4 addresses (and is enabled) */
    enum ex_answer internet;
    uint32_t alike;                /**< the first connector that differs only in its server */
};

/** Where mail goes through a Send connector. */
struct ex_env_space {
    struct ex_str type;            /**< "SMTP" */
    struct ex_str address;         /**< "*" */
    int64_t cost;                  /**< -1: not known */
};

struct ex_env_send {
    struct ex_str name;
    struct ex_str identity;
    enum ex_answer enabled;
    bool spaces_known;
    const struct ex_env_space *spaces;
    size_t n_spaces;
    struct ex_texts sources;        /**< names of the source servers, whether they exist or not */
    struct ex_env_servers servers;  /**< those of them that are in the list of servers */
    enum ex_answer dns_routing;     /**< mail goes to the MX hosts of recipients, else: */
    struct ex_texts smart_hosts;
    enum ex_answer scoped;          /**< only for servers of the site of its source servers */
    enum ex_answer proxied;         /**< through the Front End Transport service */
    struct ex_fact fqdn;
    enum ex_answer internet;        /**< has the address space SMTP:* */
};

/** What a server says in one cell of the matrix of URLs. */
struct ex_env_cell {
    struct ex_fact value;           /**< URL or host; more than one are joined by ", " */
    /** another value than most servers (of the same site) have; all of them where none has most */
    bool differs;
};

/** A row: one service on one side. */
struct ex_env_row {
    enum ex_env_service service;
    bool external;
    bool differs;                    /**< any cell does */
    const struct ex_env_cell *cells; /**< one for each column */
};

/** What stands for the name of each server where they are shown as one. */
#define EX_ENV_OWN_NAME "<server name>"

/** A column: servers of the same site with the same values. */
struct ex_env_column {
    /** One, unless there are many servers; of several, a host that is each server's own name is
     * written as EX_ENV_OWN_NAME. */
    struct ex_env_servers servers;
    struct ex_fact site;
};

struct ex_environment {
    struct cel_time now;             /**< certificates are judged by */
    const struct ex_env_server *servers; /**< by name */
    size_t n_servers;
    struct ex_env_list servers_list;
    const struct ex_env_dag *dags;       /**< by name */
    size_t n_dags;
    struct ex_env_list dags_list;
    const struct ex_env_subscription *subscriptions;
    size_t n_subscriptions;
    struct ex_env_list subscriptions_list;
    const struct ex_env_host *hosts;     /**< external ones first, then by name */
    size_t n_hosts;
    struct ex_env_list hosts_list;       /**< complete: all directories of all servers are known */
    struct ex_texts hosts_missing;       /**< cmdlets that may add some */
    const struct ex_env_certificate *certificates; /**< the first to expire first */
    size_t n_certificates;
    struct ex_env_list certificates_list;
    bool dns_asked;
    const struct ex_env_domain *domains; /**< the default one first, then by name */
    size_t n_domains;
    struct ex_env_list domains_list;
    const struct ex_env_receive *receive; /**< by server and name */
    size_t n_receive;
    struct ex_env_list receive_list;
    const struct ex_env_send *send;      /**< to the Internet first, then by name */
    size_t n_send;
    struct ex_env_list send_list;
    const struct ex_env_column *columns; /**< of the matrix: servers with client access */
    size_t n_columns;
    size_t columns_left_out;
    const struct ex_env_row *rows;       /**< by service, internal first */
    size_t n_rows;
};

/** Mark the properties that an environment is made of as wanted. */
void ex_environment_wanted(struct ex_wanted *wanted);

/**
 * Describe the environment that a linked graph holds.
 *
 * @param now   the time that certificates are judged by
 * @param arena that everything lives in; nothing refers to the graph
 */
const struct ex_environment *ex_environment_build(const struct ex_graph *graph, struct cel_time now,
                                                  struct ex_arena *arena);

#endif
