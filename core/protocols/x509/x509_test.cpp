#include "core/protocols/x509/x509.h"

#include "core/base/text.h"
#include "core/fields/format.h"
#include "core/protocols/x509/der.h"
#include "core/protocols/x509/samples/certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pr::x509 {
namespace {

/// All values of a field in the tree, as `-e` prints them.
std::string cell(const FieldSink& sink, const Field& field)
{
    std::string out;
    for (const auto& node : sink.nodes()) {
        if (node.field != &field)
            continue;
        if (!out.empty())
            out += ',';
        appendValue(out, field, node.value, sink.labelOf(node));
    }
    return out;
}

class Tree {
public:
    using Describe = void (*)(Bytes, FieldSink&, std::uint32_t, DescribeTimestamps);

    Tree(std::string_view hexText, Describe describe) : m_bytes{bytesFromHex(hexText)}
    {
        m_sink.begin(bytesOf(m_bytes));
        describe(bytesOf(m_bytes), m_sink, 0, nullptr);
    }
    std::string operator[](const Field& field) const { return cell(m_sink, field); }
    const FieldSink& sink() const { return m_sink; }
    Bytes bytes() const { return bytesOf(m_bytes); }

private:
    std::string m_bytes;
    FieldSink m_sink{FieldSink::Mode::Tree};
};

TEST(Certificate, SaysWhatPeopleAsk)
{
    const auto der = bytesFromHex(samples::certificate);
    const auto parsed = parseCertificate(bytesOf(der));
    ASSERT_TRUE(parsed);
    const auto& certificate = *parsed;
    EXPECT_EQ(certificate.version, 3);
    EXPECT_EQ(certificate.serial, "0123456789abcdef");
    EXPECT_EQ(certificate.subject, "emailAddress=a@example.org,CN=www.example.org,O=Example\\, Inc.,C=DE");
    EXPECT_EQ(certificate.issuer, certificate.subject);
    EXPECT_TRUE(certificate.selfSigned);
    EXPECT_TRUE(certificate.isAuthority);
    EXPECT_EQ(certificate.notAfter - certificate.notBefore, std::chrono::hours{24 * 3650});
    EXPECT_EQ(keyText(certificate), "EC P-256");
    EXPECT_EQ(certificate.keyBits, 256U);
    EXPECT_EQ(certificate.signatureAlgorithm, "ecdsa-with-SHA256");
    EXPECT_EQ(joined(certificate.alternativeNames),
        "DNS:www.example.org, DNS:*.example.org, IP:192.0.2.1, IP:2001:db8::1, email:a@example.org, "
        "URI:https://example.org/");
    EXPECT_EQ(certificate.sha256, sha256(bytesOf(der)));
}

TEST(Certificate, TreeHoldsEveryPart)
{
    const Tree tree{samples::certificate, describeCertificate};
    EXPECT_EQ(tree[af::version], "2");
    EXPECT_EQ(tree[af::serialNumber], "0123456789abcdef");
    EXPECT_EQ(tree[af::algorithmId], "1.2.840.10045.4.3.2,1.2.840.10045.2.1,1.2.840.10045.4.3.2");
    EXPECT_EQ(tree[pkcs1::ecParameters], "1");
    EXPECT_EQ(tree[pkcs1::namedCurve], "1.2.840.10045.3.1.7");
    EXPECT_EQ(tree[dn::oid],
        "2.5.4.6,2.5.4.10,2.5.4.3,1.2.840.113549.1.9.1,2.5.4.6,2.5.4.10,2.5.4.3,1.2.840.113549.1.9.1,2.5.4.3,"
        "2.5.4.6,2.5.4.10,2.5.4.3,1.2.840.113549.1.9.1");
    EXPECT_EQ(tree[sat::chosenUtf8String],
        "Example, Inc.,www.example.org,Example, Inc.,www.example.org,elsewhere,Example, Inc.,www.example.org");
    EXPECT_EQ(tree[sat::countryName], "DE,DE,DE");
    EXPECT_EQ(tree[sat::ia5String], "a@example.org,a@example.org,a@example.org");
    EXPECT_EQ(tree[ce::dnsName], "www.example.org,*.example.org");
    EXPECT_EQ(tree[ce::ipV4], "192.0.2.1");
    EXPECT_EQ(tree[ce::ipV6], "2001:db8::1");
    EXPECT_EQ(tree[ce::rfc822Name], "a@example.org");
    EXPECT_EQ(tree[ce::typeId], "1.2.3.4");
    EXPECT_EQ(tree[ce::generalName], "2,2,7,7,1,6,4,0,4,6");
    EXPECT_EQ(tree[ce::isAuthority], "1");
    EXPECT_EQ(tree[ce::pathLenConstraint], "0");
    EXPECT_EQ(tree[ce::keyUsage], "84");
    EXPECT_EQ(tree[ce::keyUsageDigitalSignature], "1");
    EXPECT_EQ(tree[ce::keyUsageKeyCertSign], "1");
    EXPECT_EQ(tree[ce::keyUsageDecipherOnly], "0");
    EXPECT_EQ(tree[ce::keyPurposeId], "1.3.6.1.5.5.7.3.1,1.3.6.1.5.5.7.3.2");
    EXPECT_EQ(tree[ce::authorityCertSerialNumber], "0123456789abcdef");
    EXPECT_EQ(
        tree[ce::uniformResourceIdentifier], "https://example.org/,http://crl.example.org/,http://ocsp.example.org/");
    EXPECT_EQ(tree[ce::policyIdentifier], "1.2.3.4,1.3.5.8");
    EXPECT_EQ(tree[pkixExplicit::directoryString], "https://example.org/cps");
    EXPECT_EQ(tree[pkixImplicit::utf8String], "Read me");
    EXPECT_EQ(tree[pkixImplicit::noticeNumbersItem], "1,2");
    EXPECT_EQ(tree[ocsp::nullElement], "1");
    EXPECT_EQ(tree[af::utcTime].size(), std::string_view{"2026-11-23 12:31:22 (UTC),2036-11-20 12:31:22 (UTC)"}.size());
}

TEST(Certificate, EveryNodeStandsWithinTheCertificate)
{
    const Tree tree{samples::certificate, describeCertificate};
    for (const auto& node : tree.sink().nodes())
        EXPECT_LE(std::size_t{node.range.offset} + node.range.length, tree.bytes().size()) << node.field->abbreviation;
}

TEST(Certificate, CutAnywhereItIsRefusedAndItsTreeStaysWithinTheBytes)
{
    const auto whole = bytesFromHex(samples::certificate);
    for (std::size_t kept = 0; kept < whole.size(); ++kept) {
        const auto cut = bytesOf(whole).first(kept);
        EXPECT_FALSE(parseCertificate(cut)) << kept << " bytes kept";
        FieldSink sink{FieldSink::Mode::Tree};
        sink.begin(cut);
        describeCertificate(cut, sink, 0);
        for (const auto& node : sink.nodes())
            ASSERT_LE(std::size_t{node.range.offset} + node.range.length, kept) << node.field->abbreviation;
    }
}

TEST(Ocsp, CutAnywhereItsTreeStaysWithinTheBytes)
{
    const auto check = [](std::string_view hexText, Tree::Describe describe) {
        const auto whole = bytesFromHex(hexText);
        for (std::size_t kept = 0; kept < whole.size(); ++kept) {
            const auto cut = bytesOf(whole).first(kept);
            FieldSink sink{FieldSink::Mode::Tree};
            sink.begin(cut);
            describe(cut, sink, 0, nullptr);
            for (const auto& node : sink.nodes())
                ASSERT_LE(std::size_t{node.range.offset} + node.range.length, kept) << node.field->abbreviation;
        }
    };
    check(samples::ocspRequest, describeOcspRequest);
    check(samples::ocspResponse, describeOcspResponse);
}

TEST(Certificate, AnyByteMayLie)
{
    const auto whole = bytesFromHex(samples::certificate);
    for (std::size_t at = 0; at < whole.size(); ++at)
        for (const char lie : {'\x00', '\x30', '\x7F', '\x80', '\xFF'}) {
            auto changed = whole;
            changed[at] = lie;
            FieldSink sink{FieldSink::Mode::Tree};
            sink.begin(bytesOf(changed));
            describeCertificate(bytesOf(changed), sink, 0);
            (void)parseCertificate(bytesOf(changed));
        }
}

TEST(Certificate, ASinkOfOneFieldGetsOnlyThat)
{
    const auto der = bytesFromHex(samples::certificate);
    FieldSink sink;
    sink.select({&ce::dnsName});
    sink.begin(bytesOf(der));
    describeCertificate(bytesOf(der), sink, 0);
    EXPECT_EQ(cell(sink, ce::dnsName), "www.example.org,*.example.org");
    EXPECT_EQ(sink.nodes().size(), 2U);
}

TEST(Ocsp, RequestNamesTheCertificate)
{
    const Tree tree{samples::ocspRequest, describeOcspRequest};
    EXPECT_EQ(tree[ocsp::requestList], "1");
    EXPECT_EQ(tree[ocsp::serialNumber], "0123456789abcdef");
    EXPECT_EQ(tree[af::algorithmId], "1.3.14.3.2.26");
}

TEST(Ocsp, ResponseSaysWhetherItIsGood)
{
    const Tree tree{samples::ocspResponse, describeOcspResponse};
    EXPECT_EQ(tree[ocsp::protocol], "OCSP Response");
    EXPECT_EQ(tree[ocsp::responseStatus], "0");
    EXPECT_EQ(tree[ocsp::responseTypeId], "1.3.6.1.5.5.7.48.1.1");
    EXPECT_EQ(tree[ocsp::responderId], "1");
    EXPECT_EQ(tree[ocsp::certStatus], "0");
    EXPECT_EQ(tree[ocsp::goodElement], "1");
    EXPECT_EQ(tree[ocsp::serialNumber], "0123456789abcdef");
    EXPECT_EQ(tree[ocsp::certs], "1");
    EXPECT_EQ(tree[ce::dnsName], "www.example.org,*.example.org");
    EXPECT_NE(tree[ocsp::nextUpdate], "");
}

struct LengthCase {
    const char* what;
    const char* hex;
    bool readable;
};
constexpr LengthCase lengths[] = {
    {"one byte of length", "0401ff", true},
    {"two bytes of length", "048101ff", true},
    {"no content", "0500", true},
    {"content past the end", "0402ff", false},
    {"length of no certain form", "0480ff0000", false},
    {"a length of five bytes", "04850000000001ff", false},
    {"a length that would wrap", "0484ffffffffff", false},
    {"a tag of several bytes", "1f8101ff", false},
    {"nothing", "", false},
};

TEST(Der, ReadsDefiniteLengthsOnly)
{
    for (const auto& [what, hexText, readable] : lengths) {
        const auto bytes = bytesFromHex(hexText);
        EXPECT_EQ(static_cast<bool>(Elements{bytesOf(bytes), 0}.next()), readable) << what;
    }
}

TEST(Der, AskingForAnotherTagLeavesTheElement)
{
    const auto bytes = bytesFromHex("020107 0101ff");
    Elements in{bytesOf(bytes), 100};
    EXPECT_FALSE(in.next(Boolean));
    const auto number = in.next(Integer);
    EXPECT_EQ(integerIn(number), 7);
    EXPECT_EQ(number.at, 100U);
    EXPECT_EQ(number.contentAt, 102U);
    EXPECT_EQ(in.next(Boolean).at, 103U);
    EXPECT_FALSE(in.more());
}

std::string timeText(std::uint8_t tag, std::string_view digits)
{
    const auto time = timeIn({tag, bytesOf(digits), {}, 0, 0});
    return time ? rfc3339(*time).substr(0, 19) : "none";
}

TEST(Der, TimesAreThoseOfRfc5280)
{
    EXPECT_EQ(timeText(UtcTime, "491231235959Z"), "2049-12-31T23:59:59");
    EXPECT_EQ(timeText(UtcTime, "500101000000Z"), "1950-01-01T00:00:00");
    EXPECT_EQ(timeText(GeneralizedTime, "20500101000000Z"), "2050-01-01T00:00:00");
    EXPECT_EQ(timeText(UtcTime, "491331235959Z"), "none") << "month 13";
    EXPECT_EQ(timeText(UtcTime, "4912312359Z"), "none") << "without seconds";
    EXPECT_EQ(timeText(UtcTime, "491231235959+0100"), "none") << "another zone";
    EXPECT_EQ(timeText(GeneralizedTime, "99991231235959Z").substr(0, 4), "2261") << "no end: the last year we can hold";
}

TEST(Names, EscapeWhatRfc4514Names)
{
    // CN=" a,b" with a control, and an attribute that nobody knows.
    const auto name = bytesFromHex("301e 3111 300f 0603550403 0c08 20612c62015c2320 3109 3007 06022a03 040101");
    EXPECT_EQ(nameText(bytesOf(name)), "1.2.3=#040101,CN=\\ a\\,b\\01\\\\#\\ ");
}

TEST(Names, EveryKindOfStringBecomesUtf8)
{
    const auto text = [](std::uint8_t tag, std::string_view hexText) {
        const auto bytes = bytesFromHex(hexText);
        return textIn({tag, bytesOf(bytes), {}, 0, 0});
    };
    EXPECT_EQ(text(Utf8String, "c3a9"), "\u00E9");
    EXPECT_EQ(text(BmpString, "00e9"), "\u00E9");
    EXPECT_EQ(text(TeletexString, "e9"), "\u00E9");
    EXPECT_EQ(text(UniversalString, "0001f600"), "\U0001F600");
    EXPECT_EQ(text(PrintableString, "ff"), "\uFFFD");
}

}  // namespace
}  // namespace pr::x509
