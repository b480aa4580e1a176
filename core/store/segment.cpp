#include "core/store/segment.h"

#include "core/base/limits.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <random>

namespace pr::store {

namespace {

constexpr std::size_t kMostPackets = limits::segmentBlocks * limits::blockPackets;
constexpr std::size_t kMostPart = 256 * limits::MiB;  // raw size of a part; the builder's own budget is far below

std::uint64_t hashOf(Bytes text, std::uint64_t seed)
{
    constexpr std::uint64_t odd = 0x9E3779B97F4A7C15ULL;
    std::uint64_t hash = seed ^ text.size() * odd;
    std::size_t i = 0;
    for (; i + 8 <= text.size(); i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + i, 8);
        const auto wide = static_cast<unsigned __int128>(hash ^ word) * odd;
        hash = static_cast<std::uint64_t>(wide) ^ static_cast<std::uint64_t>(wide >> 64);
    }
    std::uint64_t word = 0;
    if (i < text.size())
        std::memcpy(&word, text.data() + i, text.size() - i);
    const auto wide = static_cast<unsigned __int128>(hash ^ word ^ seed) * odd;
    return static_cast<std::uint64_t>(wide) ^ static_cast<std::uint64_t>(wide >> 64);
}

void putBigEndian(std::string& out, std::uint64_t value)
{
    for (int shift = 56; shift >= 0; shift -= 8)
        out += static_cast<char>(value >> shift);
}

constexpr std::uint64_t kSign = 1ULL << 63;

// Doubles whose order as unsigned integers is their own: positive ones get the sign bit, negative ones are turned over.
std::uint64_t orderedBits(double value)
{
    const auto bits = std::bit_cast<std::uint64_t>(value);
    return bits & kSign ? ~bits : bits | kSign;
}

double fromOrderedBits(std::uint64_t bits)
{
    return std::bit_cast<double>(bits & kSign ? bits & ~kSign : ~bits);
}

void putAscending(std::string& out, std::span<const std::uint32_t> numbers)
{
    std::uint32_t last = 0;
    for (const auto number : numbers) {
        putVarint(out, number - last);
        last = number;
    }
}

std::string compressedPart(std::string_view raw)
{
    SectionWriter writer;
    writer.add(raw);
    return writer.finish();
}

Result<std::string> rawPart(Bytes bytes)
{
    const auto sections = Sections::read(bytes);
    return sections ? sections->section(0, kMostPart) : Result<std::string>{Unexpected{sections.error()}};
}

// A count that the bytes left cannot hold is a lie; checked before anything is allocated.
std::size_t takeCount(Cursor& in, std::size_t most)
{
    const auto count = takeVarint(in);
    if (count > in.remaining() || count > most)
        in.fail(Fault::Malformed);
    return in.ok() ? count : 0;
}

}  // namespace

Interner::Interner() : m_slots(1024), m_seed{std::random_device{}() * 0x100000001ULL | 1U} { }

std::uint16_t Interner::intern(Bytes text, NewStrings& fresh)
{
    if (text.empty())
        return 0;
    const auto hash = hashOf(text, m_seed);
    const auto mask = m_slots.size() - 1;
    auto slot = hash & mask;
    for (; m_slots[slot] != 0; slot = (slot + 1) & mask) {
        const auto& place = m_places[m_slots[slot] - 1U];
        if (place.hash == hash && place.length == text.size()
            && std::memcmp(m_text.data() + place.offset, text.data(), text.size()) == 0)
            return m_slots[slot];
    }
    if (m_places.size() + 1 == limits::segmentPaths)
        return 0;
    if (fresh.lengths.empty())
        fresh.first = static_cast<std::uint32_t>(m_places.size() + 1);
    fresh.lengths.push_back(static_cast<std::uint32_t>(text.size()));
    fresh.text.append(textOf(text));
    m_places.push_back({static_cast<std::uint32_t>(m_text.size()), static_cast<std::uint32_t>(text.size()), hash});
    m_text.append(textOf(text));
    const auto number = static_cast<std::uint16_t>(m_places.size());
    m_slots[slot] = number;
    if (m_places.size() * 2 > m_slots.size())
        grow();
    return number;
}

void Interner::grow()
{
    m_slots.assign(m_slots.size() * 2, 0);
    const auto mask = m_slots.size() - 1;
    for (std::size_t i = 0; i < m_places.size(); ++i) {
        auto slot = m_places[i].hash & mask;
        while (m_slots[slot] != 0)
            slot = (slot + 1) & mask;
        m_slots[slot] = static_cast<std::uint16_t>(i + 1);
    }
}

void Interner::clear()
{
    m_text.clear();
    m_places.clear();
    std::fill(m_slots.begin(), m_slots.end(), 0);
}

std::string indexKey(const Value& value)
{
    std::string key(1, static_cast<char>(value.kind()));
    switch (value.kind()) {
    case Value::Kind::None: break;
    case Value::Kind::Unsigned: putBigEndian(key, value.asUnsigned()); break;
    case Value::Kind::Signed: putBigEndian(key, value.asUnsigned() ^ kSign); break;
    case Value::Kind::Real: putBigEndian(key, orderedBits(value.asReal())); break;
    case Value::Kind::Bytes:
    case Value::Kind::Text: key += value.asText(); break;
    }
    return key;
}

