#include "capture/helper/pcapng_writer.h"

#include <array>

namespace pr::helper {
namespace {

enum Block : std::uint32_t { Section = 0x0a0d0d0a, Interface = 1, Statistics = 5, EnhancedPacket = 6 };

constexpr std::array<std::byte, 4> none{};

constexpr Bytes zeros(std::size_t count)
{
    return Bytes{none}.first(count);
}

constexpr std::size_t padding(std::size_t length)
{
    return (4 - length % 4) % 4;
}

/// A block that is put together here, because its length stands in front of it. Native byte order: the section's magic
/// says so.
template <std::size_t Size> class Draft {
public:
    explicit Draft(Block type)
    {
        number(std::uint32_t{type});
        number(std::uint32_t{0});
    }
    template <class Number> void number(Number value) { raw(std::as_bytes(std::span{&value, 1})); }
    void raw(Bytes bytes)
    {
        std::memcpy(m_bytes.data() + m_size, bytes.data(), bytes.size());
        m_size += bytes.size();
    }
    void option(std::uint16_t code, std::initializer_list<Bytes> parts)
    {
        std::size_t length = 0;
        for (const auto part : parts)
            length += part.size();
        number(code);
        number(static_cast<std::uint16_t>(length));
        for (const auto part : parts)
            raw(part);
        raw(zeros(padding(length)));
    }
    void option(std::uint16_t code, std::uint64_t value) { option(code, {std::as_bytes(std::span{&value, 1})}); }
    void timeOption(std::uint16_t code, std::uint64_t time)
    {
        const std::uint32_t halves[] = {static_cast<std::uint32_t>(time >> 32U), static_cast<std::uint32_t>(time)};
        option(code, {std::as_bytes(std::span{halves})});
    }
    void finish(ByteQueue& out)
    {
        number(std::uint32_t{0});  // end of options
        const auto total = static_cast<std::uint32_t>(m_size + 4);
        number(total);
        std::memcpy(m_bytes.data() + 4, &total, sizeof total);
        out.push(Bytes{m_bytes}.first(m_size));
    }

private:
    std::array<std::byte, Size> m_bytes{};
    std::size_t m_size = 0;
};

constexpr std::size_t maxProgram = wire::maxInstructions * 8;

}  // namespace

void writeSection(ByteQueue& out)
{
    Draft<128> block{Section};
    block.number(std::uint32_t{0x1a2b3c4d});
    block.number(std::uint16_t{1});
    block.number(std::uint16_t{0});
    block.number(~std::uint64_t{0});  // length not known beforehand
    block.option(4, {bytesOf("packetrecorder-capture")});
    block.finish(out);
}

void writeInterface(ByteQueue& out, const wire::Device& device, const wire::OpenedDevice& opened)
{
    Draft<maxProgram + 256> block{Interface};
    block.number(opened.linkType);
    block.number(std::uint16_t{0});
    block.number(opened.snaplen);
    block.option(2, {bytesOf(device.name)});
    block.option(9, {std::as_bytes(std::span{&opened.decimals, 1})});
    if (!device.filter.empty()) {
        const std::uint8_t isProgram = 1;  // 0 would be text
        static_assert(sizeof(wire::Instruction) == 8, "as the format has it: code, jt, jf, k");
        block.option(11, {std::as_bytes(std::span{&isProgram, 1}), std::as_bytes(std::span{device.filter})});
    }
    block.finish(out);
}

void writePacket(ByteQueue& out, const PacketHeader& header, Bytes bytes)
{
    const auto captured = static_cast<std::uint32_t>(bytes.size());
    const auto total = static_cast<std::uint32_t>(packetBlockBytes(captured));
    const std::uint32_t head[] = {EnhancedPacket, total, header.interface,
        static_cast<std::uint32_t>(header.nanoseconds >> 32U), static_cast<std::uint32_t>(header.nanoseconds), captured,
        header.originalLength};
    out.push(std::as_bytes(std::span{head}));
    out.push(bytes);
    out.push(zeros(padding(captured)));
    out.push(std::as_bytes(std::span{&total, 1}));
}

void writeStatistics(ByteQueue& out, std::uint32_t interface, const Counters& counters, std::uint64_t started,
    std::uint64_t now, std::uint64_t ended, std::string_view comment)
{
    Draft<statisticsBlockBytes> block{Statistics};
    block.number(interface);
    block.number(static_cast<std::uint32_t>(now >> 32U));
    block.number(static_cast<std::uint32_t>(now));
    if (!comment.empty())
        block.option(1, {bytesOf(comment.substr(0, 100))});
    block.timeOption(2, started);
    if (ended != 0)
        block.timeOption(3, ended);
    // the socket sees what its filter lets through, so received and accepted are one number here
    block.option(4, counters.accepted);
    if (counters.missed)
        block.option(5, *counters.missed);
    block.option(6, counters.accepted);
    block.option(7, counters.dropped);
    block.option(8, counters.delivered);
    block.finish(out);
}

}  // namespace pr::helper
