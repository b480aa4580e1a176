#include "core/protocols/dns/special_records.h"

#include "core/protocols/dns/fields.h"

#include <algorithm>

namespace pr::dns {

using namespace field;

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

}  // namespace pr::dns
