// Linux cooked captures, versions 1 and 2.
#pragma once

#include "core/decode/describe.h"
#include "core/decode/value_names.h"

#include <array>

namespace pr::decode {

namespace sll {

inline constexpr Field protocol{"sll", "Linux cooked-mode capture", FieldType::Protocol};
inline constexpr Field pkttype{"sll.pkttype", "Packet type", FieldType::UInt16};
inline constexpr Field hatype{"sll.hatype", "Link-layer address type", FieldType::UInt16};
inline constexpr Field halen{"sll.halen", "Link-layer address length", FieldType::UInt16};
inline constexpr Field srcEth{"sll.src.eth", "Source", FieldType::Ether};
inline constexpr Field srcIpv4{"sll.src.ipv4", "Source", FieldType::Ipv4};
inline constexpr Field srcOther{"sll.src.other", "Source", FieldType::Bytes};
inline constexpr Field unused{"sll.unused", "Unused", FieldType::Bytes};
inline constexpr Field ltype{"sll.ltype", "Protocol", FieldType::UInt16, Base::Hex};
inline constexpr Field gretype{"sll.gretype", "Protocol", FieldType::UInt16, Base::Hex};
inline constexpr Field etype{"sll.etype", "Protocol", FieldType::UInt16, Base::Hex, etherTypes};
inline constexpr Field trailer{"sll.trailer", "Trailer", FieldType::Bytes};
inline constexpr Field ifindex{"sll.ifindex", "Interface index", FieldType::UInt32};

inline constexpr std::array<const Field*, 13> fields{
    &protocol,
    &pkttype,
    &hatype,
    &halen,
    &srcEth,
    &srcIpv4,
    &srcOther,
    &unused,
    &ltype,
    &gretype,
    &etype,
    &trailer,
    &ifindex,
};

}  // namespace sll

void describeSll(const LayerView& view, FieldSink& sink);

}  // namespace pr::decode
