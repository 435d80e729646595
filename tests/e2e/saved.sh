#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A result that was saved as JSON says all that the run said: every report
# that is made of it is, byte for byte, that of the run.
#
# output: TAP; EXLINT and EXLINT_SRCDIR as in the other tests
. "$(dirname "$0")/program.sh"

# same NAME FILE FILE
same()
{
    cmp -s "$2" "$3"
    say $? "$1"
}

: >out
: >err
for dump in demo healthy/contoso-2019 hostile/clixml hostile/json defects/EXL3103/different-hosts; do
    base=$(echo "$dump" | tr / -)
    cp -r "$src/corpus/$dump" "$base"
    "$exlint" check "$base" --no-vcs --now 2026-01-15 -q -o "$base.run.json" -o "$base.run.sarif" \
        -o "$base.run.txt" -o concise="$base.run.concise" -o "$base.run.csv" -o "$base.run.ndjson" -o "$base.run.xml" \
        -o "$base.run.checkstyle.xml" -o "$base.run.gitlab.json" -o github="$base.run.github" -o azure="$base.run.azure" \
        -o "$base.run.md" >out 2>err
    status "$dump: the saved result is read" 0 report "$base.run.json" -q -o "$base.saved.json" \
        -o "$base.saved.sarif" -o "$base.saved.txt" -o concise="$base.saved.concise" -o "$base.saved.csv" \
        -o "$base.saved.ndjson" -o "$base.saved.xml" -o "$base.saved.checkstyle.xml" -o "$base.saved.gitlab.json" \
        -o github="$base.saved.github" -o azure="$base.saved.azure" -o "$base.saved.md"
    for ending in json sarif txt concise csv ndjson xml checkstyle.xml gitlab.json github azure md; do
        same "$dump: .$ending of the run and of the saved result" "$base.run.$ending" "$base.saved.$ending"
    done
done

status "a result is written to standard output as well" 0 report demo.run.json --format=concise
same "as concise lines" out demo.run.concise
status "the report of a dump is no gate" 0 report demo --now 2026-01-15 --format=json

# ---- damaged results ----
head -c 3000 demo.run.json >cut.json
status "a result that was cut off" 3 report cut.json
has "says where" err "cut.json:"
has "says what" err "this is not JSON"
sed 's#exlint-result/1#exlint-result/9#' demo.run.json >later.json
status "a result of a later form" 3 report later.json
has "names both forms" err "'exlint-result/9'; this exlint reads 'exlint-result/1'"
sed '0,/"severity": "high"/s//"severity": "huge"/' demo.run.json >huge.json
status "a severity that is none" 3 report huge.json
has "is found by its way" err "].severity' has the value 'huge'"
sed 's#"version": "[0-9.]*"#"version": 7#' demo.run.json >number.json
status "a number where a text should be" 3 report number.json
has "is found by its way too" err "'version' is not a string"
sed 's/"length": [0-9]*$/"length": 99999999/' demo.run.json >mark.json
status "a mark outside of its text" 3 report mark.json
has "is refused" err "is not a part of the text"
sed 's/"name": "exlint"/"name": "exlint", "later": {"a": [1]}/' demo.run.json >more.json
status "members of a later version are passed over" 0 report more.json -q --format=concise
same "and nothing is lost" out demo.run.concise
status "a result that is not there" 3 report none.json
echo "1..$n"
