// What a packet says, in the words that the Info column of Wireshark taught people to expect.
#pragma once

#include "core/fields/registry.h"
#include "core/fields/sink.h"

#include <string>
#include <string_view>
#include <vector>

namespace pr::models {

/// All fields of the program by name.
const FieldRegistry& fieldRegistry();

/// The fields that packetWords() looks for: select these in the sink.
const std::vector<const Field*>& wordFields();

/// One line. `protocol`: the name in the stack that the packet is listed under. The sink holds wordFields() of the
/// packet, described with the state of its flows.
std::string packetWords(const FieldSink& sink, std::string_view protocol);

}  // namespace pr::models
