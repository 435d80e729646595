/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Text in XML 1.0. Markup becomes references; what XML cannot hold (controls,
 * U+FFFE) is shown as \xHH or \u{H}, as in all text for readers.
 */
#ifndef EX_REPORT_XMLOUT_H
#define EX_REPORT_XMLOUT_H

#include "base/buf.h"

/** The declaration that begins a document. */
void ex_xml_begin(struct ex_buf *out);

/** A text on one line, for attributes and elements. */
void ex_xml_text(struct ex_buf *out, struct ex_str text);

/** Commands, with their line breaks, for elements. */
void ex_xml_lines(struct ex_buf *out, struct ex_str text);

/** ` name="text"` */
void ex_xml_attribute(struct ex_buf *out, const char *name, struct ex_str text);
void ex_xml_number(struct ex_buf *out, const char *name, uint64_t number);

#endif
