// What Juniper's routers write before the packets that they capture.
#pragma once

#include "core/decode/describe.h"

#include <array>

namespace pr::decode {

namespace juniper {

inline constexpr Field protocol{"juniper", "Juniper", FieldType::Protocol};
inline constexpr Field magic{"juniper.magic-number", "Magic Number", FieldType::UInt24, Base::Hex};
inline constexpr Field noMagic{"juniper.magic-number.none", "No Magic-Number found!", FieldType::None};
inline constexpr Field direction{"juniper.direction", "Direction", FieldType::UInt8, Base::Hex, {}, 0x1};
inline constexpr Field linkHeader{"juniper.l2hdr", "L2 header presence", FieldType::UInt8, Base::Hex, {}, 0x2};
inline constexpr Field extensionsLength{"juniper.ext_total_len", "Extension(s) Total length", FieldType::UInt16};
inline constexpr Field deviceIndex{"juniper.ext.ifd", "Device Interface Index", FieldType::UInt32};
inline constexpr Field mediaType{"juniper.ext.ifmt", "Device Media Type", FieldType::UInt16};
inline constexpr Field logicalIndex{"juniper.ext.ifl", "Logical Interface Index", FieldType::UInt32};
inline constexpr Field unit{"juniper.ext.unit", "Logical Unit Number", FieldType::UInt32};
inline constexpr Field encapsulation{"juniper.ext.ifle", "Logical Interface Encapsulation", FieldType::UInt16};
inline constexpr Field derivedMediaType{"juniper.ext.ttp_ifmt", "TTP derived Device Media Type", FieldType::UInt16};
inline constexpr Field derivedEncapsulation{
    "juniper.ext.ttp_ifle", "TTP derived Logical Interface Encapsulation", FieldType::UInt16};
inline constexpr Field proto{"juniper.proto", "Protocol", FieldType::UInt16};
inline constexpr Field vlan{"juniper.vlan", "VLan ID", FieldType::UInt16};
inline constexpr Field atm1Cookie{"juniper.atm1.cookie", "Cookie", FieldType::UInt32, Base::Hex};
inline constexpr Field atm2Cookie{"juniper.atm2.cookie", "Cookie", FieldType::UInt64, Base::Hex};
inline constexpr Field payloadType{"juniper.payload_type", "Payload Type", FieldType::UInt16};

inline constexpr std::array<const Field*, 18> fields{
    &protocol,
    &magic,
    &noMagic,
    &direction,
    &linkHeader,
    &extensionsLength,
    &deviceIndex,
    &mediaType,
    &logicalIndex,
    &unit,
    &encapsulation,
    &derivedMediaType,
    &derivedEncapsulation,
    &proto,
    &vlan,
    &atm1Cookie,
    &atm2Cookie,
    &payloadType,
};

}  // namespace juniper

void describeJuniper(const LayerView& view, FieldSink& sink);

}  // namespace pr::decode
