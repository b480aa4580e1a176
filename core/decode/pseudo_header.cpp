#include "core/decode/pseudo_header.h"

#include "core/decode/numbers.h"

namespace pr::decode {

std::uint32_t pseudoHeaderSize(LinkType type)
{
    switch (type) {
    case linktype::pppWithDirection: return 1;
    case linktype::nfcLlcp: return 2;
    case linktype::sunAtm:
    case linktype::mtp2WithHeader:
    case linktype::bluetoothH4:
    case linktype::bluetoothMonitor: return 4;
    case linktype::sita:
    case linktype::i2c: return 5;
    case linktype::irda:
    case linktype::linuxLapd: return 16;
    default: return 0;
    }
}

std::optional<Direction> directionOf(const PacketView& packet)
{
    if (packet.bytes.size() < pseudoHeaderSize(packet.linkType))
        return {};
    const auto sentIf = [](bool sent) { return sent ? Direction::Sent : Direction::Received; };
    constexpr unsigned kOutgoing = 4;  // as in a Linux cooked header
    switch (packet.linkType) {
    case linktype::pppWithDirection:
    case linktype::mtp2WithHeader: return sentIf(packet.bytes[0] != std::byte{0});
    case linktype::bluetoothH4: return sentIf((u32be(packet.bytes.data()) & 1) == 0);
    case linktype::linuxLapd: return sentIf(u16be(packet.bytes.data()) == kOutgoing);
    default: return {};
    }
}

}  // namespace pr::decode
