// The local API as commands start it.
#pragma once

#include "app/cli/options.h"
#include "core/pipeline/meter.h"

#include <memory>

namespace pr::cli {

/// Runs until it is destroyed; says on standard error where it listens and where its token is.
class Api {
public:
    /// Over the case of --database. `live`: the capture of this process, or null.
    static Outcome<Api> start(
        const Arguments& arguments, std::string address, std::uint64_t port, pipeline::Meter* live);
    Api(Api&&) noexcept;
    ~Api();

private:
    struct State;
    explicit Api(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

}  // namespace pr::cli
