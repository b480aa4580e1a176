// Copies rows to the clipboard: all that are selected, whether or not they were on the screen.
#pragma once

#include "models/latest_task.h"
#include "models/row_view.h"

namespace pr::models {

/// Reads what is not at hand with a reader of its own, on a thread of its own. One copy at a time; another one ends it.
class RowCopier : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("comes with a workspace")
    Q_PROPERTY(bool running READ running NOTIFY changed)
    Q_PROPERTY(double rows READ rows NOTIFY changed)
    Q_PROPERTY(double total READ total NOTIFY changed)
    Q_PROPERTY(QString message READ message NOTIFY changed)
public:
    /// More than this the clipboard is not given; the message says where it ended.
    static constexpr qsizetype maxBytes = qsizetype{256} * 1024 * 1024;

    explicit RowCopier(QObject* parent = nullptr);
    ~RowCopier() override;

    bool running() const { return m_running; }
    double rows() const { return static_cast<double>(m_rows); }  ///< so far
    double total() const { return static_cast<double>(m_total); }
    /// What became of the last one, if that needs words; empty while it runs.
    QString message() const { return m_message; }

    /// The selected rows with the cells that are shown, a line each with tabs between; numbers without separators,
    /// times as they stand on the screen.
    Q_INVOKABLE void copy(pr::models::RowView* view);
    Q_INVOKABLE void cancel();
    Q_INVOKABLE void dismiss();

signals:
    void changed();

private:
    void give(const QByteArray& text);
    void finish(const QString& message);

    bool m_running = false;
    quint64 m_rows = 0, m_total = 0, m_run = 0;
    QString m_message;
    LatestTask m_task;  // last: its thread posts to this
};

}  // namespace pr::models
