#include "core/detect/detectors.h"

#include <algorithm>

namespace pr::detect {

namespace {

constexpr std::string_view kCertificates = "certificate";

std::size_t columnOf(const EventTable& table, std::string_view name)
{
    const auto found = std::find_if(
        table.columns.begin(), table.columns.end(), [name](const Column& column) { return column.name == name; });
    return static_cast<std::size_t>(found - table.columns.begin());
}

}  // namespace

Detectors::Detectors(SessionId session, std::size_t memory)
    : m_book{session}, m_vertical{verticalRule(), m_book, memory / 4},
      m_horizontal{horizontalRule(), m_book, memory / 4}, m_time{m_book}, m_names{m_book}
{
}

void Detectors::events(const EventBuffer& events, std::size_t from)
{
    for (auto row = from; row < events.rows().size(); ++row)
        if (events.rows()[row].table->name == kCertificates)
            certificate(events, events.rows()[row]);
}

void Detectors::certificate(const EventBuffer& events, const EventBuffer::Row& row)
{
    if (m_columns.table != row.table) {
        const auto& table = *row.table;
        m_columns = {row.table, columnOf(table, "fingerprint_sha256"), columnOf(table, "server"),
            columnOf(table, "server_port"), columnOf(table, "sni"), columnOf(table, "position"),
            columnOf(table, "from_client"), columnOf(table, "der")};
    }
    const auto cells = events.cellsOf(row);
    const auto at = [&cells](std::size_t column) { return column < cells.size() ? cells[column] : Value{}; };
    const auto text = [&at](std::size_t column) {
        const auto value = at(column);
        return value.kind() == Value::Kind::Text ? value.asText() : std::string_view{};
    };
    const auto number = [&at](std::size_t column) {
        const auto value = at(column);
        return value.kind() == Value::Kind::None ? std::uint64_t{0} : value.asUnsigned();
    };
    const auto der = at(m_columns.der);
    if (number(m_columns.fromClient) != 0 || der.kind() != Value::Kind::Bytes)
        return;
    ShownCertificate shown;
    shown.place = row.place;
    shown.hasTime = m_hasTime;
    shown.fingerprint = text(m_columns.fingerprint);
    shown.server = text(m_columns.server);
    shown.serverPort = static_cast<std::uint16_t>(number(m_columns.port));
    shown.sni = text(m_columns.sni);
    shown.position = number(m_columns.position);
    shown.certificate = parsed(shown.fingerprint, der.asBytes());
    if (!shown.certificate)
        return;
    m_time.see(shown);
    m_names.see(shown);
}

const dissect::Certificate* Detectors::parsed(std::string_view fingerprint, Bytes der)
{
    std::string key{fingerprint};
    if (const auto known = m_certificates.find(key); known != m_certificates.end())
        return &known->second;
    auto certificate = dissect::parseCertificate(der);
    if (!certificate)
        return nullptr;
    if (m_certificates.size() >= limits::certificatesKnown)
        m_certificates.clear();
    return &m_certificates.emplace(std::move(key), std::move(*certificate)).first->second;
}

void Detectors::finish()
{
    m_vertical.finish();
    m_horizontal.finish();
}

void Detectors::takeChanged(const std::function<void(const AlertRecord&)>& take)
{
    m_vertical.refresh();
    m_horizontal.refresh();
    m_time.refresh();
    m_names.refresh();
    m_book.takeChanged(take);
}

}  // namespace pr::detect
