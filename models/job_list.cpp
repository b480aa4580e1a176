#include "models/job_list.h"

#include <algorithm>

namespace pr::models {

JobList::JobList(QObject* parent) : QAbstractListModel{parent} { }

Job& JobList::start(const QString& title, const QStringList& arguments, Job::Input input)
{
    auto* job = new Job{title, workerProgram(), arguments, input, this};
    connect(job, &Job::finished, this, &JobList::latestChanged);
    beginInsertRows({}, 0, 0);
    m_jobs.insert(m_jobs.begin(), job);
    endInsertRows();
    emit latestChanged();
    return *job;
}

bool JobList::busy() const
{
    return std::ranges::any_of(m_jobs, &Job::running);
}

void JobList::dismiss(Job* job)
{
    const auto found = std::ranges::find(m_jobs, job);
    if (found == m_jobs.end() || job->running())
        return;
    const auto row = static_cast<int>(found - m_jobs.begin());
    beginRemoveRows({}, row, row);
    m_jobs.erase(found);
    endRemoveRows();
    job->deleteLater();
    emit latestChanged();
}

void JobList::cancelAll()
{
    for (auto* job : m_jobs)
        job->cancel();
}

int JobList::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_jobs.size());
}

QVariant JobList::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount() || role != JobRole)
        return {};
    return QVariant::fromValue(m_jobs[static_cast<std::size_t>(index.row())]);
}

}  // namespace pr::models
