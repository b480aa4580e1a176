#include "core/detect/certificates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pr::detect {
namespace {

using ::testing::HasSubstr;

Timestamp at(const char* text)
{
    return *parseTime(text);
}

class CertificatesTest : public ::testing::Test {
protected:
    CertificatesTest()
    {
        certificate.subject = "CN=www.example.org,O=Example";
        certificate.serial = "0a1b";
        certificate.notBefore = at("2025-01-01T00:00:00Z");
        certificate.notAfter = at("2025-12-31T23:59:59Z");
        certificate.alternativeNames = {{dissect::AlternativeName::Kind::Dns, "www.example.org"}};
    }
    ShownCertificate shown(Timestamp time, std::string_view sni = "www.example.org")
    {
        ShownCertificate made;
        made.place = {PacketNumber{packet += 10}, time, FlowId{1}};
        made.fingerprint = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
        made.server = "192.0.2.1";
        made.serverPort = 443;
        made.sni = sni;
        made.certificate = &certificate;
        return made;
    }
    std::vector<AlertRecord> alerts()
    {
        validity.refresh();
        names.refresh();
        std::vector<AlertRecord> all;
        book.takeChanged([&](const AlertRecord& alert) { all.push_back(alert); });
        return all;
    }

    AlertBook book{SessionId{1}};
    CertificateTime validity{book};
    NameMismatch names{book};
    dissect::Certificate certificate;
    std::uint64_t packet = 0;
};

TEST_F(CertificatesTest, ACertificateIsValidToTheEndOfItsLastSecond)
{
    validity.see(shown(at("2025-01-01T00:00:00Z")));
    EXPECT_TRUE(alerts().empty());
    validity.see(shown(at("2025-12-31T23:59:59.999999999Z")));
    const auto ending = alerts();
    ASSERT_EQ(ending.size(), 1U);
    EXPECT_EQ(ending[0].severity, Severity::Info);
    validity.see(shown(at("2026-01-01T00:00:00Z")));
    const auto expired = alerts();
    ASSERT_FALSE(expired.empty());
    EXPECT_EQ(expired.back().severity, Severity::Medium);
    EXPECT_EQ(expired.back().reason,
        "The certificate \"CN=www.example.org,O=Example\" of 192.0.2.1:443 had expired 1.0 s before it was shown "
        "(2025-12-31T23:59:59Z). It was shown in 1 handshake.");
    EXPECT_EQ(expired.back().confidence, 60);
}

TEST_F(CertificatesTest, ACertificateBeginsWithItsFirstSecond)
{
    validity.see(shown(at("2024-12-31T23:59:59.999999999Z")));
    const auto early = alerts();
    ASSERT_EQ(early.size(), 1U);
    EXPECT_EQ(early[0].severity, Severity::Low);
    EXPECT_THAT(early[0].reason, HasSubstr("before it became valid (2025-01-01T00:00:00Z)"));
}

TEST_F(CertificatesTest, HandshakesWithOneFaultAreOneAlertWhoseFilterNamesThem)
{
    validity.see(shown(at("2026-01-02T00:00:00Z")));
    validity.see(shown(at("2026-01-02T00:10:00Z")));
    const auto once = alerts();
    ASSERT_EQ(once.size(), 1U);
    EXPECT_EQ(once[0].count, 2U);
    EXPECT_EQ(once[0].evidenceFilter,
        "ip.src == 192.0.2.1 && tcp.srcport == 443 && tls.handshake.type == 11 && x509af.serialNumber == 0a:1b && "
        "frame.number in {10..20}");
    validity.see(shown(at("2026-01-02T02:00:00Z")));  // more than an hour later
    const auto later = alerts();
    ASSERT_EQ(later.size(), 2U);
    EXPECT_NE(later[0].id, later[1].id);
}

TEST_F(CertificatesTest, HandshakesOfTheSameCertificateWithoutTheFaultAreLeftOut)
{
    names.see(shown(at("2025-06-01T00:00:00Z"), "www.example.com"));
    names.see(shown(at("2025-06-01T00:00:01Z")));
    names.see(shown(at("2025-06-01T00:00:02Z"), "shop.example.com"));
    names.see(shown(at("2025-06-01T00:00:03Z"), ""));
    const auto all = alerts();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].count, 2U);
    EXPECT_THAT(all[0].evidenceFilter, HasSubstr("frame.number in {10, 30}"));
    EXPECT_EQ(all[0].entities.size(), 5U);
}

TEST_F(CertificatesTest, AnotherCertificateWithTheSameSerialNumberIsLeftOut)
{
    validity.see(shown(at("2026-01-02T00:00:00Z")));
    auto other = certificate;
    other.notAfter = at("2030-01-01T00:00:00Z");
    auto sound = shown(at("2026-01-02T00:00:01Z"));
    sound.fingerprint = "ffff";
    sound.certificate = &other;
    validity.see(sound);
    validity.see(shown(at("2026-01-02T00:00:02Z")));
    const auto all = alerts();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_THAT(all[0].evidenceFilter, HasSubstr("frame.number in {10, 30}"));
}

