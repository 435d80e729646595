# SPDX-License-Identifier: MIT
"""Accepted domains, email address policies and recipients: EXL2001 to EXL2106."""

from organization import Organization, minimal

DOMAINS = ["AcceptedDomain"]
RECIPIENTS = ["AcceptedDomain", "Recipient"]
POLICIES = ["AcceptedDomain", "EmailAddressPolicy"]


def cases(emit):
    for area in (default_domain, public_domain, addresses, wildcard, policy_domain, default_policy,
                 policy_applied, names, suffixes, policy_addresses):
        area(emit)


def default_domain(emit):
    org = minimal(2013)
    main = org.one("AcceptedDomain", name="contoso.com")
    other = org.one("AcceptedDomain", name="corp.contoso.com")
    other["DomainType"] = "InternalRelay"
    org.write(emit("EXL2001", "authoritative-default"), DOMAINS, "A")
    main["Default"], other["Default"] = False, True
    org.write(emit("EXL2001", "relay-default"), DOMAINS, "C")
    other["Default"] = False
    org.write(emit("EXL2001", "no-default"), DOMAINS, "D", "utf-16")
    main.set(Default=True, DomainType="ExternalRelay")
    org.write(emit("EXL2001", "relay-only"), DOMAINS, "B")


def public_domain(emit):
    org = Organization("Contoso", "contoso.local", 2016, ("contoso.local",))
    org.add_accepted_domain("CONTOSO", "InternalRelay")
    org.write(emit("EXL2002", "directory-name-alone"), DOMAINS, "B")
    org.add_accepted_domain("*.Contoso.COM", name="Mail")
    org.write(emit("EXL2002", "complemented"), DOMAINS, "C", "utf-16")


def addresses(emit):
    org = minimal(2019)
    org.add_accepted_domain("*.Fabrikam.com", "InternalRelay", name="Fabrikam")
    eu = org.add_accepted_domain("tailspintoys.com")
    eu["MatchSubDomains"] = True
    org.add_mailbox("anna", "Anna", addresses=[
        "smtp:Anna@DE.Fabrikam.com", "smtp:anna@eu.tailspintoys.com", "SIP:anna@lync.example",
        "X500:/o=Old/ou=First/cn=Recipients/cn=anna", "x400:C=US;A= ;P=Contoso;S=Anna;"])
    org.add_recipient("allstaff", "All Staff", "MailUniversalDistributionGroup",
                      ["SMTP:allstaff@contoso.com"])
    org.write(emit("EXL2003", "accepted-in-every-way"), RECIPIENTS, "C")

    org = minimal(2016)
    org.remove("Recipient", "Mailbox")
    org.add_mailbox("anna", "Anna", addresses=["smtp:anna@fabrikam.com",
                                               "smtp:anna@corp.contoso.com"])
    org.add_recipient("sales", "Sales", "MailUniversalDistributionGroup",
                      ["SMTP:sales@fabrikam.com", "smtp:sales@contoso.com"])
    org.write(emit("EXL2003", "domain-that-was-sold"), RECIPIENTS, "B", "utf-16")
    org.write(emit("EXL2003", "mailboxes"), ["AcceptedDomain", "Mailbox"], "D")

    org = minimal(2019)
    org.remove("Recipient")
    org.add_recipient("jdoe", "John Doe (Fabrikam)", "MailContact", ["SMTP:john.doe@fabrikam.com"],
                      external="SMTP:john.doe@fabrikam.com")
    org.add_mailbox("SystemMailbox{bb558c35}", kind="ArbitrationMailbox",
                    primary="SystemMailbox{bb558c35}@old.contoso.com")
    org.write(emit("EXL2003", "contact-and-system-mailbox"), RECIPIENTS, "A")


def wildcard(emit):
    org = minimal(2016)
    below = org.add_accepted_domain("*.contoso.com", name="Below contoso.com")
    org.write(emit("EXL2004", "subdomains"), DOMAINS, "C")
    org.remove(below)
    org.add_accepted_domain("*", "InternalRelay", name="All")
    org.write(emit("EXL2004", "asterisk"), DOMAINS, "A", "utf-16")
    org.write(emit("EXL2004", "asterisk-as-text"), DOMAINS, "C")


