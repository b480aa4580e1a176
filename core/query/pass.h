// One pass over a session in the order of capture: every packet dissected, those that pass a filter handed on. It sees
// what one pass sees (only what came before), as tshark does; it is the reference that every faster plan must equal.
#pragma once

#include "core/query/filter.h"
#include "core/query/frame_notes.h"

#include <functional>
#include <stop_token>
#include <string>

namespace pr::query {

class LookAhead;

struct PassResult {
    std::uint64_t looked = 0;  ///< packets dissected
    std::uint64_t passed = 0;
    bool stopped = false;  ///< by the stop token or by the receiver
    /// Packets described by their headers alone, because a ring dropped what the state of their flows began with.
    std::uint64_t unknown = 0;
};

struct PassOptions {
    /// Fields that the receiver wants besides those of the filter.
    std::vector<const Field*> fields;
    /// Describe everything, with labels: for a tree.
    bool tree = false;
    /// Labels of protocols are wanted.
    bool labels = false;
    PacketNumber last{~std::uint64_t{0}};  ///< no packet behind this one
    /// What later packets say is added to each before the filter sees it: the second of two passes.
    const LookAhead* ahead = nullptr;
    /// The receiver looks at the bytes of packets. Without them, a row that needs no dissection costs no block.
    bool bytes = true;
    /// The text of a key log that decrypts more than the session's own secrets do; empty: none.
    std::string keyLog;
};

/// Gets each packet that passes, with its fields; false: no more are wanted.
using OnPacket = std::function<bool(const store::StoredPacket&, const dissect::PacketAnalysis&, const FieldSink&)>;

Outcome<PassResult> pass(store::Case& opened, store::PacketReader& reader, const Filter& filter,
    const PassOptions& options, const OnPacket& onPacket, std::stop_token stop = {});

}  // namespace pr::query
