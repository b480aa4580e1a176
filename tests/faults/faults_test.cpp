// What a case holds after its writer was killed, the power went, or the disk was full: every packet that was said to be
// stored, a chain that fits, and a session that says what happened. FAULTS_LONG=1: the full counts.
#include "child.h"
#include "log.h"

#include "core/store/testing.h"
#include "core/store/verify.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <sstream>
#include <sys/stat.h>

namespace pr::faults {
namespace {

namespace fs = std::filesystem;
using store::testing::TemporaryFolder;

constexpr std::uint64_t kSeed = 11;

/// The last packet that whole lines of faults_writer ("1 300") say to be durable.
std::uint64_t lastOf(std::string_view said)
{
    std::uint64_t last = 0;
    for (auto end = said.find('\n'); end != std::string_view::npos; end = said.find('\n')) {
        const auto line = std::string{said.substr(0, end)};
        last = std::max<std::uint64_t>(last, std::strtoull(line.c_str() + line.find(' '), nullptr, 10));
        said.remove_prefix(end + 1);
    }
    return last;
}

std::string findingsOf(const store::VerifyReport& report)
{
    std::string text;
    for (const auto& finding : report.findings)
        text += finding.text() + "\n";
    return text;
}

struct Found {
    bool opened = false;
    std::uint64_t packets = 0;
    store::SessionState state = store::SessionState::Growing;
};

/// Opens the case as a reader does and holds it against what must be there.
Found check(const fs::path& path, std::uint64_t acknowledged, const std::string& when)
{
    Found found;
    const auto opened = store::Case::open(path, store::CaseAccess::ReadOnly);
    if (!opened) {
        EXPECT_EQ(acknowledged, 0U) << when << ": " << opened.error().text();
        return found;
    }
    found.opened = true;
    const auto report = store::verify(**opened);
    EXPECT_TRUE(report && report->passed()) << when << ":\n" << (report ? findingsOf(*report) : report.error().text());
    const auto sessions = store::sessions(**opened);
    EXPECT_TRUE(sessions) << when;
    if (!sessions || sessions->empty()) {
        EXPECT_EQ(acknowledged, 0U) << when << ": no session";
        return found;
    }
    found.packets = sessions->back().packets;
    found.state = sessions->back().state;
    EXPECT_NE(found.state, store::SessionState::Growing) << when;
    EXPECT_GE(found.packets, acknowledged) << when;
    store::testing::expectMix(**opened, sessions->back().id, found.packets, kSeed);
    return found;
}

/// The disk as the log says it was: what was synced, and any part of what was not.
class Disk {
public:
    void take(const Record& record)
    {
        auto& file = m_files[record.path];
        switch (record.kind) {
        case Step::Write:
        case Step::Truncate: file.pending.push_back(&record); break;
        case Step::Sync:
            for (const auto* one : file.pending)
                apply(file.durable, *one, one->data.size());
            file.pending.clear();
            break;
        case Step::Remove: m_files.erase(record.path); break;
        case Step::Rename: {
            auto moved = std::move(file);
            m_files.erase(record.path);
            m_files[record.data] = std::move(moved);
            break;
        }
        case Step::Ack: break;
        }
    }

    /// Puts the files below `to` as a loss of power could have left them.
    void leave(const std::string& prefix, const fs::path& to, std::mt19937_64& random) const
    {
        fs::remove_all(to);
        fs::create_directories(to);
        write(to / "a.prcase.lock", "1\n");  // made long before, and not looked at by the shim
        for (const auto& [path, file] : m_files) {
            if (path.empty())
                continue;
            auto content = file.durable;
            const auto whole = random() % 3;  // nothing of what was pending, all of it, or some
            for (const auto* one : file.pending)
                if (whole == 1 || (whole == 2 && random() % 2))
                    apply(content, *one, random() % 8 ? one->data.size() : one->data.size() / 512 / 2 * 512);
            write(to / path.substr(prefix.size()), content);
        }
    }

private:
    struct File {
        std::string durable;
        std::vector<const Record*> pending;
    };

