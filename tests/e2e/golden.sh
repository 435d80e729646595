#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The reports on the demo dump are, byte for byte, those of corpus/golden.
# usage: golden.sh [--update]     output: TAP
# EXLINT names the program, EXLINT_SRCDIR the source tree

exlint=${EXLINT:-./exlint}
case $exlint in
/*) ;;
*) exlint=$PWD/$exlint ;;
esac
src=$(cd "${EXLINT_SRCDIR:-.}" && pwd)
work=$(mktemp -d) || exit 1
dump=$work
trap 'rm -rf "$dump"' EXIT
# In a release the files have times, in a work tree they count for nothing: here as there.
cp -r "$src/corpus/demo" "$dump" && mkdir "$dump/.git" || exit 1
[ "$1" = --update ] && work=$src/corpus/golden && mkdir -p "$work"
cd "$dump" || exit 1

"$exlint" check demo --now 2026-01-15 --no-vcs -o concise="$work/demo.concise" \
    -o text="$work/demo.txt" -o json="$work/demo.json" -o sarif="$work/demo.sarif" \
    >/dev/null 2>&1
# The version of exlint is not part of the promise.
normal()
{
    sed -e 's/"\(version\|semanticVersion\)": "[0-9.]*"/"\1": ""/' \
        -e 's/"fullName": "exlint [0-9.]*"/"fullName": ""/' "$1"
}

n=0
for name in demo.concise demo.txt demo.json demo.sarif; do
    n=$((n + 1))
    if [ "$(normal "$src/corpus/golden/$name" | cksum)" = "$(normal "$work/$name" | cksum)" ]; then
        echo "ok $n - $name"
    else
        echo "not ok $n - $name (golden.sh --update writes the new one)"
        diff "$src/corpus/golden/$name" "$work/$name" | head -40 | sed 's/^/# /'
    fi
done
echo "1..$n"
