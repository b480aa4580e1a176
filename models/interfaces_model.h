// What can be captured from, as `packetrecorder list-interfaces --json` says, what of it is chosen, and how it is to be
// recorded.
#pragma once

#include <QAbstractListModel>
#include <QProcess>
#include <QQmlEngine>

#include <optional>

namespace pr::models {

class InterfacesModel : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("comes with a workspace")
    Q_PROPERTY(int count READ count NOTIFY changed)
    Q_PROPERTY(bool loading READ loading NOTIFY changed)
    Q_PROPERTY(QString error READ error NOTIFY changed)
public:
    enum Role { Name = Qt::UserRole, Addresses, State, Usable, Chosen, Filter, Snaplen, Promiscuous };

    struct Interface {
        QString name, addresses, state;
        bool up = false;
        bool xdp = false;  ///< can be recorded by XDP, by a helper that is here
        bool chosen = false;
        // of its own, as they are written; empty: as for all
        QString filter{}, snaplen{};
        std::optional<bool> promiscuous{};
    };

    explicit InterfacesModel(QObject* parent = nullptr);
    ~InterfacesModel() override;

    Q_INVOKABLE void reload();
    /// What the worker prints. What was chosen and written stays with the names.
    void take(const QByteArray& json);
    int count() const { return static_cast<int>(m_interfaces.size()); }
    bool loading() const { return m_process.state() != QProcess::NotRunning; }
    QString error() const { return m_error; }
    /// The first that is up, 0 if there is none.
    Q_INVOKABLE int preferred() const;
    /// Chooses the preferred one, unless somebody chose already; it gives way to the first that somebody chooses.
    Q_INVOKABLE void suggest();
    Q_INVOKABLE void choose(int row, bool on);
    Q_INVOKABLE void toggle(int row);
    /// A click on the row: toggles it, but takes a suggestion as it is.
    Q_INVOKABLE void pick(int row);
    Q_INVOKABLE void setFilter(int row, const QString& text);
    Q_INVOKABLE void setSnaplen(int row, const QString& text);
    Q_INVOKABLE void setPromiscuous(int row, bool on);
    /// In the order of the list.
    std::vector<Interface> chosen() const;
    QStringList chosenNames() const;
    /// Whether any of them can be recorded by XDP.
    bool offersXdp() const;

    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : count(); }
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

signals:
    void changed();
    void choiceChanged();

private:
    Interface* at(int row);
    void tell(int row, Role role);

    QProcess m_process;
    QString m_error;
    bool m_suggested = false;  ///< what is chosen is what suggest() chose
    std::vector<Interface> m_interfaces;
};

}  // namespace pr::models
