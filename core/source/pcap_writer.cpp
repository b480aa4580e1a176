#include "core/base/limits.h"
#include "core/source/encoder.h"
#include "core/source/link_type.h"
#include "core/source/writer.h"

#include <limits>
#include <optional>

namespace pr::source {

namespace {

constexpr std::int64_t nanosecondsPerSecond = 1'000'000'000;

class PcapWriter final : public Writer {
public:
    PcapWriter(Output output, bool nanoseconds) : m_output{std::move(output)}, m_nanoseconds{nanoseconds} { }

    // The header can wait until a packet says which interface is meant; a file without packets has that of the first.
    Outcome<void> describe(const Interface& interface) override
    {
        m_snaplen = std::max(m_snaplen, interface.snaplen);
        if (!m_first)
            m_first = interface.linkType;
        return {};
    }

    Outcome<void> add(const Item&) override { return {}; }

    Outcome<void> add(const PacketView& packet, const Item*) override
    {
        if (!m_linkType) {
            if (auto written = writeHeader(packet.linkType, packet.fcsBytes); !written)
                return written;
        } else if (packet.linkType != *m_linkType) {
            return fail(Status::Usage,
                "a pcap file holds one link type, and packet " + std::to_string(packet.number.value) + " is "
                    + linkTypeName(packet.linkType) + " after " + linkTypeName(*m_linkType) + '.',
                "Write pcapng, or choose packets of one interface.");
        }
        const auto since = packet.hasTime ? packet.time.time_since_epoch().count() : 0;
        const auto seconds = since / nanosecondsPerSecond;
        if (since < 0 || seconds > std::numeric_limits<std::uint32_t>::max())
            return fail(Status::Usage,
                "packet " + std::to_string(packet.number.value) + " is of a time that pcap cannot hold (1970 to 2106).",
                "Write pcapng.");
        const auto fraction = since % nanosecondsPerSecond;
        m_record.start(ByteOrder::Little);
        m_record.u32(static_cast<std::uint32_t>(seconds));
        m_record.u32(static_cast<std::uint32_t>(m_nanoseconds ? fraction : fraction / 1000));
        m_record.u32(static_cast<std::uint32_t>(packet.bytes.size()));
        m_record.u32(packet.originalLength);
        if (auto written = m_output.write(m_record.bytes()); !written)
            return written;
        return m_output.write(packet.bytes);
    }

    Outcome<void> flush() override { return m_output.flush(); }

    Outcome<void> finish() override
    {
        if (!m_linkType) {
            if (auto written = writeHeader(m_first.value_or(1), 0); !written)
                return written;
        }
        return m_output.commit();
    }

private:
    Outcome<void> writeHeader(LinkType linkType, std::uint8_t fcsBytes)
    {
        m_linkType = linkType;
        std::uint32_t link = linkType;
        if (fcsBytes > 0 && fcsBytes % 2 == 0 && fcsBytes <= 30)
            link |= pcap::fcsPresent | std::uint32_t{fcsBytes / 2U} << pcap::fcsShift;
        m_record.start(ByteOrder::Little);
        m_record.u32(m_nanoseconds ? pcap::nanoseconds : pcap::microseconds);
        m_record.u16(2);
        m_record.u16(4);
        m_record.u64(0);  // time zone and accuracy: always 0 in practice
        m_record.u32(m_snaplen == 0 ? static_cast<std::uint32_t>(limits::snaplen) : m_snaplen);
        m_record.u32(link);
        return m_output.write(m_record.bytes());
    }

    Output m_output;
    bool m_nanoseconds;
    std::optional<LinkType> m_first;     ///< of the first interface described
    std::optional<LinkType> m_linkType;  ///< as the header has it, once it is written
    std::uint32_t m_snaplen = 0;
    Encoder m_record;
};

}  // namespace

std::unique_ptr<Writer> makePcapWriter(Output output, const WriterOptions& options)
{
    return std::make_unique<PcapWriter>(std::move(output), options.format == FileFormat::PcapNanoseconds);
}

std::unique_ptr<Writer> Writer::create(Output output, const WriterOptions& options)
{
    return options.format == FileFormat::Pcapng ? makePcapngWriter(std::move(output), options)
                                                : makePcapWriter(std::move(output), options);
}

}  // namespace pr::source
