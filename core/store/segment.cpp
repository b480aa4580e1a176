#include "core/store/segment.h"

#include "core/base/limits.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <numeric>
#include <utility>

namespace pr::store {

namespace {

constexpr std::size_t kMostPackets = limits::segmentBlocks * limits::blockPackets;
constexpr std::size_t kMostPart = 256 * limits::MiB;  // raw size of a part; the builder's own budget is far below

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

namespace {

// The number of a text in a block's column, from 1; 0 where the segment has no room for another.
std::uint16_t intern(Bytes text, Interner& known, NewStrings& fresh)
{
    if (text.empty())
        return 0;
    const auto found = known.intern(text, limits::segmentPaths - 1);
    if (!found)
        return 0;
    if (found->fresh) {
        if (fresh.lengths.empty())
            fresh.first = found->number + 1;
        fresh.lengths.push_back(static_cast<std::uint32_t>(text.size()));
        fresh.text.append(textOf(text));
    }
    return static_cast<std::uint16_t>(found->number + 1);
}

void appendKey(std::string& key, const Value& value)
{
    key += static_cast<char>(value.kind());
    switch (value.kind()) {
    case Value::Kind::None: break;
    case Value::Kind::Unsigned: putBigEndian(key, value.asUnsigned()); break;
    case Value::Kind::Signed: putBigEndian(key, value.asUnsigned() ^ kSign); break;
    case Value::Kind::Real: putBigEndian(key, orderedBits(value.asReal())); break;
    case Value::Kind::Bytes:
    case Value::Kind::Text: key += value.asText(); break;
    }
}

}  // namespace

std::string indexKey(const Value& value)
{
    std::string key;
    appendKey(key, value);
    return key;
}

// Numbers the path and takes note of its flows. A path that the flow's packet before had in this direction needs
// neither: it names the same flows.
std::uint16_t SegmentBuilder::pathOf(const dissect::PacketAnalysis& packet, BlockContent& block)
{
    auto* memo = packet.memo;
    if (memo && memo->numbering == m_numbering && memo->size == packet.path.size()
        && std::memcmp(memo->bytes.data(), packet.path.data(), memo->size) == 0)
        return memo->number;
    const auto path = intern(packet.path, m_paths, block.paths);
    const bool follows = addFlows(path, packet.flows);
    if (memo && follows && path != 0 && packet.path.size() <= memo->bytes.size()) {
        std::copy(packet.path.begin(), packet.path.end(), memo->bytes.begin());
        memo->size = static_cast<std::uint8_t>(packet.path.size());
        memo->number = path;
        memo->numbering = m_numbering;
    }
    return path;
}

void SegmentBuilder::add(const dissect::PacketAnalysis& packet, BlockContent& block)
{
    const auto known = block.paths.lengths.size();
    const auto path = pathOf(packet, block);
    const auto stack = intern(packet.stack, m_stacks, block.stacks);
    m_summary.add(packet.path, path == 0 || block.paths.lengths.size() != known, stack != 0,
        (packet.marks & static_cast<std::uint16_t>(dissect::Mark::Limit)) != 0);
    block.analysis.path.push_back(path);
    block.analysis.stack.push_back(stack);
    block.analysis.marks.push_back(packet.marks);
    block.analysis.direction.push_back(packet.direction);
    block.analysis.tcpFlags.push_back(packet.tcpFlags);
    for (const auto& value : packet.indexed)
        addIndexed(value);
    ++m_packets;
}

// Whether the packet's flows are those that its path names.
bool SegmentBuilder::addFlows(std::uint16_t path, std::span<const FlowId> flows)
{
    if (m_pathFlows.size() <= path)
        m_pathFlows.resize(path + 1U);
    auto& [first, known] = m_pathFlows[path];
    if (known == 0 && path != 0) {
        first = static_cast<std::uint32_t>(m_flows.size());
        known = static_cast<std::uint32_t>(flows.size() + 1);
        for (const auto flow : flows)
            m_flows.push_back(flow.value);
        return true;
    }
    const bool same = path == 0 ? flows.empty()
                                : flows.size() + 1 == known
            && std::equal(flows.begin(), flows.end(), m_flows.begin() + first,
                [](FlowId flow, std::uint64_t number) { return flow.value == number; });
    if (same)
        return true;
    m_used += sizeof(Posting) * (flows.size() + 1);
    if (m_used > m_memory) {
        m_postingsComplete = false;
        return false;
    }
    m_exceptional.push_back(m_packets);
    for (const auto flow : flows)
        m_exceptions.push_back({flow.value, m_packets});
    return false;
}

void SegmentBuilder::addIndexed(const dissect::IndexedValue& value)
{
    auto& field = m_fields[value.field];
    if (!field.complete)
        return;
    m_key.clear();
    appendKey(m_key, value.value);
    const auto found = field.keys.intern(bytesOf(m_key));
    constexpr std::size_t entry = 64;  // of the dictionary, beside the text
    m_used += sizeof(field.pairs[0]) + (found && found->fresh ? m_key.size() + entry : 0);
    if (!found || m_used > m_memory) {
        field.complete = false;
        return;
    }
    if (field.pairs.empty() || field.pairs.back() != std::pair{found->number, m_packets})
        field.pairs.emplace_back(found->number, m_packets);
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

// The packets of each value, side by side: first how many, then which.
std::string SegmentBuilder::indexOf(const FieldValues& values)
{
    const auto count = values.keys.size();
    std::vector<std::uint32_t> order(count), last(count, ~0U), ends(count + 1), packets(values.pairs.size());
    for (const auto& [number, packet] : values.pairs)
        if (std::exchange(last[number], packet) != packet)
            ++ends[number + 1];
    std::partial_sum(ends.begin(), ends.end(), ends.begin());
    auto next = ends;
    std::fill(last.begin(), last.end(), ~0U);
    for (const auto& [number, packet] : values.pairs)
        if (std::exchange(last[number], packet) != packet)
            packets[next[number]++] = packet;
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(),
        [&](std::uint32_t left, std::uint32_t right) { return values.keys[left] < values.keys[right]; });

    std::string raw;
    putVarint(raw, count);
    for (const auto number : order)
        putVarint(raw, values.keys[number].size());
    for (const auto number : order)
        putVarint(raw, ends[number + 1] - ends[number]);
    for (const auto number : order)
        raw += values.keys[number];
    for (const auto number : order)
        putAscending(raw, std::span{packets}.subspan(ends[number], ends[number + 1] - ends[number]));
    return raw;
}

std::vector<SegmentPart> SegmentBuilder::finish()
{
    std::vector<SegmentPart> parts;
    parts.push_back({PartKind::Postings, {}, m_postingsComplete, compressedPart(postings())});
    for (const auto& [field, values] : m_fields)
        parts.push_back(
            {PartKind::FieldIndex, std::string{field->abbreviation}, values.complete, compressedPart(indexOf(values))});
    std::sort(
        parts.begin() + 1, parts.end(), [](const auto& left, const auto& right) { return left.name < right.name; });
    parts.push_back({PartKind::Summary, {}, true, m_summary.finish()});
    m_used = 0;
    m_packets = 0;
    ++m_numbering;
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
