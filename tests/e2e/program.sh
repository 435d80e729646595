# SPDX-License-Identifier: MIT
#
# For tests of the program, read with `.`: $exlint, $src, an empty folder that is the current one
# and goes away, a neutral environment, and cases of TAP over the files out and err.

exlint=${EXLINT:-./exlint}
case $exlint in
/*) ;;
*) exlint=$PWD/$exlint ;;
esac
src=$(cd "${EXLINT_SRCDIR:-.}" && pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
unset NO_COLOR CI COLUMNS SOURCE_DATE_EPOCH
LC_ALL=C.UTF-8
export LC_ALL
n=0

say()
{
    n=$((n + 1))
    if [ "$1" = 0 ]; then
        echo "ok $n - $2"
        return
    fi
    echo "not ok $n - $2"
    sed 's/^/# out: /' out | head -20
    sed 's/^/# err: /' err | head -20
}

# status NAME EXPECTED ARGUMENTS...: run and compare the exit status
status()
{
    name=$1
    expected=$2
    shift 2
    "$exlint" "$@" >out 2>err
    got=$?
    [ $got = "$expected" ]
    say $? "$name (exit $got)"
}

# has NAME FILE TEXT: a text is in out or err of the last run
has()
{
    grep -qF -e "$3" "$2"
    say $? "$1"
}

lacks()
{
    ! grep -qF -e "$3" "$2"
    say $? "$1"
}

# powershell_grammar FOLDER: the npm packages that parse PowerShell, once for all tests, which may
# run at the same time
powershell_grammar()
{
    mkdir -p "$1"
    (
        flock 9
        [ -d "$1/node_modules/web-tree-sitter" ] || ! command -v npm >/dev/null 2>&1 ||
            npm install --prefix "$1" --ignore-scripts --no-audit --no-fund \
                tree-sitter-powershell@0.26.4 web-tree-sitter@0.25.10 >"$1/npm.log" 2>&1
    ) 9>"$1/lock"
}
