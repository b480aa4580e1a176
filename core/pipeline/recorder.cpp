#include "core/pipeline/recorder.h"

#include "core/dissect/session_keys.h"
#include "core/dissect/version.h"
#include "core/query/session_keys.h"
#include "core/source/options.h"
#include "core/store/analysis_age.h"

#include <algorithm>
#include <thread>

namespace pr::pipeline {

namespace {

// Units of an interface's clock in a second: 10^n, or 2^n where the highest bit of if_tsresol is set.
std::uint64_t unitsOf(std::uint8_t resolution)
{
    if (resolution & 0x80)
        return std::uint64_t{1} << std::min(resolution & 0x7F, 63);
    std::uint64_t units = 1;
    for (int i = 0; i < std::min<int>(resolution, 19); ++i)
        units *= 10;
    return units;
}

constexpr std::uint32_t kObsoletePacket = 2;

class Watch {
public:
    double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_from).count(); }

private:
    std::chrono::steady_clock::time_point m_from = std::chrono::steady_clock::now();
};

store::ItemKind kindOf(source::ItemKind kind)
{
    switch (kind) {
    case source::ItemKind::PcapHeader:
    case source::ItemKind::SectionHeader:
    case source::ItemKind::Interface: return store::ItemKind::Section;
    case source::ItemKind::NameResolution: return store::ItemKind::NameResolution;
    case source::ItemKind::Statistics: return store::ItemKind::InterfaceStatistics;
    case source::ItemKind::Custom: return store::ItemKind::Custom;
    case source::ItemKind::PacketOptions: return store::ItemKind::PacketOptions;
    case source::ItemKind::Secrets:
    case source::ItemKind::Unknown: return store::ItemKind::UnknownBlock;
    }
    return store::ItemKind::UnknownBlock;
}

dissect::DissectOptions dissectOptions(const RecorderOptions& options, std::shared_ptr<const flow::KeyLog> keys)
{
    auto dissect = options.dissect;
    dissect.memory = options.memory;
    dissect.keys = std::move(keys);
    return dissect;
}

}  // namespace

unsigned threadsFor(unsigned threads)
{
    return threads ? threads : std::max(1U, std::thread::hardware_concurrency());
}

Recorder::Recorder(const RecorderOptions& options, std::shared_ptr<const flow::KeyLog> keys)
    : m_pool{threadsFor(options.threads) - 1}, m_meter{options.meter}, m_onAlert{options.onAlert},
      m_filters{options.filters}, m_dissector{dissectOptions(options, keys ? std::move(keys) : m_keys),
                                      [this](const dissect::FlowRecord& flow) {
                                          if (m_flowsStored)
                                              m_flowsStored = m_writer->putFlow(flow);
                                      },
                                      options.detect ? dissect::OnFlowChange{[this](const dissect::FlowChange& change) {
                                          m_detectors->flowChanged(change);
                                      }}
                                                     : dissect::OnFlowChange{}}
{
}

Recorder::~Recorder() = default;

std::vector<store::AnalysisPartRecord> analysisParts(const RecorderOptions& options)
{
    std::vector<store::AnalysisPartRecord> parts{{{}, dissect::digestOf(dissectOptions(options, {}))}};
    for (const auto& version : dissect::partVersions())
        parts.push_back({std::string{version.part}, version.digest});
    if (options.detect)
        parts.push_back({std::string{store::kDetectionPart}, sha256(bytesOf(std::string_view{"prec-detection-v1"}))});
    return parts;
}

void Recorder::begun(std::unique_ptr<store::SessionWriter> writer, const RecorderOptions& options)
{
    m_writer = std::move(writer);
    if (options.meter)
        options.meter->begin();
    if (options.detect)
        m_detectors = std::make_unique<detect::Detectors>(m_writer->session(), options.memory.detectors);
}

Outcome<std::unique_ptr<Recorder>> Recorder::begin(
    store::Case& opened, const store::SessionDescription& description, const RecorderOptions& options)
{
    std::unique_ptr<Recorder> recorder{new Recorder{options}};
    store::WriterOptions writer;
    writer.segmentMemory = options.memory.openSegment;
    writer.link = options.link;
    writer.live = options.live;
    writer.ring = options.ring;
    writer.encode = [pool = &recorder->m_pool](std::shared_ptr<const store::BlockContent> content, store::Codec codec) {
        return pool->submit([content = std::move(content), codec] { return store::encodeBlock(*content, codec); });
    };
    auto whole = description;
    whole.analysis = analysisParts(options);
    auto begun = store::SessionWriter::begin(opened, whole, std::move(writer));
    if (!begun)
        return Unexpected{std::move(begun.error())};
    recorder->m_live = description.kind == store::SessionKind::Capture;
    recorder->begun(std::move(*begun), options);
    if (!options.keyLog.empty())
        if (auto kept = recorder->keepKeyLog(options.keyLog); !kept)
            return Unexpected{std::move(kept.error())};
    return recorder;
}

