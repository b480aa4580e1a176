// IEEE 802.11 data frames, with what captures put before them.
#include "core/decode/numbers.h"
#include "core/decode/walk.h"

namespace pr::decode {

namespace {

std::uint32_t u16le(const std::byte* at)
{
    return std::to_integer<std::uint32_t>(at[0]) | std::to_integer<std::uint32_t>(at[1]) << 8;
}

}  // namespace

// radiotap.org: version, padding, and the length of it all, little-endian.
Next Walk::radiotap()
{
    if (!need(LayerKind::Radiotap, 8, "radiotap header"))
        return {};
    const auto header = u16le(here() + 2);
    if (header < 8)
        return bad(LayerKind::Radiotap, 8, "radiotap length below 8");
    if (!need(LayerKind::Radiotap, header, "radiotap fields"))
        return {};
    add(LayerKind::Radiotap, header, 0);
    return wlan();
}

// Per-Packet Information: version, flags, length, and the link type of what follows, little-endian.
Next Walk::ppi()
{
    if (!need(LayerKind::Ppi, 8, "PPI header"))
        return {};
    const auto header = u16le(here() + 2);
    const auto type = u16le(here() + 4) | u16le(here() + 6) << 16;
    if (header < 8)
        return bad(LayerKind::Ppi, 8, "PPI length below 8");
    if (!need(LayerKind::Ppi, header, "PPI fields"))
        return {};
    add(LayerKind::Ppi, header, type);
    switch (type) {
    case linktype::wlan: return wlan();
    case linktype::ethernet: return ethernet();
    default: return {Space::Rest};
    }
}

// IEEE 802.11 9.2.3, 9.3.2. Only data frames carry packets, and those that are encrypted or in pieces are not readable.
Next Walk::wlan()
{
    if (!need(LayerKind::Wlan, 2, "802.11 frame control"))
        return {};
    const auto control = u16le(here());
    const auto subtype = control >> 4 & 15;
    constexpr unsigned kData = 2, kToFromDs = 0x0300, kMoreFragments = 0x0400, kProtected = 0x4000, kOrder = 0x8000;
    if ((control & 3) != 0 || (control >> 2 & 3) != kData) {
        add(LayerKind::Wlan, 0, control);
        return {Space::Rest};
    }
    const bool hasQos = subtype & 8;
    const std::uint32_t header = 24U + ((control & kToFromDs) == kToFromDs ? 6U : 0U) + (hasQos ? 2U : 0U)
        + (hasQos && (control & kOrder) ? 4U : 0U);
    if (!need(LayerKind::Wlan, header, "802.11 header"))
        return {};
    const bool isPiece = (control & kMoreFragments) || (u16le(here() + 22) & 15) != 0;
    const bool isAggregate = hasQos && u16le(here() + (header - (control & kOrder ? 6 : 2))) & 0x80;
    add(LayerKind::Wlan, header, control);
    if (subtype & 4)  // a null frame says that a station sleeps, or wakes
        return {};
    return control & kProtected || isPiece || isAggregate ? Next{Space::Rest} : Next{Space::Llc};
}

}  // namespace pr::decode
