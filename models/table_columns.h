// The columns of a table: order, widths, which are shown. Kept per table in the settings.
#pragma once

#include "models/packet_source.h"

#include <QAbstractListModel>
#include <QQmlEngine>

namespace pr::models {

/// A row a shown column, in the order of the screen. Widths are pixels at scale 100 %.
class TableColumns : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("comes with a RowTable")
    Q_PROPERTY(double total READ total NOTIFY layoutTouched)
public:
    enum Role { Title = Qt::UserRole, Width, Right, Name, Stretches, Cell, Time };

    explicit TableColumns(QObject* parent = nullptr);

    /// `key` names the table in the settings; empty: nothing is kept.
    void set(const QString& key, std::vector<Column> columns);

    struct Shown {
        int cell;      ///< index into Row::cells
        double width;  ///< after stretching
    };
    const std::vector<Column>& all() const { return m_columns; }
    const std::vector<Shown>& shown() const { return m_shown; }
    double total() const;

    /// Gives the stretching column what is left of the width.
    void fit(double width);
    Q_INVOKABLE void resize(int index, double width);
    Q_INVOKABLE void move(int from, int to);
    Q_INVOKABLE void setShown(int cell, bool shown);
    Q_INVOKABLE bool isShown(int cell) const;
    Q_INVOKABLE QStringList titles() const;  ///< of all columns, by cell
    Q_INVOKABLE void reset();
    /// The shown column at x, -1 right of the last.
    int at(double x) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

signals:
    void layoutTouched();

private:
    struct Placed {
        int cell;
        double width;
    };
    void defaults();
    void load();
    void keep() const;
    void layOut();
    void relayout();

    QString m_key;
    std::vector<Column> m_columns;
    std::vector<Placed> m_placed;
    std::vector<Shown> m_shown;
    double m_available = 0;
};

}  // namespace pr::models
