#include "models/page_cache.h"

#include "core/base/text.h"

#include <algorithm>

namespace pr::models {

QString shownText(std::string_view text)
{
    return QString::fromStdString(escaped(text));
}

ShownRow shownRow(const Row& row)
{
    ShownRow result;
    result.number = row.number;
    result.cells.reserve(static_cast<qsizetype>(row.cells.size()));
    for (const auto& cell : row.cells)
        result.cells.append(shownText(cell));
    result.note = shownText(row.note);
    result.filter = QString::fromStdString(row.filter);
    for (const auto& passage : row.passages)
        result.passages.append(QVariantMap{{"title", shownText(passage.title)}, {"text", shownText(passage.text)},
            {"filter", QString::fromStdString(passage.filter)}, {"action", shownText(passage.action)}});
    result.times = row.times;
    result.clock = row.clock;
    result.exact = row.exact;
    result.ink = row.ink;
    result.severity = row.severity;
    result.trouble = row.trouble;
    return result;
}

QString ShownRow::text(int cell, TimeForm form) const
{
    const auto time = std::ranges::find(times, cell, &CellTime::cell);
    if (time == times.end() || form == TimeForm::UtcDate)
        return cells.value(cell);
    // Other tables than that of the packets have no packet to count from.
    return QString::fromStdString(clock.first ? timeText(time->time, clock, form) : timeText(time->time, form));
}

QString ShownRow::plain(int cell, TimeForm form) const
{
    const auto found = std::ranges::find(exact, cell, &ExactCell::cell);
    return found == exact.end() ? text(cell, form) : QString::fromStdString(found->text);
}

PageCache::PageCache(QObject* parent) : QObject{parent}, m_thread{[this](std::stop_token end) { fetch(end); }} { }

PageCache::~PageCache()
{
    {
        const std::lock_guard lock{m_mutex};
        m_stop.request_stop();
    }
    m_thread.request_stop();
    m_thread.join();  // before QObject is gone: the thread posts to this
}

void PageCache::setReader(std::shared_ptr<RowReader> reader)
{
    m_pages.clear();
    m_used.clear();
    m_stale.clear();
    ++m_generation;
    const std::lock_guard lock{m_mutex};
    m_stop.request_stop();
    m_reader = std::move(reader);
    m_readerGeneration = m_generation;
    m_wanted.clear();
    m_fetching.reset();
}

void PageCache::grown()
{
    ++m_growths;
    for (const auto& [number, page] : m_pages)
        if (page.size() < pageRows)
            m_stale.insert(number);
}

const ShownRow* PageCache::find(quint64 row) const
{
    const auto page = m_pages.find(row / pageRows);
    if (page == m_pages.end() || row % pageRows >= page->second.size())
        return nullptr;
    return &page->second[row % pageRows];
}

void PageCache::want(quint64 first, quint64 last, bool upward)
{
    std::deque<quint64> pages;
    const auto firstPage = first / pageRows;
    const auto lastPage = last / pageRows;
    for (auto page = firstPage; page <= lastPage; ++page)
        pages.push_back(page);
    if (!upward)
        pages.push_back(lastPage + 1);
    else if (firstPage > 0)
        pages.push_back(firstPage - 1);
    for (const auto page : pages)
        if (const auto used = std::find(m_used.begin(), m_used.end(), page); used != m_used.end()) {
            m_used.erase(used);
            m_used.push_back(page);
        }
    std::erase_if(pages, [this](quint64 page) { return m_pages.contains(page) && !m_stale.contains(page); });

    const std::lock_guard lock{m_mutex};
    m_wanted.clear();
    for (const auto page : pages) {
        const auto there = m_pages.find(page);
        const Fetch fetch{page, m_growths, there == m_pages.end() ? 0 : there->second.size()};
        // What is being read since before the last growth may lack rows: it is read once more.
        if (m_fetching != fetch)
            m_wanted.push_back(fetch);
    }
    if (!m_wanted.empty())
        m_wake.notify_one();
}

void PageCache::fetch(std::stop_token end)
{
    std::unique_lock lock{m_mutex};
    while (m_wake.wait(lock, end, [this] { return m_reader && !m_wanted.empty(); })) {
        const auto asked = m_wanted.front();
        m_wanted.pop_front();
        const auto reader = m_reader;
        const auto generation = m_readerGeneration;
        m_fetching = asked;
        m_stop = std::stop_source{};
        const auto stop = m_stop.get_token();
        lock.unlock();
        Page rows;
        const auto first = asked.page * pageRows + asked.have;
        if (first < reader->rowCount())
            std::ranges::transform(
                reader->rows(first, pageRows - asked.have, stop), std::back_inserter(rows), shownRow);
        if (!rows.empty() && !stop.stop_requested())
            QMetaObject::invokeMethod(
                this,
                [this, generation, asked, rows = std::move(rows)]() mutable {
                    take(generation, asked, std::move(rows));
                },
                Qt::QueuedConnection);
        lock.lock();
        m_fetching.reset();
    }
}

void PageCache::take(quint64 generation, const Fetch& asked, Page rows)
{
    if (generation != m_generation)
        return;
    const auto there = m_pages.find(asked.page);
    if (asked.have > (there == m_pages.end() ? 0 : there->second.size()))
        return;  // its beginning was put away meanwhile
    const auto count = rows.size();
    auto& page = m_pages[asked.page];
    page.resize(asked.have);
    std::ranges::move(rows, std::back_inserter(page));
    if (asked.growths == m_growths || page.size() == pageRows)
        m_stale.erase(asked.page);
    else
        m_stale.insert(asked.page);
    std::erase(m_used, asked.page);
    m_used.push_back(asked.page);
    while (m_used.size() > maxPages) {
        m_pages.erase(m_used.front());
        m_stale.erase(m_used.front());
        m_used.pop_front();
    }
    emit arrived(asked.page * pageRows + asked.have, count);
}

}  // namespace pr::models
