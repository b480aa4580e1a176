// Dissects every packet of captures in random order and compares its tree with the one of the in-order pass, byte for
// byte; and the values of the trees with the field index. What a flow decided must have been written down, and nothing
// else may shape a tree.
//
//     any_order CAPTURE…
#include "core/dissect/protocols.h"
#include "core/fields/format.h"
#include "core/fields/registry.h"
#include "core/pipeline/import.h"
#include "core/query/replay.h"
#include "core/query/session_keys.h"
#include "core/store/segment.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <random>
#include <set>

namespace {

using namespace pr;

struct Silent final : pipeline::ProgressSink {
    void advance(const pipeline::Advance&) override { }
    void committed(const pipeline::Committed&) override { }
    void warning(std::string_view) override { }
    void stopped(std::string_view, std::string_view) override { }
};

struct Mode {
    const char* name;
    std::uint32_t checkpointPackets, checkpointBlocks;
    std::size_t flows, reassembly;
    std::size_t awakeFlows;
};

constexpr Mode kModes[] = {
    {"defaults", 1024, 32, limits::Memory{}.flows, limits::Memory{}.reassembly, 0},
    {"a checkpoint at every packet", 1, 1, limits::Memory{}.flows, limits::Memory{}.reassembly, 1},
    {"100 flows", 16, 4, 100 * dissect::kBytesPerFlow, 100 * limits::KiB, 1},
};

// A tree as text, and every byte that it refers to.
std::string dump(const FieldSink& sink, const dissect::PacketAnalysis& analysis)
{
    std::string out;
    for (const auto& node : sink.nodes()) {
        out.append(node.depth, ' ').append(node.field->abbreviation).append(" = ");
        appendValue(out, *node.field, node.value, sink.labelOf(node));
        out.append(" | ").append(sink.labelOf(node)).append(" | ");
        for (const std::uint64_t number :
            {std::uint64_t{node.range.offset}, std::uint64_t{node.range.length}, std::uint64_t{node.source},
                std::uint64_t{node.layer}, std::uint64_t{node.hidden}, std::uint64_t{node.generated}})
            out.append(std::to_string(number)).append(" ");
        out += '\n';
    }
    for (const auto& source : sink.sources())
        out.append(source.name).append(": ").append(textOf(source.bytes)).append("\n");
    out.append("path ").append(textOf(analysis.path)).append("\nstack ").append(textOf(analysis.stack));
    out.append("\nmarks ").append(std::to_string(analysis.marks));
    return out;
}

std::string difference(const std::string& wanted, const std::string& found)
{
    std::size_t at = 0;
    while (at < wanted.size() && at < found.size() && wanted[at] == found[at])
        ++at;
    const auto line = [at](const std::string& text) {
        const auto begin = at == 0 ? 0 : text.rfind('\n', std::min(at, text.size()) - 1) + 1;
        return text.substr(begin, std::min<std::size_t>(text.find('\n', begin) - begin, 200));
    };
    return "\n    in order: " + line(wanted) + "\n    again:    " + line(found);
}

class Check {
public:
    Check(const std::string& capture, const Mode& mode) : m_capture{capture}, m_mode{mode} { }

    /// What does not hold; empty: all does.
    std::string run(const std::filesystem::path& folder)
    {
        const auto path = folder / "any_order.prcase";
        std::filesystem::remove(path);
        pipeline::ImportOptions options;
        options.files = {m_capture};
        options.casePath = path;
        auto& memory = options.recorder.memory;
        memory.flows = m_mode.flows;
        memory.reassembly = m_mode.reassembly;
        options.recorder.dissect.checkpointPackets = m_mode.checkpointPackets;
        options.recorder.dissect.checkpointBlocks = m_mode.checkpointBlocks;
        options.recorder.dissect.awakeFlows = m_mode.awakeFlows;
        Silent progress;
        const auto imported = pipeline::importFiles(options, progress, {});
        if (!imported)
            return imported.error().what;
        auto opened = store::Case::open(path, store::CaseAccess::ReadOnly);
        if (!opened)
            return opened.error().what;
        for (const auto& session : imported->sessions)
            if (auto problem = checkSession(**opened, session.id, memory); !problem.empty())
                return problem;
        return {};
    }

