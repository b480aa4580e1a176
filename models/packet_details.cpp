#include "models/packet_details.h"

#include "models/page_cache.h"

namespace pr::models {

PacketDetails::PacketDetails(QObject* parent) : QObject{parent} { }

PacketDetails::~PacketDetails() = default;

void PacketDetails::setCase(std::shared_ptr<CaseSource> source, std::int64_t session)
{
    m_case = std::move(source);
    m_session = session;
    show(0);
}

void PacketDetails::show(quint64 packet)
{
    const auto question = ++m_question;
    const auto take = [this, question](Details details, QString error) {
        if (question != m_question)
            return;
        if (const auto* node = current())
            m_wanted = node->abbreviation;
        m_details = std::move(details);
        m_error = std::move(error);
        m_row = -1;
        m_source = 0;
        m_tree.set(std::move(m_details.nodes));
        for (int row = 0; row < m_tree.rowCount() && !m_wanted.empty(); ++row)
            if (m_tree.node(row)->abbreviation == m_wanted) {
                m_row = row;
                m_source = static_cast<int>(m_tree.node(row)->source);
                break;
            }
        emit changed();
        emit sourceChanged();
        emit currentChanged();
    };
    if (packet == 0 || !m_case) {
        m_task.cancel();
        take({}, {});
        return;
    }
    m_task.run([this, take, packet, source = m_case, session = m_session](std::stop_token stop) {
        auto answer = source->details(session, packet, stop);
        if (stop.stop_requested())
            return;
        Details details;
        QString error;
        if (answer)
            details = std::move(*answer);
        else
            error = shownText(answer.error().text());
        QMetaObject::invokeMethod(
            this, [take, details = std::move(details), error]() mutable { take(std::move(details), error); },
            Qt::QueuedConnection);
    });
}

QStringList PacketDetails::sources() const
{
    QStringList names;
    for (const auto& source : m_details.sources)
        names.append(QString("%1 (%2)").arg(shownText(source.name)).arg(source.bytes.size()));
    return names;
}

void PacketDetails::setSource(int source)
{
    if (source == m_source || source < 0 || source >= std::ssize(m_details.sources))
        return;
    m_source = source;
    emit sourceChanged();
}

QByteArray PacketDetails::bytes() const
{
    if (m_source >= std::ssize(m_details.sources))
        return {};
    const auto& bytes = m_details.sources[static_cast<std::size_t>(m_source)].bytes;
    return {reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size())};
}

void PacketDetails::setCurrentRow(int row)
{
    m_row = row;
    const auto* node = current();
    if (node && node->length > 0)
        setSource(static_cast<int>(node->source));
    emit currentChanged();
}

double PacketDetails::start() const
{
    return current() ? static_cast<double>(current()->start) : 0;
}

double PacketDetails::length() const
{
    return current() && static_cast<int>(current()->source) == m_source ? static_cast<double>(current()->length) : 0;
}

QString PacketDetails::currentFilter() const
{
    return current() ? QString::fromStdString(current()->filter) : QString{};
}

QString PacketDetails::currentName() const
{
    return current() ? QString::fromStdString(current()->abbreviation) : QString{};
}

QString PacketDetails::currentValue() const
{
    return current() ? shownText(current()->value) : QString{};
}

QString PacketDetails::currentText() const
{
    return current() ? shownText(current()->text) : QString{};
}

QStringList PacketDetails::follows() const
{
    QStringList names;
    for (const auto& target : m_details.follows)
        names.append(QString::fromStdString(target.protocol));
    return names;
}

std::optional<FollowTarget> PacketDetails::target(const QString& protocol) const
{
    for (const auto& target : m_details.follows)
        if (protocol.compare(QLatin1String{target.protocol}, Qt::CaseInsensitive) == 0)
            return target;
    return {};
}

void PacketDetails::selectByte(double offset)
{
    if (offset >= 0)
        setCurrentRow(m_tree.rowOfByte(static_cast<quint32>(m_source), static_cast<quint64>(offset), true));
}

int PacketDetails::rowOver(double offset)
{
    return offset < 0 ? -1 : m_tree.rowOfByte(static_cast<quint32>(m_source), static_cast<quint64>(offset), false);
}

QList<double> PacketDetails::rangeOf(int row) const
{
    const auto* node = m_tree.node(row);
    if (!node || static_cast<int>(node->source) != m_source)
        return {0, 0};
    return {static_cast<double>(node->start), static_cast<double>(node->length)};
}

}  // namespace pr::models
