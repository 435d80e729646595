/* SPDX-License-Identifier: MIT */
/**
 * @file
 * URLs after RFC 3986: from the left, a scheme up to the first ':', behind "//"
 * an authority up to the next '/', '?' or '#', then path, query and fragment.
 * More is accepted than its grammar has where readers of Exchange accept it
 * (letters outside ASCII); what would be read differently by different clients
 * (backslashes, spaces, two '@') is refused.
 */
#include "model/host.h"

#include "base/buf.h"
#include "base/limits.h"

/* No part of a URL may hold these; control characters are checked by value. */
static const char refused[] = " \\\"<>";

/* No host may hold these on top. */
static const char refused_in_host[] = "[]@:{}|^`()'!*,;=&$+";

static bool has_control_or(struct ex_str s, const char *bad)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c < 0x20 || c == 0x7F || strchr(bad, s.p[i]) != NULL)
            return true;
    }
    return false;
}

/* Cut what follows the first `mark` off the end of `*rest`. */
static struct ex_str take_tail(struct ex_str *rest, char mark)
{
    size_t at = ex_str_find(*rest, mark);
    if (at == SIZE_MAX)
        return (struct ex_str){NULL, 0};
    struct ex_str tail = ex_str_slice(*rest, at + 1, rest->n);
    *rest = ex_str_slice(*rest, 0, at);
    return tail;
}

/* Length of the scheme at the front of a text, 0 when there is none. */
static size_t scheme_length(struct ex_str text)
{
    size_t colon = ex_str_find(text, ':');
    if (colon == SIZE_MAX || !ex_is_alpha(text.p[0]))
        return 0;
    for (size_t i = 1; i < colon; i++) {
        char c = text.p[i];
        if (!ex_is_alpha(c) && !ex_is_digit(c) && c != '+' && c != '-' && c != '.')
            return 0;
    }
    return colon;
}

static struct ex_str lower_in_arena(struct ex_arena *arena, struct ex_str s)
{
    char *p = ex_arena_bytes(arena, s.n + 1);
    for (size_t i = 0; i < s.n; i++)
        p[i] = ex_lower(s.p[i]);
    p[s.n] = '\0';
    return ex_str_n(p, s.n);
}

static bool parse_port(struct ex_str text, int64_t *port)
{
    *port = -1;
    if (text.n == 0)
        return true;
    for (size_t i = 0; i < text.n; i++) {
        if (!ex_is_digit(text.p[i]))
            return false;
    }
    return ex_str_to_int(text, port) && *port <= UINT16_MAX;
}

/* "[address]" and what follows it. */
static bool parse_literal(struct ex_arena *arena, struct ex_str text, struct ex_url *url)
{
    size_t end = ex_str_find(text, ']');
    struct ex_ip ip;
    if (end == SIZE_MAX || !ex_ip_parse(ex_str_slice(text, 0, end + 1), &ip))
        return false;
    url->host = ex_ip_text(arena, &ip);
    struct ex_str rest = ex_str_slice(text, end + 1, text.n);
    if (rest.n == 0)
        return true;
    return rest.p[0] == ':' && parse_port(ex_str_slice(rest, 1, rest.n), &url->port);
}

static bool parse_authority(struct ex_arena *arena, struct ex_str text, struct ex_url *url)
{
    size_t at = ex_str_find(text, '@');
    if (at != SIZE_MAX) {
        url->userinfo = ex_str_slice(text, 0, at);
        text = ex_str_slice(text, at + 1, text.n);
    }
    if (text.n > 0 && text.p[0] == '[')
        return parse_literal(arena, text, url);

    size_t colon = ex_str_find(text, ':');
    struct ex_str host = text;
    if (colon != SIZE_MAX) {
        host = ex_str_slice(text, 0, colon);
        if (!parse_port(ex_str_slice(text, colon + 1, text.n), &url->port))
            return false;
    }
    if (has_control_or(host, refused_in_host))
        return false;
    url->host = ex_host_canonical(arena, host);
    return true;
}

static bool needs_host(struct ex_str scheme)
{
    return ex_str_eq(scheme, EX_STR("http")) || ex_str_eq(scheme, EX_STR("https"));
}

bool ex_url_parse(struct ex_arena *arena, struct ex_str text, struct ex_url *out)
{
    if (text.n == 0 || text.n > EX_MAX_URL_BYTES || has_control_or(text, refused))
        return false;

    struct ex_url url = {.port = -1};
    struct ex_str rest = text;
    url.fragment = take_tail(&rest, '#');
    url.query = take_tail(&rest, '?');
    size_t scheme = rest.n > 0 ? scheme_length(rest) : 0;
    if (scheme > 0) {
        url.scheme = lower_in_arena(arena, ex_str_slice(rest, 0, scheme));
        rest = ex_str_slice(rest, scheme + 1, rest.n);
    }
    url.path = rest;
    if (ex_str_starts(rest, EX_STR("//"))) {
        rest = ex_str_slice(rest, 2, rest.n);
        size_t slash = ex_str_find(rest, '/');
        size_t end = slash == SIZE_MAX ? rest.n : slash;
        url.path = ex_str_slice(rest, end, rest.n);
        url.absolute = scheme > 0;
        if (!parse_authority(arena, ex_str_slice(rest, 0, end), &url))
            return false;
    }
    if (needs_host(url.scheme) && url.host.n == 0)
        return false;
    *out = url;
    return true;
}

/* Bytes of `text` up to the end of an authority; a space in it is no excuse to show the rest. */
static size_t authority_length(struct ex_str text)
{
    size_t n = 0;
    while (n < text.n && (unsigned char)text.p[n] >= ' ' && !strchr("/?#<>\"'\\", text.p[n]))
        n++;
    return n;
}

struct ex_str ex_url_mask(struct ex_arena *arena, struct ex_str text)
{
    EX_AUTO(ex_buf_free) struct ex_buf out = EX_BUF_INIT;
    struct ex_str rest = text;
    size_t found;
    while ((found = ex_str_find_str(rest, EX_STR("//"))) != SIZE_MAX) {
        ex_buf_add(&out, ex_str_slice(rest, 0, found + 2));
        rest = ex_str_slice(rest, found + 2, rest.n);
        size_t at = ex_str_rfind(ex_str_slice(rest, 0, authority_length(rest)), '@');
        if (at == SIZE_MAX)
            continue;
        ex_buf_add_text(&out, EX_URL_MASK);
        rest = ex_str_slice(rest, at, rest.n);
    }
    ex_buf_add(&out, rest);
    return ex_arena_str(arena, ex_buf_str(&out));
}