def policy_domain(emit):
    org = minimal(2013)
    org.add_email_address_policy("Names", "%g.%s@CONTOSO.com", priority="1")
    org.add_email_address_policy("Offices", "%m@%d.contoso.com", priority="2")
    org.write(emit("EXL2101", "every-form-of-template"), POLICIES, "C")
    org.one("EmailAddressPolicy", name="Names")["EnabledPrimarySMTPAddressTemplate"] = (
        "%g.%s@fabrikam.com")
    org.write(emit("EXL2101", "not-accepted"), POLICIES, "B", "utf-16")
    org.add_accepted_domain("fabrikam.com", "InternalRelay")
    org.write(emit("EXL2101", "relay-domain"), POLICIES, "D")


def default_policy(emit):
    org = Organization("Contoso", "contoso.local", 2019, ("contoso.local",))
    org.add_email_address_policy()
    org.write(emit("EXL2102", "no-better-domain"), POLICIES, "A")
    org.one("AcceptedDomain")["Default"] = False
    org.add_accepted_domain("contoso.mail.onmicrosoft.com")
    org.add_accepted_domain("contoso.com", default=True)
    policy = org.one("EmailAddressPolicy")
    policy["EnabledPrimarySMTPAddressTemplate"] = "%g.%s@Contoso.Local"
    org.write(emit("EXL2102", "directory-name"), POLICIES, "C")
    policy["EnabledPrimarySMTPAddressTemplate"] = "%g.%s@Contoso.com"
    org.write(emit("EXL2102", "public-domain"), POLICIES, "D", "utf-16")


def policy_applied(emit):
    org = minimal(2016)
    org.write(emit("EXL2103", "applied"), ["EmailAddressPolicy"], "A")
    org.add_email_address_policy("Sales", "@sales.contoso.com", applied=False, priority="1")
    org.write(emit("EXL2103", "not-applied"), ["EmailAddressPolicy"], "C", "utf-16")


def names(emit):
    org = minimal(2019)
    anna = org.add_mailbox("anna", "Anna", upn="ANNA@Contoso.COM", primary="Anna@contoso.com")
    org.add_mailbox("info", "Info", "SharedMailbox", upn="info@contoso.local")
    org.add_mailbox("ops", "Operations", "LinkedMailbox", upn="ops@contoso.local")
    org.write(emit("EXL2104", "same-but-for-case"), ["Mailbox"], "B")
    anna["UserPrincipalName"] = "a.smith@contoso.com"
    org.remove(*org.all("Mailbox")[:1])
    org.write(emit("EXL2104", "other-name"), ["Mailbox"], "C", "utf-16")


def suffixes(emit):
    kinds = ["AcceptedDomain", "Mailbox"]
    org = minimal(2016)
    org.remove("Mailbox")
    anna = org.add_mailbox("anna", "Anna", upn="anna.s@Contoso.COM")
    org.add_mailbox("room1", "Room 1", "RoomMailbox", upn="room1@contoso.local")
    org.write(emit("EXL2105", "mail-domain"), kinds, "D", "utf-16")
    anna["UserPrincipalName"] = "anna@contoso.local"
    org.add_mailbox("ben", "Ben", upn="ben@fabrikam.com")
    org.write(emit("EXL2105", "internal-and-foreign-suffix"), kinds, "C")


def policy_addresses(emit):
    kinds = ["EmailAddressPolicy", "Mailbox"]
    org = minimal(2013)
    org.remove("Mailbox")
    org.add_email_address_policy("Subsidiary", "%g.%s@FABRIKAM.com", priority="1")
    org.add_mailbox("anna", "Anna", primary="Anna.Smith@Fabrikam.com")
    own = org.add_mailbox("ben", "Ben", primary="ben@northwind.example")
    own["EmailAddressPolicyEnabled"] = False
    org.write(emit("EXL2106", "policies-followed"), kinds, "C")
    own["EmailAddressPolicyEnabled"] = True
    org.write(emit("EXL2106", "old-domain"), kinds, "B", "utf-16")
