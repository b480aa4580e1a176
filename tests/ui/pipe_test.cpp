// A pipe as a live session: the window and its worker, offscreen, with a program at the other end that is slow, that
// dies within a packet, or that never comes.
#include "core/source/sample.h"
#include "models/case_packet_source.h"
#include "tests/ui/hands.h"
#include "tests/ui/main_window.h"

#include <QElapsedTimer>
#include <QGuiApplication>
#include <QProcess>
#include <QTemporaryDir>

#include <csignal>
#include <fcntl.h>
#include <sys/stat.h>

using namespace pr::models;
using pr::source::sample::pcapHeader;
using pr::source::sample::pcapRecord;
using pr::source::sample::Raw;
using pr::ui_test::MainWindow;

namespace {

constexpr int patience = 20'000;  // ms, for what the test waits for on its way
constexpr int promised = 2'000;   // ms from the pipe to the table

/// The program at the other end of a named pipe.
class Writer {
public:
    ~Writer() { end(); }
    /// False while nobody has opened the pipe to read from it.
    bool open(const QString& pipe)
    {
        m_fd = ::open(qPrintable(pipe), O_WRONLY | O_CLOEXEC | O_NONBLOCK);
        return m_fd >= 0;
    }
    bool write(const Raw& bytes) { return ::write(m_fd, bytes.data(), bytes.size()) == ssize_t(bytes.size()); }
    void end()
    {
        if (m_fd >= 0)
            ::close(m_fd);
        m_fd = -1;
    }

private:
    int m_fd = -1;
};

}  // namespace

