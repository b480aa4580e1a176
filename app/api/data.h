// What the local API serves, whoever has it: a case at rest or a running capture.
#pragma once

#include "core/base/result.h"
#include "core/pipeline/meter.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pr::api {

struct Counts {
    std::uint64_t packets = 0, bytes = 0;
    std::optional<std::uint64_t> dropped;  ///< nothing where it cannot be known: a lost packet has no protocol
    std::uint64_t flows = 0, alerts = 0;
};

/// One row of /api/v1/sessions, as `sessions --format json` says it. Times are ns UTC.
struct SessionRow {
    std::int64_t id = 0;
    std::string name, source;
    std::int64_t started = 0;
    std::optional<std::int64_t> ended;
    std::uint64_t packets = 0, bytes = 0, dropped = 0;
    std::string state;
};

struct Stats {
    Counts total;
    std::map<std::string, Counts> protocols;  ///< by service, else by transport: a closed set
};

/// Asked on the server's thread. A Failure becomes a status of the 500s without its text: paths stay here.
class Source {
public:
    virtual ~Source() = default;
    /// The file's name, without its folder.
    virtual std::string caseName() = 0;
    virtual Outcome<pipeline::Measures> measures() = 0;
    /// How many sessions are recording or importing.
    virtual Outcome<std::uint64_t> activeSessions() = 0;
    virtual Outcome<std::vector<SessionRow>> sessions() = 0;
    virtual Outcome<Stats> stats() = 0;
};

}  // namespace pr::api
