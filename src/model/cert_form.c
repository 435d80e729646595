/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Telling by their first elements what a piece of DER is. Many binary files
 * begin with the byte of a SEQUENCE, so every form is followed down to
 * something that no other file has in that place.
 */
#include "model/cert_file.h"

enum tag {
    INTEGER = 0x02,
    BIT_STRING = 0x03,
    OCTET_STRING = 0x04,
    OID = 0x06,
    UTC_TIME = 0x17,
    GENERALIZED_TIME = 0x18,
    SEQUENCE = 0x30,
    SET = 0x31,
    CONTEXT_0 = 0xA0,
};

#define PKCS "\x2A\x86\x48\x86\xF7\x0D\x01"

/** One element: what is there of its content, and whether there is more. */
struct element {
    uint8_t tag;
    struct ex_rd body;
    bool endless; /**< no length was given (BER) */
};

static bool read_length(struct ex_rd *rd, uint64_t *length, bool *endless)
{
    uint8_t first = 0;
    if (!ex_rd_u8(rd, &first))
        return false;
    *endless = first == 0x80;
    *length = first & 0x7Fu;
    if (first <= 0x80)
        return true;
    size_t n = first & 0x7Fu;
    if (n > 4)
        return false;
    *length = 0;
    for (uint8_t byte = 0; n > 0; n--) {
        if (!ex_rd_u8(rd, &byte))
            return false;
        *length = *length << 8 | byte;
    }
    return true;
}

/** Take the next element; one that is cut off counts with what there is of it. */
static bool next(struct ex_rd *rd, struct element *out)
{
    uint64_t length = 0;
    struct ex_rd rest = *rd;
    if (!ex_rd_u8(&rest, &out->tag) || !read_length(&rest, &length, &out->endless))
        return false;
    size_t n = out->endless || length > rest.n ? rest.n : (size_t)length;
    if (!ex_rd_take(&rest, n, &out->body))
        return false;
    *rd = rest;
    return true;
}

/** Take the next element if it has that tag. */
static bool take(struct ex_rd *rd, enum tag tag, struct ex_rd *body)
{
    struct element element;
    struct ex_rd rest = *rd;
    if (!next(&rest, &element) || element.tag != tag)
        return false;
    *body = element.body;
    *rd = rest;
    return true;
}

static bool skip(struct ex_rd *rd, enum tag tag)
{
    struct ex_rd body;
    return take(rd, tag, &body);
}

/** Take an INTEGER of that value. */
static bool version(struct ex_rd *rd, uint8_t value)
{
    struct ex_rd body;
    return take(rd, INTEGER, &body) && body.n == 1 && body.p[0] == value;
}

/** Take a SEQUENCE that begins with an object identifier: an algorithm. */
static bool algorithm(struct ex_rd *rd)
{
    struct ex_rd body;
    return take(rd, SEQUENCE, &body) && skip(&body, OID);
}

/** Take an object identifier that begins with these bytes. */
static bool oid(struct ex_rd *rd, const char *bytes, size_t n)
{
    struct ex_rd body;
    return take(rd, OID, &body) && body.n >= n && memcmp(body.p, bytes, n) == 0;
}

/** Take the name of a subject or issuer: a SEQUENCE of SETs, or of nothing. */
static bool name(struct ex_rd *rd)
{
    struct ex_rd body;
    return take(rd, SEQUENCE, &body) && (body.n == 0 || body.p[0] == SET);
}

static bool time(struct ex_rd *rd)
{
    return skip(rd, UTC_TIME) || skip(rd, GENERALIZED_TIME);
}

static bool is_certificate(struct ex_rd tbs)
{
    struct ex_rd validity;
    struct ex_rd tagged;
    if (take(&tbs, CONTEXT_0, &tagged) && !skip(&tagged, INTEGER))
        return false;
    return skip(&tbs, INTEGER) && algorithm(&tbs) && name(&tbs) &&
           take(&tbs, SEQUENCE, &validity) && time(&validity) && time(&validity);
}

static bool is_request(struct ex_rd info)
{
    struct ex_rd key;
    return version(&info, 0) && name(&info) && take(&info, SEQUENCE, &key) && algorithm(&key);
}

static bool is_crl(struct ex_rd tbs)
{
    (void)version(&tbs, 1);
    return algorithm(&tbs) && name(&tbs) && time(&tbs);
}

/** What begins with a SEQUENCE inside the outermost one. */
static enum ex_cert_form form_of_nested(struct ex_rd first, struct ex_rd rest)
{
    if (is_certificate(first))
        return EX_FORM_CERTIFICATE;
    if (is_request(first))
        return EX_FORM_REQUEST;
    if (is_crl(first))
        return EX_FORM_CRL;
    if (skip(&first, OID)) {
        struct ex_rd body;
        if (take(&rest, BIT_STRING, &body))
            return EX_FORM_PUBLIC_KEY;
        if (take(&rest, OCTET_STRING, &body))
            return EX_FORM_LOCKED_KEY;
    }
    return EX_FORM_NONE;
}

/** Private keys and PKCS #12 begin with a version. */
static enum ex_cert_form form_of_versioned(struct ex_rd body)
{
    struct ex_rd rest = body;
    struct ex_rd info;
    if (version(&rest, 3))
        return take(&rest, SEQUENCE, &info) && oid(&info, PKCS "\x07", 8) ? EX_FORM_PKCS12
                                                                          : EX_FORM_NONE;
    rest = body;
    if (version(&rest, 0) && algorithm(&rest) && skip(&rest, OCTET_STRING))
        return EX_FORM_KEY;
    rest = body;
    if (version(&rest, 1) && ((algorithm(&rest) && skip(&rest, OCTET_STRING)) ||
                              (skip(&rest, OCTET_STRING) && skip(&rest, CONTEXT_0))))
        return EX_FORM_KEY;
    rest = body;
    /* Of RSA: the modulus, the public exponent and the private one. */
    if ((version(&rest, 0) || version(&rest, 1)) && take(&rest, INTEGER, &info) && info.n > 32 &&
        skip(&rest, INTEGER) && take(&rest, INTEGER, &info) && info.n > 16)
        return EX_FORM_KEY;
    return EX_FORM_NONE;
}

enum ex_cert_form ex_cert_form(struct ex_rd der)
{
    struct ex_rd body;
    if (!take(&der, SEQUENCE, &body))
        return EX_FORM_NONE;
    struct ex_rd rest = body;
    if (oid(&rest, PKCS "\x07", 8) && skip(&rest, CONTEXT_0))
        return EX_FORM_PKCS7;
    rest = body;
    struct ex_rd first;
    if (take(&rest, SEQUENCE, &first))
        return form_of_nested(first, rest);
    return form_of_versioned(body);
}

struct ex_rd ex_cert_first(struct ex_rd *der)
{
    struct ex_rd all = *der;
    struct element element;
    if (!next(der, &element) || element.endless)
        *der = ex_rd(all.p + all.n, 0);
    return ex_rd(all.p, all.n - der->n);
}
