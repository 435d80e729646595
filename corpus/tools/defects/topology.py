# SPDX-License-Identifier: MIT
"""Server roles and Active Directory sites: EXL7001, EXL7002."""

from organization import minimal

from defects._mail import edge_server, server_2010

KINDS = ["ExchangeServer"]


def cases(emit):
    missing_role(emit)
    site_without_client_access(emit)


def missing_role(emit):
    org = minimal(2013)
    org.write(emit("EXL7001", "separate-servers"), KINDS, "A", "utf-16")
    org.remove(org.one("ExchangeServer", "EX01"))
    org.write(emit("EXL7001", "mailbox-server-alone"), KINDS, "C")

    org = minimal(2013)
    org.remove(org.one("ExchangeServer", "EX02"))
    org.write(emit("EXL7001", "client-access-server-alone"), KINDS, "D")

    org = minimal("SE")
    org.write(emit("EXL7001", "one-server"), KINDS, "B")
    # An Edge Transport server has a directory of its own and knows no other server.
    edge_server(org)
    org.remove(org.one("ExchangeServer", "EX01"))
    org.write(emit("EXL7001", "exported-on-an-edge-server"), KINDS, "C", "utf-16")


def site_without_client_access(emit):
    org = minimal(2013)
    org.write(emit("EXL7002", "one-site"), KINDS, "B")
    org.add_server("EX03", roles=("Mailbox",), site="Branch")
    org.write(emit("EXL7002", "mailbox-server-in-a-branch"), KINDS, "C")

    # The Client Access server of another generation does not serve these mailboxes.
    org = minimal(2013)
    org.add_server("EX03", roles=("Mailbox",), site="Branch")
    server_2010(org, "EX2010", site="Branch")
    org.write(emit("EXL7002", "client-access-of-2010-only"), KINDS, "D", "utf-16")

    org = minimal(2016)
    org.add_server("EX02", site="Branch")
    edge_server(org)
    org.write(emit("EXL7002", "every-role-in-two-sites"), KINDS, "A")
