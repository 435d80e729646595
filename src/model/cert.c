/* SPDX-License-Identifier: MIT */
/**
 * @file
 * X.509 certificates (RFC 5280) from DER. The bytes come from a stranger's
 * dump: sizes are checked before OpenSSL sees them, nothing is verified with a
 * key that makes verification slow, and what cannot be read fails the
 * certificate instead of looking like an extension that is not there.
 */
#include "model/cert.h"

#include "base/limits.h"
#include "model/cert_impl.h"
#include "model/value.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>
#include <time.h>

#define MAX_RSA_BITS 16384
#define MAX_RSA_EXPONENT_BITS 64
#define MAX_CURVE_BITS 521

static void free_x509(X509 **p)
{
    X509_free(*p);
}

static void free_general_names(GENERAL_NAMES **p)
{
    GENERAL_NAMES_free(*p);
}

static void free_key_usages(EXTENDED_KEY_USAGE **p)
{
    EXTENDED_KEY_USAGE_free(*p);
}

static void free_constraints(BASIC_CONSTRAINTS **p)
{
    BASIC_CONSTRAINTS_free(*p);
}

static void free_number(BIGNUM **p)
{
    BN_free(*p);
}

static bool fail(const char **why, const char *text)
{
    *why = text;
    return false;
}

static struct ex_str hex(struct ex_arena *arena, const unsigned char *p, size_t n)
{
    static const char digits[] = "0123456789ABCDEF";
    char *out = ex_arena_bytes(arena, 2 * n + 1);
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = digits[p[i] >> 4];
        out[2 * i + 1] = digits[p[i] & 15];
    }
    out[2 * n] = '\0';
    return ex_str_n(out, 2 * n);
}

/* Exactly one certificate; on success the caller frees `*out`. */
static bool decode(const void *der, size_t n, X509 **out, const char **why)
{
    *out = NULL;
    if (n == 0)
        return fail(why, "it is empty");
    if (n > EX_MAX_CERTIFICATE_BYTES)
        return fail(why, "it is longer than the limit for one certificate");
    const unsigned char *end = der;
    X509 *x509 = d2i_X509(NULL, &end, (long)n);
    if (!x509)
        return fail(why, "it is not an X.509 certificate in DER");
    if (end != (const unsigned char *)der + n) {
        X509_free(x509);
        return fail(why, "more data follows the certificate");
    }
    *out = x509;
    return true;
}

/* Days from 1970-01-01 to a day of the Gregorian calendar; years count from March. */
static int64_t days_since_1970(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    int64_t era = year / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static bool read_time(const ASN1_TIME *time, int64_t *ticks)
{
    struct tm tm;
    /* Without text it would be the current time. */
    if (!time || ASN1_STRING_length(time) == 0 || !ASN1_TIME_to_tm(time, &tm))
        return false;
    int64_t year = (int64_t)tm.tm_year + 1900;
    if (year < 1 || year > 9999)
        return false;
    int64_t days = days_since_1970(year, tm.tm_mon + 1, tm.tm_mday);
    int64_t seconds = days * 86400 + tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec;
    *ticks = EX_UNIX_EPOCH_TICKS + seconds * EX_TICKS_PER_SECOND;
    return true;
}

static bool read_thumbprint(struct ex_arena *arena, const void *der, size_t n,
                            struct ex_str *thumbprint)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned digest_n = 0;
    if (!EVP_Digest(der, n, digest, &digest_n, EVP_sha1(), NULL))
        return false;
    *thumbprint = hex(arena, digest, digest_n);
    return true;
}

static bool read_digest(struct ex_arena *arena, const void *p, size_t n, const EVP_MD *algorithm,
                        struct ex_str *out)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    char text[2 * EVP_MAX_MD_SIZE + 1];
    unsigned digest_n = 0;
    if (!EVP_Digest(p, n, digest, &digest_n, algorithm, NULL))
        return false;
    for (size_t i = 0; i < digest_n; i++) {
        text[2 * i] = "0123456789abcdef"[digest[i] >> 4];
        text[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
    }
    *out = ex_arena_str(arena, ex_str_n(text, (size_t)2 * digest_n));
    return true;
}

