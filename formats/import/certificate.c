/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Files of certificates: .cer, .crt, .pem, .p7b, .pfx and their kin, told by
 * their content whatever they are called. Text (PEM, or base64 alone) is found by its
 * blocks, the rest by its structure (model/cert_file.h); what a block holds is told in
 * the same way, because labels are often wrong.
 *
 * Of private keys only the number and the place of the first are kept. What
 * was read of such a file is wiped here when it has been looked through.
 */
#include "base/limits.h"
#include "formats/import/certificate_pem.h"
#include "formats/import/import.h"
#include "model/cert_file.h"
#include "model/ingest.h"

#include <stdlib.h>

/* What was met in one file. */
struct content {
    struct ex_batch *batch;
    struct ex_arena *arena;   /* for this file only */
    size_t certificates;
    size_t requests;
    size_t crls;
    size_t public_keys;
    size_t open_keys;         /* private keys without a password; all are in file.private_keys */
    bool too_many;            /* certificates beyond the limit were not read */
    bool broken;              /* something that should be a certificate could not be read */
    const char *locked;       /* why PKCS #12 stayed closed */
    struct ex_str requested;  /* what the first request asks for */
};

/* Where a piece stands. */
struct extent {
    uint64_t begin;
    uint64_t end;
};

/* ---- recognizing ------------------------------------------------------------------- */

static bool is_base64(struct ex_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];

        if (!ex_is_alpha(c) && !ex_is_digit(c) && c != '+' && c != '/' && c != '=' &&
            !ex_is_space(c))
            return false;
    }
    return true;
}

/* The form of what base64 stands for, by its first bytes. Those of DER are "MI" or "MF"... */
static enum ex_cert_form form_of_base64(struct ex_str text)
{
    enum { ENOUGH = 2048 };
    char clean[ENOUGH];
    unsigned char bytes[ENOUGH];
    size_t n = 0;

    for (size_t i = 0; i < text.n && n < ENOUGH; i++) {
        if (!ex_is_space(text.p[i]) && text.p[i] != '=')
            clean[n++] = text.p[i];
    }
    n -= n % 4; /* what is left of the last group is of no account here */
    if (n == 0 || clean[0] != 'M' || !ex_base64_decode(ex_str_n(clean, n), bytes, &n))
        return EX_FORM_NONE;
    return ex_cert_form(ex_rd(bytes, n));
}

/* Base64 without any line around it, as a RawData pasted into a file. */
static bool is_bare(struct ex_str text)
{
    text = ex_str_trim(text);
    if (!is_base64(text))
        return false;
    enum ex_cert_form form = form_of_base64(text);

    return form == EX_FORM_CERTIFICATE || form == EX_FORM_PKCS7 || form == EX_FORM_PKCS12;
}

/* Other formats may have PEM inside, as a value: they are read as what they are. */
static bool is_markup(struct ex_str text)
{
    text = ex_str_trim(text);
    return text.n > 0 && memchr("<{[\"", text.p[0], 4) != NULL;
}

static bool is_known_label(const struct ex_pem *pem)
{
    static const struct ex_str ends[] = {
        {"CERTIFICATE", 11}, {"CERTIFICATE REQUEST", 19}, {"PKCS7", 5},       {"CMS", 3},
        {"PKCS12", 6},       {"X509 CRL", 8},             {"PUBLIC KEY", 10}, {"PRIVATE KEY", 11},
    };

    for (size_t i = 0; i < EX_COUNT(ends); i++) {
        if (ex_str_ends(pem->label, ends[i]))
            return true;
    }
    return false;
}

static bool has_blocks(struct ex_str text)
{
    struct ex_pem pem;

    for (size_t at = 0; ex_pem_next(text, &at, &pem);) {
        if (is_known_label(&pem))
            return true;
    }
    return false;
}

static bool sniff(struct ex_str head, struct ex_str raw)
{
    if (ex_cert_form(ex_rd(raw.p, raw.n)) != EX_FORM_NONE)
        return true;
    return !is_markup(head) && (has_blocks(head) || is_bare(head));
}

