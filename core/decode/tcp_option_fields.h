// The fields of TCP options and of Multipath TCP. Each option is a protocol to tshark, but prints its bytes.
#pragma once

#include "core/fields/field.h"

#include <array>

namespace pr::decode::tcp::option {

inline constexpr std::array optionKinds{
    ValueName{0, "End of Option List"},
    ValueName{1, "No-Operation"},
    ValueName{2, "Maximum Segment Size"},
    ValueName{3, "Window Scale"},
    ValueName{4, "SACK Permitted"},
    ValueName{5, "SACK"},
    ValueName{6, "Echo"},
    ValueName{7, "Echo Reply"},
    ValueName{8, "Time Stamp Option"},
    ValueName{9, "Partial Order Connection Permitted"},
    ValueName{10, "Partial Order Service Profile"},
    ValueName{11, "CC"},
    ValueName{12, "CC.NEW"},
    ValueName{13, "CC.ECHO"},
    ValueName{14, "TCP Alternate Checksum Request"},
    ValueName{15, "TCP Alternate Checksum Data"},
    ValueName{16, "Skeeter"},
    ValueName{17, "Bubba"},
    ValueName{18, "Trailer Checksum Option"},
    ValueName{19, "MD5 Signature Option"},
    ValueName{20, "SCPS Capabilities"},
    ValueName{21, "Selective Negative Acknowledgements"},
    ValueName{22, "Record Boundaries"},
    ValueName{23, "Corruption experienced"},
    ValueName{24, "SNAP"},
    ValueName{25, "Unassigned"},
    ValueName{26, "TCP Compression Filter"},
    ValueName{27, "Quick-Start Response"},
    ValueName{28, "User Timeout Option"},
    ValueName{29, "The TCP Authentication Option"},
    ValueName{30, "Multipath TCP"},
    ValueName{34, "TCP Fast Open Cookie"},
    ValueName{76, "Riverbed Probe"},
    ValueName{78, "Riverbed Transparency"},
    ValueName{172, "Accurate ECN Order 0"},
    ValueName{174, "Accurate ECN Order 1"},
    ValueName{253, "RFC3692-style Experiment 1"},
    ValueName{254, "RFC3692-style Experiment 2"},
};
inline constexpr std::array mptcpSubtypes{
    ValueName{0, "Multipath Capable"},
    ValueName{1, "Join Connection"},
    ValueName{2, "Data Sequence Signal"},
    ValueName{3, "Add Address"},
    ValueName{4, "Remove Address"},
    ValueName{5, "Change Subflow Priority"},
    ValueName{6, "TCP Fallback"},
    ValueName{7, "Fast Close"},
    ValueName{8, "TCP Reset"},
};
inline constexpr std::array mptcpResetReasons{
    ValueName{0, "Unspecified error"},
    ValueName{1, "MPTCP-specific error"},
    ValueName{2, "Lack of resources"},
    ValueName{3, "Administratively prohibited"},
    ValueName{4, "Too much outstanding data"},
    ValueName{5, "Unacceptable performance"},
    ValueName{6, "Middlebox interference"},
};
inline constexpr std::array quickStartRates{
    ValueName{0, "0 bit/s"},
    ValueName{1, "80 Kbit/s"},
    ValueName{2, "160 Kbit/s"},
    ValueName{3, "320 Kbit/s"},
    ValueName{4, "640 Kbit/s"},
    ValueName{5, "1.28 Mbit/s"},
    ValueName{6, "2.56 Mbit/s"},
    ValueName{7, "5.12 Mbit/s"},
    ValueName{8, "10.24 Mbit/s"},
    ValueName{9, "20.48 Mbit/s"},
    ValueName{10, "40.96 Mbit/s"},
    ValueName{11, "81.92 Mbit/s"},
    ValueName{12, "163.84 Mbit/s"},
    ValueName{13, "327.68 Mbit/s"},
    ValueName{14, "655.36 Mbit/s"},
    ValueName{15, "1.31072 Gbit/s"},
};
inline constexpr std::array experimentIds{
    ValueName{172, "TCP ACK Rate Request"},
    ValueName{840, "Host ID"},
    ValueName{2573, "Autonomous System Compensation"},
    ValueName{3232, "Capability Option"},
    ValueName{3792, "Extended Data Offset"},
    ValueName{17742, "Encryption Negotiation"},
    ValueName{21283, "Service Number"},
    ValueName{30188, "Timestamp Interval"},
    ValueName{44224, "Accurate ECN - Order 0"},
    ValueName{44225, "Accurate ECN - Order 1"},
    ValueName{44238, "Accurate ECN"},
    ValueName{58068, "Shared Memory communications over RMDA protocol"},
    ValueName{63881, "Fast Open"},
    ValueName{63888, "Low Latency"},
};

// One field an option: its bytes, kind and length among them.
inline constexpr Field accurateEcn{"tcp.options.acc_ecn", "TCP Option - Accurate ECN", FieldType::Bytes};
inline constexpr Field cc{"tcp.options.cc", "TCP Option - CC", FieldType::Bytes};
inline constexpr Field ccEcho{"tcp.options.ccecho", "TCP Option - CC.ECHO", FieldType::Bytes};
inline constexpr Field ccNew{"tcp.options.ccnew", "TCP Option - CC.NEW", FieldType::Bytes};
inline constexpr Field echo{"tcp.options.echo", "TCP Option - Echo", FieldType::Bytes};
inline constexpr Field echoReply{"tcp.options.echoreply", "TCP Option - Echo reply", FieldType::Bytes};
inline constexpr Field endOfList{"tcp.options.eol", "TCP Option - End of Option List (EOL)", FieldType::Bytes};
inline constexpr Field experimental{"tcp.options.experimental", "TCP Option - Experimental", FieldType::Bytes};
inline constexpr Field mss{"tcp.options.mss", "TCP Option - Maximum segment size", FieldType::Bytes};
inline constexpr Field noOperation{"tcp.options.nop", "TCP Option - No-Operation (NOP)", FieldType::Bytes};
inline constexpr Field quickStart{"tcp.options.qs", "TCP Option - Quick-Start", FieldType::Bytes};
inline constexpr Field riverbedProbe{"tcp.options.rvbd.probe", "TCP Option - Riverbed Probe", FieldType::Bytes};
inline constexpr Field riverbedTransparency{
    "tcp.options.rvbd.trpy", "TCP Option - Riverbed Transparency", FieldType::Bytes};
inline constexpr Field sack{"tcp.options.sack", "TCP Option - SACK", FieldType::Bytes};
inline constexpr Field sackPermitted{"tcp.options.sack_perm", "TCP Option - SACK permitted", FieldType::Bytes};
inline constexpr Field scps{"tcp.options.scps", "TCP Option - SCPS capabilities", FieldType::Bytes};
inline constexpr Field scpsCorruption{
    "tcp.options.scpscor", "TCP Option - SCPS corruption experienced", FieldType::Bytes};
inline constexpr Field scpsRecordBoundary{"tcp.options.scpsrec", "TCP Option - SCPS record boundary", FieldType::Bytes};
inline constexpr Field snack{"tcp.options.snack", "TCP Option - Selective Negative Acknowledgment", FieldType::Bytes};
inline constexpr Field authentication{"tcp.options.ao", "TCP Option - TCP AO", FieldType::Bytes};
inline constexpr Field fastOpen{"tcp.options.tfo", "TCP Option - TCP Fast Open", FieldType::Bytes};
inline constexpr Field md5{"tcp.options.md5", "TCP Option - TCP MD5 signature", FieldType::Bytes};
inline constexpr Field timestamp{"tcp.options.timestamp", "TCP Option - Timestamps", FieldType::Bytes};
inline constexpr Field unknown{"tcp.options.unknown", "TCP Option - Unknown", FieldType::Bytes};
inline constexpr Field userTimeoutOption{"tcp.options.user_to", "TCP Option - User Timeout", FieldType::Bytes};
inline constexpr Field windowScale{"tcp.options.wscale", "TCP Option - Window scale", FieldType::Bytes};

inline constexpr Field kind{"tcp.option_kind", "Kind", FieldType::UInt8, Base::Dec, optionKinds};
inline constexpr Field length{"tcp.option_len", "Length", FieldType::UInt8};
inline constexpr Field all{"tcp.options", "TCP Options", FieldType::Bytes};
inline constexpr Field mssValue{"tcp.options.mss_val", "MSS Value", FieldType::UInt16};
inline constexpr Field windowShift{"tcp.options.wscale.shift", "Shift count", FieldType::UInt8};
inline constexpr Field windowMultiplier{"tcp.options.wscale.multiplier", "Multiplier", FieldType::UInt16};
inline constexpr Field experimentData{"tcp.options.experimental.data", "Data", FieldType::Bytes};
inline constexpr Field experimentId{
    "tcp.options.experimental.exid", "Experiment Identifier", FieldType::UInt16, Base::Hex, experimentIds};
inline constexpr Field unknownPayload{"tcp.options.unknown.payload", "Payload", FieldType::Bytes};
inline constexpr Field sackLeft{"tcp.options.sack_le", "TCP SACK Left Edge", FieldType::UInt32};
inline constexpr Field sackRight{"tcp.options.sack_re", "TCP SACK Right Edge", FieldType::UInt32};
inline constexpr Field sackCount{"tcp.options.sack.count", "TCP SACK Count", FieldType::UInt8};
inline constexpr Field duplicateSackLeft{"tcp.options.sack.dsack_le", "TCP D-SACK Left Edge", FieldType::UInt32};
inline constexpr Field duplicateSackRight{"tcp.options.sack.dsack_re", "TCP D-SACK Right Edge", FieldType::UInt32};
inline constexpr Field echoValue{"tcp.options.echo_value", "TCP Echo Option", FieldType::UInt32};
inline constexpr Field timestampValue{"tcp.options.timestamp.tsval", "Timestamp value", FieldType::UInt32};
inline constexpr Field timestampEcho{"tcp.options.timestamp.tsecr", "Timestamp echo reply", FieldType::UInt32};
inline constexpr Field mptcpSubtype{
    "tcp.options.mptcp.subtype", "Multipath TCP subtype", FieldType::UInt8, Base::Dec, mptcpSubtypes, 0xF0};
inline constexpr Field mptcpVersion{
    "tcp.options.mptcp.version", "Multipath TCP version", FieldType::UInt8, Base::Dec, {}, 0xF};
inline constexpr Field mptcpReserved{"tcp.options.mptcp.reserved", "Reserved", FieldType::UInt16, Base::Hex, {}, 0xFFF};
inline constexpr Field mptcpFlags{"tcp.options.mptcp.flags", "Multipath TCP flags", FieldType::UInt8, Base::Hex};
inline constexpr Field mptcpBackup{
    "tcp.options.mptcp.backup.flag", "Backup flag", FieldType::UInt8, Base::Dec, {}, 0x1};
inline constexpr Field mptcpChecksumRequired{
    "tcp.options.mptcp.checksumreq.flags", "Checksum required", FieldType::UInt8, Base::Dec, {}, 0x80};
inline constexpr Field mptcpExtensibility{
    "tcp.options.mptcp.extensibility.flag", "Extensibility", FieldType::UInt8, Base::Dec, {}, 0x40};
inline constexpr Field mptcpNoMoreSubflows{"tcp.options.mptcp.nomoresubflows.flag",
    "Do not attempt to establish new subflows to this address and port", FieldType::UInt8, Base::Dec, {}, 0x20};
inline constexpr Field mptcpSha1{"tcp.options.mptcp.sha1.flag", "Use HMAC-SHA1", FieldType::UInt8, Base::Dec, {}, 0x1};
inline constexpr Field mptcpSha256{
    "tcp.options.mptcp.sha256.flag", "Use HMAC-SHA256", FieldType::UInt8, Base::Dec, {}, 0x1};
inline constexpr Field mptcpDataFin{
    "tcp.options.mptcp.datafin.flag", "DATA_FIN", FieldType::UInt8, Base::Dec, {}, 0x10};
inline constexpr Field mptcpDataSequence8{
    "tcp.options.mptcp.dseqn8.flag", "Data Sequence Number is 8 octets", FieldType::UInt8, Base::Dec, {}, 0x8};
inline constexpr Field mptcpDataSequencePresent{"tcp.options.mptcp.dseqnpresent.flag",
    "Data Sequence Number, Subflow Sequence Number, Data-level Length, Checksum present", FieldType::UInt8, Base::Dec,
    {}, 0x4};
inline constexpr Field mptcpDataAck8{
    "tcp.options.mptcp.dataack8.flag", "Data ACK is 8 octets", FieldType::UInt8, Base::Dec, {}, 0x2};
inline constexpr Field mptcpDataAckPresent{
    "tcp.options.mptcp.dataackpresent.flag", "Data ACK is present", FieldType::UInt8, Base::Dec, {}, 0x1};
inline constexpr Field mptcpReservedFlag{
    "tcp.options.mptcp.reserved.flag", "Reserved", FieldType::UInt8, Base::Hex, {}, 0x3E};
inline constexpr Field mptcpFlagU{"tcp.options.mptcp.flag_U.flag", "Flag U", FieldType::Boolean, Base::Dec, {}, 0x8};
inline constexpr Field mptcpFlagV{"tcp.options.mptcp.flag_V.flag", "Flag V", FieldType::Boolean, Base::Dec, {}, 0x4};
inline constexpr Field mptcpFlagW{"tcp.options.mptcp.flag_W.flag", "Flag W", FieldType::Boolean, Base::Dec, {}, 0x2};
inline constexpr Field mptcpTransient{
    "tcp.options.mptcp.flag_T.flag", "Transient", FieldType::Boolean, Base::Dec, {}, 0x1};
inline constexpr Field mptcpResetReason{
    "tcp.options.mptcp.rst_reason", "TCPRST Reason", FieldType::UInt8, Base::Hex, mptcpResetReasons};
inline constexpr Field mptcpAddressId{"tcp.options.mptcp.addrid", "Address ID", FieldType::UInt8};
inline constexpr Field mptcpSenderKey{"tcp.options.mptcp.sendkey", "Sender's Key", FieldType::UInt64};
inline constexpr Field mptcpReceiverKey{"tcp.options.mptcp.recvkey", "Receiver's Key", FieldType::UInt64};
inline constexpr Field mptcpReceiverToken{"tcp.options.mptcp.recvtok", "Receiver's Token", FieldType::UInt32};
inline constexpr Field mptcpSenderRandom{"tcp.options.mptcp.sendrand", "Sender's Random Number", FieldType::UInt32};
inline constexpr Field mptcpSenderShortHmac{
    "tcp.options.mptcp.sendtrunchmac", "Sender's Truncated HMAC", FieldType::UInt64};
inline constexpr Field mptcpSenderHmac{"tcp.options.mptcp.sendhmac", "Sender's HMAC", FieldType::Bytes};
inline constexpr Field mptcpAddressHmac{"tcp.options.mptcp.addaddrtrunchmac", "Truncated HMAC", FieldType::UInt64};
inline constexpr Field mptcpDataAck{"tcp.options.mptcp.rawdataack", "Original MPTCP Data ACK", FieldType::UInt64};
inline constexpr Field mptcpDataSequence{"tcp.options.mptcp.rawdataseqno", "Data Sequence Number", FieldType::UInt64};
inline constexpr Field mptcpSubflowSequence{
    "tcp.options.mptcp.subflowseqno", "Subflow Sequence Number", FieldType::UInt32};
inline constexpr Field mptcpDataLength{"tcp.options.mptcp.datalvllen", "Data-level Length", FieldType::UInt16};
inline constexpr Field mptcpChecksum{"tcp.options.mptcp.checksum", "Checksum", FieldType::UInt16, Base::Hex};
inline constexpr Field mptcpIpVersion{"tcp.options.mptcp.ipver", "IP version", FieldType::UInt8, Base::Dec, {}, 0xF};
inline constexpr Field mptcpEcho{"tcp.options.mptcp.echo", "Echo", FieldType::UInt8, Base::Dec, {}, 0x1};
inline constexpr Field mptcpIpv4{"tcp.options.mptcp.ipv4", "Advertised IPv4 Address", FieldType::Ipv4};
inline constexpr Field mptcpIpv6{"tcp.options.mptcp.ipv6", "Advertised IPv6 Address", FieldType::Ipv6};
inline constexpr Field mptcpPort{"tcp.options.mptcp.port", "Advertised port", FieldType::UInt16};
inline constexpr Field ccValue{"tcp.options.cc_value", "TCP CC Option", FieldType::UInt32};
inline constexpr Field md5Digest{"tcp.options.md5.digest", "MD5 digest", FieldType::Bytes};
inline constexpr Field authKeyId{"tcp.options.ao.keyid", "AO KeyID", FieldType::UInt8};
inline constexpr Field authNextKeyId{"tcp.options.ao.rnextkeyid", "AO RNextKeyID", FieldType::UInt8};
inline constexpr Field authMac{"tcp.options.ao.mac", "AO MAC", FieldType::Bytes};
inline constexpr Field qsRate{"tcp.options.qs.rate", "QS Rate", FieldType::UInt8, Base::Dec, quickStartRates, 0xF};
inline constexpr Field qsTtlDiff{"tcp.options.qs.ttl_diff", "QS Rate", FieldType::UInt8};
inline constexpr Field accEcnEe0b{
    "tcp.options.acc_ecn.ee0b", "Accurate ECN Echo ECT(0) Byte Counter", FieldType::UInt24};
inline constexpr Field accEcnEceb{"tcp.options.acc_ecn.eceb", "Accurate ECN Echo CE Byte Counter", FieldType::UInt24};
inline constexpr Field accEcnEe1b{
    "tcp.options.acc_ecn.ee1b", "Accurate ECN Echo ECT(1) Byte Counter", FieldType::UInt24};
inline constexpr Field userTimeoutGranularity{
    "tcp.options.user_to_granularity", "Granularity", FieldType::Boolean, Base::Dec, {}, 0x8000};
inline constexpr Field userTimeout{"tcp.options.user_to_val", "User Timeout", FieldType::UInt16, Base::Dec, {}, 0x7FFF};
inline constexpr Field rvbdProbeType1{"tcp.options.rvbd.probe.type1", "Type", FieldType::UInt8, Base::Dec, {}, 0xF0};
inline constexpr Field rvbdProbeType2{"tcp.options.rvbd.probe.type2", "Type", FieldType::UInt8, Base::Dec, {}, 0xFE};
inline constexpr Field rvbdProbeVersion{
    "tcp.options.rvbd.probe.version", "Version", FieldType::UInt8, Base::Dec, {}, 0xF};
inline constexpr Field tfoRequest{"tcp.options.tfo.request", "Fast Open Cookie Request", FieldType::None};
inline constexpr Field tfoCookie{"tcp.options.tfo.cookie", "Fast Open Cookie", FieldType::Bytes};
inline constexpr Field lengthInvalid{"tcp.option.len.invalid", "Invalid length for option", FieldType::None};
inline constexpr Field duplicateSack{"tcp.options.sack.dsack", "D-SACK Sequence", FieldType::None};
inline constexpr Field windowShiftInvalid{
    "tcp.options.wscale.shift.invalid", "Window scale shift exceeds 14", FieldType::None};
inline constexpr Field mssAbsent{
    "tcp.options.mss.absent", "The SYN packet does not contain a MSS option", FieldType::None};
inline constexpr Field mssPresent{
    "tcp.options.mss.present", "The non-SYN packet does contain a MSS option", FieldType::None};
inline constexpr Field suboptionMalformed{
    "tcp.suboption_malformed", "suboption would go past end of option", FieldType::None};
inline constexpr Field fourNops{"tcp.nop", "4 NOP in a row - a router may have removed some options", FieldType::None};
inline constexpr Field nonZeroAfterEnd{
    "tcp.non_zero_bytes_after_eol", "Non zero bytes in option space after EOL option", FieldType::None};

inline constexpr std::array fields{
    &accurateEcn,
    &cc,
    &ccEcho,
    &ccNew,
    &echo,
    &echoReply,
    &endOfList,
    &experimental,
    &mss,
    &noOperation,
    &quickStart,
    &riverbedProbe,
    &riverbedTransparency,
    &sack,
    &sackPermitted,
    &scps,
    &scpsCorruption,
    &scpsRecordBoundary,
    &snack,
    &authentication,
    &fastOpen,
    &md5,
    &timestamp,
    &unknown,
    &userTimeoutOption,
    &windowScale,
    &kind,
    &length,
    &all,
    &mssValue,
    &windowShift,
    &windowMultiplier,
    &experimentData,
    &experimentId,
    &unknownPayload,
    &sackLeft,
    &sackRight,
    &sackCount,
    &duplicateSackLeft,
    &duplicateSackRight,
    &echoValue,
    &timestampValue,
    &timestampEcho,
    &mptcpSubtype,
    &mptcpVersion,
    &mptcpReserved,
    &mptcpFlags,
    &mptcpBackup,
    &mptcpChecksumRequired,
    &mptcpExtensibility,
    &mptcpNoMoreSubflows,
    &mptcpSha1,
    &mptcpSha256,
    &mptcpDataFin,
    &mptcpDataSequence8,
    &mptcpDataSequencePresent,
    &mptcpDataAck8,
    &mptcpDataAckPresent,
    &mptcpReservedFlag,
    &mptcpFlagU,
    &mptcpFlagV,
    &mptcpFlagW,
    &mptcpTransient,
    &mptcpResetReason,
    &mptcpAddressId,
    &mptcpSenderKey,
    &mptcpReceiverKey,
    &mptcpReceiverToken,
    &mptcpSenderRandom,
    &mptcpSenderShortHmac,
    &mptcpSenderHmac,
    &mptcpAddressHmac,
    &mptcpDataAck,
    &mptcpDataSequence,
    &mptcpSubflowSequence,
    &mptcpDataLength,
    &mptcpChecksum,
    &mptcpIpVersion,
    &mptcpEcho,
    &mptcpIpv4,
    &mptcpIpv6,
    &mptcpPort,
    &ccValue,
    &md5Digest,
    &authKeyId,
    &authNextKeyId,
    &authMac,
    &qsRate,
    &qsTtlDiff,
    &accEcnEe0b,
    &accEcnEceb,
    &accEcnEe1b,
    &userTimeoutGranularity,
    &userTimeout,
    &rvbdProbeType1,
    &rvbdProbeType2,
    &rvbdProbeVersion,
    &tfoRequest,
    &tfoCookie,
    &lengthInvalid,
    &duplicateSack,
    &windowShiftInvalid,
    &mssAbsent,
    &mssPresent,
    &suboptionMalformed,
    &fourNops,
    &nonZeroAfterEnd,
};

}  // namespace pr::decode::tcp::option

