/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Inside of the JSON importer: the part of the stream that is in memory
 * (json_window.c), the grammar (json_scan.c), what an object is by the names of
 * its members (json_shape.c), records from the bytes of an object (json_build.c), and how a file
 * is made of them (json_read.c).
 * What is done with the records is up to a sink, so that reading can be tested
 * without a model.
 */
#ifndef EX_IMPORT_JSON_H
#define EX_IMPORT_JSON_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/limits.h"
#include "base/source.h"
#include "formats/import/import.h"
#include "model/raw.h"

extern const struct ex_importer ex_importer_json;

/** No kind, since it takes values to tell it. */
enum { EX_JSON_BY_VALUES = -2 };

/** Where records go. Names are those of the member of a bundle around them; p NULL: none. */
struct ex_json_sink {
    /** Take one record; it is gone when the call returns. */
    void (*record)(void *ctx, struct ex_str name, const struct ex_raw *record);
    /** The list of that name is empty. */
    void (*none)(void *ctx, struct ex_str name);
    /**
     * A number for the kind of an object of these members (most without their values), -1, or
     * EX_JSON_BY_VALUES: it is to be handed over whole, since values tell.
     */
    int (*kind)(void *ctx, struct ex_str name, const struct ex_raw *object);
    /** Whether nothing reads that member of a record of the kind; the answer never changes. */
    bool (*skips)(void *ctx, int kind, struct ex_str member);
    /** Whether the results of a cmdlet stand under that name. */
    bool (*is_cmdlet)(void *ctx, struct ex_str name);
};

/** What reading a file came to. Problems are in the messages already. */
struct ex_json_result {
    size_t records;      /**< given to the sink */
    size_t roots;        /**< values that stand one after the other in the file */
    bool whole;          /**< everything was read */
    bool empty;          /**< and there was no object in it */
    size_t passwords;    /**< in plain text */
    uint64_t secret_off; /**< the first of them, or EX_NO_OFFSET */
};

/** Read a source to its end. */
struct ex_json_result ex_json_read(struct ex_source *source, struct ex_diags *diags,
                                   const struct ex_json_sink *sink, void *ctx);

/* ---- scanning ---- */

/** Why scanning stopped. */
enum ex_json_fault {
    EX_JSON_NO_FAULT,
    EX_JSON_ENDS,      /**< the file ends inside a value */
    EX_JSON_DEPTH,     /**< EX_MAX_JSON_DEPTH */
    EX_JSON_MALFORMED, /**< see `reason` */
};

/** What a value is, by its first character. */
enum ex_json_kind {
    EX_JSON_NULL,
    EX_JSON_BOOLEAN,
    EX_JSON_NUMBER,
    EX_JSON_STRING,
    EX_JSON_ARRAY,
    EX_JSON_OBJECT,
};

/** Bytes behind the end of a window that may be looked at; they are NUL. */
#define EX_JSON_PAD 64u

/**
 * A reading position in a stream, and the part of the stream around it that is
 * in memory: from `keep` on, or from the position on when nothing is kept.
 */
struct ex_json_scan {
    struct ex_source *source;
    char *p; /**< the part in memory, followed by EX_JSON_PAD NUL bytes */
    size_t n;
    size_t cap;
    size_t at;     /**< the reading position in `p` */
    uint64_t base; /**< offset of `p` in the stream */
    uint64_t keep; /**< offset; EX_NO_OFFSET: nothing is kept, perhaps because of the limit */
    size_t limit;  /**< what is kept is given up when it gets longer than this */
    bool end;      /**< the stream has nothing more */
    /* grammar */
    unsigned depth;                           /**< arrays and objects that are open */
    uint64_t objects[EX_MAX_JSON_DEPTH / 64]; /**< one bit each: it is an object */
    enum ex_json_fault fault;
    const char *reason; /**< static */
    uint64_t fault_offset;
    /* passwords in plain text */
    uint64_t looked; /**< up to there they have been counted */
    size_t passwords;
    uint64_t secret_off;
};

/** A scanner at the beginning of a source; free with ex_json_scan_free(). */
void ex_json_scan_init(struct ex_json_scan *s, struct ex_source *source);
void ex_json_scan_free(struct ex_json_scan *s);

/** Get more of the stream into memory, moving what is kept. False at the end of the stream. */
EX_MUSTUSE bool ex_json_more(struct ex_json_scan *s);

/** Go to a character that was read before; nothing is kept then. False when that fails. */
EX_MUSTUSE bool ex_json_seek(struct ex_json_scan *s, uint64_t offset);

/** Keep what follows from the reading position on, up to `limit` bytes. */
void ex_json_keep(struct ex_json_scan *s, size_t limit);

