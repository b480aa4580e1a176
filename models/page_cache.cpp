#include "models/page_cache.h"

#include "core/base/text.h"

#include <algorithm>

namespace pr::models {

QString shownText(std::string_view text)
{
    return QString::fromStdString(escaped(text));
}

namespace {

ShownRow shown(const Row& row)
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
    result.ink = row.ink;
    result.severity = row.severity;
    result.trouble = row.trouble;
    return result;
}

}  // namespace

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
    // What is being read since before the last growth may lack rows: it is read once more.
    std::erase_if(pages, [this](quint64 page) { return m_fetching == Fetch{page, m_growths}; });
    m_wantedGrowths = m_growths;
    m_wanted = std::move(pages);
    if (!m_wanted.empty())
        m_wake.notify_one();
}

void PageCache::fetch(std::stop_token end)
{
    std::unique_lock lock{m_mutex};
    while (m_wake.wait(lock, end, [this] { return m_reader && !m_wanted.empty(); })) {
        const auto page = m_wanted.front();
        m_wanted.pop_front();
        const auto reader = m_reader;
        const auto generation = m_readerGeneration;
        m_fetching = Fetch{page, m_wantedGrowths};
        m_stop = std::stop_source{};
        const auto stop = m_stop.get_token();
        const auto growths = m_wantedGrowths;
        lock.unlock();
        Page rows;
        if (page * pageRows < reader->rowCount())
            std::ranges::transform(reader->rows(page * pageRows, pageRows, stop), std::back_inserter(rows), shown);
        if (!rows.empty() && !stop.stop_requested())
            QMetaObject::invokeMethod(
                this,
                [this, generation, growths, page, rows = std::move(rows)]() mutable {
                    take(generation, growths, page, std::move(rows));
                },
                Qt::QueuedConnection);
        lock.lock();
        m_fetching.reset();
    }
}

void PageCache::take(quint64 generation, quint64 growths, quint64 page, Page rows)
{
    if (generation != m_generation)
        return;
    const auto count = rows.size();
    if (growths == m_growths || count == pageRows)
        m_stale.erase(page);
    else
        m_stale.insert(page);
    m_pages[page] = std::move(rows);
    std::erase(m_used, page);
    m_used.push_back(page);
    while (m_used.size() > maxPages) {
        m_pages.erase(m_used.front());
        m_stale.erase(m_used.front());
        m_used.pop_front();
    }
    emit arrived(page * pageRows, count);
}

}  // namespace pr::models
