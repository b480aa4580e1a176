// Ethernet II and IEEE 802.3 frames, with what stands behind their payload.
#pragma once

#include "core/decode/describe.h"
#include "core/decode/value_names.h"

#include <array>

namespace pr::decode {

namespace eth {

inline constexpr Field protocol{"eth", "Ethernet", FieldType::Protocol};
inline constexpr Field destination{"eth.dst", "Destination", FieldType::Ether};
inline constexpr Field dstResolved{"eth.dst_resolved", "Destination (resolved)", FieldType::String};
inline constexpr Field dstOui{"eth.dst.oui", "Destination OUI", FieldType::UInt24};
inline constexpr Field dstOuiResolved{"eth.dst.oui_resolved", "Destination OUI (resolved)", FieldType::String};
inline constexpr Field source{"eth.src", "Source", FieldType::Ether};
inline constexpr Field srcResolved{"eth.src_resolved", "Source (resolved)", FieldType::String};
inline constexpr Field srcOui{"eth.src.oui", "Source OUI", FieldType::UInt24};
inline constexpr Field srcOuiResolved{"eth.src.oui_resolved", "Source OUI (resolved)", FieldType::String};
inline constexpr Field length{"eth.len", "Length", FieldType::UInt16};
inline constexpr Field type{"eth.type", "Type", FieldType::UInt16, Base::Hex, etherTypes};
inline constexpr Field addr{"eth.addr", "Address", FieldType::Ether};
inline constexpr Field addrResolved{"eth.addr_resolved", "Address (resolved)", FieldType::String};
inline constexpr Field addrOui{"eth.addr.oui", "Address OUI", FieldType::UInt24};
inline constexpr Field addrOuiResolved{"eth.addr.oui_resolved", "Address OUI (resolved)", FieldType::String};
inline constexpr Field padding{"eth.padding", "Padding", FieldType::Bytes};
inline constexpr Field trailer{"eth.trailer", "Trailer", FieldType::Bytes};
inline constexpr Field fcs{"eth.fcs", "Frame check sequence", FieldType::UInt32, Base::Hex};
inline constexpr Field fcsStatus{"eth.fcs.status", "FCS Status", FieldType::UInt8};
inline constexpr Field dstLg{"eth.dst.lg", "LG bit", FieldType::Boolean, Base::Dec, {}, 0x20000};
inline constexpr Field dstIg{"eth.dst.ig", "IG bit", FieldType::Boolean, Base::Dec, {}, 0x10000};
inline constexpr Field srcLg{"eth.src.lg", "LG bit", FieldType::Boolean, Base::Dec, {}, 0x20000};
inline constexpr Field srcIg{"eth.src.ig", "IG bit", FieldType::Boolean, Base::Dec, {}, 0x10000};
inline constexpr Field lg{"eth.lg", "LG bit", FieldType::Boolean, Base::Dec, {}, 0x20000};
inline constexpr Field ig{"eth.ig", "IG bit", FieldType::Boolean, Base::Dec, {}, 0x10000};
inline constexpr Field srcNotGroup{
    "eth.src_not_group", "Source MAC must not be a group address: IEEE 802.3-2002, Section 3.2.3(b)", FieldType::None};

inline constexpr std::array<const Field*, 26> fields{
    &protocol,
    &destination,
    &dstResolved,
    &dstOui,
    &dstOuiResolved,
    &source,
    &srcResolved,
    &srcOui,
    &srcOuiResolved,
    &length,
    &type,
    &addr,
    &addrResolved,
    &addrOui,
    &addrOuiResolved,
    &padding,
    &trailer,
    &fcs,
    &fcsStatus,
    &dstLg,
    &dstIg,
    &srcLg,
    &srcIg,
    &lg,
    &ig,
    &srcNotGroup,
};

}  // namespace eth

void describeEthernet(const LayerView& view, FieldSink& sink);

}  // namespace pr::decode
