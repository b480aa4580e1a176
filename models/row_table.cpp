#include "models/row_table.h"

namespace pr::models {

RowTable::RowTable(QObject* parent) : QObject{parent}
{
    connect(&m_cache, &PageCache::arrived, this, &RowTable::arrived);
}

void RowTable::setReader(std::shared_ptr<RowReader> reader)
{
    m_reader = std::move(reader);
    m_count = m_reader ? m_reader->rowCount() : 0;
    m_cache.setReader(m_reader);
    emit replaced();
    emit countChanged();
}

void RowTable::refresh()
{
    const auto count = m_reader ? m_reader->rowCount() : 0;
    if (count == m_count)
        return;
    m_count = count;
    m_cache.grown();
    emit countChanged();
}

QString RowTable::cell(double row, int cell) const
{
    const auto* shown = at(row);
    return shown ? shown->cells.value(cell) : QString{};
}

QString RowTable::note(double row) const
{
    const auto* shown = at(row);
    return shown ? shown->note : QString{};
}

QString RowTable::filter(double row) const
{
    const auto* shown = at(row);
    return shown ? shown->filter : QString{};
}

QVariantList RowTable::passages(double row) const
{
    const auto* shown = at(row);
    return shown ? shown->passages : QVariantList{};
}

QString RowTable::rowText(double row) const
{
    const auto* shown = at(row);
    return shown ? shown->cells.join('\t') : QString{};
}

double RowTable::number(double row) const
{
    const auto* shown = at(row);
    return shown ? static_cast<double>(shown->number) : 0;
}

}  // namespace pr::models
