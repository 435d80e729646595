#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `exlint init`: it writes the samples of examples/, never over what is there, and the program
# takes what it wrote.
#
# output: TAP; EXLINT, EXLINT_SRCDIR as in the other tests

. "${EXLINT_SRCDIR:-.}/tests/e2e/program.sh"

skip()
{
    n=$((n + 1))
    echo "ok $n # SKIP $1"
}

# same NAME FILE SAMPLE
same()
{
    cmp -s "$2" "$src/examples/$3"
    say $? "$1"
}

# ---- what is written ------------------------------------------------------------------
mkdir here
(cd here && "$exlint" init) >out 2>err
say $? "init here"
same "init here: the configuration" here/exlint.yaml exlint.yaml
has "init here: says what it wrote" out "wrote  exlint.yaml"
[ "$(ls -A here)" = exlint.yaml ]
say $? "init here: nothing else"
status "init of a folder that is not there" 0 init new/folder --ci=github --ci gitlab --ci azure --ci pre-commit
same "the configuration" new/folder/exlint.yaml exlint.yaml
same "--ci=github" new/folder/.github/workflows/exlint.yml ci/github.yml
same "--ci=gitlab" new/folder/.gitlab-ci.yml ci/gitlab-ci.yml
same "--ci=azure" new/folder/azure-pipelines.yml ci/azure-pipelines.yml
same "--ci=pre-commit" new/folder/.pre-commit-config.yaml ci/pre-commit-config.yaml
has "each is named" out "wrote  new/folder/.github/workflows/exlint.yml"
status "a slash at the end" 0 init slash/
same "a slash at the end: the configuration" slash/exlint.yaml exlint.yaml

# ---- what is there stays ----------------------------------------------------------------
echo 'fail-on: low' >here/exlint.yaml
ln -s nowhere here/.gitlab-ci.yml
status "again" 0 init here --ci=gitlab --ci=azure
has "again: says what it kept" out "kept   here/exlint.yaml"
has "again: a link that leads nowhere counts" out "kept   here/.gitlab-ci.yml"
[ "$(cat here/exlint.yaml)" = 'fail-on: low' ] && [ ! -e here/nowhere ]
say $? "again: nothing is overwritten"
same "again: what was missing is written" here/azure-pipelines.yml ci/azure-pipelines.yml

# ---- errors ------------------------------------------------------------------------------
status "an unknown system" 2 init never --ci=githib
has "an unknown system: did you mean" err "did you mean 'github'?"
[ ! -e never ]
say $? "an unknown system: nothing is written"
status "two folders" 2 init a b
status "no folder" 2 init ''
status "a file where a folder should be" 4 init here/exlint.yaml/sub --ci=azure
[ -s err ]
say $? "a file where a folder should be: a message"

# ---- the program takes it -------------------------------------------------------------------
if "$exlint" help config >help 2>/dev/null; then
    mkdir taken
    (cd taken && "$exlint" init && "$exlint" config) >out 2>err
    say $? "the configuration is taken"
    # Everything that is commented out: a comment has a space behind the #, a setting none or two.
    sed 's/^#\([^ ]\)/\1/; s/^#\(  \)/\1/' taken/exlint.yaml >all && mv all taken/exlint.yaml
    grep -q '^waivers:' taken/exlint.yaml && (cd taken && "$exlint" config) >out 2>err
    say $? "and with everything that is commented out"
else
    skip "there is no exlint config yet"
fi
version=$("$exlint" --version | cut -d' ' -f2)
for sample in github azure-pipelines gitlab-ci pre-commit-config; do
    grep -hoE '(exlint@|--branch |rev: )v[0-9.]+' "$src/examples/ci/$sample".y*ml | sort -u >out
    [ "$(sed 's/.*v//' out)" = "$version" ]
    say $? "$sample: the version is this one"
done
echo "1..$n"
