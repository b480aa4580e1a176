// A packet in one line: who to whom, protocol, a few words on what it says.
#pragma once

#include "models/packet_source.h"

#include "core/base/packet.h"
#include "core/dissect/dissector.h"
#include "core/fields/registry.h"

#include <memory>
#include <string>

namespace pr::models {

/// All fields of the program by name.
const FieldRegistry& fieldRegistry();

/// Addresses, protocol and marks come from what the import stored. The words are read from the packet and those before
/// it on the same page, so they leave out what only an earlier packet could tell (relative sequence numbers, messages
/// that began long before); the field tree has all of it.
class PacketSummary {
public:
    PacketSummary();

    /// Before the rows of a page.
    void begin();
    void describe(const PacketView& packet, Bytes path, std::string_view stack, std::uint16_t marks, Row& row);

private:
    std::string words(const PacketView& packet, std::string_view protocol);

    FieldSink m_sink;
    std::unique_ptr<dissect::Dissector> m_dissector;
};

}  // namespace pr::models
