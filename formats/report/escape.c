/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Escaping for terminals and logs. A dump comes from someone else's servers:
 * an escape sequence in a display name could rewrite the screen, a
 * bidirectional override could make a report read as its opposite, a line
 * break could forge a finding, and a pipeline could take a name for one of
 * its commands.
 */
#include "base/utf8.h"
#include "formats/report/writer.h"

static void escape_rune(struct ex_buf *out, uint32_t rune)
{
    if (rune < 0x100)
        ex_buf_printf(out, "\\x%02x", (unsigned)rune);
    else
        ex_buf_printf(out, "\\u{%x}", (unsigned)rune);
}

/* EX_RUNE_BAD is also a code point of its own: only the one-byte form is an ill-formed byte. */
static bool is_bad_byte(uint32_t rune, size_t used)
{
    return rune == EX_RUNE_BAD && used == 1;
}

bool ex_text_is_command(struct ex_str text, size_t at)
{
    if (text.p[at] != '#' || at == 0 || text.p[at - 1] != '#')
        return false;
    for (at++; at < text.n && ex_is_alpha(text.p[at]); at++)
        continue;
    return at < text.n && text.p[at] == '[';
}

void ex_text_escape(struct ex_buf *out, struct ex_str text)
{
    size_t plain = 0;
    for (size_t i = 0; i < text.n;) {
        uint32_t rune;
        size_t used = ex_utf8_decode(ex_str_slice(text, i, text.n), &rune);
        bool bad = is_bad_byte(rune, used);
        if (bad || ex_rune_is_unsafe(rune) || ex_text_is_command(text, i)) {
            ex_buf_add(out, ex_str_slice(text, plain, i));
            escape_rune(out, bad ? (unsigned char)text.p[i] : rune);
            plain = i + used;
        }
        i += used;
    }
    ex_buf_add(out, ex_str_slice(text, plain, text.n));
}

void ex_text_escape_line(struct ex_buf *out, struct ex_str line)
{
    size_t at = 0;
    while (at < line.n && ex_is_space(line.p[at]))
        at++;
    if (!ex_str_starts(ex_str_slice(line, at, line.n), EX_STR("::"))) {
        ex_text_escape(out, line);
        return;
    }
    ex_text_escape(out, ex_str_slice(line, 0, at));
    escape_rune(out, ':');
    ex_text_escape(out, ex_str_slice(line, at + 1, line.n));
}
