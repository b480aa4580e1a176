#include "capture/wire/frames.h"

#include <algorithm>

namespace pr::wire {
namespace {

// Writer and Reader have the same members, so that each message is described once, by shape(), for both ways.
class Writer {
public:
    template <class Number> void number(Number value, std::uint64_t = 0, std::uint64_t = 0)
    {
        const auto plain = static_cast<std::uint64_t>(value);
        for (std::size_t i = 0; i < sizeof value; ++i)
            m_out.push_back(static_cast<char>(plain >> (8 * i) & 0xff));
    }
    template <class Length> void bytes(std::string_view bytes, std::size_t most)
    {
        number(static_cast<Length>(std::min(bytes.size(), most)));
        m_out.append(bytes.substr(0, most));
    }
    template <class Count, class Part> void list(std::vector<Part>& parts, std::size_t, std::size_t most)
    {
        const auto count = std::min(parts.size(), most);
        number(static_cast<Count>(count));
        for (std::size_t i = 0; i < count; ++i)
            shape(*this, parts[i]);
    }
    void check(bool, Fault) { }

    std::string frame(Type type) const
    {
        Writer whole;
        whole.number(static_cast<std::uint32_t>(m_out.size()));
        whole.number(type);
        whole.number(version);
        return whole.m_out + m_out;
    }

private:
    std::string m_out;
};

class Reader {
public:
    explicit Reader(Cursor& in) : m_in{in} { }
    /// A value outside its bounds is a fault, and 0.
    template <class Number> void number(Number& value, std::uint64_t least = 0, std::uint64_t most = ~std::uint64_t{0})
    {
        std::uint64_t plain = 0;
        const auto bytes = m_in.take(sizeof value);
        for (std::size_t i = bytes.size(); i-- > 0;)
            plain = plain << 8U | std::to_integer<std::uint64_t>(bytes[i]);
        check(plain >= least && plain <= most, Fault::Limit);
        value = static_cast<Number>(m_in.ok() ? plain : 0);
    }
    template <class Length> void bytes(std::string& into, std::size_t most)
    {
        Length length = 0;
        number(length, 0, most);
        into = textOf(m_in.take(length));
    }
    template <class Count, class Part> void list(std::vector<Part>& parts, std::size_t least, std::size_t most)
    {
        Count left = 0;
        number(left, least, most);
        for (; left > 0 && m_in.ok(); --left)
            shape(*this, parts.emplace_back());
    }
    void check(bool good, Fault fault)
    {
        if (!good)
            m_in.fail(fault);
    }

private:
    Cursor& m_in;
};

template <class Io, class... Number> void numbers(Io& io, Number&... values)
{
    (io.number(values), ...);
}

template <class Io> void shape(Io& io, Instruction& instruction)
{
    numbers(io, instruction.code, instruction.jumpTrue, instruction.jumpFalse, instruction.k);
}

template <class Io> void shapeName(Io& io, std::string& name)
{
    io.template bytes<std::uint8_t>(name, maxNameBytes);
    io.check(validName(name), Fault::Malformed);
}

template <class Io> void shape(Io& io, Device& device)
{
    shapeName(io, device.name);
    io.number(device.snaplen, minSnaplen, maxSnaplen);
    io.number(device.buffer, minBuffer, maxBuffer);
    io.number(device.flags, 0, Promiscuous | Monitor);
    io.number(device.linkType);
    io.template list<std::uint16_t>(device.filter, 0, maxInstructions);
}

template <class Io> void shape(Io& io, Open& open)
{
    io.template list<std::uint8_t>(open.devices, 1, maxDevices);
    std::uint64_t buffers = 0;
    for (const auto& device : open.devices)
        buffers += device.buffer;
    io.check(buffers <= maxBuffer, Fault::Limit);
}

template <class Io> void shape(Io& io, OpenedDevice& device)
{
    numbers(io, device.linkType, device.decimals, device.index, device.snaplen);
}

template <class Io> void shape(Io& io, Opened& opened)
{
    io.template list<std::uint8_t>(opened.devices, 1, maxDevices);
}

template <class Io> void shape(Io& io, Refused& refused)
{
    io.number(refused.reason, 1, lastReason);
    io.number(refused.detail);
    io.template bytes<std::uint16_t>(refused.text, maxTextBytes);
}

template <class Io> void shape(Io& io, Start& start)
{
    numbers(io, start.packets, start.milliseconds);
}

template <class Io> void shape(Io& io, std::string& address)
{
    io.template bytes<std::uint8_t>(address, 16);
    io.check(address.size() == 4 || address.size() == 16, Fault::Malformed);
}

template <class Io> void shape(Io& io, Interface& interface)
{
    shapeName(io, interface.name);
    numbers(io, interface.flags, interface.hardware);
    io.template list<std::uint8_t>(interface.addresses, 0, maxAddresses);
}

template <class Io> void shape(Io& io, Interfaces& list)
{
    io.template list<std::uint16_t>(list.interfaces, 0, maxListed);
}

template <class Io, class Message>
requires std::is_empty_v<Message>
void shape(Io&, Message&) { }

template <std::size_t... index> Message emptyOf(Type type, std::index_sequence<index...>)
{
    Message message;
    ((index + 1 == static_cast<std::size_t>(type) ? void(message.emplace<index>()) : void()), ...);
    return message;
}

}  // namespace

bool validName(std::string_view name)
{
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_'
            || c == '-';
    };
    return !name.empty() && name.size() <= maxNameBytes && name != "." && name != ".."
        && std::all_of(name.begin(), name.end(), allowed);
}

std::string encode(Message message)
{
    Writer body;
    std::visit([&](auto& typed) { shape(body, typed); }, message);
    return body.frame(typeOf(message));
}

Result<Header> parseHeader(Bytes bytes)
{
    Cursor in{bytes};
    const auto length = in.u32le();
    const auto type = in.u16le();
    const auto spoken = in.u16le();
    if (!in.ok())
        return in.error("frame header");
    if (type < 1 || type > static_cast<std::uint16_t>(Type::Interfaces) || spoken != version)
        in.fail(Fault::Unsupported);
    else if (length > maxBody(Type{type}))
        in.fail(Fault::Limit);
    if (!in.ok())
        return in.error("frame header");
    return Header{.length = length, .type = Type{type}};
}

Result<Message> parseBody(const Header& header, Bytes body)
{
    Cursor in{body, header.length};
    Reader reader{in};
    auto message = emptyOf(header.type, std::make_index_sequence<std::variant_size_v<Message>>{});
    std::visit([&](auto& typed) { shape(reader, typed); }, message);
    if (in.ok() && (!in.atEnd() || body.size() != header.length))
        in.fail(Fault::Malformed);
    if (!in.ok())
        return in.error("frame body");
    return message;
}

}  // namespace pr::wire
