/* SPDX-License-Identifier: MIT */
/**
 * @file
 * By-products of collectors, by name, and exports that stand beside the same
 * export in a better form.
 */
#include "formats/import/choose.h"

#include "base/map.h"

/* A name matches when it begins and ends so, ignoring case, and what is between may be anything. */
static const struct {
    const char *begins;
    const char *ends;
    const char *why;
    bool quiet;
} by_products[] = {
    {"HealthChecker-ScriptDebugObject", ".xml", "it is for the authors of HealthChecker", false},
    {"HealthChecker-ExchangeDCCoreRatio-", ".xml", "it holds numbers of processor cores", false},
    {"HealthChecker-VulnerabilityReport-", ".json", "it is a report of HealthChecker, no data",
     false},
    {"HealthChecker-HTMLServerReport-", ".html", "it is a report of HealthChecker, no data", false},
    {"HealthChecker-Debug_", ".txt", "it is a log of HealthChecker", true},
    {"", "_GCM.txt", "it is the version of ExSetup.exe, from ExchangeLogCollector", true},
    {"regServerComponentStates", ".txt", "it is a part of the registry, from ExchangeLogCollector",
     true},
    {"ConfigNC_msExchVirtualDirectory_All", ".csv",
     "it is an extract of Active Directory, from ExchangeLogCollector", true},
    {"", ".exe.config", "it is a configuration file of .NET", true},
    {"", "_web.config", "it is a configuration file of IIS", true},
    {"", "_Site.config", "it is a configuration file of IIS", true},
    {"", "_machine.config", "it is a configuration file of .NET", true},
    {"", "_applicationHost.config", "it is a configuration file of IIS", true},
};

static struct ex_str base_name(struct ex_str path)
{
    size_t slash = ex_str_rfind(path, '/');

    return slash == SIZE_MAX ? path : ex_str_slice(path, slash + 1, path.n);
}

static struct ex_choice by_name(struct ex_str path)
{
    struct ex_str name = base_name(path);
    size_t i;

    for (i = 0; i < EX_COUNT(by_products); i++) {
        struct ex_str begins = ex_str(by_products[i].begins);
        struct ex_str ends = ex_str(by_products[i].ends);

        if (name.n >= begins.n + ends.n && ex_str_istarts(name, begins) &&
            ex_str_iends(name, ends))
            return (struct ex_choice){EX_FILE_OTHER, ex_str(by_products[i].why),
                                      by_products[i].quiet};
    }
    return (struct ex_choice){EX_FILE_READ, {"", 0}, false};
}

/* "dump/X" of "dump/X.txt"; empty when the file has another ending. */
static struct ex_str stem_of(struct ex_str path, const char *ending)
{
    struct ex_str end = ex_str(ending);

    return base_name(path).n > end.n && ex_str_iends(path, end)
               ? ex_str_slice(path, 0, path.n - end.n)
               : EX_STR("");
}

/*
 * X.txt is what Format-List shows of the objects in X.xml, cut to the width of the console, and
 * X.csv what Export-Csv keeps of them.
 */
static void choose_twin(struct ex_arena *arena, const struct ex_map *exports,
                        const struct ex_dump_file *file, struct ex_choice *choice)
{
    struct ex_str text = stem_of(file->name, ".txt");
    struct ex_str stem = text.n ? text : stem_of(file->name, ".csv");
    const struct ex_dump_file *twin = stem.n ? ex_map_get(exports, stem) : NULL;

    if (!twin || choice->state != EX_FILE_READ)
        return;
    *choice = (struct ex_choice){
        EX_FILE_SET_ASIDE,
        ex_arena_printf(arena, "'%.*s' holds the same objects", EX_FMT(base_name(twin->name))),
        true};
}

void ex_choose(struct ex_arena *arena, const struct ex_vec *files, struct ex_choice *choices)
{
    struct ex_map *EX_AUTO(ex_map_auto) exports = ex_map_new(true);
    size_t i;

    for (i = 0; i < files->n; i++) {
        struct ex_dump_file *file = EX_AT(files, struct ex_dump_file, i);
        struct ex_str stem = stem_of(file->name, ".xml");

        choices[i] = by_name(file->name);
        if (stem.n)
            ex_map_put(exports, stem, file);
    }
    for (i = 0; i < files->n; i++)
        choose_twin(arena, exports, EX_AT(files, struct ex_dump_file, i), &choices[i]);
}
