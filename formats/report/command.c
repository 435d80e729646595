/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Escapes of log commands, as the toolkits of both systems write them
 * (@actions/core, azure-pipelines-task-lib) and their runners read them.
 */
#include "formats/report/command.h"

struct escape {
    char character;
    const char *text;
};

static const struct escape github[] = {
    {'%', "%25"}, {'\r', "%0D"}, {'\n', "%0A"}, {':', "%3A"}, {',', "%2C"},
};

static const struct escape azure[] = {
    {'%', "%AZP25"}, {'\r', "%0D"}, {'\n', "%0A"}, {']', "%5D"}, {';', "%3B"},
};

/* Data takes the first three of them. */
enum { DATA_ESCAPES = 3 };

static void escape(struct ex_buf *out, struct ex_str text, const struct escape *escapes, size_t n)
{
    for (size_t i = 0; i < text.n; i++) {
        size_t k = 0;
        while (k < n && escapes[k].character != text.p[i])
            k++;
        if (k < n)
            ex_buf_add_text(out, escapes[k].text);
        else
            ex_buf_add_char(out, text.p[i]);
    }
}

void ex_github_data(struct ex_buf *out, struct ex_str text)
{
    escape(out, text, github, DATA_ESCAPES);
}

void ex_github_property(struct ex_buf *out, struct ex_str text)
{
    escape(out, text, github, EX_COUNT(github));
}

void ex_azure_data(struct ex_buf *out, struct ex_str text)
{
    escape(out, text, azure, DATA_ESCAPES);
}

void ex_azure_property(struct ex_buf *out, struct ex_str text)
{
    escape(out, text, azure, EX_COUNT(azure));
}
