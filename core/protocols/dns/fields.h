// The fields of DNS, mDNS and LLMNR: abbreviations as Wireshark has them, so that a person's filters work here.
#pragma once

#include "core/fields/field.h"
#include "core/protocols/dns/names.h"

#include <array>

namespace pr::dns::field {

inline constexpr Field dns{.abbreviation = "dns", .name = "Domain Name System", .type = FieldType::Protocol};
inline constexpr Field mdns{
    .abbreviation = "mdns", .name = "Multicast Domain Name System", .type = FieldType::Protocol};
inline constexpr Field llmnr{
    .abbreviation = "llmnr", .name = "Link-local Multicast Name Resolution", .type = FieldType::Protocol};

// Ours: what groups the tree. The label says which section or record it is.
inline constexpr Field section{.abbreviation = "pr.dns.section", .name = "Section", .type = FieldType::None};
inline constexpr Field record{.abbreviation = "pr.dns.record", .name = "Record", .type = FieldType::None};

inline constexpr Field length{.abbreviation = "dns.length", .name = "Length", .type = FieldType::UInt16};
inline constexpr Field flags{
    .abbreviation = "dns.flags", .name = "Flags", .type = FieldType::UInt16, .base = Base::Hex};
inline constexpr Field flagsResponse{
    .abbreviation = "dns.flags.response", .name = "Response", .type = FieldType::Boolean, .mask = 0x8000};
inline constexpr Field flagsOpcode{
    .abbreviation = "dns.flags.opcode", .name = "Opcode", .type = FieldType::UInt16, .names = opcodes, .mask = 0x7800};
inline constexpr Field flagsAuthoritative{
    .abbreviation = "dns.flags.authoritative", .name = "Authoritative", .type = FieldType::Boolean, .mask = 0x400};
inline constexpr Field flagsConflict{
    .abbreviation = "dns.flags.conflict", .name = "Conflict", .type = FieldType::Boolean, .mask = 0x400};
inline constexpr Field flagsTruncated{
    .abbreviation = "dns.flags.truncated", .name = "Truncated", .type = FieldType::Boolean, .mask = 0x200};
inline constexpr Field flagsRecdesired{
    .abbreviation = "dns.flags.recdesired", .name = "Recursion desired", .type = FieldType::Boolean, .mask = 0x100};
inline constexpr Field flagsTentative{
    .abbreviation = "dns.flags.tentative", .name = "Tentative", .type = FieldType::Boolean, .mask = 0x100};
inline constexpr Field flagsRecavail{
    .abbreviation = "dns.flags.recavail", .name = "Recursion available", .type = FieldType::Boolean, .mask = 0x80};
inline constexpr Field flagsZ{.abbreviation = "dns.flags.z", .name = "Z", .type = FieldType::Boolean, .mask = 0x40};
inline constexpr Field flagsAuthenticated{.abbreviation = "dns.flags.authenticated",
    .name = "Answer authenticated",
    .type = FieldType::Boolean,
    .mask = 0x20};
inline constexpr Field flagsCheckdisable{.abbreviation = "dns.flags.checkdisable",
    .name = "Non-authenticated data",
    .type = FieldType::Boolean,
    .mask = 0x10};
inline constexpr Field flagsRcode{.abbreviation = "dns.flags.rcode",
    .name = "Reply code",
    .type = FieldType::UInt16,
    .names = rcodes,
    .mask = 0xF,
    .indexed = true};
inline constexpr Field id{
    .abbreviation = "dns.id", .name = "Transaction ID", .type = FieldType::UInt16, .base = Base::Hex};
inline constexpr Field qryType{
    .abbreviation = "dns.qry.type", .name = "Type", .type = FieldType::UInt16, .names = types, .indexed = true};
inline constexpr Field qryClass{
    .abbreviation = "dns.qry.class", .name = "Class", .type = FieldType::UInt16, .base = Base::Hex, .names = classes};
inline constexpr Field qryQu{
    .abbreviation = "dns.qry.qu", .name = "\"QU\" question", .type = FieldType::Boolean, .mask = 0x8000};
inline constexpr Field qryName{
    .abbreviation = "dns.qry.name", .name = "Name", .type = FieldType::String, .indexed = true};
inline constexpr Field qryNameLen{.abbreviation = "dns.qry.name.len", .name = "Name Length", .type = FieldType::UInt16};
inline constexpr Field countLabels{
    .abbreviation = "dns.count.labels", .name = "Label Count", .type = FieldType::UInt16};
inline constexpr Field respType{
    .abbreviation = "dns.resp.type", .name = "Type", .type = FieldType::UInt16, .names = types};
inline constexpr Field respClass{
    .abbreviation = "dns.resp.class", .name = "Class", .type = FieldType::UInt16, .base = Base::Hex, .names = classes};
inline constexpr Field respCacheFlush{
    .abbreviation = "dns.resp.cache_flush", .name = "Cache flush", .type = FieldType::Boolean, .mask = 0x8000};
inline constexpr Field respExtRcode{.abbreviation = "dns.resp.ext_rcode",
    .name = "Higher bits in extended RCODE",
    .type = FieldType::UInt8,
    .base = Base::Hex};
inline constexpr Field respEdns0Version{
    .abbreviation = "dns.resp.edns0_version", .name = "EDNS0 version", .type = FieldType::UInt8};
inline constexpr Field respZ{.abbreviation = "dns.resp.z", .name = "Z", .type = FieldType::UInt16, .base = Base::Hex};
inline constexpr Field respZDo{
    .abbreviation = "dns.resp.z.do", .name = "DO bit", .type = FieldType::Boolean, .mask = 0x8000};
inline constexpr Field respZReserved{.abbreviation = "dns.resp.z.reserved",
    .name = "Reserved",
    .type = FieldType::UInt16,
    .base = Base::Hex,
    .mask = 0x7FFF};
inline constexpr Field srvService{.abbreviation = "dns.srv.service", .name = "Service", .type = FieldType::String};
inline constexpr Field srvProto{.abbreviation = "dns.srv.proto", .name = "Protocol", .type = FieldType::String};
inline constexpr Field srvName{.abbreviation = "dns.srv.name", .name = "Name", .type = FieldType::String};
inline constexpr Field srvPriority{.abbreviation = "dns.srv.priority", .name = "Priority", .type = FieldType::UInt16};
inline constexpr Field srvWeight{.abbreviation = "dns.srv.weight", .name = "Weight", .type = FieldType::UInt16};
inline constexpr Field srvPort{.abbreviation = "dns.srv.port", .name = "Port", .type = FieldType::UInt16};
inline constexpr Field srvTarget{.abbreviation = "dns.srv.target", .name = "Target", .type = FieldType::String};
inline constexpr Field naptrOrder{.abbreviation = "dns.naptr.order", .name = "Order", .type = FieldType::UInt16};
inline constexpr Field naptrPreference{
    .abbreviation = "dns.naptr.preference", .name = "Preference", .type = FieldType::UInt16};
inline constexpr Field naptrFlagsLength{
    .abbreviation = "dns.naptr.flags_length", .name = "Flags Length", .type = FieldType::UInt8};
inline constexpr Field naptrFlags{.abbreviation = "dns.naptr.flags", .name = "Flags", .type = FieldType::String};
inline constexpr Field naptrServiceLength{
    .abbreviation = "dns.naptr.service_length", .name = "Service Length", .type = FieldType::UInt8};
inline constexpr Field naptrService{.abbreviation = "dns.naptr.service", .name = "Service", .type = FieldType::String};
inline constexpr Field naptrRegexLength{
    .abbreviation = "dns.naptr.regex_length", .name = "Regex Length", .type = FieldType::UInt8};
inline constexpr Field naptrRegex{.abbreviation = "dns.naptr.regex", .name = "Regex", .type = FieldType::String};
inline constexpr Field naptrReplacementLength{
    .abbreviation = "dns.naptr.replacement_length", .name = "Replacement Length", .type = FieldType::UInt8};
inline constexpr Field naptrReplacement{
    .abbreviation = "dns.naptr.replacement", .name = "Replacement", .type = FieldType::String};
inline constexpr Field respName{
    .abbreviation = "dns.resp.name", .name = "Name", .type = FieldType::String, .indexed = true};
inline constexpr Field respTtl{.abbreviation = "dns.resp.ttl", .name = "Time to live", .type = FieldType::UInt32};
inline constexpr Field respLen{.abbreviation = "dns.resp.len", .name = "Data length", .type = FieldType::UInt16};
inline constexpr Field a{.abbreviation = "dns.a", .name = "Address", .type = FieldType::Ipv4, .indexed = true};
inline constexpr Field mb{.abbreviation = "dns.mb", .name = "MailBox Domaine", .type = FieldType::String};
inline constexpr Field mg{.abbreviation = "dns.mg", .name = "Mail Group member", .type = FieldType::String};
inline constexpr Field mr{.abbreviation = "dns.mr", .name = "Mail Rename domaine", .type = FieldType::String};
inline constexpr Field null{.abbreviation = "dns.null", .name = "Null (data)", .type = FieldType::Bytes};
inline constexpr Field aaaa{
    .abbreviation = "dns.aaaa", .name = "AAAA Address", .type = FieldType::Ipv6, .indexed = true};
inline constexpr Field cname{.abbreviation = "dns.cname", .name = "CNAME", .type = FieldType::String, .indexed = true};
inline constexpr Field rrUdpPayloadSize{
    .abbreviation = "dns.rr.udp_payload_size", .name = "UDP payload size", .type = FieldType::UInt16};
// The same number, without the bit that mDNS uses otherwise, printed in another base: Wireshark has two fields of one
// name.
inline constexpr Field rrUdpPayloadSizeMdns{.abbreviation = "dns.rr.udp_payload_size",
    .name = "UDP payload size",
    .type = FieldType::UInt16,
    .base = Base::Hex,
    .mask = 0x7FFF};
inline constexpr Field soaMname{
    .abbreviation = "dns.soa.mname", .name = "Primary name server", .type = FieldType::String};
inline constexpr Field soaRname{
    .abbreviation = "dns.soa.rname", .name = "Responsible authority's mailbox", .type = FieldType::String};
inline constexpr Field soaSerialNumber{
    .abbreviation = "dns.soa.serial_number", .name = "Serial Number", .type = FieldType::UInt32};
inline constexpr Field soaRefreshInterval{
    .abbreviation = "dns.soa.refresh_interval", .name = "Refresh Interval", .type = FieldType::UInt32};
inline constexpr Field soaRetryInterval{
    .abbreviation = "dns.soa.retry_interval", .name = "Retry Interval", .type = FieldType::UInt32};
inline constexpr Field soaExpireLimit{
    .abbreviation = "dns.soa.expire_limit", .name = "Expire limit", .type = FieldType::UInt32};
inline constexpr Field soaMinimumTtl{
    .abbreviation = "dns.soa.minimum_ttl", .name = "Minimum TTL", .type = FieldType::UInt32};
inline constexpr Field ptrDomainName{
    .abbreviation = "dns.ptr.domain_name", .name = "Domain Name", .type = FieldType::String};
inline constexpr Field wksAddress{.abbreviation = "dns.wks.address", .name = "Address", .type = FieldType::Ipv4};
inline constexpr Field wksProtocol{.abbreviation = "dns.wks.protocol", .name = "Protocol", .type = FieldType::UInt8};
inline constexpr Field wksBits{
    .abbreviation = "dns.wks.bits", .name = "Bits", .type = FieldType::UInt8, .base = Base::Hex};
inline constexpr Field hinfoCpuLength{
    .abbreviation = "dns.hinfo.cpu_length", .name = "CPU Length", .type = FieldType::UInt8};
inline constexpr Field hinfoCpu{.abbreviation = "dns.hinfo.cpu", .name = "CPU", .type = FieldType::String};
inline constexpr Field hinfoOsLength{
    .abbreviation = "dns.hinfo.os_length", .name = "OS Length", .type = FieldType::UInt8};
inline constexpr Field hinfoOs{.abbreviation = "dns.hinfo.os", .name = "OS", .type = FieldType::String};
inline constexpr Field minfoR{.abbreviation = "dns.minfo.r", .name = "Responsible Mailbox", .type = FieldType::String};
inline constexpr Field minfoE{.abbreviation = "dns.minfo.e", .name = "Error Mailbox", .type = FieldType::String};
inline constexpr Field mxPreference{
    .abbreviation = "dns.mx.preference", .name = "Preference", .type = FieldType::UInt16};
inline constexpr Field mxMailExchange{
    .abbreviation = "dns.mx.mail_exchange", .name = "Mail Exchange", .type = FieldType::String};
inline constexpr Field txtLength{.abbreviation = "dns.txt.length", .name = "TXT Length", .type = FieldType::UInt8};
inline constexpr Field txt{.abbreviation = "dns.txt", .name = "TXT", .type = FieldType::String};
inline constexpr Field openpgpkey{.abbreviation = "dns.openpgpkey", .name = "OpenPGP Key", .type = FieldType::String};
inline constexpr Field csyncSoa{.abbreviation = "dns.csync.soa", .name = "SOA", .type = FieldType::UInt32};
inline constexpr Field csyncFlags{
    .abbreviation = "dns.csync.flags", .name = "Flags", .type = FieldType::UInt16, .base = Base::Hex};
inline constexpr Field csyncFlagsImmediate{
    .abbreviation = "dns.csync.flags.immediate", .name = "immediate", .type = FieldType::Boolean, .mask = 0x1};
inline constexpr Field csyncFlagsSoaminimum{
    .abbreviation = "dns.csync.flags.soaminimum", .name = "soaminimum", .type = FieldType::Boolean, .mask = 0x2};
inline constexpr Field zonemdSerial{.abbreviation = "dns.zonemd.serial", .name = "Serial", .type = FieldType::UInt32};
inline constexpr Field zonemdScheme{.abbreviation = "dns.zonemd.scheme", .name = "Scheme", .type = FieldType::UInt8};
inline constexpr Field zonemdHashAlgo{
    .abbreviation = "dns.zonemd.hash_algo", .name = "Hash Algorithm", .type = FieldType::UInt8};
inline constexpr Field zonemdDigest{.abbreviation = "dns.zonemd.digest", .name = "Digest", .type = FieldType::Bytes};
inline constexpr Field svcbSvcpriority{
    .abbreviation = "dns.svcb.svcpriority", .name = "SvcPriority", .type = FieldType::UInt16};
inline constexpr Field svcbTargetname{
    .abbreviation = "dns.svcb.targetname", .name = "TargetName", .type = FieldType::String};
inline constexpr Field svcbSvcparamKey{.abbreviation = "dns.svcb.svcparam.key",
    .name = "SvcParamKey",
    .type = FieldType::UInt16,
    .names = serviceParameters};
inline constexpr Field svcbSvcparamValueLength{
    .abbreviation = "dns.svcb.svcparam.value.length", .name = "SvcParamValue length", .type = FieldType::UInt16};
inline constexpr Field svcbSvcparamValue{
    .abbreviation = "dns.svcb.svcparam.value", .name = "SvcParamValue", .type = FieldType::Bytes};
inline constexpr Field svcbSvcparam{.abbreviation = "dns.svcb.svcparam", .name = "SvcParam", .type = FieldType::None};
inline constexpr Field svcbSvcparamMandatoryKey{
    .abbreviation = "dns.svcb.svcparam.mandatory.key", .name = "Mandatory key", .type = FieldType::UInt16};
inline constexpr Field svcbSvcparamAlpnLength{
    .abbreviation = "dns.svcb.svcparam.alpn.length", .name = "ALPN length", .type = FieldType::UInt8};
inline constexpr Field svcbSvcparamAlpn{
    .abbreviation = "dns.svcb.svcparam.alpn", .name = "ALPN", .type = FieldType::String};
inline constexpr Field svcbSvcparamPort{
    .abbreviation = "dns.svcb.svcparam.port", .name = "Port", .type = FieldType::UInt16};
inline constexpr Field svcbSvcparamIpv4hintIp{
    .abbreviation = "dns.svcb.svcparam.ipv4hint.ip", .name = "IP", .type = FieldType::Ipv4};
inline constexpr Field svcbSvcparamEchconfig{
    .abbreviation = "dns.svcb.svcparam.echconfig", .name = "ECHConfig", .type = FieldType::Bytes};
inline constexpr Field svcbSvcparamIpv6hintIp{
    .abbreviation = "dns.svcb.svcparam.ipv6hint.ip", .name = "IP", .type = FieldType::Ipv6};
inline constexpr Field svcbSvcparamOdohconfig{
    .abbreviation = "dns.svcb.svcparam.odohconfig", .name = "ODoHConfig", .type = FieldType::Bytes};
inline constexpr Field spfLength{.abbreviation = "dns.spf.length", .name = "SPF Length", .type = FieldType::UInt8};
inline constexpr Field spf{.abbreviation = "dns.spf", .name = "SPF", .type = FieldType::String};
inline constexpr Field ilnpNidPreference{
    .abbreviation = "dns.ilnp.nid.preference", .name = "Preference", .type = FieldType::UInt16};
inline constexpr Field ilnpNid{.abbreviation = "dns.ilnp.nid", .name = "NodeID", .type = FieldType::Bytes};
inline constexpr Field ilnpL32Preference{
    .abbreviation = "dns.ilnp.l32.preference", .name = "Preference", .type = FieldType::UInt16};
inline constexpr Field ilnpL32{.abbreviation = "dns.ilnp.l32", .name = "Locator32", .type = FieldType::Ipv4};
inline constexpr Field ilnpL64Preference{
    .abbreviation = "dns.ilnp.l64.preference", .name = "Preference", .type = FieldType::UInt16};
inline constexpr Field ilnpL64{.abbreviation = "dns.ilnp.l64", .name = "Locator64", .type = FieldType::Bytes};
inline constexpr Field ilnpLpPreference{
    .abbreviation = "dns.ilnp.lp.preference", .name = "Preference", .type = FieldType::UInt16};
inline constexpr Field ilnpLp{.abbreviation = "dns.ilnp.lp", .name = "Locator FQDN", .type = FieldType::String};
inline constexpr Field eui48{.abbreviation = "dns.eui48", .name = "EUI48 Address", .type = FieldType::Ether};
inline constexpr Field eui64{.abbreviation = "dns.eui64", .name = "EUI64 Address", .type = FieldType::Bytes};
inline constexpr Field rrsigTypeCovered{
    .abbreviation = "dns.rrsig.type_covered", .name = "Type Covered", .type = FieldType::UInt16, .names = types};
inline constexpr Field rrsigAlgorithm{
    .abbreviation = "dns.rrsig.algorithm", .name = "Algorithm", .type = FieldType::UInt8};
inline constexpr Field rrsigLabels{.abbreviation = "dns.rrsig.labels", .name = "Labels", .type = FieldType::UInt8};
inline constexpr Field rrsigOriginalTtl{
    .abbreviation = "dns.rrsig.original_ttl", .name = "Original TTL", .type = FieldType::UInt32};
inline constexpr Field rrsigSignatureExpiration{
    .abbreviation = "dns.rrsig.signature_expiration", .name = "Signature Expiration", .type = FieldType::AbsoluteTime};
inline constexpr Field rrsigSignatureInception{
    .abbreviation = "dns.rrsig.signature_inception", .name = "Signature Inception", .type = FieldType::AbsoluteTime};
inline constexpr Field rrsigKeyTag{.abbreviation = "dns.rrsig.key_tag", .name = "Key Tag", .type = FieldType::UInt16};
inline constexpr Field rrsigSignersName{
    .abbreviation = "dns.rrsig.signers_name", .name = "Signer's name", .type = FieldType::String};
inline constexpr Field rrsigSignature{
    .abbreviation = "dns.rrsig.signature", .name = "Signature", .type = FieldType::Bytes};
inline constexpr Field dnskeyFlags{
    .abbreviation = "dns.dnskey.flags", .name = "Flags", .type = FieldType::UInt16, .base = Base::Hex};
inline constexpr Field dnskeyFlagsZoneKey{
    .abbreviation = "dns.dnskey.flags.zone_key", .name = "Zone Key", .type = FieldType::Boolean, .mask = 0x100};
inline constexpr Field dnskeyFlagsKeyRevoked{
    .abbreviation = "dns.dnskey.flags.key_revoked", .name = "Key Revoked", .type = FieldType::Boolean, .mask = 0x80};
inline constexpr Field dnskeyFlagsSecureEntryPoint{.abbreviation = "dns.dnskey.flags.secure_entry_point",
    .name = "Key Signing Key",
    .type = FieldType::Boolean,
    .mask = 0x1};
inline constexpr Field dnskeyFlagsReserved{.abbreviation = "dns.dnskey.flags.reserved",
    .name = "Key Signing Key",
    .type = FieldType::UInt16,
    .base = Base::Hex,
    .mask = 0xFE7E};
inline constexpr Field dnskeyProtocol{
    .abbreviation = "dns.dnskey.protocol", .name = "Protocol", .type = FieldType::UInt8};
inline constexpr Field dnskeyAlgorithm{
    .abbreviation = "dns.dnskey.algorithm", .name = "Algorithm", .type = FieldType::UInt8};
inline constexpr Field dnskeyKeyId{.abbreviation = "dns.dnskey.key_id", .name = "Key id", .type = FieldType::UInt16};
inline constexpr Field dnskeyPublicKey{
    .abbreviation = "dns.dnskey.public_key", .name = "Public Key", .type = FieldType::Bytes};
inline constexpr Field keyFlags{
    .abbreviation = "dns.key.flags", .name = "Flags", .type = FieldType::UInt16, .base = Base::Hex};
inline constexpr Field keyFlagsAuthentication{.abbreviation = "dns.key.flags.authentication",
    .name = "Key allowed for authentication",
    .type = FieldType::Boolean,
    .mask = 0x8000};
inline constexpr Field keyFlagsConfidentiality{.abbreviation = "dns.key.flags.confidentiality",
    .name = "Key allowed for confidentiality",
    .type = FieldType::Boolean,
    .mask = 0x4000};
inline constexpr Field keyFlagsRequired{
    .abbreviation = "dns.key.flags.required", .name = "Key required", .type = FieldType::Boolean, .mask = 0x2000};
inline constexpr Field keyFlagsAssociatedUser{.abbreviation = "dns.key.flags.associated_user",
    .name = "Key is associated with a user",
    .type = FieldType::Boolean,
    .mask = 0x400};
inline constexpr Field keyFlagsAssociatedNamedEntity{.abbreviation = "dns.key.flags.associated_named_entity",
    .name = "Key is associated with the named entity",
    .type = FieldType::Boolean,
    .mask = 0x200};
inline constexpr Field keyFlagsIpsec{
    .abbreviation = "dns.key.flags.ipsec", .name = "Key use with IPSEC", .type = FieldType::Boolean, .mask = 0x80};
inline constexpr Field keyFlagsMime{.abbreviation = "dns.key.flags.mime",
    .name = "Key use with MIME security multiparts",
    .type = FieldType::Boolean,
    .mask = 0x40};
inline constexpr Field keyFlagsSignatory{
    .abbreviation = "dns.key.flags.signatory", .name = "Signatory", .type = FieldType::UInt16, .mask = 0xF};
inline constexpr Field keyProtocol{.abbreviation = "dns.key.protocol", .name = "Protocol", .type = FieldType::UInt8};
inline constexpr Field keyAlgorithm{.abbreviation = "dns.key.algorithm", .name = "Algorithm", .type = FieldType::UInt8};
inline constexpr Field keyKeyId{.abbreviation = "dns.key.key_id", .name = "Key ID", .type = FieldType::UInt16};
inline constexpr Field keyPublicKey{
    .abbreviation = "dns.key.public_key", .name = "Public Key", .type = FieldType::Bytes};
inline constexpr Field pxPreference{
    .abbreviation = "dns.px.preference", .name = "Preference", .type = FieldType::UInt16};
inline constexpr Field pxMap822{.abbreviation = "dns.px.map822", .name = "MAP822", .type = FieldType::String};
inline constexpr Field pxMap400{.abbreviation = "dns.px.map400", .name = "MAPX400", .type = FieldType::String};
inline constexpr Field tkeyAlgoName{
    .abbreviation = "dns.tkey.algo_name", .name = "Algorithm name", .type = FieldType::String};
inline constexpr Field tkeySignatureExpiration{
    .abbreviation = "dns.tkey.signature_expiration", .name = "Signature Expiration", .type = FieldType::AbsoluteTime};
inline constexpr Field tkeySignatureInception{
    .abbreviation = "dns.tkey.signature_inception", .name = "Signature Inception", .type = FieldType::AbsoluteTime};
inline constexpr Field tkeyMode{.abbreviation = "dns.tkey.mode", .name = "Mode", .type = FieldType::UInt16};
inline constexpr Field tkeyError{.abbreviation = "dns.tkey.error", .name = "Error", .type = FieldType::UInt16};
inline constexpr Field tkeyKeySize{.abbreviation = "dns.tkey.key_size", .name = "Key Size", .type = FieldType::UInt16};
inline constexpr Field tkeyKeyData{.abbreviation = "dns.tkey.key_data", .name = "Key Data", .type = FieldType::Bytes};
inline constexpr Field tkeyOtherSize{
    .abbreviation = "dns.tkey.other_size", .name = "Other Size", .type = FieldType::UInt16};
inline constexpr Field tkeyOtherData{
    .abbreviation = "dns.tkey.other_data", .name = "Other Data", .type = FieldType::Bytes};
inline constexpr Field ipseckeyGatewayPrecedence{
    .abbreviation = "dns.ipseckey.gateway_precedence", .name = "Gateway Precedence", .type = FieldType::UInt8};
inline constexpr Field ipseckeyGatewayAlgorithm{
    .abbreviation = "dns.ipseckey.gateway_algorithm", .name = "Gateway Algorithm", .type = FieldType::UInt8};
inline constexpr Field ipseckeyGatewayType{
    .abbreviation = "dns.ipseckey.gateway_type", .name = "Gateway Type", .type = FieldType::UInt8};
inline constexpr Field ipseckeyGatewayIpv4{
    .abbreviation = "dns.ipseckey.gateway_ipv4", .name = "IPv4 Gateway", .type = FieldType::Ipv4};
inline constexpr Field ipseckeyGatewayIpv6{
    .abbreviation = "dns.ipseckey.gateway_ipv6", .name = "IPv6 Gateway", .type = FieldType::Ipv6};
inline constexpr Field ipseckeyGatewayDns{
    .abbreviation = "dns.ipseckey.gateway_dns", .name = "DNS Gateway", .type = FieldType::String};
inline constexpr Field ipseckeyPublicKey{
    .abbreviation = "dns.ipseckey.public_key", .name = "Public Key", .type = FieldType::Bytes};
inline constexpr Field a6PrefixLen{.abbreviation = "dns.a6.prefix_len", .name = "Prefix len", .type = FieldType::UInt8};
inline constexpr Field a6AddressSuffix{
    .abbreviation = "dns.a6.address_suffix", .name = "Address Suffix", .type = FieldType::Ipv6};
inline constexpr Field a6PrefixName{
    .abbreviation = "dns.a6.prefix_name", .name = "Prefix name", .type = FieldType::String};
inline constexpr Field dname{.abbreviation = "dns.dname", .name = "Dname", .type = FieldType::String};
inline constexpr Field locVersion{.abbreviation = "dns.loc.version", .name = "Version", .type = FieldType::UInt8};
inline constexpr Field locSize{.abbreviation = "dns.loc.size", .name = "Size", .type = FieldType::UInt8};
inline constexpr Field locHorizontalPrecision{
    .abbreviation = "dns.loc.horizontal_precision", .name = "Horizontal Precision", .type = FieldType::UInt8};
inline constexpr Field locVerticalPrecision{
    .abbreviation = "dns.loc.vertical_precision", .name = "Vertical Precision", .type = FieldType::UInt8};
inline constexpr Field locLatitude{.abbreviation = "dns.loc.latitude", .name = "Latitude", .type = FieldType::UInt32};
inline constexpr Field locLongitude{
    .abbreviation = "dns.loc.longitude", .name = "Longitude", .type = FieldType::UInt32};
inline constexpr Field locAltitude{.abbreviation = "dns.loc.altitude", .name = "Altitude", .type = FieldType::UInt32};
inline constexpr Field locUnknownData{
    .abbreviation = "dns.loc.unknown_data", .name = "Unknown data", .type = FieldType::Bytes};
inline constexpr Field nxtNextDomainName{
    .abbreviation = "dns.nxt.next_domain_name", .name = "Next Domain Name", .type = FieldType::String};
inline constexpr Field kxPreference{
    .abbreviation = "dns.kx.preference", .name = "Preference", .type = FieldType::UInt16};
inline constexpr Field kxKeyExchange{
    .abbreviation = "dns.kx.key_exchange", .name = "Key Exchange", .type = FieldType::String};
inline constexpr Field certType{.abbreviation = "dns.cert.type", .name = "Type", .type = FieldType::UInt16};
inline constexpr Field certKeyTag{
    .abbreviation = "dns.cert.key_tag", .name = "Key Tag", .type = FieldType::UInt16, .base = Base::Hex};
inline constexpr Field certAlgorithm{
    .abbreviation = "dns.cert.algorithm", .name = "Algorithm", .type = FieldType::UInt8};
inline constexpr Field certCertificate{
    .abbreviation = "dns.cert.certificate", .name = "Certificate (or CRL)", .type = FieldType::Bytes};
inline constexpr Field nsecNextDomainName{
    .abbreviation = "dns.nsec.next_domain_name", .name = "Next Domain Name", .type = FieldType::String};
inline constexpr Field ns{.abbreviation = "dns.ns", .name = "Name Server", .type = FieldType::String};
inline constexpr Field opt{.abbreviation = "dns.opt", .name = "Option", .type = FieldType::None};
inline constexpr Field optCode{
    .abbreviation = "dns.opt.code", .name = "Option Code", .type = FieldType::UInt16, .names = options};
inline constexpr Field optLen{.abbreviation = "dns.opt.len", .name = "Option Length", .type = FieldType::UInt16};
inline constexpr Field optData{.abbreviation = "dns.opt.data", .name = "Option Data", .type = FieldType::Bytes};
inline constexpr Field optDau{.abbreviation = "dns.opt.dau", .name = "DAU", .type = FieldType::UInt8};
inline constexpr Field optDhu{.abbreviation = "dns.opt.dhu", .name = "DHU", .type = FieldType::UInt8};
inline constexpr Field optN3u{.abbreviation = "dns.opt.n3u", .name = "N3U", .type = FieldType::UInt8};
inline constexpr Field optClientFamily{
    .abbreviation = "dns.opt.client.family", .name = "Family", .type = FieldType::UInt16};
inline constexpr Field optClientNetmask{
    .abbreviation = "dns.opt.client.netmask", .name = "Source Netmask", .type = FieldType::UInt8};
inline constexpr Field optClientScope{
    .abbreviation = "dns.opt.client.scope", .name = "Scope Netmask", .type = FieldType::UInt8};
inline constexpr Field optClientAddr{
    .abbreviation = "dns.opt.client.addr", .name = "Client Subnet", .type = FieldType::Bytes};
inline constexpr Field optClientAddr4{
    .abbreviation = "dns.opt.client.addr4", .name = "Client Subnet", .type = FieldType::Ipv4};
inline constexpr Field optClientAddr6{
    .abbreviation = "dns.opt.client.addr6", .name = "Client Subnet", .type = FieldType::Ipv6};
inline constexpr Field optCookieClient{
    .abbreviation = "dns.opt.cookie.client", .name = "Client Cookie", .type = FieldType::Bytes};
inline constexpr Field optCookieServer{
    .abbreviation = "dns.opt.cookie.server", .name = "Server Cookie", .type = FieldType::Bytes};
inline constexpr Field optEdnsTcpKeepaliveTimeout{
    .abbreviation = "dns.opt.edns_tcp_keepalive.timeout", .name = "Timeout", .type = FieldType::UInt16};
inline constexpr Field optPadding{.abbreviation = "dns.opt.padding", .name = "Padding", .type = FieldType::Bytes};
inline constexpr Field optChainFqdn{
    .abbreviation = "dns.opt.chain.fqdn", .name = "Closest Trust Point", .type = FieldType::String};
inline constexpr Field optExtErrorInfoCode{
    .abbreviation = "dns.opt.ext_error.info_code", .name = "Info Code", .type = FieldType::UInt16};
inline constexpr Field optExtErrorExtraText{
    .abbreviation = "dns.opt.ext_error.extra_text", .name = "Extra Text", .type = FieldType::String};
inline constexpr Field countQueries{
    .abbreviation = "dns.count.queries", .name = "Questions", .type = FieldType::UInt16};
inline constexpr Field countZones{.abbreviation = "dns.count.zones", .name = "Zones", .type = FieldType::UInt16};
inline constexpr Field countAnswers{
    .abbreviation = "dns.count.answers", .name = "Answer RRs", .type = FieldType::UInt16};
inline constexpr Field countPrerequisites{
    .abbreviation = "dns.count.prerequisites", .name = "Prerequisites", .type = FieldType::UInt16};
inline constexpr Field countAuthRr{
    .abbreviation = "dns.count.auth_rr", .name = "Authority RRs", .type = FieldType::UInt16};
inline constexpr Field countUpdates{.abbreviation = "dns.count.updates", .name = "Updates", .type = FieldType::UInt16};
inline constexpr Field nsec3Algo{.abbreviation = "dns.nsec3.algo", .name = "Hash algorithm", .type = FieldType::UInt8};
inline constexpr Field nsec3Flags{.abbreviation = "dns.nsec3.flags", .name = "NSEC3 flags", .type = FieldType::UInt8};
inline constexpr Field nsec3FlagsOptOut{
    .abbreviation = "dns.nsec3.flags.opt_out", .name = "NSEC3 Opt-out flag", .type = FieldType::Boolean, .mask = 0x1};
inline constexpr Field nsec3Iterations{
    .abbreviation = "dns.nsec3.iterations", .name = "NSEC3 iterations", .type = FieldType::UInt16};
inline constexpr Field nsec3SaltLength{
    .abbreviation = "dns.nsec3.salt_length", .name = "Salt length", .type = FieldType::UInt8};
inline constexpr Field nsec3SaltValue{
    .abbreviation = "dns.nsec3.salt_value", .name = "Salt value", .type = FieldType::Bytes};
inline constexpr Field nsec3HashLength{
    .abbreviation = "dns.nsec3.hash_length", .name = "Hash length", .type = FieldType::UInt8};
inline constexpr Field nsec3HashValue{
    .abbreviation = "dns.nsec3.hash_value", .name = "Next hashed owner", .type = FieldType::String};
inline constexpr Field tlsaCertificateUsage{
    .abbreviation = "dns.tlsa.certificate_usage", .name = "Certificate Usage", .type = FieldType::UInt8};
inline constexpr Field tlsaSelector{.abbreviation = "dns.tlsa.selector", .name = "Selector", .type = FieldType::UInt8};
inline constexpr Field tlsaMatchingType{
    .abbreviation = "dns.tlsa.matching_type", .name = "Matching Type", .type = FieldType::UInt8};
inline constexpr Field tlsaCertificateAssociationData{.abbreviation = "dns.tlsa.certificate_association_data",
    .name = "Certificate Association Data",
    .type = FieldType::Bytes};
inline constexpr Field tsigAlgorithmName{
    .abbreviation = "dns.tsig.algorithm_name", .name = "Algorithm Name", .type = FieldType::String};
inline constexpr Field tsigTimeSigned{
    .abbreviation = "dns.tsig.time_signed", .name = "Time Signed", .type = FieldType::AbsoluteTime};
inline constexpr Field tsigOriginalId{
    .abbreviation = "dns.tsig.original_id", .name = "Original Id", .type = FieldType::UInt16};
inline constexpr Field tsigError{.abbreviation = "dns.tsig.error", .name = "Error", .type = FieldType::UInt16};
inline constexpr Field tsigFudge{.abbreviation = "dns.tsig.fudge", .name = "Fudge", .type = FieldType::UInt16};
inline constexpr Field tsigMacSize{.abbreviation = "dns.tsig.mac_size", .name = "MAC Size", .type = FieldType::UInt16};
inline constexpr Field tsigOtherLen{
    .abbreviation = "dns.tsig.other_len", .name = "Other Len", .type = FieldType::UInt16};
inline constexpr Field tsigMac{.abbreviation = "dns.tsig.mac", .name = "MAC", .type = FieldType::None};
inline constexpr Field tsigOtherData{
    .abbreviation = "dns.tsig.other_data", .name = "Other Data", .type = FieldType::Bytes};
inline constexpr Field responseIn{
    .abbreviation = "dns.response_in", .name = "Response In", .type = FieldType::FrameNumber, .lookAhead = true};
inline constexpr Field responseTo{
    .abbreviation = "dns.response_to", .name = "Request In", .type = FieldType::FrameNumber};
inline constexpr Field retransmission{
    .abbreviation = "dns.retransmission", .name = "Retransmission", .type = FieldType::Boolean};
inline constexpr Field retransmitRequestIn{.abbreviation = "dns.retransmit_request_in",
    .name = "Retransmitted request. Original request in",
    .type = FieldType::FrameNumber};
inline constexpr Field retransmitResponseIn{.abbreviation = "dns.retransmit_response_in",
    .name = "Retransmitted response. Original response in",
    .type = FieldType::FrameNumber};
inline constexpr Field time{.abbreviation = "dns.time", .name = "Time", .type = FieldType::RelativeTime};
inline constexpr Field unsolicited{
    .abbreviation = "dns.unsolicited", .name = "Unsolicited", .type = FieldType::Boolean};
inline constexpr Field countAddRr{
    .abbreviation = "dns.count.add_rr", .name = "Additional RRs", .type = FieldType::UInt16};
inline constexpr Field sshfpAlgorithm{
    .abbreviation = "dns.sshfp.algorithm", .name = "Algorithm", .type = FieldType::UInt8};
inline constexpr Field sshfpFingerprintType{
    .abbreviation = "dns.sshfp.fingerprint.type", .name = "Fingerprint type", .type = FieldType::UInt8};
inline constexpr Field sshfpFingerprint{
    .abbreviation = "dns.sshfp.fingerprint", .name = "Fingerprint", .type = FieldType::Bytes};
inline constexpr Field hipHitLength{
    .abbreviation = "dns.hip.hit.length", .name = "HIT length", .type = FieldType::UInt8};
inline constexpr Field hipHitPkAlgo{
    .abbreviation = "dns.hip.hit.pk.algo", .name = "HIT length", .type = FieldType::UInt8};
inline constexpr Field hipPkLength{.abbreviation = "dns.hip.pk.length", .name = "PK length", .type = FieldType::UInt16};
inline constexpr Field hipHit{.abbreviation = "dns.hip.hit", .name = "Host Identity Tag", .type = FieldType::Bytes};
inline constexpr Field hipPk{.abbreviation = "dns.hip.pk", .name = "HIP Public Key", .type = FieldType::Bytes};
inline constexpr Field hipRendezvousServer{
    .abbreviation = "dns.hip.rendezvous_server", .name = "Rendezvous Server", .type = FieldType::String};
inline constexpr Field dhcidRdata{.abbreviation = "dns.dhcid.rdata", .name = "DHCID Data", .type = FieldType::Bytes};
inline constexpr Field dsKeyId{
    .abbreviation = "dns.ds.key_id", .name = "Key id", .type = FieldType::UInt16, .base = Base::Hex};
inline constexpr Field dsAlgorithm{.abbreviation = "dns.ds.algorithm", .name = "Algorithm", .type = FieldType::UInt8};
inline constexpr Field dsDigestType{
    .abbreviation = "dns.ds.digest_type", .name = "Digest Type", .type = FieldType::UInt8};
inline constexpr Field dsDigest{.abbreviation = "dns.ds.digest", .name = "Digest", .type = FieldType::Bytes};
inline constexpr Field aplAddressFamily{
    .abbreviation = "dns.apl.address_family", .name = "Address Family", .type = FieldType::UInt16};
inline constexpr Field aplCodedPrefix{
    .abbreviation = "dns.apl.coded_prefix", .name = "Prefix Length", .type = FieldType::UInt8};
inline constexpr Field aplNegation{
    .abbreviation = "dns.apl.negation", .name = "Negation Flag", .type = FieldType::Boolean, .mask = 0x80};
inline constexpr Field aplAfdlength{
    .abbreviation = "dns.apl.afdlength", .name = "Address Length", .type = FieldType::UInt8, .mask = 0x7F};
inline constexpr Field aplAfdpartIpv4{
    .abbreviation = "dns.apl.afdpart.ipv4", .name = "Address", .type = FieldType::Ipv4};
inline constexpr Field aplAfdpartIpv6{
    .abbreviation = "dns.apl.afdpart.ipv6", .name = "Address", .type = FieldType::Ipv6};
inline constexpr Field aplAfdpartData{
    .abbreviation = "dns.apl.afdpart.data", .name = "Address", .type = FieldType::Bytes};
inline constexpr Field gposLongitudeLength{
    .abbreviation = "dns.gpos.longitude_length", .name = "Longitude length", .type = FieldType::UInt8};
inline constexpr Field gposLongitude{
    .abbreviation = "dns.gpos.longitude", .name = "Longitude", .type = FieldType::String};
inline constexpr Field gposLatitudeLength{
    .abbreviation = "dns.gpos.latitude_length", .name = "Latitude length", .type = FieldType::UInt8};
inline constexpr Field gposLatitude{.abbreviation = "dns.gpos.latitude", .name = "Latitude", .type = FieldType::String};
inline constexpr Field gposAltitudeLength{
    .abbreviation = "dns.gpos.altitude_length", .name = "Altitude length", .type = FieldType::UInt8};
inline constexpr Field gposAltitude{.abbreviation = "dns.gpos.altitude", .name = "Altitude", .type = FieldType::String};
inline constexpr Field rpMailbox{.abbreviation = "dns.rp.mailbox", .name = "Mailbox", .type = FieldType::String};
inline constexpr Field rpTxtRr{.abbreviation = "dns.rp.txt_rr", .name = "TXT RR", .type = FieldType::String};
inline constexpr Field afsdbSubtype{.abbreviation = "dns.afsdb.subtype", .name = "Subtype", .type = FieldType::UInt16};
inline constexpr Field afsdbHostname{
    .abbreviation = "dns.afsdb.hostname", .name = "Hostname", .type = FieldType::String};
inline constexpr Field x25Length{.abbreviation = "dns.x25.length", .name = "Length", .type = FieldType::UInt8};
inline constexpr Field x25PsdnAddress{
    .abbreviation = "dns.x25.psdn_address", .name = "PSDN-Address", .type = FieldType::String};
inline constexpr Field idsnLength{.abbreviation = "dns.idsn.length", .name = "Length", .type = FieldType::UInt8};
inline constexpr Field idsnAddress{
    .abbreviation = "dns.idsn.address", .name = "ISDN Address", .type = FieldType::String};
inline constexpr Field idsnSaLength{.abbreviation = "dns.idsn.sa.length", .name = "Length", .type = FieldType::UInt8};
inline constexpr Field idsnSaAddress{
    .abbreviation = "dns.idsn.sa.address", .name = "Sub Address", .type = FieldType::String};
inline constexpr Field rtSubtype{.abbreviation = "dns.rt.subtype", .name = "Preference", .type = FieldType::UInt16};
inline constexpr Field rtIntermediateHost{
    .abbreviation = "dns.rt.intermediate_host", .name = "Intermediate Hostname", .type = FieldType::String};
inline constexpr Field nsapRdata{.abbreviation = "dns.nsap.rdata", .name = "NSAP Data", .type = FieldType::Bytes};
inline constexpr Field nsapPtrOwner{.abbreviation = "dns.nsap_ptr.owner", .name = "Owner", .type = FieldType::String};
inline constexpr Field caaFlags{
    .abbreviation = "dns.caa.flags", .name = "CAA Flags", .type = FieldType::UInt8, .base = Base::Hex};
inline constexpr Field caaFlagsIssuerCritical{.abbreviation = "dns.caa.flags.issuer_critical",
    .name = "Issuer Critical",
    .type = FieldType::Boolean,
    .mask = 0x80};
inline constexpr Field caaIssue{.abbreviation = "dns.caa.issue", .name = "Issue", .type = FieldType::String};
inline constexpr Field caaIssuewild{
    .abbreviation = "dns.caa.issuewild", .name = "Issue Wildcard", .type = FieldType::String};
inline constexpr Field caaIodef{.abbreviation = "dns.caa.iodef", .name = "Report URL", .type = FieldType::String};
inline constexpr Field caaUnknown{.abbreviation = "dns.caa.unknown", .name = "Unknown tag", .type = FieldType::String};
inline constexpr Field caaTagLength{
    .abbreviation = "dns.caa.tag_length", .name = "Tag length", .type = FieldType::UInt8};
inline constexpr Field caaTag{.abbreviation = "dns.caa.tag", .name = "Tag", .type = FieldType::String};
inline constexpr Field caaValue{.abbreviation = "dns.caa.value", .name = "Value", .type = FieldType::String};
inline constexpr Field extraneousData{
    .abbreviation = "dns.extraneous.data", .name = "Extraneous Data Bytes", .type = FieldType::Bytes};
inline constexpr Field extraneousLength{
    .abbreviation = "dns.extraneous.length", .name = "Extraneous Data Length", .type = FieldType::Int32};
inline constexpr Field winsLocalFlag{
    .abbreviation = "dns.wins.local_flag", .name = "Local Flag", .type = FieldType::Boolean, .mask = 0x1};
inline constexpr Field winsLookupTimeout{
    .abbreviation = "dns.wins.lookup_timeout", .name = "Lookup timeout", .type = FieldType::UInt32};
inline constexpr Field winsCacheTimeout{
    .abbreviation = "dns.wins.cache_timeout", .name = "Cache timeout", .type = FieldType::UInt32};
inline constexpr Field winsNbWinsServers{
    .abbreviation = "dns.wins.nb_wins_servers", .name = "Number of WINS servers", .type = FieldType::UInt32};
inline constexpr Field winsWinsServer{
    .abbreviation = "dns.wins.wins_server", .name = "WINS Server Address", .type = FieldType::Ipv4};
inline constexpr Field winsrLocalFlag{
    .abbreviation = "dns.winsr.local_flag", .name = "Local Flag", .type = FieldType::Boolean, .mask = 0x1};
inline constexpr Field winsrLookupTimeout{
    .abbreviation = "dns.winsr.lookup_timeout", .name = "Lookup timeout", .type = FieldType::UInt32};
inline constexpr Field winsrCacheTimeout{
    .abbreviation = "dns.winsr.cache_timeout", .name = "Cache timeout", .type = FieldType::UInt32};
inline constexpr Field winsrNameResultDomain{
    .abbreviation = "dns.winsr.name_result_domain", .name = "Name Result Domain", .type = FieldType::String};
inline constexpr Field data{.abbreviation = "dns.data", .name = "Data", .type = FieldType::Bytes};
inline constexpr Field rrOptBadLength{.abbreviation = "dns.rr.opt.bad_length",
    .name = "Length too long for any type of IP address.",
    .type = FieldType::None};
inline constexpr Field undecodedType{
    .abbreviation = "dns.undecoded.type", .name = "Undecoded option", .type = FieldType::None};
inline constexpr Field ttlHighBitSet{.abbreviation = "dns.ttl.high_bit_set",
    .name = "The uppermost bit of the TTL is set (RFC 2181, section 8)",
    .type = FieldType::None};
inline constexpr Field tsigNoalg{
    .abbreviation = "dns.tsig.noalg", .name = "No dissector for algorithm", .type = FieldType::None};
inline constexpr Field retransmitRequest{
    .abbreviation = "dns.retransmit_request", .name = "DNS query retransmission", .type = FieldType::None};
inline constexpr Field retransmitResponse{
    .abbreviation = "dns.retransmit_response", .name = "DNS response retransmission", .type = FieldType::None};
inline constexpr Field extraneous{.abbreviation = "dns.extraneous", .name = "Extraneous data", .type = FieldType::None};
inline constexpr auto all = std::to_array<const Field*>({&section, &record, &length, &flags, &flagsResponse,
    &flagsOpcode, &flagsAuthoritative, &flagsConflict, &flagsTruncated, &flagsRecdesired, &flagsTentative,
    &flagsRecavail, &flagsZ, &flagsAuthenticated, &flagsCheckdisable, &flagsRcode, &id, &qryType, &qryClass, &qryQu,
    &qryName, &qryNameLen, &countLabels, &respType, &respClass, &respCacheFlush, &respExtRcode, &respEdns0Version,
    &respZ, &respZDo, &respZReserved, &srvService, &srvProto, &srvName, &srvPriority, &srvWeight, &srvPort, &srvTarget,
    &naptrOrder, &naptrPreference, &naptrFlagsLength, &naptrFlags, &naptrServiceLength, &naptrService,
    &naptrRegexLength, &naptrRegex, &naptrReplacementLength, &naptrReplacement, &respName, &respTtl, &respLen, &a, &mb,
    &mg, &mr, &null, &aaaa, &cname, &rrUdpPayloadSize, &rrUdpPayloadSizeMdns, &soaMname, &soaRname, &soaSerialNumber,
    &soaRefreshInterval, &soaRetryInterval, &soaExpireLimit, &soaMinimumTtl, &ptrDomainName, &wksAddress, &wksProtocol,
    &wksBits, &hinfoCpuLength, &hinfoCpu, &hinfoOsLength, &hinfoOs, &minfoR, &minfoE, &mxPreference, &mxMailExchange,
    &txtLength, &txt, &openpgpkey, &csyncSoa, &csyncFlags, &csyncFlagsImmediate, &csyncFlagsSoaminimum, &zonemdSerial,
    &zonemdScheme, &zonemdHashAlgo, &zonemdDigest, &svcbSvcpriority, &svcbTargetname, &svcbSvcparamKey,
    &svcbSvcparamValueLength, &svcbSvcparamValue, &svcbSvcparam, &svcbSvcparamMandatoryKey, &svcbSvcparamAlpnLength,
    &svcbSvcparamAlpn, &svcbSvcparamPort, &svcbSvcparamIpv4hintIp, &svcbSvcparamEchconfig, &svcbSvcparamIpv6hintIp,
    &svcbSvcparamOdohconfig, &spfLength, &spf, &ilnpNidPreference, &ilnpNid, &ilnpL32Preference, &ilnpL32,
    &ilnpL64Preference, &ilnpL64, &ilnpLpPreference, &ilnpLp, &eui48, &eui64, &rrsigTypeCovered, &rrsigAlgorithm,
    &rrsigLabels, &rrsigOriginalTtl, &rrsigSignatureExpiration, &rrsigSignatureInception, &rrsigKeyTag,
    &rrsigSignersName, &rrsigSignature, &dnskeyFlags, &dnskeyFlagsZoneKey, &dnskeyFlagsKeyRevoked,
    &dnskeyFlagsSecureEntryPoint, &dnskeyFlagsReserved, &dnskeyProtocol, &dnskeyAlgorithm, &dnskeyKeyId,
    &dnskeyPublicKey, &keyFlags, &keyFlagsAuthentication, &keyFlagsConfidentiality, &keyFlagsRequired,
    &keyFlagsAssociatedUser, &keyFlagsAssociatedNamedEntity, &keyFlagsIpsec, &keyFlagsMime, &keyFlagsSignatory,
    &keyProtocol, &keyAlgorithm, &keyKeyId, &keyPublicKey, &pxPreference, &pxMap822, &pxMap400, &tkeyAlgoName,
    &tkeySignatureExpiration, &tkeySignatureInception, &tkeyMode, &tkeyError, &tkeyKeySize, &tkeyKeyData,
    &tkeyOtherSize, &tkeyOtherData, &ipseckeyGatewayPrecedence, &ipseckeyGatewayAlgorithm, &ipseckeyGatewayType,
    &ipseckeyGatewayIpv4, &ipseckeyGatewayIpv6, &ipseckeyGatewayDns, &ipseckeyPublicKey, &a6PrefixLen, &a6AddressSuffix,
    &a6PrefixName, &dname, &locVersion, &locSize, &locHorizontalPrecision, &locVerticalPrecision, &locLatitude,
    &locLongitude, &locAltitude, &locUnknownData, &nxtNextDomainName, &kxPreference, &kxKeyExchange, &certType,
    &certKeyTag, &certAlgorithm, &certCertificate, &nsecNextDomainName, &ns, &opt, &optCode, &optLen, &optData, &optDau,
    &optDhu, &optN3u, &optClientFamily, &optClientNetmask, &optClientScope, &optClientAddr, &optClientAddr4,
    &optClientAddr6, &optCookieClient, &optCookieServer, &optEdnsTcpKeepaliveTimeout, &optPadding, &optChainFqdn,
    &optExtErrorInfoCode, &optExtErrorExtraText, &countQueries, &countZones, &countAnswers, &countPrerequisites,
    &countAuthRr, &countUpdates, &nsec3Algo, &nsec3Flags, &nsec3FlagsOptOut, &nsec3Iterations, &nsec3SaltLength,
    &nsec3SaltValue, &nsec3HashLength, &nsec3HashValue, &tlsaCertificateUsage, &tlsaSelector, &tlsaMatchingType,
    &tlsaCertificateAssociationData, &tsigAlgorithmName, &tsigTimeSigned, &tsigOriginalId, &tsigError, &tsigFudge,
    &tsigMacSize, &tsigOtherLen, &tsigMac, &tsigOtherData, &responseIn, &responseTo, &retransmission,
    &retransmitRequestIn, &retransmitResponseIn, &time, &unsolicited, &countAddRr, &sshfpAlgorithm,
    &sshfpFingerprintType, &sshfpFingerprint, &hipHitLength, &hipHitPkAlgo, &hipPkLength, &hipHit, &hipPk,
    &hipRendezvousServer, &dhcidRdata, &dsKeyId, &dsAlgorithm, &dsDigestType, &dsDigest, &aplAddressFamily,
    &aplCodedPrefix, &aplNegation, &aplAfdlength, &aplAfdpartIpv4, &aplAfdpartIpv6, &aplAfdpartData,
    &gposLongitudeLength, &gposLongitude, &gposLatitudeLength, &gposLatitude, &gposAltitudeLength, &gposAltitude,
    &rpMailbox, &rpTxtRr, &afsdbSubtype, &afsdbHostname, &x25Length, &x25PsdnAddress, &idsnLength, &idsnAddress,
    &idsnSaLength, &idsnSaAddress, &rtSubtype, &rtIntermediateHost, &nsapRdata, &nsapPtrOwner, &caaFlags,
    &caaFlagsIssuerCritical, &caaIssue, &caaIssuewild, &caaIodef, &caaUnknown, &caaTagLength, &caaTag, &caaValue,
    &extraneousData, &extraneousLength, &winsLocalFlag, &winsLookupTimeout, &winsCacheTimeout, &winsNbWinsServers,
    &winsWinsServer, &winsrLocalFlag, &winsrLookupTimeout, &winsrCacheTimeout, &winsrNameResultDomain, &data,
    &rrOptBadLength, &undecodedType, &ttlHighBitSet, &tsigNoalg, &retransmitRequest, &retransmitResponse, &extraneous});

}  // namespace pr::dns::field
