#include "core/store/segment_summary.h"

#include "core/base/limits.h"
#include "core/dissect/path.h"
#include "core/store/encoding.h"

#include <algorithm>

namespace pr::store {

namespace {

constexpr std::size_t kBitsPerAddress = 10;
constexpr unsigned kProbes = 5;
constexpr std::size_t kMostPackets = limits::segmentBlocks * limits::blockPackets;
constexpr std::size_t kMostBytes = 64 * limits::MiB;

// Stored by what it gives: it never changes. FNV-1a, then the finishing step of MurmurHash3.
std::uint64_t hashOf(Bytes address)
{
    std::uint64_t hash = 14695981039346656037ULL;
    for (const auto byte : address)
        hash = (hash ^ std::to_integer<std::uint64_t>(byte)) * 1099511628211ULL;
    hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccdULL;
    hash = (hash ^ hash >> 33) * 0xc4ceb9fe1a85ec53ULL;
    return hash ^ hash >> 33;
}

// The bits of a hash among `bits`; false from `visit` ends it.
template <class Visit> bool eachBit(std::uint64_t hash, std::uint64_t bits, const Visit& visit)
{
    const auto step = hash >> 32 | 1U;
    for (unsigned i = 0; i < kProbes; ++i, hash += step * 0x9e3779b97f4a7c15ULL)
        if (!visit(hash % bits))
            return false;
    return true;
}

void putPackets(std::string& out, const std::vector<std::uint32_t>& packets)
{
    putVarint(out, packets.size());
    std::uint32_t last = 0;
    for (const auto packet : packets) {
        putVarint(out, packet - last);
        last = packet;
    }
}

void takePackets(Cursor& in, std::vector<std::uint32_t>& packets)
{
    const auto count = takeVarint(in);
    if (count > in.remaining() || count > kMostPackets)
        in.fail(Fault::Malformed);
    packets.resize(in.ok() ? count : 0);
    std::uint64_t last = 0;
    for (auto& packet : packets) {
        last += takeVarint(in);
        if (last >= kMostPackets)
            in.fail(Fault::Malformed);
        packet = in.ok() ? static_cast<std::uint32_t>(last) : 0;
    }
}

}  // namespace

void SummaryBuilder::add(Bytes path, bool isNew, bool hasStack, bool limited)
{
    if (!hasStack)
        m_unknown.push_back(m_packets);
    if (limited)
        m_limited.push_back(m_packets);
    ++m_packets;
    if (isNew)
        addPath(path);
}

void SummaryBuilder::addPath(Bytes path)
{
    dissect::PathView view{path};
    for (dissect::PathLayer layer; view.next(layer);) {
        if (layer.kind != dissect::LayerKind::Ipv4 && layer.kind != dissect::LayerKind::Ipv6)
            continue;
        m_hidden = m_hidden || !layer.known;
        if (!layer.known)
            continue;
        m_addresses.push_back(hashOf(layer.source));
        m_addresses.push_back(hashOf(layer.destination));
    }
    m_hidden = m_hidden || !view.ok();
}

std::string SummaryBuilder::finish()
{
    std::sort(m_addresses.begin(), m_addresses.end());
    m_addresses.erase(std::unique(m_addresses.begin(), m_addresses.end()), m_addresses.end());
    std::vector<std::uint64_t> words((m_addresses.size() * kBitsPerAddress + 63) / 64);
    for (const auto hash : m_addresses)
        eachBit(hash, words.size() * 64, [&](std::uint64_t bit) {
            words[bit / 64] |= std::uint64_t{1} << bit % 64;
            return true;
        });
    std::string raw;
    putPackets(raw, m_unknown);
    putPackets(raw, m_limited);
    raw += static_cast<char>(m_hidden);
    putVarint(raw, words.size());
    for (const auto word : words)
        putU64(raw, word);
    *this = {};
    SectionWriter writer;
    writer.add(raw);
    return writer.finish();
}

Result<SegmentSummary> SegmentSummary::read(Bytes bytes)
{
    const auto sections = Sections::read(bytes);
    if (!sections)
        return Unexpected{sections.error()};
    Scratch room;
    const auto raw = sections->view(0, kMostBytes, room);
    if (!raw)
        return Unexpected{raw.error()};
    Cursor in{*raw};
    SegmentSummary summary;
    takePackets(in, summary.m_unknown);
    takePackets(in, summary.m_limited);
    summary.m_hidden = in.u8() != 0;
    const auto words = takeVarint(in);
    if (words != in.remaining() / 8)
        in.fail(Fault::Malformed);
    summary.m_words.resize(in.ok() ? words : 0);
    for (auto& word : summary.m_words)
        word = in.u64le();
    if (in.ok() && !in.atEnd())
        in.fail(Fault::Malformed);
    return in.ok() ? Result<SegmentSummary>{std::move(summary)} : in.error("summary of a segment");
}

bool SegmentSummary::mayHave(Bytes address) const
{
    if (m_hidden)
        return true;
    return !m_words.empty() && eachBit(hashOf(address), m_words.size() * 64, [&](std::uint64_t bit) {
        return (m_words[bit / 64] >> bit % 64 & 1U) != 0;
    });
}

}  // namespace pr::store
