/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Reading the files and folders of a command line as one dump.
 *
 * One folder: files are named relative to it. One file: it is named by its
 * last component. Several: each name begins with what was given, or with its
 * last component where that is an absolute path or leaves the current folder.
 * Standard input is one file, named by --stdin-name.
 */
#include "cli/cli.h"
#include "cli/config.h"

#include "formats/import/import.h"
#include "report/environment.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static struct ex_str without_slashes(struct ex_str path)
{
    while (path.n > 1 && path.p[path.n - 1] == '/')
        path.n--;
    while (ex_str_starts(path, EX_STR("./")) && path.n > 2)
        path = ex_str_slice(path, 2, path.n);
    return path;
}

static struct ex_str folder_of(struct ex_str path)
{
    size_t slash = ex_str_rfind(path, '/');
    return slash == SIZE_MAX ? (struct ex_str){NULL, 0} : ex_str_slice(path, 0, slash);
}

static struct ex_str last_component(struct ex_str path)
{
    size_t slash = ex_str_rfind(path, '/');
    return slash == SIZE_MAX ? path : ex_str_slice(path, slash + 1, path.n);
}

/* Whether a path may stand in a report: relative, and not out of the current folder. */
static bool is_portable(struct ex_str path)
{
    struct ex_str part;
    if (ex_str_starts(path, EX_STR("/")))
        return false;
    while (ex_str_split(&path, '/', &part)) {
        if (ex_str_eq(part, EX_STR("..")))
            return false;
    }
    return true;
}

/* Names of one of several paths. */
static void rename_files(struct ex_arena *arena, struct ex_str path, bool folder,
                         struct ex_vec *files, size_t from)
{
    struct ex_str shown = is_portable(path) ? path : last_component(path);
    for (size_t i = from; i < files->n; i++) {
        struct ex_dump_file *file = EX_AT(files, struct ex_dump_file, i);
        if (!folder)
            file->name = ex_arena_str(arena, shown);
        else if (!ex_str_eq(shown, EX_STR(".")) && shown.n)
            file->name = ex_arena_printf(arena, "%.*s/%.*s", EX_FMT(shown), EX_FMT(file->name));
    }
}

static int by_name(const void *pa, const void *pb)
{
    const struct ex_dump_file *a = pa;
    const struct ex_dump_file *b = pb;
    int order = ex_str_cmp(a->name, b->name);
    return order ? order : ex_str_cmp(a->path, b->path);
}

static void drop_duplicates(struct ex_vec *files)
{
    size_t kept = 0;
    for (size_t i = 0; i < files->n; i++) {
        const struct ex_dump_file *file = EX_AT(files, struct ex_dump_file, i);
        if (kept && file->path.n &&
            ex_str_eq(EX_AT(files, struct ex_dump_file, kept - 1)->path, file->path))
            continue;
        *EX_AT(files, struct ex_dump_file, kept) = *file;
        kept++;
    }
    files->n = kept;
}

static bool is_stdin(const char *path)
{
    return ex_str_eq(ex_str(path), EX_STR("-"));
}

bool ex_cli_stdin_fits(const struct ex_args *args, size_t n)
{
    const struct ex_option_use *use = ex_args_last(args, EX_OPT_STDIN_NAME);
    size_t given = 0;
    for (size_t i = 0; i < n; i++)
        given += is_stdin(ex_args_rest(args, i));
    if (given > 1)
        ex_cli_error("name it once; a file of that name is './-'",
                     "standard input was given more than once");
    else if (use && !given)
        ex_cli_error("add '-', or leave the option out",
                     "--stdin-name is for standard input, which is not read");
    else if (use && (!use->value.n || !is_portable(use->value)))
        ex_cli_error("for example: --stdin-name=Get-SendConnector.xml",
                     "'%.*s' cannot name standard input: it is not a relative path",
                     EX_FMT(use->value));
    else
        return true;
    return false;
}

/* All of standard input as one file. */
static bool read_stdin(struct ex_cli_dump *dump, const struct ex_args *args, struct ex_vec *files)
{
    const struct ex_option_use *use = ex_args_last(args, EX_OPT_STDIN_NAME);
    if (isatty(STDIN_FILENO)) {
        ex_cli_error("for example: exlint - --stdin-name=Get-SendConnector.xml "
                     "<Get-SendConnector.xml",
                     "standard input is a terminal");
        return false;
    }
    const char *problem = ex_dump_add_stream(dump->arena, STDIN_FILENO,
                                             use ? use->value : EX_STR("stdin"), files);
    if (problem)
        ex_cli_error(NULL, "standard input cannot be read: %s", problem);
    return !problem;
}

/* exlint.yaml in the folder of a dump is no export, whether it is used or not. */
static void drop_configuration(struct ex_vec *files)
{
    size_t kept = 0;
    for (size_t i = 0; i < files->n; i++) {
        struct ex_dump_file file = *EX_AT(files, struct ex_dump_file, i);
        if (file.spool || !ex_str_eq(file.name, EX_STR(EX_CONFIG_NAME)))
            *EX_AT(files, struct ex_dump_file, kept++) = file;
    }
    files->n = kept;
}

static void name_folder(struct ex_cli_dump *dump, const char *path, struct ex_vec *files)
{
    struct ex_str given = without_slashes(ex_str(path));
    if (is_stdin(path)) {
        dump->folder = (struct ex_str){NULL, 0};
    } else if (is_folder(path)) {
        dump->folder = ex_str_eq(given, EX_STR(".")) ? (struct ex_str){NULL, 0} : given;
    } else {
        dump->folder = folder_of(given);
        rename_files(dump->arena, last_component(given), false, files, 0);
    }
    dump->folder = ex_arena_str(dump->arena, dump->folder);
    dump->prefix = is_portable(dump->folder) ? dump->folder : (struct ex_str){NULL, 0};
}

