#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Every format is read by programs that are not ours: JUnit by junit2json, issues of Azure by its task
# library, annotations of GitHub by its toolkit (which must write the same bytes), Markdown by two
# renderers, XML by xmllint, CSV by Python, JSON by ajv. They all report the same findings, of the demo
# and of a dump full of hostile strings, and end with the same exit status.
#
# output: TAP; EXLINT and EXLINT_SRCDIR as in the other tests, EXLINT_CACHE where packages are kept
. "$(dirname "$0")/program.sh"
unset GITHUB_ACTIONS TF_BUILD GITLAB_CI

cache=${EXLINT_CACHE:-${EXLINT_BUILDDIR:-$OLDPWD}/format-readers}
case $cache in
/*) ;;
*) cache=$OLDPWD/$cache ;;
esac
readers="ajv@8 ajv-formats@3 junit2json@4 azure-pipelines-task-lib@5 @actions/core@3 markdown-it@15 micromark@4 micromark-extension-gfm@3 parse5@8"

skip_all()
{
    echo "1..0 # SKIP $1"
    exit 0
}

command -v python3 >/dev/null 2>&1 || skip_all "python3 is not here"
if [ ! -f "$cache/ready" ]; then
    command -v npm >/dev/null 2>&1 || skip_all "npm is not here"
    mkdir -p "$cache"
    # shellcheck disable=SC2086
    npm install --prefix "$cache" --ignore-scripts --no-audit --no-fund $readers >"$cache/npm.log" 2>&1 ||
        skip_all "npm cannot install the readers"
    : >"$cache/ready"
fi
command -v node >/dev/null 2>&1 || skip_all "node is not here"

: >out
: >err
cp -r "$src/corpus/demo" demo
python3 "$src/tests/e2e/formats.py" hostile "$src/corpus/demo" hostile
mkdir part
cp demo/Get-SendConnector.xml part/
cp -r demo waived
cat >waived/exlint.yaml <<'YAML'
waivers:
  - {rule: EXL1002, object: '*', kind: accepted, expires: 2026-12-31,
     reason: "=1+1 <script>alert(1)</script> | ::error::x ##vso[task.complete] @everyone `x`\nline", owner: "a,b;c]d"}
  - {rule: EXL2104, object: '*Tham', kind: false-positive, expires: 2026-12-31, reason: a shared mailbox}
  - {rule: EXL3103, object: '*', kind: planned, expires: 2026-03-31, reason: new virtual directories, ticket: CHG-4411}
  - {rule: EXL4001, object: '*', kind: accepted, expires: 2026-01-01, reason: a test server}
YAML

formats="text concise json sarif markdown csv ndjson junit checkstyle github azure gitlab"
for dump in demo hostile part waived; do
    mkdir "$dump.out"
    outputs=
    for format in $formats; do
        outputs="$outputs -o $format=$dump.out/$format"
    done
    # shellcheck disable=SC2086
    status "$dump in every format" 1 check $dump --no-vcs --now 2026-01-15 -q $outputs
    for profile in azure generic; do
        "$exlint" report "$dump.out/json" -q --sarif-profile=$profile -o sarif="$dump.out/sarif-$profile" 2>err
    done
done
grep -q '"state": "waived"' waived.out/json && grep -q '"state": "planned"' waived.out/json &&
    grep -q '"state": "expired"' waived.out/json
say $? "there are waivers of every kind"
for format in $formats auto; do
    status "--format=$format ends as the others do" 1 check demo --now 2026-01-15 --format=$format
done

# ---- by the ending of the file's name ----
"$exlint" check demo --no-vcs --now 2026-01-15 -q -o a.md -o a.csv -o a.ndjson -o b.jsonl -o a.junit.xml -o b.xml \
    -o a.checkstyle.xml -o a.gitlab.json -o gl-code-quality-report.json 2>err
for pair in a.md:markdown a.csv:csv a.ndjson:ndjson b.jsonl:ndjson a.junit.xml:junit b.xml:junit \
    a.checkstyle.xml:checkstyle a.gitlab.json:gitlab gl-code-quality-report.json:gitlab; do
    cmp -s "${pair%%:*}" "demo.out/${pair##*:}"
    say $? "${pair%%:*} is ${pair##*:}"
done

# ---- --format=auto ----
for pair in GITHUB_ACTIONS:github TF_BUILD:azure GITLAB_CI:concise NOTHING:text; do
    env "${pair%%:*}=true" "$exlint" check demo --no-vcs --now 2026-01-15 -q --format=auto >out 2>err
    cmp -s out "demo.out/${pair##*:}"
    say $? "--format=auto with ${pair%%:*} is ${pair##*:}"
done
env GITHUB_ACTIONS=true "$exlint" check demo --no-vcs --now 2026-01-15 -q >out 2>err
cmp -s out demo.out/text
say $? "without the option nothing depends on the environment"
status "an unknown profile of SARIF" 2 check demo --sarif-profile=gitlab
has "says which there are" err "it is github, azure or generic"

# ---- XML ----
cat >junit.rng <<'RNG'
<grammar xmlns="http://relaxng.org/ns/structure/1.0" datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
  <!-- What the xUnit plugin of Jenkins accepts, as far as exlint uses it. -->
  <start><element name="testsuites"><attribute name="name"/><ref name="counts"/>
    <zeroOrMore><element name="testsuite"><attribute name="name"/><ref name="counts"/><ref name="skipped"/>
      <oneOrMore><element name="testcase"><attribute name="classname"/><attribute name="name"/>
        <choice>
          <element name="failure"><attribute name="type"/><attribute name="message"/><text/></element>
          <element name="skipped"><attribute name="message"/><text/></element>
          <element name="system-out"><text/></element>
        </choice></element></oneOrMore></element></zeroOrMore></element></start>
  <define name="counts"><attribute name="tests"><data type="unsignedInt"/></attribute>
    <attribute name="failures"><data type="unsignedInt"/></attribute>
    <attribute name="errors"><data type="unsignedInt"/></attribute></define>
  <define name="skipped"><attribute name="skipped"><data type="unsignedInt"/></attribute></define>
</grammar>
RNG
cat >checkstyle.rng <<'RNG'
<grammar xmlns="http://relaxng.org/ns/structure/1.0" datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
  <start><element name="checkstyle"><attribute name="version"/>
    <zeroOrMore><element name="file"><attribute name="name"/>
      <oneOrMore><element name="error"><attribute name="line"><data type="positiveInteger"/></attribute>
        <attribute name="column"><data type="positiveInteger"/></attribute>
        <attribute name="severity"><choice><value>error</value><value>warning</value><value>info</value></choice></attribute>
        <attribute name="message"/><attribute name="source"/></element></oneOrMore></element></zeroOrMore></element></start>
</grammar>
RNG
if command -v xmllint >/dev/null 2>&1; then
    for dump in demo hostile part waived; do
        for format in junit checkstyle; do
            xmllint --huge --noout --relaxng $format.rng "$dump.out/$format" >out 2>err
            say $? "$dump: $format is of its grammar"
        done
    done
fi

python3 "$src/tests/e2e/formats.py" check demo.out hostile.out part.out waived.out >python.tap
cp "$src/tests/e2e/formats.mjs" "$cache/formats.mjs" # which finds its packages beside it
node "$cache/formats.mjs" "$src" demo.out hostile.out part.out waived.out >node.tap
for tap in python.tap node.tap; do
    grep -q '^done$' $tap
    say $? "$tap has been written to its end"
    while read -r line; do
        case $line in
        "ok "* | "not ok "*)
            n=$((n + 1))
            echo "${line%%- *}- ${line#*- }" | sed "s/ok -/ok $n -/"
            ;;
        "# "*) echo "$line" ;;
        esac
    done <$tap
done
echo "1..$n"
