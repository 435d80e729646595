/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Distinguished names of certificates as text. The form is the one that .NET
 * on Windows shows, because administrators compare it with what
 * Get-ExchangeCertificate prints: its own keys (S, E, G, SN), reverse order of
 * the encoding, quotes instead of the backslashes of RFC 4514.
 */
#include "model/cert_impl.h"

#include "base/buf.h"
#include "base/utf8.h"

#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#define MAX_OID_TEXT 256

/* The keys that Windows knows; every other attribute is "OID." and its number. */
static const struct {
    int nid;
    const char *key;
} attribute_keys[] = {
    {NID_commonName, "CN"},
    {NID_countryName, "C"},
    {NID_localityName, "L"},
    {NID_stateOrProvinceName, "S"},
    {NID_streetAddress, "STREET"},
    {NID_organizationName, "O"},
    {NID_organizationalUnitName, "OU"},
    {NID_title, "T"},
    {NID_givenName, "G"},
    {NID_initials, "I"},
    {NID_surname, "SN"},
    {NID_domainComponent, "DC"},
    {NID_pkcs9_emailAddress, "E"},
    {NID_serialNumber, "SERIALNUMBER"},
    {NID_description, "Description"},
    {NID_postalCode, "PostalCode"},
    {NID_postOfficeBox, "POBox"},
    {NID_telephoneNumber, "Phone"},
    {NID_x121Address, "X21Address"},
    {NID_dnQualifier, "dnQualifier"},
};

struct ex_str ex_cert_oid_text(struct ex_arena *arena, const ASN1_OBJECT *object)
{
    char text[MAX_OID_TEXT];
    int n = OBJ_obj2txt(text, sizeof text, object, 1);
    if (n <= 0 || (size_t)n >= sizeof text)
        return (struct ex_str){NULL, 0};
    return ex_arena_str(arena, ex_str_n(text, (size_t)n));
}

static void add_key(struct ex_arena *arena, struct ex_buf *buf, const ASN1_OBJECT *object)
{
    int nid = OBJ_obj2nid(object);
    for (size_t i = 0; i < EX_COUNT(attribute_keys); i++) {
        if (attribute_keys[i].nid == nid) {
            ex_buf_add_text(buf, attribute_keys[i].key);
            return;
        }
    }
    ex_buf_add(buf, EX_STR("OID."));
    ex_buf_add(buf, ex_cert_oid_text(arena, object));
}

static bool needs_quotes(struct ex_str value)
{
    if (value.n == 0 || ex_is_space(value.p[0]) || ex_is_space(value.p[value.n - 1]))
        return true;
    for (size_t i = 0; i < value.n; i++) {
        if (memchr(",+=\"\n<>#;", value.p[i], 9))
            return true;
    }
    return false;
}

static void add_text(struct ex_buf *buf, struct ex_str value)
{
    if (!needs_quotes(value)) {
        ex_buf_add(buf, value);
        return;
    }
    ex_buf_add_char(buf, '"');
    for (size_t i = 0; i < value.n; i++) {
        if (value.p[i] == '"')
            ex_buf_add_char(buf, '"');
        ex_buf_add_char(buf, value.p[i]);
    }
    ex_buf_add_char(buf, '"');
}

static void add_hex(struct ex_buf *buf, const ASN1_STRING *value)
{
    static const char digits[] = "0123456789ABCDEF";
    const unsigned char *p = ASN1_STRING_get0_data(value);
    ex_buf_add_char(buf, '#');
    for (int i = 0; i < ASN1_STRING_length(value); i++) {
        ex_buf_add_char(buf, digits[p[i] >> 4]);
        ex_buf_add_char(buf, digits[p[i] & 15]);
    }
}

/* The value as UTF-8 without NUL bytes. On success the caller frees `*text` with OPENSSL_free(). */
static bool value_text(const ASN1_STRING *value, unsigned char **text, struct ex_str *out)
{
    *text = NULL;
    int n = ASN1_STRING_to_UTF8(text, value);
    if (n < 0)
        return false;
    *out = ex_str_n((const char *)*text, (size_t)n);
    if (ex_str_find(*out, '\0') == SIZE_MAX && ex_utf8_valid(*out))
        return true;
    OPENSSL_free(*text);
    return false;
}

static void add_entry(struct ex_arena *arena, struct ex_buf *buf, const X509_NAME_ENTRY *entry)
{
    const ASN1_STRING *value = X509_NAME_ENTRY_get_data(entry);
    unsigned char *bytes;
    struct ex_str text;
    add_key(arena, buf, X509_NAME_ENTRY_get_object(entry));
    ex_buf_add_char(buf, '=');
    if (!value_text(value, &bytes, &text)) {
        add_hex(buf, value);
        return;
    }
    add_text(buf, text);
    OPENSSL_free(bytes);
}

/* Index of the first entry of the set that entry `last` ends. */
static int set_begin(const X509_NAME *name, int last)
{
    int set = X509_NAME_ENTRY_set(X509_NAME_get_entry(name, last));
    int first = last;
    while (first > 0 && X509_NAME_ENTRY_set(X509_NAME_get_entry(name, first - 1)) == set)
        first--;
    return first;
}

struct ex_str ex_cert_name_text(struct ex_arena *arena, const X509_NAME *name)
{
    EX_AUTO(ex_buf_free) struct ex_buf buf = EX_BUF_INIT;
    int first;
    for (int last = X509_NAME_entry_count(name) - 1; last >= 0; last = first - 1) {
        first = set_begin(name, last);
        if (buf.n > 0)
            ex_buf_add(&buf, EX_STR(", "));
        for (int i = first; i <= last; i++) {
            if (i > first)
                ex_buf_add(&buf, EX_STR(" + "));
            add_entry(arena, &buf, X509_NAME_get_entry(name, i));
        }
    }
    return ex_arena_str(arena, ex_buf_str(&buf));
}

struct ex_str ex_cert_common_name(struct ex_arena *arena, const X509_NAME *name)
{
    struct ex_str none = {NULL, 0};
    int last = -1;
    for (int i = X509_NAME_get_index_by_NID(name, NID_commonName, -1); i >= 0;
         i = X509_NAME_get_index_by_NID(name, NID_commonName, i))
        last = i;
    if (last < 0)
        return none;

    unsigned char *bytes;
    struct ex_str text;
    if (!value_text(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, last)), &bytes, &text))
        return none;
    struct ex_str out = ex_arena_str(arena, text);
    OPENSSL_free(bytes);
    return out;
}
