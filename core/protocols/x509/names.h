// Object identifiers by name, and distinguished names as text.
#pragma once

#include "core/protocols/x509/der.h"

#include <string>
#include <string_view>

namespace pr::x509 {

/// "commonName" for 2.5.4.3; empty for identifiers that are not in our list.
std::string_view oidName(std::string_view dotted);
/// The same for an OBJECT IDENTIFIER, its numbers where it has no name with us.
std::string nameOrOid(const Element& identifier);

}  // namespace pr::x509
