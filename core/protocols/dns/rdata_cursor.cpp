#include "core/protocols/dns/rdata_cursor.h"

#include <algorithm>

namespace pr::dns {

namespace {

// The message up to where the record's data ends on the wire: offsets stay those of the message.
Cursor dataOf(const Reader& message, const Record& record)
{
    const auto end = std::min<std::size_t>(record.dataAt + record.length, message.original());
    Cursor in{message.message().first(std::min(end, message.message().size())), end};
    in.skip(record.dataAt);
    return in;
}

Value seconds(std::uint64_t value)
{
    constexpr std::uint64_t last = INT64_MAX / 1'000'000'000;
    return Value::signedNumber(static_cast<std::int64_t>(std::min(value, last)) * 1'000'000'000);
}

}  // namespace

RdataCursor::RdataCursor(const Reader& message, const Record& record, Place place, FieldSink& sink)
    : m_message{message.message()}, m_in{dataOf(message, record)}, m_place{place}, m_sink{sink}
{
}

void RdataCursor::add(const Field& field, Value value, std::size_t from)
{
    if (ok())
        m_sink.add(field, value, m_place.range(from, at()));
}

void RdataCursor::addGenerated(const Field& field, Value value)
{
    if (ok())
        m_sink.addGenerated(field, value);
}

void RdataCursor::addName(const Field& field, const Name& name, std::size_t from)
{
    if (ok() && m_sink.wants(field))
        add(field, Value::text(displayName(name, m_sink.arena())), from);
}

std::uint8_t RdataCursor::number8(const Field& field, std::uint8_t mask)
{
    const auto from = at();
    const auto value = m_in.u8();
    add(field, Value::number(value & mask), from);
    return value;
}

std::uint16_t RdataCursor::number16(const Field& field)
{
    const auto from = at();
    const auto value = m_in.u16be();
    add(field, Value::number(value), from);
    return value;
}

std::uint32_t RdataCursor::number32(const Field& field, std::uint32_t mask)
{
    const auto from = at();
    const auto value = m_in.u32be();
    add(field, Value::number(value & mask), from);
    return value;
}

void RdataCursor::time32(const Field& field)
{
    const auto from = at();
    add(field, seconds(m_in.u32be()), from);
}

void RdataCursor::time48(const Field& field)
{
    const auto from = at();
    add(field, seconds(m_in.u48be()), from);
}

void RdataCursor::bytes(const Field& field, std::size_t size)
{
    const auto from = at();
    const auto value = m_in.take(size);
    add(field, Value::bytes(value), from);
}

void RdataCursor::name(const Field& field)
{
    const auto from = at();
    Name name;
    readName(name);
    addName(field, name, from);
}

void RdataCursor::text(const Field& field, const Field* length)
{
    const auto size = number8(*length);
    const auto from = at();
    const auto value = m_in.take(size);
    add(field, Value::text(textOf(value)), from);
}

void RdataCursor::textUpTo(const Field& field, std::size_t end)
{
    const auto from = at();
    const auto value = m_in.take(end - from);
    add(field, Value::text(textOf(value)), from);
}

unsigned RdataCursor::peek8() const
{
    const auto next = m_in.peek(1);
    return next.empty() ? 0 : std::to_integer<unsigned>(next[0]);
}

std::size_t RdataCursor::lengthBehindCode() const
{
    const auto head = m_in.peek(4);
    return head.size() < 4 ? 0 : u16be(head.data() + 2);
}

void RdataCursor::skipTo(std::size_t end)
{
    if (ok() && at() > end)
        return fail(Fault::Malformed);
    m_in.skip(ok() ? end - at() : 0);
}

Bytes RdataCursor::peekCounted() const
{
    const auto next = m_in.peek(1 + peek8());
    return next.empty() ? next : next.subspan(1);
}

Bytes RdataCursor::restAfterCounted() const
{
    return rest().subspan(std::min(rest().size(), 1 + peekCounted().size()));
}

FieldSink::Scope RdataCursor::around(const Field& field, Value value, std::size_t size)
{
    return m_sink.open(field, value, m_place.range(at(), at() + std::min(size, m_in.remaining())));
}

std::string base32hex(Bytes bytes)
{
    constexpr std::string_view digits = "0123456789abcdefghijklmnopqrstuv";
    std::string out;
    std::uint32_t pending = 0;
    unsigned have = 0;
    for (const auto byte : bytes) {
        pending = (pending << 8 | std::to_integer<std::uint32_t>(byte)) & 0xFFFF;
        for (have += 8; have >= 5; have -= 5)
            out += digits[pending >> (have - 5) & 31];
    }
    if (have > 0)
        out += digits[pending << (5 - have) & 31];
    return out;
}

}  // namespace pr::dns
