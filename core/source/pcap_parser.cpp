// pcap: a file header, then records of time, two lengths and bytes.
#include "core/base/cursor.h"
#include "core/base/limits.h"
#include "core/source/parser.h"
#include "core/source/pcapng_format.h"

#include <algorithm>

namespace pr::source {

namespace {

// Which of a record's two lengths is the captured one (libpcap's sf-pcap.c): versions before 2.3 and DG/UX's 543.0
// wrote them the other way round, 2.3 did or did not.
enum class Lengths { AsToday, Swapped, Unclear };

struct Variant {
    ByteOrder order = ByteOrder::Little;
    std::uint8_t resolution = Clock::microseconds;
    std::size_t recordHeader = pcap::recordHeader;
    const char* name = "pcap";
};

std::optional<Variant> variantOf(Bytes start)
{
    if (start.size() < 4)
        return {};
    for (const auto order : {ByteOrder::Little, ByteOrder::Big}) {
        switch (Fields{start, order}.u32(0)) {
        case pcap::microseconds: return Variant{.order = order};
        case pcap::nanoseconds:
            return Variant{.order = order, .resolution = Clock::nanoseconds, .name = "pcap (nanoseconds)"};
        case pcap::modified:
            return Variant{.order = order, .recordHeader = pcap::modifiedRecordHeader, .name = "pcap (modified)"};
        default: break;
        }
    }
    return {};
}

constexpr bool carriesLargePackets(LinkType type)
{
    return type == 189 || type == 220 || type == 231 || type == 249 || type == 279;  // USB, D-Bus, USBPcap, EBHSCR
}

class PcapParser final : public Parser {
public:
    PcapParser(const Variant& variant, Numbering& numbering) : m_variant{variant}, m_numbering{numbering}
    {
        m_interface.resolution = variant.resolution;
    }

    Parsed parse(Bytes content, std::uint64_t offset, Batch& batch) override
    {
        std::size_t at = 0;
        if (!m_headerRead) {
            if (content.size() < pcap::fileHeader)
                return {};
            if (auto damage = readHeader(content.first(pcap::fileHeader), batch))
                return {.damage = std::move(damage)};
            at = pcap::fileHeader;
        }
        const auto headerSize = m_variant.recordHeader;
        const auto unitsPerSecond = m_variant.resolution == Clock::nanoseconds ? 1'000'000'000ULL : 1'000'000ULL;
        while (content.size() - at >= headerSize) {
            if (batch.packets.size() >= limits::batchPackets)
                return {.consumed = at, .full = true};
            const Fields record{content.subspan(at, headerSize), m_variant.order};
            std::size_t captured = record.u32(8);
            std::size_t original = record.u32(12);
            if (m_lengths == Lengths::Swapped || (m_lengths == Lengths::Unclear && captured > original))
                std::swap(captured, original);
            if (captured > m_longest)
                return {.consumed = at, .damage = tooLong(captured, offset + at)};
            if (captured > content.size() - at - headerSize)
                return {.consumed = at};
            const auto rawTime = record.u32(0) * unitsPerSecond + record.u32(4);
            batch.packets.push_back(PacketView{
                .number = m_numbering.packet,
                .time = m_clock.time(rawTime),
                .rawTime = rawTime,
                .interface = m_interface.id,
                .linkType = m_interface.linkType,
                .originalLength = static_cast<std::uint32_t>(original),
                .fcsBytes = m_interface.fcsBytes,
                .bytes = content.subspan(at + headerSize, captured),
            });
            batch.offsets.push_back(offset + at + headerSize);
            ++m_numbering.packet.value;
            at += headerSize + captured;
        }
        return {.consumed = at};
    }

    const char* inside(Bytes) const override { return m_headerRead ? "packet" : "file header"; }
    const char* format() const override { return m_variant.name; }

private:
    std::optional<Damage> readHeader(Bytes header, Batch& batch)
    {
        const Fields fields{header, m_variant.order};
        const auto major = fields.u16(4);
        const auto minor = fields.u16(6);
        if (major < 2)
            return Damage{Fault::Unsupported, 0, m_numbering.packet,
                "it has pcap version " + std::to_string(major) + '.' + std::to_string(minor)
                    + ", of which no description exists"};
        if (major == 543 || (major == 2 && minor < 3))
            m_lengths = Lengths::Swapped;
        else if (major == 2 && minor == 3)
            m_lengths = Lengths::Unclear;
        const auto link = fields.u32(20);
        m_interface.snaplen = fields.u32(16);
        m_interface.linkType = static_cast<LinkType>(link & 0xffff);
        if ((link & pcap::fcsPresent) != 0)
            m_interface.fcsBytes = static_cast<std::uint8_t>(2 * (link >> pcap::fcsShift));
        m_longest = carriesLargePackets(m_interface.linkType)
            ? limits::packetBytes
            : std::clamp<std::size_t>(m_interface.snaplen, limits::snaplen, limits::packetBytes);
        m_interface.id = m_numbering.interface;
        m_interface.section = m_numbering.section;
        m_clock = m_interface.clock();
        ++m_numbering.interface.value;
        ++m_numbering.section;
        batch.items.push_back(Item{.kind = ItemKind::PcapHeader,
            .place = m_numbering.packet,
            .section = m_interface.section,
            .order = m_variant.order,
            .body = header});
        batch.items.push_back(Item{.kind = ItemKind::Interface,
            .place = m_numbering.packet,
            .section = m_interface.section,
            .order = m_variant.order,
            .interface = m_interface.id});
        batch.interfaces.push_back(m_interface);
        m_headerRead = true;
        return {};
    }

    Damage tooLong(std::size_t captured, std::uint64_t offset) const
    {
        return {Fault::Malformed, offset, m_numbering.packet,
            "the packet's captured length is " + std::to_string(captured) + ", and no packet here has more than "
                + std::to_string(m_longest) + " bytes"};
    }

    Variant m_variant;
    Numbering& m_numbering;
    Interface m_interface;
    Clock m_clock;
    Lengths m_lengths = Lengths::AsToday;
    std::size_t m_longest = limits::snaplen;
    bool m_headerRead = false;
};

}  // namespace

std::unique_ptr<Parser> makePcapParser(Bytes start, Numbering& numbering)
{
    const auto variant = variantOf(start);
    return variant ? std::make_unique<PcapParser>(*variant, numbering) : nullptr;
}

}  // namespace pr::source
