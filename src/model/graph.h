/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The organization as one graph: for each kind its objects, what is known
 * about their completeness, and the links between them.
 *
 * Life: each input file fills its own struct ex_batch (any thread), batches
 * are merged in the order of their file names, ex_graph_link() resolves
 * links; from then on the graph is constant and may be read by many threads.
 */
#ifndef EX_MODEL_GRAPH_H
#define EX_MODEL_GRAPH_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/ex.h"
#include "base/source.h"
#include "base/vec.h"
#include "model/schema.h"
#include "model/value.h"

/** Words of a bit set of kinds. */
enum { EX_KIND_WORDS = (EX_N_KINDS + 63) / 64 };

/**
 * Which properties are worth keeping: the union of what rules read. Common properties always
 * are.
 */
struct ex_wanted {
    bool all;                               /**< keep everything that schema.def knows */
    /** keep it all, but say nothing of what is wrong with values that are not wanted */
    bool rest;
    uint64_t kinds[EX_KIND_WORDS];          /**< kinds of which at least the objects are wanted */
    uint8_t *props[EX_N_KINDS];             /**< one byte a property; NULL: only the common ones */
};

/** Nothing wanted, but for what linking needs: servers, accepted domains, links. */
void ex_wanted_init(struct ex_wanted *wanted);
void ex_wanted_free(struct ex_wanted *wanted);
/** prop -1: the kind */
void ex_wanted_add(struct ex_wanted *wanted, enum ex_kind_id kind, int prop);
bool ex_wanted_has(const struct ex_wanted *wanted, enum ex_kind_id kind, int prop);
/** Whether a value that was kept is wanted for itself, not only as one of the rest. */
bool ex_wanted_matters(const struct ex_wanted *wanted, enum ex_kind_id kind, int prop);

/** One object of the organization. */
struct ex_node {
    uint16_t kind;          /**< enum ex_kind_id */
    bool stub;              /**< not exported: known only because another object names it */
    /** not from the cmdlet of its kind: says nothing about the other objects */
    bool loose;
    /** a certificate by itself: that a server has it was not exported (cert_join.c) */
    bool bare;
    uint32_t row;           /**< index in the list of its kind; for unlisted stubs UINT32_MAX */
    uint32_t file;          /**< index of its file in the graph; UINT32_MAX for stubs */
    uint64_t off;           /**< where the object starts and ends in its file */
    uint64_t end;
    struct ex_str identity; /**< what an administrator calls it; never empty */
    struct ex_value *cells; /**< one for each property of the kind, then nothing */
    const struct ex_value *reverse; /**< one EX_LIST of EX_NODE for each reverse link of the kind */
};

/** What a file was found to be. */
enum ex_file_state {
    EX_FILE_READ,       /**< read to its end */
    EX_FILE_TRUNCATED,  /**< complete objects were kept; there may have been more */
    EX_FILE_UNREADABLE, /**< nothing could be used; a diagnostic says why */
    EX_FILE_OTHER,      /**< not an Exchange export; harmless */
    EX_FILE_SET_ASIDE,  /**< not used: another file of the dump says the same, or says it later */
};

/** By what it is known when an export was made. */
enum ex_clock {
    EX_CLOCK_NONE,    /**< it is not */
    EX_CLOCK_CONTENT, /**< the file, or a manifest beside it, says so */
    EX_CLOCK_NAME,    /**< a time in the name of the file */
    EX_CLOCK_ARCHIVE, /**< the archive that holds it */
    EX_CLOCK_FILE,    /**< its modification time in the file system */
};

struct ex_manifest;

/** Objects of one kind in a file. */
struct ex_tally {
    uint16_t kind;    /**< enum ex_kind_id */
    uint32_t objects;
    uint32_t loose;   /**< of them: not from the cmdlet of the kind */
};

