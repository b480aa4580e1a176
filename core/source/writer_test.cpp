#include "core/source/writer.h"

#include "core/source/link_type.h"
#include "core/source/packet_file.h"
#include "core/source/sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <filesystem>

namespace pr::source {
namespace {

using namespace sample;
using testing::HasSubstr;

/// Writes what one reader gives, as an export does.
Outcome<void> copy(const std::string& from, const std::string& to, FileFormat format = FileFormat::Pcapng)
{
    auto reader = Reader::open(from);
    if (!reader)
        return Unexpected{reader.error()};
    auto output = Output::create(to);
    if (!output)
        return Unexpected{output.error()};
    const auto writer = Writer::create(std::move(*output), {.format = format, .hardware = {}, .os = {}});
    Batch batch;
    while (true) {
        const auto next = (*reader)->next(batch);
        if (!next)
            return Unexpected{next.error()};
        if (*next == Next::End)
            return writer->finish();
        std::size_t item = 0;
        std::size_t interface = 0;
        const auto addItems = [&](std::uint64_t last) -> Outcome<const Item*> {
            const Item* options = nullptr;
            for (; item < batch.items.size() && batch.items[item].place.value <= last; ++item) {
                const auto& it = batch.items[item];
                if (it.kind == ItemKind::PacketOptions)
                    options = &it;
                const auto done =
                    it.kind == ItemKind::Interface ? writer->describe(batch.interfaces[interface++]) : writer->add(it);
                if (!done)
                    return Unexpected{done.error()};
            }
            return options;
        };
        for (const auto& packet : batch.packets) {
            const auto options = addItems(packet.number.value);
            if (!options)
                return Unexpected{options.error()};
            if (auto done = writer->add(packet, *options); !done)
                return done;
        }
        if (const auto rest = addItems(~std::uint64_t{0}); !rest)
            return Unexpected{rest.error()};
    }
}

Raw contentOf(const std::string& path)
{
    const auto file = PacketFile::open(path);
    Raw content(std::filesystem::file_size(path));
    return file && file->read(0, content) ? content : Raw{};
}

Raw copied(const Raw& file, FileFormat format = FileFormat::Pcapng)
{
    const TemporaryFile from{file};
    const TemporaryFile to;
    const auto done = copy(from.path(), to.path(), format);
    EXPECT_TRUE(done) << done.error().text();
    return contentOf(to.path());
}

TEST(Writer, GivesBackAPcapngByteForByte)
{
    for (const auto order : {ByteOrder::Little, ByteOrder::Big}) {
        Encoder statistics{order};
        for (const std::uint32_t value : {1, 0, 17})
            statistics.u32(value);
        const auto comment = makeOption(1, raw("look here"), order) + makeOption(4711, raw("odd"), order);
        const auto end = makeOption(0, {}, order);
        const auto file = sectionHeader(order, makeOption(4, raw("dumpcap"), order) + end)
            + interfaceBlock(1, 96, makeOption(2, raw("eth0"), order) + end, order)
            + interfaceBlock(101, 0, makeOption(9, raw("\x8a"), order) + end, order)
            + makeBlock(block::nameResolution, raw("nameword"), order) + enhanced({.options = comment}, order)
            + enhanced({.interface = 1, .time = ~std::uint64_t{0}, .bytes = "", .original = 1500}, order)
            + simple("four", 4, order) + makeBlock(block::custom, raw("\x01\x02\x03\x04rest"), order)
            + makeBlock(block::decryptionSecrets, raw("secrets!"), order) + makeBlock(0x4711, raw("unknown!"), order)
            + makeBlock(block::interfaceStatistics, taken(statistics), order);
        EXPECT_EQ(copied(file), file);
        const auto twice = file + sectionHeader() + interfaceBlock(113) + enhanced();
        EXPECT_EQ(copied(twice), twice) << "several sections, each in its byte order";
    }
}

TEST(Writer, GivesBackAnObsoletePacketBlockWithItsDrops)
{
    Encoder packet;
    packet.u16(0);
    packet.u16(9);
    for (const std::uint32_t value : {7, 5, 4, 60})
        packet.u32(value);
    packet.raw(bytesOf("four"));
    const auto file = sectionHeader() + interfaceBlock(1) + makeBlock(block::obsoletePacket, taken(packet));
    EXPECT_EQ(copied(file), file);
}

TEST(Writer, MakesASectionOfItsOwnForWhatComesFromPcap)
{
    const auto written =
        readAll(copied(pcapHeader({.magic = pcap::nanoseconds, .link = 0x2400'0001}) + pcapRecord({.original = 99})));
    ASSERT_EQ(written.packets.size(), 1U) << written.failure;
    EXPECT_EQ(written.packets[0].view.time.time_since_epoch().count(), 1'700'000'000'000'250'000);
    EXPECT_EQ(written.packets[0].view.originalLength, 99U);
    EXPECT_EQ(written.packets[0].view.fcsBytes, 4);
    EXPECT_EQ(written.interfaces[0].resolution, 9);
    EXPECT_EQ(written.interfaces[0].snaplen, 65535U);
    EXPECT_THAT(std::string{textOf(written.items[0].body)}, HasSubstr("packetrecorder"));
}

TEST(Writer, WritesAnEmptyFileThatCanBeRead)
{
    for (const auto format : {FileFormat::Pcapng, FileFormat::PcapMicroseconds}) {
        const auto written = readAll(copied(pcapHeader({.link = 113}), format));
        EXPECT_EQ(written.failure, "");
        ASSERT_EQ(written.interfaces.size(), 1U);
        EXPECT_EQ(written.interfaces[0].linkType, 113);
    }
}

TEST(Writer, GivesBackAPcapByteForByte)
{
    const auto micro = pcapHeader() + pcapRecord() + pcapRecord({.bytes = "", .original = 1500});
    EXPECT_EQ(copied(micro, FileFormat::PcapMicroseconds), micro);
    const auto nano = pcapHeader({.magic = pcap::nanoseconds, .link = 0x2400'0001}) + pcapRecord();
    EXPECT_EQ(copied(nano, FileFormat::PcapNanoseconds), nano);
}

TEST(Writer, RefusesInPcapWhatPcapCannotHold)
{
    const struct {
        const char* name;
        Raw file;
        const char* said;
    } cases[] = {
        {"two link types",
            sectionHeader() + interfaceBlock(1) + interfaceBlock(101) + enhanced() + enhanced({.interface = 1}),
            "packet 2 is RAW after ETHERNET"},
        {"a time after 2106", sectionHeader() + interfaceBlock(1) + enhanced({.time = 5'000'000'000'000'000}),
            "packet 1 is of a time"},
    };
    for (const auto& row : cases) {
        const TemporaryFile from{row.file};
        const TemporaryFile to{bytesOf("what was there")};
        const auto done = copy(from.path(), to.path(), FileFormat::PcapMicroseconds);
        ASSERT_FALSE(done) << row.name;
        EXPECT_THAT(done.error().text(), HasSubstr(row.said)) << row.name;
        EXPECT_EQ(done.error().status, Status::Usage) << row.name;
        EXPECT_EQ(contentOf(to.path()), raw("what was there")) << "an export that fails replaces nothing";
    }
}

TEST(Writer, RefusesItemsThatACaseFileHasDamaged)
{
    for (const auto kind : {ItemKind::SectionHeader, ItemKind::Statistics}) {
        const auto writer =
            Writer::create(Output::to(open("/dev/null", O_WRONLY), "nothing"), {.hardware = {}, .os = {}});
        EXPECT_FALSE(writer->add(Item{.kind = kind, .body = bytesOf("abc")}));
    }
    const auto writer = Writer::create(Output::to(open("/dev/null", O_WRONLY), "nothing"), {.hardware = {}, .os = {}});
    EXPECT_FALSE(writer->add(PacketView{.number = {1}, .time = {}, .interface = {}, .bytes = {}}, nullptr))
        << "no interface was described";
}

TEST(Output, SaysThatTheDiskIsFull)
{
    auto output = Output::create("/dev/full");
    ASSERT_TRUE(output);
    ASSERT_TRUE(output->write(bytesOf("x")));
    const auto done = output->commit();
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().status, Status::Storage);
    EXPECT_THAT(done.error().text(), HasSubstr("No space left on device. Make room"));
}

TEST(Output, LeavesNothingBehindWithoutCommit)
{
    const TemporaryFile place;
    const auto path = place.path() + ".pcapng";
    {
        auto output = Output::create(path);
        ASSERT_TRUE(output);
        ASSERT_TRUE(output->write(bytesOf("half")));
        ASSERT_TRUE(output->flush());
    }
    EXPECT_FALSE(std::filesystem::exists(path));
    EXPECT_FALSE(std::filesystem::exists(path + '.' + std::to_string(getpid()) + ".part"));
    EXPECT_FALSE(Output::create("/nonexistent/folder/file"));
}

TEST(PacketFile, ReadsPacketsWhereTheBatchSaysTheyAre)
{
    const TemporaryFile temporary{sectionHeader() + interfaceBlock(1) + enhanced() + simple("four", 4)};
    const auto content = readAll(temporary.path());
    const auto file = PacketFile::open(temporary.path());
    ASSERT_TRUE(file);
    ASSERT_EQ(content.packets.size(), 2U);
    for (const auto& packet : content.packets) {
        Raw bytes(packet.bytes.size());
        EXPECT_TRUE(file->read(packet.offset, bytes));
        EXPECT_EQ(bytes, packet.bytes);
    }
    Raw beyond(1);
    EXPECT_THAT(file->read(1'000'000, beyond).error().text(), HasSubstr("shorter than it was"));
}

TEST(LinkType, HasANameForEveryNumber)
{
    EXPECT_EQ(linkTypeName(1), "ETHERNET");
    EXPECT_EQ(linkTypeName(276), "LINUX_SLL2");
    EXPECT_EQ(linkTypeName(4000), "link type 4000");
    EXPECT_EQ(findLinkType(113)->words, "Linux cooked capture");
}

}  // namespace
}  // namespace pr::source
