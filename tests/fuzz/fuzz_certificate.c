/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Any bytes as a certificate; what it names is held against a host, which is
 * one of its own names or a fixed one.
 */
#include "base/arena.h"
#include "base/utf8.h"
#include "model/cert.h"
#include "model/host.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void check_name(struct ex_arena *arena, struct ex_str name)
{
    bool covers_itself = ex_cert_name_covers(name, name);
    struct ex_str host = ex_host_canonical(arena, name);
    bool wildcard = ex_str_starts(name, EX_STR("*"));
    /* A wildcard is no host, and what is a valid host is covered by its own name. */
    check(!(wildcard && covers_itself));
    check(!covers_itself || ex_cert_name_covers(name, host));
    (void)ex_cert_name_covers(name, EX_STR("mail.contoso.com"));
    (void)ex_cert_name_covers(EX_STR("*.contoso.com"), name);
    check(!ex_host_public(host) || ex_host_valid(host));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    EX_AUTO(ex_arena_auto) struct ex_arena *arena = ex_arena_new();
    struct ex_cert cert;
    const char *why = NULL;
    if (!ex_cert_read(arena, data, size, &cert, &why)) {
        check(why != NULL);
        check_name(arena, ex_str_n((const char *)data, size));
        return 0;
    }
    check(ex_utf8_valid(cert.subject) && ex_utf8_valid(cert.issuer));
    check(ex_utf8_valid(cert.common_name) && cert.thumbprint.n == 40);
    check(cert.has_san || cert.n_dns_names == 0);
    check(cert.self_issued || !cert.self_signed);
    for (size_t i = 0; i < cert.n_dns_names; i++)
        check_name(arena, cert.dns_names[i]);
    check_name(arena, cert.common_name);
    return 0;
}
