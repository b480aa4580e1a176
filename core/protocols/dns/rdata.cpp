#include "core/protocols/dns/rdata.h"

#include "core/base/text.h"
#include "core/protocols/dns/fields.h"
#include "core/protocols/dns/options.h"
#include "core/protocols/dns/rdata_cursor.h"
#include "core/protocols/dns/special_records.h"

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
        if (record.length > 0) {
            in.bytes(field::data, in.remaining());
            in.addGenerated(undecodedType, {});
        }
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
