#include "models/field_tree.h"

#include "models/page_cache.h"

#include <algorithm>
#include <optional>

namespace pr::models {

FieldTree::FieldTree(QObject* parent) : QAbstractListModel{parent} { }

FieldTree::Index FieldTree::endOf(Index node) const
{
    auto end = node + 1;
    while (end < m_nodes.size() && m_nodes[end].depth > m_nodes[node].depth)
        ++end;
    return end;
}

std::string FieldTree::key(Index node) const
{
    const auto& abbreviation = m_nodes[node].abbreviation;
    return abbreviation.empty() ? m_nodes[node].text.substr(0, m_nodes[node].text.find(':')) : abbreviation;
}

void FieldTree::set(std::vector<FieldNode> nodes)
{
    beginResetModel();
    m_nodes = std::move(nodes);
    int before = -1;
    for (auto& node : m_nodes) {
        node.depth = static_cast<std::uint16_t>(std::min<int>(node.depth, before + 1));
        before = node.depth;
    }
    m_expanded.assign(m_nodes.size(), false);
    for (Index i = 0; i < m_nodes.size(); ++i)
        m_expanded[i] = m_open.contains(QByteArray::fromStdString(key(i)));
    rebuild();
    endResetModel();
}

void FieldTree::rebuild()
{
    m_visible.clear();
    for (Index i = 0; i < m_nodes.size(); i = m_expanded[i] ? i + 1 : endOf(i))
        m_visible.push_back(i);
}

const FieldNode* FieldTree::node(int row) const
{
    return row >= 0 && row < rowCount() ? &m_nodes[m_visible[static_cast<std::size_t>(row)]] : nullptr;
}

int FieldTree::rowOfByte(quint32 source, quint64 offset, bool open)
{
    std::optional<Index> found;
    for (Index i = 0; i < m_nodes.size(); ++i) {
        const auto& node = m_nodes[i];
        const bool holds =
            node.source == source && node.length > 0 && offset >= node.start && offset - node.start < node.length;
        // The innermost: deeper, or as deep and shorter.
        if (holds
            && (!found || node.depth > m_nodes[*found].depth
                || (node.depth == m_nodes[*found].depth && node.length < m_nodes[*found].length)))
            found = i;
    }
    if (!found)
        return -1;
    if (open) {
        bool changed = false;
        for (Index parent = *found; parent-- > 0;)
            if (endOf(parent) > *found && !m_expanded[parent]) {
                changed = m_expanded[parent] = true;
                m_open.insert(QByteArray::fromStdString(key(parent)));
            }
        if (changed) {
            beginResetModel();
            rebuild();
            endResetModel();
        }
    }
    const auto row = std::ranges::upper_bound(m_visible, *found);
    return static_cast<int>(row - m_visible.begin()) - 1;
}

void FieldTree::setExpanded(int row, bool expanded)
{
    if (row < 0 || row >= rowCount())
        return;
    const auto node = m_visible[static_cast<std::size_t>(row)];
    if (m_expanded[node] == expanded || !expandable(node))
        return;
    const auto name = QByteArray::fromStdString(key(node));
    if (expanded)
        m_open.insert(name);
    else
        m_open.remove(name);
    const auto before = m_visible;
    m_expanded[node] = expanded;
    rebuild();
    auto after = std::move(m_visible);
    m_visible = before;
    const auto difference =
        static_cast<int>(std::max(after.size(), before.size()) - std::min(after.size(), before.size()));
    if (expanded)
        beginInsertRows({}, row + 1, row + difference);
    else
        beginRemoveRows({}, row + 1, row + difference);
    m_visible = std::move(after);
    if (expanded)
        endInsertRows();
    else
        endRemoveRows();
    emit dataChanged(index(row), index(row), {Expanded});
}

void FieldTree::setBranchExpanded(int row, bool expanded)
{
    if (row < 0 || row >= rowCount())
        return;
    const auto node = m_visible[static_cast<std::size_t>(row)];
    beginResetModel();
    for (auto i = node; i < endOf(node); ++i)
        m_expanded[i] = expanded;
    rebuild();
    endResetModel();
}

void FieldTree::setAllExpanded(bool expanded)
{
    beginResetModel();
    m_expanded.assign(m_nodes.size(), expanded);
    rebuild();
    endResetModel();
}

int FieldTree::parentRow(int row) const
{
    if (row < 0 || row >= rowCount())
        return -1;
    const auto depth = m_nodes[m_visible[static_cast<std::size_t>(row)]].depth;
    while (--row >= 0)
        if (m_nodes[m_visible[static_cast<std::size_t>(row)]].depth < depth)
            return row;
    return -1;
}

int FieldTree::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_visible.size());
}

QVariant FieldTree::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const auto at = m_visible[static_cast<std::size_t>(index.row())];
    const auto& node = m_nodes[at];
    switch (role) {
    case Qt::DisplayRole:
    case Text: return shownText(node.text);
    case Depth: return node.depth;
    case Expandable: return expandable(at);
    case Expanded: return bool{m_expanded[at]};
    case Bad: return node.bad;
    default: return {};
    }
}

QHash<int, QByteArray> FieldTree::roleNames() const
{
    return {{Text, "line"}, {Depth, "depth"}, {Expandable, "expandable"}, {Expanded, "expanded"}, {Bad, "bad"}};
}

}  // namespace pr::models
