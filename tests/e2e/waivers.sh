#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Waivers: what they do to findings in every format, and `exlint waive`.
#
# output: TAP; EXLINT, EXLINT_SRCDIR as in the other tests

. "${EXLINT_SRCDIR:-.}/tests/e2e/program.sh"
mkdir work && cd work || exit 1
cp -r "$src/corpus/demo" dump
rm dump/Get-MapiVirtualDirectory.xml # so that EXL3001 and more are not assessed for all objects
touch -d 2026-01-14T08:00:00Z dump/*
now=2026-01-15

# waivers ENTRY...: exlint.yaml with these entries, each a flow map without its braces
waivers()
{
    echo 'waivers:'
    for entry in "$@"; do
        echo "  - {$entry}"
    done
}
check()
{
    "$exlint" check dump --now $now "$@" >out 2>err
}

# ---- kinds and dates ------------------------------------------------------------------------
waivers "rule: EXL1002, object: '*', reason: we relay elsewhere, owner: Ann, expires: 2026-01-15" >exlint.yaml
check
lacks "accepted: not in the text" out "[EXL1002]"
has "accepted: but counted" out ", 1 waived"
has "accepted: and how to see it" out "exlint check --show-waived"
check --show-waived
has "accepted: shown when wanted" out "waiver  accepted by Ann until 2026-01-15: we relay elsewhere"
check --select EXL1002 --fail-on info
[ $? = 0 ]
say $? "accepted: does not count on its last day"
now=2026-01-14
check --select EXL1002 --fail-on info
[ $? = 0 ]
say $? "accepted: nor the day before"
now=2026-01-15T23:59:59Z
check --select EXL1002 --fail-on info
[ $? = 0 ]
say $? "accepted: nor at its end"
now=2026-01-16
check --select EXL1002 --fail-on info
[ $? = 1 ]
say $? "expired: counts the day after"
has "expired: who accepted it, until when, why" out "waiver  has expired: it was accepted by Ann until 2026-01-15: we relay elsewhere"
has "expired: in the summary" out "1 waiver, 1 expired"
now=2026-01-15
waivers "rule: EXL1002, object: '*', reason: ordered, kind: planned, owner: Ann, ticket: CHG-1, expires: 2026-02-01" >exlint.yaml
check --select EXL1002 --fail-on info
[ $? = 0 ]
say $? "planned: does not count"
has "planned: but is shown" out "waiver  planned to be mended by Ann until 2026-02-01 (CHG-1): ordered"
has "planned: and counted" out "0 findings, 1 planned"
check -f concise
has "planned: in one line" out "[EXL1002] (planned, waiver until 2026-02-01)"
waivers "rule: EXL1002, object: '*', reason: ordered, kind: false-positive, expires: 2026-02-01" >exlint.yaml
check -f concise
lacks "false positive: not in one line" out "[EXL1002]"

# ---- what is covered ----------------------------------------------------------------------------
waivers "rule: owa-ecp-internal-url-mismatch, object: 'ExchangeServer:wtber0?', reason: r, expires: 2026-12-31" >exlint.yaml
check
lacks "by name, with a kind and a pattern, in another case" out "[EXL3103]"
waivers "rule: EXL3103, object: WTBER01, reason: r, expires: 2026-12-31" >exlint.yaml
check
has "another object is not covered" out "[EXL3103]"
has "and that is reported" err "exlint.yaml:2:5: warning: the waiver of 'EXL3103' for 'WTBER01' covers nothing"
has "with what there is" err "findings of the rule are for 'WTBER02'"
waivers "rule: EXL3103, object: '*', value: 'https://mail.wingtiptoys.com/ecp', reason: r, expires: 2026-12-31" >exlint.yaml
check
lacks "bound to the value" out "[EXL3103]"
waivers "rule: EXL3103, object: '*', value: 'https://old.wingtiptoys.com/ecp', reason: r, expires: 2026-12-31" >exlint.yaml
check
has "another value is back" out "[EXL3103]"
has "and that is said" err "covers nothing: the value is another one now"
waivers "rule: EXL, object: '*', reason: r, expires: 2026-12-31" >exlint.yaml
check
[ $? = 0 ]
say $? "everything can be waived"
has "but not in silence" err "warning: the waiver of 'EXL' for '*' covers every object of several rules"
has "nor in the summary" out "0 findings, "
waivers "rule: EXL3001, object: EX99, reason: r, expires: 2026-12-31" \
    "rule: EXL4003, object: EX99, reason: r, expires: 2026-12-31" >exlint.yaml
check --select EXL3001
lacks "not assessed for all: not called unused" err "covers nothing"
lacks "not selected: not called unused" err "EXL4003"
check --select EXL4003
has "assessed: called unused" err "exlint.yaml:3:5: warning: the waiver of 'EXL4003' for 'EX99' covers nothing"
lacks "assessed: the other one not" err "EXL3001"
waivers "rule: EXL1005, object: EX99, reason: r, expires: 2025-12-31" >exlint.yaml
check
has "expired and unused" err "has expired and covers nothing"

# ---- errors -----------------------------------------------------------------------------------------
waivers "rule: EXL9103, object: WTBER01, reason: r, expires: 2026-12-31" >exlint.yaml
status "an unknown rule" 2 check dump
has "an unknown rule: where" err "exlint.yaml:2:12: error: no rule is called 'EXL9103'"
has "an unknown rule: did you mean" err "did you mean 'EXL"
waivers "rule: EXL3103, object: WTBER01, reason: r, expires: 2026-02-30" >exlint.yaml
status "a date that is none" 2 check dump
has "a date that is none: where" err "error: '2026-02-30' is not a date"
waivers "rule: EXL3103, object: WTBER01, reason: r" >exlint.yaml
status "no date" 2 check dump
waivers "rule: EXL3103, object: WTBER01, reason: '', expires: 2026-12-31" >exlint.yaml
status "no reason" 2 check dump

# ---- formats, and reading them back -------------------------------------------------------------------
waivers "rule: EXL1002, object: 'SendConnector:Internet', reason: '<b>\"r\"', owner: Ann, ticket: 4711, expires: 2026-12-31" \
    "rule: EXL4003, object: '*', kind: planned, reason: ordered, expires: 2026-12-31" \
    "rule: EXL3103, object: '*', reason: once, expires: 2025-12-31" >exlint.yaml
check -q -o r.json -o r.sarif --sarif-profile generic -o text=r.txt -o concise=r.concise
"$exlint" report r.json -q -o again.json --sarif-profile generic -o again.sarif -o concise=again.concise --no-config >out 2>err
for name in json sarif concise; do
    cmp -s r.$name again.$name
    say $? "$name: the same from the saved result"
done
cat >waived.py <<'END'
import json, sys
result, sarif = (json.load(open(f)) for f in sys.argv[1:3])
w = {f["rule"]: f["waiver"] for f in result["findings"] if "waiver" in f}
assert {r: v["state"] for r, v in w.items()} == {"EXL1002": "waived", "EXL4003": "planned", "EXL3103": "expired"}, w
assert w["EXL1002"]["reason"] == '<b>"r"' and w["EXL1002"]["owner"] == "Ann" and w["EXL1002"]["ticket"] == "4711"
assert [x["state"] for x in result["waivers"]] == ["used", "used", "expired"], result["waivers"]
assert [x["line"] for x in result["waivers"]] == [2, 3, 4]
assert result["summary"]["waived"] == 1 and result["summary"]["planned"] == 1
assert sum(result["summary"]["severities"].values()) == len(result["findings"]) - 2
s = {}
for r in sarif["runs"][0]["results"]:
    assert "suppressions" in r, "a result does not say whether it is suppressed"
    for x in r["suppressions"]:
        assert x["kind"] == "external"
        s[r["ruleId"]] = x["status"]
assert s == {"EXL1002": "accepted", "EXL4003": "underReview", "EXL3103": "rejected"}, s
END
python3 waived.py r.json r.sarif >out 2>err
say $? "JSON and SARIF say the same"
rm exlint.yaml
check -q -o plain.json
lacks "no waivers, no member" plain.json '"waiver'
sed 's/"index": 0,/"index": 9,/' r.json >bad.json
status "a result whose waiver is not there" 3 report bad.json
has "a result whose waiver is not there: where" err "findings[0].waiver.index"
sed 's/"expires": "2025-12-31"/"expires": "2099-12-31"/' r.json >bad.json
status "a result that contradicts itself" 3 report bad.json
waivers "rule: EXL1004, object: '*', reason: later, expires: 2026-12-31" >exlint.yaml
"$exlint" report r.json -f concise >out 2>err
grep -q 'EXL1002' out && ! grep -q 'EXL1004' out
say $? "a saved result under the waivers of today"
rm exlint.yaml

# ---- exlint waive ---------------------------------------------------------------------------------------
add()
{
    "$exlint" waive --now 2026-01-15 "$@" >out 2>err
}
add exl3103 --object 'WTBER02' --reason "it's #1: gone soon" --expires 90d --owner 'J. Doe'
[ $? = 0 ]
say $? "a new file"
has "a new file: says where" out "exlint.yaml:2: accepted until 2026-04-15: EXL3103 for 'WTBER02'"
has "a new file: readable" exlint.yaml "  - rule: EXL3103  # OWA and ECP internal URLs name different hosts"
check
lacks "it works" out "[EXL3103]"
cat >exlint.yaml <<'END'
# ours
fail-on: info   # all

waivers:
    # the first
    - rule: EXL3103
      object: WTBER02
      reason: r
      expires: 2026-12-31   # end

# behind
strict: false
END
cp exlint.yaml before.yaml
chmod 640 exlint.yaml
add EXL1002 --object '*' --reason new --expires 2026-12-31 --kind planned --value False
diff before.yaml exlint.yaml >difference
[ "$(grep -c '^>' difference)" = 6 ] && ! grep -q '^<' difference
say $? "only lines are added"
[ "$(sed -n 10p exlint.yaml)" = "    - rule: EXL1002  # The Internet Send connector is disabled" ] ||
    [ "$(sed -n 10p exlint.yaml | cut -c1-19)" = "    - rule: EXL1002" ]
say $? "at the end of the list"
[ "$(stat -c %a exlint.yaml)" = 640 ]
say $? "the file keeps its mode"
[ ! -e exlint.yaml.tmp ]
say $? "nothing is left over"
cp exlint.yaml before.yaml
for wrong in "EXL9003 --object * --reason x --expires 9d" "EXL1002 --reason x --expires 9d" "EXL1002 --object * --expires 9d" \
    "EXL1002 --object * --reason x" "EXL1002 --object * --reason x --expires soon" "EXL1002 --object * --reason x --expires 2026-01-14" \
    "EXL1002 --object * --reason x --expires 9d --kind maybe" "--object * --reason x --expires 9d" \
    "EXL1002 EXL1003 --object * --reason x --expires 9d"; do
    set -f
    add $wrong
    [ $? = 2 ]
    say $? "refused: $wrong"
    set +f
done
add EXL1002 --object '*' --reason x --expires 9d --value False
[ $? = 2 ]
say $? "refused: there is one already"
has "refused: there is one already: where" err "change it in exlint.yaml, line 10"
add EXL9003 --object '*' --reason x --expires 9d
has "refused: did you mean" err "did you mean"
cmp -s before.yaml exlint.yaml
say $? "the file is as it was"
add EXL1004 --object '*' --reason x --expires 2026-01-15
[ $? = 0 ]
say $? "today is a date"
echo '{fail-on: low}' >braces.yaml
add EXL1004 --object '*' --reason x --expires 9d -c braces.yaml
[ $? = 2 ] && [ "$(cat braces.yaml)" = '{fail-on: low}' ]
say $? "a file in braces is left alone"
echo 'fail-onn: low' >broken.yaml
add EXL1004 --object '*' --reason x --expires 9d -c broken.yaml
[ $? = 2 ] && [ "$(cat broken.yaml)" = 'fail-onn: low' ]
say $? "a broken file is left alone"
mkdir below && (cd below && "$exlint" waive EXL1003 --object '*' --reason x --expires 2099-12-31) >out 2>err
grep -q 'rule: EXL1003' exlint.yaml && [ ! -e below/exlint.yaml ]
say $? "the file that is found from a folder below"
ln -s exlint.yaml link.yaml
add EXL1005 --object '*' --reason x --expires 9d -c link.yaml
[ -L link.yaml ] && grep -q 'rule: EXL1005' exlint.yaml
say $? "a symbolic link stays one"
"$exlint" waive --list --now 2026-06-01 >out 2>err
has "the list: valid" out "exlint.yaml:6: EXL3103 for 'WTBER02'"
has "the list: days" out "accepted until 2026-12-31, 213 more days"
has "the list: expired" out "EXPIRED on 2026-01-15"
has "the list: in short" out "5 waivers, 2 expired"
printf 'waivers:\n- {rule: EXL1001, object: "\\e[31m", reason: "\\u202e", expires: 2026-12-31}\n' >hostile.yaml
"$exlint" waive --list -c hostile.yaml >out 2>err
! LC_ALL=C grep -q "$(printf '\033')" out
say $? "the list is escaped"
if [ "$(id -u)" != 0 ]; then
    chmod 555 below
    (cd below && "$exlint" waive EXL1003 --object '*' --reason x --expires 9d -c new.yaml) >out 2>err
    [ $? = 4 ]
    say $? "a folder that cannot be written"
fi
echo "1..$n"
