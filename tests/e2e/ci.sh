#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What other systems run: the GitHub Action and its script, the samples for CI, the hook of
# pre-commit and the problem matcher. Each is read by its own system's schema or program where there
# is one (npm packages @action-validator/cli and gitlab-ci-local, Debian package pre-commit), and
# its commands are run.
#
# output: TAP; EXLINT, EXLINT_SRCDIR as in the other tests, EXLINT_CACHE where packages are kept

[ -z "$EXLINT_QUICK" ] || { echo "1..0 # SKIP EXLINT_QUICK is set"; exit 0; }
cache=${EXLINT_CACHE:-${EXLINT_BUILDDIR:-$PWD}/ci-schemas}
. "${EXLINT_SRCDIR:-.}/tests/e2e/program.sh"

skip()
{
    n=$((n + 1))
    echo "ok $n # SKIP $1"
}

: >out
: >err
if [ ! -d "$cache/node_modules/gitlab-ci-local" ] && command -v npm >/dev/null 2>&1; then
    mkdir -p "$cache"
    npm install --prefix "$cache" --ignore-scripts --no-audit --no-fund \
        @action-validator/core@0.6.0 @action-validator/cli@0.6.0 gitlab-ci-local@4.55.0 yaml@2 \
        >"$cache/npm.log" 2>&1
fi
packages=no
command -v node >/dev/null 2>&1 && [ -d "$cache/node_modules/gitlab-ci-local" ] && packages=yes

# A folder as a user has it: a repository with a dump, and exlint on the PATH.
mkdir bin user
ln -s "$exlint" bin/exlint
PATH=$work/bin:$PATH
SOURCE_DATE_EPOCH=1768435200
export PATH SOURCE_DATE_EPOCH
cp -r "$src/corpus/demo" user/dump
GIT_CONFIG_GLOBAL=$work/gitconfig
GIT_CONFIG_NOSYSTEM=1
HOME=$work
export GIT_CONFIG_GLOBAL GIT_CONFIG_NOSYSTEM HOME
printf '[user]\n\tname = T\n\temail = t@example.com\n[safe]\n\tdirectory = *\n[init]\n\tdefaultBranch = main\n' >gitconfig
repository()
{
    git -C "$1" init -q && git -C "$1" add -A && git -C "$1" commit -qm files
}

# What the samples need of the program.
complete=yes
for word in html --sarif-profile; do
    "$exlint" help check | grep -q -e "$word" || complete=no
done

# ---- GitHub ------------------------------------------------------------------------------
if [ $packages = yes ]; then
    cp "$src/action.yml" action.yml
    mkdir -p .github/workflows
    cp "$src/examples/ci/github.yml" .github/workflows/exlint.yml
    validate="$cache/node_modules/@action-validator/cli/cli.mjs"
    for file in action.yml .github/workflows/exlint.yml; do
        node "$validate" $file >out 2>err
        say $? "GitHub takes $(basename $file)"
        sed 's/^\(jobs\|runs\):/wrong:/' $file >$file.wrong
        mv $file.wrong $file
        ! node "$validate" $file >out 2>err
        say $? "GitHub does not take everything as $(basename $file)"
    done
    # Everything that the sample gives and takes is there.
    cat >"$cache/inputs.cjs" <<'NODE'
const fs = require("fs"), yaml = require("yaml");
const [action, sample] = process.argv.slice(2).map((f) => yaml.parse(fs.readFileSync(f, "utf8")));
const steps = sample.jobs.exlint.steps;
const use = steps.find((s) => s.uses && s.uses.startsWith("exlint/exlint@"));
for (const name of Object.keys(use.with)) if (!(name in action.inputs)) console.log(`input ${name}`);
for (const [, name] of JSON.stringify(steps).matchAll(/steps\.exlint\.outputs\.([a-z]+)/g))
    if (!(name in action.outputs)) console.log(`output ${name}`);
const script = JSON.stringify(action.runs.steps);
for (const name of Object.keys(action.inputs))
    if (!script.includes(`inputs.${name} }}`)) console.log(`input ${name} is not used`);
for (const step of action.runs.steps)
    if (step.run.includes("${{")) console.log(`an input becomes part of a script: ${step.run}`);
NODE
    node "$cache/inputs.cjs" "$src/action.yml" "$src/examples/ci/github.yml" >out 2>err && [ ! -s out ]
    say $? "the sample for GitHub uses the inputs and outputs of the action"
else
    skip "the schemas of GitHub are not here"
fi

