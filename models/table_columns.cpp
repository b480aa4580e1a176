#include "models/table_columns.h"

#include <QSettings>

#include <algorithm>

namespace pr::models {

namespace {
constexpr double minimumWidth = 32;
}

TableColumns::TableColumns(QObject* parent) : QAbstractListModel{parent} { }

void TableColumns::set(const QString& key, std::vector<Column> columns)
{
    beginResetModel();
    m_key = key;
    m_columns = std::move(columns);
    defaults();
    load();
    layOut();
    endResetModel();
    emit layoutTouched();
}

void TableColumns::defaults()
{
    m_placed.clear();
    for (int cell = 0; cell < static_cast<int>(m_columns.size()); ++cell)
        m_placed.push_back({cell, static_cast<double>(m_columns[static_cast<std::size_t>(cell)].width)});
}

void TableColumns::load()
{
    if (m_key.isEmpty())
        return;
    const auto kept = QSettings{}.value("columns/" + m_key).toStringList();
    std::vector<Placed> placed;
    for (const auto& entry : kept) {
        const auto parts = entry.split('|');
        const auto name = parts.value(0).toStdString();
        const auto found = std::ranges::find(m_columns, name, &Column::name);
        if (found != m_columns.end())
            placed.push_back({static_cast<int>(found - m_columns.begin()),
                std::clamp(parts.value(1).toDouble(), minimumWidth, 4000.0)});
    }
    if (!placed.empty())
        m_placed = std::move(placed);
}

void TableColumns::keep() const
{
    if (m_key.isEmpty())
        return;
    QStringList kept;
    for (const auto& placed : m_placed)
        kept.append(QString::fromStdString(m_columns[static_cast<std::size_t>(placed.cell)].name) + '|'
            + QString::number(placed.width));
    QSettings{}.setValue("columns/" + m_key, kept);
}

void TableColumns::layOut()
{
    m_shown.clear();
    double sum = 0;
    for (const auto& placed : m_placed)
        sum += placed.width;
    const double left = std::max(0.0, m_available - sum);
    for (const auto& placed : m_placed) {
        const bool stretches = m_columns[static_cast<std::size_t>(placed.cell)].stretches;
        m_shown.push_back({placed.cell, placed.width + (stretches ? left : 0)});
    }
}

void TableColumns::relayout()
{
    layOut();
    if (!m_shown.empty())
        emit dataChanged(index(0), index(static_cast<int>(m_shown.size()) - 1), {Width});
    emit layoutTouched();
}

double TableColumns::total() const
{
    double sum = 0;
    for (const auto& shown : m_shown)
        sum += shown.width;
    return sum;
}

void TableColumns::fit(double width)
{
    if (width == m_available)
        return;
    m_available = width;
    relayout();
}

void TableColumns::resize(int index, double width)
{
    if (index < 0 || index >= rowCount())
        return;
    auto& placed = m_placed[static_cast<std::size_t>(index)];
    const double stretch = m_shown[static_cast<std::size_t>(index)].width - placed.width;
    placed.width = std::clamp(width - stretch, minimumWidth, 4000.0);
    relayout();
    keep();
}

void TableColumns::move(int from, int to)
{
    if (from < 0 || to < 0 || from >= rowCount() || to >= rowCount() || from == to)
        return;
    beginMoveRows({}, from, from, {}, to > from ? to + 1 : to);
    const auto moved = m_placed[static_cast<std::size_t>(from)];
    m_placed.erase(m_placed.begin() + from);
    m_placed.insert(m_placed.begin() + to, moved);
    layOut();
    endMoveRows();
    relayout();
    keep();
}

bool TableColumns::isShown(int cell) const
{
    return std::ranges::find(m_placed, cell, &Placed::cell) != m_placed.end();
}

void TableColumns::setShown(int cell, bool shown)
{
    if (cell < 0 || cell >= static_cast<int>(m_columns.size()) || shown == isShown(cell)
        || (!shown && m_placed.size() == 1))
        return;
    beginResetModel();
    if (shown)
        m_placed.insert(m_placed.begin() + std::min<std::ptrdiff_t>(cell, std::ssize(m_placed)),
            {cell, static_cast<double>(m_columns[static_cast<std::size_t>(cell)].width)});
    else
        std::erase_if(m_placed, [cell](const Placed& placed) { return placed.cell == cell; });
    layOut();
    endResetModel();
    emit layoutTouched();
    keep();
}

QStringList TableColumns::titles() const
{
    QStringList titles;
    for (const auto& column : m_columns)
        titles.append(QString::fromStdString(column.title));
    return titles;
}

void TableColumns::reset()
{
    beginResetModel();
    defaults();
    layOut();
    endResetModel();
    emit layoutTouched();
    keep();
}

int TableColumns::at(double x) const
{
    for (std::size_t i = 0; i < m_shown.size(); ++i) {
        if (x < m_shown[i].width)
            return static_cast<int>(i);
        x -= m_shown[i].width;
    }
    return -1;
}

int TableColumns::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_placed.size());
}

QVariant TableColumns::data(const QModelIndex& index, int role) const
{
    const auto row = static_cast<std::size_t>(index.row());
    if (!index.isValid() || row >= m_shown.size())
        return {};
    const auto& column = m_columns[static_cast<std::size_t>(m_shown[row].cell)];
    switch (role) {
    case Qt::DisplayRole:
    case Title: return QString::fromStdString(column.title);
    case Width: return m_shown[row].width;
    case Right: return column.right;
    case Name: return QString::fromStdString(column.name);
    case Stretches: return column.stretches;
    case Cell: return m_shown[row].cell;
    case Time: return static_cast<int>(column.time);
    default: return {};
    }
}

QHash<int, QByteArray> TableColumns::roleNames() const
{
    return {{Title, "title"}, {Width, "columnWidth"}, {Right, "rightAligned"}, {Name, "name"}, {Stretches, "stretches"},
        {Cell, "cell"}, {Time, "time"}};
}

}  // namespace pr::models
