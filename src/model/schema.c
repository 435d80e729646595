/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The table of kinds, structures and enumerations as constant data, made from
 * schema.def and enums.def, and the look-ups in it.
 */
#include "model/schema.h"

#define STR(text) {(text), sizeof(text) - 1}

/* Types of schema.def as initializers of struct ex_type. */
#define TYPE_Bool {EX_T_BOOL, false, 0}
#define TYPE_Int {EX_T_INT, false, 0}
#define TYPE_Double {EX_T_DOUBLE, false, 0}
#define TYPE_String {EX_T_STRING, false, 0}
#define TYPE_Host {EX_T_STRING, false, 1}
#define TYPE_Guid {EX_T_GUID, false, 0}
#define TYPE_Time {EX_T_TIME, false, 0}
#define TYPE_Span {EX_T_SPAN, false, 0}
#define TYPE_Size {EX_T_SIZE, false, 0}
#define TYPE_Enum(name) {EX_T_ENUM, false, EX_ENUM_##name}
#define TYPE_Flags(name) {EX_T_FLAGS, false, EX_ENUM_##name}
#define TYPE_Struct(name) {EX_T_STRUCT, false, EX_STRUCT_##name}
#define TYPE_Ref(noun) {EX_T_REF, false, EX_KIND_##noun}
#define TYPE_Strings {EX_T_STRING, true, 0}
#define TYPE_Hosts {EX_T_STRING, true, 1}
#define TYPE_Enums(name) {EX_T_ENUM, true, EX_ENUM_##name}
#define TYPE_Structs(name) {EX_T_STRUCT, true, EX_STRUCT_##name}
#define TYPE_Refs(noun) {EX_T_REF, true, EX_KIND_##noun}

#define COMMON                                                  \
    {STR("Identity"), TYPE_String, false},                      \
        {STR("Name"), TYPE_String, false},                      \
        {STR("DistinguishedName"), TYPE_String, false},         \
        {STR("Guid"), TYPE_Guid, false},                        \
        {STR("WhenChanged"), TYPE_Time, false},

#define EX_KIND(noun, ...) static const struct ex_prop props_##noun[] = {COMMON
#define EX_PROP(noun, name, type) {STR(#name), TYPE_##type, false},
#define EX_DERIVED(noun, name, type) {STR(#name), TYPE_##type, true},
#define EX_KIND_END(noun) };
#include "model/schema.def"

#define UNWRAP(...) __VA_ARGS__

#define EX_KIND(noun, cmdlet, description, scope, large, types, fingerprint)          \
    static const char *const types_##noun[] = {UNWRAP types, NULL};                     \
    static const char *const fingerprint_##noun[] = {UNWRAP fingerprint, NULL};
#include "model/schema.def"

