#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `exlint diff`: what changed between two dumps or results, and between two
# servers; and that missing data is never taken for a change.
#
# usage: diff.sh [--update]     output: TAP; EXLINT and EXLINT_SRCDIR as in the other tests
. "$(dirname "$0")/program.sh"
command -v python3 >/dev/null 2>&1 || {
    echo "1..0 # SKIP python3 is not here"
    exit 0
}
edit="$src/tests/tools/edit_clixml.py"
SOURCE_DATE_EPOCH=1768435200 # 2026-01-15
export SOURCE_DATE_EPOCH
mkdir .git # the times of files are those of a checkout
cp -r "$src/corpus/demo" demo

# quiet ARGUMENTS...: run; the output is in out and err
quiet()
{
    "$exlint" diff "$@" >out 2>err
}

# count NAME JSON EXPRESSION: a Python expression over a comparison d is true
count()
{
    python3 -c '
import json, sys
d = json.load(open(sys.argv[1]))
f = d["summary"].get("findings", {})
o = d["summary"].get("objects", {})
sys.exit(not eval(sys.argv[2]))' "$2" "$3" 2>err
    say $? "$1"
}

# ---- no difference ----
status "a dump and itself" 0 diff demo demo
has "have no new findings" out "FINDINGS   0 new, 36 unchanged"
has "and the same configuration" out "no difference, 196 objects unchanged"
cp -r demo again
for file in again/*.xml; do
    python3 "$edit" "$file" reverse
done
quiet demo again
has "another order of objects and members: the same findings" out "FINDINGS   0 new, 36 unchanged"
has "the same configuration" out "no difference, 196 objects unchanged"
for file in again/*.xml; do
    python3 "$edit" "$file" encode utf-16
    mv "$file" "again/x-$(basename "$file")"
done
quiet demo again
has "another encoding, other names of files: the same findings" out "FINDINGS   0 new, 36 unchanged"
has "the same configuration as well" out "no difference, 196 objects unchanged"
mkdir json
for file in demo/*.xml; do
    python3 "$src/tests/tools/clixml_to_json.py" --depth 4 --powershell 5.1 "$file" \
        "json/$(basename "$file" .xml).json"
done
quiet demo json
has "JSON in place of CLIXML: no change" out "no difference, 196 objects unchanged"
has "no finding is new or fixed" out "FINDINGS   0 new, 1 no longer assessed, 35 unchanged"
has "what JSON does not say is told" out "only the old side says anything of Status"

# ---- missing data is no difference ----
worst=
for file in demo/*.xml; do
    name=$(basename "$file")
    rm -rf less
    cp -r demo less
    rm "less/$name"
    quiet demo less -o less.json --exit-zero
    quiet less demo -o more.json --exit-zero
    python3 - "$name" <<'PYTHON' >>wrong 2>&1
import json, sys
name = sys.argv[1]
for file in ("less.json", "more.json"):
    d = json.load(open(file))
    f, o = d["summary"]["findings"], d["summary"]["objects"]
    dump = [x for x in d["findings"] if x["rule"].startswith("EXL0")]
    new = [x for x in d["findings"] if x["state"] == "new" and x not in dump]
    fixed = [x for x in d["findings"] if x["state"] == "fixed" and x not in dump]
    if o["added"] or o["removed"] or o["changed"]:
        print(name, file, "objects", o)
    if new or fixed:
        print(name, file, [(x["state"], x["rule"], x["object"]) for x in new + fixed])
PYTHON
done
cp wrong out
[ ! -s wrong ]
say $? "no export that is missing on a side adds, removes, changes or mends anything"
rm -rf less
cp -r demo less
rm less/Get-SendConnector.xml
status "what is missing is told" 0 diff demo less
has "with the cmdlet" out "Get-SendConnector was not exported on the new side: 3 objects of the old side are"
has "findings are no longer assessed" out "? error[EXL1002] high, no longer assessed:"
has "because of what they need" out "needs Get-SendConnector"
status "--strict wants everything" 3 diff demo less --strict
status "a side of which nothing can be assessed" 3 diff demo "$src/corpus/hostile/xml" --exit-zero

# ---- a change ----
cp -r demo later
change()
{
    file=$1
    shift
    python3 "$edit" "later/Get-$file.xml" "$@" || exit 1
}
change SendConnector set Internet Enabled true
change SendConnector remove 'Newsletter relay'
change SendConnector copy 'Partner Litware' 'Partner Fabrikam' 11111111-2222-4333-8444-555555555555
change SendConnector list 'Partner Litware' SmartHosts smtp1.fabrikam.com '[10.1.2.3]'
change EcpVirtualDirectory set 'WTBER01\ecp (Default Web Site)' InternalUrl https://ecp.wingtiptoys.com/ecp
change ReceiveConnector list 'WTBER01\Default Frontend WTBER01' RemoteIPRanges 10.0.0.0/8 '::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'
change ReceiveConnector drop '*' Banner
change Mailbox set '*' RetentionPolicy 'Default MRM Policy'
change AcceptedDomain set wingtiptoys.com Name 'Wingtip Toys'
rm later/Get-OfflineAddressBook.xml
status "new findings fail" 1 diff demo later -o later.txt -o later.json -o later.md -o later.html
[ ! -s out ]
say $? "with -o and without --format nothing goes to standard output"
if [ "$1" = --update ]; then
    cp later.txt "$src/corpus/golden/diff.txt"
fi
cp later.txt out
cmp -s later.txt "$src/corpus/golden/diff.txt"
say $? "the text is that of corpus/golden/diff.txt (diff.sh --update writes the new one)"
python3 - <<'PYTHON' >out 2>err
import json
d = json.load(open("later.json"))
o = d["summary"]["objects"]
assert (o["added"], o["removed"], o["changed"], o["onlyOld"]) == (1, 1, 35, 1), o
why = {(x["state"], x["rule"], x["object"]): x.get("why") for x in d["findings"]}
assert why["new", "EXL3103", "WTBER01"] == r"InternalUrl of the Exchange Control Panel virtual directory 'WTBER01\ecp (Default Web Site)' was changed"
assert why["fixed", "EXL1002", "Wingtip Toys"] == "Enabled of the Send connector 'Internet' was changed"
assert why["fixed", "EXL1005", "Newsletter relay"] == "the Send connector 'Newsletter relay' was removed"
kinds = {k["kind"]: k for k in d["configuration"]["kinds"]}
domain = kinds["AcceptedDomain"]["objects"]
assert len(domain) == 1 and [c["property"] for c in domain[0]["changes"]] == ["Name"], domain
relay = next(x for x in kinds["SendConnector"]["objects"] if x["object"] == "Partner Litware")
assert relay["changes"][0]["added"] == ["smtp1.fabrikam.com", "[10.1.2.3]"], relay
assert relay["changes"][0]["newAt"]["line"] > 0 and relay["changes"][0]["oldAt"]["line"] > 0
assert len(kinds["Mailbox"]["objects"]) == 30
assert kinds["ReceiveConnector"]["onlyOldProperties"] == ["Banner"]
assert kinds["OfflineAddressBook"]["newCoverage"] == "missing"
order = [k["kind"] for k in d["configuration"]["kinds"] if any(x["state"] == "changed" for x in k["objects"])]
assert order.index("SendConnector") < order.index("ReceiveConnector") < order.index("Mailbox"), order
PYTHON
say $? "the JSON form has objects, properties, places and reasons, and folds nothing"
has "Markdown has the findings" later.md '| new | high | `EXL3103` |'
has "and the configuration as diff" later.md "+     https://ecp.wingtiptoys.com/ecp   later/Get-EcpVirtualDirectory.xml:"
python3 - <<'PYTHON' >out 2>err
import base64, hashlib, re
from html.parser import HTMLParser
page = open("later.html", encoding="utf-8").read()
style = re.search(r"<style>(.*?)</style>", page, re.S).group(1)
digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
assert f"style-src 'sha256-{digest}'" in page, digest
assert "default-src 'none'" in page
class Check(HTMLParser):
    open = []
    def handle_starttag(self, tag, attributes):
        assert tag not in ("script", "img", "link", "iframe", "object", "a"), tag
        assert not any(name.startswith("on") or name == "style" for name, value in attributes)
        if tag not in ("meta", "br", "hr"):
            self.open.append(tag)
    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag
parser = Check()
parser.feed(page)
assert not parser.open, parser.open
assert "EXL3103" in page and "https://ecp.wingtiptoys.com/ecp" in page
PYTHON
say $? "HTML asks for nothing, its policy names its style, its tags match"
status "less severe ones pass" 0 diff demo later --fail-on=critical
status "--exit-zero" 0 diff demo later --exit-zero -q
status "backwards is a comparison as well" 1 diff later demo --fail-on=low
status "only the findings" 1 diff demo later --only=findings
lacks "have no configuration" out "CONFIGURATION"
status "only the configuration" 0 diff demo later --only=config
lacks "has no findings" out "FINDINGS"
status "nothing is folded" 0 diff demo later --only=config --no-fold
[ "$(grep -c '+ Default MRM Policy' out)" = 30 ]
say $? "each mailbox is shown"
status "ASCII" 0 diff demo later --only=config --ascii
[ -z "$(LC_ALL=C tr -d '\n -~' <out)" ]
say $? "is ASCII"
status "JSON on standard output" 1 diff demo later --format=json
cmp -s out later.json
say $? "is that of the file"
status "the same bytes with any number of threads" 1 diff demo later --format=json -j 7
cmp -s out later.json
say $? "the same"

# ---- saved results ----
for dump in demo later; do
    "$exlint" check $dump --no-vcs -q --exit-zero -o json=$dump.result >out 2>err
done
status "two saved results" 1 diff demo.result later.result -o saved.json
count "hold no configuration" saved.json 'd["configuration"]["compared"] is False and "no configuration" in d["configuration"]["why"]'
python3 - <<'PYTHON' >out 2>err
import json
def states(file):
    return sorted((x["state"], x["fingerprint"]) for x in json.load(open(file))["findings"])
assert states("saved.json") == states("later.json"), (states("saved.json"), states("later.json"))
PYTHON
say $? "their findings compare as those of the dumps"
status "a saved result and its dump" 0 diff demo.result demo
has "have the same findings" out "FINDINGS   0 new, 36 unchanged"
has "the configuration is not compared" out "a saved result holds findings and no configuration"
"$exlint" check demo --no-vcs -q --exit-zero --select=EXL3 -o json=part.result >out 2>err
status "a result of a part of the rules" 1 diff part.result demo
has "what was not judged then is told apart" out "newly assessed:"
has "with the reason" out "because its rule took no part on the old side"
"$exlint" check demo --no-vcs -q --exit-zero --now 2026-02-10 -o json=february.result >out 2>err
status "a result of another day" 1 diff demo.result february.result
has "is warned of" out "warning: the sides were judged as of different times"
has "time makes it worse" out "because time has passed, or its rule was changed"
"$exlint" baseline create demo -o b.json >out 2>err
"$exlint" check later --no-vcs -q --exit-zero --baseline b.json --only-new -o json=new.result >out 2>err
status "a result without its known findings" 3 diff demo new.result
has "is no side" err "was saved with --only-new"

# ---- two servers ----
status "two servers" 0 diff --server WTBER01 --server WTBER02 demo
has "differ in a URL" out "        - https://owa.wingtiptoys.com/ecp    demo/Get-EcpVirtualDirectory.xml:"
has "each its own name is told apart" out "Receive connector, Fqdn: <server>.corp.wingtiptoys.com"
lacks "and is no difference" out "- wtber01.corp.wingtiptoys.com"
rm -rf less
cp -r demo less
rm less/Get-ExchangeCertificate-WTBER02.xml
status "a server that was not asked" 0 diff --server wtber01 --server wtber02.corp.wingtiptoys.com less
has "lacks nothing" out "Get-ExchangeCertificate was not exported for WTBER02"
lacks "its certificates are not missing" out "only on WTBER01"
status "--strict" 3 diff --server WTBER01 --server WTBER02 less --strict
status "servers as JSON" 0 diff --server WTBER01 --server WTBER02 demo -o servers.json -o servers.md -o servers.html
count "say so" servers.json 'd["of"] == "servers" and o["ownName"] > 0 and "findings" not in d'
status "a server that is not there" 2 diff --server WTBER01 --server WTBER3 demo
has "has a suggestion" err "did you mean 'WTBER0"
status "a server and itself" 2 diff --server WTBER01 --server wtber01 demo
status "one server" 2 diff --server WTBER01 demo
status "three servers" 2 diff --server WTBER01 --server WTBER02 --server WTDRE01 demo
status "servers of nothing" 2 diff --server WTBER01 --server WTBER02

# ---- two organizations ----
cp -r "$src/corpus/healthy/contoso-2019" contoso
quiet demo contoso --exit-zero
has "two organizations are warned of" out "warning: the two sides are not of the same organization: 'corp.wingtiptoys.com' and"

# ---- wrong use ----
status "one side" 2 diff demo
status "no side" 2 diff
status "three sides" 2 diff demo demo demo
status "a side that is not there" 3 diff demo none
status "an unknown format" 2 diff demo demo --format=xml
has "names them" err "formats are text, json, markdown, html"
status "an unknown ending" 2 diff demo demo -o out.docx
status "an unknown part" 2 diff demo demo --only=all
status "an output that cannot be written" 4 diff demo later -o no/such/folder.txt -o beside.json
cmp -s beside.json later.json
say $? "does not keep back the others" # but for the exit status, which is that of the comparison
head -c 5000 demo.result >cut.result
status "a result that was cut off" 3 diff cut.result demo

# ---- hostile dumps ----
for dump in clixml json xml encoding; do
    cp -r "$src/corpus/hostile/$dump" "hostile-$dump"
    quiet demo "hostile-$dump" -o h.txt -o h.json -o h.md -o h.html --exit-zero
    cat h.txt h.md h.html h.json >out
    ! LC_ALL=C grep -q '[[:cntrl:]]' out && ! grep -qi '<script' h.html
    say $? "hostile/$dump: no control characters, no script"
done
cp -r demo hostile
python3 "$edit" hostile/Get-SendConnector.xml set Internet Comment "$(printf '</code><script>alert(1)</script>\342\200\256 `x` | "q" \033[31m' | tr -d '\033')"
quiet demo hostile -o h.txt -o h.json -o h.md -o h.html
cat h.txt h.md h.html h.json >out
! grep -qi '<script' h.html && ! grep -q "$(printf '\342\200\256')" out && grep -q '&lt;script&gt;' h.html
say $? "a hostile value is shown, and does nothing"

# ---- real exports ----
samples="$src/../shared/samples"
if [ -d "$samples" ]; then
    for name in exchange2016-server connectors; do
        quiet "$samples/$name" "$samples/$name"
        has "$name: no difference to itself" out "no difference"
        has "$name: nor in findings" out "FINDINGS   0 new,"
    done
    cp -r "$samples/exchange2016-server" sample
    for file in sample/*.xml; do
        python3 "$edit" "$file" reverse 2>/dev/null
    done
    quiet "$samples/exchange2016-server" sample
    has "exchange2016-server: no difference to another order" out "no difference"
else
    n=$((n + 1))
    echo "ok $n # SKIP the samples are not here"
fi
echo "1..$n"
