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
inline constexpr Field pppoed{"pppoed", "PPP-over-Ethernet Discovery", FieldType::Protocol};
inline constexpr Field pppoes{"pppoes", "PPP-over-Ethernet Session", FieldType::Protocol};

inline constexpr std::array<const Field*, 7> fields{
    &version,
    &type,
    &code,
    &sessionId,
    &payloadLength,
    &pppoed,
    &pppoes,
};

}  // namespace pppoe

void describePppoe(const LayerView& view, FieldSink& sink);

}  // namespace pr::decode
