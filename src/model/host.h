/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Host names, domains and addresses of the Internet protocol. The only door
 * to libidn2 and libpsl.
 */
#ifndef EX_MODEL_HOST_H
#define EX_MODEL_HOST_H

#include "base/arena.h"
#include "base/ex.h"
#include "base/str.h"

/**
 * The canonical form of a host name: lower-case, IDNA2008 A-labels (with
 * UTS 46 mapping), no trailing dot. Text that cannot be encoded is only
 * lower-cased; an empty string stays empty.
 */
struct ex_str ex_host_canonical(struct ex_arena *arena, struct ex_str host);

/**
 * Whether it is a syntactically valid host name in canonical form: labels of
 * letters, digits and hyphens, at most 63 bytes each and 253 together. Dotted
 * IPv4 text passes as well; ask ex_ip_parse() to tell it from a name.
 */
bool ex_host_valid(struct ex_str host);

/** Whether `host` is `domain` or below it; both canonical. */
bool ex_host_under(struct ex_str host, struct ex_str domain);

/** Number of labels. */
size_t ex_host_labels(struct ex_str host);

/**
 * Whether a name can exist in the public DNS: valid, at least two labels, not
 * an address, its top-level domain delegated (public suffix list), not of a
 * special-use or private suffix (RFC 6761, RFC 6762, RFC 9476, and what
 * organizations use: .local .lan .corp .home .internal .intern .private ...).
 */
bool ex_host_public(struct ex_str host);

/**
 * Whether a canonical name is a suffix under which anyone may register names
 * ("com", "co.uk"): the ICANN section of the public suffix list.
 */
bool ex_host_public_suffix(struct ex_str host);

/**
 * The registrable domain ("contoso.co.uk" of "mail.contoso.co.uk"), a slice of
 * the canonical `host`; empty for suffixes and addresses. Below a top-level
 * domain that the list does not know, it is the last two labels.
 */
struct ex_str ex_host_registrable(struct ex_str host);

/** An IPv4 or IPv6 address; IPv4 is stored in the last four bytes, `v6` false. */
struct ex_ip {
    uint8_t bytes[16];
    bool v6;
};

/** Read an address, with or without square brackets around IPv6; no zone, no port. */
EX_MUSTUSE bool ex_ip_parse(struct ex_str text, struct ex_ip *out);

/** Order by family, then by bytes. */
int ex_ip_cmp(const struct ex_ip *a, const struct ex_ip *b);

/** The usual text (RFC 5952 for IPv6). */
struct ex_str ex_ip_text(struct ex_arena *arena, const struct ex_ip *ip);

/** The name under which DNS holds the host name of an address (RFC 1035 3.5, RFC 3596 2.5). */
struct ex_str ex_ip_reverse_name(struct ex_arena *arena, const struct ex_ip *ip);

/**
 * Private, loopback, link-local, documentation, multicast, unspecified or
 * otherwise not globally reachable (IANA special-purpose registries).
 */
bool ex_ip_special(const struct ex_ip *ip);

/** An inclusive range. */
struct ex_ip_range {
    struct ex_ip low;
    struct ex_ip high;
};

/**
 * Read `a`, `a-b`, `a/bits` or `a(mask)` as Exchange writes them. false when the
 * ends are of different families or in the wrong order, or the mask has holes.
 */
EX_MUSTUSE bool ex_ip_range_parse(struct ex_str text, struct ex_ip_range *out);

/**
 * Whether ranges together cover all of IPv4 that is globally reachable
 * (special-purpose blocks may be left out). IPv6 ranges are passed over.
 */
bool ex_ip_ranges_cover_public_v4(const struct ex_ip_range *ranges, size_t n);

/**
 * A URL, split. Strings are slices of the text or from the arena; missing parts
 * are empty. Percent-encoding is kept as written.
 */
struct ex_url {
    struct ex_str scheme;   /**< lower-case */
    struct ex_str userinfo;
    struct ex_str host;     /**< canonical; addresses without brackets */
    struct ex_str path;     /**< as written; behind an authority it is "" or begins with '/' */
    struct ex_str query;    /**< after '?' */
    struct ex_str fragment;
    int64_t port;           /**< -1: none written */
    bool absolute;          /**< has a scheme and an authority */
};

/**
 * Split a URL (RFC 3986), a relative reference such as "/owa" included. false
 * when it is none at all: empty, with spaces, backslashes or quotes, a bad port,
 * bad brackets, http(s) without a host, or longer than EX_MAX_URL_BYTES.
 */
EX_MUSTUSE bool ex_url_parse(struct ex_arena *arena, struct ex_str text, struct ex_url *out);

/** What stands for the user information of a URL, which may hold a password. */
#define EX_URL_MASK "***"

/**
 * A text (a URL, or a line that holds some) with EX_URL_MASK in place of what stands before
 * the '@' of each authority; kept in the arena.
 */
struct ex_str ex_url_mask(struct ex_arena *arena, struct ex_str text);

#endif
