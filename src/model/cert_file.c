/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Containers of certificates, read with OpenSSL: PKCS #7, PKCS #12 and
 * requests. How much work a password costs is up to whoever made the file, so it is
 * added up before the first key is derived. Decrypted parts are OpenSSL's memory, which it
 * wipes when it frees them.
 */
#include "model/cert_file.h"

#include "base/limits.h"
#include "model/cert_impl.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>
#include <openssl/provider.h>
#include <openssl/x509v3.h>

static void free_pkcs7(PKCS7 **p)
{
    PKCS7_free(*p);
}

static void free_pkcs12(PKCS12 **p)
{
    PKCS12_free(*p);
}

static void free_parts(STACK_OF(PKCS7) **p)
{
    sk_PKCS7_pop_free(*p, PKCS7_free);
}

static void free_request(X509_REQ **p)
{
    X509_REQ_free(*p);
}

static void free_extensions(STACK_OF(X509_EXTENSION) **p)
{
    sk_X509_EXTENSION_pop_free(*p, X509_EXTENSION_free);
}

static void free_names(GENERAL_NAMES **p)
{
    GENERAL_NAMES_free(*p);
}

/* OpenSSL by itself, with the ciphers of old: Windows used RC2 in PKCS #12 for long. */
struct context {
    OSSL_LIB_CTX *library;
    OSSL_PROVIDER *current;
    OSSL_PROVIDER *legacy; /* NULL where it is not installed */
};

static void free_context(struct context *context)
{
    if (context->legacy)
        OSSL_PROVIDER_unload(context->legacy);
    if (context->current)
        OSSL_PROVIDER_unload(context->current);
    OSSL_LIB_CTX_free(context->library);
}

static bool fail(const char **why, const char *text)
{
    *why = text;
    return false;
}

void ex_cert_bag_init(struct ex_cert_bag *bag)
{
    *bag = (struct ex_cert_bag){.ders = EX_VEC(struct ex_rd)};
}

void ex_cert_bag_free(struct ex_cert_bag *bag)
{
    ex_vec_free(&bag->ders);
}

static void add_certificate(struct ex_arena *arena, struct ex_cert_bag *bag, X509 *x509)
{
    if (bag->ders.n >= EX_MAX_FILE_CERTIFICATES) {
        bag->too_many = true;
        return;
    }
    unsigned char *der = NULL;
    int n = i2d_X509(x509, &der);
    if (n <= 0)
        return;
    struct ex_str kept = ex_arena_str(arena, ex_str_n((const char *)der, (size_t)n));
    OPENSSL_free(der);
    *EX_PUSH(&bag->ders, struct ex_rd) = ex_rd(kept.p, kept.n);
}

/* ---- PKCS #7 --------------------------------------------------------------------- */

static bool open_pkcs7(struct ex_arena *arena, struct ex_rd der, struct ex_cert_bag *bag,
                       const char **why)
{
    const unsigned char *p = der.p;
    EX_AUTO(free_pkcs7) PKCS7 *pkcs7 = d2i_PKCS7(NULL, &p, (long)der.n);
    if (!pkcs7)
        return fail(why, "it is not PKCS #7");
    const STACK_OF(X509) *certificates = NULL;
    const STACK_OF(X509_CRL) *crls = NULL;
    if (PKCS7_type_is_signed(pkcs7) && pkcs7->d.sign) {
        certificates = pkcs7->d.sign->cert;
        crls = pkcs7->d.sign->crl;
    } else if (PKCS7_type_is_signedAndEnveloped(pkcs7) && pkcs7->d.signed_and_enveloped) {
        certificates = pkcs7->d.signed_and_enveloped->cert;
        crls = pkcs7->d.signed_and_enveloped->crl;
    } else {
        return fail(why, "it is PKCS #7 without certificates, such as an encrypted message");
    }
    for (int i = 0; i < sk_X509_num(certificates) && !bag->too_many; i++)
        add_certificate(arena, bag, sk_X509_value(certificates, i));
    bag->crls += (size_t)(crls ? sk_X509_CRL_num(crls) : 0);
    return true;
}

