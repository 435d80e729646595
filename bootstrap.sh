#!/bin/sh
# SPDX-License-Identifier: MIT
# From a bare Debian 12 to a built exlint: installs the packages that are
# missing (as root or through sudo), configures and builds in build/.
#
#     ./bootstrap.sh [CONFIGURE OPTION...]
#
# BUILD_DIR names another build folder.
set -eu
cd "$(dirname "$0")"
build=${BUILD_DIR:-build}

packages="autoconf automake pkg-config gcc libc6-dev make python3
libxml2-dev libpcre2-dev libssl-dev libjansson-dev libyaml-dev libpsl-dev libidn2-dev
libarchive-dev zlib1g-dev libc-ares-dev libcmocka-dev libxml2-utils"

missing=
for package in $packages; do
    state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing="$missing $package"
done

if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif command -v sudo >/dev/null 2>&1; then
        as_root=sudo
    else
        echo "bootstrap.sh: packages are missing; run this as root, then bootstrap.sh again:" >&2
        echo "    apt-get update && apt-get install --no-install-recommends$missing" >&2
        exit 1
    fi
    $as_root apt-get update -q
    # shellcheck disable=SC2086 # a list of package names
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -q -y --no-install-recommends $missing
fi

[ -x configure ] || autoreconf --install
source=$PWD
mkdir -p "$build"
cd "$build"
if [ ! -f Makefile ] || [ $# -gt 0 ]; then
    "$source/configure" "$@"
fi
make -j"$(nproc)"
