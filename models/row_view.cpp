#include "models/row_view.h"

#include "core/base/text.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace pr::models {

namespace {

constexpr int cellPadding = 8;
// More than any column holds; a cell of 64 KiB must not be measured to its end to find where it stops fitting.
constexpr int paintedCharacters = 600;

QString fitting(const QString& text, const QFontMetricsF& metrics, double width)
{
    return metrics.elidedText(text.left(paintedCharacters), Qt::ElideRight, width);
}

}  // namespace

RowView::RowView(QQuickItem* parent) : LineView{parent}
{
    connect(this, &LineView::topRowChanged, this, [this] {
        if (m_following && topRow() + visibleLines() + 0.5 < lineCountAsReal())
            setFollowing(false);
    });
    connect(this, &LineView::themeChanged, this, &RowView::gutterChanged);
}

void RowView::setTable(RowTable* table)
{
    if (table == m_table)
        return;
    if (m_table)
        m_table->disconnect(this);
    m_table = table;
    m_selection.clear();
    if (table) {
        connect(table, &RowTable::countChanged, this, &RowView::countGrew);
        connect(table, &RowTable::replaced, this, [this] {
            m_selection.clear();
            m_currentNumber = 0;
            repaintAll();
            emit selectionChanged();
            emit currentRowChanged();
            emit currentNumberChanged();
        });
        connect(table, &RowTable::reordered, this, [this] {
            const auto number = m_currentNumber;
            m_selection.clear();
            m_currentNumber = 0;
            repaintAll();
            const auto& reader = m_table->reader();
            if (const auto row = reader && number > 0 ? reader->rowOf(number) : 0; number > 0 && row < lineCount())
                go(static_cast<double>(row), Move::Select);
            emit selectionChanged();
            emit currentRowChanged();
        });
        connect(table, &RowTable::arrived, this, [this](quint64 first, quint64 count) {
            for (const auto& [line, y] : placed())
                if (line >= first && line - first < count)
                    repaintLine(line);
            takeNumber();
        });
        connect(table->columns(), &TableColumns::layoutTouched, this, &RowView::repaintAll);
        table->columns()->fit(width() - gutterWidth());
    }
    repaintAll();
    linesChanged();
    emit tableChanged();
}

void RowView::countGrew()
{
    linesChanged();
    if (m_following)
        setTopRow(lineCountAsReal());
    takeNumber();
}

void RowView::setFollowing(bool following)
{
    if (following == m_following)
        return;
    m_following = following;
    if (following)
        setTopRow(lineCountAsReal());
    emit followingChanged();
}

int RowView::gutterWidth() const
{
    return m_gutter && theme() ? theme()->px(m_remarks ? 40 : 24) : 0;
}

void RowView::setRemarks(Remarks* remarks)
{
    if (remarks == m_remarks)
        return;
    if (m_remarks)
        m_remarks->disconnect(this);
    m_remarks = remarks;
    if (remarks)
        connect(remarks, &Remarks::changed, this, &RowView::repaintAll);
    repaintAll();
    emit remarksChanged();
    emit gutterChanged();
}

void RowView::toggleMarks()
{
    constexpr std::size_t most = 1000;
    std::vector<quint64> packets;
    bool all = true;
    for (const auto& range : m_selection.ranges())
        for (auto row = range.first; row <= range.last && packets.size() < most; ++row)
            if (const auto* shown = m_table && m_remarks ? m_table->find(row) : nullptr) {
                packets.push_back(shown->number);
                all = all && m_remarks->isMarked(shown->number);
            }
    if (!packets.empty())
        m_remarks->setMarked(packets, !all);
}

double RowView::currentRow() const
{
    return m_selection.current() ? static_cast<double>(*m_selection.current()) : -1;
}

void RowView::setCurrentRow(double row)
{
    go(row, Move::Select);
}

void RowView::moveBy(double rows)
{
    go(currentRow() < 0 ? std::floor(topRow()) : currentRow() + rows, Move::Select);
}

void RowView::go(double row, Move move)
{
    if (lineCount() == 0 || std::isnan(row))
        return;
    const auto target = static_cast<quint64>(std::clamp(row, 0.0, lineCountAsReal() - 1));
    if (move == Move::Select)
        m_selection.select(target);
    else if (move == Move::Extend)
        m_selection.extendTo(target);
    else
        m_selection.toggle(target);
    show(static_cast<double>(target));
    repaintAll();
    emit selectionChanged();
    emit currentRowChanged();
    m_currentNumber = 0;
    takeNumber();
}

void RowView::takeNumber()
{
    if (!m_table || !m_selection.current())
        return;
    const auto* row = m_table->find(*m_selection.current());
    if (!row || row->number == m_currentNumber)
        return;
    m_currentNumber = row->number;
    emit currentNumberChanged();
}

void RowView::selectAll()
{
    m_selection.selectAll(lineCount());
    repaintAll();
    emit selectionChanged();
}

