#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes the fixtures of this folder anew: other keys, so other bytes. The keys are for tests
# only and protect nothing. usage: make.sh (needs openssl 3 with its legacy provider)
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/$1.key" 2>/dev/null; }

key ca
openssl req -x509 -new -key "$work/ca.key" -subj "/O=exlint tests/CN=Test CA" -days 36500 \
    -addext basicConstraints=critical,CA:TRUE -out "$work/ca.pem"
key leaf
openssl req -new -key "$work/leaf.key" -subj "/O=exlint tests/CN=mail.contoso.com" \
    -addext "subjectAltName=DNS:mail.contoso.com,DNS:autodiscover.contoso.com" \
    -outform DER -out request.der
printf '%s\n' 'basicConstraints=CA:FALSE' 'extendedKeyUsage=serverAuth' \
    'subjectAltName=DNS:mail.contoso.com,DNS:autodiscover.contoso.com,IP:192.0.2.25,IP:2001:db8::25' \
    >"$work/leaf.ext"
openssl x509 -req -inform DER -in request.der -CA "$work/ca.pem" -CAkey "$work/ca.key" \
    -set_serial 100 -days 36500 -extfile "$work/leaf.ext" -out "$work/leaf.pem" 2>/dev/null
openssl x509 -in "$work/ca.pem" -outform DER -out ca.der
openssl x509 -in "$work/leaf.pem" -outform DER -out leaf.der
cat "$work/leaf.pem" "$work/ca.pem" >"$work/chain.pem"
openssl x509 -in "$work/leaf.pem" -trustout -addtrust serverAuth -out trusted.pem

# Private keys, one in each form.
openssl pkcs8 -topk8 -nocrypt -in "$work/leaf.key" -outform DER -out test-key-pkcs8.der
openssl ec -in "$work/leaf.key" -outform DER -out test-key-sec1.der 2>/dev/null
openssl pkcs8 -topk8 -in "$work/leaf.key" -passout pass:test -iter 2048 -outform DER -out test-key-locked.der
openssl genrsa -traditional -out "$work/rsa.key" 1024 2>/dev/null
openssl rsa -in "$work/rsa.key" -traditional -outform DER -out test-key-pkcs1.der 2>/dev/null
openssl pkey -in "$work/leaf.key" -pubout -outform DER -out public.der

# PKCS #7 without content, and a list of revoked certificates.
openssl crl2pkcs7 -nocrl -certfile "$work/chain.pem" -outform DER -out chain.p7b
printf '%s\n' '[ca]' 'default_ca=a' '[a]' "database=$work/index" 'default_md=sha256' \
    'default_crl_days=36500' >"$work/ca.cnf"
: >"$work/index"
openssl ca -config "$work/ca.cnf" -gencrl -keyfile "$work/ca.key" -cert "$work/ca.pem" \
    -out "$work/crl.pem" 2>/dev/null
openssl crl -in "$work/crl.pem" -outform DER -out revoked.der
openssl crl2pkcs7 -in "$work/crl.pem" -certfile "$work/chain.pem" -outform DER -out chain-crl.p7b

# PKCS #12: the password is "test" where there is one.
pfx() {
    out=$1
    shift
    openssl pkcs12 -export -inkey "$work/leaf.key" -in "$work/leaf.pem" -certfile "$work/ca.pem" \
        -name mail -out "$out" "$@"
}
pfx test-locked.pfx -passout pass:test
pfx test-empty.pfx -passout pass:
pfx test-legacy.pfx -passout pass:test -legacy
pfx test-nomac.pfx -passout pass:test -nomac -certpbe AES-256-CBC
pfx test-plain.pfx -passout pass:test -certpbe NONE -iter 1 -nomaciter
pfx test-open-key.pfx -passout pass:test -certpbe NONE -keypbe NONE -iter 1 -nomaciter
pfx test-slow.pfx -passout pass:test -iter 100000 -macalg sha256
pfx test-fast.pfx -passout pass:test -iter 1 -nomaciter
openssl pkcs12 -export -nokeys -in "$work/chain.pem" -passout pass:test -out locked-certificates.pfx
