// pcapng: sections of blocks. A block says its length at both ends; the first one that does not hold together ends the
// reading, because whatever would be found behind it is a guess.
#include "core/base/limits.h"
#include "core/source/options.h"
#include "core/source/parser.h"

#include <algorithm>

namespace pr::source {

namespace {

/// What a packet needs of its interface.
struct Port {
    InterfaceId id;
    LinkType linkType = 1;
    std::uint8_t fcsBytes = 0;
    std::uint32_t snaplen = 0;
    Clock clock;
};

/// A block that has been framed: type and content without the two lengths.
struct Block {
    std::uint32_t type = 0;
    Bytes body;
    std::uint64_t bodyOffset = 0;  ///< in the content of the file
};

std::string number(std::uint64_t value)
{
    return std::to_string(value);
}

class PcapngParser final : public Parser {
public:
    explicit PcapngParser(Numbering& numbering) : m_numbering{numbering} { }

    Parsed parse(Bytes content, std::uint64_t offset, Batch& batch) override
    {
        std::size_t at = 0;
        while (content.size() - at >= block::frame) {
            if (batch.packets.size() >= limits::batchPackets)
                return {.consumed = at, .full = true};
            const auto rest = content.subspan(at);
            const auto section = Fields{rest, m_order}.u32(0) == block::sectionHeader;
            if (section && !takeByteOrder(rest))
                return {
                    .consumed = at, .damage = damage(offset + at, Fault::Malformed, "the byte-order magic is wrong")};
            const Fields head{rest, m_order};
            const std::size_t length = head.u32(4);
            if (length < block::frame || length % 4 != 0)
                return {.consumed = at,
                    .damage = damage(
                        offset + at, Fault::Malformed, "the block says that it is " + number(length) + " bytes long")};
            if (length > limits::pcapngBlock)
                return {.consumed = at,
                    .damage = damage(offset + at, Fault::Limit,
                        "the block says that it is " + number(length) + " bytes long; more than "
                            + number(limits::pcapngBlock) + " are not read")};
            if (length > rest.size())
                return {.consumed = at};
            const std::size_t trailing = Fields{rest.subspan(length - 4, 4), m_order}.u32(0);
            if (trailing != length)
                return {.consumed = at,
                    .damage = damage(offset + at, Fault::Malformed,
                        "the block's two lengths are " + number(length) + " and " + number(trailing))};
            const Block whole{head.u32(0), rest.subspan(8, length - block::frame), offset + at + 8};
            if (auto broken = readBlock(whole, batch)) {
                broken->offset = offset + at;
                return {.consumed = at, .damage = std::move(broken)};
            }
            at += length;
        }
        return {.consumed = at};
    }

    const char* inside(Bytes rest) const override
    {
        if (rest.size() < 4)
            return "block";
        switch (Fields{rest, m_order}.u32(0)) {
        case block::enhancedPacket:
        case block::simplePacket:
        case block::obsoletePacket: return "packet";
        default: return "block";
        }
    }
    const char* format() const override { return "pcapng"; }

private:
    Damage damage(std::uint64_t offset, Fault fault, std::string what) const
    {
        return {fault, offset, m_numbering.packet, std::move(what)};
    }
    std::optional<Damage> broken(std::string what, Fault fault = Fault::Malformed) const
    {
        return damage(0, fault, std::move(what));  // parse() knows the offset
    }

    bool takeByteOrder(Bytes rest)
    {
        for (const auto order : {ByteOrder::Little, ByteOrder::Big}) {
            if (Fields{rest, order}.u32(8) == block::byteOrderMagic) {
                m_order = order;
                return true;
            }
        }
        return false;
    }

    std::optional<Damage> readBlock(const Block& block, Batch& batch)
    {
        switch (block.type) {
        case block::enhancedPacket: return readEnhanced(block, batch);
        case block::simplePacket: return readSimple(block, batch);
        case block::obsoletePacket: return readObsolete(block, batch);
        case block::interfaceDescription: return readInterface(block, batch);
        case block::sectionHeader: return readSection(block, batch);
        case block::interfaceStatistics: return readStatistics(block, batch);
        case block::nameResolution: keep(ItemKind::NameResolution, block, batch); return {};
        case block::decryptionSecrets: keep(ItemKind::Secrets, block, batch); return {};
        case block::custom:
        case block::customNotCopied: keep(ItemKind::Custom, block, batch); return {};
        default: keep(ItemKind::Unknown, block, batch); return {};
        }
    }

