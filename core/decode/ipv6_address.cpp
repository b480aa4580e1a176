#include "core/decode/ipv6_address.h"

#include "core/base/text.h"

#include <array>

namespace pr::decode {

namespace {

/// Adds a value to the field of its side and, hidden, to the one of both.
void addBoth(const Field& side, const Field& both, Value value, ByteRange range, FieldSink& sink)
{
    sink.addGenerated(side, value, range);
    sink.addHidden(both, value, range);
}

// RFC 4291 appendix A: ff:fe in the middle, and the bit that says "universal" turned over.
void describeSlaac(Bytes address, std::uint32_t at, const Ipv6AddressFields& fields, FieldSink& sink)
{
    if (u16be(address.data() + 11) != 0xFFFE || !(std::to_integer<unsigned>(address[8]) & 2))
        return;
    const auto mac = sink.arena().allocate(6);
    mac[0] = address[8] ^ std::byte{2};
    mac[1] = address[9];
    mac[2] = address[10];
    mac[3] = address[13];
    mac[4] = address[14];
    mac[5] = address[15];
    addBoth(fields.slaacMac, ipv6::slaacMac, Value::bytes(mac), {at + 8, 8}, sink);
}

// RFC 4380 4: server, flags, and the client's port and address turned over.
void describeTeredo(Bytes address, std::uint32_t at, const Ipv6AddressFields& fields, FieldSink& sink)
{
    const auto client = sink.arena().allocate(4);
    for (std::size_t i = 0; i < 4; ++i)
        client[i] = ~address[12 + i];
    addBoth(fields.server, ipv6::tsIpv4, Value::bytes(address.subspan(4, 4)), {at + 4, 4}, sink);
    addBoth(fields.port, ipv6::tcPort, Value::number(u16be(address.data() + 10) ^ 0xFFFFU), {at + 10, 2}, sink);
    addBoth(fields.client, ipv6::tcIpv4, Value::bytes(client), {at + 12, 4}, sink);
}

}  // namespace

void describeIpv6Address(Bytes address, std::uint32_t at, const Ipv6AddressFields& fields, FieldSink& sink)
{
    const ByteRange range{at, 16};
    sink.addHidden(ipv6::addr, Value::bytes(address), range);
    if (sink.wants(fields.host) || sink.wants(ipv6::host)) {
        const auto text = Value::text(sink.arena().copy(ipv6Text(address)));  // names are never looked up
        sink.addHidden(fields.host, text, range);
        sink.addHidden(ipv6::host, text, range);
    }
    const auto prefix = u32be(address.data());
    if (prefix == 0x20010000)
        return describeTeredo(address, at, fields, sink);
    if (prefix >> 16 == 0x2002) {  // 6to4, RFC 3056 2
        addBoth(fields.gateway, ipv6::n6to4GwIpv4, Value::bytes(address.subspan(2, 4)), {at + 2, 4}, sink);
        addBoth(fields.sla, ipv6::n6to4SlaId, Value::number(u16be(address.data() + 6)), {at + 6, 2}, sink);
    }
    if (prefix == 0x0064FF9B && u64be(address.data() + 4) == 0) {  // RFC 6052 2.1
        sink.addHidden(ipv6::embedIpv4Prefix, Value::bytes(address.first(12)), {at, 12});
        addBoth(fields.embedded, ipv6::embedIpv4, Value::bytes(address.subspan(12, 4)), {at + 12, 4}, sink);
    }
    describeSlaac(address, at, fields, sink);
}

}  // namespace pr::decode
