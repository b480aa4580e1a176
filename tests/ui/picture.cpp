// Draws the window over a real case into a PNG file, without a display.
// Usage: ui_picture CASE FILE.png [dark|light] [WIDTHxHEIGHT] [FILTER] [ROW] [VIEW]
#include "models/case_packet_source.h"
#include "models/row_accessible.h"
#include "models/row_view.h"
#include "models/workspace.h"

#include <QGuiApplication>
#include <QQmlApplicationEngine>
#include <QQuickStyle>
#include <QQuickWindow>
#include <QSettings>
#include <QStandardPaths>
#include <QTest>

#include <cstdio>

using namespace pr::models;

namespace {

RowView* findRows(QQuickItem* root)
{
    if (!root->isVisible())
        return nullptr;
    if (auto* rows = qobject_cast<RowView*>(root))
        return rows;
    for (auto* child : root->childItems())
        if (auto* found = findRows(child))
            return found;
    return nullptr;
}

bool waitFor(const std::function<bool()>& ready)
{
    constexpr int most = 60'000;  // ms
    return QTest::qWaitFor(ready, most);
}

}  // namespace

int main(int argc, char* argv[])
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName("packetrecorder-test");
    QCoreApplication::setApplicationName("ui_picture");
    QGuiApplication application{argc, argv};
    const auto arguments = QCoreApplication::arguments();
    if (arguments.size() < 3) {
        std::fputs("usage: ui_picture CASE FILE.png [dark|light] [WIDTHxHEIGHT] [FILTER] [ROW] [VIEW]\n", stderr);
        return 2;
    }
    QSettings{}.clear();
    QQuickWindow::setGraphicsApi(QSGRendererInterface::Software);
    QQuickWindow::setTextRenderType(QQuickWindow::NativeTextRendering);
    QQuickStyle::setStyle("Basic");
    installRowAccessibility();
    loadFonts();
    Workspace workspace{[](const QString& path) { return openCase(path.toStdString()); }};
    QQmlApplicationEngine engine;
    engine.addImportPath("qrc:/");
    engine.setInitialProperties({{"workspace", QVariant::fromValue(&workspace)}});
    engine.load(QUrl{"qrc:/PacketRecorder/Main.qml"});
    if (engine.rootObjects().isEmpty())
        return 1;
    auto* window = qobject_cast<QQuickWindow*>(engine.rootObjects().front());
    const auto size = arguments.value(4, "1440x900").split('x');
    window->resize(size.value(0).toInt(), size.value(1).toInt());
    engine.singletonInstance<Theme*>(qmlTypeId("PacketRecorder.Models", 1, 0, "Theme"))
        ->setMode(arguments.value(3) == "light" ? Theme::Light : Theme::Dark);

    workspace.openCase(arguments[1]);
    waitFor([&] { return workspace.isOpen() || !workspace.error().isEmpty(); });
    if (!workspace.isOpen()) {
        std::fprintf(stderr, "%s\n", qPrintable(workspace.error()));
        return 3;
    }
    workspace.filter()->setText(arguments.value(5));
    workspace.filter()->apply();
    waitFor([&] { return !workspace.filter()->running(); });
    if (const auto row = arguments.value(6, "0").toInt(); auto* rows = findRows(window->contentItem())) {
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
