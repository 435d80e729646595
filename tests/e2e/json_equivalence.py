#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The same objects as CLIXML and as JSON of either PowerShell give the same graph and findings.

What a dump of the corpus would be as JSON is worked out by tests/tools/clixml_to_json.py. Where
the JSON holds all that CLIXML holds, every value, finding and outcome must be the same. The JSON
that ConvertTo-Json really writes holds less: there each value is the same or unknown, no finding
is new, and no rule passes that did not before.

usage: json_equivalence.py [GROUP...]      output: TAP
EXLINT names the program, EXLINT_SRCDIR the source tree; groups are the functions named group_*.
"""

import functools
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True

from promises import EXLINT, NOW, SRC, Lab, check, corpora, dump_files, poorer  # noqa: E402

sys.path.insert(0, str(SRC / "tests" / "tools"))

import clixml_to_json as tool  # noqa: E402

KINDS = [k for k in re.findall(r"^EX_KIND\((\w+), \"(?!\")", (SRC / "src/model/schema.def")
                               .read_text(), re.M)]


# ---------------------------------------------------------------------------- dumps

@functools.lru_cache(maxsize=None)
def objects(path):
    return tool.Document(path.read_bytes(), tool.Numbers()).tops


def as_json(files, how):
    """The same dump, all CLIXML files converted."""
    return {name[:-4] + ".json": tool.Writer(how).document(objects(path))
            for name, path in files.items()}


def values(dump, kinds=KINDS):
    """{kind: its objects} as `query` shows them; without kinds that the dump does not hold."""
    expression = "{%s}" % ", ".join('"%s": %s' % (kind, kind) for kind in kinds)
    done = subprocess.run([EXLINT, "query", "--now", NOW, str(dump), expression],
                          capture_output=True, timeout=120, check=False)
    if done.returncode == 0:
        return json.loads(done.stdout)
    half = len(kinds) // 2
    return {} if half == 0 else {**values(dump, kinds[:half]), **values(dump, kinds[half:])}


# Properties of which CLIXML has nothing, but JSON has.
ONLY_JSON = ("HasPrivateKey",)
# The two forms of one value that rules know both of.
SAME = ({"Lowest", "2147483647"},)


@functools.lru_cache(maxsize=None)
def original(folder):
    """What a run says of the CLIXML, and its values."""
    return check(folder), values(folder)


def differences(full, part, known, where=""):
    """Where two values differ. known: the second one may lack what it does not know."""
    if isinstance(full, dict) and isinstance(part, dict):
        for key in list(full) + [k for k in part if k not in full]:
            if (key not in part and known) or (key in ONLY_JSON and key not in full):
                continue
            yield from differences(full.get(key, "(none)"), part.get(key, "(none)"), known,
                                   "%s.%s" % (where, key))
    elif isinstance(full, list) and isinstance(part, list) and len(full) == len(part):
        for i, (a, b) in enumerate(zip(full, part)):
            yield from differences(a, b, known, "%s[%d]" % (where, i))
    elif full != part and not any(str(full) in s and str(part) in s for s in SAME):
        yield "%s: %s became %s" % (where, json.dumps(full)[:80], json.dumps(part)[:80])


def same(full, part):
    """Two runs that must say the same."""
    for key in full.findings.keys() ^ part.findings.keys():
        f = full.findings.get(key) or part.findings[key]
        yield "%s finding: %s %s: %s" % ("lost" if key in full.findings else "new", f["rule"],
                                         f["object"], f["message"])
    for rule, outcome in part.outcomes.items():
        if outcome != full.outcomes[rule]:
            yield "%s: %s became %s" % (rule, full.outcomes[rule], outcome)


# ---------------------------------------------------------------------------- groups

def group_whole(lab, name, folder):
    """JSON that holds everything"""
    files = dump_files(folder)
    full, graph = original(folder)
    for how in (["--depth", "9", "--whole", "--names"],
                ["--depth", "9", "--whole", "--names", "--as-array", "--wrap",
                 "--powershell", "5.1"]):
        dump = lab.variant(as_json(files, tool.options(how)))
        for problem in same(full, check(dump)):
            yield "%s: %s" % (" ".join(how), problem)
        for problem in differences(graph, values(dump, list(graph)), False):
            yield "%s: %s" % (" ".join(how), problem)


def group_real(lab, name, folder):
    """JSON that ConvertTo-Json writes"""
    files = dump_files(folder)
    full, graph = original(folder)
    for how in (["--depth", "1"], ["--depth", "2"], ["--depth", "5"],
                ["--depth", "2", "--as-array", "--powershell", "5.1", "--wrap"]):
        dump = lab.variant(as_json(files, tool.options(how)))
        for problem in poorer(full, check(dump), None):
            yield "%s: %s" % (" ".join(how), problem)
        for problem in differences(graph, values(dump, list(graph)), True):
            yield "%s: %s" % (" ".join(how), problem)


def group_bundle(lab, name, folder):
    """All in one object, as @{"Get-X" = Get-X; ...} | ConvertTo-Json"""
    files = dump_files(folder)
    full, graph = original(folder)
    for how in (["--depth", "2"], ["--depth", "4", "--powershell", "5.1"],
                ["--depth", "9", "--whole", "--names"]):
        members = {}
        for n, path in files.items():
            cmdlet = re.match(r"(?:Get-?|Test-?)?([A-Za-z]+)", n).group(0)
            members.setdefault(cmdlet, []).extend(objects(path))
        dump = lab.variant({"all.json": tool.Writer(tool.options(how)).bundle(members)})
        part = check(dump)
        whole = "--whole" in how
        for problem in same(full, part) if whole else poorer(full, part, None):
            yield "%s: %s" % (" ".join(how), problem)
        for problem in differences(graph, values(dump, list(graph)), not whole):
            yield "%s: %s" % (" ".join(how), problem)


def group_selected(lab, name, folder):
    """A few properties: Get-X | Select-Object ... | ConvertTo-Json"""
    files = dump_files(folder)
    full, graph = original(folder)
    chosen = {"Get-Mailbox.xml": ("Name", "UserPrincipalName", "PrimarySmtpAddress"),
              "Get-OwaVirtualDirectory.xml": ("Name", "Server", "InternalUrl", "ExternalUrl"),
              "Get-MapiVirtualDirectory.xml": ("Identity", "Name", "Server", "ExternalUrl"),
              "Get-AcceptedDomain.xml": ("Name", "DomainName", "DomainType", "Default"),
              "Get-SendConnector.xml": ("Identity", "AddressSpaces", "SmartHosts", "Enabled")}
    for n, properties in chosen.items():
        if n not in files:
            continue
        tops = tool.Document(files[n].read_bytes(), tool.Numbers()).tops
        for top in tops:
            top.members = [(k, v) for k, v in top.live() if k in properties]
            top.custom = True
        for how in (["--depth", "2", "--as-array", "--powershell", "5.1"],):
            data = tool.Writer(tool.options(how)).document(tops)
            dump = lab.variant({**files, n: data, n[:-4] + ".json": data})
            (dump / n).unlink()
            for problem in poorer(full, check(dump), None):
                yield "%s %s: %s" % (n, " ".join(how), problem)
            kind = n[4:-4]
            part = values(dump, [kind])
            if len(part.get(kind, [])) != len(graph[kind]):
                yield "%s %s: %d objects" % (n, " ".join(how), len(part.get(kind, [])))
            for problem in differences({kind: graph[kind]}, part, True):
                yield "%s %s: %s" % (n, " ".join(how), problem)


def group_defects(lab, _name, _folder):
    """The defects of the corpus"""
    cases = sorted(p for p in (SRC / "corpus/defects").glob("*/*") if p.is_dir())
    for case in cases[::5]:
        files = dump_files(case)
        beside = {p.name: p for p in case.iterdir() if p.is_file() and p.name not in files}
        full = check(case)
        whole = as_json(files, tool.options(["--depth", "9", "--whole", "--names"]))
        whole = lab.variant({**beside, **whole})
        real = lab.variant({**beside, **as_json(files, tool.options(["--powershell", "5.1"]))})
        for problem in [*same(full, check(whole)), *poorer(full, check(real), None)]:
            yield "%s/%s: %s" % (case.parent.name, case.name, problem)


def main(chosen):
    groups = [(n, f) for n, f in globals().items() if n.startswith("group_")]
    count, failed = 0, False
    with tempfile.TemporaryDirectory() as scratch:
        for group, function in groups:
            if chosen and group[6:] not in chosen:
                continue
            for name, folder in corpora()[:1 if group == "group_defects" else None]:
                count += 1
                problems = list(function(Lab(Path(scratch) / str(count)), name, folder))
                failed = failed or bool(problems)
                print("%sok %d - %s: %s" % ("not " if problems else "", count,
                                            function.__doc__.split("\n")[0], name), flush=True)
                for problem in problems[:40]:
                    print("#   " + problem)
    print("1..%d" % count)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