/* ---- pieces ------------------------------------------------------------------------- */

static void say(const struct content *c, enum ex_diag_level level, uint64_t off, const char *what,
                const char *why)
{
    struct ex_place at = {0, 0};

    if (c->batch->diags.items.n >= EX_MAX_DIAGS_PER_FILE)
        return;
    if (off > 0)
        at = ex_source_place(c->batch->file.source, off, NULL, NULL);
    ex_diag(&c->batch->diags, level, c->batch->file.name, at, "%s: %s", what, why);
}

static void add_keys(struct content *c, size_t all, size_t open, struct extent at)
{
    struct ex_file *file = &c->batch->file;

    if (all == 0)
        return;
    if (file->private_keys == 0 && file->secret_off == EX_NO_OFFSET)
        file->secret_off = at.begin;
    file->private_keys += all;
    c->open_keys += open;
}

static void add_certificate(struct content *c, struct ex_rd der, struct extent at)
{
    const char *why = "";

    if (c->certificates >= EX_MAX_FILE_CERTIFICATES) {
        c->too_many = true;
        return;
    }
    if (ex_ingest_x509(c->batch, der, at.begin, at.end, &why)) {
        c->certificates++;
        return;
    }
    c->broken = true;
    say(c, EX_WARNING, at.begin, "a certificate cannot be read", why);
}

static void add_request(struct content *c, struct ex_rd der, struct extent at)
{
    struct ex_cert cert;
    const char *why = "";

    if (c->requests++ > 0)
        return;
    if (!ex_cert_read_request(c->arena, der, &cert, &why)) {
        say(c, EX_WARNING, at.begin, "a certificate request cannot be read", why);
        return;
    }
    c->requested = ex_arena_printf(c->arena, " for '%.*s'", EX_FMT(cert.subject));
    for (size_t i = 0; i < cert.n_dns_names && i < 20; i++)
        c->requested =
            ex_arena_printf(c->arena, "%.*s%s%.*s", EX_FMT(c->requested),
                            i ? ", " : " with the names ", EX_FMT(cert.dns_names[i]));
    if (cert.n_dns_names > 20)
        c->requested = ex_arena_printf(c->arena, "%.*s and %zu more", EX_FMT(c->requested),
                                       cert.n_dns_names - 20);
}

static void add_bag(struct content *c, struct ex_rd der, enum ex_cert_form form, struct extent at)
{
    struct ex_cert_bag EX_AUTO(ex_cert_bag_free) bag;
    const char *why = "";
    bool good;

    ex_cert_bag_init(&bag);
    good = form == EX_FORM_PKCS7
               ? ex_cert_open_pkcs7(c->arena, der, &bag, &why)
               : ex_cert_open_pkcs12(c->arena, der, c->batch->pfx_password, &bag, &why);
    if (!good) {
        c->broken = true;
        say(c, EX_WARNING, at.begin, "certificates cannot be read", why);
        return;
    }
    for (size_t i = 0; i < bag.ders.n; i++)
        add_certificate(c, *EX_AT(&bag.ders, struct ex_rd, i), at);
    c->too_many = c->too_many || bag.too_many;
    if (bag.locked)
        c->locked = bag.locked;
    c->crls += bag.crls;
    add_keys(c, bag.keys, bag.open_keys, at);
}

static bool add_piece(struct content *c, struct ex_rd der, struct extent at)
{
    enum ex_cert_form form = ex_cert_form(der);

    switch (form) {
    case EX_FORM_CERTIFICATE:
        add_certificate(c, ex_cert_first(&der), at); /* OpenSSL puts its trust settings behind */
        break;
    case EX_FORM_REQUEST:
        add_request(c, der, at);
        break;
    case EX_FORM_CRL:
        c->crls++;
        break;
    case EX_FORM_PUBLIC_KEY:
        c->public_keys++;
        break;
    case EX_FORM_PKCS7:
    case EX_FORM_PKCS12:
        add_bag(c, der, form, at);
        break;
    case EX_FORM_KEY:
    case EX_FORM_LOCKED_KEY:
        add_keys(c, 1, form == EX_FORM_KEY, at);
        break;
    default:
        return false;
    }
    return true;
}

