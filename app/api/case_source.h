// A case file as the source of the local API, alone (`serve`) or with the capture that fills it.
#pragma once

#include "app/api/data.h"

#include <chrono>
#include <filesystem>

namespace pr::api {

class CaseSource : public Source {
public:
    /// `live`: the capture that runs in this process, or null; it must outlive the source. The case is opened for each
    /// question, read-only: one that is held open would keep its writer from folding in the log at the end.
    explicit CaseSource(std::filesystem::path casePath, pipeline::Meter* live = nullptr)
        : m_path{std::move(casePath)}, m_live{live}
    {
    }

    std::string caseName() override { return m_path.filename().string(); }
    /// Of the running capture; else sums over the case.
    Outcome<pipeline::Measures> measures() override;
    Outcome<std::uint64_t> activeSessions() override;
    Outcome<std::vector<SessionRow>> sessions() override;
    /// Over all sessions of the case. A session's part is kept until the session has grown, and read again at most as
    /// often as leaves the machine nine tenths of its time.
    Outcome<Stats> stats() override;

private:
    struct Kept {
        std::string state;  // of the session's row, as far as the numbers depend on it
        std::chrono::steady_clock::time_point again;
        Stats stats;
    };

    std::filesystem::path m_path;
    pipeline::Meter* m_live;
    std::map<std::int64_t, Kept> m_kept;  // by session
};

}  // namespace pr::api