    Item& keep(ItemKind kind, const Block& block, Batch& batch) const
    {
        return batch.items.emplace_back(Item{.kind = kind,
            .place = m_numbering.packet,
            .section = m_section,
            .order = m_order,
            .blockType = block.type,
            .body = block.body});
    }

    std::optional<Damage> readSection(const Block& block, Batch& batch)
    {
        if (block.body.size() < block::sectionFixed)
            return broken("the section header is too short");
        const auto major = Fields{block.body, m_order}.u16(4);
        if (major != 1)
            return broken(
                "the section has pcapng version " + number(major) + ", which is not known", Fault::Unsupported);
        if (!eachOption(block.body.subspan(block::sectionFixed), m_order, [](auto, auto) {}))
            return broken("an option of the section header runs past its block");
        m_section = m_numbering.section++;
        m_ports.clear();
        keep(ItemKind::SectionHeader, block, batch);
        return {};
    }

    std::optional<Damage> readInterface(const Block& block, Batch& batch)
    {
        if (block.body.size() < block::interfaceFixed)
            return broken("the interface description is too short");
        if (m_numbering.interface.value >= limits::interfacesPerSession)
            return broken(
                "it describes more than " + number(limits::interfacesPerSession) + " interfaces", Fault::Limit);
        const Fields fields{block.body, m_order};
        const auto options = block.body.subspan(block::interfaceFixed);
        Interface made;
        made.id = m_numbering.interface;
        made.section = m_section;
        made.local = static_cast<std::uint32_t>(m_ports.size());
        made.linkType = fields.u16(0);
        made.snaplen = fields.u32(4);
        made.order = m_order;
        const auto whole =
            eachOption(options, m_order, [&](std::uint16_t code, Bytes value) { apply(code, value, made); });
        if (!whole)
            return broken("an option of the interface description runs past its block");
        made.options.assign(options.begin(), options.end());
        m_ports.push_back({made.id, made.linkType, made.fcsBytes, made.snaplen, made.clock()});
        ++m_numbering.interface.value;
        keep(ItemKind::Interface, block, batch).interface = made.id;
        batch.interfaces.push_back(std::move(made));
        return {};
    }

    // An option of another length than its definition says is kept verbatim and means nothing.
    void apply(std::uint16_t code, Bytes value, Interface& made) const
    {
        switch (code) {
        case option::name: made.name = textOf(value); break;
        case option::description: made.description = textOf(value); break;
        case option::interfaceOs: made.os = textOf(value); break;
        case option::interfaceHardware: made.hardware = textOf(value); break;
        case option::filter:
            if (!value.empty() && value[0] == std::byte{0})
                made.filter = textOf(value.subspan(1));
            break;
        case option::resolution:
            if (value.size() == 1)
                made.resolution = std::to_integer<std::uint8_t>(value[0]);
            break;
        case option::fcsLength:
            if (value.size() == 1)
                made.fcsBytes = std::to_integer<std::uint8_t>(value[0]);
            break;
        case option::speed:
            if (value.size() == 8)
                made.speed = Fields{value, m_order}.u64(0);
            break;
        case option::offset:
            if (value.size() == 8)
                made.offset = static_cast<std::int64_t>(Fields{value, m_order}.u64(0));
            break;
        default: break;
        }
    }

    std::optional<Damage> readStatistics(const Block& block, Batch& batch)
    {
        if (block.body.size() < 12)
            return broken("the interface statistics are too short");
        const auto local = Fields{block.body, m_order}.u32(0);
        if (local >= m_ports.size())
            return noInterface(local);
        keep(ItemKind::Statistics, block, batch).interface = m_ports[local].id;
        return {};
    }

    std::optional<Damage> noInterface(std::uint32_t local) const
    {
        return broken("it names interface " + number(local) + ", and the section has described "
            + (m_ports.empty() ? std::string{"none"} : number(m_ports.size())));
    }

