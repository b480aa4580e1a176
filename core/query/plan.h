// The plan of a filter: for every node two sets of packets, one in which it is surely true and one outside of which it
// is surely false. What lies between them must be proved by dissection.
#pragma once

#include "core/query/filter.h"
#include "core/query/leaf.h"

#include <memory>
#include <string>
#include <vector>

namespace pr::query {

class Plan {
public:
    /// Filter and facts must outlive the plan.
    Plan(const Filter& filter, const SessionFacts& session);

    /// Calculates the sets of all nodes for a segment; gives those of the filter. They hold until the next call.
    Outcome<const Bounds*> evaluate(SegmentColumns& columns);
    /// The fields that decide about some of these candidates of the segment (numbered as its Bounds).
    std::vector<const Field*> fieldsFor(const PacketSet& candidates) const;
    /// Whether a candidate passes: `tree` holds the fields of fieldsFor(). `packet`: number within the segment.
    bool passes(PacketNumber packet, const FieldSink& tree) const;

    /// Forgets the sizes that text() adds up.
    void startAgain() { forgetSizes(m_root); }
    /// The tree with the sizes of the sets, added up over the segments that were evaluated.
    std::string text() const;

private:
    struct Node {
        ExpressionKind kind = ExpressionKind::Literal;  // And, Or, Not; anything else is a leaf
        const Expression* test = nullptr;
        std::vector<Node> parts;
        std::unique_ptr<Leaf> leaf;
        std::vector<const Field*> fields;  // of a leaf
        int cost = 0;
        bool evaluated = false;  // false: the parts before it have decided everything
        Bounds bounds;
        std::uint64_t lower = 0, upper = 0;
    };

    Node make(const Expression& test, const SessionFacts& session) const;
    static Outcome<void> evaluate(Node& node, SegmentColumns& columns, const PacketSet* open);
    static void forgetSizes(Node& node);
    static void collect(const Node& node, const PacketSet& candidates, std::vector<const Field*>& fields);
    static bool passes(const Node& node, PacketNumber packet, const FieldSink& tree);
    void print(std::string& out, const Node& node, std::size_t depth) const;
    std::string wordsOf(const Node& node) const;

    const Filter& m_filter;
    Node m_root;
    Bounds m_everything;
    bool m_moreKeys;
};

}  // namespace pr::query
