/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The fast lane: most of a large export is members that no rule reads, and
 * base64 that is not kept. They are recognized by their bytes and never given to the XML
 * parser, which is ten times slower than looking for the next '<'.
 *
 * This is no second parser. Bytes are left out only at points where the
 * parser has used up all it was fed and the builder says that text (or a
 * member of that name) would have no effect, and only when they have exactly
 * the form that Export-Clixml writes:
 *
 *     <TAG N="Name">text</TAG>     <TAG N="Name" />
 *     <Obj N="Name" RefId="1"> ... </Obj>
 *
 * Everything else, such as a comment, CDATA, a prefix, other quotes, a
 * definition of type names, or a secure string, goes to the parser. The numbers of objects that are
 * left out are noted, as the builder would. The only difference is that what is left out is
 * not checked for being well-formed.
 *
 * The parser gets pieces that end where leaving out may begin: behind a run
 * of members that are kept, or else behind the next `</Obj>` or `<Props>`.
 */
#include "formats/import/clixml.h"

#define WORTH_SKIPPING 256u /* bytes of text */

/* The head of an element in the usual form. */
struct head {
    struct ex_str tag;
    struct ex_str name; /* N; p NULL when there is none */
    struct ex_str id;   /* RefId */
    bool empty;
    size_t n; /* bytes */
};

static size_t skip_space(struct ex_str s, size_t i)
{
    while (i < s.n && ex_is_space(s.p[i]))
        i++;
    return i;
}

static bool is_name_char(char c)
{
    return ex_is_alpha(c) || ex_is_digit(c);
}

/* One attribute, from the blank before it; 0 when it has another form. */
static size_t read_attribute(struct ex_str s, struct head *head)
{
    size_t i = 1;
    struct ex_str name;
    struct ex_str value;
    const char *quote;

    while (i < s.n && is_name_char(s.p[i]))
        i++;
    if (i == 1 || i + 2 > s.n || s.p[i] != '=' || s.p[i + 1] != '"')
        return 0;
    name = ex_str_n(s.p + 1, i - 1);
    quote = memchr(s.p + i + 2, '"', s.n - i - 2);
    if (!quote)
        return 0;
    value = ex_str_n(s.p + i + 2, (size_t)(quote - s.p) - i - 2);
    if (memchr(value.p, '<', value.n) || memchr(value.p, '&', value.n))
        return 0;
    if (ex_str_eq(name, EX_STR("N")))
        head->name = value;
    else if (ex_str_eq(name, EX_STR("RefId")))
        head->id = value;
    else
        return 0;
    return (size_t)(quote - s.p) + 1;
}

/* The start tag that `s` begins with. */
static bool read_head(struct ex_str s, struct head *head)
{
    size_t i = 1;

    *head = (struct head){.empty = false};
    if (s.n < 4 || s.p[0] != '<')
        return false;
    while (i < s.n && is_name_char(s.p[i]))
        i++;
    head->tag = ex_str_n(s.p + 1, i - 1);
    while (i + 1 < s.n && s.p[i] == ' ' && is_name_char(s.p[i + 1])) {
        size_t used = read_attribute(ex_str_slice(s, i, s.n), head);

        if (used == 0)
            return false;
        i += used;
    }
    if (i < s.n && s.p[i] == ' ')
        i++;
    if (i < s.n && s.p[i] == '/') {
        head->empty = true;
        i++;
    }
    head->n = i + 1;
    return i < s.n && s.p[i] == '>' && head->tag.n > 0;
}

/* The number of a tag, or EX_CLIXML_N_TAGS. */
static size_t tag_of(struct ex_str name)
{
    size_t i;

    for (i = 0; i < EX_CLIXML_N_TAGS; i++) {
        if (ex_clixml_names[i].n == name.n && memcmp(ex_clixml_names[i].p, name.p, name.n) == 0)
            break;
    }
    return i;
}

/* `<TAG ...>text</TAG>`: its length, or 0. */
static size_t simple_length(struct ex_str s, const struct head *head)
{
    const char *close = memchr(s.p + head->n, '<', s.n - head->n);
    size_t at;

    if (!close)
        return 0;
    at = (size_t)(close - s.p);
    if (s.n - at < head->tag.n + 3 || s.p[at + 1] != '/' ||
        memcmp(s.p + at + 2, head->tag.p, head->tag.n) != 0 || s.p[at + 2 + head->tag.n] != '>')
        return 0;
    return at + head->tag.n + 3;
}

/* What an object that is passed over means to the builder. */
static bool pass_object(struct ex_clixml_builder *b, const struct head *head, bool skipping)
{
    uint32_t id;

    if (skipping && ex_clixml_id(head->id, &id))
        ex_clixml_refs_skip(&b->refs, id);
    return !head->empty;
}

/* What counts even in what is skipped: definitions of type names, and secure strings. */
static bool is_for_builder(struct ex_str s)
{
    return (s.p[1] == 'T' && s.p[2] == 'N' && s.p[3] != 'R') || (s.p[1] == 'S' && s.p[2] == 'S');
}