    std::optional<Damage> readEnhanced(const Block& block, Batch& batch)
    {
        if (block.body.size() < block::packetFixed)
            return broken("the packet block is too short");
        const Fields fields{block.body, m_order};
        return readTimed(block, fields.u32(0), 0xffff, batch);
    }

    std::optional<Damage> readObsolete(const Block& block, Batch& batch)
    {
        if (block.body.size() < block::packetFixed)
            return broken("the packet block is too short");
        const Fields fields{block.body, m_order};
        return readTimed(block, fields.u16(0), fields.u16(2), batch);
    }

    // Both kinds of packet block with a time agree but for their first four bytes.
    std::optional<Damage> readTimed(const Block& block, std::uint32_t local, std::uint16_t drops, Batch& batch)
    {
        if (local >= m_ports.size())
            return noInterface(local);
        const auto& port = m_ports[local];
        const Fields fields{block.body, m_order};
        const std::size_t captured = fields.u32(12);
        const auto there = block.body.size() - block::packetFixed;
        if (captured > there)
            return broken(
                "the packet's captured length is " + number(captured) + " in a block that holds " + number(there));
        const auto raw = std::uint64_t{fields.u32(4)} << 32 | fields.u32(8);
        auto fcsBytes = port.fcsBytes;
        const auto options = block.body.subspan(block::packetFixed + padded(captured));
        if (!options.empty() || drops != 0xffff) {
            const auto whole = eachOption(options, m_order, [&](std::uint16_t code, Bytes value) {
                if (code != option::flags || value.size() != 4)
                    return;
                if (const auto length = bits(Fields{value, m_order}.u32(0), 5, 4); length != 0)
                    fcsBytes = static_cast<std::uint8_t>(length);
            });
            if (!whole)
                return broken("an option of the packet runs past its block");
            auto& item = keep(ItemKind::PacketOptions, block, batch);
            item.body = options;
            item.drops = drops;
        }
        add(batch, block.bodyOffset + block::packetFixed,
            PacketView{
                .number = m_numbering.packet,
                .time = port.clock.time(raw),
                .rawTime = raw,
                .interface = port.id,
                .linkType = port.linkType,
                .originalLength = fields.u32(16),
                .fcsBytes = fcsBytes,
                .bytes = block.body.subspan(block::packetFixed, captured),
            });
        return {};
    }

    // The captured length is not said: it is the original length, or the snaplen where that is less.
    std::optional<Damage> readSimple(const Block& block, Batch& batch)
    {
        if (block.body.size() < block::simpleFixed)
            return broken("the packet block is too short");
        if (m_ports.empty())
            return noInterface(0);
        const auto& port = m_ports.front();
        const auto original = Fields{block.body, m_order}.u32(0);
        const std::size_t captured = port.snaplen == 0 ? original : std::min(original, port.snaplen);
        const auto there = block.body.size() - block::simpleFixed;
        if (captured > there)
            return broken(
                "the packet's captured length is " + number(captured) + " in a block that holds " + number(there));
        add(batch, block.bodyOffset + block::simpleFixed,
            PacketView{
                .number = m_numbering.packet,
                .time = {},
                .interface = port.id,
                .linkType = port.linkType,
                .originalLength = original,
                .fcsBytes = port.fcsBytes,
                .hasTime = false,
                .bytes = block.body.subspan(block::simpleFixed, captured),
            });
        return {};
    }

    void add(Batch& batch, std::uint64_t offset, const PacketView& packet)
    {
        batch.packets.push_back(packet);
        batch.offsets.push_back(offset);
        ++m_numbering.packet.value;
    }

    Numbering& m_numbering;
    ByteOrder m_order = ByteOrder::Little;
    std::uint32_t m_section = 0;
    std::vector<Port> m_ports;  ///< of the section, by their number in it
};

}  // namespace

std::unique_ptr<Parser> makePcapngParser(Bytes start, Numbering& numbering)
{
    if (start.size() < 4 || u32be(start.data()) != block::sectionHeader)
        return nullptr;
    return std::make_unique<PcapngParser>(numbering);
}

std::unique_ptr<Parser> parserFor(Bytes start, Numbering& numbering)
{
    auto parser = makePcapParser(start, numbering);
    return parser ? std::move(parser) : makePcapngParser(start, numbering);
}

}  // namespace pr::source