Outcome<std::unique_ptr<Recorder>> Recorder::beginAnalysis(
    store::Case& opened, SessionId session, const RecorderOptions& options)
{
    auto keys = query::keysOf(opened, session);
    if (!keys)
        return Unexpected{std::move(keys.error())};
    std::unique_ptr<Recorder> recorder{new Recorder{options, std::move(*keys)}};
    store::WriterOptions writer;
    writer.segmentMemory = options.memory.openSegment;
    writer.encode = [pool = &recorder->m_pool](std::shared_ptr<const store::BlockContent> content, store::Codec) {
        return pool->submit([content = std::move(content)] { return store::encodeAnalysis(*content); });
    };
    store::SessionDescription description;
    description.program = "packetrecorder " PR_VERSION;
    description.started = store::wallClock();
    description.analysis = analysisParts(options);
    auto begun = store::SessionWriter::beginAnalysis(opened, session, description, std::move(writer));
    if (!begun)
        return Unexpected{std::move(begun.error())};
    recorder->begun(std::move(*begun), options);
    return recorder;
}

Outcome<std::uint64_t> Recorder::add(const source::Batch& batch, std::uint32_t file, std::uint64_t most)
{
    auto item = batch.items.begin();
    auto interface = batch.interfaces.begin();
    const auto addItemsBefore = [&](PacketNumber place) -> Outcome<void> {
        for (; item != batch.items.end() && item->place <= place; ++item) {
            if (item->kind == source::ItemKind::Interface || item->kind == source::ItemKind::PcapHeader) {
                // an interface stands at its place among the items, and packets may use it from there on
                while (interface != batch.interfaces.end() && interface->id <= item->interface) {
                    if (auto added = addInterface(*interface++); !added)
                        return added;
                }
            }
            if (auto added = addItem(*item); !added)
                return added;
        }
        return {};
    };

    const Watch watch;
    std::uint64_t taken = 0, bytes = 0;
    for (const auto& packet : batch.packets) {
        if (taken == most)
            break;
        if (auto added = addItemsBefore(packet.number); !added)
            return Unexpected{std::move(added.error())};
        decode::FrameContext frame;
        if (packet.interface.value < m_interfaces.size()) {
            auto& notes = m_interfaces[packet.interface.value];
            ++notes.packets;
            frame.hasInterface = notes.described;
            frame.interface = notes.local;
            frame.interfaceName = notes.name;
            frame.interfaceDescription = notes.description;
            frame.section = notes.described ? notes.section + 1 : 0;
        }
        if (auto stored = take(packet, frame, {file, batch.offsets[taken]}); !stored)
            return Unexpected{std::move(stored.error())};
        ++taken;
        bytes += packet.originalLength;
    }
    if (m_meter)
        m_meter->took(taken, bytes, watch.seconds());
    if (taken < batch.packets.size())
        return taken;
    if (auto added = addItemsBefore(PacketNumber{~std::uint64_t{0}}); !added)
        return Unexpected{std::move(added.error())};
    for (; interface != batch.interfaces.end(); ++interface)
        if (auto added = addInterface(*interface); !added)
            return Unexpected{std::move(added.error())};
    if (auto stored = writeEvents(); !stored)
        return Unexpected{std::move(stored.error())};
    return taken;
}

Outcome<void> Recorder::take(const PacketView& packet, const decode::FrameContext& frame, store::PacketPlace place)
{
    const auto rows = m_events.rows().size();
    if (m_detectors)
        m_detectors->begin(packet);
    const auto analysis = m_dissector.dissect(packet, frame, m_sink, &m_events);
    if (m_detectors && m_events.rows().size() != rows)
        m_detectors->events(m_events, rows);
    ++m_packets;
    return m_writer->append(packet, analysis, place);
}

// Rows of packets and of flows that ended with them.
Outcome<void> Recorder::writeEvents()
{
    auto stored = m_writer->addEvents(m_events);
    m_events.clear();
    return stored ? m_flowsStored : stored;
}

Outcome<void> Recorder::again(const PacketView& packet, const decode::FrameContext& frame)
{
    return take(packet, frame, {});
}

Outcome<void> Recorder::endBlock(bool last)
{
    if (auto stored = writeEvents(); !stored)
        return stored;
    return m_writer->endBlock(last);
}

Outcome<void> Recorder::addInterface(const source::Interface& interface)
{
    if (interface.id.value >= m_interfaces.size())
        m_interfaces.resize(interface.id.value + std::size_t{1});
    auto& notes = m_interfaces[interface.id.value];
    notes.name = interface.name;
    notes.description = interface.description;
    notes.section = interface.section;
    notes.local = interface.local;
    return m_writer->addInterface({.id = interface.id,
        .section = interface.section,
        .linkType = interface.linkType,
        .snaplen = interface.snaplen,
        .unitsPerSecond = unitsOf(interface.resolution),
        .timeOffset = interface.offset,
        .name = interface.name,
        .description = interface.description,
        .filter = interface.filter.empty() && interface.id.value < m_filters.size() ? m_filters[interface.id.value]
                                                                                    : interface.filter,
        .options = std::string{textOf(interface.options)},
        .bigEndian = interface.order == source::ByteOrder::Big});
}

