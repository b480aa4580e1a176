// serve, and the API beside a capture.
#include "app/cli/serve.h"

#include "app/api/case_source.h"
#include "app/api/server.h"
#include "app/cli/commands.h"
#include "app/cli/interrupt.h"
#include "app/cli/session.h"
#include "core/base/text.h"

#include <QtCore/QCoreApplication>

#include <cstdlib>
#include <poll.h>

namespace pr::cli {

struct Api::State {
    // Qt's event loop wants an application, and that wants the words it was called with
    int count = 1;
    char name[15] = "packetrecorder";
    char* words[2] = {name, nullptr};
    QCoreApplication application{count, words};
    std::unique_ptr<api::CaseSource> source;
    std::unique_ptr<api::Server> server;  // last: asks the source
};

Api::Api(std::unique_ptr<State> state) : m_state{std::move(state)} { }
Api::Api(Api&&) noexcept = default;
Api::~Api() = default;

Outcome<Api> Api::start(const Arguments& arguments, std::string address, std::uint64_t port, pipeline::Meter* live)
{
    if (port > UINT16_MAX)
        return fail(Status::Usage, "There is no port " + std::to_string(port) + ".", "Ports go up to 65535.");
    auto state = std::make_unique<State>();
    state->source = std::make_unique<api::CaseSource>(arguments.text("database"), live);
    const char* key = std::getenv("PACKETRECORDER_API_KEY");
    auto server = api::Server::start(
        {.address = std::move(address), .port = static_cast<std::uint16_t>(port), .key = key ? key : ""},
        *state->source);
    if (!server)
        return Unexpected{std::move(server.error())};
    state->server = std::move(*server);
    const auto& file = state->server->tokenFile();
    notice(arguments,
        "The API listens on http://127.0.0.1:" + std::to_string(state->server->port())
            + (file.empty() ? "; its key is that of PACKETRECORDER_API_KEY."
                            : "; its token is in " + escaped(file) + "."));
    return Api{std::move(state)};
}

int runServe(const Arguments& arguments)
{
    const Interrupt interrupt;
    // refused at once where there is no case, and not at the first question
    if (auto opened = openCase(arguments); !opened)
        return complain(opened.error());
    auto address = arguments.text("api-bind");
    auto port = arguments.number("api-port");
    if (arguments.has("http-addr")) {
        const auto text = arguments.text("http-addr");
        const auto colon = text.rfind(':');
        const auto number = colon == std::string::npos ? std::nullopt : parseNumber(text.substr(colon + 1));
        if (!number || *number > UINT16_MAX)
            return complain({Status::Usage, "--http-addr takes ADDRESS:PORT, not \"" + escaped(text) + "\".",
                "See: packetrecorder serve --help"});
        address = text.substr(0, colon);
        port = *number;
        if (address.size() > 2 && address.front() == '[' && address.back() == ']')
            address = address.substr(1, address.size() - 2);
    }
    const auto running = Api::start(arguments, address, port, nullptr);
    if (!running)
        return complain(running.error());
    pollfd stop{interrupt.descriptor(), POLLIN, 0};
    while (!interrupt.token().stop_requested())
        ::poll(&stop, 1, -1);
    return 0;
}

}  // namespace pr::cli
