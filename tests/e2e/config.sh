#!/bin/sh
# SPDX-License-Identifier: MIT
#
# exlint.yaml: which file is used, what counts, what it may say, and what `exlint config` shows of it.
#
# output: TAP; EXLINT, EXLINT_SRCDIR as in the other tests

. "${EXLINT_SRCDIR:-.}/tests/e2e/program.sh"
SOURCE_DATE_EPOCH=1768435200
export SOURCE_DATE_EPOCH

skip()
{
    n=$((n + 1))
    echo "ok $n # SKIP $1"
}

# holds NAME KEY VALUE ORIGIN ARGUMENTS...: `exlint config ARGUMENTS` shows the line
holds()
{
    name=$1 key=$2 value=$3 origin=$4
    shift 4
    "$exlint" config "$@" >out 2>err
    grep -qE "^  $key +$value +$origin\$" out
    say $? "$name"
}

# used NAME FILE ARGUMENTS...: `exlint config ARGUMENTS` uses a file
used()
{
    name=$1 file=$2
    shift 2
    "$exlint" config "$@" >out 2>err
    [ "$(sed -n 's/^configuration  //p' out)" = "$file" ]
    say $? "$name"
}

mkdir -p work/clients/contoso && cd work || exit 1
cp -r "$src/corpus/demo" clients/contoso/dump
touch clients/contoso/dump/* # times of files count where there is no Git
dump=clients/contoso/dump

# ---- which file ---------------------------------------------------------------------------
used "none" none $dump
echo 'fail-on: low' >exlint.yaml
used "in the current folder" exlint.yaml $dump
echo 'fail-on: medium' >clients/contoso/exlint.yaml
used "the nearest wins" clients/contoso/exlint.yaml $dump
used "of an archive: beside it" clients/contoso/exlint.yaml clients/contoso/dump/Get-SendConnector.xml
(cd $dump && "$exlint" config) >out 2>err
grep -qx 'configuration  ../exlint.yaml' out
say $? "from a folder below"
used "without a dump: from the current folder upward" exlint.yaml
used "none is wanted" none $dump --no-config
echo 'fail-on: info' >other.yaml
used "named" "other.yaml (named)" $dump -c other.yaml
status "named, but not there" 2 config $dump --config nowhere.yaml
has "named, but not there: why" err "nowhere.yaml: error: the configuration cannot be read: No such file or directory"
status "no such dump" 2 config nowhere
mkdir -p repository/.git repository/dump
cp $dump/Get-SendConnector.xml repository/dump
(cd repository && "$exlint" config dump) >out 2>err
grep -qx 'configuration  none' out
say $? "not above the work tree that one works in"
# A dump that brings a .git along hides nothing from its reader.
mkdir $dump/.git clients/contoso/dump/sub
used "a .git in the dump is no boundary" clients/contoso/exlint.yaml $dump
(cd $dump && "$exlint" config .) >out 2>err
grep -qx 'configuration  ../exlint.yaml' out
say $? "not even when one works in it"
rm -r $dump/.git $dump/sub
mv clients/contoso/exlint.yaml clients/contoso/away
mkdir exlint.yaml.d && mv exlint.yaml away && mkdir exlint.yaml
status "a folder of that name" 2 config $dump
has "a folder of that name: says so" err "exlint.yaml: error: it is a folder"
rmdir exlint.yaml
mkfifo exlint.yaml
status "a pipe is not waited for" 2 config $dump
has "a pipe is not waited for: says so" err "not a regular file"
rm exlint.yaml
if [ "$(id -u)" = 0 ]; then
    cp away exlint.yaml
    chown 12345 exlint.yaml
    used "of another user: not used" none $dump
    has "of another user: a warning" err "exlint.yaml: warning: not used: the file belongs to another user"
    used "of another user, but named" "exlint.yaml (named)" $dump -c exlint.yaml
    mv exlint.yaml target && chown 0 target && ln -s target exlint.yaml && chown -h 12345 exlint.yaml
    used "the link of another user: not used" none $dump
    rm exlint.yaml target
else
    for what in "of another user: not used" "a warning" "but named" "the link of another user"; do
        skip "only root can give files away ($what)"
    done
fi
mv away exlint.yaml

# ---- in the dump --------------------------------------------------------------------------
echo 'fail-on: never' >$dump/exlint.yaml
used "in the dump" "$dump/exlint.yaml (part of the dump)" $dump
has "in the dump: a warning" err "$dump/exlint.yaml: warning: the configuration is part of the dump, and counts"
status "it counts" 0 check $dump
has "it is never used in silence" out "settings of $dump/exlint.yaml"
lacks "it is no file of the dump" out "exlint.yaml:"
"$exlint" check $dump -f json -q >out 2>err
grep -qx "  \"config\": \"$dump/exlint.yaml\"," out && ! grep -q '"name": ".*exlint.yaml"' out
say $? "JSON says which, and lists no such file"
status "without it" 1 check $dump --no-config
lacks "without it: nothing is said" out "settings of"
for guarded in 'output: /tmp/exlint-stolen.json' 'rules: /' 'dns: true' 'dns-public: 192.0.2.1' 'dns-replay: x.json' \
    'dns-internal: 192.0.2.1' 'pfx-password-file: /etc/passwd' 'profiles: {x: {output: /tmp/x.json}}'; do
    echo "$guarded" >$dump/exlint.yaml
    status "in the dump: $guarded" 2 check $dump
    has "in the dump: $guarded: says so" err "is not allowed in a configuration that was found in the dump"
done
[ ! -e /tmp/exlint-stolen.json ]
say $? "nothing was written"
has "what to do" err "if you trust it, name it: --config $dump/exlint.yaml; or move it beside the dump"
echo 'output: result.json' >$dump/exlint.yaml
status "named, it may write" 1 check $dump -c $dump/exlint.yaml -q
[ -s $dump/result.json ]
say $? "relative to its own folder"
rm $dump/result.json $dump/exlint.yaml
echo 'output: result.json' >clients/contoso/exlint.yaml
status "beside the dump, but not where one works" 2 check $dump
has "beside the dump, but not where one works: says so" err "outside of the folder in which you work"
(cd clients/contoso && "$exlint" check dump -q) >out 2>err
[ -s clients/contoso/result.json ] && [ ! -e result.json ]
say $? "where one works it may write"
grep -q '^error\[EXL' out
say $? "outputs of the file leave standard output alone"
rm clients/contoso/exlint.yaml clients/contoso/result.json

# ---- damaged and hostile --------------------------------------------------------------------
head -c 100000000 /dev/zero | tr '\0' 'a' >exlint.yaml
status "100 MB" 2 check $dump
has "100 MB: says so" err "the file is longer than 1048576 bytes"
printf 'a: &x [b]\nc: *x\n' >exlint.yaml
status "aliases" 2 check $dump
has "aliases: says so" err "exlint.yaml:1:4: error: anchors and tags are not allowed here"
printf 'fail-on: "low\n' >exlint.yaml
status "half a text" 2 check $dump
has "half a text: where" err "exlint.yaml:"
printf 'fail-on: \377\n' >exlint.yaml
status "not UTF-8" 2 check $dump
printf '%0.s[' $(seq 200) >exlint.yaml
status "nested too deep" 2 check $dump
printf 'fail-on: low\0\n' >exlint.yaml
status "a NUL" 2 check $dump
printf 'x\033[31mred: 1\n' >exlint.yaml
status "controls" 2 check $dump
! LC_ALL=C grep -q "$(printf '\033')" err
say $? "controls do not reach the terminal"
seq 5000 | sed 's/$/: 1/' >exlint.yaml
status "too many keys" 2 check $dump
has "too many keys: says so" err "more than 2000 keys in one map"

# ---- mistakes with their place ---------------------------------------------------------------
# wrong NAME TEXT PLACE MESSAGE
wrong()
{
    printf '%b' "$2" >exlint.yaml
    "$exlint" check $dump >out 2>err
    [ $? = 2 ] && grep -qF "exlint.yaml:$3: error: $4" err && grep -q '^ *^' err
    say $? "$1"
}
wrong "an unknown key" 'strict: true\nfail-onn: low\n' 2:1 "unknown key 'fail-onn' in a configuration"
has "an unknown key: did you mean" err "did you mean 'fail-on'?"
wrong "an option that is none of a file" 'jobs: 3\n' 1:1 "'jobs' cannot stand in a configuration"
wrong "an unknown severity" 'fail-on: hihg\n' 1:10 "unknown severity 'hihg'"
wrong "an unknown rule" 'select: [EXL1, EXL999]\n' 1:16 "no rule is called 'EXL999'"
wrong "an unknown rule in severity" 'severity: {EXL9999: low}\n' 1:12 "no rule is called 'EXL9999'"
wrong "an unknown severity of a rule" 'severity: {EXL1001: hihg}\n' 1:21 "unknown severity 'hihg'"
wrong "an unknown severity to select" 'select: severity:hihg\n' 1:9 "no rule is called 'severity:hihg'"
wrong "an unknown parameter" 'parameters:\n  certificate-expire: 3d\n' 2:3 "there is no parameter 'certificate-expire'"
wrong "a bad value of a parameter" 'parameters:\n  certificate-expiry: soon\n' 2:23 "'soon' is no value of 'certificate-expiry'"
wrong "a bad age" 'max-age: soon\n' 1:10 "'soon' is not an age"
wrong "a bad fact" 'assume: {gateway: ", "}\n' 1:19 "'gateway=, ' cannot be assumed"
wrong "a bad output" 'output: report.foo\n' 1:9 "the format of 'report.foo' is not known"
wrong "an unknown profile" 'profile: strictt\n' 1:10 "unknown profile 'strictt'"
has "an unknown profile: did you mean" err "did you mean 'strict'?"
wrong "a bad reader of SARIF" 'sarif-profile: gitlab\n' 1:16 "unknown value 'gitlab' of --sarif-profile"
wrong "a bad number" 'dns-tries: 0\n' 1:12 "unknown value '0' of --dns-tries"
status "and exlint config says the same" 2 config $dump
has "and exlint config says the same: where" err "exlint.yaml:1:12: error: unknown value '0' of --dns-tries"

# ---- what counts -----------------------------------------------------------------------------
cat >exlint.yaml <<'END'
profile: ours
fail-on: medium
select: [EXL1, certificates]
assume: {outbound: 192.0.2.25}
parameters: {certificate-expiry: 45d, change-ttl: 2h}
severity: {EXL4: info, EXL4002: off, certificates: low}
profiles:
  ours:
    description: as we see it
    strict: true
    fail-on: info
    ignore: EXL1003
    parameters: {change-ttl: 3h, tlsa-renewal: 10d}
  theirs: {fail-on: critical}
END
holds "the file before its profile" fail-on medium exlint.yaml:2 $dump
holds "the profile before the default" strict true 'profile ours' $dump
holds "lists of different options do not touch" ignore EXL1003 'profile ours' $dump
holds "the default" max-age 90d default $dump
holds "the command line before the file" fail-on high 'command line' $dump --fail-on=high
holds "a list is replaced" select 'EXL2' 'command line' $dump --select EXL2
holds "a switch is turned off" strict false 'command line' $dump --no-strict
holds "the profile of the command line before the file" fail-on critical 'profile theirs' $dump --profile theirs
holds "and the command line before that" fail-on high 'command line' $dump --profile theirs --fail-on high
holds "parameters are joined: of the file" change-ttl 2h exlint.yaml:5 $dump
holds "parameters are joined: of the profile" tlsa-renewal 10d 'profile ours' $dump
holds "parameters are joined: of the command line" certificate-expiry 3d 'command line' $dump --set certificate-expiry=3d
holds "parameters are joined: the others stay" change-ttl 2h exlint.yaml:5 $dump --set certificate-expiry=3d
holds "built-in profiles are listed" pre-change '' 'built in' $dump
holds "own ones as well" ours 'in use' exlint.yaml:8 $dump
"$exlint" check $dump -q -f json >out 2>err
[ "$(sed -n 's/^  "profile": "\(.*\)",/\1/p' out)" = ours ]
say $? "the result names the profile"
status "explain shows severities of the file" 0 explain EXL4001
has "a narrower term wins" out "severity  info"
status "rules too" 0 rules
has "rules too: by area" out "EXL4011   info"
"$exlint" check $dump -q -f json --select all >out 2>err
! grep -q '"rule": "EXL4002"' out && ! grep -q '"id": "EXL4002"' out
say $? "off is off"
status "severity on the command line" 0 explain EXL4001 --severity all=critical
has "the command line before narrower terms of the file" out "severity  critical"
rm exlint.yaml

# ---- selection by severity -----------------------------------------------------------------------
# By the severity of the rule: a rule may find less severe things.
"$exlint" rules --select severity:high >out 2>err
grep -q '  high  ' out && grep -q '  critical  ' out && ! grep -qE '  (medium|low|info)  ' out
say $? "--select severity:high"
"$exlint" rules --ignore severity:medium+ >out 2>err
grep -q '  low  ' out && ! grep -qE '  (critical|high|medium)  ' out
say $? "--ignore severity:medium+"
"$exlint" check $dump --select severity:critical -q -f json >out 2>err
grep -q '"id": "EXL4002"' out && ! grep -q '"id": "EXL4003"' out
say $? "the same for a run"

# ---- profiles of a folder of rules ------------------------------------------------------------------
mkdir -p my/rules/profiles my/rules/area
cp "$src"/rules/mail-flow/EXL1001-*.yaml my/rules/area/ACME0001-x.yaml
sed -i 's/^id: .*/id: ACME0001/; s/^name: .*/name: acme-one/; s/^area: .*/area: area/; /^document/d; /^tests:/,$d' my/rules/area/ACME0001-x.yaml
printf 'description: ours\nselect: ACME\noutput: made.json\n' >my/rules/profiles/mine.yaml
status "a profile of a folder of rules" 0 check $dump --rules my/rules --profile mine -q --exit-zero
[ -s my/rules/profiles/made.json ]
say $? "its paths are relative to it"
status "profiles are no rules" 0 rules --rules my/rules
printf 'fail-on: lo\nsuprise: 1\n' >my/rules/profiles/mine.yaml
status "a wrong one" 2 check $dump --rules my/rules --profile mine
has "a wrong one: where" err "my/rules/profiles/mine.yaml:2:1: error: unknown key 'suprise' in a profile"
status "without the folder there is none" 2 check $dump --profile mine
status "profiles and what they set" 0 config --profiles
has "profiles and what they set: the first" out "--fail-on=never"
status "the folder of rules of a file" 2 config -c /dev/null --profile mine
printf 'rules: my/rules\n' >exlint.yaml
printf 'fail-on: low\n' >my/rules/profiles/mine.yaml
holds "of the folder of the file" fail-on low 'profile mine' $dump --profile mine
rm exlint.yaml

