// ICMPv6 (RFC 4443), neighbour discovery (RFC 4861, 4191, 8106), multicast listeners (RFC 2710, 3810).
#pragma once

#include "core/decode/describe.h"

#include <array>

namespace pr::decode {

namespace icmpv6 {

inline constexpr std::array types{ValueName{1, "Destination Unreachable"}, ValueName{2, "Packet Too Big"},
    ValueName{3, "Time Exceeded"}, ValueName{4, "Parameter Problem"}, ValueName{128, "Echo (ping) request"},
    ValueName{129, "Echo (ping) reply"}, ValueName{130, "Multicast Listener Query"},
    ValueName{131, "Multicast Listener Report"}, ValueName{132, "Multicast Listener Done"},
    ValueName{133, "Router Solicitation"}, ValueName{134, "Router Advertisement"},
    ValueName{135, "Neighbor Solicitation"}, ValueName{136, "Neighbor Advertisement"}, ValueName{137, "Redirect"},
    ValueName{143, "Multicast Listener Report Message v2"}};

inline constexpr Field protocol{"icmpv6", "Internet Control Message Protocol v6", FieldType::Protocol};
inline constexpr Field type{"icmpv6.type", "Type", FieldType::UInt8, Base::Dec, types};
inline constexpr Field code{"icmpv6.code", "Code", FieldType::UInt8};
inline constexpr Field checksum{"icmpv6.checksum", "Checksum", FieldType::UInt16, Base::Hex};
inline constexpr Field checksumStatus{"icmpv6.checksum.status", "Checksum Status", FieldType::UInt8};
inline constexpr Field reserved{"icmpv6.reserved", "Reserved", FieldType::Bytes};
inline constexpr Field mtu{"icmpv6.mtu", "MTU", FieldType::UInt32};
inline constexpr Field pointer{"icmpv6.pointer", "Pointer", FieldType::UInt32};
inline constexpr Field echoIdentifier{"icmpv6.echo.identifier", "Identifier", FieldType::UInt16, Base::Hex};
inline constexpr Field echoSequenceNumber{"icmpv6.echo.sequence_number", "Sequence", FieldType::UInt16};
inline constexpr Field ndRaCurHopLimit{"icmpv6.nd.ra.cur_hop_limit", "Cur hop limit", FieldType::UInt8};
inline constexpr Field ndRaFlag{"icmpv6.nd.ra.flag", "Flags", FieldType::UInt8, Base::Hex};
inline constexpr Field ndRaFlagM{
    "icmpv6.nd.ra.flag.m", "Managed address configuration", FieldType::Boolean, Base::Dec, {}, 0x80};
inline constexpr Field ndRaFlagO{"icmpv6.nd.ra.flag.o", "Other configuration", FieldType::Boolean, Base::Dec, {}, 0x40};
inline constexpr Field ndRaFlagH{"icmpv6.nd.ra.flag.h", "Home Agent", FieldType::Boolean, Base::Dec, {}, 0x20};
inline constexpr Field ndRaFlagPrf{
    "icmpv6.nd.ra.flag.prf", "Prf (Default Router Preference)", FieldType::UInt8, Base::Dec, {}, 0x18};
inline constexpr Field ndRaFlagP{"icmpv6.nd.ra.flag.p", "Proxy", FieldType::Boolean, Base::Dec, {}, 0x4};
inline constexpr Field ndRaFlagRsv{"icmpv6.nd.ra.flag.rsv", "Reserved", FieldType::UInt8, Base::Dec, {}, 0x3};
inline constexpr Field ndRaRouterLifetime{"icmpv6.nd.ra.router_lifetime", "Router lifetime (s)", FieldType::UInt16};
inline constexpr Field ndRaReachableTime{"icmpv6.nd.ra.reachable_time", "Reachable time (ms)", FieldType::UInt32};
inline constexpr Field ndRaRetransTimer{"icmpv6.nd.ra.retrans_timer", "Retrans timer (ms)", FieldType::UInt32};
inline constexpr Field ndNsTargetAddress{"icmpv6.nd.ns.target_address", "Target Address", FieldType::Ipv6};
inline constexpr Field ndNaFlag{"icmpv6.nd.na.flag", "Flags", FieldType::UInt32, Base::Hex};
inline constexpr Field ndNaFlagR{"icmpv6.nd.na.flag.r", "Router", FieldType::Boolean, Base::Dec, {}, 0x80000000};
inline constexpr Field ndNaFlagS{"icmpv6.nd.na.flag.s", "Solicited", FieldType::Boolean, Base::Dec, {}, 0x40000000};
inline constexpr Field ndNaFlagO{"icmpv6.nd.na.flag.o", "Override", FieldType::Boolean, Base::Dec, {}, 0x20000000};
inline constexpr Field ndNaFlagRsv{"icmpv6.nd.na.flag.rsv", "Reserved", FieldType::UInt32, Base::Dec, {}, 0x1fffffff};
inline constexpr Field ndNaTargetAddress{"icmpv6.nd.na.target_address", "Target Address", FieldType::Ipv6};
inline constexpr Field ndRdTargetAddress{"icmpv6.nd.rd.target_address", "Target Address", FieldType::Ipv6};
inline constexpr Field rdNaDestinationAddress{
    "icmpv6.rd.na.destination_address", "Destination Address", FieldType::Ipv6};
inline constexpr Field option{"icmpv6.opt", "ICMPv6 Option", FieldType::None};
inline constexpr Field optType{"icmpv6.opt.type", "Type", FieldType::UInt8};
inline constexpr Field optLength{"icmpv6.opt.length", "Length", FieldType::UInt8};
inline constexpr Field optReserved{"icmpv6.opt.reserved", "Reserved", FieldType::None};
inline constexpr Field optLinkaddr{"icmpv6.opt.linkaddr", "Link-layer address", FieldType::Bytes, Base::Colon};
inline constexpr Field optSrcLinkaddr{
    "icmpv6.opt.src_linkaddr", "Source Link-layer address", FieldType::Bytes, Base::Colon};
inline constexpr Field optTargetLinkaddr{
    "icmpv6.opt.target_linkaddr", "Target Link-layer address", FieldType::Bytes, Base::Colon};
inline constexpr Field optPrefixLength{"icmpv6.opt.prefix.length", "Prefix Length", FieldType::UInt8};
inline constexpr Field optPrefixFlag{"icmpv6.opt.prefix.flag", "Flag", FieldType::UInt8, Base::Hex};
inline constexpr Field optPrefixFlagL{
    "icmpv6.opt.prefix.flag.l", "On-link flag(L)", FieldType::Boolean, Base::Dec, {}, 0x80};
inline constexpr Field optPrefixFlagA{
    "icmpv6.opt.prefix.flag.a", "Autonomous address-configuration flag(A)", FieldType::Boolean, Base::Dec, {}, 0x40};
inline constexpr Field optPrefixFlagR{
    "icmpv6.opt.prefix.flag.r", "Router address flag(R)", FieldType::Boolean, Base::Dec, {}, 0x20};
inline constexpr Field optPrefixFlagReserved{
    "icmpv6.opt.prefix.flag.reserved", "Reserved", FieldType::UInt8, Base::Dec, {}, 0x1f};
inline constexpr Field optPrefixValidLifetime{"icmpv6.opt.prefix.valid_lifetime", "Valid Lifetime", FieldType::UInt32};
inline constexpr Field optPrefixPreferredLifetime{
    "icmpv6.opt.prefix.preferred_lifetime", "Preferred Lifetime", FieldType::UInt32};
inline constexpr Field optPrefix{"icmpv6.opt.prefix", "Prefix", FieldType::Ipv6};
inline constexpr Field optNonce{"icmpv6.opt.nonce", "Nonce", FieldType::Bytes};
inline constexpr Field optRouteInfoFlag{"icmpv6.opt.route_info.flag", "Flag", FieldType::UInt8, Base::Hex};
inline constexpr Field optRouteInfoFlagRoutePreference{
    "icmpv6.opt.route_info.flag.route_preference", "Route Preference", FieldType::UInt8, Base::Dec, {}, 0x18};
inline constexpr Field optRouteInfoFlagReserved{
    "icmpv6.opt.route_info.flag.reserved", "Reserved", FieldType::UInt8, Base::Dec, {}, 0xe7};
inline constexpr Field optRouteLifetime{"icmpv6.opt.route_lifetime", "Route Lifetime", FieldType::UInt32};
inline constexpr Field optMtu{"icmpv6.opt.mtu", "MTU", FieldType::UInt32};
inline constexpr Field optRdnssLifetime{"icmpv6.opt.rdnss.lifetime", "Lifetime", FieldType::UInt32};
inline constexpr Field optRdnss{"icmpv6.opt.rdnss", "Recursive DNS Servers", FieldType::Ipv6};
inline constexpr Field optDnsslLifetime{"icmpv6.opt.dnssl.lifetime", "Lifetime", FieldType::UInt32};
inline constexpr Field mldMaximumResponseDelay{
    "icmpv6.mld.maximum_response_delay", "Maximum Response Delay [ms]", FieldType::UInt16};
inline constexpr Field mldMulticastAddress{"icmpv6.mld.multicast_address", "Multicast Address", FieldType::Ipv6};
inline constexpr Field mldrNbMcastRecords{
    "icmpv6.mldr.nb_mcast_records", "Number of Multicast Address Records", FieldType::UInt16};
inline constexpr Field mldrMar{"icmpv6.mldr.mar", "Multicast Address Record", FieldType::None};
inline constexpr Field mldrMarRecordType{"icmpv6.mldr.mar.record_type", "Record Type", FieldType::UInt8};
inline constexpr Field mldrMarAuxDataLen{"icmpv6.mldr.mar.aux_data_len", "Aux Data Len", FieldType::UInt8};
inline constexpr Field mldrMarNbSources{"icmpv6.mldr.mar.nb_sources", "Number of Sources", FieldType::UInt16};
inline constexpr Field mldrMarMulticastAddress{
    "icmpv6.mldr.mar.multicast_address", "Multicast Address", FieldType::Ipv6};
inline constexpr Field respTo{"icmpv6.resp_to", "Response To", FieldType::FrameNumber};
inline constexpr Field resptime{"icmpv6.resptime", "Response Time", FieldType::Double};
inline constexpr Field optPadding{"icmpv6.opt.padding", "Padding", FieldType::None};
inline constexpr Field optRedirectedPacket{"icmpv6.opt.redirected_packet", "Redirected Packet", FieldType::None};
inline constexpr Field optDnssl{"icmpv6.opt.dnssl", "Domain Names", FieldType::String};
inline constexpr Field mldMaximumResponseCode{
    "icmpv6.mld.maximum_response_code", "Maximum Response Code", FieldType::UInt16};
inline constexpr Field mldFlag{"icmpv6.mld.flag", "Flags", FieldType::UInt8, Base::Hex};
inline constexpr Field mldFlagS{
    "icmpv6.mld.flag.s", "Suppress Router-Side Processing", FieldType::Boolean, Base::Dec, {}, 0x8};
inline constexpr Field mldFlagQrv{
    "icmpv6.mld.flag.qrv", "QRV (Querier's Robustness Variable)", FieldType::UInt8, Base::Dec, {}, 0x7};
inline constexpr Field mldFlagReserved{"icmpv6.mld.flag.reserved", "Reserved", FieldType::UInt8, Base::Dec, {}, 0xf0};
inline constexpr Field mldQqi{"icmpv6.mld.qqi", "QQIC (Querier's Query Interval Code)", FieldType::UInt8};
inline constexpr Field mldNbSources{"icmpv6.mld.nb_sources", "Number of Sources", FieldType::UInt16};
inline constexpr Field mldrMarSourceAddress{"icmpv6.mldr.mar.source_address", "Source Address", FieldType::Ipv6};
inline constexpr Field mldrMarAuxiliaryData{"icmpv6.mldr.mar.auxiliary_data", "Auxiliary Data", FieldType::Bytes};
inline constexpr Field checksumBadExpert{"icmpv6.checksum_bad.expert", "Bad checksum", FieldType::None};

inline constexpr std::array<const Field*, 78> fields{
    &protocol,
    &type,
    &code,
    &checksum,
    &checksumStatus,
    &reserved,
    &mtu,
    &pointer,
    &echoIdentifier,
    &echoSequenceNumber,
    &ndRaCurHopLimit,
    &ndRaFlag,
    &ndRaFlagM,
    &ndRaFlagO,
    &ndRaFlagH,
    &ndRaFlagPrf,
    &ndRaFlagP,
    &ndRaFlagRsv,
    &ndRaRouterLifetime,
    &ndRaReachableTime,
    &ndRaRetransTimer,
    &ndNsTargetAddress,
    &ndNaFlag,
    &ndNaFlagR,
    &ndNaFlagS,
    &ndNaFlagO,
    &ndNaFlagRsv,
    &ndNaTargetAddress,
    &ndRdTargetAddress,
    &rdNaDestinationAddress,
    &option,
    &optType,
    &optLength,
    &optReserved,
    &optLinkaddr,
    &optSrcLinkaddr,
    &optTargetLinkaddr,
    &optPrefixLength,
    &optPrefixFlag,
    &optPrefixFlagL,
    &optPrefixFlagA,
    &optPrefixFlagR,
    &optPrefixFlagReserved,
    &optPrefixValidLifetime,
    &optPrefixPreferredLifetime,
    &optPrefix,
    &optNonce,
    &optRouteInfoFlag,
    &optRouteInfoFlagRoutePreference,
    &optRouteInfoFlagReserved,
    &optRouteLifetime,
    &optMtu,
    &optRdnssLifetime,
    &optRdnss,
    &optDnsslLifetime,
    &mldMaximumResponseDelay,
    &mldMulticastAddress,
    &mldrNbMcastRecords,
    &mldrMar,
    &mldrMarRecordType,
    &mldrMarAuxDataLen,
    &mldrMarNbSources,
    &mldrMarMulticastAddress,
    &respTo,
    &resptime,
    &optPadding,
    &optRedirectedPacket,
    &optDnssl,
    &mldMaximumResponseCode,
    &mldFlag,
    &mldFlagS,
    &mldFlagQrv,
    &mldFlagReserved,
    &mldQqi,
    &mldNbSources,
    &mldrMarSourceAddress,
    &mldrMarAuxiliaryData,
    &checksumBadExpert,
};

}  // namespace icmpv6

void describeIcmpv6(const LayerView& view, FieldSink& sink);

}  // namespace pr::decode
