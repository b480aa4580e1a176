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

#include <cstdio>

int main(int argc, char* argv[])
{
    QCoreApplication::setOrganizationName("packetrecorder");
    QCoreApplication::setOrganizationDomain("packetrecorder.org");
    QCoreApplication::setApplicationName("packetrecorder-gui");
    QCoreApplication::setApplicationVersion("0.1.0");
    QGuiApplication::setDesktopFileName("org.packetrecorder.Workstation");
    QGuiApplication application{argc, argv};
    QGuiApplication::setWindowIcon(QIcon{":/icons/packetrecorder.png"});

    QCommandLineParser parser;
    parser.setApplicationDescription("Opens cases and captures in the window of packetrecorder.");
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(
        "file", "A case (.prcase) or captures (pcap, pcapng), which are added to a case.", "[CASE | CAPTURE...]");
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
    return QGuiApplication::exec();
}