/* What TLSA records are compared with. */
static bool read_digests(struct ex_arena *arena, const X509 *x509, const void *der, size_t n,
                         struct ex_cert *out)
{
    unsigned char *key = NULL;
    int key_n = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x509), &key);
    bool good = key_n > 0 && read_digest(arena, der, n, EVP_sha256(), &out->sha256) &&
                read_digest(arena, der, n, EVP_sha512(), &out->sha512) &&
                read_digest(arena, key, (size_t)key_n, EVP_sha256(), &out->key_sha256) &&
                read_digest(arena, key, (size_t)key_n, EVP_sha512(), &out->key_sha512);
    OPENSSL_free(key);
    return good;
}

/* The bytes as they are encoded, a leading zero or the sign included, as .NET shows them. */
static bool read_serial(struct ex_arena *arena, const X509 *x509, struct ex_str *serial)
{
    unsigned char *der = NULL;
    int n = i2d_ASN1_INTEGER(X509_get0_serialNumber(x509), &der);
    if (n <= 0)
        return false;
    const unsigned char *p = der;
    long length = 0;
    int tag = 0;
    int class = 0;
    bool good = !(ASN1_get_object(&p, &length, &tag, &class, n) & 0x80);
    if (good)
        *serial = hex(arena, p, (size_t)length);
    OPENSSL_free(der);
    return good;
}

/**
 * Decode the extension with an identifier, if there is one.
 *
 * @param out set to what X509V3_EXT_d2i() returns, NULL when there is none
 * @return false when it is there twice or cannot be decoded
 */
static bool read_extension(const X509 *x509, int nid, void **out, const char **why)
{
    *out = NULL;
    int at = X509_get_ext_by_NID(x509, nid, -1);
    if (at < 0)
        return true;
    if (X509_get_ext_by_NID(x509, nid, at) >= 0)
        return fail(why, "it has the same extension twice");
    *out = X509V3_EXT_d2i(X509_get_ext(x509, at));
    return *out ? true : fail(why, "one of its extensions cannot be read");
}

/* Only visible ASCII: a NUL or a space makes a name that readers take for different ones. */
static bool dns_name_usable(struct ex_str name)
{
    for (size_t i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char)name.p[i];
        if (c <= 0x20 || c >= 0x7F)
            return false;
    }
    return name.n > 0;
}

/* An address as it is encoded (RFC 5280 section 4.2.1.6): of no other length it is none. */
static bool read_address(const ASN1_OCTET_STRING *octets, struct ex_ip *out)
{
    const unsigned char *p = ASN1_STRING_get0_data(octets);
    int n = ASN1_STRING_length(octets);
    if (n != 4 && n != 16)
        return false;
    *out = (struct ex_ip){.v6 = n == 16};
    memcpy(out->bytes + 16 - n, p, (size_t)n);
    return true;
}

bool ex_cert_alternative_names(struct ex_arena *arena, const GENERAL_NAMES *names,
                               struct ex_cert *out, const char **why)
{
    size_t count = names ? (size_t)sk_GENERAL_NAME_num(names) : 0;
    if (count > EX_MAX_CERTIFICATE_NAMES)
        return fail(why, "it has more alternative names than the limit");

    struct ex_str *dns_names = EX_NEW_ARRAY(arena, count, struct ex_str);
    struct ex_ip *addresses = EX_NEW_ARRAY(arena, count, struct ex_ip);
    for (size_t i = 0; i < count; i++) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, (int)i);
        if (name->type == GEN_IPADD)
            out->n_addresses += read_address(name->d.iPAddress, &addresses[out->n_addresses]);
        if (name->type != GEN_DNS)
            continue;
        out->has_san = true;
        const ASN1_STRING *text = name->d.dNSName;
        struct ex_str s = ex_str_n((const char *)ASN1_STRING_get0_data(text),
                                   (size_t)ASN1_STRING_length(text));
        if (dns_name_usable(s))
            dns_names[out->n_dns_names++] = ex_arena_str(arena, s);
    }
    out->dns_names = dns_names;
    out->addresses = addresses;
    return true;
}

static bool read_names(struct ex_arena *arena, const X509 *x509, struct ex_cert *out,
                       const char **why)
{
    void *decoded;
    if (!read_extension(x509, NID_subject_alt_name, &decoded, why))
        return false;
    EX_AUTO(free_general_names) GENERAL_NAMES *names = decoded;
    return ex_cert_alternative_names(arena, names, out, why);
}

