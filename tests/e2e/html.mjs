// SPDX-License-Identifier: MIT
//
// For html.sh: the HTML reports in a folder, in Chromium. It is run from the folder that has the packages.
// usage: CHROMIUM=/usr/bin/chromium html.mjs FOLDER
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import axe from "axe-core";
import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";

const folder = process.argv[2];
const read = (name) => fs.readFileSync(path.join(folder, name), "utf8");
const json = (name) => JSON.parse(read(name));

function say(ok, what, detail) {
    console.log(`${ok ? "ok" : "not ok"} - ${what}`);
    if (!ok) console.log("# " + JSON.stringify(detail ?? null).slice(0, 1500));
}

const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
});

/** Open a report; whatever it asks for, logs or opens is in `trouble`. */
async function open(name, options = {}, hash = "") {
    const context = await browser.newContext({
        viewport: { width: 1280, height: 900 }, offline: true, reducedMotion: "reduce", acceptDownloads: false, ...options });
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const page = await context.newPage();
    const trouble = [];
    const own = "file://" + path.join(folder, name);
    page.on("request", (r) => r.url().split("#")[0] === own || r.url().startsWith("data:image/") || trouble.push(r.url()));
    page.on("console", (m) => trouble.push(m.text()));
    page.on("pageerror", (e) => trouble.push(e.message));
    page.on("dialog", (d) => (trouble.push("dialog " + d.message()), d.dismiss()));
    page.on("popup", () => trouble.push("a window"));
    await page.goto(own + hash);
    return { page, trouble, close: () => context.close() };
}

const visible = (page) => page.evaluate(() => [...document.querySelectorAll(".finding")]
    .filter((f) => !f.closest(".filtered") && getComputedStyle(f).display !== "none").length);
const result = (page) => page.textContent("#result");
const openAll = (page) => page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));

// ---- the policy, with and without the script ----

const demo = json("demo.json");
const total = demo.findings.length;

async function loads(name) {
    for (const javaScriptEnabled of [true, false]) {
        const tab = await open(name + ".html", { javaScriptEnabled });
        say(!tab.trouble.length, `${name}: loads ${javaScriptEnabled ? "with" : "without"} JavaScript and asks for nothing`,
            tab.trouble);
        await tab.close();
    }
}

async function withoutScript() {
    const tab = await open("demo.html", { javaScriptEnabled: false });
    const closed = await tab.page.locator("details:not([open])").count();
    const shown = await tab.page.locator(".finding:visible").count();
    say(!closed && shown === total, "without JavaScript everything is open", [closed, shown, total]);
    say(!await tab.page.locator("#q, .copy, #theme, #expand").evaluateAll((all) => all.some((e) => e.checkVisibility())),
        "and nothing is offered that needs it");
    await tab.page.uncheck("#sev-medium");
    const others = demo.findings.filter((f) => f.severity !== "medium").length;
    say(await tab.page.locator(".finding:visible").count() === others, "severities are filtered by the style sheet");
    const empty = await tab.page.locator(".rule:visible").evaluateAll((rules) =>
        rules.filter((r) => ![...r.querySelectorAll(".finding")].some((f) => f.checkVisibility())).length);
    say(empty === 0, "and rules without findings go with them", empty);
    await tab.close();
}

// ---- filter, search, addresses ----

async function filters() {
    const { page, trouble, close } = await open("demo.html");
    const high = demo.findings.filter((f) => f.severity === "high").length;
    say(await result(page) === `${total} of ${total} findings`, "all findings are counted", await result(page));
    await page.uncheck("#sev-high");
    say(await visible(page) === total - high && await result(page) === `${total - high} of ${total} findings`,
        "a severity is taken out and counted", [await visible(page), await result(page)]);
    say(await page.getAttribute("#result", "aria-live") === "polite", "the count is announced");
    await page.check("#sev-high");
    await page.selectOption("#area", "certificates");
    const certificates = demo.findings.filter((f) => f.rule.startsWith("EXL4")).length;
    say(await visible(page) === certificates, "an area is chosen", [await visible(page), certificates]);
    await page.selectOption("#server", "WTBER02");
    const ofServer = demo.findings.filter((f) => f.rule.startsWith("EXL4") && f.server === "WTBER02").length;
    say(await visible(page) === ofServer && ofServer > 0, "and a server", [await visible(page), ofServer]);
    const hash = new URL(page.url()).hash;
    const again = await open("demo.html", {}, hash);
    say(await visible(again.page) === ofServer, "the address says what is chosen", hash);
    await again.close();
    await page.click("#reset");
    say(await visible(page) === total && !new URL(page.url()).hash, "all is reset", page.url());
    await page.selectOption("#state", "expired");
    say(await visible(page) === 0 && await result(page) === `0 of ${total} findings`, "none has an expired exception");
    say(await page.locator(".area:visible").count() === 0, "areas without findings are not shown");
    say(!trouble.length, "the policy allows all of it", trouble);
    await close();
}

