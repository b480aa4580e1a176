// SHA-256 through the crypto library, which picks SHA instructions at run time (450 ns a packet with, 1,500 without).
#pragma once

#include "core/base/bytes.h"

#include <array>
#include <memory>

namespace pr {

using Digest = std::array<std::byte, 32>;

Digest sha256(Bytes bytes);

/// For content that comes in pieces. finish() may be called once; then the object starts anew.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;

    void update(Bytes bytes);
    /// Fixed-width integers go in little-endian, as everywhere in the case file.
    void update(std::uint8_t value);
    void update(std::uint32_t value);
    void update(std::uint64_t value);
    Digest finish();

private:
    struct Free {
        void operator()(void* context) const;
    };
    std::unique_ptr<void, Free> m_context;
};

}  // namespace pr
