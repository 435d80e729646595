#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `exlint dns --expected`: which records, in which form; what is compared with a recording; and
# that its zone file is one to a name server (nsd-checkzone or named-checkzone, where they are
# here), whatever is in the dump. Nothing here asks the network.
# output: TAP; EXLINT names the program, EXLINT_SRCDIR the source tree

. "${EXLINT_SRCDIR:-.}/tests/e2e/program.sh"
# status NAME EXPECTED ARGUMENTS...: run and compare the exit status
status()
{
    name=$1
    expected=$2
    shift 2
    "$exlint" dns "$@" >out 2>err
    got=$?
    [ $got = "$expected" ]
    say $? "$name (exit $got)"
}

# has NAME PATTERN: a line of the output matches
has()
{
    grep -qE -e "$2" out
    say $? "$1"
}

lacks()
{
    ! grep -qE -e "$2" out
    say $? "$1"
}

demo=$src/corpus/demo
status "tables" 0 "$demo" --expected --width 140
has "the public table" '^Public DNS$'
has "the private table" '^Private DNS$'
has "the services of a host stand together" '^owa\.wingtiptoys\.com  *A  *<public address>  *OWA, ECP$'
has "a private host is an alias of its only server" '^dresden\.wingtiptoys\.com  *CNAME  *wtdre01\.corp'
lacks "no column for answers without any" 'DNS says'
lacks "no state without answers" 'missing|present'

status "as wide as a narrow terminal" 0 "$demo" --expected --width 80
awk 'length($0) > 80 && !/IN (TXT|SRV|MX|A|CNAME)/ { exit 1 }' out
say $? "no line of a table is wider than asked"
status "at the least width" 0 "$demo" --expected --width 40

status "beside a recording" 0 "$demo" --expected --dns-replay "$src/corpus/dns/demo.json" --width 200
has "present" '^wingtiptoys\.com  *MX .* present$'
has "missing" '^dresden\.wingtiptoys\.com  *A .* missing$'
has "not answered" '^tailspintoys\.com  *MX .* not answered$'
has "what is there is not for the zone file" '^; dresden\.wingtiptoys\.com\. IN A'
lacks "and is left out there" '^;? ?mail\.wingtiptoys\.com\. IN A'
status "another host takes mail" 0 "$demo" --expected --dns-replay "$src/corpus/dns/demo.json" --width 200 \
    --assume gateway=mx.wingtiptoys.com -q
has "different, and what is found instead" '^wingtiptoys\.com  *MX  *10 mx\.wingtiptoys\.com .* different: 10 mail\.wingtiptoys\.com$'

status "JSON" 0 "$demo" --expected --format json
if command -v python3 >/dev/null 2>&1; then
    python3 -c 'import json,sys; r=json.load(open("out"))["records"]
assert r and all({"view","name","type","data","placeholder","alternative","domain","for"} <= set(x) for x in r)
assert r == sorted(r, key=lambda x: (x["view"] == "internal", x["domain"]))' 2>err
    say $? "its records, by view and domain"
fi
status "an unknown format" 2 "$demo" --expected --format html
grep -q "it is text, zone or json" err
say $? "names those that there are"

# An organization with names that are none, domains of the inside and of Microsoft 365.
mkdir hostile
cat >hostile/Get-AcceptedDomain.json <<'JSON'
[{"Name": "contoso.com", "DomainName": "contoso.com", "DomainType": "Authoritative", "Default": true},
 {"Name": "contoso.local", "DomainName": "contoso.local", "DomainType": "Authoritative", "Default": false},
 {"Name": "m365", "DomainName": "contoso.onmicrosoft.com", "DomainType": "Authoritative", "Default": false},
 {"Name": "evil", "DomainName": "evil.com.\n$INCLUDE /etc/passwd\n", "DomainType": "Authoritative", "Default": false}]
JSON
cat >hostile/Get-OwaVirtualDirectory.json <<'JSON'
[{"Name": "owa (Default Web Site)", "Identity": "EX01\n$INCLUDE /etc/passwd\\owa (Default Web Site)",
  "Server": "EX01\n$INCLUDE /etc/passwd", "InternalUrl": "https://mail.contoso.com/owa",
  "ExternalUrl": "https://mail.contoso.com/owa", "LogonFormat": "FullDomain"},
 {"Name": "owa (Default Web Site)", "Identity": "EX02\\owa (Default Web Site)", "Server": "EX02",
  "InternalUrl": "https://a b.contoso.com/owa", "ExternalUrl": "https://x;$INCLUDE.contoso.com/owa", "LogonFormat": "FullDomain"}]
JSON
status "names that are none, as a zone file" 0 hostile --expected --format zone -q --assume gateway=mx.contoso.com \
    --assume gateway=192.0.2.25 --assume outbound=192.0.2.26 --assume outbound=2001:db8::26
lacks "no directive" '^\$'
lacks "nothing but records and comments" '^[^;a-z0-9_]'
lacks "nothing of names that are none" 'INCLUDE|a b|evil'
lacks "nothing for Microsoft 365" 'onmicrosoft'
has "the declared gateway" '^contoso\.com\. IN MX 10 mx\.contoso\.com\.$'
has "and its address" '^mx\.contoso\.com\. IN A 192\.0\.2\.25$'
has "the declared outbound addresses" '^contoso\.com\. IN TXT "v=spf1 mx ip4:192\.0\.2\.26 ip6:2001:db8::26 -all"$'
has "what is to be filled in is a comment" '^; mail\.contoso\.com\. IN A <public address>$'
sed -n '/^; public DNS$/,/^; private DNS$/p' out >public
sed -n '/^; private DNS$/,$p' out >private
grep -q 'contoso\.local' private && ! grep -q 'contoso\.local' public
say $? "a domain of the inside is in the private part only"

# zone VIEW: the lines of a view that belong to contoso.com, with what makes them a zone
zone()
{
    printf 'contoso.com. 300 IN SOA ns.contoso.com. host.contoso.com. 1 3600 600 86400 300\n'
    printf 'contoso.com. 300 IN NS ns.contoso.com.\nns.contoso.com. 300 IN A 192.0.2.53\n'
    printf '$TTL 300\n'
    sed -E 's/^; ([^ ]+ IN A) <.*/\1 192.0.2.80/; s/<mailbox>/dmarc/; s/^; (_dmarc)/\1/' "$1" |
        grep -E '^(;|([^ ]*\.)?contoso\.com\. )'
}

checker=
for program in nsd-checkzone named-checkzone; do
    [ -n "$checker" ] || checker=$(PATH=$PATH:/usr/sbin:/sbin command -v "$program")
done
for view in public private; do
    zone "$view" >"$view.zone"
    if [ -z "$checker" ]; then
        n=$((n + 1))
        echo "ok $n - $view # SKIP no name server is here"
        continue
    fi
    "$checker" contoso.com "$view.zone" >out 2>err
    say $? "a name server loads the $view zone"
    [ "$(grep -cE 'IN (MX|A|TXT|CNAME)' "$view.zone")" -ge 3 ]
    say $? "and there is something in it"
done
echo "1..$n"
