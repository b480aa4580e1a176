// The packet table of the window against the command line: the cells of the first, the middle and the last screen are
// those that `packetrecorder query` prints. With a case given, what it takes to open and to scroll it is printed, too.
// Usage: window_cells_test software|gpu [CASE]. Without a case, that of the sample. Status 77, with the reason, where
// the machine cannot do it.
#include "models/case_packet_source.h"
#include "models/row_view.h"
#include "tests/ui/display.h"
#include "tests/ui/main_window.h"

#include <QElapsedTimer>
#include <QGuiApplication>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>

using namespace pr::models;
using pr::ui_test::Desk;
using pr::ui_test::findItem;
using pr::ui_test::findText;
using pr::ui_test::MainWindow;

namespace {

constexpr int patience = 60'000;       // ms
constexpr double promisedRows = 1000;  // ms until the first rows
constexpr double promisedMiB = 300;

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define PR_SANITIZED 1
#endif
#endif
#if defined(PR_SANITIZED) || defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

double residentMiB()
{
    QFile file{"/proc/self/status"};
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    for (const auto& line : file.readAll().split('\n'))
        if (line.startsWith("VmRSS:"))
            return line.mid(6).trimmed().split(' ').front().toDouble() / 1024;
    return 0;
}

QByteArray run(const QStringList& arguments)
{
    QProcess program;
    program.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    program.start(workerProgram(), arguments);
    if (!program.waitForFinished(-1) || program.exitStatus() != QProcess::NormalExit || program.exitCode() != 0)
        return {};
    return program.readAllStandardOutput();
}

/// What the window lists of a stack is the innermost name that is not mere content, nor quoted by an ICMP error.
bool listedOf(const QString& shown, const QString& stack)
{
    return stack.split(':').contains(shown.toLower());
}

}  // namespace

class CellsTest : public QObject {
    Q_OBJECT
public:
    explicit CellsTest(QString casePath) : m_case{std::move(casePath)}, m_given{!m_case.isEmpty()} { }

private slots:
    void initTestCase()
    {
        if (!m_given) {
            QVERIFY(m_folder.isValid());
            m_case = m_folder.filePath("sample.prcase");
            run({"import", PR_SAMPLE, "--database", m_case});
            QVERIFY2(QFileInfo::exists(m_case), "the sample was not imported");
        }
        m_shown = std::make_unique<MainWindow>([](const QString& path) { return openCase(path.toStdString()); });
        m_workspace = &m_shown->workspace();
        m_window = m_shown->window();
        QVERIFY(m_window);
        m_window->resize(1280, 800);
        QVERIFY(QTest::qWaitForWindowExposed(m_window));
    }
    void cleanupTestCase() { m_shown.reset(); }

