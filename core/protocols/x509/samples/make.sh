#!/bin/sh
# Makes certificate.h: a certificate with every extension that we describe, and an OCSP request and response for it.
# make.sh > certificate.h
set -e
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
here=$PWD
cd "$folder"

cat > config <<'END'
[req]
distinguished_name = name
x509_extensions = extensions
prompt = no
[name]
C = DE
O = Example, Inc.
CN = www.example.org
emailAddress = a@example.org
[extensions]
subjectAltName = DNS:www.example.org, DNS:*.example.org, IP:192.0.2.1, IP:2001:db8::1, email:a@example.org, URI:https://example.org/, dirName:directory, otherName:1.2.3.4;UTF8:x
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = digitalSignature, keyCertSign
extendedKeyUsage = serverAuth, clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid, issuer
crlDistributionPoints = URI:http://crl.example.org/
authorityInfoAccess = OCSP;URI:http://ocsp.example.org/
certificatePolicies = 1.2.3.4, @policy
noCheck = ignored
[directory]
CN = elsewhere
[policy]
policyIdentifier = 1.3.5.8
CPS.1 = https://example.org/cps
userNotice.1 = @notice
[notice]
explicitText = UTF8:Read me
organization = Example
noticeNumbers = 1, 2
END

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -set_serial 0x0123456789abcdef -days 3650 \
    -keyout key.pem -out cert.pem -config config 2> /dev/null
printf 'V\t400101000000Z\t\t0123456789ABCDEF\tunknown\t/CN=www.example.org\n' > index.txt
openssl ocsp -issuer cert.pem -cert cert.pem -reqout request.der -no_nonce 2> /dev/null > /dev/null
openssl ocsp -index index.txt -CA cert.pem -rsigner cert.pem -rkey key.pem -reqin request.der -respout response.der \
    -ndays 7 2> /dev/null > /dev/null
openssl x509 -in cert.pem -outform der -out cert.der

literal() {
    printf '\ninline constexpr std::string_view %s{\n' "$1"
    xxd -p -c 56 "$2" | sed 's/.*/    "&"/'
    printf '};\n'
}
printf '// Made by make.sh.\n#pragma once\n\n#include <string_view>\n\nnamespace pr::x509::samples {\n'
literal certificate cert.der
literal ocspRequest request.der
literal ocspResponse response.der
printf '\n}  // namespace pr::x509::samples\n'
cd "$here"
