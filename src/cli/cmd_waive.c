/* SPDX-License-Identifier: MIT */
/**
 * @file
 * `exlint waive`: append a waiver to exlint.yaml, or list those that are
 * there.
 */
#include "cli/cli.h"
#include "cli/config.h"
#include "cli/waive_edit.h"

#include "base/file.h"
#include "base/limits.h"
#include "formats/report/text.h"

#include <stdlib.h>

enum { SECONDS_A_DAY = 86400 };

#define BYTE_ORDER_MARK EX_STR("\xEF\xBB\xBF")

/* One command. */
struct job {
    const struct ex_args *args;
    const struct ex_config *config;
    struct ex_arena *arena;
    struct cel_time now;
    struct ex_waiver waiver;
    struct ex_str title; /* of its rule, if it is one */
};

/* ---- dates --------------------------------------------------------------------- */

static struct ex_str date_text(struct ex_arena *arena, int64_t seconds)
{
    struct ex_str text = ex_report_time(arena, (struct cel_time){seconds, 0});
    return ex_str_slice(text, 0, 10);
}

static int64_t midnight(struct cel_time now)
{
    return now.seconds - now.seconds % SECONDS_A_DAY;
}

/* `2026-12-31`, or `90d` from today on. */
static bool read_expires(struct job *job, const struct ex_option_use *use)
{
    struct ex_waiver *w = &job->waiver;
    int64_t later = 0;
    if (ex_waiver_date(use->value, &w->ends)) {
        w->expires = use->value;
    } else if (ex_duration_parse(use->value, &later)) {
        w->expires = date_text(job->arena, midnight(job->now) + later);
        if (!ex_waiver_date(w->expires, &w->ends))
            w->ends = 0;
    } else {
        ex_cli_error("write the last day on which it is valid, 2026-12-31, or how long: 90d",
                     "'%.*s' is not a date", EX_FMT(use->value));
        return false;
    }
    if (w->ends > job->now.seconds)
        return true;
    ex_cli_error("a waiver is valid through the day that it names", "'%.*s' has passed",
                 EX_FMT(use->value));
    return false;
}

/* ---- options --------------------------------------------------------------------- */

static bool take(const struct job *job, enum ex_option_id id, const char *why, struct ex_str *out)
{
    const struct ex_option_use *use = ex_args_last(job->args, id);
    *out = use ? use->value : (struct ex_str){NULL, 0};
    if (use && !ex_str_trim(use->value).n) {
        ex_cli_error(why, "--%s is empty", ex_option(id)->name);
        return false;
    }
    if (use || !why)
        return true;
    ex_cli_error(why, "--%s is missing", ex_option(id)->name);
    return false;
}

static bool read_kind(struct job *job)
{
    const struct ex_option_use *use = ex_args_last(job->args, EX_OPT_KIND);
    if (!use || ex_waiver_kind_parse(use->value, &job->waiver.kind))
        return true;
    ex_cli_error("it is accepted, planned or false-positive", "unknown kind '%.*s'",
                 EX_FMT(use->value));
    return false;
}

/* A rule that is named in full is written with its id. */
static bool read_rule(struct job *job)
{
    struct ex_rules *EX_AUTO(ex_rules_auto) rules = ex_cli_rules(job->args, false);
    struct ex_waiver *w = &job->waiver;
    if (!rules)
        return false;
    w->rule = ex_str(ex_args_rest(job->args, 0));
    const struct ex_rule *exact = ex_rules_find(rules, w->rule);
    if (exact) {
        w->rule = ex_arena_str(job->arena, exact->id);
        job->title = ex_arena_str(job->arena, exact->title);
        return true;
    }
    for (size_t i = 0; i < ex_rules_count(rules) && w->rule.n; i++) {
        const struct ex_rule *rule = ex_rules_at(rules, i);
        if (ex_waiver_names(w, rule->id, rule->name))
            return true;
    }
    ex_cli_no_rule(rules, w->rule);
    return false;
}

