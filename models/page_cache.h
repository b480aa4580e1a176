// The rows near what is on screen, fetched by a thread of its own so that the window never waits.
#pragma once

#include "models/time_text.h"

#include <QObject>
#include <QStringList>
#include <QVariant>

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <thread>

namespace pr::models {

/// A row as it is painted: controls and bidirectional marks already are escapes.
struct ShownRow {
    quint64 number = 0;
    QStringList cells;
    QString note;
    QString filter;
    QVariantList passages;  ///< maps of title, text, filter and action
    std::vector<CellTime> times;
    RowClock clock;
    std::vector<ExactCell> exact;
    Ink ink = Ink::Plain;
    Severity severity = Severity::None;
    bool trouble = false;

    /// The cell as it is painted, times in the given form.
    QString text(int cell, TimeForm form) const;
    /// The cell as it is copied: numbers without separators.
    QString plain(int cell, TimeForm form) const;
};

ShownRow shownRow(const Row& row);
/// Text from evidence as the window shows it; invalid UTF-8 and controls come out as escapes.
QString shownText(std::string_view text);

/// Lives in the window's thread. Pages come in later and are announced.
class PageCache : public QObject {
    Q_OBJECT
public:
    static constexpr quint64 pageRows = 128;
    static constexpr std::size_t maxPages = 48;

    explicit PageCache(QObject* parent = nullptr);
    ~PageCache() override;

    void setReader(std::shared_ptr<RowReader> reader);
    /// Rows may have been added: a page that was not full is filled when it is next wanted; its rows stay.
    void grown();
    /// Null if it is not there (yet); does not ask for it.
    const ShownRow* find(quint64 row) const;
    /// Replaces what was asked before: [first, last] now, then the page before or after by the direction of scrolling.
    void want(quint64 first, quint64 last, bool upward);

signals:
    void arrived(quint64 first, quint64 count);

private:
    using Page = std::vector<ShownRow>;
    void fetch(std::stop_token end);
    struct Fetch {
        quint64 page = 0, growths = 0;
        std::size_t have = 0;  ///< rows of the page that are there: those behind them are read
        bool operator==(const Fetch&) const = default;
    };
    void take(quint64 generation, const Fetch& asked, Page rows);

    std::map<quint64, Page> m_pages;
    std::deque<quint64> m_used;  // oldest first
    std::set<quint64> m_stale;   // pages that may have got more rows
    quint64 m_generation = 0, m_growths = 0;

    std::mutex m_mutex;  // guards what follows
    std::condition_variable_any m_wake;
    std::deque<Fetch> m_wanted;
    std::shared_ptr<RowReader> m_reader;
    quint64 m_readerGeneration = 0;
    std::optional<Fetch> m_fetching;
    std::stop_source m_stop;
    std::jthread m_thread;  // last: it uses all of the above
};

}  // namespace pr::models
