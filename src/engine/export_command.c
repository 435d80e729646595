/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The PowerShell that makes an export. Most cmdlets show all objects of the organization; some
 * show only the server on which they run, and are run for each.
 */
#include "engine/gaps.h"

#include "base/buf.h"

/* Cmdlets that show one server at a time, and how they are told which. */
static const struct {
    enum ex_kind_id kind;
    const char *parameter;
    bool always; /* without it there is nothing of other servers */
} by_server[] = {
    {EX_KIND_ExchangeCertificate, "-Server", true},
    {EX_KIND_ImapSettings, "-Server", true},
    {EX_KIND_PopSettings, "-Server", true},
    {EX_KIND_ServerComponentState, "-Identity", true},
    {EX_KIND_ServiceHealth, "-Server", true},
    {EX_KIND_ClientAccessService, "-Identity", false},
};

static const char *parameter_of(enum ex_kind_id kind, bool *always)
{
    *always = false;
    for (size_t i = 0; i < EX_COUNT(by_server); i++) {
        if (by_server[i].kind == kind) {
            *always = by_server[i].always;
            return by_server[i].parameter;
        }
    }
    return "-Server";
}

static void add_one(struct ex_buf *out, enum ex_kind_id kind, const char *parameter,
                    struct ex_str server)
{
    EX_AUTO(ex_buf_free) struct ex_buf file = EX_BUF_INIT;
    struct ex_str cmdlet = ex_kind(kind)->cmdlet;

    ex_buf_printf(&file, "%.*s-%.*s.xml", EX_FMT(cmdlet), EX_FMT(server));
    ex_buf_printf(out, "%.*s %s ", EX_FMT(cmdlet), parameter);
    ex_powershell_quote(out, server);
    ex_buf_add_text(out, " | Export-Clixml ");
    ex_powershell_quote(out, ex_buf_str(&file));
}

static void add_several(struct ex_buf *out, enum ex_kind_id kind, const char *parameter,
                        const struct ex_node *const *servers, size_t n)
{
    struct ex_str cmdlet = ex_kind(kind)->cmdlet;

    for (size_t i = 0; i < n; i++) {
        ex_buf_add_text(out, i ? ", " : "");
        ex_powershell_quote(out, servers[i]->identity);
    }
    ex_buf_printf(out, " | ForEach-Object { %.*s %s $_ | Export-Clixml \"%.*s-$_.xml\" }",
                  EX_FMT(cmdlet), parameter, EX_FMT(cmdlet));
}

struct ex_str ex_export_command(struct ex_arena *arena, enum ex_kind_id kind,
                                const struct ex_node *const *servers, size_t n)
{
    EX_AUTO(ex_buf_free) struct ex_buf out = EX_BUF_INIT;
    struct ex_str cmdlet = ex_kind(kind)->cmdlet;
    bool always;
    const char *parameter = parameter_of(kind, &always);

    /* Answers are not exported: they are asked for, where there is DNS. */
    if (ex_kind(kind)->scope == EX_SCOPE_DNS)
        ex_buf_add_text(&out, "exlint dns DUMP -o dns.json");
    else if (n == 1)
        add_one(&out, kind, parameter, servers[0]->identity);
    else if (n > 1)
        add_several(&out, kind, parameter, servers, n);
    else if (always)
        ex_buf_printf(&out,
                      "Get-ExchangeServer | Where-Object { -not $_.IsEdgeServer } | ForEach-Object "
                      "{ %.*s %s $_.Name | Export-Clixml \"%.*s-$($_.Name).xml\" }",
                      EX_FMT(cmdlet), parameter, EX_FMT(cmdlet));
    else
        ex_buf_printf(&out, "%.*s%s | Export-Clixml %.*s.xml", EX_FMT(cmdlet),
                      ex_kind(kind)->large ? " -ResultSize Unlimited" : "", EX_FMT(cmdlet));
    return ex_arena_str(arena, ex_buf_str(&out));
}
