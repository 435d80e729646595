/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What the importers of text made for reading (CSV, Format-List) share: from
 * names and texts to records. Such text has lost what the values were. What
 * the type of a property makes certain is read; everything else is left out,
 * as if it had not been exported, and a note says why.
 *
 * What is certain:
 *
 * - An empty value is nothing (of a list: no items) where Exchange may leave a
 *   value empty. PowerShell writes nothing also for a property that an object
 *   does not have, so an empty yes or no, number, size or version is unknown.
 * - A list is taken apart only when no item can hold what stands between the
 *   items: host names, domains, address ranges, bindings, mail addresses, names
 *   of enumerations, servers. Otherwise only a list of one item is read, if it
 *   can be told that it is one.
 * - A wrapped value is put together when it was broken where a line was full,
 *   or behind a blank or comma, and no blank at a break can have been lost.
 * - A time is read when it is written as in ISO 8601 with its offset. All others
 *   depend on the language and time zone of a computer.
 */
#ifndef EX_IMPORT_TEXT_H
#define EX_IMPORT_TEXT_H

#include "formats/import/import.h"
#include "model/raw.h"

enum ex_text_form {
    EX_TEXT_CSV,  /**< a value is one text, whole */
    EX_TEXT_LIST, /**< Format-List: lists in braces, long values on several lines */
};

/** A piece of a value as it stands in the file: a line, or what is between two escapes. */
struct ex_text_piece {
    struct ex_str text;
    uint64_t off; /**< where it stands */
    size_t at;    /**< where it stands in the value that was put together */
};

/** One property as text. */
struct ex_text_member {
    struct ex_str name;
    struct ex_text_piece *pieces; /**< at least one */
    size_t n_pieces;
    bool cut; /**< the value may go on where the file does not */
};

/** One object as text. All memory is the importer's. */
struct ex_text_record {
    struct ex_arena *arena; /**< for what is made of it; reset by the importer afterwards */
    enum ex_text_form form;
    /** blanks at the ends of lines are still there */
    bool keeps_blanks;
    size_t width;           /**< code points of the longest line from the column of values on */
    struct ex_str type;     /**< .NET type name; empty: none */
    struct ex_str command;  /**< the command line that printed it; empty: none */
    struct ex_text_member *members;
    size_t n;
    uint64_t start;
    uint64_t end;
};

/** Why a value was left out. */
enum ex_text_loss {
    EX_TEXT_KEPT,
    EX_TEXT_LIMITED,  /**< the list ends in dots */
    EX_TEXT_JOINED,   /**< items that cannot be told apart */
    EX_TEXT_TYPE,     /**< only the name of a type is left */
    EX_TEXT_WRAPPED,  /**< cannot be put together again */
    EX_TEXT_LOCAL,    /**< a time in the form of one computer */
    EX_TEXT_EMPTY,    /**< nothing, where Exchange always has a value */
    EX_TEXT_MANGLED,  /**< letters became question marks */
    EX_TEXT_CUT,      /**< the file ends in it */
    EX_TEXT_PARTIAL,  /**< not all of what the cmdlet shows */
    EX_TEXT_N_LOSSES,
};

/** What is remembered from record to record of one file. */
struct ex_text_reader {
    struct ex_batch *batch;
    /** counts, and the first of each */
    struct {
        uint64_t n;
        uint64_t off;
        const struct ex_kind *kind;
        int prop;
    } losses[EX_TEXT_N_LOSSES];
    struct ex_map *nameless; /**< names of objects of which the server is not known; may be NULL */
    enum ex_kind_id kind;    /**< of the last record, for which `props` are */
    struct ex_vec props;     /**< of struct ex_text_prop, by position */
    uint64_t unserved;       /**< objects set aside because they name no server */
    uint64_t unserved_off;
    uint64_t unknown;        /**< records of no known kind */
    uint64_t unknown_off;
};

/** The property at a position of the last record. */
struct ex_text_prop {
    uint64_t hash; /**< of its name */
    int prop;      /**< -1: none */
};

/** A reader for a batch; free with ex_text_reader_free(). */
void ex_text_reader_init(struct ex_text_reader *reader, struct ex_batch *batch);
void ex_text_reader_free(struct ex_text_reader *reader);

/**
 * The kind of a record, or EX_N_KINDS: by its type, its command line, its
 * properties; by `hint` only when it has properties of that kind besides a name.
 */
enum ex_kind_id ex_text_kind(const struct ex_text_record *record, enum ex_kind_id hint);

/**
 * Take in a record as an object of a kind. The values that are not certain are left out.
 *
 * @param kind as ex_text_kind() said; EX_N_KINDS: it is counted and passed over
 * @return whether there is an object now
 */
bool ex_text_take(struct ex_text_reader *reader, const struct ex_text_record *record,
                  enum ex_kind_id kind);

/** The kind whose cmdlet a command line runs first, or EX_N_KINDS. */
enum ex_kind_id ex_text_command_kind(struct ex_str command);

/** Notes about what was left out; once, at the end. */
void ex_text_report(struct ex_text_reader *reader);

/** Record a message about a place of the file, with its line; EX_NO_OFFSET: about the file. */
struct ex_diag *ex_text_say(struct ex_batch *batch, enum ex_diag_level level, uint64_t off,
                            const char *hint, const char *fmt, ...) EX_PRINTF(5, 6);

/* ---- values (text_value.c) ---- */

/**
 * What one property is, as far as that is certain.
 *
 * @param out  named already; becomes null, a text, or a list of texts
 * @return EX_TEXT_KEPT, or why it is left out
 */
EX_MUSTUSE enum ex_text_loss ex_text_value(const struct ex_text_record *record,
                                           const struct ex_text_member *member,
                                           const struct ex_kind *kind, int prop,
                                           struct ex_raw *out);

#endif
