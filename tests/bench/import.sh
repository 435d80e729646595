#!/bin/bash
# SPDX-License-Identifier: MIT
# Measures the import of large Get-Mailbox exports against `xmllint --sax --noout`.
#
#     import.sh BENCH [FOLDER [MAILBOXES_C [MAILBOXES_A]]]
#
# BENCH is the program made from import_bench.c, FOLDER keeps the generated files.
set -euo pipefail

here=$(dirname "$0")
bench=$1
folder=${2:-$(mktemp -d)}
many=${3:-50000}
few=${4:-2000}
TIMEFORMAT=%U

make_file() { # flavour count file
    [ -s "$3" ] || python3 "$here/generate.py" "$1" "$2" "$3"
}

# The least of three runs: other load only ever adds.
least() {
    for _ in 1 2 3; do
        { time "$@" >/dev/null; } 2>&1
    done | sort -n | head -1
}

compare() { # name file
    local reference ours
    reference=$(least xmllint --sax --noout "$2")
    ours=$(least "$bench" -q "$2")
    awk -v n="$1" -v a="$reference" -v b="$ours" \
        'BEGIN { printf "%s: xmllint %.2f s, import %.2f s, ratio %.2f\n", n, a, b, b / a }'
    "$bench" -q "$2"
}

make_file C "$many" "$folder/c.xml"
make_file A "$few" "$folder/a.xml"
compare "flavour C, $many mailboxes" "$folder/c.xml"
compare "flavour A, $few mailboxes" "$folder/a.xml"

# Two files on two threads: wall time near that of one, CPU time twice that of one.
cp "$folder/c.xml" "$folder/c2.xml"
echo "two files, one thread and two:"
"$bench" -q -j1 "$folder/c.xml" "$folder/c2.xml"
"$bench" -q -j2 "$folder/c.xml" "$folder/c2.xml"
rm -f "$folder/c2.xml"
