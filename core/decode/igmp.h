// IGMP, versions 0 to 3 (RFC 988, 1112, 2236, 3376).
#pragma once

#include "core/decode/describe.h"

#include <array>

namespace pr::decode {

namespace igmp {

inline constexpr std::array types{ValueName{0x11, "Membership Query"}, ValueName{0x12, "IGMPv1 Membership Report"},
    ValueName{0x16, "IGMPv2 Membership Report"}, ValueName{0x17, "IGMPv2 Leave Group"},
    ValueName{0x22, "IGMPv3 Membership Report"}};

inline constexpr Field protocol{"igmp", "Internet Group Management Protocol", FieldType::Protocol};
inline constexpr Field type{"igmp.type", "Type", FieldType::UInt8, Base::Hex, types};
inline constexpr Field reserved{"igmp.reserved", "Reserved", FieldType::Bytes};
inline constexpr Field version{"igmp.version", "IGMP Version", FieldType::UInt8};
inline constexpr Field checksum{"igmp.checksum", "Checksum", FieldType::UInt16, Base::Hex};
inline constexpr Field checksumStatus{"igmp.checksum.status", "Checksum Status", FieldType::UInt8};
inline constexpr Field maxResp{"igmp.max_resp", "Max Resp Time", FieldType::UInt8};
inline constexpr Field s{"igmp.s", "S", FieldType::Boolean, Base::Dec, {}, 0x8};
inline constexpr Field qrv{"igmp.qrv", "QRV", FieldType::UInt8, Base::Dec, {}, 0x7};
inline constexpr Field qqic{"igmp.qqic", "QQIC", FieldType::UInt8};
inline constexpr Field numSrc{"igmp.num_src", "Num Src", FieldType::UInt16};
inline constexpr Field saddr{"igmp.saddr", "Source Address", FieldType::Ipv4};
inline constexpr Field numGrpRecs{"igmp.num_grp_recs", "Num Group Records", FieldType::UInt16};
inline constexpr Field recordType{"igmp.record_type", "Record Type", FieldType::UInt8};
inline constexpr Field auxDataLen{"igmp.aux_data_len", "Aux Data Len", FieldType::UInt8};
inline constexpr Field maddr{"igmp.maddr", "Multicast Address", FieldType::Ipv4};
inline constexpr Field badChecksum{"igmp.bad_checksum", "Bad checksum", FieldType::None};

inline constexpr std::array<const Field*, 17> fields{
    &protocol,
    &type,
    &reserved,
    &version,
    &checksum,
    &checksumStatus,
    &maxResp,
    &s,
    &qrv,
    &qqic,
    &numSrc,
    &saddr,
    &numGrpRecs,
    &recordType,
    &auxDataLen,
    &maddr,
    &badChecksum,
};

}  // namespace igmp

void describeIgmp(const LayerView& view, FieldSink& sink);

}  // namespace pr::decode
