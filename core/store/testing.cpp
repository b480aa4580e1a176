#include "core/store/testing.h"

#include <array>
#include <cstdlib>
#include <gtest/gtest.h>
#include <unistd.h>

namespace pr::store::testing {

constinit const Field nameField{
    .abbreviation = "test.name", .name = "Name", .type = FieldType::String, .indexed = true};
constinit const Field portField{
    .abbreviation = "test.port", .name = "Port", .type = FieldType::UInt16, .indexed = true};

TemporaryFolder::TemporaryFolder()
{
    auto pattern = (std::filesystem::temp_directory_path() / "case-test-XXXXXX").string();
    EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
    m_path = std::filesystem::canonical(pattern);
    ::setenv("XDG_STATE_HOME", (m_path / "state").c_str(), 1);
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

void MadePacket::settle()
{
    view.bytes = bytesOf(bytes);
    analysis.path = bytesOf(path);
    analysis.stack = bytesOf(stack);
    analysis.flows = flows;
    analysis.indexed = indexed;
}

void makePacket(MadePacket& packet, std::uint64_t number, std::mt19937_64& random)
{
    constexpr std::array<std::size_t, 8> sizes{0, 1, 60, 1514, 90, 1514, 66, 700};
    const auto size = sizes[random() % sizes.size()];
    const auto flow = number / 11;
    packet.bytes.resize(size);
    for (std::size_t i = 0; i < size; ++i)
        packet.bytes[i] = static_cast<char>(number % 3 == 0 && i > 54 ? random() : i * flow >> 4);
    packet.view.number = {number};
    packet.view.rawTime = 1'700'000'000'000'000ULL + number * 150 + random() % 100;
    packet.view.time = Timestamp{Nanoseconds{static_cast<std::int64_t>(packet.view.rawTime) * 1000}};
    packet.view.originalLength =
        static_cast<std::uint32_t>(number % 50 == 0 ? size / 2 : size + (number % 7 == 0 ? 100 : 0));
    packet.view.interface = {static_cast<std::uint32_t>(number % 100 == 0)};
    packet.path = "path of flow " + std::to_string(flow) + (number % 2 ? " there" : " back");
    packet.stack = number % 5 ? "eth:ethertype:ip:tcp:tls" : "eth:ethertype:ip:udp:dns";
    packet.flows.assign(1, FlowId{flow});
    if (number % 997 == 0)
        packet.flows.push_back({7});
    packet.indexed.clear();
    packet.indexed.push_back({&portField, Value::number(flow % 1000)});
    packet.settle();
    packet.analysis.marks = static_cast<std::uint16_t>(number % 64 == 0 ? 1 : 0);
    packet.analysis.direction = number % 2 ? 0 : 1;
    packet.analysis.tcpFlags = 0x10;
}

void appendMix(SessionWriter& writer, std::uint64_t before, std::uint64_t count, std::uint64_t seed)
{
    MadePacket packet;
    for (auto number = before + 1; number <= before + count; ++number) {
        std::mt19937_64 random{seed * 1'000'003 + number};
        makePacket(packet, number, random);
        const auto done = writer.append(packet.view, packet.analysis);
        ASSERT_TRUE(done) << done.error().text();
    }
}

void expectMix(Case& opened, SessionId session, std::uint64_t count, std::uint64_t seed, PacketNumber first)
{
    auto reader = PacketReader::open(opened, session);
    ASSERT_TRUE(reader) << reader.error().text();
    ASSERT_EQ((*reader)->packetCount(), count);
    MadePacket packet;
    ASSERT_EQ((*reader)->firstPacket(), first);
    auto number = first.value - 1;
    for (std::size_t index = 0; index < (*reader)->blocks().size(); ++index) {
        const auto block = (*reader)->block(index);
        ASSERT_TRUE(block) << block.error().text();
        const auto analysis = (*reader)->analysis(index);
        ASSERT_TRUE(analysis) << analysis.error().text();
        const auto dictionaries = (*reader)->dictionaries((*reader)->segmentOf(index));
        ASSERT_TRUE(dictionaries) << dictionaries.error().text();
        for (std::size_t i = 0; i < (*block)->size(); ++i) {
            std::mt19937_64 random{seed * 1'000'003 + ++number};
            makePacket(packet, number, random);
            const auto got = (*reader)->view(**block, i);
            ASSERT_EQ(got.number.value, number);
            ASSERT_EQ(got.rawTime, packet.view.rawTime) << number;
            ASSERT_EQ(got.time, packet.view.time) << number;
            ASSERT_EQ(got.originalLength, packet.view.originalLength) << number;
            ASSERT_EQ(got.interface, packet.view.interface) << number;
            ASSERT_EQ(textOf(got.bytes), packet.bytes) << number;
            ASSERT_EQ(textOf((*dictionaries)->paths[analysis->path[i]]), packet.path) << number;
            ASSERT_EQ(textOf((*dictionaries)->stacks[analysis->stack[i]]), packet.stack) << number;
            ASSERT_EQ(analysis->marks[i], packet.analysis.marks) << number;
            ASSERT_EQ(analysis->direction[i], packet.analysis.direction) << number;
        }
    }
    ASSERT_EQ(number, count);
}

SessionDescription describe(SessionKind kind)
{
    SessionDescription description;
    description.kind = kind;
    description.name = "a session";
    description.source = "made by rule";
    description.program = "test";
    description.started = 1'700'000'000'000'000'000;
    return description;
}

}  // namespace pr::store::testing
