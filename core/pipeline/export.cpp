#include "core/pipeline/export.h"

#include "core/pipeline/pace.h"
#include "core/query/query.h"

#include <algorithm>
#include <bit>
#include <condition_variable>
#include <deque>
#include <mutex>

namespace pr::pipeline {

namespace {

constexpr std::uint32_t kSectionHeader = 0x0A0D0D0A, kInterfaceDescription = 1, kSecretsBlock = 10, kObsoletePacket = 2;

// if_tsresol of a clock: 10^-n where that fits, else 2^-n.
std::uint8_t resolutionOf(std::uint64_t unitsPerSecond)
{
    std::uint64_t power = 1;
    for (std::uint8_t n = 0; n <= 19; ++n) {
        if (power == unitsPerSecond)
            return n;
        power *= 10;
    }
    return static_cast<std::uint8_t>(0x80 | std::countr_zero(unitsPerSecond));
}

source::ByteOrder orderOf(bool bigEndian)
{
    return bigEndian ? source::ByteOrder::Big : source::ByteOrder::Little;
}

source::ItemKind kindOf(const store::ItemRecord& record)
{
    switch (record.kind) {
    case store::ItemKind::Section:
        return record.code == kSectionHeader       ? source::ItemKind::SectionHeader
            : record.code == kInterfaceDescription ? source::ItemKind::Interface
                                                   : source::ItemKind::PcapHeader;
    case store::ItemKind::PacketOptions: return source::ItemKind::PacketOptions;
    case store::ItemKind::NameResolution: return source::ItemKind::NameResolution;
    case store::ItemKind::InterfaceStatistics: return source::ItemKind::Statistics;
    case store::ItemKind::Custom: return source::ItemKind::Custom;
    default: return record.code == kSecretsBlock ? source::ItemKind::Secrets : source::ItemKind::Unknown;
    }
}

source::Item itemOf(const store::ItemRecord& record)
{
    source::Item item;
    item.kind = kindOf(record);
    item.place = record.packet;
    item.section = record.section;
    item.order = orderOf(record.bigEndian);
    item.blockType = record.code;
    if (item.kind == source::ItemKind::PacketOptions && (record.code & 0xffff) == kObsoletePacket) {
        item.blockType = kObsoletePacket;
        item.drops = static_cast<std::uint16_t>(record.code >> 16);
    }
    item.interface = InterfaceId{record.interface};
    item.body = bytesOf(record.body);
    return item;
}

/// Hands interfaces and items to the writer at the places where the original had them.
class Surroundings {
public:
    Surroundings(store::Case& opened, SessionId session, source::Writer& writer)
        : m_case{opened}, m_session{session}, m_writer{writer}
    {
    }

    Outcome<void> begin()
    {
        auto interfaces = store::interfaces(m_case, m_session);
        if (!interfaces)
            return Unexpected{std::move(interfaces.error())};
        std::uint32_t section = ~0U, local = 0;
        for (auto& record : *interfaces) {
            local = record.section == section ? local + 1 : 0;
            section = record.section;
            auto& out = m_interfaces.emplace_back();
            out.id = record.id;
            out.section = record.section;
            out.local = local;
            out.linkType = record.linkType;
            out.snaplen = record.snaplen;
            out.resolution = resolutionOf(record.unitsPerSecond);
            out.offset = record.timeOffset;
            out.name = std::move(record.name);
            out.description = std::move(record.description);
            out.filter = std::move(record.filter);
            out.order = orderOf(record.bigEndian);
            const auto options = bytesOf(record.options);
            out.options.assign(options.begin(), options.end());
        }
        return {};
    }

    /// Everything that stands before the packet; gives its own options.
    Outcome<const source::Item*> before(PacketNumber packet)
    {
        m_own.reset();
        while (true) {
            if (m_waiting.empty())
                if (auto read = page(); !read)
                    return Unexpected{std::move(read.error())};
            if (m_waiting.empty() || m_waiting.front().packet > packet)
                break;
            m_record = std::move(m_waiting.front());
            m_waiting.pop_front();
            const auto item = itemOf(m_record);
            if (item.kind == source::ItemKind::PacketOptions) {
                if (item.place == packet) {
                    m_ownRecord = std::move(m_record);
                    m_own = itemOf(m_ownRecord);
                }
                continue;
            }
            if (item.kind == source::ItemKind::Interface || item.kind == source::ItemKind::PcapHeader)
                if (auto done = describe(item.interface.value + 1U); !done)
                    return Unexpected{std::move(done.error())};
            if (auto done = m_writer.add(item); !done)
                return Unexpected{std::move(done.error())};
            m_secretsBlocks += item.kind == source::ItemKind::Secrets;
        }
        return m_own ? &*m_own : nullptr;
    }

