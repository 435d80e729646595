/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Certificates in exports of Get-ExchangeCertificate, and those in files of their own.
 * PowerShell writes of a certificate only RawData (the DER), so what Format-List shows is
 * worked out from it again. What is not in the certificate (which services use it, its
 * status) is in SerializationData, of which the importer made an object of texts, or in
 * plain members when the export went through Select-Object or JSON.
 */
#include "base/buf.h"
#include "base/limits.h"
#include "model/cert.h"
#include "model/convert.h"
#include "model/ingest.h"
#include "model/ingest_state.h"

#define CELL(node, name) (&(node)->cells[EX_P_ExchangeCertificate_##name])

/** Bytes of a certificate that are being collected. */
struct bytes {
    unsigned char *p; /**< room for EX_MAX_CERTIFICATE_BYTES, made with the first */
    size_t n;
};

static bool add_byte(struct ex_batch *batch, struct bytes *bytes, struct ex_str number)
{
    uint64_t byte = 0;
    if (bytes->n == EX_MAX_CERTIFICATE_BYTES || !ex_str_to_uint(number, &byte) || byte > 255)
        return false;
    if (!bytes->p)
        bytes->p = ex_arena_alloc(batch->arena, EX_MAX_CERTIFICATE_BYTES);
    bytes->p[bytes->n++] = (unsigned char)byte;
    return true;
}

/** A list of numbers, or the "48 130 3" that ConvertTo-Json makes of it beyond its depth. */
static bool numbers(struct ex_batch *batch, const struct ex_raw *raw, struct bytes *bytes)
{
    struct ex_str rest = raw->text;
    struct ex_str piece;
    bool good = true;
    for (const struct ex_raw *item = raw->items; item && good; item = item->next)
        good = add_byte(batch, bytes, ex_raw_text(item));
    while (!raw->is_list && good && ex_str_split(&rest, ' ', &piece))
        good = add_byte(batch, bytes, piece);
    return good;
}

/** Bytes of RawData: base64, or numbers; none when it is neither. */
static struct ex_rd raw_data(struct ex_batch *batch, const struct ex_raw *raw)
{
    struct ex_rd none = {NULL, 0};
    struct bytes bytes = {NULL, 0};
    struct ex_str text = raw->text;
    if (raw->is_list || (raw->kind == EX_RAW_TEXT && ex_str_starts(text, EX_STR("48 "))))
        return numbers(batch, raw, &bytes) ? ex_rd(bytes.p, bytes.n) : none;
    if (raw->kind != EX_RAW_TEXT || text.n < 4 || text.n > EX_MAX_CERTIFICATE_BYTES * 2)
        return none;
    bytes.p = ex_arena_alloc(batch->arena, 3 * (text.n / 4 + 1));
    return ex_base64_decode(text, bytes.p, &bytes.n) ? ex_rd(bytes.p, bytes.n) : none;
}

static void set_time(struct ex_value *cell, int64_t ticks)
{
    ex_set_int(cell, ticks);
    cell->tag = EX_TIME;
}

/** Names that the certificate is for, lower-case: those of the SAN, or else the common name. */
static void set_domains(struct ex_batch *batch, struct ex_node *node, const struct ex_cert *cert)
{
    bool common = !cert->has_san && cert->common_name.n > 0;
    size_t n = common ? 1 : cert->n_dns_names;
    struct ex_value *items = EX_NEW_ARRAY(batch->arena, n, struct ex_value);
    for (size_t i = 0; i < n; i++) {
        struct ex_str name = common ? cert->common_name : cert->dns_names[i];
        char *lower = ex_arena_bytes(batch->arena, name.n + 1);
        for (size_t j = 0; j < name.n; j++)
            lower[j] = ex_lower(name.p[j]);
        ex_set_string(&items[i], ex_ingest_keep(batch, ex_str_n(lower, name.n)));
    }
    ex_set_list(CELL(node, CertificateDomains), items, n, false);
}

/** Addresses that it is for, as text. */
static void set_addresses(struct ex_batch *batch, struct ex_node *node,
                          const struct ex_cert *cert)
{
    struct ex_value *items = EX_NEW_ARRAY(batch->arena, cert->n_addresses, struct ex_value);
    for (size_t i = 0; i < cert->n_addresses; i++)
        ex_set_string(&items[i], ex_ip_text(batch->arena, &cert->addresses[i]));
    ex_set_list(CELL(node, IPAddresses), items, cert->n_addresses, false);
}

