// A table as a view sees it: a row count, rows that are there or come later, columns.
#pragma once

#include "models/latest_task.h"
#include "models/page_cache.h"
#include "models/table_columns.h"

#include <QTimer>

namespace pr::models {

/// Rows of one reader at a time. Row numbers are exact up to 2^53 in QML and 64 bits in C++.
class RowTable : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("comes with a case")
    Q_PROPERTY(double count READ countAsReal NOTIFY countChanged)
    Q_PROPERTY(pr::models::TableColumns* columns READ columns CONSTANT)
    Q_PROPERTY(int sortCell READ sortCell NOTIFY sortChanged)
    Q_PROPERTY(bool sortDescending READ sortDescending NOTIFY sortChanged)
    Q_PROPERTY(bool sorting READ sorting NOTIFY sortChanged)
    Q_PROPERTY(double sortProgress READ sortProgress NOTIFY sortChanged)
    Q_PROPERTY(QString sortError READ sortError NOTIFY sortChanged)
public:
    explicit RowTable(QObject* parent = nullptr);

    ~RowTable() override;

    /// The columns stay, and so does the order that was chosen: the rows are shown as they come, then sorted. Null: no
    /// rows.
    void setReader(std::shared_ptr<RowReader> reader);
    /// What setReader() was given; the rows on the screen may stand in another order.
    const std::shared_ptr<RowReader>& source() const { return m_source; }
    const std::shared_ptr<RowReader>& reader() const { return m_reader; }
    /// Takes over rows that the reader has got since.
    void refresh();

    int sortCell() const { return m_sortCell; }  ///< -1: as the rows come
    bool sortDescending() const { return m_descending; }
    bool sorting() const { return m_sorting; }
    double sortProgress() const { return m_sortProgress; }
    QString sortError() const { return m_sortError; }
    /// By this cell: ascending, the next time descending, then as the rows come.
    Q_INVOKABLE void sortBy(int cell);
    Q_INVOKABLE void sort(int cell, bool descending);

    quint64 count() const { return m_count; }
    double countAsReal() const { return static_cast<double>(m_count); }
    TableColumns* columns() { return &m_columns; }
    const ShownRow* find(quint64 row) const { return m_cache.find(row); }
    void want(quint64 first, quint64 last, bool upward) { m_cache.want(first, last, upward); }

    Q_INVOKABLE QString note(double row) const;
    Q_INVOKABLE QString filter(double row) const;
    Q_INVOKABLE QVariantList passages(double row) const;  ///< maps of title, text, filter and action
    Q_INVOKABLE double number(double row) const;          ///< 0 if the row is not there

signals:
    void countChanged();
    void replaced();
    /// The same rows stand in another order.
    void reordered();
    void sortChanged();
    void arrived(quint64 first, quint64 count);

private:
    const ShownRow* at(double row) const { return row < 0 ? nullptr : find(static_cast<quint64>(row)); }
    void show(std::shared_ptr<RowReader> reader);
    void startSort();
    void takeSorted(quint64 run, quint64 rows, std::shared_ptr<RowReader> reader, const QString& error);

    TableColumns m_columns;
    PageCache m_cache;
    std::shared_ptr<RowReader> m_source, m_reader;
    quint64 m_count = 0;
    int m_sortCell = -1;
    bool m_descending = false, m_sorting = false;
    double m_sortProgress = 0;
    QString m_sortError;
    quint64 m_sortRun = 0, m_sortedRows = 0;
    QTimer m_sortAgain;
    LatestTask m_sortTask;  // last: its thread posts to this
};

}  // namespace pr::models
