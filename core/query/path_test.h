// A test over the fields of paths, asked of one path after the other.
#pragma once

#include "core/dissect/path_shapes.h"
#include "core/query/syntax.h"

#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace pr::query {

/// Values are read where they stand in paths of one shape, and a value is asked once, however many paths have it. Tests
/// that this does not fit, and paths without a shape, are described and evaluated.
class PathTest {
public:
    enum class Answer : std::uint8_t { No, Yes, Unknown };

    /// `fields`: those of the test, with all that share a name. The expression must outlive this.
    PathTest(const Expression& test, std::vector<const Field*> fields);
    ~PathTest();
    Answer ask(Bytes path);
    /// IP addresses of which a path must have one to pass; nothing where others may pass.
    const std::optional<std::vector<Bytes>>& addresses() const { return m_addresses; }

private:
    struct Node;
    class Values;
    struct Use;  // of a leaf in a shape

    std::unique_ptr<Node> make(const Expression& test, const std::vector<const Field*>& fields);
    bool ask(const Node& node, const std::vector<Use>& uses, Bytes path) const;
    void learn(std::size_t shape, Bytes path);

    const Expression& m_test;
    std::unique_ptr<Node> m_root;  // null: every path is described
    std::vector<const Node*> m_leaves;
    dissect::PathShapes m_shapes;
    std::vector<std::vector<Use>> m_uses;  // by shape, by leaf
    std::uint64_t m_layers = 0;            // kinds that show the fields
    FieldSink m_sink;
    std::optional<std::vector<Bytes>> m_addresses;
};

}  // namespace pr::query
