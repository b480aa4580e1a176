// The capture dialogue in the window, by keys alone: what is written, what is wrong with it, and that it is not lost.
// The worker is the real one; captures of lo run where they are allowed.
#include "tests/ui/hands.h"
#include "tests/ui/main_window.h"
#include "tests/ui/synthetic_case.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QTest>

#include <cstdio>

using namespace pr::models;
using pr::ui_test::MainWindow;
using pr::ui_test::SyntheticCase;

class CaptureSheetTest : public QObject, pr::ui_test::Hands {
    Q_OBJECT
private slots:
    void initTestCase() { qInstallMessageHandler(count); }
    void cleanupTestCase()
    {
        qInstallMessageHandler(nullptr);
        QVERIFY2(s_complaints.isEmpty(), qPrintable(s_complaints.join('\n')));
    }
    void init()
    {
        QSettings{}.clear();
        m_shown = std::make_unique<MainWindow>([](const QString& path) -> pr::Outcome<std::shared_ptr<CaseSource>> {
            if (path.contains("broken"))
                return pr::Unexpected{pr::Failure{pr::Status::Permission, "The helper has no right to open devices.",
                    "Grant it: sudo setcap cap_net_raw+ep /usr/libexec/helper"}};
            return std::shared_ptr<CaseSource>{std::make_shared<SyntheticCase>(1'000, false)};
        });
        m_workspace = &m_shown->workspace();
        m_window = m_shown->window();
        QVERIFY(m_window);
        m_window->resize(1024, 700);
        QVERIFY(QTest::qWaitForWindowExposed(m_window));
    }
    void cleanup() { m_shown.reset(); }

    void a_wrong_filter_is_told_beside_its_interface_and_outlives_the_dialogue()
    {
        openSheet();
        key(Qt::Key_Tab);
        QCOMPARE(focusName(), QString{"Capture filter of lo"});
        type("tcp port (");
        QTRY_VERIFY_WITH_TIMEOUT(says("This is no capture filter"), patience);
        QVERIFY(tabTo("Stop after packets"));
        key(Qt::Key_Return);  // not with this filter: back to it
        QCOMPARE(focusName(), QString{"Capture filter of lo"});
        QVERIFY(!m_workspace->capture());
        key(Qt::Key_Escape);
        QTRY_VERIFY(!named("Capture"));
        QTRY_VERIFY(named("Capture…"));

        openSheet();
        QTRY_VERIFY(says("This is no capture filter"));
        key(Qt::Key_Tab);
        QCOMPARE(m_window->activeFocusItem()->property("text").toString(), QString{"tcp port ("});
        key(Qt::Key_Backspace);
        type("80");
        QTRY_VERIFY_WITH_TIMEOUT(!says("This is no capture filter"), patience);
        QVERIFY(m_workspace->plan()->arguments().contains("--filter=tcp port 80"));
    }
    void every_field_is_reached_with_tab_in_the_order_in_which_it_stands()
    {
        openSheet();
        QStringList seen;
        QStringList wanted{"Capture filter of lo", "Bytes kept of a packet of lo", "Promiscuous mode of lo",
            "Capture filter of the others", "Bytes kept of a packet", "Name of the session"};
        if (m_workspace->plan()->xdpOffered())
            wanted << "Packet sockets"
                   << "XDP";
        wanted << "Promiscuous"
               << "Start at (local time, or UTC with Z)"
               << "Stop at (local time, or UTC with Z)"
               << "Stop when so little is free on the disk"
               << "Stop after seconds"
               << "Stop after packets"
               << "Stop after bytes"
               << "Bytes on the disk"
               << "Seconds"
               << "Seconds until an alert"
               << "Cancel"
               << "Start";
        for (qsizetype i = 0; i < wanted.size(); ++i) {
            key(Qt::Key_Tab);
            seen.append(focusName());
        }
        QCOMPARE(seen, wanted);
        QVERIFY(tabTo("Bytes kept of a packet of lo"));  // round again
        key(Qt::Key_Down);
        QVERIFY(inList());
    }
    void a_number_that_cannot_be_is_told_below_its_field()
    {
        openSheet();
        QVERIFY(tabTo("Bytes on the disk"));
        type("3M");
        QTRY_VERIFY(shows("Takes 4M or more: packets are dropped by blocks of up to 1 MiB."));
        QVERIFY(tabTo("Start"));
        key(Qt::Key_Space);
        QCOMPARE(focusName(), QString{"Bytes on the disk"});
        key(Qt::Key_Backspace);
        key(Qt::Key_Backspace);
        type("64M");
        QTRY_VERIFY(!shows("Takes 4M or more: packets are dropped by blocks of up to 1 MiB."));
        QVERIFY(m_workspace->plan()->isValid());
    }
    void without_an_interface_the_dialogue_asks_for_one()
    {
        openSheet();
        key(Qt::Key_Space);
        QTRY_VERIFY(shows("Tick at least one interface."));
        QVERIFY(tabTo("Stop after packets"));
        key(Qt::Key_Return);
        QVERIFY(inList());
    }
    void an_interface_has_a_mode_of_its_own()
    {
        openSheet();
        QVERIFY(tabTo("Promiscuous mode of lo"));
        key(Qt::Key_Space);
        QVERIFY(m_workspace->plan()->arguments().join(' ').contains("--interface=lo --promisc=false"));
        QVERIFY(tabTo("Promiscuous"));
        key(Qt::Key_Space);
        QVERIFY(m_workspace->plan()->arguments().contains("--promisc=false"));
    }
    void a_capture_that_cannot_begin_says_why_in_the_dialogue_and_keeps_what_was_written()
    {
        openSheet();
        QVERIFY(tabTo("Stop when so little is free on the disk"));
        key(Qt::Key_A, Qt::ControlModifier);
        type("999999G");
        QVERIFY(tabTo("Name of the session"));
        type("lab");
        key(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->error().contains("--min-free"), patience);
        QCOMPARE(focusName(), QString{"Name of the session"});
        QCOMPARE(m_window->activeFocusItem()->property("text").toString(), QString{"lab"});
        QVERIFY(named("Start"));
        QVERIFY(tabTo("Dismiss"));
        key(Qt::Key_Space);
        QCOMPARE(m_workspace->error(), QString{});
    }
    void the_command_that_grants_a_missing_right_is_copied_in_the_dialogue()
    {
        m_workspace->openCase("/evidence/broken.prcase");
        QTRY_VERIFY(!m_workspace->errorCommand().isEmpty());
        openSheet();
        QGuiApplication::clipboard()->clear();
        QVERIFY(tabTo("Copy command"));
        key(Qt::Key_Space);
        QCOMPARE(QGuiApplication::clipboard()->text(), QString{"sudo setcap cap_net_raw+ep /usr/libexec/helper"});
    }
    void a_capture_waits_for_a_trigger_until_somebody_asks_for_everything()
    {
        openSheet();
        QVERIFY(tabTo("Capture filter of lo"));
        type("tcp port 1");
        QVERIFY(tabTo("Seconds until an alert"));
        type("60");
        key(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->capture() || !m_workspace->error().isEmpty(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->capture()->begun() || !m_workspace->capture()->running(), patience);
        if (!m_workspace->capture()->begun())
            QSKIP(qPrintable("needs the right to record: " + m_workspace->error()));
        QTRY_VERIFY(!named("Interfaces"));  // though no packet came
        QTRY_VERIFY(named("Keep everything"));
        key(Qt::Key_K, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY_WITH_TIMEOUT(named("All is kept from now on"), patience);
        QVERIFY(!named("Keep everything"));
        key(Qt::Key_E, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->capture()->state(), Job::Cancelled, patience);
        for (const auto* end : {"", ".anchor", "-wal", "-shm"})
            QFile::remove(m_workspace->casePath() + end);
    }
    void the_alerts_that_are_waited_for_are_ticked_by_name()
    {
        openSheet();
        QVERIFY(!named("scan-vertical"));
        QVERIFY(tabTo("Seconds until an alert"));
        type("60");
        key(Qt::Key_Tab);
        QCOMPARE(focusName(), QString{"scan-vertical"});
        key(Qt::Key_Space);
        QCOMPARE(m_workspace->plan()->awaited(), QStringList{"scan-vertical"});
        QVERIFY(m_workspace->plan()->arguments().contains("--trigger-on=scan-vertical"));
    }
    void a_capture_that_begins_later_says_when_and_can_be_given_up()
    {
        openSheet();
        QVERIFY(tabTo("Start at (local time, or UTC with Z)"));
        type("soon");
        QTRY_VERIFY(shows("Takes a time: 2026-11-23T22:00 is this machine's own, 2026-11-23T22:00Z is UTC."));
        key(Qt::Key_A, Qt::ControlModifier);
        type("2199-11-23 22:00Z");
        key(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->capture() && m_workspace->capture()->underWay(), patience);
        QTRY_VERIFY(!named("Interfaces"));
        QTRY_VERIFY(shows("The capture begins at 2199-11-23 22:00:00 UTC."));
        key(Qt::Key_E, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->capture()->state(), Job::Cancelled, patience);
        QVERIFY(m_workspace->capture()->message().contains("nothing was recorded"));
    }
    void xdp_says_what_it_does_not_see_and_takes_the_place_of_promiscuous_mode()
    {
        openSheet();
        auto* interfaces = m_workspace->interfaces();
        interfaces->take(R"([{"name":"lo","state":"up","addresses":[],"backends":["libpcap","xdp"]}])");
        QVERIFY(tabTo("XDP"));
        QVERIFY(named("Promiscuous"));
        QVERIFY(!named("One packet of"));
        key(Qt::Key_Space);
        QTRY_VERIFY(m_workspace->plan()->xdp());
        QVERIFY(!named("Promiscuous") && !named("Promiscuous mode of lo"));
        QVERIFY(says("XDP sees received frames only"));
        key(Qt::Key_Tab);
        QCOMPARE(focusName(), QString{"One packet of"});
        type("0");
        QTRY_VERIFY(shows("Takes a number from 1 on."));
        QVERIFY(tabTo("Start"));
        key(Qt::Key_Space);
        QCOMPARE(focusName(), QString{"One packet of"});
        interfaces->take(R"([{"name":"lo","state":"up","addresses":[],"backends":["libpcap"]}])");
        QTRY_VERIFY(!named("XDP") && !named("One packet of"));
        QVERIFY(m_workspace->plan()->isValid());
    }
    void it_fits_into_small_windows_and_large_text_in_both_themes()
    {
        m_workspace->openCase("/evidence/broken.prcase");
        QTRY_VERIFY(!m_workspace->errorCommand().isEmpty());
        auto* theme = m_shown->theme();
        openSheet();
        m_workspace->plan()->set("ring-size", "3M");
        m_workspace->plan()->set("count", "many");
        m_workspace->plan()->set("pre-trigger", "60");
        m_workspace->interfaces()->take(R"([{"name":"lo","state":"up","addresses":[],"backends":["libpcap","xdp"]}])");
        m_workspace->plan()->setXdp(true);
        for (const auto mode : {Theme::Dark, Theme::Light})
            for (const double scale : {1.0, 1.5})
                for (const auto& size : {QSize{640, 480}, QSize{1024, 700}, QSize{1440, 900}}) {
                    theme->setMode(mode);
                    theme->setScale(scale);
                    m_window->resize(size);
                    QTest::qWait(50);
                    QStringList faults;
                    examine(m_window->contentItem(), faults);
                    QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
                    // what has the focus is inside the window, also where the dialogue is scrolled
                    for (const auto* name : {"scan-vertical", "Capture filter of lo"}) {
                        QVERIFY(tabTo(name));
                        auto* item = m_window->activeFocusItem();
                        const auto box = item->mapRectToScene({0, 0, item->width(), item->height()});
                        QVERIFY2(QRectF({}, m_window->size()).contains(box), name);
                    }
                }
        theme->setScale(1);
    }

private:
    static void count(QtMsgType type, const QMessageLogContext&, const QString& message)
    {
        if (type != QtDebugMsg && type != QtInfoMsg && !message.contains("XDG_RUNTIME_DIR"))
            s_complaints.append(message);
        std::fprintf(stderr, "%s\n", qPrintable(message));
    }
    static inline QStringList s_complaints;
    static constexpr int patience = 20'000;  // ms

    /// Whether the list or a row of it has the focus, not a field of a row.
    bool inList()
    {
        auto* list = named("Interfaces");
        auto* item = m_window->activeFocusItem();
        return list && item && list->hasActiveFocus()
            && (item == list || nameOf(item).section(',', 0, 0) == currentName(list));
    }
    QString currentName(QQuickItem* list)
    {
        const auto row = list->property("currentIndex").toInt();
        auto* interfaces = m_workspace->interfaces();
        return interfaces->data(interfaces->index(row), InterfacesModel::Name).toString();
    }
    /// lo alone is ticked, and the list has the focus.
    void openSheet()
    {
        key(Qt::Key_E, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(inList(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(
            m_workspace->interfaces()->count() > 0 && !m_workspace->interfaces()->loading(), patience);
        auto* interfaces = m_workspace->interfaces();
        const auto all = interfaces->match(interfaces->index(0), InterfacesModel::Name, "lo", 1, Qt::MatchExactly);
        QCOMPARE(all.size(), 1);
        for (int row = 0; row < interfaces->count(); ++row)
            key(Qt::Key_Up);
        for (int row = 0; row < all.front().row(); ++row)
            key(Qt::Key_Down);
        if (interfaces->chosenNames() != QStringList{"lo"})
            key(Qt::Key_Space);  // the suggestion gives way
        QCOMPARE(interfaces->chosenNames(), QStringList{"lo"});
    }
    /// Whether a visible text begins so.
    bool says(const QString& beginning, QQuickItem* item = nullptr) const
    {
        if (!item)
            item = m_window->contentItem();
        if (!item->isVisible())
            return false;
        if (item->property("text").toString().startsWith(beginning))
            return true;
        const auto children = item->childItems();
        return std::any_of(children.begin(), children.end(), [&](QQuickItem* child) { return says(beginning, child); });
    }

    std::unique_ptr<MainWindow> m_shown;
    Workspace* m_workspace = nullptr;
};

int main(int argc, char* argv[])
{
    pr::ui_test::prepareProcess("capture_sheet_test", "offscreen");
    QGuiApplication application{argc, argv};
    pr::ui_test::prepareWindows(pr::ui_test::Drawing::Software);
    CaptureSheetTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "capture_sheet_test.moc"
