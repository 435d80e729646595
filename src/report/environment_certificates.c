/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Certificates by thumbprint, with the servers that have them.
 */
#include "report/environment_build.h"

#include "base/limits.h"
#include "base/map.h"
#include "base/vec.h"

#include <stdlib.h>

enum { SECONDS_PER_DAY = 86400 };

/* A certificate in the making. */
struct draft {
    struct ex_env_certificate certificate;
    int64_t not_after;      /* seconds since 1970; INT64_MAX: not known */
    struct ex_vec holders;  /* of struct ex_env_holder */
    uint32_t index;         /* in the list; EX_ENV_NONE: left out */
};

static int64_t seconds_of(const struct ex_value *cell)
{
    int64_t ticks = cell->u.i - EX_UNIX_EPOCH_TICKS;
    int64_t seconds = ticks / EX_TICKS_PER_SECOND;
    return ticks % EX_TICKS_PER_SECOND < 0 ? seconds - 1 : seconds;
}

static int64_t days_until(int64_t seconds, int64_t now)
{
    int64_t left = seconds - now;
    int64_t days = left / SECONDS_PER_DAY;
    return left % SECONDS_PER_DAY < 0 ? days - 1 : days;
}

enum ex_env_validity ex_env_validity_of(const struct ex_env_make *m, const struct ex_node *node)
{
    const struct ex_value *from = &node->cells[EX_P_ExchangeCertificate_NotBefore];
    const struct ex_value *until = &node->cells[EX_P_ExchangeCertificate_NotAfter];
    /* As now <= NotAfter of rules: a certificate that ends this second is valid. */
    if (until->tag == EX_TIME && seconds_of(until) < m->env->now.seconds)
        return EX_EXPIRED;
    if (from->tag == EX_TIME && seconds_of(from) > m->env->now.seconds)
        return EX_NOT_YET_VALID;
    return until->tag == EX_TIME && from->tag == EX_TIME ? EX_VALID : EX_VALIDITY_UNKNOWN;
}

/* ---- one certificate -------------------------------------------------------- */

static struct ex_texts services_of(struct ex_env_make *m, const struct ex_node *node)
{
    struct ex_texts texts = ex_env_texts(m, &node->cells[EX_P_ExchangeCertificate_Services]);
    struct ex_str *kept = EX_NEW_ARRAY(m->arena, texts.n, struct ex_str);
    size_t n = 0;
    for (size_t i = 0; i < texts.n; i++) {
        if (!ex_str_ieq(texts.items[i], EX_STR("None")))
            kept[n++] = texts.items[i];
    }
    return (struct ex_texts){texts.known, kept, n};
}

static void learn_fact(struct ex_env_make *m, struct ex_fact *fact, const struct ex_node *node,
                       int prop)
{
    if (fact->state == EX_FACT_UNKNOWN)
        *fact = ex_env_fact(m, &node->cells[prop]);
}

static void learn_times(struct ex_env_make *m, struct draft *draft, const struct ex_node *node)
{
    struct ex_env_certificate *c = &draft->certificate;
    const struct ex_value *until = &node->cells[EX_P_ExchangeCertificate_NotAfter];
    learn_fact(m, &c->not_before, node, EX_P_ExchangeCertificate_NotBefore);
    learn_fact(m, &c->not_after, node, EX_P_ExchangeCertificate_NotAfter);
    if (until->tag == EX_TIME && draft->not_after == INT64_MAX) {
        draft->not_after = seconds_of(until);
        c->days = days_until(draft->not_after, m->env->now.seconds);
    }
    if (c->validity == EX_VALIDITY_UNKNOWN)
        c->validity = ex_env_validity_of(m, node);
}

/* The same certificate on another server may say what was not exported of this one. */
static void learn(struct ex_env_make *m, struct draft *draft, const struct ex_node *node)
{
    struct ex_env_certificate *c = &draft->certificate;
    struct ex_env_holder *holder = EX_PUSH(&draft->holders, struct ex_env_holder);
    holder->server = ex_env_server_of(m, &node->cells[EX_P_ExchangeCertificate_Server]);
    holder->services = services_of(m, node);
    learn_fact(m, &c->subject, node, EX_P_ExchangeCertificate_Subject);
    learn_fact(m, &c->issuer, node, EX_P_ExchangeCertificate_Issuer);
    learn_fact(m, &c->friendly_name, node, EX_P_ExchangeCertificate_FriendlyName);
    learn_times(m, draft, node);
    if (!c->names.known)
        c->names = ex_env_texts(m, &node->cells[EX_P_ExchangeCertificate_CertificateDomains]);
    if (c->self_signed == EX_DONT_KNOW)
        c->self_signed = ex_env_answer(&node->cells[EX_P_ExchangeCertificate_IsSelfSigned]);
    if (holder->services.n)
        c->in_use = EX_YES;
    else if (!holder->services.known && c->in_use == EX_NO)
        c->in_use = EX_DONT_KNOW;
}

