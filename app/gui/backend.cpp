#include "app/gui/backend.h"

#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QOpenGLFunctions>
#include <QQuickWindow>
#include <QSettings>

namespace pr::gui {

namespace {

bool hasGpu()
{
    QOffscreenSurface surface;
    surface.create();
    QOpenGLContext context;
    if (!surface.isValid() || !context.create() || !context.makeCurrent(&surface))
        return false;
    const QByteArray renderer{reinterpret_cast<const char*>(context.functions()->glGetString(GL_RENDERER))};
    context.doneCurrent();
    for (const auto* emulated : {"llvmpipe", "softpipe", "swrast", "SWR"})
        if (renderer.contains(emulated))
            return false;
    return !renderer.isEmpty();
}

}  // namespace

void chooseBackend()
{
    if (qEnvironmentVariableIsSet("QT_QUICK_BACKEND"))
        return;
    const auto setting = QSettings{}.value("look/renderer").toString();
    if (setting == "software" || (setting != "gpu" && !hasGpu()))
        QQuickWindow::setGraphicsApi(QSGRendererInterface::Software);
}

}  // namespace pr::gui
