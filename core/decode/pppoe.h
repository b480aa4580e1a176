// PPPoE (RFC 2516).
#pragma once

#include "core/decode/describe.h"

#include <array>

namespace pr::decode {

namespace pppoe {

inline constexpr Field version{"pppoe.version", "Version", FieldType::UInt8, Base::Dec, {}, 0xf0};
inline constexpr Field type{"pppoe.type", "Type", FieldType::UInt8, Base::Dec, {}, 0xf};
inline constexpr Field code{"pppoe.code", "Code", FieldType::UInt8, Base::Hex};
inline constexpr Field sessionId{"pppoe.session_id", "Session ID", FieldType::UInt16, Base::Hex};
inline constexpr Field payloadLength{"pppoe.payload_length", "Payload Length", FieldType::UInt16};
inline constexpr Field payloadLengthBad{"pppoe.payload_length.bad", "Possible bad payload length", FieldType::None};
inline constexpr Field pppoed{"pppoed", "PPP-over-Ethernet Discovery", FieldType::Protocol};
inline constexpr Field tags{"pppoed.tags", "PPPoE Tags", FieldType::None};
inline constexpr Field tagsAcName{"pppoed.tags.ac_name", "AC-Name", FieldType::String};
inline constexpr Field tagsHostUniq{"pppoed.tags.host_uniq", "Host-Uniq", FieldType::Bytes};
inline constexpr Field tagsAcCookie{"pppoed.tags.ac_cookie", "AC-Cookie", FieldType::Bytes};
inline constexpr Field pppoes{"pppoes", "PPP-over-Ethernet Session", FieldType::Protocol};

inline constexpr std::array<const Field*, 12> fields{
    &version,
    &type,
    &code,
    &sessionId,
    &payloadLength,
    &payloadLengthBad,
    &pppoed,
    &tags,
    &tagsAcName,
    &tagsHostUniq,
    &tagsAcCookie,
    &pppoes,
};

}  // namespace pppoe

void describePppoe(const LayerView& view, FieldSink& sink);

}  // namespace pr::decode
