// For tests: an X server of our own, with hands and eyes. Keys and mouse are pressed by xdotool as a user presses them;
// what the screen shows is read off its pixels.
#pragma once

#include <QColor>
#include <QFont>
#include <QImage>
#include <QPoint>
#include <QProcess>
#include <QStringList>

#include <memory>
#include <optional>

namespace pr::ui_test {

class Desk {  // not "Display": that is Xlib's
public:
    /// Empty, or which program is not there.
    static QString unavailable();
    /// Starts Xvfb and names it in DISPLAY. Before the QGuiApplication is made.
    bool start(QSize size);
    ~Desk();

    /// The visible window with this in its title, 0 if there is none.
    static int windowNamed(const QString& title);
    /// There is no window manager: the test places the window and gives it the focus.
    static void place(int window, QSize size);
    static void key(const QString& keys);  ///< as xdotool writes them: "ctrl+e"
    static void type(const QString& text);
    static void click(QPoint at);
    static void wheel(QPoint at, int notchesUp);
    static QImage picture();

private:
    QProcess m_server;
};

/// Text as the window paints it on one colour.
struct Painted {
    QString text;
    QFont font;
    QColor ink, paper;
};

/// Where the text stands on the picture within `area`, with some of its paper to the left and right, so that "5" is not
/// found in "15". `tolerance`: how far a colour channel may be off.
std::optional<QRect> findText(const QImage& picture, const Painted& painted, QRect area, int tolerance = 0);

}  // namespace pr::ui_test
