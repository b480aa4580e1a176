#include "core/protocols/tls/describe.h"

#include "core/fields/marks.h"
#include "core/protocols/tls/fields.h"
#include "core/protocols/tls/fingerprints.h"
#include "core/protocols/x509/x509.h"

namespace pr::tls {

namespace {

// Hashing a hello costs more than describing it: only for a sink that asks.
void describeClientFingerprints(FieldSink& sink, const ClientHello& hello)
{
    if (sink.wants(field::ja3) || sink.wants(field::ja3Full)) {
        const auto text = sink.arena().copy(std::string_view{ja3Text(hello)});
        sink.addGenerated(field::ja3Full, Value::text(text));
        sink.addGenerated(field::ja3, Value::text(sink.arena().copy(std::string_view{md5Hex(text)})));
    }
    if (sink.wants(field::ja4) || sink.wants(field::ja4Raw)) {
        const auto ja4 = ja4Of(hello, Transport::Tcp);
        sink.addGenerated(field::ja4Raw, Value::text(sink.arena().copy(std::string_view{ja4.text})));
        sink.addGenerated(field::ja4, Value::text(sink.arena().copy(std::string_view{ja4.hash})));
    }
}

void describeServerFingerprints(FieldSink& sink, const ServerHello& hello)
{
    if (!sink.wants(field::ja3s) && !sink.wants(field::ja3sFull))
        return;
    const auto text = sink.arena().copy(std::string_view{ja3sText(hello)});
    sink.addGenerated(field::ja3sFull, Value::text(text));
    sink.addGenerated(field::ja3s, Value::text(sink.arena().copy(std::string_view{md5Hex(text)})));
}

// The first four bytes were a time until TLS 1.2; since TLS 1.3 all 32 are random.
void describeRandom(FieldReader& in, const Context& context)
{
    const auto range = in.next(32);
    auto random = in.sub(32);
    if (!in.ok())
        return;
    const auto bytes = random.cursor().peek(32);
    const auto scope = in.sink().open(field::random, Value::bytes(bytes), range);
    if (context.version == kTls13)
        return;
    const auto seconds = std::chrono::seconds{u32be(bytes.data())};
    in.sink().add(field::randomTime, Value::time(Timestamp{seconds}), {range.offset, 4});
    random.skip(4);
    random.bytes(field::randomBytes, 28);
}

void describeSessionId(FieldReader& in)
{
    if (const auto length = in.cursor().peek(1).empty() ? 0 : in.u8(field::sessionIdLength); length != 0)
        in.bytes(field::sessionId, length);
}

void describeHelloStart(FieldReader& in, const Context& context)
{
    in.u16(field::handshakeVersion);
    describeRandom(in, context);
    describeSessionId(in);
}

void describeClientHello(FieldReader& in, const Context& context)
{
    const auto whole = in.cursor().peek(in.remaining());
    describeHelloStart(in, context);
    const auto suiteBytes = in.u16(field::cipherSuitesLength);
    {
        const auto scope = in.open(field::ciphersuites, suiteBytes);
        for (auto suites = in.sub(suiteBytes); suites.more();)
            suites.u16(field::ciphersuite);
    }
    const auto methodBytes = in.u8(field::compMethodsLength);
    {
        const auto scope = in.open(field::compMethods, methodBytes);
        for (auto methods = in.sub(methodBytes); methods.more();)
            methods.u8(field::compMethod);
    }
    describeExtensions(in, context);
    if (const auto hello = parseClientHello(whole))
        describeClientFingerprints(in.sink(), *hello);
    else
        addFault(in.sink(), hello.error(), in.since(0));
}

void describeServerHello(FieldReader& in, Context context)
{
    const auto hello = parseServerHello(in.cursor().peek(in.remaining()));
    if (hello) {
        context.version = hello->selectedVersion();
        context.retryRequest = hello->isRetryRequest();
    }
    describeHelloStart(in, context);
    in.u16(field::ciphersuite);
    in.u8(field::compMethod);
    describeExtensions(in, context);
    if (hello)
        describeServerFingerprints(in.sink(), *hello);
    else
        addFault(in.sink(), hello.error(), in.since(0));
}

// RFC 5077 3.3, RFC 8446 4.6.1.
void describeNewSessionTicket(FieldReader& in, const Context& context)
{
    in.u32(field::sessionTicketLifetimeHint);
    if (context.version == kTls13) {
        in.u32(field::sessionTicketAgeAdd);
        in.bytes(field::sessionTicketNonce, in.u8(field::sessionTicketNonceLength));
    }
    in.bytes(field::sessionTicket, in.u16(field::sessionTicketLength));
    if (context.version == kTls13)
        describeExtensions(in, context);
}

// RFC 5246 7.4.2, RFC 8446 4.4.2.
void describeCertificate(FieldReader& in, const Context& context)
{
    if (context.version == kTls13)
        in.skip(in.u8(field::certificateRequestContextLength));
    const auto bytes = in.u24(field::certificatesLength);
    if (bytes == 0)
        return;  // a client that has none
    const auto scope = in.open(field::certificates, bytes);
    std::size_t count = 0;
    for (auto list = in.sub(bytes); list.more() && count < limits::certificates; ++count) {
        const auto length = list.u24(field::certificateLength);
        const auto range = list.next(length);
        const auto der = list.cursor().take(length);
        if (!list.ok())
            return;
        {
            const auto certificate = in.sink().open(field::certificate, Value::bytes(der), range);
            x509::describeCertificate(der, in.sink(), range.offset, describeTimestamps);
        }
        if (context.version == kTls13)
            describeExtensions(list, context);
    }
}

// RFC 6066 8.
void describeCertificateStatus(FieldReader& in)
{
    constexpr std::uint8_t ocsp = 1;
    if (in.u8(field::statusRequestType) != ocsp)
        return;
    const auto length = in.u24(field::ocspResponseLen);
    const auto range = in.next(length);
    if (const auto der = in.cursor().take(length); in.ok())
        x509::describeOcspResponse(der, in.sink(), range.offset, describeTimestamps);
}

void describeSignature(FieldReader& in, const Context& context)
{
    if (context.version >= kTls12)
        describeSignatureAlgorithm(in);
    in.bytes(field::signature, in.u16(field::signatureLength));
}

// RFC 8422 5.4, RFC 5246 7.4.3. Anonymous suites do not sign: then nothing is left.
void describeServerKeyExchange(FieldReader& in, const Context& context)
{
    switch (keyExchangeOf(context.cipherSuite)) {
    case KeyExchange::EllipticCurve: {
        constexpr std::uint8_t namedCurve = 3;
        if (in.u8(field::serverCurveType) != namedCurve)
            return;
        in.u16(field::serverNamedCurve);
        in.bytes(field::serverPoint, in.u8(field::serverPointLen));
        break;
    }
    case KeyExchange::DiffieHellman:
        in.bytes(field::dhP, in.u16(field::dhPLength));
        in.bytes(field::dhG, in.u16(field::dhGLength));
        in.bytes(field::dhYs, in.u16(field::dhYsLength));
        break;
    case KeyExchange::Rsa:  // export suites: a short key for one session
        in.bytes(field::modulus, in.u16(field::modulusLen));
        in.bytes(field::exponent, in.u16(field::exponentLen));
        break;
    default: return;
    }
    if (in.more())
        describeSignature(in, context);
}

// RFC 5246 7.4.7. SSL 3.0 has no length before the encrypted secret.
void describeClientKeyExchange(FieldReader& in, const Context& context)
{
    switch (keyExchangeOf(context.cipherSuite)) {
    case KeyExchange::Rsa:
        in.bytes(field::epms, context.version == kSsl3 ? in.remaining() : in.u16(field::epmsLen));
        break;
    case KeyExchange::EllipticCurve: in.bytes(field::clientPoint, in.u8(field::clientPointLen)); break;
    case KeyExchange::DiffieHellman: in.bytes(field::dhYc, in.u16(field::dhYcLength)); break;
    default: break;
    }
}

// RFC 5246 7.4.4.
void describeCertificateRequest(FieldReader& in, const Context& context)
{
    if (context.version == kTls13) {
        in.skip(in.u8(field::certificateRequestContextLength));
        describeExtensions(in, context);
        return;
    }
    const auto count = in.u8(field::certTypesCount);
    {
        const auto scope = in.open(field::certTypes, count);
        for (auto types = in.sub(count); types.more();)
            types.u8(field::certType);
    }
    if (context.version >= kTls12)
        describeSignatureAlgorithms(in);
    const auto bytes = in.u16(field::dnamesLen);
    if (bytes == 0)
        return;
    const auto scope = in.open(field::dnames, bytes);
    for (auto names = in.sub(bytes); names.more();) {
        const auto length = names.u16(field::dnameLen);
        const auto range = names.next(length);
        const auto name = names.open(field::dname, length);
        if (const auto der = names.cursor().take(length); names.ok())
            x509::describeName(der, in.sink(), range.offset);
    }
}

void describeCertificateVerify(FieldReader& in, const Context& context)
{
    if (context.version >= kTls12)
        describeSignatureAlgorithm(in);
    in.bytes(field::verifySignature, in.u16(field::verifySignatureLength));
}

void describeBody(FieldReader& in, const Context& context)
{
    switch (context.message) {
    case HandshakeType::ClientHello: return describeClientHello(in, context);
    case HandshakeType::ServerHello: return describeServerHello(in, context);
    case HandshakeType::NewSessionTicket: return describeNewSessionTicket(in, context);
    case HandshakeType::EncryptedExtensions: return describeExtensions(in, context);
    case HandshakeType::Certificate: return describeCertificate(in, context);
    case HandshakeType::ServerKeyExchange: return describeServerKeyExchange(in, context);
    case HandshakeType::CertificateRequest: return describeCertificateRequest(in, context);
    case HandshakeType::CertificateVerify: return describeCertificateVerify(in, context);
    case HandshakeType::ClientKeyExchange: return describeClientKeyExchange(in, context);
    case HandshakeType::CertificateStatus: return describeCertificateStatus(in);
    case HandshakeType::Finished: in.mark(field::verifyData, in.remaining()); return;
    default: return;
    }
}

}  // namespace

std::string_view handshakeName(HandshakeType type)
{
    const auto name = nameOf(names::handshakeTypes, static_cast<std::uint8_t>(type));
    return name.empty() ? "Unknown" : name;
}

std::string_view versionWord(std::uint16_t version)
{
    switch (version) {
    case 0x0300: return "SSLv3";
    case 0x0301: return "TLSv1";
    case 0x0302: return "TLSv1.1";
    case kTls12: return "TLSv1.2";
    case kTls13: return "TLSv1.3";
    default: return "TLS";
    }
}

void describeHandshake(FieldReader in, Context context)
{
    auto& sink = in.sink();
    const auto scope = in.open(field::handshake, in.remaining());
    context.message = HandshakeType{in.u8(field::handshakeType)};
    if (sink.wantsLabels())
        sink.label(scope.node(), "Handshake Protocol: " + std::string{handshakeName(context.message)});
    auto body = in.sub(in.u24(field::handshakeLength));
    describeBody(body, context);
}

void describeEncryptedHandshake(FieldReader& in)
{
    const auto node = in.mark(field::handshake, in.remaining());
    if (in.sink().wantsLabels())
        in.sink().label(node, "Handshake Protocol: Encrypted Handshake Message");
}

// RFC 8446 6. An encrypted alert is longer than two bytes.
void describeAlert(FieldReader& in)
{
    const auto scope = in.open(field::alertMessage, in.remaining());
    const auto bytes = in.cursor().peek(3);
    const bool plain = bytes.size() == 2 && !nameOf(names::alertLevels, std::to_integer<unsigned>(bytes[0])).empty()
        && !nameOf(names::alertDescriptions, std::to_integer<unsigned>(bytes[1])).empty();
    if (plain) {
        in.u8(field::alertMessageLevel);
        in.u8(field::alertMessageDesc);
    }
    if (in.sink().wantsLabels())
        in.sink().label(scope.node(), plain ? "Alert Message" : "Alert Message: Encrypted Alert");
}

// RFC 6520 4.
void describeHeartbeat(FieldReader& in)
{
    const auto scope = in.open(field::heartbeatMessage, in.remaining());
    const auto type = in.cursor().peek(1);
    if (type.empty() || nameOf(names::heartbeatTypes, std::to_integer<unsigned>(type[0])).empty())
        return;  // encrypted
    in.u8(field::heartbeatMessageType);
    const auto length = in.u16(field::heartbeatMessagePayloadLength);
    in.bytes(field::heartbeatMessagePayload, std::min<std::size_t>(length, in.remaining()));
    if (in.more())
        in.bytes(field::heartbeatMessagePadding, in.remaining());
}

void describeSslV2Hello(FieldReader& in)
{
    const auto scope = in.open(field::record, in.remaining());
    auto& sink = in.sink();
    if (sink.wantsLabels())
        sink.label(scope.node(), "SSLv2 Record Layer: Client Hello");
    sink.addGenerated(field::recordVersion, Value::number(2));
    const auto range = in.next(2);
    sink.add(field::recordLength, in.cursor().u16be() & 0x7FFFU, range);
    in.u8(field::handshakeType);
    in.u16(field::handshakeVersion);
    const auto specBytes = in.u16(field::cipherSpecLen);
    const auto sessionIdBytes = in.u16(field::sessionIdLength);
    const auto challengeBytes = in.u16(field::challengeLength);
    {
        const auto specs = in.open(field::ciphersuites, specBytes);
        for (auto list = in.sub(specBytes); list.more();)
            list.u24(field::cipherspec);
    }
    if (sessionIdBytes != 0)
        in.bytes(field::sessionId, sessionIdBytes);
    in.mark(field::challenge, challengeBytes);
    in.skip(challengeBytes);
}

}  // namespace pr::tls
