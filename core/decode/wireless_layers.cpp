// IEEE 802.11 data frames, with what captures put before them, and Bluetooth.
#include "core/decode/little_endian.h"
#include "core/decode/numbers.h"
#include "core/decode/walk.h"

namespace pr::decode {

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
    const auto type = u32le(here() + 4);
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

// The monitor header of Prism cards: message code and length, device, ten values; some drivers write AVS's header, or
// none, under the same number.
Next Walk::prism()
{
    if (!need(LayerKind::Prism, 4, "Prism header"))
        return {};
    const auto code = u32be(here());
    constexpr std::uint32_t kAvs = 0x8021'1000, kAvsMask = 0xFFFF'F000, kHeader = 144;
    if ((code & kAvsMask) == kAvs) {
        add(LayerKind::Prism, 0, 0);
        return wlancap();
    }
    const auto known = [](std::uint32_t value) { return value == 0x41 || value == 0x44; };
    if (!known(code) && !known(u32le(here()))) {
        add(LayerKind::Prism, 0, 0);
        return wlan();
    }
    if (!need(LayerKind::Prism, kHeader, "Prism header"))
        return {};
    add(LayerKind::Prism, kHeader, 0);
    return wlan();
}

// AVS: version, and the length of it all.
Next Walk::wlancap()
{
    if (!need(LayerKind::Wlancap, 8, "AVS header"))
        return {};
    const auto header = u32be(here() + 4);
    if (header < 8)
        return bad(LayerKind::Wlancap, 8, "AVS length below 8");
    if (!need(LayerKind::Wlancap, header, "AVS fields"))
        return {};
    add(LayerKind::Wlancap, header, 0);
    return wlan();
}

// Bluetooth Core 4 A 2: what kind of packet passes between host and controller; no more of it is read.
Next Walk::bluetooth()
{
    if (!need(LayerKind::HciH4, 1, "HCI packet type"))
        return {};
    add(LayerKind::HciH4, 1, std::to_integer<std::uint32_t>(*here()));
    return {Space::Rest};
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
