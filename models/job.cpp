#include "models/job.h"

#include "models/page_cache.h"

#include <QCoreApplication>
#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSocketNotifier>
#include <QTimer>

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace pr::models {

namespace {

constexpr int progressDescriptor = 3;
constexpr qsizetype maxLine = 65'536;
constexpr qsizetype maxErrors = 65'536;
constexpr qsizetype maxOutput = 4'194'304;
constexpr qsizetype maxWarnings = 200;
constexpr int patience = 5000;  // ms between asking and ending

void leaveStandardInput()
{
    const auto nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (nothing >= 0) {
        ::dup2(nothing, STDIN_FILENO);
        ::close(nothing);
    }
}

}  // namespace

QString workerProgram()
{
    return QDir{QCoreApplication::applicationDirPath()}.filePath("packetrecorder");
}

Job::Job(const QString& title, const QString& program, const QStringList& arguments, Input input, QObject* parent)
    : QObject{parent}, m_title{title}
{
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        QTimer::singleShot(0, this, [this] { fail(tr("Cannot start the worker: no more file descriptors.")); });
        return;
    }
    m_readEnd = ends[0];
    ::fcntl(m_readEnd, F_SETFL, O_NONBLOCK);
    m_notifier = std::make_unique<QSocketNotifier>(m_readEnd, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &Job::read);

    connect(&m_process, &QProcess::finished, this, &Job::ended);
    connect(&m_process, &QProcess::errorOccurred, this, [this, program](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            fail(tr("Cannot start %1: %2.").arg(program, m_process.errorString()));
    });
    connect(&m_process, &QProcess::readyReadStandardError, this,
        [this] { m_errors = (m_errors + m_process.readAllStandardError()).right(maxErrors); });
    connect(&m_process, &QProcess::readyReadStandardOutput, this,
        [this] { m_output += m_process.readAllStandardOutput().left(maxOutput - m_output.size()); });
    m_process.setProgram(program);
    m_process.setArguments(arguments + QStringList{"--progress-fd", QString::number(progressDescriptor)});
    // Between fork and exec: only calls that are safe there.
    m_process.setChildProcessModifier([writeEnd = ends[1]] {
        if (writeEnd == progressDescriptor)
            ::fcntl(writeEnd, F_SETFD, 0);
        else
            ::dup2(writeEnd, progressDescriptor);
        // A window that is killed must not leave a capture behind that nobody sees: the worker keeps what it has and
        // ends.
        ::prctl(PR_SET_PDEATHSIG, SIGINT);
    });
    if (input == Input::Ours)
        m_process.setInputChannelMode(QProcess::ForwardedInputChannel);
    else
        m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.start();
    ::close(ends[1]);
    if (input == Input::Ours)
        leaveStandardInput();
}

Job::~Job()
{
    m_process.disconnect(this);
    if (m_process.state() != QProcess::NotRunning) {
        ::kill(static_cast<pid_t>(m_process.processId()), SIGINT);  // it keeps what it has committed
        if (!m_process.waitForFinished(patience))
            m_process.kill();
        m_process.waitForFinished(1000);
    }
    m_notifier.reset();
    if (m_readEnd >= 0)
        ::close(m_readEnd);
}

QString Job::summary() const
{
    constexpr qsizetype shownWarnings = 5;
    auto lines = m_warnings.first(std::min(shownWarnings, m_warnings.size()));
    lines.prepend(m_message);
    lines.removeAll(QString{});
    return lines.join('\n');
}

void Job::cancel()
{
    if (!running() || m_cancelled)
        return;
    m_cancelled = true;
    if (const auto id = m_process.processId(); id > 0)
        ::kill(static_cast<pid_t>(id), SIGINT);
    QTimer::singleShot(patience, this, [this] {
        if (running())
            m_process.kill();
    });
    emit changed();
}

void Job::keepAll()
{
    if (const auto id = m_process.processId(); waitsForTrigger() && id > 0)
        ::kill(static_cast<pid_t>(id), SIGUSR1);
}

void Job::read()
{
    std::array<char, 16384> buffer{};
    while (true) {
        const auto count = ::read(m_readEnd, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count == 0)
            m_notifier->setEnabled(false);
        if (count <= 0)
            break;
        m_pending.append(buffer.data(), count);
        qsizetype start = 0;
        for (auto end = m_pending.indexOf('\n'); end >= 0; end = m_pending.indexOf('\n', start)) {
            takeLine(m_pending.mid(start, end - start));
            start = end + 1;
        }
        m_pending.remove(0, start);
        if (m_pending.size() > maxLine)
            m_pending.clear();  // not our grammar; what follows the next line end may be
    }
}

void Job::takeLine(const QByteArray& line)
{
    const auto object = QJsonDocument::fromJson(line).object();
    const auto type = object["type"].toString();
    if (type == "progress") {
        m_bytes = object["bytes"].toDouble();
        m_total = object["total"].toDouble();
        m_packets = object["packets"].toDouble();
        m_dropped = object["dropped"].toDouble();
        m_rate = object["rate"].toDouble();
        m_secondsLeft = object["eta_seconds"].toDouble(-1);
    } else if (type == "committed") {
        m_begun = true;
        emit committed(object["session"].toInteger(), static_cast<quint64>(object["last_packet"].toInteger()));
    } else if (type == "warning") {
        if (m_warnings.size() < maxWarnings)
            m_warnings.append(shownText(object["text"].toString().toStdString()));
    } else if (type == "waiting") {
        m_begins = shownText(object["until"].toString().left(19).replace('T', ' ').toStdString()) + " UTC";
    } else if (type == "triggered") {
        m_waitsForTrigger = false;
        m_trigger = shownText(object["text"].toString().toStdString());
    } else if (type == "stopped") {
        m_message = shownText(object["text"].toString().toStdString());
    }
    emit changed();
}

void Job::ended(int code, QProcess::ExitStatus status)
{
    read();
    constexpr int cancelledStatus = 130;
    m_output += m_process.readAllStandardOutput().left(maxOutput - m_output.size());
    m_errors += m_process.readAllStandardError();
    if (status == QProcess::CrashExit && !m_cancelled)
        return fail(tr("The worker broke off (signal %1). What it had committed is kept.").arg(code));
    if (m_cancelled || code == cancelledStatus)
        m_state = Cancelled;
    else if (code == 0)
        m_state = Done;
    else
        return fail(m_message.isEmpty() ? shownText(m_errors.trimmed().toStdString()) : m_message);
    emit changed();
    emit finished();
}

void Job::fail(const QString& message)
{
    if (!running())
        return;
    m_state = Failed;
    m_message = message.isEmpty() ? tr("The worker failed without a reason.") : message;
    emit changed();
    emit finished();
}

}  // namespace pr::models