/* ---- files --------------------------------------------------------------------------- */

/* Base64 becomes bytes on the heap; wiped and freed by the caller. */
static unsigned char *decode(struct ex_str base64, size_t *room, size_t *n)
{
    *room = 3 * (base64.n / 4 + 1);
    unsigned char *bytes = ex_alloc(*room);

    if (ex_base64_decode(base64, bytes, n))
        return bytes;
    explicit_bzero(bytes, *room);
    free(bytes);
    return NULL;
}

static void add_base64(struct content *c, struct ex_str base64, struct ex_str label,
                       struct extent at)
{
    size_t room = 0;
    size_t n = 0;
    unsigned char *bytes = decode(base64, &room, &n);
    bool known = bytes && add_piece(c, ex_rd(bytes, n), at);

    if (bytes) {
        explicit_bzero(bytes, room);
        free(bytes);
    }
    if (known)
        return;
    if (ex_str_ends(label, EX_STR("PUBLIC KEY"))) {
        c->public_keys++;
        return;
    }
    c->broken = true;
    say(c, EX_WARNING, at.begin, "a block of PEM cannot be read",
        bytes ? "it holds nothing that it may hold" : "it is not base64");
}

static void add_block(struct content *c, const struct ex_pem *pem)
{
    struct extent at = {pem->begin, pem->end};

    if (!is_known_label(pem))
        return; /* parameters of keys, signatures, messages */
    if (ex_pem_is_key(pem)) {
        add_keys(c, 1, !ex_pem_is_locked(pem), at);
        return;
    }
    if (!pem->ended) {
        c->broken = true;
        say(c, EX_WARNING, at.begin, "a block of PEM cannot be read", "it has no end");
        return;
    }
    add_base64(c, pem->body, pem->label, at);
}

static void read_text(struct content *c, struct ex_str text)
{
    struct ex_pem pem;
    bool any = false;

    c->batch->file.flavour = EX_STR("PEM");
    for (size_t at = 0; ex_pem_next(text, &at, &pem); any = true)
        add_block(c, &pem);
    if (any)
        return;
    c->batch->file.flavour = EX_STR("base64");
    add_base64(c, text, EX_STR("CERTIFICATE"), (struct extent){0, text.n});
}

static void read_der(struct content *c, struct ex_str bytes)
{
    struct ex_rd rest = ex_rd(bytes.p, bytes.n);

    c->batch->file.flavour = EX_STR("DER");
    while (rest.n > 0) {
        struct ex_rd piece = ex_cert_first(&rest);

        if (!add_piece(c, piece, (struct extent){0, 0}))
            return; /* padding */
    }
}

/* The whole file as UTF-8, on the heap; NULL when it is over the limit. */
static char *read_all(struct ex_source *source, size_t *n)
{
    char *text = ex_alloc(EX_MAX_CERTIFICATE_FILE_BYTES);
    struct ex_str chunk;
    bool fits = true;

    *n = 0;
    while (ex_source_read(source, &chunk)) {
        fits = fits && chunk.n <= EX_MAX_CERTIFICATE_FILE_BYTES - *n;
        if (!fits)
            continue;
        memcpy(text + *n, chunk.p, chunk.n);
        *n += chunk.n;
    }
    if (fits)
        return text;
    explicit_bzero(text, *n);
    free(text);
    return NULL;
}

