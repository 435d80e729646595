/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Questions about one object that rules and reports ask alike. An answer may hang on a value
 * that is not in the dump; which one that is is part of the answer.
 */
#ifndef EX_MODEL_OBJECT_H
#define EX_MODEL_OBJECT_H

#include "model/graph.h"
#include "model/host.h"

/**
 * Whether a name or an address of a certificate covers a host, see ex_cert_name_covers(). The
 * common name counts only in a certificate without alternative names. Exchange does not show the
 * addresses of a certificate: without its DER they are not known.
 *
 * @param certificate an ExchangeCertificate
 * @param covers      set to the answer, when there is one
 * @return NULL, or the value whose absence leaves it open
 */
EX_MUSTUSE const struct ex_value *ex_certificate_covers(const struct ex_node *certificate,
                                                        struct ex_str host, bool *covers);

/** Read an IPRange; false when it is none. */
EX_MUSTUSE bool ex_value_range(const struct ex_value *value, struct ex_ip_range *out);

#endif