# ---- pre-change, strict, audit ------------------------------------------------------------------------
status "strict: medium findings fail" 1 check $dump --profile strict --select EXL3008
rm $dump/Get-MapiVirtualDirectory.xml
status "strict: so does what is missing" 3 check $dump --profile strict
status "audit: nothing fails" 0 check $dump --profile audit
has "audit: shows what was not assessed" out "not assessed  EXL"
has "a profile is said" out "profile audit"
cp "$src/corpus/demo/Get-MapiVirtualDirectory.xml" $dump

# ---- DNS: one source takes the other one away -----------------------------------------------------------
echo 'dns: true' >exlint.yaml
status "--dns-replay instead of dns of the file" 1 check $dump --dns-replay "$src/corpus/dns/demo.json" -q
rm exlint.yaml

# ---- the schema -----------------------------------------------------------------------------------------
status "the schema" 0 config --schema
cmp -s out "$src/src/cli/config.schema.json"
say $? "src/cli/config.schema.json is that of exlint config --schema"
"$exlint" config -f json >out 2>err
grep -q '"schema": "exlint-config/1"' out
say $? "JSON"
sed -n '/"parameters"/,/]/s/.*"key": "\(.*\)",/\1/p' out | while read -r key; do
    grep -qF "\`$key\`" "$src/rules/README.md" || echo "$key"
    grep -qF "$key" "$src/docs/configuration.md" || echo "$key"
done >lost
[ ! -s lost ] && [ "$(grep -c '"key": "certificate-expiry"' out)" = 1 ]
say $? "rules/README.md and docs/configuration.md list every parameter"
sed -n '/"settings"/,/]/s/.*"key": "\(.*\)",/\1/p' out | while read -r key; do
    grep -qF "\`$key\`" "$src/docs/configuration.md" || echo "$key"
done >lost
[ ! -s lost ]
say $? "docs/configuration.md lists every key"
echo "1..$n"