static bool read_usage(const X509 *x509, struct ex_cert *out, const char **why)
{
    void *decoded;
    if (!read_extension(x509, NID_ext_key_usage, &decoded, why))
        return false;
    EX_AUTO(free_key_usages) EXTENDED_KEY_USAGE *usages = decoded;
    out->server_auth = !usages;
    for (int i = 0; usages && i < sk_ASN1_OBJECT_num(usages); i++) {
        int nid = OBJ_obj2nid(sk_ASN1_OBJECT_value(usages, i));
        out->server_auth |= nid == NID_server_auth || nid == NID_anyExtendedKeyUsage;
    }

    if (!read_extension(x509, NID_basic_constraints, &decoded, why))
        return false;
    EX_AUTO(free_constraints) BASIC_CONSTRAINTS *constraints = decoded;
    out->is_ca = constraints && constraints->ca;
    return true;
}

/* Names of keys as Windows has them. */
static const struct {
    int nid;
    const char *name;
} key_names[] = {
    {NID_rsaEncryption, "RSA"},
    {NID_rsassaPss, "RSASSA-PSS"},
    {NID_X9_62_id_ecPublicKey, "ECC"},
    {NID_dsa, "DSA"},
    {NID_ED25519, "Ed25519"},
    {NID_ED448, "Ed448"},
};

static void read_key(struct ex_arena *arena, const X509 *x509, struct ex_cert *out)
{
    const EVP_PKEY *key = X509_get0_pubkey(x509);
    out->key_bits = key ? EVP_PKEY_get_bits(key) : 0;

    ASN1_OBJECT *algorithm = NULL;
    if (!X509_PUBKEY_get0_param(&algorithm, NULL, NULL, NULL, X509_get_X509_PUBKEY(x509)))
        return;
    int nid = OBJ_obj2nid(algorithm);
    for (size_t i = 0; i < EX_COUNT(key_names); i++) {
        if (key_names[i].nid == nid) {
            out->key_algorithm = ex_str(key_names[i].name);
            return;
        }
    }
    out->key_algorithm = ex_cert_oid_text(arena, algorithm);
}

/* Names of signature algorithms as Windows has them, and their hashes. */
static const struct {
    int nid;
    const char *name;
    const char *hash;
} signature_names[] = {
    {NID_md2WithRSAEncryption, "md2RSA", "md2"},
    {NID_md4WithRSAEncryption, "md4RSA", "md4"},
    {NID_md5WithRSAEncryption, "md5RSA", "md5"},
    {NID_md5WithRSA, "md5RSA", "md5"},
    {NID_sha1WithRSAEncryption, "sha1RSA", "sha1"},
    {NID_sha1WithRSA, "sha1RSA", "sha1"},
    {NID_sha224WithRSAEncryption, "sha224RSA", "sha224"},
    {NID_sha256WithRSAEncryption, "sha256RSA", "sha256"},
    {NID_sha384WithRSAEncryption, "sha384RSA", "sha384"},
    {NID_sha512WithRSAEncryption, "sha512RSA", "sha512"},
    {NID_dsaWithSHA1, "sha1DSA", "sha1"},
    {NID_dsaWithSHA1_2, "sha1DSA", "sha1"},
    {NID_dsa_with_SHA224, "sha224DSA", "sha224"},
    {NID_dsa_with_SHA256, "sha256DSA", "sha256"},
    {NID_ecdsa_with_SHA1, "sha1ECDSA", "sha1"},
    {NID_ecdsa_with_SHA224, "sha224ECDSA", "sha224"},
    {NID_ecdsa_with_SHA256, "sha256ECDSA", "sha256"},
    {NID_ecdsa_with_SHA384, "sha384ECDSA", "sha384"},
    {NID_ecdsa_with_SHA512, "sha512ECDSA", "sha512"},
    {NID_ED25519, "Ed25519", ""},
    {NID_ED448, "Ed448", ""},
};

/* The hash is a parameter of the algorithm; SHA-1 when none is written (RFC 4055 section 3.1). */
static struct ex_str pss_hash(struct ex_arena *arena, const X509_ALGOR *algorithm)
{
    struct ex_str none = {NULL, 0};
    int type = 0;
    const void *value = NULL;
    X509_ALGOR_get0(NULL, &type, &value, algorithm);
    if (type != V_ASN1_SEQUENCE)
        return none;
    RSA_PSS_PARAMS *params = ASN1_item_unpack(value, ASN1_ITEM_rptr(RSA_PSS_PARAMS));
    if (!params)
        return none;
    struct ex_str hash = EX_STR("sha1");
    if (params->hashAlgorithm) {
        int nid = OBJ_obj2nid(params->hashAlgorithm->algorithm);
        hash = nid == NID_undef ? none : ex_arena_str(arena, ex_str(OBJ_nid2ln(nid)));
    }
    RSA_PSS_PARAMS_free(params);
    return hash;
}

