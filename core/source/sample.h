// Captures made by tests, byte by byte.
#pragma once

#include "core/source/encoder.h"
#include "core/source/reader.h"

#include <cstdlib>
#include <string>
#include <unistd.h>
#include <vector>

namespace pr::source::sample {

using Raw = std::vector<std::byte>;

inline Raw operator+(Raw left, const Raw& right)
{
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

inline Raw raw(std::string_view text)
{
    const auto bytes = bytesOf(text);
    return {bytes.begin(), bytes.end()};
}

inline Raw taken(const Encoder& encoder)
{
    return {encoder.bytes().begin(), encoder.bytes().end()};
}

struct PcapHeader {
    ByteOrder order = ByteOrder::Little;
    std::uint32_t magic = pcap::microseconds;
    std::uint16_t major = 2, minor = 4;
    std::uint32_t snaplen = 65535;
    std::uint32_t link = 1;
};

inline Raw pcapHeader(const PcapHeader& header = {})
{
    Encoder out{header.order};
    out.u32(header.magic);
    out.u16(header.major);
    out.u16(header.minor);
    out.u64(0);
    out.u32(header.snaplen);
    out.u32(header.link);
    return taken(out);
}

struct Record {
    std::uint32_t seconds = 1'700'000'000;
    std::uint32_t fraction = 250'000;
    std::string_view bytes = "sixteen bytes !!";
    std::uint32_t original = 16;
};

inline Raw pcapRecord(const Record& record = {}, ByteOrder order = ByteOrder::Little)
{
    Encoder out{order};
    out.u32(record.seconds);
    out.u32(record.fraction);
    out.u32(static_cast<std::uint32_t>(record.bytes.size()));
    out.u32(record.original);
    out.raw(bytesOf(record.bytes));
    return taken(out);
}

/// A block of pcapng around a body that fills up four bytes.
inline Raw makeBlock(std::uint32_t type, const Raw& body, ByteOrder order = ByteOrder::Little)
{
    const auto length = static_cast<std::uint32_t>(block::frame + padded(body.size()));
    Encoder out{order};
    out.u32(type);
    out.u32(length);
    out.raw(body);
    out.pad(body.size());
    out.u32(length);
    return taken(out);
}

inline Raw makeOption(std::uint16_t code, const Raw& value, ByteOrder order = ByteOrder::Little)
{
    Encoder out{order};
    out.optionHead(code, value.size());
    out.raw(value);
    out.pad(value.size());
    return taken(out);
}

inline Raw sectionHeader(ByteOrder order = ByteOrder::Little, const Raw& options = {})
{
    Encoder out{order};
    out.u32(block::byteOrderMagic);
    out.u16(1);
    out.u16(0);
    out.u64(~std::uint64_t{0});
    out.raw(options);
    return makeBlock(block::sectionHeader, taken(out), order);
}

inline Raw interfaceBlock(
    LinkType link, std::uint32_t snaplen = 0, const Raw& options = {}, ByteOrder order = ByteOrder::Little)
{
    Encoder out{order};
    out.u16(link);
    out.u16(0);
    out.u32(snaplen);
    out.raw(options);
    return makeBlock(block::interfaceDescription, taken(out), order);
}

struct Enhanced {
    std::uint32_t interface = 0;
    std::uint64_t time = 1'700'000'000'250'000;
    std::string_view bytes = "seventeen bytes !";
    std::uint32_t original = 17;
    Raw options = {};
};

inline Raw enhanced(const Enhanced& packet = {}, ByteOrder order = ByteOrder::Little)
{
    Encoder out{order};
    out.u32(packet.interface);
    out.u32(static_cast<std::uint32_t>(packet.time >> 32));
    out.u32(static_cast<std::uint32_t>(packet.time));
    out.u32(static_cast<std::uint32_t>(packet.bytes.size()));
    out.u32(packet.original);
    out.raw(bytesOf(packet.bytes));
    out.pad(packet.bytes.size());
    out.raw(packet.options);
    return makeBlock(block::enhancedPacket, taken(out), order);
}

inline Raw simple(std::string_view bytes, std::uint32_t original, ByteOrder order = ByteOrder::Little)
{
    Encoder out{order};
    out.u32(original);
    out.raw(bytesOf(bytes));
    return makeBlock(block::simplePacket, taken(out), order);
}

/// A file that goes away with the object.
class TemporaryFile {
public:
    explicit TemporaryFile(Bytes content = {})
    {
        m_path = "/tmp/packetrecorder-test-XXXXXX";
        const auto fd = mkstemp(m_path.data());
        m_whole = write(fd, content.data(), content.size()) == static_cast<ssize_t>(content.size());
        close(fd);
    }
    ~TemporaryFile() { unlink(m_path.c_str()); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    const std::string& path() const { return m_path; }
    bool whole() const { return m_whole; }

private:
    std::string m_path;
    bool m_whole = false;
};

/// A packet or item that outlives its batch.
struct KeptPacket {
    PacketView view;
    Raw bytes;
    std::uint64_t offset = 0;
};
struct KeptItem {
    Item view;
    Raw body;
};

/// All that a reader gave, and how it ended.
struct Content {
    std::vector<KeptPacket> packets;
    std::vector<KeptItem> items;
    std::vector<Interface> interfaces;
    Raw source;
    std::string failure;
    Fault fault = Fault::None;
};

inline void keep(const Batch& batch, Content& content)
{
    for (std::size_t i = 0; i < batch.packets.size(); ++i) {
        const auto& packet = batch.packets[i];
        content.packets.push_back({packet, {packet.bytes.begin(), packet.bytes.end()}, batch.offsets[i]});
    }
    for (const auto& item : batch.items)
        content.items.push_back({item, {item.body.begin(), item.body.end()}});
    content.interfaces.insert(content.interfaces.end(), batch.interfaces.begin(), batch.interfaces.end());
    content.source.insert(content.source.end(), batch.sourceBytes.begin(), batch.sourceBytes.end());
}

inline Content readAll(const std::string& path)
{
    Content content;
    auto reader = Reader::open(path);
    if (!reader) {
        content.failure = reader.error().text();
        return content;
    }
    Batch batch;
    while (true) {
        const auto next = (*reader)->next(batch);
        if (!next)
            content.failure = next.error().text();
        if (!next || *next == Next::End)
            break;
        keep(batch, content);
    }
    if ((*reader)->damage())
        content.fault = (*reader)->damage()->fault;
    return content;
}

inline Content readAll(const Raw& file)
{
    const TemporaryFile temporary{file};
    return temporary.whole() ? readAll(temporary.path()) : Content{};
}

}  // namespace pr::source::sample
