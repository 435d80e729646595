/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Fuzzing of CEL: any text is compiled, checked and unchecked, and evaluated
 * with few steps. A value that can be printed is compiled again.
 */
#include "cel/cel.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MAX_STEPS 20000u

static const struct cel_type strings = {.kind = CEL_LIST, .elem = &cel_type_string};

/* A list of two known strings that may have more. */
static struct cel_value partial_list(void)
{
    static const uint64_t attributes[] = {7};
    static const struct cel_unknown missing = {1, attributes};
    static const struct cel_value items[] = {{.kind = CEL_STRING, .s = {"a", 1}},
                                             {.kind = CEL_STRING, .s = {"b", 1}}};
    static const struct cel_list list = {.n = 2, .items = items, .missing = &missing};
    return (struct cel_value){.kind = CEL_LIST, .list = &list};
}

static void evaluate(struct ex_arena *arena, const struct cel_program *program)
{
    struct cel_value slots[] = {cel_int(3), partial_list(), {.kind = CEL_NULL}};
    struct cel_eval_ctx ctx = {.arena = arena, .slots = slots, .max_steps = MAX_STEPS};
    slots[2] = cel_unknown_of(&ctx, 9);
    struct cel_value value = cel_eval(&ctx, program);
    EX_AUTO(ex_buf_free) struct ex_buf text = EX_BUF_INIT;
    cel_print(&ctx, value, &text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    EX_AUTO(ex_arena_auto) struct ex_arena *arena = ex_arena_new();
    struct ex_diags diags;
    ex_diags_init(&diags);
    struct cel_env *env = cel_env_new(arena, NULL);
    cel_env_variable(env, EX_STR("i"), &cel_type_int);
    cel_env_variable(env, EX_STR("names"), &strings);
    cel_env_variable(env, EX_STR("u.v"), &cel_type_dyn);
    struct cel_source source = {.text = ex_str_n((const char *)data, size)};
    const struct cel_program *program = cel_compile(arena, env, &source, NULL, &diags);
    if (program)
        evaluate(arena, program);
    program = cel_compile_unchecked(arena, env, &source, &diags);
    if (program)
        evaluate(arena, program);
    ex_diags_free(&diags);
    return 0;
}
