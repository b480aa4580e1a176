// The leaves of a plan: one test each, answered for a whole segment from what the case file keeps.
#pragma once

#include "core/query/segment_columns.h"
#include "core/query/syntax.h"
#include "core/store/analysis_age.h"

#include <memory>
#include <string_view>

namespace pr::query {

/// What leaves need to know of the session.
struct SessionFacts {
    std::optional<std::int64_t> firstTime;                   ///< of the first packet that has one, ns UTC
    std::vector<std::optional<std::uint32_t>> interfaceIds;  ///< frame.interface_id by interface
    std::vector<std::uint32_t> pseudoHeaders;                ///< what frame.len leaves out, by interface
    bool moreKeys = false;                                   ///< packets of TLS may say more than the import knew
    store::AnalysisAge age;                                  ///< of what the case file keeps beside the packets
};

class Leaf {
public:
    virtual ~Leaf() = default;
    virtual Outcome<Bounds> bounds(SegmentColumns& columns) = 0;
    /// Where the answer comes from, in words: "paths".
    virtual std::string_view source() const = 0;
    /// Roughly how much a segment costs: cheap leaves come first.
    virtual int cost() const = 0;
};

/// The leaf of a test, or null where its parts are planned one by one (and, or, not). `fields`: those of the filter,
/// with all that share a name. The expression must outlive the leaf.
std::unique_ptr<Leaf> makeLeaf(
    const Expression& test, std::span<const Field* const> fields, const SessionFacts& session);

/// The fields of a test, with all that share a name.
std::vector<const Field*> fieldsOf(const Expression& test, std::span<const Field* const> fields);

}  // namespace pr::query
