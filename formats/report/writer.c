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

/* Length of the longest of a writer's extensions that a path ends in, or 0. */
static size_t extension_of(const struct ex_writer *writer, struct ex_str path)
{
    struct ex_str rest = ex_str(writer->extension);
    struct ex_str extension;
    size_t longest = 0;
    while (ex_str_split(&rest, ' ', &extension)) {
        if (extension.n > longest && ex_str_iends(path, extension))
            longest = extension.n;
    }
    return longest;
}

const struct ex_writer *ex_writer_for_file(struct ex_str path)
{
    const struct ex_writer *found = NULL;
    size_t longest = 0;
    for (size_t i = 0; i < EX_COUNT(writers); i++) {
        size_t n = extension_of(writers[i], path);
        if (n > longest) {
            found = writers[i];
            longest = n;
        }
    }
    return found;
}