std::vector<int> RowView::shownCells() const
{
    std::vector<int> cells;
    if (m_table)
        for (const auto& placed : m_table->columns()->shown())
            cells.push_back(placed.cell);
    return cells;
}

QString RowView::rowText(double row) const
{
    const auto* shown = m_table && row >= 0 ? m_table->find(static_cast<quint64>(row)) : nullptr;
    QStringList texts;
    for (const auto cell : shown&& theme() ? shownCells() : std::vector<int>{})
        texts.append(shown->text(cell, theme()->timeForm()));
    if (shown && m_remarks && m_remarks->isMarked(shown->number))
        texts.append(tr("marked"));
    if (const auto note = shown && m_remarks ? m_remarks->note(static_cast<double>(shown->number)) : QString{};
        !note.isEmpty())
        texts.append(tr("note: %1").arg(note));
    return texts.join(", ");
}

int RowView::cellAt(double x) const
{
    if (!m_table)
        return -1;
    const int column = m_table->columns()->at(x + leftEdge() - gutterWidth());
    return column < 0 ? -1 : m_table->columns()->shown()[static_cast<std::size_t>(column)].cell;
}

QString RowView::cellText(double row, int cell) const
{
    const auto* shown = m_table && row >= 0 ? m_table->find(static_cast<quint64>(row)) : nullptr;
    return shown && theme() ? shown->plain(cell, theme()->timeForm()) : QString{};
}

QString RowView::elidedAt(double x, double y) const
{
    const double row = lineAt(y);
    if (!m_table || !theme() || row < 0)
        return {};
    if (x < gutterWidth()) {
        const auto note = m_remarks ? m_remarks->note(m_table->number(row)) : QString{};
        const auto reason = m_table->note(row);
        return note.isEmpty() ? reason : reason.isEmpty() ? note : reason + '\n' + note;
    }
    const int column = m_table->columns()->at(x + leftEdge() - gutterWidth());
    if (column < 0)
        return {};
    const auto& shown = m_table->columns()->shown()[static_cast<std::size_t>(column)];
    const auto& definition = m_table->columns()->all()[static_cast<std::size_t>(shown.cell)];
    const auto* there = m_table->find(static_cast<quint64>(row));
    const auto text = there ? there->text(shown.cell, theme()->timeForm()) : QString{};
    const QFontMetricsF metrics{definition.data ? theme()->dataFont(12) : theme()->uiFont(12)};
    const auto width = shown.width - 2 * theme()->px(cellPadding);
    return text.size() > paintedCharacters || metrics.horizontalAdvance(text) > width ? text.left(4096) : QString{};
}

void RowView::paintLine(QPainter& painter, quint64 line, QSizeF size)
{
    const auto& look = *theme();
    const auto* row = m_table->find(line);
    const bool selected = m_selection.contains(line);
    const bool current = m_selection.current() == line;
    const QRectF whole{QPointF{}, size};
    painter.fillRect(whole, look.colour(selected ? Token::Sel : row && row->trouble ? Token::RowBad : Token::Bg2));
    painter.fillRect(QRectF{0, size.height() - 1, size.width(), 1}, look.colour(Token::RowLine));
    if (!row) {  // not there yet: its place in the table and a bar
        painter.setFont(look.dataFont(12));
        painter.setPen(look.colour(Token::Text3));
        const auto number = QString::fromStdString(grouped(line + 1));
        painter.drawText(whole.adjusted(gutterWidth() + cellPadding, 0, 0, 0), Qt::AlignVCenter, number);
        const double x = gutterWidth() + look.px(110);
        painter.fillRect(QRectF{x, size.height() * 0.36, std::max(0.0, size.width() * 0.6 - x), size.height() * 0.28},
            look.colour(Token::Bg3));
    } else {
        const int padding = look.px(cellPadding);
        if (row->severity != Severity::None && m_gutter) {
            painter.setFont(look.iconFont(14));
            painter.setPen(look.colour(row->severity));
            painter.drawText(
                QRectF{0, 0, look.px(24) * 1.0, size.height()}, Qt::AlignCenter, QString{Theme::glyph(row->severity)});
        }
        if (m_remarks && m_gutter)
            if (const auto remark = m_remarks->all().find(row->number); remark != m_remarks->all().end()) {
                constexpr QChar flag{u'\ue153'}, paper{u'\ue873'};
                painter.setFont(look.iconFont(13));
                painter.setPen(look.colour(Token::Accent));
                painter.drawText(QRectF{look.px(20) * 1.0, 0, look.px(20) * 1.0, size.height()}, Qt::AlignCenter,
                    QString{remark->second.marked ? flag : paper});
                if (remark->second.marked
                    && !remark->second.note.empty())  // a dot beside the flag: there is a note, too
                    painter.fillRect(
                        QRectF{look.px(37) * 1.0, size.height() / 2 - 1, 3, 3}, look.colour(Token::Accent));
            }
        double x = gutterWidth() - leftEdge();
        for (const auto& [cell, width] : m_table->columns()->shown()) {
            const auto& column = m_table->columns()->all()[static_cast<std::size_t>(cell)];
            const QRectF box{x + padding, 0, width - 2 * padding, size.height()};
            x += width;
            if (box.right() < gutterWidth() || box.left() > size.width() || box.width() <= 0)
                continue;
            const auto font = column.data ? look.dataFont(12) : look.uiFont(12);
            painter.setFont(font);
            painter.setPen(column.inked && !selected ? look.colour(row->ink) : look.colour(Token::Text));
            const QFontMetricsF metrics{font};
            const auto text = fitting(row->text(cell, look.timeForm()), metrics, box.width());
            auto place = box;
            if (column.right)  // from a whole pixel, or the digits would be blurred, in each row in another way
                place.setLeft(std::max(box.left(), std::floor(box.right() - metrics.horizontalAdvance(text))));
            painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text);
        }
    }
    if (current)
        painter.fillRect(QRectF{0, 0, hasActiveFocus() ? 3.0 : 2.0, size.height()},
            look.colour(hasActiveFocus() ? Token::Accent : Token::Text3));
}

