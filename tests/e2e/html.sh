#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The HTML report in a real browser: Chromium, driven by Playwright, without a network. With and
# without its script, in light and dark, narrow and wide, on paper, with hostile names, and with many
# findings; checked by axe-core for people with disabilities and by html-validate for its form.
#
# output: TAP; EXLINT and EXLINT_SRCDIR as in the other tests, EXLINT_CACHE where packages are kept
[ -z "$EXLINT_QUICK" ] || { echo "1..0 # SKIP EXLINT_QUICK is set"; exit 0; }
. "$(dirname "$0")/program.sh"

cache=${EXLINT_CACHE:-${EXLINT_BUILDDIR:-$OLDPWD}/browser}
case $cache in
/*) ;;
*) cache=$OLDPWD/$cache ;;
esac

skip_all()
{
    echo "1..0 # SKIP $1"
    exit 0
}

command -v python3 >/dev/null 2>&1 || skip_all "python3 is not here"
# With another build only the writing is of interest.
if [ -z "$EXLINT_AGAIN" ]; then
    CHROMIUM=$(command -v chromium) || skip_all "chromium is not here"
    export CHROMIUM
    command -v pdftotext >/dev/null 2>&1 || skip_all "pdftotext is not here"
    command -v node >/dev/null 2>&1 || skip_all "node is not here"
fi
if [ -z "$EXLINT_AGAIN" ] && [ ! -f "$cache/ready" ]; then
    command -v npm >/dev/null 2>&1 || skip_all "npm is not here"
    mkdir -p "$cache"
    npm install --prefix "$cache" --ignore-scripts --no-audit --no-fund playwright-core@1 axe-core@4 html-validate@10 \
        >"$cache/npm.log" 2>&1 || skip_all "npm cannot install the tools"
    : >"$cache/ready"
fi

: >out
: >err
cp -r "$src/corpus/demo" demo
cp -r "$src/corpus/healthy/contoso-2019" healthy
mkdir part
cp demo/Get-RemoteDomain.xml part/
cp -r demo waived
cat >waived/exlint.yaml <<'YAML'
waivers:
  - {rule: 'EXL1*', object: '*', kind: accepted, expires: 2026-12-31, reason: a test system, owner: Jo Doe}
  - {rule: 'EXL2*', object: '*', kind: false-positive, expires: 2026-12-31, reason: names are synchronized}
  - {rule: 'EXL3*', object: '*', kind: planned, expires: 2026-03-31, reason: new namespaces, owner: Jo, ticket: CHG-4411}
  - {rule: 'EXL4*', object: '*', kind: accepted, expires: 2026-01-01, reason: until the new certificates}
YAML
python3 "$src/tests/e2e/html.py" twins "$src/corpus/demo" evil plain

# one NAME [OPTION]...: reports of a dump, as of the middle of January
one()
{
    base=$1
    shift
    "$exlint" report "$base" --now 2026-01-15 --no-vcs -q -o "$base.html" -o "$base.json" -o "$base-plan.csv" "$@" \
        >out 2>err
    say $? "$base: the report is written"
}

# A PNG image of one pixel.
printf '\211PNG\r\n\032\n\000\000\000\rIHDR\000\000\000\001\000\000\000\001\010\000\000\000\000:~\233U\000\000\000\nIDATx\234c`\000\000\000\002\000\001H\257\244q\000\000\000\000IEND\256B`\202' >logo.png
one demo --client 'Wingtip <Toys> AG' --author "Jo \"Doe\"" --classification 'Confidential' --logo logo.png
for dump in healthy part waived evil plain; do
    one $dump
done
"$exlint" report demo.json -q -o saved.html -o saved-plan.csv --client 'Wingtip <Toys> AG' --author "Jo \"Doe\"" \
    --classification 'Confidential' --logo logo.png >out 2>err
cmp demo.html saved.html >out 2>&1
say $? "the report of the saved result has the same bytes"
cmp demo-plan.csv saved-plan.csv >out 2>&1
say $? "and so has its action plan"
"$exlint" check demo --now 2026-01-15 --no-vcs -q -o again.html --client 'Wingtip <Toys> AG' --author "Jo \"Doe\"" \
    --classification 'Confidential' --logo logo.png >out 2>err
cmp demo.html again.html >out 2>&1
say $? "and so has that of check"

printf '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>' >logo.svg
status "an SVG image is no logo" 2 report demo --logo logo.svg -o no.html
has "and it is said why" err "neither a PNG nor a JPEG"
[ ! -e no.html ]
say $? "and nothing is written"

python3 "$src/tests/e2e/html.py" wordy waived.json wordy.json
"$exlint" report wordy.json -q -o wordy.html >out 2>err
say $? "a report with much to say is written"
for count in 500 20000; do
    python3 "$src/tests/e2e/html.py" many demo.json $count many-$count.json
    "$exlint" report many-$count.json -q -o many-$count.html >out 2>err
    say $? "a report with $count findings is written"
done
[ "$(wc -c <many-500.html)" -lt 1000000 ]
say $? "500 findings take less than a megabyte ($(wc -c <many-500.html))"
[ "$(wc -c <many-20000.html)" -lt 10000000 ]
say $? "20000 do not take ten ($(wc -c <many-20000.html))"
grep -q 'shows 5[^ ]*000 of 20[^ ]*000.open' many-20000.html
say $? "and it is said how many are not shown"

if [ -n "$EXLINT_AGAIN" ]; then
    echo "1..$n"
    exit 0
fi
cp "$src/tests/e2e/html.mjs" "$cache/html.mjs" # which finds its packages beside it
node "$cache/html.mjs" "$work" >node.tap 2>node.err
grep -q '^done$' node.tap
say $? "the browser came to the end"
sed 's/^/# /' node.err | head -20
while IFS= read -r line; do
    case $line in
    "ok - "* | "not ok - "*)
        n=$((n + 1))
        echo "${line%%- *}$n - ${line#*- }"
        ;;
    "# "*) printf '%s\n' "$line" ;;
    esac
done <node.tap
echo "1..$n"
