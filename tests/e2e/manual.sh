#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The manual pages: one for each command and one for all, that say what the help says, and that
# groff, mandoc and man read without a warning.
#
# output: TAP; EXLINT, EXLINT_SRCDIR as in the other tests

. "${EXLINT_SRCDIR:-.}/tests/e2e/program.sh"

skip()
{
    n=$((n + 1))
    echo "ok $n # SKIP $1"
}

commands=$("$exlint" help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
: >out
: >err
[ "$(echo "$commands" | wc -w)" -gt 8 ]
say $? "help lists the commands"

mkdir pages
"$exlint" help --man >pages/exlint.1
for command in $commands; do
    "$exlint" help --man "$command" >"pages/exlint-$command.1"
done
status "a page of a command that does not exist" 2 help --man chek
has "a page of a command that does not exist: did you mean" err "did you mean 'check'?"

# The names in lines such as `-f, --format FORMAT`, one a line.
options_of()
{
    sed -n 's/^ *\(-[a-zA-Z], \)\{0,1\}\(--[][a-z-]*\).*/\2/p'
}
plain()
{
    sed 's/\\f[BIR]//g; s/\\-/-/g; s/\\(aq/'"'"'/g' "$1"
}

for command in $commands; do
    page=pages/exlint-$command.1
    "$exlint" help "$command" | grep '^  ' | options_of | sort >expected
    plain "$page" | awk '/^\.TP/ { getline; print }' | options_of | sort >out
    cmp -s expected out && [ -s out ]
    say $? "exlint-$command: the options of the help"
    lost=
    for section in NAME SYNOPSIS DESCRIPTION OPTIONS 'EXIT STATUS' 'SEE ALSO'; do
        grep -qxF ".SH $section" "$page" || lost="$lost $section"
    done
    [ -z "$lost" ]
    say $? "exlint-$command: all sections$lost"
    grep -q "^\.BR exlint.-$command (1)" pages/exlint.1
    say $? "exlint-$command: named by exlint(1)"
done

# An example uses options that its command has.
for command in $commands; do
    "$exlint" help "$command" >help
    plain "pages/exlint-$command.1" | grep -o "exlint $command [^|>]*" | grep -oE -e ' --?[a-z][a-z-]*' |
        while read -r option; do
            grep -qE -e "^ *(-., )?$(echo "$option" | sed 's/^--/--(\\[no-\\])?/')[ ,]" help || echo "$option"
        done >out
    [ ! -s out ]
    say $? "exlint-$command: the examples use options of the command"
done

# The date of a page would change its bytes, so there is none.
for page in pages/*.1; do
    name=$(basename "$page")
    if command -v groff >/dev/null 2>&1; then
        groff -ww -mandoc -z -Tutf8 "$page" >out 2>&1 && [ ! -s out ]
        say $? "$name: groff has nothing to warn of"
    else
        skip "groff is not here"
    fi
    if command -v mandoc >/dev/null 2>&1; then
        mandoc -T lint -W warning "$page" | grep -v 'missing date' >out
        [ ! -s out ]
        say $? "$name: mandoc has nothing to warn of"
    else
        skip "mandoc is not here"
    fi
    if command -v man >/dev/null 2>&1; then
        MANWIDTH=80 man --warnings -l "$page" >shown 2>out && [ -s shown ] && [ ! -s out ]
        say $? "$name: man has nothing to warn of"
    else
        skip "man is not here"
    fi
done
echo "1..$n"
