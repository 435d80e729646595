/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Inside of the CLIXML importer: from XML events to records (clixml_build.c),
 * references between objects (clixml_refs.c), text (clixml_text.c), and the
 * certificate facts in SerializationData (clixml_cert.c). What is done with
 * the records is up to a sink, so that reading can be tested without a model.
 */
#ifndef EX_IMPORT_CLIXML_H
#define EX_IMPORT_CLIXML_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/source.h"
#include "base/vec.h"
#include "formats/import/import.h"
#include "formats/import/xml.h"
#include "model/raw.h"

extern const struct ex_importer ex_importer_clixml;

/** Where records go. */
struct ex_clixml_sink {
    /** Take one record; it is gone when the call returns. */
    void (*record)(void *ctx, const struct ex_raw *record);
    /** A number for the kind of an object of these types (it has no members yet), or -1. */
    int (*kind)(void *ctx, const struct ex_raw *object);
    /** Whether nothing reads that member of a record of the kind; the answer never changes. */
    bool (*skips)(void *ctx, int kind, struct ex_str member);
    /**
     * Whether the member of that name is worth a second pass when it refers to
     * an earlier record. The object is the outermost one of a known kind
     * around the reference, or the record when there is none.
     */
    bool (*wanted)(void *ctx, const struct ex_raw *object, struct ex_str member);
    /** Forget all records: the file is read again from its beginning. */
    void (*restart)(void *ctx);
};

/** What reading a file came to. Problems are in the messages already. */
struct ex_clixml_result {
    size_t records;  /**< given to the sink */
    bool whole;      /**< everything was read */
    bool empty;      /**< and there was nothing but the root */
    uint64_t errors; /**< error records in the output: the cmdlet failed for something */
    uint64_t secrets;      /**< secure strings with content, wherever they stand */
    uint64_t first_secret; /**< where the first of them begins */
};

/** Read a source to its end. */
struct ex_clixml_result ex_clixml_read(struct ex_source *source, struct ex_diags *diags,
                                       const struct ex_clixml_sink *sink, void *ctx);

/* Elements: EX_CLIXML_<tag>; a tag that is not listed is EX_CLIXML_N_TAGS. */
#define EX_CLIXML_TAGS(X)                                                                          \
    X(Objs)                                                                                        \
    X(Obj) X(TN) X(T) X(TNRef) X(ToString) X(Props) X(MS) X(Ref) X(Nil) X(LST) X(STK) X(QUE) X(IE) \
        X(DCT) X(En) X(S) X(C) X(B) X(By) X(SB) X(U16) X(I16) X(U32) X(I32) X(U64) X(I64) X(Sg)    \
            X(Db) X(D) X(DT) X(TS) X(BA) X(G) X(URI) X(Version) X(SemanticVersion) X(XD) X(SBK)    \
                X(SS) X(PR)

enum ex_clixml_tag {
#define EX_CLIXML_TAG(tag) EX_CLIXML_##tag,
    EX_CLIXML_TAGS(EX_CLIXML_TAG)
#undef EX_CLIXML_TAG
        EX_CLIXML_N_TAGS
};

/** Undo `_xHHHH_`: surrogate pairs are joined; lone ones and NUL become U+FFFD. */
struct ex_str ex_clixml_unescape(struct ex_arena *arena, struct ex_str text);

/** The text of a `C` element (a decimal UTF-16 code unit) as the character. */
struct ex_str ex_clixml_char(struct ex_arena *arena, struct ex_str text);

/* ---- ids ---- */

#define EX_CLIXML_PAGE 4096u

/** Pointers by id, 0 to EX_MAX_REFID; sparse, quick to clear. */
struct ex_clixml_ids {
    struct ex_clixml_page **pages;
    struct ex_clixml_page *used;
    struct ex_clixml_page *spare;
};

/** Free the pages; start from zero bytes. */
void ex_clixml_ids_free(struct ex_clixml_ids *ids);
/** Forget all ids but keep the memory. */
void ex_clixml_ids_clear(struct ex_clixml_ids *ids);
/** The pointer of an id, or NULL. */
const void *ex_clixml_ids_get(const struct ex_clixml_ids *ids, uint32_t id);
/** Set the pointer of an id, which is at most EX_MAX_REFID. */
void ex_clixml_ids_set(struct ex_clixml_ids *ids, uint32_t id, const void *value);

