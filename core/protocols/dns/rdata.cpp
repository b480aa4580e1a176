#include "core/protocols/dns/rdata.h"

#include "core/base/text.h"
#include "core/protocols/dns/fields.h"
#include "core/protocols/dns/options.h"
#include "core/protocols/dns/rdata_cursor.h"

#include <algorithm>

namespace pr::dns {

namespace {

// As C writes them: \n and its kin, else three octal digits. UTF-8, which mDNS uses (RFC 6762 16), stays.
std::string escapedOctal(std::string_view text)
{
    constexpr std::string_view named = "abtnvfr";  // 0x07 to 0x0d
    std::string out;
    for (const char c : validUtf8(text)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte != 0x7F) {
            out += c;
        } else if (byte >= 0x07 && byte <= 0x0D) {
            out += '\\';
            out += named[byte - 0x07];
        } else {
            for (const char digit : {'\\', static_cast<char>('0' + (byte >> 6)),
                     static_cast<char>('0' + (byte >> 3 & 7)), static_cast<char>('0' + (byte & 7))})
                out += digit;
        }
    }
    return out;
}

enum class Shape : std::uint8_t {
    Number8,
    Number16,
    Number32,
    Time32,  // seconds since 1970
    Ipv4,
    Ipv6,
    Bytes6,
    Bytes8,
    Name,
    Text,   // a length byte, then as many characters: two fields
    Texts,  // the same up to the end
    RestBytes,
    RestText,
};

struct Part {
    Shape shape;
    const Field* field;
    const Field* length = nullptr;  // of Text and Texts
};

struct Layout {
    std::uint16_t type;
    std::span<const Part> parts;
    void (*more)(RdataCursor&) = nullptr;  // what no table says; after the parts
};

using namespace field;  // the tables below read as the RFCs draw the records

constexpr std::array kA{Part{Shape::Ipv4, &a}};
constexpr std::array kNs{Part{Shape::Name, &ns}};
constexpr std::array kCname{Part{Shape::Name, &cname}};
constexpr std::array kSoa{Part{Shape::Name, &soaMname}, Part{Shape::Name, &soaRname},
    Part{Shape::Number32, &soaSerialNumber}, Part{Shape::Number32, &soaRefreshInterval},
    Part{Shape::Number32, &soaRetryInterval}, Part{Shape::Number32, &soaExpireLimit},
    Part{Shape::Number32, &soaMinimumTtl}};
constexpr std::array kMb{Part{Shape::Name, &mb}};
constexpr std::array kMg{Part{Shape::Name, &mg}};
constexpr std::array kMr{Part{Shape::Name, &mr}};
constexpr std::array kNull{Part{Shape::RestBytes, &null}};
constexpr std::array kWks{Part{Shape::Ipv4, &wksAddress}, Part{Shape::Number8, &wksProtocol}};
constexpr std::array kPtr{Part{Shape::Name, &ptrDomainName}};
constexpr std::array kHinfo{Part{Shape::Text, &hinfoCpu, &hinfoCpuLength}, Part{Shape::Text, &hinfoOs, &hinfoOsLength}};
constexpr std::array kMinfo{Part{Shape::Name, &minfoR}, Part{Shape::Name, &minfoE}};
constexpr std::array kMx{Part{Shape::Number16, &mxPreference}, Part{Shape::Name, &mxMailExchange}};
constexpr std::array kTxt{Part{Shape::Texts, &txt, &txtLength}};
constexpr std::array kRp{Part{Shape::Name, &rpMailbox}, Part{Shape::Name, &rpTxtRr}};
constexpr std::array kAfsdb{Part{Shape::Number16, &afsdbSubtype}, Part{Shape::Name, &afsdbHostname}};
constexpr std::array kX25{Part{Shape::Text, &x25PsdnAddress, &x25Length}};
constexpr std::array kIsdn{Part{Shape::Text, &idsnAddress, &idsnLength}};
constexpr std::array kRt{Part{Shape::Number16, &rtSubtype}, Part{Shape::Name, &rtIntermediateHost}};
constexpr std::array kNsap{Part{Shape::RestBytes, &nsapRdata}};
constexpr std::array kNsapPtr{Part{Shape::Name, &nsapPtrOwner}};
constexpr std::array kRrsig{Part{Shape::Number16, &rrsigTypeCovered}, Part{Shape::Number8, &rrsigAlgorithm},
    Part{Shape::Number8, &rrsigLabels}, Part{Shape::Number32, &rrsigOriginalTtl},
    Part{Shape::Time32, &rrsigSignatureExpiration}, Part{Shape::Time32, &rrsigSignatureInception},
    Part{Shape::Number16, &rrsigKeyTag}, Part{Shape::Name, &rrsigSignersName}, Part{Shape::RestBytes, &rrsigSignature}};
constexpr std::array kPx{
    Part{Shape::Number16, &pxPreference}, Part{Shape::Name, &pxMap822}, Part{Shape::Name, &pxMap400}};
constexpr std::array kGpos{Part{Shape::Text, &gposLongitude, &gposLongitudeLength},
    Part{Shape::Text, &gposLatitude, &gposLatitudeLength}, Part{Shape::Text, &gposAltitude, &gposAltitudeLength}};
constexpr std::array kAaaa{Part{Shape::Ipv6, &aaaa}};
constexpr std::array kNxt{Part{Shape::Name, &nxtNextDomainName}};
constexpr std::array kSrv{Part{Shape::Number16, &srvPriority}, Part{Shape::Number16, &srvWeight},
    Part{Shape::Number16, &srvPort}, Part{Shape::Name, &srvTarget}};
constexpr std::array kNaptr{Part{Shape::Number16, &naptrOrder}, Part{Shape::Number16, &naptrPreference},
    Part{Shape::Text, &naptrFlags, &naptrFlagsLength}, Part{Shape::Text, &naptrService, &naptrServiceLength},
    Part{Shape::Text, &naptrRegex, &naptrRegexLength}};
constexpr std::array kKx{Part{Shape::Number16, &kxPreference}, Part{Shape::Name, &kxKeyExchange}};
constexpr std::array kCert{Part{Shape::Number16, &certType}, Part{Shape::Number16, &certKeyTag},
    Part{Shape::Number8, &certAlgorithm}, Part{Shape::RestBytes, &certCertificate}};
constexpr std::array kDname{Part{Shape::Name, &dname}};
constexpr std::array kDs{Part{Shape::Number16, &dsKeyId}, Part{Shape::Number8, &dsAlgorithm},
    Part{Shape::Number8, &dsDigestType}, Part{Shape::RestBytes, &dsDigest}};
constexpr std::array kSshfp{Part{Shape::Number8, &sshfpAlgorithm}, Part{Shape::Number8, &sshfpFingerprintType},
    Part{Shape::RestBytes, &sshfpFingerprint}};
constexpr std::array kNsec{Part{Shape::Name, &nsecNextDomainName}};
constexpr std::array kDhcid{Part{Shape::RestBytes, &dhcidRdata}};
constexpr std::array kTlsa{Part{Shape::Number8, &tlsaCertificateUsage}, Part{Shape::Number8, &tlsaSelector},
    Part{Shape::Number8, &tlsaMatchingType}, Part{Shape::RestBytes, &tlsaCertificateAssociationData}};
constexpr std::array kOpenpgpkey{Part{Shape::RestText, &openpgpkey}};
constexpr std::array kZonemd{Part{Shape::Number32, &zonemdSerial}, Part{Shape::Number8, &zonemdScheme},
    Part{Shape::Number8, &zonemdHashAlgo}, Part{Shape::RestBytes, &zonemdDigest}};
constexpr std::array kSvcb{Part{Shape::Number16, &svcbSvcpriority}, Part{Shape::Name, &svcbTargetname}};
constexpr std::array kSpf{Part{Shape::Texts, &spf, &spfLength}};
constexpr std::array kNid{Part{Shape::Number16, &ilnpNidPreference}, Part{Shape::Bytes8, &ilnpNid}};
constexpr std::array kL32{Part{Shape::Number16, &ilnpL32Preference}, Part{Shape::Ipv4, &ilnpL32}};
constexpr std::array kL64{Part{Shape::Number16, &ilnpL64Preference}, Part{Shape::Bytes8, &ilnpL64}};
constexpr std::array kLp{Part{Shape::Number16, &ilnpLpPreference}, Part{Shape::Name, &ilnpLp}};
constexpr std::array kEui48{Part{Shape::Bytes6, &eui48}};
constexpr std::array kEui64{Part{Shape::Bytes8, &eui64}};
constexpr std::array kTkey{Part{Shape::Name, &tkeyAlgoName}, Part{Shape::Time32, &tkeySignatureInception},
    Part{Shape::Time32, &tkeySignatureExpiration}, Part{Shape::Number16, &tkeyMode}, Part{Shape::Number16, &tkeyError}};
constexpr std::array kTsig{Part{Shape::Name, &tsigAlgorithmName}};

// RFC 1035 3.4.2: a bit a port.
void wksBitmap(RdataCursor& in)
{
    while (!in.atEnd())
        in.number8(wksBits);
}

// RFC 1876 2. Other versions than 0 may look different.
void loc(RdataCursor& in)
{
    if (in.number8(locVersion) != 0)
        return in.bytes(locUnknownData, in.remaining());
    in.number8(locSize);
    in.number8(locHorizontalPrecision);
    in.number8(locVerticalPrecision);
    in.number32(locLatitude);
    in.number32(locLongitude);
    in.number32(locAltitude);
}

// RFC 1183 3.2: the sub-address is optional.
void isdnSubaddress(RdataCursor& in)
{
    if (!in.atEnd())
        in.text(idsnSaAddress, &idsnSaLength);
}

// RFC 3403 4.1. The length of the name's text is a field of Wireshark's, no byte of the record.
void naptrTarget(RdataCursor& in)
{
    const auto from = in.at();
    Name name;
    in.readName(name);
    if (!in.ok())
        return;
    in.add(naptrReplacementLength, Value::number(displayed(name.text()).size()), from);
    in.addName(naptrReplacement, name, from);
}

// RFC 4034 2.1
void dnskey(RdataCursor& in)
{
    const auto all = in.rest();
    in.flags16(dnskeyFlags, [&](unsigned flags, std::size_t from) {
        in.add(dnskeyFlagsZoneKey, Value::boolean(flags & 0x0100), from);
        in.add(dnskeyFlagsKeyRevoked, Value::boolean(flags & 0x0080), from);
        in.add(dnskeyFlagsSecureEntryPoint, Value::boolean(flags & 0x0001), from);
        in.add(dnskeyFlagsReserved, Value::number((flags & 0xFE7E) >> 1), from);
    });
    in.number8(dnskeyProtocol);
    in.number8(dnskeyAlgorithm);
    in.addGenerated(dnskeyKeyId, Value::number(keyTag(all)));
    in.bytes(dnskeyPublicKey, in.remaining());
}

// RFC 2535 3.1
void key(RdataCursor& in)
{
    const auto all = in.rest();
    in.flags16(keyFlags, [&](unsigned flags, std::size_t from) {
        in.add(keyFlagsAuthentication, Value::boolean(flags & 0x8000), from);
        in.add(keyFlagsConfidentiality, Value::boolean(flags & 0x4000), from);
        if ((flags & 0xC000) != 0xC000) {
            in.add(keyFlagsRequired, Value::boolean(flags & 0x2000), from);
            in.add(keyFlagsAssociatedUser, Value::boolean(flags & 0x0400), from);
            in.add(keyFlagsAssociatedNamedEntity, Value::boolean(flags & 0x0200), from);
            in.add(keyFlagsIpsec, Value::boolean(flags & 0x0080), from);
            in.add(keyFlagsMime, Value::boolean(flags & 0x0040), from);
            in.add(keyFlagsSignatory, Value::number(flags & 0x000F), from);
        }
    });
    in.number8(keyProtocol);
    in.number8(keyAlgorithm);
    in.addGenerated(keyKeyId, Value::number(keyTag(all)));
    in.bytes(keyPublicKey, in.remaining());
}

// RFC 4034 4.1.2: windows of 256 types, a bit a type.
void typeBitmaps(RdataCursor& in)
{
    while (!in.atEnd()) {
        const unsigned window = in.peek8();
        in.skip(1);
        const unsigned size = in.peek8();
        in.skip(1);
        for (unsigned i = 0; i < size && in.ok(); ++i) {
            const unsigned types = in.peek8();
            const auto from = in.at();
            in.skip(1);
            for (unsigned bit = 0; bit < 8; ++bit)
                if (types & 0x80U >> bit)
                    in.add(respType, Value::number(window << 8 | i << 3 | bit), from);
        }
    }
}

// RFC 5155 3.2, and the part that NSEC3PARAM shares (4.2).
void nsec3Parameters(RdataCursor& in)
{
    in.number8(nsec3Algo);
    in.flags8(nsec3Flags,
        [&](unsigned flags, std::size_t from) { in.add(nsec3FlagsOptOut, Value::boolean(flags & 1), from); });
    in.number16(nsec3Iterations);
    in.bytes(nsec3SaltValue, in.number8(nsec3SaltLength));
}

void nsec3(RdataCursor& in)
{
    nsec3Parameters(in);
    const auto size = in.number8(nsec3HashLength);
    const auto from = in.at();
    const auto hash = in.take(size);
    if (in.ok() && in.sink().wants(nsec3HashValue))
        in.add(nsec3HashValue, Value::text(in.sink().arena().copy(base32hex(hash))), from);
    typeBitmaps(in);
}

// RFC 4025 2.1
void ipseckey(RdataCursor& in)
{
    in.number8(ipseckeyGatewayPrecedence);
    const auto gateway = in.number8(ipseckeyGatewayType);
    in.number8(ipseckeyGatewayAlgorithm);
    if (gateway == 1)
        in.ipv4(ipseckeyGatewayIpv4);
    else if (gateway == 2)
        in.ipv6(ipseckeyGatewayIpv6);
    else if (gateway == 3)
        in.name(ipseckeyGatewayDns);
    in.bytes(ipseckeyPublicKey, in.remaining());
}

// RFC 2874 3.1: as much of the address as the prefix does not give.
void a6(RdataCursor& in)
{
    const auto prefix = in.number8(a6PrefixLen);
    if (prefix > 128)
        return in.fail(Fault::Malformed);
    const std::size_t size = (128 - prefix + 7) / 8;
    const auto from = in.at();
    const auto suffix = in.take(size);
    if (in.ok() && in.sink().wants(a6AddressSuffix)) {
        const auto address = in.sink().arena().allocate(16);
        std::fill(address.begin(), address.end(), std::byte{});
        std::copy(suffix.begin(), suffix.end(), address.end() - static_cast<std::ptrdiff_t>(size));
        in.add(a6AddressSuffix, Value::bytes(address), from);
    }
    if (prefix > 0)
        in.name(a6PrefixName);
}

// RFC 3123 4
void apl(RdataCursor& in)
{
    while (!in.atEnd()) {
        const auto family = in.number16(aplAddressFamily);
        in.number8(aplCodedPrefix);
        const unsigned length = in.peek8();
        in.add(aplNegation, Value::boolean(length & 0x80), in.at());
        in.number8(aplAfdlength, 0x7F);
        const std::size_t full = family == 1 ? 4 : family == 2 ? 16 : 0;
        const auto from = in.at();
        const auto part = in.take(length & 0x7F);
        if (!in.ok())
            return;
        if (full < part.size()) {  // another family, or trailing zeros that RFC 3123 forbids
            in.add(aplAfdpartData, Value::bytes(part), from);
            continue;
        }
        const auto address = in.sink().arena().allocate(full);
        std::fill(std::copy(part.begin(), part.end(), address.begin()), address.end(), std::byte{});
        in.add(family == 1 ? aplAfdpartIpv4 : aplAfdpartIpv6, Value::bytes(address), from);
    }
}

// RFC 8005 5
void hip(RdataCursor& in)
{
    const auto tag = in.number8(hipHitLength);
    in.number8(hipHitPkAlgo);
    const auto key = in.number16(hipPkLength);
    in.bytes(hipHit, tag);
    in.bytes(hipPk, key);
    while (!in.atEnd())
        in.name(hipRendezvousServer);
}

// RFC 7477 2.1.1
void csync(RdataCursor& in)
{
    in.number32(csyncSoa);
    in.flags16(csyncFlags, [&](unsigned flags, std::size_t from) {
        in.add(csyncFlagsImmediate, Value::boolean(flags & 1), from);
        in.add(csyncFlagsSoaminimum, Value::boolean(flags & 2), from);
    });
    typeBitmaps(in);
}

// RFC 8659 4.1: one field whatever the tag, and one for the tags that everybody knows.
void caa(RdataCursor& in)
{
    in.flags8(caaFlags,
        [&](unsigned flags, std::size_t from) { in.add(caaFlagsIssuerCritical, Value::boolean(flags & 0x80), from); });
    if (in.atEnd())
        return in.fail(Fault::Malformed);
    const auto property = textOf(in.peekCounted());
    const Field& known = property == "issue" ? caaIssue
        : property == "issuewild"            ? caaIssuewild
        : property == "iodef"                ? caaIodef
                                             : caaUnknown;
    const auto scope = in.around(known, Value::text(textOf(in.restAfterCounted())), in.remaining());
    in.text(caaTag, &caaTagLength);
    in.restText(caaValue);
}

// RFC 8945 4.2
void tsig(RdataCursor& in)
{
    in.time48(tsigTimeSigned);
    in.number16(tsigFudge);
    const auto size = in.number16(tsigMacSize);
    const auto macFrom = in.at();
    in.skip(size);
    in.group(tsigMac, macFrom, [&] { in.add(tsigNoalg, {}, macFrom); });  // we check no MAC
    in.number16(tsigOriginalId);
    in.number16(tsigError);
    const auto other = in.number16(tsigOtherLen);
    if (other > 0)
        in.bytes(tsigOtherData, other);
}

// RFC 2930 2.1
void tkey(RdataCursor& in)
{
    if (const auto size = in.number16(tkeyKeySize); size > 0)
        in.bytes(tkeyKeyData, size);
    if (const auto size = in.number16(tkeyOtherSize); size > 0)
        in.bytes(tkeyOtherData, size);
}

// MS-DNSP 2.2.2.2.4.11 and .12
void wins(RdataCursor& in)
{
    in.number32(winsLocalFlag, 1);
    in.number32(winsLookupTimeout);
    in.number32(winsCacheTimeout);
    in.number32(winsNbWinsServers);
    while (!in.atEnd())
        in.ipv4(winsWinsServer);
}

void winsReverse(RdataCursor& in)
{
    in.number32(winsrLocalFlag, 1);
    in.number32(winsrLookupTimeout);
    in.number32(winsrCacheTimeout);
    in.name(winsrNameResultDomain);
}

constexpr auto layouts = std::to_array<Layout>({
    {1, kA},
    {2, kNs},
    {5, kCname},
    {6, kSoa},
    {7, kMb},
    {8, kMg},
    {9, kMr},
    {10, kNull},
    {11, kWks, wksBitmap},
    {12, kPtr},
    {13, kHinfo},
    {14, kMinfo},
    {15, kMx},
    {16, kTxt},
    {17, kRp},
    {18, kAfsdb},
    {19, kX25},
    {20, kIsdn, isdnSubaddress},
    {21, kRt},
    {22, kNsap},
    {23, kNsapPtr},
    {24, kRrsig},
    {25, {}, key},
    {26, kPx},
    {27, kGpos},
    {28, kAaaa},
    {29, {}, loc},
    {30, kNxt},
    {33, kSrv},
    {35, kNaptr, naptrTarget},
    {36, kKx},
    {37, kCert},
    {38, {}, a6},
    {39, kDname},
    {41, {}, describeOptions},
    {42, {}, apl},
    {43, kDs},
    {44, kSshfp},
    {45, {}, ipseckey},
    {46, kRrsig},
    {47, kNsec, typeBitmaps},
    {48, {}, dnskey},
    {49, kDhcid},
    {50, {}, nsec3},
    {51, {}, nsec3Parameters},
    {52, kTlsa},
    {55, {}, hip},
    {59, kDs},
    {60, {}, dnskey},
    {61, kOpenpgpkey},
    {62, {}, csync},
    {63, kZonemd},
    {64, kSvcb, describeServiceParameters},
    {65, kSvcb, describeServiceParameters},
    {99, kSpf},
    {104, kNid},
    {105, kL32},
    {106, kL64},
    {107, kLp},
    {108, kEui48},
    {109, kEui64},
    {249, kTkey, tkey},
    {250, kTsig, tsig},
    {257, {}, caa},
    {32769, kDs},
    {65281, {}, wins},
    {65282, {}, winsReverse},
});
static_assert(std::is_sorted(layouts.begin(), layouts.end(), [](auto& l, auto& r) { return l.type < r.type; }));

void describePart(const Part& part, RdataCursor& in)
{
    switch (part.shape) {
    case Shape::Number8: in.number8(*part.field); return;
    case Shape::Number16: in.number16(*part.field); return;
    case Shape::Number32: in.number32(*part.field); return;
    case Shape::Time32: in.time32(*part.field); return;
    case Shape::Ipv4: in.ipv4(*part.field); return;
    case Shape::Ipv6: in.ipv6(*part.field); return;
    case Shape::Bytes6: in.bytes(*part.field, 6); return;
    case Shape::Bytes8: in.bytes(*part.field, 8); return;
    case Shape::Name: in.name(*part.field); return;
    case Shape::Text: in.text(*part.field, part.length); return;
    case Shape::Texts:
        while (!in.atEnd())
            in.text(*part.field, part.length);
        return;
    case Shape::RestBytes: in.bytes(*part.field, in.remaining()); return;
    case Shape::RestText: in.restText(*part.field); return;
    }
}

bool isPlain(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < '\x7f'; });
}

}  // namespace