/*
 * `<Obj ...> ... </Obj>`: its length, or 0. Text and attributes hold no '<', so
 * looking at what follows each is enough.
 */
static size_t object_length(struct ex_clixml_builder *b, struct ex_str s, const struct head *head,
                            bool skipping)
{
    size_t depth = 1;
    size_t i = head->n;

    (void)pass_object(b, head, skipping);
    while (depth > 0) {
        const char *open = i < s.n ? memchr(s.p + i, '<', s.n - i) : NULL;
        struct ex_str rest;
        struct head inner;

        if (!open)
            return 0;
        i = (size_t)(open - s.p);
        rest = ex_str_n(open, s.n - i);
        if (rest.n < 8 || rest.p[1] == '!' || rest.p[1] == '?')
            return 0;
        if (memcmp(rest.p, "</Obj>", 6) == 0) {
            depth--;
            i += 6;
        } else if (memcmp(rest.p, "<Obj", 4) == 0) {
            if (!read_head(rest, &inner) || inner.tag.n != 3)
                return 0;
            depth += pass_object(b, &inner, skipping);
            i += inner.n;
        } else if (skipping && is_for_builder(rest)) {
            return 0;
        } else {
            i++;
        }
    }
    return i;
}

/*
 * A member in the usual form, and whether it is one that is skipped: its
 * length when that is so (not so, for `skipping` false), else 0.
 */
static size_t member_length(struct ex_clixml_builder *b, struct ex_str s, bool skipping)
{
    struct head head;
    size_t tag;

    if (!read_head(s, &head) || !head.name.p ||
        ex_clixml_skips_ask(b->skips, b->sink, b->ctx, b->kind, head.name) != skipping)
        return 0;
    tag = tag_of(head.tag);
    if (tag != EX_CLIXML_Obj && !ex_clixml_is_simple(tag))
        return 0;
    if (skipping && tag == EX_CLIXML_SS)
        return 0;
    if (head.empty && tag == EX_CLIXML_Obj)
        return 0;
    if (head.empty)
        return head.n;
    return tag == EX_CLIXML_Obj ? object_length(b, s, &head, skipping) : simple_length(s, &head);
}

/* The length of a run of members that are all skipped, or all not. */
static size_t run_length(struct ex_clixml_builder *b, struct ex_str s, bool skipping)
{
    size_t n = 0;

    while (n < s.n) {
        size_t start = skip_space(s, n);
        size_t length = start < s.n ? member_length(b, ex_str_slice(s, start, s.n), skipping) : 0;

        if (length == 0)
            break;
        n = start + length;
    }
    return n;
}

/* Whether the next thing is a member of a record whose kind is known. */
static bool at_members(const struct ex_clixml_builder *b)
{
    const struct ex_clixml_frame *frame = b->depth ? &b->frames[b->depth - 1] : NULL;

    return frame && frame->role == EX_CLIXML_MEMBERS && b->kind >= 0 && !b->second_pass &&
           b->frames[frame->owner].record;
}

static bool in_kept_text(const struct ex_clixml_builder *b)
{
    const struct ex_clixml_frame *frame = b->depth ? &b->frames[b->depth - 1] : NULL;

    return !frame || (frame->role == EX_CLIXML_TEXT && frame->keep_text) ||
           (frame->tag == EX_CLIXML_SS && !frame->secret);
}

/* How much can be left out here. */
static size_t skippable(struct ex_clixml_builder *b, struct ex_str s)
{
    const char *open;
    size_t text;

    if (at_members(b))
        return run_length(b, s, true);
    if (in_kept_text(b))
        return 0;
    open = memchr(s.p, '<', s.n);
    text = open ? (size_t)(open - s.p) : s.n;
    return text >= WORTH_SKIPPING ? text : 0;
}

/* How much to parse before asking again. */
static size_t parse_length(struct ex_clixml_builder *b, struct ex_str s, bool idle)
{
    size_t n = idle && at_members(b) ? run_length(b, s, false) : 0;
    size_t close;
    size_t open;

    if (n)
        return n;
    if (b->second_pass)
        return s.n;
    close = ex_str_find_str(s, EX_STR("</Obj>"));
    n = close == SIZE_MAX ? s.n : close + 6;
    open = ex_str_find_str(ex_str_slice(s, 0, n), EX_STR("<Props>"));
    return open == SIZE_MAX ? n : open + 7;
}

enum ex_xml_state ex_clixml_feed(struct ex_clixml_builder *b, struct ex_xml *xml,
                                 struct ex_str piece)
{
    enum ex_xml_state state = EX_XML_MORE;

    while (piece.n && state == EX_XML_MORE) {
        bool idle = ex_xml_idle(xml);
        size_t n = idle ? skippable(b, piece) : 0;

        if (n) {
            ex_xml_skip(xml, n);
        } else {
            n = parse_length(b, piece, idle);
            state = ex_xml_feed(xml, ex_str_slice(piece, 0, n));
        }
        piece = ex_str_slice(piece, n, piece.n);
    }
    return state;
}
