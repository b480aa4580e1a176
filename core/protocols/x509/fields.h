// The fields of certificates and of what stands beside them, with the abbreviations of Wireshark 4.0: a namespace for
// each of its prefixes.
#pragma once

#include "core/fields/field.h"

#include <array>

namespace pr::x509 {

// The words for an alternative that was chosen and for a few codes.
namespace choices {

inline constexpr std::array versionChoices{
    ValueName{0, "v1"},
    ValueName{1, "v2"},
    ValueName{2, "v3"},
};

inline constexpr std::array responseStatusChoices{
    ValueName{0, "successful"},
    ValueName{1, "malformedRequest"},
    ValueName{2, "internalError"},
    ValueName{3, "tryLater"},
    ValueName{5, "sigRequired"},
    ValueName{6, "unauthorized"},
};

inline constexpr std::array responderIdChoices{
    ValueName{1, "byName"},
    ValueName{2, "byKey"},
};

inline constexpr std::array certStatusChoices{
    ValueName{0, "good"},
    ValueName{1, "revoked"},
    ValueName{2, "unknown"},
};

inline constexpr std::array revocationReasonChoices{
    ValueName{0, "unspecified"},
    ValueName{1, "keyCompromise"},
    ValueName{2, "cACompromise"},
    ValueName{3, "affiliationChanged"},
    ValueName{4, "superseded"},
    ValueName{5, "cessationOfOperation"},
    ValueName{6, "certificateHold"},
    ValueName{8, "removeFromCRL"},
    ValueName{9, "privilegeWithdrawn"},
    ValueName{10, "aaCompromise"},
};

inline constexpr std::array ecParametersChoices{
    ValueName{0, "specifiedCurve"},
    ValueName{1, "namedCurve"},
};

inline constexpr std::array explicitTextChoices{
    ValueName{0, "ia5String"},
    ValueName{1, "visibleString"},
    ValueName{2, "bmpString"},
    ValueName{3, "utf8String"},
};

inline constexpr std::array issuerChoices{
    ValueName{0, "rdnSequence"},
};

inline constexpr std::array notBeforeChoices{
    ValueName{0, "utcTime"},
    ValueName{1, "generalizedTime"},
};

inline constexpr std::array generalNameChoices{
    ValueName{0, "otherName"},
    ValueName{1, "rfc822Name"},
    ValueName{2, "dNSName"},
    ValueName{3, "x400Address"},
    ValueName{4, "directoryName"},
    ValueName{5, "ediPartyName"},
    ValueName{6, "uniformResourceIdentifier"},
    ValueName{7, "iPAddress"},
    ValueName{8, "registeredID"},
};

inline constexpr std::array distributionPointChoices{
    ValueName{0, "fullName"},
    ValueName{1, "nameRelativeToCRLIssuer"},
};

inline constexpr std::array directoryStringChoices{
    ValueName{0, "teletexString"},
    ValueName{1, "printableString"},
    ValueName{2, "universalString"},
    ValueName{3, "bmpString"},
    ValueName{4, "uTF8String"},
};

}  // namespace choices

// Certificates (RFC 5280 4.1)
namespace af {
inline constexpr Field protocol{"x509af", "X.509 Certificates", FieldType::Protocol};
inline constexpr Field algorithmId{"x509af.algorithm.id", "Algorithm Id", FieldType::Oid};
inline constexpr Field extensionId{"x509af.extension.id", "Extension Id", FieldType::Oid};
inline constexpr Field certificateElement{"x509af.Certificate_element", "Certificate", FieldType::None};
inline constexpr Field dssParamsElement{"x509af.DSS_Params_element", "DSS-Params", FieldType::None};
inline constexpr Field signedCertificateElement{
    "x509af.signedCertificate_element", "signedCertificate", FieldType::None};
inline constexpr Field version{"x509af.version", "version", FieldType::Int32, Base::Dec, choices::versionChoices};
inline constexpr Field serialNumber{"x509af.serialNumber", "serialNumber", FieldType::Bytes, Base::Dec, {}, 0, true};
inline constexpr Field signatureElement{"x509af.signature_element", "signature", FieldType::None};
inline constexpr Field issuer{"x509af.issuer", "issuer", FieldType::UInt32, Base::Dec, choices::issuerChoices};
inline constexpr Field validityElement{"x509af.validity_element", "validity", FieldType::None};
inline constexpr Field subject{"x509af.subject", "subject", FieldType::UInt32, Base::Dec, choices::issuerChoices};
inline constexpr Field subjectPublicKeyInfoElement{
    "x509af.subjectPublicKeyInfo_element", "subjectPublicKeyInfo", FieldType::None};
inline constexpr Field extensions{"x509af.extensions", "extensions", FieldType::UInt32};
inline constexpr Field algorithmIdentifierElement{
    "x509af.algorithmIdentifier_element", "algorithmIdentifier", FieldType::None};
inline constexpr Field encrypted{"x509af.encrypted", "encrypted", FieldType::Bytes};
inline constexpr Field rdnSequence{"x509af.rdnSequence", "rdnSequence", FieldType::UInt32};
inline constexpr Field notBefore{
    "x509af.notBefore", "notBefore", FieldType::UInt32, Base::Dec, choices::notBeforeChoices};
inline constexpr Field notAfter{"x509af.notAfter", "notAfter", FieldType::UInt32, Base::Dec, choices::notBeforeChoices};
inline constexpr Field algorithmElement{"x509af.algorithm_element", "algorithm", FieldType::None};
inline constexpr Field subjectPublicKey{"x509af.subjectPublicKey", "subjectPublicKey", FieldType::Bytes};
inline constexpr Field utcTime{"x509af.utcTime", "utcTime", FieldType::String};
inline constexpr Field generalizedTime{"x509af.generalizedTime", "generalizedTime", FieldType::AbsoluteTime};
inline constexpr Field extensionElement{"x509af.Extension_element", "Extension", FieldType::None};
inline constexpr Field critical{"x509af.critical", "critical", FieldType::Boolean};
inline constexpr Field dsaP{"x509af.p", "p", FieldType::Bytes};
inline constexpr Field dsaQ{"x509af.q", "q", FieldType::Bytes};
inline constexpr Field dsaG{"x509af.g", "g", FieldType::Bytes};
}  // namespace af

// Certificate extensions (RFC 5280 4.2.1)
namespace ce {
inline constexpr Field protocol{"x509ce", "X.509 Extensions", FieldType::Protocol};
inline constexpr Field id{"x509ce.id", "Id", FieldType::Oid};
inline constexpr Field ipV4{"x509ce.IPAddress.ipv4", "iPAddress", FieldType::Ipv4};
inline constexpr Field ipV6{"x509ce.IPAddress.ipv6", "iPAddress", FieldType::Ipv6};
inline constexpr Field authorityKeyIdentifierElement{
    "x509ce.AuthorityKeyIdentifier_element", "AuthorityKeyIdentifier", FieldType::None};
inline constexpr Field subjectKeyIdentifier{"x509ce.SubjectKeyIdentifier", "SubjectKeyIdentifier", FieldType::Bytes};
inline constexpr Field keyUsage{"x509ce.KeyUsage", "KeyUsage", FieldType::Bytes};
inline constexpr Field keyPurposeIds{"x509ce.KeyPurposeIDs", "KeyPurposeIDs", FieldType::UInt32};
inline constexpr Field privateKeyUsagePeriodElement{
    "x509ce.PrivateKeyUsagePeriod_element", "PrivateKeyUsagePeriod", FieldType::None};
inline constexpr Field certificatePoliciesSyntax{
    "x509ce.CertificatePoliciesSyntax", "CertificatePoliciesSyntax", FieldType::UInt32};
inline constexpr Field generalNames{"x509ce.GeneralNames", "GeneralNames", FieldType::UInt32};
inline constexpr Field basicConstraintsSyntaxElement{
    "x509ce.BasicConstraintsSyntax_element", "BasicConstraintsSyntax", FieldType::None};
inline constexpr Field crlDistPointsSyntax{"x509ce.CRLDistPointsSyntax", "CRLDistPointsSyntax", FieldType::UInt32};
inline constexpr Field certificateTemplateElement{
    "x509ce.CertificateTemplate_element", "CertificateTemplate", FieldType::None};
inline constexpr Field entrustVersionInfoElement{
    "x509ce.EntrustVersionInfo_element", "EntrustVersionInfo", FieldType::None};
inline constexpr Field keyIdentifier{"x509ce.keyIdentifier", "keyIdentifier", FieldType::Bytes};
inline constexpr Field authorityCertIssuer{"x509ce.authorityCertIssuer", "authorityCertIssuer", FieldType::UInt32};
inline constexpr Field authorityCertSerialNumber{
    "x509ce.authorityCertSerialNumber", "authorityCertSerialNumber", FieldType::Bytes};
inline constexpr Field keyPurposeId{"x509ce.KeyPurposeId", "KeyPurposeId", FieldType::Oid};
inline constexpr Field notBefore{"x509ce.notBefore", "notBefore", FieldType::AbsoluteTime};
inline constexpr Field notAfter{"x509ce.notAfter", "notAfter", FieldType::AbsoluteTime};
inline constexpr Field policyInformationElement{
    "x509ce.PolicyInformation_element", "PolicyInformation", FieldType::None};
inline constexpr Field policyIdentifier{"x509ce.policyIdentifier", "policyIdentifier", FieldType::Oid};
inline constexpr Field policyQualifiers{"x509ce.policyQualifiers", "policyQualifiers", FieldType::UInt32};
inline constexpr Field policyQualifierInfoElement{
    "x509ce.PolicyQualifierInfo_element", "PolicyQualifierInfo", FieldType::None};
inline constexpr Field generalName{
    "x509ce.GeneralName", "GeneralName", FieldType::UInt32, Base::Dec, choices::generalNameChoices};
inline constexpr Field otherNameElement{"x509ce.otherName_element", "otherName", FieldType::None};
inline constexpr Field rfc822Name{"x509ce.rfc822Name", "rfc822Name", FieldType::String};
inline constexpr Field dnsName{"x509ce.dNSName", "dNSName", FieldType::String, Base::Dec, {}, 0, true};
inline constexpr Field directoryName{
    "x509ce.directoryName", "directoryName", FieldType::UInt32, Base::Dec, choices::issuerChoices};
inline constexpr Field uniformResourceIdentifier{
    "x509ce.uniformResourceIdentifier", "uniformResourceIdentifier", FieldType::String};
inline constexpr Field typeId{"x509ce.type_id", "type-id", FieldType::Oid};
inline constexpr Field isAuthority{"x509ce.cA", "cA", FieldType::Boolean};
inline constexpr Field pathLenConstraint{"x509ce.pathLenConstraint", "pathLenConstraint", FieldType::UInt64};
inline constexpr Field distributionPoint{
    "x509ce.distributionPoint", "distributionPoint", FieldType::UInt32, Base::Dec, choices::distributionPointChoices};
inline constexpr Field distributionPointElement{
    "x509ce.DistributionPoint_element", "DistributionPoint", FieldType::None};
inline constexpr Field fullName{"x509ce.fullName", "fullName", FieldType::UInt32};
inline constexpr Field templateId{"x509ce.templateID", "templateID", FieldType::Oid};
inline constexpr Field templateMajorVersion{"x509ce.templateMajorVersion", "templateMajorVersion", FieldType::Int32};
inline constexpr Field templateMinorVersion{"x509ce.templateMinorVersion", "templateMinorVersion", FieldType::Int32};
inline constexpr Field entrustVers{"x509ce.entrustVers", "entrustVers", FieldType::String};
inline constexpr Field entrustVersInfoFlags{"x509ce.entrustVersInfoFlags", "entrustVersInfoFlags", FieldType::Bytes};
inline constexpr Field keyUsageDigitalSignature{
    "x509ce.KeyUsage.digitalSignature", "digitalSignature", FieldType::Boolean};
inline constexpr Field keyUsageContentCommitment{
    "x509ce.KeyUsage.contentCommitment", "contentCommitment", FieldType::Boolean};
inline constexpr Field keyUsageKeyEncipherment{
    "x509ce.KeyUsage.keyEncipherment", "keyEncipherment", FieldType::Boolean};
inline constexpr Field keyUsageDataEncipherment{
    "x509ce.KeyUsage.dataEncipherment", "dataEncipherment", FieldType::Boolean};
inline constexpr Field keyUsageKeyAgreement{"x509ce.KeyUsage.keyAgreement", "keyAgreement", FieldType::Boolean};
inline constexpr Field keyUsageKeyCertSign{"x509ce.KeyUsage.keyCertSign", "keyCertSign", FieldType::Boolean};
inline constexpr Field keyUsageCrlSign{"x509ce.KeyUsage.cRLSign", "cRLSign", FieldType::Boolean};
inline constexpr Field keyUsageEncipherOnly{"x509ce.KeyUsage.encipherOnly", "encipherOnly", FieldType::Boolean};
inline constexpr Field keyUsageDecipherOnly{"x509ce.KeyUsage.decipherOnly", "decipherOnly", FieldType::Boolean};
inline constexpr Field entrustInfoFlagsKeyUpdateAllowed{
    "x509ce.EntrustInfoFlags.keyUpdateAllowed", "keyUpdateAllowed", FieldType::Boolean};
inline constexpr Field entrustInfoFlagsNewExtensions{
    "x509ce.EntrustInfoFlags.newExtensions", "newExtensions", FieldType::Boolean};
inline constexpr Field entrustInfoFlagsPKIXCertificate{
    "x509ce.EntrustInfoFlags.pKIXCertificate", "pKIXCertificate", FieldType::Boolean};
inline constexpr Field entrustInfoFlagsEnterpriseCategory{
    "x509ce.EntrustInfoFlags.enterpriseCategory", "enterpriseCategory", FieldType::Boolean};
inline constexpr Field entrustInfoFlagsWebCategory{
    "x509ce.EntrustInfoFlags.webCategory", "webCategory", FieldType::Boolean};
inline constexpr Field entrustInfoFlagsSETCategory{
    "x509ce.EntrustInfoFlags.sETCategory", "sETCategory", FieldType::Boolean};
}  // namespace ce

// Distinguished names (RFC 5280 4.1.2.4)
namespace dn {
inline constexpr Field protocol{"x509if", "X.509 Names", FieldType::Protocol};
inline constexpr Field oid{"x509if.oid", "Object Id", FieldType::Oid};
inline constexpr Field rdnSequence{"x509if.rdnSequence", "rdnSequence", FieldType::UInt32};
inline constexpr Field rdnSequenceItem{"x509if.RDNSequence_item", "RDNSequence item", FieldType::UInt32};
inline constexpr Field relativeDistinguishedNameItemElement{
    "x509if.RelativeDistinguishedName_item_element", "RelativeDistinguishedName item", FieldType::None};
}  // namespace dn

// Attribute values (RFC 5280 appendix A.1)
namespace sat {
inline constexpr Field protocol{"x509sat", "X.509 Attribute Values", FieldType::Protocol};
inline constexpr Field directoryString{
    "x509sat.DirectoryString", "DirectoryString", FieldType::UInt32, Base::Dec, choices::directoryStringChoices};
inline constexpr Field countryName{"x509sat.CountryName", "CountryName", FieldType::String};
inline constexpr Field octetString{"x509sat.OctetString", "OctetString", FieldType::Bytes};
inline constexpr Field integer{"x509sat.Integer", "Integer", FieldType::Int32};
inline constexpr Field utcTime{"x509sat.UTCTime", "UTCTime", FieldType::String};
inline constexpr Field printableString{"x509sat.PrintableString", "PrintableString", FieldType::String};
inline constexpr Field ia5String{"x509sat.IA5String", "IA5String", FieldType::String};
inline constexpr Field bmpString{"x509sat.BMPString", "BMPString", FieldType::String};
inline constexpr Field utf8String{"x509sat.UTF8String", "UTF8String", FieldType::String};
inline constexpr Field chosenTeletexString{"x509sat.teletexString", "teletexString", FieldType::String};
inline constexpr Field chosenPrintableString{
    "x509sat.printableString", "printableString", FieldType::String, Base::Dec, {}, 0, true};
inline constexpr Field chosenUtf8String{"x509sat.uTF8String", "uTF8String", FieldType::String, Base::Dec, {}, 0, true};
}  // namespace sat

// Keys (RFC 8017, RFC 3279)
namespace pkcs1 {
inline constexpr Field protocol{"pkcs1", "PKCS #1", FieldType::Protocol};
inline constexpr Field rsaPssParamsElement{"pkcs1.RSASSA_PSS_params_element", "RSASSA-PSS-params", FieldType::None};
inline constexpr Field ecParameters{
    "pkcs1.ECParameters", "ECParameters", FieldType::UInt32, Base::Dec, choices::ecParametersChoices};
inline constexpr Field modulus{"pkcs1.modulus", "modulus", FieldType::Bytes};
inline constexpr Field publicExponent{"pkcs1.publicExponent", "publicExponent", FieldType::Int32};
inline constexpr Field hashAlgorithmElement{"pkcs1.hashAlgorithm_element", "hashAlgorithm", FieldType::None};
inline constexpr Field maskGenAlgorithmElement{"pkcs1.maskGenAlgorithm_element", "maskGenAlgorithm", FieldType::None};
inline constexpr Field saltLength{"pkcs1.saltLength", "saltLength", FieldType::Int32};
inline constexpr Field namedCurve{"pkcs1.namedCurve", "namedCurve", FieldType::Oid};
}  // namespace pkcs1

// More of RFC 5280 appendix A.1
namespace pkixExplicit {
inline constexpr Field protocol{"pkix1explicit", "PKIX Explicit", FieldType::Protocol};
inline constexpr Field id{"pkix1explicit.id", "Id", FieldType::String};
inline constexpr Field domainParametersElement{
    "pkix1explicit.DomainParameters_element", "DomainParameters", FieldType::None};
inline constexpr Field directoryString{"pkix1explicit.DirectoryString", "DirectoryString", FieldType::String};
inline constexpr Field extensionElement{"pkix1explicit.Extension_element", "Extension", FieldType::None};
inline constexpr Field dhG{"pkix1explicit.g", "g", FieldType::Int32};
}  // namespace pkixExplicit

// More of RFC 5280 appendix A.2
namespace pkixImplicit {
inline constexpr Field protocol{"pkix1implicit", "PKIX Implicit", FieldType::Protocol};
inline constexpr Field authorityInfoAccessSyntax{
    "pkix1implicit.AuthorityInfoAccessSyntax", "AuthorityInfoAccessSyntax", FieldType::UInt32};
inline constexpr Field userNoticeElement{"pkix1implicit.UserNotice_element", "UserNotice", FieldType::None};
inline constexpr Field accessDescriptionElement{
    "pkix1implicit.AccessDescription_element", "AccessDescription", FieldType::None};
inline constexpr Field accessMethod{"pkix1implicit.accessMethod", "accessMethod", FieldType::Oid};
inline constexpr Field accessLocation{"pkix1implicit.accessLocation", "accessLocation", FieldType::UInt32};
inline constexpr Field noticeRefElement{"pkix1implicit.noticeRef_element", "noticeRef", FieldType::None};
inline constexpr Field explicitText{
    "pkix1implicit.explicitText", "explicitText", FieldType::UInt32, Base::Dec, choices::explicitTextChoices};
inline constexpr Field organization{
    "pkix1implicit.organization", "organization", FieldType::UInt32, Base::Dec, choices::explicitTextChoices};
inline constexpr Field noticeNumbers{"pkix1implicit.noticeNumbers", "noticeNumbers", FieldType::UInt32};
inline constexpr Field noticeNumbersItem{"pkix1implicit.noticeNumbers_item", "noticeNumbers item", FieldType::Int32};
inline constexpr Field ia5String{"pkix1implicit.ia5String", "ia5String", FieldType::String};
inline constexpr Field visibleString{"pkix1implicit.visibleString", "visibleString", FieldType::String};
inline constexpr Field bmpString{"pkix1implicit.bmpString", "bmpString", FieldType::String};
inline constexpr Field utf8String{"pkix1implicit.utf8String", "utf8String", FieldType::String};
}  // namespace pkixImplicit

// OCSP (RFC 6960 4.2)
namespace ocsp {
inline constexpr Field protocol{"ocsp", "Online Certificate Status Protocol", FieldType::Protocol};
inline constexpr Field responseTypeId{"ocsp.responseType.id", "ResponseType Id", FieldType::String};
inline constexpr Field basicOcspResponseElement{"ocsp.BasicOCSPResponse_element", "BasicOCSPResponse", FieldType::None};
inline constexpr Field archiveCutoff{"ocsp.ArchiveCutoff", "ArchiveCutoff", FieldType::AbsoluteTime};
inline constexpr Field reOcspNonce{"ocsp.ReOcspNonce", "ReOcspNonce", FieldType::Bytes};
inline constexpr Field nullElement{"ocsp.NULL_element", "NULL", FieldType::None};
inline constexpr Field tbsRequestElement{"ocsp.tbsRequest_element", "tbsRequest", FieldType::None};
inline constexpr Field version{"ocsp.version", "version", FieldType::Int32, Base::Dec, choices::versionChoices};
inline constexpr Field requestList{"ocsp.requestList", "requestList", FieldType::UInt32};
inline constexpr Field requestElement{"ocsp.Request_element", "Request", FieldType::None};
inline constexpr Field requestExtensions{"ocsp.requestExtensions", "requestExtensions", FieldType::UInt32};
inline constexpr Field signatureAlgorithmElement{
    "ocsp.signatureAlgorithm_element", "signatureAlgorithm", FieldType::None};
inline constexpr Field signature{"ocsp.signature", "signature", FieldType::Bytes};
inline constexpr Field certs{"ocsp.certs", "certs", FieldType::UInt32};
inline constexpr Field certificateElement{"ocsp.Certificate_element", "Certificate", FieldType::None};
inline constexpr Field reqCertElement{"ocsp.reqCert_element", "reqCert", FieldType::None};
inline constexpr Field hashAlgorithmElement{"ocsp.hashAlgorithm_element", "hashAlgorithm", FieldType::None};
inline constexpr Field issuerNameHash{"ocsp.issuerNameHash", "issuerNameHash", FieldType::Bytes};
inline constexpr Field issuerKeyHash{"ocsp.issuerKeyHash", "issuerKeyHash", FieldType::Bytes};
inline constexpr Field serialNumber{"ocsp.serialNumber", "serialNumber", FieldType::Bytes};
inline constexpr Field responseStatus{
    "ocsp.responseStatus", "responseStatus", FieldType::UInt32, Base::Dec, choices::responseStatusChoices};
inline constexpr Field responseBytesElement{"ocsp.responseBytes_element", "responseBytes", FieldType::None};
inline constexpr Field tbsResponseDataElement{"ocsp.tbsResponseData_element", "tbsResponseData", FieldType::None};
inline constexpr Field responderId{
    "ocsp.responderID", "responderID", FieldType::UInt32, Base::Dec, choices::responderIdChoices};
inline constexpr Field producedAt{"ocsp.producedAt", "producedAt", FieldType::AbsoluteTime};
inline constexpr Field responses{"ocsp.responses", "responses", FieldType::UInt32};
inline constexpr Field singleResponseElement{"ocsp.SingleResponse_element", "SingleResponse", FieldType::None};
inline constexpr Field byName{"ocsp.byName", "byName", FieldType::UInt32};
inline constexpr Field byKey{"ocsp.byKey", "byKey", FieldType::Bytes};
inline constexpr Field certIdElement{"ocsp.certID_element", "certID", FieldType::None};
inline constexpr Field certStatus{
    "ocsp.certStatus", "certStatus", FieldType::UInt32, Base::Dec, choices::certStatusChoices};
inline constexpr Field thisUpdate{"ocsp.thisUpdate", "thisUpdate", FieldType::AbsoluteTime};
inline constexpr Field nextUpdate{"ocsp.nextUpdate", "nextUpdate", FieldType::AbsoluteTime};
inline constexpr Field singleExtensions{"ocsp.singleExtensions", "singleExtensions", FieldType::UInt32};
inline constexpr Field goodElement{"ocsp.good_element", "good", FieldType::None};
inline constexpr Field revokedElement{"ocsp.revoked_element", "revoked", FieldType::None};
inline constexpr Field revocationTime{"ocsp.revocationTime", "revocationTime", FieldType::AbsoluteTime};
inline constexpr Field revocationReason{
    "ocsp.revocationReason", "revocationReason", FieldType::UInt32, Base::Dec, choices::revocationReasonChoices};
}  // namespace ocsp

inline constexpr const Field* const allFields[] = {
    &af::protocol,
    &af::algorithmId,
    &af::extensionId,
    &af::certificateElement,
    &af::dssParamsElement,
    &af::signedCertificateElement,
    &af::version,
    &af::serialNumber,
    &af::signatureElement,
    &af::issuer,
    &af::validityElement,
    &af::subject,
    &af::subjectPublicKeyInfoElement,
    &af::extensions,
    &af::algorithmIdentifierElement,
    &af::encrypted,
    &af::rdnSequence,
    &af::notBefore,
    &af::notAfter,
    &af::algorithmElement,
    &af::subjectPublicKey,
    &af::utcTime,
    &af::generalizedTime,
    &af::extensionElement,
    &af::critical,
    &af::dsaP,
    &af::dsaQ,
    &af::dsaG,
    &ce::protocol,
    &ce::id,
    &ce::ipV4,
    &ce::ipV6,
    &ce::authorityKeyIdentifierElement,
    &ce::subjectKeyIdentifier,
    &ce::keyUsage,
    &ce::keyPurposeIds,
    &ce::privateKeyUsagePeriodElement,
    &ce::certificatePoliciesSyntax,
    &ce::generalNames,
    &ce::basicConstraintsSyntaxElement,
    &ce::crlDistPointsSyntax,
    &ce::certificateTemplateElement,
    &ce::entrustVersionInfoElement,
    &ce::keyIdentifier,
    &ce::authorityCertIssuer,
    &ce::authorityCertSerialNumber,
    &ce::keyPurposeId,
    &ce::notBefore,
    &ce::notAfter,
    &ce::policyInformationElement,
    &ce::policyIdentifier,
    &ce::policyQualifiers,
    &ce::policyQualifierInfoElement,
    &ce::generalName,
    &ce::otherNameElement,
    &ce::rfc822Name,
    &ce::dnsName,
    &ce::directoryName,
    &ce::uniformResourceIdentifier,
    &ce::typeId,
    &ce::isAuthority,
    &ce::pathLenConstraint,
    &ce::distributionPoint,
    &ce::distributionPointElement,
    &ce::fullName,
    &ce::templateId,
    &ce::templateMajorVersion,
    &ce::templateMinorVersion,
    &ce::entrustVers,
    &ce::entrustVersInfoFlags,
    &ce::keyUsageDigitalSignature,
    &ce::keyUsageContentCommitment,
    &ce::keyUsageKeyEncipherment,
    &ce::keyUsageDataEncipherment,
    &ce::keyUsageKeyAgreement,
    &ce::keyUsageKeyCertSign,
    &ce::keyUsageCrlSign,
    &ce::keyUsageEncipherOnly,
    &ce::keyUsageDecipherOnly,
    &ce::entrustInfoFlagsKeyUpdateAllowed,
    &ce::entrustInfoFlagsNewExtensions,
    &ce::entrustInfoFlagsPKIXCertificate,
    &ce::entrustInfoFlagsEnterpriseCategory,
    &ce::entrustInfoFlagsWebCategory,
    &ce::entrustInfoFlagsSETCategory,
    &dn::protocol,
    &dn::oid,
    &dn::rdnSequence,
    &dn::rdnSequenceItem,
    &dn::relativeDistinguishedNameItemElement,
    &sat::protocol,
    &sat::directoryString,
    &sat::countryName,
    &sat::octetString,
    &sat::integer,
    &sat::utcTime,
    &sat::printableString,
    &sat::ia5String,
    &sat::bmpString,
    &sat::utf8String,
    &sat::chosenTeletexString,
    &sat::chosenPrintableString,
    &sat::chosenUtf8String,
    &pkcs1::protocol,
    &pkcs1::rsaPssParamsElement,
    &pkcs1::ecParameters,
    &pkcs1::modulus,
    &pkcs1::publicExponent,
    &pkcs1::hashAlgorithmElement,
    &pkcs1::maskGenAlgorithmElement,
    &pkcs1::saltLength,
    &pkcs1::namedCurve,
    &pkixExplicit::protocol,
    &pkixExplicit::id,
    &pkixExplicit::domainParametersElement,
    &pkixExplicit::directoryString,
    &pkixExplicit::extensionElement,
    &pkixExplicit::dhG,
    &pkixImplicit::protocol,
    &pkixImplicit::authorityInfoAccessSyntax,
    &pkixImplicit::userNoticeElement,
    &pkixImplicit::accessDescriptionElement,
    &pkixImplicit::accessMethod,
    &pkixImplicit::accessLocation,
    &pkixImplicit::noticeRefElement,
    &pkixImplicit::explicitText,
    &pkixImplicit::organization,
    &pkixImplicit::noticeNumbers,
    &pkixImplicit::noticeNumbersItem,
    &pkixImplicit::ia5String,
    &pkixImplicit::visibleString,
    &pkixImplicit::bmpString,
    &pkixImplicit::utf8String,
    &ocsp::protocol,
    &ocsp::responseTypeId,
    &ocsp::basicOcspResponseElement,
    &ocsp::archiveCutoff,
    &ocsp::reOcspNonce,
    &ocsp::nullElement,
    &ocsp::tbsRequestElement,
    &ocsp::version,
    &ocsp::requestList,
    &ocsp::requestElement,
    &ocsp::requestExtensions,
    &ocsp::signatureAlgorithmElement,
    &ocsp::signature,
    &ocsp::certs,
    &ocsp::certificateElement,
    &ocsp::reqCertElement,
    &ocsp::hashAlgorithmElement,
    &ocsp::issuerNameHash,
    &ocsp::issuerKeyHash,
    &ocsp::serialNumber,
    &ocsp::responseStatus,
    &ocsp::responseBytesElement,
    &ocsp::tbsResponseDataElement,
    &ocsp::responderId,
    &ocsp::producedAt,
    &ocsp::responses,
    &ocsp::singleResponseElement,
    &ocsp::byName,
    &ocsp::byKey,
    &ocsp::certIdElement,
    &ocsp::certStatus,
    &ocsp::thisUpdate,
    &ocsp::nextUpdate,
    &ocsp::singleExtensions,
    &ocsp::goodElement,
    &ocsp::revokedElement,
    &ocsp::revocationTime,
    &ocsp::revocationReason,
};

}  // namespace pr::x509