void SegmentBuilder::add(const dissect::PacketAnalysis& packet, BlockContent& block)
{
    const auto path = m_paths.intern(packet.path, block.paths);
    block.analysis.path.push_back(path);
    block.analysis.stack.push_back(m_stacks.intern(packet.stack, block.stacks));
    block.analysis.marks.push_back(packet.marks);
    block.analysis.direction.push_back(packet.direction);
    block.analysis.tcpFlags.push_back(packet.tcpFlags);
    addFlows(path, packet.flows);
    for (const auto& value : packet.indexed)
        addIndexed(value);
    ++m_packets;
}

void SegmentBuilder::addFlows(std::uint16_t path, std::span<const FlowId> flows)
{
    if (m_pathFlows.size() <= path)
        m_pathFlows.resize(path + 1U);
    auto& [first, known] = m_pathFlows[path];
    if (known == 0 && path != 0) {
        first = static_cast<std::uint32_t>(m_flows.size());
        known = static_cast<std::uint32_t>(flows.size() + 1);
        for (const auto flow : flows)
            m_flows.push_back(flow.value);
        return;
    }
    const bool same = path == 0 ? flows.empty()
                                : flows.size() + 1 == known
            && std::equal(flows.begin(), flows.end(), m_flows.begin() + first,
                [](FlowId flow, std::uint64_t number) { return flow.value == number; });
    if (same)
        return;
    m_used += sizeof(Posting) * (flows.size() + 1);
    if (m_used > m_memory) {
        m_postingsComplete = false;
        return;
    }
    m_exceptional.push_back(m_packets);
    for (const auto flow : flows)
        m_exceptions.push_back({flow.value, m_packets});
}

void SegmentBuilder::addIndexed(const dissect::IndexedValue& value)
{
    auto& field = m_fields[value.field];
    if (!field.complete)
        return;
    const auto [found, fresh] =
        field.numbers.try_emplace(indexKey(value.value), static_cast<std::uint32_t>(field.numbers.size()));
    constexpr std::size_t node = 64;  // of the hash map, beside the text
    m_used += sizeof(field.pairs[0]) + (fresh ? found->first.size() + node : 0);
    if (m_used > m_memory) {
        field.complete = false;
        return;
    }
    if (field.pairs.empty() || field.pairs.back() != std::pair{found->second, m_packets})
        field.pairs.emplace_back(found->second, m_packets);
}

std::string SegmentBuilder::postings()
{
    std::string raw;
    putVarint(raw, m_pathFlows.size());
    std::uint64_t last = 0;
    for (const auto& [first, known] : m_pathFlows) {
        const auto count = known == 0 ? 0 : known - 1;
        putVarint(raw, count);
        for (std::uint32_t i = 0; i < count; ++i) {
            putVarint(raw, zigzag(m_flows[first + i] - last));
            last = m_flows[first + i];
        }
    }
    std::sort(m_exceptions.begin(), m_exceptions.end(), [](const Posting& left, const Posting& right) {
        return std::pair{left.flow, left.packet} < std::pair{right.flow, right.packet};
    });
    putVarint(raw, m_exceptions.size());
    Posting before{0, 0};
    for (const auto& posting : m_exceptions) {
        putVarint(raw, posting.flow - before.flow);
        putVarint(raw, posting.flow == before.flow ? posting.packet - before.packet : posting.packet);
        before = posting;
    }
    putVarint(raw, m_exceptional.size());
    putAscending(raw, m_exceptional);
    return raw;
}

std::vector<SegmentPart> SegmentBuilder::finish()
{
    std::vector<SegmentPart> parts;
    parts.push_back({PartKind::Postings, {}, m_postingsComplete, compressedPart(postings())});
    for (auto& [field, values] : m_fields) {
        std::vector<std::pair<std::string_view, std::uint32_t>> sorted;
        sorted.reserve(values.numbers.size());
        for (const auto& [key, number] : values.numbers)
            sorted.emplace_back(key, number);
        std::sort(sorted.begin(), sorted.end());
        std::vector<std::vector<std::uint32_t>> packets(sorted.size());
        for (const auto& [number, packet] : values.pairs)
            if (packets[number].empty() || packets[number].back() != packet)
                packets[number].push_back(packet);
        std::string raw;
        putVarint(raw, sorted.size());
        for (const auto& [key, number] : sorted)
            putVarint(raw, key.size());
        for (const auto& [key, number] : sorted)
            putVarint(raw, packets[number].size());
        for (const auto& [key, number] : sorted)
            raw += key;
        for (const auto& [key, number] : sorted)
            putAscending(raw, packets[number]);
        parts.push_back({PartKind::FieldIndex, std::string{field->abbreviation}, values.complete, compressedPart(raw)});
    }
    std::sort(
        parts.begin() + 1, parts.end(), [](const auto& left, const auto& right) { return left.name < right.name; });
    m_used = 0;
    m_packets = 0;
    m_paths.clear();
    m_stacks.clear();
    m_pathFlows.clear();
    m_flows.clear();
    m_exceptions.clear();
    m_exceptional.clear();
    m_postingsComplete = true;
    m_fields.clear();
    return parts;
}