static void set_facts(struct ex_batch *batch, struct ex_node *node, const struct ex_cert *cert,
                      uint64_t off)
{
    const struct {
        struct ex_value *cell;
        struct ex_str text;
    } texts[] = {
        {CELL(node, Subject), cert->subject},
        {CELL(node, Issuer), cert->issuer},
        {CELL(node, Thumbprint), cert->thumbprint},
        {CELL(node, SerialNumber), cert->serial_number},
        {CELL(node, SubjectCommonName), cert->common_name},
        {CELL(node, KeyAlgorithm), cert->key_algorithm},
        {CELL(node, SignatureAlgorithm), cert->signature_algorithm},
        {CELL(node, CertificateSha256), cert->sha256},
        {CELL(node, CertificateSha512), cert->sha512},
        {CELL(node, PublicKeySha256), cert->key_sha256},
        {CELL(node, PublicKeySha512), cert->key_sha512},
    };
    for (size_t i = 0; i < EX_COUNT(texts); i++)
        ex_set_string(texts[i].cell, ex_ingest_keep(batch, texts[i].text));
    if (cert->signature_hash.n)
        ex_set_string(CELL(node, SignatureHash), ex_ingest_keep(batch, cert->signature_hash));
    set_time(CELL(node, NotBefore), cert->not_before);
    set_time(CELL(node, NotAfter), cert->not_after);
    ex_set_int(CELL(node, PublicKeySize), cert->key_bits);
    ex_set_bool(CELL(node, HasSan), cert->has_san);
    ex_set_bool(CELL(node, ServerAuth), cert->server_auth);
    ex_set_bool(CELL(node, IsCA), cert->is_ca);
    if (CELL(node, IsSelfSigned)->tag == EX_ABSENT)
        ex_set_bool(CELL(node, IsSelfSigned), cert->self_signed);
    set_domains(batch, node, cert);
    set_addresses(batch, node, cert);
    for (int i = EX_N_COMMON_PROPS; i < EX_P_ExchangeCertificate_N; i++) {
        struct ex_value *cell = &node->cells[i];
        if (cell->tag != EX_ABSENT && cell->off == EX_NO_OFFSET)
            cell->off = off;
    }
}

static void read_der(struct ex_batch *batch, const struct ex_raw *raw, struct ex_node *node)
{
    raw = ex_unwrapped(raw);
    if (!raw || raw->kind == EX_RAW_NULL || raw->kind == EX_RAW_LOST ||
        ex_is_leftover(ex_raw_text(raw)))
        return;
    struct ex_rd der = raw_data(batch, raw);
    struct ex_cert cert;
    const char *why = "it is neither base64 nor a list of bytes";
    if (der.n == 0 || !ex_cert_read(batch->arena, der.p, der.n, &cert, &why)) {
        struct ex_diag *d = ex_diag(&batch->diags, EX_WARNING, batch->file.name,
                                    (struct ex_place){0, 0},
                                    "the RawData of a certificate cannot be read: %s", why);
        ex_diag_hint(&batch->diags, d, "export again with Get-ExchangeCertificate | Export-Clixml");
        return;
    }
    set_facts(batch, node, &cert, raw->off);
}

/** A property from SerializationData, unless the export has it plainly. */
static void from_blob(struct ex_batch *batch, struct ex_node *node, int prop,
                      const struct ex_raw *blob, const char *name)
{
    const struct ex_raw *member = ex_raw_member(blob, ex_str(name));
    if (member && node->cells[prop].tag == EX_ABSENT)
        ex_ingest_cell(batch, node, prop, member);
}

/** "server.fqdn\THUMBPRINT" names the server; a collector ran for one. */
static void set_server(struct ex_batch *batch, struct ex_node *node)
{
    struct ex_value *server = CELL(node, Server);
    const struct ex_value *identity = &node->cells[EX_PROP_IDENTITY];
    const struct ex_collected *collected = ex_ingest_state(batch)->collected;
    struct ex_str text = identity->tag == EX_STRING ? ex_value_str(identity) : EX_STR("");
    size_t slash = ex_str_find(text, '\\');
    text = slash == SIZE_MAX ? EX_STR("") : ex_str_slice(text, 0, slash);
    if (text.n == 0 && collected)
        text = collected->server;
    if (server->tag != EX_ABSENT || text.n == 0)
        return;
    struct ex_str name = ex_ingest_keep(batch, text);
    struct ex_value *fields = ex_set_struct(server, EX_STRUCT_ADObjectId, batch->arena);
    ex_set_string(&fields[EX_F_ADObjectId_text], name);
    ex_set_string(&fields[EX_F_ADObjectId_Name], name);
    server->off = identity->off;
}

/** Where the certificate of a thumbprint is remembered while its collection is read. */
static struct ex_node **slot_of(struct ex_batch *batch, struct ex_str thumbprint)
{
    struct ex_ingest_state *state = ex_ingest_state(batch);
    return &state->certificates[ex_str_ihash(thumbprint) % EX_COUNT(state->certificates)];
}

static struct ex_str thumbprint_of(const struct ex_node *node)
{
    const struct ex_value *cell = CELL(node, Thumbprint);
    return cell->tag == EX_STRING ? ex_value_str(cell) : EX_STR("");
}

