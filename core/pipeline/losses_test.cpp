// Where packets were lost: what statistics in a capture say, in rows, sums and figures.
#include "core/pipeline/recorder.h"
#include "core/source/reader.h"
#include "core/store/reader.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace pr::pipeline {
namespace {

namespace fs = std::filesystem;

class Losses : public testing::Test {
protected:
    void SetUp() override
    {
        std::string folder = fs::temp_directory_path() / "losses-XXXXXX";
        ASSERT_NE(mkdtemp(folder.data()), nullptr);
        m_folder = folder;
        setenv("XDG_STATE_HOME", folder.c_str(), 1);
    }
    void TearDown() override { fs::remove_all(m_folder); }

    template <class Number> static std::string bytes(std::initializer_list<Number> numbers)
    {
        return {reinterpret_cast<const char*>(std::data(numbers)), numbers.size() * sizeof(Number)};
    }
    static std::string block(std::uint32_t type, const std::string& body)
    {
        const auto length = static_cast<std::uint32_t>(12 + body.size());
        return bytes({type, length}) + body + bytes({length});
    }
    static std::string packet() { return block(6, bytes<std::uint32_t>({0, 0, 1, 4, 4}) + "abcd"); }
    /// Totals of an interface; with `last` as the last word about it.
    static std::string statistics(
        std::uint64_t device, std::uint64_t accepted, std::uint64_t kernel, std::uint64_t delivered, bool last)
    {
        auto body = bytes<std::uint32_t>({0, 0, 1});
        const auto option = [&](std::uint16_t code, std::uint64_t value) {
            body += bytes<std::uint16_t>({code, 8}) + bytes({value});
        };
        if (last)
            option(3, 1);
        option(5, device);
        option(6, accepted);
        option(7, kernel);
        option(8, delivered);
        return block(5, body + bytes<std::uint32_t>({0}));
    }
    static std::string head()
    {
        return block(0x0a0d0d0a, bytes<std::uint32_t>({0x1a2b3c4d, 1, ~0U, ~0U}))
            + block(1, bytes<std::uint32_t>({1, 0}));
    }

    /// What the case says in the end, and how many rows it took; after what the recorder said while it went on.
    std::pair<store::Losses, std::size_t> recorded(const std::string& capture, store::SessionKind kind)
    {
        const auto file = m_folder / "capture.pcapng";
        std::ofstream{file, std::ios::binary} << capture;
        const auto path = m_folder / "losses.prcase";
        fs::remove(path);
        auto opened = store::Case::create(path);
        EXPECT_TRUE(opened);
        Meter meter;
        RecorderOptions options;
        options.threads = 1;
        options.meter = &meter;
        auto recorder = Recorder::begin(**opened, {.kind = kind, .name = "losses"}, options);
        EXPECT_TRUE(recorder);
        auto reader = source::Reader::open(file);
        EXPECT_TRUE(reader);
        source::Batch batch;
        while (true) {
            const auto next = (*reader)->next(batch);
            EXPECT_TRUE(next);
            if (!next || *next != source::Next::Batch)
                break;
            EXPECT_TRUE((*recorder)->add(batch));
        }
        EXPECT_TRUE((*recorder)->commit());
        EXPECT_EQ(meter.read().dropped, (*recorder)->losses());
        const auto said = (*recorder)->losses();
        const auto summary = (*recorder)->finish(store::SessionState::Finished);
        EXPECT_TRUE(summary);
        EXPECT_EQ(summary->dropped, said.all());
        const auto stored = store::losses(**opened, summary->id);
        const auto rows = store::drops(**opened, summary->id);
        EXPECT_TRUE(stored && rows);
        EXPECT_EQ(*stored, said);
        return {*stored, rows->size()};
    }

    fs::path m_folder;
};

TEST_F(Losses, OfACaptureAreCountedApart)
{
    // 10 accepted, 3 of them lost in the kernel, 5 delivered, of which 4 came
    const auto capture = head() + packet() + statistics(1, 4, 1, 1, false) + packet() + packet() + packet()
        + statistics(2, 10, 3, 5, true);
    const auto [losses, rows] = recorded(capture, store::SessionKind::Capture);
    EXPECT_EQ(losses, (store::Losses{.kernel = 3, .device = 2, .helper = 2, .core = 1}));
    EXPECT_EQ(rows, 2U);
}

TEST_F(Losses, AreNoneWhereEverythingCame)
{
    const auto capture = head() + packet() + packet() + statistics(0, 2, 0, 2, true);
    const auto [losses, rows] = recorded(capture, store::SessionKind::Capture);
    EXPECT_EQ(losses.all(), 0U);
    EXPECT_EQ(rows, 0U);
}

TEST_F(Losses, InAFileAreThoseOfKernelAndInterfaceOnly)
{
    // somebody may have cut packets out of it
    const auto capture = head() + packet() + statistics(2, 10, 3, 7, true);
    const auto [losses, rows] = recorded(capture, store::SessionKind::Import);
    EXPECT_EQ(losses, (store::Losses{.kernel = 3, .device = 2}));
    EXPECT_EQ(rows, 1U);
}

TEST_F(Losses, CountBeyond32Bits)
{
    constexpr std::uint64_t many = 10'000'000'000;
    const auto capture = head() + packet() + statistics(0, many + 1, many, 1, true);
    const auto [losses, rows] = recorded(capture, store::SessionKind::Capture);
    EXPECT_EQ(losses, (store::Losses{.kernel = many}));
    EXPECT_EQ(rows, 1U);
}

}  // namespace
}  // namespace pr::pipeline
