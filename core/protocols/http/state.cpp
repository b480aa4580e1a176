#include "core/protocols/http/state.h"

namespace pr::http {

void Request::archive(flow::Archive& archive)
{
    auto ns = time.time_since_epoch().count();
    archive.integer(number);
    archive.integer(packet.value);
    archive.integer(ns);
    archive.integer(side);
    archive.integer(length);
    for (auto* text : {&method, &uri, &shownUri, &version, &host, &userAgent, &referer, &type})
        archive.text(*text);
    time = Timestamp{Nanoseconds{ns}};
}

void State::archive(flow::Archive& archive)
{
    archive.integer(m_last.request.value);
    archive.integer(m_last.response.value);
    archive.integer(m_exchanges);
    archive.integer(m_tunnel);
    archive.integer(m_sawRequest);
    for (auto& bytes : m_passing)
        archive.integer(bytes);
    for (auto& party : m_parties) {
        archive.text(party.address);
        archive.integer(party.port);
    }
    auto count = static_cast<std::uint32_t>(m_pending.size());
    archive.integer(count);
    if (archive.reading())
        m_pending.assign(count <= limits::httpPending && archive.ok() ? count : 0, {});
    for (auto& request : m_pending)
        request.archive(archive);
}

BodyEnd State::endOf(const Head& head) const
{
    using Kind = BodyEnd::Kind;
    const auto& rules = head.body;
    if (head.start.kind == StartKind::Request) {
        if (rules.chunked)
            return {Kind::Chunked, 0};
        return {rules.length.value_or(0) > 0 ? Kind::Length : Kind::None, rules.length.value_or(0)};
    }
    const auto code = head.start.code;
    const auto method = answered() ? std::string_view{answered()->method} : std::string_view{};
    if (code == 101 || (method == "CONNECT" && code >= 200 && code < 300))
        return {Kind::Tunnel, 0};
    if (method == "HEAD" || (code >= 100 && code < 200) || code == 204 || code == 304)
        return {Kind::None, 0};
    if (rules.chunked)
        return {Kind::Chunked, 0};
    if (rules.length)
        return {*rules.length > 0 ? Kind::Length : Kind::None, *rules.length};
    return {rules.hasContentType && !rules.keepAlive ? Kind::UntilClose : Kind::None, 0};
}

Finished State::beforeRequest() const
{
    return m_pending.empty() ? m_last : Finished{m_pending.back().packet, {}};
}

std::optional<Request> State::add(Request request)
{
    request.number = ++m_exchanges;
    m_sawRequest = true;
    m_pending.push_back(std::move(request));
    if (m_pending.size() <= limits::httpPending)
        return std::nullopt;
    auto oldest = std::move(m_pending.front());
    m_pending.pop_front();
    return oldest;
}

void State::addResponse(unsigned code, PacketNumber packet)
{
    if (m_pending.empty()) {
        ++m_exchanges;  // one whose request was not captured
        m_last = {{}, packet};
        return;
    }
    if (code < 200 && code != 101)
        return;
    m_last = {m_pending.front().packet, packet};
    m_pending.pop_front();
}

void State::meet(const flow::Pdu& pdu)
{
    if (!m_parties[0].address.empty())
        return;
    const auto sender = static_cast<std::size_t>(pdu.side);
    m_parties[sender] = {std::string{textOf(pdu.ends.source)}, pdu.ends.sourcePort};
    m_parties[1 - sender] = {std::string{textOf(pdu.ends.destination)}, pdu.ends.destinationPort};
}

}  // namespace pr::http
