#include "models/workspace.h"

#include "models/file_kind.h"
#include "models/pipe.h"

#include "core/base/text.h"

#include <QClipboard>
#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QRegularExpression>
#include <QStandardPaths>

#include <algorithm>

namespace pr::models {

namespace {

QString tableKey(Table table)
{
    constexpr std::array names{"packets", "flows", "dns", "http", "tls", "certificates", "alerts"};
    return QString::fromLatin1(names[static_cast<std::size_t>(table)]);
}

}  // namespace

Workspace::Workspace(Opener opener, QObject* parent) : QObject{parent}, m_opener{std::move(opener)}, m_filter{m_packets}
{
    constexpr int leisure = 1000;  // ms
    m_contentsLater.setSingleShot(true);
    m_contentsLater.setInterval(leisure);
    connect(&m_jobs, &JobList::latestChanged, this, [this] { m_remarks.setBlocked(m_jobs.busy()); });
    connect(&m_contentsLater, &QTimer::timeout, this, [this] {
        if (m_case && m_contentsWanted >= 0)
            askContents(m_contentsWanted);
    });
}

Workspace::~Workspace() = default;

QString Workspace::caseName() const
{
    return QFileInfo{m_path}.completeBaseName();
}

std::int64_t Workspace::sessionId() const
{
    const auto& sessions = m_sessions.sessions();
    return m_session >= 0 && m_session < std::ssize(sessions) ? sessions[static_cast<std::size_t>(m_session)].id : -1;
}

double Workspace::sessionPackets() const
{
    const auto& sessions = m_sessions.sessions();
    return m_session >= 0 && m_session < std::ssize(sessions)
        ? static_cast<double>(sessions[static_cast<std::size_t>(m_session)].packets)
        : 0;
}

QString Workspace::sessionLosses() const
{
    const auto& sessions = m_sessions.sessions();
    if (m_session < 0 || m_session >= std::ssize(sessions))
        return {};
    const auto& shown = sessions[static_cast<std::size_t>(m_session)];
    return shown.lost == 0 ? QString{}
                           : tr("%1 lost (%2)")
                                 .arg(QString::fromStdString(counted(shown.lost, "packet", "packets")),
                                     QString::fromStdString(shown.lostWhere));
}

void Workspace::setError(const QString& error)
{
    m_error = error;
    emit errorChanged();
}

QString Workspace::errorCommand() const
{
    static const QRegularExpression quoted{"`([^` ]+ [^`]+)`"}, granted{"Grant it: (.+)$"};
    for (const auto& pattern : {granted, quoted})
        if (const auto found = pattern.match(m_error); found.hasMatch())
            return found.captured(1);
    return {};
}

void Workspace::clearError()
{
    setError({});
}

void Workspace::openFiles(const QList<QUrl>& files)
{
    QStringList paths;
    for (const auto& file : files)
        if (file.isLocalFile())
            paths.append(file.toLocalFile());
    openPaths(paths);
}

void Workspace::openPaths(const QStringList& paths)
{
    QStringList captures;
    for (const auto& path : paths) {
        if (isStandardInput(path)) {
            readPipe("-");
            continue;
        }
        switch (kindOf(path.toStdString())) {
        case FileKind::Case: openCase(path); break;
        case FileKind::Capture: captures.append(QFileInfo{path}.absoluteFilePath()); break;
        case FileKind::Pipe: readPipe(path); break;
        case FileKind::Missing: setError(tr("Cannot open %1: there is no such file.").arg(path)); break;
        case FileKind::Unknown:
            setError(tr("Cannot open %1: it is neither a case file nor a capture (pcap, pcapng).").arg(path));
            break;
        }
    }
    if (captures.isEmpty())
        return;
    if (m_path.isEmpty())
        newCase(QUrl::fromLocalFile(freshCasePath(QFileInfo{captures.front()}.completeBaseName())));
    const auto title =
        captures.size() == 1 ? QFileInfo{captures.front()}.fileName() : tr("%1 files").arg(captures.size());
    startJob(tr("Importing %1").arg(title), QStringList{"import"} + captures);
}

QString Workspace::freshCasePath(const QString& name)
{
    const QDir folder{QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + "/packetrecorder/cases"};
    folder.mkpath(".");
    auto path = folder.filePath(name + ".prcase");
    for (int number = 2; QFileInfo::exists(path); ++number)
        path = folder.filePath(QString("%1-%2.prcase").arg(name).arg(number));
    return path;
}

void Workspace::openCase(const QString& path)
{
    const auto question = ++m_question;
    m_loading = true;
    setError({});
    emit caseChanged();
    m_opening.run([this, question, path, opener = m_opener](std::stop_token) {
        auto answer = opener(path);
        std::shared_ptr<CaseSource> source;
        Contents contents;
        QString error;
        if (answer) {
            source = std::move(*answer);
            contents = contentsOf(*source);
        } else {
            error = shownText(answer.error().text());
        }
        QMetaObject::invokeMethod(
            this,
            [this, question, path, source, contents = std::move(contents), error]() mutable {
                if (question != m_question)
                    return;
                m_loading = false;
                if (source)
                    take(path, source, std::move(contents));
                else
                    setError(error);
                emit caseChanged();
            },
            Qt::QueuedConnection);
    });
}

void Workspace::openRecent(int row)
{
    const auto path = m_recent.data(m_recent.index(row), RecentCases::Path).toString();
    if (!path.isEmpty())
        openCase(path);
}

void Workspace::newCase(const QUrl& file)
{
    closeCase();
    m_path = file.toLocalFile();
    emit caseChanged();
}

void Workspace::closeCase()
{
    ++m_question;
    m_loading = false;
    m_path.clear();
    m_case.reset();
    m_tableInfo.clear();
    m_sessions.set({});
    m_session = -1;
    m_stream.close();
    openSession();
    emit caseChanged();
}

Workspace::Contents Workspace::contentsOf(CaseSource& source)
{
    auto sessions = source.sessions();
    return {std::move(sessions), source.tables()};
}

void Workspace::take(const QString& path, std::shared_ptr<CaseSource> source, Contents contents)
{
    m_path = path;
    m_case = std::move(source);
    m_tableInfo = std::move(contents.tables);
    m_sessions.set(std::move(contents.sessions));
    m_session = m_sessions.count() - 1;
    m_stream.close();
    if (!m_tableInfo.empty())
        m_packets.columns()->set(tableKey(Table::Packets), m_tableInfo.front().columns);
    openSession();
    quint64 packets = 0;
    for (const auto& session : m_sessions.sessions())
        packets += session.packets;
    m_recent.note(path, packets);
    if (m_contentsWanted >= 0)
        askContents(m_contentsWanted);
}

void Workspace::setSession(int row)
{
    if (row == m_session || row < 0 || row >= m_sessions.count())
        return;
    m_session = row;
    m_stream.close();
    openSession();
}

void Workspace::openSession()
{
    const auto id = sessionId();
    const bool any = m_case && id >= 0;
    m_details.setCase(m_case, id);
    std::shared_ptr<RowReader> packets;
    if (any) {
        auto opened = m_case->openTable(id, Table::Packets);
        if (opened)
            packets = std::move(*opened);
        else
            setError(shownText(opened.error().text()));
    }
    m_filter.setCase(m_case, id, packets);
    for (auto& [kind, table] : m_tables)
        table->setReader({});
    loadTable();
    loadRemarks();
    emit sessionChanged();
}

void Workspace::loadRemarks()
{
    const auto id = sessionId();
    m_remarks.set(m_case ? m_path : QString{}, id, {});
    if (!m_case || id < 0)
        return;
    m_remarksTask.run([this, id, path = m_path, source = m_case](std::stop_token) {
        auto answer = source->remarks(id);
        QMetaObject::invokeMethod(
            this,
            [this, id, path, source, found = answer ? std::move(*answer) : std::vector<Remark>{},
                error = answer ? QString{} : shownText(answer.error().text())]() mutable {
                if (source != m_case || id != sessionId())
                    return;
                m_remarks.set(path, id, std::move(found));
                if (!error.isEmpty())
                    setError(error);
            },
            Qt::QueuedConnection);
    });
}

QList<int> Workspace::tables() const
{
    QList<int> kinds;
    for (const auto& info : m_tableInfo)
        kinds.append(static_cast<int>(info.table));
    return kinds;
}

RowTable* Workspace::table(int kind)
{
    const auto wanted = static_cast<Table>(kind);
    const auto info = std::ranges::find(m_tableInfo, wanted, &TableInfo::table);
    if (info == m_tableInfo.end())
        return nullptr;
    if (wanted == Table::Packets)
        return &m_packets;
    auto& table = m_tables[wanted];
    if (!table) {
        table = std::make_unique<RowTable>();
        QQmlEngine::setObjectOwnership(table.get(), QQmlEngine::CppOwnership);
        table->columns()->set(tableKey(wanted), info->columns);
    }
    m_shownTable = wanted;
    loadTable();
    return table.get();
}

void Workspace::loadTable()
{
    const auto found = m_tables.find(m_shownTable);
    if (found == m_tables.end() || !m_case || m_session < 0)
        return;
    const auto load = ++m_tableLoad;
    m_tableTask.run([this, load, kind = m_shownTable, source = m_case, session = sessionId()](std::stop_token) {
        auto answer = source->openTable(session, kind);
        std::shared_ptr<RowReader> reader;
        QString error;
        if (answer)
            reader = std::move(*answer);
        else
            error = shownText(answer.error().text());
        QMetaObject::invokeMethod(
            this,
            [this, load, kind, reader, error] {
                if (load != m_tableLoad)
                    return;
                m_tables[kind]->setReader(reader);
                if (!error.isEmpty())
                    setError(error);
            },
            Qt::QueuedConnection);
    });
}

// The rows come at once, by what the worker said; what the case says of itself is read at leisure.
void Workspace::committed(const QString& path, qint64 session, quint64 packets)
{
    if (path != m_path)
        return;
    if (!m_case) {
        if (m_loading)
            m_contentsWanted = session;  // what is being read may be from before
        else
            openCase(path);
        return;
    }
    m_case->grew(session, packets);
    m_sessions.grew(session, packets);
    if (session == sessionId())
        m_filter.refresh();
    emit sessionChanged();
    if (m_sessions.knows(session) && m_contentsLater.isActive())
        m_contentsWanted = session;
    else
        askContents(session);
}

void Workspace::askContents(qint64 session)
{
    m_contentsWanted = -1;
    m_contentsLater.start();
    m_contents.run([this, session, source = m_case](std::stop_token) {
        auto contents = contentsOf(*source);
        QMetaObject::invokeMethod(
            this,
            [this, session, source, contents = std::move(contents)]() mutable {
                if (source == m_case)
                    takeContents(std::move(contents), session);
            },
            Qt::QueuedConnection);
    });
}

void Workspace::takeContents(Contents contents, qint64 session)
{
    const auto before = m_sessions.count();
    m_sessions.set(std::move(contents.sessions));
    if (m_sessions.count() != before) {  // the session of the worker is the one to look at
        const auto found = std::ranges::find(m_sessions.sessions(), session, &Session::id);
        m_session = found == m_sessions.sessions().end() ? m_sessions.count() - 1
                                                         : static_cast<int>(found - m_sessions.sessions().begin());
        openSession();
        return;
    }
    m_filter.refresh();
    if (!m_jobs.busy())  // small tables are read as a whole: when the worker is done
        loadTable();
    if (contents.tables.size() != m_tableInfo.size()) {
        m_tableInfo = std::move(contents.tables);
        emit caseChanged();
    }
    emit sessionChanged();
}

Job& Workspace::startJob(const QString& title, QStringList arguments, Job::Input input)
{
    const auto path = m_path;
    arguments << "--database" << path;
    auto& job = m_jobs.start(title, arguments, input);
    connect(&job, &Job::committed, this,
        [this, path](qint64 session, quint64 lastPacket) { committed(path, session, lastPacket); });
    connect(&job, &Job::finished, this, [this, path, &job] {
        if (job.state() == Job::Failed)
            setError(job.message());
        if (path == m_path && QFileInfo::exists(path)) {
            if (m_case)
                askContents(sessionId());
            else if (!m_loading)
                openCase(path);
        }
        emit captureChanged();
    });
    return job;
}

void Workspace::startCapture()
{
    if (capturing() || !m_plan.isValid())
        return;
    if (m_path.isEmpty())
        newCase(QUrl::fromLocalFile(freshCasePath(tr("capture"))));
    m_readsPipe = false;
    m_capture = &startJob(tr("Capturing on %1").arg(m_plan.interfaces()), m_plan.arguments());
    if (m_plan.waitsForTrigger())
        m_capture->waitForTrigger();
    emit captureChanged();
}

QString Workspace::pipeProblem(const QString& path) const
{
    return models::pipeProblem(path);
}

void Workspace::readPipe(const QString& path, const QString& name)
{
    if (capturing())
        return setError(tr("Stop what is being recorded before another pipe is read (Ctrl+E)."));
    if (const auto problem = models::pipeProblem(path); !problem.isEmpty())
        return setError(tr("Cannot read %1. %2").arg(path, problem));
    const bool standard = isStandardInput(path);
    const auto shown = standard ? tr("standard input") : QFileInfo{pipePath(path)}.fileName();
    if (m_path.isEmpty())
        newCase(QUrl::fromLocalFile(freshCasePath(name.trimmed().isEmpty() ? shown : name.trimmed())));
    QStringList arguments{"import", standard ? QString{"-"} : pipePath(path)};
    if (const auto given = name.trimmed(); !given.isEmpty())
        arguments.append("--name=" + given);
    m_readsPipe = true;
    m_capture = &startJob(tr("Reading from %1").arg(shown), arguments, standard ? Job::Input::Ours : Job::Input::None);
    emit captureChanged();
}

void Workspace::stopCapture()
{
    if (m_capture)
        m_capture->cancel();
}

void Workspace::exportPackets(const QUrl& file, const QString& format, bool filtered)
{
    if (!m_case || sessionId() < 0)
        return;
    QStringList arguments{"export"};
    if (filtered && !m_filter.applied().isEmpty())
        arguments << m_filter.applied();
    arguments << "--session" << QString::number(sessionId()) << "--format" << format << "--output"
              << file.toLocalFile();
    startJob(tr("Exporting to %1").arg(file.fileName()), arguments);
}

bool Workspace::follow(const QString& protocol)
{
    const auto target = m_details.target(protocol);
    if (!target || !m_case)
        return false;
    m_stream.follow(m_case, sessionId(), *target);
    return true;
}

void Workspace::showPacket(double number)
{
    m_details.show(static_cast<quint64>(number));
}

double Workspace::rowOfPacket(double number)
{
    const auto& reader = m_packets.reader();
    if (!reader || m_packets.count() == 0)
        return -1;
    return static_cast<double>(std::min<quint64>(reader->rowOf(static_cast<quint64>(number)), m_packets.count() - 1));
}

double Workspace::rowOfExactly(double number)
{
    const auto& reader = m_packets.reader();
    const auto packet = static_cast<quint64>(number);
    if (!reader || number <= 0)
        return -1;
    const auto row = reader->rowOf(packet);
    const auto behind = reader->rowOf(packet + 1);
    // In the order of capture the row of the next number follows; in another order rowOf() finds only the packet
    // itself.
    const bool there = m_packets.sortCell() >= 0 ? row < m_packets.count() : behind > row;
    return there && row < m_packets.count() ? static_cast<double>(row) : -1;
}

void Workspace::copy(const QString& text) const
{
    QGuiApplication::clipboard()->setText(text);
}

QString Workspace::grouped(double number) const
{
    return QString::fromStdString(pr::grouped(static_cast<std::uint64_t>(number)));
}

QString Workspace::humanBytes(double bytes) const
{
    return QString::fromStdString(pr::humanBytes(static_cast<std::uint64_t>(bytes)));
}

}  // namespace pr::models
