#include "models/capture_filter_check.h"

#include "models/job.h"
#include "models/page_cache.h"

namespace pr::models {

namespace {

constexpr int pauseOfWriting = 200;  // ms
constexpr qsizetype mostAnswers = 200;

}  // namespace

CaptureFilterCheck::CaptureFilterCheck(QObject* parent) : QObject{parent}
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(pauseOfWriting);
    connect(&m_pause, &QTimer::timeout, this, &CaptureFilterCheck::ask);
    // What cannot be asked is found out when the capture begins.
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            m_wanted.clear();
    });
    connect(&m_process, &QProcess::finished, this, [this] {
        if (m_answers.size() >= mostAnswers)
            m_answers.clear();
        const auto said = m_process.readAllStandardOutput().trimmed().replace('\n', ' ');
        m_answers[m_asked] = shownText(said.toStdString());
        emit changed();
        ask();
    });
}

CaptureFilterCheck::~CaptureFilterCheck()
{
    m_process.disconnect(this);
    m_process.kill();
    m_process.waitForFinished(1000);
}

void CaptureFilterCheck::want(std::vector<Question> questions)
{
    m_wanted = std::move(questions);
    m_pause.start();
}

void CaptureFilterCheck::ask()
{
    if (m_process.state() != QProcess::NotRunning)
        return;
    while (!m_wanted.empty()) {
        m_asked = std::move(m_wanted.back());
        m_wanted.pop_back();
        if (m_answers.contains(m_asked))
            continue;
        m_process.start(workerProgram(),
            {"extcap", "--extcap-interface=packetrecorder-" + m_asked.interface, "--backend=" + m_asked.backEnd,
                "--extcap-capture-filter=" + m_asked.filter},
            QIODevice::ReadOnly);
        return;
    }
}

}  // namespace pr::models
