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
inline constexpr Field respIn{"icmp.resp_in", "Response frame", FieldType::FrameNumber};
inline constexpr Field noResp{"icmp.no_resp", "No response seen", FieldType::None};
inline constexpr Field respTo{"icmp.resp_to", "Request frame", FieldType::FrameNumber};
inline constexpr Field resptime{"icmp.resptime", "Response time", FieldType::Double};
inline constexpr Field respNotFound{"icmp.resp_not_found", "Response not found", FieldType::None};
inline constexpr Field numAddrs{"icmp.num_addrs", "Number of addresses", FieldType::UInt8};
inline constexpr Field addrEntrySize{"icmp.addr_entry_size", "Address entry size", FieldType::UInt8};
inline constexpr Field lifetime{"icmp.lifetime", "Lifetime", FieldType::UInt16};
inline constexpr Field pointer{"icmp.pointer", "Pointer", FieldType::UInt32};
inline constexpr Field routerAddress{"icmp.router_address", "Router address", FieldType::Ipv4};
inline constexpr Field prefLevel{"icmp.pref_level", "Preference level", FieldType::Int32};
inline constexpr Field ext{"icmp.ext", "ICMP Extensions", FieldType::None};
inline constexpr Field extVersion{"icmp.ext.version", "Version", FieldType::UInt8};
inline constexpr Field extRes{"icmp.ext.res", "Reserved", FieldType::UInt16, Base::Hex, {}, 0xfff};
inline constexpr Field extChecksum{"icmp.ext.checksum", "Checksum", FieldType::UInt16, Base::Hex};
inline constexpr Field extChecksumStatus{"icmp.ext.checksum.status", "Checksum Status", FieldType::UInt8};
inline constexpr Field extLength{"icmp.ext.length", "Length", FieldType::UInt16};
inline constexpr Field extClass{"icmp.ext.class", "Class", FieldType::UInt8};
inline constexpr Field extCtype{"icmp.ext.ctype", "C-Type", FieldType::UInt8};
inline constexpr Field mplsLabel{"icmp.mpls.label", "Label", FieldType::UInt24, Base::Dec, {}, 0xfffff0};
inline constexpr Field mplsExp{"icmp.mpls.exp", "Experimental", FieldType::UInt24, Base::Dec, {}, 0xe};
inline constexpr Field mplsS{"icmp.mpls.s", "Stack bit", FieldType::Boolean, Base::Dec, {}, 0x1};
inline constexpr Field mplsTtl{"icmp.mpls.ttl", "Time to live", FieldType::UInt8};
inline constexpr Field checksumBad{"icmp.checksum_bad", "Bad checksum", FieldType::None};

inline constexpr std::array<const Field*, 40> fields{
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
    &respIn,
    &noResp,
    &respTo,
    &resptime,
    &respNotFound,
    &numAddrs,
    &addrEntrySize,
    &lifetime,
    &pointer,
    &routerAddress,
    &prefLevel,
    &ext,
    &extVersion,
    &extRes,
    &extChecksum,
    &extChecksumStatus,
    &extLength,
    &extClass,
    &extCtype,
    &mplsLabel,
    &mplsExp,
    &mplsS,
    &mplsTtl,
    &checksumBad,
};

}  // namespace icmp

void describeIcmp(const LayerView& view, FieldSink& sink);

}  // namespace pr::decode
