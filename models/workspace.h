// The open case as the window works on it: one session at a time, its tables, the filter, the packet that is open, the
// jobs.
#pragma once

#include "models/capture_plan.h"
#include "models/filter_model.h"
#include "models/interfaces_model.h"
#include "models/job_list.h"
#include "models/packet_details.h"
#include "models/recent_cases.h"
#include "models/remarks.h"
#include "models/row_copier.h"
#include "models/sessions_model.h"
#include "models/stream_view.h"

#include <QTimer>
#include <QUrl>

namespace pr::models {

class Workspace : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by main")
    Q_PROPERTY(bool open READ isOpen NOTIFY caseChanged)
    Q_PROPERTY(bool loading READ loading NOTIFY caseChanged)
    Q_PROPERTY(QString casePath READ casePath NOTIFY caseChanged)
    Q_PROPERTY(QString caseName READ caseName NOTIFY caseChanged)
    Q_PROPERTY(QString error READ error NOTIFY errorChanged)
    Q_PROPERTY(QString errorCommand READ errorCommand NOTIFY errorChanged)
    Q_PROPERTY(int session READ session WRITE setSession NOTIFY sessionChanged)
    Q_PROPERTY(double sessionPackets READ sessionPackets NOTIFY sessionChanged)
    /// What is missing in all that is shown of the session, and where it was lost; empty if nothing is.
    Q_PROPERTY(QString sessionLosses READ sessionLosses NOTIFY sessionChanged)
    /// Packets come while they are recorded, by us or through a pipe.
    Q_PROPERTY(bool capturing READ capturing NOTIFY captureChanged)
    Q_PROPERTY(bool readingPipe READ readingPipe NOTIFY captureChanged)
    Q_PROPERTY(pr::models::Job* capture READ capture NOTIFY captureChanged)
    Q_PROPERTY(QList<int> tables READ tables NOTIFY caseChanged)
    Q_PROPERTY(pr::models::RowTable* packets READ packets CONSTANT)
    Q_PROPERTY(pr::models::FilterModel* filter READ filter CONSTANT)
    Q_PROPERTY(pr::models::PacketDetails* details READ details CONSTANT)
    Q_PROPERTY(pr::models::StreamModel* stream READ stream CONSTANT)
    Q_PROPERTY(pr::models::SessionsModel* sessions READ sessions CONSTANT)
    Q_PROPERTY(pr::models::JobList* jobs READ jobs CONSTANT)
    Q_PROPERTY(pr::models::RecentCases* recent READ recent CONSTANT)
    Q_PROPERTY(pr::models::InterfacesModel* interfaces READ interfaces CONSTANT)
    Q_PROPERTY(pr::models::CapturePlan* plan READ plan CONSTANT)
    Q_PROPERTY(pr::models::RowCopier* copier READ copier CONSTANT)
    Q_PROPERTY(pr::models::Remarks* remarks READ remarks CONSTANT)
public:
    /// Table of packet_source.h, for QML.
    enum Kind { Packets, Flows, Dns, Http, Tls, Certificates, Alerts };
    Q_ENUM(Kind)
    using Opener = std::function<Outcome<std::shared_ptr<CaseSource>>(const QString& path)>;

    /// `opener` turns a path into a case; it is called on a thread of its own.
    explicit Workspace(Opener opener, QObject* parent = nullptr);
    ~Workspace() override;

    bool isOpen() const { return m_case != nullptr; }
    bool loading() const { return m_loading; }
    QString casePath() const { return m_path; }
    QString caseName() const;
    QString error() const { return m_error; }
    /// The command line that the error asks its reader to run, to be copied; empty if it asks for none.
    QString errorCommand() const;
    int session() const { return m_session; }
    void setSession(int row);
    double sessionPackets() const;
    QString sessionLosses() const;
    bool capturing() const { return m_capture && m_capture->running(); }
    bool readingPipe() const { return capturing() && m_readsPipe; }
    Job* capture() const { return m_capture; }
    QList<int> tables() const;