async function searches() {
    const { page, close } = await open("demo.html");
    await page.keyboard.press("/");
    say(await page.evaluate(() => document.activeElement.id) === "q", "the key / leads to the search");
    await page.keyboard.type("owa ECP");
    const texts = await page.locator(".rule:not(.filtered)").allTextContents();
    say(texts.length > 0 && texts.every((t) => /owa/i.test(t) && /ecp/i.test(t)), "both words are found", texts.length);
    say(await page.locator(".rule:not(.filtered) > details:not([open])").count() === 0, "what was found is open");
    await page.keyboard.press("Escape");
    say(await visible(page) === total && await page.inputValue("#q") === "", "the key Escape ends the search");
    await page.fill("#q", "<script>");
    say(await result(page) === `0 of ${total} findings`, "what nobody says is not found");
    await close();
}

async function permalinks() {
    const finding = demo.findings.find((f) => f.rule === "EXL3103");
    for (const id of ["EXL3103", "f-" + finding.fingerprint]) {
        const { page, close } = await open("demo.html", {}, "#" + id);
        const box = page.locator(`[id="${id}"]`);
        const seen = await box.evaluate((e) => {
            const r = e.getBoundingClientRect();
            return r.top >= -1 && r.top < innerHeight && (e.closest("details") ?? e.querySelector("details")).open;
        });
        say(seen, `#${id.slice(0, 7)} leads to it and opens it`);
        await close();
    }
    const { page, close } = await open("demo.html");
    const dead = await page.evaluate(() => [...document.querySelectorAll("a[href^='#']")]
        .map((a) => a.getAttribute("href").slice(1)).filter((id) => !document.getElementById(id)));
    say(!dead.length, "every link within the report leads somewhere", dead);
    const twice = await page.evaluate(() => [...document.querySelectorAll("[id]")].map((e) => e.id)
        .filter((id, i, all) => all.indexOf(id) !== i));
    say(!twice.length, "no id is there twice", twice);
    await page.fill("#q", "certificate");
    await page.evaluate(() => (location.hash = "#EXL1002"));
    await page.waitForFunction(() => document.querySelector("#EXL1002 > details").open);
    say(await visible(page) === total, "a link to what is filtered out resets the filter");
    await close();
}

// ---- copying, keys, themes ----

async function copies() {
    const finding = demo.findings.find((f) => f.rule === "EXL1004");
    const wanted = finding.fix.trimEnd();
    for (const clipboard of [true, false]) {
        const { page, close } = await open("demo.html");
        if (!clipboard)
            await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
        const box = page.locator(`[id="f-${finding.fingerprint}"]`);
        await page.click("#expand");
        await box.locator(".copy").first().click();
        await page.waitForFunction((id) => document.querySelector(`[id="f-${id}"] .copy`).textContent === "Copied",
            finding.fingerprint);
        await page.evaluate(() => delete navigator.clipboard);
        await page.focus("#q");
        await page.keyboard.press("Control+V");
        const pasted = await page.inputValue("#q");
        say(pasted === wanted.replace(/\n/g, " ") || pasted === wanted.replace(/\n/g, ""),
            `a fix is copied ${clipboard ? "" : "without the clipboard of the browser "}as it is`, [pasted, wanted]);
        await close();
    }
}

async function keys() {
    const { page, close } = await open("demo.html");
    await page.keyboard.press("Tab");
    say(await page.evaluate(() => document.activeElement.className) === "skip", "the first stop skips to the report");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => location.hash === "#main");
    await page.focus("#EXL1002 summary");
    await page.keyboard.press("Enter");
    say(await page.locator("#EXL1002 > details[open]").count() === 1, "a rule is opened by keys");
    const small = await page.evaluate(() => [...document.querySelectorAll("button, select, input, .perma, .contents a")]
        .filter((e) => e.checkVisibility()).map((e) => (e.type === "checkbox" ? e.closest("label") : e))
        .filter((e) => e.getBoundingClientRect().height < 24 || e.getBoundingClientRect().width < 24).map((e) => e.outerHTML));
    say(!small.length, "every target has 24 pixels", small.slice(0, 3));
    await close();
}

