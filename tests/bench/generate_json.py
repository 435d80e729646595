#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes large Get-Mailbox exports in JSON for measuring the import.

    generate_json.py POWERSHELL COUNT FILE

POWERSHELL is 5 (Windows PowerShell 5.1: columns of blanks, escaped apostrophes, `Date(...)`)
or 7 (PowerShell 7: two blanks a level, ISO 8601).
"""

import random
import sys

from generate import BOOLEANS, LISTS, NULLS, QUOTAS, TEXTS


PARTICULAR = {"RecipientType": "UserMailbox", "RecipientTypeDetails": "UserMailbox",
              "PrimarySmtpAddress": "%s@contoso.com", "UserPrincipalName": "%s@contoso.com",
              "WindowsEmailAddress": "%s@contoso.com", "SamAccountName": "%s", "Alias": "%s",
              "RetainDeletedItemsFor": "14.00:00:00", "AuditLogAgeLimit": "90.00:00:00",
              "AdminDisplayVersion": "Version 15.2 (Build 1118.7)", "Database": "DB-BER-01",
              "DistinguishedName": "CN=%s,OU=Berlin,OU=Users,DC=contoso,DC=com",
              "LegacyExchangeDN": "/o=Contoso/ou=Exchange Administrative Group "
                                  "(FYDIBOHF23SPDLT)/cn=Recipients/cn=%s"}


class Writer:
    """Both PowerShells' layouts of the same objects."""

    def __init__(self, old):
        self.old = old
        self.separator = ":  " if old else ": "

    def text(self, value):
        value = value.replace("\\", "\\\\").replace('"', '\\"')
        if self.old:
            for c in "'<>&":
                value = value.replace(c, "\\u%04x" % ord(c))
        return '"%s"' % value

    def date(self, seconds):
        if self.old:
            return '"\\/Date(%d)\\/"' % (seconds * 1000)
        return '"2024-03-05T12:%02d:37.6177687Z"' % (seconds % 60)

    def list(self, items, column):
        if not items:
            return "[\r\n\r\n" + " " * column + "]" if self.old else "[]"
        inner = column + 4 if self.old else column + 2
        return "[\r\n" + ",\r\n".join(" " * inner + item for item in items) + \
            "\r\n" + " " * column + "]"

    def object(self, members):
        """A mailbox, as an item of the array at the root."""
        indent = 8 if self.old else 4
        lines = []
        for name, value in members:
            key = '"%s"%s' % (name, self.separator)
            if isinstance(value, list):
                value = self.list(value, indent + len(key) if self.old else indent)
            lines.append(" " * indent + key + value)
        outer = " " * (indent - (4 if self.old else 2))
        return outer + "{\r\n" + ",\r\n".join(lines) + "\r\n" + outer + "}"

    def mailbox(self, i, rng):
        name = "user%06d" % i
        quote = self.text
        members = [("Name", quote(name)), ("Guid", quote("00000000-0000-4000-8000-%012x" % i)),
                   ("ExchangeGuid", quote("10000000-0000-4000-8000-%012x" % i)),
                   ("WhenChanged", self.date(1709640517 + i)),
                   ("WhenChangedUTC", self.date(1709636917 + i))]
        members += [(key, "false") for key in BOOLEANS]
        members += [(key, "null") for key in NULLS]
        members += [(key, quote("49 GB (52,613,349,376 bytes)")) for key in QUOTAS]
        for key in LISTS:
            some = ["SMTP:%s@contoso.com" % name, "smtp:%s@contoso.mail.onmicrosoft.com" % name,
                    "X500:/o=Contoso/ou=Exchange Administrative Group/cn=Recipients/cn=" + name]
            members.append((key, [quote(item) for item in some[:rng.randrange(4)]]))
        for key in TEXTS:
            text = PARTICULAR.get(key, "contoso.com/Users/Berlin/O'Neil %s")
            members.append((key, quote(text % name if "%" in text else text)))
        for key in range(1, 16):
            members.append(("ExtensionCustomAttribute%d" % key, []))
        return self.object(members)


def main():
    powershell, count, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    writer = Writer(powershell == "5")
    rng = random.Random(1)
    with open(path, "w", encoding="utf-8", newline="") as out:
        out.write("[\r\n")
        for i in range(count):
            out.write(writer.mailbox(i, rng))
            out.write(",\r\n" if i + 1 < count else "\r\n")
        out.write("]\r\n")


if __name__ == "__main__":
    main()
