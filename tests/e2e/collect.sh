#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `exlint collect`: the script parses by a grammar of PowerShell (npm packages tree-sitter-powershell
# and web-tree-sitter) and runs nothing but what is on the list; and exlint reads what it writes, as
# corpus/tools/collect.py writes it, with every rule assessed.
#
# output: TAP; EXLINT, EXLINT_SRCDIR as in the other tests, EXLINT_CACHE where packages are kept

[ -z "$EXLINT_QUICK" ] || { echo "1..0 # SKIP EXLINT_QUICK is set"; exit 0; }
cache=${EXLINT_CACHE:-${EXLINT_BUILDDIR:-$PWD}/powershell-grammar}
. "${EXLINT_SRCDIR:-.}/tests/e2e/program.sh"

skip()
{
    n=$((n + 1))
    echo "ok $n # SKIP $1"
}

# same NAME FILE EXPECTED
same()
{
    diff "$3" "$2" >out
    say $? "$1"
}

: >out
: >err

# ---- a rule that reads more ------------------------------------------------
mkdir rules
cat >rules/quota.yaml <<'YAML'
id: ACME0001
name: archive-without-policy
title: An archive has no retention policy
severity: low
area: recipients
each: Mailbox as m
assert: m.ArchiveName.size() == 0 || m.RetentionPolicy != null
message: "'{m.Name}' has an archive"
why: Because.
fix: Set-Mailbox -Identity {m.Identity} -RetentionPolicy <NAME>
references: [{title: A, url: "https://example.com/"}]
YAML

"$exlint" collect >collect.ps1 2>err
say $? "collect writes the script"
"$exlint" collect --rules rules >more.ps1 2>err
say $? "collect --rules writes the script"
"$exlint" collect --cmdlets >cmdlets 2>err
say $? "collect --cmdlets lists what it runs"
"$exlint" collect | cmp -s - collect.ps1
say $? "the same run gives the same script"
[ -z "$(LC_ALL=C tr -d '\n -~' <collect.ps1)" ]
say $? "the script is ASCII"
grep -qF "$("$exlint" --version)" collect.ps1
say $? "the script names the version that made it"
! grep -nE '@VERSION@|#@' collect.ps1 >out
say $? "nothing of the template is left"
"$exlint" collect dump >out 2>err
[ $? = 2 ]
say $? "an argument is refused"

# ---- the list ----------------------------------------------------------------
same "the list is the expected one" cmdlets "$src/corpus/golden/collect.txt"

# Every kind with a cmdlet occurs in the list, once by its current name.
sed -n 's/^EX_KIND([A-Za-z]*, "\([A-Za-z-]\{1,\}\)".*/\1/p' "$src/src/model/schema.def" |
    sort >kinds
awk '!/^#/ && $1 !~ /ADServerSettings$/ && $1 != "Get-ClientAccessServer" { print $1 }' cmdlets |
    sort >listed
same "every kind with a cmdlet is in the list" listed kinds

# properties CMDLET SCRIPT: what the script exports of it, one a line
properties()
{
    sed -n "/-Cmdlet '$1' -Property/,/^    )/p" "$2" | grep -o "'[A-Za-z]*'" | tr -d "'" | sort
}

# What rules read of mailboxes, also as recipients, and what is always kept of an object.
"$exlint" explain --format=json $("$exlint" rules | sed -n 's/^ *\(EXL[0-9]*\) .*/\1/p') |
    awk -F'"' '/"cmdlet": "Get-(Mailbox|Recipient)"/ { on = 1; next }
        on && /"properties":/ { print $4 } { on = 0 }' | tr -d ' ' | tr ',' '\n' >read
printf '%s\n' Identity Name DistinguishedName Guid WhenChanged | sort -u - read >expected
properties Get-Mailbox collect.ps1 >exported
same "of mailboxes, what rules read is exported and nothing else" exported expected
properties Get-Mailbox more.ps1 >exported-more
printf '%s\n' ArchiveName RetentionPolicy | sort - exported >expected
same "a rule of one's own adds the properties that it reads" exported-more expected

