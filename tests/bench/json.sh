#!/bin/bash
# SPDX-License-Identifier: MIT
# Measures the import of large Get-Mailbox exports in JSON against `jq length` and Python's
# `json.load`.
#
#     json.sh BENCH [FOLDER [MAILBOXES]]
#
# BENCH is the program made from import_bench.c, FOLDER keeps the generated files.
set -euo pipefail

here=$(dirname "$0")
bench=$1
folder=${2:-$(mktemp -d)}
many=${3:-20000}
TIMEFORMAT='%U %S'

# The least CPU time of three runs: other load only ever adds.
least() {
    for _ in 1 2 3; do
        { time "$@" >/dev/null; } 2>&1 | awk '{ print $1 + $2 }'
    done | sort -n | head -1
}

compare() { # name file
    local bytes jq python ours
    bytes=$(wc -c <"$2")
    ours=$(least "$bench" -q "$2")
    jq=$(least jq length "$2")
    python=$(least python3 -c 'import json, sys; json.load(open(sys.argv[1], encoding="utf-8"))' "$2")
    awk -v n="$1" -v m="$bytes" -v a="$ours" -v b="$jq" -v c="$python" 'BEGIN {
        m /= 1e6
        printf "%s, %.0f MB: import %.2f s (%.0f MB/s), jq %.2f s (%.1f times), Python %.2f s (%.1f times)\n",
            n, m, a, m / a, b, b / a, c, c / a }'
    "$bench" -q "$2"
    echo "of this the import:"
    for _ in 1 2 3; do
        "$bench" -i "$2"
    done | sort -t, -k2 | head -1
}

mkdir -p "$folder"
for powershell in 5 7; do
    file=$folder/Get-Mailbox-$powershell.json
    [ -s "$file" ] || python3 "$here/generate_json.py" "$powershell" "$many" "$file"
    compare "PowerShell $powershell, $many mailboxes" "$file"
done
