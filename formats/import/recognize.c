/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What a file is that no importer reads, by its content: other forms in which
 * the output of cmdlets gets saved (with the advice to use Export-Clixml),
 * reports, configuration files. One table; the first entry that fits counts.
 * Archives and certificates that can be read do not get here.
 */
#include "formats/import/recognize.h"

#include "base/source.h"
#include "base/utf8.h"

struct content {
    struct ex_str text; /* the beginning as UTF-8, without leading white space */
    struct ex_str raw;  /* as stored */
    struct ex_str root; /* local name of the first element, when it is XML */
};

struct form {
    bool (*test)(const struct content *content);
    bool data; /* may be the output of a cmdlet */
    const char *what;
    const char *hint;
};

static bool starts_raw(const struct content *content, const void *magic, size_t n)
{
    return content->raw.n >= n && memcmp(content->raw.p, magic, n) == 0;
}

#define RAW(name, magic)                                                                           \
    static bool name(const struct content *content)                                                \
    {                                                                                              \
        return starts_raw(content, magic, sizeof(magic) - 1);                                      \
    }

#define ROOT(name, element)                                                                        \
    static bool name(const struct content *content)                                                \
    {                                                                                              \
        return ex_str_ieq(content->root, EX_STR(element));                                         \
    }

RAW(is_zip, "PK\x03\x04")
RAW(is_cab, "MSCF")
RAW(is_pdf, "%PDF-")
RAW(is_office, "\xD0\xCF\x11\xE0")
RAW(is_event_log, "ElfFile")
RAW(is_certificate_store, "\0\0\0\0CERT")
ROOT(is_convert_to_xml, "Objects")
ROOT(is_configuration, "configuration")
ROOT(is_html_root, "html")
ROOT(is_exbpa, "ObjectCollector")
ROOT(is_word, "wordDocument")
ROOT(is_workbook, "Workbook")

static bool is_empty(const struct content *content)
{
    return content->text.n == 0;
}

static bool is_html(const struct content *content)
{
    return is_html_root(content) || ex_str_istarts(content->text, EX_STR("<!DOCTYPE html"));
}

static bool is_edge_configuration(const struct content *content)
{
    return content->root.n && ex_str_find_str(content->text, EX_STR("EdgeConfig")) != SIZE_MAX;
}

static bool is_xml(const struct content *content)
{
    return content->root.n > 0;
}

static bool is_csv(const struct content *content)
{
    struct ex_str rest = content->text;
    struct ex_str line = {NULL, 0};

    if (ex_str_starts(content->text, EX_STR("#TYPE ")))
        return true;
    return ex_str_split(&rest, '\n', &line) && line.p[0] == '"' &&
           (ex_str_find_str(line, EX_STR("\",\"")) != SIZE_MAX ||
            ex_str_find_str(line, EX_STR("\";\"")) != SIZE_MAX);
}

/* Format-Table: a line of dashes below the headings. */
static bool is_format_table(const struct content *content)
{
    struct ex_str rest = content->text;
    struct ex_str line;

    if (!ex_str_split(&rest, '\n', &line) || !ex_str_split(&rest, '\n', &line))
        return false;
    return ex_str_starts(ex_str_trim(line), EX_STR("----"));
}

/* Logs of Exchange and IIS begin with directives. */
static bool is_log(const struct content *content)
{
    return ex_str_istarts(content->text, EX_STR("#Software:")) ||
           ex_str_istarts(content->text, EX_STR("#Version:"));
}

static bool is_binary(const struct content *content)
{
    return memchr(content->text.p, '\0', content->text.n) != NULL;
}

static bool is_anything(const struct content *content EX_UNUSED)
{
    return true;
}

#define EXPORT_AGAIN "run the cmdlet again: Get-... | Export-Clixml Get-....xml"

