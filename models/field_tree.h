// The fields of one packet as a tree, flattened to the lines that are open.
#pragma once

#include "models/packet_source.h"

#include <QAbstractListModel>
#include <QQmlEngine>
#include <QSet>

namespace pr::models {

/// A row a visible line. Which layers are open is remembered by abbreviation, so the next packet opens the same way.
class FieldTree : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("comes with PacketDetails")
public:
    enum Role { Text = Qt::UserRole, Depth, Expandable, Expanded, Bad };

    explicit FieldTree(QObject* parent = nullptr);

    /// Children follow their parent with a higher depth; a depth that jumps is taken as one step.
    void set(std::vector<FieldNode> nodes);
    /// The node of a visible line.
    const FieldNode* node(int row) const;
    /// The visible line of the innermost field over a byte; opens what hides it when `open` is set, else the nearest
    /// visible line. -1: none.
    int rowOfByte(quint32 source, quint64 offset, bool open);

    Q_INVOKABLE void setExpanded(int row, bool expanded);
    Q_INVOKABLE void setBranchExpanded(int row, bool expanded);  ///< the node and all below
    Q_INVOKABLE void setAllExpanded(bool expanded);
    Q_INVOKABLE int parentRow(int row) const;  ///< -1: a layer

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    using Index = std::size_t;
    Index endOf(Index node) const;  // behind its last descendant
    bool expandable(Index node) const { return endOf(node) > node + 1; }
    std::string key(Index node) const;
    void rebuild();

    std::vector<FieldNode> m_nodes;
    std::vector<bool> m_expanded;
    std::vector<Index> m_visible;
    QSet<QByteArray> m_open;
};

}  // namespace pr::models
