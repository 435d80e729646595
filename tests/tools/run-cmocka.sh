#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs a test program and makes one TAP stream of it: cmocka prints a plan for
# every group and numbers each group from 1, and calls a skipped test "not ok".
"$@" >"$1.tap" 2>"$1.err"
status=$?
cat "$1.err" >&2
awk '
    /^1\.\.[0-9]+$/ { next }
    /^(not )?ok / {
        n++
        ok = ($1 == "ok" || / # SKIP/) ? "ok" : "not ok"
        sub(/^(not )?ok [0-9]*( -)? */, "")
        print ok " " n " - " $0
        next
    }
    { print "# " $0 }
    END { print "1.." n }
' "$1.tap"
rm -f "$1.tap" "$1.err"
exit $status
