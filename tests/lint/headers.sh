#!/bin/sh
# SPDX-License-Identifier: MIT
# Headers compile alone and document what they declare.
set -eu
. "$(dirname "$0")/tap.sh"
cd "$srcdir"

for header in $(sources | grep '\.h$'); do
    name=${header#src/}
    echo "#include \"$name\"" |
        ${CC:-cc} -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -Isrc -I. \
            -x c -fsyntax-only - 2>&1 | grep -E 'error|warning' || true
done >"$work/alone"
check "headers compile alone" "$work/alone"

for file in $(sources); do
    head -5 "$file" | grep -q '@file' || echo "$file: no @file block"
done >"$work/purpose"
check "every file says what it is for" "$work/purpose"

# A prototype is documented by a comment that ends on the line above it (or
# above the group it stands in), or by one on its own line.
for header in $(sources | grep '\.h$'); do
    awk -v file="$header" '
        /^\/\*\*/ || /^ \*/ || /\*\/$/ || /^\/\*/ { documented = 1; next }
        /^$/ { documented = 0; next }
        /^(EX_MUSTUSE |const |struct |enum |bool |void |int |size_t |char |uint|int64|static inline )[^=;{]*\(/ &&
            !/^typedef/ { if (!documented && !/\/\*\*</) print file ":" FNR ": " $0 }
    ' "$header"
done >"$work/documented"
check "every declared function is documented" "$work/documented"
done_testing
