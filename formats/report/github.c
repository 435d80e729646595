/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Annotations of GitHub Actions: `::error title=...,file=...,line=...::message`,
 * the properties in the order of @actions/core. GitHub shows ten errors, ten
 * warnings and ten notices of a step, so the worst come first.
 */
#include "formats/report/command.h"
#include "formats/report/finding_view.h"
#include "formats/report/writer.h"

enum { TITLE_MAX = 200, MESSAGE_MAX = 1000, FIX_BYTES = 4000 };

static void add_place(struct ex_buf *out, const struct ex_view_place *place)
{
    ex_buf_add_text(out, ",file=");
    ex_github_property(out, place->file);
    ex_buf_printf(out, ",line=%llu,endLine=%llu,col=%llu,endColumn=%llu",
                  (unsigned long long)place->at.line, (unsigned long long)place->at.line,
                  (unsigned long long)place->at.column, (unsigned long long)place->end_column);
}

/* The commands below the message, unless they are too long to be read there. */
static void add_fix(struct ex_buf *out, const struct ex_report_finding *f)
{
    struct ex_buf EX_AUTO(ex_buf_free) fix = EX_BUF_INIT;
    if (!f->fix.n || f->fix.n > FIX_BYTES)
        return;
    ex_view_lines(&fix, f->fix);
    ex_github_data(out, EX_STR("\n\nfix:\n"));
    ex_github_data(out, ex_buf_str(&fix));
}

static void write_finding(struct ex_buf *out, struct ex_arena *arena,
                          const struct ex_report *report, const struct ex_report_finding *f)
{
    struct ex_view_place place = ex_view_place(arena, report, f);
    const char *level = ex_view_level(f);
    struct ex_str title = ex_view_text(arena, f->rule->title, TITLE_MAX);
    ex_buf_printf(out, "::%s title=", level[0] == 'n' ? "notice" : level);
    ex_github_property(out, ex_arena_printf(arena, "%.*s %s: %.*s", EX_FMT(f->rule->id),
                                            ex_severity_name(f->severity), EX_FMT(title)));
    if (place.placed) {
        place.file = ex_view_text(arena, place.file, SIZE_MAX);
        add_place(out, &place);
    }
    ex_buf_add_text(out, "::");
    ex_github_data(out, ex_view_message(arena, f, MESSAGE_MAX));
    ex_buf_printf(out, " [%s]", f->fingerprint);
    add_fix(out, f);
    ex_buf_add_char(out, '\n');
}

static void write_github(const struct ex_report *report, const struct ex_write_options *options,
                         struct ex_buf *out)
{
    static const char *const levels[] = {"error", "warning", "note"};
    struct ex_arena *EX_AUTO(ex_arena_auto) arena = ex_arena_new();
    (void)options;
    for (size_t i = 0; i < EX_COUNT(levels) * report->n_findings; i++) {
        const struct ex_report_finding *f = &report->findings[i % report->n_findings];
        struct ex_str level = ex_str(levels[i / report->n_findings]);
        ex_arena_reset(arena);
        if (!ex_view_is_settled(f) && ex_str_eq(level, ex_str(ex_view_level(f))))
            write_finding(out, arena, report, f);
    }
}

const struct ex_writer ex_writer_github = {
    .name = "github",
    .extension = NULL,
    .doc = "annotations of GitHub Actions",
    .write = write_github,
};
