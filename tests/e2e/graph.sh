#!/bin/sh
# SPDX-License-Identifier: MIT
#
# exlint graph: pictures are well-formed whatever is in the dump, Graphviz and Mermaid understand
# theirs, and what a dump lacks is not shown as a gap.
# usage: graph.sh     output: TAP; EXLINT, EXLINT_SRCDIR as in the other tests, EXLINT_CACHE where
# npm packages are kept

. "${EXLINT_SRCDIR:-.}/tests/e2e/program.sh"
cache=${EXLINT_CACHE:-${EXLINT_BUILDDIR:-$work}/mermaid}
case $cache in
/*) ;;
*) cache=$OLDPWD/$cache ;;
esac
types="namespace mailflow topology"
now="--now 2026-01-15"

# ---- what is drawn ----------------------------------------------------------------------------
# shellcheck disable=SC2086 # $now is two words
status "the demo has a namespace map" 0 graph "$src/corpus/demo" $now
has "it is an SVG" out '<svg xmlns="http://www.w3.org/2000/svg"'
has "a gap is named" out 'gap: in no certificate for IIS'
has "it describes itself" out 'Host names: 5; covered: 4; with a gap: 1; not known: 0'
status "the demo has a mail-flow map" 0 graph "$src/corpus/demo" --type=mailflow --format=json
has "DNS was not asked" out '"MX: not asked"'
status "with recorded answers" 0 graph "$src/corpus/demo" --type=mailflow --format=json \
    --dns-replay "$src/corpus/dns/demo.json"
has "MX hosts are shown" out '"MX 10 mail.wingtiptoys.com"'
has "a disabled connector is named" out '"word": "disabled"'
status "a source server that is gone" 0 graph "$src/corpus/defects/EXL1004/deleted-server" \
    --type=mailflow --format=json
has "is named" out '(deleted)'
status "the demo has a topology" 0 graph "$src/corpus/demo" --type=topology --format=mermaid
has "servers are in their sites" out 'subgraph group0 ["Site '

# ---- what is missing is not known --------------------------------------------------------------
mkdir part
cp "$src/corpus/healthy/contoso-2019"/Get-ExchangeServer.xml \
    "$src/corpus/healthy/contoso-2019"/Get-OwaVirtualDirectory.xml part
status "part of a dump" 0 graph part --format=json
has "names what is missing" out '"Get-ExchangeCertificate"'
has "as not exported" out '"not exported"'
lacks "without a gap" out '"state": "gap"'
lacks "and nothing is covered" out '"state": "ok"'
status "its mail flow" 0 graph part --type=mailflow --format=json
has "names connectors that are missing" out '"Get-SendConnector"'
lacks "without a gap" out '"state": "gap"'

# ---- where it is written, and from what ----------------------------------------------------------
status "a file" 0 graph "$src/corpus/demo" -o map.svg
status "the ending names the format" 0 graph "$src/corpus/demo" -o map.dot
grep -q '^digraph' map.dot
say $? "which is DOT here"
status "or the prefix does" 0 graph "$src/corpus/demo" -o mermaid=map.txt
grep -q '^flowchart LR' map.txt
say $? "which is Mermaid here"
status "several files, of which one cannot be written" 4 graph "$src/corpus/demo" \
    -o nowhere/map.svg -o both.svg -o both.json
[ -s both.svg ] && python3 -m json.tool both.json >/dev/null
say $? "the others are written"
# shellcheck disable=SC2086
"$exlint" check "$src/corpus/demo" $now -q --exit-zero -o saved.json >/dev/null 2>&1
# shellcheck disable=SC2086
for type in $types; do
    "$exlint" graph "$src/corpus/demo" $now --type=$type -o dump.svg >out 2>err &&
        "$exlint" graph saved.json --type=$type -o saved.svg >out 2>err && cmp dump.svg saved.svg
    say $? "the $type of a saved result is that of its dump"
done
sed 's/"environment": {/"formerly": {/' saved.json >old.json
status "a result without an environment" 3 graph old.json
has "says so" err "says nothing of servers"
status "a file that cannot be written" 4 graph "$src/corpus/demo" -o nowhere/map.svg
status "an unknown type" 2 graph "$src/corpus/demo" --type=mailfow
has "is suggested" err "did you mean 'mailflow'?"
status "an unknown format" 2 graph "$src/corpus/demo" --format=png
has "has alternatives" err "svg, dot, mermaid, json"
status "no dump" 3 graph
status "no dump of Exchange" 3 graph "$src/corpus/hostile/generate.py"

# ---- hostile names -------------------------------------------------------------------------------
mkdir hostile
python3 - <<'PY'
import json

names = ["<script>alert(1)</script>", "\"'`&#39;;]]>-->", "\u202etxt.exe\u2066", "A" * 10000,
         "end", "1. a list", "\\l\\n\\\"", "%s%n", "\x1b[31mred", "x\\", "style x fill:red"]
servers = [{"Name": n, "Fqdn": n + ".contoso.com", "ServerRole": "Mailbox", "Site": n,
            "AdminDisplayVersion": "Version 15.2 (Build 1544.4)", "Edition": "Standard",
            "IsE15OrLater": True} for n in names]
send = [{"Name": n, "Enabled": True, "AddressSpaces": ["SMTP:%s;1" % n], "SmartHosts": [n],
         "SmartHostsString": n, "DNSRoutingEnabled": False, "SourceTransportServers": names}
        for n in names]
receive = [{"Name": n, "Identity": "%s\\%s" % (n, n), "Server": n, "Bindings": [n + ":25"],
            "RemoteIPRanges": [n], "PermissionGroups": "AnonymousUsers", "Enabled": True}
           for n in names]
domains = [{"Name": n, "DomainName": n, "DomainType": "Authoritative", "Default": False}
           for n in names]
owa = [{"Name": n, "Identity": "%s\\%s" % (n, n), "Server": n,
        "InternalUrl": "https://%s/owa" % n, "ExternalUrl": "javascript:alert(1)",
        "OwaVersion": "Exchange2013", "LogonFormat": "FullDomain"} for n in names]
for noun, objects in (("ExchangeServer", servers), ("SendConnector", send), ("AcceptedDomain", domains),
                      ("ReceiveConnector", receive), ("OwaVirtualDirectory", owa)):
    with open("hostile/Get-%s.json" % noun, "w", encoding="utf-8") as f:
        json.dump(objects, f, ensure_ascii=False)
PY
for type in $types; do
    "$exlint" graph -q hostile --type="$type" -o "hostile-$type.svg" >out 2>err &&
        ! grep -q '<script' "hostile-$type.svg" && [ "$(wc -c <"hostile-$type.svg")" -lt 400000 ]
    say $? "the $type of hostile names is harmless"
    for format in dot mermaid json; do
        "$exlint" graph -q hostile --type="$type" --format=$format -o "hostile-$type.$format" >out 2>err
    done
    python3 -m json.tool "hostile-$type.json" >/dev/null 2>err
    say $? "and JSON"
done

# ---- well-formed ----------------------------------------------------------------------------------
python3 "$src/tests/tools/large_organization.py" large
if command -v xmllint >/dev/null; then
    dumps="$src/corpus/demo $src/corpus/healthy/* $src/corpus/hostile/* large hostile"
    [ -n "$EXLINT_QUICK" ] || dumps="$dumps $src/corpus/collectors/* $src/corpus/defects/*/*"
    mkdir svg
    i=0
    for dump in $dumps; do
        for type in $types; do
            i=$((i + 1))
            "$exlint" graph -q "$dump" --type="$type" -o "svg/$i.svg" >/dev/null 2>>err
            [ $? -le 3 ] || echo "$dump $type" >>failed
        done
    done
    : >out
    xmllint --noout svg/*.svg 2>err && [ ! -e failed ] && [ "$(find svg -name '*.svg' | wc -l)" -gt 15 ]
    say $? "every picture is well-formed XML"
else
    echo "ok $((n = n + 1)) - every picture is well-formed XML # SKIP xmllint is not installed"
fi

if command -v dot >/dev/null; then
    for type in $types; do
        for dump in "$src/corpus/demo" large hostile; do
            "$exlint" graph -q "$dump" --type="$type" --format=dot >out 2>err && dot -Tsvg out >/dev/null 2>err
            say $? "Graphviz draws the $type of $(basename "$dump")"
        done
    done
else
    echo "ok $((n = n + 1)) - Graphviz draws DOT # SKIP it is not installed"
fi

# ---- Mermaid ----------------------------------------------------------------------------------------
mermaid_skip=
if [ -n "$EXLINT_QUICK$EXLINT_AGAIN" ]; then
    mermaid_skip="EXLINT_QUICK or EXLINT_AGAIN is set"
elif ! command -v npm >/dev/null || ! command -v node >/dev/null; then
    mermaid_skip="npm is not here"
elif [ ! -d "$cache/node_modules/mermaid" ]; then
    mkdir -p "$cache"
    npm install --prefix "$cache" --ignore-scripts --no-audit --no-fund mermaid@11 jsdom@26 \
        >"$cache/npm.log" 2>&1 || mermaid_skip="npm cannot install Mermaid"
fi
if [ -z "$mermaid_skip" ]; then
    for type in $types; do
        "$exlint" graph -q "$src/corpus/demo" --type="$type" -o "mermaid=demo-$type.mermaid"
        "$exlint" graph -q large --type="$type" -o "mermaid=large-$type.mermaid"
    done
    cat >"$cache/parse.mjs" <<'NODE'
import fs from "node:fs";
import { JSDOM } from "jsdom";
globalThis.window = new JSDOM("<!doctype html>").window;
globalThis.document = globalThis.window.document;
const mermaid = (await import("mermaid")).default;
for (const file of process.argv.slice(2)) {
    const { diagramType } = await mermaid.parse(fs.readFileSync(file, "utf8"));
    if (diagramType !== "flowchart-v2") throw new Error(`${file} is a ${diagramType}`);
}
console.log(process.argv.length - 2);
NODE
    node "$cache/parse.mjs" ./*.mermaid >out 2>err && [ "$(cat out)" = 9 ]
    say $? "Mermaid understands its flowcharts"
else
    echo "ok $((n = n + 1)) - Mermaid understands its flowcharts # SKIP $mermaid_skip"
fi
echo "1..$n"
