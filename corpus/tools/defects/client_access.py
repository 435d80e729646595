# SPDX-License-Identifier: MIT
"""External and internal URLs, Outlook Anywhere, Autodiscover, offline address books: EXL3001 to EXL3107."""

import kinds
from clixml import Hostname
from organization import minimal

from defects._client import SERVICES, URL_KINDS, after_setup, scp_kind, vdir, write

OWA_ECP = ["OwaVirtualDirectory", "EcpVirtualDirectory"]
PUBLISHING = [*URL_KINDS, "OrganizationConfig"]


def cases(emit):
    published(emit)
    url_forms(emit)
    public_hosts(emit)
    owa_and_ecp(emit)
    autodiscover(emit)
    outlook_anywhere(emit)
    site(emit)
    internal(emit)
    address_books(emit)
    connection_point(emit)


def published(emit):
    org = minimal(2019)
    write(org, emit("EXL3001", "published"), PUBLISHING)
    org = minimal(2016)
    vdir(org, "WebServicesVirtualDirectory")["ExternalUrl"] = None
    write(org, emit("EXL3001", "ews-not-published"), PUBLISHING, ["WebServicesVirtualDirectory"], "C")
    write(after_setup("SE"), emit("EXL3001", "nothing-published"), PUBLISHING, encoding="utf-16")
    write(after_setup(2013), emit("EXL3001", "nothing-published-2013"), PUBLISHING,
          ["OabVirtualDirectory"], "A")


def url_forms(emit):
    for rule, prop, right in (("EXL3002", "ExternalUrl", "right"),
                              ("EXL3102", "InternalUrl", "right")):
        org = minimal(2019)
        write(org, emit(rule, right), URL_KINDS)
        vdir(org, "WebServicesVirtualDirectory")[prop] = "https://mail.contoso.com/EWS"
        write(org, emit(rule, "ews-path"), URL_KINDS, encoding="utf-16")
        org = minimal(2013)
        vdir(org, "OwaVirtualDirectory")[prop] = "http://owa.contoso.com/owa"
        write(org, emit(rule, "http-2013"), URL_KINDS, ["OwaVirtualDirectory"], "A")


def public_hosts(emit):
    wanted = [*URL_KINDS, "OutlookAnywhere"]
    org = minimal(2019)
    write(org, emit("EXL3003", "public"), wanted)
    org.publish("EX01", "mail.contoso.local")
    write(org, emit("EXL3003", "internal-suffix"), wanted)
    org = minimal("SE")
    org.publish("EX01", "EX01.corp.contoso.com")
    write(org, emit("EXL3003", "own-name"), wanted, ["OabVirtualDirectory"], "C")


def owa_and_ecp(emit):
    for rule, prop in (("EXL3004", "ExternalUrl"), ("EXL3103", "InternalUrl")):
        org = minimal(2019)
        org.write(emit(rule, "same-host"), ["ExchangeServer", *OWA_ECP], "C")
        vdir(org, "EcpVirtualDirectory")[prop] = "https://mail.contoso.com/ecp"
        write(org, emit(rule, "different-hosts"), ["ExchangeServer", *OWA_ECP],
              ["EcpVirtualDirectory"], "C")
        org = minimal(2013)
        vdir(org, "EcpVirtualDirectory")[prop] = "https://ex01.corp.contoso.com/ecp"
        write(org, emit(rule, "different-hosts-2013"), ["ExchangeServer", *OWA_ECP],
              ["EcpVirtualDirectory"], "A")


def autodiscover(emit):
    wanted = ["ExchangeServer", "AutodiscoverVirtualDirectory"]
    org = minimal(2013)
    write(org, emit("EXL3005", "no-urls-2013"), wanted, ["AutodiscoverVirtualDirectory"], "A")
    org = minimal(2019)
    directory = vdir(org, "AutodiscoverVirtualDirectory")
    for prop in ("InternalUrl", "ExternalUrl"):
        directory[prop] = "https://autodiscover.contoso.com/Autodiscover/Autodiscover.xml"
    write(org, emit("EXL3005", "urls-set"), wanted, ["AutodiscoverVirtualDirectory"], "C")


