#include "models/sessions_model.h"

#include "models/page_cache.h"

#include <algorithm>

namespace pr::models {

SessionsModel::SessionsModel(QObject* parent) : QAbstractListModel{parent} { }

void SessionsModel::set(std::vector<Session> sessions)
{
    const bool sameRows = sessions.size() == m_sessions.size();
    if (!sameRows)
        beginResetModel();
    m_sessions = std::move(sessions);
    if (sameRows && count() > 0)
        emit dataChanged(index(0), index(count() - 1));
    if (!sameRows) {
        endResetModel();
        emit countChanged();
    }
}

bool SessionsModel::knows(std::int64_t session) const
{
    return std::ranges::find(m_sessions, session, &Session::id) != m_sessions.end();
}

void SessionsModel::grew(std::int64_t session, std::uint64_t packets)
{
    const auto found = std::ranges::find(m_sessions, session, &Session::id);
    if (found == m_sessions.end() || found->packets >= packets)
        return;
    found->packets = packets;
    const auto row = index(static_cast<int>(found - m_sessions.begin()));
    emit dataChanged(row, row, {Packets});
}

QVariant SessionsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= count())
        return {};
    const auto& session = m_sessions[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Name: return shownText(session.name);
    case State: return QString::fromStdString(session.state);
    case Packets: return static_cast<double>(session.packets);
    case Growing: return session.growing;
    case First: return QString::fromStdString(session.first);
    case Last: return QString::fromStdString(session.last);
    case Lost: return static_cast<double>(session.lost);
    default: return {};
    }
}

QHash<int, QByteArray> SessionsModel::roleNames() const
{
    return {{Name, "name"}, {State, "status"}, {Packets, "packets"}, {Growing, "growing"}, {First, "first"},
        {Last, "last"}, {Lost, "lost"}};
}

}  // namespace pr::models
