#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Every SARIF log that exlint writes must be without any result (errors,
# warnings and notes) under the validator of the npm package
# @microsoft/sarif-multitool. Its exit status says nothing, so the results in
# its own log are counted.
#
# usage: sarif_validate.sh [EXLINT]      output: TAP
# EXLINT_SRCDIR names the source tree, EXLINT_CACHE where the package is kept.

exlint=${1:-${EXLINT:-./exlint}}
src=${EXLINT_SRCDIR:-${srcdir:-.}}
cache=${EXLINT_CACHE:-${EXLINT_BUILDDIR:-.}/sarif-multitool}
tool=$cache/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool

skip_all()
{
    echo "1..0 # SKIP $1"
    exit 0
}

if [ ! -f "$tool" ]; then
    command -v npm >/dev/null 2>&1 || skip_all "npm is not here"
    mkdir -p "$cache"
    npm install --prefix "$cache" --ignore-scripts --no-audit --no-fund \
        @microsoft/sarif-multitool@5 >"$cache/npm.log" 2>&1 || skip_all "npm cannot install the validator"
fi
[ -f "$tool" ] || skip_all "the validator is not for this platform"
chmod +x "$tool"
command -v python3 >/dev/null 2>&1 || skip_all "python3 is not here"

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

dumps=$(cd "$src/corpus" && for d in demo healthy/* hostile/*; do [ -e "$d" ] && echo "$d"; done)

n=0
failed=0
report()
{
    n=$((n + 1))
    if [ "$1" = 0 ]; then
        echo "ok $n - $2"
    else
        echo "not ok $n - $2"
        failed=1
    fi
}

# validate NAME KINDS: no result about $work/log.sarif
validate()
{
    rm -f "$work/out.sarif"
    "$tool" validate "$log" -c "$src/tests/e2e/sarif-offline.json" --rule-kind "$2" \
        --level 'Error;Warning;Note' --max-file-size-in-kb 200000 -o "$work/out.sarif" \
        --log ForceOverwrite >"$work/validator" 2>&1
    python3 - "$work/out.sarif" <<'PYTHON'
import json, sys
results = json.load(open(sys.argv[1]))["runs"][0].get("results", [])
for r in results[:20]:
    where = r["locations"][0]["physicalLocation"].get("region", {}).get("startLine", 0)
    print("#", r["ruleId"], r.get("level", "warning"), "line", where, r["message"].get("arguments"))
sys.exit(1 if results else 0)
PYTHON
    report $? "$1"
}

log=$work/log.sarif
for dump in $dumps; do
    rm -f "$log"
    "$exlint" check "$src/corpus/$dump" --now 2026-01-15 -q --exit-zero -o "$log" \
        >/dev/null 2>"$work/messages"
    status=$?
    if [ ! -f "$log" ]; then
        # Nothing of Exchange in it: no log, and it must say so.
        [ $status = 3 ] && [ -s "$work/messages" ]
        report $? "$dump has no log and exit status 3"
        continue
    fi
    validate "$dump" 'Sarif;Ghas'
done

# The other profiles are not for GitHub: they say what was waived.
cat >"$work/exlint.yaml" <<'YAML'
waivers:
  - {rule: EXL1002, object: '*', kind: accepted, expires: 2026-12-31, reason: the partner keeps it, owner: mail team}
  - {rule: EXL3103, object: '*', kind: planned, expires: 2026-03-31, reason: new virtual directories, ticket: CHG-4411}
  - {rule: EXL4001, object: '*', kind: accepted, expires: 2026-01-01, reason: a test server}
YAML
for profile in azure generic; do
    for dump in demo hostile/clixml; do
        rm -f "$log"
        "$exlint" check "$src/corpus/$dump" --now 2026-01-15 -q --exit-zero --sarif-profile=$profile \
            --config "$work/exlint.yaml" -o "$log" >/dev/null 2>"$work/messages"
        [ -f "$log" ] && grep -q '"suppressions"' "$log"
        report $? "$dump for $profile has states"
        validate "$dump for $profile" Sarif
    done
done
echo "1..$n"
exit $failed