class PipeTest : public QObject, pr::ui_test::Hands {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        ::signal(SIGPIPE, SIG_IGN);
        QVERIFY(m_folder.isValid());
        m_pipe = m_folder.filePath("packets");
        QCOMPARE(::mkfifo(qPrintable(m_pipe), 0600), 0);
    }
    void init()
    {
        m_shown = std::make_unique<MainWindow>([](const QString& path) { return openCase(path.toStdString()); });
        m_workspace = &m_shown->workspace();
        m_window = m_shown->window();
        QVERIFY(m_window);
        m_window->resize(1024, 700);
        QVERIFY(QTest::qWaitForWindowExposed(m_window));
        m_workspace->newCase(QUrl::fromLocalFile(m_folder.filePath(QString{"%1.prcase"}.arg(++m_cases))));
    }
    void cleanup() { m_shown.reset(); }

    void a_packet_a_second_stands_in_the_window_within_two_seconds()
    {
        read("lab");
        Writer writer;
        QVERIFY(writer.open(m_pipe));
        QVERIFY(writer.write(pcapHeader()));
        QTRY_VERIFY(shows("Nothing came through the pipe yet. Its packets will stand here as they come."));
        qint64 longest = 0;
        for (quint64 count = 1; count <= 4; ++count) {
            QElapsedTimer clock;
            clock.start();
            QVERIFY(writer.write(pcapRecord()));
            QTRY_COMPARE_WITH_TIMEOUT(m_workspace->packets()->count(), count, promised);
            longest = std::max(longest, clock.elapsed());
            QTRY_VERIFY(shows(QString{"Read %1"}.arg(count)));
            QTest::qWait(std::max<int>(0, 1000 - static_cast<int>(clock.elapsed())));
        }
        std::printf("a packet stood in the table %lld ms after it was written at most\n", longest);
        auto* sessions = m_workspace->sessions();
        QCOMPARE(sessions->data(sessions->index(0), SessionsModel::Name).toString(), QString{"lab"});

        key(Qt::Key_E, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->capture()->state(), Job::Cancelled, patience);
        QVERIFY(!m_workspace->capturing());
        QTRY_COMPARE(m_workspace->sessionPackets(), 4.0);
        QCOMPARE(m_workspace->packets()->count(), 4U);
        QVERIFY2(!writer.write(pcapRecord()), "the writer was not told that nobody reads any more");
    }
    void the_end_of_the_writer_is_the_end_of_the_session()
    {
        read();
        Writer writer;
        QVERIFY(writer.open(m_pipe));
        QVERIFY(writer.write(pcapHeader()));
        for (int i = 0; i < 3; ++i)
            QVERIFY(writer.write(pcapRecord()));
        writer.end();
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->capture()->state(), Job::Done, patience);
        QTRY_COMPARE(m_workspace->packets()->count(), 3U);
        QVERIFY(m_workspace->error().isEmpty());
    }
    void a_writer_that_dies_within_a_packet_leaves_the_whole_ones()
    {
        read();
        Writer writer;
        QVERIFY(writer.open(m_pipe));
        auto record = pcapRecord();
        QVERIFY(writer.write(pcapHeader()) && writer.write(record) && writer.write(record));
        record.resize(20);
        QVERIFY(writer.write(record));
        writer.end();
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->capture()->state(), Job::Failed, patience);
        QTRY_COMPARE(m_workspace->packets()->count(), 2U);
        QVERIFY2(m_workspace->error().contains("is cut off in packet 3 at byte 88"), qPrintable(m_workspace->error()));
        QVERIFY(m_workspace->error().contains("all 2 packets before it were read"));
    }
    void what_writes_no_packets_is_told()
    {
        read();
        Writer writer;
        QVERIFY(writer.open(m_pipe));
        const QByteArray text{"ssh: connect to host lab port 22: Connection refused\n"};
        const auto* bytes = reinterpret_cast<const std::byte*>(text.data());
        QVERIFY(writer.write({bytes, bytes + text.size()}));
        writer.end();
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->capture()->state(), Job::Failed, patience);
        QVERIFY2(m_workspace->error().contains("neither pcap nor pcapng"), qPrintable(m_workspace->error()));
    }
    void waiting_for_a_writer_is_ended_at_once()
    {
        read();
        QTRY_VERIFY(named("Stop reading"));
        QElapsedTimer clock;
        clock.start();
        key(Qt::Key_E, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->capture()->state(), Job::Cancelled, patience);
        QVERIFY2(clock.elapsed() < promised, qPrintable(QString{"%1 ms"}.arg(clock.elapsed())));
    }
    void what_is_no_pipe_is_told_below_its_field()
    {
        key(Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(focusName(), field);
        key(Qt::Key_Return);
        QTRY_VERIFY(shows("The path of a named pipe."));
        type("/nowhere/packets");
        key(Qt::Key_Return);
        QTRY_VERIFY(shows("There is no such pipe. mkfifo makes one."));
        QCOMPARE(focusName(), field);
        QVERIFY(!m_workspace->capturing());
        key(Qt::Key_A, Qt::ControlModifier);
        type("/etc/passwd");
        QTRY_VERIFY(shows("This is not a named pipe."));
        key(Qt::Key_A, Qt::ControlModifier);
        type(m_pipe);
        QTRY_VERIFY(!shows("This is not a named pipe."));
        QStringList seen;
        for (int i = 0; i < 4; ++i) {
            key(Qt::Key_Tab);
            seen.append(focusName());
        }
        QCOMPARE(seen, (QStringList{"Name of the session", "Cancel", "Read", field}));
        key(Qt::Key_Escape);
        QTRY_VERIFY(!named(field));
        QVERIFY(!m_workspace->capturing());
    }
    void one_pipe_is_read_at_a_time()
    {
        read();
        m_workspace->openPaths({m_pipe});
        QVERIFY(m_workspace->error().startsWith("Stop what is being recorded"));
    }
    void the_dialogue_fits_into_small_windows_and_large_text_in_both_themes()
    {
        key(Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(focusName(), field);
        key(Qt::Key_Return);
        QTRY_VERIFY(shows("The path of a named pipe."));
        for (const auto mode : {Theme::Dark, Theme::Light})
            for (const double scale : {1.0, 1.5})
                for (const auto& size : {QSize{640, 480}, QSize{1440, 900}}) {
                    m_shown->theme()->setMode(mode);
                    m_shown->theme()->setScale(scale);
                    m_window->resize(size);
                    QTest::qWait(50);
                    QStringList faults;
                    examine(m_window->contentItem(), faults);
                    QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
                }
        m_shown->theme()->setScale(1);
    }
    void the_standard_input_of_the_program_is_a_pipe_too()
    {
        QProcess program;
        auto environment = QProcessEnvironment::systemEnvironment();
        for (const auto* name : {"HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"})
            environment.insert(name, m_folder.path());
        program.setProcessEnvironment(environment);
        program.setProcessChannelMode(QProcess::ForwardedChannels);
        const QDir programs{QCoreApplication::applicationDirPath()};
        program.start(programs.filePath("packetrecorder-gui"), {"-"});
        QVERIFY(program.waitForStarted());
        const auto send = [&](const Raw& bytes) {
            program.write(reinterpret_cast<const char*>(bytes.data()), static_cast<qint64>(bytes.size()));
        };
        const auto stored = [&] {
            QProcess query;
            query.start(programs.filePath("packetrecorder"),
                {"query", "--count", "--log-level", "error", "--database",
                    m_folder.filePath("packetrecorder/cases/standard input.prcase")});
            query.waitForFinished();
            return query.readAllStandardOutput().trimmed();
        };
        send(pcapHeader());
        send(pcapRecord());
        QTRY_COMPARE_WITH_TIMEOUT(stored(), QByteArray{"1"}, patience);
        send(pcapRecord());
        QTRY_COMPARE_WITH_TIMEOUT(stored(), QByteArray{"2"}, patience);
        program.kill();  // the worker notices, and keeps what it has
        QVERIFY(program.waitForFinished());
        QTRY_COMPARE_WITH_TIMEOUT(stored(), QByteArray{"2"}, patience);
    }

private:
    inline static const QString field{"Named pipe, into which a program writes pcap or pcapng"};

    /// Through the dialogue, with keys alone, until the worker has opened the pipe.
    void read(const QString& name = {})
    {
        key(Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(focusName(), field);
        type(m_pipe);
        key(Qt::Key_Tab);
        type(name);
        key(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->capturing() && m_workspace->capture()->begun(), patience);
        QTRY_VERIFY(!named(field));
    }

    QTemporaryDir m_folder;
    QString m_pipe;
    int m_cases = 0;
    std::unique_ptr<MainWindow> m_shown;
    Workspace* m_workspace = nullptr;
};

int main(int argc, char* argv[])
{
    pr::ui_test::prepareProcess("pipe_test", "offscreen");
    QGuiApplication application{argc, argv};
    pr::ui_test::prepareWindows(pr::ui_test::Drawing::Software);
    PipeTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "pipe_test.moc"
