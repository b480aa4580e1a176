// Which protocol the application data of a flow is: by ALPN, else by port. Words as Wireshark has them.
#pragma once

#include "core/flow/protocol.h"

#include <string_view>

namespace pr::tls {

/// What application data is taken for.
struct Application {
    std::string_view name;     ///< "Hypertext Transfer Protocol"; empty where nobody knows
    std::string_view service;  ///< "http": a protocol's name; with `name`, a word even where no such protocol is built
    bool agreed = false;       ///< ALPN says so
};
/// `alpn`: what the server chose, empty for nothing.
Application applicationOf(std::string_view alpn, const flow::Endpoints& ends);

}  // namespace pr::tls
