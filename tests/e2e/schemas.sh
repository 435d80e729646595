#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What exlint publishes as JSON Schema is true: its JSON results are valid
# against formats/report/result.schema.json, inventories against
# inventory.schema.json, baseline.schema.json and diff.schema.json beside it, diagrams against diagram.schema.json,
# recordings of DNS against src/dns/recording.schema.json, profiles and samples of exlint.yaml against src/cli/config.schema.json, and every rule file against
# rules/schema.json. Validated with the npm packages ajv and yaml.
#
# output: TAP; EXLINT, EXLINT_SRCDIR as in the other tests, EXLINT_CACHE where packages are kept

exlint=${EXLINT:-./exlint}
src=$(cd "${EXLINT_SRCDIR:-.}" && pwd)
cache=${EXLINT_CACHE:-${EXLINT_BUILDDIR:-.}/json-schema}

skip_all()
{
    echo "1..0 # SKIP $1"
    exit 0
}

if [ ! -d "$cache/node_modules/ajv" ]; then
    command -v npm >/dev/null 2>&1 || skip_all "npm is not here"
    mkdir -p "$cache"
    npm install --prefix "$cache" --ignore-scripts --no-audit --no-fund ajv@8 ajv-formats@3 yaml@2 \
        >"$cache/npm.log" 2>&1 || skip_all "npm cannot install the validator"
fi
command -v node >/dev/null 2>&1 || skip_all "node is not here"

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
for dump in demo healthy/contoso-2013 healthy/contoso-2019 hostile/clixml hostile/xml defects/EXL1001/none-at-all; do
    "$exlint" check "$src/corpus/$dump" --now 2026-01-15 -q --exit-zero \
        -o json="$work/$(echo "$dump" | tr / -).json" >/dev/null 2>&1
    "$exlint" inventory "$src/corpus/$dump" --now 2026-01-15 \
        -o json="$work/$(echo "$dump" | tr / -).inventory" >/dev/null 2>&1
    for type in namespace mailflow topology; do
        "$exlint" graph "$src/corpus/$dump" --now 2026-01-15 -q --type=$type \
            -o json="$work/$(echo "$dump" | tr / -)-$type.diagram" >/dev/null 2>&1
    done
done
"$exlint" baseline create "$src/corpus/demo" --now 2026-01-15 -q -o "$work/demo.baseline" >/dev/null 2>&1
"$exlint" check "$src/corpus/demo" --select=EXL1 --baseline "$work/demo.baseline" --now 2026-06-15 -q --only-new --exit-zero \
    -o json="$work/beside-a-baseline.json" >/dev/null 2>&1
"$exlint" diff "$src/corpus/demo" "$src/corpus/healthy/contoso-2019" --now 2026-01-15 --exit-zero -o json="$work/organizations.diff" >/dev/null 2>&1
"$exlint" diff --server WTBER01 --server WTDRE01 "$src/corpus/demo" --now 2026-01-15 -o json="$work/servers.diff" >/dev/null 2>&1
"$exlint" diff "$work/beside-a-baseline.json" "$src/corpus/demo" --now 2026-01-15 -o json="$work/wrong.diff" >/dev/null 2>&1
"$exlint" diff "$work/demo.json" "$src/corpus/defects/EXL3103/different-hosts" --now 2026-06-15 --exit-zero -o json="$work/saved.diff" >/dev/null 2>&1
# Nothing answers at this port of the loopback interface: every question fails.
"$exlint" dns "$src/corpus/demo" -q --dns-public 127.0.0.1:9 --dns-internal 127.0.0.1:9 --dns-timeout 0.1 --dns-tries 1 \
    -o "$work/unanswered.recording" >/dev/null 2>&1
cp "$src/corpus/dns/demo.json" "$work/demo.recording"

cat >"$cache/validate.cjs" <<'NODE'
const fs = require("fs"), path = require("path");
const Ajv = require("ajv/dist/2020").default, formats = require("ajv-formats").default;
const yaml = require("yaml");
const [src, results] = process.argv.slice(2);
const ajv = new Ajv({ strict: false, allErrors: true });
formats(ajv);
let n = 0, failed = 0;
function check(name, validate, value) {
    const ok = validate(value);
    n++;
    failed += ok ? 0 : 1;
    console.log(`${ok ? "ok" : "not ok"} ${n} - ${name}`);
    for (const e of ok ? [] : validate.errors.slice(0, 5)) console.log(`# ${e.instancePath} ${e.message}`);
}
const read = (file) => JSON.parse(fs.readFileSync(file, "utf8"));
const result = ajv.compile(read(path.join(src, "formats/report/result.schema.json")));
const inventory = ajv.compile(read(path.join(src, "formats/report/inventory.schema.json")));
for (const file of fs.readdirSync(results).sort().filter((f) => f.endsWith(".inventory")))
    check(`inventory of ${file.replace(/\.inventory$/, "")}`, inventory, read(path.join(results, file)));
