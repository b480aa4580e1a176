// A case file from anywhere: opened, listed, read and verified. Whatever its bytes are, it is refused or read within
// bounds.
#include "core/store/reader.h"
#include "core/store/session_writer.h"
#include "core/store/table_reader.h"
#include "core/store/verify.h"

#include <cstdlib>
#include <fstream>
#include <unistd.h>

using namespace pr;
using namespace pr::store;

namespace {

// Most changes of a file break its first page or nothing, so the input is a list of changes to a case that we wrote:
// pairs of a place (three bytes) and a value; input that begins with SQLite's own magic is taken as the file itself.
std::string caseFile()
{
    const auto path = std::filesystem::temp_directory_path() / ("fuzz-seed-" + std::to_string(::getpid()));
    {
        auto made = Case::create(path);
        SessionDescription description;
        description.kind = SessionKind::Capture;
        auto writer = SessionWriter::begin(**made, description);
        std::string bytes(300, 'a');
        for (std::uint64_t number = 1; number <= 400; ++number) {
            if (number == 200) {
                (*writer)->finish(SessionState::Finished).has_value();
                writer = SessionWriter::begin(**made, description);
            }
            PacketView view;
            view.number = {number};
            view.rawTime = number;
            view.bytes = bytesOf(bytes);
            bytes[number % 300] = static_cast<char>(number * 7);
            const FlowId flow{number / 5};
            dissect::PacketAnalysis analysis;
            analysis.path = bytesOf(bytes).first(10);
            analysis.stack = bytesOf("eth");
            analysis.flows = {&flow, 1};
            (*writer)->append(view, analysis).has_value();
        }
        (*writer)->commit().has_value();
    }
    std::ifstream in{path, std::ios::binary};
    std::string whole{std::istreambuf_iterator<char>{in}, {}};
    std::filesystem::remove(path);
    return whole;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const std::string whole = [] {
        ::setenv("XDG_STATE_HOME", "/nonexistent", 1);
        return caseFile();
    }();
    static const auto path =
        std::filesystem::temp_directory_path() / ("fuzz-" + std::to_string(::getpid()) + ".prcase");
    const std::string_view input{reinterpret_cast<const char*>(data), size};
    std::string bytes;
    if (input.starts_with("SQLite format 3")) {
        bytes = input;
    } else {
        bytes = whole;
        for (std::size_t i = 0; i + 4 <= size; i += 4)
            bytes[(data[i] << 16 | data[i + 1] << 8 | data[i + 2]) % bytes.size()] = static_cast<char>(data[i + 3]);
    }
    std::ofstream{path, std::ios::binary | std::ios::trunc} << bytes;
    const auto opened = Case::open(path, CaseAccess::ReadOnly);
    if (!opened)
        return 0;
    if (const auto all = sessions(**opened))
        for (const auto& one : *all) {
            const auto reader = PacketReader::open(**opened, one.id);
            if (!reader)
                continue;
            for (std::size_t i = 0; i < (*reader)->blocks().size(); ++i) {
                (*reader)->block(i).has_value();
                (*reader)->analysis(i).has_value();
            }
            for (std::size_t i = 0; i <= (*reader)->segments().size(); ++i)
                (*reader)->dictionaries(i).has_value();
            (*reader)->packetsOf({3}, {1}, {(*reader)->packetCount()}).has_value();
            if (auto flows = FlowReader::open(**opened, one.id))
                flows->next().has_value();
        }
    verify(**opened).has_value();
    return 0;
}