async function themes() {
    const background = (page) => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const { page, close } = await open("demo.html", { colorScheme: "light" });
    const light = await background(page);
    await page.emulateMedia({ colorScheme: "dark" });
    const dark = await background(page);
    say(light === "rgb(255, 255, 255)" && dark !== light, "the theme follows the system", [light, dark]);
    await page.click("#theme");
    say(await background(page) === light, "and can be chosen", await background(page));
    await page.click("#theme");
    say(await background(page) === dark && /theme=dark/.test(page.url()), "which the address says", page.url());
    await page.emulateMedia({ media: "print" });
    say(await background(page) === light, "paper is always light");
    await close();
}

// ---- paper ----

const bare = (text) => text.normalize("NFKC").replace(/[\s\u00ad\u200b-]+/g, "");

async function prints(name, javaScriptEnabled) {
    const tab = await open(name + ".html", { javaScriptEnabled, colorScheme: "dark" });
    if (javaScriptEnabled)
        await tab.page.fill("#q", "nothing like this");
    const file = path.join(folder, name + ".pdf");
    await tab.page.pdf({ path: file, preferCSSPageSize: true, outline: true, tagged: true });
    await tab.close();
    const text = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8", maxBuffer: 1 << 26 });
    const flowing = bare(execFileSync("pdftotext", ["-raw", file, "-"], { encoding: "utf8", maxBuffer: 1 << 26 }));
    const how = `${name} on paper ${javaScriptEnabled ? "with" : "without"} JavaScript`;
    const document = json(name + ".json");
    const messages = document.findings.filter((f) => !flowing.includes(bare(f.message).slice(1, 60))).map((f) => f.message);
    say(!messages.length, `${how}: every finding is there`, messages);
    const places = document.findings.flatMap((f) => f.evidence).filter((e) => e.line)
        .map((e) => `${path.basename(e.file)}:${e.line}:${e.column}`).filter((p) => !flowing.includes(bare(p)));
    say(!places.length, `${how}: with the places of its evidence`, places);
    const pages = text.split("\f");
    const first = (title) => pages.findIndex((p) => p.split("\n").slice(0, 6).some((l) => l.trim() === title));
    say(first("Executive summary") === 1 && first("Action plan") === 2, `${how}: the summary is one page`,
        [first("Executive summary"), first("Action plan")]);
    return { pages, file };
}

async function paper() {
    const { pages, file } = await prints("demo", true);
    await prints("demo", false);
    say(pages.slice(1, -1).every((p) => p.includes("Confidential")), "every page says who may read it");
    say(pages.slice(1, -1).every((p, i) => p.includes(`${i + 2} / ${pages.length - 1}`)), "and has its number");
    const wordy = await open("wordy.html");
    await wordy.page.pdf({ path: path.join(folder, "wordy.pdf"), preferCSSPageSize: true, pageRanges: "2-3" });
    await wordy.close();
    const second = execFileSync("pdftotext", ["-f", "2", "-l", "2", path.join(folder, "wordy.pdf"), "-"], { encoding: "utf8" });
    say(/^\s*Action plan$/m.test(second.split("\n").slice(0, 8).join("\n")), "a summary with much to say is one page as well",
        second.slice(0, 300));
    say(!/\bCopy\b|press \/ to/.test(pages.join("")), "nothing on paper waits for a click");
    say(fs.readFileSync(file, "latin1").includes("/Outlines"), "there are bookmarks");
}

// ---- for everybody ----

async function accessible(name, all) {
    for (const colorScheme of ["light", "dark"]) {
        for (const width of all ? [360, 1920] : colorScheme === "dark" ? [360] : [1920]) {
            const { page, close } = await open(name + ".html", { colorScheme, viewport: { width, height: 900 } });
            await openAll(page);
            await page.evaluate(axe.source);
            const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
            say(!violations.length, `${name}: axe finds nothing, ${colorScheme}, ${width} pixels`,
                violations.map((v) => [v.id, v.nodes.length, v.nodes[0].html, v.nodes[0].failureSummary]));
            const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
            say(wide <= 0, `${name}: nothing is cut off at ${width} pixels, ${colorScheme}`, wide);
            await close();
        }
    }
}

