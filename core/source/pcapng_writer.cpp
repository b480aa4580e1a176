#include "core/source/encoder.h"
#include "core/source/writer.h"

#include <algorithm>
#include <limits>
#include <unordered_map>

namespace pr::source {

namespace {

constexpr std::uint64_t lengthNotSaid = std::numeric_limits<std::uint64_t>::max();

// Items also come out of case files, which may be damaged.
std::size_t leastBody(ItemKind kind)
{
    switch (kind) {
    case ItemKind::SectionHeader: return block::sectionFixed;
    case ItemKind::Statistics: return sizeof(std::uint32_t);
    default: return 0;
    }
}

class PcapngWriter final : public Writer {
public:
    PcapngWriter(Output output, const WriterOptions& options) : m_output{std::move(output)}, m_options{options} { }

    Outcome<void> describe(const Interface& interface) override
    {
        m_interfaces.insert_or_assign(interface.id, interface);
        if (auto entered = enter(interface.section, interface.order); !entered)
            return entered;
        return writeInterface(interface);
    }

    Outcome<void> add(const Item& item) override
    {
        if (item.body.size() < leastBody(item.kind))
            return fail(Status::Input, "a block before packet " + std::to_string(item.place.value) + " is incomplete.");
        switch (item.kind) {
        case ItemKind::PcapHeader:
        case ItemKind::Interface:
        case ItemKind::PacketOptions: return {};
        case ItemKind::SectionHeader: return startSection(item);
        case ItemKind::Statistics: return writeStatistics(item);
        default: break;
        }
        if (auto entered = enter(item.section, item.order); !entered)
            return entered;
        return writeBlock(item.blockType, {}, item.body, {});
    }

    Outcome<void> add(const PacketView& packet, const Item* options) override
    {
        const auto local = localOf(packet.interface);
        if (!local)
            return Unexpected{local.error()};
        const auto captured = packet.bytes.size();
        const auto list = options != nullptr ? options->body : Bytes{};
        m_fixed.start(m_order);
        if (!packet.hasTime && *local == 0 && list.empty() && captured == simpleLength(packet)) {
            m_fixed.u32(packet.originalLength);
            return writeBlock(block::simplePacket, m_fixed.bytes(), packet.bytes, {});
        }
        const auto obsolete = options != nullptr && options->blockType == block::obsoletePacket && *local <= 0xffff;
        if (obsolete) {
            m_fixed.u16(static_cast<std::uint16_t>(*local));
            m_fixed.u16(options->drops);
        } else {
            m_fixed.u32(*local);
        }
        m_fixed.u32(static_cast<std::uint32_t>(packet.rawTime >> 32));
        m_fixed.u32(static_cast<std::uint32_t>(packet.rawTime));
        m_fixed.u32(static_cast<std::uint32_t>(captured));
        m_fixed.u32(packet.originalLength);
        return writeBlock(
            obsolete ? block::obsoletePacket : block::enhancedPacket, m_fixed.bytes(), packet.bytes, list);
    }

    Outcome<void> flush() override { return m_output.flush(); }

    Outcome<void> finish() override
    {
        if (!m_open) {
            if (auto started = startOwnSection(0, ByteOrder::Little); !started)
                return started;
        }
        return m_output.commit();
    }

private:
    // A simple packet block says its original length only: the captured one follows from the snaplen.
    std::size_t simpleLength(const PacketView& packet) const
    {
        const auto snaplen = m_interfaces.at(packet.interface).snaplen;
        return snaplen == 0 ? packet.originalLength : std::min(packet.originalLength, snaplen);
    }

    Outcome<void> enter(std::uint32_t section, ByteOrder order)
    {
        if (m_open && section == m_section && order == m_order)
            return {};
        return startOwnSection(section, order);
    }

    Outcome<void> startSection(const Item& item)
    {
        begin(item.section, item.order);
        m_fixed.start(m_order);
        m_fixed.raw(item.body.first(8));  // byte-order magic and version
        m_fixed.u64(lengthNotSaid);
        return writeBlock(block::sectionHeader, m_fixed.bytes(), {}, item.body.subspan(block::sectionFixed));
    }

