/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The PowerShell script of `exlint collect`: collect.ps1, where a line `#@part` stands for the
 * runs of that part. Each cmdlet is written out with its parameters, so that whoever is to run
 * the script can read what it does.
 */
#include "cli/collect.h"

#include "cli/cli.h"
#include "engine/embedded.h"

enum { WIDTH = 100 };

static const char *const markers[EX_N_COLLECT_PARTS] = {
    [EX_COLLECT_ORGANIZATION] = "#@organization",
    [EX_COLLECT_SERVER] = "#@server",
    [EX_COLLECT_RECIPIENT] = "#@recipient",
    [EX_COLLECT_OTHER] = "#@other",
};

/* `'Identity', 'Name', ...`, broken into lines. */
static void add_list(struct ex_buf *out, const struct ex_vec *names, size_t indent)
{
    size_t column = WIDTH;
    for (size_t i = 0; i < names->n; i++) {
        struct ex_str name = *EX_AT(names, struct ex_str, i);
        bool fits = column + name.n + 4 <= WIDTH;
        if (!fits) {
            ex_buf_add_char(out, '\n');
            ex_buf_add_repeat(out, ' ', indent);
            column = indent;
        }
        ex_buf_printf(out, "%s'%.*s'%s", fits ? " " : "", EX_FMT(name),
                      i + 1 < names->n ? "," : "");
        column += name.n + 4;
    }
}

/* `Get-ReceiveConnector -Server $ServerName -ErrorAction Continue`, in a block. */
static void add_block(struct ex_buf *out, const struct ex_collect_run *run, struct ex_str cmdlet,
                      size_t indent)
{
    ex_buf_add_text(out, " -Command {\n");
    ex_buf_add_repeat(out, ' ', indent + 4);
    ex_buf_add(out, cmdlet);
    if (run->address.n)
        ex_buf_printf(out, " %.*s $ServerName", EX_FMT(run->address));
    if (run->parameters.n)
        ex_buf_printf(out, " %.*s", EX_FMT(run->parameters));
    /* Whatever the preference of the session: an error that is not seen looks like no objects. */
    ex_buf_add_text(out, " -ErrorAction Continue\n");
    ex_buf_add_repeat(out, ' ', indent);
    ex_buf_add_text(out, "}\n");
}

static void add_call(struct ex_buf *out, const struct ex_collect_run *run, struct ex_str cmdlet,
                     const struct ex_wanted *wanted, size_t indent)
{
    struct ex_vec EX_AUTO(ex_vec_free) properties = EX_VEC(struct ex_str);
    struct ex_vec EX_AUTO(ex_vec_free) secrets = EX_VEC(struct ex_str);
    ex_collect_properties(run, wanted, &properties);
    ex_collect_secrets(run, &secrets);
    ex_buf_add_repeat(out, ' ', indent);
    ex_buf_printf(out, "Export-Cmdlet -Cmdlet '%.*s'", EX_FMT(cmdlet));
    if (run->address.n)
        ex_buf_add_text(out, " -Server $ServerName");
    for (size_t i = 0; i < secrets.n; i++)
        ex_buf_printf(out, "%s'%.*s'", i ? ", " : " -Exclude ",
                      EX_FMT(*EX_AT(&secrets, struct ex_str, i)));
    if (run->whole)
        ex_buf_add_text(out, " -Whole");
    if (properties.n) {
        ex_buf_add_text(out, " -Property @(");
        add_list(out, &properties, indent + 4);
        ex_buf_add_char(out, '\n');
        ex_buf_add_repeat(out, ' ', indent);
        ex_buf_add_char(out, ')');
    }
    add_block(out, run, cmdlet, indent);
}

static void add_run(struct ex_buf *out, const struct ex_collect_run *run,
                    const struct ex_wanted *wanted)
{
    if (!run->before.n) {
        add_call(out, run, run->cmdlet, wanted, 4);
        return;
    }
    ex_buf_printf(out, "    if (Test-Cmdlet -Name '%.*s') {\n", EX_FMT(run->cmdlet));
    add_call(out, run, run->cmdlet, wanted, 8);
    ex_buf_add_text(out, "    } else {\n");
    add_call(out, run, run->before, wanted, 8);
    ex_buf_add_text(out, "    }\n");
}

/* The part that a line stands for; EX_N_COLLECT_PARTS: none. */
static enum ex_collect_part part_of(struct ex_str line)
{
    for (size_t i = 0; i < EX_N_COLLECT_PARTS; i++) {
        if (ex_str_eq(ex_str_trim(line), ex_str(markers[i])))
            return (enum ex_collect_part)i;
    }
    return EX_N_COLLECT_PARTS;
}

static void add_line(struct ex_buf *out, struct ex_str line)
{
    struct ex_str version = EX_STR("@VERSION@");
    size_t at = ex_str_find_str(line, version);
    if (at == SIZE_MAX) {
        ex_buf_printf(out, "%.*s\n", EX_FMT(line));
        return;
    }
    ex_buf_add(out, ex_str_slice(line, 0, at));
    ex_buf_add_text(out, ex_version());
    ex_buf_printf(out, "%.*s\n", EX_FMT(ex_str_slice(line, at + version.n, line.n)));
}

void ex_collect_script(const struct ex_vec *runs, const struct ex_wanted *wanted,
                       struct ex_buf *out)
{
    const struct ex_embedded *file = &ex_embedded_collect[0];
    struct ex_str rest = ex_str_n((const char *)file->bytes, file->n);
    struct ex_str line;
    while (ex_str_split(&rest, '\n', &line)) {
        enum ex_collect_part part = part_of(line);
        if (part == EX_N_COLLECT_PARTS && (line.n || rest.n))
            add_line(out, line);
        for (size_t i = 0; part != EX_N_COLLECT_PARTS && i < runs->n; i++) {
            const struct ex_collect_run *run = EX_AT(runs, struct ex_collect_run, i);
            if (run->part == part)
                add_run(out, run, wanted);
        }
    }
}