/* false: the file is too long, or cannot be read. */
static bool read_file(struct content *c)
{
    struct ex_source *source = c->batch->file.source;
    struct ex_str raw = ex_source_raw_head(source);
    size_t n = 0;

    if (ex_cert_form(ex_rd(raw.p, raw.n)) != EX_FORM_NONE) {
        struct ex_str all = ex_source_slurp(source, EX_MAX_CERTIFICATE_FILE_BYTES, c->arena);

        if (!all.p)
            return false;
        c->batch->file.binary = true;
        read_der(c, all);
        explicit_bzero((void *)(uintptr_t)all.p, all.n);
        return true;
    }
    char *text = read_all(source, &n);

    if (!text)
        return false;
    read_text(c, ex_str_n(text, n));
    explicit_bzero(text, n);
    free(text);
    return true;
}

/* ---- what the file was ---------------------------------------------------------------- */

static struct ex_diag *tell(const struct content *c, enum ex_diag_level level, const char *what)
{
    return ex_diag(&c->batch->diags, level, c->batch->file.name, (struct ex_place){0, 0}, "%s",
                   what);
}

static void tell_keys(const struct content *c)
{
    const struct ex_file *file = &c->batch->file;
    const char *noun = file->private_keys == 1 ? "a private key" : "private keys";
    struct ex_place at = {0, 0};
    struct ex_diag *d;

    if (file->private_keys == 0)
        return;
    if (file->secret_off > 0)
        at = ex_source_place(file->source, file->secret_off, NULL, NULL);
    d = ex_diag(&c->batch->diags, EX_WARNING, file->name, at, "holds %s%s", noun,
                c->open_keys ? " that no password protects" : ", protected by a password");
    ex_diag_hint(&c->batch->diags, d,
                 c->open_keys ? "remove the file from the dump, regard the key as exposed and "
                                "replace its certificate; nothing of the key was kept"
                              : "remove the file from the dump; nothing of the key was kept");
}

static void tell_locked(const struct content *c)
{
    struct ex_diag *d = ex_diag(&c->batch->diags, EX_WARNING, c->batch->file.name,
                                (struct ex_place){0, 0},
                                "the certificates of the PFX file are not read: %s", c->locked);

    ex_diag_hint(&c->batch->diags, d,
                 "name its password with --pfx-password-file, or export certificates with "
                 "Get-ExchangeCertificate | Export-Clixml");
}

static void tell_what_it_is(const struct content *c)
{
    if (c->requests > 0)
        ex_diag(&c->batch->diags, EX_NOTE, c->batch->file.name, (struct ex_place){0, 0},
                "the file is a certificate request%.*s, not a certificate", EX_FMT(c->requested));
    else if (c->crls > 0)
        (void)tell(c, EX_NOTE, "the file is a list of revoked certificates, not a certificate");
    else if (c->public_keys > 0)
        (void)tell(c, EX_NOTE, "the file is a public key, not a certificate");
    else if (!c->broken && !c->locked && c->batch->file.private_keys == 0)
        (void)tell(c, EX_NOTE, "the file holds no certificate");
}

static void import(struct ex_batch *batch)
{
    EX_AUTO(ex_arena_auto) struct ex_arena *arena = ex_arena_new();
    struct content c = {.batch = batch, .arena = arena};

    batch->file.state = EX_FILE_OTHER;
    if (!read_file(&c)) {
        ex_diag(&batch->diags, EX_WARNING, batch->file.name, (struct ex_place){0, 0},
                "the file of certificates is longer than the limit of %u bytes, or cannot be read",
                EX_MAX_CERTIFICATE_FILE_BYTES);
        return;
    }
    if (c.too_many)
        ex_diag(&batch->diags, EX_WARNING, batch->file.name, (struct ex_place){0, 0},
                "the file has more certificates than the limit of %u; the others are not read",
                EX_MAX_FILE_CERTIFICATES);
    if (c.certificates > 0)
        batch->file.state = EX_FILE_READ;
    else
        tell_what_it_is(&c);
    if (c.locked)
        tell_locked(&c);
    tell_keys(&c);
}

const struct ex_importer ex_importer_certificate = {"certificate", sniff, import};
