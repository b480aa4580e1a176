#include "models/recent_cases.h"

#include <QDateTime>
#include <QFileInfo>
#include <QSettings>

#include <algorithm>

namespace pr::models {

namespace {
constexpr std::size_t maxEntries = 20;
}

RecentCases::RecentCases(QObject* parent) : QAbstractListModel{parent}
{
    QSettings settings;
    const int size = std::min<int>(settings.beginReadArray("recent"), maxEntries);
    for (int i = 0; i < size; ++i) {
        settings.setArrayIndex(i);
        m_entries.push_back({settings.value("path").toString(), settings.value("packets").toULongLong(),
            settings.value("opened").toString()});
    }
}

void RecentCases::keep() const
{
    QSettings settings;
    settings.beginWriteArray("recent", count());
    for (int i = 0; i < count(); ++i) {
        const auto& entry = m_entries[static_cast<std::size_t>(i)];
        settings.setArrayIndex(i);
        settings.setValue("path", entry.path);
        settings.setValue("packets", entry.packets);
        settings.setValue("opened", entry.opened);
    }
    settings.endArray();
}

void RecentCases::note(const QString& path, quint64 packets)
{
    const auto absolute = QFileInfo{path}.absoluteFilePath();
    beginResetModel();
    std::erase_if(m_entries, [&](const Entry& entry) { return entry.path == absolute; });
    m_entries.insert(m_entries.begin(), {absolute, packets, QDateTime::currentDateTimeUtc().toString(Qt::ISODate)});
    if (m_entries.size() > maxEntries)
        m_entries.pop_back();
    endResetModel();
    keep();
    emit countChanged();
}

void RecentCases::forget(int row)
{
    if (row < 0 || row >= count())
        return;
    beginRemoveRows({}, row, row);
    m_entries.erase(m_entries.begin() + row);
    endRemoveRows();
    keep();
    emit countChanged();
}

QVariant RecentCases::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= count())
        return {};
    const auto& entry = m_entries[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Name: return QFileInfo{entry.path}.completeBaseName();
    case Path: return entry.path;
    case Packets: return static_cast<double>(entry.packets);
    case Opened: return QString{entry.opened}.replace('T', ' ').remove('Z');
    case Missing: return !QFileInfo::exists(entry.path);
    default: return {};
    }
}

QHash<int, QByteArray> RecentCases::roleNames() const
{
    return {{Name, "name"}, {Path, "path"}, {Packets, "packets"}, {Opened, "opened"}, {Missing, "missing"}};
}

}  // namespace pr::models
