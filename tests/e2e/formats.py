# SPDX-License-Identifier: MIT
"""For formats.sh.

formats.py hostile DEMO DUMP   make a dump whose names are hostile strings
formats.py check DIR...        check what exlint wrote of dumps: CSV, XML, and
                               that all formats report the same findings
"""
import csv
import json
import os
import re
import sys
import xml.etree.ElementTree as ElementTree

HOSTILE = {
    "Newsletter relay": "=cmd|' /C calc'!A0",
    "Partner Litware": "::error file=a::forged\n::error::forged\r\n##vso[task.setvariable variable=a]b",
    "Fabien Hernoux": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "Lars Giusti": "\"double\" 'single' & ]]> --> <!-- \\",
    "Bernard Tham": "a\0b\x1b[2Jc\x7f\ufffe d\u0085",
    "Erik Gavriluk": "\u202eexe.cod\u202c \u200bzero\u2066",
    "Jan Kotas": "| a | b \\| c |\n| --- |",
    "Olga Kosterina": "```` `a` ``b``\n```\n~~~",
    "Renate Wagner": "@everyone #1 GH-1 https://evil.example www.evil.example a@evil.example :tada: $x$",
    "Ulf Tsagris": "[x](javascript:alert(1)) ![x](https://evil.example/a.png) </details></summary> {{7*7}} ${x}",
    "Scan Service": "-2+3" + "A" * (1 << 20),
    "Default Offline Address Book": "+1\t@SUM(1)",
    "Tailspin": "%0A%0D%25%3A%2C%5D%3B%AZP25 a,b:c;d]e",
}


def clixml(text):
    """A string as Export-Clixml writes it."""
    text = re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    text = re.sub("[\0-\x1f\x7f\u0085\ufffe]", lambda m: "_x%04X_" % ord(m[0]), text)
    for character, reference in ("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"):
        text = text.replace(character, reference)
    return text


def make_hostile(demo, dump):
    os.mkdir(dump)
    for name in sorted(os.listdir(demo)):
        if not name.endswith(".xml"):
            continue
        data = open(os.path.join(demo, name), "rb").read()
        encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
        text = data.decode(encoding)
        for old, new in HOSTILE.items():
            text = text.replace(old, clixml(new))
        open(os.path.join(dump, name), "wb").write(text.encode(encoding))


class Checks:
    def __init__(self, folder):
        self.folder = folder
        self.result = json.loads(self.read("json"))
        self.findings = self.result["findings"]
        # What is accepted or a false positive stays out of annotations.
        self.kept = [f for f in self.findings if f.get("waiver", {}).get("state") != "waived"]

    def read(self, name):
        return open(os.path.join(self.folder, name), encoding="utf-8", newline="").read()

    def say(self, ok, what, detail=""):
        print("%s - %s: %s" % ("ok" if ok else "not ok", self.folder.removesuffix(".out"), what))
        if not ok:
            print("#", ascii(detail)[:1000])

    def check_csv(self):
        raw = self.read("csv")
        self.say(raw.startswith("\ufeff") and raw.endswith("\r\n"), "CSV begins with a mark and ends with a line")
        csv.field_size_limit(1 << 26)
        rows = list(csv.reader(raw[1:].splitlines(keepends=True), strict=True))
        widths = {len(row) for row in rows}
        self.say(len(widths) == 1, "every row of CSV has the cells of the heading", widths)
        bad = [cell for row in rows for cell in row if cell and cell[0] in "=+-@\t\r\n"]
        self.say(not bad, "no cell of CSV is a formula", bad)
        heading = rows[0]
        rules = [row[heading.index("rule")] for row in rows[1:]]
        self.say(rules == [f["rule"] for f in self.findings], "CSV has a row for each finding", rules)
        return sorted(row[heading.index("fingerprint")] for row in rows[1:])

    def check_xml(self):
        checkstyle = ElementTree.fromstring(self.read("checkstyle"))
        errors = [e for f in checkstyle.iter("file") for e in f.iter("error")]
        sources = sorted(e.get("source") for e in errors)
        rules = sorted("exlint." + f["rule"] for f in self.kept)
        self.say(sources == rules, "Checkstyle names the rule of each finding", sources)
        prints = sorted(re.search(r"\[([0-9a-f]{16})\]$", e.get("message"))[1] for e in errors)
        junit = ElementTree.fromstring(self.read("junit"))
        texts = [e.text for kind in ("failure", "skipped") for e in junit.iter(kind) if e.text]
        return prints, sorted(re.search(r"^fingerprint ([0-9a-f]{16})$", t, re.M)[1] for t in texts)

    def check_lines(self):
        lines = self.read("ndjson").split("\n")
        self.say(lines.pop() == "", "JSON lines end with a line break")
        documents = [json.loads(line) for line in lines]
        self.say(documents[1:] == self.findings, "JSON lines are the findings of the JSON result")
        return sorted(d["fingerprint"] for d in documents[1:])

    def check_sarif(self, name):
        results = json.loads(self.read(name))["runs"][0]["results"]
        return sorted(r["partialFingerprints"]["exlintIdentity/v1"] for r in results)

    def run(self):
        checkstyle, junit = self.check_xml()
        found = {
            "csv": self.check_csv(),
            "junit": junit,
            "ndjson": self.check_lines(),
            "gitlab": sorted(f["fingerprint"] for f in json.loads(self.read("gitlab"))),
            "sarif-azure": self.check_sarif("sarif-azure"),
            "sarif-generic": self.check_sarif("sarif-generic"),
            "markdown": sorted(re.findall(r"\(`([0-9a-f]{16})`\)(?: \| .*)?$", self.read("markdown"), re.M)),
        }
        annotations = {
            "checkstyle": checkstyle,
            "github": sorted(re.findall(r"\[([0-9a-f]{16})\](?:%0A|$)", self.read("github"), re.M)),
            "azure": sorted(re.findall(r"\[([0-9a-f]{16})\]$", self.read("azure"), re.M)),
            "sarif": self.check_sarif("sarif"),
        }
        for formats, findings in (found, self.findings), (annotations, self.kept):
            want = sorted(f["fingerprint"] for f in findings)
            for name, prints in sorted(formats.items()):
                self.say(prints == want, name + " reports the findings that JSON reports",
                         sorted(set(prints) ^ set(want)))
        self.say(want and len(set(want)) == len(want), "no two findings have the same fingerprint", want)


if __name__ == "__main__":
    if sys.argv[1] == "hostile":
        make_hostile(sys.argv[2], sys.argv[3])
    else:
        for directory in sys.argv[2:]:
            Checks(directory).run()
        print("done")
