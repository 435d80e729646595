/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Any bytes as a file of certificates: recognized, opened and taken in. Key
 * derivation is what costs time in PKCS #12, so files that ask for much of it are
 * passed over.
 */
#include "formats/import/certificate_pem.h"
#include "formats/import/import.h"
#include "model/cert_file.h"

#include <stdlib.h>

extern const struct ex_importer ex_importer_certificate;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

/* Whether there is an INTEGER over 1023 that may be a number of iterations. */
static bool is_slow(const uint8_t *data, size_t size)
{
    for (size_t i = 0; i + 4 < size; i++) {
        if (data[i] == 0x02 && data[i + 1] >= 2 && data[i + 1] <= 4 && data[i + 2] >= 4)
            return ex_cert_form(ex_rd(data, size)) == EX_FORM_PKCS12;
    }
    return false;
}

static void check_blocks(struct ex_str text)
{
    struct ex_pem pem;
    size_t last = 0;
    for (size_t at = 0; ex_pem_next(text, &at, &pem);) {
        check(pem.begin >= last && pem.end > pem.begin && pem.end <= text.n && at == pem.end);
        check(pem.body.n <= pem.end - pem.begin && pem.label.n > 0);
        check(!ex_pem_is_locked(&pem) || !ex_pem_is_key(&pem) || pem.label.n > 10);
        last = pem.end;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ex_str bytes = ex_str_n((const char *)data, size);
    struct ex_rd rest = ex_rd(data, size);
    if (is_slow(data, size))
        return 0;
    check(ex_cert_first(&rest).n + rest.n == size);
    check_blocks(bytes);

    struct ex_batch batch;
    ex_batch_init(&batch, NULL);
    batch.file.name = EX_STR("EX01/fuzz.pem");
    batch.file.source = ex_source_from_bytes(bytes, batch.file.name);
    batch.pfx_password = EX_STR("test");
    struct ex_str head = ex_source_head(batch.file.source);
    struct ex_str raw = ex_source_raw_head(batch.file.source);
    if (ex_importer_certificate.sniff(head, raw)) {
        ex_importer_certificate.import(&batch);
        check(batch.file.state == EX_FILE_READ || batch.file.state == EX_FILE_OTHER);
        check((batch.file.state == EX_FILE_READ) == (batch.file.objects > 0));
        check((batch.file.private_keys > 0) == (batch.file.secret_off != EX_NO_OFFSET));
        check(batch.nodes.n == batch.file.objects);
    }
    ex_batch_free(&batch);
    return 0;
}
