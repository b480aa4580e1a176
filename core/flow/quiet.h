// What a quiet flow leaves in memory: an archive, without its zeros.
#pragma once

#include "core/base/bytes.h"

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
        std::string packed;
        for (std::size_t i = 0; i < bytes.size();) {
            packed += bytes[i];
            if (bytes[i] != '\0') {
                ++i;
                continue;
            }
            constexpr std::size_t most = 255;
            std::size_t run = 1;
            while (run < most && i + run < bytes.size() && bytes[i + run] == '\0')
                ++run;
            packed += static_cast<char>(run);
            i += run;
        }
        const auto size = static_cast<std::uint32_t>(packed.size());
        m_bytes = std::make_unique_for_overwrite<char[]>(sizeof size + packed.size());
        std::memcpy(m_bytes.get(), &size, sizeof size);
        std::memcpy(m_bytes.get() + sizeof size, packed.data(), packed.size());
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
