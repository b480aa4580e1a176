// Writes a session of known packets into a case and says on descriptor 3 which of them are durable: the other end of
// what faults_test does to a writer. Usage: faults_writer CASE import|capture PACKETS SEED. Status 4: storage.
#include "core/base/limits.h"
#include "core/store/testing.h"

#include <cstdio>
#include <gtest/gtest.h>
#include <unistd.h>

using namespace pr;

int main(int count, char** words)
{
    if (count != 5)
        return 2;
    const std::filesystem::path path{words[1]};
    const bool capture = std::string_view{words[2]} == "capture";
    const auto packets = std::strtoull(words[3], nullptr, 10), seed = std::strtoull(words[4], nullptr, 10);
    const auto gaveUp = [](const Failure& failure) {
        std::fprintf(stderr, "%s\n", failure.text().c_str());
        return static_cast<int>(failure.status);
    };
    auto opened = std::filesystem::exists(path) ? store::Case::open(path, store::CaseAccess::ReadWrite)
                                                : store::Case::create(path);
    if (!opened)
        return gaveUp(opened.error());
    if (capture)
        (*opened)->useJournal(store::Journal::Wal);
    auto writer = store::SessionWriter::begin(
        **opened, store::testing::describe(capture ? store::SessionKind::Capture : store::SessionKind::Import));
    if (!writer)
        return gaveUp(writer.error());
    store::testing::MadePacket packet;
    PacketNumber said;
    const auto say = [&](PacketNumber last) {
        if (last == said)
            return;
        said = last;
        const auto line = std::to_string((*writer)->session().value) + ' ' + std::to_string(last.value) + '\n';
        (void)!::write(3, line.data(), line.size());
    };
    if (auto added =
            (*writer)->addInterface({.id = {0}, .name = "eth0", .description = {}, .filter = {}, .options = {}});
        !added)
        return gaveUp(added.error());
    for (std::uint64_t number = 1; number <= packets; ++number) {
        std::mt19937_64 random{seed * 1'000'003 + number};
        store::testing::makePacket(packet, number, random);
        if (auto done = (*writer)->append(packet.view, packet.analysis); !done)
            return gaveUp(done.error());
        if (number % 1'000 == 17)
            if (auto added = (*writer)->addItem({.packet = {number + 1}, .attached = true, .body = "a comment"});
                !added)
                return gaveUp(added.error());
        if (number % (capture ? 150 : 5'000) == 0) {
            const auto last = (*writer)->commit();
            if (!last)
                return gaveUp(last.error());
            say(*last);
        }
        say((*writer)->committed());
    }
    const auto done = (*writer)->finish(store::SessionState::Finished);
    if (!done)
        return gaveUp(done.error());
    say({done->packets});
    return 0;
}
