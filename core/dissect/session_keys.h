// The secrets that a capture carries, from the bodies of its decryption secrets blocks (pcapng) to a key log.
#pragma once

#include "core/flow/key_log.h"

#include <string>
#include <string_view>

namespace pr::dissect {

inline constexpr std::uint32_t kTlsKeyLog = 0x544C534B;  ///< the type of such a block: "TLSK"

/// Takes in the body of a block: type, length, secrets, in the byte order of its section. Types that are no TLS key log
/// are passed over, and so are lines that say nothing. `from`: the packet behind the block.
void addSecretsBlock(flow::KeyLog& keys, Bytes body, bool bigEndian, PacketNumber from);
/// The body of a block, little-endian, for secrets that came from elsewhere.
std::string secretsBlock(std::string_view keyLog);

}  // namespace pr::dissect
