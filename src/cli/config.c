/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What a command line, the configuration and profiles say together.
 */
#include "cli/config.h"

#include "cli/cli.h"
#include "report/waiver.h"

/* Sources of settings, the weakest first. */
enum { MAX_LAYERS = 3 };

struct layers {
    const struct ex_vec *uses[MAX_LAYERS]; /* of struct ex_option_use */
    size_t n;
};

void ex_config_free(struct ex_config *config)
{
    ex_vec_free(&config->uses);
    ex_vec_free(&config->waivers);
    ex_profiles_free(&config->profiles);
    ex_arena_free(config->arena);
}

struct ex_str ex_config_origin(struct ex_arena *arena, const struct ex_option_use *use)
{
    if (use->profile.n)
        return ex_arena_printf(arena, "profile %.*s", EX_FMT(use->profile));
    if (!use->node)
        return EX_STR("command line");
    return ex_arena_printf(arena, "%.*s:%llu", EX_FMT(use->node->document->file),
                           (unsigned long long)ex_yaml_place(use->node).line);
}

/* ---- joining --------------------------------------------------------------------- */

static const struct ex_config_key *key_of(enum ex_option_id id)
{
    size_t n;
    const struct ex_config_key *keys = ex_config_keys(&n);
    for (size_t i = 0; i < n; i++) {
        if (keys[i].option == id)
            return &keys[i];
    }
    return NULL;
}

static bool counts_for(const struct ex_args *args, enum ex_option_id id)
{
    const struct ex_config_key *key = key_of(id);
    enum ex_command_id command =
        args->command == EX_CMD_config ? EX_CMD_check : args->command;
    return key && key->commands & 1u << command && ex_option_fits(id, command);
}

static bool says(const struct ex_vec *uses, enum ex_option_id id)
{
    for (size_t i = 0; i < uses->n; i++) {
        if (EX_AT(uses, struct ex_option_use, i)->id == id)
            return true;
    }
    return false;
}

/* Options of which only one can be meant: a stronger source takes the other one away. */
static enum ex_option_id rival_of(enum ex_option_id id)
{
    if (id == EX_OPT_DNS)
        return EX_OPT_DNS_REPLAY;
    return id == EX_OPT_DNS_REPLAY ? EX_OPT_DNS : EX_N_OPTIONS;
}

/* Whether a stronger source makes a use pointless. */
static bool is_overridden(const struct layers *layers, size_t layer,
                          const struct ex_option_use *use)
{
    const struct ex_config_key *key = key_of(use->id);
    enum ex_option_id rival = rival_of(use->id);
    for (size_t i = layer + 1; i < layers->n; i++) {
        if (key && key->shape != EX_CONFIG_MAP && says(layers->uses[i], use->id))
            return true;
        if (rival != EX_N_OPTIONS && says(layers->uses[i], rival))
            return true;
    }
    return false;
}

static void join(struct ex_args *args, const struct layers *layers)
{
    struct ex_vec joined = EX_VEC(struct ex_option_use);
    for (size_t l = 0; l < layers->n; l++) {
        bool given = layers->uses[l] == &args->uses;
        for (size_t i = 0; i < layers->uses[l]->n; i++) {
            const struct ex_option_use *use = EX_AT(layers->uses[l], struct ex_option_use, i);
            if (given || (counts_for(args, use->id) && !is_overridden(layers, l, use)))
                *EX_PUSH(&joined, struct ex_option_use) = *use;
        }
    }
    ex_vec_free(&args->uses);
    args->uses = joined;
}

/* ---- profiles --------------------------------------------------------------------- */

static void add_folders(struct ex_profiles *profiles, const struct ex_vec *uses,
                        struct ex_diags *diags)
{
    for (size_t i = 0; i < uses->n; i++) {
        const struct ex_option_use *use = EX_AT(uses, struct ex_option_use, i);
        if (use->id == EX_OPT_RULES)
            ex_profiles_add_folder(profiles, use->value, diags);
    }
}

