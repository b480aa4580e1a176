// Numbers of pcapng (draft-ietf-opsawg-pcapng) and pcap (draft-ietf-opsawg-pcap).
#pragma once

#include <cstddef>
#include <cstdint>

namespace pr::source {

namespace block {
inline constexpr std::uint32_t interfaceDescription = 1;
inline constexpr std::uint32_t obsoletePacket = 2;
inline constexpr std::uint32_t simplePacket = 3;
inline constexpr std::uint32_t nameResolution = 4;
inline constexpr std::uint32_t interfaceStatistics = 5;
inline constexpr std::uint32_t enhancedPacket = 6;
inline constexpr std::uint32_t decryptionSecrets = 10;
inline constexpr std::uint32_t custom = 0x0000'0bad;
inline constexpr std::uint32_t customNotCopied = 0x4000'0bad;
inline constexpr std::uint32_t sectionHeader = 0x0a0d'0d0a;  ///< a palindrome: the same in both byte orders

inline constexpr std::uint32_t byteOrderMagic = 0x1a2b'3c4d;
inline constexpr std::size_t frame = 12;  ///< type and both lengths
inline constexpr std::size_t sectionFixed = 16;
inline constexpr std::size_t interfaceFixed = 8;
inline constexpr std::size_t packetFixed = 20;  ///< enhanced and obsolete alike
inline constexpr std::size_t simpleFixed = 4;
}  // namespace block

namespace option {
inline constexpr std::uint16_t end = 0;
inline constexpr std::uint16_t hardware = 2;  ///< of a section
inline constexpr std::uint16_t os = 3;
inline constexpr std::uint16_t application = 4;
inline constexpr std::uint16_t name = 2;  ///< of an interface
inline constexpr std::uint16_t description = 3;
inline constexpr std::uint16_t speed = 8;
inline constexpr std::uint16_t resolution = 9;
inline constexpr std::uint16_t filter = 11;
inline constexpr std::uint16_t interfaceOs = 12;
inline constexpr std::uint16_t fcsLength = 13;
inline constexpr std::uint16_t offset = 14;
inline constexpr std::uint16_t interfaceHardware = 15;
inline constexpr std::uint16_t flags = 2;    ///< of a packet
inline constexpr std::uint16_t comment = 1;  ///< of any block
inline constexpr std::uint16_t endTime = 3;  ///< of interface statistics
inline constexpr std::uint16_t interfaceDropped = 5;
inline constexpr std::uint16_t filterAccepted = 6;
inline constexpr std::uint16_t kernelDropped = 7;
inline constexpr std::uint16_t delivered = 8;
}  // namespace option

namespace pcap {
inline constexpr std::uint32_t microseconds = 0xa1b2'c3d4;
inline constexpr std::uint32_t nanoseconds = 0xa1b2'3c4d;
inline constexpr std::uint32_t modified = 0xa1b2'cd34;  ///< Kuznetzov's: eight more bytes a record
inline constexpr std::size_t fileHeader = 24;
inline constexpr std::size_t recordHeader = 16;
inline constexpr std::size_t modifiedRecordHeader = 24;
inline constexpr std::uint32_t fcsPresent = 0x0400'0000;
inline constexpr unsigned fcsShift = 28;  ///< length in units of two bytes
}  // namespace pcap

/// What the padding to four bytes makes of a length.
constexpr std::size_t padded(std::size_t length)
{
    return (length + 3) & ~std::size_t{3};
}

}  // namespace pr::source
