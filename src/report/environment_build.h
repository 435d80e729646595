/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Inside of src/report: what the files that build an environment share.
 */
#ifndef EX_REPORT_ENVIRONMENT_BUILD_H
#define EX_REPORT_ENVIRONMENT_BUILD_H

#include "report/environment.h"

/** An environment in the making. */
struct ex_env_make {
    const struct ex_graph *graph;
    struct ex_arena *arena;
    struct ex_environment *env;
    const struct ex_node **nodes;     /**< of the servers of `env` */
    uint32_t *server_of_row;          /**< index of a server by its row in the graph */
    uint32_t *certificate_of_row;     /**< the same of certificates */
    size_t comparisons;               /**< names of certificates that were compared with hosts */
};

/** Where a service has its URLs: a kind with a property for each side. */
struct ex_env_source {
    enum ex_env_service service;
    enum ex_kind_id kind;
    int props[2];                     /**< internal, external; -1: there is none */
    int back_end;                     /**< the property BackEnd, or -1 */
};

/** The source of a service. */
const struct ex_env_source *ex_env_source(enum ex_env_service service);

/** Whether an object of a source serves clients: it is not of the back end. */
bool ex_env_is_front_end(const struct ex_env_source *source, const struct ex_node *node);

/** A copy of a text, cut when it is very long. */
struct ex_str ex_env_text(struct ex_env_make *m, struct ex_str text);

/** What an administrator calls an object; what was removed from the directory is marked so. */
struct ex_str ex_env_name(struct ex_env_make *m, const struct ex_node *node);

/** A property as a fact; a link is the name of what it leads to. */
struct ex_fact ex_env_fact(struct ex_env_make *m, const struct ex_value *cell);

/** A list as texts; null is an empty list. */
struct ex_texts ex_env_texts(struct ex_env_make *m, const struct ex_value *cell);

/** A Boolean property; null says nothing. */
enum ex_answer ex_env_answer(const struct ex_value *cell);

/** The index of a server that a link leads to, or EX_ENV_NONE. */
uint32_t ex_env_server_of(const struct ex_env_make *m, const struct ex_value *link);

/** Whether all objects of a kind on a server are known. */
bool ex_env_knows_all(const struct ex_env_make *m, uint32_t server, enum ex_kind_id kind);

/** Where a certificate of the graph stands in time. */
enum ex_env_validity ex_env_validity_of(const struct ex_env_make *m, const struct ex_node *node);

/** How many of `n` fit a limit; the others are counted in the list. */
size_t ex_env_limit(struct ex_env_list *list, size_t n, size_t most);

/** Order of texts for people: case ignored, then by bytes. */
int ex_env_order(struct ex_str a, struct ex_str b);

/** The parts, in this order: each needs those before it. */
void ex_env_make_servers(struct ex_env_make *m);
void ex_env_make_certificates(struct ex_env_make *m);
void ex_env_make_hosts(struct ex_env_make *m);
void ex_env_make_matrix(struct ex_env_make *m);
void ex_env_make_mail(struct ex_env_make *m);

#endif
