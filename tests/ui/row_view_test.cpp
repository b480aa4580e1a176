// The row view over 10^8 computed rows: what is painted where, selection, keys, wheel, hostile text.
#include "tests/ui/synthetic_case.h"

#include "models/row_view.h"

#include <QGuiApplication>
#include <QQuickWindow>
#include <QRandomGenerator>
#include <QSettings>
#include <QStandardPaths>
#include <QTest>
#include <QWheelEvent>

#include <cmath>

using namespace pr::models;
using pr::ui_test::FunctionRows;

namespace {
constexpr std::uint64_t manyRows = 100'000'000;
}

class RowViewTest : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        m_table = std::make_unique<RowTable>();
        m_table->columns()->set({}, pr::ui_test::packetColumns());
        show(manyRows);
        m_window = std::make_unique<QQuickWindow>();
        m_window->resize(1000, 500);
        m_view = new RowView{m_window->contentItem()};
        m_view->setTheme(&m_theme);
        m_view->setTable(m_table.get());
        m_view->setSize({1000, 500});
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_view->forceActiveFocus();
        settle();
    }
    void cleanup()
    {
        m_window.reset();
        m_table.reset();
    }

    void each_row_stands_where_arithmetic_says_and_shows_its_own_cells()
    {
        QList<double> tops{0, manyRows / 2.0, manyRows - 1.0, 2'999'999.25};
        for (int i = 0; i < 8; ++i)
            tops.append(QRandomGenerator::global()->bounded(static_cast<double>(manyRows)));
        for (const double top : tops) {
            m_view->setTopRow(top);
            settle();
            const auto lines = m_view->placed();
            QVERIFY(lines.size() >= 22);
            QCOMPARE(lines.front().line, static_cast<quint64>(m_view->topRow()));
            for (std::size_t i = 0; i < lines.size(); ++i) {
                QCOMPARE(lines[i].line, lines.front().line + i);
                QCOMPARE(lines[i].y, std::round((static_cast<double>(lines[i].line) - m_view->topRow()) * 22));
                const auto* row = m_table->find(lines[i].line);
                QVERIFY2(row, "a row on screen was not fetched");
                QCOMPARE(row->cells[0], QString::number(lines[i].line + 1));
            }
        }
    }
    void rows_far_down_are_as_sharp_as_the_first()
    {
        m_view->setTopRow(0);
        settle();
        const auto first = m_window->grabWindow();
        m_view->setTopRow(8.0 * 12'000'000);  // a multiple of what the words repeat by
        settle();
        const auto far = m_window->grabWindow();
        const QRect words{770, 0, 220, 22 * 10};  // the info column does not depend on the number
        QCOMPARE(far.copy(words), first.copy(words));
    }
    void ten_thousand_small_steps_end_where_arithmetic_says()
    {
        for (int i = 0; i < 10'000; ++i)
            m_view->setTopRow(m_view->topRow() + 0.37);
        QVERIFY(std::abs(m_view->topRow() - 3700) < 0.001);
    }
    void scrolling_a_little_paints_only_what_comes_in()
    {
        settle();
        const auto before = m_view->paintedLines();
        m_view->setTopRow(3.4);
        settle();
        QVERIFY2(m_view->paintedLines() - before <= 5, qPrintable(QString::number(m_view->paintedLines() - before)));
    }
    void keys_move_the_current_row()
    {
        QTest::keyClick(m_window.get(), Qt::Key_Down);
        QCOMPARE(m_view->currentRow(), 0.0);
        QTest::keyClick(m_window.get(), Qt::Key_Down);
        QCOMPARE(m_view->currentRow(), 1.0);
        QTest::keyClick(m_window.get(), Qt::Key_End, Qt::ControlModifier);
        QCOMPARE(m_view->currentRow(), manyRows - 1.0);
        QVERIFY(m_view->topRow() + m_view->visibleLines() >= manyRows);
        QTest::keyClick(m_window.get(), Qt::Key_PageUp);
        QCOMPARE(m_view->currentRow(), manyRows - 1.0 - 21);
        QTest::keyClick(m_window.get(), Qt::Key_Home, Qt::ControlModifier);
        QCOMPARE(m_view->currentRow(), 0.0);
        QCOMPARE(m_view->topRow(), 0.0);
    }
    void shift_extends_and_control_toggles_without_a_list_of_rows()
    {
        m_view->setCurrentRow(5);
        QTest::keyClick(m_window.get(), Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(m_window.get(), Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(m_view->selectedCount(), 3.0);
        QTest::keyClick(m_window.get(), Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(m_view->selectedCount(), static_cast<double>(manyRows));
        QTest::mouseClick(m_window.get(), Qt::LeftButton, Qt::ControlModifier, {300, 22 * 10 + 5});
        QCOMPARE(m_view->selectedCount(), manyRows - 1.0);
        QCOMPARE(m_view->selection().ranges().size(), 2U);
    }
    void a_click_selects_and_shift_click_extends()
    {
        QTest::mouseClick(m_window.get(), Qt::LeftButton, {}, {300, 22 * 3 + 5});
        QTest::mouseClick(m_window.get(), Qt::LeftButton, Qt::ShiftModifier, {300, 22 * 9 + 5});
        QCOMPARE(m_view->selectedCount(), 7.0);
        QCOMPARE(m_view->currentNumber(), 10.0);
    }
    void the_wheel_scrolls_three_rows_a_notch_and_touchpads_by_pixels()
    {
        wheel({0, 0}, {0, -120});
        QCOMPARE(m_view->topRow(), 3.0);
        wheel({0, -11}, {0, -40});
        QCOMPARE(m_view->topRow(), 3.5);
    }
    void keys_that_it_does_not_use_go_their_way()
    {
        for (const auto key : {Qt::Key_F6, Qt::Key_Tab, Qt::Key_Escape, Qt::Key_F}) {
            QKeyEvent event{QEvent::KeyPress, key, Qt::NoModifier};
            QCoreApplication::sendEvent(m_view, &event);
            QVERIFY(!event.isAccepted());
        }
    }
    void a_row_that_is_not_there_yet_never_makes_the_view_wait()
    {
        const auto slow = std::make_shared<FunctionRows>(manyRows, 1, false, std::chrono::milliseconds{400});
        m_table->setReader(slow);
        QElapsedTimer clock;
        clock.start();
        m_view->setTopRow(50'000'000);
        m_window->grabWindow();
        QVERIFY2(clock.elapsed() < 250, "the view waited for rows");
        QVERIFY(!m_table->find(50'000'000));
        QTRY_VERIFY_WITH_TIMEOUT(m_table->find(50'000'000), 3000);
    }
    void rows_that_are_added_keep_the_view_at_the_end_until_it_is_scrolled_up()
    {
        const auto growing = std::make_shared<FunctionRows>(1000, 1);
        m_table->setReader(growing);
        m_view->setFollowing(true);
        growing->grow(500);
        m_table->refresh();
        QCOMPARE(m_view->topRow() + m_view->visibleLines(), 1500.0);
        wheel({0, 0}, {0, 120});
        QVERIFY(!m_view->following());
        const double top = m_view->topRow();
        growing->grow(500);
        m_table->refresh();
        QCOMPARE(m_view->topRow(), top);
    }
    void hostile_text_is_escaped_and_cut_in_every_column()
    {
        m_table->setReader(std::make_shared<FunctionRows>(1000, 1, true));
        settle();
        for (quint64 row = 0; row < 6; ++row) {
            const auto text = m_table->find(row)->cells[6];
            for (const auto c : text) {
                QVERIFY2(c.unicode() >= 0x20 && c.unicode() != 0x7f, "a control character reached the view");
                QVERIFY2(c.unicode() != 0x202e, "a bidirectional mark reached the view");
            }
        }
        QCOMPARE(m_table->find(0)->cells[6], QString{"<b>bold</b><img src='http://example.invalid/x.png'>"});
        QElapsedTimer clock;
        clock.start();
        m_window->grabWindow();
        QVERIFY2(clock.elapsed() < 500, "64 KiB cells were measured to their end");
    }
    void an_elided_cell_gives_its_whole_text()
    {
        m_table->columns()->resize(2, 40);
        settle();
        QVERIFY(m_view->elidedAt(24 + 96 + 210 + 10, 5).startsWith("10.20.4."));
        QCOMPARE(m_view->elidedAt(24 + 96 + 20, 5), QString{});
    }
    void columns_are_moved_resized_and_hidden()
    {
        auto* columns = m_table->columns();
        columns->move(2, 0);
        QCOMPARE(columns->data(columns->index(0), TableColumns::Title).toString(), QString{"Source"});
        columns->resize(0, 200);
        QCOMPARE(columns->data(columns->index(0), TableColumns::Width).toDouble(), 200.0);
        columns->setShown(5, false);
        QCOMPARE(columns->rowCount(), 6);
        columns->reset();
        QCOMPARE(columns->rowCount(), 7);
        QCOMPARE(columns->data(columns->index(0), TableColumns::Title).toString(), QString{"No."});
    }

private:
    void show(std::uint64_t count) { m_table->setReader(std::make_shared<FunctionRows>(count, 1)); }
    void settle()
    {
        const auto lines = m_view->placed();
        QTRY_VERIFY(
            std::ranges::all_of(lines, [this](const auto& placed) { return m_table->find(placed.line) != nullptr; }));
        m_window->grabWindow();
    }
    void wheel(QPoint pixels, QPoint angle)
    {
        QWheelEvent event{{300, 100}, m_window->mapToGlobal(QPointF{300, 100}), pixels, angle, Qt::NoButton,
            Qt::NoModifier, Qt::NoScrollPhase, false};
        QCoreApplication::sendEvent(m_window.get(), &event);
    }

    Theme m_theme;
    std::unique_ptr<RowTable> m_table;
    std::unique_ptr<QQuickWindow> m_window;
    RowView* m_view = nullptr;
};

int main(int argc, char* argv[])
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName("packetrecorder-test");
    QCoreApplication::setApplicationName("row_view_test");
    QGuiApplication application{argc, argv};
    QSettings{}.clear();
    QQuickWindow::setGraphicsApi(QSGRendererInterface::Software);
    loadFonts();
    RowViewTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "row_view_test.moc"