/** The offset of the reading position. */
static inline uint64_t ex_json_offset(const struct ex_json_scan *s)
{
    return s->base + s->at;
}

/** Go to the next character that is no white space: that one, or NUL at the end. */
char ex_json_next(struct ex_json_scan *s);

/** Index of the first quote, backslash or control character from `i` on. */
size_t ex_json_pass_text(const char *p, size_t i);

/** Skip one value from its first character on, checking it. */
EX_MUSTUSE bool ex_json_skip(struct ex_json_scan *s);

/** Begin an array or object at its bracket. */
EX_MUSTUSE bool ex_json_open(struct ex_json_scan *s, bool object);

/**
 * Go on inside an array or object that was opened: to the first or next value
 * (of an object: past the name), or past the end.
 *
 * @param more set to whether there is another value
 */
EX_MUSTUSE bool ex_json_step(struct ex_json_scan *s, bool first, struct ex_str *name, bool *escaped,
                             bool *more);

/** A member of an object. */
struct ex_json_member {
    uint64_t name;      /**< offset of its name, inside the quotes */
    uint64_t start;     /**< offset of its value */
    struct ex_str copy; /**< the name, when it is no longer in memory */
    uint32_t name_n;    /**< length of the name as it stands in the file */
    uint8_t kind;       /**< enum ex_json_kind of the value */
};

/** The members of an object, as far as they are listed. */
struct ex_json_members {
    struct ex_json_member *items;
    size_t n;
    size_t cap;
    /** in: names that are probably the ones, as they stand in the file */
    const struct ex_str *expected;
    size_t n_expected;
    bool as_expected; /**< out: they are, in their order */
};

/** Free the list; the struct may be used again. */
void ex_json_members_free(struct ex_json_members *members);

/**
 * Skip an object from its brace on, and list its members: at most EX_MAX_LIST_ITEMS.
 *
 * @param members what was in the list is forgotten
 * @param names   where names are copied to; NULL: they are kept in the window
 * @return false on a fault; members before it are listed
 */
EX_MUSTUSE bool ex_json_scan_object(struct ex_json_scan *s, struct ex_json_members *members,
                                    struct ex_arena *names);

/** Whether nobody should see the value of a member of that name. */
bool ex_json_is_secret(struct ex_str name);

/* ---- records ---- */

/** Text between quotes without its escapes; lone surrogates become U+FFFD. */
struct ex_str ex_json_unescape(struct ex_arena *arena, struct ex_str text);

/** What was passed over, for one message each. */
struct ex_json_counts {
    uint64_t long_texts;
    uint64_t long_lists;
    uint64_t large_records;
    uint64_t first_large;
    uint64_t duplicates; /**< names that stand more than once in an object */
    uint64_t first_duplicate;
    uint64_t pages; /**< results that go on elsewhere */
    uint64_t first_page;
};

/** Makes records of values in memory. */
struct ex_json_builder {
    const char *p; /**< as in the window */
    uint64_t base;
    struct ex_arena *arena;
    struct ex_json_counts *counts;
    bool full; /**< more memory than EX_MAX_RECORD_BYTES */
};

/** Make a record of the value at an offset, whose grammar was checked. */
void ex_json_build(struct ex_json_builder *b, uint64_t start, struct ex_raw *raw);

/** Drop members whose names come again later, whatever their case. */
void ex_json_drop_duplicates(struct ex_json_builder *b, struct ex_raw *object);

/* ---- shapes ---- */

/** What an object is, by the names of its members in their order. */
struct ex_json_shape {
    struct ex_arena *arena;     /**< what `names` and `take` point to */
    struct ex_str outer;        /**< name that it stands under */
    const struct ex_str *names; /**< as in the file */
    const struct ex_str *plain; /**< without escapes */
    const uint8_t *take;        /**< one byte each: build it */
    size_t n;
    int kind;        /**< negative: not known, or not yet */
    size_t name_at;  /**< the member Name, or SIZE_MAX */
    bool has_name;   /**< Name has a value */
    size_t value_at; /**< the member value, or SIZE_MAX */
    bool has_list;   /**< value is a list */
    bool formatted;  /**< output of Format-List or Format-Table */
    bool list;       /**< the wrapping of a list: its items are in `value` */
    bool pages;      /**< of a list that goes on elsewhere */
    bool named;      /**< it has a name of its own: its members are no results */
    size_t duplicates;
};

/** Find out the shape of an object, unless it is the same as that of the last one. */
void ex_json_shape_of(struct ex_json_shape *shape, const struct ex_json_scan *s,
                      const struct ex_json_members *members, struct ex_str outer,
                      const struct ex_json_sink *sink, void *ctx);

#endif
