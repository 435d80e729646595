# SPDX-License-Identifier: MIT
"""For html.sh: dumps and results that the HTML report is tested with.

html.py twins DEMO EVIL PLAIN    two dumps that are alike but for the names of some objects: in one
                                 they are hostile, in the other plain words as long as those
html.py wordy RESULT OUT         a result with as much to summarize as there can be
html.py many RESULT N OUT        a result with N findings, made of those of another one
"""
import copy
import json
import os
import re
import sys

HOSTILE = {
    "Newsletter relay": "<script>alert(1)</script>",
    "Partner Litware": "\"><img src=x onerror=alert(2)>",
    "Fabien Hernoux": "' onmouseover='alert(3)' x='",
    "Lars Giusti": "</code></pre></article><h1>x</h1>",
    "Bernard Tham": "a\x1b[2Jc\x7f\ufffed\u0085",
    "Erik Gavriluk": "\u202eexe.cod\u202c\u200bzero\u2066",
    "Jan Kotas": "javascript:alert(4)//",
    "Olga Kosterina": "--></style><style>*{display:none}",
    "Renate Wagner": "&lt;b&gt;&#60;script&#62;",
    "Ulf Tsagris": "{{7*7}}${7*7}<%= 7*7 %>",
    "Scan Service": "]]><svg/onload=alert(5)>",
    "Default Offline Address Book": "<a href=javascript:alert(6)>x</a>",
    "Tailspin": "<iframe srcdoc='<script>alert(7)'>",
    "Scanners": "<meta http-equiv=refresh content=0>",
    "mail 2026": "<base href=//evil.example>\u2028",
    "Dresden": "<link rel=x href=//evil.example>",
}


def clixml(text):
    """A string as Export-Clixml writes it."""
    text = re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    text = re.sub("[\0-\x1f\x7f\u0085\ufffe]", lambda m: "_x%04X_" % ord(m[0]), text)
    for character, reference in ("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"):
        text = text.replace(character, reference)
    return text


def plain(text, number):
    """A word of the same length that means nothing to a browser."""
    return ("word%d" % number + "x" * len(text))[:len(text)]


def make_dump(demo, dump, names):
    os.mkdir(dump)
    for name in sorted(os.listdir(demo)):
        if not name.endswith(".xml"):
            continue
        data = open(os.path.join(demo, name), "rb").read()
        encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
        text = data.decode(encoding)
        for old, new in names.items():
            text = text.replace(">%s<" % old, ">%s<" % clixml(new)).replace("/%s<" % old, "/%s<" % clixml(new))
        open(os.path.join(dump, name), "wb").write(text.encode(encoding))


def make_many(result, n, out):
    document = json.load(open(result, encoding="utf-8"))
    models = document["findings"]
    findings = []
    for i in range(n):
        finding = copy.copy(models[i % len(models)])
        finding["fingerprint"] = "%016x" % i
        finding["object"] = "%s %d" % (finding["object"], i)
        findings.append(finding)
    order = ["critical", "high", "medium", "low", "info"]
    findings.sort(key=lambda f: (order.index(f["severity"]), f["rule"]))
    document["findings"] = findings
    json.dump(document, open(out, "w", encoding="utf-8"))


def make_wordy(result, out):
    """The longest summary: all that rules may say, in more areas than there are, and every sentence of the verdict."""
    document = json.load(open(result, encoding="utf-8"))
    impact = "Users may see security warnings or fail to connect, and mail that should leave the organization may " \
             "wait on the servers for days until somebody looks, asks and mends it."
    for i, rule in enumerate(document["rules"]):
        rule["impact"] = impact
        rule["title"] = "Internet-facing servers of the organization answer clients by names that no certificate covers"
        rule["area"] = ["mail-flow", "domains-and-recipients", "client-access", "certificates", "dns", "topology", "dump",
                        "our-own-area", "another-area", "third-area"][i % 10]
        if rule["outcome"] == "pass":
            rule.update(outcome="not-assessed", needs=["Get-ActiveSyncVirtualDirectory of EX01"])
            rule["counts"].update({"pass": 0, "notAssessed": 1})
    for i, finding in enumerate(document["findings"]):
        finding["severity"] = ["critical", "high"][i % 2]
    document["findings"].sort(key=lambda f: (f["severity"], f["rule"]))
    document["scope"]["damaged"] = 3
    json.dump(document, open(out, "w", encoding="utf-8"))


if sys.argv[1] == "twins":
    make_dump(sys.argv[2], sys.argv[3], HOSTILE)
    make_dump(sys.argv[2], sys.argv[4],
              {old: plain(new, i) for i, (old, new) in enumerate(HOSTILE.items())})
elif sys.argv[1] == "wordy":
    make_wordy(sys.argv[2], sys.argv[3])
else:
    make_many(sys.argv[2], int(sys.argv[3]), sys.argv[4])
