#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes what the script of `exlint collect` writes for the organization of healthy/contoso-2019.

    exlint collect --cmdlets | collect.py DIR

There is no PowerShell in it: it does what the script would do with the objects of the corpus, by
the list of cmdlets and properties on standard input, so that tests can read such a dump. Cmdlets of
which the corpus has no objects are left out.
"""

import re
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import clixml                                               # noqa: E402
from organization import contoso_2019                       # noqa: E402
from values import Double, List, Null, OBJECT, Primitive, Uri, Value  # noqa: E402

NOTES = ("System.Management.Automation.PSCustomObject", OBJECT)
STARTED = "2026-01-14T08:%02d:%02dZ"


class Selected:
    """A copy of properties, as Copy-Object makes it."""

    def __init__(self, item, names, secrets):
        self.item = item
        members = [(n, v) for n, v in item.props.items() if n not in secrets]
        if names:
            known = {n.lower(): (n, v) for n, v in members}
            members = [known[n.lower()] for n in names if n.lower() in known]
            members = [(n, plain(v)) for n, v in members]
        self.members = members

    def kind_types(self):
        return self.item.kind_types()


def plain(value):
    """ConvertTo-Plain."""
    if isinstance(value, (List, list)):
        return List([str(v) for v in value], ("System.Collections.ArrayList", OBJECT))
    if isinstance(value, (Value, Uri)) and not isinstance(value, Null):
        return str(value)
    return value


class Writer(clixml.Writer):
    """Copies have no Props, and are one level deep."""

    def __init__(self):
        super().__init__("D", 1)

    def top(self, item, computer, runspace):
        self.open_object(None)
        self.type_names(("Selected." + item.kind_types()[0],) + NOTES)
        self.section("MS", item.members, self.depth)
        self.close_object()


def copies(items):
    writer = Writer()
    for item in items:
        writer.top(item, None, None)
    return writer.document("utf-8-sig", "\r\n")


class Notes(Value):
    """A PSCustomObject."""
    types = NOTES
    serializable = False

    def __init__(self, pairs):
        self.pairs = pairs

    def notes(self):
        return self.pairs


def manifest(runs, organization):
    writer = Writer()
    fields = [("ExlintManifest", 1), ("Exlint", "0"), ("Started", STARTED % (0, 0)),
              ("Finished", STARTED % (59, 59)), ("Computer", "EX01"), ("PSVersion", "5.1.20348.1"),
              ("ExchangeVersion", "Version 15.2 (Build 1544.4)"), ("Organization", organization),
              ("ViewEntireForest", True),
              ("Cmdlets", List([Notes(run) for run in runs],
                               ("System.Object[]", "System.Array", OBJECT)))]
    writer.open_object(None)
    writer.type_names(NOTES)
    writer.section("MS", fields, 4)
    writer.close_object()
    # Objects without ToString write none.
    writer.lines = [line for line in writer.lines if line.strip() != "<ToString />"]
    return writer.document("utf-8-sig", "\r\n")


def commands(lines):
    """Cmdlet, whether it is run for each server, properties, secrets; of `--cmdlets`."""
    for line in lines:
        command, when, properties, _ = re.split(r" {2,}", line.rstrip("\n"), maxsplit=3)
        if line.startswith("#") or when in ("this session", "-AllRecipients"):
            continue
        names, *secrets = properties.split("-")
        yield (command.split()[0], when == "each server",
               [] if names == "*" else names.split(","), secrets)


def export(org, kind, server, names, secrets):
    items = [o for o in org.all(kind, server) if not o.back_end]
    if kind == "ExchangeCertificate":
        return clixml.export(items, "A", computer="ex01." + org.forest), len(items)
    return copies([Selected(o, names, secrets) for o in items]), len(items)


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    org = contoso_2019()
    runs = []
    for cmdlet, each, names, secrets in commands(sys.stdin):
        kind = cmdlet.split("-", 1)[1]
        if kind not in org.objects:
            continue
        for server in list(org.servers) if each else [None]:
            data, count = export(org, kind, server, names, secrets)
            file = "%s%s.xml" % (cmdlet, "_" + server if server else "")
            (folder / file).write_bytes(data)
            started = STARTED % divmod(len(runs), 60)
            runs.append([("Cmdlet", cmdlet), ("Server", server or ""), ("File", file),
                         ("Started", started), ("Objects", count), ("Seconds", Double(0.5)),
                         ("Error", ""), ("Warnings", List([], ("System.Object[]", OBJECT)))])
    (folder / "exlint-manifest.xml").write_bytes(manifest(runs, org.name))


if __name__ == "__main__":
    main()
