/* SPDX-License-Identifier: MIT */
/**
 * @file
 * From offsets to lines and columns. Each file is read once more, and only
 * if a finding points into it.
 */
#include "engine/finding.h"

#include "base/utf8.h"
#include "model/host.h"

#include <stdlib.h>

struct pointer {
    struct ex_evidence *evidence;
    size_t index;   /* keeps the order stable */
    bool with_text; /* of the line */
};

static int by_file_and_offset(const void *a, const void *b)
{
    const struct pointer *x = a;
    const struct pointer *y = b;

    if (x->evidence->file != y->evidence->file)
        return x->evidence->file < y->evidence->file ? -1 : 1;
    if (x->evidence->off != y->evidence->off)
        return x->evidence->off < y->evidence->off ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

/* The rest of a line from a column on; of long lines only a part is there (source.h). */
static struct ex_str from_column(struct ex_str line, uint64_t column)
{
    uint64_t skip = column > 0 ? column - 1 : 0;
    uint32_t rune;

    if (skip > EX_LINE_TEXT_BEFORE)
        skip = EX_LINE_TEXT_BEFORE;
    while (skip-- > 0 && line.n)
        line = ex_str_slice(line, ex_utf8_decode(line, &rune), line.n);
    return line;
}

/*
 * What is written there may differ from the text (escapes, numbers for
 * names): then the token ends where XML or JSON ends a value.
 */
static size_t token_length(const struct ex_evidence *e)
{
    struct ex_str rest = from_column(e->line_text, e->at.column);
    struct ex_str marked = e->mark_n ? ex_str_slice(e->text, e->mark_at, e->mark_at + e->mark_n)
                                     : e->text;
    bool element = rest.n && rest.p[0] == '<';
    size_t n = element ? 1 : 0;

    if (marked.n && ex_str_starts(rest, marked))
        return ex_utf8_count(marked);
    while (n < rest.n && !strchr(element ? " >" : "<\",", rest.p[n]))
        n++;
    n = ex_utf8_count(ex_str_slice(rest, 0, n));
    return n ? n : 1;
}

static void locate(struct ex_results *results, const struct pointer *pointer)
{
    struct ex_evidence *e = pointer->evidence;
    const struct ex_file *file = ex_graph_file(results->graph, e->file);

    if (!file->source)
        return;
    if (e->kind < EX_N_KINDS && ex_kind_is_about_dump((enum ex_kind_id)e->kind)) {
        /* What is said of a file does not stand there, and a secret must not be shown. */
        e->at = ex_source_place(file->source, e->off, NULL, NULL);
        e->token_n = 1;
        return;
    }
    /* The line of a value may hold a password as well: a whole document of JSON is one line. */
    if (!pointer->with_text || file->passwords) {
        e->at = ex_source_place(file->source, e->off, NULL, NULL);
        return;
    }
    e->at = ex_source_place(file->source, e->off, results->arena, &e->line_text);
    if (e->at.line)
        e->token_n = token_length(e);
    e->line_text = ex_url_mask(results->arena, e->line_text);
}

/* So that no more than one file is open at a time. */
static void put_away(struct ex_results *results, uint32_t file)
{
    struct ex_source *source = ex_graph_file(results->graph, file)->source;

    if (source)
        ex_source_rest(source);
}

void ex_results_locate(struct ex_results *results)
{
    struct ex_vec pointers = EX_VEC(struct pointer);

    for (size_t i = 0; i < results->n_findings; i++) {
        const struct ex_finding *f = &results->findings[i];

        for (size_t j = 0; j < f->n_evidence; j++) {
            struct pointer p = {&f->evidence[j], pointers.n, i < EX_MAX_LINE_TEXTS};

            if (f->evidence[j].file < ex_graph_files(results->graph))
                *EX_PUSH(&pointers, struct pointer) = p;
        }
    }
    if (pointers.n > 1)
        qsort(pointers.items, pointers.n, sizeof(struct pointer), by_file_and_offset);
    for (size_t i = 0; i < pointers.n; i++) {
        uint32_t file = EX_AT(&pointers, struct pointer, i)->evidence->file;

        locate(results, EX_AT(&pointers, struct pointer, i));
        if (i + 1 == pointers.n || EX_AT(&pointers, struct pointer, i + 1)->evidence->file != file)
            put_away(results, file);
    }
    ex_vec_free(&pointers);
}