    static void apply(std::string& content, const Record& record, std::size_t size)
    {
        const auto at = static_cast<std::size_t>(record.offset);
        if (record.kind == Step::Truncate) {
            content.resize(at);
            return;
        }
        if (content.size() < at + size)
            content.resize(at + size);
        content.replace(at, size, record.data, 0, size);
    }

    std::map<std::string, File> m_files;
};

// The anchor names the file by its inode, which a copy does not have.
void renameInAnchors(const fs::path& folder, const fs::path& file)
{
    struct stat status { };
    if (!fs::exists(folder) || ::stat(file.c_str(), &status) != 0)
        return;
    for (const auto& entry : fs::directory_iterator{folder}) {
        std::istringstream in{read(entry.path())};
        std::string out;
        for (std::string line; std::getline(in, line);)
            out += line.starts_with("open ") && line != "open 0 0"
                ? "open " + std::to_string(status.st_dev) + ' ' + std::to_string(status.st_ino) + '\n'
                : line + '\n';
        write(entry.path(), out);
    }
}

class Faults : public ::testing::TestWithParam<const char*> {
protected:
    std::map<std::string, std::string> shimmed(std::map<std::string, std::string> more)
    {
        more.insert({{"LD_PRELOAD", FAULTS_SHIM}, {"FAULTS_PREFIX", (run / "").string()},
            {"XDG_STATE_HOME", (run / "state").string()}});
        return more;
    }
    std::vector<std::string> writer(std::uint64_t packets) const
    {
        return {FAULTS_WRITER, (run / "a.prcase").string(), GetParam(), std::to_string(packets), std::to_string(kSeed)};
    }
    void fresh()
    {
        fs::remove_all(run);
        fs::create_directories(run);
        ::setenv("XDG_STATE_HOME", (run / "state").c_str(), 1);
    }

