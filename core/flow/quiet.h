// What a quiet flow leaves in memory: an archive, without its zeros.
#pragma once

#include "core/base/bytes.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>

namespace pr::flow {

/// Bytes that were put away. An empty one is a pointer; a full one costs its bytes and four more, where runs of zeros
/// count as two.
class Quiet {
public:
    explicit operator bool() const { return m_bytes != nullptr; }

    void put(std::string_view bytes)
    {
        std::string packed(sizeof(std::uint32_t) + 2 * bytes.size(), '\0');
        auto at = sizeof(std::uint32_t);
        for (std::size_t i = 0; i < bytes.size();) {
            const char byte = bytes[i];
            packed[at++] = byte;
            if (byte != '\0') {
                ++i;
                continue;
            }
            constexpr std::size_t most = 255;
            const auto end = std::min(bytes.size(), i + most);
            auto next = i + 1;
            while (next < end && bytes[next] == '\0')
                ++next;
            packed[at++] = static_cast<char>(next - i);
            i = next;
        }
        const auto size = static_cast<std::uint32_t>(at - sizeof(std::uint32_t));
        std::memcpy(packed.data(), &size, sizeof size);
        m_bytes = std::make_unique_for_overwrite<char[]>(at);
        std::memcpy(m_bytes.get(), packed.data(), at);
    }

    /// What was put; empty where nothing was.
    std::string get() const
    {
        std::string bytes;
        if (!m_bytes)
            return bytes;
        std::uint32_t size = 0;
        std::memcpy(&size, m_bytes.get(), sizeof size);
        const auto* packed = m_bytes.get() + sizeof size;
        bytes.reserve(2 * std::size_t{size});
        for (std::size_t i = 0; i < size; ++i)
            if (packed[i] != '\0')
                bytes += packed[i];
            else
                bytes.append(static_cast<unsigned char>(packed[++i]), '\0');
        return bytes;
    }

    std::string take()
    {
        auto bytes = get();
        m_bytes.reset();
        return bytes;
    }
    void clear() { m_bytes.reset(); }

private:
    std::unique_ptr<char[]> m_bytes;
};

}  // namespace pr::flow
