#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The command line as a user meets it: exit statuses, messages, files.
# usage: cli.sh     output: TAP; EXLINT names the program, EXLINT_SRCDIR the source tree

. "${EXLINT_SRCDIR:-.}/tests/e2e/program.sh"
# query NAME EXPECTED ARGUMENTS...: the value on standard output
query()
{
    name=$1
    expected=$2
    shift 2
    "$exlint" query "$@" >out 2>err
    [ "$(cat out)" = "$expected" ]
    say $? "$name"
}

demo=$src/corpus/demo
cp -r "$demo" demo

# ---- usage ------------------------------------------------------------------
status "version" 0 --version
has "version names the program" out "exlint "
status "short help" 0 -h
has "short help lists commands" out "explain"
status "full help" 0 --help
has "full help lists options" out "--fail-on SEVERITY"
has "full help lists exit statuses" out "Exit status:"
status "help of a command" 0 help query
has "help of a command has its options" out "--var NAME=EXPR"
lacks "help of a command has no others" out "--fail-on"
status "manual page" 0 help --man
has "manual page is roff" out ".SH OPTIONS"
status "unknown option" 2 check --fromat json demo
has "unknown option: did you mean" err "did you mean '--format'?"
status "unknown command" 2 chek
has "unknown command: did you mean" err "did you mean 'check'?"
status "unknown format" 2 check demo --format jsn
has "unknown format: did you mean" err "did you mean 'json'?"
status "unknown severity" 2 check demo --fail-on worst
status "unknown rule in --select" 2 check demo --select EXL9999
status "bad --now" 2 check demo --now yesterday
status "bad --jobs" 2 check demo -j 0
status "two reports to standard output" 2 check demo -o json=- -o sarif=-
lacks "usage errors leave standard output empty" out "x"

# ---- input --------------------------------------------------------------------
status "no dump" 3 check
status "dump that does not exist" 3 check ./nowhere
[ -s err ]
say $? "dump that does not exist: a message"
mkdir empty
status "empty folder" 3 check empty
mkdir other
echo 'shopping list' >other/notes.txt
status "nothing of Exchange" 3 check other
has "nothing of Exchange: what to do" err "Export-Clixml"

# ---- check ------------------------------------------------------------------------
status "findings" 1 check demo --now 2026-01-15
has "findings: header" out "error[EXL"
has "findings: place" out "demo/Get-"
has "findings: verdict" out "FAIL"
lacks "no colours in a pipe" out "$(printf '\033')"
cp out first
status "check is the default command" 1 demo --now 2026-01-15
cmp -s out first
say $? "the same run gives the same bytes"
status "one thread" 1 check demo --now 2026-01-15 -j 1
cmp -s out first
say $? "one thread gives the same bytes"
status "colours when asked for" 1 check demo --color=always
has "colours when asked for: escape" out "$(printf '\033')[1;31merror"
status "ASCII" 1 check demo --ascii
LC_ALL=C grep -q "$(printf '[\200-\377]')" out
[ $? = 1 ]
say $? "ASCII only"
status "--exit-zero" 0 check demo --exit-zero
status "--fail-on=never" 0 check demo --fail-on=never
status "concise" 1 check demo -f concise
grep -qE '^demo/[^:]+:[0-9]+:[0-9]+: error: .* \[EXL[0-9]{4}\]$' out
say $? "concise: form of compiler messages"
has "concise: summary on standard error" err "FAIL"
status "quiet" 1 check demo -f concise -q
[ ! -s err ]
say $? "quiet: nothing on standard error"
status "--select by area" 1 check demo --select client-access -f concise
lacks "--select by area: others are out" out "[EXL1"
status "--ignore" 0 check demo --select EXL1001,EXL1002 --ignore EXL1002 -q
status "no rule is left" 2 check demo --select EXL1002 --ignore mail-flow
status "--strict on part of a dump" 3 check demo/Get-SendConnector.xml demo/Get-ExchangeServer.xml --strict
status "part of a dump" 1 check demo/Get-SendConnector.xml demo/Get-ExchangeServer.xml --show-not-assessed
has "part of a dump: what is missing" out "not assessed"
status "nothing assessed" 3 check demo/Get-AcceptedDomain.xml --select EXL3006
has "nothing assessed: verdict" out "INCOMPLETE"
lacks "nothing assessed: not green" out "PASS"

# ---- standard input ---------------------------------------------------------------
status "standard input" 1 - --stdin-name=Get-SendConnector.xml -f concise <demo/Get-SendConnector.xml
has "standard input: its name" out "Get-SendConnector.xml:"
status "standard input without a name" 1 - -f concise <demo/Get-SendConnector.xml
has "standard input without a name: a name" out "stdin:"
query "standard input: query" '"Internet"' - 'SendConnector[0].Name' <demo/Get-SendConnector.xml
status "standard input beside a folder" 1 other - -f concise <demo/Get-SendConnector.xml
gzip -c demo/Get-SendConnector.xml >connectors.gz
query "standard input: an archive" '"Internet"' - 'SendConnector[0].Name' <connectors.gz
status "standard input is empty" 3 - </dev/null
status "standard input is closed" 3 - <&-
has "standard input is closed: a message" err "standard input cannot be read"
status "standard input twice" 2 - - </dev/null
has "standard input twice: a message" err "more than once"
status "--stdin-name without standard input" 2 demo --stdin-name=x.xml
status "--stdin-name that leads out" 2 - --stdin-name=../x.xml </dev/null
status "query of standard input without an expression" 2 query - </dev/null
has "query of standard input without an expression: a message" err "an expression is missing"

