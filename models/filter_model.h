// The display filter: what is typed, what the parser says of it, what is applied, and how far the search is.
#pragma once

#include "models/latest_task.h"
#include "models/row_table.h"

#include <QElapsedTimer>

namespace pr::models {

/// Until apply() the table keeps what it showed. An invalid text is never applied.
class FilterModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("comes with a workspace")
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY textChanged)
    Q_PROPERTY(Verdict verdict READ verdict NOTIFY checked)
    Q_PROPERTY(QString message READ message NOTIFY checked)
    Q_PROPERTY(int column READ column NOTIFY checked)
    Q_PROPERTY(int markLength READ markLength NOTIFY checked)
    Q_PROPERTY(QString applied READ applied NOTIFY stateChanged)
    Q_PROPERTY(bool running READ running NOTIFY stateChanged)
    Q_PROPERTY(bool stopped READ stopped NOTIFY stateChanged)
    Q_PROPERTY(double progress READ progress NOTIFY stateChanged)
    Q_PROPERTY(double seconds READ seconds NOTIFY stateChanged)
    Q_PROPERTY(QString error READ error NOTIFY stateChanged)
    Q_PROPERTY(QStringList history READ history NOTIFY historyChanged)
public:
    enum Verdict { Empty, Valid, Suspicious, Invalid };
    Q_ENUM(Verdict)

    explicit FilterModel(RowTable& table, QObject* parent = nullptr);
    ~FilterModel() override;

    /// Shows all packets of the session; the filter that was applied is applied again.
    void setCase(std::shared_ptr<CaseSource> source, std::int64_t session, std::shared_ptr<RowReader> all);
    /// Rows were committed: a filter that had come to its end goes on over them.
    void refresh();

    QString text() const { return m_text; }
    void setText(const QString& text);
    Verdict verdict() const { return static_cast<Verdict>(m_check.verdict); }
    QString message() const { return QString::fromStdString(m_check.message); }
    int column() const;
    int markLength() const;
    QString applied() const { return m_applied; }
    bool running() const { return m_running; }
    bool stopped() const { return m_stopped; }
    double progress() const { return m_progress; }
    double seconds() const { return m_seconds; }
    QString error() const { return m_error; }
    QStringList history() const { return m_history; }

    Q_INVOKABLE bool apply();  ///< false if the text is invalid
    Q_INVOKABLE void clear();
    Q_INVOKABLE void stop();
    /// Sets the text to `condition`, joined to what is there by "", "not", "and", "or", "and not" or "or not".
    Q_INVOKABLE void combine(const QString& how, const QString& condition);
    /// [{text, help}] for the word before the cursor.
    Q_INVOKABLE QVariantList suggestions(int cursor) const;
    /// The filters that were applied before, in the same form; newest first.
    Q_INVOKABLE QVariantList historyEntries() const;
    /// Puts a suggestion in place of the word before the cursor; gives the new cursor.
    Q_INVOKABLE int complete(int cursor, const QString& suggestion);

signals:
    void textChanged();
    void checked();
    void stateChanged();
    void historyChanged();

private:
    void check();
    void start();
    /// On from where `before` ends; null: from the first packet.
    void search(std::shared_ptr<RowReader> before);
    void take(quint64 run, const FilterProgress& progress);
    void remember();
    int wordStart(int cursor) const;

    RowTable& m_table;
    std::shared_ptr<CaseSource> m_case;
    std::int64_t m_session = 0;
    std::shared_ptr<RowReader> m_all;
    QString m_text, m_applied, m_error;
    FilterCheck m_check;
    bool m_running = false, m_stopped = false, m_again = false;
    bool m_continuing = false;  // over packets that were committed since; nobody needs to see that
    double m_progress = 0, m_seconds = 0;
    QElapsedTimer m_clock;
    QStringList m_history;
    quint64 m_run = 0;
    LatestTask m_task;  // last: its thread posts to this
};

}  // namespace pr::models