Outcome<void> Recorder::addItem(const source::Item& item)
{
    if (item.kind == source::ItemKind::Interface) {
        if (item.interface.value < m_interfaces.size())
            m_interfaces[item.interface.value].described = !item.body.empty();
        if (item.body.empty())
            return {};  // of pcap: all of it stands in the interface's own row
    }
    if (item.kind == source::ItemKind::Statistics)
        if (auto counted = addStatistics(item); !counted)
            return counted;
    const bool attached = item.kind == source::ItemKind::PacketOptions;
    if (item.kind == source::ItemKind::Secrets && item.body.size() >= 8) {
        const source::Fields head{item.body.first(8), item.order};
        if (auto kept = m_writer->addSecret({head.u32(0), std::string{textOf(item.body)}}); !kept)
            return kept;
        dissect::addSecretsBlock(*m_keys, item.body, item.order == source::ByteOrder::Big, item.place);
    }
    return m_writer->addItem({.kind = kindOf(item.kind),
        .packet = item.place,
        .attached = attached,
        .section = item.section,
        .interface = item.interface.value,
        // an obsolete packet block says before its options how many packets were lost
        .code = attached && item.blockType == kObsoletePacket ? item.blockType | std::uint32_t{item.drops} << 16
                                                              : item.blockType,
        .bigEndian = item.order == source::ByteOrder::Big,
        .body = std::string{textOf(item.body)}});
}

// Evidence, but no item: an export holds what the capture held.
Outcome<void> Recorder::keepKeyLog(std::string_view text)
{
    m_keys->add(text);
    return m_writer->addSecret({dissect::kTlsKeyLog, dissect::secretsBlock(text)});
}

// The counters are totals, so what is new since the last ones is written.
Outcome<void> Recorder::addStatistics(const source::Item& item)
{
    const auto said = source::statisticsOf(item.body, item.order);
    if (!said || item.interface.value >= m_interfaces.size())
        return {};
    auto& notes = m_interfaces[item.interface.value];
    store::DropRecord drops{.before = item.place, .interface = item.interface, .time = store::wallClock()};
    const auto note = [](std::uint64_t total, std::uint64_t& known, std::uint64_t& sum) {
        const auto more = total > known ? total - known : 0;
        known += more;
        sum += more;
        return more;
    };
    drops.kernel = note(said->kernelDropped.value_or(0), notes.losses.kernel, m_losses.kernel);
    drops.device = note(said->interfaceDropped.value_or(0), notes.losses.device, m_losses.device);
    if (m_live) {
        const auto came = said->delivered.value_or(0);
        drops.program = note(said->between(), notes.losses.helper, m_losses.helper)
            + note(came > notes.packets ? came - notes.packets : 0, notes.losses.core, m_losses.core);
    }
    if (drops.device + drops.kernel + drops.program == 0)
        return {};
    return m_writer->addDrops(drops);
}

Outcome<void> Recorder::snapshotFlows()
{
    Outcome<void> result;
    m_dissector.visitOpen([&](const dissect::FlowRecord& flow) {
        if (result)
            result = m_writer->putFlow(flow);
    });
    return result;
}

Outcome<void> Recorder::writeAlerts()
{
    Outcome<void> result;
    if (!m_detectors)
        return result;
    m_detectors->takeChanged([&](const store::AlertRecord& alert) {
        if (result)
            result = m_writer->putAlert(alert);
        if (m_onAlert)
            m_onAlert(alert);
    });
    m_alertsWritten = m_detectors->alerts();
    m_alertsWrittenAt = std::chrono::steady_clock::now();
    return result;
}

Outcome<PacketNumber> Recorder::commit()
{
    constexpr auto every = std::chrono::seconds{10};
    if (alerts() != m_alertsWritten || std::chrono::steady_clock::now() - m_alertsWrittenAt >= every)
        if (auto written = writeAlerts(); !written)
            return Unexpected{std::move(written.error())};
    const Watch watch;
    auto last = m_writer->commit();
    if (m_meter && last)
        m_meter->committed(watch.seconds(), m_losses, openFlows());
    return last;
}

Outcome<store::SessionSummary> Recorder::finish(store::SessionState state)
{
    m_dissector.finish(&m_events);
    if (auto stored = writeEvents(); !stored)
        return Unexpected{std::move(stored.error())};
    if (m_detectors)
        m_detectors->finish();
    if (auto written = writeAlerts(); !written)
        return Unexpected{std::move(written.error())};
    const Watch watch;
    auto summary = m_writer->finish(state);
    if (m_meter && summary) {
        m_meter->committed(watch.seconds(), m_losses, 0);
        m_meter->end();
    }
    return summary;
}

}  // namespace pr::pipeline
