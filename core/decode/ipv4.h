// IPv4 (RFC 791), its options, and what was put together from fragments.
#pragma once

#include "core/decode/describe.h"
#include "core/decode/value_names.h"

#include <array>

namespace pr::decode {

namespace ip {

inline constexpr Field protocol{"ip", "Internet Protocol Version 4", FieldType::Protocol};
inline constexpr Field version{"ip.version", "Version", FieldType::UInt8};
inline constexpr Field hdrLen{"ip.hdr_len", "Header Length", FieldType::UInt8};
inline constexpr Field dsfield{"ip.dsfield", "Differentiated Services Field", FieldType::UInt8, Base::Hex};
inline constexpr Field dsfieldDscp{
    "ip.dsfield.dscp", "Differentiated Services Codepoint", FieldType::UInt8, Base::Dec, {}, 0xfc};
inline constexpr Field dsfieldEcn{
    "ip.dsfield.ecn", "Explicit Congestion Notification", FieldType::UInt8, Base::Dec, {}, 0x3};
inline constexpr Field length{"ip.len", "Total Length", FieldType::UInt16};
inline constexpr Field id{"ip.id", "Identification", FieldType::UInt16, Base::HexDec};
inline constexpr Field destination{"ip.dst", "Destination Address", FieldType::Ipv4};
inline constexpr Field dstHost{"ip.dst_host", "Destination Host", FieldType::String};
inline constexpr Field source{"ip.src", "Source Address", FieldType::Ipv4};
inline constexpr Field srcHost{"ip.src_host", "Source Host", FieldType::String};
inline constexpr Field addr{"ip.addr", "Source or Destination Address", FieldType::Ipv4};
inline constexpr Field host{"ip.host", "Source or Destination Host", FieldType::String};
inline constexpr Field flags{"ip.flags", "Flags", FieldType::UInt8, Base::Hex, {}, 0xe0};
inline constexpr Field flagsRb{"ip.flags.rb", "Reserved bit", FieldType::Boolean, Base::Dec, {}, 0x80};
inline constexpr Field flagsDf{"ip.flags.df", "Don't fragment", FieldType::Boolean, Base::Dec, {}, 0x40};
inline constexpr Field flagsMf{"ip.flags.mf", "More fragments", FieldType::Boolean, Base::Dec, {}, 0x20};
inline constexpr Field fragOffset{"ip.frag_offset", "Fragment Offset", FieldType::UInt16, Base::Dec, {}, 0x1fff};
inline constexpr Field ttl{"ip.ttl", "Time to Live", FieldType::UInt8};
inline constexpr Field proto{"ip.proto", "Protocol", FieldType::UInt8, Base::Dec, ipProtocols};
inline constexpr Field checksum{"ip.checksum", "Header Checksum", FieldType::UInt16, Base::Hex};
inline constexpr Field checksumStatus{"ip.checksum.status", "Header checksum status", FieldType::UInt8};
inline constexpr Field optType{"ip.opt.type", "Type", FieldType::UInt8};
inline constexpr Field optTypeCopy{
    "ip.opt.type.copy", "Copy on fragmentation", FieldType::Boolean, Base::Dec, {}, 0x80};
inline constexpr Field optTypeClass{"ip.opt.type.class", "Class", FieldType::UInt8, Base::Dec, {}, 0x60};
inline constexpr Field optTypeNumber{"ip.opt.type.number", "Number", FieldType::UInt8, Base::Dec, {}, 0x1f};
inline constexpr Field optLen{"ip.opt.len", "Length", FieldType::UInt8};
inline constexpr Field optPtr{"ip.opt.ptr", "Pointer", FieldType::UInt8};
inline constexpr Field optRa{"ip.opt.ra", "Router Alert", FieldType::UInt16};
inline constexpr Field fragmentOverlap{"ip.fragment.overlap", "Fragment overlap", FieldType::Boolean};
inline constexpr Field fragmentOverlapConflict{
    "ip.fragment.overlap.conflict", "Conflicting data in fragment overlap", FieldType::Boolean};
inline constexpr Field fragmentCount{"ip.fragment.count", "Fragment count", FieldType::UInt32};
inline constexpr Field fragment{"ip.fragment", "IPv4 Fragment", FieldType::FrameNumber};
inline constexpr Field fragments{"ip.fragments", "IPv4 Fragments", FieldType::Bytes};
inline constexpr Field reassembledLength{"ip.reassembled.length", "Reassembled IPv4 length", FieldType::UInt32};
inline constexpr Field reassembledData{"ip.reassembled.data", "Reassembled IPv4 data", FieldType::Bytes};
inline constexpr Field optionsEol{"ip.options.eol", "IP Option - End of Options List (EOL)", FieldType::Protocol};
inline constexpr Field optionsSecurity{"ip.options.security", "IP Option - Security", FieldType::Protocol};
inline constexpr Field optionsRecordRoute{"ip.options.record_route", "IP Option - Record Route", FieldType::Protocol};
inline constexpr Field optionsRouteralert{"ip.options.routeralert", "IP Option - Router Alert", FieldType::Protocol};
inline constexpr Field fragmentError{"ip.fragment.error", "Defragmentation error", FieldType::FrameNumber};
inline constexpr Field recRt{"ip.rec_rt", "Recorded Route", FieldType::Ipv4};
inline constexpr Field recRtHost{"ip.rec_rt_host", "Recorded Route Host", FieldType::String};
inline constexpr Field emptyRt{"ip.empty_rt", "Empty Route", FieldType::Ipv4};
inline constexpr Field emptyRtHost{"ip.empty_rt_host", "Empty Route Host", FieldType::String};
inline constexpr Field fragmentToolongfragment{"ip.fragment.toolongfragment", "Fragment too long", FieldType::Boolean};
inline constexpr Field optLenInvalid{"ip.opt.len.invalid", "Invalid length for option", FieldType::None};
inline constexpr Field bogusIpLength{"ip.bogus_ip_length", "Bogus IP length", FieldType::None};
inline constexpr Field bogusIpVersion{"ip.bogus_ip_version", "Bogus IP version", FieldType::None};
inline constexpr Field bogusHeaderLength{"ip.bogus_header_length", "Bogus IP header length", FieldType::None};
inline constexpr Field optionsNop{"ip.options.nop", "IP Option - No-Operation (NOP)", FieldType::Protocol};
inline constexpr Field optionsRoute{"ip.options.route", "IP Option - Loose Source Route", FieldType::Protocol};
inline constexpr Field optionsTimestamp{"ip.options.timestamp", "IP Option - Time Stamp", FieldType::Protocol};
inline constexpr Field optionsSourceRoute{
    "ip.options.source_route", "IP Option - Strict Source Route", FieldType::Protocol};
inline constexpr Field optionsSid{"ip.options.sid", "IP Option - Stream ID", FieldType::Protocol};
inline constexpr Field optionsMtuProbe{"ip.options.mtu_probe", "IP Option - MTU Probe", FieldType::Protocol};
inline constexpr Field optionsMtuReply{"ip.options.mtu_reply", "IP Option - MTU Reply", FieldType::Protocol};
inline constexpr Field optMtu{"ip.opt.mtu", "MTU", FieldType::UInt16};
inline constexpr Field optSid{"ip.opt.sid", "Stream Identifier", FieldType::UInt16};
inline constexpr Field optOverflow{"ip.opt.overflow", "Overflow", FieldType::UInt8, Base::Dec, {}, 0xf0};
inline constexpr Field optFlag{"ip.opt.flag", "Flag", FieldType::UInt8, Base::Hex, {}, 0xf};
inline constexpr Field srcRt{"ip.src_rt", "Source Route", FieldType::Ipv4};
inline constexpr Field srcRtHost{"ip.src_rt_host", "Source Route Host", FieldType::String};
inline constexpr Field curRt{"ip.cur_rt", "Current Route", FieldType::Ipv4};
inline constexpr Field curRtHost{"ip.cur_rt_host", "Current Route Host", FieldType::String};

inline constexpr std::array<const Field*, 66> fields{
    &protocol,
    &version,
    &hdrLen,
    &dsfield,
    &dsfieldDscp,
    &dsfieldEcn,
    &length,
    &id,
    &destination,
    &dstHost,
    &source,
    &srcHost,
    &addr,
    &host,
    &flags,
    &flagsRb,
    &flagsDf,
    &flagsMf,
    &fragOffset,
    &ttl,
    &proto,
    &checksum,
    &checksumStatus,
    &optType,
    &optTypeCopy,
    &optTypeClass,
    &optTypeNumber,
    &optLen,
    &optPtr,
    &optRa,
    &fragmentOverlap,
    &fragmentOverlapConflict,
    &fragmentCount,
    &fragment,
    &fragments,
    &reassembledLength,
    &reassembledData,
    &optionsEol,
    &optionsSecurity,
    &optionsRecordRoute,
    &optionsRouteralert,
    &fragmentError,
    &recRt,
    &recRtHost,
    &emptyRt,
    &emptyRtHost,
    &fragmentToolongfragment,
    &optLenInvalid,
    &bogusIpLength,
    &bogusIpVersion,
    &bogusHeaderLength,
    &optionsNop,
    &optionsRoute,
    &optionsTimestamp,
    &optionsSourceRoute,
    &optionsSid,
    &optionsMtuProbe,
    &optionsMtuReply,
    &optMtu,
    &optSid,
    &optOverflow,
    &optFlag,
    &srcRt,
    &srcRtHost,
    &curRt,
    &curRtHost,
};

}  // namespace ip

void describeIpv4(const LayerView& view, FieldSink& sink);

}  // namespace pr::decode
