#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Asking real servers on the loopback, recording and replaying. NSD serves corpus/dns in two views;
# dns_bad_server.py does what no real server should.
# usage: dns.sh     output: TAP; EXLINT names the program, EXLINT_SRCDIR the source tree

[ -z "$EXLINT_QUICK" ] || { echo "1..0 # SKIP EXLINT_QUICK is set"; exit 0; }
. "${EXLINT_SRCDIR:-.}/tests/e2e/program.sh"
PATH=$PATH:/usr/sbin:/sbin
export PATH
if ! command -v nsd >/dev/null || ! command -v python3 >/dev/null; then
    echo "1..0 # SKIP nsd or python3 is not installed"
    exit 0
fi
started=
trap 'kill $started 2>/dev/null; rm -rf "$work"' EXIT

# run ARGUMENTS...: the status is in $got, the seconds it took in $took
run()
{
    begin=$(date +%s)
    "$exlint" "$@" >out 2>err
    got=$?
    took=$(($(date +%s) - begin))
}

# answer FILE VIEW NAME TYPE: status and data of its records, one line
answer()
{
    python3 -c '
import json, sys
for a in json.load(open(sys.argv[1], encoding="utf-8"))["answers"]:
    if [a["view"], a["name"], a["type"]] == sys.argv[2:5]:
        print(a["status"], *("%s=%s" % (r["type"], ascii(r["data"])[1:-1]) for r in a["records"]))
' "$@"
}

# is NAME TYPE EXPECTED: in the public view of dns.json
is()
{
    answer dns.json public "$1" "$2" >out
    [ "$(cat out)" = "$3" ]
    say $? "$1 $2 is $3"
}

# statuses FILE: how often each
statuses()
{
    sed -n 's/.*"status": "\([A-Z]*\)".*/\1/p' "$1" | sort | uniq -c | awk '{ printf "%s %s,", $1, $2 }'
}