/** Read a RefId; false when it is no number or larger than EX_MAX_REFID. */
EX_MUSTUSE bool ex_clixml_id(struct ex_str text, uint32_t *id);

/** An object that a later record refers to: kept in the second pass. */
struct ex_clixml_pin {
    uint64_t key;        /**< number of the document, then the id */
    struct ex_raw *copy; /**< the latest definition, or NULL */
};

enum ex_clixml_target {
    EX_CLIXML_HERE, /**< in the current record, or pinned */
    EX_CLIXML_GONE, /**< in an earlier record */
    EX_CLIXML_NONE, /**< never defined */
};

/** Which objects references can lead to. */
struct ex_clixml_refs {
    struct ex_clixml_ids types; /**< TN: struct ex_clixml_types */
    struct ex_clixml_ids open;  /**< Obj of the current record: struct ex_raw */
    uint64_t *seen;             /**< one bit for each id of earlier records */
    struct ex_vec pins;         /**< of struct ex_clixml_pin, sorted by key in the second pass */
    struct ex_arena *pin_arena;
    uint32_t document;
    bool full; /**< no more pins */
};

/** An empty set of references; free what it came to own with ex_clixml_refs_free(). */
void ex_clixml_refs_init(struct ex_clixml_refs *refs);
void ex_clixml_refs_free(struct ex_clixml_refs *refs);
/** A new document begins: its ids are its own. */
void ex_clixml_refs_document(struct ex_clixml_refs *refs, uint32_t document);
/** An object is defined in the current record. */
void ex_clixml_refs_define(struct ex_clixml_refs *refs, uint32_t id, const struct ex_raw *object);
/** An object that is skipped is defined. */
void ex_clixml_refs_skip(struct ex_clixml_refs *refs, uint32_t id);
/** It is complete: keep a copy if it is pinned. */
void ex_clixml_refs_close(struct ex_clixml_refs *refs, uint32_t id, const struct ex_raw *object);
/** The record ends: its objects are gone. */
void ex_clixml_refs_record_end(struct ex_clixml_refs *refs);
/** Where a reference leads; `object` is set when that is EX_CLIXML_HERE. */
enum ex_clixml_target ex_clixml_refs_find(const struct ex_clixml_refs *refs, uint32_t id,
                                          const struct ex_raw **object);
/** In the first pass: remember that a second one should keep the object. */
void ex_clixml_refs_want(struct ex_clixml_refs *refs, uint32_t id);
/** Get ready for the second pass. */
void ex_clixml_refs_second_pass(struct ex_clixml_refs *refs);

/* ---- certificates ---- */

/** Whether one of the types of an object is ExchangeCertificate. */
bool ex_clixml_is_certificate(const struct ex_raw *object);

/**
 * Turn the base64 text of SerializationData into an object with a member for each fact.
 *
 * @param raw the member: named and placed; becomes EX_RAW_OBJECT or EX_RAW_LOST
 * @param why set to what is wrong (static), when false is returned
 */
EX_MUSTUSE bool ex_clixml_certificate(struct ex_arena *arena, struct ex_str base64,
                                      struct ex_raw *raw, const char **why);

/* ---- skipping ---- */

/** A cache of answers to "does nothing read this member?". */
struct ex_clixml_skips;

/** An empty cache; free with ex_clixml_skips_free(). */
struct ex_clixml_skips *ex_clixml_skips_new(void);
void ex_clixml_skips_free(struct ex_clixml_skips *skips);
/** Whether the sink says that it skips the member of a kind, asked once for each. */
bool ex_clixml_skips_ask(struct ex_clixml_skips *skips, const struct ex_clixml_sink *sink,
                         void *ctx, int kind, struct ex_str member);

/* ---- records ---- */

struct ex_clixml_types {
    const struct ex_str *names;
    size_t n;
};

/** What an element is to its children. */
enum ex_clixml_role {
    EX_CLIXML_SKIP, /**< nothing inside matters */
    EX_CLIXML_SKIM, /**< only definitions that something else may refer to */
    EX_CLIXML_ROOT, /**< children are records */
    EX_CLIXML_OBJECT,
    EX_CLIXML_MEMBERS, /**< Props, MS */
    EX_CLIXML_ITEMS,   /**< LST, IE, STK, QUE */
    EX_CLIXML_DICT,
    EX_CLIXML_ENTRY,
    EX_CLIXML_TYPES,
    EX_CLIXML_TEXT,  /**< a primitive, T or ToString */
    EX_CLIXML_EMPTY, /**< Nil, Ref, TNRef */
};

