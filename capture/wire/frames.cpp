#include "capture/wire/frames.h"

#include <algorithm>
#include <cassert>

namespace pr::wire {
namespace {

class Writer {
public:
    void u8(std::size_t value) { number(value, 1); }
    void u16(std::size_t value) { number(value, 2); }
    void u32(std::size_t value) { number(value, 4); }
    void u64(std::uint64_t value) { number(value, 8); }
    void bytes(std::string_view bytes) { m_out.append(bytes); }
    void name(std::string_view name)
    {
        assert(validName(name) && "names are checked before they are sent");
        u8(name.size());
        bytes(name);
    }
    void text(std::string_view text)
    {
        text = text.substr(0, maxTextBytes);
        u16(text.size());
        bytes(text);
    }
    std::string frame(Type type) &&
    {
        Writer whole;
        whole.u32(m_out.size());
        whole.u16(static_cast<std::uint16_t>(type));
        whole.u16(version);
        whole.bytes(m_out);
        return std::move(whole.m_out);
    }

private:
    void number(std::uint64_t value, unsigned count)
    {
        for (unsigned i = 0; i < count; ++i)
            m_out.push_back(static_cast<char>(value >> (8 * i) & 0xff));
    }
    std::string m_out;
};

// of a device in Open
constexpr unsigned promiscuous = 1;
constexpr unsigned monitor = 2;

void write(Writer& out, const Open& open)
{
    out.u8(open.devices.size());
    for (const auto& device : open.devices) {
        out.name(device.name);
        out.u32(device.snaplen);
        out.u32(device.buffer);
        out.u8((device.promiscuous ? promiscuous : 0) | (device.monitor ? monitor : 0));
        out.u16(device.linkType);
        out.u16(device.filter.size());
        for (const auto& instruction : device.filter) {
            out.u16(instruction.code);
            out.u8(instruction.jumpTrue);
            out.u8(instruction.jumpFalse);
            out.u32(instruction.k);
        }
    }
}

void write(Writer& out, const Opened& opened)
{
    out.u8(opened.devices.size());
    for (const auto& device : opened.devices) {
        out.u16(device.linkType);
        out.u8(device.decimals);
        out.u32(device.index);
        out.u32(device.snaplen);
    }
}

void write(Writer& out, const Refused& refused)
{
    out.u16(static_cast<std::uint16_t>(refused.reason));
    out.u32(refused.detail);
    out.text(refused.text);
}

void write(Writer& out, const Start& start)
{
    out.u64(start.packets);
    out.u64(start.milliseconds);
}

void write(Writer& out, const Interfaces& list)
{
    const auto count = std::min(list.interfaces.size(), maxListed);
    out.u16(count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto& interface = list.interfaces[i];
        out.name(interface.name);
        out.text(interface.description);
        out.u32(interface.flags);
        out.u16(interface.linkType);
        const auto addresses = std::min(interface.addresses.size(), maxAddresses);
        out.u8(addresses);
        for (std::size_t a = 0; a < addresses; ++a) {
            out.u8(interface.addresses[a].size());
            out.bytes(interface.addresses[a]);
        }
    }
}

void write(Writer&, const Stop&) { }
void write(Writer&, const Status&) { }
void write(Writer&, const ListInterfaces&) { }

std::string readName(Cursor& in)
{
    const auto name = textOf(in.take(in.u8()));
    if (!validName(name))
        in.fail(Fault::Malformed);
    return std::string{name};
}

std::string readText(Cursor& in)
{
    const auto length = in.u16le();
    if (length > maxTextBytes)
        in.fail(Fault::Limit);
    return std::string{textOf(in.take(length))};
}

/// A count within its bounds, or a fault and 0.
std::size_t bounded(Cursor& in, std::size_t value, std::size_t least, std::size_t most)
{
    if (value < least || value > most)
        in.fail(Fault::Limit);
    return in.ok() ? value : 0;
}

Device readDevice(Cursor& in)
{
    Device device{
        .name = readName(in),
        .snaplen = static_cast<std::uint32_t>(bounded(in, in.u32le(), minSnaplen, maxSnaplen)),
        .buffer = static_cast<std::uint32_t>(bounded(in, in.u32le(), minBuffer, maxBuffer)),
    };
    const auto flags = in.u8();
    if ((flags & ~(promiscuous | monitor)) != 0)
        in.fail(Fault::Unsupported);
    device.promiscuous = (flags & promiscuous) != 0;
    device.monitor = (flags & monitor) != 0;
    device.linkType = in.u16le();
    for (auto left = bounded(in, in.u16le(), 0, maxInstructions); left > 0 && in.ok(); --left)
        device.filter.push_back({.code = in.u16le(), .jumpTrue = in.u8(), .jumpFalse = in.u8(), .k = in.u32le()});
    return device;
}

Open readOpen(Cursor& in)
{
    Open open;
    std::size_t buffers = 0;
    for (auto left = bounded(in, in.u8(), 1, maxDevices); left > 0 && in.ok(); --left)
        buffers += open.devices.emplace_back(readDevice(in)).buffer;
    if (buffers > maxBuffer)
        in.fail(Fault::Limit);
    return open;
}

Opened readOpened(Cursor& in)
{
    Opened opened;
    for (auto left = bounded(in, in.u8(), 1, maxDevices); left > 0 && in.ok(); --left)
        opened.devices.push_back(
            {.linkType = in.u16le(), .decimals = in.u8(), .index = in.u32le(), .snaplen = in.u32le()});
    return opened;
}

Refused readRefused(Cursor& in)
{
    const auto reason = static_cast<std::uint16_t>(bounded(in, in.u16le(), 1, lastReason));
    return {.reason = Reason{reason}, .detail = in.u32le(), .text = readText(in)};
}

Interface readInterface(Cursor& in)
{
    Interface interface {
        .name = readName(in), .description = readText(in), .flags = in.u32le(), .linkType = in.u16le()
    };
    for (auto left = bounded(in, in.u8(), 0, maxAddresses); left > 0 && in.ok(); --left) {
        const auto length = in.u8();
        if (length != 4 && length != 16)
            in.fail(Fault::Malformed);
        interface.addresses.emplace_back(textOf(in.take(length)));
    }
    return interface;
}

Interfaces readInterfaces(Cursor& in)
{
    Interfaces list;
    for (auto left = bounded(in, in.u16le(), 0, maxListed); left > 0 && in.ok(); --left)
        list.interfaces.push_back(readInterface(in));
    return list;
}

Message readMessage(Type type, Cursor& in)
{
    switch (type) {
    case Type::Open: return readOpen(in);
    case Type::Opened: return readOpened(in);
    case Type::Refused: return readRefused(in);
    case Type::Start: return Start{.packets = in.u64le(), .milliseconds = in.u64le()};
    case Type::Stop: return Stop{};
    case Type::Status: return Status{};
    case Type::ListInterfaces: return ListInterfaces{};
    case Type::Interfaces: break;
    }
    return readInterfaces(in);
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

std::string encode(const Message& message)
{
    Writer body;
    std::visit([&](const auto& typed) { write(body, typed); }, message);
    return std::move(body).frame(typeOf(message));
}

Result<Header> parseHeader(Bytes bytes)
{
    Cursor in{bytes};
    const auto length = in.u32le();
    const auto type = in.u16le();
    const auto spoken = in.u16le();
    if (!in.ok())
        return in.error("frame header");
    if (type < 1 || type > static_cast<std::uint16_t>(Type::Interfaces))
        in.fail(Fault::Unsupported);
    else if (spoken != version)
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
    auto message = readMessage(header.type, in);
    if (in.ok() && (!in.atEnd() || body.size() != header.length))
        in.fail(Fault::Malformed);
    if (!in.ok())
        return in.error("frame body");
    return message;
}

}  // namespace pr::wire