std::string displayed(std::string_view name)
{
    if (name.empty())
        return "<Root>";
    return isPlain(name) ? std::string{name} : escapedOctal(name);
}

std::string_view displayName(const Name& name, Arena& arena)
{
    const auto text = name.text();
    return !text.empty() && isPlain(text) ? arena.copy(text) : arena.copy(displayed(text));
}

Fault describeData(const Reader& message, const Record& record, Place place, FieldSink& sink)
{
    RdataCursor in{message, record, place, sink};
    const auto layout = std::lower_bound(
        layouts.begin(), layouts.end(), record.type, [](const Layout& l, std::uint16_t type) { return l.type < type; });
    if (layout == layouts.end() || layout->type != record.type) {
        if (record.length > 0)
            in.bytes(field::data, in.remaining());
        return in.fault();
    }
    for (const auto& part : layout->parts)
        describePart(part, in);
    if (layout->more)
        layout->more(in);
    return in.fault();
}

std::string dataText(const Reader& message, const Record& record)
{
    FieldSink nothing;
    RdataCursor in{message, record, {}, nothing};
    switch (record.type) {
    case 1: return addressText(in.take(4));
    case 28: return addressText(in.take(16));
    case 15: in.take(2); break;
    case 33: in.take(6); break;
    case 16: return std::string{textOf(in.peekCounted())};
    case 2:
    case 5:
    case 12:
    case 39: break;
    default: return {};
    }
    Name name;
    in.readName(name);
    return in.ok() ? displayed(name.text()) : std::string{};
}

}  // namespace pr::dns
