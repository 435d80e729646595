#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes seeds of the fuzz targets next to this file.

Python writes no 7-Zip and no zstd: those seeds of fuzz_archive are bsdtar's.
"""

import base64
import bz2
import glob
import gzip
import io
import lzma
import os
import sys
import tarfile
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "..", "corpus", "tools"))

import nrbf  # noqa: E402

NS = 'Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"'
CONNECTOR = "Microsoft.Exchange.Data.Directory.SystemConfiguration.SmtpSendConnectorConfig"
CERTIFICATE = "Microsoft.Exchange.Management.SystemConfigurationTasks.ExchangeCertificate"

BLOB = nrbf.exchange_certificate(nrbf.cert_data(b"0\x03\x02\x01\x05", friendly="Mail"),
                                 "ex01.contoso.com\\00AA", services=("IIS", "SMTP"),
                                 sites=("IIS://ex01/W3SVC/1",))

CLIXML = {
    "connector": '<Objs %s><Obj RefId="0"><TN RefId="0"><T>%s</T><T>System.Object</T></TN>'
                 '<ToString>x</ToString><Props><S N="Name">x</S><Obj N="SmartHosts" RefId="1"><LST>'
                 '<S>h</S></LST></Obj><I32 N="Port">25</I32><Nil N="Fqdn" />'
                 '<Obj N="Identity" RefId="2"><ToString>x</ToString></Obj><Ref N="Id" RefId="2" />'
                 '</Props><MS><S N="PSComputerName">s</S></MS></Obj>'
                 '<Obj RefId="3"><TNRef RefId="0" /><Props><Ref N="SmartHosts" RefId="1" /></Props>'
                 '</Obj></Objs>' % (NS, CONNECTOR),
    "certificate": '<Objs %s><Obj RefId="0"><TN RefId="0"><T>%s</T></TN><Props><BA N="RawData">'
                   'MAMCAQU=</BA></Props><MS><BA N="SerializationData">AAEAAAD/////AQ==</BA></MS>'
                   '</Obj></Objs>' % (NS, CERTIFICATE),
    "bundle": '<Objs %s><Obj RefId="0"><DCT><En><S N="Key">AcceptedDomain</S><Obj N="Value"><LST>'
              '<Obj><MS><S N="DomainName">a.b</S><S N="DomainType">Authoritative</S>'
              '<B N="Default">true</B></MS></Obj></LST></Obj></En></DCT></Obj></Objs>' % NS,
    "list": '<Objs %s><Obj RefId="0"><LST><Obj RefId="1"><S>a_x000A_</S></Obj><Ref RefId="1" />'
            '</LST></Obj><S S="Error">e</S></Objs>' % NS,
    "manifest": '<Objs %s><Obj RefId="0"><TN RefId="0"><T>System.Management.Automation.PSCustomObject</T>'
                '</TN><MS><I32 N="ExlintManifest">1</I32><S N="Started">2026-01-14T08:00:00Z</S>'
                '<B N="ViewEntireForest">false</B><Obj N="Cmdlets" RefId="1"><LST><Obj RefId="2">'
                '<TNRef RefId="0" /><MS><S N="Cmdlet">Get-SendConnector</S><S N="Server">a</S>'
                '<S N="File">Get-SendConnector.xml</S><I32 N="Objects">3</I32><S N="Error">e</S></MS>'
                '</Obj><Ref RefId="2" /></LST></Obj></MS></Obj></Objs>' % NS,
    "stream": '#< CLIXML\r\n<Objs %s><S>1</S></Objs>\r\n<Objs %s><C>65</C></Objs>' % (NS, NS),
    "healthchecker":
        '<Objs %s><Obj RefId="0"><MS><Obj N="HealthCheckerExchangeServer" RefId="1"><MS>'
        '<DT N="GenerationTime">2026-01-10T08:15:00-08:00</DT><S N="HealthCheckerVersion">25.1</S>'
        '<S N="ServerName">EX01.contoso.com</S><Obj N="OrganizationInformation" RefId="2"><MS>'
        '<Obj N="GetSendConnector" RefId="3"><LST /><Props><I32 N="Count">0</I32></Props></Obj>'
        '<S N="GetSettingOverride">Unknown</S></MS></Obj><Obj N="ExchangeInformation" RefId="4">'
        '<MS><Obj N="VirtualDirectories" RefId="5"><MS><Obj N="GetOwaVirtualDirectory" RefId="6">'
        '<LST><Obj RefId="7"><MS><S N="Name">owa (Default Web Site)</S><S N="Server">EX01</S>'
        '<S N="Path"></S></MS></Obj></LST></Obj></MS></Obj>'
        '<Obj N="ExchangeCertificateInformation" RefId="8"><MS><Obj N="Certificates" RefId="9">'
        '<TN RefId="0"><T>%s</T></TN><Props><BA N="RawData">MAMCAQU=</BA></Props></Obj>'
        '<Obj N="CustomCertificates" RefId="10"><LST><Obj RefId="11"><MS><S N="Thumbprint">AA</S>'
        '<S N="Services">IIS</S><S N="Status">Unknown</S><Ref N="CertificateObject" RefId="9" />'
        '</MS></Obj></LST></Obj></MS></Obj></MS></Obj></MS></Obj></MS></Obj></Objs>'
        % (NS, CERTIFICATE),
    "healthchecker-2022":
        '<Objs %s><Obj RefId="0"><TN RefId="0"><T>HealthChecker.HealthCheckerExchangeServer</T></TN>'
        '<Props><S N="ServerName">EX01</S><Obj N="ExchangeInformation" RefId="1"><TN RefId="1">'
        '<T>HealthChecker.ExchangeInformation</T></TN><Props><Obj N="ExchangeCertificates" '
        'RefId="2"><LST><Obj RefId="3"><MS><S N="Thumbprint">AA</S><Obj N="CertificateObject" '
        'RefId="4"><TN RefId="2"><T>%s</T></TN></Obj><S N="Services">None</S></MS></Obj></LST>'
        '</Obj></Props></Obj><S N="HealthCheckerVersion">22.12</S></Props></Obj></Objs>'
        % (NS, CERTIFICATE),
    "json": '[{"Name": "x"}]',
    "text": 'Name   : x\nFqdn   : y\n',
}

NRBF = {
    "certificate": BLOB,
    "signed": nrbf.sign(BLOB),
    "plain": nrbf.plain_object("A, Version=1.0.0.0", "A.B", "text"),
}

DOMAIN = ('"DomainName":"contoso.com","DomainType":0,"Default":true,"Name":"a",'
          '"Identity":{"Name":"a","Rdn":{"Prefix":"CN"}}')

JSON = {
    "array": '[{%s},{%s}]' % (DOMAIN, DOMAIN),
    "windows-powershell": '[\r\n    {\r\n        "Name":  "O\\u0027Neil",\r\n        "AddressSpaces":  '
                          '[\r\n                              "SMTP:*;1"\r\n'
                          '                          ],\r\n        "WhenChanged":  '
                          '"\\/Date(1700000000000)\\/"\r\n    }\r\n]\r\n',
    "powershell": '{\n  "Name": "a",\n  "SmartHosts": [],\n  "MaxMessageSize": {\n'
                  '    "IsUnlimited": false,\n    "Value": {}\n  }\n}\n',
    "wrapped": '{"value":[{%s}],"Count":1}' % DOMAIN,
    "odata": '{"@odata.context":"https://x","value":[{%s}],"@odata.nextLink":"https://y"}' % DOMAIN,
    "bundle": '{"SendConnector":[{"Name":"x","Enabled":true}],"Get-AcceptedDomain":{"value":[{%s}],'
              '"Count":1},"RemoteDomain":[],"More":{"OwaVirtualDirectory":[]}}' % DOMAIN,
    "named": '{"Name":"EX01","GetReceiveConnector":[{"Name":"r","Bindings":["0.0.0.0:25"],'
             '"RemoteIPRanges":[],"PermissionGroups":13}]}',
    "lines": '{"Name":"a"}\n{"Name":"b"}\n{"Name":"c","Fqdn":null}\n',
    "marks": '\ufeff{"Name":"a"}\ufeff{"Name":"b"}\ufeff',
    "null": 'null\r\n',
    "empty-array": '[]',
    "numbers": '[{"Name":"a","Port":1e5,"x":[0,-0,-1.5,NaN,Infinity,-Infinity,'
               '123456789012345678901234567890]}]',
    "escapes": '[{"Name":"\\ud83d\\ude00\\ud800x\\u0000\\"\\\\\\b","N\\u0061me":"b"}]',
    "duplicates": '[{"Name":"a","name":"b","NAME":{"a":1,"A":2}}]',
    "secrets": '[{"Name":"a","AuthenticationCredential":{"UserName":"u","Password":"p"},'
               '"KeyAsPlainText":"q"}]',
    "format-list": '[{"ClassId2e4f51ef21dd47e99d3c952918aff9cd":"033ecb2bc07a4d43b5ef94ed5a35d280"}]',
    "trailing-comma": '[{"Name":"a",},]',
    "comment": '[{"Name":"a"}, // b\n]',
    "truncated": '[{"Name":"a"},{"Name":"b',
    "garbage": '[{"Name":"a"}]]',
    "certificate": '[{"Thumbprint":"A","Services":16,"CertificateDomains":["a.b"],'
                   '"RawData":[48,130,1]}]',
    "deep": '[{"Name":' + '[' * 260,
}


# (name, content, type): with what leads out of the archive, links and by-products.
MEMBERS = [("EX01/a.xml", b"<Objs/>", tarfile.REGTYPE), ("../b.xml", b"b" * 300, tarfile.REGTYPE),
           ("C:\\c\\d.xml", b"", tarfile.REGTYPE), ("/l", b"", tarfile.SYMTYPE),
           ("h", b"", tarfile.LNKTYPE), ("__MACOSX/._a", b"x", tarfile.REGTYPE),
           ("\u00fc\u202e.xml", b"y", tarfile.REGTYPE), ("EX01/a.xml", b"z", tarfile.REGTYPE)]


def tar(form):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, data, kind in MEMBERS:
            info = tarfile.TarInfo(name)
            info.type, info.size, info.mtime = kind, len(data), 1700000000
            info.linkname = "EX01/a.xml" if kind in (tarfile.SYMTYPE, tarfile.LNKTYPE) else ""
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zipped(members, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, (2026, 1, 2, 3, 4, 6))
            info.compress_type = compression
            archive.writestr(info, data)
    return out.getvalue()


def archives():
    files = [(name, data) for name, data, kind in MEMBERS[:7] if kind == tarfile.REGTYPE]
    whole = zipped(files)
    encrypted = bytearray(whole)
    encrypted[6] |= 1
    encrypted[whole.index(b"PK\x01\x02") + 8] |= 1
    gnu = tar(tarfile.GNU_FORMAT)
    return {
        "deflated.zip": whole, "stored.zip": zipped(files, zipfile.ZIP_STORED),
        "lzma.zip": zipped(files[:1], zipfile.ZIP_LZMA), "cut.zip": whole[:len(whole) // 2],
        "encrypted.zip": bytes(encrypted), "empty.zip": zipped([]),
        "nested.zip": zipped([("a.zip", zipped([("b.tar", gnu[:2048])])),
                              ("a.gz", gzip.compress(b"c", mtime=0))]),
        "office.zip": zipped([("[Content_Types].xml", b"<Types/>"), ("word/a.xml", b"")]),
        "gnu.tar": gnu, "pax.tar": tar(tarfile.PAX_FORMAT), "gnu.tar.gz": gzip.compress(gnu, mtime=0),
        "gnu.tar.bz2": bz2.compress(gnu), "gnu.tar.xz": lzma.compress(gnu),
        "single.gz": gzip.compress(b"<Objs/>", mtime=0),
    }
CERTIFICATE_FILES = os.path.join(HERE, "..", "..", "unit", "data", "certfile")
FAST = ("test-fast.pfx", "test-plain.pfx", "test-open-key.pfx")  # of the rest the target reads none
LABELS = {"leaf.der": "CERTIFICATE", "chain.p7b": "PKCS7", "request.der": "CERTIFICATE REQUEST",
          "test-fast.pfx": "CERTIFICATE", "test-key-pkcs8.der": "PRIVATE KEY"}


def pem(label, data):
    return b"-----BEGIN %s-----\n%s-----END %s-----\n" % (
        label.encode(), base64.encodebytes(data), label.encode())


def write_certificate_files():
    blocks = b"Bag Attributes\n    friendlyName: x\n"
    for path in sorted(glob.glob(os.path.join(CERTIFICATE_FILES, "*.*"))):
        name = os.path.basename(path)
        with open(path, "rb") as file:
            data = file.read()
        if name.endswith(".sh") or name.endswith(".pfx") and name not in FAST:
            continue
        write("certificate_file", name, data)
        if name in LABELS:
            write("certificate_file", name + ".pem", pem(LABELS[name], data))
            blocks += pem(LABELS[name], data)
    write("certificate_file", "all.pem", blocks)
    write("certificate_file", "utf16.pem", b"\xff\xfe" + blocks[:1500].decode().encode("utf-16-le"))
    write("certificate_file", "locked-key.pem",
          b"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nQUJD\n"
          b"-----END RSA PRIVATE KEY-----\n")
    with open(os.path.join(CERTIFICATE_FILES, "leaf.der"), "rb") as file:
        write("certificate_file", "bare.txt", base64.b64encode(file.read()))
CSV = {
    "typed": '#TYPE Deserialized.%s\r\n"Name","SmartHosts","Enabled","MaxMessageSize"\r\n'
             '"a ""b""","x.y [10.0.0.1]","True","36 MB (37,748,736 bytes)"\r\n'
             '"c",,"False","Unlimited"\r\n' % CONNECTOR,
    "excel": "sep=;\r\nName;Fqdn;SmartHosts;AddressSpaces\r\na;x.y;a,b;SMTP:*\r\n;;;\r\n",
    "tabs": "Name\tComment\tPort\na\t\"two\nlines\"\t25\nb\t25\n",
    "addresses": "Name,PrimarySmtpAddress,EmailAddresses,ExchangeGuid,ProhibitSendReceiveQuota,"
                 "Database\na,a@x.y,SMTP:a@x.y X500:/o=A B/cn=c smtp:b@x.y,,Unlimited,DB\n",
    "directories": "Identity,OwaVersion,LogonFormat,InternalUrl\nA\\owa,Exchange2013,FullDomain,"
                   "https://a.b/owa\nB\\ecp,,,https://a.b/ecp\n",
    "open": 'Name,Name,Fqdn\na,b,"c',
}

