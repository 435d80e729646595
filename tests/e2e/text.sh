#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The same organization as CLIXML and as text: text says less, and nothing else.
# usage: text.sh     output: TAP; EXLINT names the program, EXLINT_SRCDIR the source tree

[ -z "$EXLINT_QUICK" ] || { echo "1..0 # SKIP EXLINT_QUICK is set"; exit 0; }
command -v python3 >/dev/null 2>&1 || {
    echo "1..0 # SKIP python3 is not here"
    exit 0
}
exec python3 "${EXLINT_SRCDIR:-.}/tests/e2e/text.py"
