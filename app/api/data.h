// What the local API serves, whoever has it: a case at rest or a running capture.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pr::api {

/// Cumulative counts as Prometheus wants them; bounds in seconds, the last is infinity.
struct Histogram {
    static constexpr std::array<double, 10> bounds{1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10, 100};
    std::array<std::uint64_t, bounds.size() + 1> counts{};
    double sum = 0;

    void observe(double seconds, std::uint64_t times = 1)
    {
        std::size_t bucket = 0;
        while (bucket < bounds.size() && seconds > bounds[bucket])
            ++bucket;
        counts[bucket] += times;
        sum += seconds * static_cast<double>(times);
    }
    std::uint64_t total() const
    {
        std::uint64_t all = 0;
        for (const auto count : counts)
            all += count;
        return all;
    }
};

struct Counts {
    std::uint64_t packets = 0, bytes = 0, dropped = 0, flows = 0, alerts = 0;
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

/// A finished picture; made anew for each request that needs it.
struct Snapshot {
    std::string caseName;
    Counts total;
    std::map<std::string, Counts> perProtocol;  ///< by transport and service names: a closed set
    std::vector<SessionRow> sessions;
    std::uint64_t activeSessions = 0;
    std::uint64_t flowTableSize = 0;
    Histogram packetProcessing, databaseWrite;
};

/// Asked on the server's thread.
class Source {
public:
    virtual ~Source() = default;
    virtual Snapshot snapshot() = 0;
};

}  // namespace pr::api
