#include "app/gui/backend.h"

#include "models/case_packet_source.h"
#include "models/row_accessible.h"
#include "models/workspace.h"

#include <QCommandLineParser>
#include <QGuiApplication>
#include <QIcon>
#include <QQmlApplicationEngine>
#include <QQuickStyle>
#include <QQuickWindow>
#include <QTimer>

#include <cstdio>

int main(int argc, char* argv[])
{
    QCoreApplication::setOrganizationName("packetrecorder");
    QCoreApplication::setOrganizationDomain("packetrecorder.org");
    QCoreApplication::setApplicationName("packetrecorder-gui");
    QCoreApplication::setApplicationVersion("0.1.0");
    QGuiApplication::setDesktopFileName("org.packetrecorder.Packetrecorder");
    QGuiApplication application{argc, argv};
    QGuiApplication::setWindowIcon(QIcon{":/icons/packetrecorder.png"});

    QCommandLineParser parser;
    parser.setApplicationDescription("Opens cases and captures in the window of packetrecorder.");
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument("file",
        "A case (.prcase), captures (pcap, pcapng), which are added to a case, or a pipe through which packets come: a "
        "named one, or - for the standard input.",
        "[CASE | CAPTURE... | PIPE | -]");
    const QCommandLineOption picture{"picture", "Saves a picture of the window to a PNG file and quits.", "FILE"};
    parser.addOption(picture);
    parser.process(application);

    pr::gui::chooseBackend();
    QQuickWindow::setTextRenderType(QQuickWindow::NativeTextRendering);
    QQuickStyle::setStyle("Basic");
    pr::models::installRowAccessibility();
    if (!pr::models::loadFonts())
        std::fputs("packetrecorder-gui: a font of the resources could not be loaded.\n", stderr);

    pr::models::Workspace workspace{[](const QString& path) { return pr::models::openCase(path.toStdString()); }};
    QQmlApplicationEngine engine;
    engine.addImportPath("qrc:/");
    engine.setInitialProperties({{"workspace", QVariant::fromValue(&workspace)}});
    engine.load(QUrl{"qrc:/PacketRecorder/Main.qml"});
    if (engine.rootObjects().isEmpty())
        return 1;
    workspace.openPaths(parser.positionalArguments());
    if (parser.isSet(picture)) {
        auto* window = qobject_cast<QQuickWindow*>(engine.rootObjects().constFirst());
        constexpr int settled = 1500;  // ms: the first rows come from another thread
        QTimer::singleShot(settled, window, [window, file = parser.value(picture)] {
            const bool saved = window->grabWindow().save(file, "PNG");
            if (!saved)
                std::fprintf(stderr, "packetrecorder-gui: The picture cannot be written to %s.\n", qPrintable(file));
            QCoreApplication::exit(saved ? 0 : 4);
        });
    }
    return QGuiApplication::exec();
}
