# SPDX-License-Identifier: MIT
# Shared by the lint tests: TAP output. Source it, call `check NAME FILE` for
# each rule (FILE holds the offences; empty means ok), then `done_testing`.
count=0
srcdir=${EXLINT_SRCDIR:-$(cd "$(dirname "$0")/../.." && pwd)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

check() {
    count=$((count + 1))
    if [ -s "$2" ]; then
        echo "not ok $count - $1"
        sed 's/^/#   /' "$2" | head -40
    else
        echo "ok $count - $1"
    fi
}

done_testing() {
    echo "1..$count"
}

# Every C file of the program (not of the tests).
sources() {
    (cd "$srcdir" && find src formats -name '*.[ch]' | LC_ALL=C sort)
}
