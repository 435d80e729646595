#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes a dump that holds nothing but accepted domains, for the tests of DNS.

    dns_dump.py FOLDER DOMAIN...     these domains
    dns_dump.py FOLDER -COUNT        COUNT domains d00000.contoso.com, and on
"""

import os
import sys
from xml.sax.saxutils import escape

TYPE = "Deserialized.Microsoft.Exchange.Data.Directory.SystemConfiguration.AcceptedDomain"
OBJECT = """  <Obj RefId="{number}">
    <TN RefId="{number}">
      <T>{type}</T>
      <T>System.Object</T>
    </TN>
    <ToString>{name}</ToString>
    <Props>
      <S N="DomainName">{name}</S>
      <S N="DomainType">Authoritative</S>
      <B N="MatchSubDomains">false</B>
      <B N="Default">{default}</B>
      <S N="Name">{name}</S>
      <S N="Identity">{name}</S>
    </Props>
  </Obj>
"""


def main(folder, domains):
    if len(domains) == 1 and domains[0].startswith("-"):
        domains = ["d%05d.contoso.com" % i for i in range(int(domains[0][1:]))]
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "Get-AcceptedDomain.xml"), "w", encoding="utf-8") as out:
        out.write('<Objs Version="1.1.0.1" '
                  'xmlns="http://schemas.microsoft.com/powershell/2004/04">\n')
        for i, name in enumerate(domains):
            out.write(OBJECT.format(number=i, type=TYPE, name=escape(name),
                                    default="true" if i == 0 else "false"))
        out.write("</Objs>\n")


main(sys.argv[1], sys.argv[2:])
