#include "core/dissect/session_keys.h"

#include "core/base/cursor.h"

namespace pr::dissect {

void addSecretsBlock(flow::KeyLog& keys, Bytes body, bool bigEndian, PacketNumber from)
{
    Cursor in{body};
    const auto type = bigEndian ? in.u32be() : in.u32le();
    const auto length = bigEndian ? in.u32be() : in.u32le();
    if (!in.ok() || type != kTlsKeyLog)
        return;
    keys.add(textOf(in.take(std::min<std::size_t>(length, in.remaining()))), from);
}

std::string secretsBlock(std::string_view keyLog)
{
    std::string body;
    for (auto word : {kTlsKeyLog, static_cast<std::uint32_t>(keyLog.size())})
        for (int i = 0; i < 4; ++i, word >>= 8U)
            body += static_cast<char>(word);
    return body.append(keyLog);
}

}  // namespace pr::dissect
