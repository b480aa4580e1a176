#include "core/store/block.h"

#include "core/base/limits.h"
#include "core/store/segment.h"

#include <algorithm>
#include <array>
#include <gtest/gtest.h>
#include <random>

namespace pr::store {

namespace {

BlockContent someContent()
{
    BlockContent content;
    std::mt19937_64 random{1};
    for (std::uint32_t i = 0; i < 500; ++i) {
        const auto size = i % 4 == 0 ? 1400U : i % 90;
        for (std::uint32_t at = 0; at < size; ++at)
            content.bytes += i % 8 == 0 ? static_cast<char>(random()) : static_cast<char>('a' + at % 7);
        content.evidence.time.push_back(static_cast<std::int64_t>(i) * 1'000 - 5);
        content.evidence.rawTime.push_back(i % 100 == 99 ? random() : i);
        content.evidence.captured.push_back(size);
        content.evidence.original.push_back(i % 3 == 0 ? size / 2 : size + 10);
        content.evidence.interface.push_back(i % 50 == 0);
        content.evidence.flags.push_back(HasTime);
        content.analysis.path.push_back(static_cast<std::uint16_t>(1 + i % 20));
        content.analysis.stack.push_back(1);
        content.analysis.marks.push_back(static_cast<std::uint16_t>(i));
        content.analysis.direction.push_back(i % 2);
        content.analysis.tcpFlags.push_back(0x18);
    }
    content.paths = {1, {3, 4}, "onetwoo"};
    content.stacks = {1, {3}, "eth"};
    return content;
}

}  // namespace

TEST(Block, ComesBackFromEveryCodecWithTheSameDigest)
{
    const auto content = someContent();
    const auto plain = encodeBlock(content, Codec::Plain), split = encodeBlock(content, Codec::ZstdFront),
               older = encodeBlock(content, Codec::ZstdSplit);
    EXPECT_EQ(plain.digest, split.digest) << "the digest is of the content, not of its encoding";
    EXPECT_EQ(older.digest, split.digest);
    EXPECT_LT(split.bytes.size(), content.bytes.size());
    for (const auto* block : {&plain, &split, &older}) {
        const auto evidence = decodeEvidence(bytesOf(block->columns), content.size());
        ASSERT_TRUE(evidence);
        EXPECT_EQ(evidence->rawTime, content.evidence.rawTime);
        EXPECT_EQ(evidence->time, content.evidence.time);
        EXPECT_EQ(evidence->original, content.evidence.original);
        const auto setAside = decodeSetAside(bytesOf(block->columns));
        ASSERT_TRUE(setAside);
        const auto bytes = decodeBytes(bytesOf(block->bytes), block->codec, *setAside, evidence->captured);
        ASSERT_TRUE(bytes);
        EXPECT_TRUE(*bytes == content.bytes);
        EXPECT_EQ(blockDigest(*evidence, bytesOf(*bytes)), block->digest);
    }
    const auto times = decodeEvidence(bytesOf(split.columns), content.size(), EvidencePart::Time);
    ASSERT_TRUE(times);
    EXPECT_EQ(times->time, content.evidence.time);
    EXPECT_TRUE(times->captured.empty()) << "what was not asked for is not decoded";
    const auto marks = decodeAnalysis(bytesOf(split.analysis), content.size(), AnalysisPart::Rest);
    ASSERT_TRUE(marks);
    EXPECT_EQ(marks->marks, content.analysis.marks);
    const auto paths = decodeNewPaths(bytesOf(split.analysis));
    ASSERT_TRUE(paths);
    EXPECT_EQ(paths->text, "onetwoo");
}

TEST(Block, IsRefusedWhereItIsCut)
{
    const auto content = someContent();
    const auto block = encodeBlock(content, Codec::ZstdFront);
    const auto setAside = decodeSetAside(bytesOf(block.columns));
    ASSERT_TRUE(setAside);
    for (std::size_t kept = 0; kept < block.columns.size(); ++kept)
        EXPECT_FALSE(decodeEvidence(bytesOf(block.columns).first(kept), content.size())) << kept << " bytes kept";
    for (std::size_t kept = 0; kept < block.analysis.size(); ++kept)
        EXPECT_FALSE(decodeAnalysis(bytesOf(block.analysis).first(kept), content.size())) << kept << " bytes kept";
    for (std::size_t kept = 0; kept < block.bytes.size(); kept += 97)
        EXPECT_FALSE(decodeBytes(bytesOf(block.bytes).first(kept), block.codec, *setAside, content.evidence.captured));
    EXPECT_FALSE(decodeEvidence(bytesOf(block.columns), content.size() + 1));
    EXPECT_FALSE(decodeEvidence(bytesOf(block.columns), content.size() - 1));
}

TEST(Block, NeverAllocatesWhatAHostileLengthAsksFor)
{
    const std::vector<std::uint32_t> captured(2, 0x7FFFFFFF);
    const auto bytes = decodeBytes({}, Codec::Plain, {}, captured);
    ASSERT_FALSE(bytes);
    EXPECT_EQ(bytes.error().fault, Fault::Limit);
    std::string sections{"\x01\x01", 2};
    putVarint(sections, 1ULL << 60);
    putVarint(sections, 0);
    const auto read = Sections::read(bytesOf(sections));
    ASSERT_TRUE(read);
    EXPECT_FALSE(read->section(0, 1000));
}

TEST(Varint, TakesEveryNumberAndNothingLonger)
{
    for (const auto number : {0ULL, 1ULL, 127ULL, 128ULL, 0xFFFFFFFFULL, 0xFFFFFFFFFFFFFFFFULL}) {
        std::string bytes;
        putVarint(bytes, number);
        Cursor in{bytesOf(bytes)};
        EXPECT_EQ(takeVarint(in), number);
        EXPECT_TRUE(in.ok() && in.atEnd());
    }
    const std::string tooLong(11, '\x80'), overflow = std::string(9, '\xff') + "\x02";
    for (const auto& bytes : {tooLong, overflow}) {
        Cursor in{bytesOf(bytes)};
        takeVarint(in);
        EXPECT_EQ(in.fault(), Fault::Malformed);
    }
}

TEST(FieldIndex, SortsValuesAsTheirKindDoes)
{
    const std::array values{
        Value::signedNumber(-5), Value::signedNumber(-1), Value::signedNumber(0), Value::signedNumber(7)};
    const std::array reals{Value::real(-1e300), Value::real(-0.5), Value::real(0), Value::real(1e-9), Value::real(2)};
    const std::array texts{Value::text("a"), Value::text("ab"), Value::text("b")};
    const auto ascending = [](const auto& list) {
        for (std::size_t i = 1; i < list.size(); ++i)
            EXPECT_LT(indexKey(list[i - 1]), indexKey(list[i])) << i;
    };
    ascending(values);
    ascending(reals);
    ascending(texts);
}

TEST(Segment, NamesPathsFlowsAndValues)
{
    const Field name{.abbreviation = "test.name", .name = "", .type = FieldType::String};
    const Field delta{.abbreviation = "test.delta", .name = "", .type = FieldType::Int32};
    SegmentBuilder builder{limits::MiB};
    BlockContent block;
    for (std::uint64_t packet = 0; packet < 1000; ++packet) {
        const auto path = "path " + std::to_string(packet % 10);
        const std::array flows{FlowId{packet % 10 + 100}, FlowId{5}};
        const auto text = "host" + std::to_string(packet % 7);
        const std::array indexed{dissect::IndexedValue{&name, Value::text(text)},
            dissect::IndexedValue{&name, Value::text(text)},
            dissect::IndexedValue{&delta, Value::signedNumber(static_cast<std::int64_t>(packet % 3) - 1)}};
        dissect::PacketAnalysis analysis;
        analysis.path = packet == 500 ? Bytes{} : bytesOf(path);
        analysis.flows = std::span{flows}.first(packet % 100 == 99 ? 2 : 1);
        analysis.indexed = std::span{indexed}.subspan(packet % 2 ? 0 : 2);
        builder.add(analysis, block);
    }
    EXPECT_EQ(block.paths.lengths.size(), 10U);
    EXPECT_EQ(block.analysis.path[500], 0U) << "an empty path is unknown";
    const auto parts = builder.finish();
    ASSERT_EQ(parts.size(), 4U);
    EXPECT_EQ(parts[3].kind, PartKind::Summary);
    const auto postings = decodePostings(bytesOf(parts[0].bytes));
    ASSERT_TRUE(postings);
    EXPECT_EQ(postings->exceptional.size(), 11U) << "ten with a second flow, one without a path";
    EXPECT_EQ(parts[1].name, "test.delta");
    const auto deltas = FieldIndex::read(bytesOf(parts[1].bytes), true);
    ASSERT_TRUE(deltas);
    ASSERT_EQ(deltas->size(), 3U);
    EXPECT_EQ(deltas->value(0).asSigned(), -1);
    EXPECT_EQ(deltas->packets(0).size(), 334U);
    const auto names = FieldIndex::read(bytesOf(parts[2].bytes), true);
    ASSERT_TRUE(names);
    ASSERT_EQ(names->size(), 7U);
    EXPECT_EQ(names->find(Value::text("host3")), 3U);
    EXPECT_EQ(names->find(Value::text("host")), names->size());
    for (std::size_t value = 0; value < names->size(); ++value)
        for (const auto packet : names->packets(value))
            EXPECT_EQ(names->value(value).asText(), "host" + std::to_string(packet % 7));
    for (std::size_t kept = 0; kept < parts[2].bytes.size(); ++kept)
        EXPECT_FALSE(FieldIndex::read(bytesOf(parts[2].bytes).first(kept), true));
    for (std::size_t kept = 0; kept < parts[0].bytes.size(); ++kept)
        EXPECT_FALSE(decodePostings(bytesOf(parts[0].bytes).first(kept)));
}

std::string pathWith(std::uint32_t source, std::uint32_t destination)
{
    std::string path{"\x01\x00\x10\x80", 4};  // no flows; IPv4 with a body
    for (const auto address : {source, destination})
        for (int shift = 24; shift >= 0; shift -= 8)
            path += static_cast<char>(address >> shift);
    return path + '\x06';
}

std::string addressBytes(std::uint32_t address)
{
    return pathWith(address, 0).substr(4, 4);
}

TEST(Segment, SummaryKnowsAddressesAndPacketsThatNobodySpeaksFor)
{
    SummaryBuilder builder;
    for (std::uint32_t i = 0; i < 5000; ++i)
        builder.add(bytesOf(pathWith(0x0A00'0000 + i, 0xC0A8'0000 + i)), i % 2 == 0, i != 17, i == 40 || i == 4999);
    const auto stored = builder.finish();
    const auto summary = SegmentSummary::read(bytesOf(stored));
    ASSERT_TRUE(summary);
    EXPECT_TRUE(std::ranges::equal(summary->unknown(), std::array{17U}));
    EXPECT_TRUE(std::ranges::equal(summary->limited(), std::array{40U, 4999U}));
    std::size_t wrong = 0;
    for (std::uint32_t i = 0; i < 5000; i += 2) {
        EXPECT_TRUE(summary->mayHave(bytesOf(addressBytes(0x0A00'0000 + i))));
        EXPECT_TRUE(summary->mayHave(bytesOf(addressBytes(0xC0A8'0000 + i))));
        wrong += summary->mayHave(bytesOf(addressBytes(0x0B00'0000 + i)));
    }
    EXPECT_LT(wrong, 100U) << "of 2,500 addresses that are not there";
    for (std::size_t kept = 0; kept < stored.size(); ++kept)
        EXPECT_FALSE(SegmentSummary::read(bytesOf(stored).first(kept)));
    EXPECT_FALSE(SegmentSummary::read(bytesOf(SummaryBuilder{}.finish()))->mayHave(bytesOf(addressBytes(1))));
}

TEST(Segment, SummaryOfAHeaderWithoutAddressesRulesNothingOut)
{
    SummaryBuilder builder;
    builder.add(bytesOf(std::string_view{"\x01\x00\x10\x08", 4}), true, true, false);  // IPv4, cut
    const auto summary = SegmentSummary::read(bytesOf(builder.finish()));
    ASSERT_TRUE(summary);
    EXPECT_TRUE(summary->mayHave(bytesOf(addressBytes(1))));
    builder.add({}, true, true, false);  // nothing is known of the packet
    EXPECT_TRUE(SegmentSummary::read(bytesOf(builder.finish()))->mayHave(bytesOf(addressBytes(1))));
}

TEST(Segment, SaysSoWhenItsMemoryIsUsedUp)
{
    const Field name{.abbreviation = "test.name", .name = "", .type = FieldType::String};
    SegmentBuilder builder{10'000};
    BlockContent block;
    for (std::uint64_t packet = 0; packet < 1000; ++packet) {
        const auto text = "host" + std::to_string(packet);
        const dissect::IndexedValue value{&name, Value::text(text)};
        dissect::PacketAnalysis analysis;
        analysis.indexed = {&value, 1};
        builder.add(analysis, block);
    }
    const auto parts = builder.finish();
    ASSERT_EQ(parts.size(), 3U);
    EXPECT_FALSE(parts[1].complete);
    EXPECT_TRUE(FieldIndex::read(bytesOf(parts[1].bytes), parts[1].complete));
}

}  // namespace pr::store
