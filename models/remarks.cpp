#include "models/remarks.h"

#include "models/job.h"
#include "models/page_cache.h"

#include <algorithm>

namespace pr::models {

namespace {

constexpr std::size_t packetsAtOnce = 1000;  // of one command line
constexpr int patience = 5000;               // ms, at the end of the program

}  // namespace

Remarks::Remarks(QObject* parent) : QObject{parent}
{
    connect(&m_process, &QProcess::finished, this,
        [this](int code, QProcess::ExitStatus status) { written(status == QProcess::NormalExit && code == 0); });
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            written(false);
    });
}

// What was marked last is not lost with the window.
Remarks::~Remarks()
{
    m_blocked = false;
    while (pending() > 0) {
        if (!m_running)
            writeNext();
        if (!m_process.waitForFinished(patience))
            break;
    }
    m_process.disconnect(this);
}

void Remarks::set(const QString& casePath, std::int64_t session, std::vector<Remark> remarks)
{
    m_case = casePath;
    m_session = session;
    m_stored.clear();
    for (auto& remark : remarks)
        m_stored[remark.packet] = std::move(remark);
    m_remarks = m_stored;
    for (const auto& change : m_queue)
        apply(change);
    emit changed();
}

void Remarks::setBlocked(bool blocked)
{
    m_blocked = blocked;
    writeNext();
}

bool Remarks::isMarked(quint64 packet) const
{
    const auto found = m_remarks.find(packet);
    return found != m_remarks.end() && found->second.marked;
}

int Remarks::marks() const
{
    return static_cast<int>(std::ranges::count_if(m_remarks, [](const auto& entry) { return entry.second.marked; }));
}

QString Remarks::note(double packet) const
{
    const auto found = m_remarks.find(static_cast<quint64>(packet));
    return found == m_remarks.end() ? QString{} : QString::fromStdString(found->second.note);
}

void Remarks::setNote(double packet, const QString& text)
{
    if (packet > 0 && text.trimmed() != note(packet))
        change({m_case, m_session, {static_cast<quint64>(packet)}, text.trimmed(), false});
}

void Remarks::setMarked(const std::vector<quint64>& packets, bool marked)
{
    for (std::size_t at = 0; at < packets.size(); at += packetsAtOnce)
        change({m_case, m_session,
            {packets.begin() + static_cast<std::ptrdiff_t>(at),
                packets.begin() + static_cast<std::ptrdiff_t>(std::min(at + packetsAtOnce, packets.size()))},
            std::nullopt, marked});
}

void Remarks::unmarkAll()
{
    std::vector<quint64> packets;
    for (const auto& [packet, remark] : m_remarks)
        if (remark.marked)
            packets.push_back(packet);
    setMarked(packets, false);
}

double Remarks::next(double packet, bool forward) const
{
    const auto from = static_cast<quint64>(packet);
    if (forward) {
        const auto found = m_remarks.upper_bound(from);
        return found == m_remarks.end() ? 0 : static_cast<double>(found->first);
    }
    const auto found = m_remarks.lower_bound(from);
    return found == m_remarks.begin() ? 0 : static_cast<double>(std::prev(found)->first);
}

QString Remarks::filter() const
{
    QStringList numbers;
    for (const auto& [packet, remark] : m_remarks)
        if (remark.marked)
            numbers.append(QString::number(packet));
    return numbers.isEmpty() ? QString{} : "frame.number in {" + numbers.join(", ") + '}';
}

void Remarks::clearError()
{
    m_error.clear();
    emit changed();
}

void Remarks::change(Change change)
{
    if (m_case.isEmpty())
        return;
    m_error.clear();
    apply(change);
    m_queue.push_back(std::move(change));
    emit changed();
    writeNext();
}

void Remarks::apply(const Change& change)
{
    if (change.casePath != m_case || change.session != m_session)
        return;
    for (const auto packet : change.packets) {
        auto& remark = m_remarks[packet];
        remark.packet = packet;
        if (change.note)
            remark.note = change.note->toStdString();
        else
            remark.marked = change.marked;
        if (!remark.marked && remark.note.empty())
            m_remarks.erase(packet);
    }
}

void Remarks::writeNext()
{
    if (m_running || m_blocked || m_queue.empty())
        return;
    const auto& change = m_queue.front();
    QStringList arguments{"mark", "--database", change.casePath, "--session", QString::number(change.session)};
    if (change.note)
        arguments << "--note=" + *change.note;
    else if (!change.marked)
        arguments << "--remove";
    for (const auto packet : change.packets)
        arguments << QString::number(packet);
    m_running = true;
    m_process.start(workerProgram(), arguments, QIODevice::ReadOnly);
}

void Remarks::written(bool done)
{
    if (!m_running)
        return;
    m_running = false;
    const auto change = std::move(m_queue.front());
    m_queue.pop_front();
    if (change.casePath == m_case && change.session == m_session) {
        m_remarks = m_stored;
        if (done) {
            apply(change);
            m_stored = m_remarks;
        }
        for (const auto& later : m_queue)
            apply(later);
    }
    if (!done)
        m_error = tr("It was not written into the case. %1")
                      .arg(shownText(m_process.readAllStandardError().trimmed().toStdString()));
    emit changed();
    writeNext();
}

}  // namespace pr::models