static const struct form forms[] = {
    {is_zip, false, "an Office document or another package, no export", ""}, /* see dump_expand.c */
    {is_cab, false, "a cabinet archive, which is not opened", "extract it and name the folder"},
    {is_pdf, false, "a PDF document, no export", ""},
    {is_office, false, "an Office document or message, no export", ""},
    {is_event_log, false, "an event log, no export", ""},
    {is_certificate_store, false, "a store of certificates (.sst), which is not read",
     "export certificates with Get-ExchangeCertificate | Export-Clixml"},
    {is_empty, true, "empty",
     "the cmdlet returned nothing or failed; Export-Clixml writes a file even for no objects"},
    {is_html, false, "an HTML page or report, no export", "reports hold no objects; " EXPORT_AGAIN},
    {is_convert_to_xml, true, "the output of ConvertTo-Xml, which is not read", EXPORT_AGAIN},
    {is_exbpa, false, "a report of the Exchange Best Practices Analyzer, no export", EXPORT_AGAIN},
    {is_word, false, "a Word document, no export", ""},
    {is_workbook, false, "an Excel workbook, no export", ""},
    {is_configuration, false, "a .NET or IIS configuration file, no export", ""},
    {is_edge_configuration, false,
     "an Edge server configuration made by ExportEdgeConfig.ps1, "
     "which is not read",
     "run the cmdlets on the Edge server and use Export-Clixml"},
    {is_xml, false, "XML, but not written by Export-Clixml", EXPORT_AGAIN},
    {is_log, false, "a log, no export", ""},
    {is_csv, false, "CSV, but not of a cmdlet that exlint knows", EXPORT_AGAIN},
    {is_binary, false, "a binary file of no known kind", ""},
    {is_format_table, true, "the text of Format-Table, which is not read", EXPORT_AGAIN},
    {is_anything, false, "no export of a known form", EXPORT_AGAIN},
};

/* The local name of the first element, past declarations and comments. */
static struct ex_str find_root(struct ex_str text)
{
    struct ex_str none = {NULL, 0};
    size_t n = 0;
    size_t colon;

    while (ex_str_starts(text, EX_STR("<?")) || ex_str_starts(text, EX_STR("<!"))) {
        struct ex_str mark = ex_str_starts(text, EX_STR("<!--")) ? EX_STR("-->") : EX_STR(">");
        size_t end = ex_str_find_str(text, mark);

        if (end == SIZE_MAX)
            return none;
        text = ex_str_trim(ex_str_slice(text, end + mark.n, text.n));
    }
    if (text.n < 2 || text.p[0] != '<' || !(ex_is_alpha(text.p[1]) || text.p[1] == '_'))
        return none;
    text = ex_str_slice(text, 1, 256);
    while (n < text.n && !ex_is_space(text.p[n]) && text.p[n] != '>' && text.p[n] != '/')
        n++;
    text = ex_str_slice(text, 0, n);
    colon = ex_str_find(text, ':');
    return colon == SIZE_MAX ? text : ex_str_slice(text, colon + 1, n);
}

/* Whether the name alone says that it is no export. */
static bool is_unrelated(struct ex_str name)
{
    static const struct ex_str ends[] = {
        {".md", 3},     {".txt", 4},  {".log", 4},    {".html", 5}, {".htm", 4}, {".ps1", 4},
        {".psm1", 5},   {".psd1", 5}, {".csv", 4},    {".pdf", 4},  {".doc", 4}, {".docx", 5},
        {".xls", 4},    {".xlsx", 5}, {".png", 4},    {".jpg", 4},  {".gif", 4}, {".msg", 4},
        {".evtx", 5},   {".blg", 4},  {".etl", 4},    {".yaml", 5}, {".yml", 4}, {".toml", 5},
        {".config", 7}, {".ini", 4},  {".sha256", 7}, {".exe", 4},  {".dll", 4},
    };
    size_t slash = ex_str_rfind(name, '/');
    struct ex_str base = slash == SIZE_MAX ? name : ex_str_slice(name, slash + 1, name.n);
    size_t i;

    if (ex_str_istarts(base, EX_STR("README")) || ex_str_istarts(base, EX_STR("LICENSE")))
        return true;
    for (i = 0; i < EX_COUNT(ends); i++) {
        if (ex_str_iends(base, ends[i]))
            return true;
    }
    return false;
}

void ex_recognize(struct ex_batch *batch, struct ex_str head, struct ex_str raw)
{
    struct content content = {.text = ex_str_trim(head), .raw = raw};
    struct ex_file *file = &batch->file;
    bool unrelated = is_unrelated(file->name);
    const struct form *form = forms;
    struct ex_diag *diag;

    content.root = find_root(content.text);
    while (!form->test(&content))
        form++;
    file->state =
        form->data && !unrelated && file->hint != EX_N_KINDS ? EX_FILE_UNREADABLE : EX_FILE_OTHER;
    diag = ex_diag(&batch->diags, unrelated ? EX_NOTE : EX_WARNING, file->name,
                   (struct ex_place){0, 0}, "the file is %s", form->what);
    if (!unrelated && form->hint[0])
        ex_diag_hint(&batch->diags, diag, "%s", form->hint);
}