    const TemporaryFolder folder;
    const fs::path run = folder / "run";
};

TEST_P(Faults, KeepWhatWasCommittedWhenThePowerGoes)
{
    fresh();
    const auto logFile = folder / "log";
    Child child{writer(std::string_view{GetParam()} == "capture" ? 30'000 : 120'000),
        shimmed({{"FAULTS_LOG", logFile.string()}, {"FAULTS_ACKS", "3"}}), folder / "errors"};
    ASSERT_EQ(child.wait(), 0) << read(folder / "errors");
    const auto bytes = read(logFile);
    const auto log = decode(bytes);
    std::vector<std::size_t> syncs;
    for (std::size_t i = 0; i < log.size(); ++i)
        if (log[i].kind == Step::Sync)
            syncs.push_back(i);
    ASSERT_GT(syncs.size(), 20U);

    const auto cuts = static_cast<std::size_t>(times(24, 250));
    std::mt19937_64 random{3};
    Disk disk;
    std::size_t done = 0, opened = 0, recovered = 0, made = 0;
    std::string said;
    const auto prefix = (run / "").string();
    const auto cut = folder / "cut";
    for (std::size_t i = 0, sync = 0; i < log.size(); ++i) {
        if (log[i].kind == Step::Sync) {
            // spread over all syncs; where there are fewer than cuts, each is cut several times
            for (++sync; done < cuts && done * syncs.size() < sync * cuts; ++done) {
                disk.leave(prefix, cut, random);
                ::setenv("XDG_STATE_HOME", (cut / "state").c_str(), 1);
                renameInAnchors(cut / "state/packetrecorder/anchors", cut / "a.prcase");
                const auto acknowledged = lastOf(said);
                const auto found = check(
                    cut / "a.prcase", acknowledged, "cut before sync " + std::to_string(sync) + " of " + log[i].path);
                ++made;
                opened += found.opened ? 1 : 0;
                recovered += found.state == store::SessionState::Recovered ? 1 : 0;
                if (HasFailure())
                    return;
            }
        }
        if (log[i].kind == Step::Ack)
            said += log[i].data;
        disk.take(log[i]);
    }
    EXPECT_EQ(made, cuts);
    EXPECT_GT(opened, cuts / 2) << "else the checks above have looked at nothing";
    EXPECT_GT(recovered, cuts / 2);
    std::printf("%zu cuts at %zu syncs, %zu opened, %zu recovered\n", made, syncs.size(), opened, recovered);
}

TEST_P(Faults, KeepWhatWasCommittedWhenTheWriterIsKilledInTheMiddleOfAStep)
{
    const std::uint64_t packets = std::string_view{GetParam()} == "capture" ? 4'000 : 60'000;
    fresh();
    const auto logFile = folder / "log";
    Child whole{writer(packets), shimmed({{"FAULTS_LOG", logFile.string()}}), folder / "errors"};
    ASSERT_EQ(whole.wait(), 0) << read(folder / "errors");
    const auto steps = decode(read(logFile)).size();
    std::mt19937_64 random{5};
    const auto kills = times(10, 100);
    int recovered = 0, acknowledged = 0;
    for (int i = 0; i < kills; ++i) {
        fresh();
        const auto at = 1 + random() % steps;
        Child child{writer(packets), shimmed({{"FAULTS_KILL", std::to_string(at)}}), folder / "errors"};
        const auto status = child.wait();
        ASSERT_TRUE(status == 1000 + SIGKILL || status == 0) << status << ' ' << read(folder / "errors");
        const auto last = lastOf(child.said());
        const auto found = check(run / "a.prcase", last, "killed at step " + std::to_string(at));
        recovered += found.state == store::SessionState::Recovered ? 1 : 0;
        acknowledged += last > 0 ? 1 : 0;
        if (HasFailure())
            return;
        // and work goes on
        if (found.opened && i % 5 == 0) {
            Child next{writer(500), shimmed({}), folder / "errors"};
            ASSERT_EQ(next.wait(), 0) << read(folder / "errors");
            check(run / "a.prcase", 500, "the next session");
        }
    }
    EXPECT_GT(recovered, kills / 2);
    std::printf(
        "%d kills among %zu steps, %d after the first commit, %d recovered\n", kills, steps, acknowledged, recovered);
}

TEST_P(Faults, KeepWhatWasCommittedWhenTheDiskIsFull)
{
    const std::uint64_t packets = std::string_view{GetParam()} == "capture" ? 4'000 : 60'000;
    fresh();
    Child whole{writer(packets), shimmed({}), folder / "errors"};
    ASSERT_EQ(whole.wait(), 0) << read(folder / "errors");
    const auto size = fs::file_size(run / "a.prcase");
    const auto budgets = times(8, 100);
    int full = 0, paused = 0, recovered = 0;
    for (int i = 0; i < budgets; ++i) {
        fresh();
        const auto space = size * 12 / 10 * static_cast<std::uint64_t>(i) / static_cast<std::uint64_t>(budgets) + 500;
        Child child{writer(packets), shimmed({{"FAULTS_SPACE", std::to_string(space)}}), folder / "errors"};
        const auto status = child.wait();
        const auto when = "with room for " + std::to_string(space) + " bytes";
        const auto text = read(folder / "errors");
        if (status != 0) {
            EXPECT_EQ(status, 4) << when << ' ' << text;
            EXPECT_NE(text.find("is full"), std::string::npos) << when << ' ' << text;
            ++full;
        }
        const auto found = check(run / "a.prcase", lastOf(child.said()), when);
        EXPECT_TRUE(found.state != store::SessionState::Finished || status == 0) << when;
        paused += found.state == store::SessionState::Paused ? 1 : 0;
        recovered += found.state == store::SessionState::Recovered ? 1 : 0;
        if (HasFailure())
            return;
    }
    EXPECT_GT(full, budgets / 2);
    std::printf("%d times full of %d, %d paused, %d recovered\n", full, budgets, paused, recovered);
}

INSTANTIATE_TEST_SUITE_P(
    Of, Faults, ::testing::Values("import", "capture"), [](const auto& tested) { return std::string{tested.param}; });

}  // namespace
}  // namespace pr::faults
