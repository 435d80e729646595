#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the objects of a CLIXML file as Export-Csv and Format-List would have shown them.

Values are shown as their ToString, lists as the text of their type (Export-Csv), or in braces up to
$FormatEnumerationLimit items (Format-List); times as in the United States. Certificates, of which
CLIXML has little but the DER, are asked of exlint itself.

usage: clixml_to_text.py csv|list FILE [OPTION=VALUE...]
"""

import base64
import hashlib
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))
import promises  # noqa: E402

tag = promises.tag
LISTS = tuple(tag(t) for t in ("LST", "IE", "STK", "QUE"))


def unescape(text):
    return re.sub(r"(?:_x[0-9A-Fa-f]{4}_)+", lambda m: bytes.fromhex(
        re.sub("_x|_", "", m.group(0))).decode("utf-16-be", "replace"), text or "")


def local_time(text):
    match = re.match(r"(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)", text)
    year, month, day, hour, minute, second = (int(g) for g in match.groups())
    return "%d/%d/%d %d:%02d:%02d %s" % (month, day, year, (hour + 11) % 12 + 1, minute, second,
                                         "PM" if hour > 11 else "AM")


def time_span(text):
    match = re.match(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$", text)
    sign, days, hours, minutes, seconds = match.groups()
    total = int(days or 0) * 86400 + int(hours or 0) * 3600 + int(minutes or 0) * 60
    total += int(float(seconds or 0))
    days, rest = divmod(total, 86400)
    return "%s%s%02d:%02d:%02d" % (sign, "%d." % days if days else "", rest // 3600,
                                   rest // 60 % 60, rest % 60)


def value(element):
    """None, a text, or a list of texts (with the name of its type as an attribute)."""
    kind = element.tag.split("}")[1]
    if kind == "Nil":
        return None
    if kind == "B":
        return element.text.capitalize()
    if kind == "DT":
        return local_time(element.text)
    if kind == "TS":
        return time_span(element.text)
    if kind == "BA":
        return ["48", "130", "5", "10", "48"]
    if kind != "Obj":
        return unescape(element.text)
    for child in element:
        if child.tag in LISTS:
            return [item if isinstance(item, str) else "" for item in map(value, child)]
    shown = element.find(tag("ToString"))
    if shown is not None:
        return unescape(shown.text)
    for child in element:
        if child.tag not in (tag("TN"), tag("Props"), tag("MS")):
            return value(child)
    return ""


def type_of(element):
    names = element.find(tag("TN"))
    return names[0].text if names is not None and len(names) else "System.Object"


CERTIFICATE = "Microsoft.Exchange.Management.SystemConfigurationTasks.ExchangeCertificate"


CERTIFICATE_NAMES = ("CertificateDomains", "HasPrivateKey", "IsSelfSigned", "Issuer", "NotAfter",
                     "NotBefore", "PublicKeySize", "RootCAType", "SerialNumber", "Services",
                     "Status", "Subject", "Thumbprint")


def certificate(found):
    """What Get-ExchangeCertificate shows of a certificate that exlint knows."""
    members = {}
    for name in CERTIFICATE_NAMES:
        shown = found.get(name)
        if name == "Services" and isinstance(shown, list):
            shown = ", ".join(shown) or "None"
        if name.startswith("Not"):
            shown = local_time(shown)
        if not isinstance(shown, (list, type(None))):
            shown = str(shown)
        members[name] = (shown, "System.Object[]")
    return members


def certificates(path, items):
    """The certificates of a file, as the whole dump knows them."""
    done = subprocess.run([promises.EXLINT, "query", str(Path(path).parent),
                           "ExchangeCertificate"], capture_output=True, check=True)
    known = json.loads(done.stdout)
    for item in items:
        der = next(e.text for _, e in promises.properties(item) if e.get("N") == "RawData")
        thumbprint = hashlib.sha1(base64.b64decode(der)).hexdigest().upper()
        same = [c for c in known if c["Thumbprint"] == thumbprint]
        server = promises.plain(item, "PSComputerName").lower()
        same.sort(key=lambda c: not c.get("Identity", "").lower().startswith(server))
        yield CERTIFICATE, certificate(same[0])


def objects(path):
    """(.NET type name, {name: (value, type name)}) of each object of a file."""
    items = promises.top_objects(promises.parse(path))
    if items and type_of(items[0]).endswith(CERTIFICATE) and not promises.plain(items[0],
                                                                               "Thumbprint"):
        yield from certificates(path, items)
        return
    for item in items:
        members = {}
        for _, element in promises.properties(item):
            if element.get("N") != "SerializationData":
                members.setdefault(element.get("N"), (value(element), type_of(element)))
        yield type_of(item), members


# ---------------------------------------------------------------------------- CSV

def csv_field(text, separator, quotes):
    if text is None:
        return ""
    if quotes == "always" or (quotes == "needed" and re.search('[\r\n"%s]' % separator, text)):
        return '"%s"' % text.replace('"', '""')
    return text


def to_csv(path, separator=",", types="yes", lists="type", quotes="always", end="\r\n", sep="no"):
    """lists: `type` (live objects), or what joins the items."""
    lines, names = [], None
    for type_name, members in objects(path):
        if names is None:
            names = list(members)
            if sep == "yes":
                lines.append("sep=" + separator)
            if types == "yes":
                lines.append("#TYPE " + type_name)
            lines.append(separator.join(csv_field(n, separator, quotes) for n in names))
        fields = []
        for name in names:
            shown, list_type = members.get(name, (None, ""))
            if isinstance(shown, list):
                shown = list_type if lists == "type" else lists.join(shown)
            fields.append(csv_field(shown, separator, quotes))
        lines.append(separator.join(fields))
    return end.join(lines + [""]) if names else ""


# ---------------------------------------------------------------------------- Format-List

def broken(text, width, words):
    """Lines of a value, as PowerShell breaks them: at blanks, or anywhere."""
    if len(text) <= width:
        return [text]
    if not words:
        return [text[i:i + width] for i in range(0, len(text), width)]
    lines, line = [], ""
    for word in re.findall(r"[^ \t]*[ \t]|[^ \t]+$", text):
        if len(word) > width:
            for char in word:
                if len(line) == width:
                    lines.append(line)
                    line = ""
                line += char
        elif len(line) + len(word) > width:
            lines.append(line)
            line = word
        else:
            line += word
    return lines + [line]


def list_text(items, limit, dots):
    if limit >= 0 and len(items) > limit:
        return "{%s%s}" % (", ".join(items[:limit]), dots)
    return "{%s}" % ", ".join(items)


def to_list(path, width=120, limit=4, words="yes", trim="no", dots="...", end="\r\n", prompt=""):
    out = ["", ""]
    if prompt:
        out = ["[PS] C:\\Windows\\system32>" + prompt, "", ""]
    for _, members in objects(path):
        label = max(len(n) for n in members)
        indent = label + 3
        for name, (shown, _) in members.items():
            if isinstance(shown, list):
                shown = list_text(shown, int(limit), dots)
            lines = []
            for part in re.split("\r\n|\n|\r", shown or ""):
                lines += broken(part, max(int(width) - indent, 1), words == "yes")
            out.append(name.ljust(label) + " : " + lines[0])
            out += [" " * indent + line for line in lines[1:]]
        out += ["", ""]
    if trim == "yes":
        out = [line.rstrip() for line in out]
    return end.join(out + [""])


def main():
    form, path = sys.argv[1:3]
    options = dict(option.split("=", 1) for option in sys.argv[3:])
    text = to_csv(path, **options) if form == "csv" else to_list(path, **options)
    sys.stdout.buffer.write(text.encode("utf-8"))


if __name__ == "__main__":
    main()
