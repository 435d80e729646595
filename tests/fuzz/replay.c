/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Runs a fuzz target over its seeds, and over everything that fuzzing ever
 * found, as a test: each file of tests/fuzz/corpus/<target> is one TAP case.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Feed one file; false when it cannot be read. */
static int replay(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return 0;
    size_t n = 0, cap = 1 << 20;
    uint8_t *data = malloc(cap);
    while (data && !feof(file) && !ferror(file)) {
        n += fread(data + n, 1, cap - n, file);
        if (n == cap)
            data = realloc(data, cap *= 2);
    }
    fclose(file);
    if (data)
        LLVMFuzzerTestOneInput(data, n);
    free(data);
    return data != NULL;
}

int main(void)
{
    const char *root = getenv("EXLINT_SRCDIR");
    char folder[4096], path[8192];
    snprintf(folder, sizeof folder, "%s/tests/fuzz/corpus/%s", root ? root : ".", FUZZ_NAME);
    struct dirent **entries = NULL;
    int n = scandir(folder, &entries, NULL, alphasort), cases = 0;
    for (int i = 0; i < n; i++) {
        if (entries[i]->d_name[0] != '.') {
            snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
            printf("%s %d - %s\n", replay(path) ? "ok" : "not ok", ++cases, entries[i]->d_name);
        }
        free(entries[i]);
    }
    free(entries);
    if (!cases)
        printf("not ok %d - %s has no seeds\n", ++cases, folder);
    printf("1..%d\n", cases);
    return 0;
}
