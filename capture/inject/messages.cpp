#include "capture/inject/messages.h"

#include <iterator>

namespace pr::inject {
namespace {

constexpr std::size_t accountBytes = std::tuple_size_v<AccountFrame> - wire::headerBytes;

struct Bounds {
    std::size_t least, most;
};

Bounds boundsOf(Type type)
{
    switch (type) {
    case Type::OpenInject: return {2 + 1, 2 + wire::maxNameBytes};
    case Type::Frame: return {1, maxFrame};
    case Type::Account: return {accountBytes, accountBytes};
    case Type::Finish: break;
    }
    return {0, 0};
}

/// Writes a number at `out` and gives the place behind it.
template <class Out, class Number> Out put(Out out, Number value)
{
    const auto plain = static_cast<std::uint64_t>(value);
    for (std::size_t i = 0; i < sizeof value; ++i)
        *out++ = static_cast<char>(plain >> (8 * i) & 0xff);
    return out;
}

template <class Out> Out putHeader(Out out, Type type, std::size_t length)
{
    return put(put(put(out, static_cast<std::uint32_t>(length)), type), wire::version);
}

}  // namespace

std::uint64_t Account::frames() const
{
    auto all = sent;
    for (const auto& kind : unsent)
        all += kind.count;
    return all;
}

void Account::count(Unsent why)
{
    auto& kind = unsent[static_cast<std::size_t>(why)];
    if (kind.count == 0)
        kind.first = frames() + 1;
    ++kind.count;
}

std::string encode(Type type, Bytes body)
{
    std::string out;
    out.reserve(wire::headerBytes + body.size());
    putHeader(std::back_inserter(out), type, body.size());
    return out.append(textOf(body));
}

std::string encode(const OpenInject& open)
{
    std::string body;
    put(std::back_inserter(body), open.linkType);
    return encode(Type::OpenInject, bytesOf(body.append(open.name)));
}

AccountFrame encode(const Account& account)
{
    AccountFrame frame{};
    auto* at = put(putHeader(frame.data(), Type::Account, accountBytes), account.sent);
    for (const auto& kind : account.unsent)
        at = put(put(at, kind.count), kind.first);
    return frame;
}

Result<Header> parseHeader(Bytes bytes)
{
    Cursor in{bytes};
    const auto length = in.u32le();
    const auto type = in.u16le();
    const auto spoken = in.u16le();
    if (!in.ok())
        return in.error("frame header");
    if (type < static_cast<std::uint16_t>(Type::OpenInject) || type > static_cast<std::uint16_t>(Type::Account)
        || spoken != wire::version)
        in.fail(Fault::Unsupported);
    else if (length < boundsOf(Type{type}).least || length > boundsOf(Type{type}).most)
        in.fail(Fault::Limit);
    if (!in.ok())
        return in.error("frame header");
    return Header{.length = length, .type = Type{type}};
}

Result<OpenInject> parseOpen(Bytes body)
{
    Cursor in{body};
    OpenInject open{.linkType = in.u16le()};
    open.name = textOf(in.rest());
    if (in.ok() && !wire::validName(open.name))
        in.fail(Fault::Malformed);
    if (!in.ok())
        return in.error("OpenInject");
    return open;
}

Result<Account> parseAccount(Bytes body)
{
    Cursor in{body};
    Account account{.sent = in.u64le()};
    auto all = account.sent;
    for (auto& kind : account.unsent) {
        kind = {.count = in.u64le(), .first = in.u64le()};
        if (kind.count > ~all || (kind.count == 0) != (kind.first == 0))
            in.fail(Fault::Malformed);
        all += kind.count;
    }
    for (const auto& kind : account.unsent)
        if (kind.first > all)
            in.fail(Fault::Malformed);
    if (in.ok() && !in.atEnd())
        in.fail(Fault::Malformed);
    if (!in.ok())
        return in.error("Account");
    return account;
}

}  // namespace pr::inject
