/* SPDX-License-Identifier: MIT */
/**
 * @file
 * References of CLIXML. `Ref` names an earlier `Obj` by its RefId, `TNRef` an
 * earlier `TN`; the two number spaces are separate, the last definition of a
 * number counts, and an object may have been defined anywhere before, also
 * inside an earlier record.
 *
 * Objects of the current record are found by a page table. Of earlier records
 * only one bit for each id is kept. When something that rules read refers to
 * such an object, its id is noted ("pinned"), and a second pass over the file
 * keeps compact copies of the pinned objects. References inside a copy are
 * replaced by what they lead to, within limits.
 */
#include "base/limits.h"
#include "formats/import/clixml.h"

#include <stdlib.h>

#define N_PAGES        (EX_MAX_REFID / EX_CLIXML_PAGE + 1)
#define MAX_COPY_DEPTH 24u

struct ex_clixml_page {
    struct ex_clixml_page *next;
    uint32_t number;
    uint32_t low; /* slots in use: from low to high, both inclusive */
    uint32_t high;
    const void *slots[EX_CLIXML_PAGE];
};

static void free_pages(struct ex_clixml_page *page)
{
    while (page) {
        struct ex_clixml_page *next = page->next;

        free(page);
        page = next;
    }
}

void ex_clixml_ids_free(struct ex_clixml_ids *ids)
{
    free_pages(ids->used);
    free_pages(ids->spare);
    free(ids->pages);
    *ids = (struct ex_clixml_ids){0};
}

void ex_clixml_ids_clear(struct ex_clixml_ids *ids)
{
    while (ids->used) {
        struct ex_clixml_page *page = ids->used;

        ids->used = page->next;
        ids->pages[page->number] = NULL;
        memset(&page->slots[page->low], 0, (page->high - page->low + 1) * sizeof page->slots[0]);
        page->next = ids->spare;
        ids->spare = page;
    }
}

const void *ex_clixml_ids_get(const struct ex_clixml_ids *ids, uint32_t id)
{
    const struct ex_clixml_page *page = ids->pages ? ids->pages[id / EX_CLIXML_PAGE] : NULL;

    return page ? page->slots[id % EX_CLIXML_PAGE] : NULL;
}

static struct ex_clixml_page *take_page(struct ex_clixml_ids *ids, uint32_t number)
{
    struct ex_clixml_page *page = ids->spare;

    if (page)
        ids->spare = page->next;
    else
        page = ex_alloc(sizeof *page);
    page->number = number;
    page->low = EX_CLIXML_PAGE - 1;
    page->high = 0;
    page->next = ids->used;
    ids->used = page;
    ids->pages[number] = page;
    return page;
}

void ex_clixml_ids_set(struct ex_clixml_ids *ids, uint32_t id, const void *value)
{
    uint32_t slot = id % EX_CLIXML_PAGE;
    struct ex_clixml_page *page;

    if (!ids->pages)
        ids->pages = ex_alloc(N_PAGES * sizeof *ids->pages);
    page = ids->pages[id / EX_CLIXML_PAGE];
    if (!page)
        page = take_page(ids, id / EX_CLIXML_PAGE);
    page->low = slot < page->low ? slot : page->low;
    page->high = slot > page->high ? slot : page->high;
    page->slots[slot] = value;
}

bool ex_clixml_id(struct ex_str text, uint32_t *id)
{
    uint64_t number;

    if (!text.p || !ex_str_to_uint(text, &number) || number > EX_MAX_REFID)
        return false;
    *id = (uint32_t)number;
    return true;
}

void ex_clixml_refs_init(struct ex_clixml_refs *refs)
{
    *refs = (struct ex_clixml_refs){.pins = EX_VEC(struct ex_clixml_pin)};
    refs->seen = ex_alloc(EX_MAX_REFID / 64 * sizeof *refs->seen + sizeof *refs->seen);
    refs->pin_arena = ex_arena_new();
}

void ex_clixml_refs_free(struct ex_clixml_refs *refs)
{
    ex_clixml_ids_free(&refs->types);
    ex_clixml_ids_free(&refs->open);
    ex_vec_free(&refs->pins);
    ex_arena_free(refs->pin_arena);
    free(refs->seen);
}

void ex_clixml_refs_document(struct ex_clixml_refs *refs, uint32_t document)
{
    ex_clixml_ids_clear(&refs->types);
    ex_clixml_ids_clear(&refs->open);
    if (document > 0)
        memset(refs->seen, 0, EX_MAX_REFID / 64 * sizeof *refs->seen + sizeof *refs->seen);
    refs->document = document;
}

void ex_clixml_refs_define(struct ex_clixml_refs *refs, uint32_t id, const struct ex_raw *object)
{
    refs->seen[id / 64] |= UINT64_C(1) << id % 64;
    ex_clixml_ids_set(&refs->open, id, object);
}

void ex_clixml_refs_skip(struct ex_clixml_refs *refs, uint32_t id)
{
    refs->seen[id / 64] |= UINT64_C(1) << id % 64;
    if (ex_clixml_ids_get(&refs->open, id))
        ex_clixml_ids_set(&refs->open, id, NULL);
}

