#include "models/interfaces_model.h"

#include "models/job.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace pr::models {

InterfacesModel::InterfacesModel(QObject* parent) : QAbstractListModel{parent}
{
    connect(&m_process, &QProcess::finished, this, [this](int code) {
        m_error = code == 0 ? QString{} : QString::fromUtf8(m_process.readAllStandardError()).trimmed();
        if (code == 0)
            take(m_process.readAllStandardOutput());
        emit changed();
    });
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart)
            return;
        m_error = tr("Cannot start %1: %2.").arg(workerProgram(), m_process.errorString());
        emit changed();
    });
}

InterfacesModel::~InterfacesModel()
{
    m_process.disconnect(this);
    m_process.kill();
    m_process.waitForFinished(1000);
}

void InterfacesModel::reload()
{
    if (loading())
        return;
    m_process.start(workerProgram(), {"list-interfaces", "--json"}, QIODevice::ReadOnly);
    emit changed();
}

void InterfacesModel::take(const QByteArray& json)
{
    beginResetModel();
    m_interfaces.clear();
    for (const auto& value : QJsonDocument::fromJson(json).array()) {
        const auto object = value.toObject();
        QStringList addresses;
        for (const auto& address : object["addresses"].toArray())
            addresses.append(address.toString());
        const auto state = object["state"].toString();
        m_interfaces.push_back(
            {object["name"].toString(), addresses.join(", "), state, state == "up" || object["up"].toBool()});
    }
    endResetModel();
}

QString InterfacesModel::nameAt(int row) const
{
    return row >= 0 && row < count() ? m_interfaces[static_cast<std::size_t>(row)].name : QString{};
}

int InterfacesModel::preferred() const
{
    const auto found = std::ranges::find_if(m_interfaces, &Interface::up);
    return found == m_interfaces.end() ? 0 : static_cast<int>(found - m_interfaces.begin());
}

QVariant InterfacesModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= count())
        return {};
    const auto& entry = m_interfaces[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Name: return entry.name;
    case Addresses: return entry.addresses;
    case State: return entry.state;
    case Usable: return entry.up;
    default: return {};
    }
}

QHash<int, QByteArray> InterfacesModel::roleNames() const
{
    return {{Name, "name"}, {Addresses, "addresses"}, {State, "status"}, {Usable, "usable"}};
}

}  // namespace pr::models
