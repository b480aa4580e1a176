// The local HTTP server: loopback only, one request a connection, bounded in size, time and number. Qt's server (6.4)
// has no limits of its own and loses headers past a hundred, so the socket is guarded before it and answers are written
// here.
#pragma once

#include "app/api/data.h"
#include "core/base/result.h"

#include <cstdint>
#include <memory>
#include <string>

namespace pr::api {

struct ServerOptions {
    std::string address = "127.0.0.1";  ///< loopback only; another one is refused
    std::uint16_t port = 0;             ///< 0: any that is free
    std::string key;                    ///< what clients must bear; empty: a new token, put into a file of mode 0600
};

/// Listens and answers on a thread of its own until it is destroyed. Needs a QCoreApplication.
class Server {
public:
    /// `source` must live as long as the server; it is asked on the server's thread.
    static Outcome<std::unique_ptr<Server>> start(const ServerOptions& options, Source& source);
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server();

    std::uint16_t port() const;
    /// Where the token stands for the user's clients; empty where the user gave a key.
    const std::string& tokenFile() const;

private:
    struct State;
    explicit Server(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

}  // namespace pr::api