# ---- the grammar -----------------------------------------------------------------
if [ ! -d "$cache/node_modules/web-tree-sitter" ] && command -v npm >/dev/null 2>&1; then
    mkdir -p "$cache"
    npm install --prefix "$cache" --ignore-scripts --no-audit --no-fund \
        tree-sitter-powershell@0.26.4 web-tree-sitter@0.25.10 >"$cache/npm.log" 2>&1
fi

# What the script may run besides cmdlets of the list: looking, and writing below its own folder.
cat >allowed <<'END'
Add-Type
Export-Clixml
Get-ADServerSettings
Get-ChildItem
Get-Command
Join-Path
Move-Item
New-Object
Remove-Item
Set-ADServerSettings
Sort-Object
Test-Path
Where-Object
Write-Host
Write-Progress
Write-Warning
END
awk '!/^#/ { print $1 }' cmdlets | sort -u - allowed >expected
# Methods of .NET that reach beyond the script: they make the folder and the ZIP file.
cat >methods <<'END'
[DateTime]::UtcNow.ToString
[Math]::Round
[System.Diagnostics.Stopwatch]::StartNew
[System.IO.Compression.ZipFile]::CreateFromDirectory
[System.IO.Directory]::CreateDirectory
END

mkdir -p "$cache"
cat >"$cache/walk.cjs" <<'NODE'
const fs = require("fs"), path = require("path");
const TS = require("web-tree-sitter");
let found;
function command(node) {
    const name = node.childForFieldName("command_name");
    if (name && name.type === "command_name") found.commands.add(name.text);
    else found.dynamic.add(name ? name.text : node.text);
}
function walk(node) {
    if (node.isError || node.isMissing)
        found.errors.push(`${node.startPosition.row + 1}: ${node.type} ${node.text.slice(0, 60)}`);
    if (node.type === "command") command(node);
    if (node.type === "function_statement")
        found.defined.add(node.children.find((c) => c.type === "function_name").text);
    if (node.type === "invokation_expression" && node.text.startsWith("["))
        found.methods.add(node.text.replace(/\(.*/s, ""));
    node.children.forEach(walk);
}
(async () => {
    await TS.Parser.init();
    const parser = new TS.Parser();
    parser.setLanguage(await TS.Language.load(
        path.join(__dirname, "node_modules/tree-sitter-powershell/tree-sitter-powershell.wasm")));
    for (const file of process.argv.slice(2)) {
        found = { errors: [], commands: new Set(), defined: new Set(), dynamic: new Set(), methods: new Set() };
        walk(parser.parse(fs.readFileSync(file, "utf8")).rootNode);
        found.commands = new Set([...found.commands].filter((name) => !found.defined.has(name)));
        for (const [what, names] of Object.entries(found))
            fs.writeFileSync(`${file}.${what}`, [...names].sort().map((name) => `${name}\n`).join(""));
    }
})();
NODE
if command -v node >/dev/null 2>&1 && [ -d "$cache/node_modules/tree-sitter-powershell" ]; then
    echo 'function Get-It { param($A' >wrong.ps1
    # Loading the grammar takes longer than everything else, so all in one go.
    node "$cache/walk.cjs" wrong.ps1 collect.ps1 more.ps1 2>err
    [ -s wrong.ps1.errors ]
    say $? "the grammar finds errors"
    for script in collect.ps1 more.ps1; do
        [ -f $script.errors ] && [ ! -s $script.errors ]
        say $? "$script parses"
        LC_ALL=C sort $script.commands >commands
        LC_ALL=C sort expected >wanted
        same "$script runs what is on the list and nothing else" commands wanted
        echo '$Command' >wanted
        same "$script has one call by variable, of the blocks that it writes out" $script.dynamic wanted
        same "$script calls no other methods of .NET" $script.methods methods
    done
else
    skip "the grammar of PowerShell is not here"
fi

# ---- a dump that it would write ------------------------------------------------------
if ! command -v python3 >/dev/null 2>&1; then
    skip "python3 is not here"
    echo "1..$n"
    exit 0
fi
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE
python3 "$src/corpus/tools/collect.py" dump <cmdlets 2>err
say $? "a dump as the script writes it"

# check NAME STATUS ARGUMENTS...
check()
{
    name=$1
    status=$2
    shift 2
    "$exlint" --now 2026-01-15 --no-vcs --show-not-assessed "$@" >out 2>err
    got=$?
    [ $got = "$status" ]
    say $? "$name (exit $got)"
}

check "it is healthy and wholly assessed" 0 --strict --fail-on=info dump
! grep -qE ': (note|warning|error): ' err
say $? "and there is nothing to say about it"

# The same values as in other exports, but for what is not exported.
for kind in ExchangeServer SendConnector ReceiveConnector EmailAddressPolicy AcceptedDomain \
    OutlookAnywhere OfflineAddressBook OrganizationConfig ExchangeCertificate; do
    "$exlint" query "$src/corpus/healthy/contoso-2019" "$kind" >expected 2>/dev/null
    "$exlint" query dump "$kind" >got 2>/dev/null
    same "$kind is read as from other exports" got expected
done
for property in EmailAddresses PrimarySmtpAddress RecipientTypeDetails UserPrincipalName \
    EmailAddressPolicyEnabled DistinguishedName Guid; do
    "$exlint" query "$src/corpus/healthy/contoso-2019" "Mailbox.map(m, m.$property)" >expected
    "$exlint" query dump "Mailbox.map(m, m.$property)" >got
    same "$property of mailboxes is read as from other exports" got expected
done
"$exlint" query dump 'SendConnector.map(c, c.Identity)' >out 2>err
! grep -rqi 'AuthenticationCredential' dump
say $? "no credentials of connectors"

# edit NAME SCRIPT: a copy of the dump with its manifest edited
edit()
{
    rm -rf "$1"
    cp -r dump "$1"
    python3 - "$1/exlint-manifest.xml" "$2" <<'PYTHON'
import sys
path, how = sys.argv[1:]
text = open(path, encoding="utf-8-sig").read()
def entry(file, old, new):
    global text
    at = text.index('<S N="File">%s</S>' % file)
    end = text.index(old, at)
    text = text[:end] + new + text[end + len(old):]
exec(how)
open(path, "w", encoding="utf-8-sig", newline="").write(text)
PYTHON
}

error='<S N="Error">The LDAP server is unavailable.</S>'
edit failed "entry('Get-SendConnector.xml', '<S N=\"Error\"></S>', '$error')"
check "an error makes the export incomplete" 3 --strict failed
grep -q 'warning: Get-SendConnector failed: The LDAP server is unavailable.' err
say $? "and it is told"
grep -q 'not assessed  EXL1004' out
say $? "and the rule is not assessed"

edit fewer "entry('Get-Mailbox.xml', '<I32 N=\"Objects\">', '<I32 N=\"Objects\">9')"
check "objects that are gone make the export incomplete" 3 --strict fewer
grep -q 'Get-Mailbox.xml: warning: holds .* objects of the .* that were exported' err
say $? "and it is told"

edit domain "text = text.replace('ViewEntireForest\">true', 'ViewEntireForest\">false')"
check "one domain leaves recipients incomplete" 3 --strict domain
grep -q 'recipients of other domains' err
say $? "and it is told"

# A server that could not be asked: its files are missing, and its rules are not assessed.
edit server "text = text.replace('<S N=\"File\">Get-ExchangeCertificate_EX02.xml</S>', '<S N=\"File\"></S>')"
rm server/Get-ExchangeCertificate_EX02.xml
check "a server that was not asked leaves certificates incomplete" 3 --strict server
check "but the others are judged" 0 server

# A manifest of a stranger: nothing that it says makes anything complete.
edit liar "text = text.replace('<S N=\"Error\"></S>', '<S N=\"Error\"> </S>')"
rm liar/Get-SendConnector.xml
check "a manifest does not replace an export" 3 --strict liar
echo "1..$n"
