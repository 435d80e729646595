#!/bin/sh
# SPDX-License-Identifier: MIT
# The README shows what exlint really prints: each line of its example is in
# the golden report of the demo.
set -eu
. "$(dirname "$0")/tap.sh"
cd "$srcdir"

awk '/^```text$/ { on = 1; next } /^```$/ { on = 0 } on && NF && $0 != "..."' README.md >"$work/example"
[ -s "$work/example" ] || echo "README.md has no example" >"$work/wrong"
while IFS= read -r line; do
    # The golden report names the dump from its own folder.
    wanted=$(printf '%s' "$line" | sed 's,corpus/demo/,demo/,; s/ · exit 1$//')
    grep -qF -- "$wanted" corpus/golden/demo.txt || printf '%s\n' "$line"
done <"$work/example" >>"$work/wrong"
check "the example in the README is real" "$work/wrong"
done_testing