# ---- files ------------------------------------------------------------------------
status "several outputs" 1 check demo -o a.sarif -o a.json -o text=a.out
[ -s a.sarif ] && [ -s a.json ] && [ -s a.out ]
say $? "several outputs: written"
[ ! -e a.sarif.tmp ]
say $? "several outputs: nothing left over"
has "several outputs: summary on standard output" out "FAIL"
status "an output that cannot be written" 4 check demo -o nowhere/a.sarif -o b.json
[ -s b.json ]
say $? "an output that cannot be written does not lose the others"
status "output of unknown format" 2 check demo -o a.doc
status "-o -" 1 check demo -o sarif=-
has "-o -: the report" out '"version": "2.1.0"'
grep -q "$work" a.sarif a.json
[ $? = 1 ]
say $? "no absolute path in machine formats"

# ---- rules and explain ---------------------------------------------------------------
status "rules" 0 rules
has "rules: one of them" out "EXL3103"
status "rules --document" 0 rules --document
has "rules --document: a step" out "Step 5: Configure internal URLs"
status "rules as JSON" 0 rules --document --format=json
has "rules as JSON: the effort of a fix" out '"effort": "minutes"'
status "explain" 0 explain EXL3103
has "explain: the document" out "Step 5: Configure internal URLs"
has "explain: what it reads" out "Get-EcpVirtualDirectory"
has "explain: the impact" out "sign in again or see security warnings."
has "explain: the risk of the change" out "risk    restart: a service or application pool is restarted"
has "explain: the effort" out "effort  minutes: a few commands or records"
status "explain by name" 0 explain owa-ecp-internal-url-mismatch --format markdown
status "explain as JSON" 0 explain EXL3103 EXL1001 -f json
has "explain as JSON: the impact" out '"impact": "Staff who open their options'
has "explain as JSON: the risk of the change" out '"risk": "restart"'
status "explain what does not exist" 2 explain EXL3130
has "explain what does not exist: did you mean" err "did you mean"

# ---- query -------------------------------------------------------------------------------
query "query: arithmetic" 3 '1 + 2'
query "query: string" '"ab"' '"a" + "b"'
query "query: list" '[1, 2]' '[1, 2]'
query "query: map" '{"a": true}' '{"a": true}'
query "query: large integers stay exact" 9007199254740993 '9007199254740993'
query "query: largest unsigned" 18446744073709551615 '18446744073709551615u'
query "query: double" 0.1 '0.1'
query "query: NaN" '"NaN"' '0.0 / 0.0'
query "query: infinity" '"-Infinity"' '-1.0 / 0.0'
query "query: bytes" '"YWI="' 'b"ab"'
query "query: timestamp" '"2026-01-31T00:00:00Z"' 'timestamp("2026-01-31T00:00:00Z")'
query "query: duration" '"3.5s"' 'duration("3.5s")'
query "query: type" '"int"' 'type(1)'
query "query: null" null null
query "query: keys become strings" '{"1": 2}' '{1: 2}'
query "query: variables" 8 --var x=2 --var 'y=x*3' 'x + y'
query "query: negative number" -1 '-1'
query "query: end of options" -2 --var x=2 -- '-x'
query "query: CEL" '1u' --format=cel '1u'
query "query: over a dump" true demo 'SendConnector.exists(c, c.Name == "Internet")'
status "query: syntax error" 2 query '1 +'
status "query: type error" 2 query '1 + "a"'
status "query: evaluation error" 1 query '1 / 0'
has "query: evaluation error: the reason" err "divi"
status "query: kinds need a dump" 2 query 'SendConnector'
status "query: what is not in the dump" 1 query demo/Get-AcceptedDomain.xml 'SendConnector.size()'
has "query: what is not in the dump: the cmdlet" err "Get-SendConnector"
status "query: no expression" 2 query demo

# ---- test ----------------------------------------------------------------------------------
mkdir -p mine/area
cat >mine/area/ACME0001-names.yaml <<'RULE'
id: ACME0001
name: connector-name
title: A connector has a name
severity: low
area: area
each: SendConnector as c
assert: c.Name != ""
message: "the connector has no name"
why: Because.
fix: Set-SendConnector -Identity {c.Identity} -Name <name>
verify: Get-SendConnector
references: [{title: Page, url: "https://example.com/"}]
tests:
  - name: named
    given: {SendConnector: [{Name: A, Identity: A}]}
    expect: pass
  - name: nameless
    given: {SendConnector: [{Name: "", Identity: B}]}
    expect: finding
RULE
status "test of own rules" 0 test mine
has "test of own rules: count" out "2 passed, 0 failed, 0 skipped"
sed 's/expect: pass/expect: finding/' mine/area/ACME0001-names.yaml >mine/area/ACME0001-names.yaml.new
mv mine/area/ACME0001-names.yaml.new mine/area/ACME0001-names.yaml
status "test that fails" 1 test mine
has "test that fails: place" out "ACME0001-names.yaml:"
status "check with own rules" 0 check demo --rules mine --select ACME0001
echo 'id: 1' >mine/area/bad.yaml
status "broken rule" 2 check demo --rules mine
has "broken rule: place" err "bad.yaml:1:"

echo "1..$n"
