/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Text in XML 1.0.
 */
#include "formats/report/xmlout.h"

#include "base/utf8.h"
#include "formats/report/finding_view.h"
#include "formats/report/writer.h"

void ex_xml_begin(struct ex_buf *out)
{
    ex_buf_add_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
}

static const char *reference_of(uint32_t rune)
{
    switch (rune) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case 0xFFFE:
        return "\\u{fffe}";
    case 0xFFFF:
        return "\\u{ffff}";
    default:
        return NULL;
    }
}

/* `text` has no controls but line breaks and tabs. */
static void add_escaped(struct ex_buf *out, struct ex_str text)
{
    size_t plain = 0;
    for (size_t i = 0; i < text.n;) {
        uint32_t rune;
        size_t used = ex_utf8_decode(ex_str_slice(text, i, text.n), &rune);
        const char *reference = reference_of(rune);
        if (reference) {
            ex_buf_add(out, ex_str_slice(text, plain, i));
            ex_buf_add_text(out, reference);
            plain = i + used;
        }
        i += used;
    }
    ex_buf_add(out, ex_str_slice(text, plain, text.n));
}

void ex_xml_text(struct ex_buf *out, struct ex_str text)
{
    struct ex_buf EX_AUTO(ex_buf_free) safe = EX_BUF_INIT;
    ex_text_escape(&safe, text);
    add_escaped(out, ex_buf_str(&safe));
}

void ex_xml_lines(struct ex_buf *out, struct ex_str text)
{
    struct ex_buf EX_AUTO(ex_buf_free) safe = EX_BUF_INIT;
    ex_view_lines(&safe, text);
    add_escaped(out, ex_buf_str(&safe));
}

void ex_xml_attribute(struct ex_buf *out, const char *name, struct ex_str text)
{
    ex_buf_printf(out, " %s=\"", name);
    ex_xml_text(out, text);
    ex_buf_add_char(out, '"');
}

void ex_xml_number(struct ex_buf *out, const char *name, uint64_t number)
{
    ex_buf_printf(out, " %s=\"%llu\"", name, (unsigned long long)number);
}
