// Lines of equal height, addressed by number: the base of packet table, bytes and streams.
//
// A scene graph multiplies 32-bit floats, so a list of 10^8 rows cannot be laid out in pixels. Here the position is a
// line number with a fraction (`topRow`), each visible line is a texture painted once, and scrolling moves the
// textures.
#pragma once

#include "models/theme.h"

#include <QQuickItem>
#include <QSet>

#include <algorithm>

class QPainter;

namespace pr::models {

class LineView : public QQuickItem {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("a base")
    Q_PROPERTY(pr::models::Theme* theme READ theme WRITE setTheme NOTIFY themeChanged)
    Q_PROPERTY(double topRow READ topRow WRITE setTopRow NOTIFY topRowChanged)
    Q_PROPERTY(double lineCount READ lineCountAsReal NOTIFY lineCountChanged)
    Q_PROPERTY(double lineHeight READ lineHeight WRITE setLineHeight NOTIFY lineHeightChanged)
    Q_PROPERTY(double visibleLines READ visibleLines NOTIFY geometryTouched)
    Q_PROPERTY(double leftEdge READ leftEdge WRITE setLeftEdge NOTIFY leftEdgeChanged)
public:
    explicit LineView(QQuickItem* parent = nullptr);

    Theme* theme() const { return m_theme; }
    void setTheme(Theme* theme);
    double topRow() const { return m_topRow; }
    void setTopRow(double topRow);  ///< clamped to what can be at the top
    double lineHeight() const { return m_lineHeight; }
    void setLineHeight(double height);
    double visibleLines() const { return std::max(0.0, height() / m_lineHeight); }
    double lineCountAsReal() const { return static_cast<double>(lineCount()); }
    /// Pixels scrolled to the right.
    double leftEdge() const { return m_leftEdge; }
    void setLeftEdge(double edge);

    virtual quint64 lineCount() const = 0;
    Q_INVOKABLE void show(double line);  ///< scrolls as little as is needed
    /// The line at y, or -1.
    Q_INVOKABLE double lineAt(double y) const;
    /// Line numbers of the textures on screen, with their y: what a test reads back.
    struct Placed {
        quint64 line;
        double y;
    };
    std::vector<Placed> placed() const;
    quint64 paintedLines() const { return m_painted; }  ///< since the start

signals:
    void themeChanged();
    void topRowChanged();
    void lineCountChanged();
    void lineHeightChanged();
    void geometryTouched();
    void leftEdgeChanged();

protected:
    /// Paints a whole line, background included, into (0, 0, size).
    virtual void paintLine(QPainter& painter, quint64 line, QSizeF size) = 0;
    /// What is on screen has changed: fetch what is needed.
    virtual void visibleChanged(quint64 first, quint64 last, bool upward);

    void linesChanged();  ///< another count
    void repaintLine(quint64 line);
    void repaintAll();

    void geometryChange(const QRectF& now, const QRectF& before) override;
    void wheelEvent(QWheelEvent* event) override;
    QSGNode* updatePaintNode(QSGNode* node, UpdatePaintNodeData*) override;
    void itemChange(ItemChange change, const ItemChangeData& data) override;

private:
    double greatestTop() const;
    void announceVisible(bool upward);

    Theme* m_theme = nullptr;
    double m_topRow = 0;
    double m_lineHeight = 22;
    double m_leftEdge = 0;
    QSet<quint64> m_dirty;
    bool m_allDirty = true;
    quint64 m_painted = 0;
};

}  // namespace pr::models
