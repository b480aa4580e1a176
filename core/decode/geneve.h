// Geneve (RFC 8926).
#pragma once

#include "core/decode/describe.h"
#include "core/decode/value_names.h"

#include <array>

namespace pr::decode {

namespace geneve {

inline constexpr Field protocol{"geneve", "Generic Network Virtualization Encapsulation", FieldType::Protocol};
inline constexpr Field version{"geneve.version", "Version", FieldType::UInt8};
inline constexpr Field flags{"geneve.flags", "Flags", FieldType::UInt8, Base::Hex};
inline constexpr Field flagsOam{
    "geneve.flags.oam", "Operations, Administration and Management Frame", FieldType::Boolean, Base::Dec, {}, 0x80};
inline constexpr Field flagsCritical{
    "geneve.flags.critical", "Critical Options Present", FieldType::Boolean, Base::Dec, {}, 0x40};
inline constexpr Field flagsReserved{"geneve.flags.reserved", "Reserved", FieldType::Boolean, Base::Dec, {}, 0x3f};
inline constexpr Field protoType{"geneve.proto_type", "Protocol Type", FieldType::UInt16, Base::Hex, etherTypes};
inline constexpr Field vni{"geneve.vni", "Virtual Network Identifier (VNI)", FieldType::UInt24, Base::HexDec};
inline constexpr Field reserved{"geneve.reserved", "Reserved", FieldType::UInt8, Base::Hex};
inline constexpr Field options{"geneve.options", "Geneve Options", FieldType::Bytes};
inline constexpr Field optionClass{"geneve.option.class", "Class", FieldType::UInt16, Base::Hex};
inline constexpr Field optionType{"geneve.option.type", "Type", FieldType::UInt8, Base::Hex};
inline constexpr Field optionTypeCritical{
    "geneve.option.type.critical", "Critical Option", FieldType::Boolean, Base::Dec, {}, 0x80};
inline constexpr Field optionFlags{"geneve.option.flags", "Flags", FieldType::UInt8, Base::Hex};
inline constexpr Field optionFlagsReserved{
    "geneve.option.flags.reserved", "Reserved", FieldType::Boolean, Base::Dec, {}, 0xe0};
inline constexpr Field optionLength{"geneve.option.length", "Length", FieldType::UInt8};
inline constexpr Field option{"geneve.option", "Option", FieldType::Bytes};
inline constexpr Field optionUnknownData{"geneve.option.unknown.data", "Unknown Option Data", FieldType::Bytes};

inline constexpr std::array<const Field*, 18> fields{
    &protocol,
    &version,
    &flags,
    &flagsOam,
    &flagsCritical,
    &flagsReserved,
    &protoType,
    &vni,
    &reserved,
    &options,
    &optionClass,
    &optionType,
    &optionTypeCritical,
    &optionFlags,
    &optionFlagsReserved,
    &optionLength,
    &option,
    &optionUnknownData,
};

}  // namespace geneve

void describeGeneve(const LayerView& view, FieldSink& sink);

}  // namespace pr::decode