bool ex_cert_open_pkcs7(struct ex_arena *arena, struct ex_rd der, struct ex_cert_bag *bag,
                        const char **why)
{
    bool good = open_pkcs7(arena, der, bag, why);
    ERR_clear_error();
    return good;
}

/* ---- PKCS #12: what a password costs ----------------------------------------------- */

#define ENDLESS UINT64_MAX

static uint64_t count_of(const ASN1_INTEGER *iterations)
{
    uint64_t n = 0;
    if (!iterations)
        return 1;
    return ASN1_INTEGER_get_uint64(&n, iterations) ? n : ENDLESS;
}

static uint64_t add(uint64_t a, uint64_t b)
{
    return a > ENDLESS - b ? ENDLESS : a + b;
}

/* The parameters of an algorithm as a structure of its own; NULL when it has none. */
static void *parameters(const X509_ALGOR *algorithm, const ASN1_ITEM *item)
{
    int type = 0;
    const void *value = NULL;
    X509_ALGOR_get0(NULL, &type, &value, algorithm);
    return type == V_ASN1_SEQUENCE ? ASN1_item_unpack(value, item) : NULL;
}

static int nid_of(const X509_ALGOR *algorithm)
{
    const ASN1_OBJECT *object = NULL;
    X509_ALGOR_get0(&object, NULL, NULL, algorithm);
    return OBJ_obj2nid(object);
}

/* Iterations of PBKDF2; no other function is known in PKCS #12 (scrypt is bound by memory). */
static uint64_t cost_of_function(const X509_ALGOR *function)
{
    if (nid_of(function) != NID_id_pbkdf2)
        return ENDLESS;
    PBKDF2PARAM *pbkdf2 = parameters(function, ASN1_ITEM_rptr(PBKDF2PARAM));
    uint64_t cost = pbkdf2 ? count_of(pbkdf2->iter) : ENDLESS;
    PBKDF2PARAM_free(pbkdf2);
    return cost;
}

static uint64_t cost_of_encryption(const X509_ALGOR *algorithm)
{
    uint64_t cost = ENDLESS;
    if (nid_of(algorithm) == NID_pbes2) {
        PBE2PARAM *pbes2 = parameters(algorithm, ASN1_ITEM_rptr(PBE2PARAM));
        if (pbes2)
            cost = cost_of_function(pbes2->keyfunc);
        PBE2PARAM_free(pbes2);
        return cost;
    }
    PBEPARAM *pbe = parameters(algorithm, ASN1_ITEM_rptr(PBEPARAM));
    if (pbe)
        cost = count_of(pbe->iter);
    PBEPARAM_free(pbe);
    return cost;
}

static uint64_t cost_of_mac(const PKCS12 *pkcs12)
{
    const ASN1_INTEGER *iterations = NULL;
    const X509_ALGOR *algorithm = NULL;
    PKCS12_get0_mac(NULL, &algorithm, NULL, &iterations, pkcs12);
    if (!algorithm)
        return 0;
    /* PBMAC1 (RFC 9579) has its own parameters, and iterations in them. */
    int type = 0;
    const void *value = NULL;
    X509_ALGOR_get0(NULL, &type, &value, algorithm);
    return type == V_ASN1_SEQUENCE ? ENDLESS : count_of(iterations);
}

static const X509_ALGOR *encryption_of(const PKCS7 *part)
{
    if (!PKCS7_type_is_encrypted(part) || !part->d.encrypted || !part->d.encrypted->enc_data)
        return NULL;
    return part->d.encrypted->enc_data->algorithm;
}

static uint64_t cost_of_all(const PKCS12 *pkcs12, const STACK_OF(PKCS7) *parts)
{
    uint64_t cost = cost_of_mac(pkcs12);
    unsigned encrypted = 0;
    for (int i = 0; i < sk_PKCS7_num(parts); i++) {
        const X509_ALGOR *algorithm = encryption_of(sk_PKCS7_value(parts, i));
        if (!algorithm)
            continue;
        encrypted++;
        cost = add(cost, cost_of_encryption(algorithm));
    }
    return encrypted > EX_MAX_PFX_PARTS ? ENDLESS : cost;
}

