/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The registry of writers.
 */
#include "formats/report/writer.h"

#define EX_WRITER(name) extern const struct ex_writer ex_writer_##name;
#include "formats/report/writers.def"
#undef EX_WRITER

static const struct ex_writer *const writers[] = {
#define EX_WRITER(name) &ex_writer_##name,
#include "formats/report/writers.def"
#undef EX_WRITER
};

const struct ex_writer *const *ex_writers(size_t *n)
{
    *n = EX_COUNT(writers);
    return writers;
}

const struct ex_writer *ex_writer_find(struct ex_str name)
{
    for (size_t i = 0; i < EX_COUNT(writers); i++) {
        if (ex_str_ieq(name, ex_str(writers[i]->name)))
            return writers[i];
    }
    return NULL;
}

const struct ex_writer *ex_writer_for_file(struct ex_str path)
{
    for (size_t i = 0; i < EX_COUNT(writers); i++) {
        if (writers[i]->extension && ex_str_iends(path, ex_str(writers[i]->extension)))
            return writers[i];
    }
    return NULL;
}
