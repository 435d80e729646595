#!/bin/sh
# SPDX-License-Identifier: MIT
# The corpus: it is what its generators make, the tests inside the rules pass,
# healthy organizations are silent and wholly assessed, and results do not
# depend on threads.
set -u
corpus=$EXLINT_SRCDIR/corpus
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
count=0

# ok NAME STATUS [FILE]: one case; FILE is shown when it failed.
ok() {
    count=$((count + 1))
    if [ "$2" = 0 ]; then
        echo "ok $count - $1"
    else
        echo "not ok $count - $1"
        [ -z "${3:-}" ] || sed 's/^/#   /' "$3" | head -40
    fi
}

if command -v python3 >/dev/null 2>&1; then
    PYTHONDONTWRITEBYTECODE=1 python3 "$corpus/tools/generate.py" --check >"$work/generate" 2>&1
    ok "the generators make this corpus" $? "$work/generate"
fi

"$EXLINT" test --corpus "$corpus" >"$work/tests" 2>&1
ok "the tests of the built-in rules pass" $? "$work/tests"
"$EXLINT" test --corpus "$corpus" "$EXLINT_SRCDIR/rules" >"$work/tests" 2>&1
ok "the same rules from their folder" $? "$work/tests"
! grep -q '^[0-9]* passed, [0-9]* failed, [1-9]' "$work/tests"
ok "no test is skipped for want of its files" $? "$work/tests"

for folder in "$corpus"/healthy/*/; do
    name=$(basename "$folder")
    "$EXLINT" --strict --fail-on=info --now 2026-01-15 --no-vcs -f json "$folder" \
        >"$work/$name.json" 2>"$work/$name.err"
    ok "$name is healthy: no finding, nothing unassessed, no message" \
        $(($? + $(grep -cE ': (note|warning|error): ' "$work/$name.err"))) "$work/$name.err"
done

for format in text concise json sarif; do
    for jobs in 1 2 7; do
        "$EXLINT" -j "$jobs" --no-vcs --now 2026-01-15 -f "$format" "$corpus/demo" \
            >"$work/$format.$jobs" 2>/dev/null
    done
    cmp -s "$work/$format.1" "$work/$format.2" && cmp -s "$work/$format.1" "$work/$format.7"
    ok "$format is the same with 1, 2 and 7 threads" $?
done
echo "1..$count"