/* Those of the file stand before those of --rules, and these before the built-in ones. */
static void gather_profiles(struct ex_config *config, const struct ex_args *args,
                            struct ex_diags *diags)
{
    struct ex_profiles all;
    ex_profiles_init(&all, config->arena);
    add_folders(&all, says(&args->uses, EX_OPT_RULES) ? &args->uses : &config->uses, diags);
    for (size_t i = 0; i < config->profiles.items.n; i++)
        ex_profiles_add(&all, *EX_AT(&config->profiles.items, const struct ex_profile *, i));
    ex_profiles_free(&config->profiles);
    config->profiles = all;
}

static const struct ex_option_use *last_use(const struct ex_vec *uses, enum ex_option_id id)
{
    const struct ex_option_use *last = NULL;
    for (size_t i = 0; i < uses->n; i++) {
        if (EX_AT(uses, struct ex_option_use, i)->id == id)
            last = EX_AT(uses, struct ex_option_use, i);
    }
    return last;
}

static bool find_profile(struct ex_config *config, const struct ex_option_use *use)
{
    if (!use)
        return true;
    config->profile = ex_profiles_find(&config->profiles, use->value);
    if (config->profile)
        return true;
    struct ex_str hint = ex_profiles_hint(&config->profiles, use->value, config->arena);
    ex_cli_use_error(use, hint.p, "unknown profile '%.*s'", EX_FMT(use->value));
    return false;
}

/* ---- all ----------------------------------------------------------------------------- */

/* A profile stands just below the place that names it. */
static bool add_all(struct ex_args *args, struct ex_config *config, struct ex_diags *diags)
{
    struct ex_vec EX_AUTO(ex_vec_free) profile = EX_VEC(struct ex_option_use);
    const struct ex_option_use *given = last_use(&args->uses, EX_OPT_PROFILE);
    if (!find_profile(config, given ? given : last_use(&config->uses, EX_OPT_PROFILE)) ||
        (config->profile && !ex_config_profile(config, config->profile, &profile, diags)))
        return false;
    struct layers layers = {{&config->uses, &profile, &args->uses}, 3};
    if (!given) {
        layers.uses[0] = &profile;
        layers.uses[1] = &config->uses;
    }
    join(args, &layers);
    return true;
}

static void warn_inside(const struct ex_config *config, struct ex_diags *diags)
{
    struct ex_diag *d = ex_diag(diags, EX_WARNING, config->file, (struct ex_place){0, 0},
                                "the configuration is part of the dump, and counts");
    ex_diag_hint(diags, d, "--no-config judges the dump without it; --config names another one");
}

static bool configure(struct ex_args *args, struct ex_config *config, struct ex_diags *diags)
{
    struct ex_buf EX_AUTO(ex_buf_free) text = EX_BUF_INIT;
    if (!ex_config_find(config, args, &text, diags))
        return false;
    if (config->file.n && !ex_config_read(config, ex_buf_str(&text), diags))
        return false;
    if (config->inside && !config->named)
        warn_inside(config, diags);
    gather_profiles(config, args, diags);
    return !ex_diags_count(diags, EX_ERROR) && add_all(args, config, diags);
}

bool ex_cli_configure(struct ex_args *args, struct ex_config *config)
{
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    bool quiet = ex_args_flag(args, EX_OPT_QUIET, false);
    *config = (struct ex_config){.arena = ex_arena_new(),
                                 .uses = EX_VEC(struct ex_option_use),
                                 .waivers = EX_VEC(struct ex_waiver)};
    config->profiles = (struct ex_profiles){config->arena, EX_VEC(const struct ex_profile *)};
    args->config = config;
    ex_diags_init(&diags);
    if (!ex_option_fits(EX_OPT_CONFIG, args->command))
        return true;
    bool good = configure(args, config, &diags);
    ex_cli_messages(&diags,
                    &(struct ex_message_options){.level = quiet ? EX_ERROR : EX_WARNING});
    return good;
}