    std::uint64_t packets() const { return m_packets; }

private:
    std::string checkSession(store::Case& opened, SessionId session, const limits::Memory& memory)
    {
        auto reader = store::PacketReader::open(opened, session);
        if (!reader)
            return reader.error().what;
        auto notes = query::FrameNotes::open(opened, session);
        if (!notes)
            return notes.error().what;

        dissect::DissectOptions options;
        options.memory = memory;
        options.awakeFlows = m_mode.awakeFlows;
        auto keys = query::keysOf(opened, session);
        if (!keys)
            return keys.error().what;
        options.keys = std::move(*keys);
        dissect::Dissector dissector{options};
        FieldSink sink{FieldSink::Mode::Tree};
        std::vector<std::string> trees;
        for (std::uint64_t number = 1; number <= (*reader)->packetCount(); ++number) {
            const auto packet = (*reader)->packet({number});
            if (!packet)
                return packet.error().what;
            const auto frame = notes->of(packet->view, packet->hasItems);
            if (!frame)
                return frame.error().what;
            const auto analysis = dissector.dissect(packet->view, *frame, sink, nullptr);
            dissector.shown(packet->view);
            trees.push_back(dump(sink, analysis));
            noteIndexed(sink, number);
        }
        m_packets += trees.size();

        auto replay = query::Replay::open(opened, **reader);
        if (!replay)
            return replay.error().what;
        std::vector<std::uint64_t> order(trees.size());
        for (std::size_t i = 0; i < order.size(); ++i)
            order[i] = i + 1;
        std::shuffle(order.begin(), order.end(), std::mt19937_64{20'231});
        if (order.size() > kMostPackets)
            order.resize(kMostPackets);
        for (const auto number : order) {
            std::string found;
            const auto done = (*replay)->describe(
                {number}, sink, [&](const store::StoredPacket&, const dissect::PacketAnalysis& analysis) {
                    found = dump(sink, analysis);
                });
            if (!done)
                return "packet " + std::to_string(number) + ": " + done.error().what;
            if (found != trees[number - 1])
                return "packet " + std::to_string(number) + difference(trees[number - 1], found);
        }
        if (auto problem = checkProof(opened, **reader, order, trees); !problem.empty())
            return problem;
        return checkIndex(**reader);
    }

    // A third of the packets, asked for in a few calls that follow each other.
    std::string checkProof(store::Case& opened, store::PacketReader& reader, const std::vector<std::uint64_t>& order,
        const std::vector<std::string>& trees)
    {
        auto replay = query::Replay::open(opened, reader);
        if (!replay)
            return replay.error().what;
        constexpr std::uint64_t calls = 3;
        std::vector<query::PacketSet> wanted(calls, query::PacketSet{reader.packetCount()});
        for (std::size_t i = 0; i < order.size(); i += 3)
            wanted[(order[i] - 1) * calls / reader.packetCount()].add({order[i]});
        FieldSink sink{FieldSink::Mode::Tree};
        std::string problem;
        const auto compare = [&](const store::StoredPacket& packet, const dissect::PacketAnalysis& analysis,
                                 const FieldSink&) {
            const auto found = withoutShown(dump(sink, analysis));
            const auto asked = withoutShown(trees[packet.view.number.value - 1]);
            if (found != asked)
                problem = "in one go, packet " + std::to_string(packet.view.number.value) + difference(asked, found);
            return problem.empty();
        };
        for (const auto& part : wanted) {
            const auto done = (*replay)->prove(part, sink, compare);
            if (!done)
                return done.error().what;
            if (problem.empty() && done->passed != part.count())
                return "in one go: " + std::to_string(done->passed) + " of " + std::to_string(part.count())
                    + " packets";
        }
        return problem;
    }

    // frame.time_delta_displayed depends on what was shown before.
    static std::string withoutShown(std::string tree)
    {
        const auto at = tree.find("frame.time_delta_displayed");
        if (at != std::string::npos)
            tree.erase(at, tree.find('\n', at) - at);
        return tree;
    }

    void noteIndexed(const FieldSink& sink, std::uint64_t packet)
    {
        for (const auto& node : sink.nodes())
            if (node.field->indexed)
                m_indexed[std::string{node.field->abbreviation}].emplace(store::indexKey(node.value), packet);
    }

    std::string checkIndex(store::PacketReader& reader)
    {
        std::map<std::string, std::set<std::pair<std::string, std::uint64_t>>> found;
        for (std::size_t segment = 0; segment < reader.segments().size(); ++segment) {
            const auto fields = reader.indexedFields(segment);
            if (!fields)
                return fields.error().what;
            for (const auto& name : *fields) {
                const auto index = reader.fieldIndex(segment, name);
                if (!index)
                    return index.error().what;
                if (!*index)
                    continue;
                if (!(*index)->complete())
                    return "the index of " + name + " is not complete";
                for (std::size_t i = 0; i < (*index)->size(); ++i)
                    for (const auto packet : (*index)->packets(i))
                        found[name].emplace(
                            store::indexKey((*index)->value(i)), reader.segments()[segment].firstPacket + packet);
            }
        }
        for (const auto& [name, values] : m_indexed)
            if (found[name] != values)
                return "the index of " + name + " has " + std::to_string(found[name].size())
                    + " places, the trees have " + std::to_string(values.size());
        if (found.size() != m_indexed.size())
            return "the index has fields that no tree has";
        m_indexed.clear();
        return {};
    }

    static constexpr std::size_t kMostPackets = 4000;

    std::string m_capture;
    const Mode& m_mode;
    std::map<std::string, std::set<std::pair<std::string, std::uint64_t>>> m_indexed;
    std::uint64_t m_packets = 0;
};

}  // namespace

int main(int count, char** arguments)
{
    const auto folder =
        std::filesystem::temp_directory_path() / ("any_order." + std::to_string(std::random_device{}()));
    std::filesystem::create_directories(folder);
    int failed = 0;
    for (int i = 1; i < count; ++i) {
        for (const auto& mode : kModes) {
            Check check{arguments[i], mode};
            const auto problem = check.run(folder);
            if (problem.empty()) {
                std::printf("[       OK ] any_order %s, %s: %llu packets\n", arguments[i], mode.name,
                    static_cast<unsigned long long>(check.packets()));
            } else {
                ++failed;
                std::printf("[  FAILED  ] any_order %s, %s: %s\n", arguments[i], mode.name, problem.c_str());
            }
            std::fflush(stdout);
        }
    }
    std::filesystem::remove_all(folder);
    return failed == 0 ? 0 : 1;
}
