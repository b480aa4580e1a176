// The whole window over a computed case: the way of a keyboard, filters, the link of fields and bytes, geometry, names
// for screen readers.
#include "tests/ui/hands.h"
#include "tests/ui/main_window.h"
#include "tests/ui/synthetic_case.h"

#include "models/hex_view.h"
#include "models/row_view.h"

#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QTest>

using namespace pr::models;
using pr::ui_test::MainWindow;
using pr::ui_test::SyntheticCase;

class WindowTest : public QObject, pr::ui_test::Hands {
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
            if (path.contains("broken-command"))
                return pr::Unexpected{pr::Failure{pr::Status::Permission, "The helper has no right to open devices.",
                    "Grant it: sudo setcap cap_net_raw+ep /usr/libexec/helper"}};
            if (path.contains("broken"))
                return pr::Unexpected{
                    pr::Failure{pr::Status::Storage, "Cannot open broken.prcase: page 7 is damaged.", "Verify it."}};
            return std::shared_ptr<CaseSource>{std::make_shared<SyntheticCase>(100'000'000, path.contains("hostile"))};
        });
        m_workspace = &m_shown->workspace();
        m_window = m_shown->window();
        QVERIFY(m_window);
        m_window->resize(1024, 700);
        QVERIFY(QTest::qWaitForWindowExposed(m_window));
    }
    void cleanup() { m_shown.reset(); }

    void without_a_case_the_start_page_says_how_to_begin()
    {
        QVERIFY(named("Open capture…"));
        QVERIFY(named("New case…"));
        QVERIFY(named("Capture…"));
        QVERIFY(m_window->activeFocusItem());
    }
    void a_case_that_cannot_be_opened_says_why_and_leaves_the_start_page()
    {
        m_workspace->openCase("/evidence/broken.prcase");
        QTRY_COMPARE(m_workspace->error(), QString{"Cannot open broken.prcase: page 7 is damaged. Verify it."});
        QVERIFY(!m_workspace->isOpen());
        QTRY_VERIFY(named("Open capture…"));
    }
    void the_keyboard_alone_filters_goes_to_a_packet_and_follows_its_stream()
    {
        open();
        key(Qt::Key_Slash, Qt::ControlModifier);
        QTRY_COMPARE(focusName(), QString{"Display filter"});
        type("tls");
        QTRY_COMPARE(m_workspace->filter()->verdict(), FilterModel::Valid);
        key(Qt::Key_Return);
        QTRY_COMPARE(m_workspace->filter()->applied(), QString{"tls"});
        QTRY_COMPARE(m_workspace->packets()->countAsReal(), 12'500'000.0);
        QTRY_COMPARE(focusName(), QString{"Packets"});

        key(Qt::Key_G, Qt::ControlModifier);
        QTRY_COMPARE(focusName(), QString{"Packet number"});
        type("801");
        key(Qt::Key_Return);
        QTRY_COMPARE(rows()->currentNumber(), 801.0);
        QTRY_COMPARE(m_workspace->details()->number(), 801.0);
        key(Qt::Key_F8);
        QTRY_COMPARE(m_workspace->details()->number(), 809.0);
        key(Qt::Key_Up, Qt::ControlModifier);
        QTRY_COMPARE(m_workspace->details()->number(), 801.0);

        key(Qt::Key_T, Qt::ControlModifier | Qt::AltModifier | Qt::ShiftModifier);
        QTRY_VERIFY(m_workspace->stream()->open() && !m_workspace->stream()->loading());
        QTRY_COMPARE(focusName(), QString{"Content of the stream"});
        key(Qt::Key_Escape);
        QTRY_VERIFY(!m_workspace->stream()->open());
    }
    void what_a_session_lost_stands_below_all_of_its_tables()
    {
        open();
        const QString said = "1,204 packets lost (kernel 1,200, interface 4)";
        const QByteArray views[]{"packets", "certificates", "alerts"};
        for (const auto& view : views) {
            QVERIFY(m_window->setProperty("view", view));
            QTRY_VERIFY2(named(said), view);
        }
        m_workspace->setSession(0);
        QTRY_VERIFY(!named(said));
    }
    void completion_takes_a_suggestion_with_tab()
    {
        open();
        key(Qt::Key_Slash, Qt::ControlModifier);
        type("tcp.p");
        QTest::qWait(50);
        key(Qt::Key_Tab);
        QTRY_COMPARE(m_workspace->filter()->text(), QString{"tcp.port"});
        QCOMPARE(focusName(), QString{"Display filter"});
    }
    void an_invalid_filter_names_the_column_and_leaves_the_table_as_it_is()
    {
        open();
        m_workspace->filter()->setText("ip.addr == (10.0.0.1");
        QCOMPARE(m_workspace->filter()->verdict(), FilterModel::Invalid);
        QCOMPARE(m_workspace->filter()->column(), 11);
        QVERIFY(!m_workspace->filter()->apply());
        QCOMPARE(m_workspace->packets()->countAsReal(), 100'000'000.0);
        QVERIFY(named("Display filter"));
    }
    void a_running_filter_shows_first_rows_and_is_stopped_with_escape()
    {
        open();
        m_workspace->filter()->setText("slow");
        m_workspace->filter()->apply();
        QTRY_COMPARE(m_workspace->packets()->countAsReal(), 12'500'000.0);
        QVERIFY(m_workspace->filter()->running());
        QElapsedTimer clock;
        clock.start();
        key(Qt::Key_Escape);
        QTRY_VERIFY(m_workspace->filter()->stopped());
        QVERIFY2(clock.elapsed() < 500, "stopping a search took too long");
        QCOMPARE(m_workspace->packets()->countAsReal(), 12'500'000.0);
    }
    void a_filter_that_fails_while_it_runs_says_why()
    {
        open();
        m_workspace->filter()->setText("bad");
        m_workspace->filter()->apply();
        QTRY_COMPARE(m_workspace->filter()->error(),
            QString{"Block 71 of the case does not fit its digest. The rows before it stand."});
    }
    void filters_are_kept_and_combined()
    {
        open();
        auto* filter = m_workspace->filter();
        filter->setText("tls");
        filter->apply();
        QCOMPARE(filter->history().value(0), QString{"tls"});
        filter->combine("and", "tcp.srcport == 51422");
        QCOMPARE(filter->text(), QString{"tls and (tcp.srcport == 51422)"});
        filter->combine("not", "dns");
        QCOMPARE(filter->text(), QString{"not dns"});
        filter->combine("", "ip.src == 10.0.0.1");
        filter->combine("or not", "arp");
        QCOMPARE(filter->text(), QString{"(ip.src == 10.0.0.1) or not arp"});
    }
    void a_byte_selects_its_field_and_a_field_its_bytes()
    {
        open();
        rows()->setCurrentRow(3);
        auto* details = m_workspace->details();
        QTRY_COMPARE(details->number(), 4.0);
        details->selectByte(35);
        QCOMPARE(details->currentName(), QString{"tcp.srcport"});
        QCOMPARE(details->start(), 34.0);
        QCOMPARE(details->length(), 2.0);
        QCOMPARE(details->currentFilter(), QString{"tcp.srcport == 51422"});
        auto* hex = find<HexView>(m_window->contentItem());
        QTRY_COMPARE(hex->selectedStart(), 34.0);
        QCOMPARE(hex->selectedLength(), 2.0);
        // The next packet opens the same way, with the same field selected.
        rows()->setCurrentRow(4);
        QTRY_COMPARE(details->number(), 5.0);
        QCOMPARE(details->currentName(), QString{"tcp.srcport"});
    }
    void a_packet_that_cannot_be_read_says_so()
    {
        open();
        rows()->setCurrentRow(998);
        QTRY_VERIFY(m_workspace->details()->error().contains("cannot be read"));
    }
    void an_alert_leads_to_its_packets_and_back()
    {
        open();
        QCOMPARE(m_workspace->tables(), (QList<int>{Workspace::Packets, Workspace::Certificates, Workspace::Alerts}));
        key(Qt::Key_3, Qt::AltModifier);
        QTRY_COMPARE(focusName(), QString{"Alerts"});
        QTRY_COMPARE(rows()->lineCount(), 1U);
        QTRY_COMPARE(rows()->currentNumber(), 1.0);  // the first is open at once
        QTRY_VERIFY(shows("Is the clock of the capture right?"));
        QStringList faults;
        examine(m_window->contentItem(), faults);
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
        key(Qt::Key_Return);
        QTRY_COMPARE(m_workspace->filter()->applied(), QString{"tls"});
        QTRY_COMPARE(focusName(), QString{"Packets"});
        key(Qt::Key_Left, Qt::AltModifier);
        QTRY_COMPARE(focusName(), QString{"Alerts"});
    }
    void the_doubts_of_an_alert_lead_to_packets_by_keyboard()
    {
        open();
        key(Qt::Key_3, Qt::AltModifier);
        QTRY_COMPARE(focusName(), QString{"Alerts"});
        QTRY_VERIFY(shows("Is the clock of the capture right?"));
        for (int i = 0; i < 20 && focusName() != "Show where to look"; ++i)
            key(Qt::Key_Tab);
        QCOMPARE(focusName(), QString{"Show where to look"});
        key(Qt::Key_Return);
        QTRY_COMPARE(m_workspace->filter()->applied(), QString{"tls.handshake"});
    }
    void f6_goes_round_the_panes()
    {
        open();
        rows()->forceActiveFocus();
        QStringList seen;
        for (int i = 0; i < 5; ++i) {
            key(Qt::Key_F6);
            seen.append(focusName());
        }
        // From the rail back to the filter; the sessions are hidden in a window of this width.
        QCOMPARE(
            seen, (QStringList{"Fields of the packet", "Bytes of the packet", "Packets", "Display filter", "Packets"}));
        key(Qt::Key_F6, Qt::ShiftModifier);
        QCOMPARE(focusName(), QString{"Display filter"});
        key(Qt::Key_3, Qt::AltModifier);
        QTRY_COMPARE(focusName(), QString{"Alerts"});
        QTRY_VERIFY(shows("Is the clock of the capture right?"));
        key(Qt::Key_F6);
        QTRY_COMPARE(focusName(), QString{"About this row"});
        key(Qt::Key_Escape);
        QTRY_COMPARE(focusName(), QString{"Alerts"});
    }
    void the_palette_runs_any_command_and_goes_anywhere()
    {
        open();
        key(Qt::Key_K, Qt::ControlModifier);
        QTRY_COMPARE(focusName(), QString{"Command, view or packet number"});
        type("go to al");
        key(Qt::Key_Return);
        QTRY_COMPARE(focusName(), QString{"Alerts"});
        key(Qt::Key_K, Qt::ControlModifier);
        QTRY_COMPARE(focusName(), QString{"Command, view or packet number"});
        type("801");
        key(Qt::Key_Return);
        QTRY_COMPARE(m_workspace->details()->number(), 801.0);
        key(Qt::Key_K, Qt::ControlModifier);
        QTRY_COMPARE(focusName(), QString{"Command, view or packet number"});
        type("first packet");
        key(Qt::Key_Return);
        QTRY_COMPARE(theme()->timeForm(), TimeForm::SinceFirst);
        key(Qt::Key_K, Qt::ControlModifier);
        QTRY_COMPARE(focusName(), QString{"Command, view or packet number"});
        type("dns");
        key(Qt::Key_Up);
        key(Qt::Key_Return);
        QTRY_COMPARE(m_workspace->filter()->applied(), QString{"dns"});
        key(Qt::Key_K, Qt::ControlModifier);
        QTRY_COMPARE(focusName(), QString{"Command, view or packet number"});
        key(Qt::Key_Escape);
        QTRY_COMPARE(focusName(), QString{"Packets"});
        theme()->setTimeForm(0);
    }
    void times_are_written_as_wiresharks_keys_say_and_the_header_tells_how()
    {
        open();
        QTRY_VERIFY(shows("Time (UTC)"));
        key(Qt::Key_4, Qt::ControlModifier | Qt::AltModifier);
        QTRY_VERIFY(shows("Time (s since first)"));
        QTRY_COMPARE(rows()->cellText(3, 1), QString{"0.003000"});
        key(Qt::Key_6, Qt::ControlModifier | Qt::AltModifier);
        QTRY_VERIFY(shows("Time (s since row above)"));
        QTRY_COMPARE(rows()->cellText(3, 1), QString{"0.001000"});
        QCOMPARE(rows()->cellText(0, 1), QString{});
        key(Qt::Key_1, Qt::ControlModifier | Qt::AltModifier);
        QTRY_VERIFY(shows("Time (local)"));
        QTRY_VERIFY(shows("Time: local"));
        QCOMPARE(rows()->cellText(0, 1), QString{"2026-11-12 13:40:00.000000+00:00"});
        key(Qt::Key_7, Qt::ControlModifier | Qt::AltModifier);
        QTRY_VERIFY(shows("Time (UTC)"));
    }
    void copying_takes_rows_that_were_never_on_the_screen_and_leaves_separators_out()
    {
        open();
        auto* clipboard = QGuiApplication::clipboard();
        clipboard->clear();
        rows()->setCurrentRow(0);
        key(Qt::Key_C, Qt::ControlModifier);
        QTRY_VERIFY(clipboard->text().startsWith("1\t"));
        m_workspace->filter()->setText("few");
        m_workspace->filter()->apply();
        QTRY_COMPARE(m_workspace->packets()->countAsReal(), 20'000.0);
        rows()->forceActiveFocus();
        key(Qt::Key_A, Qt::ControlModifier);
        key(Qt::Key_C, Qt::ControlModifier);
        QTRY_COMPARE(m_workspace->copier()->message(), QString{"20,000 rows copied."});
        const auto lines = clipboard->text().split('\n');
        QCOMPARE(lines.size(), 20'000);
        QCOMPARE(lines[9'999].section('\t', 0, 0), QString{"79993"});
        QCOMPARE(lines[19'999].count('\t'), 6);
        QTRY_VERIFY(shows("20,000 rows copied."));
    }
    void a_long_copy_says_how_far_it_is_and_can_be_stopped()
    {
        open();
        auto* clipboard = QGuiApplication::clipboard();
        clipboard->setText("before");
        rows()->forceActiveFocus();
        key(Qt::Key_A, Qt::ControlModifier);
        key(Qt::Key_C, Qt::ControlModifier);
        QTRY_VERIFY(m_workspace->copier()->rows() > 0);
        QTRY_VERIFY(named("Stop"));
        m_workspace->copier()->cancel();
        QVERIFY(!m_workspace->copier()->running());
        QTest::qWait(100);
        QCOMPARE(clipboard->text(), QString{"before"});
    }
    void a_header_sorts_and_what_cannot_be_sorted_says_why()
    {
        open();
        QSignalSpy reordered{m_workspace->packets(), &RowTable::reordered};
        m_workspace->packets()->sortBy(6);
        QTRY_COMPARE(m_workspace->packets()->sortError(), QString{"These rows are not sorted."});
        QTRY_VERIFY(shows("These rows are not sorted."));
        QCOMPARE(m_workspace->packets()->sortCell(), -1);
        QCOMPARE(reordered.count(), 0);
    }
    void marks_and_notes_are_gone_through_with_keys_and_told_to_screen_readers()
    {
        open();
        QTRY_COMPARE(m_workspace->remarks()->marks(), 2);
        QTRY_VERIFY(shows("Marked 2"));
        rows()->setCurrentRow(0);
        for (const double number : {3.0, 5.0, 9.0, 9.0}) {
            key(Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
            QTRY_COMPARE(rows()->currentNumber(), number);
        }
        QVERIFY(rows()->rowText(8).endsWith("marked, note: And the second."));
        key(Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(rows()->currentNumber(), 5.0);
        key(Qt::Key_C, Qt::ControlModifier | Qt::AltModifier);
        QTRY_COMPARE(focusName(), QString{"Note"});
        key(Qt::Key_Escape);
        QTRY_COMPARE(focusName(), QString{"Packets"});
        m_workspace->filter()->setText("few");  // packets 1, 9, 17 …
        m_workspace->filter()->apply();
        QTRY_COMPARE(m_workspace->packets()->countAsReal(), 20'000.0);
        rows()->setCurrentRow(0);
        key(Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(rows()->currentNumber(), 9.0);
    }
    void a_mark_shows_at_once_and_goes_again_if_the_case_cannot_be_written()
    {
        open();
        QTRY_COMPARE(m_workspace->remarks()->marks(), 2);
        rows()->setCurrentRow(0);
        QTRY_COMPARE(rows()->currentNumber(), 1.0);
        key(Qt::Key_M, Qt::ControlModifier);
        QVERIFY(m_workspace->remarks()->isMarked(1));
        QTRY_VERIFY_WITH_TIMEOUT(!m_workspace->remarks()->error().isEmpty(), 20'000);  // there is no such file
        QVERIFY(!m_workspace->remarks()->isMarked(1));
        QCOMPARE(m_workspace->remarks()->marks(), 2);
        QCOMPARE(m_workspace->remarks()->pending(), 0);
    }
    void an_error_that_names_a_command_lets_it_be_copied()
    {
        m_workspace->openCase("/evidence/broken-command.prcase");
        QTRY_COMPARE(m_workspace->errorCommand(), QString{"sudo setcap cap_net_raw+ep /usr/libexec/helper"});
        QTRY_VERIFY(named("Copy command"));
    }
    void nothing_stands_outside_a_small_window_and_no_text_leaves_its_box()
    {
        open();
        rows()->setCurrentRow(3);
        QTRY_COMPARE(m_workspace->details()->number(), 4.0);
        QStringList faults;
        examine(m_window->contentItem(), faults);
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
    }
    void everything_that_takes_the_focus_has_a_name()
    {
        open();
        QStringList nameless;
        for (int i = 0; i < 60; ++i) {
            key(Qt::Key_Tab);
            auto* item = m_window->activeFocusItem();
            QVERIFY(item && item->isVisible());
            if (focusName().isEmpty())
                nameless.append(item->metaObject()->className());
        }
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(' ')));
    }
    void the_table_tells_screen_readers_its_rows_and_cells()
    {
        open();
        rows()->setCurrentRow(41);
        QTRY_COMPARE(rows()->currentNumber(), 42.0);
        auto* access = QAccessible::queryAccessibleInterface(rows());
        QVERIFY(access && access->tableInterface());
        QCOMPARE(access->role(), QAccessible::Table);
        QCOMPARE(access->tableInterface()->rowCount(), 100'000'000);
        QCOMPARE(access->tableInterface()->columnCount(), 7);
        QCOMPARE(access->tableInterface()->cellAt(41, 0)->text(QAccessible::Name), QString{"42"});
        QVERIFY(access->text(QAccessible::Name).startsWith("Packets: 42, "));
        QVERIFY(access->tableInterface()->cellAt(99'999'999, 0)->isValid());
    }
    void hostile_text_stays_plain_in_every_pane()
    {
        m_workspace->openCase("/evidence/hostile.prcase");
        QTRY_VERIFY(m_workspace->isOpen());
        for (int row = 0; row < 6; ++row) {
            rows()->setCurrentRow(row);
            QTRY_COMPARE(m_workspace->details()->number(), row + 1.0);
            m_window->grabWindow();
        }
        QStringList rich;
        examineFormats(m_window->contentItem(), rich);
        QVERIFY2(rich.isEmpty(), qPrintable(rich.join('\n')));
    }
    void both_themes_and_sizes_of_text_are_drawn()
    {
        open();
        auto* theme = m_shown->theme();
        theme->setMode(Theme::Dark);
        QTest::qWait(100);
        const auto dark = m_window->grabWindow();
        theme->setMode(Theme::Light);
        QTest::qWait(100);
        const auto light = m_window->grabWindow();
        QVERIFY(dark.pixelColor(30, 400).lightness() < 80);
        QVERIFY(light.pixelColor(30, 400).lightness() > 180);
        theme->setScale(1.5);
        QCOMPARE(rows()->lineHeight(), 33.0);
        QStringList faults;
        examine(m_window->contentItem(), faults);
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
        theme->setScale(1);
    }

private:
    static void count(QtMsgType type, const QMessageLogContext&, const QString& message)
    {
        if (type != QtDebugMsg && type != QtInfoMsg && !message.contains("XDG_RUNTIME_DIR"))
            s_complaints.append(message);
        std::fprintf(stderr, "%s\n", qPrintable(message));
    }
    void open()
    {
        m_workspace->openCase("/evidence/site-b.prcase");
        QTRY_VERIFY(m_workspace->isOpen());
        QTRY_VERIFY(rows());
        QTRY_VERIFY(m_workspace->packets()->find(0));
        rows()->forceActiveFocus();
    }
    Theme* theme() { return m_shown->theme(); }
    RowView* rows() { return find<RowView>(m_window->contentItem()); }
    template <class T> static T* find(QQuickItem* root)
    {
        if (!root->isVisible())
            return nullptr;
        if (auto* found = qobject_cast<T*>(root))
            return found;
        for (auto* child : root->childItems())
            if (auto* found = find<T>(child))
                return found;
        return nullptr;
    }
    void examineFormats(QQuickItem* item, QStringList& rich) const
    {
        const auto format = item->property("textFormat");
        if (format.isValid() && format.toInt() != Qt::PlainText && !item->inherits("QQuickTextEdit")
            && !item->inherits("QQuickPlaceholderText"))
            rich.append(QString{"%1 \"%2\""}.arg(item->metaObject()->className(), item->property("text").toString()));
        for (auto* child : item->childItems())
            examineFormats(child, rich);
    }

    static inline QStringList s_complaints;
    std::unique_ptr<MainWindow> m_shown;
    Workspace* m_workspace = nullptr;
};

int main(int argc, char* argv[])
{
    pr::ui_test::prepareProcess("window_test", "offscreen");
    QGuiApplication application{argc, argv};
    pr::ui_test::prepareWindows(pr::ui_test::Drawing::Software);
    WindowTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "window_test.moc"
