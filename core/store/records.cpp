#include "core/store/records.h"

namespace pr::store {

std::string_view wordFor(SessionKind kind)
{
    return kind == SessionKind::Capture ? "capture" : "import";
}

std::string_view wordFor(SessionState state)
{
    switch (state) {
    case SessionState::Growing: return "growing";
    case SessionState::Finished: return "finished";
    case SessionState::Cancelled: return "cancelled";
    case SessionState::Recovered: return "recovered";
    case SessionState::Paused: return "paused";
    case SessionState::Failed: return "failed";
    }
    return "unknown";
}

}  // namespace pr::store
