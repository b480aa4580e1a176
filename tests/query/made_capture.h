// A capture made by the test: every way in which headers stand within others, and packets that lack parts.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace pr::testing {

struct MadeFrame {
    std::string bytes;
    std::uint32_t original = 0;  ///< 0: as long as the bytes
};

/// Tunnels, VLANs, fragments, ICMP errors, extension headers, cut and broken packets, DNS over all of them.
std::vector<MadeFrame> madeFrames();
/// A frame of a megabyte: it fills a block alone.
MadeFrame hugeFrame();

/// The same, each in a PKTAP header (link type 258).
std::vector<MadeFrame> framesInPktap();
/// Those of them that are IPv4, as PPP with a direction (link type 204): the first byte is no part of the packet.
std::vector<MadeFrame> framesInPpp();

void writePcap(const std::filesystem::path& path, const std::vector<MadeFrame>& frames, unsigned linkType = 1);

}  // namespace pr::testing
