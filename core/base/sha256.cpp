#include "core/base/sha256.h"

#include <cstdlib>
#include <openssl/evp.h>

namespace pr {

namespace {

EVP_MD_CTX* contextOf(void* context)
{
    return static_cast<EVP_MD_CTX*>(context);
}

// The fetched algorithm is kept: looking it up by name costs 1 µs a digest.
const EVP_MD* algorithm()
{
    static EVP_MD* const md = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return md;
}

void must(int done)
{
    if (done != 1)
        std::abort();  // SHA-256 of memory fails only when the library itself is broken: evidence must not go on
                       // unhashed
}

template <class T> std::array<std::byte, sizeof(T)> littleEndian(T value)
{
    std::array<std::byte, sizeof(T)> out{};
    for (std::size_t i = 0; i < sizeof(T); ++i)
        out[i] = static_cast<std::byte>(value >> (8 * i));
    return out;
}

}  // namespace

void Sha256::Free::operator()(void* context) const
{
    EVP_MD_CTX_free(contextOf(context));
}

Sha256::Sha256() : m_context{EVP_MD_CTX_new()}
{
    must(EVP_DigestInit_ex2(contextOf(m_context.get()), algorithm(), nullptr));
}

Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(Bytes bytes)
{
    must(EVP_DigestUpdate(contextOf(m_context.get()), bytes.data(), bytes.size()));
}

void Sha256::update(std::uint8_t value)
{
    update(littleEndian(value));
}

void Sha256::update(std::uint32_t value)
{
    update(littleEndian(value));
}

void Sha256::update(std::uint64_t value)
{
    update(littleEndian(value));
}

Digest Sha256::finish()
{
    Digest digest{};
    unsigned length = 0;
    must(EVP_DigestFinal_ex(contextOf(m_context.get()), reinterpret_cast<unsigned char*>(digest.data()), &length));
    must(EVP_DigestInit_ex2(contextOf(m_context.get()), algorithm(), nullptr));
    return digest;
}

Digest sha256(Bytes bytes)
{
    Sha256 hash;
    hash.update(bytes);
    return hash.finish();
}

}  // namespace pr
