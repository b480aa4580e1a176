// Reading and describing in one step: a cursor whose reads can name the field that they are.
#pragma once

#include "core/base/cursor.h"
#include "core/fields/sink.h"

namespace pr {

/// Walks bytes whose first one stands at `base` of the sink's current source. A read that names a field adds it with
/// its place; a read past the end adds nothing and leaves the cursor's sticky fault. Numbers are in network byte order.
class FieldReader {
public:
    FieldReader(FieldSink& sink, Cursor in, std::uint32_t base) : m_sink{sink}, m_in{in}, m_base{base} { }

    bool ok() const { return m_in.ok(); }
    bool atEnd() const { return m_in.atEnd(); }
    /// Whether a list goes on: nothing went wrong and there are bytes left.
    bool more() const { return ok() && !atEnd(); }
    std::size_t at() const { return m_in.at(); }
    std::size_t remaining() const { return m_in.remaining(); }
    Cursor& cursor() { return m_in; }
    FieldSink& sink() { return m_sink; }

    /// Where the next n bytes stand; fewer where fewer are left.
    ByteRange next(std::size_t n) const { return place(m_in.at(), n < remaining() ? n : remaining()); }
    /// Where the bytes from offset `from` up to here stand.
    ByteRange since(std::size_t from) const { return place(from, m_in.at() - from); }

    std::uint8_t u8(const Field& field) { return number<std::uint8_t>(field, 1, &Cursor::u8); }
    std::uint16_t u16(const Field& field) { return number<std::uint16_t>(field, 2, &Cursor::u16be); }
    std::uint32_t u24(const Field& field) { return number<std::uint32_t>(field, 3, &Cursor::u24be); }
    std::uint32_t u32(const Field& field) { return number<std::uint32_t>(field, 4, &Cursor::u32be); }
    std::uint64_t u64(const Field& field) { return number<std::uint64_t>(field, 8, &Cursor::u64be); }

    Bytes bytes(const Field& field, std::size_t n)
    {
        const auto range = next(n);
        const auto value = m_in.take(n);
        if (ok())
            m_sink.add(field, Value::bytes(value), range);
        return value;
    }
    std::string_view text(const Field& field, std::size_t n)
    {
        const auto range = next(n);
        const auto value = textOf(m_in.take(n));
        if (ok())
            m_sink.add(field, Value::text(value), range);
        return value;
    }
    /// A field without a value of its own that stands for the next n bytes, which stay to be read.
    std::size_t mark(const Field& field, std::size_t n) { return m_sink.add(field, Value{}, next(n)); }
    FieldSink::Scope open(const Field& field, std::size_t n) { return m_sink.open(field, Value{}, next(n)); }

    void skip(std::size_t n) { m_in.skip(n); }
    /// A reader over the next n bytes that cannot leave them; this one moves past them.
    FieldReader sub(std::size_t n)
    {
        const auto base = static_cast<std::uint32_t>(m_base + m_in.at());
        return {m_sink, m_in.sub(n), base};
    }

private:
    ByteRange place(std::size_t from, std::size_t length) const
    {
        return {static_cast<std::uint32_t>(m_base + from), static_cast<std::uint32_t>(length)};
    }
    template <class T> T number(const Field& field, std::size_t n, T (Cursor::*read)())
    {
        const auto range = next(n);
        const auto value = (m_in.*read)();
        if (ok())
            m_sink.add(field, std::uint64_t{value}, range);
        return value;
    }

    FieldSink& m_sink;
    Cursor m_in;
    std::uint32_t m_base;
};

}  // namespace pr
