#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `exlint completions`: every shell that is here is asked what it would complete, and says what the
# help says. PowerShell, which is not, has its script parsed by a grammar (npm packages
# tree-sitter-powershell and web-tree-sitter).
#
# output: TAP; EXLINT, EXLINT_SRCDIR as in the other tests, EXLINT_CACHE where packages are kept

[ -z "$EXLINT_QUICK$EXLINT_AGAIN" ] || { echo "1..0 # SKIP EXLINT_QUICK or EXLINT_AGAIN is set"; exit 0; }
cache=${EXLINT_CACHE:-${EXLINT_BUILDDIR:-$PWD}/powershell-grammar}
. "${EXLINT_SRCDIR:-.}/tests/e2e/program.sh"

skip()
{
    n=$((n + 1))
    echo "ok $n # SKIP $1"
}

: >out
: >err
for shell in bash zsh fish powershell; do
    status "completions $shell" 0 completions $shell
    cp out "exlint.$shell"
    grep -nE '@VERSION@|#@' out >err
    [ -s out ] && [ ! -s err ]
    say $? "$shell: nothing of the template is left"
    [ -z "$(LC_ALL=C tr -d '\n -~' <out)" ]
    say $? "$shell: the script is ASCII"
done
status "a shell that is not known" 2 completions csh
has "a shell that is not known: which there are" err "bash, zsh, fish, powershell"
status "no shell" 2 completions
status "two shells" 2 completions bash zsh

# What a user may have around: a folder, one with a space, a file.
mkdir contoso "dump of EX01"
touch dns.json

# ---- asking the shells ---------------------------------------------------------------
# ask_SHELL LINE: the words that the shell offers for the end of a line, one a line

