/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Certificates in the HTML report: when those in use expire, as a picture and
 * as a table.
 */
#include "formats/report/html.h"

enum {
    MAX_NAMES = 8,
    MAX_SERVERS = 12,
    MAX_TEXT = 200,
    MAX_BARS = 16,
    SOON_DAYS = 30,
    LATER_DAYS = 90,
    SECONDS_A_DAY = 86400,
};

struct ex_str ex_html_certificate(const struct ex_env_certificate *c)
{
    if (c->friendly_name.state == EX_FACT_SET && c->friendly_name.text.n)
        return c->friendly_name.text;
    if (c->names.known && c->names.n)
        return c->names.items[0];
    if (c->subject.state == EX_FACT_SET && c->subject.text.n)
        return c->subject.text;
    return c->thumbprint;
}

/* How urgent its end is. */
static const char *looks_of(const struct ex_env_certificate *c)
{
    if (c->validity == EX_EXPIRED || c->validity == EX_NOT_YET_VALID)
        return "bad";
    if (c->validity == EX_VALIDITY_UNKNOWN)
        return "unknown";
    if (c->days <= LATER_DAYS)
        return "warn";
    return "good";
}

/* "in 19 days", "31 days ago"; the word for its state is said besides. */
static struct ex_str when(struct ex_html *h, const struct ex_env_certificate *c)
{
    uint64_t days = c->days < 0 ? 0 - (uint64_t)c->days : (uint64_t)c->days;
    struct ex_str text = ex_html_counted(h, (size_t)days, "day");
    if (c->validity == EX_VALIDITY_UNKNOWN)
        return EX_STR("");
    if (c->validity == EX_EXPIRED)
        return ex_arena_printf(h->arena, "%.*s ago", EX_FMT(text));
    return ex_arena_printf(h->arena, "in %.*s", EX_FMT(text));
}

/* ---- the picture --------------------------------------------------------------- */

enum {
    WIDTH = 900,
    LEFT = 232,  /* where time begins */
    RIGHT = 700, /* where it ends */
    ROW = 34,
    TOP = 26,
};

/* The span of time that is drawn. */
struct span {
    int64_t from, to; /* seconds since 1970 */
};

static bool seconds_of(struct ex_fact fact, int64_t *out)
{
    struct cel_time time;
    if (fact.state != EX_FACT_SET || !cel_timestamp_parse(fact.text, &time))
        return false;
    *out = time.seconds;
    return true;
}

static bool is_drawn(const struct ex_env_certificate *c)
{
    int64_t end;
    return c->in_use == EX_YES && seconds_of(c->not_after, &end);
}

static struct span span_of(const struct ex_environment *env)
{
    const int64_t year = 365ll * SECONDS_A_DAY;
    struct span s = {env->now.seconds - year / 2, env->now.seconds + year};
    for (size_t i = 0; i < env->n_certificates; i++) {
        int64_t end = 0;
        if (is_drawn(&env->certificates[i]) && seconds_of(env->certificates[i].not_after, &end) &&
            end > s.to)
            s.to = end;
    }
    if (s.to > env->now.seconds + 3 * year)
        s.to = env->now.seconds + 3 * year;
    return s;
}

static int place(struct span s, int64_t time)
{
    if (time <= s.from)
        return LEFT;
    if (time >= s.to)
        return RIGHT;
    return LEFT + (int)((time - s.from) * (RIGHT - LEFT) / (s.to - s.from));
}

static struct ex_str number(struct ex_html *h, int n)
{
    return ex_arena_printf(h->arena, "%d", n);
}

static int64_t month_start(struct ex_html *h, int year, int month)
{
    struct cel_time time = {0, 0};
    struct ex_str text = ex_arena_printf(h->arena, "%04d-%02d-01T00:00:00Z", year, month);
    (void)cel_timestamp_parse(text, &time);
    return time.seconds;
}

/* A line at each quarter, with the year at its first one. */
static void write_ticks(struct ex_html *h, struct span s, int bottom)
{
    struct ex_str from = ex_html_day(h, (struct cel_time){s.from, 0});
    int64_t year = 0;
    if (!ex_str_to_int(ex_str_slice(from, 0, 4), &year))
        return;
    for (int quarter = 0; quarter < 24; quarter++) {
        int of_year = (int)year + quarter / 4;
        int month = quarter % 4 * 3 + 1;
        int64_t time = month_start(h, of_year, month);
        if (time < s.from || time > s.to)
            continue;
        int x = place(s, time);
        EX_HTML(h, "<path class=\"$\" d=\"M$ 18V$\"/>", ex_str(month == 1 ? "year" : "quarter"),
                number(h, x), number(h, bottom));
        if (month == 1)
            EX_HTML(h, "<text class=\"tick\" x=\"$\" y=\"12\">$</text>", number(h, x),
                    number(h, of_year));
    }
}

