#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The same objects as CLIXML and as JSON of either PowerShell give the same result.
# usage: json_equivalence.sh     output: TAP; EXLINT names the program, EXLINT_SRCDIR the source tree

[ -z "$EXLINT_QUICK" ] || { echo "1..0 # SKIP EXLINT_QUICK is set"; exit 0; }
command -v python3 >/dev/null 2>&1 || {
    echo "1..0 # SKIP python3 is not here"
    exit 0
}
exec python3 "${EXLINT_SRCDIR:-.}/tests/e2e/json_equivalence.py"