void ex_ingest_certificate(struct ex_batch *batch, const struct ex_raw *record,
                           struct ex_node *node)
{
    static const struct {
        int prop;
        const char *name;
    } parts[] = {
        {EX_P_ExchangeCertificate_IsSelfSigned, "SelfSigned"},
        {EX_P_ExchangeCertificate_Status, "Status"},
        {EX_P_ExchangeCertificate_RootCAType, "RootCAType"},
        {EX_P_ExchangeCertificate_Services, "Services"},
        {EX_P_ExchangeCertificate_PrivateKeyExportable, "PrivateKeyExportable"},
        {EX_P_ExchangeCertificate_FriendlyName, "FriendlyName"},
        {EX_PROP_IDENTITY, "Identity"},
    };
    const struct ex_raw *blob = ex_raw_member(record, EX_STR("SerializationData"));
    if (blob && blob->kind == EX_RAW_OBJECT) {
        for (size_t i = 0; i < EX_COUNT(parts); i++)
            from_blob(batch, node, parts[i].prop, blob, parts[i].name);
    }
    read_der(batch, ex_raw_member(record, EX_STR("RawData")), node);
    set_server(batch, node);
    for (int i = 0; i < EX_P_ExchangeCertificate_N; i++)
        ex_cell_own(&node->cells[i]);
    if (ex_ingest_state(batch)->collected)
        *slot_of(batch, thumbprint_of(node)) = node;
}

/* ---- HealthChecker ---- */

/** Take a member unless the certificate itself has it, or it stands for not knowing. */
static void take(struct ex_batch *batch, struct ex_node *node, int prop,
                 const struct ex_raw *record)
{
    const struct ex_raw *member =
        ex_raw_member(record, ex_kind(EX_KIND_ExchangeCertificate)->props[prop].name);
    struct ex_str text = ex_raw_text(member);
    if (node->cells[prop].tag == EX_ABSENT && text.n > 0 && !ex_str_ieq(text, EX_STR("Unknown")))
        ex_ingest_cell(batch, node, prop, member);
}

/** Whether the certificate stands in its description itself, not elsewhere in the file. */
static bool holds_certificate(const struct ex_raw *record)
{
    for (const struct ex_raw *m = record->members; m; m = m->next) {
        if (m->kind == EX_RAW_OBJECT && ex_str_ieq(m->name, EX_STR("CertificateObject")))
            return true;
    }
    return false;
}

size_t ex_ingest_described_certificate(struct ex_batch *batch, const struct ex_raw *record)
{
    const struct ex_raw *object = ex_raw_member(record, EX_STR("CertificateObject"));
    struct ex_str thumbprint = ex_raw_text(ex_raw_member(record, EX_STR("Thumbprint")));
    if (!object || object->kind != EX_RAW_OBJECT || thumbprint.n == 0)
        return 0;
    struct ex_node *node = *slot_of(batch, thumbprint);
    bool is_new = !node || !ex_str_ieq(thumbprint_of(node), thumbprint);
    if (!ex_wanted_has(batch->wanted, EX_KIND_ExchangeCertificate, -1))
        is_new = holds_certificate(record); /* counted only */
    if (is_new)
        node = ex_ingest_object(batch, object, EX_KIND_ExchangeCertificate, false);
    if (node) {
        take(batch, node, EX_P_ExchangeCertificate_Services, record);
        take(batch, node, EX_P_ExchangeCertificate_Status, record);
    }
    return is_new;
}

void ex_ingest_check_services(struct ex_batch *batch, size_t from)
{
    bool any = false;
    for (size_t i = from; i < batch->nodes.n && !any; i++) {
        const struct ex_node *node = *EX_AT(&batch->nodes, struct ex_node *, i);
        any = node->kind == EX_KIND_ExchangeCertificate &&
              CELL(node, Services)->tag == EX_LIST && CELL(node, Services)->n > 0;
    }
    for (size_t i = from; i < batch->nodes.n && !any; i++) {
        struct ex_node *node = *EX_AT(&batch->nodes, struct ex_node *, i);
        if (node->kind == EX_KIND_ExchangeCertificate)
            ex_set_absent(CELL(node, Services), EX_NOT_DECODED);
    }
    struct ex_ingest_state *state = ex_ingest_state(batch);
    memset(state->certificates, 0, sizeof state->certificates);
}

bool ex_ingest_x509(struct ex_batch *batch, struct ex_rd der, uint64_t off, uint64_t end,
                    const char **why)
{
    struct ex_cert cert;
    if (!ex_cert_read(batch->arena, der.p, der.n, &cert, why))
        return false;
    batch->file.objects++;
    if (!ex_wanted_has(batch->wanted, EX_KIND_ExchangeCertificate, -1))
        return true;
    struct ex_node *node = ex_batch_node(batch, EX_KIND_ExchangeCertificate);
    node->off = off;
    node->end = end;
    node->loose = true;
    node->bare = true;
    set_facts(batch, node, &cert, off);
    for (int i = 0; i < EX_P_ExchangeCertificate_N; i++)
        ex_cell_own(&node->cells[i]);
    node->identity = ex_value_str(CELL(node, Thumbprint));
    return true;
}
