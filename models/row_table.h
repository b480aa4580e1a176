// A table as a view sees it: a row count, rows that are there or come later, columns.
#pragma once

#include "models/page_cache.h"
#include "models/table_columns.h"

namespace pr::models {

/// Rows of one reader at a time. Row numbers are exact up to 2^53 in QML and 64 bits in C++.
class RowTable : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("comes with a case")
    Q_PROPERTY(double count READ countAsReal NOTIFY countChanged)
    Q_PROPERTY(pr::models::TableColumns* columns READ columns CONSTANT)
public:
    explicit RowTable(QObject* parent = nullptr);

    /// The columns stay. Null: no rows.
    void setReader(std::shared_ptr<RowReader> reader);
    const std::shared_ptr<RowReader>& reader() const { return m_reader; }
    /// Takes over rows that the reader has got since.
    void refresh();

    quint64 count() const { return m_count; }
    double countAsReal() const { return static_cast<double>(m_count); }
    TableColumns* columns() { return &m_columns; }
    const ShownRow* find(quint64 row) const { return m_cache.find(row); }
    void want(quint64 first, quint64 last, bool upward) { m_cache.want(first, last, upward); }

    Q_INVOKABLE QString cell(double row, int cell) const;  ///< empty if the row is not there
    Q_INVOKABLE QString note(double row) const;
    Q_INVOKABLE QString filter(double row) const;
    Q_INVOKABLE QVariantList passages(double row) const;  ///< maps of title, text, filter and action
    Q_INVOKABLE QString rowText(double row) const;        ///< cells with tabs between
    Q_INVOKABLE double number(double row) const;          ///< 0 if the row is not there

signals:
    void countChanged();
    void replaced();
    void arrived(quint64 first, quint64 count);

private:
    const ShownRow* at(double row) const { return row < 0 ? nullptr : find(static_cast<quint64>(row)); }

    TableColumns m_columns;
    PageCache m_cache;
    std::shared_ptr<RowReader> m_reader;
    quint64 m_count = 0;
};

}  // namespace pr::models
