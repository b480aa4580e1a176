// ARCNET (RFC 1201), in the forms of Linux and of the BSDs.
#pragma once

#include "core/decode/describe.h"

#include <array>

namespace pr::decode {

namespace arcnet {

inline constexpr std::array systemCodes{ValueName{0x80, "Diagnose"}, ValueName{0xC4, "IPv6"}, ValueName{0xCD, "BACnet"},
    ValueName{0xD4, "RFC 1201 IP"}, ValueName{0xD5, "RFC 1201 ARP"}, ValueName{0xD6, "RFC 1201 RARP"},
    ValueName{0xDD, "Appletalk"}, ValueName{0xF0, "RFC 1051 IP"}, ValueName{0xF1, "RFC 1051 ARP"},
    ValueName{0xFA, "IPX"}};

inline constexpr Field protocol{"arcnet", "ARCNET", FieldType::Protocol};
inline constexpr Field source{"arcnet.src", "Source", FieldType::UInt8, Base::Hex};
inline constexpr Field destination{"arcnet.dst", "Dest", FieldType::UInt8, Base::Hex};
inline constexpr Field offset{"arcnet.offset", "Offset", FieldType::Bytes};
inline constexpr Field systemCode{"arcnet.protID", "Protocol ID", FieldType::UInt8, Base::Hex, systemCodes};
inline constexpr Field exceptionFlag{"arcnet.exception_flag", "Exception Flag", FieldType::UInt8, Base::Hex};
inline constexpr Field padding{"arcnet.padding", "Padding", FieldType::UInt16, Base::Hex};
inline constexpr Field splitFlag{"arcnet.split_flag", "Split Flag", FieldType::UInt8};
inline constexpr Field sequence{"arcnet.sequence", "Sequence", FieldType::UInt16};

inline constexpr std::array<const Field*, 9> fields{
    &protocol,
    &source,
    &destination,
    &offset,
    &systemCode,
    &exceptionFlag,
    &padding,
    &splitFlag,
    &sequence,
};

}  // namespace arcnet

void describeArcnet(const LayerView& view, FieldSink& sink);

}  // namespace pr::decode