FORMAT_LIST = {
    "connectors": "\r\nName       : a\r\nSmartHosts : {a.b, c.d...}\r\nFqdn       : \r\n\r\n"
                  "\r\nName       : b\r\nSmartHosts : {}\r\nFqdn       : mail.\r\n"
                  "             x.y\r\n\r\n",
    "prompts": "[PS] C:\\>Get-MapiVirtualDirectory | fl Identity,*url*\n\n\nIdentity    : A\\mapi\n"
               "InternalUrl : https://a.b/mapi\n\nPS C:\\> Get-AcceptedDomain x |\n fl\n\n"
               "Name       : x\nDomainName : x.y\n\n",
    "rule": "Name        : r\nPriority    : 0\nConditions  : {}\nActions     : {}\n"
            "Description : a\n              \n              b\n\nState       : Enabled\n",
    "certificate": "CertificateDomains : {a.b, c.d}\nServices           : IIS, SMTP\n"
                   "NotAfter           : 9/9/2024 8:58:55 PM\nThumbprint         : 00AA\n",
    "damaged": "Name       : a\nEnabled    : True\nb\n\nName       : b\nEn",
}


def write(folder, name, data):
    os.makedirs(os.path.join(HERE, folder), exist_ok=True)
    with open(os.path.join(HERE, folder, name), "wb") as out:
        out.write(data)


def main():
    for name, text in CLIXML.items():
        write("clixml", name + ".xml", text.encode("utf-8"))
    write("clixml", "utf16.xml", b"\xff\xfe" + CLIXML["connector"].encode("utf-16-le"))
    for name, data in archives().items():
        write("archive", name, data)
    for name, text in CSV.items():
        write("csv", name + ".csv", text.encode("utf-8"))
    write("csv", "utf16.csv", b"\xff\xfe" + CSV["typed"].encode("utf-16-le"))
    for name, text in FORMAT_LIST.items():
        write("format_list", name + ".txt", text.encode("utf-8"))
    write("format_list", "utf16.txt", b"\xff\xfe" + FORMAT_LIST["rule"].encode("utf-16-le"))
    for name, text in JSON.items():
        write("json", name + ".json", text.encode("utf-8"))
    write("json", "utf16.json", b"\xff\xfe" + JSON["windows-powershell"].encode("utf-16-le"))
    for name, data in NRBF.items():
        write("nrbf", name + ".bin", data)
    write_certificate_files()


main()
