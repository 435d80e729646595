/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What the public DNS can hold. The list of public suffixes (publicsuffix.org)
 * that is built into libpsl tells which top-level domains are delegated; a
 * table names the suffixes that are set aside for other uses, whatever that
 * list says about them.
 */
#include "model/host.h"

#include <libpsl.h>

#define MAX_NAME 253u

/*
 * Suffixes that no public DNS server will ever answer for. The domains
 * example.com, example.net and example.org of RFC 6761 are not here: they
 * exist, and documents and test systems use them as public names.
 */
static const char *const reserved[] = {
    "test",        /* RFC 6761 section 6.2 */
    "localhost",   /* RFC 6761 section 6.3 */
    "invalid",     /* RFC 6761 section 6.4 */
    "example",     /* RFC 6761 section 6.5 */
    "local",       /* RFC 6762, multicast DNS */
    "intranet",    /* RFC 6762 appendix G: names that private networks use */
    "internal",    /* the same, and reserved by ICANN for private use in 2024 */
    "private",     /* RFC 6762 appendix G */
    "corp",        /* the same; its delegation was ruled out by ICANN in 2018 */
    "home",        /* the same */
    "lan",         /* RFC 6762 appendix G */
    "mail",        /* its delegation was ruled out by ICANN in 2018 */
    "onion",       /* RFC 7686 */
    "home.arpa",   /* RFC 8375 */
    "arpa",        /* RFC 3172: infrastructure, holds no hosts of organizations */
    "alt",         /* RFC 9476 */
    "intern",      /* not delegated; common in networks named in German */
    "lokal",
    "localdomain", /* not delegated; a default of many resolvers */
    "dom",
    "lab",
};

/* Suffixes and names as libpsl wants them: NUL-terminated. */
struct name {
    char text[MAX_NAME + 1];
};

static struct name name_of(struct ex_str host)
{
    struct name name = {{0}};
    memcpy(name.text, host.p, host.n);
    return name;
}

static bool is_address(struct ex_str host)
{
    struct ex_ip ip;
    return ex_ip_parse(host, &ip);
}

static bool is_reserved(struct ex_str host)
{
    for (size_t i = 0; i < EX_COUNT(reserved); i++) {
        if (ex_host_under(host, ex_str(reserved[i])))
            return true;
    }
    return false;
}

bool ex_host_public_suffix(struct ex_str host)
{
    if (!ex_host_valid(host))
        return false;
    struct name name = name_of(host);
    int rules = PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE;
    return psl_is_public_suffix2(psl_builtin(), name.text, rules) != 0;
}

bool ex_host_public(struct ex_str host)
{
    if (!ex_host_valid(host) || is_address(host) || is_reserved(host))
        return false;
    size_t dot = ex_str_rfind(host, '.');
    return dot != SIZE_MAX && ex_host_public_suffix(ex_str_slice(host, dot + 1, host.n));
}

struct ex_str ex_host_registrable(struct ex_str host)
{
    struct ex_str none = {NULL, 0};
    if (!ex_host_valid(host) || is_address(host))
        return none;
    struct name name = name_of(host);
    const char *domain = psl_registrable_domain(psl_builtin(), name.text);
    return domain ? ex_str_slice(host, (size_t)(domain - name.text), host.n) : none;
}
