#include "core/protocols/tls/describe.h"
#include "core/protocols/tls/fields.h"
#include "core/protocols/x509/x509.h"

#include <string>

namespace pr::tls {

namespace {

bool inClientHello(const Context& context)
{
    return context.message == HandshakeType::ClientHello;
}

// RFC 6066 3. A server answers with an empty body.
void describeServerName(FieldReader& in, const Context&)
{
    if (!in.more())
        return;
    for (auto list = in.sub(in.u16(field::serverNameListLen)); list.more();) {
        list.u8(field::serverNameType);
        list.text(field::serverName, list.u16(field::serverNameLen));
    }
}

void describeOcspRequest(FieldReader& in)
{
    in.skip(in.u16(field::statusRequestResponderIdsLen));
    in.skip(in.u16(field::statusRequestExtsLen));
}

// RFC 6066 8; in TLS 1.3 the answer stands beside each certificate.
void describeStatusRequest(FieldReader& in, const Context& context)
{
    constexpr std::uint8_t ocsp = 1;
    if (!in.more() || in.u8(field::statusRequestType) != ocsp)
        return;
    if (inClientHello(context)) {
        describeOcspRequest(in);
    } else if (context.message == HandshakeType::Certificate) {
        const auto length = in.u24(field::ocspResponseLen);
        const auto range = in.next(length);
        if (const auto der = in.cursor().take(length); in.ok())
            x509::describeOcspResponse(der, in.sink(), range.offset, describeTimestamps);
    }
}

// RFC 6961 2.2.
void describeStatusRequestV2(FieldReader& in, const Context&)
{
    if (!in.more())
        return;
    for (auto list = in.sub(in.u16(field::statusRequestListLen)); list.more();) {
        list.u8(field::statusRequestType);
        auto request = list.sub(list.u16(field::statusRequestLen));
        describeOcspRequest(request);
    }
}

// RFC 7250 3: a list from the client, the choice from the server.
void describeCertificateTypes(FieldReader& in, const Context& context)
{
    if (!inClientHello(context)) {
        in.u8(field::certTypeType);
        return;
    }
    const auto length = in.u8(field::certTypeTypesLen);
    const auto scope = in.open(field::certTypeTypes, length);
    for (auto list = in.sub(length); list.more();)
        list.u8(field::certTypeType);
}

void describeGroups(FieldReader& in, const Context&)
{
    const auto length = in.u16(field::supportedGroupsLength);
    const auto scope = in.open(field::supportedGroups, length);
    for (auto list = in.sub(length); list.more();)
        list.u16(field::supportedGroup);
}

void describePointFormats(FieldReader& in, const Context&)
{
    const auto length = in.u8(field::ecPointFormatsLength);
    const auto scope = in.open(field::ecPointFormats, length);
    for (auto list = in.sub(length); list.more();)
        list.u8(field::ecPointFormat);
}

void describeSignatureAlgorithmList(FieldReader& in, const Context&)
{
    describeSignatureAlgorithms(in);
}

void describeHeartbeatMode(FieldReader& in, const Context&)
{
    in.u8(field::extensionHeartbeatMode);
}

// RFC 7301 3.1.
void describeAlpn(FieldReader& in, const Context&)
{
    const auto length = in.u16(field::alpnLen);
    const auto scope = in.open(field::alpnList, length);
    for (auto list = in.sub(length); list.more();)
        list.text(field::alpnStr, list.u8(field::alpnStrLen));
}

// draft-vvv-tls-alps.
void describeApplicationSettings(FieldReader& in, const Context& context)
{
    if (!inClientHello(context))
        return;
    const auto length = in.u16(field::alpsLen);
    const auto scope = in.open(field::alpsAlpnList, length);
    for (auto list = in.sub(length); list.more();)
        list.text(field::alpsAlpnStr, list.u8(field::alpsAlpnStrLen));
}

// draft-agl-tls-nextprotoneg: the server lists, the client asks with an empty body.
void describeNextProtocols(FieldReader& in, const Context&)
{
    while (in.more())
        in.text(field::npn, in.u8(field::npnStrLen));
}

void describeTimestampList(FieldReader& in, const Context&)
{
    if (in.more())
        describeTimestamps(in);
}

void describePadding(FieldReader& in, const Context&)
{
    in.bytes(field::paddingData, in.remaining());
}

// RFC 8879 3.
void describeCompressions(FieldReader& in, const Context&)
{
    for (auto list = in.sub(in.u8(field::compressCertificateAlgorithmsLength)); list.more();)
        list.u16(field::compressCertificateAlgorithm);
}

void describeRecordSize(FieldReader& in, const Context&)
{
    in.u16(field::recordSizeLimit);
}

void describeKeyShareEntry(FieldReader& in)
{
    in.u16(field::keyShareGroup);
    in.bytes(field::keyShareKeyExchange, in.u16(field::keyShareKeyExchangeLength));
}

// RFC 8446 4.2.8.
void describeKeyShare(FieldReader& in, const Context& context)
{
    if (context.retryRequest) {
        in.u16(field::keyShareSelectedGroup);
    } else if (context.fromServer && !inClientHello(context)) {
        describeKeyShareEntry(in);
    } else {
        for (auto list = in.sub(in.u16(field::keyShareClientLength)); list.more();)
            describeKeyShareEntry(list);
    }
}

// RFC 8446 4.2.11.
void describePreSharedKey(FieldReader& in, const Context& context)
{
    if (!inClientHello(context)) {
        in.u16(field::pskIdentitySelected);
        return;
    }
    for (auto list = in.sub(in.u16(field::pskIdentitiesLength)); list.more();) {
        list.bytes(field::pskIdentityIdentity, list.u16(field::pskIdentityIdentityLength));
        list.u32(field::pskIdentityObfuscatedTicketAge);
    }
    const auto binders = in.u16(field::pskBindersLen);
    in.mark(field::pskBinders, binders);
    in.skip(binders);
}

void describeEarlyData(FieldReader& in, const Context& context)
{
    if (context.message == HandshakeType::NewSessionTicket)
        in.u32(field::earlyDataMaxEarlyDataSize);
}

// RFC 8446 4.2.1: a list from the client, the choice from the server.
void describeVersions(FieldReader& in, const Context& context)
{
    if (!inClientHello(context)) {
        in.u16(field::supportedVersion);
        return;
    }
    for (auto list = in.sub(in.u8(field::supportedVersionsLen)); list.more();)
        list.u16(field::supportedVersion);
}

void describePskModes(FieldReader& in, const Context&)
{
    for (auto list = in.sub(in.u8(field::pskKeModesLength)); list.more();)
        list.u8(field::pskKeMode);
}

void describeRenegotiation(FieldReader& in, const Context&)
{
    in.skip(in.u8(field::renegInfoLen));
}

void describeQuic(FieldReader& in, const Context&)
{
    describeQuicParameters(in, false);
}

void describeQuicDraft(FieldReader& in, const Context&)
{
    describeQuicParameters(in, true);
}

void describeEncryptedServerName(FieldReader& in, const Context& context)
{
    if (!inClientHello(context))
        return;
    in.u16(field::esniSuite);
    describeKeyShareEntry(in);
    in.bytes(field::esniRecordDigest, in.u16(field::esniRecordDigestLength));
    in.bytes(field::esniEncryptedSni, in.u16(field::esniEncryptedSniLength));
}

// Extensions that say all by being there.
void describeNothing(FieldReader&, const Context&) { }

struct Description {
    std::uint16_t type;
    void (*describe)(FieldReader& body, const Context& context);
};

constexpr std::array descriptions{
    Description{ServerName, describeServerName},
    Description{StatusRequest, describeStatusRequest},
    Description{CertType, describeCertificateTypes},
    Description{SupportedGroups, describeGroups},
    Description{EcPointFormats, describePointFormats},
    Description{SignatureAlgorithms, describeSignatureAlgorithmList},
    Description{HeartbeatExtension, describeHeartbeatMode},
    Description{Alpn, describeAlpn},
    Description{StatusRequestV2, describeStatusRequestV2},
    Description{SignedCertificateTimestamp, describeTimestampList},
    Description{ClientCertificateType, describeCertificateTypes},
    Description{ServerCertificateType, describeCertificateTypes},
    Description{Padding, describePadding},
    Description{EncryptThenMac, describeNothing},
    Description{ExtendedMasterSecret, describeNothing},
    Description{CompressCertificate, describeCompressions},
    Description{RecordSizeLimit, describeRecordSize},
    Description{DelegatedCredentials, describeSignatureAlgorithmList},
    Description{PreSharedKeyOld, describeKeyShare},
    Description{PreSharedKey, describePreSharedKey},
    Description{EarlyData, describeEarlyData},
    Description{SupportedVersions, describeVersions},
    Description{PskKeyExchangeModes, describePskModes},
    Description{PostHandshakeAuth, describeNothing},
    Description{SignatureAlgorithmsCert, describeSignatureAlgorithmList},
    Description{KeyShare, describeKeyShare},
    Description{QuicTransportParameters, describeQuic},
    Description{NextProtocolNegotiation, describeNextProtocols},
    Description{ApplicationSettings, describeApplicationSettings},
    Description{RenegotiationInfo, describeRenegotiation},
    Description{QuicTransportParametersDraft, describeQuicDraft},
    Description{EncryptedServerName, describeEncryptedServerName},
};

void describeExtension(FieldReader& in, const Context& context)
{
    auto& sink = in.sink();
    const auto header = in.cursor().peek(4);
    const std::size_t length = header.size() == 4 ? u16be(header.data() + 2) : 0;
    const auto scope = in.open(field::extension, 4 + length);
    const auto type = in.u16(field::extensionType);
    auto body = in.sub(in.u16(field::extensionLen));
    if (sink.wantsLabels()) {
        const auto name = nameOf(names::extensionTypes, type);
        sink.label(scope.node(),
            "Extension: " + std::string{name.empty() ? "Unknown type " + std::to_string(type) : std::string{name}}
                + " (len=" + std::to_string(length) + ")");
    }
    if (!body.ok())
        return;
    for (const auto& description : descriptions)
        if (description.type == type)
            return description.describe(body, context);
    body.bytes(field::extensionData, body.remaining());
}

}  // namespace

void describeExtensions(FieldReader& in, const Context& context)
{
    if (!in.more())
        return;
    std::size_t count = 0;
    for (auto list = in.sub(in.u16(field::extensionsLength)); list.more() && count < limits::tlsExtensions; ++count)
        describeExtension(list, context);
}

void describeSignatureAlgorithm(FieldReader& in)
{
    const auto bytes = in.cursor().peek(2);
    const auto scope =
        in.sink().open(field::sigHashAlg, Value::number(bytes.size() == 2 ? u16be(bytes.data()) : 0), in.next(2));
    in.u8(field::sigHashHash);
    in.u8(field::sigHashSig);
}

void describeSignatureAlgorithms(FieldReader& in)
{
    const auto length = in.u16(field::sigHashAlgLen);
    const auto scope = in.open(field::sigHashAlgs, length);
    for (auto list = in.sub(length); list.remaining() >= 2;)
        describeSignatureAlgorithm(list);
}

void describeTimestamps(FieldReader& in)
{
    for (auto list = in.sub(in.u16(field::sctsLength)); list.more();) {
        auto timestamp = list.sub(list.u16(field::sctLength));
        timestamp.u8(field::sctVersion);
        timestamp.bytes(field::sctLogid, 32);
        const auto range = timestamp.next(8);
        const auto milliseconds = timestamp.cursor().u64be();
        if (timestamp.ok())
            timestamp.sink().add(
                field::sctTimestamp, Value::signedNumber(static_cast<std::int64_t>(milliseconds * 1'000'000)), range);
        timestamp.skip(timestamp.u16(field::sctExtensionsLength));
        if (timestamp.ok())
            describeSignatureAlgorithm(timestamp);
        timestamp.bytes(field::sctSignature, timestamp.u16(field::sctSignatureLength));
    }
}

}  // namespace pr::tls
