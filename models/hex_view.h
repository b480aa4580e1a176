// Bytes, sixteen a line: offset, hex, ASCII.
#pragma once

#include "models/line_view.h"

namespace pr::models {

/// Two byte ranges can be marked: what is selected and what the pointer is over (here or in the field tree).
class HexView : public pr::models::LineView {  // qualified: the type description names it so
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QByteArray bytes READ bytes WRITE setBytes NOTIFY bytesChanged)
    Q_PROPERTY(double selectedStart READ selectedStart NOTIFY marksChanged)
    Q_PROPERTY(double selectedLength READ selectedLength NOTIFY marksChanged)
    Q_PROPERTY(double contentWidth READ contentWidth NOTIFY bytesChanged)
public:
    static constexpr int bytesPerLine = 16;

    explicit HexView(QQuickItem* parent = nullptr);

    const QByteArray& bytes() const { return m_bytes; }
    void setBytes(const QByteArray& bytes);
    double selectedStart() const { return static_cast<double>(m_selected.start); }
    double selectedLength() const { return static_cast<double>(m_selected.length); }
    Q_INVOKABLE void select(double start, double length);  ///< scrolls it into view
    Q_INVOKABLE void hover(double start, double length);
    /// The byte under a point, -1 if there is none.
    Q_INVOKABLE double byteAt(double x, double y) const;
    double contentWidth() const;

    quint64 lineCount() const override
    {
        return (static_cast<quint64>(m_bytes.size()) + bytesPerLine - 1) / bytesPerLine;
    }

signals:
    void bytesChanged();
    void marksChanged();
    void picked(double offset);     ///< clicked, or reached by keys
    void pointedAt(double offset);  ///< -1: the pointer left

protected:
    void paintLine(QPainter& painter, quint64 line, QSizeF size) override;
    void mousePressEvent(QMouseEvent* event) override;
    void hoverMoveEvent(QHoverEvent* event) override;
    void hoverLeaveEvent(QHoverEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Span {
        quint64 start = 0, length = 0;
        bool holds(quint64 at) const { return at >= start && at - start < length; }
    };
    double characterWidth() const;
    int offsetDigits() const;
    double hexX(int byte) const;  // left edge of a byte's two digits
    double asciiX(int byte) const;
    void repaintSpan(const Span& span);

    QByteArray m_bytes;
    Span m_selected, m_hovered;
};

}  // namespace pr::models
