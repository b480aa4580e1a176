// Jobs, against a worker that is a shell script: progress lines, cancelling, failing, lying.
#include "models/job.h"

#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <cerrno>
#include <csignal>
#include <unistd.h>

using namespace pr::models;

class JobTest : public QObject {
    Q_OBJECT
private slots:
    void progress_and_commits_come_from_the_descriptor()
    {
        Job job{"import", worker(R"(
[ "$1" = import ] && [ "$3" = --progress-fd ] && [ "$4" = 3 ] || exit 2
echo '{"type":"progress","bytes":50,"total":200,"packets":7,"rate":25,"eta_seconds":6}' >&3
echo '{"type":"committed","session":4,"last_packet":7,"last_block":1,"analysed":7}' >&3
echo '{"type":"warning","text":"cut at packet 8"}' >&3
echo '{"type":"stopped","reason":"done","text":""}' >&3
)"),
            {"import", "a.pcap"}};
        QSignalSpy committed{&job, &Job::committed};
        wait(job);
        QCOMPARE(job.state(), Job::Done);
        QCOMPARE(job.fraction(), 0.25);
        QCOMPARE(job.packets(), 7.0);
        QCOMPARE(job.secondsLeft(), 6.0);
        QCOMPARE(committed.size(), 1);
        QCOMPARE(committed[0][0].toLongLong(), 4);
        QCOMPARE(committed[0][1].toULongLong(), 7U);
        QCOMPARE(job.warnings(), QStringList{"cut at packet 8"});
    }
    void a_line_that_comes_in_pieces_is_one_line()
    {
        Job job{
            "import", worker("printf '{\"type\":\"progress\",\"pack' >&3; sleep 0.1; printf 'ets\":9}\\n' >&3"), {}};
        wait(job);
        QCOMPARE(job.packets(), 9.0);
    }
    void a_failure_gives_the_workers_own_words()
    {
        Job job{"import", worker("echo 'packetrecorder: a.pcap is not a capture.' >&2; exit 3"), {}};
        wait(job);
        QCOMPARE(job.state(), Job::Failed);
        QCOMPARE(job.message(), QString{"packetrecorder: a.pcap is not a capture."});
    }
    void cancelling_asks_with_an_interrupt_and_keeps_what_was_said()
    {
        Job job{"capture",
            worker("trap 'echo \"{\\\"type\\\":\\\"stopped\\\",\\\"reason\\\":\\\"cancelled\\\",\\\"text\\\":\\\"7 "
                   "packets stored\\\"}\" >&3; exit 130' INT; "
                   "echo '{\"type\":\"progress\",\"packets\":7}' >&3; while :; do sleep 0.05; done"),
            {}};
        QTRY_COMPARE(job.packets(), 7.0);
        job.cancel();
        wait(job);
        QCOMPARE(job.state(), Job::Cancelled);
        QCOMPARE(job.message(), QString{"7 packets stored"});
    }
    void a_capture_that_waits_for_a_trigger_is_asked_to_keep_all_once_it_has_begun()
    {
        Job job{"capture",
            worker(
                "trap 'echo \"{\\\"type\\\":\\\"triggered\\\",\\\"text\\\":\\\"All is kept.\\\"}\" >&3; exit 0' USR1; "
                "sleep 0.3; echo '{\"type\":\"committed\",\"session\":1,\"last_packet\":0}' >&3; "
                "while :; do sleep 0.05; done"),
            {}};
        job.waitForTrigger();
        job.keepAll();  // it could not take the signal yet
        QVERIFY(!job.waitsForTrigger());
        QTRY_VERIFY(job.begun());
        QVERIFY(job.waitsForTrigger());
        QCOMPARE(job.trigger(), QString{});
        job.keepAll();
        QTRY_COMPARE(job.trigger(), QString{"All is kept."});
        QVERIFY(!job.waitsForTrigger());
        wait(job);
        QCOMPARE(job.state(), Job::Done);
    }
    void our_standard_input_is_the_workers_alone()
    {
        std::array<int, 2> ends{};
        QCOMPARE(::pipe(ends.data()), 0);
        const auto before = ::dup(STDIN_FILENO);
        ::dup2(ends[0], STDIN_FILENO);
        ::close(ends[0]);
        ::signal(SIGPIPE, SIG_IGN);
        QCOMPARE(::write(ends[1], "from ssh\n", 9), 9);
        Job job{"import", worker("read line; echo \"$line\""), {}, Job::Input::Ours};
        wait(job);
        QCOMPARE(job.output().trimmed(), QByteArray{"from ssh"});
        QCOMPARE(::write(ends[1], "more", 4), -1);
        QCOMPARE(errno, EPIPE);
        ::close(ends[1]);
        ::dup2(before, STDIN_FILENO);
        ::close(before);
    }
    void a_worker_that_breaks_off_is_a_failed_job()
    {
        Job job{"import", worker("kill -SEGV $$"), {}};
        wait(job);
        QCOMPARE(job.state(), Job::Failed);
        QVERIFY(job.message().contains("broke off"));
    }
    void a_program_that_is_not_there_is_a_failed_job()
    {
        Job job{"import", "/nowhere/packetrecorder", {}};
        wait(job);
        QCOMPARE(job.state(), Job::Failed);
        QVERIFY(job.message().contains("/nowhere/packetrecorder"));
    }
    void lines_that_are_not_ours_change_nothing()
    {
        Job job{"import",
            worker(
                "head -c 300000 /dev/zero | tr '\\0' x >&3; echo >&3; echo '[1,2]' >&3; echo "
                "'{\"type\":\"progress\",\"packets\":\"many\"}' >&3; echo '{\"type\":\"progress\",\"packets\":3}' >&3"),
            {}};
        wait(job);
        QCOMPARE(job.state(), Job::Done);
        QCOMPARE(job.packets(), 3.0);
    }

private:
    QString worker(const QByteArray& body)
    {
        const auto path = QDir{m_folder.path()}.filePath(QString("worker%1").arg(++m_workers));
        QFile file{path};
        if (!file.open(QIODevice::WriteOnly))
            qFatal("cannot write the worker");
        file.write("#!/bin/sh\n" + body + "\n");
        file.close();
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return path;
    }
    static void wait(Job& job) { QTRY_VERIFY_WITH_TIMEOUT(!job.running(), 10'000); }

    QTemporaryDir m_folder;
    int m_workers = 0;
};

QTEST_GUILESS_MAIN(JobTest)

#include "job_test.moc"
