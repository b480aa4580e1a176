#include "core/store/analysis_age.h"

#include "core/dissect/version.h"
#include "core/store/schema.h"
#include "core/store/table_reader.h"

#include <algorithm>

namespace pr::store {

Outcome<std::vector<AnalysisPartRecord>> analysisParts(Case& opened, SessionId session)
{
    const auto analysis = analysisOf(opened.database(), session);
    if (!analysis)
        return Unexpected{analysis.error()};
    std::vector<AnalysisPartRecord> parts;
    auto row = opened.database().prepare(
        "SELECT protocol, digest FROM analysis_part WHERE id >= ? AND id < ? ORDER BY id LIMIT 1000");
    row.start(rowKey(*analysis, 0), rowKey(*analysis + 1, 0));
    while (row.next())
        parts.push_back({std::string{row.text(0)}, digestOf(row.blob(1))});
    if (auto done = opened.database().takeOutcome(); !done)
        return Unexpected{done.error()};
    return parts;
}

Outcome<AnalysisAge> AnalysisAge::of(Case& opened, SessionId session)
{
    const auto parts = analysisParts(opened, session);
    if (!parts)
        return Unexpected{parts.error()};
    AnalysisAge age;
    const auto find = [&](std::string_view name) {
        return std::find_if(parts->begin(), parts->end(), [&](const auto& part) { return part.protocol == name; });
    };
    for (const auto& current : dissect::partVersions())
        if (const auto made = find(current.part); made == parts->end() || made->digest != current.digest)
            age.m_older.emplace_back(current.part);
    if (find(dissect::kLayersPart) != parts->end())
        age.m_detected = find(kDetectionPart) != parts->end();
    return age;
}

bool AnalysisAge::isOlder(const Field& field) const
{
    if (isCurrent())
        return false;
    const auto parts = dissect::partsOf(field);
    return std::any_of(parts.begin(), parts.end(),
        [&](std::string_view part) { return std::find(m_older.begin(), m_older.end(), part) != m_older.end(); });
}

std::string AnalysisAge::words() const
{
    std::string out;
    for (const auto& part : m_older)
        out.append(out.empty() ? "" : ", ").append(part);
    return out;
}

}  // namespace pr::store