async function valid(name) {
    const validator = new HtmlValidate({
        extends: ["html-validate:standard", "html-validate:document", "html-validate:a11y"],
        // Size only; tests above look at what it means.
        rules: { "long-title": "off", "no-inline-style": "error", "require-sri": "off", "void-style": "off" },
    });
    const report = await validator.validateString(read(name + ".html"), name + ".html");
    const messages = report.results.flatMap((r) => r.messages).map((m) => `${m.line}:${m.column} ${m.ruleId} ${m.message}`);
    say(!messages.length, `${name}: it is valid HTML`, messages.slice(0, 10));
}

// ---- hostile names ----

const elements = (page) => page.evaluate(() => {
    const counts = {};
    for (const e of document.querySelectorAll("*")) {
        if (e.closest(".dia") && !e.matches(".dia")) continue; // whose lines depend on how names break
        const key = e.tagName + " " + [...e.attributes].map((a) => a.name).sort().join(" ");
        counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts;
});

async function hostile() {
    const evil = await open("evil.html");
    const plain = await open("plain.html");
    const [a, b] = [await elements(evil.page), await elements(plain.page)];
    const different = Object.keys({ ...a, ...b }).filter((k) => a[k] !== b[k]).map((k) => [k, a[k], b[k]]);
    say(!different.length, "hostile names make no element and no attribute", different);
    const inDiagrams = await evil.page.evaluate(() => [...new Set([...document.querySelectorAll(".dia *")]
        .map((e) => e.tagName))].filter((t) => !/^(title|desc|g|rect|path|text|tspan|circle|line|defs|pattern|polygon|style|clipPath)$/.test(t)));
    say(!inDiagrams.length, "nor in diagrams", inDiagrams);
    await openAll(evil.page);
    await evil.page.mouse.move(600, 400);
    say(!evil.trouble.length, "no hostile name does anything", evil.trouble);
    const text = await evil.page.textContent("main");
    say(text.includes("<script>alert(1)</script>") && text.includes("\\u{202e}exe.cod"), "they are shown as they are");
    // eslint-disable-next-line no-control-regex
    say(!/[\u202a-\u202e\u2066-\u2069\u200b\u0000-\u0008\u001b\u0085]/.test(read("evil.html")), "without their controls");
    await evil.close();
    await plain.close();
}

// ---- runs that say little ----

async function verdicts() {
    const headline = async (name) => {
        const tab = await open(name + ".html");
        const text = await tab.page.textContent(".headline");
        const good = await tab.page.locator(".verdict.good").count();
        await tab.close();
        return { text, good };
    };
    const part = await headline("part");
    say(!part.good && /do not allow a verdict/.test(part.text), "nothing assessed is no good verdict", part);
    const healthy = await headline("healthy");
    say(/^No findings|^No open findings/.test(healthy.text), "a healthy organization is said to be", healthy);
    const waived = await open("waived.html");
    const states = await waived.page.locator("#exceptions h3").allTextContents();
    say(/^Expired/.test(states[0]) && states.length === 4, "exceptions are shown, expired ones first", states);
    const all = json("waived.json").findings;
    const ids = await waived.page.evaluate((fingerprints) => fingerprints.filter((f) => !document.getElementById("f-" + f)),
        all.map((f) => f.fingerprint));
    say(!ids.length, "every finding is somewhere, also those of exceptions", ids);
    const planned = all.filter((f) => f.waiver?.state === "planned").length;
    await waived.page.selectOption("#state", "planned");
    say(planned > 0 && await visible(waived.page) === planned, "planned ones can be chosen", planned);
    await waived.close();
    const csv = read("waived-plan.csv");
    say(csv.includes("Jo,2026-03-31") && !/\bEXL[12]\d{3}\b/.test(csv),
        "the action plan has who mends what until when, and nothing that is accepted");
}

async function many() {
    const { page, trouble, close } = await open("many-20000.html");
    const n = await page.locator(".finding").count();
    say(n === 5000, "of very many findings some are shown", n);
    const rules = await page.locator(".rule:has(.finding)").count();
    say(rules === new Set(demo.findings.map((f) => f.rule)).size, "of every rule", rules);
    await page.fill("#q", "owa");
    say(await visible(page) > 0 && !trouble.length, "and can be searched", trouble);
    await close();
}

const steps = [
    ...["demo", "part", "healthy", "waived", "evil"].flatMap((name) => [[loads, name], [valid, name]]),
    [withoutScript], [filters], [searches], [permalinks], [copies], [keys], [themes], [paper],
    [accessible, "demo", true], [accessible, "waived"], [accessible, "part"],
    [hostile], [verdicts], [many],
];
for (const [step, ...args] of steps)
    await step(...args);
await browser.close();
console.log("done");
