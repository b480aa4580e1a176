// Text that came off a wire, made safe to print; numbers and bytes as text.
#pragma once

#include "core/base/bytes.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace pr {

/// Lower case, no separators: `0a1b`.
std::string hex(Bytes bytes);
/// Appends what hex() gives.
void appendHex(std::string& out, Bytes bytes);
/// Reads `0035 c001` (spaces, colons, dots and new lines between the digits are skipped); nothing for odd or other
/// digits.
std::string bytesFromHex(std::string_view text);
/// Colon-separated lower case: `02:00:00:00:00:01`.
std::string macText(Bytes address);
/// Dotted decimal of four bytes.
std::string ipv4Text(Bytes address);
/// RFC 5952 text of sixteen bytes.
std::string ipv6Text(Bytes address);
/// Four or sixteen bytes.
std::string addressText(Bytes address);

/// The text as valid UTF-8: each byte that does not fit becomes U+FFFD.
std::string validUtf8(std::string_view text);
/// Controls, bidirectional marks and bytes that are not UTF-8 as escapes (`\n`, `\x1b`, `\u202e`): safe for a terminal
/// and a label.
std::string escaped(std::string_view text);
/// A CSV cell: quoted where it must be, and a cell that a spreadsheet would run as a formula gets a leading apostrophe.
std::string csvCell(std::string_view text);
/// A JSON string with its quotes; input that is not UTF-8 is made valid first.
std::string jsonString(std::string_view text);

/// "1 packet", "2 packets".
std::string counted(std::uint64_t count, std::string_view singular, std::string_view plural);
/// "1,234,567".
std::string grouped(std::uint64_t number);
/// "1.5 MiB"; exact bytes belong in machine formats, this is for people.
std::string humanBytes(std::uint64_t bytes);

}  // namespace pr