/* ---- PKCS #12: what is in it ------------------------------------------------------- */

/* One file being opened. */
struct pfx {
    struct ex_arena *arena;
    struct ex_cert_bag *bag;
    struct context *context;    /* made for the first part that is opened */
    struct ex_str passwords[3]; /* to try; `p` NULL is none at all, which is not the empty one */
    size_t n_passwords;
    size_t protected_keys;
    bool opened_freely;         /* without a password, or with the empty one */
};

static OSSL_LIB_CTX *library_of(const struct pfx *pfx)
{
    struct context *context = pfx->context;
    if (context->library)
        return context->library;
    context->library = OSSL_LIB_CTX_new();
    if (context->library) {
        context->current = OSSL_PROVIDER_load(context->library, "default");
        context->legacy = OSSL_PROVIDER_load(context->library, "legacy");
    }
    return context->library;
}

static void take_bags(struct pfx *pfx, const STACK_OF(PKCS12_SAFEBAG) *bags, unsigned depth);

static void take_bag(struct pfx *pfx, const PKCS12_SAFEBAG *bag, unsigned depth)
{
    switch (PKCS12_SAFEBAG_get_nid(bag)) {
    case NID_keyBag:
        pfx->bag->open_keys++;
        break;
    case NID_pkcs8ShroudedKeyBag:
        pfx->protected_keys++;
        break;
    case NID_crlBag:
        pfx->bag->crls++;
        break;
    case NID_safeContentsBag:
        if (depth < EX_MAX_PFX_DEPTH)
            take_bags(pfx, PKCS12_SAFEBAG_get0_safes(bag), depth + 1);
        break;
    case NID_certBag: {
        X509 *x509 = PKCS12_SAFEBAG_get1_cert(bag);
        if (x509)
            add_certificate(pfx->arena, pfx->bag, x509);
        X509_free(x509);
        break;
    }
    default:
        break;
    }
}

static void take_bags(struct pfx *pfx, const STACK_OF(PKCS12_SAFEBAG) *bags, unsigned depth)
{
    for (int i = 0; bags && i < sk_PKCS12_SAFEBAG_num(bags); i++)
        take_bag(pfx, sk_PKCS12_SAFEBAG_value(bags, i), depth);
}

static STACK_OF(PKCS12_SAFEBAG) *decrypt(const struct pfx *pfx, const PKCS7 *part,
                                         struct ex_str password)
{
    const PKCS7_ENC_CONTENT *content = part->d.encrypted->enc_data;
    if (!content->enc_data)
        return NULL;
    return PKCS12_item_decrypt_d2i_ex(content->algorithm, ASN1_ITEM_rptr(PKCS12_SAFEBAGS),
                                      password.p, (int)password.n, content->enc_data, 1,
                                      library_of(pfx), NULL);
}

/* The bags of an encrypted part, by the first password that makes sense of it. */
static STACK_OF(PKCS12_SAFEBAG) *unlock(struct pfx *pfx, const PKCS7 *part)
{
    for (size_t i = 0; i < pfx->n_passwords; i++) {
        STACK_OF(PKCS12_SAFEBAG) *bags = decrypt(pfx, part, pfx->passwords[i]);
        if (!bags)
            continue;
        pfx->opened_freely = pfx->opened_freely || pfx->passwords[i].n == 0;
        return bags;
    }
    return NULL;
}

/* Whether OpenSSL has what the encryption of a part needs. */
static bool is_supported(const struct pfx *pfx, const X509_ALGOR *algorithm)
{
    int cipher = NID_undef;
    if (nid_of(algorithm) == NID_pbes2)
        return true;
    if (!EVP_PBE_find(EVP_PBE_TYPE_OUTER, nid_of(algorithm), &cipher, NULL, NULL))
        return false;
    EVP_CIPHER *found = EVP_CIPHER_fetch(library_of(pfx), OBJ_nid2sn(cipher), NULL);
    EVP_CIPHER_free(found);
    return found != NULL;
}

