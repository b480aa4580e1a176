// What the tests of this folder share: a folder that goes away, and packets made by rule.
#pragma once

#include "core/store/reader.h"
#include "core/store/session_writer.h"

#include <filesystem>
#include <random>
#include <string>
#include <vector>

namespace pr::store::testing {

/// A folder of its own; the anchors go there as well.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    std::filesystem::path operator/(std::string_view name) const { return m_path / name; }

private:
    std::filesystem::path m_path;
};

/// A packet with its analysis; owns what the views refer to.
struct MadePacket {
    std::string bytes, path, stack;
    std::vector<FlowId> flows;
    std::vector<dissect::IndexedValue> indexed;
    PacketView view;
    dissect::PacketAnalysis analysis;

    MadePacket() = default;
    MadePacket(const MadePacket&) = delete;
    /// Lets the views refer to what is owned.
    void settle();
};

/// Packet `number` of a mix made by rule: sizes, times, interfaces and flows vary; every third payload is random.
void makePacket(MadePacket& packet, std::uint64_t number, std::mt19937_64& random);

/// Appends `count` packets of the mix to a session that already has `before`.
void appendMix(SessionWriter& writer, std::uint64_t before, std::uint64_t count, std::uint64_t seed);
/// Whether the session's packets are those of the mix, in every byte and digit, from `first` on: a ring may have
/// dropped those before.
void expectMix(Case& opened, SessionId session, std::uint64_t count, std::uint64_t seed, PacketNumber first = {1});

SessionDescription describe(SessionKind kind);

extern const Field nameField;  ///< an indexed text field
extern const Field portField;  ///< an indexed number

}  // namespace pr::store::testing
