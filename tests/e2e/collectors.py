#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What collectors write is judged as the plain exports of the same organization are, as far as it
goes: what a collector does not hold is not assessed, and leaving out a part of its file makes
nothing green and nothing red.

output: TAP; EXLINT names the program, EXLINT_SRCDIR the source tree
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

SRC = Path(os.environ.get("EXLINT_SRCDIR") or Path(__file__).resolve().parents[2]).resolve()
EXLINT = str(Path(os.environ.get("EXLINT") or "./exlint").resolve())
CORPUS = SRC / "corpus" / "collectors"
HEALTHY = SRC / "corpus" / "healthy" / "contoso-2019"
NOW = "2026-01-15"
NS = "{http://schemas.microsoft.com/powershell/2004/04}"
ECP, OTHER = r">https://owa\.contoso\.com/ecp<", ">https://other.contoso.com/ecp<"
ET.register_namespace("", NS[1:-1])


class Result:
    def __init__(self, files, now):
        with tempfile.TemporaryDirectory() as scratch:
            for name, data in files.items():
                path = Path(scratch, "dump", name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
            done = subprocess.run([EXLINT, "check", str(Path(scratch, "dump")), "--now", now,
                                   "--no-vcs", "-f", "json", "--ignore", "dump"], capture_output=True, timeout=120)
        doc = json.loads(done.stdout)
        self.findings = {f["fingerprint"]: f["rule"] for f in doc["findings"]}
        self.outcomes = {r["id"]: r["outcome"] for r in doc["rules"]}
        self.needs = {r["id"]: " ".join(r["needs"]) for r in doc["rules"]}
        self.files = {f["name"]: f for f in doc["files"]}
        self.messages = doc["messages"]

    def assessed(self):
        return {r for r, o in self.outcomes.items() if o != "not-assessed"}


def read(folder):
    return {str(p.relative_to(folder)): p.read_bytes()
            for p in sorted(folder.rglob("*")) if p.is_file()}


def check(files, now=NOW):
    return Result(files, now)


def plain(*kinds):
    """Get-* exports of the same organization."""
    return {p.name: p.read_bytes() for p in HEALTHY.glob("*.xml")
            if p.stem[4:].split("-")[0] in kinds}


def changed(files, pattern, new, count):
    """Every file of the dump with a replacement, which must happen `count` times."""
    out, seen = {}, 0
    for name, data in files.items():
        code = "utf-16" if data[:2] == b"\xff\xfe" else "utf-8-sig"
        text, n = re.subn(pattern, new, data.decode(code)) if data[:1] != b"P" else (data, 0)
        out[name] = text.encode(code) if n else data
        seen += n
    assert seen == count, "%s: %d times, not %d" % (pattern, seen, count)
    return out


# ---------------------------------------------------------------------------- TAP

number = failures = 0


def ok(good, name, *details):
    global number, failures
    number += 1
    failures += not good
    print("%s %d - %s" % ("ok" if good else "not ok", number, name))
    for detail in () if good else details:
        print("#   %s" % (detail,))


# ---------------------------------------------------------------------------- healthy

VDIRS = ("OwaVirtualDirectory", "EcpVirtualDirectory", "WebServicesVirtualDirectory",
         "ActiveSyncVirtualDirectory", "OabVirtualDirectory", "PowerShellVirtualDirectory",
         "MapiVirtualDirectory", "AutodiscoverVirtualDirectory", "OutlookAnywhere")
HELD = VDIRS + ("ExchangeServer", "OrganizationConfig", "SendConnector", "ReceiveConnector",
                "TransportService", "ExchangeCertificate", "AcceptedDomain")


def healthy():
    for folder in sorted(CORPUS.iterdir()):
        result = check(read(folder))
        ok(not result.findings, "%s: no finding" % folder.name, result.findings)
        bad = [m for m in result.messages if m["level"] != "note"]
        ok(not bad, "%s: no warning" % folder.name, *bad)
        silent = [r for r, o in result.outcomes.items()
                  if o == "not-assessed" and not result.needs[r]]
        ok(not silent, "%s: what is not assessed says what it needs" % folder.name, silent)


def scope():
    files = read(CORPUS / "healthchecker")
    alone, full = check(files), check({**files, **plain("ExchangeServer")})
    dump = check(plain(*HELD))
    ok(alone.outcomes["EXL1001"] == "pass", "Send connectors are those of the organization")
    ok(alone.needs["EXL3103"] == "Get-ExchangeServer",
       "servers that were collected one by one are not all servers", alone.needs["EXL3103"])
    ok(alone.assessed() < full.assessed(), "with the list of servers more is assessed")
    lost = dump.assessed() - full.assessed()
    ok(all("of EX02" in full.needs[r] or "RootCAType" in full.needs[r] for r in lost),
       "then all is assessed that the exports allow, but for what HealthChecker leaves out",
       *[(r, full.needs[r]) for r in sorted(lost)])
    ok(full.assessed() <= dump.assessed(), "and nothing else", full.assessed() - dump.assessed())
    for rule, cmdlet in (("EXL2003", "Get-Recipient"), ("EXL2101", "Get-EmailAddressPolicy"),
                         ("EXL2104", "Get-Mailbox"), ("EXL3107", "Get-ClientAccessService")):
        ok(cmdlet in full.needs[rule], "%s needs %s" % (rule, cmdlet), full.needs[rule])
    only = {n: d for n, d in files.items() if "EX01" in n}
    ok("Get-AcceptedDomain" in check(only).needs["EXL2004"],
       "the domain * is not the list of accepted domains")
    ok(not check(read(CORPUS / "edca")).assessed(), "EDCA completes no list")


def versions():
    for name, flavour, objects in (("healthchecker-2022", "HealthChecker 22.12.12.1826", 10),
                                   ("healthchecker-json", "HealthChecker 23.11.01.1530", 25)):
        file = list(check(read(CORPUS / name)).files.values())[0]
        ok((file["flavour"], file["objects"]) == (flavour, objects), "%s is read" % name, file)
    again = check(read(CORPUS / "healthchecker-again"))
    states = {n: f["state"] for n, f in again.files.items()}
    ok(list(states.values()) == ["set-aside", "read"], "the earlier of two runs is set aside",
       states)
    ok(len([m for m in again.messages if m["message"].startswith("set aside")]) == 1,
       "and one note says so", *again.messages)
    swapped = {"a.xml": list(read(CORPUS / "healthchecker-again").values())[1],
               "b.xml": list(read(CORPUS / "healthchecker-again").values())[0]}
    ok([f["state"] for f in check(swapped).files.values()] == ["read", "set-aside"],
       "whatever the files are called")
    early = {n: d for n, d in read(CORPUS / "healthchecker-again").items() if "202511" in n}
    ok("EXL3105" in check(early).findings.values(), "by itself the earlier one has its findings")


def log_collector():
    files = read(CORPUS / "logcollector")
    result = check(files)
    texts = [f["state"] for n, f in result.files.items() if n.lower().endswith(".txt")]
    ok("read" in texts and texts.count("read") == 1, "of the texts only the sentence is read",
       texts)
    ok(len(result.messages) == 1, "by-products are passed over quietly", *result.messages)
    full = check({**files, **plain("ExchangeServer")})
    ok(full.outcomes["EXL1010"] == "pass" and full.needs["EXL3107"] == "Get-ExchangeCertificate",
       "exports of each server make the whole", full.needs["EXL1010"], full.needs["EXL3107"])
    less = {n: d for n, d in files.items() if "EX02_ClientAccessServer" not in n}
    less = check({**less, **plain("ExchangeServer")})
    ok("Get-ClientAccessService" in less.needs["EXL3107"], "one of two servers does not",
       less.outcomes["EXL3107"])


# ---------------------------------------------------------------------------- defects

def same_findings(name, pattern, new, plain_count, count, now=NOW, expected=()):
    """A mistake in the plain exports and in the files of HealthChecker has the same findings."""
    exports = plain(*HELD)
    files = {**read(CORPUS / "healthchecker"), **plain("ExchangeServer")}
    if pattern:
        exports = changed(exports, pattern, new, plain_count)
        files = changed(files, pattern, new, count)
    dump, collected = check(exports, now), check(files, now)
    rules = set(dump.findings.values())
    ok(rules >= set(expected), "%s: the exports have the findings" % name, rules)
    unsure = {r for r in rules if collected.outcomes[r] == "not-assessed"}
    missing = {f: r for f, r in dump.findings.items() if r not in unsure}
    ok(missing == {f: r for f, r in collected.findings.items() if r not in unsure} and
       not unsure - {"EXL4006"}, "%s: HealthChecker has the same" % name,
       sorted(dump.findings.values()), sorted(collected.findings.values()))


def defects():
    # ECP gets other names than OWA: inside and outside, on both servers.
    same_findings("ECP and OWA differ", ECP, OTHER, 4, 4, expected=("EXL3103",))
    same_findings("expired certificates", None, None, 0, 0, now="2046-06-01",
                  expected=("EXL4002",))
    # No Send connector: the list of GetSendConnector is empty, and so is the export.
    files = changed(read(CORPUS / "healthchecker"),
                    r'(?s)(<Obj N="GetSendConnector".*?)<LST>.*?(</LST>)(?=\s*</Obj>\s*</MS>)',
                    r"\1<LST>\2", 1)
    exports = plain("OrganizationConfig")
    exports["Get-SendConnector.xml"] = b'<Objs Version="1.1.0.1" xmlns="%s" />' % NS[1:-1].encode()
    collected, dump = check(files), check(exports)
    ok(collected.findings == dump.findings and "EXL1001" in dump.findings.values(),
       "no Send connector: the same finding", collected.findings, dump.findings)
    nil = changed(read(CORPUS / "healthchecker"),
                  r'(?s)<Obj N="GetSendConnector".*</Obj>(?=\s*</MS>\s*</Obj>\s*'
                  r'<Obj N="HardwareInformation")', '<Nil N="GetSendConnector" />', 1)
    ok(check(nil).outcomes["EXL1001"] == "not-assessed", "a cmdlet that failed found nothing")


# ---------------------------------------------------------------------------- less of it

def parts(element):
    """(parent, child) of the parts of a file: members of its bundles, down to results of cmdlets"""
    for tag in ("MS", "Props"):
        members = element.find(NS + tag)
        for child in list(members) if members is not None else ():
            name = child.get("N") or ""
            yield members, child
            if not name.startswith("Get"):
                yield from parts(child)


def less():
    """Without any part of a file nothing becomes green, and nothing becomes red."""
    for folder in ("healthchecker", "healthchecker-2022"):
        files = {**read(CORPUS / folder), **plain("ExchangeServer")}
        if folder == "healthchecker":
            files = changed(files, ECP, OTHER, 4)
        before = check(files)
        bad = []
        for name in [n for n in files if n.startswith("HealthChecker")]:
            count = len(list(parts(ET.fromstring(files[name])[0])))
            for i in range(count):
                root = ET.fromstring(files[name])
                members, child = list(parts(root[0]))[i]
                members.remove(child)
                after = check({**files, name: ET.tostring(root, encoding="utf-8")})
                for rule, outcome in after.outcomes.items():
                    if outcome not in ("not-assessed", before.outcomes[rule]):
                        bad.append((name, child.get("N"), rule, before.outcomes[rule], outcome))
                bad += [(name, child.get("N"), "new", r) for f, r in after.findings.items()
                        if f not in before.findings]
        ok(not bad, "%s: leaving out a part changes no verdict" % folder, *bad[:20])


def main():
    for group in (healthy, scope, versions, log_collector, defects, less):
        group()
    print("1..%d" % number)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