static void take_part(struct pfx *pfx, PKCS7 *part)
{
    const X509_ALGOR *algorithm = encryption_of(part);
    STACK_OF(PKCS12_SAFEBAG) *bags = NULL;
    if (PKCS7_type_is_data(part)) {
        bags = PKCS12_unpack_p7data(part);
    } else if (algorithm && pfx->n_passwords > 0) {
        bags = unlock(pfx, part);
        if (!bags)
            pfx->bag->locked = is_supported(pfx, algorithm)
                                   ? "its password was not given"
                                   : "its encryption is not known to this OpenSSL";
    }
    take_bags(pfx, bags, 0);
    sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
}

/* Leave only the password that fits the MAC; without a MAC, each part is tried with all. */
static void choose_password(struct pfx *pfx, PKCS12 *pkcs12)
{
    if (!PKCS12_mac_present(pkcs12))
        return;
    for (size_t i = 0; i < pfx->n_passwords; i++) {
        struct ex_str password = pfx->passwords[i];
        if (PKCS12_verify_mac(pkcs12, password.p, (int)password.n)) {
            pfx->passwords[0] = password;
            pfx->n_passwords = 1;
            pfx->opened_freely = password.n == 0;
            return;
        }
    }
    pfx->n_passwords = 0;
    pfx->bag->locked = "its password was not given";
}

static bool open_pkcs12(struct ex_arena *arena, struct ex_rd der, struct ex_str password,
                        struct ex_cert_bag *bag, const char **why)
{
    const unsigned char *p = der.p;
    EX_AUTO(free_pkcs12) PKCS12 *pkcs12 = d2i_PKCS12(NULL, &p, (long)der.n);
    if (!pkcs12)
        return fail(why, "it is not PKCS #12");
    EX_AUTO(free_parts) STACK_OF(PKCS7) *parts = PKCS12_unpack_authsafes(pkcs12);
    if (!parts)
        return fail(why, "it is PKCS #12 without the parts that are usual");
    EX_AUTO(free_context) struct context context = {NULL, NULL, NULL};
    struct pfx pfx = {.arena = arena, .bag = bag, .context = &context,
                      .passwords = {{NULL, 0}, {"", 0}, password},
                      .n_passwords = password.n ? 3 : 2};
    if (cost_of_all(pkcs12, parts) > EX_MAX_PFX_ITERATIONS) {
        pfx.n_passwords = 0;
        bag->locked = "deriving its keys takes more iterations than the limit";
    } else {
        choose_password(&pfx, pkcs12);
    }
    for (int i = 0; i < sk_PKCS7_num(parts); i++)
        take_part(&pfx, sk_PKCS7_value(parts, i));
    bag->keys += bag->open_keys + pfx.protected_keys;
    if (pfx.opened_freely)
        bag->open_keys += pfx.protected_keys;
    return true;
}

bool ex_cert_open_pkcs12(struct ex_arena *arena, struct ex_rd der, struct ex_str password,
                         struct ex_cert_bag *bag, const char **why)
{
    bool good = open_pkcs12(arena, der, password, bag, why);
    ERR_clear_error();
    return good;
}

/* ---- requests ------------------------------------------------------------------------- */

static bool read_request(struct ex_arena *arena, struct ex_rd der, struct ex_cert *out,
                         const char **why)
{
    const unsigned char *p = der.p;
    EX_AUTO(free_request) X509_REQ *request = d2i_X509_REQ(NULL, &p, (long)der.n);
    if (!request)
        return fail(why, "it is not a certificate request in DER");
    const X509_NAME *subject = X509_REQ_get_subject_name(request);
    out->subject = ex_cert_name_text(arena, subject);
    out->common_name = ex_cert_common_name(arena, subject);
    EX_AUTO(free_extensions) STACK_OF(X509_EXTENSION) *extensions =
        X509_REQ_get_extensions(request);
    EX_AUTO(free_names) GENERAL_NAMES *names =
        X509V3_get_d2i(extensions, NID_subject_alt_name, NULL, NULL);
    return ex_cert_alternative_names(arena, names, out, why);
}

bool ex_cert_read_request(struct ex_arena *arena, struct ex_rd der, struct ex_cert *out,
                          const char **why)
{
    *out = (struct ex_cert){0};
    bool good = read_request(arena, der, out, why);
    ERR_clear_error();
    return good;
}
