/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What standard output can show: the only place that looks at the terminal
 * and at the variables that describe it.
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

static struct ex_str environment(const char *name)
{
    return ex_str(getenv(name));
}

static bool locale_is_utf8(void)
{
    struct ex_str locale = environment("LC_ALL");
    if (!locale.n)
        locale = environment("LC_CTYPE");
    if (!locale.n)
        locale = environment("LANG");
    return ex_str_iends(locale, EX_STR("UTF-8")) || ex_str_iends(locale, EX_STR("utf8"));
}

const char *ex_cli_format_here(void)
{
    static const struct {
        const char *variable;
        const char *format;
    } pipelines[] = {{"GITHUB_ACTIONS", "github"}, {"TF_BUILD", "azure"}, {"GITLAB_CI", "concise"}};
    if (isatty(STDOUT_FILENO) == 1)
        return "text";
    for (size_t i = 0; i < EX_COUNT(pipelines); i++) {
        if (environment(pipelines[i].variable).n)
            return pipelines[i].format;
    }
    return "text";
}

static bool read_color(const struct ex_args *args, bool tty, bool *color)
{
    const struct ex_option_use *use = ex_args_last(args, EX_OPT_COLOR);
    *color = tty && !environment("NO_COLOR").n && !environment("CI").n &&
             !ex_str_eq(environment("TERM"), EX_STR("dumb"));
    if (!use || (!use->negated && ex_str_eq(use->value, EX_STR("auto"))))
        return true;
    *color = !use->negated && ex_str_eq(use->value, EX_STR("always"));
    if (*color || use->negated || ex_str_eq(use->value, EX_STR("never")))
        return true;
    ex_cli_error("it is auto, always or never", "unknown value '%.*s' of --color",
                 EX_FMT(use->value));
    return false;
}

static unsigned clamp_width(uint64_t width)
{
    return width > 1000 ? 1000 : (unsigned)width;
}

static bool read_width(const struct ex_args *args, bool tty, unsigned *width)
{
    const struct ex_option_use *use = ex_args_last(args, EX_OPT_WIDTH);
    uint64_t number = 0;
    struct winsize size = {0};
    *width = 100;
    if (use && (!ex_str_to_uint(use->value, &number) || number < 40)) {
        ex_cli_error("it is a number of columns, at least 40", "unknown value '%.*s' of --width",
                     EX_FMT(use->value));
        return false;
    }
    if (use || (ex_str_to_uint(environment("COLUMNS"), &number) && number >= 40))
        *width = clamp_width(number);
    else if (tty && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40)
        *width = size.ws_col;
    return true;
}

bool ex_cli_terminal(const struct ex_args *args, struct ex_write_options *options)
{
    bool tty = isatty(STDOUT_FILENO) == 1;
    options->unicode = locale_is_utf8() && !ex_args_flag(args, EX_OPT_ASCII, false);
    return read_color(args, tty, &options->color) && read_width(args, tty, &options->width);
}
