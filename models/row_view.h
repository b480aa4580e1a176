// The table of packets, flows, certificates and alerts.
#pragma once

#include "models/line_view.h"
#include "models/remarks.h"
#include "models/row_selection.h"
#include "models/row_table.h"

#include <QPointer>

namespace pr::models {

/// Rows of a RowTable with a selection of ranges and the keys of a table. What it does not use it passes on, so Tab and
/// F6 go their way.
class RowView : public pr::models::LineView {  // qualified: the type description names it so
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(pr::models::RowTable* table READ table WRITE setTable NOTIFY tableChanged)
    Q_PROPERTY(double currentRow READ currentRow WRITE setCurrentRow NOTIFY currentRowChanged)
    Q_PROPERTY(double currentNumber READ currentNumber NOTIFY currentNumberChanged)
    Q_PROPERTY(double selectedCount READ selectedCount NOTIFY selectionChanged)
    Q_PROPERTY(bool following READ following WRITE setFollowing NOTIFY followingChanged)
    Q_PROPERTY(bool gutter MEMBER m_gutter NOTIFY gutterChanged)
    Q_PROPERTY(pr::models::Remarks* remarks READ remarks WRITE setRemarks NOTIFY remarksChanged)
    Q_PROPERTY(int gutterWidth READ gutterWidth NOTIFY gutterChanged)
public:
    explicit RowView(QQuickItem* parent = nullptr);

    RowTable* table() const { return m_table; }
    void setTable(RowTable* table);
    double currentRow() const;  ///< -1: none
    void setCurrentRow(double row);
    /// The number of the current row, 0 until that row has come.
    double currentNumber() const { return static_cast<double>(m_currentNumber); }
    double selectedCount() const { return static_cast<double>(m_selection.count()); }
    const RowSelection& selection() const { return m_selection; }
    /// Stays at the end while rows are added, until someone scrolls up.
    bool following() const { return m_following; }
    void setFollowing(bool following);
    int gutterWidth() const;
    /// Shown in the gutter; null in tables whose rows are no packets.
    Remarks* remarks() const { return m_remarks; }
    void setRemarks(Remarks* remarks);
    /// Marks the selected packets; if all of them are marked already, takes the marks away. At most a thousand rows
    /// that have come.
    Q_INVOKABLE void toggleMarks();

    quint64 lineCount() const override { return m_table ? m_table->count() : 0; }
    Q_INVOKABLE void moveBy(double rows);
    Q_INVOKABLE void selectAll();
    /// Cells that are shown, in the order of the screen: what a row is copied as.
    std::vector<int> shownCells() const;
    Q_INVOKABLE QString rowText(double row) const;             ///< its cells as they are read, with commas between
    Q_INVOKABLE int cellAt(double x) const;                    ///< index of the cell, -1
    Q_INVOKABLE QString cellText(double row, int cell) const;  ///< as it is copied; empty if the row is not there
    /// The whole text if it does not fit its column.
    Q_INVOKABLE QString elidedAt(double x, double y) const;

signals:
    void tableChanged();
    void currentRowChanged();
    void currentNumberChanged();
    void selectionChanged();
    void followingChanged();
    void gutterChanged();
    void remarksChanged();
    void activated(double row);
    void menuRequested(double row, int cell, double x, double y);

protected:
    void paintLine(QPainter& painter, quint64 line, QSizeF size) override;
    void visibleChanged(quint64 first, quint64 last, bool upward) override;
    void geometryChange(const QRectF& now, const QRectF& before) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    enum class Move { Select, Extend, Toggle };
    void go(double row, Move move);
    void takeNumber();
    void countGrew();

    QPointer<RowTable> m_table;
    QPointer<Remarks> m_remarks;
    RowSelection m_selection;
    quint64 m_currentNumber = 0;
    bool m_following = false;
    bool m_gutter = true;
};

}  // namespace pr::models
