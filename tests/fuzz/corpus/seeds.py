#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the seeds of fuzz_clixml and fuzz_nrbf next to this file."""

import os
import sys

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
    "stream": '#< CLIXML\r\n<Objs %s><S>1</S></Objs>\r\n<Objs %s><C>65</C></Objs>' % (NS, NS),
    "json": '[{"Name": "x"}]',
    "text": 'Name   : x\nFqdn   : y\n',
}

NRBF = {
    "certificate": BLOB,
    "signed": nrbf.sign(BLOB),
    "plain": nrbf.plain_object("A, Version=1.0.0.0", "A.B", "text"),
}


def write(folder, name, data):
    os.makedirs(os.path.join(HERE, folder), exist_ok=True)
    with open(os.path.join(HERE, folder, name), "wb") as out:
        out.write(data)


def main():
    for name, text in CLIXML.items():
        write("clixml", name + ".xml", text.encode("utf-8"))
    write("clixml", "utf16.xml", b"\xff\xfe" + CLIXML["connector"].encode("utf-16-le"))
    for name, data in NRBF.items():
        write("nrbf", name + ".bin", data)


main()
