/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Comparing two values by what they mean: links by what they lead to, lists
 * without their order, address ranges by their bounds. What one side does
 * not say is no difference.
 */
#include "report/diff_impl.h"

#include <stdlib.h>

/* Items that are left after equal texts are gone, and are compared one with another. */
enum { MAX_PAIRED = 256 };

bool ex_diff_is_unset(const struct ex_value *value)
{
    return value->tag == EX_NULL ||
           ((value->tag == EX_STRING || value->tag == EX_LIST) && value->n == 0);
}

/* ---- links ---------------------------------------------------------------------------- */

/* What identifies an object, best first. */
struct identity {
    struct ex_str guid;
    struct ex_str dn;
    struct ex_str name;
    struct ex_str text;
};

static struct ex_str string_of(const struct ex_value *value)
{
    return value->tag == EX_STRING ? ex_value_str(value) : EX_STR("");
}

static struct identity identity_of_node(const struct ex_node *node)
{
    return (struct identity){
        string_of(&node->cells[EX_PROP_GUID]),
        string_of(&node->cells[EX_PROP_DISTINGUISHED_NAME]),
        string_of(&node->cells[EX_PROP_NAME]),
        node->identity,
    };
}

static struct identity identity_of_struct(const struct ex_value *value)
{
    return (struct identity){
        string_of(&value->u.items[EX_F_ADObjectId_ObjectGuid]),
        string_of(&value->u.items[EX_F_ADObjectId_DistinguishedName]),
        string_of(&value->u.items[EX_F_ADObjectId_Name]),
        string_of(&value->u.items[EX_F_ADObjectId_text]),
    };
}

/* By the best that both have; without any, nothing is known to differ. */
static bool same_identity(struct identity a, struct identity b)
{
    const struct ex_str left[] = {a.guid, a.dn, a.name, a.text};
    const struct ex_str right[] = {b.guid, b.dn, b.name, b.text};
    for (size_t i = 0; i < EX_COUNT(left); i++) {
        if (left[i].n && right[i].n)
            return ex_str_ieq(left[i], right[i]);
    }
    return true;
}

/* ---- structures --------------------------------------------------------------------------- */

static bool both_say(const struct ex_value *a, const struct ex_value *b, int field)
{
    return a->u.items[field].tag != EX_ABSENT && b->u.items[field].tag != EX_ABSENT;
}

static bool same_fields(const struct ex_value *a, const struct ex_value *b, uint32_t from,
                        uint32_t to)
{
    for (uint32_t i = from; i < to && i < a->n && i < b->n; i++) {
        if (!ex_diff_same(&a->u.items[i], &b->u.items[i]))
            return false;
    }
    return true;
}

static bool same_struct(const struct ex_value *a, const struct ex_value *b)
{
    if (a->flags == EX_STRUCT_ADObjectId)
        return same_identity(identity_of_struct(a), identity_of_struct(b));
    /* 10.0.0.0/8 and 10.0.0.0-10.255.255.255 are the same range. */
    if (a->flags == EX_STRUCT_IPRange && both_say(a, b, EX_F_IPRange_LowerBound) &&
        both_say(a, b, EX_F_IPRange_UpperBound))
        return same_fields(a, b, EX_F_IPRange_LowerBound, EX_F_IPRange_UpperBound + 1);
    return same_fields(a, b, 0, a->n);
}

/* ---- lists --------------------------------------------------------------------------------- */

/* An item with its text, while equal ones are taken away. */
struct item {
    struct ex_str key;
    const struct ex_value *value;
    uint32_t index;
    bool gone;
};

static int by_key(const void *pa, const void *pb)
{
    const struct item *a = pa;
    const struct item *b = pb;
    int order = ex_str_cmp(a->key, b->key);
    return order ? order : (a->index > b->index) - (a->index < b->index);
}

static int by_index(const void *pa, const void *pb)
{
    const struct item *a = pa;
    const struct item *b = pb;
    return (a->index > b->index) - (a->index < b->index);
}

static void sort_items(struct item *items, size_t n, int (*order)(const void *, const void *))
{
    if (n)
        qsort(items, n, sizeof *items, order);
}

static struct item *items_of(const struct ex_value *list, struct ex_arena *arena)
{
    struct item *items = EX_NEW_ARRAY(arena, list->n + 1, struct item);
    for (uint32_t i = 0; i < list->n; i++) {
        items[i].value = &list->u.items[i];
        items[i].key = ex_value_text(arena, items[i].value);
        items[i].index = i;
    }
    return items;
}

