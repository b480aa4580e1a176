// Object identifiers by name, and distinguished names as text.
#pragma once

#include <string_view>

namespace pr::x509 {

/// "commonName" for 2.5.4.3; empty for identifiers that are not in our list.
std::string_view oidName(std::string_view dotted);

}  // namespace pr::x509