static bool read_waiver(struct job *job)
{
    struct ex_waiver *w = &job->waiver;
    struct ex_str expires;
    return take(job, EX_OPT_OBJECT, "name the object, or a pattern: --object 'EX01\\owa*'",
                &w->object) &&
           take(job, EX_OPT_VALUE, NULL, &w->value) &&
           take(job, EX_OPT_REASON, "say why, for whoever reads it in a year", &w->reason) &&
           take(job, EX_OPT_OWNER, NULL, &w->owner) &&
           take(job, EX_OPT_TICKET, NULL, &w->ticket) &&
           take(job, EX_OPT_EXPIRES, "give the last day on which it is valid: --expires 2026-12-31",
                &expires) &&
           read_expires(job, ex_args_last(job->args, EX_OPT_EXPIRES)) && read_kind(job) &&
           read_rule(job);
}

/* ---- writing ----------------------------------------------------------------------- */

static bool is_same(struct ex_str a, struct ex_str b)
{
    return !a.p == !b.p && ex_str_ieq(a, b);
}

/* The same decision stands there already: it is to be changed, not repeated. */
static bool is_new(const struct job *job)
{
    const struct ex_waiver *w = &job->waiver;
    for (size_t i = 0; i < job->config->waivers.n; i++) {
        const struct ex_waiver *old = EX_AT(&job->config->waivers, struct ex_waiver, i);
        if (!ex_str_ieq(old->rule, w->rule) || !ex_str_ieq(old->object, w->object) ||
            !is_same(old->value, w->value))
            continue;
        struct ex_buf EX_AUTO(ex_buf_free) hint = EX_BUF_INIT;
        ex_buf_printf(&hint, "change it in %.*s, line %llu", EX_FMT(job->config->file),
                      (unsigned long long)old->at.line);
        ex_cli_error(hint.p, "there is such a waiver, until %.*s", EX_FMT(old->expires));
        return false;
    }
    return true;
}

/* Where the file is, or is to be. */
static struct ex_str path_of(const struct job *job)
{
    const struct ex_config *c = job->config;
    char *real EX_AUTO(ex_free_auto) = c->file.n ? realpath(c->file.p, NULL) : NULL;
    if (real) /* a symbolic link stays one */
        return ex_arena_str(job->arena, ex_str(real));
    return c->file.n ? c->file : EX_STR(EX_CONFIG_NAME);
}

/* The new text must say what the old one did, and the new waiver. */
static const struct ex_waiver *check_text(const struct job *job, struct ex_config *result,
                                          struct ex_str path, struct ex_str text)
{
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    ex_diags_init(&diags);
    ex_config_init(result);
    result->trusted = true;
    ex_config_place(result, path);
    bool good = ex_config_read(result, text, &diags);
    ex_cli_messages(&diags, &(struct ex_message_options){.level = EX_ERROR});
    size_t n = result->waivers.n;
    if (!good || n != job->config->waivers.n + 1)
        return NULL;
    const struct ex_waiver *w = EX_AT(&result->waivers, struct ex_waiver, n - 1);
    bool same = ex_str_eq(w->rule, job->waiver.rule) && ex_str_eq(w->object, job->waiver.object) &&
                ex_str_eq(w->reason, job->waiver.reason) && w->ends == job->waiver.ends;
    return same ? w : NULL;
}

static int write_waiver(const struct job *job, struct ex_str path, struct ex_str text)
{
    struct ex_config EX_AUTO(ex_config_free) result = {0};
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    struct ex_str name = job->config->file.n ? job->config->file : path;
    const struct ex_waiver *w = check_text(job, &result, name, text);
    if (!w) {
        ex_cli_error("add the waiver by hand", "'%.*s' cannot be extended", EX_FMT(name));
        return EX_EXIT_USAGE;
    }
    if (!ex_cli_write_file(path, text))
        return EX_EXIT_INTERNAL;
    ex_text_escape(&out, name);
    ex_buf_printf(&out, ":%llu: %s until %.*s: %.*s for '", (unsigned long long)w->at.line,
                  ex_waiver_kind_name(w->kind), EX_FMT(w->expires), EX_FMT(w->rule));
    ex_text_escape(&out, w->object);
    ex_buf_add_text(&out, "'\n");
    return ex_cli_print(ex_buf_str(&out)) ? EX_EXIT_OK : EX_EXIT_INTERNAL;
}