static struct draft *new_draft(struct ex_env_make *m, struct ex_str thumbprint)
{
    struct draft *draft = EX_NEW(m->arena, struct draft);
    draft->certificate.thumbprint = ex_env_text(m, thumbprint);
    draft->certificate.in_use = EX_NO;
    draft->not_after = INT64_MAX;
    draft->holders = (struct ex_vec)EX_VEC(struct ex_env_holder);
    return draft;
}

static struct ex_str thumbprint_of(const struct ex_node *node)
{
    const struct ex_value *cell = &node->cells[EX_P_ExchangeCertificate_Thumbprint];
    return cell->tag == EX_STRING && cell->n ? ex_value_str(cell) : node->identity;
}

/* ---- all of them ------------------------------------------------------------ */

static int by_expiry(const void *a, const void *b)
{
    const struct draft *x = *(struct draft *const *)a, *y = *(struct draft *const *)b;
    if (x->not_after != y->not_after)
        return x->not_after < y->not_after ? -1 : 1;
    return ex_str_cmp(x->certificate.thumbprint, y->certificate.thumbprint);
}

static int by_server(const void *a, const void *b)
{
    const struct ex_env_holder *x = a, *y = b;
    return (x->server > y->server) - (x->server < y->server);
}

static void keep_holders(struct ex_env_make *m, struct draft *draft)
{
    size_t n = draft->holders.n;
    struct ex_env_holder *holders = EX_NEW_ARRAY(m->arena, n, struct ex_env_holder);
    if (n > 1)
        qsort(draft->holders.items, n, sizeof *holders, by_server);
    for (size_t i = 0; i < n; i++)
        holders[i] = *EX_AT(&draft->holders, struct ex_env_holder, i);
    ex_vec_free(&draft->holders);
    draft->certificate.holders = holders;
    draft->certificate.n_holders = n < EX_MAX_ENV_SERVERS ? n : EX_MAX_ENV_SERVERS;
}

static void keep(struct ex_env_make *m, struct draft **drafts, size_t all)
{
    struct ex_environment *env = m->env;
    if (all > 1)
        qsort(drafts, all, sizeof(struct draft *), by_expiry);
    size_t n = ex_env_limit(&env->certificates_list, all, EX_MAX_ENV_CERTIFICATES);
    struct ex_env_certificate *list = EX_NEW_ARRAY(m->arena, n, struct ex_env_certificate);
    for (size_t i = 0; i < all; i++) {
        keep_holders(m, drafts[i]);
        drafts[i]->index = i < n ? (uint32_t)i : EX_ENV_NONE;
        if (i < n)
            list[i] = drafts[i]->certificate;
    }
    env->certificates = list;
    env->n_certificates = n;
}

void ex_env_make_certificates(struct ex_env_make *m)
{
    size_t rows = ex_graph_count(m->graph, EX_KIND_ExchangeCertificate);
    struct ex_map *EX_AUTO(ex_map_auto) known = ex_map_new(true);
    struct draft **of_row EX_AUTO(ex_free_auto) = ex_alloc((rows + 1) * sizeof *of_row);
    m->env->certificates_list.coverage =
        ex_graph_coverage(m->graph, EX_KIND_ExchangeCertificate);
    for (size_t i = 0; i < rows; i++) {
        const struct ex_node *node = ex_graph_node(m->graph, EX_KIND_ExchangeCertificate, i);
        struct ex_str thumbprint = thumbprint_of(node);
        of_row[i] = ex_map_get(known, thumbprint);
        if (!of_row[i]) {
            of_row[i] = new_draft(m, thumbprint);
            ex_map_put(known, thumbprint, of_row[i]);
        }
        learn(m, of_row[i], node);
    }
    size_t n = ex_map_count(known);
    struct draft **drafts EX_AUTO(ex_free_auto) = ex_alloc((n + 1) * sizeof *drafts);
    for (size_t i = 0; i < n; i++)
        drafts[i] = ex_map_value_at(known, i);
    keep(m, drafts, n);
    m->certificate_of_row = EX_NEW_ARRAY(m->arena, rows + 1, uint32_t);
    for (size_t i = 0; i < rows; i++)
        m->certificate_of_row[i] = of_row[i]->index;
}