    Outcome<void> startOwnSection(std::uint32_t section, ByteOrder order)
    {
        begin(section, order);
        m_fixed.start(order);
        m_fixed.u32(block::byteOrderMagic);
        m_fixed.u16(1);
        m_fixed.u16(0);
        m_fixed.u64(lengthNotSaid);
        m_fixed.optionText(option::hardware, m_options.hardware);
        m_fixed.optionText(option::os, m_options.os);
        m_fixed.optionText(option::application, m_options.application);
        m_fixed.optionHead(option::end, 0);
        return writeBlock(block::sectionHeader, m_fixed.bytes(), {}, {});
    }

    void begin(std::uint32_t section, ByteOrder order)
    {
        m_open = true;
        m_section = section;
        m_order = order;
        m_locals.clear();
    }

    /// The number that an interface has in the section it belongs to, which becomes the current one.
    Outcome<std::uint32_t> localOf(InterfaceId id)
    {
        const auto known = m_interfaces.find(id);
        if (known == m_interfaces.end())
            return fail(
                Status::Problem, "interface " + std::to_string(id.value) + " was not described before its packets.");
        const auto& interface = known->second;
        if (auto entered = enter(interface.section, interface.order); !entered)
            return Unexpected{entered.error()};
        if (!m_locals.contains(id)) {
            if (auto written = writeInterface(interface); !written)
                return Unexpected{written.error()};
        }
        return m_locals.at(id);
    }

    Outcome<void> writeInterface(const Interface& interface)
    {
        const auto local = static_cast<std::uint32_t>(m_locals.size());
        m_locals.emplace(interface.id, local);
        m_fixed.start(m_order);
        m_fixed.u16(interface.linkType);
        m_fixed.u16(0);
        m_fixed.u32(interface.snaplen);
        if (!interface.options.empty())
            m_fixed.raw(interface.options);
        else
            makeOptions(interface);
        return writeBlock(block::interfaceDescription, m_fixed.bytes(), {}, {});
    }

    void makeOptions(const Interface& interface)
    {
        const auto before = m_fixed.bytes().size();
        m_fixed.optionText(option::name, interface.name);
        m_fixed.optionText(option::description, interface.description);
        if (interface.speed != 0)
            m_fixed.optionU64(option::speed, interface.speed);
        if (interface.resolution != Clock::microseconds)
            m_fixed.optionU8(option::resolution, interface.resolution);
        if (!interface.filter.empty())
            m_fixed.optionText(option::filter, std::string(1, '\0') + interface.filter);
        m_fixed.optionText(option::interfaceOs, interface.os);
        m_fixed.optionText(option::interfaceHardware, interface.hardware);
        if (interface.fcsBytes != 0)
            m_fixed.optionU8(option::fcsLength, interface.fcsBytes);
        if (interface.offset != 0)
            m_fixed.optionU64(option::offset, static_cast<std::uint64_t>(interface.offset));
        if (m_fixed.bytes().size() != before)
            m_fixed.optionHead(option::end, 0);
    }

    Outcome<void> writeStatistics(const Item& item)
    {
        const auto local = localOf(item.interface);
        if (!local)
            return Unexpected{local.error()};
        m_fixed.start(m_order);
        m_fixed.u32(*local);
        return writeBlock(item.blockType, m_fixed.bytes(), {}, item.body.subspan(4));
    }

    // A block of fixed fields, data that are padded to four bytes, and options.
    Outcome<void> writeBlock(std::uint32_t type, Bytes fixed, Bytes data, Bytes options)
    {
        const auto length =
            static_cast<std::uint32_t>(block::frame + fixed.size() + padded(data.size()) + padded(options.size()));
        m_frame.start(m_order);
        m_frame.u32(type);
        m_frame.u32(length);
        m_frame.raw(fixed);
        if (auto written = m_output.write(m_frame.bytes()); !written)
            return written;
        if (auto written = m_output.write(data); !written)
            return written;
        m_frame.start(m_order);
        m_frame.pad(data.size());
        m_frame.raw(options);
        m_frame.pad(options.size());
        m_frame.u32(length);
        return m_output.write(m_frame.bytes());
    }

    Output m_output;
    WriterOptions m_options;
    bool m_open = false;
    std::uint32_t m_section = 0;
    ByteOrder m_order = ByteOrder::Little;
    std::unordered_map<InterfaceId, Interface> m_interfaces;
    std::unordered_map<InterfaceId, std::uint32_t> m_locals;  ///< of the current section
    Encoder m_fixed;
    Encoder m_frame;
};

}  // namespace

std::unique_ptr<Writer> makePcapngWriter(Output output, const WriterOptions& options)
{
    return std::make_unique<PcapngWriter>(std::move(output), options);
}

}  // namespace pr::source