void RowView::visibleChanged(quint64 first, quint64 last, bool upward)
{
    if (m_table)
        m_table->want(first, last, upward);
}

void RowView::geometryChange(const QRectF& now, const QRectF& before)
{
    LineView::geometryChange(now, before);
    if (m_table && now.width() != before.width())
        m_table->columns()->fit(now.width() - gutterWidth());
}

void RowView::keyPressEvent(QKeyEvent* event)
{
    const bool control = event->modifiers() & Qt::ControlModifier;
    const auto move = event->modifiers() & Qt::ShiftModifier ? Move::Extend : Move::Select;
    const double at = currentRow() < 0 ? std::floor(topRow()) : currentRow();
    const double page = std::max(1.0, std::floor(visibleLines()) - 1);
    const bool foreign = event->modifiers() & (Qt::AltModifier | Qt::MetaModifier);
    if (foreign
        || (control && event->key() != Qt::Key_Home && event->key() != Qt::Key_End && event->key() != Qt::Key_Space
            && event->key() != Qt::Key_A)) {
        event->ignore();
        return;
    }
    switch (event->key()) {
    case Qt::Key_Up: go(currentRow() < 0 ? at : at - 1, move); break;
    case Qt::Key_Down: go(currentRow() < 0 ? at : at + 1, move); break;
    case Qt::Key_PageUp: go(at - page, move); break;
    case Qt::Key_PageDown: go(at + page, move); break;
    case Qt::Key_Home: go(0, move); break;
    case Qt::Key_End: go(lineCountAsReal() - 1, move); break;
    case Qt::Key_Left: setLeftEdge(leftEdge() - 40); break;
    case Qt::Key_Right:
        setLeftEdge(std::min(
            leftEdge() + 40, std::max(0.0, m_table ? m_table->columns()->total() + gutterWidth() - width() : 0)));
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter: emit activated(at); break;
    case Qt::Key_A:
        if (!control)
            return event->ignore();
        selectAll();
        break;
    case Qt::Key_Space:
        if (!control)
            return event->ignore();
        go(at, Move::Toggle);
        break;
    case Qt::Key_Menu: emit menuRequested(at, 0, gutterWidth(), (at - topRow() + 1) * lineHeight()); break;
    case Qt::Key_F10:
        if (move != Move::Extend)
            return event->ignore();
        emit menuRequested(at, 0, gutterWidth(), (at - topRow() + 1) * lineHeight());
        break;
    default: return event->ignore();
    }
    event->accept();
}

void RowView::mousePressEvent(QMouseEvent* event)
{
    forceActiveFocus(Qt::MouseFocusReason);
    const double row = lineAt(event->position().y());
    if (row < 0)
        return;
    if (event->button() == Qt::RightButton) {
        if (!m_selection.contains(static_cast<quint64>(row)))
            go(row, Move::Select);
        emit menuRequested(row, cellAt(event->position().x()), event->position().x(), event->position().y());
        return;
    }
    go(row,
        event->modifiers() & Qt::ShiftModifier         ? Move::Extend
            : event->modifiers() & Qt::ControlModifier ? Move::Toggle
                                                       : Move::Select);
}

void RowView::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & Qt::LeftButton)
        if (const double row = lineAt(std::clamp(event->position().y(), 0.0, height() - 1));
            row >= 0 && row != currentRow())
            go(row, Move::Extend);
}

void RowView::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (const double row = lineAt(event->position().y()); row >= 0)
        emit activated(row);
}

void RowView::focusInEvent(QFocusEvent* event)
{
    LineView::focusInEvent(event);
    repaintAll();
}

void RowView::focusOutEvent(QFocusEvent* event)
{
    LineView::focusOutEvent(event);
    repaintAll();
}

}  // namespace pr::models
