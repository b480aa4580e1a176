#include "models/row_table.h"

namespace pr::models {

RowTable::RowTable(QObject* parent) : QObject{parent}
{
    connect(&m_cache, &PageCache::arrived, this, &RowTable::arrived);
    constexpr int patience = 2000;  // ms between two times that a growing table is sorted
    m_sortAgain.setSingleShot(true);
    m_sortAgain.setInterval(patience);
    connect(&m_sortAgain, &QTimer::timeout, this, &RowTable::refresh);
}

RowTable::~RowTable() = default;

void RowTable::setReader(std::shared_ptr<RowReader> reader)
{
    m_source = std::move(reader);
    show(m_source);
    emit replaced();
    emit countChanged();
    startSort();
}

void RowTable::show(std::shared_ptr<RowReader> reader)
{
    m_reader = std::move(reader);
    m_count = m_reader ? m_reader->rowCount() : 0;
    m_cache.setReader(m_reader);
}

void RowTable::refresh()
{
    if (m_sortCell >= 0 && m_sortError.isEmpty()) {  // what is new stands anywhere
        if (m_source && m_source->rowCount() != m_sortedRows && !m_sorting && !m_sortAgain.isActive())
            startSort();
        return;
    }
    const auto count = m_reader ? m_reader->rowCount() : 0;
    if (count == m_count)
        return;
    m_count = count;
    m_cache.grown();
    emit countChanged();
}

void RowTable::sortBy(int cell)
{
    if (cell != m_sortCell)
        sort(cell, false);
    else if (!m_descending)
        sort(cell, true);
    else
        sort(-1, false);
}

void RowTable::sort(int cell, bool descending)
{
    m_sortCell = cell < static_cast<int>(m_columns.all().size()) ? cell : -1;
    m_descending = descending;
    if (m_sortCell < 0 && m_reader != m_source) {
        show(m_source);
        emit reordered();
        emit countChanged();
    }
    startSort();
}

void RowTable::startSort()
{
    const auto run = ++m_sortRun;
    m_sortError.clear();
    m_sortProgress = 0;
    m_sorting = m_sortCell >= 0 && m_source;
    emit sortChanged();
    if (!m_sorting) {
        m_sortTask.cancel();
        m_sortedRows = 0;
        return;
    }
    const SortOrder order{m_columns.all()[static_cast<std::size_t>(m_sortCell)].name, m_descending};
    m_sortTask.run([this, run, order, source = m_source](std::stop_token stop) {
        const auto rows = source->rowCount();
        const auto report = [this, run, told = 0.0](double progress) mutable {
            if (progress - told < 0.01)
                return;
            told = progress;
            QMetaObject::invokeMethod(
                this,
                [this, run, progress] {
                    if (run != m_sortRun)
                        return;
                    m_sortProgress = progress;
                    emit sortChanged();
                },
                Qt::QueuedConnection);
        };
        auto answer = source->sorted(order, stop, report);
        std::shared_ptr<RowReader> reader;
        QString error;
        if (answer)
            reader = std::move(*answer);
        else
            error = shownText(answer.error().text());
        if (!stop.stop_requested())
            QMetaObject::invokeMethod(
                this, [this, run, rows, reader, error] { takeSorted(run, rows, reader, error); }, Qt::QueuedConnection);
    });
}

void RowTable::takeSorted(quint64 run, quint64 rows, std::shared_ptr<RowReader> reader, const QString& error)
{
    if (run != m_sortRun)
        return;
    m_sorting = false;
    m_sortError = error;
    if (!error.isEmpty()) {
        m_sortCell = -1;
    } else if (reader) {
        m_sortedRows = rows;
        show(std::move(reader));
        emit reordered();
        emit countChanged();
        m_sortAgain.start();
    }
    emit sortChanged();
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

double RowTable::number(double row) const
{
    const auto* shown = at(row);
    return shown ? static_cast<double>(shown->number) : 0;
}

}  // namespace pr::models
