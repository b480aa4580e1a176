// Draws the window's screens over a synthetic case into PNG files, to be looked at after a change of the views.
// Usage: ui_screens FOLDER. Runs offscreen with the software renderer, so two runs are equal in every pixel.
#include "tests/ui/main_window.h"
#include "tests/ui/synthetic_case.h"

#include "models/row_view.h"

#include <QDir>
#include <QGuiApplication>
#include <QTest>

#include <cstdio>

using namespace pr::models;
using pr::ui_test::findItem;

namespace {

class Screens {
public:
    Screens(QString folder, Workspace& workspace, QQuickWindow& window, Theme& theme)
        : m_folder{std::move(folder)}, m_workspace{workspace}, m_window{window}, m_theme{theme}
    {
    }

    void draw()
    {
        for (const auto mode : {Theme::Dark, Theme::Light}) {
            m_theme.setMode(mode);
            for (const auto& size : {QSize{1024, 700}, QSize{1440, 900}}) {
                m_window.resize(size);
                m_name = QString("%1-%2").arg(mode == Theme::Dark ? "dark" : "light").arg(size.width());
                m_workspace.closeCase();
                shot("start");
                m_workspace.openCase("/evidence/site-b.prcase");
                QTest::qWait(300);
                findItem<RowView>(m_window.contentItem())->setCurrentRow(8);
                QTest::qWait(200);
                m_workspace.details()->tree()->setExpanded(3, true);
                m_workspace.details()->tree()->setExpanded(2, true);
                m_workspace.details()->setCurrentRow(4);
                shot("packets");
                filter("tls and ip.addr == 10.20.4.0/24");
                shot("filtered");
                filter("none");
                shot("empty");
                m_workspace.filter()->setText("ip.addr == (10.0.0.1");
                shot("invalid");
                m_workspace.filter()->clear();
                findItem<RowView>(m_window.contentItem())->setCurrentRow(20);
                QTest::qWait(200);
                m_workspace.follow("tcp");
                shot("stream");
                m_workspace.stream()->close();
                for (const auto* view : {"certificates", "alerts", "settings"}) {
                    QMetaObject::invokeMethod(&m_window, "goToView", Q_ARG(QVariant, QString{view}));
                    QTest::qWait(200);
                    if (auto* rows = findItem<RowView>(m_window.contentItem()))
                        rows->setCurrentRow(0);
                    shot(view);
                }
                QMetaObject::invokeMethod(&m_window, "goToView", Q_ARG(QVariant, QString{"packets"}));
                sheet(Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier, "export");
                sheet(Qt::Key_E, Qt::ControlModifier, "capture");
                wrongCapture();
                sheet(Qt::Key_G, Qt::ControlModifier, "goto");
                sheet(Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier, "pipe");
            }
        }
    }

private:
    void filter(const QString& text)
    {
        m_workspace.filter()->setText(text);
        m_workspace.filter()->apply();
        QTest::qWait(300);
    }
    void sheet(Qt::Key key, Qt::KeyboardModifiers modifiers, const QString& what)
    {
        QTest::keyClick(&m_window, key, modifiers);
        shot(what);
        QTest::keyClick(&m_window, Qt::Key_Escape);
        QTest::qWait(200);
    }
    /// With all that can be asked for, and some of it wrong.
    void wrongCapture()
    {
        auto* plan = m_workspace.plan();
        plan->setXdp(true);
        for (const auto& [field, text] : {std::pair{"start-at", "tonight"}, {"ring-size", "3M"}, {"pre-trigger", "60"},
                 {"ring-duration", "60"}, {"filter", "tcp port ("}})
            plan->set(field, text);
        plan->await("scan-vertical", true);
        QTest::qWait(1000);
        sheet(Qt::Key_E, Qt::ControlModifier, "capture-wrong");
        plan->setXdp(false);
        for (const auto* field : {"start-at", "ring-size", "pre-trigger", "ring-duration", "filter"})
            plan->set(field, {});
        plan->await("scan-vertical", false);
    }
    void shot(const QString& what)
    {
        QTest::qWait(350);
        m_window.grabWindow().save(QDir{m_folder}.filePath(m_name + '-' + what + ".png"));
    }

    QString m_folder, m_name;
    Workspace& m_workspace;
    QQuickWindow& m_window;
    Theme& m_theme;
};

}  // namespace

int main(int argc, char* argv[])
{
    pr::ui_test::prepareProcess("ui_screens", "offscreen");
    QGuiApplication application{argc, argv};
    if (argc != 2 || !QDir{}.mkpath(argv[1])) {
        std::fputs("usage: ui_screens FOLDER\n", stderr);
        return 2;
    }
    pr::ui_test::prepareWindows(pr::ui_test::Drawing::Software);
    pr::ui_test::MainWindow shown{[](const QString&) -> pr::Outcome<std::shared_ptr<CaseSource>> {
        return {std::make_shared<pr::ui_test::SyntheticCase>()};
    }};
    if (!shown.window())
        return 1;
    Screens{argv[1], shown.workspace(), *shown.window(), *shown.theme()}.draw();
    return 0;
}
