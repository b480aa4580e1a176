// Paths that have the same layers keep the same values at the same places: what only depends on the layers is found out
// once of each shape, and a value is read where it stands. A segment has tens of thousands of paths and few shapes.
#pragma once

#include "core/dissect/path_fields.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace pr::dissect {

/// Where a value stands in a path.
struct PathPlace {
    std::uint16_t offset = 0;
    std::uint8_t size = 0;
    bool isNumber = false;  ///< in network byte order; else an address
};

class PathShapes {
public:
    /// A path without a shape is to be looked at by itself.
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    /// The number of a path's shape.
    std::size_t of(Bytes path);
    std::size_t size() const { return m_shapes.size(); }
    /// What describePath() says of any path of the shape.
    const PathFacts& facts(std::size_t shape) const { return m_shapes[shape].facts; }
    /// The values that describePath() adds of a field; nothing for a field without fixed places.
    std::optional<std::vector<PathPlace>> places(std::size_t shape, const Field& field) const;

private:
    struct Layer {
        std::uint16_t offset = 0;
        std::byte kind{}, flags{};
        bool hasStream = false;  ///< of TCP or UDP: a number, not kNoStream
    };
    struct Shape {
        std::size_t size = 0;
        std::byte format{}, flows{};
        std::vector<Layer> layers;
        PathFacts facts;
    };
    static bool fits(const Shape& shape, Bytes path);
    std::size_t add(Bytes path);

    std::vector<Shape> m_shapes;
    std::size_t m_last = 0;
};

}  // namespace pr::dissect
