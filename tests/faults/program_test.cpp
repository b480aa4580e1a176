// The same for the program as a user runs it: import, capture and reanalysis killed at any moment, import onto a full
// disk. FAULTS_LONG=1: the full counts.
#include "child.h"

#include "core/store/testing.h"
#include "core/store/verify.h"

#include <arpa/inet.h>
#include <atomic>
#include <gtest/gtest.h>
#include <random>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <thread>

namespace pr::faults {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using store::testing::TemporaryFolder;

constexpr std::uint64_t kPackets = 30'000;

std::string payload(std::uint64_t number)
{
    std::mt19937_64 random{number};
    std::string bytes(1'400, '\0');
    for (std::size_t i = 0; i + 8 <= bytes.size(); i += 8) {
        const auto value = random();
        std::memcpy(bytes.data() + i, &value, 8);
    }
    return bytes;
}

void writeCapture(const fs::path& path)
{
    std::string out;
    const auto u32 = [&out](std::uint32_t value) {
        for (int i = 0; i < 4; ++i)
            out += static_cast<char>(value >> (8 * i));
    };
    u32(0xa1b2c3d4);
    u32(0x00040002);
    u32(0);
    u32(0);
    u32(262'144);
    u32(147);  // a link type that nothing is known of
    for (std::uint64_t number = 1; number <= kPackets; ++number) {
        u32(static_cast<std::uint32_t>(1'700'000'000 + number / 1000));
        u32(static_cast<std::uint32_t>(number % 1000));
        u32(1'400);
        u32(1'400);
        out += payload(number);
    }
    write(path, out);
}

/// Datagrams of many talks over IPv4, without a link layer.
void writeTalks(const fs::path& path, std::uint32_t packets)
{
    std::string out{"\xd4\xc3\xb2\xa1\x02\0\x04\0\0\0\0\0\0\0\0\0\0\0\x04\0\x65\0\0\0", 24};
    const auto u32 = [&out](std::uint32_t value) {
        for (int i = 0; i < 4; ++i)
            out += static_cast<char>(value >> (8 * i));
    };
    for (std::uint32_t number = 0; number < packets; ++number) {
        constexpr std::uint32_t size = 20 + 8 + 32;
        u32(1'700'000'000 + number / 1000);
        u32(number % 1000);
        u32(size);
        u32(size);
        std::string packet{"\x45\0\0\x3c\0\0\0\0\x40\x11\0\0\x0a\0\0\x01\x0a\0\0\x02\0\0\0\x35\0\x28\0\0", 28};
        packet[18] = static_cast<char>(number % 13);
        packet[20] = static_cast<char>(number % 251);
        packet[21] = static_cast<char>(number % 17);
        out += packet + payload(number % 100).substr(0, 32);
    }
    write(path, out);
}

/// "last_packet" of the last whole line that says "committed".
std::uint64_t committedOf(std::string_view said)
{
    std::uint64_t last = 0;
    for (auto end = said.find('\n'); end != std::string_view::npos; end = said.find('\n')) {
        const auto line = said.substr(0, end);
        if (const auto at = line.find("\"last_packet\":"); line.find("\"committed\"") != std::string_view::npos)
            last = std::strtoull(std::string{line.substr(at + 14)}.c_str(), nullptr, 10);
        said.remove_prefix(end + 1);
    }
    return last;
}

class Program : public ::testing::Test {
protected:
    Child run(std::vector<std::string> words)
    {
        words.insert(words.begin(), FAULTS_PROGRAM);
        words.insert(words.end(), {"--database", path.string(), "--progress-fd", "3"});
        return Child{words, {}, folder / "errors"};
    }
    /// Whether a commit of an import is half done: nothing else writes to the rollback journal.
    bool commits() const
    {
        std::error_code error;
        const auto size = fs::file_size(path.string() + "-journal", error);
        return !error && size > 0;
    }
    void removeCase() const
    {
        for (const auto* suffix : {"", "-journal", "-wal", "-shm", ".lock"})
            fs::remove(path.string() + suffix);
    }

    /// What a reader finds: at least the packets that were acknowledged, all of them equal to what `isPacket` wants.
    store::SessionState check(std::uint64_t acknowledged, const std::string& when,
        const std::function<bool(std::uint64_t, std::string_view)>& isPacket) const
    {
        auto state = store::SessionState::Growing;
        const auto opened = store::Case::open(path, store::CaseAccess::ReadOnly);
        if (!opened) {
            EXPECT_EQ(acknowledged, 0U) << when << ": " << opened.error().text();
            return state;
        }
        const auto report = store::verify(**opened);
        EXPECT_TRUE(report && report->passed())
            << when << (report && !report->findings.empty() ? report->findings[0].text() : "");
        const auto sessions = store::sessions(**opened);
        if (!sessions || sessions->empty()) {
            EXPECT_EQ(acknowledged, 0U) << when;
            return state;
        }
        state = sessions->back().state;
        EXPECT_NE(state, store::SessionState::Growing) << when;
        EXPECT_GE(sessions->back().packets, acknowledged) << when;
        const auto reader = store::PacketReader::open(**opened, sessions->back().id);
        EXPECT_TRUE(reader) << when;
        if (!reader)
            return state;
        EXPECT_EQ((*reader)->packetCount(), sessions->back().packets) << when;
        for (std::uint64_t number = 1; number <= (*reader)->packetCount(); ++number) {
            const auto packet = (*reader)->packet({number});
            EXPECT_TRUE(packet) << when << ", packet " << number;
            if (!packet || !isPacket(number, textOf(packet->view.bytes))) {
                ADD_FAILURE() << when << ": packet " << number << " is another one";
                return state;
            }
        }
        return state;
    }

    const TemporaryFolder folder;
    fs::path path = folder / "a.prcase";
};

TEST_F(Program, KeepsWhatItSaidOfAnImportThatIsKilledAtAnyMoment)
{
    const auto capture = folder / "a.pcap";
    writeCapture(capture);
    const auto from = Clock::now();
    ASSERT_EQ(run({"import", capture.string()}).wait(), 0) << read(folder / "errors");
    const auto whole = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - from).count();
    std::vector<std::string> payloads{""};
    for (std::uint64_t number = 1; number <= kPackets; ++number)
        payloads.push_back(payload(number));
    std::mt19937_64 random{9};
    int afterCommit = 0, inside = 0, recovered = 0;
    const auto kills = times(8, 130);
    for (int i = 0; i < kills; ++i) {
        removeCase();
        auto child = run({"import", capture.string()});
        bool runs = child.listen(static_cast<int>(random() % static_cast<std::uint64_t>(whole * 11 / 10 + 1)));
        while (i % 2 == 0 && runs && !commits())  // of these the next commit is waited for, which is short
            runs = child.listen(0);
        child.kill();
        child.wait();
        inside += commits() ? 1 : 0;
        const auto acknowledged = committedOf(child.said());
        const auto state = check(acknowledged, "kill " + std::to_string(i),
            [&](std::uint64_t number, std::string_view bytes) { return bytes == payloads[number]; });
        afterCommit += acknowledged > 0 ? 1 : 0;
        recovered += state == store::SessionState::Recovered ? 1 : 0;
        if (HasFailure())
            return;
    }
    EXPECT_GT(recovered, 0);
    EXPECT_GE(inside, kills / 8);
    std::printf("%d kills, %d after the first commit, %d inside a commit, %d recovered\n", kills, afterCommit, inside,
        recovered);
}

TEST_F(Program, KeepsWhatItSaidOfACaptureThatIsKilledAtAnyMoment)
{
    if (::geteuid() != 0)
        GTEST_SKIP() << "needs the right to record";
    if (::unshare(CLONE_NEWNET) == 0 && std::system("ip link set lo up") != 0)
        GTEST_SKIP() << "the loopback of a network namespace cannot be set up";
    // numbered datagrams to nobody
    std::atomic<bool> stop = false;
    std::jthread sender{[&stop] {
        const int to = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(9);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        for (std::uint64_t number = 0; !stop; ++number) {
            ::sendto(to, &number, sizeof number, 0, reinterpret_cast<const sockaddr*>(&address), sizeof address);
            if (number % 20 == 0)
                std::this_thread::sleep_for(std::chrono::milliseconds{2});
        }
        ::close(to);
    }};
    std::mt19937_64 random{13};
    int afterCommit = 0, recovered = 0;
    const auto kills = times(4, 70);
    for (int i = 0; i < kills && !HasFailure(); ++i) {
        removeCase();
        auto child = run({"capture", "-i", "lo", "-f", "udp dst port 9", "--promisc", "false"});
        child.listen(200 + static_cast<int>(random() % 2'000));
        child.kill();
        child.wait();
        const auto acknowledged = committedOf(child.said());
        std::uint64_t before = 0;
        const auto state =
            check(acknowledged, "kill " + std::to_string(i), [&](std::uint64_t number, std::string_view bytes) {
                std::uint64_t value = 0;
                if (bytes.size() != 42 + sizeof value)
                    return false;
                std::memcpy(&value, bytes.data() + 42, sizeof value);
                const bool follows = number == 1 || value > before;
                before = value;
                return follows;
            });
        afterCommit += acknowledged > 0 ? 1 : 0;
        recovered += state == store::SessionState::Recovered ? 1 : 0;
    }
    stop = true;
    EXPECT_GT(recovered, kills / 2);
    std::printf("%d kills, %d after the first commit, %d recovered\n", kills, afterCommit, recovered);
}

TEST_F(Program, KeepsOneWholeAnalysisWhenANewOneIsKilledAtAnyMoment)
{
    constexpr std::uint32_t packets = 200'000;
    const auto capture = folder / "a.pcap";
    writeTalks(capture, packets);
    ASSERT_EQ(run({"import", capture.string()}).wait(), 0) << read(folder / "errors");
    const auto said = [&](std::vector<std::string> words) {
        words.insert(words.begin(), FAULTS_PROGRAM);
        words.insert(words.end(), {"--database", path.string(), "--log-level", "error"});
        EXPECT_EQ(Child(words, {}, folder / "errors").wait(), 0) << words[1] << read(folder / "errors");
        return read(folder / "errors");
    };
    const auto answers = [&] {
        return said({"flows", "--format", "tsv"})
            + said({"query", "udp.dstport == 53 and ip.src == 10.0.0.1", "--count"})
            + said({"query", "dns", "--count"});
    };
    const auto before = answers();
    EXPECT_GT(before.size(), 10'000U);
    const auto from = Clock::now();
    ASSERT_EQ(run({"reanalyze", "--session", "1"}).wait(), 0) << read(folder / "errors");
    const auto whole = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - from).count();
    EXPECT_EQ(answers(), before);
    const auto analysis = [&] {
        const auto opened = store::Case::open(path, store::CaseAccess::ReadOnly);
        EXPECT_TRUE(opened) << opened.error().text();
        return opened ? (*opened)->database().integer("SELECT analysis FROM session_status") : 0;
    };
    std::mt19937_64 random{17};
    int old = 0, fresh = 0;
    for (int i = 0; i < times(6, 60) && !HasFailure(); ++i) {
        const auto held = analysis();
        auto child = run({"reanalyze", "--session", "1"});
        child.listen(static_cast<int>(random() % static_cast<std::uint64_t>(whole * 11 / 10 + 1)));
        child.kill();
        child.wait();
        const auto when = "kill " + std::to_string(i);
        (analysis() == held ? old : fresh) += 1;
        EXPECT_EQ(answers(), before) << when;
        check(packets, when, [](std::uint64_t, std::string_view bytes) { return bytes.size() == 60; });
    }
    ASSERT_EQ(run({"reanalyze", "--session", "1"}).wait(), 0) << read(folder / "errors");
    EXPECT_EQ(answers(), before);
    const auto opened = store::Case::open(path, store::CaseAccess::ReadOnly);
    ASSERT_TRUE(opened);
    EXPECT_EQ((*opened)->database().integer("SELECT count(*) FROM analysis"), 1) << "nothing is left of the others";
    std::printf("%d kills, the old analysis held after %d, the new one after %d\n", old + fresh, old, fresh);
}

TEST_F(Program, SaysThatTheDiskIsFullAndKeepsWhatItSaid)
{
    if (::geteuid() != 0 || ::unshare(CLONE_NEWNS) != 0)
        GTEST_SKIP() << "needs root for a small disk of its own";
    if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
        GTEST_SKIP() << "the small disk would be mounted for others, too: / is no mount point, as in a chroot";
    const auto capture = folder / "a.pcap";
    writeCapture(capture);
    const auto small = folder / "small";
    fs::create_directories(small);
    path = small / "a.prcase";
    for (int i = 0; i < times(3, 20) && !HasFailure(); ++i) {
        const auto size = "size=" + std::to_string(i % 10 == 0 ? 64 : 2'000 + 38'000 * (i % 10) / 10) + "k";
        ASSERT_EQ(::mount("tmpfs", small.c_str(), "tmpfs", 0, size.c_str()), 0);
        auto child = run({"import", capture.string()});
        EXPECT_EQ(child.wait(), 4) << size << ' ' << read(folder / "errors");
        EXPECT_NE(child.said().find("is full"), std::string::npos) << size << ' ' << child.said();
        EXPECT_NE(child.said().find("\"reason\":\"error\""), std::string::npos) << size;
        const auto acknowledged = committedOf(child.said());
        const auto state = check(
            acknowledged, size, [&](std::uint64_t number, std::string_view bytes) { return bytes == payload(number); });
        EXPECT_TRUE(
            acknowledged == 0 || state == store::SessionState::Paused || state == store::SessionState::Recovered);
        ::umount(small.c_str());
    }
}

}  // namespace
}  // namespace pr::faults
