#include "core/detect/certificates.h"

#include "core/base/text.h"

#include <algorithm>

namespace pr::detect {

namespace {

constexpr DetectorText kName{"tls-name-mismatch", 1, "RFC 9525 6.2 to 6.6, RFC 6066 3"};
constexpr std::size_t kShown = 3;  // names of the certificate in the reason

// The last two labels: not the registrable domain, but near enough to tell a neighbour from a stranger.
std::string_view parentOf(std::string_view name)
{
    const auto last = name.rfind('.');
    const auto before = last == std::string_view::npos || last == 0 ? last : name.rfind('.', last - 1);
    return before == std::string_view::npos ? name : name.substr(before + 1);
}

// "mail" of "mail.example.org".
bool isShortOf(std::string_view name, std::string_view whole)
{
    return !name.empty() && name.find('.') == std::string_view::npos && whole.size() > name.size()
        && whole.starts_with(name) && whole[name.size()] == '.';
}

std::string namesOf(const dissect::Certificate& certificate)
{
    std::string out;
    for (std::size_t i = 0; i < std::min(certificate.alternativeNames.size(), kShown); ++i)
        out.append(i ? ", " : "").append(escaped(certificate.alternativeNames[i].text));
    if (certificate.alternativeNames.size() > kShown)
        out += " and " + std::to_string(certificate.alternativeNames.size() - kShown) + " more";
    return out;
}

}  // namespace

NameMismatch::NameMismatch(AlertBook& book) : m_faults{kName, book}
{
    m_faults.parameters = R"({"common_name":false,"gap_s":3600})";
    m_faults.attack = "T1557";
    m_faults.disprove = "Does the server show its default certificate because it does not know the name, or is it an "
                        "appliance that is asked for by another name? Look whether data followed in the same streams.";
}

void NameMismatch::see(const ShownCertificate& shown)
{
    if (shown.position != 0)
        return;
    const auto& certificate = *shown.certificate;
    const auto verdict = shown.sni.empty() ? NameVerdict::NotJudged : judgeName(certificate, shown.sni);
    const auto asked = "The client asked " + shown.endpoint() + " for " + escaped(shown.sni);
    if (verdict == NameVerdict::Mismatch) {
        const auto wanted = asciiName(shown.sni);
        const bool neighbour = std::any_of(certificate.alternativeNames.begin(), certificate.alternativeNames.end(),
            [&](const auto& name) { return parentOf(asciiName(name.text)) == parentOf(wanted); });
        std::string address;  // a device that is asked for by its address: RFC 6066 has no such server name
        const bool byAddress = isAddress(shown.sni, address);
        m_faults.fault(shown, {},
            {byAddress ? Severity::Low : Severity::Medium, neighbour || byAddress ? 70 : 90,
                asked + " and was shown a certificate for " + namesOf(certificate) + ".", {}});
    } else if (verdict == NameVerdict::NoUsableName) {
        const auto common = asciiName(commonName(certificate.subject)), wanted = asciiName(shown.sni);
        const bool byCommonName = nameMatches(common, wanted) || isShortOf(common, wanted) || isShortOf(wanted, common);
        m_faults.fault(shown, "no usable name",
            {byCommonName ? Severity::Info : Severity::Low, byCommonName ? 60 : 85,
                asked + " and was shown a certificate without alternative names (\"" + escaped(certificate.subject)
                    + "\"), which stands for no name"
                    + (byCommonName ? ", though its common name is what was asked for." : "."),
                {}});
    } else {
        m_faults.sound(shown);
    }
}

}  // namespace pr::detect
