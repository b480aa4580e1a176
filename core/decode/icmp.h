// ICMP (RFC 792, 950, 1191, 1256, 4884).
#pragma once

#include "core/decode/describe.h"

#include <array>

namespace pr::decode {

namespace icmp {

inline constexpr std::array types{ValueName{0, "Echo (ping) reply"}, ValueName{3, "Destination unreachable"},
    ValueName{4, "Source quench"}, ValueName{5, "Redirect"}, ValueName{8, "Echo (ping) request"},
    ValueName{9, "Router advertisement"}, ValueName{10, "Router solicitation"}, ValueName{11, "Time-to-live exceeded"},
    ValueName{12, "Parameter problem"}, ValueName{13, "Timestamp request"}, ValueName{14, "Timestamp reply"},
    ValueName{17, "Address mask request"}, ValueName{18, "Address mask reply"}};

inline constexpr Field protocol{"icmp", "Internet Control Message Protocol", FieldType::Protocol};
inline constexpr Field type{"icmp.type", "Type", FieldType::UInt8, Base::Dec, types};
inline constexpr Field code{"icmp.code", "Code", FieldType::UInt8};
inline constexpr Field checksum{"icmp.checksum", "Checksum", FieldType::UInt16, Base::Hex};
inline constexpr Field checksumStatus{"icmp.checksum.status", "Checksum Status", FieldType::UInt8};
inline constexpr Field unused{"icmp.unused", "Unused", FieldType::Bytes};
inline constexpr Field identifier{"icmp.ident", "Identifier (BE)", FieldType::UInt16, Base::DecHex};
inline constexpr Field identLe{"icmp.ident_le", "Identifier (LE)", FieldType::UInt16, Base::DecHex};
inline constexpr Field seq{"icmp.seq", "Sequence Number (BE)", FieldType::UInt16, Base::DecHex};
inline constexpr Field seqLe{"icmp.seq_le", "Sequence Number (LE)", FieldType::UInt16, Base::DecHex};
inline constexpr Field mtu{"icmp.mtu", "MTU of next hop", FieldType::UInt16};
inline constexpr Field redirGw{"icmp.redir_gw", "Gateway Address", FieldType::Ipv4};
inline constexpr Field dataTime{"icmp.data_time", "Timestamp from icmp data", FieldType::AbsoluteTime};
inline constexpr Field dataTimeRelative{
    "icmp.data_time_relative", "Timestamp from icmp data (relative)", FieldType::RelativeTime};
inline constexpr Field length{"icmp.length", "Length", FieldType::UInt8};
inline constexpr Field lengthOriginalDatagram{
    "icmp.length.original_datagram", "Length of original datagram", FieldType::UInt8};
inline constexpr Field respTo{"icmp.resp_to", "Request frame", FieldType::FrameNumber};
inline constexpr Field resptime{"icmp.resptime", "Response time", FieldType::Double};
inline constexpr Field numAddrs{"icmp.num_addrs", "Number of addresses", FieldType::UInt8};
inline constexpr Field addrEntrySize{"icmp.addr_entry_size", "Address entry size", FieldType::UInt8};
inline constexpr Field lifetime{"icmp.lifetime", "Lifetime", FieldType::UInt16};
inline constexpr Field pointer{"icmp.pointer", "Pointer", FieldType::UInt32};
inline constexpr Field routerAddress{"icmp.router_address", "Router address", FieldType::Ipv4};
inline constexpr Field prefLevel{"icmp.pref_level", "Preference level", FieldType::Int32};
inline constexpr Field checksumBad{"icmp.checksum_bad", "Bad checksum", FieldType::None};

inline constexpr std::array<const Field*, 25> fields{
    &protocol,
    &type,
    &code,
    &checksum,
    &checksumStatus,
    &unused,
    &identifier,
    &identLe,
    &seq,
    &seqLe,
    &mtu,
    &redirGw,
    &dataTime,
    &dataTimeRelative,
    &length,
    &lengthOriginalDatagram,
    &respTo,
    &resptime,
    &numAddrs,
    &addrEntrySize,
    &lifetime,
    &pointer,
    &routerAddress,
    &prefLevel,
    &checksumBad,
};

}  // namespace icmp

void describeIcmp(const LayerView& view, FieldSink& sink);

}  // namespace pr::decode
