/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The identity of a finding: the first 64 bits of the SHA-256 of
 *
 *     exlint/1 US rule US kind US identity in lower case US property
 *
 * with US = U+001F. The property counts only where the finding points at its own
 * object: which of several other objects comes first depends on how much of
 * them was exported. Should findings of one rule agree in all of these, the
 * second and later ones (in the order of reports) add US and their number.
 */
#include "engine/run.h"

#include "base/map.h"
#include "base/sha256.h"

enum { DIGITS = 16 };

static void add_part(struct ex_buf *out, struct ex_str part)
{
    ex_buf_add_char(out, '\x1F');
    ex_buf_add(out, part);
}

static void add_identity(struct ex_buf *out, struct ex_str identity)
{
    ex_buf_add_char(out, '\x1F');
    for (size_t i = 0; i < identity.n; i++)
        ex_buf_add_char(out, ex_lower(identity.p[i]));
}

/* Whether the first place is a property of the finding's own object, of which it may be a view. */
static bool is_own_property(const struct ex_finding *f)
{
    if (!f->node || f->n_evidence == 0)
        return false;
    const struct ex_node *at = f->evidence[0].node;
    return at == f->node || at == f->node->cells[EX_PROP_NAME].owner;
}

/* The organization is one, whatever its name is. */
static void fingerprint(struct ex_finding *f, size_t repetition)
{
    EX_AUTO(ex_buf_free) struct ex_buf text = EX_BUF_INIT;
    unsigned char digest[EX_SHA256_BYTES];
    char hex[2 * EX_SHA256_BYTES + 1];
    struct ex_sha256 hash;

    ex_buf_add_text(&text, "exlint/1");
    add_part(&text, f->rule->id);
    add_part(&text, f->node ? ex_kind((enum ex_kind_id)f->node->kind)->name : ex_str(""));
    add_identity(&text, f->node ? f->node->identity : ex_str(""));
    add_part(&text, is_own_property(f) ? f->property : ex_str(""));
    if (repetition > 0)
        ex_buf_printf(&text, "\x1F%zu", repetition + 1);
    ex_sha256_init(&hash);
    ex_sha256_add(&hash, text.p, text.n);
    ex_sha256_finish(&hash, digest);
    ex_sha256_hex(digest, hex);
    memcpy(f->fingerprint, hex, DIGITS);
    f->fingerprint[DIGITS] = '\0';
}

void ex_findings_fingerprint(struct ex_finding *findings, size_t n)
{
    EX_AUTO(ex_map_auto) struct ex_map *seen = ex_map_new(false);

    for (size_t i = 0; i < n; i++) {
        struct ex_finding *f = &findings[i];

        fingerprint(f, 0);
        for (size_t again = 1; ex_map_get(seen, ex_str(f->fingerprint)); again++)
            fingerprint(f, again);
        ex_map_put(seen, ex_str(f->fingerprint), f);
    }
}