    void the_first_rows_come_at_once()
    {
        QElapsedTimer clock;
        clock.start();
        m_workspace->openCase(m_case);
        QTRY_VERIFY_WITH_TIMEOUT((m_rows = findItem<RowView>(m_window->contentItem())) && allThere(), patience);
        std::printf("first rows after %lld ms, %.0f packets, %.0f MiB resident\n",
            static_cast<long long>(clock.elapsed()), m_rows->lineCountAsReal(), residentMiB());
        if (m_given)
            QVERIFY(static_cast<double>(clock.elapsed()) < promisedRows);
    }
    void cells_are_those_of_the_command_line_data()
    {
        QTest::addColumn<double>("place");
        QTest::newRow("first screen") << 0.0;
        QTest::newRow("middle screen") << 0.5;
        QTest::newRow("last screen") << 1.0;
    }
    void cells_are_those_of_the_command_line()
    {
        QFETCH(double, place);
        QVERIFY(m_rows);
        m_rows->setTopRow(std::floor(m_rows->lineCountAsReal() * place));
        QTRY_VERIFY_WITH_TIMEOUT(allThere(), patience);
        const auto lines = m_rows->placed();
        const auto first = lines.front().line + 1, last = lines.back().line + 1;
        const auto table = run({"query", QString{"frame.number >= %1 and frame.number <= %2"}.arg(first).arg(last),
            "--format", "tsv", "--database", m_case});
        auto printed = QString::fromUtf8(table).split('\n', Qt::SkipEmptyParts);
        QVERIFY(printed.size() > 1);
        QCOMPARE(printed.takeFirst().split('\t').mid(0, 7),
            (QStringList{"number", "time", "source", "destination", "protocol", "length", "stack"}));
        QCOMPARE(static_cast<std::size_t>(printed.size()), lines.size());
        for (const auto& [line, y] : lines) {
            const auto cells = printed[static_cast<qsizetype>(line + 1 - first)].split('\t');
            QStringList shown;
            for (int cell = 0; cell < 6; ++cell)
                shown.append(m_rows->cellText(static_cast<double>(line), cell));
            QCOMPARE(shown[0], cells[0]);
            QCOMPARE(QString{shown[1]}.replace(' ', 'T').leftJustified(29, '0') + 'Z', cells[1]);
            QCOMPARE(shown[2], cells[2]);
            QCOMPARE(shown[3], cells[3]);
            QVERIFY2(listedOf(shown[4], cells[6]), qPrintable(shown[4] + " of " + cells[6]));
            QCOMPARE(shown[5], cells[5]);
            QVERIFY2(!m_rows->cellText(static_cast<double>(line), 6).isEmpty(), qPrintable("no words in " + shown[0]));
        }
        std::printf("%s: %zu rows from %llu equal\n", QTest::currentDataTag(), lines.size(),
            static_cast<unsigned long long>(first));
        // And on the screen: sharp, to the pixel.
        const Theme theme;
        const auto picture = m_window->grabWindow().convertToFormat(QImage::Format_RGB32);
        const auto row = lines[lines.size() / 2].line;
        const auto text = m_rows->cellText(static_cast<double>(row), 2);
        QVERIFY2(findText(picture,
                     {text, theme.dataFont(12), theme.colour(Token::Text),
                         theme.colour(isTrouble(row) ? Token::RowBad : Token::Bg2)},
                     picture.rect()),
            qPrintable(text + " is not painted"));
    }
    void scrolling_from_end_to_end_stays_within_the_memory_that_is_promised()
    {
        constexpr int steps = 2000;
        const auto before = residentMiB();
        double most = 0;
        for (int step = 0; step <= steps; ++step) {
            m_rows->setTopRow(m_rows->lineCountAsReal() * step / steps);
            QTest::qWait(step % 20 == 0 ? 40 : 2);
            most = std::max(most, residentMiB());
        }
        QTRY_VERIFY_WITH_TIMEOUT(allThere(), patience);
        std::printf("scrolled end to end in %d steps: %.0f MiB resident before, %.0f MiB after, at most %.0f MiB\n",
            steps, before, residentMiB(), most);
        if (sanitized) {
            std::printf("[  SKIPPED ] window_cells.memory (a sanitizer's own memory counts too)\n");
            QSKIP("a sanitizer's own memory counts too");
        }
        QVERIFY(most < promisedMiB);
    }

private:
    bool allThere() const
    {
        const auto lines = m_rows->placed();
        return !lines.empty() && std::ranges::all_of(lines, [this](const auto& placed) {
            return m_rows->table()->find(placed.line) != nullptr;
        });
    }
    bool isTrouble(quint64 row) const { return m_rows->table()->find(row)->trouble; }

    QTemporaryDir m_folder;
    QString m_case;
    bool m_given;
    std::unique_ptr<MainWindow> m_shown;
    Workspace* m_workspace = nullptr;
    QQuickWindow* m_window = nullptr;
    RowView* m_rows = nullptr;
};

int main(int argc, char* argv[])
{
    constexpr int skipped = 77;
    const bool software = argc < 2 || QByteArray{argv[1]} == "software";
    Desk display;
    if (!software) {
        auto why = Desk::unavailable();
        if (why.isEmpty() && !display.start({1280, 800}))
            why = "Xvfb does not start";
        if (!why.isEmpty()) {
            std::printf("SKIPPED: the window with OpenGL is not tested: %s\n", qPrintable(why));
            return skipped;
        }
    }
    pr::ui_test::prepareProcess("window_cells_test", software ? "offscreen" : "xcb");
    QGuiApplication application{argc, argv};
    pr::ui_test::prepareWindows(software ? pr::ui_test::Drawing::Software : pr::ui_test::Drawing::OpenGl);
    CellsTest test{argc > 2 ? QString::fromLocal8Bit(argv[2]) : QString{}};
    return QTest::qExec(&test, QStringList{argv[0]});
}

#include "cells_test.moc"
