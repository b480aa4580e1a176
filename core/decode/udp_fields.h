// The fields of a UDP header (RFC 768), named as tshark names them.
#pragma once

#include "core/fields/field.h"

#include <array>

namespace pr::decode::udp {

inline constexpr Field protocol{"udp", "User Datagram Protocol", FieldType::Protocol};
inline constexpr Field sourcePort{"udp.srcport", "Source Port", FieldType::UInt16};
inline constexpr Field destinationPort{"udp.dstport", "Destination Port", FieldType::UInt16};
inline constexpr Field port{"udp.port", "Source or Destination Port", FieldType::UInt16};
inline constexpr Field stream{"udp.stream", "Stream index", FieldType::UInt32};
inline constexpr Field length{"udp.length", "Length", FieldType::UInt16};
inline constexpr Field checksum{"udp.checksum", "Checksum", FieldType::UInt16, Base::Hex};
inline constexpr Field checksumStatus{"udp.checksum.status", "Checksum Status", FieldType::UInt8};
inline constexpr Field timeRelative{"udp.time_relative", "Time since first frame", FieldType::RelativeTime};
inline constexpr Field timeDelta{"udp.time_delta", "Time since previous frame", FieldType::RelativeTime};
inline constexpr Field payload{"udp.payload", "Payload", FieldType::Bytes};
inline constexpr Field possibleTraceroute{"udp.possible_traceroute", "Possible traceroute", FieldType::None};
inline constexpr Field lengthBad{"udp.length.bad", "Bad length value", FieldType::None};
inline constexpr Field checksumZero{"udp.checksum.zero", "Illegal checksum value (0)", FieldType::None};
inline constexpr Field lengthBadZero{"udp.length.bad_zero", "Length is zero but payload < 65536", FieldType::None};

inline constexpr std::array fields{
    &protocol,
    &sourcePort,
    &destinationPort,
    &port,
    &stream,
    &length,
    &checksum,
    &checksumStatus,
    &timeRelative,
    &timeDelta,
    &payload,
    &possibleTraceroute,
    &lengthBad,
    &checksumZero,
    &lengthBadZero,
};

}  // namespace pr::decode::udp
