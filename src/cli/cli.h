/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What the commands share: exit statuses, messages on standard error, the
 * terminal, loading dumps and rules, and writing files.
 */
#ifndef EX_CLI_CLI_H
#define EX_CLI_CLI_H

#include "base/buf.h"
#include "base/diag.h"
#include "cli/options.h"
#include "dns/facts.h"
#include "dns/recording.h"
#include "dns/resolve.h"
#include "engine/rule.h"
#include "formats/report/writer.h"
#include "model/graph.h"

enum ex_exit {
    EX_EXIT_OK = 0,
    EX_EXIT_FINDINGS = 1,
    EX_EXIT_USAGE = 2,
    EX_EXIT_INPUT = 3,
    EX_EXIT_INTERNAL = 4,
};

/** The commands of commands.def; each returns the exit status. */
#define EX_COMMAND(id, ...) int ex_cmd_##id(const struct ex_args *args);
#include "cli/commands.def"
#undef EX_COMMAND

/** Version of exlint: "0.1.0". */
const char *ex_version(void);

/* ---- messages.c --------------------------------------------------------- */

/** A message on standard error: `exlint: error: ...` with the hint below. */
void ex_cli_error(const char *hint, const char *fmt, ...) EX_PRINTF(2, 3);

/** The same about a use of an option: at its place when it stands in a file. */
void ex_cli_use_error(const struct ex_option_use *use, const char *hint, const char *fmt, ...)
    EX_PRINTF(3, 4);

/** Options of ex_cli_messages(). */
struct ex_message_options {
    enum ex_diag_level level; /**< of the least important that are shown */
    size_t per_file;          /**< shown of one file, then a count; 0: all */
    struct ex_str folder;     /**< that names of files are relative to, or empty */
};

/** Messages on standard error, escaped: `file:line:column: warning: text` and the marked line. */
void ex_cli_messages(const struct ex_diags *diags, const struct ex_message_options *options);

/** Write to standard output; false when it cannot be written. */
EX_MUSTUSE bool ex_cli_print(struct ex_str text);

/* ---- terminal.c --------------------------------------------------------- */

/**
 * What --format=auto means: text on a terminal; in a pipeline that is known by its environment
 * its annotations, or concise where it has none; else text.
 */
const char *ex_cli_format_here(void);

/** Colours, width and glyphs of standard output, by options and environment; or a message. */
EX_MUSTUSE bool ex_cli_terminal(const struct ex_args *args, struct ex_write_options *options);

/* ---- when.c --------------------------------------------------------------- */

/**
 * The time of the run: --now, SOURCE_DATE_EPOCH, or midnight UTC of today by the clock; false
 * after a message.
 */
EX_MUSTUSE bool ex_cli_now(const struct ex_args *args, struct cel_time *out);

/** What options set for rules; false after a message. */
EX_MUSTUSE bool ex_cli_parameters(const struct ex_args *args, struct ex_parameters *out);

/** The value of --jobs, or the number of processors; false after a message. */
EX_MUSTUSE bool ex_cli_jobs(const struct ex_args *args, unsigned *out);

/* ---- rules ------------------------------------------------------------------- */

/**
 * The built-in rules and those of --rules; NULL after messages.
 *
 * @param folders the arguments are folders of rules: with any, they take the
 *                place of the built-in ones
 */
struct ex_rules *ex_cli_rules(const struct ex_args *args, bool folders);

/**
 * Which rules --select and --ignore leave.
 *
 * @return one flag a rule, heap; NULL after a message about a term that matches nothing
 */
bool *ex_cli_select(const struct ex_args *args, const struct ex_rules *rules);

/** The use of --severity that decides about a rule, or NULL. */
const struct ex_option_use *ex_cli_severity_use(const struct ex_args *args,
                                                const struct ex_rule *rule);

/** Which findings make a run fail. */
struct ex_gate {
    enum ex_severity fail_on;
    bool never;
};

/** The value of --fail-on; false after a message. */
EX_MUSTUSE bool ex_cli_gate(const struct ex_args *args, struct ex_gate *out);

/** Take rules that read answers of DNS out of a selection; returns how many those were. */
size_t ex_cli_leave_out_dns(const struct ex_rules *rules, bool *selected);

/** A message that there is no such rule, with "did you mean". */
void ex_cli_no_rule(const struct ex_rules *rules, struct ex_str name);

/** The results of the selected rules only; in the arena of the results. */
void ex_cli_filter(struct ex_results *results, const bool *selected);

/** Title of a step of the document ("before", "step-1", ...), or NULL (cmd_rules.c). */
const char *ex_document_step(struct ex_str id);

/* ---- dump.c ---------------------------------------------------------------- */

/** A dump that was read. */
struct ex_cli_dump {
    struct ex_arena *arena;
    struct ex_graph *graph;
    struct ex_str folder; /**< of the names, as given on the command line */
    struct ex_str prefix; /**< the same for machine formats */
    struct ex_str vcs_uri;
    struct ex_str vcs_revision;
    struct ex_str vcs_branch;
    size_t files;
    size_t objects;
    bool usable;    /**< some object, or a cmdlet that is known to have returned none */
};

/** What a command needs of a dump beside what rules read. */
enum ex_load_more {
    EX_LOAD_DNS = 1,  /**< what DNS is asked about */
    EX_LOAD_REST = 2, /**< everything that schema.def knows, to compare it */
};

