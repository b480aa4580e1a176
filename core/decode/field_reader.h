// Adds fields while it reads a header: what the capture does not hold adds nothing. Internal to core/decode.
#pragma once

#include "core/decode/describe.h"

#include <bit>

namespace pr::decode {

class FieldReader {
public:
    /// Reads [begin, end) of `source`; ranges are offsets in it.
    FieldReader(Bytes source, std::uint32_t begin, std::uint32_t end, FieldSink& sink)
        : m_source{source}, m_at{begin}, m_end{std::min(end, static_cast<std::uint32_t>(source.size()))}, m_sink{sink}
    {
    }
    FieldReader(const LayerView& view, FieldSink& sink)
        : FieldReader{view.source(), view.layer().offset, view.layer().end, sink}
    {
    }
    /// Reads the header of a layer, and nothing behind it.
    static FieldReader ofHeader(const LayerView& view, FieldSink& sink)
    {
        const auto& layer = view.layer();
        return {view.source(), layer.offset, layer.offset + layer.header, sink};
    }

    /// False once something was asked for that is not there; nothing is read or added from then on.
    bool ok() const { return m_ok; }
    std::uint32_t at() const { return m_at; }
    std::uint32_t remaining() const { return m_ok && m_end > m_at ? m_end - m_at : 0; }

    /// The next bytes, without a field; empty where they are not there.
    Bytes take(std::uint32_t size)
    {
        if (size > remaining() || !m_ok) {
            m_ok = false;
            return {};
        }
        m_at += size;
        return m_source.subspan(m_at - size, size);
    }
    void skip(std::uint32_t size) { take(size); }
    /// The value of the next bytes, big-endian, without moving; 0 where they are not there.
    std::uint64_t peek(std::uint32_t size, std::uint32_t ahead = 0) const
    {
        if (remaining() < ahead + size)
            return 0;
        std::uint64_t value = 0;
        for (const auto byte : m_source.subspan(m_at + ahead, size))
            value = value << 8 | std::to_integer<std::uint64_t>(byte);
        return value;
    }
    /// A number in network byte order, masked and shifted as its field says. Gives the whole word.
    std::uint64_t number(const Field& field, std::uint32_t size)
    {
        const auto word = peek(size);
        if (!take(size).empty())
            m_sink.add(field, masked(field, word), {m_at - size, size});
        return word;
    }
    /// The same in little-endian order, of a field without a mask.
    std::uint64_t littleEndian(const Field& field, std::uint32_t size)
    {
        std::uint64_t word = 0;
        const auto bytes = take(size);
        for (auto i = bytes.size(); i-- > 0;)
            word = word << 8 | std::to_integer<std::uint64_t>(bytes[i]);
        if (!bytes.empty())
            m_sink.add(field, word, {m_at - size, size});
        return word;
    }
    /// Bits of a word of `size` bytes that was just read.
    void bits(const Field& field, std::uint64_t word, std::uint32_t size)
    {
        if (m_ok)
            m_sink.add(field, masked(field, word), {m_at - size, size});
    }
    /// An address or bytes.
    Bytes bytes(const Field& field, std::uint32_t size)
    {
        const auto value = take(size);
        if (!value.empty())
            m_sink.add(field, Value::bytes(value), {m_at - size, size});
        return value;
    }

    /// A reader over the next bytes that cannot leave them; this one does not move.
    FieldReader part(std::uint32_t size) const
    {
        FieldReader nested = *this;
        nested.m_end = m_at + std::min(size, remaining());
        return nested;
    }

    static constexpr std::uint64_t masked(const Field& field, std::uint64_t word)
    {
        return field.mask == 0 ? word : (word & field.mask) >> std::countr_zero(field.mask);
    }

private:
    Bytes m_source;
    std::uint32_t m_at;
    std::uint32_t m_end;
    FieldSink& m_sink;
    bool m_ok = true;
};

/// Opens the layer's node over its header; its value goes on to the end of what the layer carries, padding left out.
inline FieldSink::Scope openLayer(const LayerView& view, const Field& protocol, FieldSink& sink)
{
    const auto& layer = view.layer();
    return sink.openLayer(protocol, view.whole(), {layer.offset, layer.header});
}

/// A generated mark (an expert item of tshark's): prints 1.
inline void mark(FieldSink& sink, const Field& field)
{
    sink.addGenerated(field, Value::number(1));
}

/// The ones' complement sum of RFC 1071 over `bytes`, added to `sum`; fold() ends it.
inline std::uint32_t checksumAdd(std::uint32_t sum, Bytes bytes)
{
    std::size_t i = 0;
    for (; i + 1 < bytes.size(); i += 2)
        sum += u16be(bytes.data() + i);
    if (i < bytes.size())
        sum += std::to_integer<std::uint32_t>(bytes[i]) << 8;
    return (sum & 0xFFFF) + (sum >> 16);
}

constexpr std::uint16_t checksumFold(std::uint32_t sum)
{
    while (sum >> 16)
        sum = (sum & 0xFFFF) + (sum >> 16);
    return static_cast<std::uint16_t>(~sum);
}

/// Values of the `*.checksum.status` fields.
enum class ChecksumStatus : std::uint8_t { Bad = 0, Good = 1, Unverified = 2, NotPresent = 3 };

}  // namespace pr::decode
