#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Hostile and broken input. Without arguments, writes the small files next to this script (they
are checked in; tests/unit/test_hostile.c says what must come of each). `--big DIR` writes large
ones for tests of time and memory.
"""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">'
CONFIG = "Microsoft.Exchange.Data.Directory.SystemConfiguration"


def domain(number, more=""):
    """An accepted domain, as small as it can be."""
    return ('<Obj RefId="%d"><TN RefId="%d"><T>%s.AcceptedDomain</T></TN><Props>'
            '<S N="Name">d%d.example</S><S N="DomainName">d%d.example</S>%s</Props></Obj>'
            % (number, number, CONFIG, number, number, more))


ONE = domain(1)
CERT = "Microsoft.Exchange.Management.SystemConfigurationTasks.ExchangeCertificate"

XML = {
    "doctype": '<!DOCTYPE Objs>' + ROOT + ONE + '</Objs>',
    "entities": '<!DOCTYPE Objs [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + ROOT
                + '<S>&b;</S></Objs>',
    "external-entity": '<!DOCTYPE Objs [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + ROOT
                       + '<S>&x;</S></Objs>',
    "doctype-inside": ROOT + ONE + '<!DOCTYPE x></Objs>',
    "undefined-entity": ROOT + ONE + '<S>&foo;</S></Objs>',
    "null-reference": ROOT + ONE + '<S>&#0;</S></Objs>',
    "huge-reference": ROOT + ONE + '<S>&#xFFFFFFFF;</S></Objs>',
    "surrogate-reference": ROOT + ONE + '<S>&#xD800;</S></Objs>',
    "duplicate-attribute": ROOT + ONE + '<S N="a" N="b">x</S></Objs>',
    "mismatch": ROOT + ONE + '<Obj><S></Obj></S></Objs>',
    "bare-ampersand": ROOT + ONE + '<S>a & b</S></Objs>',
    "truncated": ROOT + ONE + '<Obj RefId="5"><Props><S N="Name">cut o',
    "truncated-tag": ROOT + ONE + '<Obj Ref',
    "only-root": ROOT,
    "garbage": ROOT + ONE + '</Objs>\nrubbish',
    "two-roots": ROOT + ONE + '</Objs>\r\n' + ROOT + domain(2) + '</Objs>',
    "nested-roots": ROOT + ROOT + ONE + '</Objs></Objs>',
    "other-namespace": '<Objs xmlns="urn:x">' + ONE + '</Objs>',
    "comment": ROOT + '<!-- <Obj> -->' + ONE + '<?xml-stylesheet href="http://x/"?></Objs>',
    "xinclude": ROOT + '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" '
                'href="/etc/passwd"/>' + ONE + '</Objs>',
    "version": '<Objs Version="9.9">' + ONE + '</Objs>',
    "deep": ROOT + ONE + '<Obj><LST>' * 200 + '</LST></Obj>' * 200 + '</Objs>',
}

CLIXML = {
    "self-reference": ROOT + domain(1, '<Ref N="Id" RefId="1"/><Ref N="DomainType" RefId="1"/>')
                      + '</Objs>',
    "reference-to-type": ROOT + domain(1, '<Ref N="DomainType" RefId="99"/>') + '</Objs>',
    "type-before": ROOT + '<Obj><TNRef RefId="7"/><Props><S N="x">y</S></Props></Obj>' + ONE
                   + '</Objs>',
    "bad-ids": ROOT + '<Obj RefId="x"/><Obj RefId="-1"/><Obj RefId="18446744073709551616"/>'
               '<Obj RefId="4294967296"/>' + ONE + '</Objs>',
    "duplicate-ids": ROOT + ONE + domain(1).replace("d1", "d2") + '</Objs>',
    "no-names": ROOT + domain(1, '<S>x</S><S N="">y</S><Obj><LST/></Obj>') + '</Objs>',
    "escapes": ROOT + domain(1, '<S N="A_x12">_x12 _xZZZZ_ _x0000_ _xD800_</S>') + '</Objs>',
    "secrets": ROOT + domain(1, '<SS N="Password">0011</SS><SBK N="x">rm</SBK><PR N="p"><AV>a</AV>'
                             '</PR>') + '</Objs>',
    "entries": ROOT + '<Obj><DCT><En/><En><S N="Key">a</S></En><En><Obj N="Key"><LST/></Obj>'
               '<S N="Value">b</S></En></DCT></Obj>' + ONE + '</Objs>',
    "numbers": ROOT + domain(1, '<B N="Default">maybe</B><I32 N="MatchSubDomains">0x10</I32>')
               + '</Objs>',
    "errors": ROOT + '<Obj S="Error"><ToString>denied</ToString></Obj>' + ONE + '</Objs>',
    "format-list": ROOT + '<Obj><TN RefId="0"><T>Microsoft.PowerShell.Commands.Internal.Format.'
                   'FormatStartData</T></TN></Obj></Objs>',
    "blob": ROOT + '<Obj><TN RefId="0"><T>%s</T></TN><Props><BA N="RawData">AAAA</BA></Props><MS>'
            '<BA N="SerializationData">AAEAAAD/////</BA></MS></Obj></Objs>' % CERT,
    "blob-no-base64": ROOT + '<Obj><TN RefId="0"><T>%s</T></TN><MS><BA N="SerializationData">***'
                      '</BA></MS></Obj></Objs>' % CERT,
    "empty": ROOT + '</Objs>',
}

TEXT = ROOT + ONE + '</Objs>'
ENCODING = {
    "utf16le-no-mark": TEXT.encode("utf-16-le"),
    "utf16be-no-mark": TEXT.encode("utf-16-be"),
    "utf16le-odd": b"\xff\xfe" + TEXT.encode("utf-16-le") + b"\x3c",
    "utf32": b"\xff\xfe\0\0" + TEXT.encode("utf-32-le"),
    "declared-utf16": ('<?xml version="1.0" encoding="utf-16"?>' + TEXT).encode("utf-8"),
    "two-marks": b"\xef\xbb\xbf\xef\xbb\xbf" + TEXT.encode("utf-8"),
    "nul": TEXT.replace("d1.example", "d1\0example", 1).encode("utf-8"),
    "cr-only": TEXT.replace("><", ">\r<").encode("utf-8"),
    "windows-1252": TEXT.replace("d1.", "d\u00e4.").encode("cp1252"),
    "overlong": TEXT.encode("utf-8").replace(b"d1.", b"d\xc0\xaf."),
}

DOMAIN = '{"Name":"d1.example","DomainName":"d1.example","DomainType":0,"Default":true}'

JSON = {
    "comment.json": '[%s, // one\n]' % DOMAIN,
    "concatenated.json": DOMAIN + "\r\n\ufeff" + DOMAIN.replace("d1", "d2") + "\r\n",
    "deep.json": '[%s,{"x":' % DOMAIN + "[" * 300,
    "duplicate-names.json": '[%s}]' % DOMAIN[:-1].replace('"Default"', '"NAME":"b","Default"'),
    "empty.json": "",
    "escapes.json": '[%s]' % DOMAIN.replace("d1.", "d\\u0000\\ud800\\udc00\\udc00."),
    "format-list.json": '[{"ClassId2e4f51ef21dd47e99d3c952918aff9cd":"a","pageHeaderEntry":null}]',
    "garbage.json": '[%s]\n%s,' % (DOMAIN, DOMAIN),
    "javascript.json": "[%s,{'Name':undefined}]" % DOMAIN,
    "mark-inside.json": '[%s,\ufeff%s]' % (DOMAIN, DOMAIN),
    "next-page.json": '{"value":[%s],"@odata.nextLink":"https://example.com/?skip=1"}' % DOMAIN,
    "not-a-number.json": '[%s]' % DOMAIN.replace(":0,", ":NaN,"),
    "null.json": "null",
    "numbers.json": '[%s]' % DOMAIN.replace(":0,", ":%s," % ("9" * 400)),
    "odd-utf16.json": ('[%s]' % DOMAIN).encode("utf-16")[:-1],
    "secrets.json": '[%s}]' % (DOMAIN[:-1] + ',"Credential":{"UserName":"u","Password":"hunter2"}'),
    "trailing-comma.json": '[%s,]' % DOMAIN,
    "truncated.json": '[%s,{"Name":"d2.exam' % DOMAIN,
    "unclosed-bundle.json": '{"Get-AcceptedDomain":[%s],"Get-RemoteDomain":[' % DOMAIN,
    "utf16be.json": ('[%s]' % DOMAIN).encode("utf-16-be"),
    "wrapped-lines.json": '[%s,{"Name":"d2.\r\nexample"}]' % DOMAIN,
}

OTHER = {
    "Get-SendConnector.json": b'[{"Name": "x"}]',
    "Get-SendConnector.xml": b'',
    "convert-to-xml.xml": b'<?xml version="1.0"?>\n<Objects><Object Type="x"/></Objects>',
    "page.xml": b'<!DOCTYPE html><html></html>',
    "web.xml": b'<?xml version="1.0"?><configuration/>',
    "exbpa.xml": b'<ObjectCollector/>',
    "Get-AcceptedDomain.dat": b'\r\nName       : x\r\nDomainName : x.example\r\n',
    "table.dat": b'Name   Value\r\n----   -----\r\nx      y\r\n',
    "export.dat": b'#TYPE Selected.System.X\r\n"Name","Value"\r\n"x","y"\r\n',
    "archive.dat": b'PK\x03\x04\x14\0\0\0',
    "store.dat": b'0\x82\x01\x00\x02\x01\x03\0',
    "cert.dat": b'0\x82\x01\x00\x30\x82\x00\x01',
    "certificates.sst": b'\0\0\0\0CERT \0\0\0\1\0\0\0\4\0\0\x000000',
    "key.dat": b'-----BEGIN PRIVATE KEY-----\n',
    "cert.pem": b'-----BEGIN CERTIFICATE-----\n',
    "README.md": b'# Notes\n',
    "zero.dat": b'\0\1\2\3binary',
}


def write(folder, name, data):
    os.makedirs(os.path.join(folder), exist_ok=True)
    with open(os.path.join(folder, name), "wb") as out:
        out.write(data)


def small():
    for name, text in XML.items():
        write(os.path.join(HERE, "xml"), name + ".xml", text.encode("utf-8"))
    for name, text in CLIXML.items():
        write(os.path.join(HERE, "clixml"), name + ".xml", text.encode("utf-8"))
    for name, data in ENCODING.items():
        write(os.path.join(HERE, "encoding"), name + ".xml", data)
    for name, text in JSON.items():
        data = text if isinstance(text, bytes) else text.encode("utf-8")
        write(os.path.join(HERE, "json"), "Get-AcceptedDomain-" + name, data)
    for name, data in OTHER.items():
        write(os.path.join(HERE, "other"), name, data)


def big(folder):
    million = 1000000
    write(folder, "deep.xml", (ROOT + ONE + "<Obj><LST>" * million).encode())
    write(folder, "attributes.xml", (ROOT + ONE + "<Obj " + " ".join(
        'a%d="x"' % i for i in range(million)) + "/></Objs>").encode())
    write(folder, "attribute.xml", (ROOT + ONE + '<Obj N="' + "x" * (256 * million)
                                    + '"/></Objs>').encode())
    write(folder, "text.xml", (ROOT + ONE + "<S>" + "x" * (512 * million) + "</S></Objs>").encode())
    write(folder, "blanks.xml", (" " * (512 * million) + ROOT + ONE + "</Objs>").encode())
    write(folder, "objects.xml", (ROOT + ONE + "<Obj/>" * (30 * million) + "</Objs>").encode())
    write(folder, "ids.xml", (ROOT + ONE + "<Obj>" + "".join(
        '<Obj RefId="%d"/>' % (i * 4096) for i in range(million)) + "</Obj></Objs>").encode())
    write(folder, "types.xml", (ROOT + ONE + "<Obj><TN>" + "<T>x</T>" * (30 * million)
                                + "</TN></Obj></Objs>").encode())
    write(folder, "members.xml", (ROOT + ONE + "<Obj><Props>" + '<S N="a"/>' * (20 * million)
                                  + "</Props></Obj></Objs>").encode())


if __name__ == "__main__":
    if sys.argv[1:2] == ["--big"]:
        big(sys.argv[2])
    else:
        small()
