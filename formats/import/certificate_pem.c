/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The blocks of PEM. Lines end in LF, CR LF or CR and may be indented; around
 * the blocks anything may stand, such as the attributes that OpenSSL writes.
 */
#include "formats/import/certificate_pem.h"

static struct ex_str take_line(struct ex_str text, size_t *at)
{
    size_t from = *at;
    size_t to = from;

    while (to < text.n && text.p[to] != '\n' && text.p[to] != '\r')
        to++;
    *at = to < text.n ? to + 1 : to;
    return ex_str_trim(ex_str_slice(text, from, to));
}

/* The label of `-----BEGIN label-----`, or of END. */
static bool read_label(struct ex_str line, struct ex_str prefix, struct ex_str *label)
{
    static const struct ex_str dashes = {"-----", 5};

    if (line.n <= prefix.n + dashes.n || !ex_str_starts(line, prefix) ||
        !ex_str_ends(line, dashes))
        return false;
    *label = ex_str_slice(line, prefix.n, line.n - dashes.n);
    return ex_str_find(*label, '-') == SIZE_MAX && ex_str_trim(*label).n == label->n;
}

/* Headers end with an empty line; the body begins behind it. */
static void read_header(struct ex_str line, size_t at, size_t *body, struct ex_pem *pem,
                        bool *headers)
{
    if (ex_str_find(line, ':') != SIZE_MAX) {
        *headers = true;
        if (ex_str_istarts(line, EX_STR("Proc-Type:")) &&
            ex_str_find_str(line, EX_STR("ENCRYPTED")) != SIZE_MAX)
            pem->encrypted = true;
    }
    /* The continuation of a header has no colon: only the empty line ends them. */
    if (*headers && line.n == 0)
        *headers = false;
    else if (!*headers)
        return;
    *body = at;
}

static void read_block(struct ex_str text, size_t *at, struct ex_pem *out)
{
    size_t body = *at;
    bool headers = false;

    while (*at < text.n) {
        size_t line_at = *at;
        struct ex_str line = take_line(text, at);
        struct ex_str label;

        if (read_label(line, EX_STR("-----END "), &label)) {
            out->ended = ex_str_eq(label, out->label);
            out->body = ex_str_slice(text, body, line_at);
            out->end = *at;
            return;
        }
        if (read_label(line, EX_STR("-----BEGIN "), &label)) {
            *at = line_at;
            break;
        }
        read_header(line, *at, &body, out, &headers);
    }
    out->body = ex_str_slice(text, body, *at);
    out->end = *at;
}

bool ex_pem_next(struct ex_str text, size_t *at, struct ex_pem *out)
{
    while (*at < text.n) {
        size_t begin = *at;
        struct ex_str line = take_line(text, at);
        struct ex_str label;

        if (!read_label(line, EX_STR("-----BEGIN "), &label))
            continue;
        *out = (struct ex_pem){.label = label, .begin = begin};
        read_block(text, at, out);
        return true;
    }
    return false;
}

bool ex_pem_is_key(const struct ex_pem *pem)
{
    return ex_str_ends(pem->label, EX_STR("PRIVATE KEY"));
}

bool ex_pem_is_locked(const struct ex_pem *pem)
{
    /* What OpenSSH writes begins with its name and the length and name of the cipher. */
    static const struct ex_str openssh_none = {"b3BlbnNzaC1rZXktdjEAAAAABG5vbmU", 31};

    if (ex_str_eq(pem->label, EX_STR("OPENSSH PRIVATE KEY")))
        return !ex_str_starts(ex_str_trim(pem->body), openssh_none);
    return pem->encrypted || ex_str_starts(pem->label, EX_STR("ENCRYPTED "));
}