    /// Interfaces up to a number: pcap describes its one without an item.
    Outcome<void> describe(std::size_t count)
    {
        for (; m_described < std::min(count, m_interfaces.size()); ++m_described)
            if (auto done = m_writer.describe(m_interfaces[m_described]); !done)
                return done;
        return {};
    }

    std::uint64_t secretsBlocks() const { return m_secretsBlocks; }

private:
    Outcome<void> page()
    {
        auto next = store::items(m_case, m_session, m_read);
        if (!next)
            return Unexpected{std::move(next.error())};
        m_read += next->size();
        for (auto& item : *next)
            m_waiting.push_back(std::move(item));
        return {};
    }

    store::Case& m_case;
    SessionId m_session;
    source::Writer& m_writer;
    std::vector<source::Interface> m_interfaces;
    std::size_t m_described = 0;
    std::deque<store::ItemRecord> m_waiting;
    std::uint64_t m_read = 0;
    std::uint64_t m_secretsBlocks = 0;
    store::ItemRecord m_record, m_ownRecord;
    std::optional<source::Item> m_own;
};

/// Waits until packets are due.
class Wait {
public:
    Wait(double speed, std::stop_token stop) : m_pace{speed}, m_stop{std::move(stop)} { }

    void waitFor(const PacketView& packet)
    {
        const auto moment = m_pace.due(packet);
        std::unique_lock lock{m_mutex};
        if (moment)
            m_wake.wait_until(lock, m_stop, *moment, [] { return false; });
    }

private:
    Pace m_pace;
    std::stop_token m_stop;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
};

}  // namespace

Outcome<ExportResult> exportPackets(store::Case& opened, store::PacketReader& reader, const query::Filter& filter,
    source::Output output, const ExportOptions& options, ProgressSink& progress, std::stop_token stop)
{
    const auto writer = source::Writer::create(
        std::move(output), {.format = options.format, .application = "packetrecorder " PR_VERSION});
    Surroundings around{opened, reader.session(), *writer};
    if (auto begun = around.begin(); !begun)
        return Unexpected{std::move(begun.error())};
    ExportResult result;
    Outcome<void> written;
    Wait pace{options.speed, stop};
    const auto onPacket = [&](const store::StoredPacket& packet, const dissect::PacketAnalysis&, const FieldSink&) {
        const auto own = around.before(packet.view.number);
        if (!own) {
            written = Unexpected{own.error()};
            return false;
        }
        pace.waitFor(packet.view);
        if (stop.stop_requested())
            return false;
        written = around.describe(packet.view.interface.value + std::size_t{1});
        if (written)
            written = writer->add(packet.view, *own);
        if (written && options.speed > 0)
            written = writer->flush();
        if (!written)
            return false;
        ++result.packets;
        result.bytes += packet.view.bytes.size();
        progress.advance({.bytes = result.bytes, .totalBytes = {}, .packets = result.packets});
        return options.limit == 0 || result.packets < options.limit;
    };
    auto query = query::Query::open(opened, reader, filter, {});
    if (!query)
        return Unexpected{query.error()};
    const auto passed = (*query)->rows(onPacket, stop);
    if (!passed)
        return Unexpected{passed.error()};
    if (!written)
        return Unexpected{written.error()};
    result.cancelled = stop.stop_requested();
    if (result.cancelled)
        return result;
    if (auto rest = around.before(PacketNumber{~std::uint64_t{0}}); !rest)
        return Unexpected{rest.error()};
    if (auto rest = around.describe(static_cast<std::size_t>(-1)); !rest)
        return Unexpected{rest.error()};
    if (auto done = writer->finish(); !done)
        return Unexpected{done.error()};
    if (options.format == source::FileFormat::Pcapng)
        result.secretsBlocks = around.secretsBlocks();
    return result;
}

}  // namespace pr::pipeline
