// SPDX-License-Identifier: MIT
//
// For formats.sh: what exlint wrote is read by packages of npm. It is run from the folder that has them.
// usage: formats.mjs SOURCE DIR...
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import * as core from "@actions/core";
import * as junit from "junit2json";
import markdownIt from "markdown-it";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import * as parse5 from "parse5";
const require = createRequire(import.meta.url);
const task = require("azure-pipelines-task-lib/taskcommand");
const Ajv = require("ajv/dist/2020").default, addFormats = require("ajv-formats").default;
const [source, ...folders] = process.argv.slice(2);

let folder = "";
function say(ok, what, detail) {
    console.log(`${ok ? "ok" : "not ok"} - ${path.basename(folder, ".out")}: ${what}`);
    if (!ok) console.log("# " + JSON.stringify(detail ?? null).slice(0, 1000));
}
const counts = (f) => !["waived", "planned"].includes(f.waiver?.state);
const read = (name) => fs.readFileSync(path.join(folder, name), "utf8");
const lines = (name) => read(name).split("\n").slice(0, -1);

// ---- GitHub: the documented grammar, and what the toolkit writes of the same values ----

function parseAnnotation(line) {
    const m = /^::(error|warning|notice) ((?:[a-zA-Z]+=[^,:\r\n]*,?)+)::([^\r\n]*)$/.exec(line);
    if (!m) return null;
    const data = (s) => s.replace(/%0D/g, "\r").replace(/%0A/g, "\n").replace(/%25/g, "%");
    const property = (s) => s.replace(/%0D/g, "\r").replace(/%0A/g, "\n").replace(/%3A/g, ":")
        .replace(/%2C/g, ",").replace(/%25/g, "%");
    const properties = {};
    for (const pair of m[2].split(",")) {
        const at = pair.indexOf("=");
        properties[pair.slice(0, at)] = property(pair.slice(at + 1));
    }
    return { level: m[1], properties, message: data(m[3]) };
}

function written(a) {
    const out = [];
    const write = process.stdout.write;
    process.stdout.write = (text) => (out.push(text), true);
    const p = a.properties;
    const number = (n) => (n === undefined ? undefined : Number(n));
    try {
        core[a.level](a.message, { title: p.title, file: p.file, startLine: number(p.line),
            endLine: number(p.endLine), startColumn: number(p.col), endColumn: number(p.endColumn) });
    } finally {
        process.stdout.write = write;
    }
    return out.join("").replace(/\n$/, "");
}

function checkGithub(result) {
    const all = lines("github").map(parseAnnotation);
    say(all.every(Boolean), "every line of GitHub is an annotation", lines("github").find((l) => !parseAnnotation(l)));
    const differs = lines("github").find((line) => written(parseAnnotation(line)) !== line);
    say(differs === undefined, "GitHub's toolkit writes the same annotations", differs);
    const rank = { error: 0, warning: 1, notice: 2 };
    say(all.every((a, i) => i === 0 || rank[all[i - 1].level] <= rank[a.level]), "the worst annotations come first");
    const wrong = all.find((a, i) => !result.findings.some((f) => a.message.includes(`[${f.fingerprint}]`) &&
        a.properties.title.startsWith(`${f.rule} ${f.severity}: `) &&
        (!a.properties.file || (f.evidence[0].file === a.properties.file &&
            String(f.evidence[0].line ?? 1) === a.properties.line))));
    say(!wrong, "annotations stand where the evidence is", wrong);
}

// ---- Azure ----

function checkAzure() {
    const bad = lines("azure").find((line) => {
        const c = task.commandFromString(line);
        return c.command !== "task.logissue" || !["error", "warning"].includes(c.properties.type) ||
            !/^EXL\d{4}$/.test(c.properties.code) || c.toString() !== line;
    });
    say(bad === undefined, "Azure's task library reads and writes the same issues", bad);
}

// ---- GitLab and JSON lines ----

const codeQuality = {
    type: "array",
    items: {
        type: "object",
        required: ["description", "check_name", "fingerprint", "severity", "location"],
        additionalProperties: false,
        properties: {
            description: { type: "string", minLength: 1 },
            check_name: { type: "string", pattern: "^EXL[0-9]{4}$" },
            fingerprint: { type: "string", pattern: "^[0-9a-f]{16}$" },
            severity: { enum: ["info", "minor", "major", "critical", "blocker"] },
            location: {
                type: "object",
                required: ["path", "lines"],
                additionalProperties: false,
                properties: {
                    path: { type: "string", pattern: "^[^/]" },
                    lines: { type: "object", required: ["begin"], properties: { begin: { type: "integer", minimum: 1 } } },
                },
            },
        },
    },
};

function checkSchemas(ajv, line) {
    const validate = ajv.compile(codeQuality);
    say(validate(JSON.parse(read("gitlab"))), "GitLab's Code Quality is of its schema", validate.errors);
    const bad = lines("ndjson").find((text) => !line(JSON.parse(text)));
    say(bad === undefined, "lines of JSON are of finding.schema.json", bad);
    say(JSON.parse(lines("ndjson")[0]).schema === "exlint-findings/1", "the first is a header");
}

