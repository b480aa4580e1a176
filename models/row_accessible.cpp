#include "models/row_accessible.h"

#include "models/row_view.h"

#include <QAccessible>
#include <QAccessibleObject>
#include <QQuickWindow>

#include <climits>

namespace pr::models {

namespace {

class TableAccess;

/// One cell; lives until Qt forgets its id or the view goes.
class CellAccess : public QAccessibleInterface, public QAccessibleTableCellInterface {
public:
    CellAccess(RowView* view, int row, int column) : m_view{view}, m_row{row}, m_column{column} { }

    bool isValid() const override { return m_view && m_row < m_view->lineCountAsReal(); }
    QObject* object() const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    QAccessibleInterface* parent() const override { return QAccessible::queryAccessibleInterface(m_view.data()); }
    QAccessibleInterface* child(int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    QString text(QAccessible::Text kind) const override
    {
        if (!isValid() || kind != QAccessible::Name)
            return {};
        const auto& shown = m_view->table()->columns()->shown();
        return m_view->cellText(m_row, shown[static_cast<std::size_t>(m_column)].cell);
    }
    void setText(QAccessible::Text, const QString&) override { }
    QRect rect() const override
    {
        if (!isValid() || !m_view->window())
            return {};
        const double y = (m_row - m_view->topRow()) * m_view->lineHeight();
        const auto corner = m_view->window()->mapToGlobal(m_view->mapToScene({0, y}).toPoint());
        return {corner, QSizeF{m_view->width(), m_view->lineHeight()}.toSize()};
    }
    QAccessible::Role role() const override { return QAccessible::Cell; }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.selectable = state.focusable = state.readOnly = true;
        state.selected = isValid() && m_view->selection().contains(static_cast<quint64>(m_row));
        state.focused = isValid() && m_view->hasActiveFocus() && m_view->currentRow() == m_row;
        return state;
    }
    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableCellInterface ? static_cast<QAccessibleTableCellInterface*>(this) : nullptr;
    }

    bool isSelected() const override { return state().selected; }
    QList<QAccessibleInterface*> columnHeaderCells() const override { return {}; }
    QList<QAccessibleInterface*> rowHeaderCells() const override { return {}; }
    int columnIndex() const override { return m_column; }
    int rowIndex() const override { return m_row; }
    int columnExtent() const override { return 1; }
    int rowExtent() const override { return 1; }
    QAccessibleInterface* table() const override { return parent(); }

private:
    QPointer<RowView> m_view;
    int m_row, m_column;
};

class TableAccess : public QAccessibleObject, public QAccessibleTableInterface {
public:
    explicit TableAccess(RowView* view) : QAccessibleObject{view} { }
    ~TableAccess() override
    {
        for (const auto id : std::as_const(m_cells))
            QAccessible::deleteAccessibleInterface(id);
    }

    QAccessibleInterface* parent() const override { return QAccessible::queryAccessibleInterface(view()->window()); }
    QAccessibleInterface* child(int index) const override
    {
        const int columns = columnCount();
        return columns > 0 && index >= 0 ? cellAt(index / columns, index % columns) : nullptr;
    }
    int childCount() const override
    {
        return static_cast<int>(std::min<qint64>(INT_MAX, qint64{rowCount()} * columnCount()));
    }
    int indexOfChild(const QAccessibleInterface* child) const override
    {
        const auto* cell = const_cast<QAccessibleInterface*>(child)->tableCellInterface();
        return cell ? cell->rowIndex() * columnCount() + cell->columnIndex() : -1;
    }
    QAccessibleInterface* focusChild() const override
    {
        return view()->currentRow() < 0 ? nullptr : cellAt(static_cast<int>(view()->currentRow()), 0);
    }
    QAccessible::Role role() const override { return QAccessible::Table; }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.focusable = true;
        state.focused = view()->hasActiveFocus();
        return state;
    }
    QString text(QAccessible::Text kind) const override
    {
        if (kind != QAccessible::Name)
            return {};
        const auto current = view()->rowText(view()->currentRow());
        const auto name = view()->property("accessibleName").toString();
        return current.isEmpty() ? name : name + ": " + current;
    }
    QRect rect() const override
    {
        if (!view()->window())
            return {};
        return {view()->window()->mapToGlobal(view()->mapToScene({0, 0}).toPoint()), view()->size().toSize()};
    }
    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableInterface ? static_cast<QAccessibleTableInterface*>(this) : nullptr;
    }

    QAccessibleInterface* caption() const override { return nullptr; }
    QAccessibleInterface* summary() const override { return nullptr; }
    QAccessibleInterface* cellAt(int row, int column) const override
    {
        if (row < 0 || column < 0 || row >= rowCount() || column >= columnCount())
            return nullptr;
        constexpr int maxCells = 512;
        const auto key = qMakePair(row, column);
        if (const auto found = m_cells.constFind(key); found != m_cells.constEnd())
            if (auto* cell = QAccessible::accessibleInterface(*found))
                return cell;
        if (m_cells.size() >= maxCells) {
            for (const auto id : std::as_const(m_cells))
                QAccessible::deleteAccessibleInterface(id);
            m_cells.clear();
        }
        auto* cell = new CellAccess{view(), row, column};
        m_cells.insert(key, QAccessible::registerAccessibleInterface(cell));
        return cell;
    }
    int selectedCellCount() const override { return selectedRowCount() * columnCount(); }
    QList<QAccessibleInterface*> selectedCells() const override { return {}; }
    QString columnDescription(int column) const override
    {
        return view()
            ->table()
            ->columns()
            ->data(view()->table()->columns()->index(column), TableColumns::Title)
            .toString();
    }
    QString rowDescription(int row) const override { return view()->rowText(row); }
    int selectedColumnCount() const override { return 0; }
    int selectedRowCount() const override
    {
        return static_cast<int>(std::min<quint64>(INT_MAX, view()->selection().count()));
    }
    int columnCount() const override { return view()->table() ? view()->table()->columns()->rowCount() : 0; }
    int rowCount() const override { return static_cast<int>(std::min<quint64>(INT_MAX, view()->lineCount())); }
    QList<int> selectedColumns() const override { return {}; }
    QList<int> selectedRows() const override
    {
        // A list of 10^8 numbers helps nobody: the current row stands for the selection.
        return view()->currentRow() < 0 ? QList<int>{} : QList<int>{static_cast<int>(view()->currentRow())};
    }
    bool isColumnSelected(int) const override { return false; }
    bool isRowSelected(int row) const override { return view()->selection().contains(static_cast<quint64>(row)); }
    bool selectRow(int row) override
    {
        view()->setCurrentRow(row);
        return true;
    }
    bool selectColumn(int) override { return false; }
    bool unselectRow(int) override { return false; }
    bool unselectColumn(int) override { return false; }
    void modelChange(QAccessibleTableModelChangeEvent*) override { }

private:
    RowView* view() const { return static_cast<RowView*>(object()); }

    mutable QHash<QPair<int, int>, QAccessible::Id> m_cells;
};

QAccessibleInterface* makeTable(const QString& className, QObject* object)
{
    if (className != QLatin1String{"pr::models::RowView"})
        return nullptr;
    auto* view = qobject_cast<RowView*>(object);
    return view ? new TableAccess{view} : nullptr;
}

}  // namespace

void installRowAccessibility()
{
    QAccessible::installFactory(makeTable);
}

}  // namespace pr::models