Result<Postings> decodePostings(Bytes bytes)
{
    const auto raw = rawPart(bytes);
    if (!raw)
        return Unexpected{raw.error()};
    Cursor in{bytesOf(*raw)};
    Postings postings;
    postings.flowsOfPath.resize(takeCount(in, limits::segmentPaths));
    std::uint64_t last = 0;
    for (auto& flows : postings.flowsOfPath) {
        flows.resize(takeCount(in, limits::layers));
        for (auto& flow : flows)
            flow = last += unzigzag(takeVarint(in));
    }
    postings.exceptions.resize(takeCount(in, kMostPackets * limits::layers));
    std::pair<std::uint64_t, std::uint32_t> before{0, 0};
    for (auto& [flow, packet] : postings.exceptions) {
        const auto step = takeVarint(in);
        const auto number = static_cast<std::uint32_t>(takeVarint(in));
        flow = before.first + step;
        packet = step == 0 ? before.second + number : number;
        before = {flow, packet};
    }
    postings.exceptional.resize(takeCount(in, kMostPackets));
    std::uint32_t at = 0;
    for (auto& packet : postings.exceptional)
        packet = at += static_cast<std::uint32_t>(takeVarint(in));
    if (in.ok() && !in.atEnd())
        in.fail(Fault::Malformed);
    return in.ok() ? Result<Postings>{std::move(postings)} : in.error("postings of a segment");
}

Result<FieldIndex> FieldIndex::read(Bytes bytes, bool complete)
{
    const auto raw = rawPart(bytes);
    if (!raw)
        return Unexpected{raw.error()};
    Cursor in{bytesOf(*raw)};
    FieldIndex index;
    index.m_complete = complete;
    index.m_ends.resize(takeCount(in, kMostPart));
    index.m_packetEnds.resize(index.m_ends.size());
    std::uint64_t text = 0, packets = 0;
    for (auto& end : index.m_ends) {
        const auto size = takeVarint(in);
        text += size;
        end = static_cast<std::uint32_t>(text);
        if (size == 0 || size > in.remaining() || text > in.remaining())
            in.fail(Fault::Malformed);
    }
    for (auto& end : index.m_packetEnds) {
        const auto count = takeVarint(in);
        packets += count;
        end = static_cast<std::uint32_t>(packets);
        if (count > in.remaining() || packets > in.remaining())
            in.fail(Fault::Malformed);
    }
    index.m_text = textOf(in.take(text));
    if (!in.ok() || packets > in.remaining())
        return Unexpected{ParseError{Fault::Malformed, in.at(), "field index"}};
    index.m_packets.resize(packets);
    std::size_t at = 0;
    for (const auto end : index.m_packetEnds)
        for (std::uint32_t last = 0; at < end; ++at)
            index.m_packets[at] = last += static_cast<std::uint32_t>(takeVarint(in));
    for (const auto packet : index.m_packets)
        if (packet >= kMostPackets)
            in.fail(Fault::Malformed);
    return in.ok() && in.atEnd() ? Result<FieldIndex>{std::move(index)}
                                 : Unexpected{ParseError{Fault::Malformed, in.at(), "field index"}};
}

std::string_view FieldIndex::key(std::size_t index) const
{
    const auto start = index == 0 ? 0 : m_ends[index - 1];
    return std::string_view{m_text}.substr(start, m_ends[index] - start);
}

Value FieldIndex::value(std::size_t index) const
{
    const auto text = key(index);
    const auto rest = text.substr(1);
    const auto number = rest.size() == 8 ? u64be(bytesOf(rest).data()) : 0;
    switch (static_cast<Value::Kind>(text[0])) {
    case Value::Kind::None: return {};
    case Value::Kind::Unsigned: return Value::number(number);
    case Value::Kind::Signed: return Value::signedNumber(static_cast<std::int64_t>(number ^ kSign));
    case Value::Kind::Real: return Value::real(fromOrderedBits(number));
    case Value::Kind::Bytes: return Value::bytes(bytesOf(rest));
    case Value::Kind::Text: return Value::text(rest);
    }
    return {};
}

std::span<const std::uint32_t> FieldIndex::packets(std::size_t index) const
{
    const auto start = index == 0 ? 0 : m_packetEnds[index - 1];
    return std::span{m_packets}.subspan(start, m_packetEnds[index] - start);
}

std::size_t FieldIndex::find(const Value& value) const
{
    const auto wanted = indexKey(value);
    std::size_t low = 0, high = size();
    while (low < high) {
        const auto middle = low + (high - low) / 2;
        if (key(middle) < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return low < size() && key(low) == wanted ? low : size();
}

}  // namespace pr::store