def outlook_anywhere(emit):
    facing = ["ExchangeServer", "OwaVirtualDirectory", "OutlookAnywhere"]
    org = minimal(2019)
    write(org, emit("EXL3006", "host"), facing, ["OutlookAnywhere"])
    vdir(org, "OutlookAnywhere")["ExternalHostname"] = None
    write(org, emit("EXL3006", "no-host"), facing, ["OutlookAnywhere"])
    org = minimal(2013)
    vdir(org, "OutlookAnywhere")["ExternalHostname"] = None
    write(org, emit("EXL3006", "no-host-2013"), facing, ["OutlookAnywhere"], "A")

    wanted = ["ExchangeServer", "OutlookAnywhere"]
    org = minimal(2019)
    write(org, emit("EXL3007", "host"), wanted, ["OutlookAnywhere"])
    vdir(org, "OutlookAnywhere")["InternalHostname"] = None
    write(org, emit("EXL3007", "no-host"), wanted, ["OutlookAnywhere"], encoding="utf-16")
    org = minimal(2013)
    vdir(org, "OutlookAnywhere")["InternalHostname"] = Hostname("ex01")
    write(org, emit("EXL3007", "bare-name-2013"), wanted, ["OutlookAnywhere"], "A")


def site(emit):
    org = minimal(2019)
    for server in ("EX02", "EX03"):
        org.add_server(server)
        org.publish(server, "mail.contoso.com", "owa.contoso.com")
    write(org, emit("EXL3008", "alike"), URL_KINDS)
    org = minimal(2019)
    for server in ("EX02", "EX03"):
        org.add_server(server)
    org.publish("EX02", "mail.contoso.com", "owa.contoso.com")
    write(org, emit("EXL3008", "new-server"), URL_KINDS)


def internal(emit):
    org = minimal(2019)
    write(org, emit("EXL3101", "complete"), URL_KINDS)
    vdir(org, "WebServicesVirtualDirectory")["InternalUrl"] = None
    write(org, emit("EXL3101", "ews-empty"), URL_KINDS)
    org = minimal(2013)
    vdir(org, "OabVirtualDirectory")["InternalUrl"] = None
    write(org, emit("EXL3101", "oab-empty-2013"), URL_KINDS, ["OabVirtualDirectory"], "A")

    org = minimal("SE")
    write(org, emit("EXL3104", "one-name"), URL_KINDS)
    for kind in SERVICES:
        item = vdir(org, kind)
        item["InternalUrl"] = str(item["InternalUrl"]).replace("//mail.", "//intern.").replace(
            "//owa.", "//intern.")
    write(org, emit("EXL3104", "two-names"), URL_KINDS, ["MapiVirtualDirectory"], "C")

    write(minimal(2016), emit("EXL3105", "namespace"), URL_KINDS)
    write(after_setup(2016), emit("EXL3105", "after-setup"), URL_KINDS,
          ["ActiveSyncVirtualDirectory"], "C")
    write(after_setup(2013), emit("EXL3105", "after-setup-2013"), URL_KINDS,
          ["ActiveSyncVirtualDirectory"], "A")


def address_books(emit):
    org = minimal(2019)
    org.write(emit("EXL3106", "global"), ["OfflineAddressBook"], "C")
    org.one("OfflineAddressBook")["GlobalWebDistributionEnabled"] = False
    org.write(emit("EXL3106", "not-global"), ["OfflineAddressBook"], "C", "utf-16")
    org = minimal(2013)
    directory = vdir(org, "OabVirtualDirectory")
    org.one("OfflineAddressBook")["VirtualDirectories"] = kinds.ids([directory["Identity"]])
    org.write(emit("EXL3106", "listed-2013"), ["OfflineAddressBook"], "A")


def connection_point(emit):
    org = minimal(2019)
    wanted = ["ExchangeServer", scp_kind(org), "ExchangeCertificate"]
    write(org, emit("EXL3107", "covered"), wanted, [scp_kind(org)], "A")
    org.one(scp_kind(org), "EX01")["AutoDiscoverServiceInternalUri"] = None
    write(org, emit("EXL3107", "empty"), wanted[:2], [scp_kind(org)], "C")
    org = minimal(2013)
    org.one(scp_kind(org), "EX01")["AutoDiscoverServiceInternalUri"] = (
        "https://scp.contoso.com/Autodiscover/Autodiscover.xml")
    write(org, emit("EXL3107", "not-covered-2013"),
          ["ExchangeServer", scp_kind(org), "ExchangeCertificate"], [scp_kind(org)], "C")
