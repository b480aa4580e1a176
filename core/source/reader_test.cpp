#include "core/source/reader.h"

#include "core/base/limits.h"
#include "core/source/sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/stat.h>

namespace pr::source {
namespace {

using namespace sample;
using testing::HasSubstr;
using namespace std::string_view_literals;

constexpr auto bothOrders = {ByteOrder::Little, ByteOrder::Big};

std::int64_t nanoseconds(const KeptPacket& packet)
{
    return packet.view.time.time_since_epoch().count();
}

TEST(Reader, ReadsPcapInBothByteOrdersAndBothResolutions)
{
    for (const auto order : bothOrders) {
        for (const auto magic : {pcap::microseconds, pcap::nanoseconds}) {
            const auto file = pcapHeader({.order = order, .magic = magic}) + pcapRecord({}, order)
                + pcapRecord({.seconds = 0, .fraction = 0, .bytes = "", .original = 1500}, order);
            const auto content = readAll(file);
            ASSERT_EQ(content.failure, "");
            ASSERT_EQ(content.packets.size(), 2U);
            const std::int64_t unit = magic == pcap::nanoseconds ? 1 : 1000;
            EXPECT_EQ(nanoseconds(content.packets[0]), 1'700'000'000'000'000'000 + 250'000 * unit);
            EXPECT_EQ(content.packets[0].bytes, raw("sixteen bytes !!"));
            EXPECT_EQ(content.packets[0].offset, 40U);
            EXPECT_EQ(content.packets[1].view.originalLength, 1500U);
            EXPECT_EQ(nanoseconds(content.packets[1]), 0);
            EXPECT_EQ(content.packets[1].view.number, PacketNumber{2});
            EXPECT_EQ(content.source, file);
        }
    }
}

struct PcapCase {
    const char* name;
    std::size_t captured;
    PcapHeader header;
    Record record;
    std::uint32_t original;
    unsigned fcsBytes;
    LinkType link;
};

const PcapCase pcapCases[] = {
    {"captured length above the original", 16, {}, {.original = 4}, 4, 0, 1},
    {"frame check sequence of four bytes", 16, {.link = 0x2400'0001}, {}, 16, 4, 1},
    {"length of a check sequence that is not said to be there", 16, {.link = 0x2000'0001}, {}, 16, 0, 1},
    {"snaplen 0", 16, {.snaplen = 0}, {}, 16, 0, 1},
    {"an unknown link type", 16, {.link = 4000}, {}, 16, 0, 4000},
    {"version 2.3 with lengths as today", 16, {.minor = 3}, {.original = 64}, 64, 0, 1},
    {"a later version", 16, {.major = 9}, {}, 16, 0, 1},
};

TEST(Reader, TakesPcapFilesAsTheyAre)
{
    for (const auto& row : pcapCases) {
        const auto content = readAll(pcapHeader(row.header) + pcapRecord(row.record));
        ASSERT_EQ(content.packets.size(), 1U) << row.name << content.failure;
        EXPECT_EQ(content.packets[0].bytes.size(), row.captured) << row.name;
        EXPECT_EQ(content.packets[0].view.originalLength, row.original) << row.name;
        EXPECT_EQ(content.packets[0].view.linkType, row.link) << row.name;
        EXPECT_EQ(content.packets[0].view.fcsBytes, row.fcsBytes) << row.name;
    }
}

TEST(Reader, SwapsTheLengthsOfPcapVersionsBefore23)
{
    Encoder record;
    for (const std::uint32_t value : {1, 2, 60, 4})  // time, original length, captured length
        record.u32(value);
    record.raw(bytesOf("four"));
    for (const std::uint16_t minor : {2, 3}) {
        const auto content = readAll(pcapHeader({.minor = minor}) + taken(record));
        ASSERT_EQ(content.packets.size(), 1U);
        EXPECT_EQ(content.packets[0].view.originalLength, 60U);
        EXPECT_EQ(content.packets[0].bytes, raw("four"));
    }
}

TEST(Reader, ReadsTheModifiedFormOfPcap)
{
    Encoder record;
    for (const std::uint32_t value : {1, 2, 4, 60, 7, 8})
        record.u32(value);
    record.raw(bytesOf("four"));
    const auto content = readAll(pcapHeader({.magic = pcap::modified}) + taken(record) + taken(record));
    ASSERT_EQ(content.packets.size(), 2U) << content.failure;
    EXPECT_EQ(content.packets[1].bytes, raw("four"));
}

TEST(Reader, ReadsEveryKindOfPacketBlockInBothByteOrders)
{
    for (const auto order : bothOrders) {
        Encoder obsolete{order};
        obsolete.u16(1);
        obsolete.u16(9);  // drops
        for (const std::uint32_t value : {0, 5, 4, 60})
            obsolete.u32(value);
        obsolete.raw(bytesOf("four"));
        const auto content = readAll(sectionHeader(order) + interfaceBlock(1, 6, {}, order)
            + interfaceBlock(101, 0, makeOption(option::resolution, raw("\x09"), order), order)
            + enhanced({.interface = 1, .time = 1'700'000'000'000'000'001}, order) + simple("sixsix", 99, order)
            + makeBlock(block::obsoletePacket, taken(obsolete), order));
        ASSERT_EQ(content.failure, "");
        ASSERT_EQ(content.packets.size(), 3U);
        EXPECT_EQ(nanoseconds(content.packets[0]), 1'700'000'000'000'000'001);
        EXPECT_EQ(content.packets[0].view.linkType, 101);
        EXPECT_EQ(content.packets[0].bytes, raw("seventeen bytes !"));
        EXPECT_FALSE(content.packets[1].view.hasTime);
        EXPECT_EQ(content.packets[1].bytes, raw("sixsix"));
        EXPECT_EQ(content.packets[1].view.originalLength, 99U);
        EXPECT_EQ(nanoseconds(content.packets[2]), 5);
        EXPECT_EQ(content.packets[2].view.originalLength, 60U);
        ASSERT_EQ(content.items.size(), 4U);
        EXPECT_EQ(content.items[3].view.drops, 9);
        EXPECT_EQ(content.items[3].view.place, PacketNumber{3});
    }
}

TEST(Reader, NumbersInterfacesOverAllSections)
{
    const auto content = readAll(sectionHeader() + interfaceBlock(1) + enhanced() + interfaceBlock(101)
        + sectionHeader(ByteOrder::Big) + interfaceBlock(113, 0, {}, ByteOrder::Big) + enhanced({}, ByteOrder::Big));
    ASSERT_EQ(content.interfaces.size(), 3U) << content.failure;
    EXPECT_EQ(content.interfaces[1].local, 1U);
    EXPECT_EQ(content.interfaces[2].id, InterfaceId{2});
    EXPECT_EQ(content.interfaces[2].local, 0U);
    EXPECT_EQ(content.interfaces[2].section, 1U);
    EXPECT_EQ(content.packets[1].view.interface, InterfaceId{2});
    EXPECT_EQ(content.packets[1].view.linkType, 113);
}

TEST(Reader, ReadsWhatAnInterfaceSays)
{
    Encoder speed;
    speed.u64(1'000'000'000);
    const auto options = makeOption(option::name, raw("eth0")) + makeOption(option::description, raw("uplink"))
        + makeOption(option::speed, taken(speed)) + makeOption(option::resolution, raw("\x09"))
        + makeOption(option::filter, raw(std::string(1, '\0') + "tcp")) + makeOption(option::interfaceOs, raw("Linux"))
        + makeOption(option::fcsLength, raw("\x04")) + makeOption(option::interfaceHardware, raw("card"))
        + makeOption(0, {});
    const auto content = readAll(sectionHeader() + interfaceBlock(1, 96, options));
    ASSERT_EQ(content.interfaces.size(), 1U) << content.failure;
    const auto& made = content.interfaces[0];
    EXPECT_EQ(made.name, "eth0");
    EXPECT_EQ(made.description, "uplink");
    EXPECT_EQ(made.speed, 1'000'000'000U);
    EXPECT_EQ(made.resolution, 9);
    EXPECT_EQ(made.filter, "tcp");
    EXPECT_EQ(made.os, "Linux");
    EXPECT_EQ(made.hardware, "card");
    EXPECT_EQ(made.fcsBytes, 4);
    EXPECT_EQ(made.snaplen, 96U);
    EXPECT_EQ(made.options, options);
}

TEST(Reader, KeepsWhatIsNoPacketVerbatimAndInItsPlace)
{
    const auto comment = makeOption(1, raw("look here")) + makeOption(0, {});
    const auto content = readAll(sectionHeader() + interfaceBlock(1) + makeBlock(block::nameResolution, raw("nameword"))
        + enhanced() + makeBlock(block::custom, raw("\x01\x02\x03\x04rest")) + enhanced({.options = comment})
        + makeBlock(block::decryptionSecrets, raw("secrets!")) + makeBlock(0x0000'4711, raw("unknown!"))
        + makeBlock(block::interfaceStatistics, Raw(12)));
    ASSERT_EQ(content.failure, "");
    const struct {
        ItemKind kind;
        std::uint64_t place;
        Raw body;
    } expected[] = {
        {ItemKind::NameResolution, 1, raw("nameword")},
        {ItemKind::Custom, 2, raw("\x01\x02\x03\x04rest")},
        {ItemKind::PacketOptions, 2, comment},
        {ItemKind::Secrets, 3, raw("secrets!")},
        {ItemKind::Unknown, 3, raw("unknown!")},
        {ItemKind::Statistics, 3, Raw(12)},
    };
    ASSERT_EQ(content.items.size(), 2 + std::size(expected));
    for (std::size_t i = 0; i < std::size(expected); ++i) {
        EXPECT_EQ(content.items[i + 2].view.kind, expected[i].kind);
        EXPECT_EQ(content.items[i + 2].view.place.value, expected[i].place);
        EXPECT_EQ(content.items[i + 2].body, expected[i].body);
    }
}

TEST(Reader, TakesTheCheckSequenceFromThePacketsFlags)
{
    Encoder flags;
    flags.u32(4U << 5);
    const auto content =
        readAll(sectionHeader() + interfaceBlock(1) + enhanced({.options = makeOption(option::flags, taken(flags))}));
    ASSERT_EQ(content.packets.size(), 1U);
    EXPECT_EQ(content.packets[0].view.fcsBytes, 4);
}

TEST(Reader, KeepsWholePacketsHoweverShortTheFileIs)
{
    for (const auto order : bothOrders) {
        const auto before = sectionHeader(order) + interfaceBlock(1, 0, {}, order);
        const Raw files[] = {
            pcapHeader({.order = order}) + pcapRecord({}, order) + pcapRecord({}, order),
            before + enhanced({}, order) + simple("four", 4, order),
        };
        const std::size_t ends[][3] = {
            {24, 24 + 32, 24 + 64},
            {before.size(), before.size() + enhanced().size(), files[1].size()},
        };
        for (std::size_t kind = 0; kind < std::size(files); ++kind) {
            const auto& file = files[kind];
            for (std::size_t kept = 4; kept <= file.size(); ++kept) {
                const auto content = readAll(Raw{file.begin(), file.begin() + static_cast<std::ptrdiff_t>(kept)});
                const auto whole = (kept >= ends[kind][1] ? 1U : 0U) + (kept >= ends[kind][2] ? 1U : 0U);
                EXPECT_EQ(content.packets.size(), whole) << kept << " bytes kept";
                const auto between = kept == ends[kind][0] || kept == ends[kind][1] || kept == ends[kind][2]
                    || (kind == 1 && kept == sectionHeader().size());
                EXPECT_EQ(content.fault, between ? Fault::None : Fault::Cut) << kept << " bytes kept";
                EXPECT_EQ(content.failure.empty(), between) << content.failure;
                EXPECT_EQ(content.source.size(), kept);
            }
        }
    }
}

TEST(Reader, NamesPacketAndByteWhereAFileIsCutOff)
{
    auto file = pcapHeader() + pcapRecord() + pcapRecord();
    file.pop_back();
    const TemporaryFile temporary{file};
    EXPECT_EQ(readAll(temporary.path()).failure,
        temporary.path()
            + " is cut off in packet 2 at byte 56: it ends inside the packet; the packet before it was read."
              " If it is still being written, read it again when it is complete.");
}

struct DamageCase {
    const char* name;
    Raw bad;
    Fault fault;
    const char* said;
};

TEST(Reader, KeepsPacketsBeforeTheFaultAndSaysWhatItIs)
{
    auto wrongEnd = enhanced();
    wrongEnd[wrongEnd.size() - 4] = std::byte{0xff};
    auto odd = enhanced();
    odd[4] = std::byte{35};
    auto zero = enhanced();
    zero[4] = std::byte{0};
    auto huge = enhanced();
    huge[7] = std::byte{0x7f};
    auto wrongOrder = sectionHeader();
    wrongOrder[8] = std::byte{0};
    auto long_ = enhanced();
    long_[20] = std::byte{200};
    const DamageCase cases[] = {
        {"lengths differ", wrongEnd, Fault::Malformed, "two lengths are 52 and 255"},
        {"length is no multiple of four", odd, Fault::Malformed, "35 bytes long"},
        {"length zero", zero, Fault::Malformed, "0 bytes long"},
        {"length above the bound", huge, Fault::Limit, "are not read"},
        {"byte-order magic", wrongOrder, Fault::Malformed, "byte-order magic"},
        {"captured length past the block", long_, Fault::Malformed, "captured length is 200 in a block that holds 20"},
        {"no such interface", enhanced({.interface = 5}), Fault::Malformed, "names interface 5"},
        {"option past the block", enhanced({.options = raw("\x01\x00\x09\x00"sv)}), Fault::Malformed, "option"},
        {"interface description too short", makeBlock(1, raw("four")), Fault::Malformed, "too short"},
        {"simple packet too short", simple("four", 5), Fault::Malformed, "captured length is 5"},
        {"statistics of nothing", makeBlock(5, raw("\x07\0\0\0\0\0\0\0\0\0\0\0"sv)), Fault::Malformed, "interface"},
    };
    for (const auto& row : cases) {
        const auto file = sectionHeader() + interfaceBlock(1) + enhanced() + row.bad + enhanced();
        const auto content = readAll(file);
        EXPECT_EQ(content.packets.size(), 1U) << row.name;
        EXPECT_EQ(content.fault, row.fault) << row.name;
        EXPECT_THAT(content.failure, HasSubstr(row.said)) << row.name;
        EXPECT_THAT(content.failure, HasSubstr("packet 2 at byte 100")) << row.name;
        EXPECT_EQ(content.source, file) << "the rest of a damaged file is read for its digest: " << row.name;
    }
}

TEST(Reader, StopsAtAPcapLengthThatNoPacketHas)
{
    for (const std::uint32_t length : {300'000U, 0x7fff'ffffU, 0xffff'ffffU}) {
        Encoder record;
        for (const std::uint32_t value : {1U, 2U, length, length})
            record.u32(value);
        const auto content = readAll(pcapHeader() + pcapRecord() + taken(record) + Raw(400'000));
        EXPECT_EQ(content.packets.size(), 1U);
        EXPECT_EQ(content.fault, Fault::Malformed);
        EXPECT_THAT(content.failure, HasSubstr(std::to_string(length)));
    }
}

TEST(Reader, RefusesWhatIsNoCapture)
{
    EXPECT_THAT(readAll(Raw{}).failure, HasSubstr("is empty"));
    EXPECT_THAT(readAll(raw("hello, this is a text file")).failure, HasSubstr("neither pcap nor pcapng"));
    EXPECT_THAT(readAll(raw("hi")).failure, HasSubstr("neither pcap nor pcapng"));
    EXPECT_THAT(readAll(std::string{"/nonexistent/file"}).failure, HasSubstr("No such file"));
    EXPECT_THAT(readAll(std::string{"/tmp"}).failure, HasSubstr("directory"));
}

TEST(Reader, FillsBatchesWithinTheirBounds)
{
    auto file = pcapHeader();
    const auto record = pcapRecord();
    for (std::size_t i = 0; i < 3 * limits::batchPackets + 5; ++i)
        file.insert(file.end(), record.begin(), record.end());
    const TemporaryFile temporary{file};
    auto reader = Reader::open(temporary.path());
    ASSERT_TRUE(reader);
    EXPECT_TRUE((*reader)->seekable());
    Batch batch;
    Content content;
    while (true) {
        const auto next = (*reader)->next(batch);
        ASSERT_TRUE(next);
        if (*next == Next::End)
            break;
        EXPECT_LE(batch.packets.size(), limits::batchPackets);
        keep(batch, content);
    }
    ASSERT_EQ(content.packets.size(), 3 * limits::batchPackets + 5);
    for (std::size_t i = 0; i < content.packets.size(); ++i) {
        ASSERT_EQ(content.packets[i].view.number.value, i + 1);
        ASSERT_EQ(content.packets[i].offset, 40 + 32 * i);
        ASSERT_EQ(content.packets[i].bytes, raw("sixteen bytes !!"));
    }
    EXPECT_EQ(content.source, file);
    EXPECT_EQ((*reader)->bytesRead(), file.size());
    EXPECT_EQ((*reader)->totalBytes(), file.size());
}

TEST(Reader, GivesAPacketLargerThanABatch)
{
    const std::string large(5 * limits::MiB + 3, 'x');
    const auto original = static_cast<std::uint32_t>(large.size());
    const auto file = sectionHeader() + interfaceBlock(231) + enhanced()
        + enhanced({.bytes = large, .original = original}) + enhanced();
    const auto content = readAll(file);
    ASSERT_EQ(content.packets.size(), 3U) << content.failure;
    EXPECT_EQ(content.packets[1].bytes, raw(large));
    EXPECT_EQ(content.packets[2].bytes, raw("seventeen bytes !"));
    EXPECT_EQ(content.source, file);
}

TEST(Reader, ContinuesNumbersFromTheFileBefore)
{
    const TemporaryFile temporary{pcapHeader() + pcapRecord()};
    auto first = Reader::open(temporary.path());
    ASSERT_TRUE(first);
    Batch batch;
    ASSERT_TRUE((*first)->next(batch));
    auto second = Reader::open(temporary.path(), {.waiting = {}, .numbering = (*first)->end()});
    ASSERT_TRUE(second);
    ASSERT_TRUE((*second)->next(batch));
    ASSERT_EQ(batch.packets.size(), 1U);
    EXPECT_EQ(batch.packets[0].number, PacketNumber{2});
    EXPECT_EQ(batch.packets[0].interface, InterfaceId{1});
    EXPECT_EQ(batch.interfaces[0].section, 1U);
}

class Pipe {
public:
    Pipe()
    {
        if (pipe(m_ends.data()) != 0)
            std::abort();
    }
    ~Pipe() { finish(); }
    int reading() const { return m_ends[0]; }
    void write(const Raw& bytes) { ASSERT_EQ(::write(m_ends[1], bytes.data(), bytes.size()), ssize_t(bytes.size())); }
    void finish()
    {
        if (m_ends[1] >= 0)
            close(m_ends[1]);
        m_ends[1] = -1;
    }

private:
    std::array<int, 2> m_ends{-1, -1};
};

TEST(Reader, HandsOverWhatAPipeHasAndWaitsNoLongerThanAsked)
{
    Pipe pipe;
    auto reader =
        Reader::open(pipe.reading(), "a pipe", {.waiting = {.stopFd = -1, .milliseconds = 1}, .numbering = {}});
    ASSERT_TRUE(reader);
    Batch batch;
    const auto next = [&] {
        const auto result = (*reader)->next(batch);
        return result ? *result : Next::End;
    };
    EXPECT_EQ(next(), Next::Idle);
    const auto header = pcapHeader();
    pipe.write({header.begin(), header.begin() + 3});
    EXPECT_EQ(next(), Next::Idle) << "three bytes tell no format";
    pipe.write({header.begin() + 3, header.end()});
    EXPECT_EQ(next(), Next::Batch);
    EXPECT_EQ(batch.interfaces.size(), 1U);
    const auto record = pcapRecord();
    pipe.write(record + Raw{record.begin(), record.begin() + 20});
    EXPECT_EQ(next(), Next::Batch);
    EXPECT_EQ(batch.packets.size(), 1U);
    EXPECT_EQ(next(), Next::Idle) << "half a packet is none";
    pipe.write({record.begin() + 20, record.end()});
    EXPECT_EQ(next(), Next::Batch);
    ASSERT_EQ(batch.packets.size(), 1U);
    EXPECT_EQ(textOf(batch.packets[0].bytes), "sixteen bytes !!");
    pipe.finish();
    EXPECT_EQ(next(), Next::Batch) << "no packets, but the end has been seen";
    EXPECT_TRUE(batch.empty());
    EXPECT_EQ(next(), Next::End);
}

TEST(Reader, KeepsThePacketsOfAPipeThatEndsInsideOne)
{
    Pipe pipe;
    auto file = pcapHeader() + pcapRecord() + pcapRecord();
    file.pop_back();
    pipe.write(file);
    pipe.finish();
    auto reader = Reader::open(pipe.reading(), "a pipe");
    ASSERT_TRUE(reader);
    Batch batch;
    Content content;
    auto next = (*reader)->next(batch);
    for (; next && *next == Next::Batch; next = (*reader)->next(batch))
        keep(batch, content);
    EXPECT_EQ(content.packets.size(), 1U);
    ASSERT_FALSE(next);
    EXPECT_EQ(next.error().text(),
        "a pipe is cut off in packet 2 at byte 56: it ends inside the packet; the packet before it was read."
        " Its writer ended there: look at what that program says.");
}

TEST(Reader, StopsWaitingWhenItIsAskedTo)
{
    Pipe pipe;
    const auto stop = eventfd(1, EFD_CLOEXEC);
    auto reader =
        Reader::open(pipe.reading(), "a pipe", {.waiting = {.stopFd = stop, .milliseconds = -1}, .numbering = {}});
    ASSERT_TRUE(reader);
    Batch batch;
    const auto next = (*reader)->next(batch);
    ASSERT_TRUE(next);
    EXPECT_EQ(*next, Next::Stopped);
    close(stop);
}

std::optional<Next> step(Reader& reader, Batch& batch)
{
    const auto next = reader.next(batch);
    return next ? std::optional{*next} : std::nullopt;
}

/// A named pipe in the file system.
class NamedPipe {
public:
    NamedPipe()
    {
        unlink(m_place.path().c_str());
        if (mkfifo(m_place.path().c_str(), 0600) != 0)
            std::abort();
    }
    const std::string& path() const { return m_place.path(); }

private:
    TemporaryFile m_place;
};

TEST(Reader, OpensANamedPipeAtOnceAndWaitsForItsWriterUntilItIsStopped)
{
    NamedPipe pipe;
    const auto stop = eventfd(0, EFD_CLOEXEC);
    auto reader = Reader::open(pipe.path(), {.waiting = {.stopFd = stop, .milliseconds = 1}, .numbering = {}});
    ASSERT_TRUE(reader);
    Batch batch;
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(step(**reader, batch), Next::Idle) << "no writer is no end";
    eventfd_write(stop, 1);
    EXPECT_EQ(step(**reader, batch), Next::Stopped);
    close(stop);
}

TEST(Reader, ReadsANamedPipeUntilItsWriterGoes)
{
    NamedPipe pipe;
    auto reader = Reader::open(pipe.path(), {.waiting = {.stopFd = -1, .milliseconds = 1}, .numbering = {}});
    ASSERT_TRUE(reader);
    Batch batch;
    ASSERT_EQ(step(**reader, batch), Next::Idle);
    const auto writer = open(pipe.path().c_str(), O_WRONLY | O_CLOEXEC);
    ASSERT_GE(writer, 0);
    EXPECT_EQ(step(**reader, batch), Next::Idle) << "a writer that says nothing";
    const auto file = pcapHeader() + pcapRecord();
    ASSERT_EQ(::write(writer, file.data(), file.size()), ssize_t(file.size()));
    ASSERT_EQ(step(**reader, batch), Next::Batch);
    EXPECT_EQ(batch.packets.size(), 1U);
    EXPECT_EQ(step(**reader, batch), Next::Idle);
    close(writer);
    EXPECT_EQ(step(**reader, batch), Next::Batch) << "no packets, but the end has been seen";
    EXPECT_EQ(step(**reader, batch), Next::End);
}

TEST(Reader, SaysOfANamedPipeThatNothingCameThroughIt)
{
    NamedPipe pipe;
    auto reader = Reader::open(pipe.path(), {.waiting = {.stopFd = -1, .milliseconds = 1}, .numbering = {}});
    ASSERT_TRUE(reader);
    close(open(pipe.path().c_str(), O_WRONLY | O_CLOEXEC));
    Batch batch;
    const auto next = (*reader)->next(batch);
    ASSERT_FALSE(next);
    EXPECT_EQ(next.error().text(),
        "Nothing came through " + pipe.path()
            + " before its writer ended. Look at what the program that writes to it says.");
}

}  // namespace
}  // namespace pr::source
