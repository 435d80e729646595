#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds exlint to its promises by changing dumps in ways whose effect on the result is known.

    never a finding because data was missing      what is left out never makes a finding
    never green because data was missing          nor makes a pass of one, or of "not assessed"
    never hurt by a dump                          whatever the bytes, a report comes out

What a rule ends in when part of a dump is left out is what it ended in before, or "not assessed":
less is known, so nothing else can become true. Exceptions are listed in EXCEPTIONS with reasons.

usage: promises.py [GROUP...]      output: TAP
EXLINT names the program, EXLINT_SRCDIR the source tree; groups are the functions named group_*.
"""

import concurrent.futures
import copy
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

SRC = Path(os.environ.get("EXLINT_SRCDIR") or Path(__file__).resolve().parents[2]).resolve()
EXLINT = str(Path(os.environ.get("EXLINT") or "./exlint").resolve())
NOW = "2026-01-15"
NS = "http://schemas.microsoft.com/powershell/2004/04"
SEED = 20260115
NAMING = ("Identity", "Name", "DistinguishedName", "Guid", "Id", "Thumbprint")
sys.dont_write_bytecode = True
ET.register_namespace("", NS)

# (rule, what was left out): why another outcome is right there. `*` stands for every rule or name.
EXCEPTIONS = {
    ("EXL3106", "GlobalWebDistributionEnabled"):
        "exported as nothing it is not set, which is as good as no; the message needs it",
}
# The numbers behind a certificate's status are known for Valid only; rich exports have no names.
FLAVOUR_EXCEPTIONS = {"A": ("EXL4007", "EXL4008")}
# Files of other organizations among the samples: which of them is set aside depends on the rest.
FOREIGN = ("GetAcceptedDomain.xml", "GetDynamicDistributionGroupPfMailboxes.xml")


# ---------------------------------------------------------------------------- running

class Result:
    """What one run said."""

    def __init__(self, status, data, errors):
        self.status, self.errors = status, errors
        self.data = json.loads(data) if data.strip() else None
        doc = self.data or {"findings": [], "rules": [], "files": [], "messages": []}
        # What is wrong with the dump itself is to be found: a poorer dump has more of it.
        about_dump = {r["id"] for r in doc["rules"] if r["area"] == "dump"}
        findings = [f for f in doc["findings"] if f["rule"] not in about_dump]
        self.findings = {f["fingerprint"]: f for f in findings}
        self.outcomes = {r["id"]: r["outcome"] for r in doc["rules"] if r["id"] not in about_dump}
        self.about_dump = {r["id"]: r["outcome"] for r in doc["rules"] if r["id"] in about_dump}
        self.files = {Path(f["name"]).name: f for f in doc["files"]}
        self.said = sorted((f["fingerprint"], f["message"]) for f in findings)


def run(dump, *options, now=NOW, form="json"):
    """Runs exlint; returns exit status, standard output, standard error."""
    command = [EXLINT, "check", str(dump), "--now", now, "-f", form, *options]
    done = subprocess.run(command, capture_output=True, timeout=120, cwd=Path(dump).parent)
    return done.returncode, done.stdout, done.stderr


def check(dump, *options, now=NOW):
    return Result(*run(dump, *options, now=now))


class Lab:
    """Dumps in a scratch folder, made from others; runs are spread over the processors."""

    def __init__(self, scratch):
        self.scratch = Path(scratch)
        self.count = 0
        self.pool = concurrent.futures.ThreadPoolExecutor(min(4, os.cpu_count() or 1))

    def folder(self):
        self.count += 1
        path = self.scratch / ("v%d" % self.count) / "dump"
        path.mkdir(parents=True)
        return path

    def variant(self, files):
        """A dump of {name: bytes, or the path of a file to take over}."""
        folder = self.folder()
        for name, what in files.items():
            if isinstance(what, bytes):
                (folder / name).write_bytes(what)
            else:
                os.link(what, folder / name)
        return folder

    def _one(self, label, files):
        folder = self.variant(files)
        try:
            return label, check(folder)
        finally:
            shutil.rmtree(folder.parent)

    def results(self, variants):
        """Runs each of (label, files); yields (label, Result) in their order."""
        jobs = [self.pool.submit(self._one, label, files) for label, files in variants]
        for job in jobs:
            yield job.result()


# ---------------------------------------------------------------------------- judging

def excepted(rule, what):
    return any(r in ("*", rule) and w in ("*", what) for r, w in EXCEPTIONS)


def usable(result):
    """The run itself must have ended well, however little it was given."""
    if result.status not in (0, 1, 3) or b"Sanitizer" in result.errors:
        errors = result.errors[-600:].decode("utf-8", "replace")
        return ["exit status %d: %s" % (result.status, errors)]
    return []


def finding_text(f):
    return "%s %s: %s" % (f["rule"], f["object"], f["message"])


def new_findings(full, part, what, named=True):
    """Findings that only the poorer dump has. named: objects still have the names they had."""
    known = set(full.findings)
    if not named:
        known = {f["rule"] for f in full.findings.values()}
    return ["new finding: " + finding_text(f) for key, f in part.findings.items()
            if (key if named else f["rule"]) not in known and not excepted(f["rule"], what)]


def bad_outcomes(full, part, what):
    """Less is known, so an outcome stays or becomes `not assessed`."""
    out = []
    for rule, outcome in part.outcomes.items():
        before = full.outcomes[rule]
        if outcome not in (before, "not-assessed") and not excepted(rule, what):
            out.append("%s: %s became %s" % (rule, before, outcome))
    return out


HOLE = re.compile(r"(?:^|[\s'\"(,])\?(?:[\s'\"),]|$)")


def placeholders(result, what=None, hole=HOLE):
    """Texts that show what is not known. In PowerShell `<unknown>` is allowed: it does not run."""
    found = []
    for f in result.findings.values():
        for key in ("message", "fix", "verify"):
            text = f.get(key) or ""
            if not excepted(f["rule"], what) and hole.search(text.replace("| ? {", "")):
                found.append("placeholder in %s of %s: %s" % (key, f["rule"], text.strip()[:160]))
    return found


def poorer(full, part, what, named=True):
    return (usable(part) + new_findings(full, part, what, named)
            + bad_outcomes(full, part, what)
            + ["%s is not assessed" % r for r, o in part.about_dump.items() if o == "not-assessed"])


# ---------------------------------------------------------------------------- dumps as trees

def tag(name):
    return "{%s}%s" % (NS, name)


def decoded(data):
    for bom, codec in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
                       (b"\xef\xbb\xbf", "utf-8-sig")):
        if data.startswith(bom):
            return data.decode(codec)
    return data.decode("utf-8")


def without_references(root):
    """Puts a copy in the place of every reference, so that any element can be taken out."""
    types, objects = {}, {}

    def walk(parent, depth):
        for i, child in enumerate(list(parent)):
            if child.tag == tag("TN"):
                types[child.get("RefId")] = child
            elif child.tag == tag("TNRef"):
                parent[i] = copy.deepcopy(types[child.get("RefId")])
                continue
            elif child.tag == tag("Ref"):
                twin = copy.deepcopy(objects[child.get("RefId")])
                twin.attrib.pop("N", None)
                if child.get("N"):
                    twin.set("N", child.get("N"))
                parent[i] = twin
                continue
            walk(child, depth + 1)
            if child.tag == tag("Obj"):
                objects[child.get("RefId")] = child

    walk(root, 0)
    for name in ("TN", "Obj"):
        for i, item in enumerate(root.iter(tag(name))):
            item.set("RefId", str(i))


def parse(path):
    """The tree of a CLIXML file, or None when it is none or cannot be taken apart here."""
    try:
        root = ET.fromstring(decoded(Path(path).read_bytes()))
    except (ET.ParseError, UnicodeDecodeError):
        return None
    if root.tag != tag("Objs"):
        return None
    try:
        without_references(root)
    except KeyError:
        return None
    return root


def text_of(root, codec="utf-8"):
    return ET.tostring(root, encoding="unicode").encode(codec)


def top_objects(root):
    return [child for child in root if child.tag == tag("Obj")]


def properties(item):
    """(section, element) of each property of a top-level object, notes included."""
    for section in item:
        if section.tag in (tag("Props"), tag("MS")):
            for element in section:
                yield section, element


def plain(root, name):
    """A property as text, for telling which server an object belongs to."""
    for _, element in properties(root):
        if element.get("N") == name:
            text = element.find(tag("ToString"))
            return (text.text if text is not None else element.text) or ""
    return ""


def server_of(item):
    text = plain(item, "Server") or plain(item, "Identity")
    match = re.match(r"(?:CN=)?([A-Za-z0-9-]+)", text)
    return match.group(1).upper() if match else ""


def dump_files(folder):
    return {p.name: p for p in sorted(Path(folder).iterdir()) if p.suffix == ".xml"}


def corpora():
    """(name, folder) of the dumps to play with."""
    found = [("demo", SRC / "corpus/demo")]
    found += [(p.name, p) for p in sorted((SRC / "corpus/healthy").iterdir()) if p.is_dir()]
    samples = SRC.parent / "shared/samples"
    if samples.is_dir():
        found += [("sample " + p.name, p) for p in sorted(samples.iterdir()) if p.is_dir()]
    return found


def reads():
    """{kind: properties} that rules read, as `explain` names them."""
    ids = [r["id"] for r in json.loads(subprocess.run(
        [EXLINT, "rules", "-f", "json"], capture_output=True, check=True).stdout)["rules"]]
    told = json.loads(subprocess.run([EXLINT, "explain", *ids, "-f", "json"], capture_output=True,
                                     check=True).stdout)
    out, each = {}, {}
    for rule in told["rules"]:
        each[rule["id"]] = (rule.get("each") or "").split(" ")[0]
        for read in rule["reads"]:
            for kind in read["cmdlet"].split(" or "):
                names = {p.strip() for p in (read.get("properties") or "").split(",")}
                out.setdefault(kind.replace("Get-", "").strip(), set()).update(names - {""})
    return out, each


# ---------------------------------------------------------------------------- groups

def group_files(lab, name, folder):
    """Leaving out one file, and several"""
    files = dump_files(folder)
    full = check(folder)
    rng = random.Random(SEED)
    variants = [(n, {k: v for k, v in files.items() if k != n}) for n in files]
    for i in range(12):
        kept = [n for n in files if rng.random() < (0.3, 0.6, 0.85)[i % 3]]
        if kept:
            variants.append(("all but " + " ".join(sorted(set(files) - set(kept))),
                             {n: files[n] for n in kept}))
    for what, part in lab.results(variants):
        for problem in poorer(full, part, what) + placeholders(part):
            yield "without %s: %s" % (what, problem)
    yield from placeholders(full)
    if not name.startswith("sample"):           # all is known of the others
        yield from placeholders(full, None, re.compile("<unknown>"))


def group_truncation(lab, name, folder):
    """Files that end too early"""
    files = dump_files(folder)
    full = check(folder)
    _, each = reads()
    variants = []
    for n, path in files.items():
        data = path.read_bytes()
        variants += [((n, share), {**files, n: data[:len(data) * share // 100]})
                     for share in ((60,) if name.startswith("contoso") else (30, 60, 95))]
    for (n, share), part in lab.results(variants):
        label = "%s cut at %d %%: " % (n, share)
        for problem in poorer(full, part, n):
            yield label + problem
        state = part.files.get(n, {}).get("state")
        if full.files[n]["state"] == "read" and state not in ("truncated", "unreadable"):
            yield label + "state %s" % state
        if part.about_dump.get("EXL0010") != "finding":
            yield label + "EXL0010 does not report it"
        kind = re.sub(r"^Get-?|(-.*)?\.xml$", "", n)
        for rule, outcome in part.outcomes.items():
            if outcome == "pass" and each[rule] == kind and full.files[n]["objects"]:
                yield label + "%s passes, though it is about each %s" % (rule, kind)


def mutated(trees, texts, file, change):
    root = copy.deepcopy(trees[file])
    if not change(root):
        return None
    return {**texts, file: text_of(root)}


def trees_of(lab, folder):
    """Trees without references, and the files that were made of them."""
    files = dump_files(folder)
    trees = {n: parse(p) for n, p in files.items()}
    trees = {n: t for n, t in trees.items() if t is not None}
    made = lab.variant({n: text_of(trees[n]) if n in trees else p for n, p in files.items()})
    return trees, dump_files(made)


def wanted_properties(trees):
    """(file, property) of what rules read and the dump has."""
    kinds, _ = reads()
    for file, root in trees.items():
        names = set()
        for item in top_objects(root):
            names |= {e.get("N") for _, e in properties(item)}
        kind = re.sub(r"^Get-?|(-.*)?\.xml$", "", file)
        wanted = kinds.get("ClientAccessService" if kind == "ClientAccessServer" else kind, set())
        for prop in sorted(names & (set(wanted) | set(NAMING) | {"RawData", "SerializationData"})):
            yield file, prop


def pieces_of(root):
    """A file as a list of (property or None, whether it is yes or no, text)."""
    def text(element):
        return ET.tostring(element, encoding="unicode")

    out = [(None, False, '<Objs Version="1.1.0.1" xmlns="%s">' % NS)]
    for item in root:
        if item.tag != tag("Obj"):
            out.append((None, False, text(item)))
            continue
        out.append((None, False, '<Obj RefId="%s">' % item.get("RefId")))
        for section in item:
            name = section.tag.split("}")[1]
            if name not in ("Props", "MS"):
                out.append((None, False, text(section)))
                continue
            out.append((None, False, "<%s>" % name))
            out += [(e.get("N"), e.tag == tag("B"), text(e)) for e in section]
            out.append((None, False, "</%s>" % name))
        out.append((None, False, "</Obj>"))
    return out + [(None, False, "</Objs>")]


def drop(pieces, prop):
    """Without a property; None when there is none."""
    kept = [text for name, _, text in pieces if name != prop]
    return "".join(kept).encode() if len(kept) < len(pieces) else None


def nothing(pieces, prop):
    """Exported as nothing. Only for values that Exchange never leaves empty: yes or no."""
    if not any(name == prop and boolean for name, boolean, _ in pieces):
        return None
    nil = '<Nil N="%s" />' % prop
    return "".join(nil if name == prop and boolean else text
                   for name, boolean, text in pieces).encode()


def group_properties(lab, name, folder):
    """Leaving out one property of all objects of a file"""
    if name == "contoso-2013":
        return
    trees, texts = trees_of(lab, folder)
    full = check(folder)
    (_, same), = lab.results([("", texts)])
    for problem in poorer(full, same, "") + poorer(same, full, ""):
        yield "references resolved: " + problem
    pieces = {file: pieces_of(root) for file, root in trees.items()}
    variants = []
    if name == "contoso-2019":          # nothing is wrong there: all files at once
        for prop in sorted({p for _, p in wanted_properties(trees)}):
            less = {file: drop(pieces[file], prop) for file in trees}
            variants.append((("without", "all files", prop),
                             {**texts, **{f: t for f, t in less.items() if t}}))
    for file, prop in wanted_properties(trees) if not variants else ():
        less = {"without": drop(pieces[file], prop)}
        if name == "demo":
            less["nothing as"] = nothing(pieces[file], prop)
        variants += [((label, file, prop), {**texts, file: text})
                     for label, text in less.items() if text]
    for (label, file, prop), part in lab.results(variants):
        texts_of = placeholders(part, prop) if label == "without" else []
        for problem in poorer(full, part, prop, prop not in NAMING) + texts_of:
            yield "%s %s in %s: %s" % (label, prop, file, problem)


NOT_BY_SERVER = r"Get-?(ExchangeServer|Mailbox|MailboxDatabase|TransportService|User|Recipient)\."


def group_objects(lab, name, folder):
    """Leaving out what a cmdlet would have returned for one server"""
    trees, texts = trees_of(lab, folder)
    full = check(folder)
    variants = []
    for file, root in trees.items():
        names = {e.get("N") for i in top_objects(root) for _, e in properties(i)}
        if re.match(NOT_BY_SERVER, file) or "Server" not in names:
            continue
        for server in sorted({server_of(i) for i in top_objects(root)}):
            def change(root, server=server):
                items = [i for i in top_objects(root) if server_of(i) == server]
                for item in items:
                    root.remove(item)
                return len(top_objects(root)) > 0
            files = mutated(trees, texts, file, change)
            if files:
                variants.append((("%s of %s" % (file, server), file, server), files))
    for (what, file, server), part in lab.results(variants):
        for problem in poorer(full, part, what) + placeholders(part):
            yield "without %s: %s" % (what, problem)
        for f in full.findings.values():
            told = json.dumps(f).upper()
            if f["fingerprint"] not in part.findings and file not in json.dumps(f) \
                    and server not in told:
                yield "without %s: lost %s" % (what, finding_text(f))


def group_single(lab, name, folder):
    """A rule that has a finding on one object keeps it when another object goes"""
    trees, texts = trees_of(lab, folder)
    full = check(folder)
    rng = random.Random(SEED)
    variants = []
    for file, root in trees.items():
        n = len(top_objects(root))
        if n < 2 or "ExchangeServer" in file:       # everything hangs on the servers
            continue
        at = rng.randrange(n)

        def change(root, at=at):
            root.remove(top_objects(root)[at])
            return True
        identity = plain(top_objects(root)[at], "Identity") or plain(top_objects(root)[at], "Name")
        variants.append(((file, identity), mutated(trees, texts, file, change)))
    for (file, identity), part in lab.results(variants):
        for problem in usable(part):
            yield problem
        for f in full.findings.values():
            rest = [e for e in f["evidence"] if e.get("file", "").endswith(file)]
            if f["fingerprint"] not in part.findings and not rest \
                    and f["object"].lower() != identity.lower() and not excepted(f["rule"], file):
                yield "without %s of %s: lost %s" % (identity, file, finding_text(f))


def demo_organization():
    sys.path.insert(0, str(SRC / "corpus/tools"))
    import demo
    return demo.build()


def demo_kinds(org):
    import organization
    back_end = tuple(organization.VDIRS)
    return [k for k in org.objects if org.objects[k]], back_end


def same_findings(base, other, label, messages=True, but=()):
    problems = usable(other)
    ours = {k: f for k, f in base.findings.items() if f["rule"] not in but}
    theirs = {k: f for k, f in other.findings.items() if f["rule"] not in but}
    problems += ["lost " + finding_text(f) for k, f in ours.items() if k not in theirs]
    problems += ["new " + finding_text(f) for k, f in theirs.items() if k not in ours]
    if messages:
        problems += ["message: %s / %s" % (f["message"], theirs[k]["message"])
                     for k, f in ours.items()
                     if k in theirs and f["message"] != theirs[k]["message"]]
    problems += ["%s: %s became %s" % (r, o, other.outcomes.get(r))
                 for r, o in base.outcomes.items() if r not in but and other.outcomes.get(r) != o]
    return ["%s: %s" % (label, p) for p in problems]


def group_flavours(lab, name, folder):
    """The same organization in every flavour and encoding"""
    if name != "demo":
        return
    base = check(folder)
    org = demo_organization()
    kinds, back_end = demo_kinds(org)
    for flavour in "ABCD":
        for encoding in ("utf-8", "utf-8-bom", "utf-16", "utf-16-be"):
            out = lab.folder()
            written = "utf-16" if encoding == "utf-16-be" else encoding
            org.write(out, kinds=kinds, flavour=flavour, encoding=written, back_end=back_end)
            if encoding == "utf-16-be":
                for path in out.iterdir():
                    text = path.read_bytes().decode("utf-16")
                    path.write_bytes(b"\xfe\xff" + text.encode("utf-16-be"))
            yield from same_findings(base, check(out), "flavour %s in %s" % (flavour, encoding),
                                     but=FLAVOUR_EXCEPTIONS.get(flavour, ()))


def group_arrangement(lab, name, folder):
    """The same objects in another order, in other files, under other names"""
    if name != "demo":
        return
    base = check(folder)
    trees, texts = trees_of(lab, folder)
    for label, files in arrangements(trees, texts):
        yield from same_findings(base, check(lab.variant(files)), label, messages=False)


def arrangements(trees, texts):
    reverse = {}
    for file, root in trees.items():
        root = copy.deepcopy(root)
        items = top_objects(root)
        for item in items:
            root.remove(item)
        root.extend(items[::-1])
        reverse[file] = text_of(root)
    yield "objects in reverse order", reverse
    shuffled = {}
    for file, root in trees.items():
        root = copy.deepcopy(root)
        items = top_objects(root)
        random.Random(SEED).shuffle(items)
        for item in items:
            root.remove(item)
        root.extend(items)
        shuffled[file] = text_of(root)
    yield "objects shuffled", shuffled
    order = sorted(texts)
    random.Random(SEED).shuffle(order)
    yield "files without telling names", {"%02d.xml" % i: texts[f] for i, f in enumerate(order)}
    split = {}
    for file, root in trees.items():
        for i, item in enumerate(top_objects(root)):
            one = ET.Element(tag("Objs"), {"Version": "1.1.0.1"})
            one.append(item)
            split["%s-%03d.xml" % (file[:-4], i)] = text_of(one)
    yield "one file for each object", split
    merged = ET.Element(tag("Objs"), {"Version": "1.1.0.1"})
    for root in trees.values():
        merged.extend(copy.deepcopy(root))
    for element in ("TN", "Obj"):
        for i, item in enumerate(merged.iter(tag(element))):
            item.set("RefId", str(i))
    yield "one file for all", {"everything.xml": text_of(merged)}
    twice = dict(texts)
    twice.update({"again-" + f: t for f, t in texts.items()})
    yield "every file twice", twice


def group_repeat(lab, name, folder):
    """The same bytes, whatever the number of threads"""
    for form in ("text", "json", "sarif", "concise"):
        first = run(folder, "-j1", form=form)
        for options in (("-j8",), ("-j8",), ()):
            if run(folder, *options, form=form)[1] != first[1]:
                yield "%s with %s differs from -j1" % (form, " ".join(options) or "defaults")


def group_time(lab, name, folder):
    """What has expired stays expired"""
    before, soon = None, set()
    for now in ("2025-06-15", "2025-12-31", NOW, "2026-03-01", "2027-06-01", "2031-01-01",
                "2040-01-01"):
        result = check(folder, now=now)
        expired = {f["object"] for f in result.findings.values()
                   if f["rule"] == "EXL4002" and "expired" in f["message"]}
        coming = {f["object"] for f in result.findings.values() if f["rule"] == "EXL4003"}
        if before is not None and not before <= expired:
            yield "expired earlier, but not on %s: %s" % (now, before - expired)
        if not soon <= coming | expired:
            yield "expired soon, but on %s does neither: %s" % (now, soon - coming - expired)
        if coming & expired:
            yield "expired and about to expire on %s: %s" % (now, coming & expired)
        before, soon = expired, coming


def main():
    groups = [(n, f) for n, f in globals().items() if n.startswith("group_")
              and (not sys.argv[1:] or n in sys.argv[1:] or n[6:] in sys.argv[1:])]
    begin = run(SRC / "corpus/demo")
    if begin[0] != 1:
        errors = begin[2][:300].decode("utf-8", "replace")
        print("Bail out! exit status %d: %s" % (begin[0], errors))
        return 1
    n = failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        lab = Lab(scratch)
        # Dumps are taken over by hard links, which need one file system.
        stored = {}
        for name, folder in corpora():
            stored[name] = lab.folder()
            for path in sorted(Path(folder).glob("*.xml")):
                if not (name.startswith("sample") and path.name in FOREIGN):
                    shutil.copy(path, stored[name])
        for group, function in groups:
            for name, folder in stored.items():
                n += 1
                problems = list(dict.fromkeys(function(lab, name, folder)))
                failed += bool(problems)
                print("%sok %d - %s: %s" % ("not " if problems else "", n, name,
                                            function.__doc__))
                for problem in problems[:60]:
                    print("# " + problem.replace("\n", "\\n"))
                if len(problems) > 60:
                    print("# ... and %d more" % (len(problems) - 60))
                sys.stdout.flush()
    print("1..%d" % n)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
