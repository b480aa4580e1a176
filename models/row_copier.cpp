#include "models/row_copier.h"

#include "core/base/text.h"

#include <QClipboard>
#include <QGuiApplication>

namespace pr::models {

namespace {

constexpr std::size_t pageRows = 1024;

/// Lines of text as they are made, up to the bound.
class Lines {
public:
    Lines(std::vector<int> cells, TimeForm form) : m_cells{std::move(cells)}, m_form{form} { }

    bool full() const { return m_text.size() > RowCopier::maxBytes; }
    quint64 count() const { return m_count; }
    void add(const ShownRow& row)
    {
        if (m_count++ > 0)
            m_text += '\n';
        for (std::size_t i = 0; i < m_cells.size(); ++i) {
            if (i > 0)
                m_text += '\t';
            m_text += row.plain(m_cells[i], m_form).toUtf8();
        }
    }
    const QByteArray& text() const { return m_text; }

private:
    std::vector<int> m_cells;
    TimeForm m_form;
    QByteArray m_text;
    quint64 m_count = 0;
};

}  // namespace

RowCopier::RowCopier(QObject* parent) : QObject{parent} { }

RowCopier::~RowCopier() = default;

void RowCopier::give(const QByteArray& text)
{
    QGuiApplication::clipboard()->setText(QString::fromUtf8(text));
}

void RowCopier::finish(const QString& message)
{
    m_running = false;
    m_message = message;
    emit changed();
}

void RowCopier::copy(RowView* view)
{
    if (!view || !view->table() || !view->table()->reader() || !view->theme() || view->selectedCount() == 0)
        return;
    const auto run = ++m_run;
    m_task.cancel();
    const auto ranges = view->selection().ranges();
    Lines lines{view->shownCells(), view->theme()->timeForm()};
    m_rows = 0;
    m_total = view->selection().count();
    if (m_total <= pageRows) {
        bool all = true;
        for (const auto& range : ranges)
            for (auto row = range.first; all && row <= range.last; ++row) {
                const auto* shown = view->table()->find(row);
                all = shown != nullptr;
                if (shown)
                    lines.add(*shown);
            }
        if (all) {
            give(lines.text());
            return finish({});
        }
        lines = Lines{view->shownCells(), view->theme()->timeForm()};
    }
    m_running = true;
    m_message.clear();
    emit changed();
    m_task.run([this, run, ranges, lines, reader = view->table()->reader()->another()](std::stop_token stop) mutable {
        bool cut = false;
        for (const auto& range : ranges)
            for (auto row = range.first; row <= range.last && !cut;) {
                const auto page = reader->rows(
                    row, static_cast<std::size_t>(std::min<quint64>(pageRows, range.last - row + 1)), stop);
                if (stop.stop_requested())
                    return;
                if (page.empty())
                    break;
                for (const auto& one : page) {
                    lines.add(shownRow(one));
                    if ((cut = lines.full()))
                        break;
                }
                row += page.size();
                QMetaObject::invokeMethod(
                    this,
                    [this, run, count = lines.count()] {
                        if (run != m_run)
                            return;
                        m_rows = count;
                        emit changed();
                    },
                    Qt::QueuedConnection);
            }
        QMetaObject::invokeMethod(
            this,
            [this, run, cut, text = lines.text(), count = lines.count()] {
                if (run != m_run)
                    return;
                m_rows = count;
                give(text);
                const auto rows = QString::fromStdString(grouped(count));
                finish(cut
                        ? tr("The clipboard has the first %1 of %2 rows: it takes at most 256 MiB. Export writes all.")
                              .arg(rows, QString::fromStdString(grouped(m_total)))
                        : tr("%1 rows copied.").arg(rows));
            },
            Qt::QueuedConnection);
    });
}

void RowCopier::cancel()
{
    if (!m_running)
        return;
    ++m_run;
    m_task.cancel();
    finish(tr("Copying was stopped; the clipboard is as it was."));
}

void RowCopier::dismiss()
{
    finish({});
}

}  // namespace pr::models
