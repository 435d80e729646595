#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes large Get-Mailbox exports for measuring the import.

    generate.py FLAVOUR COUNT FILE

FLAVOUR is C (remoting without the Exchange tools: values are strings) or A (Exchange Management
Shell: values are objects, each with SerializationData).
"""

import base64
import random
import sys

NAMESPACE = "http://schemas.microsoft.com/powershell/2004/04"
MANAGEMENT = "Microsoft.Exchange.Data.Directory.Management"
BOOLEANS = ["MessageCopyForSentAsEnabled", "MessageCopyForSendOnBehalfEnabled",
            "UseDatabaseRetentionDefaults", "RetainDeletedItemsUntilBackup",
            "DeliverToMailboxAndForward", "IsExcludedFromServingHierarchy", "IsHierarchyReady",
            "HasSnackyAppData", "LitigationHoldEnabled", "SingleItemRecoveryEnabled",
            "RetentionHoldEnabled", "ForwardingEnabled", "UseDatabaseQuotaDefaults",
            "IsMailboxEnabled", "MessageTrackingReadStatusEnabled", "IsResource", "IsLinked",
            "IsShared", "IsRootPublicFolderMailbox", "ResetPasswordOnNextLogon",
            "IsSoftDeletedByRemove", "IsSoftDeletedByDisable", "IsInactiveMailbox",
            "IncludeInGarbageCollection", "AccountDisabled", "CalendarRepairDisabled",
            "EmailAddressPolicyEnabled", "HiddenFromAddressListsEnabled", "IsDirSynced",
            "ModerationEnabled", "IsValid", "RequireSenderAuthenticationEnabled",
            "AntispamBypassEnabled", "AuditEnabled", "ImListMigrationCompleted", "ResourceType1",
            "QueryBaseDNRestrictionEnabled", "SKUAssigned", "MailboxMoveFlagsSet", "RoleEnabled"]
NULLS = ["AddressBookPolicy", "ForwardingAddress", "ForwardingSmtpAddress", "RetentionPolicy",
         "OfflineAddressBook", "ArchiveDatabase", "ArchiveDomain", "RoomMailboxAccountEnabled",
         "StartDateForRetentionHold", "EndDateForRetentionHold", "LitigationHoldDate",
         "ResourceCapacity", "ManagedFolderMailboxPolicy", "JournalArchiveAddress",
         "LinkedMasterAccount", "MailTip", "ThrottlingPolicy", "RemoteAccountPolicy",
         "SharingPolicy1", "DisabledArchiveDatabase", "WhenSoftDeleted",
         "AuxMailboxParentObjectId", "GeneratedOfflineAddressBooks1", "MailboxPlan",
         "RemoteRecipientType", "Languages1", "UnifiedMailbox", "SiloName"]
QUOTAS = ["ProhibitSendQuota", "ProhibitSendReceiveQuota", "RecoverableItemsQuota",
          "RecoverableItemsWarningQuota", "CalendarLoggingQuota", "IssueWarningQuota",
          "RulesQuota", "ArchiveQuota", "ArchiveWarningQuota", "MaxSendSize", "MaxReceiveSize"]
LISTS = ["EmailAddresses", "PoliciesIncluded", "PoliciesExcluded", "AuditOwner", "AuditAdmin",
         "AuditDelegate", "GrantSendOnBehalfTo", "AddressListMembership", "ProtocolSettings",
         "InPlaceHolds", "MailTipTranslations", "Extensions", "UserCertificate", "ModeratedBy",
         "AcceptMessagesOnlyFrom", "RejectMessagesFrom", "BypassModerationFrom"]
TEXTS = ["ServerName", "Office", "Alias", "OrganizationalUnit", "DisplayName",
         "LegacyExchangeDN", "CustomAttribute1", "CustomAttribute2", "CustomAttribute3",
         "ExternalDirectoryObjectId", "OriginatingServer", "SimpleDisplayName",
         "WindowsEmailAddress", "ExchangeVersion", "Database", "RecipientType",
         "RecipientTypeDetails", "Identity", "SamAccountName", "UserPrincipalName",
         "PrimarySmtpAddress", "DistinguishedName", "Id", "RoleAssignmentPolicy",
         "RetainDeletedItemsFor", "AuditLogAgeLimit", "AdminDisplayVersion", "WindowsLiveID",
         "MicrosoftOnlineServicesID", "ObjectCategory", "ImmutableId", "DeletedItemFlags"]


class Writer:
    def __init__(self, out, flavour):
        self.out, self.rich, self.ref, self.types = out, flavour == "A", 0, {}
        self.random = random.Random(1)
        noise = bytes(self.random.randrange(256) for _ in range(40000))
        self.blob = base64.b64encode(noise).decode()

    def type_names(self, names):
        if names in self.types:
            return '<TNRef RefId="%d" />' % self.types[names]
        self.types[names] = len(self.types)
        return '<TN RefId="%d">%s</TN>' % (
            self.types[names], "".join("\n        <T>%s</T>" % n for n in names))

    def object(self, name, types, inside):
        ref, self.ref = self.ref, self.ref + 1
        return '      <Obj N="%s" RefId="%d">\n        %s\n%s      </Obj>\n' % (
            name, ref, self.type_names(types), inside)

    def data(self, low, high):
        n = self.random.randrange(low, high) // 4 * 4
        return ('        <MS>\n          <BA N="SerializationData">%s</BA>\n        </MS>\n'
                % self.blob[:n])

    def quota(self, name):
        text = "49 GB (52,613,349,376 bytes)"
        if not self.rich:
            return '      <S N="%s">%s</S>\n' % (name, text)
        types = ("Microsoft.Exchange.Data.Unlimited`1[[Microsoft.Exchange.Data.ByteQuantifiedSize, "
                 "Microsoft.Exchange.Data, Version=15.0.0.0]]", "System.ValueType", "System.Object")
        return self.object(name, types, (
            '        <ToString>%s</ToString>\n        <Props>\n'
            '          <B N="IsUnlimited">false</B>\n          <S N="Value">%s</S>\n'
            '        </Props>\n' % (text, text)) + self.data(1000, 2000))

    def list(self, name, items):
        prefix = "" if self.rich else "Deserialized."
        types = (prefix + "Microsoft.Exchange.Data.MultiValuedProperty`1[[System.String]]",
                 prefix + "Microsoft.Exchange.Data.MultiValuedPropertyBase", "System.Object")
        data = self.data(400, 800) if self.rich else ""
        return self.object(name, types, "        <LST>\n%s        </LST>\n" % "".join(
            "          <S>%s</S>\n" % item for item in items) + data)

    def text(self, name, value):
        if not self.rich or self.random.random() < 0.5:
            return '      <S N="%s">%s</S>\n' % (name, value)
        types = ("Microsoft.Exchange.Data.Directory.ADObjectId", "System.Object")
        return self.object(name, types, (
            '        <ToString>%s</ToString>\n        <Props>\n'
            '          <S N="Rdn">CN=%s</S>\n          <S N="Name">%s</S>\n'
            '          <S N="DistinguishedName">CN=%s,OU=Users,DC=contoso,DC=com</S>\n'
            '          <G N="ObjectGuid">46a1b05b-0ed2-4449-a6bb-64ae4f9c1a94</G>\n'
            '        </Props>\n' % (value, name, name, name)) + self.data(1500, 2500))

    def mailbox(self, i):
        ref, self.ref = self.ref, self.ref + 1
        prefix = "" if self.rich else "Deserialized."
        types = tuple(prefix + t for t in (
            MANAGEMENT + ".Mailbox", MANAGEMENT + ".MailEnabledOrgPerson",
            MANAGEMENT + ".ADPresentationObject", "Microsoft.Exchange.Data.Directory.ADObject",
            "Microsoft.Exchange.Data.ConfigurableObject", "System.Object"))
        name = "user%06d" % i
        put = self.out.write
        put('  <Obj RefId="%d">\n    %s\n    <ToString>%s</ToString>\n    <Props>\n' % (
            ref, self.type_names(types), name))
        put('      <S N="Name">%s</S>\n      <G N="Guid">00000000-0000-4000-8000-%012x</G>\n'
            '      <G N="ExchangeGuid">10000000-0000-4000-8000-%012x</G>\n'
            '      <DT N="WhenChanged">2024-03-05T12:08:37.6177687Z</DT>\n' % (name, i, i))
        for key in BOOLEANS:
            put('      <B N="%s">false</B>\n' % key)
        for key in NULLS:
            put('      <Nil N="%s" />\n' % key)
        for key in QUOTAS:
            put(self.quota(key))
        for key in LISTS:
            items = ["SMTP:%s@contoso.com" % name, "X500:/o=Contoso/ou=Exchange/cn=%s" % name,
                     "smtp:%s@contoso.onmicrosoft.com" % name]
            put(self.list(key, items if key in ("EmailAddresses", "AuditOwner") else items[:1]))
        for key in TEXTS:
            put(self.text(key, "contoso.com/Users/%s %s" % (name, key)))
        put('    </Props>\n    <MS>\n      <S N="PSComputerName">ex01.contoso.com</S>\n'
            '      <G N="RunspaceId">46a1b05b-0ed2-4449-a6bb-64ae4f9c1a94</G>\n'
            '      <B N="PSShowComputerName">false</B>\n')
        if self.rich:
            put('      <BA N="SerializationData">%s</BA>\n' % self.blob[:44000])
        put('    </MS>\n  </Obj>\n')


def main():
    flavour, count, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    with open(path, "w", encoding="utf-8", newline="\n", buffering=1 << 20) as out:
        out.write('<Objs Version="1.1.0.1" xmlns="%s">\n' % NAMESPACE)
        writer = Writer(out, flavour)
        for i in range(count):
            writer.mailbox(i)
        out.write("</Objs>")


if __name__ == "__main__":
    main()
