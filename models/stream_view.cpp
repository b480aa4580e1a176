#include "models/stream_view.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace pr::models {

void StreamView::setStream(StreamModel* stream)
{
    if (stream == m_stream)
        return;
    if (m_stream)
        m_stream->disconnect(this);
    m_stream = stream;
    if (stream)
        connect(stream, &StreamModel::layoutChanged, this, [this] {
            m_current = -1;
            repaintAll();
            linesChanged();
            setTopRow(0);
            emit currentLineChanged();
        });
    repaintAll();
    linesChanged();
    emit streamChanged();
}

void StreamView::setCurrentLine(double line)
{
    if (lineCount() == 0)
        return;
    m_current = std::clamp(line, 0.0, lineCountAsReal() - 1);
    show(m_current);
    repaintAll();
    emit currentLineChanged();
}

void StreamView::paintLine(QPainter& painter, quint64 line, QSizeF size)
{
    const auto& look = *theme();
    const auto& content = m_stream->lines()[line];
    const bool current = static_cast<double>(line) == m_current;
    painter.fillRect(QRectF{QPointF{}, size}, look.colour(current ? Token::Sel : Token::Bg2));
    const auto colour = look.colour(content.gap ? Token::High : content.fromServer ? Token::Tls : Token::Tcp);
    // Which side spoke is told by the place of the bar too, not by colour alone.
    painter.fillRect(QRectF{content.fromServer ? 8.0 : 2.0, 0, 3, size.height()}, colour);
    painter.setFont(content.gap ? look.uiFont(12) : look.dataFont(12));
    painter.setPen(current ? look.colour(Token::Text) : colour);
    painter.drawText(QRectF{20 - leftEdge(), 0, size.width() + leftEdge(), size.height()},
        Qt::AlignVCenter | Qt::TextSingleLine, content.text);
}

void StreamView::mousePressEvent(QMouseEvent* event)
{
    forceActiveFocus(Qt::MouseFocusReason);
    if (const double line = lineAt(event->position().y()); line >= 0)
        setCurrentLine(line);
}

void StreamView::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (const double line = lineAt(event->position().y()); line >= 0)
        emit activated(line);
}

void StreamView::keyPressEvent(QKeyEvent* event)
{
    const double page = std::max(1.0, std::floor(visibleLines()) - 1);
    if (event->modifiers() & (Qt::AltModifier | Qt::MetaModifier))
        return event->ignore();
    switch (event->key()) {
    case Qt::Key_Up: return setCurrentLine(m_current - 1);
    case Qt::Key_Down: return setCurrentLine(m_current + 1);
    case Qt::Key_PageUp: return setCurrentLine(m_current - page);
    case Qt::Key_PageDown: return setCurrentLine(m_current + page);
    case Qt::Key_Home: return setCurrentLine(0);
    case Qt::Key_End: return setCurrentLine(lineCountAsReal());
    case Qt::Key_Left: return setLeftEdge(leftEdge() - 40);
    case Qt::Key_Right: return setLeftEdge(leftEdge() + 40);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current >= 0)
            return emit activated(m_current);
        break;
    default: break;
    }
    event->ignore();
}

}  // namespace pr::models
