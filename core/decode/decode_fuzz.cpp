#include "core/decode/describe.h"
#include "core/decode/echo_table.h"
#include "core/decode/frame.h"
#include "core/decode/path.h"

#include <cassert>
#include <cstdlib>

using namespace pr;
using namespace pr::decode;

namespace {

void require(bool invariant)
{
    if (!invariant)
        std::abort();
}

void check(const PacketView& packet, const Decoded& decoded)
{
    for (const auto& layer : decoded.all()) {
        const auto source = decoded.sourceOf(layer, packet.bytes);
        require(layer.end <= source.size() && layer.end <= layer.endOriginal);
        require(layer.offset <= layer.end && layer.header <= layer.end - layer.offset);
    }
    std::array<std::byte, kPathBytes> room{};
    const auto size = buildPath(decoded, packet.bytes, {}, {}, room);
    PathView path{Bytes{room}.first(size)};
    std::size_t layers = 0;
    for (PathLayer layer; path.next(layer);)
        ++layers;
    require(path.ok() && layers == decoded.count);
}

}  // namespace

// Packets one after another: link type (1 byte), how much a snaplen cut off (1), length (2), bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static constexpr LinkType kLinks[] = {1, 0, 9, 12, 50, 51, 101, 104, 107, 108, 113, 204, 219, 228, 229, 239, 276,
        999, 6, 7, 10, 100, 105, 106, 119, 123, 127, 129, 133, 135, 136, 137, 138, 149, 163, 167, 178, 179, 180, 181,
        183, 192, 201, 226, 242, 258};
    IpReassembly reassembly{limits::KiB * 64};
    EchoTable echoes;
    FieldSink sink{FieldSink::Mode::Tree};
    Bytes rest = std::as_bytes(std::span{data, size});
    PathView hostile{rest};
    for (PathLayer layer; hostile.next(layer);) { }
    for (std::uint64_t number = 1; rest.size() >= 4; ++number) {
        const auto link = std::to_integer<std::size_t>(rest[0]) % std::size(kLinks);
        const auto missing = std::to_integer<std::uint32_t>(rest[1]) % 64;
        const auto length = std::min<std::size_t>(u16be(rest.data() + 2), rest.size() - 4);
        PacketView packet;
        packet.number = {number};
        packet.time = Timestamp{std::chrono::milliseconds{number}};
        packet.linkType = kLinks[link];
        packet.bytes = rest.subspan(4, length);
        packet.originalLength = static_cast<std::uint32_t>(length) + missing;
        Decoded decoded;
        decode::decode(packet, &reassembly, decoded);
        check(packet, decoded);
        sink.begin(packet.bytes);
        const auto echo = echoLayer(decoded);
        const DescribeContext context{
            packet, decoded, nullptr, echo < decoded.count ? echoes.observe(packet, decoded, echo) : EchoMatch{}};
        describeFrame(context, sink);
        for (std::size_t i = 0; i < decoded.count; ++i)
            describeLayer(context, i, sink);
        rest = rest.subspan(4 + length);
    }
    return 0;
}
