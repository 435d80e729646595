#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The three promises, held to by changing dumps in ways whose effect is known.
# usage: promises.sh     output: TAP; EXLINT names the program, EXLINT_SRCDIR the source tree

[ -z "$EXLINT_QUICK" ] || { echo "1..0 # SKIP EXLINT_QUICK is set"; exit 0; }
command -v python3 >/dev/null 2>&1 || {
    echo "1..0 # SKIP python3 is not here"
    exit 0
}
exec python3 "${EXLINT_SRCDIR:-.}/tests/e2e/promises.py"
