#!/bin/sh
# SPDX-License-Identifier: MIT
# The size of functions and files, and the width of lines.
set -eu
. "$(dirname "$0")/tap.sh"
cd "$srcdir"

for file in $(sources | grep '\.c$'); do
    # Functions open with a brace in column 1 and close with one.
    awk -v file="$file" '
        /^\{/ { start = FNR; next }
        /^\}/ { if (start && FNR - start > 120) print file ":" start ": " FNR - start " lines"; start = 0 }
    ' "$file"
done >"$work/long"
check "no function is longer than 120 lines" "$work/long"

for file in $(sources | grep '\.c$'); do
    awk -v file="$file" '
        /^\{/ { start = FNR; next }
        /^\}/ { if (start) { n++; if (FNR - start > 55) long++ } start = 0 }
        END { if (n && long * 20 > n && long > 2) print file ": " long " of " n " functions are over 55 lines" }
    ' "$file"
done >"$work/median"
check "functions over 55 lines are rare" "$work/median"

for file in $(sources); do
    lines=$(wc -l <"$file")
    [ "$lines" -le 900 ] || echo "$file: $lines lines"
done >"$work/files"
check "no file is longer than 900 lines" "$work/files"

for file in $(sources | grep -v '\.def$'); do
    awk -v file="$file" '{ gsub(/[\200-\277]/, "") } length($0) > 100 { print file ":" FNR ": " length($0) " columns" }' "$file"
done >"$work/wide"
check "no line is wider than 100 columns" "$work/wide"

grep -nP '^\t' $(sources) >"$work/tabs" || true
grep -nE '[ 	]+$' $(sources) >>"$work/tabs" || true
check "no tabs and no trailing blanks" "$work/tabs"
done_testing
