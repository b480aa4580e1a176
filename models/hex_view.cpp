#include "models/hex_view.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace pr::models {

namespace {
constexpr int margin = 12;
}

HexView::HexView(QQuickItem* parent) : LineView{parent}
{
    setAcceptHoverEvents(true);
}

void HexView::setBytes(const QByteArray& bytes)
{
    m_bytes = bytes;
    m_selected = m_hovered = {};
    repaintAll();
    linesChanged();
    emit bytesChanged();
    emit marksChanged();
}

double HexView::characterWidth() const
{
    return theme() ? QFontMetricsF{theme()->dataFont(12)}.horizontalAdvance('0') : 7;
}

int HexView::offsetDigits() const
{
    return m_bytes.size() > 0x10000 ? 8 : 4;
}

double HexView::hexX(int byte) const
{
    return margin + (offsetDigits() + 2 + byte * 3 + (byte >= 8 ? 1 : 0)) * characterWidth();
}

double HexView::asciiX(int byte) const
{
    return hexX(bytesPerLine) + (1 + byte) * characterWidth();
}

double HexView::contentWidth() const
{
    return asciiX(bytesPerLine) + margin;
}

void HexView::repaintSpan(const Span& span)
{
    if (span.length == 0)
        return;
    for (const auto& [line, y] : placed())
        if (line >= span.start / bytesPerLine && line <= (span.start + span.length - 1) / bytesPerLine)
            repaintLine(line);
}

void HexView::select(double start, double length)
{
    repaintSpan(m_selected);
    const auto size = static_cast<quint64>(m_bytes.size());
    const auto from = std::min(static_cast<quint64>(std::max(0.0, start)), size);
    m_selected = {from, std::min(static_cast<quint64>(std::max(0.0, length)), size - from)};
    repaintSpan(m_selected);
    if (m_selected.length > 0) {
        show(static_cast<double>((from + m_selected.length - 1) / bytesPerLine));
        show(static_cast<double>(from / bytesPerLine));
    }
    emit marksChanged();
}

void HexView::hover(double start, double length)
{
    repaintSpan(m_hovered);
    m_hovered = {static_cast<quint64>(std::max(0.0, start)), static_cast<quint64>(std::max(0.0, length))};
    repaintSpan(m_hovered);
}

double HexView::byteAt(double x, double y) const
{
    const double line = lineAt(y);
    if (line < 0)
        return -1;
    x += leftEdge();
    const double cell = characterWidth();
    for (int byte = 0; byte < bytesPerLine; ++byte) {
        const double hex = hexX(byte) - cell / 2;
        const double ascii = asciiX(byte);
        if ((x >= hex && x < hex + 3 * cell) || (x >= ascii && x < ascii + cell)) {
            const double offset = line * bytesPerLine + byte;
            return offset < static_cast<double>(m_bytes.size()) ? offset : -1;
        }
    }
    return -1;
}

void HexView::paintLine(QPainter& painter, quint64 line, QSizeF size)
{
    const auto& look = *theme();
    painter.fillRect(QRectF{QPointF{}, size}, look.colour(Token::Bg2));
    painter.setFont(look.dataFont(12));
    painter.translate(-leftEdge(), 0);
    const auto start = line * bytesPerLine;
    const auto count = static_cast<int>(std::min<quint64>(bytesPerLine, static_cast<quint64>(m_bytes.size()) - start));
    const double cell = characterWidth();
    const auto mark = [&](const Span& span, Token token) {
        for (int byte = 0; byte < count; ++byte) {
            const auto at = start + static_cast<quint64>(byte);
            if (!span.holds(at))
                continue;
            // The gap to the next byte is filled too where that one is marked as well.
            const bool joined = byte + 1 < count && span.holds(at + 1);
            const double end = joined ? hexX(byte + 1) : hexX(byte) + 2 * cell;
            painter.fillRect(QRectF{hexX(byte) - (byte == 0 || !span.holds(at - 1) ? 2 : 0), 1,
                                 end - hexX(byte) + (joined ? 0 : 2) + (byte == 0 || !span.holds(at - 1) ? 2 : 0),
                                 size.height() - 2},
                look.colour(token));
            painter.fillRect(QRectF{asciiX(byte), 1, cell + 0.5, size.height() - 2}, look.colour(token));
        }
    };
    mark(m_hovered, Token::AccentSoft);
    mark(m_selected, Token::Sel);
    painter.setPen(look.colour(Token::Text3));
    painter.drawText(QRectF{margin * 1.0, 0, cell * (offsetDigits() + 1), size.height()}, Qt::AlignVCenter,
        QString::number(start, 16).rightJustified(offsetDigits(), '0'));
    for (int byte = 0; byte < count; ++byte) {
        const auto value = static_cast<unsigned char>(m_bytes[static_cast<qsizetype>(start) + byte]);
        const bool printable = value >= 0x20 && value < 0x7f;
        painter.setPen(look.colour(Token::Text));
        painter.drawText(QRectF{hexX(byte), 0, cell * 2 + 1, size.height()}, Qt::AlignVCenter,
            QString::number(value, 16).rightJustified(2, '0'));
        const bool selected = m_selected.holds(start + static_cast<quint64>(byte));
        painter.setPen(look.colour(printable || selected ? Token::Text2 : Token::Text3));
        painter.drawText(QRectF{asciiX(byte), 0, cell + 1, size.height()}, Qt::AlignVCenter,
            QString{printable ? QChar{value} : QChar{'.'}});
    }
}

void HexView::mousePressEvent(QMouseEvent* event)
{
    forceActiveFocus(Qt::MouseFocusReason);
    if (const double offset = byteAt(event->position().x(), event->position().y()); offset >= 0)
        emit picked(offset);
}

void HexView::hoverMoveEvent(QHoverEvent* event)
{
    emit pointedAt(byteAt(event->position().x(), event->position().y()));
}

void HexView::hoverLeaveEvent(QHoverEvent*)
{
    emit pointedAt(-1);
}

void HexView::keyPressEvent(QKeyEvent* event)
{
    const auto last = static_cast<double>(m_bytes.size()) - 1;
    double step = 0;
    switch (event->key()) {
    case Qt::Key_Left: step = -1; break;
    case Qt::Key_Right: step = 1; break;
    case Qt::Key_Up: step = -bytesPerLine; break;
    case Qt::Key_Down: step = bytesPerLine; break;
    case Qt::Key_PageUp: return setTopRow(topRow() - visibleLines() + 1);
    case Qt::Key_PageDown: return setTopRow(topRow() + visibleLines() - 1);
    case Qt::Key_Home: step = -last - 1; break;
    case Qt::Key_End: step = last + 1; break;
    default: break;
    }
    if (step == 0 || event->modifiers() & (Qt::ControlModifier | Qt::AltModifier) || last < 0)
        return event->ignore();
    emit picked(std::clamp(
        (step < 0 ? selectedStart() : selectedStart() + std::max(1.0, selectedLength()) - 1) + step, 0.0, last));
}

}  // namespace pr::models
