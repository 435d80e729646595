#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `exlint inventory`, and what is said about the dump itself: the text on a dump with gaps is, byte
# for byte, that of corpus/golden; exit statuses; times of export; secrets stay secret.
# usage: inventory.sh [--update]     output: TAP
# EXLINT names the program, EXLINT_SRCDIR the source tree

. "${EXLINT_SRCDIR:-.}/tests/e2e/program.sh"
# A dump with gaps: one server without certificates, a file that ends too early, a link.
cp -r "$src/corpus/demo" whole
cp -r whole demo
rm demo/Get-ExchangeCertificate-WTDRE01.xml demo/Get-SendConnector.xml
head -c 20000 whole/Get-Mailbox.xml >demo/Get-Mailbox.xml
ln -s /etc/passwd demo/link.xml
touch -d 2026-01-10T08:00:00Z whole/* demo/*
touch -d 2026-01-12T08:00:00Z demo/Get-Mailbox.xml

# ---- the text ---------------------------------------------------------------------
"$exlint" inventory demo --now 2026-01-15 --width 100 >inventory.txt 2>err
[ "$1" = --update ] && cp inventory.txt "$src/corpus/golden/inventory.txt"
cmp -s inventory.txt "$src/corpus/golden/inventory.txt"
same=$?
diff "$src/corpus/golden/inventory.txt" inventory.txt >out
say $same "inventory.txt (inventory.sh --update writes the new one)"
status "the same with one thread" 0 inventory demo --now 2026-01-15 --width 100 -j 1
cmp -s out inventory.txt
say $? "the same bytes with one thread"
status "80 columns" 0 inventory demo --width 80 --ascii
# The head is one line, and commands are never wrapped: they are to be copied.
[ -z "$(tail -n +2 out | grep -v '^      ' | awk 'length > 80')" ]
say $? "80 columns: no other line is longer"
LC_ALL=C grep -q "$(printf '[\200-\377]')" out
[ $? = 1 ]
say $? "ASCII only"
status "nothing is missing" 0 inventory whole --now 2026-01-15
has "nothing is missing: says so" out "nothing is missing"

# ---- statuses ---------------------------------------------------------------------
status "strict, with gaps" 3 inventory demo --strict
status "strict, without gaps" 0 inventory whole --strict
status "no dump" 3 inventory
mkdir empty other
status "empty folder" 3 inventory empty
echo 'shopping list' >other/notes.txt
status "nothing of Exchange" 3 inventory other
has "nothing of Exchange: what was there" out "notes.txt"
has "nothing of Exchange: what to export" out "Get-SendConnector | Export-Clixml"
has "nothing of Exchange: a message" err "Export-Clixml"
status "unknown format" 2 inventory demo -f sarif
status "some rules only" 0 inventory demo --select mail-flow
lacks "some rules only: others need nothing" out "EXL4"
status "to a file" 0 inventory demo -o out.json
has "to a file: JSON by its name" out.json '"exlint-inventory/1"'

# ---- when files were exported -----------------------------------------------------
"$exlint" query whole 'ExportFile.filter(f, f.ExportedBy == "File").size()' >out 2>err
[ "$(cat out)" = 28 ]
say $? "times of files count"
status "young enough" 0 check whole --select EXL0001 --now 2026-01-15 --fail-on=info
status "too old" 1 check whole --select EXL0001 --now 2026-01-15 --fail-on=info --max-age=4d
has "too old: which" out "the oldest is of 2026-01-10"
status "old by default" 1 check whole --select EXL0001 --now 2026-04-20 --fail-on=info
status "an unknown profile" 2 check whole --profile=soon
status "an hour is too long before a change" 1 check whole --dns-replay "$src/corpus/dns/demo.json" --select EXL5034 \
    --now 2026-01-15 --fail-on=low --profile=pre-change
has "and the record is named" out "owa.wingtiptoys.com (86400 s)"
status "and no matter without one" 0 check whole --dns-replay "$src/corpus/dns/demo.json" --select EXL5034 \
    --now 2026-01-15 --fail-on=low
"$exlint" collect --cmdlets >out 2>err
! grep -v '^#' out | grep -qv '^[A-Z][A-Za-z]*-[A-Z]'
say $? "what DNS answers is no cmdlet to run"
status "an inventory of rules about DNS" 0 inventory whole --select EXL5004 --now 2026-01-15
has "names what they need" out "answers of DNS missing; 1 rule up to high: EXL5004"
has "and how to get it" out "exlint dns DUMP -o dns.json"
status "bad --max-age" 2 check whole --max-age=soon
mkdir whole/.git
"$exlint" query whole 'ExportFile.filter(f, f.Exported != null).size()' >out 2>err
[ "$(cat out)" = 0 ]
say $? "in a work tree they do not"
rm -r whole/.git

# ---- messages and findings ----------------------------------------------------------
cat >cut.txt <<'XML'
<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0"><TN RefId="0"><T>Microsoft.Exchange.Data.Directory.SystemConfiguration.SmtpSendConnectorConfig</T></TN><Props><S N="Name">Internet</S><S N="AddressSpaces">System.Collections.ArrayList</S></Props></Obj></Objs>
XML
mkdir cut
mv cut.txt cut/Get-SendConnector.xml
# Nothing else is known there, so the organization could not be judged.
status "cut off" 3 check cut
has "cut off: a finding" out "[EXL0004]"
lacks "cut off: not a warning besides" err "warning"
status "cut off, without the rule" 3 check cut --ignore EXL0004
has "cut off, without the rule: a warning" err "were cut off"

# ---- secrets --------------------------------------------------------------------------
mkdir secret
secret=01000000d08c9ddf0115d1118c7a00c04fc297eb0100000
long=$secret$(printf '%0400d' 7)
cat >secret/Get-SendConnector.xml <<XML
<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0"><TN RefId="0"><T>Microsoft.Exchange.Data.Directory.SystemConfiguration.SmtpSendConnectorConfig</T></TN><Props>
<S N="Name">Internet</S>
<Obj N="AuthenticationCredential" RefId="1"><TN RefId="1"><T>System.Management.Automation.PSCredential</T></TN><Props><S N="UserName">relay</S>
<SS N="Password">$long</SS></Props></Obj>
<SS N="Other">$long</SS>
<SS N="Empty"></SS>
</Props></Obj></Objs>
XML
for format in text json sarif concise; do
    status "a password, $format" 3 check secret -f $format
    has "a password, $format: the rule" out "EXL0008"
    lacks "a password, $format: not its text" out "$secret"
    lacks "a password, $format: not its text in messages" err "$secret"
done
has "a password: its place" out "Get-SendConnector.xml:4:18: "
"$exlint" query secret 'ExportFile[0].Passwords' >out 2>err
[ "$(cat out)" = 2 ]
say $? "passwords are counted, empty ones are not"
status "a password, inventory" 0 inventory secret
has "a password, inventory: the rule" out "EXL0008"
lacks "a password, inventory: not its text" out "$secret"
echo "1..$n"