/* A mark of a shape of its own at the end of a bar. */
static void write_end(struct ex_html *h, const char *looks, int x, int y, bool beyond)
{
    if (beyond)
        EX_HTML(h, "<path class=\"end end-$\" d=\"M$ $l10 7-10 7z\"/>", ex_str(looks),
                number(h, x - 2), number(h, y - 7));
    else if (strcmp(looks, "bad") == 0)
        EX_HTML(h, "<path class=\"end end-bad\" d=\"M$ $l10 10m0-10l-10 10\"/>", number(h, x - 5),
                number(h, y - 5));
    else if (strcmp(looks, "warn") == 0)
        EX_HTML(h, "<path class=\"end end-warn\" d=\"M$ $l7 12h-14z\"/>", number(h, x),
                number(h, y - 7));
    else
        EX_HTML(h, "<circle class=\"end end-good\" cx=\"$\" cy=\"$\" r=\"5\"/>", number(h, x),
                number(h, y));
}

/* Names of those that hold it, for the second line of its label. */
static struct ex_str holders_of(struct ex_html *h, const struct ex_env_certificate *c)
{
    struct ex_buf EX_AUTO(ex_buf_free) out = EX_BUF_INIT;
    for (size_t i = 0; i < c->n_holders && i < 3; i++) {
        if (c->holders[i].server < h->report->environment->n_servers)
            ex_buf_printf(&out, "%s%.*s", out.n ? ", " : "",
                          EX_FMT(h->report->environment->servers[c->holders[i].server].name));
    }
    if (c->n_holders > 3)
        ex_buf_printf(&out, " + %zu", c->n_holders - 3);
    return ex_arena_str(h->arena, ex_buf_str(&out));
}

static struct ex_str shorten(struct ex_html *h, struct ex_str text, size_t max)
{
    if (text.n <= max)
        return text;
    size_t n = max - 1;
    while (n > 0 && ((unsigned char)text.p[n] & 0xC0) == 0x80)
        n--;
    return ex_arena_printf(h->arena, "%.*s…", (int)n, text.p);
}

static void write_bar(struct ex_html *h, struct span s, const struct ex_env_certificate *c, int row)
{
    int64_t from = s.from;
    int64_t to = 0;
    const char *looks = looks_of(c);
    (void)seconds_of(c->not_before, &from);
    (void)seconds_of(c->not_after, &to);
    int y = TOP + row * ROW + ROW / 2;
    int x1 = place(s, from);
    int x2 = place(s, to);
    EX_HTML(h, "<text x=\"0\" y=\"$\">$</text>", number(h, y - 2),
            shorten(h, ex_html_certificate(c), 34));
    EX_HTML(h, "<text class=\"minor\" x=\"0\" y=\"$\">$</text>", number(h, y + 12),
            shorten(h, holders_of(h, c), 36));
    EX_HTML(h, "<rect class=\"bar bar-$\" x=\"$\" y=\"$\" width=\"$\" height=\"8\" rx=\"2\"/>",
            ex_str(looks), number(h, x1), number(h, y - 4), number(h, x2 > x1 ? x2 - x1 : 1));
    write_end(h, looks, x2, y, to > s.to);
    EX_HTML(h, "<text class=\"strong\" x=\"$\" y=\"$\">$</text>", number(h, RIGHT + 18),
            number(h, y - 2), ex_str_slice(c->not_after.text, 0, 10));
    EX_HTML(h, "<text class=\"minor\" x=\"$\" y=\"$\">$</text>\n", number(h, RIGHT + 18),
            number(h, y + 12),
            c->validity == EX_EXPIRED
                ? ex_arena_printf(h->arena, "expired %.*s", EX_FMT(when(h, c)))
                : when(h, c));
}

static void write_today(struct ex_html *h, struct span s, int bottom)
{
    int x = place(s, h->report->environment->now.seconds);
    EX_HTML(h,
            "<path class=\"today\" d=\"M$ 18V$\"/><text class=\"tick today-t\" x=\"$\" y=\"$\">"
            "this report</text>\n",
            number(h, x), number(h, bottom + 4), number(h, x), number(h, bottom + 16));
}

