// The fields of a TCP header and of what the analysis says about it, named as tshark names them. Options:
// tcp_option_fields.h.
#pragma once

#include "core/fields/field.h"

#include <array>

namespace pr::decode::tcp {

inline constexpr std::array checksumStates{
    ValueName{0, "Bad"},
    ValueName{1, "Good"},
    ValueName{2, "Unverified"},
    ValueName{3, "Not present"},
    ValueName{4, "Illegal"},
};

inline constexpr Field protocol{"tcp", "Transmission Control Protocol", FieldType::Protocol};
inline constexpr Field sourcePort{"tcp.srcport", "Source Port", FieldType::UInt16};
inline constexpr Field destinationPort{"tcp.dstport", "Destination Port", FieldType::UInt16};
inline constexpr Field port{"tcp.port", "Source or Destination Port", FieldType::UInt16};
inline constexpr Field stream{"tcp.stream", "Stream index", FieldType::UInt32};
inline constexpr Field completeness{"tcp.completeness", "Conversation completeness", FieldType::UInt8};
inline constexpr Field sequence{"tcp.seq", "Sequence Number", FieldType::UInt32};
inline constexpr Field sequenceRaw{"tcp.seq_raw", "Sequence Number (raw)", FieldType::UInt32};
inline constexpr Field nextSequence{"tcp.nxtseq", "Next Sequence Number", FieldType::UInt32};
inline constexpr Field acknowledgment{"tcp.ack", "Acknowledgment Number", FieldType::UInt32};
inline constexpr Field acknowledgmentRaw{"tcp.ack_raw", "Acknowledgment number (raw)", FieldType::UInt32};
inline constexpr Field headerLength{"tcp.hdr_len", "Header Length", FieldType::UInt8};
inline constexpr Field flags{"tcp.flags", "Flags", FieldType::UInt16, Base::Hex, {}, 0xFFF};
inline constexpr Field flagsRes{"tcp.flags.res", "Reserved", FieldType::Boolean, Base::Dec, {}, 0xE00};
inline constexpr Field flagsAe{"tcp.flags.ae", "Accurate ECN", FieldType::Boolean, Base::Dec, {}, 0x100};
inline constexpr Field flagsCwr{"tcp.flags.cwr", "Congestion Window Reduced", FieldType::Boolean, Base::Dec, {}, 0x80};
inline constexpr Field flagsEce{"tcp.flags.ece", "ECN-Echo", FieldType::Boolean, Base::Dec, {}, 0x40};
inline constexpr Field flagsAce{"tcp.flags.ace", "ACE", FieldType::UInt8};
inline constexpr Field flagsUrg{"tcp.flags.urg", "Urgent", FieldType::Boolean, Base::Dec, {}, 0x20};
inline constexpr Field flagsAck{"tcp.flags.ack", "Acknowledgment", FieldType::Boolean, Base::Dec, {}, 0x10};
inline constexpr Field flagsPush{"tcp.flags.push", "Push", FieldType::Boolean, Base::Dec, {}, 0x8};
inline constexpr Field flagsReset{"tcp.flags.reset", "Reset", FieldType::Boolean, Base::Dec, {}, 0x4};
inline constexpr Field flagsSyn{"tcp.flags.syn", "Syn", FieldType::Boolean, Base::Dec, {}, 0x2};
inline constexpr Field flagsFin{"tcp.flags.fin", "Fin", FieldType::Boolean, Base::Dec, {}, 0x1};
inline constexpr Field flagsStr{"tcp.flags.str", "TCP Flags", FieldType::String};
inline constexpr Field window{"tcp.window_size_value", "Window", FieldType::UInt16};
inline constexpr Field windowSize{"tcp.window_size", "Calculated window size", FieldType::UInt32};
inline constexpr Field windowScaleFactor{"tcp.window_size_scalefactor", "Window size scaling factor", FieldType::Int32};
inline constexpr Field checksum{"tcp.checksum", "Checksum", FieldType::UInt16, Base::Hex};
inline constexpr Field checksumStatus{
    "tcp.checksum.status", "Checksum Status", FieldType::UInt8, Base::Dec, checksumStates};
inline constexpr Field analysis{"tcp.analysis", "SEQ/ACK analysis", FieldType::None};
inline constexpr Field analysisFlags{"tcp.analysis.flags", "TCP Analysis Flags", FieldType::None};
inline constexpr Field analysisDuplicateAck{"tcp.analysis.duplicate_ack", "Duplicate ACK", FieldType::None};
inline constexpr Field analysisDuplicateAckNum{"tcp.analysis.duplicate_ack_num", "Duplicate ACK #", FieldType::UInt32};
inline constexpr Field analysisDuplicateAckFrame{
    "tcp.analysis.duplicate_ack_frame", "Duplicate to the ACK in frame", FieldType::FrameNumber};
inline constexpr Field continuationTo{
    "tcp.continuation_to", "This is a continuation to the PDU in frame", FieldType::FrameNumber};
inline constexpr Field length{"tcp.len", "TCP Segment Len", FieldType::UInt32};
inline constexpr Field analysisAcksFrame{
    "tcp.analysis.acks_frame", "This is an ACK to the segment in frame", FieldType::FrameNumber};
inline constexpr Field analysisBytesInFlight{"tcp.analysis.bytes_in_flight", "Bytes in flight", FieldType::UInt32};
inline constexpr Field analysisPushBytesSent{
    "tcp.analysis.push_bytes_sent", "Bytes sent since last PSH flag", FieldType::UInt32};
inline constexpr Field analysisAckRtt{
    "tcp.analysis.ack_rtt", "The RTT to ACK the segment was", FieldType::RelativeTime};
inline constexpr Field analysisInitialRtt{"tcp.analysis.initial_rtt", "iRTT", FieldType::RelativeTime};
inline constexpr Field analysisRto{"tcp.analysis.rto", "The RTO for this segment was", FieldType::RelativeTime};
inline constexpr Field analysisRtoFrame{
    "tcp.analysis.rto_frame", "RTO based on delta from frame", FieldType::FrameNumber};
inline constexpr Field urgentPointer{"tcp.urgent_pointer", "Urgent Pointer", FieldType::UInt16};
inline constexpr Field segmentOverlap{"tcp.segment.overlap", "Segment overlap", FieldType::Boolean};
inline constexpr Field segmentOverlapConflict{
    "tcp.segment.overlap.conflict", "Conflicting data in segment overlap", FieldType::Boolean};
inline constexpr Field segmentError{"tcp.segment.error", "Reassembling error", FieldType::FrameNumber};
inline constexpr Field segmentCount{"tcp.segment.count", "Segment count", FieldType::UInt32};
inline constexpr Field segment{"tcp.segment", "TCP Segment", FieldType::FrameNumber};
inline constexpr Field segments{"tcp.segments", "Reassembled TCP Segments", FieldType::None};
inline constexpr Field reassembledIn{
    "tcp.reassembled_in", "Reassembled PDU in frame", FieldType::FrameNumber, Base::Dec, {}, 0, false, true};
inline constexpr Field reassembledLength{"tcp.reassembled.length", "Reassembled TCP length", FieldType::UInt32};
inline constexpr Field reassembledData{"tcp.reassembled.data", "Reassembled TCP Data", FieldType::Bytes};
inline constexpr Field pduTime{
    "tcp.pdu.time", "Time until the last segment of this PDU", FieldType::RelativeTime, Base::Dec, {}, 0, false, true};
inline constexpr Field pduSize{"tcp.pdu.size", "PDU Size", FieldType::UInt32};
inline constexpr Field pduLastFrame{
    "tcp.pdu.last_frame", "Last frame of this PDU", FieldType::FrameNumber, Base::Dec, {}, 0, false, true};
inline constexpr Field timeRelative{
    "tcp.time_relative", "Time since first frame in this TCP stream", FieldType::RelativeTime};
inline constexpr Field timeDelta{
    "tcp.time_delta", "Time since previous frame in this TCP stream", FieldType::RelativeTime};
inline constexpr Field segmentData{"tcp.segment_data", "TCP segment data", FieldType::Bytes};
inline constexpr Field payload{"tcp.payload", "TCP payload", FieldType::Bytes};
inline constexpr Field finRetransmission{
    "tcp.fin_retransmission", "Retransmission of FIN from frame", FieldType::FrameNumber};
inline constexpr Field resetCause{"tcp.reset_cause", "Reset cause", FieldType::String};
inline constexpr Field analysisRetransmission{
    "tcp.analysis.retransmission", "This frame is a (suspected) retransmission", FieldType::None};
inline constexpr Field analysisFastRetransmission{
    "tcp.analysis.fast_retransmission", "This frame is a (suspected) fast retransmission", FieldType::None};
inline constexpr Field analysisSpuriousRetransmission{
    "tcp.analysis.spurious_retransmission", "This frame is a (suspected) spurious retransmission", FieldType::None};
inline constexpr Field analysisOutOfOrder{
    "tcp.analysis.out_of_order", "This frame is a (suspected) out-of-order segment", FieldType::None};
inline constexpr Field analysisReusedPorts{"tcp.analysis.reused_ports",
    "A new tcp session is started with the same ports as an earlier session in this trace", FieldType::None};
inline constexpr Field analysisLostSegment{
    "tcp.analysis.lost_segment", "Previous segment(s) not captured (common at capture start)", FieldType::None};
inline constexpr Field analysisAckLostSegment{
    "tcp.analysis.ack_lost_segment", "ACKed segment that wasn't captured (common at capture start)", FieldType::None};
inline constexpr Field analysisWindowUpdate{"tcp.analysis.window_update", "TCP window update", FieldType::None};
inline constexpr Field analysisWindowFull{
    "tcp.analysis.window_full", "TCP window specified by the receiver is now completely full", FieldType::None};
inline constexpr Field analysisKeepAlive{"tcp.analysis.keep_alive", "TCP keep-alive segment", FieldType::None};
inline constexpr Field analysisKeepAliveAck{
    "tcp.analysis.keep_alive_ack", "ACK to a TCP keep-alive segment", FieldType::None};
inline constexpr Field analysisZeroWindowProbe{
    "tcp.analysis.zero_window_probe", "TCP Zero Window Probe", FieldType::None};
inline constexpr Field analysisZeroWindow{"tcp.analysis.zero_window", "TCP Zero Window segment", FieldType::None};
inline constexpr Field analysisZeroWindowProbeAck{
    "tcp.analysis.zero_window_probe_ack", "ACK to a TCP Zero Window Probe", FieldType::None};
inline constexpr Field analysisTfoSyn{"tcp.analysis.tfo_syn", "TCP SYN with TFO Cookie", FieldType::None};
inline constexpr Field analysisTfoAck{"tcp.analysis.tfo_ack", "TCP SYN-ACK accepting TFO data", FieldType::None};
inline constexpr Field analysisTfoIgnored{"tcp.analysis.tfo_ignored", "TCP SYN-ACK ignoring TFO data", FieldType::None};
inline constexpr Field connectionFinActive{
    "tcp.connection.fin_active", "This frame initiates the connection closing", FieldType::None};
inline constexpr Field connectionFinPassive{
    "tcp.connection.fin_passive", "This frame undergoes the connection closing", FieldType::None};
inline constexpr Field shortSegment{"tcp.short_segment", "Short segment", FieldType::None};
inline constexpr Field ackNonzero{
    "tcp.ack.nonzero", "The acknowledgment number field is nonzero while the ACK flag is not set", FieldType::None};
inline constexpr Field connectionSynack{
    "tcp.connection.synack", "Connection establish acknowledge (SYN+ACK)", FieldType::None};
inline constexpr Field connectionSyn{"tcp.connection.syn", "Connection establish request (SYN)", FieldType::None};
inline constexpr Field connectionFin{"tcp.connection.fin", "Connection finish (FIN)", FieldType::None};
inline constexpr Field connectionRst{"tcp.connection.rst", "Connection reset (RST)", FieldType::None};
inline constexpr Field urgentPointerNonZero{"tcp.urgent_pointer.non_zero",
    "The urgent pointer field is nonzero while the URG flag is not set", FieldType::None};
inline constexpr Field bogusHeaderLength{"tcp.bogus_header_length", "Bogus TCP Header length", FieldType::None};

/// All of the above, in tshark's order.
inline constexpr std::array fields{
    &protocol,
    &sourcePort,
    &destinationPort,
    &port,
    &stream,
    &completeness,
    &sequence,
    &sequenceRaw,
    &nextSequence,
    &acknowledgment,
    &acknowledgmentRaw,
    &headerLength,
    &flags,
    &flagsRes,
    &flagsAe,
    &flagsCwr,
    &flagsEce,
    &flagsAce,
    &flagsUrg,
    &flagsAck,
    &flagsPush,
    &flagsReset,
    &flagsSyn,
    &flagsFin,
    &flagsStr,
    &window,
    &windowSize,
    &windowScaleFactor,
    &checksum,
    &checksumStatus,
    &analysis,
    &analysisFlags,
    &analysisDuplicateAck,
    &analysisDuplicateAckNum,
    &analysisDuplicateAckFrame,
    &continuationTo,
    &length,
    &analysisAcksFrame,
    &analysisBytesInFlight,
    &analysisPushBytesSent,
    &analysisAckRtt,
    &analysisInitialRtt,
    &analysisRto,
    &analysisRtoFrame,
    &urgentPointer,
    &segmentOverlap,
    &segmentOverlapConflict,
    &segmentError,
    &segmentCount,
    &segment,
    &segments,
    &reassembledIn,
    &reassembledLength,
    &reassembledData,
    &pduTime,
    &pduSize,
    &pduLastFrame,
    &timeRelative,
    &timeDelta,
    &segmentData,
    &payload,
    &finRetransmission,
    &resetCause,
    &analysisRetransmission,
    &analysisFastRetransmission,
    &analysisSpuriousRetransmission,
    &analysisOutOfOrder,
    &analysisReusedPorts,
    &analysisLostSegment,
    &analysisAckLostSegment,
    &analysisWindowUpdate,
    &analysisWindowFull,
    &analysisKeepAlive,
    &analysisKeepAliveAck,
    &analysisZeroWindowProbe,
    &analysisZeroWindow,
    &analysisZeroWindowProbeAck,
    &analysisTfoSyn,
    &analysisTfoAck,
    &analysisTfoIgnored,
    &connectionFinActive,
    &connectionFinPassive,
    &shortSegment,
    &ackNonzero,
    &connectionSynack,
    &connectionSyn,
    &connectionFin,
    &connectionRst,
    &urgentPointerNonZero,
    &bogusHeaderLength,
};

}  // namespace pr::decode::tcp