static int add_waiver(struct job *job)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    struct ex_str path = path_of(job);
    const struct ex_yaml empty = {.kind = EX_YAML_MAP};
    const struct ex_yaml *root = job->config->root ? job->config->root : &empty;
    struct ex_str text = root->document ? root->document->text : EX_STR("");
    if (!is_new(job))
        return EX_EXIT_USAGE;
    if (job->config->marked)
        ex_buf_add(&out, BYTE_ORDER_MARK);
    const char *problem = ex_waive_edit(text, root, &job->waiver, job->title, &out);
    if (problem) {
        ex_cli_error(NULL, "'%.*s' cannot be extended: %s", EX_FMT(job->config->file), problem);
        return EX_EXIT_USAGE;
    }
    return write_waiver(job, path, ex_buf_str(&out));
}

/* ---- listing ------------------------------------------------------------------------ */

static void list_waiver(const struct job *job, const struct ex_waiver *w, struct ex_buf *out)
{
    int64_t days = (w->ends - midnight(job->now)) / SECONDS_A_DAY - 1;
    ex_text_escape(out, job->config->file);
    ex_buf_printf(out, ":%llu: ", (unsigned long long)w->at.line);
    ex_text_escape(out, w->rule);
    ex_buf_add_text(out, " for '");
    ex_text_escape(out, w->object);
    ex_buf_add_char(out, '\'');
    if (w->value.p) {
        ex_buf_add_text(out, ", value '");
        ex_text_escape(out, w->value);
        ex_buf_add_char(out, '\'');
    }
    if (w->ends <= job->now.seconds)
        ex_buf_printf(out, "\n  EXPIRED on %.*s", EX_FMT(w->expires));
    else
        ex_buf_printf(out, "\n  %s until %.*s, %lld more day%s", ex_waiver_kind_name(w->kind),
                      EX_FMT(w->expires), (long long)days, days == 1 ? "" : "s");
    ex_buf_add_text(out, w->owner.n ? ", by " : "");
    ex_text_escape(out, w->owner);
    ex_buf_add_text(out, w->ticket.n ? ", " : "");
    ex_text_escape(out, w->ticket);
    ex_buf_add_text(out, "\n  ");
    ex_text_escape(out, w->reason);
    ex_buf_add_char(out, '\n');
}

static int list_waivers(const struct job *job)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    const struct ex_vec *waivers = &job->config->waivers;
    size_t expired = 0;
    for (size_t i = 0; i < waivers->n; i++) {
        const struct ex_waiver *w = EX_AT(waivers, struct ex_waiver, i);
        list_waiver(job, w, &out);
        expired += w->ends <= job->now.seconds;
    }
    ex_buf_printf(&out, "%s%zu waiver%s, %zu expired\n", waivers->n ? "\n" : "", waivers->n,
                  waivers->n == 1 ? "" : "s", expired);
    return ex_cli_print(ex_buf_str(&out)) ? EX_EXIT_OK : EX_EXIT_INTERNAL;
}

/* ---- the command ---------------------------------------------------------------------- */

int ex_cmd_waive(const struct ex_args *args)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct job job = {.args = args, .config = args->config, .arena = arena};
    bool list = ex_args_flag(args, EX_OPT_LIST, false);
    if (!ex_cli_now(args, &job.now))
        return EX_EXIT_USAGE;
    if (args->rest.n != !list) {
        ex_cli_error("exlint waive RULE --object GLOB --reason TEXT --expires DATE",
                     list ? "--list takes no rule" : "name one rule to waive");
        return EX_EXIT_USAGE;
    }
    if (list)
        return list_waivers(&job);
    return read_waiver(&job) ? add_waiver(&job) : EX_EXIT_USAGE;
}