/* Of equal keys one on either side goes. */
static void cancel_keys(struct item *a, size_t n_a, struct item *b, size_t n_b)
{
    sort_items(a, n_a, by_key);
    sort_items(b, n_b, by_key);
    for (size_t i = 0, k = 0; i < n_a && k < n_b;) {
        int order = ex_str_cmp(a[i].key, b[k].key);
        if (!a[i].gone && !b[k].gone && order == 0)
            a[i].gone = b[k].gone = true;
        i += order <= 0 || a[i].gone;
        k += order >= 0 || b[k].gone;
    }
    sort_items(a, n_a, by_index);
    sort_items(b, n_b, by_index);
}

static size_t pack(struct item *items, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (!items[i].gone)
            items[kept++] = items[i];
    }
    return kept;
}

/* What is written differently may mean the same. */
static void cancel_same(struct item *a, size_t n_a, struct item *b, size_t n_b)
{
    for (size_t i = 0; i < n_a && i < MAX_PAIRED; i++) {
        for (size_t k = 0; k < n_b && k < MAX_PAIRED && !a[i].gone; k++) {
            if (!b[k].gone && ex_diff_same(a[i].value, b[k].value))
                a[i].gone = b[k].gone = true;
        }
    }
}

/* Two lists, of which only what differs is left. */
struct lists {
    struct item *items[EX_N_SIDES];
    size_t n[EX_N_SIDES];
};

static void pack_both(struct lists *l)
{
    for (size_t side = 0; side < EX_N_SIDES; side++)
        l->n[side] = pack(l->items[side], l->n[side]);
}

static struct lists compare_lists(const struct ex_value *a, const struct ex_value *b,
                                  struct ex_arena *arena)
{
    struct lists l = {{items_of(a, arena), items_of(b, arena)}, {a->n, b->n}};
    cancel_keys(l.items[0], l.n[0], l.items[1], l.n[1]);
    pack_both(&l);
    cancel_same(l.items[0], l.n[0], l.items[1], l.n[1]);
    pack_both(&l);
    return l;
}

static bool same_list(const struct ex_value *a, const struct ex_value *b)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    struct lists l = compare_lists(a, b, arena);
    return !l.n[0] && !l.n[1];
}

/* ---- values ---------------------------------------------------------------------------------- */

static bool same_text(const struct ex_value *a, const struct ex_value *b)
{
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    return ex_str_eq(ex_value_text(arena, a), ex_value_text(arena, b));
}

/* The priority of the last email address policy, as CLIXML and as JSON have it. */
static bool same_string(struct ex_str a, struct ex_str b)
{
    static const struct ex_str lowest[] = {{"Lowest", 6}, {"2147483647", 10}};
    return ex_str_eq(a, b) || (ex_str_eq(a, lowest[0]) && ex_str_eq(b, lowest[1])) ||
           (ex_str_eq(a, lowest[1]) && ex_str_eq(b, lowest[0]));
}

static bool same_set(const struct ex_value *a, const struct ex_value *b)
{
    if (a->tag != b->tag || (a->tag == EX_STRUCT && a->flags != b->flags))
        return same_text(a, b);
    switch ((enum ex_tag)a->tag) {
    case EX_BOOL:
        return a->u.b == b->u.b;
    case EX_INT:
    case EX_TIME:
    case EX_SPAN:
        return a->u.i == b->u.i;
    case EX_STRING:
        return same_string(ex_value_str(a), ex_value_str(b));
    case EX_LIST:
        return same_list(a, b);
    case EX_STRUCT:
        return same_struct(a, b);
    case EX_NODE:
        return same_identity(identity_of_node(a->u.node), identity_of_node(b->u.node));
    default:
        return same_text(a, b);
    }
}

bool ex_diff_same(const struct ex_value *a, const struct ex_value *b)
{
    if (a->tag == EX_ABSENT || b->tag == EX_ABSENT)
        return true;
    if (ex_diff_is_unset(a) || ex_diff_is_unset(b))
        return ex_diff_is_unset(a) == ex_diff_is_unset(b);
    return same_set(a, b);
}

/* ---- names of servers ---------------------------------------------------------------------- */

static bool is_word(struct ex_str text, size_t i)
{
    return i < text.n && (ex_is_alpha(text.p[i]) || ex_is_digit(text.p[i]));
}

