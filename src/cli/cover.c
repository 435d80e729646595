/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The cover of the HTML report: who it is from and for, and a logo.
 */
#include "cli/targets.h"

#include "base/limits.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* By their first bytes: a name says nothing. */
static const char *image_type(struct ex_str bytes)
{
    if (ex_str_starts(bytes, EX_STR("\x89PNG\r\n\x1a\n")))
        return "image/png";
    return ex_str_starts(bytes, EX_STR("\xff\xd8\xff")) ? "image/jpeg" : NULL;
}

static bool read_bytes(const char *path, struct ex_buf *out)
{
    char piece[16384];
    size_t n;
    errno = 0;
    FILE *file = fopen(path, "rbe");
    while (file && out->n <= EX_MAX_LOGO_BYTES && (n = fread(piece, 1, sizeof piece, file)) > 0)
        ex_buf_add(out, ex_str_n(piece, n));
    bool ok = file && !ferror(file);
    int reason = errno;
    if (file)
        (void)fclose(file);
    if (!ok)
        ex_cli_error(NULL, "the logo '%s' cannot be read: %s", path, strerrordesc_np(reason));
    return ok;
}

static bool read_logo(struct ex_targets *targets, const char *path)
{
    if (!read_bytes(path, &targets->logo))
        return false;
    if (targets->logo.n > EX_MAX_LOGO_BYTES) {
        ex_cli_error("make it smaller: it is part of every report",
                     "the logo '%s' has more than "
                     "%u bytes",
                     path, EX_MAX_LOGO_BYTES);
        return false;
    }
    targets->cover.logo = ex_buf_str(&targets->logo);
    targets->cover.logo_type = image_type(targets->cover.logo);
    if (targets->cover.logo_type)
        return true;
    ex_cli_error("an SVG image may hold scripts; export it as PNG",
                 "the logo '%s' is neither a PNG nor a JPEG image", path);
    return false;
}

static struct ex_str text_of(const struct ex_args *args, enum ex_option_id id)
{
    const struct ex_option_use *use = ex_args_last(args, id);
    return use ? ex_str_trim(use->value) : EX_STR("");
}

bool ex_cli_cover(struct ex_targets *targets, const struct ex_args *args)
{
    const struct ex_option_use *logo = ex_args_last(args, EX_OPT_LOGO);
    targets->cover = (struct ex_cover){
        .client = text_of(args, EX_OPT_CLIENT),
        .author = text_of(args, EX_OPT_AUTHOR),
        .classification = text_of(args, EX_OPT_CLASSIFICATION),
    };
    return !logo || read_logo(targets, logo->value.p);
}
