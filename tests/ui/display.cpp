#include "tests/ui/display.h"

#include <QGuiApplication>
#include <QPainter>
#include <QPixmap>
#include <QScreen>
#include <QStandardPaths>

#include <cmath>
#include <cstdlib>

namespace pr::ui_test {

namespace {

constexpr int patience = 20'000;  // ms

QByteArray hands(const QStringList& words)
{
    QProcess program;
    program.start("xdotool", words);
    program.waitForFinished(patience);
    return program.readAllStandardOutput();
}

bool alike(QRgb one, QRgb other, int tolerance)
{
    return std::abs(qRed(one) - qRed(other)) <= tolerance && std::abs(qGreen(one) - qGreen(other)) <= tolerance
        && std::abs(qBlue(one) - qBlue(other)) <= tolerance;
}

/// The text with three pixels of paper at both sides and none above and below.
QImage drawn(const Painted& painted)
{
    const QFontMetricsF metrics{painted.font};
    constexpr int margin = 3;
    QImage image{static_cast<int>(std::ceil(metrics.horizontalAdvance(painted.text))) + 40,
        static_cast<int>(std::ceil(metrics.height())) + 8, QImage::Format_RGB32};
    image.fill(painted.paper);
    QPainter painter{&image};
    painter.setFont(painted.font);
    painter.setPen(painted.ink);
    painter.drawText(QRectF{image.rect()}.adjusted(20, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        painted.text);
    painter.end();
    QRect ink;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (image.pixel(x, y) != painted.paper.rgb())
                ink |= QRect{x, y, 1, 1};
    return image.copy(ink.adjusted(-margin, 0, margin, 0));
}

}  // namespace

QString Desk::unavailable()
{
    for (const auto* program : {"Xvfb", "xdotool"})
        if (QStandardPaths::findExecutable(program).isEmpty())
            return QString{"%1 is not installed"}.arg(program);
    return {};
}

bool Desk::start(QSize size)
{
    m_server.setStandardErrorFile(QProcess::nullDevice());
    m_server.start("Xvfb",
        {"-displayfd", "1", "-nolisten", "tcp", "-noreset", "-screen", "0",
            QString{"%1x%2x24"}.arg(size.width()).arg(size.height())});
    while (!m_server.canReadLine())
        if (!m_server.waitForReadyRead(patience))
            return false;
    qputenv("DISPLAY", ':' + m_server.readLine().trimmed());
    return true;
}

Desk::~Desk()
{
    m_server.terminate();
    m_server.waitForFinished(patience);
}

int Desk::windowNamed(const QString& title)
{
    const auto windows = hands({"search", "--onlyvisible", "--name", title}).split('\n');
    return windows.front().toInt();
}

void Desk::place(int window, QSize size)
{
    const auto id = QString::number(window);
    hands({"windowmove", id, "0", "0", "windowsize", id, QString::number(size.width()), QString::number(size.height()),
        "windowfocus", id});
}

void Desk::key(const QString& keys)
{
    hands({"key", keys});
}

void Desk::type(const QString& text)
{
    hands({"type", "--delay", "20", text});
}

void Desk::click(QPoint at)
{
    hands({"mousemove", QString::number(at.x()), QString::number(at.y()), "click", "1"});
}

void Desk::wheel(QPoint at, int notchesUp)
{
    hands({"mousemove", QString::number(at.x()), QString::number(at.y()), "click", "--repeat",
        QString::number(std::abs(notchesUp)), notchesUp > 0 ? "4" : "5"});
}

QImage Desk::picture()
{
    return QGuiApplication::primaryScreen()->grabWindow(0).toImage().convertToFormat(QImage::Format_RGB32);
}

std::optional<QRect> findText(const QImage& picture, const Painted& painted, QRect area, int tolerance)
{
    const auto wanted = drawn(painted);
    area &= picture.rect();
    const auto line = [](const QImage& image, int y) { return reinterpret_cast<const QRgb*>(image.constScanLine(y)); };
    // The middle line tells most places apart.
    const int middle = wanted.height() / 2;
    const auto same = [&](int x, int y, int row) {
        const auto* shown = line(picture, y + row) + x;
        const auto* expected = line(wanted, row);
        for (int i = 0; i < wanted.width(); ++i)
            if (!alike(shown[i], expected[i], tolerance))
                return false;
        return true;
    };
    for (int y = area.top(); y + wanted.height() <= area.bottom() + 1; ++y)
        for (int x = area.left(); x + wanted.width() <= area.right() + 1; ++x) {
            bool all = same(x, y, middle);
            for (int row = 0; all && row < wanted.height(); ++row)
                all = same(x, y, row);
            if (all)
                return QRect{QPoint{x, y}, wanted.size()};
        }
    return {};
}

}  // namespace pr::ui_test
