/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What a rule says to those who decide rather than administer: `impact`, one
 * plain sentence, and `change`, the risk and the effort of its fix.
 */
#include "engine/rule_impl.h"

#include "base/utf8.h"

/* A sentence has to fit a line of a table on paper. */
enum { MAX_IMPACT = 160 };

/* A name as rules write it, and what is meant by it. */
struct word {
    const char *name;
    const char *meaning;
};

static const struct word risks[EX_N_CHANGE_RISKS] = {
    [EX_RISK_UNKNOWN] = {"unknown", "the rule does not say"},
    [EX_RISK_NONE] = {"none", "nothing in service changes"},
    [EX_RISK_RELOAD] = {"reload", "services take it up by themselves, and users notice nothing"},
    [EX_RISK_RESTART] = {"restart", "a service or application pool is restarted, and clients "
                                    "reconnect"},
    [EX_RISK_OUTAGE] = {"outage", "mail or client access may be interrupted or redirected, or "
                                  "users have to be told"},
};

static const struct word efforts[EX_N_EFFORTS] = {
    [EX_EFFORT_UNKNOWN] = {"unknown", "the rule does not say"},
    [EX_EFFORT_MINUTES] = {"minutes", "a few commands or records"},
    [EX_EFFORT_HOURS] = {"hours", "several systems or people take part"},
    [EX_EFFORT_DAYS] = {"days", "a project of its own"},
};

const char *ex_change_risk_name(enum ex_change_risk risk)
{
    return risks[risk].name;
}

const char *ex_change_risk_meaning(enum ex_change_risk risk)
{
    return risks[risk].meaning;
}

const char *ex_effort_name(enum ex_effort effort)
{
    return efforts[effort].name;
}

const char *ex_effort_meaning(enum ex_effort effort)
{
    return efforts[effort].meaning;
}

/* ---- impact ---- */

void ex_rule_read_impact(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    if (!ex_rule_is_text(reader, node))
        return;
    struct ex_str text = ex_str_trim(node->text);
    size_t at = (size_t)(text.p - node->text.p);
    size_t line = ex_str_find(text, '\n');
    size_t brace = ex_str_find(text, '{');
    size_t length = ex_utf8_count(text);

    if (line != SIZE_MAX)
        ex_yaml_error_at(reader->diags, node, at + line + 1, 1, "an impact is one line");
    if (brace != SIZE_MAX)
        ex_yaml_error_at(reader->diags, node, at + brace, 1,
                         "an impact is the same for all findings: it has no '{'");
    if (!ex_str_ends(text, EX_STR(".")))
        ex_yaml_error_at(reader->diags, node, at + text.n - 1, 1,
                         "an impact ends with a full stop");
    if (length > MAX_IMPACT)
        ex_yaml_error(reader->diags, node, "an impact has at most %d characters, not %zu",
                      MAX_IMPACT, length);
    ((struct ex_rule *)target)->impact = text;
}

/* ---- change ---- */

/* The words that a rule may write: all but the first, "unknown". */
struct words {
    const struct word *items;
    size_t n;
};

static struct ex_str next_word(const void *ctx, size_t i)
{
    const struct words *words = ctx;

    return ex_str(i + 1 < words->n ? words->items[i + 1].name : NULL);
}

/* The index of a word; 0 after an error. */
static size_t read_word(struct ex_rule_reader *reader, const struct ex_yaml *node,
                        const struct words *words, const char *what, const char *all)
{
    if (!ex_rule_is_text(reader, node))
        return 0;
    for (size_t i = 1; i < words->n; i++) {
        if (ex_str_eq(node->text, ex_str(words->items[i].name)))
            return i;
    }
    struct ex_diag *diag = ex_yaml_error(reader->diags, node, "'%.*s' is not %s",
                                         EX_FMT(node->text), what);
    struct ex_str near = ex_suggest(node->text, next_word, words);
    if (near.n)
        ex_diag_hint(reader->diags, diag, "did you mean '%.*s'?", EX_FMT(near));
    else
        ex_diag_hint(reader->diags, diag, "one of %s", all);
    return 0;
}

static void read_risk(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    static const struct words words = {risks, EX_COUNT(risks)};

    ((struct ex_rule *)target)->change_risk = (enum ex_change_risk)read_word(
        reader, node, &words, "a risk of a change", "none, reload, restart, outage");
}

static void read_effort(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    static const struct words words = {efforts, EX_COUNT(efforts)};

    ((struct ex_rule *)target)->effort = (enum ex_effort)read_word(
        reader, node, &words, "an effort", "minutes, hours, days");
}

void ex_rule_read_change(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    static const struct ex_rule_key keys[] = {
        {"risk", true, read_risk},
        {"effort", true, read_effort},
    };

    if (!ex_rule_read_map(reader, node, "'change'", keys, EX_COUNT(keys), target))
        ((struct ex_rule *)target)->change_risk = EX_RISK_UNKNOWN;
}