static void write_timeline(struct ex_html *h)
{
    const struct ex_environment *env = h->report->environment;
    size_t all = 0;
    for (size_t i = 0; i < env->n_certificates; i++)
        all += is_drawn(&env->certificates[i]);
    if (!all)
        return;
    int rows = all < MAX_BARS ? (int)all : MAX_BARS;
    int bottom = TOP + rows * ROW + 4;
    struct span s = span_of(env);
    EX_HTML(h,
            "<figure class=\"timeline scroll\" role=\"group\" tabindex=\"0\" aria-label=\""
            "When certificates in use expire\">"
            "<svg viewBox=\"0 0 $ $\" role=\"img\" aria-labelledby=\"tl-t tl-d\">"
            "<title id=\"tl-t\">When certificates in use expire</title>"
            "<desc id=\"tl-d\">$, the first to expire first; the table below says the "
            "same.</desc>\n",
            number(h, WIDTH), number(h, bottom + 22),
            ex_html_counted(h, (size_t)rows, "certificate"));
    write_ticks(h, s, bottom);
    write_today(h, s, bottom);
    int row = 0;
    for (size_t i = 0; i < env->n_certificates && row < rows; i++) {
        if (is_drawn(&env->certificates[i]))
            write_bar(h, s, &env->certificates[i], row++);
    }
    ex_html_raw(h, "</svg></figure>\n");
    if ((size_t)rows < all)
        EX_HTML(h, "<p class=\"left-out\">The picture shows the $ that expire first, of $.</p>\n",
                number(h, rows), ex_html_number(h, all));
}

/* ---- the table ----------------------------------------------------------------- */

static void write_holders(struct ex_html *h, const struct ex_env_certificate *c)
{
    const struct ex_environment *env = h->report->environment;
    for (size_t i = 0; i < c->n_holders && i < MAX_SERVERS; i++) {
        const struct ex_env_holder *holder = &c->holders[i];
        EX_HTML(h, "<li><span class=\"v\">$</span>: ",
                holder->server < env->n_servers ? env->servers[holder->server].name
                                                : EX_STR("server not known"));
        if (holder->services.known && !holder->services.n)
            ex_html_raw(h, "<span class=\"unset\">not in use</span>");
        else
            ex_html_texts(h, holder->services, MAX_NAMES);
        ex_html_raw(h, "</li>");
    }
    if (c->n_holders > MAX_SERVERS)
        EX_HTML(h, "<li>and $ more</li>", ex_html_number(h, c->n_holders - MAX_SERVERS));
}

static void write_expiry(struct ex_html *h, const struct ex_env_certificate *c)
{
    static const char *const words[EX_N_VALIDITIES] = {
        [EX_VALIDITY_UNKNOWN] = "not known",
        [EX_NOT_YET_VALID] = "not yet valid",
        [EX_VALID] = "valid",
        [EX_EXPIRED] = "expired",
    };
    const char *word = words[c->validity];
    if (c->validity == EX_VALID && c->days <= SOON_DAYS)
        word = "expires soon";
    ex_html_badge(h, c->in_use == EX_YES ? looks_of(c) : "plain", ex_str(word));
    ex_html_see(h, ex_html_finding_at(h, EX_KIND_ExchangeCertificate, c->thumbprint, NULL));
    if (c->not_after.state == EX_FACT_SET)
        EX_HTML(h, " <span class=\"nowrap\">$</span> <span class=\"on line\">$</span>",
                ex_str_slice(c->not_after.text, 0, 10), when(h, c));
}

static void write_certificate(struct ex_html *h, size_t i)
{
    const struct ex_env_certificate *c = &h->report->environment->certificates[i];
    EX_HTML(h, "<tr id=\"cert-$\"><th scope=\"row\"><span class=\"v\">",
            ex_arena_printf(h->arena, "%zu", i + 1));
    ex_html_cut(h, ex_html_certificate(c), MAX_TEXT);
    ex_html_raw(h, "</span><span class=\"thumb\">");
    ex_html_cut(h, c->thumbprint, MAX_TEXT);
    ex_html_raw(h, "</span></th><td>");
    write_expiry(h, c);
    ex_html_raw(h, "</td><td><ul>");
    write_holders(h, c);
    ex_html_raw(h, "</ul></td><td>");
    ex_html_texts(h, c->names, MAX_NAMES);
    ex_html_raw(h, "</td><td>");
    if (c->self_signed == EX_YES)
        ex_html_raw(h, "self-signed");
    else
        ex_html_fact(h, c->issuer);
    ex_html_raw(h, "</td></tr>\n");
}

void ex_html_certificates(struct ex_html *h)
{
    const struct ex_environment *env = h->report->environment;
    ex_html_raw(h, "<h3 id=\"certificates\">Certificates</h3>\n");
    ex_html_list_note(h, env->certificates_list, "Get-ExchangeCertificate");
    if (!env->n_certificates)
        return;
    write_timeline(h);
    ex_html_table(h, EX_STR("Certificates, the first to expire first"),
                  "Certificate|Expires|Servers and services|Names|Issuer", "titled lists");
    for (size_t i = 0; i < env->n_certificates; i++)
        write_certificate(h, i);
    ex_html_table_end(h);
}
