// What shapes the conclusions of an analysis, in digests: one for what holds for every packet, one for each protocol.
// Two programs with the same digest conclude the same from the same packets, so one may answer from what the other
// indexed.
#pragma once

#include "core/base/sha256.h"
#include "core/fields/field.h"

#include <string_view>
#include <vector>

namespace pr::dissect {

/// Grows whenever decode, flow or the driver conclude anything else: paths, stacks, marks, streams, facts. What a
/// protocol concludes has a version of its own (flow::Protocol).
inline constexpr std::uint32_t kLayersVersion = 2;

/// The part of the layers, flows and facts: what holds for all packets.
inline constexpr std::string_view kLayersPart = "layers";

struct PartVersion {
    std::string_view part;  ///< name of a protocol, or kLayersPart
    Digest digest{};
};

/// The parts of an analysis that this program makes. Bounds of memory have a part of their own (digestOf() of the
/// options): where one was hit, packets are marked.
const std::vector<PartVersion>& partVersions();
/// The parts that decide about the values of a field, kLayersPart first.
std::vector<std::string_view> partsOf(const Field& field);

}  // namespace pr::dissect
