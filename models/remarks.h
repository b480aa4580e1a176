// Marks and notes of the session, as the window shows and changes them.
#pragma once

#include "models/packet_source.h"

#include <QObject>
#include <QProcess>
#include <QQmlEngine>

#include <deque>
#include <map>

namespace pr::models {

/// Changes show at once and are written by the command line program as soon as no other worker writes the case; until
/// then they are pending. One that is refused says why and is taken back.
class Remarks : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("comes with a workspace")
    Q_PROPERTY(int marks READ marks NOTIFY changed)
    Q_PROPERTY(int pending READ pending NOTIFY changed)
    Q_PROPERTY(QString error READ error NOTIFY changed)
public:
    explicit Remarks(QObject* parent = nullptr);
    ~Remarks() override;

    /// Those that the case has. Changes that are pending stay on top of them.
    void set(const QString& casePath, std::int64_t session, std::vector<Remark> remarks);
    /// While somebody else writes the case nothing can be written here.
    void setBlocked(bool blocked);

    bool isMarked(quint64 packet) const;
    int marks() const;
    int pending() const { return static_cast<int>(m_queue.size()); }
    QString error() const { return m_error; }
    const std::map<quint64, Remark>& all() const { return m_remarks; }

    Q_INVOKABLE QString note(double packet) const;
    Q_INVOKABLE void setNote(double packet, const QString& text);
    void setMarked(const std::vector<quint64>& packets, bool marked);
    Q_INVOKABLE void unmarkAll();
    /// The marked or noted packet behind this one, or before it; 0 if there is none.
    Q_INVOKABLE double next(double packet, bool forward) const;
    /// A filter that yields the marked packets; empty without marks.
    Q_INVOKABLE QString filter() const;
    Q_INVOKABLE void clearError();

signals:
    void changed();

private:
    struct Change {
        QString casePath;
        std::int64_t session;
        std::vector<quint64> packets;
        std::optional<QString> note;  ///< nothing: a mark
        bool marked;
    };
    void change(Change change);
    void apply(const Change& change);
    void writeNext();
    void written(bool done);

    QString m_case, m_error;
    std::int64_t m_session = 0;
    std::map<quint64, Remark> m_remarks, m_stored;
    std::deque<Change> m_queue;
    bool m_running = false, m_blocked = false;
    QProcess m_process;
};

}  // namespace pr::models
