// The imports and captures of the open case.
#pragma once

#include "models/packet_source.h"

#include <QAbstractListModel>
#include <QQmlEngine>

namespace pr::models {

class SessionsModel : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("comes with a workspace")
    Q_PROPERTY(int count READ count NOTIFY countChanged)
public:
    enum Role { Name = Qt::UserRole, State, Packets, Growing, First, Last, Lost };

    explicit SessionsModel(QObject* parent = nullptr);

    void set(std::vector<Session> sessions);
    bool knows(std::int64_t session) const;
    void grew(std::int64_t session, std::uint64_t packets);
    const std::vector<Session>& sessions() const { return m_sessions; }
    int count() const { return static_cast<int>(m_sessions.size()); }

    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : count(); }
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

signals:
    void countChanged();

private:
    std::vector<Session> m_sessions;
};

}  // namespace pr::models