/** An open element. */
struct ex_clixml_frame {
    uint8_t role; /**< enum ex_clixml_role */
    uint8_t tag;  /**< enum ex_clixml_tag */
    bool notes;   /**< MS */
    bool record;  /**< its value is a record */
    bool shared;  /**< an object that is the base of the one around it */
    bool has_id;
    bool keep_text;
    bool too_long;
    bool secret; /**< counted as a secure string */
    uint32_t id;
    uint32_t n_items;
    uint16_t owner;     /**< index of the frame of the object that gets members or items */
    struct ex_raw *raw; /**< the value; NULL: not kept */
    struct ex_raw *last_member;
    struct ex_raw *last_item;
    struct ex_raw *key; /**< of an entry */
    struct ex_raw *value;
    const struct ex_raw *base; /**< the object that this one wraps by reference */
    uint64_t content;          /**< where the text starts; the element when it is empty */
};

/** What was passed over, for one message each. */
struct ex_clixml_counts {
    uint64_t errors;     /**< items of the error stream */
    uint64_t warnings;   /**< of the warning stream */
    uint64_t unresolved; /**< references that lead nowhere */
    uint64_t long_texts;
    uint64_t long_lists;
    uint64_t large_records;
    uint64_t bad_blobs;
    uint64_t secrets;     /**< secure strings */
    uint64_t first_secret;
    uint64_t formatted;   /**< output of Format-List or Format-Table */
    uint64_t first_large; /**< places of the first of each */
    uint64_t first_blob;
    uint64_t first_unresolved;
    const char *blob_why;
};

enum ex_clixml_stop {
    EX_CLIXML_NO_STOP,
    EX_CLIXML_STOP_DEPTH,
    EX_CLIXML_STOP_VERSION,
    EX_CLIXML_STOP_ROOT,    /**< the root is something else */
    EX_CLIXML_STOP_OBJECTS, /**< EX_MAX_OBJECTS */
};

/** Builds records from the events of one document after the other. */
struct ex_clixml_builder {
    const struct ex_clixml_sink *sink;
    void *ctx;
    struct ex_arena *arena;      /**< the current record */
    struct ex_arena *type_arena; /**< type names, for the whole file */
    struct ex_clixml_refs refs;
    struct ex_clixml_counts counts;
    struct ex_buf text;
    struct ex_vec type_names; /**< of struct ex_str: the TN that is being read */
    size_t depth;
    size_t record_depth; /**< frames below the current record, 0: none is open */
    size_t records;
    size_t items;   /**< records and what else stood at the top */
    uint32_t roots; /**< documents with a root `Objs` */
    bool started;   /**< the document has an element */
    bool second_pass;
    int kind;      /**< of the current record, or -1 */
    int last_kind; /**< answer for `last_types` */
    const struct ex_str *last_types;
    struct ex_clixml_skips *skips; /**< answers of the sink, by kind and name */
    uint8_t stop;                  /**< enum ex_clixml_stop */
    uint64_t stop_offset;
    uint64_t value_start; /**< where the current record starts */
    struct ex_clixml_frame *frames;
};

extern const struct ex_xml_handler ex_clixml_handler;
extern const struct ex_str ex_clixml_names[EX_CLIXML_N_TAGS];

/** Whether the tag is of a primitive or Nil: an element without elements. */
bool ex_clixml_is_simple(size_t tag);

/** A builder that hands its records to `sink`; free with ex_clixml_builder_free(). */
void ex_clixml_builder_init(struct ex_clixml_builder *b, const struct ex_clixml_sink *sink,
                            void *ctx);
void ex_clixml_builder_free(struct ex_clixml_builder *b);
/** Begin a document: 0 for the first one. */
void ex_clixml_builder_document(struct ex_clixml_builder *b, uint32_t number);
/**
 * Feed a piece of the document to the parser, leaving out what nothing would
 * come of (clixml_lane.c).
 */
EX_MUSTUSE enum ex_xml_state ex_clixml_feed(struct ex_clixml_builder *b, struct ex_xml *xml,
                                            struct ex_str piece);
/** Begin the second pass. */
void ex_clixml_builder_again(struct ex_clixml_builder *b);

#endif