static void read_signature(struct ex_arena *arena, const X509 *x509, struct ex_cert *out)
{
    const X509_ALGOR *algorithm = NULL;
    const ASN1_OBJECT *object = NULL;
    X509_get0_signature(NULL, &algorithm, x509);
    X509_ALGOR_get0(&object, NULL, NULL, algorithm);
    int nid = OBJ_obj2nid(object);
    for (size_t i = 0; i < EX_COUNT(signature_names); i++) {
        if (signature_names[i].nid == nid) {
            out->signature_algorithm = ex_str(signature_names[i].name);
            out->signature_hash = ex_str(signature_names[i].hash);
            return;
        }
    }
    if (nid == NID_rsassaPss) {
        out->signature_algorithm = EX_STR("RSASSA-PSS");
        out->signature_hash = pss_hash(arena, algorithm);
        return;
    }
    out->signature_algorithm = ex_cert_oid_text(arena, object);
}

static bool rsa_is_cheap(const EVP_PKEY *key)
{
    BIGNUM *number = NULL;
    if (EVP_PKEY_get_bits(key) > MAX_RSA_BITS)
        return false;
    if (!EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &number))
        return false;
    EX_AUTO(free_number) BIGNUM *exponent = number;
    return BN_num_bits(exponent) <= MAX_RSA_EXPONENT_BITS;
}

/* Whether checking a signature with the key costs next to nothing, whoever made the key. */
static bool key_is_cheap(const EVP_PKEY *key)
{
    switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS:
        return rsa_is_cheap(key);
    case EVP_PKEY_EC:
        return EVP_PKEY_get_bits(key) <= MAX_CURVE_BITS;
    case EVP_PKEY_ED25519:
    case EVP_PKEY_ED448:
        return true;
    default:
        return false;
    }
}

static void read_issuing(X509 *x509, struct ex_cert *out)
{
    out->self_issued =
        X509_NAME_cmp(X509_get_subject_name(x509), X509_get_issuer_name(x509)) == 0;
    EVP_PKEY *key = X509_get0_pubkey(x509);
    if (out->self_issued && key && key_is_cheap(key))
        out->self_signed = X509_verify(x509, key) == 1;
}

static bool read_fields(struct ex_arena *arena, const void *der, size_t n, struct ex_cert *out,
                        const char **why)
{
    EX_AUTO(free_x509) X509 *x509 = NULL;
    if (!decode(der, n, &x509, why))
        return false;
    if (!read_time(X509_get0_notBefore(x509), &out->not_before) ||
        !read_time(X509_get0_notAfter(x509), &out->not_after))
        return fail(why, "its validity dates cannot be read");
    if (!read_serial(arena, x509, &out->serial_number))
        return fail(why, "its serial number cannot be read");
    if (!read_thumbprint(arena, der, n, &out->thumbprint))
        return fail(why, "its thumbprint cannot be computed, SHA-1 is not available");
    if (!read_digests(arena, x509, der, n, out))
        return fail(why, "its public key cannot be read");
    if (!read_names(arena, x509, out, why) || !read_usage(x509, out, why))
        return false;
    out->subject = ex_cert_name_text(arena, X509_get_subject_name(x509));
    out->issuer = ex_cert_name_text(arena, X509_get_issuer_name(x509));
    out->common_name = ex_cert_common_name(arena, X509_get_subject_name(x509));
    read_key(arena, x509, out);
    read_signature(arena, x509, out);
    read_issuing(x509, out);
    return true;
}

bool ex_cert_read(struct ex_arena *arena, const void *der, size_t n, struct ex_cert *out,
                  const char **why)
{
    const char *reason = NULL;
    struct ex_cert cert = {0};
    bool good = read_fields(arena, der, n, &cert, &reason);
    if (good)
        *out = cert;
    else if (why)
        *why = reason;
    ERR_clear_error();
    return good;
}
