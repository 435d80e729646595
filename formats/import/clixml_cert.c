/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Get-ExchangeCertificate shows Services, Status and more, but its CLIXML has
 * them only inside the base64 text of SerializationData. Here that text
 * becomes an object with one member for each fact.
 */
#include "base/buf.h"
#include "base/limits.h"
#include "formats/import/clixml.h"
#include "formats/import/nrbf.h"

#include <inttypes.h>
#include <stdlib.h>

bool ex_clixml_is_certificate(const struct ex_raw *object)
{
    size_t i;

    for (i = 0; i < object->n_types; i++) {
        if (ex_str_ieq(ex_raw_type_noun(object->types[i]), EX_STR("ExchangeCertificate")))
            return true;
    }
    return false;
}

/* Members are put in front of each other: the order does not matter. */
static void add_member(struct ex_arena *arena, struct ex_raw *raw, bool known, struct ex_str name,
                       enum ex_raw_primitive primitive, struct ex_str text)
{
    struct ex_raw *member;

    if (!known)
        return;
    member = EX_NEW(arena, struct ex_raw);
    *member = (struct ex_raw){.kind = EX_RAW_TEXT,
                              .primitive = (uint8_t)primitive,
                              .name = name,
                              .text = text,
                              .off = raw->off,
                              .start = raw->start,
                              .next = raw->members};
    raw->members = member;
}

static struct ex_str number_text(struct ex_arena *arena, int64_t number)
{
    return ex_arena_printf(arena, "%" PRId64, number);
}

static struct ex_str bool_text(bool b)
{
    return b ? EX_STR("true") : EX_STR("false");
}

static void add_facts(struct ex_arena *arena, const struct ex_nrbf_certificate *facts,
                      struct ex_raw *raw)
{
    add_member(arena, raw, facts->has_friendly_name, EX_STR("FriendlyName"), EX_RAW_STRING,
               facts->friendly_name);
    add_member(arena, raw, facts->has_identity, EX_STR("Identity"), EX_RAW_STRING, facts->identity);
    add_member(arena, raw, facts->has_exportable, EX_STR("PrivateKeyExportable"), EX_RAW_BOOLEAN,
               bool_text(facts->exportable));
    add_member(arena, raw, facts->has_services, EX_STR("Services"), EX_RAW_INTEGER,
               number_text(arena, facts->services));
    add_member(arena, raw, facts->has_root_ca_type, EX_STR("RootCAType"), EX_RAW_INTEGER,
               number_text(arena, facts->root_ca_type));
    add_member(arena, raw, facts->has_status, EX_STR("Status"), EX_RAW_INTEGER,
               number_text(arena, facts->status));
    add_member(arena, raw, facts->has_self_signed, EX_STR("SelfSigned"), EX_RAW_BOOLEAN,
               bool_text(facts->self_signed));
}

bool ex_clixml_certificate(struct ex_arena *arena, struct ex_str base64, struct ex_raw *raw,
                           const char **why)
{
    void *EX_AUTO(ex_free_auto) bytes = ex_alloc(3 * (base64.n / 4 + 1));
    struct ex_nrbf_certificate facts;
    size_t n;

    raw->kind = EX_RAW_LOST;
    raw->text = (struct ex_str){NULL, 0};
    *why = "not base64";
    if (!ex_base64_decode(base64, bytes, &n) || !ex_nrbf_read(arena, bytes, n, &facts, why))
        return false;
    raw->kind = EX_RAW_OBJECT;
    add_facts(arena, &facts, raw);
    return true;
}