/* Files of all paths, by name. */
static bool list_files(struct ex_cli_dump *dump, const struct ex_args *args, size_t n,
                       struct ex_vec *files)
{
    struct ex_diags EX_AUTO(ex_diags_free) diags;
    ex_diags_init(&diags);
    bool ok = true;
    for (size_t i = 0; i < n; i++) {
        const char *path = ex_args_rest(args, i);
        size_t from = files->n;
        struct ex_vec EX_AUTO(ex_vec_free) own = EX_VEC(struct ex_dump_file);
        if (is_stdin(path)) {
            ok = read_stdin(dump, args, files) && ok;
            continue;
        }
        ok = ex_dump_list(dump->arena, ex_str(path), &own, &diags) && ok;
        if (is_folder(path))
            drop_configuration(&own);
        for (size_t k = 0; k < own.n; k++)
            *EX_PUSH(files, struct ex_dump_file) = *EX_AT(&own, struct ex_dump_file, k);
        if (n > 1)
            rename_files(dump->arena, without_slashes(ex_str(path)), is_folder(path), files, from);
    }
    if (n == 1)
        name_folder(dump, ex_args_rest(args, 0), files);
    if (ok)
        ex_diags_append(ex_graph_diags(dump->graph), &diags);
    else
        ex_cli_messages(&diags, &(struct ex_message_options){.level = EX_WARNING});
    if (n > 1 && files->n)
        qsort(files->items, files->n, sizeof(struct ex_dump_file), by_name);
    drop_duplicates(files);
    return ok;
}

bool ex_cli_load(struct ex_cli_dump *dump, const struct ex_args *args, size_t n,
                 const struct ex_load_options *how)
{
    struct ex_vec EX_AUTO(ex_dump_files_free) files = EX_VEC(struct ex_dump_file);
    *dump = (struct ex_cli_dump){.arena = ex_arena_new(), .graph = ex_graph_new()};
    if (!list_files(dump, args, n, &files))
        return false;
    if (!files.n) {
        ex_cli_messages(ex_graph_diags(dump->graph),
                        &(struct ex_message_options){.level = EX_WARNING});
        ex_cli_error("export the configuration with Export-Clixml, or name another folder",
                     "there are no files in '%s'", ex_args_rest(args, 0));
        return false;
    }
    if (how->vcs && n == 1 && !is_stdin(ex_args_rest(args, 0)))
        ex_cli_vcs(dump, ex_args_rest(args, 0));
    struct ex_dump_options options = {.wanted = how->wanted,
                                      .jobs = how->jobs,
                                      .pfx_password = how->pfx_password,
                                      .file_times = true};
    for (size_t i = 0; i < n; i++)
        options.file_times = options.file_times && !ex_cli_is_checkout(ex_args_rest(args, i));
    ex_dump_import(&files, &options, dump->graph);
    dump->files = ex_graph_files(dump->graph);
    for (size_t i = 0; i < dump->files; i++) {
        const struct ex_file *file = ex_graph_file(dump->graph, i);
        dump->objects += file->objects;
        dump->usable = dump->usable || ex_file_is_useful(file);
    }
    return true;
}

int ex_cli_load_for(struct ex_cli_dump *dump, const struct ex_args *args,
                    const struct ex_rules *rules, unsigned jobs, unsigned more)
{
    struct ex_wanted EX_AUTO(ex_wanted_free) wanted;
    struct ex_cli_password EX_AUTO(ex_cli_password_wipe) password;
    ex_wanted_init(&wanted);
    if (!ex_cli_password(args, &password))
        return EX_EXIT_USAGE;
    if (rules)
        ex_rules_wanted(rules, &wanted);
    if (more & EX_LOAD_DNS)
        ex_dns_wanted(&wanted);
    wanted.rest = more & EX_LOAD_REST;
    /* Reports count the servers by product, and describe the environment. */
    ex_wanted_add(&wanted, EX_KIND_ExchangeServer, EX_P_ExchangeServer_AdminDisplayVersion);
    ex_environment_wanted(&wanted);
    struct ex_load_options options = {.wanted = &wanted,
                                      .jobs = jobs,
                                      .vcs = ex_args_flag(args, EX_OPT_VCS, true),
                                      .pfx_password = password.text};
    return ex_cli_load(dump, args, args->rest.n, &options) ? EX_EXIT_OK : EX_EXIT_INPUT;
}

void ex_cli_unusable(void)
{
    ex_cli_error("export the configuration on an Exchange server, for example: "
                 "Get-SendConnector | Export-Clixml Get-SendConnector.xml",
                 "nothing in the dump is an exported Exchange object");
}

bool ex_cli_is_damaged(const struct ex_graph *graph)
{
    for (size_t i = 0; i < ex_graph_files(graph); i++) {
        const struct ex_file *file = ex_graph_file(graph, i);
        if (file->state == EX_FILE_TRUNCATED || file->state == EX_FILE_UNREADABLE)
            return true;
    }
    return false;
}

void ex_cli_dump_free(struct ex_cli_dump *dump)
{
    if (dump->graph)
        ex_graph_free(dump->graph);
    ex_arena_free(dump->arena);
}
