/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What several sections of the HTML report show alike.
 */
#include "base/utf8.h"
#include "formats/report/html.h"
#include "report/waiver.h"

/* Longer commands are not shown: half of a command must not be pasted. */
enum { MAX_CODE_BYTES = 32768, MAX_NAME = 300 };

void ex_html_section(struct ex_html *h, const char *id, const char *heading)
{
    struct ex_str name = ex_str(id);
    EX_HTML(h, "\n<section class=\"part\" id=\"$\" aria-labelledby=\"$-h\">\n", name, name);
    EX_HTML(h, "<h2 id=\"$-h\">$</h2>\n", name, ex_str(heading));
}

void ex_html_section_end(struct ex_html *h)
{
    ex_html_raw(h, "</section>\n");
}

void ex_html_table(struct ex_html *h, struct ex_str caption, const char *heads, const char *extra)
{
    struct ex_str rest = ex_str(heads);
    struct ex_str head;
    EX_HTML(h, "<div class=\"scroll\" role=\"group\" aria-label=\"$\" tabindex=\"0\">", caption);
    EX_HTML(h, "<table class=\"$\"><caption>$</caption>\n<thead><tr>", ex_str(extra), caption);
    while (ex_str_split(&rest, '|', &head))
        EX_HTML(h, "<th scope=\"col\">$</th>", head);
    ex_html_raw(h, "</tr></thead>\n<tbody>\n");
}

void ex_html_table_end(struct ex_html *h)
{
    ex_html_raw(h, "</tbody></table></div>\n");
}

void ex_html_severity(struct ex_html *h, enum ex_severity severity)
{
    struct ex_str name = ex_str(ex_severity_name(severity));
    EX_HTML(h,
            "<span class=\"sev $\"><svg class=\"icon\" aria-hidden=\"true\">"
            "<use href=\"#i-$\"/></svg>$</span>",
            name, name, ex_html_title(h, name));
}

void ex_html_badge(struct ex_html *h, const char *looks, struct ex_str word)
{
    EX_HTML(h, "<span class=\"badge $\">$</span>", ex_str(looks), word);
}

void ex_html_link(struct ex_html *h, struct ex_str url, struct ex_str text)
{
    bool web = ex_str_istarts(url, EX_STR("https://")) || ex_str_istarts(url, EX_STR("http://"));
    if (web)
        EX_HTML(h, "<a class=\"out\" href=\"$\" rel=\"noopener noreferrer\">$</a>", url, text);
    else
        ex_html_text(h, text);
}

/* Each line is escaped for itself, so that the breaks between them stay. */
static void add_lines(struct ex_html *h, struct ex_str text)
{
    struct ex_str line;
    bool first = true;
    while (ex_str_split(&text, '\n', &line)) {
        if (!first)
            ex_html_raw(h, "\n");
        if (ex_str_ends(line, EX_STR("\r")))
            line.n--;
        ex_html_text(h, line);
        first = false;
    }
}

void ex_html_code(struct ex_html *h, const char *label, struct ex_str commands)
{
    while (commands.n && ex_is_space(commands.p[commands.n - 1]))
        commands.n--;
    if (!commands.n)
        return;
    EX_HTML(h, "<figure class=\"code\"><figcaption>$</figcaption>", ex_str(label));
    if (commands.n > MAX_CODE_BYTES) {
        EX_HTML(h,
                "<p class=\"note\">These commands are too long to be shown ($); the JSON result "
                "has them.</p></figure>\n",
                ex_html_counted(h, commands.n, "byte"));
        return;
    }
    ex_html_raw(h, "<button type=\"button\" class=\"copy\">Copy</button><pre><code>");
    add_lines(h, commands);
    ex_html_raw(h, "</code></pre></figure>\n");
}

void ex_html_list(struct ex_html *h, const struct ex_str *items, size_t n, size_t max)
{
    for (size_t i = 0; i < n && i < max; i++) {
        ex_html_raw(h, i ? ", <span class=\"v\">" : "<span class=\"v\">");
        ex_html_cut(h, items[i], MAX_NAME);
        ex_html_raw(h, "</span>");
    }
    if (n > max)
        EX_HTML(h, " and $ more", ex_html_number(h, n - max));
}

struct ex_str ex_html_owner(const struct ex_waiver *planned)
{
    return planned ? planned->owner : EX_STR("");
}

struct ex_str ex_html_due(const struct ex_waiver *planned)
{
    return planned ? planned->expires : EX_STR("");
}

struct ex_str ex_html_kind(struct ex_html *h, uint16_t kind)
{
    return kind < EX_N_KINDS ? ex_html_title(h, ex_kind((enum ex_kind_id)kind)->description)
                             : EX_STR("");
}

/* A shape for each severity, so that colour is never needed to tell them apart. */
void ex_html_sprite(struct ex_html *h)
{
    static const char *const paths[EX_N_SEVERITIES] = {
        [EX_CRITICAL] = "M5 1h6l4 4v6l-4 4H5l-4-4V5z",
        [EX_HIGH] = "M8 1.2 15.6 14.6H.4z",
        [EX_MEDIUM] = "M8 .6 15.4 8 8 15.4.6 8z",
        [EX_LOW] = "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z",
        [EX_INFO] = ("M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zm0 2.5a4 4 0 1 1 0 8 4 4 0 0 1 "
                     "0-8z"),
    };
    ex_html_raw(h, "<svg class=\"sprite\" aria-hidden=\"true\">");
    for (size_t i = 0; i < EX_N_SEVERITIES; i++)
        EX_HTML(h, "<symbol id=\"i-$\" viewBox=\"0 0 16 16\"><path d=\"$\"/></symbol>",
                ex_str(ex_severity_name((enum ex_severity)i)), ex_str(paths[i]));
    ex_html_raw(h, "</svg>\n");
}
