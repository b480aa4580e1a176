// PKTAP: what macOS says of a packet of any interface, with the process that it belongs to.
#pragma once

#include "core/decode/describe.h"

#include <array>

namespace pr::decode {

namespace pktap {

inline constexpr Field protocol{"pktap", "PKTAP packet header", FieldType::Protocol};
inline constexpr Field headerLength{"pktap.hdrlen", "Header length", FieldType::UInt32};
inline constexpr Field recordType{"pktap.rectype", "Record type", FieldType::UInt32};
inline constexpr Field linkType{"pktap.dlt", "DLT", FieldType::UInt32};
inline constexpr Field interfaceName{"pktap.ifname", "Interface name", FieldType::String};
inline constexpr Field flags{"pktap.flags", "Flags", FieldType::UInt32, Base::Hex};
inline constexpr Field family{"pktap.pfamily", "Protocol family", FieldType::UInt32};
inline constexpr Field linkHeaderLength{"pktap.llhdrlen", "Link-layer header length", FieldType::UInt32};
inline constexpr Field linkTrailerLength{"pktap.lltrlrlen", "Link-layer trailer length", FieldType::UInt32};
inline constexpr Field process{"pktap.pid", "Process ID", FieldType::UInt32};
inline constexpr Field command{"pktap.cmdname", "Command name", FieldType::String};
inline constexpr Field serviceClass{"pktap.svc_class", "Service class", FieldType::UInt32};
inline constexpr Field interfaceType{"pktap.iftype", "Interface type", FieldType::UInt16};
inline constexpr Field interfaceUnit{"pktap.ifunit", "Interface unit", FieldType::UInt16};
inline constexpr Field effectiveProcess{"pktap.epid", "Effective process ID", FieldType::UInt32};
inline constexpr Field effectiveCommand{"pktap.ecmdname", "Effective command name", FieldType::String};
inline constexpr Field headerTooShort{"pktap.hdrlen_too_short", "Header length is too short", FieldType::None};

inline constexpr std::array<const Field*, 17> fields{
    &protocol,
    &headerLength,
    &recordType,
    &linkType,
    &interfaceName,
    &flags,
    &family,
    &linkHeaderLength,
    &linkTrailerLength,
    &process,
    &command,
    &serviceClass,
    &interfaceType,
    &interfaceUnit,
    &effectiveProcess,
    &effectiveCommand,
    &headerTooShort,
};

}  // namespace pktap

void describePktap(const LayerView& view, FieldSink& sink);

}  // namespace pr::decode