# serve VIEW PORT ADDRESS: an authoritative server
serve()
{
    {
        echo "server:"
        for address in $3; do
            echo "  ip-address: $address@$2"
        done
        printf '  username: ""\n  zonesdir: "%s"\n  database: ""\n  xfrdfile: ""\n' "$src/corpus/dns/$1"
        printf '  pidfile: "%s"\n  zonelistfile: "%s"\n' "$work/$1.pid" "$work/$1.list"
        printf '  logfile: "%s"\n  rrl-ratelimit: 0\nremote-control:\n  control-enable: no\n' "$work/$1.log"
        for zone in "$src/corpus/dns/$1"/*.zone; do
            printf 'zone:\n  name: %s\n  zonefile: %s\n' "$(basename "$zone" .zone)" "$zone"
        done
    } >"$1.conf"
    nsd -d -c "$1.conf" >/dev/null 2>&1 &
    started="$started $!"
}

# bad MODE: a bad server; its port is in $bad_port, its process in $bad
bad()
{
    bad_port=$(python3 "$src/tests/tools/dns_ready.py" ports 1)
    : >ready
    python3 "$src/tests/e2e/dns_bad_server.py" "$bad_port" "$1" >ready 2>/dev/null &
    bad=$!
    started="$started $bad"
    tries=0
    while ! grep -q ready ready && [ $tries -lt 100 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
}

dump()
{
    rm -rf dump
    python3 "$src/tests/tools/dns_dump.py" dump "$@"
}

six=
v6=127.0.0.1
if python3 -c 'import socket; socket.socket(socket.AF_INET6).bind(("::1", 0))' 2>/dev/null; then
    six=yes
    v6="127.0.0.1 ::1"
fi
# shellcheck disable=SC2046 # two words
set -- $(python3 "$src/tests/tools/dns_ready.py" ports 3)
public=127.0.0.1:$1
internal=127.0.0.1:$2
nobody=127.0.0.1:$3
serve public "$1" "$v6"
serve internal "$2" 127.0.0.1
python3 "$src/tests/tools/dns_ready.py" wait 127.0.0.1 "$1" contoso.com &&
    python3 "$src/tests/tools/dns_ready.py" wait 127.0.0.1 "$2" contoso.com
say $? "the servers answer"

# ---- what is asked and recorded -------------------------------------------------------
dump right.contoso.com wrong.contoso.com missing.contoso.com chain.contoso.com \
    denied.contoso.com loop.contoso.com out.contoso.com large.contoso.com wild.contoso.com \
    hostile.contoso.com split.contoso.com bücher.contoso.com northwindtraders.com contoso.local
run dns dump --dns-public "$public" --dns-internal "$internal" -o dns.json
[ $got = 0 ] && python3 -m json.tool dns.json >/dev/null
say $? "the recording is JSON"
is right.contoso.com MX "NOERROR MX=10 mail.right.contoso.com"
is right.contoso.com TXT "NOERROR TXT=v=spf1 mx include:_spf.fabrikam.com -all"
is _spf.fabrikam.com TXT "NOERROR TXT=v=spf1 ip4:192.0.2.90 -all"
is _dmarc.right.contoso.com TXT "NOERROR TXT=v=DMARC1; p=reject; rua=mailto:dmarc@contoso.com"
is mail.right.contoso.com AAAA "NOERROR AAAA=2001:db8:0:1::25"
is _25._tcp.mail.right.contoso.com TLSA \
    "NOERROR TLSA=3 1 1 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
is _autodiscover._tcp.right.contoso.com SRV "NOERROR SRV=0 0 443 mail.right.contoso.com"
is autodiscover.right.contoso.com A "NOERROR CNAME=mail.right.contoso.com A=192.0.2.25"
is alias.wrong.contoso.com A "NOERROR CNAME=mail.right.contoso.com A=192.0.2.25"
answer dns.json public wrong.contoso.com MX >out
grep -q 'MX=0 \.' out && grep -q 'MX=10 alias.wrong' out
say $? "a null MX is a dot"
is missing.contoso.com MX NXDOMAIN
is _dmarc.wrong.contoso.com TXT NXDOMAIN
is wild.contoso.com MX NODATA
is autodiscover.wild.contoso.com A "NOERROR A=192.0.2.77"
is autodiscover.chain.contoso.com A "NOERROR CNAME=one.chain.contoso.com \
CNAME=two.chain.contoso.com CNAME=host.fabrikam.com A=192.0.2.90"
is autodiscover.denied.contoso.com A "NXDOMAIN CNAME=nobody.fabrikam.com"
is autodiscover.out.contoso.com A "REFUSED CNAME=host.northwindtraders.com"
is northwindtraders.com MX REFUSED
is hostile.contoso.com TXT 'NOERROR TXT=v=spf1 \x1b[31mred\x07\x00\ufffd -all'
is xn--bcher-kva.contoso.com MX "NOERROR MX=10 mail.right.contoso.com"
answer dns.json public autodiscover.loop.contoso.com A >out
grep -q '^LOOP' out
say $? "CNAMEs in a circle are a loop"
answer dns.json public large.contoso.com TXT >out
[ "$(tr ' ' '\n' <out | grep -c 'TXT=')" = 4 ]
say $? "what does not fit a datagram comes over TCP"
is autodiscover.split.contoso.com A "NOERROR A=192.0.2.80"
[ "$(answer dns.json internal autodiscover.split.contoso.com A)" = "NOERROR A=10.0.0.80" ]
say $? "inside another answer than outside"
! grep -q '"view": "public".*contoso\.local"' dns.json &&
    grep -q '"view": "internal", "name": "autodiscover.contoso.local"' dns.json
say $? "names of the inside are not asked outside"
! LC_ALL=C grep -q "$(printf '[\001-\011\013-\037\177]')" dns.json
say $? "the recording holds no control characters"
run dns dump --dns-public "$public" --dns-internal "$internal" -o again.json
grep -v '"time":' dns.json >one
grep -v '"time":' again.json >two
[ -s one ] && cmp -s one two
say $? "two runs are the same but for the time"
if [ $six ]; then
    run dns dump --dns-public "[::1]:${public#*:}" --dns-internal "$internal" -o six.json
    sed 's/\[::1\]:/127.0.0.1:/' six.json | grep -v '"time":' >two
    cmp -s one two
    say $? "a server of IPv6 says the same"
fi
run dns dump --dns-public "$public" --dns-internal "$internal" --dns-window 1 -o narrow.json
grep -v '"time":' narrow.json >two
cmp -s one two
say $? "one question at a time gives the same answers"

# ---- replaying ------------------------------------------------------------------------
mkdir -p rules/dns
cat >rules/dns/TST5001.yaml <<'RULE'
id: TST5001
name: no-mx
title: An accepted domain has no MX record
severity: high
area: dns
each: AcceptedDomain as domain
when: domain.DomainName != null && domain.DomainName.Domain.isPublicName()
assert: publicDns(domain.DomainName.Domain).MX.size() > 0
at:
  - {value: "publicDns(domain.DomainName.Domain).TXT", label: "texts"}
message: "{domain.DomainName.Domain} has no MX record but {publicDns(domain.DomainName.Domain).TXT}"
why: Mail does not arrive.
fix: "# publish one"
verify: "Resolve-DnsName -Type MX"
references: [{title: RFC 5321, url: "https://www.rfc-editor.org/rfc/rfc5321"}]
tests:
  - name: none
    given: {AcceptedDomain: [{Name: contoso.com, DomainName: contoso.com}]}
    dns: {public: "contoso.com TXT v=spf1 -all"}
    expect: finding
  - name: there
    given: {AcceptedDomain: [{Name: contoso.com, DomainName: contoso.com}]}
    dns: {public: "contoso.com MX 10 mail.contoso.com"}
    expect: pass
RULE
check="check dump --rules rules --now 2026-01-15 --no-vcs"
# shellcheck disable=SC2086 # words
{
    run $check --dns-replay dns.json -f json
    cp out first
    first=$got
    run $check --dns-replay dns.json -f json
    [ "$first" = "$got" ] && [ -s first ] && cmp -s first out
    say $? "the same recording gives the same report"
    run $check --dns --dns-public "$public" --dns-internal "$internal" -f json
    # the recording that it makes has another time, and so another checksum
    for report in first out; do
        grep -v '"sha256":' $report >$report.same
    done
    [ "$first" = "$got" ] && cmp -s first.same out.same
    say $? "asking gives the same report as replaying"
    grep -q '"outcome": *"finding"' first || grep -q 'missing.contoso.com has no MX' first
    say $? "a domain without MX is a finding"
    ! grep -q 'northwindtraders.com has no MX' first
    say $? "a refused question is no finding"
    run $check --dns-replay dns.json -f text --color always --no-fold
    grep -qF 'hostile.contoso.com has no MX' out && ! grep -qF "$(printf '\033[31mred')" out
    say $? "a text cannot reach the terminal"
    run $check -f json
    ! grep -q 'has no MX record' out
    say $? "without DNS nothing is a finding"
}

# ---- recordings that do not fit -----------------------------------------------------------
dump other.contoso.com
# shellcheck disable=SC2086
run $check --dns-replay dns.json
grep -q 'made for another dump' err && ! grep -q 'has no MX record' out
say $? "a recording of another dump is a warning, and not assessed"
sed 's/"exlintDns": 1/"exlintDns": 2/' dns.json >version.json
# shellcheck disable=SC2086
run $check --dns-replay version.json
[ $got -gt 1 ] && grep -q 'another version' err
say $? "a recording of another version is refused"
echo 'no JSON' >bad.json
# shellcheck disable=SC2086
run $check --dns-replay bad.json
[ $got -gt 1 ] && grep -q 'no DNS recording' err
say $? "what is no recording is refused"

# ---- servers that fail ------------------------------------------------------------------
dump a.contoso.com b.contoso.com
run dns dump --dns-public "$nobody" --dns-timeout 0.5 -o dns.json
[ $got = 0 ] && [ $took -le 5 ] && [ "$(grep -c 'does not answer' err)" = 1 ] &&
    ! grep -qE 'NXDOMAIN|NODATA|NOERROR' dns.json
say $? "a server that cannot be reached: one message, and nothing is known"
# shellcheck disable=SC2086
run $check --dns --dns-public "$nobody" --dns-timeout 0.5 --show-not-assessed
[ $took -le 5 ] && ! grep -q 'has no MX record but' out && grep -q TST5001 out
say $? "then rules are not assessed"
python3 "$src/tests/tools/dns_dump.py" many -300
for mode in silent garbage foreign huge servfail refused truncated; do
    bad $mode
    run dns many --dns-public "127.0.0.1:$bad_port" --dns-timeout 0.5 -o dns.json
    [ $got = 0 ] && [ $took -le 20 ] && ! grep -qE '"(NXDOMAIN|NODATA|NOERROR)"' dns.json
    say $? "$mode: nothing is known, soon ($took s, $(statuses dns.json))"
    run dns dump --dns-public "127.0.0.1:$bad_port" --dns-public "$public" --dns-timeout 0.5 \
        -o dns.json
    [ $got = 0 ] && ! grep -qE '"(TIMEOUT|NETWORK|MALFORMED|SERVFAIL|REFUSED)"' dns.json
    say $? "$mode: another server is asked ($(statuses dns.json))"
    kill $bad
done
bad no-edns
run dns many --dns-public "127.0.0.1:$bad_port" --dns-timeout 5 --dns-window 16 -o dns.json
[ $got = 0 ] && [ "$(sed -n 's/.*"status": "\([A-Z]*\)".*/\1/p' dns.json | sort -u)" = NODATA ]
say $? "a server that does not know EDNS is asked without ($(statuses dns.json))"
kill $bad
bad late
run dns dump --dns-public "127.0.0.1:$bad_port" --dns-timeout 0.5 -o dns.json
[ $got = 0 ] && [ "$(sed -n 's/.*"status": "\([A-Z]*\)".*/\1/p' dns.json | sort -u)" = SERVFAIL ]
say $? "the first answer counts, later ones do no harm"
kill $bad

# ---- addresses ---------------------------------------------------------------------------
for address in nobody 192.0.2.1:0 192.0.2.1:65536 '[::1' '[::1]x' 192.0.2.1: ''; do
    run dns dump --dns-public "$address" -o none.json
    [ $got = 2 ] && [ ! -e none.json ] && [ -s err ]
    say $? "'$address' is no address of a server"
done
echo "1..$n"
