#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The Debian package: it is built from a clean clone of what is committed, lintian has nothing to
# say, and what it unpacks does its work. Its own tests are left out (nocheck): the whole of them
# is run elsewhere.
#
# output: TAP; EXLINT_SRCDIR names the source tree, a work tree of Git

src=$(cd "${EXLINT_SRCDIR:-.}" && pwd)
for tool in git dpkg-buildpackage dh lintian; do
    command -v $tool >/dev/null 2>&1 || { echo "1..0 # SKIP $tool is not here"; exit 0; }
done
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
n=0
failed=0

say()
{
    n=$((n + 1))
    if [ "$1" = 0 ]; then
        echo "ok $n - $2"
        return
    fi
    failed=1
    echo "not ok $n - $2"
    sed 's/^/# /' "$work/out" | tail -40
}

git clone -q "$src" "$work/exlint" >"$work/out" 2>&1 || { say 1 "a clone"; echo "1..$n"; exit 1; }
cd "$work/exlint" || exit 1
MAKEFLAGS='' DEB_BUILD_OPTIONS="nocheck noautodbgsym parallel=$(nproc)" \
    dpkg-buildpackage -us -uc -b >"$work/out" 2>&1
say $? "the package is built"
git status --porcelain >"$work/out"
[ ! -s "$work/out" ]
say $? "the build leaves nothing in the source tree that Git would see"
lintian --allow-root --fail-on=error,warning -i "$work"/exlint_*.changes >"$work/out" 2>&1
say $? "lintian has no error and no warning"
[ "$(dpkg-parsechangelog -S Version)" = "$(sed -n 's/^AC_INIT(\[exlint\], \[\([0-9.]*\)\].*/\1/p' configure.ac)" ]
say $? "the version of the package is that of the program"
mkdir "$work/root"
dpkg -x "$work"/exlint_*.deb "$work/root" >"$work/out" 2>&1
say $? "the package unpacks"
sh debian/tests/demo "$work/root" >"$work/out" 2>&1
say $? "it does its work"

# What the build of the package tests when it tests.
for test in $(sed -n '/^package_tests = /,/[^\\]$/p' debian/rules | grep -o 'tests/[a-z0-9/_.]*'); do
    [ -f "$test" ] || [ -f "$test.c" ] || echo "$test"
done >"$work/out"
[ ! -s "$work/out" ]
say $? "the tests of the package are there"
echo "1..$n"
exit $failed
