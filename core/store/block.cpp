#include "core/store/block.h"

#include "core/base/limits.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <optional>

namespace pr::store {

namespace {

constexpr std::size_t kPayload = 160;  // shorter payloads are not worth a look
constexpr std::size_t kSampled = 64;
constexpr std::size_t kLooksRandom = 49;   // distinct values of 64 bytes; random bytes have 56.6 on average
constexpr std::size_t kPacketRecord = 29;  // canonical content of a packet without its bytes

enum EvidenceSection : std::size_t { kTime, kLengths, kInterface, kSetAside };
enum AnalysisSection : std::size_t { kPath, kStack, kMarks, kNewPaths, kNewStacks };

// Encrypted and compressed payloads do not shrink; setting them aside halves the time at the same size.
bool looksRandom(Bytes packet, std::size_t headers)
{
    if (packet.size() < headers + kPayload)
        return false;
    const auto payload = packet.subspan(headers);
    const auto step = payload.size() / kSampled;
    std::array<std::uint64_t, 4> seen{};
    for (std::size_t i = 0; i < kSampled; ++i) {
        const auto value = std::to_integer<unsigned>(payload[i * step]);
        seen[value >> 6] |= 1ULL << (value & 63U);
    }
    return std::popcount(seen[0]) + std::popcount(seen[1]) + std::popcount(seen[2]) + std::popcount(seen[3])
        >= static_cast<int>(kLooksRandom);
}

template <class T> void putTyped(std::string& out, const std::vector<T>& values)
{
    const std::vector<std::uint64_t> wide(values.begin(), values.end());
    putColumn(out, wide);
}

template <class T> void takeTyped(Cursor& in, std::vector<T>& values, std::size_t count)
{
    values.resize(count);
    takeColumn(in, std::span{values});
}

void putDeltas(std::string& out, std::span<const std::uint64_t> values)
{
    std::vector<std::uint64_t> deltas(values.size());
    std::uint64_t last = values.empty() ? 0 : values[0];
    for (std::size_t i = 0; i < values.size(); ++i) {
        deltas[i] = zigzag(values[i] - last);
        last = values[i];
    }
    putVarint(out, values.empty() ? 0 : values[0]);
    putColumn(out, deltas);
}

void takeDeltas(Cursor& in, std::vector<std::uint64_t>& values, std::size_t count)
{
    values.resize(count);
    auto last = takeVarint(in);
    takeColumn(in, values);
    for (auto& value : values)
        value = last += unzigzag(value);
}

// Raw times are what is stored, with small steps in the unit of the interface. The time in nanoseconds follows from
// them by one factor in all but strange files; what it does not explain is kept beside it, so both come back exactly.
std::uint64_t factorOf(const EvidenceColumns& evidence)
{
    constexpr std::array<std::uint64_t, 4> factors{1, 1'000, 1'000'000, 1'000'000'000};
    for (const auto factor : factors)
        if (evidence.rawTime[0] * factor == static_cast<std::uint64_t>(evidence.time[0]))
            return factor;
    return 1;
}

std::string timeSection(const EvidenceColumns& evidence)
{
    std::string out;
    const auto factor = factorOf(evidence);
    putVarint(out, factor);
    putDeltas(out, evidence.rawTime);
    std::vector<std::uint64_t> unexplained(evidence.size());
    for (std::size_t i = 0; i < unexplained.size(); ++i)
        unexplained[i] = zigzag(static_cast<std::uint64_t>(evidence.time[i]) - evidence.rawTime[i] * factor);
    putDeltas(out, unexplained);
    return out;
}

void takeTimes(Cursor& in, EvidenceColumns& evidence, std::size_t packets)
{
    const auto factor = takeVarint(in);
    takeDeltas(in, evidence.rawTime, packets);
    std::vector<std::uint64_t> unexplained;
    takeDeltas(in, unexplained, packets);
    evidence.time.resize(packets);
    for (std::size_t i = 0; i < packets; ++i)
        evidence.time[i] = static_cast<std::int64_t>(evidence.rawTime[i] * factor + unzigzag(unexplained[i]));
}

std::string lengthsSection(const EvidenceColumns& evidence)
{
    std::string out;
    putTyped(out, evidence.captured);
    std::vector<std::uint64_t> missing(evidence.size());
    for (std::size_t i = 0; i < missing.size(); ++i)
        missing[i] = zigzag(std::uint64_t{evidence.original[i]} - evidence.captured[i]);
    putColumn(out, missing);
    return out;
}

void takeLengths(Cursor& in, EvidenceColumns& evidence, std::size_t packets)
{
    takeTyped(in, evidence.captured, packets);
    std::vector<std::uint64_t> missing(packets);
    takeColumn(in, missing);
    evidence.original.resize(packets);
    for (std::size_t i = 0; i < packets; ++i)
        evidence.original[i] = static_cast<std::uint32_t>(evidence.captured[i] + unzigzag(missing[i]));
}

std::string stringsSection(const NewStrings& strings)
{
    std::string out;
    putVarint(out, strings.first);
    putVarint(out, strings.lengths.size());
    putTyped(out, strings.lengths);
    return out + strings.text;
}

Result<NewStrings> decodeStrings(Bytes analysis, AnalysisSection section)
{
    const auto sections = Sections::read(analysis);
    if (!sections)
        return Unexpected{sections.error()};
    thread_local Scratch scratch;
    const auto raw = sections->view(section, limits::blockBytes * 16, scratch);
    if (!raw)
        return Unexpected{raw.error()};
    Cursor in{*raw};
    NewStrings strings;
    strings.first = static_cast<std::uint32_t>(takeVarint(in));
    const auto count = takeVarint(in);
    if (strings.first > limits::segmentPaths || count > limits::blockPackets)
        in.fail(Fault::Limit);
    if (in.ok())
        takeTyped(in, strings.lengths, count);
    std::uint64_t sum = 0;
    for (const auto length : strings.lengths)
        sum += length;
    if (in.ok() && sum != in.remaining())
        in.fail(Fault::Malformed);
    strings.text = textOf(in.rest());
    return in.ok() ? Result<NewStrings>{std::move(strings)} : in.error("new strings of a block");
}

// Which payloads stand aside, one bit a packet, and the two streams.
std::string splitAndCompress(const BlockContent& content, std::size_t headers, std::string& setAside)
{
    thread_local Scratch scratch;
    const auto compressible = scratch.room(content.bytes.size());
    std::size_t size = 0;
    setAside.assign((content.size() + 7) / 8, '\0');
    const auto eachPacket = [&](auto&& take) {
        auto rest = bytesOf(content.bytes);
        for (std::size_t i = 0; i < content.size(); ++i) {
            take(i, rest.first(content.evidence.captured[i]));
            rest = rest.subspan(content.evidence.captured[i]);
        }
    };
    eachPacket([&](std::size_t i, Bytes packet) {
        const bool aside = looksRandom(packet, headers);
        const auto kept = aside ? headers : packet.size();
        if (kept > 0)
            std::memcpy(compressible.subspan(size, kept).data(), packet.data(), kept);
        size += kept;
        if (aside)
            setAside[i / 8] = static_cast<char>(setAside[i / 8] | 1 << (i % 8));
    });
    const auto frame = compressed(compressible.first(size));
    std::string out;
    out.reserve(frame.size() + content.bytes.size() - size + 10);
    putVarint(out, frame.size());
    out.append(textOf(frame));
    eachPacket([&](std::size_t i, Bytes packet) {
        if (static_cast<unsigned char>(setAside[i / 8]) >> (i % 8) & 1)
            out.append(textOf(packet.subspan(headers)));
    });
    return out;
}

bool has(EvidencePart asked, EvidencePart part)
{
    return (static_cast<unsigned>(asked) & static_cast<unsigned>(part)) != 0;
}

bool has(AnalysisPart asked, AnalysisPart part)
{
    return (static_cast<unsigned>(asked) & static_cast<unsigned>(part)) != 0;
}

// One section at a time, so that a scan over one column leaves the others compressed.
template <class Take>
Result<void> withSection(const Sections& sections, std::size_t index, std::size_t packets, Take take)
{
    thread_local Scratch scratch;
    const auto raw = sections.view(index, 64 + packets * 40, scratch);
    if (!raw)
        return Unexpected{raw.error()};
    Cursor in{*raw};
    take(in);
    if (in.ok() && !in.atEnd())
        in.fail(Fault::Malformed);
    return in.ok() ? Result<void>{} : Result<void>{in.error("columns of a block")};
}

std::string analysisBlob(const BlockContent& content)
{
    SectionWriter analysis;
    std::string path, stack, marks;
    putTyped(path, content.analysis.path);
    putTyped(stack, content.analysis.stack);
    putTyped(marks, content.analysis.marks);
    putTyped(marks, content.analysis.direction);
    putTyped(marks, content.analysis.tcpFlags);
    analysis.add(path);
    analysis.add(stack);
    analysis.add(marks);
    analysis.add(stringsSection(content.paths));
    analysis.add(stringsSection(content.stacks));
    return analysis.finish();
}

}  // namespace

void EvidenceColumns::clear()
{
    time.clear();
    rawTime.clear();
    captured.clear();
    original.clear();
    interface.clear();
    flags.clear();
}

void AnalysisColumns::clear()
{
    path.clear();
    stack.clear();
    marks.clear();
    direction.clear();
    tcpFlags.clear();
}

void NewStrings::clear()
{
    first = 0;
    lengths.clear();
    text.clear();
}

void BlockContent::clear()
{
    bytes.clear();
    evidence.clear();
    analysis.clear();
    paths.clear();
    stacks.clear();
    link.file.clear();
    link.offset.clear();
}

Digest blockDigest(const EvidenceColumns& evidence, Bytes bytes)
{
    thread_local Scratch scratch;
    const auto records = scratch.room(evidence.size() * kPacketRecord);
    auto* at = records.data();
    const auto put = [&at](auto value) {
        for (std::size_t i = 0; i < sizeof(value); ++i)
            *at++ = static_cast<std::byte>(static_cast<std::uint64_t>(value) >> (8 * i));
    };
    for (std::size_t i = 0; i < evidence.size(); ++i) {
        put(evidence.rawTime[i]);
        put(evidence.time[i]);
        put(evidence.captured[i]);
        put(evidence.original[i]);
        put(evidence.interface[i]);
        put(evidence.flags[i]);
    }
    Sha256 hash;
    hash.update(bytesOf("prec-block-v1"));
    hash.update(std::uint64_t{evidence.size()});
    hash.update(records);
    hash.update(bytes);
    return hash.finish();
}

BlockSums summarise(const EvidenceColumns& evidence)
{
    BlockSums sums;
    for (std::size_t i = 0; i < evidence.size(); ++i) {
        sums.captured += evidence.captured[i];
        sums.original += evidence.original[i];
        if (!(evidence.flags[i] & HasTime))
            continue;
        const bool first = sums.mostTime < sums.leastTime;
        sums.leastTime = first ? evidence.time[i] : std::min(sums.leastTime, evidence.time[i]);
        sums.mostTime = first ? evidence.time[i] : std::max(sums.mostTime, evidence.time[i]);
    }
    return sums;
}

EncodedBlock encodeAnalysis(const BlockContent& content)
{
    EncodedBlock block;
    block.packets = static_cast<std::uint32_t>(content.size());
    block.analysis = analysisBlob(content);
    return block;
}

EncodedBlock encodeBlock(const BlockContent& content, Codec codec)
{
    EncodedBlock block;
    const auto& evidence = content.evidence;
    block.packets = static_cast<std::uint32_t>(content.size());
    block.sums = summarise(evidence);
    block.codec = codec;
    block.digest = blockDigest(evidence, bytesOf(content.bytes));

    std::string setAside;
    if (const auto headers = frontBytes(codec))
        block.bytes = splitAndCompress(content, *headers, setAside);
    else if (codec == Codec::Plain)
        block.bytes = content.bytes;

    SectionWriter columns;
    columns.add(timeSection(evidence));
    columns.add(lengthsSection(evidence));
    std::string rest;
    putTyped(rest, evidence.interface);
    putTyped(rest, evidence.flags);
    columns.add(rest);
    columns.add(setAside);
    block.columns = columns.finish();

    block.analysis = analysisBlob(content);

    if (codec == Codec::Linked) {
        SectionWriter link;
        std::string places;
        putTyped(places, content.link.file);
        auto gaps = content.link.offset;  // what lies between two packets: in a pcap, always the same
        for (std::size_t i = gaps.size(); --i > 0;)
            gaps[i] = zigzag(gaps[i] - gaps[i - 1] - evidence.captured[i - 1]);
        putVarint(places, gaps[0]);
        putColumn(places, std::span{gaps}.subspan(1));
        link.add(places);
        block.link = link.finish();
    }
    return block;
}

Result<EvidenceColumns> decodeEvidence(Bytes columns, std::size_t packets, EvidencePart part)
{
    const auto sections = Sections::read(columns);
    if (!sections)
        return Unexpected{sections.error()};
    EvidenceColumns evidence;
    Result<void> done;
    if (has(part, EvidencePart::Time))
        done = withSection(*sections, kTime, packets, [&](Cursor& in) { takeTimes(in, evidence, packets); });
    if (done && has(part, EvidencePart::Lengths))
        done = withSection(*sections, kLengths, packets, [&](Cursor& in) { takeLengths(in, evidence, packets); });
    if (done && has(part, EvidencePart::Rest))
        done = withSection(*sections, kInterface, packets, [&](Cursor& in) {
            takeTyped(in, evidence.interface, packets);
            takeTyped(in, evidence.flags, packets);
        });
    return done ? Result<EvidenceColumns>{std::move(evidence)} : Unexpected{done.error()};
}

Result<std::string> decodeSetAside(Bytes columns)
{
    const auto sections = Sections::read(columns);
    return sections ? sections->section(kSetAside, limits::blockPackets / 8)
                    : Result<std::string>{Unexpected{sections.error()}};
}

namespace {

// How many bytes of each packet are not set aside, and of all; nothing where the bits say what cannot be.
std::optional<std::uint64_t> keptOf(
    Codec codec, std::string_view setAside, std::span<const std::uint32_t> captured, std::vector<std::uint32_t>& kept)
{
    const auto headers = frontBytes(codec);
    if (!headers)
        return {};
    const auto isAside = [&](std::size_t i) {
        return (static_cast<unsigned char>(setAside[i / 8]) >> (i % 8) & 1) != 0;
    };
    if (setAside.size() != (captured.size() + 7) / 8
        || (captured.size() % 8 != 0 && static_cast<unsigned char>(setAside.back()) >> (captured.size() % 8) != 0))
        return {};
    std::uint64_t sum = 0;
    kept.resize(captured.size());
    for (std::size_t i = 0; i < captured.size(); ++i) {
        if (isAside(i) && captured[i] < *headers)
            return {};
        kept[i] = isAside(i) ? static_cast<std::uint32_t>(*headers) : captured[i];
        sum += kept[i];
    }
    return sum;
}

}  // namespace

std::optional<std::size_t> frontBytes(Codec codec)
{
    switch (codec) {
    case Codec::ZstdSplit: return 64;
    case Codec::ZstdFront: return 96;
    case Codec::Plain:
    case Codec::Linked:
    case Codec::Dropped: break;
    }
    return {};
}

Result<std::size_t> frontSize(Bytes first)
{
    Cursor in{first};
    const auto size = takeVarint(in);
    if (!in.ok() || size > limits::packetBytes)
        return Unexpected{ParseError{Fault::Malformed, 0, "bytes of a block"}};
    return in.at() + size;
}

Result<void> decodeFront(Bytes front, Codec codec, std::string_view setAside, std::span<const std::uint32_t> captured,
    std::vector<std::uint32_t>& kept, std::string& out)
{
    const auto size = keptOf(codec, setAside, captured, kept);
    Cursor in{front};
    const auto frame = in.take(takeVarint(in));
    if (size && in.ok() && *size <= (captured.size() == 1 ? limits::packetBytes : limits::blockBytes)) {
        out.resize(*size);
        if (decompress(frame, std::as_writable_bytes(std::span{out})))
            return {};
    }
    return Unexpected{ParseError{Fault::Malformed, 0, "bytes of a block"}};
}

Result<std::string> decodeBytes(
    Bytes stored, Codec codec, std::string_view setAside, std::span<const std::uint32_t> captured)
{
    constexpr auto broken = [] { return Unexpected{ParseError{Fault::Malformed, 0, "bytes of a block"}}; };
    std::uint64_t total = 0;
    for (const auto length : captured)
        total += length;
    if (total > (captured.size() == 1 ? limits::packetBytes : limits::blockBytes))
        return Unexpected{ParseError{Fault::Limit, 0, "bytes of a block"}};
    if (codec == Codec::Plain)
        return stored.size() == total ? Result<std::string>{std::string{textOf(stored)}} : broken();

    std::vector<std::uint32_t> kept;
    const auto front = keptOf(codec, setAside, captured, kept);
    if (!front)
        return broken();
    const auto compressedSize = *front;

    Cursor in{stored};
    const auto frame = in.take(takeVarint(in));
    const auto random = in.rest();
    thread_local Scratch scratch;
    if (!in.ok() || random.size() != total - compressedSize || !decompress(frame, scratch.room(compressedSize)))
        return broken();
    const auto compressible = textOf(scratch.room(compressedSize));
    if (random.empty())
        return std::string{compressible};
    std::string out;
    out.reserve(total);
    std::size_t fromCompressible = 0, fromRandom = 0;
    for (std::size_t i = 0; i < captured.size(); ++i) {
        const std::size_t first = kept[i];
        out.append(compressible.substr(fromCompressible, first));
        out.append(textOf(random.subspan(fromRandom, captured[i] - first)));
        fromCompressible += first;
        fromRandom += captured[i] - first;
    }
    return out;
}

Result<AnalysisColumns> decodeAnalysis(Bytes analysis, std::size_t packets, AnalysisPart part)
{
    const auto sections = Sections::read(analysis);
    if (!sections)
        return Unexpected{sections.error()};
    AnalysisColumns columns;
    Result<void> done;
    if (has(part, AnalysisPart::Path))
        done = withSection(*sections, kPath, packets, [&](Cursor& in) { takeTyped(in, columns.path, packets); });
    if (done && has(part, AnalysisPart::Stack))
        done = withSection(*sections, kStack, packets, [&](Cursor& in) { takeTyped(in, columns.stack, packets); });
    if (done && has(part, AnalysisPart::Rest))
        done = withSection(*sections, kMarks, packets, [&](Cursor& in) {
            takeTyped(in, columns.marks, packets);
            takeTyped(in, columns.direction, packets);
            takeTyped(in, columns.tcpFlags, packets);
        });
    return done ? Result<AnalysisColumns>{std::move(columns)} : Unexpected{done.error()};
}

Result<NewStrings> decodeNewPaths(Bytes analysis)
{
    return decodeStrings(analysis, kNewPaths);
}

Result<NewStrings> decodeNewStacks(Bytes analysis)
{
    return decodeStrings(analysis, kNewStacks);
}

Result<LinkColumns> decodeLink(Bytes link, std::span<const std::uint32_t> captured)
{
    const auto packets = captured.size();
    const auto sections = Sections::read(link);
    if (!sections)
        return Unexpected{sections.error()};
    LinkColumns places;
    const auto done = withSection(*sections, 0, packets, [&](Cursor& in) {
        takeTyped(in, places.file, packets);
        places.offset.resize(packets);
        places.offset[0] = takeVarint(in);
        takeColumn(in, std::span{places.offset}.subspan(1));
        for (std::size_t i = 1; i < packets; ++i)
            places.offset[i] = places.offset[i - 1] + captured[i - 1] + unzigzag(places.offset[i]);
        // an offset that a file can have, so that sums of it and a length hold
        for (const auto offset : places.offset)
            if (offset > UINT64_MAX / 4)
                in.fail(Fault::Malformed);
    });
    return done ? Result<LinkColumns>{std::move(places)} : Unexpected{done.error()};
}

}  // namespace pr::store
