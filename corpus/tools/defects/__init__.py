# SPDX-License-Identifier: MIT
"""Defect fixtures: one module per area, each with a function cases(emit).

generate.py imports every module of this folder (those whose name starts with `_` excepted) and
calls cases(emit). emit(rule_id, case_name) returns the folder of a case,
corpus/defects/<rule id>/<case name>/; the module writes an export into it. Give each defect its
healthy twin: the same files without the mistake. Example, defects/client_access.py:

    from organization import minimal
    from clixml import SmtpDomainWithSubdomains

    KINDS = ["ExchangeServer", "OwaVirtualDirectory", "EcpVirtualDirectory"]

    def cases(emit):
        org = minimal(2019)                     # healthy: server EX01, contoso.com
        org.write(emit("EXL3103", "same-host"), kinds=KINDS)
        org.one("EcpVirtualDirectory", "EX01")["InternalUrl"] = "https://ex01.contoso.com/ecp"
        org.write(emit("EXL3103", "different-hosts"), kinds=KINDS)

Nothing else is needed; the notes below save reading organization.py.

Organizations (each call returns a fresh one):
  minimal(2013|2016|2019|"SE")  EX01 (2013: EX01 is ClientAccess, EX02 is Mailbox); mailboxes
                                david@ and Kim@contoso.com; database DB01; connector Internet
  contoso_2013(), contoso_2019()  the organizations of corpus/healthy
  Organization(name, forest, version, domains) and its add_... functions for anything else

Looking up:  org.all(kind, server=None)   org.one(kind, server=None, name=None, Property=text)
  name matches Name, Alias, DomainName, Thumbprint or FriendlyName; virtual directories are named
  `owa (Default Web Site)`, connectors `Default Frontend EX01`; back-end virtual directories are
  skipped by one() unless named. 2013 has ClientAccessServer, later versions ClientAccessService.

Changing:    obj["InternalUrl"] = "https://..."      text takes the class of the old value: URLs,
             host names, addresses, domains, flags ("IIS, SMTP"), sizes are kept as such
             obj["AddressSpaces"] = ["SMTP:contoso.net;1"]        lists likewise (SmartHosts,
             Bindings ["0.0.0.0:25"], RemoteIPRanges ["10.0.0.0/8"], EmailAddresses ["SMTP:a@b"])
             obj["DomainType"] = "InternalRelay"          enumerations whose names are known; for
             others give kinds.enum("Config.GzipLevel", "High", 2); lists of enumerations:
             kinds.authentication("Basic", "Ntlm")
             obj["ExternalUrl"] = None                exported, but as nothing
             del obj["ExternalUrl"]                   not in the export
             obj.add("NewProperty", value)            one the kind does not have
             obj.keep("Identity", "InternalUrl")      cut down, as Select-Object would
Adding:      org.add_accepted_domain("corp.local", "InternalRelay"), org.add_send_connector(...),
             org.add_receive_connector(...), org.add_mailbox("kim", kind="SharedMailbox"),
             org.add_server("EX02", site="Berlin"), org.publish("EX02", "mail.contoso.com"),
             org.add_email_address_policy("Sales", "@sales.contoso.com", applied=False)
Removing:    org.remove(obj, ...), org.remove("SendConnector") for a whole kind,
             org.remove_server("EX02")
Certificates:
             cert = org.public_certificate(["mail.contoso.com", "*.contoso.com"],
                                           not_after="2026-02-01")
             org.private_certificate([...])           from the Active Directory CA
             der.certificate("mail.contoso.com", None, ["mail.contoso.com"])       self-signed
             options: digest="sha1"|"md5", key="weak" (RSA 1024) | "p256", names=None (no SAN),
             common_name="other.contoso.com"
             org.add_certificate("EX01", cert, ("IIS", "SMTP"), status="Valid",
                                 root_ca_type="Enterprise")
             org.one("ExchangeCertificate", "EX01", name="mail.contoso.com") finds by friendly name;
             a status other than Valid is only readable in flavour D (the default for certificates)
Writing:     org.write(folder, kinds=[...], flavour="C", encoding="utf-8-bom", plan={...})
             kinds without objects give the empty document; flavours A, B, C, D and encodings
             utf-8-bom, utf-8, utf-16 are explained in clixml.py; keep fixtures small: name only
             the kinds the rule reads, prefer flavour C (A carries SerializationData).
"""
