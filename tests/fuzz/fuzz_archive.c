/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Fuzzing of archives: whatever the bytes, members are parts of their spool,
 * names are harmless and lead nowhere, and no limit is passed.
 */
#include "base/utf8.h"
#include "formats/import/dump.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct ex_dump_limits limits = {
    .files = 200,
    .entries = 100,
    .bytes = 4 << 20,
    .entry_bytes = 1 << 20,
    .ratio = 1000,
    .ratio_from = 1 << 20,
    .depth = 2,
};

static void check_name(struct ex_str name)
{
    struct ex_str rest = name;
    struct ex_str part;

    if (!ex_str_starts(name, EX_STR("seed")) || !ex_utf8_valid(name))
        abort();
    while (ex_str_split(&rest, '/', &part)) {
        if (part.n == 0 || ex_str_eq(part, EX_STR("..")))
            abort();
    }
    while (name.n) {
        uint32_t rune;
        size_t used = ex_utf8_decode(name, &rune);

        if (ex_rune_is_unsafe(rune))
            abort();
        name = ex_str_slice(name, used, name.n);
    }
}

/* All bytes of a member can be read, and there are no others. */
static void check_member(const struct ex_dump_file *file, struct ex_diags *diags)
{
    struct ex_source *EX_AUTO(ex_source_auto) source = ex_dump_open(file, diags);
    unsigned char *EX_AUTO(ex_free_auto) buffer = NULL;
    struct ex_str bytes;
    uint64_t n = 0;

    if (!source || ex_source_size(source) != file->size)
        abort();
    do {
        if (ex_source_stored(source, n, &buffer, &bytes))
            abort();
        n += bytes.n;
    } while (bytes.n);
    if (n != file->size)
        abort();
}

static void check(const struct ex_vec *out, struct ex_diags *diags)
{
    uint64_t total = 0;

    /* One archive over the limit of files, and those around it, are still named. */
    if (out->n > limits.files + limits.depth + 1 + limits.entries)
        abort();
    for (size_t i = 0; i < out->n; i++) {
        const struct ex_dump_file *file = EX_AT(out, struct ex_dump_file, i);

        check_name(file->name);
        if (i && ex_str_cmp(EX_AT(out, struct ex_dump_file, i - 1)->name, file->name) > 0)
            abort();
        if (file->spool)
            check_member(file, diags);
        total += ex_str_eq(file->name, EX_STR("seed")) ? 0 : file->size;
    }
    if (total > limits.bytes)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct ex_vec EX_AUTO(ex_dump_files_free) files = EX_VEC(struct ex_dump_file);
    struct ex_vec EX_AUTO(ex_dump_files_free) out = EX_VEC(struct ex_dump_file);
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    struct ex_spool *spool = ex_spool_new();

    ex_diags_init(&diags);
    if (ex_spool_add(spool, ex_str_n((const char *)data, size)))
        abort();
    *EX_PUSH(&files, struct ex_dump_file) =
        (struct ex_dump_file){.name = EX_STR("seed"), .spool = spool, .size = size};
    ex_dump_expand(&files, &limits, arena, &out, &diags);
    check(&out, &diags);
    return 0;
}