# COMP_WORDS as bash makes it: `=` ends a word.
cat >ask.bash <<'BASH'
. ./exlint.bash
line=$1
spaced=${line//=/ = }
read -ra COMP_WORDS <<<"$spaced"
[[ $line == *' ' || $line == *= ]] && COMP_WORDS+=('')
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_exlint
printf '%s\n' "${COMPREPLY[@]}"
BASH
ask_bash()
{
    bash --norc ask.bash "$1" 2>>err
}

# A real line editor, whose compadd tells what it was given.
cat >ask.zsh <<'ZSH'
zmodload zsh/zpty
rm -f offered done
zpty z zsh -f -i
zpty -w z "source ./setup.zsh; : >ready"
repeat 100; do [[ -e ready ]] && break; sleep 0.1; done
rm -f ready
zpty -w -n z "$1"$'\t'
repeat 100; do [[ -e done ]] && break; sleep 0.1; done
[[ -e done ]] || echo "the line editor does not answer" >&2
zpty -d z
[[ ! -e offered ]] || cat offered
ZSH
cat >setup.zsh <<'ZSH'
PROMPT=
autoload -Uz compinit && compinit -C -d ./zcompdump
source ./exlint.zsh
bindkey '^I' complete-word
finish() { : >done }
comppostfuncs=(finish)
compadd() {
    local -a offered
    if [[ " ${(j: :)@} " != *' '-[a-zA-Z]#[OAD]' '* ]]; then
        builtin compadd -O offered "$@"
        (( $#offered )) && print -rl -- $offered >>offered
    fi
    builtin compadd "$@"
}
ZSH
ask_zsh()
{
    zsh -f ask.zsh "$1" 2>>err
}

ask_fish()
{
    HOME=$work XDG_CONFIG_HOME=$work fish --no-config -c 'source exlint.fish; complete -C $argv[1]' "$1" 2>>err |
        cut -f1
}

# Of a list with commas the last entry, of `--option=value` the value.
bare()
{
    sed 's/^[a-z-]*=\(.\)/\1/; s/.*,//; s/=$//; s/\\//g; s/ *$//' | grep . | LC_ALL=C sort -u
}

# offers SHELL NAME LINE WORD...: the shell offers these words and no others
offers()
{
    shell=$1
    name=$2
    line=$3
    shift 3
    : >err
    "ask_$shell" "$line" | bare >out
    printf '%s\n' "$@" | grep . | LC_ALL=C sort -u >expected
    cmp -s expected out
    say $? "$shell: $name"
}

# offers_also SHELL NAME LINE WORD...: these are among the words
offers_also()
{
    shell=$1
    name=$2
    line=$3
    shift 3
    : >err
    "ask_$shell" "$line" | bare >out
    printf '%s\n' "$@" | LC_ALL=C sort -u >expected
    LC_ALL=C comm -23 expected out >missing
    [ ! -s missing ]
    say $? "$shell: $name"
}

# The long options that the help of a command lists.
options_of()
{
    "$exlint" help "$1" | sed '/^Examples:/,$d' | sed -n 's/^  \(-.,\|   \) --\(\[no-\]\)\{0,1\}\([a-z-]*\).*/\2 \3/p' |
        while read -r first second; do
            [ -n "$second" ] && echo "--no-$second"
            echo "--${second:-$first}"
        done
}

commands=$("$exlint" help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
formats=$("$exlint" help check | tr '\n' ' ' |
    sed 's/.*how to write to standard output: \([^-]*\) -o, .*/\1/; s/ (default)//; s/,//g')
severities="critical high medium low info never"

check_shell()
{
    offers_also $1 "commands" "exlint " $commands
    offers $1 "the beginning of a command" "exlint inv" inventory
    for command in $commands; do
        offers $1 "options of $command" "exlint $command --" $(options_of "$command")
    done
    offers $1 "options without a command" "exlint --fail" --fail-on --fail-on-new
    offers $1 "options behind a dump" "exlint contoso --fail" --fail-on --fail-on-new
    offers $1 "the command behind options" "exlint --dns-replay dns.json query --var" --var
    offers $1 "an option that the command does not have" "exlint rules --fail" ''
    offers $1 "formats of reports" "exlint check --format " $formats
    offers $1 "formats behind =" "exlint --format=" $formats
    offers $1 "formats of a command" "exlint dns -f " text zone json
    offers $1 "severities" "exlint check --fail-on=" $severities
    offers $1 "the beginning of a value" "exlint check --color n" never
    offers_also $1 "profiles" "exlint check --profile " pre-change
    offers_also $1 "parameters of rules" "exlint check --set cert" certificate-expiry certificate-key-bits
    offers $1 "what can be assumed" "exlint check --assume " gateway outbound dkim-selector
    offers $1 "rules" "exlint explain EXL3103" EXL3103
    offers $1 "rules by name" "exlint explain owa-ecp-internal" owa-ecp-internal-url-mismatch
    offers $1 "rules of a list" "exlint --select=EXL1001,EXL3103" EXL3103
    offers $1 "areas" "exlint --ignore client-" client-access
    offers $1 "shells" "exlint completions " bash zsh fish powershell
    offers $1 "commands to help with" "exlint help coll" collect
    offers $1 "no arguments where none belong" "exlint rules dn" ''
    offers $1 "no option behind --" "exlint check -- --fail" ''
}

if command -v bash >/dev/null 2>&1; then
    bash -n exlint.bash 2>err
    say $? "bash: the script parses"
    check_shell bash
    # Names of files are left to bash: an empty answer, and the default is not turned off.
    offers bash "nothing instead of files" "exlint check con" ''
    grep -qF 'complete -o bashdefault -o default -F _exlint exlint' exlint.bash
    say $? "bash: files by default"
    loader=/usr/share/bash-completion/bash_completion
    if [ -r $loader ]; then
        mkdir -p share/bash-completion/completions
        cp exlint.bash share/bash-completion/completions/exlint
        XDG_DATA_DIRS=$work/share bash --norc -c ". $loader
            _completion_loader exlint; complete -p exlint" >out 2>err
        has "bash: bash-completion finds it by its name" out "-F _exlint exlint"
    else
        skip "bash: bash-completion is not here"
    fi
else
    skip "bash is not here"
fi

if command -v zsh >/dev/null 2>&1; then
    zsh -n exlint.zsh 2>err
    say $? "zsh: the script parses"
    head -1 exlint.zsh | grep -qxF '#compdef exlint'
    say $? "zsh: compinit finds it by its first line"
    if zsh -f -c 'zmodload zsh/zpty' 2>/dev/null; then
        check_shell zsh
        offers_also zsh "files" "exlint check --dns-replay dns" dns.json
        offers zsh "folders" "exlint check --rules con" contoso
        offers_also zsh "dumps beside commands" "exlint con" contoso
        offers_also zsh "formats of a file" "exlint check -o " json sarif
        offers_also zsh "the file behind a format" "exlint check -o json=dns" dns.json
    else
        skip "zsh: zpty is not here"
    fi
else
    skip "zsh is not here"
fi

if command -v fish >/dev/null 2>&1; then
    fish --no-execute exlint.fish 2>err
    say $? "fish: the script parses"
    check_shell fish
    offers_also fish "files" "exlint check --dns-replay dns" dns.json
    offers fish "folders" "exlint check --rules con" contoso/
    offers_also fish "dumps beside commands" "exlint con" contoso/
    offers_also fish "formats of a file" "exlint check -o " json sarif
    offers_also fish "the file behind a format" "exlint check -o json=dns" dns.json
else
    skip "fish is not here"
fi

# ---- PowerShell --------------------------------------------------------------------------
powershell_grammar "$cache"
: >err
for command in $commands; do
    for option in $(options_of "$command"); do
        sed -n "/^        '$command' = @(/,/^        )/p" exlint.powershell |
            grep -qE "^            ,@\('$option=?', '[^']" || echo "$command $option"
    done
done >out
[ ! -s out ]
say $? "powershell: all options of all commands"
if command -v node >/dev/null 2>&1 && [ -d "$cache/node_modules/tree-sitter-powershell" ]; then
    cat >"$cache/errors.cjs" <<'NODE'
const fs = require("fs"), path = require("path");
const TS = require("web-tree-sitter");
function walk(node) {
    if (node.isError || node.isMissing)
        console.log(`${node.startPosition.row + 1}: ${node.type} ${node.text.slice(0, 60)}`);
    node.children.forEach(walk);
}
(async () => {
    await TS.Parser.init();
    const parser = new TS.Parser();
    parser.setLanguage(await TS.Language.load(
        path.join(__dirname, "node_modules/tree-sitter-powershell/tree-sitter-powershell.wasm")));
    for (const file of process.argv.slice(2)) {
        console.log(file);
        walk(parser.parse(fs.readFileSync(file, "utf8")).rootNode);
    }
})();
NODE
    sed 's/@(/@/' exlint.powershell >wrong.ps1
    node "$cache/errors.cjs" wrong.ps1 exlint.powershell >out 2>err
    [ "$(sed -n 2p out)" != exlint.powershell ]
    say $? "powershell: the grammar finds errors"
    [ "$(tail -1 out)" = exlint.powershell ]
    say $? "powershell: the script parses"
else
    skip "powershell: its grammar is not here"
fi

# ---- what is offered is true -----------------------------------------------------------------
# accepted COMMAND OPTION ARGUMENTS...: the program takes each value that is offered
accepted()
{
    command=$1
    option=$2
    shift 2
    ask_bash "exlint $command $option=" | bare >values
    while read -r value; do
        "$exlint" "$command" "$option=$value" "$@" >out 2>err </dev/null
        [ $? != 2 ] || echo "$value"
    done <values >refused
    [ -s values ] && [ ! -s refused ]
    say $? "$command $option: what is offered is accepted"
}
if command -v bash >/dev/null 2>&1; then
    dump=$src/corpus/demo
    accepted check --format "$dump"
    accepted check --fail-on "$dump"
    accepted check --color "$dump"
    accepted check --profile "$dump"
    accepted inventory --format "$dump"
    accepted dns --format "$dump" --expected
    accepted rules --format
    accepted explain --format EXL3103
    accepted query --format 1
    ask_bash "exlint rules --select=" | paste -sd, >out
    status "what is offered of rules is accepted" 0 rules --select "$(cat out)"
else
    skip "bash is not here"
fi
echo "1..$n"
