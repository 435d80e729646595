#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Packs dumps in every way and demands what exlint says of the folder; then damages them.

usage: archives.py      output: TAP
EXLINT names the program, EXLINT_SRCDIR the source tree.
"""

import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.parse
import zipfile
from pathlib import Path

SRC = Path(os.environ.get("EXLINT_SRCDIR") or Path(__file__).resolve().parents[2]).resolve()
EXLINT = str(Path(os.environ.get("EXLINT") or "./exlint").resolve())
NOW = "2026-01-15"
SEED = 20260115
DEMO = SRC / "corpus" / "demo"
sys.dont_write_bytecode = True
count = 0


def check(good, name, detail=""):
    global count
    count += 1
    print(f"{'ok' if good else 'not ok'} {count} - {name}")
    if not good:
        for line in str(detail).splitlines()[:20]:
            print(f"# {line}")


def run(*arguments, **options):
    return subprocess.run([EXLINT, *map(str, arguments), "--now", NOW, "--no-vcs",
                           # times and names of files differ by nature
                           "--ignore", "dump"],
                          capture_output=True, timeout=120, check=False, **options)


class Report:
    """The JSON report of a dump."""

    def __init__(self, dump, cwd):
        done = run(dump, "--format=json", cwd=cwd)
        self.status, self.errors = done.returncode, done.stderr.decode()
        data = json.loads(done.stdout) if done.stdout.strip() else {"findings": [], "rules": [],
                                                                    "files": []}
        self.data = data
        self.findings = sorted(f["fingerprint"] for f in data["findings"])
        self.outcomes = {r["id"]: r["outcome"] for r in data["rules"]}
        self.names = [f["name"] for f in data["files"]]

    def says_the_same(self, other):
        return (self.findings, self.outcomes, self.status) == (other.findings, other.outcomes,
                                                               other.status)


def members():
    return sorted(path for path in DEMO.rglob("*") if path.is_file())


# ---------------------------------------------------------------------------- packing

def pack_zip(path, compression=zipfile.ZIP_DEFLATED, order=1, separator="/"):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for member in members()[::order]:
            info = zipfile.ZipInfo("export" + separator + member.name, (2026, 1, 2, 3, 4, 6))
            info.filename = info.orig_filename = "export" + separator + member.name
            info.compress_type = compression
            archive.writestr(info, member.read_bytes())


def pack_tar(path, mode):
    with tarfile.open(path, mode) as archive:
        archive.add(DEMO, "export")


def pack_nested(path):
    """A zip of zips, as from one for each server."""
    with zipfile.ZipFile(path, "w") as outer:
        for half in (0, 1):
            inner = io.BytesIO()
            with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
                for member in members()[half::2]:
                    archive.write(member, member.name)
            outer.writestr(f"EX0{half}.zip", inner.getvalue())


def pack_7z(path):
    made = path.with_suffix(".7z")  # 7z gives an ending to a name that has none
    subprocess.run(["7z", "a", "-bd", str(made), str(DEMO)], stdout=subprocess.DEVNULL, check=True)
    made.rename(path)


def pack_folder_of_gzip(path):
    import gzip
    path.mkdir()
    for member in members():
        (path / (member.name + ".gz")).write_bytes(gzip.compress(member.read_bytes()))


def pack_zip_in_folder(path):
    path.mkdir()
    pack_zip(path / "client.zip")


WAYS = {
    "zip": pack_zip,
    "zip in reverse order": lambda path: pack_zip(path, order=-1),
    "zip without compression": lambda path: pack_zip(path, zipfile.ZIP_STORED),
    "zip with bzip2": lambda path: pack_zip(path, zipfile.ZIP_BZIP2),
    "zip with LZMA": lambda path: pack_zip(path, zipfile.ZIP_LZMA),
    "zip with backslashes": lambda path: pack_zip(path, separator="\\"),
    "zip of zips": pack_nested,
    "zip in a folder": pack_zip_in_folder,
    "tar": lambda path: pack_tar(path, "w"),
    "tar, compressed with gzip": lambda path: pack_tar(path, "w:gz"),
    "tar, compressed with bzip2": lambda path: pack_tar(path, "w:bz2"),
    "tar, compressed with xz": lambda path: pack_tar(path, "w:xz"),
    "7-Zip": pack_7z,
    "folder of gzip files": pack_folder_of_gzip,
}


def group_same_findings(work, folder):
    for i, (name, pack) in enumerate(WAYS.items()):
        path = work / f"dump{i}"
        if pack is pack_7z and not shutil.which("7z"):
            check(True, f"{name}: the same findings # SKIP 7z is not here")
            continue
        pack(path)
        packed = Report(path.name, work)
        check(packed.says_the_same(folder) and folder.findings,
              f"{name}: the same findings as the folder", packed.errors)


def group_locations(work):
    pack_zip(work / "client.zip")
    names = Report("client.zip", work).names
    check(names and all(re.fullmatch(r"client\.zip/export/[^/]+", n) for n in names),
          "members are named below the archive", names)
    sarif = json.loads(run("client.zip", "--format=sarif", cwd=work).stdout)
    uris = [a["location"]["uri"] for a in sarif["runs"][0]["artifacts"]]
    check(uris and all(is_relative(u) for u in uris), "URIs in SARIF are relative", uris)


def is_relative(uri):
    parts = urllib.parse.urlsplit(uri)
    return (not parts.scheme and not parts.netloc and not uri.startswith("/")
            and ".." not in parts.path.split("/") and re.fullmatch(r"[A-Za-z0-9._~/%-]+", uri))


# ---------------------------------------------------------------------------- hostile names

NAMES = [b"a\x1b[31mred.xml", b"b\nc.xml", b"d\xe2\x80\xaegnp.xml", b"e\xff\xfe.xml", b"f%2e%2e.xml",
         b"g\x9b31m.xml", b"h\xc2\x9b31m.xml", b"i\"'<>&.xml", b"-j.xml", b"k:l.xml", b"m\\n.xml",
         b"n\x7f.xml", "o\u2028p\U000e0041.xml".encode()]
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
PLAIN = DEMO / "Get-SendConnector.xml"


def group_names(work):
    folder = work / "names"
    folder.mkdir()
    for name in NAMES:
        (Path(os.fsdecode(os.path.join(os.fsencode(folder), name)))).write_bytes(PLAIN.read_bytes())
    with tarfile.open(work / "names.tar", "w", format=tarfile.GNU_FORMAT) as archive:
        for name in NAMES + [b"../../up.xml", b"/absolute.xml"]:
            info = tarfile.TarInfo(os.fsdecode(name))
            info.size = PLAIN.stat().st_size
            archive.addfile(info, io.BytesIO(PLAIN.read_bytes()))
    for dump in ("names", "names.tar"):
        for form in ("text", "concise", "json", "sarif"):
            done = run(dump, f"--format={form}", "-v", cwd=work)
            try:
                text, said = done.stdout.decode(), done.stderr.decode()
                found = UNSAFE.search(text) or UNSAFE.search(said)
                problem = found and repr(found)
                if form in ("json", "sarif"):
                    json.loads(text)
            except ValueError as error:
                problem = str(error)
            check(done.returncode in (0, 1) and text and not problem,
                  f"{dump}: names are harmless in {form}", problem)
        sarif = json.loads(run(dump, "--format=sarif", cwd=work).stdout)
        uris = [a["location"]["uri"] for a in sarif["runs"][0]["artifacts"]]
        check(len(set(uris)) >= len(NAMES) and all(is_relative(u) for u in uris),
              f"{dump}: every URI is relative", uris)


# ---------------------------------------------------------------------------- damage

def damaged(data, random_source, cut):
    """Cut off, or with some bytes changed."""
    if cut:
        return data[:random_source.randrange(100, len(data))]
    out = bytearray(data)
    for _ in range(random_source.randrange(1, 20)):
        out[random_source.randrange(4, len(out))] = random_source.randrange(256)
    return bytes(out)


def group_damage(work, folder):
    chosen = random.Random(SEED)
    for name in ("zip", "tar, compressed with gzip", "zip of zips", "tar"):
        whole, path = work / "whole", work / "damaged"
        WAYS[name](whole)
        data = whole.read_bytes()
        wrong = []
        for i in range(24):
            path.write_bytes(damaged(data, chosen, i % 2))
            report = Report(path.name, work)
            if report.status not in (0, 1, 3):
                wrong.append(f"{i}: exit {report.status}: {report.errors}")
            # tar alone has no checksums: what was changed in a value is read as it is. Whatever
            # else is damaged adds nothing.
            if (name != "tar" or i % 2) and not set(report.findings) <= set(folder.findings):
                wrong.append(f"{i}: new findings: {set(report.findings) - set(folder.findings)}")
        check(not wrong, f"{name}: damage makes no finding and no crash", "\n".join(wrong))


def group_truncated(work):
    pack_tar(work / "cut.tgz", "w:gz")
    data = (work / "cut.tgz").read_bytes()
    (work / "cut.tgz").write_bytes(data[:len(data) * 9 // 10])
    report = Report("cut.tgz", work)
    check("is damaged or ends early" in report.errors, "a truncated archive is named", report.errors)
    check(report.names[0] == "cut.tgz", "and counts as a file that is not whole", report.names)
    status = run("cut.tgz", "--strict", cwd=work).returncode
    check(status == 3, "--strict does not accept it", status)


def group_terminal():
    import pty
    leader, follower = pty.openpty()
    done = run("-", stdin=follower)
    os.close(leader)
    os.close(follower)
    check(done.returncode == 3 and b"standard input is a terminal" in done.stderr,
          "a terminal as standard input is refused", done.stderr.decode())


def main():
    with tempfile.TemporaryDirectory(prefix="exlint-archives-") as name:
        work = Path(name)
        folder = Report(DEMO, work)
        group_same_findings(work, folder)
        group_locations(work)
        group_names(work)
        group_damage(work, folder)
        group_truncated(work)
    group_terminal()
    print(f"1..{count}")


main()
