// Words for status codes (IANA "HTTP Status Code Registry").
#pragma once

#include <string>

namespace pr::http {

/// "Not Found"; "Unknown (799)" for a code that is not registered.
std::string statusWords(unsigned code);

}  // namespace pr::http
