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
inline constexpr Field mtraceMaxHops{"igmp.mtrace.max_hops", "# hops", FieldType::UInt8};
inline constexpr Field mtraceSaddr{"igmp.mtrace.saddr", "Source Address", FieldType::Ipv4};
inline constexpr Field mtraceRaddr{"igmp.mtrace.raddr", "Receiver Address", FieldType::Ipv4};
inline constexpr Field mtraceRspaddr{"igmp.mtrace.rspaddr", "Response Address", FieldType::Ipv4};
inline constexpr Field mtraceRespTtl{"igmp.mtrace.resp_ttl", "Response TTL", FieldType::UInt8};
inline constexpr Field mtraceQId{"igmp.mtrace.q_id", "Query ID", FieldType::UInt24};
inline constexpr Field mtraceQArrival{"igmp.mtrace.q_arrival", "Query Arrival", FieldType::UInt32};
inline constexpr Field mtraceQInaddr{"igmp.mtrace.q_inaddr", "In itf addr", FieldType::Ipv4};
inline constexpr Field mtraceQOutaddr{"igmp.mtrace.q_outaddr", "Out itf addr", FieldType::Ipv4};
inline constexpr Field mtraceQPrevrtr{"igmp.mtrace.q_prevrtr", "Previous rtr addr", FieldType::Ipv4};
inline constexpr Field mtraceQInpkt{"igmp.mtrace.q_inpkt", "In pkts", FieldType::UInt32};
inline constexpr Field mtraceQOutpkt{"igmp.mtrace.q_outpkt", "Out pkts", FieldType::UInt32};
inline constexpr Field mtraceQTotal{"igmp.mtrace.q_total", "S,G pkt count", FieldType::UInt32};
inline constexpr Field mtraceQRtgProto{"igmp.mtrace.q_rtg_proto", "Rtg Protocol", FieldType::UInt8};
inline constexpr Field mtraceQFwdTtl{"igmp.mtrace.q_fwd_ttl", "FwdTTL", FieldType::UInt8};
inline constexpr Field mtraceQMbz{"igmp.mtrace.q_mbz", "MBZ", FieldType::UInt8, Base::Hex, {}, 0x80};
inline constexpr Field mtraceQS{"igmp.mtrace.q_s", "S", FieldType::UInt8, Base::Hex, {}, 0x40};
inline constexpr Field mtraceQSrcMask{"igmp.mtrace.q_src_mask", "Src Mask", FieldType::UInt8, Base::Hex, {}, 0x3f};
inline constexpr Field mtraceQFwdCode{"igmp.mtrace.q_fwd_code", "Forwarding Code", FieldType::UInt8, Base::Hex};
inline constexpr Field badChecksum{"igmp.bad_checksum", "Bad checksum", FieldType::None};

inline constexpr std::array<const Field*, 36> fields{
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
    &mtraceMaxHops,
    &mtraceSaddr,
    &mtraceRaddr,
    &mtraceRspaddr,
    &mtraceRespTtl,
    &mtraceQId,
    &mtraceQArrival,
    &mtraceQInaddr,
    &mtraceQOutaddr,
    &mtraceQPrevrtr,
    &mtraceQInpkt,
    &mtraceQOutpkt,
    &mtraceQTotal,
    &mtraceQRtgProto,
    &mtraceQFwdTtl,
    &mtraceQMbz,
    &mtraceQS,
    &mtraceQSrcMask,
    &mtraceQFwdCode,
    &badChecksum,
};

}  // namespace igmp

void describeIgmp(const LayerView& view, FieldSink& sink);

}  // namespace pr::decode