static const struct ex_kind kinds[] = {
#define EX_KIND(noun, cmdlet, description, scope, large, types, fingerprint)                  \
    {STR(#noun), STR(cmdlet), STR(description), EX_SCOPE_##scope, large, types_##noun,       \
     fingerprint_##noun, props_##noun, EX_P_##noun##_N},
#include "model/schema.def"
};

#define EX_STRUCTURE(name) static const struct ex_prop fields_##name[] = {
#define EX_FIELD(structure, name, type) {STR(#name), TYPE_##type, false},
#define EX_STRUCTURE_END(name) };
#include "model/schema.def"

static const struct ex_structure structures[] = {
#define EX_STRUCTURE(name) {STR(#name), fields_##name, EX_F_##name##_N},
#include "model/schema.def"
};

#define EX_ENUMERATION(name) static const struct ex_enum_value values_##name[] = {
#define EX_ENUM_VALUE(enumeration, name, number) {STR(#name), (number)},
#define EX_ENUM_NAME(enumeration, name) {STR(#name), EX_NO_NUMBER},
#define EX_ENUMERATION_END(name) };
#include "model/enums.def"

static const struct ex_enumeration enumerations[] = {
#define EX_ENUMERATION(name) {STR(#name), values_##name, EX_COUNT(values_##name)},
#include "model/enums.def"
};

static const struct ex_reverse reverses[] = {
#define EX_REVERSE(target, source, prop)                                     \
    {EX_KIND_##source, EX_P_##source##_##prop, EX_KIND_##target},
#include "model/schema.def"
};

static const struct ex_view views[] = {
#define EX_VIEW(target, source, service) {EX_KIND_##target, EX_KIND_##source, STR(service)},
#include "model/schema.def"
};

static const struct {
    struct ex_str noun;
    enum ex_kind_id kind;
} aliases[] = {
#define EX_ALIAS(alias, noun) {STR(#alias), EX_KIND_##noun},
#include "model/schema.def"
};

static const struct {
    enum ex_kind_id kind;
    struct ex_str application;
} web_applications[] = {
#define EX_WEB_APPLICATION(noun, application) {EX_KIND_##noun, STR(application)},
#include "model/schema.def"
};

static const struct {
    struct ex_str type;
    struct ex_str cmdlet;
} clouds[] = {
#define EX_CLOUD(type, cmdlet) {STR(type), STR(cmdlet)},
#include "model/schema.def"
};

const struct ex_kind *ex_kind(enum ex_kind_id id)
{
    if ((size_t)id >= EX_COUNT(kinds))
        EX_BUG("no kind %d", (int)id);
    return &kinds[id];
}

const struct ex_structure *ex_structure(enum ex_struct_id id)
{
    if ((size_t)id >= EX_COUNT(structures))
        EX_BUG("no structure %d", (int)id);
    return &structures[id];
}

const struct ex_enumeration *ex_enumeration(enum ex_enum_id id)
{
    if ((size_t)id >= EX_COUNT(enumerations))
        EX_BUG("no enumeration %d", (int)id);
    return &enumerations[id];
}

const struct ex_reverse *ex_reverses(size_t *n)
{
    *n = EX_COUNT(reverses);
    return reverses;
}

const struct ex_view *ex_views(size_t *n)
{
    *n = EX_COUNT(views);
    return views;
}

int ex_reverse_find(enum ex_kind_id target, struct ex_str source, const struct ex_reverse **out)
{
    int index = 0;
    for (size_t i = 0; i < EX_COUNT(reverses); i++) {
        if (reverses[i].target != target)
            continue;
        if (ex_str_ieq(kinds[reverses[i].source].name, source)) {
            if (out)
                *out = &reverses[i];
            return index;
        }
        index++;
    }
    return -1;
}

size_t ex_reverse_count(enum ex_kind_id target)
{
    size_t n = 0;
    for (size_t i = 0; i < EX_COUNT(reverses); i++)
        n += reverses[i].target == target;
    return n;
}

bool ex_kind_is_abstract(enum ex_kind_id id)
{
    return ex_kind(id)->cmdlet.n == 0 && ex_kind(id)->scope != EX_SCOPE_DNS;
}

bool ex_kind_is_exported(enum ex_kind_id id)
{
    return ex_kind(id)->cmdlet.n > 0;
}

bool ex_kind_is_about_dump(enum ex_kind_id id)
{
    return ex_kind(id)->scope == EX_SCOPE_DUMP;
}

enum ex_kind_id ex_kind_find(struct ex_str noun)
{
    for (size_t i = 0; i < EX_COUNT(kinds); i++) {
        if (ex_str_ieq(kinds[i].name, noun))
            return (enum ex_kind_id)i;
    }
    for (size_t i = 0; i < EX_COUNT(aliases); i++) {
        if (ex_str_ieq(aliases[i].noun, noun))
            return aliases[i].kind;
    }
    return EX_N_KINDS;
}

enum ex_kind_id ex_kind_by_type(struct ex_str type_noun)
{
    for (size_t i = 0; i < EX_COUNT(kinds); i++) {
        for (const char *const *t = kinds[i].type_names; *t; t++) {
            if (ex_str_ieq(ex_str(*t), type_noun))
                return (enum ex_kind_id)i;
        }
    }
    return EX_N_KINDS;
}

enum ex_kind_id ex_kind_by_web_application(struct ex_str application)
{
    for (size_t i = 0; i < EX_COUNT(web_applications); i++) {
        if (ex_str_ieq(web_applications[i].application, application))
            return web_applications[i].kind;
    }
    return EX_N_KINDS;
}

struct ex_str ex_cloud_cmdlet(struct ex_str type_noun)
{
    for (size_t i = 0; i < EX_COUNT(clouds); i++) {
        if (ex_str_ieq(clouds[i].type, type_noun))
            return clouds[i].cmdlet;
    }
    return (struct ex_str){NULL, 0};
}

/**
 * Bytes of `text` that are the noun (with a final y as "ie", for plurals) when it stands at
 * `from`, or 0.
 */
static size_t noun_at(struct ex_str text, size_t from, struct ex_str noun)
{
    struct ex_str rest = ex_str_slice(text, from, text.n);
    if (ex_str_istarts(rest, noun))
        return noun.n;
    if (noun.p[noun.n - 1] != 'y' || !ex_str_istarts(rest, ex_str_slice(noun, 0, noun.n - 1)))
        return 0;
    return ex_str_istarts(ex_str_slice(rest, noun.n - 1, rest.n), EX_STR("ies")) ? noun.n + 1 : 0;
}

/**
 * Whether a noun at `from` is a word of its own: `TransportConfig` is none in
 * `FrontendTransportConfig`.
 */
static bool begins_word(struct ex_str text, size_t from)
{
    if (from == 0 || !ex_is_alpha(text.p[from - 1]))
        return true;
    struct ex_str before = ex_str_slice(text, 0, from);
    return ex_str_iends(before, EX_STR("get")) || ex_str_iends(before, EX_STR("onprem")) ||
           ex_str_iends(before, EX_STR("exported"));
}

/** Whether a capital letter that follows a noun begins a word of a longer noun. */
static bool is_longer_noun(struct ex_str text, size_t from, size_t to)
{
    static const char *const words[] = {
        "Action", "Audit", "AutoReply", "Calendar", "Config", "Copy", "Export", "Folder", "Import",
        "JunkEmail", "License", "Location", "Message", "Network", "Permission", "Photo", "Plan",
        "Predicate", "Principal", "Regional", "Repair", "Restore", "Search", "Sent", "Spelling",
        "Statistics", "Status", "User",
    };
    struct ex_str after = ex_str_slice(text, to, text.n);
    /* after "Get-" stands the whole noun of a cmdlet */
    bool longer = ex_str_iends(ex_str_slice(text, 0, from), EX_STR("Get-"));
    for (size_t i = 0; i < EX_COUNT(words) && !longer; i++)
        longer = ex_str_starts(after, ex_str(words[i]));
    return longer;
}

/** Whether the noun from `from` to `to` is not the beginning of a longer word. */
static bool ends_word(struct ex_str text, size_t from, size_t to)
{
    if (ex_str_istarts(ex_str_slice(text, to, text.n), EX_STR("es")))
        to += 2;
    else if (ex_str_istarts(ex_str_slice(text, to, text.n), EX_STR("s")))
        to++;
    if (to < text.n && ex_str_istarts(ex_str_slice(text, to, text.n), EX_STR("Info")))
        to += 4;
    if (to >= text.n || !ex_is_alpha(text.p[to]))
        return true;
    return text.p[to] >= 'A' && text.p[to] <= 'Z' && !is_longer_noun(text, from, to);
}

static bool noun_in_text(struct ex_str text, struct ex_str noun)
{
    for (size_t from = 0; from < text.n; from++) {
        size_t n = noun_at(text, from, noun);
        if (n > 0 && begins_word(text, from) && ends_word(text, from, from + n))
            return true;
    }
    return false;
}

enum ex_kind_id ex_kind_in_text(struct ex_str text)
{
    enum ex_kind_id best = EX_N_KINDS;
    size_t length = 0;
    for (size_t i = 0; i < EX_COUNT(kinds); i++) {
        if (kinds[i].name.n > length && ex_kind_is_exported((enum ex_kind_id)i) &&
            noun_in_text(text, kinds[i].name)) {
            best = (enum ex_kind_id)i;
            length = kinds[i].name.n;
        }
    }
    for (size_t i = 0; i < EX_COUNT(aliases); i++) {
        if (aliases[i].noun.n > length && noun_in_text(text, aliases[i].noun)) {
            best = aliases[i].kind;
            length = aliases[i].noun.n;
        }
    }
    return best;
}

/** A noun by itself or in the plural. */
static enum ex_kind_id find_plural(struct ex_str noun)
{
    static const struct {
        const char *ending;
        const char *singular;
    } plurals[] = {{"", ""}, {"ies", "y"}, {"es", ""}, {"s", ""}};
    enum ex_kind_id kind = EX_N_KINDS;
    for (size_t i = 0; i < EX_COUNT(plurals) && kind == EX_N_KINDS; i++) {
        char singular[64];
        struct ex_str ending = ex_str(plurals[i].ending);
        struct ex_str y = ex_str(plurals[i].singular);
        if (!ex_str_iends(noun, ending) || noun.n >= sizeof singular)
            continue;
        size_t n = noun.n - ending.n;
        memcpy(singular, noun.p, n);
        if (y.n)
            singular[n++] = y.p[0];
        kind = ex_kind_find(ex_str_n(singular, n));
    }
    return kind;
}

enum ex_kind_id ex_kind_named(struct ex_str name)
{
    static const char *const verbs[] = {"", "Get-", "Get", "Test-", "Test"};
    enum ex_kind_id kind = EX_N_KINDS;
    for (size_t i = 0; i < EX_COUNT(verbs) && kind == EX_N_KINDS; i++) {
        struct ex_str verb = ex_str(verbs[i]);
        if (name.n > verb.n && ex_str_istarts(name, verb))
            kind = find_plural(ex_str_slice(name, verb.n, name.n));
    }
    return kind == EX_N_KINDS || !ex_kind_is_exported(kind) ? EX_N_KINDS : kind;
}

static int prop_find(const struct ex_prop *props, size_t n, struct ex_str name)
{
    for (size_t i = 0; i < n; i++) {
        if (ex_str_ieq(props[i].name, name))
            return (int)i;
    }
    return -1;
}

int ex_prop_find(const struct ex_kind *kind, struct ex_str name)
{
    return prop_find(kind->props, kind->n_props, name);
}

int ex_field_find(const struct ex_structure *structure, struct ex_str name)
{
    return prop_find(structure->fields, structure->n_fields, name);
}

struct ex_str ex_enum_by_number(const struct ex_enumeration *enumeration, int64_t number)
{
    for (size_t i = 0; i < enumeration->n; i++) {
        if (enumeration->values[i].number == number && number != EX_NO_NUMBER)
            return enumeration->values[i].name;
    }
    return (struct ex_str){NULL, 0};
}

struct ex_str ex_enum_by_name(const struct ex_enumeration *enumeration, struct ex_str name)
{
    for (size_t i = 0; i < enumeration->n; i++) {
        if (ex_str_ieq(enumeration->values[i].name, name))
            return enumeration->values[i].name;
    }
    return (struct ex_str){NULL, 0};
}
