/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Host names after RFC 1123 and IDNA2008 (RFC 5890 to 5893), mapped as UTS 46
 * says, non-transitionally ("ß" stays a letter of its own). Names in ASCII
 * never reach libidn2: lower case and the trailing dot are all there is to do.
 */
#include "model/host.h"

#include "base/limits.h"

#include <idn2.h>
#include <stdlib.h>

#define MAX_NAME 253u
#define MAX_LABEL 63u

static bool is_ascii(struct ex_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    }
    return true;
}

static struct ex_str without_dot(struct ex_str host)
{
    return host.n > 0 && host.p[host.n - 1] == '.' ? ex_str_slice(host, 0, host.n - 1) : host;
}

static struct ex_str lower_copy(struct ex_arena *arena, struct ex_str s)
{
    char *p = ex_arena_bytes(arena, s.n + 1);
    for (size_t i = 0; i < s.n; i++)
        p[i] = ex_lower(s.p[i]);
    p[s.n] = '\0';
    return ex_str_n(p, s.n);
}

struct ex_str ex_host_canonical(struct ex_arena *arena, struct ex_str host)
{
    bool encodable = host.n <= EX_MAX_HOST_BYTES && ex_str_find(host, '\0') == SIZE_MAX;
    if (is_ascii(host) || !encodable)
        return lower_copy(arena, without_dot(host));

    char *ascii = NULL;
    struct ex_str text = ex_arena_str(arena, host);
    if (idn2_to_ascii_8z(text.p, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
        return lower_copy(arena, without_dot(host));
    struct ex_str out = lower_copy(arena, without_dot(ex_str(ascii)));
    idn2_free(ascii);
    return out;
}

static bool label_valid(struct ex_str label)
{
    if (label.n == 0 || label.n > MAX_LABEL)
        return false;
    for (size_t i = 0; i < label.n; i++) {
        char c = label.p[i];
        bool lower_alnum = ex_is_digit(c) || (c >= 'a' && c <= 'z');
        bool inner_hyphen = c == '-' && i > 0 && i + 1 < label.n;
        if (!lower_alnum && !inner_hyphen)
            return false;
    }
    return true;
}

bool ex_host_valid(struct ex_str host)
{
    if (host.n == 0 || host.n > MAX_NAME)
        return false;
    struct ex_str label;
    while (ex_str_split(&host, '.', &label)) {
        if (!label_valid(label))
            return false;
    }
    return true;
}

bool ex_host_under(struct ex_str host, struct ex_str domain)
{
    if (domain.n == 0 || !ex_str_ends(host, domain))
        return false;
    return host.n == domain.n || host.p[host.n - domain.n - 1] == '.';
}

size_t ex_host_labels(struct ex_str host)
{
    size_t n = host.n > 0;
    for (size_t i = 0; i < host.n; i++)
        n += host.p[i] == '.';
    return n;
}