struct ex_str ex_diff_neutral(struct ex_arena *arena, struct ex_str text, struct ex_str name)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    bool any = false;
    for (size_t i = 0; i < text.n;) {
        bool starts = name.n && (i == 0 || !is_word(text, i - 1)) && !is_word(text, i + name.n) &&
                      ex_str_istarts(ex_str_slice(text, i, text.n), name);
        if (starts)
            ex_buf_add_text(&out, "<server>");
        else
            ex_buf_add_char(&out, text.p[i]);
        any = any || starts;
        i += starts ? name.n : 1;
    }
    return any ? ex_arena_str(arena, ex_buf_str(&out)) : text;
}

/* Whether two lists have the same items in the same order, as nearly all have. */
static bool same_sequence(const struct ex_value *a, const struct ex_value *b)
{
    bool same = a->n == b->n;
    for (uint32_t i = 0; i < a->n && same; i++)
        same = ex_diff_same(&a->u.items[i], &b->u.items[i]);
    return same;
}

/* ---- a change ------------------------------------------------------------------------------ */

static void keep_items(const struct lists *l, struct ex_arena *arena, struct ex_diff_change *out)
{
    for (size_t side = 0; side < EX_N_SIDES; side++) {
        struct ex_str *texts = EX_NEW_ARRAY(arena, l->n[side] + 1, struct ex_str);
        for (size_t i = 0; i < l->n[side]; i++)
            texts[i] = l->items[side][i].key;
        out->items[side] = texts;
        out->n_items[side] = l->n[side];
    }
}

/* Items that differ only by the name of the server go; true when none is left. */
static bool cancel_own_names(const struct ex_diff_view *view, struct lists *l)
{
    struct ex_str *plain[EX_N_SIDES];
    for (size_t side = 0; side < EX_N_SIDES; side++) {
        plain[side] = EX_NEW_ARRAY(view->arena, l->n[side] + 1, struct ex_str);
        for (size_t i = 0; i < l->n[side]; i++) {
            struct item *item = &l->items[side][i];
            item->index = (uint32_t)i;
            plain[side][i] = item->key;
            item->key = ex_diff_neutral(view->arena, item->key, view->names[side]);
        }
    }
    cancel_keys(l->items[0], l->n[0], l->items[1], l->n[1]);
    pack_both(l);
    for (size_t side = 0; side < EX_N_SIDES; side++) {
        for (size_t i = 0; i < l->n[side]; i++)
            l->items[side][i].key = plain[side][l->items[side][i].index];
    }
    return !l->n[0] && !l->n[1];
}

static void neutral_texts(const struct ex_diff_view *view, struct ex_diff_change *out)
{
    out->own_name = true;
    for (size_t side = 0; side < EX_N_SIDES; side++)
        out->text[side] = ex_diff_neutral(view->arena, out->text[side], view->names[side]);
}

static bool fill_list(const struct ex_diff_view *view, const struct ex_value *const cells[2],
                      bool ordered, struct ex_diff_change *out)
{
    struct lists l = compare_lists(cells[0], cells[1], view->arena);
    out->is_list = true;
    if (!l.n[0] && !l.n[1])
        return ordered && !ex_str_eq(out->text[0], out->text[1]);
    if (view->of_servers && cancel_own_names(view, &l)) {
        neutral_texts(view, out);
        out->is_list = false;
        return true;
    }
    keep_items(&l, view->arena, out);
    return true;
}

bool ex_diff_fill(const struct ex_diff_view *view, const struct ex_value *const cells[2],
                  bool ordered, struct ex_diff_change *out)
{
    bool lists = cells[0]->tag == EX_LIST && cells[1]->tag == EX_LIST;
    if (cells[0]->tag == EX_ABSENT || cells[1]->tag == EX_ABSENT ||
        (lists ? same_sequence(cells[0], cells[1]) : ex_diff_same(cells[0], cells[1])))
        return false;
    for (size_t side = 0; side < EX_N_SIDES; side++) {
        out->set[side] = !ex_diff_is_unset(cells[side]);
        out->text[side] = ex_value_text(view->arena, cells[side]);
    }
    if (lists)
        return fill_list(view, cells, ordered, out);
    if (view->of_servers &&
        ex_str_eq(ex_diff_neutral(view->arena, out->text[0], view->names[0]),
                  ex_diff_neutral(view->arena, out->text[1], view->names[1])))
        neutral_texts(view, out);
    return true;
}
