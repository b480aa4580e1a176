// Every bound of the program in one table (DESIGN.md 7; security.md 5 gives the reasons). Reaching one is a fact, an
// event and a counter: never silence, never growth. Sizes are bytes.
#pragma once

#include <cstddef>
#include <cstdint>

namespace pr::limits {

inline constexpr std::size_t KiB = 1024;
inline constexpr std::size_t MiB = 1024 * KiB;

// Captures
inline constexpr std::size_t snaplen = 256 * KiB;              ///< default of a capture; what is dissected of a packet
inline constexpr std::size_t packetBytes = 128 * MiB;          ///< the longest packet that is stored (USB, D-Bus)
inline constexpr std::size_t pcapngBlock = packetBytes + MiB;  ///< the longest pcapng block that is read
inline constexpr std::size_t pcapngOptions = 64 * KiB;         ///< the longest single option, by the format itself
inline constexpr std::size_t interfacesPerSession = 65'536;

// Batches and blocks
inline constexpr std::size_t batchBytes = MiB;
inline constexpr std::size_t batchPackets = 4096;
inline constexpr std::size_t batchesInFlight = 16;
inline constexpr std::size_t blockBytes = MiB;  ///< packet bytes of a block in the case file
inline constexpr std::size_t blockPackets = 4096;
inline constexpr std::size_t segmentBlocks = 64;
inline constexpr std::size_t segmentPaths = 65'536;  ///< more: path 0, "unknown", always a candidate

// Decoding
inline constexpr std::size_t nestedHeaders = 8;  ///< tunnels: network headers in one packet
inline constexpr std::size_t layers = 40;        ///< layers of any kind in one packet
inline constexpr std::size_t ipv6ExtensionHeaders = 8;
inline constexpr std::size_t fragmentsPerDatagram = 1024;
inline constexpr std::size_t datagrams = 4096;  ///< IP datagrams in reassembly
inline constexpr std::size_t datagramBytes = 65'535;
inline constexpr std::int64_t datagramSeconds = 30;
inline constexpr std::size_t echoRequests = 256;  ///< of one flow, that a reply may still answer

// Protocols
inline constexpr std::size_t dnsNameBytes = 255;
inline constexpr std::size_t dnsPointerHops = 128;
inline constexpr std::size_t dnsRecords = 512;
inline constexpr std::size_t httpLine = 8 * KiB;
inline constexpr std::size_t httpHead = 64 * KiB;
inline constexpr std::size_t httpHeaders = 128;
inline constexpr std::size_t httpChunks = 16'384;      ///< of one body
inline constexpr std::size_t httpBody = MiB;           ///< put together; a longer one goes by in pieces
inline constexpr std::size_t httpPending = 64;         ///< requests of a flow that wait for their response
inline constexpr std::size_t decompressed = 16 * MiB;  ///< of one object
inline constexpr std::size_t decompressRatio = 100;    ///< after the first MiB of output
inline constexpr std::size_t tlsRecord = 16'384 + 2'048;
inline constexpr std::size_t tlsHandshake = 64 * KiB;
inline constexpr std::size_t tlsExtensions = 128;
inline constexpr std::size_t keyLogSecrets = 65'536;  ///< of a session or a --keylog file
inline constexpr std::size_t keyLogBytes = 32 * MiB;  ///< of a --keylog file
inline constexpr std::size_t innerStream = 2 * MiB;  ///< decrypted bytes of one direction that wait for their PDU's end
inline constexpr std::size_t certificates = 10;      ///< of a chain
inline constexpr std::size_t certificateBytes = 32 * KiB;
inline constexpr std::size_t asn1Depth = 16;

// Flows
inline constexpr std::size_t reassemblyDirection = MiB;  ///< out-of-order bytes of one direction
inline constexpr std::size_t eventsPerFlow = 1000;
inline constexpr std::size_t transactionsPerFlow = 4096;

// Detectors
inline constexpr std::size_t scanKeys = 16'384;         ///< pairs, or sources and ports, that are watched for a scan
inline constexpr std::size_t scanProbes = 512;          ///< attempts that are remembered of each
inline constexpr std::size_t scanItems = 65'536;        ///< ports or targets of one scan that are told apart
inline constexpr std::size_t openScans = 512;           ///< scans that may go on
inline constexpr std::size_t certificateFaults = 4096;  ///< certificates at servers with an alert that may go on
inline constexpr std::size_t certificatesKnown = 1024;  ///< that detectors need not parse again
inline constexpr std::size_t alertPackets = 1000;       ///< of one alert that are named one by one in its filter
inline constexpr std::size_t alertsPerHour = 200;       ///< of a detector, in packet time; more are counted only

// Queries
inline constexpr std::size_t filterText = 64 * KiB;
inline constexpr std::size_t filterDepth = 200;
inline constexpr std::size_t filterValues = 10'000;       ///< values that a calculation over repeated fields may give
inline constexpr std::uint32_t patternSteps = 1'000'000;  ///< backtracking of one `matches` on one value

/// The sum that the program keeps within (DESIGN.md 7). `--memory` scales all of it.
struct Memory {
    std::size_t batches = 32 * MiB;
    std::size_t pageCache = 32 * MiB;
    std::size_t flows = 64 * MiB;
    std::size_t reassembly = 48 * MiB;
    std::size_t detectors = 48 * MiB;
    std::size_t openSegment = 16 * MiB;
    std::size_t rest = 16 * MiB;

    constexpr std::size_t sum() const
    {
        return batches + pageCache + flows + reassembly + detectors + openSegment + rest;
    }
};
static_assert(Memory{}.sum() == 256 * MiB);

/// The table for a total of `total` bytes, each part in proportion; never below a quarter of the default.
Memory memoryFor(std::size_t total);

}  // namespace pr::limits
