// What a reader hands over at a time: packets and everything between them, over memory that the batch owns.
#pragma once

#include "core/base/packet.h"
#include "core/source/interface.h"

#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

namespace pr::source {

/// Stored in case files: append, never renumber.
enum class ItemKind : std::uint8_t {
    PcapHeader = 1,     ///< body: the 24 bytes of the file header
    SectionHeader = 2,  ///< body: byte-order magic, version, section length, options
    Interface = 3,      ///< body: as in pcapng, empty for pcap; described in Batch::interfaces
    NameResolution = 4,
    Statistics = 5,  ///< `interface` says whose
    Secrets = 6,
    Custom = 7,  ///< body: private enterprise number, then the rest
    Unknown = 8,
    PacketOptions = 9,  ///< body: option list of the packet `place`
};

/// Anything of a file that is not a packet: verbatim, and with its place.
struct Item {
    ItemKind kind = ItemKind::Unknown;
    PacketNumber place{};  ///< it stands before this packet; options belong to it
    std::uint32_t section = 0;
    ByteOrder order = ByteOrder::Little;  ///< of the numbers in the body
    std::uint32_t blockType = 0;          ///< of pcapng
    InterfaceId interface {
    };                             ///< of interfaces and statistics
    std::uint16_t drops = 0xffff;  ///< options of an obsolete packet block: packets lost before it; 0xffff: not said
    Bytes body{};                  ///< block content without type and lengths; belongs to the batch
};

/// Bytes that are not cleared before a file is read into them.
class Buffer {
public:
    std::size_t capacity() const { return m_capacity; }
    std::byte* data() { return m_bytes.get(); }
    std::span<std::byte> from(std::size_t at) { return {m_bytes.get() + at, m_capacity - at}; }

    /// Gives it `capacity` bytes, of which the first `kept` stay as they are.
    void resize(std::size_t capacity, std::size_t kept)
    {
        auto bytes = std::make_unique_for_overwrite<std::byte[]>(capacity);
        if (kept > 0)
            std::memcpy(bytes.get(), m_bytes.get(), kept);
        m_bytes = std::move(bytes);
        m_capacity = capacity;
    }

private:
    std::unique_ptr<std::byte[]> m_bytes;
    std::size_t m_capacity = 0;
};

/// Packets and items in the order of the file. Can be moved without moving what the views look at; reuse it, and
/// nothing is allocated any more.
struct Batch {
    std::vector<PacketView> packets;
    std::vector<std::uint64_t> offsets;  ///< of each packet's bytes in the (uncompressed) content
    std::vector<Item> items;             ///< by place; an item stands before the packet of its place
    std::vector<Interface> interfaces;   ///< those described in this batch, in order
    /// The bytes of the file, as it lies on the disk, that were first read for this batch. Over all batches they are
    /// the whole file: feed them to a Sha256 on any thread, in order.
    Bytes sourceBytes;

    Buffer memory;                      ///< what packets, items and sourceBytes look at
    std::vector<std::byte> compressed;  ///< likewise, of compressed files

    bool empty() const { return packets.empty() && items.empty(); }
    void clear()
    {
        packets.clear();
        offsets.clear();
        items.clear();
        interfaces.clear();
        compressed.clear();
        sourceBytes = {};
    }
};

}  // namespace pr::source
