#include "core/protocols/tls/events.h"

#include "core/base/text.h"
#include "core/protocols/tls/fingerprints.h"
#include "core/protocols/tls/names.h"
#include "core/protocols/x509/x509.h"

#include <map>

namespace pr::tls {

namespace {

std::string kept(std::string text)
{
    if (text.size() > Handshake::kTextLimit) {
        text.resize(Handshake::kTextLimit);
        text += "…";
    }
    return text;
}

std::string joinedNames(Bytes list)
{
    std::string out;
    forEachName(list, [&](std::string_view name) {
        if (!out.empty())
            out += ',';
        out += name;
    });
    return out;
}

Value orNull(std::string_view text)
{
    return text.empty() ? Value{} : Value::text(text);
}

std::string cipherName(std::uint16_t suite)
{
    const auto name = nameOf(names::cipherSuites, suite);
    const std::array bytes{std::byte(suite >> 8), std::byte(suite & 0xFF)};
    return name.empty() ? "0x" + hex(bytes) : std::string{name};
}

/// A certificate as its rows need it.
struct Known {
    bool readable = false;
    x509::Certificate certificate;
    std::string fingerprint, sans, key;
};

// A server shows the same few certificates in every handshake: each is read once, as long as few others come between.
const Known& knownCertificate(Bytes der)
{
    constexpr std::size_t most = 128;
    thread_local std::map<Digest, Known> all;
    const auto digest = sha256(der);
    if (const auto found = all.find(digest); found != all.end())
        return found->second;
    if (all.size() == most)
        all.clear();
    auto& made = all[digest];
    if (auto parsed = x509::parseCertificate(der)) {
        made.readable = true;
        made.certificate = std::move(*parsed);
    }
    made.fingerprint = hex(Bytes{digest});
    made.sans = x509::joined(made.certificate.alternativeNames);
    made.key = x509::keyText(made.certificate);
    return made;
}

// RFC 5246 7.3: a server that goes on with an earlier session proves nothing and agrees upon nothing before it switches
// to encryption. With a retry or half a handshake nobody knows.
Value resumed(const Handshake& handshake)
{
    if (!handshake.serverSeen)
        return {};
    if (handshake.version == kTls13)
        return Value::boolean(handshake.keyFromTicket);
    return Value::boolean(!handshake.certificateSeen && !handshake.helloDone);
}

}  // namespace

void Handshake::take(const ClientHello& hello)
{
    version = hello.version;
    forEachU16(listIn(hello.extensions, SupportedVersions, 1), [this](std::uint16_t offered) {
        if (!isGrease(offered) && offered > version)
            version = offered;
    });
    sni = kept(std::string{serverName(hello.extensions)});
    alpn = kept(joinedNames(alpnNames(hello.extensions)));
    auto text = ja3Text(hello);
    ja3 = md5Hex(text);
    ja3Raw = kept(std::move(text));
    auto fingerprint = ja4Of(hello, Transport::Tcp);
    ja4 = std::move(fingerprint.hash);
    ja4Raw = kept(std::move(fingerprint.text));
}

void Handshake::take(const ServerHello& hello)
{
    version = hello.selectedVersion();
    cipherSuite = hello.cipherSuite;
    keyFromTicket = hello.extensions.find(PreSharedKey) != nullptr;
    alpnSelected = kept(joinedNames(alpnNames(hello.extensions)));
    auto text = ja3sText(hello);
    ja3s = md5Hex(text);
    ja3sRaw = kept(std::move(text));
}

void Handshake::takeEncrypted(const Extensions& extensions)
{
    alpnSelected = kept(joinedNames(alpnNames(extensions)));
}

void Handshake::archive(flow::Archive& archive)
{
    for (auto* flag : {&serverSeen, &certificateSeen, &helloDone, &keyFromTicket}) {
        std::uint8_t value = *flag;
        archive.integer(value);
        *flag = value != 0;
    }
    auto time = place.time.time_since_epoch().count();
    archive.integer(place.packet.value);
    archive.integer(time);
    archive.integer(place.flow.value);
    place.time = Timestamp{Nanoseconds{time}};
    for (auto* number : {&clientPort, &serverPort, &version, &cipherSuite})
        archive.integer(*number);
    for (auto* text :
        {&client, &server, &sni, &alpn, &alpnSelected, &ja3, &ja3Raw, &ja3s, &ja3sRaw, &ja4, &ja4Raw, &certificates})
        archive.text(*text);
}

void writeHandshake(const Handshake& handshake, EventBuffer& events)
{
    const auto cipher = handshake.serverSeen ? cipherName(handshake.cipherSuite) : std::string{};
    const std::array<Value, handshakeColumns.size()> cells{
        Value::text(handshake.client),
        Value::number(handshake.clientPort),
        Value::text(handshake.server),
        Value::number(handshake.serverPort),
        orNull(handshake.sni),
        orNull(handshake.alpn),
        orNull(handshake.alpnSelected),
        orNull(handshake.ja3),
        orNull(handshake.ja3Raw),
        orNull(handshake.ja3s),
        orNull(handshake.ja3sRaw),
        orNull(handshake.ja4),
        orNull(handshake.ja4Raw),
        orNull(nameOf(names::versions, handshake.version)),
        orNull(cipher),
        resumed(handshake),
        orNull(handshake.certificates),
    };
    events.add(handshakeTable, handshake.place, cells);
}

void writeCertificates(Bytes body, std::uint16_t version, const flow::Pdu& pdu, bool fromServer, Handshake& handshake)
{
    Cursor in{body};
    if (version == kTls13)
        in.skip(in.u8());  // the context of the request
    auto list = in.sub(in.u24be());
    for (std::uint64_t position = 0; !list.atEnd() && position < limits::certificates; ++position) {
        const auto der = list.take(list.u24be());
        if (version == kTls13)
            list.skip(list.u16be());  // extensions of the certificate
        if (!list.ok())
            return;
        const auto& known = knownCertificate(der);
        const auto& said = known.certificate;
        if (fromServer)
            handshake.certificates += (handshake.certificates.empty() ? "" : ",") + known.fingerprint;
        const auto address = addressText(pdu.ends.source);
        const auto nanoseconds = [&](Timestamp time) { return known.readable ? Value::time(time) : Value{}; };
        const std::array<Value, certificateColumns.size()> cells{
            Value::text(known.fingerprint),
            orNull(said.subject),
            orNull(said.issuer),
            orNull(said.serial),
            nanoseconds(said.notBefore),
            nanoseconds(said.notAfter),
            orNull(known.sans),
            orNull(known.key),
            Value::text(address),
            Value::number(pdu.ends.sourcePort),
            orNull(handshake.sni),
            Value::number(position),
            Value::boolean(!fromServer),
            Value::bytes(der),
        };
        pdu.events->add(certificateTable, {pdu.packet, pdu.time, pdu.flow}, cells);
    }
}

}  // namespace pr::tls
