// Which protocol the application data of a flow is: by ALPN, else by port. Words as Wireshark has them.
#pragma once

#include "core/flow/protocol.h"

#include <string_view>

namespace pr::tls {

/// "Hypertext Transfer Protocol"; empty where nobody knows. `alpn`: what the server chose, empty for nothing.
std::string_view applicationName(std::string_view alpn, const flow::Endpoints& ends);

}  // namespace pr::tls
