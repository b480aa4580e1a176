// Cases that were open before.
#pragma once

#include <QAbstractListModel>
#include <QQmlEngine>

namespace pr::models {

/// Newest first; a case that is gone stays in the list and says so. Kept in the settings.
class RecentCases : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("comes with a workspace")
    Q_PROPERTY(int count READ count NOTIFY countChanged)
public:
    enum Role { Name = Qt::UserRole, Path, Packets, Opened, Missing };

    explicit RecentCases(QObject* parent = nullptr);

    /// Puts the case on top, or brings its packet count up to date.
    void note(const QString& path, quint64 packets);
    Q_INVOKABLE void forget(int row);
    int count() const { return static_cast<int>(m_entries.size()); }

    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : count(); }
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

signals:
    void countChanged();

private:
    struct Entry {
        QString path;
        quint64 packets = 0;
        QString opened;  // RFC 3339, UTC
    };
    void keep() const;

    std::vector<Entry> m_entries;
};

}  // namespace pr::models
