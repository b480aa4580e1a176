// ARP and RARP (RFC 826, 903, 5227).
#pragma once

#include "core/decode/describe.h"

#include <array>

namespace pr::decode {

namespace arp {

inline constexpr std::array opcodes{ValueName{1, "request"}, ValueName{2, "reply"}, ValueName{3, "reverse request"},
    ValueName{4, "reverse reply"}, ValueName{8, "inverse request"}, ValueName{9, "inverse reply"}};

inline constexpr Field protocol{"arp", "Address Resolution Protocol", FieldType::Protocol};
inline constexpr Field hwType{"arp.hw.type", "Hardware type", FieldType::UInt16};
inline constexpr Field protoType{"arp.proto.type", "Protocol type", FieldType::UInt16, Base::Hex};
inline constexpr Field hwSize{"arp.hw.size", "Hardware size", FieldType::UInt8};
inline constexpr Field protoSize{"arp.proto.size", "Protocol size", FieldType::UInt8};
inline constexpr Field opcode{"arp.opcode", "Opcode", FieldType::UInt16, Base::Dec, opcodes, 0x0, true};
inline constexpr Field isgratuitous{"arp.isgratuitous", "Is gratuitous", FieldType::Boolean};
inline constexpr Field isprobe{"arp.isprobe", "Is probe", FieldType::Boolean};
inline constexpr Field isannouncement{"arp.isannouncement", "Is announcement", FieldType::Boolean};
inline constexpr Field srcHw{"arp.src.hw", "Sender hardware address", FieldType::Bytes};
inline constexpr Field srcHwMac{"arp.src.hw_mac", "Sender MAC address", FieldType::Ether};
inline constexpr Field srcProto{"arp.src.proto", "Sender protocol address", FieldType::Bytes};
inline constexpr Field srcProtoIpv4{
    "arp.src.proto_ipv4", "Sender IP address", FieldType::Ipv4, Base::Dec, {}, 0x0, true};
inline constexpr Field dstHw{"arp.dst.hw", "Target hardware address", FieldType::Bytes};
inline constexpr Field dstHwMac{"arp.dst.hw_mac", "Target MAC address", FieldType::Ether};
inline constexpr Field dstProto{"arp.dst.proto", "Target protocol address", FieldType::Bytes};
inline constexpr Field dstProtoIpv4{
    "arp.dst.proto_ipv4", "Target IP address", FieldType::Ipv4, Base::Dec, {}, 0x0, true};

inline constexpr std::array<const Field*, 17> fields{
    &protocol,
    &hwType,
    &protoType,
    &hwSize,
    &protoSize,
    &opcode,
    &isgratuitous,
    &isprobe,
    &isannouncement,
    &srcHw,
    &srcHwMac,
    &srcProto,
    &srcProtoIpv4,
    &dstHw,
    &dstHwMac,
    &dstProto,
    &dstProtoIpv4,
};

}  // namespace arp

void describeArp(const LayerView& view, FieldSink& sink);

}  // namespace pr::decode
