#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Write the pages of the built-in rules and their index into a folder, and
# remove those of rules that are gone. `make docs` runs this for docs/rules.
#
# usage: docs/generate.sh EXLINT FOLDER
set -eu
exlint=$1
folder=$2
note='<!-- Written by `make docs` from the files in rules/: edit these instead. -->'

mkdir -p "$folder"
rm -f "$folder"/*.md
{
    echo "$note"
    echo
    "$exlint" rules --format=markdown
} >"$folder/README.md"
for id in $("$exlint" rules | sed -n 's/^ *\([A-Z]\{2,8\}[0-9]\{4\}\) .*/\1/p'); do
    {
        echo "$note"
        echo
        "$exlint" explain --format=markdown "$id"
    } >"$folder/$id.md"
done