void ex_clixml_refs_record_end(struct ex_clixml_refs *refs)
{
    ex_clixml_ids_clear(&refs->open);
}

static int compare_pins(const void *a, const void *b)
{
    const struct ex_clixml_pin *x = a;
    const struct ex_clixml_pin *y = b;

    return (x->key > y->key) - (x->key < y->key);
}

static uint64_t pin_key(const struct ex_clixml_refs *refs, uint32_t id)
{
    return (uint64_t)refs->document << 32 | id;
}

static struct ex_clixml_pin *find_pin(const struct ex_clixml_refs *refs, uint32_t id)
{
    struct ex_clixml_pin wanted = {.key = pin_key(refs, id)};

    if (!refs->pins.n)
        return NULL;
    return bsearch(&wanted, refs->pins.items, refs->pins.n, sizeof wanted, compare_pins);
}

enum ex_clixml_target ex_clixml_refs_find(const struct ex_clixml_refs *refs, uint32_t id,
                                          const struct ex_raw **object)
{
    const struct ex_clixml_pin *pin;

    *object = ex_clixml_ids_get(&refs->open, id);
    if (*object)
        return EX_CLIXML_HERE;
    if (!(refs->seen[id / 64] >> id % 64 & 1))
        return EX_CLIXML_NONE;
    pin = ex_arena_used(refs->pin_arena) ? find_pin(refs, id) : NULL;
    *object = pin ? pin->copy : NULL;
    return *object ? EX_CLIXML_HERE : EX_CLIXML_GONE;
}

/* Sort the pins and drop what is there twice. */
static void compact_pins(struct ex_clixml_refs *refs)
{
    struct ex_clixml_pin *pins = refs->pins.items;
    size_t i;
    size_t n = 0;

    if (!refs->pins.n)
        return;
    qsort(pins, refs->pins.n, sizeof *pins, compare_pins);
    for (i = 0; i < refs->pins.n; i++) {
        if (n == 0 || pins[n - 1].key != pins[i].key)
            pins[n++] = pins[i];
    }
    refs->pins.n = n;
}

void ex_clixml_refs_want(struct ex_clixml_refs *refs, uint32_t id)
{
    if (refs->full)
        return;
    EX_PUSH(&refs->pins, struct ex_clixml_pin)->key = pin_key(refs, id);
    if (refs->pins.n < 2 * EX_MAX_PINS)
        return;
    compact_pins(refs);
    refs->full = refs->pins.n >= EX_MAX_PINS;
}

void ex_clixml_refs_second_pass(struct ex_clixml_refs *refs)
{
    compact_pins(refs);
    memset(refs->seen, 0, EX_MAX_REFID / 64 * sizeof *refs->seen + sizeof *refs->seen);
}

/* ---- copies ---- */

struct copier {
    struct ex_arena *arena;
    size_t nodes;
};

static void copy_chain(struct copier *copier, const struct ex_raw *from, struct ex_raw **to,
                       unsigned depth);

static void copy_types(struct copier *copier, struct ex_raw *raw)
{
    struct ex_str *names = EX_NEW_ARRAY(copier->arena, raw->n_types, struct ex_str);
    size_t i;

    for (i = 0; i < raw->n_types; i++)
        names[i] = ex_arena_str(copier->arena, raw->types[i]);
    raw->types = names;
}

static struct ex_raw *copy_value(struct copier *copier, const struct ex_raw *from, unsigned depth)
{
    struct ex_raw *to = EX_NEW(copier->arena, struct ex_raw);
    const struct ex_raw *value = from->kind == EX_RAW_REF && from->ref ? from->ref : from;

    *to = *value;
    to->name = from->name.p ? ex_arena_str(copier->arena, from->name) : from->name;
    to->note = from->note;
    to->off = from->off;
    to->start = from->start;
    to->members = to->items = to->next = NULL;
    to->ref = NULL;
    if (depth >= MAX_COPY_DEPTH || ++copier->nodes > EX_MAX_PIN_NODES || to->kind == EX_RAW_REF) {
        *to = (struct ex_raw){.kind = EX_RAW_LOST,
                              .name = to->name,
                              .note = to->note,
                              .off = to->off,
                              .start = to->start};
        return to;
    }
    to->text = ex_arena_str(copier->arena, value->text);
    if (value->to_string.p)
        to->to_string = ex_arena_str(copier->arena, value->to_string);
    copy_types(copier, to);
    copy_chain(copier, value->members, &to->members, depth + 1);
    copy_chain(copier, value->items, &to->items, depth + 1);
    return to;
}

static void copy_chain(struct copier *copier, const struct ex_raw *from, struct ex_raw **to,
                       unsigned depth)
{
    for (; from; from = from->next) {
        *to = copy_value(copier, from, depth);
        to = &(*to)->next;
    }
}

void ex_clixml_refs_close(struct ex_clixml_refs *refs, uint32_t id, const struct ex_raw *object)
{
    struct ex_clixml_pin *pin = find_pin(refs, id);
    struct copier copier = {.arena = refs->pin_arena};

    if (!pin)
        return;
    pin->copy = NULL;
    if (ex_arena_used(refs->pin_arena) < EX_MAX_PIN_BYTES)
        pin->copy = copy_value(&copier, object, 0);
}