/** One input file. */
struct ex_file {
    struct ex_source *source;   /**< owned by the graph; for places and checksums */
    struct ex_str name;         /**< as reports show it, relative to the dump */
    struct ex_str format;       /**< "CLIXML", "JSON", ... */
    struct ex_str flavour;      /**< what the importer found out: "Deserialized", "Selected", ... */
    uint8_t collector;          /**< enum ex_collector_id: which one wrote it, if any */
    struct ex_str server;       /**< the one that it ran for, or empty */
    enum ex_file_state state;
    size_t objects;             /**< objects of known kinds in it */
    struct ex_tally *tallies;   /**< the same by kind, also of kinds that nobody wants */
    size_t n_tallies;
    uint16_t hint;              /**< kind by the file name, or EX_N_KINDS */
    /** well-formed and without any object: the cmdlet returned nothing */
    bool empty;
    /** bit set of the kinds whose cmdlet ran and returned nothing, in a bundle */
    uint64_t none[EX_KIND_WORDS];
    bool outside;               /**< not part of the dump: its name is not relative to it */
    struct ex_str why;          /**< why the file was not used, a clause for people; may be empty */
    bool binary;                /**< no text: it has no encoding */
    bool text;                  /**< made for reading (Format-List, CSV): may be cut short */
    int64_t exported;           /**< when it was made, in ticks; 0 when `clock` is EX_CLOCK_NONE */
    enum ex_clock clock;
    size_t cut_off;             /**< values that -Depth cut off */
    size_t unreadable;          /**< values that are not of the type of their property */
    size_t private_keys;        /**< in it */
    size_t passwords;           /**< secure strings, and passwords in plain text */
    uint64_t secret_off;        /**< where the first of these two stands, or EX_NO_OFFSET */
    /** what `exlint collect` recorded (manifest.h); NULL: the file is no manifest */
    struct ex_manifest *manifest;
    struct ex_str cut_off_what; /**< the first value that was cut off, for people */
    uint64_t cut_off_at;        /**< its place, or EX_NO_OFFSET */
    struct ex_str unreadable_what; /**< the first that is unreadable, for people */
    uint64_t unreadable_at;     /**< its place, or EX_NO_OFFSET */
    /* Worked out when linking. */
    struct ex_str organization; /**< that its first objects belong to, or empty */
    struct ex_str forest;       /**< DNS name of its forest root, or empty */
    size_t outdated;            /**< objects of which another file holds a later version */
};

/** The usual name of a file's encoding; empty when it has none. */
struct ex_str ex_file_encoding(const struct ex_file *file);

/** How complete the list of a kind is. */
enum ex_coverage {
    EX_MISSING, /**< never exported */
    /** some objects are there, more may exist: truncated, unreadable or set aside files */
    EX_PARTIAL,
    EX_COMPLETE,
};

/** What the dump holds of one cmdlet. */
struct ex_cmdlet {
    enum ex_coverage coverage;
    size_t objects;              /**< in its files, the same ones more than once */
    const uint32_t *files;       /**< files that hold objects of it, or say that it returned none */
    size_t n_files;
    const struct ex_node **servers; /**< of kinds of EX_SCOPE_SERVER: servers with objects */
    size_t n_servers;
    const struct ex_node **missing; /**< servers that should have objects while others do */
    size_t n_missing;
    int64_t earliest;            /**< when its files were exported, in ticks; 0: not known */
    int64_t latest;
};

/** What one file adds: objects, not yet linked. Filled by one thread. */
struct ex_batch {
    struct ex_arena *arena;     /**< handed to the graph by ex_graph_merge() */
    struct ex_file file;
    struct ex_vec nodes;        /**< of struct ex_node * */
    struct ex_diags diags;      /**< about this file */
    const struct ex_wanted *wanted;
    struct ex_str pfx_password; /**< to try on PKCS#12 files; p NULL: none was given */
    /** what ex_ingest() remembers from record to record; in the arena */
    void *ingest;
};

/** An empty batch; `wanted` must outlive it, NULL keeps everything. Free with ex_batch_free(). */
void ex_batch_init(struct ex_batch *batch, const struct ex_wanted *wanted);
/**
 * Forget all that was ingested, to read the file once more.
 *
 * @param n_diags messages that stay
 */
void ex_batch_restart(struct ex_batch *batch, size_t n_diags);
void ex_batch_free(struct ex_batch *batch);

/**
 * A new node of a batch with all cells absent. The caller fills cells and
 * identity.
 */
struct ex_node *ex_batch_node(struct ex_batch *batch, enum ex_kind_id kind);

struct ex_graph;

/** An empty graph; NULL may be freed. */
struct ex_graph *ex_graph_new(void);
void ex_graph_free(struct ex_graph *graph);
void ex_graph_auto(struct ex_graph **graph);

/**
 * Take over everything that a batch holds; call in the order of file names.
 * The batch is empty afterwards. Duplicates (same kind and GUID, DN or
 * identity) are resolved by ex_graph_link(): the latest WhenChanged wins, then the
 * object with more properties, then the earlier file.
 */
void ex_graph_merge(struct ex_graph *graph, struct ex_batch *batch);

/**
 * Sort out organizations (objects of a second one are set aside with a
 * warning), remove duplicates, attach certificates and other objects to
 * servers, resolve links, make stubs, compute derived properties, note facts about the dump, build
 * reverse lists. Once, after the last merge.
 */
