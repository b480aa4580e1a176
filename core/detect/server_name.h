// Whether a certificate stands for a name, by RFC 9525.
#pragma once

#include "core/dissect/certificate.h"

#include <string>
#include <string_view>
#include <vector>

namespace pr::detect {

enum class NameVerdict : std::uint8_t {
    Covered,
    Mismatch,      ///< it stands for other names
    NoUsableName,  ///< it has no alternative name of the kind that was asked for: its subject does not count (6.2)
    NotJudged,     ///< what was asked for is no name
};

/// A name as certificates spell it: lower case, without the last dot, labels beyond ASCII as A-labels (RFC 3492). Empty
/// for what can be no name of a host.
std::string asciiName(std::string_view name);
/// Whether `text` is an address; then `address` is its text as certificates' are written here.
bool isAddress(std::string_view text, std::string& address);

/// `pattern` may begin with "*." and stands then for exactly one label that is no A-label (RFC 9525 6.3). Both as
/// asciiName() gives them.
bool nameMatches(std::string_view pattern, std::string_view name);

/// `asked`: a name or an address, as the client sent it.
NameVerdict judgeName(const dissect::Certificate& certificate, std::string_view asked);

/// The common name in RFC 4514 text, or empty.
std::string commonName(std::string_view subject);

}  // namespace pr::detect
