// Draws the window over a real case into a PNG file, without a display.
// Usage: ui_picture CASE FILE.png [dark|light] [WIDTHxHEIGHT] [FILTER] [ROW] [VIEW]
#include "models/case_packet_source.h"
#include "models/row_view.h"
#include "tests/ui/main_window.h"

#include <QGuiApplication>
#include <QTest>

#include <cstdio>

using namespace pr::models;

namespace {

bool waitFor(const std::function<bool()>& ready)
{
    constexpr int most = 60'000;  // ms
    return QTest::qWaitFor(ready, most);
}

}  // namespace

int main(int argc, char* argv[])
{
    pr::ui_test::prepareProcess("ui_picture", "offscreen");
    QGuiApplication application{argc, argv};
    const auto arguments = QCoreApplication::arguments();
    if (arguments.size() < 3) {
        std::fputs("usage: ui_picture CASE FILE.png [dark|light] [WIDTHxHEIGHT] [FILTER] [ROW] [VIEW]\n", stderr);
        return 2;
    }
    pr::ui_test::prepareWindows(pr::ui_test::Drawing::Software);
    pr::ui_test::MainWindow shown{[](const QString& path) { return openCase(path.toStdString()); }};
    auto* window = shown.window();
    if (!window)
        return 1;
    auto& workspace = shown.workspace();
    const auto size = arguments.value(4, "1440x900").split('x');
    window->resize(size.value(0).toInt(), size.value(1).toInt());
    shown.theme()->setMode(arguments.value(3) == "light" ? Theme::Light : Theme::Dark);

    workspace.openCase(arguments[1]);
    waitFor([&] { return workspace.isOpen() || !workspace.error().isEmpty(); });
    if (!workspace.isOpen()) {
        std::fprintf(stderr, "%s\n", qPrintable(workspace.error()));
        return 3;
    }
    workspace.filter()->setText(arguments.value(5));
    workspace.filter()->apply();
    waitFor([&] { return !workspace.filter()->running(); });
    if (const auto row = arguments.value(6, "0").toInt();
        auto* rows = pr::ui_test::findItem<RowView>(window->contentItem())) {
        rows->setCurrentRow(row);
        waitFor([&] {
            return workspace.packets()->count() == 0 || workspace.details()->number() > 0
                || !workspace.details()->error().isEmpty();
        });
    }
    if (arguments.size() > 7)
        QMetaObject::invokeMethod(window, "goToView", Q_ARG(QVariant, arguments[7]));
    QTest::qWait(800);
    return window->grabWindow().save(arguments[2]) ? 0 : 4;
}
