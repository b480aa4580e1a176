// For tests: what the kernel says of a helper's rights, of every thread and from its start to its end, in the ways in
// which it is started. Whoever includes this names the programs. Needs root, and says so.
#pragma once

#include "capture/helper/started_helper.h"

#include <atomic>
#include <fstream>
#include <map>
#include <vector>

#include <gmock/gmock.h>

#include <linux/capability.h>
#include <sched.h>
#include <sys/stat.h>

namespace pr::helper {

/// A helper, and what is said to it.
struct Program {
    const char* name;
    std::uint64_t asRoot;       ///< the rights that it keeps of root's until the devices are open
    std::uint64_t byFile;       ///< those that its file has
    const char* capabilities;   ///< the same for setcap
    std::size_t mostLibraries;  ///< mapped
    std::string open;           ///< what opens `lo`
    std::string end;            ///< what makes it say its last words and end
    const char* mayLack;        ///< why the kernel may refuse it even to root; null: for no reason
};

inline std::filesystem::path pathOf(const Program& program)
{
    return helperProgram().replace_filename(program.name);
}

using std::chrono::milliseconds;
using std::chrono::seconds;
using Status = std::map<std::string, std::string>;

/// One for each thread; fewer or none where the process ends meanwhile.
inline std::vector<Status> threadsOf(pid_t process)
{
    std::vector<Status> all;
    std::error_code error;
    const auto tasks = std::filesystem::path{"/proc"} / std::to_string(process) / "task";
    for (std::filesystem::directory_iterator task{tasks, error}, end; !error && task != end; task.increment(error)) {
        std::ifstream in{task->path() / "status"};
        Status status;
        for (std::string line; std::getline(in, line);)
            if (const auto colon = line.find(":\t"); colon != std::string::npos)
                status[line.substr(0, colon)] = line.substr(colon + 2);
        if (status.count("Seccomp") != 0)
            all.push_back(std::move(status));
    }
    return all;
}

inline std::uint64_t setOf(const Status& status, const std::string& name)
{
    return std::stoull(status.at(name), nullptr, 16);
}

inline void expectNoRight(const Status& status)
{
    for (const auto* set : {"CapInh", "CapPrm", "CapEff", "CapAmb"})
        EXPECT_EQ(setOf(status, set), 0U) << set;
    EXPECT_EQ(status.at("NoNewPrivs"), "1");
    EXPECT_EQ(status.at("Seccomp"), "2");
    for (const auto* ids : {"Uid", "Gid"})
        EXPECT_THAT("\t" + status.at(ids), testing::Not(testing::HasSubstr("\t0"))) << ids;
    EXPECT_EQ(status.at("Groups").find_first_not_of(" \t"), std::string::npos) << status.at("Groups");
}

/// Looks at all threads as often as it can while a helper opens `lo`, until it ends. Gives the rights that it ever had
/// once it was our program.
inline std::uint64_t watchedFromStartToEnd(
    const Program& program, const StartedHelper::Way& way, std::uint64_t most, std::uint64_t bounding)
{
    StartedHelper helper{way};
    std::atomic<bool> over = false;
    std::uint64_t ever = 0;
    std::atomic<std::size_t> confined = 0;
    std::thread watcher{[&] {
        while (!over)
            for (const auto& status : threadsOf(helper.process())) {
                if (status.at("Name") != "packetrecorder-" || (setOf(status, "CapPrm") & ~most) != 0)
                    continue;  // not yet executed, or not yet another user than root
                ever |= setOf(status, "CapPrm") | setOf(status, "CapEff");
                if (status.at("Seccomp") == "2") {
                    ++confined;
                    expectNoRight(status);
                }
            }
    }};
    helper.say(program.open);
    EXPECT_TRUE(helper.hear(wire::encode(wire::Opened{{{}}}).size()));
    const auto threads = threadsOf(helper.process());
    EXPECT_EQ(threads.size(), 1U);
    for (const auto& status : threads) {
        expectNoRight(status);
        EXPECT_EQ(setOf(status, "CapBnd") & ~bounding, 0U);
    }
    for (int i = 0; i < 1000 && confined == 0; ++i)
        std::this_thread::sleep_for(milliseconds{1});
    helper.say(program.end);
    EXPECT_FALSE(helper.hearAll().empty());
    over = true;
    watcher.join();
    EXPECT_EQ(helper.exitStatus(seconds{1}), 0);
    EXPECT_GT(confined, 0U);
    return ever;
}

class Rights : public testing::TestWithParam<Program> {
protected:
    void SetUp() override
    {
        if (geteuid() != 0)
            GTEST_SKIP() << "not root";
        if (!std::filesystem::exists(pathOf(GetParam())))
            GTEST_SKIP() << GetParam().name << " was not built";
        // a `lo` of our own: there is room for one XDP program only
        static const auto apart = unshare(CLONE_NEWNET) == 0 && std::system("ip link set lo up") == 0;
        if (!apart)
            GTEST_SKIP() << "no network namespace can be made";
        if (GetParam().mayLack != nullptr && !opens())
            GTEST_SKIP() << GetParam().mayLack;
    }
    static StartedHelper::Way way() { return {.program = pathOf(GetParam())}; }

private:
    static bool opens()
    {
        const StartedHelper helper{way()};
        helper.say(GetParam().open);
        std::string type(wire::headerBytes, '\0');
        return helper.hear(type) && wire::parseHeader(bytesOf(type))->type == wire::Type::Opened;
    }
};

TEST_P(Rights, StartedByRootItKeepsWhatOpensDevicesAndThenNothing)
{
    for (int round = 0; round < rounds(5, 100); ++round)
        EXPECT_EQ(watchedFromStartToEnd(GetParam(), way(), GetParam().asRoot, 0) & ~GetParam().asRoot, 0U);
}

TEST_P(Rights, BeforeAnyDeviceIsNamedItIsAnotherUserAlready)
{
    StartedHelper helper{way()};
    const auto until = std::chrono::steady_clock::now() + seconds{1};
    auto threads = threadsOf(helper.process());
    while ((threads.empty() || (setOf(threads[0], "CapPrm") & ~GetParam().asRoot) != 0)
        && std::chrono::steady_clock::now() < until)
        threads = threadsOf(helper.process());
    ASSERT_EQ(threads.size(), 1U);
    EXPECT_NE(threads[0].at("Uid").substr(0, 2), "0\t");
    EXPECT_EQ(setOf(threads[0], "CapBnd"), 0U);
    EXPECT_EQ(setOf(threads[0], "CapPrm") & ~GetParam().asRoot, 0U);
    EXPECT_EQ(threads[0].at("Seccomp"), "0");
}

TEST_P(Rights, WithFileCapabilitiesItHasThoseUntilTheDeviceIsOpen)
{
    std::string folder = std::filesystem::temp_directory_path() / "capture-rights-XXXXXX";
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    ASSERT_EQ(chmod(folder.c_str(), 0755), 0);
    const auto copy = std::filesystem::path{folder} / GetParam().name;
    std::filesystem::copy_file(pathOf(GetParam()), copy);
    const auto grant = std::string{"setcap "} + GetParam().capabilities + "+ep " + copy.string() + " 2>/dev/null";
    const auto granted = std::system(grant.c_str()) == 0;
    std::uint64_t ever = 0;
    if (granted)
        for (int round = 0; round < rounds(5, 100); ++round)
            ever |= watchedFromStartToEnd(
                GetParam(), {.program = copy, .user = nobody, .creator = nobody}, GetParam().asRoot, ~0ULL);
    std::filesystem::remove_all(folder);
    if (!granted)
        GTEST_SKIP() << "setcap is missing, or the file system keeps no capabilities";
    EXPECT_EQ(ever, GetParam().byFile);
}

TEST_P(Rights, NoMoreLibrariesAreMappedThanAreNeeded)
{
    StartedHelper helper{way()};
    helper.say(GetParam().open);
    ASSERT_TRUE(helper.hear(wire::headerBytes));
    std::ifstream in{std::filesystem::path{"/proc"} / std::to_string(helper.process()) / "maps"};
    std::map<std::string, int> libraries;
    for (std::string line; std::getline(in, line);)
        if (const auto at = line.find('/'); at != std::string::npos && line.find(".so", at) != std::string::npos
            && line.find("/ld-linux", at) == std::string::npos)
            ++libraries[line.substr(at)];
    for (const auto& [library, parts] : libraries)
        std::printf("mapped: %s\n", library.c_str());
    EXPECT_GE(libraries.size(), 2U);
    EXPECT_LE(libraries.size(), GetParam().mostLibraries);
    for (const auto* unwanted : {"libstdc++", "libgcc_s", "libQt"})
        for (const auto& [library, parts] : libraries)
            EXPECT_THAT(library, testing::Not(testing::HasSubstr(unwanted)));
}

}  // namespace pr::helper
