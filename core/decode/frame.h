// What the file says of a packet.
#pragma once

#include "core/decode/describe.h"

#include <array>

namespace pr::decode {

namespace frame {

inline constexpr Field protocol{"frame", "Frame", FieldType::Protocol};
inline constexpr Field time{"frame.time", "Arrival Time", FieldType::AbsoluteTime};
inline constexpr Field offsetShift{"frame.offset_shift", "Time shift for this packet", FieldType::RelativeTime};
inline constexpr Field timeEpoch{"frame.time_epoch", "Epoch Time", FieldType::RelativeTime};
inline constexpr Field timeDelta{
    "frame.time_delta", "Time delta from previous captured frame", FieldType::RelativeTime};
inline constexpr Field timeDeltaDisplayed{
    "frame.time_delta_displayed", "Time delta from previous displayed frame", FieldType::RelativeTime};
inline constexpr Field timeRelative{
    "frame.time_relative", "Time since reference or first frame", FieldType::RelativeTime};
inline constexpr Field number{"frame.number", "Frame Number", FieldType::UInt32};
inline constexpr Field length{"frame.len", "Frame length on the wire", FieldType::UInt32};
inline constexpr Field capLen{"frame.cap_len", "Frame length stored into the capture file", FieldType::UInt32};
inline constexpr Field marked{"frame.marked", "Frame is marked", FieldType::Boolean};
inline constexpr Field ignored{"frame.ignored", "Frame is ignored", FieldType::Boolean};
inline constexpr Field p2pDir{"frame.p2p_dir", "Point-to-Point Direction", FieldType::Int8};
inline constexpr Field protocols{"frame.protocols", "Protocols in frame", FieldType::String};
inline constexpr Field sectionNumber{"frame.section_number", "Section number", FieldType::UInt32};
inline constexpr Field interfaceId{"frame.interface_id", "Interface id", FieldType::UInt32};
inline constexpr Field interfaceName{"frame.interface_name", "Interface name", FieldType::String};
inline constexpr Field interfaceDescription{"frame.interface_description", "Interface description", FieldType::String};
inline constexpr Field interfaceQueue{"frame.interface_queue", "Interface queue", FieldType::UInt32};
inline constexpr Field packetFlags{"frame.packet_flags", "Packet flags", FieldType::UInt32, Base::Hex};
inline constexpr Field packetFlagsDirection{
    "frame.packet_flags_direction", "Direction", FieldType::UInt32, Base::Hex, {}, 0x3};
inline constexpr Field packetFlagsReceptionType{
    "frame.packet_flags_reception_type", "Reception type", FieldType::UInt32, Base::Dec, {}, 0x1c};
inline constexpr Field packetFlagsFcsLength{
    "frame.packet_flags_fcs_length", "FCS length", FieldType::UInt32, Base::Dec, {}, 0x1e0};
inline constexpr Field packetFlagsReserved{
    "frame.packet_flags_reserved", "Reserved", FieldType::UInt32, Base::Dec, {}, 0xfe00};
inline constexpr Field packetFlagsCrcError{
    "frame.packet_flags_crc_error", "CRC error", FieldType::Boolean, Base::Dec, {}, 0x1000000};
inline constexpr Field packetFlagsPacketTooError{
    "frame.packet_flags_packet_too_error", "Packet too long error", FieldType::Boolean, Base::Dec, {}, 0x2000000};
inline constexpr Field packetFlagsPacketTooShortError{"frame.packet_flags_packet_too_short_error",
    "Packet too short error", FieldType::Boolean, Base::Dec, {}, 0x4000000};
inline constexpr Field packetFlagsWrongInterFrameGapError{"frame.packet_flags_wrong_inter_frame_gap_error",
    "Wrong interframe gap error", FieldType::Boolean, Base::Dec, {}, 0x8000000};
inline constexpr Field packetFlagsUnalignedFrameError{
    "frame.packet_flags_unaligned_frame_error", "Unaligned frame error", FieldType::Boolean, Base::Dec, {}, 0x10000000};
inline constexpr Field packetFlagsStartFrameDelimiterError{"frame.packet_flags_start_frame_delimiter_error",
    "Start frame delimiter error", FieldType::Boolean, Base::Dec, {}, 0x20000000};
inline constexpr Field packetFlagsPreambleError{
    "frame.packet_flags_preamble_error", "Preamble error", FieldType::Boolean, Base::Dec, {}, 0x40000000};
inline constexpr Field packetFlagsSymbolError{
    "frame.packet_flags_symbol_error", "Symbol error", FieldType::Boolean, Base::Dec, {}, 0x80000000};
inline constexpr Field comment{"frame.comment", "Comment", FieldType::String};
inline constexpr Field packetId{"frame.packet_id", "Packet id", FieldType::UInt64};
inline constexpr Field dropCount{"frame.drop_count", "Drop Count", FieldType::UInt64};
inline constexpr Field encapType{"frame.encap_type", "Encapsulation type", FieldType::Int16};
inline constexpr Field commentExpert{"frame.comment.expert", "Formatted comment", FieldType::None};
inline constexpr Field lenLtCaplen{"frame.len_lt_caplen", "Frame length is less than captured length", FieldType::None};

inline constexpr std::array<const Field*, 38> fields{
    &protocol,
    &time,
    &offsetShift,
    &timeEpoch,
    &timeDelta,
    &timeDeltaDisplayed,
    &timeRelative,
    &number,
    &length,
    &capLen,
    &marked,
    &ignored,
    &p2pDir,
    &protocols,
    &sectionNumber,
    &interfaceId,
    &interfaceName,
    &interfaceDescription,
    &interfaceQueue,
    &packetFlags,
    &packetFlagsDirection,
    &packetFlagsReceptionType,
    &packetFlagsFcsLength,
    &packetFlagsReserved,
    &packetFlagsCrcError,
    &packetFlagsPacketTooError,
    &packetFlagsPacketTooShortError,
    &packetFlagsWrongInterFrameGapError,
    &packetFlagsUnalignedFrameError,
    &packetFlagsStartFrameDelimiterError,
    &packetFlagsPreambleError,
    &packetFlagsSymbolError,
    &comment,
    &packetId,
    &dropCount,
    &encapType,
    &commentExpert,
    &lenLtCaplen,
};

}  // namespace frame

/// The frame itself; its layers follow.
void describeFrame(const DescribeContext& context, FieldSink& sink);

}  // namespace pr::decode