TEST_F(CertificatesTest, MorePacketsThanAreNamedBecomeARangeThatEndsBeforeAnother)
{
    for (int i = 0; i < 1200; ++i)
        validity.see(shown(at("2026-01-02T00:00:00Z")));
    names.see(shown(at("2026-01-02T00:00:00Z")));
    auto all = alerts();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].packets, 1200U);
    EXPECT_THAT(all[0].evidenceFilter, HasSubstr("frame.number in {10..12000}"));
    EXPECT_EQ(all[0].evidence.size(), 50U);
    validity.see(shown(at("2025-06-01T00:00:00Z")));
    validity.see(shown(at("2026-01-02T00:00:00Z")));
    all = alerts();
    ASSERT_FALSE(all.empty());
    EXPECT_EQ(all.back().count, 1U);
}

TEST_F(CertificatesTest, APublicCertificateFromTheFutureMakesTheClockSuspect)
{
    validity.see(shown(at("2024-12-31T00:00:00Z")));  // not yet valid
    ASSERT_EQ(alerts().size(), 1U);
    certificate.logged = true;
    validity.see(shown(at("2024-12-02T00:00:00Z")));  // within 30 days
    for (const auto& alert : alerts())
        EXPECT_NE(alert.detector, "capture-clock-suspect");
    validity.see(shown(at("2024-12-01T23:59:59Z")));
    const auto all = alerts();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_FALSE(all[0].withdrawn.empty());
    EXPECT_EQ(all[1].detector, "capture-clock-suspect");
    EXPECT_EQ(all[1].evidenceFilter, "frame.number in {30}");
    certificate.logged = false;
    validity.see(shown(at("2024-12-31T12:00:00Z")));  // no longer judged
    EXPECT_TRUE(alerts().empty());
}

TEST_F(CertificatesTest, TimesBeforeTlsAreNotJudged)
{
    certificate.notBefore = at("1960-01-01T00:00:00Z");
    certificate.notAfter = at("1970-01-01T00:00:00Z");
    validity.see(shown(at("1994-12-31T23:59:59Z")));
    const auto all = alerts();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].detector, "capture-clock-suspect");
    auto timeless = shown(at("1970-01-02T00:00:00Z"));
    timeless.hasTime = false;
    validity.see(timeless);
    EXPECT_TRUE(alerts().empty());
}

TEST_F(CertificatesTest, AnExpiredRootThatIsSentAlongIsOfLowSeverity)
{
    auto root = shown(at("2026-06-01T00:00:00Z"));
    root.position = 2;
    certificate.selfSigned = true;
    validity.see(root);
    names.see(root);
    const auto all = alerts();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].severity, Severity::Low);
    EXPECT_THAT(all[0].reason, HasSubstr("Certificate 3 of the chain, \"CN=www.example.org,O=Example\""));
}

TEST_F(CertificatesTest, ANameThatIsNotCoveredIsAMismatch)
{
    names.see(shown(at("2025-06-01T00:00:00Z")));
    EXPECT_TRUE(alerts().empty());
    names.see(shown(at("2025-06-01T00:00:00Z"), "example.org"));
    const auto all = alerts();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].reason,
        "The client asked 192.0.2.1:443 for example.org and was shown a certificate for www.example.org. It was shown "
        "in 1 handshake.");
    EXPECT_EQ(all[0].confidence, 70);  // of the same parent
    EXPECT_EQ(all[0].attack, "T1557");
}

TEST_F(CertificatesTest, ACommonNameAloneIsNoName)
{
    certificate.alternativeNames.clear();
    names.see(shown(at("2025-06-01T00:00:00Z")));
    auto all = alerts();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].severity, Severity::Info);
    names.see(shown(at("2025-06-01T00:00:01Z"), "mail.example.net"));
    all = alerts();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].severity, Severity::Low);
}

TEST_F(CertificatesTest, ADeviceThatIsAskedForByItsAddressIsOfLowSeverity)
{
    names.see(shown(at("2025-06-01T00:00:00Z"), "192.0.2.1"));
    const auto all = alerts();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].severity, Severity::Low);
}

TEST_F(CertificatesTest, TextFromTheWireCannotBreakOut)
{
    certificate.subject = "CN=a\tb\n\x1b[31m";
    names.see(shown(at("2025-06-01T00:00:00Z"), std::string_view{"evil\nname.example", 17}));
    names.see(shown(at("2025-06-01T00:00:01Z"), "x.example"));
    const auto all = alerts();
    ASSERT_EQ(all.size(), 1U);
    for (const auto& entity : all[0].entities)
        EXPECT_EQ(entity.value.find_first_of("\t\n\x1b"), std::string::npos);
    EXPECT_EQ(all[0].reason.find_first_of("\t\n\x1b"), std::string::npos);
}

TEST_F(CertificatesTest, ServersOfIpv6AreFilteredAsSuch)
{
    auto six = shown(at("2026-06-01T00:00:00Z"));
    six.server = "2001:db8::1";
    validity.see(six);
    const auto all = alerts();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].entities[0].value, "[2001:db8::1]:443");
    EXPECT_THAT(all[0].evidenceFilter, HasSubstr("ipv6.src == 2001:db8::1 && tcp.srcport == 443"));
}

}  // namespace
}  // namespace pr::detect
