#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Certificates and private keys in files of a dump: what they change, what is said about them,
# and that nothing of a key or a password comes out.
# usage: certificates.sh     output: TAP; EXLINT names the program, EXLINT_SRCDIR the source tree

. "${EXLINT_SRCDIR:-.}/tests/e2e/program.sh"
data=$src/tests/unit/data/certfile

# run ARGUMENTS...: with the date of the corpus; the status is in $got
run()
{
    "$exlint" "$@" >out 2>err
    got=$?
}

# outcomes FOLDER: one line for each rule, and each finding
outcomes()
{
    "$exlint" check "$1" --now 2026-01-15 --no-vcs --ignore dump -f json 2>/dev/null |
        grep -E '"(outcome|fingerprint)":'
}

# ---- files beside a complete export change nothing ------------------------------
for dump in "$src/corpus/demo" "$src/corpus/healthy/contoso-2019"; do
    name=$(basename "$dump")
    cp -r "$dump" dump
    outcomes dump >before
    mkdir -p dump/EX01 dump/WTBER01
    cp "$data"/*.der "$data"/*.p7b "$data"/*.pfx "$data"/*.pem dump
    cp "$data/leaf.der" dump/EX01/old.cer
    cp "$data/leaf.der" dump/WTBER01/old.cer
    outcomes dump >after
    [ -s before ] && cmp -s before after
    say $? "$name: files of certificates make no finding and take no answer away"
    rm -rf dump
done

# ---- nor do they stand in for an export -------------------------------------------
cp -r "$src/corpus/demo" dump
rm dump/Get-ExchangeCertificate-*.xml
outcomes dump >before
for server in WTBER01 WTBER02 WTDRE01; do
    mkdir "dump/$server"
    cp "$src/corpus/defects/EXL4010/file-only/EX01.cer" "dump/$server/mail.cer"
done
outcomes dump >after
[ -s before ] && cmp -s before after
say $? "certificates without their services leave the rules not assessed"
run query dump 'ExchangeServer.map(s, s.ExchangeCertificate.exists(c, "IIS" in c.Services))'
[ $got = 1 ]
say $? "what a certificate is used for is not guessed"
rm -rf dump

# ---- keys and passwords --------------------------------------------------------------
mkdir keys
cp "$data"/test-* keys
{
    echo "-----BEGIN PRIVATE KEY-----"
    base64 "$data/test-key-pkcs8.der"
    echo "-----END PRIVATE KEY-----"
} >keys/mail.pem
run check keys -v -f json
[ $got = 3 ]
say $? "a dump of keys has nothing to judge (exit $got)"
has "an open key is named" err "keys/mail.pem: warning: holds a private key that no password protects"
has "a protected one as well" err "keys/test-key-locked.der: warning: holds a private key, protected by a password"
has "and what to do" err "remove the file from the dump, regard the key as exposed"
has "a closed PFX is named, with the option" err "--pfx-password-file"
base64 -w 0 "$data/test-key-pkcs8.der" | cut -c 1-24 >secret
lacks "nothing of a key is written" err "$(cat secret)"
lacks "nor as bytes of the file" out "$(cat secret)"

# ---- --pfx-password-file ------------------------------------------------------------------
mkdir -p pfx/EX01
cp "$src/corpus/defects/EXL4010/file-only/Get-ExchangeServer.xml" pfx
cp "$data/test-locked.pfx" pfx/EX01/mail.pfx
names='ExchangeCertificate.exists(c, c.SubjectCommonName == "mail.contoso.com")'
printf 'test\r\nanother line\r\n' >password
run query --pfx-password-file password pfx "$names"
has "the first line opens a PFX" out true
printf '\357\273\277test' >password
run query --pfx-password-file=password pfx "$names"
has "with a byte order mark and without an end" out true
printf 'wrong\n' >password
run query --pfx-password-file password -v pfx "$names"
has "a wrong password is told from none" err "the certificates of the PFX file are not read"
lacks "and not shown" err "wrong"
run check --pfx-password-file absent pfx
[ $got = 2 ] && grep -qF "the password file 'absent' cannot be read" err
say $? "a password file that is not there (exit $got)"
: >password
run check --pfx-password-file password pfx
[ $got = 2 ] && grep -qF "has no first line" err
say $? "an empty one (exit $got)"
printf '\377\376t\000e\000' >password
run check --pfx-password-file password pfx
[ $got = 2 ] && grep -qF "is not text in UTF-8" err
say $? "one in UTF-16 (exit $got)"
head -c 5000 /dev/zero | tr '\0' x >password
run check --pfx-password-file password pfx
[ $got = 2 ] && grep -qF "is longer than 4096 bytes" err
say $? "one that is too long (exit $got)"
echo "1..$n"
