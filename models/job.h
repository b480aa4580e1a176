// The command line program at work for the window: imports, captures, exports.
#pragma once

#include <QObject>
#include <QProcess>
#include <QQmlEngine>

#include <memory>

class QSocketNotifier;

namespace pr::models {

/// The worker beside the running program, as the user would start it.
QString workerProgram();

/// One run of the worker. It reports on a pipe of its own (`--progress-fd`), one JSON object a line; what it says on
/// standard error is kept for the message when it fails.
class Job : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("comes with a JobList")
    Q_PROPERTY(QString title READ title CONSTANT)
    Q_PROPERTY(State state READ state NOTIFY changed)
    Q_PROPERTY(bool running READ running NOTIFY changed)
    Q_PROPERTY(double fraction READ fraction NOTIFY changed)
    Q_PROPERTY(double bytes READ bytes NOTIFY changed)
    Q_PROPERTY(double packets READ packets NOTIFY changed)
    Q_PROPERTY(double dropped READ dropped NOTIFY changed)
    /// The worker has a session to put packets into: what can keep it from beginning did not.
    Q_PROPERTY(bool begun READ begun NOTIFY changed)
    /// When the capture begins that was asked for: "2026-11-23 22:00:00 UTC"; empty once it did, or at once.
    Q_PROPERTY(QString begins READ begins NOTIFY changed)
    /// Nothing keeps it from beginning any more, or from beginning when it is time.
    Q_PROPERTY(bool underWay READ underWay NOTIFY changed)
    /// A capture that keeps its last seconds only, until keepAll() or an alert.
    Q_PROPERTY(bool waitsForTrigger READ waitsForTrigger NOTIFY changed)
    Q_PROPERTY(QString trigger READ trigger NOTIFY changed)
    Q_PROPERTY(double rate READ rate NOTIFY changed)
    Q_PROPERTY(double secondsLeft READ secondsLeft NOTIFY changed)
    Q_PROPERTY(QString message READ message NOTIFY changed)
    Q_PROPERTY(QStringList warnings READ warnings NOTIFY changed)
    Q_PROPERTY(QString summary READ summary NOTIFY changed)
public:
    enum State { Running, Done, Failed, Cancelled };
    Q_ENUM(State)
    /// What the worker reads as its standard input: nothing, or ours, which is its alone from then on, so that whoever
    /// writes to it notices when the worker is gone.
    enum class Input : bool { None, Ours };

    /// `arguments` without --progress-fd. Starts at once; a program that cannot be started is a failed job.
    Job(const QString& title, const QString& program, const QStringList& arguments, Input input = Input::None,
        QObject* parent = nullptr);
    ~Job() override;

    QString title() const { return m_title; }
    State state() const { return m_state; }
    bool running() const { return m_state == Running; }
    double fraction() const { return m_total > 0 ? std::min(1.0, m_bytes / m_total) : -1; }  ///< -1: unknown
    double bytes() const { return m_bytes; }
    double packets() const { return m_packets; }
    double dropped() const { return m_dropped; }
    bool begun() const { return m_begun; }
    QString begins() const { return m_begun || !running() ? QString{} : m_begins; }
    bool underWay() const { return m_begun || !begins().isEmpty(); }
    bool waitsForTrigger() const { return m_waitsForTrigger && m_begun && running(); }
    QString trigger() const { return m_trigger; }  ///< what ended the waiting, a sentence; empty: nothing yet
    void waitForTrigger() { m_waitsForTrigger = true; }
    double rate() const { return m_rate; }                ///< bytes per second
    double secondsLeft() const { return m_secondsLeft; }  ///< -1: unknown
    QString message() const { return m_message; }
    QStringList warnings() const { return m_warnings; }
    QString summary() const;                        ///< the message and the first warnings, a line each
    QByteArray output() const { return m_output; }  ///< standard output, at most 4 MiB

    /// Asks a worker that waits for a trigger to keep all from now on; trigger() tells when it does.
    Q_INVOKABLE void keepAll();
    /// Asks the worker to stop and keep what it has; after five seconds it is ended.
    Q_INVOKABLE void cancel();

signals:
    void changed();
    /// The case holds more: packets up to `lastPacket` of the session can be read.
    void committed(qint64 session, quint64 lastPacket);
    void finished();

private:
    void read();
    void takeLine(const QByteArray& line);
    void ended(int code, QProcess::ExitStatus status);
    void fail(const QString& message);

    QString m_title;
    QProcess m_process;
    int m_readEnd = -1;
    std::unique_ptr<QSocketNotifier> m_notifier;
    QByteArray m_pending, m_errors, m_output;
    State m_state = Running;
    bool m_cancelled = false;
    double m_bytes = 0, m_total = 0, m_packets = 0, m_dropped = 0, m_rate = 0, m_secondsLeft = -1;
    bool m_begun = false, m_waitsForTrigger = false;
    QString m_message, m_trigger, m_begins;
    QStringList m_warnings;
};

}  // namespace pr::models