    RowTable* packets() { return &m_packets; }
    FilterModel* filter() { return &m_filter; }
    PacketDetails* details() { return &m_details; }
    StreamModel* stream() { return &m_stream; }
    SessionsModel* sessions() { return &m_sessions; }
    JobList* jobs() { return &m_jobs; }
    RecentCases* recent() { return &m_recent; }
    InterfacesModel* interfaces() { return &m_interfaces; }
    CapturePlan* plan() { return &m_plan; }
    RowCopier* copier() { return &m_copier; }
    Remarks* remarks() { return &m_remarks; }

    /// Cases are opened, captures imported: into the open case, else into a new one named after the first.
    Q_INVOKABLE void openFiles(const QList<QUrl>& files);
    void openPaths(const QStringList& paths);
    Q_INVOKABLE void openCase(const QString& path);
    Q_INVOKABLE void openRecent(int row);
    /// The case file comes into being with its first import or capture.
    Q_INVOKABLE void newCase(const QUrl& file);
    Q_INVOKABLE void closeCase();
    Q_INVOKABLE void clearError();
    /// As the plan says; nothing where it is not valid.
    Q_INVOKABLE void startCapture();
    Q_INVOKABLE void stopCapture();
    /// Packets that another program writes, as a live session: `path` is a named pipe, or "-" for the standard input of
    /// this program. Like a capture it runs until it is stopped or its writer ends.
    Q_INVOKABLE void readPipe(const QString& path, const QString& name = {});
    /// Why nothing can be read from there as from a pipe: a sentence; empty where it can.
    Q_INVOKABLE QString pipeProblem(const QString& path) const;
    /// What the filter left, or all packets of the session.
    Q_INVOKABLE void exportPackets(const QUrl& file, const QString& format, bool filtered);
    Q_INVOKABLE bool follow(const QString& protocol);
    Q_INVOKABLE void showPacket(double number);
    /// The table of another kind for the current session; null if the case has none.
    Q_INVOKABLE pr::models::RowTable* table(int kind);
    /// The row that shows a packet, or the next after it; -1 without rows.
    Q_INVOKABLE double rowOfPacket(double number);
    Q_INVOKABLE double rowOfExactly(double number);  ///< -1 where the filter left it out
    Q_INVOKABLE void copy(const QString& text) const;
    Q_INVOKABLE QString grouped(double number) const;
    Q_INVOKABLE QString humanBytes(double bytes) const;

signals:
    void caseChanged();
    void errorChanged();
    void sessionChanged();
    void captureChanged();

private:
    std::int64_t sessionId() const;
    void setError(const QString& error);
    /// What a case says of itself; read on a thread of its own.
    struct Contents {
        std::vector<Session> sessions;
        std::vector<TableInfo> tables;
    };
    static Contents contentsOf(CaseSource& source);
    void take(const QString& path, std::shared_ptr<CaseSource> source, Contents contents);
    void takeContents(Contents contents, qint64 session);
    void openSession();
    void loadTable();
    void loadRemarks();
    void committed(const QString& path, qint64 session, quint64 packets);
    void askContents(qint64 session);
    Job& startJob(const QString& title, QStringList arguments, Job::Input input = Job::Input::None);
    static QString freshCasePath(const QString& name);

    Opener m_opener;
    QString m_path, m_error;
    bool m_loading = false;
    std::shared_ptr<CaseSource> m_case;
    std::vector<TableInfo> m_tableInfo;
    int m_session = -1;
    RowTable m_packets;
    FilterModel m_filter;
    PacketDetails m_details;
    StreamModel m_stream;
    SessionsModel m_sessions;
    Remarks m_remarks;  // before the jobs: it writes what is pending once they have let the case go
    JobList m_jobs;
    RecentCases m_recent;
    InterfacesModel m_interfaces;
    CapturePlan m_plan{m_interfaces};
    RowCopier m_copier;
    std::map<Table, std::unique_ptr<RowTable>> m_tables;
    QPointer<Job> m_capture;
    bool m_readsPipe = false;  ///< the capture's packets come through a pipe
    quint64 m_question = 0;
    QTimer m_contentsLater;        ///< runs while what the case says of itself is younger than a second
    qint64 m_contentsWanted = -1;  ///< the session that grew meanwhile
    Table m_shownTable = Table::Packets;
    quint64 m_tableLoad = 0;
    LatestTask m_opening, m_contents, m_tableTask, m_remarksTask;  // last: their threads post to this
};

}  // namespace pr::models