namespace pr::decode::mptcp {

inline constexpr Field protocol{"mptcp", "Multipath Transmission Control Protocol", FieldType::Protocol};
inline constexpr Field acknowledgment{"mptcp.ack", "Multipath TCP Data ACK", FieldType::UInt64};
inline constexpr Field dssDsn{"mptcp.dss.dsn", "DSS Data Sequence Number", FieldType::UInt64};
inline constexpr Field expectedIdsn{"mptcp.expected_idsn", "Subflow expected IDSN", FieldType::UInt64};
inline constexpr Field analysis{"mptcp.analysis", "MPTCP analysis", FieldType::None};
inline constexpr Field analysisSubflows{"mptcp.analysis.subflows", "TCP subflow stream id(s)", FieldType::String};
inline constexpr Field stream{"mptcp.stream", "Stream index", FieldType::UInt32};
inline constexpr Field rmAddrCount{"mptcp.rm_addr.count", "Number of removed addresses", FieldType::UInt8};
inline constexpr Field expectedToken{"mptcp.expected_token", "Subflow token generated from key", FieldType::UInt32};
inline constexpr Field master{"mptcp.master", "Master flow", FieldType::Boolean};
inline constexpr Field connectionEchoedKeyMismatch{"mptcp.connection.echoed_key_mismatch",
    "The echoed key in the ACK of the MPTCP handshake does not match the key of the SYN/ACK", FieldType::None};
inline constexpr Field connectionMissingAlgorithm{
    "mptcp.connection.missing_algorithm", "No crypto algorithm specified", FieldType::None};
inline constexpr Field connectionUnsupportedAlgorithm{
    "mptcp.connection.unsupported_algorithm", "Unsupported algorithm", FieldType::None};
inline constexpr Field dssInfiniteMapping{
    "mptcp.dss.infinite_mapping", "Fallback to infinite mapping", FieldType::None};

inline constexpr std::array fields{
    &protocol,
    &acknowledgment,
    &dssDsn,
    &expectedIdsn,
    &analysis,
    &analysisSubflows,
    &stream,
    &rmAddrCount,
    &expectedToken,
    &master,
    &connectionEchoedKeyMismatch,
    &connectionMissingAlgorithm,
    &connectionUnsupportedAlgorithm,
    &dssInfiniteMapping,
};

}  // namespace pr::decode::mptcp
