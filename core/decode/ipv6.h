// IPv6 (RFC 8200) and its extension headers.
#pragma once

#include "core/decode/describe.h"
#include "core/decode/value_names.h"

#include <array>

namespace pr::decode {

namespace ipv6 {

inline constexpr Field protocol{"ipv6", "Internet Protocol Version 6", FieldType::Protocol};
inline constexpr Field version{"ipv6.version", "Version", FieldType::UInt8};
inline constexpr Field tclass{"ipv6.tclass", "Traffic Class", FieldType::UInt32, Base::Hex, {}, 0xff00000};
inline constexpr Field tclassDscp{
    "ipv6.tclass.dscp", "Differentiated Services Codepoint", FieldType::UInt32, Base::Dec, {}, 0xfc00000};
inline constexpr Field tclassEcn{
    "ipv6.tclass.ecn", "Explicit Congestion Notification", FieldType::UInt32, Base::Dec, {}, 0x300000};
inline constexpr Field flow{"ipv6.flow", "Flow Label", FieldType::UInt24, Base::Hex, {}, 0xfffff};
inline constexpr Field plen{"ipv6.plen", "Payload Length", FieldType::UInt16};
inline constexpr Field nxt{"ipv6.nxt", "Next Header", FieldType::UInt8, Base::Dec, ipProtocols};
inline constexpr Field hlim{"ipv6.hlim", "Hop Limit", FieldType::UInt8};
inline constexpr Field source{"ipv6.src", "Source Address", FieldType::Ipv6};
inline constexpr Field srcHost{"ipv6.src_host", "Source Host", FieldType::String};
inline constexpr Field srcSlaacMac{"ipv6.src_slaac_mac", "Source SLAAC MAC", FieldType::Ether};
inline constexpr Field src6to4GwIpv4{"ipv6.src_6to4_gw_ipv4", "Source 6to4 Gateway IPv4", FieldType::Ipv4};
inline constexpr Field src6to4SlaId{"ipv6.src_6to4_sla_id", "Source 6to4 SLA ID", FieldType::UInt16};
inline constexpr Field srcTsIpv4{"ipv6.src_ts_ipv4", "Source Teredo Server IPv4", FieldType::Ipv4};
inline constexpr Field srcTcPort{"ipv6.src_tc_port", "Source Teredo Port", FieldType::UInt16};
inline constexpr Field srcTcIpv4{"ipv6.src_tc_ipv4", "Source Teredo Client IPv4", FieldType::Ipv4};
inline constexpr Field srcEmbedIpv4{"ipv6.src_embed_ipv4", "Source Embedded IPv4", FieldType::Ipv4};
inline constexpr Field destination{"ipv6.dst", "Destination Address", FieldType::Ipv6};
inline constexpr Field dstHost{"ipv6.dst_host", "Destination Host", FieldType::String};
inline constexpr Field dstSlaacMac{"ipv6.dst_slaac_mac", "Destination SLAAC MAC", FieldType::Ether};
inline constexpr Field dst6to4GwIpv4{"ipv6.dst_6to4_gw_ipv4", "Destination 6to4 Gateway IPv4", FieldType::Ipv4};
inline constexpr Field dst6to4SlaId{"ipv6.dst_6to4_sla_id", "Destination 6to4 SLA ID", FieldType::UInt16};
inline constexpr Field dstTsIpv4{"ipv6.dst_ts_ipv4", "Destination Teredo Server IPv4", FieldType::Ipv4};
inline constexpr Field dstTcPort{"ipv6.dst_tc_port", "Destination Teredo Port", FieldType::UInt16};
inline constexpr Field dstTcIpv4{"ipv6.dst_tc_ipv4", "Destination Teredo Client IPv4", FieldType::Ipv4};
inline constexpr Field dstEmbedIpv4{"ipv6.dst_embed_ipv4", "Destination Embedded IPv4", FieldType::Ipv4};
inline constexpr Field addr{"ipv6.addr", "Source or Destination Address", FieldType::Ipv6};
inline constexpr Field host{"ipv6.host", "Source or Destination Host", FieldType::String};
inline constexpr Field slaacMac{"ipv6.slaac_mac", "SLAAC MAC", FieldType::Ether};
inline constexpr Field n6to4GwIpv4{"ipv6.6to4_gw_ipv4", "6to4 Gateway IPv4", FieldType::Ipv4};
inline constexpr Field n6to4SlaId{"ipv6.6to4_sla_id", "6to4 SLA ID", FieldType::UInt16};
inline constexpr Field tsIpv4{"ipv6.ts_ipv4", "Teredo Server IPv4", FieldType::Ipv4};
inline constexpr Field tcPort{"ipv6.tc_port", "Teredo Port", FieldType::UInt16};
inline constexpr Field tcIpv4{"ipv6.tc_ipv4", "Teredo Client IPv4", FieldType::Ipv4};
inline constexpr Field embedIpv4Prefix{"ipv6.embed_ipv4_prefix", "Embedded IPv4 Prefix", FieldType::Bytes};
inline constexpr Field embedIpv4{"ipv6.embed_ipv4", "Embedded IPv4", FieldType::Ipv4};
inline constexpr Field option{"ipv6.opt", "IPv6 Option", FieldType::None};
inline constexpr Field optType{"ipv6.opt.type", "Type", FieldType::UInt8, Base::Hex};
inline constexpr Field optTypeAction{"ipv6.opt.type.action", "Action", FieldType::UInt8, Base::Dec, {}, 0xc0};
inline constexpr Field optTypeChange{"ipv6.opt.type.change", "May Change", FieldType::Boolean, Base::Dec, {}, 0x20};
inline constexpr Field optTypeRest{"ipv6.opt.type.rest", "Low-Order Bits", FieldType::UInt8, Base::Hex, {}, 0x1f};
inline constexpr Field optLength{"ipv6.opt.length", "Length", FieldType::UInt8};
inline constexpr Field optPad1{"ipv6.opt.pad1", "Pad1", FieldType::None};
inline constexpr Field optPadn{"ipv6.opt.padn", "PadN", FieldType::Bytes, Base::MayBeEmpty};
inline constexpr Field optRouterAlert{"ipv6.opt.router_alert", "Router Alert", FieldType::UInt16};
inline constexpr Field optJumbo{"ipv6.opt.jumbo", "Payload Length", FieldType::UInt32};
inline constexpr Field optCalipsoDoi{"ipv6.opt.calipso.doi", "CALIPSO Domain of Interpretation", FieldType::UInt32};
inline constexpr Field optCalipsoCmptLength{"ipv6.opt.calipso.cmpt.length", "Compartment Length", FieldType::UInt8};
inline constexpr Field optCalipsoSensLevel{"ipv6.opt.calipso.sens_level", "Sensitivity Level", FieldType::UInt8};
inline constexpr Field optCalipsoChecksum{"ipv6.opt.calipso.checksum", "Checksum", FieldType::UInt16, Base::Hex};
inline constexpr Field optMipv6HomeAddress{"ipv6.opt.mipv6.home_address", "MIPv6 Home Address", FieldType::Ipv6};
inline constexpr Field optUnknown{"ipv6.opt.unknown", "Unknown Option Payload", FieldType::Bytes};
inline constexpr Field fragment{"ipv6.fragment", "IPv6 Fragment", FieldType::FrameNumber};
inline constexpr Field fragmentError{"ipv6.fragment.error", "Defragmentation error", FieldType::FrameNumber};
inline constexpr Field fragmentCount{"ipv6.fragment.count", "Fragment count", FieldType::UInt32};
inline constexpr Field fragments{"ipv6.fragments", "IPv6 Fragments", FieldType::None};
inline constexpr Field reassembledLength{"ipv6.reassembled.length", "Reassembled IPv6 length", FieldType::UInt32};
inline constexpr Field reassembledData{"ipv6.reassembled.data", "Reassembled IPv6 data", FieldType::Bytes};
inline constexpr Field hopopts{"ipv6.hopopts", "IPv6 Hop-by-Hop Option", FieldType::Protocol};
inline constexpr Field hopoptsNxt{"ipv6.hopopts.nxt", "Next Header", FieldType::UInt8, Base::Dec, ipProtocols};
inline constexpr Field hopoptsLen{"ipv6.hopopts.len", "Length", FieldType::UInt8};
inline constexpr Field hopoptsLenOct{"ipv6.hopopts.len_oct", "Length", FieldType::UInt16};
inline constexpr Field routing{"ipv6.routing", "Routing Header for IPv6", FieldType::Protocol};
inline constexpr Field routingNxt{"ipv6.routing.nxt", "Next Header", FieldType::UInt8, Base::Dec, ipProtocols};
inline constexpr Field routingLen{"ipv6.routing.len", "Length", FieldType::UInt8};
inline constexpr Field routingLenOct{"ipv6.routing.len_oct", "Length", FieldType::UInt16};
inline constexpr Field routingType{"ipv6.routing.type", "Type", FieldType::UInt8};
inline constexpr Field routingSegleft{"ipv6.routing.segleft", "Segments Left", FieldType::UInt8};
inline constexpr Field routingSrcReserved{"ipv6.routing.src.reserved", "Reserved", FieldType::Bytes};
inline constexpr Field routingSrcAddr{"ipv6.routing.src.addr", "Address", FieldType::Ipv6};
inline constexpr Field routingMipv6Reserved{"ipv6.routing.mipv6.reserved", "Reserved", FieldType::Bytes};
inline constexpr Field routingMipv6HomeAddress{"ipv6.routing.mipv6.home_address", "Home Address", FieldType::Ipv6};
inline constexpr Field routingSrhLastEntry{"ipv6.routing.srh.last_entry", "Last Entry", FieldType::UInt8};
inline constexpr Field routingSrhFlags{"ipv6.routing.srh.flags", "Flags", FieldType::UInt8, Base::Hex};
inline constexpr Field routingSrhTag{"ipv6.routing.srh.tag", "Tag", FieldType::Bytes};
inline constexpr Field routingSrhAddr{"ipv6.routing.srh.addr", "Address", FieldType::Ipv6};
inline constexpr Field fraghdr{"ipv6.fraghdr", "Fragment Header for IPv6", FieldType::Protocol};
inline constexpr Field fraghdrNxt{"ipv6.fraghdr.nxt", "Next header", FieldType::UInt8, Base::Dec, ipProtocols};
inline constexpr Field fraghdrReservedOctet{
    "ipv6.fraghdr.reserved_octet", "Reserved octet", FieldType::UInt8, Base::Hex};
inline constexpr Field fraghdrOffset{"ipv6.fraghdr.offset", "Offset", FieldType::UInt16, Base::Dec, {}, 0xfff8};
inline constexpr Field fraghdrReservedBits{
    "ipv6.fraghdr.reserved_bits", "Reserved bits", FieldType::UInt16, Base::Dec, {}, 0x6};
inline constexpr Field fraghdrMore{"ipv6.fraghdr.more", "More Fragments", FieldType::Boolean, Base::Dec, {}, 0x1};
inline constexpr Field fraghdrIdent{"ipv6.fraghdr.ident", "Identification", FieldType::UInt32, Base::Hex};
inline constexpr Field dstopts{"ipv6.dstopts", "Destination Options for IPv6", FieldType::Protocol};
inline constexpr Field dstoptsNxt{"ipv6.dstopts.nxt", "Next Header", FieldType::UInt8, Base::Dec, ipProtocols};
inline constexpr Field dstoptsLen{"ipv6.dstopts.len", "Length", FieldType::UInt8};
inline constexpr Field dstoptsLenOct{"ipv6.dstopts.len_oct", "Length", FieldType::UInt16};
inline constexpr Field optCalipsoCmptBitmap{"ipv6.opt.calipso.cmpt_bitmap", "Compartment Bitmap", FieldType::Bytes};
inline constexpr Field optExperimental{"ipv6.opt.experimental", "Experimental Option", FieldType::Bytes};
inline constexpr Field plenExceedsFraming{
    "ipv6.plen_exceeds_framing", "IPv6 payload length does not match expected framing length", FieldType::None};
inline constexpr Field bogusIpv6Version{"ipv6.bogus_ipv6_version", "Bogus IP version", FieldType::None};

inline constexpr std::array<const Field*, 92> fields{
    &protocol,
    &version,
    &tclass,
    &tclassDscp,
    &tclassEcn,
    &flow,
    &plen,
    &nxt,
    &hlim,
    &source,
    &srcHost,
    &srcSlaacMac,
    &src6to4GwIpv4,
    &src6to4SlaId,
    &srcTsIpv4,
    &srcTcPort,
    &srcTcIpv4,
    &srcEmbedIpv4,
    &destination,
    &dstHost,
    &dstSlaacMac,
    &dst6to4GwIpv4,
    &dst6to4SlaId,
    &dstTsIpv4,
    &dstTcPort,
    &dstTcIpv4,
    &dstEmbedIpv4,
    &addr,
    &host,
    &slaacMac,
    &n6to4GwIpv4,
    &n6to4SlaId,
    &tsIpv4,
    &tcPort,
    &tcIpv4,
    &embedIpv4Prefix,
    &embedIpv4,
    &option,
    &optType,
    &optTypeAction,
    &optTypeChange,
    &optTypeRest,
    &optLength,
    &optPad1,
    &optPadn,
    &optRouterAlert,
    &optJumbo,
    &optCalipsoDoi,
    &optCalipsoCmptLength,
    &optCalipsoSensLevel,
    &optCalipsoChecksum,
    &optMipv6HomeAddress,
    &optUnknown,
    &fragment,
    &fragmentError,
    &fragmentCount,
    &fragments,
    &reassembledLength,
    &reassembledData,
    &hopopts,
    &hopoptsNxt,
    &hopoptsLen,
    &hopoptsLenOct,
    &routing,
    &routingNxt,
    &routingLen,
    &routingLenOct,
    &routingType,
    &routingSegleft,
    &routingSrcReserved,
    &routingSrcAddr,
    &routingMipv6Reserved,
    &routingMipv6HomeAddress,
    &routingSrhLastEntry,
    &routingSrhFlags,
    &routingSrhTag,
    &routingSrhAddr,
    &fraghdr,
    &fraghdrNxt,
    &fraghdrReservedOctet,
    &fraghdrOffset,
    &fraghdrReservedBits,
    &fraghdrMore,
    &fraghdrIdent,
    &dstopts,
    &dstoptsNxt,
    &dstoptsLen,
    &dstoptsLenOct,
    &optCalipsoCmptBitmap,
    &optExperimental,
    &plenExceedsFraming,
    &bogusIpv6Version,
};

}  // namespace ipv6

/// The fixed header and, of what follows it, the extension headers.
void describeIpv6(const LayerView& view, FieldSink& sink);
void describeIpv6Extension(const LayerView& view, FieldSink& sink);

}  // namespace pr::decode
