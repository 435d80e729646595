#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `exlint baseline` and --baseline: what is known, new, changed, fixed; and that
# nothing counts as fixed because data is missing.
#
# output: TAP; EXLINT and EXLINT_SRCDIR as in the other tests
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

# beside NAME DUMP TEXT OPTIONS...: how the findings of a dump stand to the baseline
beside()
{
    name=$1 dump=$2 text=$3
    shift 3
    "$exlint" check "$dump" --baseline exlint-baseline.json --exit-zero "$@" >out 2>err
    grep -qF -e "$text" out
    say $? "$name"
}

# ---- create and show ----
status "create writes the findings that are known" 0 baseline create demo
has "and says how many" out "exlint-baseline.json: 36 findings known on 2026-01-15"
cp exlint-baseline.json first.json
status "it does not replace one" 2 baseline create demo
has "says what to do" err "\`exlint baseline update\` brings it up to date; --force replaces it"
cmp -s first.json exlint-baseline.json
say $? "and leaves it alone"
status "unless told to" 0 baseline create demo --force
cmp -s first.json exlint-baseline.json
say $? "the same dump gives the same bytes"
status "to standard output" 0 baseline create demo -o -
cmp -s first.json out
say $? "the same bytes"
[ "$(grep -c '^{"fingerprint"' exlint-baseline.json)" = 36 ]
say $? "each finding stands on a line"
[ "$(sed -n 's/.*"rule": "\([^"]*\)".*/\1/p' exlint-baseline.json)" = "$(sed -n 's/.*"rule": "\([^"]*\)".*/\1/p' exlint-baseline.json | sort)" ]
say $? "in the order of rules"
lacks "and holds no values" exlint-baseline.json "relay.fabrikam.com"
status "show lists them" 0 baseline show
has "with their rule, object and property" out "SendConnector › Newsletter relay › DNSRoutingEnabled"
status "show as JSON" 0 baseline show exlint-baseline.json --format=json
cmp -s first.json out
say $? "is the file"
"$exlint" check demo --no-vcs -q --exit-zero -o demo.json >out 2>err
status "create from a saved result" 0 baseline create demo.json -o saved.json
cmp -s first.json saved.json
say $? "is the same as from its dump"

