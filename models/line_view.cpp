#include "models/line_view.h"

#include <QPainter>
#include <QQuickWindow>
#include <QSGImageNode>
#include <QSGNode>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <optional>

namespace pr::models {

namespace {

/// One texture a visible line; line n lives in slot n modulo their number, so scrolling repaints only what comes in.
/// A transform node, although it transforms nothing: the software renderer does not look for a place above a plain node
/// when a child is added.
struct Ring : QSGTransformNode {
    struct Slot {
        QSGImageNode* node = nullptr;
        std::optional<quint64> line;
    };
    std::vector<Slot> places;
    QSizeF lineSize;
    double dpr = 0;
};

}  // namespace

LineView::LineView(QQuickItem* parent) : QQuickItem{parent}
{
    setFlag(ItemHasContents);
    setClip(true);
    setAcceptedMouseButtons(Qt::LeftButton | Qt::RightButton);
    setActiveFocusOnTab(true);
}

void LineView::setTheme(Theme* theme)
{
    if (theme == m_theme)
        return;
    if (m_theme)
        m_theme->disconnect(this);
    m_theme = theme;
    if (theme)
        connect(theme, &Theme::changed, this, &LineView::repaintAll);
    repaintAll();
    emit themeChanged();
}

double LineView::greatestTop() const
{
    return std::max(0.0, lineCountAsReal() - visibleLines());
}

void LineView::setTopRow(double topRow)
{
    topRow = std::isfinite(topRow) ? std::clamp(topRow, 0.0, greatestTop()) : 0;
    if (topRow == m_topRow)
        return;
    const bool upward = topRow < m_topRow;
    m_topRow = topRow;
    announceVisible(upward);
    update();
    emit topRowChanged();
}

void LineView::setLineHeight(double height)
{
    height = std::max(8.0, std::round(height));
    if (height == m_lineHeight)
        return;
    m_lineHeight = height;
    emit lineHeightChanged();
    emit geometryTouched();
    setTopRow(m_topRow);
    repaintAll();
}

void LineView::setLeftEdge(double edge)
{
    edge = std::max(0.0, std::round(edge));
    if (edge == m_leftEdge)
        return;
    m_leftEdge = edge;
    repaintAll();
    emit leftEdgeChanged();
}

void LineView::show(double line)
{
    if (line < m_topRow)
        setTopRow(line);
    else if (line + 1 > m_topRow + visibleLines())
        setTopRow(line + 1 - visibleLines());
}

double LineView::lineAt(double y) const
{
    const double line = std::floor(m_topRow + y / m_lineHeight);
    return line >= 0 && line < lineCountAsReal() ? line : -1;
}

void LineView::visibleChanged(quint64, quint64, bool) { }

void LineView::announceVisible(bool upward)
{
    if (lineCount() == 0 || height() <= 0)
        return;
    const auto first = static_cast<quint64>(m_topRow);
    // as many as placed() places, or the last of them may stand on a page that nobody asked for
    const auto last = std::min(first + static_cast<quint64>(std::ceil(visibleLines())), lineCount() - 1);
    visibleChanged(first, last, upward);
}

void LineView::linesChanged()
{
    setTopRow(m_topRow);
    announceVisible(false);
    update();
    emit lineCountChanged();
}

void LineView::repaintLine(quint64 line)
{
    m_dirty.insert(line);
    update();
}

void LineView::repaintAll()
{
    m_allDirty = true;
    update();
}

void LineView::geometryChange(const QRectF& now, const QRectF& before)
{
    QQuickItem::geometryChange(now, before);
    if (now.size() == before.size())
        return;
    setTopRow(m_topRow);
    announceVisible(false);
    emit geometryTouched();
    update();
}

void LineView::itemChange(ItemChange change, const ItemChangeData& data)
{
    if (change == ItemDevicePixelRatioHasChanged || change == ItemSceneChange)
        repaintAll();
    QQuickItem::itemChange(change, data);
}

void LineView::wheelEvent(QWheelEvent* event)
{
    const auto lines = [&](int pixels, int angle) { return pixels != 0 ? pixels / m_lineHeight : angle / 120.0 * 3; };
    const bool sideways = event->modifiers() & Qt::ShiftModifier;
    const double down = lines(event->pixelDelta().y(), event->angleDelta().y());
    const double across = lines(event->pixelDelta().x(), event->angleDelta().x());
    if (sideways || across != 0)
        setLeftEdge(m_leftEdge - (across != 0 ? across : down) * m_lineHeight);
    else
        setTopRow(m_topRow - down);
    event->accept();
}

std::vector<LineView::Placed> LineView::placed() const
{
    std::vector<Placed> lines;
    const double dpr = window() ? window()->effectiveDevicePixelRatio() : 1;
    const auto first = static_cast<quint64>(m_topRow);
    const auto visible = static_cast<quint64>(std::ceil(visibleLines())) + 1;
    for (auto line = first; line < std::min(lineCount(), first + visible); ++line)
        // Whole device pixels, or the text would be blurred.
        lines.push_back({line, std::round((static_cast<double>(line) - m_topRow) * m_lineHeight * dpr) / dpr});
    return lines;
}

QSGNode* LineView::updatePaintNode(QSGNode* node, UpdatePaintNodeData*)
{
    auto* ring = static_cast<Ring*>(node);
    const QSizeF size{std::max(1.0, width()), m_lineHeight};
    const double dpr = window()->effectiveDevicePixelRatio();
    const auto wanted = static_cast<std::size_t>(std::ceil(visibleLines())) + 2;
    if (!ring || ring->places.size() != wanted || ring->lineSize != size || ring->dpr != dpr) {
        delete ring;
        ring = new Ring;
        ring->places.resize(wanted);
        ring->lineSize = size;
        ring->dpr = dpr;
    }
    const auto lines = m_theme ? placed() : std::vector<Placed>{};
    std::vector<bool> used(wanted);
    for (const auto& [line, y] : lines) {
        const auto index = line % wanted;
        auto& slot = ring->places[index];
        used[index] = true;
        if (slot.line != line || m_allDirty || m_dirty.contains(line)) {
            QImage image{(size * dpr).toSize(), QImage::Format_RGB32};
            image.setDevicePixelRatio(dpr);
            QPainter painter{&image};
            paintLine(painter, line, size);
            painter.end();
            ++m_painted;
            const bool fresh = !slot.node;
            if (fresh) {
                slot.node = window()->createImageNode();
                slot.node->setOwnsTexture(true);
                slot.node->setFiltering(QSGTexture::Nearest);
            }
            slot.node->setTexture(window()->createTextureFromImage(image));
            slot.node->setRect({QPointF{0, y}, size});
            if (fresh)
                ring->appendChildNode(
                    slot.node);  // only now: the software renderer asks a node for its texture at once
            slot.line = line;
        }
        slot.node->setRect({QPointF{0, y}, size});
    }
    for (std::size_t i = 0; i < wanted; ++i)
        if (!used[i] && ring->places[i].node) {
            ring->places[i].node->setRect({0, 0, 0, 0});
            ring->places[i].line.reset();
        }
    m_dirty.clear();
    m_allDirty = false;
    return ring;
}

}  // namespace pr::models
