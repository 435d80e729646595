/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Nothing here may turn a gap of the dump into a yes or a no.
 */
#include "model/object.h"

#include "model/cert.h"

static bool name_covers(const struct ex_value *name, struct ex_str host)
{
    return name->tag == EX_STRING && ex_cert_name_covers(ex_value_str(name), host);
}

static const struct ex_value *common_name_covers(const struct ex_node *node, struct ex_str host,
                                                 bool *covers)
{
    const struct ex_value *has_san = &node->cells[EX_P_ExchangeCertificate_HasSan];
    const struct ex_value *name = &node->cells[EX_P_ExchangeCertificate_SubjectCommonName];
    const struct ex_value *names = &node->cells[EX_P_ExchangeCertificate_CertificateDomains];
    bool known = has_san->tag == EX_BOOL;

    *covers = false;
    if (known && has_san->u.b)
        return NULL;
    /* Without the DER, the names that Exchange shows are all there are. */
    if (!known && names->tag == EX_LIST && names->n > 0)
        return NULL;
    if (name->tag == EX_ABSENT)
        return name;
    *covers = name_covers(name, host);
    return *covers && !known ? has_san : NULL;
}

static const struct ex_value *covers_address(const struct ex_node *node, const struct ex_ip *host,
                                             bool *covers)
{
    const struct ex_value *addresses = &node->cells[EX_P_ExchangeCertificate_IPAddresses];
    struct ex_ip ip;

    *covers = false;
    if (addresses->tag == EX_ABSENT)
        return addresses;
    for (uint32_t i = 0; addresses->tag == EX_LIST && i < addresses->n && !*covers; i++)
        *covers = ex_ip_parse(ex_value_str(&addresses->u.items[i]), &ip) &&
                  ex_ip_cmp(&ip, host) == 0;
    return NULL;
}

const struct ex_value *ex_certificate_covers(const struct ex_node *certificate, struct ex_str host,
                                             bool *covers)
{
    const struct ex_value *names =
        &certificate->cells[EX_P_ExchangeCertificate_CertificateDomains];
    const struct ex_value *gap = NULL;
    struct ex_ip ip;

    if (ex_ip_parse(host, &ip))
        return covers_address(certificate, &ip, covers);
    if (names->tag == EX_ABSENT)
        return names;
    for (uint32_t i = 0; names->tag == EX_LIST && i < names->n; i++) {
        *covers = name_covers(&names->u.items[i], host);
        if (*covers)
            return NULL;
        if (names->u.items[i].tag == EX_ABSENT)
            gap = &names->u.items[i];
    }
    return gap ? gap : common_name_covers(certificate, host, covers);
}

bool ex_value_range(const struct ex_value *value, struct ex_ip_range *out)
{
    if (value->tag != EX_STRUCT || value->flags != EX_STRUCT_IPRange)
        return false;
    const struct ex_value *low = &value->u.items[EX_F_IPRange_LowerBound];
    const struct ex_value *high = &value->u.items[EX_F_IPRange_UpperBound];
    const struct ex_value *text = &value->u.items[EX_F_IPRange_Expression];

    if (low->tag == EX_STRING && high->tag == EX_STRING &&
        ex_ip_parse(ex_value_str(low), &out->low) && ex_ip_parse(ex_value_str(high), &out->high))
        return true;
    return text->tag == EX_STRING && ex_ip_range_parse(ex_value_str(text), out);
}
