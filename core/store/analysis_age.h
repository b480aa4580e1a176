// How the analysis of a session stands to what this program would conclude: an index answers only under the digest of
// its protocol.
#pragma once

#include "core/fields/field.h"
#include "core/store/case.h"
#include "core/store/records.h"

#include <optional>
#include <string>
#include <vector>

namespace pr::store {

/// The part that says that detectors ran, and which. Not of the trees: they are the same without.
inline constexpr std::string_view kDetectionPart = "detection";

/// The parts of the analysis that holds for a session; none where it was made before parts were kept.
Outcome<std::vector<AnalysisPartRecord>> analysisParts(Case& opened, SessionId session);

class AnalysisAge {
public:
    /// Of an analysis that this program makes.
    AnalysisAge() = default;
    static Outcome<AnalysisAge> of(Case& opened, SessionId session);

    bool isCurrent() const { return m_older.empty(); }
    /// Whether another version made the values of this field.
    bool isOlder(const Field& field) const;
    /// Which parts another version made: "layers, dns".
    std::string words() const;
    /// Whether detectors ran; nothing where the analysis does not say so.
    std::optional<bool> detected() const { return m_detected; }

private:
    std::vector<std::string> m_older;
    std::optional<bool> m_detected;
};

}  // namespace pr::store
