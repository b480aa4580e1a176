// For tests: the whole window, in this process, over whatever its workspace opens.
#pragma once

#include "models/row_accessible.h"
#include "models/theme.h"
#include "models/workspace.h"

#include <QCoreApplication>
#include <QQmlApplicationEngine>
#include <QQuickItem>
#include <QQuickStyle>
#include <QQuickWindow>
#include <QSettings>
#include <QStandardPaths>

namespace pr::ui_test {

/// What is set before the QGuiApplication is made: the platform, and a place for settings that is nobody's.
inline void prepareProcess(const char* name, const char* platform)
{
    qputenv("QT_QPA_PLATFORM", platform);
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName("packetrecorder-test");
    QCoreApplication::setApplicationName(name);
}

enum class Drawing : bool { Software, OpenGl };

/// What the program does once it has a QGuiApplication.
inline void prepareWindows(Drawing drawing)
{
    QSettings{}.clear();
    if (drawing == Drawing::Software)
        QQuickWindow::setGraphicsApi(QSGRendererInterface::Software);
    QQuickWindow::setTextRenderType(QQuickWindow::NativeTextRendering);
    QQuickStyle::setStyle("Basic");
    models::installRowAccessibility();
    models::loadFonts();
}

class MainWindow {
public:
    explicit MainWindow(models::Workspace::Opener opener) : m_workspace{std::move(opener)}
    {
        m_engine.addImportPath("qrc:/");
        m_engine.setInitialProperties({{"workspace", QVariant::fromValue(&m_workspace)}});
        m_engine.load(QUrl{"qrc:/PacketRecorder/Main.qml"});
        if (!m_engine.rootObjects().isEmpty())
            m_window = qobject_cast<QQuickWindow*>(m_engine.rootObjects().front());
    }
    /// Null where the views could not be loaded.
    QQuickWindow* window() const { return m_window; }
    models::Workspace& workspace() { return m_workspace; }
    models::Theme* theme()
    {
        return m_engine.singletonInstance<models::Theme*>(qmlTypeId("PacketRecorder.Models", 1, 0, "Theme"));
    }

private:
    models::Workspace m_workspace;
    QQmlApplicationEngine m_engine;
    QQuickWindow* m_window = nullptr;
};

/// The first visible item of a class below another; null where there is none.
template <class T> T* findItem(QQuickItem* root)
{
    if (!root->isVisible())
        return nullptr;
    if (auto* found = qobject_cast<T*>(root))
        return found;
    for (auto* child : root->childItems())
        if (auto* found = findItem<T>(child))
            return found;
    return nullptr;
}

}  // namespace pr::ui_test