const diagram = ajv.compile(read(path.join(src, "formats/report/diagram.schema.json")));
for (const file of fs.readdirSync(results).sort().filter((f) => f.endsWith(".diagram")))
    check(`diagram of ${file.replace(/\.diagram$/, "")}`, diagram, read(path.join(results, file)));
for (const file of fs.readdirSync(results).sort().filter((f) => f.endsWith(".json")))
    check(`result of ${file.replace(/\.json$/, "")}`, result, read(path.join(results, file)));
const diff = ajv.compile(read(path.join(src, "formats/report/diff.schema.json")));
const diffs = fs.readdirSync(results).sort().filter((f) => f.endsWith(".diff"));
for (const file of diffs)
    check(`comparison ${file.replace(/\.diff$/, "")}`, diff, read(path.join(results, file)));
n++;
failed += diffs.length === 3 ? 0 : 1;
console.log(`${diffs.length === 3 ? "ok" : "not ok"} ${n} - all comparisons were made`);
const baseline = ajv.compile(read(path.join(src, "formats/report/baseline.schema.json")));
check("baseline", baseline, read(path.join(results, "demo.baseline")));
const recording = ajv.compile(read(path.join(src, "src/dns/recording.schema.json")));
const recordings = fs.readdirSync(results).sort().filter((f) => f.endsWith(".recording"));
for (const file of recordings)
    check(`recording ${file.replace(/\.recording$/, "")}`, recording, read(path.join(results, file)));
n++;
failed += recordings.length === 2 ? 0 : 1;
console.log(`${recordings.length === 2 ? "ok" : "not ok"} ${n} - both recordings were made`);
const config = ajv.compile(read(path.join(src, "src/cli/config.schema.json")));
const settings = {
    right: ["strict: true", "select: [EXL3, dns]", "select: EXL3", "fail-on: never", "dns-timeout: 2", "max-age: 30d",
        "severity: {EXL3103: low, dns: off}", "parameters: {certificate-expiry: 45d, certificate-key-bits: 4096, pre-change: true}",
        "assume: {gateway: a, outbound: [192.0.2.1, 192.0.2.2]}", "assume: ['gateway=a']", "output: [sarif=a.sarif, b.json]",
        "profiles: {ours: {description: x, strict: true, severity: {all: info}}}",
        "waivers: [{rule: EXL3103, object: '*', reason: r, expires: 2026-12-31, kind: planned, owner: o, ticket: 1, value: v}]"],
    wrong: ["strict: yes", "fail-on: hihg", "fail-onn: low", "now: 2026-01-01", "select: []", "select: {a: b}", "severity: {EXL1: no}",
        "parameters: {certificate-expire: 45d}", "parameters: {certificate-expiry: 45}", "parameters: {certificate-key-bits: 1}",
        "parameters: {max-age: 3d}", "assume: {gatway: a}", "profiles: {ours: {profile: a}}", "profiles: {ours: {waivers: []}}",
        "waivers: [{rule: a, object: b, reason: c}]", "waivers: [{rule: a, object: b, reason: '', expires: 2026-12-31}]",
        "waivers: [{rule: a, object: b, reason: c, expires: soon}]", "waivers: [{rule: a, object: b, reason: c, expires: 2026-12-31, kind: ok}]",
        "waivers: [{rule: a, object: b, reason: c, expires: 2026-12-31, owne: d}]"],
};
// What the schema accepts exlint accepts, and the other way round.
const { spawnSync } = require("child_process");
function agree(text, right) {
    const file = path.join(results, "sample.yaml");
    fs.writeFileSync(file, text + "\n");
    const status = spawnSync(process.env.EXLINT || "exlint", ["config", "-c", file]).status;
    const verdict = (v) => config(v) === right && (status === 0) === right;
    verdict.errors = [{ instancePath: "", message: `the schema ${config(yaml.parse(text)) ? "accepts" : "refuses"} it, exlint ends in ${status}` }];
    check(`${right ? "" : "no "}exlint.yaml: ${text}`, verdict, yaml.parse(text));
}
for (const text of settings.right) agree(text, true);
for (const text of settings.wrong) agree(text, false);
const profiles = path.join(src, "rules/profiles");
for (const file of fs.readdirSync(profiles).sort())
    check(`profile ${file}`, config, { profiles: { it: yaml.parse(fs.readFileSync(path.join(profiles, file), "utf8")) } });
const rule = ajv.compile(read(path.join(src, "rules/schema.json")));
for (const area of fs.readdirSync(path.join(src, "rules")).sort()) {
    const folder = path.join(src, "rules", area);
    if (area === "profiles" || !fs.statSync(folder).isDirectory()) continue;
    for (const file of fs.readdirSync(folder).sort())
        check(file, rule, yaml.parse(fs.readFileSync(path.join(folder, file), "utf8")));
}
console.log(`1..${n}`);
process.exit(failed ? 1 : 0);
NODE
EXLINT=$exlint node "$cache/validate.cjs" "$src" "$work"
