#include "models/filter_model.h"

#include <QSettings>

#include <algorithm>

namespace pr::models {

namespace {

constexpr int historyLength = 30;

bool partOfWord(QChar c)
{
    return c.isLetterOrNumber() || c == '.' || c == '_' || c == '-';
}

/// The parser counts bytes of UTF-8, the text field UTF-16 units.
int characters(const QString& text, std::size_t bytes)
{
    return static_cast<int>(QString::fromUtf8(text.toUtf8().left(static_cast<qsizetype>(bytes))).size());
}

}  // namespace

FilterModel::FilterModel(RowTable& table, QObject* parent)
    : QObject{parent}, m_table{table}, m_history{QSettings{}.value("filter/history").toStringList()}
{
}

FilterModel::~FilterModel() = default;

void FilterModel::setCase(std::shared_ptr<CaseSource> source, std::int64_t session, std::shared_ptr<RowReader> all)
{
    m_case = std::move(source);
    m_session = session;
    m_all = std::move(all);
    check();
    start();
}

void FilterModel::refresh()
{
    if (m_applied.isEmpty() || !m_case)
        m_table.refresh();
    else if (m_running || m_continuing)
        m_again = true;
    else if (!m_stopped && m_table.source())
        search(m_table.source());
}

void FilterModel::setText(const QString& text)
{
    if (text == m_text)
        return;
    m_text = text;
    emit textChanged();
    check();
}

void FilterModel::check()
{
    const auto text = m_text.toStdString();
    m_check = {};
    if (m_case && !m_text.trimmed().isEmpty())
        m_check = m_case->check(text);
    emit checked();
}

int FilterModel::column() const
{
    return characters(m_text, m_check.column);
}

int FilterModel::markLength() const
{
    return m_check.verdict == FilterCheck::Verdict::Empty
        ? 0
        : std::max(1, characters(m_text, m_check.column + m_check.length) - column());
}

bool FilterModel::apply()
{
    if (m_check.verdict == FilterCheck::Verdict::Invalid)
        return false;
    m_applied = m_text.trimmed();
    remember();
    start();
    return true;
}

void FilterModel::clear()
{
    setText({});
    apply();
}

void FilterModel::stop()
{
    if (!m_running)
        return;
    ++m_run;
    m_task.cancel();
    m_running = false;
    m_stopped = true;
    emit stateChanged();
}

void FilterModel::start()
{
    ++m_run;
    m_error.clear();
    m_stopped = m_again = m_continuing = false;
    m_progress = m_seconds = 0;
    m_running = m_case && !m_applied.isEmpty();
    if (!m_running) {
        m_task.cancel();
        m_table.setReader(m_all);
        emit stateChanged();
        return;
    }
    m_clock.start();
    emit stateChanged();
    search({});
}

void FilterModel::search(std::shared_ptr<RowReader> before)
{
    m_again = false;
    m_continuing = before != nullptr;
    m_task.run([this, run = m_run, source = m_case, session = m_session, text = m_applied.toStdString(), before](
                   std::stop_token stop) {
        const auto post = [this, run](const FilterProgress& progress) {
            QMetaObject::invokeMethod(
                this, [this, run, progress] { take(run, progress); }, Qt::QueuedConnection);
        };
        const auto answer = source->filter(session, text, before, stop, post);
        if (answer || stop.stop_requested())
            return;
        QMetaObject::invokeMethod(
            this,
            [this, run, error = shownText(answer.error().text())] {
                if (run != m_run)
                    return;
                m_running = m_continuing = false;
                m_error = error;
                emit stateChanged();
            },
            Qt::QueuedConnection);
    });
}

void FilterModel::take(quint64 run, const FilterProgress& progress)
{
    if (run != m_run)
        return;
    if (m_continuing) {
        m_continuing = !progress.done;
    } else {
        m_progress = progress.searched;
        m_seconds = static_cast<double>(m_clock.elapsed()) / 1000;
        m_running = !progress.done;
    }
    if (progress.rows != m_table.source())
        m_table.setReader(progress.rows);
    else
        m_table.refresh();
    emit stateChanged();
    if (progress.done && m_again)
        search(progress.rows);
}

void FilterModel::remember()
{
    if (m_applied.isEmpty())
        return;
    m_history.removeAll(m_applied);
    m_history.prepend(m_applied);
    while (m_history.size() > historyLength)
        m_history.removeLast();
    QSettings{}.setValue("filter/history", m_history);
    emit historyChanged();
}

void FilterModel::combine(const QString& how, const QString& condition)
{
    const auto before = m_text.trimmed();
    const auto grouped = [](const QString& text) { return text.contains(' ') ? '(' + text + ')' : text; };
    if (how == "not")
        setText("not " + grouped(condition));
    else if (how.isEmpty() || before.isEmpty())
        setText(how.endsWith("not") ? "not " + grouped(condition) : condition);
    else
        setText(grouped(before) + ' ' + how + ' ' + grouped(condition));
}

int FilterModel::wordStart(int cursor) const
{
    auto start = std::clamp<int>(cursor, 0, static_cast<int>(m_text.size()));
    while (start > 0 && partOfWord(m_text[start - 1]))
        --start;
    return start;
}

QVariantList FilterModel::suggestions(int cursor) const
{
    QVariantList list;
    const auto start = wordStart(cursor);
    if (m_case && start < cursor)
        for (const auto& suggestion : m_case->complete(m_text.left(cursor).toStdString(), 12))
            list.append(QVariantMap{
                {"text", QString::fromStdString(suggestion.text)}, {"help", QString::fromStdString(suggestion.help)}});
    const auto typed = m_text.left(cursor);
    for (const auto& line : m_history)
        if (!typed.isEmpty() && line != typed && line.startsWith(typed) && list.size() < 16)
            list.append(QVariantMap{{"text", line}, {"help", tr("used before")}, {"whole", true}});
    return list;
}

QVariantList FilterModel::historyEntries() const
{
    QVariantList list;
    for (const auto& line : m_history)
        list.append(QVariantMap{{"text", line}, {"help", QString{}}, {"whole", true}});
    return list;
}

int FilterModel::complete(int cursor, const QString& suggestion)
{
    const auto start = wordStart(cursor);
    const auto rest = m_text.mid(cursor);
    setText(m_text.left(start) + suggestion + rest);
    return start + static_cast<int>(suggestion.size());
}

}  // namespace pr::models