# ---- the same organization ----
beside "nothing is new in the same dump" demo "0 new, 0 changed, 36 unchanged; 0 fixed since the baseline of 2026-01-15"
status "known findings fail a run" 1 check demo --baseline exlint-baseline.json
status "but not with --fail-on-new" 0 check demo --baseline exlint-baseline.json --fail-on-new
has "which shows them" out "error[EXL1002] high: every Send connector"
has "and says since when they are known" out "known since 2026-01-15"
status "nor with --only-new" 0 check demo --baseline exlint-baseline.json --only-new
has "which counts them" out "0 findings, and 36 known that are not shown"
has "in the verdict as well" out "36 known do not count"
lacks "and shows none" out "EXL1002"
cp -r demo again
for file in again/*.xml; do
    python3 "$edit" "$file" reverse
done
beside "another order of objects and members changes nothing" again "0 new, 0 changed, 36 unchanged; 0 fixed since"
for file in again/*.xml; do
    python3 "$edit" "$file" encode utf-16
    mv "$file" "again/x-$(basename "$file")"
done
beside "nor do encoding and names of files" again "0 new, 0 changed, 36 unchanged; 0 fixed since"

# ---- missing data is not mended ----
worst=
for file in demo/*.xml; do
    name=$(basename "$file")
    rm -rf less
    cp -r demo less
    rm "less/$name"
    "$exlint" check less --baseline exlint-baseline.json --exit-zero --only-new >out 2>err
    grep -q ', 0 changed, .* unchanged; 0 fixed' out || worst="$worst $name"
done
echo "$worst" >out
[ -z "$worst" ]
say $? "no export that is missing mends or changes anything"
rm less/*.xml
cp demo/Get-ExchangeServer.xml less
beside "nor do all but one" less "; 0 fixed, 3" --only-new
rm -rf less
cp -r demo less
rm less/Get-SendConnector.xml
beside "what cannot be assessed says why" less "not assessed  EXL1002  known: Wingtip Toys Enabled: needs Get-SendConnector" --show-not-assessed
head -c 60000 demo/Get-SendConnector.xml >less/Get-SendConnector.xml
beside "a file that is cut off mends nothing" less "; 0 fixed"
beside "rules that were not selected mend nothing" demo "not assessed  EXL1002  known: Wingtip Toys Enabled: the rule was not selected" --select=EXL3 --show-not-assessed
sed 's/"fingerprint": "5a3288ef733e64c2", "rule": "EXL1002"/"fingerprint": "00000000000000aa", "rule": "EXL1999"/' first.json >exlint-baseline.json
beside "nor do rules of another version" demo "the rule is not in this version" --show-not-assessed
sed '/^"rules"/s/"EXL1002", //' first.json | sed 's/"fingerprint": "5a3288ef733e64c2"/"fingerprint": "00000000000000aa"/' >exlint-baseline.json
beside "a new rule explains what is new" demo "new: not in the baseline of 2026-01-15; the rule could not judge anything"
cp first.json exlint-baseline.json

# ---- a change ----
cp -r demo later
python3 "$edit" later/Get-SendConnector.xml set Internet Enabled true
python3 "$edit" later/Get-EcpVirtualDirectory.xml set 'WTBER01\ecp (Default Web Site)' InternalUrl https://ecp.wingtiptoys.com/ecp
python3 "$edit" later/Get-EcpVirtualDirectory.xml set 'WTBER02\ecp (Default Web Site)' InternalUrl https://ecp.wingtiptoys.com/ecp
rm later/Get-Mailbox.xml
status "new findings fail" 1 check later --baseline exlint-baseline.json --only-new -o later.json -o later.concise=later.txt -o concise=-
"$exlint" check later --no-vcs --baseline exlint-baseline.json --only-new -o later.json >out 2>err
has "new, changed, fixed and not assessed are counted" out "3 new, 3 changed, 21 unchanged; 3 fixed, 9 not assessed since the baseline of 2026-01-15"
"$exlint" check later --no-vcs --baseline exlint-baseline.json --only-new >out 2>err
has "a new finding says so" out "error[EXL3103] high, new: OWA answers at 'owa.wingtiptoys.com' but ECP at 'ecp.wingtiptoys.com' on WTBER01"
has "a changed one as well" out "error[EXL3103] high, changed: OWA answers at 'owa.wingtiptoys.com' but ECP at 'ecp.wingtiptoys.com' on WTBER02"
has "with the reason" out "changed since 2026-01-15; the value is another one"
python3 - later.json <<'PYTHON' >out 2>err
import json, sys
r = json.load(open(sys.argv[1]))
b = r["baseline"]
states = sorted(f["baselineState"] for f in r["findings"])
assert states == ["changed"] * 3 + ["new"] * 3, states
assert b["known"] == 21 and b["onlyNew"] and not b["failOnNew"]
assert (b["new"], b["changed"], b["unchanged"], b["fixed"], b["notAssessed"]) == (3, 3, 21, 3, 9)
gone = {(g["rule"], g["object"]): g for g in b["gone"]}
assert gone["EXL1002", "Wingtip Toys"]["state"] == "fixed"
assert gone["EXL2106", "corp.wingtiptoys.com/Staff/Scan Service"]["why"] == "needs Get-Mailbox"
PYTHON
say $? "the JSON result has all of it"
status "a result that was saved keeps its states" 0 report later.json -q --no-vcs -o again.json
cmp -s later.json again.json
say $? "byte for byte"
status "but is no ground for a baseline" 3 baseline create later.json -o other.json
has "because it is not whole" err "was saved with --only-new: 21 findings that were known are not in it"
status "nor can it be put beside one" 3 report later.json --baseline exlint-baseline.json
"$exlint" check later --no-vcs -q --exit-zero -o whole.json >out 2>err
status "a whole one can" 0 report whole.json --baseline exlint-baseline.json --only-new -q -o put.json
[ "$(sed -n '/"baseline": {/,/"known"/p' put.json)" = "$(sed -n '/"baseline": {/,/"known"/p' later.json)" ]
say $? "with the same result"

# ---- update ----
status "update does not take in what is severe" 1 baseline update later --now 2026-01-20
has "shows it" out "  + high      EXL3103   ExchangeServer › WTBER01 › InternalUrl"
has "and says how to" err "or take them in with --accept-high"
cmp -s first.json exlint-baseline.json
say $? "and writes nothing"
status "update takes it in when told to" 0 baseline update later --now 2026-01-20 --accept-high
has "names what it drops" out "  - high      EXL1002   Wingtip Toys › Enabled"
has "and what it keeps" out "kept, not assessed: 9"
[ "$(grep -c '"since": "2026-01-20"' exlint-baseline.json)" = 3 ]
say $? "new findings are known from now on"
[ "$(grep -c '"since": "2026-01-15"' exlint-baseline.json)" = 33 ]
say $? "the others since they were"
beside "afterwards nothing is new" later "0 new, 0 changed, 27 unchanged; 0 fixed, 9 not assessed"
status "what was known is found again with its export" 0 check demo --select EXL2106 --baseline exlint-baseline.json
has "unchanged" out "0 new, 0 changed, 1 unchanged"
status "create with a part of the rules" 0 baseline create demo --select=EXL1002 --force
status "update with a part of the rules" 0 baseline update demo --select=EXL2104
[ "$(grep -c '^{"fingerprint"' exlint-baseline.json)" = 7 ]
say $? "keeps the findings of the others"
cp first.json exlint-baseline.json

# ---- worse, with time ----
"$exlint" check demo --now 2026-02-10 --baseline exlint-baseline.json --fail-on-new >out 2>err
[ $? = 1 ]
say $? "a known finding that becomes worse fails"
has "and says how" out "it is worse: it was medium"

# ---- another organization ----
cp -r "$src/corpus/healthy/contoso-2019" contoso
"$exlint" check contoso --baseline exlint-baseline.json --exit-zero >out 2>err
has "the baseline of another organization is noticed" err "the baseline is of the organization 'corp.wingtiptoys.com', the dump of 'corp.contoso.com'"
has "nothing counts as fixed" out "0 unchanged; 0 fixed, 36 not assessed"
status "and not brought up to date" 2 baseline update contoso
has "but made anew" err "make one of its own with"
cmp -s first.json exlint-baseline.json
say $? "nothing is written"

# ---- wrong use, damaged files ----
status "--only-new without a baseline" 2 check demo --only-new
has "names the option" err "add --baseline=exlint-baseline.json"
status "--fail-on-new without a baseline" 2 check demo --fail-on-new
status "a baseline that is not there" 2 check demo --baseline none.json
has "says how to make one" err "make one with \`exlint baseline create DUMP\`"
status "update of none" 2 baseline update demo --baseline none.json
status "show of none" 2 baseline show none.json
status "no action" 2 baseline
status "an unknown action" 2 baseline crate demo
has "has a suggestion" err "did you mean 'exlint baseline create'?"
status "create of nothing" 3 baseline create
status "create of a dump that is not there" 3 baseline create no-such-folder -o x.json
[ ! -e x.json ]
say $? "writes no file"
status "a baseline that cannot be written" 4 baseline create demo -o no/such/folder/b.json
head -c 3000 first.json >cut.json
status "a baseline that was cut off" 2 check demo --baseline cut.json
has "says where" err "cut.json:"
sed 's#exlint-baseline/1#exlint-baseline/2#' first.json >two.json
status "a baseline of a later form" 2 check demo --baseline two.json
has "names both" err "'exlint-baseline/2'; this exlint reads 'exlint-baseline/1'"
status "a result in place of a baseline" 2 check demo --baseline whole.json
has "is none" err "this is not a baseline"
sed '9p' first.json >twice.json
status "the same finding twice" 2 check demo --baseline twice.json
has "says on which line" err "twice.json:10:18: error: the finding"
{ head -9 first.json; echo "<<<<<<< ours"; tail -n +10 first.json; } >conflict.json
status "a conflict of a merge" 2 check demo --baseline conflict.json
has "is recognized" err "conflict.json:10:1: error: this is the mark of a conflict"
sed '0,/"severity": "high"/s//"severity": "huge"/' first.json >huge.json
status "a severity that is none" 2 check demo --baseline huge.json
has "says which finding" err "'findings[0].severity' has the value 'huge'"

# ---- git can merge what two people took in ----
if command -v git >/dev/null 2>&1; then
    mkdir repository && (
        cd repository && git init -q . && git config user.email a@example.com && git config user.name A
        grep -v '"rule": "EXL4003"' ../first.json | grep -v '"rule": "EXL1005"' >b.json
        git add b.json && git commit -qm base
        git checkout -qb one && grep -v '"rule": "EXL4003"' ../first.json >b.json && git commit -qam one
        git checkout -qb two HEAD~ && grep -v '"rule": "EXL1005"' ../first.json >b.json && git commit -qam two
        git merge -q one
    ) >out 2>err
    cmp -s repository/b.json first.json
    say $? "git merges two baselines"
fi

# ---- hostile dumps ----
for dump in clixml json xml; do
    cp -r "$src/corpus/hostile/$dump" "hostile-$dump"
    "$exlint" baseline create "hostile-$dump" -o "hostile-$dump.json" >out 2>err
    "$exlint" check "hostile-$dump" --baseline "hostile-$dump.json" --fail-on-new -o "$dump.result.json" >out 2>err
    has "hostile/$dump: all is known" out "0 new, 0 changed"
    "$exlint" baseline show "hostile-$dump.json" >out 2>err
    ! LC_ALL=C grep -q '[[:cntrl:]]' out
    say $? "hostile/$dump: show prints no control characters"
done
echo "1..$n"
