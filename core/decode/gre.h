// GRE (RFC 2784, 2890) and its version 1 (RFC 2637).
#pragma once

#include "core/decode/describe.h"
#include "core/decode/value_names.h"

#include <array>

namespace pr::decode {

namespace gre {

inline constexpr Field protocol{"gre", "Generic Routing Encapsulation", FieldType::Protocol};
inline constexpr Field proto{"gre.proto", "Protocol Type", FieldType::UInt16, Base::Hex, etherTypes};
inline constexpr Field flagsAndVersion{"gre.flags_and_version", "Flags and Version", FieldType::UInt16, Base::Hex};
inline constexpr Field flagsChecksum{"gre.flags.checksum", "Checksum Bit", FieldType::Boolean, Base::Dec, {}, 0x8000};
inline constexpr Field flagsRouting{"gre.flags.routing", "Routing Bit", FieldType::Boolean, Base::Dec, {}, 0x4000};
inline constexpr Field flagsKey{"gre.flags.key", "Key Bit", FieldType::Boolean, Base::Dec, {}, 0x2000};
inline constexpr Field flagsSequenceNumber{
    "gre.flags.sequence_number", "Sequence Number Bit", FieldType::Boolean, Base::Dec, {}, 0x1000};
inline constexpr Field flagsStrictSourceRoute{
    "gre.flags.strict_source_route", "Strict Source Route Bit", FieldType::Boolean, Base::Dec, {}, 0x800};
inline constexpr Field flagsRecursionControl{
    "gre.flags.recursion_control", "Recursion control", FieldType::UInt16, Base::Dec, {}, 0x700};
inline constexpr Field flagsAck{"gre.flags.ack", "Acknowledgment", FieldType::Boolean, Base::Dec, {}, 0x80};
inline constexpr Field flagsReserved{"gre.flags.reserved", "Flags (Reserved)", FieldType::UInt16, Base::Dec, {}, 0xf8};
inline constexpr Field flagsVersion{"gre.flags.version", "Version", FieldType::UInt16, Base::Dec, {}, 0x7};
inline constexpr Field checksum{"gre.checksum", "Checksum", FieldType::UInt16, Base::Hex};
inline constexpr Field key{"gre.key", "Key", FieldType::UInt32, Base::Hex};
inline constexpr Field keyPayloadLength{"gre.key.payload_length", "Payload Length", FieldType::UInt16};
inline constexpr Field keyCallId{"gre.key.call_id", "Call ID", FieldType::UInt16};
inline constexpr Field sequenceNumber{"gre.sequence_number", "Sequence Number", FieldType::UInt32};
inline constexpr Field ackNumber{"gre.ack_number", "Acknowledgment Number", FieldType::UInt32};

inline constexpr std::array<const Field*, 18> fields{
    &protocol,
    &proto,
    &flagsAndVersion,
    &flagsChecksum,
    &flagsRouting,
    &flagsKey,
    &flagsSequenceNumber,
    &flagsStrictSourceRoute,
    &flagsRecursionControl,
    &flagsAck,
    &flagsReserved,
    &flagsVersion,
    &checksum,
    &key,
    &keyPayloadLength,
    &keyCallId,
    &sequenceNumber,
    &ackNumber,
};

}  // namespace gre

void describeGre(const LayerView& view, FieldSink& sink);

}  // namespace pr::decode
