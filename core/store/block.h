// Blocks: the unit in which packets are written, hashed, compressed and cached. Encoding is a pure function of the
// content, so that any thread may run it.
//
// The canonical content, over which the digest goes, does not depend on the compressor:
//
//     "prec-block-v1", packets u64, then for each packet
//         raw time u64, time i64 (ns), captured length u32, original length u32, interface u32, flags u8,
//     then the bytes of all packets, one after the other; integers little-endian
#pragma once

#include "core/base/packet.h"
#include "core/base/result.h"
#include "core/base/sha256.h"
#include "core/store/encoding.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pr::store {

/// How the bytes of a block stand in the file. Stored: append, never renumber.
enum class Codec : std::uint8_t {
    Plain = 0,      ///< as they are
    ZstdSplit = 1,  ///< varint size, one zstd frame, then as they are from byte 64 on the packets that look random
    Linked = 2,     ///< in the original capture file (`--link`); the block row has offsets instead of bytes
    Dropped = 3,    ///< by a ring: the row, its sums and its digest are all that is left (core/store/ring.h)
    ZstdFront = 4,  ///< as ZstdSplit, from byte 96 on: in front of it stand all headers of nearly every packet
};
inline constexpr auto kLastCodec = Codec::ZstdFront;

/// Bytes of a packet that are in front of what is set aside; nothing for a codec that sets nothing aside.
std::optional<std::size_t> frontBytes(Codec codec);

/// Bits of a packet's flags column (evidence).
enum PacketFlag : std::uint8_t {
    HasTime = 1,
    HasItems = 2,  ///< rows of the item table belong to this packet
    // bits 4 to 7: length of the frame check sequence
};

/// Everything about the packets of a block that is evidence, but for the bytes. All vectors have one value a packet.
struct EvidenceColumns {
    std::vector<std::int64_t> time;      ///< ns UTC
    std::vector<std::uint64_t> rawTime;  ///< in units of the interface
    std::vector<std::uint32_t> captured, original;
    std::vector<std::uint32_t> interface;
    std::vector<std::uint8_t> flags;  ///< PacketFlag

    std::size_t size() const { return time.size(); }
    void clear();
};

/// What the analysis concluded from each packet; path and stack refer to the dictionaries of the segment.
struct AnalysisColumns {
    std::vector<std::uint16_t> path, stack, marks;
    std::vector<std::uint8_t> direction, tcpFlags;

    std::size_t size() const { return path.size(); }
    void clear();
};

/// Strings that a block added to a dictionary of its segment: their numbers follow those of the blocks before.
struct NewStrings {
    std::uint32_t first = 0;  ///< number of the first
    std::vector<std::uint32_t> lengths;
    std::string text;  ///< all of them, one after the other

    void clear();
};

/// Where a linked block's packets stand in the original files.
struct LinkColumns {
    std::vector<std::uint32_t> file;    ///< number of the source file within the session
    std::vector<std::uint64_t> offset;  ///< of the packet's first byte in the (uncompressed, seekable) file
};

/// A block before it is encoded.
struct BlockContent {
    std::string bytes;  ///< of all packets, one after the other
    EvidenceColumns evidence;
    AnalysisColumns analysis;
    NewStrings paths, stacks;
    LinkColumns link;  ///< empty but for linked blocks

    std::size_t size() const { return evidence.size(); }
    void clear();
};

/// What a block's row says about its packets: bytes, and the range of time over those that have one.
struct BlockSums {
    std::uint64_t captured = 0, original = 0;
    std::int64_t leastTime = 0, mostTime = -1;  ///< most below least: none has a time
    friend bool operator==(const BlockSums&, const BlockSums&) = default;
};
BlockSums summarise(const EvidenceColumns& evidence);

/// A block as its rows stand in the case file.
struct EncodedBlock {
    std::uint32_t packets = 0;
    BlockSums sums;
    Codec codec = Codec::Plain;
    std::string bytes;    ///< empty for linked blocks
    std::string columns;  ///< evidence
    std::string analysis;
    std::string link;  ///< empty but for linked blocks
    Digest digest{};
};

Digest blockDigest(const EvidenceColumns& evidence, Bytes bytes);
EncodedBlock encodeBlock(const BlockContent& content, Codec codec);
/// The analysis alone: number of packets and `analysis`.
EncodedBlock encodeAnalysis(const BlockContent& content);

/// What readers can be asked to decode of the evidence columns.
enum class EvidencePart : std::uint8_t { Time = 1, Lengths = 2, Rest = 4, All = 7 };

/// `packets`: as the block's row says. Parts that were not asked for stay empty.
Result<EvidenceColumns> decodeEvidence(Bytes columns, std::size_t packets, EvidencePart part = EvidencePart::All);
/// Which payloads were set aside, one bit a packet; out of the evidence blob as well.
Result<std::string> decodeSetAside(Bytes columns);
/// The bytes of all packets, one after the other.
Result<std::string> decodeBytes(
    Bytes stored, Codec codec, std::string_view setAside, std::span<const std::uint32_t> captured);

/// Of a block whose codec has frontBytes(): how many bytes at the beginning hold what is not set aside. `first`: at
/// least its first kFrontPeek bytes, or all.
inline constexpr std::size_t kFrontPeek = 10;
Result<std::size_t> frontSize(Bytes first);
/// The front of all packets, one after the other: of a payload that was set aside only what stands before it. `kept`
/// gets how much that is. `out` may hold anything: a buffer that is used again is neither zeroed nor asked for anew.
Result<void> decodeFront(Bytes front, Codec codec, std::string_view setAside, std::span<const std::uint32_t> captured,
    std::vector<std::uint32_t>& kept, std::string& out);

enum class AnalysisPart : std::uint8_t { Path = 1, Stack = 2, Rest = 4, All = 7 };
Result<AnalysisColumns> decodeAnalysis(Bytes analysis, std::size_t packets, AnalysisPart part = AnalysisPart::All);
/// The strings that the block added: of paths or of stacks.
Result<NewStrings> decodeNewPaths(Bytes analysis);
Result<NewStrings> decodeNewStacks(Bytes analysis);

/// `captured`: of the block's packets, at least one.
Result<LinkColumns> decodeLink(Bytes link, std::span<const std::uint32_t> captured);

}  // namespace pr::store
