/* SPDX-License-Identifier: MIT */
/**
 * @file
 * exlint.yaml from strangers: the bytes are read as a configuration, and a
 * waiver is added to what can be read; what is read afterwards must hold
 * that waiver and everything that was there, or be refused. Needs
 * tests/fuzz/config.dict.
 */
#include "cli/config.h"
#include "cli/waive_edit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const struct ex_waiver added = {
    .rule = {"EXL3103", 7},
    .object = {"EX01\\owa*", 9},
    .reason = {"it's: #1", 8},
    .expires = {"2026-12-31", 10},
};

static bool is_added(const struct ex_waiver *w)
{
    return ex_str_eq(w->rule, added.rule) && ex_str_eq(w->object, added.object) &&
           ex_str_eq(w->reason, added.reason) && ex_str_eq(w->expires, added.expires);
}

/* A text that is read must not say anything new but the waiver. */
static void check(const struct ex_config *before, struct ex_str text)
{
    EX_AUTO(ex_config_free) struct ex_config after;
    EX_AUTO(ex_diags_free) struct ex_diags diags;

    ex_diags_init(&diags);
    ex_config_init(&after);
    ex_config_place(&after, before->file);
    after.trusted = before->trusted;
    if (!ex_config_read(&after, text, &diags))
        return;
    size_t count = after.waivers.n;
    if (count != before->waivers.n + 1 || after.uses.n != before->uses.n)
        return; /* `exlint waive` refuses it */
    if (!is_added(EX_AT(&after.waivers, struct ex_waiver, count - 1)))
        EX_BUG("the last waiver is another one");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    EX_AUTO(ex_config_free) struct ex_config config;
    EX_AUTO(ex_diags_free) struct ex_diags diags;
    EX_AUTO(ex_buf_free) struct ex_buf out = EX_BUF_INIT;

    ex_diags_init(&diags);
    ex_config_init(&config);
    ex_config_place(&config, EX_STR("fuzz/exlint.yaml"));
    config.trusted = n % 2;
    if (ex_config_read(&config, ex_str_n((const char *)data, n), &diags) &&
        !ex_waive_edit(config.root->document->text, config.root, &added, EX_STR("title"), &out))
        check(&config, ex_buf_str(&out));
    return 0;
}
