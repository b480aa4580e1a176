// PPP (RFC 1661, 1662) and its control protocols.
#pragma once

#include "core/decode/describe.h"

#include <array>

namespace pr::decode {

namespace ppp {

inline constexpr Field protocol{"ppp", "Point-to-Point Protocol", FieldType::Protocol};
inline constexpr Field address{"ppp.address", "Address", FieldType::UInt8, Base::Hex};
inline constexpr Field control{"ppp.control", "Control", FieldType::UInt8, Base::Hex};
inline constexpr Field protocolNumber{"ppp.protocol", "Protocol", FieldType::UInt16, Base::Hex};
inline constexpr Field code{"ppp.code", "Code", FieldType::UInt8};
inline constexpr Field identifier{"ppp.identifier", "Identifier", FieldType::UInt8, Base::DecHex};
inline constexpr Field length{"ppp.length", "Length", FieldType::UInt16};

inline constexpr std::array<const Field*, 7> fields{
    &protocol,
    &address,
    &control,
    &protocolNumber,
    &code,
    &identifier,
    &length,
};

}  // namespace ppp

namespace lcp {

inline constexpr Field protocol{"lcp", "PPP Link Control Protocol", FieldType::Protocol};
inline constexpr Field magicNumber{"lcp.magic_number", "Magic Number", FieldType::UInt32, Base::Hex};
inline constexpr Field data{"lcp.data", "Data", FieldType::Bytes};
inline constexpr Field optMtuBytes{"lcp.opt.mtu_bytes", "Maximum Receive Unit", FieldType::Protocol};
inline constexpr Field optAuthProtocolBytes{
    "lcp.opt.auth_protocol_bytes", "Authentication Protocol", FieldType::Protocol};
inline constexpr Field optMagicNumberBytes{"lcp.opt.magic_number_bytes", "Magic Number", FieldType::Protocol};
inline constexpr Field optType{"lcp.opt.type", "Type", FieldType::UInt8};
inline constexpr Field optLength{"lcp.opt.length", "Length", FieldType::UInt8};
inline constexpr Field optMru{"lcp.opt.mru", "Maximum Receive Unit", FieldType::UInt16};
inline constexpr Field optAuthProtocol{
    "lcp.opt.auth_protocol", "Authentication Protocol", FieldType::UInt16, Base::Hex};
inline constexpr Field optMagicNumber{"lcp.opt.magic_number", "Magic Number", FieldType::UInt32, Base::Hex};

inline constexpr std::array<const Field*, 11> fields{
    &protocol,
    &magicNumber,
    &data,
    &optMtuBytes,
    &optAuthProtocolBytes,
    &optMagicNumberBytes,
    &optType,
    &optLength,
    &optMru,
    &optAuthProtocol,
    &optMagicNumber,
};

}  // namespace lcp

namespace ipcp {

inline constexpr Field protocol{"ipcp", "PPP IP Control Protocol", FieldType::Protocol};
inline constexpr Field optType{"ipcp.opt.type", "Type", FieldType::UInt8};
inline constexpr Field optLength{"ipcp.opt.length", "Length", FieldType::UInt8};
inline constexpr Field optIpAddress{"ipcp.opt.ip_address", "IP Address", FieldType::Ipv4};
inline constexpr Field optPriDnsAddress{"ipcp.opt.pri_dns_address", "Primary DNS Address", FieldType::Ipv4};
inline constexpr Field optSecDnsAddress{"ipcp.opt.sec_dns_address", "Secondary DNS Address", FieldType::Ipv4};
inline constexpr Field optAddr{"ipcp.opt.addr", "IP Address", FieldType::Protocol};
inline constexpr Field optPriDns{"ipcp.opt.pri_dns", "Primary DNS Server IP Address", FieldType::Protocol};
inline constexpr Field optSecDns{"ipcp.opt.sec_dns", "Secondary DNS Server IP Address", FieldType::Protocol};

inline constexpr std::array<const Field*, 9> fields{
    &protocol,
    &optType,
    &optLength,
    &optIpAddress,
    &optPriDnsAddress,
    &optSecDnsAddress,
    &optAddr,
    &optPriDns,
    &optSecDns,
};

}  // namespace ipcp

namespace ipv6cp {

inline constexpr Field protocol{"ipv6cp", "PPP IPv6 Control Protocol", FieldType::Protocol};
inline constexpr Field optInterfaceIdentifier{
    "ipv6cp.opt.interface_identifier", "Interface Identifier", FieldType::Protocol};
inline constexpr Field optType{"ipv6cp.opt.type", "Type", FieldType::UInt8};
inline constexpr Field optLength{"ipv6cp.opt.length", "Length", FieldType::UInt8};
inline constexpr Field interfaceIdentifier{"ipv6cp.interface_identifier", "Interface Identifier", FieldType::Bytes};

inline constexpr std::array<const Field*, 5> fields{
    &protocol,
    &optInterfaceIdentifier,
    &optType,
    &optLength,
    &interfaceIdentifier,
};

}  // namespace ipv6cp

namespace pap {

inline constexpr Field protocol{"pap", "PPP Password Authentication Protocol", FieldType::Protocol};
inline constexpr Field code{"pap.code", "Code", FieldType::UInt8};
inline constexpr Field identifier{"pap.identifier", "Identifier", FieldType::UInt8};
inline constexpr Field length{"pap.length", "Length", FieldType::UInt16};
inline constexpr Field data{"pap.data", "Data", FieldType::None};
inline constexpr Field peerIdLength{"pap.peer_id.length", "Peer-ID-Length", FieldType::UInt8};
inline constexpr Field peerId{"pap.peer_id", "Peer-ID", FieldType::String};
inline constexpr Field passwordLength{"pap.password.length", "Password-Length", FieldType::UInt8};
inline constexpr Field password{"pap.password", "Password", FieldType::String};
inline constexpr Field messageLength{"pap.message.length", "Message-Length", FieldType::UInt8};
inline constexpr Field message{"pap.message", "Message", FieldType::String};

inline constexpr std::array<const Field*, 11> fields{
    &protocol,
    &code,
    &identifier,
    &length,
    &data,
    &peerIdLength,
    &peerId,
    &passwordLength,
    &password,
    &messageLength,
    &message,
};

}  // namespace pap

void describePpp(const LayerView& view, FieldSink& sink);
void describePppControl(const LayerView& view, FieldSink& sink);

}  // namespace pr::decode