// ---- JUnit ----

async function checkJunit(result) {
    const suites = await junit.parse(read("junit"));
    const cases = suites.testsuite.flatMap((s) => s.testcase);
    const failures = cases.filter((c) => c.failure);
    const sum = (name) => suites.testsuite.reduce((n, s) => n + s[name], 0);
    say(suites.tests === cases.length && suites.failures === failures.length, "JUnit counts its tests",
        [suites.tests, cases.length, suites.failures, failures.length]);
    say(sum("tests") === suites.tests && sum("failures") === suites.failures &&
        sum("skipped") === cases.filter((c) => c.skipped).length, "and those of each suite");
    say(failures.length === result.findings.filter(counts).length, "a test failed for each finding that counts",
        failures.length);
    const names = new Set(cases.map((c) => `${c.classname}\n${c.name}`));
    say(names.size === cases.length, "no two tests have the same name");
    const unknown = result.rules.filter((r) => r.counts.notAssessed).length;
    const skipped = cases.filter((c) => c.skipped?.some((s) => s.message.startsWith("not assessed: "))).length;
    say(skipped === unknown, "what was not assessed was skipped", [skipped, unknown]);
}

// ---- Markdown ----

const elements = new Set(["h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "pre", "strong",
    "em", "details", "summary", "b", "ul", "li", "a"]);

function* walk(node, inCode) {
    for (const child of node.childNodes ?? []) {
        yield [child, inCode];
        yield* walk(child, inCode || child.nodeName === "code" || child.nodeName === "pre");
    }
}

function checkHtml(name, html, result) {
    const problems = [];
    const followed = new Set(result.rules.flatMap((r) => r.references.map((x) => x.url)));
    for (const [node, inCode] of walk(parse5.parseFragment(html), false)) {
        if (node.nodeName === "#text") {
            if (!inCode && /@\w|#\d|https?:|www\.|[<>|`]|\bGH-\d|:\w+:|\{\{|\$\w/i.test(node.value))
                problems.push(`text ${node.value}`);
        } else if (node.nodeName === "#comment") {
            if (node.data.trim() !== "exlint") problems.push(`comment ${node.data}`);
        } else {
            if (!elements.has(node.nodeName)) problems.push(`element ${node.nodeName}`);
            for (const a of node.attrs) {
                const known = (a.name === "href" && node.nodeName === "a" && followed.has(a.value)) ||
                    (a.name === "class" && a.value === "language-powershell") ||
                    (a.name === "align" || (a.name === "style" && /^text-align:\s*right$/.test(a.value)));
                if (!known) problems.push(`attribute ${a.name}=${a.value}`);
            }
        }
        if (node.nodeName === "table") {
            const rows = [...walk(node, false)].map(([n]) => n).filter((n) => n.nodeName === "tr");
            const cells = new Set(rows.map((r) => r.childNodes.filter((c) => /^t[hd]$/.test(c.nodeName)).length));
            if (cells.size !== 1) problems.push(`a table with rows of ${[...cells]} cells`);
        }
    }
    say(problems.length === 0, `${name} renders Markdown with nothing of the dump in it but text`, problems);
}

// GFM drops cells that are too many, so the source is looked at as well.
function checkTables() {
    const bad = [];
    let width = 0;
    for (const line of lines("markdown")) {
        if (!line.startsWith("| ")) { width = 0; continue; }
        const cells = line.replace(/\\\|/g, "").split("|").length;
        if (width && cells !== width) bad.push(line);
        width = cells;
    }
    say(bad.length === 0, "rows of Markdown tables have the cells of their heading", bad[0]);
}

function checkMarkdown(result) {
    const text = read("markdown");
    say(Buffer.byteLength(text) < 65536, "Markdown fits into a comment", Buffer.byteLength(text));
    const html = micromark(text, {
        allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()],
    });
    checkHtml("micromark", html, result);
    checkHtml("markdown-it", markdownIt({ html: true, linkify: true }).render(text), result);
    const document = parse5.parseFragment(html);
    const shown = [...walk(document, false)].map(([n]) => n).filter((n) => n.nodeName === "summary").length;
    const rules = new Set(result.findings.filter(counts).map((f) => f.rule)).size;
    const unknown = result.rules.some((r) => r.counts.notAssessed) ? 1 : 0;
    say(shown === rules + unknown, "every rule with findings has details to fold out", [shown, rules, unknown]);
    checkTables();
}

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
const schema = (name) => JSON.parse(fs.readFileSync(path.join(source, "formats/report", name), "utf8"));
ajv.addSchema(schema("result.schema.json"));
const line = ajv.compile(schema("finding.schema.json"));
for (folder of folders) {
    const result = JSON.parse(read("json"));
    checkGithub(result);
    checkAzure();
    checkSchemas(ajv, line);
    await checkJunit(result);
    checkMarkdown(result);
}
console.log("done");
