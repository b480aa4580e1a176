#include "models/interfaces_model.h"

#include "models/job.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <iterator>
#include <utility>

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
    const auto before = std::exchange(m_interfaces, {});
    for (const auto& value : QJsonDocument::fromJson(json).array()) {
        const auto object = value.toObject();
        const auto name = object["name"].toString();
        const auto known = std::ranges::find(before, name, &Interface::name);
        auto& fresh = m_interfaces.emplace_back(known == before.end() ? Interface{} : *known);
        QStringList addresses;
        for (const auto& address : object["addresses"].toArray())
            addresses.append(address.toString());
        fresh.name = name;
        fresh.addresses = addresses.join(", ");
        fresh.state = object["state"].toString();
        fresh.xdp = object["backends"].toArray().contains("xdp");
        fresh.up = fresh.state == "up" || object["up"].toBool();
    }
    endResetModel();
    emit choiceChanged();
}

int InterfacesModel::preferred() const
{
    const auto found = std::ranges::find_if(m_interfaces, &Interface::up);
    return found == m_interfaces.end() ? 0 : static_cast<int>(found - m_interfaces.begin());
}

void InterfacesModel::suggest()
{
    if (count() == 0 || !chosenNames().isEmpty())
        return;
    choose(preferred(), true);
    m_suggested = true;
}

void InterfacesModel::choose(int row, bool on)
{
    auto* entry = at(row);
    if (!entry)
        return;
    if (on && std::exchange(m_suggested, false))
        for (int other = 0; other < count(); ++other)
            if (other != row)
                choose(other, false);
    m_suggested = m_suggested && on;
    if (std::exchange(entry->chosen, on) != on)
        tell(row, Chosen);
}

void InterfacesModel::toggle(int row)
{
    if (const auto* entry = at(row))
        choose(row, !entry->chosen);
}

void InterfacesModel::pick(int row)
{
    const auto* entry = at(row);
    if (entry && entry->chosen && m_suggested)
        m_suggested = false;
    else
        toggle(row);
}

void InterfacesModel::setFilter(int row, const QString& text)
{
    if (auto* entry = at(row); entry && std::exchange(entry->filter, text) != text)
        tell(row, Filter);
}

void InterfacesModel::setSnaplen(int row, const QString& text)
{
    if (auto* entry = at(row); entry && std::exchange(entry->snaplen, text) != text)
        tell(row, Snaplen);
}

void InterfacesModel::setPromiscuous(int row, bool on)
{
    if (auto* entry = at(row); entry && std::exchange(entry->promiscuous, on) != on)
        tell(row, Promiscuous);
}

InterfacesModel::Interface* InterfacesModel::at(int row)
{
    return row >= 0 && row < count() ? &m_interfaces[static_cast<std::size_t>(row)] : nullptr;
}

void InterfacesModel::tell(int row, Role role)
{
    emit dataChanged(index(row), index(row), {role});
    emit choiceChanged();
}

std::vector<InterfacesModel::Interface> InterfacesModel::chosen() const
{
    std::vector<Interface> all;
    std::ranges::copy_if(m_interfaces, std::back_inserter(all), &Interface::chosen);
    return all;
}

bool InterfacesModel::offersXdp() const
{
    return std::ranges::any_of(m_interfaces, &Interface::xdp);
}

QStringList InterfacesModel::chosenNames() const
{
    QStringList names;
    for (const auto& entry : m_interfaces)
        if (entry.chosen)
            names.append(entry.name);
    return names;
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
    case Chosen: return entry.chosen;
    case Filter: return entry.filter;
    case Snaplen: return entry.snaplen;
    case Promiscuous: return entry.promiscuous ? QVariant{*entry.promiscuous} : QVariant{};
    default: return {};
    }
}

QHash<int, QByteArray> InterfacesModel::roleNames() const
{
    return {{Name, "name"}, {Addresses, "addresses"}, {State, "status"}, {Usable, "usable"}, {Chosen, "chosen"},
        {Filter, "ownFilter"}, {Snaplen, "ownSnaplen"}, {Promiscuous, "ownPromiscuous"}};
}

}  // namespace pr::models
