// Rows of evidence as plain structs: what a capture says about itself beside its packets, kept word for word.
#pragma once

#include "core/base/bytes.h"
#include "core/base/ids.h"
#include "core/base/packet.h"
#include "core/base/sha256.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pr::store {

enum class SessionKind : std::uint8_t { Import = 1, Capture = 2 };

/// Stored: append, never renumber.
enum class SessionState : std::uint8_t {
    Growing = 1,
    Finished = 2,
    Cancelled = 3,  ///< by the user; what was committed is there
    Recovered = 4,  ///< its writer died; everything that was committed is there
    Paused = 5,     ///< the disk was full, or writing failed: what came after is not stored, and counted
    Failed = 6,     ///< the input broke off
};

std::string_view wordFor(SessionKind kind);
std::string_view wordFor(SessionState state);

/// Which code made the analysis: an index answers only under the digest of its protocol.
struct AnalysisPartRecord {
    std::string protocol;  ///< "dns"; empty: what holds for all (options, limits)
    Digest digest{};
};

struct SessionDescription {
    SessionKind kind = SessionKind::Import;
    std::string name;
    std::string source;        ///< path of the file or names of the interfaces, as the user gave them
    std::string program;       ///< "packetrecorder 0.1.0"
    std::int64_t started = 0;  ///< wall clock, ns UTC
    std::vector<AnalysisPartRecord> analysis;
};

struct InterfaceRecord {
    InterfaceId id;
    std::uint32_t section = 0;  ///< of the file, from 0
    LinkType linkType = 1;
    std::uint32_t snaplen = 0;                 ///< 0: no limit
    std::uint64_t unitsPerSecond = 1'000'000;  ///< of raw times
    std::int64_t timeOffset = 0;               ///< seconds to add to them
    std::string name, description, filter;
    std::string options;     ///< the option list as it stands in the file, or empty
    bool bigEndian = false;  ///< byte order of `options`
};

struct SourceFileRecord {
    std::uint32_t number = 0;  ///< within the session, from 0
    std::string path;
    std::uint64_t size = 0;     ///< bytes; 0 for a pipe
    std::int64_t modified = 0;  ///< ns UTC
};

/// Known when the file has been read to its end.
struct SourceDigestRecord {
    std::uint32_t number = 0;
    std::uint64_t bytesRead = 0;
    Digest sha256{};
    PacketNumber firstPacket;  ///< of the file
    std::uint64_t packets = 0;
};

/// What an item is. Stored: append, never renumber.
enum class ItemKind : std::uint16_t {
    Section = 1,
    PacketOptions = 2,
    NameResolution = 3,
    InterfaceStatistics = 4,
    Custom = 5,
    UnknownBlock = 6,
    Comment = 7,
    JournalEntry = 8,
};

/// A piece of the original that is neither a packet nor an interface, kept word for word at its place.
struct ItemRecord {
    ItemKind kind = ItemKind::UnknownBlock;
    PacketNumber packet;    ///< it stands before this packet, or belongs to it; one behind the last: at the end
    bool attached = false;  ///< belongs to the packet (options) and does not only stand before it
    std::uint32_t section = 0;
    std::uint32_t interface = 0;
    std::uint32_t code = 0;  ///< pcapng block type, where that is not clear from the kind
    bool bigEndian = false;  ///< byte order of `body`
    std::string body;
};

/// Key material; deleted securely. Evidence as well.
struct SecretRecord {
    std::uint32_t type = 0;  ///< pcapng secrets type (0x544c534b = TLS key log)
    std::string body;
};

/// Packets that the wire had and nobody stored.
struct DropRecord {
    PacketNumber before;  ///< the first packet that was stored afterwards
    InterfaceId interface;
    std::uint64_t kernel = 0, device = 0,
                  program = 0;  ///< since the last such row; program: our own two, helper and core
    std::int64_t time = 0;      ///< wall clock, ns UTC
};

/// Where a session lost packets, in all.
struct Losses {
    std::uint64_t kernel = 0;  ///< its ring was full
    std::uint64_t device = 0;  ///< the interface had no room, as far as its driver says
    std::uint64_t helper = 0;  ///< the kernel handed them over, and they are not in the helper's stream
    std::uint64_t core = 0;    ///< they were in the stream, and are not stored
    std::uint64_t all() const { return kernel + device + helper + core; }
    std::string words() const;  ///< "kernel 3, interface 2", without the places where nothing was lost
    Losses& operator+=(const Losses& other)
    {
        kernel += other.kernel;
        device += other.device;
        helper += other.helper;
        core += other.core;
        return *this;
    }
    friend bool operator==(const Losses&, const Losses&) = default;
};

/// Last state of a session in one row.
struct SessionSummary {
    SessionId id;
    SessionKind kind = SessionKind::Import;
    SessionState state = SessionState::Growing;
    std::string name, source, program;
    std::int64_t started = 0, ended = 0;  ///< wall clock, ns UTC; 0: not yet
    std::uint64_t packets = 0, capturedBytes = 0, originalBytes = 0;
    std::int64_t leastTime = 0, mostTime = -1;  ///< packet time, ns UTC; most below least: no packet has a time
    std::uint64_t blocks = 0, segments = 0, flows = 0, events = 0, dropped = 0;
    std::int64_t analysis = 0;  ///< generation of the analysis that holds
};

}  // namespace pr::store