/** How to read a dump. */
struct ex_load_options {
    const struct ex_wanted *wanted;
    unsigned jobs;
    bool vcs;                   /**< look for version control around it */
    struct ex_str pfx_password; /**< p NULL: none */
};

/**
 * Whether `-` among the first `n` arguments and --stdin-name fit together; false after a
 * message.
 */
EX_MUSTUSE bool ex_cli_stdin_fits(const struct ex_args *args, size_t n);

/**
 * Read files, folders and standard input as one dump. Messages about the files are those of
 * the graph; what is wrong with the paths themselves goes to standard error.
 *
 * @param n of the arguments are paths, the first ones
 * @return false when a path cannot be read or there is no file
 */
EX_MUSTUSE bool ex_cli_load(struct ex_cli_dump *dump, const struct ex_args *args, size_t n,
                            const struct ex_load_options *options);
void ex_cli_dump_free(struct ex_cli_dump *dump); /**< fits EX_AUTO */

/**
 * The same for the dump that the arguments name, with what rules and reports need of it.
 *
 * @param rules NULL: none
 * @param more  of enum ex_load_more
 * @return EX_EXIT_OK, or the status to exit with
 */
EX_MUSTUSE int ex_cli_load_for(struct ex_cli_dump *dump, const struct ex_args *args,
                               const struct ex_rules *rules, unsigned jobs, unsigned more);

/** A message that the dump holds nothing of Exchange. */
void ex_cli_unusable(void);

/** Whether a file could not be read, or not to its end. */
bool ex_cli_is_damaged(const struct ex_graph *graph);

/** Version control around a path (vcs.c): fills prefix and vcs_... when there is any. */
void ex_cli_vcs(struct ex_cli_dump *dump, const char *path);

/**
 * Whether a path is in a work tree of Git, Mercurial or Subversion, where the times of files
 * are those of the checkout.
 */
bool ex_cli_is_checkout(const char *path);

/* ---- password.c -------------------------------------------------------------- */

/** The longest file of a password, in bytes. */
#define EX_MAX_PASSWORD_FILE 4096u

/** A password; wiped by ex_cli_password_wipe(), which fits EX_AUTO. */
struct ex_cli_password {
    char bytes[EX_MAX_PASSWORD_FILE + 1];
    struct ex_str text; /**< p NULL: none was given */
};

/** The first line of the file of --pfx-password-file, if it was given; false after a message. */
EX_MUSTUSE bool ex_cli_password(const struct ex_args *args, struct ex_cli_password *out);
void ex_cli_password_wipe(struct ex_cli_password *password); /**< see the structure */
/* ---- dns.c ---------------------------------------------------------------- */

/** What the options say of DNS, and what was answered. */
struct ex_cli_dns {
    bool ask;                       /**< the network may be used */
    const char *replay;             /**< a recording to read instead, or NULL */
    struct ex_dns_options options;
    struct ex_dns_assumed assumed;
    struct ex_arena *arena;         /**< of the texts in these */
    struct ex_dns_answers answers;
    struct ex_source *recording;    /**< that the answers stand in; NULL: none yet */
};

/** Read the options; false after messages. Free in any case. */
EX_MUSTUSE bool ex_cli_dns_init(struct ex_cli_dns *dns, const struct ex_args *args);
void ex_cli_dns_free(struct ex_cli_dns *dns); /**< fits EX_AUTO */

/** As ex_cli_dns_init(), for values of --assume only. */
EX_MUSTUSE bool ex_cli_dns_assumed(struct ex_cli_dns *dns, const struct ex_str *values, size_t n);

/** Hand rules what is assumed; the lists are made in the arena. */
void ex_cli_dns_parameters(const struct ex_cli_dns *dns, struct ex_arena *arena,
                           struct ex_parameters *parameters);

/**
 * Ask about a linked graph, or read the recording; messages go to standard error.
 *
 * @param progress whether to show on a terminal how far asking is
 * @return false when there are no answers at all: the recording cannot be used
 */
EX_MUSTUSE bool ex_cli_dns_answers(struct ex_cli_dns *dns, const struct ex_graph *graph,
                                   bool progress);

/** Add the answers to the graph, as a recording that is the graph's afterwards. */
void ex_cli_dns_facts(struct ex_cli_dns *dns, struct ex_graph *graph);

/* ---- output.c ---------------------------------------------------------------- */

/** Write a file through PATH.tmp; false after a message. */
EX_MUSTUSE bool ex_cli_write_file(struct ex_str path, struct ex_str content);

/**
 * Write a file that is not there yet, and the folders of its path.
 *
 * @param there set when it is: nothing was written, and there is no message
 * @return false after a message
 */
EX_MUSTUSE bool ex_cli_create_file(struct ex_str path, struct ex_str content, bool *there);

/* ---- saved.c ------------------------------------------------------------------ */

/** Whether the first argument is a saved result and not a dump. */
bool ex_cli_is_saved(const char *path);

/** Read a saved result; NULL after messages, else free with ex_report_free(). */
struct ex_report *ex_cli_read_saved(const char *path);

/* ---- query_json.c ---------------------------------------------------------------- */

/**
 * A value as JSON, short ones on one line.
 *
 * @param failed set to the part that is an error or unknown
 * @return false when there is such a part
 */
EX_MUSTUSE bool ex_value_json(struct cel_eval_ctx *ctx, struct cel_value value, struct ex_buf *out,
                              struct cel_value *failed);

#endif
