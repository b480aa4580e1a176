// What can be captured from, as `packetrecorder list-interfaces --json` says.
#pragma once

#include <QAbstractListModel>
#include <QProcess>
#include <QQmlEngine>

namespace pr::models {

class InterfacesModel : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("comes with a workspace")
    Q_PROPERTY(int count READ count NOTIFY changed)
    Q_PROPERTY(bool loading READ loading NOTIFY changed)
    Q_PROPERTY(QString error READ error NOTIFY changed)
public:
    enum Role { Name = Qt::UserRole, Addresses, State, Usable };

    explicit InterfacesModel(QObject* parent = nullptr);
    ~InterfacesModel() override;

    Q_INVOKABLE void reload();
    int count() const { return static_cast<int>(m_interfaces.size()); }
    bool loading() const { return m_process.state() != QProcess::NotRunning; }
    QString error() const { return m_error; }
    Q_INVOKABLE QString nameAt(int row) const;
    /// The first that is up, 0 if there is none.
    Q_INVOKABLE int preferred() const;

    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : count(); }
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

signals:
    void changed();

private:
    struct Interface {
        QString name, addresses, state;
        bool up = false;
    };
    void take(const QByteArray& json);

    QProcess m_process;
    QString m_error;
    std::vector<Interface> m_interfaces;
};

}  // namespace pr::models