void ex_graph_link(struct ex_graph *graph);

/**
 * Add objects of a kind that links to nothing to a linked graph: answers of
 * DNS come after what they are asked for. Takes over what the batch holds; the kind is
 * complete afterwards.
 */
void ex_graph_add(struct ex_graph *graph, struct ex_batch *batch, enum ex_kind_id kind);

/** Messages of all files and of linking, in order of file names. */
struct ex_diags *ex_graph_diags(struct ex_graph *graph);

/** Where objects that belong to the whole graph live. */
struct ex_arena *ex_graph_arena(struct ex_graph *graph);

/**
 * Name of the organization ("contoso" of its DN), or empty; `domain`: DNS name of the forest
 * root, or empty.
 */
struct ex_str ex_graph_organization(const struct ex_graph *graph);
struct ex_str ex_graph_forest(const struct ex_graph *graph);

/** The list of a kind: exported objects, and stubs unless the kind is complete. */
size_t ex_graph_count(const struct ex_graph *graph, enum ex_kind_id kind);
const struct ex_node *ex_graph_node(const struct ex_graph *graph, enum ex_kind_id kind, size_t row);
/** The same as an EX_LIST of EX_NODE. */
const struct ex_value *ex_graph_list(const struct ex_graph *graph, enum ex_kind_id kind);
enum ex_coverage ex_graph_coverage(const struct ex_graph *graph, enum ex_kind_id kind);

/**
 * An object in place of those of `source` that the list of its view lacks: only what all of
 * them share is known of it. For sources of abstract kinds; else NULL.
 */
const struct ex_node *ex_graph_standin(const struct ex_graph *graph, enum ex_kind_id source);

/** Files by the index that nodes carry. */
size_t ex_graph_files(const struct ex_graph *graph);
struct ex_file *ex_graph_file(const struct ex_graph *graph, size_t i);

/** Everything that the dump holds of a cmdlet; NULL for kinds that none returns. */
const struct ex_cmdlet *ex_graph_cmdlet(const struct ex_graph *graph, enum ex_kind_id kind);

/** Whether a file tells anything: objects, or that a cmdlet returned none. */
bool ex_file_is_useful(const struct ex_file *file);

/** "Read", "Truncated", "Unreadable", "Other", "SetAside". */
struct ex_str ex_file_state_name(enum ex_file_state state);
/** "Content", "Name", "Archive", "File"; p NULL for EX_CLOCK_NONE. */
struct ex_str ex_clock_name(enum ex_clock clock);
/** "Complete", "Partial", "Missing". */
struct ex_str ex_coverage_name(enum ex_coverage coverage);

/** The node of a kind by name, FQDN, DN, GUID or identity (case ignored), or NULL. */
const struct ex_node *ex_graph_find(const struct ex_graph *graph, enum ex_kind_id kind,
                                    struct ex_str name);

/**
 * Whether the reverse list of a node is all there is. For kinds of
 * EX_SCOPE_SERVER an empty list is not: the cmdlet was probably not run for
 * that server.
 *
 * @param reverse index into node->reverse; see ex_reverse_find()
 */
bool ex_graph_reverse_complete(const struct ex_graph *graph, const struct ex_node *node,
                               size_t reverse);

/**
 * The accepted domain that takes mail for a domain: the one of that name, else one above it
 * that includes its subdomains (MatchSubDomains or `*.`), else `*`. NULL when
 * there is none, which means something only if AcceptedDomain is EX_COMPLETE.
 *
 * @param domain in canonical form
 */
const struct ex_node *ex_graph_accepted_domain(const struct ex_graph *graph, struct ex_str domain);

/** An attribute of an unknown: what is missing. */
struct ex_missing {
    uint16_t kind;
    uint16_t prop;  /**< EX_WHOLE_LIST: objects of the kind */
    uint32_t file;  /**< where the property was expected, or UINT32_MAX */
};
#define EX_WHOLE_LIST 0xFFFFu

/** To and from the attribute of a CEL unknown. */
static inline uint64_t ex_missing_pack(struct ex_missing m)
{
    return (uint64_t)m.kind << 48 | (uint64_t)m.prop << 32 | m.file;
}
/** See ex_missing_pack(). */
static inline struct ex_missing ex_missing_unpack(uint64_t attribute)
{
    return (struct ex_missing){(uint16_t)(attribute >> 48), (uint16_t)(attribute >> 32),
                               (uint32_t)attribute};
}

#endif
