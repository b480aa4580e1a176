// Reads a record's data and says what it read: one call a field, nothing after a fault.
#pragma once

#include "core/fields/sink.h"
#include "core/protocols/dns/rdata.h"

namespace pr::dns {

/// Each function reads what its name says and adds it as `field`. Offsets count from the start of the message, so names
/// find what their pointers mean.
class RdataCursor {
public:
    RdataCursor(const Reader& message, const Record& record, Place place, FieldSink& sink);

    bool ok() const { return m_in.ok(); }
    Fault fault() const { return m_in.fault(); }
    void fail(Fault fault) { m_in.fail(fault); }
    /// True after a fault too, so that loops end.
    bool atEnd() const { return !ok() || m_in.remainingOriginal() == 0; }
    std::size_t at() const { return m_in.at(); }
    std::size_t remaining() const { return m_in.remainingOriginal(); }
    FieldSink& sink() { return m_sink; }
    Place place() const { return m_place; }

    std::uint8_t number8(const Field& field, std::uint8_t mask = 0xFF);
    std::uint16_t number16(const Field& field);
    std::uint32_t number32(const Field& field, std::uint32_t mask = 0xFFFFFFFF);
    void time32(const Field& field);
    void time48(const Field& field);
    void ipv4(const Field& field) { bytes(field, 4); }
    void ipv6(const Field& field) { bytes(field, 16); }
    void bytes(const Field& field, std::size_t size);
    void name(const Field& field);
    /// A length byte and as many characters.
    void text(const Field& field, const Field* length);
    /// The characters up to `end`, or to the end of the data.
    void textUpTo(const Field& field, std::size_t end);
    void restText(const Field& field) { textUpTo(field, at() + remaining()); }

    // Reading without a field, for what is more than one value.
    Bytes take(std::size_t size) { return m_in.take(size); }
    void skip(std::size_t size) { m_in.skip(size); }
    void readName(Name& name) { dns::readName(m_message, m_in, name); }
    Bytes rest() const { return m_in.peek(m_in.remaining()); }
    Bytes peek(std::size_t size) const { return m_in.peek(size); }
    unsigned peek8() const;
    std::size_t lengthBehindCode() const;  ///< of an option: two bytes of code, two of length
    /// Moves to `end`; a fault where it lies behind the data or was passed already.
    void skipTo(std::size_t end);
    Bytes peekCounted() const;       ///< the characters behind the length byte that comes next
    Bytes restAfterCounted() const;  ///< what follows them

    /// A field from `from` to where the cursor stands; nothing after a fault.
    void add(const Field& field, Value value, std::size_t from);
    void addGenerated(const Field& field, Value value);
    void addName(const Field& field, const Name& name, std::size_t from);

    /// A number whose bits are fields: `children(value, from)` adds them, where there is a number.
    template <class Children> void flags8(const Field& field, Children&& children)
    {
        flags(field, m_in.at(), m_in.u8(), children);
    }
    template <class Children> void flags16(const Field& field, Children&& children)
    {
        flags(field, m_in.at(), m_in.u16be(), children);
    }

    /// A field without a value from `from` to here, with children.
    template <class Children> void group(const Field& field, std::size_t from, Children&& children)
    {
        if (!ok())
            return;
        const auto scope = m_sink.open(field, {}, m_place.range(from, at()));
        children();
    }

    /// A field over the next `size` bytes, which its children read until the Scope ends. Ask ok() first.
    [[nodiscard]] FieldSink::Scope around(const Field& field, Value value, std::size_t size);

private:
    template <class Children> void flags(const Field& field, std::size_t from, unsigned value, Children& children)
    {
        if (!ok())
            return;
        const auto scope = m_sink.open(field, Value::number(value), m_place.range(from, at()));
        children(value, from);
    }

    Bytes m_message;
    Cursor m_in;
    Place m_place;
    FieldSink& m_sink;
};

/// RFC 4648 7, lower case, without padding: how NSEC3 names are written.
std::string base32hex(Bytes bytes);

}  // namespace pr::dns
