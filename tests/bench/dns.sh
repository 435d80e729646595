#!/bin/bash
# SPDX-License-Identifier: MIT
# Measures how fast `exlint dns` asks a server on the loopback, beside `dig -f` and dnsperf, and
# what lost datagrams cost.
#
#     dns.sh EXLINT [FOLDER [DOMAINS]]
#
# FOLDER keeps the generated files. Needs nsd and python3; dig and dnsperf are left out when absent.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
exlint=$(realpath "$1")
folder=${2:-$(mktemp -d)}
many=${3:-5000}
read -r port all_port some_port < <(python3 "$here/../tools/dns_ready.py" ports 3)
timeout=2
PATH=$PATH:/usr/sbin:/sbin
mkdir -p "$folder"
cd "$folder"

command -v nsd >/dev/null || { echo "dns: nsd is not installed, nothing measured"; exit 0; }

python3 "$here/../tools/dns_dump.py" dump "-$many"
awk -v n="$many" 'BEGIN {
    print "$ORIGIN contoso.com.\n$TTL 3600"
    print "@ SOA ns1 hostmaster 1 3600 600 86400 300\n@ NS ns1\nns1 A 192.0.2.53"
    print "_dmarc TXT \"v=DMARC1; p=reject; rua=mailto:dmarc@contoso.com\""
    for (i = 0; i < n; i++) {
        d = sprintf("d%05d", i)
        print d " MX 10 mail." d "\n" d " TXT \"v=spf1 mx -all\""
        print "mail." d " A 192.0.2.10\nautodiscover." d " A 192.0.2.11"
        print "_dmarc." d " TXT \"v=DMARC1; p=reject\""
    }
}' >contoso.com.zone
cat >nsd.conf <<CONF
server:
  ip-address: 127.0.0.1@$port
  username: ""
  zonesdir: "$folder"
  pidfile: "$folder/nsd.pid"
  database: ""
  xfrdfile: ""
  zonelistfile: "$folder/zone.list"
  logfile: "$folder/nsd.log"
  rrl-ratelimit: 0
remote-control:
  control-enable: no
zone:
  name: contoso.com
  zonefile: contoso.com.zone
CONF
started=()
trap '[ ${#started[@]} -eq 0 ] || kill "${started[@]}" 2>/dev/null' EXIT
nsd -d -c nsd.conf & started+=($!)

now() { date +%s.%N; }

# ask PORT FILE: seconds
ask() {
    local begin
    begin=$(now)
    "$exlint" dns dump -q --dns-public "127.0.0.1:$1" --dns-internal "127.0.0.1:$1" \
        --dns-window 512 --dns-timeout "$timeout" -o "$2"
    awk -v a="$begin" -v b="$(now)" 'BEGIN { printf "%.3f\n", b - a }'
}

python3 "$here/../tools/dns_ready.py" wait 127.0.0.1 "$port" contoso.com
least=$(for _ in 1 2 3; do ask "$port" dns.json; done | sort -n | head -1)
asked=$(grep -c '"view":' dns.json)
sed -n 's/.*"view": "[a-z]*", "name": "\([^"]*\)", "type": "\([A-Z]*\)", "status".*/\1 \2/p' \
    dns.json >questions
rate() { awk -v n="$1" -v s="$2" 'BEGIN { printf "%.0f", n / s }'; }
ours=$(rate "$asked" "$least")
echo "exlint dns, $many accepted domains, $asked queries: $least s, $ours queries a second"

if command -v dig >/dev/null; then
    head -5000 questions >few
    begin=$(now)
    dig @127.0.0.1 -p "$port" -f few +noall >/dev/null
    theirs=$(rate 5000 "$(awk -v a="$begin" -v b="$(now)" 'BEGIN { print b - a }')")
    echo "dig -f: $theirs queries a second, exlint is $(rate "$ours" "$theirs") times as fast"
fi
if command -v dnsperf >/dev/null; then
    theirs=$(dnsperf -s 127.0.0.1 -p "$port" -d questions -n 1 -q 512 2>/dev/null |
        awk '/Queries per second/ { printf "%.0f", $4 }')
    awk -v a="$ours" -v b="$theirs" 'BEGIN {
        printf "dnsperf: %d queries a second, exlint has %.2f of that\n", b, a / b }'
fi

python3 "$here/dns_lossy.py" "$all_port" "$port" 0 & started+=($!)
python3 "$here/dns_lossy.py" "$some_port" "$port" 20 & started+=($!)
sleep 1
whole=$(ask "$all_port" whole.json)
lossy=$(ask "$some_port" lossy.json)
failed=$(grep -cE '"status": "(TIMEOUT|NETWORK)"' lossy.json || true)
awk -v a="$whole" -v b="$lossy" -v f="$failed" -v most=$((3 * timeout)) 'BEGIN {
    printf "through a proxy: %.2f s; with 2 %% of the queries lost: %.2f s, %d not answered\n", a, b, f
    print (b - a <= most ? "within" : "NOT within") " " most " s (tries x time-out) of the loss-free time" }'
