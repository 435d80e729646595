#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The same organization as CLIXML and as text: text says less, and nothing else.

What is found in the text of Export-Csv and Format-List is found in the CLIXML as well; a rule ends
in what it ended in there, or in "not assessed". How much is still assessed is checked too, so that
reading nothing does not pass.

usage: text.py      output: TAP
EXLINT names the program, EXLINT_SRCDIR the source tree.
"""

import shutil
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))
import clixml_to_text  # noqa: E402
import promises  # noqa: E402

# (name, file ending, function, options, encoding, share of the rules that are to be assessed)
FORMS = (
    ("CSV of Windows PowerShell", "csv", "to_csv", {}, "ascii", 0.3),
    ("CSV of PowerShell 7", "csv", "to_csv", {"types": "no", "end": "\n", "lists": " "}, "utf-8",
     0.6),
    ("CSV with -UseCulture", "csv", "to_csv", {"separator": ";"}, "utf-16", 0.3),
    ("CSV for Excel", "csv", "to_csv",
     {"separator": ";", "sep": "yes", "types": "no", "lists": ",", "quotes": "needed"},
     "utf-8-sig", 0.6),
    ("CSV with -UseQuotes AsNeeded", "csv", "to_csv",
     {"types": "no", "quotes": "needed", "lists": ";"}, "utf-8", 0.6),
    ("CSV with tabs", "csv", "to_csv", {"separator": "\t", "lists": "|"}, "utf-8", 0.6),
    ("Format-List, 80 columns", "txt", "to_list", {"width": 80}, "utf-16", 0.6),
    ("Format-List, 120 columns, 16 items", "txt", "to_list", {"limit": 16}, "utf-16", 0.6),
    ("Format-List, 80 columns, pasted", "txt", "to_list", {"width": 80, "limit": 16, "trim": "yes"},
     "utf-8", 0.5),
    ("Format-List, broken anywhere", "txt", "to_list",
     {"width": 80, "words": "no", "dots": "\u2026", "end": "\n"}, "utf-8", 0.6),
    ("Format-List, 100 columns, broken anywhere and pasted", "txt", "to_list",
     {"width": 100, "words": "no", "limit": 16, "trim": "yes", "end": "\n"}, "utf-8-sig", 0.6),
    ("Format-List, very wide", "txt", "to_list", {"width": 4096, "limit": -1}, "utf-16", 0.6),
)


def as_text(folder, form):
    """The files of a dump in another form: {name: bytes}."""
    _, ending, function, options, codec, _ = form
    files = {}
    for name, path in promises.dump_files(folder).items():
        if promises.parse(path) is None:
            files[name] = path
            continue
        text = getattr(clixml_to_text, function)(path, **options)
        # Windows PowerShell writes what ASCII lacks as question marks.
        files[name[:-4] + "." + ending] = text.encode(codec, "replace")
    return files


def assessed(result):
    return sum(outcome != "not-assessed" for outcome in result.outcomes.values())


def new_findings(full, part):
    """What only the text makes found. Without distinguished names, fingerprints are others; with
    less known, a message may say less."""
    about = {(f["rule"], f["object"]) for f in full.findings.values()}
    said = {(f["rule"], f["message"]) for f in full.findings.values()}
    for f in part.findings.values():
        if (f["rule"], f["object"]) not in about and (f["rule"], f["message"]) not in said:
            yield "new finding: " + promises.finding_text(f)


def problems_of(full, part, form):
    yield from promises.usable(part)
    yield from promises.bad_outcomes(full, part, form[0])
    yield from promises.placeholders(part)
    yield from new_findings(full, part)
    for name, file in part.files.items():
        if file["state"] != "read" and full.files[name[:-4] + ".xml"]["objects"]:
            yield "%s is %s" % (name, file["state"])
        before = full.files[name[:-4] + ".xml"]
        if file["objects"] != before["objects"]:
            yield "%s: %d objects, not %d" % (name, file["objects"], before["objects"])
    share = assessed(part) / assessed(full)
    if share < form[5]:
        yield "only %d %% of the rules are assessed" % (100 * share)


def main():
    n = failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        lab = promises.Lab(scratch)
        corpora = [(name, folder) for name, folder in promises.corpora()
                   if not name.startswith("sample")]
        for name, folder in corpora:
            full = promises.check(folder)
            variants = [(form, as_text(folder, form)) for form in FORMS]
            for form, part in lab.results(variants):
                n += 1
                problems = list(dict.fromkeys(problems_of(full, part, form)))
                failed += bool(problems)
                print("%sok %d - %s: %s, %d of %d rules assessed, %d of %d findings" % (
                    "not " if problems else "", n, name, form[0], assessed(part), assessed(full),
                    len(part.findings), len(full.findings)))
                for problem in problems[:40]:
                    print("# " + problem.replace("\n", "\\n"))
                sys.stdout.flush()
    print("1..%d" % n)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