# action NAME EXPECTED: run the script of the action with the inputs in the environment
action()
{
    name=$1
    expected=$2
    mkdir -p runner
    rm -f runner/*
    : >runner/output
    : >runner/summary
    : >runner/path
    (
        cd user || exit
        RUNNER_TEMP=$work/runner GITHUB_OUTPUT=$work/runner/output GITHUB_PATH=$work/runner/path
        GITHUB_STEP_SUMMARY=$work/runner/summary
        export RUNNER_TEMP GITHUB_OUTPUT GITHUB_STEP_SUMMARY GITHUB_PATH
        bash "$src/.github/action.sh" check
    ) >out 2>err
    got=$?
    [ $got = "$expected" ]
    say $? "$name (exit $got)"
}
INPUT_PATH=dump INPUT_CONFIG='' INPUT_FAIL_ON='' INPUT_SARIF='' INPUT_REPORT='' INPUT_ARGS=''
export INPUT_PATH INPUT_CONFIG INPUT_FAIL_ON INPUT_SARIF INPUT_REPORT INPUT_ARGS

# A program that says how it was called shows what becomes of inputs.
mkdir stub
cat >stub/exlint <<'SH'
#!/bin/sh
printf '<%s>\n' "$@"
for argument; do
    case $argument in
    --output=*) echo written >"${argument#--output=*=}" ;;
    esac
done
exit 3
SH
chmod +x stub/exlint
real=$PATH
PATH=$work/stub:$PATH
INPUT_PATH='dump
two words/$(touch hacked)
' INPUT_ARGS='--only-new --baseline="base line.json"' INPUT_FAIL_ON=medium INPUT_SARIF=a.sarif
action "the action ends as the program does" 3
has "the action: a path with blanks is one, and is not run" out '<two words/$(touch hacked)>'
has "the action: options are split as by a shell" out '<--baseline=base line.json>'
has "the action: severity" out '<--fail-on=medium>'
has "the action: SARIF as GitHub reads it" out '<--sarif-profile=github>'
lacks "the action: no report that was not asked for" out 'html='
has "the action: the status is an output" runner/output 'status=3'
has "the action: the log is an output" runner/output 'sarif=a.sarif'
has "the action: the summary of the step" runner/summary 'written'
[ ! -e user/hacked ]
say $? "the action: nothing of the inputs is run"
rm -f user/a.sarif
PATH=$real
INPUT_PATH=dump INPUT_ARGS='' INPUT_FAIL_ON='' INPUT_SARIF=''
action "the action: findings" 1
has "the action: annotations" out ',file=dump/Get-'
has "the action: a summary as Markdown" runner/summary 'EXL3103'
has "the action: the result as JSON" runner/exlint-result.json 'exlint-result/1'
INPUT_FAIL_ON=never
action "the action: nothing fails" 0
INPUT_PATH=nowhere
action "the action: no dump" 3
INPUT_PATH=dump
if [ $complete = yes ]; then
    INPUT_SARIF=exlint.sarif INPUT_REPORT=exlint.html
    action "the action: a log and a report" 0
    has "the action: the report is an output" runner/output 'report=exlint.html'
    [ -s user/exlint.sarif ] && [ -s user/exlint.html ]
    say $? "the action: both are written"
else
    skip "the program cannot write all formats of the action yet"
fi

# ---- GitLab --------------------------------------------------------------------------------
if [ $packages = yes ]; then
    gitlab="$cache/node_modules/gitlab-ci-local/src/index.js"
    mkdir gitlab
    cp "$src/examples/ci/gitlab-ci.yml" gitlab/.gitlab-ci.yml
    repository gitlab
    (cd gitlab && node "$gitlab" --list) >out 2>err && grep -q '^exlint .*test' out
    say $? "GitLab takes the sample"
    sed -i 's/when: always/when: sometimes/' gitlab/.gitlab-ci.yml
    ! (cd gitlab && node "$gitlab" --list) >out 2>err
    say $? "GitLab does not take everything"
else
    skip "the schema of GitLab is not here"
fi

# ---- Azure Pipelines ------------------------------------------------------------------------
if [ $packages = yes ]; then
    cat >"$cache/azure.cjs" <<'NODE'
const fs = require("fs"), yaml = require("yaml");
const sample = yaml.parse(fs.readFileSync(process.argv[2], "utf8"));
const inputs = {
    "PublishTestResults@2": ["testResultsFormat", "testResultsFiles", "testRunTitle"],
    "PublishBuildArtifacts@1": ["PathtoPublish", "ArtifactName"],
};
for (const key of Object.keys(sample))
    if (!["trigger", "schedules", "pool", "steps"].includes(key)) console.log(`key ${key}`);
for (const step of sample.steps) {
    const kinds = ["checkout", "bash", "task"].filter((kind) => kind in step);
    if (kinds.length !== 1) console.log(`a step is ${kinds}`);
    if (kinds[0] !== "checkout" && !step.displayName) console.log("a step has no name");
    if (!step.task) continue;
    for (const name of Object.keys(step.inputs))
        if (!inputs[step.task] || !inputs[step.task].includes(name)) console.log(`${step.task} ${name}`);
    if (step.condition !== "succeededOrFailed()") console.log(`${step.displayName} is lost with findings`);
}
NODE
    node "$cache/azure.cjs" "$src/examples/ci/azure-pipelines.yml" >out 2>err && [ ! -s out ]
    say $? "the sample for Azure Pipelines has the form of one"
else
    skip "node is not here"
fi

# ---- the commands of the samples ---------------------------------------------------------------
if [ $packages = yes ] && [ $complete = yes ]; then
    cat >"$cache/commands.cjs" <<'NODE'
const fs = require("fs"), yaml = require("yaml");
const [azure, gitlab] = process.argv.slice(2).map((f) => yaml.parse(fs.readFileSync(f, "utf8")));
fs.writeFileSync("azure.sh", azure.steps.find((s) => s.bash && s.bash.includes("exlint check")).bash);
fs.writeFileSync("gitlab.sh", gitlab.exlint.script.join("\n"));
NODE
    node "$cache/commands.cjs" "$src/examples/ci/azure-pipelines.yml" "$src/examples/ci/gitlab-ci.yml"
    rm -rf user/reports
    (cd user && bash ../azure.sh) >out 2>err
    [ $? = 1 ]
    say $? "Azure Pipelines: findings fail the step"
    has "Azure Pipelines: findings in the log" out '##vso[task.logissue '
    has "Azure Pipelines: the summary" out '##vso[task.uploadsummary]'
    for file in exlint.sarif exlint-junit.xml exlint.html exlint.md; do
        [ -s user/reports/$file ]
        say $? "Azure Pipelines: $file"
    done
    rm -rf user/reports
    (cd user && sh -e ../gitlab.sh) >out 2>err
    [ $? = 1 ]
    say $? "GitLab: findings fail the job"
    has "GitLab: findings in the log" out '[EXL3103]'
    for file in gl-code-quality-report.json exlint-junit.xml exlint.html; do
        [ -s user/reports/$file ]
        say $? "GitLab: $file"
    done
else
    skip "the program cannot write all formats of the samples yet"
fi
rm -rf user/reports user/exlint.*

# ---- pre-commit ---------------------------------------------------------------------------------
if command -v pre-commit >/dev/null 2>&1; then
    pre-commit validate-manifest "$src/.pre-commit-hooks.yaml" >out 2>err
    say $? "pre-commit takes the hook"
    pre-commit validate-config "$src/examples/ci/pre-commit-config.yaml" >out 2>err
    say $? "pre-commit takes the sample"
    mkdir hooks
    cp "$src/.pre-commit-hooks.yaml" hooks
    repository hooks
    sed "s,https://github.com/exlint/exlint,$work/hooks,; s/rev: .*/rev: $(git -C hooks rev-parse HEAD)/" \
        "$src/examples/ci/pre-commit-config.yaml" >user/.pre-commit-config.yaml
    echo text >user/notes.txt
    repository user
    (cd user && pre-commit run --all-files) >out 2>err
    [ $? = 1 ]
    say $? "pre-commit: findings stop a commit"
    has "pre-commit: one line for each" out '[EXL3103]'
    (cd user && pre-commit run --files notes.txt) >out 2>err
    say $? "pre-commit: other files do not matter"
    has "pre-commit: the hook is not run for them" out 'Skipped'
else
    skip "pre-commit is not here"
fi

# ---- the problem matcher --------------------------------------------------------------------------
if command -v node >/dev/null 2>&1; then
    (cd user && exlint check dump --format=concise) >concise 2>err
    cat >matcher.cjs <<'NODE'
const fs = require("fs");
const [file, output] = process.argv.slice(2);
const matchers = JSON.parse(fs.readFileSync(file, "utf8")).problemMatcher;
// As the runner of GitHub Actions does: the first line of a pattern, its groups, a severity that
// is error, warning or notice.
function match(line) {
    for (const { owner, severity, pattern: [p] } of matchers) {
        const m = new RegExp(p.regexp).exec(line);
        if (m) return { owner, file: m[p.file], line: +m[p.line], column: +m[p.column],
            severity: (p.severity && m[p.severity]) || severity, message: m[p.message], code: m[p.code] };
    }
}
let n = 0;
const levels = new Set();
for (const line of fs.readFileSync(output, "utf8").split("\n").filter(Boolean)) {
    const m = match(line);
    if (!m) { console.log(`not matched: ${line}`); continue; }
    if (`${m.file}:${m.line}:${m.column}: ${m.severity.replace("notice", "note")}: ${m.message} [${m.code}]` !== line)
        console.log(`wrongly matched: ${line}`);
    if (!["error", "warning", "notice"].includes(m.severity)) console.log(`severity ${m.severity}`);
    levels.add(m.severity);
    n++;
}
if (n < 20 || levels.size !== 3) console.log(`${n} lines, severities ${[...levels]}`);
const drive = match("C:\\dumps\\Get-SendConnector.xml:12:3: error: 'a [b]: c' [EXL1001]");
if (!drive || drive.file !== "C:\\dumps\\Get-SendConnector.xml" || drive.line !== 12 ||
    drive.message !== "'a [b]: c'" || drive.code !== "EXL1001") console.log("a drive of Windows");
if (!match("dump/a.xml:1:1: warning: own rule [ACME0001]")) console.log("a rule of one's own");
for (const other of ["exlint: error: no dump was given", "FAIL   13 findings", "dump/a.xml:1:1: error: no rule"])
    if (match(other)) console.log(`matched: ${other}`);
NODE
    node matcher.cjs "$src/examples/ci/exlint-matcher.json" concise >out 2>err && [ ! -s out ]
    say $? "the problem matcher matches what exlint prints"
else
    skip "node is not here"
fi
echo "1..$n"
