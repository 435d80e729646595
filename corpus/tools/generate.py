#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Regenerates the corpus: healthy/, collectors/, demo/ and, from the modules in defects/,
../defects/.

    generate.py              write everything below the corpus folder
    generate.py --check      write nothing; fail when a file differs, is missing or is left over
    generate.py --out DIR    write somewhere else

The same sources give the same bytes.
"""

import argparse
import filecmp
import importlib
import pkgutil
import re
import shutil
import sys
import tempfile
from pathlib import Path

TOOLS = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(TOOLS))

import collectors                                           # noqa: E402
import defects                                              # noqa: E402
import demo                                                 # noqa: E402
from organization import VDIRS, contoso_2013, contoso_2019  # noqa: E402

CASE_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
RULE_ID = re.compile(r"EXL[0-9]{4}")


def healthy_2013(out):
    """Mostly as the shell on a server writes it; one file in the default encoding of 5.1."""
    org = contoso_2013()
    org.objects["DatabaseAvailabilityGroup"] = []           # asked for, and there is none
    org.write(out / "healthy" / "contoso-2013", kinds=list(org.objects), flavour="A", plan={
        "ReceiveConnector": ("A", "utf-16"), "EmailAddressPolicy": ("B", "utf-8-bom"),
        "Mailbox": ("C", "utf-8-bom"), "User": ("C", "utf-8"), "Recipient": ("C", "utf-8-bom"),
        "TransportService": ("C", "utf-8-bom"),
    }, back_end=("OwaVirtualDirectory", "EcpVirtualDirectory", "PowerShellVirtualDirectory"))


def healthy_2019(out):
    """Every flavour and encoding; certificates in one file for each server."""
    org = contoso_2019()
    for item in org.all("ExchangeCertificate", "EX02"):
        item.signed = True
    org.write(out / "healthy" / "contoso-2019", flavour="C", plan={
        "ExchangeServer": ("A", "utf-16"), "SendConnector": ("D", "utf-8-bom"),
        "ReceiveConnector": ("A", "utf-8-bom"), "AcceptedDomain": ("A", "utf-8"),
        "EmailAddressPolicy": ("D", "utf-16"), "RemoteDomain": ("B", "utf-8-bom"),
        "Mailbox": ("C", "utf-16"), "User": ("C", "utf-8-bom"),
        "OwaVirtualDirectory": ("C", "utf-16"), "EcpVirtualDirectory": ("D", "utf-8"),
        "MapiVirtualDirectory": ("A", "utf-8-bom"), "OutlookAnywhere": ("A", "utf-16"),
        "AutodiscoverVirtualDirectory": ("D", "utf-8-bom"),
        "OfflineAddressBook": ("A", "utf-8-bom"), "ClientAccessService": ("D", "utf-16"),
        "OrganizationConfig": ("C", "utf-8"), "ExchangeCertificate": ("A", "utf-8-bom"),
    }, back_end=tuple(VDIRS), split=("ExchangeCertificate",))


def defect_cases(out):
    """Runs cases(emit) of every module in defects/. Returns the number of cases."""
    made = set()

    def emit(rule_id, case_name):
        if not RULE_ID.fullmatch(rule_id) or not CASE_NAME.fullmatch(case_name):
            raise ValueError("bad case name %s/%s" % (rule_id, case_name))
        if (rule_id, case_name) in made:
            raise ValueError("two cases named %s/%s" % (rule_id, case_name))
        made.add((rule_id, case_name))
        folder = out / "defects" / rule_id / case_name
        folder.mkdir(parents=True, exist_ok=True)
        return str(folder)

    for module in sorted(m.name for m in pkgutil.iter_modules(defects.__path__)):
        if not module.startswith("_"):
            importlib.import_module("defects." + module).cases(emit)
    return len(made)


def generate(out):
    healthy_2013(out)
    healthy_2019(out)
    demo.write(out / "demo")
    collectors.write(out / "collectors")
    return defect_cases(out)


def files_below(folder):
    return {p.relative_to(folder) for p in folder.rglob("*") if p.is_file()}


def check(corpus):
    """Compares a fresh run with the tree. Returns the list of differences."""
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch)
        generate(fresh)
        problems = []
        for part in ("healthy", "collectors", "demo", "defects"):
            new, old = files_below(fresh / part), files_below(corpus / part)
            problems += ["missing: %s/%s" % (part, f) for f in new - old]
            problems += ["left over: %s/%s" % (part, f) for f in old - new
                         if f.suffix == ".xml" and not (part == "defects" and handmade(corpus, f))]
            problems += ["differs: %s/%s" % (part, f) for f in new & old
                         if not filecmp.cmp(fresh / part / f, corpus / part / f, shallow=False)]
        return sorted(problems)


def handmade(corpus, file):
    """A case folder with a file HANDMADE in it is not generated."""
    return (corpus / "defects" / file.parent / "HANDMADE").exists()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    parser.add_argument("--out", type=Path, default=TOOLS.parent, help="where to write")
    options = parser.parse_args()
    if options.check:
        problems = check(options.out)
        for problem in problems:
            print(problem, file=sys.stderr)
        return 1 if problems else 0
    for part in ("healthy/contoso-2013", "healthy/contoso-2019", "collectors"):
        shutil.rmtree(options.out / part, ignore_errors=True)
    count = generate(options.out)
    print("%d files, %d defect cases" % (
        sum(len(files_below(options.out / p)) for p in ("healthy", "collectors", "demo", "defects")
            if (options.out / p).exists()), count))
    return 0


if __name__ == "__main__":
    sys.exit(main())
