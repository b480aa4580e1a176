// The jobs of this window, newest first.
#pragma once

#include "models/job.h"

#include <QAbstractListModel>

namespace pr::models {

/// Jobs that came to their end stay until they are dismissed, so that a failure is not missed.
class JobList : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("comes with a workspace")
    Q_PROPERTY(pr::models::Job* latest READ latest NOTIFY latestChanged)
    Q_PROPERTY(bool busy READ busy NOTIFY latestChanged)
public:
    enum Role { JobRole = Qt::UserRole };

    explicit JobList(QObject* parent = nullptr);

    Job& start(const QString& title, const QStringList& arguments, Job::Input input = Job::Input::None);
    Job* latest() const { return m_jobs.empty() ? nullptr : m_jobs.front(); }
    bool busy() const;
    Q_INVOKABLE void dismiss(pr::models::Job* job);
    Q_INVOKABLE void cancelAll();

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override { return {{JobRole, "job"}}; }

signals:
    void latestChanged();

private:
    std::vector<Job*> m_jobs;  // children of this
};

}  // namespace pr::models
