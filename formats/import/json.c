/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The importer for JSON, what ConvertTo-Json and web services write:
 * recognizing it, and taking its records into a batch.
 */
#include "formats/import/json.h"

#include "model/collector.h"
#include "model/ingest.h"

/* ---- into a batch ---- */

/* The kind that the name around an object speaks of; without one, the name of the file. */
static enum ex_kind_id hint_of(const struct ex_batch *batch, struct ex_str name)
{
    enum ex_kind_id kind;

    if (!name.p)
        return (enum ex_kind_id)batch->file.hint;
    kind = ex_kind_named(name);
    return kind == EX_N_KINDS ? ex_kind_in_text(name) : kind;
}

static void take_record(void *ctx, struct ex_str name, const struct ex_raw *record)
{
    if (name.p)
        (void)ex_ingest_member(ctx, name, record);
    else
        (void)ex_ingest(ctx, record);
}

static void take_none(void *ctx, struct ex_str name)
{
    ex_ingest_none(ctx, name);
}

static int kind_of(void *ctx, struct ex_str name, const struct ex_raw *object)
{
    enum ex_kind_id kind = ex_kind_of_record(object, hint_of(ctx, name));

    /* What a collector wrote makes sense only as a whole. */
    if (kind == EX_N_KINDS && !name.p && ex_may_be_collected(object))
        return EX_N_KINDS;
    if (ex_kind_needs_values(object))
        return EX_JSON_BY_VALUES;
    return kind == EX_N_KINDS ? -1 : (int)kind;
}

/* What the kind is recognized by is needed once more when the record is taken in. */
static bool is_in_fingerprint(enum ex_kind_id kind, struct ex_str member)
{
    const char *const *name = ex_kind(kind)->fingerprint;

    for (; *name; name++) {
        if (ex_str_ieq(ex_str(*name), member))
            return true;
    }
    return false;
}

static bool is_skipped(void *ctx, int kind, struct ex_str member)
{
    const struct ex_batch *batch = ctx;

    if (kind == EX_N_KINDS)
        return false;
    return !ex_ingest_reads(batch->wanted, (enum ex_kind_id)kind, member) &&
           !is_in_fingerprint((enum ex_kind_id)kind, member);
}

static bool is_cmdlet(void *ctx EX_UNUSED, struct ex_str name)
{
    return ex_kind_named(name) != EX_N_KINDS;
}

/* ---- which PowerShell ---- */

/* Objects in a line each. */
static bool is_in_lines(struct ex_str head)
{
    struct ex_str rest = head;
    struct ex_str line;

    return ex_str_split(&rest, '\n', &line) && rest.n && rest.p[0] == '{' &&
           ex_str_starts(line, EX_STR("{\"")) && ex_str_ends(ex_str_trim(line), EX_STR("}"));
}

/*
 * Windows PowerShell puts two blanks behind a colon and escapes apostrophes, angle
 * brackets and the slashes of dates; PowerShell 7 does neither and indents by two.
 */
static struct ex_str flavour_of(struct ex_str head)
{
    static const char *const windows[] = {"\":  ", "\\u0027", "\\u003c", "\"\\/Date("};
    size_t i;

    for (i = 0; i < EX_COUNT(windows); i++) {
        if (ex_str_find_str(head, ex_str(windows[i])) != SIZE_MAX)
            return EX_STR("Windows PowerShell");
    }
    if (ex_str_find_str(head, EX_STR("\n  \"")) != SIZE_MAX ||
        ex_str_find_str(head, EX_STR("\n  {")) != SIZE_MAX)
        return EX_STR("PowerShell");
    return is_in_lines(head) ? EX_STR("NDJSON") : EX_STR("");
}

static enum ex_file_state state_of(const struct ex_json_result *result, size_t objects)
{
    if (result->whole)
        return EX_FILE_READ;
    return objects || result->records ? EX_FILE_TRUNCATED : EX_FILE_UNREADABLE;
}

static void import_json(struct ex_batch *batch)
{
    static const struct ex_json_sink sink = {take_record, take_none, kind_of, is_skipped,
                                             is_cmdlet};
    struct ex_file *file = &batch->file;
    struct ex_json_result result;

    file->flavour = flavour_of(ex_str_trim(ex_source_head(file->source)));
    result = ex_json_read(file->source, &batch->diags, &sink, batch);
    file->state = state_of(&result, file->objects);
    file->empty = result.empty;
    file->passwords += result.passwords;
    if (file->secret_off == EX_NO_OFFSET)
        file->secret_off = result.secret_off;
}

/* ---- recognition ---- */

static struct ex_str without_marks(struct ex_str text)
{
    text = ex_str_trim(text);
    while (ex_str_starts(text, EX_STR("\xEF\xBB\xBF")))
        text = ex_str_trim(ex_str_slice(text, 3, text.n));
    return text;
}

/* A text in quotes and a colon; what does not fit the head is believed. */
static bool is_member(struct ex_str rest)
{
    char quote = rest.p[0];
    size_t i = 1;

    while (i < rest.n && rest.p[i] != quote)
        i += rest.p[i] == '\\' ? 2 : 1;
    rest = ex_str_trim(ex_str_slice(rest, i + 1, rest.n));
    return !rest.n || rest.p[0] == ':';
}

/* A block of a script begins with a brace, too. A comment is believed, and reported later. */
static bool is_object(struct ex_str inside)
{
    if (!inside.n)
        return false;
    return inside.p[0] == '}' || ex_str_starts(inside, EX_STR("//")) ||
           ex_str_starts(inside, EX_STR("/*")) ||
           (memchr("\"'", inside.p[0], 2) && is_member(inside));
}

/*
 * Lines of a log may begin with a time or level in brackets, settings with the name of
 * their section; so only arrays of objects, of texts and empty ones are believed.
 */
static bool is_array(struct ex_str inside)
{
    while (ex_str_starts(inside, EX_STR("[")))
        inside = ex_str_trim(ex_str_slice(inside, 1, inside.n));
    if (!inside.n)
        return false;
    if (inside.p[0] == ']') {
        inside = ex_str_trim(ex_str_slice(inside, 1, inside.n));
        return !inside.n || memchr("[{],\xEF", inside.p[0], 5);
    }
    if (inside.p[0] == '{')
        return is_object(ex_str_trim(ex_str_slice(inside, 1, inside.n)));
    return inside.p[0] == '"' || ex_str_starts(inside, EX_STR("null,")) ||
           ex_str_starts(inside, EX_STR("null]")) || ex_str_starts(inside, EX_STR("//"));
}

static bool sniff(struct ex_str head, struct ex_str raw EX_UNUSED)
{
    struct ex_str text = without_marks(head);
    struct ex_str inside = ex_str_trim(ex_str_slice(text, 1, text.n));

    if (!text.n)
        return false;
    if (text.p[0] == '{')
        return is_object(inside);
    /* PowerShell 7 writes this when there was nothing. */
    return text.p[0] == '[' ? is_array(inside) : ex_str_eq(text, EX_STR("null"));
}

const struct ex_importer ex_importer_json = {"JSON", sniff, import_json};
