// The fields of TLS, with the abbreviations of Wireshark 4.0.
#pragma once

#include "core/fields/field.h"
#include "core/protocols/tls/names.h"

#include <array>

namespace pr::tls::field {

inline constexpr Field tls{"tls", "Transport Layer Security", FieldType::Protocol};

// Records
inline constexpr Field record{"tls.record", "Record Layer", FieldType::None};
inline constexpr Field recordContentType{
    "tls.record.content_type", "Content Type", FieldType::UInt8, Base::Dec, names::contentTypes};
inline constexpr Field recordOpaqueType{
    "tls.record.opaque_type", "Opaque Type", FieldType::UInt8, Base::Dec, names::contentTypes};
inline constexpr Field recordVersion{"tls.record.version", "Version", FieldType::UInt16, Base::Hex, names::versions};
inline constexpr Field recordLength{"tls.record.length", "Length", FieldType::UInt16};
inline constexpr Field appData{"tls.app_data", "Encrypted Application Data", FieldType::Bytes};
inline constexpr Field appDataProtocol{"tls.app_data_proto", "Application Data Protocol", FieldType::String};
inline constexpr Field segmentData{"tls.segment.data", "TLS segment data", FieldType::Bytes};
inline constexpr Field segments{"tls.segments", "Reassembled TLS segments", FieldType::None};
inline constexpr Field segment{"tls.segment", "TLS segment", FieldType::FrameNumber};
inline constexpr Field segmentCount{"tls.segment.count", "TLS segment count", FieldType::UInt32};
inline constexpr Field reassembledLength{"tls.reassembled.length", "Reassembled PDU length", FieldType::UInt32};
inline constexpr Field reassembledData{"tls.reassembled.data", "Reassembled PDU data", FieldType::Bytes};
inline constexpr Field alertMessage{"tls.alert_message", "Alert Message", FieldType::None};
inline constexpr Field alertMessageLevel{
    "tls.alert_message.level", "Level", FieldType::UInt8, Base::Dec, names::alertLevels};
inline constexpr Field alertMessageDesc{
    "tls.alert_message.desc", "Description", FieldType::UInt8, Base::Dec, names::alertDescriptions};
inline constexpr Field heartbeatMessage{"tls.heartbeat_message", "Heartbeat Message", FieldType::None};
inline constexpr Field heartbeatMessageType{
    "tls.heartbeat_message.type", "Type", FieldType::UInt8, Base::Dec, names::heartbeatTypes};
inline constexpr Field heartbeatMessagePayloadLength{
    "tls.heartbeat_message.payload_length", "Payload Length", FieldType::UInt16};
inline constexpr Field heartbeatMessagePayload{"tls.heartbeat_message.payload", "Payload", FieldType::Bytes};
inline constexpr Field heartbeatMessagePadding{"tls.heartbeat_message.padding", "Padding", FieldType::Bytes};
inline constexpr Field changeCipherSpec{"tls.change_cipher_spec", "Change Cipher Spec Message", FieldType::None};

// Handshake
inline constexpr Field handshakeType{
    "tls.handshake.type", "Handshake Type", FieldType::UInt8, Base::Dec, names::handshakeTypes, 0, true};
inline constexpr Field handshake{"tls.handshake", "Handshake Protocol", FieldType::None};
inline constexpr Field handshakeLength{"tls.handshake.length", "Length", FieldType::UInt24};
inline constexpr Field cipherspec{"tls.handshake.cipherspec", "Cipher Spec", FieldType::UInt24, Base::Hex};
inline constexpr Field challenge{"tls.handshake.challenge", "Challenge", FieldType::None};
inline constexpr Field cipherSpecLen{"tls.handshake.cipher_spec_len", "Cipher Spec Length", FieldType::UInt16};
inline constexpr Field sessionIdLength{"tls.handshake.session_id_length", "Session ID Length", FieldType::UInt16};
inline constexpr Field challengeLength{"tls.handshake.challenge_length", "Challenge Length", FieldType::UInt16};
inline constexpr Field clearKeyLength{"tls.handshake.clear_key_length", "Clear Key Data Length", FieldType::UInt16};
inline constexpr Field encryptedKeyLength{
    "tls.handshake.encrypted_key_length", "Encrypted Key Data Length", FieldType::UInt16};
inline constexpr Field keyArgLength{"tls.handshake.key_arg_length", "Key Argument Length", FieldType::UInt16};
inline constexpr Field encryptedKey{"tls.handshake.encrypted_key", "Encrypted Key", FieldType::None};
inline constexpr Field keyArg{"tls.handshake.key_arg", "Key Argument", FieldType::None};
inline constexpr Field sessionIdHit{"tls.handshake.session_id_hit", "Session ID Hit", FieldType::Boolean};
inline constexpr Field certType{
    "tls.handshake.cert_type", "Certificate Type", FieldType::UInt8, Base::Dec, names::clientCertificateTypes};
inline constexpr Field connectionIdLength{
    "tls.handshake.connection_id_length", "Connection ID Length", FieldType::UInt16};
inline constexpr Field connectionId{"tls.handshake.connection_id", "Connection ID", FieldType::None};
inline constexpr Field handshakeFragmentCount{
    "tls.handshake.fragment.count", "Handshake Fragment count", FieldType::UInt32};
inline constexpr Field handshakeFragment{"tls.handshake.fragment", "Handshake Fragment", FieldType::FrameNumber};
inline constexpr Field handshakeFragments{
    "tls.handshake.fragments", "Reassembled Handshake Fragments", FieldType::None};
inline constexpr Field ocspResponseLen{"tls.handshake.ocsp_response_len", "OCSP Response Length", FieldType::UInt24};
inline constexpr Field epmsLen{"tls.handshake.epms_len", "Encrypted PreMaster length", FieldType::UInt16};
inline constexpr Field epms{"tls.handshake.epms", "Encrypted PreMaster", FieldType::Bytes};
inline constexpr Field modulusLen{"tls.handshake.modulus_len", "Modulus Length", FieldType::UInt16};
inline constexpr Field exponentLen{"tls.handshake.exponent_len", "Exponent Length", FieldType::UInt16};
inline constexpr Field signatureLength{"tls.handshake.sig_len", "Signature Length", FieldType::UInt16};
inline constexpr Field dhPLength{"tls.handshake.p_len", "p Length", FieldType::UInt16};
inline constexpr Field dhGLength{"tls.handshake.g_len", "g Length", FieldType::UInt16};
inline constexpr Field dhYsLength{"tls.handshake.ys_len", "Pubkey Length", FieldType::UInt16};
inline constexpr Field dhYcLength{"tls.handshake.yc_len", "Pubkey Length", FieldType::UInt16};
inline constexpr Field clientPointLen{"tls.handshake.client_point_len", "Pubkey Length", FieldType::UInt8};
inline constexpr Field serverPointLen{"tls.handshake.server_point_len", "Pubkey Length", FieldType::UInt8};
inline constexpr Field dhP{"tls.handshake.p", "p", FieldType::Bytes};
inline constexpr Field dhG{"tls.handshake.g", "g", FieldType::Bytes};
inline constexpr Field serverCurveType{
    "tls.handshake.server_curve_type", "Curve Type", FieldType::UInt8, Base::Hex, names::curveTypes};
inline constexpr Field serverNamedCurve{
    "tls.handshake.server_named_curve", "Named Curve", FieldType::UInt16, Base::Hex, names::groups};
inline constexpr Field dhYs{"tls.handshake.ys", "Pubkey", FieldType::Bytes};
inline constexpr Field dhYc{"tls.handshake.yc", "Pubkey", FieldType::Bytes};
inline constexpr Field serverPoint{"tls.handshake.server_point", "Pubkey", FieldType::Bytes};
inline constexpr Field clientPoint{"tls.handshake.client_point", "Pubkey", FieldType::Bytes};
inline constexpr Field modulus{"tls.handshake.modulus", "Modulus", FieldType::Bytes};
inline constexpr Field exponent{"tls.handshake.exponent", "Exponent", FieldType::Bytes};
inline constexpr Field signature{"tls.handshake.sig", "Signature", FieldType::Bytes};
inline constexpr Field certificatesLength{
    "tls.handshake.certificates_length", "Certificates Length", FieldType::UInt24};
inline constexpr Field certificates{"tls.handshake.certificates", "Certificates", FieldType::None};
inline constexpr Field certificate{"tls.handshake.certificate", "Certificate", FieldType::Bytes};
inline constexpr Field certificateLength{"tls.handshake.certificate_length", "Certificate Length", FieldType::UInt24};
inline constexpr Field certTypesCount{"tls.handshake.cert_types_count", "Certificate types count", FieldType::UInt8};
inline constexpr Field certTypes{"tls.handshake.cert_types", "Certificate types", FieldType::None};
inline constexpr Field dnamesLen{"tls.handshake.dnames_len", "Distinguished Names Length", FieldType::UInt16};
inline constexpr Field dnames{"tls.handshake.dnames", "Distinguished Names", FieldType::None};
inline constexpr Field dnameLen{"tls.handshake.dname_len", "Distinguished Name Length", FieldType::UInt16};
inline constexpr Field dname{"tls.handshake.dname", "Distinguished Name", FieldType::None};
inline constexpr Field random{"tls.handshake.random", "Random", FieldType::Bytes};
inline constexpr Field randomTime{"tls.handshake.random_time", "GMT Unix Time", FieldType::AbsoluteTime};
inline constexpr Field randomBytes{"tls.handshake.random_bytes", "Random Bytes", FieldType::Bytes};
inline constexpr Field sessionId{"tls.handshake.session_id", "Session ID", FieldType::Bytes};
inline constexpr Field handshakeVersion{
    "tls.handshake.version", "Version", FieldType::UInt16, Base::Hex, names::versions, 0, true};
inline constexpr Field cipherSuitesLength{
    "tls.handshake.cipher_suites_length", "Cipher Suites Length", FieldType::UInt16};
inline constexpr Field ciphersuites{"tls.handshake.ciphersuites", "Cipher Suites", FieldType::None};
inline constexpr Field ciphersuite{
    "tls.handshake.ciphersuite", "Cipher Suite", FieldType::UInt16, Base::Hex, names::cipherSuites};
inline constexpr Field compMethodsLength{
    "tls.handshake.comp_methods_length", "Compression Methods Length", FieldType::UInt8};
inline constexpr Field compMethods{"tls.handshake.comp_methods", "Compression Methods", FieldType::None};
inline constexpr Field compMethod{
    "tls.handshake.comp_method", "Compression Method", FieldType::UInt8, Base::Dec, names::compressionMethods};
inline constexpr Field sessionTicketLifetimeHint{
    "tls.handshake.session_ticket_lifetime_hint", "Session Ticket Lifetime Hint", FieldType::UInt32};
inline constexpr Field sessionTicketAgeAdd{
    "tls.handshake.session_ticket_age_add", "Session Ticket Age Add", FieldType::UInt32};
inline constexpr Field sessionTicketNonceLength{
    "tls.handshake.session_ticket_nonce_length", "Session Ticket Nonce Length", FieldType::UInt8};
inline constexpr Field sessionTicketNonce{
    "tls.handshake.session_ticket_nonce", "Session Ticket Nonce", FieldType::Bytes};
inline constexpr Field sessionTicketLength{
    "tls.handshake.session_ticket_length", "Session Ticket Length", FieldType::UInt16};
inline constexpr Field sessionTicket{"tls.handshake.session_ticket", "Session Ticket", FieldType::Bytes};
inline constexpr Field verifyData{"tls.handshake.verify_data", "Verify Data", FieldType::None};
inline constexpr Field verifySignatureLength{
    "tls.handshake.client_cert_vrfy.sig_len", "Signature length", FieldType::UInt16};
inline constexpr Field verifySignature{"tls.handshake.client_cert_vrfy.sig", "Signature", FieldType::Bytes};
inline constexpr Field certificateRequestContextLength{
    "tls.handshake.certificate_request_context_length", "Certificate Request Context Length", FieldType::UInt8};

// Extensions
inline constexpr Field extension{"pr.tls.extension", "Extension", FieldType::None};
inline constexpr Field extensionsLength{"tls.handshake.extensions_length", "Extensions Length", FieldType::UInt16};
inline constexpr Field extensionType{
    "tls.handshake.extension.type", "Type", FieldType::UInt16, Base::Dec, names::extensionTypes};
inline constexpr Field extensionLen{"tls.handshake.extension.len", "Length", FieldType::UInt16};
inline constexpr Field extensionData{"tls.handshake.extension.data", "Data", FieldType::Bytes};
inline constexpr Field supportedGroupsLength{
    "tls.handshake.extensions_supported_groups_length", "Supported Groups List Length", FieldType::UInt16};
inline constexpr Field supportedGroups{
    "tls.handshake.extensions_supported_groups", "Supported Groups List", FieldType::None};
inline constexpr Field supportedGroup{
    "tls.handshake.extensions_supported_group", "Supported Group", FieldType::UInt16, Base::Hex, names::groups};
inline constexpr Field ecPointFormatsLength{
    "tls.handshake.extensions_ec_point_formats_length", "EC point formats Length", FieldType::UInt8};
inline constexpr Field ecPointFormats{"tls.handshake.extensions_ec_point_formats", "EC point formats", FieldType::None};
inline constexpr Field ecPointFormat{
    "tls.handshake.extensions_ec_point_format", "EC point format", FieldType::UInt8, Base::Dec, names::pointFormats};
inline constexpr Field alpnLen{"tls.handshake.extensions_alpn_len", "ALPN Extension Length", FieldType::UInt16};
inline constexpr Field alpnList{"tls.handshake.extensions_alpn_list", "ALPN Protocol", FieldType::None};
inline constexpr Field alpnStrLen{"tls.handshake.extensions_alpn_str_len", "ALPN string length", FieldType::UInt8};
inline constexpr Field alpnStr{"tls.handshake.extensions_alpn_str", "ALPN Next Protocol", FieldType::String};
inline constexpr Field npnStrLen{"tls.handshake.extensions_npn_str_len", "Protocol string length", FieldType::UInt8};
inline constexpr Field npn{"tls.handshake.extensions_npn", "Next Protocol", FieldType::String};
inline constexpr Field renegInfoLen{
    "tls.handshake.extensions_reneg_info_len", "Renegotiation info extension length", FieldType::UInt8};
inline constexpr Field keyShareClientLength{
    "tls.handshake.extensions_key_share_client_length", "Client Key Share Length", FieldType::UInt16};
inline constexpr Field keyShareGroup{
    "tls.handshake.extensions_key_share_group", "Group", FieldType::UInt16, Base::Dec, names::groups};
inline constexpr Field keyShareKeyExchangeLength{
    "tls.handshake.extensions_key_share_key_exchange_length", "Key Exchange Length", FieldType::UInt16};
inline constexpr Field keyShareKeyExchange{
    "tls.handshake.extensions_key_share_key_exchange", "Key Exchange", FieldType::Bytes};
inline constexpr Field keyShareSelectedGroup{
    "tls.handshake.extensions_key_share_selected_group", "Selected Group", FieldType::UInt16, Base::Dec, names::groups};
inline constexpr Field pskIdentitiesLength{
    "tls.handshake.extensions.psk.identities.length", "Identities Length", FieldType::UInt16};
inline constexpr Field pskIdentityIdentityLength{
    "tls.handshake.extensions.psk.identity.identity_length", "Identity Length", FieldType::UInt16};
inline constexpr Field pskIdentityIdentity{
    "tls.handshake.extensions.psk.identity.identity", "Identity", FieldType::Bytes};
inline constexpr Field pskIdentityObfuscatedTicketAge{
    "tls.handshake.extensions.psk.identity.obfuscated_ticket_age", "Obfuscated Ticket Age", FieldType::UInt32};
inline constexpr Field pskBindersLen{
    "tls.handshake.extensions.psk.binders_len", "PSK Binders length", FieldType::UInt16};
inline constexpr Field pskBinders{"tls.handshake.extensions.psk.binders", "PSK Binders", FieldType::None};
inline constexpr Field pskIdentitySelected{
    "tls.handshake.extensions.psk.identity.selected", "Selected Identity", FieldType::UInt16};
inline constexpr Field supportedVersionsLen{
    "tls.handshake.extensions.supported_versions_len", "Supported Versions length", FieldType::UInt8};
inline constexpr Field supportedVersion{
    "tls.handshake.extensions.supported_version", "Supported Version", FieldType::UInt16, Base::Hex, names::versions};
inline constexpr Field serverNameListLen{
    "tls.handshake.extensions_server_name_list_len", "Server Name list length", FieldType::UInt16};
inline constexpr Field serverNameLen{
    "tls.handshake.extensions_server_name_len", "Server Name length", FieldType::UInt16};
inline constexpr Field serverNameType{"tls.handshake.extensions_server_name_type", "Server Name Type", FieldType::UInt8,
    Base::Dec, names::serverNameTypes};
inline constexpr Field serverName{
    "tls.handshake.extensions_server_name", "Server Name", FieldType::String, Base::Dec, {}, 0, true};
inline constexpr Field paddingData{"tls.handshake.extensions_padding_data", "Padding Data", FieldType::Bytes};
inline constexpr Field certTypeType{
    "tls.handshake.cert_type.type", "Certificate Type", FieldType::UInt8, Base::Hex, names::certificateTypes};
inline constexpr Field certTypeTypes{"tls.handshake.cert_type.types", "Certificate Type List", FieldType::None};
inline constexpr Field certTypeTypesLen{
    "tls.handshake.cert_type.types_len", "Certificate Type List Length", FieldType::UInt8};
inline constexpr Field statusRequestType{"tls.handshake.extensions_status_request_type", "Certificate Status Type",
    FieldType::UInt8, Base::Dec, names::statusTypes};
inline constexpr Field statusRequestLen{
    "tls.handshake.extensions_status_request_len", "Certificate Status Length", FieldType::UInt16};
inline constexpr Field statusRequestResponderIdsLen{
    "tls.handshake.extensions_status_request_responder_ids_len", "Responder ID list Length", FieldType::UInt16};
inline constexpr Field statusRequestExtsLen{
    "tls.handshake.extensions_status_request_exts_len", "Request Extensions Length", FieldType::UInt16};
inline constexpr Field statusRequestListLen{
    "tls.handshake.extensions_status_request_list_len", "Certificate Status List Length", FieldType::UInt16};
inline constexpr Field sigHashAlgLen{
    "tls.handshake.sig_hash_alg_len", "Signature Hash Algorithms Length", FieldType::UInt16};
inline constexpr Field sigHashAlgs{"tls.handshake.sig_hash_algs", "Signature Algorithms", FieldType::None};
inline constexpr Field sigHashAlg{
    "tls.handshake.sig_hash_alg", "Signature Algorithm", FieldType::UInt16, Base::Hex, names::signatureSchemes};
inline constexpr Field sigHashHash{
    "tls.handshake.sig_hash_hash", "Signature Hash Algorithm Hash", FieldType::UInt8, Base::Dec, names::hashAlgorithms};
inline constexpr Field sigHashSig{"tls.handshake.sig_hash_sig", "Signature Hash Algorithm Signature", FieldType::UInt8,
    Base::Dec, names::signatureAlgorithms};
inline constexpr Field extensionHeartbeatMode{
    "tls.handshake.extension.heartbeat.mode", "Mode", FieldType::UInt8, Base::Dec, names::heartbeatModes};
inline constexpr Field pskKeModesLength{
    "tls.extension.psk_ke_modes_length", "PSK Key Exchange Modes Length", FieldType::UInt8};
inline constexpr Field pskKeMode{
    "tls.extension.psk_ke_mode", "PSK Key Exchange Mode", FieldType::UInt8, Base::Dec, names::pskModes};
inline constexpr Field earlyDataMaxEarlyDataSize{
    "tls.early_data.max_early_data_size", "Maximum Early Data Size", FieldType::UInt32};
inline constexpr Field compressCertificateAlgorithmsLength{
    "tls.compress_certificate.algorithms_length", "Algorithms Length", FieldType::UInt8};
inline constexpr Field compressCertificateAlgorithm{
    "tls.compress_certificate.algorithm", "Algorithm", FieldType::UInt16, Base::Dec, names::certificateCompressions};
inline constexpr Field recordSizeLimit{"tls.record_size_limit", "Record Size Limit", FieldType::UInt16};
inline constexpr Field alpsLen{"tls.handshake.extensions_alps_len", "ALPS Extension Length", FieldType::UInt16};
inline constexpr Field alpsAlpnList{"tls.handshake.extensions_alps_alpn_list", "Supported ALPN List", FieldType::None};
inline constexpr Field alpsAlpnStrLen{
    "tls.handshake.extensions_alps_alpn_str_len", "Supported ALPN Length", FieldType::UInt8};
inline constexpr Field alpsAlpnStr{"tls.handshake.extensions_alps_alpn_str", "Supported ALPN", FieldType::String};

// Signed certificate timestamps (RFC 6962 3.2)
inline constexpr Field sctsLength{"tls.sct.scts_length", "Serialized SCT List Length", FieldType::UInt16};
inline constexpr Field sctLength{"tls.sct.sct_length", "Serialized SCT Length", FieldType::UInt16};
inline constexpr Field sctVersion{"tls.sct.sct_version", "SCT Version", FieldType::UInt8};
inline constexpr Field sctLogid{"tls.sct.sct_logid", "Log ID", FieldType::Bytes};
inline constexpr Field sctTimestamp{"tls.sct.sct_timestamp", "Timestamp", FieldType::AbsoluteTime};
inline constexpr Field sctExtensionsLength{"tls.sct.sct_extensions_length", "Extensions length", FieldType::UInt16};
inline constexpr Field sctSignatureLength{"tls.sct.sct_signature_length", "Signature Length", FieldType::UInt16};
inline constexpr Field sctSignature{"tls.sct.sct_signature", "Signature", FieldType::Bytes};

// Encrypted server name (draft-ietf-tls-esni-02)
inline constexpr Field esniSuite{"tls.esni.suite", "Cipher Suite", FieldType::UInt16, Base::Hex, names::cipherSuites};
inline constexpr Field esniRecordDigestLength{
    "tls.esni.record_digest_length", "Record Digest Length", FieldType::UInt16};
inline constexpr Field esniRecordDigest{"tls.esni.record_digest", "Record Digest", FieldType::Bytes};
inline constexpr Field esniEncryptedSniLength{
    "tls.esni.encrypted_sni_length", "Encrypted SNI Length", FieldType::UInt16};
inline constexpr Field esniEncryptedSni{"tls.esni.encrypted_sni", "Encrypted SNI", FieldType::Bytes};

// QUIC transport parameters (RFC 9000 18.2), in a hello of TLS over QUIC
inline constexpr Field quicLen{"tls.quic.len", "Parameters Length", FieldType::UInt16};
inline constexpr Field quicType{"tls.quic.parameter.type", "Type", FieldType::UInt64};
inline constexpr Field quicLength{"tls.quic.parameter.length", "Length", FieldType::UInt64};
inline constexpr Field quicLengthOld{"tls.quic.parameter.lengt.old", "Length", FieldType::UInt16};
inline constexpr Field quicValue{"tls.quic.parameter.value", "Value", FieldType::Bytes};
inline constexpr Field quicOriginalDestinationConnectionId{
    "tls.quic.parameter.original_destination_connection_id", "original_destination_connection_id", FieldType::Bytes};
inline constexpr Field quicMaxIdleTimeout{"tls.quic.parameter.max_idle_timeout", "max_idle_timeout", FieldType::UInt64};
inline constexpr Field quicStatelessResetToken{
    "tls.quic.parameter.stateless_reset_token", "stateless_reset_token", FieldType::Bytes};
inline constexpr Field quicMaxUdpPayloadSize{
    "tls.quic.parameter.max_udp_payload_size", "max_udp_payload_size", FieldType::UInt64};
inline constexpr Field quicInitialMaxData{"tls.quic.parameter.initial_max_data", "initial_max_data", FieldType::UInt64};
inline constexpr Field quicInitialMaxStreamDataBidiLocal{
    "tls.quic.parameter.initial_max_stream_data_bidi_local", "initial_max_stream_data_bidi_local", FieldType::UInt64};
inline constexpr Field quicInitialMaxStreamDataBidiRemote{
    "tls.quic.parameter.initial_max_stream_data_bidi_remote", "initial_max_stream_data_bidi_remote", FieldType::UInt64};
inline constexpr Field quicInitialMaxStreamDataUni{
    "tls.quic.parameter.initial_max_stream_data_uni", "initial_max_stream_data_uni", FieldType::UInt64};
inline constexpr Field quicInitialMaxStreamsBidi{
    "tls.quic.parameter.initial_max_streams_bidi", "initial_max_streams_bidi", FieldType::UInt64};
inline constexpr Field quicInitialMaxStreamsUni{
    "tls.quic.parameter.initial_max_streams_uni", "initial_max_streams_uni", FieldType::UInt64};
inline constexpr Field quicAckDelayExponent{
    "tls.quic.parameter.ack_delay_exponent", "ack_delay_exponent", FieldType::UInt64};
inline constexpr Field quicMaxAckDelay{"tls.quic.parameter.max_ack_delay", "max_ack_delay", FieldType::UInt64};
inline constexpr Field quicActiveConnectionIdLimit{
    "tls.quic.parameter.active_connection_id_limit", "Active Connection ID Limit", FieldType::UInt64};
inline constexpr Field quicInitialSourceConnectionId{
    "tls.quic.parameter.initial_source_connection_id", "Initial Source Connection ID", FieldType::Bytes};
inline constexpr Field quicMaxDatagramFrameSize{
    "tls.quic.parameter.max_datagram_frame_size", "max_datagram_frame_size", FieldType::UInt64};
inline constexpr Field quicLossBits{"tls.quic.parameter.loss_bits", "loss_bits", FieldType::UInt64};
inline constexpr Field quicEnableTimeStampV2{
    "tls.quic.parameter.enable_time_stamp_v2", "Enable TimestampV2", FieldType::UInt64};
inline constexpr Field quicMinAckDelay{"tls.quic.parameter.min_ack_delay", "min_ack_delay", FieldType::UInt64};
inline constexpr Field quicGoogleUserAgent{
    "tls.quic.parameter.google.user_agent", "Google UserAgent", FieldType::String};
inline constexpr Field quicGoogleKeyUpdateNotYetSupported{
    "tls.quic.parameter.google.key_update_not_yet_supported", "Google Key Update not yet supported", FieldType::None};
inline constexpr Field quicGoogleQuicVersion{
    "tls.quic.parameter.google.quic_version", "Google QUIC version", FieldType::UInt32, Base::Hex};
inline constexpr Field quicGoogleInitialRtt{
    "tls.quic.parameter.google.initial_rtt", "Google Initial RTT", FieldType::UInt64};
inline constexpr Field quicGoogleSupportHandshakeDone{
    "tls.quic.parameter.google.support_handshake_done", "Google Support Handshake Done", FieldType::None};
inline constexpr Field quicGoogleQuicParams{
    "tls.quic.parameter.google.quic_params", "Google QUIC parameters", FieldType::Bytes};
inline constexpr Field quicGoogleQuicParamsUnknownField{
    "tls.quic.parameter.google.quic_params_unknown_field", "Google Unknown Field", FieldType::Bytes};
inline constexpr Field quicGoogleConnectionOptions{
    "tls.quic.parameter.google.connection_options", "Google Connection options", FieldType::Bytes};
inline constexpr Field quicFacebookPartialReliability{
    "tls.quic.parameter.facebook.partial_reliability", "Facebook Partial Reliability", FieldType::UInt64};
inline constexpr Field quicViChosenVersion{
    "tls.quic.parameter.vi.chosen_version", "Chosen Version", FieldType::UInt32, Base::Hex};
inline constexpr Field quicViOtherVersion{
    "tls.quic.parameter.vi.other_version", "Other Version", FieldType::UInt32, Base::Hex};

// Fingerprints
inline constexpr Field ja3Full{"tls.handshake.ja3_full", "JA3 Fullstring", FieldType::String};
inline constexpr Field ja3{"tls.handshake.ja3", "JA3", FieldType::String, Base::Dec, {}, 0, true};
inline constexpr Field ja3sFull{"tls.handshake.ja3s_full", "JA3S Fullstring", FieldType::String};
inline constexpr Field ja3s{"tls.handshake.ja3s", "JA3S", FieldType::String, Base::Dec, {}, 0, true};
inline constexpr Field ja4{"pr.tls.ja4", "JA4", FieldType::String, Base::Dec, {}, 0, true};
inline constexpr Field ja4Raw{"pr.tls.ja4_raw", "JA4 before hashing", FieldType::String};

inline constexpr const Field* const all[] = {
    &tls,
    &record,
    &recordContentType,
    &recordOpaqueType,
    &handshakeType,
    &recordVersion,
    &recordLength,
    &appData,
    &appDataProtocol,
    &segmentData,
    &segments,
    &segment,
    &segmentCount,
    &reassembledLength,
    &reassembledData,
    &alertMessage,
    &alertMessageLevel,
    &alertMessageDesc,
    &handshake,
    &handshakeLength,
    &cipherspec,
    &heartbeatMessage,
    &heartbeatMessageType,
    &heartbeatMessagePayloadLength,
    &heartbeatMessagePayload,
    &heartbeatMessagePadding,
    &challenge,
    &cipherSpecLen,
    &sessionIdLength,
    &challengeLength,
    &clearKeyLength,
    &encryptedKeyLength,
    &keyArgLength,
    &encryptedKey,
    &keyArg,
    &sessionIdHit,
    &certType,
    &connectionIdLength,
    &connectionId,
    &handshakeFragmentCount,
    &handshakeFragment,
    &handshakeFragments,
    &changeCipherSpec,
    &extensionsLength,
    &extensionType,
    &extensionLen,
    &extensionData,
    &supportedGroupsLength,
    &supportedGroups,
    &supportedGroup,
    &ecPointFormatsLength,
    &ecPointFormats,
    &ecPointFormat,
    &alpnLen,
    &alpnList,
    &alpnStrLen,
    &alpnStr,
    &npnStrLen,
    &npn,
    &renegInfoLen,
    &keyShareClientLength,
    &keyShareGroup,
    &keyShareKeyExchangeLength,
    &keyShareKeyExchange,
    &keyShareSelectedGroup,
    &pskIdentitiesLength,
    &pskIdentityIdentityLength,
    &pskIdentityIdentity,
    &pskIdentityObfuscatedTicketAge,
    &pskBindersLen,
    &pskBinders,
    &pskIdentitySelected,
    &supportedVersionsLen,
    &supportedVersion,
    &serverNameListLen,
    &serverNameLen,
    &serverNameType,
    &serverName,
    &paddingData,
    &certTypeType,
    &certTypeTypes,
    &certTypeTypesLen,
    &statusRequestType,
    &statusRequestLen,
    &statusRequestResponderIdsLen,
    &statusRequestExtsLen,
    &statusRequestListLen,
    &ocspResponseLen,
    &sigHashAlgLen,
    &sigHashAlgs,
    &sigHashAlg,
    &sigHashHash,
    &sigHashSig,
    &epmsLen,
    &epms,
    &modulusLen,
    &exponentLen,
    &signatureLength,
    &dhPLength,
    &dhGLength,
    &dhYsLength,
    &dhYcLength,
    &clientPointLen,
    &serverPointLen,
    &dhP,
    &dhG,
    &serverCurveType,
    &serverNamedCurve,
    &dhYs,
    &dhYc,
    &serverPoint,
    &clientPoint,
    &modulus,
    &exponent,
    &signature,
    &extensionHeartbeatMode,
    &certificatesLength,
    &certificates,
    &certificate,
    &certificateLength,
    &certTypesCount,
    &certTypes,
    &dnamesLen,
    &dnames,
    &dnameLen,
    &dname,
    &random,
    &randomTime,
    &randomBytes,
    &sessionId,
    &handshakeVersion,
    &cipherSuitesLength,
    &ciphersuites,
    &ciphersuite,
    &compMethodsLength,
    &compMethods,
    &compMethod,
    &sessionTicketLifetimeHint,
    &sessionTicketAgeAdd,
    &sessionTicketNonceLength,
    &sessionTicketNonce,
    &sessionTicketLength,
    &sessionTicket,
    &verifyData,
    &verifySignatureLength,
    &verifySignature,
    &ja3Full,
    &ja3,
    &ja3sFull,
    &ja3s,
    &pskKeModesLength,
    &pskKeMode,
    &certificateRequestContextLength,
    &sctsLength,
    &sctLength,
    &sctVersion,
    &sctLogid,
    &sctTimestamp,
    &sctExtensionsLength,
    &sctSignatureLength,
    &sctSignature,
    &earlyDataMaxEarlyDataSize,
    &compressCertificateAlgorithmsLength,
    &compressCertificateAlgorithm,
    &recordSizeLimit,
    &quicLen,
    &quicType,
    &quicLength,
    &quicLengthOld,
    &quicValue,
    &quicOriginalDestinationConnectionId,
    &quicMaxIdleTimeout,
    &quicStatelessResetToken,
    &quicMaxUdpPayloadSize,
    &quicInitialMaxData,
    &quicInitialMaxStreamDataBidiLocal,
    &quicInitialMaxStreamDataBidiRemote,
    &quicInitialMaxStreamDataUni,
    &quicInitialMaxStreamsBidi,
    &quicInitialMaxStreamsUni,
    &quicAckDelayExponent,
    &quicMaxAckDelay,
    &quicActiveConnectionIdLimit,
    &quicInitialSourceConnectionId,
    &quicMaxDatagramFrameSize,
    &quicLossBits,
    &quicEnableTimeStampV2,
    &quicMinAckDelay,
    &quicGoogleUserAgent,
    &quicGoogleKeyUpdateNotYetSupported,
    &quicGoogleQuicVersion,
    &quicGoogleInitialRtt,
    &quicGoogleSupportHandshakeDone,
    &quicGoogleQuicParams,
    &quicGoogleQuicParamsUnknownField,
    &quicGoogleConnectionOptions,
    &quicFacebookPartialReliability,
    &quicViChosenVersion,
    &quicViOtherVersion,
    &esniSuite,
    &esniRecordDigestLength,
    &esniRecordDigest,
    &esniEncryptedSniLength,
    &esniEncryptedSni,
    &alpsLen,
    &alpsAlpnList,
    &alpsAlpnStrLen,
    &alpsAlpnStr,
    &extension,
    &ja4,
    &ja4Raw,
};

}  // namespace pr::tls::field
